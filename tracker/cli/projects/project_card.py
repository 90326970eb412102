"""One project on one screen: which parts of its card are shown, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli.columns import AMOUNTS, evaluations_section, papers_section, spoken
from tracker.cli.projects.rating import ratings_section
from tracker.output import CardFact, Column, Section, Style
from tracker.rules.words import LIT

if TYPE_CHECKING:
    from tracker.insight.lights.behind import ProjectLights
    from tracker.insight.projects.project_card import ProjectOverview

HISTORY = [
    Column("conference", "Conference", "code"),
    Column("status", "Status"),
    Column("progress", "Progress", "number", priority=2),
    Column("answer", "Answer", priority=3),
    Column("currency", "", "code"),
    *AMOUNTS,
]
SOURCES = [
    Column("source", "Source", flex=True, priority=8),
    Column("carried_from", "Carried from", "code", priority=9),
]
SOURCED = ("source", "carried_from")
MONEY = [
    Column("code", "Contribution", "code"),
    Column("donor", "Donor", "code"),
    Column("instrument", "Instrument", priority=6),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("basis", "Based on", "word", priority=7),
    Column("answer", "Answer", priority=4),
    Column("remark", "Remark", flex=True, priority=3),
    Column("name", "Name", hidden=True),
    *SOURCES,
]


LIGHTS = [
    Column("project", "Project", "code", hidden=True),
    Column("of", "Of"),
    Column("light", "Light"),
    Column("reason", "Why", flex=True),
    Column("computed", "Computed", hidden=True),
]


class LightRow(NamedTuple):
    """A light of a project, with the reason in English; `computed` is the one by the rules, where a person set it."""

    project: str
    of: str
    light: str
    reason: str
    computed: str | None


def light_rows(found: Sequence[ProjectLights]) -> list[LightRow]:
    """Return a row for each light of projects."""
    return [
        LightRow(one.project, of, light.light, light.reason, light.computed.light if light.computed else None)
        for one in found
        for of, light in zip(LIT, one.lights, strict=True)
    ]


def pairs_of(card: ProjectOverview, *, data: bool) -> list[CardFact]:
    """Return the known facts about the project itself; for programs (`data`) also the unknown ones."""
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("title", "Title", facts.title),
        CardFact("conference", "As reported at", facts.conference, "code"),
        CardFact("status", "Status", facts.status),
        CardFact("progress", "Progress, percent", facts.progress, "number"),
        CardFact("answer", "Answer", facts.answer),
        CardFact("objective", "Objective", facts.objective),
        CardFact("plan", "Implementation plan", facts.plan),
        CardFact("expected_outcomes", "Expected outcomes", facts.expected_outcomes),
        CardFact("themes", "Themes", card.themes),
        CardFact("scope", "Scope", facts.scope),
        CardFact("lead", "Lead", facts.lead, "code"),
        CardFact("implementer", "Implementer", facts.implementer, "code"),
        CardFact("start", "Planned start", facts.start, "date"),
        CardFact("end", "Planned end", facts.end, "date"),
        CardFact("actual_start", "Actual start", facts.actual_start, "date"),
        CardFact("actual_end", "Actual end", facts.actual_end, "date"),
        CardFact("parent", "Part of", facts.parent, "code"),
        CardFact("parts", "Parts", card.parts),
        CardFact("succeeds", "Succeeds", card.succeeds),
        CardFact("succeeded_by", "Succeeded by", card.succeeded_by),
        CardFact("iati_identifier", "IATI identifier", facts.iati_identifier, "code"),
        CardFact("decision", "Decision", facts.decision),
        CardFact("note", "Note", facts.note),
        CardFact("source", "Source", facts.source),
        CardFact("carried_from", "Carried from", facts.carried_from, "code"),
    ]
    # On a screen, unknown facts would crowd out the known ones; only these few are shown even when unknown.
    missed = ("conference", "status", "objective", "start", "end")
    return pairs if data else [pair for pair in pairs if pair.value or pair.value == 0 or pair.key in missed]


def sections_of(card: ProjectOverview, lights: Sequence[ProjectLights], style: Style) -> list[Section]:
    """Return the lists that belong to it, with its lights at the conference shown."""
    return [
        Section("Lights", light_rows(lights), LIGHTS),
        Section("Money", card.money, spoken(MONEY, card.money, "answer", *SOURCED), "No donor yet."),
        Section("Unattributed", card.unattributed, UNATTRIBUTED),
        Section(
            "Beneficiaries",
            card.beneficiaries,
            [Column("code", "Code", "code"), Column("name", "Name", flex=True), Column("share", "Percent", "percent")],
            "No beneficiary yet.",
        ),
        Section("Risks", card.risks, spoken(RISKS, card.risks, "mitigation", "occurred", "delayed", *SOURCED)),
        ratings_section(card.ratings, style),
        Section("Results", card.results, spoken(RESULTS, card.results, "outcome_title", "unit", *SOURCED)),
        Section("Milestones", card.milestones, spoken(STEPS, card.milestones, *SOURCED)),
        evaluations_section(card.evaluations),
        papers_section(card.documents),
        Section("History", card.history, HISTORY, "It was not reported to any conference."),
    ]


UNATTRIBUTED = [
    Column("kind", "Kind"),
    Column("currency", "", "code"),
    Column("amount", "Amount", "money"),
    Column("date", "Up to", "date", priority=2),
    Column("donors", "Donors together", flex=True),
    Column("source", "Source", priority=3),
]
RISKS = [
    Column("code", "Code", "code"),
    Column("event", "Event", flex=True),
    Column("mitigation", "Mitigation", flex=True),
    Column("likelihood", "Likelihood", "number", priority=3),
    Column("impact", "Impact", "number", priority=3),
    Column("score", "Score", "number"),
    Column("level", "Level"),
    Column("status", "Status", priority=1),
    Column("occurred", "When", "date", priority=2),
    Column("delayed", "Delayed", "codes", priority=2),
    *SOURCES,
]
RESULTS = [
    Column("code", "Code", "code"),
    Column("title", "Indicator", flex=True),
    Column("outcome", "Of", "code", hidden=True),
    Column("outcome_title", "Outcome", flex=True),
    Column("unit", "Unit", priority=2),
    Column("baseline", "Baseline"),
    Column("target", "Target"),
    Column("target_date", "By", "date", priority=1),
    Column("actual", "Actual"),
    *SOURCES,
]
STEPS = [
    Column("code", "Code", "code"),
    Column("title", "Milestone", flex=True),
    Column("planned", "Planned", "date"),
    Column("reached", "Reached", "date"),
    *SOURCES,
]

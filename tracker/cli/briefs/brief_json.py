"""A brief for programs: codes, amounts and dates as stored, independent of any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.cli.columns import OFFERS
from tracker.cli.projects.project_card import LightRow, light_rows
from tracker.model.kinds import Codes, Minor, kinds_of
from tracker.output import CardFact, Column, Section

if TYPE_CHECKING:
    from tracker.insight.briefs.agreed import Agreed
    from tracker.insight.briefs.brief import BriefResults, PartyBrief
    from tracker.insight.briefs.fiche import Fiche
    from tracker.insight.briefs.setting import Setting
    from tracker.insight.comparing.total_causes import Move
    from tracker.insight.lights.behind import ProjectLights
    from tracker.rules.rates import Rate


class TotalCause(NamedTuple):
    """What moved a total, in the reporting currency."""

    measure: str
    term: str
    reason: str | None
    amount: Minor
    currency: str
    projects: Codes | None


# The kind of a column for the annotation of its field.
KINDS = {"Minor": "money", "Share": "percent", "Codes": "codes", "bool": "flag"}


def columns(row_type: Any, *, leave: Iterable[str] = ()) -> list[Column]:
    """Return the fields of a row type as columns; the kind of each follows from its annotation."""
    kinds = kinds_of(row_type)
    return [Column(one, one, KINDS.get(kinds[one], "text")) for one in row_type._fields if one not in set(leave)]


def party_card(brief: PartyBrief) -> tuple[list[CardFact], list[Section]]:
    """Return a donor's or beneficiary's brief as facts and arrays."""
    from tracker.cli.coordination.need_view import NEED_LIST
    from tracker.insight.briefs.brief import Danger, Lag
    from tracker.insight.briefs.pledges import UnkeptPledge
    from tracker.insight.briefs.questions import MoneyLine, PartnerQuestion
    from tracker.insight.parties.organisations import Contact
    from tracker.insight.people.trainings import AttendedRow
    from tracker.insight.projects.evaluations import BesideRow
    from tracker.insight.projects.milestones import MilestoneRow
    from tracker.insight.totals.portfolio import Total

    who = brief.who
    pairs = [
        CardFact("code", "Code", who.code, "code"),
        CardFact("name", "Name", who.name),
        CardFact("role", "Role", brief.role),
        CardFact("kind", "Kind", who.kind),
        CardFact("country", "Country", who.country, "code"),
        *_setting(brief.setting, brief.rates),
    ]
    sections = [
        _section("contacts", brief.contacts, Contact),
        _section("portfolio", brief.lines, MoneyLine),
        _section("totals", brief.totals, Total),
        *_changes(brief.moves, brief.classes, brief.fields, brief.results),
        *_money(brief.whole_moves, "changes_whole"),
        _section("pledges_not_kept", brief.pledges, UnkeptPledge),
        Section("needs", brief.needs, NEED_LIST),
        *([Section("offers", brief.offers, OFFERS)] if brief.role == "donor" else []),
        *_agreed(brief.agreed),
        _lights(brief.lights),
        _section("evaluations", brief.evaluations, BesideRow),
        _section("trainings", brief.trainings, AttendedRow),
        _section("risks", brief.risks, Danger),
        _section("outcomes_behind", brief.lags, Lag),
        _section("milestones_overdue", brief.overdue, MilestoneRow),
        _section("questions", brief.questions, PartnerQuestion),
    ]
    return pairs, sections


def fiche_card(fiche: Fiche) -> tuple[list[CardFact], list[Section]]:
    """Return a project's fiche as facts and arrays."""
    from tracker.insight.briefs.brief import Lag
    from tracker.insight.briefs.fiche import Gap
    from tracker.insight.briefs.pledges import UnkeptPledge
    from tracker.insight.briefs.questions import PartnerQuestion
    from tracker.insight.people.trainings import AttendedRow
    from tracker.insight.projects.documents import PaperRow
    from tracker.insight.projects.evaluations import BesideRow
    from tracker.insight.projects.milestones import MilestoneRow
    from tracker.insight.projects.outcomes import IndicatorRow
    from tracker.insight.projects.project_card import HistoryLine, ProjectBenefit, ProjectMoney
    from tracker.insight.projects.ratings import RatingRow
    from tracker.insight.totals.portfolio import Total

    card = fiche.card
    apart = ("id", "code", "conference", "conference_id", "carried_from", "version")
    facts = [CardFact(name, name, value) for name, value in card.facts._asdict().items() if name not in apart]
    pairs = [
        CardFact("code", "code", card.facts.code, "code"),
        *facts,
        CardFact("themes", "themes", card.themes),
        CardFact("succeeds", "succeeds", card.succeeds),
        CardFact("succeeded_by", "succeeded_by", card.succeeded_by),
        CardFact("parts", "parts", card.parts),
        CardFact("seeking_funding", "seeking_funding", fiche.seeking, "flag"),
        *_setting(fiche.setting, fiche.rates),
    ]
    risks = [HazardRow(*one.danger, *one[1:]) for one in fiche.risks]
    sections = [
        _lights(fiche.lights),
        _section("milestones", fiche.milestones, MilestoneRow),
        _section("indicators", fiche.indicators, IndicatorRow),
        _section("outcomes_behind", fiche.lags, Lag),
        _section("milestones_overdue", fiche.overdue, MilestoneRow),
        _section("risks", risks, HazardRow),
        _section("ratings", card.ratings, RatingRow),
        _section("evaluations", card.evaluations, BesideRow),
        _section("trainings", fiche.trainings, AttendedRow),
        _section("money", card.money, ProjectMoney),
        _section("totals", fiche.totals, Total),
        _section("gaps", fiche.gaps, Gap),
        _section("beneficiaries", card.beneficiaries, ProjectBenefit),
        *_changes(fiche.moves, fiche.classes, fiche.fields, fiche.results),
        _section("pledges_not_kept", fiche.pledges, UnkeptPledge),
        _section("history", fiche.history, HistoryLine),
        _section("documents", card.documents, PaperRow),
        _section("questions", fiche.questions, PartnerQuestion),
    ]
    return pairs, sections


class HazardRow(NamedTuple):
    """A risk with all its fields."""

    code: str
    project: str
    event: str | None
    old: int | None
    score: int | None
    level: str | None
    status: str | None
    change: str | None
    owner: str | None
    response: str | None
    category: str | None
    cause: str | None
    consequence: str | None
    mitigation: str | None
    likelihood: int | None
    impact: int | None
    inherent_score: int | None
    occurred: str | None
    delayed: str | None


def _setting(setting: Setting, rates: Sequence[tuple[Rate, ...]]) -> list[CardFact]:
    from tracker.insight.comparing.total_rows import rate_text

    return [
        CardFact("conference", "Conference", setting.asked.code, "code"),
        CardFact("told_at", "As reported at", setting.told.code, "code"),
        CardFact("compared_with", "Compared with", setting.before.code if setting.before else None, "code"),
        CardFact("currency", "Reporting currency", setting.told.currency, "code"),
        CardFact("rates", "Rates", [" x ".join(map(rate_text, path)) for path in rates]),
    ]


def _lights(found: Sequence[ProjectLights]) -> Section:
    return _section("lights", light_rows(found), LightRow)


def _agreed(agreed: Agreed) -> list[Section]:
    from tracker.cli.minutes.action_view import ACTION_LIST
    from tracker.cli.parties.partnership import PARTNERSHIP_LIST

    return [
        Section("action_points", agreed.actions, ACTION_LIST),
        Section("recommendations", agreed.recommendations, ACTION_LIST),
        Section("partnerships", agreed.partnerships, PARTNERSHIP_LIST),
    ]


def _changes(
    moves: Sequence[Move], classes: Sequence[Any], fields: Sequence[Any], results: BriefResults
) -> list[Section]:
    from tracker.insight.comparing.changes import FieldChange
    from tracker.insight.comparing.presence import ClassedProject
    from tracker.insight.comparing.results import MilestoneChange, OutcomeChange

    return [
        *_money(moves, "changes"),
        Section("projects", classes, columns(ClassedProject, leave=("project_id",)), key="changes_projects"),
        _section("changes_fields", fields, FieldChange),
        _section("changes_outcomes", results.outcomes, OutcomeChange),
        _section("changes_milestones", results.milestones, MilestoneChange),
    ]


def _money(moves: Sequence[Move], what: str) -> list[Section]:
    """Return the totals of moves and their causes, in sections named after their subject."""
    key = "totals_compared" if what == "changes" else f"{what}_totals"
    causes = [
        TotalCause(
            move.measure,
            cause.term,
            cause.reason,
            cause.amount,
            move.currency,
            ";".join(dict.fromkeys(mover.project for mover in cause.movers)) or None,
        )
        for move in moves
        for cause in move.causes
    ]
    ends = [
        TotalCause(move.measure, term, None, getattr(move, term), move.currency, None)
        for move in moves
        for term in ("from_total", "to_total")
        # If no amount was reported, 0 would be a false statement.
        if move.causes or move.from_total or move.to_total
    ]
    return [
        Section(f"{what}_totals", ends, columns(TotalCause, leave=("reason", "projects")), key=key),
        _section(f"{what}_money", causes, TotalCause),
    ]


def _section(key: str, rows: Sequence[Any], row_type: Any) -> Section:
    return Section(key, rows, columns(row_type), key=key)

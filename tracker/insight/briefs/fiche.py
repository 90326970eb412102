"""The fiche of a project in the usual form of the field: objective, plan, expected outcomes, risks, budget and gap."""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.briefs.brief import (
    BriefResults,
    Danger,
    Lag,
    Watched,
    changed_risks,
    danger,
    lagging,
    overdue,
    used_rates,
    watched,
)
from tracker.insight.briefs.pledges import UnkeptPledge, not_kept
from tracker.insight.briefs.questions import MoneyLine, PartnerQuestion, questions
from tracker.insight.briefs.setting import Setting, compared, setting
from tracker.insight.codes import Codes
from tracker.insight.comparing.changes import FieldChange, field_changes
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.presence import ClassedProject, classified
from tracker.insight.comparing.results import milestone_changes, outcome_changes
from tracker.insight.comparing.total_causes import Move, moves
from tracker.insight.lights.behind import ProjectLights, project_lights
from tracker.insight.people.trainings import AttendedRow, held_for
from tracker.insight.projects.milestones import MilestoneRow
from tracker.insight.projects.outcomes import IndicatorRow
from tracker.insight.projects.project_card import HistoryLine, ProjectOverview, project_card
from tracker.insight.totals.portfolio import MoneyQuestion, Total, totals
from tracker.model.kinds import Minor
from tracker.rules.dates import first_day, last_day
from tracker.rules.rates import Rate
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader


class Hazard(NamedTuple):
    """A risk with everything its assessment says about it."""

    danger: Danger
    category: str | None
    cause: str | None
    consequence: str | None
    mitigation: str | None
    likelihood: int | None
    impact: int | None
    inherent_score: int | None
    occurred: str | None
    delayed: str | None


class Gap(NamedTuple):
    """The financing in one currency, in minor units; None where nothing was reported.

    `to_commit` is what is pledged beyond the commitments, `to_pay` what is committed beyond the payments; both count
    only contributions for which both amounts were reported.
    """

    currency: str
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    to_commit: Minor | None
    to_pay: Minor | None


class Fiche(NamedTuple):
    """A project's whole fiche, in codes and minor units; comparisons are empty without an earlier conference.

    `seeking` says that the project is proposed and that no commitment to it was reported; None where its status is
    unknown. The total cost of a project is not recorded, so the amount still missing is unknown.
    """

    card: ProjectOverview
    setting: Setting
    seeking: bool | None
    lights: list[ProjectLights]
    gaps: list[Gap]
    totals: list[Total]
    rates: list[tuple[Rate, ...]]
    risks: list[Hazard]
    indicators: list[IndicatorRow]
    lags: list[Lag]
    milestones: list[MilestoneRow]
    overdue: list[MilestoneRow]
    moves: list[Move]
    classes: list[ClassedProject]
    fields: list[FieldChange]
    results: BriefResults
    pledges: list[UnkeptPledge]
    trainings: list[AttendedRow]
    history: list[HistoryLine]
    questions: list[PartnerQuestion]


DETAILS = """
SELECT p.code || '/' || k.code, k.cause, k.consequence, coalesce(a.mitigation, k.mitigation)
FROM risk k JOIN project p ON p.id = k.project_id
LEFT JOIN assessment a ON a.risk_id = k.id AND a.conference_id = :told WHERE k.project_id = :project
"""


def project_fiche(reader: Reader, code: str, at: str | None = None) -> Fiche:
    """The fiche of a project. Raises NotFound for an unknown code, Usage where no conference is meant."""
    identity = Codes(reader).id("project", code)
    where = setting(reader, "project", [identity], code, at)
    told = where.told
    pair = compared(reader, where, projects=(identity,))
    card = project_card(reader, code, told.code)
    seen = watched(reader, where, [identity])
    lines = _lines(card)
    status = card.facts.status
    classes = list(classified(reader, pair)) if pair else []
    sums = totals(reader, MoneyQuestion(told.id, where=f"f.project_id = {identity}"))
    no_rate = {str(total.currency) for total in sums if total.what == "no rate"}
    results = BriefResults(list(outcome_changes(reader, pair)), list(milestone_changes(reader, pair))) if pair else None
    committed = any((line.committed or 0) > 0 for line in lines if line.excluded_as is None)
    return Fiche(
        card,
        where,
        None if status is None else status == "proposed" and not committed,
        project_lights(reader, told, [identity]),
        _gaps(lines),
        sums,
        used_rates(reader, where, lines),
        _hazards(reader, where, identity, seen, pair),
        seen.indicators,
        lagging(seen.indicators, where),
        seen.milestones,
        overdue(seen.milestones, where, {card.facts.code} if status == "cancelled" else ()),
        moves(reader, pair, MEASURES) if pair else [],
        classes,
        list(field_changes(reader, pair)) if pair else [],
        results or BriefResults([], []),
        not_kept(reader, told, f"k.project_id = {identity}"),
        held_for(reader, where.asked, projects=[identity]),
        _until(reader, where, card),
        questions(reader, told.id, pair, [identity], lines, classes, no_rate),
    )


def _hazards(reader: Reader, where: Setting, project: int, seen: Watched, pair: ConferencePair | None) -> list[Hazard]:
    """The risks reported at the conference, highest score first, with how each moved since the last conference."""
    changes = changed_risks(reader, pair)
    details = {code: more for code, *more in reader.rows(DETAILS, {"told": where.told.id, "project": project})}
    found = []
    for risk in seen.risks:
        change = changes.get(risk.code)
        moved = change.change if change else "unchanged" if pair else None
        cause, consequence, mitigation = details[risk.code]
        one = danger(risk, change, moved, compared=pair is not None)
        told = (risk.likelihood, risk.impact, risk.inherent_score, risk.occurred, risk.delayed)
        found.append(Hazard(one, risk.category, cause, consequence, mitigation, *told))
    return found


def _until(reader: Reader, where: Setting, card: ProjectOverview) -> list[HistoryLine]:
    """The history up to the conference shown: nothing later was known there."""
    told = where.told
    later = {
        one.code
        for one in Codes(reader).conferences()
        if (one.sequence > told.sequence if one.series_id == told.series_id else _after(one.start_date, where.day))
    }
    return [row for row in card.history if row.conference not in later]


def _after(start: str | None, day: str | None) -> bool:
    return start is not None and day is not None and first_day(start) > last_day(day)


def _lines(card: ProjectOverview) -> list[MoneyLine]:
    """The contributions that were reported at the conference."""
    facts = card.facts
    return [
        MoneyLine(
            facts.code,
            facts.title,
            facts.status or "",
            facts.progress,
            facts.actual_end or facts.end,
            row.code,
            row.donor,
            row.instrument,
            None,
            row.currency,
            row.interest,
            row.pledged,
            row.committed,
            row.disbursed,
            row.remark,
        )
        for row in card.money
        if row.basis is not None
    ]


def _gaps(lines: list[MoneyLine]) -> list[Gap]:
    found: dict[str, list[int | None]] = {}
    for line in lines:
        if line.currency is None or line.excluded_as is not None:
            continue
        mine = found.setdefault(line.currency, [None] * 5)
        beyond = _beyond(line.pledged, line.committed), _beyond(line.committed, line.disbursed)
        for place, amount in enumerate((line.pledged, line.committed, line.disbursed, *beyond)):
            if amount is not None:
                mine[place] = (mine[place] or 0) + amount
    return [Gap(currency, *amounts) for currency, amounts in sorted(found.items())]


def _beyond(promised: int | None, done: int | None) -> int | None:
    return None if promised is None or done is None else max(0, promised - done)

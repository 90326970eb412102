"""The fiche of a project in the usual form of the field: objective, plan, expected outcomes, risks, budget and gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from tracker.errors import NotFound
from tracker.insight.briefs.brief import (
    BriefResults,
    Danger,
    Lag,
    Watched,
    changed_risks,
    danger,
    lagging,
    overdue,
    rates_used,
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
from tracker.insight.comparing.total_causes import Move, moves_with_projects
from tracker.insight.lights.behind import ProjectLights, project_lights
from tracker.insight.parties.organisations import listed
from tracker.insight.people.trainings import AttendedRow, held_for_each
from tracker.insight.projects.milestones import MilestoneRow
from tracker.insight.projects.outcomes import IndicatorRow
from tracker.insight.projects.project_card import HistoryLine, ProjectOverview, project_cards
from tracker.insight.totals.portfolio import CurrencySum, MoneyQuestion, Total, as_totals, sums
from tracker.insight.totals.rates import books
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
LEFT JOIN assessment a ON a.risk_id = k.id AND a.conference_id = :told WHERE k.project_id IN ({projects})
"""


def project_fiche(reader: Reader, code: str, at: str | None = None) -> Fiche:
    """The fiche of a project. Raises NotFound for an unknown code, Usage where no conference is meant."""
    identity = Codes(reader).id("project", code)
    where = setting(reader, "project", [identity], code, at)
    pair = compared(reader, where, projects=(identity,))
    fiches = project_fiches(reader, where, pair, [identity])
    if not fiches or (reader.asked and fiches[0].card.facts.conference_id is None):
        raise NotFound("project", code, hint=f"It was not reported to {where.told.code}.")
    return fiches[0]


def project_fiches(
    reader: Reader,
    where: Setting,
    pair: ConferencePair | None,
    projects: Sequence[int],
    moved: Mapping[int, list[Move]] | None = None,
) -> list[Fiche]:
    """The fiches of many projects, by their ids, each question asked once for all; `pair` has these or all projects.

    `moved` is how the money of each moved, where that was read already.
    """
    if not projects:
        return []
    told = where.told
    cards = project_cards(reader, projects, told)
    codes = {identity: card.facts.code for identity, card in cards.items()}
    lines = {code: _lines(cards[identity]) for identity, code in codes.items()}
    every = [line for mine in lines.values() for line in mine]
    known = books(reader, told.id)
    rates = known[told.id].rates
    summed: dict[int, list[CurrencySum]] = {}
    for one in sums(
        reader, MoneyQuestion(told.id, where=f"f.project_id IN ({listed(projects)})"), known, "f.project_id"
    ):
        summed.setdefault(one.key, []).append(one)
    totals = {identity: as_totals(summed.get(identity, []), known) for identity in cards}
    no_rate = {str(total.currency) for mine in totals.values() for total in mine if total.what == "no rate"}
    seen = watched(reader, where, projects)
    indicators, milestones = _by_project(seen.indicators), _by_project(seen.milestones)
    hazards = _hazards(reader, where, projects, seen, pair)
    lights = _by_project(project_lights(reader, told, projects))
    classes: list[ClassedProject] = list(classified(reader, pair)) if pair else []
    class_of = {one.code: one for one in classes}
    if moved is None:
        moved = moves_with_projects(reader, pair, MEASURES)[1] if pair else {}
    fields = _by_project(field_changes(reader, pair)) if pair else {}
    outcomes = _by_owner(outcome_changes(reader, pair), "indicator") if pair else {}
    steps = _by_owner(milestone_changes(reader, pair), "milestone") if pair else {}
    pledges = _by_project(not_kept(reader, told, f"k.project_id IN ({listed(projects)})"))
    asked = _by_project(questions(reader, told.id, pair, projects, every, classes, no_rate))
    cancelled = {card.facts.code for card in cards.values() if card.facts.status == "cancelled"}
    late = _by_project(overdue(seen.milestones, where, cancelled))
    lags = _by_project(lagging(seen.indicators, where))
    trainings = held_for_each(reader, where.asked, projects)
    later = _later(reader, where)
    nothing = [Move(measure, told.currency, 0, 0, [], 0, 0, 0) for measure in MEASURES] if pair else []
    fiches = []
    for identity in projects:
        card = cards.get(identity)
        if card is None:
            continue
        code, status, mine = codes[identity], card.facts.status, lines[codes[identity]]
        committed = any((line.committed or 0) > 0 for line in mine if line.excluded_as is None)
        fiches.append(
            Fiche(
                card,
                where,
                None if status is None else status == "proposed" and not committed,
                lights.get(code, []),
                _gaps(mine),
                totals[identity],
                rates_used(rates, told.currency, mine),
                hazards.get(code, []),
                indicators.get(code, []),
                lags.get(code, []),
                milestones.get(code, []),
                late.get(code, []),
                moved.get(identity, nothing),
                [class_of[code]] if code in class_of else [],
                fields.get(code, []),
                BriefResults(outcomes.get(code, []), steps.get(code, [])),
                pledges.get(code, []),
                trainings.get(code, []),
                [row for row in card.history if row.conference not in later],
                asked.get(code, []),
            )
        )
    return fiches


class _OfProject(Protocol):
    @property
    def project(self) -> str: ...


P = TypeVar("P", bound=_OfProject)
R = TypeVar("R")


def _by_project(rows: Iterable[P]) -> dict[str, list[P]]:
    found: dict[str, list[P]] = {}
    for row in rows:
        found.setdefault(row.project, []).append(row)
    return found


def _by_owner(rows: Iterable[R], field: str) -> dict[str, list[R]]:
    """The rows by the code of the project in that of the part, such as P1/I1."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(getattr(row, field).partition("/")[0], []).append(row)
    return found


def _hazards(
    reader: Reader, where: Setting, projects: Sequence[int], seen: Watched, pair: ConferencePair | None
) -> dict[str, list[Hazard]]:
    """The risks reported at the conference by project, highest score first, with how each moved since the last one."""
    changes = changed_risks(reader, pair)
    sql = DETAILS.format(projects=listed(projects))
    details = {code: more for code, *more in reader.rows(sql, {"told": where.told.id})}
    found: dict[str, list[Hazard]] = {}
    for risk in seen.risks:
        change = changes.get(risk.code)
        moved = change.change if change else "unchanged" if pair else None
        cause, consequence, mitigation = details[risk.code]
        one = danger(risk, change, moved, compared=pair is not None)
        told = (risk.likelihood, risk.impact, risk.inherent_score, risk.occurred, risk.delayed)
        hazard = Hazard(one, risk.category, cause, consequence, mitigation, *told)
        found.setdefault(risk.project, []).append(hazard)
    return found


def _later(reader: Reader, where: Setting) -> set[str]:
    """The conferences after the one shown: a history leaves them out, because nothing of them was known there."""
    told = where.told
    return {
        one.code
        for one in Codes(reader).conferences()
        if (one.sequence > told.sequence if one.series_id == told.series_id else _after(one.start_date, where.day))
    }


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

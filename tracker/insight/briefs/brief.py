"""A brief about a donor or a beneficiary: what to know before a meeting with it, as reported at one conference."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.insight.briefs.agreed import Agreed, agreed
from tracker.insight.briefs.pledges import UnkeptPledge, not_kept
from tracker.insight.briefs.questions import MoneyLine, PartnerQuestion, questions
from tracker.insight.briefs.setting import Setting, compared, setting
from tracker.insight.codes import Codes
from tracker.insight.comparing.changes import FieldChange, field_changes
from tracker.insight.comparing.exposure import RiskChange, risk_changes
from tracker.insight.comparing.pair import ConferencePair, label_of
from tracker.insight.comparing.presence import ClassedProject, classified
from tracker.insight.comparing.results import MilestoneChange, OutcomeChange, milestone_changes, outcome_changes
from tracker.insight.comparing.total_causes import Move, moves
from tracker.insight.coordination.needs import NeedRow, needs_asked_of, needs_of
from tracker.insight.coordination.offers import OfferRow, offers_of
from tracker.insight.family import family
from tracker.insight.lights.behind import ProjectLights, project_lights
from tracker.insight.parties.beneficiaries import benefiting, parts_of
from tracker.insight.parties.organisations import Contact, Record, contacts, listed, record
from tracker.insight.people.trainings import AttendedRow, attended_by, held_for
from tracker.insight.projects.evaluations import BesideRow, evaluations_of
from tracker.insight.projects.milestones import MilestoneRow, list_milestones
from tracker.insight.projects.outcomes import IndicatorRow, list_indicators
from tracker.insight.projects.parts import PartFilter
from tracker.insight.projects.risks import RiskFilters, RiskRow, list_risks
from tracker.insight.totals.allocation import PART
from tracker.insight.totals.portfolio import MoneyQuestion, Total, as_totals, totals
from tracker.insight.totals.rates import books
from tracker.rules.measured import NOTHING, measured
from tracker.rules.rates import Rate, Rates
from tracker.rules.results.progress import elapsed
from tracker.rules.words import BEHIND, CANNOT_TELL, MEASURES, NOT_ASSESSED, OFF
from tracker.store.reader import Reader

if TYPE_CHECKING:
    from decimal import Decimal

PRESENT = ("open", "occurred", NOT_ASSESSED)
URGENT = ("high", "critical")
ROSE = ("up", "new", "now_known", "occurred")


class Danger(NamedTuple):
    """A risk that rose, is new or occurred since the last conference (`change`), or that is still high or critical."""

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


class Lag(NamedTuple):
    """An indicator behind or off: percent of the way from baseline to target, against percent of the time elapsed."""

    code: str
    project: str
    title: str | None
    unit: str | None
    baseline: str | None
    target: str | None
    target_date: str | None
    actual: str | None
    way: Decimal | None
    time: Decimal | None
    light: str
    reason: str | None


class BriefCounts(NamedTuple):
    """How much was reported: open risks, indicators, those that can be judged by their dates, and milestones.

    Without these counts, an empty list of problems could just mean that nothing was reported.
    """

    risks: int
    indicators: int
    judged: int
    milestones: int


class BriefResults(NamedTuple):
    """What was measured, revised, reached or moved since the last conference."""

    outcomes: list[OutcomeChange]
    milestones: list[MilestoneChange]


class PartyBrief(NamedTuple):
    """The whole brief, in codes and minor units; `moves`, `classes` and other comparisons are empty without `before`.

    `role` is donor or beneficiary. For a beneficiary, `totals` and `moves` contain only the parts that shares and
    earmarks give it. `whole_moves` are the moves of whole contributions to projects in which the beneficiary's share is
    unknown. `rates` says which rates convert the totals. `needs` are those of a beneficiary, or those that a donor
    replied to or was asked about; `offers` are those of a donor. `trainings` are those that a beneficiary attended,
    with its seats, or those that a donor holds or funds.
    """

    role: str
    who: Record
    contacts: list[Contact]
    setting: Setting
    lines: list[MoneyLine]
    totals: list[Total]
    rates: list[tuple[Rate, ...]]
    moves: list[Move]
    whole_moves: list[Move]
    classes: list[ClassedProject]
    fields: list[FieldChange]
    results: BriefResults
    pledges: list[UnkeptPledge]
    needs: list[NeedRow]
    offers: list[OfferRow]
    agreed: Agreed
    lights: list[ProjectLights]
    evaluations: list[BesideRow]
    trainings: list[AttendedRow]
    risks: list[Danger]
    lags: list[Lag]
    overdue: list[MilestoneRow]
    known: BriefCounts
    questions: list[PartnerQuestion]


LINES = """
SELECT p.code, r.title, r.status, r.progress, coalesce(r.actual_end, r.planned_end), k.code, o.code, f.instrument,
  {share}, f.currency, f.interest, f.pledged, f.committed, f.disbursed, f.excluded_as
FROM review r JOIN project p ON p.id = r.project_id
LEFT JOIN funding f ON f.conference_id = r.conference_id AND f.project_id = r.project_id AND {ours}
LEFT JOIN contribution k ON k.id = f.contribution_id LEFT JOIN organisation o ON o.id = f.donor_id
WHERE r.conference_id = :told AND r.project_id IN ({projects})
ORDER BY lower(p.code), lower(k.code)
"""
SHARE = f"""(SELECT sum({PART}) FROM share g WHERE g.conference_id = r.conference_id AND g.project_id = r.project_id
    AND g.organisation_id IN ({{ours}}))"""
# The projects with several beneficiaries, including this one, whose share is unknown at one of two conferences.
UNSHARED = f"""
SELECT DISTINCT g.project_id FROM share g
WHERE g.conference_id IN (:a, :b) AND g.organisation_id IN ({{ours}}) AND ({PART}) IS NULL
"""
# The projects of a party, by its role, at given conferences.
PROJECTS = {
    "donor": "SELECT DISTINCT conference_id, project_id FROM funding WHERE conference_id IN ({at})"
    " AND donor_id IN ({ours})",
    "beneficiary": "SELECT conference_id, project_id FROM share WHERE conference_id IN ({at})"
    " AND organisation_id IN ({ours}) UNION SELECT conference_id, project_id FROM earmark"
    " WHERE conference_id IN ({at}) AND organisation_id IN ({ours})",
}


def party_brief(reader: Reader, role: str, code: str, at: str | None = None) -> PartyBrief:
    """The brief about a donor or a beneficiary, including the names of organisations merged into it.

    Raises NotFound for an unknown code, Usage where it is not clear which conference is meant.
    """
    identity = Codes(reader).id("organisation", code, said_as=role)
    ours = family(reader, identity)
    where = setting(reader, role, ours, code, at)
    here, either = _projects(reader, role, ours, where)
    donor = role == "donor"
    pair = compared(
        reader, where, donors=tuple(ours) if donor else None, projects=None if donor else tuple(sorted(either))
    )
    lines = _lines(reader, where, role, ours, here)
    sums = _totals(reader, where, role, ours)
    classes = list(classified(reader, pair)) if pair else []
    no_rate = {str(total.currency) for total in sums if total.what == "no rate"}
    mine = None if donor else set(label_of("organisation", ours, reader).values())
    seen = watched(reader, where, here)
    return PartyBrief(
        role,
        record(reader, identity),
        contacts(reader, identity),
        where,
        lines,
        sums,
        used_rates(reader, where, lines),
        moves(reader, pair, MEASURES, beneficiaries=mine) if pair else [],
        [] if donor or pair is None else _whole_moves(reader, pair, ours),
        classes,
        list(field_changes(reader, pair)) if pair else [],
        BriefResults(list(outcome_changes(reader, pair)), list(milestone_changes(reader, pair)))
        if pair
        else BriefResults([], []),
        not_kept(reader, where.told, f"k.donor_id IN ({listed(ours)})" if donor else _ever(ours)),
        needs_of(reader, ours, where.asked) if not donor else needs_asked_of(reader, ours, where.asked),
        offers_of(reader, ours, where.asked) if donor else [],
        agreed(reader, ours, here, where.asked),
        project_lights(reader, where.told, here),
        evaluations_of(reader, here, where.told),
        held_for(reader, where.asked, parties=ours) if donor else attended_by(reader, ours, where.asked),
        list(dangers(seen.risks, changed_risks(reader, pair), compared=pair is not None)),
        lagging(seen.indicators, where),
        overdue(seen.milestones, where, {line.project for line in lines if line.status == "cancelled"}),
        seen.known,
        questions(reader, where.told.id, pair, here, lines, classes, no_rate),
    )


class Watched(NamedTuple):
    """The risks, indicators and milestones of given projects, as reported at a conference.

    An outcome without an indicator is listed among the indicators, without a code.
    """

    risks: list[RiskRow]
    indicators: list[IndicatorRow]
    milestones: list[MilestoneRow]

    @property
    def known(self) -> BriefCounts:
        present = sum(risk.status in PRESENT for risk in self.risks)
        judged = sum(row.light not in (None, CANNOT_TELL) for row in self.indicators)
        indicators = sum(row.code is not None for row in self.indicators)
        return BriefCounts(present, indicators, judged, len(self.milestones))


def watched(reader: Reader, where: Setting, projects: Sequence[int]) -> Watched:
    """The risks, indicators and milestones that were reported at the conference."""
    if not projects:
        return Watched([], [], [])
    at = PartFilter(where.told.code, ids=projects)
    risks = list(list_risks(reader, at, RiskFilters()))
    return Watched(risks, list(list_indicators(reader, at)), list(list_milestones(reader, at)))


def dangers(risks: Sequence[RiskRow], changes: Mapping[str, RiskChange], *, compared: bool) -> Iterator[Danger]:
    """The risks worth mentioning, highest score first."""
    for risk in risks:
        if risk.status in PRESENT:
            change = changes.get(risk.code)
            rose = change.change if change is not None and change.change in ROSE else None
            if rose or risk.level in URGENT:
                yield danger(risk, change, rose, compared=compared)


def danger(risk: RiskRow, moved: RiskChange | None, change: str | None, *, compared: bool) -> Danger:
    """A risk with its earlier score; for a risk that did not move, the two are the same."""
    old = moved.old if moved else risk.score if compared else None
    told = (risk.score, risk.level, risk.status, change, risk.owner, risk.response)
    return Danger(risk.code, risk.project, risk.event, old, *told)


def changed_risks(reader: Reader, pair: ConferencePair | None) -> dict[str, RiskChange]:
    """The risks that moved, by their codes."""
    return {change.risk: change for change in risk_changes(reader, pair)} if pair else {}


def lagging(indicators: Sequence[IndicatorRow], where: Setting) -> list[Lag]:
    """The indicators that are behind or off."""
    return [row for row in timed(indicators, where) if row.light in (BEHIND, OFF)]


def timed(indicators: Sequence[IndicatorRow], where: Setting) -> list[Lag]:
    """The indicators, each with the time that had elapsed; outcomes without any are left out."""
    return [
        Lag(
            row.code,
            row.project,
            row.title,
            row.unit,
            row.baseline,
            row.target,
            row.target_date,
            row.actual,
            row.progress,
            elapsed(row.baseline_date, row.target_date, where.day),
            row.light or CANNOT_TELL,
            row.reason,
        )
        for row in indicators
        if row.code is not None
    ]


def overdue(milestones: Sequence[MilestoneRow], where: Setting, cancelled: Collection[str]) -> list[MilestoneRow]:
    """The milestones due before the conference's last day and not reached, except those of cancelled projects."""
    return [
        row
        for row in milestones
        if row.reached is None
        and row.planned is not None
        and where.is_past(row.planned)
        and row.project not in cancelled
    ]


def used_rates(reader: Reader, where: Setting, lines: Sequence[MoneyLine]) -> list[tuple[Rate, ...]]:
    """The rates that convert the amounts of these lines, by currency."""
    return rates_used(books(reader, where.told.id)[where.told.id].rates, where.told.currency, lines)


def rates_used(rates: Rates, target: str, lines: Sequence[MoneyLine]) -> list[tuple[Rate, ...]]:
    """The same of rates that were read already."""
    used = {line.currency for line in lines if line.currency and measured(line) != NOTHING}
    return [path for currency in sorted(used) if (path := rates.path(currency, target))]


def _projects(reader: Reader, role: str, ours: list[int], where: Setting) -> tuple[list[int], set[int]]:
    """The party's projects at the conference shown, and at either conference."""
    at = [where.told.id] + ([where.before.id] if where.before else [])
    rows = reader.all(PROJECTS[role].format(at=listed(at), ours=listed(ours)))
    return sorted(project for conference, project in rows if conference == at[0]), {project for _, project in rows}


def _lines(reader: Reader, where: Setting, role: str, ours: list[int], projects: list[int]) -> list[MoneyLine]:
    if not projects:
        return []
    sql = LINES.format(
        share=SHARE.format(ours=listed(ours)) if role == "beneficiary" else "NULL",
        ours=f"f.donor_id IN ({listed(ours)})" if role == "donor" else "1 = 1",
        projects=listed(projects),
    )
    return reader.all(sql, {"told": where.told.id}, MoneyLine)


def _totals(reader: Reader, where: Setting, role: str, ours: list[int]) -> list[Total]:
    if role == "donor":
        return totals(reader, MoneyQuestion(where.told.id, where=f"f.donor_id IN ({listed(ours)})"))
    question = MoneyQuestion(where.told.id, where=benefiting(ours))
    codes = set(label_of("organisation", ours, reader).values())
    return as_totals(parts_of(reader, question, codes), books(reader, where.told.id))


def _whole_moves(reader: Reader, pair: ConferencePair, ours: list[int]) -> list[Move]:
    """The moves of whole contributions to projects in which the share of these beneficiaries is unknown."""
    rows = reader.rows(UNSHARED.format(ours=listed(ours)), {"a": pair.first.id, "b": pair.second.id})
    unshared = tuple(sorted(project for (project,) in rows))
    return moves(reader, pair._replace(projects=unshared), MEASURES) if unshared else []


def _ever(ours: list[int]) -> str:
    """SQL condition on the contribution `k`: its project benefits these, now or as reported at any conference."""
    return (
        f"(k.project_id IN (SELECT project_id FROM share WHERE organisation_id IN ({listed(ours)}))"
        f" OR k.id IN (SELECT contribution_id FROM earmark WHERE organisation_id IN ({listed(ours)})))"
    )

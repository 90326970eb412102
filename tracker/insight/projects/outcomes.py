"""Outcomes and their indicators: how far each has come, as reported at conferences.

Lights are as of the conference's last day, never as of today.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.projects.parts import DAY, PartFilter, as_told, chosen
from tracker.rules.results.lights import indicator_light
from tracker.rules.results.progress import progress
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN

if TYPE_CHECKING:
    from decimal import Decimal


class IndicatorRow(NamedTuple):
    """An indicator; an outcome without any has one row without `code`. `progress` is in percent of the way.

    `light` is one of LIGHTS, with its `reason`.
    """

    code: str | None
    outcome: str
    project: str
    level: str
    outcome_title: str
    title: str | None
    measure: str | None
    unit: str | None
    direction: str | None
    baseline: str | None
    baseline_date: str | None
    target: str | None
    target_date: str | None
    actual: str | None
    progress: Decimal | None
    light: str | None
    reason: str | None
    conference: str | None
    project_title: str
    conference_title: str | None


class ReportedMeasurement(NamedTuple):
    """One conference's report on an indicator."""

    code: str
    conference: str
    unit: str | None
    baseline: str | None
    target: str | None
    target_date: str | None
    actual: str | None
    progress: Decimal | None
    light: str | None
    reason: str | None
    target_reason: str | None
    note: str | None
    source: str | None


class KnownOutcome(NamedTuple):
    """An outcome as it is known now."""

    code: str
    project: str
    level: str
    title: str
    description: str | None
    version: int


class OutcomeCard(NamedTuple):
    facts: KnownOutcome
    indicators: list[IndicatorRow]
    history: list[ReportedMeasurement]


class KnownIndicator(NamedTuple):
    """An indicator as it is known now."""

    code: str
    project: str
    outcome: str
    title: str
    measure: str
    unit: str | None
    direction: str
    baseline: str | None
    baseline_date: str | None
    target: str | None
    target_date: str | None
    version: int


COPIED = ("title", "measure", "unit", "direction", "baseline", "baseline_date", "target", "target_date")

LIST = """
WITH {told}
SELECT p.code || '/' || k.code, o.code, p.code, o.level, o.title, {copied}, t.actual,
  {day}, c.code, p.title, c.title
FROM outcome o
JOIN project p ON p.id = o.project_id
LEFT JOIN indicator k ON k.outcome_id = o.id
LEFT JOIN told ON told.part = k.id
LEFT JOIN measurement t ON t.conference_id = told.conference_id AND t.indicator_id = k.id
LEFT JOIN conference c ON c.id = t.conference_id
WHERE {where}
ORDER BY {first}p.code, o.code, k.code
"""

# An outcome without an indicator, whose project was reported at the conference.
UNMEASURED = (
    "k.id IS NULL AND EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :at AND r.project_id = o.project_id)"
)

FACTS = """
SELECT p.code || '/' || o.code, p.code, o.level, o.title, o.description, o.version
FROM outcome o JOIN project p ON p.id = o.project_id WHERE o.id = :outcome
"""

INDICATOR = """
SELECT p.code || '/' || k.code, p.code, o.code, k.title, k.measure, k.unit, k.direction, k.baseline, k.baseline_date,
  k.target, k.target_date, k.version
FROM indicator k JOIN outcome o ON o.id = k.outcome_id JOIN project p ON p.id = k.project_id WHERE k.id = :indicator
"""

HISTORY = f"""
SELECT k.code, t.measure, t.direction, t.baseline_date, {DAY},
  c.code, t.unit, t.baseline, t.target, t.target_date, t.actual, t.target_reason, t.note, t.source
FROM measurement t JOIN indicator k ON k.id = t.indicator_id JOIN {IN_TURN} c ON c.id = t.conference_id
WHERE k.outcome_id = :outcome ORDER BY k.code, c.turn
"""


def list_indicators(reader: Reader, choice: PartFilter) -> Iterator[IndicatorRow]:
    """Indicators by project and outcome. Raises NotFound for an unknown project or conference."""
    query = chosen(reader, "measurement", "indicator", choice)
    # An outcome without an indicator still belongs to the project, and to the open conference where it is known.
    where = query.where.replace("k.project_id", "o.project_id")
    if choice.at is not None and Codes(reader).conference(choice.at).state == "open":
        where = where.replace("told.part IS NOT NULL", f"(told.part IS NOT NULL OR {UNMEASURED})")
    sql = LIST.format(told=query.told, where=where, first=query.first, copied=as_told(COPIED), day=DAY)
    return reader.rows(sql, query.params, _row, stream=True)


def outcome_card(reader: Reader, code: str) -> OutcomeCard:
    """Everything about the outcome `P1/O1`. Raises NotFound."""
    _, identity = Codes(reader).within("outcome", code)
    facts = reader.one(FACTS, {"outcome": identity}, KnownOutcome)
    assert facts is not None
    of_project = list_indicators(reader, PartFilter(projects=[facts.project]))
    mine = [row for row in of_project if row.code and f"{row.project}/{row.outcome}" == facts.code]
    return OutcomeCard(facts, mine, reader.all(HISTORY, {"outcome": identity}, _measured))


def indicator_facts(reader: Reader, code: str) -> KnownIndicator:
    """The indicator `P1/I1` as it is known now. Raises NotFound."""
    _, identity = Codes(reader).within("indicator", code)
    facts = reader.one(INDICATOR, {"indicator": identity}, KnownIndicator)
    assert facts is not None
    return facts


def _row(
    code: str | None,
    outcome: str,
    project: str,
    level: str,
    outcome_title: str,
    title: str | None,
    measure: str | None,
    unit: str | None,
    direction: str | None,
    baseline: str | None,
    baseline_date: str | None,
    target: str | None,
    target_date: str | None,
    actual: str | None,
    day: str | None,
    conference: str | None,
    *titles: str | None,
) -> IndicatorRow:
    standing = (title, measure, unit, direction, baseline, baseline_date, target, target_date)
    way = _way(measure, direction, baseline, actual, target, baseline_date, target_date, day)
    return IndicatorRow._make(
        (code, outcome, project, level, outcome_title, *standing, actual, *way, conference, *titles)
    )


def _measured(
    code: str,
    measure: str,
    direction: str,
    baseline_date: str | None,
    day: str | None,
    conference: str,
    unit: str | None,
    baseline: str | None,
    target: str | None,
    target_date: str | None,
    actual: str | None,
    *more: str | None,
) -> ReportedMeasurement:
    way = _way(measure, direction, baseline, actual, target, baseline_date, target_date, day)
    return ReportedMeasurement(code, conference, unit, baseline, target, target_date, actual, *way, *more)


def _way(
    measure: str | None,
    direction: str | None,
    baseline: str | None,
    actual: str | None,
    target: str | None,
    baseline_date: str | None,
    target_date: str | None,
    day: str | None,
) -> tuple[Decimal | None, str | None, str | None]:
    """The progress, and the light of that day with its reason."""
    if measure is None or direction is None:
        return None, None, None
    values = (measure, direction, baseline, actual, target)
    light = indicator_light(*values, baseline_date=baseline_date, target_date=target_date, day=day)
    return progress(*values), light.light, light.reason

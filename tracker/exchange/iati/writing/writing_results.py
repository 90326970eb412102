"""Write the results of an activity: outcomes with their indicators, baselines and periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from lxml import etree

from tracker.exchange.iati.writing.writing_parts import day, narrative, put
from tracker.insight.published.activities import ActivityIndicatorRow, Batch, PeriodRow
from tracker.rules.dates import in_order

LEVELS = {"output": "1", "outcome": "2", "impact": "3"}
MEASURES = {"number": "1", "percent": "2", "yes/no": "3", "ordinal": "4", "text": "5"}


def result_elements(batch: Batch, project: int, left_out: Counter[str]) -> Iterator[etree._Element]:
    """Yield a result for each outcome with an indicator, which the schema requires; others are left out."""
    for _, rows in groupby(batch.indicators.get(project, ()), key=attrgetter("outcome")):
        indicators = list(rows)
        if indicators[0].id is None:
            left_out["outcomes without an indicator"] += 1
            continue
        yield _result(batch, indicators, left_out)


def _result(batch: Batch, indicators: Sequence[ActivityIndicatorRow], left_out: Counter[str]) -> etree._Element:
    first = indicators[0]
    element = etree.Element("result", type=LEVELS[first.level])
    narrative(put(element, "title"), first.outcome_title)
    if first.description:
        narrative(put(element, "description"), first.description)
    for row in indicators:
        indicator = put(element, "indicator", measure=MEASURES[row.measure or "text"])
        indicator.set("ascending", "0" if row.direction == "down" else "1")
        narrative(put(indicator, "title"), row.title or "")
        left_out["units of indicators"] += row.unit is not None
        _baseline(indicator, row, left_out)
        for period in _periods(batch.periods.get(row.id or 0, ()), left_out):
            _period(indicator, period)
    return element


def _baseline(indicator: etree._Element, row: ActivityIndicatorRow, left_out: Counter[str]) -> None:
    if row.baseline_date is None:
        left_out["baselines without a year"] += row.baseline is not None
        return
    element = put(indicator, "baseline", year=row.baseline_date[:4])
    if len(row.baseline_date) == 10:
        element.set("iso-date", row.baseline_date)
    if row.baseline is not None:
        element.set("value", row.baseline)


def _periods(told: Sequence[PeriodRow], left_out: Counter[str]) -> list[PeriodRow]:
    """Return the whole-day periods in order; if two values exist for the same one, the later is used."""
    found: dict[tuple[str, str], PeriodRow] = {}
    for one in told:
        if one.start is None or one.end is None or not in_order(one.start, one.end):
            left_out["targets and measurements without a period"] += 1
            continue
        key = day(one.start), day(one.end, last=True)
        other = found.get(key, PeriodRow(*key, None, None, None))
        left_out["measurements of a period that has a later one"] += None not in (one.actual, other.actual)
        target = other.target if one.target is None else one.target
        actual, comment = other[3:] if one.actual is None and one.comment is None else one[3:]
        found[key] = PeriodRow(*key, target, actual, comment)
    return [found[key] for key in sorted(found)]


def _period(indicator: etree._Element, period: PeriodRow) -> None:
    element = put(indicator, "period")
    put(element, "period-start").set("iso-date", period.start or "")
    put(element, "period-end").set("iso-date", period.end or "")
    if period.target is not None:
        put(element, "target", value=period.target)
    if period.actual is not None or period.comment:
        actual = put(element, "actual")
        if period.actual is not None:
            actual.set("value", period.actual)
        if period.comment:
            narrative(put(actual, "comment"), period.comment)

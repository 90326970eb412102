"""The rules about results: baselines, targets and actual values by the measure of their indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.exchange.iati.checking.rules import RuleBreach

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
QUALITATIVE = "5"
VALUES = (("baseline", "8.8"), ("period/target", "8.9"), ("period/actual", "8.10"))


def result_findings(activity: Element) -> Iterator[RuleBreach]:
    """Yield the breaches in the results of an activity."""
    for result in activity.iterfind("result"):
        for indicator in result.iterfind("indicator"):
            if result.find("reference") is not None and indicator.find("reference") is not None:
                yield RuleBreach("8.11.1", "result/indicator/reference", "")
            for period in indicator.iterfind("period"):
                start, end = (_day(period, tag) for tag in ("period-start", "period-end"))
                if start and end and start > end:
                    yield RuleBreach("8.6.1", "result/indicator/period", f"{start} to {end}")
            yield from _values(indicator)


def _values(indicator: Element) -> Iterator[RuleBreach]:
    measure = indicator.get("measure")
    for path, rule in VALUES:
        for each in indicator.iterfind(path):
            value = each.get("value")
            where = f"result/indicator/{path}/@value"
            if measure == QUALITATIVE:
                if value is not None:
                    yield RuleBreach(f"{rule}.3", where, value)
            elif value is None:
                yield RuleBreach(f"{rule}.1", where, "")
            elif not NUMBER.fullmatch(value):
                yield RuleBreach(f"{rule}.2", where, value)


def _day(period: Element, tag: str) -> str:
    found = period.find(tag)
    return "" if found is None else found.get("iso-date", "")

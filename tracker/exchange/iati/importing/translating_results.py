"""Translate results with their indicators and periods, and documents."""

from __future__ import annotations

from collections.abc import Callable

from tracker.errors import Invalid
from tracker.exchange.iati.importing.accounting import CHANGED, LEFT_OUT, AccountingLine, Ledger
from tracker.exchange.iati.reading.activity import Activity, Indicator
from tracker.exchange.iati.reading.values import day, language, lines, number, one_line, truth
from tracker.register.published.publications import PublishedIndicator, PublishedOutcome, Row
from tracker.rules.dates import in_order
from tracker.rules.results.progress import check_value

LEVELS = {"1": "output", "2": "outcome", "3": "impact"}
MEASURES = {"1": "number", "2": "percent", "3": "text", "4": "ordinal", "5": "text"}
UNTITLED = "(untitled)"


def outcomes(activity: Activity, ledger: Ledger) -> list[PublishedOutcome]:
    """Return the results of an activity."""
    found = []
    for result in activity.results:
        level = LEVELS.get(result.type or "")
        if level is None:
            level = "outcome"
            _note(ledger, CHANGED, activity, result.line, "result", result.type, "has another type: kept as an outcome")
        row = {
            "level": level,
            "title": _text(one_line, result.title) or UNTITLED,
            "description": _text(lines, result.description),
        }
        indicators = [_indicator(activity, one, ledger) for one in result.indicators]
        found.append(PublishedOutcome(row, indicators))
    return found


def _indicator(activity: Activity, one: Indicator, ledger: Ledger) -> PublishedIndicator:
    measure = MEASURES.get(one.measure or "1", "text")
    values = [one.baseline, *(v for period in one.periods for v in (period.target, period.actual))]
    told = [value for value in values if value]
    if not all(_fits(measure, value) for value in told):
        why = f"not every value is a {measure}: kept as text"
        _note(ledger, CHANGED, activity, one.line, "result/indicator", one.title, why)
        measure = "text"
    periods: dict[tuple[str, str], Row] = {}
    for period in one.periods:
        start, end = _partial(period.start), _partial(period.end)
        sound = start is not None and end is not None and in_order(start, end)
        if start is None or end is None or not sound or (start, end) in periods:
            why = "is the second one of the same days" if sound else "has no dates, or ends before it starts"
            said = "; ".join(text for text in (period.target, period.actual) if text)
            _note(ledger, LEFT_OUT, activity, period.line, "result/indicator/period", said, why)
            continue
        periods[start, end] = {
            "period_start": start,
            "period_end": end,
            "target": _value(measure, period.target),
            "actual": _value(measure, period.actual),
            "comment": _text(lines, period.comment),
        }
    last = max((key for key, row in periods.items() if row["target"]), key=lambda key: key[1], default=None)
    baseline_date = _partial(one.baseline_date)
    target_date = last[1] if last else None
    if not in_order(baseline_date, target_date):
        why = "is dated after the target"
        _note(ledger, LEFT_OUT, activity, one.line, "result/indicator/baseline", baseline_date, why)
        baseline_date = None
    row = {
        "title": _text(one_line, one.title) or UNTITLED,
        "measure": measure,
        "direction": "down" if truth(one.ascending) is False else "up",
        "baseline": _value(measure, one.baseline),
        "baseline_date": baseline_date,
        "target": periods[last]["target"] if last else None,
        "target_date": target_date,
    }
    return PublishedIndicator(row, list(periods.values()))


def documents(activity: Activity, ledger: Ledger) -> list[Row]:
    """Return the documents of an activity, without duplicates."""
    found: dict[str, Row] = {}
    for one in activity.documents:
        where = _text(one_line, one.url)
        if where is None:
            _note(ledger, LEFT_OUT, activity, one.line, "document-link", one.title, "has no address")
            continue
        if where in found:
            continue
        found[where] = {
            "title": _text(one_line, one.title) or where,
            "location": where,
            "language": language(one.language),
            "published": _partial(one.date),
        }
    return list(found.values())


def _fits(measure: str, value: str) -> bool:
    try:
        check_value("value", measure, number(value))
    except Invalid:
        return measure == "text"
    return True


def _value(measure: str, value: str | None) -> str | None:
    if not value:
        return None
    return _text(one_line, value) if measure == "text" else check_value("value", measure, number(value))


def _partial(text: str | None) -> str | None:
    """Return a day, or the year of a baseline."""
    if text and len(text) == 4 and text.isascii() and text.isdigit() and text >= "1900" and text < "2200":
        return text
    found = day(text)
    return found.isoformat() if found else None


def _text(read: Callable[[str | None], str | None], text: str | None) -> str | None:
    try:
        return read(text)
    except Invalid:
        return None


def _note(ledger: Ledger, what: str, activity: Activity, line: int, element: str, value: str | None, why: str) -> None:
    ledger.note(AccountingLine(what, activity.name, line, element, (value or "")[:200], why=why))

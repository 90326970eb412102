"""Read the results and documents of an activity from their elements."""

from __future__ import annotations

from tracker.exchange.iati.reading import versions
from tracker.exchange.iati.reading.activity import (
    ActivityDocument,
    ActivityPeriod,
    ActivityResult,
    Indicator,
    Narrative,
)
from tracker.exchange.iati.reading.reading_parts import TYPED, Element, ElementReader, day_of, names, stripped
from tracker.exchange.iati.reading.versions import modern

URL = names("url")
MEASURED = names("measure", "ascending")
BASELINE = names("value", "year", "iso-date")
VALUED = names("value")


def result_of(element: Element, parts: ElementReader) -> ActivityResult:
    parts.attributes(element, "result", TYPED)
    titles: list[Narrative] = []
    descriptions: list[Narrative] = []
    indicators: list[Indicator] = []
    for child in element:
        if child.tag == "title":
            titles += parts.titles(child, "result/title")
        elif child.tag == "description":
            descriptions += parts.texts(child, "result/description")
        elif child.tag == "indicator":
            indicators.append(_indicator(child, parts))
        else:
            parts.drop(child, "result")
    return ActivityResult(
        element.sourceline or 0,
        modern(element.get("type"), versions.RESULTS),
        parts.first(titles, "result/title"),
        parts.first(descriptions, "result/description"),
        indicators,
    )


def _indicator(element: Element, parts: ElementReader) -> Indicator:
    path = "result/indicator"
    parts.attributes(element, path, MEASURED)
    titles: list[Narrative] = []
    periods: list[ActivityPeriod] = []
    baseline = day = None
    based = False
    for child in element:
        if child.tag == "title":
            titles += parts.titles(child, f"{path}/title")
        elif child.tag == "period":
            periods.append(_period(child, parts))
        elif child.tag == "baseline" and not based:
            based = True
            parts.attributes(child, f"{path}/baseline", BASELINE)
            parts.rest(child, f"{path}/baseline")
            baseline = stripped(child.get("value"))
            day = stripped(child.get("iso-date")) or stripped(child.get("year"))
        else:
            parts.drop(child, path)
    return Indicator(
        element.sourceline or 0,
        parts.first(titles, f"{path}/title"),
        modern(element.get("measure"), versions.MEASURES),
        element.get("ascending"),
        baseline,
        day,
        periods,
    )


def _period(element: Element, parts: ElementReader) -> ActivityPeriod:
    path = "result/indicator/period"
    values: dict[str, str | None] = {}
    start = end = comment = None
    for child in element:
        tag = child.tag
        if tag == "period-start" and start is None:
            start = day_of(child)
        elif tag == "period-end" and end is None:
            end = day_of(child)
        elif tag in ("target", "actual") and tag not in values:
            parts.attributes(child, f"{path}/{tag}", VALUED)
            values[tag] = stripped(child.get("value"))
            for below in child:
                if tag == "actual" and below.tag == "comment" and comment is None:
                    comment = parts.one_text(below, f"{path}/actual/comment")
                else:
                    parts.drop(below, f"{path}/{tag}")
        else:
            parts.drop(child, path)
    return ActivityPeriod(element.sourceline or 0, start, end, values.get("target"), values.get("actual"), comment)


def document_of(element: Element, parts: ElementReader) -> ActivityDocument:
    path = "document-link"
    parts.attributes(element, path, URL)
    titles: list[Narrative] = []
    language = day = None
    for child in element:
        if child.tag == "title":
            titles += parts.titles(child, f"{path}/title")
        elif child.tag == "language" and language is None:
            language = stripped(child.get("code"))
        elif child.tag == "document-date" and day is None:
            day = day_of(child)
        else:
            parts.drop(child, path)
    title = parts.first(titles, f"{path}/title")
    return ActivityDocument(element.sourceline or 0, stripped(element.get("url")), title, language, day)

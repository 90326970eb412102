"""The echo of a report: what was reported before, and what is reported now, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.model.fields import REFERENCE, Noun
from tracker.model.nouns import PROJECT, TOLD_PARTS
from tracker.register.core import Row
from tracker.register.drafting.drafts import UNASKED, Draft
from tracker.register.project_words import theme_names
from tracker.rules.money import human
from tracker.rules.shares import percent
from tracker.rules.words import MEASURES, nothing_in, plain_word

SILENT = ("conference_id", "project_id", "version", "carried_from_id")
NOUN_OF = {field.column: field.of for field in PROJECT.told if field.kind == REFERENCE}


class ReportedChange(NamedTuple):
    """`what` was `was` and is `now`, each in words; None is unknown."""

    what: str
    was: str | None
    now: str | None


def changes_of(codes: Codes, draft: Draft, exponents: Mapping[str, int]) -> list[ReportedChange]:
    """Return all differences between a draft and its state at the beginning."""
    review, parts = draft.before
    found = []
    for name, now in draft.review.items():
        was = review.get(name)
        if name not in SILENT and was != now:
            found.append(ReportedChange(_word(name), _said(codes, name, was), _said(codes, name, now)))
    found += _themes(codes, parts["review_theme"], draft.parts["review_theme"])
    found += _shares(codes, "share of", parts["share"], draft.parts["share"])
    found += _money(codes, parts["funding"], draft.parts["funding"], exponents)
    found += _shares(codes, "earmarked for", parts["earmark"], draft.parts["earmark"])
    for noun in TOLD_PARTS:
        for identity, row in draft.parts[noun.report].items():
            before = parts[noun.report].get(identity, {})
            for name in _told(noun):
                if before.get(name) != row[name]:
                    what = f"{noun.name} {codes.code(noun.name, identity)} {_word(name)}"
                    found.append(ReportedChange(what, _text(before.get(name)), _text(row[name])))
    found += _delays(codes, parts["delay"], draft.parts["delay"])
    return found


def _told(noun: Noun) -> Iterator[str]:
    """The columns of the report on a part: copied ones first, and the target beside the actual value."""
    for field in (*noun.revised, *(one for one in noun.own if one in noun.told)):
        yield field.column
        if field.name == "actual":
            yield "target"


def _delays(codes: Codes, before: Mapping[Any, Row], after: Mapping[Any, Row]) -> list[ReportedChange]:
    risks = dict.fromkeys(risk for risk, _ in (*before, *after))
    both = [(risk, *(_delayed(codes, rows, risk) for rows in (before, after))) for risk in risks]
    return [
        ReportedChange(f"risk {codes.code('risk', risk)} delayed", *texts) for risk, *texts in both if len({*texts}) > 1
    ]


def _delayed(codes: Codes, delays: Mapping[Any, Row], risk: int) -> str | None:
    return ", ".join(sorted(codes.code("milestone", milestone) for one, milestone in delays if one == risk)) or None


def _themes(codes: Codes, before: Mapping[object, Row], after: Mapping[object, Row]) -> list[ReportedChange]:
    was, now = (theme_names(codes, rows.values()) for rows in (before, after))
    return [ReportedChange("themes", was, now)] if was != now else []


def _shares(codes: Codes, what: str, before: Mapping[Any, Row], after: Mapping[Any, Row]) -> list[ReportedChange]:
    found = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if was is None or now is None or was["share"] != now["share"]:
            who = codes.code("organisation", (was or now or {})["organisation_id"])
            found.append(ReportedChange(f"{what} {who}", _percent(was), _percent(now)))
    return found


def _money(
    codes: Codes, before: Mapping[Any, Row], after: Mapping[Any, Row], exponents: Mapping[str, int]
) -> list[ReportedChange]:
    found = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key, {}), after.get(key, {})
        name = codes.code("contribution", key)
        for measure in MEASURES:
            if was.get(measure) != now.get(measure):
                texts = (amount_text(row, measure, exponents) for row in (was, now))
                found.append(ReportedChange(f"{name} {measure}", *texts))
        for column in ("basis", "excluded_as"):
            if was and now and was[column] != now[column]:
                words = (plain_word(row[column] or nothing_in(column)) for row in (was, now))
                found.append(ReportedChange(f"{name} {_word(column)}", *words))
        for column, untold in (("answer", UNASKED), ("source", None)):
            if now and (told_before := was.get(column, untold)) != now[column]:
                found.append(ReportedChange(f"{name} {column}", _text(told_before), _text(now[column])))
        if was and not now:
            found.append(ReportedChange(name, "funding", "ended"))
    return found


def amount_text(row: Mapping[str, Any], measure: str, exponents: Mapping[str, int]) -> str | None:
    """Return the amount of a measure in a row of funding, formatted for the user; None where it is unknown."""
    minor = row.get(measure)
    return None if minor is None else f"{human(minor, exponents[row['currency']])} {row['currency']}"


def _percent(row: Row | None) -> str | None:
    if row is None:
        return None
    return "no share" if row["share"] is None else f"{percent(row['share'])} %"


def _said(codes: Codes, name: str, value: Any) -> str | None:
    if value is not None and name in NOUN_OF:
        return codes.code(NOUN_OF[name], value)
    return nothing_in(name.removesuffix("_id")) if value is None else _text(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _word(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")

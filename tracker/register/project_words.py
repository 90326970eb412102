"""Converts the user's words to the columns of facts and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.insight.codes import Codes
from tracker.model.fields import COUNTRY, CURRENCY, REFERENCE, Field
from tracker.model.nouns import PROJECT
from tracker.model.reading import read
from tracker.rules.dates import check_order
from tracker.rules.shares import check_total, in_percent, parse_named_share, parts_of_one
from tracker.rules.words import UNANSWERED

# An answer is never replaced by a weaker one, whoever gives it later.
_STRENGTH = {answer: place for place, answer in enumerate((*UNANSWERED, "declined", "confirmed unchanged", "updated"))}


def read_field(codes: Codes, field: Field, text: str) -> object:
    """Return the value of a field for the text given. Raises Invalid, and NotFound for an unknown code."""
    if field.kind not in (COUNTRY, CURRENCY, REFERENCE):
        return read(field, text)
    if not text.strip() and not field.required:
        return None
    if field.kind == REFERENCE:
        return codes.id(field.of, text.strip(), said_as=field.role or None)
    return codes.country(text) if field.kind == COUNTRY else codes.currency(text)


def read_fields(codes: Codes, fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of some fields for the words given; an empty text clears one, a None leaves it out.

    Raises as `read_field`.
    """
    told = ((field, given.get(field.name)) for field in fields)
    return {field.column: read_field(codes, field, text) for field, text in told if text is not None}


def told_columns(codes: Codes, given: Mapping[str, object]) -> dict[str, object]:
    """Return the columns of a project that its reviews copy. Raises as `read_field`."""
    return read_fields(codes, PROJECT.revised, given)


def review_columns(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that only a review has. Raises Invalid."""
    told = ((field, given.get(field.name)) for field in PROJECT.own)
    return {field.column: read(field, text) for field, text in told if text is not None}


def stronger(known: str | None, given: str) -> str:
    """Return the answer that counts, of two for the same thing."""
    return given if known is None or _STRENGTH[given] > _STRENGTH[known] else known


def check_dates(row: Mapping[str, Any]) -> None:
    """Raises Invalid where a start is after its end."""
    check_order("start", row["planned_start"], "end", row["planned_end"])
    check_order("actual start", row["actual_start"], "actual end", row["actual_end"])


def theme_codes(codes: Codes, themes: Iterable[str]) -> list[str]:
    """Return codes of themes, each once, in the order given: the first is the primary one."""
    return list(dict.fromkeys(codes.theme(theme) for theme in themes if theme.strip()))


def theme_names(codes: Codes, rows: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the names of a project's or a review's themes, the primary one first; None where it has none."""
    ordered = sorted(rows, key=lambda row: not row["is_primary"])
    return "; ".join(codes.theme_name(row["theme"]) for row in ordered) or None


def shares_by_id(codes: Codes, beneficiaries: Sequence[str]) -> dict[int, int | None]:
    """Return beneficiaries with shares, from texts such as `JM-CUSTOMS:60`; shares that add up to 1 are fractions.

    Raises Invalid for more than 100 percent together, NotFound for an unknown beneficiary.
    """
    given = [text for text in beneficiaries if text.strip()]
    if parts_of_one([given]):
        given = in_percent(given)
    named = dict(parse_named_share(text, "beneficiary") for text in given)
    check_total("beneficiary shares", named)
    return {codes.id("organisation", name, said_as="beneficiary"): share for name, share in named.items()}

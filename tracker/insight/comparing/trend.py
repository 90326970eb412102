"""Totals over more than two conferences: each by its own rates, all in one currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.money import NO_THEME
from tracker.insight.comparing.pair import in_order, label_of, organisations, themed
from tracker.insight.records import beside
from tracker.insight.totals.double_counting import Twice, twice_of_each
from tracker.insight.totals.portfolio import CurrencySum, MoneyQuestion, shared_sums, sums
from tracker.insight.totals.rates import ConferenceRates, pinned
from tracker.model.kinds import Minor
from tracker.rules.measured import NOTHING, Measured
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader

# SQL on `f`, the funding, for each grouping except the one by beneficiary.
KEYS = {
    "donor": "f.donor_id",
    "project": "f.project_id",
    "theme": "(SELECT t.theme FROM review_theme t WHERE t.conference_id = f.conference_id"
    " AND t.project_id = f.project_id AND t.is_primary)",
}


class TrendRow(NamedTuple):
    """The reports of one conference, in total or of one group; `without_rate` counts the contributions left out."""

    conference: str
    group: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    currency: str
    without_rate: int


def trend(
    reader: Reader,
    conferences: Sequence[Conference],
    *,
    currency: str | None = None,
    donors: Sequence[str] = (),
    themes: Sequence[str] = (),
    not_themes: Sequence[str] = (),
    by: str | None = None,
) -> Iterator[TrendRow]:
    """The totals of conferences of one series, in the last one's reporting currency or another, perhaps by group.

    Raises Usage unless they are in order.
    """
    conferences, target, where = _asked(reader, conferences, currency, donors, themes, not_themes)
    for conference in conferences:
        book = ConferenceRates(conference.code, target, pinned(reader, conference.id))
        yield from _rows(reader, conference, book, where, by)


def with_money(rows: Sequence[TrendRow], conferences: Sequence[Conference]) -> list[Conference]:
    """The conferences to which any amount was reported."""
    found = {row.conference for row in rows for measure in MEASURES if getattr(row, measure) is not None}
    return [one for one in conferences if one.code in found]


def trend_twice(
    reader: Reader,
    conferences: Sequence[Conference],
    *,
    currency: str | None = None,
    donors: Sequence[str] = (),
    themes: Sequence[str] = (),
    not_themes: Sequence[str] = (),
) -> Iterator[tuple[str, dict[str, Twice]]]:
    """The part of the same totals that is counted twice: the code of each conference, and the amount, by currency.

    Raises as `trend`.
    """
    conferences, target, where = _asked(reader, conferences, currency, donors, themes, not_themes)
    for conference, found in zip(conferences, twice_of_each(reader, conferences, target, where), strict=True):
        yield conference.code, {target: found}


def _asked(
    reader: Reader,
    conferences: Sequence[Conference],
    currency: str | None,
    donors: Sequence[str],
    themes: Sequence[str],
    not_themes: Sequence[str],
) -> tuple[Sequence[Conference], str, str]:
    """The conferences, the currency, and SQL on the funding `f`. Raises Usage for conferences out of order."""
    for first, second in pairwise(conferences):
        in_order(first, second)
    conferences = beside(reader, conferences)
    target = Codes(reader).currency(currency) if currency else conferences[-1].currency
    where = [f"f.project_id {one}" for one in themed(reader, conferences, themes, not_themes)]
    if donors:
        where.append(f"f.donor_id IN ({', '.join(map(str, organisations(reader, donors, said_as='donor')))})")
    return conferences, target, " AND ".join(where) or "1 = 1"


def _rows(
    reader: Reader, conference: Conference, book: ConferenceRates, where: str, by: str | None
) -> Iterator[TrendRow]:
    question = MoneyQuestion(conference.id, where=where)
    known = {conference.id: book}
    if by == "beneficiary":
        found: list[CurrencySum] = list(shared_sums(reader, question, known).values())
    else:
        found = list(sums(reader, question, known, KEYS[by] if by else "0"))
    labels = _labels(reader, by, found)
    amounts: dict[str | None, Measured] = {} if by else {None: NOTHING}
    missing: dict[str | None, int] = {}
    for one in found:
        if one.excluded_as is not None:
            continue
        label = labels.get(one.key) if by else None
        amounts[label] = amounts.get(label, NOTHING).plus(one.converted)
        if not book.has_rate(one.currency) and one.told != NOTHING:
            missing[label] = missing.get(label, 0) + one.lines
    for label in sorted(amounts, key=lambda each: each or ""):
        yield TrendRow(conference.code, label, *amounts[label], book.currency, missing.get(label, 0))


def _labels(reader: Reader, by: str | None, found: Sequence[CurrencySum]) -> dict[Any, str]:
    keys = {one.key for one in found}
    if by in ("donor", "project"):
        return label_of("organisation" if by == "donor" else "project", keys, reader)
    return {key: NO_THEME if key is None else str(key) for key in keys}

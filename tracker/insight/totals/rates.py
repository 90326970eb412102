"""The exchange rates that a conference pinned, and amounts converted by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from tracker.rules.rates import Rate, Rates
from tracker.store.reader import Reader

PINNED = """
SELECT currency, per_currency, value, date, method, source FROM pinned_rate WHERE conference_id = :conference
"""
PINNED_AT = "SELECT conference_id, currency, per_currency, value, date, method, source FROM pinned_rate"
# PostgreSQL cannot sum an untyped NULL.
UNKNOWN = "CAST(NULL AS bigint)"


def pinned(reader: Reader, conference_id: int) -> Rates:
    """The rate set that converts the totals of a conference."""
    return Rates(reader.rows(PINNED, {"conference": conference_id}, Rate), reader.exponents)


class ConferenceRates(NamedTuple):
    """The rates of one conference: its code, its reporting currency and the rates it pinned."""

    conference: str
    currency: str
    rates: Rates

    def has_rate(self, currency: str | None) -> bool:
        return currency is not None and self.rates.factor(currency, self.currency) is not None


def books(reader: Reader, at: int | None = None) -> dict[int, ConferenceRates]:
    """The rates of each conference with reported money; only of `at`, if given."""
    where = "EXISTS (SELECT 1 FROM funding f WHERE f.conference_id = c.id)" if at is None else f"c.id = {at}"
    rates: defaultdict[int, list[Rate]] = defaultdict(list)
    for conference, *rate in reader.rows(f"{PINNED_AT} {'' if at is None else f'WHERE conference_id = {at}'}"):
        rates[conference].append(Rate(*rate))
    found = reader.rows(f"SELECT c.id, c.code, c.currency FROM conference c WHERE {where}")
    return {one: ConferenceRates(code, currency, Rates(rates[one], reader.exponents)) for one, code, currency in found}


def converted(reader: Reader, rates: Rates, target: str, amount: str, currency: str) -> str:
    """SQL for an amount in a currency, line by line, each rounded once; NULL where there is no rate.

    `amount` and `currency` are SQL too: the amount as reported, and its currency.
    """
    cases = "".join(
        f" WHEN '{code}' THEN {reader.converted(amount, factor)}"
        for code in sorted({target, *rates.currencies}, key=lambda code: (code != target, code))
        if (factor := rates.factor(code, target)) is not None
    )
    return f"CASE {currency}{cases} END"


def in_reporting_currency(reader: Reader, known: Mapping[int, ConferenceRates], amount: str) -> str:
    """SQL for an amount of the funding row `f` in the reporting currency of its conference; NULL where there is no
    rate."""
    cases = [(one, converted(reader, book.rates, book.currency, amount, "f.currency")) for one, book in known.items()]
    if not cases:
        return UNKNOWN
    if len(cases) == 1:
        return cases[0][1]
    return "CASE f.conference_id" + "".join(f" WHEN {one} THEN {case}" for one, case in cases) + " END"

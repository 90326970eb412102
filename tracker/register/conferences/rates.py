"""Exchange rates as published, and the copies that a conference pins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound, Usage
from tracker.register.conferences.conferences import Conferences, check_not_closed
from tracker.register.core import Collection, Row
from tracker.rules.dates import first_day, last_day, parse_date
from tracker.rules.rates import Rate, Rates, check_rate
from tracker.rules.text import line
from tracker.rules.words import RATE_METHODS, choose

KEY = ("currency", "per_currency", "date", "method", "source")
COPIED = (*KEY, "value")
FINER = {method: place for place, method in enumerate(RATE_METHODS)}
UNTOLD = "not stated"


class RateFacts(NamedTuple):
    """A published rate: `value` units of `currency` for one `per`. 1 EUR = 1.30 USD is USD per EUR, 1.30."""

    currency: str
    per: str
    date: str
    method: str
    value: str
    source: str | None = None


class PinnedFacts(NamedTuple):
    """A rate of the register that a conference pins; the source is needed only where several publish it."""

    conference: str
    currency: str
    per: str
    date: str
    method: str
    source: str | None = None


class RateTable(Collection):
    """The rates of a register, and those pinned to its conferences."""

    def add(self, facts: Sequence[RateFacts], *, correct: bool = False) -> list[int]:
        """Add rates; one that exists with the same value is left as it is. Returns the ids, in the order given.

        Raises Invalid, NotFound, and, unless `correct` is set, Conflict where another value exists for the same pair,
        date, method and source.
        """
        rows = [self._row(fact) for fact in facts]
        known = {_key(row): row for row in self.of_pairs(rows)}
        fresh: dict[tuple[Any, ...], Row] = {}
        edits: list[tuple[Row, Row]] = []
        for row in rows:
            recorded = known.get(_key(row)) or fresh.get(_key(row))
            if recorded is None:
                fresh[_key(row)] = row
            elif recorded["value"] != row["value"]:
                if not correct:
                    raise Conflict(f"{_said(row)} is already recorded as {recorded['value']}, not {row['value']}.")
                edits.append((recorded, {"value": row["value"]}))
        self.update(tables.rate, edits)
        new = dict(zip(fresh, self.insert(tables.rate, fresh.values()), strict=True))
        return [known[_key(row)]["id"] if _key(row) in known else new[_key(row)] for row in rows]

    def edit(self, identity: int, given: Mapping[str, Any]) -> tuple[Row, Row]:
        """Correct the value of a rate. Rates that conferences pinned stay. Returns the row before and after."""
        rows = self.rows(tables.rate, tables.rate.c.id == identity)
        if not rows:
            raise NotFound("rate", str(identity))
        self.update(tables.rate, [(rows[0], {"value": check_rate("rate", str(given["value"]))})])
        return rows[0], self.rows(tables.rate, tables.rate.c.id == identity)[0]

    def pin(self, facts: Sequence[PinnedFacts]) -> int:
        """Pin rates of the register to conferences. Returns how many pinned rates are new or differ.

        Raises NotFound for an unknown rate, Usage where sources differ, Conflict for a closed conference.
        """
        chosen: dict[int, list[Row]] = {}
        stated = [self._row(RateFacts(*fact[1:5], value="1", source=fact.source)) for fact in facts]
        known = self.of_pairs(stated)
        conferences = {text: self.codes.conference(text).id for text in {fact.conference for fact in facts}}
        for fact, wanted in zip(facts, stated, strict=True):
            chosen.setdefault(conferences[fact.conference], []).append(
                one_of(known, wanted, by_source=fact.source is not None)
            )
        return sum(self.pin_rows(conference, rows) for conference, rows in chosen.items())

    def pin_ids(self, conference: int, rates: Iterable[int]) -> int:
        """Pin rates by their ids, as `pin` does."""
        return self.pin_rows(conference, list(self.by_id(tables.rate, rates).values()))

    def pin_rows(self, conference: int, rates: Sequence[Row]) -> int:
        """Pin copies of rates; each replaces what was pinned for its two currencies, in either direction."""
        check_not_closed(self._conference(conference))
        old = self.pinned(conference)
        new = {_pair(row): row for row in old}
        for rate in rates:
            new[_pair(rate)] = {"conference_id": conference} | {name: rate[name] for name in COPIED}
        return self.replace(tables.pinned_rate, old, list(new.values()))

    def pin_latest(
        self, conference: int, currencies: Iterable[str], date: str | None = None, method: str | None = None
    ) -> dict[str, tuple[Rate, ...]]:
        """Pin, for each currency, the latest rates into the reporting currency that were known before the conference.

        A rate is known once its day, month or year is over. For the same day the spot rate is preferred to the monthly
        average, and that to the annual one. With a `date` or a `method`, the rates with these are used, known before or
        not. Returns the rates used for each currency, empty where none leads to the reporting currency. Raises Usage
        for a conference without a date.
        """
        reporting = self._conference(conference)["currency"]
        candidates = (
            self._known_before(conference) if date is None else self.rows(tables.rate, tables.rate.c.date == date)
        )
        known = [one for one in candidates if method in (None, one["method"])]
        known.sort(key=lambda one: (last_day(one["date"]), -FINER[one["method"]], one["source"], one["value"]))
        latest = {_pair(one): one for one in known}
        rates = Rates([_as_rate(one) for one in latest.values()], self.register.reader.exponents)
        wanted = {currency: rates.path(currency, reporting) for currency in currencies}
        used = {rate for path in wanted.values() for rate in path}
        self.pin_rows(conference, [one for one in latest.values() if _as_rate(one) in used])
        return wanted

    def pin_as(self, conference: int, other: int) -> int:
        """Pin what another conference pinned. Returns how many pinned rates are new or differ."""
        return self.pin_rows(conference, self.pinned(other))

    def unpin(self, conference: int, currency: str) -> int:
        """Unpin the rates for a currency. Returns how many. Raises NotFound where there are none."""
        check_not_closed(self._conference(conference))
        gone = [row for row in self.pinned(conference) if currency in (row["currency"], row["per_currency"])]
        if not gone:
            raise NotFound("pinned rate", currency)
        return self.delete(tables.pinned_rate, gone)

    def pinned(self, conference: int) -> list[Row]:
        """Return the pinned rates of a conference, as whole rows."""
        return self.rows(tables.pinned_rate, tables.pinned_rate.c.conference_id == conference)

    def currencies(self) -> list[str]:
        """Return the currencies of all contributions, in alphabetical order."""
        found = select(tables.contribution.c.currency).distinct().order_by(tables.contribution.c.currency)
        return list(self.register.connection.execute(found).scalars())

    def _row(self, fact: RateFacts) -> Row:
        currency, per = self.codes.currency(fact.currency), self.codes.currency(fact.per)
        if currency == per:
            raise Invalid("rate", f"{currency} per {per}", "converts a currency into itself", "two currencies")
        return {
            "currency": currency,
            "per_currency": per,
            "date": parse_date("date of the rate", fact.date),
            "method": choose("method", fact.method, RATE_METHODS),
            "value": check_rate("rate", fact.value),
            "source": line("source", fact.source) if fact.source and fact.source.strip() else UNTOLD,
        }

    def of_pairs(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rates of the register between the currencies of some rows."""
        pers = {row["per_currency"] for row in rows}
        return self.rows_in(
            tables.rate, "currency", {row["currency"] for row in rows}, tables.rate.c.per_currency.in_(pers)
        )

    def _known_before(self, conference: int) -> list[Row]:
        row = self._conference(conference)
        if row["start_date"] is None:
            raise Usage(f"{row['code']} has no date, so the rates known before it cannot be selected.", "Give --date.")
        start = first_day(row["start_date"])
        return [one for one in self.rows(tables.rate) if last_day(one["date"]) < start]

    def _conference(self, identity: int) -> Row:
        return Conferences(self.register).row(identity)


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in KEY)


def _pair(row: Row) -> frozenset[str]:
    return frozenset((row["currency"], row["per_currency"]))


def _as_rate(row: Row) -> Rate:
    return Rate(**{name: row[name] for name in COPIED})


def _said(row: Row) -> str:
    return f"The {row['method']} of {row['date']}, {row['currency']} per {row['per_currency']} ({row['source']}),"


def one_of(known: Sequence[Row], wanted: Row, *, by_source: bool) -> Row:
    """Return the rate of the same pair, date and method, and source if given. Raises NotFound, Usage if they differ."""
    names = KEY if by_source else KEY[:-1]
    fits = [row for row in known if all(row[name] == wanted[name] for name in names)]
    what = f"{wanted['currency']} per {wanted['per_currency']}, {wanted['method']} of {wanted['date']}"
    if not fits:
        raise NotFound("rate", what, hint="`tracker conference rates CODE --set` records one.")
    if len({row["value"] for row in fits}) > 1:
        listed = "; ".join(f"{row['value']} ({row['source']})" for row in fits)
        raise Usage(f"Sources differ about {what}: {listed}.", "Name the source.")
    return min(fits, key=lambda row: str(row["source"]))

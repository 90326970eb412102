"""Load the participants of conferences, exchange rates, and the rates that conferences pin."""

from __future__ import annotations

from functools import partial
from typing import Any

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.exchange.loaders.planning import Loader, Readers, Values
from tracker.exchange.sheets import SheetRow
from tracker.insight.codes import Conference
from tracker.register.conferences.participants import ParticipantFacts
from tracker.register.conferences.rates import KEY, UNTOLD, PinnedFacts, RateFacts, one_of
from tracker.register.core import Row
from tracker.rules.dates import parse_date
from tracker.rules.rates import check_rate
from tracker.rules.text import line, prose
from tracker.rules.words import RATE_METHODS, choose


class AtConference(Loader):
    """Rows that belong to a conference: the one that they name, that of --at, or the open one."""

    def name_conferences(self) -> None:
        """Give the rows that name no conference the one that is meant, or refuse them."""
        for entry in list(self.sheet.standing()):
            if "conference" not in entry.words:
                entry.values["conference"] = self.attempt(entry, "conference", lambda: self.desk.at)

    def named(self, entry: SheetRow) -> dict[str, str]:
        """Return the words of a row with the full code of its conference."""
        return entry.words | {"conference": entry.values["conference"].code}

    def settle(self, entry: SheetRow, before: Row | None, values: Values) -> None:
        """Decide the fate of a row by what the register has; a closed conference accepts no differences."""
        if before is not None and all(before[name] == value for name, value in values.items()):
            entry.fate = "unchanged"
            return
        conference: Conference = entry.values["conference"]
        if conference.state == "closed":
            hint = f'`tracker conference reopen {conference.code} --reason "..."` opens it again.'
            self.sheet.refuse(entry, "conference", Conflict(f"{conference.code} is closed, so it cannot change", hint))
        else:
            entry.fate = "created" if before is None else "updated"


class ParticipantLoader(AtConference):
    def plan(self) -> None:
        self.codes.load("organisation")
        readers = {
            "conference": self.codes.conference,
            "organisation": lambda text: self.codes.id("organisation", text),
            "capacity": lambda text: line("capacity", text, 100),
            "people": lambda text: prose("people", text),
            "source": lambda text: line("source", text),
        }
        self.sheet.read(readers, ("organisation", "capacity"))
        self.name_conferences()
        self.sheet.refuse_duplicates(self.sheet.standing(), _participant, "organisation")
        meetings = {entry.values["conference"].id for entry in self.sheet.standing()}
        found = self.register.participants.rows_in(tables.participant, "conference_id", meetings)
        stored = {(row["conference_id"], row["organisation_id"]): row for row in found}
        for entry in self.sheet.standing():
            told: Row = {name: entry.values[name] for name in ("capacity", "people", "source") if name in entry.values}
            self.settle(entry, stored.get(_participant(entry)), told)

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.register.participants.enter([ParticipantFacts(**self.named(entry)) for entry in rows])


class RateLoader(Loader):
    def plan(self) -> None:
        readers = _pair_readers(self) | {"value": lambda text: check_rate("rate", text)}
        self.sheet.read(readers, ("currency", "per", "date", "method", "value"))
        _refuse_same(self)
        self.sheet.refuse_duplicates(self.sheet.standing(), _key, "date")
        rows = [_named(entry) for entry in self.sheet.standing()]
        stored = {tuple(row[name] for name in KEY): row for row in self.register.rates.of_pairs(rows)}
        for entry in self.sheet.standing():
            before = stored.get(_key(entry))
            same = before is not None and before["value"] == entry.values["value"]
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.register.rates.add([RateFacts(**entry.words) for entry in rows], correct=True)


class PinLoader(AtConference):
    """The rates that conferences pin: one per currency pair, in either direction; given values are entered too."""

    def plan(self) -> None:
        readers = _pair_readers(self) | {
            "conference": self.codes.conference,
            "value": lambda text: check_rate("rate", text),
        }
        self.sheet.read(readers, ("currency", "per", "date", "method"))
        self.name_conferences()
        _refuse_same(self)
        self.sheet.refuse_duplicates(self.sheet.standing(), _pin, "currency")
        rates = self.register.rates
        known = rates.of_pairs([_named(entry) for entry in self.sheet.standing()])
        meetings = {entry.values["conference"].id for entry in self.sheet.standing()}
        stored = {
            (row["conference_id"], frozenset((row["currency"], row["per_currency"]))): row
            for row in rates.rows_in(tables.pinned_rate, "conference_id", meetings)
        }
        for entry in self.sheet.standing():
            if "value" in entry.values:
                rate: Row | None = _named(entry) | {"value": entry.values["value"]}
            else:
                find = partial(one_of, known, _named(entry), by_source="source" in entry.values)
                rate = self.attempt(entry, "date", find)
            if rate is not None:
                told = {name: rate[name] for name in (*KEY, "value")}
                self.settle(entry, stored.get(_pin(entry)), told)

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        rates, valued = self.register.rates, dict[int, list[RateFacts]]()
        for entry in rows:
            if "value" in entry.words:
                words = {name: text for name, text in entry.words.items() if name in RateFacts._fields}
                valued.setdefault(entry.values["conference"].id, []).append(RateFacts(**words))
        # One conference after the other: a pinned rate keeps its value where a later one corrects that of the register.
        for conference, facts in valued.items():
            rates.pin_ids(conference, rates.add(facts, correct=True))
        rates.pin([PinnedFacts(**self.named(entry)) for entry in rows if "value" not in entry.words])


def _pair_readers(loader: Loader) -> Readers:
    return {
        "currency": loader.codes.currency,
        "per": loader.codes.currency,
        "date": lambda text: parse_date("date", text),
        "method": lambda text: choose("method", text, RATE_METHODS),
        "source": lambda text: line("source", text),
    }


def _refuse_same(loader: Loader) -> None:
    for entry in loader.sheet.standing():
        if entry.values["currency"] == entry.values["per"]:
            loader.sheet.refuse(entry, "per", Invalid("per", "", "is the same currency", "another currency"))


def _named(entry: SheetRow) -> Row:
    values = entry.values
    return {
        "currency": values["currency"],
        "per_currency": values["per"],
        "date": values["date"],
        "method": values["method"],
        "source": values.get("source", UNTOLD),
    }


def _key(entry: SheetRow) -> tuple[Any, ...]:
    return tuple(_named(entry)[name] for name in KEY)


def _participant(entry: SheetRow) -> tuple[int, int]:
    return entry.values["conference"].id, entry.values["organisation"]


def _pin(entry: SheetRow) -> tuple[int, frozenset[str]]:
    return entry.values["conference"].id, frozenset((entry.values["currency"], entry.values["per"]))


LOADERS: dict[str, type[Loader]] = {
    "participants": ParticipantLoader,
    "rates": RateLoader,
    "conference rates": PinLoader,
}

"""Load offers, matched by code or else by donor and programme, and the reports on them."""

from __future__ import annotations

from typing import Any

from tracker import tables
from tracker.exchange.loaders.meetings import AtConference
from tracker.exchange.loaders.planning import Loader, Readers, split
from tracker.exchange.nouns import AMOUNTS
from tracker.exchange.sheets import SheetRow
from tracker.model.nouns import OFFER
from tracker.register.coordination.offers import LISTS, OfferFacts
from tracker.register.core import Row
from tracker.rules.codes import check_code, code_key
from tracker.rules.money import decimal_text
from tracker.rules.text import fold


class OfferLoader(Loader):
    """Offers. Cells that a file leaves empty keep their value; one without a code gets the next free code."""

    def plan(self) -> None:
        self.codes.load("organisation", "offer")
        offers = self.register.offers
        readers: Readers = {name: self._reader(name) for name in self.sheet.columns if name not in ("code", *AMOUNTS)}
        readers |= {name: self._list_reader(name) for name in LISTS}
        readers["code"] = lambda text: check_code("offer code", text)
        self.sheet.read(readers, ("donor", "programme"))
        coded = [entry for entry in self.sheet.standing() if "code" in entry.values]
        self.sheet.refuse_duplicates(coded, lambda entry: code_key(entry.values["code"]), "code")
        self.sheet.refuse_duplicates(self.sheet.standing(), _programme, "programme")
        donors = {entry.values["donor"]["donor_id"] for entry in self.sheet.standing()}
        of_donors = offers.rows_in(tables.offer, "donor_id", donors)
        named = {(row["donor_id"], fold(row["programme"])): row["id"] for row in of_donors}
        ids: dict[SheetRow, int | None] = {}
        for entry in self.sheet.standing():
            code = entry.values.get("code")
            ids[entry] = named.get(_programme(entry)) if code is None else self.codes.find("offer", code)
        stored = offers.by_id(tables.offer, filter(None, ids.values()))
        for entry, identity in ids.items():
            entry.values["id"] = identity
            before = None if identity is None else stored[identity]
            self._read_amount(entry, before)
            told: Row = {}
            for name, value in entry.values.items():
                told |= value if name not in LISTS and isinstance(value, dict) else {}
            self.attempt(entry, "end", offers.check_period, told, before)
            if entry.fate == "refused":
                continue
            same = before is not None and all(before[name] == value for name, value in told.items())
            same = same and identity is not None and self._same_lists(entry, identity)
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        offers = self.register.offers
        offers.add([OfferFacts(**self._given(entry)) for entry in self.sheet.having("created")])
        for entry in self.sheet.having("updated"):
            given = {name: value for name, value in self._given(entry).items() if name != "code"}
            offers.edit(entry.values["id"], given)

    def _reader(self, name: str) -> Any:
        return lambda text: self.register.offers.columns({name: text}, {})

    def _list_reader(self, name: str) -> Any:
        return lambda text: self.register.offers.lists({name: split(text)})

    def _read_amount(self, entry: SheetRow, before: Row | None) -> None:
        if "amount" not in entry.words:
            return
        currency = entry.values.get("currency", {}).get("currency") or (before or {}).get("currency")
        if currency is None:
            self.attempt(entry, "amount", self.register.offers.columns, {"amount": entry.words["amount"]}, {})
        elif (minor := self.amount(entry, "amount", currency)) is not None:
            entry.values["amount"] = {"amount": minor}
            exponent = self.register.reader.exponents[currency]
            entry.words["amount"] = f"{decimal_text(minor, exponent)} {currency}"

    def _same_lists(self, entry: SheetRow, identity: int) -> bool:
        told = {table: values for name in LISTS for table, values in entry.values.get(name, {}).items()}
        return all(
            sorted(values) == sorted(self.register.offers.listed(table, identity)) for table, values in told.items()
        )

    def _given(self, entry: SheetRow) -> dict[str, Any]:
        return {
            name: split(text) if name in LISTS else text
            for name, text in entry.words.items()
            if name in self.sheet.columns
        }


class OfferReportLoader(AtConference):
    """Reports on offers, each identified by its code and its conference."""

    def plan(self) -> None:
        self.codes.load("offer")
        readers = {
            "conference": self.codes.conference,
            "offer": lambda text: self.codes.id("offer", text.strip()),
            "currency": self.codes.currency,
        }
        self.sheet.read(readers, ("offer", "status"))
        self.name_conferences()
        self.sheet.refuse_duplicates(self.sheet.standing(), _place, "offer")
        offers = self.register.offers
        stored = offers.stored(entry.values["offer"] for entry in self.sheet.standing())
        for entry in list(self.sheet.standing()):
            column = "left" if "left" in entry.words else "status"
            planned = self.attempt(entry, column, offers.told, *self._told(entry), stored)
            if planned is not None:
                before, after, _ = planned
                # The copies of the offer's own columns are not part of the row.
                told = {name: value for name, value in after.items() if name not in OFFER.copies}
                self.settle(entry, before, told)

    def apply(self) -> None:
        self.register.offers.tell_all([self._told(entry) for entry in self.sheet.having("created", "updated")])

    def _told(self, entry: SheetRow) -> tuple[int, Any, dict[str, str | None]]:
        return entry.values["offer"], entry.values["conference"], {**entry.words}


def _programme(entry: SheetRow) -> tuple[int, str]:
    return entry.values["donor"]["donor_id"], fold(entry.values["programme"]["programme"])


def _place(entry: SheetRow) -> tuple[int, int]:
    return entry.values["conference"].id, entry.values["offer"]


LOADERS: dict[str, type[Loader]] = {"offers": OfferLoader, "offer reports": OfferReportLoader}

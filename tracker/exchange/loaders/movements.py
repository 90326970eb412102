"""Load transactions, matched by reference or else by all their fields, and unattributed amounts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tracker import tables
from tracker.errors import Invalid
from tracker.exchange.loaders.planning import Loader
from tracker.exchange.sheets import SheetRow
from tracker.register.core import Row
from tracker.rules.dates import parse_day
from tracker.rules.text import line, prose
from tracker.rules.words import TRANSACTION_KINDS, choose

TOLD = ("date", "amount", "description", "source")
REQUIRED = ("contribution", "kind", "date", "amount")


class TransactionLoader(Loader):
    """Transactions.

    One with a reference is matched by contribution, kind and reference. Those without are counted by contribution,
    kind, date, amount and description: if the file has more equal ones than the register, the surplus is new.
    """

    def plan(self) -> None:
        self.codes.load("contribution")
        readers = {
            "contribution": lambda text: self.codes.id("contribution", text),
            "kind": lambda text: choose("kind", text, TRANSACTION_KINDS),
            "date": lambda text: parse_day("date", text),
            "reference": lambda text: line("reference", text),
            "description": lambda text: prose("description", text),
            "source": lambda text: line("source", text),
        }
        self.sheet.read(readers, REQUIRED)
        named = {entry.values["contribution"] for entry in self.sheet.standing()}
        contributions = self.register.contributions.by_id(tables.contribution, named)
        for entry in self.sheet.standing():
            entry.values["contribution_id"] = entry.values.pop("contribution")
            self._read_amount(entry, contributions[entry.values["contribution_id"]])
        referenced = (entry for entry in self.sheet.standing() if "reference" in entry.values)
        self.sheet.refuse_duplicates(referenced, lambda entry: _reference(entry.values), "reference")
        stored = self.register.contributions.rows_in(tables.transaction, "contribution_id", named)
        by_reference = {_reference(row): row for row in stored if row["reference"] is not None}
        unnamed = Counter(_whole(row) for row in stored if row["reference"] is None)
        self.edits: list[tuple[Row, Row]] = []
        for entry in self.sheet.standing():
            if "reference" not in entry.values:
                entry.fate = "unchanged" if unnamed[_whole(entry.values)] > 0 else "created"
                unnamed[_whole(entry.values)] -= 1
                continue
            before = by_reference.get(_reference(entry.values))
            if before is None:
                entry.fate = "created"
                continue
            told = {name: entry.values[name] for name in TOLD if name in entry.values}
            differs = any(before[name] != value for name, value in told.items())
            entry.fate = "updated" if differs else "unchanged"
            if differs:
                self.edits.append((before, told))

    def apply(self) -> None:
        rows = [_row(entry.values) for entry in self.sheet.having("created")]
        if rows or self.edits:
            self.register.contributions.insert_transactions(rows, self.edits)

    def _read_amount(self, entry: SheetRow, contribution: Row) -> None:
        currency = contribution["currency"]
        if currency is None:
            why = f"has no currency, so its amounts cannot be read: {contribution['code']}"
            self.sheet.refuse(entry, "contribution", Invalid("contribution", "", why, "one with a currency"))
            return
        entry.values["amount"] = self.amount(entry, "amount", currency)


class UnattributedLoader(Loader):
    """Amounts of a project without a single donor: one per kind and currency; a later one replaces it."""

    def plan(self) -> None:
        codes = self.codes
        codes.load("project")
        readers = {
            "project": lambda text: codes.id("project", text),
            "kind": lambda text: choose("kind", text, TRANSACTION_KINDS),
            "currency": codes.currency,
            "date": lambda text: parse_day("date", text),
            "description": lambda text: prose("description", text),
            "source": lambda text: line("source", text),
        }
        self.sheet.read(readers, ("project", "kind", "amount", "currency"))
        for entry in self.sheet.standing():
            values, currency = entry.values, entry.values["currency"]
            values["project_id"] = values.pop("project")
            values["amount"] = self.amount(entry, "amount", currency)
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda entry: _of_project(entry.values), "kind")
        projects = {entry.values["project_id"] for entry in self.sheet.standing()}
        stored = {_of_project(row): row for row in self.register.unattributed.reported(projects)}
        self.edits: list[tuple[Row, Row]] = []
        for entry in self.sheet.standing():
            before = stored.get(_of_project(entry.values))
            if before is None:
                entry.fate = "created" if entry.values["amount"] else "unchanged"
            elif before["amount"] == entry.values["amount"]:
                entry.fate = "unchanged"
            else:
                entry.fate = "updated"
                told = ("amount", "date", "description", "source")
                self.edits.append((before, {name: entry.values[name] for name in told if name in entry.values}))

    def apply(self) -> None:
        today = parse_day("date", self.register.journal.at[:10])
        names = ("project_id", "kind", "amount", "currency", "description", "source")
        rows = [
            {name: entry.values.get(name) for name in names} | {"date": entry.values.get("date", today)}
            for entry in self.sheet.having("created")
        ]
        if rows or self.edits:
            self.register.unattributed.write(rows, self.edits)


def _of_project(row: Row) -> tuple[Any, ...]:
    return row["project_id"], row["kind"], row["currency"]


def _row(values: Row) -> Row:
    names = ("contribution_id", "kind", "date", "amount", "reference", "description", "source")
    return {name: values.get(name) for name in names}


def _reference(row: Row) -> tuple[Any, ...]:
    return row["contribution_id"], row["kind"], row["reference"]


def _whole(row: Row) -> tuple[Any, ...]:
    return row["contribution_id"], row["kind"], row["date"], row["amount"], row.get("description")


LOADERS: dict[str, type[Loader]] = {
    "transactions": TransactionLoader,
    "unattributed": UnattributedLoader,
}

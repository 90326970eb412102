"""Load trainings, who attended them, and their results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker import tables
from tracker.exchange.loaders.planning import Coded, Loader, Readers, Values, split
from tracker.exchange.sheets import SheetRow
from tracker.register.core import Row
from tracker.register.people import results
from tracker.register.people.attendances import blank, check_attendance, check_together, who_of
from tracker.register.people.trainings import LISTS, TrainingFacts, Trainings


class TrainingLoader(Coded):
    """Trainings, matched by their code."""

    noun, table = "training", tables.training
    required = ("code", "title")
    lists = frozenset({"countries", *LISTS})

    @property
    def collection(self) -> Trainings:
        return self.register.trainings

    def readers(self) -> Readers:
        self.codes.load("organisation", "project")

        def named(name: str) -> Any:
            words = self.collection.words(name)
            return lambda text: self.collection.named(name, split(text), words)

        lists = {name: named(name) for name in LISTS}
        # A cost is read together with its currency, by `told`.
        return (
            super().readers() | lists | {"countries": lambda text: self.collection.countries(split(text)), "cost": str}
        )

    def recall(self, stored: Mapping[int, Values]) -> None:
        self.stored = stored
        self.places: dict[int, set[str]] = {}
        for row in self.collection.rows_in(tables.training_country, "training_id", stored):
            self.places.setdefault(row["training_id"], set()).add(row["country"])
        self.named = {name: self.collection.named_of(list(stored), name) for name in LISTS}

    def told(self, entry: SheetRow) -> dict[str, Any]:
        found = super().told(entry)
        if "cost" in entry.words:
            given = {name: entry.words[name] for name in ("cost", "currency") if name in entry.words}
            before = self.stored.get(entry.values["id"])
            found |= self.attempt(entry, "cost", self.collection.columns, given, before) or {}
        return found

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        blank = dict.fromkeys(("start_date", "end_date", "cost", "currency"))
        column = "end" if "end" in entry.words else "start"
        self.attempt(entry, column, self.collection.check, {**blank, **(before or {}), **values})

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        values = entry.values
        if "countries" in values and set(values["countries"]) != self.places.get(identity, set()):
            return True
        return any(values[name] != self.named[name].get(identity, []) for name in LISTS if name in values)

    def apply(self) -> None:
        self.collection.add([TrainingFacts(**self.given(entry)) for entry in self.sheet.having("created")])
        self.collection.revise({entry.values["id"]: self.changes(entry) for entry in self.sheet.having("updated")})


class AttendanceLoader(Loader):
    """Who attended, matched by training and administration; a row without an administration is about the whole."""

    def plan(self) -> None:
        collection = self.register.attendances
        self.codes.load("training", "organisation")
        words = collection.words()
        readers: dict[str, Any] = {
            name: (lambda text, name=name: collection.columns({name: text}))
            for name in self.sheet.columns
            if name not in ("training", "administration")
        }
        readers["training"] = lambda text: self.codes.id("training", text)
        readers["administration"] = lambda text: collection.who(text, words)
        self.sheet.read(readers, ("training",))
        self.sheet.refuse_duplicates(self.sheet.standing(), _whose, "administration")
        trainings = {entry.values["training"] for entry in self.sheet.standing()}
        stored: dict[int, dict[Any, Row]] = {training: {} for training in trainings}
        for row in collection.rows_in(tables.attendance, "training_id", trainings):
            stored[row["training_id"]][who_of(row)] = row
        after = {training: dict(rows) for training, rows in stored.items()}
        for entry in self.sheet.standing():
            training, who = _whose(entry)
            before = stored[training].get(who)
            # A cell "over 30" says both, and a column of its own may say how the number was stated.
            told = (before or blank(training, who)) | _read(entry)
            if "stated" in entry.words and "persons" in entry.words:
                told["stated"] = entry.values["stated"]["stated"]
            if self.attempt(entry, "persons", check_attendance, told) is None and entry.fate == "refused":
                continue
            self.attempt(entry, "persons", check_together, {**after[training], who: told}.values())
            if entry.fate == "refused":
                continue
            after[training][who] = told
            entry.values["before"], entry.values["after"] = before, told
            entry.fate = "created" if before is None else "unchanged" if before == told else "updated"

    def apply(self) -> None:
        _write(self, tables.attendance)


class ResultLoader(Loader):
    """Results of trainings, matched by training, level, and what was measured."""

    def plan(self) -> None:
        collection = self.register.training_results
        self.codes.load("training", "project")
        own = ("before", "after", "persons", "date", "source", "note")
        readers: dict[str, Any] = {name: (lambda text, name=name: collection.columns({name: text})) for name in own}
        readers["training"] = lambda text: self.codes.id("training", text)
        self.sheet.read(readers, ("training", "level"))
        for entry in list(self.sheet.standing()):
            given = {name: entry.words.get(name) for name in ("level", "measured", "indicator")}
            entry.values["key"] = self.attempt(entry, "level", collection.key, given)
        self.sheet.refuse_duplicates(self.sheet.standing(), _what, "level")
        trainings = {entry.values["training"] for entry in self.sheet.standing()}
        stored = {
            (row["training_id"], tuple(results.key_of(row).values())): row
            for row in collection.rows_in(tables.training_result, "training_id", trainings)
        }
        for entry in self.sheet.standing():
            before = stored.get(_what(entry))
            told = (before or results.blank(entry.values["training"])) | entry.values["key"] | _read(entry, *own)
            self.attempt(entry, "level", collection.check, told)
            if entry.fate != "refused":
                entry.values["before"], entry.values["after"] = before, told
                entry.fate = "created" if before is None else "unchanged" if before == told else "updated"

    def apply(self) -> None:
        _write(self, tables.training_result)


def _whose(entry: SheetRow) -> tuple[int, Any]:
    return entry.values["training"], entry.values.get("administration", (None, None))


def _what(entry: SheetRow) -> tuple[int, tuple[Any, ...]]:
    return entry.values["training"], tuple(entry.values["key"].values())


def _read(entry: SheetRow, *names: str) -> Row:
    """Return the columns that a row fills; by default of all its cells."""
    read = [entry.values[name] for name in names or entry.words if name in entry.values]
    return {name: value for one in read if isinstance(one, dict) for name, value in one.items()}


def _write(loader: Loader, table: Any) -> None:
    collection = loader.register.attendances
    collection.insert(table, [entry.values["after"] for entry in loader.sheet.having("created")])
    edits = [(entry.values["before"], entry.values["after"]) for entry in loader.sheet.having("updated")]
    collection.update(table, edits)


LOADERS: dict[str, type[Loader]] = {
    "trainings": TrainingLoader,
    "attendances": AttendanceLoader,
    "training results": ResultLoader,
}

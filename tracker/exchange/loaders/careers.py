"""Load career paths, their stages, and the officers reported at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracker import tables
from tracker.exchange.loaders.meetings import AtConference
from tracker.exchange.loaders.planning import Coded, Loader, Readers, Values, split
from tracker.exchange.sheets import SheetRow
from tracker.insight.people.careers import find_stage
from tracker.register.core import Row, check_takes_reports
from tracker.register.people.careers import CareerFacts, Careers, StageFacts, Stages
from tracker.register.people.officers import TOLD, Officers, check_women


class CareerLoader(Coded):
    noun, table = "career", tables.career
    required = ("code", "title")
    lists = frozenset({"administrations"})

    @property
    def collection(self) -> Careers:
        return self.register.careers

    def readers(self) -> Readers:
        return super().readers() | {"administrations": lambda text: self.collection.administrations(split(text))}

    def recall(self, stored: Mapping[int, Values]) -> None:
        self.followed = self.collection.followed_by([*stored])

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        told = entry.values.get("administrations")
        return told is not None and told != self.followed[identity]

    def apply(self) -> None:
        self.collection.add([CareerFacts(**self.given(entry)) for entry in self.sheet.having("created")])
        for entry in self.sheet.having("updated"):
            self.collection.edit(entry.values["id"], self.changes(entry))


class StageLoader(Loader):
    """Stages, each matched by its path and its place."""

    def plan(self) -> None:
        collection = self.register.stages
        readers: Readers = {name: _reader(collection, name) for name in self.sheet.columns}
        readers |= {"career": lambda text: self.codes.id("career", text), "place": collection.place}
        readers |= {"training_codes": lambda text: collection.trainings(split(text))}
        self.sheet.read(readers, ("career", "place", "title"))
        self.sheet.refuse_duplicates(self.sheet.standing(), _stage, "place")
        stored = collection.of_careers({entry.values["career"] for entry in self.sheet.standing()})
        leading = collection.leading_to([row["id"] for row in stored.values()])
        for entry in self.sheet.standing():
            before = stored.get(_stage(entry))
            told = _columns(entry)
            same = before is not None and all(before[name] == value for name, value in told.items())
            if before is not None and "training_codes" in entry.values:
                same = same and entry.values["training_codes"] == leading[before["id"]]
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        rows: list[dict[str, Any]] = [dict(entry.words) for entry in self.sheet.having("created", "updated")]
        for row in rows:
            if "training_codes" in row:
                row["training_codes"] = split(row["training_codes"])
        self.register.stages.enter([StageFacts(**words) for words in rows])


class OfficersLoader(AtConference):
    """The officers of administrations at stages, as reported to conferences."""

    def plan(self) -> None:
        collection = self.register.officers
        readers: Readers = {name: _reader(collection, name) for name in TOLD}
        readers |= {
            "conference": self.codes.conference,
            "stage": lambda text: find_stage(self.register.reader, text),
            "administration": lambda text: self.codes.id("organisation", text, said_as="beneficiary"),
        }
        self.sheet.read(readers, ("stage", "administration", "officers"))
        self.name_conferences()
        self.sheet.refuse_duplicates(self.sheet.standing(), _officers, "stage")
        conferences = {entry.values["conference"].id for entry in self.sheet.standing()}
        stored = {
            (row["conference_id"], row["stage_id"], row["administration_id"]): row
            for row in collection.rows_in(tables.officers, "conference_id", conferences)
        }
        for entry in list(self.sheet.standing()):
            before = stored.get(_officers(entry))
            told = _columns(entry)
            whole = {"women": None} | (before or {}) | told
            self.attempt(entry, "women", check_women, whole["officers"], whole["women"])
            if entry.fate != "refused":
                self.settle(entry, before, told)

    def settle(self, entry: SheetRow, before: Row | None, values: Values) -> None:
        super().settle(entry, before, values)
        if entry.fate in ("created", "updated"):
            self.attempt(entry, "conference", check_takes_reports, entry.values["conference"])

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.register.officers.enter([(_officers(entry), _columns(entry)) for entry in rows])


def _columns(entry: SheetRow) -> dict[str, Any]:
    return {name: value for one in entry.values.values() if isinstance(one, dict) for name, value in one.items()}


def _reader(collection: Stages | Officers, name: str) -> Callable[[str], Any]:
    return lambda text: collection.columns({name: text})


def _stage(entry: SheetRow) -> tuple[int, int]:
    return entry.values["career"], entry.values["place"]


def _officers(entry: SheetRow) -> tuple[int, int, int]:
    return entry.values["conference"].id, entry.values["stage"], entry.values["administration"]


LOADERS: dict[str, type[Loader]] = {
    "careers": CareerLoader,
    "stages": StageLoader,
    "officers": OfficersLoader,
}

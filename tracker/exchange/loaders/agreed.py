"""Load what conferences agreed: recommendations and action points, their follow-up, partnerships."""

from __future__ import annotations

from typing import Any, ClassVar

from tracker import tables
from tracker.exchange.loaders.meetings import AtConference
from tracker.exchange.loaders.planning import Loader, split
from tracker.exchange.sheets import SheetRow
from tracker.insight.codes import Conference
from tracker.insight.conferences.actions import find_action
from tracker.model.nouns import ACTION
from tracker.register.conferences.actions import ActionFacts
from tracker.register.core import Row
from tracker.register.parties.partnerships import PartnershipFacts
from tracker.rules.text import fold
from tracker.rules.words import ACTION_KINDS, choose


class ActionLoader(AtConference):
    """Action points, matched by number, or by text if they have none. A closed conference accepts them too."""

    kind: ClassVar[str] = "action point"

    def plan(self) -> None:
        collection = self.register.actions
        readers: dict[str, Any] = {
            name: (lambda text, name=name: collection.columns({name: text}, self.kind)) for name in self.sheet.columns
        }
        self.sheet.read(readers | {"conference": self.codes.conference}, ("text",))
        self.name_conferences()
        numbered = [entry for entry in self.sheet.standing() if "number" in entry.values]
        self.sheet.refuse_duplicates(numbered, lambda e: (_place(e), e.values["number"]["number"]), "number")
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda e: (_place(e), _text(e)), "text")
        places = {_place(entry) for entry in self.sheet.standing()}
        stored = collection.rows_in(tables.action, "conference_id", places, tables.action.c.kind == self.kind)
        by_number = {(row["conference_id"], row["number"]): row for row in stored}
        by_text = {(row["conference_id"], fold(row["text"])): row for row in stored}
        for entry in self.sheet.standing():
            number = entry.values.get("number", {}).get("number")
            before = by_text.get((_place(entry), _text(entry)))
            if number is not None:
                before = by_number.get((_place(entry), number))
            entry.values["id"] = None if before is None else before["id"]
            told = {name: value for one in _read(entry) for name, value in one.items()}
            same = before is not None and all(before[name] == value for name, value in told.items())
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        collection = self.register.actions
        for entry in self.sheet.having("created", "updated"):
            if entry.values["id"] is None:
                collection.add([ActionFacts(**self.named(entry), kind=self.kind)])
            else:
                words = {name: text for name, text in entry.words.items() if name != "conference"}
                collection.edit(entry.values["id"], words)


class RecommendationLoader(ActionLoader):
    kind = "recommendation"


class FollowUpLoader(AtConference):
    """The follow-up of action points and recommendations reported to conferences, each identified by its code.

    The kind may be left empty if the code shows it, as `2012/A3` does.
    """

    def plan(self) -> None:
        readers = {
            "conference": self.codes.conference,
            "kind": lambda text: choose("kind", text, ACTION_KINDS),
        }
        self.sheet.read(readers, ("action", "status"))
        self.name_conferences()
        for entry in list(self.sheet.standing()):
            for column in ("action", "superseded_by"):
                if column in entry.words:
                    find = self.attempt(entry, column, find_action, *self._called(entry, column))
                    entry.values[column] = find
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda e: (_place(e), e.values["action"]), "action")
        for entry in list(self.sheet.standing()):
            planned = self.attempt(entry, "status", self.register.actions.told, *self._told(entry))
            if planned is not None:
                before, after, _ = planned
                # The copies of the action's own columns are not part of the row, except for a new date.
                silent = set(ACTION.copies) - ({"due", "due_next"} if "due" in entry.words else set())
                self.settle(entry, before, {name: value for name, value in after.items() if name not in silent})

    def apply(self) -> None:
        for entry in self.sheet.having("created", "updated"):
            self.register.actions.tell(*self._told(entry))

    def _called(self, entry: SheetRow, column: str) -> tuple[Any, ...]:
        return self.register.reader, entry.values.get("kind"), entry.words[column]

    def _told(self, entry: SheetRow) -> tuple[int, Conference, dict[str, str | None]]:
        given: dict[str, str | None] = {**entry.words}
        if "superseded_by" in entry.values:
            given["superseded_by"] = str(entry.values["superseded_by"])
        return entry.values["action"], entry.values["conference"], given


class PartnershipLoader(AtConference):
    """Partnerships, matched by conference, kind, subject and participants."""

    def plan(self) -> None:
        collection = self.register.partnerships
        readers: dict[str, Any] = {
            name: (lambda text, name=name: collection.columns({name: text})) for name in self.sheet.columns
        }
        readers |= {
            "conference": self.codes.conference,
            "parties": lambda text: list(collection.parties(split(text), ())),
            "areas": lambda text: tuple(sorted(map(self.codes.theme_name, collection.themes(split(text))))),
            "projects": lambda text: collection.projects(split(text)),
        }
        self.sheet.read(readers, ("kind", "parties", "subject"))
        self.name_conferences()
        self.sheet.refuse_duplicates(self.sheet.standing(), _meeting, "subject")
        places = {_place(entry) for entry in self.sheet.standing()}
        rows = collection.rows_in(tables.partnership, "conference_id", places)
        parties = collection.party_sets([row["id"] for row in rows])
        stored = {(row["conference_id"], row["kind"], row["subject"], parties[row["id"]]): row["id"] for row in rows}
        for entry in list(self.sheet.standing()):
            names = self.attempt(entry, "people", self._people, entry) if "people" in entry.words else None
            number = entry.values["id"] = stored.get(_meeting(entry))
            same = number is not None and self._same(entry, collection.known(number), names)
            if entry.fate != "refused":
                entry.fate = "created" if number is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        collection = self.register.partnerships
        for entry in self.sheet.having("created", "updated"):
            lists = ("parties", "areas", "projects")
            given = {name: split(text) if name in lists else text for name, text in entry.words.items()}
            if "people" in entry.words:
                given["people"] = [entry.words["people"]]
            if entry.values["id"] is None:
                place = entry.values["conference"].code
                collection.add([PartnershipFacts(**{**given, "conference": place})])
            else:
                collection.edit(entry.values["id"], {name: one for name, one in given.items() if name != "conference"})

    def _people(self, entry: SheetRow) -> set[str]:
        found = self.register.partnerships.parties(split(entry.words["parties"]), [entry.words["people"]])
        return {f"{self.codes.code('organisation', party)}: {names}" for party, names in found.items() if names}

    def _same(self, entry: SheetRow, known: Row, names: set[str] | None) -> bool:
        told = {name: value for one in _read(entry) for name, value in one.items()}
        if "projects" in entry.values:
            told["projects"] = tuple(sorted(self.codes.code("project", one) for one in entry.values["projects"]))
        if "areas" in entry.values:
            told["areas"] = entry.values["areas"]
        people = names is None or names <= set(known["people"])
        return people and all(known[name] == value for name, value in told.items())


def _read(entry: SheetRow) -> list[dict[str, Any]]:
    return [value for value in entry.values.values() if isinstance(value, dict)]


def _place(entry: SheetRow) -> int:
    return int(entry.values["conference"].id)


def _text(entry: SheetRow) -> str:
    return fold(str(entry.values["text"]["text"]))


def _meeting(entry: SheetRow) -> tuple[int, str, str, frozenset[int]]:
    values = entry.values
    return _place(entry), values["kind"]["kind"], values["subject"]["subject"], frozenset(values["parties"])


LOADERS: dict[str, type[Loader]] = {
    "recommendations": RecommendationLoader,
    "actions": ActionLoader,
    "follow-ups": FollowUpLoader,
    "partnerships": PartnershipLoader,
}

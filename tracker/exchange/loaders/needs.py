"""Load needs, what conferences were told of them, requests for more time, and the replies of donors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tracker import tables
from tracker.exchange.loaders.meetings import AtConference
from tracker.exchange.loaders.planning import Coded, Loader, Readers, Values, split
from tracker.exchange.sheets import SheetRow
from tracker.model.nouns import NEED, NEED_EXTENSION, NEED_REPLY
from tracker.register.coordination.need_replies import ExtensionFacts, ReplyFacts
from tracker.register.coordination.needs import NeedFacts, Needs, check_need
from tracker.register.project_words import read_field

LISTS = ("beneficiaries", "themes", "measures")


class NeedLoader(Coded):
    noun, table = "need", tables.need
    lists = frozenset(LISTS)

    @property
    def collection(self) -> Needs:
        return self.register.needs

    def readers(self) -> Readers:
        # A part counts as its text, as the register has it.
        return super().readers() | {
            name: (lambda text, name=name: _texts(self.collection.lists({name: split(text)})[name])) for name in LISTS
        }

    def plan(self) -> None:
        self.codes.load("organisation")
        super().plan()

    def recall(self, stored: Mapping[int, Values]) -> None:
        self.known = self.collection.list_sets(stored)

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        known = self.known.get(entry.values["id"] or 0, {})
        lists = {name: list(entry.values.get(name, known.get(name, ()))) for name in LISTS}
        self.attempt(entry, "text", check_need, dict(before or {}) | dict(values), lists)

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        return any(name in entry.values and entry.values[name] != self.known[identity][name] for name in LISTS)

    def apply(self) -> None:
        self.collection.add([NeedFacts(**self.given(entry)) for entry in self.sheet.having("created")])
        for entry in self.sheet.having("updated"):
            self.collection.edit(entry.values["id"], self.changes(entry))


class NeedReportLoader(AtConference):
    """What conferences were told of needs."""

    def plan(self) -> None:
        self.codes.load("need")
        self.sheet.read({"conference": self.codes.conference, "need": self._need}, ("need", "status"))
        self.name_conferences()
        self.sheet.refuse_duplicates(self.sheet.standing(), _place, "need")
        needs = self.register.needs
        stored = needs.stored(entry.values["need"] for entry in self.sheet.standing())
        for entry in list(self.sheet.standing()):
            planned = self.attempt(entry, "status", needs.told, *self._told(entry), stored)
            if planned is not None:
                before, after, _ = planned
                # The copies of the need's own columns are not part of the row, unless it gives them.
                silent = {field.column for field in NEED.copied if field.name not in entry.words}
                self.settle(entry, before, {name: value for name, value in after.items() if name not in silent})

    def apply(self) -> None:
        self.register.needs.tell_all([self._told(entry) for entry in self.sheet.having("created", "updated")])

    def _need(self, text: str) -> int:
        return self.codes.id("need", text.strip())

    def _told(self, entry: SheetRow) -> tuple[Any, ...]:
        return entry.values["need"], entry.values["conference"], entry.words


class NeedReplyLoader(Loader):
    """Replies of donors, matched by need, donor, part and date."""

    def plan(self) -> None:
        self.codes.load("need", "organisation", "project")
        collection = self.register.need_replies
        readers: Readers = {
            **{field.name: partial(read_field, self.codes, field) for field in NEED_REPLY.standing},
        }
        self.sheet.read(readers, ("need", "donor", "answer"))
        known = collection.known([entry.values["need"] for entry in self.sheet.standing()])
        for entry in list(self.sheet.standing()):
            self.attempt(entry, "donor", collection.check_donor, entry.values["donor"], known)
        for entry in list(self.sheet.standing()):
            # What is still wrong is about the part, or about a project of a donor that does not agree.
            column = "part" if "part" in entry.words else "project"
            row = self.attempt(entry, column, collection.reply_row, self._fact(entry), known)
            if row is None:
                continue
            entry.values["row"] = row
            before = collection.replaced_reply(row, known)
            told = {name: value for name, value in row.items() if value is not None}
            same = before is not None and all(before[name] == value for name, value in told.items())
            entry.fate = "created" if before is None else "unchanged" if same else "updated"
        self.sheet.refuse_duplicates(self.sheet.standing(), _reply, "donor")

    def apply(self) -> None:
        self.register.need_replies.reply([self._fact(entry) for entry in self.sheet.having("created", "updated")])

    def _fact(self, entry: SheetRow) -> ReplyFacts:
        return ReplyFacts(**{name: entry.words.get(name, "") for name in ReplyFacts._fields})


class NeedExtensionLoader(Loader):
    """Requests for more time, matched by need and the date of the request."""

    def plan(self) -> None:
        collection = self.register.need_replies
        readers: Readers = {field.name: partial(read_field, self.codes, field) for field in NEED_EXTENSION.standing}
        self.sheet.read(readers, ("need",))
        known = collection.known([entry.values["need"] for entry in self.sheet.standing()])
        for entry in list(self.sheet.standing()):
            planned = self.attempt(entry, "until", collection.extension, self._fact(entry), known)
            if planned is None:
                continue
            before, row = planned
            entry.values["row"] = row
            entry.fate = "created" if before is None else "unchanged" if before == row else "updated"
        self.sheet.refuse_duplicates(self.sheet.standing(), _extension, "requested")

    def apply(self) -> None:
        told = self.register.need_replies.extend(
            [self._fact(entry) for entry in self.sheet.having("created", "updated")]
        )
        granted = {row["need_id"]: row["until"] for _, row in told if row["answer"] == "granted" and row["until"]}
        # The date that was granted may differ from the one asked for, so that a file must say it in a table of needs.
        for row in self.register.needs.by_id(tables.need, granted).values():
            if row["extended_to"] is None:
                until = granted[row["id"]]
                self.register.doubts.append(
                    f"More time was granted for {row['code']}, until {until}, but its date has not changed: `tracker "
                    f"need edit {row['code']} --extended-to {until}`."
                )

    def _fact(self, entry: SheetRow) -> ExtensionFacts:
        return ExtensionFacts(entry.words["need"], *(entry.words.get(name) for name in ExtensionFacts._fields[1:]))


def _texts(found: list[Any]) -> set[Any]:
    return {one if isinstance(one, int) else str(one) for one in found}


def _place(entry: SheetRow) -> tuple[int, int]:
    return entry.values["conference"].id, entry.values["need"]


def _reply(entry: SheetRow) -> tuple[Any, ...]:
    return tuple(entry.values["row"][name] for name in ("need_id", "donor_id", "part", "date"))


def _extension(entry: SheetRow) -> tuple[Any, ...]:
    return tuple(entry.values["row"][name] for name in ("need_id", "requested"))


LOADERS: dict[str, type[Loader]] = {
    "needs": NeedLoader,
    "need reports": NeedReportLoader,
    "need replies": NeedReplyLoader,
    "need extensions": NeedExtensionLoader,
}

"""Load the people to write to at organisations."""

from __future__ import annotations

from tracker import tables
from tracker.exchange.loaders.planning import Loader
from tracker.exchange.sheets import SheetRow
from tracker.register.parties.contacts import ContactFacts
from tracker.rules.text import line


class ContactLoader(Loader):
    """Contacts, matched by organisation and name."""

    def plan(self) -> None:
        self.codes.load("organisation")
        contacts = self.register.contacts
        readers = {
            "organisation": lambda text: self.codes.id("organisation", text),
            "name": lambda text: line("name", text),
            "role": lambda text: contacts.columns({"role": text}),
            "email": lambda text: contacts.columns({"email": text}),
            "language": lambda text: contacts.columns({"language": text}),
        }
        self.sheet.read(readers, ("organisation", "name"))
        self.sheet.refuse_duplicates(self.sheet.standing(), _person, "name")
        wanted = {entry.values["organisation"] for entry in self.sheet.standing()}
        stored = {
            (row["organisation_id"], row["name"].casefold()): row
            for row in contacts.rows_in(tables.contact, "organisation_id", wanted)
        }
        for entry in self.sheet.standing():
            before = stored.get(_person(entry))
            told = [entry.values[word] for word in ("role", "email", "language") if word in entry.values]
            same = before is not None and all(before[name] == value for one in told for name, value in one.items())
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.register.contacts.enter([ContactFacts(**entry.words) for entry in rows])


def _person(entry: SheetRow) -> tuple[int, str]:
    return entry.values["organisation"], entry.values["name"].casefold()


LOADERS: dict[str, type[Loader]] = {"contacts": ContactLoader}

"""The contact persons of an organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Invalid, NotFound
from tracker.register.core import Collection, Row
from tracker.register.parties.naming import language_code, optional
from tracker.rules.text import line


class ContactFacts(NamedTuple):
    """A contact person of an organisation; `language` by ISO 639-1."""

    organisation: str
    name: str
    role: str | None = None
    email: str | None = None
    language: str | None = None


class Contacts(Collection):
    """The contacts of the organisations of a register."""

    def enter(self, facts: Sequence[ContactFacts]) -> int:
        """Add contacts, or update those of the same name; what a fact leaves out (None) stays.

        Returns how many are new or differ. Raises Invalid and NotFound.
        """
        count = 0
        for fact in facts:
            identity = self.codes.id("organisation", fact.organisation)
            name = line("name", fact.name)
            values = self.columns(fact._asdict())
            known = self._of(identity, name)
            if known:
                count += self.update(tables.contact, [(known[0], values)])
            else:
                count += len(self.insert(tables.contact, [{"organisation_id": identity, "name": name} | values]))
        return count

    def remove(self, organisation: int, name: str) -> Row:
        """Remove a contact. Raises NotFound."""
        rows = self._of(organisation, line("name", name))
        if not rows:
            known = self.rows(tables.contact, tables.contact.c.organisation_id == organisation)
            listed = ", ".join(row["name"] for row in known)
            raise NotFound("contact", name, hint=f"Its contacts: {listed}." if listed else None)
        self.delete(tables.contact, rows[:1])
        return rows[0]

    def columns(self, given: Mapping[str, str | None]) -> dict[str, Any]:
        """Return the columns for the words given: an empty text clears one, None leaves it out. Raises Invalid."""
        return {word: optional(text, READ[word]) for word in READ if (text := given.get(word)) is not None}

    def _of(self, organisation: int, name: str) -> list[Row]:
        rows = self.rows(tables.contact, tables.contact.c.organisation_id == organisation)
        return [row for row in rows if row["name"].casefold() == name.casefold()]


def _email(text: str) -> str:
    address = line("e-mail", text, 254)
    local, mark, domain = address.rpartition("@")
    if not mark or not local or "." not in domain.strip(".") or " " in address:
        raise Invalid("e-mail", text, "is not an e-mail address", "somebody@example.org")
    return address


READ: Mapping[str, Callable[[str], str]] = {
    "role": lambda text: line("role", text),
    "email": _email,
    "language": language_code,
}

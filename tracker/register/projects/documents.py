"""Documents: papers about projects, conferences and organisations, stored here or identified by their location."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.register.core import Collection, Row, check_version
from tracker.register.projects.parts import Entered
from tracker.rules.dates import parse_date
from tracker.rules.text import line, prose
from tracker.store.files import papers


class DocumentFacts(NamedTuple):
    """A document in the user's words; it is about a project, a conference, an organisation, or several of these.

    `sha256` is what `Documents.keep` returned for a paper that the register stores; its location is then its name.
    """

    title: str | None = None
    location: str | None = None
    project: str | None = None
    conference: str | None = None
    organisation: str | None = None
    language: str | None = None
    published: str | None = None
    note: str | None = None
    sha256: str | None = None


Subject = tuple[str, int | None, int | None, int | None]


def language(what: str, text: str) -> str:
    """Return a language code of ISO 639-1, "es". Raises Invalid for anything else."""
    code = text.strip().lower()
    if not re.fullmatch("[a-z]{2}", code):
        raise Invalid(what, text, "is not a language code", "two letters of ISO 639-1, such as en, es or fr")
    return code


FIELDS: Mapping[str, Callable[[str, str], str]] = {
    "title": line,
    "location": lambda what, text: line(what, text, 2_000),
    "language": language,
    "published": parse_date,
    "note": prose,
    "sha256": lambda _, text: text,
}
REQUIRED = ("title", "location")
ABOUT = {"project": "project_id", "conference": "conference_id", "organisation": "organisation_id"}


class Documents(Collection):
    """All documents; they have no code, so each is identified by a number."""

    def keep(self, name: str, content: bytes) -> str:
        """Store a paper in the register; returns its SHA-256, for a document's facts. Raises Invalid for an unusable
        paper.

        It stays when the document is removed, so that an undo can restore the document.
        """
        return papers.keep(self.register.connection, name, content)

    def add(self, facts: Sequence[DocumentFacts]) -> list[int]:
        """Add documents; returns their numbers, in the order given.

        Raises Invalid for invalid values, NotFound for an unknown subject, Conflict for a document that exists: one
        with the same location about the same subject.
        """
        rows = self._rows(facts)
        existing = self._existing(rows)
        given: set[Subject] = set()
        for row in rows:
            number = existing.get(_subject(row))
            if number is not None:
                raise Conflict(
                    f"{row['location']} is already recorded, as document {number}.",
                    f"`tracker document edit {number}` changes it.",
                )
            if _subject(row) in given:
                raise Conflict(f"{row['location']} appears twice.")
            given.add(_subject(row))
        return self.insert(tables.document, rows)

    def enter(self, facts: Sequence[DocumentFacts]) -> Entered:
        """Add new documents and update existing ones; what a fact leaves out stays as it is.

        A document is the same when its location and its subject are the same. Raises as `add`.
        """
        rows = self._rows(facts)
        existing = self._existing(rows)
        new = {_subject(row): row for row in rows if _subject(row) not in existing}
        revised = {existing[_subject(row)]: row for row in rows if _subject(row) in existing}
        before = self.by_id(tables.document, revised)
        self.insert(tables.document, new.values())
        changed = self.update(tables.document, [(before[number], row) for number, row in revised.items()])
        return Entered(len(new), changed, len(facts) - len(new) - changed)

    def edit(
        self, number: int, given: Mapping[str, str | None], expected_version: int | None = None
    ) -> tuple[Row, Row]:
        """Change a document: an empty text clears a field, None leaves it. Returns the row before and after."""
        before = self.row(number)
        check_version("document", str(number), before, expected_version)
        values = self.check(given)
        if all((before | values)[column] is None for column in ABOUT.values()):
            raise _about_nothing()
        self.update(tables.document, [(before, values)])
        return before, self.row(number)

    def remove(self, number: int) -> Row:
        """Remove a document from the register; the paper itself is not touched.

        Raises Conflict while actions have it as evidence.
        """
        row = self.row(number)
        held = self.named_by("document", number, {("evidence", "document_id"): "action(s) name it as evidence"})
        if held:
            listed = ", ".join(f"{count} {what}" for what, count in held.items())
            raise Conflict(
                f"Document {number} cannot be removed because {listed}.",
                f"Remove it from their evidence first: `tracker action link NUMBER --document {number} --drop`.",
            )
        self.delete(tables.document, [row])
        return row

    def row(self, number: int) -> Row:
        """Return the whole row of a document. Raises NotFound."""
        found = self.rows(tables.document, tables.document.c.id == number)
        if not found:
            raise NotFound("document", str(number), hint="`tracker document list` shows them with their numbers.")
        return found[0]

    def check(self, given: Mapping[str, str | None], found: dict[tuple[str, str], int] | None = None) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid, or NotFound for its subject.

        `found` caches the subjects of a whole list of documents, so that each is looked up once.
        """
        found = {} if found is None else found
        values: dict[str, Any] = {}
        for name, text in given.items():
            if text is None:
                continue
            if not text.strip():
                if name in REQUIRED:
                    raise Invalid(name, text, "is missing", f"the {name} of the document")
                values[ABOUT.get(name, name)] = None
            elif name in ABOUT:
                if (name, text) not in found:
                    found[name, text] = self._about(name, text)
                values[ABOUT[name]] = found[name, text]
            else:
                values[name] = FIELDS[name](name, text)
        return values

    def _rows(self, facts: Sequence[DocumentFacts]) -> list[dict[str, Any]]:
        rows = []
        found: dict[tuple[str, str], int] = {}
        for fact in facts:
            values = self.check({**fact._asdict(), "title": fact.title or "", "location": fact.location or ""}, found)
            if not any(values.get(column) for column in ABOUT.values()):
                raise _about_nothing()
            rows.append(values)
        return rows

    def _about(self, name: str, text: str) -> int:
        return self.codes.conference(text).id if name == "conference" else self.codes.id(name, text)

    def _existing(self, rows: Sequence[Row]) -> dict[Subject, int]:
        found = self.rows_in(tables.document, "location", [row["location"] for row in rows])
        return {_subject(row): row["id"] for row in found}


def _subject(row: Row) -> Subject:
    return row["location"], row.get("project_id"), row.get("conference_id"), row.get("organisation_id")


def _about_nothing() -> Invalid:
    return Invalid(
        "document", "", "names no project, conference or organisation", "a project, a conference or an organisation"
    )

"""Documents: the list, and one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes
from tracker.store.reader import Reader


class DocumentRow(NamedTuple):
    """A document, with the codes of its subjects."""

    number: int
    title: str
    project: str | None
    conference: str | None
    organisation: str | None
    language: str | None
    published: str | None
    location: str
    size: int | None
    sha256: str | None
    note: str | None
    version: int
    project_title: str | None
    conference_title: str | None
    organisation_name: str | None


class PaperRow(NamedTuple):
    """A document on the card of its subject; `size` in bytes where the register stores the file itself."""

    number: int
    title: str
    location: str
    size: int | None
    published: str | None


LIST = """
SELECT d.id, d.title, p.code, c.code, o.code, d.language, d.published, d.location, k.size, d.sha256, d.note,
  d.version, p.title, c.title, o.name
FROM document d
LEFT JOIN file k ON k.sha256 = d.sha256
LEFT JOIN project p ON p.id = d.project_id
LEFT JOIN conference c ON c.id = d.conference_id
LEFT JOIN organisation o ON o.id = d.organisation_id
WHERE {where}
ORDER BY coalesce(d.published, ''), d.title, d.id
"""


PAPERS = """
SELECT d.{subject}_id, d.id, d.title, d.location, k.size, d.published
FROM document d LEFT JOIN file k ON k.sha256 = d.sha256 WHERE d.{subject}_id IN ({ids})
ORDER BY coalesce(d.published, ''), d.title, d.id
"""


def papers_about(reader: Reader, subject: str, identity: int) -> list[PaperRow]:
    """The documents about one project, conference or organisation."""
    return papers_of(reader, subject, [identity]).get(identity, [])


def papers_of(reader: Reader, subject: str, identities: Sequence[int]) -> dict[int, list[PaperRow]]:
    """The same for many, by their ids."""
    found: dict[int, list[PaperRow]] = {}
    ids = ", ".join(map(str, identities)) or "NULL"
    for identity, *columns in reader.rows(PAPERS.format(subject=subject, ids=ids)):
        found.setdefault(identity, []).append(PaperRow._make(columns))
    return found


def list_documents(
    reader: Reader,
    projects: Sequence[str] = (),
    conferences: Sequence[str] = (),
    organisations: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Iterator[DocumentRow]:
    """Documents by date of publication. Raises NotFound for an unknown subject."""
    codes = Codes(reader)
    where = ["1 = 1"]
    for column, ids in (
        ("project_id", codes.ids("project", projects)),
        ("conference_id", [codes.conference(text).id for text in conferences]),
        ("organisation_id", codes.ids("organisation", organisations)),
    ):
        if ids:
            where.append(f"d.{column} IN ({', '.join(map(str, ids))})")
    params = {f"language{number}": text.strip().lower() for number, text in enumerate(languages)}
    if params:
        where.append(f"d.language IN ({', '.join(':' + name for name in params)})")
    return reader.rows(LIST.format(where=" AND ".join(where)), params, DocumentRow, stream=True)


def document(reader: Reader, number: int) -> DocumentRow:
    """One document by its number. Raises NotFound."""
    found = reader.one(LIST.format(where="d.id = :number"), {"number": number}, DocumentRow)
    if found is None:
        raise NotFound("document", str(number), hint="`tracker document list` shows them with their numbers.")
    return found

"""Notes: the list, and one note with the commands that processed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes
from tracker.rules.text import fold
from tracker.store.reader import Reader


class NoteRow(NamedTuple):
    """A note; `said_at` is UTC. `command` is the first command that processed it, `words` the remark made with it."""

    number: int
    conference: str
    said_at: str
    speaker: str | None
    text: str
    open: bool
    command: int | None
    words: str | None
    version: int


class DealtRow(NamedTuple):
    """A command that processed a note."""

    number: int
    at: str
    who: str
    command: str
    words: str | None


LIST = """
SELECT n.id, c.code, n.said_at, n.speaker, n.text, d.journal_id IS NULL, d.journal_id, d.words, n.version
FROM note n JOIN conference c ON c.id = n.conference_id
LEFT JOIN note_dealt d ON d.note_id = n.id
  AND d.journal_id = (SELECT min(e.journal_id) FROM note_dealt e WHERE e.note_id = n.id)
WHERE {where} ORDER BY n.id
"""
DEALT = """
SELECT j.id, j.at, j.who, j.command, d.words FROM note_dealt d JOIN journal j ON j.id = d.journal_id
WHERE d.note_id = :number ORDER BY j.id
"""


def list_notes(
    reader: Reader, conferences: Sequence[str] = (), speakers: Sequence[str] = (), *, undealt: bool = False
) -> list[NoteRow]:
    """Notes in the order in which they were recorded. Raises NotFound for an unknown conference."""
    codes = Codes(reader)
    where = ["1 = 1"]
    if conferences:
        ids = ", ".join(str(codes.conference(text).id) for text in conferences)
        where.append(f"n.conference_id IN ({ids})")
    if undealt:
        where.append("d.journal_id IS NULL")
    wanted = [fold(text.strip()) for text in speakers]
    rows = _rows(reader, " AND ".join(where), {})
    return [row for row in rows if not wanted or any(each in fold(row.speaker or "") for each in wanted)]


def note(reader: Reader, number: int) -> tuple[NoteRow, list[DealtRow]]:
    """One note by its number, and the commands that processed it. Raises NotFound."""
    found = _rows(reader, "n.id = :number", {"number": number})
    if not found:
        raise NotFound("note", str(number), hint="`tracker note list` shows them with their numbers.")
    return found[0], reader.all(DEALT, {"number": number}, DealtRow)


def _rows(reader: Reader, where: str, params: dict[str, Any]) -> list[NoteRow]:
    rows = reader.all(LIST.format(where=where), params, NoteRow)
    return [row._replace(open=bool(row.open)) for row in rows]

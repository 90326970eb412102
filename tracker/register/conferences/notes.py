"""Notes: minutes of what was said at a conference, and which commands marked them as done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracker import tables
from tracker.errors import Conflict, NotFound
from tracker.insight.codes import Codes, Conference
from tracker.register.conferences.conferences import Conferences, check_not_closed
from tracker.register.core import Collection, Row, check_version
from tracker.rules.text import line, verbatim

SPEAKER = re.compile(r"\s*([^:\n]{1,60}?)\s*:")


class Notes(Collection):
    """All notes, each identified by a number. Only `edit` changes the text, and only until the conference is closed."""

    def take(self, conference: Conference, text: str, speaker: str | None = None) -> Row:
        """Record what was said, now; without a `speaker`, it is the organisation that the text begins with, "EU: ...".

        Raises Invalid for an unusable text, Conflict for a closed conference.
        """
        check_not_closed(conference._asdict())
        said = verbatim("note", text)
        who = self._speaker(speaker) if speaker else speaker_of(self.codes, said)
        row = {"conference_id": conference.id, "said_at": self.register.journal.at, "speaker": who, "text": said}
        (number,) = self.insert(tables.note, [row])
        return self.row(number)

    def edit(
        self, number: int, given: Mapping[str, str | None], expected_version: int | None = None
    ) -> tuple[Row, Row]:
        """Correct a note: `text`, `speaker` ("" is unknown) or `conference`. Returns the row before and after.

        Raises NotFound, Invalid, and Conflict for a closed conference or a row that has changed since.
        """
        before = self.row(number)
        check_version("note", str(number), before, expected_version)
        self._check_open(before["conference_id"])
        values: dict[str, Any] = {}
        if given.get("text") is not None:
            values["text"] = verbatim("note", str(given["text"]))
        if given.get("speaker") is not None:
            values["speaker"] = self._speaker(str(given["speaker"]))
        if given.get("conference"):
            conference = self.codes.conference(str(given["conference"]))
            check_not_closed(conference._asdict())
            values["conference_id"] = conference.id
        self.update(tables.note, [(before, values)])
        return before, self.row(number)

    def done(self, number: int, words: str | None = None) -> Row:
        """Mark a note as done without writing anything else, optionally with words why. Returns the note.

        Raises NotFound, and Conflict where it was done already.
        """
        row = self.row(number)
        dealt = self.dealt(number)
        if dealt:
            raise Conflict(
                f"Note {number} is already done, by command {dealt[0]['journal_id']}.",
                f"`tracker note show {number}` shows how; `tracker undo {dealt[0]['journal_id']}` opens it again.",
            )
        self.deal(number, line("words", words) if words else None)
        return row

    def deal(self, number: int, words: str | None = None) -> None:
        """Mark a note as done by the current command; undoing that command opens it again."""
        command = self.register.journal.open()
        if not any(row["journal_id"] == command for row in self.dealt(number)):
            self.insert(tables.note_dealt, [{"note_id": number, "journal_id": command, "words": words}])

    def remove(self, number: int) -> Row:
        """Remove a note that was entered by mistake.

        Raises Conflict for one that is done, since something may name it as its source, or for a closed conference.
        """
        row = self.row(number)
        self._check_open(row["conference_id"])
        dealt = self.dealt(number)
        if dealt:
            raise Conflict(
                f"Note {number} cannot be removed because command {dealt[0]['journal_id']} marked it as done.",
                f"`tracker note show {number}` shows how; `tracker undo {dealt[0]['journal_id']}` opens it again.",
            )
        self.delete(tables.note, [row])
        return row

    def row(self, number: int) -> Row:
        """Return the whole row of a note. Raises NotFound."""
        found = self.rows(tables.note, tables.note.c.id == number)
        if not found:
            raise NotFound("note", str(number), hint="`tracker note list` shows them with their numbers.")
        return found[0]

    def dealt(self, number: int) -> list[Row]:
        """Return how a note was marked as done, by command; empty for an open one."""
        return self.rows(tables.note_dealt, tables.note_dealt.c.note_id == number)

    def _check_open(self, conference: int) -> None:
        check_not_closed(Conferences(self.register).row(conference))

    def _speaker(self, text: str) -> str | None:
        """Return a name as given, but an organisation by its code."""
        return (_organisation(self.codes, text) or line("speaker", text, 200)) if text.strip() else None


def speaker_of(codes: Codes, text: str) -> str | None:
    """Return the organisation that a text begins with, followed by a colon; None where it begins with anything else."""
    found = SPEAKER.match(text)
    return _organisation(codes, found[1]) if found else None


def _organisation(codes: Codes, text: str) -> str | None:
    if codes.find("organisation", text.strip()) is None:
        return None
    return codes.code("organisation", codes.id("organisation", text.strip()))

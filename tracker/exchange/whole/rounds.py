"""Import conferences: close each with its sealed records, and reopen it between them, as in the original register.

The guards accept no reports to a closed conference, close none without its record, add a second record only once the
first is superseded, and supersede one only while its conference is closed. So conferences are imported as planned,
receive all reports, and then go through their rounds in the order in which their records were sealed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from tracker.exchange.whole.document import Advance, ExportTable, RefusedExport, Row, place_of
from tracker.exchange.whole.writing import changed, execute, inserting

STEP = "UPDATE conference SET state = ?, version = version + ? WHERE id = ?"
SETTLE = "UPDATE conference SET state = ? WHERE id = ? AND state <> ?"


class Rounds:
    """The rounds of every conference: its state in the export, and why its records were superseded."""

    def __init__(self, connection: Connection, source: str) -> None:
        self.connection, self.source = connection, source
        self._states: list[tuple[str, int]] = []
        self._reopenings: dict[int, tuple[str, Row]] = {}
        self._reopening = ""

    def planned(self, part: ExportTable, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield the rows of the conferences, each before it was opened, so that it accepts all reports."""
        identity, state, version = (part.names.index(name) for name in ("id", "state", "version"))
        for row in rows:
            self._states.append((row[state], row[identity]))
            # Closing counts as an edit.
            before = row[version] - 1 if row[state] == "closed" and type(row[version]) is int else row[version]
            yield changed(changed(row, state, "planned"), version, before)

    def expect(self, part: ExportTable, rows: Iterator[Row]) -> None:
        """Record the reopenings; each is written once its record has closed the conference."""
        record = part.names.index("record_id")
        self._reopening = inserting(part)
        for number, row in enumerate(rows, 1):
            self._reopenings[row[record]] = (place_of(self.source, part, number, row), row)

    def seal(self, part: ExportTable, rows: Iterator[Row], advance: Advance) -> None:
        """Write the records, one after another; each closes its conference, which a reopening opens again."""
        identity, conference = part.names.index("id"), part.names.index("conference_id")
        closed = set()
        for number, row in enumerate(rows, 1):
            where = place_of(self.source, part, number, row)
            if row[conference] in closed:
                raise RefusedExport(where, "The reason why the record before it was superseded is missing.")
            closed.add(row[conference])
            self._run(inserting(part), row, where)
            self._run(STEP, ("closed", 1, row[conference]), where)
            if row[identity] in self._reopenings:
                closed.discard(row[conference])
                place, reopening = self._reopenings.pop(row[identity])
                self._run(self._reopening, reopening, place)
                self._run(STEP, ("reopened", 1, row[conference]), place)
                # The export has counted both of these edits already.
                self._run(STEP, ("reopened", -2, row[conference]), place)
            advance(1)
        for place, reopening in self._reopenings.values():
            self._run(self._reopening, reopening, place)
        for state, meeting in self._states:
            self._run(SETTLE, (state, meeting, state), f"{self.source}, table conference, id {meeting}, state")

    def _run(self, statement: str, values: Row, where: str) -> None:
        execute(self.connection, statement, [values], lambda _: where)

"""The participants of conferences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker import tables
from tracker.errors import NotFound
from tracker.register.conferences.conferences import Conferences, check_not_closed
from tracker.register.core import Collection, Row
from tracker.rules.text import line, prose


class ParticipantFacts(NamedTuple):
    """A participant of a conference, in which capacity (host, donor, observer ...), and the names of the delegates."""

    conference: str
    organisation: str
    capacity: str
    people: str | None = None
    source: str | None = None


class Participants(Collection):
    """The participants of the conferences of a register."""

    def enter(self, facts: Sequence[ParticipantFacts]) -> int:
        """Add participants, or update existing ones; what a fact leaves out (None) stays.

        Returns how many are new or differ. Raises NotFound, and Conflict for a closed conference.
        """
        if not facts:
            return 0
        table = tables.participant
        conference = {text: self.codes.conference(text).id for text in {fact.conference for fact in facts}}
        for identity in set(conference.values()):
            self._check_not_closed(identity)
        old = self.rows_in(table, "conference_id", conference.values())
        new = {(row["conference_id"], row["organisation_id"]): row for row in old}
        organisations = {text: self.codes.id("organisation", text) for text in {fact.organisation for fact in facts}}
        blank: Row = dict.fromkeys(column.name for column in table.c)
        for fact in facts:
            key = conference[fact.conference], organisations[fact.organisation]
            row = dict(new.get(key, blank | {"conference_id": key[0], "organisation_id": key[1]}))
            row["capacity"] = line("capacity", fact.capacity, 100)
            if fact.people is not None:
                row["people"] = prose("people", fact.people) if fact.people.strip() else None
            if fact.source is not None:
                row["source"] = line("source", fact.source) if fact.source.strip() else None
            new[key] = row
        return self.replace(table, old, list(new.values()))

    def remove(self, conference: int, organisation: int) -> Row:
        """Remove a participant. Raises NotFound, and Conflict for a closed conference."""
        self._check_not_closed(conference)
        table = tables.participant
        rows = self.rows(table, table.c.conference_id == conference, table.c.organisation_id == organisation)
        if not rows:
            raise NotFound("participant", self.codes.code("organisation", organisation))
        self.delete(table, rows)
        return rows[0]

    def _check_not_closed(self, conference: int) -> None:
        check_not_closed(Conferences(self.register).row(conference))

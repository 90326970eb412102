"""Seals a conference when it closes, and supersedes its record when it is reopened."""

from __future__ import annotations

from sqlalchemy import select

from tracker.register.core import Collection
from tracker.store.sealing.sealed_record import Seal, seal
from tracker.tables import record, reopening


class Sealing(Collection):
    """The sealed records of a register."""

    def seal(self, conference: int, accepted: str | None = None) -> Seal:
        """Write the record of a conference that is about to close. Raises Conflict where a valid one exists already."""
        journal = self.register.journal
        sealed = seal(self.register.connection, conference, at=journal.at, who=journal.who, accepted=accepted)
        columns = [column for column in record.c if column.name != "document"]
        (row,) = self.register.connection.execute(select(*columns).where(record.c.id == sealed.id)).mappings()
        journal.noted(record, dict(row))
        return sealed

    def supersede(self, conference: int, reason: str) -> None:
        """Record why the valid record of a closed conference is to be superseded."""
        newest = select(record.c.id).where(record.c.conference_id == conference).order_by(record.c.number.desc())
        standing = self.register.connection.execute(newest.limit(1)).scalar_one()
        journal = self.register.journal
        self.insert(reopening, [{"record_id": standing, "at": journal.at, "who": journal.who, "reason": reason}])

"""The register: what a command that writes receives. One connection, one transaction, the only commit."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Connection

from tracker.insight.codes import Codes
from tracker.store.engine import open_engine, reader_of, writing
from tracker.store.journal import Journal
from tracker.store.location import Location
from tracker.store.reader import Reader, check_revision


def utc_now() -> datetime:
    return datetime.now(UTC)


class Register:
    """The conferences, organisations, projects and all that was told of them, open for writing.

    Each collection speaks the language of the domain; every write of it is in the journal.
    """

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self.connection = connection
        self.journal = journal

    @cached_property
    def reader(self) -> Reader:
        """Questions within this transaction."""
        return reader_of(self.connection)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.reader)


class _DryRun(Exception):
    pass


@contextmanager
def open_register(
    location: Location,
    *,
    who: str | None = None,
    command: str = "",
    now: Callable[[], datetime] = utc_now,
    dry_run: bool = False,
) -> Iterator[Register]:
    """A register to write to: leaving well commits, raising rolls back; with `dry_run` nothing is kept either way.

    Raises StoreError where there is no register or it is not current, Conflict where a rule of the database refused.
    """
    engine = open_engine(location)
    try:
        with writing(location, engine) as connection:
            check_revision(location, reader_of(connection))
            journal = Journal(connection, who or getpass.getuser(), command, now())
            yield Register(connection, journal)
            journal.flush()
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass

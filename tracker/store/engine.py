"""The write side's way to the database: one connection, one transaction, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, exc

from tracker.errors import Conflict, StoreError, TrackerError
from tracker.store.location import Location
from tracker.store.reader import Reader, explained, postgresql_driver, unreachable

# One number for all registers: writers of one PostgreSQL database queue for it as those of one SQLite file do.
WRITER_LOCK = 0x7452_6163


def open_engine(location: Location, *, create: bool = False, migrating: bool = False) -> Engine:
    """An engine for one short visit; `migrating` leaves foreign keys to be checked at the end.

    Raises StoreError where there is no file and none may be made.
    """
    if location.is_postgresql:
        postgresql_driver()
        url = str(location.url).replace("postgresql://", "postgresql+psycopg://", 1)
        return create_engine(url, poolclass=NullPool)
    path = location.path
    assert path is not None
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a register.")
    if not path.exists() and not create:
        raise StoreError(f"There is no register at {path}.", "`tracker db init` makes an empty one.")
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # Python's sqlite3 opens transactions on its own terms, and none for DDL.
        connection.isolation_level = None
        # With foreign keys on, a batch migration that makes a parent anew would take its children along.
        foreign_keys = "OFF" if migrating else "ON"
        for pragma in (
            f"foreign_keys={foreign_keys}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=30000",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: a deferred BEGIN loses updates of two writers, or fails in the middle.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def writing(location: Location, engine: Engine) -> Iterator[Connection]:
    """One transaction as the only writer: leaving well commits, raising rolls back, errors come explained."""
    try:
        with engine.begin() as connection:
            if location.is_postgresql:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
            yield connection
    except TrackerError:
        raise
    except exc.IntegrityError as error:
        raise Conflict(broken_rule(error), "Nothing was written.") from error
    except exc.DBAPIError as error:
        if location.is_postgresql:
            if error.connection_invalidated or isinstance(error, exc.OperationalError):
                raise unreachable(location, error.orig or error) from error  # type: ignore[arg-type]
            raise Conflict(broken_rule(error), "Nothing was written.") from error
        raise explained(location, error.orig or error) from error  # type: ignore[arg-type]
    finally:
        engine.dispose()


def reader_of(connection: Connection) -> Reader:
    """A reader within the writer's own transaction."""
    return Reader(connection.connection.driver_connection, connection.dialect.name)


def broken_rule(error: exc.DBAPIError) -> str:
    """Which rule of the database refused, in words; the constraint's name is what both databases tell."""
    text = " ".join(str(error.orig).splitlines()[:1])
    for mark, said in RULES:
        if mark in text:
            return said
    return f"The database refused: {text}."


RULES = (
    ("is closed", "The conference is closed: what it was told cannot change."),
    ("code.noun", "That code is taken, or once named something else; codes are never reused."),
    ("pk_code", "That code is taken, or once named something else; codes are never reused."),
    ("uq_conference_one_open", "Another conference of the series is open; at most one can be."),
    ("conference.series_id", "Another conference of the series is open, or has that place in the series."),
    ("currency of a contribution", "The currency of a contribution never changes once reported."),
    ("FOREIGN KEY", "Something else in the register still refers to it."),
    ("foreign key", "Something else in the register still refers to it."),
)

"""The write side's connection to the database: one connection, one transaction, one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, NullPool, create_engine, event, exc
from sqlalchemy.util import LRUCache

from tracker.errors import Conflict
from tracker.store.failures import explained, is_lost, is_of_driver
from tracker.store.location import Location
from tracker.store.reader import CONNECT_TIMEOUT, Reader, postgresql_driver
from tracker.store.sqlite_file import damage_told, existing_file, schema_read
from tracker.store.statistics import count_anew

# One lock for all registers: writers of one PostgreSQL database queue for it as writers of one SQLite file do.
WRITER_LOCK = 0x7452_6163
# How long a writer waits for the previous one.
PATIENCE_MS = 30_000
# SQLite does not notice Ctrl-C while it waits, so it waits in short turns.
TURN_S = 0.25

# Every command creates an engine, and SQLAlchemy caches compiled statements per engine. A shell, a program and the
# tests run many commands, so the process shares one cache. Its keys contain the dialect, which is created once too.
COMPILED: LRUCache[Any, Any] = LRUCache(2_000)
_DIALECTS: dict[str, Dialect] = {}


def open_engine(location: Location, *, create: bool = False, migrating: bool = False) -> Engine:
    """Create an engine for one short use; `migrating` defers the check of foreign keys to the end.

    With `create` a missing file may be created; it stays empty until the first commit. Raises StoreError where the file
    does not exist and may not be created.
    """
    if location.is_postgresql:
        psycopg = postgresql_driver()
        # libpq parses the URL itself: it accepts several hosts, which SQLAlchemy does not.
        return _engine("postgresql+psycopg://", lambda: psycopg.connect(location.url, connect_timeout=CONNECT_TIMEOUT))
    assert location.path is not None
    path = location.path.absolute() if create else existing_file(location).absolute()

    def connect() -> sqlite3.Connection:
        # Python's sqlite3 starts transactions by its own rules, and none for DDL, unless this turns them off.
        connection = sqlite3.connect(path, timeout=TURN_S, isolation_level=None)
        # With foreign keys on, a batch migration that rebuilds a parent table would delete its children.
        connection.execute(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
        # A new file is not shared with anybody yet, and must stay empty if its creation fails.
        if not create:
            with schema_read():
                _patiently(lambda: connection.execute("PRAGMA journal_mode=WAL"))
        connection.execute("PRAGMA synchronous=FULL")
        # A row that fires a trigger can be rolled back alone; kept in a file, the data for that is half a row's cost.
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA recursive_triggers=ON")
        return connection

    engine = _engine("sqlite://", connect)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # IMMEDIATE: with a deferred BEGIN, two writers lose updates or fail halfway.
        _patiently(lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE_MS}")

    return engine


def _engine(url: str, creator: Callable[[], Any]) -> Engine:
    engine = create_engine(url, creator=creator, poolclass=NullPool, execution_options={"compiled_cache": COMPILED})
    engine.dialect = _DIALECTS.setdefault(engine.name, engine.dialect)
    return engine


@contextmanager
def writing(location: Location, engine: Engine) -> Iterator[Connection]:
    """Run one transaction as the only writer: commits at the end, rolls back on an error, explains database errors."""
    committing = False
    try:
        with engine.begin() as connection:
            if location.is_postgresql:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
            driver = connection.connection.driver_connection
            with damage_told(location, driver) if isinstance(driver, sqlite3.Connection) else nullcontext():
                yield connection
            count_anew(connection)
            committing = True
    except (exc.IntegrityError, exc.DataError) as error:
        raise Conflict(broken_rule(error), "Nothing was written.") from error
    except Exception as error:
        # A reader within the transaction uses the driver directly, whose errors SQLAlchemy does not wrap.
        cause = error.orig if isinstance(error, exc.DBAPIError) else error
        if cause is None or not is_of_driver(cause):
            raise
        told = explained(location, cause)
        if committing and location.is_postgresql and is_lost(cause):
            told.hint = "The connection was lost while saving: `tracker log` shows whether it was saved."
        raise told from error
    finally:
        engine.dispose()


def reader_of(connection: Connection) -> Reader:
    """Return a reader within the writer's own transaction."""
    return Reader(connection.connection.driver_connection, connection.dialect.name, writing=True)


def broken_rule(error: exc.DBAPIError) -> str:
    """Say in words which rule of the database refused; both databases report the constraint's name."""
    text = " ".join(str(error.orig).splitlines()[:1])
    for mark, said in RULES:
        if mark in text:
            return said
    return f"The database refused: {text}."


RULES = (
    ("the conference is closed", "The conference is closed, so its reports cannot change."),
    ("closes only with its sealed record", "A conference can only be closed together with its sealed record."),
    ("a sealed record never changes", "A sealed record cannot be changed or removed."),
    ("a reopening never changes", "A reopening cannot be changed or removed."),
    ("a sealed record knows of it", "A sealed record refers to it, so it cannot be removed."),
    (
        "only a closed conference is opened again",
        "Only a closed conference can be reopened, and only once for each record.",
    ),
    ("the code is taken", "That code is taken, or was used before for something else; codes are never reused."),
    ("pk_code", "That code is taken, or was used before for something else; codes are never reused."),
    ("conference.series_id, conference.sequence", "Another conference of the series already has that place."),
    ("uq_conference_series_id_sequence", "Another conference of the series already has that place."),
    ("conference.series_id", "Another conference of the series is open; only one can be open at a time."),
    ("uq_conference_one_open", "Another conference of the series is open; only one can be open at a time."),
    ("verified_by_another", "The owner cannot verify its own action as done."),
    ("currency of a contribution", "The currency of a contribution never changes once reported."),
    ("FOREIGN KEY", "Something else in the register still refers to it."),
    ("foreign key", "Something else in the register still refers to it."),
)


def _patiently(attempt: Callable[[], object]) -> None:
    end = monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            attempt()
            return
        except (sqlite3.OperationalError, exc.OperationalError) as error:
            cause = error if isinstance(error, sqlite3.OperationalError) else error.orig
            if getattr(cause, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > end:
                raise

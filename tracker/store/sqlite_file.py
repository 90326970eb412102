"""Opens the file of an SQLite register for reading, without writing anything and without reading half-written data."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from tracker.errors import StoreError
from tracker.store.failures import damaged, explained
from tracker.store.location import Location

MAKE_ONE = "Create one with `tracker db init`, or choose another with --db."
PATIENCE_S = 10
NO_JSON = """SELECT journal_id FROM main.change
WHERE NOT (json_valid("key") AND (before IS NULL OR json_valid(before)) AND (after IS NULL OR json_valid(after)))
LIMIT 1"""


def existing_file(location: Location) -> Path:
    """Return the file of an SQLite register. Raises StoreError where it is missing, a folder, or may not be looked
    up."""
    path = location.path
    assert path is not None
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder, not a register.", MAKE_ONE)
        if not path.exists():
            raise StoreError(f"No register found at {path}.", MAKE_ONE)
    except OSError as error:
        raise explained(location, error) from error
    return path


@contextmanager
def opened_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection within one snapshot of the file, which is complete or is refused.

    What a killed command wrote halfway is rolled back first. Raises sqlite3.Error where the file cannot be read, or
    needs a rollback but may not be written, and StoreError where another process wrote the file while it was read
    without a lock.
    """
    address = f"file:{quote(os.fsencode(path.absolute()))}"
    try:
        connection = _begun(f"{address}?mode=ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK:
            connection = _rolled_back(address, error)
        elif not _lacks_index(error) or _has(path, "-journal"):
            raise
        elif _has(path, "-wal"):
            connection = _with_index_in_memory(f"{address}?mode=rw", error)
        else:
            with _unlocked(path, f"{address}?mode=ro&immutable=1") as unlocked:
                yield unlocked
            return
    with closing(connection):
        yield connection


@contextmanager
def damage_told(location: Location, connection: sqlite3.Connection) -> Iterator[None]:
    """Raises StoreError for an unexpected error where the file is damaged, which then is the reason.

    A damaged page need not be an error to SQLite: it can also be a value that its column never has.
    """
    try:
        yield
    except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, AssertionError) as error:
        found = _first_damage(connection)
        if found is None:
            raise
        raise damaged(location, found) from error


@contextmanager
def schema_read() -> Iterator[None]:
    """Raises sqlite3.DatabaseError also where the schema is so damaged that SQLite's message is not valid text."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError(str(error)) from error


def _first_damage(connection: sqlite3.Connection) -> str | None:
    try:
        found = str(connection.execute("PRAGMA main.integrity_check(1)").fetchone()[0])
        if found != "ok":
            return found
        # SQLite does not know that texts of the journal are JSON, so its own check misses a damaged one.
        unreadable = connection.execute(NO_JSON).fetchone()
    except (sqlite3.DatabaseError, TypeError, UnicodeError) as error:  # the error is itself a finding
        return str(error)
    return None if unreadable is None else f"the journal of command {unreadable[0]} is not readable"


def _begun(address: str, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=PATIENCE_S)
    try:
        # Sorting stays in memory: reading needs no disk space.
        for pragma in ("temp_store=MEMORY", *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        with schema_read():
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def rolled_back(path: Path) -> bool:
    """Roll back what a killed command wrote halfway, such as the tables of a new register; False if there is nothing to
    roll back, or it cannot be."""
    if not _has(path, "-journal"):
        return False
    try:
        with opened_to_read(path):
            return True
    except (sqlite3.Error, StoreError):
        return False


def _rolled_back(address: str, why: sqlite3.OperationalError) -> sqlite3.Connection:
    """Roll back half-written data by reading the file, which needs permission to write. Raises `why` where that
    fails."""
    try:
        _begun(f"{address}?mode=rw").close()
        return _begun(f"{address}?mode=ro")
    except sqlite3.OperationalError as error:
        raise why from error


def _lacks_index(error: sqlite3.OperationalError) -> bool:
    """Return whether the -shm, the index of a -wal, could not be created: a read-only folder, or a full disk."""
    kind = error.sqlite_errorcode & 0xFF
    return kind in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or error.sqlite_errorcode in (
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMMAP,
    )


def _with_index_in_memory(address: str, why: sqlite3.OperationalError) -> sqlite3.Connection:
    """Open the file as the only connection, which needs no -shm. Raises `why` if that fails, as without permission."""
    try:
        return _begun(address, "locking_mode=EXCLUSIVE")
    except sqlite3.OperationalError:
        raise why from None


@contextmanager
def _unlocked(path: Path, address: str) -> Iterator[sqlite3.Connection]:
    """Read the file as it is, without a lock. Raises StoreError at the end where another process wrote it meanwhile."""
    before = _state(path)
    try:
        with closing(_begun(address)) as connection:
            yield connection
    except sqlite3.DatabaseError:
        if _state(path) == before:
            raise
    if _state(path) != before:
        raise StoreError(
            f"{path} was changed by another program while it was read.", "The output may be wrong. Try again."
        )


def _state(path: Path) -> tuple[object, ...]:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, _has(path, "-wal"), _has(path, "-journal")


def _has(path: Path, companion: str) -> bool:
    """Return whether SQLite left a companion beside the file; one that may not be looked up counts as existing."""
    try:
        return path.with_name(path.name + companion).stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError:
        return True

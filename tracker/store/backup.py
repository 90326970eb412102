"""Backups of an SQLite register: made while others work, verified, and brought back only when sound."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tracker.errors import Conflict, StoreError
from tracker.store.location import Location
from tracker.store.reader import connected, explained, revision_of
from tracker.store.revision import state_of

ON_POSTGRESQL = "PostgreSQL has its own tools: pg_dump and pg_restore."


def back_up(location: Location, target: Path) -> Path:
    """Write a copy of the register as it is now, while others may go on writing, and verify the copy.

    The file appears under its name only when it is whole. Raises Conflict where the target exists, StoreError where the
    register cannot be read or the copy does not hold.
    """
    source = _path(location)
    if target.exists():
        raise Conflict(f"{target} exists already.", "Choose another name; nothing was overwritten.")
    partial = target.with_name(target.name + ".partial")
    try:
        with connected(location) as reader:
            if state_of(revision_of(reader)) == "foreign":
                raise StoreError(f"{location.name} holds no register.")
            partial.unlink(missing_ok=True)
            with closing(sqlite3.connect(partial)) as copy:
                reader.connection.execute("COMMIT")
                reader.connection.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                _sound(copy, partial)
        os.replace(partial, target)
    except (sqlite3.DatabaseError, OSError) as error:
        raise explained(location._replace(path=target), error) from error
    finally:
        partial.unlink(missing_ok=True)
    assert source.exists()
    return target


def restore(location: Location, backup: Path, kept: Path) -> Path | None:
    """Put a verified backup in the register's place; what stood there is kept under the name `kept`.

    Returns the path of what was kept. Raises StoreError where the backup is no sound register of a release up to this.
    """
    path = _path(location)
    with connected(Location(backup, None)) as reader:
        state = state_of(revision_of(reader))
        if state in ("foreign", "newer"):
            raise StoreError(f"{backup} is not a register that this release can read.", "Nothing was changed.")
        _sound(reader.connection, backup)
    before = None
    if path.exists():
        before = back_up(location, kept) if _readable(location) else Path(_moved(path, kept))
    partial = path.with_name(path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(partial)) as copy,
        ):
            source.backup(copy)
        for rest in ("-wal", "-shm"):
            path.with_name(path.name + rest).unlink(missing_ok=True)
        os.replace(partial, path)
    except (sqlite3.DatabaseError, OSError) as error:
        raise explained(location, error) from error
    finally:
        partial.unlink(missing_ok=True)
    return before


def _path(location: Location) -> Path:
    if location.path is None:
        raise StoreError("This is done for SQLite files only.", ON_POSTGRESQL)
    return location.path


def _sound(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise StoreError(f"{path} is damaged: {found}", "Nothing was changed.")


def _readable(location: Location) -> bool:
    try:
        with connected(location) as reader:
            return state_of(revision_of(reader)) != "foreign"
    except StoreError:
        return False


def _moved(path: Path, kept: Path) -> str:
    os.replace(path, kept)
    return str(kept)

"""Backups of an SQLite register: made while others work, verified, and restored only when intact."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from tracker.errors import Conflict, StoreError
from tracker.store.failures import damaged, explained
from tracker.store.files.destinations import appear, check_new, make_folder, make_private, sync_folder
from tracker.store.files.parts import COMPANIONS, part_beside
from tracker.store.location import Location
from tracker.store.reader import connected, revision_of
from tracker.store.revision import state_of
from tracker.store.soundness.alterations import alterations, alterations_of_an_earlier
from tracker.store.sqlite_file import schema_read

# How long to wait until no other program has the register open.
PATIENCE_S = 5


def back_up(location: Location, target: Path) -> Path:
    """Write a copy of the register as it is now, while others may go on writing, and verify the copy.

    The file gets its name only when it is complete. Raises Conflict where the target exists, StoreError where the
    register cannot be read, the copy cannot be written, or the copy fails verification.
    """
    _file(location, f"pg_dump --format=custom --file={target} ...")
    check_new(target, location.path)
    with _copied(location, target) as partial:
        _appear(partial, target)
    return target


def restore_backup(location: Location, backup: Path, now: datetime) -> Path | None:
    """Replace the register with a verified backup, in one transaction; the previous file is kept beside it.

    From the moment the old file is copied until the end, no other program can read or write the register, so the kept
    copy contains everything that was written. Returns the path of the kept copy, or None where there was no file.
    Raises StoreError where the backup is not an intact register of this release or an earlier one, its guards are
    altered, it has foreign triggers or views, or another process does not release the register. Raises Conflict where
    the existing file is something else. In all these cases nothing is changed.
    """
    path = _file(location, f"pg_restore --clean --dbname=... {backup}")
    with connected(Location(backup, None)) as reader:
        state = state_of(revision_of(reader))
        if state in ("foreign", "newer"):
            raise StoreError(f"{backup} is not a register that this release can read.", "Nothing was changed.")
        for found in alterations(reader) if state == "current" else alterations_of_an_earlier(reader):
            raise StoreError(f"{backup} was altered: {found.where}: {found.what}", "Nothing was changed.")
    try:
        make_folder(path.parent)
        there = path.exists()
        if there and path.samefile(backup):
            raise Conflict(f"{backup} is the register itself.", "Nothing was changed.")
    except OSError as error:
        raise explained(location, error) from error
    with _copied(Location(backup, None), path) as partial:
        if not there:
            _appear(partial, path)
            return None
        kept = beside(path, "before-restore", now)
        if _is_database(location):
            _replace_content(location, partial, kept)
        else:
            _move_away(location, kept)
            _appear(partial, path)
    return kept


def beside(path: Path, word: str, now: datetime) -> Path:
    """Return a free name beside a register, with the time and a word that says what it is."""
    stem = f"{path.name}.{now:%Y%m%d-%H%M%S}.{word}"
    found, count = path.with_name(stem), 1
    while found.exists():
        count += 1
        found = path.with_name(f"{stem}-{count}")
    return found


def _file(location: Location, instead: str) -> Path:
    if location.path is None:
        raise StoreError("On PostgreSQL, use pg_dump and pg_restore.", f"`{instead}`")
    return location.path


@contextmanager
def _copied(source: Location, target: Path) -> Iterator[Path]:
    """Yield a verified copy of a register beside the target, which can be renamed to the target; else it is removed."""
    with part_beside(target) as partial:
        with connected(source) as reader:
            if state_of(revision_of(reader)) == "foreign":
                raise StoreError(f"{source.name} does not contain a register.", "Check the path: `tracker db path`.")
            _hold(reader.connection, source)
            try:
                make_private(partial)
                with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
                    reader.connection.execute("COMMIT")
                    reader.connection.backup(copy)
                    # One file that can be read even in a read-only place; the next writer switches it back to WAL.
                    copy.execute("PRAGMA journal_mode=DELETE")
                    _hold(copy, Location(target, None))
                if target.exists():
                    shutil.copymode(target, partial)
            except (sqlite3.Error, OSError) as error:
                raise explained(Location(target, None), error) from error
        yield partial


def _hold(connection: sqlite3.Connection, location: Location) -> None:
    """Raises StoreError unless the pages of a database are intact and its references are valid."""
    try:
        with schema_read():
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise explained(location, error) from error
    if found != "ok":
        raise damaged(location, found)
    if broken:
        raise StoreError(
            f"{location.name} has a row in {broken[0]} that refers to a missing row.", "`tracker db check` shows where."
        )


def _is_database(location: Location) -> bool:
    """Return whether there is a register, perhaps a damaged one, or no file yet. Raises Conflict for anything else."""
    try:
        with connected(location) as reader:
            tables = reader.value("SELECT count(*) FROM sqlite_master")
            if tables and state_of(revision_of(reader)) == "foreign":
                raise Conflict(f"{location.name} contains something other than a register.", "Nothing was changed.")
    except StoreError as error:
        if not _is_beyond_reading(error.__cause__):
            raise
        return False
    return True


def _replace_content(location: Location, source: Path, kept: Path) -> None:
    """Keep a copy of the register and replace its content, under one exclusive lock."""
    assert location.path is not None
    address = f"file:{quote(os.fsencode(location.path.absolute()))}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE_S, isolation_level=None)) as register:
            # Leaving WAL needs exclusive access, and so does the lock, which in this mode outlasts its transaction.
            register.execute("PRAGMA journal_mode=DELETE")
            register.execute("PRAGMA locking_mode=EXCLUSIVE")
            register.execute("BEGIN EXCLUSIVE")
            register.execute("COMMIT")
            with part_beside(kept) as partial:
                make_private(partial)
                with closing(sqlite3.connect(partial)) as copy:
                    register.backup(copy)
                partial.rename(kept)
            sync_folder(kept.parent)
            with closing(sqlite3.connect(source)) as fresh:
                fresh.backup(register)
    except (sqlite3.Error, OSError) as error:
        kept.unlink(missing_ok=True)
        raise explained(location, error) from error


def _move_away(location: Location, kept: Path) -> None:
    """Rename a file that is not a database, and the files that SQLite may have left beside it."""
    path = location.path
    assert path is not None
    try:
        path.rename(kept)
        for companion in COMPANIONS:
            beside_it = path.with_name(path.name + companion)
            if beside_it.exists():
                beside_it.rename(kept.with_name(kept.name + companion))
    except OSError as error:
        raise explained(location, error) from error


def _is_beyond_reading(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def _appear(partial: Path, target: Path) -> None:
    """Give a finished file its name, unless another process has taken the name meanwhile."""
    try:
        appear(partial, target)
    except OSError as error:
        raise explained(Location(target, None), error) from error

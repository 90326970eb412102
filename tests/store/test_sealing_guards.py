"""What no client can do to a closed conference and its sealed record; and what `verify` finds when an owner does it."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sample import REFUSED, Bare, bare, close, contents, fill, needed, offer, tamper, unguarded
from sqlalchemy import event

from tracker.errors import Conflict
from tracker.register.register import Register, open_register
from tracker.rules.sealed import KEPT, NEVER_REMOVED
from tracker.store.checking.integrity import check_register
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import connected
from tracker.tables import whole_schema

if TYPE_CHECKING:
    from conftest import Once, Read, Write

SEALED = r"the conference is closed|only with its sealed record|a sealed record never changes|never emptied"
REOPENING = "INSERT INTO reopening (id, record_id, at, who, reason) VALUES (1, 1, '2013-02-01T00:00:00Z', 'x', 'y')"


@pytest.fixture
def closed(location: Location, write: Write, once: Once) -> Location:
    """A register whose AMS-2012 is closed with its record, and AMS-2013 open."""

    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)
            offer(register)
            needed(register)
        close(location)

    return location


def without_protection(sql: Bare) -> None:
    if sql.dialect == "sqlite":
        sql("PRAGMA foreign_keys = OFF")
        sql("PRAGMA ignore_check_constraints = ON")
        sql("PRAGMA recursive_triggers = OFF")


def copied(verb: str, table: str, where: str = "", **changed: int | str) -> str:
    """A statement that puts a row of a table there once more, with some columns changed."""
    said = {name: repr(value) for name, value in changed.items()}
    columns = ", ".join(said.get(column.name, f'"{column.name}"') for column in whole_schema().tables[table].c)
    return f"{verb} INTO {table} SELECT {columns} FROM {table} {where}"


def refuse(location: Location, *attempts: str, match: str = SEALED) -> None:
    """Every attempt is refused, whatever was switched off, and leaves every row as it was."""
    before = contents(location)
    with bare(location) as sql:
        without_protection(sql)
        for attempt in attempts:
            with pytest.raises(REFUSED, match=match):
                sql(attempt)
    assert contents(location) == before


def lite(location: Location, *attempts: str) -> tuple[str, ...]:
    """Words that only SQLite has."""
    return () if location.is_postgresql else attempts


def test_the_row_of_a_closed_conference_stays_as_it_is(closed: Location) -> None:
    columns = [column.name for column in whole_schema().tables["conference"].c]
    refuse(
        closed,
        *(f"UPDATE conference SET {name} = {name} WHERE id = 1" for name in columns),
        "UPDATE conference SET title = 'another' WHERE id = 1",
        "UPDATE conference SET state = 'open' WHERE id = 1",
        "UPDATE conference SET state = 'open', version = version + 1 WHERE id = 1",
        "UPDATE conference SET state = 'reopened', version = version + 1 WHERE id = 1",
        "UPDATE conference SET state = 'planned' WHERE id = 1",
        "UPDATE conference SET sequence = sequence + 10",
        "DELETE FROM conference WHERE id = 1",
        "DELETE FROM conference",
        *lite(
            closed,
            copied("INSERT OR REPLACE", "conference", "WHERE id = 1", state="planned"),
            copied("INSERT OR REPLACE", "conference", "WHERE id = 1", id=9, code="X-9", state="planned"),
            "UPDATE OR REPLACE conference SET sequence = 1 WHERE id = 2",
            "UPDATE OR REPLACE conference SET id = 1 WHERE id = 2",
            copied("INSERT", "conference", "WHERE id = 1") + " ON CONFLICT DO UPDATE SET title = 'another'",
        ),
    )
    if closed.is_postgresql:
        refuse(closed, "TRUNCATE conference CASCADE")


def test_no_conference_closes_without_its_record(closed: Location) -> None:
    refuse(
        closed,
        "UPDATE conference SET state = 'closed' WHERE id = 2",
        "UPDATE conference SET state = 'closed', version = version + 1 WHERE id = 2",
        copied("INSERT", "conference", "WHERE id = 2", id=9, code="X-9", sequence=9, state="closed"),
        copied("INSERT", "conference", "WHERE id = 2", id=9, code="X-9", sequence=9, state="reopened"),
        *lite(closed, copied("INSERT OR REPLACE", "conference", "WHERE id = 2", state="closed")),
    )


@pytest.mark.parametrize("table", ["record", *(f"kept_{name}" for name in KEPT)])
def test_a_sealed_record_is_neither_changed_nor_taken_away(closed: Location, table: str) -> None:
    with bare(closed) as sql:
        if sql(f"SELECT count(*) FROM {table}") == [(0,)]:
            pytest.skip("the sample keeps no row of it")
    first = next(column.name for column in whole_schema().tables[table].c)
    refuse(
        closed,
        f"UPDATE {table} SET {first} = {first}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table}",
        *lite(
            closed,
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
        ),
        *((f"TRUNCATE {table} CASCADE",) if closed.is_postgresql else ()),
        match=SEALED if table == "record" else rf"{SEALED}|duplicate key|UNIQUE constraint failed",
    )


def test_no_second_record_takes_the_place_of_one_that_stands(closed: Location) -> None:
    refuse(
        closed,
        copied("INSERT", "record", id=9, number=2, chain=2, previous_id=1, previous_sha256="0" * 64),
        *lite(
            closed,
            copied("INSERT OR REPLACE", "record", sealed_by="x"),
            copied("INSERT OR REPLACE", "record", id=9, conference_id=2),
        ),
    )


def test_rows_are_not_added_to_a_record_that_is_there(closed: Location) -> None:
    verbs = ("INSERT", *lite(closed, "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK"))
    refuse(
        closed,
        *(copied(verb, "kept_project", "WHERE id = 1", id=99) for verb in verbs),
        *(copied(verb, "kept_review", "WHERE project_id = 1", project_id=99) for verb in verbs),
    )
    if not closed.is_postgresql:
        before = contents(closed)
        with bare(closed) as sql:
            without_protection(sql)
            sql(copied("INSERT OR IGNORE", "kept_project"))
        assert contents(closed) == before


def test_a_closed_conference_opens_only_by_a_reopening_with_a_reason(closed: Location) -> None:
    whole = "INSERT INTO reopening (id, record_id, at, who, reason) VALUES "
    with bare(closed) as sql:
        for attempt in (
            f"{whole} (1, 1, 'x', 'x', '  ')",
            f"{whole} (1, 1, 'x', 'x', NULL)",
            f"{whole} (1, 7, 'x', 'x', 'y')",
        ):
            with pytest.raises(REFUSED):
                sql(attempt)
        sql(REOPENING)
    refuse(
        closed,
        "UPDATE reopening SET reason = 'another'",
        "DELETE FROM reopening",
        REOPENING,
        f"{whole} (2, 1, 'x', 'x', 'once more')",
        *lite(closed, REOPENING.replace("INSERT", "INSERT OR REPLACE").replace("'y'", "'another'")),
        *(("TRUNCATE reopening",) if closed.is_postgresql else ()),
        match="a reopening never changes|only a closed conference is opened again|never emptied",
    )
    refuse(
        closed,
        "UPDATE conference SET state = 'planned', version = version + 1 WHERE id = 1",
        "UPDATE conference SET state = 'open', version = version + 1 WHERE id = 1",
        "UPDATE conference SET state = 'reopened', version = version + 1, title = 'another' WHERE id = 1",
    )
    with bare(closed) as sql:
        # Beside AMS-2013, which is open.
        sql("UPDATE conference SET state = 'reopened', version = version + 1 WHERE id = 1")
    # Opened again, it does not close by the record that it had.
    refuse(closed, "UPDATE conference SET state = 'closed', version = version + 1 WHERE id = 1")
    refuse(closed, "DELETE FROM conference WHERE id = 1", match=rf"{SEALED}|foreign key")


@pytest.mark.parametrize("table", NEVER_REMOVED)
def test_what_a_record_knows_of_stays_in_the_register(closed: Location, table: str) -> None:
    refuse(closed, f"DELETE FROM {table} WHERE id = 1", match="a sealed record knows of it|foreign key")


@pytest.mark.usefixtures("real_connections")
def test_closing_waits_for_a_writer_in_flight_and_seals_what_it_wrote(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    told = "UPDATE funding SET committed = 777 WHERE conference_id = 1"
    done = threading.Event()

    def closing() -> None:
        close(location)
        done.set()

    thread = threading.Thread(target=closing)
    with in_flight(location) as connection:
        connection.execute(told)
        thread.start()
        assert not done.wait(0.6)
        connection.execute("COMMIT") if isinstance(connection, sqlite3.Connection) else connection.commit()
    thread.join(30)
    with bare(location) as sql:
        assert sql("SELECT committed FROM kept_funding") == [(777,)]
    with connected(location) as reader:
        assert verify_records(reader)[1] == []


@contextmanager
def in_flight(location: Location) -> Iterator[Any]:
    """A client's connection in the middle of its transaction."""
    if location.is_postgresql:
        assert location.url is not None
        with psycopg.connect(location.url) as connection:
            yield connection
        return
    held = sqlite3.connect(str(location.path), isolation_level=None)
    try:
        held.execute("BEGIN IMMEDIATE")
        yield held
    finally:
        held.close()


@pytest.mark.usefixtures("real_connections")
def test_of_two_people_who_close_at_once_one_is_told(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    said: list[str] = []
    start = threading.Barrier(2)

    def closing(who: str) -> None:
        start.wait()
        with open_register(location, who=who, command="close") as register:
            before, after = register.conferences.close(1)
            said.append(f"{before['state']} -> {after['state']}")

    people = [threading.Thread(target=closing, args=(who,)) for who in ("Ana", "Bo")]
    for one in people:
        one.start()
    for one in people:
        one.join(30)
    assert sorted(said) == ["closed -> closed", "planned -> closed"]
    with bare(location) as sql:
        assert sql("SELECT count(*) FROM record") == [(1,)]


class Killed(BaseException):
    """A process that ends here."""


def statements_of(register: Register, stop_at: int | None = None) -> list[str]:
    """The statements of a transaction, as they are made; ends at one of them."""
    seen: list[str] = []

    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if stop_at is not None and len(seen) == stop_at:
            raise Killed
        seen.append(statement)

    event.listen(register.connection, "before_cursor_execute", before)
    return seen


def test_a_close_that_is_cut_off_at_any_statement_leaves_the_conference_open(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    whole = contents(location)
    with pytest.raises(Killed), write() as register:
        seen = statements_of(register)
        register.conferences.close(1)
        register.journal.flush()
        raise Killed
    assert len(seen) > len(KEPT)
    for stop in range(len(seen)):
        with pytest.raises(Killed), write() as register:
            statements_of(register, stop)
            register.conferences.close(1)
            register.journal.flush()
        assert contents(location) == whole
    close(location)
    with connected(location) as reader:
        assert verify_records(reader)[1] == [] and check_register(reader) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from tracker.register.register import open_register
from tracker.store.location import Location
with open_register(Location(Path(sys.argv[1]), None), who="x", command="close") as register:
    seen = []
    def before(*_):
        seen.append(1)
        if len(seen) == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(register.connection, "before_cursor_execute", before)
    register.conferences.close(1)
"""


@pytest.mark.usefixtures("real_connections")
def test_a_close_that_is_killed_leaves_the_conference_open_or_sealed(sqlite_template: Any, tmp_path: Any) -> None:
    path = tmp_path / "killed.db"
    path.write_bytes(sqlite_template.read_bytes())
    location = Location(path, None)
    with open_register(location, who="x", command="fill") as register:
        fill(register)
    whole = contents(location)
    for stop in (3, 30, 45, 60):
        ended = subprocess.run([sys.executable, "-c", KILLED, str(path), str(stop)], check=False)
        assert ended.returncode == -signal.SIGKILL
        assert contents(location) == whole
    # At moments of no statement's choosing, too.
    for wait in (0.30, 0.45, 0.60):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(path), "-1"], env=os.environ)
        time.sleep(wait)
        process.kill()
        process.wait()
        with bare(location) as sql:
            (state,), records = sql("SELECT state FROM conference WHERE id = 1")[0], sql("SELECT count(*) FROM record")
            assert (state, records) in [("planned", [(0,)]), ("closed", [(1,)])]
        with connected(location) as reader:
            assert verify_records(reader)[1] == []


TAMPERED = [
    ("UPDATE funding SET committed = 1 WHERE conference_id = 1", {"funding"}),
    ("DELETE FROM earmark WHERE conference_id = 1", {"earmark"}),
    ("INSERT INTO participant (conference_id, organisation_id, capacity) VALUES (1, 2, 'donor')", {"participant"}),
    ("UPDATE kept_funding SET committed = 1", {"funding"}),
    ("UPDATE kept_organisation SET name = 'Another Bank' WHERE id = 1", {"organisation"}),
    ("DELETE FROM kept_project WHERE id = 2", {"project", "project_succession"}),
    ("UPDATE kept_funding SET contribution_id = 9", {"funding", "reason"} - {"reason"}),
    ("UPDATE record SET sealed_by = 'somebody else'", {"record"}),
    ("UPDATE record SET accepted = 'all is well'", {"record"}),
    ("UPDATE record SET document = x'789c'", {"record"}),
    ("UPDATE conference SET state = 'planned' WHERE id = 1", {"conference"}),
    ("UPDATE conference SET title = 'Another' WHERE id = 1", {"conference"}),
    ("UPDATE conference SET state = 'closed' WHERE id = 2", {"conference"}),
    ("DELETE FROM record", {"conference", "record"}),
]


@pytest.mark.parametrize(("attempt", "where"), TAMPERED)
def test_what_an_owner_changes_with_the_guards_away_is_found(closed: Location, attempt: str, where: set[str]) -> None:
    with unguarded(closed) as sql:
        tamper(sql, attempt if sql.dialect == "sqlite" else attempt.replace("x'789c'", "'\\x789c'"))
    with connected(closed) as reader:
        _, differences = verify_records(reader)
    assert {one.table for one in differences} == where
    assert all(one.what for one in differences)


def test_a_document_that_was_written_anew_with_its_hash_is_found_by_the_rows_and_by_the_chain(closed: Location) -> None:
    with open_register(closed, who="x", command="close") as register:
        register.conferences.close(2)
    with unguarded(closed) as sql:
        raw = zlib.decompress(bytes(sql("SELECT document FROM record WHERE id = 1")[0][0]))
        forged = raw.replace(b"100000000", b"900000000")
        digest = hashlib.sha256(forged).hexdigest()
        document = zlib.compress(forged).hex()
        blob = f"x'{document}'" if sql.dialect == "sqlite" else f"'\\x{document}'"
        tamper(sql, f"UPDATE record SET document = {blob}, sha256 = '{digest}' WHERE id = 1")
    with connected(closed) as reader:
        differences = [(one.record, one.table, one.what.partition(" [")[0]) for one in verify_records(reader)[1]]
    assert ("AMS-2012@1", "funding", "only the document has") in differences
    assert ("AMS-2012@1", "funding", "only the kept rows have") in differences
    assert [one[:2] for one in differences if "was chained to" in one[2]] == [("AMS-2013@1", "record")]


def test_guards_that_are_missing_or_switched_off_are_found(closed: Location) -> None:
    with bare(closed) as sql:
        if sql.dialect == "sqlite":
            sql("DROP TRIGGER guard_conference_closes")
            sql("DROP TRIGGER guard_kept_review_gone")
        else:
            sql("ALTER TABLE conference DISABLE TRIGGER guard_conference_closes")
            sql("ALTER TABLE kept_review DISABLE TRIGGER guard_kept_review_gone")
    with connected(closed) as reader:
        found = {(one.table, one.what.split()[0]) for one in verify_records(reader)[1]}
    assert found == {("conference", "guard_conference_closes"), ("kept_review", "guard_kept_review_gone")}


def test_check_finds_a_closed_conference_without_its_record(closed: Location) -> None:
    with unguarded(closed) as sql:
        tamper(sql, "DELETE FROM record")
    with connected(closed) as reader:
        found = {(one.question, one.where) for one in check_register(reader)}
    assert ("a closed conference has its sealed record", "conference AMS-2012") in found
    assert ("kept rows belong to a sealed record", "kept_review 1") in found


def test_a_conference_is_not_put_before_one_whose_place_is_sealed(closed: Location, write: Write) -> None:
    from tracker.register.conferences.conferences import ConferenceFacts

    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2014")])
    close(closed, 2)
    with pytest.raises(Conflict, match="AMS-2013 is closed: its place in the series is sealed"), write() as register:
        register.conferences.add([ConferenceFacts("AMS-2012-B")], after="AMS-2012")
    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2013-B")], after="AMS-2013")
    with bare(closed) as sql:
        assert sql("SELECT code, sequence FROM conference ORDER BY 2") == [
            ("AMS-2012", 1),
            ("AMS-2013", 2),
            ("AMS-2013-B", 3),
            ("AMS-2014", 4),
        ]


def test_what_a_closed_conference_was_told_is_sealed_whole(closed: Location, read: Read) -> None:
    with read() as reader:
        records, differences = verify_records(reader)
        assert [one.record for one in records] == ["AMS-2012@1"] and differences == []
        assert check_register(reader) == []

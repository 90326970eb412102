"""What no client can do, whatever it has switched off: it is the database that refuses, not this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample import REFUSED, Bare, bare, close, contents, fill, needed, offer

from tracker.errors import Conflict
from tracker.rules.structure import TOLD_TABLES
from tracker.store.guards import guards
from tracker.store.location import Location
from tracker.tables import contribution, metadata, series

if TYPE_CHECKING:
    from conftest import Once, Write


@pytest.fixture
def closed(location: Location, write: Write, once: Once) -> Location:
    """A register whose AMS-2012 is closed, and AMS-2013 open."""

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


def columns(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in metadata.tables[table].columns)


@pytest.mark.parametrize("table", TOLD_TABLES)
def test_a_closed_conference_is_neither_added_to_nor_changed_nor_taken_from(closed: Location, table: str) -> None:
    before = contents(closed)
    moved = columns(table).replace('"conference_id"', "1")
    changed = "source" if "source" in metadata.tables[table].c else "conference_id"
    attempts = [
        f"INSERT INTO {table} ({columns(table)}) SELECT {moved} FROM {table} WHERE conference_id = 2",
        f"UPDATE {table} SET {changed} = {changed} WHERE conference_id = 1",
        f"UPDATE {table} SET conference_id = 2 WHERE conference_id = 1",
        f"UPDATE {table} SET conference_id = 1 WHERE conference_id = 2",
        f"DELETE FROM {table} WHERE conference_id = 1",
        f"DELETE FROM {table}",
    ]
    with bare(closed) as sql:
        if sql.dialect == "sqlite":
            attempts += [
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE conference_id = 1",
                f"INSERT OR IGNORE INTO {table} SELECT * FROM {table} WHERE conference_id = 1",
                f"UPDATE OR REPLACE {table} SET conference_id = 1 WHERE conference_id = 2",
            ]
        else:
            attempts.append(f"TRUNCATE {table} CASCADE")
        without_protection(sql)
        for attempt in attempts:
            with pytest.raises(REFUSED, match=r"the conference is closed|never emptied"):
                sql(attempt)
    assert contents(closed) == before


def test_the_open_conference_beside_it_takes_reports(closed: Location) -> None:
    with bare(closed) as sql:
        sql("UPDATE funding SET committed = 5 WHERE conference_id = 2")
        sql("DELETE FROM earmark WHERE conference_id = 2")
        assert sql("SELECT committed FROM funding WHERE conference_id = 2") == [(5,)]


def test_the_program_says_why(closed: Location, write: Write) -> None:
    with pytest.raises(Conflict, match="conference is closed"), write() as register:
        register.journal.insert(
            metadata.tables["participant"], [{"conference_id": 1, "organisation_id": 2, "capacity": "x"}]
        )


def test_the_currency_of_a_reported_contribution_stays(closed: Location) -> None:
    with bare(closed) as sql:
        attempts = ["UPDATE contribution SET currency = 'EUR'"]
        if sql.dialect == "sqlite":
            changed = ", ".join("'EUR'" if c.name == "currency" else c.name for c in contribution.c)
            attempts.append(f"INSERT OR REPLACE INTO contribution SELECT {changed} FROM contribution")
        without_protection(sql)
        for attempt in attempts:
            with pytest.raises(REFUSED, match="currency of a contribution"):
                sql(attempt)
        sql("UPDATE contribution SET note = 'a note'")
        sql("DELETE FROM reason")
        sql("INSERT INTO reopening (id, record_id, at, who, reason) VALUES (1, 1, '2013-02-01T00:00:00Z', 'x', 'y')")
        sql("UPDATE conference SET state = 'reopened', version = version + 1 WHERE id = 1")
        for table in ("earmark", "funding"):
            sql(f"DELETE FROM {table}")
        sql("UPDATE contribution SET currency = 'EUR'")
        assert sql("SELECT currency FROM contribution") == [("EUR",)]


def test_a_code_is_given_once_whatever_its_case_and_is_not_given_again(closed: Location) -> None:
    with bare(closed) as sql:
        sql("UPDATE project SET code = 'P9' WHERE id = 2")
        attempts = [
            "INSERT INTO project (id, code, title) VALUES (7, 'p1', 'x')",
            "INSERT INTO project (id, code, title) VALUES (7, 'p2', 'the old code of another')",
            "UPDATE project SET code = 'p1' WHERE id = 2",
        ]
        if sql.dialect == "sqlite":
            attempts += [text.replace("INSERT", "INSERT OR REPLACE") for text in attempts[:2]]
            attempts += [text.replace("INSERT", "INSERT OR IGNORE") for text in attempts[:2]]
            attempts += [text.replace("UPDATE", "UPDATE OR REPLACE") for text in attempts[2:]]
        without_protection(sql)
        before = sql("SELECT noun, key, id FROM code ORDER BY 1, 2")
        for attempt in attempts:
            with pytest.raises(REFUSED, match=r"the code is taken|pk_code"):
                sql(attempt)
        assert sql("SELECT noun, key, id FROM code ORDER BY 1, 2") == before
        sql("UPDATE project SET code = 'P2' WHERE id = 2")  # its own again
        assert sql("SELECT code FROM project ORDER BY id") == [("P1",), ("P2",)]


def test_parts_of_two_projects_may_have_the_same_code(closed: Location) -> None:
    with bare(closed) as sql:
        risk = "INSERT INTO risk (id, project_id, code, category, event) VALUES (?, ?, 'R1', 'other', 'x')"
        sql(risk, 2, 2)
        with pytest.raises(REFUSED, match=r"the code is taken|pk_code"):
            sql(risk, 3, 1)


def test_the_program_says_that_a_code_is_taken(location: Location, write: Write) -> None:
    with pytest.raises(Conflict, match="codes are never reused"), write() as register:
        register.journal.insert(series, [{"code": "AMS", "name": "x"}, {"code": "ams", "name": "y"}])


def test_every_guard_has_a_name_of_its_own_that_both_databases_can_hold() -> None:
    names = [guard.name for guard in guards()]
    assert len(set(names)) == len(names)
    assert all(name.startswith("guard_") and len(name) <= 63 for name in names)

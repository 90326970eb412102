"""Which projects a command touched: noted for every table while writing, and derived alike from the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from conftest import NOW
from factories import Walk
from sample import fill, unguarded
from sqlalchemy import Table

from tracker import tables
from tracker.register.core import Collection
from tracker.register.register import Register
from tracker.rules.structure import TABLES
from tracker.store import schema
from tracker.store.engine import open_engine, writing
from tracker.store.guards import drop_guards
from tracker.store.journal.touched_projects import Lead, derive_touched, lead_of
from tracker.store.location import Location
from tracker.store.reader import open_reader

if TYPE_CHECKING:
    from conftest import Write

# A text of each that says nothing of another row, to have something to change.
EDITED = {
    **dict.fromkeys(("project", "risk", "outcome", "indicator", "milestone"), "note"),
    **dict.fromkeys(("review", "measurement", "milestone_report", "assessment", "funding"), "note"),
    **{"transaction": "reference", "document": "title", "reason": "note", "evidence": "note"},
}


def touched(location: Location) -> list[tuple[int, int]]:
    with open_reader(location) as reader:
        return reader.all("SELECT project_id, journal_id FROM journal_project ORDER BY 1, 2")


def changed_everywhere(write: Write) -> None:
    """One command fills all tables, the next change a row of each that has a text, the last ones take all rows away."""
    with write() as register:
        fill(register)
        period = {"period_start": "2012-01-01", "period_end": "2012-12-31"}
        register.journal.insert(tables.indicator_period, [{"indicator_id": 1} | period])
    for name, column in EDITED.items():
        with write() as register:
            edit(register, tables.metadata.tables[name], column)
    for table in reversed(tables.metadata.sorted_tables):
        if lead_of(table.name) != Lead():
            with write() as register:
                register.journal.delete(table, Collection(register).rows(table))


def edit(register: Register, table: Table, column: str) -> None:
    if column in table.c:
        row = Collection(register).rows(table)[0]
        assert register.journal.update(table, [(row, {column: "changed"})]) == 1, table.name


def test_every_table_of_a_project_or_of_a_part_of_one_leads_to_it() -> None:
    standing = [table for table in tables.metadata.sorted_tables if not table.name.startswith("kept_")]
    parts = {f"{table.name}_id" for table in standing if "project_id" in table.c} | {"project_id"}
    leading = {table.name for table in standing if parts & {column.name for column in table.c}}
    assert {name for name in TABLES if lead_of(name) != Lead()} == {
        *(leading - {"journal_project"}),
        *("project", "project_succession"),
    }


def test_what_is_noted_while_writing_is_what_the_changes_say(location: Location, write: Write) -> None:
    changed_everywhere(write)
    noted = touched(location)
    with open_reader(location) as reader:
        assert {number for _, number in noted} == {number for (number,) in reader.rows("SELECT id FROM journal")}

    again(location, "DELETE FROM journal_project")

    assert touched(location) == noted


def test_a_document_that_moves_touches_both_projects(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    with write() as register:
        row = Collection(register).rows(tables.document)[0]
        register.journal.update(tables.document, [(row, {"project_id": 2})])
    assert [one for one in touched(location) if one[1] == 2] == [(1, 2), (2, 2)]


def test_an_undo_touches_what_it_takes_back(location: Location, write: Write) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012")
        walk.money("P1", "IDB", "USD", 5)
    with write() as register:
        edit(register, tables.contribution, "note")
        edit(register, tables.review, "note")
    with write() as register:
        register.journal.undo(2)
    assert touched(location) == [(1, 1), (1, 2), (1, 3)]


def test_a_register_of_an_earlier_revision_gets_them_with_the_upgrade(location: Location, write: Write) -> None:
    changed_everywhere(write)
    noted = touched(location)
    engine = open_engine(location, migrating=True)
    with writing(location, engine) as connection:
        drop_guards(connection)
        command.downgrade(schema.alembic_config(connection), "2026_11_29_refund")

    schema.upgrade_schema(location, NOW)

    assert touched(location) == noted


def again(location: Location, sql: str) -> None:
    """Run a statement past the program, and derive what commands touched."""
    with unguarded(location) as bare:
        bare(sql)
    engine = open_engine(location)
    with writing(location, engine) as connection:
        derive_touched(connection)

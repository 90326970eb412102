"""The journal, readable: every table has a name for its rows, and what is gone keeps its code."""

from __future__ import annotations

import tracemalloc
from datetime import date
from typing import TYPE_CHECKING

from factories import Walk

from tracker import tables
from tracker.cli.maintenance.log import sentence
from tracker.insight.journal.log import WRITTEN, LogFilters, all_changes, first_changes, list_commands, one_command
from tracker.insight.journal.readable_rows import CALLED, RowChange, image, readable
from tracker.register.core import Collection
from tracker.rules.sealed import KEPT
from tracker.rules.structure import TABLES, TOLD_TABLES

if TYPE_CHECKING:
    from conftest import Read, Write

VOCABULARY = {"country", "currency", "tfa_measure", "code"}
# What is written beside the journal: itself, what a command took in, papers, and the rows that sealed records keep.
BESIDE = {"journal", "change", "journal_project", "imported_file", "file", *(f"kept_{name}" for name in KEPT)}


def test_every_table_is_known_by_its_key() -> None:
    for table in tables.metadata.sorted_tables:
        if table.name not in VOCABULARY | BESIDE:
            columns = [column.name for column in table.primary_key]
            assert (table.name in CALLED) == (columns != ["id"]), table.name


def test_every_table_has_a_noun() -> None:
    named = {table for group in WRITTEN.values() for table in group}
    written = {table.name for table in tables.metadata.sorted_tables} - VOCABULARY - BESIDE
    assert named == written


def test_a_report_on_a_noun_is_of_its_commands() -> None:
    """The row that a report is on is the first in its key that is no conference: a delay is of a risk."""
    for table in TOLD_TABLES:
        about = next(TABLES[table].references[column] for column in TABLES[table].key if column != "conference_id")
        if about in WRITTEN and about not in ("project", "contribution") and TABLES[table].goes_with is None:
            assert table in WRITTEN[about], table


def test_rows_that_are_gone_are_called_as_they_were(write: Write, read: Read) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012")
        walk.money("P1", "IDB", "JPY", 5_000)
        walk.part("risk", "P1/R1", {"AMS-2012": {"likelihood": 2, "impact": 2}})
        moved = {"contribution_id": 1, "kind": "disbursement", "date": date(2012, 3, 1), "amount": -700}
        register.journal.insert(tables.transaction, [moved])
    with write() as register:
        for row in Collection(register).rows(tables.transaction):
            register.journal.update(tables.transaction, [(row, {"amount": 700})])
    with write() as register:
        for table in (tables.transaction, tables.funding, tables.assessment, tables.review):
            register.journal.delete(table, Collection(register).rows(table))
        for table in (tables.contribution, tables.risk, tables.project):
            register.journal.delete(table, Collection(register).rows(table))
    with read() as reader:
        changes = first_changes(reader, [1, 2, 3], 50)
    assert [sentence(change) for change in changes[2]] == ["transaction 1 of P1-IDB: amount -700 JPY -> 700 JPY"]
    assert [change.what for change in changes[3]] == [
        "transaction 1 of P1-IDB",
        "money of P1-IDB at AMS-2012",
        "assessment P1/R1 at AMS-2012",
        "report on P1 at AMS-2012",
        "contribution P1-IDB",
        "risk P1/R1",
        "project P1",
    ]
    assert ("donor", None, "IDB") in next(c for c in changes[1] if c.what == "contribution P1-IDB").fields


def test_closing_and_opening_again_are_read_by_their_records(write: Write, read: Read) -> None:
    with write() as register:
        Walk(register, "AMS-2012").money("P1", "IDB", "USD", 5)
    with write() as register:
        register.conferences.close(1, "nobody was asked")
    with write() as register:
        register.conferences.reopen(1, "an amount was misheard")
    with read() as reader:
        changes = first_changes(reader, [2, 3], 50)
        hashed = reader.value("SELECT sha256 FROM record")
    sealed, closed = (sentence(change) for change in changes[2])
    assert sealed.startswith("record 1 added: conference AMS-2012; number 1; series AMS; chain 1; sealed at 2013-01-28")
    assert sealed.endswith(f"; sha256 {hashed}")
    assert closed == "conference AMS-2012: state planned -> closed"
    assert [sentence(change) for change in changes[3]] == [
        "reopening 1 added: record 1; at 2013-01-28T09:30:00Z; who tester; reason an amount was misheard",
        "conference AMS-2012: state closed -> reopened",
    ]


def test_a_project_is_touched_through_its_parts_even_after_they_are_gone(write: Write, read: Read) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012")
        walk.money("P1", "IDB", "USD", 5)
        walk.part("milestone", "P1/M1", {"AMS-2012": {"reached": "2012"}})
    with write() as register:
        walk = Walk(register, "CAR-2013")
        walk.money("P12", "IDB", "USD", 5)
    for table, values in ((tables.funding, {"pledged": 9}), (tables.milestone_report, {"note": "n"})):
        with write() as register:
            row = Collection(register).rows(table)[0]
            register.journal.update(table, [(row, values)])
    with write() as register:
        for table in (tables.milestone_report, tables.milestone):
            register.journal.delete(table, Collection(register).rows(table))
    with read() as reader:
        assert [row.number for row in list_commands(reader, LogFilters(project="p1"), 50)] == [5, 4, 3, 1]
        assert [row.number for row in list_commands(reader, LogFilters(project="P12"), 50)] == [2]


def test_a_bulk_command_is_read_in_memory_that_does_not_grow(write: Write, read: Read) -> None:
    with write() as register:
        register.journal.insert(tables.organisation, [{"code": "IDB", "name": "IDB", "kind": "other"}])
        people = ({"organisation_id": 1, "name": f"Person {number}"} for number in range(30_000))
        register.journal.insert(tables.contact, people)
    with read() as reader:
        assert one_command(reader, 1).rows == 30_001
        assert len(first_changes(reader, [1], 20)[1]) == 20
        tracemalloc.start()
        count = sum(1 for _ in all_changes(reader, 1))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 30_001
    assert peak < 10_000_000


def test_shares_flags_and_what_is_not_in_the_register_are_readable(read: Read) -> None:
    with read() as reader:
        told = readable(
            reader,
            [
                image("beneficiary", "[7, 8]", '{"share":333333}', '{"share":null}'),
                image(
                    "project_theme", '[7, "integrity"]', None, '{"project_id":7,"theme":"integrity","is_primary":true}'
                ),
            ],
        )
    assert told == [
        RowChange("beneficiary number 8 of number 7", "changed", (("share", "33.3333%", None),)),
        RowChange("theme integrity of number 7", "added", (("is_primary", None, "yes"),)),
    ]

"""Undo after do is nothing, redo is do again, and what cannot be taken back is said with the commands in the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tracker import tables
from tracker.errors import Conflict, NotFound
from tracker.register.core import Collection
from tracker.register.register import Register, open_register
from tracker.rules.structure import SEEDED
from tracker.store.location import Location

Begin = Callable[[str], AbstractContextManager[Register]]
Snapshot = dict[str, list[str]]

KEPT_OUT = {"journal", "journal_project", "change", *SEEDED}
WRITTEN = [name for name in tables.whole_schema().tables if name not in KEPT_OUT]


@pytest.fixture
def begin(location: Location) -> Begin:
    """`with begin("tracker ..."):` is one command of that line."""

    @contextmanager
    def command(line: str) -> Any:
        now = datetime(2013, 1, 28, tzinfo=UTC)
        with open_register(location, who="tester", command=line, now=lambda: now) as register:
            yield register

    return command


def snapshot(begin: Begin) -> Snapshot:
    """Every row of every table that commands write, as text."""
    with begin("look") as register:
        reader = register.reader
        if reader.dialect == "postgresql":
            # In one question: a hundred take most of the time of a law.
            found = reader.all(
                " UNION ALL ".join(f"SELECT '{name}', CAST(t AS text) FROM \"{name}\" t" for name in WRITTEN)
            )
        else:
            found = [(name, repr(row)) for name in WRITTEN for row in reader.all(f'SELECT * FROM "{name}"')]
    whole: Snapshot = {name: [] for name in WRITTEN}
    for name, row in sorted(found):
        whole[name].append(row)
    return whole


def undo(begin: Begin, number: int | None = None) -> int:
    """The number of the undo itself."""
    with begin(f"tracker undo {number or ''}".strip()) as register:
        register.journal.undo(number)
    assert register.journal.id is not None
    return register.journal.id


def organisation(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": f"Name of {code}", "kind": "other"} | more


def project(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "title": f"Title of {code}"} | more


def conference(register: Register, state: str = "open") -> None:
    register.journal.insert(tables.series, [{"code": "AMS", "name": "Regional Donor Meeting"}])
    row = {"series_id": 1, "sequence": 1, "code": "AMS-2012", "state": state, "currency": "USD"}
    register.journal.insert(tables.conference, [row])


def review(register: Register, project_id: int = 1) -> None:
    told = {"conference_id": 1, "project_id": project_id, "title": "T", "status": "active", "answer": "updated"}
    register.journal.insert(tables.review, [told])


def rows(register: Register, table: Any) -> list[dict[str, Any]]:
    return Collection(register).rows(table)


def test_the_latest_command_is_taken_back_and_brought_back(begin: Begin) -> None:
    with begin("tracker project add P1") as register:
        register.journal.insert(tables.project, [project("P1")])
    done = snapshot(begin)
    with begin("tracker project edit P1") as register:
        [row] = rows(register, tables.project)
        register.journal.update(tables.project, [(row, {"title": "Another", "note": "A note"})])
    edited = snapshot(begin)
    second = undo(begin)
    assert snapshot(begin) == done
    assert undo(begin, second) == 4
    assert snapshot(begin) == edited


def test_without_a_number_undo_goes_back_command_by_command(begin: Begin) -> None:
    states = [snapshot(begin)]
    for code in ("A", "B", "C"):
        with begin(f"tracker organisation add {code}") as register:
            register.journal.insert(tables.organisation, [organisation(code)])
        states.append(snapshot(begin))
    for before in reversed(states[:-1]):
        undo(begin)
        assert snapshot(begin) == before
    with pytest.raises(NotFound):
        undo(begin)


def test_what_was_brought_back_stands_again(begin: Begin) -> None:
    with begin("tracker organisation add A") as register:
        register.journal.insert(tables.organisation, [organisation("A")])
    there = snapshot(begin)
    first = undo(begin)
    second = undo(begin, first)
    third = undo(begin, second)
    for taken in (1, second):
        with pytest.raises(Conflict, match="already undone, by"):
            undo(begin, taken)
    with pytest.raises(NotFound):
        undo(begin)
    undo(begin, third)
    assert snapshot(begin) == there
    undo(begin)
    assert snapshot(begin)["organisation"] == []


def test_an_unknown_number_is_not_found(begin: Begin) -> None:
    with pytest.raises(NotFound, match="'9'"):
        undo(begin, 9)


def test_a_row_changed_twice_by_one_command_goes_back_through_both(begin: Begin) -> None:
    with begin("tracker import") as register:
        register.journal.insert(tables.project, [project("P1")])
        for title in ("Second", "Third"):
            [row] = rows(register, tables.project)
            register.journal.update(tables.project, [(row, {"title": title})])
        register.journal.delete(tables.project, rows(register, tables.project))
        register.journal.insert(tables.project, [project("P1")])
    done = snapshot(begin)
    number = undo(begin)
    assert snapshot(begin)["project"] == []
    undo(begin, number)
    assert snapshot(begin) == done


def test_days_and_flags_come_back_as_they_were(begin: Begin) -> None:
    with begin("tracker demo") as register:
        conference(register)
        register.journal.insert(tables.organisation, [organisation("IDB")])
        register.journal.insert(tables.project, [project("P1")])
        keys = {"project_id": 1, "donor_id": 1, "instrument": "grant", "role": "funding", "currency": "USD"}
        register.journal.insert(tables.contribution, [keys | {"code": "C1"}])
        moved = {"contribution_id": 1, "kind": "disbursement", "date": date(2012, 3, 1), "amount": -5}
        register.journal.insert(tables.transaction, [moved])
        theme = register.connection.execute(tables.theme.select()).first()
        assert theme is not None
        register.journal.insert(tables.project_theme, [{"project_id": 1, "theme": theme.code, "is_primary": True}])
    done = snapshot(begin)
    with begin("tracker edit") as register:
        [row] = rows(register, tables.transaction)
        register.journal.update(tables.transaction, [(row, {"date": date(2012, 4, 1)})])
        [row] = rows(register, tables.project_theme)
        register.journal.update(tables.project_theme, [(row, {"is_primary": False})])
        [row] = rows(register, tables.conference)
        register.journal.update(tables.conference, [(row, {"cut_off": date(2012, 2, 3), "tentative": True})])
    undo(begin)
    assert snapshot(begin) == done
    number = undo(begin)
    assert not any(snapshot(begin).values())
    undo(begin, number)
    assert snapshot(begin) == done


def test_old_codes_go_and_come_with_their_row(begin: Begin) -> None:
    with begin("tracker project add P1") as register:
        register.journal.insert(tables.project, [project("P1")])
    added = snapshot(begin)
    with begin("tracker project edit P1 --code P2") as register:
        register.journal.update(tables.project, [(rows(register, tables.project)[0], {"code": "P2"})])
    renamed = snapshot(begin)
    with begin("look") as register:
        assert sorted(row["key"] for row in rows(register, tables.code)) == ["p1", "p2"]
    with begin("tracker project remove P2") as register:
        register.journal.delete(tables.project, rows(register, tables.project))
    assert snapshot(begin)["code"] == []
    undo(begin)
    assert snapshot(begin) == renamed
    undo(begin)
    assert snapshot(begin) == added


def test_a_row_that_changed_since_is_a_conflict_that_names_the_command(begin: Begin) -> None:
    with begin("tracker project add P1") as register:
        register.journal.insert(tables.project, [project("P1"), project("P2")])
    with begin("tracker project edit P2 --note n") as register:
        register.journal.update(tables.project, [(rows(register, tables.project)[1], {"note": "n"})])
    before = snapshot(begin)
    with pytest.raises(Conflict) as refused:
        undo(begin, 1)
    assert "changed since. Later commands depend on it: 2 (tracker project edit P2 --note n)." in refused.value.message
    assert "`tracker undo 2`" in (refused.value.hint or "")
    assert snapshot(begin) == before


def test_a_column_that_was_empty_counts_even_where_rows_have_no_version(begin: Begin) -> None:
    with begin("first") as register:
        register.journal.insert(tables.organisation, [organisation("A")])
        register.journal.insert(tables.project, [project("P1")])
    with begin("second") as register:
        register.journal.insert(tables.beneficiary, [{"project_id": 1, "organisation_id": 1}])
    with begin("third") as register:
        register.journal.update(tables.beneficiary, [(rows(register, tables.beneficiary)[0], {"share": 600_000})])
    with pytest.raises(Conflict, match=r"3 \(third\)"):
        undo(begin, 2)


def test_what_later_rows_refer_to_stays_and_they_are_named(begin: Begin) -> None:
    with begin("tracker project add P1") as register:
        register.journal.insert(tables.project, [project("P1"), project("P2")])
    with begin("tracker risk add P2/R1") as register:
        risk = {"project_id": 2, "code": "R1", "category": "other", "event": "It"}
        register.journal.insert(tables.risk, [risk])
    before = snapshot(begin)
    with pytest.raises(
        Conflict, match=r"still refers to it\. Later commands depend on it: 2 \(tracker risk add P2/R1\)\."
    ):
        undo(begin, 1)
    assert snapshot(begin) == before


def test_a_row_whose_parent_has_gone_stays_away(begin: Begin) -> None:
    with begin("first") as register:
        register.journal.insert(tables.project, [project("P1"), project("P2")])
        register.journal.insert(
            tables.project_succession, [{"successor_id": 2, "predecessor_id": 1, "kind": "continues"}]
        )
    with begin("second") as register:
        register.journal.delete(tables.project_succession, rows(register, tables.project_succession))
    with begin("third: note on P2") as register:
        register.journal.update(tables.project, [(rows(register, tables.project)[1], {"note": "n"})])
    with begin("fourth: remove P1") as register:
        register.journal.delete(tables.project, rows(register, tables.project)[:1])
    with pytest.raises(Conflict, match=r"depend on it: 4 \(fourth: remove P1\)\.$"):
        undo(begin, 2)


def test_what_a_closed_conference_was_told_stays(begin: Begin) -> None:
    with begin("first") as register:
        register.journal.insert(tables.project, [project("P1")])
        conference(register)
    with begin("tracker report P1") as register:
        review(register)
    with begin("tracker conference close AMS-2012") as register:
        register.conferences.close(1)
    before = snapshot(begin)
    with pytest.raises(Conflict, match="AMS-2012 was closed since") as told:
        undo(begin, 2)
    assert told.value.hint and "tracker conference reopen AMS-2012 --reason" in told.value.hint
    assert snapshot(begin) == before


def test_a_seal_and_a_reopening_are_not_taken_back_by_undo(begin: Begin) -> None:
    with begin("tracker conference add AMS-2012") as register:
        conference(register)
    with begin("tracker conference close AMS-2012") as register:
        register.conferences.close(1)
    before = snapshot(begin)
    with pytest.raises(Conflict, match="Command 2 closed AMS-2012, and a seal cannot be undone") as told:
        undo(begin)
    assert told.value.hint == '`tracker conference reopen AMS-2012 --reason "..."` opens it again and keeps the record.'
    assert snapshot(begin) == before
    with begin("tracker conference reopen AMS-2012") as register:
        register.conferences.reopen(1, "an amount was misheard")
    before = snapshot(begin)
    with pytest.raises(Conflict, match="Command 3 opened AMS-2012 again, and that cannot be undone") as told:
        undo(begin)
    assert told.value.hint == "`tracker conference close AMS-2012` closes it again."
    assert snapshot(begin) == before


def test_a_code_that_was_given_to_another_since_is_a_conflict(begin: Begin) -> None:
    with begin("first") as register:
        register.journal.insert(tables.project, [project("P1")])
    with begin("second") as register:
        register.journal.delete(tables.project, rows(register, tables.project))
    with begin("third") as register:
        register.journal.insert(tables.project, [project("p1")])
    with pytest.raises(Conflict, match="the code p1 now belongs to something else"):
        undo(begin, 2)


def test_many_rows_are_taken_back_by_few_statements(begin: Begin) -> None:
    many = 20_000
    with begin("tracker organisation add IDB") as register:
        register.journal.insert(tables.organisation, [organisation("IDB")])
    empty = snapshot(begin)
    with begin("tracker import") as register:
        people = [{"organisation_id": 1, "name": f"Person {number}"} for number in range(many)]
        register.journal.insert(tables.contact, people)
    added = snapshot(begin)
    with begin("tracker import") as register:
        edits = [(row, {"role": f"Role {row['id']}"}) for row in rows(register, tables.contact)]
        assert register.journal.update(tables.contact, edits) == many
    assert undo_counting(begin) < 200
    assert snapshot(begin) == added
    assert undo_counting(begin) < 200
    assert snapshot(begin) == empty


def undo_counting(begin: Begin) -> int:
    """Take back the latest command; with how many statements."""
    statements: list[str] = []
    with begin("tracker undo") as register:
        event.listen(register.connection, "before_cursor_execute", lambda *said: statements.append(said[2]))
        register.journal.undo()
    return len(statements)


WRITES = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=5),
    min_size=1,
    max_size=4,
)


def do(register: Register, what: int, one: int, other: int) -> None:
    """One of ten writes, to the rows that happen to be there."""
    journal = register.journal
    organisations, projects = rows(register, tables.organisation), rows(register, tables.project)
    benefits, risks = rows(register, tables.beneficiary), rows(register, tables.risk)
    mine = projects[one % len(projects)] if projects else None
    named = {row["key"] for row in rows(register, tables.code)}
    if what == 0:
        if f"o{one}" not in named:
            journal.insert(tables.organisation, [organisation(f"O{one}", note="n" if other else None)])
    elif what == 1:
        if f"p{one}" not in named:
            journal.insert(tables.project, [project(f"P{one}", parent_id=mine["id"] if mine and other > 2 else None)])
    elif mine is None:
        return
    elif what == 2:
        journal.update(tables.project, [(mine, {"title": f"Title {other}", "objective": str(one)})])
    elif what == 3:
        if f"q{other}" not in named:
            journal.update(tables.project, [(mine, {"code": f"Q{other}"})])
    elif what == 4:
        free = [row for row in organisations if (mine["id"], row["id"]) not in _pairs(benefits)]
        shared = [{"project_id": mine["id"], "organisation_id": row["id"], "share": other or None} for row in free]
        journal.insert(tables.beneficiary, shared)
    elif what == 5:
        journal.update(tables.beneficiary, [(row, {"share": other * 1_000 or None}) for row in benefits])
    elif what == 6:
        journal.delete(tables.beneficiary, benefits[other : other + 2])
    elif what == 7:
        part = {"project_id": mine["id"], "code": f"R{other}", "category": "other", "event": "It"}
        if not any(row["project_id"] == mine["id"] and row["code"] == part["code"] for row in risks):
            journal.insert(tables.risk, [part])
    elif what == 8:
        journal.delete(tables.risk, risks[:other])
    else:
        needed = {row["project_id"] for row in benefits + risks} | {row["parent_id"] for row in projects}
        journal.delete(tables.project, [row for row in projects if row["id"] not in needed])


def _pairs(benefits: list[dict[str, Any]]) -> set[tuple[int, int]]:
    return {(row["project_id"], row["organisation_id"]) for row in benefits}


@settings(max_examples=20)
@given(commands=WRITES)
def test_undo_after_do_is_nothing_and_redo_is_do(begin: Begin, commands: list[list[tuple[int, int, int]]]) -> None:
    done: list[tuple[int, Snapshot, Snapshot]] = []
    for writes in commands:
        before = snapshot(begin)
        with begin("tracker write") as register:
            for write in writes:
                do(register, *write)
        if register.journal.id is not None:
            done.append((register.journal.id, before, snapshot(begin)))
    undone: list[tuple[int, Snapshot]] = []
    for number, before, after in reversed(done):
        undone.append((undo(begin, number), after))
        assert snapshot(begin) == before
    redone: list[int] = []
    for number, after in reversed(undone):
        redone.append(undo(begin, number))
        assert snapshot(begin) == after
    for number in reversed(redone):
        undo(begin, number)
    assert not any(snapshot(begin).values())

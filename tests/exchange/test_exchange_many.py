"""Files with very many rows: what is told of each, and that one row more costs no more than the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from exchange_tables import BASE, Take, taker
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tracker.insight.codes import MISSED
from tracker.store.location import Location


@contextmanager
def heard() -> Iterator[list[str]]:
    """The statements that are sent to the database."""
    statements: list[str] = []

    def hear(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


@pytest.fixture
def take(location: Location) -> Take:
    return taker(location)


def test_codes_like_an_unknown_one_are_looked_for_a_hundred_times_only(take: Take) -> None:
    take(*BASE)
    rows = "".join(f"P1-IDB{one},disbursement,2013-01-02,5\n" for one in range(MISSED + 5))
    faults = take("contribution,kind,date,amount\n" + rows).faults
    assert len(faults) == MISSED + 5
    listed = "`tracker contribution list` shows all; `tracker contribution add` records one."
    assert [fault.right for fault in faults] == ["Did you mean P1-IDB?"] * MISSED + [listed] * 5


@pytest.mark.parametrize("rows", [20, 200])
def test_successions_of_many_projects_take_no_more_statements(take: Take, rows: int) -> None:
    old = "code,title\n" + "".join(f"O{one},Old\n" for one in range(rows))
    new = "code,title,succeeds\n" + "".join(f"N{one},New,O{one};O{(one + 1) % rows}\n" for one in range(rows))
    take(*BASE, old)
    with heard() as statements:
        (count,) = take(new).counts
    assert count.created == rows
    # What there is, what is new, and that nothing refers back to itself.
    assert len([one for one in statements if "project_succession" in one]) == 3


def test_reports_and_replies_of_many_needs_and_offers_take_no_more_statements(take: Take) -> None:
    def tables(rows: range, answer: str) -> list[str]:
        return [
            "need,conference,status\n" + "".join(f"N{one},2012,met\n" for one in rows),
            "need,donor,answer,part\n" + "".join(f"N{one},IDB,{answer},8.2(b)\n" for one in rows),
            "need,requested,until\n" + "".join(f"N{one},2011,2014\n" for one in rows),
            "offer,conference,status\n" + "".join(f"O{one},2012,open\n" for one in rows),
        ]

    every = range(1, 81)
    take(
        *BASE,
        "code,text,whose,measures\n" + "".join(f"N{one},Training,all,8.2(a)-(d)\n" for one in every),
        "offer,donor,programme\n" + "".join(f"O{one},IDB,Programme {one}\n" for one in every),
    )
    sent = []
    for rows in (range(1, 21), range(21, 81)):
        with heard() as statements:
            counts = take(*tables(rows, "would")).counts
        assert [count.created for count in counts] == [len(rows)] * 4
        sent.append(_asked(statements))
    with heard() as statements:
        assert sum(count.updated for count in take(*tables(every, "does")).counts) == len(every)
    assert sent[0] == sent[1] >= _asked(statements) > 0


def _asked(statements: list[str]) -> int:
    """How many queries there are; rows are written in groups of some."""
    return sum(one.startswith("SELECT") for one in statements)

"""Files with very many rows: what is told of each, and that one row more costs no more than the one before."""

from __future__ import annotations

import pytest
from exchange_tables import BASE, Take, taker
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tracker.insight.codes import MISSED
from tracker.store.location import Location


@pytest.fixture
def take(location: Location) -> Take:
    return taker(location)


def test_codes_like_an_unknown_one_are_looked_for_a_hundred_times_only(take: Take) -> None:
    take(*BASE)
    rows = "".join(f"P1-IDB{one},disbursement,2013-01-02,5\n" for one in range(MISSED + 5))
    faults = take("contribution,kind,date,amount\n" + rows).faults
    assert len(faults) == MISSED + 5
    listed = "`tracker contribution list` shows them; `tracker contribution add` records one."
    assert [fault.right for fault in faults] == ["Did you mean P1-IDB?"] * MISSED + [listed] * 5


@pytest.mark.parametrize("rows", [20, 200])
def test_successions_of_many_projects_take_no_more_statements(take: Take, rows: int) -> None:
    old = "code,title\n" + "".join(f"O{one},Old\n" for one in range(rows))
    new = "code,title,succeeds\n" + "".join(f"N{one},New,O{one};O{(one + 1) % rows}\n" for one in range(rows))
    take(*BASE, old)
    statements: list[str] = []

    def heard(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        (count,) = take(new).counts
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    assert count.created == rows
    # What there is, what is new, and that nothing leads back to itself.
    assert len([one for one in statements if "project_succession" in one]) == 3

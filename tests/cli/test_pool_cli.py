"""Money promised but not yet allocated, and its way from the pool to a project."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from conftest import Run
from factories import Walk
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import Conflict
from tracker.insight.codes import Codes
from tracker.insight.comparing.bridge import Bridge
from tracker.insight.comparing.money import compare_money
from tracker.insight.comparing.pair import make_pair
from tracker.register.register import Register, open_register
from tracker.register.reporting.pool import Allocation
from tracker.rules.money import Amount
from tracker.store.location import Location

NOW = datetime(2013, 1, 28, tzinfo=UTC)


def test_money_comes_into_the_pool_and_waits(caribbean: Run) -> None:
    assert caribbean("pool list").err == (
        'No money waits to be allocated. `tracker pool add DONOR "5,000,000 USD"` puts some into the pool.\n'
    )
    said = caribbean('pool add IDB "5,000,000 USD" --source "closing session"')
    assert (
        said.out
        == """\
AMS-POOL at AMS-2013:
  status: unknown -> active
  answer: unknown -> not asked
  source: unknown -> closing session
  AMS-POOL-IDB pledged: unknown -> 5,000,000.00 USD
  AMS-POOL-IDB source: unknown -> closing session
"""
    )
    assert said.err == 'Next: `tracker allocate IDB "AMOUNT" --to PROJECT --at AMS-2013`\n'
    assert (
        caribbean('pool add IDB "1m USD"').out
        == """\
AMS-POOL at AMS-2013:
  AMS-POOL-IDB pledged: 5,000,000.00 USD -> 6,000,000.00 USD
  AMS-POOL-IDB source: closing session -> unknown
  AMS-POOL-IDB pledged, reason: unknown -> new money
"""
    )
    caribbean('pool add IDB "70,000 EUR"')
    caribbean('pool add EU "2,000,000 EUR" --measure interest')
    assert (
        caribbean("pool").out
        == """\
Series  Donor  Name                             Contribution    Reported at           Interest       Pledged  Committed  Disbursed  Unconfirmed
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS     EU     European Union                   AMS-POOL-EU     AMS-2013     EUR  2,000,000.00             –          –          –  yes
AMS     IDB    Inter-American Development Bank  AMS-POOL-IDB    AMS-2013     USD             –  6,000,000.00          –          –  yes
AMS     IDB    Inter-American Development Bank  AMS-POOL-IDB-2  AMS-2013     EUR             –     70,000.00          –          –  yes
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                                                        EUR  2,000,000.00     70,000.00          –          –
Total                                                                        USD             –  6,000,000.00          –          –
"""
    )
    (row, *_) = json.loads(caribbean("pool list --at 2013 --series ams --json").out)
    assert row["project"] == "AMS-POOL" and row["interest"] == "2000000.00"


def test_what_is_allocated_leaves_the_pool(caribbean: Run) -> None:
    caribbean('pool add IDB "5,000,000 USD"')
    caribbean('project add P1 --title "Single window" --status proposed --beneficiary JM-CUSTOMS')
    assert (
        caribbean('allocate IDB "2,000,000 USD" --to P1').out
        == """\
AMS-POOL at AMS-2013:
  AMS-POOL-IDB pledged: 5,000,000.00 USD -> 3,000,000.00 USD
  AMS-POOL-IDB pledged, reason: unknown -> allocated
P1 at AMS-2013:
  P1-IDB pledged: unknown -> 2,000,000.00 USD
  P1-IDB pledged, reason: unknown -> allocated
"""
    )
    assert (
        caribbean('allocate IDB "3,000,000.01 USD" --to P1', status=4).err
        == """\
Error: IDB has 3,000,000.00 USD pledged in the pool, less than the 3,000,000.01 USD to allocate.
`tracker pool add IDB "AMOUNT" --at AMS-2013` adds money to it.
"""
    )
    assert caribbean('allocate idb "3m USD" --to p1').out.splitlines()[4] == (
        "  P1-IDB pledged: 2,000,000.00 USD -> 5,000,000.00 USD"
    )
    caribbean("undo")
    assert "3,000,000.00" in caribbean("pool").out
    total = json.loads(caribbean("conference show 2013 --json").out)["totals"][0]
    assert total["pledged"] == "5000000.00"


def test_what_cannot_be_allocated(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --status proposed --beneficiary JM-CUSTOMS')
    for line, status, said in (
        ('allocate IDB "1 USD" --to P1', 4, "AMS has no pool, so there is no money to allocate."),
        ('pool add NOBODY "1 USD"', 3, "There is no donor 'NOBODY' in this register."),
        ('pool add IDB "0 USD"', 2, "amount '0.00 USD' is not an amount that can be moved"),
        ('pool add IDB "USD -5"', 2, "amount '-5.00 USD' is not an amount that can be moved"),
    ):
        assert caribbean(line, status=status).err.startswith(f"Error: {said}")
    caribbean('pool add IDB "5,000,000 USD"')
    caribbean("report P1 --donor EU --pledged '1 USD'")
    for line, status, said in (
        ('allocate EU "1 USD" --to P1', 4, "EU has no money in USD in the pool of AMS."),
        ('allocate IDB "1 EUR" --to P1', 4, "IDB has no money in EUR in the pool of AMS."),
        ('allocate IDB "1 USD" --to AMS-POOL', 2, "AMS-POOL is the pool itself."),
        (
            'allocate IDB "1 USD" --to P1 --measure committed',
            4,
            "IDB has 0.00 USD committed in the pool, less than the 1.00 USD to allocate.",
        ),
        ('allocate IDB "1 USD" --to P1 --contribution P1-EU', 2, "P1-EU is not a contribution of IDB to P1 in USD."),
        ('allocate IDB "1 USD" --to P9', 3, "There is no project 'P9' in this register."),
    ):
        assert caribbean(line, status=status).err.startswith(f"Error: {said}")


def test_a_comparison_shows_it_as_allocated_and_it_sums_to_zero(caribbean: Run) -> None:
    caribbean('pool add IDB "5,000,000 USD" --at 2012')
    caribbean('project add P1 --title "Window" --status active --donor IDB --pledged "1m USD" --at 2012')
    caribbean('project add P2 --title "New" --status proposed')
    caribbean('allocate IDB "2,000,000 USD" --to P1')
    caribbean('allocate IDB "500,000 USD" --to P2')
    data = json.loads(caribbean("compare 2012 2013 --by project --only money --json").out)
    money = data["money"]["pledged"]
    assert money["from_total"] == money["to_total"] == "6000000.00"
    assert money["changed"] == {"unexplained": "0.00"}
    assert money["new_projects"] == "0.00"
    moved = {group: bridges["pledged"]["changed"]["allocated"] for group, bridges in data["groups"].items()}
    assert moved == {"AMS-POOL": "-2500000.00", "P1": "2000000.00", "P2": "500000.00"}
    assert "allocated: AMS-POOL (IDB -2,500,000.00), P1 (IDB 2,000,000.00), P2 (IDB 500,000.00)." in (
        caribbean("why pledged 2012 2013").out
    )


@settings(max_examples=15)
@given(
    moves=st.lists(st.tuples(st.sampled_from(["add", "P1", "P2", "P3"]), st.integers(1, 4_000_00)), max_size=8),
    rates=st.tuples(st.sampled_from(["1", "1.3"]), st.sampled_from(["1", "2"])),
)
def test_allocating_changes_no_total(location: Location, moves: list[tuple[str, int]], rates: tuple[str, str]) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        pinned = dict(zip(("AMS-2012", "AMS-2013"), ({"EUR": rate} for rate in rates), strict=True))
        walk = Walk(register, "AMS-2012", "AMS-2013", rates=pinned)
        walk.money("P1", "IDB", "EUR", 1_000_00, measure="pledged")
        walk.review("P2", "AMS-2013", status="proposed")
        walk.review("P3", "AMS-2012", status="proposed")
        codes = Codes(register.reader)
        before, now = codes.conference("AMS-2012"), codes.conference("AMS-2013")
        register.pool.add(before, "IDB", Amount(5_000_00, "EUR", False, None))
        register.carrying.carry(now)
        came = 0
        for where, minor in moves:
            amount = Amount(minor, "EUR", False, None)
            if where == "add":
                register.pool.add(now, "IDB", amount)
                came += minor
                continue
            total = pledged(register, now.id)
            try:
                register.pool.allocate(now, Allocation("IDB", amount, where))
            except Conflict as error:
                assert "less than" in error.message
            assert pledged(register, now.id) == total
        assert pledged(register, now.id) == 6_000_00 + came
        bridge = compare_money(register.reader, make_pair(register.reader, before, now, currency="EUR"), "project")
        assert bridge.total["pledged"].changed.get("allocated", 0) == 0
        assert bridge.total["pledged"].unexplained == 0
        assert bridge.total["pledged"].changed.get("new money", 0) == came
        counted = compare_money(register.reader, make_pair(register.reader, before, now), "project")
        assert all(reconciles(bridges["pledged"]) for bridges in counted.groups.values())
        assert reconciles(counted.total["pledged"])
        # In another currency each line is rounded by itself.
        assert abs(counted.total["pledged"].changed.get("allocated", 0)) <= len(moves)


def reconciles(bridge: Bridge) -> bool:
    moved = sum(bridge.terms.values()) + sum(bridge.changed.values()) + bridge.exchange
    return bridge.from_total + moved == bridge.to_total


def pledged(register: Register, conference: int) -> int:
    sql = "SELECT sum(pledged) FROM funding WHERE conference_id = :at"
    return int(register.reader.value(sql, {"at": conference}))

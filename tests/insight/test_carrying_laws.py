"""Laws of carrying forward, and of comparing three conferences in a row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from factories import Walk
from histories import PROJECTS, RATES, YEARS, Story, confirmed, only_exchange, told
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.insight.codes import Codes
from tracker.insight.comparing.changes import field_changes
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.money import compare_money
from tracker.insight.comparing.pair import make_pair
from tracker.insight.comparing.presence import classified
from tracker.register.register import open_register
from tracker.rules.words import REASONS
from tracker.store.location import Location

NOW = datetime(2013, 1, 28, tzinfo=UTC)
CONFERENCES = ("AMS-2011", "AMS-2012", "AMS-2013")
TOLD = st.lists(st.dictionaries(st.sampled_from(PROJECTS), told()), min_size=2, max_size=2)


@settings(max_examples=20)
@given(told=TOLD, rates=RATES)
def test_carrying_and_confirming_all_changes_nothing_but_exchange_rates(
    location: Location, told: list[dict[str, Any]], rates: list[str]
) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        begun = Story("AMS")
        begun.begin(register, rates)
        first, second, third = (begun.conference(register, year) for year in YEARS)
        for conference, projects in zip((first, second), told, strict=True):
            register.carrying.carry(conference)
            begun.tell(register, conference, projects)
        known = {begun.named(project) for projects in told for project in projects}
        assert register.carrying.carry(third).projects == len(known)
        pair = make_pair(register.reader, second, third)
        for measure, (_, carried) in Comparison(register.reader, pair).money.unconfirmed.items():
            assert carried == compare_money(register.reader, pair).total[measure].to_total
        register.reports.tell(third, confirmed(register, sorted(known)))
        comparison = Comparison(register.reader, pair)
        assert not list(field_changes(register.reader, pair))
        assert {row.kind for row in classified(register.reader, pair)} <= {"continuing"}
        for measure, bridge in comparison.money.total.items():
            assert only_exchange(bridge)
            assert comparison.money.unconfirmed[measure][1] == 0
        # To carry once more finds nothing that is not there.
        assert register.carrying.carry(third).projects == 0


STEP = st.tuples(
    st.integers(-1000, 1000),
    st.lists(
        st.tuples(st.sampled_from(REASONS), st.none() | st.integers(-99, 99)),
        max_size=2,
        unique_by=lambda r: r[1] is None,
    ),
    st.sampled_from(["told", "told", "transactions"]),
)


@settings(max_examples=20)
@given(lines=st.lists(st.tuples(STEP, STEP, STEP), max_size=4), rates=RATES)
def test_two_steps_add_up_to_the_direct_comparison(location: Location, lines: list[Any], rates: list[str]) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        pinned = {code: {"EUR": rate} for code, rate in zip(CONFERENCES, rates, strict=True)}
        walk = Walk(register, *CONFERENCES, rates=pinned)
        for number, steps in enumerate(lines):
            told = [{"basis": basis, "cut_off": None if basis == "told" else NOW.date()} for _, _, basis in steps]
            currency = "EUR" if number == 3 else "USD"
            walk.money(f"P{number}", "IDB", currency, *(amount for amount, _, _ in steps), told=told)
            for at, (_, reasons, _) in zip(CONFERENCES, steps, strict=True):
                walk.explain(at, f"P{number}-IDB", "committed", *reasons)
        codes = Codes(register.reader)
        a, b, c = (codes.conference(code) for code in CONFERENCES)
        ab, bc, ac = (
            compare_money(register.reader, make_pair(register.reader, *pair)).total["committed"]
            for pair in ((a, b), (b, c), (a, c))
        )
        assert (ab.from_total, ab.to_total, bc.to_total) == (ac.from_total, bc.from_total, ac.to_total)
        if len(lines) < 4:
            for reason in {*ab.changed, *bc.changed, *ac.changed}:
                assert ac.changed.get(reason, 0) == ab.changed.get(reason, 0) + bc.changed.get(reason, 0)

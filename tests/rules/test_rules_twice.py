"""How much of a total is perhaps counted twice: the smaller of two amounts, each amount at most once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.rules.measured import Measured
from tracker.rules.overlaps.twice import counted_twice


def twice(pairs: list[tuple[int, int]], *amounts: int | None) -> int:
    """What the pairs of projects 1, 2 ... with these amounts committed make perhaps counted twice."""
    told = {one: Measured(committed=amount) for one, amount in enumerate(amounts, 1)}
    return sum(row.committed or 0 for row in counted_twice(pairs, told))


def test_the_smaller_of_two_amounts() -> None:
    assert twice([(1, 2)], 100, 60) == twice([(1, 2)], 60, 100) == 60
    assert twice([(1, 2)], 100, None) == twice([(1, 2)], 100, 0) == twice([(1, 2)], 100, -60) == 0


def test_an_amount_counts_once_in_a_chain_and_in_a_trio() -> None:
    assert twice([(1, 2), (2, 3)], 100, 50, 80) == 50
    assert twice([(1, 2), (2, 3)], 100, 60, 30) == 90
    assert twice([(1, 2), (1, 3), (2, 3)], 100, 100, 100) == 200
    assert twice([(1, 2), (1, 3)], 100, 60, 30) == 90


def test_measures_are_apart() -> None:
    told = {1: Measured(pledged=5, committed=100), 2: Measured(interest=7, pledged=9, committed=60)}
    assert counted_twice([(1, 2)], told) == [Measured(pledged=5, committed=60)]


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=6),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12),
)
def test_it_is_less_than_the_total_in_whatever_order(amounts: list[int], drawn: list[tuple[int, int]]) -> None:
    pairs = [pair for pair in drawn if pair[0] != pair[1] and max(pair) <= len(amounts)]
    found = twice(pairs, *amounts)
    assert found == twice([pair[::-1] for pair in pairs[::-1]], *amounts)
    assert found <= sum(amounts) - max(amounts)

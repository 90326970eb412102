"""The part of a total that is perhaps counted twice, where some projects may be one activity reported twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracker.rules.measured import NOTHING, Measured

Pair = tuple[int, int]


def counted_twice(pairs: Iterable[Pair], amounts: Mapping[int, Measured]) -> list[Measured]:
    """What each pair of projects adds to the amount perhaps counted twice, by measure; None unless both have money.

    For a pair it is the smaller amount; of two equal ones, that of the project that was entered later. The amount of a
    project counts once, however many pairs it is in, and the largest amount in a group of linked projects never does:
    so the sum is less than their total. A refund cannot be counted twice.
    """
    taken: dict[str, set[int]] = {measure: set() for measure in Measured._fields}
    found = []
    for pair in pairs:
        row = NOTHING
        for measure, used in taken.items():
            told = {one: getattr(amounts.get(one, NOTHING), measure) or 0 for one in pair}
            if min(told.values()) <= 0:
                continue
            smaller = min(pair, key=lambda one, told=told: (told[one], -one))  # type: ignore[misc]
            row = row._replace(**{measure: 0 if smaller in used else told[smaller]})
            used.add(smaller)
        found.append(row)
    return found

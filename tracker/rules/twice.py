"""How much of a total is perhaps counted twice, where some projects may be one activity reported twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracker.rules.words import MEASURES

Pair = tuple[int, int]
Four = Sequence[int | None]
UNKNOWN: Four = (None,) * len(MEASURES)


def counted_twice(pairs: Iterable[Pair], amounts: Mapping[int, Four]) -> list[list[int | None]]:
    """What each pair of projects adds to what is perhaps counted twice, by measure; None where not both have money.

    Of a pair that is the smaller amount; of two equal ones that of the project that was entered later. The amount of a
    project counts once, whatever number of pairs it is in, and the largest of projects that hang together never does:
    so the sum is less than what they have together. A refund is no money that could be counted twice.
    """
    taken: list[set[int]] = [set() for _ in MEASURES]
    found = []
    for pair in pairs:
        row: list[int | None] = []
        for place, used in enumerate(taken):
            told = {one: amounts.get(one, UNKNOWN)[place] or 0 for one in pair}
            if min(told.values()) <= 0:
                row.append(None)
                continue
            smaller = min(pair, key=lambda one, told=told: (told[one], -one))  # type: ignore[misc]
            row.append(0 if smaller in used else told[smaller])
            used.add(smaller)
        found.append(row)
    return found

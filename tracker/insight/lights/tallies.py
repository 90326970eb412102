"""The projects of one or two conferences summed by their lights: few sums for any number of projects.

A project counts in each group that it belongs to; SEVERAL is the group that takes off what counts more than once.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.insight.lights.projects import LitProject

SEVERAL = "in several"

Words = tuple[str, ...]
Key = tuple[str | None, Words | None, Words | None]
"""A group, and the lights of its projects at the earlier and at the later conference: None where not presented."""


class Tally:
    """The projects of a key: how many there are at each conference, how many have an amount, and their money.

    `first` and `second` are the amounts, the others are as in `Amounts`, `first_alone` that of the earlier conference.
    """

    __slots__ = ("alone", "before", "elsewhere", "first", "first_alone", "first_known", "known", "now", "second")

    def __init__(self) -> None:
        self.before = self.now = self.first_known = self.known = 0
        self.first = self.first_alone = self.second = self.elsewhere = self.alone = 0


Tallies = dict[Key, Tally]


def tallied(first: Iterator[LitProject], second: Iterator[LitProject]) -> tuple[Tallies, int]:
    """The tallies of the projects of two conferences, each in the order of ids; and how many of the second one have no
    amount in any group.
    """
    found: Tallies = {}
    silent = 0
    for one, other in side_by_side(first, second):
        sooner = None if one is None else tuple([light.light for light in one.lights])
        later = None if other is None else tuple([light.light for light in other.lights])
        if one is not None:
            for group, amounts in one.parts.items():
                tally = _of(found, (group, sooner, later))
                tally.before += 1
                if amounts.amount is not None:
                    tally.first_known += 1
                    tally.first += amounts.amount
                    tally.first_alone += amounts.alone or 0
            if len(one.parts) > 1:
                _of(found, (SEVERAL, sooner, later)).before -= len(one.parts) - 1
        if other is not None:
            told = False
            for group, amounts in other.parts.items():
                tally = _of(found, (group, sooner, later))
                tally.now += 1
                if amounts.amount is not None:
                    told = True
                    tally.known += 1
                    tally.second += amounts.amount
                    tally.elsewhere += amounts.elsewhere or 0
                    tally.alone += amounts.alone or 0
            if len(other.parts) > 1:
                _of(found, (SEVERAL, sooner, later)).now -= len(other.parts) - 1
            silent += not told
    return found, silent


def _of(found: Tallies, key: Key) -> Tally:
    tally = found.get(key)
    if tally is None:
        tally = found[key] = Tally()
    return tally


def side_by_side(
    first: Iterator[LitProject], second: Iterator[LitProject]
) -> Iterator[tuple[LitProject | None, LitProject | None]]:
    one, other = next(first, None), next(second, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.id < other.id):
            yield one, None
            one = next(first, None)
        elif one is None or other.id < one.id:
            yield None, other
            other = next(second, None)
        else:
            yield one, other
            one, other = next(first, None), next(second, None)

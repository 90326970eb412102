"""The bridge between two totals: how much of the difference each cause explains, exact to the minor unit.

A line is a contribution and a measure with a reported amount; a and b are its amounts, conv(x, r) is one conversion
rounded half away from zero. Each line falls into the first term whose condition it meets, and the terms telescope.
Everything is linear in the converted amounts, so the sum of many lines in the same term is treated as one line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

TERMS = (
    "no_rate",
    "exclusions",
    "succeeded",
    "new_projects",
    "completed",
    "cancelled",
    "not_presented",
    "redenominated",
    "new_contributions",
    "ended_contributions",
    "first_told",
    "now_known",
    "no_longer_known",
    "reclassified",
)
UNEXPLAINED = "unexplained"
ALLOCATED = "changed:allocated"

Group = int | str
Spread = Callable[[int], Sequence[tuple[Group, int]]]
"""How a side of a line is divided among groups: the parts of an amount, which sum to it or to nothing at all."""


class LineAmounts(NamedTuple):
    """The money of a line, or its sum over lines that fall into the same term, in the reporting currency.

    Each field is None or 0 where there is no report or no rate. `both_` fields are of lines reported on both sides,
    converted: a by A's rates, b by A's rates (`both_x`), b by B's; `only_` fields are of lines reported on one side.
    `first_b` is the part of `only_b` that was not reported at any earlier conference.
    """

    both_a: int | None
    both_x: int | None
    both_b: int | None
    only_a: int | None
    only_b: int | None
    first_b: int | None


class Side(NamedTuple):
    """One conference's side of a line: whether there is a report, whether totals exclude it, whether it has a rate."""

    there: bool
    excluded: bool
    rated: bool
    spread: Spread


class Bridge:
    """From one total to the other: `terms` and `changed` (by reason) sum to the difference; `exchange` is computed."""

    def __init__(self) -> None:
        self.from_total = 0
        self.to_total = 0
        self.terms = dict.fromkeys(TERMS, 0)
        self.changed: dict[str, int] = {}
        self.exchange = 0

    @property
    def unexplained(self) -> int:
        """The part of the changes that has no reason."""
        return self.changed.get(UNEXPLAINED, 0)

    @property
    def told(self) -> bool:
        """Whether the bridge has anything to show."""
        return bool(self.from_total or self.to_total or self.exchange or any(self.changed.values()) or self.moved)

    @property
    def moved(self) -> bool:
        return any(self.terms.values())

    @property
    def movement(self) -> int:
        """The part of the difference that is money: all terms but moved or missing rates, method, reclassification."""
        aside = ("no_rate", "reclassified")
        difference = self.to_total - self.from_total
        return difference - self.exchange - self.changed.get("method", 0) - sum(self.terms[term] for term in aside)

    def add(self, term: str, amount: int) -> None:
        """Book an amount under one of TERMS, `from_total`, `to_total`, `exchange`, or a reason as `changed:REASON`."""
        if term in self.terms:
            self.terms[term] += amount
        elif term.startswith("changed:"):
            reason = term.removeprefix("changed:")
            self.changed[reason] = self.changed.get(reason, 0) + amount
        else:
            setattr(self, term, getattr(self, term) + amount)


Book = Callable[[Group, str, int], None]
"""Takes (group, term, amount), with the terms as `Bridge.add` knows them."""


def book_line(
    amounts: LineAmounts,
    first: Side,
    second: Side,
    book: Book,
    *,
    term: str | None = None,
    steps: Sequence[tuple[str, int]] = (),
    allocated: tuple[int, int] = (0, 0),
) -> None:
    """Book one line, or the sum of like lines, from its total at A to its total at B.

    `term` is the term of the whole line according to its project or contribution, None for a contribution reported at
    both. `steps` explain the change of a line reported at both: (reason, amount reached at A's rates); the rest is
    unexplained. `allocated` is the part of an amount reported only at B that came from the pool or went from it to
    projects, at A's rates and at B's: it is booked as a change with that reason on a line that is otherwise new, so
    that it sums to zero over the two. A side that is excluded or has no rate adds nothing to its total, and nothing to
    a term.
    """

    both_a, both_x, both_b, only_a, only_b, first_b = (amount or 0 for amount in amounts)
    counts_a = first.there and first.rated and not first.excluded
    counts_b = second.there and second.rated and not second.excluded

    def put(name: str, spread: Spread, amount: int, sign: int = 1) -> None:
        if amount:
            for group, part in spread(amount):
                book(group, name, sign * part)

    def moves(name: str, leaving: int, coming: int) -> None:
        if counts_a:
            put(name, first.spread, leaving, -1)
        if counts_b:
            put(name, second.spread, coming)

    def comes(name: str, amount: int) -> None:
        """The amount reported only at B, less the allocated part."""
        if counts_b:
            rest = amount - allocated[1]
            _in_steps(put, second.spread, 0, [(name, rest), (ALLOCATED, rest + allocated[0]), ("exchange", amount)])

    if counts_a:
        put("from_total", first.spread, both_a)
        put("from_total", first.spread, only_a)
    if counts_b:
        put("to_total", second.spread, both_b)
        put("to_total", second.spread, only_b)

    if _lacks_rate(first) or _lacks_rate(second):
        moves("no_rate", both_a, both_b)
        both_a = both_x = both_b = 0
    if first.there and second.there and first.excluded != second.excluded:
        moves("exclusions", both_a, both_b)
        moves("exclusions", only_a, only_b)
    elif term is not None:
        moves(term, both_a, both_b)
        moves(term, only_a, 0)
        comes(term, only_b)
    else:
        moves("no_longer_known", only_a, 0)
        # An allocation concerns a single line, whose amount is either a first report or not.
        if amounts.first_b is not None:
            comes("first_told", first_b)
        if amounts.first_b is None or only_b != first_b:
            comes("now_known", only_b - first_b)
        if counts_a and counts_b:
            put("reclassified", first.spread, both_a, -1)
            put("reclassified", second.spread, both_a)
            changed = ((f"changed:{reason}", upto) for reason, upto in [*steps, (UNEXPLAINED, both_x)])
            _in_steps(put, second.spread, both_a, [*changed, ("exchange", both_b)])


def _in_steps(put: Callable[..., None], spread: Spread, reached: int, steps: Sequence[tuple[str, int]]) -> None:
    """Book the steps from one amount to another, each by the amount it reaches: so the parts of groups add up too."""
    for name, upto in steps:
        if upto != reached:
            put(name, spread, upto)
            put(name, spread, reached, -1)
        reached = upto


def _lacks_rate(side: Side) -> bool:
    return side.there and not side.excluded and not side.rated

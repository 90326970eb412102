"""Which money of a contribution does not belong to a pledge, and therefore does not keep it.

All amounts are cumulative, and the rungs of the ladder contain one another: what was promised so far, what of it was
signed for, what of that was paid (the domain's ladder; the help of `report` says "so far" for each). So 400,000
committed beside a pledge of 1,000,000 is its first part. But earlier money does not keep a pledge:

* what was reported as committed (or disbursed) before any pledge was reported;
* all that was committed when the pledge was first reported, if that was more than the pledge: the one cannot then
  contain the other: 300,000 promised on top of 1,000,000;
* what was reported earlier as committed beyond the pledge of that time, once more is pledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.model.kinds import Minor


class ReportedAmounts(NamedTuple):
    """One conference's report on a contribution, in minor units; None is unknown."""

    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None


def toward(told: Sequence[ReportedAmounts], committed: int | None, disbursed: int | None) -> int | None:
    """The part of the committed or disbursed amount, whichever is larger, that is money of a pledge.

    `told` are the reports of the conferences in order, up to the one where this pledge was reported. None where neither
    amount is known.
    """
    amounts = ((committed, "committed"), (disbursed, "disbursed"))
    found = [amount - _other(told, measure) for amount, measure in amounts if amount is not None]
    return max([*found, 0]) if found else None


def _other(told: Sequence[ReportedAmounts], measure: str) -> int:
    """The part of a measure that is other money."""
    first = next(place for place, one in enumerate(told) if one.pledged)
    found = 0
    for place, one in enumerate(told):
        amount = getattr(one, measure) or 0
        if place == first and amount > (one.pledged or 0):
            found = max(found, amount)
        elif place < first or (place < len(told) - 1 and one.pledged is not None):
            found = max(found, amount - (one.pledged or 0))
    return found

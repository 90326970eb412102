"""Which money of a contribution has nothing to do with a pledge, so that it does not keep it.

All amounts are cumulative, and the rungs of the ladder contain one another: what was promised so far, what of it was
signed for, what of that was paid (the domain's ladder; the help of `report` says "so far" of each). So the 400,000 that
are committed beside a pledge of 1,000,000 are its first part. But money that was there before does not keep a promise:

* what a conference heard was committed (or disbursed) before any was told of a pledge;
* all that was committed when the pledge was first told, where that was more than the pledge, for then the one cannot
  contain the other: 300,000 promised on top of 1,000,000;
* what an earlier conference heard was committed beyond what was pledged by then, once more is pledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.model.kinds import Minor


class ReportedAmounts(NamedTuple):
    """What one conference was told of a contribution, in minor units; None is unknown."""

    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None


def toward(told: Sequence[ReportedAmounts], committed: int | None, disbursed: int | None) -> int | None:
    """What of the amounts committed and disbursed by now, the larger of the two, is money of a pledge.

    `told` is what the conferences were told in turn, up to the one that was told of this pledge. None where neither
    amount is known.
    """
    amounts = ((committed, "committed"), (disbursed, "disbursed"))
    found = [amount - _other(told, measure) for amount, measure in amounts if amount is not None]
    return max([*found, 0]) if found else None


def _other(told: Sequence[ReportedAmounts], measure: str) -> int:
    """What of a measure is other money."""
    first = next(place for place, one in enumerate(told) if one.pledged)
    found = 0
    for place, one in enumerate(told):
        amount = getattr(one, measure) or 0
        if place == first and amount > (one.pledged or 0):
            found = max(found, amount)
        elif place < first or (place < len(told) - 1 and one.pledged is not None):
            found = max(found, amount - (one.pledged or 0))
    return found

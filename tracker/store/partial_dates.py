"""SQL that compares partly known dates."""

from __future__ import annotations

from collections.abc import Sequence


def compared(one: str, sign: str, other: str) -> str:
    """Return SQL that compares two dates as far as both are known: 2012-03 is within 2012, not before or after it."""
    return f"substr({one}, 1, length({other})) {sign} substr({other}, 1, length({one}))"


def later(one: str, other: str) -> str:
    """Return SQL for: one date is after another."""
    return compared(one, ">", other)


def up_to_cut_off(dates: Sequence[str], conference: str) -> str:
    """Return SQL for: the first of some dates that is known is not after the cut-off date of a conference, by its id.

    Without a cut-off date the conference's last day counts, then its first. What has no date counts, and everything
    does if the conference has none.
    """
    date = dates[0] if len(dates) == 1 else f"coalesce({', '.join(dates)})"
    last_day = "coalesce(CAST(n.cut_off AS text), n.end_date, n.start_date)"
    return f"coalesce({compared(date, '<=', f'(SELECT {last_day} FROM conference n WHERE n.id = {conference})')}, TRUE)"

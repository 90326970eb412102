"""What became of needs from one conference to a later one: new, answered, met, extended, or a conference older."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.coordination.needs import NeedRow, needs_asked_of, needs_at
from tracker.rules.words import OPEN_NEEDS
from tracker.store.reader import Reader

CLASSES = ("new", "met", "withdrawn", "partly met", "open again", "replied to", "extended", "changed", "older")


class NeedChange(NamedTuple):
    """A need in the one class that fits first; `replies` are those that were not in force at the earlier conference.

    `older`: it is open, nothing moved, and it was carried to the later conference.
    """

    need: str
    beneficiaries: str | None
    text: str | None
    change: str
    status_old: str | None
    status_new: str
    replies: str | None
    due_old: str | None
    due_new: str | None
    carried: int | None


def need_changes(reader: Reader, pair: ConferencePair) -> Iterator[NeedChange]:
    """The needs of a later conference that moved since an earlier one, or that are still open."""
    before = {row.id: row for row in _needs(reader, pair, first=True)}
    found = []
    for row in _needs(reader, pair, first=False):
        was = before.get(row.id)
        if was is None or was.status in OPEN_NEEDS or row.status != was.status:
            replies = [reply for reply in row.replies if was is None or reply not in was.replies]
            found.append(_change(row, was, replies))
    yield from sorted(found, key=lambda one: CLASSES.index(one.change))


def _needs(reader: Reader, pair: ConferencePair, *, first: bool) -> list[NeedRow]:
    at = pair.first if first else pair.second
    return needs_asked_of(reader, pair.donors, at) if pair.donors else needs_at(reader, at)


def _change(row: NeedRow, was: NeedRow | None, replies: list[str]) -> NeedChange:
    if was is None:
        change = "new"
    elif row.status != was.status:
        change = "open again" if row.status == "open" else row.status
    elif replies:
        change = "replied to"
    elif row.due != was.due:
        change = "extended" if row.due_is == "extended" else "changed"
    else:
        change = "older"
    whose = "; ".join(filter(None, (*row.beneficiaries, row.whose)))
    return NeedChange(
        row.code,
        whose or None,
        row.text or "; ".join((*row.measures, *row.themes)) or None,
        change,
        was and was.status,
        row.status,
        "; ".join(replies) or None,
        was and was.due,
        row.due,
        row.carried,
    )

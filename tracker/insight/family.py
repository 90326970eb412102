"""An organisation's family: itself and all that were merged into it, under whose names conferences were told of it."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.store.reader import Reader


def survivors(reader: Reader) -> dict[int, int]:
    """For each organisation that was merged, the one that answers for it now."""
    into = dict(reader.rows("SELECT id, merged_into_id FROM organisation WHERE merged_into_id IS NOT NULL"))
    found = {}
    for one, other in into.items():
        last = other
        while last in into:
            last = into[last]
        found[one] = last
    return found


def family(reader: Reader, identity: int) -> list[int]:
    """An organisation that was not merged itself, and all that were merged into it."""
    return members([identity], survivors(reader))


def members(identities: Iterable[int], surviving: dict[int, int]) -> list[int]:
    """Organisations that were not merged, and all that were merged into them, given what `survivors` says."""
    named = list(identities)
    return [*named, *sorted(one for one, last in surviving.items() if last in named)]

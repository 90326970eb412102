"""An organisation's family: itself and all that were merged into it, whose names appear in old reports."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.store.reader import Reader


def survivors(reader: Reader) -> dict[int, int]:
    """For each merged organisation, the one that replaces it now."""
    into = dict(reader.rows("SELECT id, merged_into_id FROM organisation WHERE merged_into_id IS NOT NULL"))
    found = {}
    for one, other in into.items():
        last = other
        while last in into:
            last = into[last]
        found[one] = last
    return found


def family(reader: Reader, identity: int) -> list[int]:
    """An organisation (not itself merged), and all that were merged into it."""
    return members([identity], survivors(reader))


def members(identities: Iterable[int], surviving: dict[int, int]) -> list[int]:
    """Organisations (not themselves merged), and all that were merged into them, given the result of `survivors`."""
    named = list(identities)
    return [*named, *sorted(one for one, last in surviving.items() if last in named)]

"""An organisation's family: itself and all that were merged into it, whose names appear in old reports; and what it is
part of."""

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


def wholes(reader: Reader) -> dict[int, list[int]]:
    """What each organisation is part of, nearest first, as far as that is recorded: of an administration, its region.

    An organisation is recorded as part of one other, so a region that is not among these may contain it all the same.
    """
    last = survivors(reader)
    rows = reader.rows("SELECT id, parent_id FROM organisation WHERE parent_id IS NOT NULL ORDER BY id")
    parents = {last.get(one, one): last.get(parent, parent) for one, parent in rows}
    found: dict[int, list[int]] = {}
    for one, parent in parents.items():
        chain: list[int] = []
        above: int | None = parent
        while above is not None and above != one and above not in chain:
            chain.append(above)
            above = parents.get(above)
        found[one] = chain
    return found


def family(reader: Reader, identity: int) -> list[int]:
    """An organisation (not itself merged), and all that were merged into it."""
    return members([identity], survivors(reader))


def members(identities: Iterable[int], surviving: dict[int, int]) -> list[int]:
    """Organisations (not themselves merged), and all that were merged into them, given the result of `survivors`."""
    named = list(identities)
    return [*named, *sorted(one for one, last in surviving.items() if last in named)]

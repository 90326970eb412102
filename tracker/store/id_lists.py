"""The ids of rows as lists in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

IDS_A_QUERY = 5_000


def id_lists(ids: Iterable[int]) -> Iterator[str]:
    """Return the ids in order as lists for `IN (...)`, some thousands each; no list where there are no ids."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), IDS_A_QUERY):
        yield ", ".join(map(str, wanted[start : start + IDS_A_QUERY]))

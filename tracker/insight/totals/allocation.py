"""Which beneficiaries get the money of a contribution: its earmarks first, the rest by the shares of the project."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from tracker.rules.shares import FULL_SHARE, split
from tracker.store.reader import Reader

NOT_ALLOCATED = "not allocated"

# The part of a project that the row `g` of shares gives a beneficiary, in parts per million. A sole beneficiary without
# a share has all of it; that is computed wherever it is needed and never stored. NULL is unknown.
PART = f"""CASE WHEN g.share IS NULL AND NOT EXISTS (SELECT 1 FROM share h WHERE h.conference_id = g.conference_id
    AND h.project_id = g.project_id AND h.organisation_id <> g.organisation_id) THEN {FULL_SHARE} ELSE g.share END"""
SHARES = f"""
SELECT g.project_id, o.code, {PART} FROM share g JOIN organisation o ON o.id = g.organisation_id
WHERE g.conference_id = :conference AND ({PART}) > 0 AND {{among}} ORDER BY g.project_id, o.code
"""
EARMARKS = """
SELECT e.contribution_id, o.code, e.share FROM earmark e JOIN organisation o ON o.id = e.organisation_id
WHERE e.conference_id = :conference AND e.share > 0 AND {among} ORDER BY e.contribution_id, o.code
"""

Parts = tuple[tuple[str, ...], tuple[int, ...]]
NOTHING: Parts = ((), ())


class BenefitShares:
    """The shares and earmarks reported at one conference; with `projects`, a query of ids, those of some projects."""

    def __init__(
        self, reader: Reader, conference_id: int, projects: str | None = None, params: Mapping[str, int] | None = None
    ) -> None:
        among = "1 = 1" if projects is None else f"project_id IN ({projects})"
        given = {"conference": conference_id, **(params or {})}
        self._shares = _parts(reader, SHARES.format(among=among), given)
        self._earmarks = _parts(reader, EARMARKS.format(among=among), given)

    def divide(self, contribution_id: int, project_id: int, amount: int) -> list[tuple[int | str, int]]:
        """An amount by beneficiary (codes in alphabetical order, earmarked ones first), and the unallocated part.

        The parts sum to the amount exactly; a beneficiary with both an earmark and a share appears twice.
        """
        whose, earmarks = self._earmarks.get(contribution_id, NOTHING)
        others, shares = self._shares.get(project_id, NOTHING)
        if not earmarks and len(shares) < 2 and (not shares or shares[0] == FULL_SHARE):
            return [(others[0] if others else NOT_ALLOCATED, amount)]
        *earmarked, rest = split(amount, earmarks)
        *shared, left = split(rest, shares)
        parts: list[tuple[int | str, int]] = [*zip(whose, earmarked, strict=True), *zip(others, shared, strict=True)]
        return [*parts, (NOT_ALLOCATED, left)] if left else parts


def _parts(reader: Reader, sql: str, params: Mapping[str, int]) -> dict[int, Parts]:
    # Many projects share the same beneficiaries in the same way: each combination is stored once.
    known: dict[Parts, Parts] = {}
    found: dict[int, Parts] = {}
    rows: Any = reader.rows(sql, params)
    for key, group in groupby(rows, key=lambda row: row[0]):
        listed = list(group)
        parts = tuple(row[1] for row in listed), tuple(int(row[2]) for row in listed)
        found[key] = known.setdefault(parts, parts)
    return found

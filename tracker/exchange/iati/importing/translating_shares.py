"""Translate the sectors and places of an activity with their shares, and derive themes from its sectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.exchange.iati.reading.activity import Activity, ActivityPlace, ActivitySector
from tracker.exchange.iati.reading.values import share, short
from tracker.register.published.publications import Row
from tracker.rules.shares import FULL_SHARE
from tracker.rules.text import fold

LeftOut = Callable[[str, str | None, str], None]  # of an element, its value, and why


def sectors_of(activity: Activity, left_out: LeftOut) -> list[Row]:
    found: dict[tuple[str, str], Row] = {}
    for one in activity.sectors:
        if not one.code:
            left_out("sector", one.name, "has no code")
            continue
        row = {
            "vocabulary": one.vocabulary[:20],
            "code": one.code[:100],
            "name": short(one.name, 500),
            "share": _share("sector", one, left_out),
            "from_transactions": False,
        }
        _add(found, (row["vocabulary"], row["code"]), row)
    return list(found.values())


def places_of(activity: Activity, left_out: LeftOut) -> list[Row]:
    found: dict[tuple[str, str, str], Row] = {}
    for one in activity.places:
        if not one.code:
            left_out(f"recipient-{one.kind}", one.name, "has no code")
            continue
        row = {
            "kind": one.kind,
            "vocabulary": one.vocabulary[:20],
            "code": one.code[:100].upper() if one.kind == "country" else one.code[:100],
            "name": short(one.name, 500),
            "share": _share(f"recipient-{one.kind}", one, left_out),
            "from_transactions": False,
        }
        _add(found, (row["kind"], row["vocabulary"], row["code"]), row)
    return list(found.values())


def _share(element: str, one: ActivitySector | ActivityPlace, left_out: LeftOut) -> int | None:
    if one.percentage is None:
        return None
    found = share(one.percentage)
    if found is None:
        left_out(f"{element}/@percentage", one.percentage, "is not a percentage from 0 to 100")
    return found


def themes_of(sectors: Sequence[Row], themes: Mapping[str, str]) -> list[str]:
    """Return the themes of the DAC sectors, that of the greatest share first."""
    weights: dict[str, int] = {}
    for row in sectors:
        theme = themes.get(row["code"]) if row["vocabulary"] == "1" else None
        if theme is not None:
            weights[theme] = weights.get(theme, 0) + (row["share"] or 0)
    return sorted(weights, key=lambda theme: -weights[theme])


def themes_by_sector(rows: Sequence[tuple[str, str, str | None]], sector_names: Mapping[str, str]) -> dict[str, str]:
    """Map each DAC sector to its theme, from (code, name, sector) of the themes.

    If several themes have the same sector, the one with the sector's name is used; if none has it, the sector has no
    theme.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name, sector in rows:
        if sector:
            found.setdefault(sector, []).append((code, name))
    chosen = {}
    for sector, themes in found.items():
        same = [code for code, name in themes if fold(name) == fold(sector_names.get(sector, ""))]
        if len(themes) == 1 or same:
            chosen[sector] = same[0] if same else themes[0][0]
    return chosen


def _add(found: dict[Any, Row], key: Any, row: Row) -> None:
    """Add a share; a code that appears twice gets the sum of both."""
    other = found.get(key)
    if other is not None:
        both = [one for one in (other["share"], row["share"]) if one is not None]
        row = other | {"share": min(sum(both), FULL_SHARE) if both else None}
    found[key] = row

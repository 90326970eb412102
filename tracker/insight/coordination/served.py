"""Which countries and other beneficiaries have projects, and which have none."""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.coordination.coverage import find_coverage
from tracker.store.reader import Reader, codes_of


class ServedPlace(NamedTuple):
    """A country with its administrations, or an administration without a country, and the codes of its projects."""

    country: str | None
    administrations: tuple[str, ...]
    projects: tuple[str, ...]


def served_places(reader: Reader, at: str | None) -> list[ServedPlace]:
    """Every administration under its country, with the projects that `coverage` counts; by country, then by code.

    Raises NotFound.
    """
    found = find_coverage(reader, at, None, "theme", "count")
    countries = dict(reader.rows("SELECT code, country FROM organisation"))
    projects: dict[str, set[str]] = {}
    for cell in found.cells:
        projects.setdefault(cell.administration, set()).update(codes_of(cell.which))
    places: dict[tuple[str | None, str], list[str]] = {}
    for code, _ in found.administrations:
        country = countries[code]
        places.setdefault((country, "" if country else code), []).append(code)
    ordered = sorted(places, key=lambda place: (place[0] is None, place))
    return [
        ServedPlace(
            country,
            tuple(places[country, code]),
            tuple(sorted(set().union(*(projects.get(one, set()) for one in places[country, code])))),
        )
        for country, code in ordered
    ]

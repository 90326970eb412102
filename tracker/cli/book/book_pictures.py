"""The pictures of a book: each from rows that its chapter has already, and None where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.cli.book.material import GroupedMoney, Material
from tracker.cli.book.pictures import origin
from tracker.cli.book.pictures_money import bridge_picture, pledges_picture, portfolio_picture, trend_picture
from tracker.cli.book.pictures_state import (
    coverage_picture,
    outcomes_picture,
    risk_picture,
    scorecard_picture,
    tiles_picture,
)
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.money import NO_THEME
from tracker.insight.comparing.trend import TrendRow, trend, with_money
from tracker.insight.coordination.served import served_places
from tracker.insight.records import with_records_of_then
from tracker.insight.totals.allocation import NOT_ALLOCATED

if TYPE_CHECKING:
    from tracker.insight.comparing.risk_matrix import Matrix
    from tracker.insight.coordination.coverage import Coverage
    from tracker.insight.lights.scorecard import Scorecard
    from tracker.insight.projects.outcomes import IndicatorRow
    from tracker.output.paper import Picture

NAMELESS = {"donor": "", "beneficiary": NOT_ALLOCATED, "theme": NO_THEME}


def bridges(material: Material) -> Iterator[Picture]:
    """Yield how each measure moved since the conference before."""
    if material.pair is None:
        return
    comparison = Comparison(material.reader, material.pair)
    for move in material.moves:
        if move.causes:
            said = _origin(material, before=True)
            picture = bridge_picture(comparison, material.tongue, said, move.measure)
            if picture is not None:
                yield picture


def portfolio(material: Material, by: str, groups: Sequence[GroupedMoney]) -> Picture | None:
    """Return the money by donor, beneficiary or theme, each measure apart."""
    conference = material.conference
    rows = []
    for group in groups:
        label = group.code or NAMELESS[by]
        missing = sum(not material.money[place].rated for place in group.behind) if by != "beneficiary" else 0
        rows.append(TrendRow(conference.code, label, *group.amounts, conference.currency, missing))
    return portfolio_picture(rows, by, material.tongue, _origin(material), *material.doubts)


def trends(material: Material) -> Picture | None:
    """Return the money of all conferences up to this one; a sealed record knows those that were sealed before it."""
    last = material.conference
    earlier = [one for one in material.series if one.sequence < last.sequence and one.counts]
    chosen = with_records_of_then(material.reader, earlier)
    rows = list(trend(material.reader, [*chosen, last]))
    known = with_money(rows, [*chosen, last])
    return trend_picture(rows, material.tongue, origin(material.reader, material.tongue, *known))


def tiles(material: Material) -> Picture | None:
    """Return the countries of the region as squares."""
    places = served_places(material.reader, material.code)
    return tiles_picture(places, material.conference.code, material.tongue, _origin(material))


def coverage(material: Material, found: Coverage) -> Picture | None:
    """Return which administration is served on which theme."""
    said = _origin(material, before=found.since is not None)
    return coverage_picture(found, material.conference.code, "theme", material.tongue, said)


def risks(material: Material, found: Matrix) -> Picture | None:
    """Return the matrix of risks, with what moved where there is a conference before."""
    matrices = material.matrices
    if matrices is None:
        return risk_picture(found, material.tongue, _origin(material))
    return risk_picture(matrices, material.tongue, _origin(material, before=True))


def scorecard(material: Material, card: Scorecard) -> Picture | None:
    """Return how many projects have which light."""
    return scorecard_picture(card, material.tongue, _origin(material))


def outcomes(material: Material, rows: Sequence[IndicatorRow]) -> Picture | None:
    """Return how far each indicator is between its baseline and its target."""
    return outcomes_picture(rows, material.conference, material.tongue, _origin(material))


def pledges(material: Material) -> Picture | None:
    """Return what became of the pledges of the conference before."""
    if material.pair is None:
        return None
    first, second = material.pair.first, material.pair.second
    said = _origin(material, before=True)
    return pledges_picture(material.pledges, first, second, material.pair.first_rates, material.tongue, said)


def _origin(material: Material, *, before: bool = False) -> str:
    return origin(material.reader, material.tongue, *(material.conferences if before else [material.conference]))

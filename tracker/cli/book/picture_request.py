"""One picture of a conference by its name: what is read for it, and how it is limited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.cli.book.pictures import origin
from tracker.cli.briefs.papers import paper_tongue
from tracker.errors import Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.pair import ConferencePair, make_pair, previous
from tracker.rules.words import COMPARED_BY

if TYPE_CHECKING:
    from tracker.cli.briefs.brief_language import Tongue
    from tracker.output.paper import Picture
    from tracker.rules.measured import Measured
    from tracker.store.reader import Reader

# The groups by which each picture can be divided, and the options that it knows.
DIVIDED = {
    "bridge": COMPARED_BY,
    "portfolio": COMPARED_BY,
    "coverage": ("theme", "tfa"),
    "scorecard": ("donor", "theme", "beneficiary", "country"),
    "trend": COMPARED_BY,
}
TAKES = {
    "compare": ("bridge", "coverage", "risk", "scorecard", "pledges", "trend"),
    "of": ("scorecard",),
    "measure": ("bridge", "scorecard", "trend"),
}


class PictureRequest:
    """A picture in the making: the conference, the one before, and the language."""

    def __init__(self, reader: Reader, at: str | None, compare: str | None, language: str) -> None:
        self.reader = reader
        self.codes = Codes(reader)
        self.conference = self.codes.conference_or_open(at)
        self.compare = compare
        self.language = language

    def tongue(self, by: str | None = None, groups: Iterable[str | None] = ()) -> Tongue:
        codes = groups if by in ("donor", "beneficiary") else ()
        return paper_tongue(self.reader, self.language, codes, ())

    def origin(self, tongue: Tongue, *conferences: Conference) -> str:
        return origin(self.reader, tongue, *(conferences or (self.conference,)))

    def pair(self) -> ConferencePair:
        first = self.codes.conference(self.compare) if self.compare else previous(self.reader, self.conference)
        return make_pair(self.reader, first, self.conference)


def draw(
    reader: Reader,
    kind: str,
    *,
    at: str | None = None,
    compare: str | None = None,
    by: str | None = None,
    of: str | None = None,
    measure: str | None = None,
    language: str = "en",
) -> Picture:
    """Return a picture. Raises Usage for an option that it does not know and where there is nothing to draw."""
    for option, value in (("compare", compare), ("of", of), ("measure", measure)):
        if value is not None and kind not in TAKES[option]:
            raise Usage(
                f"The picture {kind} does not use --{option}.",
                f"Only these pictures use it: {', '.join(TAKES[option])}.",
            )
    if by is not None and by not in DIVIDED.get(kind, ()):
        known = ", ".join(DIVIDED.get(kind, ()))
        raise Usage(f"{kind} is not divided by {by}.", f"Choose one of {known}." if known else "Leave out --by.")
    asked = PictureRequest(reader, at, compare, language)
    make, nothing = PICTURES[kind]
    made = make(asked, by, of, measure)
    if made is None:
        raise Usage(f"There is nothing to draw: {nothing.format(conference=asked.conference.code)}.")
    return made


def _bridge(asked: PictureRequest, by: str | None, _of: str | None, measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_money import bridge_picture
    from tracker.insight.comparing.compare import Comparison

    pair = asked.pair()
    comparison = Comparison(asked.reader, pair, by)
    tongue = asked.tongue(by, comparison.money.groups)
    return bridge_picture(comparison, tongue, asked.origin(tongue, pair.first, pair.second), measure, by)


def _portfolio(asked: PictureRequest, by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_money import portfolio_picture
    from tracker.insight.comparing.trend import trend

    by = by or "donor"
    conference, reader = asked.conference, asked.reader
    rows = list(trend(reader, [conference], by=by))
    tongue = asked.tongue(by, [row.group for row in rows])
    return portfolio_picture(rows, by, tongue, asked.origin(tongue), *doubts(reader, conference))


def doubts(reader: Reader, conference: Conference) -> tuple[Mapping[str, tuple[int, int]], Measured]:
    """Return of the money of a conference, by measure, what is not confirmed, and what may be counted twice."""
    from tracker.insight.comparing.money import unconfirmed
    from tracker.insight.totals.double_counting import twice_of_each
    from tracker.insight.totals.rates import pinned

    rates = pinned(reader, conference.id)
    alone = ConferencePair(conference, conference, conference.currency, rates, rates)
    (twice,) = twice_of_each(reader, [conference], conference.currency, "1 = 1")
    return unconfirmed(reader, alone)[0], twice.perhaps


def _scorecard(asked: PictureRequest, by: str | None, of: str | None, measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_state import scorecard_picture
    from tracker.insight.lights.scorecard import make_scorecard

    pair = asked.pair() if asked.compare else None
    conference = pair.second if pair else asked.conference
    card = make_scorecard(asked.reader, conference, measure or "committed", by, pair)
    tongue = asked.tongue(by, [row.group for row in card.groups])
    met = (pair.first, pair.second) if pair else (conference,)
    return scorecard_picture(card, tongue, asked.origin(tongue, *met), of, by)


def _pledges(asked: PictureRequest, _by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_money import pledges_picture
    from tracker.insight.conferences.followup import pledges_followed

    pair, tongue = asked.pair(), asked.tongue()
    rows = pledges_followed(asked.reader, pair.first, pair.second)
    said = asked.origin(tongue, pair.first, pair.second)
    return pledges_picture(rows, pair.first, pair.second, pair.first_rates, tongue, said)


def _trend(asked: PictureRequest, by: str | None, _of: str | None, measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_money import trend_picture
    from tracker.insight.comparing.trend import trend, with_money
    from tracker.insight.records import with_records_of_then

    last = asked.conference
    start = asked.codes.conference(asked.compare).sequence if asked.compare else 0
    chosen = [
        one
        for one in asked.codes.conferences()
        if one.series_id == last.series_id and start <= one.sequence < last.sequence and one.counts
    ]
    if last.record is not None:
        chosen = with_records_of_then(asked.reader, chosen)
    rows = list(trend(asked.reader, [*chosen, last], by=by))
    tongue = asked.tongue(by, [row.group for row in rows])
    said = asked.origin(tongue, *with_money(rows, [*chosen, last]))
    return trend_picture(rows, tongue, said, by, measure)


def _risk(asked: PictureRequest, _by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_state import risk_picture
    from tracker.insight.comparing.risk_matrix import MatrixFilters, compare_matrix, risk_matrix

    tongue, code = asked.tongue(), asked.conference.code
    if asked.compare is None:
        found = risk_matrix(asked.reader, code, MatrixFilters())
        return risk_picture(found, tongue, asked.origin(tongue))
    moved = compare_matrix(asked.reader, asked.compare, code, MatrixFilters())
    return risk_picture(moved, tongue, asked.origin(tongue, moved.pair.first, moved.pair.second))


def _coverage(asked: PictureRequest, by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_state import coverage_picture
    from tracker.insight.coordination.coverage import find_coverage

    by, conference = by or "theme", asked.conference
    found = find_coverage(asked.reader, conference.code, asked.compare, by, "count")
    tongue = asked.tongue("beneficiary", [code for code, _ in found.administrations])
    since = [asked.codes.conference(asked.compare)] if asked.compare else []
    return coverage_picture(found, conference.code, by, tongue, asked.origin(tongue, *since, conference))


def _tiles(asked: PictureRequest, _by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_state import tiles_picture
    from tracker.insight.coordination.served import served_places

    tongue, code = asked.tongue(), asked.conference.code
    return tiles_picture(served_places(asked.reader, code), code, tongue, asked.origin(tongue))


def _outcomes(asked: PictureRequest, _by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_state import outcomes_picture
    from tracker.insight.projects.outcomes import list_indicators
    from tracker.insight.projects.parts import PartFilter

    tongue, conference = asked.tongue(), asked.conference
    rows = list(list_indicators(asked.reader, PartFilter(conference.code)))
    return outcomes_picture(rows, conference, tongue, asked.origin(tongue))


Make = Callable[[PictureRequest, str | None, str | None, str | None], "Picture | None"]

NO_MONEY = "no amount was reported to {conference}"
# Each picture: what draws it, and why there is nothing to draw.
PICTURES: dict[str, tuple[Make, str]] = {
    "bridge": (_bridge, "no such amount was reported to {conference} or to the conference before it"),
    "portfolio": (_portfolio, NO_MONEY),
    "coverage": (_coverage, "no project of {conference} has a beneficiary"),
    "tiles": (_tiles, "the register has no beneficiary"),
    "risk": (_risk, "no open risk was reported to {conference}"),
    "scorecard": (_scorecard, "no project was reported to {conference}"),
    "pledges": (_pledges, "the conference before {conference} has no pledge"),
    "trend": (_trend, "fewer than two conferences up to {conference} have such an amount"),
    "outcomes": (_outcomes, "no indicator was reported to {conference}"),
}

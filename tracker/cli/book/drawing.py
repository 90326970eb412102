"""One picture of a conference by its name: what is read for it, and how it is limited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.cli.book.pictures import origin
from tracker.cli.briefs.brief_language import Tongue
from tracker.errors import Usage
from tracker.insight.briefs.translated_names import names
from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.pair import ConferencePair, make_pair, previous

if TYPE_CHECKING:
    from tracker.output.paper import Picture
    from tracker.store.reader import Reader

# The groups by which each picture can be divided, and the options that it knows.
DIVIDED = {
    "bridge": ("donor", "beneficiary", "theme", "project"),
    "portfolio": ("donor", "beneficiary", "theme", "project"),
    "coverage": ("theme", "tfa"),
    "scorecard": ("donor", "theme", "beneficiary", "country"),
    "trend": ("donor", "beneficiary", "theme", "project"),
}
TAKES = {
    "compare": ("bridge", "coverage", "risk", "pledges", "trend"),
    "of": ("scorecard",),
    "measure": ("bridge", "scorecard", "trend"),
}


class Drawing:
    """A picture in the making: the conference, the one before, and the language."""

    def __init__(self, reader: Reader, at: str | None, compare: str | None, language: str) -> None:
        self.reader = reader
        self.codes = Codes(reader)
        self.conference = self.codes.conference_or_open(at)
        self.compare = compare
        self.language = language

    def tongue(self, by: str | None = None, groups: Iterable[str | None] = ()) -> Tongue:
        codes = [group for group in groups if group] if by in ("donor", "beneficiary") else []
        return Tongue(self.language, names(self.reader, self.language, codes, ()), self.reader.exponents)

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
            raise Usage(f"{kind} has no --{option}.", f"It is for {', '.join(TAKES[option])}.")
    if by is not None and by not in DIVIDED.get(kind, ()):
        known = ", ".join(DIVIDED.get(kind, ()))
        raise Usage(f"{kind} is not divided by {by}.", f"Choose one of {known}." if known else "Leave out --by.")
    drawing = Drawing(reader, at, compare, language)
    made = MAKERS[kind](drawing, by, of, measure)
    if made is None:
        raise Usage(f"There is nothing to draw: {NOTHING[kind]}.".format(conference=drawing.conference.code))
    return made


def _bridge(drawing: Drawing, by: str | None, _of: str | None, measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_money import bridge_picture
    from tracker.insight.comparing.compare import Comparison

    pair = drawing.pair()
    comparison = Comparison(drawing.reader, pair, by)
    tongue = drawing.tongue(by, comparison.money.groups)
    return bridge_picture(comparison, tongue, drawing.origin(tongue, pair.first, pair.second), measure, by)


def _portfolio(drawing: Drawing, by: str | None, _of: str | None, _measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_money import portfolio_picture
    from tracker.insight.comparing.money import unconfirmed
    from tracker.insight.comparing.trend import trend
    from tracker.insight.totals.rates import pinned

    by = by or "donor"
    conference, reader = drawing.conference, drawing.reader
    rows = list(trend(reader, [conference], by=by))
    rates = pinned(reader, conference.id)
    alone = ConferencePair(conference, conference, conference.currency, rates, rates)
    tongue = drawing.tongue(by, [row.group for row in rows])
    return portfolio_picture(rows, by, tongue, drawing.origin(tongue), unconfirmed(reader, alone)[0])


def _scorecard(drawing: Drawing, by: str | None, of: str | None, measure: str | None) -> Picture | None:
    from tracker.cli.book.pictures_state import scorecard_picture
    from tracker.insight.lights.scorecard import scorecard

    card = scorecard(drawing.reader, drawing.conference, measure or "committed", by)
    tongue = drawing.tongue(by, [row.group for row in card.groups])
    return scorecard_picture(card, tongue, drawing.origin(tongue), of, by)


MAKERS = {"bridge": _bridge, "portfolio": _portfolio, "scorecard": _scorecard}
NO_MONEY = "no amount was reported to {conference}"
NOTHING = {
    "bridge": "no amount was reported to {conference} or to the conference before it",
    "portfolio": NO_MONEY,
    "scorecard": "no project was reported to {conference}",
}

"""Scales of ratings. A recorded scale and its points stay, because ratings and records refer to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.insight.projects.scales import ScaleRow, find_scale
from tracker.model.nouns import RATING_SCALE
from tracker.register.projects.editions import Editions
from tracker.rules.results.scales import read_points


class ScaleFacts(NamedTuple):
    """A scale in the user's words: `points` in the order in which they were published, `good` those that are good."""

    code: str
    name: str
    edition: str
    points: Sequence[str]
    good: Sequence[str]
    not_rated: Sequence[str] = ()
    source: str | None = None


class Scales(Editions):
    """The scales of a register."""

    noun = RATING_SCALE
    table = tables.scale

    def add(self, facts: Sequence[ScaleFacts]) -> list[str]:
        """Add scales; returns their codes.

        Raises Invalid, or Conflict where a code is taken, or a name in the same edition.
        """
        codes = []
        for fact in facts:
            points = read_points(fact.points, fact.good, fact.not_rated)
            code = self.enter(fact.code, fact._asdict())
            rows = [
                {"scale": code, "name": point.name, "place": place, "good": point.good}
                for place, point in enumerate(points, start=1)
            ]
            self.insert(tables.scale_point, rows)
            codes.append(code)
        return codes

    def edit(self, code: str, given: Mapping[str, Any], expected: ScaleRow | None = None) -> tuple[ScaleRow, ScaleRow]:
        """Change the name, edition or source of a scale; an empty text clears the source, None leaves a field.

        Code and points stay: other points are a scale of another edition. Returns the scale before and after. Raises as
        `add` does, and Conflict where somebody has changed the scale since the row `expected` was read.
        """
        return self.change(code, given, expected, find_scale)

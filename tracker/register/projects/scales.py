"""Scales of ratings. A recorded scale and its points stay, because ratings and records refer to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.projects.scales import ScaleRow, scale
from tracker.model.nouns import RATING_SCALE
from tracker.register.core import Collection
from tracker.rules.codes import check_code, slug
from tracker.rules.scales import read_points
from tracker.rules.text import fold, line


class ScaleFacts(NamedTuple):
    """A scale in the user's words: `points` in the order in which they were published, `good` those that are good."""

    code: str
    name: str
    edition: str
    points: Sequence[str]
    good: Sequence[str]
    not_rated: Sequence[str] = ()
    source: str | None = None


class Scales(Collection):
    """The scales of a register."""

    def add(self, facts: Sequence[ScaleFacts]) -> list[str]:
        """Add scales; returns their codes.

        Raises Invalid, or Conflict where a code is taken, or a name in the same edition.
        """
        codes = []
        for fact in facts:
            code = scale_code(fact.code)
            values = self.columns({"name": fact.name, "edition": fact.edition, "source": fact.source})
            points = read_points(fact.points, fact.good, fact.not_rated)
            self.check_free(code, values)
            self.insert(tables.scale, [{"code": code, "source": None, **values}])
            rows = [
                {"scale": code, "name": point.name, "place": place, "good": point.good}
                for place, point in enumerate(points, start=1)
            ]
            self.insert(tables.scale_point, rows)
            self.codes.forget_scales()
            codes.append(code)
        return codes

    def edit(self, code: str, given: Mapping[str, Any], expected: ScaleRow | None = None) -> tuple[ScaleRow, ScaleRow]:
        """Change the name, edition or source of a scale; an empty text clears the source, None leaves a field.

        Code and points stay: other points are a scale of another edition. Returns the scale before and after. Raises as
        `add` does, and Conflict where somebody has changed the scale since the row `expected` was read.
        """
        before = scale(self.register.reader, code)
        if expected is not None and before != expected:
            raise Conflict(
                f"Scale {before.code} was changed by somebody else since you began to edit it.",
                "Nothing was written. Look at it again, and repeat the edit.",
            )
        values = self.columns(given)
        self.check_free(before.code, before._asdict() | values, before.code)
        (row,) = self.rows(tables.scale, tables.scale.c.code == before.code)
        self.update(tables.scale, [(row, values)])
        self.codes.forget_scales()
        return before, scale(self.register.reader, before.code)

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for the words given; an empty text is unknown, a None is left out. Raises Invalid."""
        values: dict[str, Any] = {}
        for field in RATING_SCALE.standing:
            if (text := given.get(field.name)) is None:
                continue
            empty = not text.strip() and not field.required
            values[field.column] = None if empty else line(f"scale {field.said}", text)
        return values

    def check_free(self, code: str, values: Mapping[str, Any], own: str | None = None) -> None:
        """Raises Conflict where the code of a new scale, or its name in its edition, belongs to another scale."""
        for row in self.rows(tables.scale):
            if row["code"] == own:
                continue
            called = fold(row["name"]) == fold(values["name"]) and fold(row["edition"]) == fold(values["edition"])
            if row["code"] == code or called:
                raise Conflict(
                    f"There is a scale {row['code']} already: {row['name']}, {row['edition']}.",
                    f"`tracker scale show {row['code']}` shows it. Another edition needs a code of its own.",
                )


def scale_code(text: str) -> str:
    """Return the code of a scale. Raises Invalid."""
    code = slug(check_code("scale code", text))
    if not code:
        raise Invalid("scale code", text, "has no Latin letter to make a code of", "wb-outcome")
    return code

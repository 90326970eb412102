"""Scales of ratings: each with its edition, and its points in the order in which they were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes
from tracker.rules.results.scales import Point
from tracker.store.reader import Reader


class ScaleRow(NamedTuple):
    """A scale: `points` in the order in which they were published, `good` those of them that count as good.

    `not_rated` are the points that say that nothing was rated; they are none of `points`.
    """

    code: str
    name: str
    edition: str
    points: tuple[str, ...]
    good: tuple[str, ...]
    not_rated: tuple[str, ...]
    source: str | None

    @property
    def version(self) -> ScaleRow:
        """The state that an edit started from: a scale has no version number, so the whole row is compared."""
        return self


class PointRow(NamedTuple):
    """A point of a scale; `good` is None where it says that nothing was rated."""

    point: str
    good: bool | None


def list_scales(reader: Reader) -> list[ScaleRow]:
    """The scales, by code."""
    return _rows(reader, "1 = 1", {})


def find_scale(reader: Reader, text: str) -> ScaleRow:
    """A scale by its code, its name, or its points in order. Raises NotFound with the nearest, Usage for a name of
    several editions.
    """
    (found,) = _rows(reader, "s.code = :code", {"code": Codes(reader).scale(text)})
    return found


def points_by_scale(
    reader: Reader, where: str = "1 = 1", params: Mapping[str, str] | None = None
) -> dict[str, list[Point]]:
    """The points of every scale, or of some, in the order in which they were published; `where` is about scales `s`."""
    sql = f"""SELECT p.scale, p.name, p.good FROM scale_point p JOIN scale s ON s.code = p.scale WHERE {where}
ORDER BY p.scale, p.place"""
    points: dict[str, list[Point]] = {}
    for code, name, good in reader.rows(sql, params):
        points.setdefault(code, []).append(Point(name, None if good is None else bool(good)))
    return points


def point_rows(row: ScaleRow) -> Sequence[PointRow]:
    """The points of a scale, one by one."""
    rated = [PointRow(point, point in row.good) for point in row.points]
    return [*rated, *(PointRow(point, None) for point in row.not_rated)]


def _rows(reader: Reader, where: str, params: dict[str, str]) -> list[ScaleRow]:
    points = points_by_scale(reader, where, params)
    sql = f"SELECT s.code, s.name, s.edition, s.source FROM scale s WHERE {where} ORDER BY s.code"
    return [
        ScaleRow(
            code,
            name,
            edition,
            tuple(one.name for one in points.get(code, ()) if one.good is not None),
            tuple(one.name for one in points.get(code, ()) if one.good),
            tuple(one.name for one in points.get(code, ()) if one.good is None),
            source,
        )
        for code, name, edition, source in reader.rows(sql, params)
    ]

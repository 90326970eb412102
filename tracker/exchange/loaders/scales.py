"""Load scales of ratings."""

from __future__ import annotations

from typing import Any

from tracker.errors import Conflict
from tracker.exchange.loaders.planning import Loader, split
from tracker.exchange.sheets import SheetRow
from tracker.insight.projects.scales import ScaleRow, list_scales
from tracker.register.projects.scales import ScaleFacts, scale_code
from tracker.rules.scales import Point, read_points

WORDS = ("name", "edition", "source")
LISTS = ("points", "good", "not_rated")


class ScaleLoader(Loader):
    """Scales, matched by their code. The points of an existing scale stay as they are."""

    def plan(self) -> None:
        scales = self.register.scales
        readers: dict[str, Any] = {name: (lambda text, name=name: scales.columns({name: text})) for name in WORDS}
        self.sheet.read(readers | {"code": scale_code}, ("code", "name", "edition", "points", "good"))
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda entry: entry.values["code"], "code")
        known = {row.code: row for row in list_scales(self.register.reader)}
        for entry in list(self.sheet.standing()):
            row = entry.values["known"] = known.get(entry.values["code"])
            words = self._words(entry)
            points = self.attempt(entry, "points", read_points, *self._lists(entry))
            self.attempt(entry, "name", scales.check_free, entry.values["code"], words, row and row.code)
            if points and row is not None:
                self.attempt(entry, "points", _refuse_other_points, row, points)
            if entry.fate != "refused":
                same = row is not None and all(getattr(row, name) == text for name, text in words.items())
                entry.fate = "created" if row is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        scales = self.register.scales
        for entry in self.sheet.having("created", "updated"):
            words = self._words(entry)
            if entry.values["known"] is None:
                # A name in an edition may be that of a row above it.
                points, good, not_rated = self._lists(entry)
                name, edition, source = words["name"], words["edition"], words.get("source")
                facts = ScaleFacts(entry.values["code"], name, edition, points, good, not_rated, source)
                self.attempt(entry, "name", scales.add, [facts])
            else:
                self.attempt(entry, "name", scales.edit, entry.values["code"], words)

    def _words(self, entry: SheetRow) -> dict[str, Any]:
        return {name: text for word in WORDS for name, text in entry.values.get(word, {}).items()}

    def _lists(self, entry: SheetRow) -> list[list[str]]:
        return [split(entry.words.get(name, "")) for name in LISTS]


def _refuse_other_points(row: ScaleRow, points: list[Point]) -> None:
    """Raises Conflict where the points are not those that a scale has."""
    known = [*(Point(name, name in row.good) for name in row.points), *(Point(name, None) for name in row.not_rated)]
    if points != known:
        raise Conflict(
            f"The scale {row.code} has other points: {'; '.join(point.name for point in known)}.",
            "Other points are another edition: give it a code of its own.",
        )


LOADERS: dict[str, type[Loader]] = {"scales": ScaleLoader}

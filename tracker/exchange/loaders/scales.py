"""Load scales of ratings, and sets of criteria."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from tracker.errors import Conflict
from tracker.exchange.loaders.planning import Loader, split
from tracker.exchange.sheets import SheetRow
from tracker.insight.projects.criteria import CriteriaRow, list_criteria
from tracker.insight.projects.scales import ScaleRow, list_scales
from tracker.register.projects.criteria import CriteriaFacts, CriteriaSets
from tracker.register.projects.editions import Edition
from tracker.register.projects.scales import ScaleFacts, Scales
from tracker.rules.results.scales import Point, read_names, read_points

WORDS = ("name", "edition", "source")


class EditionLoader(Loader):
    """Scales or sets of criteria, matched by their code. The words of an existing one stay as they are."""

    words: ClassVar[str]

    @property
    @abstractmethod
    def collection(self) -> Scales | CriteriaSets: ...

    @abstractmethod
    def known(self) -> dict[str, Any]:
        """Return those of the register by code."""

    @abstractmethod
    def check(self, entry: SheetRow, known: Any) -> None:
        """Raises Invalid for words that cannot be, and Conflict where `known` has others."""

    @abstractmethod
    def enter(self, entry: SheetRow, words: dict[str, Any]) -> None:
        """Add a new one."""

    def plan(self) -> None:
        collection = self.collection
        readers: dict[str, Any] = {name: (lambda text, name=name: collection.columns({name: text})) for name in WORDS}
        required = ("code", "name", "edition", self.words)
        self.sheet.read(readers | {"code": collection.code_of}, required)
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda entry: entry.values["code"], "code")
        known = self.known()
        for entry in list(self.sheet.standing()):
            row: Edition | None = known.get(entry.values["code"])
            entry.values["known"], words = row, self._words(entry)
            self.attempt(entry, self.words, self.check, entry, row)
            self.attempt(entry, "name", collection.check_free, entry.values["code"], words, row and row.code)
            if entry.fate != "refused":
                same = row is not None and all(getattr(row, name) == text for name, text in words.items())
                entry.fate = "created" if row is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        for entry in self.sheet.having("created", "updated"):
            words = self._words(entry)
            if entry.values["known"] is None:
                # A name in an edition may be that of a row above it.
                self.attempt(entry, "name", self.enter, entry, words)
            else:
                self.attempt(entry, "name", self.collection.edit, entry.values["code"], words)

    def _words(self, entry: SheetRow) -> dict[str, Any]:
        return {name: text for word in WORDS for name, text in entry.values.get(word, {}).items()}


class ScaleLoader(EditionLoader):
    words = "points"

    @property
    def collection(self) -> Scales:
        return self.register.scales

    def known(self) -> dict[str, ScaleRow]:
        return {row.code: row for row in list_scales(self.register.reader)}

    def check(self, entry: SheetRow, known: ScaleRow | None) -> None:
        points = read_points(*self._lists(entry))
        if known is None:
            return
        there = [Point(name, name in known.good) for name in known.points]
        there += [Point(name, None) for name in known.not_rated]
        if points != there:
            raise _others("scale", known.code, "points", [point.name for point in there])

    def enter(self, entry: SheetRow, words: dict[str, Any]) -> None:
        points, good, not_rated = self._lists(entry)
        name, edition, source = words["name"], words["edition"], words.get("source")
        self.collection.add([ScaleFacts(entry.values["code"], name, edition, points, good, not_rated, source)])

    def _lists(self, entry: SheetRow) -> tuple[list[str], list[str], list[str]]:
        points, good, not_rated = (split(entry.words.get(name, "")) for name in ("points", "good", "not_rated"))
        return points, good, not_rated


class CriteriaLoader(EditionLoader):
    words = "criteria"

    @property
    def collection(self) -> CriteriaSets:
        return self.register.criteria_sets

    def known(self) -> dict[str, CriteriaRow]:
        return {row.code: row for row in list_criteria(self.register.reader)}

    def check(self, entry: SheetRow, known: CriteriaRow | None) -> None:
        names = read_names("criterion", split(entry.words["criteria"]))
        if known is not None and tuple(names) != known.criteria:
            raise _others("set", known.code, "criteria", known.criteria)

    def enter(self, entry: SheetRow, words: dict[str, Any]) -> None:
        name, edition, source = words["name"], words["edition"], words.get("source")
        names = split(entry.words["criteria"])
        self.collection.add([CriteriaFacts(entry.values["code"], name, edition, names, source)])


def _others(noun: str, code: str, words: str, there: Any) -> Conflict:
    return Conflict(
        f"The {words} of the {noun} {code} are {'; '.join(there)}.",
        f"Different {words} are another edition, which needs its own code.",
    )


LOADERS: dict[str, type[Loader]] = {"scales": ScaleLoader, "criteria": CriteriaLoader}

"""Load ratings of the risk of whole projects."""

from __future__ import annotations

from typing import Any

from tracker.exchange.loaders.planning import Loader
from tracker.exchange.sheets import SheetRow
from tracker.register.projects.ratings import ON_SCALE, RatingFacts, key_of
from tracker.rules.words import OVERALL


class RatingLoader(Loader):
    """Ratings, matched by their project, aspect, date, and who published them. An empty level is one not said."""

    def plan(self) -> None:
        ratings = self.register.ratings
        self.codes.load("project", "organisation")
        words = [name for name in self.sheet.columns if name not in ON_SCALE]
        readers: dict[str, Any] = {name: (lambda text, name=name: ratings.columns({name: text})) for name in words}
        self.sheet.read(readers, ("project", "date"))
        self.sheet.refuse_duplicates(self.sheet.standing(), _key, "date")
        projects = {entry.values["project"]["project_id"] for entry in self.sheet.standing()}
        stored = {key_of(row): row for row in ratings.of_projects(projects)}
        for entry in list(self.sheet.standing()):
            before = entry.values["before"] = stored.get(_key(entry))
            given = {name: text for name, text in entry.words.items() if name in RatingFacts._fields}
            values = self.attempt(entry, "level", ratings.columns, given, before)
            if values is not None:
                same = before is not None and all(before[name] == value for name, value in values.items())
                entry.values["given"] = given
                entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        ratings = self.register.ratings
        ratings.add([RatingFacts(**entry.values["given"]) for entry in self.sheet.having("created")])
        for entry in self.sheet.having("updated"):
            ratings.edit(entry.values["before"]["id"], entry.values["given"])


def _key(entry: SheetRow) -> tuple[Any, ...]:
    read = {name: value for word in entry.values.values() if isinstance(word, dict) for name, value in word.items()}
    return key_of({"aspect": OVERALL, "rated_by_id": None} | read)


LOADERS: dict[str, type[Loader]] = {"ratings": RatingLoader}

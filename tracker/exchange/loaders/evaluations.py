"""Load evaluations."""

from __future__ import annotations

from tracker.errors import TrackerError
from tracker.exchange.loaders.planning import Loader
from tracker.exchange.sheets import SheetRow
from tracker.register.core import Row
from tracker.register.projects.evaluations import Reading, key_of


class EvaluationLoader(Loader):
    """Evaluations, matched by who rated what, when and by which criterion. Empty cells keep their value."""

    def plan(self) -> None:
        evaluations = self.register.evaluations
        reading = evaluations.reading(len(self.sheet.entries))
        self.sheet.read({}, ("evaluator", "criterion", "rating"))
        for entry in list(self.sheet.standing()):
            try:
                entry.values["row"] = reading.row(entry.words)
            except TrackerError:
                self._refuse(entry, reading)
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda entry: key_of(entry.values["row"]), "criterion")
        standing = evaluations.standing(entry.values["row"] for entry in self.sheet.standing())
        for entry in self.sheet.standing():
            before = entry.values["before"] = standing.get(key_of(entry.values["row"]))
            same = before is not None and all(before[name] == value for name, value in _told(entry).items())
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def _refuse(self, entry: SheetRow, reading: Reading) -> None:
        """Refuse a row for the first of its parts that is wrong."""
        given = reading.given(entry.words)
        for column, read_part in reading.parts.items():
            self.attempt(entry, column, read_part, given)
            if entry.fate == "refused":
                return

    def apply(self) -> None:
        self.register.evaluations.enter(
            [entry.values["row"] for entry in self.sheet.having("created")],
            [(entry.values["before"], _told(entry)) for entry in self.sheet.having("updated")],
        )


def _told(entry: SheetRow) -> Row:
    """Return the columns that a row fills."""
    return {name: value for name, value in entry.values["row"].items() if value is not None}


LOADERS: dict[str, type[Loader]] = {"evaluations": EvaluationLoader}

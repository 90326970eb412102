"""Load evaluations."""

from __future__ import annotations

from tracker.exchange.loaders.planning import Loader
from tracker.exchange.sheets import SheetRow
from tracker.register.core import Row
from tracker.register.projects.evaluations import key_of


class EvaluationLoader(Loader):
    """Evaluations, matched by who rated what, when and by which criterion. Empty cells keep their value."""

    def plan(self) -> None:
        evaluations = self.register.evaluations
        reading = evaluations.reading(len(self.sheet.entries))
        self.sheet.read({}, ("evaluator", "criterion", "rating"))
        for entry in list(self.sheet.standing()):
            given, row = reading.given(entry.words), reading.empty()
            for column, read_part in reading.parts.items():
                row |= self.attempt(entry, column, read_part, given) or {}
                if entry.fate == "refused":
                    break
            entry.values["row"] = row
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda entry: key_of(entry.values["row"]), "criterion")
        standing = evaluations.standing(entry.values["row"] for entry in self.sheet.standing())
        for entry in self.sheet.standing():
            before = entry.values["before"] = standing.get(key_of(entry.values["row"]))
            same = before is not None and all(before[name] == value for name, value in _told(entry).items())
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        self.register.evaluations.enter(
            [entry.values["row"] for entry in self.sheet.having("created")],
            [(entry.values["before"], _told(entry)) for entry in self.sheet.having("updated")],
        )


def _told(entry: SheetRow) -> Row:
    """Return the columns that a row fills."""
    return {name: value for name, value in entry.values["row"].items() if value is not None}


LOADERS: dict[str, type[Loader]] = {"evaluations": EvaluationLoader}

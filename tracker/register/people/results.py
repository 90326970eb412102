"""Results of trainings on Kirkpatrick's four levels; the third and the fourth point at an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker import tables
from tracker.errors import Invalid, NotFound, Usage
from tracker.model.nouns import TRAINING_RESULT
from tracker.register.core import Collection, Row, Values
from tracker.register.people.attendances import count
from tracker.register.project_words import read_fields
from tracker.rules.decimals import plain_decimal
from tracker.rules.words import INDICATED, RESULT_LEVELS, choose

REPEATED = ("before", "after", "persons")
FIELDS = (*REPEATED, "date", "source", "note")
# Kirkpatrick numbers his levels.
BY_NUMBER = {str(number): level for number, level in enumerate(RESULT_LEVELS, start=1)}


class TrainingResults(Collection):
    """The results of the trainings; one is known by its training, its level, and what was measured."""

    def tell(self, training: int, given: Mapping[str, str | None]) -> tuple[Row | None, Row]:
        """Record a result: what is left out stays, an empty text makes it unknown.

        Returns the row before, if there was one, and after. Raises Invalid, NotFound, Usage.
        """
        key = self.key(given)
        before = next((row for row in self.of(training) if key_of(row) == key), None)
        after = (before or blank(training)) | key | self.columns(given)
        self.check(after)
        if before is None:
            self.insert(tables.training_result, [after])
        else:
            self.update(tables.training_result, [(before, after)])
        return before, after

    def remove(self, training: int, given: Mapping[str, str | None]) -> Row:
        """Remove a result that was entered by mistake. Raises NotFound."""
        key = self.key(given)
        found = [row for row in self.of(training) if key_of(row) == key]
        if not found:
            what = given.get("measured") or given.get("indicator") or ""
            code = self.codes.code("training", training)
            raise NotFound("result", f"{key['level']} {what}", hint=f"`tracker training show {code}` lists them.")
        self.delete(tables.training_result, found)
        return found[0]

    def of(self, training: int) -> list[Row]:
        """Return all results of a training."""
        return self.rows(tables.training_result, tables.training_result.c.training_id == training)

    def key(self, given: Mapping[str, str | None]) -> dict[str, Any]:
        """Return the level of a result, and what was measured. Raises Invalid, NotFound, Usage."""
        said = (given.get("level") or "").strip()
        level = choose("level", BY_NUMBER.get(said, said), RESULT_LEVELS)
        measured, indicator = ((given.get(name) or "").strip() for name in ("measured", "indicator"))
        if level in INDICATED:
            if not indicator or measured:
                raise Usage(
                    f"A result on the level {level} is measured by an indicator.",
                    "Name it by its full code: --indicator P1/I1. `tracker outcome list` shows the indicators.",
                )
            project, identity = self.codes.within("indicator", indicator)
            return {"level": level, "measured": None, "project_id": project, "indicator_id": identity}
        if indicator:
            raise Usage(
                f"A result on the level {level} has its own values and no indicator.",
                f"An indicator is for the levels {' and '.join(INDICATED)}.",
            )
        if not measured:
            raise Invalid("--of", "", "is missing", "what was measured and its unit, such as: test, points")
        return {"level": level, **read_fields(self.codes, [TRAINING_RESULT.field("measured")], given)} | {
            "project_id": None,
            "indicator_id": None,
        }

    def columns(self, given: Mapping[str, str | None]) -> dict[str, Any]:
        """Return the columns for `given`, without those of the key; None is left out. Raises Invalid."""
        values: dict[str, Any] = {}
        for name in ("before", "after"):
            text = given.get(name)
            if text is not None:
                number = text.strip().removesuffix("%")
                expected = "a number, such as 55 or 3.5"
                values[name] = plain_decimal(name, number, expected, signed=True) if number else None
        persons = given.get("persons")
        if persons is not None:
            values["persons"] = count("persons", persons) if persons.strip() else None
        return values | read_fields(
            self.codes, [TRAINING_RESULT.field(name) for name in ("date", "source", "note")], given
        )

    def check(self, row: Values) -> None:
        """Raises Usage where a result repeats what its indicator has, Invalid where it has no value."""
        if row["indicator_id"] is not None:
            if any(row[name] is not None for name in REPEATED):
                raise Usage(
                    f"A result on the level {row['level']} does not repeat the values of its indicator.",
                    "Leave out --before, --after and --persons; `tracker indicator report` records a measurement.",
                )
        elif row["before"] is None and row["after"] is None:
            raise Invalid("--after", "", "is missing", "the value after the training, such as 71")
        if row["persons"] == 0:
            raise Invalid("persons", 0, "is too few", "1 or more: of how many persons it was measured")


def key_of(row: Values) -> Row:
    """Return what identifies a result among those of its training."""
    return {name: row[name] for name in ("level", "measured", "project_id", "indicator_id")}


def blank(training: int) -> Row:
    """Return a row of which nothing is known yet."""
    return {"training_id": training, **dict.fromkeys(FIELDS)}

"""Ratings of the risk of whole projects, as donors publish them. They have numbers instead of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.model.nouns import RATING
from tracker.register.core import Collection, Row, check_version
from tracker.register.project_words import read_fields
from tracker.rules.text import fold
from tracker.rules.words import NOT_SAID, OVERALL

KEY = ("project_id", "aspect", "date", "rated_by_id")
ON_SCALE = ("level", "previous_level")


class RatingFacts(NamedTuple):
    """A rating in the user's words; without a `level`, or with "not said", the report prints no value."""

    project: str
    date: str
    level: str | None = None
    scale: str | None = None
    aspect: str | None = None
    previous_level: str | None = None
    rated_by: str | None = None
    note: str | None = None
    mitigation: str | None = None
    source: str | None = None


class Ratings(Collection):
    """All ratings."""

    def add(self, facts: Sequence[RatingFacts]) -> list[int]:
        """Add ratings; returns their numbers, in the order given.

        Raises Invalid for a level outside its scale and other invalid values, NotFound for an unknown code, Conflict
        for a second rating of the same aspect on the same date by the same organisation.
        """
        rows = [self.complete(self.columns(fact._asdict())) for fact in facts]
        known = {key_of(row) for row in self.of_projects({row["project_id"] for row in rows})}
        for row in rows:
            if key_of(row) in known:
                raise self._again(row)
            known.add(key_of(row))
        return self.insert(tables.rating, rows)

    def edit(
        self, number: int, given: Mapping[str, Any], expected_version: int | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change a rating, given as in RatingFacts: an empty text clears a field, None leaves it.

        Returns all known values before and after. Raises as `add`, and Conflict for a row that has changed since.
        """
        row = self.row(number)
        check_version("rating", str(number), row, expected_version)
        before = self.known(row)
        after = self.complete(row | self.columns(given, row))
        if any(key_of(one) == key_of(after) for one in self.of_projects([after["project_id"]]) if one["id"] != number):
            raise self._again(after)
        self.update(tables.rating, [(row, {name: after[name] for name in after if name not in ("id", "version")})])
        return before, self.known(self.row(number))

    def remove(self, number: int) -> Row:
        """Remove a rating that was entered by mistake. Raises NotFound."""
        row = self.row(number)
        self.delete(tables.rating, [row])
        return row

    def row(self, number: int) -> Row:
        """Return the whole row of a rating. Raises NotFound."""
        found = self.rows(tables.rating, tables.rating.c.id == number)
        if not found:
            raise NotFound("rating", str(number), hint="`tracker rating list` shows them with their numbers.")
        return found[0]

    def known(self, row: Row) -> dict[str, Any]:
        """Return all that is known about a rating, as in RatingFacts."""
        rater = row["rated_by_id"]
        return {field.name: row[field.column] for field in RATING.standing} | {
            "project": self.codes.code("project", row["project_id"]),
            "rated_by": None if rater is None else self.codes.code("organisation", rater),
        }

    def of_projects(self, projects: Iterable[int]) -> list[Row]:
        return self.rows_in(tables.rating, "project_id", projects)

    def columns(self, given: Mapping[str, Any], row: Row | None = None) -> dict[str, Any]:
        """Return the columns for `given`, for a new rating or as a change of `row`; None is left out.

        Levels are given as on their scale. Raises Invalid, NotFound.
        """
        others = [field for field in RATING.standing if field.name not in ("scale", *ON_SCALE)]
        values = read_fields(self.codes, others, given)
        if given.get("scale") is not None:
            text = given["scale"].strip()
            values["scale"] = self.codes.scale(text) if text else None
        scale = values["scale"] if "scale" in values else row["scale"] if row else None
        for name in ON_SCALE:
            if (text := given.get(name)) is not None:
                values[name] = self._point(name.replace("_", " "), scale, text)
            elif "scale" in values and row is not None and row[name] is not None:
                # The scale is another one: its points must have the words that stay.
                values[name] = self._point(name.replace("_", " "), scale, row[name])
        return values

    def complete(self, values: Mapping[str, Any]) -> Row:
        """Return a whole row for the columns given. Raises Invalid for what is missing."""
        row: Row = {field.column: None for field in RATING.standing} | {"aspect": OVERALL} | dict(values)
        for field in RATING.standing:
            if field.required and row[field.column] is None:
                raise Invalid(field.said, "", "is missing", f"the {field.said} of the rating")
        return row

    def _point(self, said: str, scale: str | None, text: str) -> str | None:
        """Return the point of a scale that a text means, None for "not said". Raises Invalid."""
        if not text.strip() or fold(text.strip()) == NOT_SAID:
            return None
        if scale is None:
            raise Invalid("scale", "", f"is missing: {text.strip()} is a point of a scale", "`tracker scale list`")
        known = self.codes.words_of("scale", scale)
        if (found := known.get(fold(text.strip()))) is None:
            listed = ", ".join(known.values())
            raise Invalid(
                said, text, f"is not on the scale {scale}", f"{listed}; or {NOT_SAID}, if no value is printed"
            )
        return found

    def _again(self, row: Row) -> Conflict:
        project = self.codes.code("project", row["project_id"])
        by = f" by {self.codes.code('organisation', row['rated_by_id'])}" if row["rated_by_id"] else ""
        return Conflict(
            f"{project} already has a rating of {row['date']}, {row['aspect']}{by}.",
            f"`tracker rating list --project {project}` shows its number, and `tracker rating edit` changes it.",
        )


def key_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what distinguishes the ratings: project, aspect, date, and who published it."""
    return tuple(fold(row[name]) if name == "aspect" else row[name] for name in KEY)

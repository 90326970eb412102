"""Who attended a training: each administration, or the whole where the source says no more."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.model.nouns import ATTENDANCE
from tracker.register.core import Collection, Row, Values
from tracker.register.in_words import named_or_in_words
from tracker.register.project_words import read_fields
from tracker.rules.decimals import check_whole
from tracker.rules.results.persons import MOST, Persons, check_part, parse_persons

WHOLE = "all participants"
PARTS = ("women", "completed", "certified")
FIELDS = ("persons", "stated", *PARTS, "source", "note")

Who = tuple[int | None, str | None]
NOBODY_IN_PARTICULAR: Who = (None, None)


class Attendances(Collection):
    """Who attended the trainings; a row is known by its training and the administration."""

    def tell(self, training: int, given: Mapping[str, str | None]) -> tuple[Row | None, Row]:
        """Record who attended a training: what is left out stays, an empty text makes it unknown.

        Returns the row before, if there was one, and after. Raises Invalid for numbers that contradict each other,
        NotFound for an administration that looks like a mistake.
        """
        rows = self.of(training)
        who = self.who(given.get("administration"), self.words())
        before = next((row for row in rows if who_of(row) == who), None)
        after = (before or blank(training, who)) | self.columns(given)
        check_attendance(after)
        check_together([*(row for row in rows if row is not before), after])
        if before is None:
            self.insert(tables.attendance, [after])
        else:
            self.update(tables.attendance, [(before, after)])
        return before, after

    def remove(self, training: int, administration: str | None) -> Row:
        """Remove who attended, if it was entered by mistake. Raises NotFound."""
        rows = self.of(training)
        who = self.who(administration, self.words())
        found = [row for row in rows if who_of(row) == who]
        if not found:
            code = self.codes.code("training", training)
            raise NotFound("attendance of", administration or WHOLE, hint=f"`tracker training show {code}` lists it.")
        self.delete(tables.attendance, found)
        return found[0]

    def of(self, training: int) -> list[Row]:
        """Return all rows of a training."""
        return self.rows(tables.attendance, tables.attendance.c.training_id == training)

    def words(self) -> set[str]:
        """Return all words for administrations that any attendance has."""
        table = tables.attendance
        return {row["words"] for row in self.rows(table, table.c.words.is_not(None))}

    def who(self, administration: str | None, known: Container[str] = ()) -> Who:
        """Return whom a row is about: an administration by its id, or in words; neither for the whole."""
        if administration is None or not administration.strip():
            return NOBODY_IN_PARTICULAR
        ((identity, words),) = named_or_in_words(self.codes, "organisation", [administration], known, "beneficiary")
        return identity, words

    def columns(self, given: Mapping[str, str | None]) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid."""
        values: dict[str, Any] = {}
        persons = given.get("persons")
        if persons is not None:
            told = parse_persons("persons", persons) if persons.strip() else Persons(0, None)
            values |= {"persons": told.number if persons.strip() else None, "stated": told.stated}
        stated = given.get("stated")
        if stated is not None and not values.get("stated"):
            values["stated"] = parse_persons("stated", f"{stated} 1").stated if stated.strip() else None
        for part in PARTS:
            text = given.get(part)
            if text is not None:
                values[part] = count(part, text) if text.strip() else None
        return values | read_fields(self.codes, [ATTENDANCE.field(name) for name in ("source", "note")], given)


def who_of(row: Values) -> Who:
    """Return whom a row is about."""
    return row["administration_id"], row["words"]


def blank(training: int, who: Who) -> Row:
    """Return a row of which nothing is known yet."""
    return dict.fromkeys(FIELDS) | {"training_id": training, "administration_id": who[0], "words": who[1]}


def count(what: str, text: str) -> int:
    """Return a number of persons that must be exact. Raises Invalid."""
    return check_whole(what, text, 0, MOST)


def check_attendance(row: Values) -> None:
    """Raises Invalid where the numbers of one row contradict each other."""
    persons = None if row["persons"] is None else Persons(row["persons"], row["stated"])
    if persons is None and row["stated"] is not None:
        raise Invalid("persons", "", "is missing", f"the number that goes with {row['stated']!r}")
    for part in PARTS:
        check_part(part, row[part], persons, "persons who attended")
    if row["completed"] is not None:
        check_part("certified", row["certified"], Persons(row["completed"], None), "persons who completed it")


def check_together(rows: Iterable[Values]) -> None:
    """Raises Conflict where administrations have more persons than the whole: the numbers contradict each other."""
    rows = list(rows)
    whole = next((row for row in rows if who_of(row) == NOBODY_IN_PARTICULAR), None)
    if whole is None:
        return
    for what in ("persons", *PARTS):
        # Of "about 30" and "up to 30" it is not known that there were 30.
        known = [row[what] or 0 for row in rows if row is not whole and row["stated"] in (None, "at least", "over")]
        stated = whole["stated"] if what == "persons" else None
        if whole[what] is not None and stated in (None, "up to") and sum(known) > whole[what]:
            raise Conflict(
                f"The administrations have {sum(known)} {what} together, but the total is {whole[what]}.",
                "The number of all participants includes every administration. Correct one of the numbers, or clear "
                "the number of all with an empty text.",
            )

"""Evaluations: ratings of projects and of strategies for countries, as their evaluators published them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.model.nouns import EVALUATION
from tracker.model.reading import read
from tracker.register.core import Collection, Row, Session, check_version
from tracker.rules.dates import fiscal_year, fiscal_year_end, parse_date
from tracker.rules.text import fold, line
from tracker.rules.words import EVALUATION_KINDS, EVALUATION_REPORTS, choose

MANY = 50
COLUMNS = tuple(column.name for column in tables.evaluation.c if column.name not in ("id", "version"))
TEXTS = {name: EVALUATION.field(name) for name in ("note", "source")}
Key = tuple[Any, ...]
Words = Mapping[str, str | None]


class EvaluationFacts(NamedTuple):
    """A rating in the user's words: of a project, or of a strategy that belongs to no project.

    `evaluator` is the code or name of an organisation, or other words. `date` may be a fiscal year, "FY2012", of the
    organisation `fiscal_year_of`, else of the evaluator. `kind` may be that of a known report, such as "ICRR". Without
    `criteria` the criterion is of no set, without `scale` the rating is on none.
    """

    project: str | None = None
    strategy: str | None = None
    country: str | None = None
    evaluator: str | None = None
    kind: str | None = None
    published_as: str | None = None
    date: str | None = None
    fiscal_year_of: str | None = None
    criteria: str | None = None
    criterion: str | None = None
    scale: str | None = None
    rating: str | None = None
    note: str | None = None
    source: str | None = None


class Evaluations(Collection):
    """All evaluations; they have no code, so each is identified by a number."""

    def add(self, facts: Sequence[EvaluationFacts]) -> list[int]:
        """Add evaluations; returns their numbers, in the order given.

        Raises Invalid for invalid values, such as a rating that is not on its scale, NotFound for an unknown code, and
        Conflict where the evaluator rated the same by the same criterion at the same date already.
        """
        reading = self.reading(len(facts))
        rows = [reading.row(fact._asdict()) for fact in facts]
        standing = self.standing(rows)
        for row in rows:
            if (before := standing.get(key_of(row))) is not None:
                raise _told_already(before)
            standing[key_of(row)] = row
        return self.insert(tables.evaluation, rows)

    def edit(self, number: int, given: Words, expected_version: int | None = None) -> tuple[Row, Row]:
        """Change an evaluation, given as in EvaluationFacts: an empty text clears a field, None leaves it.

        Returns all known words before and after. Raises as `add`, and Conflict for a row that has changed since.
        """
        before, was = self.row(number), self.known(number)
        check_version("evaluation", str(number), before, expected_version)
        told = {name: text for name, text in given.items() if text is not None}
        # A project takes the place of a strategy, and the other way round; a date that of a fiscal year.
        for name, other in (("project", "strategy"), ("strategy", "project")):
            if told.get(name) and other not in told:
                told[other] = ""
        if "date" in told and fiscal_year(told["date"]) is None:
            told.setdefault("fiscal_year_of", "")
        row = self.reading().row(was | told)
        other_row = self.standing([row]).get(key_of(row))
        if other_row is not None and other_row["id"] != number:
            raise _told_already(other_row)
        self.update(tables.evaluation, [(before, row)])
        return was, self.known(number)

    def enter(self, new: Sequence[Row], edits: Sequence[tuple[Row, Row]]) -> None:
        """Add the rows that a `Reading` made, and change existing ones, each given with its new values."""
        self.insert(tables.evaluation, new)
        self.update(tables.evaluation, edits)

    def remove(self, number: int) -> Row:
        """Remove an evaluation that was entered by mistake."""
        row = self.row(number)
        self.delete(tables.evaluation, [row])
        return row

    def row(self, number: int) -> Row:
        """Return the whole row of an evaluation. Raises NotFound."""
        found = self.rows(tables.evaluation, tables.evaluation.c.id == number)
        if not found:
            raise NotFound("evaluation", str(number), hint="`tracker evaluation list` shows them with their numbers.")
        return found[0]

    def known(self, number: int) -> dict[str, str | None]:
        """Return all that is known about an evaluation, as in EvaluationFacts."""
        row = self.row(number)

        def code(noun: str, column: str) -> str | None:
            return None if row[column] is None else self.codes.code(noun, row[column])

        return {
            **{name: row[name] for name in EvaluationFacts._fields if name in row},
            "project": code("project", "project_id"),
            "evaluator": row["evaluator_name"] or code("organisation", "evaluator_id"),
            "date": row["date"] if row["fiscal_year"] is None else f"FY{row['fiscal_year']}",
            "fiscal_year_of": code("organisation", "fiscal_year_of_id"),
        }

    def reading(self, many: int = 1) -> Reading:
        """Return what reads the words of evaluations, prepared for as many."""
        if many > MANY:
            self.codes.load("project", "organisation")
        return Reading(self.register)

    def standing(self, rows: Iterable[Row]) -> dict[Key, Row]:
        """Return the recorded evaluations of what some rows are of, by `key_of`."""
        rows = list(rows)
        projects = {row["project_id"] for row in rows if row["project_id"] is not None}
        found = self.rows_in(tables.evaluation, "project_id", projects)
        if any(row["project_id"] is None for row in rows):
            found += self.rows(tables.evaluation, tables.evaluation.c.project_id.is_(None))
        return {key_of(row): row for row in found}


class Reading:
    """Reads the words of many evaluations: what they name is looked up once."""

    def __init__(self, register: Session) -> None:
        self.register = register
        self.codes = register.codes
        self._found: dict[tuple[str, str], Any] = {}

    def row(self, words: Mapping[str, Any]) -> Row:
        """Return the columns of an evaluation, given as in EvaluationFacts. Raises Invalid, NotFound, Usage."""
        given, row = self.given(words), dict.fromkeys(COLUMNS)
        for read_part in self.parts.values():
            row |= read_part(given)
        return row

    def given(self, words: Mapping[str, Any]) -> dict[str, str]:
        """Return the words that are not empty."""
        return {name: text.strip() for name, text in words.items() if text and text.strip()}

    @cached_property
    def parts(self) -> Mapping[str, Callable[[Mapping[str, str]], Row]]:
        """What reads the parts of an evaluation, each by the word that is wrong where it raises an error."""
        return {
            "project": self._subject,
            "country": self._country,
            "evaluator": self._evaluator,
            "kind": self._kind,
            "date": self._date,
            "criterion": partial(self._rated, "criterion", "criteria"),
            "rating": partial(self._rated, "rating", "scale"),
            "note": self._texts,
        }

    def _once(self, what: str, text: str, read_it: Callable[[str], Any]) -> Any:
        if (what, text) not in self._found:
            self._found[what, text] = read_it(text)
        return self._found[what, text]

    def _texts(self, given: Mapping[str, str]) -> Row:
        return {
            name: self._once(name, given[name], partial(read, field)) for name, field in TEXTS.items() if name in given
        }

    def _subject(self, given: Mapping[str, str]) -> Row:
        if ("project" in given) == ("strategy" in given):
            why = (
                "names both a project and a strategy"
                if "project" in given
                else "names neither a project nor a strategy"
            )
            raise Invalid("evaluation", given.get("strategy", ""), why, "a project, or the name of a strategy")
        if "project" in given:
            return {"project_id": self._once("project", given["project"], partial(self.codes.id, "project"))}
        return {"strategy": self._once("strategy", given["strategy"], partial(line, "strategy"))}

    def _country(self, given: Mapping[str, str]) -> Row:
        return {"country": self._once("country", given["country"], self.codes.country)} if "country" in given else {}

    def _evaluator(self, given: Mapping[str, str]) -> Row:
        if "evaluator" not in given:
            raise Invalid("evaluator", "", "is missing", "the code of an organisation, or a name")
        found: Row = self._once("evaluator", given["evaluator"], self.who)
        return found

    def who(self, text: str) -> Row:
        """Return the columns of an evaluator: an organisation of the register, or a name. Raises Usage, Invalid."""
        try:
            return {"evaluator_id": self.codes.id("organisation", text), "evaluator_name": None}
        except NotFound:
            return {"evaluator_id": None, "evaluator_name": line("evaluator", text)}

    def _kind(self, given: Mapping[str, str]) -> Row:
        """Return the kind; that of a known report where none is given."""
        kind, report = given.get("kind"), given.get("published_as")
        if kind and kind.upper() in EVALUATION_REPORTS:
            found: str | None = EVALUATION_REPORTS[kind.upper()]
            report = report or kind.upper()
        else:
            found = choose("kind", kind, EVALUATION_KINDS) if kind else EVALUATION_REPORTS.get((report or "").upper())
        return {"kind": found, "published_as": line("published as", report) if report else None}

    def _date(self, given: Mapping[str, str]) -> Row:
        """Return the date; of a fiscal year its last day, by the calendar of whose it is."""
        text = given.get("date", "")
        year, of = fiscal_year(text), None
        if "fiscal_year_of" in given:
            of = self._once("organisation", given["fiscal_year_of"], partial(self.codes.id, "organisation"))
            if year is None:
                raise Invalid("fiscal year of", given["fiscal_year_of"], "needs a fiscal year", "FY2012 as the date")
        if year is None:
            return {"date": self._once("date", text, partial(parse_date, "date"))} if text else {}
        of = of or self._evaluator(given)["evaluator_id"]
        if of is None:
            expected = "--fiscal-year-of too, for example `--fiscal-year-of WB`"
            raise Invalid("date", text, "does not name the organisation whose fiscal year it is", expected)
        if of not in self._year_ends:
            code = self.codes.code("organisation", of)
            expected = f"`tracker organisation edit {code} --fiscal-year-ends 06-30` first, with its own day"
            why = f"has no date, because the end of the fiscal year of {code} is unknown"
            raise Invalid("date", text, why, expected)
        day = parse_date("date", fiscal_year_end(year, self._year_ends[of]))
        return {"date": day, "fiscal_year": year, "fiscal_year_of_id": of}

    @cached_property
    def _year_ends(self) -> dict[int, str]:
        columns = tables.organisation.c
        sql = select(columns.id, columns.fiscal_year_ends).where(columns.fiscal_year_ends.is_not(None))
        return {row.id: row.fiscal_year_ends for row in self.register.connection.execute(sql)}

    def _rated(self, part: str, whole: str, given: Mapping[str, str]) -> Row:
        """Return the criterion with its set, or the rating with its scale."""
        if part not in given:
            raise Invalid(part, "", "is missing", f"the {part} as published")
        if whole not in given:
            return {part: self._once(part, given[part], partial(line, part))}
        what = f"{part} of {given[whole]}"
        found: Row = self._once(what, given[part], partial(self._of, part, whole, given[whole]))
        return found

    def _of(self, part: str, whole: str, code: str, text: str) -> Row:
        """Return a criterion of a set, or a rating of a scale, as it is published there."""
        found = (self.codes.criteria if whole == "criteria" else self.codes.scale)(code)
        names = self.codes.words_of(whole, found)
        if fold(text) not in names:
            kind = "a criterion of the set" if whole == "criteria" else "on the scale"
            raise Invalid(part, text, f"is not {kind} {found}", ", ".join(names.values()))
        return {whole: found, part: names[fold(text)]}


def key_of(row: Row) -> Key:
    """Return what identifies an evaluation: who rated what, when and by which criterion."""
    return (
        row["project_id"] or (fold(row["strategy"]), row["country"]),
        row["evaluator_id"] or fold(row["evaluator_name"]),
        row["kind"],
        fold(row["published_as"] or ""),
        row["date"],
        row["fiscal_year"],
        row["criteria"],
        fold(row["criterion"]),
    )


def _told_already(row: Row) -> Conflict:
    number = f"as evaluation {row['id']}" if "id" in row else "in another row"
    return Conflict(
        f"A rating by {row['criterion']} of this evaluator and date is already recorded, {number}.",
        f"`tracker evaluation edit {row['id']}` changes it." if "id" in row else None,
    )

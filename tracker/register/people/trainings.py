"""Trainings: the courses, workshops and missions, with who held and paid for them; who attended; their results."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.model.fields import MONEY
from tracker.model.nouns import TRAINING
from tracker.register.core import Collection, Row, Values, check_version, first, not_removed
from tracker.register.in_words import Named, named_or_in_words
from tracker.register.project_words import read_fields
from tracker.rules.codes import check_code, code_key
from tracker.rules.dates import check_order
from tracker.rules.money import from_decimal, parse_amount

# What to call the rows that refer to a training.
CALLED = {("stage_training", "training_id"): "stages of career paths"}
MANY = 50


class TrainingFacts(NamedTuple):
    """A training in words; organisers, funders, themes and projects are codes, or words of the source.

    `cost` has a currency, "12,000 USD", unless that is given too.
    """

    code: str
    title: str
    kind: str | None = None
    mode: str | None = None
    start: str | None = None
    end: str | None = None
    date_note: str | None = None
    place: str | None = None
    countries: Sequence[str] = ()
    themes: Sequence[str] = ()
    organisers: Sequence[str] = ()
    funders: Sequence[str] = ()
    projects: Sequence[str] = ()
    cost: str | None = None
    currency: str | None = None
    source: str | None = None
    note: str | None = None


class NamedIn(NamedTuple):
    """Where what a training names is kept: the table, the column of what is named, and values that all rows have."""

    table: Table
    column: str
    noun: str
    always: Mapping[str, str] = {}
    said_as: str | None = None


LISTS = {
    "themes": NamedIn(tables.training_theme, "theme", "theme"),
    "organisers": NamedIn(tables.training_party, "organisation_id", "organisation", {"role": "organiser"}),
    "funders": NamedIn(tables.training_party, "organisation_id", "organisation", {"role": "funder"}, "donor"),
    "projects": NamedIn(tables.training_project, "project_id", "project"),
}
WORDS = tuple(field for field in TRAINING.standing if field.kind != MONEY)


class Trainings(Collection):
    """The trainings of a register."""

    def add(self, facts: Sequence[TrainingFacts]) -> list[int]:
        """Add trainings; returns their ids in the order given.

        Raises Invalid for invalid values, NotFound for an unknown country or a name that looks like a mistake, Conflict
        for a code that is taken.
        """
        if len(facts) > MANY:
            self.codes.load("training", "organisation", "project")
        rows: list[Row] = []
        parts: list[tuple[list[str], dict[str, list[Named]]]] = []
        given: set[str] = set()
        words_known = {name: self.words(name) for name in LISTS}
        for fact in facts:
            code = check_code("training code", fact.code)
            if self.codes.taken("training", code) or code_key(code) in given:
                raise Conflict(
                    f"The code {code} is taken, or was used before for another training.", "Choose another code."
                )
            given.add(code_key(code))
            words = fact._asdict()
            rows.append({"code": code, **dict.fromkeys(field.column for field in TRAINING.standing)})
            rows[-1] |= self.columns(words)
            self.check(rows[-1])
            named = {name: self.named(name, words[name], words_known[name]) for name in LISTS}
            for name, found in named.items():
                words_known[name].update(one for _, one in found if one)
            parts.append((self.countries(fact.countries), named))
        ids = self.insert(tables.training, rows)
        for row, identity in zip(rows, ids, strict=True):
            self.codes.learn("training", row["code"], identity)
        places = [
            {"training_id": one, "country": country}
            for one, (countries, _) in zip(ids, parts, strict=True)
            for country in countries
        ]
        self.insert(tables.training_country, places)
        for name, kept in LISTS.items():
            self.insert(
                kept.table,
                [row for one, (_, named) in zip(ids, parts, strict=True) for row in _rows(one, name, named[name])],
            )
        return ids

    def edit(
        self, identity: int, given: Mapping[str, Any], expected_version: int | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change a training, given as in TrainingFacts: an empty text clears a field, None leaves it.

        Lists replace all existing ones. Returns all known values before and after. Raises as `add`, and Conflict for a
        row that has changed since.
        """
        row = self.row(identity)
        check_version("training", row["code"], row, expected_version)
        before = self.known(identity)
        self.revise({identity: given})
        return before, self.known(identity)

    def revise(self, edits: Mapping[int, Mapping[str, Any]]) -> None:
        """Change many trainings at once, each as `edit` does."""
        rows = self.by_id(tables.training, edits)
        changes = []
        for identity, given in edits.items():
            values = self.columns(given, rows[identity])
            if given.get("code"):
                values["code"] = check_code("training code", given["code"])
            self.check(rows[identity] | values)
            if given.get("countries") is not None:
                self._replace_countries(identity, self.countries(given["countries"]))
            for name in LISTS:
                if given.get(name) is not None:
                    self._replace_named(identity, name, self.named(name, given[name]))
            changes.append((rows[identity], values))
        self.update(tables.training, changes)

    def remove(self, identity: int) -> Row:
        """Remove a training that was entered by mistake, with its attendance and results. Its code stays taken.

        Raises Conflict while anything else refers to it.
        """
        row = self.row(identity)
        if held := self.named_by("training", identity, CALLED):
            raise not_removed(f"Training {row['code']}", held)
        self.remove_coded(tables.training, row)
        return row

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.training, tables.training.c.id == identity), "training", str(identity))

    def known(self, identity: int) -> dict[str, Any]:
        """Return all that is known about a training, as in TrainingFacts; the cost in minor units."""
        row = self.row(identity)
        places = self.rows(tables.training_country, tables.training_country.c.training_id == identity)
        return {
            "code": row["code"],
            **{field.name: row[field.column] for field in TRAINING.standing},
            "countries": tuple(one["country"] for one in places),
            **{name: self._named_before(identity, name) for name in LISTS},
            "version": row["version"],
        }

    def in_words(self, identity: int, names: Iterable[str]) -> list[str]:
        """Return what a training has in words in some of LISTS."""
        return [words for name in names if name in LISTS for _, words in self._named_rows(identity, name) if words]

    def columns(self, given: Mapping[str, Any], before: Row | None = None) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid, NotFound."""
        values = read_fields(self.codes, WORDS, given)
        cost = given.get("cost")
        if cost is not None:
            currency = values.get("currency", before and before["currency"])
            values |= self._cost(cost, currency) if cost.strip() else {"cost": None}
        return values

    def _cost(self, text: str, currency: str | None) -> dict[str, object]:
        exponents = self.codes.reader.exponents
        if currency is not None and text.strip().replace(".", "", 1).isdigit():
            return {"cost": from_decimal("cost", text.strip(), exponents[currency], currency)}
        amount = parse_amount("cost", text, exponents, currency)
        if currency not in (None, amount.currency):
            raise Invalid("cost", text, f"is in {amount.currency}, but the currency is {currency}", "one of the two")
        if amount.relative or amount.reason or amount.minor < 0:
            raise Invalid("cost", text, "is not a valid cost", "an amount with its currency, such as 12,000 USD")
        return {"cost": amount.minor, "currency": amount.currency}

    def check(self, row: Values) -> None:
        """Raises Invalid where the columns of a training contradict each other."""
        check_order("start", row.get("start_date"), "end", row.get("end_date"))
        if row.get("cost") is not None and row.get("currency") is None:
            raise Invalid("currency", "", "is missing", "the currency of the cost, such as USD")

    def countries(self, texts: Sequence[str]) -> list[str]:
        """Return countries, each once, in order. Raises NotFound."""
        return list(dict.fromkeys(self.codes.country(text) for text in texts if text.strip()))

    def named(self, name: str, texts: Sequence[str], words: Container[str] | None = None) -> list[Named]:
        """Return what one of LISTS names; words that a training has already stay words. Raises NotFound."""
        kept = LISTS[name]
        known = self.words(name) if words is None else words
        return named_or_in_words(self.codes, kept.noun, texts, known, kept.said_as)

    def words(self, name: str) -> set[str]:
        """Return all words that trainings have in one of LISTS."""
        table = LISTS[name].table
        return {row["words"] for row in self.rows(table, table.c.words.is_not(None), *_always(name))}

    def named_of(self, ids: Sequence[int], name: str) -> dict[int, list[Named]]:
        """Return what some trainings have in one of LISTS, in order."""
        kept = LISTS[name]
        found: dict[int, list[Named]] = {}
        for row in self.rows_in(kept.table, "training_id", ids, *_always(name)):
            found.setdefault(row["training_id"], []).append((row[kept.column], row["words"]))
        return found

    def _named_rows(self, identity: int, name: str) -> list[Named]:
        return self.named_of([identity], name).get(identity, [])

    def _named_before(self, identity: int, name: str) -> tuple[str, ...]:
        noun = LISTS[name].noun
        text = self.codes.theme_name if noun == "theme" else lambda one: self.codes.code(noun, one)
        return tuple(words or text(one) for one, words in self._named_rows(identity, name))

    def _replace_countries(self, identity: int, countries: Sequence[str]) -> None:
        table = tables.training_country
        rows = self.rows(table, table.c.training_id == identity)
        self.replace(table, rows, [{"training_id": identity, "country": country} for country in countries])

    def _replace_named(self, identity: int, name: str, named: Sequence[Named]) -> None:
        kept = LISTS[name]
        before = self.rows(kept.table, kept.table.c.training_id == identity, *_always(name))
        after = _rows(identity, name, named)
        # Not by `replace`: what only moved to another place would for a moment be there twice.
        self.delete(kept.table, [row for row in before if row not in after])
        self.insert(kept.table, [row for row in after if row not in before])


def _rows(identity: int, name: str, named: Sequence[Named]) -> list[Row]:
    """Return the rows of one of LISTS of a training."""
    kept = LISTS[name]
    return [
        {**kept.always, "training_id": identity, "number": number, kept.column: one, "words": words}
        for number, (one, words) in enumerate(named, start=1)
    ]


def _always(name: str) -> list[ColumnElement[bool]]:
    kept = LISTS[name]
    return [kept.table.c[column] == value for column, value in kept.always.items()]

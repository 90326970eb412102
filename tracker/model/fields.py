"""The description of a field: its kind, its names for users and in the tables, and where it is stored."""

from __future__ import annotations

from typing import NamedTuple

# Kinds: how the text of a field is parsed, and its type in files, in JSON and in Python.
LINE, TITLE, PROSE, WORD, FLAG, CODE, IDENTIFIER = "line", "title", "prose", "word", "flag", "code", "identifier"
DATE, DAY, DUE = "date", "day", "due"  # a day is whole; what is due by a date may be due by the next conference
YEAR_END, WHEN = "year end", "when"  # the last day of each fiscal year; a date or a fiscal year
SCALE, PERCENT, VALUE, NUMBER, FACTOR = "scale", "percent", "value", "number", "factor"
MONEY, CURRENCY = "money", "currency"
PEOPLE = "people"  # their names, or how many they are
COUNTRY, ORDINAL = "country", "ordinal"
COUNT = "count"  # a whole number from 0
# A reference to a row of another table, to several, to several with the share of each; texts with rows of their own.
REFERENCE, REFERENCES, SHARES, TEXTS = "reference", "references", "shares", "texts"

# Where a field is stored: in the standing fact only; copied from there into each report; copied, but a report may have
# another value; in both with a separate value in each; in reports only, reported there or recorded with an edit.
STANDING, COPIED, REVISED, EACH, TOLD, NOTED = "standing", "copied", "revised", "each", "told", "noted"


class Field(NamedTuple):
    """A field of a noun. `name` is its name in files, flags and Python; `column` is its name in the tables.

    `words` is the vocabulary of a word, `of` is the noun that a reference names. `compared`: a comparison includes it.
    `required`: it is never unknown. `begins` is its value in a report without any entry yet. `flag` is its name in the
    command `report`, which covers several nouns at once. `said` is its name in error messages, `role` the name there of
    a reference that was not found. `in_words`: a reference that may be the words of a source instead.
    """

    name: str
    kind: str
    place: str = STANDING
    words: tuple[str, ...] = ()
    of: str = ""
    column: str = ""
    compared: bool = False
    required: bool = False
    begins: str | None = None
    flag: str = ""
    said: str = ""
    role: str = ""
    in_words: bool = False

    @property
    def listed(self) -> str:
        """Its name in a comparison."""
        return self.column.removesuffix("_id")


class Noun(NamedTuple):
    """A noun with its own table, and the table of its `report`: the reports on it at each conference.

    Of the fields that are columns, `standing` are those of the standing fact, `copied` those that a report copies,
    `revised` the copied ones for which it may have another value, `own` those that only a report has, `told` all that a
    report contains. `copies` are the columns of `copied`.
    """

    name: str
    report: str
    fields: tuple[Field, ...]
    standing: tuple[Field, ...]
    copied: tuple[Field, ...]
    revised: tuple[Field, ...]
    own: tuple[Field, ...]
    told: tuple[Field, ...]
    copies: tuple[str, ...]

    @property
    def news(self) -> tuple[Field, ...]:
        """The contents of a report, without its source."""
        return tuple(field for field in self.told if field.name != "source")

    def field(self, name: str) -> Field:
        """The field with this name."""
        return next(field for field in self.fields if field.name == name)


def noun(name: str, report: str, *fields: Field) -> Noun:
    """A noun with these fields. A column has the name of its field, a reference with `_id`, unless given otherwise."""
    whole = tuple(map(_whole, fields))
    columns = [field for field in whole if field.kind not in (REFERENCES, SHARES, TEXTS, PEOPLE)]
    copied = tuple(field for field in columns if field.place in (COPIED, REVISED))
    return Noun(
        name,
        report,
        whole,
        standing=tuple(field for field in columns if field.place not in (TOLD, NOTED)),
        copied=copied,
        revised=tuple(field for field in copied if field.place == REVISED),
        own=tuple(field for field in columns if field.place in (EACH, TOLD, NOTED)),
        told=tuple(field for field in columns if field.place in (REVISED, EACH, TOLD)),
        copies=tuple(field.column for field in copied),
    )


def _whole(field: Field) -> Field:
    column = f"{field.name}_id" if field.kind == REFERENCE else field.name
    said = field.said or field.name.replace("_", " ")
    return field._replace(column=field.column or column, flag=field.flag or field.name, said=said)

"""What is said of a field: its kind, what people and the tables call it, and where it has its place."""

from __future__ import annotations

from typing import NamedTuple

# Kinds: how the text of a field is read, and what it is in files, in JSON and in Python.
LINE, TITLE, PROSE, WORD, FLAG, CODE, IDENTIFIER = "line", "title", "prose", "word", "flag", "code", "identifier"
DATE, DAY, DUE = "date", "day", "due"  # a day is whole; what is due by a date may be due by the next conference
SCALE, PERCENT, VALUE, NUMBER, FACTOR = "scale", "percent", "value", "number", "factor"
MONEY, CURRENCY = "money", "currency"
PEOPLE = "people"  # their names, or how many they are
COUNTRY, ORDINAL = "country", "ordinal"
# A row of another table, several of them, several with the share of each; texts with rows of their own.
REFERENCE, REFERENCES, SHARES, TEXTS = "reference", "references", "shares", "texts"

# Where a field has its place: in the standing fact alone; copied from there into each report; copied, and a report may
# tell another value; in both with a value of its own in each; in reports alone, told there or noted with an edit.
STANDING, COPIED, REVISED, EACH, TOLD, NOTED = "standing", "copied", "revised", "each", "told", "noted"


class Field(NamedTuple):
    """A field of a noun. `name` is what people call it in files, flags and Python; `column` is what the tables call it.

    `words` are the vocabulary of a word, `of` is the noun that a reference names. `compared`: a comparison lists it
    among the fields that differ. `required`: it is never unknown. `begins` is its value in a report of which nothing
    was told yet. `flag` is what the command `report` calls it, which speaks of several nouns at once.
    `said` is what a fault calls it, `role` what it calls a reference that names nothing.
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

    @property
    def listed(self) -> str:
        """What a comparison calls it."""
        return self.column.removesuffix("_id")


class Noun(NamedTuple):
    """What has a table of its own, and the table of its `report`: what one conference was told of it.

    Of the fields that are columns, `standing` are those of the standing fact, `copied` those that a report copies,
    `revised` those of these of which it may tell another value, `own` those that a report has for itself, `told` all
    that a report tells. `copies` are the columns of `copied`.
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
        """What a report tells beside who said it."""
        return tuple(field for field in self.told if field.name != "source")

    def field(self, name: str) -> Field:
        """The field that people call so."""
        return next(field for field in self.fields if field.name == name)


def noun(name: str, report: str, *fields: Field) -> Noun:
    """A noun of these fields. A column is called as its field is, that of a reference with `_id`, unless it is said."""
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

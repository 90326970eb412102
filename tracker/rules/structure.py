"""What the tables declare, for all code that follows it: keys, references, codes, flags, and ownership of rows.

The facts are those of `tracker/tables`, written out so that no command has to import SQLAlchemy to know them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.rules.schema_facts import FACTS
from tracker.rules.text import plural


class TableFacts(NamedTuple):
    """One table. `references` are the columns that name a row of another table, each with that table.

    `required` are the references that are never empty; `by_way_of`, those that name a row only together with others,
    and the tables they lead to first; `unique`, the columns that are unique together, in addition to the key; `flags`,
    `money` and `shares`, the columns of yes and no, of amounts and of parts per million; `code_within`, the column
    within which its code is unique. `kept`, `dated`, `goes_with`, `published` and `seeded` are what `tables.base.table`
    promises.
    """

    key: tuple[str, ...]
    columns: tuple[str, ...]
    references: Mapping[str, str] = {}
    required: tuple[str, ...] = ()
    by_way_of: Mapping[str, tuple[str, ...]] = {}
    unique: tuple[tuple[str, ...], ...] = ()
    flags: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    code_within: str | None = None
    kept: str | None = None
    dated: tuple[str, ...] = ()
    goes_with: str | None = None
    published: bool = False
    seeded: bool = False

    @property
    def numbered(self) -> bool:
        """Whether its rows are identified by a number of their own."""
        return self.key == ("id",)

    @property
    def coded(self) -> bool:
        """Whether its rows have a code for users."""
        return self.numbered and "code" in self.columns

    @property
    def told(self) -> bool:
        """Whether its rows are reports at one conference."""
        return "conference_id" in self.key


TABLES = {name: TableFacts(**facts) for name, facts in FACTS.items()}
# The reports at a conference, and everything needed to read them later.
TOLD_TABLES = tuple(name for name, facts in TABLES.items() if facts.told)
# Everything with a code, with the column within which the code is unique, if that is not the whole register.
CODED = {name: facts.code_within for name, facts in TABLES.items() if facts.coded}
# The initial contents of every register.
SEEDED = tuple(name for name, facts in TABLES.items() if facts.seeded)


def referring(name: str) -> Iterator[tuple[str, str]]:
    """Every (table, column) that names rows of a table."""
    for table, facts in TABLES.items():
        yield from ((table, column) for column, target in facts.references.items() if target == name)


def numbered_of(column: str) -> tuple[str, ...]:
    """The tables whose rows have a number of their own, and name their owner in this column."""
    return tuple(name for name, facts in TABLES.items() if facts.numbered and column in facts.references)


def several(table: str) -> str:
    """The plural name of the rows of a table."""
    return plural(table.replace("_", " "))


def part_of(name: str) -> str:
    """The column in which a dependent table names the row that it belongs to."""
    facts = TABLES[name]
    return next(column for column, target in facts.references.items() if target == facts.goes_with)


def called(table: str, column: str, words: Mapping[tuple[str, str], str]) -> str:
    """What rows that name something in a column are called: as `words` say, else in the plural.

    A row without a number only links what it belongs to, so it is called as that: a beneficiary of a need is a need.
    """
    facts = TABLES[table]
    links = facts.goes_with is not None and not facts.numbered and part_of(table) != column
    return words.get((table, column)) or several(facts.goes_with if links and facts.goes_with else table)


def going_with(name: str) -> list[tuple[str, str]]:
    """The tables whose rows are removed together with the row that they belong to, and the column that names it."""
    return [(table, part_of(table)) for table, facts in TABLES.items() if facts.goes_with == name]


def in_the_way(name: str) -> list[tuple[str, str]]:
    """Every (table, column) that keeps a row of a table from being removed, because it refers to the row.

    Rows removed with it do not count; nor do rows that depend on something else that blocks the removal already.
    """
    every, going = list(referring(name)), going_with(name)
    others = {table for table, _ in every} - {name}
    return [
        (table, column)
        for table, column in every
        if (table, column) not in going and not others.intersection(TABLES[table].by_way_of.get(column, ()))
    ]

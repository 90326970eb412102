"""What all collections of the register share: reading rows, resolving codes, writing through the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, TextClause, func, select

from tracker.errors import Conflict, NotFound
from tracker.insight.codes import Codes, Conference
from tracker.rules.codes import TAKEN_BACK
from tracker.rules.dates import first_day
from tracker.rules.structure import called, going_with, in_the_way
from tracker.rules.words import CALLED_OFF, PAST_STATES
from tracker.store.engine import reader_of
from tracker.store.journal.journal import Journal
from tracker.store.many_keys import is_among
from tracker.store.reader import Reader
from tracker.tables import metadata

Row = dict[str, Any]
Values = Mapping[str, Any]
# What to call the rows of a table that refer to another one in a column, by table and column.
Words = Mapping[tuple[str, str], str]


def check_takes_reports(conference: Conference) -> None:
    """Raises Conflict for a conference that is closed or cancelled."""
    if conference.state in PAST_STATES:
        code = conference.code
        hint = f'`tracker conference reopen {code} --reason "..."` reopens a closed conference.'
        if conference.state == CALLED_OFF:
            hint = f"`tracker conference edit {code} --state planned` takes that back."
        raise Conflict(f"{code} is {conference.state}, so its reports cannot change.", hint)


def not_removed(what: str, held: Mapping[str, int], instead: str | None = None) -> Conflict:
    """Return the error for removing what other rows refer to: `held` counts them, `instead` says what to do."""
    listed = ", ".join(f"{name} ({count})" for name, count in held.items())
    return Conflict(f"{what} cannot be removed: {listed}.", instead)


class Session:
    """A register that is open for writing: one connection, one transaction, its journal, and queries within it."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self.connection = connection
        self.journal = journal
        self.saving = False  # from then on, an interrupted command cannot know whether it was saved
        # Possible mistakes that may be written all the same, as sentences: whoever opened the register asks about them.
        self.doubts: list[str] = []
        # The requests whose workbook is being imported; the import itself marks their answers.
        self.returned_requests: set[int] = set()

    @cached_property
    def reader(self) -> Reader:
        """Return a reader within this transaction."""
        return reader_of(self.connection)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.reader)


class Collection:
    """One noun of the register. A collection has no state of its own: create another one wherever it is needed."""

    def __init__(self, register: Session) -> None:
        self.register = register

    @property
    def codes(self) -> Codes:
        return self.register.codes

    def doubt_future(self, what: str, said: str | None) -> None:
        """Question the date of something that has happened, if it is after today."""
        # The journal has the time of Greenwich; where the user is, it may be a day later.
        if said is not None and first_day(said) > date.fromisoformat(self.register.journal.at[:10]) + timedelta(1):
            self.register.doubts.append(f"{what} has the date {said}, which is in the future.")

    def rows(self, table: Table, *conditions: ColumnElement[bool] | TextClause) -> list[Row]:
        """Return whole rows, as `update` and `delete` require them."""
        found = self.register.connection.execute(select(table).where(*conditions).order_by(*table.primary_key))
        names = list(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found.all()]

    def rows_in(self, table: Table, column: str, values: Iterable[Any], *conditions: ColumnElement[bool]) -> list[Row]:
        """Return whole rows whose column is one of many values."""
        wanted = set(values)
        dialect = self.register.connection.dialect.name
        return self.rows(table, is_among(table.c[column], wanted, dialect), *conditions) if wanted else []

    def by_id(self, table: Table, ids: Iterable[int]) -> dict[int, Row]:
        return {row["id"]: row for row in self.rows_in(table, "id", ids)}

    def code_keys(self, noun: str) -> list[str]:
        """Return every code that records of a noun have or had, in small letters."""
        known = metadata.tables["code"]
        return [row["key"] for row in self.rows(known, known.c.noun == noun)]

    def insert(self, table: Table, rows: Iterable[Values]) -> list[int]:
        return self.register.journal.insert(table, rows)

    def update(self, table: Table, edits: Iterable[tuple[Values, Values]]) -> int:
        return self.register.journal.update(table, edits)

    def delete(self, table: Table, rows: Iterable[Values]) -> int:
        return self.register.journal.delete(table, rows)

    def replace(self, table: Table, old: Sequence[Row], new: Sequence[Values]) -> int:
        """Replace the rows `old` with the rows `new`, writing only those that differ. Returns how many differed."""
        key_of = itemgetter(*(column.name for column in table.primary_key))
        before = {key_of(row): row for row in old}
        after = {key_of(row): row for row in new}
        count = self.delete(table, [row for key, row in before.items() if key not in after])
        count += self.update(table, [(before[key], row) for key, row in after.items() if key in before])
        fresh = [row for key, row in after.items() if key not in before]
        self.insert(table, fresh)
        return count + len(fresh)

    def counted(self, table: str, column: str, identity: int) -> int:
        """Return how many rows of a table refer to a row of another table in a column."""
        known = metadata.tables[table]
        wanted = select(func.count()).select_from(known).where(known.c[column] == identity)
        return self.register.connection.execute(wanted).scalar_one()

    def named_by(self, noun: str, identity: int, words: Words) -> dict[str, int]:
        """Return what prevents removing a row, because it refers to it, with counts.

        `words` give the names of rows that refer to it in a column, where these are not as in `called`; what has words
        comes first, in their order.
        """
        found: dict[str, int] = {}
        for place in dict.fromkeys((*words, *in_the_way(noun))):
            if count := self.counted(*place, identity):
                what = called(*place, words)
                found[what] = found.get(what, 0) + count
        return found

    def remove_with_parts(self, table: Table, row: Row) -> None:
        """Remove a row with everything that belongs to it alone."""
        for name, column in going_with(table.name):
            part = metadata.tables[name]
            rows = self.rows(part, part.c[column] == row["id"])
            if going_with(name):
                for one in rows:
                    self.remove_with_parts(part, one)
            else:
                self.delete(part, rows)
        self.delete(table, [row])

    def remove_coded(self, table: Table, row: Row) -> None:
        """Remove a row with everything that belongs to it alone; its codes stay taken."""
        known = metadata.tables["code"]
        codes = self.rows(known, known.c.noun == table.name, known.c.id == row["id"])
        self.remove_with_parts(table, row)
        self.insert(known, [code | {"id": TAKEN_BACK} for code in codes])


def check_version(noun: str, code: str, row: Values, expected: int | None) -> None:
    """Raises Conflict when somebody has changed the row since the edit was begun."""
    if expected is not None and row["version"] != expected:
        raise Conflict(
            f"{noun} {code} was changed by another user after you began to edit it.",
            "Nothing was written. Check the new version, and repeat your edit.",
        )


def first(rows: Sequence[Row], noun: str, code: str) -> Row:
    if not rows:
        raise NotFound(noun, code)
    return rows[0]

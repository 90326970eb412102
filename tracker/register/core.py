"""What every collection of the register stands on: reading rows, resolving codes, writing through the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from tracker.errors import Conflict, NotFound
from tracker.insight.codes import Codes
from tracker.rules.structure import going_with, in_the_way, several
from tracker.store.engine import reader_of
from tracker.store.journal.journal import Journal
from tracker.store.reader import Reader
from tracker.tables import metadata

Row = dict[str, Any]
Values = Mapping[str, Any]
# What rows of a table are called that name another one in a column, by both.
Words = Mapping[tuple[str, str], str]
KEYS_A_QUERY = 5_000


class Session:
    """A register that is open for writing: one connection, one transaction, its journal, and questions within it."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self.connection = connection
        self.journal = journal
        self.saving = False  # from then on whoever is interrupted cannot know whether it was saved
        # What may be written and looks like a mistake, in sentences: whoever opened the register asks about it.
        self.doubts: list[str] = []
        # The requests whose workbook is being imported, which marks their answers itself.
        self.returned_requests: set[int] = set()

    @cached_property
    def reader(self) -> Reader:
        """Questions within this transaction."""
        return reader_of(self.connection)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.reader)


class Collection:
    """One noun of the register. A collection keeps no state of its own: whoever needs another one makes it."""

    def __init__(self, register: Session) -> None:
        self.register = register

    @property
    def codes(self) -> Codes:
        return self.register.codes

    def rows(self, table: Table, *conditions: ColumnElement[bool]) -> list[Row]:
        """Whole rows, as they must be handed to `update` and `delete`."""
        found = self.register.connection.execute(select(table).where(*conditions).order_by(*table.primary_key))
        names = list(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found.all()]

    def rows_in(self, table: Table, column: str, values: Iterable[Any], *conditions: ColumnElement[bool]) -> list[Row]:
        """Whole rows whose column is one of many values, in one query for every few thousand of them."""
        wanted = sorted(set(values))
        found: list[Row] = []
        for start in range(0, len(wanted), KEYS_A_QUERY):
            found += self.rows(table, table.c[column].in_(wanted[start : start + KEYS_A_QUERY]), *conditions)
        return found

    def by_id(self, table: Table, ids: Iterable[int]) -> dict[int, Row]:
        return {row["id"]: row for row in self.rows_in(table, "id", ids)}

    def insert(self, table: Table, rows: Iterable[Values]) -> list[int]:
        return self.register.journal.insert(table, rows)

    def update(self, table: Table, edits: Iterable[tuple[Values, Values]]) -> int:
        return self.register.journal.update(table, edits)

    def delete(self, table: Table, rows: Iterable[Values]) -> int:
        return self.register.journal.delete(table, rows)

    def replace(self, table: Table, old: Sequence[Row], new: Sequence[Values]) -> int:
        """Make the rows `old` into the rows `new`, touching only those that differ. Returns how many differed."""
        key_of = itemgetter(*(column.name for column in table.primary_key))
        before = {key_of(row): row for row in old}
        after = {key_of(row): row for row in new}
        count = self.delete(table, [row for key, row in before.items() if key not in after])
        count += self.update(table, [(before[key], row) for key, row in after.items() if key in before])
        fresh = [row for key, row in after.items() if key not in before]
        self.insert(table, fresh)
        return count + len(fresh)

    def counted(self, table: str, column: str, identity: int) -> int:
        """How many rows of a table name a row of another one in a column."""
        known = metadata.tables[table]
        wanted = select(func.count()).select_from(known).where(known.c[column] == identity)
        return self.register.connection.execute(wanted).scalar_one()

    def named_by(self, noun: str, identity: int, words: Words) -> dict[str, int]:
        """What stands in the way of removing a row, for it is named there, with counts.

        `words` say what rows are called that name it in a column, where that is not the plural of their table; what
        has words comes first, in their order.
        """
        found = {}
        for place in dict.fromkeys((*words, *in_the_way(noun))):
            if count := self.counted(*place, identity):
                found[words.get(place) or several(place[0])] = count
        return found

    def remove_with_parts(self, table: Table, row: Row) -> None:
        """Take away a row, and with it all that only belongs to it."""
        for name, column in going_with(table.name):
            part = metadata.tables[name]
            self.delete(part, self.rows(part, part.c[column] == row["id"]))
        self.delete(table, [row])


def check_version(noun: str, code: str, row: Values, expected: int | None) -> None:
    """Raises Conflict when somebody has changed the row since the edit was begun."""
    if expected is not None and row["version"] != expected:
        raise Conflict(
            f"{noun} {code} was changed by somebody else since you began to edit it.",
            "Nothing was written. Look at it again, and repeat the edit.",
        )


def first(rows: Sequence[Row], noun: str, code: str) -> Row:
    if not rows:
        raise NotFound(noun, code)
    return rows[0]

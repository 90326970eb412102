"""What prevents an undo: rows that refer to the command's rows, rows that are gone, and commands that wrote them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import shorten
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, tuple_

from tracker.errors import Conflict
from tracker.tables import change, journal, metadata

Key = tuple[Any, ...]
Values = Mapping[str, Any]
KEYS_A_QUERY = 400
NAMED, COMMAND = 5, 60


def current_rows(connection: Connection, table: Table, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
    """Return the current rows with these keys."""
    columns = list(table.primary_key)
    found = {}
    for some in _some(keys):
        for row in connection.execute(select(table).where(_one_of(columns, some))).mappings():
            found[tuple(row[column.name] for column in columns)] = dict(row)
    return found


def children(connection: Connection, table: Table, rows: Sequence[Values]) -> Iterator[tuple[Table, Key]]:
    """Yield the rows that refer to these."""
    for child in metadata.tables.values():
        for link in child.foreign_key_constraints:
            if link.referred_table is not table:
                continue
            columns = [element.parent for element in link.elements]
            wanted = [tuple(row[element.column.name] for element in link.elements) for row in rows]
            for some in _some(wanted):
                keys = connection.execute(select(*child.primary_key).where(_one_of(columns, some)))
                yield from ((child, tuple(key)) for key in keys)


def parents(connection: Connection, table: Table, rows: Sequence[Values]) -> Iterator[tuple[Table, Key]]:
    """Yield the rows that these refer to; if any are gone, only those."""
    wanted: dict[str, set[Key]] = {}
    for link in table.foreign_key_constraints:
        for row in rows:
            values = {element.column.name: row.get(element.parent.name) for element in link.elements}
            key = tuple(values.get(column.name) for column in link.referred_table.primary_key)
            if None not in key:
                wanted.setdefault(link.referred_table.name, set()).add(key)
    found = [(metadata.tables[name], key) for name, keys in wanted.items() for key in keys]
    there = {
        (name, key)
        for name, keys in wanted.items()
        for key in current_rows(connection, metadata.tables[name], list(keys))
    }
    yield from [(parent, key) for parent, key in found if (parent.name, key) not in there] or found


def refused(
    connection: Connection, number: int, own: int | None, why: str, involved: Sequence[tuple[Table, Key]]
) -> Conflict:
    """Return the conflict, naming the later commands that wrote the rows which prevent the undo."""
    later: dict[int, str] = {}
    for name, group in groupby(sorted(involved, key=lambda each: each[0].name), key=lambda each: each[0].name):
        for some in _some([json.dumps(key) for _, key in group]):
            found = connection.execute(
                select(journal.c.id, journal.c.command)
                .join(change, change.c.journal_id == journal.c.id)
                .where(journal.c.id > number, journal.c.id != own)
                .where(change.c.table_name == name, change.c.key.in_(some))
                .distinct()
            )
            later.update((row.id, row.command) for row in found)
    message = f"Command {number} cannot be undone: {why}"
    if not later:
        return Conflict(message, "Nothing was written.")
    numbers = sorted(later)
    named = "; ".join(f"{one} ({shorten(later[one], COMMAND, placeholder=' ...')})" for one in numbers[:NAMED])
    more = f"; and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    return Conflict(
        f"{message} Later commands depend on it: {named}{more}.",
        f"Nothing was written. Undo the later command first: `tracker undo {numbers[-1]}`.",
    )


def _one_of(columns: Sequence[ColumnElement[Any]], keys: Sequence[Key]) -> ColumnElement[bool]:
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def _some(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), KEYS_A_QUERY):
        yield items[start : start + KEYS_A_QUERY]

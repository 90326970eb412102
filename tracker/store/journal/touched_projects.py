"""Which projects a command touches: noted as it writes, and derived again from its changes where they were not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from tracker.rules.structure import TABLES
from tracker.store.engine import reader_of
from tracker.store.reader import Reader
from tracker.tables import journal_project

Values = Mapping[str, Any]
# The project of a row, by its table and its number.
Numbered = Mapping[tuple[str, Any], int]
# What a column of ids holds.
LARGEST = 2**31 - 1
KEYS_A_QUERY = 2_000


class Lead(NamedTuple):
    """The columns of a table that name projects; or, where there are none, one that names a part, and of which table.

    A project names itself, and not the project of which it is a component.
    """

    projects: tuple[str, ...] = ()
    part: tuple[str, str] | None = None


@cache
def lead_of(name: str) -> Lead:
    """How a row of a table leads to its project; an empty Lead where it belongs to none."""
    if name == "project":
        return Lead(("id",))
    references = TABLES[name].references if name in TABLES else {}
    projects = tuple(column for column, noun in references.items() if noun == "project" and column != "parent_id")
    parts = ((column, noun) for column, noun in references.items() if "project_id" in TABLES[noun].references)
    return Lead(projects) if projects else Lead((), next(parts, None))


class TouchedProjects:
    """What one command has touched so far."""

    def __init__(self) -> None:
        self._projects: set[int | None] = set()
        self._parts: dict[str, set[int]] = {}
        self._written: set[int] = set()

    def note(self, name: str, rows: Sequence[Values], new: Values | None = None) -> None:
        """Rows of a table, whole, that are added, changed or taken away; of one that changes, also its `new` values."""
        projects, part = lead_of(name)
        for column in projects:
            self._projects.update([row[column] for row in rows])
            if new and column in new:
                self._projects.add(new[column])
        if part:
            column, noun = part
            self._parts.setdefault(noun, set()).update([row[column] for row in rows])

    def fresh(self, connection: Connection) -> list[int]:
        """The projects that no earlier call returned; the last call is to come before the commit."""
        # A part that this command took away was noted with its project when it went.
        for noun, ids in self._parts.items():
            self._projects |= _projects_of(connection, noun, sorted(ids))
        self._parts.clear()
        found = sorted(one for one in self._projects if one is not None and one not in self._written)
        self._written.update(found)
        return found


def derive_touched(connection: Connection) -> None:
    """Fill the table of touched projects from the changes, where it is empty."""
    reader = reader_of(connection)
    if reader.value("SELECT 1 FROM journal_project LIMIT 1"):
        return
    numbered = _numbered(reader)
    sql = 'SELECT journal_id, table_name, "key", before, after FROM change ORDER BY journal_id, ordinal'
    found: set[tuple[int, int]] = set()
    for number, name, key, *images in reader.rows(sql, stream=True):
        if lead_of(name) != Lead():
            found.update((one, number) for one in _touched(numbered, name, key, images))
    if found:
        rows = [{"project_id": one, "journal_id": number} for one, number in sorted(found)]
        connection.execute(insert(journal_project), rows)


def _touched(numbered: Numbered, name: str, key: str, images: Sequence[str | None]) -> set[int]:
    """The projects of one change. An image of a change has only the columns that differ, so its key must do."""
    facts, identity = TABLES[name], _read(key)
    told = [dict(zip(facts.key, identity, strict=False)) if isinstance(identity, list) else {}]
    told += [values for image in images if isinstance(values := _read(image), dict)]
    told = [{column: one for column, one in values.items() if type(one) is int} for values in told]
    projects, part = lead_of(name)
    ids = {values.get(column) for column in projects for values in told} - {None}
    if not ids:
        parts = [part] if part else [(one, noun) for one, noun in facts.references.items() if one in facts.key]
        if facts.numbered:
            parts.append(("id", name))
        ids = {numbered.get((noun, values.get(column))) for column, noun in parts for values in told}
    return {one for one in ids if one is not None and 0 < one <= LARGEST}


def _numbered(reader: Reader) -> Numbered:
    """The project of every row that has a number of its own: of those that are there, and those that were removed."""
    found: dict[tuple[str, Any], int] = {}
    leads = [(name, lead_of(name)) for name, facts in TABLES.items() if facts.numbered and name != "project"]
    for name, lead in leads:
        if lead.projects:
            found.update(((name, one), project) for one, project in _owners(reader, name, lead.projects[0]))
    for name, lead in leads:
        if lead.part:
            column, noun = lead.part
            owned = ((one, found.get((noun, owner))) for one, owner in _owners(reader, name, column))
            found.update(((name, one), project) for one, project in owned if project is not None)
    return found


def _owners(reader: Reader, name: str, column: str) -> Iterator[tuple[Any, Any]]:
    sql = "SELECT before FROM change WHERE table_name = :name AND after IS NULL"
    for (image,) in reader.rows(sql, {"name": name}, stream=True):
        row = _read(image)
        if isinstance(row, dict) and type(row.get("id")) is type(row.get(column)) is int:
            yield row["id"], row[column]
    yield from reader.rows(f'SELECT id, {column} FROM "{name}" WHERE {column} IS NOT NULL', stream=True)


def _read(text: str | None) -> Any:
    # A journal that came in from elsewhere may hold any text.
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def _projects_of(connection: Connection, noun: str, ids: Sequence[int]) -> set[int]:
    reader, found = reader_of(connection), set[int]()
    for start in range(0, len(ids), KEYS_A_QUERY):
        listed = ", ".join(map(str, ids[start : start + KEYS_A_QUERY]))
        found.update(one for (one,) in reader.rows(f'SELECT DISTINCT project_id FROM "{noun}" WHERE id IN ({listed})'))
    return found

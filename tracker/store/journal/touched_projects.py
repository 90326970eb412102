"""Which projects a command touches: recorded as it writes, or derived from its changes where that was not done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from tracker.rules.structure import TABLES
from tracker.store.engine import reader_of
from tracker.store.id_lists import id_lists
from tracker.store.reader import Reader
from tracker.tables import journal_project

Values = Mapping[str, Any]
# The project of a row, by its table and its number.
Numbered = Mapping[tuple[str, Any], int]
# The largest number that an id column holds.
LARGEST = 2**31 - 1


class Lead(NamedTuple):
    """The columns of a table that name projects; if there are none, a column that names a part, and the part's table.

    A project names itself, not its parent project.
    """

    projects: tuple[str, ...] = ()
    part: tuple[str, str] | None = None


@cache
def lead_of(name: str) -> Lead:
    """Return how a row of a table leads to its project; an empty Lead where it belongs to none."""
    if name == "project":
        return Lead(("id",))
    references = TABLES[name].references if name in TABLES else {}
    projects = tuple(column for column, noun in references.items() if noun == "project" and column != "parent_id")
    parts = ((column, noun) for column, noun in references.items() if "project_id" in TABLES[noun].references)
    return Lead(projects) if projects else Lead((), next(parts, None))


class TouchedProjects:
    """The projects that one command has touched so far."""

    def __init__(self) -> None:
        self._projects: set[int | None] = set()
        self._parts: dict[str, set[int]] = {}
        self._written: set[int] = set()

    def note(self, name: str, rows: Sequence[Values], new: Values | None = None) -> None:
        """Record whole rows of a table that are added, changed or removed; for a changed row also its `new` values."""
        projects, part = lead_of(name)
        for column in projects:
            self._projects.update([row[column] for row in rows])
            if new and column in new:
                self._projects.add(new[column])
        if part:
            column, noun = part
            self._parts.setdefault(noun, set()).update([row[column] for row in rows])

    def fresh(self, connection: Connection) -> list[int]:
        """Return the projects that no earlier call returned; the last call must come before the commit."""
        # A part that this command removed was recorded with its project at that time.
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
    """Return the projects of one change. An image has only the columns that differ, so the key must be enough."""
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
    """Return the project of every row that has its own number, for existing and for removed rows."""
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
    # A journal imported from elsewhere may contain any text.
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def _projects_of(connection: Connection, noun: str, ids: Sequence[int]) -> set[int]:
    reader, found = reader_of(connection), set[int]()
    for listed in id_lists(ids):
        found.update(one for (one,) in reader.rows(f'SELECT DISTINCT project_id FROM "{noun}" WHERE id IN ({listed})'))
    return found

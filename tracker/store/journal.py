"""The journal: every write passes here, so every row that a command adds, changes or takes away is on record.

Undo is the same list backwards, provided every row still is as the command left it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, insert, select, tuple_, update

from tracker.errors import Conflict, NotFound
from tracker.store.sequences import next_ids
from tracker.tables import change, journal, metadata

Values = Mapping[str, Any]
BATCH = 10_000
KEYS_A_QUERY = 400


class Entry(NamedTuple):
    """One command in the journal."""

    id: int
    at: str
    who: str
    command: str
    undoes_id: int | None


class Journal:
    """The one way to write: rows in, rows noted. It neither commits nor rolls back."""

    def __init__(self, connection: Connection, who: str, command: str, now: datetime) -> None:
        self.connection = connection
        self.who, self.command = who, command
        self.at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.reason: str | None = None
        self.id: int | None = None
        self.count = 0
        self._noted: list[dict[str, Any]] = []

    def insert(self, table: Table, rows: Iterable[Values]) -> list[int]:
        """Add rows; those without an `id` get one where the table has it. Returns the ids (empty for other tables)."""
        whole = [{column.name: row.get(column.name, _default(column.name)) for column in table.c} for row in rows]
        if not whole:
            return []
        ids: list[int] = []
        if "id" in table.c:
            without = [row for row in whole if row["id"] is None]
            for row, identity in zip(without, next_ids(self.connection, table, len(without)), strict=True):
                row["id"] = identity
            ids = [row["id"] for row in whole]
        for start in range(0, len(whole), BATCH):
            self.connection.execute(insert(table), whole[start : start + BATCH])
        for row in whole:
            self._note(table, row, None, {name: value for name, value in row.items() if value is not None})
        return ids

    def update(self, table: Table, edits: Iterable[tuple[Values, Values]]) -> int:
        """Change rows, given as (row as read, new values). Returns how many really differed; counts their versions."""
        changed = []
        for row, values in edits:
            differing = {name: value for name, value in values.items() if row[name] != value}
            if differing:
                if "version" in table.c and "version" not in differing:
                    differing["version"] = row["version"] + 1
                changed.append((row, differing))
        keys = [column.name for column in table.primary_key]
        same_columns = groupby(sorted(changed, key=lambda edit: sorted(edit[1])), key=lambda edit: sorted(edit[1]))
        for names, group in same_columns:
            statement = (
                update(table)
                .where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            edits_of_group = list(group)
            self.connection.execute(
                statement,
                [
                    {f"key_{key}": row[key] for key in keys} | {f"new_{name}": values[name] for name in names}
                    for row, values in edits_of_group
                ],
            )
        for row, values in changed:
            self._note(table, row, {name: row[name] for name in values}, values)
        return len(changed)

    def delete(self, table: Table, rows: Iterable[Values]) -> int:
        """Take rows away, given whole as they were read. Returns how many."""
        gone = list(rows)
        if gone:
            keys = [column.name for column in table.primary_key]
            statement = table.delete().where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
            self.connection.execute(statement, [{f"key_{key}": row[key] for key in keys} for row in gone])
        for row in gone:
            self._note(table, row, {name: value for name, value in row.items() if value is not None}, None)
        return len(gone)

    def flush(self) -> None:
        """Write down what was noted; to be called once more before the commit."""
        if self._noted:
            self.connection.execute(insert(change), self._noted)
            self._noted = []
        if self.id is not None and self.reason is not None:
            self.connection.execute(update(journal).where(journal.c.id == self.id).values(reason=self.reason))

    def undo(self, identity: int | None = None) -> Entry:
        """Take back a whole command: the named one, or the latest that still stands and is no undo itself.

        Raises NotFound where there is none, Conflict where it was taken back already or a row of it has changed since;
        the conflict names the later commands.
        """
        entry = self._standing(identity)
        self._open(undoes=entry.id)
        noted = self.connection.execute(
            select(change).where(change.c.journal_id == entry.id).order_by(change.c.ordinal.desc())
        ).mappings()
        steps = [_step(row) for row in noted]
        current = self._current(steps)
        for step in steps:
            row = current.get((step.table.name, step.key))
            if not _still_as_left(row, step.after):
                raise Conflict(f"Command {entry.id} cannot be taken back: {self._later(entry, step)}")
            current[step.table.name, step.key] = step.taken_back(row)
        for (table, kind), group in groupby(steps, key=lambda step: (step.table, step.kind)):
            self._take_back(table, kind, list(group))
        return entry

    def _take_back(self, table: Table, kind: str, steps: Sequence[_Step]) -> None:
        if kind == "added":
            rows = [dict.fromkeys((column.name for column in table.c), None) | dict(step.after or {}) for step in steps]
            self.delete(table, rows)
        elif kind == "gone":
            self.insert(table, [step.before or {} for step in steps])
        else:
            # A row that the command changed twice must be read between the two.
            for step in steps:
                self.update(table, [(dict(step.whole_key()) | dict(step.after or {}), step.before or {})])

    def _standing(self, identity: int | None) -> Entry:
        undone = select(journal.c.undoes_id).where(journal.c.undoes_id.is_not(None))
        redone = undone.where(journal.c.id.not_in(undone.scalar_subquery()))
        columns = (journal.c.id, journal.c.at, journal.c.who, journal.c.command, journal.c.undoes_id)
        wanted = select(*columns).order_by(journal.c.id.desc())
        if identity is None:
            wanted = wanted.where(journal.c.undoes_id.is_(None), journal.c.id.not_in(redone)).limit(1)
        else:
            wanted = wanted.where(journal.c.id == identity)
        row = self.connection.execute(wanted).first()
        if row is None:
            if identity is None:
                raise NotFound("command", "to take back", hint="`tracker log` shows what was written.")
            raise NotFound("command", str(identity), hint="`tracker log` lists them with their numbers.")
        if identity is not None and self.connection.execute(redone.where(journal.c.undoes_id == identity)).first():
            raise Conflict(f"Command {identity} has been taken back already.", "`tracker log` shows by which.")
        return Entry(*row)

    def _current(self, steps: Sequence[_Step]) -> dict[tuple[str, tuple[Any, ...]], dict[str, Any] | None]:
        """The rows that the steps are about, as they stand."""
        found: dict[tuple[str, tuple[Any, ...]], dict[str, Any] | None] = {}
        by_table: dict[str, set[tuple[Any, ...]]] = {}
        for step in steps:
            by_table.setdefault(step.table.name, set()).add(step.key)
        for name, keys in by_table.items():
            table = metadata.tables[name]
            columns = list(table.primary_key)
            ordered = sorted(keys)
            for start in range(0, len(ordered), KEYS_A_QUERY):
                rows = self.connection.execute(
                    select(table).where(tuple_(*columns).in_(ordered[start : start + KEYS_A_QUERY]))
                ).mappings()
                for row in rows:
                    found[name, tuple(row[column.name] for column in columns)] = dict(row)
        return found

    def _later(self, entry: Entry, step: _Step) -> str:
        later = self.connection.execute(
            select(journal.c.id, journal.c.command)
            .join(change, change.c.journal_id == journal.c.id)
            .where(
                journal.c.id > entry.id,
                journal.c.id != self.id,
                change.c.table_name == step.table.name,
                change.c.key == json.dumps(step.key),
            )
            .distinct()
            .order_by(journal.c.id)
        ).all()
        named = "; ".join(f"{number} ({command})" for number, command in later)
        return f"what it wrote was changed since by {named}." if named else "what it wrote is not as it left it."

    def _open(self, undoes: int | None = None) -> int:
        if self.id is None:
            (self.id,) = next_ids(self.connection, journal, 1)
            self.connection.execute(
                insert(journal),
                {"id": self.id, "at": self.at, "who": self.who, "command": self.command, "undoes_id": undoes},
            )
        return self.id

    def _note(self, table: Table, row: Values, before: Values | None, after: Values | None) -> None:
        self.count += 1
        self._noted.append(
            {
                "journal_id": self._open(),
                "ordinal": self.count,
                "table_name": table.name,
                "key": json.dumps([row[column.name] for column in table.primary_key]),
                "before": _image(before),
                "after": _image(after),
            }
        )
        if len(self._noted) >= BATCH:
            self.flush()


class _Step(NamedTuple):
    table: Table
    key: tuple[Any, ...]
    before: Values | None
    after: Values | None

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "gone" if self.after is None else "changed"

    def whole_key(self) -> dict[str, Any]:
        return dict(zip((column.name for column in self.table.primary_key), self.key, strict=True))

    def taken_back(self, row: dict[str, Any] | None) -> dict[str, Any] | None:
        if self.before is None:
            return None
        return (row or {}) | dict(self.before)


def _still_as_left(row: Mapping[str, Any] | None, after: Values | None) -> bool:
    if row is None or after is None:
        return row is None and after is None
    return all(row.get(name) == value for name, value in after.items())


def _step(row: Mapping[Any, Any]) -> _Step:
    table = metadata.tables[row["table_name"]]
    return _Step(table, tuple(json.loads(row["key"])), _values(table, row["before"]), _values(table, row["after"]))


def _values(table: Table, image: str | None) -> Values | None:
    if image is None:
        return None
    values = json.loads(image)
    for name, value in values.items():
        if value is not None and table.c[name].type.python_type is date:
            values[name] = date.fromisoformat(value)
    return dict(values)


def _image(values: Values | None) -> str | None:
    if values is None:
        return None
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


def _default(name: str) -> Any:
    if name == "version":
        return 1
    return False if name in ("is_primary", "tentative", "territory") else None

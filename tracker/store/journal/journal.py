"""The journal: every write goes through it, so every row that a command adds, changes or removes is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, groupby, repeat
from json.encoder import encode_basestring_ascii
from typing import Any

import orjson
from sqlalchemy import Connection, Date, Integer, Table, bindparam, func, insert, select, tuple_, update

from tracker.rules.structure import CODED, TABLES
from tracker.store.journal.touched_projects import TouchedProjects
from tracker.store.journal.undo import JournalEntry, take_back
from tracker.store.sequences import next_ids
from tracker.store.soundness.circles import POINTING, check_circles
from tracker.tables import change, code, journal, journal_project

Values = Mapping[str, Any]
BATCH = 10_000
ROWS_A_STATEMENT = 50
KEYS_A_QUERY = 400


def _image(row: Values) -> str:
    # SQLAlchemy's column names are a subclass of str.
    return orjson.dumps(row, option=orjson.OPT_NON_STR_KEYS).decode()


def _key(values: Sequence[Any]) -> str:
    """Return a key as JSON, with a space after each comma: lookups need the format in which keys were always
    written."""
    return f"[{', '.join([str(one) if type(one) is int else encode_basestring_ascii(one) for one in values])}]"


class Journal:
    """The only way to write: it writes rows and records the changes. It neither commits nor rolls back."""

    def __init__(self, connection: Connection, who: str, command: str, now: datetime) -> None:
        self.connection = connection
        self.who, self.command = who, command
        self.at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.reason: str | None = None
        self.id: int | None = None
        self.count = 0
        self._noted: list[tuple[Any, ...]] = []
        self._pointed: set[tuple[str, str]] = set()
        self._touched = TouchedProjects()

    def insert(self, table: Table, rows: Iterable[Values]) -> list[int]:
        """Add rows; those without an `id` get one where the table has it. Returns the ids (empty for other tables)."""
        unsaid = _unsaid(table)
        whole = [{**unsaid, **row} for row in rows]
        if not whole:
            return []
        ids: list[int] = []
        if "id" in table.c:
            without = [row for row in whole if row["id"] is None]
            for row, identity in zip(without, next_ids(self.connection, table, len(without)), strict=True):
                row["id"] = identity
            ids = [row["id"] for row in whole]
        for name in [column.name for column in table.c if isinstance(column.type, Date)]:
            for row in whole:
                row[name] = row[name] and row[name].isoformat()
        self._point(table, whole)
        for start in range(0, len(whole), BATCH):
            self._add(table, [tuple(row.values()) for row in whole[start : start + BATCH]])
        self._note_new(table, whole)
        return ids

    def update(self, table: Table, edits: Iterable[tuple[Values, Values]]) -> int:
        """Change rows, given as (row as read, new values). Returns how many really differed; increments their versions.

        Rows in which the same columns differ are written together, in the order given.
        """
        changed = []
        for row, values in edits:
            differing = {name: value for name, value in values.items() if row[name] != value}
            if differing:
                if "version" in table.c and "version" not in differing:
                    differing["version"] = row["version"] + 1
                changed.append((row, differing))
        self._point(table, [values for _, values in changed])
        keys = [column.name for column in table.primary_key]
        changed.sort(key=lambda edit: sorted(edit[1]))
        for names, group in groupby(changed, key=lambda edit: sorted(edit[1])):
            statement = (
                update(table)
                .where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            alike = list(group)
            fresh_codes = self._fresh_codes(table, alike) if "code" in names else []
            self.connection.execute(
                statement,
                [
                    {f"key_{key}": row[key] for key in keys} | {f"new_{name}": values[name] for name in names}
                    for row, values in alike
                ],
            )
            self._note(table, ((row, {name: row[name] for name in values}, values) for row, values in alike))
            self._note(code, ((row, None, row) for row in fresh_codes))
        return len(changed)

    def delete(self, table: Table, rows: Iterable[Values]) -> int:
        """Delete rows, given whole as they were read. Returns how many."""
        gone = list(rows)
        if not gone:
            return 0
        keys = [column.name for column in table.primary_key]
        codes = self._codes(table, gone)
        statement = table.delete().where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        self.connection.execute(statement, [{f"key_{key}": row[key] for key in keys} for row in gone])
        self._note(table, ((row, _known(row), None) for row in gone))
        self._note(code, ((row, row, None) for row in codes))
        if keys == ["id"]:
            # The next number is found from these, and this same command may ask for it.
            self._write_noted()
        return len(gone)

    def noted(self, table: Table, row: Values) -> None:
        """Record a row that was added in another way, since the journal does not store bytes."""
        self._note(table, [(row, None, _known(row))])

    def replaced(self) -> list[tuple[str, str, str]]:
        """Return the rows that the command has changed or removed so far: table, key, and what they were, sorted."""
        self._write_noted()
        wanted = select(change.c.table_name, change.c.key, change.c.before)
        wanted = wanted.where(change.c.journal_id == self.id, change.c.before.is_not(None))
        return sorted((name, key, before) for name, key, before in self.connection.execute(wanted))

    def undo(self, identity: int | None = None) -> JournalEntry:
        """Undo a whole command: the given one, or the latest that is still in effect and is not itself an undo.

        Raises NotFound where there is none, and Conflict where it was undone already, one of its rows has changed
        since, or what it wrote is still needed; the conflict names the later commands. A part may have been undone by
        then, so the transaction must be rolled back.
        """
        return take_back(self, identity)

    def open(self, undoes: int | None = None) -> int:
        """Begin the command's entry, unless that is done already. Returns its number."""
        if self.id is None:
            # Not from a sequence: PostgreSQL's would skip a number for every command that is rolled back, and a
            # register that is moved to SQLite would look as if a command were missing.
            self.id = (self.connection.execute(select(func.max(journal.c.id))).scalar() or 0) + 1
            self.connection.execute(
                insert(journal),
                {"id": self.id, "at": self.at, "who": self.who, "command": self.command, "undoes_id": undoes},
            )
        return self.id

    def flush(self) -> None:
        """Write the recorded changes; must be called once more before the commit.

        Raises Conflict where a row that the command pointed at another one refers back to itself.
        """
        check_circles(self.connection, self._pointed)
        self._pointed = set()
        self._write_noted()
        if touched := self._touched.fresh(self.connection):
            self._add(journal_project, [(one, self.id) for one in touched])
        if self.id is not None and self.reason is not None:
            self.connection.execute(update(journal).where(journal.c.id == self.id).values(reason=self.reason))

    def _write_noted(self) -> None:
        if self._noted:
            self._add(change, self._noted)
            self._noted = []

    def _point(self, table: Table, rows: Sequence[Values]) -> None:
        """Remember which columns of a table refer to other rows; cycles are checked when everything is written."""
        for name, column in POINTING:
            if name == table.name and any(row.get(column) is not None for row in rows):
                self._pointed.add((name, column))

    def _add(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert whole rows through the driver: SQLAlchemy would spend more time on each row than the database does."""
        dialect = self.connection.dialect
        # Many columns are empty in all rows, and each value takes a twentieth of a row's time even if it is NULL.
        columns = zip(table.c, zip(*rows, strict=True), strict=True)
        said = [(column, values) for column, values in columns if not column.nullable or values.count(None) < len(rows)]
        rows = list(zip(*(values for _, values in said), strict=True))
        name = dialect.identifier_preparer.format_table(table)
        names = ", ".join(dialect.identifier_preparer.format_column(column) for column, _ in said)
        row = f"({', '.join(['?' if dialect.name == 'sqlite' else '%s'] * len(said))})"
        into = f"INSERT INTO {name} ({names}) VALUES "
        if dialect.name == "sqlite":  # starting and ending a statement costs a third of the time of a row
            whole = len(rows) - len(rows) % ROWS_A_STATEMENT
            some = [rows[start : start + ROWS_A_STATEMENT] for start in range(0, whole, ROWS_A_STATEMENT)]
            if some:
                together = [tuple(chain.from_iterable(each)) for each in some]
                self.connection.exec_driver_sql(into + ", ".join([row] * ROWS_A_STATEMENT), together)
            rows = rows[whole:]
        if rows:
            self.connection.exec_driver_sql(into + row, rows)

    def _note(self, table: Table, changes: Iterable[tuple[Values, Values | None, Values | None]]) -> None:
        """Record rows with their values before and after."""
        name, keys, key_of = _keyed(table)
        for row, before, after in changes:
            self.count += 1
            was = None if before is None else _image(before)
            now = None if after is None else _image(after)
            self._noted.append((self.id or self.open(), self.count, name, key_of([row[one] for one in keys]), was, now))
            self._touched.note(name, (row,), after)
            if len(self._noted) >= BATCH:
                self._write_noted()

    def _note_new(self, table: Table, rows: Sequence[Values]) -> None:
        """Record added rows, which are by far the most common change."""
        name, keys, key_of = _keyed(table)
        if keys == ["id"]:
            written = [f"[{row['id']}]" for row in rows]
        else:
            written = [key_of([row[one] for one in keys]) for row in rows]
        dumps = orjson.dumps
        images = [dumps({one: value for one, value in row.items() if value is not None}).decode() for row in rows]
        ordinals = range(self.count + 1, self.count + 1 + len(rows))
        number = self.id or self.open()
        self._noted += zip(repeat(number), ordinals, repeat(name), written, repeat(None), images, strict=False)
        self.count += len(rows)
        self._touched.note(name, rows)
        if len(self._noted) >= BATCH:
            self._write_noted()

    def _codes(self, table: Table, rows: Sequence[Values]) -> list[dict[str, Any]]:
        """Return the codes, old ones included, that a trigger removes with these rows: an undo restores them all."""
        if table.name not in CODED:
            return []
        found: list[dict[str, Any]] = []
        for start in range(0, len(rows), KEYS_A_QUERY):
            ids = [row["id"] for row in rows[start : start + KEYS_A_QUERY]]
            wanted = select(code).where(code.c.noun == table.name, code.c.id.in_(ids))
            found += [dict(row) for row in self.connection.execute(wanted.order_by(code.c.key)).mappings()]
        return found

    def _fresh_codes(self, table: Table, edits: Sequence[tuple[Values, Values]]) -> list[dict[str, object]]:
        """Return the codes that a trigger will enter when these rows are renamed; a row's earlier codes exist
        already."""
        if table.name not in CODED:
            return []
        scope = CODED[table.name]
        renamed = {(table.name, row[scope] if scope else 0, values["code"].lower()): row["id"] for row, values in edits}
        keys, columns = list(renamed), list(code.primary_key)
        for start in range(0, len(keys), KEYS_A_QUERY):
            wanted = select(*columns).where(tuple_(*columns).in_(keys[start : start + KEYS_A_QUERY]))
            for known in self.connection.execute(wanted):
                renamed.pop(tuple(known))
        names = [column.name for column in columns]
        return [dict(zip(names, key, strict=True)) | {"id": identity} for key, identity in renamed.items()]


@cache
def _unsaid(table: Table) -> dict[str, object]:
    """Return every column of a table with its default value."""
    defaults = {"version": 1} | dict.fromkeys(TABLES[str(table.name)].flags, False)
    return {str(column.name): defaults.get(column.name) for column in table.c}


@cache
def _keyed(table: Table) -> tuple[str, list[str], Callable[[Any], str]]:
    """Return a table's name and key columns as plain strings, fastest for the driver, and how to format a key."""
    # Python writes a list of whole numbers as valid JSON.
    whole = all(isinstance(column.type, Integer) for column in table.primary_key)
    return str(table.name), [str(column.name) for column in table.primary_key], str if whole else _key


def _known(row: Values) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}

"""A whole register into an empty one: the same rows, the same numbers, and the same journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, exc

from tracker.errors import Conflict, TrackerError
from tracker.exchange.grids import Unreadable
from tracker.exchange.whole.document import PAPERS, VOCABULARY, Advance, Part, Refused, Row, Source, parts, place_of
from tracker.register.register import Register
from tracker.store.engine import broken_rule
from tracker.store.integrity import check
from tracker.store.questions import WRONG
from tracker.store.reader import Reader
from tracker.store.sequences import set_last_id

BATCH = 2_000
NAMED = 10


class Later(NamedTuple):
    """A column that is given its value once all rows are there: (value, id) of the rows that it is about."""

    table: str
    column: str
    values: list[tuple[Any, int]]


def fill(register: Register, source: Source, advance: Advance) -> None:
    """Write what an export holds into the register, which must be empty; the import itself is not in the journal.

    Vocabularies are replaced by those of the export. Raises Conflict where the register is not empty; Unreadable,
    Refused or TrackerError where the export is not whole, breaks a rule of the database, or is not sound as a whole.
    """
    connection = register.connection
    _refuse_filled(register.reader)
    for name in reversed(VOCABULARY):
        connection.exec_driver_sql(f'DELETE FROM "{name}"')
    later: list[Later] = []
    for part, rows in source.tables():
        later += _fill_table(connection, source.name, part, rows, advance)
    for table, column, values in later:
        _set(connection, source.name, table, column, values)
    if connection.dialect.name == "postgresql":
        # Its plans for the checks would be those for empty tables.
        connection.exec_driver_sql("ANALYZE " + ", ".join(f'"{part.name}"' for part in parts()))
    _refuse_unsound(register.reader, source)
    for name, last in source.head.last_ids.items():
        set_last_id(connection, name, last)


def _refuse_filled(reader: Reader) -> None:
    for part in parts():
        if part.name not in VOCABULARY and reader.value(f'SELECT 1 FROM "{part.name}" LIMIT 1'):
            raise Conflict(
                "This register is not empty; a whole one goes only into an empty one.",
                "Nothing was written. Name a new one: `--db NEW.db`.",
            )


def _fill_table(connection: Connection, source: str, part: Part, rows: Iterator[Row], advance: Advance) -> list[Later]:
    """Write the rows of a table. Returns what could not be written yet."""
    mark = _mark(connection)
    columns, marks = ", ".join(f'"{name}"' for name in part.names), ", ".join(mark for _ in part.names)
    statement = f'INSERT INTO "{part.name}" ({columns}) VALUES ({marks})'
    later = [Later(part.name, part.names[place], []) for place in part.links]
    if part.name == "conference":
        # A guard lets nothing be told to a closed one, so it is closed when it was told all.
        later.append(Later(part.name, "state", []))
        rows = _opened(part, rows, later[-1])
    rows = _unlinked(part, rows, later)
    done = 0
    while batch := list(islice(rows, 1 if part.name == PAPERS else BATCH)):

        def where(place: int, batch: Sequence[Row] = batch, done: int = done) -> str:
            return place_of(source, part, done + place + 1, batch[place])

        _execute(connection, statement, batch, where)
        done += len(batch)
        advance(len(batch))
    return later


def _opened(part: Part, rows: Iterator[Row], later: Later) -> Iterator[Row]:
    identity, state = part.names.index("id"), part.names.index("state")
    for row in rows:
        if row[state] == "closed":
            later.values.append(("closed", row[identity]))
            yield _with(row, state, "planned")
        else:
            yield row


def _unlinked(part: Part, rows: Iterator[Row], later: Sequence[Later]) -> Iterator[Row]:
    """The rows without links to a row that comes after them."""
    if not part.links:
        yield from rows
        return
    (key,) = part.key
    for row in rows:
        linked = row
        for place, link in zip(part.links, later, strict=False):
            if row[place] is not None and row[place] > row[key]:
                link.values.append((row[place], row[key]))
                linked = _with(linked, place, None)
        yield linked


def _with(row: Row, place: int, value: Any) -> Row:
    return (*row[:place], value, *row[place + 1 :])


def _set(connection: Connection, source: str, table: str, column: str, values: Sequence[tuple[Any, int]]) -> None:
    mark = _mark(connection)
    statement = f'UPDATE "{table}" SET "{column}" = {mark} WHERE id = {mark}'
    if values:
        _execute(
            connection, statement, values, lambda place: f"{source}, table {table}, id {values[place][1]}, {column}"
        )


def _execute(connection: Connection, statement: str, rows: Sequence[Row], where: Callable[[int], str]) -> None:
    """Run a statement for each of the rows. Raises Refused for the first that the database does not take."""
    first, count = 0, len(rows)
    while first < len(rows):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(statement, list(rows[first : first + count]))
            first += count
        except (exc.IntegrityError, exc.DataError) as error:
            if count == 1:
                raise Refused(where(first), broken_rule(error)) from error
            count = (count + 1) // 2
        except (UnicodeError, OverflowError) as error:
            if count == 1:
                why = "A number is too large." if isinstance(error, OverflowError) else "A text is not well-formed."
                raise Refused(where(first), why) from error
            count = (count + 1) // 2


def _refuse_unsound(reader: Reader, source: Source) -> None:
    codes = reader.value("SELECT count(*) FROM code")
    if codes > source.head.rows["code"]:
        where = f"{source.name}, table code"
        raise Unreadable(where, "lacks codes of things that stand in the other tables.", "Nothing was written.")
    for name, last in source.head.last_ids.items():
        highest = reader.value(f'SELECT coalesce(max(id), 0) FROM "{name}"')
        if highest > last:
            where = f"{source.name}, last_ids"
            raise Unreadable(where, f"{name} has {last}, and there is a row {highest}.", "Nothing was written.")
    wrong = [found for found in check(reader) if found.severity == WRONG]
    if wrong:
        said = [f"{found.where}: {found.what}" for found in wrong[:NAMED]]
        said += [f"and {len(wrong) - NAMED:,} more"] if len(wrong) > NAMED else []
        raise TrackerError("\n  ".join([f"{source.name} is not sound:", *said]), "Nothing was written.")


def _mark(connection: Connection) -> str:
    return "%s" if connection.dialect.name == "postgresql" else "?"

"""Write a whole register into an empty one: the same rows, the same numbers, and the same journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection

from tracker.errors import Conflict, TrackerError
from tracker.exchange.grids import Unreadable
from tracker.exchange.whole.document import Advance, ExportSource, ExportTable, Row, parts, place_of
from tracker.exchange.whole.rounds import Rounds
from tracker.exchange.whole.writing import changed, execute, inserting
from tracker.register.register import Register
from tracker.rules.structure import SEEDED
from tracker.store.checking.integrity import SEALED, check_register
from tracker.store.guards import roles_unknown
from tracker.store.journal.touched_projects import derive_touched
from tracker.store.reader import Reader
from tracker.store.sequences import last_ids, set_last_id
from tracker.store.soundness.questions import WRONG

BATCH = 2_000
NAMED = 10


# Of a link: a flag that is refused without it.
FLAGS = {"superseded_by_id": ("merged",)}


class Later(NamedTuple):
    """Columns that are set once all rows are inserted: (*values, id) of their rows."""

    table: str
    columns: tuple[str, ...]
    values: list[Row]


def fill(register: Register, source: ExportSource, advance: Advance) -> None:
    """Write an export into the register, which must be empty; the import itself is not in the journal.

    Vocabularies are replaced by those of the export. Raises Conflict if the register is not empty; Unreadable, Refused
    or TrackerError if the export is not complete, breaks a rule of the database, or is not consistent as a whole.
    """
    connection = register.connection
    _refuse_filled(register.reader)
    for name in reversed(SEEDED):
        connection.exec_driver_sql(f'DELETE FROM "{name}"')
    with roles_unknown(connection):
        _fill_tables(connection, source, advance)
    derive_touched(connection)
    if connection.dialect.name == "postgresql":
        # Otherwise the query plans of the checks would be those for empty tables.
        connection.exec_driver_sql("ANALYZE " + ", ".join(f'"{part.name}"' for part in parts()))
    _refuse_unsound(register.reader, source)
    # By the imported journal: an export of an earlier release also counts what was refused.
    for name, last in last_ids(register.reader).items():
        set_last_id(connection, name, last)


def _fill_tables(connection: Connection, source: ExportSource, advance: Advance) -> None:
    rounds = Rounds(connection, source.name)
    later: list[Later] = []
    for part, rows in source.tables():
        if part.name == "reopening":
            rounds.expect(part, rows)
        elif part.name == "record":
            # After sealing, nothing more is written to a conference.
            for each in later:
                _set(connection, source.name, each)
            rounds.seal(part, rows, advance)
        else:
            told = rounds.planned(part, rows) if part.name == "conference" else rows
            later += _fill_table(connection, source.name, part, told, advance)


def _refuse_filled(reader: Reader) -> None:
    for part in parts():
        if part.name not in SEEDED and reader.value(f'SELECT 1 FROM "{part.name}" LIMIT 1'):
            raise Conflict(
                "This register is not empty; a whole register can only be imported into an empty one.",
                "Nothing was written. Name a new register: `--db NEW.db`.",
            )


def _fill_table(
    connection: Connection, source: str, part: ExportTable, rows: Iterator[Row], advance: Advance
) -> list[Later]:
    """Write the rows of a table. Returns what could not be written yet."""
    statement = inserting(part)
    later = [Later(part.name, (part.names[place], *FLAGS.get(part.names[place], ())), []) for place in part.links]
    rows = _unlinked(part, rows, later)
    done = 0
    while batch := list(islice(rows, 1 if part.papers else BATCH)):

        def where(place: int, batch: Sequence[Row] = batch, done: int = done) -> str:
            return place_of(source, part, done + place + 1, batch[place])

        execute(connection, statement, batch, where)
        done += len(batch)
        advance(len(batch))
    return later


def _unlinked(part: ExportTable, rows: Iterator[Row], later: Sequence[Later]) -> Iterator[Row]:
    """Yield the rows without links to a row that comes after them."""
    if not part.links:
        yield from rows
        return
    (key,) = part.key
    for row in rows:
        linked = row
        for place, link in zip(part.links, later, strict=True):
            if row[place] is not None and row[place] > row[key]:
                places = [part.names.index(name) for name in link.columns]
                link.values.append((*(row[one] for one in places), row[key]))
                for one in places:
                    linked = changed(linked, one, None if one == place else False)
        yield linked


def _set(connection: Connection, source: str, later: Later) -> None:
    table, columns, values = later
    given = ", ".join(f'"{name}" = ?' for name in columns)
    statement = f'UPDATE "{table}" SET {given} WHERE id = ?'
    where = f"{source}, table {table}, id {{}}, {columns[0]}"
    execute(connection, statement, values, lambda place: where.format(values[place][-1]))


def _refuse_unsound(reader: Reader, source: ExportSource) -> None:
    codes = reader.value("SELECT count(*) FROM code")
    if codes > source.head.rows["code"]:
        where = f"{source.name}, table code"
        raise Unreadable(where, "lacks codes that the other tables use.", "Nothing was written.")
    for name, last in source.head.last_ids.items():
        highest = reader.value(f'SELECT coalesce(max(id), 0) FROM "{name}"')
        if highest > last:
            where = f"{source.name}, last_ids"
            raise Unreadable(where, f"{name} has {last}, but there is a row {highest}.", "Nothing was written.")
    wrong = [found for found in check_register(reader) if found.severity == WRONG]
    for lead, findings in (
        ("is not consistent", [found for found in wrong if found.question != SEALED]),
        ("differs from what was sealed", [found for found in wrong if found.question == SEALED]),
    ):
        _refuse(f"{source.name} {lead}:", [f"{found.where}: {found.what}" for found in findings])


def _refuse(lead: str, wrong: Sequence[str]) -> None:
    """Raises TrackerError with the first fault, if there is any."""
    if wrong:
        more = [f"and {len(wrong) - NAMED:,} more"] if len(wrong) > NAMED else []
        raise TrackerError(lead, "Nothing was written.", [f"  {one}" for one in (*wrong[:NAMED], *more)])

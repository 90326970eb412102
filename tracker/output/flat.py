"""Flat tables for other programs: one SQLite file, or a folder of csv, that describes its own columns.

Money is a decimal number in its currency, and beside it, in a column that ends in `_minor`, the same amount as a whole
number of minor units: SQLite keeps a decimal as a binary fraction, which is the nearest one, exact to 15 digits, while
the whole number is always exact. In csv both are exact. Only whole days are dates; other dates are text.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import Conflict, TrackerError
from tracker.output.columns import CellFormatter, Column, Render, Row
from tracker.output.data import batches, write_separated
from tracker.output.stream import Sink
from tracker.store.files.contents import FLAT_ID
from tracker.store.files.destinations import (
    KEPT,
    Target,
    check,
    check_apart,
    replaced_file,
    take_place,
)
from tracker.store.files.parts import COMPANIONS, part_beside

# The kinds of columns: the type in SQLite, how it is called in the description, and the kind of `Column` that it is.
TYPES = {
    "text": ("TEXT", "text", "text"),
    "list": ("TEXT", "texts joined by ;", "codes"),
    "date": ("TEXT", "date as reported: 2012, 2012-03 or 2012-03-01", "date"),
    "day": ("DATE", "day: 2012-03-01", "date"),
    "flag": ("INTEGER", "1 or 0; in csv true or false", "flag"),
    "whole": ("INTEGER", "whole number", "number"),
    "number": ("REAL", "number", "number"),
    "money": ("REAL", "amount in the currency", "money"),
    "minor": ("INTEGER", "whole number of minor units of the currency", "number"),
}
COLUMNS_TABLE = "columns"


class FlatColumn(NamedTuple):
    """A column: its name, its usual name, one of `TYPES`, and what it means.

    `currency` is the column with the currency of an amount.
    """

    name: str
    label: str
    kind: str
    meaning: str
    currency: str = "currency"

    @property
    def column(self) -> Column:
        return Column(self.name, self.label, TYPES[self.kind][2], self.currency)


class FlatTable(NamedTuple):
    """A table: its name, what it is, its columns, its key, and the tables that columns refer to."""

    name: str
    label: str
    meaning: str
    columns: tuple[FlatColumn, ...]
    key: tuple[str, ...]
    refers: Mapping[tuple[str, ...], str]


class DescribedColumn(NamedTuple):
    """A row of the table that describes all columns."""

    table_name: str
    column_name: str
    type: str
    label: str
    meaning: str


DESCRIBED = FlatTable(
    COLUMNS_TABLE,
    "Columns",
    "Every column of every table, with its type and meaning.",
    (
        FlatColumn("table_name", "Table", "text", "the table"),
        FlatColumn("column_name", "Column", "text", "its column"),
        FlatColumn("type", "Type", "text", "the kind of its values"),
        FlatColumn("label", "Label", "text", "its usual name"),
        FlatColumn("meaning", "Meaning", "text", "what it contains"),
    ),
    ("table_name", "column_name"),
    {},
)

Facts = Callable[[FlatTable], Iterable[Row]]
"""The rows of a table, in order."""


def described(tables: Sequence[FlatTable]) -> Iterator[DescribedColumn]:
    """Yield the description of every column."""
    for table in tables:
        for column in table.columns:
            yield DescribedColumn(table.name, column.name, TYPES[column.kind][1], column.label, column.meaning)


def write_flat_database(
    target: Target, tables: Sequence[FlatTable], facts: Facts, exponents: Mapping[str, int]
) -> dict[str, int]:
    """Write the tables as an SQLite file; return how many rows each has. The same facts give the same bytes.

    An earlier file of flat tables is replaced when everything is written. Raises Conflict for any other database, and
    where another program has unfinished changes of the earlier file.
    """
    check(target)
    for ending in COMPANIONS:
        if os.path.lexists(f"{target.path}{ending}"):
            raise Conflict(
                f"Another program has {target.path} open, because {target.path.name}{ending} exists.",
                "Close it there, or choose another name.",
            )
    counts = {}
    with replaced_file(target) as part:
        try:
            with closing(sqlite3.connect(part, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(f"PRAGMA application_id = {FLAT_ID}")
                connection.execute("BEGIN")
                for table in (*tables, DESCRIBED):
                    connection.execute(_created(table))
                for table in tables:
                    counts[table.name] = _fill(connection, table, facts(table), exponents)
                _fill(connection, DESCRIBED, described(tables), exponents)
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise TrackerError(
                f"{target.path} was not written: {error}.", "The existing content was not changed."
            ) from error
    return counts


def write_flat_folder(
    target: Target, tables: Sequence[FlatTable], facts: Facts, exponents: Mapping[str, int]
) -> dict[str, int]:
    """Write the tables as a folder with a csv file for each; return how many rows each has.

    An earlier folder of flat tables is replaced file by file, and other files in it stay. Raises Conflict for any other
    folder that is not empty.
    """
    check_apart(target.path, target.register)
    folder = Path(os.path.realpath(target.path))
    fresh = _is_free(target)
    counts = {}
    try:
        with part_beside(folder) as partial:
            partial.mkdir()
            for table in tables:
                counts[table.name] = _write_csv(partial, table, facts(table), exponents)
            _write_csv(partial, DESCRIBED, described(tables), exponents)
            if not fresh:
                for path in sorted(partial.iterdir()):
                    take_place(path, folder / path.name)
            else:
                if folder.exists():
                    partial.chmod(folder.stat().st_mode & 0o7777)
                    folder.rmdir()
                partial.rename(folder)
    except OSError as error:
        raise TrackerError(f"{target.path} was not written: {error.strerror}.") from error
    return counts


def _is_free(target: Target) -> bool:
    """Return whether the folder does not exist or is empty. Raises Conflict unless it has earlier flat tables."""
    folder = target.path
    if not os.path.lexists(folder):
        return True
    if not folder.is_dir():
        raise Conflict(f"{folder} is no folder.", KEPT)
    if not any(folder.iterdir()):
        return True
    ours = folder / f"{COLUMNS_TABLE}.csv"
    header = ",".join(column.name for column in DESCRIBED.columns)
    if not ours.is_file() or not ours.read_bytes().startswith(header.encode()):
        raise Conflict(
            f"{folder} contains something other than flat tables.", "Nothing was changed. Choose another folder."
        )
    for path in folder.glob("*.csv"):
        check(target._replace(path=path, form="csv"))
    return False


def _created(table: FlatTable) -> str:
    """Return the statement that creates a table."""
    lines = [f'"{column.name}" {TYPES[column.kind][0]}' for column in table.columns]
    lines.append(f"PRIMARY KEY ({_quoted(table.key)})")
    for columns, other in table.refers.items():
        lines.append(f'FOREIGN KEY ({_quoted(columns)}) REFERENCES "{other}" ({_quoted(columns)})')
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _fill(connection: sqlite3.Connection, table: FlatTable, rows: Iterable[Row], exponents: Mapping[str, int]) -> int:
    cells = CellFormatter([column.column for column in table.columns], VALUES, exponents)
    marks = ", ".join("?" for _ in table.columns)
    statement = f'INSERT INTO "{table.name}" VALUES ({marks})'
    written = 0
    for batch in batches(rows):
        connection.executemany(statement, zip(*cells(batch), strict=True))
        written += len(batch)
    return written


def _write_csv(folder: Path, table: FlatTable, rows: Iterable[Row], exponents: Mapping[str, int]) -> int:
    columns = [column.column for column in table.columns]
    with (folder / f"{table.name}.csv").open("wb") as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="\n")
        written = write_separated(rows, columns, exponents, Sink(text), ",")
        text.flush()
        text.detach()
    return written


def _as_they_are(values: Sequence[Any], _: Sequence[Any]) -> list[Any]:
    return list(values)


def _amounts(values: Sequence[Any], decimals: Sequence[Any]) -> list[Any]:
    return [None if value is None else value / 10**places for value, places in zip(values, decimals, strict=True)]


def _numbers(values: Sequence[Any], _: Sequence[Any]) -> list[Any]:
    return [value if value is None or type(value) is int else float(value) for value in values]


def _flags(values: Sequence[Any], _: Sequence[Any]) -> list[Any]:
    return [None if value is None else int(value) for value in values]


VALUES: Mapping[str, Render] = {
    "text": _as_they_are,
    "codes": _as_they_are,
    "date": _as_they_are,
    "money": _amounts,
    "number": _numbers,
    "flag": _flags,
}
"""Cells as values of SQLite."""

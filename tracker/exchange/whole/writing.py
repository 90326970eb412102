"""Run the statements that write the rows of an export; what the database refuses is reported with its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, exc

from tracker.exchange.whole.document import ExportTable, RefusedExport, Row
from tracker.store.engine import broken_rule


def execute(connection: Connection, statement: str, rows: Sequence[Row], where: Callable[[int], str]) -> None:
    """Run a statement, with `?` for values, for each of the rows. Raises Refused for the first that is not accepted."""
    if connection.dialect.name == "postgresql":
        statement = statement.replace("?", "%s")
    first, count = 0, len(rows)
    while first < len(rows):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(statement, list(rows[first : first + count]))
            first += count
        except (exc.IntegrityError, exc.DataError) as error:
            if count == 1:
                raise RefusedExport(where(first), broken_rule(error)) from error
            count = (count + 1) // 2
        except (UnicodeError, OverflowError) as error:
            if count == 1:
                why = "A number is too large." if isinstance(error, OverflowError) else "A text is not well-formed."
                raise RefusedExport(where(first), why) from error
            count = (count + 1) // 2


def inserting(part: ExportTable) -> str:
    """Return the statement that adds a row to a table."""
    columns, marks = ", ".join(f'"{name}"' for name in part.names), ", ".join("?" for _ in part.names)
    return f'INSERT INTO "{part.name}" ({columns}) VALUES ({marks})'


def changed(row: Row, place: int, value: object) -> Row:
    """Return a row with another value in one place."""
    return (*row[:place], value, *row[place + 1 :])

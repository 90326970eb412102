"""Numbers for new rows: given by the program so that a bulk insert knows them, and never given twice."""

from __future__ import annotations

from sqlalchemy import Connection, Table, text


def next_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """The next `count` ids of a table. An id once given is not given again, even when its row was taken back."""
    if count == 0:
        return []
    if connection.dialect.name == "postgresql":
        name = f'"{table.name}"'
        found = connection.execute(
            text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
            {"name": name, "count": count},
        )
        return sorted(found.scalars())
    last = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name}).scalar()
    first = (last or 0) + 1
    return list(range(first, first + count))

"""Numbers for new rows: given by the program so that a bulk insert knows them, and never given twice."""

from __future__ import annotations

from sqlalchemy import Connection, Table, text

from tracker.store.reader import Reader


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


def last_id(reader: Reader, table: str) -> int:
    """The last id that was given in a table, also where its row is gone; 0 for none."""
    highest = reader.value(f'SELECT coalesce(max(id), 0) FROM "{table}"')
    if reader.dialect == "postgresql":
        sequence = reader.value("SELECT pg_get_serial_sequence(:name, 'id')", {"name": f'"{table}"'})
        given = reader.value(f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}")
    else:
        given = reader.value("SELECT seq FROM sqlite_sequence WHERE name = :name", {"name": table}) or 0
    return max(int(highest), int(given))


def set_last_id(connection: Connection, table: str, last: int) -> None:
    """Go on from an id, as if it had been the last one given; taken back with the transaction."""
    if connection.dialect.name == "postgresql":
        wanted = text("SELECT pg_get_serial_sequence(:name, 'id')")
        sequence = connection.execute(wanted, {"name": f'"{table}"'}).scalar_one()
        connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART WITH {last + 1}")
        return
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    if last:
        row = {"name": table, "last": last}
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), row)

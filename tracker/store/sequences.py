"""Numbers for new rows: assigned by the program so that a bulk insert knows them, and never assigned twice.

The last number is the highest among the existing rows and the deleted rows in the journal, on both databases: a refused
write or a dry run leaves no trace. SQLite works this way by itself. A PostgreSQL sequence is not rolled back, so it
only shows when the journal need not be read: where it equals the number of the last row, that is the last.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, text

from tracker.store.reader import Reader
from tracker.tables import metadata

_HIGHEST = 'SELECT coalesce(max(id), 0) FROM "{}"'
# The key of a row with a number is that number alone, as JSON: [12]. Only a forged journal contains other keys.
_NUMBER = "CAST(substr(key, 2, length(key) - 2) AS bigint)"
_IS_NUMBER = {"postgresql": r"key ~ '^\[[0-9]{1,9}\]$'", "sqlite": "key GLOB '[[][0-9]*]' AND length(key) < 12"}


def next_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Return the next `count` ids of a table. An id is never assigned twice, even when its row was removed by an undo.

    The ids must be used before more are requested.
    """
    if count == 0:
        return []
    if connection.dialect.name == "postgresql":
        last = _last_on_postgresql(connection, table.name)
        set_last_id(connection, table.name, last + count)
    else:
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = connection.execute(given, {"name": table.name}).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def last_ids(reader: Reader) -> dict[str, int]:
    """Return the last id assigned in each table whose rows have one, even if that row is gone; 0 for none."""
    numbered = [table.name for table in metadata.sorted_tables if [key.name for key in table.primary_key] == ["id"]]
    listed = ", ".join(f"'{name}'" for name in numbered)
    gone = dict(reader.rows(f"{_gone(reader.dialect)} AND table_name IN ({listed}) GROUP BY table_name"))
    return {name: max(int(reader.value(_HIGHEST.format(name))), int(gone.get(name, 0))) for name in numbered}


def set_last_id(connection: Connection, table: str, last: int) -> None:
    """Continue after an id, as if it had been the last one assigned."""
    if connection.dialect.name == "postgresql":
        going_on = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)")
        connection.execute(going_on, {"name": f'"{table}"', "next": last + 1})
        return
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    if last:
        row = {"name": table, "last": last}
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), row)


def _last_on_postgresql(connection: Connection, table: str) -> int:
    highest = int(connection.execute(text(_HIGHEST.format(table))).scalar_one())
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table}"'}
    ).scalar_one()
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}"
    if connection.execute(text(given)).scalar_one() == highest:
        return int(highest)
    asked = text(f"{_gone('postgresql')} AND table_name = :name GROUP BY table_name")
    gone = connection.execute(asked, {"name": table}).first()
    return max(int(highest), int(gone[1]) if gone else 0)


def _gone(dialect: str) -> str:
    """Return SQL for the highest number of the deleted rows, by table."""
    number = f"CASE WHEN {_IS_NUMBER[dialect]} THEN {_NUMBER} ELSE 0 END"
    return f"SELECT table_name, max({number}) FROM change WHERE after IS NULL"

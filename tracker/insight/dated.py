"""Facts that have a date and no conference: which of them belong to a conference, and which its record does not have.

A question as of a conference is about the rows dated up to its cut-off, whenever they were entered. Its sealed record
has those that were known when it was sealed, so a list of a closed conference says how many of its rows are younger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.insight.codes import Conference
from tracker.rules.structure import TABLES, going_with
from tracker.store.partial_dates import up_to_cut_off
from tracker.store.reader import Reader

RECORD = """SELECT r.id FROM record r WHERE r.conference_id = :at
  AND NOT EXISTS (SELECT 1 FROM reopening o WHERE o.record_id = r.id)"""


def dated_up_to(table: str, alias: str, conference: Conference) -> str:
    """Return the SQL condition on the rows of a dated table, under their alias, that belong to a conference."""
    return up_to_cut_off([f"{alias}.{column}" for column in TABLES[table].dated], str(conference.id))


def younger_than_record(
    reader: Reader, table: str, alias: str, where: str, params: Mapping[str, Any], conference: Conference
) -> int:
    """Count the rows of a dated table that a closed conference's record does not have as they are now.

    `where` is the condition on the rows that are asked for, under their alias. A row counts too if only rows that
    belong to it are new or changed. There are none as of a sealed record, or if the conference is not closed.
    """
    if conference.record is not None or conference.state != "closed":
        return 0
    (record,) = reader.one(RECORD, {"at": conference.id})
    keys = TABLES[table].key
    changed = [
        _changed(table, keys, record),
        *(_changed(part, (column,), record) for part, column in going_with(table)),
    ]
    key = ", ".join(f"{alias}.{column}" for column in keys)
    sql = f"SELECT count(*) FROM {table} {alias} WHERE {where} AND ({key}) IN ({' UNION '.join(changed)})"
    return int(reader.value(sql, params))


def _changed(table: str, keys: tuple[str, ...], record: int) -> str:
    """Return SQL for the keys of the rows of a table that a record does not have as they are now."""
    columns = ", ".join(f'"{column}"' for column in TABLES[table].columns)
    kept = f"SELECT {columns} FROM kept_{table} WHERE record_id = {record}"
    return f"SELECT {', '.join(keys)} FROM (SELECT {columns} FROM {table} EXCEPT {kept}) AS changed_{table}"

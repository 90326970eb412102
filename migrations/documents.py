"""What the documents of sealed records say, for a step of the schema that comes up again.

The step down had no place for tables and columns that the documents have; the step up fills from them what records
keep. A version loads this file by its path (`alembic.util.load_python_file`), for its name differs between a checkout
and a wheel. Like the versions, it does not import the program.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

# The records of closed conferences, each the one that has not been superseded.
STANDING = """
SELECT r.id FROM record r JOIN conference c ON c.id = r.conference_id AND c.state = 'closed'
WHERE NOT EXISTS (SELECT 1 FROM reopening o WHERE o.record_id = r.id)
"""
WITHIN_PROJECT = ("risk", "indicator", "milestone")


class Document(NamedTuple):
    """The tables of one document, with the numbers of its record and its conference."""

    record: int
    conference: int
    tables: dict[str, Any]

    def rows(self, table: str, *columns: str) -> list[dict[str, Any]]:
        """The rows of a table; none where the document was written before it had the table or one of the columns."""
        written = self.tables.get(table)
        if written is None or not {*columns} <= {*written["columns"]}:
            return []
        return [dict(zip(written["columns"], row, strict=True)) for row in written["rows"]]

    def ids(self, noun: str) -> dict[str, int]:
        """The numbers of the rows that the record keeps of a noun, by their codes."""
        return dict(self._kept(f"SELECT code, id FROM kept_{noun} WHERE record_id = :record"))

    def parts(self, noun: str) -> dict[tuple[str, str], int]:
        """The numbers of the rows that the record keeps of a part of projects, by the codes of project and part."""
        sql = f"""SELECT p.code, t.code, t.id FROM kept_{noun} t
JOIN kept_project p ON p.record_id = t.record_id AND p.id = t.project_id WHERE t.record_id = :record"""
        return {(project, part): identity for project, part, identity in self._kept(sql)}

    def fill(self, table: str, key: str, *columns: str) -> None:
        """Set columns of the rows that the record keeps of a table, known by `key`, to what the document says.

        They stay NULL where the document lacks the columns.
        """
        rows = self.rows(table, *(column.removesuffix("_id") for column in columns))
        if not rows:
            return
        of_conference = key != "id"
        noun = key.removesuffix("_id") if of_conference else table
        code = noun if of_conference else "code"
        found: Mapping[Any, int]
        if noun in WITHIN_PROJECT:
            found = self.parts(noun)
            keys = [found.get((row["project"], row[code])) for row in rows]
        else:
            found = self.ids(noun)
            keys = [found.get(row[code]) for row in rows]
        conferences = self.ids("conference")
        sql = f"UPDATE kept_{table} SET {', '.join(f'{name} = :{name}' for name in columns)}"
        sql += f" WHERE record_id = :of_record AND {key} = :of_key"
        always = {"of_record": self.record}
        if of_conference:
            sql += " AND conference_id = :of_conference"
            always["of_conference"] = self.conference
        values = [
            {name: conferences.get(row[name[:-3]]) if name.endswith("_id") else row[name] for name in columns}
            | always
            | {"of_key": identity}
            for identity, row in zip(keys, rows, strict=True)
        ]
        op.get_bind().execute(sa.text(sql), values)

    def _kept(self, sql: str) -> list[Any]:
        return [tuple(row) for row in op.get_bind().execute(sa.text(sql), {"record": self.record})]


def documents() -> Iterator[Document]:
    """The document of every record, oldest first; not of one that is damaged, which `conference verify` reports."""
    connection = op.get_bind()
    packed = sa.text("SELECT document FROM record WHERE id = :record")
    for record, conference, size, sha256 in connection.execute(
        sa.text("SELECT id, conference_id, size, sha256 FROM record ORDER BY id")
    ).all():
        try:
            raw = zlib.decompressobj().decompress(connection.execute(packed, {"record": record}).scalar_one(), size)
        except zlib.error:
            continue
        if hashlib.sha256(raw).hexdigest() == sha256:
            yield Document(record, conference, json.loads(raw)["tables"])


def insert(table: str, rows: list[dict[str, Any]]) -> None:
    """Add rows, which all have the same columns."""
    if rows:
        op.bulk_insert(sa.table(table, *(sa.column(column) for column in rows[0])), rows)

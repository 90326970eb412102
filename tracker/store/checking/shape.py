"""Compares the tables, columns, constraints and indexes of a database with this release's schema."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from functools import cache, lru_cache
from typing import Any

from tracker.store.reader import Reader
from tracker.store.search import OURS

Shape = dict[str, set[str]]

_SQLITE_OBJECTS = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
    " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND tbl_name NOT LIKE 'search!_%' ESCAPE '!'"
    " AND name <> 'alembic_version'"
)
_POSTGRESQL_OBJECTS = """
SELECT c.relname, 'column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
    AND c.relname <> 'alembic_version'
UNION ALL
SELECT c.relname, 'constraint ' || k.conname || CASE WHEN k.convalidated THEN '' ELSE ' not validated' END
FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid
WHERE c.relnamespace = '{schema}'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c')
    AND c.relname <> 'alembic_version'
UNION ALL
SELECT i.tablename, CASE WHEN i.indexdef LIKE 'CREATE UNIQUE%' THEN 'unique ' ELSE '' END || 'index ' || i.indexname
FROM pg_indexes i LEFT JOIN pg_constraint k
    ON k.conname = i.indexname AND k.connamespace = '{schema}'::regnamespace
WHERE i.schemaname::regnamespace = '{schema}'::regnamespace AND i.tablename <> 'alembic_version' AND k.oid IS NULL
"""


def shape_of(reader: Reader) -> Shape:
    """Return the shape of a database: for every table the definitions of its columns and constraints, and its indexes.

    SQLite gives every definition in full. For PostgreSQL's constraints and indexes only the name is compared, which
    this release gives to one definition only. The tables of the search are no part of it: they are derived.
    """
    found: Shape = {}
    if reader.dialect == "postgresql":
        schema = reader.schema.replace("'", "''")
        for table, item in reader.rows(_POSTGRESQL_OBJECTS.format(schema=schema)):
            if not table.startswith(OURS):
                found.setdefault(table, set()).add(item)
        return found
    for kind, name, table, sql in reader.rows(_SQLITE_OBJECTS):
        items = found.setdefault(table, set())
        if kind == "table":
            items |= definitions(sql)
        elif sql is not None:
            items.add(f"{kind} {name} {_plain(sql)}")
    return found


@cache
def expected_shape(dialect: str) -> Shape:
    """Return the shape that this release's schema requires."""
    from sqlalchemy import create_engine

    from tracker.tables import whole_schema

    if dialect == "postgresql":
        return _named(whole_schema())
    with closing(sqlite3.connect(":memory:")) as connection:
        whole_schema().create_all(create_engine("sqlite://", creator=lambda: connection))
        return shape_of(Reader(connection, "sqlite"))


def differences(found: Shape, expected: Shape) -> list[tuple[str, str]]:
    """Return where the two shapes differ, and how."""
    told = []
    for table in sorted(expected.keys() | found.keys()):
        if table not in found:
            told.append((table, "the table is missing"))
        elif table not in expected:
            told.append((table, "a table that is unknown to this release"))
        else:
            told += [(table, f"missing: {item}") for item in sorted(expected[table] - found[table])]
            told += [(table, f"unknown: {item}") for item in sorted(found[table] - expected[table])]
    return told


@lru_cache(maxsize=512)
def definitions(sql: str) -> frozenset[str]:
    """Return the parts of a CREATE TABLE statement, independent of their order and quoting."""
    body, _, options = sql.partition("(")[2].rpartition(")")
    parts, depth, quoted, start = [], 0, False, 0
    for position, sign in enumerate(body):
        if sign == "'":
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
            if sign == "," and depth == 0:
                parts.append(body[start:position])
                start = position + 1
    parts.append(body[start:])
    return frozenset({*map(_plain, parts), *(f"option {_plain(option)}" for option in options.split(","))})


def _plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()


def _named(metadata: Any) -> Shape:
    from sqlalchemy.dialects import postgresql

    known = postgresql.dialect()  # type: ignore[no-untyped-call]
    found: Shape = {}
    for table in metadata.tables.values():
        items = found[table.name] = set()
        for column in table.columns:
            kind = column.type.compile(dialect=known).partition(" COLLATE ")[0].lower()
            items.add(f"column {column.name} {kind}{'' if column.nullable else ' not null'}")
        items |= {f"constraint {constraint.name}" for constraint in table.constraints}
        items |= {f"{'unique ' if index.unique else ''}index {index.name}" for index in table.indexes}
    return found

"""What the tables say, as a module without SQLAlchemy: `write_docs.py` writes tracker/rules/schema_facts.py with it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, UniqueConstraint

from tracker.tables import metadata

WIDTH = 120
HEAD = '''\
"""What the tables of the register say, by their names. Written by `python scripts/write_docs.py` out of tracker/tables.

`tracker/rules/structure.py` says what each of these is.
"""

from typing import Any

FACTS: dict[str, dict[str, Any]] = {
'''


def module() -> str:
    """The text of the module."""
    tables = [metadata.tables[name] for name in sorted(metadata.tables) if not name.startswith("kept_")]
    return HEAD + "".join(_entry(table) for table in tables) + "}\n"


def _entry(table: Table) -> str:
    lines = "".join(_line(name, value) for name, value in _facts(table).items() if value)
    return f"    {_literal(table.name)}: {{\n{lines}    }},\n"


def _line(name: str, value: Any) -> str:
    """One fact, broken into lines where the formatter would do so."""
    line = f"        {_literal(name)}: {_literal(value)},\n"
    if len(line) <= WIDTH + 1:
        return line
    pairs = [f"{_literal(k)}: {_literal(v)}" for k, v in value.items()] if isinstance(value, dict) else None
    items = "".join(f"            {one},\n" for one in pairs or map(_literal, value))
    opening, closing = "{}" if pairs else "()"
    return f"        {_literal(name)}: {opening}\n{items}        {closing},\n"


def _facts(table: Table) -> dict[str, Any]:
    columns = list(table.c)
    return {
        "key": [column.name for column in table.primary_key],
        "columns": [column.name for column in columns],
        "references": {column.name: target for column in columns if (target := _target(column))},
        "required": [column.name for column in columns if column.foreign_keys and not column.nullable],
        "by_way_of": _by_way_of(table),
        "unique": sorted(_together(one) for one in table.constraints if isinstance(one, UniqueConstraint)),
        "flags": [column.name for column in columns if isinstance(column.type, Boolean) and not column.nullable],
        "money": [column.name for column in columns if isinstance(column.type, BigInteger)],
        "shares": [column.name for column in columns if "share" in column.info],
        "code_within": next((column.info["within"] for column in columns if "within" in column.info), None),
        **table.info,
    }


def _target(column: Column[Any]) -> str | None:
    """The table whose row a column names, by way of other tables where it has to."""
    for key in sorted(column.foreign_keys, key=_named):
        return _target(key.column) or key.column.table.name
    return None


def _named(key: ForeignKey) -> str:
    return str(key.target_fullname)


def _by_way_of(table: Table) -> dict[str, list[str]]:
    """The columns that lead to another table whose row theirs cannot be without, by several columns together."""
    found: dict[str, list[str]] = {}
    for link in sorted(table.foreign_key_constraints, key=lambda one: one.referred_table.name):
        if len(link.elements) > 1 and not any(element.parent.nullable for element in link.elements):
            for element in link.elements:
                found.setdefault(element.parent.name, []).append(link.referred_table.name)
    return found


def _together(constraint: UniqueConstraint) -> list[str]:
    return sorted(column.name for column in constraint.columns)


def _literal(value: Any) -> str:
    """A value as the formatter writes it where the line is long enough."""
    if isinstance(value, list):
        inner = ", ".join(_literal(one) for one in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(name)}: {_literal(one)}" for name, one in value.items()) + "}"
    return json.dumps(value) if isinstance(value, str) else repr(value)

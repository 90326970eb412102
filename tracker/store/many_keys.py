"""A condition on a column that may be one of many values: one statement and one parameter, however many there are."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from sqlalchemy import Column, TextClause, text


def is_among(column: Column[object], values: Collection[int] | Collection[str], dialect: str) -> TextClause:
    """Return a condition that is true where the column has one of the values, which are handed over as JSON.

    A placeholder for each value would be compiled again for every statement, which takes longer than the query.
    """
    name = f"{column.table.name}_{column.name}_values"
    if dialect == "sqlite":
        given = f"SELECT value FROM json_each(:{name})"
    else:
        kind = "integer" if column.type.python_type is int else "text"
        given = f"SELECT CAST(value AS {kind}) FROM json_array_elements_text(CAST(:{name} AS json))"
    named = f'"{column.table.name}"."{column.name}"'
    return text(f"{named} IN ({given})").bindparams(**{name: orjson.dumps(sorted(values)).decode()})

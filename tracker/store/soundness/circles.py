"""Rows that refer to rows of their own table: none may lead back to itself, in any number of steps."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from sqlalchemy import Connection, text

from tracker.errors import Conflict
from tracker.rules.action_codes import action_code_sql

# The code of an action `o`.
ACTION = action_code_sql("(SELECT c.code FROM conference c WHERE c.id = o.conference_id)", "o")


class Circle(NamedTuple):
    """A column that refers to another row: the name of the check, where the row is, and what a row in a cycle would be.

    `noun` is the table of the rows, `place` the name of one of them, `o`; the column `source` of `table` is the row
    that `above` refers from.
    """

    name: str
    table: str
    noun: str
    place: str
    source: str
    above: str
    becomes: str

    @property
    def sql(self) -> str:
        """Return SQL for the rows that lead back to themselves."""
        return f"""
            WITH RECURSIVE way (start, reached) AS (
                SELECT {self.source}, {self.above} FROM {self.table} WHERE {self.above} IS NOT NULL
                UNION SELECT w.start, t.{self.above} FROM way w JOIN {self.table} t ON t.{self.source} = w.reached
                WHERE t.{self.above} IS NOT NULL)
            SELECT {self.place} FROM way w JOIN {self.noun} o ON o.id = w.start WHERE w.reached = w.start"""


ORGANISATION = "organisation", "organisation", "o.code", "id"
CIRCLES = (
    Circle("no organisation is its own parent", *ORGANISATION, "parent_id", "would be its own parent"),
    Circle("no organisation is merged into itself", *ORGANISATION, "merged_into_id", "would be merged into itself"),
    Circle(
        "no project is a part of itself", "project", "project", "o.code", "id", "parent_id", "would be a part of itself"
    ),
    Circle(
        "no contribution replaces itself",
        *("contribution", "contribution", "o.code", "id", "replaces_id"),
        "would replace itself",
    ),
    Circle(
        "no action is superseded by itself",
        *("action", "action", ACTION, "id", "superseded_by_id"),
        "would be superseded by itself",
    ),
    Circle(
        "no project succeeds itself",
        *("project_succession", "project", "o.code", "successor_id", "predecessor_id"),
        "would succeed itself",
    ),
)
POINTING = frozenset((circle.table, circle.above) for circle in CIRCLES)


def check_circles(connection: Connection, pointed: Container[tuple[str, str]]) -> None:
    """Raises Conflict where one of these columns, as (table, column), leads a row back to itself."""
    for circle in CIRCLES:
        if (circle.table, circle.above) not in pointed:
            continue
        found = connection.execute(text(f"SELECT * FROM ({circle.sql}) AS answer ORDER BY 1 LIMIT 1")).scalar()
        if found is not None:
            raise Conflict(
                f"{circle.noun.capitalize()} {found} {circle.becomes}, directly or through others.",
                "Nothing was written. Name another, or undo the earlier step first.",
            )

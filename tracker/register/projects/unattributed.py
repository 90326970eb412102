"""Reported amounts that are of no one donor: they belong to a project, to no contribution, and are in no total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker import tables
from tracker.register.core import Collection, Row


class Unattributed(Collection):
    """The amounts that somebody reported here; those that a publisher's file has are in `published_money`."""

    def reported(self, projects: Iterable[int]) -> list[Row]:
        """What was reported of some projects."""
        table = tables.unattributed
        return self.rows_in(table, "project_id", projects, table.c.publisher.is_(None), table.c.reference.is_(None))

    def write(self, created: Sequence[Row], edits: Sequence[tuple[Row, Row]]) -> None:
        """Enter new amounts, and change those that are there."""
        self.insert(tables.unattributed, created)
        self.update(tables.unattributed, edits)

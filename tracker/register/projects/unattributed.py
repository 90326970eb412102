"""Reported amounts without a single donor: they belong to a project, not to a contribution, and are in no total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker import tables
from tracker.register.core import Collection, Row


class Unattributed(Collection):
    """The amounts that somebody reported here; those from a publisher's file are in `published_money`."""

    def reported(self, projects: Iterable[int]) -> list[Row]:
        """Return the amounts reported for some projects."""
        table = tables.unattributed
        return self.rows_in(table, "project_id", projects, table.c.publisher.is_(None), table.c.reference.is_(None))

    def write(self, created: Sequence[Row], edits: Sequence[tuple[Row, Row]]) -> None:
        """Add new amounts, and change existing ones."""
        self.insert(tables.unattributed, created)
        self.update(tables.unattributed, edits)

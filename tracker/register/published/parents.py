"""Makes published projects parts of the parent that each of them names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import func, select

from tracker import tables
from tracker.register.core import Collection
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.published.publications import MatchedProject, Publication
from tracker.register.published.publishing_state import PublishingState


class Parents(Collection):
    """The parents named by projects; a parent may come in a later batch or file than its parts."""

    def __init__(self, publishing: PublishingState) -> None:
        super().__init__(publishing.register)
        self.publishing = publishing
        self.waiting = self._without_parent()

    def take(self, batch: Sequence[Publication], known: Sequence[MatchedProject]) -> None:
        """Assign each project of a batch to its parent, and to parents in the batch the parts that waited for them."""
        by_identifier, waiting = self.publishing.by_identifier, self.waiting
        found: dict[int, int] = {}
        for told, one in zip(batch, known, strict=True):
            above = {row["identifier"].upper() for row in told.rows["related_activity"] if row["relation"] == "parent"}
            if len(above) == 1:
                (identifier,) = above
                if identifier in by_identifier:
                    found[one.id] = by_identifier[identifier]
                else:
                    waiting.setdefault(identifier, []).append(one.id)
        for told, one in zip(batch, known, strict=True):
            if told.identity.identifier:
                found |= dict.fromkeys(waiting.pop(told.identity.identifier.upper(), ()), one.id)
        edits = []
        for child, row in self.by_id(tables.project, found).items():
            parent = found[child]
            if not self._is_part(parent, of=child):
                wanted = {"parent_id": parent}
                differing = self.publishing.allowed(tables.project, row, wanted, row["iati_identifier"] or row["title"])
                if differing:
                    edits.append((row, differing))
                    self._above[child] = parent
                    self.publishing.change(child)
        if edits:
            self.update(tables.project, edits)
            OpenReports(self.register).follow_edits({row["id"]: new for row, new in edits}, themes=set(), shares=set())

    def _is_part(self, project: int | None, *, of: int) -> bool:
        """Return whether a project is another one, or a part of it by any number of steps."""
        while project is not None and project != of:
            project = self._above.get(project)
        return project is not None

    def _without_parent(self) -> dict[str, list[int]]:
        """Return projects by the identifier of the one parent that they name and that the register does not have
        yet."""
        one = tables.related_activity.c
        named = select(one.project_id, func.min(one.identifier)).where(one.relation == "parent")
        found: dict[str, list[int]] = {}
        for child, parent in self.register.connection.execute(
            named.group_by(one.project_id).having(func.count() == 1).order_by(one.project_id)
        ):
            if parent.upper() not in self.publishing.by_identifier:
                found.setdefault(parent.upper(), []).append(child)
        return found

    @cached_property
    def _above(self) -> dict[int, int]:
        """Return the project that each is a part of."""
        found = tables.project.c
        parts = select(found.id, found.parent_id).where(found.parent_id.is_not(None))
        return {row.id: row.parent_id for row in self.register.connection.execute(parts)}

"""The state of one import of published data: what has changed, what may be overwritten, what the user is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select

from tracker import tables
from tracker.register.core import Collection, Row, Session
from tracker.register.published.later_edits import Since
from tracker.register.published.publications import FieldConflict, Named, Rebooked
from tracker.register.published.published_names import PublishedOrganisations

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


class PublishingState(Collection):
    """The state that the parts of one import share."""

    def __init__(self, register: Session, *, overwrite: bool, keep_missing: bool | None) -> None:
        super().__init__(register)
        self.overwrite = overwrite
        self.keep_missing = keep_missing
        self.lost: Counter[tuple[str, str]] = Counter()  # money no longer published, by kind and currency
        self._adding_up = {row["organisation_id"]: row for row in self.rows(tables.publisher)}
        self.organisations = PublishedOrganisations(register)
        self.since = Since(register)
        self.counts: dict[str, Counter[str]] = {}
        self.changed: set[int] = set()
        self.conflicts: list[FieldConflict] = []
        self.unmatched: list[tuple[str, str]] = []  # projects, and recipient countries without an organisation
        self.rebooked: list[Rebooked] = []
        self._donors: set[int] = set()
        self.fates: dict[int, str] = {}  # what became of each project
        found = tables.project.c
        rows = register.connection.execute(
            select(found.iati_identifier, found.id).where(found.iati_identifier.is_not(None)).order_by(found.id.desc())
        )
        self.by_identifier: dict[str, int] = {identifier.upper(): identity for identifier, identity in rows}

    def adds_up(self, publisher: Named | None) -> bool:
        """Return whether the files of a publisher add up, so that money missing from one of them stays."""
        if self.keep_missing is not None:
            return self.keep_missing
        found = None if publisher is None else self.organisations.find(publisher)
        return found in self._adding_up and bool(self._adding_up[found]["keep_missing"])

    def new_donors(self, found: set[int]) -> set[int]:
        """Return those of some donors that are new to this import."""
        new = found - self._donors
        self._donors |= new
        return new

    def count(self, noun: str, fate: str, number: int = 1) -> None:
        self.counts.setdefault(noun, Counter())[fate] += number

    def change(self, project: int) -> None:
        """Record that something about a project differs; it may be one of an earlier batch, or of none."""
        self.changed.add(project)
        if self.fates.get(project, UNCHANGED) == UNCHANGED:
            self.fates[project] = UPDATED

    def may(self, table: Table, row: Row, column: str, new: Any, whose: str) -> bool:
        """Return whether a field may be overwritten; if not, record a conflict."""
        if self.overwrite or column not in self.since.columns(table, row):
            return True
        what = f"{table.name.replace('_', ' ')} {column.removesuffix('_id').replace('_', ' ')}"
        if table is tables.project:
            what = column.removesuffix("_id").replace("_", " ")
        self.conflicts.append(FieldConflict(whose, what, self.said(column, row[column]), self.said(column, new)))
        return False

    def said(self, column: str, value: Any) -> str:
        """Format a value for the user."""
        if value is None:
            return "nothing"
        if column.endswith("_id") and isinstance(value, int):
            noun = {"parent_id": "project", "project_id": "project", "contribution_id": "contribution"}.get(column)
            return self.codes.code(noun or "organisation", value)
        return str(value)

    def allowed(self, table: Table, row: Row, wanted: Mapping[str, object], whose: str) -> dict[str, object]:
        """Return the columns of `wanted` that differ from a row and may be written."""
        return {
            column: value
            for column, value in wanted.items()
            if row[column] != value and self.may(table, row, column, value, whose)
        }

    def is_published(self, table: Table, row: Row) -> bool:
        """Return whether no person wrote a row, so that it may be removed when it is no longer published."""
        return not self.since.columns(table, row)

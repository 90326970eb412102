"""Milestones of implementation plans: the standing facts; when each was reached is reported to conferences.

The date that was planned first never changes with later plans; only an edit of the milestone changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.model.nouns import MILESTONE
from tracker.register.core import Row
from tracker.register.drafting.project_report import PartReport
from tracker.register.projects.parts import Given, Parts


class MilestoneFacts(NamedTuple):
    """A milestone in the user's words; dates are partial dates, `first_planned` is by default the planned one."""

    project: str
    code: str | None = None
    title: str | None = None
    planned_date: str | None = None
    first_planned: str | None = None


class Milestones(Parts[MilestoneFacts]):
    """The milestones of all projects."""

    model = MILESTONE
    letter = "M"

    def check(self, given: Given, row: Row | None = None) -> dict[str, Any]:
        """Check as for every part; the first date that becomes known is the one that was planned first."""
        values = super().check(given, row)
        known = {**(row or {}), **values}
        if values.get("planned_date") and not known.get("first_planned"):
            values["first_planned"] = values["planned_date"]
        return values

    def keep_dates(self, reports: Sequence[PartReport]) -> None:
        """Make the dates reported to the latest conference the current planned dates."""
        told = {one.id: one.values["planned_date"] for one in reports if one.values.get("planned_date")}
        self.update(
            self.table,
            [
                (row, {"planned_date": told[identity], "first_planned": row["first_planned"] or told[identity]})
                for identity, row in self.by_id(self.table, told).items()
            ],
        )

"""Milestones of implementation plans: the standing facts; when each was reached is reported to conferences.

The date that was planned first never changes with later plans; only an edit of the milestone changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.codes import Codes
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


def milestones_of(codes: Codes, project: int, texts: Iterable[str]) -> list[int]:
    """Return milestones of one project by their codes, `M1` or `P1/M1`, each once. Raises NotFound, Invalid."""
    found = []
    for text in map(str.strip, texts):
        named, milestone = codes.within("milestone", text) if "/" in text else (project, None)
        if named != project:
            right = f"a milestone of {codes.code('project', project)}"
            raise Invalid("delayed", text, "is of another project", right)
        found.append(codes.id("milestone", text, project) if milestone is None else milestone)
    return list(dict.fromkeys(found))


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

    def forget_reports(self, identities: Sequence[int]) -> None:
        """Raises Conflict for a milestone that a risk has delayed; otherwise as for every part."""
        if delays := self.rows_in(tables.delay, "milestone_id", identities):
            code, risk = (self.codes.code(noun, delays[0][f"{noun}_id"]) for noun in ("milestone", "risk"))
            raise Conflict(
                f"milestone {code} cannot be removed because risk {risk} is reported to have delayed it.",
                f"First correct what {risk} has delayed: `tracker risk report PROJECT/{risk} --delayed ...`",
            )
        super().forget_reports(identities)

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

"""Carrying forward: a conference begins with the last report on every project that is not over.

A carried review is `not asked`: totals include it, and say how much of them is unconfirmed.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Conference
from tracker.register.conferences.conferences import Conferences
from tracker.register.core import Collection, Row
from tracker.register.drafting.drafts import UNASKED
from tracker.register.drafting.project_report import ProjectReport
from tracker.register.reporting.reports import Reports
from tracker.rules.words import OVER
from tracker.store.told_last import told_last, up_to

LAST_TOLD = f"""
SELECT r.project_id, c.code, r.status,
  EXISTS (SELECT 1 FROM project_succession s WHERE s.predecessor_id = r.project_id),
  EXISTS (SELECT 1 FROM review n WHERE n.conference_id = :to AND n.project_id = r.project_id)
FROM {told_last("review", "project_id", ("status",), within=up_to(":until"))} r
JOIN conference c ON c.id = r.conference_id ORDER BY c.sequence DESC, r.project_id
"""


class Carried(NamedTuple):
    """How many projects were carried over from each conference, the latest first; how many were left out, and why; and
    how many had been reported to the conference already."""

    carried: dict[str, int]
    left: dict[str, int]
    told: int

    @property
    def projects(self) -> int:
        return sum(self.carried.values())


class Carrying(Collection):
    """Fills a conference that is about to begin."""

    def open(
        self, conference: Conference, source: Conference | None = None, *, nothing: bool = False
    ) -> tuple[Row, Row, Carried | None]:
        """Open a conference with what was reported last, up to `source`, or with `nothing`.

        Returns its row before and after, and what was carried over; a conference that is open already takes over what
        it lacks only from a `source` that is given. Raises as `Conferences.open` and `carry`.
        """
        before, after = Conferences(self.register).open(conference.id)
        wanted = source is not None or (before != after and not nothing)
        opened = conference._replace(state=after["state"])
        return before, after, self.carry(opened, source) if wanted else None

    def carry(self, conference: Conference, source: Conference | None = None) -> Carried:
        """Give a conference a review of every project that is not over, with the last report on it up to `source`.

        By default that is the conference before it. What was reported to the conference itself stays. A project with a
        successor is left to the successor; contributions that were not reported to any conference are not carried.
        Raises Usage for a source that is not before it in its series, Conflict for a conference that takes no reports.
        """
        if source is not None:
            _check_before(source, conference)
        until = conference.sequence - 1 if source is None else source.sequence
        carried, left, told, wanted = Counter[str](), Counter[str](), 0, list[int]()
        params = {"to": conference.id, "series": conference.series_id, "until": until}
        for project, code, status, succeeded, there in self.register.reader.rows(LAST_TOLD, params):
            if there:
                told += 1
            elif succeeded:
                left["succeeded"] += 1
            elif status in OVER:
                left[status] += 1
            else:
                carried[code] += 1
                wanted.append(project)
        reports = Reports(self.register)
        begun = [ProjectReport(project, review={"answer": UNASKED}, whole=True) for project in wanted]
        telling = reports.prepare(conference, begun, source)
        for error in telling.refused.values():
            raise error
        reports.record(telling)
        return Carried(dict(carried), dict(left), told)


def _check_before(source: Conference, conference: Conference) -> None:
    if source.series_id != conference.series_id:
        raise Usage(
            f"{source.code} and {conference.code} belong to different series.",
            "Name a conference of the same series with --from.",
        )
    if source.sequence >= conference.sequence:
        raise Usage(f"{source.code} is not before {conference.code}.", "Name an earlier conference with --from.")
    if not source.counts:
        raise Usage(f"{source.code} is cancelled, so nothing can be carried over from it.")

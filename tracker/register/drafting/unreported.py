"""Adds new risks, indicators and milestones to the open conference, as not reported yet.

Once a part was reported to a conference that was not cancelled, that report is carried forward, and nothing is added
here.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select

from tracker import tables
from tracker.model.nouns import TOLD_PARTS
from tracker.register.core import Collection
from tracker.register.drafting.drafts import PARTS, DraftPart, fresh_part
from tracker.rules.words import CALLED_OFF
from tracker.store.many_keys import is_among

KINDS = {part.noun.name: part for part in PARTS if part.noun in TOLD_PARTS}


class Unreported(Collection):
    """Gives each open conference the parts of its projects that were not reported to any conference."""

    def list_parts(self, noun: str, ids: Iterable[int]) -> None:
        """Add some parts of a kind to the open conferences: risk, indicator or milestone."""
        self._list(KINDS[noun], "id", ids)

    def list_of_projects(self, projects: Iterable[int]) -> None:
        """Add all parts of some projects to the open conferences."""
        wanted = list(projects)
        for part in KINDS.values():
            self._list(part, "project_id", wanted)

    def list_at(self, conference: int) -> None:
        """Add all parts of its projects to a conference that opens."""
        review = tables.review
        known = select(review.c.project_id).where(review.c.conference_id == conference)
        self.list_of_projects(self.register.connection.execute(known).scalars())

    def _list(self, part: DraftPart, column: str, values: Iterable[int]) -> None:
        standing, report, review, meeting = part.standing, part.table, tables.review, tables.conference
        assert standing is not None
        told = meeting.alias()
        was_reported = exists().where(
            report.c[part.keys[0]] == standing.c.id, told.c.id == report.c.conference_id, told.c.state != CALLED_OFF
        )
        found = (
            select(review.c.conference_id, *standing.c)
            .join(review, review.c.project_id == standing.c.project_id)
            .join(meeting, meeting.c.id == review.c.conference_id)
            .where(meeting.c.state == "open", ~was_reported)
            .order_by(review.c.conference_id, standing.c.id)
        )
        connection = self.register.connection
        among = is_among(standing.c[column], set(values), connection.dialect.name)
        rows = connection.execute(found.where(among)).mappings()
        self.insert(report, [fresh_part(part, row["conference_id"], row) for row in map(dict, rows)])

"""What is younger than the record of a closed conference, of that from which its lights are computed today."""

from __future__ import annotations

from collections.abc import Collection

from tracker.insight.codes import Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.store.reader import Reader

# What these lights are computed from, beside what the conference itself was told.
DATED = {"risk": "rating", "evaluation": "evaluation"}
OF_PROJECTS = """{dated} AND EXISTS (
  SELECT 1 FROM review w WHERE w.conference_id = {conference} AND w.project_id = d.project_id)"""


def count_younger(reader: Reader, conference: Conference, parts: Collection[str]) -> dict[str, int]:
    """Count what the record of a closed conference does not have as it is now, of what some of LIT are computed from.

    The sealed record keeps its own lights; those of the conference as it is known now follow these rows. Returns the
    counts by table, `evaluation` and `rating`, of those of projects that were reported there.
    """
    found = {}
    for table in (DATED[of] for of in parts if of in DATED):
        where = OF_PROJECTS.format(dated=dated_up_to(table, "d", conference), conference=conference.id)
        found[table] = younger_than_record(reader, table, "d", where, {}, conference)
    return found

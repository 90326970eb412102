"""The projects reported at two conferences, each in exactly one class; and which projects continue others."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import NamedTuple

from tracker.insight.comparing.lines import LAST_STATUS
from tracker.insight.comparing.pair import ConferencePair
from tracker.store.reader import Reader

CLASSES = ("succeeded", "succeeds", "new", "not_presented", "completed", "cancelled", "continuing")

SUCCESSION = "SELECT predecessor_id, successor_id FROM project_succession ORDER BY predecessor_id, successor_id"
LINKED = "SELECT successor_id FROM project_succession UNION SELECT predecessor_id FROM project_succession"
PRESENTED = f"""
SELECT conference_id, project_id FROM review
WHERE conference_id IN (:a, :b) AND project_id IN ({LINKED}) ORDER BY conference_id, project_id
"""


class ClassedProject(NamedTuple):
    """A project of either conference and its class, with the title as reported at the later of the two."""

    kind: str
    code: str
    title: str
    project_id: int


def succession(reader: Reader, pair: ConferencePair) -> dict[int, str]:
    """The projects of A and their successors at B, direct or not: by id, `succeeded` or `succeeds`.

    A project of A and a successor at B count unless both were presented at both conferences: then each continues
    independently. A project presented at both may both have and be a successor; it gets `succeeded`.
    """
    at_first, at_second = set[int](), set[int]()
    for conference, project in reader.rows(PRESENTED, pair.params):
        (at_first if conference == pair.first.id else at_second).add(project)
    at_both = at_first & at_second
    direct: dict[int, list[int]] = {}
    for predecessor, successor in reader.rows(SUCCESSION):
        direct.setdefault(predecessor, []).append(successor)
    found: dict[int, str] = {}
    for predecessor in sorted(at_first):
        for successor in _reached(direct, predecessor) & at_second:
            if not (predecessor in at_both and successor in at_both):
                found[predecessor] = "succeeded"
                found.setdefault(successor, "succeeds")
    return found


def classified(reader: Reader, pair: ConferencePair) -> Iterator[ClassedProject]:
    """Every project of either conference, by class and code; streamed."""
    linked = succession(reader, pair)
    plain = reader.rows(_classes(pair, f"NOT IN ({LINKED})"), pair.params, ClassedProject, stream=True)
    rest = reader.rows(_classes(pair, f"IN ({LINKED})"), pair.params, ClassedProject)
    named = sorted((row._replace(kind=linked.get(row.project_id, row.kind)) for row in rest), key=_place)
    return merge(plain, named, key=_place)


def _place(project: ClassedProject) -> tuple[str, str]:
    return project.kind, project.code


def _classes(pair: ConferencePair, which: str) -> str:
    gone = "'not_presented'" if pair.correction else LAST_STATUS.format(project="ra.project_id")
    return f"""
SELECT CASE WHEN rb.status IN ('completed', 'cancelled') THEN rb.status WHEN rb.status IS NOT NULL THEN 'continuing'
    ELSE {gone} END AS kind, p.code, COALESCE(rb.title, ra.title), p.id
FROM review ra JOIN project p ON p.id = ra.project_id
LEFT JOIN review rb ON rb.conference_id = :b AND rb.project_id = ra.project_id
WHERE ra.conference_id = :a AND ra.project_id {which} AND {pair.of_projects("ra.project_id")}
UNION ALL
SELECT 'new', p.code, rb.title, p.id FROM review rb JOIN project p ON p.id = rb.project_id
WHERE rb.conference_id = :b AND rb.project_id {which} AND {pair.of_projects("rb.project_id")}
  AND NOT EXISTS (SELECT 1 FROM review ra WHERE ra.conference_id = :a AND ra.project_id = rb.project_id)
ORDER BY 1, 2
"""


def _reached(direct: dict[int, list[int]], start: int) -> set[int]:
    """All successors of a project, over any number of steps."""
    seen = {start}
    waiting = [start]
    while waiting:
        for follower in direct.get(waiting.pop(), ()):
            if follower not in seen:
                seen.add(follower)
                waiting.append(follower)
    return seen - {start}

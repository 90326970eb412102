"""Risks from one conference to the next: new, closed, risen and fallen ones, and the bridge of the exposure.

A score is likelihood times impact after the response; the exposure is the sum of the scores of open risks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.comparing.pair import ConferencePair
from tracker.store.reader import Reader

MOVES = (
    "new",
    "closed",
    "occurred",
    "up",
    "down",
    "now_known",
    "no_longer_known",
    "not_reported",
    "projects_in",
    "projects_out",
)
UNCHANGED = "unchanged"

# Both branches find their other side by primary key, conference first.
ASSESSED = """
WITH scored AS (
  SELECT conference_id, risk_id, project_id, event, status, CASE WHEN status = 'open' THEN 1 ELSE 0 END AS is_open,
    CASE WHEN status = 'open' THEN likelihood * impact END AS score
  FROM assessment
), moved AS (
  SELECT xa.risk_id, xa.project_id, coalesce(xb.event, xa.event) AS event, xa.score AS old, xb.score AS new,
    CASE
      WHEN xb.risk_id IS NULL AND xa.is_open = 1 AND EXISTS (
        SELECT 1 FROM review r WHERE r.conference_id = :b AND r.project_id = xa.project_id) THEN 'not_reported'
      WHEN xb.risk_id IS NULL AND xa.is_open = 1 THEN 'projects_out'
      WHEN xa.is_open = 1 AND xb.is_open = 0 THEN xb.status
      WHEN xa.is_open = 0 AND xb.is_open = 1 THEN 'new'
      WHEN xa.is_open = 0 OR xb.risk_id IS NULL THEN NULL
      WHEN xa.score < xb.score THEN 'up'
      WHEN xa.score > xb.score THEN 'down'
      WHEN xa.score IS NULL AND xb.score IS NOT NULL THEN 'now_known'
      WHEN xa.score IS NOT NULL AND xb.score IS NULL THEN 'no_longer_known'
      ELSE 'unchanged'
    END AS move
  FROM scored xa LEFT JOIN scored xb ON xb.conference_id = :b AND xb.risk_id = xa.risk_id
  WHERE xa.conference_id = :a
  UNION ALL
  SELECT xb.risk_id, xb.project_id, xb.event, NULL, xb.score,
    CASE WHEN xb.is_open = 0 THEN NULL WHEN EXISTS (
        SELECT 1 FROM review r WHERE r.conference_id = :a AND r.project_id = xb.project_id) THEN 'new'
      ELSE 'projects_in' END
  FROM scored xb
  WHERE xb.conference_id = :b
    AND NOT EXISTS (SELECT 1 FROM assessment xa WHERE xa.conference_id = :a AND xa.risk_id = xb.risk_id)
)
"""


class RiskChange(NamedTuple):
    """An open risk that moved; scores are None where likelihood or impact is unknown or the risk was not open."""

    risk: str
    change: str
    old: int | None
    new: int | None
    event: str


class Exposure(NamedTuple):
    """The exposure at A and at B, the effect of each kind of move, and how many risks made it or did not move."""

    from_total: int
    moves: dict[str, int]
    to_total: int
    unchanged: int
    counts: dict[str, int]


def exposure(reader: Reader, pair: ConferencePair) -> Exposure:
    """The exposure as a bridge: from_total and the moves sum to to_total."""
    sql = f"""{ASSESSED} SELECT move, count(*), coalesce(sum(old), 0), coalesce(sum(new), 0) FROM moved
WHERE move IS NOT NULL AND {pair.of_projects("project_id")} GROUP BY move ORDER BY move"""
    moves = dict.fromkeys(MOVES, 0)
    counts = dict.fromkeys(MOVES, 0)
    before = after = unchanged = 0
    for move, count, old, new in reader.rows(sql, pair.params):
        before += old
        after += new
        if move == UNCHANGED:
            unchanged = count
        else:
            moves[move] = new - old
            counts[move] = count
    return Exposure(before, moves, after, unchanged, counts)


def risk_changes(reader: Reader, pair: ConferencePair) -> Iterator[RiskChange]:
    """The risks that moved, by project; streamed."""
    sql = f"""{ASSESSED} SELECT p.code || '/' || n.code, m.move, m.old, m.new, m.event FROM moved m
JOIN project p ON p.id = m.project_id JOIN risk n ON n.id = m.risk_id
WHERE m.move <> 'unchanged' AND {pair.of_projects("m.project_id")} ORDER BY p.code, n.code"""
    return reader.rows(sql, pair.params, RiskChange, stream=True)

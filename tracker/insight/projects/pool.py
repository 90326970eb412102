"""Money waiting in the pools: promised to a series but not yet allocated to a project."""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.totals.latest_review import UNCONFIRMED, reviewed
from tracker.model.kinds import Minor
from tracker.store.reader import Reader


class PoolRow(NamedTuple):
    """A donor's money in the pool of a series, as reported at `conference`; `unconfirmed`: not confirmed by it."""

    series: str
    donor: str | None
    name: str | None
    contribution: str | None
    project: str | None
    conference: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    unconfirmed: bool


def in_pools(reader: Reader, at: str | None = None, series: str | None = None) -> list[PoolRow]:
    """The money in every pool or in that of one series, as last reported or at a conference. Raises NotFound."""
    codes = Codes(reader)
    conference = codes.conference(at).id if at else None
    of_series = f"AND s.id = {codes.id('series', series)}" if series else ""
    sql = f"""
WITH {reviewed(conference)}
SELECT s.code, o.code, o.name, n.code, p.code, c.code, f.currency, f.interest, f.pledged, f.committed, f.disbursed,
  CASE WHEN {UNCONFIRMED} THEN 1 ELSE 0 END
FROM project p JOIN series s ON s.id = p.pool_of_id
JOIN reviewed v ON v.project_id = p.id
JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id
JOIN funding f ON f.conference_id = v.conference_id AND f.project_id = v.project_id
JOIN contribution n ON n.id = f.contribution_id
JOIN organisation o ON o.id = f.donor_id
JOIN conference c ON c.id = f.conference_id
WHERE f.excluded_as IS NULL {of_series}
ORDER BY s.code, lower(o.code), n.code
"""
    rows = reader.all(sql, {"at": conference} if conference is not None else {}, PoolRow)
    return [row._replace(unconfirmed=bool(row.unconfirmed)) for row in rows]

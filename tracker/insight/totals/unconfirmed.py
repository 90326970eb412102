"""Money that its own donors have not confirmed, contribution by contribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.totals.latest_review import SILENT, UNCONFIRMED
from tracker.rules.measured import Measured
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader


class UnconfirmedMoney(NamedTuple):
    """A contribution with an amount that its donor has not confirmed: `answer` is its own, `of_review` the project's.

    `carried_from` is the conference from which the amounts were carried over, if they were.
    """

    contribution: str
    project: str
    donor: str
    answer: str
    of_review: str
    carried_from: str | None
    currency: str
    amounts: Measured


SQL = f"""
SELECT n.code, p.code, o.code, coalesce(f.answer, r.answer), r.answer, c.code, f.currency,
  {", ".join(f"f.{measure}" for measure in MEASURES)}
FROM funding f JOIN contribution n ON n.id = f.contribution_id JOIN project p ON p.id = f.project_id
JOIN organisation o ON o.id = n.donor_id
JOIN review r ON r.conference_id = f.conference_id AND r.project_id = f.project_id
LEFT JOIN conference c ON c.id = f.carried_from_id
WHERE f.conference_id = :conference AND {{projects}} AND f.excluded_as IS NULL AND {UNCONFIRMED}
  AND coalesce({", ".join(f"f.{measure}" for measure in MEASURES)}) IS NOT NULL
ORDER BY p.code, n.code
"""


def unconfirmed_money(reader: Reader, conference: int, projects: str = "1 = 1") -> Iterator[UnconfirmedMoney]:
    """The unconfirmed money reported at a conference that totals count; `projects` is SQL on the funding f."""
    rows = reader.rows(SQL.format(projects=projects), {"conference": conference})
    for contribution, project, donor, answer, of_review, carried_from, currency, *amounts in rows:
        money = Measured(*amounts)
        yield UnconfirmedMoney(contribution, project, donor, answer, of_review, carried_from, currency, money)


def carried_reports(reader: Reader, conference: int) -> int:
    """How many projects have a report at a conference that was carried forward and has not been confirmed since."""
    sql = f"SELECT count(*) FROM review r WHERE r.conference_id = :conference AND {SILENT}"
    return int(reader.value(sql, {"conference": conference}) or 0)

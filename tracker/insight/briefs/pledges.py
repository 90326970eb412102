"""Unkept pledges: promised at an earlier conference, and not yet a commitment or a payment.

A pledge counts from the first conference of the series where it was reported, however often it was reported again with
other dates or another amount, and also where it continues as a contribution in another currency. Its size is the amount
reported last. It is covered by the larger of commitment and disbursement, as reported last, without money that does not
belong to the pledge (`insight/totals/other_money.py`). Amounts that were reported only in part, or not at all, do not
keep a pledge.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.totals.other_money import ReportedAmounts, toward
from tracker.model.kinds import Minor
from tracker.store.reader import Reader
from tracker.store.told_last import up_to


class UnkeptPledge(NamedTuple):
    """A pledge that is not kept, in the contribution's currency.

    `since` is the conference where it was first reported, `age` how many conferences ago that was. `outstanding` is the
    part without a reported commitment or payment. `state`: told (again, at this conference), not presented, or ended,
    and then why.
    """

    project: str
    title: str
    contribution: str
    donor: str
    currency: str
    pledged: Minor
    committed: Minor | None
    disbursed: Minor | None
    outstanding: Minor
    since: str
    age: int
    state: str
    ended_reason: str | None


# A contribution and its predecessors in other currencies are one pledge; the last of them is the one reported.
TOLD = f"""
WITH RECURSIVE line(root, id) AS (
  SELECT k.id, k.id FROM contribution k
  WHERE {{which}} AND NOT EXISTS (SELECT 1 FROM contribution n WHERE n.replaces_id = k.id)
  UNION SELECT line.root, k.replaces_id FROM line JOIN contribution k ON k.id = line.id
  WHERE k.replaces_id IS NOT NULL
)
SELECT line.root, f.contribution_id, c.code, c.sequence, f.pledged, f.committed, f.disbursed, f.excluded_as
FROM line JOIN funding f ON f.contribution_id = line.id JOIN conference c ON c.id = f.conference_id
WHERE {up_to(":sequence", ":id")}
ORDER BY line.root, c.sequence, f.contribution_id
"""
NAMED = """
SELECT k.id, p.code, coalesce(r.title, p.title), k.code, o.code, k.currency, k.ended_reason
FROM contribution k JOIN project p ON p.id = k.project_id JOIN organisation o ON o.id = k.donor_id
LEFT JOIN review r ON r.project_id = p.id AND r.conference_id = :told
WHERE k.id IN ({ids})
"""
CONFERENCES = f"SELECT c.code FROM conference c WHERE {up_to(':sequence', ':id')} ORDER BY c.sequence"


class _Told(NamedTuple):
    root: int
    contribution: int
    conference: str
    sequence: int
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    excluded_as: str | None


def not_kept(reader: Reader, told: Conference, which: str) -> list[UnkeptPledge]:
    """The pledges not kept as of a conference, oldest first; `which` is an SQL condition on the contribution `k`."""
    params = {"series": told.series_id, "sequence": told.sequence, "id": told.id}
    found: dict[int, tuple[str, _Told, int]] = {}
    for root, group in groupby(reader.rows(TOLD.format(which=which), params, _Told), key=lambda row: row.root):
        broken = _broken(list(group), told)
        if broken:
            found[root] = broken
    if not found:
        return []
    # The last of these is the conference shown, which a record calls by another code.
    order = [row[0] for row in reader.rows(CONFERENCES, params)]
    here = len(order) - 1
    named = NAMED.format(ids=", ".join(map(str, found)))
    pledges = []
    for root, project, title, contribution, donor, currency, ended in reader.rows(named, {"told": told.id}):
        since, last, covered = found[root]
        assert last.pledged is not None
        state = "ended" if ended else "told" if last.sequence == told.sequence else "not presented"
        pledges.append(
            UnkeptPledge(
                project,
                title,
                contribution,
                donor,
                currency,
                last.pledged,
                last.committed,
                last.disbursed,
                last.pledged - covered,
                since,
                here - order.index(since),
                state,
                ended,
            )
        )
    return sorted(pledges, key=lambda row: (-row.age, row.project, row.contribution))


def _broken(told: list[_Told], at: Conference) -> tuple[str, _Told, int] | None:
    """The conference since which a pledge has not been kept, its last reported amounts, and what of it is committed or
    paid; None if it is kept.
    """
    if told[-1].excluded_as is not None:
        return None
    since = next((row for row in told if row.pledged), None)
    if since is None or since.sequence == at.sequence:
        return None
    # An amount in the abandoned currency says nothing about the current one.
    mine = [row for row in told if row.contribution == told[-1].contribution]
    last = mine[-1]._replace(
        pledged=_last(mine, "pledged"), committed=_last(mine, "committed"), disbursed=_last(mine, "disbursed")
    )
    if not last.pledged:
        return None
    amounts = [ReportedAmounts(row.pledged, row.committed, row.disbursed) for row in mine]
    covered = toward(amounts, last.committed, last.disbursed) or 0
    return None if last.pledged <= covered else (since.conference, last, covered)


def _last(told: list[_Told], measure: str) -> int | None:
    """The last reported amount."""
    amounts: list[int | None] = [getattr(row, measure) for row in reversed(told)]
    return next((amount for amount in amounts if amount is not None), None)

"""Follow-up at a later conference of the pledges made at an earlier one, and of proposals that sought funding.

One statement for each kind. All amounts are those last reported up to the later conference, in the contribution's own
currency.

A **pledge** is an amount pledged at the earlier conference that totals count. It is kept by commitments or
disbursements that are money of the pledge: see `insight/totals/other_money.py`. Its outcome is the first of these that
applies:

* `kept`: the money of the pledge that is committed or disbursed by then is at least what was pledged.
* `partly`: something of it is committed or disbursed, but less.
* `redenominated`: it goes on as a contribution in another currency.
* `allocated`: all or part of it moved from the pool to projects, where it is followed up from then on.
* `dropped`: the donor pulled out, the project was cancelled, or the pledge was reduced to nothing.
* `reduced`: the pledge is smaller than it was.
* `re-dated`: as much is pledged, but the project begins or ends later, or the pledge was rephased. That is not kept.
* `open`: it is unchanged.
* `not told`: it has not been reported since.

A **proposal** sought funding if its status was `proposed` and nothing was committed or disbursed. Its outcome:

* `merged into`: another project continues, merges or splits it.
* `dropped`: it was cancelled.
* `funded`: it has begun, and somebody pays.
* `partly`: it has not begun, but something is pledged, committed or disbursed.
* `not told`: it has not been reported since.
* `still seeking`: all else. An interest is no funding.

The age is how many conferences have been held since the first one where the pledge or the proposal was reported.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.totals.latest_review import SILENT, UNCONFIRMED
from tracker.insight.totals.other_money import ReportedAmounts, toward
from tracker.insight.totals.rates import pinned
from tracker.model.kinds import Minor
from tracker.rules.measured import plus
from tracker.rules.rates import convert
from tracker.store.partial_dates import later
from tracker.store.reader import Reader
from tracker.store.told_last import held, up_to, value_told_last

PLEDGE_OUTCOMES = (
    "kept",
    "partly",
    "redenominated",
    "allocated",
    "dropped",
    "reduced",
    "re-dated",
    "open",
    "not told",
)
# With these outcomes, the last reported pledge is no longer in force.
GONE = ("redenominated", "dropped")


class PledgeRow(NamedTuple):
    """A pledge and its outcome; `pledged` at the earlier conference, the other amounts as last reported, at `told_at`.

    `toward` is the part of `committed`, or of `disbursed` where that is larger, that is money of the pledge.
    `unconfirmed`: its donor did not confirm the last report. `ends` is the end planned now, `ended` the one planned
    then.
    """

    contribution: str
    project: str
    title: str
    donor: str
    outcome: str
    pledged: Minor
    pledged_now: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    toward: Minor | None
    currency: str
    ended: str | None
    ends: str | None
    age: int
    told_at: str
    unconfirmed: bool


class ProposalRow(NamedTuple):
    """A proposal that sought funding, and its outcome; `into` are the projects that succeed it."""

    project: str
    title: str
    outcome: str
    status: str
    donors: str | None
    into: str | None
    age: int
    told_at: str
    unconfirmed: bool


class OutcomeSum(NamedTuple):
    """The pledges with one outcome in one currency; `paid` is their committed amount, or the disbursed one if larger.

    In the reporting currency, pledges are converted by the rates of the earlier conference, the rest by the later's.
    """

    outcome: str
    pledges: int
    pledged: Minor
    pledged_now: Minor | None
    paid: Minor | None
    currency: str


# The conferences up to the later of the two that were not cancelled, c; and those held since one of them.
UP_TO = up_to(":b_sequence", ":a", ":b")
AGE = f"""(SELECT count(*) FROM conference h WHERE h.series_id = :series AND h.sequence <= :b_sequence
    AND ({held("h")} OR h.id = :b) AND h.sequence > {{first}})"""
LAST_PLEDGED, LAST_COMMITTED, LAST_DISBURSED = (
    value_told_last(
        f"t.{measure}",
        "funding",
        "contribution_id",
        thing="a.contribution_id",
        within=UP_TO,
        where=f"t.{measure} IS NOT NULL",
    )
    for measure in ("pledged", "committed", "disbursed")
)
LAST_FUNDED = value_told_last("c.sequence", "funding", "contribution_id", thing="a.contribution_id", within=UP_TO)
LAST_REVIEW = value_told_last("c.id", "review", "project_id", thing="ra.project_id", within=UP_TO)
FIRST_PLEDGED = f"""(SELECT min(c.sequence) FROM funding f JOIN conference c ON c.id = f.conference_id
    WHERE f.contribution_id = a.contribution_id AND f.pledged IS NOT NULL AND {UP_TO})"""
FIRST_REVIEWED = f"""(SELECT min(c.sequence) FROM review x JOIN conference c ON c.id = x.conference_id
    WHERE x.project_id = ra.project_id AND {UP_TO})"""
SINCE = f"""FROM reason y JOIN conference c ON c.id = y.conference_id
    WHERE y.contribution_id = a.contribution_id AND y.measure = 'pledged' AND c.sequence > :a_sequence AND {UP_TO}"""


START_LATER, END_LATER = (later(f"rb.{name}", f"ra.{name}") for name in ("planned_start", "planned_end"))
PLEDGES = f"""
WITH told AS (
  SELECT a.contribution_id, a.project_id, a.donor_id, a.currency, a.pledged, {LAST_PLEDGED} AS pledged_now,
    {LAST_COMMITTED} AS committed, {LAST_DISBURSED} AS disbursed,
    coalesce((SELECT -sum(y.amount) {SINCE} AND y.reason = 'allocated' AND y.amount < 0), 0) AS moved,
    EXISTS (SELECT 1 {SINCE} AND y.reason = 'rephased') AS rephased,
    {LAST_FUNDED} AS last_told, {FIRST_PLEDGED} AS first_told
  FROM funding a WHERE a.conference_id = :a AND a.pledged > 0 AND a.excluded_as IS NULL
)
SELECT n.id, n.code, p.code, coalesce(rb.title, ra.title), o.code,
  CASE
    WHEN t.contribution_id IN (SELECT s.replaces_id FROM contribution s JOIN funding f ON f.contribution_id = s.id
      JOIN conference c ON c.id = f.conference_id WHERE s.replaces_id IS NOT NULL AND {UP_TO})
      THEN 'redenominated'
    WHEN t.moved > 0 AND t.pledged_now + t.moved >= t.pledged THEN 'allocated'
    WHEN e.id IS NOT NULL OR rb.status = 'cancelled' OR t.pledged_now <= 0 THEN 'dropped'
    WHEN t.pledged_now < t.pledged THEN 'reduced'
    WHEN t.rephased OR {START_LATER} OR {END_LATER} THEN 're-dated'
    WHEN t.last_told > :a_sequence THEN 'open'
    ELSE 'not told'
  END,
  t.pledged, t.pledged_now, t.committed, t.disbursed, NULL, t.currency, ra.planned_end, rb.planned_end,
  {AGE.format(first="t.first_told")}, lc.code, CASE WHEN {UNCONFIRMED} THEN 1 ELSE 0 END
FROM told t
JOIN contribution n ON n.id = t.contribution_id
JOIN project p ON p.id = t.project_id
JOIN organisation o ON o.id = t.donor_id
JOIN review ra ON ra.conference_id = :a AND ra.project_id = t.project_id
LEFT JOIN review rb ON rb.project_id = ra.project_id AND rb.conference_id = {LAST_REVIEW}
LEFT JOIN conference lc ON lc.series_id = :series AND lc.sequence = t.last_told
LEFT JOIN funding f ON f.conference_id = lc.id AND f.contribution_id = t.contribution_id
LEFT JOIN conference e ON e.id = n.ended_at_id AND e.series_id = :series AND e.sequence <= :b_sequence
ORDER BY p.code, n.code
"""
TOLD_BY_THEN = f"""
SELECT f.contribution_id, f.pledged, f.committed, f.disbursed FROM funding f JOIN conference c ON c.id = f.conference_id
WHERE {UP_TO} AND c.sequence <= :a_sequence
  AND f.contribution_id IN (SELECT contribution_id FROM funding WHERE conference_id = :a AND pledged > 0)
ORDER BY f.contribution_id, c.sequence
"""
ANYTHING = """EXISTS (SELECT 1 FROM funding f WHERE f.conference_id = {0}.conference_id
      AND f.project_id = {0}.project_id AND f.excluded_as IS NULL AND ({1}))"""


def _proposals(reader: Reader) -> str:
    paid = "coalesce(f.committed, 0) > 0 OR coalesce(f.disbursed, 0) > 0"
    donors = reader.gathered(
        "o.code",
        "FROM funding f JOIN organisation o ON o.id = f.donor_id"
        " WHERE f.conference_id = rb.conference_id AND f.project_id = rb.project_id AND f.excluded_as IS NULL",
    )
    into = reader.gathered(
        "s.code",
        "FROM project_succession l JOIN project s ON s.id = l.successor_id WHERE l.predecessor_id = ra.project_id",
    )
    return f"""
SELECT p.code, rb.title,
  CASE
    WHEN EXISTS (SELECT 1 FROM project_succession l JOIN review s ON s.project_id = l.successor_id
      JOIN conference c ON c.id = s.conference_id WHERE l.predecessor_id = ra.project_id AND {UP_TO}) THEN 'merged into'
    WHEN rb.status = 'cancelled' THEN 'dropped'
    WHEN rb.status IN ('active', 'finalising', 'completed') AND {ANYTHING.format("rb", "1 = 1")} THEN 'funded'
    WHEN {ANYTHING.format("rb", paid + " OR coalesce(f.pledged, 0) > 0")} THEN 'partly'
    WHEN rb.conference_id = :a THEN 'not told'
    ELSE 'still seeking'
  END AS outcome,
  rb.status, {donors}, {into}, {AGE.format(first=FIRST_REVIEWED)}, lc.code,
  CASE WHEN {SILENT.replace("r.", "rb.")} THEN 1 ELSE 0 END
FROM review ra
JOIN project p ON p.id = ra.project_id
JOIN review rb ON rb.project_id = ra.project_id AND rb.conference_id = {LAST_REVIEW}
JOIN conference lc ON lc.id = rb.conference_id
WHERE ra.conference_id = :a AND ra.status = 'proposed' AND NOT {ANYTHING.format("ra", paid)}
ORDER BY p.code
"""


def pledges_followed(reader: Reader, first: Conference, second: Conference) -> list[PledgeRow]:
    """The outcome, at the second conference, of every pledge reported at the first, by project."""
    params = _params(first, second)
    told: dict[int, list[ReportedAmounts]] = {}
    for contribution, *amounts in reader.rows(TOLD_BY_THEN, params):
        told.setdefault(contribution, []).append(ReportedAmounts(*amounts))
    found = []
    for identity, *columns in reader.rows(PLEDGES, params):
        row = PledgeRow._make(columns)
        paid = toward(told[identity], row.committed, row.disbursed)
        outcome = "kept" if (paid or 0) >= row.pledged else "partly" if paid else row.outcome
        gone = outcome in GONE and (row.pledged_now or 0) > 0
        found.append(
            row._replace(
                outcome=outcome,
                pledged_now=None if gone else row.pledged_now,
                toward=paid,
                unconfirmed=bool(row.unconfirmed),
            )
        )
    return found


def proposals_followed(reader: Reader, first: Conference, second: Conference) -> list[ProposalRow]:
    """The outcome, at the second conference, of every proposal that sought funding at the first."""
    rows = reader.all(_proposals(reader), _params(first, second), ProposalRow)
    return [
        row._replace(unconfirmed=bool(row.unconfirmed), into=row.into if row.outcome == "merged into" else None)
        for row in rows
    ]


def summed(reader: Reader, rows: list[PledgeRow], first: Conference, second: Conference) -> list[OutcomeSum]:
    """The pledges by outcome and currency, in the order of PLEDGE_OUTCOMES; then the sum of all that have a rate, if
    there are several currencies or one other than the second conference's reporting currency.
    """
    found: dict[tuple[int, str], OutcomeSum] = {}
    then, now = pinned(reader, first.id), pinned(reader, second.id)
    whole = OutcomeSum("all", 0, 0, None, None, second.currency)
    for row in rows:
        key = PLEDGE_OUTCOMES.index(row.outcome), row.currency
        before = found.get(key, OutcomeSum(row.outcome, 0, 0, None, None, row.currency))
        amounts = row.pledged, row.pledged_now, row.toward
        found[key] = _plus(before, *amounts)
        factors = [rates.factor(row.currency, second.currency) for rates in (then, now, now)]
        converted = [
            None if amount is None or factor is None else convert(amount, factor)
            for amount, factor in zip(amounts, factors, strict=True)
        ]
        if None not in factors:
            whole = _plus(whole, converted[0] or 0, converted[1], converted[2])
    sums = [one for _, one in sorted(found.items())]
    return [*sums, whole] if {one.currency for one in sums} - {second.currency} and whole.pledges else sums


def without_rate(reader: Reader, rows: list[PledgeRow], first: Conference, second: Conference) -> dict[str, int]:
    """The pledges left out of the sum in the reporting currency because a rate is missing on one side; by currency."""
    found: dict[str, int] = {}
    then, now = pinned(reader, first.id), pinned(reader, second.id)
    for row in rows:
        if None in (rates.factor(row.currency, second.currency) for rates in (then, now)):
            found[row.currency] = found.get(row.currency, 0) + 1
    return dict(sorted(found.items()))


def _plus(one: OutcomeSum, pledged: int, now: int | None, paid: int | None) -> OutcomeSum:
    return one._replace(
        pledges=one.pledges + 1,
        pledged=one.pledged + pledged,
        pledged_now=plus(one.pledged_now, now),
        paid=plus(one.paid, paid),
    )


def _params(first: Conference, second: Conference) -> dict[str, int]:
    return {
        "a": first.id,
        "b": second.id,
        "series": second.series_id,
        "a_sequence": first.sequence,
        "b_sequence": second.sequence,
    }

"""Why an amount changed from one conference to the next: the reasons given for it."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any, NamedTuple

from tracker.insight.comparing.pair import ConferencePair
from tracker.model.kinds import Minor
from tracker.rules.words import MEASURES, PAYMENTS
from tracker.store.reader import Reader
from tracker.store.told_last import counts

METHOD = "method"
# Corrections to the reports of one conference, made after it was sealed.
CORRECTION = "correction"
PUBLISHED = "published data"

# The conferences after A, up to B.
BETWEEN = f"""SELECT id FROM conference WHERE series_id = :series AND sequence > :a_sequence AND sequence <= :b_sequence
 AND {counts("conference", ":b")}"""

# The contributions whose steps have their own reasons.
REASONED = f"SELECT contribution_id FROM reason WHERE conference_id IN ({BETWEEN})"

# The contributions whose basis changed in between; for neighbours the line itself shows it.
REBASED = f"""SELECT m.contribution_id FROM funding m
 JOIN funding f ON f.conference_id = :a AND f.contribution_id = m.contribution_id
 WHERE m.conference_id IN ({BETWEEN}) AND m.basis <> f.basis"""

# The contributions with a fall in the disbursed amount at a conference after A; for neighbours the line itself shows
# it.
REPAID = f"""SELECT contribution_id FROM (
 SELECT f.contribution_id, f.disbursed,
  lag(f.disbursed) OVER (PARTITION BY f.contribution_id ORDER BY c.sequence) AS earlier
 FROM funding f JOIN conference c ON c.id = f.conference_id
 WHERE f.disbursed IS NOT NULL AND c.id IN (SELECT id FROM conference WHERE id = :a UNION {BETWEEN})
) paid WHERE disbursed < earlier"""

STEPS = f"""
SELECT f.contribution_id, c.id, f.basis, {", ".join(f"f.{measure}" for measure in MEASURES)}
FROM funding f JOIN conference c ON c.id = f.conference_id
WHERE c.id IN (SELECT id FROM conference WHERE id = :a UNION {BETWEEN})
  AND f.contribution_id IN ({{which}})
ORDER BY f.contribution_id, c.sequence
"""
REASONS = f"""
SELECT contribution_id, conference_id, measure, reason, amount FROM reason
WHERE conference_id IN ({BETWEEN}) ORDER BY contribution_id, conference_id, measure, amount IS NULL, id
"""


ALLOCATED = f"""
SELECT contribution_id, measure, sum(amount) FROM reason
WHERE conference_id IN ({BETWEEN}) AND reason = 'allocated' AND amount IS NOT NULL GROUP BY contribution_id, measure
"""


class Explained(NamedTuple):
    """The change of one contribution and measure: the amount at A, and parts of the change with their reasons."""

    amount: Minor
    parts: list[tuple[str, int]]


class _ReportedSteps(NamedTuple):
    contribution_id: int
    conference_id: int
    basis: str
    amounts: tuple[int | None, ...]


Causes = dict[tuple[int, str], Explained]


def causes(reader: Reader, pair: ConferencePair) -> Causes:
    """The explanations of the changes between A and B, by contribution and measure, in the contribution's minor units.

    A step is the difference of two consecutive reported amounts. A reason without an amount explains the rest of its
    step; a change of basis explains as `method` what no reason does. Without one, a rise in the disbursed amount is
    explained automatically, as `payments`.
    """
    reasons: dict[tuple[int, int, str], list[tuple[str, int | None]]] = {}
    for contribution, conference, measure, reason, amount in reader.rows(REASONS, pair.params):
        reasons.setdefault((contribution, conference, measure), []).append((reason, amount))
    found: Causes = {}
    which = REASONED if pair.neighbours else f"{REASONED} UNION {REBASED} UNION {REPAID}"
    reports = reader.rows(STEPS.format(which=which), pair.params, _report)
    for contribution, group in groupby(reports, key=lambda report: report.contribution_id):
        told = list(group)
        for index, measure in enumerate(MEASURES):
            steps = [(r.conference_id, r.basis, r.amounts[index]) for r in told if r.amounts[index] is not None]
            if steps and steps[0][0] == pair.first.id:
                found[contribution, measure] = _explained(contribution, measure, steps, reasons)
    return found


def allocated(reader: Reader, pair: ConferencePair) -> dict[tuple[int, str], int]:
    """What came from or went out of a pool, after A and up to B: by contribution and measure, in its minor units."""
    found = reader.rows(ALLOCATED, pair.params)
    return {(contribution, measure): int(amount) for contribution, measure, amount in found}


def pays(measure: str, left: int) -> bool:
    """Whether the unexplained rest of a step explains itself: a rise in the disbursed amount."""
    return measure == "disbursed" and left > 0


def _report(contribution: int, conference: int, basis: str, *amounts: int | None) -> _ReportedSteps:
    return _ReportedSteps(contribution, conference, basis, amounts)


def _explained(contribution: int, measure: str, steps: list[Any], reasons: dict[Any, Any]) -> Explained:
    parts: list[tuple[str, int]] = []
    for (_, basis_before, before), (conference, basis, amount) in pairwise(steps):
        left = amount - before
        given = list(reasons.get((contribution, conference, measure), ()))
        if basis != basis_before:
            given.append((METHOD, None))
        for reason, part in given:
            explains = left if part is None else part
            if explains:
                parts.append((reason, explains))
            left -= explains
        if pays(measure, left):
            parts.append((PAYMENTS, left))
    return Explained(steps[0][2], parts)

"""Donors and beneficiaries from one conference to the next: who joined, who left, whose portfolio grew."""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.comparing.money import MoneyBridges
from tracker.insight.comparing.pair import ConferencePair, label_of
from tracker.insight.family import survivors
from tracker.model.kinds import Minor
from tracker.store.reader import Reader

# For a donor only its presence matters: two index lookups, however many projects it has.
DONORS = """
SELECT o.id, c.id, 1 FROM organisation o JOIN conference c ON c.id IN (:a, :b)
WHERE EXISTS (SELECT 1 FROM funding f WHERE f.donor_id = o.id AND f.conference_id = c.id AND {among})
  AND {limit}
"""
BENEFICIARIES = """
SELECT organisation_id, conference_id, COUNT(DISTINCT project_id) FROM share
WHERE conference_id IN (:a, :b) AND {limit} GROUP BY organisation_id, conference_id
"""


class DonorGrowth(NamedTuple):
    """How much a donor's portfolio gained or lost in one measure, without the effects of exchange rates and method."""

    donor: str
    measure: str
    amount: Minor


class BeneficiaryGrowth(NamedTuple):
    """How many projects benefit an organisation, at A and at B."""

    beneficiary: str
    old: int
    new: int


class Donors(NamedTuple):
    """Who joined, who left, and whose portfolio grew or shrank in money, the largest movement first."""

    came: list[str]
    left: list[str]
    grew: list[DonorGrowth]
    shrank: list[DonorGrowth]


class Beneficiaries(NamedTuple):
    """Who joined, who left, and whose portfolio grew or shrank in projects, the largest movement first."""

    came: list[str]
    left: list[str]
    grew: list[BeneficiaryGrowth]
    shrank: list[BeneficiaryGrowth]


def donors(reader: Reader, pair: ConferencePair, money: MoneyBridges) -> Donors:
    """The donors of A and B; `money` must be grouped by donor. A merged donor counts as the one it was merged into."""
    projects = _projects(
        reader, pair, DONORS.format(among=pair.among_projects("f.project_id"), limit=pair.of_donors("o.id"))
    )
    came, left = _only(projects, 1), _only(projects, 0)
    growth = [
        DonorGrowth(donor, measure, bridge.movement)
        for donor, bridges in money.groups.items()
        if donor not in came and donor not in left
        for measure, bridge in bridges.items()
        if bridge.movement
    ]
    grew = sorted((row for row in growth if row.amount > 0), key=lambda row: (-row.amount, row.donor))
    shrank = sorted((row for row in growth if row.amount < 0), key=lambda row: (row.amount, row.donor))
    return Donors(came, left, grew, shrank)


def beneficiaries(reader: Reader, pair: ConferencePair) -> Beneficiaries:
    """The beneficiaries of A and B. A merged beneficiary counts as the one it was merged into."""
    projects = _projects(reader, pair, BENEFICIARIES.format(limit=pair.of_projects("project_id")))
    both = [BeneficiaryGrowth(code, old, new) for code, (old, new) in projects.items() if old and new]
    grew = sorted((row for row in both if row.new > row.old), key=lambda row: (row.old - row.new, row.beneficiary))
    shrank = sorted((row for row in both if row.new < row.old), key=lambda row: (row.new - row.old, row.beneficiary))
    return Beneficiaries(_only(projects, 1), _only(projects, 0), grew, shrank)


def _projects(reader: Reader, pair: ConferencePair, sql: str) -> dict[str, tuple[int, int]]:
    """How many projects each organisation has at A and at B, by its code, sorted.

    The rows are (organisation, conference, count).
    """
    surviving = survivors(reader)
    counts: dict[int, list[int]] = {}
    for told, conference, count in reader.rows(sql, pair.params):
        counts.setdefault(surviving.get(told, told), [0, 0])[conference == pair.second.id] += count
    codes = label_of("organisation", counts, reader)
    return dict(sorted((codes[key], (old, new)) for key, (old, new) in counts.items()))


def _only(projects: dict[str, tuple[int, int]], side: int) -> list[str]:
    return [code for code, counts in projects.items() if counts[side] and not counts[1 - side]]

"""Contributions: the list, one with its transactions and history, and how many are left when a donor withdraws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.totals.latest_review import reviewed
from tracker.model.kinds import Minor
from tracker.store.reader import Reader


class ContributionRow(NamedTuple):
    """A contribution and its report, in its own currency."""

    code: str
    project: str
    donor: str
    instrument: str | None
    role: str
    conference: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    basis: str | None
    ended: str | None
    ended_reason: str | None
    project_title: str
    donor_name: str
    conference_title: str | None


class Movement(NamedTuple):
    """A transaction, in the contribution's currency."""

    date: str
    kind: str
    currency: str | None
    amount: Minor
    reference: str | None
    description: str | None
    source: str | None


class FundingLine(NamedTuple):
    """One conference's report on a contribution."""

    conference: str
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    basis: str
    cut_off: str | None
    excluded_as: str | None
    source: str | None
    answer: str | None
    carried_from: str | None


class KnownContribution(NamedTuple):
    """A contribution as it is known now."""

    code: str
    project: str
    title: str
    donor: str
    donor_name: str
    instrument: str | None
    role: str
    currency: str | None
    replaces: str | None
    ended: str | None
    ended_reason: str | None
    note: str | None
    version: int


class ContributionCard(NamedTuple):
    facts: KnownContribution
    history: list[FundingLine]
    transactions: list[Movement]


LIST = """
WITH {reviewed}
SELECT k.code, p.code, o.code, coalesce(f.instrument, k.instrument), coalesce(f.role, k.role), c.code,
  coalesce(f.currency, k.currency), f.interest, f.pledged, f.committed, f.disbursed, f.basis, e.code, k.ended_reason,
  p.title, o.name, c.title
FROM contribution k
JOIN project p ON p.id = k.project_id
LEFT JOIN reviewed v ON v.project_id = k.project_id
LEFT JOIN funding f ON f.conference_id = v.conference_id AND f.contribution_id = k.id
LEFT JOIN conference c ON c.id = f.conference_id
LEFT JOIN conference e ON e.id = k.ended_at_id
JOIN organisation o ON o.id = coalesce(f.donor_id, k.donor_id)
WHERE {where}
ORDER BY p.code, k.code
"""

FACTS = """
SELECT k.code, p.code, p.title, o.code, o.name, k.instrument, k.role, k.currency, x.code, e.code, k.ended_reason,
  k.note, k.version
FROM contribution k
JOIN project p ON p.id = k.project_id
JOIN organisation o ON o.id = k.donor_id
LEFT JOIN contribution x ON x.id = k.replaces_id
LEFT JOIN conference e ON e.id = k.ended_at_id
WHERE k.id = :contribution
"""

HISTORY = """
SELECT c.code, f.currency, f.interest, f.pledged, f.committed, f.disbursed, f.basis, f.cut_off, f.excluded_as, f.source,
  f.answer, s.code
FROM funding f JOIN conference c ON c.id = f.conference_id LEFT JOIN conference s ON s.id = f.carried_from_id
WHERE f.contribution_id = :contribution ORDER BY c.series_id, c.sequence
"""

MOVEMENTS = """
SELECT t.date, t.kind, k.currency, t.amount, t.reference, t.description, t.source
FROM "transaction" t JOIN contribution k ON k.id = t.contribution_id
WHERE t.contribution_id = :contribution ORDER BY t.date, t.id
"""


def list_contributions(
    reader: Reader, at: str | None = None, projects: Sequence[str] = (), donors: Sequence[str] = ()
) -> Iterator[ContributionRow]:
    """Contributions as reported at a conference, or as last reported. Raises NotFound."""
    codes = Codes(reader)
    meeting = codes.conference(at).id if at else None
    where = ["f.contribution_id IS NOT NULL" if at else "1 = 1"]
    for column, ids in (
        ("k.project_id", codes.ids("project", projects)),
        ("o.id", codes.family(donors, "donor")),
    ):
        if ids:
            where.append(f"{column} IN ({', '.join(map(str, ids))})")
    sql = LIST.format(reviewed=reviewed(meeting), where=" AND ".join(where))
    return reader.rows(sql, {"at": meeting} if meeting else {}, ContributionRow, stream=True)


def contribution_card(reader: Reader, code: str) -> ContributionCard:
    """Everything about one contribution. Raises NotFound."""
    params = {"contribution": Codes(reader).id("contribution", code)}
    facts = reader.one(FACTS, params, KnownContribution)
    assert facts is not None
    return ContributionCard(facts, reader.all(HISTORY, params, FundingLine), reader.all(MOVEMENTS, params, Movement))


def left_after(reader: Reader, project: str, donors: Sequence[str], code: str | None) -> int:
    """How many contributions to a project continue after those of these donors, or the one named, have ended."""
    codes = Codes(reader)
    gone = (
        f"id = {codes.id('contribution', code)}"
        if code
        else f"donor_id IN ({', '.join(map(str, codes.ids('organisation', donors, said_as='donor'))) or 'NULL'})"
    )
    sql = f"SELECT count(*) FROM contribution WHERE project_id = :project AND ended_at_id IS NULL AND NOT ({gone})"
    return int(reader.value(sql, {"project": codes.id("project", project)}))

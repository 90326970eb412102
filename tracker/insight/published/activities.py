"""Projects as IATI activities: everything known about some of them, table by table, for export to a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.totals.latest_review import reviewed
from tracker.model.kinds import Minor
from tracker.store.reader import Reader
from tracker.store.told_last import counts

Rows = Mapping[int, Sequence[Any]]


class ActivityRow(NamedTuple):
    """A project, with what its publisher said about it as a whole; `told` is its status as reported at a conference."""

    id: int
    code: str
    identifier: str | None
    title: str
    objective: str | None
    scope: str | None
    planned_start: str | None
    actual_start: str | None
    planned_end: str | None
    actual_end: str | None
    parent: str | None
    parent_identifier: str | None
    lead: int | None
    implementer: int | None
    told: str | None
    publisher: int | None
    status: str | None
    updated: str | None
    currency: str | None
    language: str | None
    hierarchy: int | None
    activity_scope: str | None
    collaboration_type: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None
    humanitarian: bool | None
    conditions_attached: bool | None


class PublishedParty(NamedTuple):
    """An organisation in the form that IATI needs."""

    id: int
    code: str
    name: str
    kind: str
    identifier: str | None


class TransactionRow(NamedTuple):
    """A transaction and its contribution; the donor is None where nothing says whose money it is."""

    kind: str
    date: str
    amount: Minor
    currency: str
    donor: int | None
    instrument: str | None
    publisher: str | None
    reference: str | None
    description: str | None
    value_date: str | None
    provider_activity: str | None
    receiver: str | None
    receiver_ref: str | None
    receiver_activity: str | None
    sector: str | None
    sector_vocabulary: str | None
    country: str | None
    region: str | None
    channel: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None


class BudgetRow(NamedTuple):
    """A budget, or a planned disbursement."""

    kind: str
    type: str
    status: str | None
    period_start: str
    period_end: str | None
    amount: Minor
    currency: str
    value_date: str | None
    provider: str | None
    provider_ref: str | None
    receiver: str | None
    receiver_ref: str | None


class ActivityIndicatorRow(NamedTuple):
    """An indicator with its outcome; for an outcome without an indicator, the indicator's fields are None."""

    outcome: int
    level: str
    outcome_title: str
    description: str | None
    id: int | None
    title: str | None
    measure: str | None
    unit: str | None
    direction: str | None
    baseline: str | None
    baseline_date: str | None
    target: str | None
    target_date: str | None


class PeriodRow(NamedTuple):
    """The target and the actual of an indicator in a period; `start` is None where none was given."""

    start: str | None
    end: str | None
    target: str | None
    actual: str | None
    comment: str | None


class Batch(NamedTuple):
    """Some projects, and for each id the rows that belong to it; periods by the id of their indicator."""

    projects: Sequence[ActivityRow]
    texts: Rows
    descriptions: Rows
    parties: Rows
    donors: Rows
    identifiers: Rows
    places: Rows
    beneficiaries: Rows
    sectors: Rows
    themes: Rows
    budgets: Rows
    transactions: Rows
    unattributed: Rows
    documents: Rows
    related: Rows
    children: Rows
    conditions: Rows
    indicators: Rows
    periods: Rows


PROJECTS = """WITH {reviewed}
SELECT p.id, p.code, p.iati_identifier, p.title, p.objective, p.scope, p.planned_start, p.actual_start, p.planned_end,
  p.actual_end, u.code, u.iati_identifier, p.lead_id, p.implementer_id,
  (SELECT r.status FROM review r JOIN reviewed d ON d.conference_id = r.conference_id AND d.project_id = r.project_id
    WHERE r.project_id = p.id), a.publisher_id, a.status, a.updated, a.currency, a.language, a.hierarchy, a.scope,
  a.collaboration_type, a.flow_type, a.finance_type, a.aid_type, a.tied_status, a.humanitarian, a.conditions_attached
FROM project p LEFT JOIN project u ON u.id = p.parent_id LEFT JOIN activity a ON a.project_id = p.id
WHERE p.id IN ({ids}) ORDER BY p.id"""

SAID = """t.publisher, t.reference, t.description, t.value_date, t.provider_activity, t.receiver, t.receiver_ref,
        t.receiver_activity, t.sector, t.sector_vocabulary, t.country, t.region, t.channel, t.flow_type,
        t.finance_type, t.aid_type, t.tied_status"""

# The id of the owner comes first, and is not part of the row.
PARTS: Mapping[str, str] = {
    "texts": "SELECT project_id, field, language, text FROM project_text WHERE project_id IN ({ids}) ORDER BY 1, 2, 3",
    "descriptions": """SELECT project_id, kind, ordinal, language, text FROM description WHERE project_id IN ({ids})
      ORDER BY 1, 2, 3, 4""",
    "parties": """SELECT project_id, role, organisation_id, activity FROM project_organisation
      WHERE project_id IN ({ids}) ORDER BY 1, 2, 3""",
    "donors": """SELECT DISTINCT project_id, role, donor_id, CAST(NULL AS TEXT) FROM contribution
      WHERE project_id IN ({ids}) ORDER BY 1, 2, 3""",
    "identifiers": """SELECT project_id, type, identifier, owner_ref, owner FROM other_identifier
      WHERE project_id IN ({ids}) ORDER BY 1, 2, 3""",
    "places": """SELECT project_id, kind, vocabulary, code, name, share, from_transactions FROM project_place
      WHERE project_id IN ({ids}) ORDER BY 1, 2, 3, 4""",
    "beneficiaries": """SELECT b.project_id, o.country, b.share FROM beneficiary b
      JOIN organisation o ON o.id = b.organisation_id
      WHERE b.project_id IN ({ids}) AND NOT b.former ORDER BY 1, o.country, o.id""",
    "sectors": """SELECT project_id, vocabulary, code, name, share, from_transactions FROM project_sector
      WHERE project_id IN ({ids}) ORDER BY 1, 2, 3""",
    "themes": """SELECT DISTINCT h.project_id, t.dac_sector FROM project_theme h JOIN theme t ON t.code = h.theme
      WHERE h.project_id IN ({ids}) AND t.dac_sector IS NOT NULL ORDER BY 1, 2""",
    "budgets": """SELECT project_id, kind, type, status, period_start, period_end, amount, currency, value_date,
        provider, provider_ref, receiver, receiver_ref
      FROM budget WHERE project_id IN ({ids}) ORDER BY project_id, id""",
    "transactions": f"""SELECT c.project_id, t.kind, t.date, t.amount, c.currency, c.donor_id, c.instrument, {SAID}
      FROM "transaction" t JOIN contribution c ON c.id = t.contribution_id
      WHERE c.project_id IN ({{ids}}) ORDER BY c.project_id, t.id""",
    "unattributed": f"""SELECT t.project_id, t.kind, t.date, t.amount, t.currency, NULL, NULL, {SAID}
      FROM unattributed t WHERE t.project_id IN ({{ids}}) ORDER BY t.project_id, t.id""",
    "documents": """SELECT project_id, title, location, language, published FROM document WHERE project_id IN ({ids})
      ORDER BY project_id, id""",
    "related": """SELECT project_id, relation, identifier FROM related_activity WHERE project_id IN ({ids})
      ORDER BY 1, 2, 3""",
    "children": """SELECT parent_id, code, iati_identifier FROM project WHERE parent_id IN ({ids})
      ORDER BY parent_id, id""",
    "conditions": """SELECT project_id, ordinal, language, type, text FROM condition WHERE project_id IN ({ids})
      ORDER BY 1, 2, 3""",
    "indicators": """SELECT o.project_id, o.id, o.level, o.title, o.description, i.id, i.title, i.measure, i.unit,
        i.direction, i.baseline, i.baseline_date, i.target, i.target_date
      FROM outcome o LEFT JOIN indicator i ON i.outcome_id = o.id
      WHERE o.project_id IN ({ids}) ORDER BY o.project_id, o.id, i.id""",
    "periods": """SELECT n.indicator_id, n.period_start, n.period_end, n.target, n.actual, n.comment
      FROM indicator_period n JOIN indicator i ON i.id = n.indicator_id
      WHERE i.project_id IN ({ids}) ORDER BY 1, 2, 3""",
}
INTO: Mapping[str, Any] = {
    "budgets": BudgetRow,
    "transactions": TransactionRow,
    "unattributed": TransactionRow,
    "indicators": ActivityIndicatorRow,
}
MEASURED = f"""SELECT m.indicator_id, coalesce(m.baseline_date, p.actual_start, p.planned_start),
    coalesce(CAST(c.cut_off AS TEXT), c.start_date), CAST(NULL AS TEXT), m.actual, m.note
  FROM measurement m JOIN conference c ON c.id = m.conference_id JOIN project p ON p.id = m.project_id
  WHERE m.project_id IN ({{ids}}) AND m.actual IS NOT NULL AND {counts()}
    AND NOT EXISTS (SELECT 1 FROM indicator_period n WHERE n.indicator_id = m.indicator_id)
  ORDER BY m.indicator_id, c.sequence, c.id"""
AIMED = """SELECT i.id, coalesce(i.baseline_date, p.actual_start, p.planned_start), i.target_date, i.target,
    CAST(NULL AS TEXT), CAST(NULL AS TEXT)
  FROM indicator i JOIN project p ON p.id = i.project_id
  WHERE i.project_id IN ({ids}) AND i.target IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM indicator_period n WHERE n.indicator_id = i.id) ORDER BY i.id"""
BATCH = 200


def chosen_projects(reader: Reader, projects: Sequence[str], donors: Sequence[str]) -> list[int]:
    """The projects with some codes, of some donors, or all; never a pool, which is money without a project.

    Raises NotFound with the nearest codes.
    """
    codes = Codes(reader)
    where = ["pool_of_id IS NULL"]
    if projects:
        where.append(f"id IN ({_listed(codes.ids('project', projects))})")
    if donors:
        family = _listed(codes.family(donors, "donor"))
        where.append(f"id IN (SELECT project_id FROM contribution WHERE donor_id IN ({family}))")
    return [row[0] for row in reader.rows(f"SELECT id FROM project WHERE {' AND '.join(where)} ORDER BY id")]


def unpublished(reader: Reader, projects: Sequence[int]) -> bool:
    """Whether one of these projects has no publisher yet."""
    known = {row[0] for row in reader.rows("SELECT project_id FROM activity WHERE publisher_id IS NOT NULL")}
    return not known.issuperset(projects)


def parties(reader: Reader) -> dict[int, PublishedParty]:
    """Every organisation by its id."""
    rows = reader.rows("SELECT id, code, name, kind, iati_identifier FROM organisation", {}, PublishedParty)
    return {party.id: party for party in rows}


def batches(reader: Reader, projects: Sequence[int], at: Conference | None) -> Iterator[Batch]:
    """A few hundred projects at a time, with all rows that belong to them."""
    params = {} if at is None else {"at": at.id}
    about = reviewed(None if at is None else at.id)
    for start in range(0, len(projects), BATCH):
        ids = _listed(projects[start : start + BATCH])
        found = reader.all(PROJECTS.replace("{reviewed}", about).replace("{ids}", ids), params, ActivityRow)
        parts = {name: _grouped(reader, sql.format(ids=ids), INTO.get(name)) for name, sql in PARTS.items()}
        parts["periods"] = {
            **_grouped(reader, PARTS["periods"].format(ids=ids), PeriodRow),
            **_merged(*(_grouped(reader, sql.format(ids=ids), PeriodRow) for sql in (MEASURED, AIMED))),
        }
        yield Batch(found, **parts)


def _grouped(reader: Reader, sql: str, into: Any) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in reader.rows(sql):
        found[row[0]].append(row[1:] if into is None else into._make(row[1:]))
    return dict(found)


def _merged(*groups: Mapping[int, Sequence[object]]) -> dict[int, list[object]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for group in groups:
        for key, rows in group.items():
            found[key] += rows
    return dict(found)


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids)) or "NULL"

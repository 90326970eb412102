"""A project as in its publisher's IATI file: everything there in addition to the reports at conferences."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from tracker.errors import TrackerError
from tracker.insight.codes import Codes
from tracker.model.kinds import Minor, Share
from tracker.rules.codelists import find_term
from tracker.store.reader import Reader

# The code list that names a sector or a region, by its vocabulary.
SECTOR_LISTS = {"1": "Sector", "2": "SectorCategory"}
REGION_LISTS = {"1": "Region"}


class PublishedProject(NamedTuple):
    """What is published about the project as a whole; codes are those of the IATI code lists."""

    code: str
    title: str
    iati_identifier: str | None
    publisher: str | None
    publisher_name: str | None
    status: str | None
    updated: str | None
    hierarchy: int | None
    currency: str | None
    language: str | None
    activity_scope: str | None
    collaboration_type: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None
    humanitarian: bool | None
    conditions_attached: bool | None


class Moved(NamedTuple):
    """The published transactions of a contribution and kind: how many, their sum, the first day and the last.

    Contribution and donor are None where nothing says whose money it is; no total contains it.
    """

    contribution: str | None
    donor: str | None
    kind: str
    currency: str
    amount: Minor
    number: int
    first: str
    last: str


class Budget(NamedTuple):
    """A budget, or a planned disbursement."""

    kind: str
    type: str
    status: str | None
    period_start: str
    period_end: str | None
    currency: str
    amount: Minor
    value_date: str | None
    provider: str | None
    receiver: str | None


class IndicatorPeriod(NamedTuple):
    """The target and the actual of an indicator in a period."""

    indicator: str
    title: str
    period_start: str
    period_end: str
    target: str | None
    actual: str | None
    comment: str | None


class Sector(NamedTuple):
    """A sector; its share is within its vocabulary, and computed where sectors are given on the transactions."""

    vocabulary: str
    code: str
    name: str | None
    share: Share | None
    from_transactions: bool


class Recipient(NamedTuple):
    """A recipient country or region, in the same way; the vocabulary is that of a region."""

    kind: str
    vocabulary: str | None
    code: str
    name: str | None
    share: Share | None
    from_transactions: bool


class ParticipatingOrganisation(NamedTuple):
    """A participating organisation, its role, and the identifier of its own activity."""

    role: str
    organisation: str
    name: str
    activity: str | None


class PublishedText(NamedTuple):
    """A description with its kind, or a condition with its type, if that is given."""

    kind: str | None
    language: str
    text: str


class RelatedActivity(NamedTuple):
    """A related activity, and the project in the register that it corresponds to, if any."""

    relation: str
    identifier: str
    project: str | None


class OtherIdentifier(NamedTuple):
    """Another identifier, with its type if one is given, and its owner."""

    type: str | None
    identifier: str
    owner: str | None


NamedRow = TypeVar("NamedRow", Sector, Recipient)


class PublishedOverview(NamedTuple):
    facts: PublishedProject
    moved: list[Moved]
    sectors: list[Sector]
    recipients: list[Recipient]
    participants: list[ParticipatingOrganisation]
    budgets: list[Budget]
    periods: list[IndicatorPeriod]
    descriptions: list[PublishedText]
    conditions: list[PublishedText]
    related: list[RelatedActivity]
    identifiers: list[OtherIdentifier]


FACTS = """SELECT p.code, p.title, p.iati_identifier, o.code, o.name, a.status, a.updated, a.hierarchy, a.currency,
  a.language, a.scope, a.collaboration_type, a.flow_type, a.finance_type, a.aid_type, a.tied_status, a.humanitarian,
  a.conditions_attached
FROM activity a JOIN project p ON p.id = a.project_id LEFT JOIN organisation o ON o.id = a.publisher_id
WHERE a.project_id = :project"""
MOVED = """SELECT k.code, o.code, t.kind, k.currency, sum(t.amount), count(*), min(t.date), max(t.date)
FROM "transaction" t JOIN contribution k ON k.id = t.contribution_id JOIN organisation o ON o.id = k.donor_id
WHERE k.project_id = :project AND t.publisher IS NOT NULL
GROUP BY k.code, o.code, t.kind, k.currency
UNION ALL SELECT NULL, NULL, kind, currency, sum(amount), count(*), min(date), max(date)
FROM unattributed WHERE project_id = :project GROUP BY kind, currency
ORDER BY 1 NULLS LAST, 7, 3"""
BUDGETS = """SELECT kind, type, status, period_start, period_end, currency, amount, value_date,
  coalesce(provider, provider_ref), coalesce(receiver, receiver_ref)
FROM budget WHERE project_id = :project ORDER BY kind, period_start, period_end, type, id"""
PERIODS = """SELECT i.code, i.title, n.period_start, n.period_end, n.target, n.actual, n.comment
FROM indicator_period n JOIN indicator i ON i.id = n.indicator_id
WHERE i.project_id = :project ORDER BY i.code, n.period_start, n.period_end"""
SECTORS = """SELECT vocabulary, code, name, share, from_transactions FROM project_sector
WHERE project_id = :project ORDER BY vocabulary, coalesce(share, -1) DESC, code"""
RECIPIENTS = """SELECT kind, nullif(vocabulary, ''), code, name, share, from_transactions FROM project_place
WHERE project_id = :project ORDER BY kind, vocabulary, coalesce(share, -1) DESC, code"""
PARTICIPANTS = """SELECT x.role, o.code, o.name, x.activity FROM project_organisation x
JOIN organisation o ON o.id = x.organisation_id WHERE x.project_id = :project ORDER BY x.role, o.code"""
DESCRIPTIONS = """SELECT kind, language, text FROM description WHERE project_id = :project
ORDER BY kind, ordinal, language"""
CONDITIONS = (
    """SELECT nullif(type, ''), language, text FROM condition WHERE project_id = :project ORDER BY ordinal, language"""
)
# The projects are read once, whatever the number of relations.
RELATED = """WITH mine AS (SELECT relation, identifier FROM related_activity WHERE project_id = :project),
  known AS MATERIALIZED (SELECT code, upper(iati_identifier) AS identifier FROM project
    WHERE upper(iati_identifier) IN (SELECT upper(identifier) FROM mine))
SELECT mine.relation, mine.identifier, known.code FROM mine
LEFT JOIN known ON known.identifier = upper(mine.identifier) ORDER BY 1, 2, 3"""
IDENTIFIERS = """SELECT nullif(type, ''), identifier, coalesce(owner, owner_ref) FROM other_identifier
WHERE project_id = :project ORDER BY type, identifier"""


def published_card(reader: Reader, code: str) -> PublishedOverview:
    """Everything published about a project. Raises NotFound, and TrackerError where no file contained it."""
    params = {"project": Codes(reader).id("project", code)}
    facts = reader.one(FACTS, params, PublishedProject)
    if facts is None:
        raise TrackerError(
            f"{code} was not in the file of a publisher.", "To import one: `tracker import activities.xml`."
        )
    return PublishedOverview(
        facts,
        reader.all(MOVED, params, Moved),
        [_named(row, SECTOR_LISTS.get(row.vocabulary)) for row in reader.all(SECTORS, params, Sector)],
        [_named(row, _recipient_list(row)) for row in reader.all(RECIPIENTS, params, Recipient)],
        reader.all(PARTICIPANTS, params, ParticipatingOrganisation),
        reader.all(BUDGETS, params, Budget),
        reader.all(PERIODS, params, IndicatorPeriod),
        reader.all(DESCRIPTIONS, params, PublishedText),
        reader.all(CONDITIONS, params, PublishedText),
        reader.all(RELATED, params, RelatedActivity),
        reader.all(IDENTIFIERS, params, OtherIdentifier),
    )


def _recipient_list(row: Recipient) -> str | None:
    return "Country" if row.kind == "country" else REGION_LISTS.get(row.vocabulary or "")


def _named(row: NamedRow, name: str | None) -> NamedRow:
    """A row with the name from its code list, where the publisher gave none."""
    term = find_term(name, row.code) if name and row.name is None else None
    return row._replace(name=term.name) if term else row

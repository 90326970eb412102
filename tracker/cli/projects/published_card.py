"""What a publisher's file says about one project, on one screen: which parts are shown, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.output import CardFact, Column, Section

if TYPE_CHECKING:
    from tracker.insight.published.published_card import PublishedOverview

# Fields that hold a code, by name, with the list that explains the code.
CODED = {
    "activity_scope": ("Scope", "ActivityScope"),
    "collaboration_type": ("Collaboration", "CollaborationType"),
    "flow_type": ("Flow (default)", "FlowType"),
    "finance_type": ("Finance (default)", "FinanceType"),
    "aid_type": ("Aid (default)", "AidType"),
    "tied_status": ("Tied (default)", "TiedStatus"),
}
SHARE = Column("share", "Percent", "percent")
FROM_TRANSACTIONS = Column("from_transactions", "On transactions", "flag", priority=5)
START, END = Column("period_start", "From", "date"), Column("period_end", "To", "date")
MOVED = [
    Column("contribution", "Contribution", "code"),
    Column("donor", "Donor", "code", priority=5),
    Column("kind", "Kind"),
    Column("currency", "", "code"),
    Column("amount", "Sum", "money"),
    Column("number", "Number", "number", priority=4),
    Column("first", "First", "date", priority=2),
    Column("last", "Last", "date", priority=1),
]
BUDGETS = [
    Column("kind", "Kind"),
    Column("type", "Type", priority=1),
    Column("status", "Status", priority=2),
    START,
    END,
    Column("currency", "", "code"),
    Column("amount", "Amount", "money"),
    Column("value_date", "Value date", "date", priority=4),
    Column("provider", "Provider", flex=True, priority=6),
    Column("receiver", "Receiver", flex=True, priority=5),
]
PERIODS = [
    Column("indicator", "Indicator", "code"),
    Column("title", "Title", flex=True, priority=2),
    START,
    END,
    Column("target", "Target"),
    Column("actual", "Actual"),
    Column("comment", "Comment", flex=True, priority=1),
]
SECTORS = [
    Column("vocabulary", "Vocabulary", "code"),
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    SHARE,
    FROM_TRANSACTIONS,
]
RECIPIENTS = [Column("kind", "Kind"), Column("vocabulary", "Vocabulary", "code", priority=3), *SECTORS[1:]]
PARTICIPANTS = [
    Column("role", "Role"),
    Column("organisation", "Organisation", "code"),
    Column("name", "Name", flex=True),
    Column("activity", "Its activity", "code", priority=1),
]
TEXTS = [Column("kind", "Kind"), Column("language", "Language", "code"), Column("text", "Text")]
RELATED = [
    Column("relation", "Relation"),
    Column("identifier", "IATI identifier", "code"),
    Column("project", "Project", "code"),
]
IDENTIFIERS = [
    Column("type", "Type", "code"),
    Column("identifier", "Identifier", "code"),
    Column("owner", "Whose", flex=True),
]


def pairs_of(card: PublishedOverview, *, data: bool) -> list[CardFact]:
    """Return what is published about the whole project; for programs (`data`) only codes, and unknown facts too."""
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("title", "Title", facts.title),
        CardFact("iati_identifier", "IATI identifier", facts.iati_identifier, "code"),
        CardFact("publisher", "Publisher", facts.publisher, "code"),
        CardFact("publisher_name", "Name of the publisher", facts.publisher_name),
        CardFact("status", "Status", facts.status),
        CardFact("updated", "Updated", facts.updated),
        CardFact("hierarchy", "Level", facts.hierarchy, "number"),
        CardFact("currency", "Default currency", facts.currency, "code"),
        CardFact("language", "Default language", facts.language, "code"),
        *(
            CardFact(field, said, getattr(facts, field) if data else _meaning(name, getattr(facts, field)))
            for field, (said, name) in CODED.items()
        ),
        CardFact("humanitarian", "Humanitarian", facts.humanitarian, "flag"),
        CardFact("conditions_attached", "Conditions attached", facts.conditions_attached, "flag"),
    ]
    if data:
        return pairs
    # On a screen, long texts read better one below the other than side by side.
    pairs += [CardFact("", f"Description: {one.kind}, {one.language}", one.text) for one in card.descriptions]
    pairs += [
        CardFact("", f"Condition: {_meaning('ConditionType', one.kind) or 'of no type'}, {one.language}", one.text)
        for one in card.conditions
    ]
    return [pair for pair in pairs if pair.value is not None]


def sections_of(card: PublishedOverview, *, data: bool) -> list[Section]:
    """Return the lists that belong to it."""
    texts = [Section("Descriptions", card.descriptions, TEXTS), Section("Conditions", card.conditions, TEXTS)]
    return [
        Section("Money moved", card.moved, MOVED, key="moved"),
        Section("Sectors", card.sectors, SECTORS),
        Section("Recipients", card.recipients, RECIPIENTS),
        Section("Who takes part", card.participants, PARTICIPANTS, key="participants"),
        Section("Budgets and planned disbursements", card.budgets, BUDGETS, key="budgets"),
        Section("Periods of indicators", card.periods, PERIODS, key="periods"),
        *(texts if data else ()),
        Section("Related activities", card.related, RELATED, key="related"),
        Section("Other identifiers", card.identifiers, IDENTIFIERS, key="identifiers"),
    ]


def _meaning(name: str, code: str | None) -> str | None:
    """Return a code with its meaning from its list."""
    from tracker.rules.codelists import find_term

    term = find_term(name, code) if code else None
    return f"{code}: {term.name}" if term else code

"""The display of action points and recommendations: the list and the card."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli.columns import spoken
from tracker.insight.conferences.actions import ActionCard, ActionRow
from tracker.output import PAGES, CardFact, Column, Section, Style, show_card

ACTION_LIST = [
    Column("code", "Code", "code"),
    Column("text", "Text", flex=True),
    Column("owner", "Owner", "code", priority=1),
    Column("owner_name", "Person", flex=True, priority=6),
    Column("due", "Due", priority=4),
    Column("status", "Status"),
    Column("told_at", "Reported at", "code", priority=5),
    Column("carried", "Carried forward", "number", priority=3),
    Column("overdue", "Overdue", "flag"),
    Column("kind", "Kind", hidden=True),
    Column("conference", "Raised at", "code", hidden=True),
    Column("number", "Number", "number", hidden=True),
    Column("note", "Note", hidden=True),
    Column("reason", "Reason", hidden=True),
    Column("verified_by", "Verified by", "code", hidden=True),
    Column("verified_by_name", "Person who verified", hidden=True),
    Column("superseded_by", "Superseded by", "code", hidden=True),
    Column("merged", "Merged", "flag", hidden=True),
    Column("partnership", "Partnership", "number", hidden=True),
    Column("source", "Source", hidden=True),
    Column("told_source", "Reported by", hidden=True),
]
HISTORY = [
    Column("conference", "Conference", "code"),
    Column("status", "Status"),
    Column("told", "Reported", "flag", priority=1),
    Column("due", "Due", priority=4),
    Column("note", "Note", flex=True, priority=2),
    Column("reason", "Reason", flex=True, priority=3),
    Column("verified_by", "Verified by", flex=True, priority=5),
    Column("source", "Source", flex=True, priority=6),
]
EVIDENCE = [
    Column("what", "What"),
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True),
]


# Rarely filled columns: shown if any row has a value.
RARE = ("owner", "owner_name", "due", "told_at")
RARELY_TOLD = ("due", "note", "reason", "verified_by", "source")


def actions_section(rows: Sequence[ActionRow]) -> Section:
    """Return the action points and recommendations that belong to a record, as a section of its card."""
    return Section("Action points and recommendations", rows, spoken(ACTION_LIST, rows, *RARE), None, "actions")


def show_action(card: ActionCard, style: Style) -> None:
    """Show an action with its history over the conferences, and what responds to it."""
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("kind", "Kind", facts.kind),
        CardFact("text", "Text", facts.text),
        CardFact("conference", "Raised at", facts.conference, "code"),
        CardFact("number", "Number", facts.number, "number"),
        CardFact("owner", "Owner", facts.owner, "code"),
        CardFact("owner_name", "Person", facts.owner_name),
        CardFact("due", "Due", facts.due),
        CardFact("status", "Status", facts.status),
        CardFact("told_at", "Reported at", facts.told_at, "code"),
        CardFact("carried", "Carried forward", facts.carried, "number"),
        CardFact("overdue", "Overdue", facts.overdue, "flag"),
        CardFact("note", "Note", facts.note),
        CardFact("reason", "Reason", facts.reason),
        CardFact("verified_by", "Verified by", facts.verified_by, "code"),
        CardFact("verified_by_name", "Verified by", facts.verified_by_name),
        CardFact("superseded_by", "Merged into" if facts.merged else "Superseded by", facts.superseded_by, "code"),
        CardFact("merged", "Merged", facts.merged, "flag"),
        CardFact("supersedes", "In place of", card.supersedes),
        CardFact("partnership", "Partnership", facts.partnership, "number"),
        CardFact("source", "Source", facts.source),
        CardFact("told_source", "Reported by", facts.told_source),
    ]
    if style.form in PAGES:
        always = ("code", "text", "owner", "due", "status", "carried", "overdue")
        hidden = ("merged", "number", "conference")
        pairs = [p for p in pairs if p.key in always or (p.value not in (None, ()) and p.key not in hidden)]
    sections = [
        Section("History", card.history, spoken(HISTORY, card.history, *RARELY_TOLD), None),
        Section("Evidence", card.evidence, EVIDENCE, None),
    ]
    show_card(f"{facts.code}  {facts.text}", pairs, sections, style)

"""The display of needs: the list and the card."""

from __future__ import annotations

from tracker.cli.columns import spoken
from tracker.insight.coordination.needs import NeedCard
from tracker.output import PAGES, CardFact, Column, Section, Style, show_card

NEED_LIST = [
    Column("code", "Code", "code"),
    Column("beneficiaries", "Of", "codes", flex=True),
    Column("whose", "Of (in words)", flex=True, priority=1),
    Column("text", "What", flex=True),
    Column("measures", "TFA", "codes", priority=2),
    Column("category", "Category", priority=5),
    Column("due", "Due", "date"),
    Column("due_is", "Due is", priority=6),
    Column("status", "Status"),
    Column("replies", "Replies", "codes", flex=True),
    Column("silent", "Silent", "codes", priority=1),
    Column("agreed", "Agreed", priority=4),
    Column("carried", "Carried forward", "number", priority=3),
    Column("beneficiary_names", "Names", hidden=True),
    Column("themes", "Themes", hidden=True),
    Column("indicative", "Indicative", "date", hidden=True),
    Column("definitive", "Definitive", "date", hidden=True),
    Column("extended_to", "Extended to", "date", hidden=True),
    Column("done", "Already done", hidden=True),
    Column("told_at", "Reported at", "code", hidden=True),
    Column("conference", "Raised at", "code", hidden=True),
    Column("matched", "Agreed since", "date", hidden=True),
    Column("document", "Document", hidden=True),
    Column("document_date", "Date of document", "date", hidden=True),
    Column("note", "Note", hidden=True),
    Column("source", "Source", hidden=True),
    Column("told_source", "Reported by", hidden=True),
]
# Rarely filled columns: shown if any row has a value.
RARE = ("beneficiaries", "whose", "measures", "category", "due", "due_is", "replies", "silent", "carried")
HISTORY = [
    Column("conference", "Conference", "code"),
    Column("status", "Status"),
    Column("told", "Reported", "flag", priority=1),
    Column("category", "Category", priority=6),
    Column("indicative", "Indicative", "date", priority=5),
    Column("definitive", "Definitive", "date", priority=3),
    Column("extended_to", "Extended to", "date", priority=2),
    Column("done", "Already done", flex=True, priority=7),
    Column("note", "Note", flex=True, priority=4),
    Column("source", "Source", flex=True, priority=8),
]
RARELY_TOLD = ("category", "indicative", "definitive", "extended_to", "done", "note", "source")
REPLIES = [
    Column("need", "Need", "code", hidden=True),
    Column("donor", "Donor", "code"),
    Column("answer", "Answer"),
    Column("part", "Part", "code"),
    Column("project", "Project", "code"),
    Column("date", "Date", "date"),
    Column("note", "Note", flex=True, priority=1),
    Column("source", "Source", flex=True, priority=2),
]
RARELY_REPLIED = ("part", "project", "date", "note", "source")
EXTENSIONS = [
    Column("need", "Need", "code", hidden=True),
    Column("requested", "Requested", "date"),
    Column("until", "Until", "date"),
    Column("answer", "Answer"),
    Column("reason", "Why", flex=True),
    Column("source", "Source", flex=True, priority=1),
]


def show_need(card: NeedCard, style: Style) -> None:
    """Show a need with what conferences were told of it, the requests for more time, and the replies."""
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("text", "What", facts.text),
        CardFact("beneficiaries", "Of", facts.beneficiaries),
        CardFact("beneficiary_names", "Names", facts.beneficiary_names),
        CardFact("whose", "Of (in words)", facts.whose),
        CardFact("themes", "Themes", facts.themes),
        CardFact("measures", "TFA", facts.measures),
        CardFact("category", "Category", facts.category),
        CardFact("indicative", "Indicative date", facts.indicative, "date"),
        CardFact("definitive", "Definitive date", facts.definitive, "date"),
        CardFact("extended_to", "Extended to", facts.extended_to, "date"),
        CardFact("due", "Due", facts.due, "date"),
        CardFact("due_is", "Due is", facts.due_is),
        CardFact("done", "Already done", facts.done),
        CardFact("status", "Status", facts.status),
        CardFact("told_at", "Reported at", facts.told_at, "code"),
        CardFact("carried", "Carried forward", facts.carried, "number"),
        CardFact("replies", "Replies in force", facts.replies),
        CardFact("silent", "Asked, and silent", facts.silent),
        CardFact("agreed", "Agreed", facts.agreed),
        CardFact("matched", "Agreed since", facts.matched, "date"),
        CardFact("note", "Note", facts.note),
        CardFact("conference", "Raised at", facts.conference, "code"),
        CardFact("document", "Document", facts.document),
        CardFact("document_date", "Date of document", facts.document_date, "date"),
        CardFact("source", "Source", facts.source),
        CardFact("told_source", "Reported by", facts.told_source),
    ]
    if style.form in PAGES:
        always = ("code", "text", "status", "agreed")
        hidden = ("beneficiary_names", "due", "due_is")
        pairs = [p for p in pairs if p.key in always or (p.value not in (None, ()) and p.key not in hidden)]
    sections = [
        Section(
            "History",
            card.history,
            spoken(HISTORY, card.history, *RARELY_TOLD),
            "It was not reported to any conference.",
        ),
        Section("Requests for more time", card.extensions, spoken(EXTENSIONS, card.extensions, "source"), None),
        Section(
            "Replies of donors",
            card.replies,
            spoken(REPLIES, card.replies, *RARELY_REPLIED),
            "No donor replied.",
            "replies_of_donors",
        ),
    ]
    show_card(f"{facts.code}  {facts.text or '; '.join((*facts.measures, *facts.themes))}", pairs, sections, style)

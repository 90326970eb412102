"""The display of offers: the list and the card."""

from __future__ import annotations

from tracker.cli.columns import spoken
from tracker.insight.coordination.offers import OfferCard
from tracker.output import PAGES, CardFact, Column, Section, Style, show_card

OFFER_LIST = [
    Column("code", "Code", "code"),
    Column("donor", "Donor", "code"),
    Column("donor_name", "Name of donor", hidden=True),
    Column("programme", "Programme", flex=True),
    Column("start", "Start", "date", priority=4),
    Column("end", "End", "date", priority=3),
    Column("themes", "Themes", flex=True, priority=7),
    Column("theme_words", "Themes in words", hidden=True),
    Column("places", "Places", flex=True, priority=6),
    Column("place_names", "Names of places", hidden=True),
    Column("place_words", "Places in words", flex=True, priority=10),
    Column("instruments", "Instruments", flex=True, priority=8),
    Column("currency", "", "code"),
    Column("amount", "Amount", "money"),
    Column("amount_is", "Amount is", priority=9),
    Column("amount_words", "Amount in words", hidden=True),
    Column("how_to_apply", "How to apply", hidden=True),
    Column("status", "Status"),
    Column("left", "Left", "money"),
    Column("told_at", "Reported at", "code", priority=5),
    Column("note", "Note", hidden=True),
    Column("source", "Source", hidden=True),
    Column("told_note", "Note of the report", hidden=True),
    Column("told_source", "Source of the report", hidden=True),
]
HISTORY = [
    Column("conference", "Conference", "code"),
    Column("status", "Status"),
    Column("currency", "", "code"),
    Column("left", "Left", "money"),
    Column("amount", "Of", "money", priority=2),
    Column("note", "Note", flex=True, priority=1),
    Column("source", "Source", flex=True, priority=3),
]
# Rarely filled columns: shown if any row has a value.
RARE = (
    *("start", "end", "themes", "places", "place_words", "instruments"),
    *("amount", "currency", "amount_is", "status", "left", "told_at"),
)


def show_offer(card: OfferCard, style: Style) -> None:
    """Show an offer with what each conference was told of it."""
    facts = card.facts
    donor = f"{facts.donor_name} ({facts.donor})" if style.form in PAGES else facts.donor
    places = facts.place_names if style.form in PAGES else facts.places
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("donor", "Donor", donor),
        CardFact("programme", "Programme", facts.programme),
        CardFact("start", "Start", facts.start, "date"),
        CardFact("end", "End", facts.end, "date"),
        CardFact("themes", "Themes", facts.themes),
        CardFact("theme_words", "Themes in words", facts.theme_words),
        CardFact("places", "Places", places),
        CardFact("place_words", "Places in words", facts.place_words),
        CardFact("instruments", "Instruments", facts.instruments),
        CardFact("amount", "Amount", facts.amount, "money", facts.currency),
        CardFact("amount_is", "Amount is", facts.amount_is),
        CardFact("amount_words", "Amount in words", facts.amount_words),
        CardFact("how_to_apply", "How to apply", facts.how_to_apply),
        CardFact("status", "Status", facts.status),
        CardFact("left", "Left", facts.left, "money", facts.currency),
        CardFact("told_at", "Reported at", facts.told_at, "code"),
        CardFact("note", "Note", facts.note),
        CardFact("source", "Source", facts.source),
        CardFact("told_note", "Note of the report", facts.told_note),
        CardFact("told_source", "Source of the report", facts.told_source),
    ]
    if style.form in PAGES:
        always = ("code", "donor", "programme", "start", "end", "themes", "places", "amount", "status")
        pairs = [pair for pair in pairs if pair.key in always or pair.value not in (None, ())]
    history = spoken(HISTORY, card.history, "currency", "left", "amount", "note", "source")
    section = Section("History", card.history, history, "No conference was told of this offer.")
    show_card(f"{facts.code}  {facts.programme}", pairs, [section], style)

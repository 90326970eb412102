"""The display of offers: the list and the card."""

from __future__ import annotations

from tracker.cli.columns import spoken
from tracker.insight.coordination.offers import OfferCard
from tracker.output import PAGES, CardFact, Column, Section, Style, show_card

HISTORY = [
    Column("conference", "Conference", "code"),
    Column("status", "Status"),
    Column("currency", "", "code"),
    Column("left", "Left", "money"),
    Column("amount", "Of", "money", priority=2),
    Column("note", "Note", flex=True, priority=1),
    Column("source", "Source", flex=True, priority=3),
]


def show_offer(card: OfferCard, style: Style) -> None:
    """Show an offer with its reports to each conference."""
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
    section = Section("History", card.history, history, "It was not reported to any conference.")
    show_card(f"{facts.code}  {facts.programme}", pairs, [section], style)

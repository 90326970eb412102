"""What people and programs read: lists, cards and talk.

The only room that knows rich, widths, colour, json and csv. Rows come as NamedTuples, with columns that say how to read
their fields; what comes out is data on stdout and talk on stderr.
"""

from tracker.output.cards import CardFact, Section, show_card
from tracker.output.columns import FOR_PEOPLE, FORMS, PAGES, UNKNOWN, Column, Style
from tracker.output.files import destination, say_written
from tracker.output.lists import show
from tracker.output.pager import paged
from tracker.output.stream import terminal_safe
from tracker.output.talk import Progress, say
from tracker.rules.cells import restore_cell

__all__ = [
    "FORMS",
    "FOR_PEOPLE",
    "PAGES",
    "UNKNOWN",
    "CardFact",
    "Column",
    "Progress",
    "Section",
    "Style",
    "destination",
    "paged",
    "restore_cell",
    "say",
    "say_written",
    "show",
    "show_card",
    "terminal_safe",
]

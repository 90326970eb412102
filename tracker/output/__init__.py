"""What people and programs read: lists, cards and messages.

The only package that deals with widths, colour, json and csv. The input is rows as NamedTuples, with columns that
describe their fields; the output is data on stdout and messages on stderr.
"""

from tracker.output.bars import spark_line
from tracker.output.cards import CardFact, Section, show_card
from tracker.output.columns import FOR_PEOPLE, FORMS, PAGES, UNKNOWN, Column, Style
from tracker.output.files import destination, say_written
from tracker.output.lists import show
from tracker.output.pager import paged
from tracker.output.stream import terminal_safe
from tracker.output.tables import line_width
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
    "line_width",
    "paged",
    "restore_cell",
    "say",
    "say_written",
    "show",
    "show_card",
    "spark_line",
    "terminal_safe",
]

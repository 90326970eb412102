"""What of a pack is printed: the book and the agenda as pdf."""

from __future__ import annotations

from datetime import date

from tracker.cli.book import agenda_paper
from tracker.cli.book.book import book
from tracker.cli.book.material import Material
from tracker.cli.briefs.papers import PAPERS, paper, printed_frame
from tracker.insight.briefs.agenda import conference_agenda


def book_pdf(material: Material) -> bytes:
    """Return the book as pdf: the same chapters and fiches as on its page."""
    from tracker.output.pages.typst import book_document

    made = material.once(book)
    framed = printed_frame(material.reader, material.conference, material.tongue)
    sheet = paper(framed, (made.title, made.subtitle), made.facts, (), material.tongue)
    return book_document(made, sheet, framed.moment, PAPERS[material.paper])


def agenda_pdf(material: Material) -> bytes:
    """Return the agenda as pdf."""
    from tracker.output.pages.typst import pdf_document

    tongue = material.tongue
    found = conference_agenda(material.reader, material.code, date.fromisoformat(material.day))
    framed = printed_frame(material.reader, material.conference, tongue)
    return pdf_document(agenda_paper.sheet(found, framed, tongue), framed.moment, PAPERS[material.paper])

"""A paper, a book or pages to show as pdf, set by typst from a template: offline, with the fonts of typst itself.

The template gets all text as JSON, so that none is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import Usage
from tracker.output.columns import HUMAN, RIGHT_ALIGNED, CellFormatter, footer_cells, visible
from tracker.output.data import json_text
from tracker.output.pages import INSTALL
from tracker.output.paper import PaperDocument, PaperSection, Picture
from tracker.output.paper_widths import narrowest, shared_out, text_width
from tracker.output.stream import terminal_safe

if TYPE_CHECKING:
    from tracker.output.pages.book import Book
    from tracker.output.pages.deck import Deck

# In twentieths of a point: what the margins of the template leave of the width of a page, and of its height.
PAPERS = {"a4": (9866, 14798), "us-letter": (10198, 13800)}
WIDE = 17_274 // 2  # of a page to show in a room, whose text is twice as large
# The sizes of the text of a table in points, upright and on a page turned to landscape; the widths are those of nine.
UPRIGHT, TURNED = (9.0, 8.0), (8.5, 7.5, 6.5)
# What room to write takes of the width of a table.
_ROOM = 0.34
# By how much the letters of the templates are narrower than those that `text_width` reckons with.
_NARROWER = 1.05
_TOGETHER = 8  # the most rows of a table that is kept together on one page
_LINES = 3  # from more lines in a cell on, a table gets the next smaller text
_CRAMPED = 2400  # a narrower column is too narrow for texts of many lines, if the table is long
_TALL = 600  # the length of a text from which its row may be split across pages
_LISTED = 60  # the most articles that the table of contents of a book has
_NAMED = 110  # the most characters of the conference in the header of a page
_PLACEHOLDER = re.compile(r"(\{number\}|\{total\})")
_SPACED = re.compile(r"([ \n])")


class _Fit(NamedTuple):
    """How a table fits on a page: the size of its text, whether the page is turned, and the widths of its columns."""

    size: float
    turned: bool
    widths: list[int]


def pdf_document(sheet: PaperDocument, moment: datetime, paper: str = "a4") -> bytes:
    """Return the paper as pdf: the same bytes for the same paper and moment. `paper` is one of PAPERS.

    Raises Usage where typst is not installed.
    """
    return _compiled("paper.typ", _paper_given(sheet, paper), moment)


def book_document(book: Book, sheet: PaperDocument, moment: datetime, paper: str = "a4") -> bytes:
    """Return a book as pdf, with a table of contents; `sheet` has what every page says. Raises Usage as above.

    It is for paper: screen readers have the page of the same book.
    """
    rooms = PAPERS[paper]
    places = {article.code for article in book.articles}
    parts = []
    for chapter in book.chapters:
        parts.append(_part(PaperSection(chapter.title), rooms, breaks=True))
        parts += [_part(one, rooms, below=1, places=places) for one in chapter.parts]
    if book.articles:
        parts.append(_part(PaperSection(book.articles_title), rooms, breaks=True))
    for number, article in enumerate(book.articles):
        heading = PaperSection(f"{article.code}  {article.title}", 2)
        listed = len(book.articles) <= _LISTED
        parts.append(_part(heading, rooms, facts=article.facts, breaks=number > 0, listed=listed, code=article.code))
        parts += [_part(one, rooms, below=2, places=places) for one in article.parts]
    figures = [[terminal_safe(text) for text in figure] for figure in book.figures]
    contents = {"contents": terminal_safe(book.words["contents"]), "figures": figures, "parts": parts}
    return _compiled("paper.typ", {**_paper_given(sheet, paper), **contents}, moment, tagged=False)


def deck_document(deck: Deck, moment: datetime) -> bytes:
    """Return pages to show in a room, 16:9, as pdf. Raises Usage as above."""
    rooms = (WIDE, WIDE)
    slides = []
    for slide in deck.slides:
        figures = [[terminal_safe(text) for text in figure] for figure in slide.figures]
        part = None if slide.part is None else _part(slide.part, rooms)
        picture = slide.picture and _picture(slide.picture, rooms)
        slides.append({"title": plain(slide.title, WIDE // 4), "picture": picture, "figures": figures, "part": part})
    shown = {"title": shortened(terminal_safe(deck.title)), "slides": slides}
    return _compiled("slides.typ", {**_of_pages(deck), **shown}, moment)


def _compiled(template: str, given: Mapping[str, object], moment: datetime, *, tagged: bool = True) -> bytes:
    """Return the pdf; `tagged` is for screen readers, and makes it six times as large."""
    try:
        import typst
    except ImportError as error:
        raise Usage("A PDF needs the package typst, which is not installed.", INSTALL) from error
    folder = files("tracker").joinpath("data", "templates")
    made = typst.compile(
        folder.joinpath("common.typ").read_bytes() + folder.joinpath(template).read_bytes(),
        format="pdf",
        sys_inputs={"given": json_text(given)},
        ignore_system_fonts=True,
        timestamp=int(moment.timestamp()),
        pdf_tags=tagged,
    )
    assert isinstance(made, bytes)
    return made


def _of_pages(sheet: PaperDocument | Deck) -> dict[str, object]:
    """Return what every page of a document says."""
    return {
        "language": sheet.language,
        "title": plain(sheet.title, PAPERS["a4"][0] // 2),
        "subtitle": plain(sheet.subtitle, PAPERS["a4"][0]),
        "author": terminal_safe(sheet.author),
        "conference": shortened(terminal_safe(sheet.conference)),
        "made": terminal_safe(sheet.made),
        "record": terminal_safe(sheet.record),
        "draft": sheet.draft,
        "page": _PLACEHOLDER.split(sheet.page),
    }


def _paper_given(sheet: PaperDocument, paper: str) -> dict[str, object]:
    rooms = PAPERS[paper]
    return {
        **_of_pages(sheet),
        "paper": paper,
        "date": terminal_safe(sheet.date),
        "facts": _facts(sheet.facts, rooms),
        "figures": [],
        "contents": None,
        "parts": [_part(part, rooms) for part in sheet.parts],
    }


def _facts(facts: Sequence[tuple[str, str]], rooms: tuple[int, int]) -> list[list[list[str]]]:
    return [[lines(label, rooms[0] // 3), lines(value, rooms[0] // 2)] for label, value in facts]


def _picture(picture: Picture, rooms: tuple[int, int]) -> dict[str, str]:
    return {
        "title": plain(picture.title, rooms[0]),
        "svg": picture.svg,
        "source": plain(picture.source, rooms[0]),
    }


def _part(
    part: PaperSection,
    rooms: tuple[int, int],
    *,
    below: int = 0,
    breaks: bool = False,
    facts: Sequence[tuple[str, str]] = (),
    listed: bool = True,
    code: str | None = None,
    places: Set[str] = frozenset(),
) -> dict[str, object]:
    """Return a section as the templates read it; `rooms` are the widths of an upright and of a turned page.

    `below` is how many levels its heading is below that of its chapter; `breaks`: it begins a page; `listed`:
    the table of contents has it. Codes in tables lead to the section that has this `code`, if they are in `places`.
    """
    return {
        "heading": plain(part.heading, rooms[0] // 2),
        "level": part.level + below,
        "breaks": breaks,
        "listed": listed,
        "code": code,
        "facts": _facts(facts, rooms),
        "text": [lines(each, rooms[0]) for each in part.text],
        "points": [lines(each, rooms[0]) for each in part.points],
        "picture": part.picture and _picture(part.picture, rooms),
        "table": _table(part, rooms, places) if part.rows else None,
        "remark": lines(part.remark, rooms[0]) if part.remark else [],
    }


def _table(part: PaperSection, rooms: tuple[int, int], places: Set[str]) -> dict[str, object]:
    columns = visible(part.columns)
    cells = CellFormatter(columns, HUMAN, {})
    body, totals = cells(part.rows), footer_cells(cells, columns, part.footer)
    texts = [[column.heading, *own, *sums] for column, own, sums in zip(columns, body, totals, strict=True)]
    left = 1 - _ROOM if part.room else 1
    fit = _fitted(texts, [column.flex for column in columns], (int(rooms[0] * left), int(rooms[1] * left)))

    def row(of: Sequence[str]) -> list[list[str]]:
        return [lines(text, width) for text, width in zip(of, fit.widths, strict=True)]

    listed = list(zip(*body, strict=True))
    codes = [text for column, own in zip(columns, body, strict=True) if column.kind == "code" for text in own]
    return {
        "size": fit.size,
        "turned": fit.turned,
        "widths": fit.widths,
        "room": lines(part.room, rooms[0] // 4) if part.room else None,
        "room_width": int(sum(fit.widths) * _ROOM / (1 - _ROOM)),
        "right": [column.kind in RIGHT_ALIGNED for column in columns],
        "code": [column.kind == "code" for column in columns],
        "places": sorted(places & set(codes)),
        "head": row([column.heading for column in columns]),
        "rows": [row(each) for each in listed],
        "tall": [any(len(text) > _TALL for text in each) for each in listed],
        "foot": [row(each) for each in zip(*totals, strict=True)],
        "together": len(part.rows) <= _TOGETHER and max(len(text) for each in texts for text in each) <= _TALL,
    }


def _fitted(texts: Sequence[Sequence[str]], flexible: Sequence[bool], rooms: tuple[int, int]) -> _Fit:
    """Return the largest text with which the figures fit on an upright page, else on a turned one.

    A long list whose texts would be columns of single words is turned too.
    """
    # A text that would take most of the page wraps, whatever its column says.
    flexible = [flex or max(map(text_width, each)) > rooms[0] // 3 for flex, each in zip(flexible, texts, strict=True)]
    need = narrowest(texts, flexible)
    for turned, sizes in ((False, UPRIGHT), (True, TURNED)):
        for size in sizes:
            room = int(rooms[turned] * 9 / size * _NARROWER)
            if need <= room:
                widths = shared_out(texts, flexible, room)
                depths = [max(map(text_width, each)) / width for each, width in zip(texts, widths, strict=True)]
                cramped = len(texts[0]) > _TOGETHER and any(
                    width < _CRAMPED and depth > _LINES for width, depth in zip(widths, depths, strict=True)
                )
                if turned or max(depths) <= _LINES or (size == sizes[-1] and not cramped):
                    return _Fit(size, turned, widths)
    return _Fit(size, turned, shared_out(texts, flexible, room))


def shortened(text: str) -> str:
    """Return a text that has room in the header of a page."""
    line = " ".join(text.split())
    return line if len(line) <= _NAMED else line[: _NAMED - 1] + "…"


def plain(text: str, room: int) -> str:
    """Return a text as one line, with places to break in words that are wider than `room`."""
    return " ".join(lines(text, room))


def lines(text: str, room: int) -> list[str]:
    """Return the lines of a text, with places to break in words that are wider than `room`."""
    return ["".join(_breakable(text, room)) for text in terminal_safe(text).replace("\t", " ").split("\n")]


def _breakable(line: str, room: int) -> Iterator[str]:
    """Yield the pieces of a line; a word wider than `room` gets zero-width spaces, four to a line."""
    for piece in _SPACED.split(line):
        if len(piece) < 8 or text_width(piece) <= room:
            yield piece
            continue
        step = max(4, room * len(piece) // text_width(piece) // 4)
        yield "\u200b".join(piece[place : place + step] for place in range(0, len(piece), step))

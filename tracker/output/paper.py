"""A paper to hand out: a title, facts, and sections with text, points and tables; on a terminal and as markdown.

Cells are finished text in the language of the paper. `output/office/word.py` writes the same paper as a Word
document, `output/pages/typst.py` as pdf.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.output.columns import Column, Row, Style
from tracker.output.files import destination, say_written
from tracker.output.markdown import escaped, write_markdown
from tracker.output.stream import Sink, terminal_safe
from tracker.output.tables import TableTarget, write_table
from tracker.output.talk import say


class Picture(NamedTuple):
    """A picture: `title` says what it shows, `svg` is a whole document, `source` says where its figures come from.

    Everything is text in the language of the paper; the numbers of a picture stand beside it in a table.
    """

    title: str
    svg: str
    source: str = ""


class RowsBehind(NamedTuple):
    """For each row of a table, and of its footer, the places in a ledger of the rows that add up to it."""

    ledger: str
    rows: Sequence[Sequence[int]]
    footer: Sequence[Sequence[int]] = ()


class PaperSection(NamedTuple):
    """A heading of level 1 or 2, or none, and its contents, in this order:

    paragraphs, points, a picture, a table (rows with their columns, totals in the footer), and a remark in small print.
    `room` is the heading of a last column with room to write, which only printed papers have: docx and pdf.
    A terminal, markdown and Word leave the picture out: the table says the same. Only a page that can open the rows
    behind its totals shows them.
    """

    heading: str = ""
    level: int = 1
    text: Sequence[str] = ()
    points: Sequence[str] = ()
    rows: Sequence[Row] = ()
    columns: Sequence[Column] = ()
    footer: Sequence[Row] = ()
    remark: str = ""
    picture: Picture | None = None
    room: str = ""
    behind: RowsBehind | None = None


class PaperDocument(NamedTuple):
    """A paper: its subject, its conference, its facts (label, value) and its parts.

    `language` is one of LANGUAGES. `conference`, `date`, `made` and `page` (with the placeholders {number} and {total})
    form the header and footer of every page; `author` is stored in the properties of a document. `record` says on which
    sealed record the paper rests, with its hash, or that the conference is still open; `draft` is the latter.
    """

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[PaperSection]
    language: str
    conference: str
    date: str
    made: str
    page: str
    author: str = ""
    record: str = ""
    draft: bool = False


def show_sheet(sheet: PaperDocument, style: Style) -> None:
    """Show a paper in the format table (for a terminal) or md, in the file of `style` or on stdout."""
    dropped: list[str] = []
    with destination(style) as out:
        if style.form == "md":
            sink = Sink(out, guard=True)
            _markdown(sheet, style, sink)
        else:
            screen = TableTarget(style, out)
            screen.dropped = dropped
            sink = screen.sink
            _terminal(sheet, style, screen)
        sink.flush()
    if dropped:
        say(f"Not shown at this width: {', '.join(dict.fromkeys(dropped))} (use -o FILE.docx, or a wider window)")
    say_written(style, terminal_safe(sheet.title))


def _terminal(sheet: PaperDocument, style: Style, screen: TableTarget) -> None:
    screen.title(terminal_safe(sheet.title))
    screen.text(sheet.subtitle)
    screen.sink.write("\n")
    screen.pairs([(label, terminal_safe(value)) for label, value in sheet.facts])
    after_heading = False
    for part in sheet.parts:
        screen.sink.write("" if after_heading else "\n")
        if part.heading:
            screen.heading(part.heading)
        after_heading = bool(part.heading) and not (part.text or part.points or part.rows)
        for paragraph in part.text:
            screen.text(paragraph)
        for point in part.points:
            screen.text(point, "- ")
        if part.rows:
            if part.text or part.points:
                screen.sink.write("\n")
            write_table(part.rows, part.columns, style, screen, footer=part.footer)
        if part.remark:
            screen.text(part.remark)


def _markdown(sheet: PaperDocument, style: Style, sink: Sink) -> None:
    sink.write(f"# {escaped(sheet.title)}\n\n{escaped(sheet.subtitle)}\n\n| | |\n| --- | --- |\n")
    sink.write("".join(f"| {escaped(label)} | {escaped(value)} |\n" for label, value in sheet.facts))
    for part in sheet.parts:
        sink.write("\n")
        if part.heading:
            sink.write(f"{'#' * (part.level + 1)} {escaped(part.heading)}\n\n")
        for paragraph in part.text:
            sink.write(f"{escaped(paragraph)}\n")
        for point in part.points:
            sink.write(f"- {escaped(point)}\n")
        if part.rows:
            if part.text or part.points:
                sink.write("\n")
            write_markdown(part.rows, part.columns, style, sink, footer=part.footer)
        if part.remark:
            sink.write(f"\n{escaped(part.remark)}\n")

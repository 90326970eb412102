"""The one function that shows rows to people or other programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TextIO

from tracker.output.columns import Column, Row, Style
from tracker.output.data import batches, write_json, write_separated
from tracker.output.files import destination, say_written
from tracker.output.markdown import write_markdown
from tracker.output.stream import JsonSink, Sink
from tracker.output.tables import TableTarget, write_table
from tracker.rules.text import counted


def show(
    rows: Iterable[Row],
    columns: Sequence[Column],
    style: Style,
    *,
    title: str | None = None,
    footer: Sequence[Row] = (),
    out: TextIO | None = None,
) -> int:
    """Write rows (NamedTuples) to `out` as `style` asks; return the number of rows written.

    Without `out`, write to the file of `style` and print its number of rows on stderr, else to stdout, with a table
    taller than the screen through a pager.

    Title and footer (rows of totals, with the same fields) are for people: tables, markdown and workbooks. Quiet prints
    the first column that is a code, each code once, one per line. json, csv, tsv and xlsx stream in constant memory; so
    does a table of more than a few hundred rows. A closed pipe raises BrokenPipeError.
    """
    if any(column.personal for column in columns):
        style = style.private()
    if style.form == "xlsx" and not style.quiet:
        from tracker.output.office.sheet_lists import write_book

        written = write_book(rows, columns, style, title, footer, out)
        say_written(style, counted(written, "row"))
        return written
    if out is None:
        with destination(style) as screen:
            written = show(rows, columns, style, title=title, footer=footer, out=screen)
        say_written(style, counted(written, "row"))
        return written
    if style.quiet:
        sink = Sink(out, guard=True)
        written = _write_codes(rows, columns, sink)
    elif style.form == "json":
        sink = JsonSink(out)
        written = write_json(rows, columns, style.exponents, sink)
    elif style.form in {"csv", "tsv"}:
        sink = Sink(out, guard=True)
        written = write_separated(rows, columns, style.exponents, sink, "," if style.form == "csv" else "\t")
    elif style.form == "md":
        sink = Sink(out, guard=True)
        written = write_markdown(rows, columns, style, sink, title=title, footer=footer)
    else:
        paper = TableTarget(style, out)
        sink = paper.sink
        written = write_table(rows, columns, style, paper, title=title, footer=footer)
    sink.flush()
    return written


def _write_codes(rows: Iterable[Row], columns: Sequence[Column], sink: Sink) -> int:
    """Write each code once, however many rows it has; return the number of rows."""
    code = next((column for column in columns if column.kind == "code"), columns[0])
    get = attrgetter(code.field)
    known: set[str] = set()
    written = 0
    for batch in batches(rows):
        codes = dict.fromkeys(map(str, map(get, batch)))
        sink.write("".join(f"{one}\n" for one in codes if one not in known))
        known.update(codes)
        written += len(batch)
    return written

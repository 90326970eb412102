"""One record on one screen: its facts, and the lists that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TextIO

from tracker.output.columns import HUMAN, Column, Row, Style, one_line
from tracker.output.data import JSON, json_rows, json_text, separated
from tracker.output.files import destination, say_written
from tracker.output.markdown import escaped, write_markdown
from tracker.output.stream import JsonSink, Sink, terminal_safe
from tracker.output.tables import TableTarget, write_table

KNOWN_BY = 3  # facts at the beginning of a card, among which are the codes of what it is about


class CardFact(NamedTuple):
    """One fact of a record: `key` in json and csv, `label` for people, `value` interpreted as `kind` (see Column).

    Money is in whole minor units of `currency`, an ISO 4217 code, which people see after the amount; json and csv
    have it separately as `<key>_currency`.
    """

    key: str
    label: str
    value: Any
    kind: str = "text"
    currency: str | None = None


class Section(NamedTuple):
    """A list that belongs to a record.

    Without rows, people read `empty`, or nothing if it is None; json always has the array, under `key` (by default the
    heading in snake_case).
    """

    heading: str
    rows: Sequence[Row]
    columns: Sequence[Column]
    empty: str | None = None
    key: str = ""
    footer: Sequence[Row] = ()


def show_card(
    title: str, pairs: Sequence[CardFact], sections: Sequence[Section], style: Style, *, out: TextIO | None = None
) -> None:
    """Show one record in any format, on `out`, else in the file of `style`, else on stdout, paged if it is tall.

    json is one object: the keys of the pairs, then an array per section; xlsx is one sheet. csv and tsv contain only
    the pairs, as `field,value`; quiet prints the value of the first pair that is a code.
    """
    if any(column.personal for section in sections if section.rows for column in section.columns):
        style = style.private()
    if style.form == "xlsx" and not style.quiet:
        from tracker.output.office.sheet_cards import write_card_book

        write_card_book(title, pairs, sections, style, out)
        say_written(style, one_line(title))
        return
    if out is None:
        with destination(style) as screen:
            show_card(title, pairs, sections, style, out=screen)
        say_written(style, one_line(title))
        return
    if style.quiet:
        code = next((pair for pair in pairs if pair.kind == "code"), pairs[0])
        sink = Sink(out, guard=True)
        sink.write(f"{code.value}\n")
    elif style.form == "json":
        sink = JsonSink(out)
        sink.write(_json_card(pairs, sections, style))
    elif style.form in {"csv", "tsv"}:
        sink = Sink(out, guard=True)
        _write_separated_card(pairs, style, sink, "," if style.form == "csv" else "\t")
    elif style.form == "md":
        sink = Sink(out, guard=True)
        _write_markdown_card(title, pairs, sections, style, sink)
    else:
        paper = TableTarget(style, out)
        sink = paper.sink
        _write_table_card(title, pairs, sections, style, paper)
    sink.flush()


def _with_currencies(pairs: Sequence[CardFact]) -> list[CardFact]:
    beside = (
        [pair, CardFact(f"{pair.key}_currency", "", pair.currency)] if pair.kind == "money" else [pair]
        for pair in pairs
    )
    return [pair for each in beside for pair in each]


def _json_card(pairs: Sequence[CardFact], sections: Sequence[Section], style: Style) -> str:
    entries = [
        f"{json_text(pair.key)}: {JSON[pair.kind]([pair.value], [_decimals(pair, style)])[0]}"
        for pair in _with_currencies(pairs)
    ]
    for section in sections:
        key = section.key or re.sub(r"\W+", "_", section.heading.lower()).strip("_")
        lines = [line for batch in json_rows(section.rows, section.columns, style.exponents) for line in batch]
        array = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
        entries.append(f"{json_text(key)}: {array}")
    return "{\n  " + ",\n  ".join(entries) + "\n}\n"


def _write_separated_card(pairs: Sequence[CardFact], style: Style, sink: Sink, delimiter: str) -> None:
    renders = separated(delimiter)
    sink.write(f"field{delimiter}value\n")
    for pair in _with_currencies(pairs):
        cell = renders[pair.kind]([pair.value], [_decimals(pair, style)])[0]
        sink.write(f"{renders['text']([pair.key], ())[0]}{delimiter}{cell}\n")


def _write_markdown_card(
    title: str, pairs: Sequence[CardFact], sections: Sequence[Section], style: Style, sink: Sink
) -> None:
    sink.write(f"# {escaped(title)}\n\n| | |\n| --- | --- |\n")
    for pair in pairs:
        sink.write(f"| {escaped(pair.label)} | {escaped(_human(pair, style))} |\n")
    for section in sections:
        if section.rows:
            sink.write("\n")
            write_markdown(section.rows, section.columns, style, sink, title=section.heading, footer=section.footer)
        elif section.empty is not None:
            sink.write(f"\n## {escaped(section.heading)}\n\n{escaped(section.empty)}\n")


def _write_table_card(
    title: str, pairs: Sequence[CardFact], sections: Sequence[Section], style: Style, paper: TableTarget
) -> None:
    paper.heading(title)
    # What the heading says is not repeated below it: its parts, and codes in it by which the record is known.
    parts, codes = title.split("  "), re.findall(r"[\w/-]+", title)
    paper.pairs(
        [
            (one_line(pair.label), value)
            for place, (pair, value) in enumerate((pair, _human(pair, style)) for pair in pairs)
            if value not in parts and not (place < KNOWN_BY and pair.kind == "code" and value in codes)
        ]
    )
    for section in sections:
        if not section.rows and section.empty is None:
            continue
        paper.sink.write("\n")
        if section.rows:
            write_table(section.rows, section.columns, style, paper, title=section.heading, footer=section.footer)
        else:
            paper.heading(section.heading)
            paper.sink.write(f"{terminal_safe(section.empty or '')}\n")


def _human(pair: CardFact, style: Style) -> str:
    if pair.kind == "text" and isinstance(pair.value, str):
        return terminal_safe(pair.value)
    text = HUMAN[pair.kind]([pair.value], [_decimals(pair, style)])[0]
    return f"{text} {pair.currency}" if pair.kind == "money" and pair.value is not None else text


def _decimals(pair: CardFact, style: Style) -> int | None:
    return None if pair.currency is None else style.exponents.get(pair.currency)

"""Read the tables of a Word document: one grid per table, with the text as if all tracked changes were accepted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from tracker.exchange.formats.archives import DAMAGED, Archive
from tracker.exchange.formats.cell_texts import BLANKS
from tracker.exchange.formats.delimited import MOST_COLUMNS
from tracker.exchange.grids import Grid, GridLine, NoTable, Unreadable

_DOCUMENT = "word/document.xml"
_MOST = 200_000_000  # bytes of the document; as a tree, a table takes about ten times as much
_GONE = frozenset(["del", "moveFrom", "Fallback", "instrText", "delText", "tbl", "txbxContent"])
_WRAPPERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"])
_CHANGES = frozenset(["ins", "del", "moveFrom", "moveTo"])
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
NO_TABLE = "Put the figures into a table, with the names of the columns in its first row."


def read_docx(source: str, data: bytes) -> list[Grid]:
    """Return the tables of a document that hold text, named table 1, table 2 and so on. Raises Unreadable."""
    from lxml import etree

    content = Archive(source, data).read(_DOCUMENT, _MOST)
    grids: list[Grid] = []
    outside = False
    tables = 0
    try:
        for _, element in etree.iterparse(
            io.BytesIO(content),
            events=("end",),
            tag=["{*}tbl", "{*}p"],
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
        ):
            if _within_table(element):
                continue
            if _name(element) == "tbl":
                tables += 1
                grid = _grid(source, f"table {tables}", element)
                grids += [grid] if grid.lines else []
            else:
                outside = outside or bool(_text(element).strip())
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise Unreadable(source, f"its part {_DOCUMENT!r} is not valid XML: {error}.", DAMAGED) from error
    if not grids:
        raise NoTable(source, "is a document without a table that contains text.", NO_TABLE)
    if outside:
        grids[0] = grids[0]._replace(notices=["text outside the tables was not read", *grids[0].notices])
    return grids


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _within_table(element: Any) -> bool:
    return any(_name(above) == "tbl" for above in element.iterancestors())


def _forget(element: Any) -> None:
    """Free what was read, so that a long document is not held in memory as a whole."""
    element.clear()
    while element.getprevious() is not None and _name(element.getprevious()) in {"p", "tbl"}:
        del element.getparent()[0]


def _grid(source: str, name: str, table: object) -> Grid:
    lines, merged = [], []
    open_below: dict[int, list[int]] = {}  # areas that may continue in the next row, by their first column
    for number, row in enumerate(_parts(table, "tr"), start=1):
        cells: list[str] = [""] * _whole(row, "gridBefore", 0)
        going_on: dict[int, list[int]] = {}
        for cell in _parts(row, "tc"):
            at, span = len(cells), _whole(cell, "gridSpan", 1)
            if at + span > MOST_COLUMNS:
                raise Unreadable(f"{source}, {name}", f"row {number} has more than {MOST_COLUMNS:,} columns.", NO_TABLE)
            vertical = next((one for one in _properties(cell) if _name(one) == "vMerge"), None)
            area = [number, number, at, at + span - 1]
            if vertical is not None:
                if _value(vertical) != "restart" and at in open_below:
                    area = open_below[at]
                    area[1] = number
                going_on[at] = area
            is_first = area[0] == number
            if is_first and (span > 1 or vertical is not None):
                merged.append(area)
            cells += [_cell_text(cell) if is_first else "", *[""] * (span - 1)]
        open_below = going_on
        if any(cells):
            lines.append(GridLine(number, cells))
    areas = [(top, bottom, left, right) for top, bottom, left, right in merged if top < bottom or left < right]
    return Grid(source, name, "row", lines, areas, list(_notices(table)))


def _notices(table: Any) -> Iterator[str]:
    if any(_name(one) == "tbl" for one in table.iterdescendants()):
        yield "a table inside a cell was not read"
    if any(_name(one) in _CHANGES for one in table.iterdescendants()):
        yield "tracked changes were read as if they were accepted"


def _parts(element: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, except those that a tracked change deletes."""
    for child in element:
        if _name(child) == name:
            if not any(_name(one) == "del" for one in _properties(child)):
                yield child
        elif _name(child) in _WRAPPERS:
            yield from _parts(child, name)


def _properties(element: Any) -> Iterator[Any]:
    for child in element:
        if _name(child) in {"tcPr", "trPr"}:
            yield from child


def _value(element: Any) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _whole(element: object, name: str, otherwise: int) -> int:
    """Return a number among the properties of a row or cell."""
    value = next((_value(one) for one in _properties(element) if _name(one) == name), "")
    return min(int(value), MOST_COLUMNS + 1) if value.isdecimal() and len(value) < 10 else otherwise


def _cell_text(cell: object) -> str:
    paragraphs = [_text(child) for child in _paragraphs(cell)]
    return "\n".join(paragraphs).strip(BLANKS + "\n")


def _paragraphs(element: Any) -> Iterator[Any]:
    for child in element:
        if _name(child) == "p":
            yield child
        elif _name(child) in _WRAPPERS:
            yield from _paragraphs(child)


def _text(element: Any) -> str:
    """Return the text below an element, without what was deleted or is repeated."""
    name = _name(element)
    if name == "t":
        return element.text or ""
    if name in _BREAKS:
        return _BREAKS[name]
    if name in _GONE or name in {"pPr", "rPr"}:
        return ""
    return "".join(map(_text, element))

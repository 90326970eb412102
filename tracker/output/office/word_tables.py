"""The paragraphs and tables of a paper as elements of a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.output.columns import HUMAN, RIGHT_ALIGNED, CellFormatter, footer_cells, visible
from tracker.output.office.word_fields import safe_text, text_run
from tracker.output.paper import PaperDocument, PaperSection
from tracker.output.paper_widths import MARGIN, shared_out, text_width

TABLE = "Brief Table"

_TO_WRITE, _HEIGHT = 3, "760"  # the part of a line that is room to write, and the height of its rows
_TOGETHER = 8  # the most rows of a table that is kept together on one page


class Writer:
    """Makes the elements of a paper, with styles given by their ids."""

    def __init__(self, styles: dict[str, str], room: int) -> None:
        self.styles = styles
        self.room = room

    def elements(self, sheet: PaperDocument) -> Iterator[Any]:
        yield self.paragraph("Title", sheet.title)
        yield self.paragraph("Subtitle", sheet.subtitle)
        if sheet.facts:
            yield self.facts(sheet.facts)
            if sheet.parts and not sheet.parts[0].heading:
                yield self.paragraph("Caption", "")
        for place, part in enumerate(sheet.parts):
            if part.heading:
                yield self.paragraph(f"Heading {part.level}", part.heading)
            for text in part.text:
                for each in text.split("\n"):
                    yield self.paragraph("Normal", each)
            for point in part.points:
                yield self.paragraph("List Bullet", point)
            if part.rows:
                yield self.table(part)
            following = sheet.parts[place + 1 : place + 2]
            if part.remark:
                yield self.paragraph("Caption", part.remark)
            elif part.rows and not any(each.heading for each in following):
                # Adjacent tables would merge into one, and a document must not end with a table.
                yield self.paragraph("Caption", "")

    def paragraph(self, style: str, text: str, *, right: bool = False, together: bool = False) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made = OxmlElement("w:p")
        properties = made.get_or_add_pPr()
        properties.style = self.styles[style]
        if together:
            properties.append(OxmlElement("w:keepNext"))
        if right:
            aligned = OxmlElement("w:jc")
            aligned.set(qn("w:val"), "right")
            properties.append(aligned)
        if text:
            made.append(text_run(text))
        return made

    def facts(self, facts: Sequence[tuple[str, str]]) -> Any:
        label = min(max(text_width(each, bold=True) for each, _ in facts) + MARGIN, self.room // 3)
        widths = [label, self.room - label]
        rows = [self.row([("Brief Head", name, False), ("Brief Text", value, False)], widths) for name, value in facts]
        return _table(rows, widths, None, "")

    def table(self, part: PaperSection) -> Any:
        columns = visible(part.columns)
        cells = CellFormatter(columns, HUMAN, {})
        body, totals = cells(part.rows), footer_cells(cells, columns, part.footer)
        right = [column.kind in RIGHT_ALIGNED for column in columns]
        headings = [column.heading for column in columns]
        room = self.room // _TO_WRITE if part.room else 0
        widths = shared_out(
            [[heading, *texts, *sums] for heading, texts, sums in zip(headings, body, totals, strict=True)],
            [column.flex for column in columns],
            self.room - room,
        )
        if part.room:
            headings, widths, right = [*headings, part.room], [*widths, room], [*right, False]
            body, totals = [*body, [""] * len(part.rows)], [*totals, [""] * len(part.footer)]
        rows = [
            self.row([("Brief Head", text, to) for text, to in zip(headings, right, strict=True)], widths, head=True)
        ]
        small = len(part.rows) + len(part.footer) <= _TOGETHER
        for number, line in enumerate(zip(*body, strict=True), 1):
            last = number == len(part.rows) and not part.footer and not part.remark
            row = [("Brief Text", text, to) for text, to in zip(line, right, strict=True)]
            rows.append(
                self.row(row, widths, together=(small or number == len(part.rows)) and not last, tall=bool(part.room))
            )
        for number, line in enumerate(zip(*totals, strict=True), 1):
            row = [("Brief Head", text, to) for text, to in zip(line, right, strict=True)]
            rows.append(self.row(row, widths, together=number < len(part.footer) or bool(part.remark)))
        return _table(rows, widths, self.styles[TABLE], part.heading)

    def row(
        self,
        cells: Sequence[tuple[str, str, bool]],
        widths: Sequence[int],
        *,
        head: bool = False,
        together: bool = False,
        tall: bool = False,
    ) -> Any:
        """Return a row that is not split across pages; with `together`, it also stays with the next row; with `tall`,
        it has room to write."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        row = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        if tall:
            height = OxmlElement("w:trHeight")
            height.set(qn("w:val"), _HEIGHT)
            height.set(qn("w:hRule"), "atLeast")
            properties.append(height)
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
        for (style, text, right), width in zip(cells, widths, strict=True):
            cell = OxmlElement("w:tc")
            cell_properties = OxmlElement("w:tcPr")
            size = OxmlElement("w:tcW")
            size.set(qn("w:w"), str(width))
            size.set(qn("w:type"), "dxa")
            cell_properties.append(size)
            if head:
                bottom = OxmlElement("w:vAlign")
                bottom.set(qn("w:val"), "bottom")
                cell_properties.append(bottom)
            cell.append(cell_properties)
            cell.append(self.paragraph(style, text, right=right, together=head or together))
            row.append(cell)
        return row


def _table(rows: Sequence[Any], widths: Sequence[int], style: str | None, description: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    def made(name: str, **attributes: str) -> Any:
        element = OxmlElement(name)
        for key, value in attributes.items():
            element.set(qn(f"w:{key}"), value)
        return element

    table = OxmlElement("w:tbl")
    properties = OxmlElement("w:tblPr")
    if style:
        properties.append(made("w:tblStyle", val=style))
    properties.append(made("w:tblW", w=str(sum(widths)), type="dxa"))
    properties.append(made("w:tblLayout", type="fixed"))
    if not style:
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margins.append(made(f"w:{side}", w="70", type="dxa"))
        properties.append(margins)
    look = {"firstRow": "1", "lastRow": "0", "firstColumn": "0", "lastColumn": "0", "noHBand": "1", "noVBand": "1"}
    properties.append(made("w:tblLook", val="0620", **look))
    if description:
        properties.append(made("w:tblCaption", val=safe_text(description)))
    table.append(properties)
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(made("w:gridCol", w=str(width)))
    table.append(grid)
    for row in rows:
        table.append(row)
    return table

"""Makes the Word template of briefs, `tracker/data/templates/brief.docx`: `python scripts/make_template.py`.

All that a brief looks like is in the styles of the template. The same release of python-docx makes the same bytes; a
test compares them.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from tracker.output.office.word import same_bytes

TEMPLATE = Path(__file__).resolve().parent.parent / "tracker" / "data" / "templates" / "brief.docx"
FONT = "Arial"
INK, QUIET = RGBColor(0x1F, 0x33, 0x4D), RGBColor(0x59, 0x59, 0x59)
WIDTH = Cm(17)

TABLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="BriefTable">
  <w:name w:val="Brief Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="6" w:space="0" w:color="7F7F7F"/>
      <w:bottom w:val="single" w:sz="6" w:space="0" w:color="7F7F7F"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D9D9D9"/>
    </w:tblBorders>
    <w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
      <w:bottom w:w="28" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
    <w:bottom w:val="single" w:sz="6" w:space="0" w:color="7F7F7F"/></w:tcBorders></w:tcPr></w:tblStylePr>
</w:style>
"""


def template() -> bytes:
    """The whole document, as a file."""
    document = Document()
    _page(document)
    _styles(document)
    _margins_of_page(document)
    document.add_paragraph("{{brief}}")
    properties = document.core_properties
    properties.author = properties.comments = properties.title = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(2026, 11, 24)
    properties.revision = 1
    out = io.BytesIO()
    document.save(out)
    return same_bytes(out.getvalue())


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.header_distance = section.footer_distance = Cm(1.1)


def _styles(document: Any) -> None:
    styles = document.styles
    normal = styles["Normal"]
    _font(normal, 10)
    _space(normal, after=4, line=1.1)
    _font(styles["Title"], 20, color=INK, bold=True)
    _space(styles["Title"], after=2, line=1)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    _font(styles["Subtitle"], 11, color=QUIET)
    _space(styles["Subtitle"], after=8, line=1)
    _font(styles["Heading 1"], 12, color=INK, bold=True)
    _space(styles["Heading 1"], before=12, after=4, line=1)
    _font(styles["Heading 2"], 10, color=INK, bold=True)
    _space(styles["Heading 2"], before=8, after=3, line=1)
    for name in ("Heading 1", "Heading 2"):
        styles[name].paragraph_format.keep_with_next = True
    _font(styles["List Bullet"], 10)
    _space(styles["List Bullet"], after=2, line=1.1)
    _font(styles["Caption"], 8.5, color=QUIET, bold=False)
    _space(styles["Caption"], before=3, after=4, line=1)
    for name, bold in (("Brief Text", False), ("Brief Head", True)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, 9, color=INK if bold else None, bold=bold)
        _space(style, line=1)
    for name in ("Header", "Footer"):
        _font(styles[name], 8.5, color=QUIET)
        tabs = styles[name].element.pPr.find(qn("w:tabs"))
        if tabs is not None:
            styles[name].element.pPr.remove(tabs)
        styles[name].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    styles.element.append(parse_xml(TABLE))


def _margins_of_page(document: Any) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{conference}}\t{{date}}"
    section.footer.paragraphs[0].text = "{{title}}, {{made}}\t{{page}}"


def _font(style: Any, size: float, *, color: RGBColor | None = None, bold: bool | None = None) -> None:
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = color or RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    for name in ("w:rFonts", "w:spacing", "w:kern"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    # The fonts of the theme would win over the one named here.
    fonts = OxmlElement("w:rFonts")
    for where in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{where}"), FONT)
    properties.insert(0, fonts)


def _space(style: Any, *, before: float = 0, after: float = 0, line: float | None = None) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    for spacing in style.element.pPr.findall(qn("w:contextualSpacing")):
        style.element.pPr.remove(spacing)


def main() -> None:
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(template())


if __name__ == "__main__":
    main()

"""The placeholders of a template: `{{title}}` and others, in the text, the headers and the footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from tracker.output.paper import PaperDocument
from tracker.output.stream import terminal_safe

_FIELD = re.compile(r"\{\{(title|conference|date|made|page)\}\}")
# Characters that XML does not allow, although they are harmless in a terminal.
_NONCHARACTERS = re.compile(r"[\ufdd0-\ufdef\ufffe\uffff]")


def fill_in(document: Any, sheet: PaperDocument) -> None:
    """Fill in the placeholders with the values of the paper."""
    values = {
        "title": sheet.title,
        "conference": sheet.conference,
        "date": sheet.date,
        "made": sheet.made,
        "page": sheet.page,
    }
    places = [document.element.body]
    for section in document.sections:
        for name in (
            "header",
            "first_page_header",
            "even_page_header",
            "footer",
            "first_page_footer",
            "even_page_footer",
        ):
            part = getattr(section, name)
            if not part.is_linked_to_previous:
                places.append(part._element)
    from docx.oxml.ns import qn

    for place in places:
        for paragraph in place.iter(qn("w:p")):
            _fill_paragraph(paragraph, values)


def _fill_paragraph(paragraph: Any, values: dict[str, str]) -> None:
    from docx.oxml.ns import qn

    runs = paragraph.findall(qn("w:r"))
    if not _FIELD.search("".join(_plain(run) for run in runs)):
        return
    # Word splits text into arbitrary runs; a placeholder in pieces is joined in the first of them.
    if not any(_FIELD.search(_plain(run)) for run in runs):
        first, *rest = [run for run in runs if _plain(run)]
        _rewrite(first, "".join(_plain(run) for run in [first, *rest]), values)
        for run in rest:
            paragraph.remove(run)
        return
    for run in runs:
        if _FIELD.search(_plain(run)):
            _rewrite(run, _plain(run), values)


def _plain(run: Any) -> str:
    return str(run.text)


def _rewrite(run: Any, text: str, values: dict[str, str]) -> None:
    """Replace a run by runs with the values, all with its formatting."""
    for number, piece in enumerate(_FIELD.split(text)):
        if number % 2 == 0:
            pieces = [piece] if piece else []
        elif piece == "page":
            pieces = re.split(r"(\{number\}|\{total\})", values[piece])
        else:
            pieces = [values[piece]]
        for each in pieces:
            command = {"{number}": "PAGE", "{total}": "NUMPAGES"}.get(each)
            for made in _field(command) if command else [text_run(each)]:
                if run.rPr is not None:
                    made.insert(0, deepcopy(run.rPr))
                run.addprevious(made)
    run.getparent().remove(run)


def _field(command: str) -> Iterator[Any]:
    """Yield the runs of a field that Word computes itself."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", "1", "end"):
        run = OxmlElement("w:r")
        if kind == "":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {command} "
            run.append(code)
        elif kind == "1":
            run.text = kind
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)
        yield run


def text_run(text: str) -> Any:
    """Return a run with text that is safe in XML; tabs and line ends become those of Word."""
    from docx.oxml import OxmlElement

    run = OxmlElement("w:r")
    run.text = safe_text(text)
    return run


def safe_text(text: str) -> str:
    """Return a text with everything escaped that XML does not allow."""
    return _NONCHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", terminal_safe(text))

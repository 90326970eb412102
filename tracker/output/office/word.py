"""A paper as a Word document, in the styles of a template.

The template can be the user's own document: its letterhead, header, footer and text stay. The paper replaces the
paragraph `{{brief}}`, or comes after everything if there is none; `{{title}}`, `{{conference}}`, `{{date}}`,
`{{made}}` and `{{page}}` are filled in wherever they occur in the text, the headers and the footers.
"""

from __future__ import annotations

import io
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from tracker.errors import Invalid
from tracker.output.office.word_fields import fill_in, safe_text
from tracker.output.office.word_tables import TABLE, Writer
from tracker.output.paper import PaperDocument

PARAGRAPHS = (
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Normal",
    "List Bullet",
    "Caption",
    "Brief Text",
    "Brief Head",
)
LOCALES = {"en": "en-GB", "es": "es-ES", "fr": "fr-FR"}
HERE = "{{brief}}"


def builtin_template() -> bytes:
    """Return the template that comes with the program."""
    return files("tracker").joinpath("data", "templates", "brief.docx").read_bytes()


def word_document(sheet: PaperDocument, now: datetime, template: Path | None = None) -> bytes:
    """Return the paper as a .docx: the same bytes for the same paper, clock and template.

    Raises Invalid for a template that is not a Word document, or lacks a style, which the error names.
    """
    document = _opened(template)
    styles = _styles(document, template)
    fill_in(document, sheet)
    anchor = _anchor(document)
    writer = Writer(styles, _room(document))
    for element in writer.elements(sheet):
        anchor.addprevious(element)
    if anchor.tag.endswith("}p"):
        anchor.getparent().remove(anchor)
    _properties(document, sheet, now)
    out = io.BytesIO()
    document.save(out)
    return same_bytes(out.getvalue())


def same_bytes(package: bytes) -> bytes:
    """Return a zip with the same content but without timestamps."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as old, ZipFile(out, "w") as new:
        for entry in old.infolist():
            kept = ZipInfo(entry.filename)
            kept.compress_type = ZIP_DEFLATED
            kept.external_attr = 0o600 << 16
            new.writestr(kept, old.read(entry))
    return out.getvalue()


def _opened(template: Path | None) -> Any:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    if template is None:
        return Document(io.BytesIO(builtin_template()))
    try:
        content = template.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Invalid("--template", template, f"cannot be read: {why}", "a Word document, saved as .docx") from error
    try:
        return Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        right = "a document saved as .docx; `tracker brief template -o FILE.docx` writes one to begin with"
        raise Invalid("--template", template, "is not a Word document", right) from error


def _styles(document: Any, template: Path | None) -> dict[str, str]:
    """Return the ids of the styles by their names."""
    from docx.enum.style import WD_STYLE_TYPE

    kinds = dict.fromkeys(PARAGRAPHS, WD_STYLE_TYPE.PARAGRAPH) | {TABLE: WD_STYLE_TYPE.TABLE}
    known = {(style.name, style.type): style.style_id for style in document.styles}
    missing = [name for name, kind in kinds.items() if (name, kind) not in known]
    if missing:
        what = "style" if len(missing) == 1 else "styles"
        raise Invalid(
            "--template",
            template,
            f"has no {what} " + ", ".join(f'"{name}"' for name in missing),
            "all styles of the template that `tracker brief template -o FILE.docx` writes",
        )
    return {name: known[name, kind] for name, kind in kinds.items()}


def _anchor(document: Any) -> Any:
    """Return the paragraph that the paper replaces, else the element at the end before which the paper goes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for paragraph in document.paragraphs:
        if paragraph.text.strip() == HERE:
            return paragraph._p
    body = document.element.body
    last = OxmlElement("w:p")
    section = body.find(qn("w:sectPr"))
    if section is None:
        body.append(last)
    else:
        section.addprevious(last)
    return last


def _room(document: Any) -> int:
    """Return the width of a line, in twentieths of a point."""
    section = document.sections[-1]
    return int((section.page_width - section.left_margin - section.right_margin) / 635)


def _properties(document: Any, sheet: PaperDocument, now: datetime) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.core_properties
    title, author, conference = (safe_text(text)[:255] for text in (sheet.title, sheet.author, sheet.conference))
    properties.title, properties.author, properties.last_modified_by = title, author, ""
    properties.subject, properties.comments, properties.keywords = conference, "", ""
    properties.language, properties.revision = LOCALES[sheet.language], 1
    properties.created = properties.modified = now.replace(tzinfo=None, microsecond=0)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        language = defaults.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            defaults.append(language)
        language.set(qn("w:val"), LOCALES[sheet.language])

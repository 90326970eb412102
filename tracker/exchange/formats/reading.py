"""Read the bytes of a file into grids of text cells; the type of the file follows from its content, never its name."""

from __future__ import annotations

import re

from tracker.exchange.formats.archives import DAMAGED, PROTECTED, Archive
from tracker.exchange.formats.delimited import DELIMITERS, decoded, form_of_text, read_delimited
from tracker.exchange.formats.json_rows import looks_like_json, read_json
from tracker.exchange.grids import Archived, Grid, GridLine, NoTable, Unreadable
from tracker.rules.text import as_windows_1252

FORMS = ("csv", "tsv", "xlsx", "xls", "ods", "docx", "json")
_TAKEN = "Formats that can be imported: csv, tsv, xlsx, xls, ods, docx with tables, and json."
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# How files begin that are often sent by mistake, and what they are.
_OTHERS = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"{\\rtf", "a text in RTF"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"SQLite format 3\x00", "a database"),
)
# A line of cells, and the line of hyphens below it.
_MARKDOWN = re.compile(r"\|.*\|\r?\n\|(?: :?-{3,}:? \|)+\s")
_RESAVE = "Open it in Excel or LibreOffice, and save it as xlsx."
_FROM_OUTLOOK = (
    "Open it in Outlook, drag the attachments into a folder, and import them; the new Outlook, Outlook on the web and"
    " other mail programs save the whole mail as .eml, which can be imported."
)
_FROM_PAPER = "Ask for the original spreadsheet, or copy its table into one."


def read_grids(source: str, data: bytes, form: str | None = None, encoding: str | None = None) -> list[Grid]:
    """Return the non-empty grids in a file; `form` is one of FORMS, else it is detected.

    `encoding` applies to a text that is neither UTF-8 nor UTF-16 with a byte order mark; it is never guessed. Raises
    Unreadable for a file that is not such a table, or is empty.
    """
    return [_mended(grid) for grid in _read_grids(source, data, form, encoding)]


def _read_grids(source: str, data: bytes, form: str | None, encoding: str | None) -> list[Grid]:
    kind = _kind(source, data)
    if kind is None:
        text = decoded(source, data, encoding)
        if form == "json" or (form is None and looks_like_json(text)):
            return read_json(source, text)
        if form is None and _MARKDOWN.match(text):
            hint = "Write the list as csv or xlsx (--format csv -o FILE.csv), and import that."
            raise Unreadable(source, "is a Markdown table, which is for readers.", hint)
        if form is None or form in DELIMITERS:
            return read_delimited(source, text, form)
        raise Unreadable(source, f"is a text file, not {form}.", _TAKEN)
    if form not in {None, kind}:
        raise Unreadable(source, f"is {kind}, not {form}.", "Leave --format out to detect the format from the file.")
    grids = _READERS[kind](source, data)
    for grid in grids:
        _square(grid.lines)
    return grids


def form_of(data: bytes, encoding: str | None = None) -> str:
    """Return the one of FORMS that matches the content of a file. Raises Unreadable."""
    kind = _kind("the file", data)
    if kind is not None:
        return kind
    text = decoded("the file", data, encoding)
    return "json" if looks_like_json(text) else form_of_text(text)


def _mended(grid: Grid) -> Grid:
    """Return the grid with C1 control characters read as windows-1252, with a notice where there were any."""
    rows = []
    for row in grid.lines:
        whole = "".join(row.cells)
        if as_windows_1252(whole) != whole:
            row.cells[:] = map(as_windows_1252, row.cells)
            rows.append(row.number)
    if not rows:
        return grid
    listed = ", ".join(map(str, rows[:5])) + (f" and {len(rows) - 5:,} more" if len(rows) > 5 else "")
    notice = (
        f"{grid.unit}{'' if len(rows) == 1 else 's'} {listed}: control characters (U+0080-009F) were read as "
        "the windows-1252 characters that they represent"
    )
    return grid._replace(notices=[*grid.notices, notice])


def _square(lines: list[GridLine]) -> None:
    """Fill rows up to the same width: not every format writes the empty cells at the end of a row."""
    width = max((len(line.cells) for line in lines), default=0)
    for line in lines:
        if len(line.cells) < width:
            line.cells.extend([""] * (width - len(line.cells)))


def _xlsx(source: str, data: bytes) -> list[Grid]:
    from tracker.exchange.formats.workbooks import read_xlsx

    return read_xlsx(source, data)


def _xls(source: str, data: bytes) -> list[Grid]:
    from tracker.exchange.formats.workbooks import read_xls

    return read_xls(source, data)


def _ods(source: str, data: bytes) -> list[Grid]:
    from tracker.exchange.formats.open_documents import read_ods

    return read_ods(source, data)


def _docx(source: str, data: bytes) -> list[Grid]:
    from tracker.exchange.formats.word_tables import read_docx

    return read_docx(source, data)


_READERS = {"xlsx": _xlsx, "xls": _xls, "ods": _ods, "docx": _docx}


def _kind(source: str, data: bytes) -> str | None:
    """Return xlsx, xls, ods or docx; None for what may be a text. Raises Unreadable for anything else."""
    if data.startswith(_ZIP):
        return _kind_of_archive(source, data)
    if data.startswith(_CONTAINER):
        return _kind_of_container(source, data)
    for start, what in _OTHERS:
        if data.startswith(start):
            raise NoTable(source, f"is {what}, not a table.", _FROM_PAPER)
    head = data[:1000].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table")):
        raise Unreadable(source, "is a web page, despite its file name.", _RESAVE)
    if head.startswith(b"<?xml"):
        raise Unreadable(source, "is XML, not a table.", _RESAVE)
    return None


def _kind_of_archive(source: str, data: bytes) -> str:
    names = {name.lower() for name in Archive(source, data).names}
    for part, kind in (
        ("xl/workbook.xml", "xlsx"),
        ("word/document.xml", "docx"),
        ("content.xml", "ods"),
    ):
        if part in names:
            return kind
    if "xl/workbook.bin" in names:
        raise Unreadable(source, "is a binary workbook, xlsb.", _RESAVE)
    if "ppt/presentation.xml" in names:
        raise NoTable(source, "is a presentation.", _FROM_PAPER)
    raise Archived(source, "is an archive, not a workbook or document.", f"Unpack it, and import its files. {_TAKEN}")


def _kind_of_container(source: str, data: bytes) -> str:
    """Return the kind of a compound file, which contains the names of its streams in UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    # The attachments of a message have streams of their own.
    if holds("__properties_version1.0") or holds("__nameid_version1.0"):
        raise Unreadable(source, "is a message of Outlook (.msg).", _FROM_OUTLOOK)
    if holds("EncryptedPackage"):
        raise Unreadable(source, "is protected by a password.", PROTECTED)
    if holds("WordDocument"):
        raise Unreadable(source, "is a document of Word 97 to 2003.", "Open it in Word, and save it as docx.")
    if holds("PowerPoint Document"):
        raise NoTable(source, "is a presentation.", _FROM_PAPER)
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Unreadable(source, "is an office file but not a workbook, or it is incomplete.", DAMAGED)

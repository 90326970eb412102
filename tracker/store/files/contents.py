"""What a file contains, recognised by its first bytes; plain text without a signature by its file extension."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from pathlib import Path

HEAD_BYTES = 65_536
REGISTER_FORMAT = "donor-tracker register"

# What each kind is called in a message.
KINDS = {
    "empty": "nothing",
    "database": "an SQLite database",
    "flat": "flat tables for analysis",
    "journal": "unfinished changes of an SQLite database",
    "export": "an export of a whole register",
    "iati": "IATI activities",
    "xml": "XML",
    "html": "an html page",
    "json": "JSON",
    "csv": "csv",
    "tsv": "tsv",
    "md": "Markdown",
    "mail": "a mail",
    "text": "plain text",
    "other text": "text of another kind",
    "xlsx": "an Excel workbook",
    "docx": "a Word document",
    "zip": "a zip archive",
    "pdf": "a PDF document",
    "image": "an image",
    "svg": "an SVG picture",
    "binary": "binary data",
}

# The application id that SQLite keeps in the header of the flat tables that we write; no register has one.
FLAT_ID = 0x646F_6E66
_SQLITE = b"SQLite format 3\0"
# A write-ahead log in either byte order, and a rollback journal.
_JOURNALS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
_MARKS = (
    (_SQLITE, "database"),
    *((mark, "journal") for mark in _JOURNALS),
    (b"PK\x03\x04", "zip"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)
_ENDINGS = {
    **{".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".md": "md", ".markdown": "md", ".json": "json"},
    **{"": "text", ".txt": "text", ".text": "text", ".lst": "text", ".log": "text"},
}
_REGISTER = re.compile(rb'\s*\{\s*"format"\s*:\s*"' + REGISTER_FORMAT.encode() + b'"')
_JSON = re.compile(r"""\s*[\[{]\s*(["{\[\]}]|-?[0-9]|true|false|null|\Z)""")
_XML = re.compile(r"\s*<[?!a-zA-Z]")
_SVG = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]", re.DOTALL)
_HTML = re.compile(r"\s*<(?:!doctype )?html[\s>]", re.IGNORECASE)
_IATI = re.compile(r"<iati-(activities|organisations|activity)[\s/>]")
# The header of an e-mail message: named fields, some of which every mail has, and an empty line.
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:.*\n(?:[ \t].*\n)*)+\n")
_BEFORE_MAIL = re.compile(rb"(?:\xef\xbb\xbf)?(?:From [^\n]{1,300}\n|[0-9]{1,9} *\n)?")
_OF_MAIL = re.compile(r"^(from|to|subject|mime-version):", re.MULTILINE | re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# The headers of our own lists are field names, so a list is recognised whatever the file's name.
_HEADER = {"csv": re.compile(r"[a-z0-9_]+(,[a-z0-9_]+)+$"), "tsv": re.compile(r"[a-z0-9_]+(\t[a-z0-9_]+)+$")}
_MARKDOWN_RULE = re.compile(r"^\|[ :|-]*-[ :|-]*\|$", re.MULTILINE)


def is_register(head: bytes) -> bool:
    """Return whether the first bytes are those of the document of a whole register, or of the manifest of a folder."""
    return _REGISTER.match(head.removeprefix(codecs.BOM_UTF8)[:1000]) is not None


def is_database(path: Path) -> bool:
    """Return whether a file begins like an SQLite database; False for one that cannot be read."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
    return False


def is_flat(path: Path) -> bool:
    """Return whether a file is an SQLite database of flat tables, which holds nothing that the register does not."""
    with suppress(OSError), path.open("rb") as file:
        return _is_flat(file.read(100))
    return False


def before_mail(head: bytes) -> bytes:
    """Return what mail programs write before a message: a UTF-8 byte order mark, a mailbox line, or a length."""
    match = _BEFORE_MAIL.match(head)
    assert match is not None
    return match[0]


def is_mail(head: bytes) -> bool:
    """Return whether a file begins like an e-mail message."""
    head = head[len(before_mail(head)) :]
    header = _MAIL.match(head[:HEAD_BYTES].decode("latin-1").replace("\r\n", "\n"))
    return header is not None and _OF_MAIL.search(header[0]) is not None


def kind_of(path: Path) -> str:
    """Return what a plain file contains, one of `KINDS`. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        return "empty"
    kind = "flat" if _is_flat(head) else next((kind for mark, kind in _MARKS if head.startswith(mark)), None)
    if kind == "zip":
        return _kind_of_zip(path)
    if kind is not None:
        return kind
    text = _text(head)
    return "binary" if text is None else _kind_of_text(head, text, path.suffix.lower())


def fits(path: Path, kind: str, form: str) -> bool:
    """Return whether a file that contains `kind` may be replaced by one in `form`: it has the same form, or is empty.

    A file with a text extension counts as text, whatever its lines look like.
    """
    if form == "text" and _ENDINGS.get(path.suffix.lower()) == "text":
        return kind in ("empty", "text", "csv", "tsv", "md", "json", "xml")
    return kind in ("empty", form)


def _is_flat(head: bytes) -> bool:
    return head.startswith(_SQLITE) and head[68:72] == FLAT_ID.to_bytes(4, "big")


def _kind_of_zip(path: Path) -> str:
    from zipfile import BadZipFile, ZipFile

    with suppress(BadZipFile, NotImplementedError, ValueError), ZipFile(path) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "word/document.xml" in names:
            return "docx"
    return "zip"


def _text(head: bytes) -> str | None:
    """Decode the beginning of a text, in whatever encoding; None for anything that is not text."""
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if head.startswith(mark):
            return codecs.getincrementaldecoder("utf-16")("replace").decode(head)
    try:
        # The last character of the sample may be truncated.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    return None if _BINARY.search(text) else text


def _kind_of_text(head: bytes, text: str, ending: str) -> str:
    kind = _ENDINGS.get(ending)
    if is_register(head):
        return "export"
    if ending == ".eml" and is_mail(head):
        return "mail"
    if kind == "md":
        return kind
    if _SVG.match(text):
        return "svg"
    if _HTML.match(text):
        return "html"
    if _XML.match(text) and (ending in (".xml", ".iati") or kind is not None):
        return "iati" if _IATI.search(text) else "xml"
    if _JSON.match(text) and (ending == ".geojson" or kind is not None):
        return "json"
    if kind is not None and kind != "text":
        return kind
    lines = text.splitlines()
    for name, header in _HEADER.items():
        if lines and header.match(lines[0]):
            return name
    return "md" if _MARKDOWN_RULE.search(text) else kind or "other text"

"""Read mails saved from a mail program (.eml): sender, text, and attachments.

Nothing in a mail is run, fetched or trusted: the sender is only what the mail claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any, NamedTuple

from tracker.errors import TrackerError
from tracker.exchange.grids import Unreadable
from tracker.insight.codes import Conference
from tracker.register.register import Register
from tracker.rules.text import LONGEST, readable
from tracker.store.files.contents import before_mail

# More than any real mail has. The parser of the standard library takes time proportional to the square of a header, and
# to the lines of a mail times their nesting depth.
LARGEST = 150_000_000
LONGEST_HEADER = 700  # characters of a header that are examined
LONGEST_TEXT = 500_000  # characters that are examined for new and quoted text
MOST_PARTS = 150
MOST_BOUNDARIES = 20_000
MOST_COMPARED = 20_000_000  # lines with boundaries
# Parts that the sender did not mean to send: letterheads, signatures, invitations, cards.
_BESIDE = ("image", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_CARDS = ("text/calendar", "text/vcard", "text/x-vcard", "application/ics")
# Texts that mail programs attach, such as ATT00001.htm with the text below an attachment.
_TEXTS = ("text/html", "text/rtf", "application/rtf")
# Attachments by their content: a rendering of the mail by Outlook, and a mail that is signed or encrypted as a whole.
_TNEF = b"\x78\x9f\x3e\x22"
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_SIGNATURE = re.compile(r"^--[ \t\xa0]?$", re.MULTILINE)
# The line before a quoted mail, as programs write it in the languages of the conferences.
_QUOTED = re.compile(
    r"^[ \t\xa0]*(?:[-_]{3,} ?(?:(?:original|forwarded) message|mensaje (?:original|reenviado)"
    r"|message (?:d.origine|transféré)|mensagem (?:original|encaminhada)) ?[-_]{3,}"
    r"|(?:begin forwarded message|inicio del mensaje reenviado|début du message (?:réexpédié|transféré))[ \xa0]?:"
    r"|(?:on|el|le|em) [^\n]{8,120}(?:\n[^\n]{0,80})?(?:wrote|escribió|a écrit|escreveu)[ \xa0]?:"
    r"|\*?(?:from|de)[ \xa0]?:\*? [^\n]+\n\*?(?:sent|enviado(?: el)?|enviada em|envoyé|date|fecha)[ \xa0]?:)",
    re.MULTILINE | re.IGNORECASE,
)
_LINES = re.MULTILINE | re.IGNORECASE
_SAVE = "Save the attachments, and import them."
# Exceptions of the standard library's parser for malformed headers.
_ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_PICTURE = re.compile(r"\[cid:[^\]\s]{1,200}\]")
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "blockquote"}
_CELLS = {"td", "th"}
_UNSEEN = {"style", "script", "title"}


class Attachment(NamedTuple):
    name: str
    data: bytes


class SavedMail(NamedTuple):
    """One mail: `name` is the name of its file, `day` the date on which it claims to have been sent (YYYY-MM-DD).

    `passed_over` lists the other contents that were left out.
    """

    name: str
    sender: str
    address: str
    day: str | None
    subject: str
    text: str
    attachments: list[Attachment]
    passed_over: list[str]

    @property
    def source(self) -> str:
        """Return the sender and the date: "mail of Ana Peñón, 2013-01-10"."""
        day = f", {self.day}" if self.day else ""
        return f"mail of {self.sender or self.address or 'somebody unnamed'}{day}"


class _Policy(EmailPolicy):
    """Reads only the beginning of each header: parsing takes time proportional to the square of its length."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:LONGEST_HEADER])


def read_mail(name: str, data: bytes) -> SavedMail:
    """Return the mail in a file. Raises Unreadable if nothing can be read of it, or if it is too large."""
    if len(data) > LARGEST:
        raise Unreadable(name, f"is a mail larger than {LARGEST // 1_000_000} MB.", _SAVE)
    headers = [match[1].lower() for match in re.finditer(rb"^content-type:(.*(?:\n[ \t].*)*)", data, _LINES)]
    within = sum(b"boundary" in header for header in headers)
    compared = within * data.count(b"\n")
    if len(headers) > MOST_PARTS or data.count(b"\n--") > MOST_BOUNDARIES or compared > MOST_COMPARED:
        raise Unreadable(
            name, f"is a mail with more than {MOST_PARTS} parts, or with too many parts within parts.", _SAVE
        )
    data = _alone(name, data)
    try:
        message = message_from_bytes(data, policy=_Policy())
        assert isinstance(message, EmailMessage)
        return _read(name, message)
    except RecursionError as error:
        raise Unreadable(name, "is a mail with too many mails or comments within each other.", _SAVE) from error


def _alone(name: str, data: bytes) -> bytes:
    """Return the mail without what some programs put before it: a mailbox line, or, as in Apple Mail, its length."""
    before = before_mail(data)
    if before[:5] == b"From " and re.search(rb"\n\r?\nFrom [^\n]+\n[A-Za-z-]+:", data) is not None:
        raise Unreadable(name, "contains several mails.", "Save each mail as a separate file.")
    rest = data[len(before) :]
    return rest[: int(before)] if before.strip().isdigit() else rest


def _read(name: str, message: EmailMessage) -> SavedMail:
    sender, address = parseaddr(_header(message, "From"))
    attachments: list[Attachment] = []
    passed_over: list[str] = []
    for part in _files(message):
        file = _last_name(_file_name(part) or "")
        kind = part.get_content_type()
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        if kind.startswith(_BESIDE) or kind in _CARDS or kind in _TEXTS:
            passed_over.append(file)
        elif kind in _SEALED:
            passed_over.append(f"{file} (encrypted or signed as a whole: save its attachments in your mail program)")
        elif kind == "text/plain" and file.lower().endswith(".txt") and b"\t" not in data:
            passed_over.append(f"{file} (text, not a table)")
        elif data.startswith(_TNEF):
            passed_over.append(
                f"{file} (in the format of Outlook: ask for the files themselves, or open it in Outlook)"
            )
        elif not data:
            passed_over.append(f"{file} (empty)")
        else:
            attachments.append(Attachment(file, data))
    text, cut = _said(message)
    if len(text) > LONGEST:
        passed_over.append(f"the text after its first {LONGEST:,} characters")
    if not text and not attachments:
        raise Unreadable(name, "is a mail without text and without a readable attachment.")
    subject = " ".join(_header(message, "Subject").replace("\0", "").split())
    return SavedMail(name, sender.strip(), address, _day(message), subject, text, attachments, passed_over + cut)


def take_note(register: Register, mail: SavedMail, conference: Conference) -> bool:
    """Record the text of a mail as an open note from the organisation whose contact sent it.

    Returns whether it is new. Raises Conflict for a closed conference.
    """
    subject = f": {mail.subject}" if mail.subject else ""
    text = f"{mail.source[:1].upper()}{mail.source[1:]}{subject}\n\n{mail.text}"[:LONGEST]
    sql = "SELECT 1 FROM note WHERE conference_id = :at AND text = :text"
    if register.reader.value(sql, {"at": conference.id, "text": text}):
        return False
    register.notes.take(conference, text, organisation_of(register, mail))
    return True


def organisation_of(register: Register, mail: SavedMail) -> str | None:
    """Return the code of the only organisation that has the sender's address as a contact."""
    sql = """
SELECT DISTINCT o.code FROM contact c JOIN organisation o ON o.id = c.organisation_id
WHERE lower(c.email) = lower(:address)
"""
    found = register.reader.all(sql, {"address": mail.address})
    return str(found[0][0]) if len(found) == 1 else None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except _ODD:
        return ""


def _day(message: EmailMessage) -> str | None:
    try:
        found = getattr(message.get("Date"), "datetime", None)
    except _ODD:
        return None
    return found.date().isoformat() if found is not None else None


def _file_name(part: MIMEPart) -> str | None:
    try:
        return part.get_filename()
    except _ODD:
        return None


def _last_name(name: str) -> str:
    """Return the file name of an attachment without its path, on any system."""
    last = re.split(r"[/\\]", readable(name))[-1]
    return re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", last).strip(". ")[-100:].strip() or "a part without a name"


def _files(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the attachments, including those of a mail forwarded within this one."""
    for part in message.walk():
        named = _file_name(part) is not None or part.get_content_disposition() == "attachment"
        if isinstance(part, EmailMessage) and named and not part.is_multipart():
            yield part


def _said(message: EmailMessage) -> tuple[str, list[str]]:
    """Return the text without quoted mail and signature, and what was left out of it."""
    body = message.get_body(("plain", "html"))
    if body is None:  # for a mail that was only forwarded, the text of the inner one
        inner = (part for part in message.walk() if part is not message and isinstance(part, EmailMessage))
        body = next((found for part in inner if (found := part.get_body(("plain", "html")))), None)
    if body is None:
        return "", []
    texts = [_text_of(part) for part in (body, *_more_texts(message, body))]
    text = "\n".join(filter(None, texts))
    cut = [f"the text after its first {LONGEST_TEXT:,} characters"] if len(text) > LONGEST_TEXT else []
    text = _PICTURE.sub("", text[:LONGEST_TEXT])
    quoted = _QUOTED.search(text)
    if quoted is not None and (kept := _beside(text, quoted)).strip():
        text = kept
        cut.append("the mail that it answers")
    if (kept := _without_answered(text)) != text:
        text = kept
        cut.append("the mail that it answers")
    if (signature := _SIGNATURE.search(text)) is not None:
        text = text[: signature.start()]
        cut.append("the signature")
    return re.sub(r"\n{3,}", "\n\n", text).strip(), list(dict.fromkeys(cut))


def _text_of(part: MIMEPart) -> str:
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, TrackerError):  # an encoding that Python does not know
        payload = part.get_payload(decode=True)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    if part.get_content_type() == "text/html":
        text = _plain(text[: LONGEST_TEXT + 1])
    return text[: LONGEST_TEXT + 1].replace("\r\n", "\n").replace("\0", "")


def _more_texts(message: EmailMessage, body: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the texts below an attachment, which some programs write in parts of their own."""
    if message.get_content_type() == "multipart/mixed":
        for part in message.iter_parts():
            attached = _file_name(part) is not None or part.get_content_disposition() == "attachment"
            if part.get_content_type() == "text/plain" and part is not body and not attached:
                yield part


def _beside(text: str, quoted: re.Match[str]) -> str:
    """Return a mail's own text around the one it answers: above it, and below or between its lines if these are marked.

    Empty if it has no text of its own, as when it was only forwarded.
    """
    above, below = text[: quoted.start()], text[quoted.end() :].split("\n")
    if not any(line.startswith(">") for line in below[:3]):
        return above
    return "\n".join([above, *(line for line in below if not line.startswith(">"))])


def _without_answered(text: str) -> str:
    """Return a text without the quoted lines at its end."""
    lines = text.splitlines(keepends=True)
    end, quoted = len(lines), False
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        quoted, end = quoted or lines[end - 1].startswith(">"), end - 1
    return "".join(lines[:end]) if quoted else text


def _plain(text: str) -> str:
    """Return the visible text of a page."""
    from lxml import etree

    parser = etree.HTMLParser(target=_PageText(), huge_tree=True)  # without it, a page of 256 nested tags ends there
    parser.feed(text)
    lines = (" ".join(line.split()) for line in parser.close().split("\n"))
    return "\n".join(lines)


class _PageText:
    """Collects the texts of a page as lxml reads them. Line ends are ignored; a block begins and ends a line."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.unseen = 0

    def start(self, tag: str, _attributes: object) -> None:
        self.found.append("\n" if tag in _BLOCKS else " " if tag in _CELLS else "")
        self.unseen += tag in _UNSEEN

    def end(self, tag: str) -> None:
        self.found.append("\n" if tag in _BLOCKS else "")
        self.unseen -= tag in _UNSEEN

    def data(self, text: str) -> None:
        if not self.unseen:
            self.found.append(text.replace("\n", " ").replace("\r", " "))

    def close(self) -> str:
        return "".join(self.found)

"""Mails that somebody saved from a mail program (.eml): who sent them, what they say, and the files that came along.

Nothing in a mail is run, fetched or trusted: a sender is what the mail says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.exchange.grids import Unreadable
from tracker.insight.codes import Conference
from tracker.register.register import Register
from tracker.rules.text import LONGEST, readable

# What comes with a mail and is not what somebody wanted to send: letterheads, signatures, invitations, cards.
_BESIDE = ("image", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_CARDS = ("text/calendar", "text/vcard", "text/x-vcard", "application/ics")
_SIGNATURE = re.compile(r"^--[ \t]?$", re.MULTILINE)
# Where the mail begins that is answered, as programs write it in the languages of the conferences.
_QUOTED = re.compile(
    r"^(?:-{3,} ?(?:original message|mensaje original|message d.origine|mensagem original) ?-{3,}"
    r"|(?:on|el|le|em) [^\n]{8,120}(?:\n[^\n]{0,80})?(?:wrote|escribió|a écrit|escreveu) ?:"
    r"|(?:from|de) ?: [^\n]+\n(?:sent|enviado(?: el)?|envoyé|date|fecha) ?: )",
    re.MULTILINE | re.IGNORECASE,
)
# What the parser of the standard library raises for headers that are no headers.
_ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "blockquote"}
_UNSEEN = {"style", "script", "head", "title"}


class Attachment(NamedTuple):
    name: str
    data: bytes


class Mail(NamedTuple):
    """One mail: `name` is that of its file, `day` when it says that it was sent (YYYY-MM-DD).

    `passed_over` says of what else is in it that it was left out.
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
        """Who said it, and when: "mail of Ana Peñón, 2013-01-10"."""
        day = f", {self.day}" if self.day else ""
        return f"mail of {self.sender or self.address or 'somebody unnamed'}{day}"


def read_mail(name: str, data: bytes) -> Mail:
    """The mail that a file holds. Raises Unreadable for one of which nothing can be read."""
    try:
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        return _read(name, message)
    except RecursionError as error:
        raise Unreadable(name, "is a mail with too many mails or comments within each other.") from error


def _read(name: str, message: EmailMessage) -> Mail:
    sender, address = parseaddr(_header(message, "From"))
    attachments: list[Attachment] = []
    passed_over: list[str] = []
    for part in _files(message):
        file = _last_name(_file_name(part) or "")
        kind = part.get_content_type()
        if kind.startswith(_BESIDE) or kind in _CARDS:
            passed_over.append(file)
            continue
        content = part.get_payload(decode=True)
        attachments.append(Attachment(file, content if isinstance(content, bytes) else b""))
    text, cut = _said(message)
    if len(text) > LONGEST:
        passed_over.append(f"the text after its first {LONGEST:,} characters")
    if not text and not attachments:
        raise Unreadable(name, "is a mail without a text and without a file that can be read.")
    subject = " ".join(_header(message, "Subject").replace("\0", "").split())
    return Mail(name, sender.strip(), address, _day(message), subject, text, attachments, passed_over + cut)


def take_note(register: Register, mail: Mail, conference: Conference) -> bool:
    """What a mail says as a note that waits to be dealt with, said by the organisation whose contact sent it.

    Returns whether it is new. Raises Conflict for a closed conference.
    """
    subject = f": {mail.subject}" if mail.subject else ""
    text = f"{mail.source[:1].upper()}{mail.source[1:]}{subject}\n\n{mail.text}"[:LONGEST]
    sql = "SELECT 1 FROM note WHERE conference_id = :at AND text = :text"
    if register.reader.value(sql, {"at": conference.id, "text": text}):
        return False
    register.notes.take(conference, text, organisation_of(register, mail))
    return True


def organisation_of(register: Register, mail: Mail) -> str | None:
    """The code of the one organisation that has the sender as a contact, known by the address."""
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


def _file_name(part: EmailMessage) -> str | None:
    try:
        return part.get_filename()
    except _ODD:
        return None


def _last_name(name: str) -> str:
    """The name of an attachment as that of a file beside the mail, on whatever system."""
    last = re.split(r"[/\\]", readable(name))[-1]
    return re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", last).strip(". ")[-100:].strip() or "a part without a name"


def _files(message: EmailMessage) -> Iterator[EmailMessage]:
    """What was attached, also to a mail that was forwarded within this one."""
    for part in message.walk():
        named = _file_name(part) is not None or part.get_content_disposition() == "attachment"
        if isinstance(part, EmailMessage) and named and not part.is_multipart():
            yield part


def _said(message: EmailMessage) -> tuple[str, list[str]]:
    """The text without what it answers and the signature, and what was left out of it."""
    body = message.get_body(("plain", "html"))
    if body is None:  # of a mail that was only forwarded, what the one within it says
        inner = (part for part in message.walk() if part is not message and isinstance(part, EmailMessage))
        body = next((found for part in inner if (found := part.get_body(("plain", "html")))), None)
    if body is None:
        return "", []
    try:
        text = str(body.get_content())
    except (LookupError, ValueError, TrackerError):  # an encoding that Python does not know
        payload = body.get_payload(decode=True)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    if body.get_content_type() == "text/html":
        text = _plain(text)
    text = text.replace("\r\n", "\n").replace("\0", "")
    cut = []
    if (quoted := _QUOTED.search(text)) is not None:
        text = text[: quoted.start()]
        cut.append("the mail that it answers")
    if (kept := _without_answered(text)) != text:
        text = kept
        cut.append("the mail that it answers")
    if (signature := _SIGNATURE.search(text)) is not None:
        text = text[: signature.start()]
        cut.append("the signature")
    return re.sub(r"\n{3,}", "\n\n", text).strip(), list(dict.fromkeys(cut))


def _without_answered(text: str) -> str:
    """A text without the quoted lines at its end."""
    lines = text.splitlines(keepends=True)
    end, quoted = len(lines), False
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        quoted, end = quoted or lines[end - 1].startswith(">"), end - 1
    return "".join(lines[:end]) if quoted else text


def _plain(text: str) -> str:
    parser = _Plain()
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(lines)


class _Plain(HTMLParser):
    """What a person reads of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.translate({10: " ", 13: " "}))

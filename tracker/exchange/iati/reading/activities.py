"""Read the activities of an IATI file one after another, so that memory does not grow with the file.

A file is not trusted: no entity is expanded, nothing is fetched, a document type is refused, and libxml2 limits depth
and length.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any

from tracker.exchange.grids import Unreadable
from tracker.exchange.iati.reading.activity import Activity
from tracker.exchange.iati.reading.elements import read_activity
from tracker.exchange.iati.reading.heads import BYTE_ORDER_MARKS, plain_head
from tracker.exchange.iati.reading.reading_parts import mend, short_name

if TYPE_CHECKING:
    from lxml.etree import XMLPullParser

ROOT, ACTIVITY, ORGANISATIONS = "iati-activities", "iati-activity", "iati-organisations"
_CHUNK = 131_072
# No activity and no prolog is as long as this.
_LONGEST = 16_000_000
_LONGEST_PROLOG = 4_000_000
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_LATE = re.compile(rb"(\s+)(<\?xml\s.*?\?>)", re.DOTALL)
# How C1 control characters, or references to them, may appear in UTF-8; and a declaration of another encoding. Each
# pattern has fixed first bytes, because Python searches for these ten times as fast as for either of two.
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_C1_REFERENCE = re.compile(rb"&#(?:0*1[2-5][0-9]|x0*[89][0-9a-fA-F]);")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # libxml2 does not know this name
_ASK_AGAIN = (
    "It may be incomplete. If its encoding is not the one that it declares, name it with --encoding; "
    "otherwise ask for the file again."
)
_NOT_TAKEN = "An IATI file has none; ask for the file again."


def read_activities(
    source: str,
    stream: IO[bytes],
    beside: Counter[str],
    encoding: str | None = None,
    advance: Callable[[int], None] = lambda size: None,
) -> Iterator[Activity]:
    """Yield every activity of a file, in order; `advance` is called with the number of bytes read.

    Elements around the activities, such as the response of a data service, are skipped, and C1 control characters are
    read as windows-1252. Other content of the file is counted in `beside`. Raises Unreadable for XML that is not
    well-formed, for another kind of document, and for a document type.
    """
    from lxml.etree import XMLSyntaxError

    root: Any = None  # the first element of IATI
    current: Any = None  # the current activity
    head = stream.read(_CHUNK)
    if encoding is None and head.startswith(_UTF_32):
        encoding = "utf-32"
    parser = _parser(encoding is not None)
    since = 0  # bytes since memory was last released
    suspect = _is_not_utf_8(head)
    tail = b""
    try:
        for size, chunk in _chunks(head, stream, encoding):
            if root is None:
                _check_prolog(source, chunk)
            if not suspect:
                joined = tail + chunk
                suspect = _C1.search(joined) is not None or _C1_REFERENCE.search(joined) is not None
            tail = chunk[-16:]
            parser.feed(chunk)
            since += size
            found: Any = parser.read_events()
            for event, element in found:
                since = 0
                if root is None:
                    root = element
                    _check_root(source, root)
                if element.tag != ACTIVITY:
                    continue
                if event == "start":
                    around = element.getparent()
                    if current is None and (element is root or around.tag == ROOT or around is root.getparent()):
                        current = element
                elif element is current:
                    mended = mend(element) if suspect else []
                    activity = read_activity(element)
                    activity.noted += mended
                    yield activity
                    element.clear()
                    current = None
                    _tidy(element, beside)
            if root is not None and current is None and len(root):
                _tidy(root[-1], beside)
            if since > (_LONGEST if root is not None else _LONGEST_PROLOG):
                raise _never_ends(source, known=root is not None)
            advance(size)
        top = parser.close()
    except (XMLSyntaxError, LookupError, UnicodeDecodeError) as error:
        said = parser.feed_error_log[0] if len(parser.feed_error_log) else None
        why = f"line {said.line}: {said.message}" if said else str(error)
        raise Unreadable(source, f"is not well-formed XML: {_plainly(why)}.", _ASK_AGAIN) from None
    if root is None:
        raise Unreadable(source, "is XML, but not an IATI file.", f"Expected root element: {ROOT}.")
    _count(top, beside)


def _chunks(head: bytes, stream: IO[bytes], encoding: str | None) -> Iterator[tuple[int, bytes]]:
    """Yield the bytes of a file in pieces, `head` first, with the size of each; in UTF-8 if an encoding was declared.

    Python knows more names of encodings than libxml2. Raises LookupError for an unknown one, UnicodeDecodeError.
    """
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    first, chunk = True, head
    while chunk:
        text = chunk if decoder is None else decoder.decode(chunk).encode()
        yield len(chunk), _declared_first(text) if first else text
        first, chunk = False, stream.read(_CHUNK)
    if decoder is not None:
        yield 0, decoder.decode(b"", final=True).encode()


def _declared_first(text: bytes) -> bytes:
    """Move empty lines before the XML declaration, which XML forbids, behind it; every line keeps its number."""
    found = _LATE.match(text)
    return text if found is None else found[2] + found[1] + text[found.end() :]


def _parser(as_utf_8: bool) -> XMLPullParser:
    from lxml.etree import XMLPullParser

    return XMLPullParser(
        events=("start", "end"),
        tag=(ROOT, ACTIVITY, ORGANISATIONS),
        encoding="utf-8" if as_utf_8 else None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _check_prolog(source: str, chunk: bytes) -> None:
    """Check before parsing: a document type can expand without limit, or fetch other files."""
    plain = plain_head(chunk)
    if plain[_end_of_prolog(plain) :].startswith(b"<!DOCTYPE"):
        raise _has_doctype(source)


def _check_root(source: str, root: Any) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise _has_doctype(source)
    if root.tag == ORGANISATIONS:
        raise Unreadable(
            source, "describes organisations, not activities.", f"Its root element is {root.tag}; expected: {ROOT}."
        )


def _is_not_utf_8(head: bytes) -> bool:
    """Return whether a file is in an encoding other than UTF-8, by its byte order mark or its declaration."""
    return head.startswith(BYTE_ORDER_MARKS[1:]) or _DECLARED.match(plain_head(head)) is not None


def _tidy(upto: Any, beside: Counter[str]) -> None:
    """Free everything already processed: what precedes this element, and those around it."""
    while (around := upto.getparent()) is not None:
        while (child := around[0]) is not upto:
            _count(child, beside)
            del around[0]
        upto = around


def _count(element: Any, beside: Counter[str]) -> None:
    """Count an element that is neither an activity nor around one."""
    if element.tag == ACTIVITY:
        return
    if element.tag == ROOT or (element.tag != ORGANISATIONS and next(element.iter(ROOT, ACTIVITY), None) is not None):
        for child in element:
            _count(child, beside)
    else:
        beside[short_name(element.tag)] += 1


def _never_ends(source: str, *, known: bool) -> Unreadable:
    if not known:
        return Unreadable(source, "is XML, but not an IATI file.", f"Expected root element: {ROOT}.")
    size = _LONGEST // 1_000_000
    return Unreadable(source, f"has an element of more than {size} MB, the largest that is read.", _ASK_AGAIN)


def _has_doctype(source: str) -> Unreadable:
    return Unreadable(source, "has a document type (DOCTYPE), which is not read.", _NOT_TAKEN)


def _end_of_prolog(plain: bytes) -> int:
    found = _PROLOG.match(plain)
    return found.end() if found else 0


def _plainly(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()[:200].removesuffix(".")

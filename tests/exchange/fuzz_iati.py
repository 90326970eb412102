"""Feeds the reader of IATI with what atheris makes up, until told to stop; any error but `Unreadable` is a find.

Bytes alone would hardly ever be XML. So one half of what is made up are bytes that are put into a sound file somewhere,
and the other half is read as a recipe of elements, attributes and values, which always makes a sound file.
"""

from __future__ import annotations

import io
import sys
from collections import Counter

import atheris

with atheris.instrument_imports():
    from tracker.exchange.grids import Unreadable
    from tracker.exchange.iati.reading.activities import read_activities
    from tracker.exchange.iati.reading.heads import is_iati

OPEN, CLOSE = b'<iati-activities version="2.03" xmlns:x="urn:x">', b"</iati-activities>"
ONE = b"<iati-activity><iati-identifier>XM-1</iati-identifier><title><narrative>x</narrative></title></iati-activity>"
TAGS = (
    *("iati-activity", "iati-identifier", "other-identifier", "owner-org", "reporting-org", "title", "narrative"),
    *("description", "participating-org", "activity-status", "activity-date", "recipient-country", "recipient-region"),
    *("sector", "budget", "planned-disbursement", "period-start", "period-end", "value", "transaction", "location"),
    *("transaction-type", "transaction-date", "provider-org", "receiver-org", "document-link", "related-activity"),
    *("conditions", "condition", "result", "indicator", "baseline", "period", "target", "actual", "x:own"),
)
ATTRIBUTES = (
    *("code", "ref", "type", "role", "iso-date", "percentage", "currency", "value-date", "vocabulary", "xml:lang"),
    *("value", "year", "attached"),
)
VALUES = (
    *("1", "2", "3", "USD", "XXX", "2019-02-29", "2019-13-01", "2019-01-01", "100", "-1", "1e9", "NaN", "1,000.5"),
    *("33120", "JM", "٣", "&#13;", "99999999999999999999", "Infinity", "0.005"),
)


def look_at(data: bytes) -> None:
    """Read some bytes as a file."""
    whole = _damaged(data[1:]) if data[:1] < b"\x80" else _made(data[1:])
    is_iati(whole)
    try:
        for _ in read_activities("f.xml", io.BytesIO(whole), Counter()):
            pass
    except Unreadable:
        pass


def _damaged(data: bytes) -> bytes:
    sound = OPEN + ONE + CLOSE
    place, gone = (data[0] % len(sound), data[1] % 40) if len(data) > 1 else (0, 0)
    return sound[:place] + data[2:] + sound[place + gone :]


def _made(recipe: bytes) -> bytes:
    """Each byte opens an element, gives it an attribute or a text, or closes it."""
    parts, within, tagged = [OPEN.decode(), "<iati-activity"], ["iati-activity"], set[str]()
    is_open = True
    for byte in recipe:
        what, which = divmod(byte, 64)
        name, value = ATTRIBUTES[which % len(ATTRIBUTES)], VALUES[which % len(VALUES)]
        if what == 0:
            within.append(TAGS[which % len(TAGS)])
            parts += [">" if is_open else "", f"<{within[-1]}"]
            is_open, tagged = True, set()
        elif what == 1 and is_open and name not in tagged:
            tagged.add(name)
            parts.append(f' {name}="{VALUES[(which * 7 + len(parts)) % len(VALUES)]}"')
        elif what == 2:
            parts += [">" if is_open else "", value]
            is_open = False
        elif what == 3 and len(within) > 1:
            parts += [">" if is_open else "", f"</{within.pop()}>"]
            is_open = False
    parts += [">" if is_open else "", *(f"</{tag}>" for tag in reversed(within))]
    return "".join(parts).encode() + CLOSE


if __name__ == "__main__":
    atheris.Setup(sys.argv, look_at)
    atheris.Fuzz()

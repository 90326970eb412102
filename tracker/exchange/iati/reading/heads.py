"""Recognize an IATI file by its beginning."""

from __future__ import annotations

import re

HEAD = 65_536  # bytes that show what a file is
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ROOT = re.compile(rb"<iati-(activities|organisations|activity)[\s/>]")


def is_iati(head: bytes) -> bool:
    """Return whether a file is IATI XML, by its beginning, in any encoding."""
    plain = plain_head(head)
    return plain.startswith(b"<") and _ROOT.search(plain) is not None


def plain_head(head: bytes) -> bytes:
    """Return the beginning of a file as ASCII, also from UTF-16 or UTF-32."""
    head = head.replace(b"\0", b"")
    for mark in BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.lstrip()

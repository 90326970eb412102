"""Convert names with shares as people write them, `Honduras (60%), Guatemala (40%)`, to the form of our own tables."""

from __future__ import annotations

import re

_NUMBER = r"[0-9]{1,3}(?:[.,][0-9]{1,20})?"
# A name, its share in percent or in brackets, and what separates it from the next one.
_SHARED = re.compile(
    rf"\s*(?P<name>[^;|\n:(\[]*?[^;|\n:(\[\s,/–-])\s*(?:[–-]\s*)?"
    rf"(?:[:\s]\s*(?P<bare>{_NUMBER})\s*%|[(\[]\s*(?P<percent>{_NUMBER})\s*%\s*[)\]]|[(\[]\s*(?P<part>[01]?[.,][0-9]+)\s*[)\]])"
    r"\s*(?:[;|,/&+\n]\s*(?:and\s|y\s|et\s|e\s)?|(?:and|y|et|e)\s|$)"
)
_COMMA = re.compile(r"(?<=:)(\s*)([0-9]{1,3}),([0-9]{1,20})(?=\s*%?\s*(?:;|$))")


def named_shares(text: str) -> str:
    """Return a cell as `NAME:SHARE`, separated by semicolons; unchanged unless all of it is names with shares."""
    found, at = [], 0
    while at < len(text):
        match = _SHARED.match(text, at)
        if match is None:
            return _COMMA.sub(r"\1\2.\3", text)
        share = match["bare"] or match["percent"] or match["part"]
        found.append(f"{match['name']}:{share.replace(',', '.')}{'' if match['part'] else '%'}")
        at = match.end()
    return ";".join(found)

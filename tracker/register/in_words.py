"""What is named by a code, or in the words of a source where the register does not have it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from tracker.errors import Invalid, NotFound
from tracker.insight.codes import Codes
from tracker.rules.codes import letters_between, nearest
from tracker.rules.text import fold, line

NAMES = {"organisation": "SELECT code, name FROM organisation", "project": "SELECT code, title FROM project"}
Named = tuple[Any, str | None]


def named_or_in_words(
    codes: Codes, noun: str, texts: Iterable[str], known: Container[str] = (), said_as: str | None = None
) -> list[Named]:
    """Return the row that each text names, or the text itself, as (id, None) or (None, words); each once, in order.

    A text in double quotes is words, and so is one that is in `known`. Any other that names nothing is words if
    nothing in the register is called similarly; else raises NotFound with what is, because it may be a mistake.
    """
    find: Callable[[str], Any] = (
        codes.find_theme if noun == "theme" else lambda text: codes.seek(noun, text, said_as=said_as)
    )
    found: dict[Any, Named] = {}
    for text in (one.strip() for one in texts):
        if not text:
            continue
        named: Named
        if ";" in text:
            raise Invalid(noun, text, "contains a semicolon, which separates several names", "one name")
        if len(text) > 2 and text[0] == text[-1] == '"':
            named = None, line(noun, text[1:-1])
        elif text in known:
            named = None, text
        else:
            identity = find(text)
            named = identity, None if identity is not None else _words(codes, noun, text, said_as)
        found.setdefault(named[0] or fold(str(named[1])), named)
    return list(found.values())


def _words(codes: Codes, noun: str, text: str, said_as: str | None) -> str:
    names = codes.all(noun) if noun == "theme" else [name for row in codes.reader.rows(NAMES[noun]) for name in row]
    # Only those that are a mistake away, because words may contain a code without meaning it.
    asked, allowed = fold(text), max(1, min(3, len(text) // 4))
    alike = [name for name in nearest(text, names) if letters_between(asked, fold(name), allowed) <= allowed]
    if alike:
        raise NotFound(said_as or noun, text, alike, f"To keep it in words, put it in quotes: '\"{text}\"'.")
    return line(noun, text)

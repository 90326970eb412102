"""Codes: which characters they may have, when two are the same, and which one was probably meant."""

import re
import unicodedata
from collections.abc import Iterable

from tracker.errors import Invalid
from tracker.rules.text import fold

MAX_CODE = 60
SHORT_CODE = 30  # letters of a code made from a name
# The target of a code whose row was taken back: nothing, and the code stays reserved.
TAKEN_BACK = 0
_OTHER = re.compile("[^A-Za-z0-9-]")
_CAPITALS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def check_code(what: str, text: str) -> str:
    """A code as it will be stored: 1 to 60 letters A-Z, digits and hyphens, no hyphen at either end; case is kept.

    White space around it is dropped. Raises Invalid for anything else; a character of another alphabet or a
    typographic dash, which may look the same and never match, is named.
    """
    code = text.strip()
    other = _OTHER.search(code)
    if not code:
        raise Invalid(what, text, "is empty", "letters, digits and hyphens, such as AMS-2012")
    if len(code) > MAX_CODE:
        raise Invalid(what, text, f"is {len(code):,} characters long", f"at most {MAX_CODE} characters")
    if other:
        why = f"contains {_named(other[0])}; a code consists of letters A-Z, digits and hyphens"
        raise Invalid(what, text, why, _repair(code))
    if code.startswith("-") or code.endswith("-"):
        raise Invalid(what, text, "begins or ends with a hyphen", _repair(code))
    return code


def is_code(text: str) -> bool:
    """Whether a text has the characters of a code, and may be one."""
    return 0 < len(text) <= MAX_CODE and not _OTHER.search(text)


def code_key(text: str) -> str:
    """The key that equal codes share: ASCII letters in lower case, as `lower` of both databases converts them."""
    return text.translate(_CAPITALS)


def joined_code(*parts: str | int) -> str:
    """A code that the program builds from others, such as PROJECT-DONOR-2. Long parts are cut so that it fits."""
    texts = [str(part) for part in parts]
    while len("-".join(texts)) > MAX_CODE:
        longest = max(range(len(texts)), key=lambda place: len(texts[place]))
        texts[longest] = texts[longest][:-1].rstrip("-")
    return "-".join(texts)


def slug(text: str) -> str:
    """A code made from a title: "Authorized economic operators" becomes "authorized-economic-operators".

    Accents are dropped and all other characters become hyphens; at most 60 characters; empty if there is no Latin
    letter or digit.
    """
    return re.sub("[^a-z0-9]+", "-", fold(text).replace("'", " ").replace("’", " ")).strip("-")[:MAX_CODE].rstrip("-")


def cleaned(text: str) -> str:
    """A text with one hyphen for each run of characters that a code cannot have, and none at either end."""
    return re.sub("-+", "-", _OTHER.sub("-", text)).strip("-")


def nearest(text: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The `candidates` that look like `text`, the most likely first, each once; case and accents do not matter.

    A candidate looks like it when it begins with it, contains it or is contained in it, or is at most one mistake in
    three letters away; a mistake is an extra, missing or wrong letter, or two neighbours swapped.
    """
    asked = fold(text[:200].strip())
    if not asked:
        return []
    letters = set(asked)
    allowed = max(1, min(5, len(asked) // 3))
    found = []
    for candidate in dict.fromkeys(candidates):
        known = fold(candidate)
        strangers = len(letters ^ set(known))
        longer = abs(len(known) - len(asked))
        mistakes = allowed + 1
        # Each mistake adds or removes at most one letter, or one of each: only possible matches are measured.
        if longer <= allowed and strangers <= 2 * allowed:
            mistakes = letters_between(asked, known, allowed)
        if mistakes > allowed:
            if known.startswith(asked):
                mistakes = 1
            elif (len(asked) > 1 and asked in known) or (len(known) > 2 and known in asked):
                mistakes = 2
            else:
                continue
        found.append((mistakes, strangers, longer, known, candidate))
    return [candidate for *_, candidate in sorted(found)[:limit]]


def letters_between(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. Where it is more
    than `most`, some number above `most`.

    rapidfuzz has it, in a compiled package of 12 MB; difflib finds common blocks, and has no distance.
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (a != b))
            if i and j and a == other[j - 1] and b == one[i - 1]:
                cost = min(cost, before[j - 1] + 1)
            row.append(cost)
        if min(row) > most and min(above) > most:
            return most + 1
        before, above = above, row
    return above[-1]


def _named(character: str) -> str:
    if character.isspace():
        return "a space"
    if character.isascii() and character.isprintable():
        return f"{character!r}"
    name = unicodedata.name(character, "")
    return f"{name} (U+{ord(character):04X})" if name else f"the character U+{ord(character):04X}"


def _repair(code: str) -> str:
    folded = fold(code)
    if any(c.isalnum() and not c.isascii() for c in folded) or not slug(code):
        return "letters, digits and hyphens, such as AMS-2012"
    return slug(code).upper()

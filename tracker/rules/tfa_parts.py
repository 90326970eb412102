"""Parts of measures of the WTO Trade Facilitation Agreement, as members notify them: 7.7.1-7.7.6, 8.2(b).

A measure is one of the vocabulary, such as 7.7 or 8. A part is a paragraph of it, several in a row, or the whole.

`(v)` is the fifth of Roman paragraphs or the 22nd of those with letters. Paragraphs within a lettered one are Roman, as
in 7.7.2(a)(v); so are those in a row that begins or ends with a Roman number of several letters, or that goes from (i)
to (v) or (x).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tracker.errors import Invalid, NotFound
from tracker.rules.codes import nearest
from tracker.rules.text import fold

# A number at each level, or the letter or Roman number of a paragraph in brackets.
Step = tuple[int, str]

_ARTICLE = re.compile(r"^(?:tfa\s+)?(?:articles?|art[ií]culos?|art\.?)\s*", re.IGNORECASE)
_PLACE = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})*)?((?:\([a-z]{1,6}\))*)")
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_TENS, _ONES = ("", "x", "xx", "xxx"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_DASHES = str.maketrans("‐‑‒–—", "-----")
_FORMS = "such as 7.7, 7.7.1-7.7.6 or 8.2(b)"


class TfaPart(NamedTuple):
    """A part of a measure: from the paragraph `first` to the paragraph `last`, which are the same for a single one."""

    measure: str
    first: tuple[Step, ...]
    last: tuple[Step, ...]

    def __str__(self) -> str:
        if self.first == self.last:
            return _written(self.first)
        end = _written(self.last[-1:]) if self.last[-1][1] else _written(self.last)
        return f"{_written(self.first)}-{end}"

    @property
    def paragraphs(self) -> list[str]:
        """Each paragraph of a part that has several in a row; otherwise the part itself."""
        order, above = _Order(self.first, self.last), self.first[:-1]
        begin, end = order.place(self.first[-1]), order.place(self.last[-1])
        return [_written((*above, order.step(place))) for place in range(begin, end + 1)]

    def has(self, other: TfaPart) -> bool:
        """Whether another part is within this one."""
        level = len(self.first) - 1
        if len(other.first) <= level or other.first[:level] != self.first[:level]:
            return False
        order = _Order(self.first, self.last)
        places = (order.place(one[level]) for one in (self.first, other.first, other.last, self.last))
        begin, other_begin, other_end, end = places
        return 0 < begin <= other_begin <= other_end <= end


class _Order:
    """The order of the paragraphs of a part at its last level: numbers, letters or Roman numbers."""

    def __init__(self, first: tuple[Step, ...], last: tuple[Step, ...]) -> None:
        ends = [one[-1][1] for one in (first, last)]
        within = any(letter for _, letter in first[:-1])
        row = first != last and (ends[0] == "i" and ends[1] in ("v", "x"))
        self.lettered = any(ends)
        self.roman = all(map(_roman, ends)) and (within or row or any(len(one) > 1 for one in ends))

    def place(self, step: Step) -> int:
        """Return the place of a paragraph among those of its level, from 1 on; 0 if it is none of these."""
        number, letter = step
        if bool(letter) != self.lettered:
            return 0
        if not letter:
            return number
        if self.roman:
            return _roman(letter)
        return ord(letter) - ord("a") + 1 if len(letter) == 1 else 0

    def step(self, place: int) -> Step:
        """Return the paragraph at a place."""
        if not self.lettered:
            return place, ""
        return 0, _TENS[place // 10] + _ONES[place % 10] if self.roman else chr(ord("a") + place - 1)


def part_key(text: str) -> list[tuple[int, str]]:
    """The key that sorts parts as people do: 7.9.1 before 7.10.1, and 7.7.2(a)(v) before 7.7.2(a)(ix)."""
    key = list[tuple[int, str]]()
    within = False
    for one in fold(text).replace("(", ".(").split("."):
        letter = one.partition(")")[0].removeprefix("(") if one.startswith("(") else ""
        roman = _roman(letter) if within or len(letter) > 1 else 0
        key.append((int(one), "") if one.isdecimal() else (roman, one))
        within = within or bool(letter)
    return key


def _roman(text: str) -> int:
    """Return the value of a Roman number up to 39, 0 for any other text."""
    if not text or not _ROMAN.fullmatch(text):
        return 0
    ones = text.lstrip("x") if not text.endswith("ix") else "ix"
    return 10 * _TENS.index(text.removesuffix(ones)) + _ONES.index(ones)


def parse_part(text: str, measures: Iterable[str]) -> TfaPart:
    """The part that a text names; `7.7: 7.7.1-7.7.6` also says of which measure it must be.

    Raises Invalid for a text in another form, a part outside its measure and one that ends before it begins; NotFound
    for a measure that the agreement does not have.
    """
    known = [*measures]
    said, mark, named = text.partition(":")
    asked = named if mark else text
    begin, dash, end = (_plain(one) for one in asked.translate(_DASHES).partition("-"))
    first = _steps(text, begin)
    if not begin[:1].isdigit():
        raise Invalid("measure", text, "does not begin with a number", _FORMS)
    last = first if not dash else _ending(text, first, end)
    if first[:-1] != last[:-1]:
        raise Invalid("measure", text, "begins and ends in different paragraphs", "each part separately")
    order = _Order(first, last)
    begins, ends = order.place(first[-1]), order.place(last[-1])
    if not begins or not ends:
        raise Invalid("measure", text, "begins and ends with paragraphs of different kinds", _FORMS)
    if begins > ends:
        raise Invalid("measure", text, "ends before it begins", str(TfaPart("", last, first)))
    measure = _measure(text, first, last, known)
    if mark and (wanted := _plain(said)) != measure:
        if wanted not in known:
            raise _unknown(said.strip(), known)
        why = f"belongs to measure {measure}, not to measure {wanted}"
        raise Invalid("part", named.strip(), why, f"a part of {wanted}")
    return TfaPart(measure, first, last)


def _measure(text: str, first: tuple[Step, ...], last: tuple[Step, ...], known: list[str]) -> str:
    for length in range(1, len(first) + 1):
        measure = _written(first[:length])
        if measure in known and first[:length] == last[:length]:
            return measure
    article = _written(first[:1])
    within = [one for one in known if one.startswith(f"{article}.")]
    if first != last or (within and len(first) == 1):
        listed = f": {', '.join(within)}" if within else ""
        raise Invalid("measure", text, "contains more than one measure", f"each one separately{listed}")
    raise _unknown(text.strip(), within or known)


def _unknown(text: str, known: list[str]) -> NotFound:
    hint = "`tracker theme measures` shows the measures of the TFA."
    return NotFound("measure of the TFA", text, nearest(text, known), hint)


def _plain(text: str) -> str:
    return "".join(_ARTICLE.sub("", text.strip()).split()).lower().rstrip(".")


def _steps(text: str, place: str) -> tuple[Step, ...]:
    found = _PLACE.fullmatch(place)
    if found is None or not place:
        raise Invalid("measure", text, "is not a measure of the TFA or part of one", _FORMS)
    numbers = [(int(one), "") for one in found[1].split(".")] if found[1] else []
    if (0, "") in numbers:
        raise Invalid("measure", text, "has a paragraph 0", _FORMS)
    letters = re.findall(r"\(([a-z]+)\)", found[2])
    if any(len(letter) > 1 and not _roman(letter) for letter in letters):
        raise Invalid("measure", text, "has a paragraph that is neither a letter nor a Roman number", _FORMS)
    return (*numbers, *((0, letter) for letter in letters))


def _ending(text: str, first: tuple[Step, ...], end: str) -> tuple[Step, ...]:
    """Return the last paragraph; `(e)` alone is one beside the first."""
    last = _steps(text, end)
    return (*first[:-1], *last) if end.startswith("(") and len(last) == 1 else last


def _written(steps: Iterable[Step]) -> str:
    return "".join(f"({letter})" if letter else f".{number}" for number, letter in steps).removeprefix(".")

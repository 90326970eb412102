"""Parts of measures of the WTO Trade Facilitation Agreement, as members notify them: 7.7.1-7.7.6, 8.2(b).

A measure is one of the vocabulary, such as 7.7 or 8. A part is a paragraph of it, several in a row, or the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tracker.errors import Invalid, NotFound
from tracker.rules.codes import nearest

# A number or a letter at each level; numbers come before letters.
Step = tuple[int, str]

_ARTICLE = re.compile(r"^(?:tfa\s+)?(?:articles?|art[ií]culos?|art\.?)\s*", re.IGNORECASE)
_PLACE = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})*)?((?:\([a-z]{1,4}\))*)")
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
        (number, letter), (end, end_letter), above = self.first[-1], self.last[-1], self.first[:-1]
        if not letter:
            steps = [(one, "") for one in range(number, end + 1)]
        elif len(letter) == len(end_letter) == 1:
            steps = [(0, chr(one)) for one in range(ord(letter), ord(end_letter) + 1)]
        else:
            # Roman numbers have no order as letters: the part is taken as one.
            steps = []
        return [_written((*above, step)) for step in steps] or [str(self)]

    def has(self, other: TfaPart) -> bool:
        """Whether another part is within this one."""
        level = len(self.first) - 1
        if len(other.first) <= level or other.first[:level] != self.first[:level]:
            return False
        return self.first[level] <= other.first[level] and other.last[level] <= self.last[level]


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
        raise Invalid("measure", text, "begins and ends in different paragraphs", "each part by itself")
    if last < first:
        raise Invalid("measure", text, "ends before it begins", f"{_written(last)}-{_written(first)}")
    measure = _measure(text, first, last, known)
    if mark and (wanted := _plain(said)) != measure:
        if wanted not in known:
            raise _unknown(said.strip(), known)
        why = f"is outside measure {wanted}: it is of measure {measure}"
        raise Invalid("part", named.strip(), why, f"a part of {wanted}")
    return TfaPart(measure, first, last)


def _measure(text: str, first: tuple[Step, ...], last: tuple[Step, ...], known: list[str]) -> str:
    for measure in known:
        steps = _steps(measure, measure)
        if first[: len(steps)] == steps and last[: len(steps)] == steps:
            return measure
    article = _written(first[:1])
    within = [one for one in known if one.startswith(f"{article}.")]
    if first != last or (within and len(first) == 1):
        listed = f": {', '.join(within)}" if within else ""
        raise Invalid("measure", text, "is more than one measure", f"each by itself{listed}")
    raise _unknown(text.strip(), within or known)


def _unknown(text: str, known: list[str]) -> NotFound:
    hint = "`tracker theme measures` shows the measures of the TFA."
    return NotFound("measure of the TFA", text, nearest(text, known), hint)


def _plain(text: str) -> str:
    return "".join(_ARTICLE.sub("", text.strip()).split()).lower().rstrip(".")


def _steps(text: str, place: str) -> tuple[Step, ...]:
    found = _PLACE.fullmatch(place)
    if found is None or not place:
        raise Invalid("measure", text, "is no measure of the TFA or part of one", _FORMS)
    numbers = [(int(one), "") for one in found[1].split(".")] if found[1] else []
    return (*numbers, *((0, letter) for letter in re.findall(r"\(([a-z]+)\)", found[2])))


def _ending(text: str, first: tuple[Step, ...], end: str) -> tuple[Step, ...]:
    """Return the last paragraph; `(e)` alone is one beside the first."""
    last = _steps(text, end)
    return (*first[:-1], *last) if end.startswith("(") and len(last) == 1 else last


def _written(steps: Iterable[Step]) -> str:
    return "".join(f"({letter})" if letter else f".{number}" for number, letter in steps).removeprefix(".")

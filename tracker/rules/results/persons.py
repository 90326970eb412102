"""Numbers of persons, as people state them: 31, over 30, up to 500."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.rules.decimals import whole_number
from tracker.rules.text import fold

MOST = 10**6
EXPECTED = "a whole number, or such as: at least 30, over 30, about 30, up to 500"
# Ways to state each of APPROXIMATIONS, in the three languages of the secretariat; without accents.
WAYS: Mapping[str, tuple[str, ...]] = {
    "at least": ("at least", "no fewer than", "al menos", "por lo menos", "au moins"),
    "over": ("over", "more than", ">", "mas de", "plus de"),
    "about": (
        *("about", "around", "approximately", "circa", "ca.", "~", "unos", "unas", "alrededor de", "cerca de"),
        *("aproximadamente", "environ", "a peu pres"),
    ),
    "up to": ("up to", "at most", "hasta", "como maximo", "jusqu'a", "au plus"),
}
STATED = {way: stated for stated, ways in WAYS.items() for way in ways}
SHAPE = re.compile(r"(?P<stated>[^0-9]*?)\s*(?P<number>[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)\s*(?P<more>\+?)")


class Persons(NamedTuple):
    """A number of persons, and how it was stated if not exactly."""

    number: int
    stated: str | None

    def allows(self, part: int) -> bool:
        """Whether so many of them can have done something, women among them for example."""
        return self.stated in ("at least", "over") or part <= self.number


def parse_persons(what: str, text: str) -> Persons:
    """The number in a text, and how it was stated. Raises Invalid for anything else."""
    # Any space: French separates thousands by one that does not break.
    shape = SHAPE.fullmatch(" ".join(text.split()))
    number = whole_number(re.sub("[, ]", "", shape["number"]), MOST) if shape else None
    if shape is None or number is None:
        raise Invalid(what, text, "is not a number of persons", EXPECTED)
    words = " ".join(fold(shape["stated"]).replace("’", "'").split())
    if not words:
        return Persons(number, "at least" if shape["more"] else None)
    if words not in STATED or shape["more"]:
        raise Invalid(what, text, "is not a number of persons", EXPECTED)
    return Persons(number, STATED[words])


def check_part(what: str, part: int | None, whole: Persons | None, of: str = "persons") -> None:
    """Raises Invalid if a part of some persons is more than these."""
    if part is not None and whole is not None and not whole.allows(part):
        number = " ".join(str(one) for one in (whole.stated, whole.number) if one is not None)
        raise Invalid(what, part, f"is more than the {of}, {number}", f"at most {whole.number}")

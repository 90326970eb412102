"""The IATI code lists: what a code means, and until when it could be used."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.rules.codes import nearest
from tracker.rules.dates import first_day
from tracker.rules.text import fold


class CodeListTerm(NamedTuple):
    """One code of one list; `withdrawal_date` is the first day on which it could no longer be used.

    `also` contains synonyms used at the conferences, in three languages.
    """

    list: str
    code: str
    name: str | None
    name_fr: str | None
    category: str | None
    status: str
    withdrawal_date: str | None
    also: str | None

    def legal_on(self, day: str) -> bool | None:
        """Whether a record of this day, month or year may have the code: a withdrawn code is legal on older records.

        None where the code was withdrawn at an unknown date.
        """
        if self.withdrawal_date is not None:
            return first_day(day) < date.fromisoformat(self.withdrawal_date)
        return None if self.status == "withdrawn" else True


def code_lists() -> list[str]:
    """The names of all lists, sorted."""
    return list(_lists())


def terms(name: str) -> list[CodeListTerm]:
    """The codes of a list, in its order. Raises KeyError for an unknown list."""
    return list(_lists()[name].values())


def find_term(name: str, code: str) -> CodeListTerm | None:
    """The meaning of a code of a list; None for a code that the list does not have. Raises KeyError as `terms` does."""
    return _lists()[name].get(code)


def choose_list(text: str) -> str:
    """The list that is meant: case, hyphens and spaces do not matter, and an unambiguous beginning is enough.

    Raises Invalid with the nearest.
    """
    known = {_plain(name): name for name in code_lists()}
    asked = _plain(text)
    if asked in known:
        return known[asked]
    begun = [name for plain, name in known.items() if asked and plain.startswith(asked)]
    if len(begun) == 1:
        return begun[0]
    why = "could be " + " or ".join(begun) if begun else "is not a code list of IATI"
    near = [known[plain] for plain in nearest(asked, known)] if not begun else []
    raise Invalid("LIST", text, why, " or ".join(near or begun) or "one of those that `tracker codes` lists")


def search(name: str, words: Iterable[str], on: str | None = None) -> list[CodeListTerm]:
    """The codes of a list that match every one of the words: the code begins with it, or a name or `also` contains it.

    Case and accents do not matter. With `on`, a partial date, codes that a record of that date cannot have are left
    out.
    """
    asked = [fold(word) for text in words for word in text.split()]
    return [
        term
        for term in terms(name)
        if all(_finds(word, term) for word in asked) and (on is None or term.legal_on(on) is not False)
    ]


def _finds(word: str, term: CodeListTerm) -> bool:
    said = (term.name, term.name_fr, term.also)
    return fold(term.code).startswith(word) or any(word in fold(text) for text in said if text)


def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(text))


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, Mapping[str, CodeListTerm]]:
    also = {(name, code): words for name, code, words in _rows("also.csv")}
    found: dict[str, dict[str, CodeListTerm]] = {}
    for name, code, *cells, status, withdrawn in _rows("codelists.csv"):
        said, said_fr, category = (cell or None for cell in cells)
        term = CodeListTerm(name, code, said, said_fr, category, status, withdrawn or None, also.get((name, code)))
        found.setdefault(name, {})[code] = term
    return dict(sorted(found.items()))


def _rows(file: str) -> Iterator[list[str]]:
    rows = csv.reader(StringIO(files("tracker").joinpath("data", "iati", file).read_text(encoding="utf-8")))
    next(rows)
    return rows

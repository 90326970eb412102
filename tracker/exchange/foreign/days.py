"""Read dates as people write them, column by column: `31/12/2012`, "March 2012", a spreadsheet's serial number.

Day and month have the same order in a whole sheet. If both orders fit and give different dates, and no other column
proves one, the cells are refused until the user says which order applies. A quarter is not a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.exchange.foreign.numbers import Refusal
from tracker.exchange.foreign.words_by_language import MONTHS
from tracker.rules.dates import TIME, parse_date
from tracker.rules.text import fold

ORDERS = ("dmy", "mdy")
HOW = "--dates dmy or --dates mdy, to say which"
_SERIALS = range(20_000, 73_051)  # 1954 to 2099, as spreadsheets count days
_EPOCH = date(1899, 12, 30)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})(?:[-/.]([0-9]{{1,2}})(?:{TIME}|Z)?)?")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}})(?:{TIME})?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_SHORT = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}")
_PART = re.compile(
    r"(?:q|t|s|h|fy|trimestre|trim|semestre|sem|quarter|half)\W*[1-4i]*\W*(?:of|de|du)?\W*[0-9]{2,4}", re.IGNORECASE
)
_MONTH_OF = re.compile(r"^((?:19|20)[0-9]{2})\s*[Mm]([0-9]{1,2})$")
_ONE_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_WORDS = re.compile(r"[^\W\d_]+|[0-9]+")
_FILLERS = frozenset(("de", "del", "of", "er", "st", "nd", "rd", "th", "le", "el", "the"))
_FORMS = "2012, 2012-03 or 2012-03-01"


class DayOrder(NamedTuple):
    """An order of day and month that a column proves: its heading, and the date that fits only this order."""

    order: str
    heading: str
    example: str


class Days:
    """How to read the dates of one column; `said` is the message for the user, if there is one.

    `order` is what the user said; `proven` is what another column of the sheet proves.
    """

    def __init__(self, cells: Iterable[str], order: str | None = None, proven: DayOrder | None = None) -> None:
        self._cells = set(cells)
        self._serials = all(_is_serial(cell) for cell in self._cells)
        self._order = order
        self._refusal: Refusal | None = None
        self.by: str | None = None  # the heading of the column that decided, if it was another one
        if order is None:
            self._decide(proven)

    @property
    def said(self) -> str | None:
        """Return an example of a cell that is read as something other than its text."""
        for cell in sorted(self._cells, key=lambda text: (-len(text), text)):
            found = self.read(cell)
            if isinstance(found, str) and found != cell.strip():
                return f"{cell} read as {found}"
        return None

    def read(self, cell: str) -> str | Refusal:
        """Return a cell as an ISO 8601 partial date; a cell that is not a valid date is returned unchanged."""
        text = " ".join(cell.split())
        if is_iso(text):
            return text
        if _is_serial(text):
            day = (_EPOCH + timedelta(days=int(text))).isoformat()
            if self._serials:
                return day
            return Refusal("is a number among dates", f"{day}, if a spreadsheet counted the days")
        if match := _DAY_FIRST.fullmatch(text):
            return self._slashed(match)
        found = _other(text)
        return found if isinstance(found, Refusal) or is_iso(found) else text

    def _slashed(self, match: re.Match[str]) -> str | Refusal:
        ways = _ways(match)
        if not ways:
            return match[0]
        if self._order in ways:
            return ways[self._order]
        if len(set(ways.values())) == 1 and self._refusal is None and self._order is None:
            return next(iter(ways.values()))
        return self._refusal or Refusal(f"is not written as {self._order}", HOW)

    def _decide(self, proven: DayOrder | None) -> None:
        known = _slashed(self._cells)
        fits = [order for order in ORDERS if all(order in ways for _, ways in known)]
        if not known:
            return
        if not fits:
            first = next(text for text, ways in known if "mdy" not in ways)
            other = next(text for text, ways in known if "dmy" not in ways)
            why = f"is in a column that has both {first} and {other}"
            self._refusal = Refusal(why, "day and month in one order, or " + _FORMS)
        elif len(fits) == 1:
            self._order = fits[0]
            if proven is not None and proven.order != self._order:
                shown = next(text for text, ways in known if len(ways) == 1)
                why = f"is in a column that has {shown}, but {proven.heading} has {proven.example}"
                self._order, self._refusal = None, Refusal(why, "the same order of day and month in the whole sheet")
        elif unsure := [(text, ways) for text, ways in known if len(set(ways.values())) > 1]:
            if proven is not None:
                self._order, self.by = proven.order, proven.heading
                return
            text, ways = unsure[0]
            shown = f"{text} is {ways['dmy']} or {ways['mdy']}"
            self._refusal = Refusal(f"can be read in two ways, and so can its whole column: {shown}", HOW)


def proven_order(heading: str, cells: Iterable[str]) -> DayOrder | None:
    """Return the order of day and month that the dates under a heading prove, if any."""
    known = _slashed(cells)
    fits = [order for order in ORDERS if all(order in ways for _, ways in known)]
    if len(fits) != 1:
        return None
    return DayOrder(fits[0], heading, min(text for text, ways in known if len(ways) == 1))


def _slashed(cells: Iterable[str]) -> list[tuple[str, dict[str, str]]]:
    """Return the dates that begin with the day or the month, each with the dates it could be."""
    mixed = sorted(cell for cell in cells if not cell[:4].isdigit())
    matches = [match for cell in mixed if (match := _DAY_FIRST.fullmatch(" ".join(cell.split())))]
    return [(match[0], ways) for match in matches if (ways := _ways(match))]


def is_iso(text: str) -> bool:
    """Return whether a cell is a date in our own format."""
    return _parsed(text) == text.strip()


def _parsed(text: str) -> str | None:
    try:
        return parse_date("date", text)
    except Invalid:
        return None


def period_of(text: str) -> str | None:
    """Return the year, month or day that a text unambiguously means, as a partial date; None for anything else."""
    given = _MONTH_OF.sub(r"\1-\2", " ".join(text.split()))
    found = _other(given)
    return found if isinstance(found, str) and is_iso(found) else None


def is_year(text: str) -> bool:
    """Return whether a cell is a year and nothing else."""
    return _ONE_YEAR.fullmatch(text.strip()) is not None


def looks_like_date(text: str) -> bool:
    given = " ".join(text.split())
    found = _other(given)
    return is_iso(given) or bool(_DAY_FIRST.fullmatch(given)) or (isinstance(found, str) and is_iso(found))


def may_be_date(text: str) -> bool:
    """Return whether a cell is a date in any notation, including one that would be refused as ambiguous."""
    return looks_like_date(text) or _is_serial(text) or isinstance(_other(" ".join(text.split())), Refusal)


def _ways(match: re.Match[str]) -> dict[str, str]:
    """Return the valid dates that a slashed date could be, by the order of day and month."""
    one, _, other, year = match.groups()
    found = {"dmy": f"{year}-{other:0>2}-{one:0>2}", "mdy": f"{year}-{one:0>2}-{other:0>2}"}
    return {order: text for order, text in found.items() if is_iso(text)}


def _is_serial(text: str) -> bool:
    given = text.strip().removesuffix(".0")
    return given.isascii() and given.isdigit() and len(given) == 5 and int(given) in _SERIALS


def _other(text: str) -> str | Refusal:
    """Return a date that can be read in only one way, regardless of its column; other text is returned unchanged."""
    if (day := _parsed(text)) is not None:
        return day
    if match := _YEAR_FIRST.fullmatch(text):
        return "-".join(part.zfill(2) for part in match.groups() if part)
    if match := _MONTH_YEAR.fullmatch(text):
        return f"{match[2]}-{match[1]:0>2}"
    if _SHORT.fullmatch(text):
        return Refusal("has a year of two digits", "a year of four, such as 2012-03-01")
    if _PART.fullmatch(text):
        return Refusal("is a part of a year, not a date", "its first or last month, such as 2012-04")
    words = [word for word in _WORDS.findall(fold(text)) if word not in _FILLERS]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if word.isdigit()]
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) <= 2]
    if len(months) == 1 and len(words) == len(numbers) + 1:
        if len(years) == 1 and len(days) == len(numbers) - 1 <= 1:
            return "-".join((years[0], f"{months[0]:02}", *(day.zfill(2) for day in days)))
        if not years:
            return Refusal("has no year of four digits", "2012-03 for March 2012")
    return text

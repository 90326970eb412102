"""Partial dates: ISO 8601 text of a year, a month or a day, never with more precision than was stated."""

import re
from datetime import date, timedelta

from tracker.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2199
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOSE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_SLASHED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
# A time, with or without a zone, does not change the day.
TIME = (
    r"[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
_YEAR_END = re.compile("[0-9]{2}-[0-9]{2}")
_FISCAL = re.compile("FY ?([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_STAMP = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:{TIME}|Z)")
_COMPACT = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_FORMS = "2012, 2012-03 or 2012-03-01"


def parse_date(what: str, text: str | date) -> str:
    """A partial date: "2012", "2012-03" or "2012-03-01" (or a `date`, which is a whole day), from 1900 to 2199.

    "20120301" and "2012-03-01T09:30:00Z" are the same day. Raises Invalid for days that do not exist and for every
    other way of writing a date, suggesting its ISO form, or both forms for "03/04/2012".
    """
    given = text.isoformat()[:10] if isinstance(text, date) else text.strip()
    if compact := _COMPACT.fullmatch(given):
        given = "-".join(compact.groups())
    elif stamp := _STAMP.fullmatch(given):
        given = stamp[1]
    wrong = _wrong(given) if _ISO.fullmatch(given) else _other_form(given) if given else ("is empty", _FORMS)
    if wrong:
        raise Invalid(what, text, *wrong)
    return given


def parse_day(what: str, text: str | date) -> date:
    """A whole day, parsed as by parse_date; raises Invalid for a month or year too."""
    day = parse_date(what, text)
    if len(day) < 10:
        missing = "has no day" if len(day) == 7 else "has no month and no day"
        raise Invalid(what, text, missing, f"a whole day, such as {first_day(day)}")
    return date.fromisoformat(day)


def parse_year_end(what: str, text: str) -> str:
    """The last day of a fiscal year, as month and day, "06-30". Raises Invalid, also for 29 February."""
    given = text.strip()
    if not _YEAR_END.fullmatch(given) or _wrong(f"2001-{given}"):
        raise Invalid(what, text, "is not the last day of every fiscal year", "month and day, such as 06-30 or 12-31")
    return given


def fiscal_year(text: str) -> int | None:
    """The year of a fiscal year as people write it, "FY2012", "FY 2012" or "FY12"; None for another text.

    Two digits are a year from 1970 to 2069: "FY99" is 1999.
    """
    found = _FISCAL.fullmatch(text.strip())
    if found is None:
        return None
    year = int(found[1])
    return year if len(found[1]) == 4 else year + (1900 if year >= 70 else 2000)


def fiscal_year_end(year: int, ends: str) -> str:
    """The last day of a fiscal year, which has the name of the year in which it ends: "2012-06-30"."""
    return f"{year}-{ends}"


def first_day(partial: str) -> date:
    """The first day of a partial date: 1 March for "2012-03"."""
    return date.fromisoformat(partial + "-01-01"[len(partial) - 4 :])


def last_day(partial: str) -> date:
    """The last day of a partial date: 29 February for "2012-02"."""
    if len(partial) == 10:
        return date.fromisoformat(partial)
    return _month_end(int(partial[:4]), int(partial[5:] or 12))


def in_order(start: str | None, end: str | None) -> bool:
    """Whether partial dates can be start and end, compared at the coarser precision of the two.

    "2012-03" and "2012" are in order. An unknown date is in order with any other.
    """
    if start is None or end is None:
        return True
    precision = min(len(start), len(end))
    return start[:precision] <= end[:precision]


def check_order(start_what: str, start: str | None, end_what: str, end: str | None) -> None:
    """Raises Invalid, naming both, unless `in_order(start, end)`."""
    if not in_order(start, end):
        raise Invalid(end_what, end, f"is before the {start_what}, {start}", f"{start} or later")


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _wrong(given: str) -> tuple[str, str] | None:
    """Why a text in ISO form is not a calendar date, and what would be valid; None where it is one."""
    year, month, day = int(given[:4]), int(given[5:7] or 1), int(given[8:] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return f"is not in the years {FIRST_YEAR} to {LAST_YEAR}", _FORMS
    if not 1 <= month <= 12:
        return f"has no month {given[5:7]}", "a month from 01 to 12"
    last = _month_end(year, month).day
    if not 1 <= day <= last:
        return f"does not exist: that month has {last} days", f"{given[:8]}01 to {given[:8]}{last}"
    return None


def _other_form(given: str) -> tuple[str, str]:
    """Why a text in another form is not a partial date, and what would be valid."""
    readings = []
    if loose := _LOOSE.fullmatch(given):
        readings = ["-".join(part.zfill(2) for part in loose.groups() if part)]
    elif slashed := _SLASHED.fullmatch(given):
        one, other, year = (part.zfill(2) for part in slashed.groups())
        readings = list(dict.fromkeys([f"{year}-{other}-{one}", f"{year}-{one}-{other}"]))
    real = [reading for reading in readings if not _wrong(reading)]
    if real:
        return ("can be read in two ways" if len(real) == 2 else "is not written as an ISO date"), " or ".join(real)
    return "is not a date", _FORMS

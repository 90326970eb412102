"""Names that were valid for a time, as people write them: `CIDA@..2013`, `Regional Donor Meeting@2010..2015`."""

from __future__ import annotations

from typing import NamedTuple

from tracker.errors import Invalid
from tracker.rules.dates import check_order, parse_date
from tracker.rules.text import line


class Period(NamedTuple):
    """A text, and the partial dates between which it is valid; None is unknown, or still valid."""

    text: str
    valid_from: str | None
    valid_until: str | None


def parse_period(what: str, text: str) -> Period:
    """Parse a name with its dates, if any: `NAME`, `NAME@2000..2013`, `NAME@..2013`, `NAME@2018..`.

    Raises Invalid for an invalid date, and for an end before the start.
    """
    name, mark, dates = text.rpartition("@")
    if not mark or ".." not in dates:
        return Period(line(what, text), None, None)
    start, _, end = (part.strip() for part in dates.partition(".."))
    if not start and not end:
        raise Invalid(what, text, "has no date after the @", "NAME@2000..2013, NAME@2000.. or NAME@..2013")
    valid_from = parse_date(f"{what} from", start) if start else None
    valid_until = parse_date(f"{what} until", end) if end else None
    check_order(f"{what} from", valid_from, f"{what} until", valid_until)
    return Period(line(what, name), valid_from, valid_until)

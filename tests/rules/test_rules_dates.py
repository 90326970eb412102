from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules.dates import check_order, first_day, fiscal_year, in_order, last_day, parse_date, parse_day

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
PARTIAL = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))


@given(PARTIAL)
def test_a_partial_date_stays_as_it_is(partial: str) -> None:
    assert parse_date("start", f" {partial}\xa0") == partial


@given(DAYS)
def test_a_day_is_read_back(day: date) -> None:
    assert parse_day("date", day.isoformat()) == parse_day("date", day) == day
    assert parse_date("date", datetime(day.year, day.month, day.day, 12)) == day.isoformat()
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        *(
            "20120301",
            "2012-03-01T00:00:00Z",
            "2012-03-01T23:59:59.999Z",
            "2012-03-01 10:30",
            "2012-03-01T00:00:00+02:00",
        ),
        *("2012-03-01Z", "2012-03-01 12:00:00 AM"),
    ],
)
def test_a_day_without_its_hyphens_or_with_a_time_is_the_day(text: str) -> None:
    assert parse_date("date", text) == "2012-03-01"


FORMS = "2012, 2012-03 or 2012-03-01"
BAD = [
    ("", "is empty", FORMS),
    ("soon", "is not a date", FORMS),
    ("20121301", "has no month 13", "a month from 01 to 12"),
    ("March 2012", "is not a date", FORMS),
    ("12-03-01", "is not a date", FORMS),
    ("2012-", "is not a date", FORMS),
    ("-2012", "is not a date", FORMS),
    ("2012-03-01T", "is not a date", FORMS),
    ("2012-03-01 2013", "is not a date", FORMS),
    ("2012/13", "is not a date", FORMS),
    ("31/31/2012", "is not a date", FORMS),
    ("00/00/0000", "is not a date", FORMS),
    ("31/12/9999", "is not a date", FORMS),
    ("٢٠١٢", "is not a date", FORMS),
    ("２０１２", "is not a date", FORMS),
    ("2012\x00", "is not a date", FORMS),
    ("2" * 1_000, "is not a date", FORMS),
    ("2012-3", "is not written as an ISO date", "2012-03"),
    ("2012-3-1", "is not written as an ISO date", "2012-03-01"),
    ("2012/03", "is not written as an ISO date", "2012-03"),
    ("2012.12.31", "is not written as an ISO date", "2012-12-31"),
    ("31/12/2012", "is not written as an ISO date", "2012-12-31"),
    ("12/31/2012", "is not written as an ISO date", "2012-12-31"),
    ("3.3.2012", "is not written as an ISO date", "2012-03-03"),
    ("29/02/2012", "is not written as an ISO date", "2012-02-29"),
    ("03/04/2012", "can be read in two ways", "2012-04-03 or 2012-03-04"),
    ("3-4-2012", "can be read in two ways", "2012-04-03 or 2012-03-04"),
    ("2012-13", "has no month 13", "a month from 01 to 12"),
    ("2012-00", "has no month 00", "a month from 01 to 12"),
    ("2012-00-10", "has no month 00", "a month from 01 to 12"),
    ("2012-02-30", "does not exist: that month has 29 days", "2012-02-01 to 2012-02-29"),
    ("2013-02-29", "does not exist: that month has 28 days", "2013-02-01 to 2013-02-28"),
    ("1900-02-29", "does not exist: that month has 28 days", "1900-02-01 to 1900-02-28"),
    ("2012-04-31", "does not exist: that month has 30 days", "2012-04-01 to 2012-04-30"),
    ("2012-12-32", "does not exist: that month has 31 days", "2012-12-01 to 2012-12-31"),
    ("2012-01-00", "does not exist: that month has 31 days", "2012-01-01 to 2012-01-31"),
    ("1899", "is not in the years 1900 to 2199", FORMS),
    ("2200-01-01", "is not in the years 1900 to 2199", FORMS),
    ("0000-00-00", "is not in the years 1900 to 2199", FORMS),
    ("9999-12-31", "is not in the years 1900 to 2199", FORMS),
]


@pytest.mark.parametrize(("text", "why", "expected"), BAD)
def test_what_is_no_date_is_told_what_would_be_right(text: str, why: str, expected: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_date("start", text)
    assert (caught.value.why, caught.value.expected) == (why, expected)


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}([-/. ][0-9]{1,4})?", fullmatch=True)))
def test_any_text_is_a_date_or_invalid(text: str) -> None:
    try:
        partial = parse_date("start", text)
    except Invalid:
        return
    assert first_day(partial) <= last_day(partial)


def test_a_day_out_of_a_spreadsheet_is_within_the_years_too() -> None:
    with pytest.raises(Invalid, match="is not in the years"):
        parse_date("start", date(12, 3, 1))


@pytest.mark.parametrize(
    ("text", "why", "expected"),
    [
        ("2012", "has no month and no day", "a whole day, such as 2012-01-01"),
        ("2012-03", "has no day", "a whole day, such as 2012-03-01"),
        ("2012-02-30", "does not exist: that month has 29 days", "2012-02-01 to 2012-02-29"),
    ],
)
def test_a_month_is_no_day(text: str, why: str, expected: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_day("date", text)
    assert (caught.value.why, caught.value.expected) == (why, expected)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-12", "2013-12-01", "2013-12-31"),
        ("2199", "2199-01-01", "2199-12-31"),
    ],
)
def test_first_and_last_day(partial: str, first: str, last: str) -> None:
    assert (first_day(partial).isoformat(), last_day(partial).isoformat()) == (first, last)


@given(PARTIAL)
def test_the_days_of_a_partial_date_begin_like_it_and_their_neighbours_do_not(partial: str) -> None:
    first, last = first_day(partial), last_day(partial)
    assert first.isoformat().startswith(partial) and last.isoformat().startswith(partial)
    assert not (first - timedelta(1)).isoformat().startswith(partial)
    assert not (last + timedelta(1)).isoformat().startswith(partial)


@given(PARTIAL, PARTIAL)
def test_dates_are_in_order_when_some_of_their_days_are(start: str, end: str) -> None:
    assert in_order(start, end) == (first_day(start) <= last_day(end))
    assert in_order(start, end) or in_order(end, start)


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        ("2012-03", "2012", True),
        ("2012", "2012-03", True),
        ("2012-03-31", "2012-03", True),
        ("2012-04", "2012-03-31", False),
        ("2013", "2012-12-31", False),
        (None, "2012", True),
        ("2012", None, True),
        (None, None, True),
    ],
)
def test_order(start: str | None, end: str | None, right: bool) -> None:
    assert in_order(start, end) is right
    if right:
        check_order("start", start, "end", end)
    else:
        with pytest.raises(Invalid, match=f"end '{end}' is before the start, {start}"):
            check_order("start", start, "end", end)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("FY2012", 2012),
        ("fy 12", 2012),
        ("FY00", 2000),
        ("FY99", 1999),
        ("FY70", 1970),
        ("2012", None),
        ("FY123", None),
    ],
)
def test_a_fiscal_year(text: str, year: int | None) -> None:
    assert fiscal_year(text) == year

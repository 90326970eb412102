"""Figures and dates as each language writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.figures import (
    amount_text,
    date_text,
    number_text,
    percent_text,
    period_text,
    share_text,
    short_amount_text,
)
from tracker.rules.money import human
from tracker.rules.words import LANGUAGES


@pytest.mark.parametrize(
    ("language", "written"), [("en", "-1,234,567.89"), ("es", "-1.234.567,89"), ("fr", "-1\xa0234\xa0567,89")]
)
def test_an_amount_with_the_decimals_of_its_currency(language: str, written: str) -> None:
    assert amount_text(-123456789, 2, language) == written
    assert amount_text(0, 0, language) == "0"


@pytest.mark.parametrize(
    ("minor", "written"),
    [
        (0, "0"),
        (12, "0.12"),
        (99_99, "100"),
        (-1_234_56, "-1.23k"),
        (999_499_99, "999k"),
        (999_500_00, "1m"),
        (33_240_000_00, "33.2m"),
        (1_939_000_000_00, "1.94bn"),
        (10**17, "1,000,000bn"),
    ],
)
def test_a_short_amount_has_three_digits(minor: int, written: str) -> None:
    assert short_amount_text(minor, 2, "en") == written


def test_a_short_amount_has_the_units_of_its_language() -> None:
    assert [short_amount_text(1_500 * 10**9, 3, language) for language in ("es", "fr")] == [
        "1,5\xa0mil\xa0M",
        "1,5\xa0Md",
    ]
    assert [short_amount_text(250_000, 0, language) for language in ("es", "fr")] == ["250\xa0mil", "250\xa0k"]


@given(st.integers(-(10**17), 10**17), st.integers(0, 4), st.sampled_from(LANGUAGES))
def test_no_digit_is_lost(minor: int, exponent: int, language: str) -> None:
    def digits(text: str) -> str:
        return "".join(c for c in text if c.isdigit() or c == "-")

    assert digits(amount_text(minor, exponent, language)) == digits(human(minor, exponent))


def test_the_english_amount_is_the_one_of_every_list() -> None:
    assert amount_text(5, 3, "en") == human(5, 3) == "0.005"


def test_numbers_and_percentages() -> None:
    assert [number_text("3.50", language) for language in LANGUAGES] == ["3.50", "3,50", "3,50"]
    assert [number_text("48 hours", language) for language in LANGUAGES] == ["48 hours"] * 3
    assert [percent_text(Decimal("33.3"), language) for language in LANGUAGES] == ["33.3%", "33,3\xa0%", "33,3\xa0%"]
    assert [share_text(333_333, language) for language in LANGUAGES] == ["33.3333%", "33,3333\xa0%", "33,3333\xa0%"]


@pytest.mark.parametrize(
    ("partial", "written"),
    [
        ("2013-01-28", ["28 January 2013", "28 de enero de 2013", "28 janvier 2013"]),
        ("2013-08-01", ["1 August 2013", "1 de agosto de 2013", "1er août 2013"]),
        ("2013-02", ["February 2013", "febrero de 2013", "février 2013"]),
        ("2013", ["2013", "2013", "2013"]),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(partial: str, written: list[str]) -> None:
    assert [date_text(partial, language) for language in LANGUAGES] == written


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2012-02-02", "2012-02-03", ["2–3 February 2012", "2–3 de febrero de 2012", "2–3 février 2012"]),
        (
            "2013-01-28",
            "2013-02-01",
            ["28 January – 1 February 2013", "28 de enero – 1 de febrero de 2013", "28 janvier – 1er février 2013"],
        ),
        ("2012-12", "2013-01", ["December 2012 – January 2013", "diciembre de 2012 – enero de 2013"]),
        ("2012", "2013-01", ["2012 – January 2013"]),
        ("2013", None, ["2013"]),
        ("2013", "2013", ["2013"]),
    ],
)
def test_a_period_says_once_what_both_ends_share(start: str, end: str | None, written: list[str]) -> None:
    assert [period_text(start, end, language) for language in LANGUAGES][: len(written)] == written


def test_a_period_without_ends_is_unknown() -> None:
    assert period_text(None, None, "fr") is None

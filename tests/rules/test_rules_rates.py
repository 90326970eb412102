from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules.rates import Rate, Rates, check_rate, convert

EXPONENTS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3, "CAD": 2, "GBP": 2}


def rate(currency: str, per: str, value: str, date: str = "2012") -> Rate:
    return Rate(currency, per, value, date, "annual average", "International Monetary Fund")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.778338", "0.778338"), (" 1.30\xa0", "1.30"), ("0013389", "13389"), ("00.5", "0.5"), ("1" * 18, "1" * 18)],
)
def test_rates_keep_their_published_decimals(text: str, value: str) -> None:
    assert check_rate("rate", text) == value == check_rate("rate", value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0", "is zero"),
        ("0.000", "is zero"),
        ("-1.30", "is negative"),
        ("-0", "is negative"),
        ("1" * 19, "is too long"),
        ("0.1234567890123456789", "is too long"),
        ("1" * 1_000, "is too long"),
        ("1,30", "contains a comma"),
        ("13,389", "contains a comma"),
        *(
            (text, "is not a plain number")
            for text in ("", "+1", "1e5", "nan", "inf", ".5", "5.", "1/3", "1 3", "١", "x\0")
        ),
        *((text, "is not a plain number") for text in ("1,234.5", "1.2.3", "1.30 USD", "one", "--1", "1_0")),
    ],
)
def test_what_is_no_rate_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_rate("rate", text)
    assert caught.value.why == why


def test_the_worked_example_of_two_conferences() -> None:
    then, later = (Rates([rate("USD", "EUR", value)], EXPONENTS).factor("EUR", "USD") for value in ("1.30", "1.35"))
    assert then and later
    assert convert(40_000_000, then) == 52_000_000
    assert convert(50_000_000, later) - convert(50_000_000, then) == 2_500_000


def test_direct_beats_inverse_beats_one_other_currency() -> None:
    direct, inverse = rate("USD", "EUR", "1.30"), rate("EUR", "USD", "0.77")
    cross = [rate("EUR", "CAD", "0.7"), rate("USD", "CAD", "1"), rate("JPY", "EUR", "100"), rate("JPY", "USD", "80")]
    assert Rates([*cross, inverse, direct], EXPONENTS).path("EUR", "USD") == (direct,)
    assert Rates([*cross, inverse], EXPONENTS).path("EUR", "USD") == (inverse,)
    assert Rates(cross, EXPONENTS).path("EUR", "USD") == (cross[0], cross[1])
    assert Rates(cross, EXPONENTS).factor("EUR", "USD") == Fraction(10, 7)
    assert Rates(cross[2:], EXPONENTS).factor("EUR", "USD") == Fraction(100, 80)


def test_minor_units_of_either_currency_count() -> None:
    rates = Rates([rate("JPY", "USD", "80"), rate("KWD", "USD", "0.28")], EXPONENTS)
    assert rates.factor("USD", "JPY") == Fraction(80, 100)
    assert rates.factor("JPY", "USD") == Fraction(100, 80)
    assert rates.factor("USD", "KWD") == Fraction(28, 10)
    assert rates.factor("JPY", "KWD") == Fraction(28, 8000) * 1000


def test_what_has_no_rate_has_no_factor() -> None:
    rates = Rates([rate("USD", "EUR", "1.3"), rate("GBP", "JPY", "0.01"), rate("GBP", "CAD", "0.6")], EXPONENTS)
    assert rates.factor("EUR", "GBP") is None and rates.path("EUR", "GBP") == ()
    assert rates.factor("JPY", "CAD") is not None
    two_away = Rates([rate("EUR", "USD", "1"), rate("CAD", "EUR", "1"), rate("GBP", "CAD", "1")], EXPONENTS)
    assert two_away.factor("USD", "CAD") == 1 and two_away.factor("USD", "GBP") is None
    assert Rates([], EXPONENTS).factor("USD", "USD") == 1 and Rates([], {}).path("USD", "USD") == ()


def test_the_later_of_two_rates_counts_in_any_order() -> None:
    old, new = rate("USD", "EUR", "1.3", "2011"), rate("USD", "EUR", "1.4", "2012-03")
    assert Rates([old, new], EXPONENTS).path("EUR", "USD") == Rates([new, old], EXPONENTS).path("EUR", "USD") == (new,)


VALUES = st.decimals("0.000001", "99999", places=6).map(str)
PAIRS = [(a, b) for a in EXPONENTS for b in EXPONENTS if a < b]
RATE = st.builds(
    lambda pair, value, turned: rate(pair[turned], pair[not turned], value),
    st.sampled_from(PAIRS),
    VALUES,
    st.booleans(),
)
RATE_SETS = st.lists(RATE, unique_by=lambda r: frozenset(r[:2])).map(lambda rates: Rates(rates, EXPONENTS))
CURRENCY = st.sampled_from(sorted(EXPONENTS))


@given(RATE_SETS, CURRENCY, CURRENCY)
def test_there_and_back_is_nothing(rates: Rates, one: str, other: str) -> None:
    there, back = rates.factor(one, other), rates.factor(other, one)
    assert (there is None) == (back is None)
    if there and back:
        assert there * back == 1
        assert rates.path(one, other) == rates.path(other, one)[::-1]
        assert len(rates.path(one, other)) <= 2


@given(st.integers(-(10**17), 10**17), st.fractions(Fraction(1, 10**6), 10**6))
def test_conversion_is_the_nearest_and_the_same_for_both_signs(minor: int, factor: Fraction) -> None:
    converted = convert(minor, factor)
    assert convert(-minor, factor) == -converted
    assert abs(converted - minor * factor) <= Fraction(1, 2)
    assert convert(minor, Fraction(1)) == minor


@pytest.mark.parametrize(("minor", "converted"), [(1, 1), (-1, -1), (3, 2), (-3, -2), (2, 1), (0, 0)])
def test_halves_go_away_from_zero(minor: int, converted: int) -> None:
    assert convert(minor, Fraction(1, 2)) == converted

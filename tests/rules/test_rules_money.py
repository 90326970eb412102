import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules.money import MAX_MINOR, Amount, decimal_text, from_decimal, human, parse_amount

EXPONENTS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4, "BND": 2, "MNT": 2, "KRW": 0}
MINOR = st.integers(-MAX_MINOR, MAX_MINOR)
CURRENCIES = st.sampled_from(sorted(EXPONENTS))


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("400000 EUR", 40_000_000, "EUR"),
        ("EUR 400,000.00", 40_000_000, "EUR"),
        ("eur400000", 40_000_000, "EUR"),
        ("400000eur", 40_000_000, "EUR"),
        ("1.5m USD", 150_000_000, "USD"),
        ("1.5M usd", 150_000_000, "USD"),
        ("1.5 mUSD", 150_000_000, "USD"),
        ("USD 1.5 m", 150_000_000, "USD"),
        ("1.234m USD", 123_400_000, "USD"),
        ("1.2bn USD", 120_000_000_000, "USD"),
        ("2k JPY", 2_000, "JPY"),
        ("1.234k JPY", 1_234, "JPY"),
        ("0.001k USD", 100, "USD"),
        ("1 000 000 EUR", 100_000_000, "EUR"),
        ("1\xa0000\u202f000\u2009000 EUR", 100_000_000_000, "EUR"),
        ("1,000.5 USD", 100_050, "USD"),
        ("0 USD", 0, "USD"),
        ("007 USD", 700, "USD"),
        ("1.234 KWD", 1_234, "KWD"),
        ("1,234.567 KWD", 1_234_567, "KWD"),
        ("0.0001 CLF", 1, "CLF"),
        ("5 KWD", 5_000, "KWD"),
        ("5 KKWD", 5_000_000, "KWD"),
        ("5 BND", 500, "BND"),
        ("5 bnBND", 500_000_000_000, "BND"),
        ("5 MNT", 500, "MNT"),
        ("=-50,000 USD", -5_000_000, "USD"),
        ("= -50,000 USD", -5_000_000, "USD"),
        ("=−50,000 USD", -5_000_000, "USD"),
        ("=5 USD", 500, "USD"),
        ("3 million USD", 300_000_000, "USD"),
        ("1.5 mio EUR", 150_000_000, "EUR"),
        ("2 millones USD", 200_000_000, "USD"),
        ("2 millones de dólares americanos", 200_000_000, "USD"),
        ("2 millions d'euros", 200_000_000, "EUR"),
        ("2 milhões de euros", 200_000_000, "EUR"),
        ("1.2 milliards EUR", 120_000_000_000, "EUR"),
        ("200000 euros", 20_000_000, "EUR"),
        ("€ 200,000", 20_000_000, "EUR"),
        ("5€", 500, "EUR"),
        ("€1.5m", 150_000_000, "EUR"),
        ("US$ 5", 500, "USD"),
        ("US$5m", 500_000_000, "USD"),
        ("5 US dollars", 500, "USD"),
        ("$ 5 USD", 500, "USD"),
        ("5 million yen", 5_000_000, "JPY"),
        ("=-3 million USD", -300_000_000, "USD"),
        ("1000000000000000 USD", MAX_MINOR, "USD"),
        ("100000000bn JPY", MAX_MINOR, "JPY"),
    ],
)
def test_absolute_amounts(text: str, minor: int, currency: str) -> None:
    assert parse_amount("committed", text, EXPONENTS) == Amount(minor, currency, False, None)


@pytest.mark.parametrize(
    ("text", "minor", "reason"),
    [
        ("+300000 EUR", 30_000_000, None),
        ("-50,000 EUR", -5_000_000, None),
        ("EUR -50,000", -5_000_000, None),
        ("-EUR 50,000", -5_000_000, None),
        ("−1.5m EUR", -150_000_000, None),
        ("+ 0 EUR", 0, None),
        ("+250,000 EUR: new money", 25_000_000, "new money"),
        ("+250,000 EUR :  rephased: phase\xa02 ", 25_000_000, "rephased: phase 2"),
    ],
)
def test_signed_amounts_are_relative(text: str, minor: int, reason: str | None) -> None:
    assert parse_amount("committed", text, EXPONENTS) == Amount(minor, "EUR", True, reason)


def test_a_currency_that_is_not_said_is_the_given_one() -> None:
    assert parse_amount("committed", "2k", EXPONENTS, "JPY") == Amount(2000, "JPY", False, None)
    assert parse_amount("committed", "+2k: revision", EXPONENTS, "USD") == Amount(200_000, "USD", True, "revision")
    assert parse_amount("committed", "2k EUR", EXPONENTS, "USD").currency == "EUR"


NO_AMOUNT = "is not an amount of money"
DOLLARS = "ARS, AUD, BBD, BSD, BZD, CAD, CLP, COP, GYD, HKD, JMD, MXN, NZD, SGD, SRD, TTD, USD, UYU or XCD"
BAD = [
    ("", NO_AMOUNT, None),
    ("USD", NO_AMOUNT, None),
    ("a lot of USD", NO_AMOUNT, None),
    ("nan USD", NO_AMOUNT, None),
    ("inf USD", NO_AMOUNT, None),
    ("1e5 USD", NO_AMOUNT, None),
    ("0x10 USD", NO_AMOUNT, None),
    ("1_000 USD", NO_AMOUNT, None),
    ("1'000 USD", NO_AMOUNT, None),
    (".5 USD", NO_AMOUNT, None),
    ("5. USD", NO_AMOUNT, None),
    ("5, USD", NO_AMOUNT, None),
    ("--5 USD", "has two signs", None),
    ("+-5 USD", "has two signs", None),
    ("---5 USD", NO_AMOUNT, None),
    ("==5 USD", NO_AMOUNT, None),
    ("5- USD", NO_AMOUNT, None),
    ("(5) USD", NO_AMOUNT, None),
    ("–5 USD", NO_AMOUNT, None),
    ("5 trillion USD", NO_AMOUNT, None),
    ("5 million", "has no currency", "a currency beside it, such as 400000 USD"),
    ("5 mil USD", "'mil' is a thousand in Spanish and a million in English", None),
    ("1,234 million USD", "separates thousands before 'million'", "1234 million, or with a point before the decimals"),
    ("5 t USD", NO_AMOUNT, None),
    ("5k k USD", NO_AMOUNT, None),
    ("5 US", NO_AMOUNT, None),
    ("5\nUSD", NO_AMOUNT, None),
    ("5\x00 USD", NO_AMOUNT, None),
    ("٥٠٠ USD", NO_AMOUNT, None),
    ("５ USD", NO_AMOUNT, None),
    ("5 ＵＳＤ", NO_AMOUNT, None),
    ("5\u212a USD", NO_AMOUNT, None),
    ("5 USD 10", NO_AMOUNT, None),
    ("5 % USD", NO_AMOUNT, None),
    ("=1+1", NO_AMOUNT, None),
    ("9" * 10_000_000 + " USD", NO_AMOUNT, None),
    ("$5", f"$ can mean {DOLLARS}", "the code of the currency, such as 400000 USD"),
    ("5 million dollars", f"dollars can mean {DOLLARS}", "the code of the currency, such as 400000 USD"),
    ("¥5", "¥ can mean CNY or JPY", "the code of the currency, such as 400000 USD"),
    ("₿5", NO_AMOUNT, None),
    ("€ 5 USD", NO_AMOUNT, None),
    ("-EUR -5", "has two signs", None),
    ("EUR 5 EUR", "names two currencies", None),
    ("EUR 5 USD", "names two currencies", None),
    ("5", "has no currency", "a currency beside it, such as 400000 USD"),
    ("5m", "has no currency", "a currency beside it, such as 400000 USD"),
    ("5 USS", "USS is not a known currency", "USD"),
    ("5 ERU", "ERU is not a known currency", "EUR"),
    ("5 XQZ", "XQZ is not a known currency", "a code of ISO 4217, such as USD"),
    ("1,5 USD", "has a decimal comma", "1.5: a point before the decimals, commas between thousands"),
    ("1,5m USD", "has a decimal comma", "1.5: a point before the decimals, commas between thousands"),
    ("1.234,50 EUR", "has a decimal comma", "1234.50: a point before the decimals, commas between thousands"),
    ("1 234,50 EUR", "has a decimal comma", "1234.50: a point before the decimals, commas between thousands"),
    ("1.234.567,89 EUR", "has a decimal comma", "1234567.89: a point before the decimals, commas between thousands"),
    ("0,500 KWD", "has a decimal comma", "0.500: a point before the decimals, commas between thousands"),
    ("1.234.567 EUR", "has points between thousands", "1,234,567 or 1234567"),
    ("12,34,567 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1,00,000 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1234,567 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1,234 567 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1,,000 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1  000 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1 00 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1.2.3 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1,000,00 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("01,000 USD", "is not separated into thousands", "1234567.89 or 1,234,567.89"),
    ("1,234m USD", "separates thousands before 'm'", "1234m, or with a point before the decimals"),
    ("1 234k USD", "separates thousands before 'k'", "1234k, or with a point before the decimals"),
    ("1.234 USD", "has more decimals than USD has", "at most 2 decimals; if thousands are meant, 1234"),
    ("1.005 USD", "has more decimals than USD has", "at most 2 decimals; if thousands are meant, 1005"),
    ("1.23456 USD", "has more decimals than USD has", "at most 2 decimals"),
    ("1.0 JPY", "has more decimals than JPY has", "no decimals"),
    ("100.00 JPY", "has more decimals than JPY has", "no decimals"),
    ("100.000 JPY", "has more decimals than JPY has", "no decimals; if thousands are meant, 100000"),
    ("1.2345 KWD", "has more decimals than KWD has", "at most 3 decimals"),
    ("1.2345k JPY", "has more decimals than JPY has", "no decimals"),
    ("1.123456789m USD", "has more decimals than USD has", "at most 2 decimals"),
    ("1000000000000000.01 USD", "is too large", "at most 1,000,000,000,000,000.00"),
    ("=-1000000000000000.01 USD", "is too large", "at most 1,000,000,000,000,000.00"),
    ("9999999999bn USD", "is too large", "at most 1,000,000,000,000,000.00"),
    ("9" * 60 + " JPY", "is too large", "at most 100,000,000,000,000,000"),
    ("5 USD:", "is empty", "a text"),
    ("5 USD: \x07", "contains the character U+0007, which is not allowed in text", "the text without it"),
    ("5 USD: " + "x" * 501, "is 501 characters long", "at most 500 characters"),
]


@pytest.mark.parametrize(("text", "why", "expected"), BAD, ids=[text[:30] for text, _, _ in BAD])
def test_what_is_not_certain_is_refused(text: str, why: str, expected: str | None) -> None:
    with pytest.raises(Invalid) as caught:
        parse_amount("committed", text, EXPONENTS)
    assert caught.value.why == why
    assert caught.value.expected == (expected or "400000 EUR, EUR 400,000.00, 1.5m USD or +300000 EUR")


def test_a_sign_of_several_currencies_is_read_where_one_of_them_is_meant() -> None:
    assert parse_amount("committed", "$2k", EXPONENTS, "USD") == Amount(200_000, "USD", False, None)
    with pytest.raises(Invalid, match=r"\$ can mean ARS"):
        parse_amount("committed", "$2k", EXPONENTS, "EUR")


def test_a_default_currency_must_be_known_too() -> None:
    with pytest.raises(Invalid, match="USS is not a known currency"):
        parse_amount("committed", "5", EXPONENTS, "USS")


@given(MINOR, CURRENCIES)
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    exponent = EXPONENTS[currency]
    for written in (decimal_text(minor, exponent), human(minor, exponent), human(minor, exponent).replace(",", "\xa0")):
        amount = Amount(minor, currency, False, None)
        assert parse_amount("committed", f"={written} {currency}", EXPONENTS) == amount
        assert parse_amount("committed", f"={currency} {written}", EXPONENTS) == amount
        assert parse_amount("committed", f"={written}", EXPONENTS, currency) == amount
        assert from_decimal("committed", written, exponent) == minor


@given(MINOR, CURRENCIES)
def test_a_sign_makes_it_relative(minor: int, currency: str) -> None:
    exponent = EXPONENTS[currency]
    written = ("" if minor < 0 else "+") + decimal_text(minor, exponent)
    assert parse_amount("committed", f"{written} {currency}", EXPONENTS) == Amount(minor, currency, True, None)


@given(st.one_of(st.text(), st.text("0123456789.,+-= kmbnUSDJPY:", max_size=20)))
def test_any_text_is_an_amount_or_invalid(text: str) -> None:
    try:
        amount = parse_amount("committed", text, EXPONENTS)
    except Invalid:
        return
    assert abs(amount.minor) <= MAX_MINOR and amount.currency in EXPONENTS


@pytest.mark.parametrize(
    ("minor", "exponent", "plain", "shown"),
    [
        (100_000_000, 2, "1000000.00", "1,000,000.00"),
        (-5, 2, "-0.05", "-0.05"),
        (0, 2, "0.00", "0.00"),
        (1_234, 0, "1234", "1,234"),
        (-1_234, 0, "-1234", "-1,234"),
        (1_234_567, 3, "1234.567", "1,234.567"),
    ],
)
def test_written(minor: int, exponent: int, plain: str, shown: str) -> None:
    assert decimal_text(minor, exponent) == plain
    assert human(minor, exponent) == shown


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [("1000000.5", 2, 100_000_050), ("-1,000.50", 2, -100_050), (" 5 ", 0, 5), ("1\xa0000", 2, 100_000), ("-0", 2, 0)],
)
def test_plain_decimals(text: str, exponent: int, minor: int) -> None:
    assert from_decimal("amount", text, exponent) == minor


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "+5",
            "5 USD",
            "1k",
            "1e5",
            "nan",
            "--5",
            "- 5",
            "1,5",
            "1.234,50",
            "1.234",
            "1,23",
            ".5",
            "5.",
            "5:",
        ),
        *(
            "\x00",
            "٥",
            "=5",
            "0x1",
            "9" * 30,
            "9" * 1_000,
            "1000000000000000.01",
            "(5)",
            "5-",
            "1.2.3",
            "12,34,567",
        ),
    ],
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        from_decimal("amount", text, 2)

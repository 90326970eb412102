"""Exchange rates as others keep them: by year and currency, long or as a matrix, in either direction."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Read, Run

RATES = "SELECT currency, per_currency, date, method, value FROM rate ORDER BY currency, per_currency, date"
LONG = "currency,year,currency_units_per_usd\nHNL,2011,18.92\nHNL,2012,19.5\nXAF,2012,6.72305e+02\n"
YEARS = (
    "National currency per US dollar (period average)\nCurrency,2011,2012\nHNL,18.92,19.50\nUSD,1,1\nEUR,n.a.,0.7783\n"
)
CURRENCIES = "Tipo de cambio por US$;;\nAño;HNL;EUR\n2011;18,92;\n2012;19,5;0,7783\n"
INVERSE = "USD per unit of currency,2012\nHNL,0.0513\nEUR,1.2848\n"
MONTHS = "Moneda,2012M01,2012M02\nHNL,18.98,19.01\nEUR,0.7755,0.7563\n"


def rows(read: Read, sql: str) -> list[tuple[Any, ...]]:
    with read() as reader:
        return [tuple(row) for row in reader.all(sql)]


@pytest.mark.parametrize(
    ("text", "flags", "said", "stored"),
    [
        (
            LONG,
            "",
            "read as a table of rates: 1 USD = 18.92 HNL, annual average, 2011",
            [("HNL", "USD", "2011", "18.92"), ("HNL", "USD", "2012", "19.5"), ("XAF", "USD", "2012", "672.305")],
        ),
        (
            YEARS,
            "",
            "1 cell without a rate skipped",
            [("EUR", "USD", "2012", "0.7783"), ("HNL", "USD", "2011", "18.92"), ("HNL", "USD", "2012", "19.50")],
        ),
        (
            CURRENCIES,
            "--set source=BCH",
            "read as a table of rates: 1 USD = 18.92 HNL, annual average, 2011",
            [("EUR", "USD", "2012", "0.7783"), ("HNL", "USD", "2011", "18.92"), ("HNL", "USD", "2012", "19.5")],
        ),
        (
            INVERSE,
            "",
            "read as a table of rates: 1 HNL = 0.0513 USD, annual average, 2012",
            [("USD", "EUR", "2012", "1.2848"), ("USD", "HNL", "2012", "0.0513")],
        ),
        (
            "Monnaie,Taux moyen 2011 (pour 1 EUR),Taux moyen 2012 (pour 1 EUR)\nUSD,1.392,1.2848\nXOF,655.957,655.9\n",
            "",
            "read as a table of rates: 1 EUR = 1.392 USD, annual average, 2011",
            [
                *[("USD", "EUR", "2011", "1.392"), ("USD", "EUR", "2012", "1.2848")],
                *[("XOF", "EUR", "2011", "655.957"), ("XOF", "EUR", "2012", "655.9")],
            ],
        ),
        (
            "Year,HNL per USD,JMD per USD\n2012,19.5,88.75\n",
            "",
            "read as a table of rates: 1 USD = 19.5 HNL, annual average, 2012",
            [("HNL", "USD", "2012", "19.5"), ("JMD", "USD", "2012", "88.75")],
        ),
        (
            "Currency,Unit,2011,2012\nLempira,Units per USD,18.92,19.5\nEUR,Units per USD,0.72,0.78\n",
            "",
            "read as a table of rates: 1 USD = 18.92 HNL, annual average, 2011",
            [
                *[("EUR", "USD", "2011", "0.72"), ("EUR", "USD", "2012", "0.78")],
                *[("HNL", "USD", "2011", "18.92"), ("HNL", "USD", "2012", "19.5")],
            ],
        ),
        (
            INVERSE.replace("USD per unit of currency", "Rate at end of period"),
            "--set currency=USD",
            "read as a table of rates: 1 HNL = 0.0513 USD, spot, 2012-12-31",
            [("USD", "EUR", "2012-12-31", "1.2848"), ("USD", "HNL", "2012-12-31", "0.0513")],
        ),
    ],
)
def test_a_table_of_rates_is_known_whichever_way_it_lies(
    caribbean: Run, read: Read, text: str, flags: str, said: str, stored: list[tuple[str, ...]]
) -> None:
    done = caribbean(f"import - {flags}", input=text)
    assert f"standard input: {said}\n" in done.err
    assert [(row[0], row[1], row[2], row[4]) for row in rows(read, RATES)] == stored
    assert caribbean(f"import - {flags}", input=text).err.endswith("what the register says already.\n")


def test_months_are_monthly_averages_and_what_they_are_per_has_to_be_said(caribbean: Run, read: Read) -> None:
    assert caribbean("import -", input=MONTHS, status=2).err == (
        "Error: standard input: looks like a table of exchange rates, but does not name the currency that they are "
        "per.\n"
        "Name it: --set per=USD for units of each currency per US dollar, --set currency=USD for US dollars per unit.\n"
    )
    caribbean("import - --set per=USD", input=MONTHS)
    assert rows(read, RATES)[0] == ("EUR", "USD", "2012-01", "monthly average", "0.7755")


def test_amounts_by_year_are_no_rates(caribbean: Run) -> None:
    amounts = "Project,Currency,2011,2012\nP1,USD,5,6\nP2,EUR,7,8\n"
    assert "'2011' is not a known column" in caribbean("import -", input=amounts, status=2).err
    per_two = "Year,HNL per USD,JMD per EUR\n2012,19.5,88.75\n"
    assert "has no known heading" in caribbean("import -", input=per_two, status=2).err
    loans = "year,recipient,size,first_currency,other_currency\n2011,Jamaica,5,USD,EUR\n2012,Barbados,6,USD,EUR\n"
    assert "'size' is not a known column" in caribbean("import -", input=loans, status=2).err


def test_a_currency_that_is_not_known_is_refused_with_its_row(caribbean: Run) -> None:
    said = caribbean("import -", input=LONG.replace("XAF", "XQZ"), status=1).err
    assert "standard input, line 4, currency 'XQZ': There is no currency" in said

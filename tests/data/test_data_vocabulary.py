"""The vocabularies: whole, and in agreement with the standards that they follow."""

import pytest
from test_data_files import counts, rows

from tracker.rules.codes import check_code
from tracker.rules.dates import parse_date


def test_countries_have_names_in_three_languages() -> None:
    countries = rows("vocabulary/countries.csv")
    assert len({row["code"] for row in countries}) == len(countries)
    for row in countries:
        assert len(row["code"]) == 2 and row["code"].isupper()
        assert row["name"] and row["name_fr"] and row["name_es"], row
        assert row["territory"] in {"true", "false"}


@pytest.mark.parametrize(("code", "territory"), [("JM", "false"), ("BM", "true"), ("CW", "true"), ("DM", "false")])
def test_a_territory_is_no_state_of_its_own(code: str, territory: str) -> None:
    assert [row["territory"] for row in rows("vocabulary/countries.csv") if row["code"] == code] == [territory]


def test_currencies_have_decimals() -> None:
    currencies = {row["code"]: row for row in rows("vocabulary/currencies.csv")}
    exponents = {code: int(row["exponent"]) for code, row in currencies.items()}
    assert exponents["USD"] == exponents["EUR"] == exponents["MGA"] == 2
    assert _with_decimals(0, exponents) == (
        "ADP BEF BIF CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF TPE TRL UGX UYI VND VUV XAF XOF XPF"
    )
    assert _with_decimals(3, exponents) == "BHD IQD JOD KWD LYD OMR TND"
    assert _with_decimals(4, exponents) == "CLF UYW"
    assert set(exponents.values()) == {0, 2, 3, 4}
    assert all(len(code) == 3 and code.isupper() for code in exponents)


def test_currencies_of_before_have_the_month_in_which_they_ended() -> None:
    currencies = {row["code"]: row for row in rows("vocabulary/currencies.csv")}
    assert currencies["VEB"]["withdrawn"] == "2008-01"
    assert currencies["ZWD"]["withdrawn"] == "2008-08"
    assert currencies["DEM"]["exponent"] == "2"
    assert not currencies["USD"]["withdrawn"]


def _with_decimals(decimals: int, exponents: dict[str, int]) -> str:
    return " ".join(sorted(code for code, exponent in exponents.items() if exponent == decimals))


def test_withdrawn_currencies_stay() -> None:
    withdrawn = {row["code"]: row["withdrawn"] for row in rows("vocabulary/currencies.csv") if row["withdrawn"]}
    assert len(withdrawn) == counts("vocabulary")["currencies withdrawn"]
    assert "EEK" in withdrawn
    for day in withdrawn.values():
        parse_date("withdrawn", day)


def test_themes_lead_to_sectors_and_measures() -> None:
    themes = rows("vocabulary/themes.csv")
    measures = {row["measure"] for row in rows("vocabulary/tfa_measures.csv")}
    assert len(measures) == 36
    assert len(themes) == 15
    for row in themes:
        assert check_code("theme", row["code"]) == row["code"]
        assert row["name"] and row["name_fr"] and row["name_es"]
        assert row["dac_sector"].isdigit() and len(row["dac_sector"]) == 5
        assert {measure for measure in row["tfa_measures"].split(";") if measure} <= measures

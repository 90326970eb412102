"""Both series: every code leads somewhere, every word, date and amount is one that the register takes."""

from collections import Counter
from functools import cache

import pytest
from test_data_files import DATA, Row, rows

from tracker.rules import words
from tracker.rules.codes import check_code, code_key
from tracker.rules.dates import in_order, parse_date, parse_day
from tracker.rules.money import decimal_text, from_decimal
from tracker.rules.rates import check_rate
from tracker.rules.results.progress import check_value
from tracker.rules.shares import check_total, parse_named_share
from tracker.rules.text import line, prose

SERIES = ("americas", "haiti")
each_series = pytest.mark.parametrize("series", SERIES)


@cache
def table(series: str, noun: str) -> tuple[Row, ...]:
    return tuple(rows(f"{series}/{noun}.csv"))


def codes(series: str, noun: str) -> set[str]:
    return {row["code"] for row in table(series, noun)}


def listed(text: str) -> list[str]:
    return [item for item in text.split(";") if item]


def exponents() -> dict[str, int]:
    return {row["code"]: int(row["exponent"]) for row in rows("vocabulary/currencies.csv")}


@each_series
@pytest.mark.parametrize("noun", ["series", "organisations", "conferences", "projects", "contributions"])
def test_codes_are_good_and_unique(series: str, noun: str) -> None:
    found = [row["code"] for row in table(series, noun)]
    assert [check_code(noun, code) for code in found] == found
    assert max(Counter(map(code_key, found)).values()) == 1


def test_both_series_fit_into_one_register() -> None:
    for noun in ("series", "organisations", "conferences", "projects", "contributions"):
        keys = [{code_key(code) for code in codes(series, noun)} for series in SERIES]
        assert not set.intersection(*keys), noun


@each_series
def test_series_names_have_years(series: str) -> None:
    for row in table(series, "series"):
        for name in listed(row["names"]):
            called, _, years = name.partition("@")
            since, _, until = years.partition("..")
            assert called and in_order(parse_date("since", since), until or None)


@each_series
def test_organisations(series: str) -> None:
    countries = {row["code"] for row in rows("vocabulary/countries.csv")}
    seen: set[str] = set()
    for row in table(series, "organisations"):
        line("name", row["name"])
        assert row["kind"] in words.ORGANISATION_KINDS
        assert set(listed(row["roles"])) <= set(words.ROLES)
        assert not row["country"] or row["country"] in countries
        assert not row["parent"] or row["parent"] in seen, "a parent comes before its children"
        if row["member_from"]:
            parse_date("member from", row["member_from"])
        seen.add(row["code"])


def test_no_alias_is_also_a_code_or_stands_twice() -> None:
    aliases = Counter(
        alias.partition("@")[0].casefold()
        for series in SERIES
        for row in table(series, "organisations")
        for alias in listed(row["aliases"])
    )
    assert not aliases or max(aliases.values()) == 1
    assert not aliases.keys() & {code_key(code) for series in SERIES for code in codes(series, "organisations")}


@each_series
def test_conferences(series: str) -> None:
    organisations = codes(series, "organisations")
    for row in table(series, "conferences"):
        assert row["series"] in codes(series, "series")
        assert row["state"] in words.CONFERENCE_STATES
        assert row["tentative"] in {"true", "false"}
        assert row["currency"] == "USD"
        assert not row["host"] or row["host"] in organisations
        assert in_order(parse_date("start", row["start"]), row["end"] or None)
        if row["cut_off"]:
            parse_day("cut-off", row["cut_off"])


@each_series
def test_projects(series: str) -> None:
    themes = {row["name"] for row in rows("vocabulary/themes.csv")}
    organisations = codes(series, "organisations")
    beneficiaries = {row["code"] for row in table(series, "organisations") if "beneficiary" in listed(row["roles"])}
    for row in table(series, "projects"):
        assert line("title", row["title"]) == row["title"]
        if row["objective"]:
            assert prose("objective", row["objective"]) == row["objective"]
        assert set(listed(row["themes"])) <= themes
        assert not row["scope"] or row["scope"] in words.SCOPES
        assert not row["implementer"] or row["implementer"] in organisations
        assert not row["succeeds"] or row["succeeds"] in codes(series, "projects")
        for start, end in (("start", "end"), ("actual_start", "actual_end")):
            dates = [parse_date(what, row[what]) if row[what] else None for what in (start, end)]
            assert in_order(*dates)
        shares = dict(parse_named_share(item) for item in listed(row["beneficiaries"]))
        assert set(shares) <= beneficiaries
        check_total("shares", shares)


@each_series
def test_contributions_and_transactions(series: str) -> None:
    donors = {row["code"] for row in table(series, "organisations") if "donor" in listed(row["roles"])}
    decimals = exponents()
    currency = {}
    for row in table(series, "contributions"):
        assert row["project"] in codes(series, "projects")
        assert row["donor"] in donors
        assert not row["instrument"] or row["instrument"] in words.INSTRUMENTS
        assert not row["currency"] or row["currency"] in decimals
        assert row["role"] in words.CONTRIBUTION_ROLES
        currency[row["code"]] = row["currency"]
    for row in table(series, "transactions"):
        assert row["kind"] in words.TRANSACTION_KINDS
        parse_day("date", row["date"])
        exponent = decimals[currency[row["contribution"]]]
        assert decimal_text(from_decimal("amount", row["amount"], exponent), exponent) == row["amount"]
    keys = Counter((row["contribution"], row["kind"], row["reference"]) for row in table(series, "transactions"))
    assert max(keys.values()) == 1, "the same file twice must be known as the same"


@each_series
def test_reports(series: str) -> None:
    contributions = {row["code"]: row for row in table(series, "contributions")}
    held = {row["code"] for row in table(series, "conferences") if row["state"] in ("closed", "open")}
    for row in table(series, "reports"):
        assert row["conference"] in held
        assert row["project"] in codes(series, "projects")
        assert row["status"] in words.STATUSES
        assert row["answer"] in words.ANSWERS
        told = [row[measure] for measure in words.MEASURES if row[measure]]
        if not row["contribution"]:
            assert not told and not row["basis"]
            continue
        contribution = contributions[row["contribution"]]
        assert contribution["project"] == row["project"]
        assert row["basis"] in words.BASES
        assert row["basis"] == "told" or not told
        assert contribution["currency"] or not told
        for text in told:
            from_decimal("amount", text, exponents()[contribution["currency"]])
    keys = Counter((row["conference"], row["project"], row["contribution"]) for row in table(series, "reports"))
    assert max(keys.values()) == 1


@each_series
def test_a_report_from_transactions_has_a_day_to_count_up_to(series: str) -> None:
    last_day = {row["code"]: row["cut_off"] or row["end"] or row["start"] for row in table(series, "conferences")}
    for row in table(series, "reports"):
        if row["basis"] == "transactions":
            parse_day("last day", last_day[row["conference"]])


@each_series
def test_every_foreign_currency_reported_has_its_rate_pinned(series: str) -> None:
    rates = {(row["currency"], row["per"], row["date"], row["method"]): row for row in table(series, "rates")}
    for row in rates.values():
        assert check_rate("rate", row["value"])
        assert row["method"] in words.RATE_METHODS
        assert row["source"]
    years = {row["code"]: int(row["start"][:4]) for row in table(series, "conferences")}
    pinned = set()
    for row in table(series, "conference-rates"):
        assert (row["currency"], row["per"], row["date"], row["method"]) in rates
        assert int(row["date"]) == years[row["conference"]] - 1, "the last full year before the conference"
        pinned.add((row["conference"], row["currency"]))
    currency = {row["code"]: row["currency"] for row in table(series, "contributions")}
    reported = {
        (row["conference"], currency[row["contribution"]]) for row in table(series, "reports") if row["contribution"]
    }
    assert {key for key in reported if key[1] not in ("", "USD")} == pinned


def test_results() -> None:
    outcomes = {(row["project"], row["code"]) for row in table("americas", "outcomes")}
    presented = {(row["conference"], row["project"]) for row in table("americas", "reports")}
    last_day = {row["code"]: row["end"] for row in table("americas", "conferences")}
    due = {}
    for row in table("americas", "indicators"):
        assert (row["project"], row["outcome"]) in outcomes
        assert row["measure"] in words.INDICATOR_MEASURES and row["direction"] in words.DIRECTIONS
        assert not row["target"] or check_value("target", row["measure"], row["target"]) == row["target"]
        assert line("title", row["title"]) == row["title"]
        due[row["project"], row["code"]] = row["target_date"] and parse_date("target date", row["target_date"])
    assert len(due) <= 25
    for row in table("americas", "measurements"):
        assert (row["conference"], row["project"]) in presented
        assert due[row["project"], row["indicator"]] <= last_day[row["conference"]]
        assert check_value("actual", "number", row["actual"]) == row["actual"]
    assert {row["level"] for row in table("americas", "outcomes")} <= set(words.OUTCOME_LEVELS)


def test_files_are_numbered_in_loading_order() -> None:
    for series in SERIES:
        names = sorted(path.name for path in (DATA / series).glob("*.csv"))
        assert [name[:3] for name in names] == [f"{number:02d}-" for number in range(1, len(names) + 1)]

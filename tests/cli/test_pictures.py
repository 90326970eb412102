"""Pictures from rows: many groups, every cause of a bridge, missing rates, and nothing at all."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.cli.book.pictures import TOP
from tracker.cli.book.pictures_money import bridge_moves, portfolio_picture, trend_picture
from tracker.cli.briefs.brief_language import Tongue
from tracker.insight.briefs.translated_names import TranslatedNames
from tracker.insight.comparing.bridge import TERMS, UNEXPLAINED, Bridge
from tracker.insight.comparing.trend import TrendRow
from tracker.rules.words import LANGUAGES, MEASURES, PAYMENTS, REASONS

EXPONENTS = {"USD": 2, "JPY": 0}


def tongue(language: str = "en", **names: str) -> Tongue:
    return Tongue(language, TranslatedNames(names, {}, {}), EXPONENTS)


def row(group: str | None, conference: str = "AMS-2013", *, currency: str = "USD", **amounts: Any) -> TrendRow:
    interest, pledged, committed, disbursed = (amounts.get(one) for one in MEASURES)
    return TrendRow(conference, group, interest, pledged, committed, disbursed, currency, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_of_a_bridge_has_a_bar_of_its_own_and_they_add_up(language: str) -> None:
    bridge = Bridge()
    causes = [*TERMS, *(f"changed:{reason}" for reason in (*REASONS, PAYMENTS, UNEXPLAINED)), "exchange"]
    for place, cause in enumerate(causes):
        bridge.add(cause, 10**place % 997 * (-1) ** place)
    moves = bridge_moves(bridge, "committed", tongue(language))
    assert len({label for label, _ in moves}) == len(moves) == len(causes)
    assert sum(amount for _, amount in moves) == sum(10**place % 997 * (-1) ** place for place in range(len(causes)))


def test_more_groups_than_fit_are_summed_up() -> None:
    rows = [row(f"D{number}", committed=(40 - number) * 100_00, pledged=number * 1_00 or None) for number in range(40)]
    picture = portfolio_picture(rows, "donor", tongue(), "Source.")
    assert picture is not None
    assert picture.title == "Committed at AMS-2013: 82,000.00\xa0USD; donors: 40; largest: D0, 5%"
    parts = picture.svg.partition("<desc>")[2].partition("</desc>")[0]
    said = dict(part.split(": ", 1) for part in parts.replace("others: 26", "others").split("; "))
    assert len(said) == TOP + 1
    assert said["D13"] == "pledged 13.00, committed 2,700.00"
    assert said["others"] == f"pledged {sum(range(14, 40))}.00, committed {sum(range(1, 27)) * 100:,}.00"
    assert picture.svg.count(">others: 26<") == 1


def test_one_more_than_fits_is_shown_itself() -> None:
    picture = portfolio_picture([row(f"D{number}", committed=1) for number in range(TOP + 1)], "donor", tongue(), "")
    assert picture is not None
    assert "others" not in picture.svg


def test_zero_and_negative_totals() -> None:
    picture = portfolio_picture([row("A", committed=-5_00), row("B", committed=0)], "donor", tongue(), "")
    assert picture is not None
    assert picture.title == "Committed at AMS-2013: -5.00\xa0USD; donors: 2; largest: B, –"
    assert portfolio_picture([row("A"), row(None)], "donor", tongue(), "") is None
    assert portfolio_picture([], "theme", tongue(), "") is None


def test_a_currency_without_decimals_and_groups_that_are_none() -> None:
    rows = [row("no theme", committed=1_234_567, currency="JPY"), row("single-window", committed=5, currency="JPY")]
    picture = portfolio_picture(rows, "theme", tongue("fr"), "")
    assert picture is not None
    assert ">sans thème<" in picture.svg
    assert "engagé 1\xa0234\xa0567" in picture.svg
    assert "1,23\xa0M" in picture.svg


def test_names_of_80_characters_and_codes_of_60_are_cut() -> None:
    named = {"A": "n" * 80, "C" * 60: "Long", "B": "Short"}
    picture = portfolio_picture([row(code, committed=1) for code in named], "donor", tongue(**named), "")
    assert picture is not None
    labels = [part.partition("<")[0] for part in picture.svg.split('">')[1:]]
    assert "B · Short" in labels
    assert max(map(len, labels)) <= 34


def test_a_trend_needs_two_conferences_with_an_amount() -> None:
    alone = [row(None, "AMS-2011"), row(None, "AMS-2012", committed=1_00)]
    assert trend_picture(alone, tongue(), "") is None
    both = [row(None, "AMS-2011", pledged=5_00), row(None, "AMS-2012"), row(None, "AMS-2013", committed=1_00)]
    picture = trend_picture(both, tongue(), "")
    assert picture is not None
    assert picture.title == "Committed: 1.00\xa0USD at AMS-2013"
    assert "AMS-2012" not in picture.svg
    more = trend_picture([*both, row(None, "AMS-2014", pledged=7_00)], tongue(), "")
    assert more is not None
    assert more.title == "Pledged: 5.00\xa0USD at AMS-2011, 7.00\xa0USD at AMS-2014"


def test_a_trend_by_group_sums_up_the_smaller_ones() -> None:
    rows = [row(f"D{place}", f"AMS-201{year}", committed=(9 - place) * 100) for year in (1, 2) for place in range(8)]
    picture = trend_picture([*rows, row("D9", "AMS-2012")], tongue(), "", by="donor")
    assert picture is not None
    assert "others: 3: AMS-2011 9.00, AMS-2012 9.00" in picture.svg

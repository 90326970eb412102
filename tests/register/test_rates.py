"""Rates as published, and those that a conference pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tracker.errors import Conflict, Invalid, NotFound, TrackerError, Usage
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.rates import PinnedFacts, RateFacts
from tracker.register.conferences.series import SeriesFacts
from tracker.register.register import Register

if TYPE_CHECKING:
    from conftest import Write

EUR = RateFacts("USD", "EUR", "2011", "annual average", "1.3915", "Eurostat")
IMF = RateFacts("EUR", "USD", "2011", "annual", "0.718414", "International Monetary Fund")
JPY = RateFacts("JPY", "EUR", "2011-12", "monthly", "102.55", "ECB")


def start(register: Register, *years: int) -> list[int]:
    register.series.add([SeriesFacts("AMS", "Americas")])
    return register.conferences.add([ConferenceFacts(f"AMS-{year}", start=f"{year}-02-02") for year in years])


def pinned(register: Register, conference: int) -> list[tuple[str, str, str, str]]:
    rows = register.rates.pinned(conference)
    return [(row["currency"], row["per_currency"], row["date"], row["value"]) for row in rows]


def test_rates_are_entered_once_and_corrected_only_when_asked(write: Write) -> None:
    with write() as register:
        one, two = register.rates.add([EUR, IMF])
        assert register.rates.add([IMF, EUR]) == [two, one]
        with pytest.raises(Conflict, match=r"is already recorded as 1\.3915, not 1\.4"):
            register.rates.add([EUR._replace(value="1.4")])
        assert register.rates.add([EUR._replace(value="1.4"), JPY], correct=True)[0] == one
        before, after = register.rates.edit(one, {"value": "1.3915"})
        assert (before["value"], after["value"]) == ("1.4", "1.3915")


@pytest.mark.parametrize(
    "facts",
    [
        EUR._replace(value="0"),
        EUR._replace(value="-1.3"),
        EUR._replace(value="1,3"),
        EUR._replace(currency="EUR"),
        EUR._replace(currency="EURO"),
        EUR._replace(date="2012-13"),
        EUR._replace(method="guess"),
    ],
)
def test_what_is_no_rate_is_refused(write: Write, facts: RateFacts) -> None:
    with pytest.raises(TrackerError), write() as register:
        register.rates.add([facts])


def test_a_pinned_rate_is_a_copy_and_takes_the_place_of_the_one_before(write: Write) -> None:
    with write() as register:
        (conference,) = start(register, 2012)
        first, _ = register.rates.add([EUR, IMF])
        assert register.rates.pin([PinnedFacts("2012", "usd", "eur", "2011", "annual")]) == 1
        register.rates.edit(first, {"value": "9"})
        assert pinned(register, conference) == [("USD", "EUR", "2011", "1.3915")]
        assert register.rates.pin([PinnedFacts("2012", "EUR", "USD", "2011", "annual average")]) == 2
        assert pinned(register, conference) == [("EUR", "USD", "2011", "0.718414")]
        with pytest.raises(NotFound):
            register.rates.pin([PinnedFacts("2012", "EUR", "USD", "2010", "annual average")])
        assert register.rates.unpin(conference, "EUR") == 1
        with pytest.raises(NotFound):
            register.rates.unpin(conference, "EUR")


def test_where_sources_differ_one_is_named(write: Write) -> None:
    with write() as register:
        (conference,) = start(register, 2012)
        register.rates.add([EUR, EUR._replace(source="ECB", value="1.392")])
        wanted = PinnedFacts("2012", "USD", "EUR", "2011", "annual")
        with pytest.raises(Usage, match=r"1\.3915 \(Eurostat\); 1\.392 \(ECB\)|1\.392 \(ECB\); 1\.3915 \(Eurostat\)"):
            register.rates.pin([wanted])
        register.rates.pin([wanted._replace(source="ECB")])
        assert pinned(register, conference) == [("USD", "EUR", "2011", "1.392")]


def test_the_latest_rates_known_before_the_conference(write: Write) -> None:
    with write() as register:
        old, new = start(register, 2012, 2013)
        register.rates.add([EUR, EUR._replace(date="2010", value="1.3257"), EUR._replace(date="2012", value="1.2848")])
        register.rates.add([JPY, EUR._replace(date="2011-12-31", method="spot", value="1.2939")])
        used = register.rates.pin_latest(old, ["EUR", "JPY", "KWD", "USD"])
        assert {currency: [rate.value for rate in path] for currency, path in used.items()} == {
            "EUR": ["1.2939"],
            "JPY": ["102.55", "1.2939"],
            "KWD": [],
            "USD": [],
        }
        assert pinned(register, old) == [("JPY", "EUR", "2011-12", "102.55"), ("USD", "EUR", "2011-12-31", "1.2939")]
        assert [rate.value for rate in register.rates.pin_latest(new, ["EUR"])["EUR"]] == ["1.2848"]
        assert [rate.value for rate in register.rates.pin_latest(new, ["EUR"], "2010")["EUR"]] == ["1.3257"]
        assert register.rates.pin_latest(new, ["EUR"], "2011", "spot")["EUR"] == ()
        assert register.rates.pin_as(new, old) == 2
        assert pinned(register, new) == pinned(register, old)


def test_without_a_date_nothing_was_known_before_it(write: Write) -> None:
    with write() as register:
        register.series.add([SeriesFacts("AMS", "Americas")])
        (conference,) = register.conferences.add([ConferenceFacts("AMS-1")])
        with pytest.raises(Usage, match="has no date"):
            register.rates.pin_latest(conference, ["EUR"])


def test_a_closed_conference_keeps_its_rates(write: Write) -> None:
    with write() as register:
        (conference,) = start(register, 2012)
        register.rates.add([EUR])
        register.conferences.close(conference)
        with pytest.raises(Conflict, match="AMS-2012 is closed"):
            register.rates.pin([PinnedFacts("2012", "USD", "EUR", "2011", "annual")])
        with pytest.raises(Invalid):
            register.rates.edit(1, {"value": "nothing"})

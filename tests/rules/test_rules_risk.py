import pytest

from tracker.errors import Invalid
from tracker.rules.results.risk import check_scale, risk_level, score


def test_every_score_has_the_level_of_its_band() -> None:
    expected = {
        1: "low",
        4: "low",
        5: "moderate",
        9: "moderate",
        10: "high",
        15: "high",
        16: "critical",
        25: "critical",
    }
    assert {number: risk_level(number) for number in expected} == expected
    order = ["low", "moderate", "high", "critical"]
    levels = [order.index(risk_level(number)) for number in range(1, 26)]
    assert levels == sorted(levels)
    assert {score(a, b) for a in range(1, 6) for b in range(1, 6)} <= set(range(1, 26))


@pytest.mark.parametrize("outside", [0, 26, -4])
def test_no_level_beyond_the_bands(outside: int) -> None:
    with pytest.raises(Invalid):
        risk_level(outside)


@pytest.mark.parametrize(("value", "whole"), [(1, 1), (5, 5), ("3", 3), (" 4 ", 4)])
def test_the_scale(value: int | str, whole: int) -> None:
    assert check_scale("likelihood", value) == whole


@pytest.mark.parametrize(
    "value", [0, 6, -1, 10**30, True, "", "0", "6", "-3", "3.0", "high", "３", "5\x00", "1e0", "+3"]
)
def test_off_the_scale(value: int | str) -> None:
    with pytest.raises(Invalid, match="is not on the scale"):
        check_scale("likelihood", value)

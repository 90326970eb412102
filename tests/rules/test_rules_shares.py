from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules.rates import convert
from tracker.rules.shares import FULL_SHARE, check_total, parse_named_share, parse_share, percent, split, total

PPM = st.integers(0, FULL_SHARE)
MINOR = st.integers(-(10**17), 10**17)


@st.composite
def fitting(draw: st.DrawFn) -> list[int]:
    """Shares of at most 100 % together."""
    cuts = sorted(draw(st.lists(PPM, max_size=8)))
    return [after - before for before, after in zip([0, *cuts], cuts, strict=False)]


@given(PPM)
def test_a_share_is_read_back(ppm: int) -> None:
    assert parse_share("share", percent(ppm)) == parse_share("share", f" {percent(ppm)} % ") == ppm


@pytest.mark.parametrize(
    ("text", "ppm", "shown"),
    [
        ("60", 600_000, "60"),
        ("60%", 600_000, "60"),
        ("33.3333", 333_333, "33.3333"),
        ("0.5000", 5_000, "0.5"),
        ("33.33330", 333_333, "33.3333"),
        ("0", 0, "0"),
        ("100.0000", FULL_SHARE, "100"),
        ("060", 600_000, "60"),
    ],
)
def test_shares(text: str, ppm: int, shown: str) -> None:
    assert (parse_share("share", text), percent(ppm)) == (ppm, shown)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("100.0001", "is more than 100 %"),
        ("101", "is more than 100 %"),
        ("1" * 18, "is more than 100 %"),
        ("1" * 1000, "is too long"),
        ("-1", "is negative"),
        ("33.33333", "has more than four decimals"),
        ("33,3", "contains a comma"),
        *(
            (text, "is not a plain number")
            for text in ("", "%", "half", "1/3", "60%%", "6e1", "nan", "+60", ".5", "٦٠", "6 0")
        ),
    ],
)
def test_what_is_no_share_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_share("share", text)
    assert caught.value.why == why


def test_named_shares() -> None:
    assert parse_named_share("JM-CUSTOMS:60") == ("JM-CUSTOMS", 600_000)
    assert parse_named_share(" JM-CUSTOMS : 33.3333% ") == ("JM-CUSTOMS", 333_333)
    assert parse_named_share("JM-CUSTOMS") == ("JM-CUSTOMS", None)
    assert parse_named_share("JM-CUSTOMS:0") == ("JM-CUSTOMS", 0)


@pytest.mark.parametrize("text", ["", " ", ":60", "JM:", "JM:x", "JM:101", "JM:60:40", "JM: -5"])
def test_what_is_no_named_share_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_named_share(text, "beneficiary")


def test_only_more_than_the_whole_is_wrong() -> None:
    for legal in ({}, {"JM": None}, {"JM": 1}, {"JM": 600_000, "BB": 400_000}, {"JM": FULL_SHARE, "BB": None}):
        check_total("shares", legal)
    assert total({"JM": 600_000, "BB": None, "TT": 1}) == 600_001
    with pytest.raises(Invalid, match=r"'JM:60, BB:40.0001' add up to 100.0001 %"):
        check_total("shares", {"JM": 600_000, "BB": 400_001, "TT": None})


@pytest.mark.parametrize(
    ("minor", "shares", "parts"),
    [
        (100, [600_000, 400_000], [60, 40, 0]),
        (100, [333_333, 333_333, 333_333], [33, 34, 33, 0]),
        (1, [500_000, 500_000], [1, 0, 0]),
        (-1, [500_000, 500_000], [-1, 0, 0]),
        (101, [150_000, 60_000], [15, 6, 80]),
        (7, [], [7]),
        (0, [600_000], [0, 0]),
    ],
)
def test_divided(minor: int, shares: list[int], parts: list[int]) -> None:
    assert split(minor, shares) == parts


@given(MINOR, fitting())
def test_the_parts_are_the_whole(minor: int, shares: list[int]) -> None:
    parts = split(minor, shares)
    assert len(parts) == len(shares) + 1
    assert sum(parts) == minor
    assert all(part * minor >= 0 for part in parts)
    assert all(abs(part - Fraction(minor * share, FULL_SHARE)) <= 1 for part, share in zip(parts, shares, strict=False))
    assert split(-minor, shares) == [-part for part in parts]


@given(MINOR, fitting(), st.integers(0, 10**6))
def test_more_money_never_reaches_fewer(minor: int, shares: list[int], more: int) -> None:
    def reached(amount: int) -> list[int]:
        parts = split(amount, shares)
        return [sum(parts[: n + 1]) for n in range(len(parts))]

    assert all(less <= now for less, now in zip(reached(minor), reached(minor + more), strict=True))


@given(MINOR, PPM)
def test_a_single_share_is_one_rounded_conversion(minor: int, share: int) -> None:
    assert split(minor, [share])[0] == convert(minor, Fraction(share, FULL_SHARE))

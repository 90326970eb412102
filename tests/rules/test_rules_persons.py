"""Numbers of persons as people state them."""

from __future__ import annotations

import pytest

from tracker.errors import Invalid
from tracker.rules.results.persons import Persons, check_part, parse_persons


@pytest.mark.parametrize(
    ("text", "number", "stated"),
    [
        ("31", 31, None),
        ("1,019", 1019, None),
        ("plus de\xa01\u202f019", 1019, "over"),
        ("1 019", 1019, None),
        ("0", 0, None),
        ("over 30", 30, "over"),
        ("More  than 80", 80, "over"),
        (">80", 80, "over"),
        ("at least 40", 40, "at least"),
        ("40+", 40, "at least"),
        ("about 40", 40, "about"),
        ("~40", 40, "about"),
        ("up to 500", 500, "up to"),
        ("más de 30", 30, "over"),
        ("unos 30", 30, "about"),
        ("à peu près 30", 30, "about"),
        ("jusqu’à 30", 30, "up to"),
    ],
)
def test_a_number_and_how_it_was_stated(text: str, number: int, stated: str | None) -> None:
    assert parse_persons("persons", text) == Persons(number, stated)


@pytest.mark.parametrize(
    "text", ["", "many", "30 persons", "30-40", "over", "-3", "3.5", "1,01", "over 30+", "10000000"]
)
def test_what_is_no_number_of_persons(text: str) -> None:
    with pytest.raises(Invalid, match="is not a number of persons"):
        parse_persons("persons", text)


def test_a_part_is_no_more_than_its_whole() -> None:
    check_part("women", 5, Persons(5, None))
    check_part("women", 31, Persons(30, "over"))
    check_part("women", 31, None)
    for stated in (None, "about", "up to"):
        with pytest.raises(Invalid, match="is more than the persons"):
            check_part("women", 31, Persons(30, stated))

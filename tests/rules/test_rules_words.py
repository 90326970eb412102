from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules import words
from tracker.rules.words import ANSWERS, BASES, REASONS, STATUSES, choose

VOCABULARIES = {
    name: list(value) for name, value in vars(words).items() if name.isupper() and name != "MEASURE_OF_KIND"
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_is_found_however_it_is_typed(name: str) -> None:
    for word in VOCABULARIES[name]:
        for typed in (word, word.upper(), word.replace(" ", "-"), word.replace(" ", "_"), f"  {word} "):
            assert choose("word", typed, VOCABULARIES[name]) == word


@pytest.mark.parametrize(
    ("typed", "among", "meant"),
    [
        ("prop", STATUSES, "proposed"),
        ("Ca", STATUSES, "cancelled"),
        ("confirmed", ANSWERS, "confirmed unchanged"),
        ("no-answer", ANSWERS, "no answer"),
        ("new", REASONS, "new money"),
        ("asked", ("asked", "asked again"), "asked"),
    ],
)
def test_a_beginning_is_enough(typed: str, among: tuple[str, ...], meant: str) -> None:
    assert choose("word", typed, among) == meant


@pytest.mark.parametrize(
    ("typed", "among", "why"),
    [
        ("", STATUSES, "is empty"),
        (" - ", STATUSES, "is empty"),
        ("c", STATUSES, "could be completed or cancelled"),
        ("no", ANSWERS, "could be not asked or no answer"),
        ("finalizing", STATUSES, "is not valid; the nearest is finalising"),
        ("actvie", STATUSES, "is not valid; the nearest is active"),
        ("реклама", STATUSES, "is not valid"),
        pytest.param("x" * 10_000_000, STATUSES, "is not valid", id="very long"),
    ],
)
def test_another_word_is_refused_with_the_nearest_and_all(typed: str, among: tuple[str, ...], why: str) -> None:
    with pytest.raises(Invalid) as caught:
        choose("status", typed, among)
    assert caught.value.why == why
    assert caught.value.expected == "one of " + ", ".join(among)


@given(st.text())
def test_any_text_is_a_word_or_invalid(text: str) -> None:
    with suppress(Invalid):
        assert choose("reason", text, REASONS) in REASONS


def test_a_word_is_found_as_people_read_it_and_as_it_is_stored() -> None:
    assert [choose("basis", typed, BASES) for typed in ("reported", "rep", "told")] == ["told"] * 3
    with pytest.raises(Invalid, match="is not valid") as caught:
        choose("basis", "x", BASES)
    assert caught.value.expected == "one of reported, transactions"


def test_codes_of_iati_are_whole_and_measures_follow_from_kinds() -> None:
    assert sorted(map(int, words.TRANSACTION_KINDS.values())) == list(range(1, 14))
    assert sorted(words.STATUS_CODES.values()) == list("123456")
    assert set(words.MEASURE_OF_KIND) < set(words.TRANSACTION_KINDS)
    assert set(words.MEASURE_OF_KIND.values()) == set(words.MEASURES) - {"interest"}

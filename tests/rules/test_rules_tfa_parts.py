"""Parts of measures of the TFA: numbers, letters and Roman numbers, in a row and within one another."""

from __future__ import annotations

import pytest

from tracker.errors import Invalid
from tracker.rules.tfa_parts import TfaPart, parse_part, part_key

MEASURES = ("1.1", "7.7", "7.9", "8", "10.1")


def part(text: str) -> TfaPart:
    return parse_part(text, MEASURES)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("7.7.1-7.7.3", "7.7.1 7.7.2 7.7.3"),
        ("8.2(b)-(d)", "8.2(b) 8.2(c) 8.2(d)"),
        ("1.1.1(h)-(j)", "1.1.1(h) 1.1.1(i) 1.1.1(j)"),
        ("8.2(v)-(ix)", "8.2(v) 8.2(vi) 8.2(vii) 8.2(viii) 8.2(ix)"),
        ("8.2(i)-(v)", "8.2(i) 8.2(ii) 8.2(iii) 8.2(iv) 8.2(v)"),
        ("7.7.2(a)(iv)-(v)", "7.7.2(a)(iv) 7.7.2(a)(v)"),
        ("8.2(xviii)-(xxi)", "8.2(xviii) 8.2(xix) 8.2(xx) 8.2(xxi)"),
        ("8.2(ii)", "8.2(ii)"),
    ],
)
def test_a_part_in_a_row_has_its_paragraphs(text: str, paragraphs: str) -> None:
    assert part(text).paragraphs == paragraphs.split()
    assert str(part(text)) == text


@pytest.mark.parametrize(
    ("whole", "inside", "outside"),
    [
        ("8.2(v)-(ix)", "8.2(v) 8.2(vi) 8.2(vi)-(viii) 8.2(ix) 8.2(vii)(a)", "8.2(iv) 8.2(x) 8.2(b) 8.2.5 8.3(vi)"),
        ("1.1.1(a)-(j)", "1.1.1(i) 1.1.1(b)-(c) 1.1.1(c)(ii)", "1.1.1(k) 1.1.1(ii) 1.1.1(i)-(v)"),
        ("7.7.2(a)(i)-(x)", "7.7.2(a)(ix) 7.7.2(a)(v)", "7.7.2(a) 7.7.2(b)(i) 7.7.2(a)(xi)"),
        ("8", "8.2(v)-(ix) 8.1", "9 10.1"),
    ],
)
def test_a_part_is_within_another_by_the_numbering_of_that_one(whole: str, inside: str, outside: str) -> None:
    known = (*MEASURES, "9")
    has = parse_part(whole, known).has
    assert all(has(parse_part(one, known)) for one in (whole, *inside.split()))
    assert not any(has(parse_part(one, known)) for one in outside.split())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("8.2(ix)-(v)", "ends before it begins"),
        ("8.2(d)-(b)", "ends before it begins"),
        ("8.2(b)-(ii)", "paragraphs of different kinds"),
        ("8.2(ab)", "neither a letter nor a Roman number"),
        ("8.2(iiii)", "neither a letter nor a Roman number"),
        ("8.0", "has a paragraph 0"),
    ],
)
def test_what_is_no_part_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        part(text)


def test_parts_are_sorted_as_people_sort_them() -> None:
    parts = ["7.7.2(a)(v)", "7.7.2(a)(ix)", "7.7.2(b)", "7.9.1", "7.10.1", "8.2(ii)", "8.2(ix)"]
    mixed = [parts[place] for place in (6, 2, 4, 0, 5, 3, 1)]
    assert sorted(mixed, key=part_key) == parts

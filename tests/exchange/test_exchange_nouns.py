"""A table is known by its header, whatever its file is called."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tracker.errors import Invalid
from tracker.exchange.grids import Table
from tracker.exchange.headings import read_tables
from tracker.exchange.nouns import NOUNS, TableKind, recognise


def table(header: str) -> Table:
    return read_tables("t.csv", f"{header}\n".encode())[0]


def heading(noun: TableKind, column: str) -> str:
    return next((called for called, meant in noun.called.items() if meant == column), column)


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_each_noun_by_what_it_must_have_and_by_all_that_it_may_have(noun: TableKind) -> None:
    required = [heading(noun, column) for column in noun.required]
    assert recognise(table(",".join(required))) == (noun, list(noun.required))
    every = [*required, *noun.optional]
    assert recognise(table(",".join(reversed(every))))[0] is noun
    assert recognise(table(",".join(one.replace("_", " ").title() for one in every)))[0] is noun


def test_the_tables_of_the_package_are_known() -> None:
    for folder in ("americas", "haiti"):
        for file in (files("tracker") / "data" / folder).iterdir():
            if file.name.endswith(".csv"):
                noun, _ = recognise(read_tables(file.name, file.read_bytes())[0])
                assert noun.name.replace(" ", "-") == file.name[3:-4]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "code,titel",
            "t.csv, line 1 'code,titel' is not the header of a known table; the nearest is projects, which"
            " also needs title and has no titel (did you mean title?)",
        ),
        (
            "contribution,kind,date",
            "t.csv, line 1 'contribution,kind,date' is not the header of a known table; the nearest is"
            " transactions, which also needs amount",
        ),
        (
            "code,title,colour",
            "t.csv, line 1 'code,title,colour' is not the header of a known table; the nearest is projects,"
            " which has no colour",
        ),
        ("a,b", "t.csv, line 1 'a,b' has no known heading"),
        ("code,title,Code", "t.csv, line 1, heading 'Code' appears twice"),
        ("donor,name,kind,code", "t.csv, line 1 'donor,name,kind,code' is not the header of a known table;"),
    ],
)
def test_a_header_that_fits_none_is_refused_with_the_nearest(header: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        recognise(table(header))
    assert caught.value.message.startswith(said)
    assert caught.value.hint

"""`tracker search`: words anywhere in the register, where they were found, and what shows them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    """A single window project with a risk, a note, an action point, a document and a contact."""

    @once
    def tell_it() -> None:
        run = caribbean
        window = '--title "Ventanilla Única de comercio" --objective "Trade in one window"'
        run(f"project add JM-SW {window} --beneficiary JM-CUSTOMS --donor IDB --status active --at 2013")
        risks = '--title "Risk management" --objective "Prepara la ventanilla única"'
        run(f"project add BB-RISK {risks} --beneficiary BB-CUSTOMS --status active --at 2013")
        run('report BB-RISK --note "No gate yet"')
        run('report JM-SW --status suspended --reason "The single window law was late"')
        run('risk add JM-SW/R1 --event "The law is late" --category political --mitigation "Windows of two months"')
        run('note "EU: la ventanilla unica comes first"')
        run('action add "Draft the law of the single window" --owner IDB')
        run('document add "Única: a study" --location https://example.org/u.pdf --project JM-SW')
        run('organisation contact IDB --name "Unice Ventana" --email u@example.org')

    return caribbean


def places(run: Run, line: str) -> list[str]:
    return [f"{row['noun']} {row['code']}" for row in json.loads(run(f"search {line} --json").out)]


def test_words_in_any_order_case_and_accent_and_as_beginnings(told: Run) -> None:
    found = """\
Shown by                      Field      At        Text
──────────────────────────────────────────────────────────────────────────────────────
tracker project show JM-SW    title      –         Ventanilla Única de comercio
tracker project show BB-RISK  objective  –         Prepara la ventanilla única
tracker note show 1           text       AMS-2013  EU: la ventanilla unica comes first
"""
    for words in ("ventanilla unica", "ÚNICA Ventan", "u\u0301nica venta"):
        assert told(f"search '{words}'").out == found


def test_what_is_found_in_titles_comes_first(told: Run) -> None:
    assert places(told, "UNICA ventan") == ["project JM-SW", "project BB-RISK", "note 1"]
    assert places(told, "única") == ["project JM-SW", "document 1", "project BB-RISK", "note 1"]


def test_a_word_of_two_letters_is_found_as_it_is(told: Run) -> None:
    assert places(told, "wi") == []
    assert places(told, "la ventanilla") == ["project BB-RISK", "note 1"]


def test_only_in_some_nouns_at_one_conference_and_so_many(told: Run) -> None:
    assert places(told, "ventanilla --in notes,documents") == ["note 1"]
    assert places(told, "ventanilla --in note --in project --limit 2") == ["project JM-SW", "project BB-RISK"]
    assert told("search window --limit 1").err == "There are more hits: --all shows them.\n"
    assert told("search window --all").err == ""


def test_at_a_conference_is_found_what_was_reported_or_recorded_there(told: Run) -> None:
    at = ["action point AMS-2013/A1", "project JM-SW", "project JM-SW", "risk JM-SW/R1"]
    assert places(told, "window --at 2013") == at
    assert places(told, "window --at 2012") == []
    assert places(told, "window --at 2013 --in risks,actions --limit 1") == at[:1]
    told("conference close AMS-2013 --yes --accept tested")
    assert places(told, "window --at 2013") == at
    assert told("search window --at 1999", status=3).err.startswith("Error: There is no conference '1999'")


def test_quiet_gives_each_code_once(told: Run) -> None:
    assert told("search window --in projects -q").out == "JM-SW\n"


def test_every_hit_says_the_command_that_shows_it(told: Run) -> None:
    for words in ("window", "unica", "law", "customs", "ventana", "regional", "2013"):
        for row in csv.DictReader(io.StringIO(told(f"search {words} --all --format csv").out)):
            assert told(row["command"].removeprefix("tracker ")).out


def test_what_is_changed_removed_or_taken_back_is_found_as_it_is_now(told: Run) -> None:
    told('project edit JM-SW --title "One door"')
    assert places(told, "door") == ["project JM-SW"]
    assert "project JM-SW" not in places(told, "ventanilla")
    told("undo")
    assert places(told, "door") == []
    assert places(told, "ventanilla")[0] == "project JM-SW"
    told("document remove 1 --yes")
    assert places(told, "study") == []
    told("undo")
    assert places(told, "study") == ["document 1"]


def test_what_is_merged_is_found_by_its_old_name(told: Run) -> None:
    told("organisation merge CIDA --into EU --yes")
    assert places(told, "cida") == ["organisation CIDA"]
    assert "European Union" in told("organisation show CIDA").out
    told("undo")
    assert places(told, "cida") == ["organisation CIDA"]
    assert told("db check").err.startswith("Nothing is wrong")


def test_what_finds_nothing_says_so_and_what_to_try(told: Run) -> None:
    assert told("search zebra").err == "No text contains this word. Try fewer words, or other ones.\n"
    assert told("search zebra window").err == "No text contains all of these words. Try `tracker search window`.\n"
    assert told("search ventanila").err == "No text contains this word. Try `tracker search ventanil`.\n"


@pytest.mark.parametrize("said", ['"', "'", "NEAR", "AND", "a*b", "head:x", "100%", "(x", "\\", "ñ", "-", "x" * 5000])
def test_signs_of_a_query_are_no_more_than_text(told: Run, said: str) -> None:
    quoted = "'" + said.replace("'", "'\\''") + "'"
    assert told(f"search window -- {quoted}", status=0).out is not None


def test_what_cannot_be_looked_for(told: Run) -> None:
    for nothing in ("", "...", "*"):
        assert told(f'search "{nothing}"', status=2).err == (
            f"Error: {nothing!r} contains no word to look for.\n"
            'Give one or more words: `tracker search "single window"`\n'
        )
    assert told("search window --in windows", status=2).err.startswith(
        "Error: A search cannot be limited to 'windows'.\nUse one or more of: projects, outcomes,"
    )

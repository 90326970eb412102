"""`tracker milestone` and `tracker document`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run


@pytest.fixture
def told(caribbean: Run) -> Run:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    caribbean('milestone add P1/M1 --title "Contract signed" --planned 2012-03-01')
    caribbean("milestone add P1 --title 'System in use'")
    caribbean("report P1 --at 2012 --milestone M1 --milestone-note 'on its way'")
    caribbean("milestone edit P1/M1 --planned 2012-05-01")
    caribbean("report P1 --at 2013 --status active --milestone M1 --reached 2012-05-20")
    return caribbean


def test_a_milestone_is_recorded_in_one_line(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    said = caribbean('milestone add P1 --title "Contract signed" --planned 2012-09')
    assert said.out == "Milestone P1/M1 added: Contract signed, planned 2012-09\n"
    assert said.err == "Next: `tracker report P1 --milestone M1 --reached 2012-09`\n"


def test_what_slipped_is_counted_from_what_was_planned_first(told: Run) -> None:
    assert (
        told("milestone list").out
        == """\
Code   Title            Planned     Reached     Slipped        First planned  Told at
──────────────────────────────────────────────────────────────────────────────────────
P1/M1  Contract signed  2012-05-01  2012-05-20       80  days  2012-03-01     AMS-2013
P1/M2  System in use    –           –                 –  –     –              –
"""
    )
    [then] = json.loads(told("milestone list --at 2012 --json").out)
    assert (then["planned"], then["reached"], then["slipped"], then["slipped_unit"]) == ("2012-03-01", None, 0, "days")
    history = json.loads(told("milestone show P1/M1 --json").out)["history"]
    assert [(row["conference"], row["planned"], row["slipped"]) for row in history] == [
        ("AMS-2012", "2012-03-01", 0),
        ("AMS-2013", "2012-05-01", 80),
    ]


def test_a_milestone_that_was_reported_stays(told: Run) -> None:
    assert "2 reports of it" in told("milestone remove P1/M1 -y", status=4).err
    assert told("milestone remove P1/M2 -y").out == "Milestone P1/M2 removed.\n"


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("milestone add P1 --planned 2012", 2, "Missing --title"),
        ("milestone add P1 --title x --planned 03/04/2012", 2, "can be read in two ways"),
        ("milestone edit P1/M1 --planned 2012-02-30", 2, "does not exist"),
        ("milestone edit P1/M1 --title ''", 2, "is missing"),
        ("document add Paper --project P1", 2, "Missing --location"),
        ("document add Paper --location a.pdf", 2, "Missing --project"),
        ("document add Paper --location a.pdf --project P7", 3, "There is no project 'P7'"),
        ("document add Paper --location a.pdf --project P1 --language spanish", 2, "is not a language code"),
        ("document show 7", 3, "There is no document '7'"),
        ("document show seven", 2, "not a valid integer"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    assert said in told(line, status=status).err


def test_documents_from_entry_to_removal(told: Run) -> None:
    add = 'document add "Informe final" --location https://example.org/informe.pdf'
    said = told(f"{add} --conference 2013 --organisation idb --language ES --published 2013-02")
    assert said.out == "Document 1 added: Informe final\n"
    assert "is there already, as document 1" in told(f"{add} --conference 2013 --organisation IDB", status=4).err
    told("document add Ficha --location ficha.docx --project P1")
    assert (
        told("document list").out
        == """\
Number  Title          Project  Conference  Organisation  Language  Published  Location
──────────────────────────────────────────────────────────────────────────────────────────────────────────────
2       Ficha          P1       –           –             –         –          ficha.docx
1       Informe final  –        AMS-2013    IDB           es        2013-02    https://example.org/informe.pdf
"""
    )
    assert told("document list --conference 2013 --language es -q").out == "1\n"
    assert told("document edit 1 --published 2013-03").out == "Document 1 changed.\n  published: 2013-02 -> 2013-03\n"
    assert json.loads(told("document show 1 --json").out)["published"] == "2013-03"
    assert told("document remove 1 -y").out == "Document 1 removed: Informe final\n"

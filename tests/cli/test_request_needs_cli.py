"""Donors are asked about the needs of their countries and themes in the workbook of a request, and reply in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Run
from request_forms import filled, rows, told

SEND = "request send 2013 --due 2013-02-15 -d out --language en"


@pytest.fixture
def asked(caribbean: Run, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """In a folder: IDB and NORAD work in Jamaica; needs of Jamaica (in two parts), of Haiti, and of a theme."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        told(caribbean, tmp_path)
        caribbean("project edit P2 --theme 'single window'")
        caribbean(
            "need add 'A border post' --beneficiary JM --measure 8.2(b) --measure 8.2(c) --definitive 2014 --at 2012"
        )
        caribbean("organisation add HT-CUSTOMS --name Haiti --kind 'customs administration' --country HT")
        caribbean("need add 'Scanners' --beneficiary HT")
        caribbean("need add 'A regional window' --whose 'members of CCLEC' --theme 'single window'")
        caribbean("need add Rehearsals --beneficiary BB-CUSTOMS")
        caribbean("need report N4 --status met")

    return caribbean


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_each_donor_is_asked_about_the_needs_of_its_countries_and_themes(asked: Run) -> None:
    assert asked(f"{SEND} --dry-run").out == (
        "Organisation  Role         Projects  Needs  Language  Contact    Workbook\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "BB-CUSTOMS    beneficiary         1      0  en        –          BB-CUSTOMS.xlsx\n"
        "IDB           donor               2      2  en        Ana Peñón  IDB.xlsx\n"
        "JM-CUSTOMS    beneficiary         2      0  en        Jo Lee     JM-CUSTOMS.xlsx\n"
        "NORAD         donor               1      2  en        –          NORAD.xlsx\n"
    )
    asked(f"{SEND} --to IDB --to JM-CUSTOMS")
    step = "4. say in the sheet “Needs” which needs you would meet or are meeting;\n"
    assert step in Path("out/IDB.txt").read_text() and step not in Path("out/JM-CUSTOMS.txt").read_text()
    assert rows(Path("out/IDB.xlsx"), "Needs") == [
        (
            *("Need", "Part", "Whose need", "What is asked for", "Measures", "Needed by"),
            *("Your last reply", "Your reply", "By your project", "Since", "Note"),
        ),
        ("N1", "", "JM-CUSTOMS", "A border post", "8.2(b); 8.2(c)", "2014", *[""] * 5),
        ("N1", "8.2(b)", "JM-CUSTOMS", "A border post", "8.2(b); 8.2(c)", "2014", *[""] * 5),
        ("N1", "8.2(c)", "JM-CUSTOMS", "A border post", "8.2(b); 8.2(c)", "2014", *[""] * 5),
        ("N3", "", "members of CCLEC", "A regional window", "", "", *[""] * 5),
    ]


def test_silence_is_told_apart_from_no_and_from_not_asked(asked: Run) -> None:
    asked(SEND)
    assert [row["silent"] for row in shown(asked, "need list")] == [["IDB", "NORAD"], [], ["IDB", "NORAD"], []]
    path = filled(
        Path("out/IDB.xlsx"),
        Path("IDB.xlsx"),
        ("N1 8.2(b)", {"Your reply": "would", "By your project": "P1", "Note": "From 2014"}),
        ("N3", {"Your reply": "no", "Since": "2013-01"}),
    )
    done = asked(f"import {path} --yes")
    assert "need N1, part 8.2(b): IDB would, P1, From 2014" in done.err
    first, _, third, _ = shown(asked, "need list")
    assert (first["replies"], first["silent"], first["agreed"]) == (["IDB would (8.2(b))"], ["NORAD"], "part")
    assert (third["replies"], third["silent"], third["agreed"]) == (["IDB no"], ["NORAD"], "none")
    replies = shown(asked, "need show N1")["replies_of_donors"]
    assert replies == [
        {
            **{
                "need": "N1",
                "donor": "IDB",
                "answer": "would",
                "part": "8.2(b)",
                "project": "P1",
                "date": "2013-01-28",
            },
            **{"note": "From 2014", "source": "IDB.xlsx, sheet Needs, row 3, answer of IDB"},
        }
    ]
    (status,) = [row for row in shown(asked, "request status 2013") if row["organisation"] == "IDB"]
    assert (status["needs"], status["replied"], status["silent"], status["state"]) == (2, 2, 2, "partly")
    assert [(row["need"], row["reply"]) for row in shown(asked, "request show NORAD --at 2013")["needs"]] == [
        ("N1", "silent"),
        ("N3", "silent"),
    ]
    assert asked(f"import {path} --yes").err.startswith("Nothing to change")
    # By telephone, the same is said with a command; then nothing is missing of the needs of NORAD.
    asked("need reply N1 --donor NORAD --as no")
    asked("need reply N3 --donor NORAD --as unclear")
    assert [row["silent"] for row in shown(asked, "need list")] == [[], [], [], []]
    assert shown(asked, "request status 2013 --silent")[1]["unreplied"] == 0


def test_what_is_wrong_in_a_row_is_named_and_nothing_is_written(asked: Run) -> None:
    asked("need add Laboratories --beneficiary JM")
    asked(f"{SEND} --to IDB")
    path = filled(
        Path("out/IDB.xlsx"),
        Path("IDB.xlsx"),
        ("N1 8.2(b)", {"Your reply": "perhaps"}),
        ("N1 8.2(c)", {"Note": "We are thinking about it"}),
        ("N3", {"Your reply": "would", "Whose need": "CCLEC"}),
        ("N5", {"Your reply": "would", "By your project": "P9"}),
    )
    refused = asked(f"import {path} --yes", status=1).err
    for said in (
        "row 3, Your reply 'perhaps' is not valid",
        "row 4, Your reply is empty, but the row has other entries",
        "row 5, Whose need 'CCLEC' cannot be changed in this form",
        "row 6, By your project 'P9': There is no project 'P9'",
    ):
        assert said in refused, refused
    assert all(not row["replies"] for row in shown(asked, "need list"))


def test_a_form_that_declines_everything_cannot_reply_to_needs_too(asked: Run) -> None:
    asked(f"{SEND} --to IDB")
    decline = ("-", {"We do not report to this conference:": "yes"})
    path = filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), decline, ("N3", {"Your reply": "would"}))
    assert "declines to report, but also answers in these rows: Needs 5" in asked(f"import {path}", status=1).err


def test_requests_of_merged_donors_keep_the_needs_of_both(asked: Run) -> None:
    asked(SEND)
    asked("organisation merge NORAD --into IDB --yes")
    assert [row["need"] for row in shown(asked, "request show IDB --at 2013")["needs"]] == ["N1", "N3"]
    assert [row["silent"] for row in shown(asked, "need list")] == [["IDB"], [], ["IDB"], []]

"""Needs in the comparison of two conferences, in briefs, in files, and from Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Run

from tracker import open_register
from tracker.store.location import Location


@pytest.fixture
def moved(caribbean: Run, once: Once) -> Run:
    """Needs of 2012 that were met, replied to, extended and left alone by 2013, and a new one."""

    @once
    def fill_it() -> None:
        for number, text in enumerate(("A law", "Scanners", "A laboratory", "Training"), start=1):
            caribbean(f"need add '{text}' --beneficiary JM --definitive 2013-0{number} --at 2012")
        caribbean("need add 'A single window' --whose CARIFORUM --theme 'single window'")
        caribbean("need report N1 --status met")
        caribbean("need reply N2 --donor EU --as would --date 2013-01-28")
        caribbean("need reply N4 --donor NORAD --as no --date 2012-01-28")
        caribbean("need extension N3 --requested 2012-12 --until 2014-12 --answer granted")
        caribbean("need report N3 --note 'More time was granted'")

    return caribbean


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_what_moved_between_two_conferences(moved: Run) -> None:
    assert (
        moved("compare 2012 2013 --only needs").out
        == """\
Needs: AMS-2012 to AMS-2013

Need  Of          What             Change      Status was  Status is  Replies since  Due was  Due is   Carried forward
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
N5    CARIFORUM   A single window  new         –           open       –              –        –                      0
N1    JM-CUSTOMS  A law            met         open        met        –              2013-01  2013-01                1
N2    JM-CUSTOMS  Scanners         replied to  open        open       EU would       2013-02  2013-02                1
N3    JM-CUSTOMS  A laboratory     extended    open        open       –              2013-03  2014-12                1
N4    JM-CUSTOMS  Training         older       open        open       –              2013-04  2013-04                1
"""
    )
    assert "Needs" in moved("compare 2012 2013").out
    assert [row["change"] for row in shown(moved, "compare 2012 2013")["needs"]] == [
        *("new", "met", "replied to", "extended", "older")
    ]
    assert [row["need"] for row in shown(moved, "compare 2012 2013 --donor EU")["needs"]] == ["N2"]


def test_the_list_of_an_administration_is_in_its_brief(moved: Run) -> None:
    moved("beneficiary show JM")
    said = moved("brief beneficiary JM --at 2013").out
    assert (
        said[said.index("Needs\n") : said.index("What was agreed")]
        == """\
Needs

Need  What          Due            Status  Replies   Conferences
────────────────────────────────────────────────────────────────
N2    Scanners      February 2013  open    EU would            1
N3    A laboratory  December 2014  open    –                   1
N4    Training      April 2013     open    NORAD no            1
N1    A law         January 2013   met     –                   1
Conferences: the number of conferences to which a need was carried forward since it was raised.

"""
    )
    assert "N2" in moved("brief donor EU --at 2013 --language es").out
    assert "lo haría" in moved("brief donor EU --at 2013 --language es").out
    assert [row["code"] for row in shown(moved, "brief beneficiary JM --at 2013")["needs"]] == ["N2", "N3", "N4", "N1"]


FILES = {
    "needs.csv": (
        "code,text,beneficiaries,whose,themes,measures,category,indicative,definitive,extended_to,conference,document\n"
        "ND-1,Training,JM;BB-CUSTOMS,,single window,7.7.1-7.7.6;8.2 (b),C,2020-02-22,2020-04-30,2023-03-31,,G/TFA/1\n"
        "ND-2,,,members of CCLEC,,10.1.1 (a)-(b),B and C,,,,2012,\n"
    ),
    "extensions.csv": "need,requested,until,reason,answer\nND-1,2019-08-30,2023-03-31,shifted from B to C,granted\n",
    "reports.csv": "need,status,conference,note\nND-2,partly met,2013,A start\n",
    "replies.csv": "need,donor,answer,part,date\nND-1,EU,would,7.7.2,2019-09\nND-1,NORAD,no,,\n",
}


def test_needs_are_taken_in_from_files_once(caribbean: Run, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = " ".join(str(tmp_path / name) for name in FILES)
    caribbean(f"import {files} --yes")
    one, two = shown(caribbean, "need list")
    assert (one["beneficiaries"], one["measures"]) == (["BB-CUSTOMS", "JM-CUSTOMS"], ["7.7.1-7.7.6", "8.2(b)"])
    assert (one["indicative"], one["definitive"], one["extended_to"]) == ("2020-02-22", "2020-04-30", "2023-03-31")
    assert (one["replies"], one["conference"]) == (["EU would (7.7.2)", "NORAD no"], None)
    assert (two["whose"], two["status"], two["carried"]) == ("members of CCLEC", "partly met", 1)
    assert "Nothing to change" in caribbean(f"import {files} --yes").err


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("needs.csv", "ND-3,X,,,,,,,,,,", "Missing option --beneficiary"),
        ("needs.csv", "ND-3,X,JM,,,13,,,,,,", "There is no measure of the TFA '13'"),
        ("needs.csv", "ND-3,X,JM,,,,,2020,2021,2019,,", "is before the definitive date, 2021"),
        ("replies.csv", "ND-1,JM-CUSTOMS,would,,", "JM-CUSTOMS is not a donor"),
        ("replies.csv", "ND-1,EU,would,7.4,", "is outside what ND-1 asks for"),
        ("replies.csv", "ND-1,EU,maybe,,", "is not valid"),
        ("extensions.csv", "ND-1,2019,2018,,", "is before the date of the request, 2019"),
        ("reports.csv", "ND-1,done,2013,", "is not valid"),
    ],
)
def test_a_row_that_cannot_be_is_named(caribbean: Run, tmp_path: Path, table: str, row: str, said: str) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text + (f"{row}\n" if name == table else ""), encoding="utf-8")
    refused = caribbean(f"import {' '.join(str(tmp_path / name) for name in FILES)} --yes", status=1).err
    assert said in refused and table in refused, refused
    assert caribbean("need list -q").out == ""


def test_a_list_that_comes_back_edited_changes_needs(moved: Run, tmp_path: Path) -> None:
    path = tmp_path / "needs.csv"
    text = moved("need list --format csv").out
    path.write_text(text, encoding="utf-8")
    assert "Nothing to change" in moved(f"import {path} --yes").err
    path.write_text(text.replace("Training", "Training of trainers"), encoding="utf-8")
    moved(f"import {path} --yes")
    assert shown(moved, "need show N4")["text"] == "Training of trainers"


def test_needs_from_python(moved: Run, location: Location) -> None:
    where = location.url or str(location.path)
    with open_register(where, write=True, who="tester", command="python") as register:
        code = register.add_need("Rehearsals", beneficiary="JM", measure=["8.2(b)", "8.2(c)"], at="2013")
        register.report_need(code, status="partly met", at="2013")
        register.reply_to_need(code, "EU", "does", part="8.2(c)", date="2013-02-01")
    with open_register(where) as register:
        (need,) = register.needs(beneficiary="JM", measure="8", at="2013")
        assert (need.code, need.status, need.replies, need.agreed) == (
            "N6",
            "partly met",
            ("EU does (8.2(c))",),
            "part",
        )
        assert len(register.compare("2012", "2013", only="needs")) == 6

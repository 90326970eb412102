"""`tracker career`: what customs officers are asked at each stage, and how many are where. Never who."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run

PATH = 'career add CCLEC --title "Caribbean customs officer" --edition 2008 --applies-to "CCLEC members" --source "CCLEC, 2012"'
STAGES = (
    'career stage CCLEC/1 --title "new officer" --core conduct --years 0 --trainings "Junior Officer Basic"',
    'career stage CCLEC/3 --title supervisor --management "leading a team" --years 3 --degrees "a first degree"'
    ' --examinations "promotion course" --requirement "good appraisals" --note "the second is not printed"',
)
REPORTS = (
    "career report CCLEC/1 --administration JM-CUSTOMS --officers 120 --women 50 --at 2012",
    "career report CCLEC/3 --administration JM-CUSTOMS --officers 16 --women 7 --estimated --at 2012",
    "career report CCLEC/1 --administration JM-CUSTOMS --officers 131 --women 0",
    'career report CCLEC/3 --administration JM-CUSTOMS --officers 18 --source "Jamaica, in the room"',
    "career report CCLEC/3 --administration BB-CUSTOMS --officers 0",
)


@pytest.fixture
def officers(caribbean: Run, once: Once) -> Run:
    """A path of two stages, and what 2012 and 2013 were told of the officers of Jamaica and Barbados."""

    @once
    def fill_it() -> None:
        for line in (PATH, *STAGES, *REPORTS):
            caribbean(line)

    return caribbean


def test_a_path_from_entry_to_removal(caribbean: Run) -> None:
    assert caribbean(PATH).out == "Career path CCLEC added: Caribbean customs officer\n"
    assert caribbean("career list --administration JM-CUSTOMS -q").out == ""
    assert [caribbean(line).out for line in STAGES] == [
        "Stage CCLEC/1 added: new officer\n",
        "Stage CCLEC/3 added: supervisor\n",
    ]
    assert caribbean("career edit cclec --administration JM --administration BB-CUSTOMS --edition ''").out == (
        "Career path CCLEC changed.\n  edition: 2008 -> unknown\n  administrations: unknown -> BB-CUSTOMS; JM-CUSTOMS\n"
    )
    assert (
        caribbean("career list --administration JM-CUSTOMS").out
        == """\
Code   Title                      For            Administrations         Stages
───────────────────────────────────────────────────────────────────────────────
CCLEC  Caribbean customs officer  CCLEC members  BB-CUSTOMS, JM-CUSTOMS       2
"""
    )
    assert (
        caribbean("career stages --career CCLEC").out
        == """\
Code     Title        Core competencies  Management      Years  Degrees         Examinations      Requirement      Trainings
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CCLEC/1  new officer  conduct            –                   0  –               –                 –                Junior Officer Basic
CCLEC/3  supervisor   –                  leading a team      3  a first degree  promotion course  good appraisals  –
"""
    )
    assert caribbean("career stage CCLEC/3 --years '' --place 2").out == (
        "Stage CCLEC/2 changed.\n  place: 3 -> 2\n  years: 3 -> unknown\n"
    )
    caribbean("career edit CCLEC --code CARIB")
    assert json.loads(caribbean("career show CCLEC/2 --json").out)["code"] == "CARIB/2"
    assert caribbean("career remove CARIB/1 --yes").out == "Stage CARIB/1, new officer removed.\n"
    assert caribbean("career remove CARIB --yes").out == (
        "Career path CARIB, Caribbean customs officer removed, with 1 stage.\n"
    )
    assert "CARIB is taken" in caribbean("career add CARIB --title Other", status=4).err
    caribbean("undo")
    assert json.loads(caribbean("career show CARIB --json").out)["administrations"] == ["BB-CUSTOMS", "JM-CUSTOMS"]


def test_who_is_where_and_what_moved(officers: Run) -> None:
    assert (
        officers("career show CCLEC").out
        == """\
CCLEC  Caribbean customs officer

Edition  2008
For      CCLEC members
Stages   2
Source   CCLEC, 2012

Stages

Code     Title        Core competencies  Management      Years  Degrees         Examinations      Requirement      Trainings
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CCLEC/1  new officer  conduct            –                   0  –               –                 –                Junior Officer Basic
CCLEC/3  supervisor   –                  leading a team      3  a first degree  promotion course  good appraisals  –

Officers

Stage    Title        Administration  Conference  Officers  Women  Estimated  Edition  Moved  Since     Another method
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CCLEC/3  supervisor   BB-CUSTOMS      AMS-2013           0      –  no         2008         –  –         –
CCLEC/1  new officer  JM-CUSTOMS      AMS-2012         120     50  no         2008         –  –         –
CCLEC/1  new officer  JM-CUSTOMS      AMS-2013         131      0  no         2008        11  AMS-2012  –
CCLEC/3  supervisor   JM-CUSTOMS      AMS-2012          16      7  yes        2008         –  –         –
CCLEC/3  supervisor   JM-CUSTOMS      AMS-2013          18      –  no         2008         –  AMS-2012  counted, estimated before
"""
    )
    assert [
        row["officers"] for row in json.loads(officers("career show CCLEC/3 --at 2012 --json").out)["officers"]
    ] == [16]
    assert (
        officers("career officers --administration JM-CUSTOMS --format csv").out
        == """\
stage,career,place,title,administration,administration_name,conference,officers,women,estimated,edition,moved,since,method,note,source
CCLEC/1,CCLEC,1,new officer,JM-CUSTOMS,Jamaica customs,AMS-2013,131,0,false,2008,11,AMS-2012,,,
CCLEC/3,CCLEC,3,supervisor,JM-CUSTOMS,Jamaica customs,AMS-2013,18,,false,2008,,AMS-2012,"counted, estimated before",,"Jamaica, in the room"
"""
    )


def test_another_edition_is_another_method_and_no_progress(officers: Run) -> None:
    """The open conference has the new edition; what an earlier one was told stays under the old one."""
    officers("conference close 2012 --accept test --yes")
    officers("career edit CCLEC --edition 2019")
    officers("career stage CCLEC/1 --title recruit")
    (old, new) = json.loads(officers("career show CCLEC/1 --json").out)["officers"]
    assert (old["title"], old["edition"], new["title"], new["edition"]) == ("new officer", "2008", "recruit", "2019")
    assert (new["moved"], new["since"], new["method"]) == (None, "AMS-2012", "edition 2019, before 2008")


def test_what_is_told_twice_is_refused_and_can_be_corrected(officers: Run) -> None:
    again = "career report CCLEC/3 --administration JM-CUSTOMS --officers 20"
    said = officers(again, status=4)
    assert said.err == (
        "Error: AMS-2013 already has a report: 18 officers of JM-CUSTOMS at CCLEC/3.\n"
        "Nothing was written. To correct the report, add --correct.\n"
    )
    assert (
        officers("career report CCLEC/3 --administration JM-CUSTOMS --officers 18").out
        == "CCLEC/3 at AMS-2013 did not change.\n"
    )
    assert officers(f"{again} --women 9 --correct").out == (
        "CCLEC/3 at AMS-2013 changed.\n  officers: 18 -> 20\n  women: unknown -> 9\n"
    )
    assert officers("log --verbose").out.splitlines()[1] == (
        "    officers of JM-CUSTOMS at CCLEC/3, AMS-2013: officers 18 -> 20; women unknown -> 9"
    )


@pytest.mark.parametrize(
    ("line", "status", "why"),
    [
        (
            "report CCLEC/1 --administration BB-CUSTOMS --officers 3 --women 4",
            2,
            "women '4' is more than the number of officers, 3",
        ),
        ("report CCLEC/1 --administration BB-CUSTOMS --officers some", 2, "officers 'some' is not a whole number"),
        ("report CCLEC/1 --administration BB-CUSTOMS --women 2", 2, "Missing option --officers"),
        ("report CCLEC/2 --administration BB-CUSTOMS --officers 3", 3, "There is no stage 'CCLEC/2'"),
        ("report CCLEC --administration BB-CUSTOMS --officers 3", 2, "is not the code of a stage"),
        ("add cclec --title Again", 4, "The code cclec is taken"),
        ("stage CCLEC/0 --title Zero", 2, "is not the code of a stage"),
        ("stage CCLEC/2", 2, "Missing option --title"),
        ("stage CCLEC/3 --place 1", 4, "That place is taken by another stage, CCLEC/1: new officer"),
        ("stage CCLEC/3 --title ''", 2, "title"),
        ("stage CCLEC/3 --years five", 2, "years 'five' is not a whole number"),
        ("remove CCLEC/1 --yes", 4, "officers were reported at it (2)"),
        ("remove CCLEC --yes", 4, "officers were reported at it (5)"),
        ("gaps --only nothing", 2, "gap 'nothing'"),
    ],
)
def test_refusals(officers: Run, line: str, status: int, why: str) -> None:
    before = officers("career officers --json").out
    assert why in officers(f"career {line}", status=status).err
    assert officers("career officers --json").out == before


def test_gaps_tell_nobody_from_nobody_said(officers: Run) -> None:
    officers('career stage CCLEC/4 --title manager --trainings "Customs Management Program"')
    officers("career report CCLEC/3 --administration JM-CUSTOMS --officers 0 --women '' --correct")
    officers("beneficiary add TT-CUSTOMS --name 'Trinidad customs' --country TT")
    assert (
        officers("career gaps").out
        == """\
Gap           Code        Of
──────────────────────────────────────────
no officers   CCLEC/3     supervisor
not reported  CCLEC/4     manager
no training   CCLEC/3     supervisor
no path       TT-CUSTOMS  Trinidad customs
"""
    )
    # At the conference of 2012 there were supervisors, and Barbados had told of nobody.
    assert officers("career gaps --at 2012 --only 'no officers' -q").out == ""


def test_a_closed_conference_keeps_what_it_was_told(officers: Run) -> None:
    officers("conference close 2012 --accept test --yes")
    officers("career stage CCLEC/1 --title recruit --core 'conduct and law'")
    officers("career edit CCLEC --title 'Officer of the Caribbean'")
    late = "career report CCLEC/1 --administration BB-CUSTOMS --officers 3 --at 2012"
    assert "AMS-2012 is closed, so its reports cannot change." in officers(late, status=4).err
    told = json.loads(officers("career officers --at 2012@1 --json").out)
    assert [(row["stage"], row["title"], row["officers"]) for row in told] == [
        ("CCLEC/1", "new officer", 120),
        ("CCLEC/3", "supervisor", 16),
    ]
    known = json.loads(officers("career show CCLEC --at 2012@1 --json").out)
    assert (known["title"], known["stages"][0]["core"]) == ("Caribbean customs officer", "conduct")
    assert officers("conference verify -q").out == "AMS-2012@1\n"


def test_merging_and_removing_an_administration(officers: Run) -> None:
    said = officers("organisation remove JM-CUSTOMS --yes", status=4).err
    assert "reports of its officers (4)" in said
    said = officers("organisation merge BB-CUSTOMS --into JM-CUSTOMS --yes", status=4).err
    assert said == (
        "Error: BB-CUSTOMS and JM-CUSTOMS have different numbers of officers at CCLEC/3, reported at AMS-2013; merged,"
        " one of the two is lost.\n"
        "`tracker career report CCLEC/3 --administration BB-CUSTOMS --at AMS-2013 --correct` corrects one.\n"
    )
    officers("career edit CCLEC --administration BB-CUSTOMS")
    officers("organisation add BB-EXCISE --name 'Barbados customs and excise' --kind 'customs administration'")
    said = officers("organisation merge BB-CUSTOMS --into BB-EXCISE --yes").out
    assert "career paths" in said and "officers of the open conference" in said
    assert officers("career list --format csv").out.splitlines()[1].split(",")[4] == "BB-EXCISE"


TABLES = {
    "paths.csv": "code,title,edition,administrations\nCCLEC,Caribbean customs officer,2008,JM-CUSTOMS;BB-CUSTOMS\n",
    "stages.csv": "career,place,title,years\nCCLEC,1,new officer,0\nCCLEC,3,supervisor,\n",
    "officers.csv": (
        "stage,administration,officers,women,estimated,conference\n"
        "CCLEC/1,JM-CUSTOMS,120,50,no,AMS-2012\nCCLEC/3,Jamaica customs,16,,yes,\n"
    ),
}


def test_the_three_tables_come_in_and_a_second_time_change_nothing(caribbean: Run, tmp_path: Path) -> None:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = " ".join(str(tmp_path / name) for name in TABLES)
    assert "5 rows taken in" in caribbean(f"import {files}").err
    assert "Nothing to change: 5 rows" in caribbean(f"import {files}").err
    (first, second) = json.loads(caribbean("career officers --json").out)
    assert (first["women"], first["conference"], second["women"], second["conference"]) == (
        50,
        "AMS-2012",
        None,
        "AMS-2013",
    )
    wrong = TABLES["officers.csv"].replace(",16,,", ",16,17,") + "CCLEC/1,JM-CUSTOMS,9,,,2012\nCCLEC/2,JM,1,,,\n"
    (tmp_path / "officers.csv").write_text(wrong, encoding="utf-8")
    said = caribbean(f"import {tmp_path / 'officers.csv'}", status=1).err
    assert "women '17' is more than the number of officers, 16" in said
    assert "stage 'CCLEC/1' is already in line 2" in said
    assert "There is no stage 'CCLEC/2'" in said
    assert len(json.loads(caribbean("career officers --json").out)) == 2


def test_a_stage_points_at_trainings_beside_the_words_of_its_source(officers: Run) -> None:
    for line in ('training add T1 --title "Targeting"', 'training add T2 --title "Leading" --start 2014'):
        officers(line)
    assert ("no training", "CCLEC/3") in {
        (row["gap"], row["code"]) for row in json.loads(officers("career gaps --json").out)
    }
    assert officers("career stage CCLEC/3 --training t1 --training T2").out == (
        "Stage CCLEC/3 changed.\n  training codes: unknown -> T1; T2\n"
    )
    officers("career stage CCLEC/1 --training T1")
    assert officers('career gaps --only "no training" --json').out == "[]\n"
    stages = json.loads(officers("career stages --json").out)
    assert [(row["trainings"], row["training_codes"]) for row in stages] == [
        ("Junior Officer Basic", ["T1"]),
        (None, ["T1", "T2"]),
    ]
    leads = json.loads(officers("training show T1 --json").out)["leads_to"]
    assert [row["code"] for row in leads] == ["CCLEC/1", "CCLEC/3"]
    assert "There is no training 'T9'" in officers("career stage CCLEC/3 --training T9", status=3).err
    assert "stages of career paths (2)" in officers("training remove T1 --yes", status=4).err
    # A record knows the trainings dated up to its conference, and those that lead to a stage among them.
    officers("training edit T1 --start 2011")
    officers("conference close 2013 --yes --accept test")
    assert officers("career stage CCLEC/3 --training ''").out.endswith("T1; T2 -> unknown\n")
    sealed = json.loads(officers("career show CCLEC --at 2013@1 --json").out)["stages"]
    assert [row["training_codes"] for row in sealed] == [["T1"], ["T1"]]


def test_a_path_goes_with_the_links_to_trainings_of_its_stages(officers: Run) -> None:
    officers('training add T1 --title "Targeting"')
    officers('career add SMALL --title "A small path"')
    officers('career stage SMALL/1 --title "officer" --training T1')
    assert "career stage SMALL/1 --title officer --training T1" in officers("log --noun career --limit 1").out
    officers("career stage SMALL/1 --training ''")
    assert "career stage SMALL/1 --training ''" in officers("log --noun career --limit 1").out
    officers("undo")
    officers("career remove SMALL --yes")
    assert json.loads(officers("training show T1 --json").out)["leads_to"] == []
    officers("undo")
    assert [row["code"] for row in json.loads(officers("training show T1 --json").out)["leads_to"]] == ["SMALL/1"]


def test_stages_and_the_trainings_that_lead_there_come_in_together(caribbean: Run, tmp_path: Path) -> None:
    tables = {
        "stages": "career,place,title,training_codes\nSMALL,1,officer,T1;T2\n",
        "careers": "code,title,edition\nSMALL,A small path,2012\n",
        "trainings": "training,title,kind\nT1,Targeting,course\nT2,Valuation,course\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    given = " ".join(str(tmp_path / f"{name}.csv") for name in tables)
    caribbean(f"import {given}")
    (row,) = json.loads(caribbean("career stages --json").out)
    assert row["training_codes"] == ["T1", "T2"]
    assert caribbean(f"import {given}").err.startswith("Nothing to change")


def test_a_cancelled_conference_takes_no_officers(officers: Run) -> None:
    officers("conference add AMS-2014 --start 2014-02")
    officers("conference edit AMS-2014 --state cancelled")
    said = officers("career report CCLEC/1 --administration JM-CUSTOMS --officers 9 --at 2014", status=4).err
    assert said == (
        "Error: AMS-2014 is cancelled, so its reports cannot change.\n"
        "`tracker conference edit AMS-2014 --state planned` takes that back.\n"
    )
    row = "stage,administration,conference,officers\nCCLEC/1,JM-CUSTOMS,AMS-2014,9\n"
    assert "AMS-2014 is cancelled, so its reports cannot change." in officers("import -", input=row, status=1).err
    assert officers("career officers --at 2014 -q").out == ""

"""`tracker partnership`: who met whom around a conference, and what follows from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tracker import tables

if TYPE_CHECKING:
    from conftest import Read, Run, Write

ADD = (
    'partnership add "joint work" --kind "bilateral meeting" --with IDB --with NORAD --date 2012-02'
    ' --people "IDB: Santiago Levy; Ana Peñón" --people "NORAD: Kari Ås"'
    ' --agreed "Train officials together" --area "fortalecimiento de capacidades" --area integrity --at 2012'
)


def test_a_partnership_from_entry_to_removal(caribbean: Run) -> None:
    said = caribbean(ADD)
    assert said.out == "Partnership 1 added: bilateral meeting of IDB and NORAD, joint work\n"
    caribbean('partnership add "targeting" --kind study --with EU --with IDB')
    assert (
        caribbean("partnership list").out
        == """\
Number  Conference  Kind               Date     Parties     Subject     Agreed                    Areas
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
1       AMS-2012    bilateral meeting  2012-02  IDB, NORAD  joint work  Train officials together  capacity building, integrity
2       AMS-2013    study visit        –        EU, IDB     targeting   –
"""
    )
    assert caribbean("partnership list --organisation EU -q").out == "2\n"
    assert caribbean("partnership list --kind bilateral --at 2012 -q").out == "1\n"
    assert (
        caribbean("partnership show 1").out
        == """\
Bilateral meeting of IDB and NORAD

Number      1
Conference  AMS-2012
Kind        bilateral meeting
Date        2012-02
Parties     IDB, NORAD
Subject     joint work
Agreed      Train officials together
Areas       capacity building, integrity
People      IDB: Santiago Levy; Ana Peñón, NORAD: Kari Ås
"""
    )
    assert caribbean("partnership edit 1 --people 'NORAD: Per Bø' --area integrity --agreed ''").out == (
        "Partnership 1 changed.\n"
        "  people: IDB: Santiago Levy; Ana Peñón; NORAD: Kari Ås -> IDB: Santiago Levy; Ana Peñón; NORAD: Per Bø\n"
        "  agreed: Train officials together -> unknown\n"
        "  areas: capacity building; integrity -> integrity\n"
    )
    caribbean("partnership edit 1 --with IDB --with EU")
    assert json.loads(caribbean("partnership show 1 --json").out)["people"] == ["IDB: Santiago Levy; Ana Peñón"]
    assert caribbean("partnership remove 1 --yes").out == "Partnership 1 removed: joint work\n"
    caribbean("undo")
    assert json.loads(caribbean("partnership show 1 --json").out)["areas"] == ["integrity"]


def test_a_partnership_names_the_projects_that_follow_from_it(caribbean: Run) -> None:
    caribbean('project add P1 --title "Joint targeting" --status proposed --at 2013')
    caribbean('project add P2 --title "Laboratories" --status proposed --at 2013')
    said = caribbean(
        'partnership add "counterfeit goods" --kind standing --with EU --with IDB --project p1'
        ' --area "intellectual property"'
    )
    assert said.out == "Partnership 1 added: standing mechanism of EU and IDB, counterfeit goods\n"
    assert caribbean("partnership list --project P1 -q").out == "1\n"
    assert caribbean("partnership list --project P2 -q").out == ""
    assert caribbean("partnership edit 1 --project P1 --project P2").out == (
        "Partnership 1 changed.\n  projects: P1 -> P1; P2\n"
    )
    assert (
        caribbean("partnership show 1").out
        == """\
Standing mechanism of EU and IDB

Number      1
Conference  AMS-2013
Kind        standing mechanism
Date        –
Parties     EU, IDB
Subject     counterfeit goods
Agreed      –
Areas       intellectual property
Projects    P1 Joint targeting, P2 Laboratories
"""
    )
    assert "partnership edit 1 --project P1 --project P2" in caribbean("log P2").out
    assert "partnerships that led to it (1)" in caribbean("project remove P2 --yes", status=4).err
    caribbean("undo")
    assert json.loads(caribbean("partnership show 1 --json").out)["projects"] == ["P1"]
    caribbean("partnership edit 1 --project '' --area ''")
    assert json.loads(caribbean("partnership show 1 --json").out)["projects"] == []


def test_areas_in_words_of_earlier_releases_stay_for_as_long_as_they_are_named(caribbean: Run, write: Write) -> None:
    caribbean('partnership add "joint work" --kind agreement --with EU --with IDB --area integrity')
    with write() as register:
        register.journal.insert(tables.partnership_area, [{"partnership_id": 1, "area": "Laboratories"}])
    caribbean("partnership edit 1 --agreed 'Once a year'")
    assert json.loads(caribbean("partnership show 1 --json").out)["areas"] == ["Laboratories", "integrity"]
    assert caribbean("partnership edit 1 --area Laboratories --area revenue-and-valuation").out == (
        "Partnership 1 changed.\n  areas: Laboratories; integrity -> Laboratories; revenue and valuation\n"
    )
    caribbean("partnership edit 1 --area integrity")
    assert json.loads(caribbean("partnership show 1 --json").out)["areas"] == ["integrity"]


def test_an_organisation_gathers_its_partnerships_also_of_those_it_took_over(caribbean: Run, read: Read) -> None:
    caribbean(ADD)
    caribbean('partnership add "closer work" --kind agreement --with CIDA --with NORAD --people "CIDA: Jo"')
    caribbean("organisation merge CIDA --into IDB --yes")
    found = json.loads(caribbean("organisation show IDB --json").out)["partnerships"]
    assert [(row["number"], row["parties"]) for row in found] == [(1, ["IDB", "NORAD"]), (2, ["IDB", "NORAD"])]
    assert "\nPartnerships\n\nNumber  Conference  Kind " in caribbean("organisation show NORAD").out
    assert "partnerships (2)" in caribbean("organisation remove NORAD --yes", status=4).err
    caribbean("organisation merge NORAD --into IDB --yes")
    assert json.loads(caribbean("partnership show 1 --json").out)["people"] == [
        "IDB: Santiago Levy; Ana Peñón; Kari Ås"
    ]
    caribbean("undo")
    assert json.loads(caribbean("partnership show 1 --json").out)["parties"] == ["IDB", "NORAD"]


def test_action_points_follow_from_it(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean('action add "Send the curriculum" --owner IDB --partnership 1 --at 2012')
    found = json.loads(caribbean("partnership show 1 --json").out)["actions"]
    assert [(row["code"], row["owner"]) for row in found] == [("AMS-2012/A1", "IDB")]
    assert caribbean("action list --partnership 1 -q").out == "AMS-2012/A1\n"
    assert "1 action(s) follow from it" in caribbean("partnership remove 1 --yes", status=4).err
    assert "actions raised (1)" in caribbean("conference remove 2012 --yes", status=4).err


def test_errors_say_what_would_be_right(caribbean: Run) -> None:
    add = "partnership add x --kind agreement --with IDB"
    for line, status, said in (
        (f"{add} --with IDB", 2, "names fewer than two organisations"),
        (f"{add} --no-input", 2, "Missing option --with"),
        (f"{add} --with EUU", 3, "Did you mean EU?"),
        (f"{add} --with EU --people 'NORAD: Kari'", 2, "names NORAD, which is not a party"),
        (f"{add} --with EU --people 'Santiago Levy'", 2, "does not name both a party and a person"),
        (f"{add} --with EU --people 'EU:'", 2, "does not name both a party and a person"),
        (f"{add} --with EU --date 31/12/2012", 2, "Use 2012-12-31."),
        ("partnership add x --kind friendship --with IDB --with EU", 2, "kind 'friendship' is not valid"),
        (f"{add} --with EU --area training", 3, "There is no theme 'training' in this register"),
        (f"{add} --with EU --project P9", 3, "There is no project 'P9' in this register"),
        ("partnership show 9", 3, "There is no partnership '9'"),
    ):
        assert said in caribbean(line, status=status).err, line

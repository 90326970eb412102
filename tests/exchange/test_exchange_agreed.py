"""Tables of recommendations, action points, follow-ups and partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from exchange_tables import CONFERENCES, ORGANISATIONS, SERIES, Take, fates, said, taker

if TYPE_CHECKING:
    from conftest import Read, Run

    from tracker.store.location import Location

RECOMMENDATIONS = """\
conference,number,recommendation
2012,1,Closer cooperation
2012,3,Better evaluation
"""
ACTIONS = """\
conference,action,owner,due
2012,Publish the timetable,IDB,next
2012,"Name a contact point, in writing",NORAD,2013-06
"""
FOLLOW_UPS = """\
conference,kind,action,status,note,reason,verified_by,superseded_by
2013,recommendation,2012/1,in progress,A pilot runs,,,
2013,action,2012/1,done,,,NORAD,
2013,action,2012/2,superseded,,,,2012/1
"""
PARTNERSHIPS = """\
conference,kind,parties,people,subject,agreed,areas,projects
2012,bilateral meeting,IDB;NORAD,IDB: Santiago Levy;Ana Peñón;NORAD: Kari Ås,joint work,,integrity;gestión de riesgos,P1
2012,study visit,JM-CUSTOMS;IDB,,targeting,,,
"""
ALL = (RECOMMENDATIONS, ACTIONS, FOLLOW_UPS, PARTNERSHIPS)


@pytest.fixture
def take(location: Location) -> Take:
    call = taker(location)
    call(SERIES, ORGANISATIONS, CONFERENCES, "code,title\nP1,Risk management\nP2,Laboratories\n")
    return call


def test_all_that_was_agreed_in_one_command_and_nothing_the_second_time(take: Take, run: Run) -> None:
    created = fates(take(*reversed(ALL)))
    assert created == {
        "recommendations": (2, 0, 0, 0),
        "actions": (2, 0, 0, 0),
        "follow-ups": (3, 0, 0, 0),
        "partnerships": (2, 0, 0, 0),
    }
    assert fates(take(*ALL)) == {noun: (0, 0, new, 0) for noun, (new, *_) in created.items()}
    assert (
        run("action list --at 2013").out
        == """\
Code         Text                              Owner  Due       Status      Reported at  Carried forward  Overdue
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012/A1  Publish the timetable             IDB    AMS-2013  done        AMS-2013                   1  no
AMS-2012/A2  Name a contact point, in writing  NORAD  2013-06   superseded  AMS-2013                   1  no
"""
    )


def test_what_differs_is_revised(take: Take, run: Run) -> None:
    take(*ALL)
    changed = take(
        RECOMMENDATIONS.replace("Better", "Yearly"),
        ACTIONS.replace("2013-06", "2014"),
        FOLLOW_UPS.replace("A pilot runs", "Two pilots run"),
        PARTNERSHIPS.replace("Kari Ås", "Per Bø"),
    )
    assert fates(changed) == {
        "recommendations": (0, 1, 1, 0),
        "actions": (0, 1, 1, 0),
        "follow-ups": (0, 1, 2, 0),
        "partnerships": (0, 1, 1, 0),
    }
    assert "People      IDB: Santiago Levy; Ana Peñón, NORAD: Per Bø\n" in run("partnership show 1").out
    for was, now in (("integrity;", "trade-facilitation;"), (",P1\n", ",P1;P2\n")):
        assert fates(take(PARTNERSHIPS.replace("Kari Ås", "Per Bø").replace(was, now)))["partnerships"] == (0, 1, 1, 0)
    assert "Projects    P1 Risk management, P2 Laboratories\n" in run("partnership show 1").out


def test_rows_that_cannot_be_are_refused_with_where_and_why(take: Take, read: Read) -> None:
    take(ACTIONS)
    outcome = take(
        "recommendation,conference,number,owner\nA,2012,x,\nB,2012,2,IBD\nC,2012,4,\nD,2012,4,\n,2012,5,\n",
        "kind,action,status,reason,verified_by,conference\naction,2012/1,done,,IDB,2013\naction,2012/2,dropped,,,2013\n"
        "action,2012/7,open,,,2013\nadvice,2012/1,open,,,2013\n",
        "kind,parties,subject,conference,people\nagreement,IDB,x,2012,\nagreement,IDB;NORAD,y,2012,Kari\n",
    )
    more = take("kind,parties,subject,conference,areas,projects\nagreement,IDB;NORAD,x,2012,training,P9\n")
    assert said(more) == [
        "2 areas: There is no theme 'training' in this register",
        "2 projects: There is no project 'P9' in this register",
    ]
    assert said(outcome) == [
        "2 number: is not the number of an action",
        "3 owner: There is no organisation 'IBD' in this register",
        "5 number: is already in line 4",
        "6 recommendation: is empty",
        "2 status: The owner cannot verify its own action as done",
        "3 status: Missing option --reason: why the action is dropped",
        "4 action: There is no action point '2012/7' in this register",
        "5 kind: is not valid",
        "2 parties: names fewer than two organisations",
        "3 people: does not name both a party and a person",
    ]
    with read() as reader:
        assert reader.value("SELECT count(*) FROM action") == 2


def test_codes_say_the_kind_themselves(take: Take, run: Run) -> None:
    take(RECOMMENDATIONS, ACTIONS)
    follow_ups = (
        "kind,conference,action,status,note,superseded_by\n,2013,2012/REC1,in progress,A pilot runs,\n"
        ",2013,AMS-2012/A1,open,Not yet,\n,2013,2012/A2,superseded,,A1\n"
    )
    assert fates(take(follow_ups)) == {"follow-ups": (3, 0, 0, 0)}
    assert run("action show A2 --json").out.count('"superseded_by": "AMS-2012/A1"') == 1
    outcome = take(
        "kind,conference,action,status\n,2013,2012/1,open\n,2013,2012/3,in progress\n,2013,2012/REC7,open\n",
        "kind,conference,action,status\naction,2013,2012/REC1,open\n",
    )
    assert said(outcome) == [
        "2 action: Action '2012/1' could be AMS-2012/A1 or AMS-2012/REC1",
        "4 action: There is no recommendation '2012/REC7' in this register",
        "2 action: '2012/REC1' is the code of a recommendation, not of an action point",
    ]


def test_the_number_of_a_table_may_have_the_letters_of_its_kind(take: Take, run: Run) -> None:
    assert fates(take("recommendation,number,conference\nCloser cooperation,REC4,2012\n")) == {
        "recommendations": (1, 0, 0, 0)
    }
    assert run("recommendation list -q").out == "AMS-2012/REC4\n"
    outcome = take("action,number,conference\nPublish it,REC4,2012\n")
    assert said(outcome) == ["2 number: is the number of a recommendation"]


def test_a_closed_conference_takes_actions_but_no_follow_ups(take: Take, run: Run) -> None:
    take(ACTIONS)
    for code in ("2012", "2013"):
        run(f"conference open {code}")
        run(f"conference close {code} --accept test --yes")
    assert fates(take(RECOMMENDATIONS, PARTNERSHIPS)) == {"recommendations": (2, 0, 0, 0), "partnerships": (2, 0, 0, 0)}
    outcome = take(FOLLOW_UPS)
    assert fates(outcome) == {"follow-ups": (0, 0, 0, 3)}
    assert said(outcome)[0] == "2 conference: AMS-2013 is closed, so it cannot change"


def test_a_closed_conference_may_be_told_again_what_it_was_told(take: Take, run: Run) -> None:
    take(RECOMMENDATIONS, ACTIONS, FOLLOW_UPS)
    run("conference open 2013")
    run("conference close 2013 --accept test --yes")
    assert fates(take(FOLLOW_UPS)) == {"follow-ups": (0, 0, 3, 0)}
    assert fates(take(FOLLOW_UPS.replace("done", "open")))["follow-ups"] == (0, 0, 2, 1)

"""What conferences were told of risks and milestones, and the contacts of organisations, as tables."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Read
from exchange_tables import BASE, REPORTS, Take, fates, said, taker

from tracker.store.location import Location

PARTS = (
    "project,code,event,category\nP1,R1,A change of government,political\n",
    "project,code,title,planned_date\nP1,M1,Contract signed,2012-09\n",
)
ASSESSMENTS = "SELECT c.code, t.likelihood, t.impact, t.status, t.note, t.source FROM assessment t"
MILESTONES = "SELECT c.code, t.planned_date, t.reached, t.note, t.source FROM milestone_report t"
AT = " JOIN conference c ON c.id = t.conference_id ORDER BY c.code"


@pytest.fixture
def take(location: Location) -> Take:
    call = taker(location)
    call(*BASE, REPORTS)
    call(*PARTS)
    return call


def rows(read: Read, sql: str) -> list[tuple[Any, ...]]:
    with read() as reader:
        return [tuple(row) for row in reader.all(sql)]


def test_assessments(take: Take, read: Read) -> None:
    text = "conference,project,risk,likelihood,impact,status,note,source\nAMS-2012,P1,r1,3,4,,Elections,minutes\n"
    assert fates(take(text)) == {"assessments": (0, 1, 0, 0)}
    assert fates(take(text)) == {"assessments": (0, 0, 1, 0)}
    assert fates(take("project,risk,status\nP1,R1,occ\n", at="2013")) == {"assessments": (0, 1, 0, 0)}
    assert rows(read, ASSESSMENTS + AT) == [
        ("AMS-2012", 3, 4, "open", "Elections", "minutes"),
        ("AMS-2013", None, None, "occurred", None, "t1.csv, line 2"),
    ]
    assert rows(read, "SELECT answer FROM review WHERE project_id = 1 ORDER BY conference_id") == [("updated",)] * 2


def test_milestone_reports(take: Take, read: Read) -> None:
    text = "project,milestone,planned,reached,note,source\nP1,M1,2012-11,,late,mail\n"
    assert fates(take(text, at="2012")) == {"milestone reports": (0, 1, 0, 0)}
    assert fates(take(text, at="2012")) == {"milestone reports": (0, 0, 1, 0)}
    assert rows(read, MILESTONES + AT) == [("AMS-2012", "2012-11", None, "late", "mail")]
    assert rows(read, "SELECT planned_date FROM milestone") == [("2012-09",)]


def test_what_is_wrong_with_them(take: Take) -> None:
    assert said(take("project,risk,likelihood\nP1,R1,6\nP1,R9,1\nP1,R1,\nP9,R1,1\n", at="2012")) == [
        "2 likelihood: is not on the scale",
        "3 risk: There is no risk 'R9' in this register",
        "4 risk: has no report in this row",
        "5 project: There is no project 'P9' in this register",
    ]
    assert said(take("project,milestone,reached\nP1,M1,2012-13\nP1,M1,2012\nP1,M1,2013\n", at="2012")) == [
        "2 reached: has no month 13",
        "4 milestone: is already in line 3",
    ]


def test_contacts(take: Take, read: Read) -> None:
    text = "organisation,name,role,email,language\nIDB,Ana Peñón,desk officer,ana@iadb.org,ES\nNORAD,Per Li,,,\n"
    assert fates(take(text)) == {"contacts": (2, 0, 0, 0)}
    assert fates(take(text)) == {"contacts": (0, 0, 2, 0)}
    assert fates(take("organisation,name,language\nIDB,ana peñón,fr\n")) == {"contacts": (0, 1, 0, 0)}
    assert rows(read, "SELECT name, role, email, language FROM contact ORDER BY id") == [
        ("Ana Peñón", "desk officer", "ana@iadb.org", "fr"),
        ("Per Li", None, None, None),
    ]
    assert said(take("organisation,name,email,language\nIBD,X,,\nIDB,Y,nowhere,\nIDB,Z,,spanish\nIDB,Z,,\n")) == [
        "2 organisation: There is no organisation 'IBD' in this register",
        "3 email: is not an e-mail address",
        "4 language: is not a code of ISO 639-1",
    ]

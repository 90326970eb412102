"""`tracker conference show`: the conference on one page, as a report of it reads; and the themes of its agenda."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tracker.insight.codes import Codes
from tracker.insight.records import document_of

if TYPE_CHECKING:
    from conftest import Once, Read, Run

PAGE = """\
AMS-2013  Fourth meeting

Series                 AMS
Ordinal, as published  4th
Dates                  28 January – 1 February 2013
Place                  Headquarters, Washington, United States of America
Host                   Inter-American Development Bank (IDB)
Agenda                 risk management, single window
State                  open
Projects               2: 1 proposed, 1 active
Reporting currency     USD
Next conference        5th, tentatively February 2014, Kingston (AMS-2014); to be confirmed

Participants

Code        Name                             As           People
─────────────────────────────────────────────────────────────────────────
IDB         Inter-American Development Bank  donor        Ana Lima; Bo Li
JM-CUSTOMS  Jamaica customs                  beneficiary  –

Projects

Code  Project        Status    Donor          Committed
───────────────────────────────────────────────────────
P1    Targeting      active    IDB    USD  1,000,000.00
                               NORAD  EUR    400,000.00
P2    Single window  proposed  –      –               –

Totals

Total              Committed  Contributions  Remark
─────────────────────────────────────────────────────────────────
reported   EUR    400,000.00              1  –
reported   USD  1,000,000.00              1  –
converted  USD  1,000,000.00              1  –
no rate    EUR    400,000.00              1  into USD at AMS-2013

Partnerships

Number  What, and what was agreed
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
1       Standing mechanism of European Union (EU) and Inter-American Development Bank (IDB), 2013-01: counterfeit goods
        Agreed: Share what is seized.
        Areas: intellectual property
        Projects that follow: P1 Targeting
        Present: IDB: Ana Lima

Recommendations

Code           Text
─────────────────────────────────
AMS-2013/REC1  Closer cooperation

Action points

Code         Text                   Owner  Due       Status       Reported at  Carried forward  Overdue
───────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012/A1  Publish the timetable  IDB    2012-06   in progress  AMS-2013                   1  yes
AMS-2013/A1  Send two experts       EU     AMS-2014  open         –                          0  no

Rates

None pinned. Pin them with `tracker conference rates AMS-2013 --latest`.
"""


@pytest.fixture
def held(caribbean: Run, once: Once) -> Run:
    """AMS-2013 with all that a report of it tells; AMS-2014 is called off, so that the next is in Kingston."""

    @once
    def fill_it() -> None:
        for line in (
            'conference edit 2013 --title "Fourth meeting" --ordinal 4 --host IDB --venue Headquarters'
            ' --city Washington --country US --theme "single window" --theme risk-management',
            "conference add AMS-2014-1",
            "conference edit AMS-2014-1 --state cancelled",
            "conference add AMS-2014 --start 2014-02 --tentative --ordinal 5 --city Kingston"
            ' --date-note "to be confirmed"',
            "conference participants 2013 --add JM-CUSTOMS:beneficiary --add IDB:donor --people 'IDB: Ana Lima; Bo Li'",
            'project add P1 --title Targeting --status active --at 2013 --donor IDB --committed "1,000,000 USD"',
            'report P1 --donor NORAD --committed "400,000 EUR" --at 2013',
            'project add P2 --title "Single window" --status proposed --at 2013',
            'partnership add "counterfeit goods" --kind "standing mechanism" --with EU --with IDB --project P1'
            ' --agreed "Share what is seized." --area "intellectual property" --people "IDB: Ana Lima" --date 2013-01',
            'recommendation add "Closer cooperation"',
            'action add "Publish the timetable" --owner IDB --due 2012-06 --at 2012',
            'action add "Left alone" --owner IDB --at 2012',
            "action report 2012/A1 --status 'in progress' --at 2013",
            'action add "Send two experts" --owner EU --due next',
        ):
            caribbean(line)

    return caribbean


def test_a_conference_is_one_page_as_a_report_of_it_reads(held: Run) -> None:
    assert held("conference show 2013").out == PAGE


def test_for_programs_every_field_has_its_own_place(held: Run) -> None:
    found = json.loads(held("conference show 2013 --json").out)
    assert found["themes"] == ["risk management", "single window"]
    assert [found[name] for name in ("next", "next_ordinal", "next_start", "next_end", "next_tentative")] == [
        *("AMS-2014", 5, "2014-02", None, True),
    ]
    assert found["projects"][1] == {
        **{"code": "P1", "title": "Targeting", "status": "active", "donor": "NORAD", "donor_name": "Norad"},
        **{"currency": "EUR", "interest": None, "pledged": None, "committed": "400000.00", "disbursed": None},
    }
    assert [row["projects"] for row in found["partnerships"]] == [["P1"]]
    assert [row["code"] for row in found["recommendations"] + found["action_points"]] == [
        *("AMS-2013/REC1", "AMS-2012/A1", "AMS-2013/A1"),
    ]
    assert found["statuses"] == [
        {"status": "proposed", "projects": 1, "unconfirmed": 0},
        {"status": "active", "projects": 1, "unconfirmed": 0},
    ]


def test_the_agenda_is_edited_sealed_and_taken_back(held: Run, read: Read) -> None:
    assert held("conference edit 2013 --theme integrity").out == (
        "Conference AMS-2013 changed.\n  themes: risk management; single window -> integrity\n"
    )
    held("undo")
    assert "There is no theme 'secrecy'" in held("conference edit 2013 --theme secrecy", status=3).err
    held("conference close 2013 --accept 'as it was' --yes")
    page = held("conference show 2013@1").out
    assert "Agenda                 risk management, single window\n" in page
    assert "Projects that follow: P1 Targeting\n" in page
    assert "AMS-2013 is closed" in held("conference edit 2013 --theme integrity", status=4).err
    held('conference reopen 2013 --reason "the agenda was another"')
    held("conference edit 2013 --theme '' --ordinal 5")
    held("partnership edit 1 --project '' --area ''")
    assert json.loads(held("conference show 2013 --json").out)["themes"] == []
    sealed = json.loads(held("conference show 2013@1 --json").out)
    assert sealed["themes"] == ["risk management", "single window"]
    assert [(row["areas"], row["projects"]) for row in sealed["partnerships"]] == [(["intellectual property"], ["P1"])]
    held("conference verify")
    assert "Nothing is wrong" in held("db check").err
    with read() as reader:
        document = json.loads(document_of(reader, Codes(reader).conference("2013@1")))["tables"]
    assert document["conference_theme"] == {"columns": ["theme"], "rows": [["risk-management"], ["single-window"]]}
    assert document["partnership_project"] == {"columns": ["partnership", "project"], "rows": [[1, "P1"]]}

"""What becomes of the rows of standing facts, and what the register says then."""

from __future__ import annotations

import pytest
from conftest import Read, Write
from exchange_tables import (
    BASE,
    CONFERENCES,
    CONTRIBUTIONS,
    ORGANISATIONS,
    PROJECTS,
    REPORTS,
    SERIES,
    Take,
    fates,
    said,
    taken,
    taker,
)

from tracker.store.location import Location


@pytest.fixture
def take(location: Location) -> Take:
    return taker(location)


def test_a_whole_register_in_one_command_and_nothing_the_second_time(take: Take) -> None:
    created = fates(take(*reversed(BASE), REPORTS))
    assert created == {
        "series": (1, 0, 0, 0),
        "organisations": (4, 0, 0, 0),
        "conferences": (2, 0, 0, 0),
        "projects": (2, 0, 0, 0),
        "contributions": (2, 0, 0, 0),
        "reports": (3, 0, 0, 0),
    }
    assert fates(take(*BASE, REPORTS)) == {noun: (0, 0, new, 0) for noun, (new, *_) in created.items()}


def test_the_same_tables_twice_write_nothing_at_all(take: Take, write: Write) -> None:
    take(*BASE, REPORTS)
    with write() as register:
        taken(register, *BASE, REPORTS)
        assert register.journal.count == 0


def test_an_empty_cell_leaves_what_stands(take: Take, read: Read) -> None:
    take(*BASE)
    outcome = take(
        "code,title,objective,start,scope\nP1,Regional risk management,Safer trade,,regional\np2,Single window,,,\n"
    )
    assert fates(outcome) == {"projects": (0, 1, 1, 0)}
    with read() as reader:
        assert reader.one("SELECT objective, planned_start, scope FROM project WHERE code = 'P1'") == (
            "Safer trade",
            "2012-03",
            "regional",
        )


def test_lists_are_replaced_and_only_when_they_differ(take: Take, read: Read) -> None:
    take(*BASE)
    same = (
        "code,title,themes,beneficiaries\nP1,Regional risk management,Risk Management,BB-CUSTOMS:40;jm-customs:60.0\n"
    )
    assert fates(take(same)) == {"projects": (0, 0, 1, 0)}
    other = "code,title,themes,beneficiaries\nP1,Regional risk management,integrity;risk management,BB-CUSTOMS\n"
    assert fates(take(other)) == {"projects": (0, 1, 0, 0)}
    with read() as reader:
        themes = (
            "SELECT theme FROM project_theme JOIN project p ON p.id = project_id WHERE p.code = 'P1' AND is_primary"
        )
        assert reader.value(themes) == "integrity"
        assert (
            reader.value("SELECT count(*) FROM beneficiary JOIN project p ON p.id = project_id WHERE p.code = 'P1'")
            == 1
        )
    assert fates(take(other)) == {"projects": (0, 0, 1, 0)}


def test_parents_and_predecessors_may_stand_further_down(take: Take, read: Read) -> None:
    text = "code,title,parent,succeeds\nA,Part,B,D\nB,Whole,C,\nC,Umbrella,,\nD,Old,,\n"
    assert fates(take(*BASE, text)) == {
        "series": (1, 0, 0, 0),
        "organisations": (4, 0, 0, 0),
        "conferences": (2, 0, 0, 0),
        "projects": (6, 0, 0, 0),
        "contributions": (2, 0, 0, 0),
    }
    assert fates(take(text)) == {"projects": (0, 0, 4, 0)}
    with read() as reader:
        above = "SELECT p.code FROM project c JOIN project p ON p.id = c.parent_id WHERE c.code = :code"
        assert [reader.value(above, {"code": code}) for code in "ABC"] == ["B", "C", None]


def test_projects_that_are_parts_of_each_other_are_refused(take: Take) -> None:
    outcome = take("code,title,parent\nA,Part,B\nB,Whole,C\nC,Umbrella,A\nD,Fine,\nE,Under it,D\n")
    assert fates(outcome) == {"projects": (2, 0, 0, 3)}
    assert said(outcome)[0] == "2 parent: leads back to the project itself, through its parts"


def test_organisations_in_any_order_with_names_aliases_and_roles(take: Take, read: Read) -> None:
    text = (
        "code,name,kind,roles,parent,aliases,name_es,country,member_from\n"
        "JSF,Japan Special Fund,trust fund,donor,IDB,,,,\n"
        "IDB,Inter-American Development Bank,development bank,donor,,IADB;BID@2000..,Banco Interamericano,,1960\n"
    )
    assert fates(take(text)) == {"organisations": (2, 0, 0, 0)}
    assert fates(take(text)) == {"organisations": (0, 0, 2, 0)}
    more = "donor,name,kind,aliases\nIDB,Inter-American Development Bank,development bank,BIRD\n"
    assert fates(take(more)) == {"donors": (0, 1, 0, 0)}
    both = "beneficiary,name,kind\nIDB,Inter-American Development Bank,development bank\n"
    assert fates(take(both)) == {"beneficiaries": (0, 1, 0, 0)}
    assert fates(take(both, more, text)) == {
        "organisations": (0, 0, 2, 0),
        "donors": (0, 0, 1, 0),
        "beneficiaries": (0, 0, 1, 0),
    }
    with read() as reader:
        assert [row[0] for row in reader.all("SELECT alias FROM organisation_alias ORDER BY alias")] == [
            "BID",
            "BIRD",
            "IADB",
        ]
        assert [row[0] for row in reader.all("SELECT role FROM organisation_role ORDER BY role, organisation_id")] == [
            "beneficiary",
            "donor",
            "donor",
        ]


def test_an_alias_names_one_organisation_only(take: Take) -> None:
    outcome = take(
        "code,name,kind,aliases\nA,One,other,B\nB,Two,other,\nC,Three,other,ZED\nD,Four,other,zed\nE,Five,other,E5\n"
    )
    assert said(outcome) == [
        "2 aliases: B is already the name of another organisation",
        "5 aliases: zed is already the name of another organisation",
    ]
    take("code,name,kind,aliases\nGAC,Global Affairs Canada,bilateral agency,CIDA@..2013\n")
    outcome = take("code,name,kind\nCIDA,Canadian International Development Agency,bilateral agency\n")
    assert said(outcome) == ["2 code: is another name of GAC"]


def test_a_conference_is_closed_after_all_that_it_is_told(take: Take, read: Read) -> None:
    closed = CONFERENCES.replace("end\n", "end,state\n").replace("-03\n", "-03,closed\n").replace("-29\n", "-29,open\n")
    outcome = take(SERIES, ORGANISATIONS, closed, PROJECTS, CONTRIBUTIONS, REPORTS)
    assert not outcome.faults
    with read() as reader:
        assert reader.all("SELECT code, state FROM conference ORDER BY code") == [
            ("AMS-2012", "closed"),
            ("AMS-2013", "open"),
        ]
    assert take(closed, REPORTS).written == 0


def test_what_a_closed_conference_was_told_can_be_said_again_but_not_otherwise(take: Take) -> None:
    closed = "code,series,state\nAMS-2012,AMS,closed\n"
    take(*BASE, REPORTS)
    take(closed)
    assert take(REPORTS).written == 0
    outcome = take(REPORTS.replace("1000000.00", "1000000.01"))
    assert fates(outcome) == {"reports": (0, 0, 2, 1)}
    assert said(outcome) == ["2 conference: AMS-2012 is closed, so its reports cannot change"]
    outcome = take("code,series,state,city\nAMS-2012,AMS,planned,Paris\n")
    assert said(outcome) == [
        "2 state: AMS-2012 is closed",
        "2 city: AMS-2012 is closed, so its reports cannot change",
    ]
    outcome = take("conference,organisation,capacity\nAMS-2012,IDB,host\n")
    assert said(outcome) == ["2 conference: AMS-2012 is closed, so it cannot change"]


def test_two_conferences_of_a_series_cannot_be_open(take: Take) -> None:
    outcome = take(SERIES, "code,series,state\nAMS-2012,AMS,open\nAMS-2013,AMS,open\n")
    assert said(outcome) == ["3 state: AMS-2012 is open, and a series can have only one open conference"]
    assert outcome.faults[0].value == "open"


def test_rates_and_those_that_conferences_pin(take: Take, read: Read) -> None:
    rates = (
        "currency,per,date,method,value,source\n"
        "EUR,USD,2011,annual average,0.719355,IMF\nNOK,USD,2011,annual average,5.60,IMF\n"
    )
    pins = "conference,currency,per,date,method\n2012,EUR,USD,2011,annual average\n2012,NOK,USD,2011,Annual Average\n"
    assert fates(take(*BASE, pins, rates))["conference rates"] == (2, 0, 0, 0)
    assert take(rates, pins).written == 0
    assert fates(take(rates.replace("5.60", "5.61"))) == {"rates": (0, 1, 1, 0)}
    assert fates(take(pins)) == {"conference rates": (0, 1, 1, 0)}
    with read() as reader:
        assert reader.value("SELECT value FROM pinned_rate WHERE currency = 'NOK'") == "5.61"
    outcome = take(pins.replace("2011", "2010"))
    assert said(outcome)[0] == ("2 date: There is no rate 'EUR per USD, annual average of 2010' in this register")


def test_participants(take: Take) -> None:
    text = "conference,organisation,capacity,people\nAMS-2012,IDB,host,Ana\nAMS-2012,NORAD,donor,\n"
    assert fates(take(*BASE, text))["participants"] == (2, 0, 0, 0)
    assert fates(take(text.replace("Ana", "Eva"))) == {"participants": (0, 1, 1, 0)}
    assert fates(
        take(text.replace("conference,", "", 1).replace("AMS-2012,", "").replace("Ana", "Eva"), at="2012")
    ) == {"participants": (0, 0, 2, 0)}
    outcome = take("organisation,capacity\nIDB,host\n")
    assert said(outcome) == ["2 conference: No conference is open"]


def test_contributions_without_a_code_are_known_by_project_donor_and_instrument(take: Take, read: Read) -> None:
    take(*BASE)
    text = "project,donor,instrument,currency\nP1,IDB,,USD\nP1,IDB,loan,USD\nP1,NORAD,,\n"
    assert fates(take(text)) == {"contributions": (2, 0, 1, 0)}
    with read() as reader:
        codes = [row[0] for row in reader.all("SELECT code FROM contribution ORDER BY code")]
    assert codes == ["P1-IDB", "P1-IDB-2", "P1-NORAD", "P2-NORAD"]
    outcome = take(text)
    assert fates(outcome) == {"contributions": (0, 0, 2, 1)}
    assert said(outcome) == ["2 donor: has several contributions to this project: P1-IDB, P1-IDB-2"]
    outcome = take("code,project,donor,currency\nP1-IDB,P2,IDB,USD\nP2-NORAD,P2,NORAD,EUR\n")
    assert said(outcome) == ["2 project: is not the project of P1-IDB, which is P1"]
    take(REPORTS.replace("P2-NORAD,", "P2-NORAD,5.00"))
    outcome = take("code,project,donor,currency\nP2-NORAD,P2,NORAD,EUR\n")
    assert said(outcome) == ["2 currency: The currency of contribution P2-NORAD never changes once reported"]


def test_an_edit_reaches_what_the_open_conference_was_told(take: Take, read: Read) -> None:
    take(*BASE, REPORTS)
    take("code,series,state\nAMS-2013,AMS,open\n")
    take(
        "code,title,scope\nP1,Risk management at last,regional\n", "code,project,donor,instrument\nP1-IDB,P1,IDB,loan\n"
    )
    with read() as reader:
        assert [
            tuple(row)
            for row in reader.all(
                "SELECT c.code, r.title, f.instrument FROM review r JOIN conference c ON c.id = r.conference_id"
                " JOIN project p ON p.id = r.project_id"
                " JOIN funding f ON f.conference_id = r.conference_id AND f.project_id = r.project_id"
                " WHERE p.code = 'P1' ORDER BY c.code"
            )
        ] == [
            ("AMS-2012", "Regional risk management", "grant"),
            ("AMS-2013", "Risk management at last", "loan"),
        ]


def test_parts_of_projects_and_documents(take: Take, read: Read) -> None:
    texts = (
        "project,code,event,category,inherent_likelihood,inherent_impact\nP1,R1,The law is late,legal,4,3\n",
        "project,code,title,level\nP1,O1,Faster clearance,outcome\n",
        "project,outcome,code,title,measure,unit,direction,baseline,baseline_date,target,target_date\n"
        "P1,O1,I1,Time to clear,number,hours,down,48,2011,24.50,2014\nP1,O1,I2,Law in force,yes/no,,,no,,yes,\n",
        "project,code,title,planned_date\nP1,M1,Draft law,2012-06\n",
        "title,location,project,language\nFiche,https://example.org/p1.pdf,P1,ES\n",
    )
    created = fates(take(*BASE, *texts))
    assert {noun: created[noun] for noun in ("risks", "outcomes", "indicators", "milestones", "documents")} == {
        "risks": (1, 0, 0, 0),
        "outcomes": (1, 0, 0, 0),
        "indicators": (2, 0, 0, 0),
        "milestones": (1, 0, 0, 0),
        "documents": (1, 0, 0, 0),
    }
    assert take(*texts).written == 0
    assert fates(take(texts[0].replace(",4,", ",5,"), texts[3].replace("06", "07"))) == {
        "risks": (0, 1, 0, 0),
        "milestones": (0, 1, 0, 0),
    }
    with read() as reader:
        assert reader.value("SELECT target FROM indicator WHERE code = 'I1'") == "24.5"


def test_what_refers_to_a_refused_row_says_so(take: Take) -> None:
    outcome = take(*BASE[:3], PROJECTS.replace("2014-12", "2011"), CONTRIBUTIONS, REPORTS)
    assert [fault for fault in said(outcome) if fault.startswith("2 end")] == ["2 end: is before the start, 2012-03"]
    assert "2 project: was itself refused, in t4.csv, line 2" in said(outcome)


@pytest.mark.parametrize("order", [BASE, tuple(reversed(BASE))])
def test_the_order_of_the_files_does_not_matter(take: Take, order: tuple[str, ...]) -> None:
    assert not take(*order).faults


def test_undo_takes_a_whole_import_back(take: Take, write: Write, read: Read) -> None:
    take(*BASE, REPORTS)
    with write() as register:
        register.journal.undo()
    with read() as reader:
        for name in ("series", "organisation", "conference", "project", "contribution", "review", "funding"):
            assert reader.value(f"SELECT count(*) FROM {name}") == 0


def test_the_themes_of_an_agenda_come_in_with_the_conference(take: Take, read: Read) -> None:
    def agenda(themes: str, state: str = "") -> str:
        return f"code,series,themes,state\nAMS-2012,AMS,{themes},{state}\n"

    take(SERIES, ORGANISATIONS)
    assert fates(take(agenda("single window;gestión de riesgos")))["conferences"] == (1, 0, 0, 0)
    assert fates(take(agenda("risk-management;single-window")))["conferences"] == (0, 0, 1, 0)
    assert fates(take(agenda("integrity;single window")))["conferences"] == (0, 1, 0, 0)
    assert said(take(agenda("secrecy"))) == ["2 themes: There is no theme 'secrecy' in this register"]
    assert fates(take(agenda("", "closed")))["conferences"] == (0, 1, 0, 0)
    assert fates(take(agenda("single window;integrity", "closed")))["conferences"] == (0, 0, 1, 0)
    assert said(take(agenda("integrity", "closed"))) == [
        "2 themes: AMS-2012 is closed, so its reports cannot change",
    ]
    with read() as reader:
        assert [row[0] for row in reader.rows("SELECT theme FROM conference_theme ORDER BY theme")] == [
            *("integrity", "single-window"),
        ]

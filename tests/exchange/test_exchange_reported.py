"""Transactions and reports: what is the same, what is new, and what conferences were told by it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Read, Run
from exchange_tables import BASE, REPORTS, Take, fates, said, taker

from tracker.store.location import Location

MOVED = "contribution,kind,date,amount,reference,description\n"
FUNDING = """
SELECT c.code, n.code, f.interest, f.pledged, f.committed, f.disbursed, f.basis, f.currency, f.source
FROM funding f JOIN conference c ON c.id = f.conference_id JOIN contribution n ON n.id = f.contribution_id
ORDER BY c.code, n.code
"""
REVIEW = """
SELECT c.code, p.code, r.status, r.progress, r.answer, r.actual_end, r.source
FROM review r JOIN conference c ON c.id = r.conference_id JOIN project p ON p.id = r.project_id ORDER BY c.code, p.code
"""


@pytest.fixture
def take(location: Location) -> Take:
    return taker(location)


def rows(read: Read, sql: str) -> list[tuple[Any, ...]]:
    with read() as reader:
        return [tuple(row) for row in reader.all(sql)]


def test_a_transaction_is_known_by_its_reference(take: Take, read: Read) -> None:
    take(*BASE)
    text = f"{MOVED}P1-IDB,disbursement,2012-01-10,100.00,A1,first\nP1-IDB,Outgoing Commitment,2012-01-10,100.00,A1,\n"
    assert fates(take(text)) == {"transactions": (2, 0, 0, 0)}
    assert fates(take(text.replace("disbursement,2012-01-10,100.00", "disbursement,2012-01-11,-5"))) == {
        "transactions": (0, 1, 1, 0)
    }
    amounts = rows(read, 'SELECT amount, description FROM "transaction" ORDER BY amount')
    assert amounts == [(-500, "first"), (10_000, None)]
    outcome = take(text + "P1-IDB,disbursement,2012-01-10,100.00,A1,again\n")
    assert said(outcome) == ["4 reference: is already in line 2"]


def test_a_transaction_without_a_reference_counts_as_often_as_it_stands(take: Take) -> None:
    take(*BASE)
    one = "P1-IDB,disbursement,2012-01-10,100.00,,\n"
    assert fates(take(MOVED + one + one)) == {"transactions": (2, 0, 0, 0)}
    assert fates(take(MOVED + one)) == {"transactions": (0, 0, 1, 0)}
    assert fates(take(MOVED + one * 3)) == {"transactions": (1, 0, 2, 0)}
    assert fates(take(MOVED + one.replace(",,", ",,other"))) == {"transactions": (1, 0, 0, 0)}


def test_amounts_have_the_decimals_of_the_contribution(take: Take) -> None:
    take(*BASE, "code,project,donor,instrument,currency\nY,P1,NORAD,loan,JPY\nK,P1,NORAD,grant,KWD\nN,P2,IDB,grant,\n")
    amounts = "Y 100;Y 100.5;K 1.234;K 1.2345;P1-IDB 1.234;N 1;P1-IDB 1e5"
    told = (one.split() for one in amounts.split(";"))
    text = MOVED + "".join(f"{code},disbursement,2012-01-10,{amount},,\n" for code, amount in told)
    assert said(take(text)) == [
        "6 amount: has more decimals than USD has",
        "7 contribution: has no currency, so its amounts cannot be read: N",
        "8 amount: is not a plain number",
    ]


def test_decimals_beyond_those_of_the_currency_are_rounded_half_up(caribbean: Run) -> None:
    caribbean("import -", input="code,title\nP1,Risk management\nP2,Single window\n")
    caribbean("import -", input="project,donor,currency\nP1,IDB,USD\nP2,IDB,JPY\n")
    amounts = "project,status,donor,committed,disbursed\nP1,active,IDB,1183143.15748,0.30000000000000004\n"
    done = caribbean("import - --at 2013 --yes", input=f"{amounts}P2,active,IDB,100.5,-0.5\n")
    assert done.err.splitlines() == [
        "standard input: committed: 2 amounts rounded to the decimals of the currency, such as 1183143.15748 to"
        " 1183143.16 USD (line 2)",
        "standard input: disbursed: 2 amounts rounded to the decimals of the currency, such as 0.30000000000000004 to"
        " 0.30 USD (line 2)",
        "2 rows taken in. `tracker undo` takes all of it back.",
    ]
    shown = caribbean("contribution list --at 2013 --format csv").out
    assert "1183143.16" in shown and ",0.30," in shown and ",101," in shown and ",-1," in shown


def test_what_an_open_conference_sums_follows_new_transactions(take: Take, read: Read) -> None:
    take(*BASE, f"{MOVED}P1-IDB,disbursement,2012-01-10,100.00,A1,\n")
    told = "conference,project,status,contribution,basis\nAMS-2012,P1,active,P1-IDB,transactions\n"
    take(told, "code,series,state\nAMS-2012,AMS,open\n")
    take(f"{MOVED}P1-IDB,disbursement,2012-02-03,50.00,A2,\nP1-IDB,disbursement,2012-02-04,7.00,A3,\n")
    assert rows(read, FUNDING)[0][5:8] == (15_000, "transactions", "USD")
    take("code,series,state\nAMS-2012,AMS,closed\n")
    take(f"{MOVED}P1-IDB,disbursement,2012-02-01,1.00,A4,\n")
    assert rows(read, FUNDING)[0][5] == 15_000


def test_reports_are_told_in_the_order_of_the_series(take: Take, read: Read) -> None:
    first, *lines = REPORTS.splitlines()
    assert fates(take(*BASE, "\n".join([first, *reversed(lines)])))["reports"] == (3, 0, 0, 0)
    assert [row[:5] for row in rows(read, REVIEW)] == [
        ("AMS-2012", "P1", "active", None, "updated"),
        ("AMS-2012", "P2", "proposed", None, "updated"),
        ("AMS-2013", "P1", "active", None, "updated"),
    ]
    assert [(row[0], row[1], row[4]) for row in rows(read, FUNDING)] == [
        ("AMS-2012", "P1-IDB", 100_000_000),
        ("AMS-2012", "P2-NORAD", None),
        ("AMS-2013", "P1-IDB", 125_000_000),
    ]


def test_what_is_not_mentioned_stays_as_it_was_told_last(take: Take, read: Read) -> None:
    take(*BASE, REPORTS)
    assert fates(take("project,progress\nP1,40\n", at="2013")) == {"reports": (0, 1, 0, 0)}
    assert fates(take("project,progress,committed\nP2,10,\n", at="2013")) == {"reports": (1, 0, 0, 0)}
    assert [row[:4] for row in rows(read, REVIEW)][2:] == [
        ("AMS-2013", "P1", "active", 40),
        ("AMS-2013", "P2", "proposed", 10),
    ]
    assert rows(read, FUNDING)[2][4] == 125_000_000


def test_dates_are_those_that_the_conference_could_know(take: Take, read: Read) -> None:
    text = "conference,project,status,actual_start,actual_end\n2013,P2,completed,2012-04,2012-12\n2012,P2,proposed,,\n"
    take(*BASE, text)
    assert [(row[0], row[5]) for row in rows(read, REVIEW)] == [("AMS-2012", None), ("AMS-2013", "2012-12")]
    assert rows(read, "SELECT actual_start, actual_end FROM project WHERE code = 'P2'") == [("2012-04", "2012-12")]
    assert take(text).written == 0


def test_several_rows_of_one_project_are_one_report(take: Take, read: Read) -> None:
    take(*BASE, "code,project,donor,instrument,currency\nP1-NORAD,P1,NORAD,grant,NOK\n")
    text = (
        "conference,project,contribution,status,pledged,committed,source,note\n"
        "AMS-2012,P1,P1-IDB,active,,10.00,mail of IDB,As agreed\nAMS-2012,p1,P1-NORAD,,5,,mail of Norad,\n"
    )
    assert fates(take(text)) == {"reports": (2, 0, 0, 0)}
    assert [(row[1], row[3], row[4], row[8]) for row in rows(read, FUNDING)] == [
        ("P1-IDB", None, 1000, "mail of IDB"),
        ("P1-NORAD", 500, None, "mail of Norad"),
    ]
    assert rows(read, REVIEW)[0][6] == "mail of IDB"
    assert take(text).written == 0
    outcome = take(text.replace("P1-NORAD,,5", "P1-NORAD,completed,5").replace("10.00", "11.00"))
    assert said(outcome) == ["3 status: contradicts t1.csv, line 2, about the same project at the same conference"]
    outcome = take(text + "AMS-2012,P1,P1-IDB,,,9,,\n")
    assert said(outcome) == ["4 project: is already in line 2"]


def test_only_the_contributions_that_are_told_of_are_presented(take: Take, read: Read) -> None:
    take(*BASE, "code,project,donor,instrument,currency\nP1-NORAD,P1,NORAD,grant,NOK\n")
    first = "conference,project,contribution,status,committed\nAMS-2012,P1,P1-IDB,active,10\n"
    both = first + "AMS-2013,P1,P1-NORAD,active,5\n"
    take(both)
    assert [(row[0], row[1]) for row in rows(read, FUNDING)] == [
        ("AMS-2012", "P1-IDB"),
        ("AMS-2013", "P1-IDB"),
        ("AMS-2013", "P1-NORAD"),
    ]
    assert take(both).written == 0


def test_money_by_its_donor(take: Take, read: Read) -> None:
    take(*BASE)
    text = "conference,project,donor,status,committed,currency,reason\nAMS-2012,P1,IDB,active,10.00,usd,New money\n"
    assert fates(take(text)) == {"reports": (1, 0, 0, 0)}
    assert take(text).written == 0
    assert rows(read, "SELECT measure, reason, amount FROM reason") == [("committed", "new money", None)]
    assert fates(take(text.replace("New money", "revision"))) == {"reports": (0, 1, 0, 0)}
    assert rows(read, "SELECT measure, reason, amount FROM reason") == [("committed", "revision", None)]
    take("code,project,donor,instrument,currency\nP1-IDB-2,P1,IDB,loan,USD\n")
    assert said(take(text)) == ["2 donor: has several contributions to P1"]
    assert said(take(text.replace("IDB", "NORAD"))) == ["2 donor: has no contribution to P1"]


def test_the_first_amount_gives_a_contribution_its_currency(take: Take, read: Read) -> None:
    take(*BASE, "code,project,donor,instrument\nP1-NORAD,P1,NORAD,grant\n")
    text = "conference,project,contribution,status,committed,currency\nAMS-2012,P1,P1-NORAD,active,10.5,EUR\n"
    assert said(take(text.replace("EUR", ""))) == ["2 currency: is not known of P1-NORAD"]
    take(text)
    assert take(text).written == 0
    assert rows(read, "SELECT currency FROM contribution WHERE code = 'P1-NORAD'") == [("EUR",)]
    outcome = take(text.replace("EUR", "NOK"))
    assert said(outcome) == ["2 currency: is not the currency of P1-NORAD, which never changes once reported"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "project,status,committed\nP1,active,5\n",
            "contribution: is missing: committed is an amount of one contribution",
        ),
        ("project,status,contribution,committed\nP1,active,P2-NORAD,5\n", "contribution: is not a contribution to P1"),
        ("project,status,contribution,reason\nP1,active,P1-IDB,dropped\n", "reason: explains no amount of this row"),
        (
            "project,status,contribution,committed,basis\nP1,active,P1-IDB,5,transactions\n",
            "basis: contradicts the amount in this row",
        ),
        ("project,progress\nP1,5\n", "status: is missing: P1 has not been reported to a conference yet"),
        ("project,status,start,end\nP1,active,2015,2014\n", "end: is before the start, 2015"),
        ("project,status,start\nP1,active,2015\n", "end: is before the start, 2015"),
        ("project,status,themes\nP1,active,magic\n", "themes: There is no theme 'magic' in this register"),
        ("project,status,beneficiaries\nP1,active,JM-CUSTOMS:60;IDB:41\n", "beneficiaries: add up to 101 %"),
        ("project,indicator,actual\nP1,I9,3\n", "indicator: There is no indicator 'I9' in this register"),
    ],
)
def test_reports_that_cannot_be(take: Take, text: str, wrong: str) -> None:
    take(*BASE)
    assert said(take(text, at="AMS-2012")) == [f"2 {wrong}"]


def test_measurements_beside_reports_and_alone(take: Take, read: Read) -> None:
    parts = (
        "project,code,title,level\nP1,O1,Faster clearance,outcome\n",
        "project,outcome,code,title,measure,unit,direction\nP1,O1,I1,Time to clear,number,hours,down\n",
    )
    reports = "conference,project,status,answer,source\nAMS-2012,P1,active,not asked,web page\n"
    measured = "conference,project,indicator,actual,note,source\nAMS-2012,P1,I1,40,counted,customs\n"
    take(*BASE, *parts, reports, measured)
    assert take(measured, reports).written == 0
    assert take(measured).written == take(reports).written == 0
    assert fates(take(measured.replace("40", "41"))) == {"measurements": (0, 1, 0, 0)}
    assert rows(read, "SELECT actual, note, source FROM measurement") == [("41", "counted", "customs")]
    assert rows(read, REVIEW)[0][4:] == ("not asked", None, "web page")
    outcome = take(measured.replace("40", "fast"))
    assert [fault.column for fault in outcome.faults] == ["actual"]

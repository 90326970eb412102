"""What was asked of whom, and what came back: the rules that hold whoever asks and answers."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import Once, Write
from factories import Walk

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.conferences.requests import candidates
from tracker.register.drafting.project_report import FundingReport, ProjectReport
from tracker.register.project_words import stronger
from tracker.register.register import Register
from tracker.register.reporting.requests import DataRequest
from tracker.rules.money import Amount
from tracker.rules.words import ANSWERS

DAY, DUE = date(2013, 1, 2), date(2013, 1, 15)


def asked(register: Register, *codes: str) -> int:
    """AMS-2013 asks IDB about projects; the number of the request."""
    conference = register.codes.conference("AMS-2013")
    who = register.codes.id("organisation", "IDB")
    asking = DataRequest(who, "donor", register.codes.ids("project", codes), "en", "IDB.xlsx")
    (row,) = register.requests.ask(conference, [asking], DAY, DUE)
    return int(row["id"])


def answers(register: Register, request: int) -> dict[str, str]:
    rows = register.requests.answers(request)
    return {register.codes.code("project", row["project_id"]): row["answer"] for row in rows}


def reviewed(register: Register) -> dict[str, tuple[str, bool]]:
    """The answers that the conference has, and whether they are carried over from the last one."""
    rows = register.reader.rows(
        "SELECT p.code, r.answer, r.carried_from_id FROM review r JOIN project p ON p.id = r.project_id"
        " JOIN conference c ON c.id = r.conference_id WHERE c.code = 'AMS-2013'"
    )
    return {code: (answer, carried is not None) for code, answer, carried in rows}


@pytest.fixture
def walked(write: Write, once: Once) -> Write:
    """P1 and P2 of IDB, told to AMS-2012."""

    @once
    def fill_it() -> None:
        with write() as register:
            walk = Walk(register, "AMS-2012", "AMS-2013")
            walk.money("P1", "IDB", "USD", 100)
            walk.money("P2", "IDB", "USD", 200)

    return write


def test_to_ask_carries_over_what_was_told_last_unconfirmed(walked: Write) -> None:
    with walked() as register:
        request = asked(register, "P1")
        assert reviewed(register) == {"P1": ("asked", True)}
        assert answers(register, request) == {"P1": "asked"}
        sql = "SELECT f.committed FROM funding f JOIN conference c ON c.id = f.conference_id WHERE c.code = 'AMS-2013'"
        assert register.reader.all(sql) == [(100,)]


def test_to_ask_again_keeps_answers_and_the_first_day(walked: Write) -> None:
    with walked() as register:
        request = asked(register, "P1")
        register.requests.tell(request, "confirmed unchanged", register.codes.ids("project", ["P1"]), "a mail", DAY)
        conference = register.codes.conference("AMS-2013")
        who = register.codes.id("organisation", "IDB")
        both = DataRequest(who, "donor", register.codes.ids("project", ["P1", "P2"]), "fr", "IDB.xlsx")
        (row,) = register.requests.ask(conference, [both], date(2013, 1, 10), None)
        assert (row["id"], row["sent"], row["due"], row["language"]) == (request, DAY, DUE, "fr")
        assert answers(register, request) == {"P1": "confirmed unchanged", "P2": "asked"}
        assert reviewed(register) == {"P1": ("confirmed unchanged", False), "P2": ("asked", True)}


def test_a_day_that_has_passed(walked: Write) -> None:
    with walked() as register:
        conference = register.codes.conference("AMS-2013")
        asking = DataRequest(register.codes.id("organisation", "IDB"), "donor", [], "en", "IDB.xlsx")
        with pytest.raises(Invalid, match="has passed"):
            register.requests.ask(conference, [asking], DAY, date(2013, 1, 1))
        with pytest.raises(Invalid, match="is missing"):
            register.requests.ask(conference, [asking], DAY, None)
        register.requests.ask(conference, [asking], DAY, DUE)
        with pytest.raises(Invalid, match="has passed and must be set again"):
            register.requests.ask(conference, [asking], date(2013, 2, 1), None)


def test_what_is_marked_already_changes_nothing(walked: Write) -> None:
    with walked() as register:
        request = asked(register, "P1", "P2")
        one, two = register.codes.ids("project", ["P1", "P2"])
        assert register.requests.settle(request, {one: "updated"}, "idb.xlsx", DAY) == 1
        assert register.requests.settle(request, {one: "declined"}, "other.xlsx", DUE) == 0
        assert register.requests.settle(request, {}, "other.xlsx", DUE) == 0
        row = register.requests.row(request)
        assert (row["state"], row["answered"], row["source"]) == ("answered", DAY, "idb.xlsx")
        assert register.requests.settle(request, {two: "declined"}, "other.xlsx", DUE) == 1
        assert answers(register, request) == {"P1": "updated", "P2": "declined"}


def test_what_is_told_of_a_donors_own_money_answers_its_request(walked: Write) -> None:
    with walked() as register:
        request = asked(register, "P1", "P2")
        one, two = register.codes.ids("project", ["P1", "P2"])
        conference = register.codes.conference("AMS-2013")
        (mine,) = [row["id"] for row in register.contributions.rows(tables.contribution) if row["project_id"] == one]
        told = FundingReport(mine, {"disbursed": [Amount(50, "USD", False, None)]}, answer="updated")
        register.reports.tell(conference, [ProjectReport(one, source="sheet of IDB", funding=[told])])
        assert answers(register, request) == {"P1": "updated", "P2": "asked"}
        row = register.requests.row(request)
        assert (row["state"], row["source"]) == ("answered", "sheet of IDB")
        # Of the project alone anybody may have told, and of the money somebody else.
        of_two = next(r["id"] for r in register.contributions.rows(tables.contribution) if r["project_id"] == two)
        theirs = FundingReport(of_two, {"disbursed": [Amount(50, "USD", False, None)]})
        register.reports.tell(conference, [ProjectReport(two, review={"progress": 10}, funding=[theirs])])
        assert answers(register, request) == {"P1": "updated", "P2": "asked"}


def test_only_what_was_asked_about_can_be_answered(walked: Write) -> None:
    with walked() as register:
        request = asked(register, "P1")
        with pytest.raises(Conflict, match="The project P2 is not part of this request"):
            register.requests.tell(request, "declined", register.codes.ids("project", ["P2"]), "a mail", DAY)


def test_whom_to_ask(write: Write) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012", "AMS-2013", "AMS-2014")
        walk.money("P1", "IDB", "USD", 100)
        walk.money("OVER", "EU", "USD", 100, status="completed")
        walk.money("LATER", "CIDA", "USD", 100, None, None)
        walk.money("OLD", "WB", "USD", 100)
        walk.money("NEXT", "NORAD", "USD", 100)
        walk.succeed("NEXT", "OLD")
        walk.shares("P1", "AMS-2012", JM_CUSTOMS=None, IDB=None)
        walk.project("UNTOLD")
        found = candidates(register.reader, register.codes.conference("AMS-2013"))
        names = [
            (one.code, one.role, [register.codes.code("project", project) for project in one.projects]) for one in found
        ]
        assert names == [
            ("CIDA", "donor", ["LATER"]),
            ("IDB", "beneficiary", ["P1"]),
            ("IDB", "donor", ["P1"]),
            ("JM-CUSTOMS", "beneficiary", ["P1"]),
            ("NORAD", "donor", ["NEXT"]),
        ]


def test_the_stronger_of_two_answers() -> None:
    silent = ANSWERS[:3]
    assert {stronger(one, other) for one in silent for other in ("declined",)} == {"declined"}
    assert stronger("declined", "confirmed unchanged") == "confirmed unchanged"
    assert stronger("updated", "confirmed unchanged") == "updated"
    assert all(stronger(stands, given) in (stands, given) for stands in ANSWERS for given in ANSWERS)
    assert all(stronger(one, other) == stronger(other, one) for one in ANSWERS for other in ANSWERS if one != other)

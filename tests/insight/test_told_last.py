"""What was told last, whatever became of the conference that was told: every question means the same one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from factories import Walk

from tracker import tables
from tracker.insight.conferences.followup import pledges_followed
from tracker.insight.conferences.open_points import unexplained
from tracker.insight.conferences.requests import candidates
from tracker.insight.projects.milestones import list_milestones
from tracker.insight.projects.parts import PartFilter
from tracker.insight.totals.latest_review import reviewed
from tracker.register.register import Register
from tracker.rules.structure import TABLES, TOLD_TABLES
from tracker.rules.words import MEASURES
from tracker.store.checking.integrity import check_register
from tracker.store.told_last import each_told_last, held, told_last, up_to

if TYPE_CHECKING:
    from conftest import Read, Run, Write

# What a conference between two others can be, with the one that was told last if that is all that is known.
LAST = {
    "planned": "AMS-2013",
    "open": "AMS-2013",
    "closed": "AMS-2013",
    "reopened": "AMS-2013",
    "cancelled": "AMS-2012",
}
REPORTS = {
    "review": "project_id",
    "funding": "contribution_id",
    "assessment": "risk_id",
    "measurement": "indicator_id",
    "milestone_report": "milestone_id",
    "follow_up": "action_id",
}


def become(register: Register, code: str, state: str) -> None:
    """Let a planned conference come to a state."""
    identity = register.codes.id("conference", code)
    if state == "open":
        register.conferences.open(identity)
    elif state in ("closed", "reopened"):
        register.conferences.close(identity)
    elif state == "cancelled":
        register.journal.update(tables.conference, [(register.conferences.row(identity), {"state": state})])


@pytest.fixture(params=LAST)
def state(request: pytest.FixtureRequest, write: Write) -> str:
    """The state of AMS-2013, between two others; each was told of everything that is told."""
    with write() as register:
        walk = Walk(register, "AMS-2012", "AMS-2013", "AMS-2014")
        walk.review("P1", "AMS-2012")
        walk.review("P1", "AMS-2013", status="completed")
        walk.money("P1", "IDB", "USD", 100, 200, measure="pledged")
        walk.money("P2", "IDB", "USD", 100, 200, 200, reason="revision")
        walk.part("risk", "P1/R1", {"AMS-2012": {}, "AMS-2013": {}})
        walk.part("indicator", "P1/I1", {"AMS-2012": {}, "AMS-2013": {}})
        reports = {"AMS-2012": {"planned_date": "2012"}, "AMS-2013": {"planned_date": "2013"}}
        walk.part("milestone", "P1/M1", reports)
        row = {"conference_id": walk.id("conference", "AMS-2012"), "kind": "action point", "number": 1, "text": "Do it"}
        (action,) = register.journal.insert(tables.action, [row])
        for at, status in (("AMS-2012", "open"), ("AMS-2013", "done")):
            told = {"conference_id": walk.id("conference", at), "action_id": action, "text": "Do it", "status": status}
            verified = {"verified_by_name": "Ann"} if status == "done" else {}
            register.journal.insert(tables.follow_up, [told | verified])
    with write() as register:
        become(register, "AMS-2013", request.param)
    if request.param == "reopened":
        with write() as register:
            register.conferences.reopen(register.codes.id("conference", "AMS-2013"), "A figure was wrong")
    return str(request.param)


@pytest.mark.parametrize("within", [None, up_to("2")])
def test_of_every_noun_the_same_conference_was_told_last(state: str, read: Read, within: str | None) -> None:
    with read() as reader:
        params = {"series": reader.value("SELECT id FROM series")} if within else {}
        for report, of in REPORTS.items():
            told = told_last(report, of, within=within, where=f"t.{of} = 1")
            sql = f"SELECT c.code FROM {told} x JOIN conference c ON c.id = x.conference_id"
            assert [row[0] for row in reader.rows(sql, params)] == [LAST[state]], report


def test_each_measure_told_last_in_one_pass_is_what_was_told_of_it_last(state: str, read: Read) -> None:
    """Of all measures together as of each alone; nothing was told of some of them."""
    within, of = up_to("3"), "contribution_id"
    with read() as reader:
        params = {"series": reader.value("SELECT id FROM series")}
        for measure in MEASURES:
            last = told_last("funding", of, (measure,), within=within, where=f"t.{measure} IS NOT NULL")
            alone = reader.all(f"SELECT {of}, {measure} FROM {last} x ORDER BY 1", params)
            each = each_told_last("funding", of, MEASURES, ("basis",), within=within)
            where = f"{measure}_place = 1 AND {measure} IS NOT NULL"
            assert reader.all(f"SELECT {of}, {measure} FROM {each} x WHERE {where} ORDER BY 1", params) == alone
            assert bool(alone) == (measure in ("pledged", "committed"))


def test_every_report_on_a_standing_fact_is_asked_about() -> None:
    told = {name for name in TOLD_TABLES if "source" in TABLES[name].columns and TABLES[name].goes_with is None}
    # What is reported of needs, offers and stages, and lights that people set, have tests with their commands.
    assert told == {*REPORTS, "need_report", "offer_report", "officers", "set_light"}


def test_what_lists_show_is_what_was_told_last(state: str, read: Read, run: Run) -> None:
    with read() as reader:
        sql = f"WITH {reviewed(None)} SELECT c.code FROM reviewed v JOIN conference c ON c.id = v.conference_id"
        assert reader.value(f"{sql} WHERE v.project_id = 1") == LAST[state]
        (milestone,) = list_milestones(reader, PartFilter())
        assert milestone.planned == LAST[state][-4:]
    (action,) = json.loads(run("action list --json").out)
    assert action["status"] == ("done" if LAST[state] == "AMS-2013" else "open")


def test_whom_to_ask_is_said_by_what_was_told_last(state: str, read: Read, write: Write) -> None:
    with write() as register:
        asked = {code for one in candidates(register.reader, register.codes.conference("AMS-2014"))
                 for code in [register.codes.code("project", project) for project in one.projects]}  # fmt: skip
    # What was completed by the conference that was called off goes on.
    assert asked == ({"P1", "P2"} if state == "cancelled" else {"P2"})


def test_a_step_is_one_from_what_was_told_last(state: str, write: Write, read: Read) -> None:
    with write() as register:
        steps = unexplained(register.reader, register.codes.conference("AMS-2014"))
        assert not steps
    with read() as reader:
        said = [finding.where for finding in check_register(reader) if finding.question == "reasons explain a change"]
    # From 100 to 200 is a step, which the reason explains; from 200 to 200 is none.
    assert said == ([] if state == "cancelled" else ["P2-IDB at AMS-2014"])


def test_a_pledge_ages_by_every_conference_that_has_met(state: str, write: Write) -> None:
    with write() as register:
        codes = register.codes
        rows = pledges_followed(register.reader, codes.conference("AMS-2012"), codes.conference("AMS-2014"))
    (pledge,) = [row for row in rows if row.project == "P1"]
    assert (pledge.told_at, pledge.pledged_now) == (LAST[state], 200 if LAST[state] == "AMS-2013" else 100)
    assert pledge.age == (2 if state in ("open", "closed", "reopened") else 1)


def test_only_what_has_met_is_held(state: str, read: Read) -> None:
    with read() as reader:
        found = [row[0] for row in reader.rows(f"SELECT c.code FROM conference c WHERE {held()}")]
    assert found == (["AMS-2013"] if state in ("open", "closed", "reopened") else [])


def test_of_several_series_the_one_that_met_last_speaks(write: Write, read: Read) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012", "AMS-2013")
        # Tentative dates cannot order a series.
        row = register.conferences.row(walk.id("conference", "AMS-2013"))
        register.journal.update(tables.conference, [(row, {"start_date": "2011"})])
        walk.review("P1", "AMS-2012")
        walk.review("P1", "AMS-2013")
        walk.review("P2", "AMS-2013")
        other = Walk(register, "CAR-2011-06", "CAR-2012-10")
        other.conferences.clear()
        for code, day in (("CAR-2011-06", "2011-06"), ("CAR-2012-10", "2012-10")):
            row = register.conferences.row(other.id("conference", code))
            register.journal.update(tables.conference, [(row, {"start_date": day})])
        other.review("P1", "CAR-2011-06")
        other.review("P2", "CAR-2012-10")
    with read() as reader:
        sql = (
            f"WITH {reviewed(None)} SELECT p.code, c.code FROM reviewed v JOIN conference c ON c.id = v.conference_id"
            " JOIN project p ON p.id = v.project_id ORDER BY 1"
        )
        assert list(reader.rows(sql)) == [("P1", "AMS-2013"), ("P2", "CAR-2012-10")]

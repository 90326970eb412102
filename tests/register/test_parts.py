"""Risks, outcomes, indicators and milestones are entered, revised and taken back in the same way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from factories import Walk

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.register.drafting.unreported import Unreported
from tracker.register.projects.documents import DocumentFacts
from tracker.register.projects.milestones import MilestoneFacts
from tracker.register.projects.outcomes import IndicatorFacts, OutcomeFacts
from tracker.register.projects.parts import Entered
from tracker.register.projects.risks import RiskFacts
from tracker.register.register import Register

Write = Callable[[], AbstractContextManager[Register]]


def project(register: Register, code: str = "P1") -> int:
    [identity] = register.journal.insert(tables.project, [{"code": code, "title": f"Project {code}"}])
    return identity


def conference(register: Register) -> int:
    [series] = register.journal.insert(tables.series, [{"code": "AMS", "name": "Regional Donor Meeting"}])
    row = {"series_id": series, "sequence": 1, "code": "AMS-2012", "state": "open", "currency": "USD"}
    [identity] = register.journal.insert(tables.conference, [row])
    return identity


def present(register: Register, conference_id: int, project_id: int) -> None:
    row = {"conference_id": conference_id, "project_id": project_id, "title": "Project", "status": "active"}
    register.journal.insert(tables.review, [row | {"answer": "updated"}])


def test_a_risk_is_stored_as_it_was_said(write: Write) -> None:
    with write() as register:
        project(register)
        facts = RiskFacts("p1", "R1", "The law  is late", "Pol", owner="", response="RED", inherent_likelihood="4")
        assert register.risks.add([facts]) == [1]
        row = register.risks.row(1)
    assert (row["code"], row["event"], row["category"]) == ("R1", "The law is late", "political")
    assert (row["response"], row["inherent_likelihood"], row["owner"]) == ("reduce", 4, None)


def test_who_gives_no_code_gets_the_next_free_one(write: Write) -> None:
    with write() as register:
        project(register)
        project(register, "P2")
        codes = [("P1", "R7"), ("P1", None), ("P2", None), ("P1", None)]
        register.risks.add([RiskFacts(project, code, "Something", "other") for project, code in codes])
        assert [row["code"] for row in register.risks.rows(tables.risk)] == ["R7", "R8", "R1", "R9"]


def test_a_code_that_was_renamed_is_not_given_again_and_still_resolves(write: Write) -> None:
    with write() as register:
        project(register)
        register.milestones.add([MilestoneFacts("P1", None, "Tender")])
        register.milestones.edit(1, {"code": "TENDER"})
        register.milestones.add([MilestoneFacts("P1", None, "Start")])
        assert register.codes.within("milestone", "P1/M1") == register.codes.within("milestone", "P1/tender") == (1, 1)
        assert register.milestones.row(2)["code"] == "M2"
        with pytest.raises(Conflict):
            register.milestones.add([MilestoneFacts("P1", "m1", "Another")])


def test_a_list_is_all_or_nothing_and_a_code_twice_in_it_is_a_conflict(write: Write) -> None:
    with pytest.raises(Conflict, match="P1/r1 is taken"), write() as register:
        project(register)
        register.risks.add([RiskFacts("P1", "R1", "One", "other"), RiskFacts("P1", "r1", "Two", "other")])


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        (RiskFacts("P1", "R1", None, "other"), "event"),
        (RiskFacts("P1", "R1", "It", None), "category"),
        (RiskFacts("P1", "R1", "It", "weather"), "category"),
        (RiskFacts("P1", "R1", "It", "other", inherent_impact="6"), "inherent impact"),
        (RiskFacts("P1", "R1", "It", "other", inherent_likelihood="-1"), "inherent likelihood"),
        (RiskFacts("P1", "R 1", "It", "other"), "code"),
        (RiskFacts("P1", "R1", "It\x07", "other"), "event"),
        (RiskFacts("P1", "R1", "x" * 10_000_000, "other"), "event"),
    ],
)
def test_what_cannot_stand_is_refused_by_name(write: Write, facts: Any, what: str) -> None:
    with pytest.raises(Invalid) as refused, write() as register:
        project(register)
        register.risks.add([facts])
    assert refused.value.what == what


def test_an_unknown_project_is_answered_with_the_nearest(write: Write) -> None:
    with pytest.raises(NotFound) as refused, write() as register:
        project(register, "TRADE-1")
        register.risks.add([RiskFacts("TRADE-2", "R1", "It", "other")])
    assert refused.value.nearest == ("TRADE-1",)


def test_the_same_facts_twice_change_nothing(write: Write) -> None:
    facts = [
        IndicatorFacts("P1", "I1", "O1", "Clearance time", "number", "hours", "down", "48", "2011", "24.0", "2014"),
        IndicatorFacts("P1", "I2", "O1", "System is live", "yes/no", target="YES"),
    ]
    with write() as register:
        project(register)
        assert register.outcomes.enter([OutcomeFacts("P1", "O1", "Faster", "outcome")]) == Entered(1, 0, 0)
        assert register.indicators.enter(facts) == Entered(2, 0, 0)
    with write() as register:
        assert register.indicators.enter(facts) == Entered(0, 0, 2)
        assert register.outcomes.enter([OutcomeFacts("p1", "o1")]) == Entered(0, 0, 1)
        assert register.journal.count == 0
        assert register.indicators.enter([IndicatorFacts("P1", "I1", target="36")]) == Entered(0, 1, 0)
        row = register.indicators.row(1)
    assert (row["baseline"], row["target"], row["version"]) == ("48", "36", 2)


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        (IndicatorFacts("P1", "I1", None, "Time", "number", direction="down"), "outcome"),
        (IndicatorFacts("P1", "I1", "O1", "Time", "number"), "direction"),
        (IndicatorFacts("P1", "I1", "O1", "Time", "number", direction="down", baseline="two days"), "baseline"),
        (IndicatorFacts("P1", "I1", "O1", "Time", "ordinal", direction="up", target="1.5"), "target"),
        (IndicatorFacts("P1", "I1", "O1", "Live", "yes/no", target="perhaps"), "target"),
        (
            IndicatorFacts("P1", "I1", "O1", "Time", "text", baseline_date="2014", target_date="2011"),
            "target date",
        ),
    ],
)
def test_an_indicator_is_read_by_its_measure(write: Write, facts: Any, what: str) -> None:
    with pytest.raises(Invalid) as refused, write() as register:
        project(register)
        register.outcomes.add([OutcomeFacts("P1", "O1", "Faster", "outcome")])
        register.indicators.add([facts])
    assert refused.value.what == what


def test_a_change_of_measure_reads_baseline_and_target_anew(write: Write) -> None:
    with write() as register:
        project(register)
        register.outcomes.add([OutcomeFacts("P1", "O1", "Faster", "outcome")])
        register.indicators.add([IndicatorFacts("P1", "I1", "O1", "Quality", "text", baseline="fair", target="good")])
        with pytest.raises(Invalid, match="baseline"):
            register.indicators.edit(1, {"measure": "ordinal"})
        before, after = register.indicators.edit(1, {"measure": "ordinal", "baseline": "2", "target": "4"})
    assert (before["baseline"], after["baseline"], after["target"]) == ("fair", "2", "4")


def test_a_revised_target_reaches_the_open_conference_and_no_other(write: Write) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012", "AMS-2013")
        told = {"baseline": "48", "target": "24", "actual": "40"}
        walk.part("indicator", "P1/I1", {"AMS-2012": told, "AMS-2013": told}, baseline="48", target="24")
        rows = register.indicators.rows(tables.conference)
        register.indicators.update(tables.conference, [(rows[1], {"state": "open"})])
    with write() as register:
        register.indicators.edit(1, {"target": "36", "target_reason": "the scanner came late"})
    with write() as register:
        first, second = register.indicators.rows(tables.measurement)
        [*_, entry] = register.indicators.rows(tables.journal)
    assert (first["target"], first["actual"], first["target_reason"]) == ("24", "40", None)
    assert (second["target"], second["actual"], second["target_reason"]) == ("36", "40", "the scanner came late")
    assert entry["reason"] == "the scanner came late"


def test_nothing_that_was_reported_is_removed(write: Write) -> None:
    with write() as register:
        project_id = project(register)
        told = conference(register)
        present(register, told, project_id)
        register.risks.add([RiskFacts("P1", None, "It", "other"), RiskFacts("P1", None, "That", "other")])
        (first, _) = register.risks.rows(tables.assessment)
        register.journal.update(tables.assessment, [(first, {"likelihood": 3})])
        register.risks.remove(2)
        with pytest.raises(Conflict, match="1 report of it"):
            register.risks.remove(1)
        assert [row["code"] for row in register.risks.rows(tables.risk)] == ["R1"]


def test_an_outcome_takes_its_indicators_along_unless_one_was_reported(write: Write) -> None:
    with write() as register:
        project_id = project(register)
        register.outcomes.add([OutcomeFacts("P1", None, title, "outcome") for title in ("Faster", "Safer")])
        register.indicators.add([IndicatorFacts("P1", None, code, "Any", "text") for code in ("O1", "O2")])
        told = conference(register)
        present(register, told, project_id)
        Unreported(register).list_at(told)
        (_, second) = register.outcomes.rows(tables.measurement)
        register.journal.update(tables.measurement, [(second, {"actual": "Much"})])
        register.outcomes.remove(1)
        with pytest.raises(Conflict):
            register.outcomes.remove(2)
        assert [row["code"] for row in register.outcomes.rows(tables.indicator)] == ["I2"]


def test_an_edit_begun_on_an_older_version_is_a_conflict(write: Write) -> None:
    with write() as register:
        project(register)
        register.risks.add([RiskFacts("P1", "R1", "It", "other")])
        register.risks.edit(1, {"owner": "IDB"}, expected_version=1)
        with pytest.raises(Conflict, match="changed by another user"):
            register.risks.edit(1, {"owner": "WB"}, expected_version=1)


def test_clearing_what_is_required_is_refused(write: Write) -> None:
    with write() as register:
        project(register)
        register.risks.add([RiskFacts("P1", "R1", "It", "other", owner="IDB")])
        assert register.risks.edit(1, {"owner": ""})[1]["owner"] is None
        with pytest.raises(Invalid, match="missing"):
            register.risks.edit(1, {"event": " "})


def test_documents_have_numbers_and_a_subject(write: Write) -> None:
    facts = DocumentFacts("Final report", "https://example.org/r.pdf", "P1", language="ES", published="2012-03")
    with write() as register:
        project(register)
        conference(register)
        assert register.documents.add([facts]) == [1]
        assert register.documents.enter([facts]) == Entered(0, 0, 1)
        assert register.documents.enter([facts._replace(title="Report")]) == Entered(0, 1, 0)
        assert register.documents.enter([facts._replace(conference="2012")]) == Entered(1, 0, 0)
        with pytest.raises(Conflict, match="document 1"):
            register.documents.add([facts])
        with pytest.raises(Conflict, match="twice"):
            register.documents.add([facts._replace(location="b.pdf")] * 2)
        with pytest.raises(Invalid, match="names no project, conference or organisation"):
            register.documents.add([DocumentFacts("Paper", "c.pdf")])
        with pytest.raises(Invalid, match="names no project, conference or organisation"):
            register.documents.edit(1, {"project": ""})
        with pytest.raises(NotFound):
            register.documents.edit(9, {"title": "x"})
        assert register.documents.remove(1)["title"] == "Report"

"""What the database itself refuses of notes, actions, follow-ups and partnerships, whoever writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample import REFUSED, bare, fill

from tracker.errors import Conflict
from tracker.tables import follow_up

if TYPE_CHECKING:
    from conftest import Write

    from tracker.store.location import Location

# The rule that refuses, and what somebody tried.
ATTEMPTS = (
    ("dropped_for_a_reason", "UPDATE follow_up SET status = 'dropped'"),
    ("done_once_verified", "UPDATE follow_up SET status = 'done'"),
    ("done_once_verified", "UPDATE follow_up SET verified_by_id = 2"),
    ("verified_by_another_organisation", "UPDATE follow_up SET status = 'done', verified_by_id = 1"),
    (
        "verified_by_another_person",
        "UPDATE follow_up SET status = 'done', owner_name = 'Ana', verified_by_name = 'ANA', verified_by_id = 2",
    ),
    ("status_known", "UPDATE follow_up SET status = 'gone'"),
    ("due_by_one_date", "UPDATE action SET due_next = true"),
    ("due_is_a_date|out of range", "UPDATE action SET due = '2013-02-30'"),
    ("number_positive", "UPDATE action SET number = 0"),
    ("kind_known", "UPDATE action SET kind = 'advice'"),
    ("not_superseded_by_itself", "UPDATE action SET superseded_by_id = id"),
    ("merged_into_something", "UPDATE action SET merged = true"),
    ("conference_id", "INSERT INTO action (conference_id, kind, number, text) VALUES (1, 'action point', 1, 'x')"),
    ("a_project_or_a_document", "UPDATE evidence SET document_id = 1 WHERE project_id = 1"),
    ("a_project_or_a_document", "INSERT INTO evidence (action_id) VALUES (1)"),
    ("kind_known", "UPDATE partnership SET kind = 'friendship'"),
    ("date_is_a_date|out of range", "UPDATE partnership SET date = '2013-13'"),
)


def test_the_database_refuses_what_cannot_be(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    with bare(location) as sql:
        for rule, attempt in ATTEMPTS:
            with pytest.raises(REFUSED, match=rule):
                sql(attempt)
        sql("INSERT INTO evidence (id, action_id, project_id) VALUES (7, 1, 1)")
        with pytest.raises(REFUSED, match=r"uq_evidence_whole_project|evidence.action_id, evidence.project_id"):
            sql("INSERT INTO evidence (id, action_id, project_id) VALUES (8, 1, 1)")


def test_an_owner_who_verifies_is_told_so_by_the_program(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    with pytest.raises(Conflict, match="cannot verify its own action"), write() as register:
        row = register.actions.rows(follow_up)[0]
        register.journal.update(follow_up, [(row, {"status": "done", "verified_by_id": 1})])

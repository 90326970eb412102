"""The migration that gives milestones the date that was planned first, on data of before, both ways."""

from __future__ import annotations

import json

import pytest
from alembic import command
from conftest import Run
from sample import close
from test_migrations import migrating

from tracker.store import schema
from tracker.store.guards import create_guards
from tracker.store.location import Location

BEFORE = "2026_11_30_agreed"
LINES = (
    "project add P1 --title 'Single window' --status active --at 2012",
    # Reported for a later date than it was added with.
    "milestone add P1/M1 --title Contract --planned 2014-11",
    "report P1 --at 2012 --milestone M1 --planned 2015-01",
    # A slip of the pen, corrected before a conference was told.
    "milestone add P1/M2 --title Law --planned 2041-11",
    "milestone edit P1/M2 --planned 2014-10",
    "report P1 --at 2012 --milestone M2 --milestone-note 'On its way'",
    # Its first date came with a report.
    "milestone add P1/M3 --title Pilot",
    "report P1 --at 2012 --milestone M3 --planned 2015-06",
    # Written by a client that keeps no journal.
    "milestone add P1/M4 --title Scanners --planned 2014-09",
    "report P1 --at 2012 --milestone M4 --planned 2014-12",
    # Edited after it was reported.
    "milestone add P1/M5 --title Training --planned 2014-08",
    "report P1 --at 2012 --milestone M5 --planned 2014-09",
    "milestone edit P1/M5 --planned 2015",
    # Not reported yet.
    "milestone add P1/M6 --title Launch --planned 2014-07",
    "milestone edit P1/M6 --planned 2014-08",
)
# As the release before left them: a report changed nothing of the milestone itself.
STANDING = {"M1": "2014-11", "M2": "2014-10", "M3": None, "M4": "2015-02", "M5": "2015", "M6": "2014-08"}
AFTER = [
    ("M1", "2015-01", "2014-11"),
    ("M2", "2014-10", "2014-10"),
    ("M3", "2015-06", "2015-06"),
    ("M4", "2015-02", "2014-12"),
    ("M5", "2015", "2014-08"),
    ("M6", "2014-08", "2014-08"),
]
DATES = "SELECT code, planned_date, first_planned FROM milestone ORDER BY code"


@pytest.fixture
def before(caribbean: Run, location: Location) -> Location:
    """A register of the release before, with milestones of every history."""
    for line in LINES:
        caribbean(line)
    close(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), BEFORE)
        for code, date in STANDING.items():
            said = "NULL" if date is None else f"'{date}'"
            connection.exec_driver_sql(f"UPDATE milestone SET planned_date = {said} WHERE code = '{code}'")
        reports = "SELECT id FROM journal WHERE command LIKE '%%report P1%%'"
        for unwritten in (f"table_name = 'milestone' AND journal_id IN ({reports})", "after LIKE '%%Scanners%%'"):
            connection.exec_driver_sql(f"DELETE FROM change WHERE {unwritten}")
        connection.exec_driver_sql("DELETE FROM change WHERE before LIKE '%%Scanners%%'")
    return location


def test_the_first_date_is_what_stood_when_a_conference_was_first_told(before: Location, caribbean: Run) -> None:
    with migrating(before) as connection:
        command.upgrade(schema.alembic_config(connection), "head")
        create_guards(connection)
        assert connection.exec_driver_sql(DATES).all() == AFTER
    rows = json.loads(caribbean("milestone list --at 2012 --json").out)
    assert {row["code"]: (row["planned"], row["slipped"]) for row in rows} == {
        "P1/M1": ("2015-01", 2),
        "P1/M2": ("2014-10", 0),
        "P1/M3": ("2015-06", 0),
        "P1/M4": ("2014-12", 0),
        "P1/M5": ("2014-09", 1),
    }
    caribbean("milestone add P1/M7 --title Next --planned 2016")


def test_down_and_up_again_says_the_same(before: Location) -> None:
    for _ in range(2):
        with migrating(before) as connection:
            command.upgrade(schema.alembic_config(connection), "head")
            found = connection.exec_driver_sql(DATES).all()
            command.downgrade(schema.alembic_config(connection), BEFORE)
        assert found == AFTER

"""Which report of a part is shown, and how dates and ways are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from factories import Walk

from tracker import tables
from tracker.insight.projects.milestones import slip
from tracker.insight.projects.outcomes import list_indicators
from tracker.insight.projects.parts import PartFilter
from tracker.insight.projects.risks import RiskFilters, list_risks
from tracker.register.core import Collection

if TYPE_CHECKING:
    from conftest import Read, Write


@pytest.mark.parametrize(
    ("first", "now", "slipped"),
    [
        ("2012-03-01", "2012-05-20", (80, "days")),
        ("2012-05-20", "2012-03-01", (-80, "days")),
        ("2012-03", "2012-05-20", (2, "months")),
        ("2012-11", "2013-02", (3, "months")),
        ("2012", "2014-12-31", (2, "years")),
        ("2012-03-01", "2012-03-01", (0, "days")),
        (None, "2012", (None, None)),
        ("2012", None, (None, None)),
    ],
)
def test_slipping_is_counted_at_the_precision_of_both(
    first: str | None, now: str | None, slipped: tuple[int | None, str | None]
) -> None:
    assert slip(first, now) == slipped


def test_a_conference_that_was_called_off_tells_nothing(write: Write, read: Read) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012", "AMS-2013")
        walk.part("risk", "P1/R1", {at: {"likelihood": 5, "impact": n} for n, at in ((1, "AMS-2012"), (4, "AMS-2013"))})
        rows = Collection(register).rows(tables.conference)
        register.journal.update(tables.conference, [(rows[1], {"state": "cancelled"})])
    with read() as reader:
        [row] = list_risks(reader, PartFilter(), RiskFilters())
    assert (row.conference, row.score) == ("AMS-2012", 5)


def test_without_a_date_of_the_conference_an_indicator_has_no_light(write: Write, read: Read) -> None:
    told = {"baseline": "48", "target": "24", "baseline_date": "2011", "target_date": "2014", "actual": "30"}
    with write() as register:
        walk = Walk(register, "AMS-2012")
        walk.part("indicator", "P1/I1", {"AMS-2012": told}, baseline="48")
        [meeting] = Collection(register).rows(tables.conference)
        register.journal.update(tables.conference, [(meeting, {"start_date": None})])
    with read() as reader:
        [row] = list_indicators(reader, PartFilter())
    assert (str(row.progress), row.light) == ("75.0", "cannot tell")


def test_a_filter_of_projects_is_or_and_unknown_ones_are_not_found(write: Write, read: Read) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012")
        for code in ("P1", "P2", "P3"):
            walk.part("risk", f"{code}/R1", {})
    with read() as reader:
        found = [row.code for row in list_risks(reader, PartFilter(projects=["p1", "P3"]), RiskFilters())]
    assert found == ["P1/R1", "P3/R1"]

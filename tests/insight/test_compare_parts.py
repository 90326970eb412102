"""Projects by class, fields, risks, outcomes, milestones, donors and beneficiaries of two conferences."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from conftest import Read, Write
from factories import ABSENT, Walk

from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.exposure import MOVES
from tracker.insight.comparing.lines import statement
from tracker.insight.comparing.pair import make_pair, previous
from tracker.insight.comparing.trend import TrendRow, trend
from tracker.register.register import Register
from tracker.store.reader import Reader


def walk(register: Register) -> Walk:
    return Walk(register, "AMS-2012", "AMS-2013")


@contextmanager
def comparing(read: Read, first: str = "2012", second: str = "2013", **limits: Any) -> Iterator[Comparison]:
    with read() as reader:
        codes = Codes(reader)
        yield Comparison(reader, make_pair(reader, codes.conference(first), codes.conference(second), **limits))


def classes(comparison: Comparison) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for project in comparison.projects():
        found.setdefault(project.kind, []).append(project.code)
    return found


def test_each_project_is_in_exactly_one_class(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        for code in ("GOES-ON", "OVER", "DROPPED", "GONE", "OVER-AT-A", "OLD-1", "OLD-2", "TAKER"):
            w.review(code, "AMS-2012", status="completed" if code == "OVER-AT-A" else "active")
        statuses = {"OVER": "completed", "DROPPED": "cancelled"}
        for code in ("GOES-ON", "OVER", "DROPPED", "NEW", "MERGED", "TAKER"):
            w.review(code, "AMS-2013", status=statuses.get(code, "active"))
        w.succeed("MERGED", "OLD-1", "OLD-2", kind="merges")
        w.succeed("TAKER", "OLD-2")
        w.succeed("GOES-ON", "OVER")  # both were seen at both: each goes on by itself
    with comparing(read) as comparison:
        assert classes(comparison) == {
            "cancelled": ["DROPPED"],
            "completed": ["OVER", "OVER-AT-A"],
            "continuing": ["GOES-ON"],
            "new": ["NEW"],
            "not_presented": ["GONE"],
            "succeeded": ["OLD-1", "OLD-2"],
            "succeeds": ["MERGED", "TAKER"],
        }


def test_a_donor_limits_the_projects_to_its_own(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 1, 1)
        w.money("P2", "WB", "USD", 1, 1)
        w.part("risk", "P2/R1", {"AMS-2012": {"likelihood": 3, "impact": 3}})
    with comparing(read, donors=["IDB"]) as comparison:
        assert classes(comparison) == {"continuing": ["P1"]}
        assert list(comparison.risks()) == []
        assert comparison.exposure.from_total == 0


def test_fields_that_differ_with_their_reason(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.review("P1", "AMS-2012", status="proposed", planned_end="2014", lead_id=w.organisation("IDB"))
        told = {"status": "active", "progress": 40, "planned_end": "2015-06", "reason": "extended"}
        w.review("P1", "AMS-2013", title="Longer", parent_id=w.project("P0"), **told)
        w.theme("P1", "AMS-2012", "integrity")
        w.theme("P1", "AMS-2013", "single-window")
        w.theme("P1", "AMS-2013", "integrity", primary=False)
        w.shares("P1", "AMS-2012", JM=60, BB=None)
        w.shares("P1", "AMS-2013", JM=50, BB=None)
        w.money("P1", "IDB", "USD", 5, 5, told=[{}, {"instrument": "loan"}])
        w.review("P2", "AMS-2012")
        w.review("P2", "AMS-2013")
        w.review("P3", "AMS-2013", title="Not a change")
    with comparing(read) as comparison:
        found = {(row.item, row.field): (row.old, row.new, row.reason) for row in comparison.fields()}
    assert found == {
        ("P1", "title"): ("Project P1", "Longer", "extended"),
        ("P1", "status"): ("proposed", "active", "extended"),
        ("P1", "progress"): (None, 40, "extended"),
        ("P1", "parent"): (None, "P0", "extended"),
        ("P1", "lead"): ("IDB", None, "extended"),
        ("P1", "planned_end"): ("2014", "2015-06", "extended"),
        ("P1", "primary_theme"): ("integrity", "single-window", "extended"),
        ("P1", "themes"): ("integrity", "integrity;single-window", "extended"),
        ("P1", "beneficiaries"): ("BB;JM:60", "BB;JM:50", "extended"),
        ("P1-IDB", "instrument"): ("grant", "loan", None),
    }


def test_what_differs_makes_the_one_into_the_other(write: Write, read: Read) -> None:
    """Applying the differences to A gives B, for every field of every project that both saw."""
    draw = random.Random(7)

    def said() -> dict[str, Any]:
        return {
            "title": draw.choice(["One", "Two"]),
            "status": draw.choice(["active", "suspended"]),
            "progress": draw.choice([None, 0, 50]),
            "scope": draw.choice([None, "regional"]),
            "planned_start": draw.choice([None, "2012", "2012-03"]),
            "actual_end": draw.choice([None, "2013"]),
            "decision": draw.choice([None, "go on"]),
            "note": draw.choice([None, "-", "long"]),
        }

    told = {(code, at): said() for code in ("P1", "P2", "P3", "P4") for at in ("AMS-2012", "AMS-2013")}
    with write() as register:
        w = walk(register)
        for (code, at), fields in told.items():
            w.review(code, at, **fields)
    applied = {code: dict(fields) for (code, at), fields in told.items() if at == "AMS-2012"}
    with comparing(read) as comparison:
        for row in comparison.fields():
            assert applied[row.project][row.field] == row.old
            applied[row.project][row.field] = row.new
    assert applied == {code: fields for (code, at), fields in told.items() if at == "AMS-2013"}


def test_risks_and_the_exposure_that_reconciles(write: Write, read: Read) -> None:
    def risk(likelihood: int | None, impact: int = 4, **more: Any) -> dict[str, Any]:
        return {"likelihood": likelihood, "impact": impact, **more}

    with write() as register:
        w = walk(register)
        both = {"UP": (2, 3), "DOWN": (3, 1), "SAME": (2, 2), "KNOWN": (None, 1), "UNKNOWN": (1, None)}
        for code, (before, after) in both.items():
            w.part("risk", f"P1/{code}", {"AMS-2012": risk(before), "AMS-2013": risk(after)})
        w.part("risk", "P1/CLOSED", {"AMS-2012": risk(5), "AMS-2013": risk(1, status="closed")})
        w.part("risk", "P1/HAPPENED", {"AMS-2012": risk(4), "AMS-2013": risk(5, status="occurred")})
        w.part("risk", "P1/BACK", {"AMS-2012": risk(4, status="closed"), "AMS-2013": risk(3)})
        w.part("risk", "P1/SILENT", {"AMS-2012": risk(1)})
        w.part("risk", "P1/NEW", {"AMS-2013": risk(2)})
        w.part("risk", "P2/R1", {"AMS-2012": risk(5, 5)})
        w.part("risk", "P3/R1", {"AMS-2013": risk(5, 1)})
    with comparing(read) as comparison:
        exposure = comparison.exposure
        changes = {row.risk: (row.change, row.old, row.new) for row in comparison.risks()}
    assert exposure.from_total + sum(exposure.moves.values()) == exposure.to_total
    assert (exposure.from_total, exposure.to_total, exposure.unchanged) == (97, 53, 1)
    assert tuple(exposure.moves) == MOVES
    assert changes == {
        "P1/UP": ("up", 8, 12),
        "P1/DOWN": ("down", 12, 4),
        "P1/KNOWN": ("now_known", None, 4),
        "P1/UNKNOWN": ("no_longer_known", 4, None),
        "P1/CLOSED": ("closed", 20, None),
        "P1/HAPPENED": ("occurred", 16, None),
        "P1/BACK": ("new", None, 12),
        "P1/SILENT": ("not_reported", 4, None),
        "P1/NEW": ("new", None, 8),
        "P2/R1": ("projects_out", 25, None),
        "P3/R1": ("projects_in", None, 5),
    }


def test_outcomes_are_judged_as_of_each_conference(write: Write, read: Read) -> None:
    goal = {"baseline": "48", "baseline_date": "2011", "target": "24", "target_date": "2014"}
    with write() as register:
        w = walk(register)
        told = {"AMS-2012": {"actual": "39"}, "AMS-2013": {"actual": "24"}}
        w.part("indicator", "P1/I1", told, **goal)
        revised = {"actual": "40", "target": "12", "target_reason": "agreed"}
        w.part("indicator", "P1/I2", {"AMS-2012": {"actual": "40"}, "AMS-2013": revised}, **goal)
        w.part("indicator", "P1/I3", {"AMS-2012": {"actual": "36"}, "AMS-2013": {"actual": "36"}}, **goal)
        w.part("indicator", "P1/I4", {"AMS-2012": {}, "AMS-2013": {}}, **goal)
    with comparing(read) as comparison:
        found = {row.indicator: row for row in comparison.outcomes()}
    assert sorted(found) == ["P1/I1", "P1/I2", "P1/I3"]
    first, second, third = found["P1/I1"], found["P1/I2"], found["P1/I3"]
    assert (first.change, first.progress_old, first.progress_new) == ("measured", Decimal("37.5"), Decimal("100.0"))
    assert (first.light_old, first.light_new) == ("on track", "achieved")
    assert (second.change, second.target_old, second.target_new) == ("target revised", "24", "12")
    assert (second.target_reason, second.progress_new) == ("agreed", Decimal("22.2"))
    assert (third.change, third.light_old, third.light_new) == ("now behind", "on track", "behind")


def test_milestones(write: Write, read: Read) -> None:
    def planned(before: str | None, after: str | None, reached: str | None = None) -> dict[str, Any]:
        return {"AMS-2012": {"planned_date": before}, "AMS-2013": {"planned_date": after, "reached": reached}}

    with write() as register:
        w = walk(register)
        w.part("milestone", "P1/REACHED", planned("2012-06", "2012-06", "2012-11"))
        w.part("milestone", "P1/SLIPPED", planned("2012-06", "2013-03"))
        w.part("milestone", "P1/EARLIER", planned("2014", "2013-12"))
        w.part("milestone", "P1/PRECISE", planned("2014", "2014-03"))
        w.part("milestone", "P1/PLANNED", planned(None, "2014"))
        w.part("milestone", "P1/LATE", planned("2012-12", "2012-12"))
        w.part("milestone", "P1/NEW", {"AMS-2013": {"planned_date": "2014"}})
        w.part("milestone", "P1/SILENT", {"AMS-2012": {"planned_date": "2014"}})
    with comparing(read) as comparison:
        assert {row.milestone.removeprefix("P1/"): row.change for row in comparison.milestones()} == {
            "REACHED": "reached",
            "SLIPPED": "slipped",
            "EARLIER": "brought forward",
            "PLANNED": "planned",
            "LATE": "now off",
            "NEW": "new",
            "SILENT": "not reported",
        }


def test_donors_and_beneficiaries_that_came_left_and_grew(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        gac = w.organisation("GAC")
        w.organisation("CIDA", merged_into_id=gac)
        w.money("P1", "CIDA", "USD", 100, 150, told=[{}, {"donor_id": gac}])
        w.money("P2", "WB", "USD", 100)
        w.money("P3", "IMF", "USD", ABSENT, 100)
        w.money("P1", "IDB", "USD", 100, 60)
        w.shares("P1", "AMS-2012", JM=100)
        w.shares("P1", "AMS-2013", JM=50, TT=50)
        w.shares("P3", "AMS-2013", JM=100)
        w.shares("P2", "AMS-2012", BB=100)
    with comparing(read) as comparison:
        donors, beneficiaries = comparison.donors(), comparison.beneficiaries()
    assert (donors.came, donors.left) == (["IMF"], ["WB"])
    assert donors.grew == [("GAC", "committed", 50)]
    assert donors.shrank == [("IDB", "committed", -40)]
    assert beneficiaries == (["TT"], ["BB"], [("JM", 1, 2)], [])


def test_the_trend_of_more_than_two_conferences(write: Write, read: Read) -> None:
    rates = {"AMS-2012": {"EUR": "1.3"}, "AMS-2013": {"EUR": "1.2"}, "AMS-2015": {"EUR": "1.1"}}
    with write() as register:
        w = Walk(register, "AMS-2012", "AMS-2013", "AMS-2015", rates=rates)
        w.money("P1", "IDB", "EUR", 100, 100, 100)
        w.money("P2", "WB", "JPY", ABSENT, 7)
        w.money("P3", "WB", "USD", 5, ABSENT, None)
    with read() as reader:
        found = [Codes(reader).conference(text) for text in ("2012", "2013", "2015")]
        total = list(trend(reader, found))
        by_donor = list(trend(reader, found, by="donor", donors=["WB"]))
        with pytest.raises(Usage, match="comes after"):
            list(trend(reader, found[::-1]))
    assert [(row.conference, row.committed, row.without_rate) for row in total] == [
        ("AMS-2012", 135, 0),
        ("AMS-2013", 120, 1),
        ("AMS-2015", 110, 0),
    ]
    assert by_donor == [
        TrendRow("AMS-2012", "WB", None, None, 5, None, "USD", 0),
        TrendRow("AMS-2013", "WB", None, None, None, None, "USD", 1),
        TrendRow("AMS-2015", "WB", None, None, None, None, "USD", 0),
    ]


def test_the_conference_before(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.conference("AMS-2014", state="cancelled")
        w.conference("AMS-2015")
    with read() as reader:
        codes = Codes(reader)
        assert previous(reader, codes.conference("2015")).code == "AMS-2013"
        with pytest.raises(Usage, match="no conference before AMS-2012"):
            previous(reader, codes.conference("2012"))


def test_the_money_is_read_in_linear_time(write: Write, read: Read) -> None:
    """On SQLite each side is found by the primary key of funding; anything else would be quadratic."""
    with write() as register:
        walk(register)
    with comparing(read) as comparison:
        reader: Reader = comparison.reader
        if reader.dialect != "sqlite":
            pytest.skip("the plan of PostgreSQL depends on its statistics")
        sql = statement(reader, comparison.pair)
        plan = [row[3] for row in reader.rows(f"EXPLAIN QUERY PLAN {sql}", comparison.pair.params)]
    by_both = "USING PRIMARY KEY (conference_id=? AND contribution_id=?)"
    assert f"SEARCH fb {by_both} LEFT-JOIN" in plan
    assert f"SEARCH fa {by_both}" in plan
    assert {"SCAN fa", "SCAN fb", "SCAN r", "SCAN f"}.isdisjoint(plan)

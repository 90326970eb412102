"""A register of any size: projects at each of two conferences, three contributions for every two projects.

Deterministic; twenty donors, as a conference has, two currencies, some projects at one conference only, some titles,
amounts and reasons that change. Written with the bare driver, for speed, into a schema that the migrations made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tracker.store.location import Location
from tracker.store.schema import create

# One project in so many is told of at the other conference only.
EACH = 25
DONORS, STATUSES = 20, ("proposed", "active", "finalising")
REVIEW = (
    "INSERT INTO review (conference_id, project_id, title, status, progress, answer) VALUES (?, ?, ?, ?, ?, 'updated')"
)
FUNDING = (
    "INSERT INTO funding (conference_id, contribution_id, project_id, donor_id, role, currency, interest, pledged,"
    " committed, disbursed, basis) VALUES (?, ?, ?, ?, 'funding', ?, NULL, ?, ?, ?, 'told')"
)
RATE = "INSERT INTO pinned_rate VALUES (?, 'USD', 'EUR', ?, 'annual average', ?, 'made up')"
REASON = "INSERT INTO reason (conference_id, contribution_id, measure, reason) VALUES (2, ?, 'committed', 'new money')"

CUSTOMS = 47
# Whom projects benefit: every second one two administrations; every tenth contribution is earmarked by half.
BENEFICIARIES = f"""
INSERT INTO organisation (id, code, name, kind)
  WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < {CUSTOMS})
  SELECT {DONORS} + n, 'C' || n, 'Customs ' || n, 'customs administration' FROM one;
INSERT INTO beneficiary (project_id, organisation_id, share)
  SELECT id, {DONORS} + 1 + id % {CUSTOMS}, CASE id % 2 WHEN 0 THEN 600000 ELSE 1000000 END FROM project;
INSERT INTO beneficiary (project_id, organisation_id, share)
  SELECT id, {DONORS} + 1 + (id + 7) % {CUSTOMS}, 400000 FROM project WHERE id % 2 = 0;
INSERT INTO share (conference_id, project_id, organisation_id, share)
  SELECT r.conference_id, b.project_id, b.organisation_id, b.share FROM review r JOIN beneficiary b USING (project_id);
INSERT INTO earmark (conference_id, contribution_id, project_id, organisation_id, share)
  SELECT conference_id, contribution_id, project_id, {DONORS} + 1 + project_id % {CUSTOMS}, 500000 FROM funding
  WHERE contribution_id % 10 = 0;
"""

# The course of projects: planned dates that slip for some, an indicator for every second one, a risk for every third.
COURSE = """
UPDATE review SET planned_start = (2008 + project_id % 4) || '-0' || (1 + project_id % 9) || '-01',
  planned_end = (2012 + project_id % 4 + (conference_id = 2 AND project_id % 5 = 0)) || '-0' || (1 + project_id % 9)
  || '-15' WHERE project_id % 10 > 0;
INSERT INTO outcome (id, project_id, code, level, title)
  SELECT id, id, 'O1', 'outcome', 'Goods clear faster' FROM project WHERE id % 2 = 0;
INSERT INTO indicator (id, project_id, outcome_id, code, title, measure, direction, baseline, baseline_date, target,
    target_date)
  SELECT id, id, id, 'I1', 'Clearance time', 'number', 'down', '48', '2010', '24', 2013 + id % 3 FROM project
  WHERE id % 2 = 0;
INSERT INTO measurement (conference_id, indicator_id, project_id, title, measure, direction, baseline, baseline_date,
    target, target_date, actual)
  SELECT r.conference_id, i.id, i.project_id, i.title, i.measure, i.direction, i.baseline, i.baseline_date, i.target,
    i.target_date, (20 + (i.id * 7 + r.conference_id) % 30) || '.' || (i.id % 10)
  FROM review r JOIN indicator i USING (project_id);
INSERT INTO risk (id, project_id, code, category, event)
  SELECT id, id, 'R1', 'legal', 'The law is late' FROM project WHERE id % 3 = 0;
INSERT INTO assessment (conference_id, risk_id, project_id, category, event, likelihood, impact, status)
  SELECT r.conference_id, k.id, k.project_id, k.category, k.event, 1 + k.id % 5, 1 + (k.id + r.conference_id) % 5,
    'open'
  FROM review r JOIN risk k USING (project_id);
"""

# What donors and evaluators published of them: a rating of its risk for every second project, and an evaluation of
# every fourth, on scales that every register has.
RATED = """
INSERT INTO rating (id, project_id, date, aspect, scale, level, rated_by_id)
  SELECT p.id, p.id, '2011-0' || (1 + p.id % 9) || '-01', 'overall', s.scale, s.name, 1 + p.id % 20
  FROM project p JOIN scale_point s ON s.scale = 'wb-risk' AND s.place = 1 + p.id % 4 WHERE p.id % 2 = 0;
INSERT INTO evaluation (id, project_id, evaluator_id, kind, date, criterion, scale, rating)
  SELECT p.id, p.id, 1 + p.id % 20, 'independent', '2011', 'Outcome', s.scale, s.name
  FROM project p JOIN scale_point s ON s.scale = 'wb-outcome' AND s.place = 1 + p.id % 6 WHERE p.id % 4 = 0;
"""


def build(path: Path, projects: int) -> None:
    """Make the register, with so many projects told of at each conference; some seconds for each 100,000."""
    projects = projects * EACH // (EACH - 1)
    path.unlink(missing_ok=True)
    create(Location(path, None))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO series (id, code, name) VALUES (1, 'BIG', 'Big')")
        for place, (year, rate) in enumerate((("2012", "1.30"), ("2013", "1.35")), 1):
            connection.execute(
                "INSERT INTO conference (id, series_id, sequence, code, start_date, state, currency)"
                " VALUES (?, 1, ?, ?, ?, 'planned', 'USD')",
                (place, place, f"BIG-{year}", f"{year}-02-01"),
            )
            connection.execute(RATE, (place, year, rate))
        connection.executemany(
            "INSERT INTO organisation (id, code, name, kind) VALUES (?, ?, ?, 'other')",
            ((one, f"D{one:03}", f"Donor {one}") for one in range(1, DONORS + 1)),
        )
        connection.executemany(
            "INSERT INTO project (id, code, title) VALUES (?, ?, ?)",
            ((one, f"P{one:06}", f"Project number {one}") for one in range(1, projects + 1)),
        )
        contributions = [_contribution(one, projects) for one in range(1, projects * 3 // 2 + 1)]
        connection.executemany(
            "INSERT INTO contribution (id, code, project_id, donor_id, role, currency)"
            " VALUES (?, ?, ?, ?, 'funding', ?)",
            contributions,
        )
        for conference in (1, 2):
            connection.executemany(REVIEW, _reviews(conference, projects))
            connection.executemany(FUNDING, _funding(conference, contributions))
        changed = ((one[0],) for one in contributions if one[0] % 70 == 0 and _heard(1, one[2]) and _heard(2, one[2]))
        connection.executemany(REASON, changed)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


def _heard(conference: int, project: int) -> bool:
    return project % EACH != conference - 1


def _contribution(one: int, projects: int) -> tuple[int, str, int, int, str]:
    return one, f"K{one:06}", (one - 1) % projects + 1, one * 7 % DONORS + 1, "EUR" if one % 4 == 0 else "USD"


def _reviews(conference: int, projects: int) -> Iterator[tuple[Any, ...]]:
    for one in range(1, projects + 1):
        if _heard(conference, one):
            name = "Renamed" if conference == 2 and one % 50 == 0 else "Project"
            yield conference, one, f"{name} number {one}", STATUSES[one % 3], (one + 10 * conference) % 100


def _funding(conference: int, contributions: list[tuple[int, str, int, int, str]]) -> Iterator[tuple[Any, ...]]:
    for one, _, project, donor, currency in contributions:
        if _heard(conference, project):
            amount = one * 1000 + (5000 if conference == 2 and one % 7 == 0 else 0)
            yield conference, one, project, donor, currency, amount + 100, amount, amount // 2 if one % 3 else None


def add_beneficiaries(path: Path) -> None:
    """Add shares and earmarks to a register that `build` made."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA synchronous = OFF; BEGIN; {BENEFICIARIES} COMMIT; ANALYZE;")


def add_courses(path: Path) -> None:
    """Add dates, indicators and risks to a register that `build` made."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA synchronous = OFF; BEGIN; {COURSE} COMMIT; ANALYZE;")


def add_ratings(path: Path) -> None:
    """Add published ratings and evaluations to a register that `build` made."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA synchronous = OFF; BEGIN; {RATED} COMMIT; ANALYZE;")

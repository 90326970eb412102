"""What was reported last: which conferences count, and in which order, defined once for every query that needs it.

A cancelled conference counts only where it is named. Within a series conferences are ordered by their sequence, since
tentative dates cannot order them; among several series the one that met last counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.rules.words import CALLED_OFF, HELD_STATES, OPEN_STATES


def counts(conference: str = "c", *named: str) -> str:
    """SQL: whether a conference counts, that is, was not cancelled; those `named` by their ids always count."""
    if not named:
        return f"{conference}.state <> '{CALLED_OFF}'"
    return f"({conference}.state <> '{CALLED_OFF}' OR {conference}.id IN ({', '.join(named)}))"


def held(conference: str = "c") -> str:
    """SQL: whether a conference has met or is meeting; a reopened one has."""
    return f"{conference}.state IN ({_listed(HELD_STATES)})"


def taking_edits(conference: str = "c") -> str:
    """SQL: whether edits of what was reported to a conference reach it: it is open, or reopened for corrections."""
    return f"{conference}.state IN ({_listed(OPEN_STATES)})"


def up_to(sequence: str, *named: str, series: str = ":series", conference: str = "c") -> str:
    """SQL: whether a conference belongs to a series, is not after a place in it, and counts."""
    placed = f"{conference}.series_id = {series} AND {conference}.sequence <= {sequence}"
    return f"{placed} AND {counts(conference, *named)}"


def value_told_last(
    value: str, report: str, of: str, *, thing: str, within: str, conference: str = "c", where: str = "1 = 1"
) -> str:
    """SQL: a value of the last report `t` on a thing, or NULL: `thing` is its id, the column `of` of reports names it.

    `within` says which conferences of one series are meant, as `up_to` does; `where` limits the rows of the report.
    """
    return f"""(SELECT {value} FROM {report} t JOIN conference {conference} ON {conference}.id = t.conference_id
  WHERE t.{of} = {thing} AND {within} AND {where} ORDER BY {conference}.sequence DESC LIMIT 1)"""


def conference_before(conference: str, which: str) -> str:
    """SQL: the id of the last conference `e` before another of its series, among those of which `which` is true."""
    return f"""(SELECT e.id FROM conference e
  WHERE e.series_id = {conference}.series_id AND e.sequence < {conference}.sequence AND {which}
  ORDER BY e.sequence DESC LIMIT 1)"""


def carried(
    report: str, of: str, *, thing: str, begun: str, named: str, open_: Sequence[str], untold: str = "'open'"
) -> str:
    """SQL: to how many conferences something open was carried, from conference `begun` up to the sequence :until.

    It is carried to each conference that was held, is the one `named`, or was told of it, as long as its last report
    before says that it is open; `untold` is its status without any report. `thing` is its id, the column `of` of a
    `report` names it.
    """
    earlier = f"h.series_id = e.series_id AND h.sequence < e.sequence AND {counts('h', named)}"
    last = value_told_last("t.status", report, of, thing=thing, within=earlier, conference="h")
    return f"""
(SELECT count(*) FROM conference e
  WHERE e.series_id = {begun}.series_id AND e.sequence > {begun}.sequence AND e.sequence <= :until
    AND ({held("e")} OR e.id = {named}
      OR {counts("e")} AND EXISTS (SELECT 1 FROM {report} g WHERE g.{of} = {thing} AND g.conference_id = e.id))
    AND coalesce({last}, {untold}) IN ({_listed(open_)}))"""


# Every conference with its `turn`. In a series the dates of earlier conferences count as well, so that none comes
# before one that it follows.
IN_TURN = """(
  SELECT dated.*, row_number() OVER (ORDER BY met, sequence, id) AS turn FROM (
    SELECT c.*, max(coalesce(c.start_date, '')) OVER (PARTITION BY c.series_id ORDER BY c.sequence) AS met
    FROM conference c
  ) dated
)"""


def told_last(
    report: str, of: str, columns: Sequence[str] = (), *, within: str | None = None, where: str = "1 = 1"
) -> str:
    """SQL for the last row of a report on each `of`, such as `project_id`: (conference_id, of, *columns).

    `within` says which conferences of one series are meant, as `up_to` does; by default all that count, of any series.
    `where` limits the rows of the report `t`.
    """
    turn, meeting = ("c.turn", IN_TURN) if within is None else ("c.sequence", "conference")
    # Grouped, though each occurs once: otherwise SQLite reads everything again for each row of a LEFT JOIN with it.
    told = ", ".join(("conference_id", of, *columns))
    return f"""(
  SELECT {told} FROM (
    SELECT {", ".join(f"t.{name}" for name in ("conference_id", of, *columns))},
      row_number() OVER (PARTITION BY t.{of} ORDER BY {turn} DESC) AS place
    FROM {report} t JOIN {meeting} c ON c.id = t.conference_id WHERE {within or counts()} AND {where}
  ) ranked WHERE place = 1 GROUP BY {told}
)"""


def each_told_last(report: str, of: str, measures: Sequence[str], columns: Sequence[str], *, within: str) -> str:
    """SQL for the rows of a report on each `of`, (of, *columns, *measures), with any of these measures told last.

    In a row, a measure is told last where it is not NULL and `MEASURE_place` is 1. All measures take one pass.
    """
    places = ", ".join(f"count(t.{measure}) OVER newest AS {measure}_place" for measure in measures)
    return f"""(
  SELECT {", ".join(f"t.{name}" for name in (of, *columns, *measures))}, {places}
  FROM {report} t JOIN conference c ON c.id = t.conference_id WHERE {within}
  WINDOW newest AS (PARTITION BY t.{of} ORDER BY c.sequence DESC)
)"""


def _listed(states: Sequence[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)

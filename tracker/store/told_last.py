"""What was told last: which conferences count, and in which order, said once for every question that asks.

A conference that was called off counts only for whoever names it. Within a series conferences follow one another by
their sequence, for tentative dates cannot order; of several series the one that met last speaks.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.rules.words import CALLED_OFF, HELD_STATES, OPEN_STATES


def counts(conference: str = "c", *named: str) -> str:
    """SQL: whether a conference counts, for it was not called off; those that are `named` by their ids do anyhow."""
    if not named:
        return f"{conference}.state <> '{CALLED_OFF}'"
    return f"({conference}.state <> '{CALLED_OFF}' OR {conference}.id IN ({', '.join(named)}))"


def held(conference: str = "c") -> str:
    """SQL: whether a conference has met or is meeting; one that is reopened has."""
    return f"{conference}.state IN ({_listed(HELD_STATES)})"


def taking_edits(conference: str = "c") -> str:
    """SQL: whether edits of what it was told about reach a conference: it is going on, or being mended."""
    return f"{conference}.state IN ({_listed(OPEN_STATES)})"


def up_to(sequence: str, *named: str, series: str = ":series", conference: str = "c") -> str:
    """SQL: whether a conference is one of a series, up to a place in it, and counts."""
    placed = f"{conference}.series_id = {series} AND {conference}.sequence <= {sequence}"
    return f"{placed} AND {counts(conference, *named)}"


# Every conference with its `turn`. In a series the dates of those before it count as well, so that none comes before
# one that it follows.
IN_TURN = """(
  SELECT dated.*, row_number() OVER (ORDER BY met, sequence, id) AS turn FROM (
    SELECT c.*, max(coalesce(c.start_date, '')) OVER (PARTITION BY c.series_id ORDER BY c.sequence) AS met
    FROM conference c
  ) dated
)"""


def told_last(
    report: str, of: str, columns: Sequence[str] = (), *, within: str | None = None, where: str = "1 = 1"
) -> str:
    """SQL of the last row of a report on each `of`, such as `project_id`: (conference_id, of, *columns).

    `within` says which conferences of one series are meant, as `up_to` does; by default all that count, of whatever
    series. `where` limits the rows of the report `t`.
    """
    turn, meeting = ("c.turn", IN_TURN) if within is None else ("c.sequence", "conference")
    # Grouped, though there is one of each: else SQLite reads all of it again for each row of a LEFT JOIN with it.
    told = ", ".join(("conference_id", of, *columns))
    return f"""(
  SELECT {told} FROM (
    SELECT {", ".join(f"t.{name}" for name in ("conference_id", of, *columns))},
      row_number() OVER (PARTITION BY t.{of} ORDER BY {turn} DESC) AS place
    FROM {report} t JOIN {meeting} c ON c.id = t.conference_id WHERE {within or counts()} AND {where}
  ) ranked WHERE place = 1 GROUP BY {told}
)"""


def each_told_last(report: str, of: str, measures: Sequence[str], columns: Sequence[str], *, within: str) -> str:
    """SQL of the rows of a report on each `of`, (of, *columns, *measures), in which any of these measures is told last.

    A row told a measure last where the measure is not NULL and `MEASURE_place` is 1. It is one pass for all of them.
    """
    places = ", ".join(f"count(t.{measure}) OVER newest AS {measure}_place" for measure in measures)
    return f"""(
  SELECT {", ".join(f"t.{name}" for name in (of, *columns, *measures))}, {places}
  FROM {report} t JOIN conference c ON c.id = t.conference_id WHERE {within}
  WINDOW newest AS (PARTITION BY t.{of} ORDER BY c.sequence DESC)
)"""


def _listed(states: Sequence[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)

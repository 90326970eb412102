"""The lines of money of two conferences, divided among beneficiaries and summed in the database.

Each part of an amount is the rounded sum of the shares up to and including it, less that of the shares before it, as in
`rules.shares.split`; earmarks come first, and the shares of the project divide the rest. The bridge books each line by
the division of one side, so each side is summed separately: first the lines by A's division, then those by B's. Lines
that are returned one by one because of their reasons (`lines`) are not included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.insight.comparing.bridge import LineAmounts
from tracker.insight.comparing.lines import (
    FROM_FIRST,
    FROM_SECOND,
    PARTS,
    BridgeLine,
    among_first,
    among_second,
    amounts_of_first,
    amounts_of_second,
    kinds_of_first,
    kinds_of_second,
    ours,
    singly,
)
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.totals.allocation import NOT_ALLOCATED, PART
from tracker.rules.shares import FULL_SHARE
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader

# The amounts of a line that a bridge books by the division of either side.
BOOKED = {"a": ("both_a", "only_a"), "b": ("both_a", "both_x", "both_b", "only_b", "first_b")}

# Who owns each part of a whole, and the sum of the parts before it: by share for projects, by earmark for
# contributions.
GIVEN = """
SELECT g.{owner}, o.code, {part} AS part, (
  SELECT coalesce(sum(b.share), 0) FROM {table} b JOIN organisation q ON q.id = b.organisation_id
  WHERE b.conference_id = g.conference_id AND b.{owner} = g.{owner} AND q.code < o.code) AS below
FROM {table} g JOIN organisation o ON o.id = g.organisation_id
WHERE g.conference_id = :{side}"""


def divided_lines(reader: Reader, pair: ConferencePair, measures: Sequence[str] = MEASURES) -> Iterator[BridgeLine]:
    """The sums of the lines of a pair by the beneficiaries (codes) of one side; the other side is not divided."""
    for side, key, *found in reader.rows(statement(reader, pair, measures), pair.params):
        kind, currency_a, currency_b, *flags, code = key.split(":", maxsplit=7)
        amounts = tuple(LineAmounts._make(found[start : start + PARTS]) for start in range(0, len(found), PARTS))
        kinds = (kind, currency_a or None, currency_b or None, *map(int, flags))
        groups = (code, None, 1, 0) if side == "a" else (None, code, 0, 1)
        yield BridgeLine._make((None, None, *kinds, *groups, amounts))


def statement(reader: Reader, pair: ConferencePair, measures: Sequence[str] = MEASURES) -> str:
    """The single statement behind `divided_lines`."""
    names = ", ".join(f"{name}_{measure}" for measure in measures for name in LineAmounts._fields)
    contributions, projects = singly(pair)

    def summed(side: str) -> str:
        return f"{side}.contribution_id NOT IN ({contributions}) AND {side}.project_id NOT IN ({projects})"

    # Sorting by one text takes a third of the time of sorting by seven columns.
    def key(kind: str, *rest: str) -> str:
        return " || ':' || ".join((kind, *(f"coalesce(CAST({each} AS text), '')" for each in rest)))

    return f"""
WITH line (contribution_id, project_id, kinds, currency_a, currency_b, ours_a, ours_b, {names}) AS MATERIALIZED (
SELECT fa.contribution_id, fa.project_id, {key(*kinds_of_first(pair))}, fa.currency, fb.currency, {ours(pair)},
  {", ".join(amounts_of_first(reader, pair, measures))}
{FROM_FIRST} WHERE {among_first(pair)} AND {summed("fa")}
UNION ALL
SELECT fb.contribution_id, fb.project_id, {key(*kinds_of_second())}, CAST(NULL AS text), fb.currency, 0, 1,
  {", ".join(amounts_of_second(reader, pair, measures))}
{FROM_SECOND} WHERE {among_second(pair)} AND {summed("fb")}
), {_spans("a")}, {_spans("b")}
{_sums(reader, "a", measures)}
UNION ALL
{_sums(reader, "b", measures)}
"""


def _spans(side: str) -> str:
    """The shares reported on one side: where each part of a whole starts and ends, and their total.

    Each step is materialised, because SQLite would otherwise compute a step again for each later reference to it.
    """
    steps = []
    for table, owner, part in (("share", "project_id", PART), ("earmark", "contribution_id", "g.share")):
        given, span, whole = (f"{table}_{step}_{side}" for step in ("given", "span", "whole"))
        steps += [
            f"{given} AS MATERIALIZED ({GIVEN.format(owner=owner, table=table, part=part, side=side)})",
            f"{span} AS MATERIALIZED (SELECT given.*, below + part AS reached FROM {given} AS given WHERE part > 0)",
            f"{whole} AS MATERIALIZED (SELECT {owner}, max(reached) AS total FROM {span} GROUP BY {owner})",
        ]
    return ",\n".join(steps)


def _sums(reader: Reader, side: str, measures: Sequence[str]) -> str:
    """The sums of all lines by beneficiary, as divided on one side."""
    booked = [f"{name}_{measure}" for measure in measures for name in BOOKED[side]]
    rest = ", ".join(
        f"CASE WHEN m.total IS NULL THEN {name} ELSE {name} - {reader.portion(name, 'm.total')} END" for name in booked
    )
    sums = (
        f"sum({reader.portion(name, 'reached')} - {reader.portion(name, 'below')})"
        if name in booked
        else "CAST(NULL AS bigint)"
        for name in (f"{field}_{measure}" for measure in measures for field in LineAmounts._fields)
    )
    there = f"l.ours_{side} = 1 AND l.currency_{side} IS NOT NULL"
    return f"""
SELECT '{side}', key, {", ".join(sums)} FROM (
SELECT kinds || ':' || p.code AS key, p.below, p.reached, {", ".join(booked)}
FROM line l JOIN earmark_span_{side} p ON p.contribution_id = l.contribution_id
WHERE {there}
UNION ALL
SELECT kinds || ':' || p.code, p.below, p.reached, {rest}
FROM line l JOIN share_span_{side} p ON p.project_id = l.project_id
LEFT JOIN earmark_whole_{side} m ON m.contribution_id = l.contribution_id
WHERE {there}
UNION ALL
SELECT kinds || ':' || '{NOT_ALLOCATED}', coalesce(s.total, 0), {FULL_SHARE}, {rest}
FROM line l LEFT JOIN share_whole_{side} s ON s.project_id = l.project_id
LEFT JOIN earmark_whole_{side} m ON m.contribution_id = l.contribution_id
WHERE {there} AND coalesce(s.total, 0) < {FULL_SHARE}
) divided GROUP BY key"""

"""Decisions on two projects that may be one activity reported twice, and what totals leave out as a result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.insight.projects.overlaps import decision_on
from tracker.register.core import Collection, Row
from tracker.rules.dates import parse_date
from tracker.rules.text import line, prose
from tracker.rules.words import OVERLAP_DECISIONS, PAST_STATES, REPORTED_TWICE, SAME, choose

LONGEST_NAME = 200


class Decision(NamedTuple):
    """A decision on two projects, in words; `counting` is the project that totals count, if the other is left out. `by`
    is the code of an organisation, or a name."""

    decision: str
    by: str
    date: str
    counting: str | None = None
    note: str | None = None


class Settled(NamedTuple):
    """A decision before and after, each None where there is none; the codes of the conferences whose totals it affects,
    and of the closed ones where it is only a remark."""

    before: Row | None
    after: Row | None
    reached: list[str]
    remarked: list[str]


def excluded(was: str | None, *, left_out: bool) -> str | None:
    """Return why totals leave out a funding: as given, else because its project was settled as the same as another."""
    if left_out:
        return was or REPORTED_TWICE
    return None if was == REPORTED_TWICE else was


class Overlaps(Collection):
    """The decisions of a register: one for each pair of projects."""

    def settle(self, one: int, other: int, told: Decision) -> Settled:
        """Record what was decided about `two_projects`, replacing any earlier decision.

        If two are the same, the one that does not count is left out of the totals of conferences that are open,
        reopened or to come. Raises Invalid, Usage, and Conflict where two would be left out for each other.
        """
        decision = choose("--as", told.decision, OVERLAP_DECISIONS)
        counting = self._counting(one, other, decision, told.counting)
        low, high = sorted((one, other))
        row: Row = {
            "project_id": low,
            "other_id": high,
            "decision": decision,
            "counting_id": counting,
            "date": parse_date("--date", told.date),
            "decided_by": line("name of the person who decided", told.by, LONGEST_NAME),
            "note": prose("note", told.note) if told.note and told.note.strip() else None,
            "version": 1,
        }
        codes = " and ".join(self.codes.code("project", identity) for identity in (low, high))
        self.doubt_future(f"The decision on {codes}", row["date"])
        before = self._find(low, high)
        if counting is not None:
            self._check_counts(counting, low + high - counting)
        if before is None:
            self.insert(tables.overlap, [row])
        else:
            self.update(tables.overlap, [(before, row | {"version": before["version"]})])
        return Settled(before, row, *self._follow(low, high))

    def remove(self, one: int, other: int) -> Settled:
        """Remove a decision: totals count both projects again. Raises NotFound where nothing was decided."""
        decision_on(self.codes, one, other)
        low, high = sorted((one, other))
        before = self._find(low, high)
        self.delete(tables.overlap, [before] if before else [])
        return Settled(before, None, *self._follow(low, high))

    def left_out(self, projects: Iterable[int]) -> set[int]:
        """Return those of some projects that totals leave out, because they were settled as the same as another one."""
        same = self.rows(tables.overlap, tables.overlap.c.decision == SAME)
        return {row["project_id"] + row["other_id"] - row["counting_id"] for row in same}.intersection(projects)

    def _counting(self, one: int, other: int, decision: str, counting: str | None) -> int | None:
        codes = " or ".join(self.codes.code("project", identity) for identity in (one, other))
        if decision != SAME:
            if counting:
                raise Usage(
                    f"--counting goes only with --as same: {decision} projects both count in totals.",
                    "Leave --counting out.",
                )
            return None
        if not counting:
            raise Usage(
                "Missing option --counting: which of the two projects counts in totals.",
                f"For example: --counting {codes}.",
            )
        found = self.codes.id("project", counting)
        if found not in (one, other):
            raise Invalid("--counting", counting, "is not one of the two projects", codes)
        return found

    def _find(self, low: int, high: int) -> Row | None:
        table = tables.overlap
        found = self.rows(table, table.c.project_id == low, table.c.other_id == high)
        return found[0] if found else None

    def _check_counts(self, counting: int, left_out: int) -> None:
        """Raises Conflict where the project that is to count is itself left out, even indirectly, in favour of the
        other."""
        same = self.rows(tables.overlap, tables.overlap.c.decision == SAME)
        pair, ahead, seen = {counting, left_out}, [counting], set[int]()
        while ahead:
            reached = ahead.pop()
            if reached == left_out:
                one, other = (self.codes.code("project", identity) for identity in (counting, left_out))
                raise Conflict(
                    f"Totals already leave {one} out and count {other}, directly or through other projects.",
                    f"Otherwise totals would count neither of them. `tracker overlap list --settled --project {one}` "
                    "shows why.",
                )
            seen.add(reached)
            for row in same:
                both = row["project_id"], row["other_id"]
                if set(both) != pair and reached in both and row["counting_id"] not in seen:
                    ahead.append(row["counting_id"])

    def _follow(self, *pair: int) -> tuple[list[str], list[str]]:
        """Apply the decision to reports to open and future conferences. Returns those, and the closed conferences."""
        left_out = self.left_out(pair)
        meetings = {
            row.id: (row.code, row.state)
            for row in self.register.connection.execute(
                select(tables.conference.c.id, tables.conference.c.code, tables.conference.c.state).order_by(
                    tables.conference.c.series_id, tables.conference.c.sequence
                )
            )
        }
        rows = self.rows_in(tables.funding, "project_id", pair)
        edits = []
        for row in rows:
            said = excluded(row["excluded_as"], left_out=row["project_id"] in left_out)
            if meetings[row["conference_id"]][1] not in PAST_STATES and said != row["excluded_as"]:
                edits.append((row, {"excluded_as": said}))
        self.update(tables.funding, edits)
        reached = {row["conference_id"] for row, _ in edits}
        told = [{row["conference_id"] for row in rows if row["project_id"] == one} for one in pair]
        closed = set.intersection(*told) if left_out else set()
        return (
            [code for one, (code, _) in meetings.items() if one in reached],
            [code for one, (code, state) in meetings.items() if one in closed and state == "closed"],
        )

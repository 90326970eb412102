"""Reasons: why an amount rose or fell at a conference. They explain what was reported and can be given afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import and_, select

from tracker import tables
from tracker.errors import Usage
from tracker.insight.codes import Conference
from tracker.register.core import Collection, Row
from tracker.rules.money import Amount
from tracker.rules.text import prose
from tracker.rules.words import MEASURES, REASONS, choose

WORDS = ("conference_id", "contribution_id", "measure", "reason", "amount")


class AmountStep(NamedTuple):
    """A step of a measure: the amount reported before and the one reported at the conference, in minor units."""

    measure: str
    currency: str
    was: int
    now: int


class Reasons(Collection):
    """The reasons in a register."""

    def explain(
        self, conference: Conference, contribution: int, reason: str, part: Amount | None = None, **how: str | None
    ) -> list[AmountStep]:
        """Record why a contribution's amounts changed at a conference, also after it has closed.

        The reason applies to every measure that changed there, or to the one named `measure`; to whole steps, or to a
        `part` of one step; with a `note` and a `source`. Returns the steps explained. Raises Usage where nothing
        changed, Invalid.
        """
        steps = [step for step in self.steps(conference, contribution) if how.get("measure") in (None, step.measure)]
        code = self.codes.code("contribution", contribution)
        if not steps:
            what = how.get("measure") or "amount"
            raise Usage(
                f"There is nothing to explain: no {what} of {code} changed at {conference.code}.",
                "`tracker contribution show` shows when it changed.",
            )
        if part is not None and len(steps) > 1:
            raise Usage(
                "Missing option --measure: the part of which amount is explained.",
                f"Name the measure: {', '.join(step.measure for step in steps)}.",
            )
        if part is not None and part.currency != steps[0].currency:
            raise Usage(f"The part is in {part.currency}, but the contribution is in {steps[0].currency}.")
        said = choose("reason", reason, REASONS)
        note = how.get("note")
        rows = [
            row_of(conference, contribution, step.measure, said, None if part is None else part.minor)
            | {"note": prose("note", note) if note else None, "source": how.get("source")}
            for step in steps
        ]
        self.clear(conference, rows, ())
        self.insert(tables.reason, rows)
        return steps

    def steps(self, conference: Conference, contribution: int) -> list[AmountStep]:
        """Return the measures whose amount at a conference differs from the one reported before in its series."""
        told, meeting = tables.funding, tables.conference
        query = (
            select(*(told.c[measure] for measure in MEASURES), told.c.currency)
            .join(meeting, and_(meeting.c.id == told.c.conference_id, meeting.c.series_id == conference.series_id))
            .where(told.c.contribution_id == contribution, meeting.c.sequence <= conference.sequence)
            .order_by(meeting.c.sequence)
        )
        here = self.rows(told, told.c.conference_id == conference.id, told.c.contribution_id == contribution)
        rows = self.register.connection.execute(query).mappings().all() if here else []
        found = []
        for measure in MEASURES:
            amounts = [row[measure] for row in rows]
            before = [amount for amount in amounts[:-1] if amount is not None]
            if before and amounts[-1] is not None and amounts[-1] != before[-1]:
                found.append(AmountStep(measure, rows[-1]["currency"], before[-1], amounts[-1]))
        return found

    def forget_known(self, conference: Conference, reasons: list[Row]) -> None:
        """Drop reasons that explain a whole step in the way in which it is explained already."""
        told = {row["contribution_id"] for row in reasons if row["reason"] and row["amount"] is None}
        known = self.rows_in(tables.reason, "contribution_id", told, tables.reason.c.conference_id == conference.id)
        told_already = [{name: row[name] for name in WORDS} for row in known if row["amount"] is None]
        reasons[:] = [row for row in reasons if row not in told_already]

    def clear(self, conference: Conference, reasons: Sequence[Row], ended: Iterable[int]) -> None:
        """Replace the old reason for the rest of a step by a new one; parts keep their reasons.

        An ended contribution keeps no reasons.
        """
        whole = {(row["contribution_id"], row["measure"]) for row in reasons if row["amount"] is None and row["reason"]}
        gone = set(ended)
        table = tables.reason
        old = self.rows_in(
            table, "contribution_id", {one for one, _ in whole} | gone, table.c.conference_id == conference.id
        )
        out_of_date = [
            row
            for row in old
            if row["contribution_id"] in gone
            or (row["amount"] is None and (row["contribution_id"], row["measure"]) in whole)
        ]
        self.delete(table, out_of_date)


def row_of(conference: Conference, contribution: int, measure: str, reason: str | None, part: int | None) -> Row:
    """Return a reason for a whole step, or for the `part` of it in minor units."""
    return dict(zip(WORDS, (conference.id, contribution, measure, reason, part), strict=True))

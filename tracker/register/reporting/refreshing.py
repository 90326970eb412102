"""Refreshing: takes the funding of an open conference again from the transactions up to its cut-off date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tracker import tables
from tracker.errors import Conflict
from tracker.insight.codes import Conference
from tracker.register.core import Collection, Row, check_takes_reports
from tracker.register.drafting.drafts import PARTS, Draft, Drafts, answer_of_moved, fresh_funding
from tracker.register.drafting.transactions import transaction_sums
from tracker.register.reporting.echo import amount_text
from tracker.register.reporting.reasons import Reasons, row_of
from tracker.register.reporting.reports import (
    PreparedReports,
    ReportEcho,
    Reports,
    cut_off,
    name_source,
)
from tracker.rules.words import MEASURE_OF_KIND, MEASURES, OPEN_STATES
from tracker.store.told_last import up_to

FUNDING = next(part for part in PARTS if part.table is tables.funding)
KINDS = ", ".join(f"'{kind}'" for kind in MEASURE_OF_KIND)

# The contributions whose transactions a conference counts or counted, of the projects reported to it.
MOVED = f"""
SELECT k.id, k.project_id FROM contribution k
JOIN review r ON r.conference_id = :at AND r.project_id = k.project_id
LEFT JOIN funding f ON f.conference_id = :at AND f.contribution_id = k.id
WHERE (f.contribution_id IS NOT NULL OR k.ended_at_id IS NULL) AND (f.basis = 'transactions' OR EXISTS (
  SELECT 1 FROM "transaction" t WHERE t.contribution_id = k.id AND t.kind IN ({KINDS}) AND t.date <= :day))
"""
# Earlier reports on them to the conferences of the series, in order.
BEFORE = f"""
SELECT f.contribution_id, f.basis, {", ".join(f"f.{measure}" for measure in MEASURES)}
FROM ({MOVED}) m JOIN funding f ON f.contribution_id = m.id
JOIN conference c ON c.id = f.conference_id
WHERE {up_to(":sequence - 1")}
ORDER BY c.sequence
"""
# How many contributions with transactions belong to projects that were not reported to the conference.
UNHEARD = f"""
SELECT count(*) FROM contribution k WHERE k.ended_at_id IS NULL
AND NOT EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :at AND r.project_id = k.project_id)
AND EXISTS (
  SELECT 1 FROM "transaction" t WHERE t.contribution_id = k.id AND t.kind IN ({KINDS}) AND t.date <= :day)
"""


class Left(NamedTuple):
    """An amount that was left as reported: `why`, and the sum of its transactions; None is unknown."""

    contribution: str
    measure: str
    told: str
    transactions: str | None
    why: str


class Refreshed(NamedTuple):
    """The result for the `moved` contributions that have transactions up to a day: how many changed, and how; and what
    was left as reported. `unheard` have transactions too, but their projects were not presented."""

    day: date
    moved: int
    changed: int
    told: list[ReportEcho]
    left: list[Left]
    unheard: int


class Refreshing(Collection):
    """Takes the amounts of many contributions from their transactions at once."""

    def refresh(
        self,
        conference: Conference,
        projects: Iterable[int] | None = None,
        *,
        overwrite: bool = False,
        source: str | None = None,
        publisher: int | None = None,
    ) -> Refreshed:
        """Take funding from the transactions up to the cut-off date, of all projects presented there or of some.

        What was reported to this conference itself stays, and so does an amount without transactions, unless
        `overwrite` is set. A change of basis has the reason `method`. Only the `publisher` of the transactions answers
        by this, for its own money; where the amount changes, its donor's confirmation no longer applies. Raises
        Conflict for a conference that is not open.
        """
        check_takes_reports(conference)
        if conference.state not in OPEN_STATES:
            raise Conflict(
                f"{conference.code} is {conference.state}, and funding is refreshed only while a conference is open.",
                f"`tracker conference open {conference.code}` opens it.",
            )
        day = cut_off(conference)
        params = {"at": conference.id, "day": day.isoformat()}
        reader = self.register.reader
        wanted = None if projects is None else set(projects)
        moved = {one: of for one, of in reader.rows(MOVED, params) if wanted is None or of in wanted}
        place = {"series": conference.series_id, "sequence": conference.sequence}
        before: dict[int, dict[str, int | str | None]] = {
            one: dict(zip(("basis", *MEASURES), values, strict=True))
            for one, *values in reader.rows(BEFORE, params | place)
        }
        drafts = Drafts(self.register).begin(conference, moved.values())
        contributions = self.by_id(tables.contribution, moved)
        sums = transaction_sums(self.register, dict.fromkeys(moved, day))
        left: list[Left] = []
        reasons: list[Row] = []
        taken: dict[int, Row] = {}
        for one, project in moved.items():
            draft = drafts[project]
            row = draft.parts["funding"].get(one) or fresh_funding(FUNDING, draft, contributions[one])
            held = [] if overwrite else self._held(draft, row, before.get(one, {}), sums.get(one, {}))
            if held:
                left += held
                continue
            draft.place(FUNDING, row)
            taken[one] = row
            if row["basis"] == "told":
                row["basis"] = "transactions"
                reasons += _steps(conference, one, before.get(one, {}), sums.get(one, {}))
        reports = Reports(self.register)
        reports.take_transactions(conference, drafts.values())
        for one, row in taken.items():
            was = drafts[moved[one]].before[1]["funding"].get(one, {})
            differs = any(row[name] != was.get(name) for name in (*MEASURES, "basis"))
            if publisher is not None and contributions[one]["donor_id"] == publisher:
                row["answer"] = "updated"
            elif differs:
                row["answer"] = answer_of_moved(row["answer"])
            if differs or source is not None:
                name_source(row, was, source, None)
        telling = PreparedReports(conference, (), drafts, reasons, [], {})
        Reasons(self.register).forget_known(conference, telling.reasons)
        reports.record(telling)
        told = [one for one in reports.echoes(telling) if one.changes]
        changed = sum(
            drafts[of].parts["funding"].get(one) != drafts[of].before[1]["funding"].get(one)
            for one, of in moved.items()
        )
        unheard = 0 if wanted is not None else reader.value(UNHEARD, params)
        return Refreshed(day, len(moved), changed, told, left, unheard)

    def _held(
        self, draft: Draft, row: Row, before: Mapping[str, int | str | None], sums: Mapping[str, int]
    ) -> list[Left]:
        """Return the amounts because of which a contribution is left as reported; none where it may be refreshed."""
        if row["basis"] != "told":
            return []
        here = draft.conference.code
        confirmed = (row["answer"] or draft.review["answer"]) == "confirmed unchanged"
        held = {}
        for measure in MEASURES:
            if row[measure] in (None, sums.get(measure)):
                continue
            if row[measure] != before.get(measure):
                held[measure] = f"reported at {here}"
            elif confirmed:
                held[measure] = f"confirmed at {here}"
            elif measure not in sums:
                held[measure] = "no transaction shows it"
        code = self.codes.code("contribution", row["contribution_id"])
        exponents = self.register.reader.exponents
        said = row | dict.fromkeys(MEASURES) | dict(sums)
        return [
            Left(code, one, amount_text(row, one, exponents) or "", amount_text(said, one, exponents), why)
            for one, why in held.items()
        ]


def _steps(
    conference: Conference, contribution: int, before: Mapping[str, int | str | None], sums: Mapping[str, int]
) -> Sequence[Row]:
    """Return the reason for a change of basis, for each measure with another amount at an earlier conference."""
    if before.get("basis") != "told":
        return []
    return [
        row_of(conference, contribution, measure, "method", None)
        for measure, now in sums.items()
        if before[measure] not in (None, now)
    ]

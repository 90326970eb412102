"""Keeps reports to open conferences up to date with the standing facts: edits, new transactions, and new parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Table, select

from tracker import tables
from tracker.model.nouns import CONTRIBUTION
from tracker.register.core import Collection, Row, Values
from tracker.register.drafting.drafts import PARTS, UNASKED, answer_of_moved, standing_shares
from tracker.register.drafting.project_report import NOTHING
from tracker.register.drafting.transactions import transaction_sums
from tracker.register.drafting.unreported import Unreported
from tracker.rules.words import MEASURES, OPEN_STATES

THEMES, SHARES = PARTS[:2]


class OpenReports(Collection):
    """The reports to conferences that are open or reopened, which an edit of a standing fact also changes."""

    def follow_edits(self, values: Mapping[int, Values], *, themes: set[int], shares: set[int]) -> None:
        """Apply edits of projects to the reports to open conferences; `values` are the new columns by project."""
        reviews = self._open_rows(tables.review, "project_id", values)
        self.update(tables.review, [(row, values[row["project_id"]]) for row in reviews])
        for part, projects in ((THEMES, themes), (SHARES, shares)):
            mine = [row for row in reviews if row["project_id"] in projects]
            old = self._open_rows(part.table, "project_id", {row["project_id"] for row in mine})
            standing: dict[int, list[Row]] = {}
            wanted = {row["project_id"] for row in mine}
            for row in (
                standing_shares(self, wanted)
                if part is SHARES
                else self.rows_in(tables.project_theme, "project_id", wanted)
            ):
                standing.setdefault(row["project_id"], []).append(row)
            new = [
                {"conference_id": row["conference_id"]} | one
                for row in mine
                for one in standing.get(row["project_id"], ())
            ]
            kept = {tuple(sorted(row.items())) for row in old} & {tuple(sorted(row.items())) for row in new}
            self.delete(part.table, [row for row in old if tuple(sorted(row.items())) not in kept])
            self.insert(part.table, [row for row in new if tuple(sorted(row.items())) not in kept])

    def follow_contributions(self, contributions: Iterable[int]) -> None:
        """Apply edits of contributions to the reports to open conferences."""
        standing = self.by_id(tables.contribution, contributions)
        rows = self._open_rows(tables.funding, "contribution_id", standing)
        told = {one: {name: row[name] for name in CONTRIBUTION.copies} for one, row in standing.items()}
        edits = []
        for row in rows:
            now = told[row["contribution_id"]]
            # An answer counts for its own donor only; an organisation that took over the donor counts as the same.
            same = self.codes.surviving(row["donor_id"]) == self.codes.surviving(now["donor_id"])
            edits.append((row, now if same else now | {"answer": UNASKED}))
        self.update(tables.funding, edits)

    def follow_transactions(self, contributions: Iterable[int], publishers: Mapping[int, int | None] = NOTHING) -> None:
        """Add new transactions to the amounts that open conferences take from transactions.

        `publishers` says, by project, whose file they come from: it answers for its own money, and no other does.
        """
        funding = tables.funding
        rows = self._open_rows(funding, "contribution_id", contributions, funding.c.basis == "transactions")
        for day in {row["cut_off"] for row in rows}:
            mine = [row for row in rows if row["cut_off"] == day]
            sums = transaction_sums(self.register, {row["contribution_id"]: day for row in mine})
            edits: list[tuple[Row, Values]] = []
            for row in mine:
                now: Row = {**dict.fromkeys(MEASURES), **sums.get(row["contribution_id"], {})}
                differs = any(row[measure] != now[measure] for measure in MEASURES)
                if differs and row["donor_id"] == publishers.get(row["project_id"]):
                    now["answer"] = "updated"
                elif differs:
                    now["answer"] = answer_of_moved(row["answer"])
                edits.append((row, now))
            self.update(funding, edits)

    def follow_opening(self, conference: int) -> None:
        """Update the reports to a conference with what came while it was not open: transactions and parts of
        projects."""
        funding = tables.funding
        rows = self.rows(funding, funding.c.conference_id == conference, funding.c.basis == "transactions")
        self.follow_transactions({row["contribution_id"] for row in rows})
        Unreported(self.register).list_at(conference)

    def _open_rows(
        self, table: Table, column: str, values: Iterable[int], *conditions: ColumnElement[bool]
    ) -> list[Row]:
        opened = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))
        return self.rows_in(table, column, values, table.c.conference_id.in_(opened), *conditions)

"""The pool of a series: money promised but not yet allocated, and its allocation to projects."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.insight.codes import Conference
from tracker.register.core import Collection, Row
from tracker.register.drafting.drafts import UNASKED, Draft, Drafts
from tracker.register.drafting.project_report import FundingReport, ProjectReport
from tracker.register.project_words import review_columns
from tracker.register.projects.contributions import ContributionFacts, Contributions
from tracker.register.projects.projects import ProjectFacts, Projects
from tracker.register.reporting.reports import ReportEcho, Reports
from tracker.rules.codes import joined_code
from tracker.rules.money import Amount, human
from tracker.rules.text import line
from tracker.rules.words import CONFIRMED, MEASURES, choose

TITLE = "Promised, not yet allocated"


class Allocation(NamedTuple):
    """An amount to be moved from a donor's money in the pool to a project.

    `contribution` is the one on the project that receives it, where the donor has several; `status` is for a project
    that was not reported to any conference.
    """

    donor: str
    amount: Amount
    project: str
    measure: str = "pledged"
    contribution: str | None = None
    status: str | None = None
    source: str | None = None


class Pool(Collection):
    """The pools of a register: a project for each series, created when money first comes in."""

    def add(
        self, conference: Conference, donor: str, amount: Amount, measure: str = "pledged", source: str | None = None
    ) -> list[ReportEcho]:
        """Add to a donor's money in the pool at a conference. The increase has the reason `new money`.

        This is not an answer of the donor: the amount is unconfirmed until the donor itself reports it.

        Raises Invalid for an amount that is not positive, NotFound for the donor, Conflict for a closed conference.
        """
        amount = self._moving(amount)
        project = self._project(conference)
        contributions = Contributions(self.register)
        mine = [row for row in self._of(project, donor) if row["currency"] in (amount.currency, None)]
        if mine:
            identity = mine[0]["id"]
        else:
            facts = ContributionFacts(self.codes.code("project", project), donor, currency=amount.currency)
            (identity,) = contributions.add([facts])
        draft = Drafts(self.register).begin(conference, [project])[project]
        known = _left(draft, identity, measure) is not None
        review = {} if draft.review["status"] else {"status": "active", "answer": UNASKED}
        funding = FundingReport(identity, {measure: [amount]}, reason="new money" if known else None)
        report = ProjectReport(project, review=review, funding=[funding], source=source)
        return Reports(self.register).tell(conference, [report])

    def allocate(self, conference: Conference, what: Allocation) -> list[ReportEcho]:
        """Move an amount from a donor's money in the pool to a project: both steps have the reason `allocated`.

        The donor's answer for it in the pool goes with it. A contribution of the donor to the project is created where
        there is none in that currency whose money has the same answer. Raises Conflict where the pool has less, Invalid
        for an amount that is not positive, Usage where it is not clear which contribution.
        """
        amount = self._moving(what.amount)
        measure = choose("measure", what.measure, MEASURES)
        pool = self._found(conference)
        project = self.codes.id("project", what.project)
        if project == pool:
            raise Usage(f"{what.project} is the pool itself.", "Name the project that receives the money with --to.")
        drafts = Drafts(self.register).begin(conference, [pool, project])
        source, left = self._source(conference, drafts[pool], what.donor, amount, measure)
        code = self.codes.code("organisation", self.codes.id("organisation", what.donor, said_as="donor"))
        if left < amount.minor:
            exponent = self.register.reader.exponents[amount.currency]
            raise Conflict(
                f"{code} has {human(left, exponent)} {amount.currency} {measure} in the pool, less than the "
                f"{human(amount.minor, exponent)} {amount.currency} to allocate.",
                f'`tracker pool add {code} "AMOUNT" --at {conference.code}` adds money to it.',
            )
        pool_answer = _answer(drafts[pool], source["id"])
        target = self._target(drafts[project], source, pool_answer, what)
        said = line("--source", what.source) if what.source else None
        told: dict[str, Any] = {}
        if what.status:
            told = review_columns({"status": what.status}) | {"answer": drafts[project].review["answer"] or UNASKED}
        taken = amount._replace(minor=-amount.minor)
        out = FundingReport(source["id"], {measure: [taken]}, reason="allocated", kept_answer=pool_answer)
        into = FundingReport(target, {measure: [amount]}, reason="allocated", kept_answer=pool_answer)
        return Reports(self.register).tell(
            conference,
            [
                ProjectReport(pool, funding=[out], source=said),
                ProjectReport(project, review=told, funding=[into], source=said),
            ],
        )

    def _moving(self, amount: Amount) -> Amount:
        """Return the amount as one to be added. Raises Invalid unless it is positive."""
        if amount.minor <= 0:
            said = f"{human(amount.minor, self.register.reader.exponents[amount.currency])} {amount.currency}"
            raise Invalid(
                "amount", said, "is not an amount that can be moved", "an amount above 0, such as 2,000,000 USD"
            )
        return amount._replace(relative=True, reason=None)

    def _found(self, conference: Conference) -> int:
        found = self._known(conference)
        if found is None:
            raise Conflict(
                f"{conference.series} has no pool, so there is no money to allocate.",
                f'`tracker pool add DONOR "5,000,000 USD" --at {conference.code}` adds money to it.',
            )
        return found

    def _known(self, conference: Conference) -> int | None:
        rows = self.rows(tables.project, tables.project.c.pool_of_id == conference.series_id)
        return int(rows[0]["id"]) if rows else None

    def _project(self, conference: Conference) -> int:
        """Return the pool of the conference's series; it is created if there is none."""
        found = self._known(conference)
        if found is not None:
            return found
        code, number = joined_code(conference.series, "POOL"), 1
        while self.codes.taken("project", code):
            number += 1
            code = joined_code(conference.series, "POOL", number)
        (identity,) = Projects(self.register).add([ProjectFacts(code, TITLE)])
        row = self.by_id(tables.project, [identity])[identity]
        self.update(tables.project, [(row, {"pool_of_id": conference.series_id})])
        return identity

    def _of(self, project: int, donor: str) -> list[Row]:
        """Return the contributions of a donor to a project that have not ended."""
        table = tables.contribution
        who = self.codes.id("organisation", donor, said_as="donor")
        return self.rows(table, table.c.project_id == project, table.c.donor_id == who, table.c.ended_at_id.is_(None))

    def _source(self, conference: Conference, pool: Draft, donor: str, amount: Amount, measure: str) -> tuple[Row, int]:
        """Return the donor's contribution to the pool with the most left, and how much that is."""
        mine = [row for row in self._of(pool.project["id"], donor) if row["currency"] == amount.currency]
        if not mine:
            raise Conflict(
                f"{donor} has no money in {amount.currency} in the pool of {conference.series}.",
                "`tracker pool` shows what the pool holds.",
            )
        left = {row["id"]: _left(pool, row["id"], measure) or 0 for row in mine}
        best = max(mine, key=lambda row: left[row["id"]])
        return best, left[best["id"]]

    def _target(self, draft: Draft, source: Row, pool_answer: str, what: Allocation) -> int:
        of_donor = self._of(draft.project["id"], what.donor)
        mine = [row for row in of_donor if row["currency"] in (what.amount.currency, None)]
        if what.contribution:
            named = self.codes.id("contribution", what.contribution)
            if named not in {row["id"] for row in mine}:
                raise Usage(
                    f"{what.contribution} is not a contribution of {what.donor} to {what.project} in "
                    f"{what.amount.currency}.",
                    f"`tracker project show {what.project}` lists them.",
                )
            if not _takes(draft, named, pool_answer):
                raise Conflict(
                    f"The answer on {what.contribution} is `{_answer(draft, named)}`, and the answer on the money in "
                    f"the pool is `{pool_answer}`.",
                    "Leave --contribution out: the amount then becomes a separate contribution with its own answer.",
                )
            return named
        mine = [row for row in mine if _takes(draft, row["id"], pool_answer)]
        if len(mine) > 1:
            listed = ", ".join(row["code"] for row in mine)
            raise Usage(
                f"{what.donor} has several contributions to this project: {listed}.", "Name one with --contribution."
            )
        if mine:
            return int(mine[0]["id"])
        facts = ContributionFacts(what.project, what.donor, source["instrument"], what.amount.currency)
        (identity,) = Contributions(self.register).add([facts])
        return identity


def _left(draft: Draft, contribution: int, measure: str) -> int | None:
    """Return the amount of a measure in a contribution, as reported to the conference or carried over in the draft."""
    amount: int | None = draft.parts["funding"].get(contribution, {}).get(measure)
    return amount


def _answer(draft: Draft, contribution: int) -> str:
    """Return a donor's answer for a contribution; the review's answer where that one applies to all money."""
    answer: str = draft.parts["funding"][contribution]["answer"] or draft.review["answer"]
    return answer


def _takes(draft: Draft, contribution: int, pool_answer: str) -> bool:
    """Return whether a contribution can receive money with this answer: it is empty, or both answers count the same.

    Otherwise it would confirm what was not confirmed, or the other way round.
    """
    if all(_left(draft, contribution, measure) is None for measure in MEASURES):
        return True
    both = {_answer(draft, contribution), pool_answer}
    return len(both) == 1 or both <= {*CONFIRMED} or not both & {*CONFIRMED, "declined"}

"""Requests for data: what organisations were asked before a conference, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.codes import Conference
from tracker.register.core import Row, check_takes_reports
from tracker.register.drafting.project_report import FundingReport, ProjectReport
from tracker.register.project_words import stronger
from tracker.register.reporting.reports import Reports
from tracker.register.reporting.request_answers import RequestAnswers
from tracker.rules.dates import last_day
from tracker.rules.words import UNANSWERED


class DataRequest(NamedTuple):
    """A request to an organisation in one of its roles; `name` is that of the workbook."""

    organisation_id: int
    role: str
    projects: Sequence[int]
    language: str
    name: str
    needs: Sequence[int] = ()


class Requests(RequestAnswers):
    """The requests of a register."""

    def ask(self, conference: Conference, asked: Sequence[DataRequest], day: date, due: date | None) -> list[Row]:
        """Record that organisations were asked; returns the requests, in the order given.

        Their projects are presented to the conference as they were reported last, and wait for an answer. An
        organisation that was asked already is asked again: answers that were given stay. Without `due` the old due date
        stays. Raises Conflict for a conference that takes no reports, Invalid for a day that has passed.
        """
        check_takes_reports(conference)
        if due is not None and due < day:
            raise Invalid("--due", due, "has passed", f"{day} or later")
        if due is not None and conference.start_date and due > last_day(conference.start_date):
            self.register.doubts.append(
                f"The answers are due on {due}, after {conference.code} begins ({conference.start_date})."
            )
        known = {(row["organisation_id"], row["role"]): row for row in self.at(conference)}
        self._present(conference, asked)
        rows = []
        for one in asked:
            row = known.get((one.organisation_id, one.role))
            until: date | None = due or (row["due"] if row else None)
            if until is None or until < day:
                raise Invalid(
                    "--due",
                    until or "",
                    "has passed and must be set again" if until else "is missing",
                    f"{day} or later",
                )
            told = {"language": one.language, "due": until, "name": one.name}
            if row is not None:
                self.update(tables.request, [(row, told)])
            else:
                keys = {"conference_id": conference.id, "organisation_id": one.organisation_id, "role": one.role}
                (identity,) = self.insert(tables.request, [keys | told | {"sent": day, "state": "asked"}])
                row = {"id": identity}
            rows.append(self.row(row["id"]))
            before = {answer["project_id"] for answer in self.answers(row["id"])}
            fresh = [project for project in one.projects if project not in before]
            self.insert(
                tables.request_project,
                [{"request_id": row["id"], "project_id": project, "answer": "asked"} for project in fresh],
            )
            known_needs = set(self.needs(row["id"]))
            self.insert(
                tables.request_need,
                [{"request_id": row["id"], "need_id": need} for need in one.needs if need not in known_needs],
            )
        return rows

    def tell(self, identity: int, answer: str, projects: Iterable[int], source: str, day: date) -> int:
        """Record an answer by telephone or mail for some projects, also as a report to the conference.

        A donor answers for its own money, and for the project where it speaks for that. Returns how many projects of
        the request have another answer as a result.
        """
        row = self.row(identity)
        conference = next(one for one in self.codes.conferences() if one.id == row["conference_id"])
        check_takes_reports(conference)
        asked = {one["project_id"]: one["answer"] for one in self.answers(identity)}
        wanted = list(projects)
        for project in wanted:
            if project not in asked:
                code = self.codes.code("project", project)
                raise Conflict(f"The project {code} is not part of this request.", "`tracker request show` lists them.")
        money = self._money_of(conference, row, wanted) if row["role"] == "donor" else {}
        reviews = self.reviews(conference, wanted)
        Reports(self.register).tell(
            conference,
            [
                ProjectReport(project, funding=_answering(money[project], answer), source=source)
                if project in money
                else ProjectReport(
                    project, review={"answer": stronger(reviews[project]["answer"], answer)}, source=source
                )
                for project in wanted
                if project in money or stronger(reviews[project]["answer"], answer) != reviews[project]["answer"]
            ],
        )
        self.settle(identity, dict.fromkeys(wanted, answer), source, day)
        # The report to the conference has recorded some of them already.
        return sum(asked[one["project_id"]] != one["answer"] for one in self.answers(identity))

    def find(self, identity: int, conference: int, organisation: int, role: str) -> Row | None:
        """Return a request by its number, if it matches its workbook; for a merged organisation, its successor's."""
        table, surviving = tables.request, self.codes.surviving(organisation)
        found = self.rows(
            *(table, table.c.conference_id == conference, table.c.role == role),
            *(table.c.organisation_id.in_([organisation, surviving]),),
        )
        mine = [row for row in found if row["id"] == identity]
        if not mine and surviving != organisation:
            mine = found
        return mine[0] if mine else None

    def follow_instruments(self, conference: Conference, contributions: Iterable[int]) -> None:
        """Copy the instrument of contributions into the reports to the conference that have none."""
        funding = tables.funding
        standing = self.by_id(tables.contribution, contributions)
        rows = self.rows_in(
            *(funding, "contribution_id", standing, funding.c.conference_id == conference.id),
            funding.c.instrument.is_(None),
        )
        self.update(funding, [(row, {"instrument": standing[row["contribution_id"]]["instrument"]}) for row in rows])

    def reviews(self, conference: Conference, projects: Iterable[int]) -> dict[int, Row]:
        """Return the reviews of projects at the conference, by project id."""
        review = tables.review
        rows = self.rows_in(review, "project_id", projects, review.c.conference_id == conference.id)
        return {row["project_id"]: row for row in rows}

    def _money_of(self, conference: Conference, request: Row, projects: Iterable[int]) -> dict[int, list[Row]]:
        """Return the funding of a donor at the conference, by project."""
        funding = tables.funding
        rows = self.rows_in(funding, "project_id", projects, funding.c.conference_id == conference.id)
        donors = self.by_id(tables.contribution, [row["contribution_id"] for row in rows])
        found: dict[int, list[Row]] = {}
        for row in rows:
            if donors[row["contribution_id"]]["donor_id"] == request["organisation_id"]:
                found.setdefault(row["project_id"], []).append(row)
        return found

    def _present(self, conference: Conference, asked: Sequence[DataRequest]) -> None:
        """Carry projects over to the conference as asked, with the money of those who are asked as donors.

        Answers that were given stay.
        """
        projects = {project for one in asked for project in one.projects}
        donors = {(one.organisation_id, project) for one in asked if one.role == "donor" for project in one.projects}
        funding = tables.funding
        rows = self.rows_in(funding, "project_id", projects, funding.c.conference_id == conference.id)
        answered = {row["contribution_id"] for row in rows if row["answer"] not in UNANSWERED}
        money: dict[int, list[int]] = {}
        for row in self.rows_in(tables.contribution, "project_id", projects):
            if (row["donor_id"], row["project_id"]) in donors and row["id"] not in answered:
                money.setdefault(row["project_id"], []).append(row["id"])
        wanted = sorted(projects)
        reviews = self.reviews(conference, wanted)
        told = []
        for project in wanted:
            silent = project not in reviews or reviews[project]["answer"] in UNANSWERED
            asking = [FundingReport(one, answer="asked") for one in money.get(project, ())]
            if silent or asking:
                told.append(ProjectReport(project, review={"answer": "asked"} if silent else {}, funding=asking))
        reports = Reports(self.register)
        telling = reports.prepare(conference, told)
        for error in telling.refused.values():
            raise error
        for draft in telling.drafts.values():
            # Asking is not reporting: what was carried stays unconfirmed.
            draft.review["carried_from_id"] = draft.before[0]["carried_from_id"]
        reports.record(telling)


def _answering(money: Sequence[Row], answer: str) -> list[FundingReport]:
    """Return a donor's answer for its money without a stronger answer; if all has one, return the existing answers."""
    told = [row for row in money if stronger(row["answer"], answer) != row["answer"]]
    return [FundingReport(row["contribution_id"], answer=stronger(row["answer"], answer)) for row in told or money]

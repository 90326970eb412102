"""Requests for data: what was asked of whom before a conference, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.codes import Conference
from tracker.register.core import Collection, Row
from tracker.register.reports import ProjectReport, check_takes_reports
from tracker.rules.dates import last_day
from tracker.rules.words import REQUEST_ANSWERS

SILENT = ("not asked", "asked", "no answer")
# An answer never gives way to a weaker one, whoever gives it later.
_STRENGTH = {answer: place for place, answer in enumerate((*SILENT, "declined", "confirmed unchanged", "updated"))}


class Asking(NamedTuple):
    """What is to be asked of an organisation in one of its roles; `name` is that of the workbook."""

    organisation_id: int
    role: str
    projects: Sequence[int]
    language: str
    name: str


class Requests(Collection):
    """The requests of a register."""

    def ask(self, conference: Conference, asked: Sequence[Asking], day: date, due: date | None) -> list[Row]:
        """Record that organisations were asked; the requests, in the order given.

        Their projects are presented to the conference as they were told last, and wait for an answer. Whoever was asked
        already is asked again: answers that were given stay. Without a day the old one stays when answers are due.
        Raises Conflict for a conference that takes no reports, Invalid for a day that has passed.
        """
        check_takes_reports(conference)
        if due is not None and due < day:
            raise Invalid("--due", due, "has passed", f"{day} or later")
        if due is not None and conference.start_date and due > last_day(conference.start_date):
            self.register.doubts.append(
                f"Answers are due on {due}, after {conference.code} begins ({conference.start_date})."
            )
        known = {(row["organisation_id"], row["role"]): row for row in self.at(conference)}
        self._present(conference, {project for one in asked for project in one.projects})
        rows = []
        for one in asked:
            row = known.get((one.organisation_id, one.role))
            until: date | None = due or (row["due"] if row else None)
            if until is None or until < day:
                raise Invalid("--due", until or "", "must be given anew" if until else "is missing", f"{day} or later")
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
        return rows

    def settle(self, identity: int, answers: Mapping[int, str], source: str, day: date) -> int:
        """Mark what came back for the projects of a request; how many of them have another answer by that.

        An answer gives way to no weaker one, and what was marked already changes nothing. A project that it did not
        ask about (a new one) is an answer too, and is not listed.
        """
        row = self.row(identity)
        edits = []
        for asked in self.answers(identity):
            given = answers.get(asked["project_id"])
            if given is not None and stronger(asked["answer"], given) != asked["answer"]:
                edits.append((asked, {"answer": given}))
        count = self.update(tables.request_project, edits)
        state = row["state"]
        if answers:
            left = {asked["answer"] for asked in self.answers(identity)}
            state = "declined" if left == {"declined"} else "answered"
        if count or state != row["state"]:
            self.update(tables.request, [(row, {"state": state, "answered": day, "source": source})])
        return count

    def heard(self, conference: Conference, reports: Sequence[ProjectReport]) -> None:
        """Mark as answered what donors were asked about and what their own money is told of now, in whatever way.

        A report of a project alone is nobody's answer in particular, and marks nothing.
        """
        donors = {row["organisation_id"]: row for row in self.at(conference) if row["role"] == "donor"}
        told = {one.contribution_id: report for report in reports for one in report.funding} if donors else {}
        contributions = self.by_id(tables.contribution, told)
        answers: dict[int, dict[int, str]] = {}
        sources: dict[int, str] = {}
        for identity, report in told.items():
            request = donors.get(contributions[identity]["donor_id"])
            answer = report.review.get("answer", "updated")
            if request is not None and answer in REQUEST_ANSWERS[1:]:
                answers.setdefault(request["id"], {})[report.project_id] = answer
                said = [one.source for one in report.funding if one.source] + [report.review.get("source")]
                sources[request["id"]] = said[0] or "what the conference was told"
        day = date.fromisoformat(self.register.journal.at[:10])
        for request_id, given in answers.items():
            asked = {row["project_id"] for row in self.answers(request_id)}
            if told_of := {project: answer for project, answer in given.items() if project in asked}:
                self.settle(request_id, told_of, sources[request_id], day)

    def tell(self, identity: int, answer: str, projects: Iterable[int], source: str, day: date) -> int:
        """What came back by telephone or in a mail: an answer for some projects, told to the conference as well."""
        row = self.row(identity)
        conference = next(one for one in self.codes.conferences() if one.id == row["conference_id"])
        check_takes_reports(conference)
        asked = {one["project_id"] for one in self.answers(identity)}
        wanted = list(projects)
        for project in wanted:
            if project not in asked:
                code = self.codes.code("project", project)
                raise Conflict(f"{code} is no project of this request.", "`tracker request show` lists them.")
        reviews = self.reviews(conference, wanted)
        self.register.reports.tell(
            conference,
            [
                ProjectReport(project, review={"answer": answer, "source": source})
                for project in wanted
                if stronger(reviews[project]["answer"], answer) != reviews[project]["answer"]
            ],
        )
        return self.settle(identity, dict.fromkeys(wanted, answer), source, day)

    def at(self, conference: Conference) -> list[Row]:
        return self.rows(tables.request, tables.request.c.conference_id == conference.id)

    def row(self, identity: int) -> Row:
        (row,) = self.rows(tables.request, tables.request.c.id == identity)
        return row

    def find(self, identity: int, conference: int, organisation: int, role: str) -> Row | None:
        """A request by its number, if it is what its workbook says; of one that was merged since, what took it over."""
        table, surviving = tables.request, self.codes.surviving(organisation)
        found = self.rows(
            *(table, table.c.conference_id == conference, table.c.role == role),
            *(table.c.organisation_id.in_([organisation, surviving]),),
        )
        mine = [row for row in found if row["id"] == identity]
        if not mine and surviving != organisation:
            mine = found
        return mine[0] if mine else None

    def answers(self, identity: int) -> list[Row]:
        return self.rows(tables.request_project, tables.request_project.c.request_id == identity)

    def follow_instruments(self, conference: Conference, contributions: Iterable[int]) -> None:
        """Copy the instrument of contributions into what the conference was told of them, where it had not heard."""
        funding = tables.funding
        standing = self.by_id(tables.contribution, contributions)
        rows = self.rows_in(
            *(funding, "contribution_id", standing, funding.c.conference_id == conference.id),
            funding.c.instrument.is_(None),
        )
        self.update(funding, [(row, {"instrument": standing[row["contribution_id"]]["instrument"]}) for row in rows])

    def reviews(self, conference: Conference, projects: Iterable[int]) -> dict[int, Row]:
        """What the conference was told of projects, by their ids."""
        review = tables.review
        rows = self.rows_in(review, "project_id", projects, review.c.conference_id == conference.id)
        return {row["project_id"]: row for row in rows}

    def _present(self, conference: Conference, projects: Iterable[int]) -> None:
        """Carry projects over to the conference, where nobody has answered for them yet, as asked."""
        wanted = sorted(projects)
        reviews = self.reviews(conference, wanted)
        silent = [project for project in wanted if project not in reviews or reviews[project]["answer"] in SILENT]
        reports = self.register.reports
        telling = reports.prepare(
            conference, [ProjectReport(project, review={"answer": "asked"}) for project in silent]
        )
        for error in telling.refused.values():
            raise error
        for draft in telling.drafts.values():
            # To ask is not to tell: what was carried stays unconfirmed.
            draft.review["carried_from_id"] = draft.before[0]["carried_from_id"]
        reports.record(telling)


def stronger(stands: str | None, given: str) -> str:
    """Of two answers for a project the one that counts."""
    return given if stands is None or _STRENGTH[given] > _STRENGTH[stands] else stands

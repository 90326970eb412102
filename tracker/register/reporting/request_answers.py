"""The answers to the requests of conferences, project by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tracker import tables
from tracker.insight.codes import Conference
from tracker.register.core import Collection, Row
from tracker.register.drafting.project_report import ProjectReport
from tracker.register.project_words import stronger
from tracker.rules.words import REQUEST_ANSWERS


class RequestAnswers(Collection):
    """The answers recorded on requests: which of their projects were answered, and how."""

    def settle(
        self, identity: int, answers: Mapping[int, str], source: str, day: date, *, replied: bool = False
    ) -> int:
        """Record the answers for the projects of a request; returns how many projects have another answer as a result.

        `replied`: the answer also has replies to needs.

        An answer is not replaced by a weaker one, and a recorded answer given again changes nothing. A project that the
        request did not ask about (a new one) is also an answer, and is not listed.
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
            state = "declined" if left == {"declined"} and not replied else "answered"
        elif replied:
            state = "answered"
        if count or state != row["state"]:
            self.update(tables.request, [(row, {"state": state, "answered": day, "source": source})])
        return count

    def record(self, conference: Conference, reports: Sequence[ProjectReport]) -> None:
        """Record as answered what donors were asked about and now report about their own money, in whatever way.

        A report on a project alone, or on money by somebody else, is not a donor's answer, and records nothing.
        """
        donors = {row["organisation_id"]: row for row in self.at(conference) if row["role"] == "donor"}
        told = [(report, one) for report in reports for one in report.funding if one.answer is not None]
        contributions = self.by_id(tables.contribution, [one.contribution_id for _, one in told] if donors else ())
        answers: dict[int, dict[int, str]] = {}
        sources: dict[int, str] = {}
        for report, one in told if donors else ():
            request = donors.get(contributions[one.contribution_id]["donor_id"])
            if (
                request is not None
                and request["id"] not in self.register.returned_requests
                and one.answer in REQUEST_ANSWERS[1:]
            ):
                mine = answers.setdefault(request["id"], {})
                mine[report.project_id] = stronger(mine.get(report.project_id), one.answer)
                sources[request["id"]] = one.source or report.source or one.where or "the reports of the conference"
        day = date.fromisoformat(self.register.journal.at[:10])
        for request_id, given in answers.items():
            asked = {row["project_id"] for row in self.answers(request_id)}
            if told_of := {project: answer for project, answer in given.items() if project in asked}:
                self.settle(request_id, told_of, sources[request_id], day)

    def at(self, conference: Conference) -> list[Row]:
        return self.rows(tables.request, tables.request.c.conference_id == conference.id)

    def row(self, identity: int) -> Row:
        (row,) = self.rows(tables.request, tables.request.c.id == identity)
        return row

    def answers(self, identity: int) -> list[Row]:
        return self.rows(tables.request_project, tables.request_project.c.request_id == identity)

    def needs(self, identity: int) -> list[int]:
        """Return the ids of the needs that a request asks about."""
        return [row["need_id"] for row in self.rows(tables.request_need, tables.request_need.c.request_id == identity)]

"""A new project: added, and presented to a conference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracker.errors import Usage
from tracker.insight.codes import Conference
from tracker.register.core import Session
from tracker.register.drafting.project_report import ProjectReport
from tracker.register.project_words import review_columns
from tracker.register.projects.contributions import ContributionFacts, Contributions
from tracker.register.projects.projects import ProjectFacts, Projects
from tracker.register.reporting.funding_words import funding_reports
from tracker.register.reporting.report_words import told_by
from tracker.register.reporting.reports import ReportEcho, Reports
from tracker.rules.words import MEASURES

REPORTED = ("status", "progress")


def add_project(
    register: Session, facts: ProjectFacts, given: Mapping[str, Any], at: str | None, status: Callable[[], str]
) -> tuple[str, list[ReportEcho]]:
    """Add a project with its contributions; present it at the conference `at`, or at the one that is open, if any.

    `given` has the words of `funding_reports`, and status, progress and source; `status` asks for the status where a
    conference needs one and none is given. Returns the code, and what was reported to the conference.
    """
    (identity,) = Projects(register).add([facts])
    code = register.codes.code("project", identity)
    conference = _presented_at(register, at, given)
    if conference is None:
        if given["donor"]:
            Contributions(register).add(
                [ContributionFacts(code, donor, given["instrument"], given["currency"]) for donor in given["donor"]]
            )
        return code, []
    reported = {name: given[name] for name in REPORTED}
    review = review_columns(reported | {"status": given["status"] or status()})
    funding = funding_reports(register, identity, given)
    report = ProjectReport(identity, review=review, funding=funding, source=told_by(register, given))
    return code, Reports(register).tell(conference, [report])


def _presented_at(register: Session, at: str | None, given: Mapping[str, object]) -> Conference | None:
    """Return the conference named, or the open one; None where there is none and nothing needs one."""
    if at:
        return register.codes.conference(at)
    try:
        return register.codes.open_conference()
    except Usage:
        needy = [f"--{name}" for name in ("status", "progress", *MEASURES) if given.get(name)]
        if needy:
            raise Usage(
                f"{needy[0]} is reported to a conference, and no conference is open.", "Name one with --at."
            ) from None
        return None

"""Combine the rows of all report tables of one command, and report to each conference in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker import tables
from tracker.errors import Conflict, Invalid, TrackerError
from tracker.exchange.loaders.planning import Desk
from tracker.exchange.loaders.reported import COMMON, REVIEW, STANDING, PartReportLoader, ReportLoader, ReportRows
from tracker.exchange.sheets import ImportSheet, SheetRow
from tracker.insight.codes import Conference
from tracker.register.core import check_takes_reports
from tracker.register.drafting.project_report import ProjectReport
from tracker.register.reporting.reports import PreparedReports

Loaders = Sequence[ReportLoader | PartReportLoader]


def tell_all(desk: Desk, loaders: Loaders, advance: Callable[[int], None]) -> None:
    """Report to every conference what the tables say; `advance` is called with the number of rows reported."""
    conferences: dict[int, Conference] = {}
    reports: dict[int, dict[int, ReportRows]] = {}
    for loader in loaders:
        for entry in loader.sheet.standing():
            conference: Conference = entry.values["conference"]
            conferences[conference.id] = conference
            mine = reports.setdefault(conference.id, {})
            told = mine.setdefault(entry.values["project"], ReportRows([], [], {}))
            told.rows.append((loader.sheet, entry))
            loader.tell(entry, told)
    for conference in sorted(conferences.values(), key=lambda one: (one.series, one.sequence)):
        _tell(desk, conference, reports[conference.id])
        advance(sum(len(told.rows) for told in reports[conference.id].values()))


def _tell(desk: Desk, conference: Conference, told: Mapping[int, ReportRows]) -> None:
    answers = _answers(desk, conference, told)
    reports = [_report(project, one, answers.get(project)) for project, one in told.items()]
    telling = desk.register.reports.prepare(conference, reports)
    for project, error in telling.refused.items():
        _refuse(told[project].rows, *_said_of(telling, project, error))
    differing = telling.differing() - set(telling.refused)
    try:
        check_takes_reports(conference)
    except Conflict as error:
        for project in differing:
            _refuse(told[project].rows, "conference", error)
        differing = set()
    for project, one in told.items():
        fate = "created" if telling.drafts[project].stored is None else "updated"
        for _, entry in one.rows:
            if entry.fate != "refused":
                entry.fate = fate if project in differing else "unchanged"
    if differing:
        desk.register.reports.record(telling.only(differing))


def _report(project: int, told: ReportRows, answer: str | None) -> ProjectReport:
    """Return one report of all the rows about a project; rows that contradict the first are refused."""
    common: dict[str, Any] = {}
    first: dict[str, str] = {}
    source: dict[str, Any] = {}
    where: str | None = None
    for sheet, entry in told.rows:
        if sheet.noun != "reports":
            continue
        for word in COMMON:
            if word in entry.values:
                source = source or entry.values.get("source", {})
                where = where or sheet.where(entry)
                if common.setdefault(word, entry.values[word]) != entry.values[word]:
                    why = f"contradicts {first[word]}, about the same project at the same conference"
                    sheet.refuse(entry, word, Invalid(word, "", why, "the same in all its rows"))
                first.setdefault(word, sheet.where(entry))
    review = {name: value for word in REVIEW if word in common for name, value in common[word].items()} | source
    if answer is not None:
        review.setdefault("answer", answer)
    return ProjectReport(
        project,
        told={name: value for word in STANDING if word in common for name, value in common[word].items()},
        review=review,
        themes=common.get("themes"),
        shares=common.get("beneficiaries"),
        funding=told.funding,
        parts=told.parts,
        whole=bool(told.funding),
        where=where,
    )


def _answers(desk: Desk, conference: Conference, told: Mapping[int, ReportRows]) -> dict[int, str]:
    """Return the existing answers, which reports of risks, indicators and milestones alone do not change."""
    only = [project for project, one in told.items() if all(sheet.noun != "reports" for sheet, _ in one.rows)]
    review = tables.review
    rows = desk.register.reports.rows_in(review, "project_id", only, review.c.conference_id == conference.id)
    return {row["project_id"]: row["answer"] for row in rows}


def _said_of(telling: PreparedReports, project: int, error: TrackerError) -> tuple[str, TrackerError]:
    """Return the column that an error is about."""
    draft = telling.drafts[project]
    if draft.review["status"] is None:
        why = f"is missing: {draft.project['code']} has not been reported to a conference yet"
        return "status", Invalid("status", "", why, "a status, such as active")
    if isinstance(error, Invalid):
        return error.what.replace(" ", "_"), error
    return "basis", error


def _refuse(rows: Sequence[tuple[ImportSheet, SheetRow]], column: str, error: TrackerError) -> None:
    (sheet, entry), *others = rows
    sheet.refuse(entry, column, error)
    for _, other in others:
        other.fate = "refused"

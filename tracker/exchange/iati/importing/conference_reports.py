"""Report published data to a conference: status, funding from the transactions, and measurements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from tracker import tables
from tracker.errors import Conflict
from tracker.exchange.iati.importing.accounting import CONFLICT, LEFT_OUT, AccountingLine
from tracker.register.core import Row, check_takes_reports
from tracker.register.drafting.project_report import PartReport, ProjectReport
from tracker.register.published.later_edits import Since
from tracker.register.published.publications import MatchedProject, Publication
from tracker.register.published.published_names import PublishedOrganisations
from tracker.register.register import Register
from tracker.register.reporting.reports import cut_off
from tracker.rules.words import OPEN_STATES


class ConferenceReports:
    """The reports that one import makes to one conference."""

    def __init__(self, register: Register, at: str, *, overwrite: bool) -> None:
        self.register, self.overwrite = register, overwrite
        self.conference = register.codes.conference(at)
        check_takes_reports(self.conference)
        if self.conference.state not in OPEN_STATES:
            raise Conflict(
                f"{self.conference.code} is {self.conference.state}, but published data is reported to an open "
                "conference.",
                f"`tracker conference open {self.conference.code}` opens it; without --at only the register is "
                "updated.",
            )
        self.day: date = cut_off(self.conference)
        self.since = Since(register)
        self.counts: Counter[str] = Counter()
        self.entries: list[AccountingLine] = []
        self.reported: dict[int, tuple[str, int | None]] = {}

    def add(
        self,
        batch: Sequence[Publication],
        known: Sequence[MatchedProject],
        source: str,
        organisations: PublishedOrganisations,
    ) -> None:
        """Report a batch, which is in the register already."""
        ids = [one.id for one in known]
        reviews = {
            row["project_id"]: row
            for row in self.since.rows_in(
                tables.review, "project_id", ids, tables.review.c.conference_id == self.conference.id
            )
        }
        actuals = self._actuals(ids)
        reports = []
        for told, one in zip(batch, known, strict=True):
            status = told.rows["activity"][0]["status"]
            before = reviews.get(one.id)
            if status is None and before is None:
                why = "has no status, so it cannot be reported to the conference"
                self.entries.append(AccountingLine(LEFT_OUT, told.name, 0, "activity-status", why=why))
                continue
            review = {}
            if status is not None and (before is None or self._may(before, status, told.name)):
                review["status"] = status
            reports.append(
                ProjectReport(one.id, review=review, parts={"indicator": actuals.get(one.id, ())}, source=source)
            )
            who = told.identity.publisher
            self.reported[one.id] = source, None if who is None else organisations.id(who)
        telling = self.register.reports.prepare(self.conference, reports)
        for project, error in telling.refused.items():
            code = self.register.codes.code("project", project)
            self.entries.append(AccountingLine(LEFT_OUT, code, 0, "report", why=error.message))
        differing = telling.differing() - telling.refused.keys()
        fresh = {report.project_id for report in reports} - reviews.keys()
        self.register.reports.record(telling.only(differing))
        self.counts["created"] += len(differing & fresh)
        self.counts["updated"] += len(differing - fresh)
        self.counts["unchanged"] += len(reports) - len(differing)

    def settle(self) -> Iterable[AccountingLine]:
        """Compute the reported funding from the transactions, if the conference is open. Returns the entries."""
        by_source: dict[tuple[str, int | None], list[int]] = {}
        for project, told in self.reported.items():
            by_source.setdefault(told, []).append(project)
        for (source, publisher), projects in by_source.items():
            done = self.register.refreshing.refresh(
                self.conference, projects, overwrite=self.overwrite, source=source, publisher=publisher
            )
            for left in done.left:
                why = f"is {left.told} here, {left.why}; the transactions total {left.transactions or 'nothing'}"
                now = left.transactions or ""
                self.entries.append(AccountingLine(CONFLICT, left.contribution, 0, left.measure, now, why=why))
        return self.entries

    def _may(self, before: Row, status: str, name: str) -> bool:
        if before["status"] == status or self.overwrite:
            return True
        if "status" not in self.since.columns(tables.review, before):
            return True
        why = f"is {before['status']} here, as reported since; published is {status}"
        self.entries.append(AccountingLine(CONFLICT, name, 0, "status", status, why=why))
        return False

    def _actuals(self, projects: Sequence[int]) -> dict[int, list[PartReport]]:
        """Return the last actual value of each indicator whose period had ended by the cut-off."""
        indicators = {row["id"]: row for row in self.since.rows_in(tables.indicator, "project_id", projects)}
        last: dict[int, Row] = {}
        for row in self.since.rows_in(tables.indicator_period, "indicator_id", indicators):
            if not row["actual"] or row["period_end"] > self.day.isoformat():
                continue
            held = last.get(row["indicator_id"])
            if held is None or held["period_end"] < row["period_end"]:
                last[row["indicator_id"]] = row
        found: dict[int, list[PartReport]] = {}
        for identity, row in last.items():
            report = PartReport(identity, {"actual": row["actual"], "note": row["comment"]})
            found.setdefault(indicators[identity]["project_id"], []).append(report)
        return found

"""Reports to a conference on projects, their money, risks, results and milestones; one verb, `tell`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound, TrackerError, Usage
from tracker.insight.codes import Conference
from tracker.model.nouns import RISK, TOLD_PARTS
from tracker.register.core import Collection, Row, check_takes_reports
from tracker.register.drafting.drafts import (
    PARTS,
    UNASKED,
    Draft,
    Drafts,
    answer_of_moved,
    fresh_funding,
    fresh_part,
)
from tracker.register.drafting.project_report import FundingReport, PartReport, ProjectReport
from tracker.register.drafting.transactions import transaction_sums
from tracker.register.drafting.unreported import Unreported
from tracker.register.project_words import check_dates, stronger
from tracker.register.projects.milestones import Milestones
from tracker.register.projects.projects import Projects
from tracker.register.reporting.echo import ReportedChange, amount_text, changes_of
from tracker.register.reporting.reasons import Reasons, row_of
from tracker.register.reporting.request_answers import RequestAnswers
from tracker.register.roles import give_role
from tracker.rules.dates import last_day
from tracker.rules.money import MAX_MINOR, Amount, hundredfold
from tracker.rules.shares import check_total
from tracker.rules.words import MEASURES, REASONS, UNANSWERED, choose

THEMES, SHARES, FUNDING, EARMARKS, *OF_NOUNS, DELAYS = PARTS


class PreparedReports(NamedTuple):
    """Reports to be written to a conference: the drafts by project, and the rows that come with them.

    `refused` has, by project, the error of a report that cannot be recorded.
    """

    conference: Conference
    reports: Sequence[ProjectReport]
    drafts: dict[int, Draft]
    reasons: list[Row]
    ended: list[tuple[Row, Row]]
    refused: dict[int, TrackerError]

    def differing(self) -> set[int]:
        """Return the projects on which the reports say anything new to the conference."""
        explained = {row["contribution_id"] for row in self.reasons if row["reason"]}
        return {identity for identity, draft in self.drafts.items() if draft.differs()} | {
            report.project_id
            for report in self.reports
            if any(one.contribution_id in explained for one in report.funding)
        }

    def only(self, projects: Container[int]) -> PreparedReports:
        """Return the same for some of the projects."""
        reports = [report for report in self.reports if report.project_id in projects]
        mine = {one.contribution_id for report in reports for one in report.funding}
        return self._replace(
            reports=reports,
            drafts={identity: draft for identity, draft in self.drafts.items() if identity in projects},
            reasons=[row for row in self.reasons if row["contribution_id"] in mine],
            ended=[edit for edit in self.ended if edit[0]["id"] in mine],
        )


class ReportEcho(NamedTuple):
    """The echo of a report: values before and after. `first` where the conference had no report on the project yet."""

    project: str
    conference: str
    first: bool
    changes: list[ReportedChange]


class Reports(Collection):
    """The reports to the conferences of a register."""

    def tell(self, conference: Conference, reports: Sequence[ProjectReport]) -> list[ReportEcho]:
        """Record reports on some projects, each once, to a conference that is not closed.

        A project without a report to this conference is presented by this: with its standing facts, and with what was
        reported to the last conference of the series. Raises Conflict for a closed conference, Invalid, Usage,
        NotFound.
        """
        check_takes_reports(conference)
        telling = self.prepare(conference, reports)
        for error in telling.refused.values():
            raise error
        self.record(telling)
        return self.echoes(telling)

    def echoes(self, telling: PreparedReports) -> list[ReportEcho]:
        """Return the values before and after, by project, of reports that were recorded."""
        return [
            ReportEcho(
                draft.project["code"],
                telling.conference.code,
                draft.stored is None,
                changes_of(self.codes, draft, self.register.reader.exponents) + self._explained(draft, telling),
            )
            for draft in telling.drafts.values()
        ]

    def _explained(self, draft: Draft, telling: PreparedReports) -> list[ReportedChange]:
        """Return the reasons that were given with a project's amounts."""
        return [
            ReportedChange(
                f"{self.codes.code('contribution', row['contribution_id'])} {row['measure']}, reason",
                None,
                row["reason"],
            )
            for row in telling.reasons
            if row["reason"] and row["contribution_id"] in draft.parts["funding"]
        ]

    def prepare(
        self, conference: Conference, reports: Sequence[ProjectReport], source: Conference | None = None
    ) -> PreparedReports:
        """Return what these reports would write; nothing is written except the currency of a first amount.

        A report that is not possible is in `refused` with its error; what was reported after `source` is not carried
        over. Raises Usage for a project that is reported twice.
        """
        drafts = Drafts(self.register).begin(conference, [report.project_id for report in reports], source)
        if len(drafts) < len(reports):
            raise Usage("A project appears twice in one command.", "Report everything about a project together.")
        telling = PreparedReports(conference, reports, drafts, [], [], {})
        standing = self._standing(reports)
        for report in reports:
            try:
                self._apply(drafts[report.project_id], report, standing, telling.reasons, telling.ended)
            except TrackerError as error:
                telling.refused[report.project_id] = error
        self.take_transactions(conference, drafts.values())
        telling.reasons.extend(_of_transactions(telling))
        Reasons(self.register).forget_known(conference, telling.reasons)
        return telling

    def record(self, telling: PreparedReports) -> None:
        """Write what was prepared. Raises Conflict for a conference that takes no reports."""
        check_takes_reports(telling.conference)
        drafts = telling.drafts
        later = self._told_later(telling.conference)
        self._add_beneficiaries(drafts.values(), later)
        Reasons(self.register).clear(
            telling.conference, telling.reasons, [contribution["id"] for contribution, _ in telling.ended]
        )
        self.register.doubts += self._doubts(telling)
        Drafts(self.register).write(drafts.values())
        self.insert(tables.reason, [row for row in telling.reasons if row.get("reason")])
        self.update(tables.contribution, telling.ended)
        self._keep_standing([report for report in telling.reports if report.project_id not in later], drafts)
        if telling.conference.state == "open":
            Unreported(self.register).list_of_projects(drafts)
        RequestAnswers(self.register).record(telling.conference, telling.reports)

    def _standing(self, reports: Sequence[ProjectReport]) -> dict[str, dict[int, Row]]:
        """Return the contributions, risks, indicators and milestones that the reports are about."""
        spoken = {"contribution": [one.contribution_id for report in reports for one in report.funding]}
        spoken |= {noun.name: [one.id for report in reports for one in report.of(noun.name)] for noun in TOLD_PARTS}
        return {name: self.by_id(tables.metadata.tables[name], ids) for name, ids in spoken.items()}

    def _apply(
        self,
        draft: Draft,
        report: ProjectReport,
        standing: dict[str, dict[int, Row]],
        reasons: list[Row],
        ended: list[tuple[Row, Row]],
    ) -> None:
        review = draft.review
        review |= dict(report.told) | {name: value for name, value in report.review.items() if name != "source"}
        check_dates(review)
        if review["status"] is None:
            code, at = draft.project["code"], draft.conference.code
            raise Usage(
                f"The status of project {code} is missing: it was not reported to {at} or to an earlier conference.",
                f"`tracker report {code} --status STATUS --at {at}` reports it.",
            )
        own = {
            standing["contribution"][one.contribution_id]["donor_id"]: one.answer
            for one in report.funding
            if one.answer is not None
        }
        self._answer(draft, report, own)
        if report.themes is not None:
            draft.parts["review_theme"] = {}
            for place, theme in enumerate(report.themes):
                draft.place(THEMES, _at(draft) | {"theme": theme, "is_primary": place == 0})
        if report.shares is not None:
            draft.parts["share"] = {}
            for who, share in report.shares.items():
                draft.place(SHARES, _at(draft) | {"organisation_id": who, "share": share})
        if report.whole:
            for identity in draft.untold - {told.contribution_id for told in report.funding}:
                del draft.parts["funding"][identity]
        for told in report.funding:
            sourced = told if told.source else told._replace(source=report.source)
            self._apply_funding(draft, sourced, standing["contribution"], reasons, ended)
        for part, noun in zip(OF_NOUNS, TOLD_PARTS, strict=True):
            for one in report.of(noun.name):
                row = standing[noun.name][one.id]
                mine = draft.parts[part.table.name].get(one.id) or fresh_part(part, draft.conference.id, row)
                copies = {field.column: row[field.column] for field in noun.copied if field not in noun.revised}
                said = mine | copies | {name: value for name, value in one.values.items() if name != "source"}
                if noun is RISK:
                    _occur(draft, one, said)
                name_source(said, mine, one.values.get("source") or report.source, one.where)
                draft.place(part, said)

    def _answer(self, draft: Draft, report: ProjectReport, own: Mapping[int, str]) -> None:
        """Set the review's answer from a report; `own` are the answers of donors for their own money, by donor.

        A donor answers for the project where it leads or implements it, or where no organisation does.
        """
        review, stored = draft.review, draft.stored
        answer_before = stored["answer"] if stored else None
        of_money, says_nothing = report.of_money, report.silent
        if of_money:
            leads = {self.codes.surviving(review[name]) for name in ("lead_id", "implementer_id") if review[name]}
            review["answer"] = answer_before or UNASKED
            if own and (not leads or leads & own.keys()):
                review["answer"] = reduce(stronger, own.values(), answer_before)
        else:
            silent = answer_before in (None, *UNANSWERED)
            if "answer" not in report.review and (silent or not report.unchanged):
                review["answer"] = "confirmed unchanged" if report.unchanged else "updated"
        answered = review["answer"] not in UNANSWERED and not (of_money and review["answer"] == answer_before)
        told = not of_money and not says_nothing
        if told or answered:
            review["carried_from_id"] = None
        if answered if says_nothing else report.of_review:
            own_source = next((one.source for one in report.funding if one.source), None) if says_nothing else None
            source = report.review.get("source") or report.source or own_source
            name_source(review, draft.before[0] if stored else {}, source, report.where)
        if review["answer"] != answer_before:
            _keep_old_answers(draft)

    def _apply_funding(
        self,
        draft: Draft,
        told: FundingReport,
        contributions: dict[int, Row],
        reasons: list[Row],
        ended: list[tuple[Row, Row]],
    ) -> None:
        contribution = contributions[told.contribution_id]
        if contribution["project_id"] != draft.project["id"]:
            raise NotFound(f"contribution to {draft.project['code']}", contribution["code"])
        recorded = draft.parts["funding"].get(told.contribution_id)
        if recorded is None and told.answers_only and told.answer is not None:
            return
        mine = recorded or fresh_funding(FUNDING, draft, contribution)
        before = dict(mine)
        if told.pull_out is not None:
            self._pull_out(draft, contribution, told.pull_out, ended)
            return
        self._check_goes_on(draft.conference, contribution)
        draft.place(FUNDING, mine)
        if told.excluded_as == "" and draft.left_out:
            code = draft.project["code"]
            raise Conflict(
                f"{code} was settled as the same activity as another project, so totals leave it out.",
                f"`tracker overlap list --settled --project {code}` shows the decision; `tracker overlap settle`"
                " changes it.",
            )
        if told.excluded_as is not None:
            mine["excluded_as"] = told.excluded_as or None
        if told.basis is not None:
            mine["basis"] = told.basis
            mine["cut_off"] = cut_off(draft.conference) if told.basis == "transactions" else None
        for measure in MEASURES:
            for amount in told.amounts.get(measure, ()):
                self._add_up(draft, mine, contribution, measure, amount)
                word = amount.reason or told.reason
                said = choose("reason", word, REASONS) if word else None
                part = amount.minor if amount.relative else None
                reasons.append(row_of(draft.conference, told.contribution_id, measure, said, part))
        if told.earmarks is not None:
            self._earmark(draft, told.contribution_id, told.earmarks)
        if told.answer is not None:
            kept = mine["answer"] == "updated" and told.answer == "confirmed unchanged"
            mine["answer"] = mine["answer"] if kept else told.answer
        elif told.kept_answer is not None:
            mine["answer"] = told.kept_answer
        elif any(mine[one] != before[one] for one in (*MEASURES, "basis")):
            mine["answer"] = answer_of_moved(mine["answer"])
        if not told.answers_only or told.source:
            name_source(mine, before if recorded else {}, told.source, told.where)

    def _add_up(self, draft: Draft, row: Row, contribution: Row, measure: str, amount: Amount) -> None:
        if row["currency"] is None:
            row["currency"] = amount.currency
        if contribution["currency"] is None:
            edit = self.by_id(tables.contribution, [contribution["id"]])[contribution["id"]]
            self.update(tables.contribution, [(edit, {"currency": amount.currency})])
            contribution |= {"currency": amount.currency, "version": contribution["version"] + 1}
        if amount.currency != row["currency"]:
            raise Invalid(
                measure,
                f"{amount.currency}",
                f"is not the currency of {contribution['code']}, which never changes once reported",
                f"an amount in {row['currency']}; another currency is another contribution, with --replaces",
            )
        total = amount.minor + ((row[measure] or 0) if amount.relative else 0)
        if abs(total) > MAX_MINOR:
            raise Invalid(measure, total, "is too large to be summed")
        row[measure] = total
        if row["basis"] == "transactions":
            row.update(basis="told", cut_off=None)

    def _earmark(self, draft: Draft, contribution: int, earmarks: Mapping[int, int]) -> None:
        check_total("earmarks", {self.codes.code("organisation", who): share for who, share in earmarks.items()})
        kept = {key: row for key, row in draft.parts["earmark"].items() if key[0] != contribution}
        draft.parts["earmark"] = kept
        for who, share in earmarks.items():
            draft.place(
                EARMARKS, _at(draft) | {"contribution_id": contribution, "organisation_id": who, "share": share}
            )
            if who not in draft.parts["share"]:
                draft.place(SHARES, _at(draft) | {"organisation_id": who, "share": None})

    def _pull_out(self, draft: Draft, contribution: Row, reason: str, ended: list[tuple[Row, Row]]) -> None:
        if contribution["ended_at_id"] is not None:
            raise Conflict(f"Contribution {contribution['code']} has ended already.")
        for later in self._funded_later(draft.conference, contribution["id"]):
            raise Conflict(
                f"Contribution {contribution['code']} did not end at {draft.conference.code}: it was reported to "
                f"{later}.",
                f"Report the end at {later} or at a conference after it: `--at {later}`.",
            )
        draft.parts["funding"].pop(contribution["id"], None)
        draft.parts["earmark"] = {
            key: row for key, row in draft.parts["earmark"].items() if key[0] != contribution["id"]
        }
        why = choose("reason", reason, REASONS)
        ended.append((contribution, {"ended_at_id": draft.conference.id, "ended_reason": why}))

    def _check_goes_on(self, conference: Conference, contribution: Row) -> None:
        """Raises Conflict for a contribution that ended at an earlier conference of the series."""
        if contribution["ended_at_id"] is None:
            return
        ended = next(one for one in self.codes.conferences() if one.id == contribution["ended_at_id"])
        if ended.series_id == conference.series_id and ended.sequence < conference.sequence:
            raise Conflict(
                f"Contribution {contribution['code']} ended at {ended.code}, before {conference.code}.",
                "For money that the donor gives after that, add another contribution:"
                f" `tracker contribution add PROJECT DONOR --replaces {contribution['code']}`.",
            )

    def _funded_later(self, conference: Conference, contribution: int) -> list[str]:
        """Return the later conferences of the series with a report on a contribution, the last one first."""
        meeting, funding = tables.conference, tables.funding
        found = self.register.connection.execute(
            select(meeting.c.code)
            .join(funding, funding.c.conference_id == meeting.c.id)
            .where(
                funding.c.contribution_id == contribution,
                meeting.c.series_id == conference.series_id,
                meeting.c.sequence > conference.sequence,
            )
            .order_by(meeting.c.sequence.desc())
        )
        return list(found.scalars())

    def take_transactions(self, conference: Conference, drafts: Iterable[Draft]) -> None:
        """Replace amounts whose basis is transactions by their sums up to the cut-off."""
        rows = [row for draft in drafts for row in draft.parts["funding"].values() if row["basis"] == "transactions"]
        if not rows:
            return
        day = cut_off(conference)
        sums = transaction_sums(self.register, {row["contribution_id"]: day for row in rows})
        for row in rows:
            row.update(dict.fromkeys(MEASURES) | sums.get(row["contribution_id"], {}) | {"cut_off": day})

    def _doubts(self, telling: PreparedReports) -> list[str]:
        """Describe amounts that change by more than a hundredfold, except what an allocation leaves in a pool."""
        allocated = {
            (row["contribution_id"], row["measure"]) for row in telling.reasons if row["reason"] == "allocated"
        }
        found: list[tuple[int, str, Row, Row]] = []
        for draft in telling.drafts.values():
            before, pool = draft.before[1]["funding"], draft.project["pool_of_id"] is not None
            for identity, now in draft.parts["funding"].items():
                was = before.get(identity)
                if was is None:
                    continue
                for measure in MEASURES:
                    left_over = pool and (identity, measure) in allocated
                    if not left_over and hundredfold(was[measure], now[measure]):
                        found.append((identity, measure, was, now))
        codes = {row["id"]: row["code"] for row in self.rows_in(tables.contribution, "id", {one[0] for one in found})}
        exponents = self.register.reader.exponents
        return [
            f"{codes[identity]} {measure}: {amount_text(was, measure, exponents)} -> "
            f"{amount_text(now, measure, exponents)} changes by a factor of more than 100."
            for identity, measure, was, now in found
        ]

    def _told_later(self, conference: Conference) -> set[int]:
        """Return the projects reported to a later conference of the series: their current facts are from there."""
        meeting, review = tables.conference, tables.review
        return set(
            self.register.connection.execute(
                select(review.c.project_id)
                .join(meeting, meeting.c.id == review.c.conference_id)
                .where(meeting.c.series_id == conference.series_id, meeting.c.sequence > conference.sequence)
            ).scalars()
        )

    def _add_beneficiaries(self, drafts: Iterable[Draft], later: Container[int]) -> None:
        """Make everybody who is reported to benefit a beneficiary of the project.

        If a later conference has a report on the project, a new one is a former beneficiary, since that report does not
        name it.
        """
        told = {
            (row["project_id"], row["organisation_id"]): (row, key in draft.before[1]["share"])
            for draft in drafts
            for key, row in draft.parts["share"].items()
        }
        table = tables.beneficiary
        known = {
            (row["project_id"], row["organisation_id"]): row
            for row in self.rows_in(table, "project_id", {project for project, _ in told})
        }
        fresh: list[Row] = [
            {"project_id": project, "organisation_id": who}
            | ({"share": None, "former": True} if project in later else {"share": row["share"], "former": False})
            for (project, who), (row, _) in told.items()
            if (project, who) not in known
        ]
        again = [
            (row, {"former": False})
            for key, row in known.items()
            if row["former"] and key in told and not told[key][1] and key[0] not in later
        ]
        self.insert(table, fresh)
        self.update(table, again)
        give_role(self.register, {who for project, who in told if (project, who) not in known}, "beneficiary")

    def _keep_standing(self, reports: Sequence[ProjectReport], drafts: Mapping[int, Draft]) -> None:
        """Make what was reported to the latest conference the current facts."""
        projects = Projects(self.register)
        self.update(tables.project, [(drafts[one.project_id].project, one.told) for one in reports if one.told])
        Milestones(self.register).keep_dates([one for report in reports for one in report.of("milestone")])
        themes = {report.project_id: report.themes for report in reports if report.themes is not None}
        shares = {report.project_id: report.shares for report in reports if report.shares is not None}
        if themes:
            projects.set_themes(themes)
        if shares:
            projects.set_beneficiaries(shares)


def cut_off(conference: Conference) -> date:
    """Return the last day whose transactions a conference counts. Raises Usage where neither it nor a date is known."""
    if conference.cut_off:
        return date.fromisoformat(conference.cut_off)
    last = conference.end_date or conference.start_date
    if last is None:
        raise Usage(
            f"{conference.code} has no date, so transactions cannot be summed up to it.",
            f"Set a cut-off date: `tracker conference edit {conference.code} --cut-off 2013-02-01`.",
        )
    return last_day(last)


def name_source(row: Row, before: Row, given: str | None, where: str | None) -> None:
    """Set the source of a row: as given, else the place in a file if anything differs; the row is no longer carried."""
    named = {"source", "answer", "carried_from_id", "version"}
    told = not before or before["carried_from_id"] is not None
    if given is not None:
        row["source"] = given
    elif told or any(row[name] != before[name] for name in row.keys() - named):
        row["source"] = where
    row["carried_from_id"] = None


def _keep_old_answers(draft: Draft) -> None:
    """Copy the review's old answer to funding without answers of its own: it used to apply to all money.

    This happens before that answer changes: the old one is copied where only one donor can have given it, or where none
    was given.
    """
    old = [row for row in draft.parts["funding"].values() if row["answer"] is None]
    was = draft.stored["answer"] if draft.stored else UNASKED
    sure = was in UNANSWERED or len({row["donor_id"] for row in draft.parts["funding"].values()}) == 1
    for row in old:
        row["answer"] = was if sure else UNASKED


def _occur(draft: Draft, told: PartReport, said: Row) -> None:
    """Set the status of a risk that has occurred, and the milestones that it has delayed; an open one has delayed none.

    Raises Invalid where a risk is reported as open and as having occurred.
    """
    occurred = bool(told.values.get("occurred") or told.delayed)
    if occurred and "status" not in told.values:
        said["status"] = "occurred"
    if said["status"] == "open":
        if occurred:
            why = "contradicts the report that it occurred or caused a delay"
            raise Invalid("status", "open", why, "occurred; or closed, if it is over")
        said["occurred"] = None
    if said["status"] == "open" or told.delayed is not None:
        delays = {key: row for key, row in draft.parts["delay"].items() if key[0] != told.id}
        draft.parts["delay"] = delays
        for milestone in told.delayed or ():
            draft.place(DELAYS, _at(draft) | {"risk_id": told.id, "milestone_id": milestone})


def _at(draft: Draft) -> Row:
    return {"conference_id": draft.conference.id, "project_id": draft.project["id"]}


def _of_transactions(telling: PreparedReports) -> Iterator[Row]:
    """Yield the reasons for amounts that are sums of transactions: one for each measure that changed with them."""
    for report in telling.reports:
        draft = telling.drafts[report.project_id]
        for told in report.funding:
            if told.reason and told.basis == "transactions" and told.contribution_id in draft.parts["funding"]:
                row = draft.parts["funding"][told.contribution_id]
                before = draft.before[1]["funding"].get(told.contribution_id, {})
                said = choose("reason", told.reason, REASONS)
                for measure in MEASURES:
                    if before.get(measure) is not None and row[measure] not in (None, before[measure]):
                        yield row_of(draft.conference, told.contribution_id, measure, said, None)

"""Facts about projects and their money, as each conference was told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.flat.scope import Scope, first_of, last_of
from tracker.insight.totals.latest_review import SILENT, UNCONFIRMED
from tracker.insight.totals.rates import books, in_reporting_currency
from tracker.model.kinds import Minor, Reporting
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader


class ProjectFact(NamedTuple):
    """A project as reported at a conference; lists of codes and names are joined by semicolons."""

    conference: str
    conference_title: str | None
    conference_day: str | None
    project: str
    project_title: str
    pool: bool
    status: str
    progress: int | None
    theme: str | None
    theme_name: str | None
    theme_names: str | None
    scope: str | None
    parent: str | None
    lead: str | None
    lead_name: str | None
    implementer: str | None
    implementer_name: str | None
    donors: str | None
    donor_names: str | None
    beneficiaries: str | None
    beneficiary_names: str | None
    start: str | None
    end: str | None
    start_day: str | None
    end_day: str | None
    answer: str
    carried_from: str | None
    unconfirmed: bool
    decision: str | None


class MoneyFact(NamedTuple):
    """What was reported to a conference about a contribution, in minor units of its and of the reporting currency.

    The amounts in the reporting currency are None where there is no rate, and where totals leave the amount out, so
    that their sum is the total of the conference.
    """

    conference: str
    conference_title: str | None
    conference_day: str | None
    project: str
    project_title: str
    status: str
    theme: str | None
    theme_name: str | None
    beneficiaries: str | None
    beneficiary_names: str | None
    contribution: str
    donor: str
    donor_name: str
    donor_kind: str
    instrument: str | None
    role: str
    basis: str
    answer: str | None
    carried_from: str | None
    unconfirmed: bool
    excluded_as: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    reporting_currency: str
    interest_reporting: Reporting | None
    pledged_reporting: Reporting | None
    committed_reporting: Reporting | None
    disbursed_reporting: Reporting | None

    @property
    def counted(self) -> bool:
        """Whether totals count these amounts."""
        return self.excluded_as is None

    @property
    def interest_minor(self) -> int | None:
        return self.interest

    @property
    def pledged_minor(self) -> int | None:
        return self.pledged

    @property
    def committed_minor(self) -> int | None:
        return self.committed

    @property
    def disbursed_minor(self) -> int | None:
        return self.disbursed

    @property
    def interest_reporting_minor(self) -> int | None:
        return self.interest_reporting

    @property
    def pledged_reporting_minor(self) -> int | None:
        return self.pledged_reporting

    @property
    def committed_reporting_minor(self) -> int | None:
        return self.committed_reporting

    @property
    def disbursed_reporting_minor(self) -> int | None:
        return self.disbursed_reporting


START, END = "coalesce(r.actual_start, r.planned_start)", "coalesce(r.actual_end, r.planned_end)"
PROJECTS = """
SELECT c.code, p.code, r.title, CASE WHEN p.pool_of_id IS NOT NULL THEN 1 ELSE 0 END, r.status, r.progress,
  t.code, t.name, {themes}, r.scope, up.code, l.code, i.code, {donors}, {beneficiaries}, {start}, {end},
  r.answer, e.code, CASE WHEN {silent} THEN 1 ELSE 0 END, r.decision
FROM review r
JOIN conference c ON c.id = r.conference_id
JOIN project p ON p.id = r.project_id
LEFT JOIN review_theme g ON g.conference_id = r.conference_id AND g.project_id = r.project_id AND g.is_primary
LEFT JOIN theme t ON t.code = g.theme
LEFT JOIN project up ON up.id = r.parent_id
LEFT JOIN organisation l ON l.id = r.lead_id
LEFT JOIN organisation i ON i.id = r.implementer_id
LEFT JOIN conference e ON e.id = r.carried_from_id
WHERE r.conference_id IN ({conferences})
ORDER BY c.series_id, c.sequence, p.code
"""
MONEY = """
SELECT c.code, p.code, r.title, r.status, t.code, t.name, {beneficiaries}, k.code, o.code, o.kind,
  f.instrument, f.role, f.basis, f.answer, e.code, CASE WHEN {unconfirmed} THEN 1 ELSE 0 END, f.excluded_as,
  f.currency, {told}, c.currency, {counted}
FROM funding f
JOIN review r ON r.conference_id = f.conference_id AND r.project_id = f.project_id
JOIN conference c ON c.id = f.conference_id
JOIN project p ON p.id = f.project_id
JOIN contribution k ON k.id = f.contribution_id
JOIN organisation o ON o.id = f.donor_id
LEFT JOIN review_theme g ON g.conference_id = r.conference_id AND g.project_id = r.project_id AND g.is_primary
LEFT JOIN theme t ON t.code = g.theme
LEFT JOIN conference e ON e.id = f.carried_from_id
WHERE f.conference_id IN ({conferences})
ORDER BY c.series_id, c.sequence, p.code, k.code
"""
OF_PROJECT = "WHERE x.conference_id = r.conference_id AND x.project_id = r.project_id"


def project_facts(scope: Scope) -> Iterator[ProjectFact]:
    """Yield the projects that each conference was told of, in its order; streamed."""
    reader = scope.reader
    sql = PROJECTS.format(
        themes=reader.gathered(
            "replace(h.name, ';', ',')", f"FROM review_theme x JOIN theme h ON h.code = x.theme {OF_PROJECT}"
        ),
        donors=_codes(reader, "funding", "donor_id"),
        beneficiaries=_codes(reader, "share", "organisation_id"),
        start=START,
        end=END,
        silent=SILENT,
        conferences=_listed(scope),
    )
    for code, *rest in reader.rows(sql, stream=True):
        (
            project,
            title,
            pool,
            *described,
            lead,
            implementer,
            donors,
            whose,
            start,
            end,
            answer,
            carried,
            silent,
            what,
        ) = rest
        yield ProjectFact._make(
            (
                *scope.when[code],
                project,
                title,
                bool(pool),
                *described,
                lead,
                scope.named_in(lead),
                implementer,
                scope.named_in(implementer),
                donors,
                scope.named_in(donors),
                whose,
                scope.named_in(whose),
                start,
                end,
                first_of(start),
                last_of(end),
                answer,
                carried,
                bool(silent),
                what,
            )
        )


def money_facts(scope: Scope) -> Iterator[MoneyFact]:
    """Yield what was reported to each conference about each contribution, in its order; streamed."""
    reader = scope.reader
    known = books(reader, scope.at.id if scope.at is not None else None)
    counted = (
        f"CASE WHEN f.excluded_as IS NULL THEN {in_reporting_currency(reader, known, f'f.{measure}')} END"
        for measure in MEASURES
    )
    sql = MONEY.format(
        beneficiaries=_codes(reader, "share", "organisation_id"),
        unconfirmed=UNCONFIRMED,
        told=", ".join(f"f.{measure}" for measure in MEASURES),
        counted=", ".join(counted),
        conferences=_listed(scope),
    )
    for code, *rest in reader.rows(sql, stream=True):
        project, title, status, theme, theme_name, whose, contribution, donor, kind, *more = rest
        described, unconfirmed, amounts = more[:5], more[5], more[6:]
        yield MoneyFact._make(
            (
                *scope.when[code],
                project,
                title,
                status,
                theme,
                theme_name,
                whose,
                scope.named_in(whose),
                contribution,
                donor,
                scope.names[donor],
                kind,
                *described,
                bool(unconfirmed),
                *amounts,
            )
        )


def _codes(reader: Reader, table: str, column: str) -> str:
    """SQL of the codes of organisations that a report of the project `r` names, joined by semicolons."""
    return reader.gathered("o.code", f"FROM {table} x JOIN organisation o ON o.id = x.{column} {OF_PROJECT}")


def _listed(scope: Scope) -> str:
    return ", ".join(str(one.id) for one in scope.conferences) or "NULL"


__all__ = ["MoneyFact", "ProjectFact", "money_facts", "project_facts"]

"""One project on one screen: what is known, what was reported at a conference, and the history over conferences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from tracker.errors import NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.projects.documents import PaperRow, papers_of
from tracker.insight.projects.evaluations import BesideRow, evaluations_of
from tracker.insight.projects.projects import SUMS
from tracker.insight.projects.ratings import RatingRow, ratings_of
from tracker.insight.projects.risks import delayed, shown_status
from tracker.insight.totals.latest_review import reviewed
from tracker.model.fields import DATE, LINE, PROSE, WORD
from tracker.model.kinds import Minor, Share
from tracker.model.nouns import PROJECT
from tracker.rules.results.risk import risk_level
from tracker.store.id_lists import id_lists
from tracker.store.reader import Reader

T = TypeVar("T")


class KnownProject(NamedTuple):
    """The project and its review; codes instead of ids."""

    id: int
    code: str
    title: str
    conference: str | None
    conference_id: int | None
    status: str | None
    progress: int | None
    answer: str | None
    objective: str | None
    plan: str | None
    expected_outcomes: str | None
    scope: str | None
    parent: str | None
    lead: str | None
    implementer: str | None
    start: str | None
    end: str | None
    actual_start: str | None
    actual_end: str | None
    iati_identifier: str | None
    decision: str | None
    note: str | None
    source: str | None
    carried_from: str | None
    version: int


class ProjectMoney(NamedTuple):
    """A contribution; `answer` is its donor's, `carried_from` the conference where this was reported, with `source`."""

    code: str
    donor: str
    name: str
    instrument: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    basis: str | None
    remark: str | None
    answer: str | None
    source: str | None = None
    carried_from: str | None = None


class UnattributedMoney(NamedTuple):
    """Money of the project that belongs to no single donor; `donors` are those that it was reported for together."""

    kind: str
    currency: str
    amount: Minor
    date: str
    donors: str | None
    source: str | None


class ProjectBenefit(NamedTuple):
    code: str
    name: str
    share: Share | None


class RiskLine(NamedTuple):
    code: str
    event: str
    likelihood: int | None
    impact: int | None
    score: int | None
    level: str | None
    status: str
    occurred: str | None = None
    delayed: str | None = None
    source: str | None = None
    carried_from: str | None = None
    mitigation: str | None = None


class ProjectResult(NamedTuple):
    code: str
    title: str
    unit: str | None
    baseline: str | None
    target: str | None
    target_date: str | None
    actual: str | None
    source: str | None = None
    carried_from: str | None = None
    outcome: str | None = None
    outcome_title: str | None = None


class Milestone(NamedTuple):
    code: str
    title: str
    planned: str | None
    reached: str | None
    source: str | None = None
    carried_from: str | None = None


class HistoryLine(NamedTuple):
    """One conference's line in the history: one row for each currency."""

    conference: str
    status: str
    progress: int | None
    answer: str
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None


class ProjectOverview(NamedTuple):
    facts: KnownProject
    themes: list[str]
    succeeds: list[str]
    succeeded_by: list[str]
    parts: list[str]
    money: list[ProjectMoney]
    beneficiaries: list[ProjectBenefit]
    risks: list[RiskLine]
    results: list[ProjectResult]
    milestones: list[Milestone]
    documents: list[PaperRow]
    history: list[HistoryLine]
    unattributed: list[UnattributedMoney]
    ratings: list[RatingRow]
    evaluations: list[BesideRow]


FACTS = """
WITH {reviewed}
SELECT p.id, p.code, coalesce(r.title, p.title), c.code, c.id, r.status, r.progress, r.answer,
  {told},
  up.code, lead.code, impl.code,
  {dates}, p.iati_identifier, r.decision, coalesce(r.note, p.note), r.source, s.code, p.version
FROM project p
LEFT JOIN reviewed v ON v.project_id = p.id
LEFT JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id
LEFT JOIN conference c ON c.id = v.conference_id
LEFT JOIN conference s ON s.id = r.carried_from_id
LEFT JOIN project up ON up.id = CASE WHEN r.project_id IS NULL THEN p.parent_id ELSE r.parent_id END
LEFT JOIN organisation lead ON lead.id = CASE WHEN r.project_id IS NULL THEN p.lead_id ELSE r.lead_id END
LEFT JOIN organisation impl ON impl.id = CASE WHEN r.project_id IS NULL THEN p.implementer_id ELSE r.implementer_id END
WHERE p.id IN ({projects})
"""

# Each of the following begins with the project's id.
MONEY = """
SELECT f.project_id, k.code, o.code, o.name, f.instrument, f.currency, f.interest, f.pledged, f.committed,
  f.disbursed, f.basis, CASE WHEN f.excluded_as IS NOT NULL THEN 'not in totals: ' || f.excluded_as END, f.answer,
  f.source, s.code
FROM funding f JOIN contribution k ON k.id = f.contribution_id JOIN organisation o ON o.id = f.donor_id
LEFT JOIN conference s ON s.id = f.carried_from_id
WHERE f.conference_id = :at AND f.project_id IN ({projects})
UNION ALL
SELECT k.project_id, k.code, o.code, o.name, k.instrument, k.currency, NULL, NULL, NULL, NULL, NULL,
  CASE WHEN c.code IS NULL THEN 'not presented' ELSE 'ended at ' || c.code || ': ' || k.ended_reason END,
  NULL, NULL, NULL
FROM contribution k JOIN organisation o ON o.id = k.donor_id LEFT JOIN conference c ON c.id = k.ended_at_id
WHERE k.project_id IN ({projects}) AND NOT EXISTS (
  SELECT 1 FROM funding f WHERE f.conference_id = :at AND f.contribution_id = k.id)
ORDER BY 1, 2
"""

UNATTRIBUTED = """
SELECT project_id, kind, currency, sum(amount), max(date), max(CASE WHEN publisher IS NULL THEN description END),
  max(source)
FROM unattributed WHERE project_id IN ({projects})
GROUP BY project_id, kind, currency, publisher IS NULL ORDER BY 1, 2, 3, 4
"""

BENEFITS = """
SELECT s.project_id, o.code, o.name, s.share FROM share s JOIN organisation o ON o.id = s.organisation_id
WHERE s.conference_id = :at AND s.project_id IN ({projects})
UNION ALL
SELECT b.project_id, o.code, o.name, b.share FROM beneficiary b JOIN organisation o ON o.id = b.organisation_id
WHERE :at = 0 AND b.project_id IN ({projects}) AND NOT b.former
ORDER BY 1, 2
"""

RISKS = """
SELECT k.project_id, k.code, coalesce(a.event, k.event), a.likelihood, a.impact, a.likelihood * a.impact, a.status,
  a.occurred, {delayed}, a.source, s.code, CASE WHEN a.risk_id IS NULL THEN k.mitigation ELSE a.mitigation END
FROM risk k LEFT JOIN assessment a ON a.risk_id = k.id AND a.conference_id = :at
LEFT JOIN conference s ON s.id = a.carried_from_id
WHERE k.project_id IN ({projects}) ORDER BY k.code
"""

# An outcome without an indicator is part of what the open conference knows.
RESULTS = """
SELECT i.project_id, i.code, coalesce(m.title, i.title), coalesce(m.unit, i.unit),
  CASE WHEN m.indicator_id IS NULL THEN i.baseline ELSE m.baseline END,
  CASE WHEN m.indicator_id IS NULL THEN i.target ELSE m.target END,
  CASE WHEN m.indicator_id IS NULL THEN i.target_date ELSE m.target_date END, m.actual, m.source, s.code,
  o.code, o.title
FROM indicator i JOIN outcome o ON o.id = i.outcome_id
LEFT JOIN measurement m ON m.indicator_id = i.id AND m.conference_id = :at
LEFT JOIN conference s ON s.id = m.carried_from_id
WHERE i.project_id IN ({projects})
UNION ALL
SELECT o.project_id, o.code, o.title, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM outcome o JOIN conference c ON c.id = :at AND c.state = 'open'
WHERE o.project_id IN ({projects}) AND NOT EXISTS (SELECT 1 FROM indicator k WHERE k.outcome_id = o.id)
ORDER BY 1, 2
"""

MILESTONES = """
SELECT s.project_id, s.code, coalesce(m.title, s.title),
  CASE WHEN m.milestone_id IS NULL THEN s.planned_date ELSE m.planned_date END, m.reached, m.source, c.code
FROM milestone s LEFT JOIN milestone_report m ON m.milestone_id = s.id AND m.conference_id = :at
LEFT JOIN conference c ON c.id = m.carried_from_id
WHERE s.project_id IN ({projects}) ORDER BY 4, s.code
"""

HISTORY = f"""
SELECT r.project_id, c.code, r.status, r.progress, r.answer, f.currency, {", ".join(SUMS.values())}
FROM review r JOIN conference c ON c.id = r.conference_id
LEFT JOIN funding f ON f.conference_id = r.conference_id AND f.project_id = r.project_id
WHERE r.project_id IN ({{projects}})
GROUP BY r.project_id, c.series_id, c.sequence, c.code, r.status, r.progress, r.answer, f.currency
ORDER BY c.series_id, c.sequence, f.currency
"""


def project_card(reader: Reader, code: str, at: str | None = None) -> ProjectOverview:
    """Everything about a project as reported at a conference, by default the latest one with a report.

    Raises NotFound for an unknown project or conference.
    """
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    identity = codes.id("project", code)
    card = project_cards(reader, [identity], conference).get(identity)
    if card is None or (reader.asked and card.facts.conference_id is None):
        raise NotFound("project", code, hint=f"It was not reported to {at}.")
    return card


def project_cards(
    reader: Reader, projects: Sequence[int], conference: Conference | None = None
) -> dict[int, ProjectOverview]:
    """The same for many projects, by their ids."""
    meeting = conference.id if conference else None
    told, dates = (
        ", ".join(
            f"CASE WHEN r.project_id IS NULL THEN p.{field.column} ELSE r.{field.column} END"
            for field in PROJECT.revised
            if field.kind in kinds
        )
        for kinds in ((LINE, PROSE, WORD), (DATE,))
    )
    known: dict[int, list[KnownProject]] = {}
    for ids in id_lists(projects):
        sql = FACTS.format(reviewed=reviewed(meeting), told=told, dates=dates, projects=ids)
        for facts in reader.rows(sql, {"at": meeting} if meeting else {}, KnownProject):
            known.setdefault(facts.conference_id or 0, []).append(facts)
    cards: dict[int, ProjectOverview] = {}
    for at, reported in known.items():
        cards |= _cards(reader, reported, at, conference)
    return cards


def _cards(
    reader: Reader, reported: Sequence[KnownProject], at: int, conference: Conference | None
) -> dict[int, ProjectOverview]:
    """The cards of projects that were all reported at the conference `at`; 0 for none."""
    projects = [facts.id for facts in reported]

    def of_each(sql: str, into: Callable[..., T], **params: int) -> dict[int, list[T]]:
        found: dict[int, list[T]] = {}
        for ids in id_lists(projects):
            for project, *columns in reader.rows(sql.replace("{projects}", ids), params):
                found.setdefault(project, []).append(into(*columns))
        return found

    themes = of_each(THEMES, str, at=at)
    succeeds = of_each(SUCCEEDS.format("predecessor", "successor"), str)
    succeeded_by = of_each(SUCCEEDS.format("successor", "predecessor"), str)
    parts = of_each(PARTS, str)
    money = of_each(MONEY, ProjectMoney, at=at)
    benefits = of_each(BENEFITS, ProjectBenefit, at=at)
    risks = of_each(RISKS.replace("{delayed}", delayed(reader, "a")), _risk, at=at)
    results = of_each(RESULTS, ProjectResult, at=at)
    milestones = of_each(MILESTONES, Milestone, at=at)
    documents = papers_of(reader, "project", projects)
    history = of_each(HISTORY, HistoryLine)
    unattributed = of_each(UNATTRIBUTED, UnattributedMoney)
    ratings, evaluations = dict[str, list[RatingRow]](), dict[str | None, list[BesideRow]]()
    for rating in ratings_of(reader, projects, conference):
        ratings.setdefault(rating.project, []).append(rating)
    for beside in evaluations_of(reader, projects, conference):
        evaluations.setdefault(beside.project, []).append(beside)
    return {
        facts.id: ProjectOverview(
            facts,
            themes.get(facts.id, []),
            sorted(succeeds.get(facts.id, [])),
            sorted(succeeded_by.get(facts.id, [])),
            parts.get(facts.id, []),
            money.get(facts.id, []),
            benefits.get(facts.id, []),
            risks.get(facts.id, []),
            results.get(facts.id, []),
            milestones.get(facts.id, []),
            documents.get(facts.id, []),
            history.get(facts.id, []),
            unattributed.get(facts.id, []),
            ratings.get(facts.code, []),
            evaluations.get(facts.code, []),
        )
        for facts in reported
    }


def _risk(
    code: str, event: str, likelihood: int | None, impact: int | None, score: int | None, status: str, *told: Any
) -> RiskLine:
    shown = shown_status(status, likelihood, impact)
    return RiskLine(code, event, likelihood, impact, score, None if score is None else risk_level(score), shown, *told)


def publisher_of(reader: Reader, project: int) -> tuple[str | None, str | None] | None:
    """The IATI publisher of a project, and its status there; None where no file contained it."""
    sql = "SELECT o.code, a.status FROM activity a LEFT JOIN organisation o ON o.id = a.publisher_id"
    return next(iter(reader.rows(f"{sql} WHERE a.project_id = :project", {"project": project})), None)


THEMES = """
SELECT mine.project_id, t.name FROM theme t JOIN (
  SELECT project_id, theme, is_primary FROM review_theme WHERE conference_id = :at AND project_id IN ({projects})
  UNION ALL
  SELECT project_id, theme, is_primary FROM project_theme WHERE :at = 0 AND project_id IN ({projects})
) AS mine ON mine.theme = t.code
ORDER BY CASE WHEN mine.is_primary THEN 0 ELSE 1 END, t.name
"""
# No join, and sorted here: else SQLite looks for each project of the register in the whole list, even without a row.
SUCCEEDS = """
SELECT s.{1}_id, (SELECT p.code FROM project p WHERE p.id = s.{0}_id) FROM project_succession s
WHERE s.{1}_id IN ({{projects}})
"""
PARTS = "SELECT parent_id, code FROM project WHERE parent_id IN ({projects}) ORDER BY code"

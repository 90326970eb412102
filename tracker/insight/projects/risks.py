"""Risks as reported at conferences: the list by score, and one with its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.projects.parts import PartFilter, as_told, chosen
from tracker.rules.results.risk import risk_level
from tracker.rules.text import fold
from tracker.rules.words import NOT_ASSESSED, RISK_CATEGORIES, RISK_LEVELS, RISK_SHOWN_AS, choose
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN


class RiskRow(NamedTuple):
    """A risk; likelihood, impact and score are residual, after the response, as reported at the conference.

    An open risk without likelihood and impact has the status "not assessed".
    """

    code: str
    project: str
    event: str | None
    category: str | None
    likelihood: int | None
    impact: int | None
    score: int | None
    level: str | None
    status: str | None
    occurred: str | None
    delayed: str | None
    owner: str | None
    response: str | None
    inherent_likelihood: int | None
    inherent_impact: int | None
    inherent_score: int | None
    conference: str | None
    project_title: str
    conference_title: str | None


class Assessed(NamedTuple):
    """One conference's report on a risk."""

    conference: str
    likelihood: int | None
    impact: int | None
    score: int | None
    level: str | None
    status: str
    occurred: str | None
    delayed: str | None
    mitigation: str | None
    note: str | None
    source: str | None


class KnownRisk(NamedTuple):
    """A risk as it is known now."""

    code: str
    project: str
    event: str
    category: str
    cause: str | None
    consequence: str | None
    owner: str | None
    response: str | None
    mitigation: str | None
    inherent_likelihood: int | None
    inherent_impact: int | None
    version: int


class RiskCard(NamedTuple):
    facts: KnownRisk
    history: list[Assessed]


class RiskFilters(NamedTuple):
    """Filters on risks: values of one filter are OR, different filters are AND."""

    levels: Sequence[str] = ()
    statuses: Sequence[str] = ()
    categories: Sequence[str] = ()
    owners: Sequence[str] = ()


LIST = """
WITH {told}
SELECT p.code || '/' || k.code, p.code, {copied}, t.likelihood, t.impact, t.status, t.occurred, {delayed},
  c.code, p.title, c.title
FROM risk k
JOIN project p ON p.id = k.project_id
LEFT JOIN told ON told.part = k.id
LEFT JOIN assessment t ON t.conference_id = told.conference_id AND t.risk_id = k.id
LEFT JOIN conference c ON c.id = t.conference_id
WHERE {where}
ORDER BY {first}coalesce(t.likelihood * t.impact, 0) DESC, p.code, k.code
"""
COPIED = ("event", "category", "owner", "response", "inherent_likelihood", "inherent_impact")

FACTS = """
SELECT p.code || '/' || k.code, p.code, k.event, k.category, k.cause, k.consequence, k.owner, k.response, k.mitigation,
  k.inherent_likelihood, k.inherent_impact, k.version
FROM risk k JOIN project p ON p.id = k.project_id WHERE k.id = :risk
"""

HISTORY = f"""
SELECT c.code, t.likelihood, t.impact, t.status, t.occurred, {{delayed}}, t.mitigation, t.note, t.source
FROM assessment t JOIN {IN_TURN} c ON c.id = t.conference_id
WHERE t.risk_id = :risk ORDER BY c.turn
"""


def list_risks(reader: Reader, choice: PartFilter, filters: RiskFilters) -> Iterator[RiskRow]:
    """Risks by score, highest first; a risk that was never assessed has no score and comes last.

    Raises Invalid for a word that is not in the vocabulary, NotFound for an unknown project or conference.
    """
    levels = {choose("level", word, RISK_LEVELS) for word in filters.levels}
    statuses = {choose("status", word, RISK_SHOWN_AS) for word in filters.statuses}
    if "open" in statuses:
        statuses.add(NOT_ASSESSED)
    categories = {choose("category", word, RISK_CATEGORIES) for word in filters.categories}
    owners = [fold(word) for word in filters.owners]
    query = chosen(reader, "assessment", "risk", choice)
    sql = LIST.format(
        told=query.told, where=query.where, first=query.first, copied=as_told(COPIED), delayed=delayed(reader, "t")
    )
    for row in reader.rows(sql, query.params, _row, stream=True):
        if (
            (not levels or row.level in levels)
            and (not statuses or row.status in statuses)
            and (not categories or row.category in categories)
            and (not owners or any(owner in fold(row.owner or "") for owner in owners))
        ):
            yield row


def risk_card(reader: Reader, code: str) -> RiskCard:
    """Everything about the risk `P1/R1`. Raises NotFound."""
    _, identity = Codes(reader).within("risk", code)
    facts = reader.one(FACTS, {"risk": identity}, KnownRisk)
    assert facts is not None
    return RiskCard(facts, reader.all(HISTORY.format(delayed=delayed(reader, "t")), {"risk": identity}, _assessed))


def delayed(reader: Reader, assessment: str) -> str:
    """SQL: the codes of the milestones that a risk has delayed, as in an assessment."""
    source = f"""FROM delay y JOIN milestone m ON m.id = y.milestone_id
    WHERE y.conference_id = {assessment}.conference_id AND y.risk_id = {assessment}.risk_id"""
    return reader.gathered("m.code", source)


def _row(
    code: str,
    project: str,
    event: str,
    category: str,
    owner: str | None,
    response: str | None,
    inherent_likelihood: int | None,
    inherent_impact: int | None,
    likelihood: int | None,
    impact: int | None,
    status: str | None,
    occurred: str | None,
    delayed: str | None,
    conference: str | None,
    *titles: str | None,
) -> RiskRow:
    score = score_of(likelihood, impact)
    shown = shown_status(status, likelihood, impact)
    measured = (likelihood, impact, score, level_of(score), shown, occurred, delayed)
    inherent = (inherent_likelihood, inherent_impact, score_of(inherent_likelihood, inherent_impact))
    return RiskRow._make((code, project, event, category, *measured, owner, response, *inherent, conference, *titles))


def _assessed(
    conference: str,
    likelihood: int | None,
    impact: int | None,
    status: str,
    occurred: str | None,
    delayed: str | None,
    mitigation: str | None,
    note: str | None,
    source: str | None,
) -> Assessed:
    score = score_of(likelihood, impact)
    shown = shown_status(status, likelihood, impact)
    return Assessed(
        conference, likelihood, impact, score, level_of(score), shown, occurred, delayed, mitigation, note, source
    )


def shown_status(status: str | None, likelihood: int | None, impact: int | None) -> str:
    """The status of a risk as displayed: an open risk without an assessment is shown as not assessed."""
    if status in (None, "open") and likelihood is None and impact is None:
        return NOT_ASSESSED
    return status or "open"


def score_of(likelihood: int | None, impact: int | None) -> int | None:
    """Likelihood times impact; None where one of them is unknown."""
    return None if likelihood is None or impact is None else likelihood * impact


def level_of(score: int | None) -> str | None:
    """The band of a score; None where it is unknown."""
    return None if score is None else risk_level(score)

"""Facts about risks and results, as each conference was told; they are those of the lists of risks and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from tracker.insight.flat.scope import Scope
from tracker.insight.projects.outcomes import list_indicators
from tracker.insight.projects.parts import PartFilter
from tracker.insight.projects.risks import RiskFilters, list_risks


class RiskFact(NamedTuple):
    """A risk at a conference; likelihood, impact and score are residual, after the response."""

    conference: str
    conference_title: str | None
    conference_day: str | None
    project: str
    project_title: str
    risk: str
    event: str | None
    category: str | None
    status: str | None
    likelihood: int | None
    impact: int | None
    score: int | None
    level: str | None
    inherent_likelihood: int | None
    inherent_impact: int | None
    inherent_score: int | None
    response: str | None
    occurred: str | None
    delayed: str | None


class ResultFact(NamedTuple):
    """An indicator at a conference; the values are numbers unless it is measured in words."""

    conference: str
    conference_title: str | None
    conference_day: str | None
    project: str
    project_title: str
    outcome: str
    outcome_title: str
    level: str
    indicator: str
    indicator_title: str | None
    measure: str | None
    unit: str | None
    direction: str | None
    baseline: str | None
    baseline_date: str | None
    target: str | None
    target_date: str | None
    actual: str | None
    progress: Decimal | None
    light: str | None
    reason: str | None

    @property
    def baseline_value(self) -> Decimal | None:
        return self._value(self.baseline)

    @property
    def target_value(self) -> Decimal | None:
        return self._value(self.target)

    @property
    def actual_value(self) -> Decimal | None:
        return self._value(self.actual)

    def _value(self, text: str | None) -> Decimal | None:
        return Decimal(text) if text is not None and self.measure in NUMERIC else None


NUMERIC = ("number", "percent", "ordinal")


def risk_facts(scope: Scope) -> Iterator[RiskFact]:
    """Yield the risks that each conference was told of, in its order and by score; streamed."""
    for row in list_risks(scope.reader, _chosen(scope), RiskFilters()):
        when = scope.when.get(row.conference or "")
        if when is not None:
            yield RiskFact(
                *when,
                row.project,
                row.project_title,
                row.code,
                row.event,
                row.category,
                row.status,
                row.likelihood,
                row.impact,
                row.score,
                row.level,
                row.inherent_likelihood,
                row.inherent_impact,
                row.inherent_score,
                row.response,
                row.occurred,
                row.delayed,
            )


def result_facts(scope: Scope) -> Iterator[ResultFact]:
    """Yield the indicators that each conference was told of, in its order; streamed."""
    for row in list_indicators(scope.reader, _chosen(scope)):
        when = scope.when.get(row.conference or "")
        if when is not None and row.code is not None:
            yield ResultFact(
                *when,
                row.project,
                row.project_title,
                f"{row.project}/{row.outcome}",
                row.outcome_title,
                row.level,
                row.code,
                row.title,
                row.measure,
                row.unit,
                row.direction,
                row.baseline,
                row.baseline_date,
                row.target,
                row.target_date,
                row.actual,
                row.progress,
                row.light,
                row.reason,
            )


def _chosen(scope: Scope) -> PartFilter:
    return PartFilter(each=True) if scope.at is None else PartFilter(scope.at.code)

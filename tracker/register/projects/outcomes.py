"""Outcomes of projects and the indicators that measure them: the standing facts.

Actual values are reported to conferences (measurements). A target is revised here; reports to earlier conferences keep
the target of that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.projects.parts import said_of
from tracker.model.nouns import INDICATOR, OUTCOME
from tracker.register.core import Row
from tracker.register.projects.parts import Given, Parts, reported
from tracker.rules.codes import code_key
from tracker.rules.dates import check_order
from tracker.rules.results.progress import check_value
from tracker.rules.text import line
from tracker.rules.words import INDICATOR_MEASURES, choose


class OutcomeFacts(NamedTuple):
    """An outcome in the user's words; level is output, outcome or impact."""

    project: str
    code: str | None = None
    title: str | None = None
    level: str | None = None
    description: str | None = None


class IndicatorFacts(NamedTuple):
    """An indicator in the user's words; the measure determines how baseline and target are read."""

    project: str
    code: str | None = None
    outcome: str | None = None
    title: str | None = None
    measure: str | None = None
    unit: str | None = None
    direction: str | None = None
    baseline: str | None = None
    baseline_date: str | None = None
    target: str | None = None
    target_date: str | None = None


class Outcomes(Parts[OutcomeFacts]):
    """The outcomes of all projects."""

    model = OUTCOME
    letter = "O"

    def remove(self, identity: int) -> Row:
        """Remove an outcome that was entered by mistake, with its indicators.

        Raises Conflict when anything was reported of one of these, or it is evidence of an action.
        """
        row = self.row(identity)
        indicators = self.rows(tables.indicator, tables.indicator.c.outcome_id == identity)
        measured = [indicator["id"] for indicator in indicators]
        if said := said_of(self.register.reader, "indicator", measured):
            raise reported(self.noun, row["code"], said)
        answered = self.counted("evidence", "outcome_id", identity)
        if answered:
            raise Conflict(
                f"outcome {row['code']} cannot be removed because {answered} action(s) name it as evidence.",
                "Remove it from their evidence first: `tracker action link NUMBER --outcome PROJECT/CODE --drop`.",
            )
        taught = self.rows_in(tables.training_result, "indicator_id", measured)
        if taught:
            training = self.codes.code("training", taught[0]["training_id"])
            raise Conflict(
                f"outcome {row['code']} cannot be removed because it has {len(taught)} result(s) of trainings.",
                f"Remove them first: `tracker training result {training} --level LEVEL --indicator CODE --drop`.",
            )
        Indicators(self.register).forget_reports(measured)
        Indicators(self.register).forget_periods(measured)
        self.delete(tables.indicator, indicators)
        self.delete(tables.outcome, [row])
        return row


class Indicators(Parts[IndicatorFacts]):
    """The indicators of all projects."""

    model = INDICATOR
    letter = "I"

    def given(self, facts: Sequence[IndicatorFacts], scopes: Sequence[int]) -> list[dict[str, Any]]:
        """Return the fields as for every part, with outcomes found by their codes. Raises NotFound with the nearest."""
        outcomes = self.known("outcome", scopes)
        found = super().given(facts, scopes)
        for fact, scope, given in zip(facts, scopes, found, strict=True):
            if fact.outcome is not None:
                known = outcomes.get((scope, code_key(fact.outcome.strip())))
                given["outcome_id"] = known or self.codes.id("outcome", fact.outcome, scope)
        return found

    def check(self, given: Given, row: Row | None = None) -> dict[str, Any]:
        """Check as for every part; baseline and target are read by the measure, and their dates must be in order.

        An indicator with a text or yes/no measure has the direction up unless another one is given.
        """
        if row is None and not given.get("outcome_id"):
            raise Invalid("outcome", "", "is missing", "the code of the outcome that it measures, such as O1")
        if row is None and not given.get("direction") and _wordy(given.get("measure")):
            given = {**given, "direction": "up"}
        values = super().check({name: text for name, text in given.items() if name != "outcome_id"}, row)
        if given.get("outcome_id"):
            values["outcome_id"] = given["outcome_id"]
        whole = {**(row or {}), **values}
        for name in ("baseline", "target"):
            if whole.get(name) is not None and (name in values or "measure" in values):
                values[name] = check_value(name, whole["measure"], whole[name])
        check_order("baseline date", whole.get("baseline_date"), "target date", whole.get("target_date"))
        return values

    def remove(self, identity: int) -> Row:
        """Remove an indicator that was entered by mistake, with the published data of its periods. Raises Conflict."""
        self.forget_periods([identity])
        return super().remove(identity)

    def forget_periods(self, indicators: Sequence[int]) -> None:
        """Delete the published data of the periods of some indicators."""
        self.delete(tables.indicator_period, self.rows_in(tables.indicator_period, "indicator_id", indicators))

    def edit(self, identity: int, given: Given, expected_version: int | None = None) -> tuple[Row, Row]:
        """Edit as for every part; `outcome` moves the indicator to another outcome of its project.

        `target_reason` says why the target was revised: it goes to the journal, and to an open conference with a report
        on it.
        """
        words = {name: value for name, value in given.items() if name not in ("outcome", "target_reason")}
        if given.get("outcome"):
            project = self.row(identity)["project_id"]
            words["outcome_id"] = self.codes.id("outcome", str(given["outcome"]), project)
        told = {}
        if given.get("target_reason"):
            told["target_reason"] = line("reason", str(given["target_reason"]))
            self.register.journal.reason = told["target_reason"]
        return self.change(identity, words, expected_version, told)


def _wordy(measure: str | int | None) -> bool:
    return bool(measure) and choose("measure", str(measure), INDICATOR_MEASURES) in ("yes/no", "text")

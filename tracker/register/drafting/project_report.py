"""A report as it is given: on a project, on its money, and on its risks, results and milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.rules.money import Amount

NOTHING: Mapping[Any, Any] = MappingProxyType({})
ABOUT_ANSWER = ("answer", "note", "source")


class FundingReport(NamedTuple):
    """A report on one contribution. Amounts are by measure; relative ones of the same measure add up.

    `basis` "transactions" takes the amounts from the transactions up to the conference's cut-off; `pull_out` is the
    reason why the donor ended the contribution; `excluded_as` says why totals leave it out ("" reverses that). `answer`
    is the answer of its own donor; None where somebody else reports it, and the amounts are unconfirmed. `kept_answer`
    is an answer that was given before and goes with the amounts. `where` is the place in a file, and the source where
    none is given.
    """

    contribution_id: int
    amounts: Mapping[str, Sequence[Amount]] = NOTHING
    reason: str | None = None
    basis: str | None = None
    earmarks: Mapping[int, int] | None = None
    excluded_as: str | None = None
    pull_out: str | None = None
    source: str | None = None
    answer: str | None = None
    kept_answer: str | None = None
    where: str | None = None

    @property
    def answers_only(self) -> bool:
        """Return whether it contains only the donor's answer and nothing about the money."""
        return not self.amounts and all(
            one is None for one in (self.basis, self.earmarks, self.excluded_as, self.pull_out)
        )


class PartReport(NamedTuple):
    """A report on a risk, an indicator or a milestone: the columns of its report, and its place in a file.

    `delayed` are the milestones that a risk has delayed, by their ids; None leaves them as they were reported last.
    """

    id: int
    values: Mapping[str, Any]
    where: str | None = None
    delayed: Sequence[int] | None = None


class ProjectReport(NamedTuple):
    """A report on one project; what is not mentioned stays as it was reported last. All codes are resolved.

    `whole`: of the contributions that were not reported to a conference before, only those mentioned are presented.
    `source` applies to what this report says and to nothing else; money, parts and the review may have their own.
    `where` is the place in a file of what it says about the review.
    """

    project_id: int
    told: Mapping[str, Any] = NOTHING
    review: Mapping[str, Any] = NOTHING
    themes: Sequence[str] | None = None
    shares: Mapping[int, int | None] | None = None
    funding: Sequence[FundingReport] = ()
    # Of its risks, indicators and milestones, by the noun.
    parts: Mapping[str, Sequence[PartReport]] = NOTHING
    unchanged: bool = False
    whole: bool = False
    source: str | None = None
    where: str | None = None

    def of(self, noun: str) -> Sequence[PartReport]:
        """Return the reports on its parts of one kind: risk, indicator or milestone."""
        return self.parts.get(noun, ())

    @property
    def silent(self) -> bool:
        """Return whether it says nothing about the project itself, only the answer to a request."""
        told = self.told, *self.parts.values()
        money = all(one.answers_only for one in self.funding)
        return not any(told) and money and self.themes is None and self.shares is None and self._answers_at_most

    @property
    def of_money(self) -> bool:
        """Return whether it is only about money: no answer for the project, unless its donor also answers for that."""
        parts = self.told, *self.parts.values(), self.review.keys() - {"source"}
        own = any(one.answer is not None for one in self.funding)
        project = any(parts) or self.themes is not None or self.shares is not None or (self.unchanged and not own)
        return bool(self.funding) and not project

    @property
    def of_review(self) -> bool:
        """Return whether it reports on the review itself, and not only on money and parts."""
        told = self.told, self.review.keys() - {"answer", "source"}, self.unchanged and not self.of_money
        return any(told) or self.themes is not None or self.shares is not None

    @property
    def _answers_at_most(self) -> bool:
        return self.review.keys() <= {*ABOUT_ANSWER}

"""Everything that differs between two conferences; each part is computed on request."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from tracker.insight.comparing.changes import FieldChange, StatusMove, field_changes, status_moves
from tracker.insight.comparing.exposure import Exposure, RiskChange, exposure, risk_changes
from tracker.insight.comparing.growth import Beneficiaries, Donors, beneficiaries, donors
from tracker.insight.comparing.money import MoneyBridges, compare_money
from tracker.insight.comparing.need_changes import NeedChange, need_changes
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.presence import ClassedProject, classified
from tracker.insight.comparing.rated_changes import RatedChange, rated_changes
from tracker.insight.comparing.results import MilestoneChange, OutcomeChange, milestone_changes, outcome_changes
from tracker.insight.comparing.terms import money_rows
from tracker.insight.totals.double_counting import Twice, twice_of_each
from tracker.store.reader import Reader


class Comparison:
    """Conference A with a later conference B; the money by one of COMPARED_BY, or in total. Iterators stream."""

    def __init__(self, reader: Reader, pair: ConferencePair, by: str | None = None) -> None:
        self.reader = reader
        self.pair = pair
        self.by = by

    @cached_property
    def money(self) -> MoneyBridges:
        return compare_money(self.reader, self.pair, self.by or "donor")

    @cached_property
    def by_donor(self) -> MoneyBridges:
        """The money by donor, whatever grouping was asked for."""
        return self.money if self.by in (None, "donor") else compare_money(self.reader, self.pair, "donor")

    @cached_property
    def twice(self) -> tuple[Twice, Twice]:
        """The part of either total that is perhaps counted twice."""
        pair = self.pair
        where = f"{pair.of_donors('f.donor_id')} AND {pair.among_projects('f.project_id')}"
        first, second = twice_of_each(self.reader, (pair.first, pair.second), pair.currency, where)
        return first, second

    def rows(self, part: str) -> Iterator[Any]:
        """The rows of one of COMPARED, as a complete list; each except the money has a method of the same name."""
        rows: Iterator[Any] = money_rows(self) if part == "money" else getattr(self, part)()
        return rows

    def donors(self) -> Donors:
        return donors(self.reader, self.pair, self.by_donor)

    def beneficiaries(self) -> Beneficiaries:
        return beneficiaries(self.reader, self.pair)

    def projects(self) -> Iterator[ClassedProject]:
        return classified(self.reader, self.pair)

    def fields(self) -> Iterator[FieldChange]:
        return field_changes(self.reader, self.pair)

    def status_moves(self) -> list[StatusMove]:
        return status_moves(self.reader, self.pair)

    @cached_property
    def exposure(self) -> Exposure:
        return exposure(self.reader, self.pair)

    def risks(self) -> Iterator[RiskChange]:
        return risk_changes(self.reader, self.pair)

    def outcomes(self) -> Iterator[OutcomeChange]:
        return outcome_changes(self.reader, self.pair)

    def milestones(self) -> Iterator[MilestoneChange]:
        return milestone_changes(self.reader, self.pair)

    def ratings(self) -> Iterator[RatedChange]:
        return rated_changes(self.reader, self.pair)

    def needs(self) -> Iterator[NeedChange]:
        return need_changes(self.reader, self.pair)

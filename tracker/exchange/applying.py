"""One command's tables into a register: all of them or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.exchange.grids import Table
from tracker.exchange.meetings import ParticipantLoader, PinLoader, RateLoader
from tracker.exchange.movements import TransactionLoader
from tracker.exchange.nouns import ORDER, recognise
from tracker.exchange.parts import DocumentLoader, IndicatorLoader, MilestoneLoader, OutcomeLoader, RiskLoader
from tracker.exchange.planning import Desk, Loader
from tracker.exchange.portfolio import ContributionLoader, ProjectLoader
from tracker.exchange.reported import MeasurementLoader, ReportLoader
from tracker.exchange.sheets import Fault, Sheet
from tracker.exchange.standing import ConferenceLoader, OrganisationLoader, SeriesLoader, settle_states
from tracker.exchange.telling import tell_all
from tracker.register.register import Register

LOADERS: dict[str, type[Loader]] = {
    "series": SeriesLoader,
    "organisations": OrganisationLoader,
    "donors": OrganisationLoader,
    "beneficiaries": OrganisationLoader,
    "conferences": ConferenceLoader,
    "participants": ParticipantLoader,
    "rates": RateLoader,
    "conference rates": PinLoader,
    "projects": ProjectLoader,
    "contributions": ContributionLoader,
    "transactions": TransactionLoader,
    "risks": RiskLoader,
    "outcomes": OutcomeLoader,
    "indicators": IndicatorLoader,
    "milestones": MilestoneLoader,
    "documents": DocumentLoader,
}


class Counted(NamedTuple):
    """What became of the rows of one noun; the four add up to the rows that were read."""

    noun: str
    created: int
    updated: int
    unchanged: int
    refused: int

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


class Outcome(NamedTuple):
    """What an import did, by noun in the order of taking in, and every fault that was found."""

    counts: list[Counted]
    faults: list[Fault]

    @property
    def rows(self) -> int:
        return sum(count.rows for count in self.counts)

    @property
    def written(self) -> int:
        return sum(count.created + count.updated for count in self.counts)


def take_in(
    register: Register,
    given: Sequence[Table],
    at: str | None = None,
    advance: Callable[[int], None] = lambda rows: None,
) -> Outcome:
    """Write what the tables tell that the register does not say already.

    With faults, the caller must not commit: what is sound has been written, so that the faults of later tables are
    found too. `at` is the conference of rows that name none. `advance` is called with the number of rows done. Raises
    Invalid for a table that is of no known noun.
    """
    known = sorted(((table, *recognise(table)) for table in given), key=lambda one: ORDER[one[1].name])
    desk = Desk(register, at)
    sheets = [Sheet(table, noun.name, columns, desk.refused) for table, noun, columns in known]
    try:
        _standing(desk, [sheet for sheet in sheets if sheet.noun in LOADERS], advance)
        _told(desk, [sheet for sheet in sheets if sheet.noun not in LOADERS], advance)
        settle_states(register.conferences, desk.states)
    except TrackerError:
        # A row that was refused is the likelier reason than what could not be written for want of it.
        if not any(sheet.faults for sheet in sheets):
            raise
    faults = [fault for sheet in sheets for fault in sorted(sheet.faults, key=lambda fault: fault.line)]
    return Outcome(_counts(sheets), faults)


def _standing(desk: Desk, sheets: Sequence[Sheet], advance: Callable[[int], None]) -> None:
    for sheet in sheets:
        loader = LOADERS[sheet.noun](desk, sheet)
        loader.plan()
        loader.apply()
        advance(len(sheet.entries))


def _told(desk: Desk, sheets: Sequence[Sheet], advance: Callable[[int], None]) -> None:
    loaders = [
        ReportLoader(desk, sheet) if sheet.noun == "reports" else MeasurementLoader(desk, sheet) for sheet in sheets
    ]
    for loader in loaders:
        loader.plan()
    tell_all(desk, loaders, advance)


def _counts(sheets: Sequence[Sheet]) -> list[Counted]:
    counted: dict[str, Counter[str]] = {}
    for sheet in sheets:
        counted.setdefault(sheet.noun, Counter()).update(sheet.counts())
    return [
        Counted(noun, fates["created"], fates["updated"], fates["unchanged"], fates["refused"])
        for noun, fates in counted.items()
    ]

"""Take the tables of one command into a register: all of them or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.exchange.grids import Table
from tracker.exchange.loaders import (
    agreed,
    careers,
    contacts,
    evaluations,
    meetings,
    movements,
    needs,
    offers,
    parts,
    portfolio,
    ratings,
    reported,
    scales,
    set_lights,
    standing,
    themes,
    trainings,
)
from tracker.exchange.loaders.planning import Desk, Loader
from tracker.exchange.loaders.report_batches import tell_all
from tracker.exchange.loaders.standing import settle_states
from tracker.exchange.nouns import ORDER, RowCounts, recognise
from tracker.exchange.sheets import Fault, ImportSheet
from tracker.register.register import Register

LOADERS: dict[str, type[Loader]] = {
    name: loader
    for module in (
        *(agreed, careers, contacts, evaluations, meetings, movements, needs, offers, parts, portfolio, ratings),
        *(scales, set_lights, standing, themes, trainings),
    )
    for name, loader in module.LOADERS.items()
}

# What belongs to the reports of projects, which may come in with it.
AFTER = frozenset(set_lights.LOADERS)


class AppliedTable(NamedTuple):
    """What became of the rows of one table. The refused rows are listed by number, each with its faults."""

    counted: RowCounts
    refused: dict[int, list[Fault]]


class Outcome(NamedTuple):
    """The result of an import: counts by noun in the order of import, all faults found, and the fate of each table.

    `tables` are in the order in which they were given; `said` tells the user how cells were interpreted.
    """

    counts: list[RowCounts]
    faults: list[Fault]
    tables: Sequence[AppliedTable] = ()
    said: Sequence[str] = ()

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
    by: str | None = None,
) -> Outcome:
    """Write what the tables say and the register does not have yet.

    If there are faults, the caller must not commit: sound rows have been written so that the faults of later tables are
    found too. `at` is the conference of rows that name none, `by` the organisation whose tables they are. `advance` is
    called with the number of rows done. Raises Invalid for a table of no known noun, NotFound.
    """
    known = sorted(((table, *recognise(table)) for table in given), key=lambda one: ORDER[one[1].name])
    desk = Desk(register, at, by)
    sheets = [ImportSheet(table, noun.name, columns, desk.refused) for table, noun, columns in known]
    try:
        _standing(desk, [sheet for sheet in sheets if sheet.noun in LOADERS and sheet.noun not in AFTER], advance)
        _told(desk, [sheet for sheet in sheets if sheet.noun not in LOADERS], advance)
        _standing(desk, [sheet for sheet in sheets if sheet.noun in AFTER], advance)
        settle_states(register.conferences, desk.states)
    except TrackerError:
        # A row depends on refused rows: report that refusal first, because it is the likelier cause of the failure.
        if not any(sheet.faults for sheet in sheets):
            raise
    # Several tables made from one row may find the same fault in it.
    faults = list(dict.fromkeys(f for sheet in sheets for f in sorted(sheet.faults, key=lambda fault: fault.line)))
    by_table = {id(sheet.table): sheet for sheet in sheets}
    said = [] if faults else [text for sheet in sheets for text in sheet.said()]
    return Outcome(_counts(sheets), faults, [_taken(by_table[id(table)]) for table in given], said)


def _taken(sheet: ImportSheet) -> AppliedTable:
    refused: dict[int, list[Fault]] = {}
    if sheet.faults:
        # A row may be refused because another row of the same report is faulty, and have no fault itself.
        refused = {entry.line: [] for entry in sheet.having("refused")}
        for fault in sheet.faults:
            refused[fault.line].append(fault)
    return AppliedTable(_counted(sheet.noun, sheet.counts()), refused)


def _standing(desk: Desk, sheets: Sequence[ImportSheet], advance: Callable[[int], None]) -> None:
    for sheet in sheets:
        loader = LOADERS[sheet.noun](desk, sheet)
        loader.plan()
        planned = len(sheet.entries) // 2  # half of the work, as far as the progress bar is concerned
        advance(planned)
        loader.apply()
        advance(len(sheet.entries) - planned)


def _told(desk: Desk, sheets: Sequence[ImportSheet], advance: Callable[[int], None]) -> None:
    loaders = [reported.LOADERS[sheet.noun](desk, sheet) for sheet in sheets]
    for loader in loaders:
        loader.plan()
    tell_all(desk, loaders, advance)


def _counts(sheets: Sequence[ImportSheet]) -> list[RowCounts]:
    counted: dict[str, Counter[str]] = {}
    for sheet in sheets:
        counted.setdefault(sheet.noun, Counter()).update(sheet.counts())
    return [_counted(noun, fates) for noun, fates in counted.items()]


def _counted(noun: str, fates: Counter[str]) -> RowCounts:
    return RowCounts(noun, fates["created"], fates["updated"], fates["unchanged"], fates["refused"])

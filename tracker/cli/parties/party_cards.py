"""The contents of the cards of donors and beneficiaries: projects, money, and the trend over the conferences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tracker.cli.columns import AMOUNTS, offers_section, spoken, trainings_section
from tracker.cli.double_counting import doubled_said
from tracker.cli.parties.party import STEPS, TOTALS, told_columns
from tracker.output import Column, Section, Style
from tracker.store.reader import Reader

DONATIONS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=6),
    Column("status", "Status", priority=8),
    Column("conference", "Reported at", "code", priority=9),
    Column("contribution", "Contribution", "code", priority=10),
    Column("instrument", "Instrument", priority=11),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("excluded_as", "Left out as", flex=True, priority=7),
    Column("answer", "Answer", priority=5),
    Column("source", "Source", flex=True, priority=12),
    Column("carried_from", "Carried from", "code", priority=13),
]
UNTOLD = [
    Column("contribution", "Contribution", "code"),
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True),
    Column("instrument", "Instrument", priority=2),
    Column("currency", "", "code"),
]
BENEFITS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True),
    Column("status", "Status", priority=2),
    Column("conference", "Reported at", "code", priority=3),
    Column("donors", "Donors", "codes", flex=True, priority=1),
    Column("share", "Share", "percent"),
]


def donor_sections(reader: Reader, donor: int, at: str | None, style: Style) -> tuple[Sequence[Section], Iterable[str]]:
    """Return the sections about the money of a donor, and the messages to print with the card."""
    from tracker.insight.codes import Codes
    from tracker.insight.coordination.offers import offers_of
    from tracker.insight.family import family
    from tracker.insight.parties.donors import portfolio, portfolio_twice

    found = portfolio(reader, donor, at)
    offers = offers_of(reader, family(reader, donor), Codes(reader).conference(at) if at else None)
    doubled = portfolio_twice(reader, donor, at) if style.for_people else {}
    projects = spoken(told_columns(DONATIONS, found.donations), found.donations, "answer", "source", "carried_from")
    sections = [
        _projects(found.at, found.donations, projects),
        Section("Totals", found.totals, told_columns(TOTALS, found.totals), None, "totals"),
        Section("Contributions that were not reported to any conference", found.untold, UNTOLD, None, "untold"),
        _history(found.history),
        offers_section(offers),
    ]
    return sections, doubled_said(doubled, style.exponents, at, "the total")


def beneficiary_sections(
    reader: Reader, beneficiary: int, at: str | None, _style: Style
) -> tuple[Sequence[Section], Iterable[str]]:
    """Return the sections about what benefits a beneficiary; there are no messages to print with the card."""
    from tracker.insight.parties.beneficiaries import benefits
    from tracker.insight.people.trainings import trainings_attended

    found = benefits(reader, beneficiary, at)
    trainings = trainings_attended(reader, beneficiary, at)
    sections = [
        _projects(found.at, found.projects, BENEFITS),
        Section("Its parts of the money", found.totals, told_columns(TOTALS, found.totals), None, "totals"),
        _history(found.history),
        trainings_section(trainings),
    ]
    return sections, ()


def _projects(at: str | None, rows: Sequence[Any], columns: Sequence[Column]) -> Section:
    heading = f"Projects, as reported to {at}" if at else "Projects, as last reported"
    return Section(heading, rows, columns, "No projects were reported to a conference.", "projects")


def _history(rows: Sequence[Any]) -> Section:
    return Section("From one conference to the next", rows, told_columns(STEPS, rows), None, "history")

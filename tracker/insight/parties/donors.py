"""Donors: what each pledged, committed and disbursed, as reported at conferences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.family import family, survivors
from tracker.insight.parties.organisations import listed
from tracker.insight.parties.parties import (
    ConferenceMoney,
    MoneyGroup,
    PartyFilters,
    PartyRow,
    Who,
    grouped,
    in_order,
    people,
    where,
)
from tracker.insight.totals.double_counting import Twice, twice
from tracker.insight.totals.portfolio import MoneyQuestion, Total, sums, totals
from tracker.insight.totals.rates import ConferenceRates, books
from tracker.model.kinds import Minor
from tracker.rules.measured import NOTHING
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN


class Donation(NamedTuple):
    """One conference's report on one contribution."""

    conference: str
    project: str
    title: str
    status: str
    contribution: str
    instrument: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    excluded_as: str | None
    answer: str | None
    source: str | None
    carried_from: str | None


class Untold(NamedTuple):
    """A contribution that was not reported at any conference."""

    contribution: str
    project: str
    title: str
    instrument: str | None
    currency: str | None


class Portfolio(NamedTuple):
    """What is known about a donor's money; `at` is the conference asked about, else None."""

    at: str | None
    donations: list[Donation]
    totals: list[Total]
    history: list[ConferenceMoney]
    untold: list[Untold]


def list_donors(reader: Reader, filters: PartyFilters) -> list[PartyRow]:
    """The donors with their money, sorted.

    With `at`, names are those used at the conference, else the current ones. Without filters on projects, the list
    includes donors without any report. Raises NotFound and Invalid for a filter that names nothing.
    """
    codes = Codes(reader)
    at = codes.conference(filters.at).id if filters.at else None
    question = MoneyQuestion(at, where=where(codes, filters))
    known = books(reader, at)
    key = "f.donor_id" if at is not None else _as_of_today(reader)
    groups = grouped(sums(reader, question, known, key), known)
    about = people(reader, "o.id", "donor", filters)
    counts = _projects(reader, question, key, known)
    rows = [
        _row(about[donor], counts[donor, currency], currency, group)
        for (donor, currency), group in groups.items()
        if donor in about
    ]
    if not (at or filters.theme or filters.beneficiary):
        told = {donor for donor, _ in groups}
        rows += [
            PartyRow(*who[:4], 0, None, *NOTHING, "", "")
            for donor, who in about.items()
            if donor not in told and who.has_role and not who.merged
        ]
    return in_order(reader, rows, filters.sort)


def portfolio(reader: Reader, donor: int, at: str | None = None) -> Portfolio:
    """The money of one donor, including reports under the names of organisations merged into it."""
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    named = listed(family(reader, donor))
    ours = f"f.donor_id IN ({named})"
    question = MoneyQuestion(conference.id if conference else None, where=ours)
    donations = reader.all(DONATIONS.format(question=question), question.parameters, Donation)
    untold = reader.all(UNTOLD.format(donors=named), {}, Untold)
    steps = history(reader, MoneyQuestion(ever=True, where=ours))
    return Portfolio(conference.code if conference else None, donations, totals(reader, question), steps, untold)


def portfolio_twice(reader: Reader, donor: int, at: str | None = None) -> dict[str, Twice]:
    """The part of the totals of the same money that is counted twice, by reporting currency."""
    conference = Codes(reader).conference(at).id if at else None
    question = MoneyQuestion(conference, where=f"f.donor_id IN ({listed(family(reader, donor))})")
    return twice(reader, question, books(reader, conference))


DONATIONS = """
{question.opening}
SELECT c.code, p.code, r.title, r.status, n.code, m.instrument, m.currency, m.interest, m.pledged, m.committed,
  m.disbursed, m.excluded_as, m.answer, m.source, s.code
FROM (SELECT f.* {question.source}) m
JOIN review r ON r.conference_id = m.conference_id AND r.project_id = m.project_id
JOIN conference c ON c.id = m.conference_id
JOIN project p ON p.id = m.project_id
JOIN contribution n ON n.id = m.contribution_id
LEFT JOIN conference s ON s.id = m.carried_from_id
ORDER BY lower(p.code), lower(n.code)
"""
UNTOLD = """
SELECT n.code, p.code, p.title, n.instrument, n.currency FROM contribution n JOIN project p ON p.id = n.project_id
WHERE n.donor_id IN ({donors}) AND NOT EXISTS (SELECT 1 FROM funding f WHERE f.contribution_id = n.id)
ORDER BY lower(p.code), lower(n.code)
"""


def history(reader: Reader, question: MoneyQuestion) -> list[ConferenceMoney]:
    """The money of a question at each conference, in order."""
    known = books(reader)
    counts = _projects(reader, question, "f.conference_id", known)
    groups = grouped(sums(reader, question, known, "f.conference_id"), known)
    order = [row[0] for row in reader.rows(f"SELECT c.id FROM {IN_TURN} c ORDER BY c.turn")]
    return [
        ConferenceMoney(known[one].conference, counts[one, currency], currency, *group.amounts, *group.remarks)
        for (one, currency), group in sorted(groups.items(), key=lambda item: order.index(item[0][0]))
    ]


def _as_of_today(reader: Reader) -> str:
    merged = "".join(f" WHEN {one} THEN {last}" for one, last in survivors(reader).items())
    return f"CASE f.donor_id{merged} ELSE f.donor_id END" if merged else "f.donor_id"


def _projects(
    reader: Reader, question: MoneyQuestion, key: str, known: Mapping[int, ConferenceRates]
) -> dict[tuple[Any, str], int]:
    """How many projects, by key and reporting currency. (A question covers one conference, or groups by it.)"""
    sql = f"""
{question.opening}
SELECT {key}, f.conference_id, count(DISTINCT f.project_id) {question.source} GROUP BY 1, 2
"""
    counts: dict[tuple[Any, str], int] = {}
    for group, conference, count in reader.rows(sql, question.parameters):
        mine = group, known[conference].currency
        counts[mine] = counts.get(mine, 0) + count
    return counts


def _row(who: Who, projects: int, currency: str, group: MoneyGroup) -> PartyRow:
    return PartyRow(*who[:4], projects, currency, *group.amounts, *group.remarks)

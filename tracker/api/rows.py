"""Rows and cards as Python programs get them: amounts are decimals beside their currency, shares are percent.

A whole number of minor units would be exact too, but pandas makes a float of a whole number as soon as one beside it is
unknown, and money is never a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, TypeVar

from tracker.insight.documents import PaperRow
from tracker.insight.organisations import Contact
from tracker.insight.project_card import Result, RiskLine
from tracker.insight.project_card import Step as Milestone
from tracker.insight.records import RecordRow
from tracker.rules.money import decimal_text
from tracker.rules.shares import percent

Row = TypeVar("Row", bound=tuple[Any, ...])
# By names of their own: polars makes columns by the names of annotations, and refuses `Decimal` without a precision.
Money: TypeAlias = Decimal
Percent: TypeAlias = Decimal
Factor: TypeAlias = Decimal

AMOUNTS = ("interest", "pledged", "committed", "disbursed", "pledged_now", "paid", "amount")
IN_REPORTING = "_reporting"
YES_OR_NO = ("tentative", "open", "overdue", "merged")  # SQLite knows them as 0 and 1


class Project(NamedTuple):
    """A project and the currency of its money: a row for each; never converted, but in the `_reporting` fields.

    Codes of donors and beneficiaries are joined by semicolons. None is unknown.
    """

    code: str
    title: str
    status: str | None
    conference: str | None
    theme: str | None
    donors: str | None
    beneficiaries: str | None
    start: str | None
    end: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    reporting: str | None
    interest_reporting: Money | None
    pledged_reporting: Money | None
    committed_reporting: Money | None
    disbursed_reporting: Money | None


class Party(NamedTuple):
    """A donor or a beneficiary, and its money in one reporting currency: a row for each.

    `unconverted` says what has no rate into it, `excluded` what totals leave out. Of beneficiaries, the row without a
    code is what nobody's share allocates.
    """

    code: str | None
    name: str
    kind: str | None
    country: str | None
    projects: int | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    unconverted: str
    excluded: str


class Conference(NamedTuple):
    """A conference in a list; `tentative`: its dates are announced, not fixed. A closed one has its sealed `record`."""

    code: str
    series: str
    title: str | None
    start: str | None
    end: str | None
    tentative: bool
    state: str
    city: str | None
    country: str | None
    participants: int
    projects: int
    currency: str
    record: str | None


class Term(NamedTuple):
    """One term of the bridge between two conferences: `reason` for changes, `group` where the money is divided."""

    measure: str
    group: str | None
    term: str
    reason: str | None
    amount: Money
    currency: str


class ComparedProject(NamedTuple):
    """A project in the one class that it falls into: new, continuing, completed, not_presented ..."""

    kind: str
    code: str
    title: str


class FieldChange(NamedTuple):
    """A reported field that differs: `item` is what it belongs to, the project or a part of it."""

    project: str
    item: str
    field: str
    old: str | None
    new: str | None
    reason: str | None


class OutcomeChange(NamedTuple):
    """What was measured: `progress` is percent of the way from baseline to target."""

    indicator: str
    title: str
    unit: str | None
    change: str
    actual_old: str | None
    actual_new: str | None
    progress_old: Percent | None
    progress_new: Percent | None
    target_old: str | None
    target_new: str | None
    target_reason: str | None
    on_track_old: bool | None
    on_track_new: bool | None


class Trend(NamedTuple):
    """What one conference was told, in total or of one group; `without_rate` counts what is left out."""

    conference: str
    group: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    currency: str
    without_rate: int


class Pledge(NamedTuple):
    """What became of a pledge by a later conference; `age` counts the conferences held since it was first told."""

    contribution: str
    project: str
    title: str
    donor: str
    outcome: str
    pledged: Money
    pledged_now: Money | None
    committed: Money | None
    disbursed: Money | None
    currency: str
    ended: str | None
    ends: str | None
    age: int
    told_at: str
    unconfirmed: bool


class Proposal(NamedTuple):
    """What became of a project that sought funding; codes in `donors` and `into` are joined by semicolons."""

    project: str
    title: str
    outcome: str
    status: str
    donors: str | None
    into: str | None
    age: int
    told_at: str
    unconfirmed: bool


class Note(NamedTuple):
    """What was said at a conference; `command` dealt with it, as these `words`."""

    number: int
    conference: str
    said_at: str
    speaker: str | None
    text: str
    open: bool
    command: int | None
    words: str | None


class Action(NamedTuple):
    """An action point or recommendation, and what was told of it last, at `told_at`."""

    code: str
    kind: str
    conference: str
    number: int
    text: str
    owner: str | None
    owner_name: str | None
    due: str | None
    status: str
    told_at: str | None
    carried: int
    overdue: bool
    note: str | None
    reason: str | None
    verified_by: str | None
    verified_by_name: str | None
    superseded_by: str | None
    merged: bool


class Command(NamedTuple):
    """A command in the log, and how many rows it wrote; `at` is UTC. `taken_back_by` is the undo that stands."""

    number: int
    at: str
    who: str
    command: str
    rows: int
    reason: str | None
    undoes: int | None
    taken_back_by: int | None


class Facts(NamedTuple):
    """What is known of a project, as a conference was told or else as told last."""

    code: str
    title: str
    conference: str | None
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


class Contribution(NamedTuple):
    """The money of one contribution to a project."""

    code: str
    donor: str
    name: str
    instrument: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    basis: str | None
    remark: str | None


class Share(NamedTuple):
    """Who benefits from a project, with its share in percent; None where nobody gave one."""

    code: str
    name: str
    share: Percent | None


class ProjectTold(NamedTuple):
    """What one conference was told of a project: a row for each currency."""

    conference: str
    status: str
    progress: int | None
    answer: str
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None


class ProjectCard(NamedTuple):
    """All of a project."""

    facts: Facts
    themes: list[str]
    succeeds: list[str]
    succeeded_by: list[str]
    parts: list[str]
    money: list[Contribution]
    beneficiaries: list[Share]
    risks: list[RiskLine]
    results: list[Result]
    milestones: list[Milestone]
    documents: list[PaperRow]
    history: list[ProjectTold]


class Organisation(NamedTuple):
    """What is known of an organisation."""

    code: str
    name: str
    kind: str
    roles: tuple[str, ...]
    country: str | None
    parent: str | None
    wco_region: str | None
    member_from: str | None
    member_until: str | None
    iati_identifier: str | None
    aliases: tuple[str, ...]
    names: tuple[str, ...]
    merged: tuple[str, ...]
    note: str | None


class Total(NamedTuple):
    """A line of totals. `what`: told, converted, no rate, or excluded."""

    what: str
    currency: str | None
    lines: int
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    remark: str | None


class PartyTold(NamedTuple):
    """The money of a donor or beneficiary at one conference, in its reporting currency."""

    conference: str
    projects: int
    currency: str
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    unconverted: str
    excluded: str


class Donation(NamedTuple):
    """What one conference was told of one contribution of a donor."""

    conference: str
    project: str
    title: str
    status: str
    contribution: str
    instrument: str | None
    currency: str | None
    interest: Money | None
    pledged: Money | None
    committed: Money | None
    disbursed: Money | None
    excluded_as: str | None


class DonorCard(NamedTuple):
    """All of a donor; `untold` are the codes of contributions that no conference was told of."""

    organisation: Organisation
    contacts: list[Contact]
    donations: list[Donation]
    totals: list[Total]
    history: list[PartyTold]
    untold: list[str]
    documents: list[PaperRow]


class Benefit(NamedTuple):
    """A project that benefits somebody, with its share in percent; None where nobody gave one."""

    conference: str
    project: str
    title: str
    status: str
    share: Percent | None
    donors: str | None


class BeneficiaryCard(NamedTuple):
    """All of a beneficiary; amounts are its parts alone."""

    organisation: Organisation
    contacts: list[Contact]
    projects: list[Benefit]
    totals: list[Total]
    history: list[PartyTold]
    documents: list[PaperRow]


class Meeting(NamedTuple):
    """What is known of a conference."""

    code: str
    series: str
    title: str | None
    ordinal: int | None
    start: str | None
    end: str | None
    tentative: bool
    date_note: str | None
    state: str
    host: str | None
    venue: str | None
    city: str | None
    country: str | None
    currency: str
    cut_off: str | None
    source: str | None
    note: str | None


class Participant(NamedTuple):
    """Who took part, and as what."""

    code: str
    name: str
    capacity: str
    people: str | None
    source: str | None


class Rate(NamedTuple):
    """A rate that a conference pinned: one `per` is `value` of `currency`."""

    per: str
    value: Factor
    currency: str
    date: str
    method: str
    source: str


class StatusCount(NamedTuple):
    """How many projects of a status were presented, and how many of these reports nobody confirmed."""

    status: str
    projects: int
    unconfirmed: int


class ConferenceCard(NamedTuple):
    """All of a conference; `unconfirmed` are the totals of the reports that nobody confirmed."""

    facts: Meeting
    participants: list[Participant]
    statuses: list[StatusCount]
    totals: list[Total]
    unconfirmed: list[Total]
    rates: list[Rate]
    documents: list[PaperRow]
    records: list[RecordRow]


def made(into: type[Row], row: Any, exponents: Mapping[str, int]) -> Row:
    """A row of `insight` as one of these: by the names of its fields."""
    known = row._asdict()
    names: tuple[str, ...] = into._fields  # type: ignore[attr-defined]
    return into(*(_value(name, known, exponents) for name in names))


def all_made(into: type[Row], rows: Iterable[Any], exponents: Mapping[str, int]) -> list[Row]:
    """Rows of `insight` as some of these."""
    return [made(into, row, exponents) for row in rows]


def _value(name: str, known: Mapping[str, Any], exponents: Mapping[str, int]) -> Any:
    value = known[name]
    if value is None:
        return None
    if name.removesuffix(IN_REPORTING) in AMOUNTS:
        currency = known["reporting" if name.endswith(IN_REPORTING) else "currency"]
        return Decimal(decimal_text(value, exponents[currency]))
    if name == "share":
        return Decimal(percent(value))
    if name == "value":
        return Decimal(value)
    if name in ("old", "new"):
        return str(value)
    return bool(value) if name in YES_OR_NO else value

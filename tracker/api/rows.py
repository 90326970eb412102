"""Rows as Python programs get them: amounts are decimals beside their currency, shares are percent.

A whole number of minor units would be exact too, but pandas makes a float of a whole number as soon as one beside it is
unknown, and money is never a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, TypeVar

from tracker.rules.money import decimal_text
from tracker.rules.shares import percent

Row = TypeVar("Row", bound=tuple[Any, ...])
# By names of their own: polars makes columns by the names of annotations, and refuses `Decimal` without a precision.
Money: TypeAlias = Decimal
Percent: TypeAlias = Decimal
Factor: TypeAlias = Decimal

AMOUNTS = ("interest", "pledged", "committed", "disbursed", "pledged_now", "paid", "amount")
IN_REPORTING = "_reporting"
# SQLite knows them as 0 and 1.
YES_OR_NO = ("tentative", "open", "overdue", "merged", "from_transactions", "humanitarian", "conditions_attached")


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


class Theme(NamedTuple):
    """A theme, with the purpose code of the DAC and the measures of the TFA; `projects` counts those that have it."""

    code: str
    name: str
    name_es: str | None
    name_fr: str | None
    dac_sector: str | None
    tfa_measures: tuple[str, ...]
    projects: int


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

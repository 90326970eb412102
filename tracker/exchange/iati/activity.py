"""One IATI activity as it was read: texts as they stand, codes as IATI 2.03 has them, nothing judged yet."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple


class Text(NamedTuple):
    """A narrative, and its language where that is said."""

    language: str | None
    text: str


class Party(NamedTuple):
    """An organisation as an element names it; `activity` is the identifier of its own activity."""

    ref: str | None = None
    name: str | None = None
    type: str | None = None
    activity: str | None = None
    role: str | None = None


class Sector(NamedTuple):
    vocabulary: str
    code: str
    name: str | None
    percentage: str | None


class Place(NamedTuple):
    kind: str
    vocabulary: str
    code: str
    name: str | None
    percentage: str | None


class Value(NamedTuple):
    """An amount: its text, its currency where that is said, and its value date."""

    amount: str
    currency: str | None
    date: str | None


class Budget(NamedTuple):
    """A budget, or a planned disbursement."""

    line: int
    kind: str
    type: str | None
    status: str | None
    start: str | None
    end: str | None
    value: Value | None
    provider: Party | None
    receiver: Party | None


class Transaction(NamedTuple):
    line: int
    reference: str | None
    type: str | None
    date: str | None
    value: Value | None
    description: str | None
    provider: Party | None
    receiver: Party | None
    sectors: list[Sector]
    places: list[Place]
    channel: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None


class Period(NamedTuple):
    line: int
    start: str | None
    end: str | None
    target: str | None
    actual: str | None
    comment: str | None


class Indicator(NamedTuple):
    line: int
    title: str | None
    measure: str | None
    ascending: str | None
    baseline: str | None
    baseline_date: str | None
    periods: list[Period]


class Result(NamedTuple):
    line: int
    type: str | None
    title: str | None
    description: str | None
    indicators: list[Indicator]


class Document(NamedTuple):
    line: int
    url: str | None
    title: str | None
    language: str | None
    date: str | None


class Condition(NamedTuple):
    type: str | None
    texts: list[Text]


class Related(NamedTuple):
    identifier: str | None
    type: str | None


class OtherIdentifier(NamedTuple):
    identifier: str | None
    type: str | None
    owner: Party | None


class Activity(NamedTuple):
    """All that is understood of one activity; `unkept` counts what is not, by the path of its element."""

    line: int
    identifier: str
    language: str | None
    currency: str | None
    updated: str | None
    hierarchy: str | None
    humanitarian: str | None
    publisher: Party | None
    titles: list[Text]
    descriptions: list[tuple[str | None, list[Text]]]
    parties: list[Party]
    identifiers: list[OtherIdentifier]
    status: str | None
    dates: list[tuple[str | None, str | None]]
    scope: str | None
    places: list[Place]
    sectors: list[Sector]
    collaboration_type: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None
    budgets: list[Budget]
    transactions: list[Transaction]
    documents: list[Document]
    related: list[Related]
    conditions_attached: str | None
    conditions: list[Condition]
    results: list[Result]
    unkept: Counter[str]

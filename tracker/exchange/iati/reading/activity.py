"""One IATI activity as it was read: texts unchanged, codes as in IATI 2.03, nothing checked yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Narrative(NamedTuple):
    """A narrative, and its language if given."""

    language: str | None
    text: str


class ActivityParty(NamedTuple):
    """An organisation as an element names it; `activity` is the identifier of its own activity."""

    ref: str | None = None
    name: str | None = None
    type: str | None = None
    activity: str | None = None
    role: str | None = None


class ActivitySector(NamedTuple):
    vocabulary: str
    code: str
    name: str | None
    percentage: str | None


class ActivityPlace(NamedTuple):
    kind: str
    vocabulary: str
    code: str
    name: str | None
    percentage: str | None


class Value(NamedTuple):
    """An amount: its text, its currency if given, and its value date."""

    amount: str
    currency: str | None
    date: str | None


class UnplacedAmount(NamedTuple):
    """An amount in an element that has no counterpart in `Activity`."""

    line: int
    path: str
    value: Value


class Noted(NamedTuple):
    """Something read differently from its text: the element, the text, and what was done."""

    line: int
    path: str
    text: str
    why: str


class ActivityBudget(NamedTuple):
    """A budget, or a planned disbursement."""

    line: int
    kind: str
    type: str | None
    status: str | None
    start: str | None
    end: str | None
    value: Value | None
    provider: ActivityParty | None
    receiver: ActivityParty | None


class Transaction(NamedTuple):
    line: int
    reference: str | None
    type: str | None
    date: str | None
    value: Value | None
    description: str | None
    provider: ActivityParty | None
    receiver: ActivityParty | None
    sectors: list[ActivitySector]
    places: list[ActivityPlace]
    channel: str | None
    flow_type: str | None
    finance_type: str | None
    aid_type: str | None
    tied_status: str | None


class ActivityPeriod(NamedTuple):
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
    periods: list[ActivityPeriod]


class ActivityResult(NamedTuple):
    line: int
    type: str | None
    title: str | None
    description: str | None
    indicators: list[Indicator]


class ActivityDocument(NamedTuple):
    line: int
    url: str | None
    title: str | None
    language: str | None
    date: str | None


class Condition(NamedTuple):
    type: str | None
    texts: list[Narrative]


class Related(NamedTuple):
    identifier: str | None
    type: str | None


class ActivityIdentifier(NamedTuple):
    identifier: str | None
    type: str | None
    owner: ActivityParty | None


@dataclass(slots=True)
class Activity:
    """The content of one activity that is understood.

    `codes` are those of the elements that hold nothing but one, by name of the element. `unkept` counts elements
    without a counterpart, by their path, and `amounts` are the amounts in them. `secondary` is whether the publisher
    only passes on what others publish; `noted` lists what was read differently from its text.
    """

    line: int
    language: str | None
    currency: str | None
    updated: str | None
    hierarchy: str | None
    humanitarian: str | None
    identifier: str = ""
    publisher: ActivityParty | None = None
    secondary: bool = False
    codes: dict[str, str | None] = field(default_factory=dict)
    titles: list[Narrative] = field(default_factory=list)
    descriptions: list[tuple[str | None, list[Narrative]]] = field(default_factory=list)
    parties: list[ActivityParty] = field(default_factory=list)
    identifiers: list[ActivityIdentifier] = field(default_factory=list)
    dates: list[tuple[str | None, str | None]] = field(default_factory=list)
    places: list[ActivityPlace] = field(default_factory=list)
    sectors: list[ActivitySector] = field(default_factory=list)
    budgets: list[ActivityBudget] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    documents: list[ActivityDocument] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    conditions_attached: str | None = None
    conditions: list[Condition] = field(default_factory=list)
    results: list[ActivityResult] = field(default_factory=list)
    unkept: Counter[str] = field(default_factory=Counter)
    amounts: list[UnplacedAmount] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what identifies it for the user: its identifier, else its title; empty if it has neither."""
        return (self.identifier or next((one.text for one in self.titles), ""))[:200]

"""What a publisher tells of a project, in the words of the register: what an import of published data hands over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Row = dict[str, Any]


class Named(NamedTuple):
    """An organisation as published: `ref` is its IATI identifier, `kind` one of the register's where it says one."""

    ref: str | None
    name: str
    kind: str | None = None


class Identity(NamedTuple):
    """By what a project is known again: its identifier and those that it had before, else its publisher and title."""

    identifier: str | None
    former: Sequence[str]
    publisher: Named | None
    title: str

    @property
    def name(self) -> str:
        """What a person knows it by."""
        return self.identifier or self.title


class PublishedMovement(NamedTuple):
    """A transaction, and the contribution that it moves: whose money it is, in which form and currency.

    The donor is None where nothing says whose money it is.
    """

    donor: Named | None
    instrument: str | None
    currency: str
    row: Row


class PublishedIndicator(NamedTuple):
    row: Row
    periods: Sequence[Row]


class PublishedOutcome(NamedTuple):
    row: Row
    indicators: Sequence[PublishedIndicator]


class Publication(NamedTuple):
    """One project as published. Rows lack the ids that only the register knows.

    `codes` are those by which it may be called, the best first. `project` has the columns that are said; `rows` those
    of tables whose rows belong to a project alone, by table. `recipients` are the countries that benefit, with shares
    in parts per million.
    """

    identity: Identity
    codes: Sequence[str]
    project: Row
    lead: Named | None
    implementer: Named | None
    parties: Sequence[tuple[str, Named, str | None]]
    rows: Mapping[str, Sequence[Row]]
    themes: Sequence[str]
    recipients: Mapping[str, int | None]
    budgets: Sequence[Row]
    movements: Sequence[PublishedMovement]
    documents: Sequence[Row]
    outcomes: Sequence[PublishedOutcome]

    @property
    def name(self) -> str:
        return self.identity.name


class FieldConflict(NamedTuple):
    """A field of a project that a person told since the last import: what stands, and what is published now."""

    project: str
    what: str
    stands: str
    published: str


class MatchedProject(NamedTuple):
    """A project of a batch: its row before where it stands already."""

    id: int
    code: str
    before: Row | None


class Rebooked(NamedTuple):
    """A contribution that was booked to the publisher of a project, who only passes on its money.

    `donor` is whose it is now; None where nothing says it.
    """

    project: str
    contribution: int
    code: str
    publisher: int
    donor: int | None

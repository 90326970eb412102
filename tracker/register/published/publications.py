"""What a publisher says about a project, in the words of the register: what an import of published data passes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Row = dict[str, Any]


class Named(NamedTuple):
    """An organisation as published: `ref` is its IATI identifier, `kind` one of the register's, where it is given."""

    ref: str | None
    name: str
    kind: str | None = None


class Identity(NamedTuple):
    """What identifies a project: its current and earlier identifiers, else its publisher and title."""

    identifier: str | None
    former: Sequence[str]
    publisher: Named | None
    title: str

    @property
    def name(self) -> str:
        """Return the name by which a person knows it."""
        return self.identifier or self.title


class PublishedMovement(NamedTuple):
    """A transaction, and the contribution that it belongs to: its donor, form and currency.

    The donor is None where the file does not say whose money it is.
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

    `codes` are possible codes for it, the best first. `project` has the columns that are given; `rows` the rows of
    tables that belong to a project alone, by table. `recipients` are the countries that benefit, with shares in parts
    per million.
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
    """A field of a project that a person changed since the last import: the current value, and the published one."""

    project: str
    what: str
    current: str
    published: str


class MatchedProject(NamedTuple):
    """A project of a batch, with its row before the import if it existed already."""

    id: int
    code: str
    before: Row | None


class Rebooked(NamedTuple):
    """A contribution that was booked to the publisher of a project, who only passes the money on.

    `donor` is the donor now; None where nothing says whose money it is.
    """

    project: str
    contribution: int
    code: str
    publisher: int
    donor: int | None

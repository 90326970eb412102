"""Two conferences of one series that are compared: the earlier, the later, and what the comparison is limited to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.records import beside
from tracker.insight.totals.rates import pinned
from tracker.rules.rates import Rates
from tracker.rules.words import HELD_STATES
from tracker.store.reader import Reader


class ConferencePair(NamedTuple):
    """Conference A (`first`) and a later conference B (`second`), each with its own rates into one currency.

    Or what one conference was told, as a sealed record of it says, and as it is known later: then what differs was
    corrected.

    `donors` limits the comparison to the contributions of these, by their ids; None is everybody's. `projects` limits
    it to some projects, by their ids; None is all.
    """

    first: Conference
    second: Conference
    currency: str
    first_rates: Rates
    second_rates: Rates
    donors: tuple[int, ...] | None = None
    projects: tuple[int, ...] | None = None

    @property
    def params(self) -> dict[str, int]:
        """The parameters by which every statement about a pair knows it."""
        return {
            "a": self.first.id,
            "b": self.second.id,
            "series": self.second.series_id,
            "a_sequence": self.first.sequence,
            "b_sequence": self.second.sequence,
        }

    @property
    def correction(self) -> bool:
        """Whether both are one conference: as a record knows it, and as a later record or the register does."""
        return self.first.sequence == self.second.sequence

    @property
    def planned(self) -> bool:
        """Whether B has not met yet: what it was not told is still to come."""
        return self.second.state == "planned"

    @property
    def neighbours(self) -> bool:
        """Whether no conference can lie between them."""
        return self.second.sequence - self.first.sequence <= 1

    def of_donors(self, column: str) -> str:
        """SQL: whether a column holds one of the donors."""
        return "1 = 1" if self.donors is None else f"{column} IN ({', '.join(map(str, self.donors))})"

    def among_projects(self, column: str) -> str:
        """SQL: whether a column holds one of the projects."""
        # An empty list is no SQL on PostgreSQL.
        return "1 = 1" if self.projects is None else f"{column} IN ({', '.join(map(str, self.projects)) or 'NULL'})"

    def of_projects(self, column: str) -> str:
        """SQL: whether a column holds one of the projects, to which the donors contribute at either conference."""
        if self.donors is None:
            return self.among_projects(column)
        return (
            f"{self.among_projects(column)} AND {column} IN (SELECT project_id FROM funding"
            f" WHERE conference_id IN (:a, :b) AND {self.of_donors('donor_id')})"
        )


def make_pair(
    reader: Reader,
    first: Conference,
    second: Conference,
    *,
    currency: str | None = None,
    donors: Iterable[str] = (),
) -> ConferencePair:
    """A pair in B's reporting currency or another one, perhaps of some donors only (codes as they were typed).

    Raises Usage where A is not before B in one series, NotFound for codes that nobody has.
    """
    in_order(first, second)
    first, second = beside(reader, (first, second))
    codes = Codes(reader)
    return ConferencePair(
        first,
        second,
        codes.currency(currency) if currency else second.currency,
        pinned(reader, first.id),
        pinned(reader, second.id),
        organisations(reader, donors, said_as="donor") or None,
    )


def organisations(reader: Reader, codes: Iterable[str], *, said_as: str) -> tuple[int, ...]:
    """The ids of organisations and of all that were merged into them: by any of these an old report may name them.

    Raises NotFound for a code that nobody has.
    """
    return tuple(sorted(set(Codes(reader).family(codes, said_as))))


def in_order(first: Conference, second: Conference) -> None:
    """Raises Usage unless both are of one series, the first one earlier; or one conference, as known ever later."""
    if first.series_id != second.series_id:
        raise Usage(
            f"{first.code} and {second.code} are of different series.", "Only conferences of one series are compared."
        )
    if first.id == second.id and first.record == second.record:
        raise Usage(
            f"{first.code} cannot be compared with itself.",
            "Name an earlier and a later conference; or a sealed record, such as 2012@1, and what is known now: 2012.",
        )
    known_later = first.id == second.id and (first.record is None or first.record > (second.record or first.record))
    if first.sequence > second.sequence or known_later:
        raise Usage(
            f"{first.code} comes after {second.code}.",
            f"The earlier one comes first: `tracker compare {second.code} {first.code}`.",
        )


def previous(reader: Reader, conference: Conference) -> Conference:
    """The conference before, of the same series, that was not cancelled. Raises Usage where there is none."""
    earlier = [
        c
        for c in Codes(reader).conferences()
        if c.series_id == conference.series_id and c.sequence < conference.sequence and c.counts
    ]
    if not earlier:
        raise Usage(f"There is no conference before {conference.code} to compare it with.")
    return earlier[-1]


def followed(reader: Reader, code: str, at: str | None) -> tuple[Conference, Conference]:
    """A conference that was promised something, and the later one as of which that is followed up.

    Without `at` that is the last one that met or is open. Raises Usage where none has met since, NotFound.
    """
    codes = Codes(reader)
    first = codes.conference(code)
    if at:
        second = codes.conference(at)
    else:
        later = [
            one
            for one in codes.conferences()
            if one.series_id == first.series_id and one.sequence > first.sequence and one.state in HELD_STATES
        ]
        if not later:
            raise Usage(f"No conference has met since {first.code}.", "Name one with --at.")
        second = later[-1]
    if first.sequence == second.sequence and first.series_id == second.series_id:
        raise Usage(f"{second.code} is not later than {first.code}.", "Name a later conference with --at.")
    in_order(first, second)
    beside(reader, (first, second))
    return first, second


def label_of(table: str, ids: Iterable[Any], reader: Reader) -> dict[Any, str]:
    """The codes of rows by their ids."""
    wanted = sorted(set(ids))
    found: dict[Any, str] = {}
    for start in range(0, len(wanted), 1000):
        listed = ", ".join(map(str, wanted[start : start + 1000]))
        found.update(reader.rows(f"SELECT id, code FROM {table} WHERE id IN ({listed})"))
    return found

"""Two conferences of one series to be compared: the earlier one, the later one, and the limits of the comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.records import beside
from tracker.insight.totals.rates import pinned
from tracker.rules.rates import Rates
from tracker.rules.words import HELD_STATES
from tracker.store.id_lists import id_lists
from tracker.store.reader import Reader


class ConferencePair(NamedTuple):
    """Conference A (`first`) and a later conference B (`second`), each with its own rates into one currency.

    Or the reports of one conference as in a sealed record and as known later: then the differences are corrections.

    `donors` limits the comparison to their contributions, by the donors' ids; None means all donors. `projects` limits
    it to some projects, by their ids; None means all. `themed` limits it by the themes of projects, as SQL.
    """

    first: Conference
    second: Conference
    currency: str
    first_rates: Rates
    second_rates: Rates
    donors: tuple[int, ...] | None = None
    projects: tuple[int, ...] | None = None
    themed: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, int]:
        """The parameters that every statement about a pair uses."""
        return {
            "a": self.first.id,
            "b": self.second.id,
            "series": self.second.series_id,
            "a_sequence": self.first.sequence,
            "b_sequence": self.second.sequence,
        }

    @property
    def correction(self) -> bool:
        """Whether both are the same conference: as in one record, and as in a later record or the register."""
        return self.first.sequence == self.second.sequence

    @property
    def planned(self) -> bool:
        """Whether B has not met yet, so that missing reports may still arrive."""
        return self.second.state == "planned"

    @property
    def neighbours(self) -> bool:
        """Whether no conference can lie between them."""
        return self.second.sequence - self.first.sequence <= 1

    def of_donors(self, column: str) -> str:
        """SQL condition: a column holds one of the donors."""
        return "1 = 1" if self.donors is None else f"{column} IN ({', '.join(map(str, self.donors))})"

    def among_projects(self, column: str) -> str:
        """SQL condition: a column holds one of the projects."""
        # An empty list is not valid SQL on PostgreSQL.
        listed = [] if self.projects is None else [f"IN ({', '.join(map(str, self.projects)) or 'NULL'})"]
        return " AND ".join(f"{column} {among}" for among in (*listed, *self.themed)) or "1 = 1"

    def of_projects(self, column: str) -> str:
        """SQL condition: a column holds one of the projects to which the donors contribute at either conference."""
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
    themes: Iterable[str] = (),
    not_themes: Iterable[str] = (),
) -> ConferencePair:
    """A pair in B's reporting currency or another one, perhaps limited to some donors (codes as typed), and to projects
    that had one of some themes, or none of others, at either conference.

    Raises Usage where A is not before B in one series, NotFound for unknown codes.
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
        themed=themed(reader, (first, second), themes, not_themes),
    )


def themed(
    reader: Reader, conferences: Iterable[Conference], themes: Iterable[str], not_themes: Iterable[str]
) -> tuple[str, ...]:
    """SQL conditions on a column of projects: those that had one of some themes at one of the conferences, and none of
    others. Raises NotFound for an unknown theme.
    """
    codes = Codes(reader)
    met = ", ".join(str(conference.id) for conference in conferences)
    named = "{}IN (SELECT project_id FROM review_theme WHERE conference_id IN ({}) AND theme IN ({}))"
    return tuple(
        named.format(negation, met, ", ".join(f"'{codes.theme(text)}'" for text in texts))
        for negation, texts in (("", [*themes]), ("NOT ", [*not_themes]))
        if texts
    )


def organisations(reader: Reader, codes: Iterable[str], *, said_as: str) -> tuple[int, ...]:
    """The ids of organisations and of all that were merged into them: an old report may name any of these.

    Raises NotFound for an unknown code.
    """
    return tuple(sorted(set(Codes(reader).family(codes, said_as))))


def in_order(first: Conference, second: Conference) -> None:
    """Raises Usage unless the first is earlier in the same series, or is the same conference as known earlier."""
    if first.series_id != second.series_id:
        raise Usage(
            f"{first.code} and {second.code} are of different series.",
            "Only conferences of one series can be compared.",
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
            f"Name the earlier one first: {second.code}, then {first.code}.",
        )


def previous(reader: Reader, conference: Conference) -> Conference:
    """The previous conference of the same series that was not cancelled. Raises Usage where there is none."""
    earlier = [
        c
        for c in Codes(reader).conferences()
        if c.series_id == conference.series_id and c.sequence < conference.sequence and c.counts
    ]
    if not earlier:
        raise Usage(f"There is no conference before {conference.code} to compare it with.")
    return earlier[-1]


def followed(reader: Reader, code: str, at: str | None) -> tuple[Conference, Conference]:
    """A conference with pledges, and the later one as of which they are followed up.

    Without `at` that is the last one that met or is open. Raises Usage where none has met since, NotFound for an
    unknown code.
    """
    codes = Codes(reader)
    first = codes.conference(code)
    second = codes.conference(at) if at else last_met(codes, first)
    if first.sequence == second.sequence and first.series_id == second.series_id:
        raise Usage(f"{second.code} is not later than {first.code}.", "Name a later conference with --at.")
    in_order(first, second)
    beside(reader, (first, second))
    return first, second


def last_met(codes: Codes, first: Conference) -> Conference:
    """The last conference of a series that met or is open, after an earlier one. Raises Usage where there is none."""
    later = [
        one
        for one in codes.conferences()
        if one.series_id == first.series_id and one.sequence > first.sequence and one.state in HELD_STATES
    ]
    if not later:
        raise Usage(f"No conference has met since {first.code}.", "Name one with --at.")
    return later[-1]


def label_of(table: str, ids: Iterable[Any], reader: Reader) -> dict[Any, str]:
    """The codes of rows by their ids."""
    found: dict[Any, str] = {}
    for listed in id_lists(set(ids)):
        found.update(reader.rows(f"SELECT id, code FROM {table} WHERE id IN ({listed})"))
    return found

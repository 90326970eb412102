"""What needs and offers share: facts that stay, and what each conference was told of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from sqlalchemy import Table

from tracker.insight.codes import Conference
from tracker.register.core import Collection, Row

# What rows of reports on them are called.
REPORTS = "reports to conferences"
# A fact by its id, a conference, and what it is told of the fact, in words.
Statement = tuple[int, Conference, Mapping[str, "str | None"]]


class Stored(NamedTuple):
    """Some facts by their ids, the reports on each by conference, and all conferences in the order of their series."""

    facts: dict[int, Row]
    reports: dict[int, dict[int, Row]]
    meetings: list[Conference]


class ReportedFacts(Collection):
    """Facts of one noun and the reports on them to conferences."""

    table: ClassVar[Table]
    report_table: ClassVar[Table]

    def tell(self, identity: int, conference: Conference, given: Mapping[str, str | None]) -> tuple[Row | None, Row]:
        """Report a fact to a conference; returns the previous report to it and the new one.

        Raises Conflict for a closed conference, and Invalid for invalid values.
        """
        return self.tell_all([(identity, conference, given)])[0]

    def tell_all(self, reports: Sequence[Statement]) -> list[tuple[Row | None, Row]]:
        """Report facts to conferences, one report after the other. Returns and raises as `tell`."""
        stored = self.stored({identity for identity, _, _ in reports})
        now = Stored({**stored.facts}, {one: {**told} for one, told in stored.reports.items()}, stored.meetings)
        found = []
        for identity, conference, given in reports:
            before, after, standing = self.told(identity, conference, given, now)
            now.facts[identity] = now.facts[identity] | standing
            now.reports.setdefault(identity, {})[conference.id] = (before or {}) | after
            self.check_told(now.facts[identity], after)
            found.append((before, after))
        self.update(self.table, [(row, now.facts[identity]) for identity, row in stored.facts.items()])
        kept = {(fact, at): row for fact, told in stored.reports.items() for at, row in told.items()}
        last = {(fact, at.id): now.reports[fact][at.id] for fact, at, _ in reports}
        self.insert(self.report_table, [row for key, row in last.items() if key not in kept])
        self.update(self.report_table, [(kept[key], row) for key, row in last.items() if key in kept])
        return found

    def stored(self, ids: Iterable[int]) -> Stored:
        """Return some facts with all reports on them: one query for each."""
        wanted = set(ids)
        column = f"{self.table.name}_id"
        reports: dict[int, dict[int, Row]] = {}
        for row in self.rows_in(self.report_table, column, wanted):
            reports.setdefault(row[column], {})[row["conference_id"]] = row
        return Stored(self.by_id(self.table, wanted), reports, self.codes.conferences())

    @abstractmethod
    def told(
        self, identity: int, conference: Conference, given: Mapping[str, str | None], stored: Stored
    ) -> tuple[Row | None, Row, Row]:
        """Return what `tell` would write: the report before and after, and the changed columns of the fact itself."""

    def check_told(self, fact: Row, report: Row) -> None:
        """Question what looks like a mistake in a report."""

"""Published results with their indicators and periods, and documents. Those that are no longer published stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tracker import tables
from tracker.register.core import Collection, Row
from tracker.register.projects.outcomes import Indicators
from tracker.register.published.publications import MatchedProject, Publication, PublishedIndicator
from tracker.register.published.publishing_state import PublishingState
from tracker.store.sequences import next_ids


class PublishedResults(Collection):
    """The results of a batch. An outcome is matched by level and title, an indicator by its title within it."""

    def __init__(self, publishing: PublishingState) -> None:
        super().__init__(publishing.register)
        self.publishing = publishing

    def take(self, batch: Sequence[Publication], known: Sequence[MatchedProject]) -> None:
        if not any(told.outcomes for told in batch):
            return
        existing = [one.id for one in known if one.before is not None]
        outcomes, indicators = self._by_name(existing)
        highest = self._highest(existing)
        fresh: dict[Any, list[Row]] = {table: [] for table in (tables.outcome, tables.indicator)}
        edits: list[tuple[Any, Row, Row]] = []
        periods: list[tuple[int, PublishedIndicator, MatchedProject, str]] = []
        ids = iter(next_ids(self.register.connection, tables.outcome, sum(len(told.outcomes) for told in batch)))
        more = iter(
            next_ids(
                self.register.connection,
                tables.indicator,
                sum(len(one.indicators) for told in batch for one in told.outcomes),
            )
        )
        for told, one in zip(batch, known, strict=True):
            for outcome in told.outcomes:
                mine = outcomes[one.id, outcome.row["level"], outcome.row["title"]]
                before = mine.pop(0) if mine else None
                if before is None:
                    before = self._new(one, "outcome", highest, next(ids)) | outcome.row
                    fresh[tables.outcome].append(before)
                    self._count("outcomes", "created", one)
                else:
                    self._edit(tables.outcome, before, outcome.row, told.name, one, edits)
                for indicator in outcome.indicators:
                    there = indicators[before["id"], indicator.row["title"]]
                    row = there.pop(0) if there else None
                    if row is None:
                        new = self._new(one, "indicator", highest, next(more))
                        row = new | {"outcome_id": before["id"]} | indicator.row
                        fresh[tables.indicator].append(row)
                        self._count("indicators", "created", one)
                    else:
                        self._edit(tables.indicator, row, indicator.row, told.name, one, edits)
                    periods.append((row["id"], indicator, one, told.name))
        for table, rows in fresh.items():
            self.insert(table, rows)
        for table in (tables.outcome, tables.indicator):
            self.update(table, [(row, values) for of, row, values in edits if of is table])
        changed = {row["id"]: values for of, row, values in edits if of is tables.indicator}
        if changed:
            Indicators(self.register).follow(changed)
        Indicators(self.register).list_parts([row["id"] for row in fresh[tables.indicator]])
        self._periods(periods)

    def _by_name(
        self, existing: Sequence[int]
    ) -> tuple[defaultdict[tuple[int, str, str], list[Row]], defaultdict[tuple[int, str], list[Row]]]:
        outcomes: defaultdict[tuple[int, str, str], list[Row]] = defaultdict(list)
        for row in self.rows_in(tables.outcome, "project_id", existing):
            outcomes[row["project_id"], row["level"], row["title"]].append(row)
        indicators: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in self.rows_in(tables.indicator, "project_id", existing):
            indicators[row["outcome_id"], row["title"]].append(row)
        return outcomes, indicators

    def _highest(self, existing: Sequence[int]) -> dict[tuple[str, int], int]:
        """Return the last number of the codes of each project, including those that were renamed."""
        found: dict[tuple[str, int], int] = {}
        for row in self.rows_in(tables.code, "scope", existing, tables.code.c.noun.in_(("outcome", "indicator"))):
            digits = row["key"][1:]
            if (
                row["key"][:1] == _LETTERS[row["noun"]].lower()
                and digits.isascii()
                and digits.isdigit()
                and len(digits) < 10
            ):
                key = row["noun"], row["scope"]
                found[key] = max(found.get(key, 0), int(digits))
        return found

    def _new(self, one: MatchedProject, noun: str, highest: dict[tuple[str, int], int], identity: int) -> Row:
        highest[noun, one.id] = number = highest.get((noun, one.id), 0) + 1
        return {"id": identity, "project_id": one.id, "code": f"{_LETTERS[noun]}{number}"}

    def _edit(
        self, table: Any, before: Row, wanted: Row, whose: str, one: MatchedProject, edits: list[tuple[Any, Row, Row]]
    ) -> None:
        differing = self.publishing.allowed(table, before, wanted, whose)
        if differing:
            edits.append((table, before, differing))
        self._count(f"{table.name}s", "updated" if differing else "unchanged", one)

    def _count(self, noun: str, fate: str, one: MatchedProject) -> None:
        self.publishing.count(noun, fate)
        if fate != "unchanged":
            self.publishing.changed.add(one.id)

    def _periods(self, told: Sequence[tuple[int, PublishedIndicator, MatchedProject, str]]) -> None:
        table = tables.indicator_period
        existing = [indicator for indicator, _, one, _ in told if one.before is not None]
        old = {_key(row): row for row in self.rows_in(table, "indicator_id", existing)}
        fresh, edits, there = [], [], set()
        for indicator, published, one, whose in told:
            for period in published.periods:
                row = {"indicator_id": indicator, **period}
                before = old.get(_key(row))
                there.add(_key(row))
                if before is None:
                    fresh.append(row)
                    self.publishing.changed.add(one.id)
                    continue
                differing = self.publishing.allowed(table, before, row, whose)
                if differing:
                    edits.append((before, differing))
                    self.publishing.changed.add(one.id)
        gone = [row for key, row in old.items() if key not in there and self.publishing.is_published(table, row)]
        project_of = {indicator: one.id for indicator, _, one, _ in told}
        self.publishing.changed.update(project_of[row["indicator_id"]] for row in gone)
        self.delete(table, gone)
        self.update(table, edits)
        self.insert(table, fresh)


class PublishedDocuments(Collection):
    """The documents of a batch, each matched by its location."""

    def __init__(self, publishing: PublishingState) -> None:
        super().__init__(publishing.register)
        self.publishing = publishing

    def take(self, batch: Sequence[Publication], known: Sequence[MatchedProject]) -> None:
        table = tables.document
        existing = [one.id for one in known if one.before is not None]
        old = {(row["project_id"], row["location"]): row for row in self.rows_in(table, "project_id", existing)}
        fresh, edits = [], []
        for told, one in zip(batch, known, strict=True):
            for document in told.documents:
                before = old.get((one.id, document["location"]))
                fate = "unchanged"
                if before is None:
                    fresh.append({"project_id": one.id, **document})
                    fate = "created"
                elif differing := self.publishing.allowed(table, before, document, told.name):
                    edits.append((before, differing))
                    fate = "updated"
                if fate != "unchanged":
                    self.publishing.changed.add(one.id)
                self.publishing.count("documents", fate)
        self.update(table, edits)
        self.insert(table, fresh)


_LETTERS = {"outcome": "O", "indicator": "I"}


def _key(row: Row) -> tuple[object, ...]:
    return row["indicator_id"], row["period_start"], row["period_end"]

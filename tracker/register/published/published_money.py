"""Published money: budgets, contributions, and transactions, each matched by its reference or by its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from tracker import tables
from tracker.register.core import Collection, Row
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.published.publications import MatchedProject, Publication, Rebooked
from tracker.register.published.published_names import free_code
from tracker.register.published.publishing_state import PublishingState
from tracker.register.roles import give_role
from tracker.rules.codes import joined_code
from tracker.rules.words import OPEN_STATES
from tracker.store.sequences import next_ids

MOVED = tuple(
    column.name for column in tables.transaction.c if column.name not in ("id", "version", "source", "publisher")
)
BUDGETED = tuple(column.name for column in tables.budget.c if column.name not in ("id", "version"))
UNATTRIBUTED = tuple(
    column.name for column in tables.unattributed.c if column.name not in ("id", "version", "source", "publisher")
)
SAID = tuple(name for name in UNATTRIBUTED if name not in ("project_id", "currency"))
Keys = Sequence[Callable[[Row], Any]]
# How a transaction is matched: by its whole content, by its reference, or by the day and kind of the money moved.
OF_MOVEMENT: Keys = (
    lambda row: tuple(row[name] for name in MOVED),
    lambda row: tuple(row[name] for name in MOVED if name != "contribution_id"),
    lambda row: (row["kind"], row["reference"]) if row["reference"] else None,
    lambda row: (row["contribution_id"], row["kind"], row["date"]),
)
# In files that add up, two transactions of one day with different references are different.
OF_ADDED_UP: Keys = (
    *OF_MOVEMENT[:3],
    lambda row: None if row["reference"] else (row["contribution_id"], row["kind"], row["date"]),
)
# One that a person entered is the same when its content is the same.
OF_ENTERED: Keys = (lambda row: (row["contribution_id"], row["kind"], row["date"], row["amount"]),)
OF_BUDGET: Keys = (
    lambda row: tuple(row[name] for name in BUDGETED),
    lambda row: tuple(row[name] for name in BUDGETED[1:6]),
)
OF_UNATTRIBUTED: Keys = (
    lambda row: tuple(row[name] for name in UNATTRIBUTED),
    lambda row: (row["kind"], row["reference"]) if row["reference"] else None,
    lambda row: None if row["reference"] else (row["kind"], row["currency"], row["date"]),
)


class PublishedMoney(Collection):
    """The budgets and transactions of a batch."""

    def __init__(self, publishing: PublishingState) -> None:
        super().__init__(publishing.register)
        self.publishing = publishing

    def take(self, batch: Sequence[Publication], known: Sequence[MatchedProject]) -> None:
        existing = [one.id for one in known if one.before is not None]
        budgets = [told.budgets for told in batch]
        self._of_projects(tables.budget, "budgets", budgets, OF_BUDGET, batch, known, existing)
        unattributed = [
            [movement.row | {"currency": movement.currency} for movement in told.movements if movement.donor is None]
            for told in batch
        ]
        self._of_projects(tables.unattributed, "transactions", unattributed, OF_UNATTRIBUTED, batch, known, existing)
        contributions = self._contributions(batch, known, existing)
        before = self._movements(batch, known, existing, contributions)
        if before:
            self._release(batch, known, before)

    def _of_projects(
        self,
        table: Table,
        noun: str,
        told_rows: Sequence[Sequence[Row]],
        keys: Keys,
        batch: Sequence[Publication],
        known: Sequence[MatchedProject],
        existing: Sequence[int],
    ) -> None:
        """Write money that belongs to the project itself: budgets, and transactions without a known donor."""
        old: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.rows_in(table, "project_id", existing):
            old[row["project_id"]].append(row)
        fresh: list[Row] = []
        edits: list[tuple[Row, Row]] = []
        gone: list[Row] = []
        created = 0
        but = tuple(name for name in ("source", "publisher") if name in table.c)
        for told, one, rows in zip(batch, known, told_rows, strict=True):
            wanted = [{"project_id": one.id, **row} for row in rows]
            if one.before is None:
                fresh += wanted
                created += len(wanted)
                continue
            pairs, new, rest = paired(old[one.id], wanted, keys)
            fresh += new
            rest = self._no_longer(table, rest, told)
            gone += rest
            if table is tables.unattributed:
                self._lose(told, rest, {row["id"]: row["currency"] for row in rest}, "id")
            mine = self._differing(table, pairs, told.name, but)
            edits += mine
            if new or rest or mine:
                self.publishing.changed.add(one.id)
            self._count(noun, len(new), len(mine), len(pairs) - len(mine), len(rest))
        self.delete(table, gone)
        self.update(table, edits)
        self.insert(table, fresh)
        self._count(noun, created)

    def _contributions(
        self, batch: Sequence[Publication], known: Sequence[MatchedProject], existing: Sequence[int]
    ) -> list[list[int]]:
        """Return the contribution of each transaction; a missing one is added."""
        table = tables.contribution
        mine: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.rows_in(table, "project_id", existing):
            mine[row["project_id"]].append(row)
        fresh: list[Row] = []
        edits: dict[int, tuple[Row, Row]] = {}
        found: list[list[int]] = []
        who = self.publishing.organisations.id
        wanted = [
            list(dict.fromkeys((who(one.donor), one.instrument, one.currency) for one in told.movements if one.donor))
            for told in batch
        ]
        ids = iter(next_ids(self.register.connection, table, sum(map(len, wanted))))
        unchanged = 0
        for told, one, keys in zip(batch, known, wanted, strict=True):
            standing_rows = mine[one.id]
            by_key = {(row["donor_id"], row["instrument"], row["currency"]): row for row in reversed(standing_rows)}
            claimed = [by_key[key]["id"] for key in keys if key in by_key]
            unchanged += len(claimed)
            for key in keys:
                if key in by_key:
                    continue
                donor, instrument, currency = key
                values = {"instrument": instrument, "currency": currency}
                passed_on = self._passed_on(told, key, keys, by_key)
                if passed_on is not None:
                    self.publishing.rebooked.append(
                        Rebooked(told.name, passed_on["id"], passed_on["code"], passed_on["donor_id"], donor)
                    )
                    edits[passed_on["id"]] = (passed_on, {"donor_id": donor})
                    claimed.append(passed_on["id"])
                    by_key[key] = passed_on
                    self.publishing.changed.add(one.id)
                    continue
                fitting = _open_to([there for there in standing_rows if there["donor_id"] == donor], claimed, values)
                if fitting is None:
                    identity = next(ids)
                    code = self._code(one.code, donor, identity)
                    row = values | {"id": identity, "code": code, "project_id": one.id, "donor_id": donor}
                    fresh.append(row | {"role": "funding"})
                else:
                    row = fitting
                    edits[row["id"]] = (row, {name: value for name, value in values.items() if row[name] is None})
                    claimed.append(row["id"])
                by_key[key] = row
                self.publishing.changed.add(one.id)
            found.append(
                [by_key[who(one.donor), one.instrument, one.currency]["id"] for one in told.movements if one.donor]
            )
        self.insert(table, fresh)
        self.update(table, edits.values())
        donors = {row["donor_id"] for row in fresh} | {
            new["donor_id"] for _, new in edits.values() if "donor_id" in new
        }
        give_role(self.register, self.publishing.new_donors(donors), "donor")
        if edits:
            OpenReports(self.register).follow_contributions(edits)
        self._count("contributions", len(fresh), len(edits), unchanged)
        return found

    def _passed_on(self, told: Publication, key: Any, keys: Sequence[Any], by_key: dict[Any, Row]) -> Row | None:
        """Return the contribution that an earlier import booked to a publisher who only passes on the money of
        `key`."""
        donor, *values = key
        publisher = self._publisher(told)
        mine = by_key.get((publisher, *values))
        if mine is None or donor == publisher or (publisher, *values) in keys:
            return None
        allowed = self.publishing.allowed(tables.contribution, mine, {"donor_id": donor}, told.name)
        return by_key.pop((publisher, *values)) if allowed else None

    def _publisher(self, told: Publication) -> int | None:
        publisher = told.identity.publisher
        return None if publisher is None else self.publishing.organisations.id(publisher)

    def _release(
        self, batch: Sequence[Publication], known: Sequence[MatchedProject], before: Mapping[int, set[int]]
    ) -> None:
        """Remove what was booked to publishers who only pass it on, where nothing says whose money it is.

        `before` has by project the contributions that had published transactions. Those that have none now are removed
        from open conferences; one that was reported to a closed conference stays, and ends with a correction.
        """
        whose = {one.id: (told, self._publisher(told)) for told, one in zip(batch, known, strict=True)}
        emptied = {
            row["id"]: row
            for row in self.by_id(tables.contribution, set().union(*before.values())).values()
            if row["donor_id"] == whose[row["project_id"]][1]
            and any(movement.donor is None for movement in whose[row["project_id"]][0].movements)
        }
        for row in self.rows_in(tables.transaction, "contribution_id", emptied):
            emptied.pop(row["contribution_id"], None)
        for row in self.rows_in(tables.contribution, "replaces_id", emptied):
            emptied.pop(row["replaces_id"], None)
        told_of: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.rows_in(tables.funding, "contribution_id", emptied):
            told_of[row["contribution_id"]].append(row)
        meetings = self.by_id(tables.conference, {row["conference_id"] for rows in told_of.values() for row in rows})
        opened = {
            row["series_id"]: row["id"] for row in self.rows(tables.conference, tables.conference.c.state == "open")
        }
        gone: list[Row] = []
        removed: list[Row] = []
        ended: list[tuple[Row, Row]] = []
        for identity, row in emptied.items():
            live = [one for one in told_of[identity] if meetings[one["conference_id"]]["state"] in OPEN_STATES]
            if any(one["basis"] == "told" for one in live):
                continue  # a person reported it to the conference
            told = whose[row["project_id"]][0]
            gone += live
            self.publishing.rebooked.append(Rebooked(told.name, identity, row["code"], row["donor_id"], None))
            closed = [one for one in told_of[identity] if one not in live]
            if not closed:
                removed.append(row)
                continue
            here = [one["conference_id"] for one in live]
            here += [opened[s] for one in closed if (s := meetings[one["conference_id"]]["series_id"]) in opened]
            if here and row["ended_at_id"] is None:
                ended.append((row, {"ended_at_id": here[0], "ended_reason": "correction"}))
        keys = {(row["conference_id"], row["contribution_id"]) for row in gone}
        for table in (tables.reason, tables.earmark):
            hanging = self.rows_in(table, "contribution_id", {contribution for _, contribution in keys})
            self.delete(table, [row for row in hanging if (row["conference_id"], row["contribution_id"]) in keys])
        self.delete(tables.funding, gone)
        self.update(tables.contribution, ended)
        self.delete(tables.contribution, removed)

    def _movements(
        self,
        batch: Sequence[Publication],
        known: Sequence[MatchedProject],
        existing: Sequence[int],
        contributions: Sequence[Sequence[int]],
    ) -> dict[int, set[int]]:
        """Write the transactions; returns by project the contributions that lost some of their published ones."""
        table = tables.transaction
        mine_of = self.rows_in(tables.contribution, "project_id", existing)
        project_of = {row["id"]: row["project_id"] for row in mine_of}
        currency_of = {row["id"]: row["currency"] for row in mine_of}
        old: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.rows_in(table, "contribution_id", project_of):
            old[project_of[row["contribution_id"]]].append(row)
        fresh: list[Row] = []
        edits: list[tuple[Row, Row]] = []
        gone: list[Row] = []
        created = 0
        for told, one, ids in zip(batch, known, contributions, strict=True):
            wanted = [
                movement.row | {"contribution_id": identity}
                for movement, identity in zip((one for one in told.movements if one.donor), ids, strict=True)
            ]
            if one.before is None:
                fresh += wanted
                created += len(wanted)
                continue
            published = [row for row in old[one.id] if row["publisher"] is not None]
            entered = [row for row in old[one.id] if row["publisher"] is None]
            keys = OF_ADDED_UP if self.publishing.adds_up(told.identity.publisher) else OF_MOVEMENT
            pairs, new, rest = paired(published, wanted, keys)
            same, new, _ = paired(entered, new, OF_ENTERED)
            rest = self._no_longer(table, rest, told)
            self._lose(told, rest, currency_of, "contribution_id")
            mine = self._differing(table, pairs, told.name, ("source", "publisher"))
            fresh += new
            gone += rest
            edits += mine
            if new or rest or mine:
                self.publishing.changed.add(one.id)
            self._count("transactions", len(new), len(mine), len(pairs) - len(mine) + len(same), len(rest))
        touched = {row["contribution_id"] for row in gone} | {row["contribution_id"] for row, _ in edits}
        touched |= {values["contribution_id"] for _, values in edits if "contribution_id" in values}
        self.delete(table, gone)
        self.update(table, edits)
        self.insert(table, fresh)
        self._count("transactions", created)
        if existing:
            touched |= {row["contribution_id"] for row in fresh}
            publishers = {one.id: self._publisher(told) for told, one in zip(batch, known, strict=True)}
            OpenReports(self.register).follow_transactions(touched, publishers)
        lost: dict[int, set[int]] = {}
        for row in gone:
            lost.setdefault(project_of[row["contribution_id"]], set()).add(row["contribution_id"])
        return lost

    def _no_longer(self, table: Table, rest: Sequence[Row], told: Publication) -> list[Row]:
        """Return which of the rows that a file no longer has are removed.

        Where the files of a publisher add up, only what the file has elsewhere is removed: with another donor or none.
        """
        found = [row for row in rest if self.publishing.is_published(table, row)]
        if not found or not self.publishing.adds_up(told.identity.publisher):
            return found
        if table is tables.budget:
            return []
        elsewhere = _all_moved(told)
        return [row for row in found if _moved(row) in elsewhere]

    def _lose(self, told: Publication, rest: Sequence[Row], currency_of: Mapping[int, str], owner: str) -> None:
        """Count the money that is removed with rows, except what the file has elsewhere."""
        elsewhere = _all_moved(told) if rest else set()
        for row in rest:
            if _moved(row) not in elsewhere:
                self.publishing.lost[row["kind"], currency_of[row[owner]]] += row["amount"]

    def _differing(
        self, table: Any, pairs: Sequence[tuple[Row, Row]], whose: str, but: Sequence[str] = ()
    ) -> list[tuple[Row, Row]]:
        found = []
        for row, wanted in pairs:
            told = {name: value for name, value in wanted.items() if name not in but}
            differing = self.publishing.allowed(table, row, told, whose)
            if differing:
                found.append((row, differing | {name: wanted[name] for name in but}))
        return found

    def _count(self, noun: str, created: int, updated: int = 0, unchanged: int = 0, removed: int = 0) -> None:
        fates = (("created", created), ("updated", updated), ("unchanged", unchanged), ("removed", removed))
        for fate, number in fates:
            self.publishing.count(noun, fate, number)

    def _code(self, project: str, donor: int, identity: int) -> str:
        code = joined_code(project, self.publishing.organisations.code(donor))
        code = free_code(self.codes, "contribution", [code])
        self.codes.learn("contribution", code, identity)
        return code


def paired(old: Sequence[Row], wanted: Sequence[Row], keys: Keys) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Match existing rows with wanted ones; returns (pairs, the new ones, those that are no longer wanted).

    Each key is tried in turn; where several rows share a key on either side, only the first key matches them.
    """
    pairs: list[tuple[Row, Row]] = []
    left, rest = list(wanted), list(old)
    for place, key in enumerate(keys):
        by_key: defaultdict[Any, list[Row]] = defaultdict(list)
        for row in rest:
            by_key[key(row)].append(row)
        asked: defaultdict[Any, list[Row]] = defaultdict(list)
        for row in left:
            asked[key(row)].append(row)
        left = []
        for value, rows in asked.items():
            there = by_key.get(value, [])
            if value is None or (place and (len(rows) > 1 or len(there) > 1)):
                left += rows
                continue
            pairs += zip(there, rows, strict=False)
            left += rows[len(there) :]
        taken = {id(row) for row, _ in pairs}
        rest = [row for row in rest if id(row) not in taken]
    return pairs, left, rest


def _moved(row: Row) -> tuple[object, ...]:
    """Return the whole content of a transaction except its donor."""
    return tuple(row[name] for name in SAID)


def _all_moved(told: Publication) -> set[tuple[object, ...]]:
    """Return the content of all transactions of an activity, whatever their donor."""
    return {_moved(movement.row) for movement in told.movements}


def _open_to(rows: Sequence[Row], claimed: Sequence[int], values: Row) -> Row | None:
    """Return the donor's only contribution to a project, if its form or currency is still unknown; else None."""
    (row,) = rows if len(rows) == 1 else (None,)
    if row is None or row["id"] in claimed:
        return None
    said = {name: row[name] for name in values if row[name] is not None}
    return row if len(said) < len(values) and said.items() <= values.items() else None

"""Imports published data into the register, a batch of projects at a time: only differences are written.

What a person reported since the last import is not overwritten: the journal shows who wrote a row last. Where it
differs from the published data, the conflict is listed; with `overwrite` the published data wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Table, select

from tracker import tables
from tracker.model.nouns import PROJECT
from tracker.register.core import Row, Session
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.published.benefits import Benefits
from tracker.register.published.parents import Parents
from tracker.register.published.publications import FieldConflict, Identity, MatchedProject, Named, Publication
from tracker.register.published.published_money import PublishedMoney
from tracker.register.published.published_names import free_code
from tracker.register.published.published_parts import PublishedDocuments, PublishedResults
from tracker.register.published.publishing_state import CREATED, UNCHANGED, UPDATED, PublishingState
from tracker.rules.structure import TABLES, going_with
from tracker.rules.text import fold
from tracker.store.sequences import next_ids

# A new timestamp alone means nothing: many publishers update it on everything, whenever they publish.
STAMP = {"updated"}
# The published rows that belong to a project; its themes and beneficiaries are handled elsewhere.
OF_PROJECT = tuple(
    tables.metadata.tables[name]
    for name, _ in going_with("project")
    if TABLES[name].published and not TABLES[name].numbered and name not in ("project_theme", "beneficiary")
)


class Publishing(PublishingState):
    """One import of published data; it caches what it has read from the register."""

    def __init__(self, register: Session, *, overwrite: bool = False, keep_missing: bool | None = None) -> None:
        """`keep_missing` says whether money that a file no longer has stays; None: as with its publisher's last
        file."""
        super().__init__(register, overwrite=overwrite, keep_missing=keep_missing)
        self.namesakes: list[tuple[str, str]] = []  # projects, and the code of one that may be the same
        register.codes.load("project", "organisation", "contribution")
        self._identified = set(self.by_identifier.values())
        self._titled = self._without_identifier()
        self._parents = Parents(self)

    def find(self, identity: Identity) -> int | None:
        """Return the project that has or had an identifier; else the one published without any that has this title."""
        for one in (identity.identifier, *identity.former):
            found = self.by_identifier.get(one.upper()) if one else None
            if found is not None:
                return found
        return self._titled.get(self._title_key(identity)) if self._titled else None

    def _title_key(self, identity: Identity) -> tuple[int | None, str]:
        publisher = None if identity.publisher is None else self.organisations.find(identity.publisher)
        return publisher, fold(identity.title)

    def _without_identifier(self) -> dict[tuple[int | None, str], int]:
        """Return the published projects without an identifier, by publisher and title."""
        found, told = tables.project.c, tables.activity.c
        rows = self.register.connection.execute(
            select(told.publisher_id, found.title, found.id)
            .join_from(tables.project, tables.activity, found.id == told.project_id)
            .where(found.iati_identifier.is_(None))
            .order_by(found.id.desc())
        )
        return {(publisher, fold(title)): identity for publisher, title, identity in rows}

    def take(self, batch: Sequence[Publication]) -> list[MatchedProject]:
        """Write what a batch says and the register does not have yet; each project once."""
        self.changed = set()
        self.stamps: list[tuple[Row, Row]] = []
        self.organisations.learn(_named(batch))
        self._remember(batch)
        known = self._projects(batch)
        self._rows(batch, known)
        self._parents.take(batch, known)
        PublishedMoney(self).take(batch, known)
        PublishedResults(self).take(batch, known)
        PublishedDocuments(self).take(batch, known)
        Benefits(self).take(batch, known)
        self.update(tables.activity, [(row, new) for row, new in self.stamps if row["project_id"] in self.changed])
        for one in known:
            self.fates[one.id] = CREATED if one.before is None else UPDATED if one.id in self.changed else UNCHANGED
        self.counts["organisations"] = Counter(
            {CREATED: self.organisations.created, UPDATED: self.organisations.updated}
        )
        return known

    def _remember(self, batch: Sequence[Publication]) -> None:
        """Save `keep_missing` for each publisher, for its next file."""
        if self.keep_missing is None:
            return
        whose = {self.organisations.id(one.identity.publisher) for one in batch if one.identity.publisher}
        new = [{"organisation_id": one, "keep_missing": self.keep_missing} for one in whose - self._adding_up.keys()]
        changed = [
            row for one in whose if (row := self._adding_up.get(one)) and row["keep_missing"] != self.keep_missing
        ]
        self.insert(tables.publisher, new)
        self.update(tables.publisher, [(row, {"keep_missing": self.keep_missing}) for row in changed])
        self._adding_up |= {row["organisation_id"]: row for row in self.rows(tables.publisher)}

    def _projects(self, batch: Sequence[Publication]) -> list[MatchedProject]:
        found = self._standing(batch)
        before = self.by_id(tables.project, [identity for identity in found if identity is not None])
        fresh = iter(next_ids(self.register.connection, tables.project, found.count(None)))
        known, rows, edits = [], [], []
        told: dict[int, Row] = {}
        for one, existing in zip(batch, found, strict=True):
            wanted = dict(one.project)
            for column, who in (("lead_id", one.lead), ("implementer_id", one.implementer)):
                if who is not None:
                    wanted[column] = self.organisations.id(who)
            identity = next(fresh) if existing is None else existing
            if existing is None:
                self._look_for_namesake(one)
                code = free_code(self.codes, "project", one.codes)
                self.codes.learn("project", code, identity)
                rows.append(dict.fromkeys(PROJECT.copies) | wanted | {"id": identity, "code": code})
                known.append(MatchedProject(identity, code, None))
            else:
                row = before[identity]
                differing = self.allowed(tables.project, row, wanted, one.name)
                differing = self._in_order(row, differing, one.name)
                if differing:
                    edits.append((row, differing))
                    told[identity] = {name: value for name, value in differing.items() if name in PROJECT.copies}
                    self.changed.add(identity)
                known.append(MatchedProject(identity, row["code"], row))
            if one.identity.identifier:
                self.by_identifier[one.identity.identifier.upper()] = identity
                self._identified.add(identity)
            else:
                self._titled[self._title_key(one.identity)] = identity
        self.insert(tables.project, rows)
        self.update(tables.project, edits)
        if told:
            OpenReports(self.register).follow_edits(told, themes=set(), shares=set())
        return known

    def _standing(self, batch: Sequence[Publication]) -> list[int | None]:
        """Return which project each of a batch is; one known only by its title is matched to the first with that
        title."""
        found: list[int | None] = []
        claimed: set[int] = set()
        for one in batch:
            existing = self.find(one.identity)
            if existing is not None and existing not in claimed:
                claimed.add(existing)
                found.append(existing)
                if one.identity.identifier and existing not in self._identified:  # it now has an identifier
                    del self._titled[self._title_key(one.identity)]
            else:
                found.append(None)
        return found

    def _look_for_namesake(self, one: Publication) -> None:
        """Record a project without an identifier that has the code that this one would get: it may be the same."""
        namesake = self.codes.find("project", one.codes[0]) if one.identity.identifier else None
        if namesake is not None and namesake not in self._identified:
            self.namesakes.append((one.name, one.codes[0]))

    def _in_order(self, row: Row, differing: Row, whose: str) -> Row:
        """Leave out dates that, together with a date that a person entered, would end a project before it starts."""
        for kind in ("planned", "actual"):
            start, end = ((row | differing)[f"{kind}_{side}"] for side in ("start", "end"))
            if start is not None and end is not None and start[: len(end)] > end[: len(start)]:
                for column in (f"{kind}_start", f"{kind}_end"):
                    if column in differing:
                        self.conflicts.append(
                            FieldConflict(whose, column.replace("_", " "), str(row[column]), str(differing.pop(column)))
                        )
        return differing

    def _rows(self, batch: Sequence[Publication], known: Sequence[MatchedProject]) -> None:
        """Make the tables whose rows belong to one project equal to the published data, except a person's entries."""
        names = {one.id: told.name for one, told in zip(known, batch, strict=True)}
        existing = [one.id for one in known if one.before is not None]
        for table in OF_PROJECT:
            wanted = [
                {"project_id": one.id, **row}
                for one, told in zip(known, batch, strict=True)
                for row in self._wanted(table, told)
            ]
            self.reconcile(table, wanted, existing, names)

    def _wanted(self, table: Table, told: Publication) -> Iterable[Row]:
        if table is tables.activity:
            (row,) = told.rows["activity"]
            publisher = told.identity.publisher
            return [row | {"publisher_id": None if publisher is None else self.organisations.id(publisher)}]
        if table is tables.project_organisation:
            found: dict[tuple[str, int], Row] = {}
            for role, who, activity in told.parties:
                identity = self.organisations.id(who)
                row = {"role": role, "organisation_id": identity, "activity": activity}
                found[role, identity] = row if activity or (role, identity) not in found else found[role, identity]
            return found.values()
        return told.rows.get(table.name, ())

    def reconcile(self, table: Table, wanted: Sequence[Row], existing: Sequence[int], names: Mapping[int, str]) -> None:
        """Make the rows of projects equal to those wanted; rows that a person wrote stay."""
        if not existing:
            self.insert(table, wanted)
            return
        keys = [column.name for column in table.primary_key]
        rows = self.rows_in(table, "project_id", existing)
        old = {tuple(row[key] for key in keys): row for row in rows if row.get("field") in OF_TEXT}
        fresh, edits, there = [], [], set()
        for row in wanted:
            key = tuple(row[key] for key in keys)
            before = old.get(key)
            if before is None:
                if row["project_id"] in existing:
                    if self.since.columns(table, row) and not self.overwrite:
                        continue  # a person removed it
                    self.changed.add(row["project_id"])
                fresh.append(row)
                continue
            there.add(key)
            differing = self.allowed(table, before, row, names[row["project_id"]])
            if differing.keys() == STAMP and table is tables.activity:
                self.stamps.append((before, differing))
            elif differing:
                edits.append((before, differing))
                self.changed.add(row["project_id"])
        gone = [row for key, row in old.items() if key not in there and self.is_published(table, row)]
        self.changed.update(row["project_id"] for row in gone)
        self.delete(table, gone)
        self.update(table, edits)
        self.insert(table, fresh)


OF_TEXT = (None, "title", "objective")


def _named(batch: Sequence[Publication]) -> set[Named]:
    """Return every organisation that a batch names."""
    found = {one.identity.publisher for one in batch if one.identity.publisher}
    for one in batch:
        found.update(who for _, who, _ in one.parties)
        found.update(movement.donor for movement in one.movements if movement.donor)
    return found

"""Drafts: reports to a conference about a project, in memory, as recorded there or carried over from the last time.

A draft is the review with everything that belongs to it. Reports are applied to drafts, and drafts are written back as
a whole, so that ten thousand reports take as many statements as one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Table

from tracker import tables
from tracker.insight.codes import Conference
from tracker.model.fields import Noun
from tracker.model.nouns import CONTRIBUTION, PROJECT, TOLD_PARTS
from tracker.register.core import Collection, Row
from tracker.register.drafting.overlaps import Overlaps, excluded
from tracker.rules.words import CONFIRMED
from tracker.store.id_lists import id_lists
from tracker.store.told_last import told_last, up_to

UNASKED = "not asked"


class DraftPart(NamedTuple):
    """A kind of row that belongs to a review: its table, what identifies it, and what it is a report of."""

    table: Table
    keys: tuple[str, ...]
    noun: Noun | None = None

    @property
    def standing(self) -> Table | None:
        """The table of the standing facts."""
        return tables.metadata.tables[self.noun.name] if self.noun else None


def _reports(noun: Noun) -> DraftPart:
    return DraftPart(tables.metadata.tables[noun.report], (f"{noun.name}_id",), noun)


# In the order in which rows may be added; they are removed in the reverse order.
PARTS = (
    DraftPart(tables.review_theme, ("theme",)),
    DraftPart(tables.share, ("organisation_id",)),
    _reports(CONTRIBUTION),
    DraftPart(tables.earmark, ("contribution_id", "organisation_id")),
    *map(_reports, TOLD_PARTS),
    DraftPart(tables.delay, ("risk_id", "milestone_id")),
)
Rows = dict[Any, Row]


class Draft:
    """One project at one conference. `stored` and `parts_stored` are the rows as the database has them."""

    def __init__(self, project: Row, conference: Conference) -> None:
        self.project = project
        self.conference = conference
        self.stored: Row | None = None
        self.review: Row = {}
        self.parts_stored: dict[str, Rows] = {part.table.name: {} for part in PARTS}
        self.parts: dict[str, Rows] = {part.table.name: {} for part in PARTS}
        # Contributions that were not reported to any conference of the series.
        self.untold: set[int] = set()
        # Settled as the same as another project, and totals count that one.
        self.left_out = False
        self.before: tuple[Row, dict[str, Rows]] = ({}, {})

    def begin(self) -> None:
        """Remember the state before any report is applied."""
        self.before = (
            dict(self.review),
            {name: {k: dict(r) for k, r in rows.items()} for name, rows in self.parts.items()},
        )

    def differs(self) -> bool:
        """Return whether the draft differs from the database."""
        return self.review != self.stored or self.parts != self.parts_stored

    def place(self, part: DraftPart, row: Row) -> None:
        self.parts[part.table.name][key_of(part, row)] = row


def key_of(part: DraftPart, row: Row) -> object:
    return row[part.keys[0]] if len(part.keys) == 1 else tuple(row[key] for key in part.keys)


class Drafts(Collection):
    """Reads drafts from the database and writes them back."""

    def begin(
        self, conference: Conference, projects: Iterable[int], source: Conference | None = None
    ) -> dict[int, Draft]:
        """Return a draft for each project: what was reported to this conference already, else last in its series.

        With a `source`, what was reported after that conference is ignored.
        """
        wanted = sorted(set(projects))
        standing = self.by_id(tables.project, wanted)
        drafts = {identity: Draft(standing[identity], conference) for identity in wanted}
        for identity in Overlaps(self.register).left_out(wanted):
            drafts[identity].left_out = True
        for review in self.rows_in(tables.review, "project_id", wanted, tables.review.c.conference_id == conference.id):
            draft = drafts[review["project_id"]]
            draft.stored, draft.review = review, dict(review)
        stored = [identity for identity, draft in drafts.items() if draft.stored]
        for part in PARTS:
            for row in self._parts_at(part, conference.id, stored):
                draft = drafts[row["project_id"]]
                draft.parts_stored[part.table.name][key_of(part, row)] = row
                draft.place(part, dict(row))
        fresh = {identity: draft for identity, draft in drafts.items() if draft.stored is None}
        self._carry(fresh, conference, source)
        for draft in drafts.values():
            draft.begin()
        return drafts

    def write(self, drafts: Iterable[Draft]) -> None:
        """Write the drafts to the database, changing only what differs."""
        whole = list(drafts)
        self.replace(
            tables.review, [draft.stored for draft in whole if draft.stored], [draft.review for draft in whole]
        )
        pairs = {}
        for part in PARTS:
            name = part.table.name
            old = [row for draft in whole for row in draft.parts_stored[name].values()]
            new = [row for draft in whole for row in draft.parts[name].values()]
            pairs[name] = (part.table, old, new)
        for part in reversed(PARTS):
            table, old, new = pairs[part.table.name]
            key = itemgetter(*(column.name for column in table.primary_key))
            told = {key(row): row for row in new} if old else {}
            gone: list[Row] = []
            kept: list[Row] = []
            for row in old:
                # Clear the old primary theme before setting another one.
                stays = told.get(key(row)) == row if table is tables.review_theme else key(row) in told
                (kept if stays else gone).append(row)
            self.delete(table, gone)
            pairs[part.table.name] = (table, kept, new)
        for table, old, new in pairs.values():
            self.replace(table, old, new)

    def _parts_at(self, part: DraftPart, conference: int, projects: Iterable[int]) -> list[Row]:
        return self.rows_in(part.table, "project_id", projects, part.table.c.conference_id == conference)

    def _carry(self, drafts: dict[int, Draft], conference: Conference, source: Conference | None) -> None:
        """Fill drafts with the standing facts and, where the project was presented before, with what was reported then.

        Where more was reported after the `source`, the standing facts are newer than it: then everything is as it was
        reported there.
        """
        last = self.last_told(drafts, conference, source)
        latest = self.last_told(drafts, conference) if source else last
        outdated = {identity for identity, at in last.items() if latest[identity] != at}
        unknown = dict.fromkeys(column.name for column in tables.review.c)
        for identity, draft in drafts.items():
            draft.review = {**unknown, "conference_id": conference.id, "project_id": identity, "version": 1}
            draft.review |= {name: draft.project[name] for name in PROJECT.copies}
        for previous in sorted(set(last.values())):
            mine = [identity for identity, at in last.items() if at == previous]
            for row in self._reviews_at(previous, mine):
                draft = drafts[row["project_id"]]
                told = PROJECT.copies if row["project_id"] in outdated else ()
                draft.review |= {name: row[name] for name in ("status", "progress", "source", *told)}
                draft.review["carried_from_id"] = previous
            for place, part in enumerate(PARTS):
                standing = place < 2
                for row in self._parts_at(part, previous, outdated.intersection(mine) if standing else mine):
                    carried = row | {"conference_id": conference.id} | ({"version": 1} if "version" in row else {})
                    if "carried_from_id" in row:
                        carried["carried_from_id"] = row["carried_from_id"] or previous
                    if part.table is tables.funding:
                        carried["answer"] = UNASKED
                    drafts[row["project_id"]].place(part, carried)
        self._copy_standing(drafts, conference, outdated)

    def last_told(
        self, projects: Iterable[int], conference: Conference, source: Conference | None = None
    ) -> dict[int, int]:
        """Return for each project the last conference of the series with a report on it, before this one or up to
        `source`."""
        last: dict[int, int] = {}
        params = {
            "series": conference.series_id,
            "until": min(conference.sequence - 1, (source or conference).sequence),
        }
        for listed in id_lists(projects):
            told = told_last("review", "project_id", within=up_to(":until"), where=f"t.project_id IN ({listed})")
            rows = self.register.reader.rows(f"SELECT r.project_id, r.conference_id FROM {told} r", params)
            last.update(rows)
        return last

    def _reviews_at(self, conference: int, projects: Iterable[int]) -> list[Row]:
        return self.rows_in(tables.review, "project_id", projects, tables.review.c.conference_id == conference)

    def _copy_standing(self, drafts: dict[int, Draft], conference: Conference, outdated: Container[int]) -> None:
        current = [identity for identity in drafts if identity not in outdated]
        for row in self.rows_in(tables.project_theme, "project_id", current):
            drafts[row["project_id"]].place(PARTS[0], {"conference_id": conference.id} | row)
        for row in standing_shares(self, current):
            drafts[row["project_id"]].place(PARTS[1], {"conference_id": conference.id} | row)
        for part in PARTS:
            if part.noun is None or part.standing is None:
                continue
            for row in self.rows_in(part.standing, "project_id", drafts):
                draft = drafts[row["project_id"]]
                mine = draft.parts[part.table.name]
                if part.standing is tables.contribution and row["ended_at_id"] is not None:
                    mine.pop(row["id"], None)
                elif row["id"] in mine:
                    mine[row["id"]] |= {name: row[name] for name in part.noun.copies}
                elif part.standing is tables.contribution:
                    mine[row["id"]] = fresh_part(part, conference.id, row)
                    draft.untold.add(row["id"])
        self._leave_corrected(drafts, conference)
        for draft in drafts.values():
            kept, earmarks, risks = (draft.parts[name] for name in ("funding", "earmark", "assessment"))
            for row in kept.values():
                row["excluded_as"] = excluded(row["excluded_as"], left_out=draft.left_out)
            draft.parts["earmark"] = {key: row for key, row in earmarks.items() if key[0] in kept}
            draft.parts["assessment"] = {key: row for key, row in risks.items() if row["status"] != "closed"}
            delays = draft.parts["delay"]
            draft.parts["delay"] = {key: row for key, row in delays.items() if key[0] in draft.parts["assessment"]}

    def _leave_corrected(self, drafts: Mapping[int, Draft], conference: Conference) -> None:
        """Drop contributions reported only in a correction of an earlier conference: the last one has no report on
        them.

        Only contributions that were not reported to any conference of the series are presented automatically.
        """
        funding = tables.funding
        params = {"series": conference.series_id, "sequence": conference.sequence}
        sql = f"SELECT c.id FROM conference c WHERE {up_to(':sequence - 1')}"
        earlier = [row[0] for row in self.register.reader.rows(sql, params)]
        if not earlier:
            return
        untold = {identity for draft in drafts.values() for identity in draft.untold}
        for row in self.rows_in(funding, "contribution_id", untold, funding.c.conference_id.in_(earlier)):
            draft = drafts[row["project_id"]]
            draft.untold.discard(row["contribution_id"])
            draft.parts["funding"].pop(row["contribution_id"], None)


def answer_of_moved(answer: str | None) -> str | None:
    """Return the answer for an amount that somebody other than its donor changed: it is no longer confirmed.

    None, from a conference before donors answered for themselves, may have been confirmed.
    """
    return UNASKED if answer is None or answer in CONFIRMED else answer


def standing_shares(collection: Collection, projects: Iterable[int]) -> list[Row]:
    """Return who benefits from projects now and with what share: the columns that a conference's share copies."""
    table = tables.beneficiary
    rows = collection.rows_in(table, "project_id", projects, table.c.former.is_(False))
    return [{name: value for name, value in row.items() if name != "former"} for row in rows]


def fresh_part(part: DraftPart, conference: int, standing: Row) -> Row:
    """Return a report without any reported values: unknown except for the copies of the standing fact."""
    assert part.noun is not None
    row = _unreported(part) | {name: standing[name] for name in part.noun.copies}
    row |= {"conference_id": conference, "project_id": standing["project_id"], part.keys[0]: standing["id"]}
    return row


@cache
def _unreported(part: DraftPart) -> Row:
    assert part.noun is not None
    row: Row = {column.name: None for column in part.table.c} | {"version": 1}
    return row | {field.column: field.begins for field in part.noun.own if field.begins is not None}


def fresh_funding(part: DraftPart, draft: Draft, contribution: Row) -> Row:
    """Return the same for a contribution to a draft's project; totals leave it out if they leave out the project."""
    row = fresh_part(part, draft.conference.id, contribution)
    return row | {"excluded_as": excluded(None, left_out=draft.left_out)}

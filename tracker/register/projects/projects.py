"""Projects with their current facts. What was reported to a conference about them is in `reports`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.projects.belongings import belonging, in_the_way
from tracker.model.nouns import PROJECT
from tracker.register.core import Collection, Row, Words, check_version, first
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.project_words import check_dates, read_fields, shares_by_id, theme_codes, theme_names
from tracker.register.roles import give_role
from tracker.rules.codes import TAKEN_BACK, check_code
from tracker.rules.words import SUCCESSION_KINDS, choose
from tracker.store.sequences import next_ids

MANY = 50
# What rows that refer to a project are called, where it is not the plural of their table.
CALLED: Words = {
    ("review", "parent_id"): "reviews of its parts",
    ("evidence", "project_id"): "actions that it answers",
    ("partnership_project", "project_id"): "partnerships that led to it",
    ("project", "parent_id"): "parts",
    ("project_succession", "predecessor_id"): "successors",
    **dict.fromkeys((("overlap", "project_id"), ("overlap", "other_id")), "decisions on overlaps"),
}


class ProjectFacts(NamedTuple):
    """A project in the user's words; None is unknown. `themes`: the first is the primary one."""

    code: str
    title: str
    objective: str | None = None
    plan: str | None = None
    expected_outcomes: str | None = None
    themes: Sequence[str] = ()
    scope: str | None = None
    parent: str | None = None
    lead: str | None = None
    implementer: str | None = None
    start: str | None = None
    end: str | None = None
    actual_start: str | None = None
    actual_end: str | None = None
    iati_identifier: str | None = None
    succeeds: Sequence[str] = ()
    beneficiaries: Sequence[str] = ()
    note: str | None = None


class Projects(Collection):
    """The projects of a register."""

    def add(self, facts: Sequence[ProjectFacts]) -> list[int]:
        """Add projects; a parent or predecessor may be in the same list, before its part or successor.

        Raises Invalid, NotFound, or Conflict where a code is taken.
        """
        if len(facts) > MANY:
            self.codes.load("project", "organisation")
        rows = []
        ids = next_ids(self.register.connection, tables.project, len(facts))
        for fact, identity in zip(facts, ids, strict=True):
            code = check_code("project code", fact.code)
            if self.codes.taken("project", code):
                raise Conflict(f"The project code {code} is taken, or was used before.", "Choose another code.")
            row = dict.fromkeys(PROJECT.copies) | {"id": identity, "code": code} | self.columns(fact._asdict())
            check_dates(row)
            rows.append(row)
            self.codes.learn("project", code, identity)
        self.insert(tables.project, rows)
        themes, beneficiaries = [], []
        for fact, identity in zip(facts, ids, strict=True):
            themes += theme_rows(identity, theme_codes(self.codes, fact.themes))
            beneficiaries += beneficiary_rows(identity, shares_by_id(self.codes, fact.beneficiaries))
        self.insert(tables.project_theme, themes)
        self.add_beneficiaries(beneficiaries)
        follow = zip(facts, ids, strict=True)
        self.succeed({one: self.codes.ids("project", fact.succeeds) for fact, one in follow if fact.succeeds})
        return ids

    def edit(self, identity: int, given: Mapping[str, Any], expected_version: int | None = None) -> tuple[Row, Row]:
        """Change the current facts, given as in `ProjectFacts`, and the reports to an open conference.

        Returns the row before and after, each with the names of its `themes`. Reports to conferences that are not open
        stay as they are.
        """
        before = self._with_themes(identity)
        check_version("project", before["code"], before, expected_version)
        self.revise({identity: given})
        return before, self._with_themes(identity)

    def revise(self, edits: Mapping[int, Mapping[str, Any]]) -> None:
        """Change many projects at once, each as `edit` does."""
        before = self.by_id(tables.project, edits)
        values = {}
        for identity, given in edits.items():
            values[identity] = self.columns(given)
            if given.get("code"):
                values[identity]["code"] = check_code("project code", given["code"])
            check_dates(before[identity] | values[identity])
        themes = {one: theme_codes(self.codes, g["themes"]) for one, g in edits.items() if g.get("themes") is not None}
        shares = {
            one: shares_by_id(self.codes, given["beneficiaries"])
            for one, given in edits.items()
            if given.get("beneficiaries") is not None
        }
        self.update(tables.project, [(before[identity], changed) for identity, changed in values.items()])
        self.set_themes(themes)
        self.set_beneficiaries(shares)
        told = {one: {name: value for name, value in v.items() if name in PROJECT.copies} for one, v in values.items()}
        OpenReports(self.register).follow_edits(told, themes=set(themes), shares=set(shares))

    def succeed(self, wanted: Mapping[int, Iterable[int]], kind: str | None = None) -> None:
        """Record which projects each of some continues, merges (several into one) or splits (one into several).

        Without `kind`, several predecessors are merged, a predecessor with another successor is split, and any other is
        continued.
        """
        if not wanted:
            return
        known = self.rows(tables.project_succession)
        rows = {(row["successor_id"], row["predecessor_id"]): row for row in known}
        followed: defaultdict[int, set[int]] = defaultdict(set)
        for successor, predecessor in rows:
            followed[predecessor].add(successor)
        for successor, named in wanted.items():
            predecessors = list(dict.fromkeys(named))
            if successor in predecessors:
                raise Invalid("project", self.codes.code("project", successor), "cannot succeed itself")
            for predecessor in _all_after(successor, followed).intersection(predecessors):
                one, other = self.codes.code("project", predecessor), self.codes.code("project", successor)
                raise Conflict(f"{one} already succeeds {other}; two projects cannot succeed each other.")
            for predecessor in predecessors:
                split = bool(followed[predecessor] - {successor})
                said = choose("succession", kind, SUCCESSION_KINDS) if kind else _kind(len(predecessors), split)
                row = {"successor_id": successor, "predecessor_id": predecessor, "kind": said}
                rows[successor, predecessor] = row
                followed[predecessor].add(successor)
        self.replace(tables.project_succession, known, list(rows.values()))

    def remove(self, identity: int) -> Row:
        """Remove a project that was entered by mistake, with everything that belongs to it. Its codes stay taken.

        Raises Conflict where it was reported to a conference that is not open, a record keeps it, an organisation was
        asked about it, or something else refers to it.
        """
        row = self.row(identity)
        held = in_the_way(self.register.reader, identity, CALLED)
        if held:
            raise Conflict(
                f"Project {row['code']} cannot be removed: {', '.join(held)}.",
                f"To report that it was cancelled: `tracker report {row['code']} --status cancelled`.",
            )
        codes = self.rows(tables.code, tables.code.c.noun == "project", tables.code.c.id == identity)
        own = belonging()
        # Rows that refer to another row are removed before it.
        for table in reversed(tables.metadata.sorted_tables):
            if table.name in own:
                column, whole = own[table.name]
                wanted = table.c[column]
                if whole is None:
                    rows = self.rows(table, wanted == identity)
                else:
                    parts = tables.metadata.tables[whole]
                    rows = self.rows(table, wanted.in_(select(parts.c.id).where(parts.c.project_id == identity)))
                # A contribution may continue another one of the project.
                self.delete(table, rows[::-1])
        self.delete(tables.project, [row])
        self.insert(tables.code, [code | {"id": TAKEN_BACK} for code in codes])
        return row

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.project, tables.project.c.id == identity), "project", str(identity))

    def _with_themes(self, identity: int) -> Row:
        themes = self.rows(tables.project_theme, tables.project_theme.c.project_id == identity)
        return self.row(identity) | {"themes": theme_names(self.codes, themes)}

    def set_themes(self, themes: Mapping[int, Sequence[str]]) -> None:
        """Set the themes of each project, the first as the primary one."""
        old = {_whole(row): row for row in self.rows_in(tables.project_theme, "project_id", themes)}
        new = {_whole(row): row for project, codes in themes.items() for row in theme_rows(project, codes)}
        # Remove the old primary theme first: a project has at most one at any moment.
        self.delete(tables.project_theme, [row for key, row in old.items() if key not in new])
        self.insert(tables.project_theme, [row for key, row in new.items() if key not in old])

    def set_beneficiaries(self, shares: Mapping[int, Mapping[int, int | None]]) -> None:
        """Set the beneficiaries of each project; one with a report to a conference stays, without a share."""
        old = {_benefits(row): row for row in self.rows_in(tables.beneficiary, "project_id", shares)}
        new = {_benefits(row): row for project, mine in shares.items() for row in beneficiary_rows(project, mine)}
        told = {
            _benefits(row)
            for table in (tables.share, tables.earmark)
            for row in self.rows_in(table, "project_id", shares)
        }
        former = {"share": None, "former": True}
        kept = {key: row | former for key, row in old.items() if key not in new and key in told}
        kept |= {key: row for key, row in new.items() if key in old}
        self.replace(tables.beneficiary, list(old.values()), list(kept.values()))
        self.add_beneficiaries([row for key, row in new.items() if key not in old])

    def add_beneficiaries(self, rows: Sequence[Row]) -> None:
        self.insert(tables.beneficiary, rows)
        give_role(self.register, {row["organisation_id"] for row in rows}, "beneficiary")

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return read_fields(self.codes, PROJECT.standing, given)


def _whole(row: Row) -> tuple[object, ...]:
    return row["project_id"], row["theme"], row["is_primary"]


def _benefits(row: Row) -> tuple[int, int]:
    return row["project_id"], row["organisation_id"]


def theme_rows(project: int, codes: Sequence[str]) -> list[Row]:
    return [{"project_id": project, "theme": code, "is_primary": place == 0} for place, code in enumerate(codes)]


def beneficiary_rows(project: int, shares: Mapping[int, int | None]) -> list[Row]:
    return [
        {"project_id": project, "organisation_id": who, "share": share, "former": False}
        for who, share in shares.items()
    ]


def _kind(predecessors: int, split: bool) -> str:
    return "merges" if predecessors > 1 else "splits" if split else "continues"


def _all_after(project: int, followed: Mapping[int, Iterable[int]]) -> set[int]:
    """Return every project that comes after one, by any number of steps; `followed` has those of one step."""
    found: set[int] = set()
    ahead = [project]
    while ahead:
        fresh = set(followed.get(ahead.pop(), ())) - found
        found |= fresh
        ahead += fresh
    return found

"""Turn a list into tables: new organisations, projects, contributions, reports, unattributed amounts.

These are then imported like any other table. Each row keeps its number, so that errors are reported at their place in
the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.grids import Table
from tracker.exchange.lists.asked import NEW, AlikeNames, NewcomerRules, NotCreated, ProposedRecord, said
from tracker.exchange.lists.meaning import ListMeaning
from tracker.exchange.lists.parties import NewParty, Parties
from tracker.exchange.lists.projects import ListedProjects, RowParties, RowProject
from tracker.exchange.lists.tables import ListTables
from tracker.exchange.nouns import LIST, recognise
from tracker.insight.codes import Conference
from tracker.register.register import Register
from tracker.rules.codes import code_key, slug

_READ = 20  # how many names a message lists
_NAMING = ("donor", "beneficiaries", "lead", "implementer")
# The role in which the new organisations of each kind of proposal are first named.
_ROLES = {"donors": "donor", "beneficiaries": "beneficiary", "organisations": None}


class PlannedList(NamedTuple):
    """The tables that a list means, and the messages about them."""

    tables: list[Table]
    said: list[str]


class NewOrganisation(NamedTuple):
    """An organisation that is added: its code and kind, and whether the kind is only guessed."""

    code: str
    kind: str
    guessed: bool


class ListPlanner:
    """Plans the lists of one command, all of which may name the same new organisations and projects.

    `others` are the other tables of the command.
    """

    def __init__(
        self,
        register: Register,
        at: str | None,
        rules: NewcomerRules,
        others: Iterable[Table],
    ) -> None:
        self._register, self._codes, self._rules, self._at = register, register.codes, rules, at
        self._pending: dict[str, set[str]] = {"organisation": set(), "project": set()}
        for table in others:
            self._note_pending(table)
        self._parties = Parties(self._codes, self._pending["organisation"], rules.kinds)
        self._entered: set[str] = set()
        self._nothing: dict[str, set[str]] = {}  # by heading, what was read as an empty cell

    def plan(self, table: Table, values: Mapping[str, str | None], prefix: str | None) -> PlannedList:
        """Return what a list means.

        `values` are the meanings of texts in its cells; `prefix` begins the codes of its new projects. Raises
        NotCreated and AlikeNames for what the user must decide first, and Usage if a report has no known conference.
        """
        self._parties.learn_values(values)
        sheet = ListTables(table)
        conference = self._conference()
        year = conference.code.removeprefix(f"{conference.series}-") if conference else None
        stem = slug(table.source.partition(".")[0]).upper() or "LIST"
        projects = ListedProjects(self._register, self._pending["project"], prefix, year, stem)
        asking = self._asking(sheet)
        asking = self._told_apart(sheet, asking)
        targets: dict[int, RowProject] = {}
        for number, target in projects.find_all(asking).items():
            if isinstance(target, RowProject):
                targets[number] = target
            else:
                sheet.refuse(number, target.what if isinstance(target, Invalid) else "project", target)
        for row in sheet.unsound():
            if isinstance(other := projects.of_code(row), TrackerError):
                sheet.refuse(row.number, "project", other)
        told = [one for one in asking if one.row.number in targets]
        proposed = self._proposed(told, targets)
        told = self._allowed(sheet, told, targets, proposed)
        meaning = ListMeaning(self._register, sheet, conference, targets, rename=self._rules.rename)
        meaning.tell(told)
        self._enter(sheet, told)
        self._pending["project"].update(code_key(targets[one.row.number].code) for one in told)
        lines = [said(noun, proposed[noun]) for noun in NEW if noun in proposed]
        lines = [*self._read(sheet), *lines, *meaning.said()]
        return PlannedList(sheet.tables(), [f"{sheet.where}: {text}" for text in lines])

    def newcomers(self) -> list[NewOrganisation]:
        """Return the organisations that the lists add."""
        return [
            NewOrganisation(one.code, one.kind, one.guessed)
            for key, one in self._parties.new.items()
            if key in self._entered
        ]

    def of_no_kind(self) -> str | None:
        """Return a message about kinds that were given to names which no organisation has."""
        names = self._parties.of_no_kind()
        if not names:
            return None
        listed = ", ".join(names)
        return f"--kind had no effect for {listed}: no organisation in the list or the register has that name or code"

    def _read(self, sheet: ListTables) -> Iterator[str]:
        """Yield how names that are not codes were read, by heading."""
        for role, column in (("donor", "donor"), ("beneficiary", "beneficiaries")):
            pairs = [f"{name} read as {code}" for name, code in self._parties.read.pop(role, {}).items()]
            if pairs:
                more = f" and {len(pairs) - _READ:,} more" if len(pairs) > _READ else ""
                yield f"{sheet.heading(column)}: {', '.join(pairs[:_READ])}{more}"
        for heading, texts in self._nothing.items():
            yield f"{heading}: {', '.join(sorted(texts))} read as an empty cell"
        self._nothing.clear()

    def _note_pending(self, table: Table) -> None:
        """Record the codes that a table enters."""
        noun, columns = recognise(table)
        entered = {"organisations": "organisation", "donors": "organisation", "beneficiaries": "organisation"}
        entered["projects"] = "project"
        if noun.name in entered and "code" in columns:
            place = columns.index("code")
            cells = [row.cells[place].strip() for row in table.rows if place < len(row.cells)]
            self._pending[entered[noun.name]].update(code_key(cell) for cell in cells if cell)

    def _conference(self) -> Conference | None:
        """Return the conference of the reports; None if none is named, and none or several are open."""
        if self._at is not None:
            return self._codes.conference(self._at)
        opened = [one for one in self._codes.conferences() if one.state == "open"]
        return opened[0] if len(opened) == 1 else None

    def _asking(self, sheet: ListTables) -> list[RowParties]:
        """Return the rows with the organisations that they name."""
        rows = sheet.sound()
        self._parties.learn_cells(row.words["donor"] for row in rows if "donor" in row.words)
        found = []
        for row in rows:
            words, number = row.words, row.number
            for column in _NAMING:
                if column in words and self._parties.is_nothing(words[column]):
                    self._nothing.setdefault(sheet.heading(column), set()).add(words.pop(column))
            column = "donor"
            try:
                donors = self._parties.donors(words["donor"], number) if "donor" in words else []
                column = "beneficiaries"
                benefit = self._parties.beneficiaries(words[column], number) if column in words else {}
                for column in ("lead", "implementer"):
                    if column in words:
                        words[column] = self._parties.organisation(words[column], number).code
            except TrackerError as error:
                sheet.refuse(number, column, error)
                continue
            found.append(RowParties(row, donors, benefit))
        return found

    def _told_apart(self, sheet: ListTables, asking: list[RowParties]) -> list[RowParties]:
        """Drop the rows with names that may mean another organisation. Raises AlikeNames for these together."""
        pairs = self._parties.alike()
        if pairs and not self._rules.by_row:
            raise AlikeNames(sheet.where, pairs)
        if not pairs:
            return asking
        alike = {code_key(pair.code): pair for pair in pairs}
        kept = []
        for one in asking:
            found = next(
                ((column, alike[key]) for column, code in _named(one) if (key := code_key(code)) in alike), None
            )
            if found is None:
                kept.append(one)
                continue
            column, pair = found
            why = f"is not an organisation of this register; perhaps {pair.other}"
            right = f'--value "{pair.name}={pair.meant}" if it is the same'
            sheet.refuse(one.row.number, column, Invalid(column, pair.name, why, right))
        return kept

    def _proposed(
        self, told: Sequence[RowParties], targets: Mapping[int, RowProject]
    ) -> dict[str, list[ProposedRecord]]:
        """Return the new records, by kind."""
        found = {noun: self._parties.proposals(role, self._entered) for noun, role in _ROLES.items()}
        fresh = {
            target.code: " ".join(one.row.words["title"].split())
            for one in told
            if (target := targets[one.row.number]).id is None and not target.pending
        }
        found["projects"] = [ProposedRecord(code, title) for code, title in fresh.items()]
        return {noun: proposals for noun, proposals in found.items() if proposals}

    def _allowed(
        self,
        sheet: ListTables,
        told: Sequence[RowParties],
        targets: Mapping[int, RowProject],
        proposed: dict[str, list[ProposedRecord]],
    ) -> list[RowParties]:
        """Return the rows whose new records may all be created. Raises NotCreated for the others together."""
        refused = {noun: proposed[noun] for noun in proposed if noun not in self._rules.create}
        if refused and not self._rules.by_row:
            raise NotCreated(sheet.where, refused)
        for noun in refused:
            del proposed[noun]
        kept = []
        for one in told:
            fault = self._newcomer(one, targets[one.row.number], refused) if refused else None
            if fault is None:
                kept.append(one)
            else:
                sheet.refuse(one.row.number, *fault)
        return kept

    def _newcomer(
        self, one: RowParties, target: RowProject, refused: Collection[str]
    ) -> tuple[str, TrackerError] | None:
        """Return the first new record of a row that may not be created."""
        for column, code in _named(one):
            new = self._parties.new.get(code_key(code))
            if new is None or code_key(code) in self._entered:
                continue
            noun = next(noun for noun, role in _ROLES.items() if role == Parties.first_role(new))
            if noun in refused:
                why = f"is not an organisation of this register: {new.name}"
                return column, Invalid(column, "", why, f"an organisation of this register, or --create {noun}")
        if target.id is None and not target.pending and "projects" in refused:
            right = "a project of this register, or --create projects"
            return "project", Invalid("project", target.code, "is new", right)
        return None

    def _enter(self, sheet: ListTables, told: Sequence[RowParties]) -> None:
        """Add the new organisations named by the rows that are imported."""
        refused = sheet.refused()
        for one in told:
            for _, code in _named(one) if one.row.number not in refused else ():
                new = self._parties.new.get(code_key(code))
                if new is not None and code_key(code) not in self._entered:
                    sheet.add("organisations", one.row.number, _organisation(new))
                    self._entered.add(code_key(code))


def _named(one: RowParties) -> Iterator[tuple[str, str]]:
    """Yield the codes of the organisations that a row names, each with its column."""
    yield from (("donor", donor.code) for donor in one.donors)
    yield from (("beneficiaries", code) for code in one.beneficiaries)
    yield from ((column, one.row.words[column]) for column in ("lead", "implementer") if column in one.row.words)


def _organisation(one: NewParty) -> dict[str, str]:
    words = {"code": one.code, "name": one.name, "kind": one.kind, "roles": ";".join(sorted(one.roles))}
    return words | ({"country": one.country} if one.country else {})


def is_list(table: Table) -> bool:
    return table.meant is not None and table.meant[0] == LIST.name

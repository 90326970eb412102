"""What risks, outcomes, indicators and milestones have in common: each is a part of one project, `P1/R1`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.projects.parts import said_of
from tracker.model.fields import REFERENCE, Noun
from tracker.model.reading import read
from tracker.register.core import Collection, Row, Session, check_version, first
from tracker.register.drafting.unreported import Unreported
from tracker.rules.codes import check_code, code_key
from tracker.rules.words import OPEN_STATES


class PartFacts(Protocol):
    """The facts of a part, in the user's words; with `code` None it gets the next free one."""

    @property
    def project(self) -> str: ...
    @property
    def code(self) -> str | None: ...
    def _asdict(self) -> dict[str, object]: ...


F = TypeVar("F", bound=PartFacts)
Given = Mapping[str, str | int | None]
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Entered(NamedTuple):
    """The result for a list of facts: how many are new, how many differ from existing rows, how many are unchanged."""

    added: int
    changed: int
    unchanged: int


class Parts(Collection, Generic[F]):
    """One kind of part; the codes are unique within a project.

    `letter` begins the codes that are assigned automatically. `fields` are those that a person gives, by their columns.
    `reports` is the table of the reports on such parts, if there are any: an edit also changes the copies of an open
    conference, while those of all others stay.
    """

    model: ClassVar[Noun]
    letter: ClassVar[str]

    def __init__(self, register: Session) -> None:
        super().__init__(register)
        self.noun = self.model.name
        self.table = tables.metadata.tables[self.noun]
        self.reports = tables.metadata.tables.get(self.model.report)
        # References are resolved elsewhere, where the project is known.
        self.fields = {field.column: field for field in self.model.standing if field.kind != REFERENCE}

    def add(self, facts: Sequence[F]) -> list[int]:
        """Add parts; returns their ids, in the order given.

        Raises Invalid for invalid values, NotFound for an unknown project, Conflict for a code that its project has or
        had.
        """
        ids, _ = self._write(facts, revise=False)
        return ids

    def enter(self, facts: Sequence[F]) -> Entered:
        """Add new parts and update existing ones: None leaves a field as it is.

        The same facts twice change nothing. Raises as `add`, except for the codes.
        """
        _, entered = self._write(facts, revise=True)
        return entered

    def edit(self, identity: int, given: Given, expected_version: int | None = None) -> tuple[Row, Row]:
        """Change one part: an empty text clears a field, None leaves it as it is, `code` renames.

        Returns the row before and after. Raises Conflict where the row has a later version than expected.
        """
        return self.change(identity, given, expected_version, {})

    def change(
        self, identity: int, given: Given, expected_version: int | None, told: Mapping[str, Any]
    ) -> tuple[Row, Row]:
        """Edit a part, and also report `told` (columns of the report) to an open conference."""
        before = self.row(identity)
        check_version(self.noun, before["code"], before, expected_version)
        values = self.check({name: value for name, value in given.items() if name != "code"}, before)
        if given.get("code"):
            values["code"] = check_code("code", str(given["code"]))
        self.update(self.table, [(before, values)])
        self.follow({identity: values}, told)
        return before, self.row(identity)

    def remove(self, identity: int) -> Row:
        """Remove a part that was entered by mistake, with everything entered below it.

        Raises Conflict when anything was reported of it, or a conference that is not open has it.
        """
        row = self.row(identity)
        if said := said_of(self.register.reader, self.noun, [identity]):
            raise reported(self.noun, row["code"], said)
        self.forget_reports([identity])
        self.delete(self.table, [row])
        return row

    def forget_reports(self, identities: Sequence[int]) -> None:
        """Remove parts without any report from the lists of the open conferences."""
        if self.reports is not None:
            self.delete(self.reports, self.rows_in(self.reports, f"{self.noun}_id", identities))

    def row(self, identity: int) -> Row:
        return first(self.rows(self.table, self.table.c.id == identity), self.noun, str(identity))

    def check(self, given: Given, row: Row | None = None) -> dict[str, Any]:
        """Return the columns for `given`, for a new part or as a change of `row`; None is left out. Raises Invalid."""
        said = {name: str(value) for name, value in given.items() if value is not None}
        for name, field in self.fields.items():
            if field.required and not said.get(name, "" if row is None else "as it is").strip():
                raise Invalid(_words(name), "", "is missing", f"a value for the {_words(name)}")
        return {name: read(self.fields[name], text, _words(name)) for name, text in said.items()}

    def _write(self, facts: Sequence[F], *, revise: bool) -> tuple[list[int], Entered]:
        projects = self.project_ids(fact.project for fact in facts)
        scopes = [projects[code_key(fact.project.strip())] for fact in facts]
        known = self.known(self.noun, scopes)
        rows = {row["id"]: row for row in self.rows_in(self.table, "project_id", scopes)} if revise else {}
        highest = highest_numbers(self.letter, known)
        new: dict[tuple[int, str], dict[str, Any]] = {}
        revised: dict[int, dict[str, Any]] = {}
        slots: list[int | tuple[int, str]] = []
        for fact, scope, given in zip(facts, scopes, self.given(facts, scopes), strict=True):
            code = self._code(fact, scope, highest)
            key = scope, code_key(code)
            existing = known.get(key)
            if not revise and (existing is not None or key in new):
                raise Conflict(
                    f"The code {fact.project.strip()}/{code} is taken, or was used before for another {self.noun}.",
                    "Codes are never reused. Leave the code out to use the next free one.",
                )
            row = new.get(key) if existing is None else rows[existing] | revised.get(existing, {})
            values = self.check(given, row)
            if existing is not None:
                revised.setdefault(existing, {}).update(values)
                slots.append(existing)
            else:
                new.setdefault(key, {"project_id": scope, "code": code}).update(values)
                slots.append(key)
        ids = dict(zip(new, self.insert(self.table, new.values()), strict=True))
        for (scope, _), row in new.items():
            self.codes.learn(self.noun, row["code"], ids[scope, code_key(row["code"])], scope)
        changed = self.update(self.table, [(rows[identity], values) for identity, values in revised.items()])
        self.follow(revised)
        self.list_parts(ids.values())
        entered = Entered(len(new), changed, len(facts) - len(new) - changed)
        return [slot if isinstance(slot, int) else ids[slot] for slot in slots], entered

    def given(self, facts: Sequence[F], scopes: Sequence[int]) -> list[dict[str, Any]]:
        """Return the fields that each fact gives; `scopes` are the ids of their projects."""
        return [{name: value for name, value in fact._asdict().items() if name in self.fields} for fact in facts]

    def known(self, noun: str, scopes: Iterable[int]) -> dict[tuple[int, str], int]:
        """Return every code that parts of these projects have or had: (project, code in small letters) -> id."""
        found = self.rows_in(tables.code, "scope", scopes, tables.code.c.noun == noun)
        return {(row["scope"], row["key"]): row["id"] for row in found}

    def highest(self, scopes: Iterable[int]) -> dict[int, int]:
        """Return the highest number that an automatic code ever had, by project; projects without any are absent."""
        return highest_numbers(self.letter, self.known(self.noun, scopes))

    def project_ids(self, texts: Iterable[str]) -> dict[str, int]:
        """Return the projects with these codes, by the code in small letters. Raises NotFound with the nearest."""
        asked = {code_key(text.strip()): text for text in texts}
        found = self.rows_in(tables.code, "key", asked, tables.code.c.noun == "project")
        ids = {row["key"]: row["id"] for row in found}
        for key, text in asked.items():
            if key not in ids:
                ids[key] = self.codes.id("project", text.strip())
        return ids

    def follow(self, revised: Mapping[int, Mapping[str, object]], told: Mapping[str, object] = NOTHING) -> None:
        """Apply edits of parts to the reports to open conferences that list them.

        `told` is reported to them as well, in the columns of the report.
        """
        if self.reports is None:
            return
        opened = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))
        rows = self.rows_in(self.reports, f"{self.noun}_id", revised, self.reports.c.conference_id.in_(opened))
        edits = []
        for row in rows:
            values = revised[row[f"{self.noun}_id"]].items()
            edits.append((row, {name: value for name, value in values if name in self.model.copies} | dict(told)))
        self.update(self.reports, edits)
        self.list_parts(revised)

    def list_parts(self, identities: Iterable[int]) -> None:
        """Add parts to the lists of the open conferences that have their projects, as not reported yet."""
        if self.reports is not None:
            Unreported(self.register).list_parts(self.noun, identities)

    def _code(self, fact: F, scope: int, highest: dict[int, int]) -> str:
        if fact.code is not None:
            code = check_code("code", fact.code)
            highest[scope] = max(highest.get(scope, 0), _number(self.letter, code_key(code)))
            return code
        highest[scope] = highest.get(scope, 0) + 1
        return f"{self.letter}{highest[scope]}"


def reported(noun: str, code: str, count: int) -> Conflict:
    """Return the error for removing a part that was reported to conferences."""
    return Conflict(
        f"{noun} {code} cannot be removed: {count} report{'s' if count > 1 else ''} of it.",
        "Reports to conferences cannot be removed; `remove` is only for entries made by mistake.",
    )


def highest_numbers(letter: str, known: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Return the highest number of the automatic codes among some codes, each as (scope, key), by their scope."""
    found: dict[int, int] = {}
    for scope, key in known:
        found[scope] = max(found.get(scope, 0), _number(letter, key))
    return found


def _number(letter: str, key: str) -> int:
    match = re.fullmatch(f"{letter.lower()}([0-9]{{1,9}})", key)
    return int(match[1]) if match else 0


def _words(name: str) -> str:
    return name.replace("_", " ")

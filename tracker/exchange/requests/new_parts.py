"""Read the rows of new risks, indicators and milestones in a returned form: their codes, and what they report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import GridLine
from tracker.exchange.requests.compared import Compared, Words, to_tell, told_since
from tracker.exchange.requests.returned import SentSheet, Texts, clean
from tracker.exchange.requests.sheets import LAST, FormRow
from tracker.model.reading import read
from tracker.register.core import Row
from tracker.register.projects.parts import Parts
from tracker.register.register import Register
from tracker.rules.codes import code_key
from tracker.rules.structure import several
from tracker.rules.text import fold

NEW_OUTCOME = "outcome"  # the level of an outcome that a form names for the first time


class NewPart(NamedTuple):
    """A row that adds a part to a project: its code, and what the register does not have yet.

    `facts` are empty if the register has the part already, as when a form is imported twice. `outcome` is the code and
    the title of an outcome that is new with it. `found` is what the row reports.
    """

    line: GridLine
    project: str
    code: str
    is_new: bool
    facts: Texts
    outcome: tuple[str, str] | None
    found: Compared


class PartReader:
    """Reads such rows of one sheet. `projects` are codes of projects by code and by title, in folded letters."""

    def __init__(
        self,
        register: Register,
        words: Words,
        sheet: SentSheet,
        projects: Mapping[str, str],
        now: Mapping[tuple[str, int, int | None], FormRow],
    ) -> None:
        self.register, self.words, self.sheet = register, words, sheet
        self.projects, self.now = projects, now
        self.kind = sheet.form.kind
        self.part = sheet.form.new_in
        # The column that identifies a part to a person.
        self.name = "event" if self.part == "risk" else "title"
        self.collection: Parts[Any] = getattr(register, several(self.part))
        # The cells with the facts of a part, by the register's names of its columns; the others report its state.
        columns = {field.name: column for column, field in self.collection.fields.items()}
        self.facts = {field.name: columns[field.name] for field in sheet.form.fields if field.name in columns}

    def read(self, rows: Sequence[tuple[GridLine, Texts]]) -> list[NewPart]:
        """Return the content of the rows, each with its code."""
        collection = self.collection
        named = [self.projects.get(fold(clean(cells["project"])), "") for _, cells in rows]
        scopes = {code: self.register.codes.find("project", code) or 0 for code in named if code}
        self.stored = self._by_name(collection, scopes, self.name)
        self.outcomes = self._by_name(self.register.outcomes, scopes, "title")
        ids = set(scopes.values())
        highest = {"": collection.highest(ids), "outcome": self.register.outcomes.highest(ids)}
        self.numbers = {
            (what, code): found.get(scope, 0) for what, found in highest.items() for code, scope in scopes.items()
        }
        self.seen: dict[tuple[str, str], int] = {}
        return [self._one(line, cells, project) for (line, cells), project in zip(rows, named, strict=True)]

    def _by_name(self, collection: Parts[Any], scopes: Mapping[str, int], name: str) -> dict[tuple[str, str], Row]:
        codes = {scope: code for code, scope in scopes.items() if scope}
        rows = collection.rows_in(collection.table, "project_id", codes)
        return {(codes[row["project_id"]], fold(clean(row[name]))): row for row in rows}

    def _one(self, line: GridLine, cells: Texts, project: str) -> NewPart:
        key = project, fold(clean(cells.get(self.name, "")))
        faults = list(self._faults(cells, key))
        self.seen.setdefault(key, line.number)
        stored = self.stored.get(key)
        code = stored["code"] if stored else "" if faults else self._next(project, "")
        now = self.now.get((self.kind, stored["project_id"], stored["id"])) if stored else None
        outcome, new_outcome = self._outcome(cells, project) if self.kind == "results" and not faults else ("", None)
        facts, told = self._told(cells, stored, now, faults)
        if stored is None or facts:
            names = self.facts.items()
            facts = {column: self._text(cells, name) for name, column in names if cells.get(name)} | {self.part: code}
            facts |= {"outcome": outcome} if outcome else {}
        sent = {"project": project, self.part: code, "last": now.texts.get("last", "") if now else ""}
        if self.kind == "results" and told and not (told.get("actual") or sent["last"]):
            faults.append(("actual", Invalid("actual", "", "is empty, but the row has a note", "the current value")))
        if faults:
            told = {name: text for name, text in cells.items() if text and name not in self.sheet.form.keys}
        found = Compared(sent, told, frozenset(told), faults, "updated")
        return NewPart(line, project or cells["project"], code, stored is None, facts, new_outcome, found)

    def _next(self, project: str, what: str) -> str:
        self.numbers[what, project] += 1
        letter = self.register.outcomes.letter if what else self.collection.letter
        return f"{letter}{self.numbers[what, project]}"

    def _faults(self, cells: Texts, key: tuple[str, str]) -> Iterator[tuple[str, TrackerError]]:
        """Yield what is wrong with a row apart from its words."""
        project, name = key
        if not project:
            why = "is not a project of this form" if cells["project"] else "is empty"
            right = "the code of a project, or the title of one that is new in this form"
            yield "project", Invalid("project", cells["project"], why, right)
        for needed in ("outcome", self.name, "measure") if self.kind == "results" else (self.name,):
            if not clean(cells.get(needed, "")):
                yield needed, Invalid(needed, "", f"is empty in the row of a new {self.part}", "a value")
        if self.kind == "risks" and not cells.get("category"):
            yield "category", Invalid("category", "", "is empty in the row of a new risk", "one from the list")
        for row in self.sheet.rows:
            if name and (code_key(row["project"]), fold(clean(row[self.name]))) == (code_key(project), name):
                why = f"is the title of {project}/{row[self.part]}"
                yield self.name, Invalid(self.name, cells[self.name], why, f"the row of {row[self.part]}")
        if name and key in self.seen:
            again = Invalid(self.name, cells[self.name], f"is already in row {self.seen[key]}", "one row for each")
            yield self.name, again
        for column, text in cells.items():
            if text and not self.sheet.form.by_name[column].new and column != self.part:
                why = f"cannot be entered in the row of a new {self.part}"
                yield column, Invalid(column, text, why, "an empty cell")
            elif fault := broken(text):
                yield column, Invalid(column, text, *fault)

    def _outcome(self, cells: Texts, project: str) -> tuple[str, tuple[str, str] | None]:
        """Return the code of the outcome that a row names by code or title; and both if it is new."""
        title = clean(cells["outcome"])
        for (of, name), row in self.outcomes.items():
            if of == project and (name == fold(title) or code_key(row["code"]) == code_key(title)):
                return row["code"], None
        code = self._next(project, "outcome")
        self.outcomes[project, fold(title)] = {"code": code}
        return code, (code, title)

    def _told(
        self, cells: Texts, stored: Row | None, now: FormRow | None, faults: list[tuple[str, TrackerError]]
    ) -> tuple[Texts, Texts]:
        """Return the new facts and reports of a part; a row that contradicts the existing part is refused."""
        facts: Texts = {}
        told: Texts = {}
        for field in self.sheet.form.fields:
            name = field.name
            if not field.new or not cells.get(name) or name in ("project", "outcome"):
                continue
            if (column := self.facts.get(name)) is not None:
                current = "" if stored is None or stored[column] is None else str(stored[column])
            else:
                current = now.texts[LAST.get(name, name)] if now else ""
            text, current = self._text(cells, name), self._plain(cells, name, current)
            try:
                # Refuse here what the register would refuse, once instead of in each table that the row fills.
                read(self.collection.model.field(name), text)
            except TrackerError as error:
                faults.append((name, error))
                continue
            if not current:
                (told if column is None else facts)[name] = text
            elif self._plain(cells, name, text) != current and name != self.name:
                faults.append((name, told_since(self.sheet.form, name, text, "", current)))
        return facts, told

    def _text(self, cells: Texts, name: str) -> str:
        return to_tell(self.sheet.form.by_name[name], cells[name], self._plain(cells, name, cells[name]))

    def _plain(self, cells: Texts, name: str, text: str) -> str:
        form = self.sheet.form
        measure = (
            self.words.plain(form.by_name["measure"], cells.get("measure", "")) if self.kind == "results" else None
        )
        return self.words.plain(form.by_name[name], text, measure=measure)


def new_outcomes(made: Sequence[NewPart]) -> Iterator[tuple[NewPart, str, str]]:
    """Yield the outcomes that are new with indicators: the row, the code and the title."""
    for one in made:
        if one.outcome is not None and not one.found.faults:
            yield one, *one.outcome

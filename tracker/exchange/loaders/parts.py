"""Load risks, outcomes, indicators and milestones of projects; documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tracker import tables
from tracker.errors import Invalid
from tracker.exchange.loaders.planning import Loader, Values
from tracker.exchange.sheets import SheetRow
from tracker.model.reading import read
from tracker.register.core import Row
from tracker.register.projects.documents import ABOUT, DocumentFacts
from tracker.register.projects.milestones import MilestoneFacts
from tracker.register.projects.outcomes import IndicatorFacts, OutcomeFacts
from tracker.register.projects.parts import Parts
from tracker.register.projects.risks import RiskFacts
from tracker.rules.codes import check_code, code_key
from tracker.rules.dates import in_order
from tracker.rules.results.progress import check_value


class PartLoader(Loader):
    """Parts of projects, matched by their code; a row without a code is a new part, and gets the next free one."""

    parts: ClassVar[str]  # the collection of the register
    facts: ClassVar[Any]
    required: ClassVar[tuple[str, ...]]

    @property
    def collection(self) -> Parts[Any]:
        parts: Parts[Any] = getattr(self.register, self.parts)
        return parts

    def plan(self) -> None:
        collection = self.collection
        self.codes.load("project")
        fields = collection.fields
        readers: dict[str, Any] = {
            name: (lambda text, name=name: {name: read(fields[name], text, name.replace("_", " "))})
            for name in self.sheet.columns
            if name in fields
        }
        readers |= {
            "project": lambda text: self.codes.id("project", text),
            "code": lambda text: check_code("code", text),
        }
        self.sheet.read(readers, self.required)
        coded = [entry for entry in self.sheet.entries if {"project", "code"} <= set(entry.values)]
        self.sheet.refuse_duplicates(coded, _part, "code")
        scopes = {entry.values["project"] for entry in self.sheet.standing()}
        known = collection.known(collection.noun, scopes)
        stored = {row["id"]: row for row in collection.rows_in(collection.table, "project_id", scopes)}
        by_project: dict[int, dict[int, Row]] = {scope: {} for scope in scopes}
        for identity, row in stored.items():
            by_project[row["project_id"]][identity] = row
        self.prepare(scopes)
        for entry in self.sheet.standing():
            identity = known.get(_part(entry)) if "code" in entry.values else None
            before = stored[identity] if identity is not None else None
            self.check(entry, before)
            told = _told(entry)
            if "code" not in entry.values:
                before = _alike(told, by_project[entry.values["project"]])
            same = before is not None and all(before[name] == value for name, value in told.items())
            if entry.fate != "refused":
                entry.fate = "created" if before is None else "unchanged" if same else "updated"
        for entry in self.sheet.having("refused"):
            if "code" in entry.words:
                self.desk.refused.add(collection.noun, entry.words["code"], self.sheet.where(entry))

    def prepare(self, scopes: set[int]) -> None:
        """Look up what `check` needs, for the projects concerned."""

    def check(self, entry: SheetRow, before: Values | None) -> None:
        """Refuse a row whose columns contradict each other."""

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.collection.enter([self.facts(**entry.words) for entry in rows])


class RiskLoader(PartLoader):
    parts, facts, required = "risks", RiskFacts, ("project", "event", "category")


class OutcomeLoader(PartLoader):
    parts, facts, required = "outcomes", OutcomeFacts, ("project", "code", "title", "level")


class MilestoneLoader(PartLoader):
    parts, facts, required = "milestones", MilestoneFacts, ("project", "code", "title")


class IndicatorLoader(PartLoader):
    parts, facts, required = "indicators", IndicatorFacts, ("project", "outcome", "code", "title", "measure")

    def prepare(self, scopes: set[int]) -> None:
        self.outcomes: Mapping[tuple[int, str], int] = self.collection.known("outcome", scopes)

    def check(self, entry: SheetRow, before: Values | None) -> None:
        project, words, values = entry.values["project"], entry.words, entry.values
        outcome = self.outcomes.get((project, code_key(words["outcome"].strip())))
        if outcome is None:
            self.attempt(entry, "outcome", self.codes.id, "outcome", words["outcome"], project)
        values["outcome"] = {"outcome_id": outcome}
        measure = values["measure"]["measure"]
        if before is None and "direction" not in values and measure not in ("yes/no", "text"):
            self.sheet.refuse(
                entry, "direction", Invalid("direction", "", "is missing", "up or down: the direction that is better")
            )
        for name in ("baseline", "target"):
            if name in words:
                values[name] = {name: self.attempt(entry, name, check_value, name, measure, words[name])}
        whole = {"baseline_date": None, "target_date": None} | dict(before or {})
        for name in ("baseline_date", "target_date"):
            whole |= values.get(name, {})
        if not in_order(whole["baseline_date"], whole["target_date"]):
            why = f"is before the baseline date, {whole['baseline_date']}"
            self.sheet.refuse(entry, "target_date", Invalid("target date", "", why, "a later date"))


class DocumentLoader(Loader):
    """Documents, matched by their location and their subject."""

    def plan(self) -> None:
        collection = self.register.documents
        self.codes.load("project", "organisation")
        found: dict[tuple[str, str], int] = {}
        names = self.sheet.columns
        readers = {name: (lambda text, name=name: collection.check({name: text}, found)) for name in names}
        self.sheet.read(readers, ("title", "location"))
        for entry in self.sheet.standing():
            if not set(ABOUT) & set(entry.values):
                expected = "a project, a conference or an organisation"
                self.sheet.refuse(
                    entry,
                    "project",
                    Invalid("project", "", "is not said: it names no project, conference or organisation", expected),
                )
        self.sheet.refuse_duplicates(self.sheet.standing(), lambda entry: _subject(_told(entry)), "location")
        rows = [_told(entry) for entry in self.sheet.standing()]
        known = collection.rows_in(tables.document, "location", [row["location"] for row in rows])
        stored = {_subject(row): row for row in known}
        for entry in self.sheet.standing():
            told = _told(entry)
            before = stored.get(_subject(told))
            same = before is not None and all(before[name] == value for name, value in told.items())
            entry.fate = "created" if before is None else "unchanged" if same else "updated"

    def apply(self) -> None:
        rows = self.sheet.having("created", "updated")
        self.register.documents.enter([DocumentFacts(**entry.words) for entry in rows])


def _told(entry: SheetRow) -> dict[str, Any]:
    read = [value for value in entry.values.values() if isinstance(value, dict)]
    return {name: value for one in read for name, value in one.items()}


def _alike(told: Values, stored: dict[int, Row]) -> Row | None:
    """Return an existing part equal to a row without a code; each part matches one such row only."""
    for identity, row in stored.items():
        if all(row[name] == value for name, value in told.items()):
            return stored.pop(identity)
    return None


def _part(entry: SheetRow) -> tuple[int, str]:
    return entry.values["project"], code_key(entry.values["code"])


def _subject(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["location"], *(row.get(column) for column in ABOUT.values())


LOADERS: dict[str, type[Loader]] = {
    "risks": RiskLoader,
    "outcomes": OutcomeLoader,
    "indicators": IndicatorLoader,
    "milestones": MilestoneLoader,
    "documents": DocumentLoader,
}

"""Load reports to conferences: on projects and their money, on risks, indicators and milestones.

Rows of one conference and project are one report, whichever table they are in; conferences are processed in the order
of their series. An empty cell means not mentioned: it keeps the value last reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from tracker import tables
from tracker.errors import Invalid
from tracker.exchange.loaders.meetings import AtConference
from tracker.exchange.loaders.planning import Readers, Values, split
from tracker.exchange.sheets import ImportSheet, SheetRow
from tracker.insight.codes import Codes
from tracker.model.fields import Field, Noun
from tracker.model.nouns import INDICATOR, MILESTONE, PROJECT, RISK
from tracker.register.drafting.project_report import FundingReport, PartReport
from tracker.register.project_words import (
    read_field,
    shares_by_id,
    theme_codes,
)
from tracker.register.projects.milestones import milestones_of
from tracker.register.projects.parts import Parts
from tracker.rules.codes import code_key
from tracker.rules.money import Amount
from tracker.rules.results.progress import check_value
from tracker.rules.words import ANSWERS, BASES, INSTRUMENTS, MEASURES, REASONS, choose

MONEY = (*MEASURES, "currency", "basis", "reason", "donor_answer")
# All rows of one report must agree on these; each may have its own source.
STANDING = tuple(field.name for field in PROJECT.revised)
REVIEW = tuple(field.name for field in PROJECT.own)
COMMON = (*STANDING, *(word for word in REVIEW if word not in ("source", "reason")), "themes", "beneficiaries")


class ReportRows(NamedTuple):
    """The rows of one report: (sheet, row), and what they report on the money, risks, indicators and milestones."""

    rows: list[tuple[ImportSheet, SheetRow]]
    funding: list[FundingReport]
    parts: dict[str, list[PartReport]]


class ReportLoader(AtConference):
    """Reads a table of reports: each row reports on one contribution, or on the project alone."""

    def plan(self) -> None:
        codes = self.codes
        codes.load("project", "organisation", "contribution")
        readers: Readers = {field.name: _reader(self.codes, field) for field in (*PROJECT.revised, *PROJECT.own)}
        readers |= {
            "conference": codes.conference,
            "project": lambda text: codes.id("project", text),
            "themes": lambda text: theme_codes(codes, split(text)),
            "beneficiaries": lambda text: shares_by_id(codes, split(text)),
            "contribution": lambda text: codes.id("contribution", text),
            "donor": lambda text: codes.id("organisation", text, said_as="donor"),
            "instrument": lambda text: choose("instrument", text, INSTRUMENTS),
            "currency": codes.currency,
            "donor_answer": lambda text: choose("donor answer", text, ANSWERS),
            "basis": lambda text: choose("basis", text, BASES),
            "reason": lambda text: choose("reason", text, REASONS),
        }
        self.sheet.read(readers, ("project",))
        self.name_conferences()
        projects = {entry.values["project"] for entry in self.sheet.standing()}
        self.contributions: dict[int, dict[int, Values]] = defaultdict(dict)
        for row in self.register.contributions.rows_in(tables.contribution, "project_id", projects):
            self.contributions[row["project_id"]][row["id"]] = row
        for entry in self.sheet.standing():
            self.attempt(entry, "contribution", self._whose, entry)
        for entry in self.sheet.standing():
            self._read_money(entry)
        self.sheet.refuse_duplicates(self.sheet.standing(), _line_of, "project")

    def tell(self, entry: SheetRow, told: ReportRows) -> None:
        """Add a row to the report that it belongs to."""
        if "whose" in entry.values:
            values, donor = entry.values, self.contributions[entry.values["project"]][entry.values["whose"]]["donor_id"]
            spoken = values.get("basis") or any(measure in values for measure in MEASURES)
            told.funding.append(
                FundingReport(
                    values["whose"],
                    {measure: [values[measure]] for measure in MEASURES if measure in values},
                    reason=values.get("reason"),
                    basis=values.get("basis"),
                    source=values.get("source", {}).get("source"),
                    answer=values.get("donor_answer", "updated" if spoken and donor == self.desk.by else None),
                    where=self.sheet.where(entry),
                )
            )

    def _whose(self, entry: SheetRow) -> None:
        """Find the contribution meant: the one named, or the only one that the donor has on the project."""
        mine, values = self.contributions[entry.values["project"]], entry.values
        project = entry.words["project"].strip()
        if "contribution" in values:
            if values["contribution"] not in mine:
                why = f"is not a contribution to {project}"
                raise Invalid("contribution", "", why, _listed(mine) or "one that was added first")
            values["whose"] = values["contribution"]
        elif "donor" in values:
            fits = {one: row for one, row in mine.items() if row["donor_id"] == values["donor"]}
            if "instrument" in values and len(fits) > 1:
                fits = {one: row for one, row in fits.items() if row["instrument"] == values["instrument"]}
            if len(fits) != 1:
                has = f"has several contributions to {project}" if fits else f"has no contribution to {project}"
                expected = (
                    f"a column contribution: {_listed(fits)}"
                    if fits
                    else "a donor with a contribution, or add the contribution first"
                )
                self.sheet.refuse(entry, "donor", Invalid("donor", "", has, expected))
                return
            (values["whose"],) = fits
        elif spoken := [word for word in MONEY if word in entry.words]:
            why = f"is missing: {spoken[0]} is an amount of one contribution"
            raise Invalid("contribution", "", why, _listed(mine) or "the code of a contribution")

    def _read_money(self, entry: SheetRow) -> None:
        values, spoken = entry.values, [measure for measure in MEASURES if measure in entry.words]
        if "reason" in values and not spoken and values.get("basis") != "transactions":
            expected = "an amount beside it"
            self.sheet.refuse(entry, "reason", Invalid("reason", "", "explains no amount of this row", expected))
        if spoken and values.get("basis") == "transactions":
            why = "contradicts the amount in this row"
            self.sheet.refuse(
                entry,
                "basis",
                Invalid("basis", "", why, "reported; or leave the amount out, because transactions are summed"),
            )
        if "whose" not in values:
            return
        contribution = self.contributions[values["project"]][values["whose"]]
        currency = contribution["currency"] or values.get("currency")
        if values.get("currency", currency) != currency:
            why = f"is not the currency of {contribution['code']}, which never changes once reported"
            self.sheet.refuse(entry, "currency", Invalid("currency", "", why, currency))
        elif spoken and currency is None:
            why = f"is not known of {contribution['code']}"
            self.sheet.refuse(entry, "currency", Invalid("currency", "", why, "a column currency, such as USD"))
        elif currency is not None:
            for measure in spoken:
                if (minor := self.amount(entry, measure, currency)) is not None:
                    values[measure] = Amount(minor, currency, False, None)


class PartReportLoader(AtConference):
    """Reads a table of reports on parts of projects, each identified by its code within the project."""

    noun: ClassVar[Noun]
    required: ClassVar[tuple[str, ...]] = ()

    @property
    def collection(self) -> Parts[Any]:
        found: Parts[Any] = getattr(self.register, f"{self.noun.name}s")
        return found

    def plan(self) -> None:
        name = self.noun.name
        self.codes.load("project")
        readers: Readers = {field.name: _reader(self.codes, field) for field in self.noun.told}
        readers |= {"conference": self.codes.conference, "project": lambda text: self.codes.id("project", text)}
        self.sheet.read(readers | self.more_readers(), ("project", name, *self.required))
        self.name_conferences()
        projects = {entry.values["project"] for entry in self.sheet.standing()}
        known = self.collection.known(name, projects)
        for entry in self.sheet.standing():
            self.attempt(entry, name, self._whose, entry, known)
        self.check(projects)
        news = [field.name for field in self.noun.news]
        for entry in self.sheet.standing():
            if not {*news, *self.more_readers()} & set(entry.values):
                listed = ", ".join(news)
                self.sheet.refuse(entry, name, Invalid(name, "", "has no report in this row", listed))
        self.sheet.refuse_duplicates(self.sheet.standing(), _line_of, name)

    def more_readers(self) -> Readers:
        """Return how the cells are read that are not columns of the report."""
        return {}

    def check(self, projects: set[int]) -> None:
        """Refuse rows that contradict the parts they report on."""

    def tell(self, entry: SheetRow, told: ReportRows) -> None:
        """Add a row to the report that it belongs to."""
        values: dict[str, Any] = {}
        for field in self.noun.told:
            values |= entry.values.get(field.name, {})
        report = PartReport(entry.values["whose"], values, self.sheet.where(entry), entry.values.get("delayed"))
        told.parts.setdefault(self.noun.name, []).append(report)

    def _whose(self, entry: SheetRow, known: dict[tuple[int, str], int]) -> None:
        name = self.noun.name
        project, text = entry.values["project"], entry.words[name].strip()
        entry.values["whose"] = known.get((project, code_key(text))) or self.codes.id(name, text, project)


class AssessmentLoader(PartReportLoader):
    """Assessments: likelihood, impact and status of risks, when one occurred and which milestones it delayed."""

    noun = RISK

    def more_readers(self) -> Readers:
        return {"delayed": split}

    def check(self, projects: set[int]) -> None:
        for entry in self.sheet.standing():
            if "delayed" in entry.values:
                self.attempt(entry, "delayed", self._delayed, entry)

    def _delayed(self, entry: SheetRow) -> None:
        entry.values["delayed"] = milestones_of(self.codes, entry.values["project"], entry.values["delayed"])


class MeasurementLoader(PartReportLoader):
    """Measurements: the actual values of indicators."""

    noun = INDICATOR
    required = ("actual",)

    def check(self, projects: set[int]) -> None:
        rows = self.collection.rows_in(tables.indicator, "project_id", projects)
        measures = {row["id"]: row["measure"] for row in rows}
        for entry in self.sheet.standing():
            self.attempt(entry, "actual", _actual, entry, measures)


class MilestoneReportLoader(PartReportLoader):
    """Milestone reports: when milestones were reached, and when they are planned now."""

    noun = MILESTONE


def _reader(codes: Codes, field: Field) -> Callable[[str], Any]:
    return lambda text: {field.column: read_field(codes, field, text)}


def _actual(entry: SheetRow, measures: dict[int, str]) -> None:
    value = check_value("actual", measures[entry.values["whose"]], entry.words["actual"])
    entry.values["actual"] = {"actual": value}


def _line_of(entry: SheetRow) -> tuple[Any, ...]:
    return entry.values["conference"].id, entry.values["project"], entry.values.get("whose")


def _listed(contributions: dict[int, Values]) -> str:
    return ", ".join(str(row["code"]) for row in contributions.values())


LOADERS: dict[str, type[ReportLoader | PartReportLoader]] = {
    "reports": ReportLoader,
    "assessments": AssessmentLoader,
    "measurements": MeasurementLoader,
    "milestone reports": MilestoneReportLoader,
}

"""Load projects and contributions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tracker import tables
from tracker.errors import Invalid
from tracker.exchange.loaders.planning import Coded, Loader, Readers, Values, order_by_parent, split
from tracker.exchange.sheets import SheetRow
from tracker.model.nouns import PROJECT
from tracker.register.drafting.drafts import standing_shares
from tracker.register.project_words import check_dates, shares_by_id, theme_codes
from tracker.register.projects.contributions import ContributionFacts, Contributions
from tracker.register.projects.projects import ProjectFacts, Projects
from tracker.rules.codes import code_key
from tracker.rules.dates import in_order


class ProjectLoader(Coded):
    noun, table = "project", tables.project
    required = ("code", "title")
    lists = frozenset({"themes", "succeeds", "beneficiaries"})

    @property
    def collection(self) -> Projects:
        return self.register.projects

    def readers(self) -> Readers:
        self.codes.load("organisation")
        return super().readers() | {
            "themes": lambda text: theme_codes(self.codes, split(text)),
            "beneficiaries": lambda text: shares_by_id(self.codes, split(text)),
            "succeeds": lambda text: [self._predecessor(code) for code in split(text)],
            "parent": self.own("parent_id", self.cell("parent")),
        }

    def _predecessor(self, code: str) -> Any:
        return self.own("id", lambda text: {"id": self.codes.id("project", text)})(code)["id"]

    def recall(self, stored: Mapping[int, Values]) -> None:
        known = self.collection
        self.themes: dict[int, set[tuple[str, bool]]] = defaultdict(set)
        for row in known.rows_in(tables.project_theme, "project_id", stored):
            self.themes[row["project_id"]].add((row["theme"], row["is_primary"]))
        self.shares: dict[int, dict[int, int | None]] = defaultdict(dict)
        for row in standing_shares(known, stored):
            self.shares[row["project_id"]][row["organisation_id"]] = row["share"]
        self.told_of: dict[int, set[int]] = defaultdict(set)
        for row in known.rows_in(tables.share, "project_id", stored):
            self.told_of[row["project_id"]].add(row["organisation_id"])
        self.before: dict[int, set[int]] = defaultdict(set)
        for row in known.rows_in(tables.project_succession, "successor_id", stored):
            self.before[row["successor_id"]].add(row["predecessor_id"])

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        whole = dict.fromkeys(PROJECT.copies) | dict(before or {}) | dict(values)
        late = "end" if not in_order(whole["planned_start"], whole["planned_end"]) else "actual_end"
        self.attempt(entry, late, check_dates, whole)
        own = code_key(entry.words["code"])
        if code_key(entry.words.get("parent", "")) == own:
            self.sheet.refuse(entry, "parent", Invalid("parent", "", "is the project itself", "another project"))
        if own in map(code_key, split(entry.words.get("succeeds", ""))):
            self.sheet.refuse(entry, "succeeds", Invalid("succeeds", "", "is the project itself", "another project"))

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        values = entry.values
        return (
            ("themes" in values and set(_ranked(values["themes"])) != self.themes[identity])
            or ("beneficiaries" in values and values["beneficiaries"] != self.shares[identity])
            or not set(values.get("succeeds", ())) <= self.before[identity]
        )

    def plan(self) -> None:
        super().plan()
        self.created, circular = order_by_parent(self.sheet.having("created"), "parent")
        for entry in circular:
            why = "leads back to the project itself, through its parts"
            self.sheet.refuse(
                entry, "parent", Invalid("parent", "", why, "a parent project that is not one of its parts")
            )

    def apply(self) -> None:
        self.collection.add([ProjectFacts(**self.given(entry)) for entry in self.created])
        updated = {entry.values["id"]: self.changes(entry) for entry in self.sheet.having("updated")}
        self.collection.revise(updated)
        self.collection.succeed(
            {one: self.codes.ids("project", given["succeeds"]) for one, given in updated.items() if "succeeds" in given}
        )


class ContributionLoader(Coded):
    """Contributions; without a code, the donor's contribution to a project by that instrument, or a new one."""

    noun, table = "contribution", tables.contribution
    required = ("project", "donor")

    @property
    def collection(self) -> Contributions:
        return self.register.contributions

    def readers(self) -> Readers:
        self.codes.load("project", "organisation")
        return super().readers() | {
            "project": lambda text: {"project_id": self.codes.id("project", text)},
            "donor": lambda text: {"donor_id": self.codes.id("organisation", text, said_as="donor")},
            "replaces": self.own("replaces_id", self.cell("replaces")),
        }

    def plan(self) -> None:
        self.on_project: dict[tuple[int, int], list[Values]] = defaultdict(list)
        for row in self.collection.rows(self.table):
            self.on_project[row["project_id"], row["donor_id"]].append(row)
        super().plan()

    def identify(self, entry: SheetRow) -> int | None:
        if "code" in entry.words:
            return super().identify(entry)
        project, donor = entry.values["project"]["project_id"], entry.values["donor"]["donor_id"]
        instrument = entry.values.get("instrument", {}).get("instrument")
        known = self.on_project[project, donor]
        fits = [row for row in known if instrument is None or row["instrument"] in (instrument, None)]
        if len(fits) > 1:
            listed = ", ".join(str(row["code"]) for row in fits)
            why = f"has several contributions to this project: {listed}"
            self.sheet.refuse(entry, "donor", Invalid("donor", "", why, "a column code, to say which one"))
        return fits[0]["id"] if fits else None

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        if before is None:
            return
        if values["project_id"] != before["project_id"]:
            why = f"is not the project of {before['code']}, which is {self.codes.code('project', before['project_id'])}"
            self.sheet.refuse(entry, "project", Invalid("project", "", why, "its project, which stays"))
        if before["currency"] is not None and values.get("currency", before["currency"]) != before["currency"]:
            self.attempt(entry, "currency", self.collection.check_currency_may_change, before)
        if values.get("replaces_id") == before["id"]:
            self.sheet.refuse(entry, "replaces", Invalid("replaces", "", "is the contribution itself", "another one"))

    def apply(self) -> None:
        self.collection.add([ContributionFacts(**self.given(entry)) for entry in self.sheet.having("created")])
        self.collection.revise({entry.values["id"]: self.changes(entry) for entry in self.sheet.having("updated")})


def _ranked(themes: list[str]) -> list[tuple[str, bool]]:
    return [(theme, place == 0) for place, theme in enumerate(themes)]


LOADERS: dict[str, type[Loader]] = {
    "projects": ProjectLoader,
    "contributions": ContributionLoader,
}

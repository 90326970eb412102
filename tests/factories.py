"""Registers in a line each: what conferences were told, written straight through the journal.

    walk = Walk(register, "AMS-2012", "AMS-2013", rates={"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.35"}})
    walk.money("P2", "NORAD", "EUR", 400_000_00, 500_000_00, reason="revision")

tells the two conferences of one contribution in turn: an amount in minor units, None for one that is not known, ABSENT
where the conference heard nothing of it. Organisations, projects and reviews come along as they are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tracker import tables
from tracker.register.register import Register

ABSENT: Any = object()
Amount = int | None


class Walk:
    """Walks projects through the conferences of one series."""

    def __init__(
        self,
        register: Register,
        *conferences: str,
        rates: Mapping[str, Mapping[str, str]] | None = None,
        currency: str = "USD",
    ) -> None:
        self.register = register
        self.ids: dict[tuple[str, str], int] = {}
        series = conferences[0].split("-")[0]
        known = register.codes.find("series", series)
        self.series_id = known or self._add(tables.series, series, name=series)
        self.conferences: list[str] = []
        for code in conferences:
            self.conference(code, rates=(rates or {}).get(code, {}), currency=currency)

    def conference(
        self, code: str, *, rates: Mapping[str, str] | None = None, currency: str = "USD", **fields: Any
    ) -> int:
        """A planned conference after those that are there; its rates by currency, in its reporting currency."""
        year = code.split("-")[1]
        row = {"state": "planned", "start_date": year if year.isdigit() else None, "currency": currency} | fields
        identity = self._add(
            tables.conference, code, series_id=self.series_id, sequence=len(self.conferences) + 1, **row
        )
        self.conferences.append(code)
        pinned = [
            {"conference_id": identity, "currency": currency, "per_currency": source, "value": value, "source": "test"}
            | {"date": year, "method": "annual average"}
            for source, value in (rates or {}).items()
        ]
        self.register.journal.insert(tables.pinned_rate, pinned)
        return identity

    def organisation(self, code: str, **fields: Any) -> int:
        return self._known(tables.organisation, code, {"name": f"The {code}", "kind": "other"} | fields)

    def project(self, code: str, **fields: Any) -> int:
        return self._known(tables.project, code, {"title": f"Project {code}"} | fields)

    def review(self, code: str, at: str, **fields: Any) -> None:
        """The review of a project at a conference, with more of its fields, if it is not there yet."""
        if (f"review {at}", code) in self.ids:
            return
        self.ids[f"review {at}", code] = 1
        row = {"title": f"Project {code}", "status": "active", "answer": "updated"} | fields
        keys = {"conference_id": self.id("conference", at), "project_id": self.project(code)}
        self.register.journal.insert(tables.review, [row | keys])

    def money(
        self,
        project: str,
        donor: str,
        currency: str,
        *amounts: Amount,
        measure: str = "committed",
        code: str | None = None,
        reason: str | Sequence[tuple[str, Amount]] | None = None,
        status: str = "active",
        told: Sequence[Mapping[str, Any]] = (),
        **contribution: Any,
    ) -> int:
        """One contribution, told to the conferences in turn; the id of it.

        `reason` explains the last amount: wholly, or as (reason, amount) in parts. `told` has more fields of each
        funding row, in the same order as the amounts.
        """
        name = code or f"{project}-{donor}"
        row = {"donor_id": self.organisation(donor), "currency": currency, "instrument": "grant", "role": "funding"}
        identity = self._known(tables.contribution, name, {"project_id": self.project(project)} | row | contribution)
        for number, (at, amount) in enumerate(zip(self.conferences, amounts, strict=False)):
            if amount is not ABSENT:
                more = told[number] if number < len(told) else {}
                self.review(project, at, status=status)
                self.tell(at, name, {measure: amount} | row | dict(more), project=project)
        if reason is not None:
            parts = [(reason, None)] if isinstance(reason, str) else reason
            self.explain(self.conferences[len(amounts) - 1], name, measure, *parts)
        return identity

    def tell(self, at: str, contribution: str, told: Mapping[str, Any], *, project: str) -> None:
        """One funding row."""
        keys = {
            "conference_id": self.id("conference", at),
            "contribution_id": self.id("contribution", contribution),
            "project_id": self.id("project", project),
        }
        basis = told.get("basis", "told")
        cut_off = date(2012, 1, 1) if basis == "transactions" else None
        self.register.journal.insert(tables.funding, [{"basis": basis, "cut_off": cut_off} | dict(told) | keys])

    def explain(self, at: str, contribution: str, measure: str, *parts: tuple[str, Amount]) -> None:
        """Reasons for the step of a contribution at a conference."""
        keys = {
            "conference_id": self.id("conference", at),
            "contribution_id": self.id("contribution", contribution),
            "measure": measure,
        }
        rows = [keys | {"reason": reason, "amount": amount} for reason, amount in parts]
        self.register.journal.insert(tables.reason, rows)

    def succeed(self, successor: str, *predecessors: str, kind: str = "continues") -> None:
        keys = {"successor_id": self.project(successor), "kind": kind}
        rows = [keys | {"predecessor_id": self.project(code)} for code in predecessors]
        self.register.journal.insert(tables.project_succession, rows)

    def shares(self, project: str, at: str, **shares: int | None) -> None:
        """The shares of beneficiaries in percent; underscores of a code for hyphens."""
        row = {"project_id": self.project(project)}
        keys = row | {"conference_id": self.id("conference", at)}
        for name, share in shares.items():
            organisation = self.organisation(name.replace("_", "-"))
            ppm = None if share is None else share * 10_000
            if (f"beneficiary {project}", name) not in self.ids:
                self.ids[f"beneficiary {project}", name] = 1
                self.register.journal.insert(tables.beneficiary, [row | {"organisation_id": organisation}])
            self.register.journal.insert(tables.share, [keys | {"organisation_id": organisation, "share": ppm}])

    def earmark(self, project: str, contribution: str, at: str, beneficiary: str, share: int) -> None:
        """The share, in percent, of a contribution that is meant for one of the beneficiaries of the project."""
        keys = {"conference_id": self.id("conference", at), "contribution_id": self.id("contribution", contribution)}
        row = {"project_id": self.project(project), "organisation_id": self.organisation(beneficiary)}
        self.register.journal.insert(tables.earmark, [keys | row | {"share": share * 10_000}])

    def theme(self, project: str, at: str, theme: str, *, primary: bool = True) -> None:
        keys = {"conference_id": self.id("conference", at), "project_id": self.project(project)}
        self.register.journal.insert(tables.review_theme, [keys | {"theme": theme, "is_primary": primary}])

    def part(self, noun: str, whole: str, told: Mapping[str, Mapping[str, Any]], **fields: Any) -> int:
        """A risk, indicator or milestone, `part("risk", "P1/R1", {"AMS-2012": {"likelihood": 3, ...}})`, as told."""
        table, report, defaults = PARTS[noun]
        project, code = whole.split("/")
        project_id = self.project(project)
        if noun == "indicator" and "outcome_id" not in fields:
            outcome = {"project_id": project_id, "level": "outcome", "title": "An outcome"}
            fields["outcome_id"] = self._add(tables.outcome, f"O-{code}", **outcome)
        standing = defaults | {key: value for key, value in fields.items() if key in table.c}
        identity = self._add(table, code, project_id=project_id, **standing)
        for at, values in told.items():
            self.review(project, at)
            keys = {"conference_id": self.id("conference", at), "project_id": project_id, f"{noun}_id": identity}
            copied = {key: value for key, value in standing.items() if key in report.c}
            more = {"status": "open"} if noun == "risk" else {}
            self.register.journal.insert(report, [copied | more | dict(values) | keys])
        return identity

    def id(self, noun: str, code: str) -> int:
        """The id of what this walk has made, or the register had before."""
        if (noun, code) not in self.ids:
            self.ids[noun, code] = self.register.codes.id(noun, code)
        return self.ids[noun, code]

    def _known(self, table: Any, code: str, row: Mapping[str, Any]) -> int:
        known = self.ids.get((table.name, code)) or self.register.codes.find(table.name, code)
        if known:
            self.ids[table.name, code] = known
        return known or self._add(table, code, **row)

    def _add(self, table: Any, code: str, **row: Any) -> int:
        (identity,) = self.register.journal.insert(table, [{"code": code, **row}])
        self.ids[table.name, code] = identity
        return identity


PARTS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "risk": (tables.risk, tables.assessment, {"category": "political", "event": "Government changes"}),
    "indicator": (
        tables.indicator,
        tables.measurement,
        {"title": "Clearance time", "measure": "number", "direction": "down"},
    ),
    "milestone": (tables.milestone, tables.milestone_report, {"title": "Contract signed"}),
}

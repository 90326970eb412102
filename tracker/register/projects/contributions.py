"""Contributions: what one donor contributes to one project; and the dated transactions on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.model.nouns import CONTRIBUTION
from tracker.register.core import Collection, Row, Values, Words, check_version, first
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.project_words import read_fields
from tracker.register.roles import give_role
from tracker.rules.codes import check_code, code_key, joined_code
from tracker.rules.dates import parse_day
from tracker.rules.money import from_decimal
from tracker.rules.text import line, prose
from tracker.rules.words import (
    INSTRUMENTS,
    TRANSACTION_KINDS,
    choose,
)
from tracker.store.sequences import next_ids

MANY = 50
# Project and donor are resolved where a contribution is added or changed; of the others only a note can be cleared.
WORDS = tuple(field for field in CONTRIBUTION.standing if field.name not in ("project", "donor"))

# What rows that refer to a contribution are called, where it is not the plural of their table.
CALLED: Words = {
    ("funding", "contribution_id"): "reports",
    ("contribution", "replaces_id"): "contributions that continue it",
}


class ContributionFacts(NamedTuple):
    """A contribution in words; without a code it is named after its project and donor. None is unknown."""

    project: str
    donor: str
    instrument: str | None = None
    currency: str | None = None
    role: str | None = None
    code: str | None = None
    replaces: str | None = None
    note: str | None = None


class TransactionFacts(NamedTuple):
    """A transaction in words: `amount` is a plain decimal in the contribution's currency, negative for a refund."""

    contribution: str
    kind: str
    date: str
    amount: str
    reference: str | None = None
    description: str | None = None
    source: str | None = None


class Contributions(Collection):
    """The contributions of a register."""

    def add(self, facts: Sequence[ContributionFacts]) -> list[int]:
        """Add contributions; their donors get the role of donor. Raises Invalid, NotFound or Conflict."""
        if len(facts) > MANY:
            self.codes.load("project", "organisation", "contribution")
        ids = next_ids(self.register.connection, tables.contribution, len(facts))
        rows: list[Row] = []
        taken: set[str] = set()
        for fact, identity in zip(facts, ids, strict=True):
            project, donor = (
                self.codes.id("project", fact.project),
                self.codes.id("organisation", fact.donor, said_as="donor"),
            )
            code = self._free_code(fact, taken)
            taken.add(code_key(code))
            row = {"id": identity, "code": code, "project_id": project, "donor_id": donor, "role": "funding"}
            rows.append(row | self.columns(fact._asdict()))
            self.codes.learn("contribution", code, identity)
        self.insert(tables.contribution, rows)
        give_role(self.register, {row["donor_id"] for row in rows}, "donor")
        return ids

    def edit(self, identity: int, given: Mapping[str, Any], expected_version: int | None = None) -> tuple[Row, Row]:
        """Change a contribution, given as in `ContributionFacts`; its project stays.

        Returns the row before and after. Raises Conflict for another currency once an amount was reported.
        """
        before = self.row(identity)
        check_version("contribution", before["code"], before, expected_version)
        self.revise({identity: given})
        return before, self.row(identity)

    def revise(self, edits: Mapping[int, Mapping[str, Any]]) -> None:
        """Change many contributions at once, each as `edit` does."""
        before = self.by_id(tables.contribution, edits)
        values = {}
        for identity, given in edits.items():
            row = before[identity]
            values[identity] = self.columns(given)
            if given.get("code"):
                values[identity]["code"] = check_code("contribution code", given["code"])
            if given.get("donor"):
                values[identity]["donor_id"] = self.codes.id("organisation", given["donor"], said_as="donor")
            if row["currency"] not in (None, values[identity].get("currency", row["currency"])):
                self.check_currency_may_change(row)
        self.update(tables.contribution, [(before[identity], changed) for identity, changed in values.items()])
        give_role(self.register, {changed["donor_id"] for changed in values.values() if "donor_id" in changed}, "donor")
        OpenReports(self.register).follow_contributions(edits)

    def remove(self, identity: int) -> Row:
        """Remove a contribution that was entered by mistake. Raises Conflict where anything was reported of it."""
        row = self.row(identity)
        held = [f"{count} {what}" for what, count in self.named_by("contribution", identity, CALLED).items()]
        if held:
            raise Conflict(
                f"Contribution {row['code']} cannot be removed because it has {', '.join(held)}.",
                "If the donor pulls out: `tracker report PROJECT --donor CODE --pull-out`.",
            )
        self.delete(tables.contribution, [row])
        return row

    def row(self, identity: int) -> Row:
        table = tables.contribution
        return first(self.rows(table, table.c.id == identity), "contribution", str(identity))

    def meant(
        self, project: int, donor: str | None, code: str | None, instrument: str | None, currency: str | None
    ) -> int:
        """Return the contribution to a project that is meant; it is created where the donor has none there.

        Raises Usage where the donor has several and neither instrument nor currency identifies one.
        """
        if code:
            return self.codes.id("contribution", code)
        assert donor is not None
        table = tables.contribution
        who = self.codes.id("organisation", donor, said_as="donor")
        mine = self.rows(table, table.c.project_id == project, table.c.donor_id == who, table.c.ended_at_id.is_(None))
        if instrument:
            kind = choose("--instrument", instrument, INSTRUMENTS)
            mine = [row for row in mine if row["instrument"] in (kind, None)]
        if len(mine) > 1:
            same = [row for row in mine if row["currency"] == currency]
            mine = same if len(same) == 1 else mine
        if len(mine) > 1:
            listed = ", ".join(row["code"] for row in mine)
            raise Usage(
                f"{donor} has several contributions to this project: {listed}.", "Name one with --contribution."
            )
        if mine:
            return int(mine[0]["id"])
        (identity,) = self.add([ContributionFacts(self.codes.code("project", project), donor, instrument, currency)])
        return identity

    def movement(self, contribution: Row, fact: TransactionFacts) -> Row:
        """Return the columns of a transaction.

        Raises Invalid for an invalid kind, day or amount, Usage for a contribution without a currency.
        """
        if contribution["currency"] is None:
            raise Usage(
                f"Contribution {contribution['code']} has no currency yet.", "Set it with `tracker contribution edit`."
            )
        exponent = self.register.reader.exponents[contribution["currency"]]
        return {
            "contribution_id": contribution["id"],
            "kind": choose("kind", fact.kind, TRANSACTION_KINDS),
            "date": parse_day("date", fact.date),
            "amount": from_decimal("amount", fact.amount, exponent),
            "reference": line("reference", fact.reference) if fact.reference else None,
            "description": prose("description", fact.description) if fact.description else None,
            "source": line("source", fact.source) if fact.source else None,
        }

    def insert_transactions(self, rows: Sequence[Row], edits: Sequence[tuple[Row, Row]] = ()) -> list[int]:
        """Add transactions by their columns, correct others, and update the amounts of open conferences with both."""
        ids = self.insert(tables.transaction, rows)
        self.update(tables.transaction, edits)
        OpenReports(self.register).follow_transactions(
            {row["contribution_id"] for row in [*rows, *(e[0] for e in edits)]}
        )
        return ids

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return read_fields(self.codes, WORDS, {name: text for name, text in given.items() if text or name == "note"})

    def _free_code(self, fact: ContributionFacts, taken: set[str]) -> str:
        """Return the code given, or PROJECT-DONOR, with a number where that is taken."""
        if fact.code:
            code = check_code("contribution code", fact.code)
            if self.codes.find("contribution", code) is not None:
                raise Conflict(f"The contribution {code} already exists.", "Choose another code.")
            return code
        project = self.codes.code("project", self.codes.id("project", fact.project))
        donor = self.codes.code("organisation", self.codes.id("organisation", fact.donor, said_as="donor"))
        code, number = joined_code(project, donor), 1
        while self.codes.find("contribution", code) is not None or code_key(code) in taken:
            number += 1
            code = joined_code(project, donor, number)
        return code

    def check_currency_may_change(self, row: Values) -> None:
        """Raises Conflict once amounts were reported in a contribution's currency, Invalid once it has transactions."""
        if self.rows(tables.funding, tables.funding.c.contribution_id == row["id"]):
            raise Conflict(
                f"The currency of contribution {row['code']} never changes once reported.",
                "For a redenomination, add a contribution that replaces it: `tracker contribution add ... --replaces`.",
            )
        if self.rows(tables.transaction, tables.transaction.c.contribution_id == row["id"]):
            raise Invalid(
                "currency", row["currency"], "cannot change, because the contribution has transactions in this currency"
            )

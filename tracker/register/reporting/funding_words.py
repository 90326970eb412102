"""Converts the user's words about money to reports of contributions; a donor's first contribution is created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker import tables
from tracker.errors import Usage
from tracker.register.core import Session
from tracker.register.drafting.project_report import FundingReport
from tracker.register.projects.contributions import Contributions
from tracker.rules.money import parse_amount
from tracker.rules.shares import parse_named_share
from tracker.rules.words import ANSWERS, BASES, MEASURES, choose


def funding_reports(register: Session, project: int, given: Mapping[str, Any]) -> Sequence[FundingReport]:
    """Return the reports on a project's money for the words in `given`.

    They are `donor` (several), `contribution`, `instrument`, `currency`, texts of amounts by measure, `earmark`
    (several), `reason`, and optionally `basis`, `exclude`, `pull_out`, `answer` and `unchanged`.

    This counts as the donor's own answer, unless `by` names another organisation that reports it.

    Raises Usage where it is not clear which contribution is meant, Invalid, NotFound.
    """
    donors, code = given["donor"], given["contribution"]
    spoken = [name for name in (*MEASURES, "earmark", "exclude", "basis", "pull_out") if given.get(name)]
    if not donors and not code:
        if spoken:
            flag = spoken[0].replace("_", "-")
            raise Usage(f"--{flag} needs the donor whose money it is.", "Add --donor or --contribution.")
        return ()
    if len(donors) > 1 and spoken:
        raise Usage("The money of several donors cannot be reported in one command.", "Report one --donor at a time.")
    if not spoken and (given.get("unchanged") or given.get("answer")):
        return _answers(register, project, given)
    exponents = register.reader.exponents
    amounts = {
        measure: [parse_amount(f"--{measure}", text, exponents, given["currency"]) for text in given[measure]]
        for measure in MEASURES
        if given[measure]
    }
    currency = next((amount.currency for parts in amounts.values() for amount in parts), given["currency"])
    contributions = Contributions(register)
    meant = [contributions.meant(project, donor, code, given["instrument"], currency) for donor in donors or (None,)]
    answer = choose("answer", given["answer"], ANSWERS) if given.get("answer") else "updated"
    own = _own(register, meant, given.get("by")) if amounts or given.get("answer") or given.get("basis") else ()
    return [
        FundingReport(
            one,
            amounts,
            reason=given["reason"] if amounts or given.get("basis") else None,
            basis=choose("--basis", given["basis"], BASES) if given.get("basis") else None,
            earmarks=_earmarks(register, given["earmark"]) if given["earmark"] else None,
            excluded_as=given.get("exclude"),
            pull_out=(given["reason"] or "dropped") if given.get("pull_out") else None,
            answer=answer if one in own else None,
        )
        for one in meant
    ]


def _answers(register: Session, project: int, given: Mapping[str, Any]) -> Sequence[FundingReport]:
    """Return the answers of donors for all their money in a project, or for one contribution. Raises Usage if none."""
    table, codes = tables.contribution, register.codes
    mine = Contributions(register).rows(table, table.c.project_id == project, table.c.ended_at_id.is_(None))
    donors = {codes.id("organisation", donor, said_as="donor") for donor in given["donor"]}
    if given["contribution"]:
        named = codes.id("contribution", given["contribution"])
        mine = [row for row in mine if row["id"] == named]
    if donors:
        mine = [row for row in mine if row["donor_id"] in donors]
    if not mine:
        who, code = ", ".join(given["donor"]) or given["contribution"], codes.code("project", project)
        raise Usage(
            f"{who} has no contribution to {code}, so it cannot answer for one.",
            f"`tracker project show {code}` lists them.",
        )
    answer = choose("answer", given["answer"], ANSWERS) if given.get("answer") else "confirmed unchanged"
    own = _own(register, [row["id"] for row in mine], given.get("by"))
    if not own:
        raise Usage(
            f"{given['by']} cannot answer for the money of another donor.",
            "Leave --by out if the donor itself answered.",
        )
    return [FundingReport(one, answer=answer) for one in own]


def _own(register: Session, contributions: Sequence[int], by: str | None) -> Sequence[int]:
    """Return the contributions whose own donor reports them: all, unless `by` names another organisation."""
    if not by:
        return contributions
    who = register.codes.id("organisation", by)
    rows = Contributions(register).by_id(tables.contribution, contributions)
    return [one for one in contributions if rows[one]["donor_id"] == who]


def _earmarks(register: Session, texts: Sequence[str]) -> dict[int, int]:
    found = {}
    for text in texts:
        name, share = parse_named_share(text, "--earmark")
        if share is None:
            raise Usage(f"--earmark {text} has no percentage.", "For example: --earmark GT-CUSTOMS:50")
        found[register.codes.id("organisation", name, said_as="beneficiary")] = share
    return found

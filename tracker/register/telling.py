"""From the words in which money is told to reports of contributions; a donor's first one is made on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.errors import Usage
from tracker.register.reports import FundingReport
from tracker.rules.money import parse_amount
from tracker.rules.shares import parse_named_share
from tracker.rules.words import BASES, MEASURES, choose

if TYPE_CHECKING:
    from tracker.register.register import Register


def funding_reports(register: Register, project: int, given: Mapping[str, Any]) -> Sequence[FundingReport]:
    """What some words say of a project's money: `donor` (several), `contribution`, `instrument`, `currency`, texts of
    amounts by measure, `earmark` (several), `reason`, and perhaps `basis`, `exclude`, `pull_out`.

    Raises Usage where it is not clear which contribution is meant, Invalid, NotFound.
    """
    donors, code = given["donor"], given["contribution"]
    spoken = [name for name in (*MEASURES, "earmark", "exclude", "basis", "pull_out") if given.get(name)]
    if not donors and not code:
        if spoken:
            flag = spoken[0].replace("_", "-")
            raise Usage(f"--{flag} does not say whose money it is.", "Name the --donor, or the --contribution.")
        return ()
    if len(donors) > 1 and spoken:
        raise Usage("The money of several donors cannot be told in one command.", "Tell of one --donor at a time.")
    exponents = register.reader.exponents
    amounts = {
        measure: [parse_amount(f"--{measure}", text, exponents, given["currency"]) for text in given[measure]]
        for measure in MEASURES
        if given[measure]
    }
    currency = next((amount.currency for parts in amounts.values() for amount in parts), given["currency"])
    contributions = register.contributions
    return [
        FundingReport(
            contributions.meant(project, donor, code, given["instrument"], currency),
            amounts,
            reason=given["reason"] if amounts or given.get("basis") else None,
            basis=choose("--basis", given["basis"], BASES) if given.get("basis") else None,
            earmarks=_earmarks(register, given["earmark"]) if given["earmark"] else None,
            excluded_as=given.get("exclude"),
            pull_out=(given["reason"] or "dropped") if given.get("pull_out") else None,
        )
        for donor in donors or (None,)
    ]


def _earmarks(register: Register, texts: Sequence[str]) -> dict[int, int]:
    found = {}
    for text in texts:
        name, share = parse_named_share(text, "--earmark")
        if share is None:
            raise Usage(f"--earmark {text} does not say how much.", "For example --earmark GT-CUSTOMS:50")
        found[register.codes.id("organisation", name, said_as="beneficiary")] = share
    return found

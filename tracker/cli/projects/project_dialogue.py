"""The dialogue of `project add`: asks for what the flags did not give, one question after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.cli.base import App
from tracker.cli.editing import several
from tracker.rules.words import MEASURES, STATUSES

if TYPE_CHECKING:
    from tracker.store.reader import Reader


def ask_for_project(
    app: App,
    words: dict[str, object],
    given: dict[str, object],
    theme: Sequence[str],
    beneficiary: Sequence[str],
    status: str | None,
    at: str | None,
) -> tuple[Sequence[str], Sequence[str], str | None, str | None]:
    """Run the dialogue of `project add`: ask for what no flag gives, and check each answer against the register."""
    from tracker.insight.codes import Codes
    from tracker.rules.dates import parse_date
    from tracker.rules.shares import parse_named_share
    from tracker.rules.words import choose

    with app.reader() as reader:
        codes, exponents = Codes(reader), reader.exponents
        themes, organisations = codes.all("theme"), sorted(codes.all("organisation"))

        def optional(flag: str, question: str, choices: Sequence[str] = (), check: Any = None) -> str:
            return app.ask(flag, question, choices, optional=True, check=check)

        def benefits(text: str) -> None:
            for one in several(text):
                codes.id("organisation", parse_named_share(one)[0], said_as="beneficiary")

        def themed(text: str) -> None:
            for one in several(text):
                codes.theme(one)

        def donates(text: str) -> None:
            codes.id("organisation", text, said_as="donor")

        at, presented = ask_for_conference(app, reader, at)
        if not theme:
            question = "Themes, the primary one first, separated by semicolons"
            theme = several(optional("--theme", question, themes, themed))
        words["objective"] = words["objective"] or optional("--objective", "Objective of the project") or None
        if not beneficiary:
            question = "Beneficiaries with their shares, such as JM-CUSTOMS:60; BB-CUSTOMS:40"
            beneficiary = several(optional("--beneficiary", question, organisations, benefits))
        if not given["donor"]:
            donor = optional("--donor", "Code of the donor", organisations, donates)
            given["donor"] = (donor,) if donor else ()
            for measure in MEASURES if donor and presented else ():
                given[measure] = given[measure] or ask_amount(app, measure, exponents)
        for flag in ("start", "end"):
            question = "Planned start, such as 2012-03" if flag == "start" else "Planned end, such as 2014-12"
            words[flag] = words[flag] or optional(f"--{flag}", question, (), partial(parse_date, f"--{flag}")) or None
        if presented and not status:
            is_status = partial(choose, "status", words=STATUSES)
            status = app.ask("--status", "Status of the project", STATUSES, "proposed", check=is_status)
    return theme, beneficiary, status, at


def ask_amount(app: App, measure: str, exponents: Mapping[str, int], last: str | None = None) -> Sequence[str]:
    """Ask for an amount of money; an empty answer keeps the `last` one."""
    from tracker.rules.money import parse_amount

    flag, question = f"--{measure}", measure.capitalize() if last else f"{measure.capitalize()}, such as 400,000 EUR"
    amount = app.ask(flag, question, optional=True, last=last, check=lambda text: parse_amount(flag, text, exponents))
    return (amount,) if amount else ()


def ask_for_conference(app: App, reader: Reader, at: str | None, *, optional: bool = True) -> tuple[str | None, bool]:
    """Ask for the conference of a report where no single one is open; return it, and whether there is one at all."""
    from tracker.insight.codes import Codes

    codes = Codes(reader)
    meetings = codes.conferences()
    if at or sum(one.state == "open" for one in meetings) == 1:
        return at, True
    question = "Conference of the report" + (", if any" if optional else "")
    shown = [meeting.code for meeting in meetings]
    at = app.ask("--at", question, shown, optional=optional, check=codes.conference) or None
    return at, at is not None

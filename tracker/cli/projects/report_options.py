"""The flags for a project and its money, for `project add`, `project edit` and `report`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tracker.cli.options import headed, word_options
from tracker.rules.words import MEASURES

F = TypeVar("F", bound=Callable[..., Any])

# The fields of a project and its review, with the help text of each.
PROJECT_OPTIONS = (
    ("--title", "TEXT", "What it is called."),
    ("--objective", "TEXT", "What it is to achieve."),
    ("--plan", "TEXT", "The implementation plan."),
    ("--expected-outcomes", "TEXT", "What is expected of it."),
    ("--scope", "SCOPE", "national, multi-national or regional."),
    ("--parent", "PROJECT", "The umbrella that it is a part of."),
    ("--lead", "CODE", "The organisation that leads it."),
    ("--implementer", "CODE", "The organisation that carries it out."),
    ("--start", "DATE", "Planned start: 2012, 2012-03 or 2012-03-01."),
    ("--end", "DATE", "Planned end."),
    ("--actual-start", "DATE", "When it began."),
    ("--actual-end", "DATE", "When it was over."),
)
SAID = {
    "interest": 'What the donor could give: "400,000 EUR", or more than before: "+50,000 EUR: new money".',
    "pledged": "What it promised so far, in the same forms.",
    "committed": "What it signed for so far.",
    "disbursed": "What it paid so far.",
}
# Headings in the help.
STATUS, PROJECT, MONEY = "Status", "Project", "Money"
PROJECT_WORDS = tuple(flag[2:].replace("-", "_") for flag, _, _ in PROJECT_OPTIONS)


def project_options(command: F) -> F:
    """Add --title ... --actual-end, --theme and --beneficiary."""
    option = headed(PROJECT)
    command = option(
        "--beneficiary", multiple=True, metavar="CODE[:PERCENT]", help="Who benefits, and the share: JM-CUSTOMS:60."
    )(command)
    command = option(
        "--theme", multiple=True, metavar="THEME", help="The first is the primary one; `tracker theme list` shows them."
    )(command)
    return word_options(*PROJECT_OPTIONS, heading=PROJECT)(command)


def money_options(command: F) -> F:
    """Add --donor, the amounts, and the options that distinguish contributions."""
    of_money = headed(MONEY)
    for option in (
        of_money(
            "--earmark",
            multiple=True,
            metavar="CODE:PERCENT",
            help="The part of the contribution meant for one beneficiary.",
        ),
        of_money("--reason", metavar="REASON", help="Why it changed: new money, revision, rephased, dropped ..."),
        of_money("--currency", metavar="CUR", help="Of a contribution that has no amount yet."),
        of_money("--instrument", metavar="TEXT", help="grant, loan, technical cooperation, in-kind experts ..."),
        of_money("--contribution", metavar="CODE", help="Which one, where a donor has several."),
    ):
        command = option(command)
    for measure in reversed(MEASURES):
        command = of_money(f"--{measure}", multiple=True, metavar="AMOUNT", help=SAID[measure])(command)
    return of_money("--donor", multiple=True, metavar="CODE", help="Whose money it is.")(command)

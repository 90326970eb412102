"""`tracker report`: the one command for everything that is reported at a conference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import say_themes_replaced, show_changes
from tracker.cli.options import Command, at_option, headed, word_options, write_options
from tracker.cli.projects.report_options import MONEY, STATUS, money_options, project_options
from tracker.model.nouns import TOLD_PARTS

if TYPE_CHECKING:
    from tracker.register.drafting.project_report import ProjectReport
    from tracker.register.register import Register
    from tracker.register.reporting.reports import ReportEcho

review_options = word_options(
    ("--status", "STATUS", "proposed, active, finalising, completed, cancelled, suspended."),
    ("--progress", "PERCENT", "Percent of the work done."),
    ("--answer", "ANSWER", "not asked, asked, no answer, confirmed unchanged, updated, declined."),
    ("--decision", "TEXT", "What the conference decided."),
    ("--note", "TEXT", "What else was said."),
    heading=STATUS,
)

in_status, in_money, in_transactions = headed(STATUS), headed(MONEY), headed("Money from transactions")


def _part_options(command: Any) -> Any:
    """Add hidden options, now in `risk report`, `indicator report` and `milestone report`, for older scripts."""
    names = [name for noun in TOLD_PARTS for name in (noun.name, *(field.flag for field in noun.news))]
    for name in reversed(names):
        command = click.option(f"--{name.replace('_', '-')}", hidden=True)(command)
    return command


@click.command(
    cls=Command,
    example="tracker report AMS-RM --at AMS-2014 --status active --progress 10 --donor IDB \\\n"
    '    --committed "250,000 USD: new money" --source "mail of 14 January"\n'
    "tracker report --refresh --at AMS-2019",
)
@click.argument("projects", nargs=-1, metavar="PROJECT...")
@review_options
@in_status("--unchanged", is_flag=True, help="Confirm the last report; with --donor, only that donor's money.")
@money_options
@in_money(
    "--basis",
    metavar="BASIS",
    help="What the amount is: `reported`, or `transactions`, their sum up to the cut-off date.",
)
@in_money("--exclude", metavar="WHY", help="Leave it out of totals, e.g. a duplicate; empty takes that back.")
@in_money("--pull-out", is_flag=True, help="The donor ends its contribution; the record stays.")
@in_transactions("--refresh", is_flag=True, help="Take the money of all projects, or of these, from its transactions.")
@in_transactions("--overwrite", is_flag=True, help="With --refresh: also replace amounts that were reported since.")
@project_options
@_part_options
@click.option("--source", metavar="TEXT", help="Who said it, in which mail, file or note.")
@click.option(
    "--by", metavar="CODE", help="Who says so, where it is not the donor itself: its money stays unconfirmed."
)
@at_option
@write_options
@pass_app
def report(
    app: App,
    /,
    projects: Sequence[str],
    theme: Sequence[str],
    beneficiary: Sequence[str],
    at: str | None,
    unchanged: bool,
    refresh: bool,
    overwrite: bool,
    **given: Any,
) -> None:
    """Report projects to a conference, and show what changed.

    Reports go to the open conference, unless --at names another. Give an amount as its new total ("1,250,000 USD") or
    as the change ("+250,000 USD"), with its reason after a colon. A project that was not reported to the conference yet
    is presented there, with its last report.

    With --donor, the report is that donor's answer for its own money; the money of other donors stays unconfirmed. If
    no organisation leads or implements the project, it is also the answer for the project. --source applies only to
    what this command reports.

    Risks, indicators and milestones have commands of their own: `tracker risk report`, `tracker indicator report` and
    `tracker milestone report`.

    --refresh sums up the transactions up to the cut-off date of an open conference, for all contributions that have
    any. Reported amounts stay, and so do amounts without transactions, unless you give --overwrite.
    """
    given |= {"theme": theme, "beneficiary": beneficiary, "unchanged": unchanged}
    if refresh or overwrite:
        from tracker.cli.projects.report_refresh import refresh_funding

        refresh_funding(app, projects, at, given, overwrite=overwrite, asked=refresh)
        return
    from tracker.register.reporting.report_words import check_told, project_report

    if not projects:
        projects = [app.ask("PROJECT", "Code of the project")]
    if app.interactive and len(projects) == 1 and not any(given.values()):
        from tracker.cli.projects.report_dialogue import ask_for_news

        at = ask_for_news(app, projects[0], given, at)
    check_told(projects, given)
    if given["pull_out"] and not given["status"]:
        given["status"] = _after_pull_out(app, projects[0], given)
    tell(
        app,
        at,
        lambda register: [
            project_report(register, identity, given) for identity in register.codes.ids("project", projects)
        ],
        unchanged=unchanged,
    )


def tell(
    app: App, at: str | None, read: Callable[[Register], Sequence[ProjectReport]], *, unchanged: bool = False
) -> None:
    """Record the reports that `read` returns at a conference, and print the old and the new values."""

    def write(register: Register) -> tuple[str, list[ReportEcho]]:
        conference = register.codes.conference_or_open(at)
        return conference.code, register.reports.tell(conference, read(register))

    conference, echoes = app.written(write)
    for echo in echoes:
        _show(echo, unchanged)
        for change in echo.changes:
            if change.what == "themes":
                say_themes_replaced(change.was, change.now)
    codes = " ".join(echo.project for echo in echoes[:1])
    say(f"Next: `tracker project show {codes} --at {conference}`")


def _after_pull_out(app: App, project: str, given: dict[str, Any]) -> str | None:
    """Ask what follows when the last donor has left: is the project over, or does it now seek funding?"""
    from tracker.insight.projects.contributions import left_after

    with app.reader() as reader:
        if left_after(reader, project, given["donor"], given["contribution"]):
            return None
    over = {"over": "cancelled", "seeks funding": "proposed"}
    answer = app.ask(
        "--status", "No donor is left: is the project over, or does it seek funding now?", tuple(over), "seeks funding"
    )
    return over.get(answer, answer)


def _show(echo: ReportEcho, unchanged: bool) -> None:
    first = " (presented for the first time there)" if echo.first else ""
    told(f"{echo.project} at {echo.conference}{first}:")
    if unchanged and not echo.changes:
        told("  confirmed unchanged already")
    show_changes(echo.changes)

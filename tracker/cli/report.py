"""`tracker report`: the one verb for all that a conference is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, Command, at_option, pass_app, say, told, write_options
from tracker.cli.project import show_changes
from tracker.cli.told_options import PROJECT_WORDS, money_options, project_options
from tracker.errors import Usage
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.register.register import Register
    from tracker.register.reports import PartReport, Told

REVIEW_OPTIONS = (
    ("--status", "STATUS", "proposed, active, finalising, completed, cancelled, suspended."),
    ("--progress", "PERCENT", "Percent of the work done."),
    ("--answer", "ANSWER", "not asked, asked, no answer, confirmed unchanged, updated, declined."),
    ("--decision", "TEXT", "What the conference decided."),
    ("--note", "TEXT", "What else was said."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
)
# The flag that names a part of the project, and those that tell of it.
RISK = ("likelihood", "impact", "risk_status", "risk_note")
INDICATOR = ("actual", "measurement_note")
MILESTONE = ("reached", "planned", "milestone_note")


def _options(command: Any) -> Any:
    for flag, metavar, said in reversed(
        (
            ("--risk", "CODE", "A risk of the project; what it was assessed as:"),
            ("--likelihood", "1-5", "Likelihood, after the response."),
            ("--impact", "1-5", "Impact, after the response."),
            ("--risk-status", "STATUS", "open, occurred or closed."),
            ("--risk-note", "TEXT", "What was said of the risk."),
            ("--indicator", "CODE", "An indicator of the project; what was measured:"),
            ("--actual", "VALUE", "The actual value."),
            ("--measurement-note", "TEXT", "What was said of the value."),
            ("--milestone", "CODE", "A milestone of the project; when it is or was reached:"),
            ("--reached", "DATE", "When it was reached."),
            ("--planned", "DATE", "The date planned now; the first one stays on record."),
            ("--milestone-note", "TEXT", "What was said of the milestone."),
        )
    ):
        command = click.option(flag, metavar=metavar, help=said)(command)
    for flag, metavar, said in reversed(REVIEW_OPTIONS):
        command = click.option(flag, metavar=metavar, help=said)(command)
    return command


@click.command(
    cls=Command,
    example="tracker report AMS-RM --at AMS-2014 --status active --progress 10 --donor IDB \\\n"
    '    --committed "250,000 USD: new money" --source "mail of 14 January"',
)
@click.argument("projects", nargs=-1, metavar="PROJECT...")
@_options
@project_options
@money_options
@click.option("--basis", metavar="BASIS", help="`transactions` sums up the dated ones; or `told`.")
@click.option("--exclude", metavar="WHY", help="Leave it out of totals, e.g. a duplicate; empty takes that back.")
@click.option("--pull-out", is_flag=True, help="The donor ends its contribution; the record stays.")
@click.option("--unchanged", is_flag=True, help="Everything is as it was told last.")
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
    **given: Any,
) -> None:
    """Record what a conference is told of projects, and echo what was and what is.

    It goes to the one open conference unless --at names another. An amount is what it is now ("1,250,000 USD") or by
    how much it moved ("+250,000 USD"), with a reason of its own after a colon. A project that the conference has not
    heard of is presented by this, with what was told of it last.
    """
    if not projects:
        projects = [app.ask("PROJECT", "Code of the project")]
    _check(projects, unchanged, given, bool(theme or beneficiary))
    if given["pull_out"] and not given["status"]:
        given["status"] = _after_pull_out(app, projects[0], given)
    with app.register() as register:
        conference = register.codes.conference_or_open(at)
        ids = register.codes.ids("project", projects)
        reports = [_report(register, identity, theme, beneficiary, unchanged, given) for identity in ids]
        echoes = register.reports.tell(conference, reports)
    for echo in echoes:
        _show(echo, unchanged)
    codes = " ".join(echo.project for echo in echoes[:1])
    say(f"Next: `tracker project show {codes} --at {conference.code}`")


def _check(projects: Sequence[str], unchanged: bool, given: dict[str, Any], more: bool) -> None:
    spoken = [name for name, value in given.items() if value and name not in ("source", "answer")]
    if not spoken and not more and not unchanged and not given["answer"]:
        raise Usage("Nothing was told.", "Give what changed, such as --status active, or say --unchanged.")
    if unchanged and (spoken or more):
        raise Usage(f"--unchanged and --{spoken[0].replace('_', '-') if spoken else 'theme'} contradict each other.")
    if len(projects) > 1 and any(given[name] for name in (*MEASURES, "risk", "indicator", "milestone", "donor")):
        raise Usage("Money, risks and results are told of one project at a time.")
    moved = any(given[name] for name in (*MEASURES, "basis", "pull_out"))
    if given["reason"] and not moved and (given["donor"] or given["contribution"]):
        raise Usage(
            "--reason explains no amount here.",
            "A step that was told already is explained by `tracker contribution explain CODE REASON --at CONFERENCE`.",
        )
    for part, words in (("risk", RISK), ("indicator", INDICATOR), ("milestone", MILESTONE)):
        told_words = [word for word in words if given[word] is not None]
        if told_words and not given[part]:
            raise Usage(f"Missing --{part}: --{told_words[0].replace('_', '-')} is said of one.")
        if given[part] and not told_words:
            raise Usage(f"--{part} {given[part]} says nothing.", f"Give --{words[0].replace('_', '-')} or the like.")


def _report(
    register: Register,
    project: int,
    theme: Sequence[str],
    beneficiary: Sequence[str],
    unchanged: bool,
    given: dict[str, Any],
) -> Any:
    from tracker.register.reports import ProjectReport
    from tracker.register.telling import funding_reports
    from tracker.register.told import review_columns, shares_by_id, theme_codes, told_columns

    review = review_columns(given | {"reason": None})
    if given["reason"] and not any(given[name] for name in (*MEASURES, "basis", "pull_out")):
        review |= review_columns({"reason": given["reason"]})
    return ProjectReport(
        project,
        told=told_columns(register.codes, {word: given[word] for word in PROJECT_WORDS}),
        review=review,
        themes=theme_codes(register.codes, theme) if theme else None,
        shares=shares_by_id(register.codes, beneficiary) if beneficiary else None,
        funding=funding_reports(register, project, given),
        risks=_risk(register, project, given),
        measurements=_measurement(register, project, given),
        milestones=_milestone(register, project, given),
        unchanged=unchanged,
    )


def _risk(register: Register, project: int, given: dict[str, Any]) -> Sequence[PartReport]:
    from tracker.register.reports import PartReport
    from tracker.rules.risk import check_scale
    from tracker.rules.text import prose
    from tracker.rules.words import RISK_STATUSES, choose

    if not given["risk"]:
        return ()
    values: dict[str, Any] = {
        name: check_scale(f"--{name}", given[name]) for name in ("likelihood", "impact") if given[name] is not None
    }
    if given["risk_status"]:
        values["status"] = choose("--risk-status", given["risk_status"], RISK_STATUSES)
    if given["risk_note"]:
        values["note"] = prose("--risk-note", given["risk_note"])
    return [PartReport(register.codes.id("risk", given["risk"], project), values)]


def _measurement(register: Register, project: int, given: dict[str, Any]) -> Sequence[PartReport]:
    from tracker.register.reports import PartReport
    from tracker.rules.progress import check_value
    from tracker.rules.text import prose

    if not given["indicator"]:
        return ()
    identity = register.codes.id("indicator", given["indicator"], project)
    values: dict[str, Any] = {}
    if given["actual"] is not None:
        values["actual"] = check_value("--actual", register.indicators.row(identity)["measure"], given["actual"])
    if given["measurement_note"]:
        values["note"] = prose("--measurement-note", given["measurement_note"])
    return [PartReport(identity, values)]


def _milestone(register: Register, project: int, given: dict[str, Any]) -> Sequence[PartReport]:
    from tracker.register.reports import PartReport
    from tracker.rules.dates import parse_date
    from tracker.rules.text import prose

    if not given["milestone"]:
        return ()
    values: dict[str, Any] = {}
    if given["reached"]:
        values["reached"] = parse_date("--reached", given["reached"])
    if given["planned"]:
        values["planned_date"] = parse_date("--planned", given["planned"])
    if given["milestone_note"]:
        values["note"] = prose("--milestone-note", given["milestone_note"])
    return [PartReport(register.codes.id("milestone", given["milestone"], project), values)]


def _after_pull_out(app: App, project: str, given: dict[str, Any]) -> str | None:
    """The last donor has gone: is the project over, or does it seek funding now?"""
    from tracker.insight.contributions import left_after

    with app.reader() as reader:
        if left_after(reader, project, given["donor"], given["contribution"]):
            return None
    over = {"over": "cancelled", "seeks funding": "proposed"}
    answer = app.ask(
        "--status", "No donor is left: is the project over, or does it seek funding now?", tuple(over), "seeks funding"
    )
    return over.get(answer, answer)


def _show(echo: Told, unchanged: bool) -> None:
    heard = " (presented for the first time there)" if echo.first else ""
    told(f"{echo.project} at {echo.conference}{heard}:")
    if unchanged and not echo.changes:
        told("  confirmed unchanged already")
    show_changes(echo.changes)

"""`tracker request`: ask donors and beneficiaries for updates, and see who has not answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.columns import spoken
from tracker.cli.options import Group, OutputFile, at_option, format_options, write_options
from tracker.errors import Usage
from tracker.output import CardFact, Column, Section, Style, show, show_card
from tracker.rules.words import LANGUAGES, ROLES

if TYPE_CHECKING:
    from tracker.exchange.requests.sending import Plan
    from tracker.insight.conferences.requests import RequestRow
    from tracker.register.register import Register

STATUS = [
    Column("organisation", "Organisation", "code"),
    Column("name", "Name", hidden=True),
    Column("role", "Role", priority=1),
    Column("sent", "Asked on", "date", priority=2),
    Column("due", "Due", "date", priority=3),
    Column("projects", "Projects", "number"),
    Column("updated", "Updated", "number"),
    Column("unchanged", "Unchanged", "number"),
    Column("declined", "Declined", "number"),
    Column("silent", "Silent", "number"),
    Column("state", "State"),
    Column("days_to_go", "Days to go", "number", priority=4),
    Column("days_overdue", "Overdue", "number"),
    Column("needs", "Needs", "number", priority=6),
    Column("replied", "Replied to", "number", priority=5),
    Column("answered", "Answered on", "date", hidden=True),
    Column("source", "Source", hidden=True),
    Column("language", "Language", hidden=True),
    Column("workbook", "Workbook", hidden=True),
]
SILENT = [
    Column("organisation", "Organisation", "code"),
    Column("name", "Name", flex=True, priority=3),
    Column("role", "Role", priority=1),
    Column("contact", "Contact", flex=True),
    Column("email", "E-mail", personal=True),
    Column("language", "Language"),
    Column("due", "Due", "date", priority=2),
    Column("days_overdue", "Overdue", "number"),
    Column("projects", "Projects", "number", priority=4),
    Column("silent", "Silent", "number"),
    Column("needs", "Needs", "number", priority=6),
    Column("unreplied", "No reply", "number", priority=5),
]
SENT = [
    Column("organisation", "Organisation", "code"),
    Column("role", "Role"),
    Column("projects", "Projects", "number"),
    Column("needs", "Needs", "number", priority=1),
    Column("language", "Language"),
    Column("contact", "Contact", flex=True),
    Column("workbook", "Workbook"),
]
PROJECTS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True),
    Column("answer", "Answer"),
]
NEEDS = [
    Column("need", "Need", "code"),
    Column("text", "What", flex=True),
    Column("reply", "Reply"),
]
FACTS = (
    *(("organisation", "Organisation", "code"), ("name", "Name", "text"), ("role", "Asked as", "text")),
    *(("sent", "Asked on", "date"), ("due", "Due", "date"), ("workbook", "Workbook", "text")),
    *(("language", "Language", "text"), ("state", "State", "text"), ("answered", "Answered on", "date")),
    *(("source", "Source", "text"), ("days_to_go", "Days to go", "number"), ("days_overdue", "Overdue", "number")),
)
ANSWERS = {"updated": "updated", "unchanged": "confirmed unchanged", "declined": "declined"}


class _Sent(NamedTuple):
    """A workbook that was written to be sent."""

    organisation: str
    role: str
    projects: int
    needs: int
    language: str
    contact: str | None
    workbook: str


@click.group(cls=Group)
def request() -> None:
    """Requests for data: a workbook to fill in for each donor and beneficiary, and who has not answered."""


@request.command(
    "send",
    example="tracker request send 2014 --due 21d -d outgoing/\n"
    "tracker request send 2014 --due 21d -d outgoing/ --to IDB --dry-run\n"
    "tracker request send 2014 --due 21d -d mails/ --eml",
)
@click.argument("conference", required=False, metavar="[CONFERENCE]")
@click.option("--due", metavar="DATE|DAYS", help="Until when answers are due: 2013-01-15, or 21d.")
@click.option("-d", "--directory", type=OutputFile(), default=".", help="The folder for workbooks and mails.")
@click.option("--to", "to", multiple=True, metavar="CODE", help="Ask only these.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Instead of the language of each contact.")
@click.option("--return-to", metavar="TEXT", help="To whom answers go; without it, in reply to the mail.")
@click.option("--eml", "messages", is_flag=True, help="Mails as messages with the workbook attached, ready to send.")
@click.option("--again", is_flag=True, help="Remind those who were asked and have not answered all.")
@write_options
@pass_app
def send(
    app: App,
    /,
    conference: str | None,
    due: str | None,
    directory: str,
    to: Sequence[str],
    language: str | None,
    return_to: str | None,
    messages: bool,
    again: bool,
) -> None:
    """Write a workbook to fill in, and a mail, for each donor with a contribution and each beneficiary with a project
    that is not over, as last reported in the series.

    A donor is also asked about the open needs of the countries and themes of its projects, in a sheet of the same
    workbook. Whoever is both gets one for each role. With --eml there is one message for each organisation, which has
    its workbooks attached and opens in a mail program ready to send; else each workbook has a text to copy. A mail is
    in the language of the contact, or else of the country.

    The conference waits for their answers from then on: their projects are carried over to it as asked. `tracker
    import` takes in what comes back.
    """
    from tracker.exchange.requests.sending import Parcel, plan_requests, send_requests

    day = app.now().date()
    if due is None and not again:
        due = app.ask(
            "--due", "The day by which answers are due, such as 2013-01-15", check=lambda text: _day(text, day)
        )
    until = _day(due, day) if due else None
    with Parcel(Path(directory), app.file, again=again) as parcel:

        def write(register: Register) -> tuple[str, Plan, date | None]:
            meeting = register.codes.conference_or_open(conference)
            ids = register.codes.ids("organisation", to)
            plan = plan_requests(register.reader, meeting, day, to=ids, language=language, again=again)
            parcel.empty()
            where, due_then = None if app.dry_run else parcel, until
            if plan.planned:
                due_then = send_requests(register, meeting, plan, where, app.now(), until, return_to, messages=messages)
            return meeting.code, plan, due_then

        at, plan, until = app.written(write)
        parcel.deliver()
    _say_plan(plan, at, app.style())
    if plan.planned and not app.dry_run:
        count = len(plan.planned)
        written = "1 workbook and its mail" if count == 1 else f"{count} workbooks and their mails"
        say(f"{written} in {directory}; answers for {at} are due on {until}.")
        say(f"Next: `tracker request status {at}`")


def _day(text: str, today: date) -> date:
    """Parse a date, or a number of days from today: 21d. Raises Invalid."""
    from tracker.rules.dates import parse_day

    days = re.fullmatch("([0-9]{1,3}) ?d(ays)?", text.strip())
    return today + timedelta(days=int(days[1])) if days else parse_day("--due", text)


def _say_plan(plan: Plan, conference: str, style: Style) -> None:
    """Print who is asked, who is not, and why."""
    rows = [
        _Sent(
            one.candidate.code,
            one.candidate.role,
            len(one.candidate.projects),
            len(one.candidate.needs),
            one.language,
            one.contact.name,
            one.name,
        )
        for one in plan.planned
    ]
    if rows:
        show(rows, spoken(SENT, rows, "needs"), style)
    for row in plan.waiting:
        say(f"{row.organisation} was asked as a {row.role} on {row.sent}, so it is skipped. --again sends a reminder.")
    for row in plan.answered:
        say(f"{row.organisation} has answered as a {row.role}, so it is skipped.")
    without = [one.candidate.code for one in plan.planned if one.contact.name is None]
    if without:
        say(f"No contact: {', '.join(dict.fromkeys(without))}. `tracker organisation contact` records one.")
    for one in plan.planned:
        theirs = one.contact.language
        if theirs is not None and theirs not in LANGUAGES:
            say(
                f"{one.contact.name} of {one.candidate.code} reads {theirs}, which is not available."
                f" The request is in {one.language}."
            )
    if not rows and not plan.waiting and not plan.answered:
        say(f"No requests to send: the series of {conference} has no reported projects that are still running.")


@request.command(
    "status",
    example="tracker request send 2014 --due 21d -d outgoing/\n"
    "tracker request status 2014\n"
    "tracker request status 2014 --silent",
)
@click.argument("conference", required=False, metavar="[CONFERENCE]")
@click.option("--silent", is_flag=True, help="Whom to call: those of whose projects any has no answer.")
@format_options
@pass_app
def status(app: App, /, conference: str | None, silent: bool) -> None:
    """Show who was asked before a conference, and what came back: by project, and until when the rest is due."""
    from tracker.insight.codes import Codes
    from tracker.insight.conferences.requests import list_requests, list_silent

    with app.reader() as reader:
        meeting = Codes(reader).conference_or_open(conference)
        style, day = app.style(reader), app.now().date()
        if silent:
            silent_ones = list(list_silent(reader, meeting, day))
            count = show(silent_ones, spoken(SILENT, silent_ones, "needs", "unreplied"), style)
        else:
            rows = list_requests(reader, meeting, day)
            # Without needs, that none was replied to says nothing.
            rare = () if any(row.needs for row in rows) else ("needs", "replied")
            count = show(rows, spoken(STATUS, rows, *rare), style)
    if not count and silent:
        say(f"All who were asked before {meeting.code} have answered.")
    elif not count:
        say(f"No requests were sent before {meeting.code}. Send them with `tracker request send {meeting.code}`.")


@request.command(
    "show",
    example="tracker request send 2014 --due 21d -d outgoing/ --to IDB\ntracker request show IDB --at 2014",
)
@click.argument("organisation")
@at_option
@click.option("--role", type=click.Choice(ROLES), help="Where it was asked in both.")
@format_options
@pass_app
def show_(app: App, /, organisation: str, at: str | None, role: str | None) -> None:
    """Show a request, and what was answered for each of its projects."""
    from tracker.insight.codes import Codes
    from tracker.insight.conferences.requests import asked_needs, asked_projects, one_request

    with app.reader() as reader:
        meeting = Codes(reader).conference_or_open(at)
        identity, row = one_request(reader, meeting, organisation, role, app.now().date())
        projects, needs = asked_projects(reader, identity), asked_needs(reader, identity)
        style = app.style(reader)
    pairs = [CardFact("conference", "Conference", meeting.code, "text"), *_pairs(row)]
    sections = [
        Section("Projects", projects, PROJECTS, "It was asked about none."),
        Section("Needs", needs, NEEDS, None),
    ]
    show_card(f"{row.organisation}  asked as a {row.role} before {meeting.code}", pairs, sections, style)


def _pairs(row: RequestRow) -> list[CardFact]:
    return [CardFact(field, label, getattr(row, field), kind) for field, label, kind in FACTS]


@request.command(
    "answer",
    example="tracker request send 2014 --due 21d -d outgoing/ --to IDB\n"
    'tracker request answer IDB --at 2014 --declined --source "mail of 3 January"',
)
@click.argument("organisation")
@at_option
@click.option("--role", type=click.Choice(ROLES), help="Where it was asked in both.")
@click.option(
    "--project", "projects", multiple=True, metavar="CODE", help="For these; for all that are silent without."
)
@click.option("--unchanged", "answer", flag_value="unchanged", help="Everything is as last reported.")
@click.option("--declined", "answer", flag_value="declined", help="It does not report.")
@click.option("--updated", "answer", flag_value="updated", help="What it said is entered already, with `report`.")
@click.option("--source", metavar="TEXT", help="Who said so, and how.")
@write_options
@pass_app
def answer(
    app: App,
    /,
    organisation: str,
    at: str | None,
    role: str | None,
    projects: Sequence[str],
    answer: str | None,
    source: str | None,
) -> None:
    """Record an answer that came by telephone or mail; one that came in the workbook is for `import`."""
    from tracker.insight.conferences.requests import asked_projects, one_request
    from tracker.rules.text import line

    if answer is None:
        raise Usage("Nothing was answered.", "Give --unchanged, --declined or --updated.")
    source = line("--source", source or app.ask("--source", "Who said it, and how, such as a call or a mail"))
    day = app.now().date()
    with app.register() as register:
        meeting = register.codes.conference_or_open(at)
        identity, row = one_request(register.reader, meeting, organisation, role, day)
        asked = asked_projects(register.reader, identity)
        named = projects or [one.project for one in asked if one.answer == "asked"]
        ids = register.codes.ids("project", named)
        count = register.requests.tell(identity, ANSWERS[answer], ids, source, day)
    if not count:
        say("Nothing to change: it is recorded already, or a better answer is.")
        return
    told(f"{row.organisation}, {row.role}, {meeting.code}: {', '.join(named)} {ANSWERS[answer]}")
    say(f"Next: `tracker request status {meeting.code}`")

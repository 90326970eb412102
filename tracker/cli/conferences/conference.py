"""`tracker conference`: the meetings. Their states, participants, rates and records have their own modules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.conferences.conference_check import check
from tracker.cli.conferences.conference_participants import participants
from tracker.cli.conferences.conference_rates import rates
from tracker.cli.conferences.conference_records import record, verify
from tracker.cli.conferences.conference_states import close, open_, reopen
from tracker.cli.double_counting import doubled_said
from tracker.cli.editing import edit_command
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.cli.parties.party import new_code_option
from tracker.insight.codes import Codes
from tracker.insight.conferences.conferences import conference_record, list_conferences, list_participants, pinned_rates
from tracker.insight.totals.double_counting import twice
from tracker.insight.totals.portfolio import MoneyQuestion
from tracker.insight.totals.rates import books
from tracker.output import Column, show, show_card
from tracker.rules.sealed import nothing_told
from tracker.rules.text import counted
from tracker.rules.words import CONFERENCE_STATES

F = TypeVar("F", bound=Callable[..., Any])

COLUMNS = [
    Column("code", "Code", "code"),
    Column("series", "Series", "code", priority=6),
    Column("series_name", "Name of series", hidden=True),
    Column("start", "Start", "date"),
    Column("end", "End", "date", priority=5),
    Column("tentative", "Tentative", "flag", priority=7),
    Column("state", "State"),
    Column("city", "City", priority=3),
    Column("country", "Country", priority=4),
    Column("country_name", "Name of country", hidden=True),
    Column("participants", "Participants", "number", priority=2),
    Column("projects", "Projects", "number"),
    Column("title", "Title", flex=True, priority=8),
    Column("currency", "", "code", priority=9),
    Column("record", "Record", "code", priority=10),
    Column("sha256", "SHA-256", "code", priority=11),
]
WORDS = (
    "title",
    "ordinal",
    "start",
    "end",
    "tentative",
    "date_note",
    "host",
    "venue",
    "city",
    "country",
    "currency",
    "cut_off",
    "source",
    "note",
    "themes",
)


@click.group(cls=Group)
def conference() -> None:
    """Conferences: when and where they met, who took part, and at which rates they count."""


conference.add_command(participants)
conference.add_command(rates)
conference.add_command(record)
conference.add_command(verify)
conference.add_command(check)
conference.add_command(open_)
conference.add_command(close)
conference.add_command(reopen)


_fields = word_options(
    ("--title", "TEXT", "As published."),
    ("--ordinal", "NUMBER", "As published: 3 for the third."),
    ("--start", "DATE", "First day; a month or a year where no more is known."),
    ("--end", "DATE", "Last day."),
    ("--date-note", "TEXT", "What is to be said of the dates."),
    ("--host", "ORGANISATION", "Who hosts it."),
    ("--venue", "TEXT", "The house."),
    ("--city", "TEXT", "The city."),
    ("--country", "COUNTRY", "Code or name of the country."),
    ("--currency", "CURRENCY", "Reporting currency of its totals."),
    ("--cut-off", "DAY", "Transactions up to this day count; by default up to the last day."),
    ("--source", "TEXT", "Who says so."),
    ("--note", "TEXT", "Anything else."),
)


def conference_options(command: F) -> F:
    """Add the fields of a conference as flags."""
    command = _fields(command)
    said = "A theme of its agenda, by code or by name in any language; repeatable."
    command = click.option("--theme", "themes", multiple=True, metavar="THEME", help=said)(command)
    flag_help = "The dates are announced, not fixed."
    return click.option("--tentative/--fixed", default=None, help=flag_help)(command)


@conference.command(
    "add", example="tracker conference add AMS-2020 --start 2020-03-12 --end 2020-03-13 --city Panama --country PA"
)
@click.argument("code", required=False)
@conference_options
@click.option("--series", metavar="SERIES", help="By default the one whose code it begins with.")
@click.option(
    "--after", metavar="CONFERENCE", help="Put it in after this one; by default it is the last of its series."
)
@write_options
@pass_app
def add(app: App, /, code: str | None, series: str | None, after: str | None, **given: Any) -> None:
    """Record a conference. It is planned until it is opened; reports can be made in either state."""
    from tracker.register.conferences.conferences import ConferenceFacts

    code = code or app.ask("CODE", "Code of the conference, such as AMS-2013")
    app.ask_more(given, "--start", "--end", "--city", "--country", "--host", "--currency")
    facts = {name: value for name, value in given.items() if value is not None}
    with app.register(create=True) as register:
        made = None if series else register.series.first_for(code)
        (identity,) = register.conferences.add([ConferenceFacts(code, series or made, **facts)], after)
        record = conference_record(register.reader, identity)
    if made:
        told(f"Created series {made} (it did not exist yet). Name it with `tracker series edit {made} --name NAME`.")
    told(f"Conference {record.code} added to the series {record.series}, {_dates(record)}.")
    say(f"Next: `tracker conference open {record.code}`, or `tracker project add ... --at {record.code}`")


@conference.command("list", example="tracker conference list --series AMS")
@click.option("--series", metavar="SERIES", help="Of this series only.")
@click.option("--state", metavar="STATE", help=", ".join(CONFERENCE_STATES) + ".")
@format_options
@pass_app
def list_(app: App, series: str | None, state: str | None) -> None:
    """List the conferences in turn, with how many took part and how many projects were presented."""
    with app.reader() as reader:
        count = show(list_conferences(reader, series, state), COLUMNS, app.style(reader))
    if not count:
        say_none("conferences", "tracker conference add AMS-2013")


@conference.command("show", example="tracker conference show 2012")
@click.argument("code")
@format_options
@pass_app
def show_(app: App, code: str) -> None:
    """Show a conference on one page, as a report of it reads: place and host, participants, projects with their money,
    partnerships, recommendations, action points, and the next conference."""
    from tracker.cli.conferences.conference_card import pairs_of, sections_of
    from tracker.insight.conferences.conferences import conference_card

    with app.reader() as reader:
        found = Codes(reader).conference(code)
        card = conference_card(reader, found)
        style = app.style(reader)
        doubled = twice(reader, MoneyQuestion(found.id), books(reader, found.id)) if style.for_people else {}
    title = f"{found.code}  {card.record.title or ''}".rstrip()
    show_card(title, pairs_of(card, style), sections_of(card, style), style)
    say(*doubled_said(doubled, style.exponents, found.code, "the total"))


@conference.command("edit", example="tracker conference edit 2014 --state cancelled")
@click.argument("code")
@conference_options
@click.option("--state", metavar="STATE", help="planned or cancelled; `open`, `close` and `reopen` do the rest.")
@new_code_option
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change a conference. An empty text makes a field unknown; without flags on a terminal an editor opens.

    --theme names all the themes that its agenda has from now on.
    """
    edit_command(app, "conference", code, given | {"code": new_code}, WORDS, conference_record)


@conference.command("remove", example="tracker conference remove AMS-2014 --dry-run --yes")
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, code: str) -> None:
    """Remove a conference that was entered by mistake; one with reports stays."""
    with app.reader() as reader:
        found = Codes(reader).conference(code)
        if found.record is not None:
            raise nothing_told(found.code)
        participants, pinned = list_participants(reader, found.id), pinned_rates(reader, found.id)
    hanging = f", with {counted(len(participants), 'participant')} and {counted(len(pinned), 'rate')}"
    app.confirmed(
        f"Remove {found.code}{hanging if participants or pinned else ''}?",
        lambda register: register.conferences.remove(found.id),
    )
    told(f"Conference {found.code} removed.")


def _dates(record: Any) -> str:
    if record.start is None:
        return "without a date"
    days = record.start if record.end in (None, record.start) else f"{record.start} to {record.end}"
    return f"tentatively {days}" if record.tentative else days

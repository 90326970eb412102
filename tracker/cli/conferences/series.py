"""`tracker series`: lines of conferences."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import edit_command
from tracker.cli.options import Group, format_options, write_options, yes_option
from tracker.cli.parties.party import new_code_option
from tracker.insight.codes import Codes
from tracker.insight.conferences.conferences import list_series, series_record
from tracker.output import Column, show

COLUMNS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("region", "Region", priority=2, flex=True),
    Column("conferences", "Conferences", "number"),
    Column("first", "First", "date", priority=3),
    Column("last", "Last", "date", priority=3),
    Column("names", "Called", flex=True, priority=4),
]


@click.group(cls=Group)
def series() -> None:
    """Series: lines of conferences, such as AMS for the Americas and the Caribbean."""


@series.command("add", example='tracker series add ESA --name "Donor Conference" --region "East and Southern Africa"')
@click.argument("code", required=False)
@click.option("--name", metavar="TEXT", help="As it is called now.")
@click.option("--region", metavar="TEXT", help="The region that it is for.")
@click.option("--called", multiple=True, metavar="NAME@FROM..UNTIL", help="What it was called, and when.")
@write_options
@pass_app
def add(app: App, code: str | None, name: str | None, region: str | None, called: Sequence[str]) -> None:
    """Record a series of conferences."""
    from tracker.register.conferences.series import SeriesFacts

    code = code or app.ask("CODE", "Code of the series")
    name = name or app.ask("--name", "Name of the series")
    with app.register(create=True) as register:
        register.series.add([SeriesFacts(code, name, region, called)])
    told(f"Series {code} added: {name}")
    say(f"Next: `tracker conference add {code}-{app.now().year} --start {app.today()}`")


@series.command("list", example="tracker series list")
@format_options
@pass_app
def list_(app: App) -> None:
    """List the series with what they were called."""
    with app.reader() as reader:
        count = show(list_series(reader), COLUMNS, app.style(reader))
    if not count:
        say("No series yet. `tracker series add` records one.")


@series.command("edit", example='tracker series edit AMS --called "Regional Donor Meeting@2010..2015"')
@click.argument("code")
@click.option("--name", metavar="TEXT", help="As it is called now.")
@click.option("--region", metavar="TEXT", help="The region that it is for.")
@click.option("--called", "names", multiple=True, metavar="NAME@FROM..UNTIL", help="All that it was called, and when.")
@new_code_option
@write_options
@pass_app
def edit(app: App, code: str, name: str | None, region: str | None, names: Sequence[str], new_code: str | None) -> None:
    """Change a series. An empty text makes a field unknown; without flags on a terminal an editor opens."""
    given = {"name": name, "region": region, "names": tuple(names), "code": new_code}
    edit_command(app, "series", code, given, ("name", "region", "names"), series_record)


@series.command(
    "remove",
    example='tracker series add ESA --name "Donor Conference"\ntracker series remove ESA --yes',
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, code: str) -> None:
    """Take back a series that was entered wrongly; one with conferences stays."""
    with app.reader() as reader:
        record = series_record(reader, Codes(reader).id("series", code))
    app.confirmed(f"Remove series {record.code}, {record.name}?", lambda register: register.series.remove(record.id))
    told(f"Series {record.code} removed: {record.name}")

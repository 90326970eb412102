"""`tracker pool` and `tracker allocate`: money promised but not yet allocated, and its allocation to projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.columns import footer_row
from tracker.cli.editing import show_changes
from tracker.cli.options import Command, Group, at_option, format_options, told_at_option, write_options
from tracker.insight.projects.pool import PoolRow, in_pools
from tracker.output import Column, show
from tracker.rules.measured import by_currency
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.register.register import Register
    from tracker.register.reporting.reports import ReportEcho

LIST = [
    Column("series", "Series", "code"),
    Column("donor", "Donor", "code"),
    Column("name", "Name", flex=True, priority=7),
    Column("contribution", "Contribution", "code", priority=6),
    Column("project", "Project", "code", hidden=True),
    Column("conference", "Reported at", "code", priority=2),
    Column("currency", "", "code"),
    Column("interest", "Interest", "money", priority=5),
    Column("pledged", "Pledged", "money"),
    Column("committed", "Committed", "money", priority=1),
    Column("disbursed", "Disbursed", "money", priority=4),
    Column("unconfirmed", "Unconfirmed", "flag", priority=3),
]


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def pool(context: click.Context) -> None:
    """The pool of each series: money promised to it but not yet allocated to a project.

    Alone it lists them. The pool is a project of its own, so it counts in every total once, and `report` tells of it.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_, at=None, series=None)


@pool.command("list", example='tracker pool add IDB "5,000,000 USD" --at 2014\ntracker pool list')
@click.option("--series", metavar="SERIES", help="Of this series only.")
@told_at_option
@format_options
@pass_app
def list_(app: App, at: str | None, series: str | None) -> None:
    """List what waits to be allocated, by series and donor."""
    with app.reader() as reader:
        rows = in_pools(reader, at, series)
        show(rows, LIST, app.style(reader), footer=_footer(rows))
    if not rows:
        say('No money waits to be allocated. `tracker pool add DONOR "5,000,000 USD"` puts some into the pool.')


@pool.command("add", example='tracker pool add IDB "5,000,000 USD" --at 2014')
@click.argument("donor")
@click.argument("amount")
@click.option("--measure", type=click.Choice(MEASURES), default="pledged", help="How firm it is; by default pledged.")
@click.option("--source", metavar="TEXT", help="Who said it, in which mail, file or note.")
@at_option
@write_options
@pass_app
def add(app: App, /, donor: str, amount: str, measure: str, source: str | None, at: str | None) -> None:
    """Record that a donor promised more to a series, without saying yet for which project."""
    from tracker.rules.money import parse_amount

    def write(register: Register) -> tuple[str, list[ReportEcho]]:
        conference = register.codes.conference_or_open(at)
        parsed = parse_amount("AMOUNT", amount, register.reader.exponents)
        return conference.code, register.pool.add(conference, donor, parsed, measure, source)

    conference, echoes = app.written(write)
    for echo in echoes:
        told(f"{echo.project} at {echo.conference}:")
        show_changes(echo.changes)
    say(f'Next: `tracker allocate {donor} "AMOUNT" --to PROJECT --at {conference}`')


@click.command(
    cls=Command,
    example='tracker pool add IDB "5,000,000 USD" --at 2014\n'
    'tracker allocate IDB "2,000,000 USD" --to AMS-RM --at 2014 --status active',
)
@click.argument("donor")
@click.argument("amount")
@click.option("--to", "project", required=True, metavar="PROJECT", help="The project that it is for.")
@click.option("--measure", type=click.Choice(MEASURES), default="pledged", help="Of what; by default of the pledged.")
@click.option("--contribution", metavar="CODE", help="The one on the project that it goes to, of several.")
@click.option("--status", metavar="STATUS", help="The project's status, if it was not reported to any conference.")
@click.option("--source", metavar="TEXT", help="Who said it, in which mail, file or note.")
@at_option
@write_options
@pass_app
def allocate(app: App, /, donor: str, amount: str, project: str, at: str | None, **given: str | None) -> None:
    """Move an amount from a donor's money in the pool to its contribution to a project.

    Both steps are `allocated`, so a comparison shows them as that, and they sum to zero; no total counts it twice.
    """
    from tracker.register.reporting.pool import Allocation
    from tracker.rules.money import parse_amount

    def write(register: Register) -> list[ReportEcho]:
        conference = register.codes.conference_or_open(at)
        parsed = parse_amount("AMOUNT", amount, register.reader.exponents)
        words = {name: text for name, text in given.items() if text}
        return register.pool.allocate(conference, Allocation(donor, parsed, project, **words))

    for echo in app.written(write):
        told(f"{echo.project} at {echo.conference}:")
        show_changes(echo.changes)
    say("Next: `tracker pool` shows what is left")


def _footer(rows: Sequence[PoolRow]) -> list[PoolRow]:
    return [
        footer_row(PoolRow, series="Total", currency=currency, **amounts._asdict())
        for currency, amounts in by_currency(rows).items()
    ]

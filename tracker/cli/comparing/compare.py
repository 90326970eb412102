"""`tracker compare`: what changed from one conference to the next, to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Command, format_options
from tracker.errors import Usage
from tracker.output import PAGES, Column, show
from tracker.rules.words import COMPARED, COMPARED_BY

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.insight.comparing.pair import ConferencePair
    from tracker.store.reader import Reader

TREND = [
    Column("conference", "Conference", "code"),
    Column("group", "Group", "code"),
    Column("interest", "Interest", "money"),
    Column("pledged", "Pledged", "money"),
    Column("committed", "Committed", "money"),
    Column("disbursed", "Disbursed", "money"),
    Column("currency", "", "code"),
    Column("without_rate", "Without rate", "number", priority=1),
]


@click.command(
    cls=Command,
    example="tracker compare 2012 2013\ntracker compare 2012 2013 --by donor --only money\n"
    "tracker compare 2011 2012 2013 --format csv",
)
@click.argument("conferences", nargs=-1, metavar="CONFERENCE CONFERENCE ...")
@click.option("--by", type=click.Choice(COMPARED_BY), help="Divide the money by this.")
@click.option(
    "--donor", "donors", multiple=True, metavar="CODE", help="Only the money of this donor, and its projects."
)
@click.option(
    "--theme", "themes", multiple=True, metavar="THEME", help="Only projects with this theme at one of the conferences."
)
@click.option("--not-theme", "not_themes", multiple=True, metavar="THEME", help="Leave out projects with this theme.")
@click.option("--only", multiple=True, type=click.Choice(COMPARED), help="Only this part, whole.")
@click.option("--currency", metavar="CODE", help="In this currency; by default the last conference's.")
@click.option("--fill-reasons", is_flag=True, help="Ask for the reason of each change that has none, on a terminal.")
@format_options
@pass_app
def compare(
    app: App,
    /,
    conferences: Sequence[str],
    by: str | None,
    donors: Sequence[str],
    themes: Sequence[str],
    not_themes: Sequence[str],
    only: Sequence[str],
    currency: str | None,
    fill_reasons: bool,
) -> None:
    """Compare a conference with a later one of its series: money, projects, fields, risks, outcomes and more.

    Each amount is converted by the rates of its own conference, and every cent of the difference falls to one cause:
    new and ended projects and contributions, changes by their reason, exchange rates, or unexplained. Without arguments
    the open conference is compared with the one before; more than two give a table of their totals.
    """
    from tracker.cli.double_counting import doubled_said
    from tracker.insight.comparing.pair import make_pair
    from tracker.insight.comparing.trend import trend, trend_twice

    if fill_reasons:
        if themes or not_themes:
            raise Usage("--fill-reasons takes no themes.", "Leave out --theme and --not-theme; --donor limits it.")
        from tracker.cli.comparing.fill_reasons import fill

        fill(app, conferences, donors)
        return
    with app.reader() as reader:
        chosen = choose_conferences(reader, conferences)
        if len(chosen) > 2:
            if only:
                raise Usage("--only is for two conferences.", "More than two give a table of their totals.")
            limits = {"donors": donors, "themes": themes, "not_themes": not_themes}
            rows = trend(reader, chosen, currency=currency, by=by, **limits)
            columns = [column for column in TREND if by or column.field != "group"]
            style = app.style(reader)
            show(rows, columns, style, title="Totals, each by the rates of its own conference")
            if style.for_people:
                for code, found in trend_twice(reader, chosen, currency=currency, **limits):
                    say(*doubled_said(found, style.exponents, code, f"the total of {code}"))
            return
        first, second = chosen
        pair = make_pair(reader, first, second, currency=currency, donors=donors, themes=themes, not_themes=not_themes)
        _compare(app, reader, pair, by, only)


def choose_conferences(reader: Reader, conferences: Sequence[str]) -> list[Conference]:
    """Return the named conferences; without any, the open one and the one before it."""
    from tracker.insight.codes import Codes
    from tracker.insight.comparing.pair import previous

    codes = Codes(reader)
    if len(conferences) == 1:
        named = codes.conference(conferences[0])
        series = [one.code for one in codes.conferences() if one.series_id == named.series_id and one.counts]
        place = max(1, series.index(named.code)) if named.code in series else 0
        two = series[place - 1 : place + 1] if place and len(series) > 1 else ["EARLIER", "LATER"]
        raise Usage(
            f"Missing the conference to compare {named.code} with.",
            f"Name the earlier and the later one: `tracker compare {' '.join(two)}`.",
        )
    if conferences:
        return [codes.conference(text) for text in conferences]
    second = codes.open_conference()
    return [previous(reader, second), second]


def _compare(app: App, reader: Reader, pair: ConferencePair, by: str | None, only: Sequence[str]) -> None:
    from tracker.insight.comparing.compare import Comparison

    comparison = Comparison(reader, pair, by)
    parts = [part for part in COMPARED if part in only] or list(COMPARED)
    style = app.style(reader)
    if style.form == "json" and not style.quiet:
        from tracker.cli.comparing.compare_json import write_comparison

        write_comparison(comparison, parts, style)
    elif style.form == "xlsx":
        from tracker.cli.comparing.compare_workbook import write_workbook

        write_workbook(comparison, parts, style)
    elif style.form in PAGES and not style.quiet and (len(parts) > 1 or parts == ["money"]):
        from tracker.cli.comparing.report_text import show_report

        show_report(comparison, parts, style)
    else:
        from tracker.cli.comparing.flat_rows import show_part

        if len(only) > 1:
            raise Usage(f"--format {style.form} shows one part at a time.", "Give --only once, or use --json or xlsx.")
        whole = "projects" if style.quiet else "money"
        show_part(comparison, only[0] if only else whole, style)
        if not only and style.form in ("csv", "tsv"):
            say(f"This is the {whole} alone. --only PART is another part; --json and -o FILE.xlsx have all.")

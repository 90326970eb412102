"""`tracker scorecard`: how many projects and how much money have which light, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.dated import say_younger_lights
from tracker.cli.options import Command, at_option, format_options
from tracker.output import PAGES, show
from tracker.rules.words import LIT, MEASURES, SCORED_BY

if TYPE_CHECKING:
    from tracker.insight.comparing.pair import ConferencePair


@click.command(
    cls=Command,
    example="tracker scorecard --at 2013\n"
    "tracker scorecard --at 2013 --compare 2012\n"
    "tracker scorecard --at 2013 --by donor --of time",
)
@at_option
@click.option("--compare", "earlier", metavar="CONFERENCE", help="What moved since this earlier conference.")
@click.option("--by", type=click.Choice(SCORED_BY), help="Divide projects and money by this.")
@click.option("--of", type=click.Choice(LIT), help="Only this one of the five.")
@click.option("--measure", type=click.Choice(MEASURES), default="committed", help="Which money; by default committed.")
@format_options
@pass_app
def scorecard(app: App, /, at: str | None, earlier: str | None, by: str | None, of: str | None, measure: str) -> None:
    """Show how many projects of a conference, and how much of their money, are achieved, on track, behind or off.

    Five things of a project have a light: its time, money, results, risk and evaluation. What cannot be judged is
    counted as "cannot tell", and never as off. Good is what is achieved or on track, of what can be judged.

    A project counts in each group that it belongs to. The line "in several" takes off what counts more than once, so
    that every column adds up. `tracker why time --light behind` lists the projects behind a figure, with the reasons.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.comparing.pair import make_pair
    from tracker.insight.lights.scorecard import make_scorecard

    with app.reader() as reader:
        codes = Codes(reader)
        conference = codes.conference_or_open(at)
        pair: ConferencePair | None = None
        if earlier is not None:
            pair = make_pair(reader, codes.conference(earlier), conference)
            conference = pair.second
        card = make_scorecard(reader, conference, measure, by, pair)
        style = app.style(reader)
        from tracker.cli.comparing.scorecard_tables import columns, show_scorecard

        if style.form in ("csv", "tsv"):
            rows = [row for row in (card.groups if by else card.whole) if of in (None, row.of)]
            show(rows, columns(card.before.code if card.before else None, grouped=by is not None), style)
        else:
            show_scorecard(card, by, (of,) if of else LIT, style)
        say_younger_lights(reader, [*([pair.first] if pair else []), conference], (of,) if of else LIT)
    if style.form in PAGES and not card.projects:
        say(f"No project was reported to {conference.code}. `tracker report PROJECT --status WORD` reports one.")
    elif style.form in PAGES and not style.quiet:
        since = f"{pair.first.code} {conference.code}" if pair else f"--at {conference.code}"
        say(f"`tracker why {of or 'time'} {since}` lists the projects behind a figure, each with its reason.")

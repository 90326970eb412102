"""`tracker conference check`: the open issues of a conference, each with the command that resolves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Command, format_options
from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.insight.conferences.open_points import CHECKS, in_words, standing
from tracker.output import PAGES, CardFact, Column, Section, show, show_card

COLUMNS = [
    Column("check", "Check"),
    Column("about", "About", "code"),
    Column("what", "What", flex=True),
    Column("mend", "What mends it", flex=True),
]


@click.command(
    "check", cls=Command, example="tracker conference check 2013\ntracker conference check 2013 --only reason"
)
@click.argument("code", required=False)
@click.option("--only", multiple=True, type=click.Choice(tuple(CHECKS)), help="Only what this check finds.")
@format_options
@pass_app
def check(app: App, code: str | None, only: Sequence[str]) -> None:
    """Show what is still open at a conference (by default the open one), with the command that settles each point.

    Open points are changes without a reason, unconfirmed reports, money that its own donors have not confirmed,
    currencies without a rate, shares that do not add up to 100 percent, projects without a donor or a beneficiary,
    risks that are not assessed, indicators that are not measured (a note can say why), outcomes without an indicator,
    dates in the wrong order, open notes, and action points and recommendations that were not reported to the
    conference. The conference can close when no point is open, or with --accept.
    """
    with app.reader() as reader:
        conference = Codes(reader).conference_or_open(code)
        if conference.record is not None:
            known = f"`tracker conference record {conference.code}` shows what was still open when it was sealed."
            raise Usage(f"{conference.code} is a sealed record, which has no open points.", known)
        found = list(standing(reader, conference, only))
        style = app.style(reader)
    if style.form in PAGES and not style.quiet and found:
        sections = []
        for name, (one, several) in CHECKS.items():
            rows = [row for row in found if row.check == name]
            heading = f"{len(rows)} {several if len(rows) > 1 else one}"
            sections.append(Section(heading[:1].upper() + heading[1:], rows, COLUMNS[1:]))
        pairs = [
            CardFact("conference", "Conference", conference.code, "code"),
            CardFact("state", "State", conference.state),
            CardFact("open", "Still open", in_words(Counter(row.check for row in found))),
        ]
        show_card(f"Still open at {conference.code}", pairs, sections, style)
        if conference.state == "closed":
            say(f"{conference.code} is closed: but for reasons and notes, `tracker conference reopen` comes first.")
    else:
        show(found, COLUMNS, style)
    if not found:
        say(f"Nothing is still open. Next: `tracker conference close {conference.code}`")

"""`tracker followup`: what became of a conference's pledges, proposals, action points and recommendations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.options import Command, format_options
from tracker.errors import Usage
from tracker.output import CardFact, Column, Section, show, show_card
from tracker.rules.text import counted

PARTS = ("pledges", "proposals", "recommendations", "actions", "requests")
PLEDGES = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=4),
    Column("donor", "Donor", "code"),
    Column("contribution", "Contribution", "code", hidden=True),
    Column("currency", "", "code"),
    Column("pledged", "Pledged", "money"),
    Column("outcome", "Became", "word"),
    Column("pledged_now", "Pledged now", "money", priority=2),
    Column("committed", "Committed", "money"),
    Column("disbursed", "Disbursed", "money", priority=1),
    Column("toward", "Toward it", "money"),
    Column("ended", "Was to end", "date", priority=6),
    Column("ends", "Ends now", "date", priority=6),
    Column("age", "Age", "number", priority=7),
    Column("told_at", "Reported at", "code", priority=3),
    Column("unconfirmed", "Unconfirmed", "flag", priority=5),
]
SUMS = [
    Column("outcome", "Became", "word"),
    Column("pledges", "Pledges", "number"),
    Column("currency", "", "code"),
    Column("pledged", "Pledged", "money"),
    Column("pledged_now", "Pledged now", "money"),
    Column("paid", "Committed or disbursed", "money"),
]
PROPOSALS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=2),
    Column("outcome", "Became", "word"),
    Column("into", "Into", "codes"),
    Column("status", "Status", priority=3),
    Column("donors", "Donors", "codes", priority=1),
    Column("age", "Age", "number", priority=7),
    Column("told_at", "Reported at", "code", priority=4),
    Column("unconfirmed", "Unconfirmed", "flag", priority=5),
]
ACTIONS = [
    Column("code", "Code", "code"),
    Column("text", "What", flex=True),
    Column("owner", "Owner", "code", priority=1),
    Column("status", "Became"),
    Column("due", "Due", "date", priority=3),
    Column("overdue", "Overdue", "flag"),
    Column("carried", "Age", "number", priority=7),
    Column("told_at", "Reported at", "code", priority=4),
    Column("note", "Note", flex=True, priority=6),
]
ROUNDS = [
    Column("conference", "Conference", "code"),
    Column("requests", "Requests", "number"),
    Column("answered", "Answered", "number"),
    Column("declined", "Declined", "number", priority=2),
    Column("silent", "Silent", "number"),
    Column("needs", "Needs raised", "number", priority=1),
    Column("replies", "Replies", "number"),
    Column("agreements", "Agreed", "number"),
    Column("partnerships", "Partnerships", "number", priority=3),
]


@click.command(
    cls=Command, example="tracker followup 2012 --at 2013\ntracker followup 2012 --only pledges --format csv"
)
@click.argument("code", metavar="CONFERENCE")
@click.option("--at", metavar="CONFERENCE", help="As of this later one; by default the last one that met or is open.")
@click.option("--only", type=click.Choice(PARTS), help="Only these.")
@format_options
@pass_app
def followup(app: App, /, code: str, at: str | None, only: str | None) -> None:
    """Show what became of the pledges, proposals, recommendations and action points of a conference.

    A pledge is kept when as much is committed or disbursed, not counting what was there before it was pledged;
    otherwise it is partly kept, allocated from the pool, dropped, reduced, re-dated (that is not kept) or open. Its age
    is how many conferences have been held since it was first reported. The sums by outcome and currency are below.

    Requests has a line for each conference since: the requests sent for it, answered, declined and silent, the needs
    raised at it, and the replies and agreements of donors since the conference before. Replies count to needs that
    were reported to conferences of the series, or that donors were asked about.
    """
    from tracker.insight.comparing.pair import followed
    from tracker.insight.conferences.actions import actions_followed
    from tracker.insight.conferences.followup import pledges_followed, proposals_followed, summed, without_rate
    from tracker.insight.coordination.rounds import rounds

    with app.reader() as reader:
        first, second = followed(reader, code, at)
        style = app.style(reader)
        wanted = [part for part in PARTS if only in (None, part)]
        pledges = pledges_followed(reader, first, second) if "pledges" in wanted else []
        proposals = proposals_followed(reader, first, second) if "proposals" in wanted else []
        agreed = actions_followed(reader, first, second) if {"recommendations", "actions"} & {*wanted} else []
        asked = rounds(reader, first, second) if "requests" in wanted else []
        sums = summed(reader, pledges, first, second)
        missing = without_rate(reader, pledges, first, second)
    recommendations = [row for row in agreed if row.kind == "recommendation"]
    points = [row for row in agreed if row.kind == "action point"]
    sections = {
        "pledges": Section(_title("Pledges", pledges), pledges, _silent(PLEDGES, pledges), "No pledges were reported."),
        "proposals": Section(
            _title("Proposals that sought funding", proposals),
            proposals,
            _silent(PROPOSALS, proposals),
            "None.",
        ),
        "recommendations": Section(_title("Recommendations", recommendations), recommendations, ACTIONS, "None."),
        "actions": Section(_title("Action points", points), points, ACTIONS, "None."),
        "requests": Section("Requests, answers and agreements", asked, ROUNDS, None),
    }
    shown = [sections[part]._replace(key=part) for part in wanted]
    if style.quiet or style.form in ("csv", "tsv"):
        if len(shown) > 1:
            raise Usage(
                f"--format {style.form} shows one part at a time." if not style.quiet else "Quiet shows one part.",
                f"Give --only: {', '.join(PARTS)}.",
            )
        show(shown[0].rows, shown[0].columns, style)
        return
    if "pledges" in wanted and sums:
        place = wanted.index("pledges") + 1
        shown.insert(place, Section("What the pledges came to", sums, SUMS, None, "sums"))
    pairs = [
        CardFact("from", "Of", first.code, "code"),
        CardFact("to", "As of", second.code, "code"),
        CardFact("currency", "Reporting currency", second.currency, "code"),
    ]
    show_card(f"What became of {first.code} by {second.code}", pairs, shown, style)
    for currency, count in missing.items():
        left_out = counted(count, "amount")
        say(f"The sum leaves out {left_out} in {currency}: one of the two conferences has no rate for it.")


def _title(name: str, rows: Sequence[object]) -> str:
    return f"{name} ({len(rows)})" if rows else name


def _apart(row: Any) -> bool:
    """Whether some of the committed or disbursed amount does not count toward a pledge."""
    return bool(row.toward is not None and row.toward != max(row.committed or 0, row.disbursed or 0))


def _moved(row: Any) -> bool:
    return bool(row.ended != row.ends)


# The rows for which a column has content; a column without any is hidden from people.
SAYS: dict[str, Callable[[Any], object]] = {
    "unconfirmed": attrgetter("unconfirmed"),
    "into": attrgetter("into"),
    "toward": _apart,
    "ended": _moved,
    "ends": _moved,
}


def _silent(columns: Sequence[Column], rows: Sequence[object]) -> list[Column]:
    """Return the columns; those that are empty in every row are hidden from people."""
    return [
        column._replace(hidden=column.hidden or not any(says(row) for row in rows))
        if (says := SAYS.get(column.field))
        else column
        for column in columns
    ]

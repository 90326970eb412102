"""`tracker why`: the rows and rates behind a total, the causes of a difference, or the projects behind a light."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.columns import spoken
from tracker.cli.options import Command, at_option, format_options
from tracker.errors import Usage
from tracker.output import CardFact, Column, Section, show, show_card
from tracker.rules.money import human
from tracker.rules.words import EXPLAINED, LIT, MEASURES, choose

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.insight.comparing.pair import ConferencePair
    from tracker.insight.comparing.total_rows import ExplainedTotal, Limits
    from tracker.insight.totals.double_counting import Doubled
    from tracker.store.reader import Reader

ROWS = [
    Column("project", "Project", "code"),
    Column("project_title", "Title", hidden=True),
    Column("contribution", "Contribution", "code", priority=3),
    Column("donor", "Donor", "code"),
    Column("donor_name", "Name of donor", hidden=True),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
    Column("rate", "Rate", flex=True, priority=1),
    Column("earmark", "Earmark", "percent", priority=2),
    Column("share", "Share", "percent", priority=2),
    Column("counted", "Counted", "money", "counted_currency"),
    Column("counted_currency", "", "code"),
    Column("why_not", "Left out because", flex=True),
    Column("answer", "Answer", priority=4),
    Column("source", "Source", flex=True, priority=5),
    Column("carried_from", "Carried from", "code", priority=6),
]
TWICE = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=3),
    Column("amount", "Amount", "money", "currency"),
    Column("other", "Other", "code"),
    Column("other_title", "Its title", flex=True, priority=4),
    Column("other_amount", "Its amount", "money", "currency"),
    Column("twice", "Twice", "money", "currency"),
    Column("currency", "", "code"),
    Column("why", "Why", flex=True, priority=1),
    Column("settled", "Settled", flex=True),
]
SHARES = ("earmark", "share")


@click.command(
    cls=Command,
    example="tracker why committed --donor IDB --at 2013\n"
    "tracker why committed --twice --at 2013\n"
    "tracker why committed 2012 2013 --donor IDB\n"
    "tracker why time --light 'on track' --at 2013",
)
@click.argument("measure")
@click.argument("conferences", nargs=-1, metavar="[CONFERENCE CONFERENCE]")
@at_option
@click.option("--donor", "donors", multiple=True, metavar="CODE", help="Only the money of this donor.")
@click.option("--beneficiary", "beneficiaries", multiple=True, metavar="CODE", help="Only what benefits this one.")
@click.option("--theme", "themes", multiple=True, metavar="THEME", help="Only projects with this primary theme.")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="Only this project.")
@click.option("--currency", metavar="CODE", help="In this currency; by default the conference's.")
@click.option("--light", "lights", multiple=True, metavar="WORD", help="Only projects with this light.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="Of a light: only what benefits it.")
@click.option("--money", type=click.Choice(MEASURES), default="committed", help="Of a light: which money.")
@click.option("--twice", is_flag=True, help="The pairs of projects that are perhaps counted twice.")
@format_options
@pass_app
def why(
    app: App,
    /,
    measure: str,
    conferences: Sequence[str],
    at: str | None,
    donors: Sequence[str],
    beneficiaries: Sequence[str],
    themes: Sequence[str],
    projects: Sequence[str],
    currency: str | None,
    lights: Sequence[str],
    countries: Sequence[str],
    money: str,
    *,
    twice: bool,
) -> None:
    """Why a total is what it is, or why it moved; MEASURE is interest, pledged, committed or disbursed.

    Or why a figure of the scorecard is what it is: MEASURE is time, money, results, risk or evaluation then, and every
    project is listed with its light and the reason. With two conferences, the projects whose light moved.

    With one conference, every row behind the total: the amount as told, the rate with its date, method and source, the
    share, what is counted, and what is left out. With two, the causes of the difference, the largest first.

    With --twice, the pairs of projects of which the total perhaps counts the same money twice: of each the smaller
    amount, and each amount once. `tracker overlap settle` settles a pair.
    """
    from tracker.insight.codes import Codes
    from tracker.insight.comparing.pair import make_pair
    from tracker.insight.comparing.total_rows import Limits, behind, doubled_behind

    if (right := _measure_first(measure, conferences)) is not None:
        raise Usage(f"{measure!r} is not a measure.", f"The measure comes first: `tracker why {right}`.")
    measure = choose("measure", measure, EXPLAINED)
    named = [*conferences, *([at] if at else [])]
    if len(named) > 2:
        raise Usage("More than two conferences were named.", "One for a total, two for a difference.")
    if measure in LIT:
        from tracker.cli.comparing.why_lights import show_lights

        if twice or currency:
            raise Usage("--twice and --currency are for a total of money.", "Leave them out for a light.")
        limits_of = {"donor": donors, "beneficiary": beneficiaries, "theme": themes, "country": countries}
        with app.reader() as reader:
            codes = Codes(reader)
            meetings = [codes.conference(text) for text in named] or [codes.conference_or_open(None)]
            show_lights(app, reader, meetings, measure, lights, limits_of, projects, money)
        return
    if lights or countries:
        raise Usage("--light and --country are for lights.", f"Name one of {', '.join(LIT)}: `tracker why time`.")
    limits = Limits(donors, beneficiaries, themes, projects)
    with app.reader() as reader:
        codes = Codes(reader)
        if twice:
            if len(named) == 2 or beneficiaries:
                raise Usage(
                    "--twice is for the whole money of projects at one conference.",
                    "Name one conference, and leave --beneficiary out.",
                )
            conference = codes.conference_or_open(named[0] if named else None)
            _twice(app, reader, conference, doubled_behind(reader, conference, measure, limits, currency=currency))
        elif len(named) == 2:
            if beneficiaries or themes or projects:
                raise Usage(
                    "A difference is explained in total or for --donor.",
                    "`tracker compare --by beneficiary` (or theme, or project) divides it.",
                )
            first, second = map(codes.conference, named)
            _moved(app, reader, make_pair(reader, first, second, currency=currency, donors=donors), measure)
        else:
            conference = codes.conference_or_open(named[0] if named else None)
            answer = behind(reader, conference, measure, limits, currency=currency)
            _behind(app, reader, conference, measure, answer, limits)
            style = app.style(reader)
            if style.for_people and not beneficiaries:
                found = doubled_behind(reader, conference, measure, limits, currency=currency)
                say(*_said(found, conference.code, style.exponents[found.currency]))
                if found.rows:
                    say(f"`tracker why {measure} --twice --at {conference.code}` lists the pairs.")


def _behind(
    app: App, reader: Reader, conference: Conference, measure: str, answer: ExplainedTotal, limits: Limits
) -> None:
    style = app.style(reader)
    silent = () if limits.beneficiaries else SHARES
    columns = [column._replace(hidden=column.hidden or column.field in silent) for column in ROWS]
    if style.quiet or style.form in ("csv", "tsv"):
        show([*answer.counted, *answer.left_out], columns, style)
        return
    columns = spoken(columns, [*answer.counted, *answer.left_out], "answer", "source", "carried_from")
    counted = [column for column in columns if column.field != "why_not"]
    left_out = [column for column in columns if column.field not in ("rate", "counted", "counted_currency")]
    facts = [
        CardFact("measure", "Measure", measure),
        CardFact("at", "Conference", conference.code, "code"),
        CardFact("total", "Total", answer.total, "money", answer.currency),
        CardFact("rows", "Contributions", len(answer.counted), "number"),
    ]
    sections = [
        Section("What adds up to it", answer.counted, counted, "No amount was reported.", "counted"),
        Section("What it leaves out", answer.left_out, left_out, None, "left_out"),
    ]
    show_card(f"Why {measure} at {conference.code} is what it is", facts, sections, style)
    if not answer.counted and not answer.left_out:
        say(f"`tracker report PROJECT --at {conference.code} --{measure} AMOUNT` records one.")


def _twice(app: App, reader: Reader, conference: Conference, found: Doubled) -> None:
    style = app.style(reader)
    show(found.rows, spoken(TWICE, found.rows, "settled"), style)
    say(*_said(found, conference.code, style.exponents[found.currency]))
    if found.perhaps:
        pair = found.rows[0]
        say(f"`tracker overlap settle {pair.project} {pair.other} --as DECISION` settles a pair.")
    if not found.rows:
        say(f"No pairs of projects are perhaps counted twice at {conference.code}.")


def _measure_first(measure: str, conferences: Sequence[str]) -> str | None:
    """Return the arguments in their order, if a measure was given as a conference; else None."""
    named = [word for word in conferences if word.lower() in EXPLAINED]
    if not named or measure.lower() in EXPLAINED:
        return None
    return " ".join([named[0].lower(), measure, *(word for word in conferences if word not in named)])


def _said(found: Doubled, code: str, exponent: int) -> Iterator[str]:
    """Yield how much of a total is counted twice."""
    if found.perhaps:
        yield f"Perhaps counted twice at {code}: {human(found.perhaps, exponent)} {found.currency}."
    if found.settled:
        yield f"Counted twice at {code}, as was settled later: {human(found.settled, exponent)} {found.currency}."


def _moved(app: App, reader: Reader, pair: ConferencePair, measure: str) -> None:
    from tracker.cli.comparing.why_words import show_move
    from tracker.insight.comparing.total_causes import why_moved

    show_move(why_moved(reader, pair, measure), pair, app.style(reader))

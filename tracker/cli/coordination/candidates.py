"""`candidates` of needs, projects and offers: what could answer what, ranked by rule, and why the rest fell out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.columns import spoken
from tracker.cli.options import format_options, told_at_option
from tracker.output import CardFact, Column, Section, Style, show, show_card

if TYPE_CHECKING:
    from tracker.insight.coordination.candidates import Candidates

LIST = [
    Column("rank", "Rank", "number"),
    Column("kind", "Kind", priority=4),
    Column("code", "Code", "code"),
    Column("subject", "What", flex=True, priority=2),
    Column("who", "Who", flex=True, priority=1),
    Column("points", "Points", "number", priority=3),
    Column("reasons", "For", flex=True),
    Column("against", "Against", flex=True),
    Column("fell_out", "Fell out", hidden=True),
]
OUT = [
    Column("kind", "Kind", priority=2),
    Column("code", "Code", "code"),
    Column("subject", "What", flex=True, priority=1),
    Column("who", "Who", flex=True, priority=3),
    Column("fell_out", "Why", flex=True),
]
RULE = (
    "They are ranked by points: 3 for the place, or 2 if an offer names none; 3 for a theme, or 2 for a theme that"
    " corresponds to its measure; 2 for a donor that replied that it would; and 1 each for an instrument other than a"
    " loan, a known amount, and a known time. A region includes an administration that is recorded as part of it:"
    " `tracker organisation edit CODE --parent REGION`. A candidate is not a match: a match is the agreement of a"
    " donor, with a date."
)


def candidates_command(group: click.Group, noun: str, said: str, example: str) -> None:
    """Add `candidates` to a group: of the needs, the projects or the offers."""

    @group.command("candidates", help=f"{said}\n\n{RULE}", example=example)
    @click.argument("code")
    @told_at_option
    @format_options
    @pass_app
    def candidates(app: App, /, code: str, at: str | None) -> None:
        from tracker.insight.coordination.candidates import CANDIDATES

        with app.reader() as reader:
            found = CANDIDATES[noun](reader, code, at, app.today())
            style = app.style(reader)
        _show(found, style)


def _show(found: Candidates, style: Style) -> None:
    if style.quiet:
        show(found.found, LIST, style)
        return
    if style.form in ("csv", "tsv"):
        show([*found.found, *found.fell_out], LIST, style)
        return
    pairs = [
        CardFact("code", "Code", found.code, "code"),
        CardFact("subject", "What", found.subject),
        CardFact("at", "As of", found.at, "code"),
    ]
    if style.for_people:
        pairs = [pair for pair in pairs if pair.value]
    kinds = {row.kind for row in (*found.found, *found.fell_out)}
    columns, out = (
        [one._replace(hidden=one.hidden or (one.field == "kind" and len(kinds) < 2)) for one in listed]
        for listed in (LIST, OUT)
    )
    sections = [
        Section("Candidates", found.found, spoken(columns, found.found, "against"), "No candidates by these rules."),
        Section("Fell out", found.fell_out, out, None),
    ]
    show_card(f"Candidates for {found.code}", pairs, sections, style)
    if found.found:
        say("A candidate is not a match. `tracker need reply` records what a donor answers.")

"""`tracker conference participants`: who took part in a conference, and as what."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, format_options, write_options
from tracker.cli.party import counted
from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.insight.conferences import list_participants
from tracker.output import Column, show

PARTICIPANTS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("capacity", "As"),
    Column("people", "People", flex=True, priority=2),
    Column("source", "Source", flex=True, priority=3),
]


@click.command(
    "participants",
    cls=Command,
    example="tracker conference participants 2014 --add IDB:donor --add JM-CUSTOMS:beneficiary",
)
@click.argument("code")
@click.option("--add", "added", multiple=True, metavar="ORGANISATION:CAPACITY", help="Who took part, and as what.")
@click.option("--drop", "dropped", multiple=True, metavar="ORGANISATION", help="Who did not take part after all.")
@click.option("--people", metavar="TEXT", help="Names of the delegates of those added.")
@click.option("--source", metavar="TEXT", help="Who says so.")
@write_options
@format_options
@pass_app
def participants(
    app: App, code: str, added: Sequence[str], dropped: Sequence[str], people: str | None, source: str | None
) -> None:
    """List who took part in a conference, or add and drop some."""
    if added or dropped:
        _take_part(app, code, added, dropped, people, source)
        return
    with app.reader() as reader:
        found = Codes(reader).conference(code)
        count = show(list_participants(reader, found.id), PARTICIPANTS, app.style(reader))
    if not count:
        say(f"Nobody yet. `tracker conference participants {found.code} --add IDB:donor` says who took part.")


def _take_part(
    app: App, code: str, added: Sequence[str], dropped: Sequence[str], people: str | None, source: str | None
) -> None:
    from tracker.register.participants import ParticipantFacts

    with app.register() as register:
        found = register.codes.conference(code)
        facts = []
        for text in added:
            who, colon, capacity = text.partition(":")
            if not colon or not capacity.strip():
                raise Usage(f"--add {text} does not say as what.", f"For example --add {who}:donor")
            facts.append(ParticipantFacts(found.code, who.strip(), capacity, people, source))
        before = {one.code: one.capacity for one in list_participants(register.reader, found.id)}
        for text in dropped:
            register.participants.remove(found.id, register.codes.id("organisation", text))
        register.participants.enter(facts)
        after = {one.code: one.capacity for one in list_participants(register.reader, found.id)}
    told(f"{found.code} has {counted(len(after), 'participant')}; it had {len(before)}.")
    for who in sorted({*before, *after}):
        if before.get(who) != after.get(who):
            told(f"  {who}: {before.get(who) or 'absent'} -> {after.get(who) or 'absent'}")

"""`tracker conference participants`: who took part in a conference, and in which role."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, format_options, write_options
from tracker.errors import NotFound, Usage
from tracker.insight.codes import Codes
from tracker.insight.conferences.conferences import list_participants
from tracker.output import Column, show
from tracker.rules.text import counted

EXAMPLE = '--add IDB:donor --people "IDB: Ana Lima; Bob Hall"'
PARTICIPANTS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("capacity", "As"),
    Column("people", "People", flex=True, priority=2),
    Column("source", "Source", flex=True, priority=3),
]

LIST = [*PARTICIPANTS, Column("conference", "Conference", "code", hidden=True)]


@click.command(
    "participants",
    cls=Command,
    example="tracker conference participants 2014 --add IDB:donor --add JM-CUSTOMS:beneficiary",
)
@click.argument("code")
@click.option("--add", "added", multiple=True, metavar="ORGANISATION:CAPACITY", help="Who took part, and as what.")
@click.option("--drop", "dropped", multiple=True, metavar="ORGANISATION", help="Who did not take part after all.")
@click.option(
    "--people", multiple=True, metavar='"CODE: NAME; NAME"', help="The delegates of one that is added; repeatable."
)
@click.option("--source", metavar="TEXT", help="Who says so.")
@write_options
@format_options
@pass_app
def participants(
    app: App, code: str, added: Sequence[str], dropped: Sequence[str], people: Sequence[str], source: str | None
) -> None:
    """List who took part in a conference, or add and drop some.

    --people names the delegates of one participant: --people "IDB: Ana Lima; Bob Hall". With a single --add the code
    may be left out.
    """
    if people and not added:
        raise Usage("--people names the delegates of a participant, and none is added.", f"Give --add too: {EXAMPLE}")
    if added or dropped:
        _take_part(app, code, added, dropped, people, source)
        return
    with app.reader() as reader:
        found = Codes(reader).conference(code)
        count = show(list_participants(reader, found.id), LIST, app.style(reader))
    if not count:
        say(f"No participants yet. Add one with `tracker conference participants {found.code} --add IDB:donor`.")


def _take_part(
    app: App, code: str, added: Sequence[str], dropped: Sequence[str], people: Sequence[str], source: str | None
) -> None:
    from tracker.register.conferences.participants import ParticipantFacts

    with app.register() as register:
        found = register.codes.conference(code)
        capacities = {}
        for text in added:
            who, colon, capacity = text.partition(":")
            if not colon or not capacity.strip():
                raise Usage(f"--add {text} does not say as what.", f"For example --add {who}:donor")
            capacities[register.codes.id("organisation", who.strip())] = who.strip(), capacity
        delegates = _delegates(register.codes, list(capacities), people)
        facts = [
            ParticipantFacts(found.code, who, capacity, delegates.get(identity), source)
            for identity, (who, capacity) in capacities.items()
        ]
        before = {one.code: one.capacity for one in list_participants(register.reader, found.id)}
        for text in dropped:
            register.participants.remove(found.id, register.codes.id("organisation", text))
        register.participants.enter(facts)
        after = {one.code: one.capacity for one in list_participants(register.reader, found.id)}
    told(f"{found.code} has {counted(len(after), 'participant')}; it had {len(before)}.")
    for who in sorted({*before, *after}):
        if before.get(who) != after.get(who):
            told(f"  {who}: {before.get(who) or 'absent'} -> {after.get(who) or 'absent'}")


def _delegates(codes: Codes, added: Sequence[int], people: Sequence[str]) -> dict[int, str]:
    """Return the delegates' names by the id of their organisation. Raises Usage for a text without organisation."""
    found: dict[int, str] = {}
    for text in people:
        who, colon, names = text.partition(":")
        known = None
        if colon:
            with suppress(NotFound):
                known = codes.id("organisation", who.strip())
        if known is None and len(added) == 1:
            known, names = added[0], text
        if known is None:
            raise Usage(
                f"--people {text!r} does not say whose delegates they are, and several participants are added.",
                f"Begin it with the code of one of them: {EXAMPLE}",
            )
        if known not in added:
            raise Usage(f"--people {text!r} names {who.strip()}, which is not added.", f"Give --add too: {EXAMPLE}")
        if known in found:
            raise Usage(
                f"--people names the delegates of {codes.code('organisation', known)} twice.",
                "Put all of them into one text, with semicolons between them.",
            )
        found[known] = names
    return found

"""Follow-up reports: what became of an action point or recommendation, as reported at a conference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, say, told
from tracker.cli.minutes.action_kinds import NAME, SOURCE, Kind, action_argument, both
from tracker.cli.options import at_option, word_options, write_options
from tracker.errors import Usage
from tracker.insight.conferences.actions import action_card, find_action

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.register.register import Register

VERIFIED = (
    ("--verified-by", "CODE", "The organisation, other than the owner, that has verified it."),
    ("--verified-by-name", "TEXT", "The person who has verified it."),
)
NOTED = (("--note", "TEXT", "What was said of it."), SOURCE)
CHANGED = ("status", "due", "note", "reason", "verified_by", "verified_by_name", "superseded_by", "told_source")


@both(
    "report",
    'tracker WORD add "Publish the timetable" --at 2012 --number 9\n'
    'tracker WORD report 2012/MARK9 --at 2014 --status "in progress" --note "A draft is out"',
    "Report on a TITLE to a conference: the open one, unless --at names another.\n\n"
    "Without --status the last reported status stays. Done must be verified by somebody other than the owner; what is"
    " dropped has a reason.",
    action_argument,
    word_options(
        ("--status", "WORD", "open, in progress, done or dropped."),
        ("--reason", "TEXT", "Why it is dropped."),
        ("--due", "DATE|next", "When it is due now; `next` is the next conference after it was raised."),
        *VERIFIED,
        *NOTED,
    ),
    at_option,
    write_options,
)
def report(kind: Kind, app: App, /, action: str, at: str | None, **given: str | None) -> None:
    if not any(value is not None for name, value in given.items() if name != "source"):
        raise Usage("Nothing was reported.", "Give --status, or --note if the status has not changed.")
    tell(kind, app, action, at, given)


@both(
    "done",
    'tracker WORD add "Publish the timetable" --owner IDB --at 2012 --number 9\n'
    "tracker WORD done 2012/MARK9 --verified-by WCO --at 2014",
    "Report to a conference that a TITLE is done, verified by somebody other than its owner.",
    action_argument,
    word_options(*VERIFIED, *NOTED),
    at_option,
    write_options,
)
def done(kind: Kind, app: App, /, action: str, at: str | None, **given: str | None) -> None:
    if not given["verified_by"] and not given["verified_by_name"]:
        given["verified_by"] = app.ask("--verified-by", "Who, other than the owner, has verified it")
    tell(kind, app, action, at, given | {"status": "done"})


@both(
    "drop",
    'tracker WORD add "Publish the timetable" --at 2012 --number 9\n'
    'tracker WORD drop 2012/MARK9 --reason "The law was withdrawn" --at 2014',
    "Report to a conference that a TITLE is dropped, and why.",
    action_argument,
    word_options(("--reason", "TEXT", "Why."), *NOTED),
    at_option,
    write_options,
)
def drop(kind: Kind, app: App, /, action: str, at: str | None, **given: str | None) -> None:
    given["reason"] = given["reason"] or app.ask("--reason", "Why it is dropped")
    tell(kind, app, action, at, given | {"status": "dropped"})


@both(
    "supersede",
    'tracker WORD add "Publish the timetable" --at 2012 --number 8\n'
    'tracker WORD add "Publish it every month" --at 2013 --number 9\n'
    "tracker WORD supersede 2012/MARK8 --by 2013/MARK9 --at 2014",
    "Report to a conference that another TITLE replaces this one.",
    action_argument,
    click.option("--by", "other", metavar=NAME, help="Number of the one that replaces it."),
    word_options(*NOTED),
    at_option,
    write_options,
)
def supersede(kind: Kind, app: App, /, action: str, other: str | None, at: str | None, **given: str | None) -> None:
    other = other or app.ask("--by", "Number of the action that takes its place")
    tell(kind, app, action, at, given | {"status": "superseded"}, other)


@both(
    "merge",
    'tracker WORD add "Publish the timetable" --at 2012 --number 8\n'
    'tracker WORD add "Publish all timetables" --at 2013 --number 9\n'
    "tracker WORD merge 2012/MARK8 --into 2013/MARK9 --at 2014",
    "Report to a conference that a TITLE is merged into another, which takes over its evidence.",
    action_argument,
    click.option("--into", "other", metavar=NAME, help="Number of the one into which it is merged."),
    word_options(*NOTED),
    at_option,
    write_options,
)
def merge(kind: Kind, app: App, /, action: str, other: str | None, at: str | None, **given: str | None) -> None:
    other = other or app.ask("--into", "Number of the action into which it is merged")
    tell(kind, app, action, at, given | {"status": "superseded", "merged": "yes"}, other)


def tell(
    kind: Kind, app: App, action: str, at: str | None, given: dict[str, str | None], other: str | None = None
) -> None:
    """Report at a conference what became of an action, and print the old and the new values."""
    with app.register() as register:
        identity = find_action(register.reader, kind.name, action)
        conference = register.codes.conference_or_open(at)
        if other is not None:
            given = given | {"superseded_by": str(find_action(register.reader, kind.name, other))}
        register.actions.check_meets(identity, conference)
        was = _standing(register, identity, conference)
        register.actions.tell(identity, conference, given)
        if given.get("merged"):
            register.actions.take_over(identity, int(str(given["superseded_by"])))
        now = _standing(register, identity, conference)
    changed = [name for name in CHANGED if was[name] != now[name]]
    told(f"{kind.name.capitalize()} {was['code']} at {conference.code}:")
    for name in changed:
        told(f"  {name.removeprefix('told_').replace('_', ' ')}: {was[name] or 'unknown'} -> {now[name] or 'unknown'}")
    if not changed:
        told("  nothing changed: this was reported already")
    say(f"Next: `tracker {kind.word} show {was['code']}`")


def _standing(register: Register, identity: int, conference: Conference) -> dict[str, object]:
    """Return an action as of a conference: the fields that a follow-up can change."""
    facts = action_card(register.reader, identity, "", conference).facts
    if facts.told_at != conference.code:
        facts = facts._replace(note=None, told_source=None)  # these were reported at another conference
    return {name: getattr(facts, name) for name in ("code", *CHANGED)}

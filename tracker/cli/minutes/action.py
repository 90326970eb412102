"""`tracker action` and `tracker recommendation`: what a conference asks for, with lists and cards."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.base import App, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.minutes import action_reports
from tracker.cli.minutes.action_kinds import SOURCE, Kind, action, action_argument, both, recommendation
from tracker.cli.minutes.action_view import ACTION_LIST, RARE, show_action
from tracker.cli.options import at_option, format_options, word_options, write_options, yes_option
from tracker.cli.values import NUMBER
from tracker.errors import Usage
from tracker.insight.conferences.actions import ActionFilters, action_card, find_action, list_actions
from tracker.output import show

# Importing `action_reports` registers the commands for follow-up reports with both groups.
__all__ = ["action", "action_reports", "recommendation"]

ACTION_OPTIONS = (
    ("--owner", "CODE", "The organisation that is to do it."),
    ("--owner-name", "TEXT", "The person who is to do it."),
    ("--due", "DATE|next", "2013-06, or `next` for the next conference."),
    ("--partnership", "NUMBER", "The partnership that it follows from."),
    SOURCE,
)
FIELDS = ("text", "owner", "owner_name", "due", "partnership", "source")
evidence_options = (
    click.option("--project", "projects", multiple=True, metavar="CODE", help="A project that answers it."),
    click.option("--outcome", "outcomes", multiple=True, metavar="P1/O1", help="An outcome that answers it."),
    click.option("--document", "documents", multiple=True, type=NUMBER, help="A document as evidence."),
)


@both(
    "add",
    'tracker WORD add "Publish the single window timetable" --owner IDB --due next --at 2013',
    "Record a TITLE raised at a conference: the open one, unless --at names another.\n\n"
    "Without --number it gets the next free one of the conference. People call it by both: 2013/MARK1.",
    click.argument("text", required=False),
    click.option("--number", metavar="NUMBER", help="As published; by default the next free one."),
    word_options(*ACTION_OPTIONS),
    *evidence_options,
    at_option,
    write_options,
)
def add(kind: Kind, app: App, /, text: str | None, at: str | None, **given: Any) -> None:
    from tracker.register.conferences.actions import ActionFacts, Evidence

    evidence = Evidence(*(given.pop(name) for name in Evidence._fields))
    text = text or app.ask("TEXT", f"What the {kind.name} says")
    app.ask_more(given, "--owner", "--due")
    with app.register() as register:
        conference = register.codes.conference_or_open(at)
        (identity,) = register.actions.add([ActionFacts(conference.code, kind.name, text, **given)])
        register.actions.link(identity, evidence)
        row = register.actions.row(identity)
        title, name = register.actions.title(row), register.actions.name(row)
        owner = register.codes.code("organisation", row["owner_id"]) if row["owner_id"] else None
    who = ", ".join(each for each in (owner, row["owner_name"]) if each)
    due = "at the next conference" if row["due_next"] else row["due"]
    told(f"{title} added: {row['text']}")
    told(f"  owner: {who or 'unknown'}; due: {due or 'unknown'}")
    say(f"Next: `tracker {kind.word} report {name} --status ...` at a later conference")


@both(
    "list",
    'tracker WORD add "Publish the timetable" --owner IDB --at 2012\ntracker WORD list --open --at 2013',
    "List what conferences asked for, with its status and how many conferences it was carried to.\n\n"
    "As of a conference with --at, as reported to it; by default as last reported, and overdue as of today.",
    click.option("--open", "undone", is_flag=True, help="Only what is open or in progress."),
    click.option("--overdue", is_flag=True, help="Only what should be done by now, or by then."),
    click.option("--owner", "owners", multiple=True, metavar="CODE", help="Of this owner."),
    click.option("--status", "statuses", multiple=True, metavar="WORD", help="With this status, as last reported."),
    click.option("--raised", multiple=True, metavar="CONFERENCE", help="Raised at this conference."),
    click.option("--project", "projects", multiple=True, metavar="CODE", help="Answered by this project."),
    click.option("--partnership", type=NUMBER, metavar="NUMBER", help="That follow from this partnership."),
    click.option("--at", metavar="CONFERENCE", help="As of this conference; by default as last reported."),
    format_options,
)
def list_(kind: Kind, app: App, /, undone: bool, **given: Any) -> None:
    with app.reader() as reader:
        rows = list_actions(reader, kind.name, ActionFilters(open=undone, **given), app.today())
        count = show(rows, spoken(ACTION_LIST, rows, *RARE), app.style(reader))
    if not count:
        say_none(f"{kind.name}s", f"tracker {kind.word} add")


@both(
    "show",
    'tracker WORD add "Publish the timetable" --at 2012 --number 9\ntracker WORD show 2012/MARK9',
    "Show a TITLE, its reports to each conference since, and what answers it.",
    action_argument,
    format_options,
)
def show_(kind: Kind, app: App, /, action: str) -> None:
    with app.reader() as reader:
        card = action_card(reader, find_action(reader, kind.name, action), app.today())
        style = app.style(reader)
    show_action(card, style)


@both(
    "link",
    'tracker WORD add "Manage risks together" --at 2012 --number 9\ntracker WORD link 2012/MARK9 --project AMS-RM',
    "Name what answers a TITLE: projects, outcomes of projects, documents.",
    action_argument,
    *evidence_options,
    click.option("--drop", is_flag=True, help="It does not answer it: take it back."),
    write_options,
)
def link(kind: Kind, app: App, /, action: str, drop: bool, **given: Any) -> None:
    from tracker.register.conferences.actions import Evidence

    evidence = Evidence(*(given[name] for name in Evidence._fields))
    if not any(evidence):
        raise Usage("Nothing to link was given.", "Give --project, --outcome or --document.")
    with app.register() as register:
        identity = find_action(register.reader, kind.name, action)
        change = register.actions.unlink if drop else register.actions.link
        count = change(identity, evidence)
        held = len(register.actions.evidence(identity))
        title = register.actions.title(register.actions.row(identity))
    told(f"{title}: {count} taken back, {held} left." if drop else f"{title}: {count} linked, {held} in all.")


@both(
    "edit",
    'tracker WORD add "Publish the timetable" --at 2012 --number 9\n'
    "tracker WORD edit 2012/MARK9 --owner IDB --due 2013-06",
    "Change what a TITLE says; an empty text makes a field unknown. What was reported to closed conferences"
    " stays.\n\nWithout flags on a terminal the record opens in an editor.",
    action_argument,
    click.option("--text", metavar="TEXT", help="What it says."),
    click.option("--number", metavar="NUMBER", help="As published."),
    word_options(*ACTION_OPTIONS),
    write_options,
)
def edit(kind: Kind, app: App, /, action: str, **given: str | None) -> None:
    with app.reader() as reader:
        facts = action_card(reader, find_action(reader, kind.name, action), app.today()).facts

    def save(changes: dict[str, str | None], version: int | None = None) -> None:
        with app.register() as register:
            register.actions.edit(facts.id, changes, version)
            after = action_card(register.reader, facts.id, app.today()).facts
        tell_changes(f"{kind.name.capitalize()} {facts.code}", facts._asdict(), after._asdict(), ("number", *FIELDS))

    changes = {name: text for name, text in given.items() if text is not None}
    if changes:
        save({**changes})
        return
    fields = {name: None if (value := getattr(facts, name)) is None else str(value) for name in FIELDS}
    if fields["due"] is not None and not fields["due"][:4].isdigit():
        fields["due"] = "next"
    edited = edit_record(
        app,
        f"{kind.name} {facts.code}",
        fields,
        lambda changes: save({name: text or "" for name, text in changes.items()}, facts.version),
    )
    if edited is None:
        say("Nothing changed.")


@both(
    "remove",
    'tracker WORD add "Publish the timetable" --at 2012 --number 9\ntracker WORD remove 2012/MARK9 --yes',
    "Take back a TITLE that was entered wrongly; one that was reported to a conference stays.",
    action_argument,
    yes_option,
    write_options,
)
def remove(kind: Kind, app: App, /, action: str) -> None:
    with app.reader() as reader:
        card = action_card(reader, find_action(reader, kind.name, action), app.today())
    held = f", with {len(card.evidence)} of evidence" if card.evidence else ""
    app.confirmed(
        f"Remove {kind.name} {card.facts.code}, {card.facts.text!r}{held}?",
        lambda register: register.actions.remove(card.facts.id),
    )
    told(f"{kind.name.capitalize()} {card.facts.code} removed: {card.facts.text}")

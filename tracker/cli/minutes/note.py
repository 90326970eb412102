"""`tracker note`: minutes of what is said, written in a second and processed later."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import takewhile

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.options import Group, at_option, common_options, dry_run_option, format_options, yes_option
from tracker.cli.values import NUMBER
from tracker.errors import Usage
from tracker.output import CardFact, Column, Section, show, show_card

LIST = [
    Column("number", "Number", "code"),
    Column("conference", "Conference", "code", priority=3),
    Column("said_at", "Said (UTC)", "date", priority=2),
    Column("speaker", "Speaker", flex=True, priority=1),
    Column("text", "Note", flex=True),
    Column("open", "Open", "flag"),
    Column("command", "Done by command", "number", priority=4),
    Column("words", "As", flex=True, priority=5),
]
DEALT = [
    Column("number", "Command", "code"),
    Column("at", "Time (UTC)", "date", priority=2),
    Column("who", "Who", priority=3),
    Column("command", "What was typed", flex=True),
    Column("words", "As", flex=True, priority=1),
]
IMPLIED = "tracker.note.implied"


class NoteGroup(Group):
    """Accepts `tracker note "TEXT"` as `tracker note add "TEXT"`.

    The rule: a first argument with a space in it is a text, because no subcommand has one and the shell passes quoted
    text as one argument. A first argument without a space is a subcommand or an error, never a text; `note add` takes
    any text.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        place = _after_common_flags(args)
        first = args[place] if place < len(args) else ""
        helps = self.get_help_option_names(ctx)
        if any(map(str.isspace, first)) or (first.startswith("-") and first not in helps):
            ctx.meta[IMPLIED] = True
            args = [*args[:place], "add", *args[place:]]
        if args[place : place + 1] == ["add"] and "--" not in args:
            # A text may begin with a hyphen; no flag has a space in its name.
            texts = [each for each in args if each.startswith("-") and " " in each.partition("=")[0]]
            args = [*(each for each in args if each not in texts), *(("--", *texts) if texts else ())]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            raise _no_text(args)
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, '"TEXT" [FLAGS]  |  VERB [ARGUMENTS]')


def _after_common_flags(args: Sequence[str]) -> int:
    """Return the index of the first argument that is not one of the common flags."""
    valued = {name: not option.is_flag for option in common_options() for name in option.opts}
    place = 0
    while place < len(args) and args[place].partition("=")[0] in valued:
        place += 2 if valued[args[place].partition("=")[0]] and "=" not in args[place] else 1
    return place


def _no_text(args: Sequence[str]) -> Usage:
    """Return why these arguments are not a command. The shell removes quotes, so the original text is unknown."""
    words = list(takewhile(lambda each: not each.startswith("-"), args))
    flags = f" {shlex.join(args[len(words) :])}" if len(words) < len(args) else ""
    if len(words) > 1:
        return Usage(
            f"Unknown subcommand {words[0]!r}. To record a note, put its text in quotes:"
            f' tracker note "{" ".join(words)}"{flags}'
        )
    return Usage(
        f"Unknown subcommand {args[0]!r}. To record a note of one word, use `add`:"
        f" tracker note add {shlex.quote(args[0])}{flags}",
        "The subcommands are add, list, show, edit, done and remove.",
    )


@click.group(cls=NoteGroup)
def note() -> None:
    """Notes: what was said, word for word, to be sorted out later.

    `tracker note "EU: another 300,000 for the single window"` records it for the open conference. A text in quotes
    with a blank is a note; a single word is a command, and `note add WORD` records a note of one word. `--from-note 17`
    on any command that writes names note 17 as the source and marks the note as done.

    Notes are for the secretariat. They are not part of what was reported to a conference, and no sealed record has
    them. After the conference has closed, its notes can still be marked as done, but not changed.
    """


@note.command(
    "add",
    example='tracker note "IDB: +300k for the single window, half for Jamaica" --at 2014\n'
    "tracker note add Agreed --speaker IMF --at 2014",
)
@click.argument("text", required=False)
@at_option
@click.option("--speaker", metavar="CODE|TEXT", help='Who said it; "EU: ..." says so itself if EU is an organisation.')
@dry_run_option
@pass_app
@click.pass_context
def add(context: click.Context, app: App, /, text: str | None, at: str | None, speaker: str | None) -> None:
    """Record what is said, as it is typed. `add` may be left out before a text in quotes.

    It goes to the one open conference unless --at names another, with the time. A text that begins with the code of an
    organisation and a colon was said by that; the text stays as it is.
    """
    if text is None:
        text = app.ask("TEXT", "What was said")
    elif context.meta.get(IMPLIED) and not any(map(str.isspace, text)):
        raise _no_text([text])
    with app.register() as register:
        row = register.notes.take(register.codes.conference_or_open(at), text, speaker)
        conference = register.codes.code("conference", row["conference_id"])
    told(f"Note {row['id']} at {conference}, {_moment(row['said_at'])}; speaker: {row['speaker'] or 'unknown'}")
    told(f"  {row['text']}")


@note.command("list", example='tracker note "IDB: nothing new" --at 2014\ntracker note list --open')
@click.option("--open", "undealt", is_flag=True, help="Only those that are not done.")
@click.option("--at", "conferences", multiple=True, metavar="CONFERENCE", help="Said at this conference.")
@click.option("--speaker", "speakers", multiple=True, metavar="TEXT", help="Whose speaker contains this.")
@format_options
@pass_app
def list_(app: App, /, undealt: bool, conferences: Sequence[str], speakers: Sequence[str]) -> None:
    """List notes in the order in which they were recorded."""
    from tracker.insight.conferences.notes import list_notes

    with app.reader() as reader:
        rows = list_notes(reader, conferences, speakers, undealt=undealt)
        count = show(rows, spoken(LIST, rows, "speaker", "command", "words"), app.style(reader))
    if not count:
        say_none("notes", 'tracker note "TEXT"')


@note.command("show", example='tracker note "IDB: nothing new" --at 2014\ntracker note show 1')
@click.argument("number", type=NUMBER)
@format_options
@pass_app
def show_(app: App, number: int) -> None:
    """Show a note, and the commands that name it as their source."""
    from tracker.insight.conferences import notes

    with app.reader() as reader:
        row, dealt = notes.note(reader, number)
        style = app.style(reader)
    pairs = [
        CardFact("number", "Number", row.number, "code"),
        CardFact("conference", "Conference", row.conference, "code"),
        CardFact("said_at", "Said (UTC)", row.said_at, "date"),
        CardFact("speaker", "Speaker", row.speaker),
        CardFact("text", "Note", row.text),
        CardFact("open", "Open", row.open, "flag"),
    ]
    sections = [Section("Done by command", dealt, DEALT, "It is still open.", "dealt")]
    show_card(f"Note {row.number}", pairs, sections, style)
    if row.open and style.form == "table":
        say(f"Next: `--from-note {number}` on what it asks for, or `tracker note done {number}`")


@note.command("edit", example='tracker note "BID: nada nuevo" --at 2014\ntracker note edit 1 --speaker IDB')
@click.argument("number", type=NUMBER)
@click.option("--text", metavar="TEXT", help="What was really said.")
@click.option("--speaker", metavar="CODE|TEXT", help="Who said it.")
@click.option("--at", "conference", metavar="CONFERENCE", help="Where it was said.")
@dry_run_option
@pass_app
def edit(app: App, /, number: int, **given: str | None) -> None:
    """Correct a note; an empty speaker is unknown. Without flags on a terminal the note opens in an editor."""
    from tracker.insight.conferences import notes

    def save(changes: dict[str, str | None], version: int | None = None) -> None:
        with app.register() as register:
            before, after = register.notes.edit(number, changes, version)
            for row in (before, after):
                row["conference_id"] = register.codes.code("conference", row["conference_id"])
        tell_changes(f"Note {number}", before, after)

    changes = {name: text for name, text in given.items() if text is not None}
    if changes:
        save({**changes})
        return
    with app.reader() as reader:
        row, _ = notes.note(reader, number)
    fields = {"text": row.text, "speaker": row.speaker, "conference": row.conference}
    if (
        edit_record(
            app,
            f"note {number}",
            fields,
            lambda changes: save({name: text or "" for name, text in changes.items()}, row.version),
        )
        is None
    ):
        say("Nothing changed.")


@note.command("done", example='tracker note "IDB: thanks all around" --at 2014\ntracker note done 1 --as "courtesy"')
@click.argument("number", type=NUMBER)
@click.option("--as", "words", metavar="TEXT", help="Why nothing else needs to be recorded.")
@dry_run_option
@pass_app
def done(app: App, /, number: int, words: str | None) -> None:
    """Mark a note as done if it needs nothing else. To record what it says, use `--from-note` there."""
    with app.register() as register:
        row = register.notes.done(number, words)
    told(f"Note {number} is marked as done{f', as {words.strip()}' if words else ''}: {row['text']}")


@note.command("remove", example='tracker note "IDB: nothing new" --at 2014\ntracker note remove 1 --yes')
@click.argument("number", type=NUMBER)
@yes_option
@dry_run_option
@pass_app
def remove(app: App, /, number: int) -> None:
    """Take back a note that was entered wrongly; one that is done stays."""
    from tracker.insight.conferences import notes

    with app.reader() as reader:
        row, _ = notes.note(reader, number)
    app.confirmed(f"Remove note {number}, {row.text!r}?", lambda register: register.notes.remove(number))
    told(f"Note {number} removed: {row.text}")


def _moment(at: str) -> str:
    return at[:16].replace("T", " ")

"""`tracker log` and `tracker undo`: every change, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, dry_run_option, format_options
from tracker.cli.values import NUMBER
from tracker.output import PAGES, Column, show, terminal_safe
from tracker.rules.words import nothing_in, plain_word

if TYPE_CHECKING:
    from tracker.insight.journal.log import CommandRow
    from tracker.insight.journal.readable_rows import RowChange

# Fields whose name alone does not say what is meant.
LABELS = {"carried_from": "carried forward from"}
SHOWN = 20
LONGEST = 100
LIST = [
    Column("number", "Number", "code"),
    Column("at", "Time (UTC)", "date"),
    Column("who", "Who", priority=2),
    Column("command", "Command", flex=True, personal=True),
    Column("rows", "Rows", "number", priority=1),
    Column("reason", "Reason", flex=True, priority=4),
    Column("undoes", "Undoes", "code", priority=3),
    Column("taken_back_by", "Taken back by", "code", priority=3),
    Column("role", "Role", hidden=True),
]
FIELDS = [
    Column("number", "Number", "code"),
    Column("what", "What"),
    Column("kind", "Kind"),
    Column("field", "Field"),
    Column("was", "Was"),
    Column("now", "Now", personal=True),
]


class LoggedCommand(NamedTuple):
    """A logged command with its changes, for json."""

    number: int
    at: str
    who: str
    command: str
    rows: int
    reason: str | None
    undoes: int | None
    taken_back_by: int | None
    role: str | None
    changes: list[dict[str, Any]]


class FieldRow(NamedTuple):
    """One field of one change, for csv."""

    number: int
    what: str
    kind: str
    field: str | None
    was: str | None
    now: str | None


@click.command("log", cls=Command, example="tracker log AMS-RM --since 2013-01 --verbose")
@click.argument("code", required=False, metavar="[PROJECT|NUMBER]")
@click.option("--who", metavar="NAME", help="Written by somebody whose name contains this.")
@click.option("--since", metavar="DATE", help="On this day or later.")
@click.option("--until", metavar="DATE", help="On this day or earlier.")
@click.option("--noun", metavar="NOUN", help="That wrote projects, contributions, reports, risks, rates ...")
@click.option("--grep", metavar="TEXT", help="Whose command line or reason contains this.")
@click.option("--limit", type=NUMBER, default=50, show_default=True, help="So many commands at most.")
@click.option("-v", "--verbose", is_flag=True, help="With the changes under each command.")
@click.option("--all", "everything", is_flag=True, help=f"All changes, not only the first {SHOWN} of a command.")
@format_options
@pass_app
def log(app: App, /, code: str | None, limit: int, verbose: bool, everything: bool, **filters: str | None) -> None:
    """Show what was written, newest first: when, by whom, and by which command.

    With a project, only commands that touched it or anything of it. With a number, that command and what it changed;
    as csv or xlsx, a line for each field.
    """
    from tracker.insight.journal.log import LogFilters, list_commands, one_command

    with app.reader() as reader:
        if code is not None and code.isascii() and code.isdigit():
            rows = [one_command(reader, NUMBER.convert(code, None, None))]
            if app.form in ("csv", "tsv", "xlsx") and not app.quiet:
                show(_fields(reader, rows[0].number), FIELDS, app.style(reader))
                return
            verbose = True
        else:
            rows = list_commands(reader, LogFilters(project=code, **filters), limit)
        if app.form == "json" and not app.quiet:
            columns = [*LIST, Column("changes", "Changes")]
            show(_told(reader, rows, None if everything else SHOWN), columns, app.style(reader))
        elif verbose and app.form == "table" and app.output is None and not app.quiet:
            _write(reader, rows, None if everything else SHOWN)
        else:
            show([row._replace(who=_who(row)) for row in rows] if app.form in PAGES else rows, LIST, app.style(reader))
    if not rows:
        say("No matching commands. Remove a filter, or run `tracker log` to see the latest.")


@click.command("undo", cls=Command, example="tracker project edit AMS-RM --scope national\ntracker undo")
@click.argument("number", required=False, type=NUMBER)
@dry_run_option
@pass_app
def undo(app: App, /, number: int | None) -> None:
    """Take back the last command as a whole, or the one of this number from `tracker log`.

    An undo is a command too: undoing it brings back what it took away. What somebody has changed since is not taken
    back: that is a conflict, which names the later commands.
    """
    from tracker.insight.journal.log import first_changes, one_command

    with app.register() as register:
        entry = register.journal.undo(number)
        register.journal.flush()
        own = register.journal.open()
        count = one_command(register.reader, own).rows
        changes = first_changes(register.reader, [own], SHOWN)[own]
    told(f"Took back command {entry.id} of {entry.who}, {_moment(entry.at)}: {entry.command}")
    for line in _lines(changes, count, own):
        told(f"  {line}")
    if not app.dry_run:
        say(f"`tracker undo {own}` brings it back.")


def _write(reader: Any, rows: Sequence[CommandRow], limit: int | None) -> None:
    """Write each command with its changes below it."""
    from tracker.insight.journal.log import all_changes, first_changes

    first = {} if limit is None else first_changes(reader, [row.number for row in rows], limit)
    for row in rows:
        told(terminal_safe(f"{row.number}  {_moment(row.at)}  {_who(row)}  {row.command}"))
        changes = first.get(row.number)
        for line in _lines(all_changes(reader, row.number) if changes is None else changes, row.rows, row.number):
            told(f"    {line}")
        if row.reason:
            told(terminal_safe(f"    because: {row.reason}"))
        if row.taken_back_by:
            told(f"    taken back by {row.taken_back_by}")


def _who(row: CommandRow) -> str:
    """Return the name that the client gave, and the PostgreSQL role if it is different."""
    return f"{row.who} (as {row.role})" if row.role else row.who


def _lines(changes: Iterator[RowChange] | Sequence[RowChange], count: int, number: int) -> Iterator[str]:
    shown = 0
    for change in changes:
        shown += 1
        yield sentence(change)
    if count > shown:
        yield f"... and {count - shown:,} more: `tracker log {number} --all`"


def sentence(change: RowChange) -> str:
    """Return a change on one line: `report on P1 at AMS-2013: status proposed -> active; progress unknown -> 40`."""
    head, fields = parts(change)
    return f"{head}: {'; '.join(fields)}" if fields else head


def parts(change: RowChange) -> tuple[str, list[str]]:
    """Return what was changed, and each changed field: `status proposed -> active`."""
    if change.kind == "changed":
        fields = [f"{_word(name)} {_short(name, was)} -> {_short(name, now)}" for name, was, now in change.fields]
        head = change.what
    else:
        fields = [f"{_word(name)} {_short(name, now if was is None else was)}" for name, was, now in change.fields]
        head = f"{change.what} {change.kind}"
    return terminal_safe(head), [terminal_safe(field) for field in fields]


def _word(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))


def _short(name: str, value: str | None) -> str:
    if value is None:
        return nothing_in(name)
    text = " ".join((plain_word(value) if name == "basis" else value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _moment(at: str) -> str:
    return at[:16].replace("T", " ")


def _told(reader: Any, rows: Sequence[CommandRow], limit: int | None) -> Iterator[LoggedCommand]:
    from tracker.insight.journal.log import all_changes, first_changes

    for row in rows:
        changes = (
            all_changes(reader, row.number) if limit is None else first_changes(reader, [row.number], limit)[row.number]
        )
        told_changes = [
            {
                "what": change.what,
                "kind": change.kind,
                "fields": [{"field": name, "was": was, "now": now} for name, was, now in change.fields],
            }
            for change in changes
        ]
        yield LoggedCommand(*row, told_changes)


def _fields(reader: Any, number: int) -> Iterator[FieldRow]:
    from tracker.insight.journal.log import all_changes

    for change in all_changes(reader, number):
        for field in change.fields or ((None, None, None),):
            yield FieldRow(number, change.what, change.kind, *field)

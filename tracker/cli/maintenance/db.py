"""`tracker db`: where the register is, and how to keep it intact."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.base import App, pass_app, say, told, warn_of_network_share
from tracker.cli.options import Group, InputFile, OutputFile, dry_run_option, format_options, yes_option
from tracker.errors import StoreError, TrackerError
from tracker.output import CardFact, Column, show, show_card
from tracker.output.stream import spelled_out
from tracker.rules.text import counted
from tracker.store import revision
from tracker.store.location import Location
from tracker.store.reader import check_revision, connected, revision_of
from tracker.store.revision import state_of

FINDINGS = (
    Column("severity", "Severity"),
    Column("where", "Where", "code"),
    Column("what", "What", flex=True),
    Column("question", "Question", flex=True, priority=1),
)


@click.group(cls=Group, short_help="path, init, upgrade, check, backup, restore")
def db() -> None:
    """Find, create, upgrade, check, back up and restore the register."""


@db.command("path", example="tracker db path")
@format_options
@pass_app
def path(app: App) -> None:
    """Show which register is used, and what chose it: --db, TRACKER_DB, config.toml or the default."""
    location = app.location
    plain = app.quiet or app.form == "json"  # for a program, which needs the unchanged name
    name = location.name if plain else spelled_out(location.name)
    pairs = [
        CardFact("register", "Register", name),
        CardFact("chosen_by", "Chosen by", location.origin),
        CardFact("database", "Database", "PostgreSQL" if location.is_postgresql else "SQLite"),
        CardFact("state", "State", _state(app)),
    ]
    show_card("Where the register is", pairs, [], app.style())


@db.command("init", example="tracker db init --db americas.db")
@dry_run_option
@pass_app
def init(app: App) -> None:
    """Create an empty register, with its vocabularies of countries, currencies and themes."""
    from tracker.store.schema import create

    location = app.location
    if app.dry_run:
        say(f"Dry run: would create a register at {location.name}.")
        return
    app.wrote = True
    create(location)
    told(f"Created a new register at {location.name}")
    warn_of_network_share(location)
    say("Next: `tracker conference add`")


@db.command("upgrade", example="tracker db upgrade")
@dry_run_option
@pass_app
def upgrade(app: App) -> None:
    """Upgrade a register of an earlier release; an SQLite file is backed up first."""
    from tracker.store.schema import upgrade_schema

    location = app.location
    with connected(location) as reader:
        found = revision_of(reader)
    step = f"{location.name} from {found} to {revision.HEAD}"
    if app.dry_run and state_of(found) == "behind":
        say(f"Dry run: would upgrade {step}.")
        return
    app.wrote = True
    backup = upgrade_schema(location, app.now(), say)
    if state_of(found) == "current":
        told(f"{location.name} is up to date.")
        return
    told(f"Upgraded {step}.")
    if backup:
        say(f"The old register is kept as {backup}")


@db.command("check", example="tracker db check --json")
@format_options
@pass_app
def check(app: App) -> None:
    """Check whether the register is sound, and list what is wrong, and where.

    It includes all checks of `tracker conference verify`.

    The exit status is 1 if something is wrong; a note only needs a look.
    """
    from tracker.store.checking.integrity import check_folders, check_register

    with connected(app.location) as reader:
        check_revision(app.location, reader)
        found = check_register(reader)
    folders = [Path()] if app.location.path is None else [app.location.path.parent, Path()]
    found += check_folders(*folders)
    wrong = sum(finding.severity == "wrong" for finding in found)
    show(found, FINDINGS, app.style())
    warn_of_network_share(app.location)
    notes = counted(len(found) - wrong, "note")
    if wrong:
        raise TrackerError(f"{counted(wrong, 'thing')} wrong in {app.location.name}; {notes}.")
    say(f"Nothing is wrong in {app.location.name}; {notes}.")


@db.command("backup", example="tracker db backup americas-2013-01-28.db")
@click.argument("file", type=OutputFile())
@dry_run_option
@pass_app
def backup(app: App, file: str) -> None:
    """Copy the register to FILE while others go on working in it, and verify the copy."""
    from tracker.store.files.backup import back_up

    if app.dry_run:
        say(f"Dry run: would copy {app.location.name} to {file}.")
        return
    made = back_up(app.location, Path(file))
    told(f"Backed up {app.location.name} as {file}, and verified it ({made.stat().st_size:,} bytes).")
    say(f"Restore it with: tracker db restore {file}")


@db.command(
    "restore",
    example="tracker db backup americas-2013-01-28.db\ntracker db restore americas-2013-01-28.db --yes",
)
@click.argument("file", type=InputFile(path_type=Path))
@dry_run_option
@yes_option
@pass_app
def restore(app: App, file: Path) -> None:
    """Verify the backup FILE and put it in the place of the register; the replaced register is kept beside it."""
    from tracker.store.files.backup import restore_backup

    coming, standing = Location(file, None), app.location
    said = f"{file} ({_last_write(coming)}) in the place of {standing.name} ({_last_write(standing)})"
    if app.dry_run:
        say(f"Dry run: would put {said}.")
        return
    app.confirm(f"Put {said}?")
    app.wrote = True
    kept = restore_backup(standing, file, app.now())
    told(f"Restored {standing.name} from {file}.")
    if kept:
        say(f"The replaced register is kept as {kept}")


def _last_write(location: Location) -> str:
    """Return the last write, by which people tell two registers apart."""
    try:
        with connected(location) as reader:
            if state_of(revision_of(reader)) == "foreign":
                return "no register"
            last = reader.one("SELECT at, command FROM journal ORDER BY id DESC LIMIT 1")
    except StoreError:
        return "unreadable" if location.path and location.path.exists() else "nothing there"
    return f"last written {last[0]} by `{last[1]}`" if last else "never written"


def _state(app: App) -> str:
    """Return `current`, `behind`, `newer`, `no register`, or why the register cannot be read."""
    try:
        with connected(app.location) as reader:
            found = state_of(revision_of(reader))
    except StoreError as error:
        path = app.location.path
        return "missing" if path is not None and not path.exists() else error.message
    return "no register" if found == "foreign" else found

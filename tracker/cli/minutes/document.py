"""`tracker document`: papers about projects, conferences and organisations, stored in the register or linked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.options import Group, InputFile, OutputFile, format_options, word_options, write_options, yes_option
from tracker.cli.values import NUMBER
from tracker.errors import Conflict, Usage
from tracker.output import CardFact, Column, show, show_card
from tracker.rules.text import readable
from tracker.store.files.destinations import created

LIST = [
    Column("number", "Number", "code"),
    Column("title", "Title", flex=True),
    Column("project", "Project", "code", priority=2),
    Column("project_title", "Title of project", hidden=True),
    Column("conference", "Conference", "code", priority=3),
    Column("conference_title", "Title of conference", hidden=True),
    Column("organisation", "Organisation", "code", priority=4),
    Column("organisation_name", "Name of organisation", hidden=True),
    Column("language", "Language", priority=5),
    Column("published", "Published", "date", priority=1),
    Column("location", "Location", flex=True),
    Column("size", "Bytes kept", "number", priority=6),
    Column("sha256", "SHA-256", hidden=True),
    Column("note", "Note", hidden=True),
]
ABOUT = ("project", "conference", "organisation")

document_options = word_options(
    ("--location", "URL|PATH", "Where it is to be found, if it is not to be kept here."),
    ("--project", "CODE", "About this project."),
)
about_options = word_options(
    ("--organisation", "CODE", "About this organisation."),
    ("--language", "CODE", "Two letters of ISO 639-1: en, es, fr."),
    ("--published", "DATE", "2012, 2012-03 or 2012-03-01."),
    ("--note", "TEXT", "What else is to be known."),
)
conference_option = click.option(
    "--conference", "--at", "conference", metavar="CODE", help="About this conference, or handed in at it."
)


@click.group(cls=Group)
def document() -> None:
    """Documents: papers that are kept here, and where others are. They have numbers instead of codes."""


@document.command(
    "add",
    example="tracker document add mail.pdf --project AMS-RM --at 2013\n"
    'tracker document add "Final report" --location https://example.org/report.pdf --conference 2013 --language es',
)
@click.argument("what", metavar="FILE|TITLE", required=False)
@click.option("--title", metavar="TEXT", help="What it is called; else the name of the file.")
@document_options
@conference_option
@about_options
@write_options
@pass_app
def add(app: App, /, what: str | None, title: str | None, **given: str | None) -> None:
    """Keep a FILE in the register, or record where a document is that lies elsewhere, by its TITLE and --location.

    It is about a project, a conference or an organisation. A paper that is kept is in every backup, `tracker db check`
    finds out whether it still is what it was, and `tracker document save` gives it back.
    """
    from tracker.register.projects.documents import DocumentFacts

    content = None
    if given["location"] is None:
        path = Path(what or app.ask("FILE", "File to keep"))
        content = _read(path)
        given["location"] = readable(path.name)
        title = title or readable(path.name)
    else:
        title = title or what or app.ask("TITLE", "Title of the document")
    if not any(given[name] for name in ABOUT):
        given["project"] = app.ask("--project", "Project it is about", optional=True) or None
        if given["project"] is None:
            given["conference"] = app.ask("--conference", "Conference it is about", optional=True) or None
    with app.register(create=True) as register:
        sha256 = register.documents.keep(str(given["location"]), content) if content is not None else None
        (number,) = register.documents.add([DocumentFacts(title, sha256=sha256, **given)])
    told(f"Document {number} added: {title}" + (f", {len(content):,} bytes kept" if content is not None else ""))
    say(f"Next: `tracker document show {number}`")


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise Usage(
            f"There is no file {str(path)!r} to keep.",
            "Name a file; where a document lies elsewhere, give its title, and --location with the address or path.",
        )
    return path.read_bytes()


@document.command(
    "save",
    example="tracker document add mail.pdf --project AMS-RM --at 2013\ntracker document save 1 -o copy.pdf",
)
@click.argument("number", type=NUMBER)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=OutputFile(),
    help="Where to put it; else under its own name in this folder.",
)
@pass_app
def save(app: App, number: int, output: str | None) -> None:
    """Write a paper that the register keeps into a file; never over one that is there."""
    from tracker.insight.projects import documents
    from tracker.store.files.papers import content

    with app.reader() as reader:
        row = documents.document(reader, number)
        if row.sha256 is None:
            raise Conflict(f"Document {number} is not kept here: it lies at {row.location}")
        found = content(reader, row.sha256)
    path = Path(output or Path(row.location.replace("\\", "/")).name)
    with created(path, app.file, private=True) as file:
        file.write(found)
    told(f"Saved {path}, {len(found):,} bytes")


@document.command("list", example="tracker document list --project AMS-RM --language es")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="About this project.")
@click.option("--conference", "conferences", multiple=True, metavar="CODE", help="About this conference.")
@click.option("--organisation", "organisations", multiple=True, metavar="CODE", help="About this organisation.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="In this language.")
@format_options
@pass_app
def list_(
    app: App,
    /,
    projects: Sequence[str],
    conferences: Sequence[str],
    organisations: Sequence[str],
    languages: Sequence[str],
) -> None:
    """List documents by the date of publication."""
    from tracker.insight.projects.documents import list_documents

    with app.reader() as reader:
        rows = list_documents(reader, projects, conferences, organisations, languages)
        count = show(rows, LIST, app.style(reader))
    if not count:
        say_none("documents", "tracker document add")


@document.command(
    "show",
    example='tracker document add "Final report" --location https://example.org/report.pdf --conference 2013\n'
    "tracker document show 1",
)
@click.argument("number", type=NUMBER)
@format_options
@pass_app
def show_(app: App, /, number: int) -> None:
    """Show what is known of a document."""
    from tracker.insight.projects import documents

    with app.reader() as reader:
        row = documents.document(reader, number)
        style = app.style(reader)
    pairs = [CardFact(column.field, column.heading, getattr(row, column.field), column.kind) for column in LIST]
    show_card(row.title, pairs, [], style)


@document.command(
    "edit",
    example='tracker document add "Final report" --location https://example.org/report.pdf --conference 2013\n'
    "tracker document edit 1 --language es",
)
@click.argument("number", type=NUMBER)
@click.option("--title", metavar="TEXT", help="What it is called.")
@click.option("--file", "path", metavar="FILE", type=InputFile(), help="Keep this file in place of the one before.")
@document_options
@conference_option
@about_options
@write_options
@pass_app
def edit(app: App, /, number: int, path: str | None, **given: str | None) -> None:
    """Change what is known of a document; an empty text makes a field unknown.

    Without flags on a terminal the record opens in an editor.
    """
    from tracker.insight.projects import documents

    content = _read(Path(path)) if path is not None else None
    if path is not None:
        given["location"] = readable(Path(path).name)

    def save(changes: dict[str, str | None], version: int | None = None) -> None:
        with app.register() as register:
            if content is not None:
                changes["sha256"] = register.documents.keep(str(changes["location"]), content)
            before, after = register.documents.edit(number, changes, version)
        tell_changes(f"Document {number}", before, after)

    changes = {name: text for name, text in given.items() if text is not None}
    if changes:
        save({**changes})
        return
    with app.reader() as reader:
        row = documents.document(reader, number)
    edited = edit_record(
        app,
        f"document {number}",
        {name: getattr(row, name) for name in given},
        lambda changes: save({name: text or "" for name, text in changes.items()}, row.version),
    )
    if edited is None:
        say("Nothing changed.")


@document.command(
    "remove",
    example='tracker document add "Final report" --location https://example.org/report.pdf --conference 2013\n'
    "tracker document remove 1 --yes",
)
@click.argument("number", type=NUMBER)
@yes_option
@write_options
@pass_app
def remove(app: App, /, number: int) -> None:
    """Take a document out of the register; a paper that lies elsewhere is not touched."""
    from tracker.insight.projects import documents

    with app.reader() as reader:
        row = documents.document(reader, number)
    app.confirmed(f"Remove document {number}, {row.title}?", lambda register: register.documents.remove(number))
    told(f"Document {number} removed: {row.title}")

"""`tracker document`: papers about projects, conferences and organisations."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import App, Group, format_options, pass_app, say, told, write_options, yes_option
from tracker.cli.editing import edit_record
from tracker.cli.parts import tell_changes, word_options
from tracker.output import Column, Pair, show, show_card

LIST = [
    Column("number", "Number", "code"),
    Column("title", "Title", flex=True),
    Column("project", "Project", "code", priority=2),
    Column("conference", "Conference", "code", priority=3),
    Column("organisation", "Organisation", "code", priority=4),
    Column("language", "Language", priority=5),
    Column("published", "Published", "date", priority=1),
    Column("location", "Location", flex=True),
    Column("note", "Note", hidden=True),
]
ABOUT = ("project", "conference", "organisation")

document_options = word_options(
    ("--location", "URL|PATH", "Where it is to be found."),
    ("--project", "CODE", "About this project."),
    ("--conference", "CODE", "About this conference."),
    ("--organisation", "CODE", "About this organisation."),
    ("--language", "CODE", "Two letters of ISO 639-1: en, es, fr."),
    ("--published", "DATE", "2012, 2012-03 or 2012-03-01."),
    ("--note", "TEXT", "What else is to be known."),
)


@click.group(cls=Group)
def document() -> None:
    """Documents: where the papers are. They have numbers instead of codes."""


@document.command(
    "add",
    example='tracker document add "Final report" --location https://example.org/report.pdf --conference 2013 \\\n'
    "    --language es --published 2013-03",
)
@click.argument("title", required=False)
@document_options
@write_options
@pass_app
def add(app: App, /, title: str | None, **given: str | None) -> None:
    """Record where a document is that is about a project, a conference or an organisation."""
    from tracker.register.documents import DocumentFacts

    title = title or app.ask("TITLE", "Title")
    given["location"] = given["location"] or app.ask("--location", "Web address or path")
    if not any(given[name] for name in ABOUT):
        given["project"] = app.ask("--project", "Project it is about", optional=True) or None
        if given["project"] is None:
            given["conference"] = app.ask("--conference", "Conference it is about", optional=True) or None
    with app.register(create=True) as register:
        (number,) = register.documents.add([DocumentFacts(title, **given)])
    told(f"Document {number} added: {title}")
    say(f"Next: `tracker document show {number}`")


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
    from tracker.insight.documents import list_documents

    with app.reader() as reader:
        rows = list_documents(reader, projects, conferences, organisations, languages)
        count = show(rows, LIST, app.style(reader))
    if not count:
        say("No document fits. `tracker document add` records one.")


@document.command(
    "show",
    example='tracker document add "Final report" --location https://example.org/report.pdf --conference 2013\n'
    "tracker document show 1",
)
@click.argument("number", type=int)
@format_options
@pass_app
def show_(app: App, /, number: int) -> None:
    """Show what is known of a document."""
    from tracker.insight import documents

    with app.reader() as reader:
        row = documents.document(reader, number)
        style = app.style(reader)
    pairs = [Pair(column.field, column.heading, getattr(row, column.field), column.kind) for column in LIST]
    show_card(row.title, pairs, [], style)


@document.command(
    "edit",
    example='tracker document add "Final report" --location https://example.org/report.pdf --conference 2013\n'
    "tracker document edit 1 --language es",
)
@click.argument("number", type=int)
@click.option("--title", metavar="TEXT", help="What it is called.")
@document_options
@write_options
@pass_app
def edit(app: App, /, number: int, **given: str | None) -> None:
    """Change what is known of a document; an empty text makes a field unknown.

    Without flags on a terminal the record opens in an editor.
    """
    from tracker.insight import documents

    def save(changes: dict[str, str | None], version: int | None = None) -> None:
        with app.register() as register:
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
@click.argument("number", type=int)
@yes_option
@write_options
@pass_app
def remove(app: App, /, number: int) -> None:
    """Take a document out of the register; the paper itself is not touched."""
    from tracker.insight import documents

    with app.reader() as reader:
        row = documents.document(reader, number)
    app.confirm(f"Remove document {number}, {row.title}?")
    with app.register() as register:
        register.documents.remove(number)
    told(f"Document {number} removed: {row.title}")

"""What all papers have in common: their format, what every page says, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from tracker.cli.base import App, say
from tracker.cli.options import OutputFile, force_option
from tracker.errors import Usage
from tracker.rules.words import LANGUAGES
from tracker.store.files.destinations import check, replaced

if TYPE_CHECKING:
    from tracker.cli.briefs.brief_language import Tongue
    from tracker.insight.codes import Conference
    from tracker.output import Style
    from tracker.output.paper import PaperDocument, PaperSection
    from tracker.store.reader import Reader

F = TypeVar("F", bound=Callable[..., Any])

TEXTS = "brief"
FORMS = ("table", "json", "md")
ENDINGS = {".docx": "docx", ".pdf": "pdf", ".md": "md", ".json": "json"}
# The papers to print on, by what the user says.
PAPERS = {"a4": "a4", "letter": "us-letter"}


def size_option(help: str) -> Callable[[F], F]:
    """Return the option for the size of what is printed, which is called the same everywhere."""
    return click.option("--paper", type=click.Choice(tuple(PAPERS)), help=help)


def paper_options(command: F) -> F:
    """Add the options of a paper: the format and the destination, the size of a page, the language."""
    for option in (
        click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the texts."),
        click.option("--json", "as_json", is_flag=True, help="Short for --format json."),
        click.option("--format", "form", type=click.Choice(FORMS), help="How it is shown."),
        size_option("The size of a page of a .pdf; by default a4."),
        force_option,
        click.option(
            "-o", "--output", metavar="FILE", type=OutputFile(), help="Write to this file: .docx .pdf .md .json"
        ),
    ):
        command = option(command)
    return command


def paper_form(app: App, given: Mapping[str, Any]) -> str:
    """Return the format from --format or the ending of -o. Raises Usage if they contradict each other."""
    output = given["output"]
    asked = "json" if given["as_json"] else given["form"]
    by_name = None if output is None else ENDINGS.get(Path(output).suffix.lower())
    if output is not None and by_name is None:
        raise Usage(f"The ending of -o {output} is not a known format.", "Use the ending .docx, .pdf, .md or .json.")
    if asked and by_name and asked != by_name:
        raise Usage(f"--format {asked} and -o {output} contradict each other.", "Leave one of them out.")
    form = by_name or asked or "table"
    if given.get("template") and form != "docx":
        raise Usage("--template needs a Word document as output.", "Add the output file, for example -o brief.docx")
    if given["paper"] and form != "pdf":
        raise Usage("--paper needs a PDF as output.", "Add the output file, for example -o paper.pdf")
    if output is not None:
        check(app.target(output, form))
    app.asked_form, app.output = (None, None) if form in ("docx", "pdf") else (form, output)
    return form


def paper_tongue(reader: Reader, language: str, organisations: Iterable[str | None], projects: Iterable[str]) -> Tongue:
    """Return the language of a paper, with the names of what occurs in it."""
    from tracker.cli.briefs.brief_language import Tongue
    from tracker.insight.briefs.translated_names import names

    return Tongue(language, names(reader, language, filter(None, organisations), projects), reader.exponents)


class Frame(NamedTuple):
    """What every page of a paper says, and its `moment`, which is what a document is dated with."""

    conference: str
    date: str
    made: str
    record: str
    draft: bool
    author: str
    moment: datetime


def frame(app: App, reader: Reader, asked: Conference, tongue: Tongue, form: str) -> Frame:
    """Return what every page of a paper about a conference says.

    A pdf is dated with its data, so that the same record gives the same bytes; other papers with the day on which they
    were made.
    """
    framed = printed_frame(reader, asked, tongue)
    if form == "pdf":
        return framed
    moment = app.moment(reader)
    made = tongue._("prepared on {date}").format(date=tongue.date(moment.date().isoformat()))
    return framed._replace(made=made, moment=moment)


def printed_frame(reader: Reader, asked: Conference, tongue: Tongue) -> Frame:
    """Return what every page of a pdf about a conference says, dated with its data."""
    from tracker.insight.briefs.translated_names import names
    from tracker.insight.records import provenance

    _ = tongue._
    known = provenance(reader, asked)
    moment = known.moment or datetime.fromtimestamp(0, UTC)
    if known.record is not None:
        record = _("Sealed record {record}, SHA-256 {hash}").format(record=known.record, hash=known.sha256)
    else:
        drafts = {"open": _("Draft of an open conference"), "planned": _("Draft of a planned conference")}
        record = drafts.get(asked.state, "")
    host = reader.value(
        "SELECT o.code FROM conference c JOIN organisation o ON o.id = c.host_id WHERE c.id = :id", {"id": asked.id}
    )
    return Frame(
        f"{asked.code}: {asked.title}" if asked.title else asked.code,
        tongue.period(asked),
        _("Data of {date}").format(date=tongue.date(moment.date().isoformat())),
        record,
        known.record is None,
        names(reader, tongue.language, [host], []).organisation(host) if host else "",
        moment,
    )


def paper(
    framed: Frame,
    heads: tuple[str, str],
    facts: Iterable[tuple[str, str]],
    parts: Iterable[PaperSection],
    tongue: Tongue,
) -> PaperDocument:
    """Return a paper from its title and subtitle, its facts and its parts."""
    from tracker.output.paper import PaperDocument

    return PaperDocument(
        *heads,
        list(facts),
        list(parts),
        tongue.language,
        framed.conference,
        framed.date,
        framed.made,
        tongue._("Page {number} of {total}"),
        framed.author,
        framed.record,
        framed.draft,
    )


def write_paper(
    app: App, sheet: PaperDocument, form: str, style: Style, moment: datetime, given: Mapping[str, Any]
) -> None:
    """Show a paper, or write it into the file that was asked for."""
    if form not in ("docx", "pdf"):
        from tracker.output.paper import show_sheet

        show_sheet(sheet, style)
        return
    if form == "pdf":
        from tracker.output.pages.typst import pdf_document

        document = pdf_document(sheet, moment, PAPERS[given["paper"] or "a4"])
    else:
        from tracker.output.office.word import word_document

        template = Path(given["template"]) if given.get("template") else None
        document = word_document(sheet, moment, template)
    with replaced(app.target(given["output"], form)) as file:
        file.write(document)
    say(f"{sheet.title} written to {given['output']}")

"""`tracker pack`: everything that a conference needs to see, from one reading of the register."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.cli.base import App, pass_app, told
from tracker.cli.briefs.papers import size_option
from tracker.cli.options import Command, OutputFile, force_option
from tracker.errors import Usage
from tracker.rules.words import LANGUAGES
from tracker.store.files.destinations import check, make_folder, replaced
from tracker.store.garbage_collection import uncollected

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.cli.book.material import Material
    from tracker.store.reader import Reader


class PackPart(NamedTuple):
    """A part of the pack: its name, its file, what it contains, and the function that makes it from a `Material`."""

    name: str
    file: str
    maker: str

    @property
    def form(self) -> str:
        return Path(self.file).suffix.removeprefix(".")

    def make(self, material: Material) -> bytes:
        module, _, name = self.maker.partition(":")
        maker: Callable[[Material], bytes] = getattr(import_module(module), name)
        return maker(material)


PARTS = (
    PackPart("book", "book.html", "tracker.cli.book.book:book_html"),
    PackPart("print", "book.pdf", "tracker.cli.book.printing:book_pdf"),
    PackPart("plenary", "plenary.pdf", "tracker.cli.book.plenary:plenary_pdf"),
    PackPart("slides", "plenary.html", "tracker.cli.book.plenary:plenary_html"),
    PackPart("agenda", "agenda.pdf", "tracker.cli.book.printing:agenda_pdf"),
    PackPart("workbook", "workbook.xlsx", "tracker.cli.book.conference_workbook:workbook_xlsx"),
)
# The parts that are printed on paper; the pages for the screen are 16:9.
PRINTED = ("print", "agenda")


@click.command(
    cls=Command,
    example="tracker pack AMS-2013 -o pack/\ntracker pack AMS-2013 --only book --language es -o libro.html",
)
@click.argument("conference", metavar="CONFERENCE")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER/|FILE",
    type=OutputFile(),
    required=True,
    help="Write to this folder; with one --only, to this file.",
)
@click.option("--only", multiple=True, type=click.Choice([part.name for part in PARTS]), help="Only this part.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the texts.")
@size_option("The size of a page of book.pdf and agenda.pdf; by default a4.")
@force_option
@pass_app
def pack(app: App, /, conference: str, output: str, only: tuple[str, ...], language: str, paper: str | None) -> None:
    """Write the book of a conference: all that participants need to see, as files to open, print and carry.

    The book is one html page that works without a server and without a network: what changed since the last conference,
    whose money it is, and a fiche for each project. Every total opens the rows behind it.

    With it come `print`, the same book as pdf; `plenary`, ten pages for the screen, as pdf, and `slides`, the same
    as one html page; `agenda`, the order of presentation with the decisions to take, as pdf; and `workbook`, the tables
    of the conference for Excel, with totals, checks and charts that follow what you change.

    A closed conference is shown as its sealed record in force has it, or as the one that you name, such as `2013@1`.
    The same record gives the same bytes on any day: the date in the book is that of its data.
    """
    chosen = [part for part in PARTS if not only or part.name in only]
    if paper and not any(part.name in PRINTED for part in chosen):
        raise Usage("--paper is for what is printed.", f"Name one of {', '.join(PRINTED)}, or leave it out.")
    files = _files(output, chosen, whole=not only)
    for part, path in files.items():
        if path.parent.is_dir():
            check(app.target(str(path), part.form))
    made = _made(app, conference, language, paper or "a4", chosen)
    for part, path in files.items():
        if len(files) > 1 or not only:
            make_folder(path.parent)
        with replaced(app.target(str(path), part.form)) as file:
            file.write(made[part])
        told(f"{part.name.capitalize()} of {conference} written to {path}")


def _files(output: str, chosen: list[PackPart], *, whole: bool) -> dict[PackPart, Path]:
    """Return where each part goes. Raises Usage if a single file is named for several."""
    path = Path(output)
    folder = output.endswith(("/", "\\")) or path.is_dir()
    several = whole or len(chosen) > 1
    named = path.suffix.lower() in {Path(part.file).suffix for part in PARTS} and not folder
    if several and (named or (path.exists() and not path.is_dir())):
        raise Usage(
            f"-o {output} is a file, but a pack is a folder.", f"Name a folder, or one part: --only {chosen[0].name}"
        )
    if several or folder:
        return {part: path / part.file for part in chosen}
    (part,) = chosen
    if path.suffix.lower() != Path(part.file).suffix:
        raise Usage(
            f"-o {output} does not end with {Path(part.file).suffix}.",
            f"Use that ending, for example -o {part.file}, or name a folder.",
        )
    return {part: path}


def _sealed(reader: Reader, conference: str) -> str:
    """Return the record in force of a closed conference, so that the pages are what their hash says; else its code."""
    from tracker.insight.codes import Codes
    from tracker.insight.records import provenance

    return (
        conference
        if "@" in conference
        else provenance(reader, Codes(reader).conference(conference)).record or conference
    )


def _made(app: App, conference: str, language: str, paper: str, chosen: list[PackPart]) -> dict[PackPart, bytes]:
    try:
        from tracker.cli.book.material import Material

        # A book of many projects is millions of objects that all stay until the end.
        with uncollected(), app.reader() as reader:
            material = Material(reader, _sealed(reader, conference), language, paper)
            return {part: part.make(material) for part in chosen}
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "tracker":
            raise
        from tracker.output.pages import INSTALL

        raise Usage(f"This needs {error.name}, which is not installed.", INSTALL) from error

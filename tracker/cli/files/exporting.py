"""`tracker export`: the whole register, to archive, compare or import elsewhere; its projects as IATI; flat tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from tracker.cli.base import App, pass_app, told
from tracker.cli.files.whole_register import counted
from tracker.cli.options import Command, OutputFile, force_option
from tracker.errors import Usage
from tracker.output import Progress
from tracker.store.files.destinations import replaced

if TYPE_CHECKING:
    from tracker.exchange.whole.document import ExportHead
    from tracker.store.files.destinations import Target
    from tracker.store.reader import Reader


@click.command(
    "export",
    cls=Command,
    example="tracker export --all -o register.json\n"
    "tracker export --all -o register/\n"
    "tracker import register.json --db copy.db\n"
    "tracker export --flat tables.db\n"
    "tracker export --flat tables/ --at 2013\n"
    "tracker export --iati --reporting-org XI-IATI-WCO -o activities.xml\n"
    "tracker export --iati --reporting-org XI-IATI-WCO --donor IDB --check",
)
@click.option("--all", "whole", is_flag=True, help="The whole register, with its journal and papers.")
@click.option("--iati", is_flag=True, help="Projects as activities of IATI 2.03.")
@click.option(
    "--flat",
    metavar="FILE.db|FOLDER/",
    type=OutputFile(),
    is_flag=False,
    flag_value="",
    help="Labelled tables with amounts and names, for Excel, Power BI and Datasette.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER/",
    type=OutputFile(),
    help="Where to; a name that ends in / is a folder. An earlier export there is replaced. Default: stdout.",
)
@click.option("--format", "form", type=click.Choice(["json", "csv"]), help="One document, or a folder of csv files.")
@click.option(
    "--reporting-org",
    metavar="IDENTIFIER",
    help="With --iati: who publishes; an organisation's IATI identifier or code. Default: who published each before.",
)
@click.option("--project", "projects", multiple=True, metavar="CODE", help="With --iati: only this project.")
@click.option("--donor", "donors", multiple=True, metavar="CODE", help="With --iati: only projects of this donor.")
@click.option(
    "--at",
    metavar="CONFERENCE",
    help="With --iati: with the status reported to this conference. With --flat: only of this one.",
)
@click.option("--language", metavar="CODE", help="With --iati: language of texts without a recorded one (ISO 639-1).")
@click.option("--check", is_flag=True, help="With --iati: write nothing, only say what is found.")
@click.option(
    "--report", metavar="FILE", type=OutputFile(), help="With --iati: every finding, as .csv, .tsv, .json or .md."
)
@force_option
@pass_app
def export(
    app: App, /, whole: bool, iati: bool, flat: str | None, output: str | None, form: str | None, **wishes: Any
) -> None:
    """Write the whole register as one JSON document, or as a folder with a csv file for each table.

    `tracker import` makes the same register of it in an empty one, also on another database. The same register is
    always written as the same bytes, so two exports can be compared with diff.

    With --flat, write a few tables for analysis instead, as an SQLite file or a folder of csv: a row for each project,
    contribution, risk, indicator, action point and need at each conference, without the journal and without persons.
    The manual describes every column, and so does the table `columns`.

    With --iati, write projects as IATI 2.03 instead. The file is put in place only if the official schema finds it
    valid. The command lists the rules of the standard that are not met, by number, and what IATI cannot carry.
    """
    from tracker.exchange.whole.target import form_of_target

    chosen = [name for name, wanted in (("--iati", iati), ("--flat", flat is not None), ("--all", whole)) if wanted]
    if len(chosen) > 1:
        raise Usage(f"{' and '.join(chosen)} contradict each other.", "Choose one of them.")
    if flat is not None:
        from tracker.cli.files.export_flat import export_flat

        if flat and output:
            raise Usage(f"--flat {flat} and -o {output} both say where to.", "Leave out one of them.")
        if form:
            raise Usage("--flat and --format contradict each other.", "The name of the file or folder says the form.")
        at = wishes.pop("at")
        _refuse_others(wishes, "--flat")
        export_flat(app, flat or output, at)
        return
    if iati:
        from tracker.cli.files.export_iati import Wish, export_iati

        if form:
            raise Usage("--iati and --format contradict each other.")
        export_iati(app, Wish(output=output, **wishes))
        return
    _refuse_others(wishes, "--all" if whole else None)
    if not whole:
        raise Usage(
            "Nothing says what to export.",
            "`--all` is the whole register, `--iati` its projects as IATI, `--flat` tables for analysis.",
        )
    if output is None:
        if form == "csv":
            raise Usage("csv is a folder with a file for each table.", "Name the folder: -o FOLDER/")
        _write_document(app, sys.stdout.buffer)
        return
    target = app.target(output, "export", private=True)
    if form_of_target(output, form) == "csv":
        rows = _write_folder(app, target)
    else:
        with replaced(target) as out:
            rows = _write_document(app, out)
    told(f"Exported {app.location.name} as {target.path}: {counted(rows)}.")


def _refuse_others(wishes: Mapping[str, object], chosen: str | None) -> None:
    """Raises Usage for an option that only other exports have than the chosen one, if any was chosen."""
    if given := next((name for name, value in wishes.items() if value), None):
        flag = {"projects": "project", "donors": "donor"}.get(given, given).replace("_", "-")
        whose = "an IATI file or of flat tables" if given == "at" else "an IATI file"
        hint = f"Leave it out, or give --iati instead of {chosen}." if chosen else "Give --iati too."
        raise Usage(f"--{flag} is said of {whose}.", hint)


def _write_document(app: App, out: BinaryIO) -> Mapping[str, int]:
    from tracker.exchange.whole.json import write_document

    with _open(app) as (reader, head, progress):
        write_document(reader, head, out, progress.advance)
    return head.rows


def _write_folder(app: App, target: Target) -> Mapping[str, int]:
    from tracker.exchange.whole.folder import write_folder

    with _open(app) as (reader, head, progress):
        write_folder(reader, head, target, progress.advance)
    return head.rows


@contextmanager
def _open(app: App) -> Iterator[tuple[Reader, ExportHead, Progress]]:
    from tracker.exchange.whole.rows import head_of

    with app.reader() as reader:
        head = head_of(reader)
        with Progress("Exporting", sum(head.rows.values())) as progress:
            yield reader, head, progress

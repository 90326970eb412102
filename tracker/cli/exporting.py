"""`tracker export`: the whole register, to be kept, compared, or taken in elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from tracker.cli.base import App, Command, pass_app, told
from tracker.cli.whole import counted
from tracker.errors import Conflict, Usage
from tracker.output import Progress
from tracker.output.files import replaced

if TYPE_CHECKING:
    from tracker.exchange.whole.document import Head
    from tracker.store.reader import Reader

HEAD_BYTES = 1_000


@click.command(
    "export",
    cls=Command,
    example="tracker export --all -o register.json\n"
    "tracker export --all -o register/\n"
    "tracker import register.json --db copy.db",
)
@click.option("--all", "whole", is_flag=True, help="The whole register, with its journal and papers.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER/",
    help="Where to; a name that ends in / is a folder. An earlier export there is replaced. Default: stdout.",
)
@click.option("--format", "form", type=click.Choice(["json", "csv"]), help="One document, or a folder of csv files.")
@pass_app
def export(app: App, whole: bool, output: str | None, form: str | None) -> None:
    """Write the whole register as one JSON document, or as a folder with a csv file for each table.

    `tracker import` makes the same register of it in an empty one, also on another database. The same register is
    always written as the same bytes, so two exports can be compared with diff.
    """
    if not whole:
        raise Usage("Nothing says what to export.", "`--all` is the whole register.")
    if output is None:
        if form == "csv":
            raise Usage("csv is a folder with a file for each table.", "Name the folder: -o FOLDER/")
        _write_document(app, sys.stdout.buffer)
        return
    target = Path(output)
    if _form(output, form) == "csv":
        rows = _write_folder(app, target)
    else:
        _refuse_other(target)
        with replaced(target) as out:
            rows = _write_document(app, out)
    told(f"Exported {app.location.name} as {target}: {counted(rows)}.")


def _form(output: str, form: str | None) -> str:
    """What was asked for, or what the name says."""
    target = Path(output)
    if target.suffix.lower() in (".csv", ".tsv", ".xlsx", ".ods", ".docx", ".md"):
        raise Usage(
            f"The whole register does not go into one {target.suffix.lower()} file.",
            "Name a .json file, or a folder: -o FOLDER/",
        )
    is_folder = output.endswith(("/", os.sep)) or target.is_dir()
    if is_folder and form == "json":
        raise Usage(f"{output} is a folder, and the document is one file.", "Name a file: -o register.json")
    return form or ("csv" if is_folder else "json")


def _write_document(app: App, out: BinaryIO) -> Mapping[str, int]:
    from tracker.exchange.whole.json import write_document

    with _open(app) as (reader, head, progress):
        write_document(reader, head, out, progress.advance)
    return head.rows


def _write_folder(app: App, folder: Path) -> Mapping[str, int]:
    from tracker.exchange.whole.folder import write_folder

    with _open(app) as (reader, head, progress):
        write_folder(reader, head, folder, progress.advance)
    return head.rows


@contextmanager
def _open(app: App) -> Iterator[tuple[Reader, Head, Progress]]:
    from tracker.exchange.whole.rows import head_of

    with app.reader() as reader:
        head = head_of(reader)
        with Progress("Exporting", sum(head.rows.values())) as progress:
            yield reader, head, progress


def _refuse_other(target: Path) -> None:
    """Raises Conflict where something stands that is no export: it may be the register itself."""
    from tracker.exchange.whole.document import is_register

    if not target.is_file():
        return
    with target.open("rb") as there:
        if not is_register(there.read(HEAD_BYTES)):
            raise Conflict(
                f"{target} holds something else than an export.", "Choose another name; nothing was overwritten."
            )

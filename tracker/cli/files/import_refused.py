"""Refused rows: written to a file next to the one they came from; no existing file is ever overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.files.import_files import STDIN
from tracker.errors import Usage
from tracker.store.files.destinations import created

if TYPE_CHECKING:
    from tracker.cli.base import App
    from tracker.exchange.intake import File
    from tracker.exchange.refused import RefusedRows


def write_refused_files(
    paths: Sequence[str],
    files: Sequence[File],
    refused: Sequence[Sequence[RefusedRows]],
    app: App,
    wanted: str | None,
    undone: ExitStack,
) -> list[Path]:
    """Write the refused rows of each file that has any, durably; `undone` removes the written files on failure.

    Raises Conflict if the wanted file already exists, Usage if it cannot hold the rows.
    """
    from tracker.exchange.refused import WRITTEN_AS, write_refused
    from tracker.exchange.requests.returned import is_marked

    written: list[Path] = []
    having = [(path, file, mine) for path, file, mine in zip(paths, files, refused, strict=True) if mine]
    if wanted is not None and len(having) > 1:
        raise Usage("--refused names one file, and rows of several were refused.", "Leave it out: each gets its own.")
    for path, file, mine in having:
        form = WRITTEN_AS[file.form if path != STDIN else "tsv"]
        if wanted is not None:
            target = Path(wanted)
            form = WRITTEN_AS.get(target.suffix.lower().removeprefix("."), form)
        else:
            target = _free(Path("refused") if path == STDIN else Path(path), form)
        marks = [grid for grid in file.grids if is_marked(grid)]
        if form in ("csv", "tsv") and len(mine) > 1:
            raise Usage(f"{target} cannot hold the rows of several sheets.", "Name a file that ends with .xlsx.")
        if form != "xlsx" and marks:
            raise Usage(f"{target} cannot hold the rows of a form.", "Name a file that ends with .xlsx.")
        with created(target, app.file, private=True) as out:
            write_refused(out, form, mine, marks)
        undone.callback(target.unlink, missing_ok=True)
        written.append(target)
    return written


def _free(path: Path, form: str) -> Path:
    """Return a free name for the refused rows: for `norad.xlsx`, `norad.refused.xlsx` or the next free number."""
    stem = path.stem if path.suffix else path.name
    stem = stem.split(".refused")[0] if path.name != "refused" else stem
    middle = "refused" if stem == "refused" else f"{stem}.refused"
    names = chain([f"{middle}.{form}"], (f"{middle}-{number}.{form}" for number in count(2)))
    return next(target for name in names if not (target := path.with_name(name)).exists())

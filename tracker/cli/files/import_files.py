"""The files given to `tracker import`: their contents, and whether they are a whole register."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.base import App
from tracker.errors import Usage
from tracker.output import Progress
from tracker.rules.text import readable

if TYPE_CHECKING:
    from tracker.exchange.intake import File

STDIN = "-"
LARGEST = 500_000_000


def read_files(
    files: Sequence[str], form: str | None = None, encoding: str | None = None
) -> tuple[list[str], list[File]]:
    """Read the sheets of files and of the attachments of mails, each with its name and folder.

    An attachment counts as a file in the folder of the mail. Raises Unreadable, and Usage for a folder and if the
    standard input is given twice.
    """
    from tracker.exchange.intake import files_of

    _check_folders(files)
    if files.count(STDIN) > 1:
        raise Usage("The standard input can be read only once.", "Name `-` once.")
    paths: list[str] = []
    found: list[File] = []
    sizes = [0 if file == STDIN else Path(file).stat().st_size for file in files]
    with Progress("Reading", sum(sizes)) as progress:
        for file, size in zip(files, sizes, strict=True):
            data = _content(file)
            name = "standard input" if file == STDIN else readable(Path(file).name)
            for read in files_of(name, data, form, encoding):
                found.append(read)
                paths.append(str(Path(file).with_name(read.attached)) if read.attached else file)
            progress.advance(size)
    return paths, found


def _content(file: str) -> bytes:
    """Return the content of a file. Raises Usage if it does not fit into memory, for example an endless device."""
    if file == STDIN:
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with Path(file).open("rb") as stream:
            data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        name = "The standard input" if file == STDIN else readable(file)
        raise Usage(f"{name} is larger than {LARGEST // 1_000_000:,} MB.", "Import it in parts.")
    return data


def take_whole_register(app: App, files: Sequence[str]) -> bool:
    """Import a whole register if the files are one; return whether they are."""
    from tracker.store.files.contents import is_register

    if len(files) != 1 or files[0] == STDIN:
        return False
    path = Path(files[0])
    looked_at = path / "register.json" if path.is_dir() else path
    if not looked_at.is_file():
        return False
    with looked_at.open("rb") as stream:
        if not is_register(stream.read(4096)):
            return False
    from tracker.cli.files.whole_register import import_register

    import_register(app, path)
    return True


def _check_folders(files: Sequence[str]) -> None:
    for file in files:
        if file != STDIN and Path(file).is_dir():
            raise Usage(f"{file} is a folder.", f"Name its files: {file}/*.xlsx, for instance.")

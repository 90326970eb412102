"""Importing a whole register: the document of `tracker export --all`, or its folder of csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.base import App, say, told
from tracker.output import Progress

if TYPE_CHECKING:
    from tracker.exchange.whole.document import ExportSource

# The tables by which people recognise a register, with the singular and the plural of their rows.
COUNTED = (
    ("organisation", "organisation", "organisations"),
    ("conference", "conference", "conferences"),
    ("project", "project", "projects"),
    ("contribution", "contribution", "contributions"),
    ("transaction", "transaction", "transactions"),
    ("review", "report", "reports"),
    ("measurement", "measurement", "measurements"),
    ("file", "paper", "papers"),
    ("record", "sealed record", "sealed records"),
    ("journal", "command in the journal", "commands in the journal"),
)


def import_register(app: App, path: Path) -> None:
    """Import a whole register from its document or its folder.

    Only into an empty register, which becomes an exact copy: the same rows, numbers and journal. Asks nothing.
    """
    from tracker.exchange.whole.filling import fill

    with _source(path) as source:
        with app.register(create=True) as register, Progress("Importing", sum(source.head.rows.values())) as progress:
            fill(register, source, progress.advance)
        said = f"{app.location.name} from {source.name}: {counted(source.head.rows)}."
        if app.dry_run:
            say(f"Would restore {said}")
            return
        told(f"Restored {said}")
        say("Next: `tracker log` shows who wrote what, as it was.")


def counted(rows: Mapping[str, int]) -> str:
    """Return the counts in words, without those that are zero."""
    held = [f"{rows[table]:,} {one if rows[table] == 1 else many}" for table, one, many in COUNTED if rows[table]]
    *most, last = held or ["nothing yet"]
    return f"{', '.join(most)} and {last}" if most else last


@contextmanager
def _source(path: Path) -> Iterator[ExportSource]:
    from tracker.exchange.whole.folder import Folder
    from tracker.exchange.whole.json import DocumentReader

    if path.is_dir():
        yield Folder(path)
        return
    with path.open("rb") as stream:
        yield DocumentReader(path.name, stream)

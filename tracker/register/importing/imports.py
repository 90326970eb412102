"""The files that a command imported. Like the journal itself, these records cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import insert

from tracker import tables
from tracker.register.core import Collection


class FileTaken(NamedTuple):
    """A file, and the results for its rows; `refused` were left out."""

    name: str
    sha256: str
    form: str
    created: int
    updated: int
    unchanged: int
    refused: int


class Imports(Collection):
    def record(self, files: Sequence[FileTaken]) -> None:
        """Record the files that the command imported, unless it changed nothing."""
        number = self.register.journal.id
        if number is None or not files:
            return
        rows = [{"journal_id": number, "ordinal": place, **file._asdict()} for place, file in enumerate(files, start=1)]
        self.register.connection.execute(insert(tables.imported_file), rows)

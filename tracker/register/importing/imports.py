"""The files that a command took in. Like the journal itself, this is no part of what can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import insert

from tracker import tables
from tracker.register.core import Collection


class FileTaken(NamedTuple):
    """A file, and what became of its rows; `refused` were left out."""

    name: str
    sha256: str
    form: str
    created: int
    updated: int
    unchanged: int
    refused: int


class Imports(Collection):
    def record(self, files: Sequence[FileTaken]) -> None:
        """Note which files the command took in; nothing, where it changed nothing."""
        number = self.register.journal.id
        if number is None or not files:
            return
        rows = [{"journal_id": number, "ordinal": place, **file._asdict()} for place, file in enumerate(files, start=1)]
        self.register.connection.execute(insert(tables.imported_file), rows)

"""Past imports: which files, when and by whom, and the result of their rows."""

from __future__ import annotations

from typing import NamedTuple

from tracker.store.reader import Reader


class ImportRow(NamedTuple):
    """An imported file; `at` is UTC, `taken_back_by` the undo that is in force."""

    number: int
    at: str
    who: str
    name: str
    sha256: str
    form: str
    created: int
    updated: int
    unchanged: int
    refused: int
    taken_back_by: int | None


LIST = """
SELECT j.id, j.at, j.who, f.name, f.sha256, f.form, f.created, f.updated, f.unchanged, f.refused
FROM imported_file f JOIN journal j ON j.id = f.journal_id
ORDER BY j.id DESC, f.ordinal
"""


def list_imports(reader: Reader) -> list[ImportRow]:
    """Every imported file, the latest command first."""
    from tracker.insight.journal.log import taken_back

    undone = taken_back(reader)
    return [ImportRow._make((*row, undone.get(row[0]))) for row in reader.all(LIST)]

"""`tracker export --flat`: labelled tables with real amounts and names, for Excel, Power BI and Datasette."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tracker.cli.base import App, told
from tracker.errors import Usage
from tracker.rules.text import counted

DATABASES = (".db", ".sqlite", ".sqlite3")


def export_flat(app: App, output: str | None, at: str | None) -> None:
    """Write the flat tables of all conferences, or of one, as an SQLite file or a folder of csv."""
    from tracker.cli.files.flat_tables import FACTS, TABLES
    from tracker.insight.codes import Codes
    from tracker.insight.flat.scope import Scope
    from tracker.output.flat import FlatTable, write_flat_database, write_flat_folder

    if output in (None, "-"):
        raise Usage("Flat tables are a file or a folder.", "Name it: --flat tables.db, or --flat FOLDER/")
    is_file = _is_database(output)
    write = write_flat_database if is_file else write_flat_folder
    target = app.target(output, "flat" if is_file else "csv", option="--flat")
    with app.reader() as reader:
        scope = Scope(reader, Codes(reader).conference(at) if at is not None else None)

        def facts(table: FlatTable) -> Iterable[Any]:
            return FACTS[table.name](scope)

        counts = write(target, TABLES, facts, reader.exponents)
    *most, last = (f"{name} {count:,}" for name, count in counts.items())
    told(f"Exported {counted(len(counts), 'table')} as {target.path}: {', '.join(most)} and {last}.")


def _is_database(output: str) -> bool:
    """Return whether the name is that of an SQLite file, and not of a folder. Raises Usage for another file."""
    if output.endswith(("/", os.sep)) or Path(output).is_dir():
        return False
    ending = Path(output).suffix.lower()
    if ending and ending not in DATABASES:
        raise Usage(
            f"Flat tables do not go into a {ending} file.", "Name an SQLite file (.db), or a folder: --flat FOLDER/"
        )
    return ending in DATABASES

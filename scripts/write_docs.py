"""Write all of the manual that the program itself says: `python scripts/write_docs.py [PAGE...]`.

The output of the commands on the pages of docs is made anew in place, and so are the reference that comes out of the
help, the schema and the tables of the import, the pictures, and the book of the demo; with names of pages, only those.
Three things always come first: what the program itself follows of the schema, tracker/rules/schema_facts.py, the rows
of the Python interface, tracker/api/rows.py, and the index of decisions in docs/architecture.md. Without any change of
the program nothing changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import docs_book
import docs_commands
import docs_console
import docs_decisions
import docs_flat
import docs_pictures
import docs_schema
import docs_tables
import docs_words
import python_rows
import structure

MADE: dict[str, Callable[[], str]] = {
    "commands.md": docs_commands.page,
    "data-model.md": docs_schema.page,
    "csv.md": docs_tables.page,
    "flat-tables.md": docs_flat.page,
    "words.md": docs_words.page,
}
PACKAGE = docs_console.DOCS.parent / "tracker"
FACTS, ROWS = PACKAGE / "rules" / "schema_facts.py", PACKAGE / "api" / "rows.py"


def main(names: list[str]) -> None:
    _write(FACTS, structure.module())
    _write(ROWS, python_rows.module())
    _write(docs_decisions.PAGE, docs_decisions.page())
    reference = docs_console.DOCS / "reference"
    pages = [Path(name).resolve() for name in names] or [*(reference / name for name in MADE), *docs_console.pages()]
    for page in pages:
        if page.name in MADE:
            _write(page, MADE[page.name]())
            continue
        with TemporaryDirectory() as folder:
            _write(page, docs_console.played(page, Path(folder)))
    if not names:
        for path in (*docs_pictures.write(), *docs_book.write()):
            print(f"wrote {path.relative_to(docs_console.DOCS.parent)}")


def _write(page: Path, text: str) -> None:
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {page.relative_to(docs_console.DOCS.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])

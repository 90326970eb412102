"""The flat tables of `tracker export --flat`, made out of the list by which they are written."""

from __future__ import annotations

from tracker.cli.files.flat_tables import TABLES
from tracker.output.flat import TYPES, FlatTable

INTRODUCTION = """\
# Flat tables

<!-- Made by scripts/write_docs.py out of tracker/cli/files/flat_tables.py; edit that instead. -->

`tracker export --flat tables.db` writes the tables of this page as an SQLite file, and `tracker export --flat
tables/` as a folder with a csv file for each. They are for Excel, Power BI, Datasette and other programs that read
tables: a row for each thing at each conference, with names beside codes. There is no journal in them, and no persons:
no contacts, no names of people beside action points, no sources and notes, which may name people. To move a register
elsewhere, use `tracker export --all`; see [the document of a register](register-document.md).

* **Stable.** Tables and columns keep their names and meanings from release to release; new columns come last.
* **Amounts** are decimal numbers in their currency. Beside each, in a column that ends in `_minor`, is the same
  amount as a whole number of minor units (cents). SQLite keeps a decimal number as the nearest binary fraction, which
  is exact to 15 digits; the whole number is always exact. Add up the whole numbers, and divide the sum.
* **The four measures** (interest, pledged, committed, disbursed) are cumulative up to the conference. Never add one
  to another, nor the same measure of two conferences. The sum of `committed_reporting_minor` of one conference is the
  total that `tracker project list --at CONFERENCE` shows.
* **Empty is unknown**, never zero.
* **Dates** of a whole day have the type `DATE`. A date that may be only a month or a year is text.
* **Conferences**: all that were not cancelled. With `--at 2013` only that one, and with `--at 2013@1` as in its first
  sealed record. Action points and needs are as of each conference that was held, as in their lists.
* **The same register gives the same bytes.** Everything is read in one transaction. An earlier export is replaced
  when the new one is complete; a register, another database and any other folder are never overwritten.
* In csv, a text that a spreadsheet would run as a formula begins with an apostrophe.
* The table `columns` has the label, type and meaning of every column, so that a file explains itself.

In Power BI, open the folder of csv with "Text/CSV" or the SQLite file by its ODBC driver; in Datasette, `datasette
tables.db`.
"""


def page() -> str:
    """The text of docs/reference/flat-tables.md."""
    return "\n".join([INTRODUCTION, *map(_described, TABLES)])


def _described(table: FlatTable) -> str:
    refers = [f"{_named(columns)} refers to `{other}`" for columns, other in table.refers.items()]
    lines = [
        f"## {table.name}\n",
        f"{table.meaning} Key: {_named(table.key)}{'; ' if refers else ''}{'; '.join(refers)}.\n",
        "| column | label | type | SQLite | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    for column in table.columns:
        kind, said, _ = TYPES[column.kind]
        lines.append(f"| `{column.name}` | {column.label} | {said} | {kind} | {column.meaning} |")
    return "\n".join([*lines, ""])


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)

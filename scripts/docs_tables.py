"""The tables that `tracker import` knows, made out of the list by which it knows them."""

from __future__ import annotations

from tracker.exchange.nouns import NOUNS

INTRODUCTION = """\
# Tables to import

<!-- Made by scripts/write_docs.py out of tracker/exchange/nouns.py; edit that instead. -->

`tracker import FILE...` imports tables as csv, tsv, json, workbooks (xlsx, xls, ods) and Word documents (docx); `-` is
the standard input. For the steps, see [Import a table](../how-to/take-in-a-csv.md).

* By its headings it is known what a table is of; names of files and the order of columns do not matter, nor do
  capitals, spaces and underscores in a heading.
* The required columns must be there. Any of the others may be. Of headings that are not listed, usual words in English,
  Spanish and French are understood, and names beside their codes are skipped; the import says so. Any other
  heading is refused, with the one that was probably meant.
* A text file is UTF-8 (or UTF-16 with a byte order mark, as Excel writes "Unicode text"), or what `--encoding` says; a
  comma, a semicolon or a tab separates the cells.
* An empty cell changes nothing. What is unknown stays unknown.
* Several things in one cell are separated by semicolons: `IDB;EU`, `JM-CUSTOMS:60;BB-CUSTOMS:40` (codes with their
  percentage), `CIDA@..2013` (a name with the time for which it held).
* Amounts in tables are plain decimals, `1000000.50` or `1,000,000.50`; the currency has a column of its own. Dates are
  `2012`, `2012-03` or `2012-03-01`; a transaction needs the day. Other forms are read where the whole column leaves no
  doubt. More: [money and dates](money-and-dates.md).
* Truth is `true` or `false` (`yes` or `no`, `1` or `0`).
* Several files may be given at once, in any order: each table is imported after those that it refers to, in the order
  of this page. Everything is imported, or nothing, unless `--skip-refused` is given.
* A row whose `conference` is empty belongs to the conference of `--at`, or to the open one.
"""


def page() -> str:
    """The text of docs/reference/csv.md."""
    parts = [INTRODUCTION]
    for noun in NOUNS:
        parts.append(f"## {noun.name}\n")
        parts.append(f"Required: {_listed(noun.required)}.\n")
        if noun.optional:
            parts.append(f"As you like: {_listed(noun.optional)}.\n")
        for heading, column in noun.called.items():
            parts.append(f"The column `{column}` is headed `{heading}`: by that it is known.\n")
    return "\n".join(parts)


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)

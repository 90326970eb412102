"""The floor of an import: a csv or xlsx file into the tables of a register with the bare driver, and nothing else.

    python bare.py DATABASE NOUN FILE [journal]

It reads the file with the csv module, or a workbook with the reader library; turns its cells into what is stored (codes
into ids by a dictionary, amounts into minor units, dates as they stand, shares into parts per million); and hands
tuples to `executemany`, in one transaction with the settings of ours: WAL, synchronous FULL, foreign keys and triggers
on. With `journal` it also writes the rows of `journal` and `change` that ours writes, for a record of every change is
part of the register.

It leaves out what makes an import one: it asks nothing about the file (the columns stand in a known order, in UTF-8),
checks no cell, compares with nothing that stands, finds no row twice, explains no error, and cannot tell a new row from
a changed one. What it writes is the same to the row; `exchange.py` compares.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[tuple[Any, ...]]
Written = Iterator[tuple[str, str, Rows]]
PRIMARY = {
    "transaction": ("id",),
    "project": ("id",),
    "evaluation": ("id",),
    "project_theme": ("project_id", "theme"),
    "beneficiary": ("project_id", "organisation_id"),
    "review": ("conference_id", "project_id"),
    "review_theme": ("conference_id", "project_id", "theme"),
    "share": ("conference_id", "project_id", "organisation_id"),
    "funding": ("conference_id", "contribution_id"),
}


def transactions(connection: sqlite3.Connection, _file: str, lines: Iterator[list[str]]) -> Written:
    contributions = dict(connection.execute("SELECT code, id FROM contribution"))
    first = _next(connection, "transaction")
    rows = [
        (number, contributions[contribution], kind, day, _minor(amount), reference or None, description or None, 1)
        for number, (contribution, kind, day, amount, reference, description) in enumerate(lines, first)
    ]
    yield "transaction", "id contribution_id kind date amount reference description version", rows


def projects(connection: sqlite3.Connection, _file: str, lines: Iterator[list[str]]) -> Written:
    organisations = dict(connection.execute("SELECT code, id FROM organisation"))
    names = dict(connection.execute("SELECT name, code FROM theme"))
    rows, themes, shares = [], [], []
    for number, (code, title, start, end, listed, benefit) in enumerate(lines, _next(connection, "project")):
        rows.append((number, code, title, start, end or None, 1))
        themes += [(number, names[name], not place) for place, name in enumerate(listed.split("; "))]
        for named in benefit.split("; "):
            who, _, share = named.partition(":")
            shares.append((number, organisations[who], int(share) * 10_000, False))
    yield "project", "id code title planned_start planned_end version", rows
    yield "project_theme", "project_id theme is_primary", themes
    yield "beneficiary", "project_id organisation_id share former", shares


def evaluations(connection: sqlite3.Connection, _file: str, lines: Iterator[list[str]]) -> Written:
    projects = dict(connection.execute("SELECT code, id FROM project"))
    organisations = dict(connection.execute("SELECT code, id FROM organisation"))
    rows = []
    for number, (project, name, report, date, of, *rest) in enumerate(lines, _next(connection, "evaluation")):
        year = date.removeprefix("FY")
        what = (number, projects[project], name, "validated", report)
        rows.append((*what, f"{year}-06-30", int(year), organisations[of], *rest, 1))
    columns = "id project_id evaluator_name kind published_as date fiscal_year fiscal_year_of_id"
    yield "evaluation", f"{columns} criteria criterion scale rating source version", rows


def reports(connection: sqlite3.Connection, file: str, lines: Iterator[list[str]]) -> Written:
    conferences = dict(connection.execute("SELECT code, id FROM conference"))
    sql = "SELECT code, id, title, planned_start, planned_end FROM project"
    standing = {code: rest for code, *rest in connection.execute(sql)}
    known = "SELECT code, id, donor_id, instrument, role, currency FROM contribution"
    contributions = {code: rest for code, *rest in connection.execute(known)}
    themes: defaultdict[int, list[tuple[str, bool]]] = defaultdict(list)
    shares: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for project, theme, primary in connection.execute("SELECT project_id, theme, is_primary FROM project_theme"):
        themes[project].append((theme, bool(primary)))
    for project, who, share in connection.execute("SELECT project_id, organisation_id, share FROM beneficiary"):
        shares[project].append((who, share))
    reviews, review_themes, review_shares, money = [], [], [], []
    for number, (at, code, status, progress, contribution, pledged, committed, disbursed) in enumerate(lines, 2):
        source = f"{file}, line {number}"
        conference, (project, title, start, end) = conferences[at], standing[code]
        identity, donor, instrument, role, currency = contributions[contribution]
        reviews.append((conference, project, title, start, end, status, int(progress), "updated", source, 1))
        review_themes += [(conference, project, theme, primary) for theme, primary in themes[project]]
        review_shares += [(conference, project, who, share) for who, share in shares[project]]
        amounts = _minor(pledged), _minor(committed), _minor(disbursed)
        money.append(
            (conference, identity, project, donor, instrument, role, currency, *amounts, "told", "not asked", source, 1)
        )
    columns = "conference_id project_id title planned_start planned_end status progress answer source version"
    yield "review", columns, reviews
    yield "review_theme", "conference_id project_id theme is_primary", review_themes
    yield "share", "conference_id project_id organisation_id share", review_shares
    columns = "conference_id contribution_id project_id donor_id instrument role currency pledged committed disbursed"
    yield "funding", f"{columns} basis answer source version", money


def _lines(file: Path) -> Iterator[list[str]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as given:
            yield from csv.reader(given)
        return
    import python_calamine

    for row in python_calamine.load_workbook(file).get_sheet_by_index(0).to_python():
        yield [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row]


def _minor(amount: str) -> int | None:
    whole, _, fraction = amount.partition(".")
    return int(whole + f"{fraction:0<2}") if amount else None


def _next(connection: sqlite3.Connection, table: str) -> int:
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return found[0] + 1 if found else 1


def _changes(table: str, columns: list[str], rows: Rows) -> Iterator[tuple[str, str, str]]:
    keys = [columns.index(name) for name in PRIMARY[table]]
    for row in rows:
        after = {name: value for name, value in zip(columns, row, strict=True) if value is not None}
        key = json.dumps([row[place] for place in keys])
        yield table, key, json.dumps(after, ensure_ascii=False, separators=(",", ":"))


def main(database: str, noun: str, file: str, journal: str | None = None) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN IMMEDIATE")
    number = _next(connection, "journal")
    if journal:
        entry = (number, "2013-01-28T09:30:00Z", "bare", "bare")
        connection.execute("INSERT INTO journal (id, at, who, command) VALUES (?, ?, ?, ?)", entry)
    count = 0
    lines = _lines(Path(file))
    next(lines)
    for table, words, rows in globals()[noun](connection, Path(file).name, lines):
        columns = words.split()
        places = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({places})', rows)
        if journal:
            noted = enumerate(_changes(table, columns, rows), count + 1)
            connection.executemany(
                'INSERT INTO change (journal_id, ordinal, table_name, "key", after) VALUES (?, ?, ?, ?, ?)',
                ((number, ordinal, *change) for ordinal, change in noted),
            )
            count += len(rows)
    connection.execute("COMMIT")
    connection.close()


main(*sys.argv[1:])

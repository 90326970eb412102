"""`check`: runs every check of a register's integrity and reports what is wrong and where."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.checking.searching import search_compared
from tracker.store.checking.shape import differences, expected_shape, shape_of
from tracker.store.checking.verifying import records_compared
from tracker.store.files.papers import damaged
from tracker.store.files.parts import left_behind
from tracker.store.reader import Reader
from tracker.store.schema import vocabulary
from tracker.store.soundness.alterations import alterations
from tracker.store.soundness.answers import ENOUGH, Finding, answers
from tracker.store.soundness.questions import NOTE, WRONG, questions
from tracker.tables import whole_schema

SEALED = "sealed records are unchanged"


def check_register(reader: Reader) -> list[Finding]:
    """Return everything that is wrong in a register, and what somebody may want to look at; each check is one query.

    Where the file itself or its schema is damaged, the other checks are skipped, since their answers would be
    unreliable.
    """
    found = list(_file(reader))
    if found:
        return found
    found = list(_schema(reader))
    altered = list(alterations(reader))
    if any(finding.severity == WRONG for finding in found):
        return found + altered
    return found + altered + [finding for ask in QUESTIONS for finding in ask(reader)]


def check_folders(*folders: Path) -> list[Finding]:
    """List unfinished files that killed commands left in some folders and that no process is still writing."""
    what = "is an unfinished copy or output of a command that was killed; the next command that writes there removes it"
    question = "there are no unfinished files"
    left = {path.resolve(): path for folder in folders for path in left_behind(folder)}
    return [Finding(question, NOTE, str(path), what) for path in left.values()]


def _file(reader: Reader) -> Iterator[Finding]:
    if reader.dialect == "postgresql":
        return
    try:
        said = [row[0] for row in reader.rows(f"PRAGMA integrity_check({ENOUGH})")]
    except (sqlite3.DatabaseError, UnicodeError) as error:
        said = [str(error)]
    for each in said:
        # For rows that break a CHECK or a NOT NULL, `_constraints` names the rows.
        if each != "ok" and "constraint failed" not in each and "NULL value in" not in each:
            yield Finding("the file is sound", WRONG, "the file", each)


def _schema(reader: Reader) -> Iterator[Finding]:
    for where, what in differences(shape_of(reader), expected_shape(reader.dialect)):
        unknown_table = what.startswith("a table")
        yield Finding("the schema is that of this release", NOTE if unknown_table else WRONG, f"table {where}", what)


def _references(reader: Reader) -> Iterator[Finding]:
    """Find rows that refer to missing rows. SQLite checks the whole database at once; PostgreSQL goes table by
    table."""
    suspected = set(whole_schema().tables)
    if reader.dialect == "sqlite":
        suspected = {row[0] for row in reader.rows("PRAGMA foreign_key_check")}
    for table in whole_schema().sorted_tables:
        if table.name not in suspected:
            continue
        for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            for row in reader.rows(_dangling(table, key)):
                what = f"{', '.join(key.column_keys)} refers to a missing {key.referred_table.name}"
                yield Finding("every reference has a target", WRONG, _place(reader, table, row), what)


def _dangling(table: Table, key: ForeignKeyConstraint) -> str:
    given = " AND ".join(f"x.{name} IS NOT NULL" for name in key.column_keys)
    same = " AND ".join(f"y.{part.column.name} = x.{part.parent.name}" for part in key.elements)
    return (
        f'SELECT {_keys(table)} FROM "{table.name}" x WHERE {given}'
        f' AND NOT EXISTS (SELECT 1 FROM "{key.referred_table.name}" y WHERE {same}) LIMIT {ENOUGH}'
    )


def _constraints(reader: Reader) -> Iterator[Finding]:
    """Find rows that break a CHECK. A client of SQLite can switch checks off, an owner on PostgreSQL can replace
    them."""
    for table in whole_schema().sorted_tables:
        checks = _checks(table, reader.dialect)
        required = [column.name for column in table.columns if not column.nullable]
        broken = [f"NOT ({sql})" for _, sql in checks] + [f"x.{name} IS NULL" for name in required]
        verdicts = ", ".join(f"({sql}) IS FALSE" for _, sql in checks) or "FALSE"
        sql = f'SELECT {_keys(table)}, {verdicts} FROM "{table.name}" x WHERE {" OR ".join(broken)} LIMIT {ENOUGH}'
        width = len(table.primary_key)
        for row in reader.rows(sql):
            names = [name for (name, _), failed in zip(checks, row[width:], strict=False) if failed]
            what = "breaks " + ", ".join(names) if names else "lacks a value that it must have"
            yield Finding("every row follows the rules of its table", WRONG, _place(reader, table, row), what)


@cache
def _checks(table: Table, dialect: str) -> list[tuple[str, str]]:
    known: Any = sqlite.dialect() if dialect == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    found = [
        (str(constraint.name), str(constraint.sqltext.compile(dialect=known)))
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    ]
    return sorted(found)


def _answers(reader: Reader) -> Iterator[Finding]:
    return answers(reader, questions(reader.dialect))


def _numbers(reader: Reader) -> Iterator[Finding]:
    """Check what SQL cannot: the decimals of currencies against ISO 4217, and that rates are numbers."""
    published = {row["code"]: row["exponent"] for row in vocabulary("currency")}
    for code, exponent in sorted(reader.exponents.items()):
        if published.get(code, exponent) != exponent:
            what = f"has {exponent} decimals here, {published[code]} in ISO 4217"
            yield Finding("currencies have the decimals of ISO 4217", WRONG, f"currency {code}", what)
    rates = """
        SELECT 'rate ' || currency || ' per ' || per_currency || ', ' || date AS place, value FROM rate UNION ALL
        SELECT c.code || ', ' || p.currency || ' per ' || p.per_currency, p.value
        FROM pinned_rate p JOIN conference c ON c.id = p.conference_id ORDER BY 1"""
    for where, value in reader.rows(rates):
        if not _is_positive(value):
            yield Finding("rates are positive numbers", WRONG, where, f"{value!r} is not a positive number")


def _papers(reader: Reader) -> Iterator[Finding]:
    """Check that stored papers match their hash, and so what their documents say they contain."""
    naming = "SELECT 'document ' || id FROM document WHERE sha256 = :digest ORDER BY id"
    for paper in damaged(reader):
        documents = [row[0] for row in reader.rows(naming, {"digest": paper.named})] or [f"file {paper.named[:12]}"]
        for where in documents:
            yield Finding("documents kept in the register are unchanged", WRONG, where, paper.what)


def _is_positive(value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and number > 0


def _sealed(reader: Reader) -> Iterator[Finding]:
    """Run the additional checks of `conference verify`."""
    for one in records_compared(reader)[1]:
        yield Finding(SEALED, WRONG, f"{one.record}, table {one.table}", one.what)


QUESTIONS = (_references, _constraints, _answers, _numbers, _papers, search_compared, _sealed)


def _keys(table: Table) -> str:
    return ", ".join(f"x.{column.name}" for column in table.primary_key)


def _place(reader: Reader, table: Table, row: tuple[Any, ...]) -> str:
    """Describe a row by the codes of what its key names, as far as they exist."""
    words = [table.name]
    for column, value in zip(table.primary_key, row, strict=False):
        noun = table.name if column.name == "id" else column.name.removesuffix("_id")
        target = whole_schema().tables.get({"successor": "project", "predecessor": "project"}.get(noun, noun))
        coded = target is not None and "code" in target.c and "id" in target.c
        code = reader.value(f"SELECT code FROM {target} WHERE id = :id", {"id": value}) if coded else None
        words.append(str(code if code is not None else value))
    return " ".join(words)

"""`check`: asks a register everything that can be asked about its soundness, and says what is wrong where."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table
from sqlalchemy.dialects import sqlite

from tracker.store.guards import guards
from tracker.store.papers import damaged
from tracker.store.questions import NOTE, WRONG, questions
from tracker.store.reader import Reader
from tracker.store.schema import vocabulary
from tracker.store.shape import differences, expected_shape, shape_of
from tracker.tables import metadata

# How many findings of a kind are listed; a damaged file can have millions.
ENOUGH = 1_000


class Finding(NamedTuple):
    """An answer that is not as it should be: to which question, `wrong` or a `note`, where, and what is the matter."""

    question: str
    severity: str
    where: str
    what: str


def check(reader: Reader) -> list[Finding]:
    """All that is wrong in a register, and what somebody may want to look at; each question is one query.

    Where the file itself or its schema is damaged nothing more is asked, for the answers could not be relied upon.
    """
    found = list(_file(reader)) or list(_schema(reader))
    if any(finding.severity == WRONG for finding in found):
        return found
    return found + [finding for ask in QUESTIONS for finding in ask(reader)]


def _file(reader: Reader) -> Iterator[Finding]:
    if reader.dialect == "postgresql":
        return
    try:
        said = [row[0] for row in reader.rows(f"PRAGMA integrity_check({ENOUGH})")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    for each in said:
        # Of rows that break a CHECK or a NOT NULL `_constraints` says which they are.
        if each != "ok" and "constraint failed" not in each and "NULL value in" not in each:
            yield Finding("the file is sound", WRONG, "the file", each)


def _schema(reader: Reader) -> Iterator[Finding]:
    for where, what in differences(shape_of(reader), expected_shape(reader.dialect)):
        unknown_table = what.startswith("a table")
        yield Finding("the schema is that of this release", NOTE if unknown_table else WRONG, f"table {where}", what)


def guards_stand(reader: Reader) -> Iterator[Finding]:
    """Triggers that are missing, switched off, or not what this release makes."""
    question = "the guards stand"
    if reader.dialect == "sqlite":
        sql = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = """
            SELECT t.tgname, c.relname, CASE WHEN t.tgenabled = 'D' THEN 'disabled' ELSE p.prosrc END
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"""
    standing = {name: (table, text) for name, table, text in reader.rows(sql)}
    for guard in guards():
        statement = guard.statement(reader.dialect)
        if statement is None:
            continue
        # Of PostgreSQL's two statements the body of the function says what the guard does.
        expected = statement if reader.dialect == "sqlite" else statement.split("$$")[1]
        table, text = standing.pop(guard.name, (guard.table, None))
        if text is None:
            yield Finding(question, WRONG, f"table {guard.table}", f"{guard.name} is missing")
        elif table != guard.table or text != expected:
            yield Finding(question, WRONG, f"table {table}", f"{guard.name} is not as this release makes it")
    for name, (table, _) in sorted(standing.items()):
        yield Finding(question, NOTE, f"table {table}", f"{name} is a trigger that this release does not know")


def _references(reader: Reader) -> Iterator[Finding]:
    """Rows that refer to nothing. SQLite is asked as a whole first; PostgreSQL table by table."""
    suspected = set(metadata.tables)
    if reader.dialect == "sqlite":
        suspected = {row[0] for row in reader.rows("PRAGMA foreign_key_check")}
    for table in metadata.sorted_tables:
        if table.name not in suspected:
            continue
        for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            for row in reader.rows(_dangling(table, key)):
                what = f"{', '.join(key.column_keys)} refers to no {key.referred_table.name}"
                yield Finding("every reference leads somewhere", WRONG, _place(reader, table, row), what)


def _dangling(table: Table, key: ForeignKeyConstraint) -> str:
    given = " AND ".join(f"x.{name} IS NOT NULL" for name in key.column_keys)
    same = " AND ".join(f"y.{part.column.name} = x.{part.parent.name}" for part in key.elements)
    return (
        f'SELECT {_keys(table)} FROM "{table.name}" x WHERE {given}'
        f' AND NOT EXISTS (SELECT 1 FROM "{key.referred_table.name}" y WHERE {same}) LIMIT {ENOUGH}'
    )


def _constraints(reader: Reader) -> Iterator[Finding]:
    """Rows that break a CHECK, which a client of SQLite can switch off; PostgreSQL would show it in the schema."""
    if reader.dialect == "postgresql":
        return
    for table in metadata.sorted_tables:
        checks = _checks(table)
        required = [column.name for column in table.columns if not column.nullable]
        broken = [f"NOT ({sql})" for _, sql in checks] + [f"x.{name} IS NULL" for name in required]
        verdicts = ", ".join(f"({sql}) IS 0" for _, sql in checks) or "0"
        sql = f'SELECT {_keys(table)}, {verdicts} FROM "{table.name}" x WHERE {" OR ".join(broken)} LIMIT {ENOUGH}'
        width = len(table.primary_key)
        for row in reader.rows(sql):
            names = [name for (name, _), failed in zip(checks, row[width:], strict=False) if failed]
            what = "breaks " + ", ".join(names) if names else "lacks a value that it must have"
            yield Finding("every row keeps the rules of its table", WRONG, _place(reader, table, row), what)


@cache
def _checks(table: Table) -> list[tuple[str, str]]:
    known = sqlite.dialect()
    found = [
        (str(constraint.name), str(constraint.sqltext.compile(dialect=known)))
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    ]
    return sorted(found)


def _answers(reader: Reader) -> Iterator[Finding]:
    for question in questions(reader.dialect):
        rows = reader.rows(f"SELECT * FROM ({question.sql}) AS answer ORDER BY 1 LIMIT {ENOUGH}")
        for where, *values in rows:
            yield Finding(question.name, question.severity, where, question.say(*values))


def _numbers(reader: Reader) -> Iterator[Finding]:
    """What is beyond SQL: decimals of currencies as ISO 4217 has them, and rates that are numbers."""
    published = {row["code"]: row["exponent"] for row in vocabulary("currency")}
    for code, exponent in sorted(reader.exponents.items()):
        if published.get(code, exponent) != exponent:
            what = f"has {exponent} decimals here, {published[code]} in ISO 4217"
            yield Finding("currencies have their decimals", WRONG, f"currency {code}", what)
    rates = """
        SELECT 'rate ' || currency || ' per ' || per_currency || ', ' || date AS place, value FROM rate UNION ALL
        SELECT c.code || ', ' || p.currency || ' per ' || p.per_currency, p.value
        FROM pinned_rate p JOIN conference c ON c.id = p.conference_id ORDER BY 1"""
    for where, value in reader.rows(rates):
        if not _is_positive(value):
            yield Finding("rates are numbers above zero", WRONG, where, f"{value!r} is none")


def _papers(reader: Reader) -> Iterator[Finding]:
    """Papers are what their hash says, which is what their documents were told to hold."""
    naming = "SELECT 'document ' || id FROM document WHERE sha256 = :digest ORDER BY id"
    for paper in damaged(reader):
        documents = [row[0] for row in reader.rows(naming, {"digest": paper.named})] or [f"file {paper.named[:12]}"]
        for where in documents:
            yield Finding("papers are as they came", WRONG, where, f"its SHA-256 is {paper.found}, not {paper.named}")


def _is_positive(value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and number > 0


QUESTIONS = (guards_stand, _references, _constraints, _answers, _numbers, _papers)


def _keys(table: Table) -> str:
    return ", ".join(f"x.{column.name}" for column in table.primary_key)


def _place(reader: Reader, table: Table, row: tuple[Any, ...]) -> str:
    """A row by the codes of what its key names, as far as they exist."""
    words = [table.name]
    for column, value in zip(table.primary_key, row, strict=False):
        noun = table.name if column.name == "id" else column.name.removesuffix("_id")
        target = metadata.tables.get({"successor": "project", "predecessor": "project"}.get(noun, noun))
        coded = target is not None and "code" in target.c and "id" in target.c
        code = reader.value(f"SELECT code FROM {target} WHERE id = :id", {"id": value}) if coded else None
        words.append(str(code if code is not None else value))
    return " ".join(words)

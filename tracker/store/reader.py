"""The read side of a register: plain SQL with `:name` parameters, one snapshot, rows as NamedTuples.

SQL stands here as text and not as SQLAlchemy expressions because importing SQLAlchemy takes three quarters of a reading
command's time. A query is written once and runs alike on SQLite and PostgreSQL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from urllib.parse import quote

from tracker.errors import StoreError
from tracker.rules.rates import convert
from tracker.store.location import Location
from tracker.store.revision import state_of

Row = TypeVar("Row")
Params = Mapping[str, Any]

NAMED = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)", re.IGNORECASE)
MAKE_ONE = "`tracker db init` makes an empty one; `tracker db path` says where it is looked for."
SAFE = 2**62


class Reader:
    """Questions to one open register, within one transaction."""

    def __init__(self, connection: Any, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect
        if dialect == "sqlite":
            connection.create_function("convert_minor", 2, _convert, deterministic=True)
            connection.create_aggregate("sorted_list", 1, _SortedList)

    def rows(
        self,
        sql: str,
        params: Params | None = None,
        into: Callable[..., Row] = lambda *row: row,
        *,
        stream: bool = False,
    ) -> Iterator[Row]:
        """The rows of a query as `into(*columns)`; with `stream`, memory does not grow with their number."""
        cursor = self._execute(sql, params or {}, stream=stream)
        make = getattr(into, "_make", None)
        if make is not None:
            yield from map(make, cursor)
        else:
            for row in cursor:
                yield into(*row)

    def all(self, sql: str, params: Params | None = None, into: Callable[..., Row] = lambda *row: row) -> list[Row]:
        return list(self.rows(sql, params, into))

    def one(self, sql: str, params: Params | None = None, into: Callable[..., Row] = lambda *row: row) -> Row | None:
        """The first row, or None."""
        row = self._execute(sql, params or {}).fetchone()
        return None if row is None else into(*row)

    def value(self, sql: str, params: Params | None = None) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(sql, params or {}).fetchone()
        return None if row is None else row[0]

    @cached_property
    def exponents(self) -> dict[str, int]:
        """The number of decimals of every currency."""
        return dict(self.rows("SELECT code, exponent FROM currency", into=lambda code, exponent: (code, exponent)))

    def converted(self, amount: str, factor: Fraction | None) -> str:
        """SQL for `rules.rates.convert(amount, factor)`: exact, rounded half away from zero; NULL without a factor."""
        if factor is None:
            return "NULL"
        n, d = factor.numerator, factor.denominator
        if n == d:
            return amount
        if self.dialect == "postgresql":
            return f"CAST(sign({amount}::numeric) * div(2 * abs({amount})::numeric * {n} + {d}, 2 * {d}::numeric) AS numeric)"
        if n * d < SAFE and n < d * 50:
            whole = f"(abs({amount}) / {d}) * {n} + ((abs({amount}) % {d}) * {n} + {d // 2}) / {d}"
            return f"(CASE WHEN {amount} < 0 THEN -({whole}) ELSE {whole} END)"
        return f"convert_minor({amount}, '{n}/{d}')"

    def listed(self, expression: str) -> str:
        """SQL of an aggregate: the distinct values of a text expression, joined by semicolons in sorted order."""
        if self.dialect == "postgresql":
            return f"string_agg(DISTINCT {expression}, ';' ORDER BY {expression})"
        return f"sorted_list({expression})"

    def _execute(self, sql: str, params: Params, *, stream: bool = False) -> Any:
        if self.dialect == "sqlite":
            return self.connection.execute(sql, params)
        cursor = self.connection.cursor(name="tracker_stream") if stream else self.connection.cursor()
        _as_text_and_whole(cursor)
        text = NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))
        if stream:
            cursor.itersize = 5000
        cursor.execute(text, params)
        return cursor


@contextmanager
def open_reader(location: Location) -> Iterator[Reader]:
    """One snapshot of a register that is current.

    Raises StoreError where there is no register, it cannot be reached, is no database, or is of another revision.
    """
    with connected(location) as reader:
        check_revision(location, reader)
        yield reader


@contextmanager
def connected(location: Location) -> Iterator[Reader]:
    """One snapshot of a database, whatever it holds. Raises StoreError where it cannot be read."""
    connect = _postgresql if location.is_postgresql else _sqlite
    try:
        with connect(location) as reader:
            yield reader
    except sqlite3.DatabaseError as error:
        raise explained(location, error) from error


def revision_of(reader: Reader) -> str | None:
    """The revision of a register's schema; None where there is no register."""
    if reader.dialect == "sqlite":
        known = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    else:
        known = "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"
    if reader.value(known) is None:
        return None
    revision = reader.value("SELECT version_num FROM alembic_version")
    return None if revision is None else str(revision)


class OutOfDate(StoreError):
    """A register made by an earlier release."""


def check_revision(location: Location, reader: Reader) -> None:
    """Raises StoreError unless the register is of the revision that this release speaks."""
    state = state_of(revision_of(reader))
    if state == "foreign":
        raise StoreError(f"{location.name} holds no register.", MAKE_ONE)
    if state == "newer":
        raise StoreError(
            f"{location.name} was made by a newer release of this program.",
            "Install that release; nothing was changed.",
        )
    if state == "behind":
        raise OutOfDate(
            f"{location.name} was made by an earlier release.", "`tracker db upgrade` brings it up to date."
        )


def explained(location: Location, error: Exception) -> StoreError:
    """What a database's own error means to a person."""
    text = str(error)
    if "not a database" in text:
        return StoreError(f"{location.name} is not a database.", "Check the path: `tracker db path`.")
    if "malformed" in text:
        return StoreError(f"{location.name} is damaged ({text}).", "`tracker db restore BACKUP` brings back a backup.")
    if "locked" in text or "busy" in text:
        return StoreError(f"{location.name} is being written by somebody else.", "Nothing was written; try again.")
    if "full" in text:
        return StoreError(f"The disk of {location.name} is full.", "Nothing was written; make room and try again.")
    if "readonly" in text or "read-only" in text:
        return StoreError(f"{location.name} cannot be written: it is read-only.", "Nothing was written.")
    if "unable to open" in text:
        return StoreError(f"{location.name} cannot be opened ({text}).", "Check the path and its permissions.")
    return StoreError(f"{location.name}: {text}.")


@contextmanager
def _sqlite(location: Location) -> Iterator[Reader]:
    path = location.path
    assert path is not None
    if not path.exists():
        raise StoreError(f"There is no register at {path}.", MAKE_ONE)
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a register.", MAKE_ONE)
    address = f"file:{quote(str(path.absolute()))}"
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None, timeout=10)
    try:
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except sqlite3.OperationalError as error:
            if "unable to open" not in str(error) and "readonly" not in str(error):
                raise
            # A file in a folder that may not be written has no place for its -shm; nobody else can write it either.
            connection.close()
            connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
            connection.execute("BEGIN")
        yield Reader(connection, "sqlite")
    finally:
        connection.close()


@contextmanager
def _postgresql(location: Location) -> Iterator[Reader]:
    psycopg = postgresql_driver()
    try:
        connection = psycopg.connect(location.url, autocommit=False, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise unreachable(location, error) from error
    try:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Reader(connection, "postgresql")
    except psycopg.OperationalError as error:
        raise unreachable(location, error) from error
    finally:
        connection.close()


def postgresql_driver() -> Any:
    """The module psycopg; raises StoreError with the line that installs it."""
    try:
        import psycopg
    except ImportError:
        raise StoreError(
            "PostgreSQL needs the driver psycopg.", "Install it with: pip install 'donor-tracker[postgres]'"
        ) from None
    return psycopg


def unreachable(location: Location, error: Exception) -> StoreError:
    reason = " ".join(str(error).split())
    return StoreError(f"{location.name} cannot be reached: {reason}", "Check the address and that the server runs.")


def _as_text_and_whole(cursor: Any) -> None:
    """Dates as ISO text and sums as whole numbers, as SQLite gives them."""
    from psycopg.types.string import TextLoader

    cursor.adapters.register_loader("date", TextLoader)
    cursor.adapters.register_loader("numeric", _whole_loader())


@lru_cache(maxsize=1)
def _whole_loader() -> Any:
    from psycopg.adapt import Loader

    class WholeLoader(Loader):
        def load(self, data: Any) -> int | float:
            text = bytes(data).decode()
            return float(text) if "." in text else int(text)

    return WholeLoader


@lru_cache(maxsize=256)
def _factor(text: str) -> Fraction:
    return Fraction(text)


def _convert(amount: int | None, factor: str) -> int | None:
    return None if amount is None else convert(amount, _factor(factor))


class _SortedList:
    """SQLite's group_concat in an order that can be relied upon."""

    def __init__(self) -> None:
        self.values: set[str] = set()

    def step(self, value: str | None) -> None:
        if value is not None:
            self.values.add(value)

    def finalize(self) -> str | None:
        return ";".join(sorted(self.values)) if self.values else None

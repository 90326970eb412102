"""The read side of a register: plain SQL with `:name` parameters, one snapshot, rows as NamedTuples.

SQL is written as text and not as SQLAlchemy expressions because importing SQLAlchemy takes three quarters of a reading
command's time. A query is written once and works the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import count
from typing import Any, TypeVar, overload

from tracker.errors import StoreError
from tracker.rules.rates import convert
from tracker.rules.shares import FULL_SHARE
from tracker.store.failures import explained
from tracker.store.garbage_collection import loaded
from tracker.store.location import Location
from tracker.store.revision import state_of
from tracker.store.sqlite_file import MAKE_ONE, damage_told, existing_file, opened_to_read

Row = TypeVar("Row")
Params = Mapping[str, Any]

NAMED = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)", re.IGNORECASE)
SAFE = 2**62
CONNECT_TIMEOUT = 10


class Reader:
    """Queries of one open register, within one transaction."""

    def __init__(
        self, connection: Any, dialect: str, another: Callable[[], Any] | None = None, *, writing: bool = False
    ) -> None:
        self.connection = connection
        self.dialect = dialect
        self.writing = writing  # nothing is covered within a writer's transaction
        self.asked: list[int] = []  # the sealed records that queries read from
        self.covered: dict[str, str] = {}
        self._another = another
        self._snapshot_of: Any = None
        self._streams = count(1)  # several may be open at once, and each needs its own name
        if dialect == "sqlite":
            connection.create_function("convert_minor", 2, _convert, deterministic=True)

    @overload
    def rows(self, sql: str, params: Params | None = None, *, stream: bool = False) -> Iterator[Any]: ...
    @overload
    def rows(
        self, sql: str, params: Params | None, into: Callable[..., Row], *, stream: bool = False
    ) -> Iterator[Row]: ...

    def rows(
        self, sql: str, params: Params | None = None, into: Callable[..., Any] | None = None, *, stream: bool = False
    ) -> Iterator[Any]:
        """Yield the rows of a query as `into(*columns)`; with `stream`, memory does not grow with their number."""
        cursor = self._execute(sql, params or {}, stream=stream)
        if into is None:
            yield from cursor
        elif (make := getattr(into, "_make", None)) is not None:
            yield from map(make, cursor)
        else:
            for row in cursor:
                yield into(*row)

    @overload
    def all(self, sql: str, params: Params | None = None) -> list[Any]: ...
    @overload
    def all(self, sql: str, params: Params | None, into: Callable[..., Row]) -> list[Row]: ...

    def all(self, sql: str, params: Params | None = None, into: Callable[..., Any] | None = None) -> list[Any]:
        """Return all rows of a query in a list."""
        return list(self.rows(sql, params, into) if into else self.rows(sql, params))

    @overload
    def one(self, sql: str, params: Params | None = None) -> Any: ...
    @overload
    def one(self, sql: str, params: Params | None, into: Callable[..., Row]) -> Row | None: ...

    def one(self, sql: str, params: Params | None = None, into: Callable[..., Any] | None = None) -> Any:
        """Return the first row, or None."""
        row = self._execute(sql, params or {}).fetchone()
        return row if row is None or into is None else into(*row)

    def value(self, sql: str, params: Params | None = None) -> Any:
        """Return the first column of the first row, or None."""
        row = self._execute(sql, params or {}).fetchone()
        return None if row is None else row[0]

    def by_first(self, sql: str, params: Params | None = None) -> dict[Any, list[tuple[Any, ...]]]:
        """Return all rows of a query by their first column, without it."""
        found: dict[Any, list[tuple[Any, ...]]] = {}
        for first, *rest in self.rows(sql, params):
            found.setdefault(first, []).append(tuple(rest))
        return found

    @cached_property
    def exponents(self) -> dict[str, int]:
        """Return the number of decimals of every currency."""
        return dict(self.rows("SELECT code, exponent FROM currency"))

    def converted(self, amount: str, factor: Fraction | None) -> str:
        """Return SQL for `rules.rates.convert(amount, factor)`: exact, rounded half away from zero; NULL if no
        factor."""
        if factor is None:
            return "NULL"
        n, d = factor.numerator, factor.denominator
        if n == d:
            return amount
        if self.dialect == "postgresql":
            doubled = f"2 * abs({amount})::numeric * {n} + {d}"
            return f"(sign({amount}::numeric) * div({doubled}, 2 * {d}::numeric))"
        if n * d < SAFE and n < d * 50:
            whole = f"(abs({amount}) / {d}) * {n} + ((abs({amount}) % {d}) * {n} + {d // 2}) / {d}"
            return f"(CASE WHEN {amount} < 0 THEN -({whole}) ELSE {whole} END)"
        return f"convert_minor({amount}, '{n}/{d}')"

    def portion(self, amount: str, share: str) -> str:
        """Return SQL for `rules.shares.portion(amount, share)`, for a share in a column."""
        if self.dialect == "postgresql":
            part = f"sign({amount}::numeric) * div(abs({amount})::numeric * {share} + {FULL_SHARE // 2}, {FULL_SHARE})"
        else:
            rest = f"((abs({amount}) % {FULL_SHARE}) * {share} + {FULL_SHARE // 2}) / {FULL_SHARE}"
            whole = f"(abs({amount}) / {FULL_SHARE}) * {share} + {rest}"
            part = f"CASE WHEN {amount} < 0 THEN -({whole}) ELSE {whole} END"
        # Most projects have one beneficiary.
        nothing = f"WHEN {amount} IS NULL THEN NULL WHEN {share} = 0 THEN 0"
        return f"(CASE WHEN {share} = {FULL_SHARE} THEN {amount} {nothing} ELSE {part} END)"

    def gathered(self, expression: str, source: str) -> str:
        """Return SQL for the distinct codes or words of an expression from `source` (FROM ... WHERE ...), sorted and
        joined by `;`, to be shown or read by `codes_of`. Names may contain a `;`: `listed` is for those."""
        joined = "string_agg(x, ';' ORDER BY x)" if self.dialect == "postgresql" else "group_concat(x, ';')"
        return f"(SELECT {joined} FROM (SELECT DISTINCT {expression} AS x {source} ORDER BY 1) AS listed)"

    def listed(self, expression: str, source: str) -> str:
        """Return SQL for the distinct values of an expression from `source`, for `items` to read. Any text will do."""
        made = "json_agg" if self.dialect == "postgresql" else "json_group_array"
        return f"(SELECT CAST({made}(DISTINCT {expression}) AS text) {source})"

    @cached_property
    def schema(self) -> str:
        """Return the prefix of a table name that means the register's own table, even while it is covered."""
        if self.dialect == "sqlite":
            return "main"
        # Not current_schema(): a role may have a schema with its own name, which would come first.
        home = "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass('alembic_version')"
        return str(self.value(f"SELECT coalesce(({home}), quote_ident(current_schema()))"))

    def columns(self, table: str) -> list[str]:
        """Return the columns of the table itself, in order."""
        cursor = self._execute(f'SELECT * FROM {self.schema}."{table}" LIMIT 0', {})
        return [f'"{column[0]}"' for column in cursor.description]

    def cover(self, tables: Mapping[str, str]) -> None:
        """Make each of some tables read as the rows of a SELECT, for this reader and until it is closed.

        Tables that were covered before are uncovered. In the SELECTs the tables are named with their `schema`.
        """
        if self.dialect == "postgresql":
            self._leave_read_only()
        for name, kind in self.covered.items():
            self._execute(f'DROP {kind} {"temp" if self.dialect == "sqlite" else "pg_temp"}."{name}"', {})
        self.covered = {}
        for name, sql in tables.items():
            # SQLite uses no indexes in the parts of a UNION when it joins them, so they are copied, with the indexes.
            kind = "TABLE" if self.dialect == "sqlite" and " UNION ALL " in sql else "VIEW"
            indexes = self._indexes(name) if kind == "TABLE" else []
            self._execute(f'CREATE TEMPORARY {kind} "{name}" AS {sql}', {})
            for number, columns in enumerate(indexes):
                self._execute(f'CREATE INDEX temp."cover_{name}_{number}" ON "{name}" ({columns})', {})
            self.covered[name] = kind

    def uncover(self) -> None:
        """Read the current tables again, whatever sealed record was read before."""
        self.asked = []
        if self.covered:
            self.cover({})

    def _indexes(self, table: str) -> list[str]:
        """Return the columns of each index of a table, and of its key where the key has no named index, as for `id`."""
        found = [row[1] for row in self.rows(f'PRAGMA main.index_list("{table}")')]
        columns = [[row[2] for row in self.rows(f'PRAGMA main.index_info("{name}")')] for name in found]
        key = [row[1] for row in self.rows(f'PRAGMA main.table_info("{table}")') if row[5]]
        wanted = columns if key in columns else [key, *columns]
        return [", ".join(f'"{column}"' for column in some) for some in wanted if None not in some]

    def _leave_read_only(self) -> None:
        """Continue in the same snapshot on a connection that may have its own views; it is never committed."""
        if self._snapshot_of is not None:
            return
        assert self._another is not None
        snapshot = self.value("SELECT pg_export_snapshot()")
        self._snapshot_of, self.connection = self.connection, self._another()
        self.connection.isolation_level = self._snapshot_of.isolation_level
        self._execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'", {})

    def close(self) -> None:
        """Close what this reader opened in addition to its connection."""
        if self._snapshot_of is not None:
            self.connection.close()
            self.connection, self._snapshot_of = self._snapshot_of, None

    def _execute(self, sql: str, params: Params, *, stream: bool = False) -> Any:
        if self.dialect == "sqlite":
            return self.connection.execute(sql, params)
        cursor = self.connection.cursor(name=f"tracker_{next(self._streams)}") if stream else self.connection.cursor()
        _as_text_and_whole(cursor)
        text = NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))
        if stream:
            cursor.itersize = 5000
        cursor.execute(text, params)
        return cursor


def codes_of(joined: str | None) -> tuple[str, ...]:
    """The codes or words that `gathered` joined."""
    return tuple(joined.split(";")) if joined else ()


def items(listed: str | None) -> tuple[str, ...]:
    """The values that `listed` put together, sorted."""
    import json  # here, because most commands do without it

    # Neither database sorts them, since each would do it in its own order.
    return tuple(sorted(json.loads(listed))) if listed else ()


@contextmanager
def open_reader(location: Location) -> Iterator[Reader]:
    """Yield one snapshot of an up-to-date register.

    Raises StoreError where there is no register, it cannot be reached, is not a database, or has another revision.
    """
    with connected(location) as reader:
        check_revision(location, reader)
        yield reader


@contextmanager
def connected(location: Location) -> Iterator[Reader]:
    """Yield one snapshot of a database, whatever it contains. Raises StoreError where it cannot be read."""
    connect = _postgresql if location.is_postgresql else _sqlite
    with connect(location) as reader:
        loaded()
        yield reader


def revision_of(reader: Reader) -> str | None:
    """Return the revision of a register's schema; None where there is no register."""
    if reader.dialect == "sqlite":
        known = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'conference')"
    else:
        known = "SELECT count(to_regclass(name)) FROM (VALUES ('alembic_version'), ('conference')) AS ours (name)"
    # Another program's database may have its own alembic_version.
    if reader.value(known) < 2:
        return None
    revision = reader.value("SELECT version_num FROM alembic_version")
    return None if revision is None else str(revision)


class OutOfDate(StoreError):
    """A register made by an earlier release."""


def check_revision(location: Location, reader: Reader) -> None:
    """Raises StoreError unless the register has the revision that this release requires."""
    state = state_of(revision_of(reader))
    if state == "foreign":
        raise StoreError(f"{location.name} does not contain a register.", MAKE_ONE)
    if state == "newer":
        raise StoreError(
            f"{location.name} was created by a newer release of this program.",
            "Nothing was changed. Install that release.",
        )
    if state == "behind":
        raise OutOfDate(
            f"{location.name} was created by an earlier release.", "Run `tracker db upgrade` to upgrade it."
        )


@contextmanager
def _sqlite(location: Location) -> Iterator[Reader]:
    path = existing_file(location)
    try:
        with opened_to_read(path) as connection, damage_told(location, connection):
            yield Reader(connection, "sqlite")
    except sqlite3.DatabaseError as error:
        raise explained(location, error) from error


@contextmanager
def _postgresql(location: Location) -> Iterator[Reader]:
    psycopg = postgresql_driver()
    try:
        with psycopg.connect(location.url, autocommit=False, connect_timeout=CONNECT_TIMEOUT) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            reader = Reader(
                connection, "postgresql", lambda: psycopg.connect(location.url, connect_timeout=CONNECT_TIMEOUT)
            )
            with closing(reader):
                yield reader
    except psycopg.Error as error:
        raise explained(location, error) from error


def postgresql_driver() -> Any:
    """Return the module psycopg; raises StoreError with the command that installs it."""
    import logging

    try:
        import psycopg
    except ImportError:
        raise StoreError(
            "PostgreSQL needs the driver psycopg.", "Install it with: pip install 'donor-tracker[postgres]'"
        ) from None
    # Otherwise its warnings would appear on the screen beside the error that they are about.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    return psycopg


def _as_text_and_whole(cursor: Any) -> None:
    """Return dates as ISO text and sums as whole numbers, as SQLite does."""
    from psycopg.types.string import TextLoader

    cursor.adapters.register_loader("date", TextLoader)
    cursor.adapters.register_loader("numeric", _whole_loader())


@lru_cache(maxsize=1)
def _whole_loader() -> object:
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

"""What all tables share: names of constraints, column types, and common checks.

SQLite tables are STRICT and those of reports WITHOUT ROWID, so that neither a wrong type nor an `INSERT OR REPLACE`
gets past a rule. Every constraint has a name, since the program explains it by that name.
"""

from collections.abc import Iterable
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, SchemaItem
from sqlalchemy.sql.elements import ColumnElement

from tracker.rules.money import MAX_MINOR
from tracker.rules.shares import FULL_SHARE

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@compiles(Date, "sqlite")
def _date_on_sqlite(_type: Date, _compiler: object, **_: object) -> str:
    return "TEXT"  # a STRICT table has no type DATE


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _integer_on_sqlite(_type: object, _compiler: object, **_: object) -> str:
    return "INTEGER"


class ByDialect(ColumnElement[bool]):
    """A condition that is written differently for each database."""

    inherit_cache = True
    __visit_name__ = "by_dialect"

    def __init__(self, sqlite: str, postgresql: str) -> None:
        self.texts = {"sqlite": sqlite, "postgresql": postgresql}


@compiles(ByDialect)
def _by_dialect(element: ByDialect, compiler: Any, **_: Any) -> str:
    return element.texts.get(compiler.dialect.name, element.texts["sqlite"]).replace("%", "%%")


def unique_where(name: str, *columns: Column[object], where: str) -> Index:
    """Return a unique index on these columns, limited to the rows that meet a condition."""
    # SQLAlchemy's own option for this would load its PostgreSQL dialect and all its imports in every command.
    return Index(name, *columns, unique=True, info={"where": where})


@compiles(CreateIndex)
def _create_index(create: CreateIndex, compiler: Any, **options: Any) -> str:
    made: str = compiler.visit_create_index(create, **options)
    where = create.element.info.get("where")
    return made if where is None else f"{made} WHERE {where}"


def table(
    name: str,
    comment: str,
    *items: SchemaItem,
    rowid: bool = True,
    kept: Literal["standing", "conference"] | None = None,
    dated: str | tuple[str, ...] = (),
    goes_with: str | None = None,
    published: bool = False,
    seeded: bool = False,
) -> Table:
    """Return a table with its comment; `rowid=False` for tables of what a closed conference keeps.

    Facts that the columns do not show and that much of the program relies on are defined once, here. `kept`: sealed
    records keep its rows, as standing facts or as rows of the conference; reports, which have the conference in their
    key, are always kept. `dated`: its rows have a date and no conference, in this column or in the first of these that
    is known; a record keeps those dated up to its conference's cut-off. `goes_with`: its rows are removed together with
    the row of that table to which they belong. `published`: an import of published data writes it. `seeded`: every new
    register has its rows.
    """
    return Table(
        name,
        metadata,
        *items,
        comment=comment,
        info={
            "kept": kept,
            "dated": [dated] if isinstance(dated, str) else [*dated],
            "goes_with": goes_with,
            "published": published,
            "seeded": seeded,
        },
        sqlite_strict=True,
        sqlite_with_rowid=rowid,
        sqlite_autoincrement=any(isinstance(item, Column) and item.name == "id" and item.primary_key for item in items),
    )


def identity() -> Column[int]:
    """The `id` of a standing fact; assigned by the program, never used twice."""
    return Column("id", Integer, primary_key=True)


def version() -> Column[int]:
    """The number of edits of a row: an edit begun on an older version is a conflict."""
    return Column("version", Integer, nullable=False, server_default="1")


def carried() -> Column[Any]:
    """The conference from whose report a row was carried over, with its source, until it is reported here."""
    return ref(
        "carried_from_id", "conference.id", "the conference whose report was carried forward, until it is reported here"
    )


# Sorted by code point on both databases, whatever the locale of the server.
Words = Text().with_variant(Text(collation="C"), "postgresql")


def words(name: str, comment: str | None = None, *more: SchemaItem, required: bool = False) -> Column[str]:
    return Column(name, Words, *more, nullable=not required, comment=comment)


def whole(name: str, comment: str | None = None, *more: SchemaItem, required: bool = False) -> Column[int]:
    return Column(name, Integer, *more, nullable=not required, comment=comment)


def per_million(name: str, comment: str, *, required: bool = False) -> Column[int]:
    """A share, in parts per million."""
    return Column(name, Integer, nullable=not required, comment=comment, info={"share": True})


def flag(name: str, comment: str | None = None) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false(), comment=comment)


def ref(
    name: str, target: str, comment: str | None = None, *, required: bool = False, indexed: bool = False
) -> Column[Any]:
    """A column that refers to another table's row, e.g. `ref("series_id", "series.id")`."""
    return Column(name, ForeignKey(target), nullable=not required, index=indexed, comment=comment)


def money(name: str, comment: str | None = None, *, required: bool = False) -> Column[int]:
    return Column(
        name, BigInteger, nullable=not required, comment=comment or "whole minor units; NULL is unknown, never 0"
    )


def bounded(*names: str) -> list[CheckConstraint]:
    """Limit amounts so that their sums stay within 64 bits."""
    return [CheckConstraint(f"{n} BETWEEN -{MAX_MINOR} AND {MAX_MINOR}", name=f"{n}_bounded") for n in names]


def one_of(name: str, words: Iterable[str]) -> CheckConstraint:
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known")


def coded(name: str = "code") -> CheckConstraint:
    """Allow only letters, digits and hyphens."""
    return CheckConstraint(
        ByDialect(
            f"length({name}) BETWEEN 1 AND 60 AND {name} NOT GLOB '*[^A-Za-z0-9-]*'",
            f"{name} ~ '^[A-Za-z0-9-]{{1,60}}$'",
        ),
        name=f"{name}_letters_digits_hyphens",
    )


def dated(*names: str) -> list[CheckConstraint]:
    """Allow only ISO 8601 dates with year, month or day precision that exist in the calendar."""
    checks = []
    for name in names:
        whole_day = f"substr({name} || '-01-01', 1, 10)"
        # SQLite's date() accepts 30 February until it has to calculate with it.
        exists = ByDialect(
            f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date({whole_day}, '+0 days') IS {whole_day})",
            f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
            f" AND make_date(substr({whole_day}, 1, 4)::int, substr({whole_day}, 6, 2)::int,"
            f" substr({whole_day}, 9, 2)::int) IS NOT NULL)",
        )
        checks.append(CheckConstraint(exists, name=f"{name}_is_a_date"))
    return checks


def year_end(name: str) -> CheckConstraint:
    """Allow only a day that every year has, as month and day: 06-30."""
    day = f"'2001-' || {name}"
    exists = ByDialect(
        f"{name} IS NULL OR (length({name}) = 5 AND date({day}, '+0 days') IS {day})",
        f"{name} IS NULL OR ({name} ~ '^(0[1-9]|1[0-2])-[0-3][0-9]$'"
        f" AND make_date(2001, substr({name}, 1, 2)::int, substr({name}, 4, 2)::int) IS NOT NULL)",
    )
    return CheckConstraint(exists, name=f"{name}_is_a_day")


def ordered(start: str, end: str) -> CheckConstraint:
    """Require the start before the end, compared at the precision that both have."""
    return CheckConstraint(f"substr({start}, 1, length({end})) <= {end}", name=f"{start}_before_{end}")


def percent_share(name: str = "share") -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 0 AND {FULL_SHARE}", name=f"{name}_within_100_percent")


def one_to_five(*names: str) -> list[CheckConstraint]:
    """Limit likelihood and impact to 1 to 5 (ISO 31000 calls the product the level of risk)."""
    return [CheckConstraint(f"{n} BETWEEN 1 AND 5", name=f"{n}_1_to_5") for n in names]

"""Creating a register, and upgrading it. The only module of the program that imports alembic."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, inspect, select

from tracker import tables
from tracker.errors import Conflict, StoreError
from tracker.rules.results.scales import read_points
from tracker.rules.structure import SEEDED
from tracker.store.engine import open_engine, reader_of, writing
from tracker.store.failures import explained
from tracker.store.files.backup import back_up, beside
from tracker.store.files.destinations import check_apart, make_folder, make_private
from tracker.store.guards import create_guards, drop_guards
from tracker.store.journal.touched_projects import derive_touched
from tracker.store.location import Location
from tracker.store.reader import connected, revision_of
from tracker.store.revision import state_of
from tracker.store.sealing.sealed_record import seal_what_was_closed

PACKAGE = Path(__file__).parent.parent


def migrations_folder() -> Path:
    """Return the folder of the migrations: beside the package in a checkout, inside it when installed from a wheel."""
    inside = PACKAGE / "migrations"
    return inside if inside.is_dir() else PACKAGE.parent / "migrations"


def create(location: Location) -> None:
    """Create an empty register with its vocabularies.

    Raises Conflict where a register or something else exists already, StoreError where none can be created. A file
    appears complete or stays empty.
    """
    with creating(location) as connection:
        make_tables(connection)


def make_tables(connection: Connection) -> None:
    """Run every migration on an empty database."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


@contextmanager
def creating(location: Location) -> Iterator[Connection]:
    """Yield the transaction in which migrations create a register; raises what `create` raises."""
    path = location.path
    if path is not None:
        try:
            if not (path.is_file() and path.stat().st_size):
                check_apart(path)
            make_folder(path.parent)
        except OSError as error:
            raise explained(location, error) from error
        if path.is_dir():
            raise StoreError(f"{path} is a folder, not a register.", "Name a file.")
        try:
            make_private(path)
        except OSError as error:
            raise explained(location, error) from error
    engine = open_engine(location, create=True, migrating=True)
    with writing(location, engine) as connection:
        if revision_of(reader_of(connection)) is not None:
            raise Conflict(f"{location.name} already contains a register.")
        there = inspect(connection).get_table_names()
        # Alembic leaves its own table, empty, when it has downgraded a register to its base.
        left = there == ["alembic_version"] and not connection.exec_driver_sql("SELECT 1 FROM alembic_version").all()
        if there and not left:
            raise Conflict(
                f"{location.name} contains something other than a register.",
                "Nothing was changed. Choose another name.",
            )
        yield connection
        _complete(connection, None)


def upgrade_schema(location: Location, now: datetime, say: Callable[[str], None] = lambda said: None) -> Path | None:
    """Upgrade a register to the revision of this release; an SQLite file is backed up beside itself first.

    A migration reports through `say` what the user must know. Returns the path of the backup; None where none was
    needed. Raises StoreError where there is no register or a newer one.
    """
    with connected(location) as reader:
        state = state_of(revision_of(reader))
    if state == "foreign":
        raise StoreError(f"{location.name} does not contain a register.", "Create one with `tracker db init`.")
    if state == "newer":
        raise StoreError(f"{location.name} was created by a newer release of this program.", "Nothing was changed.")
    if state == "current":
        return None
    from alembic import command

    with migrating(location, now) as (connection, backup):
        config = alembic_config(connection)
        config.attributes["say"] = say
        command.upgrade(config, "head")
    return backup


@contextmanager
def migrating(location: Location, now: datetime) -> Iterator[tuple[Connection, Path | None]]:
    """The one way to run migrations on a register: yields its transaction, and the backup made of a file before.

    The guards are dropped meanwhile and recreated at the end, after foreign keys have been checked. Raises StoreError
    where a reference would break, or the database refuses; nothing is changed then.
    """
    backup = None
    if location.path is not None:
        backup = back_up(location, beside(location.path, "backup", now))
    with writing(location, open_engine(location, migrating=True)) as connection:
        drop_guards(connection)
        yield connection, backup
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise StoreError(f"The migration would break {len(broken)} references.", "Nothing was changed.")
        _complete(connection, now)


def _complete(connection: Connection, now: datetime | None) -> None:
    """Add what a register needs besides its tables; an earlier revision gets the guards that its tables allow.

    With `now`, conferences that were closed before sealed records existed are sealed.
    """
    if state_of(revision_of(reader_of(connection))) != "current":
        create_guards(connection, of_what_is_there=True)
        return
    create_guards(connection)
    seed(connection)
    derive_touched(connection)
    if now is not None:
        seal_what_was_closed(connection, now)


def alembic_config(connection: Connection) -> Any:
    """Return an alembic configuration made in code, for the given connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


DEPENDENT = {"theme_measure": "theme", "scale_point": "scale", "criterion": "criteria"}


def seed(connection: Connection) -> None:
    """Add missing rows to the register's vocabularies; what a secretariat added, renamed or removed stays so."""
    # What depends on a row is added with it only: where an older theme lacks a measure, somebody removed that.
    new: dict[str, set[str]] = {"theme": set(), "scale": set(), "criteria": set()}
    for name in SEEDED:
        table = tables.metadata.tables[name]
        keys = [column.name for column in table.primary_key]
        known = {tuple(row) for row in connection.execute(select(*(table.c[key] for key in keys)))}
        fresh = [row for row in vocabulary(name) if tuple(row[key] for key in keys) not in known]
        if name in new:
            new[name] = {row["code"] for row in fresh}
        elif name in DEPENDENT:
            whole = DEPENDENT[name]
            fresh = [row for row in fresh if row[whole] in new[whole]]
        if fresh:
            connection.execute(insert(table), fresh)


def vocabulary(table: str) -> list[dict[str, Any]]:
    """Return the rows that the package provides for a table."""
    if table == "country":
        return [row | {"territory": row["territory"] == "true"} for row in _csv("countries")]
    if table == "currency":
        return [row | {"exponent": int(row["exponent"])} for row in _csv("currencies")]
    if table == "tfa_measure":
        return _csv("tfa_measures")
    if table in ("scale", "criteria"):
        rows = _csv("scales" if table == "scale" else "criteria")
        return [{name: row[name] for name in ("code", "name", "edition", "source")} for row in rows]
    if table == "criterion":
        return [
            {"criteria": row["code"], "name": name, "place": place}
            for row in _csv("criteria")
            for place, name in enumerate(row["criteria"].split(";"), start=1)
        ]
    if table == "scale_point":
        return [
            {"scale": row["code"], "name": point.name, "place": place, "good": point.good}
            for row in _csv("scales")
            for place, point in enumerate(
                read_points([row["points"]], [row["good"]], [row["not_rated"] or ""]), start=1
            )
        ]
    themes = _csv("themes")
    if table == "theme":
        return [{name: value for name, value in row.items() if name != "tfa_measures"} for row in themes]
    return [
        {"theme": row["code"], "measure": measure}
        for row in themes
        for measure in (row["tfa_measures"] or "").split(";")
        if measure
    ]


def _csv(name: str) -> list[dict[str, Any]]:
    source = files("tracker") / "data" / "vocabulary" / f"{name}.csv"
    text = source.read_text(encoding="utf-8")
    return [{key: value or None for key, value in row.items()} for row in csv.DictReader(StringIO(text))]

"""Making a register, bringing it up to date, and backing it up. The only importer of alembic."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from tracker import tables
from tracker.errors import Conflict, StoreError
from tracker.store.engine import open_engine, reader_of, writing
from tracker.store.guards import create_guards, drop_guards
from tracker.store.location import Location
from tracker.store.reader import connected, revision_of
from tracker.store.revision import HEAD, state_of

PACKAGE = Path(__file__).parent.parent


def migrations_folder() -> Path:
    """Where the migrations are: beside the package in a checkout, inside it when installed from a wheel."""
    inside = PACKAGE / "migrations"
    return inside if inside.is_dir() else PACKAGE.parent / "migrations"


def create(location: Location) -> None:
    """Make an empty register with its vocabularies. Raises Conflict where there is one already."""
    path = location.path
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(location, create=True, migrating=True)
    with writing(location, engine) as connection:
        if revision_of(reader_of(connection)) is not None:
            raise Conflict(f"{location.name} holds a register already.")
        _migrate(connection, HEAD)


def upgrade(location: Location, now: datetime) -> Path | None:
    """Bring a register up to the revision of this release; an SQLite file is backed up beside itself first.

    Returns the path of the backup. Raises StoreError where there is no register or a newer one.
    """
    with connected(location) as reader:
        state = state_of(revision_of(reader))
    if state == "foreign":
        raise StoreError(f"{location.name} holds no register.", "`tracker db init` makes an empty one.")
    if state == "newer":
        raise StoreError(f"{location.name} was made by a newer release of this program.", "Nothing was changed.")
    if state == "current":
        return None
    backup = None
    if location.path is not None:
        from tracker.store.backup import back_up

        stamp = now.strftime("%Y%m%d-%H%M%S")
        backup = back_up(location, location.path.with_name(f"{location.path.name}.{stamp}.backup"))
    engine = open_engine(location, migrating=True)
    with writing(location, engine) as connection:
        _migrate(connection, HEAD)
    return backup


def _migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision, with the guards away and foreign keys checked before the end."""
    from alembic import command

    drop_guards(connection)
    config = alembic_config(connection)
    command.upgrade(config, revision)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise StoreError(f"The migration would break {len(broken)} references.", "Nothing was changed.")
    create_guards(connection)
    seed(connection)


def alembic_config(connection: Connection) -> Any:
    """Alembic configured in code, on a connection of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def seed(connection: Connection) -> None:
    """Add what the register's vocabularies lack; what a secretariat added or renamed stays."""
    for table, rows in _vocabulary():
        keys = [column.name for column in table.primary_key]
        known = {tuple(row) for row in connection.execute(select(*(table.c[key] for key in keys)))}
        fresh = [row for row in rows if tuple(row[key] for key in keys) not in known]
        if fresh:
            connection.execute(insert(table), fresh)


def _vocabulary() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    countries = [row | {"territory": row["territory"] == "true"} for row in _csv("countries")]
    currencies = [row | {"exponent": int(row["exponent"])} for row in _csv("currencies")]
    themes = _csv("themes")
    measures = _csv("tfa_measures")
    mapped = [
        {"theme": theme["code"], "measure": measure}
        for theme in themes
        for measure in (theme.pop("tfa_measures") or "").split(";")
        if measure
    ]
    yield tables.country, countries
    yield tables.currency, currencies
    yield tables.theme, themes
    yield tables.tfa_measure, measures
    yield tables.theme_measure, mapped


def _csv(name: str) -> list[dict[str, Any]]:
    source = files("tracker") / "data" / "vocabulary" / f"{name}.csv"
    with source.open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]

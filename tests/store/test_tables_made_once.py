"""The tests' own short way to the tables of a register ends where the migrations do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from conftest import repeating
from sqlalchemy import Connection

from tracker.store import schema
from tracker.store.location import Location


def test_a_repeated_register_is_the_one_that_the_migrations_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated: list[Connection] = []

    def make_tables(connection: Connection) -> None:
        command.upgrade(schema.alembic_config(connection), "head")
        migrated.append(connection)

    monkeypatch.setattr(schema, "make_tables", repeating(make_tables))
    dumps = []
    for name in ("migrated.db", "repeated.db"):
        schema.create(Location(tmp_path / name, None))
        with closing(sqlite3.connect(tmp_path / name)) as register:
            dumps.append("\n".join(register.iterdump()))
    assert len(migrated) == 1
    assert dumps[0] == dumps[1] and dumps[0].count("CREATE TABLE") > 100

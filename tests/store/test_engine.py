"""What SQLAlchemy compiles is kept for the whole process, whichever register asks."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import NOW

from tracker.register.conferences.series import SeriesFacts
from tracker.register.register import open_register
from tracker.store import engine
from tracker.store.location import Location


def add_and_rename(register: Location) -> None:
    with open_register(register, who="Ana", command="series add", now=lambda: NOW) as opened:
        opened.series.add([SeriesFacts("AMS", "Americas")])
    with open_register(register, who="Ana", command="series edit", now=lambda: NOW) as opened:
        opened.series.edit(opened.codes.id("series", "AMS"), {"name": "Americas and Caribbean"})


def test_a_second_register_compiles_nothing_again(sqlite_template: Path, tmp_path: Path) -> None:
    first, second = Location(tmp_path / "first.db", None), Location(tmp_path / "second.db", None)
    for one in (first, second):
        shutil.copy(sqlite_template, str(one.path))
    engine.COMPILED.clear()
    add_and_rename(first)
    compiled = set(engine.COMPILED)
    assert compiled
    add_and_rename(second)
    assert set(engine.COMPILED) == compiled


def test_what_is_compiled_for_one_database_is_not_used_for_the_other(location: Location) -> None:
    engine.COMPILED.clear()
    add_and_rename(location)
    assert {dialect.name for dialect, *_ in engine.COMPILED} == {"postgresql" if location.is_postgresql else "sqlite"}

"""The same story gives the same export on both databases, whatever was refused or only tried in between."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from conftest import NOW
from whole_registers import document, take_document

from tracker.cli import main
from tracker.store.location import Location, parse_location

STORY = (
    "series add AMS --name Americas",
    "conference add AMS-2012 --start 2012-03-01",
    "conference open AMS-2012",
    "organisation add IDB --name IDB --kind 'development bank'",
    "organisation add JM --name Jamaica --kind 'customs administration'",
    "project add P1 --title One --status active --donor IDB --pledged '5 USD'",
    "risk add P1/R1 --category political --event 'A strike'",
    "risk add P1/R2 --category legal --event 'A lawsuit'",
    "risk remove P1/R2 --yes",
    "risk add P1/R3 --category legal --event 'Another lawsuit'",
    "note 'IDB: +300k'",
    "project add P2 --title Two --status proposed",
    "undo",
    "undo {undo}",
    "project add P3 --title Three --status proposed",
    "partnership add Visit --kind agreement --with IDB --with JM",
    "partnership remove 1 --yes",
    "conference close AMS-2012 --accept 'all was told' --yes",
)
# Each is refused, or only tried; some only after they have written.
NOISE = (
    "organisation add WB --name 'World Bank' --kind 'development bank' --dry-run",
    "organisation add WB --name 'World Bank' --kind 'development bank' --parent NOWHERE",
    "project add P8 --title Eight --lead NOWHERE",
    "project add P8 --title Eight --dry-run",
    "project add P8 --title Eight --donor IDB --committed '5 NOK' --status active --at NOWHERE",
    "report P1 --donor JM --pledged '5 USD' --dry-run",
    "report P1 --donor JM --pledged '5 USD' --basis sideways",
    "risk add P1/R9 --category political --event 'A flood' --dry-run",
    "risk remove P1/R1 --yes --dry-run",
    "note 'never said' --dry-run",
    "partnership add Visit --kind agreement --with IDB --with JM --dry-run",
    "undo --dry-run",
    "conference close AMS-2012 --accept 'not yet' --yes --dry-run",
)


@pytest.fixture
def empty(postgresql: str, sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[str], Location]]:
    """Makes an empty register on a database."""
    made: list[str] = []

    def make(dialect: str) -> Location:
        made.append(f"numbers_{len(made)}")
        if dialect == "sqlite":
            return Location(Path(shutil.copy(sqlite_template, tmp_path / f"{made[-1]}.db")), None)
        with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {made[-1]} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE template_register STRATEGY file_copy")
        return parse_location(postgresql.format(made[-1]))

    yield make
    with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[[Location, str], int]:
    """A command on a register; its status."""
    monkeypatch.setenv("TRACKER_USER", "tester")
    monkeypatch.setenv("TRACKER_NOW", NOW.isoformat())

    def call(location: Location, line: str) -> int:
        monkeypatch.setenv("TRACKER_DB", location.url or str(location.path))
        return CliRunner().invoke(main, shlex.split(line), catch_exceptions=False).exit_code

    return call


def test_what_was_refused_or_tried_leaves_no_trace(
    empty: Callable[[str], Location], say: Callable[[Location, str], int]
) -> None:
    exports: list[bytes] = []
    for dialect in ("sqlite", "postgresql"):
        for noise in ((), NOISE):
            location = empty(dialect)
            undo = 0
            for place, line in enumerate(STORY):
                for each in noise[place % 6 :: 6]:
                    say(location, each)
                undo = json.loads(document(location))["rows"]["journal"]
                assert say(location, line.format(undo=undo)) == 0, line
            if noise:
                assert say(location, NOISE[0]) == 0
            exports.append(document(location))
    assert exports == exports[:1] * 4


def test_numbers_that_were_given_are_not_given_again_after_a_move(
    empty: Callable[[str], Location], say: Callable[[Location, str], int]
) -> None:
    """Removed, moved to the other database, added: on both as if nothing had been moved. An older export that counts
    what was refused is taken in, and counts it no more."""
    begun, then = STORY[:9], STORY[9]
    exports = []
    for dialect, other in (("sqlite", "postgresql"), ("postgresql", "sqlite")):
        first, second = empty(dialect), empty(other)
        for line in begun:
            assert say(first, line) == 0
        older = json.loads(document(first))
        assert older["last_ids"]["risk"] == 2
        older["last_ids"] = {name: last + 3 for name, last in older["last_ids"].items()}
        take_document(second, json.dumps(older).encode())
        for location in (first, second):
            assert say(location, then) == 0
            exports.append(document(location))
    assert exports == exports[:1] * 4
    assert [risk["id"] for risk in json.loads(exports[0])["tables"]["risk"]] == [1, 3]

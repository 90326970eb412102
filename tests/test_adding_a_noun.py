"""A noun that nothing refers to needs a table, a migration and a line: what it has then, and what it is told to lack.

In a scratch copy of the tree, as CONTRIBUTING.md says.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Write
from sample import fill

from tracker.store.location import Location

ROOT = Path(__file__).parent.parent
TABLE = '''\
"""Visits."""

from tracker.tables.base import dated, identity, ref, table, version, words

visit = table(
    "visit",
    "A visit to an administration about a project",
    identity(),
    ref("project_id", "project.id", required=True, indexed=True),
    ref("administration_id", "organisation.id", required=True),
    words("date", required=True),
    words("who"),
    words("text"),
    version(),
    *dated("date"),
    kept="standing",
    dated="date",
)
'''
SEALED = "a sealed record never changes"
LINE = "from tracker.tables.visits import *\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The copy, with the table and the line."""
    copy = tmp_path / "tree"
    for name in ("tracker", "migrations", "scripts", "tests"):
        shutil.copytree(ROOT / name, copy / name)
    for name in ("alembic.ini", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    (copy / "tracker/tables/visits.py").write_text(TABLE, encoding="utf-8")
    exported = copy / "tracker/tables/__init__.py"
    above = "from tracker.tables.vocabulary import"
    text = exported.read_text(encoding="utf-8")
    assert above in text
    exported.write_text(text.replace(above, LINE + above), encoding="utf-8")
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_table_a_migration_and_a_line_make_a_noun(location: Location, write: Write, tree: Path) -> None:
    assert location.path is not None
    shutil.copy(location.path, location.path.with_name("empty.db"))
    with write() as register:
        fill(register)
    environment = os.environ | {
        "PYTHONPATH": str(tree),
        "TRACKER_DB": str(location.path),
        "TRACKER_USER": "tester",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def run(step: str) -> str:
        command = [sys.executable, str(tree / "tests/new_noun.py"), step]
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("facts")
    run("migrate")
    (made,) = (tree / "migrations/versions").glob("*_visits.py")
    found: dict[str, Any] = json.loads(run("use"))

    visit = {"id": 1, "project_id": 1, "administration_id": 4, "date": "2012-01", "who": "Ana"}
    assert found == {
        # A register of the revision before, up, down and up: its rows are what they were.
        "upgraded": {"alembic_version": [f"('{made.stem}',)"], "kept_visit": [], "visit": []},
        "removing what it names": "Error: Organisation AG-CUSTOMS cannot be removed: visits (1).\n"
        "If it is the same as another organisation: `tracker organisation merge AG-CUSTOMS --into OTHER`.\n",
        "log of the project": "3\n",
        "log of the command": "3  2013-01-28 09:30  tester  visit add P1 AG-CUSTOMS\n"
        "    visit 1 added: project P1; administration AG-CUSTOMS; date 2012-01; who Ana; text Saw the new scanners\n",
        "undone": [],
        "undo undone": True,
        # It has a date and no conference: the record of AMS-2012, which was on 2 February, has the visit before that as
        # it was known when the record was sealed. Today it may change, and a list as of the conference counts it.
        "in the record": [[1, 1, "Saw the new scanners"]],
        "today": [[1, "Saw them again"], [2, "Saw the laboratory"]],
        "as of the conference": [[1, "2012-01", "Saw them again"]],
        "younger than its record": 1,
        "refused": {
            "UPDATE kept_visit SET text = 'Never went'": SEALED,
            "DELETE FROM kept_visit": SEALED,
            "INSERT INTO kept_visit SELECT 1, 2, project_id, administration_id, date, who, text, 1 FROM visit": SEALED,
            "UPDATE visit SET date = '2013-02-30'": "CHECK constraint failed: ck_visit_date_is_a_date",
            "UPDATE visit SET version = 'two'": "cannot store TEXT value in INTEGER column visit.version",
        },
        "verified": "AMS-2012@1\n",
        "exported": [
            visit | {"text": "Saw them again", "version": 2},
            visit | {"id": 2, "date": "2013-01", "text": "Saw the laboratory", "version": 1},
        ],
        "imported": {},
        "db check": "",
        "lacking": [
            "visit lacks its list: visit list",
            "visit lacks its card: visit show",
            "visit lacks its loader: visits",
            "visit lacks its row: VisitRow",
        ],
    }

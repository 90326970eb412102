"""`alembic` from a checkout: the commands that anyone expects, by the safe way of `tracker db upgrade`."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.config import CommandLine, Config
from alembic.util import CommandError
from sample import REFUSED, bare, close, contents, fill

from tracker.store.checking.integrity import check_register
from tracker.store.location import Location
from tracker.store.reader import connected
from tracker.store.revision import HEAD, KNOWN

if TYPE_CHECKING:
    from conftest import Run, Write

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "writing-migrations.md"

# Edits the file that it is given as a person does in the how-to of the page.
EDITOR = """#!{python}
import re, sys
from pathlib import Path
path = Path(sys.argv[1])
text = path.read_text(encoding="utf-8")
if path.name == "organisations.py":
    text = text.replace('    coded(),', '    words("motto", "what it says of itself"),\\n    coded(),'
        '\\n    coded("motto"),', 1)
    text += '\\nunique_where("uq_organisation_motto", organisation.c.motto, where="motto IS NOT NULL")\\n'
    text = text.replace(" one_of,", " one_of, unique_where,", 1)
elif path.name == "revision.py":
    (new,) = (file.stem for file in Path("migrations/versions").glob("*_motto_*.py"))
    text = text.replace('",\\n)', f'",\\n    "{{new}}",\\n)', 1)
path.write_text(text, encoding="utf-8")
"""

Alembic = Callable[[str], str]


@pytest.fixture
def alembic(location: Location, monkeypatch: pytest.MonkeyPatch) -> Alembic:
    """`alembic("upgrade head")`: the command line of alembic on the test's register, and what it says on stdout."""
    monkeypatch.setenv("TRACKER_DB", location.url or str(location.path))
    return command


def command(line: str) -> str:
    said, program = io.StringIO(), CommandLine("alembic")
    options = program.parser.parse_args(["-c", str(ROOT / "alembic.ini"), "--raiseerr", *line.split()])
    program.run_cmd(Config(options.config[0], cmd_opts=options, stdout=said), options)
    return said.getvalue()


def guards(location: Location) -> list[tuple[str, ...]]:
    with bare(location) as sql:
        if sql.dialect == "sqlite":
            return sorted(sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return sorted(sql("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"))


def backups(location: Location) -> list[Path]:
    return [] if location.path is None else sorted(location.path.parent.glob("*.backup*"))


def test_what_only_asks_changes_nothing(location: Location, alembic: Alembic) -> None:
    before = contents(location)
    assert alembic("current") == f"{HEAD} (head)\n"
    assert alembic("check") == "No new upgrade operations detected.\n"
    assert f"{KNOWN[-2]} -> {HEAD} (head)" in alembic("history")
    assert f"{KNOWN[-2]} -> {HEAD} (head) (current)" in alembic("history --indicate-current")
    assert contents(location) == before and backups(location) == []


def test_down_by_one_and_up_again_keeps_every_row_and_guard(location: Location, alembic: Alembic, write: Write) -> None:
    with write() as register:
        fill(register)
    close(location)
    before, standing = contents(location), guards(location)

    assert f"from {HEAD} to {KNOWN[-2]}." in alembic("downgrade -1")

    assert alembic("current") == f"{KNOWN[-2]}\n"
    with pytest.raises(CommandError, match="Target database is not up to date"):
        alembic("check")
    with bare(location) as sql, pytest.raises(REFUSED, match="the conference is closed"):
        sql("UPDATE review SET title = 'x' WHERE conference_id = 1")
    for backup in backups(location):
        assert contents(Location(backup, None)) == before

    assert f"from {KNOWN[-2]} to {HEAD}." in alembic("upgrade head")

    # The newest step changes comments only: nothing is lost.
    assert contents(location) == before
    assert guards(location) == standing
    assert len(backups(location)) == (0 if location.is_postgresql else 2)
    with connected(location) as reader:
        assert check_register(reader) == []


def test_down_step_by_step_and_up_at_once_keeps_what_the_first_revision_holds(
    location: Location, alembic: Alembic, write: Write
) -> None:
    """On the way conferences stay closed, and what is written keeps the rules whose tables are there."""
    with write() as register:
        fill(register)
    close(location)
    before, standing = contents(location), guards(location)
    for revision in reversed(KNOWN[:-1]):
        alembic("downgrade -1")
        assert alembic("current") == f"{revision}\n"
        with bare(location) as sql:
            assert sql("SELECT state FROM conference WHERE id = 1") == [("closed",)]
            with pytest.raises(REFUSED, match="the conference is closed"):
                sql("DELETE FROM share WHERE conference_id = 1")
            sql("UPDATE project SET code = 'P9' WHERE id = 1")
            assert sql("SELECT count(*) FROM code WHERE key = 'p9'") == [(1,)]
            sql("UPDATE project SET code = 'P1' WHERE id = 1")
            sql("DELETE FROM code WHERE key = 'p9'")
    alembic("upgrade head")
    after = contents(location)
    for table in ("conference", "project", "review", "funding", "share", "organisation", "change"):
        assert after[table] == before[table]
    assert guards(location) == standing
    with connected(location) as reader:
        # The record went with the tables that held it, and was made again by the upgrade: the journal knows the first.
        (found,) = check_register(reader)
    assert found.where == "AMS-2012@1, table record"
    assert found.what.endswith("This record is not what the journal says")


def test_the_demo_goes_down_and_up_again(
    location: Location, alembic: Alembic, run: Run, request: pytest.FixtureRequest
) -> None:
    if location.is_postgresql:
        pytest.skip("the demo is a file; the rows of the sample go down and up on both")
    assert location.path is not None
    demo = Location(location.path.with_name("demo.db"), None)
    shutil.copy(request.getfixturevalue("demo"), location.path.with_name("demo.db"))
    before = contents(demo)
    # The newest step changes nothing in a file; the one before it brings the index of the search.
    alembic(f"-x db={demo.path} downgrade -2")
    alembic(f"-x db={demo.path} upgrade head")
    after = contents(demo)
    assert after == before
    assert "Nothing is wrong" in run(f"db check --db {demo.path}").err


def test_what_is_at_its_place_is_left_alone(location: Location, alembic: Alembic) -> None:
    assert alembic("upgrade head") == f"{location.name} is at {HEAD}; nothing was changed.\n"
    assert backups(location) == []


def test_from_the_base_up_a_whole_register_is_made(location: Location, alembic: Alembic, run: Run) -> None:
    made, standing = contents(location), guards(location)
    alembic("downgrade base")
    assert guards(location) == [] and contents(location).keys() == {"alembic_version"}
    assert alembic("upgrade head") == f"Created a new register at {location.name}\n"
    assert (contents(location), guards(location)) == (made, standing)
    assert "Nothing is wrong" in run("db check").err


def test_a_missing_file_becomes_a_register_by_an_upgrade_only(tmp_path: Path) -> None:
    missing = tmp_path / "new.db"
    for line in ("downgrade -1", "current", "check"):
        with pytest.raises(CommandError, match="No register found at"):
            command(f"-x db={missing} {line}")
        assert not missing.exists()
    missing.touch()
    assert command(f"-x db={missing} upgrade head") == f"Created a new register at {missing}\n"
    assert command(f"-x db={missing} current") == f"{HEAD} (head)\n"
    with connected(Location(missing, None)) as reader:
        assert check_register(reader) == []


def test_the_register_of_another_program_is_left_alone(location: Location, alembic: Alembic) -> None:
    with bare(location) as sql:
        sql("DROP TABLE alembic_version" + (" CASCADE" if sql.dialect == "postgresql" else ""))
    before = contents(location)
    with pytest.raises(CommandError, match="contains something other"):
        alembic("upgrade head")
    for line in ("downgrade -1", "current", "check"):
        with pytest.raises(CommandError, match="does not contain a register"):
            alembic(line)
    assert contents(location) == before


def test_a_revision_of_another_program_is_left_alone(location: Location, alembic: Alembic, run: Run) -> None:
    alembic("downgrade base")
    with bare(location) as sql:
        sql("INSERT INTO alembic_version VALUES ('of-another-program')")
    with pytest.raises(CommandError, match="contains something other"):
        alembic("upgrade head")
    assert "contains something other" in run("db init", status=4).err
    assert contents(location) == {"alembic_version": ["('of-another-program',)"]}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("upgrade head --sql", "--sql is not supported"),
        ("stamp head", "without making its schema"),
        ("ensure_version", "is no register"),
        ("downgrade nowhere", "No such revision"),
        ("upgrade +1", "Relative revision"),
        ("-x db=postgresql://ana:secret@host/d current", "A password on the command line can be read by others"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    location: Location, alembic: Alembic, line: str, why: str
) -> None:
    before = contents(location)
    with pytest.raises(CommandError, match=why) as refused:
        alembic(line)
    assert "secret" not in str(refused.value)
    assert contents(location) == before and backups(location) == []


def test_a_register_with_a_broken_reference_is_left_alone(location: Location, write: Write, alembic: Alembic) -> None:
    if location.is_postgresql:
        pytest.skip("PostgreSQL never lets go of its foreign keys")
    with write() as register:
        fill(register)
    with bare(location) as sql:
        sql("PRAGMA foreign_keys = OFF")
        sql("UPDATE contact SET organisation_id = 999")
    broken = contents(location)
    with pytest.raises(CommandError, match="refers to a missing row"):
        alembic("downgrade -1")
    assert contents(location) == broken and backups(location) == []


def test_the_how_to_of_the_page_runs(location: Location, tmp_path: Path) -> None:
    """In a copy of the checkout: a column, a CHECK in two dialects and a partial index come out as the tables say."""
    checkout = tmp_path / "checkout"
    for name in ("tracker", "migrations", "scripts", "docs"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alembic.ini", "properdocs.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    editor = tmp_path / "editor"
    editor.write_text(EDITOR.format(python=sys.executable), encoding="utf-8")
    editor.chmod(0o755)
    how_to = PAGE.read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0]
    lines = [line for line in how_to.splitlines() if not line.startswith(("export TRACKER_DB", "pytest"))]
    assert len(lines) > 7
    environment = os.environ | {
        "TRACKER_DB": location.url or str(location.path),
        "EDITOR": str(editor),
        "PYTHONPATH": str(checkout),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    def shell(text: str, status: int = 0) -> str:
        done = subprocess.run(
            ["bash", "-ec", text], cwd=checkout, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    said = shell("alembic revision --autogenerate -m 'nothing at all'")
    (empty,) = checkout.glob("migrations/versions/*_nothing_at_all.py")
    assert "op." not in empty.read_text(encoding="utf-8") and "done" in said
    empty.unlink()

    said = shell("\n".join(lines[:-1]).replace("$EDITOR tracker/store", "alembic current\n$EDITOR tracker/store"))
    assert "No new upgrade operations detected." in said
    (made,) = checkout.glob("migrations/versions/*_motto_*.py")
    assert f'revision = "{made.stem}"' in made.read_text(encoding="utf-8") and len(made.stem) <= 32
    shell("python -m ruff check --no-cache migrations && python -m ruff format --no-cache --check migrations")
    assert f"from {made.stem} to {HEAD}." in shell(lines[-1])
    assert f"from {HEAD} to {made.stem}." in shell("alembic upgrade head")
    assert shell("alembic check") == "No new upgrade operations detected.\n"
    assert "Nothing is wrong" in shell("python -m tracker db check")
    with bare(location) as sql:
        with pytest.raises(REFUSED, match="motto_letters_digits_hyphens"):
            sql("INSERT INTO organisation (code, name, kind, motto) VALUES ('X', 'X', 'other', 'no code')")
        (text,) = (
            sql("SELECT sql FROM sqlite_master WHERE name = 'uq_organisation_motto'")
            if sql.dialect == "sqlite"
            else sql("SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_organisation_motto'")
        )
        assert "motto IS NOT NULL" in text[0]


def test_a_revision_that_the_release_does_not_know_yet_is_not_run(
    location: Location, alembic: Alembic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store.revision.HEAD", KNOWN[-2])
    for line in ("upgrade head", "downgrade -1"):
        with pytest.raises(CommandError, match="Add the revision to the end of KNOWN"):
            alembic(line)

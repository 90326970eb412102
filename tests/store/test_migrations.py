"""The migrations make the schema that the tables describe, both ways, and no row is lost on the way."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from factories import Walk
from sample import REFUSED, Bare, bare, close, contents, contents_by, fill, needed, offer, trained, unguarded
from sqlalchemy import Connection, create_engine, text

from tracker import tables
from tracker.errors import StoreError
from tracker.insight.totals.latest_review import UNCONFIRMED
from tracker.store import revision, schema
from tracker.store.checking.integrity import check_register
from tracker.store.checking.shape import Shape, differences, expected_shape, shape_of
from tracker.store.checking.verifying import verify_records
from tracker.store.engine import open_engine, reader_of, writing
from tracker.store.guards import create_guards, drop_guards
from tracker.store.location import Location, parse_location
from tracker.store.reader import connected, open_reader
from tracker.store.revision import HEAD, KNOWN
from tracker.store.sealing import sealed_record
from tracker.tables import whole_schema

if TYPE_CHECKING:
    from conftest import Run, Write

NOW = datetime(2013, 2, 1, tzinfo=UTC)

# Everything that a schema of PostgreSQL says, in words that do not depend on the order in which it was made.
CATALOGUE = """
SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' '
    || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || coalesce(l.collname, '')
    || ' ' || coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
UNION ALL
SELECT 'constraint', c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'comment', relname, '', coalesce(obj_description(oid, 'pg_class'), '')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
"""


# What the open conference of the sample was told that no document has, in tables of the newest step.
OPEN_SINCE = ("set_light",)
CAREERS = ("career", "career_administration", "stage", "officers")


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(schema.migrations_folder()))


@pytest.fixture(scope="module", autouse=True)
def scripts_read_once() -> Iterator[None]:
    """Alembic reads a folder of migrations once, and not again for every step."""
    read: dict[str | None, ScriptDirectory] = {}
    from_config = ScriptDirectory.from_config

    def read_once(config: Config) -> ScriptDirectory:
        folder = config.get_main_option("script_location")
        if folder not in read:
            read[folder] = from_config(config)
        return read[folder]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptDirectory, "from_config", read_once)
        yield


@contextmanager
def migrating(location: Location) -> Iterator[Connection]:
    """The transaction of a migration, without guards, which are made again at the end."""
    with writing(location, open_engine(location, migrating=True)) as connection:
        drop_guards(connection)
        yield connection
        assert_unbroken(connection)


def assert_unbroken(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_there_is_one_head_and_the_release_knows_it_without_alembic() -> None:
    assert scripts().get_heads() == [HEAD]
    assert [script.revision for script in scripts().walk_revisions()] == list(reversed(KNOWN))
    assert [revision.state_of(known) for known in KNOWN] == ["behind"] * (len(KNOWN) - 1) + ["current"]


def test_the_head_is_what_the_tables_describe(location: Location) -> None:
    with open_reader(location) as reader:
        assert differences(shape_of(reader), expected_shape(reader.dialect)) == []


def test_on_postgresql_the_head_is_what_the_tables_describe_to_the_last_word(postgresql: str) -> None:
    with psycopg.connect(postgresql.format("postgres"), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS described WITH (FORCE)")
        server.execute("CREATE DATABASE described TEMPLATE template0")
    url = postgresql.format("described")
    whole_schema().create_all(create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url)))
    catalogues = []
    for name in ("described", "template_register"):
        with psycopg.connect(postgresql.format(name)) as connection:
            rows = connection.execute(CATALOGUE).fetchall()
        # The tables of the search are derived, and not described.
        catalogues.append(sorted(row for row in rows if row[1] != "alembic_version" and row[1][:7] != "search_"))
    assert catalogues[1] == catalogues[0]


# What PostgreSQL keeps of the comments; a step that forgets one, either way, is noticed.
COMMENTS = """
SELECT c.relname, coalesce(a.attname, ''), d.description FROM pg_class c
JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND a.attnum > 0
WHERE c.relnamespace = 'public'::regnamespace
"""


def described(connection: Connection) -> tuple[Shape, set[tuple[str, ...]]]:
    reader = reader_of(connection)
    comments = reader.rows(COMMENTS) if reader.dialect == "postgresql" else ()
    return shape_of(reader), {tuple(row) for row in comments}


def test_every_revision_goes_up_and_down_and_up_again(location: Location) -> None:
    with migrating(location) as connection:
        config = schema.alembic_config(connection)
        made = above = described(connection)
        for step in reversed(KNOWN):
            below = f"{step}-1" if step != KNOWN[0] else "base"
            command.downgrade(config, below)
            before = described(connection)
            command.upgrade(config, step)
            assert described(connection) == above, step
            command.downgrade(config, below)
            assert described(connection) == before, step
            above = before
        command.upgrade(config, "head")
        assert described(connection) == made
        create_guards(connection)


class State(NamedTuple):
    """What there is within a transaction: the tables, and their rows."""

    shape: Shape
    rows: dict[str, list[str]]


def state(connection: Connection) -> State:
    return State(shape_of(reader_of(connection)), contents_by(Bare(connection.connection.driver_connection)))


def test_rows_survive_every_later_revision(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    with unguarded(location) as sql:
        # Columns that go with the step that added them; an answer comes back where one party alone can have given it.
        sql("UPDATE journal SET role = NULL")
        sql("UPDATE funding SET answer = 'updated'")
    with migrating(location) as connection:
        config = schema.alembic_config(connection)
        made = above = after = state(connection)
        for step in reversed(KNOWN[1:]):
            command.downgrade(config, f"{step}-1")
            below = state(connection)
            there = {"alembic_version", *below.shape}
            with connection.begin_nested() as way_up:
                command.upgrade(config, step)
                # Where the step lost nothing, the rest of the way is the one that was gone before.
                if state(connection) != above:
                    command.upgrade(config, "head")
                    after = state(connection)
                    create_guards(connection)
                    assert_unbroken(connection)
                way_up.rollback()
            assert after.shape == made.shape, step
            # A code goes with the table of what it names.
            before = made.rows | {"code": [row for row in made.rows["code"] if row.split("'")[1] in there]}
            assert {table: after.rows[table] for table in there} == {table: before[table] for table in there}, step
            # The themes of a partnership are its areas in words below the step that knows them.
            assert all(not rows for name, rows in after.rows.items() if name not in {*there, "partnership_theme"}), step
            themes = after.rows["partnership_theme"]
            assert "partnership_area" not in there or themes == before["partnership_theme"], step
            above = below


# What a later release may do: make a parent of many children anew, and add a column.
LATER = '''
"""A test: the organisation and the project are made anew."""

import sqlalchemy as sa
from alembic import op

revision = "2999_01_01_later"
down_revision = "{head}"


# A table that is made anew keeps of these only what is said again.
OF_REPORTS = {{"sqlite_strict": True, "sqlite_with_rowid": False}}
OF_FACTS = {{"sqlite_strict": True, "sqlite_autoincrement": True}}


def upgrade() -> None:
    for table in ("organisation", "project", "review", "conference"):
        options = OF_REPORTS if table == "review" else OF_FACTS
        with op.batch_alter_table(table, recreate="{recreate}", table_kwargs=options) as batch:
            batch.add_column(sa.Column("motto", sa.Text()))
    {more}


def downgrade() -> None:
    for table in ("organisation", "project", "review", "conference"):
        options = OF_REPORTS if table == "review" else OF_FACTS
        with op.batch_alter_table(table, recreate="{recreate}", table_kwargs=options) as batch:
            batch.drop_column("motto")
'''

Release = Callable[..., None]


@pytest.fixture
def later_release(location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Makes this program one of a later release, whose migration does `more` at its end."""

    def make(more: str = "pass") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(schema.migrations_folder(), folder)
        text = LATER.format(head=HEAD, recreate="never" if location.is_postgresql else "always", more=more)
        (folder / "versions" / "2999_01_01_later.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(schema, "migrations_folder", lambda: folder)
        monkeypatch.setattr(revision, "HEAD", "2999_01_01_later")
        monkeypatch.setattr(revision, "KNOWN", (*KNOWN, "2999_01_01_later"))

    return make


def rows_without_motto(location: Location) -> dict[str, list[str]]:
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), HEAD)
        create_guards(connection)
    return contents(location)


def test_a_later_release_upgrades_with_every_row_guard_and_reference(
    location: Location, write: Write, later_release: Release
) -> None:
    with write() as register:
        fill(register)
    close(location)
    with bare(location) as sql:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sql.dialect == "postgresql":
            triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        guards = sorted(sql(triggers))
    before = contents(location)
    later_release()

    backup = schema.upgrade_schema(location, NOW)

    assert (backup is None) == location.is_postgresql
    with bare(location) as sql:
        assert sorted(sql(triggers)) == guards
        assert sql("SELECT count(motto) FROM review") == [(0,)]
        with pytest.raises(REFUSED, match="the conference is closed"):
            sql("UPDATE review SET motto = 'x' WHERE conference_id = 1")
        if sql.dialect == "sqlite":
            sql("PRAGMA foreign_keys = ON")
        with pytest.raises(REFUSED, match=r"(?i)foreign key"):
            sql("DELETE FROM document WHERE id = 1")
    if backup:
        assert contents(Location(backup, None)) == before
    assert rows_without_motto(location) == before
    with connected(location) as reader:
        assert check_register(reader) == []


def test_what_was_closed_before_there_were_sealed_records_is_sealed_by_the_upgrade(
    location: Location, write: Write
) -> None:
    with write() as register:
        fill(register)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_25_cycle")
        connection.exec_driver_sql("UPDATE conference SET state = 'closed' WHERE id = 1")
    before = contents(location)

    schema.upgrade_schema(location, NOW)

    after = contents(location)
    # To some a later step gives more columns, and areas of partnerships that are themes it makes themes.
    changed = {"alembic_version", "transaction", "journal", "milestone", "partnership_area"}
    changed |= {"funding", "assessment", "measurement", "milestone_report", "organisation"}
    assert {table: after[table] for table in before.keys() - changed} == {
        table: before[table] for table in before.keys() - changed
    }
    with bare(location) as sql:
        assert sql("SELECT conference_id, number, sealed_at, sealed_by, accepted FROM record") == [
            (
                *(1, 1, "2013-02-01T00:00:00Z", "tracker"),
                "closed before there were sealed records; sealed when the register was upgraded",
            )
        ]
        with pytest.raises(REFUSED, match="the conference is closed"):
            sql("UPDATE conference SET title = 'x' WHERE id = 1")
    with connected(location) as reader:
        assert check_register(reader) == []
        assert verify_records(reader)[1] == []


def test_records_go_with_the_revision_that_knows_them_and_are_made_again_by_the_upgrade(
    location: Location, write: Write
) -> None:
    """Down, closed conferences stay closed without their records; up again, they are sealed as they are now.

    The journal knows the records that are lost, and so does whoever verifies.
    """
    with write() as register:
        fill(register)
    close(location)
    with write() as register:
        register.conferences.reopen(1, "an amount was misheard")
    close(location)
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_25_cycle")
    assert {name for name in before if name.startswith("kept_")} & contents(location).keys() == set()

    schema.upgrade_schema(location, NOW)

    after = contents(location)
    made_again = {name for name in before if name.startswith("kept_")} | {"record", "reopening", "journal"}
    # Lost with the record whose document has them.
    made_again |= {"conference_theme", "partnership_project", *CAREERS, "code"}
    made_again |= {"conference_theme", "partnership_project", "delay", "set_light"}
    assert {name: rows for name, rows in after.items() if name not in made_again} == {
        name: rows for name, rows in before.items() if name not in made_again
    }
    with connected(location) as reader:
        records, differences = verify_records(reader)
        assert [one.record for one in records] == ["AMS-2012@1"]
        assert [(one.record, one.table, one.what.rpartition(". ")[2]) for one in differences] == [
            ("AMS-2012@1", "record", "This record is not what the journal says"),
            ("AMS-2012@1", "reopening", "This reopening is missing"),
            ("AMS-2012@2", "record", "This record is missing"),
        ]
        assert len(check_register(reader)) == len(differences)


def test_decisions_on_overlaps_go_with_the_revision_that_knows_them(location: Location, write: Write) -> None:
    """What they left out of totals stays left out; records of before have no such table, and are verified as ever."""
    with write() as register:
        fill(register)
    close(location)
    with write() as register:
        decided = {"decision": "same", "counting_id": 2, "date": "2012-02", "decided_by": "WCO"}
        register.journal.insert(tables.overlap, [decided | {"project_id": 1, "other_id": 2}])
    with bare(location) as sql:
        sql("UPDATE funding SET excluded_as = 'reported twice' WHERE conference_id = 2")
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_30_valued")
    schema.upgrade_schema(location, NOW)
    of_the_open = [row for row in before["officers"] if row.startswith("(2,")]
    told = [row for row in before["officers"] if row not in of_the_open]
    came_back = {name: before[name][:1] for name in ("delay", "set_light")}
    assert contents(location) == before | {"overlap": [], "officers": told} | came_back
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_career_paths_of_closed_conferences_come_back_from_their_documents(location: Location, write: Write) -> None:
    """Going down there is no place for them; what no conference was told of is gone."""
    with write() as register:
        fill(register)
        add = register.journal.insert
        paths = add(tables.career, [{"code": f"C{n}", "title": "Officers"} for n in (1, 2)])
        add(tables.career_administration, [{"career_id": one, "administration_id": 2} for one in paths])
        stages = [{"career_id": paths[1], "place": n, "title": "Supervisor", "years": n} for n in (1, 2)]
        add(tables.stage, [{"career_id": paths[0], "place": 1, "title": "Recruit"}, *stages])
        told = {"stage_id": 4, "administration_id": 3, "place": 2, "title": "Supervisor", "officers": 9}
        add(tables.officers, [told | {"conference_id": 1, "estimated": True, "women": 4}])
    close(location)
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_12_02_careers-1")
    schema.upgrade_schema(location, NOW)
    with bare(location) as sql:
        assert sql("SELECT code, title FROM career ORDER BY code") == [
            ("C2", "Officers"),
            ("CCLEC", "Caribbean customs officer"),
        ]
        assert sql("SELECT id, place, years FROM stage ORDER BY id") == [(1, 3, None), (3, 1, 1), (4, 2, 2)]
        assert sql("SELECT count(*) FROM career_administration") == [(2,)]
        assert sql("SELECT conference_id, stage_id, officers FROM officers") == [(1, 1, 9), (1, 4, 9)]
    assert contents(location)["kept_officers"] == before["kept_officers"]
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_what_risks_delayed_comes_back_from_the_documents(location: Location, write: Write) -> None:
    """A closed conference has it again after a step down; one that is open has lost it, as any column that is new."""
    with write() as register:
        walk = Walk(register, "AMS-2012", "AMS-2013")
        told = {at: {"status": "occurred", "occurred": "2012-11"} for at in walk.conferences}
        risk, milestone = walk.part("risk", "P1/R1", told), walk.part("milestone", "P1/M1", {})
        delay = {"risk_id": risk, "milestone_id": milestone, "project_id": walk.id("project", "P1")}
        register.journal.insert(tables.delay, [delay | {"conference_id": 1}, delay | {"conference_id": 2}])
    close(location)
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_30_overlap")

    schema.upgrade_schema(location, NOW)

    after = contents(location)
    for name in ("kept_assessment", "kept_delay"):
        assert after[name] == before[name]
    assert after["delay"] == before["delay"][:1]
    assert after["assessment"][0] == before["assessment"][0]
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_lights_that_were_set_come_back_from_the_documents(location: Location, write: Write) -> None:
    """Those of a closed conference; what an open one has, and what leads to a stage, is lost as anything new is."""
    with write() as register:
        fill(register)
        trained(register)
    close(location)
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_12_04_evaluations")

    schema.upgrade_schema(location, NOW)

    after = contents(location)
    for name in ("kept_set_light", "kept_stage_training"):
        assert len(before[name]) == 1
        assert after[name] == before[name]
    assert after["set_light"] == before["set_light"][:1]
    assert after["stage_training"] == []
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_offers_that_a_record_keeps_come_back_from_its_document(location: Location, write: Write) -> None:
    """With what the closed conference was told; what an open one was told of them is lost, and so are other offers."""
    with write() as register:
        fill(register)
        offer(register)
    close(location)
    with write() as register:
        register.journal.insert(tables.offer, [{"code": "LATER", "donor_id": 1, "programme": "Later fund"}])
        register.offers.edit(1, {"note": "said after the close"})
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_12_03_offers-1")
        assert "offer" not in shape_of(reader_of(connection))
    schema.upgrade_schema(location, NOW)
    after = contents(location)
    assert {name for name in before if before[name] != after[name]} == {"offer", "offer_report", "code", *OPEN_SINCE}
    assert [one for one in before["code"] if "'offer'" in one] == [
        "('offer', 0, 'later', 2)",
        "('offer', 0, 'o1', 1)",
    ]
    assert [one for one in after["code"] if "'offer'" in one] == ["('offer', 0, 'later', 0)", "('offer', 0, 'o1', 1)"]
    assert after["offer_report"] == before["offer_report"][:1]
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_an_upgrade_that_fails_half_way_changes_nothing(
    location: Location, write: Write, later_release: Release
) -> None:
    with write() as register:
        fill(register)
    before = contents(location)
    with open_reader(location) as reader:
        shape = shape_of(reader)
    later_release(more='op.execute("SELECT no_such_column FROM project")')
    with pytest.raises(StoreError):
        schema.upgrade_schema(location, NOW)
    with connected(location) as reader:
        assert shape_of(reader) == shape
    assert contents(location) == before


def test_an_upgrade_that_would_break_a_reference_changes_nothing(
    location: Location, write: Write, later_release: Release
) -> None:
    if location.is_postgresql:
        pytest.skip("PostgreSQL never lets go of its foreign keys")
    with write() as register:
        fill(register)
    before = contents(location)
    later_release(more='op.execute("DELETE FROM project")')
    with pytest.raises(StoreError, match="would break"):
        schema.upgrade_schema(location, NOW)
    assert contents(location) == before


def test_a_file_of_an_earlier_release_is_backed_up_and_upgraded_by_the_first_command(
    location: Location, write: Write, run: Run, later_release: Release
) -> None:
    with write() as register:
        fill(register)
    later_release()
    if location.is_postgresql:
        said = run("db check", status=5)
        assert "created by an earlier release" in said.err and "tracker db upgrade" in said.err
        assert "created by an earlier release" in run("project list", status=5).err
        assert "behind" in run("db path").out
        assert f"from {HEAD} to 2999_01_01_later" in run("db upgrade").out
    else:
        assert "the old file is kept as" in run("project list").err
        path = location.path
        assert path is not None and len(list(path.parent.glob("register.db.*.backup"))) == 1
    assert "is up to date" in run("db upgrade").out


def test_an_upgrade_can_be_looked_at_first(location: Location, run: Run, later_release: Release) -> None:
    before = contents(location)
    later_release()
    assert "2999_01_01_later" in run("db upgrade --dry-run").err
    assert contents(location) == before


def test_a_register_of_a_newer_release_is_left_alone(location: Location, run: Run) -> None:
    with bare(location) as sql:
        sql("UPDATE alembic_version SET version_num = '2999_01_01_later'")
    before = contents(location)
    for line in ("project list", "db check", "db upgrade", "project add P1 --title x"):
        assert "created by a newer release" in run(line, status=5).err
    assert contents(location) == before


def test_making_a_register_leaves_alone_what_is_there(location: Location, run: Run, tmp_path: Path) -> None:
    assert "already contains a register" in run("db init", status=4).err
    with bare(location) as sql:
        sql("DROP TABLE alembic_version" + (" CASCADE" if sql.dialect == "postgresql" else ""))
    before = contents(location)
    assert "contains something other" in run("db init", status=4).err
    assert "does not contain a register" in run("project list", status=5).err
    assert contents(location) == before


def test_urls_of_sqlalchemy_are_understood() -> None:
    assert parse_location("sqlite:////srv/a.db").path == Path("/srv/a.db")
    assert parse_location("sqlite:///a.db").path == Path("a.db")
    assert parse_location("postgresql+psycopg://h/d").url == "postgresql://h/d"


def test_areas_that_are_themes_become_themes_and_the_others_stay_as_words(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_30_agreed-1")
        for area in ("Gestión de Riesgos", "single-window", "Música"):
            connection.execute(text("INSERT INTO partnership_area VALUES (1, :area)"), {"area": area})

    schema.upgrade_schema(location, NOW)

    with bare(location) as sql:
        assert sql("SELECT area FROM partnership_area ORDER BY area") == [("Laboratories",), ("Música",)]
        assert sql("SELECT theme FROM partnership_theme ORDER BY theme") == [("risk-management",), ("single-window",)]


def test_what_a_closed_conference_agreed_comes_back_from_its_document(location: Location, write: Write) -> None:
    """The step down has no place for agenda and projects; up again, the record has them, and nothing differs."""
    with write() as register:
        fill(register)
    close(location)
    before = contents(location)
    with migrating(location) as connection:
        config = schema.alembic_config(connection)
        command.downgrade(config, "2026_11_30_agreed-1")
        assert "conference_theme" not in shape_of(reader_of(connection))

    schema.upgrade_schema(location, NOW)

    after = contents(location)
    names = [name for name in before if name.endswith(("conference_theme", "partnership_theme", "partnership_project"))]
    assert len(names) == 6 and all(before[name] for name in names)
    before["conference_theme"] = ["(1, 'single-window')"]  # of a conference that is open, no document has the agenda
    assert {name: after[name] for name in names} == {name: before[name] for name in names}
    with connected(location) as reader:
        assert verify_records(reader)[1] == []


def told_in_full(location: Location, write: Write) -> None:
    """Two closed conferences that were told all that the newest steps have a place for; the second one twice.

    P2 has parts with the codes of those of P1.
    """
    with write() as register:
        fill(register)
        add = register.journal.insert
        second = {"conference_id": 2, "project_id": 2}
        add(tables.review, [second | {"title": "Old", "status": "active", "answer": "updated"}])
        risk = {"category": "political", "event": "An election"}
        indicator = {"title": "Releases", "measure": "number", "direction": "up"}
        add(tables.risk, [risk | {"project_id": 2, "code": "R1"}])
        add(tables.outcome, [{"project_id": 2, "code": "O1", "level": "outcome", "title": "Fewer queues"}])
        add(tables.indicator, [indicator | {"project_id": 2, "outcome_id": 2, "code": "I1"}])
        dates = {"planned_date": "2013-06", "first_planned": "2012-11"}
        add(tables.milestone, [dates | {"project_id": 2, "code": "M1", "title": "Law passed"}])
        add(tables.milestone, [{"project_id": 2, "code": "M2", "title": "Pilot"}])
        carried = second | {"carried_from_id": 1}
        add(tables.assessment, [carried | risk | {"risk_id": 2, "status": "open"}])
        add(tables.measurement, [carried | indicator | {"indicator_id": 2, "actual": "4"}])
        add(tables.milestone_report, [carried | {"milestone_id": 2, "title": "Law passed"}])
        add(tables.milestone_report, [second | {"milestone_id": 3, "title": "Pilot"}])
        decided = {"decision": "same", "counting_id": 2, "date": "2012-02", "decided_by": "WCO", "note": "one activity"}
        add(tables.overlap, [decided | {"project_id": 1, "other_id": 2}])
        mechanism = {"conference_id": 1, "kind": "standing mechanism", "subject": "Joint committee"}
        add(tables.partnership, [mechanism, mechanism | {"kind": "agreement"}, mechanism])
    with unguarded(location) as sql:
        sql("UPDATE funding SET answer = 'declined' WHERE conference_id = 1")
        # Written by a client that keeps no journal.
        sql("INSERT INTO partnership (conference_id, kind, subject) VALUES (1, 'standing mechanism', 'Secretariat')")
    close(location, 1)
    close(location, 2)
    with write() as register:
        register.conferences.reopen(2, "an amount was misheard")
    with unguarded(location) as sql:
        sql("UPDATE funding SET answer = 'confirmed unchanged', carried_from_id = 1 WHERE conference_id = 2")
    close(location, 2)
    with write() as register:
        partnerships = register.partnerships
        again = {"kind": "standing mechanism"}
        corrected = [(partnerships.row(2), {"kind": "agreement"}), (partnerships.row(3), again)]
        partnerships.update(tables.partnership, corrected)


def test_what_closed_conferences_were_told_comes_back_from_their_documents(location: Location, write: Write) -> None:
    """Only the decisions on overlaps are lost: they belong to no conference."""
    told_in_full(location, write)
    before = contents(location)
    with connected(location) as reader:
        kept = reader.all("SELECT record_id, conference_id, answer, carried_from_id FROM kept_funding ORDER BY 1")
        assert kept == [(1, 1, "declined", None), (2, 2, "updated", None), (3, 2, "confirmed unchanged", 1)]
        assert verify_records(reader)[1] == []
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_29_touched")

    schema.upgrade_schema(location, NOW)

    assert contents(location) == before | {"overlap": []}
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_a_damaged_document_fills_nothing_and_is_reported_after_the_upgrade(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    close(location, 1)
    close(location, 2)
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_29_touched")
        connection.execute(text("UPDATE record SET document = :document WHERE id = 2"), {"document": b"damaged"})

    schema.upgrade_schema(location, NOW)

    after = contents(location)
    assert before["kept_conference_theme"] == ["(1, 1, 'single-window')", "(2, 2, 'single-window')"]
    assert after["kept_conference_theme"] == ["(1, 1, 'single-window')"]
    with connected(location) as reader:
        assert {(one.record, one.table) for one in verify_records(reader)[1]} == {("AMS-2013@1", "record")}


# What the documents of a release before the newest steps have no place for.
TABLES_SINCE = ("conference_theme", "partnership_theme", "partnership_project", "overlap", "delay", "rating")
COLUMNS_SINCE = {
    "funding": ("answer", "carried_from"),
    **dict.fromkeys(("measurement", "milestone_report"), ("carried_from",)),
    "assessment": ("carried_from", "occurred"),
    "milestone": ("first_planned",),
}


def written_before(connection: Connection) -> None:
    """Make the document of the only record one of a release before."""
    packed, sha256 = connection.exec_driver_sql("SELECT document, sha256 FROM record").one()
    document = json.loads(zlib.decompress(packed))
    for name in TABLES_SINCE:
        del document["tables"][name]
    for name, since in COLUMNS_SINCE.items():
        table = document["tables"][name]
        places = [place for place, column in enumerate(table["columns"]) if column not in since]
        assert len(places) == len(table["columns"]) - len(since)
        table["columns"], *table["rows"] = (
            [row[place] for place in places] for row in [table["columns"], *table["rows"]]
        )
    now = sealed_record.packed([sealed_record.canonical(document)])
    connection.execute(text("UPDATE record SET document = :document, size = :size, sha256 = :sha256"), now)
    image = text("UPDATE change SET after = replace(after, :before, :now) WHERE table_name = 'record'")
    connection.execute(image, {"before": sha256, "now": now["sha256"]})


def test_what_a_document_of_before_lacks_stays_unknown(location: Location, write: Write) -> None:
    with write() as register:
        fill(register)
    with unguarded(location) as sql:
        sql("UPDATE funding SET answer = 'declined'")
    close(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_29_touched")
        written_before(connection)

    schema.upgrade_schema(location, NOW)

    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        for table in ("funding", "kept_funding"):
            assert reader.all(f"SELECT answer FROM {table} WHERE conference_id = 1") == [(None,)]


def test_answers_are_carried_over_where_one_party_alone_can_have_given_them(location: Location, write: Write) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2011", "AMS-2012", "AMS-2013")
        kept = {"answer": "asked", "carried_from_id": walk.id("conference", "AMS-2011")}
        for at in walk.conferences:
            walk.review("ONE", at, answer="updated")
            walk.review("TWO", at, answer="confirmed unchanged")
            walk.review("ASKED", at, answer="declined")
            walk.review("LED", at, answer="updated", lead_id=walk.organisation("CARICOM"))
            walk.review("SILENT", at, **kept if at != "AMS-2011" else {})
        for project, donor in (
            *(("ONE", "IDB"), ("TWO", "IDB"), ("TWO", "CIDA"), ("ASKED", "IDB"), ("ASKED", "CIDA")),
            *(("LED", "IDB"), ("SILENT", "IDB")),
        ):
            walk.money(project, donor, "USD", 1, 1, 1)
        request = {"conference_id": walk.id("conference", "AMS-2013"), "role": "donor", "language": "en", "name": "x"}
        request |= {"organisation_id": walk.organisation("IDB"), "sent": date(2013, 1, 1), "due": date(2013, 2, 1)}
        (sent,) = register.journal.insert(
            tables.request, [request | {"state": "answered", "answered": date(2013, 1, 2)}]
        )
        for project, answer in (("ASKED", "declined"), ("SILENT", "asked")):
            asked = {"request_id": sent, "project_id": walk.id("project", project), "answer": answer}
            register.journal.insert(tables.request_project, [asked])
    for identity in (1, 2):
        close(location, identity)
    with write() as register:
        register.conferences.reopen(2, "an amount was misheard")
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_11_29_touched")
    said: list[str] = []

    schema.upgrade_schema(location, NOW, said.append)

    with connected(location) as reader:
        told = reader.all(
            "SELECT c.code, n.code, f.answer, s.code FROM funding f JOIN contribution n ON n.id = f.contribution_id"
            " JOIN conference c ON c.id = f.conference_id LEFT JOIN conference s ON s.id = f.carried_from_id"
            " ORDER BY c.code, n.code"
        )
        assert {row[2:] for row in told if row[0] == "AMS-2011"} == {(None, None)}
        reopened = {name: (answer, source) for at, name, answer, source in told if at == "AMS-2012"}
        opened = {name: (answer, source) for at, name, answer, source in told if at == "AMS-2013"}
        assert opened == {
            "ONE-IDB": ("updated", None),
            "TWO-CIDA": ("not asked", None),
            "TWO-IDB": ("not asked", None),
            "ASKED-CIDA": ("not asked", None),
            "ASKED-IDB": ("declined", None),
            "LED-IDB": ("not asked", None),
            "SILENT-IDB": ("asked", "AMS-2011"),
        }
        assert reopened == opened | {"ASKED-IDB": ("not asked", None)}
        assert reader.all("SELECT DISTINCT answer, carried_from_id FROM kept_funding") == [(None, None)]
        assert check_register(reader) == []
        assert verify_records(reader)[1] == []
        # A closed conference is reckoned by the answers of its reviews, as it was.
        assert reader.value(f"SELECT count(*) FROM funding f WHERE f.conference_id = 1 AND {UNCONFIRMED}") == 0
    assert said == [
        "Answers belong to each donor's contribution now: 3 were carried over at conferences that are not closed; 9"
        " could not be, because several parties may have given them. Their amounts are unconfirmed: `tracker project"
        " list --unconfirmed --at CONFERENCE` lists them."
    ]


def test_trainings_that_a_record_keeps_come_back_from_its_document(location: Location, write: Write) -> None:
    """With all that belongs to them; other trainings are lost, and their codes name nothing."""
    with write() as register:
        fill(register)
        trained(register)
    close(location)
    with write() as register:
        register.journal.insert(tables.training, [{"code": "LATER", "title": "Held later", "start_date": "2014"}])
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_12_04_trainings-1")
        assert "training" not in shape_of(reader_of(connection))
    schema.upgrade_schema(location, NOW)
    after = contents(location)
    lost = {name for name in before if before[name] != after[name]}
    assert lost == {"training", "stage_training", "code", *OPEN_SINCE}
    assert after["training"] == before["training"][:1]
    assert len(after["kept_attendance"]) == len(after["kept_training_result"]) == 2
    assert [one for one in after["code"] if "'training'" in one] == [
        "('training', 0, 'later', 0)",
        "('training', 0, 't1', 1)",
    ]
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []


def test_needs_that_a_record_keeps_come_back_from_its_document(location: Location, write: Write) -> None:
    """With what closed conferences were told of them; what only open ones were told, and later replies, are lost."""
    with write() as register:
        fill(register)
        needed(register)
    close(location)
    with write() as register:
        register.journal.insert(tables.need, [{"code": "LATER", "text": "Asked for later", "whose": "CARIFORUM"}])
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_12_02_needs-1")
        assert "need" not in shape_of(reader_of(connection))
    schema.upgrade_schema(location, NOW)
    after = contents(location)
    lost = {name for name in before if before[name] != after[name]}
    assert lost == {"need", "need_report", "need_reply", "code", *OPEN_SINCE}
    assert (after["need"], len(after["need_report"]), len(after["need_reply"])) == (before["need"][:1], 1, 1)
    assert [one for one in after["code"] if "'need'" in one] == ["('need', 0, 'later', 0)", "('need', 0, 'n1', 1)"]


def test_evaluations_that_a_record_keeps_come_back_from_its_document(location: Location, write: Write) -> None:
    """With the words of their scales and criteria, and the ends of fiscal years; evaluations themselves are lost."""
    with write() as register:
        fill(register)
        (bank,) = register.organisations.rows(tables.organisation, tables.organisation.c.id == 1)
        register.organisations.update(tables.organisation, [(bank, {"fiscal_year_ends": "06-30"})])
        year = {"evaluator_id": 1, "kind": "self", "date": "2011-06-30", "fiscal_year": 2011, "fiscal_year_of_id": 1}
        said = {"criteria": "dac-2019", "criterion": "impact", "scale": "wb-risk", "rating": "Low", "project_id": 1}
        strategy = {"strategy": "S", "country": "JM", "evaluator_name": "Ana", "criterion": "x", "rating": "5 of 6"}
        register.journal.insert(tables.evaluation, [year | said])
        register.journal.insert(tables.evaluation, [strategy])
    close(location)
    before = contents(location)
    with migrating(location) as connection:
        command.downgrade(schema.alembic_config(connection), "2026_12_01_scales-1")
        assert not {"evaluation", "scale"} & {*shape_of(reader_of(connection))}
    schema.upgrade_schema(location, NOW)
    after = contents(location)
    assert not [name for name in before if name.startswith("kept_") and before[name] != after[name]]
    assert after["evaluation"] == []
    kept = {
        name: len(after[f"kept_{name}"]) for name in ("evaluation", "criteria", "criterion", "scale", "scale_point")
    }
    assert kept == {"evaluation": 2, "criteria": 1, "criterion": 6, "scale": 1, "scale_point": 4}
    with connected(location) as reader:
        assert verify_records(reader)[1] == []
        assert check_register(reader) == []

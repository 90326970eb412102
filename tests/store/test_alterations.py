"""What the owner of a database can alter so that rows are read or written otherwise, each tried by a bare client."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample import REFUSED, SEALED, bare, close, contents, fill, tamper, unguarded

from tracker.register.register import open_register
from tracker.rules.sealed import KEPT
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import connected

if TYPE_CHECKING:
    from conftest import Once, Run, Write


@pytest.fixture
def closed(location: Location, write: Write, once: Once) -> Location:
    """A register whose AMS-2012 is closed with its record, and AMS-2013 open."""

    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)
        close(location)

    return location


on_sqlite = pytest.mark.parametrize("location", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("location", ["postgresql"], indirect=True)
CHILD = "CREATE TABLE x () INHERITS (funding)"
POSTGRESQL = [
    (
        (CHILD, "INSERT INTO x SELECT * FROM funding WHERE conference_id = 1"),
        "funding: rows of the child table x are read as rows of funding. Separate them:"
        " ALTER TABLE x NO INHERIT funding",
    ),
    ((CHILD,), "funding: rows of the child table x are read as rows of funding."),
    (("CREATE TABLE x () INHERITS (kept_funding)",), "kept_funding: rows of the child table x are read as rows of"),
    (("CREATE TABLE x () INHERITS (project)",), "project: rows of the child table x are read as rows of project."),
    (
        ("CREATE RULE quiet AS ON UPDATE TO funding DO INSTEAD NOTHING",),
        "funding: the rule quiet changes what is read or written there. Remove it: DROP RULE quiet ON funding",
    ),
    (
        (
            "CREATE FUNCTION theirs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            'CREATE TRIGGER "Theirs" BEFORE UPDATE ON funding FOR EACH ROW EXECUTE FUNCTION theirs()',
        ),
        "funding: Theirs is a trigger that is unknown to this release. Remove it with a database client:"
        ' DROP TRIGGER "Theirs" ON funding',
    ),
    (
        ("ALTER TABLE funding ENABLE REPLICA TRIGGER guard_funding_closed_update",),
        "funding: guard_funding_closed_update fires on replicas only. Switch it on: ALTER TABLE funding ENABLE TRIGGER"
        " guard_funding_closed_update",
    ),
    (
        ("ALTER TABLE record DISABLE TRIGGER guard_record_gone",),
        "record: guard_record_gone is disabled. Switch it on: ALTER TABLE record ENABLE TRIGGER guard_record_gone",
    ),
    (
        ("ALTER TABLE share DISABLE TRIGGER ALL", "ALTER TABLE share ENABLE TRIGGER USER"),
        "share: references to it or from it are not enforced: their triggers are switched off. Switch them on:"
        " ALTER TABLE share ENABLE TRIGGER ALL",
    ),
    (
        (
            "DROP TRIGGER guard_funding_closed_update ON funding",
            "CREATE TRIGGER guard_funding_closed_update BEFORE UPDATE ON funding FOR EACH ROW WHEN (false)"
            " EXECUTE FUNCTION guard_funding_closed_update()",
        ),
        "funding: guard_funding_closed_update differs from that of this release.",
    ),
    (
        (
            "DROP TRIGGER guard_funding_closed_update ON funding",
            "CREATE TRIGGER guard_funding_closed_update AFTER UPDATE OF currency ON funding FOR EACH ROW"
            " EXECUTE FUNCTION guard_funding_closed_update()",
        ),
        "funding: guard_funding_closed_update differs from that of this release.",
    ),
    (
        (
            "CREATE OR REPLACE FUNCTION guard_funding_closed_update() RETURNS trigger LANGUAGE plpgsql"
            " SET search_path = public, pg_temp AS $$ BEGIN RETURN NEW; END $$",
        ),
        "funding: guard_funding_closed_update differs from that of this release.",
    ),
    (
        ("ALTER FUNCTION guard_funding_closed_update() RESET ALL",),
        "funding: guard_funding_closed_update differs from that of this release.",
    ),
    (
        ("ALTER FUNCTION guard_funding_closed_update() SET session_replication_role = replica",),
        "funding: guard_funding_closed_update differs from that of this release.",
    ),
    (
        ("ALTER TABLE funding ENABLE ROW LEVEL SECURITY", "CREATE POLICY few ON funding USING (committed > 5)"),
        "funding: row level security hides rows of it from some roles. Switch it off: ALTER TABLE funding DISABLE ROW"
        " LEVEL SECURITY; DROP POLICY few ON funding",
    ),
    (
        (
            "CREATE SCHEMA postgres",
            "CREATE TABLE postgres.funding AS SELECT * FROM public.funding",
        ),
        "funding: postgres.funding is read in its place. Rename or drop it: ALTER TABLE postgres.funding RENAME TO ...",
    ),
    (
        ("ALTER TABLE funding RENAME TO old", "CREATE VIEW funding AS SELECT * FROM old"),
        "funding: a view is in its place.",
    ),
    (
        ("ALTER TABLE imported_file SET UNLOGGED",),
        "imported_file: it is unlogged, so a crash of the server would empty it. ALTER TABLE imported_file SET LOGGED",
    ),
    (
        ("ALTER DATABASE {name} SET session_replication_role = replica",),
        "journal: guards do not fire: session_replication_role is set for database {name}.",
    ),
    (
        (
            "CREATE SCHEMA first",
            "CREATE FUNCTION first.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
            "ALTER DATABASE {name} SET search_path = first, pg_catalog, public",
        ),
        "journal: functions of the schema first are used instead of those of PostgreSQL.",
    ),
]
SQLITE = [
    (
        ("CREATE TRIGGER theirs AFTER INSERT ON funding BEGIN UPDATE funding SET committed = 1; END",),
        "funding: theirs is a trigger that is unknown to this release. Remove it with a database client:"
        " DROP TRIGGER theirs",
    ),
    (
        ("CREATE TRIGGER guard_mine BEFORE INSERT ON code BEGIN SELECT RAISE(IGNORE); END",),
        "code: guard_mine is a trigger that is unknown to this release.",
    ),
    (
        (
            "DROP TRIGGER guard_record_gone",
            "CREATE TRIGGER guard_record_gone BEFORE DELETE ON record WHEN 0 BEGIN SELECT 1; END",
        ),
        "record: guard_record_gone differs from that of this release.",
    ),
    (
        (
            "CREATE VIEW theirs AS SELECT * FROM funding",
            "CREATE TRIGGER instead INSTEAD OF INSERT ON theirs BEGIN DELETE FROM note; END",
        ),
        "theirs: it is a view that is unknown to this release. Remove it with a database client: DROP VIEW theirs",
    ),
    (
        (
            "PRAGMA legacy_alter_table = ON",
            "ALTER TABLE imported_file RENAME TO old",
            "CREATE VIEW imported_file AS SELECT * FROM old",
        ),
        "imported_file: it is a view that is unknown to this release.",
    ),
]


def alter(location: Location, statements: tuple[str, ...]) -> None:
    with bare(location) as sql:
        for statement in statements:
            sql(statement.replace("{name}", name_of(location)))


def name_of(location: Location) -> str:
    return (location.url or "").partition("@/")[2].partition("?")[0]


def found_by(run: Run, said: str) -> None:
    """Verify says it and ends with 1, and so does check."""
    verified = run("conference verify", status=1).err
    assert any(line.startswith(said) for line in verified.splitlines()), verified
    checked = [f"{one['where']}: {one['what']}" for one in json.loads(run("db check --json", status=1).out)]
    assert any(one.startswith(f"table {said}") for one in checked), checked


@on_postgresql
@pytest.mark.parametrize(("statements", "said"), POSTGRESQL, ids=range(len(POSTGRESQL)))
def test_what_an_owner_alters_on_postgresql_is_wrong(
    closed: Location, run: Run, statements: tuple[str, ...], said: str
) -> None:
    assert run("conference verify").err == "Everything is as it was sealed.\n"
    alter(closed, statements)
    found_by(run, said.replace("{name}", name_of(closed)))


@on_sqlite
@pytest.mark.parametrize(("statements", "said"), SQLITE, ids=range(len(SQLITE)))
def test_what_an_owner_alters_in_a_file_is_wrong_and_never_restored(
    closed: Location, run: Run, statements: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    sound = tmp_path / "sound.db"
    run(f"db backup {sound}")
    assert run("conference verify").err == "Everything is as it was sealed.\n"
    alter(closed, statements)
    found_by(run, said)
    altered = tmp_path / "altered.db"
    with bare(closed) as sql:
        sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(str(closed.path), altered)
    run(f"db restore {sound} --yes")
    before = contents(closed)
    refused = run(f"db restore {altered} --yes", status=5).err
    assert refused.startswith(f"Error: {altered} was altered: table {said.partition(':')[0]}: "), refused
    assert contents(closed) == before
    assert run("conference verify").err == "Everything is as it was sealed.\n"


@on_postgresql
def test_a_child_table_that_doubles_a_closed_total_is_found_row_by_row(closed: Location, run: Run) -> None:
    alter(closed, (CHILD, "INSERT INTO x SELECT * FROM funding WHERE conference_id = 1"))
    with connected(closed) as reader:
        said = [(one.record, one.table, one.what.partition(" [")[0]) for one in verify_records(reader)[1]]
    assert ("AMS-2012@1", "funding", "the table has a row more than once:") in said


def test_rows_that_are_there_twice_are_counted(closed: Location) -> None:
    """Where the key of a table is gone, a set of rows does not say how often each is there."""
    copied = "INSERT INTO {0} SELECT * FROM {0} WHERE conference_id = 1"
    with unguarded(closed) as sql:
        if sql.dialect == "sqlite":
            sql("PRAGMA foreign_keys = OFF")
            ((made,),) = sql("SELECT sql FROM sqlite_master WHERE name = 'participant'")
            guards = [
                row[0]
                for row in sql("SELECT sql FROM sqlite_master WHERE tbl_name = 'participant' AND type = 'trigger'")
            ]
            sql("CREATE TEMP TABLE kept AS SELECT * FROM participant")
            sql("DROP TABLE participant")
            columns = made.partition("(")[2].partition("CONSTRAINT pk_participant")[0].rstrip().rstrip(",")
            sql(f"CREATE TABLE participant ({columns}) STRICT")
            sql("INSERT INTO participant SELECT * FROM kept")
            sql(copied.format("participant"))
            for guard in guards:
                sql(guard)
        else:
            sql("ALTER TABLE participant DROP CONSTRAINT pk_participant")
            sql(copied.format("participant"))
    with connected(closed) as reader:
        (one,) = verify_records(reader)[1]
    assert (one.record, one.table) == ("AMS-2012@1", "participant")
    assert one.what.startswith("the table has a row more than once: [")


@on_postgresql
def test_a_table_in_the_schema_of_a_role_is_read_by_that_role(closed: Location, run: Run) -> None:
    role = f"of_{name_of(closed)}"
    alter(closed, (f"CREATE ROLE {role}", f"CREATE SCHEMA {role}", f"CREATE TABLE {role}.rate (x int)"))
    try:
        found_by(run, f"rate: {role}.rate is read by the role {role} in its place.")
    finally:
        alter(closed, (f"DROP SCHEMA {role} CASCADE", f"DROP ROLE {role}"))


@on_postgresql
def test_rules_of_a_table_that_an_owner_replaced_are_asked_of_its_rows(closed: Location, run: Run) -> None:
    name = "ck_project_planned_start_before_planned_end"
    alter(
        closed,
        (
            f"ALTER TABLE project DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK (true)",
            "UPDATE project SET planned_start = '2014', planned_end = '2013' WHERE id = 2",
        ),
    )
    (one,) = [one for one in json.loads(run("db check --json", status=1).out) if "breaks" in one["what"]]
    assert (one["where"], one["what"]) == ("project P2", f"breaks {name}")


CUT_OFF = [
    # The newest record and all that it kept, with the conference as it was before it was closed.
    (
        ("DELETE FROM record WHERE conference_id = 2", "UPDATE conference SET state = 'open' WHERE id = 2"),
        "AMS-2013@1 record: command 3 (2012-02-03T17:00:00Z) sealed it with the SHA-256 ",
        "This record is missing",
    ),
    # The record after a reopening, and the reopening, with the tables as they are.
    (
        ("DELETE FROM record WHERE number = 2", "DELETE FROM reopening"),
        "AMS-2012@2 record: command 5 (2012-02-03T17:00:00Z) sealed it with the SHA-256 ",
        "This record is missing",
    ),
    (
        ("DELETE FROM record WHERE number = 2", "DELETE FROM reopening"),
        "AMS-2012@1 reopening: command 4 (2012-02-03T17:00:00Z) opened the conference again because: a mistake.",
        "This reopening is missing",
    ),
    (
        (f"UPDATE record SET sha256 = '{'0' * 64}' WHERE conference_id = 2",),
        "AMS-2013@1 record: command 3 (2012-02-03T17:00:00Z) sealed it with the SHA-256 ",
        "This record is not what the journal says",
    ),
]


@pytest.mark.parametrize(("statements", "begins", "ends"), CUT_OFF)
def test_the_newest_record_that_an_owner_cut_off_is_missed_by_the_journal(
    closed: Location, run: Run, statements: tuple[str, ...], begins: str, ends: str
) -> None:
    close(closed, 2)
    with open_register(closed, who="tester", command="reopen", now=lambda: SEALED) as register:
        register.conferences.reopen(1, "a mistake")
    close(closed)
    assert run("conference verify").err == "Everything is as it was sealed.\n"
    with unguarded(closed) as sql:
        which = statements[0].partition("DELETE FROM record ")[2]
        kept = [f"DELETE FROM kept_{name} WHERE record_id IN (SELECT id FROM record {which})" for name in KEPT]
        for statement in (*(kept if which else ()), *statements):
            tamper(sql, statement)
    said = run("conference verify", status=1).err.splitlines()
    assert [one for one in said if one.startswith(begins) and one.endswith(ends)], said
    where = begins.partition(":")[0].replace(" ", ", table ")
    assert where in [one["where"] for one in json.loads(run("db check --json", status=1).out)]


@on_postgresql
@pytest.mark.parametrize("schema", ["pg_temp", "theirs"])
def test_a_table_of_the_client_before_ours_does_not_open_a_closed_conference(closed: Location, schema: str) -> None:
    before = contents(closed)
    with bare(closed) as sql:
        if schema == "theirs":
            sql("CREATE SCHEMA theirs")
            sql("SET search_path = theirs, public")
        for table in ("conference", "record", "reopening"):
            sql(f"CREATE TABLE {schema}.{table} AS SELECT * FROM public.{table} WHERE false")
        for attempt in (
            "UPDATE public.funding SET committed = 1 WHERE conference_id = 1",
            "DELETE FROM public.earmark WHERE conference_id = 1",
            "DELETE FROM public.kept_earmark",
            "INSERT INTO public.participant (conference_id, organisation_id, capacity) VALUES (1, 2, 'donor')",
        ):
            with pytest.raises(REFUSED, match=r"the conference is closed|a sealed record never changes"):
                sql(attempt)
    assert contents(closed) == before


def test_a_schema_of_the_role_that_holds_nothing_of_ours_is_nothing_wrong(closed: Location, run: Run) -> None:
    if closed.is_postgresql:
        alter(closed, ("CREATE SCHEMA postgres", "CREATE TABLE postgres.letters (text text)"))
    assert run("conference verify").err == "Everything is as it was sealed.\n"
    assert json.loads(run("db check --json").out) == []
    assert run("project list --at 2012@1 -q").out == "P1\n"

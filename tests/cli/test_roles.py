"""A register of a team on PostgreSQL, with the roles and grants of the manual: an owner, a writer and a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from click.testing import CliRunner
from test_sealing_cli import QUESTIONS, TOLD

from tracker.cli import main
from tracker.store.location import parse_location

if TYPE_CHECKING:
    from conftest import Output, Run
    from postgresql_server import Server

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "share-with-a-team-on-postgresql.md"
SERVER, BEFORE, AFTER, PEOPLE = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
ROLES = ("ana", "bob", "tracker_writer", "tracker_reader", "tracker_owner")
# What a reader may do besides asking a conference.
READS = (
    "series list",
    "organisation list",
    "codes sector",
    "note list --json",
    "action list --at 2013",
    "document list",
    "export --all",
    "request status 2013",
    "log --verbose",
    "log P1 --json",
    "brief donor IDB --at 2013",
    "conference check 2013",
    "conference record 2012",
    "conference verify",
    "db check",
    "db path",
)


class Team(NamedTuple):
    """`team.run("ana", "project list")`: a command as a role; `team.sql` is a bare client."""

    run: Callable[..., Output]
    sql: Callable[..., None]


class Registers(NamedTuple):
    """How the roles of the page reach the server: the URL of a role and a database, and a bare client."""

    url: Callable[..., str]
    sql: Callable[..., None]


@pytest.fixture(params=["granted before", "granted after"], scope="module")
def registers(request: pytest.FixtureRequest, server: Server) -> Iterator[Registers]:
    """The server with the roles of the page, and the register that its owner made as a template.

    The rights were granted before or after it was filled.
    """

    def url(role: str, database: str = "tracker") -> str:
        return server.base.format(database).replace("//postgres@", f"//{role}@")

    def sql(role: str, script: str, database: str = "tracker") -> None:
        with psycopg.connect(url(role, database), autocommit=True) as connection:
            for statement in filter(str.strip, script.split(";\n")):
                connection.execute(statement.encode())

    sql("postgres", SERVER, "postgres")
    try:
        if request.param == "granted before":
            sql("tracker_owner", BEFORE)
        result = CliRunner().invoke(main, ["db", "init", "--db", url("tracker_owner")], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        if request.param == "granted after":
            sql("tracker_owner", BEFORE)
            sql("tracker_owner", AFTER)
        sql("postgres", PEOPLE, "postgres")
        sql("postgres", "ALTER DATABASE tracker RENAME TO tracker_made", "postgres")
        yield Registers(url, sql)
    finally:
        for name in ("tracker", "tracker_made"):
            server.drop(name)
        for role in ROLES:
            sql("postgres", f"DROP ROLE IF EXISTS {role}", "postgres")


@pytest.fixture
def team(registers: Registers, server: Server, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """The database `tracker` of the page, as its owner made it."""

    def as_role(role: str, line: str, **more: int) -> Output:
        monkeypatch.setenv("TRACKER_DB", registers.url(role))
        assert parse_location(registers.url(role)).is_postgresql
        return run(line, **more)

    made, granted = re.findall(r"^(?:CREATE DATABASE|GRANT CONNECT).*;$", SERVER, re.MULTILINE)
    registers.sql("postgres", f"{made[:-1]} TEMPLATE tracker_made STRATEGY file_copy;\n{granted}", "postgres")
    try:
        yield Team(as_role, registers.sql)
    finally:
        server.drop("tracker")


WRITES = (
    "series add AMS --name 'Regional Donor Meeting'",
    *(f"organisation add {code} --name {code} --kind 'development bank' --role donor" for code in ("IDB", "EU")),
    *(
        f"organisation add {code} --name {code} --kind 'customs administration' --role beneficiary"
        for code in ("JM-CUSTOMS", "BB-CUSTOMS")
    ),
    "conference add AMS-2012 --start 2012-02-02 --currency USD",
    "conference add AMS-2013 --start 2013-01-28 --currency USD",
    *TOLD,
    "conference close 2012 --accept 'nobody knew more' --yes",
    "conference open 2013",
    "conference rates 2013 --set EUR=1.35",
    "report P1 --at 2013 --donor IDB --committed '1,250,000 USD' --progress 60 --reason 'new money'",
    "note 'IDB: another 300,000' --at 2013",
    "conference reopen 2012 --reason 'an amount was misheard'",
    "report P2 --at 2012 --donor EU --pledged '410,000 EUR'",
    "conference close 2012 --accept 'it is so' --yes",
    "project add P9 --title 'By mistake' --status proposed --at 2013",
    "undo",
    "conference close 2013 --accept 'nobody knew more' --yes",
)


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
def test_a_writer_writes_and_a_reader_reads_with_the_grants_of_the_page(team: Team) -> None:
    for line in WRITES:
        team.run("ana", line)
    for line in (*READS, *QUESTIONS):
        said = team.run("tracker_owner", line)
        assert team.run("bob", line) == said._replace(
            out=said.out.replace("tracker_owner@", "bob@"), err=said.err.replace("tracker_owner@", "bob@")
        ), line
    refused = team.run("bob", "project edit P1 --title Another", status=5).err
    assert "permission denied" in refused and "Ask the administrator of the server" in refused
    assert team.run("ana", "project show P1 --json").out == team.run("bob", "project show P1 --json").out


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
def test_the_guards_bind_a_writer_with_a_client_of_their_own(team: Team) -> None:
    for line in WRITES:
        team.run("ana", line)
    for attempt in (
        "UPDATE funding SET committed = 1",
        "DELETE FROM participant",
        "UPDATE conference SET state = 'open', version = version + 1",
        "DELETE FROM record",
        "UPDATE kept_funding SET committed = 1",
        "CREATE TEMP TABLE conference AS SELECT * FROM public.conference WHERE false;\nUPDATE funding SET pledged = 1",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation):
            team.sql("ana", attempt)
    for attempt in (
        "DROP TRIGGER guard_record_gone ON record",
        "ALTER TABLE funding DISABLE TRIGGER USER",
        "TRUNCATE funding CASCADE",
        "CREATE TABLE public.x () INHERITS (funding)",
        "SET session_replication_role = replica",
        "CREATE RULE quiet AS ON UPDATE TO funding DO INSTEAD NOTHING",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            team.sql("ana", attempt)
    assert team.run("bob", "conference verify").err == "Everything is as it was sealed.\n"


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
def test_the_journal_has_the_role_whatever_the_client_says(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_USER", "bob")
    team.run("ana", "series add AMS --name Americas")
    monkeypatch.setenv("TRACKER_USER", "ana")
    team.run("ana", "series add CAR --name Caribbean")
    assert team.run("bob", "log -v").out.splitlines()[0].startswith("2  2013-01-28 09:30  ana  tracker series add CAR")
    assert "1  2013-01-28 09:30  bob (as ana)  tracker series add AMS" in team.run("bob", "log -v").out
    assert "bob (as ana)" in team.run("bob", "log").out
    assert [(one["who"], one["role"]) for one in json.loads(team.run("bob", "log --json").out)] == [
        ("ana", None),
        ("bob", "ana"),
    ]
    assert team.run("bob", "log --who ana -q").out.split() == ["2", "1"]
    team.sql("ana", "UPDATE journal SET role = 'bob'")
    team.sql(
        "ana",
        "INSERT INTO journal (id, at, who, command, role) VALUES (3, '2013-02-01T00:00:00Z', 'bob', 'forged', 'bob')",
    )
    assert [one["role"] for one in json.loads(team.run("bob", "log --json").out)] == ["ana", None, "ana"]


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
def test_tables_that_an_upgrade_makes_are_readable_at_once(team: Team) -> None:
    team.sql("tracker_owner", "CREATE TABLE later (x int)")
    team.sql("bob", "SELECT * FROM later")
    team.sql("ana", "INSERT INTO later VALUES (1)")

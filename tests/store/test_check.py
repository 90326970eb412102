"""Every question that `check` asks is answered wrongly once here, by hand, and the answer says where."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from sample import Bare, bare, fill, unguarded

from tracker.register.register import open_register
from tracker.store.checking.integrity import check_register
from tracker.store.engine import open_engine, writing
from tracker.store.guards import drop_guards
from tracker.store.location import Location, parse_location
from tracker.store.reader import Reader, connected
from tracker.store.soundness.answers import Finding, broken_rules
from tracker.store.soundness.questions import questions

if TYPE_CHECKING:
    from conftest import Once, Run, Write


class Break(NamedTuple):
    """What is done to the register, and the one finding it must lead to (`where` and `what` as patterns)."""

    question: str
    severity: str
    where: str
    what: str
    statements: tuple[str, ...]
    only: str | None = None


def wrong(question: str, where: str, what: str, *statements: str, only: str | None = None) -> Break:
    return Break(question, "wrong", where, what, statements, only)


def note(question: str, where: str, what: str, *statements: str) -> Break:
    return Break(question, "note", where, what, statements)


FROM_TRANSACTIONS = (
    "UPDATE funding SET basis = 'transactions', cut_off = '2013-01-28', disbursed = 25000000, committed = NULL"
    " WHERE conference_id = 2"
)
CONFERENCES = ("AMS-2012", "AMS-2013")
NO_REASON = "DELETE FROM reason"

BREAKS = [
    wrong(
        "every code is entered once",
        "project P1",
        "missing from the list",
        "DELETE FROM code WHERE key = 'p1'",
    ),
    wrong(
        "every code is entered once",
        "risk R1",
        "belongs to something else",
        "UPDATE code SET id = 9 WHERE noun = 'risk'",
    ),
    wrong(
        "every code belongs to something",
        "project ghost",
        "nothing",
        "INSERT INTO code VALUES ('project', 0, 'ghost', 99)",
    ),
    wrong(
        "shares at a conference total at most 100 percent",
        "P1 at AMS-2012",
        "total 140 percent",
        "UPDATE share SET share = 1000000 WHERE organisation_id = 2 AND conference_id = 1",
    ),
    wrong(
        "shares of a project total at most 100 percent",
        "P1",
        "total 100.0001 percent",
        "UPDATE beneficiary SET share = 600001 WHERE organisation_id = 2",
    ),
    note(
        "complete shares at a conference total 100 percent",
        "P1 at AMS-2013",
        "total 40 percent",
        "UPDATE share SET share = 0 WHERE organisation_id = 2 AND conference_id = 2",
    ),
    note(
        "complete shares of a project total 100 percent",
        "P1",
        "total 99 percent",
        "UPDATE beneficiary SET share = 590000 WHERE organisation_id = 2",
    ),
    wrong(
        "earmarks total at most 100 percent",
        "P1-IDB at AMS-2012",
        "total 110 percent",
        "INSERT INTO earmark VALUES (1, 1, 1, 3, 600000)",
    ),
    wrong("each list of themes has one primary theme", "P1", "0 of its", "UPDATE project_theme SET is_primary = FALSE"),
    wrong(
        "each list of themes has one primary theme",
        "P1 at AMS-2013",
        "0 of its",
        "UPDATE review_theme SET is_primary = FALSE WHERE conference_id = 2",
    ),
    note(
        "conferences of a series are in the order of their dates",
        "AMS-2013",
        "dated 2011-01 but comes after AMS-2012, dated 2012-02-02",
        "UPDATE conference SET start_date = '2011-01' WHERE id = 2",
    ),
    wrong(
        "amounts based on transactions equal their sum",
        "P1-IDB at AMS-2013",
        "disbursed is 25000000, but its transactions total 26000000",
        NO_REASON,
        FROM_TRANSACTIONS,
        """INSERT INTO "transaction" (id, contribution_id, kind, date, amount)
        VALUES (50, 1, 'expenditure', '2013-01-28', 1000000), (51, 1, 'expenditure', '2013-01-29', 7)""",
    ),
    wrong(
        "amounts based on transactions equal their sum",
        "P1-IDB at AMS-2013",
        "committed is 1, but its transactions total nothing",
        NO_REASON,
        FROM_TRANSACTIONS,
        "UPDATE funding SET committed = 1 WHERE conference_id = 2",
    ),
    wrong(
        "a contribution is reported in its own currency",
        "P1-IDB at AMS-2012",
        "in EUR, but the contribution is in USD",
        "UPDATE funding SET currency = 'EUR' WHERE conference_id = 1",
    ),
    note(
        "a contribution is reported under its own donor",
        "P1-IDB at AMS-2013",
        "under JM-CUSTOMS, but the contribution belongs to IDB",
        "UPDATE funding SET donor_id = 2",
    ),
    wrong(
        "a contribution that ended is not reported later",
        "P1-IDB at AMS-2013",
        "ended at AMS-2012",
        "UPDATE contribution SET ended_at_id = 1, ended_reason = 'dropped'",
    ),
    note(
        "reasons explain a change",
        "P1-IDB at AMS-2013",
        "'new money' is given for committed",
        "UPDATE funding SET committed = 5",
    ),
    note(
        "the parent of a reported project is reported too",
        "P1 at AMS-2013",
        "a part of P2",
        "UPDATE review SET parent_id = 2 WHERE conference_id = 2",
    ),
    wrong(
        "no project is a part of itself",
        "P1",
        "refers back",
        "UPDATE project SET parent_id = 3 - id WHERE id IN (1, 2)",
    ),
    wrong(
        "no organisation is its own parent",
        "IDB",
        "refers back",
        "UPDATE organisation SET parent_id = CASE id WHEN 3 THEN 1 ELSE id + 1 END",
    ),
    wrong(
        "no organisation is merged into itself",
        "IDB",
        "refers back",
        "UPDATE organisation SET merged_into_id = 3 - id WHERE id IN (1, 2)",
    ),
    wrong(
        "no contribution replaces itself",
        "P1-IDB",
        "refers back",
        "INSERT INTO contribution (id, code, project_id, donor_id, instrument, role, currency, replaces_id)"
        " VALUES (2, 'P1-IDB-2', 1, 1, 'grant', 'funding', 'EUR', 1)",
        "INSERT INTO code SELECT 'contribution', 0, 'p1-idb-2', 2 WHERE NOT EXISTS"
        " (SELECT 1 FROM code WHERE key = 'p1-idb-2')",
        "UPDATE contribution SET replaces_id = 2 WHERE id = 1",
    ),
    wrong(
        "no project succeeds itself",
        "P2",
        "refers back",
        "INSERT INTO project_succession VALUES (2, 1, 'splits')",
    ),
    wrong(
        "no action is superseded by itself",
        "AMS-2012/A1",
        "refers back",
        "INSERT INTO action (id, conference_id, kind, number, text, superseded_by_id)"
        " VALUES (2, 2, 'action point', 1, 'x', 1)",
        "UPDATE action SET superseded_by_id = 2 WHERE id = 1",
    ),
    wrong(
        "an action is followed up in its own series, once it was raised",
        "AMS-2013/A1",
        "followed up at AMS-2012, which was before",
        "UPDATE action SET conference_id = 2",
    ),
    wrong(
        "every command in the journal has all its changes",
        "command 1",
        "changes are left of",
        "DELETE FROM change WHERE ordinal = 3",
    ),
    wrong(
        "every command in the journal has all its changes",
        "command 1",
        "0 changes are left of an unknown number",
        "DELETE FROM change",
    ),
    wrong(
        "no command is missing from the journal",
        "command 3",
        "the one before it is 1",
        "INSERT INTO journal (id, at, who, command) VALUES (3, '2013', 'x', 'x')",
        "INSERT INTO change (journal_id, ordinal, table_name, key) VALUES (3, 1, 'series', '[1]')",
        only="sqlite",
    ),
    wrong(
        "a closed conference has its sealed record",
        "conference AMS-2012",
        "is closed without a sealed record",
        "{no_guard}",
        "UPDATE conference SET state = 'closed' WHERE id = 1",
    ),
    wrong(
        "kept rows belong to a sealed record",
        "kept_series_name 9",
        "are rows of a missing record",
        "INSERT INTO kept_series_name (record_id, series_id, name, valid_from) VALUES (9, 1, 'Donors', '2010')",
    ),
    wrong(
        "currencies have the decimals of ISO 4217",
        "currency JPY",
        "has 2 decimals here, 0 in ISO 4217",
        "UPDATE currency SET exponent = 2 WHERE code = 'JPY'",
    ),
    wrong(
        "rates are positive numbers",
        "rate USD per EUR, 2012",
        "'1,30' is not a positive number",
        "UPDATE rate SET value = '1,30'",
    ),
    wrong(
        "rates are positive numbers",
        "AMS-2012, USD per EUR",
        "'0' is not a positive number",
        "UPDATE pinned_rate SET value = '0' WHERE conference_id = 1",
    ),
    wrong(
        "every reference has a target",
        "beneficiary P1 77",
        "organisation_id refers to a missing organisation",
        "INSERT INTO beneficiary (project_id, organisation_id) VALUES (1, 77)",
    ),
    wrong(
        "every reference has a target",
        "measurement AMS-2012 I1",
        "conference_id, project_id refers to a missing review",
        "DELETE FROM review WHERE conference_id = 1",
    ),
    wrong(
        "every row follows the rules of its table",
        "project P1",
        "breaks ck_project_planned_start_before_planned_end",
        "UPDATE project SET planned_start = '2014', planned_end = '2013' WHERE id = 1",
        only="sqlite",
    ),
    wrong(
        "every row follows the rules of its table",
        "assessment AMS-2012 R1",
        "breaks ck_assessment_impact_1_to_5, ck_assessment_likelihood_1_to_5",
        "UPDATE assessment SET impact = 9, likelihood = -1 WHERE conference_id = 1",
        only="sqlite",
    ),
    wrong(
        "start dates are before end dates",
        "P1 at AMS-2012",
        "starts 2014, ends 2013-05",
        "UPDATE review SET actual_start = '2014', actual_end = '2013-05' WHERE conference_id = 1",
        only="sqlite",
    ),
    wrong(
        "the schema is that of this release",
        "table funding",
        "missing: .*ix_funding_contribution",
        "DROP INDEX ix_funding_contribution",
    ),
    wrong(
        "the schema is that of this release",
        "table contact",
        "missing: .*language",
        "ALTER TABLE contact DROP COLUMN language",
    ),
    wrong("the schema is that of this release", "table contact", "the table is missing", "DROP TABLE contact"),
    note(
        "the schema is that of this release",
        "table letters",
        "unknown to this release",
        "CREATE TABLE letters (text text)",
    ),
    wrong(
        "the protection of closed conferences is in force",
        "table funding",
        "guard_funding_closed_update is missing",
        "DROP TRIGGER guard_funding_closed_update{on_funding}",
    ),
    wrong(
        "no other object changes what is read or written",
        "table series",
        "theirs is a trigger .*DROP TRIGGER theirs",
        "{their_trigger}",
    ),
    wrong(
        "the protection of closed conferences is in force",
        "table contribution",
        "guard_contribution_currency differs from that of this release",
        "{weakened_guard}",
    ),
    wrong(
        "the protection of closed conferences is in force",
        "table share",
        "guard_share_closed_delete is disabled.*ALTER TABLE share ENABLE TRIGGER guard_share_closed_delete",
        "ALTER TABLE share DISABLE TRIGGER guard_share_closed_delete",
        only="postgresql",
    ),
]

BY_DIALECT = {
    "sqlite": {
        "{on_funding}": "",
        "{no_guard}": "DROP TRIGGER guard_conference_closes",
        "{their_trigger}": "CREATE TRIGGER theirs AFTER INSERT ON series BEGIN SELECT 1; END",
        "{weakened_guard}": "DROP TRIGGER guard_contribution_currency; CREATE TRIGGER guard_contribution_currency"
        " BEFORE UPDATE OF currency ON contribution BEGIN SELECT 1; END",
    },
    "postgresql": {
        "{on_funding}": " ON funding",
        "{no_guard}": "SELECT 1",
        "{their_trigger}": "CREATE TRIGGER theirs BEFORE INSERT ON series"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "{weakened_guard}": "CREATE OR REPLACE FUNCTION guard_contribution_currency() RETURNS trigger"
        " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    },
}


def carry_out(sql: Bare, statement: str) -> None:
    for word, text in BY_DIALECT[sql.dialect].items():
        statement = statement.replace(word, text)
    for part in statement.split("; CREATE"):
        sql(part if part == statement.split("; CREATE")[0] else f"CREATE{part}")


def findings(location: Location) -> list[Finding]:
    with connected(location) as reader:
        return check_register(reader)


@pytest.fixture
def filled(location: Location, write: Write, once: Once) -> Location:
    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)

    return location


def test_nothing_is_wrong_in_a_register_that_nobody_broke(filled: Location) -> None:
    assert findings(filled) == []


def test_nothing_is_wrong_in_an_empty_register(location: Location) -> None:
    assert findings(location) == []


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Location:
    """One filled register for all that is broken within a transaction and rolled back."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("sandbox") / "register.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        location = Location(path, None)
    else:
        base: str = request.getfixturevalue("postgresql")
        with psycopg.connect(base.format("postgres"), autocommit=True) as server:
            server.execute("CREATE DATABASE sandbox TEMPLATE template_register")
        location = parse_location(base.format("sandbox"))
    with open_register(location, who="tester") as register:
        fill(register)
    return location


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: f"{broken.question}: {broken.where}")
def test_what_is_broken_is_found(sandbox: Location, broken: Break) -> None:
    if broken.only and (broken.only == "postgresql") != sandbox.is_postgresql:
        pytest.skip("the other database does not let it happen")
    with unguarded(sandbox) as sql:
        sql("BEGIN")
        for statement in broken.statements:
            carry_out(sql, statement)
        reader = Reader(sql.connection, sql.dialect)
        found = check_register(reader)
        everywhere = broken_rules(reader)
        of_one = {code: broken_rules(reader, number) for number, code in enumerate(CONFERENCES, 1)}
        sql("ROLLBACK")
    matching = [
        finding
        for finding in found
        if (finding.question, finding.severity, finding.where) == (broken.question, broken.severity, broken.where)
        and re.search(broken.what, finding.what)
    ]
    assert len(matching) == 1, found
    # A conference closes unless a rule is broken there, or at none.
    for code, rules in of_one.items():
        assert rules == [one for one in everywhere if one.where.rpartition(" at ")[2] not in {*CONFERENCES} - {code}]


def test_more_than_one_primary_theme_is_found_where_the_index_is_gone(filled: Location) -> None:
    with unguarded(filled) as sql:
        sql("DROP INDEX uq_project_theme_one_primary")
    assert [(finding.where, finding.severity) for finding in findings(filled)] == [("table project_theme", "wrong")]


def test_a_table_of_somebody_else_does_not_end_the_questions(filled: Location) -> None:
    with bare(filled) as sql:
        sql("CREATE TABLE letters (text text)")
        sql("UPDATE rate SET value = 'x'")
    assert [(finding.where, finding.severity) for finding in findings(filled)] == [
        ("table letters", "note"),
        ("rate USD per EUR, 2012", "wrong"),
    ]


def test_guards_of_an_owner_who_dropped_them_all_are_all_missed(filled: Location) -> None:
    with writing(filled, open_engine(filled)) as connection:
        drop_guards(connection)
    found = findings(filled)
    assert len(found) > 50
    assert {finding.question for finding in found} == {"the protection of closed conferences is in force"}


def test_a_damaged_file_is_found(filled: Location) -> None:
    path = filled.path
    if path is None:
        pytest.skip("the files of a PostgreSQL are its own affair")
    with bare(filled) as sql:
        ((page,),) = sql("SELECT rootpage FROM sqlite_master WHERE name = 'country'")
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    found = findings(filled)
    assert found
    assert {(finding.question, finding.where) for finding in found} == {("the file is sound", "the file")}


def test_every_question_is_broken_here() -> None:
    asked = {question.name for question in questions("sqlite")}
    assert asked <= {broken.question for broken in BREAKS}


def test_on_the_command_line(filled: Location, run: Run) -> None:
    clean = run("db check")
    assert clean.err.endswith("; 0 notes.\n")
    assert json.loads(run("db check --json").out) == []
    with bare(filled) as sql:
        sql("UPDATE beneficiary SET share = 0 WHERE organisation_id = 2")
    assert "1 note" in run("db check").err
    with bare(filled) as sql:
        sql("UPDATE rate SET value = '-1'")
    said = run("db check --json", status=1)
    assert "1 thing wrong" in said.err
    assert {
        "severity": "wrong",
        "where": "rate USD per EUR, 2012",
        "what": "'-1' is not a positive number",
        "question": "rates are positive numbers",
    } in json.loads(said.out)

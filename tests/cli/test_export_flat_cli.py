"""`tracker export --flat`: the names of tables and columns, figures as in the lists, and the files."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Run

from tracker.cli.files.flat_tables import TABLES

# What other programs rely on: add columns at the end of a table, never rename or remove one.
STABLE = """\
conferences: conference conference_title conference_day last_day series sequence state reporting_currency cut_off record
  sha256
projects: conference conference_title conference_day project project_title pool status progress theme theme_name
  theme_names scope parent lead lead_name implementer implementer_name donors donor_names beneficiaries
  beneficiary_names start end start_day end_day answer carried_from unconfirmed decision
money: conference conference_title conference_day project project_title status theme theme_name beneficiaries
  beneficiary_names contribution donor donor_name donor_kind instrument role basis answer carried_from unconfirmed
  counted excluded_as currency interest pledged committed disbursed interest_minor pledged_minor committed_minor
  disbursed_minor reporting_currency interest_reporting pledged_reporting committed_reporting disbursed_reporting
  interest_reporting_minor pledged_reporting_minor committed_reporting_minor disbursed_reporting_minor
risks: conference conference_title conference_day project project_title risk event category status likelihood impact
  score level inherent_likelihood inherent_impact inherent_score response occurred delayed
results: conference conference_title conference_day project project_title outcome outcome_title level indicator
  indicator_title measure unit direction baseline baseline_date target target_date actual baseline_value target_value
  actual_value progress light reason
actions: conference conference_title conference_day action kind raised_at text owner owner_name due status open told_at
  carried overdue verified_by superseded_by
needs: conference conference_title conference_day need text beneficiaries beneficiary_names whose themes measures
  category due due_is indicative definitive extended_to status open told_at carried raised_at agreed matched replies
  silent
columns: table_name column_name type label meaning
"""
NAMES = {
    table: columns.split()
    for table, _, columns in (line.partition(": ") for line in STABLE.replace("\n ", "").splitlines())
}


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    """Two conferences with something in every table, texts that a spreadsheet would run, and persons."""

    @once
    def fill_it() -> None:
        run = caribbean
        run('conference rates 2013 --set "EUR=1.35 USD" --date 2013 --source ECB')
        run('project add P3 --title Old --donor NORAD --committed "7 USD" --status active --at 2012')
        run(
            'project add P1 --title "Risk management" --donor IDB --committed "1m USD" --pledged "2m USD"'
            " --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:40 --status active --start 2012-03 --end 2014"
        )
        run('project add P2 --title "=Single; window" --donor EU --committed "100,000.01 EUR" --status active')
        run('report P1 --donor CIDA --committed "300 CAD"')
        run('risk add P1 --event "=The law is late" --category legal --owner "Ana Perez"')
        run("risk report P1/R1 --likelihood 3 --impact 4")
        run("outcome add P1 --level outcome --title Quick")
        run(
            "outcome indicator P1 --outcome O1 --title Hours --measure number --direction down --baseline 100"
            " --baseline-date 2012 --target 50.5 --target-date 2014"
        )
        run("indicator report P1/I1 --actual 75")
        run('action add "Call the donors" --owner IDB --owner-name "Ana Perez" --due next')
        run('organisation contact IDB --name "Ana Perez" --email ana@example.org')
        run('need add "Training in valuation" --beneficiary JM-CUSTOMS')

    return caribbean


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every table of a file of flat tables, as rows by column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}


def flat(told: Run, folder: Path, at: str = "") -> dict[str, list[dict[str, Any]]]:
    told(f"export --flat {folder / 'tables.db'} {at}")
    return tables(folder / "tables.db")


def test_names_are_stable_and_every_column_is_described(told: Run, tmp_path: Path) -> None:
    found = flat(told, tmp_path)
    assert {name: list(rows[0]) for name, rows in found.items()} == NAMES
    assert [(row["table_name"], row["column_name"]) for row in found["columns"]] == [
        (table, column) for table, columns in NAMES.items() if table != "columns" for column in columns
    ]
    assert all(row["label"] and row["meaning"] and row["type"] for row in found["columns"])
    for table in TABLES:
        labels = [column.label for column in table.columns]
        assert len(set(labels)) == len(labels), table.name


def test_money_is_a_number_in_its_currency_and_exact_beside(told: Run, tmp_path: Path) -> None:
    money = {row["contribution"]: row for row in flat(told, tmp_path)["money"]}
    assert list(money) == ["P3-NORAD", "P1-CIDA", "P1-IDB", "P2-EU"]
    assert money["P2-EU"] == {
        "conference": "AMS-2013",
        "conference_title": None,
        "conference_day": "2013-01-28",
        "project": "P2",
        "project_title": "=Single; window",
        "status": "active",
        "theme": None,
        "theme_name": None,
        "beneficiaries": None,
        "beneficiary_names": None,
        "contribution": "P2-EU",
        "donor": "EU",
        "donor_name": "European Union",
        "donor_kind": "development bank",
        "instrument": None,
        "role": "funding",
        "basis": "told",
        "answer": "updated",
        "carried_from": None,
        "unconfirmed": 0,
        "counted": 1,
        "excluded_as": None,
        "currency": "EUR",
        "interest": None,
        "pledged": None,
        "committed": 100000.01,
        "disbursed": None,
        "interest_minor": None,
        "pledged_minor": None,
        "committed_minor": 10000001,
        "disbursed_minor": None,
        "reporting_currency": "USD",
        "interest_reporting": None,
        "pledged_reporting": None,
        "committed_reporting": 135000.01,
        "disbursed_reporting": None,
        "interest_reporting_minor": None,
        "pledged_reporting_minor": None,
        "committed_reporting_minor": 13500001,
        "disbursed_reporting_minor": None,
    }
    # There is no rate for CAD.
    assert (money["P1-CIDA"]["committed"], money["P1-CIDA"]["committed_reporting"]) == (300.0, None)
    names = "Barbados customs;Jamaica customs"
    assert (money["P1-IDB"]["beneficiaries"], money["P1-IDB"]["beneficiary_names"]) == ("BB-CUSTOMS;JM-CUSTOMS", names)


def test_a_large_amount_keeps_every_cent_beside(told: Run, tmp_path: Path) -> None:
    told('report P1 --donor IDB --committed "999,999,999,999,999.99 USD: revision"')
    (row,) = [row for row in flat(told, tmp_path)["money"] if row["contribution"] == "P1-IDB"]
    assert row["committed_minor"] == row["committed_reporting_minor"] == 99_999_999_999_999_999
    told(f"export --flat {tmp_path / 'folder'}/")
    with (tmp_path / "folder" / "money.csv").open(encoding="utf-8", newline="") as file:
        (line,) = [line for line in csv.DictReader(file) if line["contribution"] == "P1-IDB"]
    assert (line["committed"], line["committed_minor"]) == ("999999999999999.99", "99999999999999999")


LISTS = (
    ("contribution list --at 2013 --json", "money", "contribution:code donor donor_name currency committed pledged"),
    ("project list --at 2013 --json", "projects", "project:code project_title:title status theme_name:theme start end"),
    ("risk list --at 2013 --json", "risks", "risk:code event likelihood impact score level status"),
    ("outcome list --at 2013 --json", "results", "indicator:code baseline target actual progress light reason"),
    ("action list --at 2013 --json", "actions", "action:code text owner due status carried overdue"),
    ("need list --at 2013 --json", "needs", "need:code text status carried agreed"),
)


@pytest.mark.parametrize(("line", "table", "fields"), LISTS, ids=[table for _, table, _ in LISTS])
def test_figures_are_those_of_the_lists(told: Run, tmp_path: Path, line: str, table: str, fields: str) -> None:
    names = [(one, other or one) for one, _, other in (field.partition(":") for field in fields.split())]
    listed = {tuple(_number(row[other]) for _, other in names) for row in json.loads(told(line).out)}
    rows = [row for row in flat(told, tmp_path)[table] if row["conference"] == "AMS-2013"]
    assert {tuple(_number(row[one]) for one, _ in names) for row in rows} == listed
    assert listed


def _number(value: Any) -> Any:
    """A value as it may be compared: an amount is text in JSON, and a flag is a number in SQLite."""
    if isinstance(value, (int, float)):
        return Decimal(str(+value)).normalize()
    try:
        return Decimal(value).normalize()
    except (ArithmeticError, TypeError):
        return value


def test_the_total_of_a_conference_is_the_sum_of_the_whole_numbers(told: Run, tmp_path: Path) -> None:
    rows = flat(told, tmp_path, "--at 2013")["money"]
    total = sum(row["committed_reporting_minor"] or 0 for row in rows)
    assert total == 1_000_000_00 + 135_000_01
    assert "1,135,000.01" in told("project list --at 2013").out


def test_results_are_numbers_too(told: Run, tmp_path: Path) -> None:
    (row,) = flat(told, tmp_path)["results"]
    assert (row["baseline"], row["target"], row["actual"]) == ("100", "50.5", "75")
    assert (row["baseline_value"], row["target_value"], row["actual_value"]) == (100.0, 50.5, 75.0)
    assert (row["outcome"], row["outcome_title"], row["indicator"]) == ("P1/O1", "Quick", "P1/I1")


def test_dates_of_less_than_a_day_get_their_first_and_last_day(told: Run, tmp_path: Path) -> None:
    rows = {row["project"]: row for row in flat(told, tmp_path)["projects"]}
    assert [rows["P1"][name] for name in ("start", "end", "start_day", "end_day")] == [
        *("2012-03", "2014"),
        *("2012-03-01", "2014-12-31"),
    ]


def test_there_are_no_persons(told: Run, tmp_path: Path) -> None:
    found = flat(told, tmp_path)
    assert (found["actions"][0]["owner"], found["actions"][0]["owner_name"]) == (
        "IDB",
        "Inter-American Development Bank",
    )
    held = (tmp_path / "tables.db").read_bytes()
    assert b"Ana" not in held and b"example.org" not in held and b"tester" not in held


def test_csv_has_the_same_and_runs_no_formula(told: Run, tmp_path: Path) -> None:
    said = told(f"export --flat -o {tmp_path / 'folder'}/")
    assert said.out == (
        f"Exported 7 tables as {tmp_path / 'folder'}: conferences 2, projects 3, money 4, risks 1, results 1, actions 1"
        " and needs 1.\n"
    )
    found = flat(told, tmp_path)
    for name, columns in NAMES.items():
        with (tmp_path / "folder" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert list(lines[0]) == columns
        assert len(lines) == len(found[name])
    assert "'=The law is late" in (tmp_path / "folder" / "risks.csv").read_text(encoding="utf-8")
    assert found["risks"][0]["event"] == "=The law is late"


def test_one_conference_and_its_sealed_record(told: Run, tmp_path: Path) -> None:
    found = flat(told, tmp_path, "--at 2012")
    assert [row["project"] for row in found["projects"]] == ["P3"]
    assert (found["conferences"][0]["state"], found["conferences"][0]["record"]) == ("planned", None)
    told('conference close 2013 --accept "enough" --yes')
    sealed = flat(told, tmp_path, "--at 2013@1")
    as_closed = (tmp_path / "tables.db").read_bytes()
    assert sealed["conferences"][0]["record"] == "AMS-2013@1"
    assert len(sealed["conferences"][0]["sha256"]) == 64
    told("conference reopen 2013 --reason wrong")
    told('report P1 --donor IDB --committed "5 USD: correction" --at 2013')
    told("project edit P2 --title Other")
    now = flat(told, tmp_path, "--at 2013")
    assert [row["committed"] for row in now["money"] if row["contribution"] == "P1-IDB"] == [5.0]
    assert now["conferences"][0]["record"] is None
    flat(told, tmp_path, "--at 2013@1")
    assert (tmp_path / "tables.db").read_bytes() == as_closed


def test_a_cancelled_conference_is_there_only_by_name(told: Run, tmp_path: Path) -> None:
    told("conference edit 2012 --state cancelled")
    found = flat(told, tmp_path)
    assert {row["conference"] for rows in found.values() for row in rows if "conference" in row} == {"AMS-2013"}
    assert [row["project"] for row in flat(told, tmp_path, "--at 2012")["projects"]] == ["P3"]


def test_the_same_register_is_the_same_bytes(told: Run, tmp_path: Path) -> None:
    for name in ("one", "other"):
        told(f"export --flat {tmp_path / name}.db")
        told(f"export --flat {tmp_path / name}/")
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "other.db").read_bytes()
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_an_empty_register_has_empty_tables(run: Run, tmp_path: Path) -> None:
    found = flat(run, tmp_path)
    assert {name for name, rows in found.items() if rows} == {"columns"}


def test_no_database_but_an_earlier_export_is_replaced(told: Run, tmp_path: Path) -> None:
    other, ours = tmp_path / "other.db", tmp_path / "tables.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE kept (x)")
        connection.commit()
    before = other.read_bytes()
    said = told(f"export --flat {other}", status=4)
    assert said.err == f"Error: {other} is a register or another SQLite database.\n{KEPT}\n"
    told(f"export --flat {other} --force", status=4)
    assert other.read_bytes() == before
    told(f"export --flat {ours}")
    told(f"export --flat {ours}")
    assert told(f"project list -o {ours} --format csv", status=4).err.startswith(
        f"Error: {ours} contains flat tables for analysis, not csv.\n"
    )
    (tmp_path / "tables.db-wal").touch()
    said = told(f"export --flat {ours}", status=4)
    assert said.err.startswith(f"Error: Another program has {ours} open, because tables.db-wal exists.\n")


KEPT = "Nothing was overwritten. Choose another name."


def test_the_register_itself_is_never_replaced(told: Run, location: Any) -> None:
    if location.path is None:
        pytest.skip("PostgreSQL has no file")
    before = location.path.read_bytes()
    assert (
        told(f"export --flat {location.path}", status=4).err
        == f"Error: {location.path} is the register itself.\n{KEPT}\n"
    )
    assert location.path.read_bytes() == before


def test_no_folder_but_an_earlier_export_is_replaced(told: Run, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "projects.csv").write_text("mine\n", encoding="utf-8")
    said = told(f"export --flat {folder}", status=4)
    assert said.err == (
        f"Error: {folder} contains something other than flat tables.\nNothing was changed. Choose another folder.\n"
    )
    (folder / "projects.csv").unlink()
    told(f"export --flat {folder}")
    (folder / "notes.txt").write_text("mine\n", encoding="utf-8")
    told("project edit P1 --title Changed")
    told(f"export --flat {folder}")
    assert "Changed" in (folder / "projects.csv").read_text(encoding="utf-8")
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("--flat", "Flat tables are a file or a folder."),
        ("--flat -", "Flat tables are a file or a folder."),
        ("--flat tables.xlsx", "Flat tables do not go into a .xlsx file."),
        ("--flat a.db -o b.db", "--flat a.db and -o b.db both say where to."),
        ("--flat a.db --all", "--flat and --all contradict each other."),
        ("--flat a.db --format csv", "--flat and --format contradict each other."),
        (
            "--flat a.db --donor IDB",
            "--donor is said of an IATI file.\nLeave it out, or give --iati instead of --flat.",
        ),
        (
            "--all --at 2013",
            "--at is said of an IATI file or of flat tables.\nLeave it out, or give --iati instead of --all.",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(told: Run, line: str, error: str) -> None:
    assert told(f"export {line}", status=2).err.startswith(f"Error: {error}\n")

"""`tracker report --refresh`: the funding of an open conference, taken from the transactions up to its cut-off date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run

MOVED = """\
contribution,kind,date,amount
P1-IDB,outgoing commitment,2012-06-01,1250000
P1-IDB,disbursement,2012-07-01,400000.50
P1-IDB,expenditure,2012-08-01,99999.50
P1-IDB,disbursement,2013-02-01,-100000
P1-IDB,disbursement,2013-02-02,777
P2-EU,outgoing commitment,2012-09-01,300000
P3-NORAD,incoming funds,2012-09-01,5
"""


@pytest.fixture
def moved(caribbean: Run, tmp_path: Path, once: Once) -> Run:
    """P1 and P2 were told at AMS-2012 and carried to AMS-2013; they have transactions, P3 has none that counts."""

    @once
    def fill_it() -> None:
        caribbean(
            'project add P1 --title "Risk management" --donor IDB --committed "1,000,000 USD" --status active --at 2012'
        )
        caribbean(
            'project add P2 --title "Single window" --donor EU --pledged "500,000 EUR" --committed "200,000 EUR"'
            " --status active --at 2012"
        )
        caribbean(
            'project add P3 --title "Integrity" --donor NORAD --committed "700,000 NOK" --status active --at 2012'
        )
        caribbean("conference open 2013 --from 2012")
        (tmp_path / "transactions.csv").write_text(MOVED, encoding="utf-8")
        caribbean(f"import {tmp_path / 'transactions.csv'} --yes")

    return caribbean


def money(run: Run, project: str, at: str = "2013") -> dict[str, Any]:
    (line,) = json.loads(run(f"project show {project} --at {at} --json").out)["money"]
    return {name: line[name] for name in ("pledged", "committed", "disbursed", "basis")}


def reasons(run: Run) -> dict[str, str]:
    """What explains the committed money from 2012 to 2013."""
    compared = json.loads(run("compare 2012 2013 --json --currency USD --only money --donor IDB").out)
    changed: dict[str, str] = compared["money"]["committed"]["changed"]
    return changed


def test_the_money_comes_from_the_transactions(moved: Run) -> None:
    said = moved("report --refresh --at AMS-2013")
    assert (
        said.out
        == """\
P1 at AMS-2013:
  P1-IDB committed: 1,000,000.00 USD -> 1,250,000.00 USD
  P1-IDB disbursed: unknown -> 400,000.00 USD
  P1-IDB basis: reported -> transactions
  P1-IDB committed, reason: unknown -> method
P2-EU pledged stays 500,000.00 EUR, no transaction shows it
"""
    )
    assert (
        said.err
        == """\
2 contributions with transactions up to 2013-02-01: 1 changed, 0 as they were, 1 left as reported.
`--overwrite` takes these too.
"""
    )
    assert money(moved, "P1") == {
        "pledged": None,
        "committed": "1250000.00",
        "disbursed": "400000.00",
        "basis": "transactions",
    }
    assert money(moved, "P3")["committed"] == "700000.00"
    assert reasons(moved) == {"method": "250000.00", "unexplained": "0.00"}


def test_a_second_time_there_is_nothing_to_change(moved: Run) -> None:
    moved("report --refresh")
    before = moved("log --json").out
    said = moved("report --refresh")
    assert said.out == ("P2-EU pledged stays 500,000.00 EUR, no transaction shows it\n")
    assert "0 changed, 1 as they were, 1 left as reported." in said.err
    assert moved("log --json").out == before


def test_what_somebody_told_since_stays_unless_asked(moved: Run) -> None:
    moved('report P1 --donor IDB --committed "1,300,000 USD: new money" --source "mail of 20 January"')
    said = moved("report --refresh P1")
    assert said.out == (
        "P1-IDB committed stays 1,300,000.00 USD, reported at AMS-2013; its transactions total 1,250,000.00 USD\n"
    )
    assert money(moved, "P1")["basis"] == "told"
    assert reasons(moved) == {"new money": "300000.00", "unexplained": "0.00"}
    said = moved("report --refresh --overwrite")
    assert "P1-IDB committed: 1,300,000.00 USD -> 1,250,000.00 USD" in said.out
    assert "P2-EU pledged: 500,000.00 EUR -> unknown" in said.out
    assert "2 changed, 0 as they were, 0 left as reported." in said.err
    assert reasons(moved) == {"method": "250000.00", "unexplained": "0.00"}


def test_what_was_confirmed_as_it_was_stays(moved: Run) -> None:
    moved("report P1 --donor IDB --unchanged")
    assert moved("report --refresh P1").out == (
        "P1-IDB committed stays 1,000,000.00 USD, confirmed at AMS-2013; its transactions total 1,250,000.00 USD\n"
    )


def test_a_told_amount_that_the_transactions_say_too_changes_its_basis_alone(moved: Run) -> None:
    moved('report P1 --donor IDB --committed "1,250,000 USD"')
    assert "P1-IDB basis: reported -> transactions" in moved("report --refresh P1").out


def test_nobody_has_answered_by_a_refresh(moved: Run) -> None:
    moved("report --refresh")
    card = json.loads(moved("project show P1 --json").out)
    assert card["answer"] == "not asked"
    assert [row["code"] for row in json.loads(moved("project list --at 2013 --unconfirmed --json").out)] == [
        "P1",
        "P2",
        "P3",
    ]


def test_a_contribution_that_came_since_is_taken_too(moved: Run, tmp_path: Path) -> None:
    moved("contribution add P1 EU --currency EUR")
    (tmp_path / "more.csv").write_text(
        "contribution,kind,date,amount\nP1-EU,outgoing pledge,2012-06-01,10\n", encoding="utf-8"
    )
    moved(f"import {tmp_path / 'more.csv'} --yes")
    assert "P1-EU pledged: unknown -> 10.00 EUR" in moved("report --refresh P1").out


def test_later_transactions_follow_and_an_earlier_cut_off_is_taken_by_the_next_refresh(
    moved: Run, tmp_path: Path
) -> None:
    moved("report --refresh P1")
    (tmp_path / "more.csv").write_text(
        "contribution,kind,date,amount\nP1-IDB,disbursement,2012-12-01,1\n", encoding="utf-8"
    )
    moved(f"import {tmp_path / 'more.csv'} --yes")
    assert money(moved, "P1")["disbursed"] == "400001.00"
    moved("conference edit 2013 --cut-off 2012-07-31")
    moved("report --refresh P1")
    assert money(moved, "P1")["disbursed"] == "400000.50"
    moved("conference edit 2013 --cut-off 2012-05-31")
    moved("report --refresh P1")
    assert money(moved, "P1") == {"pledged": None, "committed": None, "disbursed": None, "basis": "transactions"}


def test_it_is_one_command_that_can_be_taken_back(moved: Run) -> None:
    before = money(moved, "P1")
    moved("report --refresh --source 'file of 2013'")
    moved("undo")
    assert money(moved, "P1") == before
    assert reasons(moved) == {"unexplained": "0.00"}


def test_a_dry_run_writes_nothing(moved: Run) -> None:
    said = moved("report --refresh --dry-run")
    assert "P1-IDB basis: reported -> transactions" in said.out
    assert said.err.endswith("Dry run: nothing was written.\n") or "Dry run: nothing was written.\n" in said.err
    assert money(moved, "P1")["basis"] == "told"


def test_only_an_open_conference_takes_it(moved: Run) -> None:
    assert (
        moved("report --refresh --at 2012", status=4).err
        == """\
Error: AMS-2012 is planned, and funding is refreshed only while a conference is open.
`tracker conference open AMS-2012` opens it.
"""
    )
    moved("conference close 2013 --accept 'nothing more will come' --yes")
    assert "tracker conference reopen AMS-2013" in moved("report --refresh --at 2013", status=4).err


def test_projects_that_were_not_presented_are_counted(moved: Run, tmp_path: Path) -> None:
    moved("project add P4 --title 'Not presented' --at 2012 --status active --donor IDB --committed '1 USD'")
    (tmp_path / "more.csv").write_text(
        "contribution,kind,date,amount\nP4-IDB,disbursement,2012-12-01,1\n", encoding="utf-8"
    )
    moved(f"import {tmp_path / 'more.csv'} --yes")
    assert (
        "1 contribution with transactions was left out, because the project was not reported to AMS-2013."
        in moved("report --refresh").err
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--refresh --status active", "--refresh and --status cannot be reported together."),
        ("P1 --refresh --donor IDB", "--refresh and --donor cannot be reported together."),
        ("P1 --overwrite", "--overwrite is said of --refresh."),
    ],
)
def test_what_cannot_be_told_with_it(moved: Run, words: str, said: str) -> None:
    assert said in moved(f"report {words}", status=2).err

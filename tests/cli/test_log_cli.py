"""`tracker log` and `tracker undo`, as a person sees them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tracker.store.location import Location

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def who(location: Location) -> str:
    """How the log names who wrote: the name of the client, and on PostgreSQL the role, which is another here."""
    return "tester (as postgres)" if location.is_postgresql else "tester"


@pytest.fixture
def written(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Single window" --at 2012 --status proposed --donor IDB --committed "5 USD"')
        caribbean('risk add P1/R1 --event "The law is delayed" --category political')
        caribbean("project add P2 --title Other --at 2012 --status active")
        caribbean('report P1 --at 2012 --status active --progress 40 --donor IDB --committed "+1.5m USD: new money"')

    return caribbean


def test_changes_are_told_with_codes_and_amounts(written: Run, who: str) -> None:
    assert (
        written("log --limit 1 -v").out
        == f"""\
5  2013-01-28 09:30  {who}  tracker report P1 --at 2012 --status active --progress 40 --donor IDB --committed \
'+1.5m USD: new money'
    report on P1 at AMS-2012: status proposed -> active; progress unknown -> 40
    money of P1-IDB at AMS-2012: committed 5.00 USD -> 1,500,005.00 USD
    reason 1 of P1-IDB added: conference AMS-2012; measure committed; reason new money; amount 1,500,000.00 USD
"""
    )


def test_one_command_by_its_number(written: Run, who: str) -> None:
    assert (
        written("log 3").out
        == f"""\
3  2013-01-28 09:30  {who}  tracker risk add P1/R1 --event 'The law is delayed' --category political
    risk P1/R1 added: category political; event The law is delayed
"""
    )
    [command] = json.loads(written("log 5 --json").out)
    assert command["rows"] == 3
    assert command["changes"][1] == {
        "what": "money of P1-IDB at AMS-2012",
        "kind": "changed",
        "fields": [{"field": "committed", "was": "5.00 USD", "now": "1,500,005.00 USD"}],
    }
    assert written("log 5 --format csv").out.splitlines()[:2] == [
        "number,what,kind,field,was,now",
        "5,report on P1 at AMS-2012,changed,status,proposed,active",
    ]
    assert "There is no command '99'" in written("log 99", status=3).err


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", "5 4 3 2 1"),
        ("P1", "5 3 2"),
        ("p2", "4"),
        ("--limit 2", "5 4"),
        ("--noun risk", "3"),
        ("--noun conference", "1"),
        ("--who TEST --grep law", "3"),
        ("--who somebody", ""),
        ("--since 2013-02", ""),
        ("--since 2013-01-28 --until 2013", "5 4 3 2 1"),
        ("--until 2013-01-27", ""),
    ],
)
def test_filters(written: Run, words: str, numbers: str) -> None:
    assert written(f"log {words} -q").out.split() == numbers.split()


def test_undo_says_what_it_took_back_and_how_to_bring_it_back(written: Run) -> None:
    said = written("undo")
    assert (
        said.out
        == """\
Took back command 5 of tester, 2013-01-28 09:30: tracker report P1 --at 2012 --status active --progress 40 --donor \
IDB --committed '+1.5m USD: new money'
  reason 1 of P1-IDB removed: conference AMS-2012; measure committed; reason new money; amount 1,500,000.00 USD
  money of P1-IDB at AMS-2012: committed 1,500,005.00 USD -> 5.00 USD
  report on P1 at AMS-2012: status active -> proposed; progress 40 -> unknown
"""
    )
    assert said.err == "`tracker undo 6` brings it back.\n"
    assert "taken back by 6" in written("log 5").out
    written("undo 6")
    assert "1,500,005.00" in written("project show P1 --at 2012").out
    assert [row["taken_back_by"] for row in json.loads(written("log --json --limit 3").out)] == [None, 7, None]


def test_a_dry_run_of_undo_changes_nothing(written: Run) -> None:
    said = written("undo --dry-run")
    assert said.out.startswith("Took back command 5")
    assert said.err == "Dry run: nothing was written.\n"
    assert written("log -q").out.split()[0] == "5"


def test_undo_refuses_what_later_commands_need(written: Run) -> None:
    said = written("undo 2", status=4).err
    assert "Later commands depend on it: 5 (tracker report P1 --at 2012 --status active" in said
    assert "`tracker undo 5`" in said
    assert written("log -q").out.split()[0] == "5"


def test_what_is_gone_keeps_its_code(written: Run) -> None:
    written("risk remove P1/R1 -y")
    assert "risk P1/R1 removed: category political" in written("log --limit 1 -v").out
    assert written("log P1 -q").out.split() == ["6", "5", "3", "2"]


def test_a_project_that_was_taken_back_has_a_log_too(caribbean: Run) -> None:
    caribbean("project add P1 --title Mistaken --status active")
    caribbean("undo")
    assert caribbean("log p1 -q").out.split() == ["3", "2"]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("undo 99", 3, "There is no command '99'"),
        ("undo 0", 2, "'0' is less than 1"),
        ("undo P1", 2, "is not a whole number"),
        ("log --limit 0", 2, "--limit '0' is less than 1.\nUse a whole number from 1"),
        ("log --limit -1", 2, "is less than 1"),
        ("log --limit 1.5", 2, "is not a whole number"),
        ("log --limit ''", 2, "--limit is empty"),
        ("log P9", 3, "There is no project 'P9'"),
        ("log --noun weather", 2, "is not valid"),
        ("log --since yesterday", 2, "is not a date"),
    ],
)
def test_errors_say_what_would_be_right(written: Run, line: str, status: int, said: str) -> None:
    assert said in written(line, status=status).err

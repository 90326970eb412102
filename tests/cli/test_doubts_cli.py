"""What may be written and looks like a mistake: said, and on a terminal asked about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run

DOUBT = "Please check: P1-NORAD committed: 400,000.00 EUR -> 500.00 EUR changes by a factor of more than 100.\n"


@pytest.fixture
def room(caribbean: Run, once: Once) -> Run:
    """P1 with 400,000 EUR of Norad's at AMS-2012, while AMS-2013 is open."""

    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Risk" --status active --donor NORAD --committed "400,000 EUR" --at 2012')

    return caribbean


def committed(run: Run) -> str:
    return str(json.loads(run("project show P1 --at 2013 --json").out)["money"][0]["committed"])


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at a terminal; their answer, and after it what they were asked."""
    asked: list[str] = []
    monkeypatch.setattr("tracker.cli.base.App.interactive", True)

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return asked[0] == "yes"

    monkeypatch.setattr("click.confirm", confirm)
    return asked


@pytest.mark.parametrize(
    ("amount", "doubtful"),
    [("500 EUR", True), ("=4,000 EUR", False), ("3,999.99 EUR", True), ("40,000,000.01 EUR", True), ("0 EUR", False)],
)
def test_a_change_by_more_than_a_hundredfold_is_said(room: Run, amount: str, doubtful: bool) -> None:
    assert ("factor of more than 100" in room(f'report P1 --donor NORAD --committed "{amount}"').err) is doubtful
    assert "factor of more than 100" not in room("report P1 --unchanged").err


def test_off_a_terminal_it_is_written_all_the_same(room: Run) -> None:
    assert room('report P1 --donor NORAD --committed "500 EUR" --dry-run').err.startswith(DOUBT)
    assert room('report P1 --donor NORAD --committed "500 EUR"').err == (
        DOUBT + "Next: `tracker project show P1 --at AMS-2013`\n"
    )
    assert committed(room) == "500.00"


def test_on_a_terminal_it_is_asked_about(room: Run, terminal: list[str]) -> None:
    terminal[:] = ["no"]
    assert room('report P1 --donor NORAD --committed "500 EUR"', status=1).err == (
        DOUBT + "Error: Cancelled. Nothing was written.\n"
    )
    assert terminal == ["no", "Is this correct?"]
    terminal[:] = ["yes"]
    room('report P1 --donor NORAD --committed "500 EUR"')
    assert terminal == ["yes", "Is this correct?"]
    assert committed(room) == "500.00"
    room('report P1 --donor NORAD --committed "501 EUR"')
    assert len(terminal) == 2


def test_so_is_what_a_file_says(room: Run, tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    file.write_text("project,donor,committed,currency\nP1,NORAD,500,EUR\n")
    assert room(f"import {file} --dry-run").err.count(DOUBT) == 1
    assert room(f"import {file}").err.count(DOUBT) == 1
    assert committed(room) == "500.00"


def test_what_is_left_of_a_pool_is_no_mistake(caribbean: Run) -> None:
    caribbean('project add P1 --title "Risk" --status active --donor IDB --pledged "10 USD"')
    caribbean('pool add IDB "5,000,000 USD"')
    caribbean("report AMS-POOL --donor IDB --unchanged")
    said = caribbean('allocate IDB "4,999,000 USD" --to P1').err
    assert said.count("Please check:") == 1
    assert said.startswith(
        "Please check: P1-IDB pledged: 10.00 USD -> 4,999,010.00 USD changes by a factor of more than"
    )


def test_many_doubts_are_counted(room: Run, tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    lines = [f"P{place},IDB" for place in range(2, 17)]
    for line in lines:
        room(f'project add {line[:-4]} --title "T {line}" --status active --donor IDB --committed "1m USD" --at 2012')
    rows = "".join(f"{line},5,USD\n" for line in lines)
    file.write_text(f"project,donor,committed,currency\n{rows}")
    assert "Please check: 3 more like these.\n" in room(f"import {file}").err


def test_answers_that_are_due_after_the_conference_began_are_said(room: Run, tmp_path: Path) -> None:
    late = room(f"request send 2013 --due 2013-02-20 -d {tmp_path / 'out'}").err
    assert late.startswith("Please check: The answers are due on 2013-02-20, after AMS-2013 begins (2013-01-28).\n")
    early = room(f"request send 2013 --due 2013-01-28 -d {tmp_path / 'again'}").err
    assert "Please check" not in early


@pytest.fixture
def colleague(room: Run, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Command lines that a colleague runs while the question is open; the answer to it is yes."""
    lines: list[str] = []

    def confirm(_question: str, **_: object) -> bool:
        monkeypatch.setattr("tracker.cli.base.App.interactive", False)
        while lines:
            room(lines.pop())
        monkeypatch.setattr("tracker.cli.base.App.interactive", True)
        return True

    monkeypatch.setattr("click.confirm", confirm)
    return lines


def test_a_colleague_can_write_while_the_question_is_open(
    room: Run, colleague: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.base.App.interactive", True)
    colleague[:] = ["note 'EU: later'"]
    assert room('report P1 --donor NORAD --committed "500 EUR"').err.count("Please check:") == 1
    assert committed(room) == "500.00"


def test_a_question_that_is_another_one_by_then_is_a_conflict(
    room: Run, colleague: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.base.App.interactive", True)
    colleague[:] = ['report P1 --donor NORAD --committed "300,000 EUR"']
    said = room('report P1 --donor NORAD --committed "500 EUR"', status=4).err
    assert "Another user changed the register while you were asked" in said
    assert committed(room) == "300000.00"


def test_a_file_is_asked_about_once(room: Run, tmp_path: Path, terminal: list[str]) -> None:
    file = tmp_path / "reports.csv"
    file.write_text("project,donor,committed,currency\nP1,NORAD,500,EUR\n")
    terminal[:] = ["yes"]
    assert room(f"import {file}").err.count(DOUBT) == 1
    assert terminal == ["yes", "Take in 1 row?"]
    assert committed(room) == "500.00"

"""Dialogues: each answer is checked when it is given, an error goes back to its question, and nothing typed is lost."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Once, Run
from on_terminal import OnTerminal

from tracker.cli.base import App

Told = Callable[..., str]


@pytest.fixture
def asked(caribbean: Run, once: Once, monkeypatch: pytest.MonkeyPatch) -> Told:
    """`asked("pool add", "IDB", "5m USD")`: what a command says to a user who types these lines."""

    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Risk management" --status active --donor IDB --pledged "400,000 USD"')

    monkeypatch.setattr(App, "interactive", property(lambda app: not app.no_input))

    def call(line: str, *answers: str, status: int = 0) -> str:
        return caribbean(line, input="".join(f"{answer}\n" for answer in answers), status=status).err

    return call


# A command, what is typed (each wrong answer once), and the line that does the same.
DIALOGUES = [
    ("donor add", ["WB", "World Bank", "bank", "development bank"], "WB --name 'World Bank' --kind 'development bank'"),
    ("series add", ["E-", "Examples", "EX"], "EX --name Examples"),
    (
        "conference add",
        ["AMS-2014", "2014-13", "2014-01", "2013", "Panama", "XX", "PA", "WCO", "", "XYZ", "USD", "2014-02"],
        "AMS-2014 --start 2014-01 --end 2014-02 --city Panama --country PA --currency USD",
    ),
    ("pool add", ["NOPE", "IDB", "5m", "5m USD"], "IDB '5m USD'"),
    (
        "contribution add",
        ["P9", "P1", "XX", "EU", "gift", "grant", "EURO", "EUR"],
        "P1 EU --instrument grant --currency EUR",
    ),
    ("risk add", ["P9/R1", "The port floods", "weather", "environmental", "P1/R1"], None),
    (
        "milestone add",
        ["P1/M1", "Law in force", "2012-15", "2012-09"],
        "P1/M1 --title 'Law in force' --planned 2012-09",
    ),
    ("outcome add", ["P1/O1", "Faster release", "effect", "outcome"], "P1/O1 --title 'Faster release' --level outcome"),
    (
        "action add",
        ["Publish the timetable", "XX", "IDB", "soon", "next"],
        "'Publish the timetable' --owner IDB --due next",
    ),
    ("partnership add", ["Joint work", "talk", "agreement", "XX", "IDB", "EU", "2013-40", "2013-01", "To train"], None),
    ("training add", ["T1", "For inspectors", "then", "2013-03", "Kingston", "Atlantis", "JM", "", "WCO"], None),
    ("offer add", ["Mercator", "XX", "EU", "", "much", "2m EUR", "By mail"], None),
    ("need add", ["A single window", "XX", "JM-CUSTOMS"], "'A single window' --beneficiary JM-CUSTOMS"),
]


@pytest.mark.parametrize(("command", "answers", "line"), DIALOGUES, ids=[command for command, _, _ in DIALOGUES])
def test_a_wrong_answer_is_asked_again_and_the_line_is_told(
    asked: Told, caribbean: Run, command: str, answers: list[str], line: str | None
) -> None:
    said = asked(command, *answers)
    told = re.search(r"^In one line: (tracker .*)$", said, re.MULTILINE)
    assert told, said
    if line is not None:
        assert told[1] == f"tracker {command} {line}"
    assert "Error: " in said
    # The line alone does the same on another day, and the log has it.
    assert told[1] in caribbean("log --json").out.replace('\\"', '"').replace("\\u0027", "'")
    caribbean("undo --no-input")
    caribbean(f"{told[1].removeprefix('tracker ')} --no-input")


def test_shares_of_more_than_100_percent_cost_one_answer_and_not_twelve(asked: Told, caribbean: Run) -> None:
    answers = [
        "P2",
        "Single window",
        "risk management",
        "One counter",
        "JM-CUSTOMS:60; BB-CUSTOMS:50",
        "EU",
        "",
        "5m EUR",
        "",
        "",
    ]
    said = asked("project add", *answers, "2012-03", "2013", "active", "JM-CUSTOMS:60; BB-CUSTOMS:40")
    _, _, after = said.partition(
        "Error: beneficiary shares 'JM-CUSTOMS:60, BB-CUSTOMS:50' add up to 110 %.\n"
        "Use shares of at most 100 % together.\n"
    )
    assert after.startswith("Beneficiaries with their shares, ")
    assert after.count("\n") == 3  # the question, what to do next, the line
    assert said.endswith(
        "In one line: tracker project add P2 --title 'Single window' --theme 'risk management'"
        " --objective 'One counter' --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:40 --donor EU"
        " --pledged '5m EUR' --start 2012-03 --end 2013 --status active\n"
    )
    assert caribbean("project list --beneficiary BB-CUSTOMS -q").out == "P2\n"


def test_a_report_offers_what_was_reported_last(asked: Told) -> None:
    said = asked(
        "report", "P9", "p1", "done", "", "110", "10", "XX", "IDB", "", "450,000", "450,000 USD", "", "", "a mail"
    )
    assert "Report on Risk management to AMS-2013. Press Enter to keep the value in brackets.\n" in said
    assert (
        "Status of the project (proposed, active, finalising, completed, cancelled, suspended) [active]: done\n" in said
    )
    assert "Pledged [400,000.00 USD]: 450,000\nError: --pledged '450,000' has no currency.\n" in said
    assert said.endswith(
        "In one line: tracker report p1 --progress 10 --donor IDB --pledged '450,000 USD' --source 'a mail'\n"
    )


def test_nothing_new_may_be_confirmed(asked: Told) -> None:
    said = asked("report P1", "", "", "", "yes", "")
    assert said.endswith("In one line: tracker report P1 --unchanged\n")
    said = asked("report P1", "", "", "", "no", "", "", "", "", "yes", "", status=0)
    assert "Error: Nothing to report.\n" in said


def test_who_breaks_off_gets_the_line_so_far(asked: Told, caribbean: Run) -> None:
    said = asked("contribution add", "P1", "EU", "grant", status=130)
    assert said.endswith(
        "\nSo far: tracker contribution add P1 EU --instrument grant\nInterrupted. Nothing was written.\n"
    )
    assert "EU" not in caribbean("contribution list").out


def test_an_error_that_no_answer_is_to_blame_for_asks_all_of_them_again(asked: Told) -> None:
    said = asked("allocate", "IDB", "5m USD", "P1", "", "", "", status=130)
    assert "So far: tracker allocate IDB '5m USD' --to P1\n" in said


def test_an_answer_that_looks_like_a_flag_is_said_so_that_it_is_none(asked: Told, caribbean: Run) -> None:
    assert asked("action add", "- pay", "", "").endswith("In one line: tracker action add -- '- pay'\n")
    caribbean("action add -- '- pay'")
    caribbean("note add -- '- they will pay'")
    said = asked("risk add P1", "-", "political")
    assert said.endswith("In one line: tracker risk add P1 --event=- --category political\n")


def test_without_a_user_the_missing_flag_is_named(asked: Told) -> None:
    assert asked("report --no-input", status=2) == (
        "Error: Missing argument PROJECT: code of the project.\nWithout a terminal, pass every value as a flag.\n"
    )
    assert "Missing argument DONOR." in asked("pool add --no-input", status=2)


def test_the_editor_opens_again_with_the_reason_on_top(
    asked: Told, caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def edit(text: str, extension: str) -> str:
        opened.append(text)
        return re.sub("^end =.*$", "end = soon" if len(opened) == 1 else "end = 2013-05", text, flags=re.MULTILINE)

    monkeypatch.setattr("click.edit", edit)
    asked("project edit P1", "y", "y", "y")
    first, second = opened
    assert second.startswith("# end 'soon' is not a date.\n# Use ")
    assert second.splitlines()[2:] == re.sub("^end =.*$", "end = soon", first, flags=re.MULTILINE).splitlines()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_on_a_real_terminal_tab_completes_and_a_wrong_answer_is_edited(caribbean: Run, tmp_path: Path) -> None:
    caribbean('project add P1 --title "Risk management" --status active')
    screen = OnTerminal("contribution", "add", HOME=str(tmp_path))
    for question, keys in (
        ("Code of the project:", "p\t"),
        ("P1", "\r"),
        ("Code of the donor:", "NOAR\r"),
        ("There is no donor 'NOAR'", "\x15no\t"),
        ("RAD", "\r"),  # only what is new on the screen is drawn
        ("Instrument", "\x03"),
    ):
        screen.until(question)
        screen.type(keys)
    screen.until("So far: tracker contribution add P1 NORAD")
    assert screen.ends() == 130
    assert "NORAD" not in caribbean("contribution list").out

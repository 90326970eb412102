"""`tracker risk`: recording risks, and the list by score."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pytest

from tracker.cli.base import App

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Risk management" --status active --at 2012')
        caribbean('risk add P1/R1 --event "The law is delayed" --category political --owner "Ministry of Finance"')
        caribbean(
            'risk add P1 --event "No counterpart staff" --category human --response reduce --inherent-likelihood 4'
        )
        caribbean('risk add p1 --event "Servers fail" --category technical')
        caribbean("risk report P1/R1 --at 2012 --likelihood 2 --impact 5")
        caribbean("risk report P1/R2 --at 2012 --likelihood 4 --impact 4")
        caribbean("report P1 --at 2013 --status active --risk R1 --likelihood 1 --impact 5")

    return caribbean


def test_a_risk_is_recorded_in_one_line_and_gets_a_code(caribbean: Run) -> None:
    caribbean('project add P1 --title "Risk management" --status active --at 2012')
    said = caribbean('risk add p1 --event "The law  is delayed" --category pol --inherent-likelihood 4')
    assert said.out == "Risk P1/R1 added: The law is delayed\n"
    assert said.err == "Next: `tracker risk report P1/R1 --likelihood 3 --impact 3`\n"


def test_the_list_is_by_score_as_told_last_with_the_exposure_below(told: Run) -> None:
    lines = told("risk list").out.splitlines()
    assert [line.split()[0] for line in lines[2:5]] == ["P1/R2", "P1/R1", "P1/R3"]
    assert lines[-1].split() == ["Sum", "of", "scores", "21", "1", "not", "assessed"]


def test_at_a_conference_only_what_it_was_told(told: Run) -> None:
    rows = json.loads(told("risk list --at 2012 --json").out)
    assert [(row["code"], row["score"], row["level"], row["status"]) for row in rows] == [
        ("P1/R2", 16, "critical", "open"),
        ("P1/R1", 10, "high", "open"),
    ]
    assert rows[0]["conference"] == "AMS-2012"


@pytest.mark.parametrize(
    ("flags", "codes"),
    [
        ("--level critical", "P1/R2"),
        ("--level moderate --level critical", "P1/R2 P1/R1"),
        ("--status open", "P1/R2 P1/R1 P1/R3"),
        ("--status 'not assessed'", "P1/R3"),
        ("--category technical", "P1/R3"),
        ("--owner finance", "P1/R1"),
        ("--project P1 --level low", ""),
    ],
)
def test_filters(told: Run, flags: str, codes: str) -> None:
    assert told(f"risk list {flags} -q").out.split() == codes.split()


def test_an_empty_list_says_how_to_go_on(caribbean: Run) -> None:
    said = caribbean("risk list --json")
    assert said.out == "[]\n"
    assert "`tracker risk add`" in said.err


def test_the_card_has_the_history(told: Run) -> None:
    assert (
        told("risk show P1/R1").out
        == """\
P1/R1  The law is delayed

Category             political
Cause                –
Consequence          –
Owner                Ministry of Finance
Response             –
Mitigation           –
Inherent likelihood  –
Inherent impact      –

History

Conference  Likelihood  Impact  Score  Level     Status  Mitigation  Note  Source
─────────────────────────────────────────────────────────────────────────────────
AMS-2012             2       5     10  high      open    –           –     –
AMS-2013             1       5      5  moderate  open    –           –     –
"""
    )


def test_an_edit_reaches_the_open_conference_only(told: Run) -> None:
    said = told('risk edit P1/R1 --event "The decree is delayed" --owner ""')
    assert (
        said.out
        == """\
Risk P1/R1 changed.
  event: The law is delayed -> The decree is delayed
  owner: Ministry of Finance -> unknown
"""
    )
    for at, event in (("2012", "The law is delayed"), ("2013", "The decree is delayed")):
        rows = {row["code"]: row for row in json.loads(told(f"risk list --at {at} --json").out)}
        assert rows["P1/R1"]["event"] == event


def test_what_was_reported_stays_and_the_rest_is_asked_about(told: Run) -> None:
    said = told("risk remove P1/R1", status=4)
    assert "2 reports of it" in said.err
    assert told("risk remove P1/R3", status=2).err == (
        "Error: Remove risk P1/R3? You cannot be asked without a terminal or with --no-input.\nPass --yes to confirm.\n"
    )
    assert told("risk remove P1/R3 -n").err.endswith("Dry run: nothing was written.\n")
    assert told("risk remove P1/R3 --yes").out == "Risk P1/R3 removed.\n"


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("risk add P1/R9 --category other", 2, "Missing option --event"),
        ("risk add", 2, "Missing argument CODE"),
        ("risk add P1/R1 --event x --category other", 4, "P1/R1 is taken"),
        ("risk add P2 --event x --category other", 3, "There is no project 'P2'"),
        ("risk add P1 --event x --category weather", 2, "is not valid"),
        ("risk add P1 --event x --category other --inherent-impact 6", 2, "not on the scale"),
        ("risk show P1/R9", 3, "There is no risk 'R9'"),
        ("risk show R1", 2, "does not name the project"),
        ("risk list --level enormous", 2, "is not valid"),
        ("risk list --at 1999", 3, "There is no conference '1999'"),
        ("risk edit P1/R1", 2, "No changes were given"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    assert said in told(line, status=status).err


def test_without_flags_on_a_terminal_the_record_is_edited(told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(text: str, **_: str) -> str:
        assert "event = The law is delayed\n" in text
        return text.replace("owner = Ministry of Finance", "owner =").replace("response =", "response = avoid")

    monkeypatch.setattr(App, "interactive", True)
    monkeypatch.setattr(click, "edit", written)
    said = told("risk edit P1/R1", input="y\n")
    assert (
        said.out
        == """\
Risk P1/R1 changed.
  owner: Ministry of Finance -> unknown
  response: unknown -> avoid
"""
    )


def test_on_a_terminal_what_is_missing_is_asked_for(told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    assert (
        told("risk add", input="P1/R7\nThe port floods\nenvironmental\n").out
        == """\
Risk P1/R7 added: The port floods
It is in the lists of AMS-2013: not assessed yet.
"""
    )
    assert "Cancelled" in told("risk remove P1/R7", input="n\n", status=1).err
    assert told("risk remove P1/R7", input="y\n").out == "Risk P1/R7 removed.\n"

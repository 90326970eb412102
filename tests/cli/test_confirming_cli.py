"""What is to be taken out is asked about, once it is known that it can be taken out."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from tracker.cli.base import App

if TYPE_CHECKING:
    from conftest import Once, Run

# What stays, and why.
STAYS = (
    ("project remove P1", "P1"),
    ("contribution remove P1-IDB", "P1-IDB"),
    ("risk remove P1/R1", "1 report of it"),
    ("outcome remove P1/O1", "1 report of it"),
    ("outcome indicator P1/I1 --remove", "1 report of it"),
    ("milestone remove P1/M1", "1 report of it"),
    ("organisation remove IDB", "IDB"),
    ("organisation merge IDB --into idb", "IDB cannot be merged into itself."),
    ("donor remove IDB", "IDB cannot cease to be a donor"),
    ("beneficiary remove JM-CUSTOMS", "JM-CUSTOMS cannot cease to be a beneficiary"),
    ("series remove AMS", "AMS"),
    ("conference remove 2013", "AMS-2013"),
    ("action remove 2012/A1", "2012/A1"),
    ("partnership remove 1", "1"),
    ("note remove 1", "1"),
)
# What goes, and the question.
GOES = (
    ("project remove P2", "Remove project P2, with reviews (1)?"),
    ("contribution remove P1-EU", "Remove contribution P1-EU of EU to P1?"),
    ("risk remove P1/R2", "Remove risk P1/R2?"),
    ("organisation remove NORAD", "Remove NORAD, Norad, with roles (1)?"),
    ("donor remove NORAD", "Remove the donor role from NORAD?"),
    ("organisation merge CIDA --into EU", "Merge CIDA, CIDA, into EU, European Union?"),
    ("document remove 1", "Remove document 1, Plan?"),
    ("note remove 2", "Remove note 2, 'EU: later'?"),
)


@pytest.fixture
def filled(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean(
            'project add P1 --title Risk --donor IDB --committed "1 USD" --status active --at 2012'
            " --beneficiary JM-CUSTOMS"
        )
        caribbean("conference close 2012 --yes --accept 'all of it'")
        caribbean("report P1 --progress 10")
        caribbean("project add P2 --title 'By mistake' --status proposed")
        caribbean("contribution add P1 EU --instrument grant --currency EUR")
        caribbean("risk add P1/R1 --event Delay --category political")
        caribbean("risk add P1/R2 --event Flood --category other")
        caribbean("risk report P1/R1 --likelihood 3")
        caribbean("outcome add P1/O1 --title Faster --level outcome")
        caribbean("outcome indicator P1/I1 --outcome O1 --title Hours --measure number --direction down")
        caribbean("indicator report P1/I1 --actual 3")
        caribbean("milestone add P1/M1 --title Signed --planned 2013-06")
        caribbean("milestone report P1/M1 --note Late")
        caribbean("partnership add 'joint work' --kind agreement --with IDB --with EU")
        caribbean("action add 'Publish' --at 2012 --number 1 --partnership 1")
        caribbean("action report 2012/A1 --status 'in progress'")
        caribbean("document add Plan --location https://example.org/plan.pdf --project P1")
        caribbean("note 'IDB: done'")
        caribbean("note done 1")
        caribbean("note 'EU: later'")

    return caribbean


def test_what_stays_is_said_without_a_question(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = filled("log --json").out
    for line, why in STAYS[:3]:
        assert why in filled(line, status=4).err
    monkeypatch.setattr(App, "interactive", True)
    for line, why in STAYS:
        said = filled(line, status=4).err
        assert said.startswith("Error: ") and why in said, line
    assert filled("log --json").out == before


def test_what_goes_is_asked_about_and_nothing_is_written_before_a_yes(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled("log --json").out
    line, question = GOES[0]
    assert filled(line, status=2).err == (
        f"Error: {question} You cannot be asked without a terminal or with --no-input.\nPass --yes to confirm.\n"
    )
    monkeypatch.setattr(App, "interactive", True)
    for line, question in GOES:
        said = filled(line, input="n\n", status=1).err
        assert said == f"{question} [y/N]: n\nError: Cancelled. Nothing was written.\n"
    assert filled("log --json").out == before
    for line, question in GOES[::3]:
        assert filled(line, input="y\n").err.startswith(f"{question} [y/N]: y\n")
    assert filled("log --json").out != before


# What somebody else does while the question is open.
MEANWHILE = (
    ("project remove P2", "report P2 --progress 10"),
    ("contribution remove P1-EU", "contribution edit P1-EU --instrument loan"),
    ("risk remove P1/R2", "risk remove P1/R2 --yes"),
    ("organisation remove NORAD", "organisation contact NORAD --name Ana --email ana@example.org"),
    ("organisation merge CIDA --into EU", "organisation alias CIDA ACDI"),
    ("donor remove NORAD", "organisation remove NORAD --yes"),
    ("note remove 2", "note edit 2 --text 'EU: never'"),
)


@pytest.mark.parametrize(("line", "other"), MEANWHILE)
def test_what_somebody_changed_during_the_question_is_not_taken_out(
    filled: Run, monkeypatch: pytest.MonkeyPatch, line: str, other: str
) -> None:
    # The other command writes while the question is open: a lock that was still held would make it wait and fail.
    monkeypatch.setattr(App, "confirm", lambda app, _question: None if app.yes else filled(other))
    assert filled(line, status=4).err == (
        "Error: Another user changed the register while you were asked, so your answer no longer applies.\n"
        "Nothing was written. Run the command again to see what it would do now.\n"
    )
    assert json.loads(filled("log --json --limit 1").out)[0]["command"] == shlex.join(["tracker", *shlex.split(other)])


def test_what_was_tried_and_done_is_one_command(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(json.loads(filled("log --json --all").out))
    monkeypatch.setattr(App, "interactive", True)
    filled("organisation merge CIDA --into EU", input="y\n")
    assert len(json.loads(filled("log --json --all").out)) == before + 1

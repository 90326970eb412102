"""`tracker report`: what a conference is told, and the echo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean(
            'project add P1 --title "Risk management" --donor IDB --committed "1,000,000 USD" --status active'
            " --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS --at 2012"
        )
        caribbean("risk add P1/R1 --event 'No counterpart staff' --category operational")
        caribbean("outcome add P1/O1 --title 'Faster release' --level outcome")
        caribbean(
            "outcome indicator P1/I1 --outcome O1 --title 'Hours to release' --measure number --direction down"
            " --baseline 48 --target 24"
        )
        caribbean("milestone add P1/M2 --title 'System in use' --planned 2012-11")

    return caribbean


def test_everything_in_one_line(told: Run) -> None:
    said = told(
        "report P1 --at 2013 --status finalising --progress 40"
        ' --donor IDB --committed "+250,000 USD" --reason "new money"'
        " --risk R1 --likelihood 2 --impact 4 --indicator I1 --actual 36.5 --milestone M2 --reached 2012-12"
        ' --source "mail"'
    )
    assert (
        said.out
        == """\
P1 at AMS-2013 (presented for the first time there):
  status: active -> finalising
  progress: unknown -> 40
  answer: unknown -> updated
  source: unknown -> mail
  P1-IDB committed: 1,000,000.00 USD -> 1,250,000.00 USD
  P1-IDB answer: not asked -> updated
  P1-IDB source: unknown -> mail
  risk R1 likelihood: unknown -> 2
  risk R1 impact: unknown -> 4
  risk R1 status: unknown -> open
  risk R1 source: unknown -> mail
  indicator I1 actual: unknown -> 36.5
  indicator I1 target: unknown -> 24
  indicator I1 source: unknown -> mail
  milestone M2 planned date: unknown -> 2012-11
  milestone M2 reached: unknown -> 2012-12
  milestone M2 source: unknown -> mail
  P1-IDB committed, reason: unknown -> new money
"""
    )
    card = json.loads(told("project show P1 --json").out)
    assert card["money"][0]["committed"] == "1250000.00"
    assert card["risks"][0]["score"] == 8 and card["risks"][0]["level"] == "moderate"
    assert card["results"][0]["actual"] == "36.5"
    assert card["milestones"][0]["reached"] == "2012-12"


def test_an_earmark_and_a_first_interest(told: Run) -> None:
    said = told('report P1 --donor EU --interest "300k EUR" --earmark JM-CUSTOMS:50')
    assert "P1-EU interest: unknown -> 300,000.00 EUR" in said.out
    assert "earmarked for JM-CUSTOMS: unknown -> 50 %" in said.out
    said = told('report P1 --donor EU --interest "+1,000.50 EUR"')
    assert "P1-EU interest: 300,000.00 EUR -> 301,000.50 EUR" in said.out


def test_nothing_changed(told: Run) -> None:
    assert "answer: unknown -> confirmed unchanged" in told("report P1 --unchanged").out
    assert "confirmed unchanged already" in told("report P1 --unchanged").out
    (row,) = json.loads(told("project list --at 2013 --json").out)
    assert row["committed"] == "1000000.00"


def test_a_donor_pulls_out(told: Run) -> None:
    told('report P1 --donor EU --interest "300k EUR"')
    said = told("report P1 --donor EU --pull-out --reason dropped")
    assert "P1-EU interest: 300,000.00 EUR -> unknown" in said.out and "P1-EU: funding -> ended" in said.out
    said = told("report P1 --donor IDB --pull-out", status=2)
    assert "is the project over, or does it seek funding now" in said.err
    told("report P1 --donor IDB --pull-out --reason dropped --status proposed")
    card = json.loads(told("project show P1 --json").out)
    assert card["status"] == "proposed"
    assert {row["remark"] for row in card["money"]} == {"ended at AMS-2013: dropped"}
    assert told("project list --at 2012 --donor IDB -q").out == "P1\n"


def test_the_shares_of_a_conference_are_its_own(told: Run) -> None:
    told("report P1 --at 2013 --beneficiary JM-CUSTOMS:30 --beneficiary BB-CUSTOMS:70")
    shares = {
        at: {
            row["code"]: row["share"]
            for row in json.loads(told(f"project show P1 --at {at} --json").out)["beneficiaries"]
        }
        for at in (2012, 2013)
    }
    assert shares == {2012: {"JM-CUSTOMS": "60", "BB-CUSTOMS": None}, 2013: {"JM-CUSTOMS": "30", "BB-CUSTOMS": "70"}}


def test_an_earlier_conference_does_not_change_what_is_known_now(told: Run) -> None:
    told("report P1 --at 2013 --title 'New name'")
    told("report P1 --at 2012 --title 'Old name'")
    assert "P1  New name" in told("project show P1").out
    assert "P1  Old name" in told("project show P1 --at 2012").out


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("report P1", 2, "Nothing to report"),
        ("report", 2, "Missing argument PROJECT"),
        ("report P2 --unchanged", 3, "Did you mean P1"),
        ("report P1 --unchanged --progress 5", 2, "contradict"),
        ("report P1 --likelihood 2", 2, "Missing option --risk"),
        ("report P1 --risk R1", 2, "--risk R1 has nothing to report"),
        ("report P1 --risk R9 --impact 2", 3, "Did you mean R1"),
        ("report P1 --risk R1 --impact 6", 2, "1"),
        ("report P1 --risk R1 --impact -1", 2, "1"),
        ("report P1 --indicator I1 --actual lots", 2, "number"),
        ("report P1 --donor IDB --committed '5 EUR'", 2, "not the currency of P1-IDB"),
        ("report P1 --donor IDB --committed '5 USD: because'", 2, "reason"),
        ("report P1 --donor IDB --donor EU --committed '5 USD'", 2, "one --donor at a time"),
        ("report P1 --committed '5 USD'", 2, "whose money"),
        ("report P1 --donor IDB --committed '1e30 USD'", 2, "1e30"),
        ("report P1 --donor IDB --committed '99999999999999999999 USD'", 2, "99999999999999999999"),
        ("report P1 --donor IDB --committed '5 USD' --earmark JM-CUSTOMS", 2, "--earmark JM-CUSTOMS has no percentage"),
        ("report P1 --status done", 2, "status"),
        ("report P1 --answer maybe", 2, "answer"),
        ("report P1 --beneficiary XX:5", 3, "no beneficiary 'XX'"),
        ("report P1 --note 'bell\a'", 2, "U+0007"),
    ],
)
def test_bad_words_are_explained_and_nothing_is_written(told: Run, line: str, status: int, said: str) -> None:
    before = told("log --json --limit 1").out
    assert said in told(line, status=status).err
    assert told("log --json --limit 1").out == before


def test_a_closed_conference_is_told_nothing(told: Run) -> None:
    told("conference close AMS-2012 -y")
    said = told("report P1 --at 2012 --progress 5", status=4)
    assert "AMS-2012 is closed" in said.err and "reopen" in said.err


def test_undo_takes_back_the_whole_command(told: Run) -> None:
    before = told("project show P1 --json").out
    told("report P1 --at 2013 --progress 40 --donor EU --pledged '7 EUR: new money' --risk R1 --impact 3")
    told("undo")
    assert told("project show P1 --json").out == before


def test_a_step_is_explained_after_the_conference_has_closed(told: Run) -> None:
    told('report P1 --at 2013 --donor IDB --committed "1,250,000 USD"')
    told("conference close AMS-2013 -y --accept later")
    said = told("report P1 --at 2013 --donor IDB --reason revision", status=2)
    assert "tracker contribution explain CODE REASON --at CONFERENCE" in said.err
    said = told('contribution explain P1-IDB "new money" --at 2013 --part "200,000 USD"')
    assert said.out == (
        "P1-IDB committed at AMS-2013, 1,000,000.00 USD -> 1,250,000.00 USD: 200,000 USD explained by new money\n"
    )
    told("contribution explain P1-IDB revision --at 2013")
    money = json.loads(told("compare 2012 2013 --json").out)["money"]["committed"]
    assert money["changed"] == {"new money": "200000.00", "revision": "50000.00", "unexplained": "0.00"}
    said = told("contribution explain P1-IDB other --at 2012", status=2)
    assert "There is nothing to explain: no amount of P1-IDB changed at AMS-2012." in said.err
    assert "in EUR" in told("contribution explain P1-IDB other --at 2013 --part '5 EUR'", status=2).err

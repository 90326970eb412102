"""What is still open at a conference, what closes it all the same, and the changes that get their reasons at last."""

from __future__ import annotations

import json

import pytest
from conftest import Once, Run

from tracker.cli.base import App


@pytest.fixture
def room(caribbean: Run, once: Once) -> Run:
    """AMS-2013 in disorder: one thing of every kind is still open."""

    @once
    def fill_it() -> None:
        jamaica = "--beneficiary JM-CUSTOMS"
        caribbean(
            f'project add P1 --title "Risk" --donor IDB --committed "100 USD" --status active {jamaica} --at 2012'
        )
        caribbean(
            f'project add P2 --title "Window" --donor NORAD --pledged "400 EUR" --status active {jamaica} --at 2012'
        )
        caribbean('action add "Publish the timetable" --owner IDB --at 2012')
        caribbean("conference close 2012 --yes --accept 'no rate was published'")
        caribbean('report P1 --donor IDB --committed "150 USD" --end 2012-11 --beneficiary JM-CUSTOMS:60')
        caribbean('report P2 --answer asked --source "mail of 3 January"')
        caribbean('project add P3 --title "Training" --status active --actual-start 2013-06')
        caribbean('project add P4 --title "Proposal" --status proposed --beneficiary BB-CUSTOMS')
        caribbean("milestone add P4/M1 --title Signed --planned 2013-06")
        caribbean("milestone report P4/M1 --reached 2014-02")
        caribbean('note "EU: half for Guatemala"')

    return caribbean


def test_everything_that_stands_open_with_what_mends_it(room: Run) -> None:
    assert (
        room("conference check").out
        == """\
Still open at AMS-2013

State       open
Still open  1 change without a reason; 1 unconfirmed report; 1 contribution not confirmed by its donor; 1 currency without a rate; 1 project whose shares do not total 100; 1 project without a donor; 1
            project without a beneficiary; 3 dates in the wrong order; 1 open note; 1 action point without a follow-up

1 change without a reason

About   What                            What mends it
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1-IDB  committed 100.00 -> 150.00 USD  tracker contribution explain P1-IDB REASON --at AMS-2013 --measure committed

1 unconfirmed report

About  What                               What mends it
─────────────────────────────────────────────────────────────────────────────────────
P2     asked, carried over from AMS-2012  tracker report P2 --at AMS-2013 --unchanged

1 contribution not confirmed by its donor

About     What                                                             What mends it
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P2-NORAD  NORAD not asked, carried over from AMS-2012: pledged 400.00 EUR  tracker report P2 --at AMS-2013 --donor NORAD --unchanged

1 currency without a rate

About  What                                   What mends it
────────────────────────────────────────────────────────────────────────────────────────────────────
EUR    1 contribution left out of the totals  tracker conference rates AMS-2013 --set "EUR=RATE USD"

1 project whose shares do not total 100

About  What                   What mends it
────────────────────────────────────────────────────────────────────────────────────────
P1     they total 60 percent  tracker report P1 --at AMS-2013 --beneficiary CODE:PERCENT

1 project without a donor

About  What                     What mends it
────────────────────────────────────────────────────────────────────────────
P3     active, without a donor  tracker report P3 --at AMS-2013 --donor CODE

1 project without a beneficiary

About  What                           What mends it
────────────────────────────────────────────────────────────────────────────────────────
P3     active, without a beneficiary  tracker report P3 --at AMS-2013 --beneficiary CODE

3 dates in the wrong order

About  What                                       What mends it
─────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1     was planned to end 2012-11, but is active  tracker report P1 --at AMS-2013 --end DATE
P3     began 2013-06, after the conference        tracker report P3 --at AMS-2013 --actual-start DATE
P4/M1  reached 2014-02, after the conference      tracker milestone report P4/M1 --at AMS-2013 --reached DATE

1 open note

About  What                    What mends it
─────────────────────────────────────────────────────────────────────────
1      EU: half for Guatemala  tracker note done 1 --as "WHAT CAME OF IT"

1 action point without a follow-up

About        What                         What mends it
─────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012/A1  open: Publish the timetable  tracker action report AMS-2012/A1 --at AMS-2013 --status STATUS
"""
    )


def test_as_data_a_finding_is_a_row(room: Run) -> None:
    rows = json.loads(room("conference check 2013 --json").out)
    assert [row["check"] for row in rows] == [
        "reason", "silence", "money", "rate", "shares", "donor", "beneficiary", "dates", "dates", "dates", "note", "action",
    ]  # fmt: skip
    assert (
        room("conference check 2013 --only dates --format csv").out
        == """\
check,about,what,mend
dates,P1,"was planned to end 2012-11, but is active",tracker report P1 --at AMS-2013 --end DATE
dates,P3,"began 2013-06, after the conference",tracker report P3 --at AMS-2013 --actual-start DATE
dates,P4/M1,"reached 2014-02, after the conference",tracker milestone report P4/M1 --at AMS-2013 --reached DATE
"""
    )


def test_it_closes_when_all_is_mended(room: Run) -> None:
    said = room("conference close 2013 --yes", status=4).err
    assert said.startswith("Error: AMS-2013 stays open: 1 change without a reason; 1 unconfirmed report;")
    for line in (
        'contribution explain P1-IDB "new money" --at AMS-2013 --measure committed',
        "report P2 --at AMS-2013 --donor NORAD --unchanged",
        'conference rates AMS-2013 --set "EUR=1.35 USD" --source test',
        "report P1 --at AMS-2013 --beneficiary JM-CUSTOMS:100 --end 2014-01",
        "report P3 --at AMS-2013 --donor CIDA --beneficiary BB-CUSTOMS --actual-start 2013-01",
        "milestone report P4/M1 --at AMS-2013 --reached 2013-01",
        'note done 1 --as "told to Guatemala"',
        "action report AMS-2012/A1 --at AMS-2013 --status 'in progress'",
    ):
        room(line)
    assert room("conference check").err == "Nothing is still open. Next: `tracker conference close AMS-2013`\n"
    assert room("conference close 2013 --yes").out.splitlines()[0] == "AMS-2013 is closed; it was open."


def test_what_stands_open_can_be_accepted_and_the_reason_is_kept(room: Run) -> None:
    room("note done 1 --as nothing")
    assert room('conference close 2013 --yes --accept " "', status=4).err.startswith("Error: AMS-2013 stays open")
    said = room('conference close 2013 --yes --accept "the room closed at six"').out
    assert "  accepted: the room closed at six (1 change without a reason; 1 unconfirmed report;" in said
    assert "the room closed at six" in room("log --limit 1 --verbose").out
    assert room("conference check 2013").err == (
        "AMS-2013 is closed: but for reasons and notes, `tracker conference reopen` comes first.\n"
    )


def test_a_part_of_a_change_leaves_the_rest_open(room: Run) -> None:
    room('contribution explain P1-IDB "new money" --at 2013 --part "20 USD"')
    (row,) = json.loads(room("conference check --only reason --json").out)
    assert row["what"] == "committed 100.00 -> 150.00 USD, 30.00 of it without a reason"
    room('contribution explain P1-IDB correction --at 2013 --part "30 USD"')
    assert json.loads(room("conference check --only reason --json").out) == []


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits at a terminal."""
    monkeypatch.setattr(App, "interactive", True)


@pytest.fixture
def unexplained(room: Run, once: Once) -> Run:
    """Three changes at AMS-2013 without a reason; it is closed."""

    @once
    def fill_it() -> None:
        room('report P2 --donor NORAD --pledged "300 EUR" --committed "10 EUR"')
        room('report P2 --donor IDB --committed "5 USD"')
        room('project add P5 --title "Más" --status active --donor EU --pledged "7 EUR" --at 2013')

    return room


def test_off_a_terminal_nobody_can_be_asked(unexplained: Run) -> None:
    assert (
        unexplained("compare 2012 2013 --fill-reasons", status=2).err
        == """\
Error: --fill-reasons asks questions, and there is no terminal to ask on.
`tracker contribution explain CODE REASON --at CONFERENCE` gives one reason; `tracker conference check CONFERENCE --only reason` lists the changes without.
"""
    )


@pytest.mark.usefixtures("person")
def test_the_changes_get_their_reasons_one_after_the_other(unexplained: Run) -> None:
    said = unexplained("compare 2012 2013 --fill-reasons", input="new money\nmail of 3 January\nreduced\n\n")
    assert said.out == "2 of 2 explained.\n"
    assert (
        said.err
        == """\
2 without a reason. Each answer is written at once; skip leaves one, stop ends.
Reasons: new money, revision, rephased, correction, method, allocated, dropped, reduced, refund, duplicate, published data, other.

1 of 2  P1  Risk
    IDB at AMS-2013: committed 100.00 -> 150.00 USD
Reason [skip]: new money
Note (empty for none): mail of 3 January

2 of 2  P2  Window
    NORAD at AMS-2013: pledged 400.00 -> 300.00 EUR
Reason [skip]: reduced
Note (empty for none): 
"""
    )
    assert unexplained("compare 2012 2013 --fill-reasons").err == "Every change has a reason.\n"
    changed = json.loads(unexplained("compare 2012 2013 --only money --json").out)["money"]["committed"]["changed"]
    assert changed == {"new money": "50.00", "unexplained": "0.00"}


@pytest.mark.usefixtures("person")
def test_a_session_that_breaks_off_keeps_what_was_said(unexplained: Run) -> None:
    unexplained("conference close 2013 --yes --accept 'explained later'")
    assert unexplained("compare 2012 2013 --fill-reasons", input="correction\n\n", status=130).out == ""
    said = unexplained("compare 2012 2013 --fill-reasons", input="what\nstop\n")
    assert said.out == "0 of 1 explained.\n"
    assert "reason 'what' is not valid" in said.err
    unexplained("undo")
    assert unexplained("compare 2012 2013 --fill-reasons --donor IDB", input="\n").out == "0 of 1 explained.\n"
    assert unexplained("compare 2012 2013 --fill-reasons", input="skip\nskip\n").out == "0 of 2 explained.\n"


def test_what_more_was_disbursed_needs_no_reason_and_what_less_does(caribbean: Run) -> None:
    caribbean('project add P1 --title "Risk" --donor IDB --disbursed "120,000 USD" --status active --at 2012')
    caribbean("conference close 2012 --yes --accept 'the first one'")
    caribbean('report P1 --donor IDB --disbursed "410,500 USD" --at 2013')
    assert json.loads(caribbean("conference check --only reason --json").out) == []
    assert (
        caribbean("why disbursed 2012 2013").out
        == """\
Disbursed rose by 290,500.00 USD, from 120,000.00 to 410,500.00.

  +290,500.00 USD payments: P1 (IDB).
"""
    )
    changed = json.loads(caribbean("compare 2012 2013 --json").out)["money"]["disbursed"]["changed"]
    assert changed == {"payments": "290500.00", "unexplained": "0.00"}
    caribbean('report P1 --donor IDB --disbursed "100,000 USD" --at 2013')
    (row,) = json.loads(caribbean("conference check --only reason --json").out)
    assert row["what"] == "disbursed 120,000.00 -> 100,000.00 USD"
    caribbean("contribution explain P1-IDB refund --at 2013")
    assert json.loads(caribbean("conference check --only reason --json").out) == []
    assert caribbean("contribution explain P1-IDB payments --at 2013", status=2).err.startswith("Error: ")

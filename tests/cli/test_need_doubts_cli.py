"""`tracker need` where something looks like a mistake: it is said, asked about on a terminal, and never lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Once, Run

DATES = "need add 'A laboratory' --beneficiary JM --measure 8.2 --indicative 2014 --definitive 2013"
DOUBT = "Please check: The definitive date of N2, 2013, is before its indicative date, 2014.\n"


@pytest.fixture
def asked(caribbean: Run, once: Once) -> Run:
    """A need of three parts, raised in 2012, with a reply to one; the conference of 2013 is open and not told of it."""

    @once
    def fill_it() -> None:
        parts = "--measure 8.2(b) --measure 8.2(c) --measure 10.4"
        caribbean(f"need add 'A border post' --beneficiary JM {parts} --definitive 2013-06-30 --at 2012")
        caribbean("conference close 2012 --accept test --yes")
        caribbean("need reply N1 --donor IDB --as would --part 8.2(b) --date 2013-01-10")

    return caribbean


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody sits at a terminal; the list has the answer, and then the questions."""
    monkeypatch.setattr("tracker.cli.base.App.interactive", True)
    said: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        said.append(question)
        return said[0] == "yes"

    monkeypatch.setattr("click.confirm", confirm)
    return said


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_dates_in_the_wrong_order_can_be_meant(asked: Run, terminal: list[str]) -> None:
    terminal[:] = ["no"]
    assert asked(DATES, status=1).err == f"{DOUBT}Error: Cancelled. Nothing was written.\n"
    terminal[:] = ["yes"]
    asked(DATES)
    asked("need edit N2 --definitive 2012")
    asked("need report N2 --definitive 2011")
    assert terminal == ["yes", *["Is this correct?"] * 3]
    assert shown(asked, "need list")[1]["definitive"] == "2011"


def test_what_was_granted_is_known_to_the_conference_that_is_open(asked: Run) -> None:
    asked("need extension N1 --requested 2012-12 --until 2015 --answer granted")
    assert [shown(asked, f"need list {at}")[0]["due"] for at in ("", "--at 2013", "--at 2012")] == [
        "2015",
        "2015",
        "2013-06-30",
    ]
    (row,) = shown(asked, "compare 2012 2013 --only needs")["needs"]
    assert (row["due_old"], row["due_new"]) == ("2013-06-30", "2015")


def test_an_answer_names_the_request_that_it_is_an_answer_to(asked: Run) -> None:
    asked("need extension N1 --requested 2012-12 --until 2015")
    assert asked("need extension N1 --answer granted", status=2).err == (
        "Error: No request for more time for N1 of 2013-01-28 is recorded.\nName the request with --requested: "
        "2012-12.\n"
    )
    assert [row["requested"] for row in shown(asked, "need show N1")["requests_for_more_time"]] == ["2012-12"]
    asked("need extension N1 --requested 2012-12 --answer granted")
    assert asked("need extension N1 --requested 2012-12 --answer refused").err == (
        'N1 stays extended to 2015; `tracker need edit N1 --extended-to ""` takes that back\n'
    )


def test_a_file_that_grants_more_time_does_not_move_the_date(asked: Run) -> None:
    said = asked("import - --yes", input="need,requested,until,answer\nN1,2012-12,2015,granted\n").err
    assert (
        "Please check: More time was granted for N1, until 2015, but its date has not changed:"
        " `tracker need edit N1 --extended-to 2015`.\n"
    ) in said
    asked("need edit N1 --extended-to 2014")
    again = "need,requested,until,answer\nN1,2012-12,2016,granted\n"
    assert "Please check" not in asked("import - --yes", input=again).err


def test_a_reply_to_what_nobody_asks_for_any_more_is_remarked_on(asked: Run) -> None:
    asked("need report N1 --status withdrawn")
    assert asked("need reply N1 --donor IDB --as no --date 2012-06").err == ""
    doubt = "Please check: EU replies to N1, which is withdrawn, as reported to AMS-2013.\n"
    assert doubt in asked("need reply N1 --donor EU --as would --date 2013-06").err
    file = "need,donor,answer,date\nN1,EU,does,2013-07\n"
    assert doubt in asked("import - --yes", input=file).err
    asked("need add 'Published fees' --beneficiary JM --measure 6.1 --category B --at ''")
    assert asked("need reply N2 --donor EU --as would").err == (
        "Please check: EU replies to N2, which is withdrawn: its category asks for no assistance.\n"
    )


def test_what_has_happened_has_no_date_in_the_future(asked: Run, terminal: list[str]) -> None:
    asked("project add P7 --title 'Border posts' --status active")
    asked("project add P8 --title 'Roads' --status active")
    future = "has the date 2099, which is in the future.\n"
    lines = {
        "need reply N1 --donor EU --as would --date 2099": f"The reply of EU to N1 {future}",
        "need extension N1 --requested 2099": f"The request for more time for N1 {future}",
        "need edit N1 --document-date 2099": f"The document of N1 {future}",
        "overlap settle P7 P8 --as joint --date 2099": f"The decision on P7 and P8 {future}",
    }
    terminal[:] = ["no"] * len(lines)
    for line, doubt in lines.items():
        assert asked(line, status=1).err == f"Please check: {doubt}Error: Cancelled. Nothing was written.\n"
    # Where the user is, it may be tomorrow already.
    assert asked("need reply N1 --donor EU --as would --date 2013-01-29").err == ""


def test_parts_that_donors_replied_about_are_missed(asked: Run) -> None:
    assert asked("need edit N1 --measure 10.4").err == (
        "Please check: Donors replied about parts that N1 no longer has: 8.2(b).\n"
    )
    assert asked("need edit N1 --measure 8.2").err == ""

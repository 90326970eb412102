"""A mistake in a closed conference: reopened beside the open one, mended, sealed anew, and what that changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker.exchange.nouns import NOUNS

if TYPE_CHECKING:
    from conftest import Once, Run

TOLD = (
    "conference rates 2012 --set 'EUR=1.30 USD' --date 2012 --source ECB",
    "project add P1 --title 'Risk management' --status active --donor IDB --committed '1,000,000 USD' --at 2012",
    "project add P2 --title 'Ventanilla única' --status proposed --donor EU --pledged '400,000 EUR' --at 2012",
    "risk add P1/R1 --category political --event 'A change of government'",
    "report P1 --at 2012 --risk R1 --likelihood 4 --impact 3",
    "conference close 2012 --accept 'all that was known' --yes",
)
MENDED = (
    "report P1 --at 2012 --donor IDB --committed '1,100,000 USD' --progress 40",
    "report P1 --at 2012 --risk R1 --likelihood 2 --impact 3",
    "conference rates 2012 --set 'EUR=1.25 USD' --date 2012 --source ECB",
    "project add P3 --title 'Left out' --status active --donor CIDA --committed '70,000 USD' --at 2012",
)
WRITES = (
    "report P1 --at 2012@1 --status active",
    "note 'two words' --at 2012@1",
    "pool add IDB '5 USD' --at 2012@1",
    "allocate IDB '5 USD' --to P1 --at 2012@1",
    "action add Publish --at 2012@1",
    "recommendation add Publish --at 2012@1",
    "partnership add Visit --kind agreement --with IDB --with EU --at 2012@1",
    "contribution explain P1-IDB revision --at 2012@1",
    "project add P9 --title New --status proposed --at 2012@1",
    "request send 2012@1 --due 21d",
    "conference open 2012@1",
    "conference close 2012@1 --yes",
    "conference reopen 2012@1 --reason mistaken",
    "conference edit 2012@1 --city Panama",
    "conference remove 2012@1 --yes",
    "conference participants 2012@1 --add IDB:donor",
    "conference rates 2012@1 --set 'EUR=1 USD' --date 2012 --source x",
    "conference add AMS-2012-B --after 2012@1",
)


@pytest.fixture
def mended(caribbean: Run, once: Once) -> Run:
    """AMS-2012 closed, reopened while AMS-2013 is open, and mended."""

    @once
    def fill_it() -> None:
        for line in TOLD:
            caribbean(line)
        said = caribbean("conference reopen 2012 --reason 'an amount was misheard'")
        assert (said.out, said.err) == (
            "AMS-2012 is reopened: an amount was misheard\n",
            "Next: mend it with --at AMS-2012, then `tracker conference close AMS-2012`\n",
        )
        for line in MENDED:
            caribbean(line)

    return caribbean


def test_the_open_conference_stays_the_one_that_is_meant(mended: Run) -> None:
    states = {row["code"]: row["state"] for row in json.loads(mended("conference list --json").out)}
    assert states == {"AMS-2012": "reopened", "AMS-2013": "open"}
    assert "Open: AMS-2013 (2013-01-28)   Reopened: AMS-2012 (2012-02-02)\n" in mended("").out
    assert mended("note 'said in the room'").out.startswith("Note 1 at AMS-2013,")
    assert mended("conference list --state reopened -q").out == "AMS-2012\n"
    mended("conference close 2013 --accept 'all that was known' --yes")
    assert mended("note 'said too late'", status=2).err == (
        "Error: No conference is open, but AMS-2012 is reopened.\nTo correct a reopened conference, name it: --at "
        "AMS-2012.\n"
    )
    assert mended("conference edit 2012 --state planned", status=4).err == (
        "Error: AMS-2012 was closed and reopened: it can only be closed again.\n"
        "`tracker conference close AMS-2012` closes it.\n"
    )
    assert "Everything is as it was sealed." in mended("conference verify").err


def test_what_the_correction_changed(mended: Run) -> None:
    assert (
        mended("compare 2012@1 2012").out
        == """\
AMS-2012@1 to AMS-2012, in USD

Answer             Committed rose by 170,000.00 USD, from 1,000,000.00 to 1,170,000.00.
Change             pledged -20,000.00 (-3.8%); committed +170,000.00 (+17.0%)
Moved most         IDB +100,000.00, CIDA +70,000.00 committed
Risks              1 down
From               AMS-2012@1, 2012-02-02, as known then
To                 AMS-2012, 2012-02-02, as known now
Corrected because  an amount was misheard
Rates              1 EUR = 1.30 USD, then 1 EUR = 1.25 USD
Explained          every cent

Money, in USD

Money                   Pledged     Committed
─────────────────────────────────────────────
AMS-2012@1           520,000.00  1,000,000.00
new projects                       +70,000.00
changed: correction               +100,000.00
exchange rates       -20,000.00
─────────────────────────────────────────────
AMS-2012             500,000.00  1,170,000.00

Projects

Class       How many  Which
─────────────────────────────────
new                1  P3 Left out
continuing         2

Donors and beneficiaries

                              Who
───────────────────────────────────────────────────────
donors that came              CIDA
donors whose portfolio moved  IDB +100,000.00 committed

Fields that differ

Of     Field       Was  Is
──────────────────────────
P1     progress    –    40
P1/R1  likelihood  4    2

Risks: sum of scores 12, down -6, now 6

Risk   Change  Score was  Score is  Event
──────────────────────────────────────────────────────────
P1/R1  down           12         6  A change of government
"""
    )


def test_one_record_beside_the_next_says_the_same_ever_after(mended: Run) -> None:
    now = json.loads(mended("compare 2012@1 2012 --json").out)
    mended("conference close 2012 --accept 'mended' --yes")
    then = json.loads(mended("compare 2012@1 2012@2 --json").out)
    assert (now.pop("to"), then.pop("to")) == ("AMS-2012", "AMS-2012@2")
    assert then == now
    before = {line: mended(line).out for line in ("compare 2012@1 2012@2", "compare 2012@1 2012@2 --by donor")}
    mended("project edit P1 --title 'Another title'")
    mended("conference reopen 2012 --reason 'once more'")
    mended("report P1 --at 2012 --donor IDB --committed '9 USD'")
    assert {line: mended(line).out for line in before} == before
    assert "\nCorrected because  an amount was misheard; once more\n" in mended("compare 2012@1 2012").out
    assert [row["conference"] for row in json.loads(mended("compare 2012@1 2012@2 2012 2013 --json").out)] == [
        "AMS-2012@1",
        "AMS-2012@2",
        "AMS-2012",
        "AMS-2013",
    ]
    totals = [row["committed"] for row in json.loads(mended("compare 2012@1 2012@2 2012 2013 --json").out)]
    assert totals == ["1000000.00", "1170000.00", "70009.00", None]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("compare 2012 2012", "AMS-2012 cannot be compared with itself."),
        ("compare 2012@1 2012@1", "AMS-2012@1 cannot be compared with itself."),
        ("compare 2012 2012@1", "AMS-2012 comes after AMS-2012@1."),
        ("followup 2012@1 --at 2012", "AMS-2012 is not later than AMS-2012@1."),
        ("compare 2012@1 2013 --fill-reasons", "AMS-2012@1 is a sealed record, to which no reason is given."),
        ("conference check 2012@1", "AMS-2012@1 is a sealed record, which has no open points."),
    ],
)
def test_what_cannot_be_asked_of_a_record(mended: Run, line: str, said: str) -> None:
    assert mended(line, status=2).err.startswith(f"Error: {said}\n")


def test_nothing_that_writes_takes_a_record(mended: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("code,title\nP7,New\n", encoding="utf-8")
    for line in (*WRITES, f"import {tmp_path / 'notes.csv'} --at 2012@1"):
        assert "sealed record, so nothing can be reported to it.\nCorrect it at" in (mended(line, status=2).err), line


def test_a_conference_between_two_that_are_sealed_takes_a_place_that_both_give_up(caribbean: Run) -> None:
    for year in ("2012", "2013"):
        caribbean(f"conference close {year} --accept 'nothing was told' --yes")
    assert caribbean("conference add AMS-2012-B --after 2012", status=4).err == (
        "Error: AMS-2013 is closed: its place in the series is sealed. For one after AMS-2012 it would have to"
        " move up.\nReopen it first, and close again after that: `tracker conference reopen AMS-2013 --reason"
        ' "..."`; or add it without --after, as the last of its series.\n'
    )
    caribbean("conference reopen 2013 --reason 'a meeting was forgotten'")
    caribbean("conference add AMS-2012-B --after 2012")
    caribbean("conference close 2013 --accept 'moved up' --yes")
    assert caribbean("conference list -q").out == "AMS-2012\nAMS-2012-B\nAMS-2013\n"
    assert "Everything is as it was sealed." in caribbean("conference verify").err


def test_undo_stops_at_a_close_and_at_a_reopening(mended: Run) -> None:
    mended("undo")  # the project that was left out
    closed, reopened = (
        next(
            row["number"]
            for row in json.loads(mended("log --all --json").out)
            if f"conference {verb} 2012" in row["command"]
        )
        for verb in ("close", "reopen")
    )
    assert mended(f"undo {closed}", status=4).err == (
        f"Error: Command {closed} closed AMS-2012, and a seal cannot be undone.\n"
        '`tracker conference reopen AMS-2012 --reason "..."` opens it again and keeps the record.\n'
    )
    assert mended(f"undo {reopened}", status=4).err == (
        f"Error: Command {reopened} opened AMS-2012 again, and that cannot be undone.\n"
        "`tracker conference close AMS-2012` closes it again.\n"
    )


def test_the_help_of_import_names_every_table(caribbean: Run) -> None:
    said = " ".join(caribbean("import --help").out.split())
    assert [noun.name for noun in NOUNS if noun.name not in said] == []


def test_an_afternoon_at_a_record_reads_and_does_not_write(mended: Run) -> None:
    said = mended("shell", input="use 2012@1 P1\nwhy committed\nreport --progress 50\n", status=2)
    assert said.out.startswith("Why committed at AMS-2012@1 is what it is\n") and "1,000,000.00 USD" in said.out
    assert "Error: AMS-2012@1 is a sealed record, so nothing can be reported to it.\n" in said.err


def test_before_anything_is_mended_nothing_differs(caribbean: Run) -> None:
    for line in TOLD:
        caribbean(line)
    caribbean("conference reopen 2012 --reason 'to look again'")
    data = json.loads(caribbean("compare 2012@1 2012 --json").out)
    assert data["projects"] == {kind: [] for kind in data["projects"]} | {"continuing": ["P1", "P2"]}
    for measure in ("interest", "pledged", "committed", "disbursed"):
        bridge = data["money"][measure]
        moved = {name: amount for name, amount in bridge.items() if name not in ("from_total", "to_total", "memo")}
        assert bridge["from_total"] == bridge["to_total"]
        assert not {name for name, amount in moved.items() if isinstance(amount, str) and amount != "0.00"}
        assert set(bridge["changed"].values()) <= {"0.00"}
    assert data["fields"] == data["outcomes"] == data["milestones"] == []


def test_what_is_taken_out_was_not_completed(caribbean: Run) -> None:
    caribbean("project add P0 --title 'Stays' --status active --at 2012")
    caribbean("project add P1 --title 'Misplaced' --status active --donor IDB --committed '50 USD'")
    caribbean("report P1 --status completed --donor IDB --committed '50 USD' --at 2012")
    caribbean("conference close 2012 --accept 'all that was known' --yes")
    caribbean("conference reopen 2012 --reason 'P1 was of another region'")
    told = next(row["number"] for row in json.loads(caribbean("log --json").out) if "report P1" in row["command"])
    caribbean(f"undo {told}")
    data = json.loads(caribbean("compare 2012@1 2012 --json").out)
    assert (data["projects"]["not_presented"], data["projects"]["completed"]) == (["P1"], [])
    assert data["money"]["committed"]["not_presented"] == "-50.00"

"""`tracker compare` and `tracker why`: the worked example as its manual page, and every form."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from conftest import Once, Run, Write
from factories import ABSENT, Walk

from tracker import tables

RATES = {"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.35"}}


@pytest.fixture
def example(write: Write, once: Once) -> None:
    """The worked example: four lines, two conferences, one reason."""

    @once
    def fill_it() -> None:
        with write() as register:
            w = Walk(register, "AMS-2012", rates=RATES)
            w.conference("AMS-2013", rates=RATES["AMS-2013"], state="open")
            w.money("P1", "IDB", "USD", 1_000_000_00, 1_250_000_00, reason="new money")
            w.money("P2", "NORAD", "EUR", 400_000_00, 500_000_00)
            w.money("P3", "CIDA", "USD", 300_000_00)
            w.money("P4", "IMF", "USD", ABSENT, 200_000_00)


REPORT = """\
AMS-2012 to AMS-2013, in USD

Answer      Committed rose by 305,000.00 USD, from 1,820,000.00 to 2,125,000.00.
Change      committed +305,000.00 (+16.8%)
Moved most  CIDA -300,000.00, IDB +250,000.00, IMF +200,000.00, NORAD +130,000.00 committed
From        AMS-2012, 2012
To          AMS-2013, 2013
Rates       1 EUR = 1.30 USD, then 1 EUR = 1.35 USD
Explained   all but +130,000.00 USD committed

Money, in USD

Money                      Committed
────────────────────────────────────
AMS-2012                1,820,000.00
new projects             +200,000.00
projects not presented   -300,000.00
changed: new money       +250,000.00
unexplained              +130,000.00
exchange rates            +25,000.00
────────────────────────────────────
AMS-2013                2,125,000.00

Projects

Class          How many  Which
──────────────────────────────────────
new                   1  P4 Project P4
not presented         1  P3 Project P3
continuing            2

Donors and beneficiaries

                              Who
────────────────────────────────────────────────────────────────────────────────────
donors that came              IMF
donors that left              CIDA
donors whose portfolio moved  IDB +250,000.00 committed, NORAD +130,000.00 committed
"""


@pytest.mark.usefixtures("example")
def test_the_report(run: Run) -> None:
    assert run("compare 2012 2013").out == REPORT


@pytest.mark.usefixtures("example")
def test_the_worked_example_as_json(run: Run) -> None:
    said = json.loads(run("compare 2012 2013 --json").out)
    assert (said["from"], said["to"], said["currency"]) == ("AMS-2012", "AMS-2013", "USD")
    committed = said["money"]["committed"]
    worked = {
        "from_total": "1820000.00",
        "new_projects": "200000.00",
        "not_presented": "-300000.00",
        "changed": {"new money": "250000.00", "unexplained": "130000.00"},
        "exchange": "25000.00",
        "to_total": "2125000.00",
    }
    assert {key: committed[key] for key in worked} == worked
    rest = {key: value for key, value in committed.items() if key not in worked}
    assert rest.pop("no_rate_lines") == []
    assert rest.pop("unconfirmed") == rest.pop("declined") == {"from": "0.00", "to": "0.00"}
    assert set(rest.values()) == {"0.00"}
    assert said["projects"] == {
        "continuing": ["P1", "P2"],
        "new": ["P4"],
        "not_presented": ["P3"],
        "succeeded": [],
        "succeeds": [],
        "completed": [],
        "cancelled": [],
    }
    assert said["donors"]["came"] == ["IMF"]
    assert said["fields"] == said["outcomes"] == said["milestones"] == said["risks"]["changes"] == []


@pytest.mark.usefixtures("example")
def test_by_donor(run: Run) -> None:
    assert run("compare 2012 2013 --only money --by donor").out.partition("Committed by donor")[2] == (
        """, in USD

Donor      AMS-2012          New         Gone      Changed  Unexplained    Exchange      AMS-2013
─────────────────────────────────────────────────────────────────────────────────────────────────
CIDA     300,000.00               -300,000.00                                                0.00
IDB    1,000,000.00                            +250,000.00                           1,250,000.00
IMF            0.00  +200,000.00                                                       200,000.00
NORAD    520,000.00                                         +130,000.00  +25,000.00    675,000.00
─────────────────────────────────────────────────────────────────────────────────────────────────
total  1,820,000.00  +200,000.00  -300,000.00  +250,000.00  +130,000.00  +25,000.00  2,125,000.00
"""
    )
    groups = json.loads(run("compare 2012 2013 --only money --by donor --json").out)["groups"]
    assert groups["NORAD"]["committed"]["exchange"] == "25000.00"


@pytest.mark.usefixtures("example")
def test_csv_is_flat_and_adds_up(run: Run) -> None:
    rows = list(csv.DictReader(StringIO(run("compare 2012 2013 --by project --format csv").out)))
    assert list(rows[0]) == ["measure", "group", "term", "reason", "amount", "currency"]
    for group in ("", "P1", "P2", "P3", "P4"):
        terms = [row for row in rows if row["group"] == group and row["measure"] == "committed"]
        moved = sum(float(row["amount"]) for row in terms if not row["term"].endswith("_total"))
        start, end = (float(row["amount"]) for row in terms if row["term"].endswith("_total"))
        assert start + moved == end
    assert run("compare 2012 2013 --only projects --format tsv").out.splitlines()[1] == "continuing\tP1\tProject P1"
    assert run("compare 2012 2013 --only projects -q").out.split() == ["P1", "P2", "P4", "P3"]
    assert run("compare 2012 2013 --only fields --format csv").out == "project,item,field,old,new,reason\n"


@pytest.mark.usefixtures("example")
def test_every_cent_explained(run: Run) -> None:
    assert "Explained   every cent\n" in run("compare 2012 2013 --only money --donor IDB").out


TREND = """\
Totals, each by the rates of its own conference

Conference  Interest  Pledged  Committed  Disbursed       Without rate
──────────────────────────────────────────────────────────────────────
AMS-2012           –        –       1.30          –  USD             0
AMS-2013           –        –       1.35          –  USD             0
AMS-2015           –        –          –          –  USD             1
"""


def test_more_than_two_conferences_are_a_trend(run: Run, write: Write) -> None:
    with write() as register:
        w = Walk(register, "AMS-2012", "AMS-2013", "AMS-2015", rates=RATES)
        w.money("P1", "IDB", "EUR", 100, 100, 100)
    assert run("compare 2012 2013 2015").out == TREND
    assert json.loads(run("compare 2012 2013 2015 --by donor --json").out)[1] == {
        "conference": "AMS-2013",
        "group": "IDB",
        "interest": None,
        "pledged": None,
        "committed": "1.35",
        "disbursed": None,
        "currency": "USD",
        "without_rate": 0,
    }
    assert "--only is for two" in run("compare 2012 2013 2015 --only risks", status=2).err


@pytest.mark.usefixtures("example")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("compare 2012", "Missing the conference to compare AMS-2012 with."),
        ("compare 2013 2012", "AMS-2013 comes after AMS-2012."),
        ("compare 2012 2012", "cannot be compared with itself"),
        ("compare 2012 2013 --format csv --only money --only risks", "one part at a time"),
        ("why committed 2012 2013 --theme integrity", "A difference is explained in total or for --donor."),
        ("why spent --at 2012", "is not valid"),
    ],
)
def test_what_makes_no_sense_is_said(run: Run, line: str, said: str) -> None:
    assert said in run(line, status=2).err


@pytest.mark.usefixtures("example")
def test_unknown_codes_are_answered_with_the_nearest(run: Run) -> None:
    assert "Did you mean NORAD?" in run("compare 2012 2013 --donor NORD", status=3).err
    assert "AMS-2013" in run("compare 2012 AMS-2103", status=3).err


def test_without_arguments_the_open_conference_with_the_one_before(run: Run, write: Write) -> None:
    with write() as register:
        w = Walk(register, "AMS-2012")
        w.conference("AMS-2013", state="open")
    assert run("compare").out.startswith("AMS-2012 to AMS-2013, in USD\n")


WHY = """\
Why committed at AMS-2012 is what it is

Measure        committed
Total          1,820,000.00 USD
Contributions  3

What adds up to it

Project  Contribution  Donor        Amount       Rate                                                Counted
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1       P1-IDB        IDB    1,000,000.00  USD  –                                              1,000,000.00  USD
P2       P2-NORAD      NORAD    400,000.00  EUR  1 EUR = 1.30 USD (2012, annual average, test)    520,000.00  USD
P3       P3-CIDA       CIDA     300,000.00  USD  –                                                300,000.00  USD
"""


@pytest.mark.usefixtures("example")
def test_why_a_total_is_what_it_is(run: Run) -> None:
    assert run("why committed --at 2012").out == WHY


def test_why_with_shares_exclusions_and_missing_rates(run: Run, write: Write) -> None:
    with write() as register:
        w = Walk(register, "AMS-2012", rates={"AMS-2012": {"EUR": "1.30", "CAD": "0.5"}})
        w.money("P1", "IDB", "EUR", 1001)
        w.money("P1", "SECO", "CHF", 10)
        w.money("P1", "WB", "USD", 10, told=[{"excluded_as": "duplicate"}])
        w.money("P2", "IDB", "USD", 5)
        w.shares("P1", "AMS-2012", BB=50, JM=50)
        w.earmark("P1", "P1-IDB", "AMS-2012", "JM", 20)
    said = json.loads(run("why committed --at 2012 --beneficiary jm --json").out)
    assert said["total"] == "7.80"
    assert [(row["earmark"], row["share"], row["counted"]) for row in said["counted"]] == [("20", "50", "7.80")]
    assert [(row["project"], row["why_not"]) for row in said["left_out"]] == [
        ("P1", "no rate from CHF to USD is pinned to AMS-2012"),
        ("P1", "excluded as duplicate"),
    ]
    crossed = json.loads(run("why committed --at 2012 --donor IDB --currency CAD --json").out)["counted"][0]
    assert crossed["rate"] == (
        "1 EUR = 1.30 USD (2012, annual average, test) x 1 CAD = 0.5 USD (2012, annual average, test)"
    )
    assert crossed["counted"] == "26.03"


MOVED = """\
Committed rose by 305,000.00 USD, from 1,820,000.00 to 2,125,000.00.

  -300,000.00 USD projects that were not presented again: P3 (CIDA).
  +250,000.00 USD new money: P1 (IDB).
  +200,000.00 USD new projects: P4 (IMF).
  +130,000.00 USD without a reason: P2 (NORAD).
  +25,000.00 USD exchange rates: P2 (NORAD); 1 EUR = 1.30 USD, then 1 EUR = 1.35 USD.

A reason can still be given: tracker contribution explain P2-NORAD REASON --at AMS-2013 --measure committed
"""


@pytest.mark.usefixtures("example")
def test_why_a_total_moved(run: Run) -> None:
    assert run("why committed 2012 2013").out == MOVED
    said = json.loads(run("why committed 2012 2013 --json").out)
    assert (said["from_total"], said["to_total"]) == ("1820000.00", "2125000.00")
    assert [cause["amount"] for cause in said["causes"]] == [
        "-300000.00",
        "250000.00",
        "200000.00",
        "130000.00",
        "25000.00",
    ]
    assert said["causes"][3]["reason"] == "unexplained"
    assert "did not move" in run("why pledged 2012 2013").out
    assert run("why committed 2012 2013 -q").out.split() == ["P3", "P1", "P4", "P2"]


@pytest.fixture
def signing(write: Write, once: Once) -> None:
    """A year of signing and paying, and money without a rate."""

    @once
    def fill_it() -> None:
        with write() as register:
            w = Walk(register, "AMS-2012", "AMS-2013", rates=RATES)
            w.money("P1", "IDB", "USD", None, 2_000_00, told=[{"pledged": 9_00}, {"pledged": 9_00, "disbursed": 5_00}])
            w.money("P2", "IDB", "USD", 1_000_00, 1_250_00, reason="new money")
            w.money("P3", "NORAD", "EUR", 10_00, None)
            w.money("P4", "SECO", "CHF", 100_00, 300_00)
            w.money("P5", "WB", "USD", 4_00, 3_00)


@pytest.mark.usefixtures("signing")
def test_what_was_signed_and_paid_first_and_what_has_no_rate(run: Run) -> None:
    said = run("compare 2012 2013 --only money --by donor").out
    assert (
        "Explained    +2,237.00 USD committed, +5.00 USD disbursed; unexplained -1.00 USD committed;"
        " without a rate 100.00 CHF committed at AMS-2012, 300.00 CHF committed at AMS-2013\n"
    ) in said
    assert "every cent" not in said
    assert (
        """\
Money                   Pledged  Committed  Disbursed
─────────────────────────────────────────────────────
AMS-2012                   9.00   1,017.00       0.00
first committed                  +2,000.00
first paid                                      +5.00
amount no longer known              -13.00
changed: new money                 +250.00
unexplained                          -1.00
─────────────────────────────────────────────────────
AMS-2013                   9.00   3,253.00       5.00
"""
    ) in said
    assert (
        """\
Donor  AMS-2012  First committed   Other  Changed  Unexplained  AMS-2013
────────────────────────────────────────────────────────────────────────
IDB    1,000.00        +2,000.00          +250.00               3,250.00
"""
    ) in said
    assert "  +2,000.00 USD first committed: P1 (IDB).\n" in run("why committed 2012 2013").out
    assert "  +5.00 USD first paid: P1 (IDB).\n" in run("why disbursed 2012 2013").out


@pytest.mark.usefixtures("signing")
def test_a_conference_that_has_not_met_yet(run: Run) -> None:
    said = run("compare 2012 2013").out
    assert said.startswith(
        """\
AMS-2012 to AMS-2013, in USD

Not met yet  AMS-2013 is planned; this is what it knows so far
Answer       Committed rose by 2,236.00 USD, from 1,017.00 to 3,253.00.
Change       pledged unchanged; committed +2,236.00 (+219.9%); disbursed +5.00
Moved most   IDB +2,250.00, NORAD -13.00, WB -1.00 committed
"""
    )
    assert "left" not in said.partition("Donors and beneficiaries")[2]
    grew = json.loads(run("compare 2012 2013 --only projects --json").out)["donors"]["grew"]
    assert [(row["donor"], row["measure"], row["amount"]) for row in grew] == [
        ("IDB", "committed", "2250.00"),
        ("IDB", "disbursed", "5.00"),
    ]
    assert run("compare", status=2).err.startswith("Error: No conference is open.")


def test_status_and_risks_come_with_the_answer_in_words(write: Write, run: Run) -> None:
    scored = {"likelihood": 2, "impact": 2, "status": "open"}
    with write() as register:
        w = Walk(register, "AMS-2012", "AMS-2013", "AMS-2015")
        for code, then, now in (
            ("P1", "active", "completed"),
            ("P2", "active", "completed"),
            ("P3", "proposed", "active"),
        ):
            w.review(code, "AMS-2012", status=then)
            w.review(code, "AMS-2013", status=now)
        w.part("risk", "P1/UP", {"AMS-2012": scored, "AMS-2013": scored | {"impact": 3}})
        w.part("risk", "P1/DOWN", {"AMS-2012": scored, "AMS-2013": scored | {"impact": 1}})
        w.review("P4", "AMS-2012")
        w.part("risk", "P4/GONE", {"AMS-2012": scored})
        w.money("P5", "IDB", "USD", ABSENT, ABSENT, 5)
        w.money("P6", "WB", "USD", ABSENT, 5, ABSENT)
    said = run("compare 2012 2013").out
    assert "\nStatus       2 active -> completed; 1 proposed -> active\nRisks        1 up, 1 down\n" in said
    assert "projects_out" not in said
    assert "P4/GONE  project is not reported" in said
    assert "Reason" not in said
    planned = run("compare 2013 2015").out
    assert "donors not reported yet  WB\n" in planned.partition("Donors and beneficiaries")[2]
    assert "that left" not in planned
    assert "project is not reported" in run("compare 2012 2013 --only risks").out
    assert "projects_out" in run("compare 2012 2013 --only risks --format csv").out


def test_projects_with_and_without_a_theme_are_together_the_whole(run: Run, write: Write, example: None) -> None:
    """A project that had the theme at one of the two counts on both sides: a changed theme is no movement of money."""
    themes = {("P1", 1): "integrity", ("P1", 2): "integrity", ("P2", 1): "single-window", ("P2", 2): "integrity"}
    themes |= {("P3", 1): "integrity", ("P4", 2): "single-window"}
    with write() as register:
        rows = [
            {"conference_id": at, "project_id": register.codes.id("project", code), "theme": theme, "is_primary": True}
            for (code, at), theme in themes.items()
        ]
        register.journal.insert(tables.review_theme, rows)

    def compared(limit: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run(f"compare 2012 2013 {limit} --json").out)
        return found

    whole, having, others = (compared(limit) for limit in ("", "--theme integrity", "--not-theme integrity"))
    assert having["projects"]["continuing"] == ["P1", "P2"] and having["projects"]["not_presented"] == ["P3"]
    assert (others["projects"]["new"], others["projects"]["continuing"]) == (["P4"], [])
    assert (others["donors"]["came"], others["donors"]["left"]) == (["IMF"], [])
    for name in ("from_total", "new_projects", "not_presented", "exchange", "to_total"):
        mine, theirs, both = (Decimal(one["money"]["committed"][name]) for one in (having, others, whole))
        assert mine + theirs == both, name
    assert compared("--theme 'single window' --not-theme integrity")["projects"]["new"] == ["P4"]
    assert "There is no theme 'roads'" in run("compare 2012 2013 --theme roads", status=3).err


def test_more_than_two_by_theme(run: Run, write: Write, example: None) -> None:
    with write() as register:
        walk = {"code": "AMS-2014", "series_id": 1, "sequence": 3, "state": "planned", "currency": "USD"}
        register.journal.insert(tables.conference, [walk])
        of_theme = {"conference_id": 1, "project_id": register.codes.id("project", "P1"), "theme": "integrity"}
        register.journal.insert(tables.review_theme, [of_theme | {"is_primary": True}])
    rows = json.loads(run("compare 2012 2013 2014 --theme integrity --json").out)
    assert [row["committed"] for row in rows] == ["1000000.00", "1250000.00", None]
    assert "--fill-reasons takes no themes" in run("compare 2012 2013 --fill-reasons --theme integrity", status=2).err

"""What became of what a conference was promised and asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Run, Write
from factories import ABSENT, Walk

from tracker import tables

RATES = {"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.40"}, "AMS-2014": {}}


@pytest.fixture
def walked(write: Write, run: Run, once: Once) -> Run:
    """Three conferences that were told of pledges that went every way, and of proposals."""

    @once
    def fill_it() -> None:
        with write() as register:
            walk = Walk(register, "AMS-2012", "AMS-2013", "AMS-2014", rates=RATES)
            pledge: dict[str, Any] = {"measure": "pledged"}

            def told(*committed: int | None) -> list[dict[str, Any]]:
                return [{"committed": amount} for amount in committed]

            walk.money("KEPT", "IDB", "USD", 100_00, 100_00, **pledge, told=told(None, 100_00))
            walk.money("MORE", "IDB", "USD", 100_00, 20_00, **pledge, told=[{}, {"disbursed": 120_00}])
            walk.money("PART", "IDB", "USD", 100_00, 100_00, **pledge, told=told(0, 99_99))
            walk.money("EURO", "NORAD", "EUR", 100_00, 60_00, **pledge)
            walk.money("GONE", "EU", "EUR", 100_00, **pledge)
            walk.review("GONE", "AMS-2013", status="cancelled")
            walk.money("LATE", "EU", "USD", 50_00, 50_00, **pledge, reason="rephased")
            walk.money("SAME", "EU", "USD", 50_00, 50_00, **pledge)
            walk.money("HUSH", "EU", "USD", 50_00, ABSENT, 70_00, **pledge)
            walk.money("DUPE", "EU", "USD", 50_00, 50_00, **pledge, told=[{"excluded_as": "duplicate"}] * 2)
            walk.money("ENDS", "CIDA", "USD", 50_00, **pledge, ended_at_id=walk.id("conference", "AMS-2013"),
                       ended_reason="dropped")  # fmt: skip
            walk.money("YENS", "CIDA", "USD", 50_00, **pledge)
            old = walk.id("contribution", "YENS-CIDA")
            walk.money("YENS", "CIDA", "EUR", ABSENT, 40_00, **pledge, code="YENS-EUR", replaces_id=old)
            walk.review("NEED", "AMS-2012", status="proposed")
            walk.review("NEED", "AMS-2013", status="proposed")
            walk.review("MUTE", "AMS-2012", status="proposed")
            walk.review("FUND", "AMS-2012", status="proposed")
            walk.money("FUND", "IDB", "USD", ABSENT, 10_00, **pledge)
            walk.review("HALF", "AMS-2012", status="proposed")
            walk.review("HALF", "AMS-2013", status="proposed")
            walk.money("HALF", "IDB", "USD", ABSENT, 10_00, **pledge)
            walk.review("DROP", "AMS-2012", status="proposed")
            walk.review("DROP", "AMS-2013", status="cancelled")
            walk.review("FUSE", "AMS-2012", status="proposed")
            walk.succeed("NEED", "FUSE", kind="merges")
            walk.money("PAID", "IDB", "USD", 10_00, status="proposed")
            for code in ("AMS-2012", "AMS-2013"):
                conference = register.conferences.row(walk.id("conference", code))
                register.journal.update(tables.conference, [(conference, {"state": "open"})])
                if code == "AMS-2012":
                    conference = register.conferences.row(walk.id("conference", code))
                    register.conferences.close(conference["id"])

    return run


def test_what_became_of_each_pledge(walked: Run) -> None:
    assert (
        walked("followup 2012 --at 2013 --only pledges").out
        == """\
What became of AMS-2012 by AMS-2013

Reporting currency  USD

Pledges (10)

Project  Title         Donor       Pledged  Became         Pledged now  Committed  Disbursed  Age  Reported at
──────────────────────────────────────────────────────────────────────────────────────────────────────────────
ENDS     Project ENDS  CIDA   USD    50.00  dropped                  –          –          –    1  AMS-2012
EURO     Project EURO  NORAD  EUR   100.00  reduced              60.00          –          –    1  AMS-2013
GONE     Project GONE  EU     EUR   100.00  dropped                  –          –          –    1  AMS-2012
HUSH     Project HUSH  EU     USD    50.00  not reported         50.00          –          –    1  AMS-2012
KEPT     Project KEPT  IDB    USD   100.00  kept                100.00     100.00          –    1  AMS-2013
LATE     Project LATE  EU     USD    50.00  re-dated             50.00          –          –    1  AMS-2013
MORE     Project MORE  IDB    USD   100.00  kept                 20.00          –     120.00    1  AMS-2013
PART     Project PART  IDB    USD   100.00  partly              100.00      99.99          –    1  AMS-2013
SAME     Project SAME  EU     USD    50.00  open                 50.00          –          –    1  AMS-2013
YENS     Project YENS  CIDA   USD    50.00  redenominated            –          –          –    1  AMS-2012

What the pledges came to

Became         Pledges       Pledged  Pledged now  Committed or disbursed
─────────────────────────────────────────────────────────────────────────
kept                 2  USD   200.00       120.00                  220.00
partly               1  USD   100.00       100.00                   99.99
redenominated        1  USD    50.00            –                       –
dropped              1  EUR   100.00            –                       –
dropped              1  USD    50.00            –                       –
reduced              1  EUR   100.00        60.00                       –
re-dated             1  USD    50.00        50.00                       –
open                 1  USD    50.00        50.00                       –
not reported         1  USD    50.00        50.00                       –
all                 10  USD   810.00       454.00                  319.99
"""
    )


def test_money_that_was_there_before_does_not_keep_a_pledge(write: Write, run: Run) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2011", "AMS-2012", "AMS-2013")
        pledge: dict[str, Any] = {"measure": "pledged"}

        def told(*committed: int | None) -> list[dict[str, Any]]:
            return [{"committed": amount} for amount in committed]

        # Committed, as the conferences of 2011, 2012 and 2013 were told; the pledge is of 2012, or of 2011 already.
        walk.money("BEFORE", "IDB", "USD", None, 300_00, 300_00, **pledge, told=told(1000_00, 1000_00, 1000_00))
        walk.money("BESIDE", "IDB", "USD", ABSENT, 300_00, 300_00, **pledge, told=told(0, 1000_00, 1000_00))
        walk.money("ONTOP", "IDB", "USD", None, 300_00, 300_00, **pledge, told=told(1000_00, 1000_00, 1300_00))
        walk.money("PARTOF", "IDB", "USD", ABSENT, 1000_00, 1000_00, **pledge, told=told(0, 400_00, 1000_00))
        walk.money("HALFOF", "IDB", "USD", ABSENT, 1000_00, 1000_00, **pledge, told=told(0, 400_00, 400_00))
        walk.money("SIGNED", "IDB", "USD", 500_00, 500_00, 500_00, **pledge, told=told(0, 700_00, 700_00))
        walk.money("AGAIN", "IDB", "USD", 500_00, 800_00, 800_00, **pledge, told=told(500_00, 500_00, 600_00))
        walk.money("BEYOND", "IDB", "USD", 500_00, 900_00, 900_00, **pledge, told=told(700_00, 700_00, 700_00))
        for code in ("AMS-2011", "AMS-2012", "AMS-2013"):
            register.conferences.close(walk.id("conference", code))
    assert (
        run("followup 2012 --at 2013 --only pledges").out
        == """\
What became of AMS-2012 by AMS-2013

Reporting currency  USD

Pledges (8)

Project  Title           Donor        Pledged  Became  Pledged now  Committed  Disbursed  Toward it  Age  Reported at
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
AGAIN    Project AGAIN   IDB    USD    800.00  partly       800.00     600.00          –     600.00    2  AMS-2013
BEFORE   Project BEFORE  IDB    USD    300.00  open         300.00   1,000.00          –       0.00    1  AMS-2013
BESIDE   Project BESIDE  IDB    USD    300.00  open         300.00   1,000.00          –       0.00    1  AMS-2013
BEYOND   Project BEYOND  IDB    USD    900.00  open         900.00     700.00          –       0.00    2  AMS-2013
HALFOF   Project HALFOF  IDB    USD  1,000.00  partly     1,000.00     400.00          –     400.00    1  AMS-2013
ONTOP    Project ONTOP   IDB    USD    300.00  kept         300.00   1,300.00          –     300.00    1  AMS-2013
PARTOF   Project PARTOF  IDB    USD  1,000.00  kept       1,000.00   1,000.00          –   1,000.00    1  AMS-2013
SIGNED   Project SIGNED  IDB    USD    500.00  kept         500.00     700.00          –     700.00    2  AMS-2013

What the pledges came to

Became  Pledges        Pledged  Pledged now  Committed or disbursed
───────────────────────────────────────────────────────────────────
kept          3  USD  1,800.00     1,800.00                2,000.00
partly        2  USD  1,800.00     1,800.00                1,000.00
open          3  USD  1,500.00     1,500.00                    0.00
"""
    )


def test_a_pledge_grows_older_and_is_told_of_late(walked: Run) -> None:
    rows = {
        row["project"]: row
        for row in json.loads(walked("followup 2012 --at 2014 --only pledges --json").out)["pledges"]
    }
    assert (rows["HUSH"]["outcome"], rows["HUSH"]["age"], rows["HUSH"]["told_at"]) == ("open", 2, "AMS-2014")
    assert (rows["SAME"]["outcome"], rows["SAME"]["age"], rows["SAME"]["told_at"]) == ("open", 2, "AMS-2013")
    assert rows["EURO"]["pledged"] == "100.00" and rows["EURO"]["pledged_now"] == "60.00"
    assert "DUPE" not in rows


def test_what_became_of_each_proposal_that_sought_funding(walked: Run) -> None:
    assert (
        walked("followup 2012 --only proposals").out
        == """\
What became of AMS-2012 by AMS-2013

Reporting currency  USD

Proposals that sought funding (6)

Project  Title         Became         Into  Status     Donors  Age  Reported at
───────────────────────────────────────────────────────────────────────────────
DROP     Project DROP  dropped        –     cancelled  –         1  AMS-2013
FUND     Project FUND  funded         –     active     IDB       1  AMS-2013
FUSE     Project FUSE  merged into    NEED  proposed   –         1  AMS-2012
HALF     Project HALF  partly         –     proposed   IDB       1  AMS-2013
MUTE     Project MUTE  not reported   –     proposed   –         1  AMS-2012
NEED     Project NEED  still seeking  –     proposed   –         1  AMS-2013
"""
    )


def test_one_part_as_a_table_of_data(walked: Run) -> None:
    assert (
        walked("followup 2012 --only proposals --format csv").out.splitlines()[:2]
        == [
            "project,title,outcome,into,status,donors,age,told_at,unconfirmed",
            "DROP,Project DROP,dropped,,cancelled,,1,AMS-2013,false",
        ]
    )  # fmt: skip
    assert walked("followup 2012 --only proposals -q").out.split()[0] == "DROP"
    for line, said in (
        ("followup 2012 --format csv", "--format csv shows one part at a time."),
        ("followup 2012 --at 2012", "AMS-2012 is not later than AMS-2012."),
        ("followup 2013 --at 2012", "AMS-2013 comes after AMS-2012."),
        ("followup 2014", "No conference has met since AMS-2014."),
    ):
        assert walked(line, status=2).err.startswith(f"Error: {said}")


def test_a_pledge_that_was_carried_over_is_confirmed_by_its_donor_alone(caribbean: Run) -> None:
    caribbean('project add P1 --title "Window" --donor IDB --pledged "5 USD" --status active --end 2013 --at 2012'
              " --beneficiary JM-CUSTOMS")  # fmt: skip
    caribbean("conference close 2012 --yes")
    caribbean("conference open 2013 --from 2012")
    (row,) = json.loads(caribbean("followup 2012 --json").out)["pledges"]
    assert (row["outcome"], row["unconfirmed"]) == ("open", True)
    caribbean("report P1 --end 2014-06")
    (row,) = json.loads(caribbean("followup 2012 --json").out)["pledges"]
    assert (row["outcome"], row["unconfirmed"], row["ended"], row["ends"]) == ("re-dated", True, "2013", "2014-06")
    caribbean("report P1 --donor IDB --unchanged")
    assert json.loads(caribbean("followup 2012 --json").out)["pledges"][0]["unconfirmed"] is False
    assert "Was to end  Ends now" in caribbean("followup 2012 --format md").out.replace(" | ", "  ")


def test_what_left_the_pool_is_not_reduced(caribbean: Run) -> None:
    caribbean('pool add IDB "5,000,000 USD" --at 2012')
    caribbean('project add P1 --title "New" --status proposed')
    caribbean('allocate IDB "5,000,000 USD" --to P1')
    (row,) = json.loads(caribbean("followup 2012 --json").out)["pledges"]
    assert (row["project"], row["outcome"], row["pledged_now"]) == ("AMS-POOL", "allocated", "0.00")


def test_recommendations_and_action_points_stand_beside_them(caribbean: Run) -> None:
    caribbean('recommendation add "Better evaluation" --owner IDB --at 2012')
    caribbean('action add "Publish the timetable" --owner NORAD --due 2012-06 --at 2012')
    caribbean('action report 2012/1 --at 2013 --status "in progress"')
    data = json.loads(caribbean("followup 2012 --json").out)
    assert list(data) == ["from", "to", "currency", "pledges", "proposals", "recommendations", "actions", "requests"]
    assert [(row["code"], row["status"], row["told_at"]) for row in data["recommendations"] + data["actions"]] == [
        ("AMS-2012/REC1", "open", None),
        ("AMS-2012/A1", "in progress", "AMS-2013"),
    ]
    assert data["actions"][0]["overdue"] is True


def test_requests_answers_and_agreements_are_a_line_for_each_conference(caribbean: Run, tmp_path: Path) -> None:
    for line in (
        "project add P1 --title Risk --status active --at 2013 --donor IDB --lead JM-CUSTOMS",
        "project add P2 --title Old --status active --at 2013 --donor NORAD",
        f"request send 2013 --to IDB --to NORAD --due 2013-02-15 -d {tmp_path}",
        "request answer NORAD --declined --source 'a mail' --at 2013",
        "need add 'An operator scheme' --beneficiary JM-CUSTOMS --at 2012",
        "need add 'A single window' --beneficiary BB-CUSTOMS --at 2013",
        "need reply N1 --donor EU --as would --date 2012-06",
        "need reply N1 --donor NORAD --as no --date 2013-01-28",
        "need reply N2 --donor IDB --as would --date 2013-06",
        "series add EUR --name 'Another region'",
        "conference add EUR-2012 --series EUR --start 2012-09-03 --currency EUR",
        "need add 'A need of another region' --beneficiary BB-CUSTOMS --at EUR-2012",
        "need reply N3 --donor EU --as would --date 2012-10",
        "need add 'A need that was raised nowhere' --beneficiary BB-CUSTOMS --document 'Notification' --at ''",
        "need reply N4 --donor EU --as would --date 2012-10",
        "partnership add 'Work together' --kind agreement --with IDB --with JM-CUSTOMS --at 2013",
    ):
        caribbean(line)
    assert caribbean("followup AMS-2012 --at 2013 --only requests --format csv").out == (
        "conference,requests,answered,declined,silent,needs,replies,agreements,partnerships\nAMS-2013,2,0,1,1,1,2,1,1\n"
    )
    said = caribbean("followup AMS-2012 --at 2013").out
    assert "Requests, answers and agreements\n\nConference  Requests  Answered" in said

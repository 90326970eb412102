"""The Americas series: its quirks, its counts, and amounts known from elsewhere."""

from collections import Counter
from decimal import Decimal

import pytest
from test_data_files import Row, counts, rows


def by_code(noun: str) -> dict[str, Row]:
    return {row["code"]: row for row in rows(f"americas/{noun}.csv")}


def total(contribution: str, kind: str, until: str = "9999") -> Decimal:
    return sum(
        (
            Decimal(row["amount"])
            for row in rows("americas/transactions.csv")
            if row["contribution"] == contribution and row["kind"] == kind and row["date"] <= until
        ),
        Decimal(0),
    )


def test_the_single_window() -> None:
    assert total("AR-L1251-IDB", "outgoing commitment") == 73_600_000
    assert total("AR-L1251-IDB", "disbursement") == 32_557_448


@pytest.mark.parametrize(("day", "disbursed"), [("2018-03-08", 400_000), ("2019-03-14", 4_200_000)])
def test_the_single_window_as_two_conferences_saw_it(day: str, disbursed: int) -> None:
    assert total("AR-L1251-IDB", "outgoing commitment", day) == 73_600_000
    assert total("AR-L1251-IDB", "disbursement", day) == disbursed


def test_negative_movements_are_kept() -> None:
    negative = [row for row in rows("americas/transactions.csv") if row["amount"].startswith("-")]
    assert len(negative) == counts("americas")["transactions with a negative amount"]
    assert any(row["kind"] == "disbursement" for row in negative)


def test_quirks_of_the_series() -> None:
    conferences = by_code("conferences")
    assert [code for code in conferences if "2012" in code] == ["AMS-2012", "AMS-CAR-2012-10"]
    assert conferences["AMS-2010"]["start"] == "2010" and conferences["AMS-2010"]["tentative"] == "true"
    assert conferences["AMS-2014"]["state"] == "planned" and not conferences["AMS-2014"]["title"]
    assert conferences["AMS-2015"]["ordinal"] == "6" and "fourth" in conferences["AMS-2015"]["note"]
    assert not conferences["AMS-2018"]["ordinal"]
    names = by_code("series")["AMS"]["names"]
    assert names == "Regional Donor Meeting@2010..2015;Development Partners Coordination Meeting@2018.."


def test_participants_are_known() -> None:
    organisations, conferences = by_code("organisations"), by_code("conferences")
    participants = rows("americas/participants.csv")
    for row in participants:
        assert row["organisation"] in organisations and row["conference"] in conferences
        assert row["capacity"] and row["source"]
    assert max(Counter((row["conference"], row["organisation"]) for row in participants).values()) == 1
    assert "CIDA@..2013" in organisations["GAC"]["aliases"]
    assert any(row["organisation"] == "GAC" and "(as CIDA)" in row["source"] for row in participants)


def test_beneficiaries_need_not_be_members() -> None:
    organisations = by_code("organisations")
    assert organisations["JM-CUSTOMS"]["member_from"] == "1963-03-29"
    assert organisations["SR-CUSTOMS"]["member_from"] == "2018"
    for code in ("DM-CUSTOMS", "GD-CUSTOMS", "KN-CUSTOMS", "VC-CUSTOMS"):
        assert not organisations[code]["member_from"] and organisations[code]["roles"] == "beneficiary"


def test_the_four_regional_projects_seek_funding() -> None:
    regional = {code for code, row in by_code("projects").items() if row["scope"] == "regional"}
    assert regional == {"AMS-RM", "AMS-AEO", "AMS-SW", "AMS-HRD"}
    reports = [row for row in rows("americas/reports.csv") if row["project"] in regional]
    assert {(row["conference"], row["status"], row["contribution"]) for row in reports} == {
        ("AMS-2011", "proposed", "")
    }
    assert not regional & {row["project"] for row in rows("americas/contributions.csv")}


def test_no_conference_saw_what_came_later() -> None:
    reported = {row["project"] for row in rows("americas/reports.csv")}
    assert not reported & {"CARTAC-VI-CA", "GTFP-II", "AR-L1386", "P169125", "P178720"}
    assert by_code("projects")["GTFP-II"]["succeeds"] == "GTFP-I"
    (integrity,) = (row for row in rows("americas/reports.csv") if row["project"] == "ACIP-NO-2019")
    assert (integrity["conference"], integrity["committed"]) == ("AMS-2019", "5000000.00")


@pytest.mark.parametrize(
    ("conference", "project", "status"),
    [
        ("AMS-2012", "AR-L1133", "proposed"),
        ("AMS-2013", "AR-L1133", "active"),
        ("AMS-2018", "AR-L1092", "completed"),
        ("AMS-2018", "AR-L1251", "active"),
    ],
)
def test_status_is_the_one_of_that_day(conference: str, project: str, status: str) -> None:
    (row,) = (r for r in rows("americas/reports.csv") if (r["conference"], r["project"]) == (conference, project))
    assert row["status"] == status


def test_no_conference_was_told_a_date_that_lay_ahead() -> None:
    last_day = {code: row["end"] or row["start"] for code, row in by_code("conferences").items()}
    projects = by_code("projects")
    reports = rows("americas/reports.csv")
    dates = [(row[name], last_day[row["conference"]]) for row in reports for name in ("actual_start", "actual_end")]
    assert all(told < day for told, day in dates if told) and any(told for told, _ in dates)
    assert not any(projects[row["project"]][name] for row in reports for name in ("actual_start", "actual_end"))
    (ended,) = (row for row in reports if row["actual_end"] and row["conference"] == "AMS-2018")
    assert (ended["project"], ended["status"], ended["actual_end"]) == ("AR-L1092", "completed", "2017-11-01")
    assert "actual end as published later: 2022-07-01" in projects["AR-L1144"]["note"] + projects["AR-L1251"]["note"]


def test_counts_are_those_of_the_sources() -> None:
    stated = counts("americas")
    projects = rows("americas/projects.csv")
    assert sum(1 for row in projects if not row["iati_identifier"]) == stated["projects from web pages"]
    assert sum(1 for row in projects if row["code"].startswith("AR-")) == stated["IDB projects in Argentina"]
    of_bank = sum(1 for row in projects if row["iati_identifier"].startswith("44000-"))
    assert of_bank == stated["World Bank projects in El Salvador"]
    kinds = Counter((row["source"].split(",")[0], row["kind"]) for row in rows("americas/transactions.csv"))
    assert {
        f"transactions of {donor}: {kind}": count for (donor, kind), count in kinds.items()
    }.items() <= stated.items()
    meetings = Counter(f"reports at {row['conference']}" for row in rows("americas/reports.csv"))
    assert meetings.items() <= stated.items()

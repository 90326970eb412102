"""`tracker gaps` and `candidates`: what has no answer, and who could give one."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def asked(caribbean: Run, once: Once) -> Run:
    """Needs and offers of three conferences: a need of three parts, one donor that refused, one that would."""

    @once
    def fill_it() -> None:
        for line in (
            "organisation edit JM-CUSTOMS --country JM",
            "organisation edit BB-CUSTOMS --country BB",
            "organisation add CARICOM --name Caribbean --kind 'regional body' --role beneficiary",
            "conference add AMS-2014 --start 2014-01-13 --currency USD",
            "need add 'An operator scheme' --beneficiary JM-CUSTOMS --measure 7.7.1-7.7.3 --definitive 2016 --at 2012",
            "need add 'Train targeting officers' --beneficiary BB-CUSTOMS --theme 'risk management' --at 2012",
            "need add 'A new building' --beneficiary BB-CUSTOMS --at 2013",
            "need reply N1 --donor EU --as would --part 7.7.1 --date 2012-06",
            "need reply N1 --donor NORAD --as no --date 2012-06",
            "need reply N3 --donor NORAD --as no",
            "project add P1 --title 'Regional windows' --theme 'single window' --status proposed --at 2012"
            " --beneficiary JM-CUSTOMS",
            "report P1 --at 2013 --status proposed",
            "project add P2 --title Risk --theme integrity --status active --at 2013 --donor CIDA"
            " --committed '5 USD' --beneficiary JM-CUSTOMS",
            "offer add Operators --donor EU --theme 'authorized economic operators' --place JM --instrument grant"
            " --end 2014",
            "offer add Windows --donor IDB --theme 'single window' --place CARICOM --instrument loan --amount '9m USD'",
            "offer add Risks --donor IDB --theme 'risk management' --end 2011",
            "offer add Anything --donor NORAD --place-words 'the region' --theme-words leadership --start 2015",
            "offer add Integrity --donor CIDA --theme integrity --place JM",
            "offer report O1 --status open --left '300,000 EUR' --at 2013",
        ):
            caribbean(line)

    return caribbean


def rows(run: Run, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(f"{line} --format csv").out)))


def card(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_every_gap_has_its_age_and_its_reason(asked: Run) -> None:
    found = [(row["gap"], row["code"], row["who"], row["age"], row["detail"]) for row in rows(asked, "gaps --at 2013")]
    themes = {row[1] for row in found if row[0] == "theme without funding"}
    assert "integrity" not in themes and "single-window" in themes
    assert [row for row in found if row[0] != "theme without funding"] == [
        ("need without a reply", "N2", "BB-CUSTOMS", "1", "no donor was asked"),
        ("need without an agreement", "N3", "BB-CUSTOMS", "0", "NORAD no"),
        ("need agreed in part", "N1", "JM-CUSTOMS", "1", "EU would (7.7.1); NORAD no; open: 7.7.2, 7.7.3"),
        ("would, and nothing since", "N1", "EU", "1", "said so on 2012-06"),
        ("proposal that seeks funding", "P1", "JM-CUSTOMS", "1", "no donor"),
        ("administration without a project", "BB-CUSTOMS", "", "", "2 open needs"),
        ("offer without a project", "O1", "EU", "", "? to 2014"),
        ("offer without a project", "O2", "IDB", "", ""),
    ]


def test_what_was_done_since_is_no_gap(asked: Run) -> None:
    asked("need reply N1 --donor EU --as does --project P2 --part 7.7.1 --date 2013-02")
    asked("report P1 --at 2013 --status active --donor IDB --committed '5 USD'")
    gaps = {(row["gap"], row["code"]) for row in rows(asked, "gaps")}
    assert not {("would, and nothing since", "N1"), ("proposal that seeks funding", "P1")} & gaps
    assert ("need agreed in part", "N1") in gaps


def test_one_gap_can_be_asked_for(asked: Run) -> None:
    assert asked("gaps --only proposal --quiet").out == "P1\n"
    assert asked("gaps --only need --only proposal --quiet --at 2013").out == "N2\nN3\nN1\nP1\n"
    assert "is not valid" in asked("gaps --only everything", status=2).err
    assert "Gaps at AMS-2013" in asked("gaps --at 2013 --only proposal").out


def test_offers_that_could_answer_a_need_with_reasons_for_and_against(asked: Run) -> None:
    found = card(asked, "need candidates N1 --at 2013")
    assert [(row["rank"], row["code"], row["points"]) for row in found["candidates"]] == [(1, "O1", 10)]
    assert found["candidates"][0]["reasons"] == [
        "for JM-CUSTOMS",
        "its theme belongs to measure 7.7",
        "open until 2014",
        "instrument: grant",
        "300,000.00 EUR left",
        "EU replied: would",
    ]
    assert found["candidates"][0]["against"] == ["due 2016, after its end"]
    assert {row["code"]: row["fell_out"] for row in found["fell_out"]} == {
        "O2": "another theme: single window",
        "O3": "it ended 2011",
        "O5": "another theme: integrity",
    }
    # Later on it is known that the fourth exists, too.
    assert [row["code"] for row in card(asked, "need candidates N1")["candidates"]] == ["O1", "O4"]


def test_an_offer_for_trade_facilitation_in_general_stays_with_a_remark(asked: Run) -> None:
    asked("offer add General --donor CIDA --theme 'trade facilitation' --instrument 'technical cooperation' --code GEN")
    (general,) = (row for row in card(asked, "need candidates N1 --at 2013")["candidates"] if row["code"] == "GEN")
    assert general["reasons"] == ["names no place", "instrument: technical cooperation"]
    assert general["against"] == ["for trade facilitation in general", "its end is not known", "no amount is known"]


def test_a_project_that_seeks_funding(asked: Run) -> None:
    (row,) = card(asked, "project candidates P1 --at 2013")["candidates"]
    assert (row["code"], row["against"][0]) == (
        "O2",
        "for members of CARICOM, but JM-CUSTOMS is not recorded as part of it",
    )
    assert "a loan, and nothing else" in row["against"]


def test_what_an_offer_could_answer(asked: Run) -> None:
    found = card(asked, "offer candidates O1 --at 2013")
    assert [(row["kind"], row["code"], row["who"]) for row in found["candidates"]] == [("need", "N1", ["JM-CUSTOMS"])]
    assert {row["code"]: row["fell_out"] for row in found["fell_out"]} == {
        "N2": "another place: JM",
        "N3": "another place: JM",
        "P1": "another theme: authorized economic operators",
    }


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("need candidates N9", 3, "There is no need 'N9' in this register."),
        (
            "project candidates P2",
            2,
            "The project P2 does not seek funding: its status is active, but only proposed projects seek funding.",
        ),
        ("offer candidates O3", 2, "The offer O3 is over: it ended 2011."),
    ],
)
def test_what_asks_for_nothing_has_no_candidates(asked: Run, line: str, status: int, said: str) -> None:
    assert asked(line, status=status).err.splitlines()[0] == f"Error: {said}"


def test_a_need_that_is_met_asks_for_nothing(asked: Run) -> None:
    asked("need report N2 --status met --at 2013")
    assert "The need N2 is met" in asked("need candidates N2", status=2).err
    assert "N2" not in asked("gaps --quiet").out.split()


def test_the_help_says_that_a_candidate_is_no_match(asked: Run) -> None:
    for noun in ("need", "offer", "project"):
        assert "A candidate is not a match" in " ".join(asked(f"{noun} candidates --help").out.split())


def test_a_region_includes_what_is_recorded_as_part_of_it(asked: Run) -> None:
    for line in (
        "organisation add OECS --name OECS --kind 'regional body'",
        "organisation edit JM-CUSTOMS --parent OECS",
        "organisation edit OECS --parent CARICOM",
    ):
        asked(line)
    (row,) = card(asked, "project candidates P1 --at 2013")["candidates"]
    assert (row["code"], row["points"], row["reasons"][0]) == ("O2", 7, "for JM-CUSTOMS, part of CARICOM")
    assert [row["code"] for row in rows(asked, "offer list --place JM --donor IDB")] == ["O2"]
    assert [row["code"] for row in rows(asked, "offer list --place JM-CUSTOMS --donor IDB")] == ["O2"]
    # A need of a region, and an offer for one of its members.
    asked("need add 'Operators everywhere' --beneficiary CARICOM --theme 'authorized economic operators' --at 2013")
    found = {row["code"]: row for row in card(asked, "need candidates N4 --at 2013")["candidates"]}
    assert found["O1"]["reasons"][0] == "for JM, part of CARICOM"
    assert found["O1"]["against"][0] == "not for the rest of CARICOM"


def test_an_offer_for_a_region_without_the_role_of_a_beneficiary_is_no_other_place(asked: Run) -> None:
    asked("organisation add OECS --name OECS --kind 'regional body'")
    asked("offer add Islands --donor EU --theme 'single window' --place OECS")
    found = card(asked, "project candidates P1 --at 2013")["candidates"]
    assert "for members of OECS, but JM-CUSTOMS is not recorded as part of it" in found[-1]["against"]


def test_a_project_for_a_region_serves_its_members_and_uses_an_offer(asked: Run) -> None:
    asked("offer add Regional --donor CIDA --theme integrity --place CARICOM")
    gaps = {row["code"]: row["detail"] for row in rows(asked, "gaps --only offer --at 2013")}
    assert gaps["O6"] == "perhaps used by P2: its beneficiaries are not recorded as part of CARICOM"
    asked("organisation edit JM-CUSTOMS --parent CARICOM")
    assert "O6" not in asked("gaps --only offer --at 2013 -q").out.split()
    assert asked("gaps --only administration --at 2013 -q").out.split() == ["BB-CUSTOMS"]
    asked("project add P3 --title Region --status active --at 2013 --beneficiary CARICOM")
    asked("organisation edit BB-CUSTOMS --parent CARICOM")
    assert asked("gaps --only administration --at 2013 -q").out == ""


def test_the_answers_of_donors_that_were_merged_stay_side_by_side(asked: Run) -> None:
    asked("need reply N2 --donor EU --as would --date 2013-01-20")
    asked("need reply N2 --donor NORAD --as no --date 2013-01-20")
    asked("offer add Targeting --donor EU --theme 'risk management' --place BB")
    asked("organisation merge NORAD --into EU --yes")
    (need,) = [row for row in rows(asked, "need list") if row["code"] == "N2"]
    assert (need["replies"], need["agreed"]) == ("EU would;EU no", "whole")
    (candidate,) = [row for row in card(asked, "need candidates N2")["candidates"] if row["code"] == "O6"]
    assert "EU replied: would" in candidate["reasons"] and "EU replied: no" in candidate["against"]
    # A later answer replaces both.
    asked("need reply N2 --donor EU --as does --date 2013-01-21")
    assert [row["replies"] for row in rows(asked, "need list") if row["code"] == "N2"] == ["EU does"]
    asked("undo")
    asked("undo")
    assert [row["replies"] for row in rows(asked, "need list") if row["code"] == "N2"] == ["EU would;NORAD no"]

"""`tracker coverage`: administrations down, themes or measures across; what is blank, and what moved."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from tracker.cli.coordination.coverage import compact, short_names
from tracker.output.columns import Column, shade

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run


@pytest.fixture
def served(caribbean: Run, once: Once) -> Run:
    """Projects of both administrations at two conferences, one of them over; and needs."""

    @once
    def fill_it() -> None:
        for line in (
            "project add P1 --title Risk --theme 'risk management' --status active --at 2012 --beneficiary JM-CUSTOMS",
            "project add P2 --title 'Old' --theme integrity --status completed --at 2013 --beneficiary BB-CUSTOMS",
            "project add P3 --title 'Both' --theme 'risk management' --theme integrity --status active --at 2013"
            " --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:40 --donor IDB --committed '1,000,000 USD'",
            "report P1 --at 2013 --status active",
            "need add 'Train targeting officers' --beneficiary BB-CUSTOMS --theme 'risk management' --at 2012",
            "need add 'A single window' --beneficiary JM-CUSTOMS --measure 10.4 --at 2013",
        ):
            caribbean(line)

    return caribbean


def cells(run: Run, line: str) -> dict[tuple[str, str], str]:
    rows = csv.DictReader(io.StringIO(run(f"{line} --format csv").out))
    return {(row["administration"], row["group"]): row["now"] for row in rows if row["now"] not in ("0", "0.00")}


def test_every_administration_and_every_theme_has_its_place(served: Run) -> None:
    said = served("coverage --at 2013 --compare 2012")
    assert (
        said.out
        == """\
Projects by administration, at AMS-2013, and what changed since AMS-2012

Code        Name              AEO  CB  CDHR  CBC  EBS  IS  INT  IP  LF  RV   RM  SW  TF  TS  TRA
────────────────────────────────────────────────────────────────────────────────────────────────
BB-CUSTOMS  Barbados customs    –   –     –    –    –   –  1+1   –   –   –  1+1   –   –   –    –
JM-CUSTOMS  Jamaica customs     –   –     –    –    –   –  1+1   –   –   –  2+1   –   –   –    –
────────────────────────────────────────────────────────────────────────────────────────────────
Served                                                       2                2
"""
    )
    assert said.err == (
        "INT: integrity; RM: risk management\n"
        "3+1 is three now, one more than at AMS-2012; 0-1 is nothing now, one less.\n"
        "Nothing for: authorized economic operators, capacity building, career development and human resources,"
        " cross-border crime, enforcement and border security, information sharing, intellectual property,"
        " legal framework, revenue and valuation, single window, trade facilitation, trade security, transport.\n"
    )


def test_money_that_has_no_rate_or_is_not_divided_is_not_nothing(served: Run) -> None:
    served("project add P4 --title 'Law' --theme integrity --status active --at 2012 --beneficiary JM-CUSTOMS")
    served("report P4 --donor EU --committed '2,000,000 EUR' --at 2012")
    served("project add P5 --title 'Anywhere' --status active --at 2012 --donor IDB --committed '700 USD'")
    said = served("coverage --show money --at 2012")
    # AMS-2012 has no rate for euros.
    assert [line.split() for line in said.out.splitlines() if line.startswith(("BB", "JM"))] == [
        ["BB-CUSTOMS", "Barbados", "customs", "USD", *"–––––––––––––––"],
        ["JM-CUSTOMS", "Jamaica", "customs", "EUR", *"––––––", "2m", *"––––––––"],
    ]
    assert "Not in the table: 700.00 USD that no share divides among administrations.\n" in said.err
    found = json.loads(served("coverage --show money --at 2012 --json").out)
    assert {(one["administration"], one["currency"], one["now"]) for one in found} == {
        ("BB-CUSTOMS", "USD", "0.00"),
        ("JM-CUSTOMS", "EUR", "0.00"),
        ("JM-CUSTOMS", "EUR", "2000000.00"),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {("JM-CUSTOMS", "risk-management"): "2", ("JM-CUSTOMS", "integrity"): "1"}),
        ("--show money --at 2013", {("JM-CUSTOMS", "risk-management"): "600000.00"}),
        ("--show need", {("JM-CUSTOMS", "single-window"): "1"}),
        ("--show need --by tfa", {("JM-CUSTOMS", "10.4"): "1"}),
        ("--at 2012", {("JM-CUSTOMS", "risk-management"): "1"}),
        ("--show need --at 2012", {}),
    ],
)
def test_each_cell_is_what_a_person_would_count(served: Run, asked: str, found: dict[tuple[str, str], str]) -> None:
    mine = {key: now for key, now in cells(served, f"coverage {asked}").items() if key[0] == "JM-CUSTOMS"}
    assert mine == found


def test_projects_answer_to_the_measures_of_their_themes(served: Run) -> None:
    found = cells(served, "coverage --by tfa --at 2013")
    assert {group for code, group in found if code == "BB-CUSTOMS"} == {"6.3", "7.4", "7.5"}


def test_what_has_no_theme_or_measure_is_counted_too(served: Run) -> None:
    served("project add P4 --title Anything --status active --at 2013 --beneficiary BB-CUSTOMS")
    served("need add 'Staff' --beneficiary JM-CUSTOMS --at 2013")
    found = cells(served, "coverage --at 2013")
    assert {group for code, group in found if code == "BB-CUSTOMS"} == {"", "integrity", "risk-management"}
    assert cells(served, "coverage --by tfa --at 2013")["BB-CUSTOMS", ""] == "1"
    assert cells(served, "coverage --show need --by tfa --at 2013")["JM-CUSTOMS", ""] == "1"
    assert "\nnone: no measure\n" in f"\n{served('coverage --by tfa --at 2013').err}"


def test_what_cannot_be_asked_says_what_can(served: Run) -> None:
    said = served("coverage --by tfa --show money", status=2).err
    assert said.startswith("Error: Money cannot be divided by measures of the TFA")
    assert "is not valid" in served("coverage --by donor", status=2).err
    assert "There is no conference '1999'" in served("coverage --compare 1999", status=3).err


def test_a_workbook_has_names_amounts_and_the_same_shading(served: Run, tmp_path: Path) -> None:
    path = tmp_path / "coverage.xlsx"
    served(f"coverage --at 2013 -o {path}")
    with zipfile.ZipFile(path) as book:
        fills = re.findall(r'fgColor rgb="FF([0-9A-F]{6})"', book.read("xl/styles.xml").decode())
        texts = book.read("xl/worksheets/sheet1.xml").decode()
    assert {"C6E0B4", "70AD47"} <= set(fills)
    assert "risk management" in texts


def test_shades_go_from_light_to_dark() -> None:
    column = Column("n", "N", "number", shaded=2e9)
    assert [shade(column, one) for one in (None, 0, 1, "3+1", "600m", "1.2bn", 2_000_000_000)] == [0, 0, 1, 1, 2, 3, 4]
    assert shade(Column("n", "N"), 5) == 0


def test_headings_and_amounts_are_short() -> None:
    assert short_names([("a", "trade facilitation"), ("b", "tariff forms"), ("c", "integrity"), ("7.4", "Risk")]) == {
        "a": "TF",
        "b": "TF2",
        "c": "INT",
        "7.4": "7.4",
    }
    assert [compact(one, 2) for one in (1_200, 25_000_000, 99_999_999, 194_000_000_000)] == [
        "12",
        "250k",
        "1m",
        "1.9bn",
    ]

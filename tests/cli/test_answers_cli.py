"""Who answered: each donor for its own money, and whoever speaks for the project for that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def haiti(run: Run, once: Once) -> Run:
    """IDB gives 1,000,000 and CIDA 500,000 to one project; they told AMS-2012, and nobody has answered AMS-2013 yet."""

    @once
    def fill_it() -> None:
        for line in (
            "series add AMS --name Americas",
            "conference add AMS-2012 --series AMS --start 2012-02-02",
            "conference add AMS-2013 --series AMS --start 2013-03-28",
            "donor add IDB --name IDB",
            "donor add CIDA --name CIDA",
            "beneficiary add HT-CUSTOMS --name Customs --country HT",
            "organisation add CARICOM --name CARICOM --kind 'regional body'",
            "conference open 2012",
            "project add HT --title Haiti --status active --beneficiary HT-CUSTOMS",
            'report HT --donor IDB --committed "1,000,000 USD" --source "mail of IDB"',
            'report HT --donor CIDA --committed "500,000 USD"',
            "conference close 2012 --yes",
            "conference open 2013",
        ):
            run(line)

    return run


@pytest.fixture
def asked(haiti: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    haiti("request send 2013 --due 2013-03-20 -d out")
    return haiti


def memo(run: Run) -> dict[str, str]:
    """What stands below the list of donors: what is committed by each label."""
    lines = run("donor list --at 2013").out.splitlines()
    return {
        label: line.split()[-2]
        for line in lines
        for label in ("Total", "Unconfirmed", "Of it declined")
        if line.startswith(label)
    }


def money(run: Run, code: str = "HT") -> dict[str, tuple[str | None, str | None, str | None]]:
    """Of each contribution to a project: its answer, its source, and from where both were carried over."""
    rows = json.loads(run(f"project show {code} --at 2013 --json").out)["money"]
    return {row["code"]: (row["answer"], row["source"], row["carried_from"]) for row in rows}


def test_what_one_donor_declines_confirms_nothing_of_another(asked: Run) -> None:
    assert memo(asked) == {"Total": "1,500,000.00", "Unconfirmed": "1,500,000.00"}
    said = asked('request answer IDB --declined --source "telephone"')
    assert said.out == "IDB, donor, AMS-2013: HT declined\n"
    assert memo(asked) == {
        "Total": "1,500,000.00",
        "Unconfirmed": "1,500,000.00",
        "Of it declined": "1,000,000.00",
    }
    assert money(asked) == {
        "HT-CIDA": ("asked", None, "AMS-2012"),
        "HT-IDB": ("declined", "telephone", None),
    }
    assert asked("project list --at 2013 --unconfirmed -q").out == "HT\n"
    rows = json.loads(asked("conference check 2013 --only money --json").out)
    assert [(row["about"], row["what"]) for row in rows] == [
        ("HT-CIDA", "CIDA asked, carried over from AMS-2012: committed 500,000.00 USD"),
        ("HT-IDB", "IDB declined: committed 1,000,000.00 USD"),
    ]


def test_a_donor_a_beneficiary_and_a_list_answer_for_nothing_of_another_donor(asked: Run, tmp_path: Path) -> None:
    asked("request answer HT-CUSTOMS --unchanged --source mail")
    asked("report HT --unchanged")
    assert memo(asked)["Unconfirmed"] == "1,500,000.00"
    asked("request answer CIDA --unchanged --source mail")
    assert memo(asked)["Unconfirmed"] == "1,000,000.00"
    # A list tells another amount of what its donor had confirmed, and then of what it had not.
    (tmp_path / "list.csv").write_text("project,donor,committed,currency\nHT,CIDA,600000,USD\n", encoding="utf-8")
    asked("import list.csv --at 2013")
    assert memo(asked) == {"Total": "1,600,000.00", "Unconfirmed": "1,600,000.00"}
    assert money(asked)["HT-CIDA"] == ("not asked", "list.csv, line 2", None)
    assert asked("import list.csv --at 2013 --by CIDA").err.endswith("`tracker undo` takes all of it back.\n")
    assert memo(asked)["Unconfirmed"] == "1,000,000.00"
    asked("request answer IDB --updated --source mail")
    assert "Unconfirmed" not in memo(asked)


def test_the_same_money_told_by_its_donor_and_by_somebody_else(haiti: Run) -> None:
    haiti('report HT --donor IDB --committed "1,200,000 USD" --by HT-CUSTOMS --source "their letter"')
    assert money(haiti)["HT-IDB"] == ("not asked", "HT-CUSTOMS, their letter", None)
    assert memo(haiti)["Unconfirmed"] == "1,700,000.00"
    haiti("report HT --donor IDB --unchanged")
    assert memo(haiti)["Unconfirmed"] == "500,000.00"
    haiti('report HT --donor CIDA --committed "400,000 USD" --by CIDA')
    assert "Unconfirmed" not in memo(haiti)
    assert haiti("report HT --donor IDB --unchanged --by HT-CUSTOMS", status=2).err == (
        "Error: HT-CUSTOMS cannot answer for the money of another donor.\n"
        "Leave --by out if the donor itself answered.\n"
    )
    assert haiti("report HT --donor CARICOM --unchanged", status=2).err == (
        "Error: CARICOM has no contribution to HT, so it cannot answer for one.\n`tracker project show HT` lists "
        "them.\n"
    )


def test_who_speaks_for_the_project(haiti: Run) -> None:
    def reviewed() -> str:
        return str(json.loads(haiti("project show HT --at 2013 --json").out)["answer"])

    haiti("project edit HT --lead CARICOM")
    haiti("report HT --donor CIDA --unchanged")
    assert reviewed() == "not asked"
    assert haiti("project list --at 2013 --unconfirmed -q").out == "HT\n"
    haiti("project edit HT --lead IDB")
    haiti("report HT --donor CIDA --unchanged")
    assert reviewed() == "not asked"
    haiti("report HT --donor IDB --unchanged")
    assert reviewed() == "confirmed unchanged"
    assert haiti("project list --at 2013 --unconfirmed -q").out == ""


def test_allocated_money_takes_its_answer_along(haiti: Run) -> None:
    haiti('pool add CIDA "900,000 USD" --measure committed')
    haiti("report HT --donor CIDA --unchanged")
    before = memo(haiti)
    assert before["Unconfirmed"] == "1,900,000.00"
    haiti('allocate CIDA "100,000 USD" --to HT --measure committed')
    assert memo(haiti) == before
    assert {code: answer for code, (answer, *_) in money(haiti).items()} == {
        "HT-CIDA": "confirmed unchanged",
        "HT-CIDA-2": "not asked",
        "HT-IDB": "not asked",
    }
    said = haiti('allocate CIDA "100,000 USD" --to HT --measure committed --contribution HT-CIDA', status=4)
    assert said.err.startswith(
        "Error: The answer on HT-CIDA is `confirmed unchanged`, and the answer on the money in the pool is `not "
        "asked`.\n"
    )


def test_a_project_is_listed_once_whatever_is_unconfirmed_of_it(haiti: Run) -> None:
    haiti("contribution add HT IDB --instrument loan --currency EUR")
    haiti('report HT --donor IDB --instrument loan --pledged "5 EUR" --by CARICOM')
    assert haiti("project list --at 2013 --unconfirmed -q").out == "HT\n"
    haiti("report HT --donor CIDA --unchanged")
    rows = json.loads(haiti("project list --at 2013 --unconfirmed --json").out)
    assert [(row["currency"], row["pledged"], row["committed"]) for row in rows] == [
        ("EUR", "5.00", None),
        ("USD", None, "1000000.00"),
    ]
    bounded = json.loads(haiti('project list --at 2013 --unconfirmed --min "1,400,000 USD" --json').out)
    assert [row["committed"] for row in bounded] == ["1000000.00"]


def test_a_source_goes_to_what_is_told_and_to_nothing_else(haiti: Run) -> None:
    haiti('report HT --note "They met" --source "telephone, Haiti"')
    haiti('report HT --donor CIDA --committed "600,000 USD"')
    card = json.loads(haiti("project show HT --at 2013 --json").out)
    assert card["source"] == "telephone, Haiti"
    assert money(haiti) == {
        "HT-CIDA": ("updated", None, None),
        "HT-IDB": ("not asked", "mail of IDB", "AMS-2012"),
    }
    haiti('report HT --donor IDB --committed "2,000,000 USD" --source "IDB, in the room"')
    assert json.loads(haiti("project show HT --at 2013 --json").out)["source"] == "telephone, Haiti"
    assert money(haiti)["HT-IDB"] == ("updated", "IDB, in the room", None)

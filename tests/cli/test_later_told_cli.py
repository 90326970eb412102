"""An earlier conference is corrected after a later one was told: neither that one nor what is known now changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from histories import paid
from sample import bare

from tracker.register.projects.contributions import TransactionFacts
from tracker.store.location import Location

if TYPE_CHECKING:
    from conftest import Once, Read, Run, Write

BEGUN = (
    "organisation add A --name Aland --kind 'customs administration'",
    "organisation add B --name Borduria --kind 'customs administration'",
    "organisation add C --name Cordoba --kind 'customs administration'",
    "organisation add D --name 'A donor' --kind 'development bank'",
    "organisation add E --name 'Another donor' --kind 'development bank'",
    "conference add T-2011 --start 2011-03-01 --end 2011-03-02",
    "conference add T-2012 --start 2012-03-01 --end 2012-03-02",
    "conference add T-2013 --start 2013-03-01 --end 2013-03-02",
    "project add P9 --title Nine",
    "conference open T-2011",
    "report P9 --status active --theme integrity --beneficiary A:60 --beneficiary B:40 --donor D --pledged '5 USD'",
    "conference close T-2011 --accept 'all was told' --yes",
    "conference open T-2012",
    "report P9 --unchanged",
    "conference close T-2012 --accept 'all was told' --yes",
    "conference reopen T-2011 --reason misheard",
)


@pytest.fixture
def corrected(run: Run, once: Once) -> Run:
    """P9 was told to T-2011 and T-2012; T-2011 is reopened."""

    @once
    def fill_it() -> None:
        for line in BEGUN:
            run(line)

    return run


def card(run: Run, at: str = "") -> Any:
    return json.loads(run(f"project show P9 {at} --json").out)


def benefits(run: Run, at: str = "") -> dict[str, str | None]:
    return {row["code"]: row["share"] for row in card(run, at)["beneficiaries"]}


def donors(run: Run, at: str) -> list[str]:
    return [row["donor"] for row in card(run, at)["money"] if row["basis"]]


def close_and_move(run: Run, tmp_path: Path) -> None:
    """Nothing is wrong, T-2011 closes, and the register's export is taken in as it is."""
    assert "Nothing is wrong" in run("db check").err
    run("conference close T-2011 --accept corrected --yes")
    first, again = tmp_path / "register.json", tmp_path / "again.json"
    run(f"export --all -o {first}")
    run(f"--db {tmp_path / 'other.db'} import {first}")
    run(f"--db {tmp_path / 'other.db'} export --all -o {again}")
    assert first.read_bytes() == again.read_bytes()


def test_a_beneficiary_of_the_corrected_conference_is_none_now(corrected: Run, tmp_path: Path) -> None:
    corrected("report P9 --beneficiary C:100 --at T-2011")
    assert benefits(corrected, "--at T-2011") == {"C": "100"}
    assert benefits(corrected) == benefits(corrected, "--at T-2012") == {"A": "60", "B": "40"}
    close_and_move(corrected, tmp_path)
    corrected("conference open T-2013")
    assert benefits(corrected, "--at T-2013") == {"A": "60", "B": "40"}


def test_so_is_one_of_an_earmark(corrected: Run, tmp_path: Path) -> None:
    corrected("report P9 --donor D --earmark C:50 --at T-2011")
    assert benefits(corrected, "--at T-2011") == {"A": "60", "B": "40", "C": None}
    assert benefits(corrected) == {"A": "60", "B": "40"}
    close_and_move(corrected, tmp_path)


def test_a_beneficiary_that_left_comes_back_with_an_earmark(corrected: Run) -> None:
    corrected("report P9 --beneficiary C:100 --at T-2011")
    corrected("conference open T-2013")
    corrected("report P9 --donor D --earmark C:50 --at T-2013")
    corrected("project edit P9 --objective Something")
    assert benefits(corrected, "--at T-2013") == {"A": "60", "B": "40", "C": None}
    corrected("conference close T-2013 --accept 'all was told' --yes")
    corrected("conference add T-2014 --start 2014")
    corrected("conference open T-2014")
    assert benefits(corrected, "--at T-2014") == {"A": "60", "B": "40", "C": None}


def test_a_contribution_of_the_corrected_conference_is_not_told_to_a_later_one(corrected: Run, tmp_path: Path) -> None:
    corrected("report P9 --donor E --pledged '7 USD' --at T-2011")
    assert donors(corrected, "--at T-2011") == ["D", "E"]
    assert donors(corrected, "--at T-2012") == ["D"]
    close_and_move(corrected, tmp_path)
    corrected("report P9 --status active --at T-2013")
    assert donors(corrected, "--at T-2013") == ["D"]
    corrected("report P9 --donor E --pledged '7 USD' --at T-2013")
    assert donors(corrected, "--at T-2013") == ["D", "E"]


def test_parts_and_themes_of_the_corrected_conference_are_not_told_to_a_later_one(
    corrected: Run, read: Read, tmp_path: Path
) -> None:
    for line in (
        "risk add P9/R1 --category political --event 'A strike'",
        "milestone add P9/M1 --title Signed --planned 2011-06",
        "outcome add P9/O1 --level output --title Faster",
        "outcome indicator P9/I1 --outcome O1 --title Hours --measure number --direction down",
        "report P9 --risk R1 --likelihood 3 --impact 3 --at T-2011",
        "report P9 --milestone M1 --reached 2011-02 --at T-2011",
        "report P9 --indicator I1 --actual 5 --at T-2011",
        "report P9 --theme risk-management --title Ten --at T-2011",
        "partnership add Visit --kind agreement --with A --with D --at T-2011",
    ):
        corrected(line)
    close_and_move(corrected, tmp_path)
    corrected("conference open T-2013")
    with read() as reader:
        for table in ("assessment", "measurement", "milestone_report"):
            assert reader.all(f"SELECT conference_id FROM {table}") == [(1,)]
    for at in ("T-2012", "T-2013"):
        told = card(corrected, f"--at {at}")
        assert (told["title"], told["themes"]) == ("Nine", ["integrity"])
    assert card(corrected)["title"] == "Nine"


def test_a_contribution_that_a_later_conference_was_told_of_did_not_end_before(corrected: Run) -> None:
    said = corrected("report P9 --donor D --pull-out --status proposed --at T-2011", status=4)
    assert said.err == (
        "Error: Contribution P9-D did not end at T-2011: it was reported to T-2012.\n"
        "Report the end at T-2012 or at a conference after it: `--at T-2012`.\n"
    )


def test_a_contribution_that_ended_is_told_to_no_later_conference(corrected: Run) -> None:
    corrected("conference reopen T-2012 --reason misheard")
    corrected("report P9 --donor D --pull-out --status proposed --at T-2012")
    said = corrected("report P9 --contribution P9-D --pledged '9 USD' --at T-2013", status=4)
    assert said.err == (
        "Error: Contribution P9-D ended at T-2012, before T-2013.\n"
        "For money that the donor gives after that, add another contribution:"
        " `tracker contribution add PROJECT DONOR --replaces P9-D`.\n"
    )


def test_transactions_that_came_while_a_conference_was_closed_count_when_it_is_reopened(
    corrected: Run, write: Write, tmp_path: Path
) -> None:
    def moved(amount: str) -> None:
        with write() as register:
            paid(register, TransactionFacts("P9-D", "disbursement", "2011-01-05", amount))

    moved("10")
    corrected("report P9 --donor D --basis transactions --at T-2011")
    corrected("conference close T-2011 --accept corrected --yes")
    moved("4")
    assert card(corrected, "--at T-2011")["money"][0]["disbursed"] == "10.00"
    corrected("conference reopen T-2011 --reason 'more was paid'")
    assert card(corrected, "--at T-2011")["money"][0]["disbursed"] == "14.00"
    close_and_move(corrected, tmp_path)


def test_a_conference_does_not_close_while_a_rule_is_broken(corrected: Run, location: Location) -> None:
    with bare(location) as sql:
        sql("UPDATE share SET share = 700000 WHERE conference_id = 1 AND organisation_id = 1")
        sql("UPDATE beneficiary SET share = 700000 WHERE organisation_id = 1")
    assert corrected("conference close T-2011 --accept corrected --yes", status=4).err == (
        "Error: T-2011 cannot be closed because a rule is broken:\n"
        "  P9 at T-2011: they total 110 percent\n"
        "  P9: they total 110 percent\n"
        "Nothing was written. `tracker db check` shows each with the rule; correct it first.\n"
    )
    corrected("project edit P9 --beneficiary A:60 --beneficiary B:40")
    corrected("report P9 --beneficiary A:60 --beneficiary B:40 --at T-2011")
    corrected("conference close T-2011 --accept corrected --yes")


def test_what_is_wrong_at_another_conference_is_left_to_its_own_close(corrected: Run, location: Location) -> None:
    corrected("conference open T-2013")
    with bare(location) as sql:
        sql("UPDATE share SET share = 700000 WHERE conference_id = 3 AND organisation_id = 1")
    corrected("conference close T-2011 --accept corrected --yes")
    assert "P9 at T-2013: they total 110 percent" in corrected("conference close T-2013 --accept x --yes", status=4).err


CIRCLES = (
    (
        ("project add P1 --title One --parent P9", "project edit P9 --parent P1"),
        "Project P1 would be a part of itself, directly or through others.",
    ),
    (
        ("project add P1 --title One", "project edit P1 --parent P9", "report P9 --parent P1 --at T-2011"),
        None,
    ),
    (
        ("contribution add P9 E --code K2 --replaces P9-D", "contribution edit P9-D --replaces K2"),
        "Contribution K2 would replace itself, directly or through others.",
    ),
    (
        (
            "organisation edit B --parent A",
            "organisation edit C --parent B",
            "organisation merge A --into C --yes",
        ),
        "Organisation B would be its own parent, directly or through others.",
    ),
)


@pytest.mark.parametrize(("lines", "said"), CIRCLES)
def test_nothing_leads_back_to_itself(corrected: Run, lines: tuple[str, ...], said: str | None) -> None:
    for line in lines[:-1]:
        corrected(line)
    if said is None:  # T-2012 was told of P9 later, so its parent now is another
        corrected(lines[-1])
    else:
        hint = "Nothing was written. Name another, or undo the earlier step first."
        assert corrected(lines[-1], status=4).err == f"Error: {said}\n{hint}\n"
    assert "Nothing is wrong" in corrected("db check").err


def test_an_undo_that_would_break_a_rule_is_refused(run: Run) -> None:
    for line in BEGUN[:9]:
        run(line)
    run("project edit P9 --beneficiary A:60")
    run("project edit P9 --beneficiary A:40")
    run("project edit P9 --beneficiary A:40 --beneficiary B:60")
    (number,) = [
        row["number"] for row in json.loads(run("log --json").out) if row["command"].endswith("--beneficiary A:40")
    ]
    assert run(f"undo {number}", status=4).err == (
        f"Error: Command {number} cannot be undone: P9: they total 120 percent.\n"
        "Nothing was written. First correct what was written after it.\n"
    )
    run("undo")
    run(f"undo {number}")
    assert "Nothing is wrong" in run("db check").err


def test_who_a_contribution_is_earmarked_for_may_stop_to_benefit(run: Run) -> None:
    for line in BEGUN[:4] + BEGUN[5:6] + BEGUN[8:10]:
        run(line)
    run("report P9 --status active --beneficiary A --beneficiary B --donor D --pledged '5 USD' --earmark A:60")
    run("report P9 --beneficiary B")
    assert "Nothing is wrong" in run("db check").err

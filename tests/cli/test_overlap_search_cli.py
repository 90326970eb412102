"""Who else does this: the pairs that `overlap list` finds, why, and what settling does to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Once, Run

from tracker.insight.coordination import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.rules.overlaps.likeness import Described, DescribedProjects


@pytest.fixture
def alike(caribbean: Run, once: Once) -> Run:
    """AMS-2013 is told of four projects in Jamaica, in two languages, and of one in Barbados."""

    @once
    def fill_it() -> None:
        told = "--status active --at 2013"
        jamaica = f"--beneficiary JM-CUSTOMS {told}"
        caribbean(
            'project add A1 --title "Single window for foreign trade" --theme "single window" --start 2012-03'
            f' --donor IDB --committed "1,000,000 USD" {jamaica}'
        )
        caribbean(
            'project add A2 --title "Ventanilla única de comercio exterior" --theme "single window" --start 2012-04'
            f' --donor EU --committed "1,000,000 USD" {jamaica}'
        )
        caribbean(f'project add A3 --title "Training for the single window of trade" --donor CIDA {jamaica}')
        caribbean(f'project add A4 --title "Rural roads" --donor CIDA {jamaica}')
        caribbean(
            f'project add A5 --title "Single window for foreign trade" --donor NORAD --beneficiary BB-CUSTOMS {told}'
        )

    return caribbean


def pairs(run: Run, line: str) -> list[tuple[str, str]]:
    """The pairs of a list, in its order."""
    return [(one["project"], one["other"]) for one in json.loads(run(f"overlap list {line} --json").out)]


def test_the_list(alike: Run) -> None:
    shown = alike("overlap list --at 2013")
    assert (
        shown.out
        == """\
Project  Title                                  Other  Its title                                May be   Same  Kindred  Why
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
A1       Single window for foreign trade        A2     Ventanilla única de comercio exterior    same       88       85  foreign trade, single window
A1       Single window for foreign trade        A3     Training for the single window of trade  kindred    36       45  single window, trade
A2       Ventanilla única de comercio exterior  A3     Training for the single window of trade  kindred    28       35  single window, trade
"""
    )
    assert shown.err == (
        "`tracker overlap show A1 A2` explains the scores; `tracker overlap settle A1 A2 --as DECISION` settles the pair.\n"
    )
    assert alike("overlap list").out == shown.out
    alike("project edit A1 --title Roads")
    assert pairs(alike, "--at 2012") == []


def test_one_pair_with_the_parts_of_its_scores(alike: Run) -> None:
    assert (
        alike("overlap show A1 A2").out
        == """\
A1 and A2

Title         Single window for foreign trade
Its title     Ventanilla única de comercio exterior
In common     foreign trade, single window
May be one    –
Searched for  yes
Decision      –

Scores

May be   Score  Parts
─────────────────────────────────────────────────────────────────────────────────────────────────────
same        88  title 100; its letters 0; with objective 100; amounts 0 % apart; starts 31 days apart
kindred     85  title with objective 100; letters of title 0; kindred themes
"""
    )
    said = alike("overlap show A1 A5")
    assert "; different countries\n" in said.out
    assert said.err.startswith("`tracker overlap list` leaves them out: ")
    scores = [json.loads(alike(f"overlap show {pair} --json").out)["scores"] for pair in ("A1 A2", "A2 A1")]
    assert scores[0] == scores[1]
    assert "cannot overlap with itself" in alike("overlap show A1 A1", status=2).err
    assert alike("overlap show A1 A9", status=3).err.startswith("Error: There is no project 'A9'")
    assert "no report at AMS-2012 on 'A1'" in alike("overlap show A1 A2 --at 2012", status=3).err


def test_filters(alike: Run) -> None:
    assert pairs(alike, "") == pairs(alike, "--kindred") == [("A1", "A2"), ("A1", "A3"), ("A2", "A3")]
    assert pairs(alike, "--same") == [("A1", "A2")]
    alike("project add A6 --title 'Roads to the window' --donor EU --beneficiary JM-CUSTOMS --at 2013 --status active")
    assert pairs(alike, "--all")[:3] == pairs(alike, "")
    assert pairs(alike, "--all --project A6") == [("A4", "A6")] and not pairs(alike, "--project A6")
    assert pairs(alike, "--project A3") == pairs(alike, "--donor CIDA") == [("A1", "A3"), ("A2", "A3")]
    assert pairs(alike, "--project A3 --donor EU") == [("A2", "A3")]
    assert pairs(alike, "--theme 'single window' --project A2 --same") == [("A1", "A2")]
    assert pairs(alike, "--beneficiary BB-CUSTOMS") == []
    assert "No pairs to settle." in alike("overlap list --donor NORAD").err
    assert "exclude each other" in alike("overlap list --same --kindred", status=2).err
    assert "only --project and --at" in alike("overlap list --settled --donor IDB", status=2).err


def test_what_is_settled_stays_settled_and_is_shown_as_such(alike: Run) -> None:
    alike("overlap settle A2 A1 --as complementary")
    assert pairs(alike, "") == [("A1", "A3"), ("A2", "A3")]
    alike("project edit A2 --code B2 --title 'Ventanilla única de comercio exterior de Jamaica'")
    alike("conference close 2013 --yes --accept 'as it is'")
    alike("conference add AMS-2014 --after AMS-2013 --start 2014-02")
    alike("report A1 --at 2014 --status active")
    alike("report B2 --at 2014 --status active")
    assert pairs(alike, "--at 2014") == []
    (found,) = json.loads(alike("overlap list --at 2014 --all --json").out)
    assert (found["project"], found["other"], found["decision"]) == ("A1", "B2", "complementary")
    assert "Decision      complementary" in alike("overlap show A1 B2").out
    # The record has the decision if it was made before the conference was closed.
    assert "A2" not in alike("overlap list --at 2013@1 -q").out
    alike("overlap settle A3 A4 --as unrelated --date 2014-03-01")
    assert ("A3", "A4") in pairs(alike, "--all")
    assert ("A3", "A4") not in pairs(alike, "--all --at 2013")
    # Nor is a settled pair listed of which a conference was told of one project only.
    alike("overlap settle A1 A4 --as unrelated --date 2012-01-01")
    assert pairs(alike, "--all --at 2014") == [("A1", "B2")]
    # What is decided while a conference is open reaches it, also after its last day, and no closed one.
    alike("report A3 --at 2014 --status active")
    alike("overlap settle A1 A3 --as same --counting A1 --date 2014-03")
    settled = "settled as the same"
    assert (
        settled in alike("overlap list --at 2014 --all").out and "A3" in alike("overlap list --settled --at 2014").out
    )
    assert settled in alike("overlap show A3 A1 --at 2014").out
    assert ("A1", "A3") in pairs(alike, "--at 2013") and settled not in alike("overlap list --at 2013 --all").out
    assert settled not in alike("overlap show A3 A1 --at 2013").out


def test_what_was_decided_of_the_pool_is_listed_with_the_rest(alike: Run) -> None:
    alike('pool add IDB "5,000,000 USD" --at 2013')
    alike("overlap settle A1 AMS-POOL --as complementary --date 2013-01-30")
    assert ("A1", "AMS-POOL") not in pairs(alike, "")
    for line in ("--all", "--all --at 2013", "--all --project AMS-POOL"):
        (found,) = [one for one in json.loads(alike(f"overlap list {line} --json").out) if one["other"] == "AMS-POOL"]
        assert (found["other_title"], found["same"], found["decision"]) == (
            "Promised, not yet allocated",
            None,
            "complementary",
        )
    assert ("A1", "AMS-POOL") not in pairs(alike, "--all --at 2012")


def test_a_new_project_that_looks_like_one_that_is_there(alike: Run) -> None:
    said = alike(
        'project add B1 --title "Guichet unique du commerce extérieur" --beneficiary JM-CUSTOMS --at 2013 --status proposed'
    )
    assert said.err == (
        "These may be in the register already: B1 looks like A2 (Ventanilla única de comercio exterior)."
        " `tracker overlap show A2 B1` compares them.\nNext: `tracker project show B1`\n"
    )
    # Not of another place, not a part, and nothing that is not alike.
    assert (
        "looks like"
        not in alike('project add B2 --title "Rural roads" --beneficiary BB-CUSTOMS --at 2013 --status proposed').err
    )
    assert (
        "looks like"
        not in alike(
            'project add B3 --title "Rural roads" --parent A4 --beneficiary JM-CUSTOMS --at 2013 --status proposed'
        ).err
    )
    assert (
        "looks like"
        not in alike('project add B4 --title "Health" --beneficiary JM-CUSTOMS --at 2013 --status proposed').err
    )


def test_a_new_project_far_from_all_others_is_compared_with_none(alike: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(_: Iterable[Described]) -> DescribedProjects:
        pytest.fail("The glossary is read to compare nothing.")

    monkeypatch.setattr(overlaps, "DescribedProjects", compared)
    alike("beneficiary add TT-CUSTOMS --name Trinidad --country TT")
    alike('project add B1 --title "Rural roads" --beneficiary TT-CUSTOMS --at 2013 --status proposed')


def test_an_import_says_it_too(alike: Run, tmp_path: Path) -> None:
    table = (
        "code,title,beneficiaries\nC1,Caminos rurales,JM-CUSTOMS\nC2,The rural roads,JM-CUSTOMS\nC3,Health,JM-CUSTOMS\n"
    )
    (tmp_path / "projects.csv").write_text(table, encoding="utf-8")
    said = alike(f"import {tmp_path / 'projects.csv'} --yes").err
    assert (
        "These may be in the register already: C1 looks like A4 (Rural roads); C2 looks like A4 (Rural roads)."
        " `tracker overlap show A4 C1` compares them.\n"
    ) in said

"""`tracker rating`: one word for the risk of a whole project, with its own date, beside the scored risks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from conftest import Once, Run
from factories import Walk
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import tables
from tracker.cli.base import App
from tracker.insight.codes import Codes
from tracker.insight.comparing.pair import make_pair
from tracker.insight.comparing.rated_projects import TERMS, compare_rated, rating_counts
from tracker.insight.projects.ratings import current_ratings
from tracker.register.register import open_register
from tracker.store.location import Location

SCALE = "--scale wb-risk"


@pytest.fixture
def rated(caribbean: Run, once: Once) -> Run:
    """P1 with ratings before and after the two conferences, P2 without any value, P3 that only AMS-2013 knows."""

    @once
    def fill_it() -> None:
        for line in (
            "project add P1 --title Window --status active --at 2012",
            "project add P2 --title Laboratory --status active --at 2012",
            "report P1 P2 --unchanged --at 2013",
            "project add P3 --title Training --status active --at 2013",
            f"rating add P1 --level moderate {SCALE} --date 2011-05 --by IDB",
            f"rating add P1 --level Substantial {SCALE} --date 2012-10-26 --by IDB --previous Moderate"
            " --source 'ISR 7'",
            f"rating add P1 --level High {SCALE} --date 2012-12 --by IDB",
            "rating add P1 --level 'not said' --date 2013-01-20 --by IDB",
            f"rating add P1 --level Low {SCALE} --date 2014-01-01 --by IDB",
            "rating add P2 --level 'not said' --date 2012-01",
            f"rating add P3 --level Substantial {SCALE} --date 2012-11 --aspect 'environmental and social'",
        ):
            caribbean(line)

    return caribbean


def listed(run: Run, line: str) -> list[tuple[Any, ...]]:
    rows = json.loads(run(f"rating list {line} --json").out)
    return [(row["project"], row["date"], row["level"], row["current"]) for row in rows]


def test_each_rating_has_its_date_and_the_last_value_counts(rated: Run) -> None:
    assert rated("rating list").out == (
        """\
Number  Project  Date        Of                        Rating       Scale    Current  Before    By   Source
───────────────────────────────────────────────────────────────────────────────────────────────────────────
1       P1       2011-05     overall                   Moderate     wb-risk  no       –         IDB  –
2       P1       2012-10-26  overall                   Substantial  wb-risk  no       Moderate  IDB  ISR 7
3       P1       2012-12     overall                   High         wb-risk  no       –         IDB  –
4       P1       2013-01-20  overall                   not said     –        no       –         IDB  –
5       P1       2014-01-01  overall                   Low          wb-risk  yes      –         IDB  –
6       P2       2012-01     overall                   not said     –        no       –         –    –
7       P3       2012-11     environmental and social  Substantial  wb-risk  yes      –         –    –
"""
    )
    assert listed(rated, "--at 2012") == [("P1", "2011-05", "Moderate", True), ("P2", "2012-01", None, False)]
    assert listed(rated, "--at 2013 --current") == [
        ("P1", "2012-12", "High", True),
        ("P3", "2012-11", "Substantial", True),
    ]
    assert listed(rated, "--level 'not said' --project P2 --project P3") == [("P2", "2012-01", None, False)]
    assert [row[1] for row in listed(rated, f"{SCALE} --by IDB --level low")] == ["2014-01-01"]


def test_ratings_are_rows_of_their_own_in_the_matrix(rated: Run) -> None:
    said = rated("risk matrix --at 2013").out
    assert said[said.index("Ratings of whole") :] == (
        """\
Ratings of whole projects, as published

Scale    Of                        Rating       Projects  Which
───────────────────────────────────────────────────────────────
wb-risk  environmental and social  Substantial         1  P3
wb-risk  overall                   High                1  P1
"""
    )
    said = rated("risk matrix --at 2013 --compare 2012").out
    assert said[said.index("Ratings of whole") :] == (
        """\
Ratings of whole projects, as published

Scale    Of                        Rating       Was  New  In  Out  Is
─────────────────────────────────────────────────────────────────────
wb-risk  environmental and social  Substantial    0    1   0    0   1
wb-risk  overall                   Moderate       1    0   0   -1   0
wb-risk  overall                   High           0    0   1    0   1

Ratings that moved

Project  Of                        By   Was       Is           Change
─────────────────────────────────────────────────────────────────────
P1       overall                   IDB  Moderate  High         moved
P3       environmental and social  –    –         Substantial  new
"""
    )
    assert json.loads(rated("risk matrix --at 2013 --project P2 --json").out)["ratings"] == []
    assert "ratings" not in json.loads(rated("risk matrix --at 2013 --category legal --json").out)


def test_the_card_the_fiche_and_python_have_them(rated: Run) -> None:
    said = rated("project show P1 --at 2013").out
    assert said[said.index("Ratings") : said.index("History")] == (
        """\
Ratings

Date        Of       Rating       Scale    Before    By   Source
────────────────────────────────────────────────────────────────
2011-05     overall  Moderate     wb-risk  –         IDB  –
2012-10-26  overall  Substantial  wb-risk  Moderate  IDB  ISR 7
2012-12     overall  High         wb-risk  –         IDB  –
2013-01-20  overall  not said     –        –         IDB  –

"""
    )
    fiche = rated("brief project P1 --at 2013 --format md").out
    assert "Rating as published, December 2012: High (World Bank overall risk rating)" in fiche


def test_a_rating_is_corrected_and_taken_back(rated: Run) -> None:
    assert rated("rating edit 3 --level low --previous substantial --by ''").out == (
        """\
Rating 3 changed.
  level: High -> Low
  previous level: unknown -> Substantial
  rated by: IDB -> unknown
"""
    )
    assert rated("rating show 3 --format csv").out.splitlines()[6:9] == [
        *("level,Low", "scale,wb-risk", "scale_name,World Bank overall risk rating")
    ]
    assert rated("rating remove 3 --yes").out == "Rating 3 of P1 removed: Low, 2012-12\n"
    rated("undo")
    assert "rating 3: level High -> Low" in rated("log --verbose").out
    assert len(listed(rated, "--project P1")) == 5


def test_a_rating_of_a_closed_conference_is_younger_than_its_record(rated: Run) -> None:
    rated("conference close 2013 --yes --accept 'as told'")
    rated(f"rating add P2 --level Low {SCALE} --date 2013-01-01")
    assert rated("rating list --at 2013 --current").err == "1 of these was recorded after 2013 was sealed.\n"
    assert rated("risk matrix --at 2013").err == "1 of the ratings was recorded after AMS-2013 was sealed.\n"
    assert [row[0] for row in listed(rated, "--at 2013@1 --current")] == ["P1", "P3"]
    found = json.loads(rated("risk matrix --at 2013 --compare 2013@1 --json").out)["rating_moves"]
    assert [(row["project"], row["change"]) for row in found] == [
        ("P1", "unchanged"),
        ("P2", "new"),
        ("P3", "unchanged"),
    ]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (f"add P1 --level Enormous {SCALE} --date 2013", 2, "level 'Enormous' is not on the scale wb-risk"),
        (f"add P1 --level Low --previous Bad {SCALE} --date 2013", 2, "previous level 'Bad' is not on the scale"),
        ("add P1 --level Low --date 2013", 2, "Missing option --scale"),
        ("add P1 --level Low --scale nothing --date 2013", 3, "There is no scale 'nothing'"),
        (f"add P9 --level Low {SCALE} --date 2013", 3, "There is no project 'P9'"),
        (f"add P1 --level Low {SCALE} --date 2012-13", 2, "date '2012-13'"),
        (
            f"add P1 --level Low {SCALE} --date 2012-12 --by IDB",
            4,
            "P1 already has a rating of 2012-12, overall by IDB",
        ),
        ("edit 1 --scale wb-outcome", 2, "level 'Moderate' is not on the scale wb-outcome"),
        ("edit 1 --date ''", 2, "date is empty"),
        ("show 99", 3, "There is no rating '99'"),
        ("edit 1", 2, "No changes were given"),
    ],
)
def test_what_is_refused(rated: Run, line: str, status: int, said: str) -> None:
    assert said in rated(f"rating {line}", status=status).err


def test_a_level_that_is_on_no_scale_is_an_error_and_not_an_empty_list(rated: Run) -> None:
    said = rated("rating list --level hihg", status=2).err
    assert said == "Error: level 'hihg' is not a point of a known scale; did you mean High?\n" + (
        "Use a word that `tracker scale list` shows.\n"
    )


def test_one_aspect_however_it_is_spelled_has_one_current_rating(rated: Run) -> None:
    for aspect, level, date in (
        ("Política", "Low", "2012-01"),
        ("POLITICA", "High", "2012-05"),
        ("política", "Low", 2013),
    ):
        rated(f"rating add P2 --level {level} {SCALE} --date {date} --aspect {aspect}")
    assert listed(rated, "--project P2 --current --at 2013") == [("P2", "2013", "Low", True)]
    assert listed(rated, "--project P2 --current --at 2012") == [("P2", "2012-01", "Low", True)]
    moved = json.loads(rated("risk matrix --at 2013 --compare 2012 --json").out)
    assert [row["change"] for row in moved["rating_moves"] if row["project"] == "P2"] == ["unchanged"]


def test_what_changed_between_two_conferences_is_in_compare(rated: Run) -> None:
    for kind, date, rating in (
        ("self", "2012-01", "good"),
        ("self", "2012-12", "bad"),
        ("independent", "2014", "bad"),
    ):
        rated(f"evaluation add P1 --by IDB --kind {kind} --date {date} --criterion relevance --rating {rating}")
    rated("evaluation add P2 --by IDB --kind self --date 2012-02 --criterion relevance --rating good")
    rated("evaluation add P2 --by IDB --kind self --date 2012-12 --criterion relevance --rating good")
    assert (
        rated("compare 2012 2013 --only ratings").out
        == """\
Ratings that changed, as published: AMS-2012 to AMS-2013

Project  Of          Aspect or criterion  By    Evaluator  Change   Was       Date was  Is    Date is
─────────────────────────────────────────────────────────────────────────────────────────────────────
P1       risk        overall              IDB   –          changed  Moderate  2011-05   High  2012-12
P1       evaluation  relevance            self  IDB        changed  good      2012-01   bad   2012-12
"""
    )
    # P3 is new, and its rating with it; P2 was told the same word again.
    whole = rated("compare 2012 2013").out
    assert "Ratings that changed, as published\n" in whole
    assert [row["new"] for row in json.loads(rated("compare 2012 2013 --json").out)["ratings"]] == ["High", "bad"]


def test_what_another_evaluator_says_is_no_change_of_the_first_one(rated: Run) -> None:
    for by, date, rating in (("IDB", "2012-01", "good"), ("CIDA", "2012-12", "bad")):
        rated(f"evaluation add P1 --by {by} --kind independent --date {date} --criterion relevance --rating {rating}")
    found = json.loads(rated("compare 2012 2013 --only ratings --json").out)["ratings"]
    evaluated = [one for one in found if one["of"] == "evaluation"]
    assert [(one["evaluator"], one["change"], one["old"], one["new"]) for one in evaluated] == [
        ("CIDA", "first rated", None, "bad")
    ]


def test_on_a_terminal_what_is_missing_is_asked_for(rated: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    assert rated("rating add", input="P2\n2013-01\nhigh\nwb-risk\n").out == "Rating 8 of P2 added: High, 2013-01\n"
    monkeypatch.setattr(click, "edit", lambda text, **_: text.replace("note =", "note = As printed"))
    assert rated("rating edit 8", input="y\n").out == "Rating 8 changed.\n  note: unknown -> As printed\n"


def test_a_table_of_ratings(rated: Run, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(
        "project,date,level,scale,rated_by,previous_level\n"
        "P1,2012-12,Low,wb-risk,IDB,High\nP2,2012-03,,,,\nP2,2013-02,Substantial,wb-risk,WB,\n",
        encoding="utf-8",
    )
    assert "rated_by 'WB': There is no organisation 'WB'" in rated(f"import {path}", status=1).err
    path.write_text(path.read_text(encoding="utf-8").replace("WB,", ","), encoding="utf-8")
    assert rated(f"import {path}").out.splitlines()[-1].split() == ["ratings", "2", "1", "0"]
    assert "Nothing to change" in rated(f"import {path}").err
    path.write_text("project,date,level,scale\nP2,2013-03,Serious,wb-risk\nP2,2013-04,Low,\n", encoding="utf-8")
    said = rated(f"import {path}", status=1).err
    assert "level 'Serious' is not on the scale wb-risk" in said
    assert "is missing: Low is a point of a scale" in said


RATINGS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2"]),
        st.sampled_from(["2011", "2012-06", "2013-06", "2014"]),
        st.sampled_from(["Low", "High", None]),
        st.sampled_from(["overall", "other"]),
    ),
    unique_by=lambda one: (one[0], one[1], one[3]),
    max_size=8,
)


@settings(max_examples=15)
@given(ratings=RATINGS, presented=st.lists(st.sampled_from(["P1 2012", "P1 2013", "P2 2013"]), unique=True))
def test_ratings_add_up_from_one_conference_to_the_next(
    location: Location, ratings: list[Any], presented: list[str]
) -> None:
    with open_register(location, command="test", dry_run=True) as register:
        w = Walk(register, "AMS-2012", "AMS-2013")
        for project, at in (text.split() for text in presented):
            w.review(project, f"AMS-{at}")
        register.journal.insert(
            tables.rating,
            [
                {"project_id": w.project(project), "date": date, "aspect": aspect, "level": level, "scale": "wb-risk"}
                for project, date, level, aspect in ratings
            ],
        )
        reader, codes = register.reader, Codes(register.reader)
        pair = make_pair(reader, codes.conference("2012"), codes.conference("2013"))
        found = compare_rated(reader, pair)
        sides = [rating_counts(current_ratings(reader, one)) for one in (pair.first, pair.second)]
    for place, side in enumerate(sides):
        total = ("from_total", "to_total")[place]
        mine = {one[:3]: getattr(one, total) for one in found.levels if getattr(one, total)}
        assert mine == {one[:3]: one.total for one in side}
    for one in found.levels:
        assert one.from_total + sum(getattr(one, term) for term in TERMS) == one.to_total


def test_a_merge_loses_no_rating(rated: Run) -> None:
    """Where both published one of a day, the two must say the same; `not said` gives way."""
    for date, level in (("2011-05", "Moderate"), ("2012-12", "Low"), ("2013-01-20", "High")):
        rated(f"rating add P1 --level {level} {SCALE} --date {date} --by EU")
    assert rated("organisation merge EU --into IDB --yes", status=4).err == (
        "Error: EU and IDB published different ratings of P1 on 2012-12; merged, one of the two is lost.\n"
        "`tracker rating list --project P1` shows them; `tracker rating edit` or `remove` corrects one.\n"
    )
    (number,) = (row["number"] for row in json.loads(rated("rating list --json").out) if row["level"] == "Low"
                 and row["date"] == "2012-12")  # fmt: skip
    rated(f"rating edit {number} --level High")
    rated("organisation merge EU --into IDB --yes")
    rows = json.loads(rated("rating list --project P1 --json").out)
    assert [(row["date"], row["level"]) for row in rows if row["rated_by"] == "IDB"][2:4] == [
        ("2012-12", "High"),
        ("2013-01-20", "High"),
    ]

"""`tracker evaluation` and `tracker criteria`: ratings as published, side by side, and the share that is good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Once, Run

PUBLISHED = Path(__file__).parents[1] / "exchange" / "files" / "evaluations.csv"


@pytest.fixture
def rated(run: Run, once: Once) -> Run:
    """A project at a conference, and an organisation whose fiscal year is known."""

    @once
    def fill_it() -> None:
        for line in (
            "conference add AMS-2012 --start 2012-02-02",
            "conference open AMS-2012",
            "organisation add WB --name 'World Bank' --kind 'development bank' --fiscal-year-ends 06-30",
            "organisation add IEG --name 'Independent Evaluation Group' --kind other --parent WB",
            "project add P1 --title 'Single window' --status active",
            "evaluation add P1 --by WB --published-as ISR --date FY2011 --criteria wb-project"
            " --criterion 'overall outcome' --scale wb-outcome --rating 'satisfactory' --source ISR",
            "evaluation add P1 --by IEG --kind icrr --date FY2012 --fiscal-year-of WB --criteria wb-project"
            " --criterion 'Overall outcome' --scale 'World Bank six points' --rating 'moderately unsatisfactory'",
            "evaluation add P1 --by IEG --published-as ICRR --date fy12 --fiscal-year-of WB --criteria wb-project"
            " --criterion 'quality at entry' --scale wb-outcome --rating 'Not rated'",
            "evaluation add --strategy 'Strategy FY10-14' --country JM --by 'Ana Bo' --criterion progress"
            " --rating '5 of 6' --date 2012",
        ):
            run(line)

    return run


def test_an_evaluation_can_be_the_first_of_a_register(run: Run, tmp_path: Path) -> None:
    assert (
        run(f"evaluation add --strategy S --by Ana --criterion progress --rating good --db {tmp_path / 'new.db'}").out
        == "Evaluation 1 added: S, progress: good (Ana)\n"
    )


def test_names_with_accents_are_found_however_they_are_written(rated: Run) -> None:
    rated("evaluation add P1 --by 'OFICINA DE EVALUACIÓN' --criterion 'Éxito' --rating bueno --date 2013")
    assert "tracker evaluation show 5" in rated("search bueno").out
    for name in ("OFICINA DE EVALUACIÓN", "Oficina de Evaluación", "oficina de evaluacion"):
        found = rated(f"evaluation list --by '{name}' --criterion EXITO --json").out
        assert [row["number"] for row in json.loads(found)] == [5]
    assert rated("evaluation list --criterion 'no such' --json").out == "[]\n"


def test_a_rating_is_recorded_as_published(rated: Run) -> None:
    line = (
        "evaluation add P1 --by IEG --published-as PPAR --date 2013-05 --criteria dac-2019 --criterion coherence"
        " --scale wb-outcome --rating Satisfactory"
    )
    added = rated(line)
    assert added.out == "Evaluation 5 added: P1, coherence: Satisfactory (IEG, 2013-05)\n"
    assert json.loads(rated("evaluation show 2 --json").out) == {
        "number": 2,
        "project": "P1",
        "project_title": "Single window",
        "strategy": None,
        "country": None,
        "date": "FY2012",
        "fiscal_year_of": "WB",
        "day": "2012-06-30",
        "evaluator": "IEG",
        "evaluator_name": "Independent Evaluation Group",
        "kind": "validated",
        "published_as": "ICRR",
        "criteria": "wb-project",
        "criterion": "overall outcome",
        "scale": "wb-outcome",
        "rating": "Moderately Unsatisfactory",
        "good": False,
        "note": None,
        "source": None,
    }
    assert rated(line, status=4).err == (
        "Error: A rating by coherence of this evaluator and date is already recorded, as evaluation 5.\n"
        "`tracker evaluation edit 5` changes it.\n"
    )
    assert rated("evaluation remove 5 --yes").out == (
        "Evaluation 5 removed: P1, coherence: Satisfactory (IEG, 2013-05)\n"
    )
    rated("undo")
    assert rated("evaluation list -q").out == "1\n2\n3\n5\n4\n"


def test_ratings_of_each_kind_stand_side_by_side_and_are_shared_apart(rated: Run) -> None:
    assert rated("evaluation list --beside --project P1").out == (
        "Project  Criteria    Criterion         Self          Self, date  Validated                  Validated, date\n"
        "───────────────────────────────────────────────────────────────────────────────────────────────────────────\n"
        "P1       wb-project  overall outcome   Satisfactory  FY2011      Moderately Unsatisfactory  FY2012\n"
        "P1       wb-project  quality at entry  –             –           Not Rated                  FY2012\n"
    )
    assert rated("evaluation share --format csv").out == (
        "group,kind,evaluations,rated,good,share,not_rated\n"
        "progress,not said,1,0,0,,1\n"
        "wb-project: overall outcome,self,1,1,1,100,0\n"
        "wb-project: overall outcome,validated,1,1,0,0,0\n"
        "wb-project: quality at entry,validated,1,0,0,,1\n"
    )
    assert rated("evaluation share --group evaluator --kind validated --format csv").out.splitlines()[1:] == [
        "IEG,validated,2,1,0,0,1"
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("--year 2012", "2 3 4"),
        ("--year 2011", "1"),
        ("--by WB", "1"),
        ("--by 'ana bo'", "4"),
        ("--by 'independent evaluation group' --criterion 'QUALITY AT ENTRY'", "3"),
        ("--kind 'not said' --country Jamaica", "4"),
        ("--criteria 'World Bank project performance' --kind self --kind independent", "1"),
        ("--project P1 --at 2012", "1"),
        ("--at 2012", "1 4"),
    ],
)
def test_lists_are_of_what_is_asked(rated: Run, filters: str, found: str) -> None:
    assert rated(f"evaluation list -q {filters}").out.split() == found.split()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (
            "P1 --by IEG --criterion relevance --scale wb-risk --rating Medium",
            2,
            "Error: rating 'Medium' is not on the scale wb-risk.\nUse Low, Moderate, Substantial, High.\n",
        ),
        (
            "P1 --by IEG --criteria dac-1991 --criterion coherence --rating x",
            2,
            "Error: criterion 'coherence' is not a criterion of the set dac-1991.\n"
            "Use relevance, effectiveness, efficiency, impact, sustainability.\n",
        ),
        (
            "P1 --by IEG --criteria 'DAC criteria' --criterion coherence --rating x",
            2,
            "Error: 'DAC criteria' could be dac-1991 or dac-2019.\nGive the code of the set of criteria.\n",
        ),
        (
            "P1 --by IEG --date FY2012 --criterion relevance --rating x",
            2,
            "Error: date 'FY2012' has no date, because the end of the fiscal year of IEG is unknown.\n"
            "Use `tracker organisation edit IEG --fiscal-year-ends 06-30` first, with its own day.\n",
        ),
        (
            "P1 --by Ana --date FY2012 --criterion relevance --rating x",
            2,
            "Error: date 'FY2012' does not name the organisation whose fiscal year it is.\n"
            "Use --fiscal-year-of too, for example `--fiscal-year-of WB`.\n",
        ),
        (
            "P1 --by Ana --date 2012 --fiscal-year-of WB --criterion relevance --rating x",
            2,
            "Error: fiscal year of 'WB' needs a fiscal year.\nUse FY2012 as the date.\n",
        ),
        (
            "P1 --strategy S --by Ana --criterion relevance --rating x",
            2,
            "Error: evaluation 'S' names both a project and a strategy.\nUse a project, or the name of a strategy.\n",
        ),
        (
            "P1 --by Ana --criterion relevance --rating x --scale wb-risks",
            3,
            "Error: There is no scale 'wb-risks' in this register.\nDid you mean wb-risk?",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(rated: Run, words: str, status: int, said: str) -> None:
    assert rated(f"evaluation add {words}", status=status).err.startswith(said)
    assert rated("evaluation list -q").out.split() == ["1", "2", "3", "4"]


def test_a_fiscal_year_ends_on_a_day_that_every_year_has(rated: Run) -> None:
    for day in ("02-29", "30 June", "13-01"):
        assert rated(f"organisation edit IEG --fiscal-year-ends '{day}'", status=2).err == (
            f"Error: fiscal year ends {day!r} is not the last day of every fiscal year.\n"
            "Use month and day, such as 06-30 or 12-31.\n"
        )
    # The date of what is there stays.
    rated("organisation edit WB --fiscal-year-ends 12-31")
    assert json.loads(rated("evaluation show 1 --json").out)["day"] == "2011-06-30"


def test_an_evaluation_is_changed(rated: Run) -> None:
    assert rated("evaluation edit 2 --date 2013-01 --rating Satisfactory").out == (
        "Evaluation 2 changed.\n"
        "  date: FY2012 -> 2013-01\n"
        "  fiscal year of: WB -> unknown\n"
        "  rating: Moderately Unsatisfactory -> Satisfactory\n"
    )
    assert rated("evaluation edit 4 --strategy '' --project P1").out == (
        "Evaluation 4 changed.\n  project: unknown -> P1\n  strategy: Strategy FY10-14 -> unknown\n"
    )
    assert rated("evaluation edit 1 --rating Low", status=2).err.startswith(
        "Error: rating 'Low' is not on the scale wb-outcome.\n"
    )
    assert rated("project remove P1 --yes", status=4).err.startswith("Error: ")


def test_the_card_and_the_fiche_have_the_ratings(rated: Run) -> None:
    card = json.loads(rated("project show P1 --json").out)["evaluations"]
    assert [(one["criterion"], one["self_rating"], one["validated_rating"]) for one in card] == [
        ("overall outcome", "Satisfactory", "Moderately Unsatisfactory"),
        ("quality at entry", None, "Not Rated"),
    ]
    told = json.loads(rated("project show P1 --at 2012 --json").out)["evaluations"]
    assert [(one["criterion"], one["self_rating"], one["validated_rating"]) for one in told] == [
        ("overall outcome", "Satisfactory", None)
    ]
    fiche = rated("brief project P1 --language es").out
    assert "Evaluaciones" in fiche and "Satisfactory, FY2011" in fiche and "FY2012" not in fiche


def test_each_evaluator_of_a_kind_has_its_latest_rating(rated: Run) -> None:
    """The rating of one evaluator does not take the place of another's: the later one is above."""
    for by, date, rating in (
        ("IDB", "2011-03", "Unsatisfactory"),
        ("NORAD", "2011-05", "Satisfactory"),
        ("IDB", "2011-04", "Moderately Satisfactory"),
    ):
        rated(
            f"evaluation add P1 --by {by} --kind independent --date {date} --criteria wb-project"
            f" --criterion 'overall outcome' --scale wb-outcome --rating '{rating}'"
        )
    rows = json.loads(rated("evaluation list --beside --project P1 --criterion 'overall outcome' --json").out)
    assert [
        (row["self_by"], row["validated_by"], row["independent_rating"], row["independent_by"]) for row in rows
    ] == [
        ("WB", "IEG", "Satisfactory", "NORAD"),
        (None, None, "Moderately Satisfactory", "IDB"),
    ]
    assert "Independent, by" in rated("evaluation list --beside --project P1").out
    assert "Independent, by" not in rated("evaluation list --beside --project P1 --by IDB").out
    assert "Satisfactory, May 2011, NORAD" in rated("brief project P1 --language en").out


def test_a_record_has_what_was_known_and_a_list_says_what_is_younger(rated: Run) -> None:
    rated("evaluation edit 1 --note early")
    rated("conference close 2012 --yes --accept 'a trial'")
    assert rated("evaluation list -q --at 2012").err == ""
    rated("evaluation edit 1 --rating 'Not Rated'")
    rated(
        "evaluation add P1 --by IEG --date 2012-01 --criteria wb-project --criterion 'quality at entry'"
        " --scale wb-outcome --rating Satisfactory"
    )
    now = rated("evaluation list --at 2012 --format csv")
    assert [line.split(",")[0] for line in now.out.splitlines()[1:]] == ["1", "5", "4"]
    assert now.err == "2 of these were recorded after 2012 was sealed.\n"
    then = rated("evaluation share --at 2012@1 --project P1 --format csv")
    assert then.out.splitlines()[1:] == ["wb-project: overall outcome,self,1,1,1,100,0"]
    assert then.err == ""
    assert rated("conference verify 2012").err == "Everything is as it was sealed.\n"


def test_criteria_are_a_vocabulary_of_ones_own(rated: Run) -> None:
    assert rated("criteria add idb --name IDB --edition 2020 --criterion 'Relevance; Efficiency' --source X").out == (
        "Set of criteria idb added: IDB, 2020\n"
    )
    assert json.loads(rated("criteria list --json").out)[2] == {
        "code": "idb",
        "name": "IDB",
        "edition": "2020",
        "criteria": ["Relevance", "Efficiency"],
        "source": "X",
        "evaluations": 0,
    }
    assert rated("criteria show wb-project").out.splitlines()[-5:-3] == [
        "overall outcome                                 2",
        "quality at entry                                1",
    ]
    assert rated("criteria edit idb --source ''").out == "Criteria idb changed.\n  source: X -> unknown\n"
    assert rated("criteria add idb --name IDB --edition 2021 --criterion Impact", status=4).err == (
        "Error: The set of criteria idb already exists (IDB, 2020).\n"
        "`tracker criteria show idb` shows it. Another edition needs its own code.\n"
    )


def test_published_ratings_are_loaded_as_published(rated: Run, tmp_path: Path) -> None:
    lines = PUBLISHED.read_text(encoding="utf-8").splitlines()[1:]
    codes = sorted({code for line in lines if (code := line.partition(",")[0])})
    projects = tmp_path / "projects.csv"
    projects.write_text("code,title\n" + "".join(f"{code},{code}\n" for code in codes), encoding="utf-8")
    rated(f"import {projects}")
    assert rated(f"import {PUBLISHED}").out.splitlines()[-1].split()[1:] == ["49", "0", "0"]
    assert rated(f"import {PUBLISHED}").err.startswith("Nothing to change: 49 rows")
    listed = tmp_path / "list.csv"
    listed.write_text(rated("evaluation list --format csv").out, encoding="utf-8")
    assert rated(f"import {listed}").err.startswith("Nothing to change: 53 rows")
    edited = listed.read_text(encoding="utf-8").replace("progress on 5 of 6", "progress on 6 of 6")
    listed.write_text(edited, encoding="utf-8")
    assert rated(f"import {listed}").out.splitlines()[-1].split() == ["evaluations", "0", "1", "52"]


def test_a_table_says_what_is_wrong_in_each_row(rated: Run, tmp_path: Path) -> None:
    table = tmp_path / "evaluations.csv"
    table.write_text(
        "project,evaluator,date,fiscal_year_of,criteria,criterion,scale,rating\n"
        "P1,WB,FY2013,,wb-project,overall outcome,wb-outcome,Good\n"
        "P1,WB,FY2013,,dac-2019,overall outcome,wb-outcome,Satisfactory\n"
        "P9,WB,FY2013,,dac-2019,impact,wb-outcome,Satisfactory\n"
        "P1,WB,FY2013,,dac-2019,impact,wb-outcome,\n"
        "P1,WB,FY2013,,dac-2019,impact,wb-outcome,Satisfactory\n"
        "P1,World Bank,FY13,WB,dac-2019,Impact,wb-outcome,Unsatisfactory\n",
        encoding="utf-8",
    )
    said = rated(f"import {table}", status=1).err.splitlines()
    assert said[:5] == [
        "evaluations.csv, line 2, rating 'Good' is not on the scale wb-outcome. Use Highly Satisfactory, Satisfactory,"
        " Moderately Satisfactory, Moderately Unsatisfactory, Unsatisfactory, Highly Unsatisfactory, Not Rated.",
        "evaluations.csv, line 3, criterion 'overall outcome' is not a criterion of the set dac-2019. Use relevance,"
        " coherence, effectiveness, efficiency, impact, sustainability.",
        "evaluations.csv, line 4, project 'P9': There is no project 'P9' in this register. Did you mean P1?",
        "evaluations.csv, line 5, rating is empty. Give a value in every row.",
        "evaluations.csv, line 7, criterion 'Impact' is already in line 6. Use one row for each.",
    ]

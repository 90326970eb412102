"""`tracker scorecard`, and `tracker why` of a light."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from factories import ABSENT, Walk

if TYPE_CHECKING:
    from conftest import Once, Run, Write


@pytest.fixture
def told(write: Write, run: Run, once: Once) -> Run:
    """P1 to P3 at AMS-2012; at AMS-2013 P3 is gone and P4 is new. The money of P4 has no rate."""

    @once
    def fill_it() -> None:
        with write() as register:
            walk = Walk(register, "AMS-2012", rates={"AMS-2012": {"EUR": "1.30"}})
            walk.conference("AMS-2013", start_date="2013-01-28", end_date="2013-02-01", rates={"EUR": "1.35"})
            for at in walk.conferences:
                walk.review("P1", at, planned_start="2011", planned_end="2014-12-31")
            walk.organisation("WB")
            walk.review("P2", "AMS-2012", planned_start="2011-07", planned_end="2012-06")
            walk.review("P2", "AMS-2013", planned_start="2011-07", planned_end="2013-06")
            paid = [{"disbursed": 100_000_00}, {"disbursed": 300_000_00}]
            walk.money("P1", "IDB", "USD", 1_000_000_00, 1_000_000_00, told=paid)
            walk.money("P1", "EU", "EUR", 100_000_00, 100_000_00, told=[{"disbursed": 0}, {"disbursed": 0}])
            walk.money("P2", "NORAD", "EUR", 200_000_00, 200_000_00, told=[{}, {"disbursed": 200_000_00}])
            walk.money("P3", "IDB", "USD", None, ABSENT, status="proposed")
            walk.money("P4", "JICA", "JPY", ABSENT, 5_000_000)
            for at in walk.conferences:
                walk.shares("P1", at, JM=60, BB=40)
                walk.shares("P2", at, JM=100)
            goal = {"baseline": "48", "baseline_date": "2011", "target": "24", "target_date": "2014"}
            walk.part("indicator", "P1/I1", {"AMS-2012": {"actual": "46"}, "AMS-2013": {"actual": "46"}}, **goal)
            score = {"likelihood": 3, "impact": 3}
            walk.part("risk", "P1/R1", {"AMS-2012": score, "AMS-2013": score | {"impact": 5}})

    return run


def test_the_whole_on_one_screen(told: Run) -> None:
    assert (
        told("scorecard --at 2012").out
        == """\
Scorecard of AMS-2012

Money              committed
Projects           3
Total              1,390,000.00 USD
Without an amount  1

Projects

Of          Achieved  On track  Behind  Off  Cannot tell        Good
────────────────────────────────────────────────────────────────────
time                         2                         1  100 % of 2
money                                     1            2    0 % of 1
results                                   1            2    0 % of 1
risk                         1                         2  100 % of 1
evaluation                                             3           –

Committed, in USD

Of          Achieved      On track  Behind           Off   Cannot tell   Good
─────────────────────────────────────────────────────────────────────────────
time                  1,390,000.00                                   –  100 %
money                                       1,130,000.00    260,000.00    0 %
results                                     1,130,000.00    260,000.00    0 %
risk                  1,130,000.00                          260,000.00  100 %
evaluation                                                1,390,000.00      –
"""
    )


def test_what_moved_leads_from_one_conference_to_the_other(told: Run) -> None:
    said = told("scorecard --at 2013 --compare 2012")
    assert (
        said.out
        == """\
Scorecard of AMS-2013

Compared with      AMS-2012
Money              committed
Projects           3
Total              1,405,000.00 USD
Without an amount  1
Left out: no rate  5,000,000 JPY at AMS-2013

Projects

Of          Achieved  On track  Behind  Off  Cannot tell       Good  Before
───────────────────────────────────────────────────────────────────────────
time                         1            1            1  50 % of 2   100 %
money              1                      1            1  50 % of 2     0 %
results                                   1            2   0 % of 1     0 %
risk                                 1                 2   0 % of 1   100 %
evaluation                                             3          –       –

Committed, in USD

Of            Achieved      On track        Behind           Off   Cannot tell  Good  Before
────────────────────────────────────────────────────────────────────────────────────────────
time                    1,135,000.00                  270,000.00             –  81 %   100 %
money       270,000.00                              1,135,000.00             –  19 %     0 %
results                                             1,135,000.00    270,000.00   0 %     0 %
risk                                  1,135,000.00                  270,000.00   0 %   100 %
evaluation                                                        1,405,000.00     –       –

What moved: Projects

Of          Light        Before  New  Gone  Moved in  Moved out  Now
────────────────────────────────────────────────────────────────────
time        on track          2                              -1    1
time        off               0                   +1               1
time        cannot tell       1   +1    -1                         1
money       achieved          0                   +1               1
money       cannot tell       2   +1    -1                   -1    1
results     cannot tell       2   +1    -1                         2
risk        on track          1                              -1    0
risk        behind            0                   +1               1
risk        cannot tell       2   +1    -1                         2
evaluation  cannot tell       3   +1    -1                         3

What moved: Committed, in USD

Of          Light              Before       Moved in      Moved out    Exchange           Now
─────────────────────────────────────────────────────────────────────────────────────────────
time        on track     1,390,000.00                   -260,000.00   +5,000.00  1,135,000.00
time        off                  0.00    +260,000.00                 +10,000.00    270,000.00
money       achieved             0.00    +260,000.00                 +10,000.00    270,000.00
money       off          1,130,000.00                                 +5,000.00  1,135,000.00
money       cannot tell    260,000.00                   -260,000.00                         –
results     off          1,130,000.00                                 +5,000.00  1,135,000.00
results     cannot tell    260,000.00                                +10,000.00    270,000.00
risk        on track     1,130,000.00                 -1,130,000.00                      0.00
risk        behind               0.00  +1,130,000.00                  +5,000.00  1,135,000.00
risk        cannot tell    260,000.00                                +10,000.00    270,000.00
evaluation  cannot tell  1,390,000.00                                +15,000.00  1,405,000.00
"""
    )
    assert said.err == (
        "`tracker why time AMS-2012 AMS-2013` lists the projects behind a figure, each with its reason.\n"
    )


def test_a_project_of_several_donors_counts_with_each_and_is_taken_off_once(told: Run) -> None:
    assert (
        told("scorecard --at 2013 --by donor").out.partition("at AMS-2013\n")[2]
        == """
Good of those rated, by donor; committed in USD

Donor       Projects     Committed    Time   Money  Results    Risk  Evaluation
───────────────────────────────────────────────────────────────────────────────
EU                 1    135,000.00  1 of 1  0 of 1   0 of 1  0 of 1           –
IDB                1  1,000,000.00  1 of 1  0 of 1   0 of 1  0 of 1           –
JICA               1             –       –       –        –       –           –
NORAD              1    270,000.00  0 of 1  1 of 1        –       –           –
in several        -1             –
───────────────────────────────────────────────────────────────────────────────
all                3  1,405,000.00  1 of 2  1 of 2   0 of 1  0 of 1
"""
    )


def test_one_of_the_five_by_group_shows_every_light(told: Run) -> None:
    assert (
        told("scorecard --at 2013 --by beneficiary --of money").out.partition("at AMS-2013\n")[2]
        == """
Projects by beneficiary, money

Beneficiary    Achieved  On track  Behind  Off  Cannot tell       Good
──────────────────────────────────────────────────────────────────────
BB                                           1                0 % of 1
JM                    1                      1               50 % of 2
not allocated                                             1          –
in several                                  -1

Committed by beneficiary, money, in USD

Beneficiary      Achieved  On track  Behind         Off  Cannot tell  Good
──────────────────────────────────────────────────────────────────────────
BB                                           454,000.00                0 %
JM             270,000.00                    681,000.00               28 %
not allocated                                                      –     –
in several                                            –
"""
    )


def test_why_lists_the_projects_behind_a_figure_with_the_reasons(told: Run) -> None:
    said = told("why money --at 2013")
    assert (
        said.out
        == """\
Money at AMS-2013

Project  Title       Light        Why                                                   Amount
───────────────────────────────────────────────────────────────────────────────────────────────────
P1       Project P1  off          26 % paid, 52 % of the time                     1,135,000.00  USD
P2       Project P2  achieved     all is paid                                       270,000.00  USD
P4       Project P4  cannot tell  payments are not reported for every commitment             –  USD
"""
    )
    assert said.err == "3 projects, 1,405,000.00 USD committed.\n"
    said = told("why risk --light behind --at 2013 --donor EU")
    assert "P1       Project P1  behind  worst open risk: high  135,000.00  USD\n" in said.out
    assert said.err == "1 project, 135,000.00 USD committed.\n"
    for group in ("--beneficiary 'not allocated'", "--country 'not allocated'", "--donor JICA"):
        assert told(f"why time --at 2013 {group} -q").out == "P4\n"
    assert told("why time --at 2012 --country 'no country' --theme 'no theme'", status=2)
    assert told("why time --at 2012 --country 'no country' -q").out == "P1\nP2\n"
    assert told("why time --light achieved --at 2013").err == (
        "No project of AMS-2013 has such a light. `tracker scorecard --at AMS-2013` counts all.\n"
    )
    assert told("why time --donor JICA --at 2012").err == (
        "No matching projects at AMS-2012. `tracker scorecard --at AMS-2012` counts all.\n"
    )


def test_why_of_two_conferences_lists_what_moved(told: Run) -> None:
    rows = json.loads(told("why money 2012 2013 --json").out)
    assert [(row["project"], row["move"], row["amount_old"], row["amount_new"]) for row in rows] == [
        ("P2", "cannot tell to achieved", "260000.00", "270000.00"),
        ("P3", "gone", None, None),
        ("P4", "new", None, None),
    ]
    rows = json.loads(told("why money 2012 2013 --light off --money disbursed --json").out)
    assert [(row["project"], row["move"], row["reason_new"]) for row in rows] == [
        ("P1", "stayed", "26 % paid, 52 % of the time")
    ]


def test_rows_for_programs(told: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(told("scorecard --at 2013 --compare 2012 --by country --format csv").out)))
    assert {row["group"] for row in rows} == {"no country", "not allocated"}
    for of in ("time", "money", "results", "risk", "evaluation"):
        assert sum(int(row["projects"]) for row in rows if row["of"] == of) == 3
    card = json.loads(told("scorecard --at 2013 --of time --json").out)
    assert (card["projects"], card["total"], card["silent"]) == (3, "1405000.00", 1)
    assert [(row["light"], row["projects"], row["amount"]) for row in card["lights"] if row["projects"]] == [
        ("on track", 1, "1135000.00"),
        ("off", 1, "270000.00"),
        ("cannot tell", 1, None),
    ]
    assert card["without_rate"] == [
        {"conference": "AMS-2013", "contributions": 1, "amount": "5000000", "currency": "JPY"}
    ]


def test_a_published_rating_counts_by_the_points_of_its_own_scale(told: Run) -> None:
    def risk(at: str) -> list[tuple[str, str, str]]:
        rows = json.loads(told(f"why risk --at {at} --json").out)
        return [(row["project"], row["light"], row["reason"]) for row in rows if row["light"] != "cannot tell"]

    for line in (
        "P1 --level Low --date 2012-06",
        "P2 --level Moderate --date 2011-12",
        "P2 --level Substantial --date 2013-01-20",
        "P2 --level High --date 2013-06",
        "P4 --level Low --date 2013-01",
        "P4 --level High --aspect Fiduciary --date 2013-01",
        "P4 --level 'not said' --date 2013-01-20",
    ):
        told(f"rating add {line}" + (" --scale wb-risk --by WB" if "not said" not in line else " --by WB"))
    assert risk("2012") == [
        ("P1", "on track", "worst open risk: moderate"),
        ("P2", "on track", "rated Moderate, 2011-12"),
    ]
    assert risk("2013") == [
        ("P1", "behind", "worst open risk: high"),
        ("P2", "behind", "rated Substantial, 2013-01-20"),
        ("P4", "on track", "rated Low, 2013-01"),
    ]


def test_the_latest_evaluation_of_the_best_kind_counts(told: Run) -> None:
    def evaluated(at: str) -> list[tuple[str, str, str]]:
        rows = json.loads(told(f"why evaluation --at {at} --json").out)
        return [(row["project"], row["light"], row["reason"]) for row in rows if row["reason"] != "not evaluated"]

    six = "--criteria wb-project --criterion 'overall outcome' --scale wb-outcome --by WB"
    for line in (
        f"P1 --kind self --rating Satisfactory --date 2011-12 {six}",
        f"P1 --kind validated --rating 'Moderately Unsatisfactory' --date 2012-11 {six}",
        f"P2 --kind independent --rating Unsatisfactory --date 2013-01-15 {six}",
        f"P4 --kind self --rating 'Not Rated' --date 2013-01-15 {six}",
        f"P4 --kind independent --rating Satisfactory --date 2014 {six}",
    ):
        told(f"evaluation add {line}")
    assert evaluated("2013") == [
        ("P1", "behind", "validated: Moderately Unsatisfactory, 2012-11"),
        ("P2", "off", "independent: Unsatisfactory, 2013-01-15"),
        ("P4", "cannot tell", "evaluated, but not rated"),
    ]
    told("report P1 --at 2013 --status completed")
    told("evaluation add P1 --kind independent --rating Satisfactory --date 2013-01-20 " + six)
    assert evaluated("2013")[0] == ("P1", "achieved", "independent: Satisfactory, 2013-01-20")


def test_a_sealed_record_has_its_scorecard_for_ever(told: Run) -> None:
    rating = "--criterion impact --scale wb-outcome --by WB --kind self --rating"
    told(f"evaluation add P2 {rating} Satisfactory --date 2011-06")
    told("conference open 2012")
    told("conference close 2012 --yes --accept 'for the test'")
    then = told("scorecard --at 2012 --by donor --json").out
    assert told("scorecard --at 2012@1 --by donor --json").out == then.replace('"AMS-2012"', '"AMS-2012@1"')
    told("conference reopen 2012 --reason 'a date was wrong'")
    told(f"evaluation add P2 {rating} Unsatisfactory --date 2011-09")
    told("report P2 --at 2012 --status active --actual-end 2012-09")
    # What was planned first is that of the record, and of the conference as known now, each for itself.
    told("report P1 --at 2012 --status active --end 2013-06")
    assert told("scorecard --at 2012 --by donor --json").out != then
    assert told("scorecard --at 2012@1 --by donor --json").out == then.replace('"AMS-2012"', '"AMS-2012@1"')
    moved = json.loads(told("why time 2012@1 2012 --json").out)
    assert [(row["project"], row["move"]) for row in moved] == [("P2", "on track to off")]
    moved = json.loads(told("why evaluation 2012@1 2012 --json").out)
    assert [(row["project"], row["move"]) for row in moved] == [("P2", "on track to off")]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("scorecard --at 2013 --compare 2013", 2, "cannot be compared with itself"),
        ("scorecard --at 2012 --compare 2013", 2, "comes after"),
        ("scorecard --at 1999", 3, "There is no conference '1999'"),
        ("scorecard --at 2013 --by project", 2, "is not valid"),
        ("why time --at 2013 --donor IDB --theme integrity", 2, "Give only one of --donor, --theme."),
        ("why time --at 2013 --light red", 2, "is not valid"),
        ("why time --at 2013 --twice", 2, "--twice and --currency are for a total of money"),
        ("why committed --at 2013 --light off", 2, "--light and --country are for lights"),
        ("why progress --at 2013", 2, "is not valid"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    assert said in told(line, status=status).err


def test_a_conference_that_was_told_of_nothing(told: Run) -> None:
    told("conference add AMS-2014 --start 2014-02")
    said = told("scorecard --at 2014")
    assert said.out == ("Scorecard of AMS-2014\n\nMoney     committed\nProjects  0\nTotal     0.00 USD\n")
    assert said.err.startswith("No project was reported to AMS-2014.")


def test_what_was_recorded_after_the_seal_is_said(told: Run) -> None:
    """The record keeps its lights; those of the conference as it is known now follow a rating that came later."""
    told("conference open AMS-2012")
    told("conference close AMS-2012 --accept 'as it is' --yes")
    told("rating add P1 --level High --scale wb-risk --date 2012-01 --by IDB")
    told("rating add P4 --level High --scale wb-risk --date 2012-01 --by IDB")
    younger = "1 of the ratings was recorded after AMS-2012 was sealed.\n"
    for line in (
        "scorecard --at 2012",
        "scorecard --at 2013 --compare 2012",
        "why risk --at 2012",
        "why risk 2012 2013",
    ):
        assert younger in told(line).err, line
    for line in ("scorecard --at 2012@1", "scorecard --at 2012 --of time", "why evaluation --at 2012"):
        assert younger not in told(line).err, line


def test_a_total_of_unknown_amounts_is_unknown(told: Run) -> None:
    assert "Total              –\n" in told("scorecard --at 2012 --measure interest").out
    assert json.loads(told("scorecard --at 2012 --measure interest --json").out)["total"] is None
    by_donor = told("scorecard --at 2012 --measure interest --by donor").out
    assert by_donor.splitlines()[-1].split()[:3] == ["all", "3", "–"]

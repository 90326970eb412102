"""Trainings: recorded as the source says them, listed, attended, with results; as of a conference and in its record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Once, Run

from tracker import open_register
from tracker.cli.base import App
from tracker.store.location import Location

T1 = (
    "training add T1 --title 'Risk management for inspectors' --kind workshop --start 2013-01-21 --end 2013-01-25"
    " --place Kingston --country Jamaica --theme 'gestión de riesgos' --theme 'post-clearance audit'"
    " --organiser WCO --organiser 'Saint Vincent customs' --funder IDB --project P1 --project GTFP --cost '12,000 USD'"
    " --source 'WCO newsroom'"
)


@pytest.fixture
def trained(caribbean: Run, once: Once) -> Run:
    """T1 in January 2013, before AMS-2013, attended by two administrations; T2 of 2012 over all; T3 without a date."""

    @once
    def fill_it() -> None:
        caribbean("organisation add WCO --name 'World Customs Organization' --kind 'international organisation'")
        caribbean("project add P1 --title 'Risk management' --status active --donor IDB --at 2013")
        caribbean(T1)
        caribbean("training attend T1 --administration JM-CUSTOMS --persons 12 --women 5 --completed 11")
        caribbean("training attend T1 --administration BB-CUSTOMS --persons 8 --women 3 --completed 8 --certified 8")
        caribbean("training add T2 --title 'Integrity forum' --theme integrity --mode online --start 2012 --funder EU")
        caribbean("training attend T2 --persons 'more than 80'")
        caribbean("training attend T2 --administration 'ten island administrations'")
        caribbean("training add T3 --title 'Junior officers' --date-note 'the year is not said'")

    return caribbean


def test_a_training_can_be_the_first_of_a_register(run: Run, tmp_path: Path) -> None:
    assert run(f"training add T1 --title Course --db {tmp_path / 'new.db'}").out == "Training T1 added: Course\n"


def test_what_is_not_a_year_is_an_error(trained: Run) -> None:
    for command in ("list", "attendance", "results"):
        said = trained(f"training {command} --year 2013-01", status=2).err
        assert said == "Error: year '2013-01' is not a year.\nUse four digits, such as 2013.\n"


def test_a_result_is_measured_of_somebody(trained: Run) -> None:
    said = trained("training result T1 --level learning --of points --after 5 --persons 0", status=2).err
    assert said == "Error: persons '0' is too few.\nUse 1 or more: of how many persons it was measured.\n"


def test_women_are_a_share_of_exact_numbers_only(trained: Run) -> None:
    trained("training attend T2 --women 90")
    trained("training attend T3 --persons 'about 40' --women 30")
    assert trained("training list").err == "Women: 40% of the seats of 1 training that states both exactly; 2 do not.\n"
    assert trained("training list --theme integrity").err == ""


def test_a_training_as_its_source_says_it(trained: Run) -> None:
    added = trained(T1.replace("T1", "T9"))
    assert added.out == (
        "Training T9 added: Risk management for inspectors\n"
        "  Not in the register, kept in words: post-clearance audit; Saint Vincent customs; GTFP\n"
    )
    assert added.err == "Next: `tracker training attend T9 --administration CODE --persons NUMBER`\n"
    assert (
        trained("training show t1").out
        == """\
T1  Risk management for inspectors

Kind        workshop
Start       2013-01-21
End         2013-01-25
Place       Kingston
Country     JM
Themes      risk management, post-clearance audit
Organisers  WCO, Saint Vincent customs
Funders     IDB
Projects    P1, GTFP
Cost        12,000.00 USD
Source      WCO newsroom
Attended    20 persons, 8 women, 19 completed it

Attendance

Administration  Persons  Women  Completed  Certified
────────────────────────────────────────────────────
BB-CUSTOMS            8      3          8          8
JM-CUSTOMS           12      5         11          –
"""
    )


def test_the_list_adds_no_seats_up(trained: Run) -> None:
    shown = trained("training list")
    assert (
        shown.out
        == """\
Code  Title                      Kind      Mode    Start       End         Place     Country  Themes                     Organisers                Funders  Stated  Persons  Women  Completed       Cost
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
T2    Integrity forum            –         online  2012        –           –                  integrity                                            EU       over         80      –          –          –
T1    Risk management for        workshop  –       2013-01-21  2013-01-25  Kingston  JM       risk management,           WCO, Saint Vincent        IDB      –            20      8         19  12,000.00
      inspectors                                                                              post-clearance audit       customs
T3    Junior officers            –         –       –           –           –                                                                                –             –      –          –          –
Not shown at this width: Projects (use --format csv, or a wider window)
"""
    )
    assert shown.err == "Women: 40% of the seats of 1 training that states both exactly; 2 do not.\n"
    row = json.loads(trained("training list --json").out)[1]
    assert (row["code"], row["persons"], row["stated"], row["women"], row["cost"], row["currency"]) == (
        *("T1", 20, None, 8, "12000.00", "USD"),
    )
    assert row["themes"] == ["risk management", "post-clearance audit"]
    assert row["administrations"] == ["BB-CUSTOMS", "JM-CUSTOMS"]
    assert trained("training list --at 2012 --kind mission").err == (
        "No matching trainings. Remove a filter, or record one with `tracker training add`.\n"
    )


@pytest.mark.parametrize(
    ("flags", "codes"),
    [
        ("--theme risk-management", "T1"),
        ("--theme 'Post-Clearance Audit'", "T1"),
        ("--theme integrity --theme risk-management", "T2 T1"),
        ("--administration JM-CUSTOMS", "T1"),
        ("--administration Jamaica", "T1"),
        ("--administration 'ten island administrations'", "T2"),
        ("--donor IDB", "T1"),
        ("--donor EU --year 2012", "T2"),
        ("--donor EU --year 2013", ""),
        ("--organiser 'saint vincent customs'", "T1"),
        ("--project P1", "T1"),
        ("--project gtfp", "T1"),
        ("--country JM", "T1"),
        ("--kind workshop", "T1"),
        ("--at 2012", "T2 T3"),
        ("--at 2013", "T2 T1 T3"),
    ],
)
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_lists_by_what_a_training_names(trained: Run, flags: str, codes: str) -> None:
    assert trained(f"training list {flags} -q").out.split() == codes.split()


def test_how_many_there_are_by(trained: Run) -> None:
    assert (
        trained("training list --by donor").out
        == """\
Donor     Name                             Trainings  Attendance known  Women known  Women
──────────────────────────────────────────────────────────────────────────────────────────
EU        European Union                           1                 1            0      –
IDB       Inter-American Development Bank          1                 1            1    40%
not said  –                                        1                 0            0      –
"""
    )
    groups = {
        way: [(row["group"], row["trainings"]) for row in json.loads(trained(f"training list --by {way} --json").out)]
        for way in ("theme", "administration", "project", "year")
    }
    assert groups == {
        "theme": [("integrity", 1), ("post-clearance audit", 1), ("risk management", 1), ("not said", 1)],
        "administration": [("BB-CUSTOMS", 1), ("JM-CUSTOMS", 1), ("ten island administrations", 1), ("not said", 1)],
        "project": [("GTFP", 1), ("P1", 1), ("not said", 2)],
        "year": [("2012", 1), ("2013", 1), ("not said", 1)],
    }


def test_results_on_four_levels(trained: Run) -> None:
    assert trained(
        'training result T1 --level learning --of "test, points" --before 55 --after 71 --persons 20'
    ).out == ("T1, result added: learning, test, points: 55 before, 71 after, 20 persons\n")
    trained('training result T1 --level 2 --of "test, points" --after 72')
    trained("outcome add P1/O1 --title 'Fewer goods inspected' --level outcome")
    trained("outcome indicator P1/I1 --outcome O1 --title 'Goods inspected' --measure percent --direction down")
    assert (
        trained("training result T1 --level behaviour --indicator p1/i1").out == "T1, result added: behaviour, p1/i1\n"
    )
    assert (
        trained("training results").out
        == """\
Training  Level      Measured      Before  After  Persons  Indicator  Title of indicator
────────────────────────────────────────────────────────────────────────────────────────
T1        learning   test, points  55      72          20  –          –
T1        behaviour  –             –       –            –  P1/I1      Goods inspected
"""
    )
    assert trained("outcome remove P1/O1 --yes", status=4).err == (
        "Error: outcome O1 cannot be removed because it has 1 result(s) of trainings.\n"
        "Remove them first: `tracker training result T1 --level LEVEL --indicator CODE --drop`.\n"
    )
    assert trained("training result T1 --level behaviour --indicator P1/I1 --drop").out == (
        "T1: the result behaviour, P1/I1 was taken back.\n"
    )


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (
            "attend T1 --administration JM-CUSTOMS --women 13",
            2,
            "women '13' is more than the persons who attended, 12",
        ),
        (
            "attend T1 --administration JM-CUSTOMS --completed 13",
            2,
            "completed '13' is more than the persons who attended, 12",
        ),
        (
            "attend T1 --administration JM-CUSTOMS --certified 12",
            2,
            "certified '12' is more than the persons who completed it, 11",
        ),
        ("attend T1 --persons 19", 4, "The administrations have 20 persons together, but the total is 19."),
        ("attend T1 --persons 'up to 19'", 4, "The administrations have 20 persons together, but the total is 19."),
        ("attend T2 --persons 'some 80'", 2, "persons 'some 80' is not a number of persons"),
        (
            "attend T1 --administration JM-CUSTOM --persons 3",
            3,
            "There is no beneficiary 'JM-CUSTOM' in this register.",
        ),
        ("edit T1 --end 2013-01-20", 2, "end '2013-01-20' is before the start, 2013-01-21"),
        ("edit T1 --theme 'risk managment'", 3, "There is no theme 'risk managment' in this register."),
        ("edit T1 --funder 'A; B'", 2, "organisation 'A; B' contains a semicolon, which separates several names"),
        ("edit T1 --cost -5", 2, "cost '-5'"),
        ("add T1 --title Again", 4, "The code T1 is taken, or was used before for another training."),
        ("result T1 --level learning --after 71", 2, "--of is missing."),
        ("result T1 --level learning --of test", 2, "--after is missing."),
        (
            "result T1 --level results --of test --after 3",
            2,
            "A result on the level results is measured by an indicator",
        ),
        ("result T1 --level reaction --indicator P1/I1", 2, "A result on the level reaction has its own values"),
        ("show T4", 3, "There is no training 'T4' in this register."),
        ("list --donor 'Nobody at all'", 3, "There is no donor 'Nobody at all' in this register."),
    ],
)
@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_contradicts_itself_is_refused(trained: Run, line: str, status: int, said: str) -> None:
    before = trained("training attendance --json").out + trained("training list --json").out
    assert trained(f"training {line}", status=status).err.startswith(f"Error: {said}")
    assert trained("training attendance --json").out + trained("training list --json").out == before


def test_numbers_that_do_not_contradict(trained: Run) -> None:
    """A number of the whole beside those of administrations, a least number, and one that is only approximate."""
    assert trained("training attend T1 --persons 25").out == "T1 was attended by all together: 25 persons\n"
    assert json.loads(trained("training show T1 --json").out)["persons"] == 25
    assert trained("training attend T1 --persons ''").out.splitlines()[1:] == ["  persons: 25 -> unknown"]
    assert json.loads(trained("training show T1 --json").out)["persons"] == 20
    trained("training attend T2 --women 90")
    assert "women '41'" in trained("training attend T3 --persons 'about 40' --women 41", status=2).err
    trained("training attend T3 --administration '\"JM-CUSTOM\"' --persons '1,200+'")
    assert trained("training attendance --administration jm-custom --json").out.count('"at least"') == 1
    assert trained("training attend T3 --administration JM-CUSTOM --drop").out == (
        "T3: the attendance of JM-CUSTOM was taken back.\n"
    )
    assert (
        "There is no attendance of 'BB-CUSTOMS'"
        in trained("training attend T3 --administration BB-CUSTOMS --drop", status=3).err
    )


def test_edited_removed_and_undone(trained: Run) -> None:
    before = trained("training list --json").out
    assert trained("training edit T1 --theme integrity --place '' --cost '15,000 USD' --code T7").out == (
        "Training T7 changed.\n"
        "  code: T1 -> T7\n"
        "  place: Kingston -> unknown\n"
        "  themes: risk management; post-clearance audit -> integrity\n"
        "  cost: 12,000.00 USD -> 15,000.00 USD\n"
    )
    assert trained("training show T1 -q").out == trained("training show T7 -q").out
    trained("undo")
    assert trained("training list --json").out == before
    assert trained("training remove T1 --yes").out == (
        "Training T1 removed with 2 lines of attendance: Risk management for inspectors\n"
    )
    assert "T1 is taken" in trained("training add T1 --title Other", status=4).err
    trained("undo")
    assert trained("training list --json").out == before
    log = trained("log --noun training --limit 20").out
    assert "training attend T1 --administration JM-CUSTOMS" in log
    trained("training attend T1 --administration JM-CUSTOMS --persons 14")
    number = trained("log -q --limit 1").out.strip()
    assert "attendance 1 of T1: persons 12 -> 14" in trained(f"log {number}").out


def test_an_organisation_that_is_named_stays_and_is_merged(trained: Run) -> None:
    assert "attendances (1)" in trained("organisation remove BB-CUSTOMS --yes", status=4).err
    said = trained("organisation merge BB-CUSTOMS --into JM-CUSTOMS --yes", status=4).err
    assert said == (
        "Error: BB-CUSTOMS and JM-CUSTOMS have different numbers of persons at the training T1; merged, one of the two is"
        " lost.\n"
        "`tracker training attend T1 --administration BB-CUSTOMS` corrects one; --drop takes it back.\n"
    )
    trained("training attend T1 --administration BB-CUSTOMS --persons '' --women '' --completed '' --certified ''")
    trained("organisation merge BB-CUSTOMS --into JM-CUSTOMS --yes")
    row = json.loads(trained("training show T1 --json").out)
    assert row["administrations"] == ["JM-CUSTOMS"]


def test_as_a_conference_saw_it_and_what_is_younger(trained: Run) -> None:
    trained("conference close 2013 --yes --accept 'as it is'")
    assert trained("training list --at 2013").err.splitlines()[1:] == []
    trained("training attend T1 --administration JM-CUSTOMS --completed 12")
    trained("training add T5 --title 'Found later' --start 2012-11 --theme integrity")
    trained("training add T6 --title 'Held later' --start 2013-03")
    assert trained("training list --at 2013 -q").out.split() == ["T2", "T5", "T1", "T3"]
    assert trained("training list --at 2013").err.splitlines()[1:] == [
        "2 of these were recorded after 2013 was sealed."
    ]
    assert trained("training attendance --at 2013 --theme integrity").err == (
        "1 of these trainings was recorded after 2013 was sealed.\n"
    )
    then = trained("training list --at 2013@1 --json")
    assert [(row["code"], row["completed"]) for row in json.loads(then.out)] == [("T2", None), ("T1", 19), ("T3", None)]
    trained("conference verify")


def test_the_card_of_an_administration_and_python(trained: Run, location: Location) -> None:
    shown = trained("beneficiary show JM-CUSTOMS").out
    assert (
        shown[shown.index("Trainings") :]
        == """\
Trainings

Code  Title                           Start       Funders  Persons  Women
─────────────────────────────────────────────────────────────────────────
T1    Risk management for inspectors  2013-01-21  IDB           12      5
"""
    )
    assert "Trainings" not in trained("beneficiary show JM-CUSTOMS --at 2012").out
    with open_register(str(location.url or location.path)) as register:
        (training,) = register.trainings(donor="IDB")
        assert (training.code, str(training.cost), training.currency) == ("T1", "12000.00", "USD")
        assert [row.administration for row in register.attendance(year="2013")] == ["BB-CUSTOMS", "JM-CUSTOMS"]
        assert register.training_results() == []


def test_on_a_terminal_what_is_missing_is_asked(trained: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    assert trained("training add", input="T8\nX-ray images\n" + 5 * "\n").out == "Training T8 added: X-ray images\n"
    trained("training attend T8", input="\nover 30\n")
    said = trained("training result", input="T8\nreaction\nsatisfaction, points\n71\n").err
    assert "--of is missing." in said
    assert said.endswith(
        "In one line: tracker training result --of 'satisfaction, points' --after 71 T8 --level reaction\n"
    )
    assert "T8" in trained("training remove T8", input="y\n").out


def test_from_files_and_back(trained: Run, tmp_path: Path) -> None:
    (tmp_path / "trainings.csv").write_text(
        "training,title,start,themes,organisers,cost,currency\n"
        "T1,Risk management for inspectors,2013-01-21,risk management;post-clearance audit,,12000,USD\n"
        'R1,"Audit, part two",2013-02,audit;integrity,"WCO;""IBD""",1500.50,JPY\n',
        encoding="utf-8",
    )
    said = trained(f"import {tmp_path / 'trainings.csv'}", status=1).err
    assert "line 3, cost '1500.50'" in said and "1 row of 2 cannot be taken in" in said
    (tmp_path / "trainings.csv").write_text(
        "training,title,start,themes,organisers,cost\n"
        "T1,Risk management for inspectors,2013-01-21,risk management;post-clearance audit,,\n"
        'R1,"Audit, part two",2013-02,audit;integrity,"WCO;""IBD""",1500 JPY\n',
        encoding="utf-8",
    )
    (tmp_path / "attendances.csv").write_text(
        "training,administration,persons,women\nR1,,over 30,\nR1,JM-CUSTOMS,12,13\nT1,JM-CUSTOMS,12,5\n",
        encoding="utf-8",
    )
    (tmp_path / "results.csv").write_text(
        'training,level,measured,after\nR1,learning,"passed, percent",80\n', encoding="utf-8"
    )
    everything = " ".join(str(tmp_path / f"{name}.csv") for name in ("trainings", "attendances", "results"))
    assert "line 3, women '13' is more" in trained(f"import {everything}", status=1).err
    (tmp_path / "attendances.csv").write_text(
        "training,administration,persons,women\nR1,,over 30,\nR1,JM-CUSTOMS,12,\nT1,JM-CUSTOMS,12,5\n", encoding="utf-8"
    )
    assert trained(f"import {everything} --yes").err.splitlines()[0] == ("trainings.csv: cost: 1500 JPY read as 1500")
    assert "Nothing to change" in trained(f"import {everything} --yes").err
    row = json.loads(trained("training show R1 --json").out)
    assert (row["organisers"], row["cost"], row["currency"], row["stated"]) == (["WCO", "IBD"], "1500", "JPY", "over")


def test_a_table_may_name_in_words_what_the_register_has_under_a_longer_or_shorter_name(
    caribbean: Run, tmp_path: Path
) -> None:
    """Words that contain the name of an organisation do not mean it; where they were words, they stay words."""
    caribbean("organisation add JP-GOV --name Japan --kind government")
    path = tmp_path / "trainings.csv"
    path.write_text("training,title,funders\nT1,Targeting,CCF Japan;Canada Fund\n", encoding="utf-8")
    assert "1 row taken in" in caribbean(f"import {path}").err
    caribbean("organisation add CA-FUND --name 'Canada Fund' --kind government")
    assert "Nothing to change: " in caribbean(f"import {path}").err
    assert json.loads(caribbean("training show T1 --json").out)["funders"] == ["CCF Japan", "Canada Fund"]

"""`tracker action` and `tracker recommendation`: raised at one conference, followed up at those that come after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.shell_completion import ShellComplete
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.cli import main
from tracker.insight.conferences.actions import actions_followed
from tracker.rules.words import OPEN_STATUSES

if TYPE_CHECKING:
    from conftest import Once, Read, Run

ADD = 'action add "Publish the single window timetable" --owner IDB --due next --at 2012'


@pytest.fixture
def series(caribbean: Run, once: Once) -> Run:
    """Conferences of 2012 (closed), 2013 (open), 2014 (planned); a project with an outcome."""

    @once
    def fill_it() -> None:
        caribbean("organisation add WCO --name 'World Customs Organization' --kind 'international organisation'")
        caribbean("conference add AMS-2014 --start 2014-01-13 --currency USD")
        caribbean('project add P1 --title "Single window" --status active --at 2012')
        caribbean('outcome add P1/O1 --title "One window" --level outcome')
        caribbean("conference close 2012 --accept test --yes")

    return caribbean


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_an_action_is_carried_over_by_being_open(series: Run) -> None:
    said = series(ADD)
    assert said.out == (
        "Action point AMS-2012/A1 added: Publish the single window timetable\n"
        "  owner: IDB; due: at the next conference\n"
    )
    series('action add "Name a contact point" --owner EU --owner-name "Ana Peñón" --due 2013-06 --at 2012')
    series('action add "Meet in Bridgetown"')
    assert (
        series("action list --at 2014").out
        == """\
Code         Text                                 Owner  Person     Due       Status  Carried forward  Overdue
──────────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012/A1  Publish the single window timetable  IDB    –          AMS-2013  open                  2  yes
AMS-2012/A2  Name a contact point                 EU     Ana Peñón  2013-06   open                  2  yes
AMS-2013/A1  Meet in Bridgetown                   –      –          –         open                  1  no
"""
    )
    assert series("action list --at 2013 --overdue -q").out == ""
    assert series("action list --at 2012 -q").out == "AMS-2012/A1\nAMS-2012/A2\n"
    assert series("action list --owner EU -q").out == "AMS-2012/A2\n"
    assert [row["carried"] for row in shown(series, "action list")] == [1, 1, 0]
    assert "No matching action points." in series("action list --status done").err


def test_what_is_due_at_a_conference_is_overdue_once_that_is_over(series: Run) -> None:
    series(ADD)
    assert series("action list --overdue -q").out == ""
    series("conference close 2013 --accept test --yes")
    for at in ("", " --at 2013", " --at 2014"):
        assert series(f"action list --overdue -q{at}").out == "AMS-2012/A1\n"
    assert series("action list --overdue -q --at 2012").out == ""


def test_what_became_of_it_is_told_conference_by_conference(series: Run) -> None:
    series(ADD)
    said = series('action report 2012/1 --status "in progress" --note "A draft is out" --source "IDB, in the room"')
    assert said.out == (
        "Action point AMS-2012/A1 at AMS-2013:\n  status: open -> in progress\n  note: unknown -> A draft is out\n"
        "  source: unknown -> IDB, in the room\n"
    )
    series("action link 1 --project P1 --outcome P1/O1")
    series("action done 1 --verified-by WCO --at 2014")
    assert (
        series("action show 1").out
        == """\
AMS-2012/A1  Publish the single window timetable

Kind             action point
Owner            IDB
Due              AMS-2013
Status           done
Reported at      AMS-2014
Carried forward  2
Overdue          no
Verified by      WCO

History

Conference  Status       Reported  Due       Note            Verified by  Source
──────────────────────────────────────────────────────────────────────────────────────────
AMS-2012    open         no        –         –               –            –
AMS-2013    in progress  yes       AMS-2013  A draft is out  –            IDB, in the room
AMS-2014    done         yes       AMS-2013  –               WCO          –

Evidence

What     Code   Title
─────────────────────────────
project  P1     Single window
outcome  P1/O1  One window
"""
    )
    assert series("action report 1 --note 'as it stood'").out.endswith(":\n  note: A draft is out -> as it stood\n")
    assert [row["status"] for row in shown(series, "action list --at 2013")] == ["in progress"]
    assert [row["status"] for row in shown(series, "action list --at 2012")] == ["open"]


def test_done_is_verified_by_somebody_else(series: Run) -> None:
    series(ADD)
    for line, status, said in (
        ("action done 1 --verified-by IDB", 4, "The owner cannot verify its own action as done."),
        ("action done 1", 2, "Missing option --verified-by"),
        ("action report 1 --status done", 2, "Missing option --verified-by: who, other than the owner, has verified"),
        ("action report 1 --status open --verified-by WCO", 2, "An action with the status open cannot be verified."),
    ):
        assert said in series(line, status=status).err
    series("action edit 1 --owner-name 'Ana Peñón'")
    assert "The owner cannot verify" in series("action done 1 --verified-by-name 'ANA PENON'", status=4).err
    series("action done 1 --verified-by WCO --verified-by-name 'Bob Ray'")
    assert "The owner cannot verify" in series("action edit 1 --owner WCO", status=4).err
    series("organisation merge WCO --into IDB --yes", status=4)
    assert shown(series, "action show 1")["verified_by_name"] == "Bob Ray"


def test_what_is_dropped_has_a_reason_and_may_come_back(series: Run) -> None:
    series(ADD)
    assert "Missing option --reason" in series("action drop 1", status=2).err
    assert "Missing option --reason" in series("action report 1 --status dropped", status=2).err
    series('action drop 1 --reason "The law was withdrawn"')
    assert series("action list --open --at 2014 -q").out == ""
    series("action report 1 --status open --at 2014 --due 2014-09")
    row = shown(series, "action show 1")
    assert (row["status"], row["reason"], row["due"], row["carried"]) == ("open", None, "2014-09", 1)
    assert [each["due"] for each in row["history"]] == [None, "AMS-2013", "2014-09"]


def test_what_is_superseded_names_what_took_its_place(series: Run) -> None:
    series(ADD)
    series('action add "Publish it every month"')
    assert (
        "The status superseded needs the action that replaces this one."
        in series("action report 2012/1 --status superseded", status=2).err
    )
    said = series("action supersede 2012/1 --by 2013/1")
    assert said.out == (
        "Action point AMS-2012/A1 at AMS-2013:\n  status: open -> superseded\n  superseded by: unknown -> AMS-2013/A1\n"
    )
    assert "was superseded by AMS-2013/A1" in series("action report 2012/1 --status open --at 2014", status=4).err
    assert "cannot supersede itself" in series("action supersede 2013/1 --by 2012/1", status=4).err
    assert "it replaced AMS-2012/A1" in series("action remove 2013/1 --yes", status=4).err
    assert shown(series, "action show 2013/1")["supersedes"] == ["AMS-2012/A1"]
    series("action report 2012/1 --status open")
    assert shown(series, "action show 2012/1")["superseded_by"] is None


def test_what_is_merged_lives_on_with_its_evidence(series: Run) -> None:
    series(f"{ADD} --project P1")
    series('action add "Publish all timetables" --project P1 --outcome P1/O1')
    series("action merge 2012/1 --into 2013/1")
    card = series("action show 2012/1").out
    assert "\nMerged into      AMS-2013/A1\n" in card and "\nStatus           superseded\n" in card
    assert [each["code"] for each in shown(series, "action show 2013/1")["evidence"]] == ["P1", "P1/O1"]
    series("undo")
    assert shown(series, "action show 2012/1")["status"] == "open"


def test_recommendations_are_counted_and_named_apart(series: Run) -> None:
    series('recommendation add "Closer cooperation" --at 2012')
    series('recommendation add "Better evaluation" --number 6 --at 2012')
    assert series(ADD).out.startswith("Action point AMS-2012/A1 added")
    assert series("recommendation list -q").out == "AMS-2012/REC1\nAMS-2012/REC6\n"
    assert series('recommendation add "The next" --at 2012').out.startswith("Recommendation AMS-2012/REC7 added")
    said = series('recommendation add "Taken" --number 6 --at 2012', status=4).err
    assert said.startswith("Error: AMS-2012 already has recommendation 6.\n")
    assert "There is no recommendation '2012/9'" in series("recommendation show 2012/9", status=3).err


def test_a_number_that_two_conferences_have_is_not_guessed(series: Run) -> None:
    series(ADD)
    series('action add "Meet in Bridgetown"')
    said = series("action show 1", status=2).err
    assert said == "Error: Action point '1' could be AMS-2012/A1 or AMS-2013/A1.\nGive the whole code.\n"
    for name in ("2013/1", "AMS-2013/A1", "ams-2013/01", "2013/a1", "AMS-2013/1", "2013/A01"):
        assert shown(series, f"action show {name}")["code"] == "AMS-2013/A1"


def test_the_two_kinds_have_codes_of_their_own(series: Run) -> None:
    series(ADD)
    series('recommendation add "Closer cooperation" --at 2012')
    for group, names, code in (
        ("action", ("A1", "a1", "1", "2012/A1", "2012/1", "AMS-2012/1"), "AMS-2012/A1"),
        ("recommendation", ("REC1", "rec1", "1", "2012/REC1", "2012/1", "AMS-2012/1"), "AMS-2012/REC1"),
    ):
        for name in names:
            assert shown(series, f"{group} show {name}")["code"] == code, name
    assert series("action show 2012/REC1", status=2).err == (
        "Error: '2012/REC1' is the code of a recommendation, not of an action point.\n"
        "Use `tracker recommendation` for it.\n"
    )
    assert series("recommendation done A1 --verified-by WCO", status=2).err == (
        "Error: 'A1' is the code of an action point, not of a recommendation.\nUse `tracker action` for it.\n"
    )
    assert series("action show 2012/X1", status=3).err.startswith("Error: There is no action point '2012/X1'")
    assert series('recommendation add "Another" --number REC9 --at 2012').out.startswith("Recommendation AMS-2012/REC9")
    assert series('recommendation add "Another" --number A3 --at 2012', status=2).err == (
        "Error: number 'A3' is the number of an action point.\nUse a whole number, such as 3.\n"
    )


def test_the_check_calls_each_kind_by_its_name(series: Run) -> None:
    series(ADD)
    series('recommendation add "Closer cooperation" --at 2012')
    series('recommendation add "Better evaluation" --at 2012')
    assert (
        series("conference check 2013 --only recommendation --only action").out
        == """\
Still open at AMS-2013

State       open
Still open  1 action point without a follow-up; 2 recommendations without a follow-up

1 action point without a follow-up

About        What                                       What mends it
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012/A1  open: Publish the single window timetable  tracker action report AMS-2012/A1 --at AMS-2013 --status STATUS

2 recommendations without a follow-up

About          What                      What mends it
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012/REC1  open: Closer cooperation  tracker recommendation report AMS-2012/REC1 --at AMS-2013 --status STATUS
AMS-2012/REC2  open: Better evaluation   tracker recommendation report AMS-2012/REC2 --at AMS-2013 --status STATUS
"""
    )


def test_a_follow_up_is_told_to_an_open_conference_of_the_series(series: Run) -> None:
    series(ADD)
    series("series add CAR --name Caribbean")
    series("conference add CAR-2013 --start 2013-10 --currency USD")
    series('action add "Meet again" --at 2014')
    for line, said in (
        ("action report 2012/1 --status done --verified-by WCO --at 2012", "AMS-2012 is closed"),
        (
            "action report 2012/1 --note x --at CAR-2013",
            "was raised in the series AMS, but CAR-2013 belongs to",
        ),
        ("action report 2014/1 --note x --at AMS-2013", "Action point AMS-2014/A1 was raised after AMS-2013."),
    ):
        assert said in series(line, status=4).err


def test_a_conference_keeps_what_it_was_told_when_the_action_is_edited(series: Run) -> None:
    series(ADD)
    series("action report 1 --note 'No news'")
    said = series("action edit 1 --owner EU --due 2014 --text 'Publish it'")
    assert said.out == (
        "Action point AMS-2012/A1 changed.\n  text: Publish the single window timetable -> Publish it\n"
        "  owner: IDB -> EU\n  due: AMS-2013 -> 2014\n"
    )
    assert shown(series, "action list --at 2013")[0]["owner"] == "EU"
    series("conference close 2013 --accept test --yes")
    series("action edit 1 --owner NORAD")
    assert shown(series, "action list --at 2013")[0]["owner"] == "EU"
    assert shown(series, "action list")[0]["owner"] == "NORAD"


def test_what_a_conference_was_told_of_is_not_removed(series: Run) -> None:
    series(f"{ADD} --project P1")
    assert "actions that it answers" in series("project remove P1 --yes", status=4).err
    series("action report 1 --note 'No news'")
    assert "cannot be removed: 1 follow-up(s)" in series("action remove 1 --yes", status=4).err
    series("undo")
    assert series("action remove 1 --yes").out == (
        "Action point AMS-2012/A1 removed: Publish the single window timetable\n"
    )
    series("undo")
    assert shown(series, "action show 1")["evidence"][0]["code"] == "P1"
    assert series("action link 1 --project P1 --drop").out == "Action point AMS-2012/A1: 1 taken back, 0 left.\n"


def test_a_dry_run_writes_nothing(series: Run) -> None:
    series(ADD)
    series("action drop 1 --reason x --dry-run")
    assert shown(series, "action show 1")["status"] == "open"


def test_errors_say_what_would_be_right(series: Run) -> None:
    series(ADD)
    for line, status, said in (
        ('action add "x" --owner IBD', 3, "Did you mean IDB?"),
        ('action add "x" --due soon', 2, "due 'soon' is not a date"),
        ('action add "x" --number three', 2, "number 'three' is not the number of an action"),
        ('action add "x" --partnership 3', 3, "There is no partnership '3'"),
        ("action add", 2, "Missing argument TEXT"),
        ("action report 1", 2, "Nothing was reported."),
        ("action report 1 --status gone", 2, "status 'gone' is not valid"),
        ("action link 1", 2, "Nothing to link was given."),
        ("action link 1 --document 4", 3, "There is no document '4'"),
        ("action edit 1 --text ''", 2, "text is empty"),
        ("action show x", 3, "There is no action point 'x'"),
        ("action show 2031/1", 3, "There is no conference '2031'"),
    ):
        assert said in series(line, status=status).err, line


HISTORIES = st.lists(
    st.tuples(st.sampled_from(["2013", "2014"]), st.sampled_from(["open", "in progress", "done", "dropped"])),
    max_size=4,
)


@settings(max_examples=6)
@given(HISTORIES)
def test_it_is_carried_to_each_conference_that_it_was_open_before(
    series: Run, read: Read, told: list[tuple[str, str]]
) -> None:
    more = {"done": "--verified-by WCO", "dropped": "--reason x"}
    number = series('action add "A promise" --at 2012').out.split()[2]
    status = {"2012": "open"}
    for at, word in sorted(told, key=lambda one: one[0]):
        series(f"action report {number} --at {at} --status '{word}' {more.get(word, '')}")
        status[at] = word
    with read() as reader:
        from tracker.insight.codes import Codes

        codes = Codes(reader)
        last, expected = "open", 0
        for at in ("2012", "2013", "2014"):
            expected += at != "2012" and last in OPEN_STATUSES
            last = status.get(at, last)
            rows = actions_followed(reader, codes.conference("2012"), codes.conference(at))
            (row,) = [row for row in rows if row.code == number]
            assert (row.status, row.carried) == (last, expected)


def test_the_shell_completes_what_actions_are_called_and_the_numbers_of_open_notes(series: Run) -> None:
    series(ADD)
    series('recommendation add "Closer cooperation" --number 4')
    series('note "IDB: first"')
    series('note "IDB: second"')
    series("note done 1")
    shell = ShellComplete(main, {}, "tracker", "_TRACKER_COMPLETE")
    for words, begun, found in (
        (["action", "report"], "ams", ["AMS-2012/A1"]),
        (["recommendation", "merge", "1", "--into"], "", ["AMS-2013/REC4"]),
        (["action", "done", "1", "--verified-by"], "w", ["WCO"]),
        (["action", "add", "x", "--from-note"], "", ["2"]),
        (["note", "show"], "", ["1", "2"]),
        (["undo"], "", []),
    ):
        assert [item.value for item in shell.get_completions(words, begun)] == found, words

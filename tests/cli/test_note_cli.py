"""`tracker note`: taken in a second, and dealt with by the commands that it leads to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tracker.cli import main
from tracker.cli.minutes.note import IMPLIED
from tracker.cli.minutes.note import note as group

if TYPE_CHECKING:
    from conftest import Read, Run

SAID = "EU: +300k Single Window, half Guatemala, drops phase 2"


def test_a_note_is_taken_word_for_word_for_the_open_conference(caribbean: Run) -> None:
    said = caribbean(f'note "{SAID}"')
    assert said.out == f"Note 1 at AMS-2013, 2013-01-28 09:30; speaker: EU\n  {SAID}\n"
    caribbean('note "Dominica:  joins   in 2014" --at 2012')
    caribbean('note --at 2012 --speaker "Ana Peñón (BID)" "¿Y la ventanilla?"')
    assert (
        caribbean("note list").out
        == """\
Number  Conference  Said (UTC)            Speaker          Note                                                    Open
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
1       AMS-2013    2013-01-28T09:30:00Z  EU               EU: +300k Single Window, half Guatemala, drops phase 2  yes
2       AMS-2012    2013-01-28T09:30:00Z  –                Dominica:  joins   in 2014                              yes
3       AMS-2012    2013-01-28T09:30:00Z  Ana Peñón (BID)  ¿Y la ventanilla?                                       yes
"""
    )
    assert caribbean("note list --at 2012 --speaker penon -q").out == "3\n"


def test_what_stands_in_quotes_is_a_text(caribbean: Run) -> None:
    lines = {
        'note "list them all"': "list them all",
        'note "- EU drops phase 2"': "- EU drops phase 2",
        'note --at 2013 "--force = yes"': "--force = yes",
        'note "a b" --speaker="Ana P"': "a b",
        "note add list": "list",
        'note add "- nothing"': "- nothing",
        'note --no-color "first\nsecond"': "first\nsecond",
    }
    for line in lines:
        caribbean(line)
    assert [row["text"] for row in json.loads(caribbean("note list --json").out)] == list(lines.values())


def test_a_word_without_a_blank_is_a_verb_or_an_error_and_never_a_note(caribbean: Run) -> None:
    for line, said in (
        (
            "note lst",
            "Unknown subcommand 'lst'. To record a note of one word, use `add`: tracker note add lst\n"
            "The subcommands are add, list, show, edit, done and remove.",
        ),
        (
            "note 'lst' --at 2013",
            "Unknown subcommand 'lst'. To record a note of one word, use `add`: tracker note add lst --at 2013\n",
        ),
        (
            "note EU: +300k Single Window",
            'To record a note, put its text in quotes: tracker note "EU: +300k Single Window"\n',
        ),
        (
            "note EU: yes --at 2013",
            "Unknown subcommand 'EU:'. To record a note, put its text in quotes: tracker note \"EU: yes\" --at 2013\n",
        ),
        ("note --at 2013 list", "Unknown subcommand 'list'. To record a note of one word, use `add`"),
        ("note two words", 'tracker note "two words"'),
        ("note --open", "No such option"),
        ('note ""', "Unknown subcommand ''"),
        ("note add ' '", "note ' ' is empty"),
        ("note add --no-input", "Missing argument TEXT"),
        ("note 'a\u202eb c'", "contains the character U+202E"),
    ):
        assert said in caribbean(line, status=2).err
    assert caribbean("note list -q").out == ""


@given(st.text(alphabet="ab -=:é", min_size=1, max_size=8), st.sampled_from(["", "--at=2013", "--no-color"]))
def test_whether_it_is_a_text_depends_on_its_blanks_only(text: str, flag: str) -> None:
    context = main.make_context("tracker", ["note"])
    arguments = [*([flag] if flag else []), text]
    with group.make_context("note", arguments, parent=context, resilient_parsing=True) as parsed:
        rest = [*parsed._protected_args, *parsed.args]
    if " " in text:
        assert parsed.meta.get(IMPLIED) and rest[0] == "add" and text in rest
    elif not text.startswith("-") and flag != "--at=2013":
        assert not parsed.meta.get(IMPLIED)


def test_what_is_told_because_of_a_note_names_it_and_deals_with_it(caribbean: Run, read: Read) -> None:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    caribbean(f'note "{SAID}"')
    said = caribbean('report P1 --donor EU --interest "300k EUR" --from-note 1')
    assert "  P1-EU source: unknown -> note 1\n" in said.out and "Note 1 is marked as done.\n" in said.err
    caribbean('report P1 --donor EU --pledged "1 EUR" --from-note 1 --source "the mail of Monday"')
    with read() as reader:
        assert reader.value("SELECT source FROM funding") == "the mail of Monday"
    assert caribbean("note list --open --json").out == "[]\n"
    dealt = json.loads(caribbean("note show 1 --json").out)["dealt"]
    assert [(each["number"], each["words"]) for each in dealt] == [(4, None), (5, None)]


def test_undoing_all_that_came_of_a_note_opens_it_again(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    caribbean(f'note "{SAID}"')
    caribbean('report P1 --donor EU --interest "300k EUR" --from-note 1')
    caribbean('report P1 --donor EU --pledged "1 EUR" --from-note 1')
    said = caribbean("undo")
    assert "  note 1 marked as done by command 5 removed\n" in said.out
    assert caribbean("note list --open -q").out == ""
    caribbean("undo")
    assert caribbean("note list --open -q").out == "1\n"
    caribbean("undo 7")
    assert caribbean("note list --open -q").out == ""


def test_any_command_that_writes_can_name_a_note(caribbean: Run) -> None:
    caribbean('note "IDB: we are BID in Spanish"')
    caribbean("organisation alias IDB BID --from-note 1")
    assert caribbean("note list --open -q").out == ""
    caribbean('note "IDB: nothing else"')
    said = caribbean("organisation alias IDB BID --from-note 2 --dry-run")
    assert "Dry run: nothing was written." in said.err and "dealt" not in said.err
    caribbean("organisation alias IDB IADB --from-note 7", status=3)
    assert caribbean("note list --open -q").out == "2\n"
    assert caribbean("organisation alias IDB").out == "BID\n"


def test_a_command_that_changes_nothing_deals_with_a_note_all_the_same(caribbean: Run) -> None:
    caribbean('note "IDB: as it was"')
    caribbean("organisation edit IDB --kind 'development bank' --from-note 1")
    assert caribbean("note list --open -q").out == ""


def test_a_note_that_needs_nothing_is_done_in_words(caribbean: Run) -> None:
    caribbean('note "IDB: thanks to the hosts"')
    said = caribbean("note done 1 --as courtesy")
    assert said.out == "Note 1 is marked as done, as courtesy: IDB: thanks to the hosts\n"
    again = caribbean("note done 1", status=4).err
    assert again.startswith("Error: Note 1 is already done, by command 3.\n")
    assert caribbean("note remove 1 --yes", status=4).err.startswith(
        "Error: Note 1 cannot be removed because command 3"
    )
    caribbean("undo 3")
    assert caribbean("note remove 1 --yes").out == "Note 1 removed: IDB: thanks to the hosts\n"


def test_a_note_is_mended_while_its_conference_is_not_closed(caribbean: Run) -> None:
    caribbean('note "BID: 300 mil"')
    said = caribbean("note edit 1 --speaker idb --at 2012 --text 'BID: 300 mil USD'")
    assert said.out == (
        "Note 1 changed.\n  conference: AMS-2013 -> AMS-2012\n  speaker: unknown -> IDB\n"
        "  text: BID: 300 mil -> BID: 300 mil USD\n"
    )
    caribbean("conference close 2013 --accept test --yes")
    refused = caribbean("note edit 1 --at 2013", status=4).err
    assert refused.startswith("Error: AMS-2013 is closed, so its reports cannot change.")
    assert "is closed" in caribbean('note "too late" --at 2013', status=4).err


def test_errors_say_what_would_be_right(caribbean: Run) -> None:
    for line, status, said in (
        ("note show 7", 3, "There is no note '7'"),
        ("note show seven", 2, "is not a whole number"),
        ('note "to nobody" --at 2031', 3, "There is no conference '2031'"),
        ("undo --from-note 1", 2, "No such option '--from-note'"),
        ("organisation edit IDB --note x --from-note zero", 2, "is not a whole number"),
    ):
        assert said in caribbean(line, status=status).err

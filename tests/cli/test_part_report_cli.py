"""`tracker risk report`, `indicator report` and `milestone report`: what `report` does, with the flags of one part."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.shell_completion import ShellComplete

from tracker.cli import main
from tracker.cli.base import App

if TYPE_CHECKING:
    from conftest import Once, Run

# What each command says, and what `report` says of the same.
PAIRS = (
    ("risk report P1/R1 --likelihood 2 --impact 4", "report P1 --risk R1 --likelihood 2 --impact 4"),
    (
        "risk report P1/R1 --status occurred --note 'At last'",
        "report P1 --risk R1 --risk-status occurred --risk-note 'At last'",
    ),
    (
        "indicator report P1/I1 --actual 36.50 --note Counted",
        "report P1 --indicator I1 --actual 36.50 --measurement-note Counted",
    ),
    ("milestone report P1/M2 --reached 2012-12", "report P1 --milestone M2 --reached 2012-12"),
    (
        "milestone report P1/M2 --planned 2013-06 --note Late",
        "report P1 --milestone M2 --planned 2013-06 --milestone-note Late",
    ),
)
# What is refused: the exit status, what is said, and what would be right.
WRONG = (
    (
        "risk report --impact 3",
        2,
        "Missing argument CODE: project and code, such as P1/R1.",
        "Without a terminal, pass every value as a flag.",
    ),
    (
        "milestone report --reached 2012-12",
        2,
        "Missing argument CODE: project and code, such as P1/M1.",
        "Without a terminal, pass every value as a flag.",
    ),
    (
        "risk report P1 --impact 3",
        2,
        "risk 'P1' names a project, but not its risk.",
        "Use P1/RISK; the project has R1.",
    ),
    (
        "risk report R1 --impact 3",
        2,
        "risk 'R1' does not name the project.",
        "Use PROJECT/RISK, for example P1/R1.",
    ),
    ("risk report P2/R1 --impact 3", 3, "There is no project 'P2' in this register.", "Did you mean P1?"),
    ("risk report P1/R2 --impact 3", 3, "There is no risk 'R2' in this register.", "Did you mean R1?"),
    ("indicator report P1/I2 --actual 3", 3, "There is no indicator 'I2' in this register.", "Did you mean I1?"),
    ("milestone report P1/M1 --note x", 3, "There is no milestone 'M1' in this register.", "Did you mean M2?"),
    (
        "risk report P1/R1",
        2,
        "Nothing was reported about risk P1/R1.",
        "Give --likelihood, --impact, --status, --occurred or --note.",
    ),
    (
        "risk report P1/R1 --source mail --by EU",
        2,
        "Nothing was reported about risk P1/R1.",
        "Give --likelihood, --impact, --status, --occurred or --note.",
    ),
    (
        "indicator report P1/I1 --note ''",
        2,
        "Nothing was reported about indicator P1/I1.",
        "Give --actual or --note.",
    ),
    (
        "milestone report P1/M2",
        2,
        "Nothing was reported about milestone P1/M2.",
        "Give --reached, --planned or --note.",
    ),
    (
        "risk report P1/R1 --likelihood 0",
        2,
        "--likelihood '0' is not on the scale.",
        "Use a whole number from 1 to 5.",
    ),
    (
        "risk report P1/R1 --likelihood 3 --impact ''",
        2,
        "--impact is not on the scale.",
        "Give a whole number from 1 to 5.",
    ),
    (
        "risk report P1/R1 --status over",
        2,
        "--status 'over' is not valid.",
        "Use one of open, occurred, closed.",
    ),
    ("risk report P1/R1 --note ' '", 2, "--note ' ' is empty.", "Use a text."),
    (
        "indicator report P1/I1 --actual lots",
        2,
        "--actual 'lots' is not a plain number.",
        "Use a plain number, such as 3.5.",
    ),
    (
        "milestone report P1/M2 --reached 2012-13",
        2,
        "--reached '2012-13' has no month 13.",
        "Use a month from 01 to 12.",
    ),
    (
        "milestone report P1/M2 --planned soon",
        2,
        "--planned 'soon' is not a date.",
        "Use 2012, 2012-03 or 2012-03-01.",
    ),
    (
        "risk report P1/R1 --impact 3 --by XX",
        3,
        "There is no organisation 'XX' in this register.",
        "`tracker organisation list` shows all; `tracker organisation add` records one.",
    ),
    (
        "risk report P1/R1 --impact 3 --at 2019",
        3,
        "There is no conference '2019' in this register.",
        "`tracker conference list` shows all.",
    ),
)


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Risk management" --donor IDB --committed "1m USD" --status active --at 2012')
        caribbean("risk add P1/R1 --event 'No counterpart staff' --category operational")
        caribbean("outcome add P1/O1 --title 'Faster release' --level outcome")
        caribbean(
            "outcome indicator P1/I1 --outcome O1 --title 'Hours to release' --measure number --direction down"
            " --baseline 48 --target 24"
        )
        caribbean("milestone add P1/M2 --title 'System in use' --planned 2012-11")

    return caribbean


def test_a_risk_is_reported_with_the_flags_of_a_risk(told: Run) -> None:
    said = told("risk report p1/r1 --at 2012 --likelihood 2 --impact 4 --source 'mail of 14 January' --by EU")
    assert (
        said.out
        == """\
P1 at AMS-2012:
  risk R1 likelihood: unknown -> 2
  risk R1 impact: unknown -> 4
  risk R1 status: unknown -> open
  risk R1 source: unknown -> EU, mail of 14 January
"""
    )
    assert said.err == "Next: `tracker project show P1 --at AMS-2012`\n"
    said = told("risk report P1/R1 --at 2012 --status occurred --note 'Two left in March'")
    assert (
        said.out
        == """\
P1 at AMS-2012:
  risk R1 status: open -> occurred
  risk R1 note: unknown -> Two left in March
  risk R1 source: EU, mail of 14 January -> unknown
"""
    )


def test_a_project_that_was_not_reported_there_yet_is_added_to_the_conference(told: Run) -> None:
    said = told("indicator report P1/I1 --actual 36.5 --note 'Counted in May' --source mail")
    assert (
        said.out
        == """\
P1 at AMS-2013 (presented for the first time there):
  answer: unknown -> updated
  indicator I1 actual: unknown -> 36.5
  indicator I1 target: unknown -> 24
  indicator I1 note: unknown -> Counted in May
  indicator I1 source: unknown -> mail
"""
    )


def test_a_milestone_is_reached_or_planned_for_another_date(told: Run) -> None:
    said = told("milestone report P1/M2 --at 2012 --planned 2013-02 --note 'The tender is late'")
    assert (
        said.out
        == """\
P1 at AMS-2012:
  milestone M2 planned date: unknown -> 2013-02
  milestone M2 note: unknown -> The tender is late
"""
    )
    said = told("milestone report P1/M2 --at 2012 --reached 2012-12-03")
    assert said.out == "P1 at AMS-2012:\n  milestone M2 reached: unknown -> 2012-12-03\n"


def test_it_is_what_report_does(told: Run) -> None:
    def effect(line: str) -> object:
        """What a line says, what the journal has of it, and what the project is by it; the line is taken back."""
        said = told(line)
        [command] = json.loads(told("log --limit 1 --verbose --json").out)
        card = told("project show P1 --json").out
        told("undo")
        return said, command["rows"], command["changes"], card

    before = told("project show P1 --json").out
    for (ours, theirs), rest in zip(PAIRS, ("", " --at 2012", "", " --by EU --source mail", " --at 2012"), strict=True):
        assert effect(ours + rest) == effect(theirs + rest)
    assert told("project show P1 --json").out == before


def test_an_error_names_the_flag_and_nothing_is_written(told: Run) -> None:
    before = told("log --json").out
    for line, status, what, hint in WRONG:
        assert told(line, status=status).err == f"Error: {what}\n{hint}\n"
    assert told("log --json").out == before


def test_of_many_parts_of_a_project_the_first_are_named(told: Run) -> None:
    for _ in range(13):
        told("risk add P1 --event Strike --category political")
    assert told("risk report P1 --impact 3", status=2).err.endswith(
        "Use P1/RISK; the project has R1, R2, R3, R4, R5, R6, R7, R8, R9, R10, R11, R12 and 2 more.\n"
    )


def test_a_number_that_may_be_thousands_is_doubted_by_its_flag(told: Run) -> None:
    said = told("indicator report P1/I1 --actual 1.100")
    assert said.err == (
        "Please check: --actual 1.100 was read with a decimal point. If thousands are meant, write 1100.\n"
        "Next: `tracker project show P1 --at AMS-2013`\n"
    )


def test_a_closed_conference_is_told_nothing(told: Run) -> None:
    told("conference close 2012 --yes --accept 'all of it'")
    closed = told("report P1 --progress 5 --at 2012", status=4).err
    for line, _ in PAIRS[::2]:
        assert told(f"{line} --at 2012", status=4).err == closed
        assert "is a sealed record" in told(f"{line} --at 2012@1", status=2).err


def test_a_project_without_a_status_there_is_reported_first(told: Run) -> None:
    told("project add P2 --title Scanners --donor IDB --status active --at 2013")
    told("risk add P2/R1 --event 'No power' --category operational")
    missing = (
        "Error: The status of project P2 is missing: it was not reported to AMS-2012 or to an earlier conference.\n"
        "`tracker report P2 --status STATUS --at AMS-2012` reports it.\n"
    )
    for line in ("risk report P2/R1 --impact 3 --status open", "report P2 --progress 5"):
        assert told(f"{line} --at 2012", status=2).err == missing
    told("report P2 --status proposed --at 2012")
    assert "  risk R1 impact: unknown -> 3\n" in told("risk report P2/R1 --impact 3 --at 2012").out


def test_a_noun_without_a_verb_shows_its_help(told: Run) -> None:
    for noun in ("risk", "indicator", "milestone"):
        assert told(noun, status=2).err == told(f"{noun} -h").out


def test_without_an_open_conference_one_is_named(told: Run) -> None:
    told("conference close 2013 --yes --accept 'all of it'")
    told("risk report P1/R1 --impact 3 --at 2012")
    assert told("risk report P1/R1 --impact 4", status=2).err == told("report P1 --progress 5", status=2).err


def test_a_dry_run_says_it_and_writes_nothing(told: Run) -> None:
    before = told("project show P1 --json").out
    said = told("milestone report P1/M2 --reached 2012-12 --at 2012 --dry-run")
    assert said.out == (
        "P1 at AMS-2012:\n  milestone M2 planned date: unknown -> 2012-11\n  milestone M2 reached: unknown -> 2012-12\n"
    )
    assert said.err.startswith("Dry run: nothing was written.\n")
    assert told("project show P1 --json").out == before


def test_a_note_becomes_the_source_and_is_done(told: Run) -> None:
    told("note 'EU: R1 is likely' --at 2012")
    said = told("risk report P1/R1 --likelihood 4 --at 2012 --from-note 1")
    assert "  risk R1 source: unknown -> note 1\n" in said.out and "Note 1 is marked as done." in said.err
    assert [row["open"] for row in json.loads(told("note list --json").out)] == [False]


def test_the_shell_fills_in_the_conference(told: Run) -> None:
    said = told("shell", input="use 2012\nrisk report P1/R1 --impact 3\n")
    assert "Run as: tracker risk report P1/R1 --impact 3 --at AMS-2012\n" in said.err
    assert said.out.startswith("P1 at AMS-2012:\n")


def test_on_a_terminal_a_missing_code_is_asked_for(told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    said = told("indicator report --actual 30 --at 2012", input="P1/I1\n")
    assert "  indicator I1 actual: unknown -> 30\n" in said.out


def test_codes_and_words_are_completed(told: Run) -> None:
    shell = ShellComplete(main, {}, "tracker", "_TRACKER_COMPLETE")
    for words, begun, found in (
        (["risk", "report"], "p", ["P1/R1"]),
        (["indicator", "report"], "P1/", ["P1/I1"]),
        (["milestone", "report"], "", ["P1/M2"]),
        (["outcome", "show"], "", ["P1/O1"]),
        (["outcome", "indicator"], "", ["P1/I1"]),
        (["risk", "report", "P1/R1", "--status"], "", ["open", "occurred", "closed"]),
        (["risk", "report", "P1/R1", "--by"], "i", ["IDB"]),
        (["risk", "report", "P1/R1", "--at"], "ams-2012", ["AMS-2012"]),
        (["risk", "report", "P1/R1"], "--l", ["--likelihood"]),
        (["report", "P1"], "--mile", []),
        (["report", "P1"], "--risk", []),
    ):
        assert [item.value for item in shell.get_completions(words, begun)] == found, words


def test_the_help_of_report_has_headings_and_no_flags_of_parts(told: Run) -> None:
    said = told("report -h").out
    headings = [line for line in said.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == [
        "Status:",
        "Money:",
        "Money from transactions:",
        "Project:",
        "Options:",
        "Flags everywhere:",
        "Example:",
    ]
    options = main.get_command(click.Context(main), "report").params  # type: ignore[union-attr]
    hidden = [one.opts[0] for one in options if isinstance(one, click.Option) and one.hidden]
    assert hidden == [
        *("--risk", "--likelihood", "--impact", "--risk-status", "--occurred", "--risk-note"),
        *("--indicator", "--actual", "--measurement-note"),
        *("--milestone", "--reached", "--planned", "--milestone-note"),
    ]
    assert [flag for flag in hidden if f"{flag} " in said] == []


def test_the_help_of_import_has_what_is_for_iati_under_a_heading(told: Run) -> None:
    said = told("import -h").out
    headings = [line for line in said.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == [
        "Tables:",
        "New and renamed records:",
        "Refused rows:",
        "IATI:",
        "Past imports and mappings:",
        "Options:",
        "Flags everywhere:",
        "Example:",
    ]
    _, _, iati = said.partition("\nIATI:\n")
    flags = re.findall(r"^  (--[a-z-]+)", iati.partition("\n\n")[0], re.MULTILINE)
    assert flags == [
        *("--sector", "--text", "--country", "--region", "--since", "--new-only", "--update-only", "--overwrite"),
        *("--keep-missing", "--report"),
    ]


@pytest.fixture
def came_true(caribbean: Run, once: Once) -> Run:
    """A risk that AMS-2012 knew as open, and two milestones that it may delay."""

    @once
    def fill_it() -> None:
        for line in (
            'project add P1 --title "Single window" --status active --at 2012',
            'risk add P1/R1 --event "The law is late" --category legal',
            "milestone add P1/M1 --title 'Law passed' --planned 2012-06",
            "milestone add P1/M2 --title 'Window opens' --planned 2012-12",
            "risk report P1/R1 --likelihood 4 --impact 4 --at 2012",
            "report P1 --unchanged --at 2013",
        ):
            caribbean(line)

    return caribbean


def test_a_risk_that_came_true_says_when_and_what_it_delayed(came_true: Run) -> None:
    assert came_true("risk report P1/R1 --occurred 2012-11 --delayed M1 --delayed P1/m2").out == (
        """\
P1 at AMS-2013:
  answer: confirmed unchanged -> updated
  risk R1 status: open -> occurred
  risk R1 occurred: unknown -> 2012-11
  risk R1 delayed: unknown -> M1, M2
"""
    )
    told = {
        row["code"]: row for at in ("2012", "2013") for row in json.loads(came_true(f"risk list --at {at} --json").out)
    }
    assert [told["P1/R1"][name] for name in ("score", "status", "occurred", "delayed")] == [
        *(16, "occurred", "2012-11", ["M1", "M2"])
    ]
    card = came_true("risk show P1/R1").out
    assert card[card.index("History") :] == (
        """\
History

Conference  Likelihood  Impact  Score  Level     Status    When     Delayed  Mitigation  Note  Source
─────────────────────────────────────────────────────────────────────────────────────────────────────
AMS-2012             4       4     16  critical  open      –        –        –           –     –
AMS-2013             4       4     16  critical  occurred  2012-11  M1, M2   –           –     –
"""
    )
    assert "R1    The law is late           4       4     16  critical  occurred  2012-11  M1, M2\n" in (
        came_true("project show P1").out
    )
    assert came_true("compare 2012 2013 --only fields --format csv").out == (
        """\
project,item,field,old,new,reason
P1,P1/R1,status,open,occurred,
P1,P1/R1,occurred,,2012-11,
P1,P1/R1,delayed,,M1;M2,
"""
    )
    assert "delay of P1/M1 by P1/R1 at AMS-2013 added" in came_true("log --verbose").out
    assert "(occurred November 2012; delayed M1, M2)" in came_true("brief project P1 --at 2013 --format md").out


def test_what_a_risk_delayed_is_corrected_carried_and_taken_back(came_true: Run) -> None:
    came_true("risk report P1/R1 --delayed M1")
    assert came_true("risk report P1/R1 --delayed M2").out.endswith("  risk R1 delayed: M1 -> M2\n")
    assert came_true("risk report P1/R1 --status open").out == (
        "P1 at AMS-2013:\n  risk R1 status: occurred -> open\n  risk R1 delayed: M2 -> unknown\n"
    )
    came_true("undo")
    came_true("conference add AMS-2014 --start 2014-02-01")
    came_true("report P1 --unchanged --at 2014")
    (row,) = json.loads(came_true("risk list --at 2014 --json").out)
    assert (row["status"], row["delayed"]) == ("occurred", ["M2"])
    came_true("risk report P1/R1 --status closed --at 2014")
    came_true("conference add AMS-2015 --start 2015-02-01")
    came_true("report P1 --unchanged --at 2015")
    assert came_true("risk list --at 2015 --json").out == "[]\n"


def test_what_a_risk_delayed_stays(came_true: Run) -> None:
    came_true("milestone add P1/M3 --title 'Staff trained'")
    came_true("risk report P1/R1 --delayed M3")
    assert came_true("milestone remove P1/M3 --yes", status=4).err.startswith(
        "Error: milestone M3 cannot be removed because risk R1 is reported to have delayed it.\n"
    )
    came_true('project add P2 --title "Mistake" --status active')
    came_true('risk add P2/R1 --event "Late" --category legal')
    came_true("milestone add P2/M1 --title Step")
    came_true("risk report P2/R1 --occurred 2012 --delayed M1")
    came_true("project remove P2 --yes")


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("--status open --occurred 2012", 2, "status 'open' contradicts the report that it occurred"),
        ("--delayed M9", 3, "There is no milestone 'M9'"),
        ("--occurred yesterday", 2, "occurred 'yesterday'"),
    ],
)
def test_what_contradicts_a_risk_that_came_true(came_true: Run, line: str, status: int, said: str) -> None:
    assert said in came_true(f"risk report P1/R1 {line}", status=status).err


def test_a_risk_that_came_true_in_tables_and_from_a_list(came_true: Run, tmp_path: Path) -> None:
    path = tmp_path / "assessments.csv"
    path.write_text("project,risk,occurred,delayed\nP1,R1,2012-11,M1; M2\n", encoding="utf-8")
    came_true(f"import {path} --yes")
    listed = tmp_path / "risks.csv"
    listed.write_text(came_true("risk list --format csv").out.replace("2012-11", "2012-12"), encoding="utf-8")
    came_true(f"import {listed} --yes")
    (row,) = json.loads(came_true("risk list --json").out)
    assert (row["status"], row["occurred"], row["delayed"]) == ("occurred", "2012-12", ["M1", "M2"])
    path.write_text("project,risk,delayed\nP1,R1,M9\n", encoding="utf-8")
    assert "delayed 'M9': " in came_true(f"import {path} --yes", status=1).err

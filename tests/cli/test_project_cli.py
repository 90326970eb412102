"""`tracker project`: the manual of recording and looking up projects, as a person sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

ADD = (
    'project add P1 --title "Regional risk management" --theme "risk management" --objective "Fewer, better controls"'
    ' --donor IDB --committed "1,000,000 USD" --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:40'
    " --status active --start 2012-03 --end 2014-12 --at AMS-2012"
)


def test_a_project_is_recorded_in_one_line(caribbean: Run) -> None:
    said = caribbean(ADD)
    assert (
        said.out
        == """\
Project P1 added: Regional risk management
Told at AMS-2012:
  status: unknown -> active
  answer: unknown -> updated
  P1-IDB committed: unknown -> 1,000,000.00 USD
"""
    )
    assert said.err == "Next: `tracker project show P1`\n"


def test_listed_by_donor_at_a_conference(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean('project add P2 --title "Single window" --donor NORAD --committed "5m EUR" --status proposed --at 2012')
    assert (
        caribbean("project list --donor IDB --at 2012").out
        == """\
Code   Title                     Status  Told at   Theme            Donors  Beneficiaries          Start    \
End           Interest  Pledged     Committed  Disbursed
"""
        + "─" * 164
        + """
P1     Regional risk management  active  AMS-2012  risk management  IDB     BB-CUSTOMS;JM-CUSTOMS  2012-03  \
2014-12  USD         –        –  1,000,000.00          –
"""
        + "─" * 164
        + """
Total                                                                                                       \
         USD         –        –  1,000,000.00          –
"""
    )
    assert caribbean("project list --donor IDB --donor NORAD --at 2012 -q").out == "P1\nP2\n"
    assert caribbean("project list --not-donor IDB -q").out == "P2\n"
    assert caribbean("project list --theme 'risk management' -q").out == "P1\n"
    assert caribbean("project list --beneficiary jm-customs -q").out == "P1\n"
    assert caribbean("project list --status proposed -q").out == "P2\n"
    assert caribbean("project list --since 2015 -q").out == "P2\n"
    assert caribbean("project list --until 2011 -q").out == "P2\n"
    assert caribbean("project list --min '1m USD' -q").out == "P1\n"
    assert caribbean("project list --min '1,000,000.01 USD' -q").out == ""
    assert caribbean("project list --sort -code -q").out == "P2\nP1\n"


def test_json_is_a_promise(caribbean: Run) -> None:
    caribbean(ADD)
    assert json.loads(caribbean("project list --json").out) == [
        {
            "code": "P1",
            "title": "Regional risk management",
            "status": "active",
            "conference": "AMS-2012",
            "conference_title": None,
            "theme": "risk management",
            "donors": ["IDB"],
            "donor_names": ["Inter-American Development Bank"],
            "beneficiaries": ["BB-CUSTOMS", "JM-CUSTOMS"],
            "beneficiary_names": ["Barbados customs", "Jamaica customs"],
            "start": "2012-03",
            "end": "2014-12",
            "currency": "USD",
            "interest": None,
            "pledged": None,
            "committed": "1000000.00",
            "disbursed": None,
        }
    ]
    assert caribbean("project list --status completed --json").out == "[]\n"


def test_a_list_without_a_rate_says_so(caribbean: Run) -> None:
    caribbean('project add P1 --title "One" --donor NORAD --committed "5m EUR" --status active --at 2012')
    said = caribbean("project list --at 2012 --format csv")
    assert said.out.splitlines()[1].startswith("P1,One,active,AMS-2012,,,NORAD,Norad,,,,,EUR,,,5000000.00,")
    assert said.err == "Not in the total: 1 with money in EUR, for which the conference pinned no rate.\n"


def test_a_project_on_one_screen(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean('report P1 --progress 40 --donor IDB --committed "+250,000 USD: new money"')
    assert (
        caribbean("project show p1").out
        == """\
P1  Regional risk management

Code               P1
Title              Regional risk management
As told at         AMS-2013
Status             active
Progress, percent  40
Answer             updated
Objective          Fewer, better controls
Themes             risk management
Planned start      2012-03
Planned end        2014-12

Money

Contribution  Donor  Instrument       Interest  Pledged     Committed  Disbursed  Basis  Remark
───────────────────────────────────────────────────────────────────────────────────────────────
P1-IDB        IDB    –           USD         –        –  1,250,000.00          –  told   –

Beneficiaries

Code        Name              Percent
─────────────────────────────────────
BB-CUSTOMS  Barbados customs      40%
JM-CUSTOMS  Jamaica customs       60%

History

Conference  Status  Progress  Answer        Interest  Pledged     Committed  Disbursed
──────────────────────────────────────────────────────────────────────────────────────
AMS-2012    active         –  updated  USD         –        –  1,000,000.00          –
AMS-2013    active        40  updated  USD         –        –  1,250,000.00          –
"""
    )
    assert "As told at     AMS-2012" in caribbean("project show P1 --at 2012").out


def test_without_a_conference_a_project_is_only_recorded(run: Run) -> None:
    run("organisation add IDB --name IDB --kind 'development bank'")
    said = run('project add P1 --title "Early idea" --donor IDB')
    assert said.out == "Project P1 added: Early idea\n"
    (row,) = json.loads(run("project list --json").out)
    assert row["conference"] is None and row["status"] is None and row["donors"] == ["IDB"] and row["committed"] is None
    said = run('project add P2 --title "Another" --donor IDB --committed "5 USD"', status=2)
    assert "--committed is what a conference is told" in said.err and "--at" in said.err
    assert run("project list -q").out == "P1\n"


def test_an_edit_reaches_what_the_open_conference_was_told_and_no_other(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean("report P1 --unchanged")
    said = caribbean('project edit P1 --title "Risk management, regional" --beneficiary JM-CUSTOMS')
    assert said.out == "Project P1 changed.\n  title: Regional risk management -> Risk management, regional\n"
    assert "P1  Risk management, regional" in caribbean("project show P1").out
    assert "P1  Regional risk management" in caribbean("project show P1 --at 2012").out
    assert "Barbados" not in caribbean("project show P1").out
    assert "Barbados" in caribbean("project show P1 --at 2012").out


def test_a_code_that_was_renamed_keeps_resolving_and_is_not_given_again(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean("project edit P1 --code RM-1")
    assert caribbean("project list -q").out == "RM-1\n"
    assert "RM-1  Regional" in caribbean("project show P1").out
    said = caribbean("project add p1 --title Other --status active --at 2012", status=4)
    assert "There is a project p1 already" in said.err


def test_succession(caribbean: Run) -> None:
    for code in ("A", "B", "C"):
        caribbean(f"project add {code} --title {code} --status active --at 2012")
    assert caribbean("project succeed C A B").out == "Project C succeeds A, B.\n"
    assert "Succeeds       A, B" in caribbean("project show C").out
    assert "succeed each other" in caribbean("project succeed A C", status=4).err
    assert "itself" in caribbean("project succeed A A", status=2).err


def test_only_what_was_entered_wrongly_is_removed(caribbean: Run) -> None:
    caribbean(ADD)
    said = caribbean("project remove P1 -y", status=4)
    assert "cannot be removed: reviews (1), contributions (1)" in said.err
    caribbean("undo")
    assert caribbean("project list").out.count("P1") == 0
    assert "no project 'P1'" in caribbean("project remove P1 -y", status=3).err
    caribbean("project add P9 --title Mistake --theme integrity --beneficiary JM-CUSTOMS --status proposed --dry-run")
    assert caribbean("project list -q").out == ""


@pytest.mark.parametrize(
    ("flags", "status", "said"),
    [
        ("", 2, "Missing --title"),
        ("--title X --donor IBD --status active", 3, "Did you mean IDB"),
        ("--title X --theme 'risk managment' --status active", 3, "Did you mean risk management"),
        ("--title X --status activ3", 2, "active"),
        ("--title X --status active --start 2012-02-30", 2, "2012-02-30"),
        ("--title X --status active --start 2014 --end 2013", 2, "start"),
        ("--title X --status active --beneficiary JM-CUSTOMS:60 --beneficiary BB-CUSTOMS:50", 2, "110"),
        ("--title X --status active --donor IDB --committed '1.5 JPY'", 2, "decimals"),
        ("--title X --status active --donor IDB --committed '1.234,50 EUR'", 2, "1234.50"),
        ("--title X --status active --committed '5 USD'", 2, "whose money"),
        ("--title X --status active --at 2014", 3, "no conference '2014'"),
        ("--title X --status active --progress 101", 2, "percentage"),
        ("--title X", 2, "Missing --status"),
    ],
)
def test_bad_words_are_explained_and_nothing_is_written(caribbean: Run, flags: str, status: int, said: str) -> None:
    assert said in caribbean(f"project add P1 {flags}", status=status).err
    assert caribbean("project list -q").out == ""

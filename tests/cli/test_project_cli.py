"""`tracker project`: the manual of recording and looking up projects, as a person sees it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from conftest import Run, Write

from tracker import tables

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
Reported to AMS-2012:
  status: unknown -> active
  answer: unknown -> updated
  P1-IDB committed: unknown -> 1,000,000.00 USD
  P1-IDB answer: not asked -> updated
"""
    )
    assert said.err == "Next: `tracker project show P1`\n"


def test_listed_by_donor_at_a_conference(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean('project add P2 --title "Single window" --donor NORAD --committed "5m EUR" --status proposed --at 2012')
    assert (
        caribbean("project list --donor IDB --at 2012").out
        == """\
Code   Title                     Status  Reported at  Theme            Donors  Beneficiaries           Start    \
End           Interest  Pledged     Committed  Disbursed
"""
        + "─" * 168
        + """
P1     Regional risk management  active  AMS-2012     risk management  IDB     BB-CUSTOMS, JM-CUSTOMS  2012-03  \
2014-12  USD         –        –  1,000,000.00          –
"""
        + "─" * 168
        + """
Total                                                                                                           \
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
    assert said.err == "The total leaves out 1 row with money in EUR: the conference has no rate for it.\n"


def test_a_project_on_one_screen(caribbean: Run) -> None:
    caribbean(ADD)
    caribbean('report P1 --progress 40 --donor IDB --committed "+250,000 USD: new money"')
    assert (
        caribbean("project show p1").out
        == """\
P1  Regional risk management

As reported at     AMS-2013
Status             active
Progress, percent  40
Answer             updated
Objective          Fewer, better controls
Themes             risk management
Planned start      2012-03
Planned end        2014-12

Lights

Of          Light        Why
───────────────────────────────────────────────────────────────────────
time        on track     ends 2014-12, as planned
money       cannot tell  payments are not reported for every commitment
results     cannot tell  no indicator is reported
risk        cannot tell  no open risk is assessed
evaluation  cannot tell  not evaluated

Money

Contribution  Donor  Instrument       Interest  Pledged     Committed  Disbursed  Based on  Answer   Remark
───────────────────────────────────────────────────────────────────────────────────────────────────────────
P1-IDB        IDB    –           USD         –        –  1,250,000.00          –  reported  updated  –

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
    assert "As reported at  AMS-2012" in caribbean("project show P1 --at 2012").out


def test_without_a_conference_a_project_is_only_recorded(run: Run) -> None:
    run("organisation add IDB --name IDB --kind 'development bank'")
    said = run('project add P1 --title "Early idea" --donor IDB')
    assert said.out == "Project P1 added: Early idea\n"
    (row,) = json.loads(run("project list --json").out)
    assert row["conference"] is None and row["status"] is None and row["donors"] == ["IDB"] and row["committed"] is None
    said = run('project add P2 --title "Another" --donor IDB --committed "5 USD"', status=2)
    assert "--committed is reported to a conference, and no conference is open" in said.err and "--at" in said.err
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
    assert "The project code p1 is taken" in said.err


def test_succession(caribbean: Run) -> None:
    for code in ("A", "B", "C"):
        caribbean(f"project add {code} --title {code} --status active --at 2012")
    assert caribbean("project succeed C A B").out == "Project C succeeds A, B.\n"
    assert "Succeeds        A, B" in caribbean("project show C").out
    assert "succeed each other" in caribbean("project succeed A C", status=4).err
    assert "itself" in caribbean("project succeed A A", status=2).err


def test_only_what_was_entered_wrongly_is_removed(caribbean: Run) -> None:
    caribbean(ADD.replace("--at AMS-2012", "--at AMS-2013"))
    before = caribbean("project show P1").out
    asked = caribbean("project remove P1", status=2).err
    assert (
        "Remove project P1, with fundings (1), reviews (1), review themes (1), shares (2), contributions (1)," in asked
    )
    assert caribbean("project remove P1 -y --dry-run").out == REMOVED
    assert caribbean("project show P1").out == before
    assert caribbean("project remove P1 -y").out == REMOVED
    assert caribbean("project list -q").out == ""
    assert "no project 'P1'" in caribbean("project show P1", status=3).err
    assert "The project code p1 is taken, or was used" in caribbean("project add p1 --title Other", status=4).err
    caribbean("undo")
    assert caribbean("project show P1").out == before
    caribbean("undo")
    assert "no project 'P1'" in caribbean("project show P1", status=3).err
    assert "no project 'P1'" in caribbean("project remove P1 -y", status=3).err
    caribbean("project add P9 --title Mistake --theme integrity --beneficiary JM-CUSTOMS --status proposed --dry-run")
    assert caribbean("project list -q").out == ""


REMOVED = """\
Project P1 removed: Regional risk management
  with fundings (1), reviews (1), review themes (1), shares (2), contributions (1), beneficiaries (2), \
project themes (1)
"""


def test_what_keeps_a_project_from_being_removed(caribbean: Run, write: Write) -> None:
    for code in ("A", "B", "C"):
        caribbean(f"project add {code} --title {code} --status active --donor IDB --committed '5 USD'")

    def refused(code: str) -> str:
        said = caribbean(f"project remove {code} -y", status=4).err.splitlines()
        assert said[1].endswith(f"`tracker report {code} --status cancelled`.")
        return said[0].partition("cannot be removed: ")[2]

    caribbean("project succeed B A")
    caribbean("project edit C --parent B")
    assert refused("A") == "successors (1)."
    assert refused("B") == "parts (1), reviews of its parts (1)."
    caribbean("project edit C --parent ''")
    caribbean("project remove B -y")
    caribbean("report A --status active --at 2012")
    assert refused("A") == "it was reported to AMS-2012."
    with write() as register:
        (review,) = [
            row
            for row in register.projects.rows(tables.review)
            if row["project_id"] == register.codes.id("project", "C")
        ]
        register.journal.update(tables.review, [(review, {"answer": "asked"})])
    assert refused("C") == "an organisation was asked about it."


def test_a_project_that_a_record_keeps_is_not_removed(caribbean: Run) -> None:
    caribbean("project add A --title A --status active")
    caribbean("project add B --title B --status active")
    caribbean("conference close 2013 --accept all --yes")
    assert "it was reported to AMS-2013, sealed records (1)." in caribbean("project remove A -y", status=4).err
    caribbean("conference reopen 2013 --reason mistake")
    assert "cannot be removed: sealed records (1)." in caribbean("project remove A -y", status=4).err
    caribbean("project add C --title C --status active --at 2013")
    caribbean("project remove C -y")


def stored(write: Write) -> dict[str, list[dict[str, object]]]:
    """All rows but those of the journal."""
    with write() as register:
        journal = ("journal", "change", "journal_project")
        named = ((name, table) for name, table in tables.whole_schema().tables.items() if name not in journal)
        return {name: register.projects.rows(table) for name, table in named}


def test_all_that_belongs_to_a_project_goes_and_comes_with_it(caribbean: Run, write: Write) -> None:
    without = stored(write)
    caribbean(ADD.replace("--at AMS-2012", "--at AMS-2013"))
    caribbean("report P1 --donor IDB --committed '+250,000 USD: new money' --earmark JM-CUSTOMS:50")
    caribbean("risk add P1 --category political --event Elections")
    caribbean("report P1 --risk R1 --likelihood 3 --impact 3")
    caribbean("milestone add P1 --title Signed --planned 2014-01")
    caribbean("outcome add P1 --title Faster --level outcome")
    caribbean(
        "outcome indicator P1/I1 --outcome O1 --title Hours --measure number --direction down --baseline 48 --target 24"
    )
    caribbean("report P1 --indicator I1 --actual 40")
    with write() as register:
        old = register.codes.id("contribution", "P1-IDB")
        row = {"kind": "disbursement", "date": date(2013, 1, 2), "amount": 5, "contribution_id": old}
        register.journal.insert(tables.transaction, [row])
        (known,) = register.projects.rows(tables.contribution)
        new = {
            "project_id": known["project_id"],
            "donor_id": known["donor_id"],
            "instrument": "grant",
            "role": "funding",
        }
        register.journal.insert(
            tables.contribution, [new | {"code": "P1-IDB-2", "currency": "EUR", "replaces_id": old}]
        )
    caribbean("project edit P1 --code P2")
    before = stored(write)
    caribbean("project remove P2 -y")
    left = stored(write)
    assert [row for row in left["code"] if row not in without["code"]] == [
        {"noun": "project", "scope": 0, "key": key, "id": 0} for key in ("p1", "p2")
    ]
    assert {name for name, rows in left.items() if rows != without[name]} == {"code"}
    caribbean("db check")
    for code in ("P1", "P2"):
        assert "is taken, or was used" in caribbean(f"project add {code} --title Other", status=4).err
    caribbean("undo")
    caribbean("db check")
    assert stored(write) == before
    caribbean("undo")
    assert "no project 'P2'" in caribbean("project show P2", status=3).err
    assert "is taken, or was used" in caribbean("project add P1 --title Other", status=4).err


@pytest.mark.parametrize(
    ("flags", "status", "said"),
    [
        ("", 2, "Missing option --title"),
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
        ("--title X", 2, "Missing option --status"),
    ],
)
def test_bad_words_are_explained_and_nothing_is_written(caribbean: Run, flags: str, status: int, said: str) -> None:
    assert said in caribbean(f"project add P1 {flags}", status=status).err
    assert caribbean("project list -q").out == ""

"""What is perhaps counted twice, beside every total, and what becomes of it once somebody has settled it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Once, Run
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.cli.base import App


@pytest.fixture
def umbrella(caribbean: Run, once: Once) -> Run:
    """AMS-2013 is told of an umbrella P1 with its part P7, and of P2 in euros with its part P3, which is in dollars."""

    @once
    def fill_it() -> None:
        caribbean('conference rates 2013 --set "EUR=1.30 USD" --date 2013-01 --source ECB')
        told = "--status active --beneficiary JM-CUSTOMS --at 2013"
        caribbean(f'project add P1 --title Umbrella --donor IDB --committed "100 USD" --disbursed "40 USD" {told}')
        caribbean(f'project add P7 --title "Part of it" --parent P1 --donor CIDA --committed "60 USD" {told}')
        caribbean(f'project add P2 --title Region --donor NORAD --committed "50 EUR" {told}')
        caribbean(f'project add P3 --title "Its part" --parent P2 --donor EU --committed "80 USD" {told}')

    return caribbean


def test_beside_the_totals(umbrella: Run) -> None:
    shown = umbrella("project list --at 2013")
    assert shown.out.splitlines()[-2:] == [
        "Converted                                                                                 USD         –        –     305.00      40.00",
        "Perhaps twice                                                                             USD         –        –     125.00          –",
    ]
    assert shown.err == (
        "The total may count twice: 125.00 USD committed. `tracker why committed --twice --at 2013` lists the pairs.\n"
    )
    # Of a donor's money only what is counted twice within it.
    assert "may count twice" not in umbrella("project list --donor IDB --at 2013").err
    shown = umbrella("donor list --at 2013")
    assert shown.out.splitlines()[-1].split() == ["Perhaps", "twice", "USD", "–", "–", "125.00", "–"]
    assert "may count twice" not in umbrella("donor list --beneficiary BB-CUSTOMS --at 2013").err
    assert umbrella("beneficiary list --at 2013").out.splitlines()[-1].split()[-2] == "125.00"
    assert "twice" not in umbrella("project list --at 2013 -q").err + umbrella("donor list --at 2013 --json").err


def test_why_lists_the_pairs(umbrella: Run) -> None:
    shown = umbrella("why committed --twice")
    assert (
        shown.out
        == """\
Project  Title     Amount  Other  Its title   Its amount  Twice       Why
────────────────────────────────────────────────────────────────────────────────────────
P2       Region     65.00  P3     Its part         80.00  65.00  USD  P3 is a part of P2
P1       Umbrella  100.00  P7     Part of it       60.00  60.00  USD  P7 is a part of P1
"""
    )
    assert shown.err == (
        "Perhaps counted twice at AMS-2013: 125.00 USD.\n`tracker overlap settle P2 P3 --as DECISION` settles a pair.\n"
    )
    (pair,) = json.loads(umbrella("why committed --twice --project P1 --project P7 --json").out)
    assert (pair["project"], pair["other"], pair["twice"], pair["settled"]) == ("P1", "P7", "60.00", None)
    assert "--twice is for" in umbrella("why committed --twice 2012 2013", status=2).err
    assert "No pairs" in umbrella("why disbursed --twice").err


def test_conference_check_and_a_comparison_say_it(umbrella: Run) -> None:
    found = json.loads(umbrella("conference check --only twice --json").out)
    assert [(one["about"], one["what"], one["mend"]) for one in found] == [
        ("P1 and P7", "P7 is a part of P1: 60.00 USD committed", "tracker overlap settle P1 P7 --as DECISION"),
        ("P2 and P3", "P3 is a part of P2: 65.00 USD committed", "tracker overlap settle P2 P3 --as DECISION"),
    ]
    assert "Perhaps twice  125.00 USD committed at AMS-2013: of the total" in umbrella("compare 2012 2013").out
    compared = json.loads(umbrella("compare 2012 2013 --json").out)
    assert compared["perhaps_twice"]["committed"] == {"from": "0.00", "to": "125.00"}
    assert compared["settled_twice"]["committed"] == {"from": "0.00", "to": "0.00"}


def test_cards_and_tables_of_conferences_say_it(umbrella: Run) -> None:
    umbrella('report P7 --donor IDB --committed "30 USD"')
    beside = (
        "The total may count twice: 155.00 USD committed."
        " `tracker why committed --twice --at AMS-2013` lists the pairs.\n"
    )
    assert umbrella("conference show 2013").err == beside
    assert umbrella("conference show 2013 --json").err == ""
    assert "The total may count twice: 30.00 USD committed." in umbrella("donor show IDB").err
    assert umbrella("donor show NORAD").err == ""
    assert (
        "Perhaps counted twice at AMS-2013: 155.00 USD.\n`tracker why committed --twice --at AMS-2013` lists the pairs.\n"
    ) in umbrella("why committed").err
    assert umbrella("why committed --donor CIDA").err == ""
    umbrella("conference add AMS-2014 --after AMS-2013 --start 2014-02")
    assert umbrella("compare 2012 2013 2014").err == (
        "The total of AMS-2013 may count twice: 155.00 USD committed."
        " `tracker why committed --twice --at AMS-2013` lists the pairs.\n"
    )


def test_settled_as_the_same_one_is_left_out(umbrella: Run) -> None:
    """At the open conference and at those to come; a later report, and what is carried on, do not bring it back."""
    assert umbrella("overlap settle p1 p7 --as same --counting p1 --by WCO --note 'IDB said so'").out == (
        "P1 and P7: the same. Totals count P1 and leave out P7.\n  Totals change at AMS-2013.\n"
    )
    assert umbrella("why committed").out.splitlines()[3].split() == ["Total", "245.00", "USD"]
    umbrella('report P7 --donor CIDA --committed "70 USD"')
    umbrella('report P7 --donor IDB --committed "5 USD"')
    assert umbrella("why committed").out.splitlines()[3].split() == ["Total", "245.00", "USD"]
    assert (
        "settled as the same activity as another project"
        in umbrella('report P7 --donor CIDA --exclude ""', status=4).err
    )
    assert (
        umbrella("overlap list --settled").out
        == """\
Project  Title     Other  Its title   Decision  Counts  Date        Decided by  Note
───────────────────────────────────────────────────────────────────────────────────────────
P1       Umbrella  P7     Part of it  same      P1      2013-01-28  WCO         IDB said so
"""
    )
    umbrella("conference add AMS-2014 --after AMS-2013 --start 2014-02")
    umbrella("report P7 --at 2014 --status active")
    assert umbrella("why committed --at 2014").out.count("excluded as reported twice") == 2
    umbrella("project edit P1 --code P100")
    assert "P100" in umbrella("overlap list --settled --project P7").out


def test_undo_and_another_decision_bring_it_back(umbrella: Run) -> None:
    umbrella("overlap settle P1 P7 --as same --counting P7")
    assert "205.00 USD" in umbrella("why committed").out
    umbrella("undo")
    assert "305.00 USD" in umbrella("why committed").out and "125.00" in umbrella("why committed --twice").err
    umbrella("overlap settle P1 P7 --as same --counting P7")
    assert umbrella("overlap settle P7 P1 --as joint").out == (
        "P7 and P1: joint. Totals count both.\n  Totals change at AMS-2013.\n"
    )
    assert "305.00 USD" in umbrella("why committed").out and "65.00 USD" in umbrella("why committed --twice").err
    assert "decision on P1 and P7: decision same -> joint; counting P7 -> unknown" in umbrella("log 10").out
    assert "overlap settle P7 P1 --as joint" in umbrella("log P1").out
    assert "overlap settle P7 P1 --as joint" in umbrella("log P7 --noun overlap").out
    assert umbrella("overlap remove P1 P7 --yes").out == "The decision on P1 and P7 was taken back: joint.\n"
    assert "125.00 USD" in umbrella("why committed --twice").err
    assert "There is no decision on 'P1 P7'" in umbrella("overlap remove P1 P7 --yes", status=3).err


def test_a_closed_conference_keeps_its_total_and_remarks_on_it(umbrella: Run) -> None:
    umbrella("conference close 2013 --yes --accept 'as it is'")
    record = umbrella("conference verify 2013").out
    umbrella("conference add AMS-2014 --after AMS-2013 --start 2014-02")
    umbrella("conference open 2014")
    assert umbrella("overlap settle P1 P7 --as same --counting P1").out == (
        "P1 and P7: the same. Totals count P1 and leave out P7.\n"
        "  Totals change at AMS-2014.\n"
        "  AMS-2013 is closed: the decision is a remark beside the total there.\n"
    )
    assert umbrella("conference verify 2013").out == record
    lines = umbrella("project list --at 2013").out.splitlines()
    assert [line.split()[-2] for line in lines[-3:]] == ["305.00", "65.00", "60.00"]
    assert lines[-1].startswith("Twice, settled")
    assert (
        "Counted twice at AMS-2013, as was settled later: 60.00 USD." in umbrella("why committed --twice --at 2013").err
    )
    assert "Counted twice  60.00 USD committed at AMS-2013" in umbrella("compare 2013 2014").out
    compared = json.loads(umbrella("compare 2013 2014 --json").out)["money"]["committed"]
    assert (compared["from_total"], compared["exclusions"]) == ("305.00", "-60.00")
    # The record knows nothing of the decision; a list of the conference says that it is younger.
    assert umbrella("overlap list --settled --at 2013@1 -q").out == ""
    umbrella("overlap settle P1 P7 --as same --counting P1 --date 2013-01-30")
    assert "1 of these was recorded after 2013 was sealed." in umbrella("overlap list --settled --at 2013").err
    assert "Twice, settled" not in umbrella("project list --at 2013@1").out
    umbrella("conference close 2014 --yes --accept 'as it is'")
    assert "P7" in umbrella("overlap list --settled --at 2014@1").out
    umbrella("overlap remove P1 P7 --yes")
    assert "P7" in umbrella("overlap list --settled --at 2014@1").out
    umbrella("conference verify")


def test_what_cannot_be_settled(umbrella: Run) -> None:
    for line in ("settle P1 p1 --as joint", "settle P1 P1 --as same", "settle P1 P1", "remove P1 P1"):
        said = umbrella(f"overlap {line}", status=2)
        assert said.err == "Error: P1 cannot overlap with itself.\nName two projects.\n"
    assert umbrella("overlap settle P1 P8 --as same", status=3).err.startswith("Error: There is no project 'P8'")
    assert "Missing option --counting" in umbrella("overlap settle P1 P7 --as same", status=2).err
    assert "is not one of the two projects" in umbrella("overlap settle P1 P7 --as same --counting P2", status=2).err
    assert "both count" in umbrella("overlap settle P1 P7 --as joint --counting P1", status=2).err
    umbrella("overlap settle P1 P7 --as same --counting P1")
    umbrella("overlap settle P7 P2 --as same --counting P7")
    assert (
        "Otherwise totals would count neither" in umbrella("overlap settle P2 P1 --as same --counting P2", status=4).err
    )
    umbrella('project add P9 --title "By mistake" --status proposed')
    umbrella("overlap settle P9 P1 --as unrelated")
    assert "decisions on overlaps (1)" in umbrella("project remove P9 --yes", status=4).err


def test_nothing_is_asked_about_a_decision_that_is_not_there(umbrella: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    assert umbrella("overlap remove P1 P7", status=3).err == (
        "Error: There is no decision on 'P1 P7' in this register.\n`tracker overlap list --settled` shows what was decided.\n"
    )
    umbrella("overlap settle p1 p7", input="same\nP1\n")
    said = umbrella("overlap remove p1 p7", input="y\n")
    assert said.err.startswith("Take back what was decided of P1 and P7: same? [y/N]: ")
    assert said.out == "The decision on P1 and P7 was taken back: same.\n  Totals change at AMS-2013.\n"


def test_a_whole_export_takes_the_decisions_along(umbrella: Run, tmp_path: Path) -> None:
    umbrella("overlap settle P1 P7 --as same --counting P1")
    umbrella("conference close 2013 --yes --accept 'as it is'")
    umbrella(f"export --all -o {tmp_path / 'all.json'}")
    settled = umbrella("overlap list --settled --json").out
    umbrella(f"--db {tmp_path / 'copy.db'} import {tmp_path / 'all.json'} --yes")
    assert umbrella(f"--db {tmp_path / 'copy.db'} overlap list --settled --json").out == settled
    umbrella(f"--db {tmp_path / 'copy.db'} conference verify")


ACTIVITY = """
 <iati-activity default-currency="USD">
  <iati-identifier>{publisher}-{number}</iati-identifier>
  <reporting-org ref="{publisher}" type="40"><narrative>Agency {publisher}</narrative></reporting-org>
  <title><narrative>{title}</narrative></title>
  <participating-org ref="XM-DAC-99999" type="40" role="1"><narrative>Agency</narrative></participating-org>
  {other}<activity-status code="2"/><activity-date type="2" iso-date="2012-01-01"/>
  <recipient-country code="{country}" percentage="100"/>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2012-06-30"/><value value-date="2012-06-30">{amount}</value></transaction>
 </iati-activity>"""


def published(folder: Path, name: str, *activities: str) -> Path:
    path = folder / name
    path.write_text(f'<iati-activities version="2.03">{"".join(activities)}</iati-activities>', encoding="utf-8")
    return path


def activity(publisher: str, number: str, title: str, amount: int, country: str = "HN", other: str = "") -> str:
    named = f'<other-identifier ref="{other}" type="A1"/>' if other else ""
    return ACTIVITY.format(publisher=publisher, number=number, title=title, amount=amount, country=country, other=named)


def test_an_activity_that_two_publishers_report(caribbean: Run, tmp_path: Path) -> None:
    """By another identifier; or by country, day and amount with a like title, and by nothing less than all of these."""
    own = [
        activity("XM-DAC-99999", "P100", "Customs laboratory", 100_000),
        activity("XM-DAC-99999", "P200", "Single window of Honduras", 70_000),
        activity("XM-DAC-99999", "P300", "Training of officers", 30_000),
    ]
    others = [
        activity("XM-OCHA-FTS", "555", "A laboratory", 90_000, other="xm-dac-99999-p100"),
        activity("XM-OCHA-FTS", "556", "Honduras: Ventanilla (Single Window)", 70_000),
        activity("XM-OCHA-FTS", "557", "Training of officers", 30_000, country="GT"),
        activity("XM-OCHA-FTS", "558", "Roads and bridges", 30_000),
    ]
    caribbean(f"import {published(tmp_path, 'own.xml', *own)} --at 2013 --yes")
    said = caribbean(f"import {published(tmp_path, 'others.xml', *others)} --at 2013 --yes").err
    assert (
        "Money at AMS-2013 that may be counted twice: 160,000.00 USD disbursed: P100 and 555 (555 names P100 as its other"
        " identifier); P200 and 556 (same country, day and amount; similar titles).\n"
        "`tracker overlap list` shows the pairs; `tracker overlap settle` settles them.\n"
    ) in said
    assert caribbean("project list --at 2013").out.splitlines()[-1].split()[-1] == "160,000.00"
    pairs = json.loads(caribbean("why disbursed --twice --json").out)
    assert [(one["project"], one["other"], one["twice"]) for one in pairs] == [
        ("P100", "555", "90000.00"),
        ("P200", "556", "70000.00"),
    ]
    caribbean("overlap settle P100 555 --as same --counting P100")
    caribbean("overlap settle P200 556 --as unrelated")
    assert json.loads(caribbean("overlap list --json").out) == []
    # The next file changes what was reported, and nothing of what was settled.
    others[0] = activity("XM-OCHA-FTS", "555", "A laboratory", 95_000, other="XM-DAC-99999-P100")
    assert "twice" not in caribbean(f"import {published(tmp_path, 'again.xml', *others)} --at 2013 --yes").err
    assert "330,000.00" in caribbean("why disbursed").out
    caribbean("project succeed 556 P200")
    caribbean("overlap remove P200 556 --yes")
    assert json.loads(caribbean("overlap list --json").out) == []


def test_activities_that_no_conference_knows_yet(caribbean: Run, tmp_path: Path) -> None:
    own = activity("XM-DAC-99999", "P100", "Customs laboratory", 100_000)
    other = activity("XM-OCHA-FTS", "555", "Laboratory", 100_000, other="XM-DAC-99999-P100")
    said = caribbean(f"import {published(tmp_path, 'both.xml', own, other)} --yes").err
    assert "These may be in the register twice: P100 and 555 (555 names P100 as its other identifier).\n" in said
    assert [one["other"] for one in json.loads(caribbean("overlap list --json").out)] == ["555"]


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99), st.booleans()), min_size=1, max_size=3), st.data())
def test_settling_takes_away_what_was_counted_twice(
    caribbean: Run, drawn: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    """Perhaps twice is never more than the total; the smaller of two that are the same takes exactly it away."""

    def total(which: str = "") -> float:
        said = json.loads(caribbean("compare 2012 2013 --only money --json").out)
        return float(said["perhaps_twice"]["committed"]["to"] if which else said["money"]["committed"]["to_total"])

    caribbean("conference rates 2013 --set 'EUR=2 USD' --date 2013-01 --source ECB")
    whole, part = f"W{len(drawn)}", f"X{len(drawn)}"
    number = int(caribbean("project list -q --at 2013").out.count("\n"))
    before = total("twice")
    pairs = []
    for place, (one, other, euro) in enumerate(drawn):
        whole, part = f"W{number}-{place}", f"X{number}-{place}"
        caribbean(f'project add {whole} --title W --status active --donor IDB --committed "{one} USD" --at 2013')
        money = f'"{other} {"EUR" if euro else "USD"}"'
        caribbean(
            f"project add {part} --title X --parent {whole} --status active --donor EU --committed {money} --at 2013"
        )
        pairs.append((whole, part, one, other * (2 if euro else 1)))
    assert total("twice") - before == sum(min(one, other) for *_, one, other in pairs)
    assert total("twice") <= total()
    whole, part, one, other = data.draw(st.sampled_from(pairs))
    was, doubled = total(), total("twice")
    caribbean(f"overlap settle {whole} {part} --as same --counting {whole if one >= other else part}")
    assert was - total() == doubled - total("twice") == min(one, other)
    caribbean("undo")
    assert (total(), total("twice")) == (was, doubled)

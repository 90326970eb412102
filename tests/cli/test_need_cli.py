"""`tracker need`: what is asked for, its status at each conference, and what donors reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run

PARTS = "--measure 8.2(b) --measure '8.2 (c)' --measure 8.2(d)"
ADD = (
    f"need add 'A border post for both sides' --beneficiary JM --theme 'legal framework' {PARTS} --category C"
    " --indicative 2012-06 --definitive 2013-06-30 --at 2012"
)


@pytest.fixture
def series(caribbean: Run, once: Once) -> Run:
    """Conferences of 2012 (closed), 2013 (open), 2014 (planned); P7 of the EU; a need of three parts of 2012."""

    @once
    def fill_it() -> None:
        caribbean("conference add AMS-2014 --start 2014-01-13 --end 2014-01-15 --currency USD")
        caribbean("project add P7 --title 'Border posts' --status active --at 2013")
        caribbean("contribution add P7 EU --currency EUR")
        caribbean(ADD)
        caribbean("conference close 2012 --accept test --yes")

    return caribbean


def shown(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_a_need_is_as_it_was_reported_last_and_grows_older(series: Run) -> None:
    assert series("need add 'Training' --beneficiary BB-CUSTOMS --whose 'members of CCLEC'").out == (
        "Need N2 added: Training\n  of: BB-CUSTOMS; members of CCLEC; raised at: AMS-2013\n"
    )
    series("need report N1 --status 'partly met' --note 'The law is out'")
    assert [row["carried"] for row in shown(series, "need list --at 2014")] == [2, 1]
    assert (
        series("need list --at 2014").out
        == """\
Code  Of          Of (in words)     What                          TFA                     Category  Due         Due is      Status      Agreed  Carried forward
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
N1    JM-CUSTOMS  –                 A border post for both sides  8.2(b), 8.2(c), 8.2(d)  C         2013-06-30  definitive  partly met  none                  2
N2    BB-CUSTOMS  members of CCLEC  Training                                              –         –           –           open        none                  1
"""
    )
    assert [(row["status"], row["carried"]) for row in shown(series, "need list --at 2012")] == [("open", 0)]
    series("need report N1 --status met --at 2014")
    assert [row["status"] for row in shown(series, "need list --at 2013")] == ["partly met", "open"]
    assert series("need list --open -q").out == "N2\n"
    assert "No matching needs." in series("need list --status withdrawn").err


def test_three_parts_two_donors_one_refusal_over_three_conferences(series: Run) -> None:
    assert series("need reply N1 --donor EU --as would --part 8.2(b) --date 2013-01-29").out == (
        "EU to N1, part 8.2(b): would (2013-01-29)\n"
    )
    series("need reply N1 --donor NORAD --as no --part 8.2(c) --date 2013-01-30 --note 'Not our country'")
    row = shown(series, "need show N1")
    assert (row["replies"], row["agreed"], row["matched"]) == (
        ["EU would (8.2(b))", "NORAD no (8.2(c))"],
        "part",
        "2013-01-29",
    )
    # The EU does what it would do; the earlier reply stays in the history.
    series("need reply N1 --donor EU --as does --project P7 --date 2013-06")
    assert series("need extension N1 --requested 2013-03 --until 2014-12-31 --reason 'No donor for (d)'").out == (
        "Need N1: more time requested on 2013-03, until 2014-12-31\n  answer: unknown\n"
    )
    assert series("need extension N1 --requested 2013-03 --answer granted --extended-to 2014-06-30").out == (
        "Need N1: more time requested on 2013-03, until 2014-12-31\n"
        "  answer: unknown -> granted\n  extended to: unknown -> 2014-06-30\n"
    )
    series("need report N1 --status 'partly met' --at 2013")
    series("need report N1 --status met --at 2014")
    assert (
        series("need show N1").out
        == """\
N1  A border post for both sides

Of                JM-CUSTOMS
Themes            legal framework
TFA               8.2(b), 8.2(c), 8.2(d)
Category          C
Indicative date   2012-06
Definitive date   2013-06-30
Extended to       2014-06-30
Status            met
Reported at       AMS-2014
Carried forward   2
Replies in force  EU does, NORAD no (8.2(c))
Agreed            whole
Agreed since      2013-06
Raised at         AMS-2012

History

Conference  Status      Reported  Category  Indicative  Definitive  Extended to
───────────────────────────────────────────────────────────────────────────────
AMS-2012    open        yes       C         2012-06     2013-06-30  –
AMS-2013    partly met  yes       C         2012-06     2013-06-30  2014-06-30
AMS-2014    met         yes       C         2012-06     2013-06-30  2014-06-30

Requests for more time

Requested  Until       Answer   Why
────────────────────────────────────────────────
2013-03    2014-12-31  granted  No donor for (d)

Replies of donors

Donor  Answer  Part    Project  Date        Note
───────────────────────────────────────────────────────────
EU     would   8.2(b)  –        2013-01-29  –
NORAD  no      8.2(c)  –        2013-01-30  Not our country
EU     does    –       P7       2013-06     –
"""
    )
    # What was replied after a conference is no part of it; what it was told of the dates stays.
    told = {at: shown(series, f"need list --at {at}")[0] for at in ("2012", "2013", "2014")}
    assert [one["replies"] for one in told.values()] == [
        [],
        ["EU would (8.2(b))", "NORAD no (8.2(c))"],
        ["EU does", "NORAD no (8.2(c))"],
    ]
    assert [(one["due"], one["due_is"]) for one in told.values()] == [
        ("2013-06-30", "definitive"),
        ("2014-06-30", "extended"),
        ("2014-06-30", "extended"),
    ]


def test_what_a_closed_conference_knew_of_needs_stays(series: Run) -> None:
    series("need report N1 --status 'partly met' --definitive 2013-09-30")
    series("need reply N1 --donor EU --as would --date 2013-01-29")
    series("conference close 2013 --accept test --yes")
    before = shown(series, "need list --at 2013@1")
    assert [(row["definitive"], row["replies"], row["carried"]) for row in before] == [("2013-09-30", ["EU would"], 1)]
    series("need edit N1 --text 'Two border posts' --extended-to 2014-01-31 --beneficiary BB-CUSTOMS")
    series("need reply N1 --donor NORAD --as no --date 2013-01-30")
    said = series("need list --at 2013")
    assert "1 reply to these needs was recorded after 2013 was sealed." in said.err
    row = shown(series, "need list --at 2013")[0]
    assert (row["text"], row["extended_to"]) == ("A border post for both sides", None)
    assert shown(series, "need list --at 2013@1") == before
    assert series("conference verify").out.count("@1") == 2
    assert "is closed" in series("need report N1 --status met --at 2013", status=4).err


def test_an_extension_that_is_refused_leaves_the_dates(series: Run) -> None:
    series("need extension N1 --requested 2013-03 --until 2014-12-31 --answer refused")
    row = shown(series, "need show N1")
    assert (row["extended_to"], row["requests_for_more_time"][0]["answer"]) == (None, "refused")
    assert "--answer granted" in series("need extension N1 --requested 2013-03 --extended-to 2015", status=2).err


def test_a_shift_to_category_b_withdraws_a_need(series: Run) -> None:
    assert series("need report N1 --category B").out == ("Need N1 at AMS-2013: withdrawn\n  category: unknown -> B\n")
    assert series("need add --beneficiary BB-CUSTOMS --measure 1.1 --category B").out.startswith("Need N2 added: 1.1\n")
    assert [row["status"] for row in shown(series, "need list")] == ["withdrawn", "withdrawn"]


def test_parts_are_read_in_three_languages_and_with_roman_numbers(series: Run) -> None:
    for text in ("Articles 7.7", "artículo 7.7", "artículos 7.7", "Art. 7.7"):
        assert shown(series, f"need list --measure '{text}'") == []
    series("need add Rules --beneficiary JM --measure '8.2(i)-(iv)'")
    series("need reply N2 --donor EU --as would --part '8.2(ii)' --date 2013-01-29")
    row = shown(series, "need show N2")
    assert (row["measures"], row["agreed"]) == (["8.2(i)-(iv)"], "part")


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("need add X --beneficiary JM --measure 13", 3, "There is no measure of the TFA '13'"),
        ("need add X --beneficiary JM --measure '7.7: 7.8.1'", 2, "belongs to measure 7.8, not to measure 7.7"),
        ("need add X --beneficiary JM --measure 7.7.6-7.7.1", 2, "ends before it begins"),
        ("need add X --beneficiary JM --measure 6", 2, "contains more than one measure"),
        ("need add X --beneficiary JM --definitive 2014 --extended-to 2013", 2, "is before the definitive date, 2014"),
        ("need add X --theme integrity", 2, "Missing option --beneficiary"),
        ("need add --beneficiary JM", 2, "Missing argument TEXT"),
        ("need add X --beneficiary JM --code n1", 4, "n1 is taken"),
        ("need reply N1 --donor JM-CUSTOMS --as would", 4, "JM-CUSTOMS is not a donor"),
        ("need reply N1 --donor EU --as maybe", 2, "is not valid"),
        ("need reply N1 --donor EU --as would --part 7.7", 2, "is outside what N1 asks for"),
        ("need reply N1 --donor EU --as no --project P7", 2, "--project goes with the answers `would` and `does`"),
        ("need reply N7 --donor EU --as no", 3, "There is no need 'N7'"),
        ("need extension N1 --requested 2014 --until 2013", 2, "is before the date of the request, 2014"),
        ("need report N1", 2, "Nothing was reported."),
        ("need report N1 --status met --at 2012", 4, "AMS-2012 is closed"),
        ("need remove N1 --yes", 4, "cannot be removed: reports to conferences (1), replies of donors (1)."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(series: Run, line: str, status: int, said: str) -> None:
    series("need reply N1 --donor NORAD --as unclear")
    before = series("need list --json").out
    assert said in series(line, status=status).err
    assert series("need list --json").out == before


def test_a_definitive_date_before_the_indicative_one_is_asked_about(series: Run) -> None:
    said = series("need edit N1 --definitive 2011")
    assert "Please check: The definitive date of N1, 2011, is before its indicative date, 2012-06." in said.err


def test_a_need_can_be_corrected_removed_and_taken_back(series: Run) -> None:
    series("need add Training --beneficiary JM")
    assert series("need edit N2 --theme 'risk management' --measure 7.4 --code NEED-2").out == (
        "Need NEED-2 changed.\n  code: N2 -> NEED-2\n  themes: unknown -> risk management\n  measures: unknown -> 7.4\n"
    )
    assert shown(series, "need show n2")["code"] == "NEED-2"
    assert "No changes were given." in series("need edit NEED-2", status=2).err
    series("need reply NEED-2 --donor EU --as would --date 2013")
    assert series("need reply NEED-2 --donor EU --drop --date 2013").out == (
        "Reply of EU to NEED-2 taken back: would (2013)\n"
    )
    assert "No reply of" in series("need reply NEED-2 --donor EU --drop --date 2013", status=4).err
    assert series("need remove NEED-2 --yes").out == "Need NEED-2 removed: Training\n"
    assert "NEED-2 is taken" in series("need add X --beneficiary JM --code NEED-2", status=4).err
    series("undo")
    assert series("need list -q").out == "N1\nNEED-2\n"


def test_a_need_may_be_the_first_thing_in_a_register(run: Run, tmp_path: Path) -> None:
    first = tmp_path / "first.db"
    said = run(
        f"need add 'A scanner' --whose 'ports of the region' --document 'Minutes' --document-date 2012 --db {first}"
    )
    assert said.err.startswith(f"Created a new register at {first}\n")
    assert "A scanner" in run(f"need list --db {first}").out

"""A conference opens with what was told last, and says how much of it nobody has confirmed."""

from __future__ import annotations

import pytest
from conftest import Once, Read, Run, Write

from tracker import tables
from tracker.insight.codes import Codes
from tracker.insight.comparing.pair import make_pair
from tracker.register.conferences.conferences import ConferenceFacts


@pytest.fixture
def year(caribbean: Run, write: Write, once: Once) -> Run:
    """AMS-2012 was told of five projects and is closed; AMS-2013 is planned."""

    @once
    def fill_it() -> None:
        with write() as register:
            conference = register.conferences.row(register.codes.id("conference", "AMS-2013"))
            register.journal.update(tables.conference, [(conference, {"state": "planned"})])
        caribbean("conference open 2012")
        jamaica = "--beneficiary JM-CUSTOMS"
        for line in (
            f'P1 --title "Risk management" --donor IDB --committed "1,000,000 USD" --status active {jamaica} --progress 30',
            f'P2 --title "Single window" --donor NORAD --pledged "400,000 EUR" --status proposed {jamaica}',
            f'P3 --title "Training" --donor CIDA --committed "300,000 USD" --status completed {jamaica}',
            f'P4 --title "Legal framework" --status cancelled {jamaica}',
            f'P5 --title "First phase" --donor EU --committed "50,000 EUR" --status active {jamaica}',
        ):
            caribbean(f"project add {line}")
        caribbean('conference rates 2012 --set "EUR=1.30 USD" --source test')
        caribbean("conference close 2012 --yes")
        caribbean('project add P6 --title "Second phase" --succeeds P5')

    return caribbean


def test_opening_carries_what_was_told_last_of_every_project_that_is_not_over(year: Run) -> None:
    said = year("conference open 2013")
    assert (
        said.out
        == """\
AMS-2013 is open; it was planned.
  carried forward: 2 projects (2 from AMS-2012); they are unconfirmed
  left out because they are over: 3 projects (1 cancelled, 1 completed, 1 succeeded)
"""
    )
    assert (
        said.err
        == """\
Next: `tracker project list --at AMS-2013 --unconfirmed`; `tracker report PROJECT --donor CODE --unchanged`
"""
    )
    assert (
        year("project list --at 2013").out
        == """\
Code         Title            Status    Reported at  Theme  Donors  Beneficiaries  Start  End       Interest     Pledged     Committed  Disbursed
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1           Risk management  active    AMS-2013     –      IDB     JM-CUSTOMS     –      –    USD         –           –  1,000,000.00          –
P2           Single window    proposed  AMS-2013     –      NORAD   JM-CUSTOMS     –      –    EUR         –  400,000.00             –          –
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                                                                          EUR         –  400,000.00             –          –
Total                                                                                          USD         –           –  1,000,000.00          –
Converted                                                                                      USD         –           –  1,000,000.00          –
Unconfirmed                                                                                    EUR         –  400,000.00             –          –
Unconfirmed                                                                                    USD         –           –  1,000,000.00          –
"""
    )


def test_every_total_says_how_much_nobody_has_confirmed(year: Run) -> None:
    year("conference open 2013")
    year('conference rates 2013 --set "EUR=1.30 USD" --source test')
    year("report P1 --donor IDB --unchanged")
    assert (
        year("donor list --at 2013").out
        == """\
Code         Name                             Kind              Country  Projects       Interest     Pledged     Committed  Disbursed
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
IDB          Inter-American Development Bank  development bank  –               1  USD         –           –  1,000,000.00          –
NORAD        Norad                            development bank  –               1  USD         –  520,000.00             –          –
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Total                                                                              USD         –  520,000.00  1,000,000.00          –
Unconfirmed                                                                        USD         –  520,000.00             –          –
"""
    )
    last = year("beneficiary list --at 2013").out.splitlines()[-1]
    assert last.split() == ["Unconfirmed", "USD", "–", "520,000.00", "–", "–"]
    assert "Of which unconfirmed" in year("conference show 2013").out
    assert "Unconfirmed  520,000.00 USD pledged at AMS-2013\n" in year("compare 2012 2013").out
    assert year("project list --at 2013 --unconfirmed -q").out == "P2\n"
    year("report P2 --donor NORAD --unchanged")
    assert "Unconfirmed" not in year("donor list --at 2013").out + year("project list --at 2013").out


def test_who_was_asked_and_did_not_answer_has_confirmed_nothing(year: Run) -> None:
    year("conference open 2013")
    year('report P1 P2 --answer "asked" --source "mail of 3 January"')
    assert year("project list --at 2013 --unconfirmed -q").out == "P1\nP2\n"
    year('report P1 --answer "no answer" --status active')
    assert year("project list --at 2013 --unconfirmed -q").out == "P1\nP2\n"
    year("report P1 --donor IDB --unchanged")
    assert year("project list --at 2013 --unconfirmed -q").out == "P2\n"


def test_what_the_conference_was_told_already_stays(year: Run) -> None:
    year('report P1 --at 2013 --progress 60 --donor IDB --committed "+1 USD"')
    year('project add P7 --title "New" --status proposed --at 2013')
    assert (
        year("conference open 2013").out
        == """\
AMS-2013 is open; it was planned.
  carried forward: 1 project (1 from AMS-2012); they are unconfirmed
  reported already: 1 project
  left out because they are over: 3 projects (1 cancelled, 1 completed, 1 succeeded)
"""
    )
    assert "1,000,001.00" in year("project show P1 --at 2013").out


def test_opening_without_carrying_and_carrying_later(year: Run) -> None:
    assert year("conference open 2013 --nothing").out == "AMS-2013 is open; it was planned.\n"
    assert year("project list --at 2013 -q").out == ""
    assert year("conference open 2013").out == "AMS-2013 was open already.\n"
    assert (
        year("conference open 2013 --from 2012").out
        == """\
AMS-2013 was open already.
  carried forward: 2 projects (2 from AMS-2012); they are unconfirmed
  left out because they are over: 3 projects (1 cancelled, 1 completed, 1 succeeded)
"""
    )
    assert (
        year("conference open 2013 --nothing --from 2012", status=2).err
        == """\
Error: --nothing and --from contradict each other.
"""
    )


def test_what_was_told_later_than_from_is_not_carried(year: Run, write: Write) -> None:
    year("conference open 2013")
    year('report P1 --title "Renamed in 2013" --progress 90 --donor IDB --committed "2,000,000 USD" --theme integrity')
    year('project add P7 --title "New in 2013" --status active --beneficiary BB-CUSTOMS')
    year('conference close 2013 --yes --accept "to be gone back behind"')
    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2014", start="2014-01-28")])
    assert "  carried forward: 2 projects (2 from AMS-2012)" in year("conference open 2014 --from 2012 --dry-run").out
    assert "  carried forward: 3 projects (3 from AMS-2013)" in year("conference open 2014 --dry-run").out
    year("conference open 2014 --from 2012")
    shown = year("project show P1 --at 2014").out
    assert "Risk management" in shown
    assert "Progress, percent  30" in shown
    assert "Renamed in 2013" not in shown
    assert "Integrity" not in shown
    assert "1,000,000.00" in shown
    assert (
        year("conference open 2013 --from 2014", status=4).err
        == """\
Error: AMS-2013 is closed.
`tracker conference reopen AMS-2013 --reason "..."` opens it again.
"""
    )
    assert (
        year("conference open 2014 --from 2014", status=2).err
        == """\
Error: AMS-2014 is not before AMS-2014.
Name an earlier conference with --from.
"""
    )


def test_a_project_that_missed_a_conference_is_carried_from_the_one_before(year: Run, write: Write) -> None:
    year("conference open 2013 --nothing")
    year("report P2 --unchanged")
    year('conference close 2013 --yes --accept "in haste"')
    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2014", start="2014-01-28")])
    assert (
        year("conference open 2014").out
        == """\
AMS-2014 is open; it was planned.
  carried forward: 2 projects (1 from AMS-2013, 1 from AMS-2012); they are unconfirmed
  left out because they are over: 3 projects (1 cancelled, 1 completed, 1 succeeded)
"""
    )


def test_undoing_the_opening_takes_the_carried_reviews_back(year: Run, read: Read) -> None:
    year("conference open 2013")
    year("undo")
    with read() as reader:
        assert Codes(reader).conference("2013").state == "planned"
        at = {"at": Codes(reader).conference("2013").id}
        for table in ("review", "share", "funding"):
            assert reader.value(f"SELECT count(*) FROM {table} WHERE conference_id = :at", at) == 0
    year("conference open 2013")
    assert year("project list --at 2013 --unconfirmed -q").out == "P1\nP2\n"


def test_a_called_off_conference_is_passed_over(year: Run, read: Read, write: Write) -> None:
    year('report P1 --at 2013 --donor IDB --committed "9 USD"')
    year("conference edit 2013 --state cancelled")
    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2014", start="2014-01-28")])
    assert "2 from AMS-2012" in year("conference open 2014").out
    assert (
        year("conference open 2014 --from 2013", status=2).err
        == """\
Error: AMS-2013 is cancelled, so nothing can be carried over from it.
"""
    )
    with read() as reader:
        codes = Codes(reader)
        pair = make_pair(reader, codes.conference("2012"), codes.conference("2014"))
        told = "SELECT committed FROM funding WHERE conference_id = :at AND contribution_id = :one"
        assert reader.value(told, {"at": pair.second.id, "one": codes.id("contribution", "P1-IDB")}) == 1_000_000_00

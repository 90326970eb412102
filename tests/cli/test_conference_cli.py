"""`tracker conference` and `tracker series`: the manual, as a person sees it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Run


def test_a_conference_is_recorded_shown_and_changed(caribbean: Run) -> None:
    said = caribbean(
        'conference add AMS-2011 --start 2011-03 --tentative --title "Second meeting" --ordinal 2 --city Kingston --country Jamaica --host IDB'
    )
    assert (
        said.out
        == """\
Conference AMS-2011 added to the series AMS, tentatively 2011-03.
"""
    )
    assert (
        said.err
        == """\
Next: `tracker conference open AMS-2011`, or `tracker project add ... --at AMS-2011`
"""
    )
    assert (
        caribbean("conference show 2011").out
        == """\
AMS-2011  Second meeting

Series                 AMS
Ordinal, as published  2nd
Dates                  tentatively March 2011
Place                  Kingston, Jamaica
Host                   Inter-American Development Bank (IDB)
State                  planned
Reporting currency     USD

Participants

None recorded. Add one with `tracker conference participants AMS-2011 --add IDB:donor`.

Projects

No projects were presented.

Rates

None pinned. Pin them with `tracker conference rates AMS-2011 --latest`.
"""
    )
    assert (
        caribbean('conference edit 2011 --title "" --end 2011-03 --fixed').out
        == """\
Conference AMS-2011 changed.
  title: Second meeting -> unknown
  end: unknown -> 2011-03
  tentative: yes -> no
"""
    )
    assert (
        caribbean("conference list --state planned --format csv").out
        == """\
code,series,series_name,start,end,tentative,state,city,country,country_name,participants,projects,title,currency,record,sha256
AMS-2012,AMS,Regional Donor Meeting,2012-02-02,2012-02-03,false,planned,,,,0,0,,USD,,
AMS-2011,AMS,Regional Donor Meeting,2011-03,2011-03,false,planned,Kingston,JM,Jamaica,0,0,,USD,,
"""
    )


def test_earlier_meetings_are_put_in_later(caribbean: Run) -> None:
    caribbean("conference add AMS-2011 --after 2012")
    caribbean("conference add AMS-2010 --after 2012")
    assert (
        caribbean("conference list -q").out
        == """\
AMS-2012
AMS-2010
AMS-2011
AMS-2013
"""
    )


def test_as_json_a_conference_is_one_object(caribbean: Run) -> None:
    caribbean("conference participants 2012 --add IDB:donor")
    caribbean('conference rates 2012 --set "EUR=1.30 USD" --date 2011 --source ECB')
    assert (
        caribbean("conference show 2012 --json").out
        == """\
{
  "code": "AMS-2012",
  "series": "AMS",
  "title": null,
  "state": "planned",
  "ordinal": null,
  "start": "2012-02-02",
  "end": "2012-02-03",
  "tentative": false,
  "date_note": null,
  "host": null,
  "venue": null,
  "city": null,
  "country": null,
  "themes": [],
  "currency": "USD",
  "cut_off": null,
  "source": null,
  "note": null,
  "next": "AMS-2013",
  "next_ordinal": null,
  "next_start": "2013-01-28",
  "next_end": "2013-02-01",
  "next_tentative": false,
  "next_date_note": null,
  "participants": [
    {"code": "IDB", "name": "Inter-American Development Bank", "capacity": "donor", "people": null, "source": null}
  ],
  "projects": [],
  "statuses": [],
  "totals": [],
  "unconfirmed": [],
  "declined": [],
  "partnerships": [],
  "recommendations": [],
  "action_points": [],
  "rates": [
    {"per": "EUR", "value": "1.30", "currency": "USD", "date": "2011", "method": "annual average", "source": "ECB"}
  ],
  "records": [],
  "documents": []
}
"""
    )


def test_what_cannot_be_recorded_is_refused(caribbean: Run) -> None:
    assert (
        caribbean("conference add 2014", status=2).err
        == """\
Error: 2014 does not begin with the code of a series.
Name the series with --series, or use a code such as AMS-2013.
"""
    )
    assert (
        caribbean("conference add AMX-2014", status=3).err
        == """\
Error: There is no series 'AMX' in this register.
Did you mean AMS? `tracker series add AMX --name "..."` adds it.
"""
    )
    assert (
        caribbean("conference add ams-2012", status=4).err
        == """\
Error: The conference ams-2012 already exists.
`tracker conference list` shows all.
"""
    )
    assert (
        caribbean("conference add AMS-2014 --start 2014-02-30", status=2).err
        == """\
Error: start '2014-02-30' does not exist: that month has 28 days.
Use 2014-02-01 to 2014-02-28.
"""
    )
    assert (
        caribbean("conference edit 2012", status=2).err
        == """\
Error: No changes were given.
Give flags. Without flags on a terminal, an editor opens.
"""
    )
    assert (
        caribbean("conference edit 2012 --state open", status=2).err
        == """\
Error: To make a conference open, use `tracker conference open AMS-2012`.
"""
    )
    assert (
        caribbean("conference show 2021", status=3).err
        == """\
Error: There is no conference '2021' in this register.
`tracker conference list` shows all.
"""
    )
    assert (
        caribbean('conference reopen 2012 --reason "a mistake"', status=4).err
        == """\
Error: AMS-2012 cannot be reopened because it is planned, not closed.
"""
    )


def test_one_conference_of_a_series_is_open(caribbean: Run) -> None:
    assert (
        caribbean("conference open 2012", status=4).err
        == """\
Error: AMS-2013 is open, and a series can have only one open conference.
`tracker conference close AMS-2013` closes it.
"""
    )
    assert (
        caribbean("conference open 2013").out
        == """\
AMS-2013 was open already.
"""
    )
    assert (
        caribbean("conference close 2013", status=2).err
        == """\
Error: Close AMS-2013? What was reported to it cannot change after that. You cannot be asked without a terminal or with --no-input.
Pass --yes to confirm.
"""
    )
    said = caribbean("conference close 2013 --yes")
    assert re.fullmatch(
        r"AMS-2013 is closed; it was open\.\n  sealed as AMS-2013@1\n  SHA-256 [0-9a-f]{64}\n", said.out
    )
    assert (
        said.err
        == """\
Next: `tracker conference show AMS-2013`
"""
    )
    assert (
        caribbean("conference close 2013 --yes").out
        == """\
AMS-2013 was closed already.
"""
    )
    said = caribbean("conference open 2012")
    assert (
        said.out
        == """\
AMS-2012 is open; it was planned.
"""
    )
    assert (
        said.err
        == """\
Next: `tracker report PROJECT --status active --progress 40`
"""
    )
    assert (
        caribbean("conference open 2013", status=4).err
        == """\
Error: AMS-2013 is closed.
`tracker conference reopen AMS-2013 --reason "..."` opens it again.
"""
    )
    assert (
        caribbean("conference edit 2013 --city Panama", status=4).err
        == """\
Error: AMS-2013 is closed, so its reports cannot change.
`tracker conference reopen AMS-2013 --reason "..."` opens it again.
"""
    )
    assert (
        caribbean("conference participants 2013 --add IDB:donor", status=4).err
        == """\
Error: AMS-2013 is closed, so its reports cannot change.
`tracker conference reopen AMS-2013 --reason "..."` opens it again.
"""
    )
    assert (
        caribbean("conference reopen 2013", status=2).err
        == """\
Error: Missing option --reason: why the conference is reopened.
Without a terminal, pass every value as a flag.
"""
    )
    caribbean("conference close 2012 --yes")
    said = caribbean('conference reopen 2013 --reason "an amount was misheard"')
    assert (
        said.out
        == """\
AMS-2013 is reopened: an amount was misheard
"""
    )
    assert (
        said.err
        == """\
Next: mend it with --at AMS-2013, then `tracker conference close AMS-2013`
"""
    )


def test_closing_says_what_stands_open(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --donor NORAD --committed "400,000 EUR" --status active')
    assert (
        caribbean("conference close 2013 --yes --dry-run", status=4).err
        == """\
Error: AMS-2013 stays open: 1 currency without a rate; 1 project without a beneficiary.
`tracker conference check AMS-2013` shows each with the command that corrects it; to close it anyway, give the reason with --accept "WHY", which is kept in its record.
"""
    )


def people_of(run: Run, conference: str) -> dict[str, str | None]:
    rows = json.loads(run(f"conference participants {conference} --json").out)
    return {row["code"]: row["people"] for row in rows}


def test_the_delegates_belong_to_one_participant(caribbean: Run) -> None:
    add = "conference participants 2012 --add IDB:donor --add EU:donor"
    assert (
        caribbean(f"{add} --people 'Ana Lima'", status=2).err
        == """\
Error: --people 'Ana Lima' does not say whose delegates they are, and several participants are added.
Begin it with the code of one of them: --add IDB:donor --people "IDB: Ana Lima; Bob Hall"
"""
    )
    assert (
        caribbean(f"{add} --people 'NORAD: Kari Ås'", status=2).err
        == """\
Error: --people 'NORAD: Kari Ås' names NORAD, which is not added.
Give --add too: --add IDB:donor --people "IDB: Ana Lima; Bob Hall"
"""
    )
    assert "names the delegates of IDB twice" in caribbean(f"{add} --people 'IDB: A' --people 'idb: B'", status=2).err
    assert "none is added" in caribbean("conference participants 2012 --people 'IDB: A'", status=2).err
    assert people_of(caribbean, "2012") == {}
    caribbean(f"{add} --people 'EU: Jo Smith, head; Al Roe' --people 'IDB: Ana Lima'")
    assert people_of(caribbean, "2012") == {"EU": "Jo Smith, head; Al Roe", "IDB": "Ana Lima"}
    caribbean("conference participants 2012 --add IDB:host --people 'Ana Lima: head of delegation'")
    caribbean("conference participants 2012 --add EU:observer --add NORAD:donor")
    assert people_of(caribbean, "2012") == {
        "EU": "Jo Smith, head; Al Roe",
        "IDB": "Ana Lima: head of delegation",
        "NORAD": None,
    }


def test_participants_come_and_go(caribbean: Run) -> None:
    said = caribbean("conference participants 2012")
    assert (
        said.out
        == """\
Code  Name  As  People  Source
──────────────────────────────
"""
    )
    assert (
        said.err
        == """\
No participants yet. Add one with `tracker conference participants AMS-2012 --add IDB:donor`.
"""
    )
    assert (
        caribbean(
            "conference participants 2012 --add IDB:donor --add JM-CUSTOMS:beneficiary"
            ' --people "idb: Ana Lima; Bob Hall" --source "report of 2012"'
        ).out
        == """\
AMS-2012 has 2 participants; it had 0.
  IDB: absent -> donor
  JM-CUSTOMS: absent -> beneficiary
"""
    )
    assert (
        caribbean("conference participants 2012").out
        == """\
Code        Name                             As           People              Source
────────────────────────────────────────────────────────────────────────────────────────────
IDB         Inter-American Development Bank  donor        Ana Lima; Bob Hall  report of 2012
JM-CUSTOMS  Jamaica customs                  beneficiary  –                   report of 2012
"""
    )
    assert (
        caribbean("conference participants 2012 --drop IDB --add EU:observer").out
        == """\
AMS-2012 has 2 participants; it had 2.
  EU: absent -> observer
  IDB: donor -> absent
"""
    )
    assert (
        caribbean("conference participants 2012 --add EU", status=2).err
        == """\
Error: --add EU does not say as what.
For example --add EU:donor
"""
    )
    assert (
        caribbean("conference participants 2012 --drop NORAD", status=3).err
        == """\
Error: There is no participant 'NORAD' in this register.
"""
    )
    assert (
        caribbean("conference participants 2012 --add NORRAD:donor", status=3).err
        == """\
Error: There is no organisation 'NORRAD' in this register.
Did you mean NORAD?
"""
    )


def test_rates_are_stated_pinned_copied_and_dropped(caribbean: Run) -> None:
    said = caribbean("conference rates 2012")
    assert (
        said.out
        == """\
One  Is    Date  Method  Source
───────────────────────────────
"""
    )
    assert (
        said.err
        == """\
No rate is pinned. `tracker conference rates AMS-2012 --latest` pins what was known.
"""
    )
    assert (
        caribbean('conference rates 2012 --set "EUR=1.30 USD" --date 2011 --source "European Central Bank"').out
        == """\
The rates of AMS-2012 changed.
  none -> 1 EUR = 1.30 USD (annual average 2011, European Central Bank)
"""
    )
    assert (
        caribbean('conference rates 2012 --set "EUR=1.32" --date 2011 --source "European Central Bank"').out
        == """\
The rates of AMS-2012 changed.
  1 EUR = 1.30 USD (annual average 2011, European Central Bank) -> 1 EUR = 1.32 USD (annual average 2011, European Central Bank)
"""
    )
    assert (
        caribbean("conference rates 2013 --from 2012").out
        == """\
The rates of AMS-2013 changed.
  none -> 1 EUR = 1.32 USD (annual average 2011, European Central Bank)
"""
    )
    assert (
        caribbean("conference rates 2013 --pin EUR").out
        == """\
The rates of AMS-2013 are as they were.
"""
    )
    assert (
        caribbean('conference rates 2013 --set "usd=92.5 JPY"').out
        == """\
The rates of AMS-2013 changed.
  none -> 1 USD = 92.5 JPY (spot 2013-01-28, not stated)
"""
    )
    assert (
        caribbean("conference rates 2013").out
        == """\
One    Is       Date        Method          Source
─────────────────────────────────────────────────────────────────
EUR  1.32  USD  2011        annual average  European Central Bank
USD  92.5  JPY  2013-01-28  spot            not stated
"""
    )
    said = caribbean("conference rates 2013 --drop JPY --dry-run")
    assert (
        said.out
        == """\
The rates of AMS-2013 changed.
  1 USD = 92.5 JPY (spot 2013-01-28, not stated) -> none
"""
    )
    assert (
        said.err
        == """\
Dry run: nothing was written.
"""
    )
    assert (
        caribbean("conference rates 2013 --pin JPY --date 2011", status=3).err
        == """\
Error: There is no rate 'JPY into USD, 2011' in this register.
`tracker conference rates AMS-2013 --set "JPY=... USD"` enters one.
"""
    )
    assert (
        caribbean('conference rates 2013 --set "EUR 1.3"', status=2).err
        == """\
Error: --set 'EUR 1.3' is no rate.
Use EUR=1.30 USD, which says that 1 EUR is 1.30 USD.
"""
    )
    assert (
        caribbean('conference rates 2013 --set "EUR=1,3"', status=2).err
        == """\
Error: rate '1,3' contains a comma.
Use 1.3 or 13.
"""
    )
    assert (
        caribbean("conference rates 2013 --drop KWD", status=3).err
        == """\
Error: There is no pinned rate 'KWD' in this register.
"""
    )


def test_the_latest_rates_known_before_the_conference(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --donor NORAD --committed "400,000 EUR" --status active')
    caribbean('project add P2 --title "Risk" --donor EU --committed "5,000 KWD" --status active')
    caribbean('conference rates 2012 --set "EUR=1.30 USD" --date 2011 --source ECB')
    said = caribbean("conference rates 2013 --latest")
    assert (
        said.out
        == """\
The rates of AMS-2013 changed.
  none -> 1 EUR = 1.30 USD (annual average 2011, ECB)
"""
    )
    assert (
        said.err
        == """\
No rate into USD for KWD: totals list these amounts separately.
"""
    )


def test_what_was_entered_wrongly_is_taken_back(caribbean: Run) -> None:
    caribbean("conference participants 2012 --add IDB:donor")
    assert (
        caribbean("conference remove 2012", status=2).err
        == """\
Error: Remove AMS-2012, with 1 participant and 0 rates? You cannot be asked without a terminal or with --no-input.
Pass --yes to confirm.
"""
    )
    assert (
        caribbean("conference remove 2012 --yes").out
        == """\
Conference AMS-2012 removed.
"""
    )
    caribbean('project add P1 --title "Single window" --status active')
    assert (
        caribbean("conference remove 2013 --yes", status=4).err
        == """\
Error: Conference AMS-2013 cannot be removed: reviews (1).
If the meeting did not take place: `tracker conference edit AMS-2013 --state cancelled`.
"""
    )
    assert (
        caribbean("series remove AMS --yes", status=4).err
        == """\
Error: The series AMS cannot be removed because it has conference AMS-2013.
"""
    )


def test_series(caribbean: Run) -> None:
    said = caribbean('series add CAR --name Caribbean --called "Sub-regional meeting@2012..2013"')
    assert (
        said.out
        == """\
Series CAR added: Caribbean
"""
    )
    assert (
        said.err
        == """\
Next: `tracker conference add CAR-2013 --start 2013-01-28`
"""
    )
    assert (
        caribbean('series edit CAR --region "The Caribbean"').out
        == """\
Series CAR changed.
  region: unknown -> The Caribbean
"""
    )
    assert (
        caribbean("series list").out
        == """\
Code  Name                    Region         Conferences  First       Last        Called
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
AMS   Regional Donor Meeting  –                        2  2012-02-02  2013-01-28
CAR   Caribbean               The Caribbean            0  –           –           Sub-regional meeting@2012..2013
"""
    )
    assert (
        caribbean("series list --json").out
        == """\
[
{"code": "AMS", "name": "Regional Donor Meeting", "region": null, "conferences": 2, "first": "2012-02-02", "last": "2013-01-28", "names": []},
{"code": "CAR", "name": "Caribbean", "region": "The Caribbean", "conferences": 0, "first": null, "last": null, "names": ["Sub-regional meeting@2012..2013"]}
]
"""
    )
    caribbean("conference add CAR-2012-10 --start 2012-10")
    assert (
        caribbean("series add ams --name again", status=4).err
        == """\
Error: The series ams already exists.
`tracker series list` shows all.
"""
    )
    assert (
        caribbean('series edit CAR --called "No dates"', status=2).err
        == """\
Error: series name 'No dates' has no start date.
Use No dates@2010.. or @2010..2015.
"""
    )
    caribbean("conference remove CAR-2012-10 --yes")
    assert (
        caribbean("series remove CAR --yes").out
        == """\
Series CAR removed: Caribbean
"""
    )

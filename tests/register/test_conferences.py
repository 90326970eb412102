"""Series and conferences: codes, places, states, participants."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound, TrackerError, Usage
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.participants import ParticipantFacts
from tracker.register.conferences.series import SeriesFacts
from tracker.register.parties.organisations import OrganisationFacts
from tracker.register.register import Register

if TYPE_CHECKING:
    from conftest import Write

NOW_CALLED = "Development Partners Coordination Meeting"
AMS = SeriesFacts("AMS", NOW_CALLED, "Americas", ("Regional Donor Meeting@2010..2015",))


def codes_in_order(register: Register) -> list[str]:
    return [one.code for one in register.codes.conferences()]


def test_a_series_and_what_it_was_called(write: Write) -> None:
    with write() as register:
        (identity,) = register.series.add([AMS])
        (name,) = register.series.rows(tables.series_name)
        assert (name["name"], name["valid_from"], name["valid_until"]) == ("Regional Donor Meeting", "2010", "2015")
        names = ["Regional Donor Meeting@2010..2017", f"{NOW_CALLED}@2018.."]
        before, after = register.series.edit(identity, {"region": "", "names": names})
        assert (before["region"], after["region"], after["name"]) == ("Americas", None, AMS.name)
        assert len(register.series.rows(tables.series_name)) == 2
        with pytest.raises(Invalid, match="has no start date"):
            register.series.edit(identity, {"names": ["Regional Donor Meeting"]})
        with pytest.raises(Conflict):
            register.series.add([SeriesFacts("ams", "again")])
        register.conferences.add([ConferenceFacts("AMS-2012")])
        with pytest.raises(Conflict, match="conference AMS-2012"):
            register.series.remove(identity)


def test_a_conference_belongs_to_the_series_its_code_begins_with(write: Write) -> None:
    with write() as register:
        ams, caribbean = register.series.add([AMS, SeriesFacts("AMS-CAR", "Caribbean")])
        first, second, third = register.conferences.add(
            [ConferenceFacts("AMS-2012"), ConferenceFacts("ams-car-2012-10"), ConferenceFacts("X-1", series="AMS")]
        )
        rows = register.conferences.by_id(tables.conference, [first, second, third])
        assert [rows[one]["series_id"] for one in (first, second, third)] == [ams, caribbean, ams]
        assert [rows[one]["sequence"] for one in (first, second, third)] == [1, 1, 2]
        for facts in (ConferenceFacts("AMSX-2012"), ConferenceFacts("B-1", series="B")):
            with pytest.raises(NotFound) as raised:
                register.conferences.add([facts])
            assert "tracker series add" in str(raised.value.hint)


def test_what_is_written_is_read_as_meant(write: Write) -> None:
    with write() as register:
        register.series.add([AMS])
        register.organisations.add(
            [OrganisationFacts("WCO", "World Customs Organization", "international organisation")]
        )
        facts = ConferenceFacts(
            "AMS-2013", title="Fourth  meeting", ordinal="4", start="2013-01-28", end="2013-01-30", host="wco",
            country="Panama", currency="usd", cut_off="2012-12-31", tentative=True,
        )  # fmt: skip
        (identity,) = register.conferences.add([facts])
        row = register.conferences.row(identity)
        assert (row["title"], row["ordinal"], row["country"], row["currency"]) == ("Fourth meeting", 4, "PA", "USD")
        assert (row["cut_off"], row["tentative"], row["state"]) == (date(2012, 12, 31), True, "planned")


@pytest.mark.parametrize(
    "facts",
    [
        ConferenceFacts("AMS-2012"),
        ConferenceFacts("AMS 2013"),
        ConferenceFacts("AMS-2013", start="2013-02-30"),
        ConferenceFacts("AMS-2013", start="2013-03", end="2013-02"),
        ConferenceFacts("AMS-2013", ordinal="third"),
        ConferenceFacts("AMS-2013", ordinal=0),
        ConferenceFacts("AMS-2013", currency="USX"),
        ConferenceFacts("AMS-2013", currency=""),
        ConferenceFacts("AMS-2013", cut_off="2013"),
        ConferenceFacts("AMS-2013", host="NOBODY"),
        ConferenceFacts("AMS-2013", state="running"),
        ConferenceFacts("AMS-2013", state="open"),
    ],
)
def test_what_cannot_stand_is_refused(write: Write, facts: ConferenceFacts) -> None:
    with write() as register:
        register.series.add([AMS])
        register.conferences.add([ConferenceFacts("AMS-2012", state="open")])
        with pytest.raises(TrackerError):
            register.conferences.add([facts])
        assert codes_in_order(register) == ["AMS-2012"]


def test_earlier_meetings_can_be_put_in_later(write: Write) -> None:
    with write() as register:
        register.series.add([AMS])
        register.conferences.add([ConferenceFacts(f"AMS-{year}") for year in (2010, 2013, 2015)])
    with write() as register:
        register.conferences.add([ConferenceFacts("AMS-2011"), ConferenceFacts("AMS-2012")], after="2010")
        assert codes_in_order(register) == [f"AMS-{year}" for year in (2010, 2011, 2012, 2013, 2015)]
        journal = register.journal.id
    with write() as register:
        register.journal.undo(journal)
    with write() as register:
        assert codes_in_order(register) == ["AMS-2010", "AMS-2013", "AMS-2015"]


def test_the_life_of_a_conference(write: Write) -> None:
    with write() as register:
        register.series.add([AMS])
        old, new = register.conferences.add([ConferenceFacts("AMS-2012"), ConferenceFacts("AMS-2013")])
        before, after = register.conferences.open(old)
        assert (before["state"], after["state"]) == ("planned", "open")
        assert register.conferences.open(old)[0] == after
        with pytest.raises(Conflict, match="AMS-2012 is open"):
            register.conferences.open(new)
        register.conferences.close(old)
        register.conferences.open(new)
        with pytest.raises(Conflict, match="is closed"):
            register.conferences.edit(old, {"title": "Another"})
        with pytest.raises(Conflict, match="is closed"):
            register.conferences.open(old)
        with pytest.raises(Invalid):
            register.conferences.reopen(old, " ")
        assert register.conferences.reopen(old, "a late correction")[1]["state"] == "reopened"
        assert register.journal.reason == "a late correction"
        with pytest.raises(Conflict, match="cannot be reopened because it is reopened"):
            register.conferences.reopen(old, "again")
        for state in ("planned", "cancelled", "open"):
            with pytest.raises(Conflict, match="can only be closed again"):
                register.conferences.edit(old, {"state": state})
        with pytest.raises(Conflict, match="corrections are reported to it with --at AMS-2012"):
            register.conferences.open(old)
        assert register.codes.open_conference().code == "AMS-2013"
        register.conferences.close(new)
        with pytest.raises(Usage, match="No conference is open, but AMS-2012 is reopened"):
            register.codes.open_conference()
        register.conferences.close(old)
        with pytest.raises(Usage, match=r"No conference is open\."):
            register.codes.open_conference()


def test_cancelled_and_planned_again(write: Write) -> None:
    with write() as register:
        register.series.add([AMS])
        (identity,) = register.conferences.add([ConferenceFacts("AMS-2014")])
        assert register.conferences.edit(identity, {"state": "cancelled"})[1]["state"] == "cancelled"
        for verb in (register.conferences.open, register.conferences.close):
            with pytest.raises(Conflict, match="is cancelled"):
                verb(identity)
        register.conferences.edit(identity, {"state": "planned"})
        with pytest.raises(Usage, match="conference open AMS-2014"):
            register.conferences.edit(identity, {"state": "open"})


def test_participants(write: Write) -> None:
    with write() as register:
        register.series.add([AMS])
        (identity,) = register.conferences.add([ConferenceFacts("AMS-2012")])
        bank, wco = register.organisations.add(
            [OrganisationFacts("IDB", "Bank", "development bank"), OrganisationFacts("WCO", "World", "other")]
        )
        facts = [ParticipantFacts("2012", "IDB", "donor", "Ana"), ParticipantFacts("AMS-2012", "wco", "organiser")]
        assert register.participants.enter(facts) == 2
        assert register.participants.enter(facts) == 0
        assert register.participants.enter([ParticipantFacts("2012", "IDB", "host")]) == 1
        rows = register.participants.rows(tables.participant)
        assert [(row["organisation_id"], row["capacity"], row["people"]) for row in rows] == [
            (bank, "host", "Ana"),
            (wco, "organiser", None),
        ]
        register.participants.remove(identity, wco)
        with pytest.raises(NotFound):
            register.participants.remove(identity, wco)
        register.conferences.close(identity)
        with pytest.raises(Conflict, match="AMS-2012 is closed"):
            register.participants.enter(facts)


def test_removing_a_conference_that_was_told_nothing(write: Write) -> None:
    with write() as register:
        register.series.add([AMS])
        kept, gone = register.conferences.add([ConferenceFacts("AMS-2012"), ConferenceFacts("AMS-2013")])
        register.organisations.add([OrganisationFacts("IDB", "Bank", "development bank")])
        register.participants.enter([ParticipantFacts("2013", "IDB", "donor")])
        (project,) = register.conferences.insert(tables.project, [{"code": "P1", "title": "A"}])
        review = {"conference_id": kept, "project_id": project, "title": "A", "status": "active", "answer": "updated"}
        register.conferences.insert(tables.review, [review])
        with pytest.raises(Conflict, match=r"reviews \(1\)"):
            register.conferences.remove(kept)
        register.conferences.remove(gone)
        assert codes_in_order(register) == ["AMS-2012"]
        assert register.conferences.rows(tables.participant) == []

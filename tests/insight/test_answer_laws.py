"""Whatever several parties answer, in whatever order: money is unconfirmed until its own donor confirms it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import Usage
from tracker.insight.codes import Conference
from tracker.insight.parties.donors import list_donors
from tracker.insight.parties.parties import PartyFilters
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.series import SeriesFacts
from tracker.register.drafting.project_report import FundingReport, ProjectReport
from tracker.register.parties.organisations import OrganisationFacts
from tracker.register.projects.contributions import ContributionFacts
from tracker.register.projects.projects import ProjectFacts
from tracker.register.register import Register, open_register
from tracker.register.reporting.pool import Allocation
from tracker.register.reporting.requests import DataRequest
from tracker.rules.money import Amount
from tracker.store.location import Location

NOW = datetime(2013, 1, 28, tzinfo=UTC)
DONORS, PROJECTS, PEOPLE = ("IDB", "CIDA"), ("P1", "P2"), "HT-CUSTOMS"
ANSWERS = ("confirmed unchanged", "updated", "declined")
WHOSE = st.tuples(st.sampled_from(PROJECTS), st.sampled_from(DONORS))
EVENT = st.one_of(
    st.tuples(st.just("answers"), WHOSE, st.sampled_from(ANSWERS)),
    st.tuples(st.just("tells"), WHOSE, st.integers(1, 9)),
    st.tuples(st.just("is told of"), WHOSE, st.integers(1, 9)),
    st.tuples(st.just("allocates"), WHOSE, st.integers(1, 2)),
    st.tuples(st.sampled_from(["people confirm", "people decline"]), WHOSE, st.just(0)),
)


class Lot:
    """Some of a donor's money, and whether the donor confirmed it, declined to, or neither."""

    def __init__(self, amount: int, answer: str = "silent") -> None:
        self.amount, self.answer = amount, answer


@settings(max_examples=20)
@given(events=st.lists(EVENT, min_size=1, max_size=8))
def test_unconfirmed_is_the_money_that_its_own_donor_did_not_confirm(
    location: Location, events: list[tuple[str, tuple[str, str], Any]]
) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        conference = begun(register)
        lots = {(project, donor): [Lot(5)] for project in PROJECTS for donor in DONORS}
        pool = {donor: Lot(20) for donor in DONORS}
        for kind, (project, donor), value in events:
            before = unconfirmed(register)
            happened = happens(register, conference, kind, project, donor, value)
            mine = lots[project, donor]
            if kind == "answers":
                for lot in mine:
                    if lot.answer != "confirmed":
                        lot.answer = "declined" if value == "declined" else "confirmed"
            elif kind == "tells":
                mine[0].amount, mine[0].answer = value, "confirmed"
            elif kind == "is told of" and mine[0].amount != value:
                mine[0].amount = value
                mine[0].answer = "declined" if mine[0].answer == "declined" else "silent"
            elif kind == "allocates" and happened:
                assert unconfirmed(register) == before
                silent = next((lot for lot in mine if lot.answer == "silent"), None)
                if silent is None:
                    mine.append(Lot(value))
                else:
                    silent.amount += value
                pool[donor].amount -= value
        every = [lot for found in (*lots.values(), [*pool.values()]) for lot in found]
        assert total(register) == sum(lot.amount for lot in every)
        assert unconfirmed(register) == (
            sum(lot.amount for lot in every if lot.answer != "confirmed"),
            sum(lot.amount for lot in every if lot.answer == "declined"),
        )


def begun(register: Register) -> Conference:
    """Two donors told one conference of money in two projects, and were asked by the next; its pool is filled."""
    register.series.add([SeriesFacts("AMS", "Americas")])
    register.conferences.add([ConferenceFacts(f"AMS-{year}", start=year) for year in ("2012", "2013")])
    register.organisations.add([OrganisationFacts(code, code, "other", ("donor",)) for code in DONORS])
    register.organisations.add([OrganisationFacts(PEOPLE, PEOPLE, "customs administration", ("beneficiary",))])
    register.projects.add([ProjectFacts(code, code, beneficiaries=[PEOPLE]) for code in PROJECTS])
    first, second = (register.codes.conference(f"AMS-{year}") for year in ("2012", "2013"))
    for project in PROJECTS:
        facts = [ContributionFacts(project, donor, currency="USD") for donor in DONORS]
        money = [
            FundingReport(one, {"pledged": [usd(5)]}, answer="updated") for one in register.contributions.add(facts)
        ]
        report = ProjectReport(register.codes.id("project", project), review={"status": "active"}, funding=money)
        register.reports.tell(first, [report])
    assert unconfirmed(register) == (0, 0)
    ids = register.codes.ids("project", PROJECTS)
    asked = [DataRequest(register.codes.id("organisation", one), "donor", ids, "en", one) for one in DONORS]
    asked.append(DataRequest(register.codes.id("organisation", PEOPLE), "beneficiary", ids, "en", PEOPLE))
    register.requests.ask(second, asked, date(2013, 1, 28), date(2013, 2, 1))
    for donor in DONORS:
        register.pool.add(second, donor, usd(20))
    return second


def happens(register: Register, conference: Conference, kind: str, project: str, donor: str, value: Any) -> bool:
    """One thing that somebody says; whether it made sense as things stand."""
    identity = register.codes.id("project", project)
    main = register.codes.id("contribution", f"{project}-{donor}")
    if kind == "answers":
        answered(register, conference, donor, value, identity)
    elif kind.startswith("people"):
        answered(register, conference, PEOPLE, "declined" if kind == "people decline" else "updated", identity)
    elif kind == "allocates":
        try:
            register.pool.allocate(conference, Allocation(donor, usd(value), project))
        except Usage:
            return False  # two contributions could take it
    else:
        told = FundingReport(main, {"pledged": [usd(value)]}, answer="updated" if kind == "tells" else None)
        register.reports.tell(conference, [ProjectReport(identity, funding=[told])])
    return True


def answered(register: Register, conference: Conference, who: str, answer: str, project: int) -> None:
    organisation = register.codes.id("organisation", who)
    (request,) = [row for row in register.requests.at(conference) if row["organisation_id"] == organisation]
    register.requests.tell(request["id"], answer, [project], "a mail", date(2013, 1, 28))


def usd(amount: int) -> Amount:
    return Amount(amount, "USD", False, None)


def total(register: Register, which: PartyFilters | None = None) -> int:
    return sum(row.pledged or 0 for row in list_donors(register.reader, which or PartyFilters()))


def unconfirmed(register: Register) -> tuple[int, int]:
    """What is unconfirmed as told last, and the part that was declined."""
    return total(register, PartyFilters(unconfirmed=True)), total(register, PartyFilters(declined=True))

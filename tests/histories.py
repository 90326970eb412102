"""Whole histories of conferences, for laws that hold whatever happened: how they are drawn, and how they come to pass.

A history is a few conferences of one series, one after the other, each with what it was told, and reopenings with
corrections in between; it is played through the register's own verbs. Codes begin with a prefix of the history's own,
so that many can be played on one register.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tracker import tables
from tracker.errors import Conflict
from tracker.insight.bridge import Bridge
from tracker.insight.codes import Codes, Conference
from tracker.register.actions import ActionFacts
from tracker.register.conferences import ConferenceFacts
from tracker.register.contributions import ContributionFacts
from tracker.register.milestones import MilestoneFacts
from tracker.register.organisations import OrganisationFacts
from tracker.register.pool import Allocation
from tracker.register.projects import ProjectFacts
from tracker.register.register import Register
from tracker.register.reports import FundingReport, PartReport, ProjectReport
from tracker.register.risks import RiskFacts
from tracker.register.series import SeriesFacts
from tracker.rules.money import Amount
from tracker.rules.words import MEASURES, REASONS

YEARS = ("2011", "2012", "2013")
CURRENCIES = {"IDB": "USD", "EU": "EUR", "JICA": "JPY"}
BENEFICIARIES = ("JM", "BB")
PROJECTS = ("P1", "P2", "P3")
TITLES = ("Ventanilla única", "Gestion des risques", "Training")
AMOUNT = st.none() | st.integers(-(10**6), 10**9)
RATES = st.lists(st.sampled_from(["1.25", "1.30", "0.75", "2"]), min_size=len(YEARS), max_size=len(YEARS))


@st.composite
def told(draw: st.DrawFn) -> dict[str, Any]:
    """What a conference is told of one project that is not over."""
    return {
        "status": draw(st.sampled_from(["proposed", "active", "finalising", "suspended"])),
        "progress": draw(st.none() | st.integers(0, 100)),
        "title": draw(st.sampled_from(TITLES)),
        "themes": draw(st.lists(st.sampled_from(["integrity", "risk-management"]), unique=True)),
        "shares": draw(st.sampled_from([{}, {"JM": None}, {"JM": 60, "BB": 40}, {"BB": 100}])),
        "money": draw(
            st.dictionaries(st.sampled_from(sorted(CURRENCIES)), st.fixed_dictionaries(dict.fromkeys(MEASURES, AMOUNT)))
        ),
        "reason": draw(st.none() | st.sampled_from(REASONS)),
    }


PROJECT, DONOR, SCALE = st.sampled_from(PROJECTS), st.sampled_from(sorted(CURRENCIES)), st.integers(1, 5)
SOME = st.integers(1, 10**6)
IN_THE_ROOM = st.one_of(
    st.tuples(st.just("told"), st.dictionaries(PROJECT, told(), min_size=1)),
    st.tuples(st.just("told"), st.dictionaries(PROJECT, told(), min_size=1)),
    st.tuples(st.just("confirmed"), PROJECT),
    st.tuples(st.just("over"), PROJECT, st.sampled_from(["completed", "cancelled"])),
    st.tuples(st.just("assessed"), PROJECT, SCALE, st.just("open")),
    st.tuples(st.just("assessed"), PROJECT, SCALE, st.sampled_from(["open", "closed"])),
    # A comparison does not tell of a step whose day was corrected.
    st.tuples(st.just("reached"), PROJECT, st.none() | st.just("2012-11")),
    st.tuples(st.just("pooled"), DONOR, SOME),
    st.tuples(st.just("allocated"), DONOR, SOME, PROJECT),
    st.tuples(st.just("pulled out"), PROJECT, DONOR),
    st.tuples(st.just("promised"), st.sampled_from(TITLES)),
    st.tuples(st.just("noted"), st.sampled_from(["IDB: +300k", "¿Quién paga?"])),
)
IN_BETWEEN = st.one_of(
    st.tuples(st.just("renamed"), DONOR, st.sampled_from(["Banco", "La Banque"])),
    st.tuples(st.just("recoded"), PROJECT),
    st.tuples(st.just("retitled"), PROJECT, st.sampled_from(TITLES)),
    st.tuples(st.just("merged"), st.sampled_from(sorted(CURRENCIES))),
)


class Meeting(NamedTuple):
    """What becomes of one conference: whether it begins with what was told before, and what is told to it."""

    carried: bool
    told: list[Any]


class Correction(NamedTuple):
    """A conference that is opened again after all have closed, with what is told to it then, and what happens later."""

    place: int
    told: list[Any]
    later: list[Any]


class History(NamedTuple):
    """Rates by conference, the conferences, and what was corrected afterwards."""

    rates: list[str]
    meetings: list[Meeting]
    corrections: list[Correction]


EVENTS = st.lists(IN_THE_ROOM, max_size=6)
HISTORIES = st.builds(
    History,
    RATES,
    st.lists(st.builds(Meeting, st.booleans(), EVENTS), min_size=len(YEARS), max_size=len(YEARS)),
    st.lists(
        st.builds(Correction, st.integers(0, len(YEARS) - 1), EVENTS, st.lists(IN_BETWEEN, max_size=3)), max_size=3
    ),
)


class Story:
    """A history as it comes to pass in a register; `named` is how a thing of it is called by now."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.names: dict[str, str] = {}

    def named(self, code: str) -> str:
        return self.names.get(code, f"{self.prefix}-{code}")

    def begin(self, register: Register, rates: list[str], more: tuple[str, ...] = ()) -> None:
        """The series with its conferences and their rates, everybody who takes part, and projects nobody heard of."""
        register.series.add([SeriesFacts(self.prefix, "Americas")])
        years = (*YEARS, *more)
        register.conferences.add([ConferenceFacts(self.named(year), start=year) for year in years])
        register.organisations.add(
            [
                OrganisationFacts(self.named(code), f"The {code} of {self.prefix}", "other", ("donor",))
                for code in CURRENCIES
            ]
            + [OrganisationFacts(self.named(code), f"{code} of {self.prefix}", "other") for code in BENEFICIARIES]
        )
        register.projects.add([ProjectFacts(self.named(code), code) for code in PROJECTS])
        for year, rate in zip(years, [*rates, *rates], strict=False):
            pairs = [{"currency": "USD", "per_currency": per, "value": rate, "date": year} for per in ("EUR", "JPY")]
            keys = {"conference_id": register.codes.id("conference", self.named(year)), "method": "spot"}
            register.journal.insert(tables.pinned_rate, [row | keys | {"source": "test"} for row in pairs])

    def conference(self, register: Register, year: str) -> Conference:
        return Codes(register.reader).conference(self.named(year))

    def tell(self, register: Register, conference: Conference, projects: dict[str, Any]) -> None:
        """What was drawn by `told`, of each of these projects."""
        codes = register.codes
        reports = []
        for code, news in sorted(projects.items()):
            project = codes.id("project", self.named(code))
            funding = []
            for donor, amounts in sorted(news["money"].items()):
                if self._ended(register, code, donor):
                    continue
                said = {m: [Amount(minor, CURRENCIES[donor], False, None)] for m, minor in amounts.items() if minor}
                contribution = self.contribution(register, code, donor)
                funding.append(FundingReport(contribution, said, news["reason"] if said else None))
            shares = {
                codes.id("organisation", self.named(who)): None if share is None else share * 10_000
                for who, share in news["shares"].items()
            }
            review = {"status": news["status"], "progress": news["progress"]}
            reports.append(ProjectReport(project, {"title": news["title"]}, review, news["themes"], shares, funding))
        register.reports.tell(conference, reports)

    def contribution(self, register: Register, project: str, donor: str) -> int:
        name = f"{self.prefix}-{project}-{donor}"
        found = register.codes.find("contribution", name)
        if found is not None:
            return found
        facts = ContributionFacts(self.named(project), self.named(donor), "grant", CURRENCIES[donor], code=name)
        return register.contributions.add([facts])[0]

    def happens(self, register: Register, conference: Conference, event: Any) -> None:
        """One thing that is said at a conference; what makes no sense as things stand is passed over."""
        kind, *given = event
        if kind == "told":
            self.tell(register, conference, given[0])
        elif kind == "noted":
            register.notes.take(conference, given[0])
        elif kind == "promised":
            register.actions.add([ActionFacts(conference.code, "action point", given[0], owner=self.named("IDB"))])
        elif kind == "pooled":
            amount = Amount(given[1], CURRENCIES[given[0]], False, None)
            register.pool.add(conference, self.named(given[0]), amount)
        elif kind == "allocated":
            amount = Amount(given[1], CURRENCIES[given[0]], False, None)
            if self._heard(register, conference, given[2]) and not self._ended(register, given[2], given[0]):
                self.contribution(register, given[2], given[0])
                with suppress(Conflict):  # nothing is in the pool, or less
                    register.pool.allocate(conference, Allocation(self.named(given[0]), amount, self.named(given[2])))
        elif self._heard(register, conference, given[0]):
            self._of_project(register, conference, kind, *given)
        elif kind in ("assessed", "reached"):
            code = register.codes.id("project", self.named(given[0]))
            register.reports.tell(conference, [ProjectReport(code, review={"status": "active"})])
            self._of_project(register, conference, kind, *given)

    def _of_project(self, register: Register, conference: Conference, kind: str, code: str, *given: Any) -> None:
        project = register.codes.id("project", self.named(code))
        report = ProjectReport(project)
        if kind == "confirmed":
            report = report._replace(unchanged=True)
        elif kind == "over":
            report = report._replace(review={"status": given[0]})
        elif kind == "pulled out":
            if self._ended(register, code, given[0]):
                return
            contribution = self.contribution(register, code, given[0])
            report = report._replace(funding=[FundingReport(contribution, pull_out="dropped")])
        elif kind == "assessed":
            risk = self._part(register, "risk", code)
            values = {"likelihood": given[0], "impact": 3, "status": given[1]}
            report = report._replace(risks=[PartReport(risk, values)])
        elif kind == "reached":
            report = report._replace(
                milestones=[PartReport(self._part(register, "milestone", code), {"reached": given[0]})]
            )
        register.reports.tell(conference, [report])

    def _part(self, register: Register, noun: str, project: str) -> int:
        table = tables.metadata.tables[noun]
        identity = register.codes.id("project", self.named(project))
        known = register.risks.rows(table, table.c.project_id == identity)
        if known:
            return int(known[0]["id"])
        if noun == "risk":
            return register.risks.add([RiskFacts(self.named(project), "R1", "A strike", "political")])[0]
        return register.milestones.add([MilestoneFacts(self.named(project), "M1", "Signed", "2012-06")])[0]

    def later(self, register: Register, event: Any) -> None:
        """One thing that happens to the standing facts, while everything is closed."""
        kind, code, *given = event
        if kind == "renamed":
            name = f"{given[0]} {code} {self.prefix}"
            register.organisations.edit(register.codes.id("organisation", self.named(code)), {"name": name})
        elif kind == "retitled":
            register.projects.edit(register.codes.id("project", self.named(code)), {"title": given[0]})
        elif kind == "recoded":
            identity = register.codes.id("project", self.named(code))
            self.names[code] = self.named(code) + "X"
            register.projects.edit(identity, {"code": self.names[code]})
        elif code != "IDB" and self.named(code) != self.named("IDB"):
            into = register.codes.id("organisation", self.named("IDB"))
            register.organisations.merge(register.codes.id("organisation", self.named(code)), into)
            self.names[code] = self.named("IDB")

    def _heard(self, register: Register, conference: Conference, code: str) -> bool:
        identity = register.codes.id("project", self.named(code))
        sql = """SELECT 1 FROM review r JOIN conference c ON c.id = r.conference_id
WHERE r.project_id = :project AND c.sequence <= :sequence AND c.series_id = :series"""
        asked = {"project": identity, "sequence": conference.sequence, "series": conference.series_id}
        return register.reader.value(sql, asked) is not None

    def _ended(self, register: Register, project: str, donor: str) -> bool:
        sql = "SELECT ended_at_id FROM contribution WHERE code = :code"
        return register.reader.value(sql, {"code": f"{self.prefix}-{project}-{donor}"}) is not None


def only_exchange(bridge: Bridge) -> bool:
    """Whether nothing moved a total but the rates of the two conferences."""
    still = not any(bridge.terms.values()) and not any(bridge.changed.values())
    return still and bridge.from_total + bridge.exchange == bridge.to_total

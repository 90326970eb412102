"""Whole histories of conferences, for laws that hold whatever happened: how they are drawn, and how they come to pass.

A history is a few conferences of one series, one after the other, each with what it was told, and reopenings with
corrections in between; it is played through the register's own verbs. Codes begin with a prefix of the history's own,
so that many can be played on one register.

`commands` are bolder: each is a command of its own, at any time and to any conference, and may be refused; what was
written may be undone, and undos too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tracker import tables
from tracker.errors import Conflict
from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.bridge import Bridge
from tracker.register.conferences.actions import ActionFacts
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.conferences.series import SeriesFacts
from tracker.register.drafting.project_report import FundingReport, PartReport, ProjectReport
from tracker.register.parties.organisations import OrganisationFacts
from tracker.register.parties.partnerships import PartnershipFacts
from tracker.register.projects.contributions import ContributionFacts, TransactionFacts
from tracker.register.projects.milestones import MilestoneFacts
from tracker.register.projects.outcomes import IndicatorFacts, OutcomeFacts
from tracker.register.projects.projects import ProjectFacts
from tracker.register.projects.risks import RiskFacts
from tracker.register.register import Register
from tracker.register.reporting.pool import Allocation
from tracker.rules.money import Amount
from tracker.rules.words import MEASURES, REASONS

YEARS = ("2011", "2012", "2013")
CURRENCIES = {"IDB": "USD", "EU": "EUR", "JICA": "JPY"}
BENEFICIARIES = ("JM", "BB", "TT", "GY", "HT", "SR")
PROJECTS = ("P1", "P2", "P3")
THEMES = ("integrity", "risk-management")
TITLES = ("Ventanilla única", "Gestion des risques", "Training")
AMOUNT = st.none() | st.integers(-(10**6), 10**9)
RATES = st.lists(st.sampled_from(["1.25", "1.30", "0.75", "2"]), min_size=len(YEARS), max_size=len(YEARS))


# Nobody, one alone, all of it, less than all of it, some without a share.
SHARED: tuple[dict[str, int | None], ...] = (
    {},
    {"JM": None},
    {"TT": None, "BB": None},
    {"JM": 60, "BB": 40},
    {"BB": 100},
    {"TT": 100},
    {"JM": 33, "BB": 33, "TT": 34},
    {"BB": 70, "TT": None},
)
EARMARKED: tuple[dict[str, int], ...] = ({"JM": 100}, {"TT": 50}, {"BB": 40, "TT": 60}, {"JM": 0}, {})
PAYMENTS = ("outgoing pledge", "outgoing commitment", "disbursement", "expenditure")
PAID = ("2010-12-31", "2011-06-30", "2012-01-01", "2013-05-05")


@st.composite
def told(draw: st.DrawFn) -> dict[str, Any]:
    """What a conference is told of one project that is not over."""
    return {
        "status": draw(st.sampled_from(["proposed", "active", "finalising", "suspended"])),
        "progress": draw(st.none() | st.integers(0, 100)),
        "title": draw(st.sampled_from(TITLES)),
        "themes": draw(st.lists(st.sampled_from(THEMES), unique=True)),
        "shares": draw(st.sampled_from(SHARED)),
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
    st.tuples(st.just("measured"), PROJECT, st.sampled_from(["5", "7.5"])),
    st.tuples(st.just("pooled"), DONOR, SOME),
    st.tuples(st.just("allocated"), DONOR, SOME, PROJECT),
    st.tuples(st.just("pulled out"), PROJECT, DONOR),
    st.tuples(st.just("earmarked"), PROJECT, DONOR, st.sampled_from(EARMARKED)),
    st.tuples(st.just("paid"), PROJECT, DONOR, st.sampled_from(PAYMENTS), st.sampled_from(PAID), SOME),
    st.tuples(st.just("counted"), PROJECT, DONOR),
    st.tuples(st.just("partnered"), st.sampled_from(TITLES)),
    st.tuples(st.just("promised"), st.sampled_from(TITLES)),
    st.tuples(st.just("noted"), st.sampled_from(["IDB: +300k", "¿Quién paga?"])),
)
IN_BETWEEN = st.one_of(
    st.tuples(st.just("renamed"), DONOR, st.sampled_from(["Banco", "La Banque"])),
    st.tuples(st.just("recoded"), PROJECT),
    st.tuples(st.just("retitled"), PROJECT, st.sampled_from(TITLES)),
    st.tuples(st.just("merged"), st.sampled_from(sorted(CURRENCIES))),
)


# Bold commands are drawn by weight, so that histories become rich at once, where Hypothesis begins with plain ones.
ROOM = {
    "told": 8,
    "confirmed": 2,
    "over": 1,
    "assessed": 2,
    "reached": 1,
    "measured": 1,
    "earmarked": 3,
    "paid": 3,
    "counted": 2,
    "pooled": 2,
    "allocated": 2,
    "pulled out": 1,
    "partnered": 1,
    "promised": 1,
    "noted": 1,
}
BETWEEN = {
    "renamed": 1,
    "recoded": 1,
    "retitled": 1,
    "merged": 1,
    "reshared": 3,
    "rethemed": 1,
    "put under": 1,
    "merged beneficiary": 1,
}
DONE = {"at": 16, "outside": 4, "open": 3, "close": 4, "reopen": 3, "carry": 1, "undo": 3}


def commands(random: Random, size: int) -> list[Any]:
    """So many commands, whatever they may lead to; a conference that is told of all projects begins."""
    begun = [
        ("open", YEARS[0]),
        ("at", YEARS[0], ("told", {project: _news(random) for project in PROJECTS})),
        ("at", YEARS[0], ("pooled", "IDB", 10**6)),
    ]
    return begun + [_command(random) for _ in range(size - len(begun))]


def _command(random: Random) -> Any:
    kind = _weighted(random, DONE)
    if kind == "undo":
        return kind, random.choice([None, 0, 0, 0, 1, 2, 5])
    if kind == "outside":
        return kind, _outside(random)
    # One of the conferences that take it as things are, and now and then any.
    which = random.choice([0, 1, 2, 0, 1, 2, random.choice(YEARS)])
    return (kind, which, _in_the_room(random)) if kind == "at" else (kind, which)


def _outside(random: Random) -> Any:
    kind, project, donor = _weighted(random, BETWEEN), random.choice(PROJECTS), random.choice(sorted(CURRENCIES))
    more = {
        "renamed": (donor, random.choice(["Banco", "La Banque"])),
        "recoded": (project,),
        "retitled": (project, random.choice(TITLES)),
        "merged": (donor,),
        "reshared": (project, _shares(random)),
        "rethemed": (project, random.sample(THEMES, random.randrange(3))),
        "put under": (project, random.choice(PROJECTS)),
        "merged beneficiary": random.sample(BENEFICIARIES, 2),
    }
    return kind, *more[kind]


def _in_the_room(random: Random) -> Any:
    kind, project, donor = _weighted(random, ROOM), random.choice(PROJECTS), random.choice(sorted(CURRENCIES))
    some = random.randint(1, 10**6)
    more: dict[str, tuple[Any, ...]] = {
        "told": ({project: _news(random) for project in random.sample(PROJECTS, random.randint(1, 2))},),
        "confirmed": (project,),
        "over": (project, random.choice(["completed", "cancelled"])),
        "assessed": (project, random.randint(1, 5), random.choice(["open", "open", "closed"])),
        "reached": (project, random.choice([None, "2012-11"])),
        "measured": (project, random.choice(["5", "7.5"])),
        "earmarked": (project, donor, random.choice(EARMARKED)),
        "paid": (project, donor, random.choice(PAYMENTS), random.choice(PAID), some),
        "counted": (project, donor),
        "pooled": (donor, some),
        "allocated": (donor, random.randint(1, 1000), project),
        "pulled out": (project, donor),
        "partnered": (random.choice(TITLES),),
        "promised": (random.choice(TITLES),),
        "noted": (random.choice(["IDB: +300k", "¿Quién paga?"]),),
    }
    return kind, *more[kind]


def _news(random: Random) -> dict[str, Any]:
    """As `told` draws it."""

    def amount() -> int | None:
        return random.choice([None, random.randint(-(10**6), 10**9)])

    donors = random.sample(sorted(CURRENCIES), random.randrange(3))
    return {
        "status": random.choice(["proposed", "active", "finalising", "suspended"]),
        "progress": random.choice([None, random.randint(0, 100)]),
        "title": random.choice(TITLES),
        "themes": random.sample(THEMES, random.randrange(3)),
        "shares": _shares(random),
        "money": {donor: {measure: amount() for measure in MEASURES} for donor in donors},
        "reason": random.choice([None, *REASONS]),
    }


def _shares(random: Random) -> dict[str, int | None]:
    """All of it divided, less than all of it, or not said of some."""
    who, left, shares = random.sample(BENEFICIARIES, random.randrange(4)), 100, dict[str, int | None]()
    for place, one in enumerate(who, 1):
        share = left if place == len(who) and random.random() < 0.7 else random.randint(0, left)
        left -= share
        shares[one] = share if random.random() < 0.8 else None
    return shares


def _weighted(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


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
    """A history as it comes to pass in a register; `named` is how a thing of it is called by now.

    A bold one leaves it to the register to refuse what makes no sense.
    """

    def __init__(self, prefix: str, *, bold: bool = False) -> None:
        self.prefix = prefix
        self.bold = bold
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
        elif kind == "partnered":
            parties = [self.named(code) for code in ("IDB", "JM")]
            register.partnerships.add([PartnershipFacts(conference.code, given[0], "agreement", parties)])
        elif kind == "pooled":
            amount = Amount(given[1], CURRENCIES[given[0]], False, None)
            register.pool.add(conference, self.named(given[0]), amount)
        elif kind == "allocated":
            amount = Amount(given[1], CURRENCIES[given[0]], False, None)
            allocation = Allocation(self.named(given[0]), amount, self.named(given[2]))
            if self.bold:
                register.pool.allocate(conference, allocation)
            elif self._heard(register, conference, given[2]) and not self._ended(register, given[2], given[0]):
                self.contribution(register, given[2], given[0])
                with suppress(Conflict):  # nothing is in the pool, or less
                    register.pool.allocate(conference, allocation)
        elif self._heard(register, conference, given[0]):
            self._of_project(register, conference, kind, *given)
        elif kind in ("assessed", "reached", "measured"):
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
            if self._ended(register, code, given[0]) or not self._may_end(register, conference, code, given[0]):
                return
            contribution = self.contribution(register, code, given[0])
            report = report._replace(funding=[FundingReport(contribution, pull_out="dropped")])
        elif kind in ("earmarked", "paid", "counted"):
            if self._ended(register, code, given[0]):
                return
            contribution = self.contribution(register, code, given[0])
            if kind == "paid":
                name, exponent = f"{self.prefix}-{code}-{given[0]}", register.reader.exponents[CURRENCIES[given[0]]]
                amount = str(Decimal(given[3]).scaleb(-exponent))
                paid(register, TransactionFacts(name, given[1], given[2], amount))
                return
            earmarks = {
                register.codes.id("organisation", self.named(who)): share * 10_000
                for who, share in (given[1] if kind == "earmarked" else {}).items()
            }
            one = FundingReport(contribution, basis="transactions" if kind == "counted" else None)
            report = report._replace(funding=[one._replace(earmarks=earmarks if kind == "earmarked" else None)])
        elif kind == "measured":
            measurement = PartReport(self._part(register, "indicator", code), {"actual": given[0]})
            report = report._replace(parts={"indicator": [measurement]})
        elif kind == "assessed":
            risk = self._part(register, "risk", code)
            values = {"likelihood": given[0], "impact": 3, "status": given[1]}
            report = report._replace(parts={"risk": [PartReport(risk, values)]})
        elif kind == "reached":
            report = report._replace(
                parts={"milestone": [PartReport(self._part(register, "milestone", code), {"reached": given[0]})]}
            )
        register.reports.tell(conference, [report])

    def _part(self, register: Register, noun: str, project: str) -> int:
        table = tables.metadata.tables[noun]
        identity = register.codes.id("project", self.named(project))
        known = register.risks.rows(table, table.c.project_id == identity)
        if known:
            return int(known[0]["id"])
        if noun == "indicator":
            register.outcomes.add([OutcomeFacts(self.named(project), "O1", "Faster", "output")])
            facts = IndicatorFacts(self.named(project), "I1", "O1", "Hours", "number", direction="down")
            return register.indicators.add([facts])[0]
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
            renamed = self.named(code) + "X"
            register.projects.edit(identity, {"code": renamed})
            if not self.bold:  # the old code still names it, also where this is undone
                self.names[code] = renamed
        elif kind == "reshared":
            shares = [f"{self.named(who)}" + ("" if share is None else f":{share}") for who, share in given[0].items()]
            register.projects.edit(register.codes.id("project", self.named(code)), {"beneficiaries": shares})
        elif kind == "rethemed":
            register.projects.edit(register.codes.id("project", self.named(code)), {"themes": given[0]})
        elif kind == "put under":
            register.projects.edit(register.codes.id("project", self.named(code)), {"parent": self.named(given[0])})
        elif kind == "merged beneficiary":
            ids = [register.codes.id("organisation", self.named(who)) for who in (code, given[0])]
            register.organisations.merge(*ids)
        elif self.bold:
            ids = [register.codes.id("organisation", self.named(who)) for who in (code, "IDB")]
            register.organisations.merge(*ids)
        elif code != "IDB" and self.named(code) != self.named("IDB"):
            into = register.codes.id("organisation", self.named("IDB"))
            register.organisations.merge(register.codes.id("organisation", self.named(code)), into)
            self.names[code] = self.named("IDB")

    def _heard(self, register: Register, conference: Conference, code: str) -> bool:
        if self.bold:
            return True
        identity = register.codes.id("project", self.named(code))
        sql = """SELECT 1 FROM review r JOIN conference c ON c.id = r.conference_id
WHERE r.project_id = :project AND c.sequence <= :sequence AND c.series_id = :series"""
        asked = {"project": identity, "sequence": conference.sequence, "series": conference.series_id}
        return register.reader.value(sql, asked) is not None

    def _ended(self, register: Register, project: str, donor: str) -> bool:
        if self.bold:
            return False
        sql = "SELECT ended_at_id FROM contribution WHERE code = :code"
        return register.reader.value(sql, {"code": f"{self.prefix}-{project}-{donor}"}) is not None

    def _may_end(self, register: Register, conference: Conference, project: str, donor: str) -> bool:
        """Whether no later conference was told of a contribution."""
        if self.bold:
            return True
        sql = """SELECT 1 FROM funding f JOIN conference c ON c.id = f.conference_id
JOIN contribution n ON n.id = f.contribution_id WHERE n.code = :code AND c.sequence > :sequence"""
        asked = {"code": f"{self.prefix}-{project}-{donor}", "sequence": conference.sequence}
        return register.reader.value(sql, asked) is None


# The states in which a conference takes a command.
TAKES = {"open": ("planned",), "close": ("open", "reopened"), "reopen": ("closed",)}
TAKING_REPORTS = ("open", "reopened", "planned")


def commanded(register: Register, story: Story, command: Any) -> None:
    """One of `commands` comes to pass. Raises TrackerError where it is refused."""
    kind, which, *more = command
    if kind == "undo":
        latest = register.reader.value("SELECT max(id) FROM journal")
        entry = register.journal.undo(None if which is None else max(1, latest - which))
        if entry.id == 1:
            raise Conflict("The beginning of a history is not taken back.")
        return
    if kind == "outside":
        story.later(register, which)
        return
    conference = _meant(register, story, kind, which)
    if kind == "open":
        register.carrying.open(conference)
    elif kind == "close":
        register.conferences.close(conference.id, "so it is")
    elif kind == "reopen":
        register.conferences.reopen(conference.id, "misheard")
    elif kind == "carry":
        register.carrying.carry(conference)
    else:
        story.happens(register, conference, more[0])


def _meant(register: Register, story: Story, kind: str, which: int | str) -> Conference:
    if isinstance(which, str):
        return story.conference(register, which)
    every = [story.conference(register, year) for year in YEARS]
    taking = [one for one in every if one.state in TAKES.get(kind, TAKING_REPORTS)] or every
    return taking[which % len(taking)]


def kind_of(command: Any) -> str:
    """How a command is counted."""
    kind, which, *more = command
    if kind in ("at", "outside"):
        return str(more[0][0] if more else which[0])
    return "undo by number" if kind == "undo" and which is not None else str(kind)


class Tally:
    """How many commands of each kind were drawn, and how many of them were accepted."""

    def __init__(self) -> None:
        self.drawn: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {self.accepted[kind]}/{self.drawn[kind]}" for kind in sorted(self.drawn))
        return f"{self.accepted.total()} of {self.drawn.total()} commands accepted ({kinds})"


def only_exchange(bridge: Bridge) -> bool:
    """Whether nothing moved a total but the rates of the two conferences."""
    still = not any(bridge.terms.values()) and not any(bridge.changed.values())
    return still and bridge.from_total + bridge.exchange == bridge.to_total


def confirmed(register: Register, projects: Sequence[str]) -> list[ProjectReport]:
    """Everybody confirms what they were told of: the people of each project, and each donor its own money."""
    ids = register.codes.ids("project", projects)
    money: dict[int, list[FundingReport]] = {one: [] for one in ids}
    for row in register.contributions.rows_in(tables.contribution, "project_id", ids):
        money[row["project_id"]].append(FundingReport(row["id"], answer="confirmed unchanged"))
    return [ProjectReport(one, review={"answer": "confirmed unchanged"}, funding=money[one]) for one in ids]


def paid(register: Register, fact: TransactionFacts) -> None:
    """Add a movement to a contribution."""
    contributions = register.contributions
    identity = register.codes.id("contribution", fact.contribution)
    (contribution,) = contributions.by_id(tables.contribution, {identity}).values()
    contributions.insert_transactions([contributions.movement(contribution, fact)])

"""Briefs: which conferences they speak of, pledges not kept, what rose or is late, and what to ask."""

from __future__ import annotations

import random
from typing import Any

import pytest
from conftest import Read, Write
from factories import ABSENT, Walk

from tracker.errors import NotFound, Usage
from tracker.insight.briefs.brief import BriefCounts, PartyBrief, party_brief
from tracker.insight.briefs.fiche import Gap, project_fiche
from tracker.insight.briefs.pledges import UnkeptPledge
from tracker.insight.briefs.translated_names import names
from tracker.insight.codes import Codes
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.pair import make_pair
from tracker.register.drafting.project_report import ProjectReport
from tracker.register.register import Register
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader

AMS = ("AMS-2011", "AMS-2012", "AMS-2013")


def walk(register: Register, *conferences: str, **rates: Any) -> Walk:
    return Walk(register, *(conferences or AMS), rates=rates)


def asked(brief: PartyBrief) -> list[tuple[Any, ...]]:
    """The questions without what they leave empty."""
    return [tuple(value for value in question if value is not None) for question in brief.questions]


# Which conferences


def settings_of(reader: Reader, at: str | None = None) -> tuple[str, str, str | None]:
    where = party_brief(reader, "donor", "IDB", at).setting
    return where.asked.code, where.told.code, where.before.code if where.before else None


def test_a_brief_is_for_the_open_conference_and_shows_the_last_that_was_told_until_it_is_told(
    write: Write, read: Read
) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 1_00, 2_00)
        register.conferences.open(w.id("conference", "AMS-2013"))
    with read() as reader:
        assert settings_of(reader) == ("AMS-2013", "AMS-2012", "AMS-2011")
    with write() as register:
        register.reports.tell(register.codes.open_conference(), [ProjectReport(register.codes.id("project", "P1"))])
    with read() as reader:
        assert settings_of(reader) == ("AMS-2013", "AMS-2013", "AMS-2012")


def test_without_an_open_conference_it_is_for_the_last_that_was_told(write: Write, read: Read) -> None:
    with write() as register:
        walk(register).money("P1", "IDB", "USD", 1_00, 2_00)
    with read() as reader:
        assert settings_of(reader) == ("AMS-2012", "AMS-2012", "AMS-2011")
        assert settings_of(reader, "2011") == ("AMS-2011", "AMS-2011", None)


def test_a_conference_that_nobody_reported_to_is_not_the_one_before(write: Write, read: Read) -> None:
    with write() as register:
        walk(register).money("P1", "IDB", "USD", 1_00, ABSENT, 2_00)
    with read() as reader:
        assert settings_of(reader) == ("AMS-2013", "AMS-2013", "AMS-2011")


def test_of_several_open_conferences_it_is_the_one_that_was_told(write: Write, read: Read) -> None:
    with write() as register:
        walk(register, "AMS-2011").money("P1", "IDB", "USD", 1_00)
        other = walk(register, "CAR-2011")
        other.organisation("NORAD")
        for code in ("AMS-2011", "CAR-2011"):
            register.conferences.open(register.codes.id("conference", code))
    with read() as reader:
        assert settings_of(reader) == ("AMS-2011", "AMS-2011", None)
        with pytest.raises(Usage, match="More than one conference is open"):
            party_brief(reader, "donor", "NORAD")


def test_an_open_conference_of_another_series_is_passed_over(write: Write, read: Read) -> None:
    with write() as register:
        walk(register, "AMS-2011").money("P1", "IDB", "USD", 1_00)
        walk(register, "CAR-2011")
        register.conferences.open(register.codes.id("conference", "CAR-2011"))
    with read() as reader:
        assert settings_of(reader) == ("AMS-2011", "AMS-2011", None)


def test_whom_no_conference_was_told_of_has_no_brief_without_one(write: Write, read: Read) -> None:
    with write() as register:
        walk(register).organisation("IDB")
    with read() as reader:
        with pytest.raises(Usage, match="No conference is open, and IDB was not reported to any"):
            party_brief(reader, "donor", "IDB")
        with pytest.raises(NotFound):
            party_brief(reader, "donor", "IDBB", "2013")
        brief = party_brief(reader, "donor", "IDB", "2013")
        assert (brief.lines, brief.pledges, brief.questions, brief.known) == ([], [], [], BriefCounts(0, 0, 0, 0))


# Pledges


def pledge(write: Write, read: Read, *steps: Any, donor: str = "IDB", at: str = "2013") -> list[UnkeptPledge]:
    """The pledges not kept of one contribution whose conferences were told (pledged, committed, disbursed) in turn."""
    with write() as register:
        w = walk(register)
        w.money(
            "P1",
            "IDB",
            "USD",
            *(ABSENT if step is ABSENT else None for step in steps),
            told=[
                {} if step is ABSENT else dict(zip(("pledged", "committed", "disbursed"), step, strict=True))
                for step in steps
            ],
            measure="interest",
        )
        w.money("P9", "IDB", "USD", *(1_00 for _ in AMS))
    with read() as reader:
        return party_brief(reader, "donor", donor, at).pledges


KEPT: dict[str, tuple[Any, ...]] = {
    "committed in full": ((5_00, None, None), (5_00, 2_00, None), (5_00, 5_00, None)),
    "paid in full, whatever was committed": ((5_00, None, None), (5_00, None, None), (5_00, 2_00, 5_00)),
    "made at this very conference": (ABSENT, ABSENT, (5_00, None, None)),
    "lowered to what is committed": ((5_00, None, None), (5_00, 3_00, None), (3_00, 3_00, None)),
    "taken back": ((5_00, None, None), (5_00, None, None), (0, None, None)),
    "never made": ((None, 5_00, None), (0, 5_00, None), (None, None, None)),
}


@pytest.mark.parametrize("steps", KEPT.values(), ids=list(KEPT))
def test_a_pledge_is_kept(steps: tuple[Any, ...], write: Write, read: Read) -> None:
    assert pledge(write, read, *steps) == []


# What was told, as (pledged, committed, disbursed); what is found, and outstanding, since, age, state.
BROKEN: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "in part": (
        ((5_00, None, None), (5_00, 2_00, 1_00), (5_00, 3_00, 1_00)),
        (5_00, 3_00, 1_00, 2_00, "AMS-2011", 2, "told"),
    ),
    "told again later": (
        (ABSENT, (5_00, None, None), (6_00, None, None)),
        (6_00, None, None, 6_00, "AMS-2012", 1, "told"),
    ),
    "nobody speaks of it any more": (
        ((5_00, 1_00, None), ABSENT, ABSENT),
        (5_00, 1_00, None, 4_00, "AMS-2011", 2, "not presented"),
    ),
    "its amount is no longer told": (
        ((5_00, None, None), (5_00, 1_00, None), (None, None, 2_00)),
        (5_00, 1_00, 2_00, 3_00, "AMS-2011", 2, "told"),
    ),
}


@pytest.mark.parametrize(("steps", "found"), BROKEN.values(), ids=list(BROKEN))
def test_a_pledge_is_not_kept(steps: tuple[Any, ...], found: tuple[Any, ...], write: Write, read: Read) -> None:
    (one,) = pledge(write, read, *steps)
    assert (one.contribution, one.currency) == ("P1-IDB", "USD")
    told = (one.pledged, one.committed, one.disbursed, one.outstanding, one.since, one.age, one.state)
    assert told == found


def test_a_pledge_counts_from_its_first_currency(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        first = w.money("P1", "IDB", "EUR", 100_00, ABSENT, measure="pledged")
        w.money("P1", "IDB", "USD", ABSENT, 130_00, 130_00, measure="pledged", code="P1-IDB-2", replaces_id=first)
    with read() as reader:
        (one,) = party_brief(reader, "donor", "IDB", "2013").pledges
        assert (one.contribution, one.currency, one.outstanding, one.since, one.age) == (
            "P1-IDB-2",
            "USD",
            130_00,
            "AMS-2011",
            2,
        )


def test_a_pledge_of_a_duplicate_is_none(write: Write, read: Read) -> None:
    with write() as register:
        settled = [{}, {}, {"excluded_as": "a duplicate of P2-EU"}]
        walk(register).money("P1", "IDB", "USD", 5_00, 5_00, 5_00, measure="pledged", told=settled)
    with read() as reader:
        assert party_brief(reader, "donor", "IDB", "2013").pledges == []


def test_a_beneficiary_sees_the_pledges_to_its_projects_only(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        for project in ("P1", "P2"):
            w.money(project, "IDB", "USD", 5_00, 5_00, 5_00, measure="pledged")
        w.shares("P1", "AMS-2013", JM_CUSTOMS=100)
    with read() as reader:
        found = party_brief(reader, "beneficiary", "JM-CUSTOMS", "2013").pledges
        assert [(one.contribution, one.donor) for one in found] == [("P1-IDB", "IDB")]


# Risks, outcomes, milestones


def test_risks_that_rose_are_new_or_high(write: Write, read: Read) -> None:
    def scores(likelihood: int, impact: int) -> dict[str, int]:
        return {"likelihood": likelihood, "impact": impact}

    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013")
        w.money("P1", "IDB", "USD", 1_00, 1_00)
        w.part("risk", "P1/R1", {"AMS-2012": scores(2, 2), "AMS-2013": scores(2, 3)})
        w.part("risk", "P1/R2", {"AMS-2012": scores(3, 4), "AMS-2013": scores(3, 4)})
        w.part("risk", "P1/R3", {"AMS-2012": scores(3, 3), "AMS-2013": scores(2, 3)})
        w.part("risk", "P1/R4", {"AMS-2013": scores(1, 1)})
        w.part("risk", "P1/R5", {"AMS-2012": scores(5, 5), "AMS-2013": scores(5, 5) | {"status": "closed"}})
        w.part("risk", "P2/R6", {"AMS-2012": scores(1, 1), "AMS-2013": scores(5, 5)})
    with read() as reader:
        brief = party_brief(reader, "donor", "IDB", "2013")
        assert [(risk.code, risk.old, risk.score, risk.level, risk.change) for risk in brief.risks] == [
            ("P1/R2", 12, 12, "high", None),
            ("P1/R1", 4, 6, "moderate", "up"),
            ("P1/R4", None, 1, "low", "new"),
        ]
        assert brief.known.risks == 4


def test_outcomes_off_track_are_behind_the_time(write: Write, read: Read) -> None:
    dated = {"baseline": "96", "baseline_date": "2011-12-31", "target": "48", "target_date": "2013-12-31"}
    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013")
        w.money("P1", "IDB", "USD", 1_00, 1_00)
        w.part("indicator", "P1/I1", {"AMS-2013": {"actual": "84"}}, **dated)
        w.part("indicator", "P1/I2", {"AMS-2013": {"actual": "48"}}, **dated)
        w.part("indicator", "P1/I3", {"AMS-2013": {"actual": "84"}})
    with read() as reader:
        brief = party_brief(reader, "donor", "IDB", "2013")
        assert [(lag.code, str(lag.way), str(lag.time)) for lag in brief.lags] == [("P1/I1", "25.0", "100.0")]
        assert brief.known == BriefCounts(0, 3, 2, 0)


def test_milestones_are_overdue_when_their_last_day_is_past(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2012")
        w.conference("AMS-2013", start_date="2013-01-28", end_date="2013-02-01")
        w.money("P1", "IDB", "USD", 1_00, 1_00)
        w.money("P2", "IDB", "USD", 1_00, 1_00, status="cancelled")
        for code, told in (
            ("P1/M1", {"planned_date": "2013-01"}),
            ("P1/M2", {"planned_date": "2013-02-01"}),
            ("P1/M3", {"planned_date": "2013"}),
            ("P1/M4", {"planned_date": "2012", "reached": "2013-01"}),
            ("P1/M5", {}),
            ("P2/M6", {"planned_date": "2012"}),
        ):
            w.part("milestone", code, {"AMS-2013": told})
    with read() as reader:
        assert [row.code for row in party_brief(reader, "donor", "IDB", "2013").overdue] == ["P1/M1"]


# Questions


def test_what_to_ask_a_donor(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013", **{"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.35"}})
        w.money("P1", "IDB", "EUR", 100_00, 160_00, reason=[("new money", 50_00)])
        w.money("P2", "IDB", "USD", 100_00, 90_00, reason="revision")
        w.money("P3", "IDB", "JPY", 100, 120)
        w.money("P4", "IDB", "USD", 5_00, ABSENT)
        w.money("P5", "IDB", "USD", 5_00, 5_00, told=[{}, {"disbursed": 7_00}])
        w.money("P6", "IDB", "USD", None, None)
        w.money(
            "P7", "IDB", "USD", None, None, instrument="in-kind experts", told=[{}, {"instrument": "in-kind experts"}]
        )
        w.shares("P1", "AMS-2013", JM_CUSTOMS=60, BB_CUSTOMS=30)
        w.shares("P2", "AMS-2013", JM_CUSTOMS=None, BB_CUSTOMS=None)
        # The only beneficiary has all of it, so there is nothing to ask.
        w.shares("P3", "AMS-2013", JM_CUSTOMS=None)
        for project in ("P5", "P6", "P7"):
            w.shares(project, "AMS-2013", JM_CUSTOMS=100)
        w.money("P8", "EU", "USD", 1_00, 2_00)
    with read() as reader:
        assert asked(party_brief(reader, "donor", "IDB", "2013")) == [
            ("not presented", "P4"),
            ("unexplained", "P1", "P1-IDB", "committed", 10_00, "EUR"),
            ("unexplained", "P3", "P3-IDB", "committed", 20, "JPY"),
            ("amount unknown", "P6", "P6-IDB"),
            ("paid beyond commitment", "P5", "P5-IDB", "disbursed", 2_00, "USD"),
            ("no rate", "P3", "P3-IDB", "JPY"),
            ("shares not given", "P2"),
            ("shares do not total 100", "P1", 900_000),
        ]


def test_what_nobody_confirmed_and_who_is_missing(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013")
        w.review("P1", "AMS-2013", answer="not asked", carried_from_id=w.id("conference", "AMS-2012"))
        w.review("P2", "AMS-2013", answer="no answer")
        for project in ("P1", "P2", "P3"):
            w.review(project, "AMS-2013")
            w.shares(project, "AMS-2013", JM_CUSTOMS=100)
        w.money("P4", "IDB", "USD", ABSENT, 1_00)
    with read() as reader:
        assert asked(party_brief(reader, "beneficiary", "JM-CUSTOMS", "2013")) == [
            ("not confirmed", "P1", "not asked", "AMS-2012"),
            ("not confirmed", "P2", "no answer"),
            ("no donor", "P1"),
            ("no donor", "P2"),
            ("no donor", "P3"),
        ]
        assert asked(party_brief(reader, "donor", "IDB", "2013")) == [("no beneficiary", "P4")]


# Money


def tangle(register: Register, seed: int) -> Walk:
    """Projects, contributions, shares and earmarks of two conferences, at random."""
    rng = random.Random(seed)
    w = walk(register, "AMS-2012", "AMS-2013", **{"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.35"}})
    w.money("P99", "IDB", "USD", 1_00, 2_00)
    w.shares("P99", "AMS-2013", JM=50)
    for number in range(12):
        project = f"P{number}"
        for donor in rng.sample(["IDB", "EU", "NORAD"], rng.randint(1, 2)):
            amounts = [rng.choice([ABSENT, None, rng.randint(0, 10**9)]) for _ in range(2)]
            w.money(project, donor, rng.choice(["USD", "EUR", "JPY"]), *amounts)
        for at in ("AMS-2012", "AMS-2013"):
            w.review(project, at)
            if rng.random() < 0.8:
                w.shares(project, at, **rng.choice([{"JM": 100}, {"JM": 33, "BB": 67}, {"BB": 50}, {"JM": 20}]))
    return w


@pytest.mark.parametrize("seed", range(4))
def test_a_brief_moves_as_the_comparison_does(seed: int, write: Write, read: Read) -> None:
    with write() as register:
        tangle(register, seed)
    with read() as reader:
        codes = Codes(reader)
        pair = make_pair(reader, codes.conference("2012"), codes.conference("2013"))
        for role, party, by in (("beneficiary", "JM", "beneficiary"), ("donor", "IDB", "donor")):
            groups = Comparison(reader, pair, by).money.groups
            moved = {move.measure: move for move in party_brief(reader, role, party, "2013").moves}
            for measure in MEASURES:
                bridge, move = groups[party][measure], moved[measure]
                assert (bridge.from_total, bridge.to_total) == (move.from_total, move.to_total)
                assert sum(cause.amount for cause in move.causes) == move.to_total - move.from_total
                terms = {cause.term: cause.amount for cause in move.causes if cause.term in bridge.terms}
                assert terms == {term: amount for term, amount in bridge.terms.items() if amount}


def test_the_totals_of_a_beneficiary_are_its_parts(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013", **{"AMS-2013": {"EUR": "1.35"}})
        w.money("P1", "IDB", "EUR", ABSENT, 100_00)
        w.shares("P1", "AMS-2013", JM_CUSTOMS=60, BB_CUSTOMS=40)
    with read() as reader:
        brief = party_brief(reader, "beneficiary", "JM-CUSTOMS", "2013")
        assert [(total.what, total.currency, total.committed) for total in brief.totals] == [
            ("told", "EUR", 60_00),
            ("converted", "USD", 81_00),
        ]
        (line,) = brief.lines
        assert (line.donor, line.share, line.committed) == ("IDB", 600_000, 100_00)
        assert [rate.value for path in brief.rates for rate in path] == ["1.35"]


def test_what_moved_in_whole_contributions_where_the_share_is_unknown(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013")
        w.money("P1", "IDB", "USD", 500_00, 600_00, reason="new money")
        w.money("P2", "IDB", "USD", 500_00, 900_00)
        w.money("P3", "IDB", "USD", 500_00, 501_00)
        for at in ("AMS-2012", "AMS-2013"):
            w.shares("P1", at, JM=None)
            w.shares("P2", at, JM=None, BB=None)
            w.shares("P3", at, JM=50, TT=None)
    with read() as reader:
        found = {code: party_brief(reader, "beneficiary", code, "2013") for code in ("JM", "BB", "TT")}
        own = {code: [move[:4] for move in brief.moves if move.causes] for code, brief in found.items()}
        assert own == {"JM": [("committed", "USD", 500_00 + 250_00, 600_00 + 250_50)], "BB": [], "TT": []}
        whole = {code: [move[:4] for move in brief.whole_moves if move.causes] for code, brief in found.items()}
        assert whole == {
            "JM": [("committed", "USD", 500_00, 900_00)],
            "BB": [("committed", "USD", 500_00, 900_00)],
            "TT": [("committed", "USD", 500_00, 501_00)],
        }
        assert [line.share for line in found["JM"].lines] == [1_000_000, None, 500_000]
        assert party_brief(reader, "donor", "IDB", "2013").whole_moves == []


def test_a_brief_is_a_few_questions_however_many_projects(write: Write, read: Read) -> None:
    def statements(projects: int) -> int:
        with write() as register:
            w = Walk(register, f"S{projects}-2012", f"S{projects}-2013")
            for number in range(projects):
                w.money(f"S{projects}P{number}", f"D{projects}", "USD", 1_00, 2_00)
        with read() as reader:
            counted = 0
            execute = reader._execute

            def counting(*args: Any, **more: Any) -> Any:
                nonlocal counted
                counted += 1
                return execute(*args, **more)

            reader._execute = counting  # type: ignore[method-assign]
            party_brief(reader, "donor", f"D{projects}", f"S{projects}-2013")
            return counted

    assert statements(3) == statements(40) < 100


# The fiche of a project


def test_a_fiche_says_whether_a_project_seeks_funding(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2013")
        w.money("P1", "IDB", "USD", 5_00, measure="pledged", status="proposed")
        w.money("P2", "IDB", "USD", 5_00, status="proposed")
        w.money("P3", "IDB", "USD", 5_00, measure="pledged")
        w.project("P4")
    with read() as reader:
        seeking = {code: project_fiche(reader, code, "2013").seeking for code in ("P1", "P2", "P3", "P4")}
        assert seeking == {"P1": True, "P2": False, "P3": False, "P4": None}


def test_a_gap_is_by_currency_and_unknown_where_a_side_is(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2013")
        w.money("P1", "IDB", "USD", 5_00, told=[{"pledged": 8_00, "disbursed": 1_00}])
        w.money("P1", "EU", "USD", 9_00, measure="pledged")
        w.money("P1", "NORAD", "NOK", 7_00)
    with read() as reader:
        assert project_fiche(reader, "P1").gaps == [
            Gap("NOK", None, 7_00, None, None, None),
            Gap("USD", 17_00, 5_00, 1_00, 3_00, 4_00),
        ]


def test_a_fiche_knows_nothing_of_later_conferences(write: Write, read: Read) -> None:
    with write() as register:
        walk(register).money("P1", "IDB", "USD", 1_00, 2_00, 3_00)
    with read() as reader:
        assert [row.conference for row in project_fiche(reader, "P1", "2012").history] == ["AMS-2011", "AMS-2012"]


def test_a_risk_of_a_fiche_has_its_cause_and_its_trend(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register, "AMS-2012", "AMS-2013")
        told = {"AMS-2012": {"likelihood": 2, "impact": 3}, "AMS-2013": {"likelihood": 2, "impact": 2}}
        w.part("risk", "P1/R1", told, cause="Elections", consequence="Delay", mitigation="A decree")
    with read() as reader:
        (one,) = project_fiche(reader, "P1").risks
        assert (one.cause, one.consequence, one.mitigation) == ("Elections", "Delay", "A decree")
        assert (one.danger.old, one.danger.score, one.danger.change) == (6, 4, "down")


# Names


def test_names_are_those_of_the_language_where_the_register_has_them(write: Write, read: Read) -> None:
    from tracker import tables

    with write() as register:
        w = walk(register)
        norad = w.organisation("NORAD", name="Norad")
        w.organisation("IDB", name="Inter-American Development Bank")
        spanish = {"organisation_id": norad, "language": "es", "name": "Agencia Noruega"}
        register.journal.insert(tables.organisation_name, [spanish])
        text = {"project_id": w.project("P1"), "field": "title", "language": "es", "text": "Proyecto uno"}
        own = {"project_id": w.project("P2"), "field": "title", "language": "en", "text": "Project P2"}
        register.journal.insert(tables.project_text, [text, own, own | {"language": "fr", "text": "Projet deux"}])
    with read() as reader:
        known = names(reader, "es", ["NORAD", "IDB"], ["P1", "P2"])
        assert known.organisation("NORAD") == "Agencia Noruega"
        assert known.organisation("IDB") == "Inter-American Development Bank"
        assert known.word("Jamaica") == "Jamaica" and known.word("Norway") == "Noruega"
        assert known.word("single-window") == known.word("single window") != "single window"
        assert known.text("P1", "title", "Project P1") == "Proyecto uno"
        # A conference was told another title: the translation is not of that one.
        assert known.text("P1", "title", "An older title") == "An older title"
        assert names(reader, "en", ["NORAD"], []).organisation("NORAD") == "Norad"
        # The register knows that this title is English, and has it in French; of P1 it does not know the language.
        assert known.text("P2", "title", "Project P2") == "Project P2 (en)"
        assert names(reader, "en", [], ["P1", "P2"]).text("P2", "title", "Project P2") == "Project P2"
        assert names(reader, "en", [], ["P1", "P2"]).text("P1", "title", "Project P1") == "Project P1"
        assert names(reader, "fr", [], ["P2"]).text("P2", "title", "Project P2") == "Projet deux"

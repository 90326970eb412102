"""Laws that hold after any history of conferences: told, corrected, allocated, closed, opened again, closed again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from conftest import NOW
from histories import CURRENCIES, HISTORIES, PROJECTS, YEARS, History, Story, confirmed, only_exchange
from hypothesis import given, settings

from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.changes import field_changes
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.exposure import risk_changes
from tracker.insight.comparing.ledger import LedgerSide, entries
from tracker.insight.comparing.money import compare_money
from tracker.insight.comparing.pair import ConferencePair, make_pair
from tracker.insight.comparing.presence import classified
from tracker.insight.comparing.results import milestone_changes
from tracker.insight.comparing.total_rows import Limits, behind
from tracker.insight.comparing.trend import trend
from tracker.insight.conferences.actions import ActionFilters, list_actions
from tracker.insight.conferences.conferences import conference_card
from tracker.insight.lights.behind import LightsWanted, lights_behind
from tracker.insight.lights.scorecard import make_scorecard
from tracker.insight.parties.beneficiaries import benefits, list_beneficiaries
from tracker.insight.parties.donors import list_donors, portfolio
from tracker.insight.parties.parties import PartyFilters
from tracker.insight.projects.contributions import list_contributions
from tracker.insight.projects.milestones import list_milestones
from tracker.insight.projects.parts import PartFilter
from tracker.insight.projects.pool import in_pools
from tracker.insight.projects.project_card import project_card
from tracker.insight.projects.projects import ProjectFilters, list_projects
from tracker.insight.projects.risks import RiskFilters, list_risks
from tracker.register.register import Register, open_register
from tracker.rules.shares import percent
from tracker.rules.words import LIT, MEASURES, SCORED_BY
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import Reader, open_reader
from tracker.store.sealing.sealed_record import composed, heading

State = dict[tuple[str, ...], Any]
PAIRS = [(0, 1), (1, 2), (0, 2)]
numbers = count(1)


def played(register: Register, history: History, more: tuple[str, ...] = ()) -> tuple[Story, list[Conference]]:
    """A whole history within one transaction, all its conferences closed; those of `more` are planned."""
    story = Story(f"H{next(numbers)}")
    story.begin(register, history.rates, more)
    for year, meeting in zip(YEARS, history.meetings, strict=True):
        conference = story.conference(register, year)
        register.conferences.open(conference.id)
        conference = story.conference(register, year)
        if meeting.carried:
            register.carrying.carry(conference)
        for event in meeting.told:
            story.happens(register, conference, event)
        register.conferences.close(conference.id, "so it is")
    for correction in history.corrections:
        year = YEARS[correction.place]
        register.conferences.reopen(story.conference(register, year).id, "misheard")
        for event in correction.told:
            story.happens(register, story.conference(register, year), event)
        register.conferences.close(story.conference(register, year).id, "so it is")
    return story, [story.conference(register, year) for year in (*YEARS, *more)]


# What comparing leaves out on purpose: how a report came to be, and what an answer says of it.
UNCOMPARED = {"version", "answer", "carried_from_id", "source", "reason", "cut_off", "note"}
FIELDS = {"review": "note", "funding": "", "assessment": "", "milestone_report": ""}
DATES = {("milestone_report", "planned_date"), ("milestone_report", "reached")}
LISTS = ("themes", "primary_theme", "beneficiaries")
PARTS = {"funding": "contribution", "assessment": "risk", "milestone_report": "milestone"}


def fields(reader: Reader, at: Conference) -> State:
    """What a conference was told, field by field, read from the tables with nothing of what is tested."""
    found: State = {}
    codes = {
        noun: dict(reader.rows(f"SELECT id, code FROM {noun}"))
        for noun in ("project", "organisation", "contribution", "risk", "milestone")
    }
    for table, also in FIELDS.items():
        columns = [name.strip('"') for name in reader.columns(table)]
        for row in reader.rows(f"SELECT * FROM {table} WHERE conference_id = :at", {"at": at.id}):
            values = dict(zip(columns, row, strict=True))
            project = codes["project"][values.pop("project_id")]
            noun = PARTS.get(table)
            item = project if noun is None else codes[noun][values.pop(f"{noun}_id")]
            item = f"{project}/{item}" if noun in ("risk", "milestone") else item
            for name, value in values.items():
                noun = {"parent_id": "project"}.get(name, "organisation")
                said = codes[noun].get(value) if name.endswith("_id") else value
                left_out = name in UNCOMPARED - {also} or name in ("conference_id", "currency", *MEASURES)
                if not left_out and (table, name) not in DATES:
                    found[project, item, name.removesuffix("_id")] = said
    listed: dict[tuple[str, str], list[str]] = {}
    themes = "SELECT project_id, theme, is_primary FROM review_theme WHERE conference_id = :at ORDER BY theme"
    for project, theme, primary in reader.rows(themes, {"at": at.id}):
        listed.setdefault((codes["project"][project], "themes"), []).append(theme)
        if primary:
            listed[codes["project"][project], "primary_theme"] = [theme]
    shares = "SELECT project_id, organisation_id, share FROM share WHERE conference_id = :at"
    for project, who, share in reader.rows(shares, {"at": at.id}):
        text = codes["organisation"][who] + ("" if share is None else f":{percent(share)}")
        listed.setdefault((codes["project"][project], "beneficiaries"), []).append(text)
    for code, name in [(key[0], name) for key in found if key[2] == "title" for name in LISTS if key[0] == key[1]]:
        found[code, code, name] = ";".join(sorted(listed.get((code, name), ()))) or None
    marks: dict[tuple[str, str], list[str]] = {(key[0], key[1]): [] for key in found if key[2] == "donor"}
    earmarks = "SELECT project_id, contribution_id, organisation_id, share FROM earmark WHERE conference_id = :at"
    for project, contribution, who, share in reader.rows(earmarks, {"at": at.id}):
        text = f"{codes['organisation'][who]}:{percent(share)}"
        marks[codes["project"][project], codes["contribution"][contribution]].append(text)
    for (project, contribution), texts in marks.items():
        found[project, contribution, "earmarks"] = ";".join(sorted(texts)) or None
    return found


def amounts(reader: Reader, at: Conference) -> State:
    sql = f"""SELECT n.code, f.currency, {", ".join(f"f.{measure}" for measure in MEASURES)} FROM funding f
JOIN contribution n ON n.id = f.contribution_id WHERE f.conference_id = :at"""
    return {
        (code, measure): (amount, currency)
        for code, currency, *row in reader.rows(sql, {"at": at.id})
        for measure, amount in zip(MEASURES, row, strict=True)
        if amount is not None
    }


def scores(reader: Reader, at: Conference) -> dict[str, int]:
    sql = """SELECT p.code || '/' || n.code, a.likelihood * a.impact FROM assessment a
JOIN risk n ON n.id = a.risk_id JOIN project p ON p.id = a.project_id
WHERE a.conference_id = :at AND a.status = 'open' AND a.likelihood * a.impact IS NOT NULL"""
    return dict(reader.rows(sql, {"at": at.id}))


def reached(reader: Reader, at: Conference, projects: set[str]) -> dict[str, tuple[str | None, str | None]]:
    sql = """SELECT p.code, p.code || '/' || n.code, r.planned_date, r.reached FROM milestone_report r
JOIN milestone n ON n.id = r.milestone_id JOIN project p ON p.id = r.project_id WHERE r.conference_id = :at"""
    return {
        code: (planned, day) for project, code, planned, day in reader.rows(sql, {"at": at.id}) if project in projects
    }


def presented(reader: Reader, at: Conference) -> set[str]:
    sql = "SELECT p.code FROM review r JOIN project p ON p.id = r.project_id WHERE r.conference_id = :at"
    return {code for (code,) in reader.rows(sql, {"at": at.id})}


def apply(difference: Iterator[tuple[Any, Any, Any]], old: dict[Any, Any]) -> dict[Any, Any]:
    """What there is after some changes of what there was; what a change says there was must have been there."""
    new = dict(old)
    for key, before, after in difference:
        assert old.get(key) == before, key
        new[key] = after
    return {key: value for key, value in new.items() if value is not None}


def known(state: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in state.items() if value is not None}


def check_applied(reader: Reader, pair: ConferencePair) -> None:
    """apply(diff(A, B), A) = B, for everything that two conferences were told."""
    first, second = pair.first, pair.second
    classes = {row.code: row.kind for row in classified(reader, pair)}
    gone = presented(reader, first) - presented(reader, second)
    was = presented(reader, first)
    new = {code for code, kind in classes.items() if kind == "new"}
    still = {code for code, kind in classes.items() if kind not in ("new", "not_presented") and code not in gone}
    assert still | new == presented(reader, second)
    assert classes.keys() == was | new and not was & new

    a, b = fields(reader, first), fields(reader, second)
    both = a.keys() & b.keys()
    changes = (((row.project, row.item, row.field), row.old, row.new) for row in field_changes(reader, pair))
    assert apply(changes, {key: a[key] for key in both}) == known({key: b[key] for key in both})

    lines = list(entries(reader, pair))
    sides = (((one.contribution, one.measure), _said(one.old), _said(one.new)) for one in lines)
    assert apply(sides, amounts(reader, first)) == amounts(reader, second)
    for one in lines:
        assert (one.old.counted or 0) + sum(one.terms.values()) == (one.new.counted or 0)

    moved = ((row.risk, row.old, row.new) for row in risk_changes(reader, pair))
    assert apply(moved, scores(reader, first)) == scores(reader, second)

    marks = reached(reader, first, still), reached(reader, second, still)
    steps = milestone_changes(reader, pair)
    after = (
        (
            row.milestone,
            marks[0].get(row.milestone),
            None if row.change == "not reported" else (row.planned_new, row.reached),
        )
        for row in steps
    )
    assert apply(after, marks[0]) == marks[1]


def _said(side: LedgerSide) -> tuple[int, str | None] | None:
    return None if side.amount is None else (side.amount, side.currency)


def check_steps(reader: Reader, pairs: Sequence[ConferencePair]) -> None:
    """Two steps add up to the direct comparison, per measure and per currency, for the totals and for every line."""
    ab, bc, ac = (compare_money(reader, pair).total for pair in pairs)
    for measure in MEASURES:
        steps = [bridge[measure].to_total - bridge[measure].from_total for bridge in (ab, bc, ac)]
        assert steps[0] + steps[1] == steps[2]
        assert ab[measure].to_total == bc[measure].from_total
    ledgers: list[dict[tuple[str, str, str], int]] = []
    for pair in pairs:
        sums: dict[tuple[str, str, str], int] = {}
        for one in entries(reader, pair):
            for side, sign in ((one.old, -1), (one.new, 1)):
                key = one.contribution, one.measure, str(side.currency)
                sums[key] = sums.get(key, 0) + sign * (side.amount or 0)
        ledgers.append({key: amount for key, amount in sums.items() if amount})
    both = {key: ledgers[0].get(key, 0) + ledgers[1].get(key, 0) for key in {*ledgers[0], *ledgers[1]}}
    assert {key: amount for key, amount in both.items() if amount} == ledgers[2]


@settings(max_examples=10)
@given(history=HISTORIES)
def test_a_comparison_applied_to_the_first_conference_gives_the_second_and_two_steps_the_third(
    location: Location, history: History
) -> None:
    with open_register(location, who="Ana", command="test", now=lambda: NOW, dry_run=True) as register:
        _, conferences = played(register, history)
        reader = register.reader
        pairs = [make_pair(reader, conferences[one], conferences[other]) for one, other in PAIRS]
        for pair in pairs:
            check_applied(reader, pair)
        check_steps(reader, pairs)


@settings(max_examples=10)
@given(history=HISTORIES)
def test_carrying_forward_and_confirming_all_changes_nothing_but_exchange_rates(
    location: Location, history: History
) -> None:
    with open_register(location, who="Ana", command="test", now=lambda: NOW, dry_run=True) as register:
        # A correction of an earlier conference changes the standing facts, and these are what is carried.
        uncorrected = history._replace(corrections=[])
        story, (*_, third, fourth, fifth) = played(register, uncorrected, ("2014", "2015"))
        reader = register.reader
        for conference in (fourth, fifth):
            register.conferences.open(conference.id)
            register.carrying.carry(story.conference(register, conference.code.rpartition("-")[2]))
            codes = sorted(presented(reader, conference))
            reports = confirmed(register, codes)
            register.reports.tell(story.conference(register, conference.code.rpartition("-")[2]), reports)
            register.conferences.close(conference.id, "so it is")
        assert list(field_changes(reader, make_pair(reader, third, fourth))) == []
        # What was told of last at an earlier conference, or is over, is in only one of those; of these two all is.
        comparison = Comparison(reader, make_pair(reader, fourth, fifth))
        assert {row.kind for row in classified(reader, comparison.pair)} <= {"continuing"}
        assert list(field_changes(reader, comparison.pair)) == []
        assert list(risk_changes(reader, comparison.pair)) == []
        assert list(milestone_changes(reader, comparison.pair)) == []
        for measure, bridge in comparison.money.total.items():
            assert only_exchange(bridge)
            assert comparison.money.unconfirmed[measure] == (0, 0)


# Sealed records.

# What happens to everybody in the end.
LAST = (
    *(("renamed", code, "Le Fonds") for code in CURRENCIES),
    *(("recoded", code) for code in PROJECTS),
    *(("retitled", code, "Something else") for code in PROJECTS),
    ("merged", "EU"),
)


def answers(location: Location, at: str) -> dict[str, str]:
    """What every list and every card answers about a conference, or about a record of it, under the plain name."""
    with open_reader(location) as reader:
        codes = Codes(reader)
        conference = codes.conference(at)
        projects = list(list_projects(reader, ProjectFilters(at=at)))
        card = conference_card(reader, conference)
        found: dict[str, Any] = {
            "projects": projects,
            "donors": list_donors(reader, PartyFilters(at=at)),
            "beneficiaries": list_beneficiaries(reader, PartyFilters(at=at)),
            "contributions": list(list_contributions(reader, at=at)),
            "risks": list(list_risks(reader, PartFilter(at=at), RiskFilters())),
            "milestones": list(list_milestones(reader, PartFilter(at=at))),
            "actions": list_actions(reader, "action point", ActionFilters(at=at), "2013-01-28"),
            "pool": in_pools(reader, at),
            "trend": list(trend(reader, [conference], by="donor")),
            "why": [behind(reader, conference, measure, Limits()) for measure in MEASURES],
            "lights": [lights_behind(reader, conference, LightsWanted(of, "committed")) for of in LIT],
            "scorecards": [make_scorecard(reader, conference, "committed", by).groups for by in SCORED_BY],
            "card": card,
        }
        presented = {row.code for row in projects}
        for code in sorted(presented):
            found[code] = project_card(reader, code, at)
        for card_of, rows in ((portfolio, found["donors"]), (benefits, found["beneficiaries"])):
            for code in [row.code for row in rows if row.code is not None]:
                told: Any = card_of(reader, codes.id("organisation", code), at)
                found[f"{card_of.__name__} {code}"] = told._replace(history=[])
                if card_of is portfolio:
                    # Of a project that was not presented a record knows nothing, nor what nobody was told of it.
                    untold = [one for one in told.untold if one.project in presented]
                    found[f"{card_of.__name__} {code}"] = told._replace(history=[], untold=untold)
                found[f"history {card_of.__name__} {code}"] = told.history
        plain = at.partition("@")[0]
        return {
            what: re.sub(rf"\b(at|code|conference)='{at}'", rf"\1='{plain}'", repr(said))
            for what, said in found.items()
        }


def document(reader: Reader, record: int) -> tuple[bytes, bytes]:
    """A record's document as it was sealed, and composed again from the rows that are kept with it."""
    sql = """SELECT id, conference_id, number, series_id, chain, sealed_at, sealed_by, accepted, previous_id,
  previous_sha256, document FROM record WHERE id = :id"""
    names = sql.replace("SELECT", "").partition("FROM")[0].replace(",", " ").split()
    row = dict(zip(names, reader.one(sql, {"id": record}), strict=True))
    before = """SELECT o.at, o.who, o.reason FROM reopening o JOIN record r ON r.id = o.record_id
WHERE r.conference_id = :conference_id AND r.number = :number - 1"""
    reopening = reader.one(before, {name: row[name] for name in ("conference_id", "number")})
    superseded = None if reopening is None else dict(zip(("at", "who", "reason"), reopening, strict=True))
    pieces = composed(reader, heading(reader, row, superseded), record, row["conference_id"])
    return zlib.decompress(row["document"]), b"".join(pieces)


@settings(max_examples=3)
@given(history=HISTORIES)
def test_a_sealed_record_reads_for_ever_as_the_register_did_when_it_was_sealed(
    location: Location, history: History
) -> None:
    story = Story(f"H{next(numbers)}")
    sealed: dict[str, dict[str, str]] = {}

    def write() -> Any:
        return open_register(location, who="Ana", command="test", now=lambda: NOW)

    def close(year: str) -> None:
        with write() as register:
            register.conferences.close(story.conference(register, year).id, "so it is")
        code = story.named(year)
        number = 1 + sum(name.startswith(f"{code}@") for name in sealed)
        live = answers(location, code)
        then = answers(location, f"{code}@{number}")
        # A record knows of earlier conferences what it needs itself: not who had gone over into a donor by then.
        assert {what: said for what, said in then.items() if not what.startswith("history ")} == {
            what: said for what, said in live.items() if not what.startswith("history ")
        }
        sealed[f"{code}@{number}"] = then

    with write() as register:
        story.begin(register, history.rates)
    for year, meeting in zip(YEARS, history.meetings, strict=True):
        with write() as register:
            register.conferences.open(story.conference(register, year).id)
        with write() as register:
            conference = story.conference(register, year)
            if meeting.carried:
                register.carrying.carry(conference)
            for event in meeting.told:
                story.happens(register, conference, event)
        close(year)
    for correction in history.corrections:
        year = YEARS[correction.place]
        for event in correction.later:
            with write() as register:
                story.later(register, event)
        with write() as register:
            register.conferences.reopen(story.conference(register, year).id, "misheard")
            for event in correction.told:
                story.happens(register, story.conference(register, year), event)
        close(year)
    with write() as register:
        for event in LAST:
            story.later(register, event)
    for name, then in sealed.items():
        assert answers(location, name) == then, name
    with open_reader(location) as reader:
        for (record,) in reader.all("SELECT id FROM record"):
            kept, again = document(reader, record)
            assert kept == again
        assert verify_records(reader)[1] == []

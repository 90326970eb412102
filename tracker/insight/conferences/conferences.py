"""Series and conferences: lists, and a summary of one conference with everything reported at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.parties.organisations import dated
from tracker.insight.projects.documents import PaperRow, papers_about
from tracker.insight.records import STANDING_RECORD, RecordRow, records_of
from tracker.insight.totals.latest_review import DECLINED, IN_QUESTION, UNCONFIRMED
from tracker.insight.totals.portfolio import MoneyQuestion, Total, as_totals, sums, totals
from tracker.insight.totals.rates import books
from tracker.model.kinds import Factor, Minor
from tracker.rules.words import CONFERENCE_STATES, STATUSES, choose
from tracker.store.reader import Reader
from tracker.store.told_last import counts

if TYPE_CHECKING:
    from tracker.insight.conferences.actions import ActionRow
    from tracker.insight.parties.partnerships import PartnershipRow


class SeriesRow(NamedTuple):
    """A series; `names` are its names over time, with dates."""

    code: str
    name: str
    region: str | None
    conferences: int
    first: str | None
    last: str | None
    names: tuple[str, ...]


class SeriesRecord(NamedTuple):
    """Everything known about a series, in the fields of `SeriesFacts`."""

    id: int
    version: int
    code: str
    name: str
    region: str | None
    names: tuple[str, ...]


class ConferenceRow(NamedTuple):
    """A conference in a list; `tentative` means that its dates are announced, not fixed.

    A closed conference has its sealed `record` with its hash.
    """

    code: str
    series: str
    title: str | None
    start: str | None
    end: str | None
    tentative: bool
    state: str
    city: str | None
    country: str | None
    participants: int
    projects: int
    currency: str
    series_name: str
    country_name: str | None
    record: str | None
    sha256: str | None


class ConferenceRecord(NamedTuple):
    """Everything known about a conference, in the fields of `ConferenceFacts`; `themes` by name."""

    id: int
    version: int
    code: str
    series: str
    title: str | None
    ordinal: int | None
    start: str | None
    end: str | None
    tentative: bool
    date_note: str | None
    state: str
    host: str | None
    venue: str | None
    city: str | None
    country: str | None
    currency: str
    cut_off: str | None
    source: str | None
    note: str | None
    themes: tuple[str, ...]


class Participant(NamedTuple):
    """A participant and its role."""

    code: str
    name: str
    capacity: str
    people: str | None
    source: str | None
    conference: str


class PinnedRate(NamedTuple):
    """A rate that a conference pinned: one `per` is `value` of `currency`."""

    per: str
    value: Factor
    currency: str
    date: str
    method: str
    source: str
    conference: str


class Presented(NamedTuple):
    """A presented project with the money of one donor in one currency; one row for each donor and currency."""

    code: str
    title: str
    status: str
    donor: str | None
    donor_name: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None


class StatusCount(NamedTuple):
    """The number of projects with a status at a conference, and how many of them are still unconfirmed."""

    status: str
    projects: int
    unconfirmed: int


class ConferencePage(NamedTuple):
    """A conference on one page, in the form of a report.

    `unconfirmed` are the totals of money not confirmed by its own donors, and `declined` those of money that they
    declined to confirm, which is a part of it; `actions` are the action points and recommendations raised or reported
    at the conference, as of then; `next` is the following conference of its series that was not cancelled.
    """

    record: ConferenceRecord
    host_name: str | None
    country_name: str | None
    next: ConferenceRecord | None
    participants: list[Participant]
    projects: list[Presented]
    partnerships: list[PartnershipRow]
    actions: list[ActionRow]
    statuses: list[StatusCount]
    totals: list[Total]
    unconfirmed: list[Total]
    declined: list[Total]
    rates: list[PinnedRate]
    documents: list[PaperRow]
    records: list[RecordRow]


def list_series(reader: Reader) -> list[SeriesRow]:
    """The series, by code."""
    sql = """
SELECT s.id, s.code, s.name, s.region, count(c.id), min(c.start_date), max(c.start_date)
FROM series s LEFT JOIN conference c ON c.series_id = s.id
GROUP BY s.id, s.code, s.name, s.region ORDER BY lower(s.code)
"""
    return [
        SeriesRow(code, name, region, count, first, last, series_names(reader, one))
        for one, code, name, region, count, first, last in reader.all(sql)
    ]


def series_names(reader: Reader, identity: int) -> tuple[str, ...]:
    """The names of a series over time: "Regional Donor Meeting@2010..2015"."""
    sql = "SELECT name, valid_from, valid_until FROM series_name WHERE series_id = :id ORDER BY valid_from"
    return tuple(dated(*row) for row in reader.rows(sql, {"id": identity}))


def series_record(reader: Reader, identity: int) -> SeriesRecord:
    """Everything known about one series."""
    found = reader.one("SELECT version, code, name, region FROM series WHERE id = :id", {"id": identity})
    version, code, name, region = found
    return SeriesRecord(identity, version, code, name, region, series_names(reader, identity))


def list_conferences(reader: Reader, series: str | None = None, state: str | None = None) -> list[ConferenceRow]:
    """The conferences of all series or of one, in any state or in one; by series and sequence."""
    found = ["1 = 1"]
    if series:
        found.append(f"s.id = {Codes(reader).id('series', series)}")
    if state:
        found.append(f"c.state = '{choose('state', state, CONFERENCE_STATES)}'")
    sql = f"""
SELECT c.code, s.code, c.title, c.start_date, c.end_date, CASE WHEN c.tentative THEN 1 ELSE 0 END, c.state, c.city,
  c.country,
  (SELECT count(*) FROM participant p WHERE p.conference_id = c.id),
  (SELECT count(*) FROM review r WHERE r.conference_id = c.id), c.currency, s.name, y.name,
  c.code || '@' || CAST(r.number AS text), r.sha256
FROM conference c JOIN series s ON s.id = c.series_id LEFT JOIN country y ON y.code = c.country
LEFT JOIN {STANDING_RECORD}
WHERE {" AND ".join(found)} ORDER BY lower(s.code), c.sequence
"""
    return reader.all(sql, {}, ConferenceRow)


def conference_record(reader: Reader, identity: int) -> ConferenceRecord:
    """Everything known about one conference."""
    found = reader.one(RECORD, {"id": identity})
    themes = tuple(name for (name,) in reader.rows(AGENDA, {"id": identity}))
    facts = ConferenceRecord._make((*found, themes))
    return facts._replace(tentative=bool(facts.tentative))


RECORD = """
SELECT c.id, c.version, c.code, s.code, c.title, c.ordinal, c.start_date, c.end_date,
  CASE WHEN c.tentative THEN 1 ELSE 0 END, c.date_note, c.state, h.code, c.venue, c.city, c.country, c.currency,
  c.cut_off, c.source, c.note
FROM conference c JOIN series s ON s.id = c.series_id LEFT JOIN organisation h ON h.id = c.host_id WHERE c.id = :id
"""
AGENDA = """
SELECT t.name FROM conference_theme g JOIN theme t ON t.code = g.theme WHERE g.conference_id = :id ORDER BY t.name
"""
NAMES = """
SELECT h.name, y.name FROM conference c LEFT JOIN organisation h ON h.id = c.host_id
LEFT JOIN country y ON y.code = c.country WHERE c.id = :id
"""
NEXT = f"""
SELECT c.id FROM conference c WHERE c.series_id = :series AND c.sequence > :sequence AND {counts("c")}
ORDER BY c.sequence LIMIT 1
"""
PARTICIPANTS = """
SELECT o.code, o.name, p.capacity, p.people, p.source, c.code
FROM participant p JOIN organisation o ON o.id = p.organisation_id JOIN conference c ON c.id = p.conference_id
{where} ORDER BY c.id, lower(o.code)
"""
PINNED = """
SELECT r.per_currency, r.value, r.currency, r.date, r.method, r.source, c.code
FROM pinned_rate r JOIN conference c ON c.id = r.conference_id
{where} ORDER BY c.id, r.per_currency, r.currency
"""
PRESENTED = """
SELECT p.code, r.title, r.status, o.code, o.name, f.currency, {sums}
FROM review r JOIN project p ON p.id = r.project_id
LEFT JOIN funding f ON f.conference_id = r.conference_id AND f.project_id = r.project_id
LEFT JOIN organisation o ON o.id = f.donor_id
WHERE r.conference_id = :id GROUP BY p.code, r.title, r.status, o.code, o.name, f.currency
ORDER BY lower(p.code), lower(o.code), f.currency
"""
COUNTED = f"""
SELECT r.status, count(*), sum(CASE WHEN {IN_QUESTION} THEN 1 ELSE 0 END) FROM review r WHERE r.conference_id = :id
GROUP BY r.status
"""


def conference_card(reader: Reader, conference: Conference) -> ConferencePage:
    """One conference with its participants, what was presented and agreed, totals and rates."""
    # Lists of conferences do not need these.
    from tracker.insight.conferences.actions import actions_at
    from tracker.insight.parties.partnerships import partnerships_at
    from tracker.insight.projects.projects import SUMS

    one = {"id": conference.id}
    presented = PRESENTED.format(sums=", ".join(SUMS.values()))
    host_name, country_name = reader.one(NAMES, one)
    following = reader.value(NEXT, {"series": conference.series_id, "sequence": conference.sequence})
    return ConferencePage(
        conference_record(reader, conference.id),
        host_name,
        country_name,
        None if following is None else conference_record(reader, following),
        list_participants(reader, conference.id),
        reader.all(presented, one, Presented),
        partnerships_at(reader, conference.id),
        actions_at(reader, conference),
        sorted(reader.all(COUNTED, one, StatusCount), key=lambda row: STATUSES.index(row.status)),
        totals(reader, MoneyQuestion(conference.id)),
        totals(reader, MoneyQuestion(conference.id, where=UNCONFIRMED)),
        totals(reader, MoneyQuestion(conference.id, where=DECLINED)),
        pinned_rates(reader, conference.id),
        papers_about(reader, "conference", conference.id),
        records_of(reader, conference.id, conference.record),
    )


def list_participants(reader: Reader, conference: int | None = None) -> list[Participant]:
    """The participants of a conference, by code; or of all conferences."""
    return reader.all(*_of_conference(PARTICIPANTS, conference), Participant)


def pinned_rates(reader: Reader, conference: int | None = None) -> list[PinnedRate]:
    """The rates that a conference pinned, by currency; or those of all conferences."""
    return reader.all(*_of_conference(PINNED, conference), PinnedRate)


def _of_conference(sql: str, conference: int | None) -> tuple[str, dict[str, int]]:
    if conference is None:
        return sql.format(where=""), {}
    return sql.format(where="WHERE c.id = :id"), {"id": conference}


def without_rate(reader: Reader, conference: int) -> list[Total]:
    """The money reported at a conference that no pinned rate converts into its reporting currency."""
    known = books(reader, conference)
    rates, currency = known[conference].rates, known[conference].currency
    rated = sorted(code for code in {currency, *rates.currencies} if known[conference].has_rate(code))
    other = f"f.currency NOT IN ({', '.join(repr(code) for code in rated)})"
    found = sums(reader, MoneyQuestion(conference, where=other), known)
    return [line for line in as_totals(list(found), known) if line.what == "no rate"]

"""A conference on one page, like a meeting report: where and when, who attended, what was presented and agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli.columns import AMOUNTS, papers_section, spoken
from tracker.cli.conferences.conference_participants import PARTICIPANTS
from tracker.cli.conferences.conference_rates import RATES
from tracker.cli.conferences.conference_records import RECORDS
from tracker.cli.minutes.action_view import ACTION_LIST, RARE
from tracker.cli.parties.partnership import partnership_lines, partnerships_section
from tracker.cli.parties.party import TOTALS, essential, told_columns
from tracker.output import PAGES, CardFact, Column, Section, Style
from tracker.rules.figures import ordinal_text, period_text
from tracker.rules.words import MEASURES, with_code

if TYPE_CHECKING:
    from tracker.insight.conferences.actions import ActionRow
    from tracker.insight.conferences.conferences import ConferencePage, ConferenceRecord, Presented
    from tracker.insight.totals.portfolio import Total

STATUSES = [
    Column("status", "Status"),
    Column("projects", "Projects", "number"),
    Column("unconfirmed", "Unconfirmed", "number"),
]
PROJECTS = [
    Column("code", "Code", "code"),
    Column("title", "Project", flex=True),
    Column("status", "Status", priority=6),
    Column("donor", "Donor", "code"),
    Column("donor_name", "Name of donor", hidden=True),
    Column("currency", "", "code"),
    # The page never leaves an amount out, however narrow the window is.
    *(column._replace(priority=0) for column in AMOUNTS),
]


class PageLine(NamedTuple):
    """A line of text on the page; the first of several lines has the number."""

    number: str
    text: str


LINES = [Column("number", "Number", "code"), Column("text", "What, and what was agreed", flex=True)]


def pairs_of(card: ConferencePage, style: Style) -> list[CardFact]:
    """Return the facts of the conference: combined for the page, or one by one for programs."""
    if style.form in PAGES:
        return _page(card, style)
    record, following = card.record, card.next
    pairs = [
        CardFact("code", "Code", record.code, "code"),
        CardFact("series", "Series", record.series, "code"),
        CardFact("title", "Title", record.title),
        CardFact("state", "State", record.state),
        CardFact("ordinal", "Ordinal, as published", record.ordinal, "number"),
        CardFact("start", "Start", record.start, "date"),
        CardFact("end", "End", record.end, "date"),
        CardFact("tentative", "Tentative", record.tentative, "flag"),
        CardFact("date_note", "About the dates", record.date_note),
        CardFact("host", "Host", record.host, "code"),
        CardFact("venue", "Venue", record.venue),
        CardFact("city", "City", record.city),
        CardFact("country", "Country", record.country),
        CardFact("themes", "Agenda", record.themes),
        CardFact("currency", "Reporting currency", record.currency, "code"),
        CardFact("cut_off", "Cut-off of transactions", record.cut_off, "date"),
        CardFact("source", "Source", record.source),
        CardFact("note", "Note", record.note),
        CardFact("next", "Next conference", following and following.code, "code"),
        CardFact("next_ordinal", "Next: ordinal", following and following.ordinal, "number"),
        CardFact("next_start", "Next: start", following and following.start, "date"),
        CardFact("next_end", "Next: end", following and following.end, "date"),
        CardFact("next_tentative", "Next: tentative", following and following.tentative, "flag"),
        CardFact("next_date_note", "Next: about the dates", following and following.date_note),
    ]
    return essential(pairs, style, "code", "series", "title", "state", "start", "currency")


def sections_of(card: ConferencePage, style: Style) -> list[Section]:
    """Return the sections after the facts, in the order of a meeting report."""
    page = style.form in PAGES
    code, state = card.record.code, card.record.state
    pins = None if state == "closed" else f"None pinned. Pin them with `tracker conference rates {code} --latest`."
    none_yet = f"None recorded. Add one with `tracker conference participants {code} --add IDB:donor`."
    recommended = [row for row in card.actions if row.kind == "recommendation"]
    asked = [row for row in card.actions if row.kind == "action point"]
    projects = _once_each(card.projects) if page else card.projects
    participants = [column for column in PARTICIPANTS if not page or column.field != "source"]
    totals = _without_repetition(card.totals) if page else card.totals
    memo = {
        name: _without_repetition(found) if page else found
        for name, found in (("unconfirmed", card.unconfirmed), ("declined", card.declined))
    }
    return [
        Section("Participants", card.participants, spoken(participants, card.participants, "people"), none_yet),
        Section("Projects", projects, spoken(PROJECTS, projects, *MEASURES), "No projects were presented."),
        # On the page this is one of the facts.
        *([] if page else [Section("Projects by status", card.statuses, STATUSES, None, "statuses")]),
        Section("Totals", totals, spoken(told_columns(TOTALS, totals), totals, *MEASURES)),
        *(
            Section(f"Of which {name}", found, spoken(told_columns(TOTALS, found), found, *MEASURES), None, name)
            for name, found in memo.items()
        ),
        _partnerships(card) if page else partnerships_section(card.partnerships),
        Section("Recommendations", recommended, _told(recommended)),
        Section("Action points", asked, _told(asked)),
        Section("Rates", card.rates, RATES, pins),
        Section("Sealed records", card.records, RECORDS, None, "records"),
        papers_section(card.documents),
    ]


def _page(card: ConferencePage, style: Style) -> list[CardFact]:
    record = card.record
    where = ", ".join(filter(None, (record.venue, record.city, card.country_name)))
    host = record.host and with_code(card.host_name or record.host, record.host)
    pairs = [
        CardFact("code", "Code", record.code, "code"),
        CardFact("series", "Series", record.series, "code"),
        CardFact("ordinal", "Ordinal, as published", record.ordinal and ordinal_text(record.ordinal)),
        CardFact("dates", "Dates", _dates(record)),
        CardFact("date_note", "About the dates", record.date_note),
        CardFact("place", "Place", where or None),
        CardFact("host", "Host", host),
        CardFact("themes", "Agenda", record.themes),
        CardFact("state", "State", record.state),
        CardFact("projects", "Projects", _projects(card)),
        CardFact("currency", "Reporting currency", record.currency, "code"),
        CardFact("cut_off", "Cut-off of transactions", record.cut_off, "date"),
        CardFact("next", "Next conference", card.next and _next(card.next)),
        CardFact("source", "Source", record.source),
        CardFact("note", "Note", record.note),
    ]
    return essential(pairs, style, "code", "series", "dates", "state", "currency")


def _dates(record: ConferenceRecord) -> str | None:
    """`2–3 February 2012`, `tentatively February 2013`."""
    days = period_text(record.start, record.end, "en")
    return f"tentatively {days}" if days and record.tentative else days


def _next(record: ConferenceRecord) -> str:
    """`4th, tentatively February 2013 (AMS-2013)`."""
    said = [ordinal_text(record.ordinal) if record.ordinal else None, _dates(record) or "date unknown", record.city]
    note = f"; {record.date_note}" if record.date_note else ""
    return f"{', '.join(filter(None, said))} ({record.code}){note}"


def _projects(card: ConferencePage) -> str | None:
    if not card.statuses:
        return None
    each = ", ".join(f"{row.projects} {row.status}" for row in card.statuses)
    silent = sum(row.unconfirmed for row in card.statuses)
    return f"{sum(row.projects for row in card.statuses)}: {each}" + (f"; {silent} unconfirmed" if silent else "")


def _without_repetition(totals: Sequence[Total]) -> list[Total]:
    """Return the totals, without the converted line if everything is already in the reporting currency."""
    known = [total for total in totals if total.what == "told"]
    repeated = [one._replace(what="converted") for one in known] if len(known) == 1 else []
    return [total for total in totals if total not in repeated]


def _once_each(rows: Sequence[Presented]) -> list[Presented]:
    """Return the lines, with the texts about a project only on its first line."""
    codes = ["", *(row.code for row in rows)]
    return [
        row._replace(code="", title="", status="") if row.code == before else row
        for before, row in zip(codes, rows, strict=False)
    ]


def _partnerships(card: ConferencePage) -> Section:
    lines = [
        PageLine("" if place else str(row.number), text)
        for row in card.partnerships
        for place, text in enumerate(partnership_lines(row))
    ]
    return Section("Partnerships", lines, LINES)


def _told(rows: Sequence[ActionRow]) -> list[Column]:
    """Return the columns of action points or recommendations that are not empty."""
    silent = {"status"} if all(row.status == "open" for row in rows) else set[str]()
    columns = [column._replace(hidden=column.hidden or column.field in silent) for column in ACTION_LIST]
    return spoken(columns, rows, *RARE, "carried", "overdue")

"""A small register with a row in every table, and a client of the database that knows nothing of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from tracker import tables
from tracker.register.register import Register, open_register
from tracker.store.location import Location

SEALED = datetime(2012, 2, 3, 17, 0, tzinfo=UTC)
# What somebody can get wrong with a client of their own, on either database.
REFUSED = (sqlite3.DatabaseError, psycopg.Error)


class Bare:
    """A bare connection: statements alike for sqlite3 and psycopg, with `?` for values, each committed at once."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.dialect = "sqlite" if isinstance(connection, sqlite3.Connection) else "postgresql"

    def __call__(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if self.dialect == "postgresql":
            cursor = self.connection.execute(sql.replace("%", "%%").replace("?", "%s"), values)
            return list(cursor.fetchall()) if cursor.description else []
        return list(self.connection.execute(sql, values).fetchall())


@contextmanager
def bare(location: Location) -> Iterator[Bare]:
    if location.is_postgresql:
        assert location.url is not None
        with psycopg.connect(location.url, autocommit=True) as connection:
            yield Bare(connection)
    else:
        lite = sqlite3.connect(str(location.path), isolation_level=None)
        lite.execute("PRAGMA synchronous = OFF")
        try:
            yield Bare(lite)
        finally:
            lite.close()


@contextmanager
def unguarded(location: Location) -> Iterator[Bare]:
    """A client that has switched off whatever can be switched off without changing the schema."""
    with bare(location) as sql:
        if sql.dialect == "sqlite":
            sql("PRAGMA foreign_keys = OFF")
            sql("PRAGMA ignore_check_constraints = ON")
        else:
            sql("SET session_replication_role = replica")
        yield sql


def tamper(sql: Bare, change: str, *tables: str) -> None:
    """What an owner can do: change something with the guards of some tables away, and put the guards back."""
    again = []
    if sql.dialect == "sqlite":
        sql("BEGIN")
        for name, table, text in sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"):
            # The triggers of the search refuse nothing.
            if (not tables or table in tables) and not name.startswith("guard_search_"):
                sql(f"DROP TRIGGER {name}")
                again.append(text)
    sql(change)
    for text in again:
        sql(text)
    if sql.dialect == "sqlite":
        sql("COMMIT")


def fill(register: Register) -> None:
    """At least a row in every table: P1 of IDB, told to AMS-2012, which is planned, and AMS-2013, which is open."""
    add = register.journal.insert
    add(tables.series, [{"code": "AMS", "name": "Americas"}])
    add(tables.series_name, [{"series_id": 1, "name": "Regional Donor Meeting", "valid_from": "2010"}])
    organisation = {"kind": "customs administration", "country": "JM"}
    add(
        tables.organisation,
        [
            {"code": "IDB", "name": "Inter-American Development Bank", "kind": "development bank"},
            {"code": "JM-CUSTOMS", "name": "Jamaica Customs"} | organisation,
            {"code": "BB-CUSTOMS", "name": "Barbados Customs"} | organisation | {"country": "BB"},
        ],
    )
    add(
        tables.organisation_role,
        [{"organisation_id": 1, "role": "donor"}, {"organisation_id": 2, "role": "beneficiary"}],
    )
    add(tables.organisation_name, [{"organisation_id": 1, "language": "es", "name": "Banco Interamericano"}])
    add(tables.organisation_alias, [{"organisation_id": 1, "alias": "BID"}])
    add(tables.contact, [{"organisation_id": 1, "name": "Ana Peñón"}])
    meeting = {"series_id": 1, "currency": "USD"}
    add(
        tables.conference,
        [
            {"code": "AMS-2012", "sequence": 1, "start_date": "2012-02-02", "state": "planned"} | meeting,
            {"code": "AMS-2013", "sequence": 2, "start_date": "2013-01-28", "state": "open"} | meeting,
        ],
    )
    rate = {"currency": "USD", "per_currency": "EUR", "date": "2012", "method": "annual average", "source": "ECB"}
    add(tables.rate, [rate | {"value": "1.30"}])
    add(tables.project, [{"code": "P1", "title": "Risk management"}, {"code": "P2", "title": "Old"}])
    add(tables.project_text, [{"project_id": 1, "field": "title", "language": "es", "text": "Gestión de riesgos"}])
    add(tables.project_theme, [{"project_id": 1, "theme": "risk-management", "is_primary": True}])
    add(tables.project_succession, [{"successor_id": 1, "predecessor_id": 2, "kind": "continues"}])
    add(tables.beneficiary, [{"project_id": 1, "organisation_id": 2, "share": 600_000}])
    add(tables.beneficiary, [{"project_id": 1, "organisation_id": 3, "share": 400_000}])
    add(tables.document, [{"title": "Project fiche", "location": "fiche.pdf", "project_id": 1}])
    contribution = {"code": "P1-IDB", "project_id": 1, "donor_id": 1, "currency": "USD"}
    add(tables.contribution, [contribution | {"instrument": "grant", "role": "funding"}])
    paid = {"contribution_id": 1, "kind": "disbursement", "date": date(2012, 6, 1), "amount": 25_000_000}
    add(tables.transaction, [paid])
    risk = {"project_id": 1, "category": "political", "event": "A change of government"}
    add(tables.risk, [risk | {"code": "R1"}])
    add(tables.outcome, [{"project_id": 1, "code": "O1", "level": "outcome", "title": "Faster clearance"}])
    indicator = {"project_id": 1, "title": "Clearance time", "measure": "number", "direction": "down"}
    add(tables.indicator, [indicator | {"outcome_id": 1, "code": "I1"}])
    add(tables.milestone, [{"project_id": 1, "code": "M1", "title": "Contract signed"}])
    for conference in (1, 2):
        add(tables.participant, [{"conference_id": conference, "organisation_id": 1, "capacity": "donor"}])
        add(tables.pinned_rate, [rate | {"value": "1.30", "conference_id": conference}])
        keys = {"conference_id": conference, "project_id": 1}
        add(tables.review, [keys | {"title": "Risk management", "status": "active", "answer": "updated"}])
        add(tables.review_theme, [keys | {"theme": "risk-management", "is_primary": True}])
        add(
            tables.share,
            [keys | {"organisation_id": 2, "share": 600_000}, keys | {"organisation_id": 3, "share": 400_000}],
        )
        told: dict[str, Any] = {
            "donor_id": 1,
            "currency": "USD",
            "instrument": "grant",
            "role": "funding",
            "basis": "told",
        }
        told["answer"] = "updated" if conference == 2 else None
        add(tables.funding, [keys | told | {"contribution_id": 1, "committed": 100_000_000 * conference}])
        add(tables.earmark, [keys | {"contribution_id": 1, "organisation_id": 2, "share": 500_000}])
        add(tables.assessment, [keys | risk | {"risk_id": 1, "likelihood": 2, "impact": 3, "status": "occurred"}])
        add(tables.measurement, [keys | indicator | {"indicator_id": 1, "actual": "3.5"}])
        add(tables.milestone_report, [keys | {"milestone_id": 1, "title": "Contract signed", "reached": "2012-11"}])
        add(tables.delay, [keys | {"risk_id": 1, "milestone_id": 1}])
        add(tables.set_light, [keys | {"of": "time", "light": "behind", "reason": "The contractor left"}])
    promise = {"text": "Publish a timetable", "owner_id": 1, "due": "2013-06"}
    add(tables.partnership, [{"conference_id": 1, "kind": "study visit", "subject": "Targeting", "date": "2012-02"}])
    add(tables.partnership_party, [{"partnership_id": 1, "organisation_id": 1, "people": "Ana Peñón"}])
    add(tables.partnership_area, [{"partnership_id": 1, "area": "Laboratories"}])
    add(tables.partnership_theme, [{"partnership_id": 1, "theme": "risk-management"}])
    add(tables.partnership_project, [{"partnership_id": 1, "project_id": 1}])
    add(tables.conference_theme, [{"conference_id": which, "theme": "single-window"} for which in (1, 2)])
    add(tables.action, [promise | {"conference_id": 1, "kind": "action point", "number": 1, "partnership_id": 1}])
    add(tables.evidence, [{"action_id": 1, "project_id": 1, "outcome_id": 1}, {"action_id": 1, "document_id": 1}])
    for conference in (1, 2):
        add(tables.follow_up, [promise | {"conference_id": conference, "action_id": 1, "status": "in progress"}])
        add(tables.note, [{"conference_id": conference, "said_at": "2013-01-28T09:30:00Z", "text": "IDB: +300k"}])
    add(tables.career, [{"code": "CCLEC", "title": "Caribbean customs officer", "edition": "2008"}])
    add(tables.career_administration, [{"career_id": 1, "administration_id": 2}])
    add(tables.stage, [{"career_id": 1, "place": 3, "title": "supervisor"}])
    where = {"stage_id": 1, "administration_id": 2, "edition": "2008", "place": 3, "title": "supervisor"}
    add(tables.officers, [where | {"conference_id": which, "officers": 9, "women": 4} for which in (1, 2)])
    add(tables.note_dealt, [{"note_id": 1, "journal_id": register.journal.open()}])
    step = {"conference_id": 2, "contribution_id": 1, "measure": "committed", "reason": "new money"}
    add(tables.reason, [step])


def offer(register: Register) -> None:
    """An offer of IDB, of which both conferences were told."""
    add = register.journal.insert
    fund = {"donor_id": 1, "programme": "Reform fund", "amount": 100_000_000, "currency": "USD", "amount_is": "as said"}
    add(tables.offer, [fund | {"code": "O1", "start_date": "2012"}])
    add(tables.offer_theme, [{"offer_id": 1, "theme": "risk-management"}])
    add(tables.offer_country, [{"offer_id": 1, "country": "JM"}])
    add(tables.offer_organisation, [{"offer_id": 1, "organisation_id": 2}])
    add(tables.offer_instrument, [{"offer_id": 1, "instrument": "grant"}])
    for conference in (1, 2):
        told_of = {"conference_id": conference, "offer_id": 1, "status": "open", "amount_left": 40_000_000}
        add(tables.offer_report, [fund | told_of])


def trained(register: Register) -> None:
    """T1, which belongs to no conference, with what it names by codes and in words."""
    add, of = register.journal.insert, {"training_id": 1}
    course = {"code": "T1", "title": "Targeting", "start_date": "2012-01", "cost": 1_200_000, "currency": "USD"}
    add(tables.training, [course])
    add(tables.training_country, [of | {"country": "JM"}])
    add(tables.training_theme, [of | {"number": 1, "theme": "risk-management"}, of | {"number": 2, "words": "audit"}])
    held = {"role": "organiser", "number": 1, "organisation_id": 1}
    add(tables.training_party, [of | held, of | {"role": "funder", "number": 1, "words": "A fund"}])
    add(tables.training_project, [of | {"number": 1, "project_id": 1}])
    add(tables.stage_training, [of | {"stage_id": 1}])
    add(tables.attendance, [of | {"persons": 30, "stated": "over"}, of | {"administration_id": 2, "women": 5}])
    add(tables.training_result, [of | {"level": "learning", "measured": "test, points", "after": "71"}])
    add(tables.training_result, [of | {"level": "results", "project_id": 1, "indicator_id": 1}])


def needed(register: Register) -> None:
    """N1 of Jamaica, of which both conferences were told, with all that belongs to it."""
    add, of = register.journal.insert, {"need_id": 1}
    asks = {"text": "A border post", "category": "C", "indicative": "2012", "definitive": "2013-06-30"}
    add(tables.need, [asks | {"code": "N1", "conference_id": 1, "document": "G/TFA/1", "document_date": "2012-01"}])
    add(tables.need_beneficiary, [of | {"organisation_id": 2}])
    add(tables.need_theme, [of | {"theme": "risk-management"}])
    add(tables.need_measure, [of | {"part": part, "measure": "8"} for part in ("8.2(b)", "8.2(c)")])
    add(tables.need_extension, [of | {"requested": "2012-01", "until": "2014", "answer": "granted"}])
    add(tables.need_report, [of | asks | {"conference_id": at, "status": "open"} for at in (1, 2)])
    agreed = {"donor_id": 1, "answer": "does", "part": "8.2(b)", "project_id": 1}
    add(tables.need_reply, [of | agreed | {"date": "2012-01"}, of | agreed | {"date": "2013-01"}])


def close(location: Location, identity: int = 1) -> None:
    """Close a conference with its sealed record, as the program does."""
    with open_register(location, who="tester", command="close", now=lambda: SEALED) as register:
        register.conferences.close(identity)


def contents(location: Location) -> dict[str, list[str]]:
    """Every row of every table, as text, in order."""
    with bare(location) as sql:
        return contents_by(sql)


def contents_by(sql: Bare) -> dict[str, list[str]]:
    """As `contents`, also within a transaction that is not over."""
    if sql.dialect == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        names += " AND name NOT LIKE 'search!_%' ESCAPE '!'"
    else:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'search%'"
    return {name: sorted(map(str, sql(f'SELECT * FROM "{name}"'))) for (name,) in sql(names)}

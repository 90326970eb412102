"""What the tests of whole registers share: one with all tables filled, and the ways out and in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from factories import Walk
from sqlalchemy import insert

from tracker import tables
from tracker.exchange.whole.document import parts
from tracker.exchange.whole.filling import fill
from tracker.exchange.whole.folder import Folder, write_folder
from tracker.exchange.whole.json import DocumentReader, write_document
from tracker.exchange.whole.rows import head_of
from tracker.register.register import Register, open_register
from tracker.rules.structure import SEEDED
from tracker.store.files.destinations import Target
from tracker.store.location import Location
from tracker.store.reader import open_reader

PAPER = b"%PDF-1.4\r\n\x00\xff what was said"
# Texts that a careless csv, JSON or spreadsheet would not bring back.
TEXTS: tuple[str, ...] = (
    "",
    "'",
    "''",
    "=1+1",
    "'=1",
    "-5",
    " blanks ",
    "a,b",
    'say "so"',
    "one\ntwo",
    "one\rtwo",
    "\t",
    "null",
    "0012",
)
TEXTS += ("Peñón, Østfold, Côte d’Ivoire", "日本 \u2028 \ufeff", "\x1b[31m", "</script>", "\\u0000", "true", "＝1")


def quiet(_rows: int) -> None:
    """Progress that nobody watches."""


def document(location: Location) -> bytes:
    """The register as one document."""
    out = BytesIO()
    with open_reader(location) as reader:
        write_document(reader, head_of(reader), out, quiet)
    return out.getvalue()


def folder(location: Location, path: Path) -> Path:
    """The register as a folder of csv."""
    with open_reader(location) as reader:
        write_folder(reader, head_of(reader), Target(path, "export"), quiet)
    return path


def take_document(location: Location, data: bytes) -> None:
    with open_register(location) as register:
        fill(register, DocumentReader("register.json", BytesIO(data)), quiet)


def take_folder(location: Location, path: Path) -> None:
    with open_register(location) as register:
        fill(register, Folder(path), quiet)


def files_of(path: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {str(each.relative_to(path)): each.read_bytes() for each in path.rglob("*") if each.is_file()}


def write_everything(register: Register) -> None:
    """At least one row in every table: closed, open and planned conferences, links forward and back, an old code.

    AMS-2012 was sealed, opened again and sealed once more.
    """
    rates = {"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.350"}}
    walk = Walk(register, "AMS-2012", "AMS-2013", "AMS-2014", rates=rates)
    add = register.journal.insert
    _organisations(walk)
    one, later = walk.project("P1", objective="", note="''"), walk.project("P2", title="=P2")
    register.journal.update(tables.project, [(row(register, tables.project, one), {"parent_id": later, "code": "P-1"})])
    walk.ids["project", "P-1"] = one
    titled = {"field": "title", "language": "es", "text": "Año\r\n'"}
    add(tables.project_text, [titled | {"project_id": one}, titled | {"project_id": later}])
    add(tables.project_theme, [{"project_id": one, "theme": "integrity", "is_primary": True}])
    walk.succeed("P2", "P-1")
    old = walk.money("P2", "IDB", "USD", 10**17, -5, reason="new money")
    new = walk.money("P2", "WB", "EUR", 0, None, told=[{}, {"basis": "transactions"}])
    register.journal.update(
        tables.contribution,
        [(row(register, tables.contribution, old), {"replaces_id": new, "ended_at_id": 2, "ended_reason": "dropped"})],
    )
    moved = {"kind": "disbursement", "date": date(2012, 2, 29), "amount": -1, "reference": "'0012"}
    add(tables.transaction, [{"contribution_id": old} | moved])
    for at in walk.conferences[:2]:
        walk.shares("P2", at, JM_CUSTOMS=60, BB_CUSTOMS=None)
        walk.theme("P2", at, "single-window")
        walk.earmark("P2", "P2-IDB", at, "JM-CUSTOMS", 50)
    told = {"likelihood": 3, "impact": 5, "status": "occurred", "occurred": "2012-11"}
    risk = walk.part("risk", "P2/R1", {"AMS-2012": told})
    walk.part("indicator", "P2/I1", {at: {"actual": "0012"} for at in walk.conferences[:2]})
    milestone = walk.part("milestone", "P2/M1", {at: {"reached": "2013-01"} for at in walk.conferences[:2]})
    delay = {"project_id": later, "risk_id": risk, "milestone_id": milestone}
    add(tables.delay, [delay | {"conference_id": walk.ids["conference", "AMS-2012"]}])
    light = {"project_id": later, "of": "risk", "light": "off", "reason": TEXTS[4], "source": "="}
    add(tables.set_light, [light | {"conference_id": walk.ids["conference", "AMS-2012"]}])
    rated = {"project_id": later, "scale": "wb-risk", "level": "High", "previous_level": "Low", "note": "'"}
    add(tables.rating, [rated | {"aspect": "overall", "date": "2012", "rated_by_id": walk.organisation("IDB")}])
    _exchanged(walk)
    _published(walk)
    _trained(walk)
    _cycle(walk)
    for code, state in (("AMS-2012", "planned"), ("AMS-2013", "open")):
        conference = row(register, tables.conference, walk.id("conference", code))
        register.journal.update(tables.conference, [(conference, {"state": state, "cut_off": date(2012, 12, 31)})])
    _sealed(walk)
    register.journal.reason = "'"


def _organisations(walk: Walk) -> None:
    register, add = walk.register, walk.register.journal.insert
    fund, bank = walk.organisation("JSF", country="JP"), walk.organisation("IDB", kind="other", country="US")
    register.journal.update(tables.organisation, [(row(register, tables.organisation, fund), {"parent_id": bank})])
    add(tables.organisation_role, [{"organisation_id": bank, "role": "donor"}])
    add(tables.organisation_name, [{"organisation_id": bank, "language": "es", "name": "Banco"}])
    add(tables.organisation_alias, [{"organisation_id": bank, "alias": "BID", "valid_from": "1959"}])
    names = [{"organisation_id": bank, "name": text or "nobody", "role": text, "email": None} for text in TEXTS]
    add(tables.contact, names)
    add(tables.series_name, [{"series_id": walk.series_id, "name": "'Donors'", "valid_from": "2010-02"}])
    add(tables.participant, [{"conference_id": 1, "organisation_id": bank, "capacity": "host"}])
    published = {"currency": "USD", "per_currency": "EUR", "date": "2012", "method": "annual average", "value": "1.30"}
    add(tables.rate, [published | {"source": "IMF"}])


def _published(walk: Walk) -> None:
    """What IATI says of a project, with texts that are there and empty and truths that nobody said."""
    add, of = walk.register.journal.insert, {"project_id": walk.ids["project", "P2"]}
    bank, period = walk.ids["organisation", "IDB"], {"period_start": date(2012, 1, 1), "period_end": None}
    add(tables.activity, [of | {"publisher_id": bank, "status": "active", "humanitarian": False, "hierarchy": 1}])
    add(
        tables.description,
        [of | {"kind": "general", "ordinal": 1, "language": "en", "text": text} for text in TEXTS[:1]],
    )
    add(
        tables.project_sector,
        [of | {"vocabulary": "1", "code": "33120", "share": 1_000_000, "from_transactions": False}],
    )
    place = {"kind": "country", "vocabulary": "", "code": "JM", "share": None, "from_transactions": True}
    add(tables.project_place, [of | place])
    add(tables.project_organisation, [of | {"role": "funding", "organisation_id": bank}])
    planned = {"kind": "planned disbursement", "type": "original", "amount": -(10**17), "currency": "USD"}
    add(tables.budget, [of | planned | period])
    add(tables.publisher, [{"organisation_id": 1, "keep_missing": True}])
    moved = {"kind": "disbursement", "date": date(2012, 6, 30), "amount": 7, "currency": "USD", "publisher": "XM-1"}
    add(tables.unattributed, [of | moved])
    pair = {"project_id": 1, "other_id": 2, "decision": "same", "counting_id": 2, "date": "2012-02"}
    add(tables.overlap, [pair | {"decided_by": "WCO", "note": TEXTS[4]}])
    add(tables.condition, [of | {"ordinal": 1, "language": "fr", "type": "1", "text": "'"}])
    add(tables.related_activity, [of | {"relation": "parent", "identifier": "XM-DAC-1"}])
    add(tables.other_identifier, [of | {"type": "", "identifier": "'0012"}])
    indicator = {"indicator_id": 1}
    add(tables.indicator_period, [indicator | {"period_start": "2012", "period_end": "2013-02-28", "target": "0012"}])


def _exchanged(walk: Walk) -> None:
    register, add = walk.register, walk.register.journal.insert
    hashed = sha256(PAPER).hexdigest()
    register.connection.execute(insert(tables.file), {"sha256": hashed, "size": len(PAPER), "content": PAPER})
    about = {"title": "Minutes", "location": "minutes.pdf", "conference_id": 1}
    kept, gone = add(tables.document, [about | {"sha256": hashed}, about])
    register.journal.delete(tables.document, [row(register, tables.document, gone)])
    assert kept < gone
    (mapping,) = add(tables.mapping, [{"name": "NORAD", "currency": "NOK"}])
    add(tables.mapped_heading, [{"mapping_id": mapping, "heading": "budget", "meaning": "committed"}])
    add(tables.mapped_value, [{"mapping_id": mapping, "text": "tbd", "meaning": None}])
    asked = {"conference_id": 2, "organisation_id": walk.id("organisation", "IDB"), "role": "donor", "language": "es"}
    sent = {"sent": date(2012, 12, 1), "due": date(2013, 1, 15), "name": "idb.xlsx", "state": "asked"}
    (request,) = add(tables.request, [asked | sent])
    add(tables.request_project, [{"request_id": request, "project_id": walk.id("project", "P2"), "answer": "asked"}])
    counts = dict.fromkeys(("created", "updated", "unchanged", "refused"), 0)
    file = {"journal_id": register.journal.open(), "ordinal": 1, "name": "a.csv", "sha256": hashed, "form": "csv"}
    add(tables.imported_file, [file | counts])


def _trained(walk: Walk) -> None:
    """Trainings, with what they name by a code and in words."""
    add, of = walk.register.journal.insert, {"training_id": 1}
    add(tables.training, [{"code": f"T{place}", "title": text or "none"} for place, text in enumerate(TEXTS)])
    add(tables.training_country, [of | {"country": "JM"}])
    add(tables.training_theme, [of | {"number": 1, "theme": "integrity"}, of | {"number": 2, "words": TEXTS[4]}])
    bank = walk.id("organisation", "IDB")
    add(tables.training_party, [of | {"role": "funder", "number": 1, "organisation_id": bank}])
    add(tables.training_project, [of | {"number": 1, "project_id": 1}])
    add(tables.attendance, [of | {"persons": 500, "stated": "up to"}, of | {"words": "'", "persons": 12, "women": 0}])
    add(tables.training_result, [of | {"level": "learning", "measured": "''", "before": "0012"}])
    add(tables.training_result, [of | {"level": "results", "project_id": 2, "indicator_id": 1}])


def _cycle(walk: Walk) -> None:
    """What goes round from one conference to the next."""
    add, bank = walk.register.journal.insert, walk.id("organisation", "IDB")
    for at in (1, 2):
        (note,) = add(tables.note, [{"conference_id": at, "said_at": "2012-02-02T10:00:00Z", "text": "'=“no”\r\n"}])
    add(tables.note_dealt, [{"note_id": note, "journal_id": walk.register.journal.open()}])
    rated = {"criteria": "dac-2019", "criterion": "relevance", "evaluator_id": bank, "kind": "self"}
    year = {"date": "2011-06-30", "fiscal_year": 2011, "fiscal_year_of_id": bank}
    add(
        tables.evaluation,
        [
            rated
            | year
            | {"project_id": walk.id("project", "P2"), "scale": "wb-risk", "rating": "Low", "note": TEXTS[2]}
        ],
    )
    strategy = {"strategy": "'Strategy'", "country": "JM", "evaluator_name": "Ana", "published_as": "CLR"}
    add(tables.evaluation, [strategy | {"criterion": "progress", "rating": "5 of 6", "source": "=1"}])
    (visit,) = add(tables.partnership, [{"conference_id": 1, "kind": "study visit", "subject": "Targeting"}])
    add(tables.partnership_party, [{"partnership_id": visit, "organisation_id": bank, "people": "Ana Peñón; Bo"}])
    add(tables.partnership_area, [{"partnership_id": visit, "area": "''"}])
    add(tables.partnership_theme, [{"partnership_id": visit, "theme": "integrity"}])
    add(tables.partnership_project, [{"partnership_id": visit, "project_id": 1}])
    _offers(walk)
    add(tables.conference_theme, [{"conference_id": 1, "theme": "integrity"}])
    _needs(walk, bank)
    raised = {"conference_id": 1, "kind": "recommendation", "text": "Publish a timetable", "owner_id": bank}
    first, second = add(tables.action, [raised | {"number": 1}, raised | {"number": 2, "partnership_id": visit}])
    superseded = row(walk.register, tables.action, first)
    walk.register.journal.update(tables.action, [(superseded, {"superseded_by_id": second, "merged": True})])
    path = {"code": "CCLEC", "title": "''", "edition": "0012"}
    (career,) = add(tables.career, [path])
    add(tables.career_administration, [{"career_id": career, "administration_id": bank}])
    (stage,) = add(tables.stage, [{"career_id": career, "place": 3, "title": "supervisor", "years": 0}])
    add(tables.stage_training, [{"stage_id": stage, "training_id": 1}])
    where = {"stage_id": stage, "administration_id": bank, "place": 3, "title": "supervisor", "officers": 2}
    add(tables.officers, [{"conference_id": at, "women": None, "estimated": True} | where for at in (1, 2)])
    add(tables.evidence, [{"action_id": second, "document_id": 1}])
    told = {"action_id": second, "text": "Publish a timetable", "status": "dropped", "reason": "-1", "due_next": True}
    add(tables.follow_up, [{"conference_id": at} | told for at in (1, 2)])
    step = {"conference_id": 1, "contribution_id": walk.id("contribution", "P2-IDB"), "measure": "committed"}
    add(tables.reason, [step | {"reason": "new money"}])


def _needs(walk: Walk, bank: int) -> None:
    """A need of Jamaica that the first two conferences were told of, with a reply and a request for more time."""
    add = walk.register.journal.insert
    asks = {"text": "Training", "whose": "'=", "category": "C", "indicative": "2012", "definitive": "2012-06-30"}
    (need,) = add(tables.need, [asks | {"code": "N1", "conference_id": 1, "document_date": "2012-02"}])
    add(tables.need_beneficiary, [{"need_id": need, "organisation_id": walk.id("organisation", "JM-CUSTOMS")}])
    add(tables.need_theme, [{"need_id": need, "theme": "integrity"}])
    add(tables.need_measure, [{"need_id": need, "part": "8.2(b)", "measure": "8"}])
    add(tables.need_extension, [{"need_id": need, "requested": "2012-05", "until": "2013", "answer": "refused"}])
    add(tables.need_report, [asks | {"need_id": need, "conference_id": at, "status": "partly met"} for at in (1, 2)])
    agreed = {"need_id": need, "donor_id": bank, "answer": "does", "part": "8.2(b)", "project_id": 1}
    add(tables.need_reply, [agreed | {"date": "2012-02-01", "note": TEXTS[4]}])
    add(tables.request_need, [{"request_id": 1, "need_id": need}])


def _offers(walk: Walk) -> None:
    add, bank = walk.register.journal.insert, walk.id("organisation", "IDB")
    promised = {"donor_id": bank, "programme": "=Fund", "amount": 10**17, "currency": "USD", "amount_is": "as said"}
    (offer,) = add(tables.offer, [promised | {"code": "O1", "start_date": "2012-02", "place_words": "'", "note": ""}])
    of = {"offer_id": offer}
    add(tables.offer_theme, [of | {"theme": "integrity"}])
    add(tables.offer_country, [of | {"country": "JM"}])
    add(tables.offer_organisation, [of | {"organisation_id": bank}])
    add(tables.offer_instrument, [of | {"instrument": "grant"}])
    add(
        tables.offer_report,
        [of | promised | {"conference_id": at, "status": "open", "amount_left": 0} for at in (1, 2)],
    )


def _sealed(walk: Walk) -> None:
    """AMS-2012 is closed, opened again, mended, and closed again."""
    register, first = walk.register, walk.id("conference", "AMS-2012")
    register.conferences.close(first, "'nobody'")
    register.conferences.reopen(first, "=a typing error")
    reviewed = {"conference_id": first, "project_id": walk.id("project", "P2")}
    found = register.connection.execute(tables.review.select().filter_by(**reviewed)).mappings().one()
    register.journal.update(tables.review, [(dict(found), {"note": "mended"})])
    register.conferences.close(first)


def row(register: Register, table: Any, identity: int) -> Mapping[str, Any]:
    """A row as it stands."""
    return dict(register.connection.execute(table.select().where(table.c.id == identity)).mappings().one())


Whole = dict[str, Any]


def edited(**rows: list[dict[str, Any]]) -> Callable[[Whole], None]:
    """Rows more in some tables of a document, counted."""

    def edit(whole: Whole) -> None:
        for name, more in rows.items():
            whole["tables"][name] += more
            whole["rows"][name] += len(more)

    return edit


def changed(table: str, number: int = 0, **values: Any) -> Callable[[Whole], None]:
    """Other values in a row of a document."""
    return lambda whole: whole["tables"][table][number].update(values)


def is_empty(location: Location) -> bool:
    """Nothing but the vocabularies that every register begins with."""
    with open_reader(location) as reader:
        held = {part.name for part in parts() if reader.value(f'SELECT count(*) FROM "{part.name}"')}
        return held == set(SEEDED)


def counts(location: Location) -> dict[str, int]:
    """How many rows each table has."""
    with open_reader(location) as reader:
        return {name: reader.value(f'SELECT count(*) FROM "{name}"') for name in tables.whole_schema().tables}

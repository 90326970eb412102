"""Sealed records: what is sealed is what was told, and reads the same for ever, whatever the register says by then."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from conftest import NOW
from factories import ABSENT, Walk
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import tamper, unguarded

from tracker.errors import Conflict, Invalid, NotFound, Usage
from tracker.insight.codes import Codes
from tracker.insight.comparing.money import compare_money
from tracker.insight.comparing.pair import make_pair
from tracker.insight.conferences.conferences import conference_card
from tracker.insight.parties.donors import list_donors, portfolio
from tracker.insight.parties.parties import PartyFilters
from tracker.insight.projects.project_card import project_card
from tracker.insight.projects.projects import ProjectFilters, list_projects
from tracker.insight.records import document_of, records_of, with_records_of_then
from tracker.register.conferences.conferences import ConferenceFacts
from tracker.register.register import Register, open_register
from tracker.rules.words import COMPARED_BY, STATUSES
from tracker.store.checking.verifying import verify_records
from tracker.store.location import Location
from tracker.store.reader import Reader, open_reader
from tracker.store.sealing.sealed_record import canonical

if TYPE_CHECKING:
    from conftest import Read, Write

YEARS = ("2012", "2013")
DONORS = ("IDB", "EU")
AMOUNT = st.just(ABSENT) | st.none() | st.integers(-(10**17), 10**17) | st.integers(-9, 9)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
numbers = count(1)


class Told(NamedTuple):
    """One project: its donor and currency, status and note, an amount at each conference, a risk, a share, a theme."""

    donor: str
    currency: str
    status: str
    note: str
    amounts: tuple[Any, Any]
    likelihood: int | None
    share: int | None
    theme: str | None


PROJECTS = st.lists(
    st.builds(
        Told,
        st.sampled_from(DONORS),
        st.sampled_from(("USD", "EUR", "JPY")),
        st.sampled_from(STATUSES),
        WORDS,
        st.tuples(AMOUNT, AMOUNT),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(0, 100),
        st.none() | st.sampled_from(("integrity", "single-window")),
    ),
    max_size=4,
)


def write_down(register: Register, projects: list[Told]) -> tuple[str, str]:
    """A new series of two conferences that were told of these projects; the codes of the two."""
    series = f"S{next(numbers)}"
    first, second = (f"{series}-{year}" for year in YEARS)
    walk = Walk(register, first, second, rates={first: {"EUR": "1.30"}, second: {"EUR": "1.35", "JPY": "0.0123"}})
    for number, told in enumerate(projects):
        code = f"{series}-P{number}"
        present = [at for at, amount in zip((first, second), told.amounts, strict=True) if amount is not ABSENT]
        for at in present:
            walk.review(code, at, status=told.status, note=told.note or None)
            walk.shares(code, at, JM=told.share)
            if told.theme:
                walk.theme(code, at, told.theme)
        walk.money(code, told.donor, told.currency, *told.amounts, status=told.status)
        if told.likelihood:
            walk.part("risk", f"{code}/R1", {at: {"likelihood": told.likelihood, "impact": 3} for at in present})
    return first, second


def documents(reader: Reader, *names: str) -> list[dict[str, Any]]:
    found = []
    for name in names:
        conference, _, number = name.partition("@")
        sql = """SELECT r.document FROM record r JOIN conference c ON c.id = r.conference_id
WHERE c.code = :code AND r.number = :number"""
        found.append(json.loads(zlib.decompress(reader.value(sql, {"code": conference, "number": int(number)}))))
    return found


def rows(document: dict[str, Any], table: str) -> list[dict[str, Any]]:
    columns = document["tables"][table]["columns"]
    return [dict(zip(columns, row, strict=True)) for row in document["tables"][table]["rows"]]


@settings(max_examples=15)
@given(projects=PROJECTS)
def test_a_sealed_record_read_back_is_what_was_told(location: Location, projects: list[Told]) -> None:
    with open_register(location, who="Ana", command="test", now=lambda: NOW, dry_run=True) as register:
        first, second = write_down(register, projects)
        for at in (first, second):
            register.conferences.close(register.codes.conference(at).id)
        for place, (at, document) in enumerate(
            zip((first, second), documents(register.reader, f"{first}@1", f"{second}@1"), strict=True)
        ):
            presented = [(n, told) for n, told in enumerate(projects) if told.amounts[place] is not ABSENT]
            named = {f"{document['series']}-P{n}": told for n, told in presented}
            assert (document["conference"], document["number"], document["chain"]) == (at, 1, place + 1)
            assert {row["project"]: (row["status"], row["note"] or "") for row in rows(document, "review")} == {
                code: (told.status, told.note) for code, told in named.items()
            }
            assert {
                row["project"]: (row["donor"], row["currency"], row["committed"]) for row in rows(document, "funding")
            } == {code: (told.donor, told.currency, told.amounts[place]) for code, told in named.items()}
            assert {row["project"]: row["likelihood"] for row in rows(document, "assessment")} == {
                code: told.likelihood for code, told in named.items() if told.likelihood
            }
            assert {row["project"]: row["theme"] for row in rows(document, "review_theme")} == {
                code: told.theme for code, told in named.items() if told.theme
            }
            assert {row["code"] for row in rows(document, "organisation")} == (
                {told.donor for told in named.values()} | ({"JM"} if named else set())
            )
        assert verify_records(register.reader)[1] == []


def answers(reader: Reader, first: str, second: str, suffix: str) -> dict[str, Any]:
    """What questions about the two conferences answer, or about a record of each."""
    first, second = first + suffix, second + suffix
    found: dict[str, Any] = {}
    for at in (first, second):
        name = at.partition("@")[0]
        found[f"projects {name}"] = list(list_projects(reader, ProjectFilters(at=at)))
        found[f"donors {name}"] = list_donors(reader, PartyFilters(at=at))
        card = conference_card(reader, Codes(reader).conference(at))
        found[f"card {name}"] = [card.participants, card.statuses, card.totals, card.unconfirmed, card.rates]
        for code in sorted({row.code for row in found[f"projects {name}"]}):
            told = project_card(reader, code, at)
            found[f"{code} {name}"] = told._replace(history=[one for one in told.history if one.conference <= name])
    codes = Codes(reader)
    pair = make_pair(reader, codes.conference(first), codes.conference(second))
    for by in COMPARED_BY:
        money = compare_money(reader, pair, by)
        found[f"money by {by}"] = [
            {
                measure: (bridge.from_total, bridge.terms, bridge.changed, bridge.exchange, bridge.to_total)
                for measure, bridge in bridges.items()
            }
            for bridges in (money.total, *(money.groups[key] for key in sorted(money.groups)))
        ]
    return found


@settings(max_examples=8)
@given(projects=PROJECTS)
def test_as_known_then_is_as_known_now_right_after_sealing(location: Location, projects: list[Told]) -> None:
    with open_register(location, who="Ana", command="test", now=lambda: NOW) as register:
        first, second = write_down(register, projects)
        for at in (first, second):
            register.conferences.close(register.codes.conference(at).id)
    with open_reader(location) as reader:
        now = answers(reader, first, second, "")
    with open_reader(location) as reader:
        then = answers(reader, first, second, "@1")
    assert then == now
    # A record beside a conference as known now.
    with open_reader(location) as reader:
        codes = Codes(reader)
        mixed = compare_money(
            reader, make_pair(reader, codes.conference(f"{first}@1"), codes.conference(second)), "donor"
        )
    with open_reader(location) as reader:
        codes = Codes(reader)
        live = compare_money(reader, make_pair(reader, codes.conference(first), codes.conference(second)), "donor")
    assert {m: b.terms for m, b in mixed.total.items()} == {m: b.terms for m, b in live.total.items()}


TOLD = [
    Told("IDB", "USD", "active", "Año uno", (1_000_000_00, 1_250_000_00), 3, 60, "integrity"),
    Told("EU", "EUR", "proposed", "", (400_000_00, None), None, None, "single-window"),
    Told("IDB", "JPY", "active", "", (None, 5_000), 2, 100, None),
]


@pytest.fixture
def sealed(write: Write) -> tuple[str, str]:
    """Two conferences of one series, both closed; their codes."""
    with write() as register:
        first, second = write_down(register, TOLD)
    for at in (first, second):
        with write() as register:
            register.conferences.close(register.codes.conference(at).id, "two unconfirmed reports")
    return first, second


def test_a_record_says_who_sealed_it_when_and_what_was_accepted(sealed: tuple[str, str], read: Read) -> None:
    with read() as reader:
        (record,) = records_of(reader, Codes(reader).conference(sealed[0]).id)
        raw = document_of(reader, Codes(reader).conference(f"{sealed[0]}@1"))
    document = json.loads(raw)
    assert (record.record, record.sealed, record.by, record.accepted) == (
        f"{sealed[0]}@1",
        "2013-01-28T09:30:00Z",
        "tester",
        "two unconfirmed reports",
    )
    assert record.sha256 == hashlib.sha256(raw).hexdigest() and record.size == len(raw)
    assert canonical(document) == raw
    assert document["accepted"] == "two unconfirmed reports"
    assert (document["previous"], document["reopened"]) == (None, None)


def test_sqlite_writes_the_rows_of_a_record_as_canonical_json() -> None:
    every = "".join(map(chr, [*range(0x300), 0x2028, 0x2029, 0xD7FF, 0xE000, 0xFFFF, 0x1F600, 0x10FFFF]))
    row = (every, "", None, 0, -(2**63), 2**63 - 1, '"\\/', "[1]", "null")
    with closing(sqlite3.connect(":memory:")) as database:
        (written,) = database.execute(f"SELECT json_array({', '.join('?' * len(row))})", row).fetchone()
    assert written == canonical(row).decode()


def test_reopened_mended_and_closed_again_both_records_stand_and_the_chain_goes_on(
    sealed: tuple[str, str], write: Write, read: Read
) -> None:
    first, second = sealed
    with write() as register:
        meeting = register.codes.conference(first).id
        register.conferences.reopen(meeting, "an amount was misheard")
        (row,) = [
            row for row in register.conferences.rows(register_table("funding")) if row["committed"] == 1_000_000_00
        ]
        register.journal.update(register_table("funding"), [(row, {"committed": 1_100_000_00})])
    with write() as register:
        register.conferences.close(meeting)
    with read() as reader:
        records = records_of(reader, meeting)
        one, other, again = documents(reader, f"{first}@1", f"{second}@1", f"{first}@2")
        assert verify_records(reader)[1] == []
    assert [(row.record, row.superseded, row.reason) for row in records] == [
        (f"{first}@1", "2013-01-28T09:30:00Z", "an amount was misheard"),
        (f"{first}@2", None, None),
    ]
    assert again["reopened"] == {"at": "2013-01-28T09:30:00Z", "reason": "an amount was misheard", "who": "tester"}
    assert [document["chain"] for document in (one, other, again)] == [1, 2, 3]
    assert [document["previous"] and document["previous"]["record"] for document in (one, other, again)] == [
        None,
        f"{first}@1",
        f"{second}@1",
    ]
    assert [row["committed"] for row in rows(one, "funding")] == [1_000_000_00, 400_000_00, None]
    assert [row["committed"] for row in rows(again, "funding")] == [1_100_000_00, 400_000_00, None]
    amounts = []
    for at in (first, f"{first}@1", f"{first}@2"):
        with read() as reader:
            amounts.append(next(list_projects(reader, ProjectFilters(at=at))).committed)
    assert amounts == [1_100_000_00, 1_000_000_00, 1_100_000_00]


def test_a_record_knows_the_earlier_conferences_from_one_question(
    sealed: tuple[str, str], write: Write, read: Read
) -> None:
    with write() as register:
        meeting = register.codes.conference(sealed[0]).id
        register.conferences.reopen(meeting, "an amount was misheard")
    with write() as register:
        register.conferences.close(meeting, "two unconfirmed reports")
        planned = sealed[0].replace("2012", "2020")
        register.conferences.add([ConferenceFacts(planned)])
        Walk(register, f"T{sealed[0]}")
    asked: list[str] = []
    with read() as reader:
        now = [Codes(reader).conference(code) for code in (sealed[0], planned, f"T{sealed[0]}")]
        assert with_records_of_then(reader, now) == now
        Codes(reader).conference(f"{sealed[1]}@1")
        execute = reader._execute

        def hear(sql: str, *more: Any, **options: Any) -> Any:
            asked.append(sql)
            return execute(sql, *more, **options)

        reader._execute = hear  # type: ignore[method-assign]
        for times in (1, 9):
            (known, *others) = with_records_of_then(reader, now * times)
            assert [known.record] * times == [one.record for one in (known, *others)]
        reader._execute = execute  # type: ignore[method-assign]
        assert reader.value(f"SELECT number FROM {reader.schema}.record WHERE id = :id", {"id": known.record}) == 1
    assert len(asked) == 2 * len(set(asked))


def register_table(name: str) -> Any:
    from tracker.tables import metadata

    return metadata.tables[name]


def test_nothing_is_told_to_a_record(sealed: tuple[str, str], write: Write) -> None:
    with (
        pytest.raises(Usage, match=f"{sealed[0]}@1 is a sealed record, so nothing can be reported to it"),
        write() as register,
    ):
        register.codes.conference(f"{sealed[0]}@1")


def test_a_record_that_is_not_there_is_answered_with_those_that_are(sealed: tuple[str, str], read: Read) -> None:
    with read() as reader:
        with pytest.raises(NotFound, match="no sealed record") as told:
            Codes(reader).conference(f"{sealed[0]}@2")
        assert told.value.hint and f"{sealed[0]}@1" in told.value.hint
        for text in ("@1", "2012@", "2012@0", "2012@-1", "2012@1@1", "2012@" + "9" * 30, "2012@²"):
            with pytest.raises((Usage, NotFound)):
                Codes(reader).conference(text)


def test_what_was_not_presented_is_not_in_the_record(sealed: tuple[str, str], write: Write, read: Read) -> None:
    with write() as register:
        register.journal.insert(register_table("project"), [{"code": "LATER", "title": "Came later"}])
    with read() as reader, pytest.raises(NotFound, match="LATER"):
        project_card(reader, "LATER", f"{sealed[0]}@1")


def test_a_donor_that_has_gone_over_into_another_is_as_it_was(
    sealed: tuple[str, str], write: Write, read: Read
) -> None:
    with read() as reader:
        before = list_donors(reader, PartyFilters(at=f"{sealed[0]}@1"))
    with write() as register:
        codes = register.codes
        register.organisations.merge(codes.id("organisation", "EU"), codes.id("organisation", "IDB"))
    with read() as reader:
        assert list_donors(reader, PartyFilters(at=f"{sealed[0]}@1")) == before
        # Once a record is asked, the donor is the one that it knows.
        donor = Codes(reader).id("organisation", "EU")
        told = portfolio(reader, donor, f"{sealed[0]}@1").donations
    assert [one.contribution.rpartition("-")[2] for one in told] == ["EU"]


def test_a_conference_is_closed_for_good_reasons_only(sealed: tuple[str, str], write: Write) -> None:
    with pytest.raises(Invalid), write() as register:
        register.conferences.reopen(register.codes.conference(sealed[0]).id, "   ")
    with write() as register:
        register.conferences.reopen(register.codes.conference(sealed[0]).id, "misheard")
    with pytest.raises(Conflict, match="cannot be reopened because it is reopened"), write() as register:
        register.conferences.reopen(register.codes.conference(sealed[0]).id, "misheard once more")
    with write() as register:
        register.conferences.reopen(register.codes.conference(sealed[1]).id, "misheard too")


def test_a_document_of_an_earlier_release_with_fewer_tables_and_columns_holds(
    sealed: tuple[str, str], read: Read, location: Location
) -> None:
    """Schemas grow. What was not known when it was sealed is looked for in nothing that was sealed."""
    _, second = sealed

    def differences(*without: tuple[str, str | None]) -> list[str]:
        with read() as reader:
            (document,) = documents(reader, f"{second}@1")
        for table, column in without:
            found = document["tables"][table]
            if column is None:
                del document["tables"][table]
                continue
            place = found["columns"].index(column)
            for row in (found["columns"], *found["rows"]):
                del row[place]
        raw = canonical(document)
        with unguarded(location) as sql:
            packed = zlib.compress(raw).hex()
            literal = f"X'{packed}'" if sql.dialect == "sqlite" else f"decode('{packed}', 'hex')"
            digest = hashlib.sha256(raw).hexdigest()
            ((before,),) = sql("SELECT sha256 FROM record WHERE chain = 2")
            said = f"document = {literal}, size = {len(raw)}, sha256 = '{digest}'"
            tamper(sql, f"UPDATE record SET {said} WHERE chain = 2")
            # As if that release had written it: the journal says the same hash.
            sql(f"UPDATE change SET after = replace(after, '{before}', '{digest}') WHERE table_name = 'record'")
        with read() as reader:
            return [f"{one.table}: {one.what}" for one in verify_records(reader)[1]]

    assert differences(("evidence", None), ("review", "decision"), ("organisation", "wco_region")) == []
    said = differences(("funding", "committed"))
    assert said and all(one.startswith('funding: only the kept rows have {"committed":') for one in said)

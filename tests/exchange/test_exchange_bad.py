"""Bad input by the hundred: every cell that cannot be is refused in its place, every other one is stored as it is."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from exchange_tables import BASE, REPORTS, Kept, fates, taken, taker
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import TrackerError
from tracker.register.register import Register, open_register
from tracker.store.location import Location

GOOD = {
    "organisations": {"code": "X1", "name": "Somebody", "kind": "other"},
    "conferences": {"code": "AMS-2014", "series": "AMS"},
    "projects": {"code": "X1", "title": "Something"},
    "contributions": {"project": "P1", "donor": "IDB"},
    "transactions": {"contribution": "P1-IDB", "kind": "disbursement", "date": "2012-01-31", "amount": "1"},
    "reports": {"conference": "AMS-2012", "project": "P1", "contribution": "P1-IDB", "status": "active"},
    "rates": {"currency": "EUR", "per": "USD", "date": "2011", "method": "spot", "value": "0.7"},
    "risks": {"project": "P1", "event": "The law is late", "category": "legal"},
    "indicators": {
        **{"project": "P1", "outcome": "O1", "code": "X1", "title": "Time", "measure": "number", "direction": "up"}
    },
    "participants": {"conference": "AMS-2012", "organisation": "IDB", "capacity": "host"},
    "documents": {"title": "Fiche", "location": "https://example.org/x", "project": "P1"},
    "milestones": {"project": "P1", "code": "X1", "title": "Law"},
}  # fmt: skip

DATES = (
    *("2012-13", "2012-02-30", "2013-02-29", "2012-2", "03/04/2012", "31.12.2012", "2012-00-01", "1850", "12", "soon"),
    *("20121301", "2012-02-30T10:00", "-2012", "2012-06-31", "٢٠١٢"),
)
CODES = ("P 1", "P_1", "-P1", "P1-", "P/1", "É1", "Р1", "P–1", "P1\u200b", "x" * 61, "=P1", "P1;P2")
TEXTS = ("a\x00b", "bell\x07", "\x1b[31mred", "\u202egnp.exe", "\ufffe", "x" * 501, "\u2066isolated")
AMOUNTS = (
    "1.234",
    "1,5",
    "1.000,00",
    "1e5",
    "nan",
    "inf",
    "--5",
    "+5",
    "5 USD",
    "$5",
    "1,23,456",
    "10" * 20,
    "½",
    "５",
)
SHARES = ("JM-CUSTOMS:101", "JM-CUSTOMS:60;BB-CUSTOMS:41", "JM-CUSTOMS:-1", "JM-CUSTOMS:x", ":50", "JM-CUSTOMS:1.23456")
SCORES = ("-1", "0", "6", "3.5", "high", "1e0")

BAD = [
    *(("projects", column, text) for column in ("start", "end", "actual_start", "actual_end") for text in DATES),
    *(("transactions", "date", text) for text in (*DATES, "2012", "2012-03")),
    *(("conferences", "start", text) for text in DATES),
    *(("projects", "code", text) for text in CODES),
    *(("organisations", "code", text) for text in CODES),
    *(("projects", "title", text) for text in TEXTS),
    *(("organisations", "name", text) for text in TEXTS),
    *(("documents", "title", text) for text in TEXTS),
    ("projects", "objective", "x" * 10_000_000),
    ("projects", "note", "y" * 20_001),
    *(("transactions", "amount", text) for text in AMOUNTS),
    *(("reports", "committed", text) for text in AMOUNTS),
    *(("projects", "beneficiaries", text) for text in SHARES),
    *(("reports", "beneficiaries", text) for text in SHARES),
    *(("risks", column, text) for column in ("inherent_likelihood", "inherent_impact") for text in SCORES),
    ("risks", "category", "weather"),
    ("risks", "response", "hope"),
    ("risks", "project", "P9"),
    ("indicators", "measure", "furlongs"),
    ("indicators", "direction", "sideways"),
    ("indicators", "baseline", "many"),
    ("indicators", "target", "1,250"),
    ("indicators", "outcome", "O9"),
    ("milestones", "planned_date", "2012-13"),
    ("projects", "scope", "galactic"),
    ("projects", "themes", "risk managment"),
    ("projects", "lead", "IBD"),
    ("projects", "parent", "P9"),
    ("projects", "parent", "X1"),
    ("projects", "succeeds", "P1;P9"),
    ("projects", "succeeds", "x1"),
    ("projects", "beneficiaries", "NOBODY:50"),
    ("contributions", "donor", "IBD"),
    ("contributions", "project", "P9"),
    ("contributions", "currency", "USDD"),
    ("contributions", "currency", "EURO"),
    ("contributions", "instrument", "gift"),
    ("contributions", "role", "onlooker"),
    ("contributions", "replaces", "P9-IDB"),
    ("transactions", "contribution", "P9-IDB"),
    ("transactions", "kind", "bribe"),
    ("transactions", "kind", "outgoing"),
    ("reports", "project", "P9"),
    ("reports", "conference", "AMS-2099"),
    ("reports", "contribution", "P2-NORAD"),
    ("reports", "status", "done"),
    ("reports", "progress", "101"),
    ("reports", "progress", "-1"),
    ("reports", "progress", "½"),
    ("reports", "answer", "maybe"),
    ("reports", "basis", "hearsay"),
    ("reports", "currency", "EUR"),
    ("reports", "reason", "because"),
    ("rates", "value", "0"),
    ("rates", "value", "-1.3"),
    ("rates", "value", "1,3"),
    ("rates", "per", "EUR"),
    ("rates", "method", "guess"),
    ("rates", "currency", "ECU"),
    ("organisations", "kind", "club"),
    ("organisations", "roles", "donor;friend"),
    ("organisations", "country", "Atlantis"),
    ("organisations", "parent", "NOBODY"),
    ("organisations", "aliases", "IDB"),
    ("organisations", "aliases", "Old@2013..2010"),
    ("organisations", "member_from", "1963-3-29"),
    ("conferences", "state", "over"),
    ("conferences", "tentative", "perhaps"),
    ("conferences", "ordinal", "third"),
    ("conferences", "cut_off", "2014"),
    ("conferences", "series", "XXX"),
    ("conferences", "currency", "US$"),
    ("participants", "organisation", "NOBODY"),
    ("documents", "language", "spanish"),
    ("documents", "published", "2012-13"),
    ("documents", "project", "P9"),
]  # fmt: skip

STORED = [
    ("projects", "title", "مشروع الجمارك", "مشروع الجمارك"),
    ("projects", "title", "פרויקט \u200fמכס", "פרויקט \u200fמכס"),
    ("projects", "title", "  Two\u00a0 words\t", "Two words"),
    ("projects", "title", "cafe\u0301", "café"),
    ("projects", "title", "'=1+1", "=1+1"),
    ("projects", "title", "'quoted'", "'quoted'"),
    ("projects", "title", "<b>&amp;</b>", "<b>&amp;</b>"),
    ("projects", "title", "'; DROP TABLE project; --", "'; DROP TABLE project; --"),
    ("projects", "title", "💶 " * 20 + "x", "💶 " * 20 + "x"),
    ("projects", "title", "x" * 500, "x" * 500),
    ("projects", "objective", "one\r\ntwo\rthree", "one\ntwo\nthree"),
    ("projects", "objective", "x" * 20_000, "x" * 20_000),
    ("projects", "start", " 2012-02-29 ", "2012-02-29"),
    ("organisations", "name", "Norad – Direktoratet", "Norad – Direktoratet"),
    ("organisations", "country", "côte d'ivoire", "CI"),
    ("organisations", "kind", "BILATERAL-AGENCY", "bilateral agency"),
    ("transactions", "amount", "-1,000,000.50", -100_000_050),
    ("transactions", "amount", "0", 0),
    ("transactions", "amount", "1\u202f000.5", 100_050),
    ("risks", "inherent_likelihood", "5", 5),
]  # fmt: skip
COLUMN = {"start": "planned_start"}


@pytest.fixture(scope="module")
def register(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """One register for all of them: what is refused leaves nothing, and what is stored has a code of its own."""
    location = Location(tmp_path_factory.mktemp("bad") / "register.db", None)
    assert location.path is not None
    shutil.copy(sqlite_template, location.path)
    assert not taker(location)(*BASE, REPORTS, "project,code,title,level\nP1,O1,Faster,outcome\n").faults
    with suppress(Kept), open_register(location) as opened:
        yield opened
        raise Kept


def table(noun: str, column: str, text: str) -> str:
    cells = GOOD[noun] | {column: text}
    out = io.StringIO()
    csv.writer(out).writerows([list(cells), list(cells.values())])
    return out.getvalue()


@pytest.mark.parametrize(("noun", "column", "text"), BAD, ids=[f"{n}-{c}-{t[:24]!r}" for n, c, t in BAD])
def test_a_cell_that_cannot_be_is_refused_in_its_place(register: Register, noun: str, column: str, text: str) -> None:
    before = register.journal.count
    if "\x00" in text:
        with pytest.raises(TrackerError, match="contains NUL characters"):
            taken(register, table(noun, column, text))
        return
    outcome = taken(register, table(noun, column, text))
    assert fates(outcome) == {noun: (0, 0, 0, 1)}
    (fault,) = outcome.faults
    assert (fault.where, fault.column) == ("t1.csv, line 2", column)
    assert fault.line == 2
    assert fault.why and fault.right and len(fault.value) <= 80
    assert register.journal.count == before


@pytest.mark.parametrize(
    ("noun", "column", "text", "kept"), STORED, ids=[f"{n}-{c}-{t[:16]!r}" for n, c, t, _ in STORED]
)
def test_everything_else_is_stored_right(
    register: Register, noun: str, column: str, text: str, kept: str | int
) -> None:
    with register.connection.begin_nested() as savepoint:
        last = register.journal.count
        outcome = taken(register, table(noun, column, text))
        assert not outcome.faults, outcome.faults
        name = noun.removesuffix("s")
        stored = register.reader.value(f'SELECT {COLUMN.get(column, column)} FROM "{name}" ORDER BY id DESC')
        assert stored == kept and register.journal.count > last
        assert taken(register, table(noun, column, text)).written == 0
        savepoint.rollback()
    del register.codes


HOSTILE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(max_examples=150)
@given(
    noun=st.sampled_from(sorted(GOOD)),
    cells=st.lists(st.one_of(HOSTILE, st.sampled_from([*DATES, *AMOUNTS, *SHARES, *CODES])), min_size=20, max_size=20),
    rows=st.integers(1, 3),
)
def test_whatever_a_table_holds_each_row_has_one_fate(
    register: Register, noun: str, cells: list[str], rows: int
) -> None:
    names = list(GOOD[noun])
    out = io.StringIO()
    csv.writer(out).writerows([names, *(cells[n * 6 : n * 6 + len(names)] for n in range(rows))])
    with register.connection.begin_nested() as savepoint:
        try:
            outcome = taken(register, out.getvalue())
        except TrackerError as error:
            assert error.message
        else:
            (counted,) = outcome.counts
            written = sum(
                1 for n in range(rows) if any(cell.strip(" \t") for cell in cells[n * 6 : n * 6 + len(names)])
            )
            assert counted.rows == written
            assert bool(outcome.faults) == (counted.refused > 0)
        savepoint.rollback()
    del register.codes

"""The index of the search: on both databases it is what the rows are, whatever is written."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from sample import bare, close, fill

from tracker import tables
from tracker.insight.search import find_texts
from tracker.store.checking.integrity import check_register
from tracker.store.checking.searching import QUESTION, search_compared
from tracker.store.location import Location
from tracker.store.reader import open_reader
from tracker.store.search import FTS, INDEX, WORDS

if TYPE_CHECKING:
    from conftest import Read, Write

LETTERS = [*range(0x20, 0x180), *range(0x386, 0x3CF), *range(0x400, 0x460), *range(0x1E00, 0x1E9B)]
MARKS = [*range(0x2000, 0x2066), *range(0x20A0, 0x20BA), *range(0x2190, 0x23F0)]


@pytest.fixture
def filled(write: Write) -> None:
    with write() as register:
        fill(register)


def found(location: Location, text: str) -> list[str]:
    with open_reader(location) as reader:
        return [f"{hit.noun} {hit.code}" for hit in find_texts(reader, text).hits]


def compared(location: Location) -> list[str]:
    with open_reader(location) as reader:
        return [finding.where for finding in search_compared(reader)]


@pytest.mark.usefixtures("filled")
def test_closing_reopening_and_undoing_leave_the_index_right(location: Location, write: Write, read: Read) -> None:
    close(location)
    with write() as register:
        register.conferences.reopen(1, "a sum was misheard")
    assert found(location, "misheard") == ["conference AMS-2012", "command 3"]
    with read() as reader:
        assert check_register(reader) == []


@pytest.mark.usefixtures("filled")
def test_check_finds_what_the_index_does_not_have(location: Location) -> None:
    with bare(location) as sql:
        if sql.dialect == "sqlite":
            sql("DROP TRIGGER guard_search_note_changed")
        else:
            sql("ALTER TABLE note DISABLE TRIGGER guard_search_note")
        sql("UPDATE note SET text = 'otherwise'")
    assert compared(location) == ["table note"]
    with open_reader(location) as reader:
        assert {finding.question for finding in check_register(reader)} >= {QUESTION}
    with bare(location) as sql:
        sql(f"DROP TABLE {INDEX}")
    assert compared(location) == [f"table {INDEX}"]


def test_a_text_of_any_length_and_letters_is_taken(location: Location, write: Write) -> None:
    with write() as register:
        register.journal.insert(tables.series, [{"code": "S", "name": "x" * 20_000 + " Ж ñandú 漢字 😀 ends"}])
    assert found(location, "ends NANDU ж") == ["series S"]
    assert found(location, "x" * 20_000) == ["series S"]
    assert compared(location) == []


def test_both_databases_find_the_same_words_in_every_letter_and_mark(postgresql: str) -> None:
    texts = ["ab" + chr(n) + "cd" for n in (*LETTERS, *MARKS) if unicodedata.category(chr(n)) not in ("Cn", "Mn")]
    texts += [unicodedata.normalize("NFD", text) for text in texts if "\xc0" <= text[2] <= "\u017f"]
    with closing(sqlite3.connect(":memory:")) as lite:
        lite.execute(f"CREATE VIRTUAL TABLE texts USING {FTS}")
        lite.executemany("INSERT INTO texts (rowid, w0) VALUES (?, ?)", enumerate(texts))
        lite.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (texts, 'instance')")
        on_sqlite: dict[int, set[str]] = {}
        for number, term in lite.execute("SELECT doc, term FROM terms"):
            on_sqlite.setdefault(number, set()).add(term)
    with psycopg.connect(postgresql.format("template_register")) as server:
        asked = f"SELECT {WORDS}(x) FROM unnest(%s::text[]) WITH ORDINALITY AS t (x, n) ORDER BY n"
        on_postgresql = [set(words) for (words,) in server.execute(asked, (texts,))]
    different = [text for number, text in enumerate(texts) if on_postgresql[number] != on_sqlite[number]]
    assert different == []

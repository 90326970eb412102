"""Compares the index of the search with the rows that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.store import search
from tracker.store.reader import Reader
from tracker.store.search import ENTRIES, INDEX, WORDS
from tracker.store.soundness.answers import ENOUGH, Finding
from tracker.store.soundness.questions import WRONG

QUESTION = "the search finds what is there"
REMAKE = (
    "To get a register with a whole index, run `tracker export --all -o register.json` and then"
    " `tracker import register.json --db NEW`"
)
# The words of both, of which each may have what the other lacks.
DIFFERENT = """
SELECT DISTINCT id FROM (SELECT * FROM ({0} EXCEPT {1}) AS missing UNION ALL SELECT * FROM ({1} EXCEPT {0}) AS extra)
AS different ORDER BY id DESC LIMIT """


def search_compared(reader: Reader) -> Iterator[Finding]:
    """Yield the tables of which the index does not have the words that their rows have."""
    if not search.exists(reader):
        yield Finding(QUESTION, WRONG, f"table {INDEX}", f"the index is missing. {REMAKE}")
        return
    different = _on_sqlite(reader) if reader.dialect == "sqlite" else _on_postgresql(reader)
    tables = dict.fromkeys(search.entry_of(number).table for number in different)
    for table in tables:
        yield Finding(QUESTION, WRONG, f"table {table}", f"the index of the search has other words. {REMAKE}")


def _on_sqlite(reader: Reader) -> list[int]:
    run = reader.connection.execute
    # Reading the words of a contentless index takes a table of its own kind.
    run(f"CREATE VIRTUAL TABLE temp.search_again USING {search.FTS}")
    for entry in ENTRIES:
        run(search.entered(entry, "sqlite", "temp.search_again", "main."))
    sides = []
    for schema, name in (("main", INDEX), ("temp", "search_again")):
        run(f"CREATE VIRTUAL TABLE temp.words_of_{name} USING fts5vocab('{schema}', '{name}', 'instance')")
        sides.append(f"SELECT doc AS id, term FROM temp.words_of_{name}")
    different = [row[0] for row in reader.rows(DIFFERENT.format(*sides) + str(ENOUGH))]
    for name in (f"words_of_{INDEX}", "words_of_search_again", "search_again"):
        run(f"DROP TABLE temp.{name}")
    return different


def _on_postgresql(reader: Reader) -> list[int]:
    made = """SELECT p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proname = :name AND quote_ident(n.nspname) = :schema"""
    if reader.value(made, {"name": WORDS, "schema": reader.schema}) != search.WORDS_BODY:
        return [*search.BASES.values()]
    again = " UNION ALL ".join(search.entries(one, "postgresql", f"{reader.schema}.") for one in ENTRIES)
    index = f"SELECT id, words FROM {reader.schema}.{INDEX}"
    return [
        row[0]
        for row in reader.rows(DIFFERENT.format(f"SELECT * FROM ({again}) AS again (id, words)", index) + str(ENOUGH))
    ]

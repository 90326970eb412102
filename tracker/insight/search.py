"""`search`: every text of the register that has some words, with the place where it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.insight.journal.readable_rows import BY_CODE, RowNames
from tracker.rules.structure import TABLES, TOLD_TABLES, part_of
from tracker.rules.text import fold, plural
from tracker.store.reader import Reader
from tracker.store.search import (
    BASES,
    ENTRIES,
    HALF,
    INDEX,
    LONGEST_WORD,
    PLACES,
    ROOM,
    TEXTS,
    WORDS,
    Entry,
    entry_of,
    key_sql,
    number_sql,
    paired,
)

BEGINNING = 3  # a word of so many letters is also found as the beginning of a longer one
ROWS_A_QUERY = 500
WIDTH = 90  # characters of an excerpt, about
Values = dict[str, Any]
_WORD = re.compile(r"[^\W_]+")

# What is shown by itself, and the command that shows it. Every other row is shown with one of these.
SHOWN = {
    **{
        noun: f"{noun} show"
        for noun in (
            *("project", "outcome", "milestone", "risk", "action", "partnership", "need", "offer", "training"),
            *("career", "contribution", "evaluation", "rating", "organisation", "conference", "document", "note"),
        )
    },
    "stage": "career show",
    "series": "series list",
    "journal": "log",
}
CALLED = {"stage": "career", "journal": "command"}
NOUNS = tuple(dict.fromkeys(CALLED.get(table, table) for table in TEXTS if table in SHOWN))
# Columns by which a row belongs to a conference, of those that do not say it themselves.
BY_WAY_OF = {"partnership_id": "partnership", "record_id": "record", "note_id": "note"}
# The reports about each kind of thing: one at each conference.
REPORTS = {
    TABLES[table].references[key[1]]: table
    for table in TOLD_TABLES
    if len(key := TABLES[table].key) == 2 and key[1].endswith("_id")
}


class Hit(NamedTuple):
    """A text with the words: the command that shows it, the noun and code of what it belongs to, where it was found."""

    command: str
    noun: str
    code: str
    field: str
    conference: str | None
    excerpt: str


class SearchResult(NamedTuple):
    """The hits in order, and whether there are more of them than were asked for."""

    hits: list[Hit]
    more: bool


def find_texts(
    reader: Reader, text: str, nouns: Sequence[str] = (), at: str | None = None, limit: int | None = None
) -> SearchResult:
    """Every text with all the words of `text`: in any order, whatever their case and accents, each also as a beginning.

    What has all of them in its title, name or code comes first; then by noun, the newest first. `nouns` are names of
    nouns, in the plural too. With `at`, only what was reported or recorded at that conference: the words of its
    reports, notes and action points, and of what the reports were about, all as they are now. Raises Usage where there
    is no word in `text`, or for a noun without texts; NotFound for an unknown conference.
    """
    words = _words(text)
    if not words:
        raise Usage(
            f"{text!r} contains no word to look for.", 'Give one or more words: `tracker search "single window"`'
        )
    wanted = {_noun(noun) for noun in nouns}
    conference = None if at is None else Codes(reader).conference(at).id
    asked = [
        entry
        for entry in ENTRIES
        if (not wanted or noun_of(entry.table) in wanted) and (at is None or _belongs(reader, entry.table))
    ]
    # What has the words in its title is found a second time, by all its words.
    most = None if conference is not None or limit is None else 2 * (limit + 1)
    rows: dict[tuple[str, int], tuple[Entry, Values]] = {}
    numbers = _numbers(reader, words, asked, most)
    while (some := list(islice(numbers, ROWS_A_QUERY))) and (limit is None or len(rows) <= limit):
        for number, found in _rows(reader, some, conference):
            rows.setdefault((entry_of(number).table, number % ROOM), (entry_of(number), found))
    hits = list(islice(rows.values(), limit))
    return SearchResult(list(_hits(reader, hits, [fold(word) for word in words])), len(hits) < len(rows))


def found_instead(reader: Reader, text: str, nouns: Sequence[str] = (), at: str | None = None) -> str | None:
    """What to look for instead of words without a hit: each cut as far as it must be to be found; None if no such."""
    shorter = []
    for word in _words(text):
        cuts = (word[:length] for length in range(len(word), BEGINNING, -1))
        shorter += [*islice((cut for cut in cuts if find_texts(reader, cut, nouns, at, 1).hits), 1)]
    said = " ".join(shorter)
    return said if said and find_texts(reader, said, nouns, at, 1).hits else None


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def _noun(text: str) -> str:
    said = fold(text.strip())
    for noun in NOUNS:
        if said in (noun, plural(noun)):
            return noun
    raise Usage(f"A search cannot be limited to {text!r}.", f"Use one or more of: {', '.join(map(plural, NOUNS))}.")


def _way(table: str) -> list[str]:
    """The column by which a row belongs to a conference, where it does not say it itself."""
    columns = TABLES[table].columns
    return [] if "conference_id" in columns else [column for column in BY_WAY_OF if column in columns]


def _numbers(reader: Reader, words: Sequence[str], asked: Sequence[Entry], most: int | None) -> Iterator[int]:
    """The numbers in the index of what has the words, in the order of the hits."""
    if reader.dialect == "sqlite":
        query = " AND ".join(f'"{word}"{"*" if len(word) >= BEGINNING else ""}' for word in words)
        number, order, condition = "rowid", "rowid", f"{INDEX} MATCH :query"
    else:
        known = reader.value(f"SELECT {reader.schema}.{WORDS}(:text)", {"text": " ".join(words)})
        query = " & ".join(f"'{word}'{':*' if len(word) >= BEGINNING else ''}" for word in known)
        # Ordered by the bare number, PostgreSQL would read the whole index backwards for a rare word.
        number, order, condition = "id", "id + 0", "words @@ CAST(:query AS tsquery)"
    if len(asked) < len(ENTRIES):
        ranges = " OR ".join(f"{number} BETWEEN {first} AND {last}" for first, last in _ranges(asked))
        condition += f" AND ({ranges or 'FALSE'})"
    sql = f"SELECT {number} FROM {reader.schema}.{INDEX} WHERE {condition}"
    limit = "" if most is None else f" LIMIT {most}"
    for (found,) in reader.rows(f"{sql} ORDER BY {order} DESC{limit}", {"query": query}):
        yield found


def _ranges(asked: Iterable[Entry]) -> list[tuple[int, int]]:
    """The numbers of these entries, as few ranges as there can be."""
    found: list[tuple[int, int]] = []
    for base in sorted(BASES[entry] for entry in asked):
        first = found.pop()[0] if found and found[-1][1] == base - 1 else base
        found.append((first, base + ROOM - 1))
    return found


# --- hits -------------------------------------------------------------------------------------------------------------


def _rows(reader: Reader, numbers: Sequence[int], conference: int | None) -> Iterator[tuple[int, Values]]:
    """The rows that have these numbers in the index, in this order: with a conference, those that belong to it."""
    wanted: dict[str, list[int]] = {}
    for number in numbers:
        wanted.setdefault(entry_of(number).table, []).append(number % ROOM)
    rows = {
        (table, number): row
        for table, own in wanted.items()
        for number, row in _of_table(reader, table, own, conference)
    }
    for number in numbers:
        if (row := rows.get((entry_of(number).table, number % ROOM))) is not None:
            yield number, row


def _of_table(
    reader: Reader, table: str, numbers: Sequence[int], conference: int | None
) -> Iterator[tuple[int, Values]]:
    facts, listed = TABLES[table], ", ".join(map(str, numbers))
    columns = ", ".join(f'x."{column}"' for column in facts.columns)
    source, number = f'{reader.schema}."{table}" x', number_sql(table, "x")
    if facts.numbered:
        where = f"x.id IN ({listed})"
    elif paired(table):
        pairs = ", ".join("({}, {})".format(*divmod(number, HALF)) for number in numbers)
        where = f'(x."{facts.key[0]}", x."{facts.key[1]}") IN (VALUES {pairs})'
    else:
        # The first column of the key, a number, finds the rows by the primary key.
        keys = reader.rows(f"SELECT row_key FROM {reader.schema}.{PLACES} WHERE id IN ({listed})")
        firsts = ", ".join(sorted({key.partition("/")[0] for (key,) in keys})) or "NULL"
        source += f" JOIN {reader.schema}.{PLACES} p ON p.table_name = '{table}' AND p.row_key = {key_sql(table, 'x')}"
        where, number = f'x."{facts.key[0]}" IN ({firsts}) AND p.id IN ({listed})', "p.id"
    if conference is not None:
        where += f" AND {_belongs(reader, table)}"
    given = {} if conference is None else {"conference": conference}
    for found, *values in reader.rows(f"SELECT {number}, {columns} FROM {source} WHERE {where}", given):
        yield found, dict(zip(facts.columns, values, strict=True))


def _belongs(reader: Reader, table: str) -> str | None:
    """SQL for whether a row belongs to the conference: it says so, or it is, or is of, what was reported there."""
    if table == "conference":
        return "x.id = :conference"
    facts, found = TABLES[table], []
    if "conference_id" in facts.columns:
        found.append("x.conference_id = :conference")
    column = owner(table)
    if column == "id" and table not in REPORTS:
        column = "project_id"
    if not facts.told and column in facts.columns:
        target = _target(table, column)
        reports, named = (BY_WAY_OF[column], "id") if column in BY_WAY_OF else (REPORTS.get(target), f"{target}_id")
        if reports is not None:
            told = f'SELECT w.{named} FROM {reader.schema}."{reports}" w WHERE w.conference_id = :conference'
            found.append(f"x.{column} IN ({told})")
    return f"({' OR '.join(found)})" if found else None


def _hits(reader: Reader, found: Sequence[tuple[Entry, Values]], words: Sequence[str]) -> Iterator[Hit]:
    names = RowNames(reader)
    wanted: dict[str, set[int]] = {}
    for entry, row in found:
        for column in (owner(entry.table), "conference_id", "other_id", *_way(entry.table)):
            if row.get(column) is not None:
                wanted.setdefault(_target(entry.table, column), set()).add(row[column])
    names.look_up_ids(wanted)
    for entry, row in found:
        yield _hit(names, entry, row, words)


def _hit(names: RowNames, entry: Entry, row: Values, words: Sequence[str]) -> Hit:
    table, column = entry.table, owner(entry.table)
    noun, identity = _target(table, column), row[column]
    while noun not in SHOWN:
        column = owner(noun)
        noun, identity = _target(noun, column), names.rows[noun, identity][column]
    code = names.code(noun, identity) if noun in BY_CODE else str(identity)
    conference = row["id"] if table == "conference" else row.get("conference_id")
    for way in _way(table):
        conference = names.rows[BY_WAY_OF[way], row[way]]["conference_id"]
    told = None if conference is None else names.code("conference", conference)
    field, excerpt = _excerpt(entry, row, words)
    command = SHOWN[noun] if noun == "series" else f"{SHOWN[noun]} {code}"
    called = CALLED.get(noun, noun)
    if noun == "action":
        called = str(names.rows[noun, identity]["kind"])
        command = command.replace("action", called.split()[0])
    elif table == "overlap":
        called, code = table, f"{code} {names.code('project', row['other_id'])}"
        command = f"overlap show {code}"
    return Hit(f"tracker {command}", called, code, field, told, excerpt)


@cache
def owner(table: str) -> str:
    """The column that names what a row is shown with: what it is part of, or the first thing it needs with a card."""
    facts = TABLES[table]
    if table in SHOWN:
        return "id"
    if facts.goes_with is not None:
        return part_of(table)
    shown = (column for column in facts.required if facts.references[column] in SHOWN.keys() - {"conference", "series"})
    return next(shown, facts.required[0])


def noun_of(table: str) -> str:
    """What the rows of a table are listed as."""
    while table not in SHOWN:
        table = TABLES[table].references[owner(table)]
    return CALLED.get(table, table)


def _target(table: str, column: str) -> str:
    return table if column == "id" else TABLES[table].references[column]


def _excerpt(entry: Entry, row: Values, words: Sequence[str]) -> tuple[str, str]:
    """The field of a row that has most of the words, and the part of it that has them."""
    # A code says little of what it was found in.
    columns = sorted(entry.columns, key="code".__eq__)
    texts = [(column, str(row[column])) for column in columns if row[column] is not None]
    spans = {column: _spans(text, words) for column, text in texts}
    column, text = max(texts, key=lambda each: len(spans[each[0]]))
    return column.replace("_", " "), _part(text, sorted(spans[column].values()))


def _spans(text: str, words: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each of the words is first found in a text."""
    found: dict[str, tuple[int, int]] = {}
    for match in _WORD.finditer(text):
        said = fold(match[0])
        for word in words:
            if word not in found and (said.startswith(word) if len(word) >= BEGINNING else said == word):
                found[word] = match.span()
    return found


def _part(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The part of a text that has the words, in one line; from several places where they are far apart."""
    if len(text) <= WIDTH + 10:
        return " ".join(text.split())
    around = max(12, (WIDTH - sum(end - start for start, end in spans)) // (2 * max(len(spans), 1)))
    parts: list[list[int]] = []
    for start, end in spans or [(0, 0)]:
        left, right = max(start - around, 0), _word_end(text, end + around)
        if parts and left <= parts[-1][1]:
            parts[-1][1] = right
        else:
            parts.append([left, right])
    said = [" ".join(text[_whole_word(text, left) : right].split()) for left, right in parts]
    first, last = parts[0][0] > 0, parts[-1][1] < len(text)
    return ("... " if first else "") + " ... ".join(said) + (" ..." if last else "")


def _whole_word(text: str, place: int) -> int:
    """Where the word at a place begins."""
    return 0 if place == 0 else text.rfind(" ", 0, place + 1) + 1


def _word_end(text: str, place: int) -> int:
    found = text.find(" ", place)
    return len(text) if found < 0 else found

"""The index of all texts of a register: which texts it has, how triggers keep it, and how it is made again.

The index is derived from the rows: an FTS5 table on SQLite; on PostgreSQL a table with `tsvector`s of the same words.
No record, journal or export has it. Its triggers are guards like the others, made and dropped together with them;
making them fills it again from all rows.

A row has up to two entries: one of its title, and one of all its words if some are not in its title. Each kind of
entry of each table has its own range of numbers, higher for what is listed earlier, and within it newer rows have
higher numbers. So the order of the numbers, backwards, is the order of the hits, on both databases, and one query of
the index finds the first ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tracker.rules.structure import TABLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.store.reader import Reader

INDEX, PLACES, WORDS = "search_index", "search_place", "search_words"
OURS = "search_"  # what the names of everything that belongs to the index begin with

# The texts of each table: what a row is called, and the rest, in the order in which hits are listed. Of reports, only
# their own words: what they repeat of a project or a risk is found there.
TEXTS: Mapping[str, tuple[str, str]] = {
    "project": ("code title iati_identifier", "objective implementation_plan expected_outcomes note"),
    "project_text": ("", "text"),
    "description": ("", "text"),
    "condition": ("", "text"),
    "review": ("", "decision note reason"),
    "set_light": ("", "reason"),
    "overlap": ("", "note"),
    "unattributed": ("", "description"),
    "outcome": ("title", "description"),
    "indicator": ("title", "unit"),
    "measurement": ("", "target_reason note"),
    "indicator_period": ("", "comment"),
    "milestone": ("title", ""),
    "milestone_report": ("", "note"),
    "risk": ("event", "owner mitigation cause consequence"),
    "assessment": ("", "note"),
    "action": ("text", "owner_name"),
    "follow_up": ("", "note reason verified_by_name"),
    "partnership": ("subject", "agreed"),
    "partnership_party": ("", "people"),
    "partnership_area": ("", "area"),
    "need": ("code text", "whose done document"),
    "need_report": ("", "note"),
    "need_reply": ("", "part note"),
    "need_extension": ("", "reason"),
    "offer": ("code programme", "amount_words theme_words place_words how_to_apply note"),
    "offer_report": ("", "note"),
    "training": ("code title", "date_note place note"),
    "training_party": ("", "words"),
    "training_theme": ("", "words"),
    "training_project": ("", "words"),
    "attendance": ("", "words note"),
    "training_result": ("", "measured note"),
    "career": ("code title", "applies_to edition source note"),
    "stage": (
        "title",
        "core operational management competencies degrees examinations requirement trainings source note",
    ),
    "officers": ("", "note"),
    "contribution": ("code", "note"),
    "funding": ("", "excluded_as"),
    "reason": ("", "note"),
    "transaction": ("", "description"),
    "evaluation": ("strategy", "evaluator_name criterion rating note"),
    "rating": ("aspect", "note mitigation"),
    "organisation": ("code name iati_identifier", "note"),
    "organisation_alias": ("alias", ""),
    "organisation_name": ("name", ""),
    "contact": ("name", "role email"),
    "series": ("code name", "region"),
    "series_name": ("name", ""),
    "conference": ("code title", "date_note venue city note"),
    "participant": ("", "people"),
    "record": ("", "accepted"),
    "reopening": ("", "reason"),
    "document": ("title", "location note"),
    "note": ("", "speaker text"),
    "note_dealt": ("", "words"),
    "journal": ("", "reason"),
}
# The number of an entry: its kind and table in the top bits, then the number of its row, or two keys side by side, with
# room for 268 million of each.
ROOM, HALF = 2**56, 2**28
# The columns of the index on SQLite: as many as an entry may have texts.
COLUMNS = tuple(f"w{place}" for place in range(16))
# No word is longer in the index of PostgreSQL, which refuses very long ones; what is looked up is cut as well.
LONGEST_WORD = 60


class Entry(NamedTuple):
    """What the index has of a row of a table that says anything in one of `some`: the words of `columns`."""

    table: str
    columns: tuple[str, ...]
    some: tuple[str, ...]


ENTRIES = (
    *(Entry(table, tuple(title.split()), tuple(title.split())) for table, (title, _) in TEXTS.items() if title),
    *(
        Entry(table, (*title.split(), *rest.split()), tuple(rest.split()))
        for table, (title, rest) in TEXTS.items()
        if rest
    ),
)
OF_TABLE = {table: [entry for entry in ENTRIES if entry.table == table] for table in TEXTS}
BASES = {entry: (len(ENTRIES) - place) * ROOM for place, entry in enumerate(ENTRIES)}


def entry_of(number: int) -> Entry:
    """The kind of entry that has a number in the index."""
    return ENTRIES[len(ENTRIES) - number // ROOM]


def paired(table: str) -> bool:
    """Whether the rows of a table are named by two numbers, which the index has side by side."""
    key = TABLES[table].key
    return len(key) == 2 and all(column in TABLES[table].references and column.endswith("_id") for column in key)


def placed(table: str) -> bool:
    """Whether the rows of a table have no numbers in their names, so that the index gives them one."""
    return not TABLES[table].numbered and not paired(table)


# --- SQL for both databases -------------------------------------------------------------------------------------------


def key_sql(table: str, row: str) -> str:
    """SQL for the key of a row as one text, of tables whose rows the index gives a number."""
    return " || '/' || ".join(f'CAST({row}."{column}" AS text)' for column in TABLES[table].key)


def number_sql(table: str, row: str, places: str = PLACES) -> str:
    """SQL for the number of a row, within the range of an entry."""
    key = TABLES[table].key
    if TABLES[table].numbered:
        return f"{row}.id"
    if paired(table):
        return f'CAST({row}."{key[0]}" AS bigint) * {HALF} + {row}."{key[1]}"'
    return f"(SELECT p.id FROM {places} p WHERE p.table_name = '{table}' AND p.row_key = {key_sql(table, row)})"


def _said(columns: Iterable[str], row: str) -> str:
    """SQL for whether a row has any words in these columns."""
    return " OR ".join(f'{row}."{column}" IS NOT NULL' for column in columns)


def _entry(entry: Entry, row: str, dialect: str) -> str:
    """SQL for an entry of a row: its number and its texts, as the database keeps them."""
    texts = [f'{row}."{column}"' for column in entry.columns]
    if dialect == "postgresql":
        joined = " || ' ' || ".join(f"coalesce({text}, '')" for text in texts)
        texts = [f"array_to_tsvector({WORDS}({joined}))"]
    return ", ".join((f"{BASES[entry]} + {number_sql(entry.table, row)}", *texts))


def _into(entry: Entry, dialect: str) -> str:
    """The columns of the index that an entry fills."""
    return "id, words" if dialect == "postgresql" else ", ".join(("rowid", *COLUMNS[: len(entry.columns)]))


def entries(entry: Entry, dialect: str, schema: str = "") -> str:
    """The SELECT of all entries of one kind, from the rows of their table."""
    return f'SELECT {_entry(entry, "x", dialect)} FROM {schema}"{entry.table}" x WHERE {_said(entry.some, "x")}'


def entered(entry: Entry, dialect: str, index: str = INDEX, schema: str = "") -> str:
    """The statement that enters all entries of one kind."""
    return f"INSERT INTO {index} ({_into(entry, dialect)}) {entries(entry, dialect, schema)}"


# --- triggers ---------------------------------------------------------------------------------------------------------


class Trigger(NamedTuple):
    """A trigger: its name, its table, when it fires, on SQLite on which condition, and what it does."""

    name: str
    table: str
    when: str
    condition: str | None
    body: str


def triggers(dialect: str) -> Iterator[Trigger]:
    """The triggers that keep the index on a database: three for a table on SQLite, one on PostgreSQL."""
    for table in TEXTS:
        yield from (_on_sqlite if dialect == "sqlite" else _on_postgresql)(table)


def _every(table: str) -> tuple[str, ...]:
    """All columns of a table that the index has the words of."""
    return tuple(dict.fromkeys(column for entry in OF_TABLE[table] for column in entry.columns))


def _watched(table: str) -> list[str]:
    """The columns whose changes the index follows; the number of a row never changes."""
    return list(dict.fromkeys((*_every(table), *(() if TABLES[table].numbered else TABLES[table].key))))


def _changed(table: str, differs: str) -> str:
    return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in _watched(table))


def _there(entry: Entry, row: str, *, asked: bool) -> str:
    """The condition that a row has an entry: nothing where the trigger was asked for the same already."""
    return "" if asked and set(entry.some) == set(_every(entry.table)) else f" WHERE {_said(entry.some, row)}"


def _enter(table: str, dialect: str, *, asked: bool = False) -> str:
    """The statements that enter a new row in the index, with a number of its own where it has none."""
    made = ""
    if placed(table):
        made = f" INSERT INTO {PLACES} (table_name, row_key) VALUES ('{table}', {key_sql(table, 'NEW')});"
    for entry in OF_TABLE[table]:
        entered = f"SELECT {_entry(entry, 'NEW', dialect)}{_there(entry, 'NEW', asked=asked)}"
        made += f" INSERT INTO {INDEX} ({_into(entry, dialect)}) {entered};"
    return made


def _forget(table: str, dialect: str, *, asked: bool = False) -> str:
    """The statements that take an old row out of the index."""
    made = ""
    for entry in OF_TABLE[table]:
        if dialect == "sqlite":
            # A contentless index is told the old words in order to forget them, and must have had them.
            forgotten = f"SELECT 'delete', {_entry(entry, 'OLD', dialect)}{_there(entry, 'OLD', asked=asked)}"
            made += f" INSERT INTO {INDEX} ({INDEX}, {_into(entry, dialect)}) {forgotten};"
        else:
            made += f" DELETE FROM {INDEX} WHERE id = {BASES[entry]} + {number_sql(table, 'OLD')};"
    if placed(table):
        made += f" DELETE FROM {PLACES} WHERE table_name = '{table}' AND row_key = {key_sql(table, 'OLD')};"
    return made


def _on_sqlite(table: str) -> Iterator[Trigger]:
    name, asked = f"guard_search_{table}", not placed(table)
    old, new = (_said(_every(table), row) if asked else None for row in ("OLD", "NEW"))
    enter, forget = _enter(table, "sqlite", asked=asked), _forget(table, "sqlite", asked=asked)
    changed = _forget(table, "sqlite") + _enter(table, "sqlite")
    columns = ", ".join(f'"{column}"' for column in _watched(table))
    yield Trigger(f"{name}_added", table, "AFTER INSERT", new, enter)
    yield Trigger(f"{name}_changed", table, f"AFTER UPDATE OF {columns}", _changed(table, "IS NOT"), changed)
    yield Trigger(f"{name}_gone", table, "AFTER DELETE", old, forget)


def _on_postgresql(table: str) -> Iterator[Trigger]:
    body = (
        f"IF TG_OP = 'UPDATE' THEN IF NOT ({_changed(table, 'IS DISTINCT FROM')}) THEN RETURN NEW; END IF; END IF;"
        f" IF TG_OP <> 'INSERT' THEN{_forget(table, 'postgresql')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN{_enter(table, 'postgresql')} END IF;"
    )
    # The events in the order, and the columns as, the database gives them back.
    when = f"AFTER INSERT OR DELETE OR UPDATE OF {', '.join(_watched(table))}"
    yield Trigger(f"guard_search_{table}", table, when, None, body)


# --- the index itself -------------------------------------------------------------------------------------------------

# Letters that are no letter with an accent, whose capitals a server would know by its locale only; and a few others.
_CAPITALS = "ÆØŁĐĦŒÞÐŊŦĲĿẞſµςΆΈΉΊΌΎΏ" + "".join(
    map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3AC), *range(0x400, 0x430)])
)
_SMALL = "æøłđħœþðŋŧĳŀßsμσάέήίόύώ" + _CAPITALS[23:].lower()
# What ends a word: everything that is no letter and no digit, as far as texts of these languages have it.
_MARKS = r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
_MARKS += r"\u02c2-\u02c5\u02d2-\u02df\u2000-\u206f\u20a0-\u20cf\u2190-\u245f\u2500-\u2bff\u3000-\u3004\u3008-\u3020"
# PostgreSQL has no parser that finds the words that SQLite finds, so this is the same rule in its terms: accents are
# taken from Latin letters only, and a word is what is between marks. The common text has ASCII only.
WORDS_BODY = f"""
SELECT coalesce(array_agg(DISTINCT left(word, {LONGEST_WORD})), '{{}}') FROM unnest(
  CASE WHEN octet_length(said) = length(said)
  THEN regexp_split_to_array(lower(said COLLATE "C"), '[^a-z0-9]+')
  ELSE regexp_split_to_array(translate(lower(regexp_replace(normalize(regexp_replace(normalize(said, NFD),
      '([a-zA-Z])[\\u0300-\\u036f]+', '\\1', 'g'), NFC), '[\\u0300-\\u036f]+', '', 'g') COLLATE "C"),
    '{_CAPITALS}', '{_SMALL}'), '[{_MARKS}]+') END
) AS word WHERE word <> ''
"""
FTS = f"fts5 ({', '.join(COLUMNS)}, content='', detail=none, tokenize='unicode61 remove_diacritics 2')"


def fill(connection: Connection, fits: Callable[[str], bool]) -> None:
    """Make the index again from all rows of the tables and columns that a statement about them fits; its own exist."""
    dialect = connection.dialect.name
    run = connection.connection.cursor().execute
    if dialect == "sqlite":
        run(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')")
    else:
        run(f"DELETE FROM {INDEX}")
        run(f"CREATE OR REPLACE FUNCTION {WORDS}(said text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $${WORDS_BODY}$$")
    run(f"DELETE FROM {PLACES}")
    for table in filter(placed, TEXTS):
        key = ", ".join(f'x."{column}"' for column in TABLES[table].key)
        rows = f"SELECT '{table}', {key_sql(table, 'x')} FROM \"{table}\" x ORDER BY {key}"
        if fits(rows):
            run(f"INSERT INTO {PLACES} (table_name, row_key) {rows}")
    for entry in ENTRIES:
        if fits(entries(entry, dialect)):
            run(entered(entry, dialect))


def exists(reader: Reader) -> bool:
    """Whether a register has the tables of the index."""
    if reader.dialect == "sqlite":
        found = reader.value(f"SELECT count(*) FROM sqlite_master WHERE name IN ('{INDEX}', '{PLACES}')")
    else:
        found = reader.value(f"SELECT count(to_regclass(name)) FROM (VALUES ('{INDEX}'), ('{PLACES}')) AS ours (name)")
    return bool(found == 2)

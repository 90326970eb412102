"""The triggers: rules that constraints cannot express. One list, with one SQL text per dialect.

A migration drops and recreates them all, since a batch migration on SQLite silently loses triggers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, inspect

from tracker.rules.sealed import KEPT, NEVER_REMOVED
from tracker.rules.structure import CODED, TOLD_TABLES
from tracker.store import search
from tracker.store.reader import Reader
from tracker.tables import conference, whole_schema

# A guard on PostgreSQL finds its tables in the register's own schema whatever the client's search_path is, and looks at
# temporary tables last: otherwise any client could put its own table in front of `conference`.
FUNCTION_PATH = "pg_temp"
SEARCH = "guard_search_"


class Guard(NamedTuple):
    """A trigger: its name, its table, and the statements that create it on each database; None where not needed."""

    name: str
    table: str
    sqlite: str | None
    postgresql: str | None

    def statement(self, dialect: str) -> str | None:
        return self.sqlite if dialect == "sqlite" else self.postgresql


def guards() -> list[Guard]:
    """Return every trigger of the schema."""
    found: list[Guard] = []
    for noun, scope in CODED.items():
        found += _codes(noun, scope)
    for table in TOLD_TABLES:
        found += _closed(table)
        found.append(_not_truncated(table))
    found += _currency_stays()
    found.append(_role())
    found += [*_conference(), *_records(), *_reopenings()]
    for table in KEPT:
        found += _kept(table)
    for table in NEVER_REMOVED:
        found.append(_known_to_a_record(table))
    for table in ("conference", "record", "reopening", *(f"kept_{name}" for name in KEPT)):
        found.append(_not_truncated(table))
    return found + _searched()


def create_guards(connection: Connection, *, of_what_is_there: bool = False) -> None:
    """Create every guard; none may exist.

    With `of_what_is_there`, for the schema of an earlier revision, create only the guards whose tables and columns
    exist. The index of the search is made again from all rows.
    """
    there = _columns(connection) if of_what_is_there else None
    indexed = search.exists(Reader(connection.connection.driver_connection, connection.dialect.name, writing=True))
    if indexed:
        search.fill(connection, lambda statement: there is None or _fits(statement, there))
    for guard in guards():
        if guard.name.startswith(SEARCH) and not indexed:
            continue
        statement = guard.statement(connection.dialect.name)
        if statement is not None and (there is None or _fits(statement, there)):
            # Pass the text to the driver unchanged: SQLAlchemy would interpret a colon or a percent sign.
            connection.connection.cursor().execute(statement)
    if connection.dialect.name == "postgresql":
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        for name in _functions(connection):
            connection.exec_driver_sql(f'ALTER FUNCTION "{name}"() SET search_path = {schema}, {FUNCTION_PATH}')


def _columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection).get_multi_columns()
    return {name: {column["name"] for column in columns} for (_, name), columns in found.items()}


def _fits(statement: str, there: dict[str, set[str]]) -> bool:
    """Return whether every table in a statement exists, with every column of it that the statement uses."""
    named = set(re.findall(r"\w+", statement))
    return not any(
        name not in there or named & (set(table.c.keys()) - there[name])
        for name, table in whole_schema().tables.items()
        if name in named
    )


def drop_guards(connection: Connection) -> None:
    """Drop every existing guard, including those of an earlier release; other triggers stay."""
    if connection.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard!_%' ESCAPE '!'"
        for name in connection.exec_driver_sql(found).scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    for name in _functions(connection):
        connection.exec_driver_sql(f'DROP FUNCTION "{name}"() CASCADE')


@contextmanager
def roles_unknown(connection: Connection) -> Iterator[None]:
    """Leave the role of journal entries empty in this block, since they were written elsewhere.

    On PostgreSQL only the owner of the tables may do this; after an error the transaction must be rolled back.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    statement = "ALTER TABLE journal {} TRIGGER guard_journal_role"
    connection.exec_driver_sql(statement.format("DISABLE"))
    yield
    connection.exec_driver_sql(statement.format("ENABLE"))


def _functions(connection: Connection) -> list[str]:
    """Return the functions of all guards that exist on a PostgreSQL database."""
    found = (
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.proname LIKE 'guard!_%%' ESCAPE '!' AND n.nspname = current_schema()"
    )
    return list(connection.exec_driver_sql(found).scalars())


def _codes(noun: str, scope: str | None) -> list[Guard]:
    """Enter a code when its row is added or renamed, keep it after a renaming, and remove it with the row.

    The table `code` refuses a code that belongs to another row. A row is deleted only while nothing was reported of it.
    """
    within = f"NEW.{scope}" if scope else "0"
    same = f"noun = '{noun}' AND scope = {within} AND key = lower(NEW.code)"
    enter = (
        f"INSERT INTO code (noun, scope, key, id) SELECT '{noun}', {within}, lower(NEW.code), NEW.id"
        f" WHERE NOT EXISTS (SELECT 1 FROM code WHERE {same} AND id = NEW.id);"
    )
    # INSERT OR REPLACE, or OR IGNORE, passes its conflict handling on to a trigger's statements, but not to this one.
    refuse = f"SELECT RAISE(ABORT, 'the code is taken') FROM code WHERE {same} AND id <> NEW.id;"
    leave = f"DELETE FROM code WHERE noun = '{noun}' AND id = OLD.id;"
    added, renamed, gone = (f"guard_{noun}_code_{event}" for event in ("added", "renamed", "gone"))
    on_insert = f"CREATE TRIGGER {added} AFTER INSERT ON {noun} BEGIN {refuse} {enter} END"
    on_update = f"CREATE TRIGGER {renamed} AFTER UPDATE OF code ON {noun} BEGIN {refuse} {enter} END"
    on_delete = f"CREATE TRIGGER {gone} AFTER DELETE ON {noun} BEGIN {leave} END"
    return [
        Guard(added, noun, on_insert, _postgresql(added, noun, "AFTER INSERT", enter)),
        Guard(renamed, noun, on_update, _postgresql(renamed, noun, "AFTER UPDATE OF code", enter)),
        Guard(gone, noun, on_delete, _postgresql(gone, noun, "AFTER DELETE", leave)),
    ]


def _closed(table: str) -> list[Guard]:
    """Refuse every addition, change or removal in what was reported to a closed conference."""
    found = []
    for event, sides in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        name = f"guard_{table}_closed_{event.lower()}"
        ids = ", ".join(f"{side}.conference_id" for side in sides)
        closed = f"SELECT 1 FROM conference WHERE id IN ({ids}) AND state = 'closed'"
        found.append(
            Guard(
                name,
                table,
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN EXISTS ({closed})"
                f" BEGIN SELECT RAISE(ABORT, 'the conference is closed'); END",
                _postgresql(
                    name,
                    table,
                    f"BEFORE {event}",
                    # FOR SHARE: otherwise a close could commit while another writer is still active.
                    f"PERFORM 1 FROM conference WHERE id IN ({ids}) FOR SHARE; IF EXISTS ({closed}) THEN"
                    " RAISE EXCEPTION 'the conference is closed' USING ERRCODE = 'restrict_violation'; END IF;",
                ),
            )
        )
    return found


# A record of the conference that no reopening has superseded.
STANDING_RECORD = (
    "EXISTS (SELECT 1 FROM record r WHERE r.conference_id = {}"
    " AND NOT EXISTS (SELECT 1 FROM reopening o WHERE o.record_id = r.id))"
)
CLOSED = "the conference is closed"


def _conference() -> list[Guard]:
    """A conference closes only with its record and reopens only with a reopening; while closed it does not change."""
    kept = [column.name for column in conference.c if column.name not in ("state", "version")]
    same = " AND ".join([*(f"NEW.{name} {{same}} OLD.{name}" for name in kept), "NEW.version = OLD.version + 1"])
    standing = STANDING_RECORD.format("OLD.id")
    sealed = "EXISTS (SELECT 1 FROM record r WHERE r.conference_id = OLD.id)"
    opens = f"NEW.state = 'reopened' AND {sealed} AND NOT {standing} AND {same}"
    place = "(c.id = NEW.id OR c.series_id = NEW.series_id AND c.sequence = NEW.sequence)"
    taken = f"EXISTS (SELECT 1 FROM conference c WHERE c.state = 'closed' AND {place}{{other}})"
    return [
        _refuses(
            "guard_conference_closed_update",
            "conference",
            "BEFORE UPDATE",
            f"OLD.state = 'closed' AND NOT ({opens})",
            CLOSED,
        ),
        _refuses(
            "guard_conference_closes",
            "conference",
            "BEFORE UPDATE",
            f"OLD.state <> 'closed' AND NEW.state = 'closed' AND NOT ({standing} AND {same})",
            "a conference closes only with its sealed record",
        ),
        # The rows that INSERT OR REPLACE and UPDATE OR REPLACE would delete.
        _refuses("guard_conference_replaced", "conference", "BEFORE INSERT", taken.format(other=""), CLOSED),
        _refuses(
            "guard_conference_pushed",
            "conference",
            "BEFORE UPDATE",
            taken.format(other=" AND c.id <> OLD.id"),
            CLOSED,
        ),
        _refuses(
            "guard_conference_added_closed",
            "conference",
            "BEFORE INSERT",
            "NEW.state IN ('closed', 'reopened')",
            "a conference closes only with its sealed record",
        ),
        _refuses(
            "guard_conference_reopens",
            "conference",
            "BEFORE UPDATE",
            f"NEW.state = 'reopened' AND OLD.state <> 'closed' AND NOT ({sealed} AND NOT {standing})",
            "only a closed conference is opened again, once for each of its records",
        ),
        _refuses(
            "guard_conference_closed_delete", "conference", "BEFORE DELETE", f"OLD.state = 'closed' OR {sealed}", CLOSED
        ),
    ]


def _records() -> list[Guard]:
    """A record is added only while its conference has no valid one, and is never changed or removed."""
    there = (
        "EXISTS (SELECT 1 FROM record r WHERE r.id = NEW.id"
        " OR r.conference_id = NEW.conference_id AND r.number = NEW.number"
        " OR r.series_id = NEW.series_id AND r.chain = NEW.chain)"
    )
    said = "a sealed record never changes"
    return [
        _refuses(
            "guard_record_added",
            "record",
            "BEFORE INSERT",
            f"{STANDING_RECORD.format('NEW.conference_id')} OR {there}",
            said,
        ),
        _refuses("guard_record_changed", "record", "BEFORE UPDATE", None, said),
        _refuses("guard_record_gone", "record", "BEFORE DELETE", None, said),
    ]


def _reopenings() -> list[Guard]:
    """A reopening is added once, for the record of a closed conference, and is never changed or removed."""
    closed = (
        "EXISTS (SELECT 1 FROM record r JOIN conference c ON c.id = r.conference_id"
        " WHERE r.id = NEW.record_id AND c.state = 'closed')"
    )
    there = "EXISTS (SELECT 1 FROM reopening o WHERE o.id = NEW.id OR o.record_id = NEW.record_id)"
    said = "a reopening never changes"
    return [
        _refuses(
            "guard_reopening_added",
            "reopening",
            "BEFORE INSERT",
            f"NOT {closed} OR {there}",
            "only a closed conference is opened again, once for each of its records",
        ),
        _refuses("guard_reopening_changed", "reopening", "BEFORE UPDATE", None, said),
        _refuses("guard_reopening_gone", "reopening", "BEFORE DELETE", None, said),
    ]


def _kept(name: str) -> list[Guard]:
    """Kept rows are written before their record, and never change afterwards."""
    table, said = f"kept_{name}", "a sealed record never changes"
    added = f"guard_{table}_added"
    # AFTER on both, which takes less for each row. No row gets past it, also one that replaces another; for a row that
    # is there already its key is what fails first.
    on_sqlite = _refuses(
        added, table, "AFTER INSERT", "EXISTS (SELECT 1 FROM record r WHERE r.id = NEW.record_id)", said
    ).sqlite
    # With a hundred thousand rows at once, check them all with one query.
    body = (
        "IF EXISTS (SELECT 1 FROM record r WHERE r.id IN (SELECT record_id FROM fresh)) THEN"
        f" RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END IF;"
    )
    on_postgresql = _postgresql(
        added, table, "AFTER INSERT", body, each="STATEMENT", referring=" REFERENCING NEW TABLE AS fresh"
    )
    return [
        Guard(added, table, on_sqlite, on_postgresql),
        _refuses(f"guard_{table}_changed", table, "BEFORE UPDATE", None, said),
        _refuses(
            f"guard_{table}_gone",
            table,
            "BEFORE DELETE",
            "EXISTS (SELECT 1 FROM record r WHERE r.id = OLD.record_id)",
            said,
        ),
    ]


def _known_to_a_record(table: str) -> Guard:
    known = f"EXISTS (SELECT 1 FROM record r JOIN kept_{table} k ON k.record_id = r.id AND k.id = OLD.id)"
    said = "a sealed record knows of it"
    return _refuses(f"guard_{table}_known", table, "BEFORE DELETE", known, said)


def _refuses(name: str, table: str, when: str, where: str | None, said: str) -> Guard:
    """Return a guard that refuses rows that meet a condition; `{same}` in it compares two values that may be NULL."""
    lite = "" if where is None else f" WHEN {where.replace('{same}', 'IS')}"
    refused = f"RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation';"
    if where is not None:
        refused = f"IF {where.replace('{same}', 'IS NOT DISTINCT FROM')} THEN {refused} END IF;"
    return Guard(
        name,
        table,
        f"CREATE TRIGGER {name} {when} ON {table}{lite} BEGIN SELECT RAISE(ABORT, '{said}'); END",
        _postgresql(name, table, when, refused),
    )


def _role() -> Guard:
    """Record the role that really wrote a journal entry, whatever a client claims; SQLite has no roles."""
    name = "guard_journal_role"
    body = "IF TG_OP = 'INSERT' THEN NEW.role := session_user; ELSE NEW.role := OLD.role; END IF;"
    return Guard(name, "journal", None, _postgresql(name, "journal", "BEFORE INSERT OR UPDATE", body))


def _searched() -> list[Guard]:
    """Keep the index of the search as the rows are."""
    found: dict[str, Guard] = {}
    for one in search.triggers("sqlite"):
        when = "" if one.condition is None else f" WHEN {one.condition}"
        made = f'CREATE TRIGGER {one.name} {one.when} ON "{one.table}"{when} BEGIN {one.body} END'
        found[one.name] = Guard(one.name, one.table, made, None)
    for one in search.triggers("postgresql"):
        found[one.name] = Guard(one.name, one.table, None, _postgresql(one.name, one.table, one.when, one.body))
    return list(found.values())


def _not_truncated(table: str) -> Guard:
    """Refuse TRUNCATE, which bypasses row triggers; SQLite has no TRUNCATE."""
    name = f"guard_{table}_truncated"
    body = f"RAISE EXCEPTION 'the table {table} is never emptied as a whole' USING ERRCODE = 'restrict_violation';"
    return Guard(name, table, None, _postgresql(name, table, "BEFORE TRUNCATE", body, each="STATEMENT"))


def _currency_stays() -> list[Guard]:
    name, replaced = "guard_contribution_currency", "guard_contribution_currency_replaced"
    said = "the currency of a contribution never changes once reported"
    told = "EXISTS (SELECT 1 FROM funding WHERE contribution_id = NEW.id"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
    return [
        Guard(
            name,
            "contribution",
            f"CREATE TRIGGER {name} BEFORE UPDATE OF currency ON contribution"
            f" WHEN NEW.currency <> OLD.currency AND {told}) {refuse}",
            _postgresql(
                name,
                "contribution",
                "BEFORE UPDATE OF currency",
                f"IF NEW.currency <> OLD.currency AND {told}) THEN"
                f" RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END IF;",
            ),
        ),
        # INSERT OR REPLACE does not count as an update.
        Guard(
            replaced,
            "contribution",
            f"CREATE TRIGGER {replaced} BEFORE INSERT ON contribution"
            f" WHEN {told} AND currency <> NEW.currency) {refuse}",
            None,
        ),
    ]


def _postgresql(name: str, table: str, when: str, body: str, each: str = "ROW", referring: str = "") -> str:
    returned = "OLD" if "DELETE" in when else "NEW"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {returned}; END $$;"
        f" CREATE TRIGGER {name} {when} ON {table}{referring} FOR EACH {each} EXECUTE FUNCTION {name}();"
    )

"""Alterations of the database that change how rows are read or written: guards, triggers, views and so on.

An owner can make all of these with a client, without any visible difference in the rows. Every check is one query of
the catalogue, and every finding names the statement that removes what was found.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.store.guards import FUNCTION_PATH, guards
from tracker.store.reader import Reader
from tracker.store.soundness.answers import Finding
from tracker.store.soundness.questions import WRONG
from tracker.tables import whole_schema

GUARDS = "the protection of closed conferences is in force"
OTHERS = "no other object changes what is read or written"
# A trigger cannot be created by hand exactly as this release creates it: the register moves to another database.
REMAKE = (
    "To get a register with all guards, run `tracker export --all -o register.json` and then"
    " `tracker import register.json --db NEW`"
)


def alterations(reader: Reader) -> Iterator[Finding]:
    """Yield guards that are missing or altered, and foreign objects that change what is read or written."""
    yield from _guards(reader)
    for where, what in _views(reader) if reader.dialect == "sqlite" else _catalogue(reader):
        yield Finding(OTHERS, WRONG, f"table {where}", what)


def alterations_of_an_earlier(reader: Reader) -> Iterator[Finding]:
    """Yield foreign objects in a file of an earlier release, whose guards are not compared: an upgrade recreates
    them."""
    for name, table, _, _ in sorted(_triggers(reader)):
        if not name.startswith("guard_"):
            yield _unknown(reader, name, table)
    for where, what in _views(reader):
        yield Finding(OTHERS, WRONG, f"table {where}", what)


def _guards(reader: Reader) -> Iterator[Finding]:
    triggers = _triggers if reader.dialect == "sqlite" else _functions
    found: dict[str, tuple[str, str, str | None]] = {
        name: (table, made, state) for name, table, made, state in triggers(reader)
    }
    for guard in guards():
        statement = guard.statement(reader.dialect)
        if statement is None:
            continue
        if guard.name not in found:
            yield Finding(GUARDS, WRONG, f"table {guard.table}", f"{guard.name} is missing. {REMAKE}")
            continue
        table, made, state = found.pop(guard.name)
        if state is not None:
            yield Finding(GUARDS, WRONG, f"table {table}", f"{guard.name} {state}")
        elif table != guard.table or made != statement:
            yield Finding(GUARDS, WRONG, f"table {table}", f"{guard.name} differs from that of this release. {REMAKE}")
    for name, (table, _, _) in sorted(found.items()):
        yield _unknown(reader, name, table)


def _unknown(reader: Reader, name: str, table: str) -> Finding:
    drop = f"DROP TRIGGER {_quoted(name)}" + ("" if reader.dialect == "sqlite" else f" ON {_quoted(table)}")
    what = f"{name} is a trigger that is unknown to this release. Remove it with a database client: {drop}"
    return Finding(OTHERS, WRONG, f"table {table}", what)


def _triggers(reader: Reader) -> Iterator[tuple[str, str, str, str | None]]:
    for name, table, made in reader.rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"):
        yield name, table, made, None


def _functions(reader: Reader) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield each trigger of our tables as (name, table, the two statements that create it, what is wrong with it)."""
    sql = f"""
SELECT t.tgname, c.relname, t.tgenabled::text, pg_get_triggerdef(t.oid, true), p.proname || '()', p.prosrc, l.lanname,
  p.prosecdef, coalesce(array_to_string(p.proconfig, ' '), ''), 'search_path=' || quote_ident(n.nspname) || :path
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang
WHERE NOT t.tgisinternal AND {_ours(reader)}"""
    for name, table, enabled, trigger, called, body, language, definer, setting, expected in reader.rows(
        sql, {"path": f", {FUNCTION_PATH}"}
    ):
        state = None
        if enabled not in ("O", "A"):
            how = "fires on replicas only" if enabled == "R" else "is disabled"
            state = f"{how}. Switch it on: ALTER TABLE {_quoted(table)} ENABLE TRIGGER {_quoted(name)}"
        made = f"CREATE FUNCTION {called} RETURNS trigger LANGUAGE {language} AS $${body}$$; {trigger};"
        yield name, table, "" if definer or setting != expected else made, state


def _views(reader: Reader) -> Iterator[tuple[str, str]]:
    for (name,) in reader.rows("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"):
        what = "it is a view that is unknown to this release."
        yield name, f"{what} Remove it with a database client: DROP VIEW {_quoted(name)}"


_KINDS = {"v": "a view", "m": "a materialized view", "f": "a foreign table", "p": "a partitioned table"}


def _catalogue(reader: Reader) -> Iterator[tuple[str, str]]:
    ours = _ours(reader)
    kinds = ", ".join(f"'{kind}'" for kind in ("r", *_KINDS))
    sql = "SELECT c.relname, c.relkind::text, c.relpersistence::text FROM pg_class c"
    for table, kind, persistence in reader.rows(f"{sql} WHERE {ours} AND c.relkind IN ({kinds})"):
        if kind != "r":
            yield table, f"{_KINDS[kind]} is in its place. Restore the database from a backup"
        elif persistence != "p":
            yield (
                table,
                f"it is unlogged, so a crash of the server would empty it. ALTER TABLE {_quoted(table)} SET LOGGED",
            )
    for child, parent, table in reader.rows(
        f"""
SELECT i.inhrelid::regclass::text, i.inhparent::regclass::text, c.relname
FROM pg_inherits i JOIN pg_class c ON c.oid IN (i.inhrelid, i.inhparent) WHERE {ours} AND c.relkind IN ('r', 'p')"""
    ):
        what = f"rows of the child table {child} are read as rows of {parent}."
        yield table, f"{what} Separate them: ALTER TABLE {child} NO INHERIT {parent}"
    for table, rule in reader.rows(
        f"""
SELECT c.relname, quote_ident(r.rulename) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE {ours} AND r.rulename <> '_RETURN'"""
    ):
        what = f"the rule {rule} changes what is read or written there."
        yield table, f"{what} Remove it: DROP RULE {rule} ON {_quoted(table)}"
    for (table,) in reader.rows(
        f"""
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE {ours} AND t.tgisinternal AND t.tgenabled NOT IN ('O', 'A')"""
    ):
        what = "references to it or from it are not enforced: their triggers are switched off."
        yield table, f"{what} Switch them on: ALTER TABLE {_quoted(table)} ENABLE TRIGGER ALL"
    for table, policies in reader.rows(
        f"""
SELECT c.relname, (SELECT string_agg('; DROP POLICY ' || quote_ident(p.polname) || ' ON ' || quote_ident(c.relname), '')
  FROM pg_policy p WHERE p.polrelid = c.oid)
FROM pg_class c WHERE {ours} AND (c.relrowsecurity OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"""
    ):
        off = f"ALTER TABLE {_quoted(table)} DISABLE ROW LEVEL SECURITY{policies or ''}"
        yield table, f"row level security hides rows of it from some roles. Switch it off: {off}"
    yield from _shadows(reader)
    yield from _settings(reader)


def _shadows(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield relations of other schemas that hide ours; for a role, a schema with its name comes first."""
    sql = f"""
SELECT c.relname, c.oid::regclass::text, quote_ident(n.nspname), pg_table_is_visible(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname IN ({_names()}) AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND {_elsewhere(reader)}
AND (pg_table_is_visible(c.oid) OR EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = n.nspname)
  AND NOT EXISTS (SELECT 1 FROM pg_class x WHERE x.relnamespace = n.oid AND x.relname = 'alembic_version'))"""
    for table, _, schema, visible in reader.rows(sql):
        whom = "is read" if visible else f"is read by the role {schema}"
        what = f"{schema}.{_quoted(table)} {whom} in its place."
        yield table, f"{what} Rename or drop it: ALTER TABLE {schema}.{_quoted(table)} RENAME TO ..."


def _settings(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield server, database or role settings that stop guards from firing or replace PostgreSQL's own functions."""
    sql = """
SELECT 'the server, database or role' FROM pg_settings WHERE name = 'session_replication_role' AND reset_val <> 'origin'
UNION ALL
SELECT coalesce('role ' || quote_ident(r.rolname), 'database ' || quote_ident(d.datname), 'all roles')
FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
AND EXISTS (SELECT 1 FROM unnest(s.setconfig) x WHERE x LIKE 'session_replication_role=%' AND x NOT LIKE '%=origin')"""
    for (whose,) in reader.rows(sql):
        what = f"guards do not fire: session_replication_role is set for {whose}."
        yield "journal", f"{what} Reset it: ALTER ... RESET session_replication_role"
    path = [row[0] for row in reader.rows("SELECT unnest(current_schemas(true))")]
    before = [schema for schema in path[: path.index("pg_catalog")] if not schema.startswith("pg_temp")]
    if before:
        what = f"functions of the schema {before[0]} are used instead of those of PostgreSQL."
        yield "journal", f"{what} Remove pg_catalog from the setting search_path"


def _elsewhere(reader: Reader) -> str:
    return f"n.oid <> {_home(reader)} AND n.nspname NOT LIKE 'pg!_%temp!_%' ESCAPE '!'"


def _ours(reader: Reader) -> str:
    """Return the condition that a relation `c` is one of the register's tables, in the register's schema."""
    return f"c.relnamespace = {_home(reader)} AND c.relname IN ({_names()})"


def _home(reader: Reader) -> str:
    return f"""'{reader.schema.replace("'", "''")}'::regnamespace"""


def _names() -> str:
    return ", ".join(f"'{name}'" for name in (*whole_schema().tables, "alembic_version"))


def _quoted(name: str) -> str:
    return name if name.isidentifier() and name == name.lower() else '"' + name.replace('"', '""') + '"'

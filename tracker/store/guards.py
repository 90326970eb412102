"""The triggers: rules that no constraint can say. One list, with a text per dialect.

A migration drops them all and makes them again, for a batch migration of SQLite loses triggers without a word.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, text

# Noun and table of all that has a code; the column within which the code is unique, if not the whole register.
CODED = (
    ("series", None),
    ("conference", None),
    ("organisation", None),
    ("project", None),
    ("contribution", None),
    ("risk", "project_id"),
    ("outcome", "project_id"),
    ("indicator", "project_id"),
    ("milestone", "project_id"),
)

# What a conference was told, and all that it needs to be read again.
TOLD_TABLES = (
    "review",
    "review_theme",
    "share",
    "funding",
    "earmark",
    "assessment",
    "measurement",
    "milestone_report",
    "participant",
    "pinned_rate",
)


class Guard(NamedTuple):
    """A trigger: its name, its table, and the statements that make it on each database; None where it needs none."""

    name: str
    table: str
    sqlite: str | None
    postgresql: str | None

    def statement(self, dialect: str) -> str | None:
        return self.sqlite if dialect == "sqlite" else self.postgresql


def guards() -> list[Guard]:
    """Every trigger of the schema."""
    found: list[Guard] = []
    for noun, scope in CODED:
        found += _codes(noun, scope)
    for table in TOLD_TABLES:
        found += _closed(table)
        found.append(_not_truncated(table))
    found += _currency_stays()
    return found


def create_guards(connection: Connection) -> None:
    """Make every guard; none may exist."""
    for guard in guards():
        statement = guard.statement(connection.dialect.name)
        if statement is not None:
            # To the driver as it stands: a colon or a percent sign in it means nothing else.
            connection.connection.cursor().execute(statement)


def drop_guards(connection: Connection) -> None:
    """Drop every guard that exists, also those of an earlier release; triggers of anybody else stay."""
    if connection.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard!_%' ESCAPE '!'"
        drop = 'DROP TRIGGER "{}"'
    else:
        found = (
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE p.proname LIKE 'guard!_%' ESCAPE '!' AND n.nspname = current_schema()"
        )
        drop = 'DROP FUNCTION "{}"() CASCADE'
    for name in connection.execute(text(found)).scalars().all():
        connection.exec_driver_sql(drop.format(name))


def _codes(noun: str, scope: str | None) -> list[Guard]:
    """A code is entered when its row is added or renamed, stays after a renaming, and goes with the row.

    The table `code` refuses one that belongs to another row. A row is deleted only while nothing was reported of it.
    """
    within = f"NEW.{scope}" if scope else "0"
    same = f"noun = '{noun}' AND scope = {within} AND key = lower(NEW.code)"
    enter = (
        f"INSERT INTO code (noun, scope, key, id) SELECT '{noun}', {within}, lower(NEW.code), NEW.id"
        f" WHERE NOT EXISTS (SELECT 1 FROM code WHERE {same} AND id = NEW.id);"
    )
    # INSERT OR REPLACE, or OR IGNORE, hands its leniency on to the statements of a trigger, but not to this one.
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
    """Nothing that a closed conference was told is added, changed or taken away."""
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
                    # FOR SHARE: otherwise a close could commit past a writer in flight.
                    f"PERFORM 1 FROM conference WHERE id IN ({ids}) FOR SHARE; IF EXISTS ({closed}) THEN"
                    " RAISE EXCEPTION 'the conference is closed' USING ERRCODE = 'restrict_violation'; END IF;",
                ),
            )
        )
    return found


def _not_truncated(table: str) -> Guard:
    """TRUNCATE passes by the triggers of rows; SQLite has none."""
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
        # INSERT OR REPLACE is no update.
        Guard(
            replaced,
            "contribution",
            f"CREATE TRIGGER {replaced} BEFORE INSERT ON contribution"
            f" WHEN {told} AND currency <> NEW.currency) {refuse}",
            None,
        ),
    ]


def _postgresql(name: str, table: str, when: str, body: str, each: str = "ROW") -> str:
    returned = "OLD" if "DELETE" in when else "NEW"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {returned}; END $$;"
        f" CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}();"
    )

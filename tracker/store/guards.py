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
    """A trigger: its name, its table, and the statements that make it on each database."""

    name: str
    table: str
    sqlite: str
    postgresql: str


def guards() -> list[Guard]:
    """Every trigger of the schema."""
    found: list[Guard] = []
    for noun, scope in CODED:
        found += _codes(noun, scope)
    for table in TOLD_TABLES:
        found += _closed(table)
    found.append(_currency_stays())
    return found


def create_guards(connection: Connection) -> None:
    """Make every guard; none may exist."""
    for guard in guards():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(guard.sqlite)
        else:
            connection.execute(text(guard.postgresql.replace(":=", r"\:=")))


def drop_guards(connection: Connection) -> None:
    """Drop every guard that exists, also those of an earlier release."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    functions = connection.execute(
        text(
            "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE proname LIKE 'guard%' AND n.nspname = current_schema()"
        )
    ).scalars()
    for name in functions.all():
        connection.exec_driver_sql(f'DROP FUNCTION "{name}"() CASCADE')


def existing_guards(connection: Connection) -> set[str]:
    """The names of the guards that a database has."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'guard%'"
        )
    return set(found.scalars())


def _codes(noun: str, scope: str | None) -> list[Guard]:
    """A code is entered when its row is added or renamed, stays after a renaming, and goes with the row.

    The table `code` refuses one that belongs to another row. A row is deleted only while nothing was reported of it.
    """
    within = f"NEW.{scope}" if scope else "0"
    enter = (
        f"INSERT INTO code (noun, scope, key, id) SELECT '{noun}', {within}, lower(NEW.code), NEW.id WHERE NOT EXISTS"
        f" (SELECT 1 FROM code WHERE noun = '{noun}' AND scope = {within} AND key = lower(NEW.code) AND id = NEW.id);"
    )
    leave = f"DELETE FROM code WHERE noun = '{noun}' AND id = OLD.id;"
    added, renamed, gone = (f"guard_{noun}_code_{event}" for event in ("added", "renamed", "gone"))
    on_insert = f"CREATE TRIGGER {added} AFTER INSERT ON {noun} BEGIN {enter} END"
    on_update = f"CREATE TRIGGER {renamed} AFTER UPDATE OF code ON {noun} BEGIN {enter} END"
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


def _currency_stays() -> Guard:
    name = "guard_contribution_currency"
    told = "EXISTS (SELECT 1 FROM funding WHERE contribution_id = NEW.id)"
    said = "the currency of a contribution never changes once reported"
    return Guard(
        name,
        "contribution",
        f"CREATE TRIGGER {name} BEFORE UPDATE OF currency ON contribution"
        f" WHEN NEW.currency <> OLD.currency AND {told} BEGIN SELECT RAISE(ABORT, '{said}'); END",
        _postgresql(
            name,
            "contribution",
            "BEFORE UPDATE OF currency",
            f"IF NEW.currency <> OLD.currency AND {told} THEN"
            f" RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation'; END IF;",
        ),
    )


def _postgresql(name: str, table: str, when: str, body: str) -> str:
    returned = "OLD" if "DELETE" in when else "NEW"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {returned}; END $$;"
        f" CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();"
    )

"""Runs the migrations: on the connection that `tracker.store.schema` hands over, or for the command `alembic`.

`alembic` takes the same safe way as `tracker db upgrade`: a backup of a file first, the lock of the only writer, the
guards dropped and made again, the foreign keys checked, everything in one transaction.
"""

import warnings

from alembic import context
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, StaticPool, create_engine

from tracker.cli.base import App
from tracker.errors import StoreError, TrackerError
from tracker.store import revision
from tracker.store.autogenerate import PLUGINS, render_item
from tracker.store.location import Location
from tracker.store.reader import connected, revision_of
from tracker.store.schema import creating, migrating
from tracker.store.search import OURS
from tracker.store.sqlite_file import MAKE_ONE
from tracker.tables import whole_schema

MOVING = ("upgrade", "downgrade")
REFUSED = {
    "stamp": "`stamp` names a revision without making its schema. Use `alembic upgrade` or `alembic downgrade`.",
    "ensure_version": "A table of versions alone is no register. `alembic upgrade head` makes a whole one.",
}
OFFLINE = (
    "--sql is not supported: a migration reads the rows that it changes, and the backup, the guards and the check of"
    " foreign keys need the register. Leave out --sql."
)
NOT_KNOWN = (
    "The newest file in migrations/versions is {newest}, and the last of KNOWN in tracker/store/revision.py is {head}."
    " Add the revision to the end of KNOWN there."
)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=whole_schema(),
        render_as_batch=True,
        transactional_ddl=False,  # the transaction is the caller's, and holds everything
        compare_server_default=True,
        autogenerate_plugins=PLUGINS,
        render_item=render_item,
        # The tables of the search are derived from the rows, and no part of the metadata.
        include_name=lambda name, kind, _: kind != "table" or not str(name).startswith(OURS),
    )
    with warnings.catch_warnings():
        # Of an index on an expression SQLAlchemy cannot read the text from SQLite; `tracker db check` can.
        warnings.filterwarnings("ignore", message=".*expression-based index")
        context.run_migrations()


def run_command() -> None:
    """What the command line of alembic asks for, on the register that `tracker` would open or `-x db=...` names."""
    options = context.config.cmd_opts
    if options is None:
        raise CommandError("Run the command `alembic`, or call tracker.store.schema.upgrade_schema.")
    command = options.cmd[0].__name__
    if command in REFUSED:
        raise CommandError(REFUSED[command])
    if context.is_offline_mode():
        raise CommandError(OFFLINE)
    app = App()
    app.db = context.get_x_argument(as_dictionary=True).get("db")
    try:
        if command in MOVING:
            move(app, command, options.revision)
        else:
            read(app.location)
    except TrackerError as error:
        raise CommandError(" ".join(filter(None, (error.message, error.hint)))) from error
    except RevisionError as error:
        raise CommandError(str(error)) from error


def move(app: App, command: str, destination: str) -> None:
    """Upgrade or downgrade; what has no table yet is made as `tracker db init` makes it."""
    newest = context.script.get_current_head()
    if newest != revision.HEAD:
        raise CommandError(NOT_KNOWN.format(newest=newest, head=revision.HEAD))
    location = app.location
    missing = location.path is not None and not location.path.exists()
    before = None if missing and command == "upgrade" else found(location)
    if before is None and command == "downgrade":
        raise no_register(location)
    heads = (before,) if before else ()
    if command == "upgrade":
        steps = list(context.script.iterate_revisions(destination, heads, implicit_base=True))
    else:
        steps = list(context.script.iterate_revisions(heads, destination, select_for_downgrade=True))
    if not steps:
        context.config.print_stdout(f"{location.name} is at {before}; nothing was changed.")
        return
    if before is None:
        with creating(location) as connection:
            run(connection)
        context.config.print_stdout(f"Created a new register at {location.name}")
        return
    context.config.attributes["say"] = context.config.print_stdout
    with migrating(location, app.now()) as (connection, backup):
        run(connection)
    context.config.print_stdout(f"{command.title()}d {location.name} from {before} to {found(location) or 'base'}.")
    if backup:
        context.config.print_stdout(f"The register as it was: {backup}")


def read(location: Location) -> None:
    """Let a command that only asks have a snapshot that cannot be written."""
    with connected(location) as reader:
        if revision_of(reader) is None:
            raise no_register(location)
        address = "postgresql+psycopg://" if location.is_postgresql else "sqlite://"
        with create_engine(address, creator=lambda: reader.connection, poolclass=StaticPool).connect() as connection:
            run(connection)


def found(location: Location) -> str | None:
    """The revision of a register; None for a database without one."""
    with connected(location) as reader:
        return revision_of(reader)


def no_register(location: Location) -> StoreError:
    return StoreError(f"{location.name} does not contain a register.", MAKE_ONE)


handed_over = context.config.attributes.get("connection")
if handed_over is None:
    run_command()
else:
    run(handed_over)

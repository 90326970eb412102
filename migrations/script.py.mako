"""${message}

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
Triggers are not its business (they are dropped before and made again after); data that a column needs is.
SQLite makes a table anew for most changes, and forgets what is not said again: `op.batch_alter_table(name, table_kwargs=
{"sqlite_strict": True, ...})`, with "sqlite_with_rowid": False for a table of reports, "sqlite_autoincrement": True for
one with an id.
"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}

"""The role of PostgreSQL that wrote a command, beside the name that the client gave.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Which
role wrote earlier commands is unknown.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_role"
down_revision = "2026_11_28_nobody"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPTIONS = {"sqlite_strict": True, "sqlite_autoincrement": True}


def upgrade() -> None:
    comment = "the role of PostgreSQL that wrote it, by its session_user; NULL on SQLite and for imported entries"
    with op.batch_alter_table("journal", reflect_kwargs={"resolve_fks": False}, table_kwargs=OPTIONS) as batch:
        batch.add_column(sa.Column("role", WORDS, comment=comment))


def downgrade() -> None:
    with op.batch_alter_table("journal", reflect_kwargs={"resolve_fks": False}, table_kwargs=OPTIONS) as batch:
        batch.drop_column("role")

"""Which projects a command touched, beside the journal; and two indexes of the journal.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. The
new table is derived from the changes: an upgrade fills it when all steps are done.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_touched"
down_revision = "2026_11_29_refund"

OF_CODES = sa.text("table_name = 'code'")


def upgrade() -> None:
    op.create_table(
        "journal_project",
        sa.Column("project_id", sa.Integer(), nullable=False, comment="the project; one that was removed stays here"),
        sa.Column("journal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name="fk_journal_project_journal_id"),
        sa.PrimaryKeyConstraint("project_id", "journal_id", name="pk_journal_project"),
        comment="Which projects a command touched, so that the commands of a project are found without reading all"
        " changes",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_journal_undoes_id", "journal", ["undoes_id"])
    op.create_index(
        "ix_change_code", "change", ["table_name", "journal_id"], sqlite_where=OF_CODES, postgresql_where=OF_CODES
    )


def downgrade() -> None:
    op.drop_index("ix_change_code", "change")
    op.drop_index("ix_journal_undoes_id", "journal")
    op.drop_table("journal_project")

"""What texts in the cells of a sheet mean, and how its new projects are called, remembered with its mapping.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, what is remembered of texts and codes goes, for the step before has no place for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_valued"
down_revision = "2026_11_30_first_planned"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mapped_value",
        sa.Column("mapping_id", sa.Integer(), nullable=False),
        sa.Column("text", WORDS, nullable=False, comment="as it stands in a cell, without regard to case and blanks"),
        sa.Column("meaning", WORDS, nullable=True, comment="what it is read as; NULL where such a cell says nothing"),
        sa.ForeignKeyConstraint(["mapping_id"], ["mapping.id"], name=op.f("fk_mapped_value_mapping_id")),
        sa.PrimaryKeyConstraint("mapping_id", "text", name=op.f("pk_mapped_value")),
        comment="What a text in the cells of a sheet means, as it is remembered with its mapping",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.add_column(
        "mapping", sa.Column("code_prefix", WORDS, nullable=True, comment="what the codes of new projects begin with")
    )


def downgrade() -> None:
    op.drop_column("mapping", "code_prefix")
    op.drop_table("mapped_value")

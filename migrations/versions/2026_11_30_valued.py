"""What texts in the cells of a sheet mean, and how its new projects are called, remembered with its mapping; and
what the comment of a table says: amounts of no one donor are reported too.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, what is remembered of texts and codes goes, for the step before has no place for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_valued"
down_revision = "2026_11_30_first_planned"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

UNATTRIBUTED = (
    "A published movement of money of which nothing says whose it is: its activity names several funders, or none, and"
    " the movement no provider. It belongs to no contribution and is in no total",
    "Money of a project that is of no one donor: published without a provider where the activity names several funders"
    " or none, or reported of several donors together, or of none. It belongs to no contribution and is in no total",
)


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
    say(1)


def downgrade() -> None:
    say(0)
    op.drop_column("mapping", "code_prefix")
    op.drop_table("mapped_value")


def say(which: int) -> None:
    """Set the comment, which PostgreSQL alone keeps."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_table_comment("unattributed", UNATTRIBUTED[which], existing_comment=UNATTRIBUTED[1 - which])

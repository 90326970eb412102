"""A published project whose file names nobody as its publisher.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
Going down, what was published of such a project goes, for the step before has no place for it; the project stays.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_nobody"
down_revision = "2026_11_27_iati"

NAMED = "the reporting organisation"
NOW = "the reporting organisation; NULL where the file names nobody"


def publisher(*, required: bool) -> None:
    with op.batch_alter_table(
        "activity", reflect_kwargs={"resolve_fks": False}, table_kwargs={"sqlite_strict": True}
    ) as batch:
        batch.alter_column(
            "publisher_id",
            existing_type=sa.Integer(),
            existing_comment=NOW if required else NAMED,
            existing_nullable=not required,
            nullable=not required,
            comment=NAMED if required else NOW,
        )


def upgrade() -> None:
    publisher(required=False)


def downgrade() -> None:
    op.execute("DELETE FROM activity WHERE publisher_id IS NULL")
    publisher(required=True)

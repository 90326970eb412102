"""`refund`, a reason for an amount that fell because money was paid back.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, a refund becomes `other`, for the step before has no word for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_refund"
down_revision = "2026_11_29_unattributed"

# The constraint on the words of a column, by table.
COLUMNS = {"contribution": "ended_reason", "reason": "reason"}
BEFORE = (
    "new money",
    "revision",
    "rephased",
    "correction",
    "method",
    "allocated",
    "dropped",
    "reduced",
    "duplicate",
    "published data",
    "other",
)
AFTER = (*BEFORE[:8], "refund", *BEFORE[8:])


def upgrade() -> None:
    for table, column in COLUMNS.items():
        reasons(table, column, AFTER)


def downgrade() -> None:
    for table, column in COLUMNS.items():
        op.execute(sa.text(f"UPDATE {table} SET {column} = 'other' WHERE {column} = 'refund'"))
        reasons(table, column, BEFORE)


def reasons(table: str, column: str, known: tuple[str, ...]) -> None:
    """Say again which reasons there are; a table that is made again for that goes on counting its ids."""
    connection = op.get_bind()
    lite = connection.dialect.name == "sqlite"
    count = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    last = connection.exec_driver_sql(count, (table,)).scalar() if lite else None
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(
        table, reflect_kwargs={"resolve_fks": False}, table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True}
    ) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN ({', '.join(repr(word) for word in known)})")
    if last is not None:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))

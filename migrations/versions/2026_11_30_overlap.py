"""What people decided of two projects that may be one activity reported twice, and an index of published payments.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, the decisions go, for the step before has no place for them; what they left out of totals stays left out. What
sealed records keep of decisions is in their documents, and comes from there when the register goes up again.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_11_30_overlap"
down_revision = "2026_11_30_whose_answer"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DECISIONS = ("same", "duplicate", "complementary", "joint", "unrelated")
# Said again for every column: (name, type, whether it may be NULL, comment).
COLUMNS = (
    ("project_id", sa.Integer(), False, "the one that was entered first"),
    ("other_id", sa.Integer(), False, None),
    ("decision", WORDS, False, None),
    ("counting_id", sa.Integer(), True, "of two that are the same, the one that totals count"),
    ("date", WORDS, False, "when it was decided"),
    ("decided_by", WORDS, False, "the code of an organisation, or a name"),
    ("note", WORDS, True, None),
)
PUBLISHED = sa.text("publisher IS NOT NULL")
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def is_a_date() -> str:
    whole = "substr(date || '-01-01', 1, 10)"
    if op.get_bind().dialect.name == "sqlite":
        return f"date IS NULL OR (length(date) IN (4, 7, 10) AND date({whole}, '+0 days') IS {whole})"
    return (
        "date IS NULL OR (date ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
        f" AND make_date(substr({whole}, 1, 4)::int, substr({whole}, 6, 2)::int,"
        f" substr({whole}, 9, 2)::int) IS NOT NULL)"
    )


def upgrade() -> None:
    op.create_table(
        "overlap",
        *(sa.Column(name, kind, nullable=nullable, comment=comment) for name, kind, nullable, comment in COLUMNS),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(f"decision IN ({', '.join(map(repr, DECISIONS))})", name=op.f("ck_overlap_decision_known")),
        sa.CheckConstraint(is_a_date(), name=op.f("ck_overlap_date_is_a_date")),
        sa.CheckConstraint("project_id < other_id", name=op.f("ck_overlap_named_once")),
        sa.CheckConstraint(
            "(decision = 'same') = (counting_id IS NOT NULL)", name=op.f("ck_overlap_one_of_the_same_counts")
        ),
        sa.CheckConstraint("counting_id IN (project_id, other_id)", name=op.f("ck_overlap_counting_is_one_of_them")),
        *(
            sa.ForeignKeyConstraint([name], ["project.id"], name=op.f(f"fk_overlap_{name}"))
            for name in ("project_id", "other_id", "counting_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "other_id", name=op.f("pk_overlap")),
        comment="What people decided of two projects that may be one activity reported twice, or work of the same kind",
        sqlite_strict=True,
    )
    op.create_index("ix_overlap_other_id", "overlap", ["other_id"])
    op.create_index("ix_overlap_counting_id", "overlap", ["counting_id"])
    op.create_table(
        "kept_overlap",
        sa.Column("record_id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable, _ in COLUMNS),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "project_id", "other_id", name=op.f("pk_kept_overlap")),
        comment="Rows of `overlap` as sealed records keep them",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    from_documents()
    op.create_index(
        "ix_transaction_published",
        "transaction",
        ["date", "amount", "publisher"],
        sqlite_where=PUBLISHED,
        postgresql_where=PUBLISHED,
    )


def from_documents() -> None:
    """Fill what records keep of decisions from documents that have them."""
    for one in documents.documents():
        projects = one.ids("project")
        kept = [
            {"record_id": one.record, "version": row["version"]}
            | {
                name: projects.get(row[name.removesuffix("_id")]) if name.endswith("_id") else row[name]
                for name, *_ in COLUMNS
            }
            for row in one.rows("overlap")
        ]
        documents.insert("kept_overlap", kept)


def downgrade() -> None:
    op.drop_index("ix_transaction_published", "transaction")
    op.drop_table("kept_overlap")
    op.drop_table("overlap")

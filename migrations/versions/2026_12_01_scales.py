"""Named scales of ratings, each with its edition and its points in order.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, the scales go, for the step before has no place for them. What sealed records keep of scales is in their
documents, and comes from there when the register goes up again.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_01_scales"
down_revision = "2026_11_30_overlap"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# Said again for every column: (name, type, whether it may be NULL, comment).
SCALE = (
    ("code", WORDS, False, None),
    ("name", WORDS, False, None),
    ("edition", WORDS, False, "which version of the scale it is, or as of when"),
    ("source", WORDS, True, "where it was published"),
)
POINT = (
    ("scale", WORDS, False, None),
    ("name", WORDS, False, "as published"),
    ("place", sa.Integer(), False, "its place in the order in which the scale was published, from 1"),
    (
        "good",
        sa.Boolean(),
        True,
        "whether it is good; NULL where it says that nothing was rated",
    ),
)

documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def code_check() -> str:
    if op.get_bind().dialect.name == "sqlite":
        return "length(code) BETWEEN 1 AND 60 AND code NOT GLOB '*[^A-Za-z0-9-]*'"
    return "code ~ '^[A-Za-z0-9-]{1,60}$'"


def columns(described: Sequence[tuple[str, Any, bool, str | None]]) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable, comment=comment) for name, kind, nullable, comment in described]


def upgrade() -> None:
    op.create_table(
        "scale",
        *columns(SCALE),
        sa.CheckConstraint(code_check(), name=op.f("ck_scale_code_letters_digits_hyphens")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_scale")),
        comment="A named scale of ratings, in one edition; seeded and extensible. Other points are another edition,"
        " with a code of its own",
        sqlite_strict=True,
    )
    op.create_table(
        "scale_point",
        *columns(POINT),
        sa.CheckConstraint("place > 0", name=op.f("ck_scale_point_place_positive")),
        sa.ForeignKeyConstraint(["scale"], ["scale.code"], name=op.f("fk_scale_point_scale")),
        sa.PrimaryKeyConstraint("scale", "name", name=op.f("pk_scale_point")),
        sa.UniqueConstraint("scale", "place", name=op.f("uq_scale_point_scale_place")),
        comment="A point of a scale. The good ones are together at one end",
        sqlite_strict=True,
    )
    for name, described, key in (("scale", SCALE, ("code",)), ("scale_point", POINT, ("scale", "name"))):
        op.create_table(
            f"kept_{name}",
            sa.Column("record_id", sa.Integer(), nullable=False),
            *(sa.Column(column, kind, nullable=nullable) for column, kind, nullable, _ in described),
            sa.PrimaryKeyConstraint("record_id", *key, name=op.f(f"pk_kept_{name}")),
            comment=f"Rows of `{name}` as sealed records keep them",
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
    for one in documents.documents():
        for name in ("scale", "scale_point"):
            documents.insert(f"kept_{name}", [{"record_id": one.record, **row} for row in one.rows(name)])


def downgrade() -> None:
    for name in ("kept_scale_point", "kept_scale", "scale_point", "scale"):
        op.drop_table(name)

"""Ratings of whole projects; when a risk occurred, and which milestones it has delayed, as conferences were told.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, these go, for the step before has no place for them. What sealed records keep of them is in their documents, and
comes from there when the register goes up again, as does what closed conferences were told.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_02_ratings"
down_revision = "2026_12_02_careers"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OF_REPORTS = {"sqlite_strict": True, "sqlite_with_rowid": False}
# Said again for every column: (name, type, whether it may be NULL, comment).
RATING = (
    ("project_id", sa.Integer(), False, None),
    ("date", WORDS, False, "of the rating, as the report says"),
    ("aspect", WORDS, False, "what is rated: overall, or a part of the risk as published"),
    ("scale", WORDS, True, None),
    ("level", WORDS, True, "as published; NULL where the report prints no value, which is no rating"),
    ("previous_level", WORDS, True, "the rating before this one, as the same report prints it; its date is not known"),
    ("rated_by_id", sa.Integer(), True, "who published it"),
    ("note", WORDS, True, None),
    ("mitigation", WORDS, True, None),
    ("source", WORDS, True, None),
)
DELAY = ("conference_id", "risk_id", "milestone_id", "project_id")
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")
SEALED = f"""
UPDATE assessment SET occurred = k.occurred FROM kept_assessment k
WHERE k.conference_id = assessment.conference_id AND k.risk_id = assessment.risk_id AND k.record_id IN ({documents.STANDING})
"""
DELAYED = f"""
INSERT INTO delay ({", ".join(DELAY)}) SELECT {", ".join(DELAY)} FROM kept_delay WHERE record_id IN ({documents.STANDING})
"""


def is_a_date(name: str) -> str:
    whole = f"substr({name} || '-01-01', 1, 10)"
    if op.get_bind().dialect.name == "sqlite":
        return f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date({whole}, '+0 days') IS {whole})"
    return (
        f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
        f" AND make_date(substr({whole}, 1, 4)::int, substr({whole}, 6, 2)::int,"
        f" substr({whole}, 9, 2)::int) IS NOT NULL)"
    )


def upgrade() -> None:
    with op.batch_alter_table("assessment", reflect_kwargs={"resolve_fks": False}, table_kwargs=OF_REPORTS) as batch:
        batch.add_column(sa.Column("occurred", WORDS, comment="when the event happened"))
        batch.create_check_constraint(op.f("ck_assessment_occurred_is_a_date"), is_a_date("occurred"))
        batch.create_check_constraint(
            op.f("ck_assessment_open_has_not_occurred"), "occurred IS NULL OR status <> 'open'"
        )
    op.add_column("kept_assessment", sa.Column("occurred", WORDS))
    op.create_table(
        "delay",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in DELAY),
        sa.ForeignKeyConstraint(
            ["conference_id", "risk_id"],
            ["assessment.conference_id", "assessment.risk_id"],
            name=op.f("fk_delay_conference_id_risk_id"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{part}_id", "project_id"],
                [f"{part}.id", f"{part}.project_id"],
                name=op.f(f"fk_delay_{part}_id_project_id"),
            )
            for part in ("risk", "milestone")
        ),
        sa.PrimaryKeyConstraint("conference_id", "risk_id", "milestone_id", name=op.f("pk_delay")),
        comment="A milestone that a risk has delayed, as one conference was told",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_delay",
        sa.Column("record_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in DELAY),
        sa.PrimaryKeyConstraint("conference_id", "risk_id", "milestone_id", "record_id", name=op.f("pk_kept_delay")),
        comment="Rows of `delay` as sealed records keep them",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    create_rating()
    for one in documents.documents():
        one.fill("assessment", "risk_id", "occurred")
        documents.insert("kept_delay", delays(one))
        documents.insert("kept_rating", ratings(one))
    op.execute(SEALED)
    op.execute(DELAYED)


def create_rating() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=nullable, comment=comment) for name, kind, nullable, comment in RATING),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(is_a_date("date"), name=op.f("ck_rating_date_is_a_date")),
        sa.CheckConstraint(
            "scale IS NOT NULL OR coalesce(level, previous_level) IS NULL", name=op.f("ck_rating_levels_have_a_scale")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_rating_{column}"))
            for column, target in (("project_id", "project"), ("rated_by_id", "organisation"))
        ),
        sa.ForeignKeyConstraint(["scale"], ["scale.code"], name=op.f("fk_rating_scale")),
        *(
            sa.ForeignKeyConstraint(
                ["scale", column], ["scale_point.scale", "scale_point.name"], name=op.f(f"fk_rating_scale_{column}")
            )
            for column in ("level", "previous_level")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint(
            "project_id", "aspect", "date", "rated_by_id", name=op.f("uq_rating_project_id_aspect_date_rated_by_id")
        ),
        comment="A rating of the risk of a whole project, as its donor published it: one word on a named scale. It is"
        " never turned into a number",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rating_project_id", "rating", ["project_id"])
    op.create_index("ix_rating_rated_by_id", "rating", ["rated_by_id"])
    op.create_table(
        "kept_rating",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable, _ in RATING),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "id", name=op.f("pk_kept_rating")),
        comment="Rows of `rating` as sealed records keep them",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def delays(document: Any) -> list[dict[str, Any]]:
    """The delays that a document has, as the rows that its record keeps."""
    projects, risks, milestones = document.ids("project"), document.parts("risk"), document.parts("milestone")
    return [
        {
            "record_id": document.record,
            "conference_id": document.conference,
            "risk_id": risks[row["project"], row["risk"]],
            "milestone_id": milestones[row["project"], row["milestone"]],
            "project_id": projects[row["project"]],
        }
        for row in document.rows("delay")
    ]


def ratings(document: Any) -> list[dict[str, Any]]:
    """The ratings that a document has, as the rows that its record keeps."""
    ids = {"project": document.ids("project"), "rated_by": document.ids("organisation")}
    return [
        {"record_id": document.record, "id": row["id"], "version": row["version"]}
        | {name: ids[name[:-3]].get(row[name[:-3]]) if name.endswith("_id") else row[name] for name, *_ in RATING}
        for row in document.rows("rating")
    ]


def downgrade() -> None:
    op.drop_table("kept_rating")
    op.drop_table("rating")
    op.drop_table("kept_delay")
    op.drop_table("delay")
    op.drop_column("kept_assessment", "occurred")
    with op.batch_alter_table("assessment", reflect_kwargs={"resolve_fks": False}, table_kwargs=OF_REPORTS) as batch:
        batch.drop_constraint(op.f("ck_assessment_open_has_not_occurred"), type_="check")
        batch.drop_constraint(op.f("ck_assessment_occurred_is_a_date"), type_="check")
        batch.drop_column("occurred")

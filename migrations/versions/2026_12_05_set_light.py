"""Lights of projects that a person set, and the trainings of the register that lead to a stage of a career path.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, these go, because the step before has no tables for them. What sealed records keep of them is in their documents,
and comes from there when the register goes up again, as do the lights that were set at closed conferences. Lights of
open conferences, and which trainings lead to a stage today, are not in any document: enter them again.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_05_set_light"
down_revision = "2026_12_04_evaluations"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer()
OF_REPORTS = {"sqlite_strict": True, "sqlite_with_rowid": False}
# Said again for every column: (name, type, whether it may be NULL, comment).
SET_LIGHT = (
    ("conference_id", NUMBER, False, None),
    ("project_id", NUMBER, False, None),
    ("of", WORDS, False, "what of the project it is about"),
    ("light", WORDS, False, None),
    ("reason", WORDS, False, "why, in the words of the person who set it"),
    ("source", WORDS, True, "who set it, in which mail, file or note"),
)
LIT = ("time", "money", "results", "risk", "evaluation")
LIGHTS = ("achieved", "on track", "behind", "off", "cannot tell")
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")
COLUMNS = ", ".join(f'"{name}"' for name in (*(name for name, *_ in SET_LIGHT), "version"))
SEALED = f"""
INSERT INTO set_light ({COLUMNS}) SELECT {COLUMNS} FROM kept_set_light WHERE record_id IN ({documents.STANDING})
"""


def upgrade() -> None:
    key = ("conference_id", "project_id", "of")
    op.create_table(
        "set_light",
        *(sa.Column(name, kind, nullable=nullable, comment=comment) for name, kind, nullable, comment in SET_LIGHT),
        sa.Column("version", NUMBER, server_default="1", nullable=False),
        sa.CheckConstraint(f"of IN ({_listed(LIT)})", name=op.f("ck_set_light_of_known")),
        sa.CheckConstraint(f"light IN ({_listed(LIGHTS)})", name=op.f("ck_set_light_light_known")),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_set_light_conference_id_project_id"),
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_set_light")),
        comment="A light of a project that a person set at a conference: it counts, and the computed one is shown"
        " beside it",
        **OF_REPORTS,
    )
    op.create_table(
        "kept_set_light",
        sa.Column("record_id", NUMBER, nullable=False),
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable, _ in SET_LIGHT),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint(*key, "record_id", name=op.f("pk_kept_set_light")),
        comment="Rows of `set_light` as sealed records keep them",
        **OF_REPORTS,
    )
    op.create_table(
        "stage_training",
        *(sa.Column(f"{name}_id", NUMBER, nullable=False) for name in ("stage", "training")),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_stage_training_{name}_id"))
            for name in ("stage", "training")
        ),
        sa.PrimaryKeyConstraint("stage_id", "training_id", name=op.f("pk_stage_training")),
        comment="A training of the register that leads to a stage of a career path",
        **OF_REPORTS,
    )
    op.create_index("ix_stage_training_training_id", "stage_training", ["training_id"])
    op.create_table(
        "kept_stage_training",
        *(sa.Column(f"{name}_id", NUMBER, nullable=False) for name in ("record", "stage", "training")),
        sa.PrimaryKeyConstraint("record_id", "stage_id", "training_id", name=op.f("pk_kept_stage_training")),
        comment="Rows of `stage_training` as sealed records keep them",
        **OF_REPORTS,
    )
    for one in documents.documents():
        documents.insert("kept_set_light", set_lights(one))
        documents.insert("kept_stage_training", trainings(one))
    op.execute(SEALED)


def set_lights(document: Any) -> list[dict[str, Any]]:
    """The lights that a document has, as the rows that its record keeps."""
    projects = document.ids("project")
    return [
        {"record_id": document.record, "conference_id": document.conference, "project_id": projects[row["project"]]}
        | {name: row[name] for name in ("of", "light", "reason", "source", "version")}
        for row in document.rows("set_light")
    ]


def trainings(document: Any) -> list[dict[str, Any]]:
    """The trainings that a document says lead to a stage, as the rows that its record keeps."""
    codes = document.ids("training")
    return [
        {"record_id": document.record, "stage_id": row["stage"], "training_id": codes[row["training"]]}
        for row in document.rows("stage_training")
    ]


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def downgrade() -> None:
    for name in ("kept_stage_training", "stage_training", "kept_set_light", "set_light"):
        op.drop_table(name)

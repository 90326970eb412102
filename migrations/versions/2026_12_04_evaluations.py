"""Evaluations by criteria of named sets, and when the fiscal year of an organisation ends.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, evaluations, sets of criteria and the ends of fiscal years go, for the step before has no place for them. What
sealed records keep of them is in their documents, and comes from there when the register goes up again.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from alembic.util import load_python_file

revision = "2026_12_04_evaluations"
down_revision = "2026_12_04_trainings"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# Said again for every column: (name, type, whether it may be NULL, comment).
CRITERIA = (
    ("code", WORDS, False, None),
    ("name", WORDS, False, None),
    ("edition", WORDS, False, "which version of the set it is, or as of when"),
    ("source", WORDS, True, "where it was published"),
)
CRITERION = (
    ("criteria", WORDS, False, None),
    ("name", WORDS, False, "as published"),
    ("place", sa.Integer(), False, "its place in the order in which the set was published, from 1"),
)
EVALUATION = (
    ("id", sa.Integer(), False, None),
    ("project_id", sa.Integer(), True, None),
    ("strategy", WORDS, True, "the name of the strategy, where it is not of a project"),
    ("country", WORDS, True, "the country that it is about, where that was published"),
    ("evaluator_id", sa.Integer(), True, None),
    ("evaluator_name", WORDS, True, "who evaluated, where that is no organisation of the register"),
    ("kind", WORDS, True, "self, validated by another, or independent; NULL where nobody said"),
    ("published_as", WORDS, True, "the kind of report that has it, in the publisher's words: ICRR, PPAR"),
    ("date", WORDS, True, "of a fiscal year its last day; NULL is unknown"),
    ("fiscal_year", sa.Integer(), True, "the fiscal year that was published in the place of a date"),
    ("fiscal_year_of_id", sa.Integer(), True, "whose fiscal year it is"),
    ("criteria", WORDS, True, "the set of the criterion; NULL where it is of none"),
    ("criterion", WORDS, False, "as published"),
    ("scale", WORDS, True, "the scale of the rating; NULL where it is on none"),
    ("rating", WORDS, False, "as published"),
    ("note", WORDS, True, None),
    ("source", WORDS, True, "who said it, in which mail, file or note"),
)
KINDS = ("self", "validated", "independent")
YEAR_ENDS = "the last day of its fiscal year, which has the name of the year in which it ends: 06-30"
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def columns(described: Sequence[tuple[str, Any, bool, str | None]], *, said: bool = True) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, kind, nullable=nullable, comment=comment if said else None)
        for name, kind, nullable, comment in described
    ]


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def code_check() -> str:
    return (
        "length(code) BETWEEN 1 AND 60 AND code NOT GLOB '*[^A-Za-z0-9-]*'"
        if on_sqlite()
        else "code ~ '^[A-Za-z0-9-]{1,60}$'"
    )


def is_a_date() -> str:
    whole = "substr(date || '-01-01', 1, 10)"
    if on_sqlite():
        return f"date IS NULL OR (length(date) IN (4, 7, 10) AND date({whole}, '+0 days') IS {whole})"
    return (
        "date IS NULL OR (date ~ '^[12][0-9]{3}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
        f" AND make_date(substr({whole}, 1, 4)::int, substr({whole}, 6, 2)::int,"
        f" substr({whole}, 9, 2)::int) IS NOT NULL)"
    )


def is_a_day() -> str:
    if on_sqlite():
        day = "'2001-' || fiscal_year_ends"
        return f"fiscal_year_ends IS NULL OR (length(fiscal_year_ends) = 5 AND date({day}, '+0 days') IS {day})"
    return (
        "fiscal_year_ends IS NULL OR (fiscal_year_ends ~ '^(0[1-9]|1[0-2])-[0-3][0-9]$'"
        " AND make_date(2001, substr(fiscal_year_ends, 1, 2)::int, substr(fiscal_year_ends, 4, 2)::int) IS NOT NULL)"
    )


def upgrade() -> None:
    op.create_table(
        "criteria",
        *columns(CRITERIA),
        sa.CheckConstraint(code_check(), name=op.f("ck_criteria_code_letters_digits_hyphens")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_criteria")),
        comment="A named set of criteria by which projects are evaluated, in one edition; seeded and extensible",
        sqlite_strict=True,
    )
    op.create_table(
        "criterion",
        *columns(CRITERION),
        sa.CheckConstraint("place > 0", name=op.f("ck_criterion_place_positive")),
        sa.ForeignKeyConstraint(["criteria"], ["criteria.code"], name=op.f("fk_criterion_criteria")),
        sa.PrimaryKeyConstraint("criteria", "name", name=op.f("pk_criterion")),
        sa.UniqueConstraint("criteria", "place", name=op.f("uq_criterion_criteria_place")),
        comment="A criterion of a set",
        sqlite_strict=True,
    )
    op.create_table(
        "evaluation",
        *columns(EVALUATION),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name=op.f("ck_evaluation_kind_known")),
        sa.CheckConstraint(is_a_date(), name=op.f("ck_evaluation_date_is_a_date")),
        sa.CheckConstraint(
            "(project_id IS NULL) <> (strategy IS NULL)", name=op.f("ck_evaluation_of_a_project_or_a_strategy")
        ),
        sa.CheckConstraint(
            "(evaluator_id IS NULL) <> (evaluator_name IS NULL)", name=op.f("ck_evaluation_by_one_evaluator")
        ),
        sa.CheckConstraint(
            "(fiscal_year IS NULL) = (fiscal_year_of_id IS NULL)", name=op.f("ck_evaluation_fiscal_year_of_somebody")
        ),
        sa.CheckConstraint("fiscal_year IS NULL OR date IS NOT NULL", name=op.f("ck_evaluation_fiscal_year_has_a_day")),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_evaluation_{name}"))
            for name, target in (
                ("project_id", "project.id"),
                ("country", "country.code"),
                ("evaluator_id", "organisation.id"),
                ("fiscal_year_of_id", "organisation.id"),
                ("criteria", "criteria.code"),
                ("scale", "scale.code"),
            )
        ),
        sa.ForeignKeyConstraint(
            ["criteria", "criterion"],
            ["criterion.criteria", "criterion.name"],
            name=op.f("fk_evaluation_criteria_criterion"),
        ),
        sa.ForeignKeyConstraint(
            ["scale", "rating"], ["scale_point.scale", "scale_point.name"], name=op.f("fk_evaluation_scale_rating")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        comment="A rating of a project, or of a strategy that belongs to no project, by one criterion",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evaluation_project_id", "evaluation", ["project_id"])
    op.create_index("ix_evaluation_evaluator_id", "evaluation", ["evaluator_id"])
    for name, described, key in (
        ("criteria", columns(CRITERIA, said=False), ("code",)),
        ("criterion", columns(CRITERION, said=False), ("criteria", "name")),
        ("evaluation", [*columns(EVALUATION, said=False), sa.Column("version", sa.Integer(), nullable=False)], ("id",)),
    ):
        op.create_table(
            f"kept_{name}",
            sa.Column("record_id", sa.Integer(), nullable=False),
            *described,
            sa.PrimaryKeyConstraint("record_id", *key, name=op.f(f"pk_kept_{name}")),
            comment=f"Rows of `{name}` as sealed records keep them",
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
    last = last_id()
    with remade_organisation() as batch:
        batch.add_column(sa.Column("fiscal_year_ends", WORDS, comment=YEAR_ENDS))
        batch.create_check_constraint(op.f("ck_organisation_fiscal_year_ends_is_a_day"), is_a_day())
    keep_counting(last)
    op.add_column("kept_organisation", sa.Column("fiscal_year_ends", WORDS))
    from_documents()


def from_documents() -> None:
    """Fill what records keep of evaluations, criteria and fiscal years from documents that have them."""
    for one in documents.documents():
        one.fill("organisation", "id", "fiscal_year_ends")
        for name in ("criteria", "criterion"):
            documents.insert(f"kept_{name}", [{"record_id": one.record, **row} for row in one.rows(name)])
        projects, organisations = one.ids("project"), one.ids("organisation")
        ids = {"project_id": projects, "evaluator_id": organisations, "fiscal_year_of_id": organisations}
        kept = [
            {"record_id": one.record, "version": row["version"]}
            | {
                name: ids[name].get(row[name.removesuffix("_id")]) if name in ids else row[name]
                for name, *_ in EVALUATION
            }
            for row in one.rows("evaluation")
        ]
        documents.insert("kept_evaluation", kept)


def downgrade() -> None:
    op.drop_column("kept_organisation", "fiscal_year_ends")
    last = last_id()
    with remade_organisation() as batch:
        batch.drop_constraint(op.f("ck_organisation_fiscal_year_ends_is_a_day"), type_="check")
        batch.drop_column("fiscal_year_ends")
    keep_counting(last)
    for name in ("kept_evaluation", "kept_criterion", "kept_criteria", "evaluation", "criterion", "criteria"):
        op.drop_table(name)


def remade_organisation() -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table(
        "organisation",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True},
    )


def last_id() -> int | None:
    """The last number that SQLite gave; a table that is made again forgets it."""
    if not on_sqlite():
        return None
    found: int | None = (
        op.get_bind().exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'organisation'").scalar()
    )
    return found


def keep_counting(last: int | None) -> None:
    if last is not None:
        connection = op.get_bind()
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'organisation'")
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('organisation', ?)", (last,))

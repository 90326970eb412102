"""Trainings: who held and paid for them, who attended, and with what result.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, the trainings go, for the step before has no place for them. What sealed records keep of them is in their
documents, and comes from there when the register goes up again, as the last record has it; the codes of the others stay
and name nothing.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_04_trainings"
down_revision = "2026_12_03_offers"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER = sa.Integer()
SOURCE = ("source", WORDS, True, "who said it, in which mail, file or note")
NOTE = ("note", WORDS, True, None)
TRAINING = ("training_id", NUMBER, False, None)
PLACE = ("number", NUMBER, False, "its place among them, from 1")
IN_WORDS = ("words", WORDS, True, "as the source says it, if the register does not have it")
KINDS = (
    *(
        "course",
        "workshop",
        "seminar",
        "e-learning",
        "programme",
        "mission",
        "study visit",
        "meeting",
        "event",
        "other",
    ),
)
MODES = ("in person", "online", "hybrid")
ROLES = ("organiser", "funder")
APPROXIMATIONS = ("at least", "over", "about", "up to")
LEVELS = ("reaction", "learning", "behaviour", "results")
INDICATED = ("behaviour", "results")

# The tables, each after those that it refers to: its comment; its columns as (name, type, whether it may be NULL,
# comment); the columns of its key; the tables that columns refer to; the columns that are unique together.
Columns = tuple[tuple[str, Any, bool, str | None], ...]
Unique = tuple[tuple[str, ...], ...]
TABLES: dict[str, tuple[str, Columns, tuple[str, ...], dict[str, str], Unique]] = {
    "training": (
        "A course, a workshop, a mission, a meeting that trains: it has dates and no conference",
        (
            ("code", WORDS, False, None),
            ("title", WORDS, False, None),
            ("kind", WORDS, True, "NULL where the source does not say"),
            ("mode", WORDS, True, "where people take part: in person, online or both"),
            ("start_date", WORDS, True, None),
            ("end_date", WORDS, True, None),
            ("date_note", WORDS, True, "what the dates cannot say"),
            ("place", WORDS, True, "city or venue, in words"),
            ("cost", MONEY, True, "whole minor units; NULL is unknown, never 0"),
            ("currency", WORDS, True, None),
            SOURCE,
            NOTE,
        ),
        ("id",),
        {"currency": "currency.code"},
        (),
    ),
    "training_country": (
        "A country in which a training is held",
        (TRAINING, ("country", WORDS, False, None)),
        ("training_id", "country"),
        {"training_id": "training.id", "country": "country.code"},
        (),
    ),
    "training_theme": (
        "A theme of a training; in words if the vocabulary lacks it",
        (TRAINING, PLACE, ("theme", WORDS, True, None), IN_WORDS),
        ("training_id", "number"),
        {"training_id": "training.id", "theme": "theme.code"},
        (("training_id", "theme"),),
    ),
    "training_party": (
        "An organisation that holds a training, or pays for it",
        (("role", WORDS, False, None), TRAINING, PLACE, ("organisation_id", NUMBER, True, None), IN_WORDS),
        ("training_id", "role", "number"),
        {"training_id": "training.id", "organisation_id": "organisation.id"},
        (("training_id", "role", "organisation_id"),),
    ),
    "training_project": (
        "A project or a programme of which a training is a part",
        (TRAINING, PLACE, ("project_id", NUMBER, True, None), IN_WORDS),
        ("training_id", "number"),
        {"training_id": "training.id", "project_id": "project.id"},
        (("training_id", "project_id"),),
    ),
    "attendance": (
        "Who attended a training: an administration, or the whole where the source says no more",
        (
            TRAINING,
            ("administration_id", NUMBER, True, "NULL for the whole, and for one in words"),
            ("words", WORDS, True, "administrations as the source says them, if the register does not have them"),
            ("persons", NUMBER, True, "seats; NULL where nobody said how many"),
            ("stated", WORDS, True, "how the number of persons was stated, if not exactly"),
            ("women", NUMBER, True, None),
            ("completed", NUMBER, True, "persons who completed it"),
            ("certified", NUMBER, True, "persons who received a certificate"),
            SOURCE,
            NOTE,
        ),
        ("id",),
        {"training_id": "training.id", "administration_id": "organisation.id"},
        (("training_id", "administration_id"), ("training_id", "words")),
    ),
    "training_result": (
        "A result of a training on one of Kirkpatrick's four levels; the third and the fourth point at an indicator",
        (
            TRAINING,
            ("level", WORDS, False, None),
            ("measured", WORDS, True, "what was measured, and its unit: test, points"),
            ("before", WORDS, True, "a decimal number"),
            ("after", WORDS, True, "a decimal number"),
            ("persons", NUMBER, True, "whom it was measured of"),
            ("date", WORDS, True, "when it was measured"),
            ("project_id", NUMBER, True, None),
            ("indicator_id", NUMBER, True, "of that project"),
            SOURCE,
            NOTE,
        ),
        ("id",),
        {"training_id": "training.id", "project_id": "project.id"},
        (("training_id", "level", "measured"), ("training_id", "level", "indicator_id")),
    ),
}
INDEXES = {
    "ix_training_party_organisation_id": ("training_party", "organisation_id"),
    "ix_training_project_project_id": ("training_project", "project_id"),
    "ix_attendance_administration_id": ("attendance", "administration_id"),
    "ix_training_result_indicator": ("training_result", "indicator_id", "project_id"),
    "ix_training_result_project_id": ("training_result", "project_id"),
}
# The codes of trainings that a table does not have name nothing.
GONE = "UPDATE code SET id = 0 WHERE noun = 'training' AND id NOT IN (SELECT id FROM {})"
WHOLE = sa.text("administration_id IS NULL AND words IS NULL")
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def one_of(name: str, words: tuple[str, ...]) -> tuple[str, str]:
    return f"{name}_known", f"{name} IN ({', '.join(map(repr, words))})"


def is_a_date(name: str) -> tuple[str, str]:
    whole = f"substr({name} || '-01-01', 1, 10)"
    if op.get_bind().dialect.name == "sqlite":
        check = f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date({whole}, '+0 days') IS {whole})"
    else:
        check = (
            f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$'"
            f" AND make_date(substr({whole}, 1, 4)::int, substr({whole}, 6, 2)::int,"
            f" substr({whole}, 9, 2)::int) IS NOT NULL)"
        )
    return f"{name}_is_a_date", check


def coded() -> tuple[str, str]:
    if op.get_bind().dialect.name == "sqlite":
        check = "length(code) BETWEEN 1 AND 60 AND code NOT GLOB '*[^A-Za-z0-9-]*'"
    else:
        check = "code ~ '^[A-Za-z0-9-]{1,60}$'"
    return "code_letters_digits_hyphens", check


def named(column: str) -> tuple[tuple[str, str], ...]:
    return ("number_positive", "number > 0"), ("named_once", f"({column} IS NULL) <> (words IS NULL)")


def checks() -> dict[str, tuple[tuple[str, str], ...]]:
    most = 10**17
    among = "persons OR coalesce(stated, '') IN ('at least', 'over')"
    indicated = ", ".join(map(repr, INDICATED))
    return {
        "training": (
            coded(),
            one_of("kind", KINDS),
            one_of("mode", MODES),
            is_a_date("start_date"),
            is_a_date("end_date"),
            ("start_date_before_end_date", "substr(start_date, 1, length(end_date)) <= end_date"),
            ("cost_bounded", f"cost BETWEEN -{most} AND {most}"),
            ("cost_in_a_currency", "cost IS NULL OR currency IS NOT NULL"),
        ),
        "training_country": (),
        "training_theme": named("theme"),
        "training_party": (*named("organisation_id"), one_of("role", ROLES)),
        "training_project": named("project_id"),
        "attendance": (
            one_of("stated", APPROXIMATIONS),
            ("of_one", "administration_id IS NULL OR words IS NULL"),
            ("stated_of_a_number", "stated IS NULL OR persons IS NOT NULL"),
            *((f"{part}_not_negative", f"{part} >= 0") for part in ("persons", "women", "completed", "certified")),
            *((f"{part}_among_persons", f"{part} <= {among}") for part in ("women", "completed", "certified")),
            ("certified_among_completed", "certified <= completed"),
        ),
        "training_result": (
            one_of("level", LEVELS),
            is_a_date("date"),
            ("persons_positive", "persons > 0"),
            ("higher_levels_by_indicator", f"(level IN ({indicated})) = (indicator_id IS NOT NULL)"),
            ("indicator_of_a_project", "(indicator_id IS NULL) = (project_id IS NULL)"),
            ("measured_once", "(indicator_id IS NULL) <> (measured IS NULL)"),
            (
                "indicator_not_repeated",
                "indicator_id IS NULL OR (before IS NULL AND after IS NULL AND persons IS NULL)",
            ),
        ),
    }


def upgrade() -> None:
    checked = checks()
    for name, (comment, columns, key, references, unique) in TABLES.items():
        numbered = key == ("id",)
        own = [sa.Column("id", NUMBER, nullable=False)] if numbered else []
        edits = [sa.Column("version", NUMBER, server_default="1", nullable=False)] if numbered else []
        foreign = [
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"))
            for column, target in references.items()
        ]
        if name == "training_result":
            foreign.append(
                sa.ForeignKeyConstraint(
                    ["indicator_id", "project_id"],
                    ["indicator.id", "indicator.project_id"],
                    name=op.f("fk_training_result_indicator_id_project_id"),
                )
            )
        op.create_table(
            name,
            *own,
            *(sa.Column(column, kind, nullable=empty, comment=said) for column, kind, empty, said in columns),
            *edits,
            *(sa.CheckConstraint(text, name=op.f(f"ck_{name}_{check}")) for check, text in checked[name]),
            *foreign,
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
            *(sa.UniqueConstraint(*some, name=op.f(f"uq_{name}_{'_'.join(some)}")) for some in unique),
            comment=comment,
            sqlite_strict=True,
            sqlite_autoincrement=numbered,
        )
        op.create_table(
            f"kept_{name}",
            sa.Column("record_id", NUMBER, nullable=False),
            *(sa.Column("id", NUMBER, nullable=False) for _ in own),
            *(sa.Column(column, kind, nullable=empty) for column, kind, empty, _ in columns),
            *(sa.Column("version", NUMBER, nullable=False) for _ in edits),
            sa.PrimaryKeyConstraint("record_id", *key, name=op.f(f"pk_kept_{name}")),
            comment=f"Rows of `{name}` as sealed records keep them",
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
    for index, (name, *some) in INDEXES.items():
        op.create_index(index, name, some)
    op.create_index(
        "uq_attendance_one_whole",
        "attendance",
        ["training_id"],
        unique=True,
        sqlite_where=WHOLE,
        postgresql_where=WHOLE,
    )
    from_documents()


def from_documents() -> None:
    """Fill what records keep of trainings from documents that have them; trainings are as the last record has them."""
    codes = "SELECT key, id FROM code WHERE noun = 'training' AND id > 0"
    trainings = dict(tuple(row) for row in op.get_bind().execute(sa.text(codes)))
    for one in documents.documents():
        ids = {"organisation": one.ids("organisation"), "project": one.ids("project")}
        indicators = one.parts("indicator")
        for name, (_, columns, _, references, _) in TABLES.items():
            kept = []
            for row in one.rows(name):
                training = trainings[row["code" if name == "training" else "training"].lower()]
                values = {"id": training} if name == "training" else {}
                values |= {column: row[column] for column in ("id", "version") if column in row}
                for column, *_ in columns:
                    said, target = column.removesuffix("_id"), references.get(column, "").removesuffix(".id")
                    if column == "training_id":
                        values[column] = training
                    elif column == "indicator_id":
                        values[column] = indicators.get((row["project"], row["indicator"]))
                    else:
                        values[column] = ids[target].get(row[said]) if target in ids else row[said]
                kept.append(values | {"record_id": one.record})
            documents.insert(f"kept_{name}", kept)
    for name, (_, columns, key, *_) in TABLES.items():
        numbered = ["id", "version"] if key == ("id",) else []
        listed = ", ".join([*numbered, *(column for column, *_ in columns)])
        of = "id" if name == "training" else "training_id"
        last = f"SELECT max(l.record_id) FROM kept_training l WHERE l.id = k.{of}"
        op.execute(f"INSERT INTO {name} ({listed}) SELECT {listed} FROM kept_{name} k WHERE k.record_id = ({last})")
    op.execute(GONE.format("training"))


def downgrade() -> None:
    op.execute(GONE.format("kept_training"))
    for name in reversed(TABLES):
        op.drop_table(f"kept_{name}")
        op.drop_table(name)

"""Career paths of customs officers, their stages, and how many officers were reported at each.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. Going
down, the paths go, for the step before has no place for them. What sealed records keep of them is in their documents,
and comes from there when the register goes up again, with the paths, stages and officers of closed conferences.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_12_02_careers"
down_revision = "2026_12_01_scales"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer()
# Said again for every column: (name, type, whether it may be NULL, comment).
COLUMNS: dict[str, tuple[tuple[str, Any, bool, str | None], ...]] = {
    "career": (
        ("id", NUMBER, False, None),
        ("code", WORDS, False, None),
        ("title", WORDS, False, None),
        ("edition", WORDS, True, "as published; officers reported under another edition are counted by another method"),
        ("applies_to", WORDS, True, "whose officers it is for, in words where no administration is named"),
        ("source", WORDS, True, "who publishes it, and where"),
        ("note", WORDS, True, None),
    ),
    "stage": (
        ("id", NUMBER, False, None),
        ("career_id", NUMBER, False, None),
        ("place", NUMBER, False, "its place in the order of the path, as published"),
        ("title", WORDS, False, None),
        ("core", WORDS, True, "competencies that all officers need"),
        ("operational", WORDS, True, "competencies for operations"),
        ("management", WORDS, True, "competencies for leading others"),
        ("competencies", WORDS, True, "those for which the source names no kind"),
        ("years", NUMBER, True, "of experience"),
        ("degrees", WORDS, True, "what must have been studied"),
        ("examinations", WORDS, True, "what must have been passed"),
        ("requirement", WORDS, True, "other requirements, or all of them in the words of the source"),
        ("trainings", WORDS, True, "what leads there, in words"),
        ("source", WORDS, True, "who publishes it, and where"),
        ("note", WORDS, True, None),
    ),
    "career_administration": (
        ("career_id", NUMBER, False, None),
        ("administration_id", NUMBER, False, None),
    ),
    "officers": (
        ("conference_id", NUMBER, False, None),
        ("stage_id", NUMBER, False, None),
        ("administration_id", NUMBER, False, None),
        ("edition", WORDS, True, "of the path, as it was then"),
        ("place", NUMBER, False, "of the stage, as it was then"),
        ("title", WORDS, False, "of the stage, as it was then"),
        ("officers", NUMBER, False, "how many; never their names"),
        ("women", NUMBER, True, "of these; NULL is unknown, never 0"),
        ("estimated", sa.Boolean().with_variant(sa.Integer(), "sqlite"), False, "not counted"),
        ("note", WORDS, True, None),
        ("source", WORDS, True, "who said it, in which mail, file or note"),
    ),
}
COMMENTS = {
    "career": "A career path: the stages that officers of a region or of an administration go through",
    "stage": "A stage of a career path: what it asks for, and what training leads there",
    "career_administration": "An administration whose officers follow a career path",
    "officers": "How many officers of an administration are at a stage of a career path, as one conference was told",
}
KEYS = {
    "career": ("id",),
    "stage": ("id",),
    "career_administration": ("career_id", "administration_id"),
    "officers": ("conference_id", "stage_id", "administration_id"),
}
KEPT_KEYS = {name: ("record_id", *key) for name, key in KEYS.items()}
KEPT_KEYS["officers"] = (*KEYS["officers"], "record_id")
REFERENCES = {
    "stage": {"career_id": "career"},
    "career_administration": {"career_id": "career", "administration_id": "organisation"},
    "officers": {"conference_id": "conference", "stage_id": "stage", "administration_id": "organisation"},
}
INDEXED = {"career_administration": ("administration_id",), "officers": ("administration_id", "stage_id")}
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def coded() -> str:
    if op.get_bind().dialect.name == "sqlite":
        return "length(code) BETWEEN 1 AND 60 AND code NOT GLOB '*[^A-Za-z0-9-]*'"
    return "code ~ '^[A-Za-z0-9-]{1,60}$'"


def upgrade() -> None:
    rules = {
        "career": {"code_letters_digits_hyphens": coded()},
        "stage": {"place_positive": "place > 0", "years_not_negative": "years >= 0"},
        "officers": {
            "officers_not_negative": "officers >= 0",
            "women_among_the_officers": "women BETWEEN 0 AND officers",
        },
    }
    for name, columns in COLUMNS.items():
        constraints: list[Any] = [
            sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{said}")) for said, rule in rules.get(name, {}).items()
        ]
        constraints += [
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, target in REFERENCES.get(name, {}).items()
        ]
        if name == "stage":
            constraints.append(sa.UniqueConstraint("career_id", "place", name=op.f("uq_stage_career_id_place")))
        numbered = KEYS[name] == ("id",)
        op.create_table(
            name,
            *(
                sa.Column(one, kind, nullable=null, comment=said, server_default=_default(one))
                for one, kind, null, said in columns
            ),
            *([] if name == "career_administration" else [_version(server_default="1")]),
            *constraints,
            sa.PrimaryKeyConstraint(*KEYS[name], name=op.f(f"pk_{name}")),
            comment=COMMENTS[name],
            sqlite_strict=True,
            sqlite_with_rowid=numbered,
            sqlite_autoincrement=numbered,
        )
        op.create_table(
            f"kept_{name}",
            sa.Column("record_id", NUMBER, nullable=False),
            *(sa.Column(one, kind, nullable=null) for one, kind, null, _ in columns),
            *([] if name == "career_administration" else [_version()]),
            sa.PrimaryKeyConstraint(*KEPT_KEYS[name], name=op.f(f"pk_kept_{name}")),
            comment=f"Rows of `{name}` as sealed records keep them",
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
        for column in INDEXED.get(name, ()):
            for table in (name, f"kept_{name}") if name == "officers" else (name,):
                op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    from_documents()


def _version(server_default: str | None = None) -> sa.Column[Any]:
    return sa.Column("version", NUMBER, server_default=server_default, nullable=False)


def _default(column: str) -> Any:
    return sa.false() if column == "estimated" else None


def from_documents() -> None:
    """Fill what records keep from documents that have it, and what closed conferences were told."""
    careers: dict[str, int] = {}
    standing = {number for (number,) in op.get_bind().execute(sa.text(documents.STANDING))}
    live: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in COLUMNS}
    for one in documents.documents():
        organisations = one.ids("organisation")
        for name, columns in COLUMNS.items():
            kept = []
            for row in one.rows(name):
                row |= {"conference": one.conference}
                if name == "career":
                    row["id"] = careers.setdefault(row["code"], len(careers) + 1)
                if "career" in row:
                    row["career"] = careers[row["career"]]
                if "administration" in row:
                    row["administration"] = organisations[row["administration"]]
                values = {column: row[column.removesuffix("_id")] for column, *_ in columns if column != "id"}
                values |= {column: row[column] for column in ("id", "version") if column in row}
                kept.append({"record_id": one.record, **values})
                if one.record in standing:
                    live[name][tuple(values[key] for key in KEYS[name])] = values
            documents.insert(f"kept_{name}", kept)
    # A path that was renamed between two records has two codes there, and its stages are now of the later one.
    now = {row["career_id"] for row in live["stage"].values()}
    for name, key in (("career", "id"), ("career_administration", "career_id")):
        live[name] = {names: row for names, row in live[name].items() if row[key] in now}
    for name, rows in live.items():
        documents.insert(name, [*rows.values()])
    codes = [
        {"noun": "career", "scope": 0, "key": row["code"].lower(), "id": row["id"]} for row in live["career"].values()
    ]
    documents.insert("code", codes)


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_table(f"kept_{name}")
        op.drop_table(name)
    op.execute("DELETE FROM code WHERE noun = 'career'")

"""Themes on the agenda of a conference; the themes of a partnership and the projects that follow from it; standing
mechanisms.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. An
area of a partnership that is the code or the name of a theme becomes that theme, and its name again on the way down;
other areas stay as words. What sealed records keep of the new tables is in their documents, and comes from there when
the register goes up again. Going down, a standing mechanism becomes an agreement; it is one again when the journal, or
where the journal does not say the record of a closed conference, has it as one.
"""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import load_python_file

revision = "2026_11_30_agreed"
down_revision = "2026_11_29_touched"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BEFORE = ("bilateral meeting", "agreement", "study visit")
AFTER = (*BEFORE, "standing mechanism")
# Each table with its columns, the table that each of them names, and its sentence.
TABLES = {
    "conference_theme": (
        {"conference_id": "conference", "theme": "theme"},
        "A theme on the agenda of a conference",
    ),
    "partnership_theme": (
        {"partnership_id": "partnership", "theme": "theme"},
        "A theme on which the partners cooperate",
    ),
    "partnership_project": (
        {"partnership_id": "partnership", "project_id": "project"},
        "A project that follows from a partnership",
    ),
}
PARTNERSHIP = (
    "What organisations do together around a conference: a bilateral meeting, an agreement, a study visit",
    "What organisations do together around a conference: a bilateral meeting, an agreement, a study visit, a standing"
    " mechanism",
)
AREA = (
    "An area in which the partners cooperate",
    "An area of cooperation in words, written before areas were themes; none is added",
)
KINDS = """
SELECT "key", after FROM change WHERE table_name = 'partnership' AND after IS NOT NULL ORDER BY journal_id, ordinal
"""
documents = load_python_file(str(Path(__file__).parent.parent), "documents.py")


def upgrade() -> None:
    for name, (columns, comment) in TABLES.items():
        op.create_table(
            name,
            *_columns(columns),
            *(
                sa.ForeignKeyConstraint(
                    [column], [f"{target}.{'code' if target == 'theme' else 'id'}"], name=op.f(f"fk_{name}_{column}")
                )
                for column, target in columns.items()
            ),
            sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{name}")),
            comment=comment,
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
        op.create_table(
            f"kept_{name}",
            sa.Column("record_id", sa.Integer(), nullable=False),
            *_columns(columns),
            sa.PrimaryKeyConstraint(*columns, "record_id", name=op.f(f"pk_kept_{name}")),
            comment=f"Rows of `{name}` as sealed records keep them",
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )
    for name in ("partnership_project", "kept_partnership_project"):
        op.create_index(op.f(f"ix_{name}_project_id"), name, ["project_id"])
    _say(AFTER, 1)
    _areas_become_themes()
    _from_documents()
    _standing_mechanisms()


def downgrade() -> None:
    op.execute("UPDATE partnership SET kind = 'agreement' WHERE kind = 'standing mechanism'")
    op.execute("""
INSERT INTO partnership_area (partnership_id, area)
SELECT p.partnership_id, t.name FROM partnership_theme p JOIN theme t ON t.code = p.theme
WHERE NOT EXISTS (SELECT 1 FROM partnership_area a WHERE a.partnership_id = p.partnership_id AND a.area = t.name)""")
    _say(BEFORE, 0)
    for name in reversed(TABLES):
        op.drop_table(f"kept_{name}")
        op.drop_table(name)


def _columns(columns: dict[str, str]) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, WORDS if target == "theme" else sa.Integer(), nullable=False)
        for name, target in columns.items()
    ]


def _say(kinds: tuple[str, ...], now: int) -> None:
    """Say again which kinds there are; the table that is made again for that goes on counting its ids."""
    connection = op.get_bind()
    lite = connection.dialect.name == "sqlite"
    last = None
    if lite:
        last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'partnership'").scalar()
    else:
        op.create_table_comment("partnership", PARTNERSHIP[now], existing_comment=PARTNERSHIP[1 - now])
        op.create_table_comment("partnership_area", AREA[now], existing_comment=AREA[1 - now])
    name = op.f("ck_partnership_kind_known")
    with op.batch_alter_table(
        "partnership",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True},
    ) as one:
        one.drop_constraint(name, type_="check")
        one.create_check_constraint(name, f"kind IN ({', '.join(repr(kind) for kind in kinds)})")
    if last is not None:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'partnership'")
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('partnership', ?)", (last,))


def _areas_become_themes() -> None:
    connection = op.get_bind()
    themes: dict[str, str] = {}
    for code, *names in connection.execute(sa.text("SELECT code, name, name_es, name_fr FROM theme")):
        themes |= {_fold(text): code for text in (code, *names) if text}
    found = [
        {"partnership": partnership, "area": area, "theme": themes[_fold(area)]}
        for partnership, area in connection.execute(sa.text("SELECT partnership_id, area FROM partnership_area"))
        if _fold(area) in themes
    ]
    if found:
        connection.execute(
            sa.text("DELETE FROM partnership_area WHERE partnership_id = :partnership AND area = :area"), found
        )
        known = {(one["partnership"], one["theme"]) for one in found}
        documents.insert("partnership_theme", [{"partnership_id": one, "theme": theme} for one, theme in sorted(known)])


def _fold(text: str) -> str:
    return " ".join(text.replace("-", " ").casefold().split())


def _from_documents() -> None:
    """Fill what records keep of the new tables from documents that have them, and the tables of closed conferences."""
    for one in documents.documents():
        always = {"record_id": one.record, "conference_id": one.conference}
        projects = one.ids("project")
        for name, (columns, _) in TABLES.items():
            rows = [
                always
                | {column: row[named] for column in columns if (named := column.removesuffix("_id")) in row}
                | ({"project_id": projects[row["project"]]} if "project" in row else {})
                for row in one.rows(name)
            ]
            kept = ("record_id", *columns)
            documents.insert(f"kept_{name}", [{column: row[column] for column in kept} for row in rows])
    op.execute(f"""
INSERT INTO conference_theme (conference_id, theme)
SELECT k.conference_id, k.theme FROM kept_conference_theme k WHERE k.record_id IN ({documents.STANDING})""")
    op.execute(f"""
INSERT INTO partnership_project (partnership_id, project_id)
SELECT k.partnership_id, k.project_id FROM kept_partnership_project k
WHERE k.partnership_id IN (SELECT id FROM partnership) AND k.project_id IN (SELECT id FROM project)
  AND k.record_id IN ({documents.STANDING})""")


def _standing_mechanisms() -> None:
    """Partnerships that became agreements on the way down are standing mechanisms again."""
    connection = op.get_bind()
    kept = f"SELECT id, kind FROM kept_partnership WHERE record_id IN ({documents.STANDING})"
    kinds: dict[int, str] = dict(tuple(row) for row in connection.execute(sa.text(kept)))
    for key, after in connection.exec_driver_sql(KINDS):
        (number,), values = json.loads(key), json.loads(after)
        if "kind" in values:
            kinds[number] = values["kind"]
    again = [{"number": number} for number, kind in kinds.items() if kind == AFTER[-1]]
    if again:
        sql = f"UPDATE partnership SET kind = '{AFTER[-1]}' WHERE id = :number AND kind = 'agreement'"
        connection.execute(sa.text(sql), again)

"""Themes on the agenda of a conference; the themes of a partnership and the projects that follow from it; standing
mechanisms.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. An
area of a partnership that is the code or the name of a theme becomes that theme, and its name again on the way down;
other areas stay as words. Going down, a standing mechanism becomes an agreement. What sealed records keep of the new
tables is in their documents, and comes from there when the register goes up again.
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

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
# The record of each closed conference that has not been superseded.
STANDING = """
record r JOIN conference c ON c.id = r.conference_id AND c.state = 'closed'
WHERE NOT EXISTS (SELECT 1 FROM reopening o WHERE o.record_id = r.id)
"""


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
    with op.batch_alter_table("partnership", table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True}) as one:
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
        _insert("partnership_theme", [{"partnership_id": one, "theme": theme} for one, theme in sorted(known)])


def _fold(text: str) -> str:
    return " ".join(text.replace("-", " ").casefold().split())


def _from_documents() -> None:
    """Fill what records keep of the new tables from documents that have them, and the tables of closed conferences."""
    connection = op.get_bind()
    for record, conference, packed in connection.execute(
        sa.text("SELECT id, conference_id, document FROM record ORDER BY id")
    ).all():
        raw = _unpacked(packed)
        if not any(f'"{name}":'.encode() in raw for name in TABLES):
            continue
        tables = json.loads(raw)["tables"]
        sql = sa.text("SELECT code, id FROM kept_project WHERE record_id = :record")
        projects = {row.code: row.id for row in connection.execute(sql, {"record": record})}
        for name, (columns, _) in TABLES.items():
            rows = [
                {"record_id": record, "conference_id": conference} | row
                for row in _rows(tables.get(name), columns, projects)
            ]
            kept = ("record_id", *columns)
            _insert(f"kept_{name}", [{column: row[column] for column in kept} for row in rows])
    op.execute(f"""
INSERT INTO conference_theme (conference_id, theme)
SELECT k.conference_id, k.theme FROM kept_conference_theme k WHERE k.record_id IN (SELECT r.id FROM {STANDING})""")
    op.execute(f"""
INSERT INTO partnership_project (partnership_id, project_id)
SELECT k.partnership_id, k.project_id FROM kept_partnership_project k
WHERE k.partnership_id IN (SELECT id FROM partnership) AND k.project_id IN (SELECT id FROM project)
  AND k.record_id IN (SELECT r.id FROM {STANDING})""")


def _unpacked(packed: bytes) -> bytes:
    """A document; nothing of one that is damaged, which `conference verify` reports."""
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return b""


def _rows(table: Any, columns: dict[str, str], projects: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The rows of a table of a document, with ids for the codes of projects."""
    for row in table["rows"] if table else ():
        said = dict(zip(table["columns"], row, strict=True))
        found = {column: said[named] for column in columns if (named := column.removesuffix("_id")) in said}
        if "project_id" in found:
            found["project_id"] = projects[found["project_id"]]
        yield found


def _insert(name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(sa.table(name, *(sa.column(column) for column in rows[0])), rows)

"""Sealed records: what closed conferences were told, each whole as one document, and its rows beside it.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
The columns of the kept rows are those that the tables themselves have at this step, read from the database at hand.
Conferences that are closed already are sealed right after, by the program, when all migrations are done.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_sealing"
down_revision = "2026_11_25_cycle"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OF_CONFERENCE = (
    *("review", "review_theme", "share", "funding", "earmark", "assessment", "measurement", "milestone_report"),
    *("follow_up", "participant", "pinned_rate", "reason", "partnership", "partnership_party", "partnership_area"),
)
STANDING = (
    *("series", "series_name", "conference", "organisation", "organisation_name", "organisation_role"),
    *(
        "organisation_alias",
        "project",
        "project_text",
        "project_succession",
        "contribution",
        "risk",
        "outcome",
        "indicator",
        "milestone",
        "action",
    ),
    *("evidence", "document", "country", "currency", "theme"),
)


STATE = "planned -> open -> closed; or cancelled"
STATE_NOW = "planned -> open -> closed; reopened until it is closed again; or cancelled"


def hashed(name: str) -> str:
    if op.get_bind().dialect.name == "sqlite":
        return f"length({name}) = 64 AND {name} NOT GLOB '*[^0-9a-f]*'"
    return f"{name} ~ '^[0-9a-f]{{64}}$'"


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2 ... within the conference: AMS-2012@1"),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False, comment="1, 2 ... within the series, in order of sealing"),
        sa.Column("sealed_at", WORDS, nullable=False, comment="UTC, ISO 8601"),
        sa.Column("sealed_by", WORDS, nullable=False),
        sa.Column(
            "accepted", WORDS, nullable=True, comment="what stood open when it was closed, and why that was accepted"
        ),
        sa.Column("document", sa.LargeBinary(), nullable=False, comment="canonical JSON, compressed by zlib"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes of the JSON"),
        sa.Column("sha256", WORDS, nullable=False, comment="of the JSON"),
        sa.Column(
            "previous_id", sa.Integer(), nullable=True, comment="the record of the series that was sealed just before"
        ),
        sa.Column("previous_sha256", WORDS, nullable=True, comment="its hash, which the document contains"),
        sa.CheckConstraint("number > 0", name=op.f("ck_record_number_positive")),
        sa.CheckConstraint("(chain = 1) = (previous_id IS NULL)", name=op.f("ck_record_chained_to_the_one_before")),
        sa.CheckConstraint("(previous_id IS NULL) = (previous_sha256 IS NULL)", name=op.f("ck_record_chained_by_hash")),
        sa.CheckConstraint(hashed("sha256"), name=op.f("ck_record_sha256_in_hexadecimal")),
        sa.CheckConstraint(hashed("previous_sha256"), name=op.f("ck_record_previous_sha256_in_hexadecimal")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_record_conference_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_record_series_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["record.id"], name=op.f("fk_record_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("conference_id", "number", name=op.f("uq_record_conference_id_number")),
        sa.UniqueConstraint("series_id", "chain", name=op.f("uq_record_series_id_chain")),
        comment="A sealed record: the whole of what a conference was told, as one document; never changed, never taken"
        " away",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("at", WORDS, nullable=False, comment="UTC, ISO 8601"),
        sa.Column("who", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_reopening_reason_given")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_reopening_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
        sa.UniqueConstraint("record_id", name=op.f("uq_reopening_record_id")),
        comment="Why a closed conference was opened again; the record that it had is superseded by that",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    for name in (*OF_CONFERENCE, *STANDING):
        keep(name)
    states(("planned", "open", "closed", "reopened", "cancelled"), STATE, STATE_NOW)


def keep(name: str) -> None:
    """Make the table of the rows that records keep of another one."""
    schema = sa.inspect(op.get_bind())
    keys = schema.get_pk_constraint(name)["constrained_columns"]
    op.create_table(
        f"kept_{name}",
        sa.Column("record_id", sa.Integer(), nullable=False),
        *(
            sa.Column(column["name"], column["type"], nullable=column["nullable"])
            for column in schema.get_columns(name)
        ),
        sa.PrimaryKeyConstraint(
            *([*keys, "record_id"] if name in OF_CONFERENCE else ["record_id", *keys]), name=op.f(f"pk_kept_{name}")
        ),
        comment=f"Rows of `{name}` as sealed records keep them",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for index in schema.get_indexes(name) if name in OF_CONFERENCE else ():
        columns = [str(column) for column in index["column_names"]]
        if not index["unique"]:
            op.create_index(op.f(f"ix_kept_{name}_{'_'.join(columns)}"), f"kept_{name}", columns)


def states(known: tuple[str, ...], before: str, after: str) -> None:
    """Say anew which states a conference may be in; a table that is made anew for that goes on counting its ids."""
    lite = op.get_bind().dialect.name == "sqlite"
    count = "SELECT seq FROM sqlite_sequence WHERE name = 'conference'"
    last = op.get_bind().exec_driver_sql(count).scalar() if lite else None
    with op.batch_alter_table(
        "conference",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True},
    ) as batch:
        batch.drop_constraint(op.f("ck_conference_state_known"), type_="check")
        listed = ", ".join(f"'{state}'" for state in known)
        batch.create_check_constraint(op.f("ck_conference_state_known"), f"state IN ({listed})")
        batch.alter_column(
            "state", existing_type=WORDS, existing_nullable=False, existing_comment=before, comment=after
        )
    if last is not None:
        op.get_bind().exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'conference'")
        op.get_bind().exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('conference', ?)", (last,))


def downgrade() -> None:
    op.execute("UPDATE conference SET state = 'planned' WHERE state = 'reopened'")
    states(("planned", "open", "closed", "cancelled"), STATE_NOW, STATE)
    for name in (*STANDING, *OF_CONFERENCE):
        op.drop_table(f"kept_{name}")
    op.drop_table("reopening")
    op.drop_table("record")

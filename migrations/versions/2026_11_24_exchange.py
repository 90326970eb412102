"""What came in and went out: files taken in, remembered mappings, papers kept, requests for data.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_exchange"
down_revision = "2026_11_23_register"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAY = sa.Date().with_variant(sa.Text(), "sqlite")
TABLES = ("request_project", "request", "mapped_heading", "mapping", "imported_file", "file")


def either(sqlite: str, postgresql: str) -> str:
    """The text that the database at hand understands."""
    return sqlite if op.get_bind().dialect.name == "sqlite" else postgresql


def hashed() -> str:
    return either("length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'", "sha256 ~ '^[0-9a-f]{64}$'")


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("sha256", WORDS, nullable=False, comment="SHA-256 of the content"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(hashed(), name=op.f("ck_file_sha256_in_hexadecimal")),
        sa.CheckConstraint("length(content) = size", name=op.f("ck_file_size_is_that_of_the_content")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
        comment="A paper kept whole in the register, known by its hash; kept outside the journal, and never changed",
        sqlite_strict=True,
    )
    op.create_table(
        "imported_file",
        sa.Column("journal_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="the place of the file among those of its command"),
        sa.Column("name", WORDS, nullable=False, comment="without its folder"),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("form", WORDS, nullable=False, comment="csv, tsv, xlsx, xls, ods, docx or json"),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False, comment="left out by --skip-refused"),
        sa.CheckConstraint(hashed(), name=op.f("ck_imported_file_sha256_in_hexadecimal")),
        sa.CheckConstraint(
            "created >= 0 AND updated >= 0 AND unchanged >= 0 AND refused >= 0",
            name=op.f("ck_imported_file_counts_are_counts"),
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_imported_file_journal_id")),
        sa.PrimaryKeyConstraint("journal_id", "ordinal", name=op.f("pk_imported_file")),
        comment="The files that a command took in, and what became of their rows",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", WORDS, nullable=False, comment="whose sheet: letters, digits and hyphens, in capitals"),
        sa.Column("noun", WORDS, nullable=True, comment="what its rows are, such as reports"),
        sa.Column("sheet", WORDS, nullable=True, comment="the name of the sheet in the workbook"),
        sa.Column("currency", WORDS, nullable=True, comment="of amounts that do not say their own"),
        sa.Column("decimal_mark", WORDS, nullable=True, comment="what stands before the decimals: comma or point"),
        sa.Column("date_order", WORDS, nullable=True, comment="the order of day and month: dmy or mdy"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            either(
                "length(name) BETWEEN 1 AND 60 AND name NOT GLOB '*[^A-Za-z0-9-]*'",
                "name ~ '^[A-Za-z0-9-]{1,60}$'",
            ),
            name=op.f("ck_mapping_name_letters_digits_hyphens"),
        ),
        sa.CheckConstraint("name = upper(name)", name=op.f("ck_mapping_name_in_capitals")),
        sa.CheckConstraint("decimal_mark IN ('point', 'comma')", name=op.f("ck_mapping_decimal_mark_known")),
        sa.CheckConstraint("date_order IN ('dmy', 'mdy')", name=op.f("ck_mapping_date_order_known")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_mapping_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping")),
        sa.UniqueConstraint("name", name=op.f("uq_mapping_name")),
        comment="How the headings of somebody's sheet are to be read, remembered for the next time",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mapped_heading",
        sa.Column("mapping_id", sa.Integer(), nullable=False),
        sa.Column(
            "heading", WORDS, nullable=False, comment="as it stands in the sheet, without regard to case and blanks"
        ),
        sa.Column(
            "meaning", WORDS, nullable=True, comment="a column of the noun; NULL where the heading is to be left out"
        ),
        sa.Column(
            "unit",
            WORDS,
            nullable=True,
            comment="of its amounts where the heading says one: thousand, million, a currency or both",
        ),
        sa.Column(
            "value", WORDS, nullable=True, comment="what every row has there, where the sheet has no such heading"
        ),
        sa.ForeignKeyConstraint(["mapping_id"], ["mapping.id"], name=op.f("fk_mapped_heading_mapping_id")),
        sa.PrimaryKeyConstraint("mapping_id", "heading", name=op.f("pk_mapped_heading")),
        comment="One heading of a mapping, and the column that it means",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", WORDS, nullable=False, comment="asked as a donor, or as a beneficiary"),
        sa.Column("language", WORDS, nullable=False, comment="of the workbook and the mail"),
        sa.Column("sent", DAY, nullable=False),
        sa.Column("due", DAY, nullable=False),
        sa.Column("name", WORDS, nullable=False, comment="of the workbook that was sent"),
        sa.Column("state", WORDS, nullable=False, comment="asked -> answered; or declined"),
        sa.Column("answered", DAY, nullable=True, comment="when the last answer came in"),
        sa.Column("source", WORDS, nullable=True, comment="the file or mail of the last answer"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("role IN ('donor', 'beneficiary')", name=op.f("ck_request_role_known")),
        sa.CheckConstraint("language IN ('en', 'es', 'fr')", name=op.f("ck_request_language_known")),
        sa.CheckConstraint("state IN ('asked', 'answered', 'declined')", name=op.f("ck_request_state_known")),
        sa.CheckConstraint("sent <= due", name=op.f("ck_request_sent_before_due")),
        sa.CheckConstraint("(state = 'asked') = (answered IS NULL)", name=op.f("ck_request_answered_once_it_was")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_request_conference_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_request_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint(
            "conference_id", "organisation_id", "role", name=op.f("uq_request_conference_id_organisation_id_role")
        ),
        comment="What the secretariat asked of an organisation before a conference",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_request_organisation_id"), "request", ["organisation_id"])
    op.create_table(
        "request_project",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("answer", WORDS, nullable=False, comment="asked: nothing came back for it yet"),
        sa.CheckConstraint(
            "answer IN ('asked', 'confirmed unchanged', 'updated', 'declined')",
            name=op.f("ck_request_project_answer_known"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_request_project_project_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_project_request_id")),
        sa.PrimaryKeyConstraint("request_id", "project_id", name=op.f("pk_request_project")),
        comment="A project that an organisation was asked about, and what it answered",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_request_project_project_id"), "request_project", ["project_id"])
    with op.batch_alter_table(
        "document",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True},
    ) as batch:
        batch.add_column(
            sa.Column("sha256", WORDS, nullable=True, comment="the paper itself, where the register keeps it")
        )
        batch.create_foreign_key(op.f("fk_document_sha256"), "file", ["sha256"], ["sha256"])
        batch.create_index(op.f("ix_document_sha256"), ["sha256"])


def downgrade() -> None:
    with op.batch_alter_table(
        "document",
        reflect_kwargs={"resolve_fks": False},
        table_kwargs={"sqlite_strict": True, "sqlite_autoincrement": True},
    ) as batch:
        batch.drop_index(op.f("ix_document_sha256"))
        batch.drop_constraint(op.f("fk_document_sha256"), type_="foreignkey")
        batch.drop_column("sha256")
    for name in TABLES:
        op.drop_table(name)

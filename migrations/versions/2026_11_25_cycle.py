"""From one conference to the next: notes, action points and recommendations with their follow-ups, partnerships.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_cycle"
down_revision = "2026_11_24_exchange"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
TABLES = (
    *("follow_up", "evidence", "action"),
    *("partnership_area", "partnership_party", "partnership", "note_dealt", "note"),
)


def dated(name: str) -> str:
    """Whether a text is a date of the calendar, in the words of the database at hand."""
    if op.get_bind().dialect.name == "sqlite":
        return f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date(substr({name} || '-01-01', 1, 10), '+0 days') IS substr({name} || '-01-01', 1, 10))"
    return f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$' AND make_date(substr(substr({name} || '-01-01', 1, 10), 1, 4)::int, substr(substr({name} || '-01-01', 1, 10), 6, 2)::int, substr(substr({name} || '-01-01', 1, 10), 9, 2)::int) IS NOT NULL)"


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("said_at", WORDS, nullable=False, comment="UTC, ISO 8601"),
        sa.Column(
            "speaker",
            WORDS,
            nullable=True,
            comment="the code of an organisation, or a name; NULL where nobody noted who spoke",
        ),
        sa.Column("text", WORDS, nullable=False, comment="as it was said, never edited by the program"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_note_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        comment="A minute of what was said at a conference, verbatim",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_note_conference_id"), "note", ["conference_id"])
    op.create_table(
        "note_dealt",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("journal_id", sa.Integer(), nullable=False),
        sa.Column("words", WORDS, nullable=True, comment="why nothing else was to be written, where somebody said so"),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_note_dealt_journal_id")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_dealt_note_id")),
        sa.PrimaryKeyConstraint("note_id", "journal_id", name=op.f("pk_note_dealt")),
        comment="A command that dealt with a note; a note without one is open, so an undo of the command opens it again",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_note_dealt_journal_id"), "note_dealt", ["journal_id"])
    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("date", WORDS, nullable=True, comment="may be unknown"),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("agreed", WORDS, nullable=True, comment="what was agreed"),
        sa.Column("source", WORDS, nullable=True, comment="who said it, in which mail, file or note"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("date"), name=op.f("ck_partnership_date_is_a_date")),
        sa.CheckConstraint(
            "kind IN ('bilateral meeting', 'agreement', 'study visit')", name=op.f("ck_partnership_kind_known")
        ),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_partnership_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        comment="What organisations do together around a conference: a bilateral meeting, an agreement, a study visit",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_partnership_conference_id"), "partnership", ["conference_id"])
    op.create_table(
        "partnership_party",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("people", WORDS, nullable=True, comment="names, separated by semicolons"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_partnership_party_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_party_partnership_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "organisation_id", name=op.f("pk_partnership_party")),
        comment="An organisation that takes part in a partnership, and its people who did",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_partnership_party_organisation_id"), "partnership_party", ["organisation_id"])
    op.create_table(
        "partnership_area",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("area", WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_area_partnership_id")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "area", name=op.f("pk_partnership_area")),
        comment="An area in which the partners cooperate",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False, comment="where it was raised"),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="as published, within the conference and the kind"),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True, comment="the organisation that is to do it"),
        sa.Column("owner_name", WORDS, nullable=True, comment="the person who is to do it"),
        sa.Column("due", WORDS, nullable=True),
        sa.Column(
            "due_next",
            FLAG,
            server_default=sa.false(),
            nullable=False,
            comment="due at the next conference of the series, whenever that is",
        ),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True, comment="what took its place"),
        sa.Column(
            "merged", FLAG, server_default=sa.false(), nullable=False, comment="it lives on in what took its place"
        ),
        sa.Column("partnership_id", sa.Integer(), nullable=True, comment="the partnership that it follows from"),
        sa.Column("source", WORDS, nullable=True, comment="who said it, in which mail, file or note"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("due IS NULL OR NOT due_next", name=op.f("ck_action_due_by_one_date")),
        sa.CheckConstraint("kind IN ('action point', 'recommendation')", name=op.f("ck_action_kind_known")),
        sa.CheckConstraint("superseded_by_id <> id", name=op.f("ck_action_not_superseded_by_itself")),
        sa.CheckConstraint("number > 0", name=op.f("ck_action_number_positive")),
        sa.CheckConstraint("superseded_by_id IS NOT NULL OR NOT merged", name=op.f("ck_action_merged_into_something")),
        sa.CheckConstraint(dated("due"), name=op.f("ck_action_due_is_a_date")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_action_conference_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_action_owner_id")),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=op.f("fk_action_partnership_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["action.id"], name=op.f("fk_action_superseded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("conference_id", "kind", "number", name=op.f("uq_action_conference_id_kind_number")),
        comment="An action point or a recommendation, raised at a conference",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_action_owner_id"), "action", ["owner_id"])
    op.create_index(op.f("ix_action_partnership_id"), "action", ["partnership_id"])
    op.create_index(op.f("ix_action_superseded_by_id"), "action", ["superseded_by_id"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True, comment="of that project"),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(project_id IS NULL) <> (document_id IS NULL)", name=op.f("ck_evidence_a_project_or_a_document")
        ),
        sa.CheckConstraint(
            "outcome_id IS NULL OR project_id IS NOT NULL", name=op.f("ck_evidence_an_outcome_of_a_project")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_evidence_action_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_evidence_document_id")),
        sa.ForeignKeyConstraint(
            ["outcome_id", "project_id"],
            ["outcome.id", "outcome.project_id"],
            name=op.f("fk_evidence_outcome_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_evidence_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("action_id", "document_id", name=op.f("uq_evidence_action_id_document_id")),
        sa.UniqueConstraint("action_id", "outcome_id", name=op.f("uq_evidence_action_id_outcome_id")),
        comment="What answers an action: a project, an outcome of one, or a document",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evidence_document_id"), "evidence", ["document_id"])
    op.create_index(op.f("ix_evidence_project_id"), "evidence", ["project_id"])
    op.create_index(
        op.f("uq_evidence_whole_project"),
        "evidence",
        ["action_id", "project_id"],
        unique=True,
        sqlite_where=sa.text("outcome_id IS NULL"),
        postgresql_where=sa.text("outcome_id IS NULL"),
    )
    op.create_table(
        "follow_up",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True, comment="the organisation that is to do it"),
        sa.Column("owner_name", WORDS, nullable=True, comment="the person who is to do it"),
        sa.Column("due", WORDS, nullable=True),
        sa.Column(
            "due_next",
            FLAG,
            server_default=sa.false(),
            nullable=False,
            comment="due at the next conference of the series, whenever that is",
        ),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("reason", WORDS, nullable=True, comment="why it was dropped"),
        sa.Column("verified_by_id", sa.Integer(), nullable=True, comment="who verified that it is done"),
        sa.Column("verified_by_name", WORDS, nullable=True, comment="the person who verified it"),
        sa.Column("source", WORDS, nullable=True, comment="who said it, in which mail, file or note"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status <> 'dropped' OR reason IS NOT NULL", name=op.f("ck_follow_up_dropped_for_a_reason")),
        sa.CheckConstraint(
            "(status = 'done') = (verified_by_id IS NOT NULL OR verified_by_name IS NOT NULL)",
            name=op.f("ck_follow_up_done_once_verified"),
        ),
        sa.CheckConstraint("due IS NULL OR NOT due_next", name=op.f("ck_follow_up_due_by_one_date")),
        sa.CheckConstraint("verified_by_id <> owner_id", name=op.f("ck_follow_up_verified_by_another_organisation")),
        sa.CheckConstraint(dated("due"), name=op.f("ck_follow_up_due_is_a_date")),
        sa.CheckConstraint(
            "status IN ('open', 'in progress', 'done', 'superseded', 'dropped')", name=op.f("ck_follow_up_status_known")
        ),
        sa.CheckConstraint(
            "lower(verified_by_name) <> lower(owner_name)", name=op.f("ck_follow_up_verified_by_another_person")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_follow_up_action_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_follow_up_conference_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_follow_up_owner_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["organisation.id"], name=op.f("fk_follow_up_verified_by_id")),
        sa.PrimaryKeyConstraint("conference_id", "action_id", name=op.f("pk_follow_up")),
        comment="What a conference was told of an action; one that was told nothing is as it was told last",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_follow_up_action_id"), "follow_up", ["action_id"])
    op.create_index(op.f("ix_follow_up_owner_id"), "follow_up", ["owner_id"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)

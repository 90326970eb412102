"""What donors publish as IATI: activities beside the facts of projects, and more of each transaction.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_iati"
down_revision = "2026_11_26_sealing"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAY = sa.Date().with_variant(sa.Text(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

OF_TRANSACTIONS = (
    sa.Column(
        "publisher",
        WORDS,
        nullable=True,
        comment="IATI identifier of whose published data it is; NULL where it was entered here",
    ),
    sa.Column(
        "value_date",
        DAY,
        nullable=True,
        comment="the day of the rate at which it may be converted; NULL: the date itself",
    ),
    sa.Column(
        "provider_activity",
        WORDS,
        nullable=True,
        comment="IATI identifier of the donor's activity that the money came from",
    ),
    sa.Column("receiver", WORDS, nullable=True, comment="name of who received it"),
    sa.Column("receiver_ref", WORDS, nullable=True, comment="IATI organisation identifier of who received it"),
    sa.Column("receiver_activity", WORDS, nullable=True, comment="IATI identifier of the receiver's activity"),
    sa.Column("sector", WORDS, nullable=True, comment="where sectors stand on the transactions: its code"),
    sa.Column("sector_vocabulary", WORDS, nullable=True, comment="IATI code list SectorVocabulary"),
    sa.Column("country", WORDS, nullable=True, comment="where recipients stand on the transactions: ISO 3166"),
    sa.Column("region", WORDS, nullable=True, comment="the same: IATI code list Region"),
    sa.Column("channel", WORDS, nullable=True, comment="IATI code list DisbursementChannel"),
    sa.Column("flow_type", WORDS, nullable=True, comment="where it is not the default of the activity"),
    sa.Column("finance_type", WORDS, nullable=True, comment="the same"),
    sa.Column("aid_type", WORDS, nullable=True, comment="the same"),
    sa.Column("tied_status", WORDS, nullable=True, comment="the same"),
)
TABLES = (
    *("indicator_period", "other_identifier", "related_activity", "condition", "budget", "project_organisation"),
    *("project_place", "project_sector", "description", "activity"),
)


def either(sqlite: str, postgresql: str) -> str:
    """The text that the database at hand understands."""
    return sqlite if op.get_bind().dialect.name == "sqlite" else postgresql


def dated(name: str) -> str:
    return either(
        f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date(substr({name} || '-01-01', 1, 10), '+0 days') IS substr({name} || '-01-01', 1, 10))",
        f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$' AND make_date(substr(substr({name} || '-01-01', 1, 10), 1, 4)::int, substr(substr({name} || '-01-01', 1, 10), 6, 2)::int, substr(substr({name} || '-01-01', 1, 10), 9, 2)::int) IS NOT NULL)",
    )


def upgrade() -> None:
    for column in OF_TRANSACTIONS:
        op.add_column("transaction", column._copy())
    op.create_table(
        "activity",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=False, comment="the reporting organisation"),
        sa.Column(
            "status", WORDS, nullable=True, comment="as published; what a conference was told stands in its review"
        ),
        sa.Column("updated", WORDS, nullable=True, comment="when the publisher changed it last, ISO 8601"),
        sa.Column("currency", WORDS, nullable=True, comment="default of its amounts, ISO 4217"),
        sa.Column("language", WORDS, nullable=True, comment="default of its texts, ISO 639-1"),
        sa.Column("hierarchy", sa.Integer(), nullable=True, comment="the publisher's level: 1 is the highest"),
        sa.Column("scope", WORDS, nullable=True, comment="IATI code list ActivityScope"),
        sa.Column("collaboration_type", WORDS, nullable=True, comment="default; IATI code list CollaborationType"),
        sa.Column("flow_type", WORDS, nullable=True, comment="default; IATI code list FlowType"),
        sa.Column("finance_type", WORDS, nullable=True, comment="default; IATI code list FinanceType"),
        sa.Column("aid_type", WORDS, nullable=True, comment="default; IATI code list AidType"),
        sa.Column("tied_status", WORDS, nullable=True, comment="default; IATI code list TiedStatus"),
        sa.Column("humanitarian", FLAG, nullable=True, comment="NULL where nobody said"),
        sa.Column("conditions_attached", FLAG, nullable=True, comment="NULL where nobody said"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('proposed', 'active', 'finalising', 'completed', 'cancelled', 'suspended')",
            name=op.f("ck_activity_status_known"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_activity_project_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["organisation.id"], name=op.f("fk_activity_publisher_id")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_activity")),
        comment="A project as its publisher's IATI file has it: what stands there beside the facts of the project",
        sqlite_strict=True,
    )
    op.create_index("ix_activity_publisher_id", "activity", ["publisher_id"])
    op.create_table(
        "description",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="1, 2 ... within the kind"),
        sa.Column("language", WORDS, nullable=False, comment="ISO 639-1"),
        sa.Column("text", WORDS, nullable=False),
        sa.CheckConstraint(
            "kind IN ('general', 'objectives', 'target groups', 'other')", name=op.f("ck_description_kind_known")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_description_project_id")),
        sa.PrimaryKeyConstraint("project_id", "kind", "ordinal", "language", name=op.f("pk_description")),
        comment="A description of a project by its kind; the first of the objectives is the objective of the project, and not here",
        sqlite_strict=True,
    )
    op.create_table(
        "project_sector",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "vocabulary",
            WORDS,
            nullable=False,
            comment="IATI code list SectorVocabulary; 1 is the five digits of the DAC",
        ),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=True, comment="as published, for a vocabulary of the publisher's own"),
        sa.Column(
            "share",
            sa.Integer(),
            nullable=True,
            comment="parts per million of the vocabulary; NULL where none is given",
        ),
        sa.Column(
            "from_transactions",
            FLAG,
            server_default=sa.false(),
            nullable=False,
            comment="stands on the transactions, not on the activity; the share is computed",
        ),
        sa.CheckConstraint("share BETWEEN 0 AND 1000000", name=op.f("ck_project_sector_share_within_100_percent")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_sector_project_id")),
        sa.PrimaryKeyConstraint("project_id", "vocabulary", "code", name=op.f("pk_project_sector")),
        comment="The sectors of a project, in whatever vocabulary its publisher uses",
        sqlite_strict=True,
    )
    op.create_table(
        "project_place",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column(
            "vocabulary",
            WORDS,
            nullable=False,
            comment="of a region: IATI code list RegionVocabulary; empty for a country",
        ),
        sa.Column("code", WORDS, nullable=False, comment="a country of ISO 3166, or a region of the vocabulary"),
        sa.Column("name", WORDS, nullable=True, comment="as published"),
        sa.Column("share", sa.Integer(), nullable=True, comment="parts per million; NULL where none is given"),
        sa.Column(
            "from_transactions",
            FLAG,
            server_default=sa.false(),
            nullable=False,
            comment="stands on the transactions, not on the activity; the share is computed",
        ),
        sa.CheckConstraint("kind IN ('country', 'region')", name=op.f("ck_project_place_kind_known")),
        sa.CheckConstraint("share BETWEEN 0 AND 1000000", name=op.f("ck_project_place_share_within_100_percent")),
        sa.CheckConstraint(
            "(kind = 'country') = (vocabulary = '')", name=op.f("ck_project_place_vocabulary_of_a_region")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_place_project_id")),
        sa.PrimaryKeyConstraint("project_id", "kind", "vocabulary", "code", name=op.f("pk_project_place")),
        comment="The recipient countries and regions of a project",
        sqlite_strict=True,
    )
    op.create_table(
        "project_organisation",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("activity", WORDS, nullable=True, comment="the identifier of that organisation's own activity"),
        sa.CheckConstraint(
            "role IN ('funding', 'accountable', 'extending', 'implementing')",
            name=op.f("ck_project_organisation_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_project_organisation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_organisation_project_id")),
        sa.PrimaryKeyConstraint("project_id", "role", "organisation_id", name=op.f("pk_project_organisation")),
        comment="Who takes part in a project, and as what",
        sqlite_strict=True,
    )
    op.create_index("ix_project_organisation_organisation_id", "project_organisation", ["organisation_id"])
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False, comment="original, or revised since"),
        sa.Column("status", WORDS, nullable=True, comment="of a budget: indicative, or committed"),
        sa.Column("period_start", DAY, nullable=False),
        sa.Column("period_end", DAY, nullable=True, comment="NULL for a planned disbursement of one day"),
        sa.Column("amount", MONEY, nullable=False, comment="whole minor units"),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("value_date", DAY, nullable=True, comment="the day of the rate at which it may be converted"),
        sa.Column("provider", WORDS, nullable=True, comment="of a planned disbursement: name"),
        sa.Column("provider_ref", WORDS, nullable=True, comment="IATI organisation identifier"),
        sa.Column("receiver", WORDS, nullable=True, comment="of a planned disbursement: name"),
        sa.Column("receiver_ref", WORDS, nullable=True, comment="IATI organisation identifier"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "amount BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_budget_amount_bounded")
        ),
        sa.CheckConstraint("kind IN ('budget', 'planned disbursement')", name=op.f("ck_budget_kind_known")),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_budget_period_start_before_period_end")),
        sa.CheckConstraint("status IN ('indicative', 'committed')", name=op.f("ck_budget_status_known")),
        sa.CheckConstraint("type IN ('original', 'revised')", name=op.f("ck_budget_type_known")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_budget_currency")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_budget_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        comment="A budget of a project for a period, or a disbursement planned for one",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_budget_project_id", "budget", ["project_id"])
    op.create_table(
        "condition",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="1, 2 ... within the project"),
        sa.Column("language", WORDS, nullable=False, comment="ISO 639-1"),
        sa.Column("type", WORDS, nullable=False, comment="IATI code list ConditionType"),
        sa.Column("text", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_condition_project_id")),
        sa.PrimaryKeyConstraint("project_id", "ordinal", "language", name=op.f("pk_condition")),
        comment="A condition that a donor attached to a project",
        sqlite_strict=True,
    )
    op.create_table(
        "related_activity",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("relation", WORDS, nullable=False, comment="what the other one is to this"),
        sa.Column("identifier", WORDS, nullable=False, comment="IATI identifier of the other one"),
        sa.CheckConstraint(
            "relation IN ('parent', 'child', 'sibling', 'co-funded', 'third party')",
            name=op.f("ck_related_activity_relation_known"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_related_activity_project_id")),
        sa.PrimaryKeyConstraint("project_id", "relation", "identifier", name=op.f("pk_related_activity")),
        comment="Another activity that a project belongs with, in the register or not",
        sqlite_strict=True,
    )
    op.create_table(
        "other_identifier",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "type", WORDS, nullable=False, comment="IATI code list OtherIdentifierType; empty where none is given"
        ),
        sa.Column("identifier", WORDS, nullable=False),
        sa.Column("owner_ref", WORDS, nullable=True, comment="IATI organisation identifier of whose it is"),
        sa.Column("owner", WORDS, nullable=True, comment="name of whose it is"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_other_identifier_project_id")),
        sa.PrimaryKeyConstraint("project_id", "type", "identifier", name=op.f("pk_other_identifier")),
        comment="Other identifiers of a project: former ones (B1), and those of the publisher's own books",
        sqlite_strict=True,
    )
    op.create_table(
        "indicator_period",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("period_start", WORDS, nullable=False),
        sa.Column("period_end", WORDS, nullable=False),
        sa.Column("target", WORDS, nullable=True),
        sa.Column("actual", WORDS, nullable=True),
        sa.Column("comment", WORDS, nullable=True, comment="on the actual value"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("period_start"), name=op.f("ck_indicator_period_period_start_is_a_date")),
        sa.CheckConstraint(dated("period_end"), name=op.f("ck_indicator_period_period_end_is_a_date")),
        sa.CheckConstraint(
            "substr(period_start, 1, length(period_end)) <= period_end",
            name=op.f("ck_indicator_period_period_start_before_period_end"),
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_period_indicator_id")),
        sa.PrimaryKeyConstraint("indicator_id", "period_start", "period_end", name=op.f("pk_indicator_period")),
        comment="What an indicator was to reach in a period, and what it reached, as published",
        sqlite_strict=True,
    )


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    for column in reversed(OF_TRANSACTIONS):
        op.drop_column("transaction", column.name)

"""The register: series and conferences, organisations, projects, money, risks, results, and the journal.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_register"
down_revision = None

# Sorted by code point whatever the locale of the server; STRICT tables of SQLite know INTEGER and TEXT only.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAY = sa.Date().with_variant(sa.Text(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def either(sqlite: str, postgresql: str) -> str:
    """The text that the database at hand understands."""
    return sqlite if op.get_bind().dialect.name == "sqlite" else postgresql


def coded(name: str) -> str:
    return either(
        f"length({name}) BETWEEN 1 AND 60 AND {name} NOT GLOB '*[^A-Za-z0-9-]*'",
        f"{name} ~ '^[A-Za-z0-9-]{{1,60}}$'",
    )


def dated(name: str) -> str:
    return either(
        f"{name} IS NULL OR (length({name}) IN (4, 7, 10) AND date(substr({name} || '-01-01', 1, 10), '+0 days') IS substr({name} || '-01-01', 1, 10))",
        f"{name} IS NULL OR ({name} ~ '^[12][0-9]{{3}}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$' AND make_date(substr(substr({name} || '-01-01', 1, 10), 1, 4)::int, substr(substr({name} || '-01-01', 1, 10), 6, 2)::int, substr(substr({name} || '-01-01', 1, 10), 9, 2)::int) IS NOT NULL)",
    )


def upgrade() -> None:
    op.create_table(
        "code",
        sa.Column(
            "noun", WORDS, nullable=False, comment="series, conference, organisation, project, contribution, risk ..."
        ),
        sa.Column(
            "scope",
            sa.Integer(),
            nullable=False,
            comment="the project within which the code is unique; 0 for the whole register",
        ),
        sa.Column("key", WORDS, nullable=False, comment="the code in small letters"),
        sa.Column("id", sa.Integer(), nullable=False, comment="the row that the code names"),
        sa.CheckConstraint("key = lower(key)", name=op.f("ck_code_key_lower")),
        sa.PrimaryKeyConstraint("noun", "scope", "key", name=op.f("pk_code")),
        comment="Every code that ever named something: it stays unique without regard to case, resolves for ever, and is not reused. Kept by triggers when a row is added or renamed",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index("ix_code_id", ["noun", "id"], unique=False)

    op.create_table(
        "country",
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("name_fr", WORDS, nullable=True),
        sa.Column("name_es", WORDS, nullable=True),
        sa.Column(
            "territory",
            FLAG,
            server_default=sa.false(),
            nullable=False,
            comment="true for a territory that is no state of its own",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
        comment="Countries and territories, ISO 3166-1 alpha-2",
        sqlite_strict=True,
    )
    op.create_table(
        "currency",
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False, comment="decimals of the minor unit: JPY 0, USD 2, KWD 3"),
        sa.Column("withdrawn", WORDS, nullable=True, comment="when the currency ceased; old amounts keep it"),
        sa.CheckConstraint(dated("withdrawn"), name=op.f("ck_currency_withdrawn_is_a_date")),
        sa.CheckConstraint("exponent BETWEEN 0 AND 4", name=op.f("ck_currency_exponent_0_to_4")),
        sa.CheckConstraint("length(code) = 3 AND code = upper(code)", name=op.f("ck_currency_code_three_capitals")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currency")),
        comment="Currencies, ISO 4217, with the number of decimals each one has",
        sqlite_strict=True,
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", WORDS, nullable=False, comment="UTC, ISO 8601"),
        sa.Column("who", WORDS, nullable=False),
        sa.Column("command", WORDS, nullable=False, comment="the command line as typed"),
        sa.Column("reason", WORDS, nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True, comment="the command that this one takes back"),
        sa.ForeignKeyConstraint(["undoes_id"], ["journal.id"], name=op.f("fk_journal_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        comment="One row for every command that wrote",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False, comment="as it is called now"),
        sa.Column("region", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(coded("code"), name=op.f("ck_series_code_letters_digits_hyphens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        comment="A line of conferences, such as AMS for the Americas and the Caribbean",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "tfa_measure",
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("measure", name=op.f("pk_tfa_measure")),
        comment="Measures of the WTO Trade Facilitation Agreement (concluded December 2013)",
        sqlite_strict=True,
    )
    op.create_table(
        "theme",
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("name_fr", WORDS, nullable=True),
        sa.Column("name_es", WORDS, nullable=True),
        sa.Column(
            "dac_sector",
            WORDS,
            nullable=True,
            comment="OECD DAC purpose code (33120 trade facilitation and neighbours)",
        ),
        sa.CheckConstraint(coded("code"), name=op.f("ck_theme_code_letters_digits_hyphens")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_theme")),
        comment="The vocabulary of the conferences; seeded and extensible",
        sqlite_strict=True,
    )
    op.create_table(
        "theme_measure",
        sa.Column("theme", WORDS, nullable=False),
        sa.Column("measure", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("theme", "measure", name=op.f("pk_theme_measure")),
        comment="Which measures of the TFA a theme answers to",
        sqlite_strict=True,
    )
    op.create_table(
        "change",
        sa.Column("journal_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("table_name", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False, comment="primary key, JSON"),
        sa.Column(
            "before",
            WORDS,
            nullable=True,
            comment="JSON of the row, or of the columns that changed; NULL for a row that was added",
        ),
        sa.Column("after", WORDS, nullable=True, comment="likewise; NULL for a row that was taken away"),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_change_journal_id")),
        sa.PrimaryKeyConstraint("journal_id", "ordinal", name=op.f("pk_change")),
        comment="One row for every row that a command added, changed or took away, in order",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("country", WORDS, nullable=True, comment="country or territory, ISO 3166"),
        sa.Column(
            "parent_id",
            sa.Integer(),
            nullable=True,
            comment="parent or administrator: the Japan Special Fund is administered by IDB",
        ),
        sa.Column("wco_region", WORDS, nullable=True),
        sa.Column("member_from", WORDS, nullable=True, comment="member of the World Customs Organization since"),
        sa.Column("member_until", WORDS, nullable=True),
        sa.Column("iati_identifier", WORDS, nullable=True),
        sa.Column(
            "merged_into_id", sa.Integer(), nullable=True, comment="what took over its contributions and projects"
        ),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('bilateral agency', 'development bank', 'international organisation', 'trust fund', 'customs administration', 'regional body', 'government', 'academic', 'private sector', 'non-governmental organisation', 'other')",
            name=op.f("ck_organisation_kind_known"),
        ),
        sa.CheckConstraint(coded("code"), name=op.f("ck_organisation_code_letters_digits_hyphens")),
        sa.CheckConstraint(dated("member_from"), name=op.f("ck_organisation_member_from_is_a_date")),
        sa.CheckConstraint(dated("member_until"), name=op.f("ck_organisation_member_until_is_a_date")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_organisation_not_merged_into_itself")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_organisation_not_its_own_parent")),
        sa.CheckConstraint(
            "substr(member_from, 1, length(member_until)) <= member_until",
            name=op.f("ck_organisation_member_from_before_member_until"),
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_organisation_country")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["organisation.id"], name=op.f("fk_organisation_merged_into_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        comment="Anyone with a name",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("per_currency", WORDS, nullable=False, comment="value is units of `currency` for one of this"),
        sa.Column(
            "date",
            WORDS,
            nullable=False,
            comment="the year of an annual average, the month of a monthly one, the day of a spot rate",
        ),
        sa.Column("method", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False, comment="decimal text, exact as published"),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("date"), name=op.f("ck_rate_date_is_a_date")),
        sa.CheckConstraint(
            "method IN ('spot', 'monthly average', 'annual average')", name=op.f("ck_rate_method_known")
        ),
        sa.CheckConstraint("currency <> per_currency", name=op.f("ck_rate_two_currencies")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_rate_currency")),
        sa.ForeignKeyConstraint(["per_currency"], ["currency.code"], name=op.f("fk_rate_per_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
        sa.UniqueConstraint(
            "currency",
            "per_currency",
            "date",
            "method",
            "source",
            name=op.f("uq_rate_currency_per_currency_date_method_source"),
        ),
        comment="Exchange rates as published, never overwritten by another date, method or source",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "series_name",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("valid_from", WORDS, nullable=False),
        sa.Column("valid_until", WORDS, nullable=True),
        sa.CheckConstraint(dated("valid_from"), name=op.f("ck_series_name_valid_from_is_a_date")),
        sa.CheckConstraint(dated("valid_until"), name=op.f("ck_series_name_valid_until_is_a_date")),
        sa.CheckConstraint(
            "substr(valid_from, 1, length(valid_until)) <= valid_until",
            name=op.f("ck_series_name_valid_from_before_valid_until"),
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_name_series_id")),
        sa.PrimaryKeyConstraint("series_id", "valid_from", name=op.f("pk_series_name")),
        comment="What a series was called, and when",
        sqlite_strict=True,
    )
    op.create_table(
        "conference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column(
            "sequence", sa.Integer(), nullable=False, comment="its place in the series; tentative dates cannot order"
        ),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=True, comment="as published"),
        sa.Column("ordinal", sa.Integer(), nullable=True, comment="as published; sources contradict each other"),
        sa.Column("start_date", WORDS, nullable=True),
        sa.Column("end_date", WORDS, nullable=True),
        sa.Column(
            "tentative", FLAG, server_default=sa.false(), nullable=False, comment="the dates are announced, not fixed"
        ),
        sa.Column("date_note", WORDS, nullable=True),
        sa.Column("state", WORDS, nullable=False, comment="planned -> open -> closed; or cancelled"),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("venue", WORDS, nullable=True),
        sa.Column("city", WORDS, nullable=True),
        sa.Column("country", WORDS, nullable=True),
        sa.Column("currency", WORDS, nullable=False, comment="the reporting currency of its totals"),
        sa.Column(
            "cut_off",
            DAY,
            nullable=True,
            comment="transactions up to this day count; by default the last day of the conference",
        ),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("end_date"), name=op.f("ck_conference_end_date_is_a_date")),
        sa.CheckConstraint(coded("code"), name=op.f("ck_conference_code_letters_digits_hyphens")),
        sa.CheckConstraint(dated("start_date"), name=op.f("ck_conference_start_date_is_a_date")),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'closed', 'cancelled')", name=op.f("ck_conference_state_known")
        ),
        sa.CheckConstraint("ordinal > 0", name=op.f("ck_conference_ordinal_positive")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_conference_sequence_positive")),
        sa.CheckConstraint(
            "substr(start_date, 1, length(end_date)) <= end_date", name=op.f("ck_conference_start_date_before_end_date")
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_conference_country")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_conference_currency")),
        sa.ForeignKeyConstraint(["host_id"], ["organisation.id"], name=op.f("fk_conference_host_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_conference_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
        sa.UniqueConstraint("series_id", "sequence", name=op.f("uq_conference_series_id_sequence")),
        comment="One meeting of a series",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("conference", schema=None) as batch_op:
        batch_op.create_index(
            "uq_conference_one_open",
            ["series_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("role", WORDS, nullable=True),
        sa.Column("email", WORDS, nullable=True),
        sa.Column("language", WORDS, nullable=True, comment="ISO 639-1: the language of a mail to them"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        comment="A person to write to",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "organisation_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("alias", WORDS, nullable=False),
        sa.Column("valid_from", WORDS, nullable=True),
        sa.Column("valid_until", WORDS, nullable=True),
        sa.CheckConstraint(dated("valid_from"), name=op.f("ck_organisation_alias_valid_from_is_a_date")),
        sa.CheckConstraint(dated("valid_until"), name=op.f("ck_organisation_alias_valid_until_is_a_date")),
        sa.CheckConstraint(
            "substr(valid_from, 1, length(valid_until)) <= valid_until",
            name=op.f("ck_organisation_alias_valid_from_before_valid_until"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_alias_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_alias")),
        comment="Other names under which letters and files know it, with their dates: CIDA became GAC",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "organisation_name",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("language", WORDS, nullable=False, comment="ISO 639-1"),
        sa.Column("name", WORDS, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "language", name=op.f("pk_organisation_name")),
        comment="The name in further languages",
        sqlite_strict=True,
    )
    op.create_table(
        "organisation_role",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.CheckConstraint("role IN ('donor', 'beneficiary')", name=op.f("ck_organisation_role_role_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_role_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "role", name=op.f("pk_organisation_role")),
        comment="Donor, beneficiary, or both: US CBP and CBSA are customs administrations and donors",
        sqlite_strict=True,
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column(
            "pool_of_id",
            sa.Integer(),
            nullable=True,
            comment="set for the pool of a series: money promised but not yet allocated",
        ),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("objective", WORDS, nullable=True),
        sa.Column("implementation_plan", WORDS, nullable=True),
        sa.Column("expected_outcomes", WORDS, nullable=True),
        sa.Column("scope", WORDS, nullable=True),
        sa.Column(
            "parent_id", sa.Integer(), nullable=True, comment="the regional umbrella that this project is a part of"
        ),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("implementer_id", sa.Integer(), nullable=True),
        sa.Column("planned_start", WORDS, nullable=True),
        sa.Column("planned_end", WORDS, nullable=True),
        sa.Column("actual_start", WORDS, nullable=True),
        sa.Column("actual_end", WORDS, nullable=True),
        sa.Column("iati_identifier", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("actual_end"), name=op.f("ck_project_actual_end_is_a_date")),
        sa.CheckConstraint(dated("actual_start"), name=op.f("ck_project_actual_start_is_a_date")),
        sa.CheckConstraint(coded("code"), name=op.f("ck_project_code_letters_digits_hyphens")),
        sa.CheckConstraint(dated("planned_end"), name=op.f("ck_project_planned_end_is_a_date")),
        sa.CheckConstraint(dated("planned_start"), name=op.f("ck_project_planned_start_is_a_date")),
        sa.CheckConstraint("scope IN ('national', 'multi-national', 'regional')", name=op.f("ck_project_scope_known")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_project_not_its_own_part")),
        sa.CheckConstraint(
            "substr(actual_start, 1, length(actual_end)) <= actual_end",
            name=op.f("ck_project_actual_start_before_actual_end"),
        ),
        sa.CheckConstraint(
            "substr(planned_start, 1, length(planned_end)) <= planned_end",
            name=op.f("ck_project_planned_start_before_planned_end"),
        ),
        sa.ForeignKeyConstraint(["implementer_id"], ["organisation.id"], name=op.f("fk_project_implementer_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["organisation.id"], name=op.f("fk_project_lead_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["project.id"], name=op.f("fk_project_parent_id")),
        sa.ForeignKeyConstraint(["pool_of_id"], ["series.id"], name=op.f("fk_project_pool_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        comment="A project, as it is known now",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("uq_project_one_pool", ["pool_of_id"], unique=True)

    op.create_table(
        "beneficiary",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True, comment="parts per million; NULL where none is given"),
        sa.Column(
            "former",
            FLAG,
            server_default=sa.false(),
            nullable=False,
            comment="benefits no longer; the row stays because conferences were told of it",
        ),
        sa.CheckConstraint("share BETWEEN 0 AND 1000000", name=op.f("ck_beneficiary_share_within_100_percent")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_beneficiary_organisation_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_beneficiary_project_id")),
        sa.PrimaryKeyConstraint("project_id", "organisation_id", name=op.f("pk_beneficiary")),
        comment="Whom a project benefits, and with what share as known now",
        sqlite_strict=True,
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("donor_id", sa.Integer(), nullable=False),
        sa.Column("instrument", WORDS, nullable=True, comment="NULL while nobody said"),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("currency", WORDS, nullable=True, comment="NULL until an amount is told; in-kind may never have one"),
        sa.Column(
            "replaces_id",
            sa.Integer(),
            nullable=True,
            comment="the contribution in another currency that this one goes on from",
        ),
        sa.Column(
            "ended_at_id", sa.Integer(), nullable=True, comment="the conference that was told that the donor pulled out"
        ),
        sa.Column("ended_reason", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "ended_reason IN ('new money', 'revision', 'rephased', 'correction', 'method', 'allocated', 'dropped', 'reduced', 'duplicate', 'published data', 'other')",
            name=op.f("ck_contribution_ended_reason_known"),
        ),
        sa.CheckConstraint(
            "instrument IN ('grant', 'loan', 'technical cooperation', 'in-kind experts', 'trust-fund window', 'sponsorship')",
            name=op.f("ck_contribution_instrument_known"),
        ),
        sa.CheckConstraint(coded("code"), name=op.f("ck_contribution_code_letters_digits_hyphens")),
        sa.CheckConstraint("role IN ('funding', 'extending', 'implementing')", name=op.f("ck_contribution_role_known")),
        sa.CheckConstraint(
            "(ended_at_id IS NULL) = (ended_reason IS NULL)", name=op.f("ck_contribution_ended_with_a_reason")
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_contribution_not_its_own_successor")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_contribution_currency")),
        sa.ForeignKeyConstraint(["donor_id"], ["organisation.id"], name=op.f("fk_contribution_donor_id")),
        sa.ForeignKeyConstraint(["ended_at_id"], ["conference.id"], name=op.f("fk_contribution_ended_at_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contribution_project_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["contribution.id"], name=op.f("fk_contribution_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_contribution_id_project_id")),
        comment="What one donor brings to one project by one instrument, in one currency that never changes once reported",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_donor_id"), ["donor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_replaces_id"), ["replaces_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("location", WORDS, nullable=False, comment="web address or path of the file"),
        sa.Column("language", WORDS, nullable=True, comment="ISO 639-1"),
        sa.Column("published", WORDS, nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("published"), name=op.f("ck_document_published_is_a_date")),
        sa.CheckConstraint(
            "project_id IS NOT NULL OR conference_id IS NOT NULL OR organisation_id IS NOT NULL",
            name=op.f("ck_document_about_something"),
        ),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_document_conference_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_document_organisation_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_document_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        comment="A paper about a project, a conference or an organisation: where it is to be found",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_project_id"), ["project_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False, comment="unique within the project"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("planned_date", WORDS, nullable=True),
        sa.CheckConstraint(coded("code"), name=op.f("ck_milestone_code_letters_digits_hyphens")),
        sa.CheckConstraint(dated("planned_date"), name=op.f("ck_milestone_planned_date_is_a_date")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_milestone_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_milestone_id_project_id")),
        comment="A step of a project's implementation plan",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_project_id"), ["project_id"], unique=False)

    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False, comment="unique within the project"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("level", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("description", WORDS, nullable=True),
        sa.CheckConstraint(coded("code"), name=op.f("ck_outcome_code_letters_digits_hyphens")),
        sa.CheckConstraint("level IN ('output', 'outcome', 'impact')", name=op.f("ck_outcome_level_known")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_outcome_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_outcome_id_project_id")),
        comment="What a project is to bring about: output, outcome or impact",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_project_id"), ["project_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("capacity", WORDS, nullable=False, comment="host, organiser, donor, observer ... as the source says"),
        sa.Column("people", WORDS, nullable=True, comment="names of delegates"),
        sa.Column("source", WORDS, nullable=True),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_participant_conference_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_participant_organisation_id")),
        sa.PrimaryKeyConstraint("conference_id", "organisation_id", name=op.f("pk_participant")),
        comment="Who took part in a conference, and as what",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pinned_rate",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("per_currency", WORDS, nullable=False),
        sa.Column("date", WORDS, nullable=False),
        sa.Column("method", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.CheckConstraint(dated("date"), name=op.f("ck_pinned_rate_date_is_a_date")),
        sa.CheckConstraint(
            "method IN ('spot', 'monthly average', 'annual average')", name=op.f("ck_pinned_rate_method_known")
        ),
        sa.CheckConstraint("currency <> per_currency", name=op.f("ck_pinned_rate_two_currencies")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_pinned_rate_conference_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_pinned_rate_currency")),
        sa.ForeignKeyConstraint(["per_currency"], ["currency.code"], name=op.f("fk_pinned_rate_per_currency")),
        sa.PrimaryKeyConstraint("conference_id", "currency", "per_currency", name=op.f("pk_pinned_rate")),
        comment="The rate set of a conference: copies, so that a later edit of a rate cannot change what the conference saw",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "project_succession",
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.CheckConstraint("kind IN ('continues', 'merges', 'splits')", name=op.f("ck_project_succession_kind_known")),
        sa.CheckConstraint("successor_id <> predecessor_id", name=op.f("ck_project_succession_not_its_own_successor")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["project.id"], name=op.f("fk_project_succession_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["project.id"], name=op.f("fk_project_succession_successor_id")),
        sa.PrimaryKeyConstraint("successor_id", "predecessor_id", name=op.f("pk_project_succession")),
        comment="Which projects a project continues, merges or splits",
        sqlite_strict=True,
    )
    with op.batch_alter_table("project_succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_succession_predecessor_id"), ["predecessor_id"], unique=False)

    op.create_table(
        "project_text",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("field", WORDS, nullable=False, comment="title, objective, implementation_plan or expected_outcomes"),
        sa.Column("language", WORDS, nullable=False, comment="ISO 639-1"),
        sa.Column("text", WORDS, nullable=False),
        sa.CheckConstraint(
            "field IN ('title', 'objective', 'implementation_plan', 'expected_outcomes')",
            name=op.f("ck_project_text_field_known"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_text_project_id")),
        sa.PrimaryKeyConstraint("project_id", "field", "language", name=op.f("pk_project_text")),
        comment="Title and long texts in further languages",
        sqlite_strict=True,
    )
    op.create_table(
        "project_theme",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("theme", WORDS, nullable=False),
        sa.Column("is_primary", FLAG, server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_theme_project_id")),
        sa.ForeignKeyConstraint(["theme"], ["theme.code"], name=op.f("fk_project_theme_theme")),
        sa.PrimaryKeyConstraint("project_id", "theme", name=op.f("pk_project_theme")),
        comment="The themes of a project, one of them primary",
        sqlite_strict=True,
    )
    with op.batch_alter_table("project_theme", schema=None) as batch_op:
        batch_op.create_index(
            "uq_project_theme_one_primary",
            ["project_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "review",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("objective", WORDS, nullable=True),
        sa.Column("implementation_plan", WORDS, nullable=True),
        sa.Column("expected_outcomes", WORDS, nullable=True),
        sa.Column("scope", WORDS, nullable=True),
        sa.Column(
            "parent_id", sa.Integer(), nullable=True, comment="the regional umbrella that this project is a part of"
        ),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("implementer_id", sa.Integer(), nullable=True),
        sa.Column("planned_start", WORDS, nullable=True),
        sa.Column("planned_end", WORDS, nullable=True),
        sa.Column("actual_start", WORDS, nullable=True),
        sa.Column("actual_end", WORDS, nullable=True),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("progress", sa.Integer(), nullable=True, comment="percent of the work done"),
        sa.Column(
            "answer", WORDS, nullable=False, comment="silence is not consent: what the project's people answered"
        ),
        sa.Column("decision", WORDS, nullable=True, comment="what the conference decided about it"),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("reason", WORDS, nullable=True, comment="why its fields changed"),
        sa.Column(
            "carried_from_id",
            sa.Integer(),
            nullable=True,
            comment="the conference whose report was carried over, until somebody confirms it",
        ),
        sa.Column("source", WORDS, nullable=True, comment="who said it, in which mail, file or note"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("actual_end"), name=op.f("ck_review_actual_end_is_a_date")),
        sa.CheckConstraint(dated("actual_start"), name=op.f("ck_review_actual_start_is_a_date")),
        sa.CheckConstraint(
            "answer IN ('not asked', 'asked', 'no answer', 'confirmed unchanged', 'updated', 'declined')",
            name=op.f("ck_review_answer_known"),
        ),
        sa.CheckConstraint(dated("planned_end"), name=op.f("ck_review_planned_end_is_a_date")),
        sa.CheckConstraint(dated("planned_start"), name=op.f("ck_review_planned_start_is_a_date")),
        sa.CheckConstraint("scope IN ('national', 'multi-national', 'regional')", name=op.f("ck_review_scope_known")),
        sa.CheckConstraint(
            "status IN ('proposed', 'active', 'finalising', 'completed', 'cancelled', 'suspended')",
            name=op.f("ck_review_status_known"),
        ),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_review_progress_0_to_100")),
        sa.CheckConstraint(
            "substr(actual_start, 1, length(actual_end)) <= actual_end",
            name=op.f("ck_review_actual_start_before_actual_end"),
        ),
        sa.CheckConstraint(
            "substr(planned_start, 1, length(planned_end)) <= planned_end",
            name=op.f("ck_review_planned_start_before_planned_end"),
        ),
        sa.ForeignKeyConstraint(["carried_from_id"], ["conference.id"], name=op.f("fk_review_carried_from_id")),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_review_conference_id")),
        sa.ForeignKeyConstraint(["implementer_id"], ["organisation.id"], name=op.f("fk_review_implementer_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["organisation.id"], name=op.f("fk_review_lead_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["project.id"], name=op.f("fk_review_parent_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_review_project_id")),
        sa.PrimaryKeyConstraint("conference_id", "project_id", name=op.f("pk_review")),
        comment="What one conference was told about one project, with a copy of every standing field as it was then",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_review_project", ["project_id"], unique=False)

    op.create_table(
        "risk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False, comment="unique within the project"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("category", WORDS, nullable=False),
        sa.Column("event", WORDS, nullable=False, comment="what may happen"),
        sa.Column("owner", WORDS, nullable=True, comment="who looks after it"),
        sa.Column("response", WORDS, nullable=True, comment="avoid, reduce, transfer or accept"),
        sa.Column("mitigation", WORDS, nullable=True),
        sa.Column("inherent_likelihood", sa.Integer(), nullable=True, comment="1-5, before the response"),
        sa.Column("inherent_impact", sa.Integer(), nullable=True, comment="1-5, before the response"),
        sa.Column("cause", WORDS, nullable=True),
        sa.Column("consequence", WORDS, nullable=True),
        sa.CheckConstraint(
            "category IN ('political', 'legal', 'financial', 'fiduciary', 'operational', 'technical', 'human resources', 'security', 'environmental', 'reputational', 'other')",
            name=op.f("ck_risk_category_known"),
        ),
        sa.CheckConstraint(coded("code"), name=op.f("ck_risk_code_letters_digits_hyphens")),
        sa.CheckConstraint(
            "response IN ('avoid', 'reduce', 'transfer', 'accept')", name=op.f("ck_risk_response_known")
        ),
        sa.CheckConstraint("inherent_impact BETWEEN 1 AND 5", name=op.f("ck_risk_inherent_impact_1_to_5")),
        sa.CheckConstraint("inherent_likelihood BETWEEN 1 AND 5", name=op.f("ck_risk_inherent_likelihood_1_to_5")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_risk_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_risk_id_project_id")),
        comment="A risk of a project, in the words of ISO 31000",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("risk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_project_id"), ["project_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("category", WORDS, nullable=False),
        sa.Column("event", WORDS, nullable=False, comment="what may happen"),
        sa.Column("owner", WORDS, nullable=True, comment="who looks after it"),
        sa.Column("response", WORDS, nullable=True, comment="avoid, reduce, transfer or accept"),
        sa.Column("mitigation", WORDS, nullable=True),
        sa.Column("inherent_likelihood", sa.Integer(), nullable=True, comment="1-5, before the response"),
        sa.Column("inherent_impact", sa.Integer(), nullable=True, comment="1-5, before the response"),
        sa.Column("likelihood", sa.Integer(), nullable=True, comment="1-5"),
        sa.Column("impact", sa.Integer(), nullable=True, comment="1-5"),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "category IN ('political', 'legal', 'financial', 'fiduciary', 'operational', 'technical', 'human resources', 'security', 'environmental', 'reputational', 'other')",
            name=op.f("ck_assessment_category_known"),
        ),
        sa.CheckConstraint(
            "response IN ('avoid', 'reduce', 'transfer', 'accept')", name=op.f("ck_assessment_response_known")
        ),
        sa.CheckConstraint("status IN ('open', 'occurred', 'closed')", name=op.f("ck_assessment_status_known")),
        sa.CheckConstraint("impact BETWEEN 1 AND 5", name=op.f("ck_assessment_impact_1_to_5")),
        sa.CheckConstraint("inherent_impact BETWEEN 1 AND 5", name=op.f("ck_assessment_inherent_impact_1_to_5")),
        sa.CheckConstraint(
            "inherent_likelihood BETWEEN 1 AND 5", name=op.f("ck_assessment_inherent_likelihood_1_to_5")
        ),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 5", name=op.f("ck_assessment_likelihood_1_to_5")),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_assessment_conference_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["risk_id", "project_id"], ["risk.id", "risk.project_id"], name=op.f("fk_assessment_risk_id_project_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", "risk_id", name=op.f("pk_assessment")),
        comment="A risk as one conference was told; likelihood and impact are residual, after the response",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "funding",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("donor_id", sa.Integer(), nullable=False),
        sa.Column("instrument", WORDS, nullable=True),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("currency", WORDS, nullable=True, comment="NULL only while no amount was told"),
        sa.Column("interest", MONEY, nullable=True, comment="whole minor units; NULL is unknown, never 0"),
        sa.Column("pledged", MONEY, nullable=True, comment="whole minor units; NULL is unknown, never 0"),
        sa.Column("committed", MONEY, nullable=True, comment="whole minor units; NULL is unknown, never 0"),
        sa.Column("disbursed", MONEY, nullable=True, comment="whole minor units; NULL is unknown, never 0"),
        sa.Column("basis", WORDS, nullable=False, comment="told, or the sum of the transactions up to the cut-off"),
        sa.Column("cut_off", DAY, nullable=True, comment="where the basis is transactions"),
        sa.Column("excluded_as", WORDS, nullable=True, comment="why totals leave it out, such as a settled duplicate"),
        sa.Column("source", WORDS, nullable=True, comment="who said it, in which mail, file or note"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(basis = 'transactions') = (cut_off IS NOT NULL)", name=op.f("ck_funding_cut_off_of_transactions")
        ),
        sa.CheckConstraint("basis IN ('told', 'transactions')", name=op.f("ck_funding_basis_known")),
        sa.CheckConstraint(
            "instrument IN ('grant', 'loan', 'technical cooperation', 'in-kind experts', 'trust-fund window', 'sponsorship')",
            name=op.f("ck_funding_instrument_known"),
        ),
        sa.CheckConstraint("role IN ('funding', 'extending', 'implementing')", name=op.f("ck_funding_role_known")),
        sa.CheckConstraint(
            "committed BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_funding_committed_bounded")
        ),
        sa.CheckConstraint(
            "currency IS NOT NULL OR coalesce(interest, pledged, committed, disbursed) IS NULL",
            name=op.f("ck_funding_amounts_have_a_currency"),
        ),
        sa.CheckConstraint(
            "disbursed BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_funding_disbursed_bounded")
        ),
        sa.CheckConstraint(
            "interest BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_funding_interest_bounded")
        ),
        sa.CheckConstraint(
            "pledged BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_funding_pledged_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_funding_conference_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id", "project_id"],
            ["contribution.id", "contribution.project_id"],
            name=op.f("fk_funding_contribution_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_funding_currency")),
        sa.ForeignKeyConstraint(["donor_id"], ["organisation.id"], name=op.f("fk_funding_donor_id")),
        sa.PrimaryKeyConstraint("conference_id", "contribution_id", name=op.f("pk_funding")),
        comment="What one conference was told of a contribution: interest, pledged, committed, disbursed; each cumulative, never summed with another",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("funding", schema=None) as batch_op:
        batch_op.create_index("ix_funding_contribution", ["contribution_id"], unique=False)
        batch_op.create_index("ix_funding_donor", ["donor_id", "conference_id"], unique=False)
        batch_op.create_index("ix_funding_project", ["conference_id", "project_id", "donor_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", WORDS, nullable=False, comment="unique within the project"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("unit", WORDS, nullable=True),
        sa.Column("direction", WORDS, nullable=False, comment="up is good, or down is good: clearance time falls"),
        sa.Column("baseline", WORDS, nullable=True, comment="decimal text, yes/no or words, by the measure"),
        sa.Column("baseline_date", WORDS, nullable=True),
        sa.Column("target", WORDS, nullable=True),
        sa.Column("target_date", WORDS, nullable=True),
        sa.CheckConstraint(dated("baseline_date"), name=op.f("ck_indicator_baseline_date_is_a_date")),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_indicator_direction_known")),
        sa.CheckConstraint(coded("code"), name=op.f("ck_indicator_code_letters_digits_hyphens")),
        sa.CheckConstraint(
            "measure IN ('number', 'percent', 'ordinal', 'yes/no', 'text')", name=op.f("ck_indicator_measure_known")
        ),
        sa.CheckConstraint(dated("target_date"), name=op.f("ck_indicator_target_date_is_a_date")),
        sa.ForeignKeyConstraint(
            ["outcome_id", "project_id"],
            ["outcome.id", "outcome.project_id"],
            name=op.f("fk_indicator_outcome_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_indicator_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_indicator_id_project_id")),
        comment="How an outcome is measured",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_project_id"), ["project_id"], unique=False)

    op.create_table(
        "milestone_report",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("planned_date", WORDS, nullable=True),
        sa.Column("reached", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("planned_date"), name=op.f("ck_milestone_report_planned_date_is_a_date")),
        sa.CheckConstraint(dated("reached"), name=op.f("ck_milestone_report_reached_is_a_date")),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_milestone_report_conference_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["milestone_id", "project_id"],
            ["milestone.id", "milestone.project_id"],
            name=op.f("fk_milestone_report_milestone_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("conference_id", "milestone_id", name=op.f("pk_milestone_report")),
        comment="A milestone as one conference was told: the planned date as it stood, and the date reached",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_theme",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("theme", WORDS, nullable=False),
        sa.Column("is_primary", FLAG, server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_review_theme_conference_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["theme"], ["theme.code"], name=op.f("fk_review_theme_theme")),
        sa.PrimaryKeyConstraint("conference_id", "project_id", "theme", name=op.f("pk_review_theme")),
        comment="The themes of a project as the conference was told",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("review_theme", schema=None) as batch_op:
        batch_op.create_index(
            "uq_review_theme_one_primary",
            ["conference_id", "project_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "share",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True, comment="parts per million; NULL where none is given"),
        sa.CheckConstraint("share BETWEEN 0 AND 1000000", name=op.f("ck_share_share_within_100_percent")),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_share_conference_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "organisation_id"],
            ["beneficiary.project_id", "beneficiary.organisation_id"],
            name=op.f("fk_share_project_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("conference_id", "project_id", "organisation_id", name=op.f("pk_share")),
        comment="The share of a beneficiary in a project as the conference was told; where all are given they total 100 percent",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index("ix_share_organisation", ["organisation_id", "conference_id"], unique=False)

    op.create_table(
        "transaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False, comment="IATI transaction type, in words"),
        sa.Column("date", DAY, nullable=False),
        sa.Column("amount", MONEY, nullable=False, comment="whole minor units of the contribution's currency"),
        sa.Column("reference", WORDS, nullable=True),
        sa.Column("description", WORDS, nullable=True),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('incoming funds', 'outgoing commitment', 'disbursement', 'expenditure', 'interest payment', 'loan repayment', 'reimbursement', 'purchase of equity', 'sale of equity', 'credit guarantee', 'incoming commitment', 'outgoing pledge', 'incoming pledge')",
            name=op.f("ck_transaction_kind_known"),
        ),
        sa.CheckConstraint(
            "amount BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_transaction_amount_bounded")
        ),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_transaction_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transaction")),
        comment="A dated movement on a contribution, in its currency; refunds are negative",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("transaction", schema=None) as batch_op:
        batch_op.create_index("ix_transaction_sum", ["contribution_id", "kind", "date"], unique=False)

    op.create_table(
        "earmark",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False, comment="parts per million of the contribution"),
        sa.CheckConstraint("share BETWEEN 0 AND 1000000", name=op.f("ck_earmark_share_within_100_percent")),
        sa.ForeignKeyConstraint(
            ["conference_id", "contribution_id"],
            ["funding.conference_id", "funding.contribution_id"],
            name=op.f("fk_earmark_conference_id_contribution_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id", "project_id"],
            ["contribution.id", "contribution.project_id"],
            name=op.f("fk_earmark_contribution_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "organisation_id"],
            ["beneficiary.project_id", "beneficiary.organisation_id"],
            name=op.f("fk_earmark_project_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("conference_id", "contribution_id", "organisation_id", name=op.f("pk_earmark")),
        comment="The part of a contribution meant for one beneficiary; the rest goes by the shares of the project",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "measurement",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("unit", WORDS, nullable=True),
        sa.Column("direction", WORDS, nullable=False, comment="up is good, or down is good: clearance time falls"),
        sa.Column("baseline", WORDS, nullable=True, comment="decimal text, yes/no or words, by the measure"),
        sa.Column("baseline_date", WORDS, nullable=True),
        sa.Column("target", WORDS, nullable=True),
        sa.Column("target_date", WORDS, nullable=True),
        sa.Column("actual", WORDS, nullable=True),
        sa.Column("target_reason", WORDS, nullable=True, comment="why the target was revised"),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(dated("baseline_date"), name=op.f("ck_measurement_baseline_date_is_a_date")),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_measurement_direction_known")),
        sa.CheckConstraint(
            "measure IN ('number', 'percent', 'ordinal', 'yes/no', 'text')", name=op.f("ck_measurement_measure_known")
        ),
        sa.CheckConstraint(dated("target_date"), name=op.f("ck_measurement_target_date_is_a_date")),
        sa.ForeignKeyConstraint(
            ["conference_id", "project_id"],
            ["review.conference_id", "review.project_id"],
            name=op.f("fk_measurement_conference_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id", "project_id"],
            ["indicator.id", "indicator.project_id"],
            name=op.f("fk_measurement_indicator_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("conference_id", "indicator_id", name=op.f("pk_measurement")),
        comment="An indicator as one conference was told: the actual value, beside baseline and target as they stood",
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False, comment="the conference that was told the new amount"),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("measure", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column(
            "amount",
            MONEY,
            nullable=True,
            comment="the part explained, in the contribution's currency; NULL explains all that is left",
        ),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "measure IN ('interest', 'pledged', 'committed', 'disbursed')", name=op.f("ck_reason_measure_known")
        ),
        sa.CheckConstraint(
            "reason IN ('new money', 'revision', 'rephased', 'correction', 'method', 'allocated', 'dropped', 'reduced', 'duplicate', 'published data', 'other')",
            name=op.f("ck_reason_reason_known"),
        ),
        sa.CheckConstraint(
            "amount BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_reason_amount_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id", "contribution_id"],
            ["funding.conference_id", "funding.contribution_id"],
            name=op.f("fk_reason_conference_id_contribution_id"),
        ),
        sa.ForeignKeyConstraint(["conference_id"], ["conference.id"], name=op.f("fk_reason_conference_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_reason_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
        comment="Why the amount of one contribution and measure stepped up or down at a conference: an explanation, for the whole step or a part of it; it can still be given after the conference has closed",
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.create_index("ix_reason_contribution", ["contribution_id"], unique=False)
        batch_op.create_index("ix_reason_funding", ["conference_id", "contribution_id"], unique=False)
        batch_op.create_index(
            "uq_reason_one_rest",
            ["conference_id", "contribution_id", "measure"],
            unique=True,
            sqlite_where=sa.text("amount IS NULL"),
            postgresql_where=sa.text("amount IS NULL"),
        )

    op.create_index("uq_organisation_alias_any_case", "organisation_alias", [sa.text("lower(alias)")], unique=True)


def downgrade() -> None:
    for name in (
        "reason",
        "measurement",
        "earmark",
        "transaction",
        "share",
        "review_theme",
        "milestone_report",
        "indicator",
        "funding",
        "assessment",
        "risk",
        "review",
        "project_theme",
        "project_text",
        "project_succession",
        "pinned_rate",
        "participant",
        "outcome",
        "milestone",
        "document",
        "contribution",
        "beneficiary",
        "project",
        "organisation_role",
        "organisation_name",
        "organisation_alias",
        "contact",
        "conference",
        "series_name",
        "rate",
        "organisation",
        "change",
        "theme_measure",
        "theme",
        "tfa_measure",
        "series",
        "journal",
        "currency",
        "country",
        "code",
    ):
        op.drop_table(name)

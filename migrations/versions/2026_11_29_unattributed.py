"""Published movements of money of which nothing says whose they are, how a publisher's files add up, and the historic
currencies of ISO 4217.

One step of the schema, both ways, without importing the program: a migration stays true when the tables move on. The
currencies are added by the vocabularies, which every upgrade completes. Going down, the movements and what is
remembered of publishers go, for the step before has no place for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_unattributed"
down_revision = "2026_11_29_role"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAY = sa.Date().with_variant(sa.Text(), "sqlite")
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    "incoming funds",
    "outgoing commitment",
    "disbursement",
    "expenditure",
    "interest payment",
    "loan repayment",
    "reimbursement",
    "purchase of equity",
    "sale of equity",
    "credit guarantee",
    "incoming commitment",
    "outgoing pledge",
    "incoming pledge",
)
TEXTS = {
    "reference": None,
    "description": None,
    "source": None,
    "publisher": "IATI identifier of whose published data it is; NULL where it was entered here",
    "value_date": "the day of the rate at which it may be converted; NULL: the date itself",
    "provider_activity": "IATI identifier of the donor's activity that the money came from",
    "receiver": "name of who received it",
    "receiver_ref": "IATI organisation identifier of who received it",
    "receiver_activity": "IATI identifier of the receiver's activity",
    "sector": "where sectors stand on the transactions: its code",
    "sector_vocabulary": "IATI code list SectorVocabulary",
    "country": "where recipients stand on the transactions: ISO 3166",
    "region": "the same: IATI code list Region",
    "channel": "IATI code list DisbursementChannel",
    "flow_type": "where it is not the default of the activity",
    "finance_type": "the same",
    "aid_type": "the same",
    "tied_status": "the same",
}


def upgrade() -> None:
    said = [
        sa.Column(name, DAY if name == "value_date" else WORDS, nullable=True, comment=comment)
        for name, comment in TEXTS.items()
    ]
    op.create_table(
        "unattributed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("currency", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False, comment="IATI transaction type, in words"),
        sa.Column("date", DAY, nullable=False),
        sa.Column("amount", MONEY, nullable=False, comment="whole minor units of the currency"),
        *said[:3],
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *said[3:],
        sa.CheckConstraint(
            f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name=op.f("ck_unattributed_kind_known")
        ),
        sa.CheckConstraint(
            "amount BETWEEN -100000000000000000 AND 100000000000000000", name=op.f("ck_unattributed_amount_bounded")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_unattributed_project_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_unattributed_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unattributed")),
        comment="A published movement of money of which nothing says whose it is: its activity names several funders, or"
        " none, and the movement no provider. It belongs to no contribution and is in no total",
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_table(
        "publisher",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "keep_missing",
            sa.Boolean().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.false(),
            nullable=False,
            comment="money that a file no longer has stays: its files are of a year each, and add up",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_publisher_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_publisher")),
        comment="How the files of a publisher are taken in, remembered from the import that said it",
        sqlite_strict=True,
    )
    op.create_index("ix_unattributed_project_id", "unattributed", ["project_id"])


def downgrade() -> None:
    op.drop_table("publisher")
    op.drop_table("unattributed")

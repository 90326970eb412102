"""Contributions, their dated transactions, and the funding: what was reported to one conference about the money."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import ANSWERS, BASES, CONTRIBUTION_ROLES, INSTRUMENTS, MEASURES, REASONS, TRANSACTION_KINDS
from tracker.tables.base import (
    bounded,
    carried,
    coded,
    identity,
    money,
    one_of,
    per_million,
    percent_share,
    ref,
    table,
    unique_where,
    version,
    whole,
    words,
)

contribution = table(
    "contribution",
    "What one donor brings to one project by one instrument, in one currency that never changes once reported",
    identity(),
    words("code", required=True),
    ref("project_id", "project.id", required=True, indexed=True),
    ref("donor_id", "organisation.id", required=True, indexed=True),
    words("instrument", "NULL until it is stated"),
    words("role", required=True),
    ref("currency", "currency.code", "NULL until an amount is reported; in-kind may never have one"),
    ref(
        "replaces_id",
        "contribution.id",
        "the contribution in another currency that this one continues",
        indexed=True,
    ),
    ref("ended_at_id", "conference.id", "the conference to which it was reported that the donor pulled out"),
    words("ended_reason"),
    words("note"),
    version(),
    UniqueConstraint("id", "project_id"),
    coded(),
    one_of("instrument", INSTRUMENTS),
    one_of("role", CONTRIBUTION_ROLES),
    one_of("ended_reason", REASONS),
    CheckConstraint("(ended_at_id IS NULL) = (ended_reason IS NULL)", name="ended_with_a_reason"),
    CheckConstraint("replaces_id <> id", name="not_its_own_successor"),
    kept="standing",
    published=True,
)


def movement(currency: str) -> list[SchemaItem]:
    """The columns of a dated movement of money, as IATI defines it."""
    return [
        words("kind", "IATI transaction type, in words", required=True),
        Column("date", Date, nullable=False),
        money("amount", f"whole minor units of {currency}", required=True),
        words("reference"),
        words("description"),
        words("source"),
        version(),
        words("publisher", "IATI identifier of the publisher; NULL if it was entered here"),
        Column("value_date", Date, comment="the day of the rate at which it may be converted; NULL: the date itself"),
        words("provider_activity", "IATI identifier of the donor's activity from which the money came"),
        words("receiver", "name of the receiver"),
        words("receiver_ref", "IATI organisation identifier of the receiver"),
        words("receiver_activity", "IATI identifier of the receiver's activity"),
        words("sector", "code of its sector, if the publisher gives sectors by transaction"),
        words("sector_vocabulary", "IATI code list SectorVocabulary"),
        words("country", "ISO 3166, if the publisher gives recipients by transaction"),
        words("region", "IATI code list Region, if the publisher gives recipients by transaction"),
        words("channel", "IATI code list DisbursementChannel"),
        words("flow_type", "if it is not the default of the activity"),
        words("finance_type", "if it is not the default of the activity"),
        words("aid_type", "if it is not the default of the activity"),
        words("tied_status", "if it is not the default of the activity"),
        one_of("kind", TRANSACTION_KINDS),
        *bounded("amount"),
    ]


transaction = table(
    "transaction",
    "A dated movement on a contribution, in its currency; refunds are negative",
    identity(),
    ref("contribution_id", "contribution.id", required=True),
    *movement("the contribution's currency"),
    published=True,
)
Index("ix_transaction_sum", transaction.c.contribution_id, transaction.c.kind, transaction.c.date)
# Finds the same payment in the files of two publishers.
Index(
    "ix_transaction_published",
    transaction.c.date,
    transaction.c.amount,
    transaction.c.publisher,
    info={"where": "publisher IS NOT NULL"},
)

unattributed = table(
    "unattributed",
    "Money of a project that does not belong to one donor: published without a provider, if the activity names several"
    " funders or none, or reported for several donors together, or for none. It belongs to no contribution and is in no"
    " total",
    identity(),
    ref("project_id", "project.id", required=True, indexed=True),
    ref("currency", "currency.code", required=True),
    *movement("the currency"),
    published=True,
)

funding = table(
    "funding",
    "What was reported to one conference about a contribution: interest, pledged, committed, disbursed; each is"
    " cumulative and never added to another",
    whole("conference_id", required=True),
    whole("contribution_id", required=True),
    whole("project_id", required=True),
    ref("donor_id", "organisation.id", required=True),
    words("instrument"),
    words("role", required=True),
    ref("currency", "currency.code", "NULL only while no amount was reported"),
    *(money(measure) for measure in MEASURES),
    words("basis", "told: as reported; transactions: the sum of the transactions up to the cut-off", required=True),
    Column("cut_off", Date, comment="the last day of the transactions that count; NULL for the basis told"),
    words("excluded_as", "why totals leave it out, such as a settled duplicate"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    words("answer", "what its own donor answered; NULL at conferences closed before answers were recorded by donor"),
    carried(),
    PrimaryKeyConstraint("conference_id", "contribution_id"),
    ForeignKeyConstraint(["conference_id", "project_id"], ["review.conference_id", "review.project_id"]),
    ForeignKeyConstraint(["contribution_id", "project_id"], ["contribution.id", "contribution.project_id"]),
    one_of("instrument", INSTRUMENTS),
    one_of("role", CONTRIBUTION_ROLES),
    one_of("basis", BASES),
    one_of("answer", ANSWERS),
    CheckConstraint("(basis = 'transactions') = (cut_off IS NOT NULL)", name="cut_off_of_transactions"),
    *bounded(*MEASURES),
    CheckConstraint(
        "currency IS NOT NULL OR coalesce(" + ", ".join(MEASURES) + ") IS NULL", name="amounts_have_a_currency"
    ),
    rowid=False,
)
Index("ix_funding_contribution", funding.c.contribution_id)
Index("ix_funding_project", funding.c.conference_id, funding.c.project_id, funding.c.donor_id)
Index("ix_funding_donor", funding.c.donor_id, funding.c.conference_id)

earmark = table(
    "earmark",
    "The part of a contribution meant for one beneficiary; the rest is divided by the shares of the project",
    whole("conference_id", required=True),
    whole("contribution_id", required=True),
    whole("project_id", required=True),
    whole("organisation_id", required=True),
    per_million("share", "parts per million of the contribution", required=True),
    PrimaryKeyConstraint("conference_id", "contribution_id", "organisation_id"),
    ForeignKeyConstraint(["conference_id", "contribution_id"], ["funding.conference_id", "funding.contribution_id"]),
    ForeignKeyConstraint(["contribution_id", "project_id"], ["contribution.id", "contribution.project_id"]),
    ForeignKeyConstraint(["project_id", "organisation_id"], ["beneficiary.project_id", "beneficiary.organisation_id"]),
    percent_share(),
    rowid=False,
)

reason = table(
    "reason",
    "Why the amount of one contribution and measure rose or fell at a conference: an explanation, for the whole"
    " step or a part of it; it can still be given after the conference has closed",
    identity(),
    ref("conference_id", "conference.id", "the conference to which the new amount was reported", required=True),
    ref("contribution_id", "contribution.id", required=True),
    words("measure", required=True),
    words("reason", required=True),
    money("amount", "the part explained, in the contribution's currency; NULL explains all that is left"),
    words("note"),
    words("source"),
    version(),
    one_of("measure", MEASURES),
    one_of("reason", REASONS),
    *bounded("amount"),
    ForeignKeyConstraint(["conference_id", "contribution_id"], ["funding.conference_id", "funding.contribution_id"]),
    kept="conference",
)
unique_where(
    "uq_reason_one_rest",
    reason.c.conference_id,
    reason.c.contribution_id,
    reason.c.measure,
    where="amount IS NULL",
)
Index("ix_reason_funding", reason.c.conference_id, reason.c.contribution_id)
Index("ix_reason_contribution", reason.c.contribution_id)

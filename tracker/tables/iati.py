"""What donors publish about a project as an IATI activity, beside its standing facts; kept for publishing it again.

Codes are those of the IATI code lists; where the register has its own words for a code, those words.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, PrimaryKeyConstraint

from tracker.rules.words import (
    BUDGET_KINDS,
    BUDGET_STATUSES,
    BUDGET_TYPES,
    DESCRIPTION_KINDS,
    PARTICIPATIONS,
    PLACE_KINDS,
    RELATIONS,
    STATUSES,
)
from tracker.tables.base import (
    bounded,
    dated,
    flag,
    identity,
    money,
    one_of,
    ordered,
    per_million,
    percent_share,
    ref,
    table,
    version,
    whole,
    words,
)

publisher = table(
    "publisher",
    "How the files of a publisher are imported, remembered from the import that set it",
    ref("organisation_id", "organisation.id", required=True),
    flag("keep_missing", "money that a newer file no longer contains is kept, because each file covers one year"),
    PrimaryKeyConstraint("organisation_id"),
    goes_with="organisation",
)

activity = table(
    "activity",
    "What a publisher's IATI file says about a project in addition to the facts of the project",
    ref("project_id", "project.id", required=True),
    ref("publisher_id", "organisation.id", "the reporting organisation; NULL if the file names none", indexed=True),
    words("status", "as published; what was reported to a conference is in its review"),
    words("updated", "when the publisher changed it last, ISO 8601"),
    words("currency", "default of its amounts, ISO 4217"),
    words("language", "default of its texts, ISO 639-1"),
    whole("hierarchy", "the publisher's level: 1 is the highest"),
    words("scope", "IATI code list ActivityScope"),
    words("collaboration_type", "default; IATI code list CollaborationType"),
    words("flow_type", "default; IATI code list FlowType"),
    words("finance_type", "default; IATI code list FinanceType"),
    words("aid_type", "default; IATI code list AidType"),
    words("tied_status", "default; IATI code list TiedStatus"),
    Column("humanitarian", Boolean, comment="NULL if not stated"),
    Column("conditions_attached", Boolean, comment="NULL if not stated"),
    version(),
    PrimaryKeyConstraint("project_id"),
    one_of("status", STATUSES),
    goes_with="project",
    published=True,
)

description = table(
    "description",
    "A description of a project, by kind; the first objective is in the table of projects, not here",
    ref("project_id", "project.id", required=True),
    words("kind", required=True),
    whole("ordinal", "1, 2 ... within the kind", required=True),
    words("language", "ISO 639-1", required=True),
    words("text", required=True),
    PrimaryKeyConstraint("project_id", "kind", "ordinal", "language"),
    one_of("kind", DESCRIPTION_KINDS),
    goes_with="project",
    published=True,
)

project_sector = table(
    "project_sector",
    "The sectors of a project, in whatever vocabulary its publisher uses",
    ref("project_id", "project.id", required=True),
    words("vocabulary", "IATI code list SectorVocabulary; 1 is the five digits of the DAC", required=True),
    words("code", required=True),
    words("name", "as published, for a vocabulary of the publisher's own"),
    per_million("share", "parts per million of the vocabulary; NULL if none is given"),
    flag("from_transactions", "given by transaction, not for the activity; the share is computed"),
    PrimaryKeyConstraint("project_id", "vocabulary", "code"),
    percent_share(),
    goes_with="project",
    published=True,
)

project_place = table(
    "project_place",
    "The recipient countries and regions of a project",
    ref("project_id", "project.id", required=True),
    words("kind", required=True),
    words("vocabulary", "of a region: IATI code list RegionVocabulary; empty for a country", required=True),
    words("code", "a country of ISO 3166, or a region of the vocabulary", required=True),
    words("name", "as published"),
    per_million("share", "parts per million; NULL if none is given"),
    flag("from_transactions", "given by transaction, not for the activity; the share is computed"),
    PrimaryKeyConstraint("project_id", "kind", "vocabulary", "code"),
    one_of("kind", PLACE_KINDS),
    CheckConstraint("(kind = 'country') = (vocabulary = '')", name="vocabulary_of_a_region"),
    percent_share(),
    goes_with="project",
    published=True,
)

project_organisation = table(
    "project_organisation",
    "Who takes part in a project, and as what",
    ref("project_id", "project.id", required=True),
    words("role", required=True),
    ref("organisation_id", "organisation.id", required=True, indexed=True),
    words("activity", "the identifier of that organisation's own activity"),
    PrimaryKeyConstraint("project_id", "role", "organisation_id"),
    one_of("role", PARTICIPATIONS),
    goes_with="project",
    published=True,
)

budget = table(
    "budget",
    "A budget of a project for a period, or a disbursement planned for one",
    identity(),
    ref("project_id", "project.id", required=True, indexed=True),
    words("kind", required=True),
    words("type", "original, or revised since", required=True),
    words("status", "of a budget: indicative, or committed"),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, comment="NULL for a planned disbursement of one day"),
    money("amount", "whole minor units", required=True),
    ref("currency", "currency.code", required=True),
    Column("value_date", Date, comment="the day of the rate at which it may be converted"),
    words("provider", "name of the provider of a planned disbursement"),
    words("provider_ref", "IATI organisation identifier"),
    words("receiver", "name of the receiver of a planned disbursement"),
    words("receiver_ref", "IATI organisation identifier"),
    version(),
    one_of("kind", BUDGET_KINDS),
    one_of("type", BUDGET_TYPES),
    one_of("status", BUDGET_STATUSES),
    CheckConstraint("period_start <= period_end", name="period_start_before_period_end"),
    *bounded("amount"),
    goes_with="project",
    published=True,
)

condition = table(
    "condition",
    "A condition that a donor attached to a project",
    ref("project_id", "project.id", required=True),
    whole("ordinal", "1, 2 ... within the project", required=True),
    words("language", "ISO 639-1", required=True),
    words("type", "IATI code list ConditionType", required=True),
    words("text", required=True),
    PrimaryKeyConstraint("project_id", "ordinal", "language"),
    goes_with="project",
    published=True,
)

related_activity = table(
    "related_activity",
    "Another activity to which a project is related, whether or not the register contains it",
    ref("project_id", "project.id", required=True),
    words("relation", "what the other activity is to this one", required=True),
    words("identifier", "IATI identifier of the other activity", required=True),
    PrimaryKeyConstraint("project_id", "relation", "identifier"),
    one_of("relation", RELATIONS),
    goes_with="project",
    published=True,
)

other_identifier = table(
    "other_identifier",
    "Other identifiers of a project: former ones (B1), and those that the publisher uses internally",
    ref("project_id", "project.id", required=True),
    words("type", "IATI code list OtherIdentifierType; empty if none is given", required=True),
    words("identifier", required=True),
    words("owner_ref", "IATI organisation identifier of its owner"),
    words("owner", "name of its owner"),
    PrimaryKeyConstraint("project_id", "type", "identifier"),
    goes_with="project",
    published=True,
)

indicator_period = table(
    "indicator_period",
    "What an indicator was to reach in a period, and what it reached, as published",
    ref("indicator_id", "indicator.id", required=True),
    words("period_start", required=True),
    words("period_end", required=True),
    words("target"),
    words("actual"),
    words("comment", "on the actual value"),
    version(),
    PrimaryKeyConstraint("indicator_id", "period_start", "period_end"),
    *dated("period_start", "period_end"),
    ordered("period_start", "period_end"),
    published=True,
)

"""Organisations: donor and beneficiary are two roles of the same table."""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, func

from tracker.rules.words import ORGANISATION_KINDS, ROLES
from tracker.tables.base import coded, dated, identity, one_of, ordered, ref, table, version, words, year_end

organisation = table(
    "organisation",
    "Any body with a name: an agency, a bank, a trust fund, an administration, a regional body",
    identity(),
    words("code", required=True),
    words("name", required=True),
    words("kind", required=True),
    ref("country", "country.code", "country or territory, ISO 3166"),
    ref(
        "parent_id",
        "organisation.id",
        "parent or administrator: the Japan Special Fund is administered by IDB",
        indexed=True,
    ),
    words("wco_region"),
    words("member_from", "member of the World Customs Organization since"),
    words("member_until"),
    words("iati_identifier"),
    ref(
        "merged_into_id",
        "organisation.id",
        "the organisation that took over its contributions and projects",
        indexed=True,
    ),
    words("note"),
    version(),
    words("fiscal_year_ends", "the last day of its fiscal year, which is named after the year in which it ends: 06-30"),
    coded(),
    one_of("kind", ORGANISATION_KINDS),
    *dated("member_from", "member_until"),
    year_end("fiscal_year_ends"),
    ordered("member_from", "member_until"),
    CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
    kept="standing",
)

organisation_role = table(
    "organisation_role",
    "Donor, beneficiary, or both: US CBP and CBSA are customs administrations and donors",
    ref("organisation_id", "organisation.id", required=True),
    words("role", required=True),
    PrimaryKeyConstraint("organisation_id", "role"),
    one_of("role", ROLES),
    kept="standing",
    goes_with="organisation",
)

organisation_name = table(
    "organisation_name",
    "The name in further languages",
    ref("organisation_id", "organisation.id", required=True),
    words("language", "ISO 639-1", required=True),
    words("name", required=True),
    PrimaryKeyConstraint("organisation_id", "language"),
    kept="standing",
    goes_with="organisation",
)

organisation_alias = table(
    "organisation_alias",
    "Other names by which letters and files call it, with their dates: CIDA became GAC",
    identity(),
    ref("organisation_id", "organisation.id", required=True),
    words("alias", required=True),
    words("valid_from"),
    words("valid_until"),
    *dated("valid_from", "valid_until"),
    ordered("valid_from", "valid_until"),
    kept="standing",
    goes_with="organisation",
)
Index("uq_organisation_alias_any_case", func.lower(organisation_alias.c.alias), unique=True)

contact = table(
    "contact",
    "A person to write to",
    identity(),
    ref("organisation_id", "organisation.id", required=True, indexed=True),
    words("name", required=True),
    words("role"),
    words("email"),
    words("language", "ISO 639-1: the language of a mail to them"),
    version(),
    goes_with="organisation",
)

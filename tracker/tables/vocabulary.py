"""The vocabularies that the package provides: countries, currencies, themes, measures, scales, criteria; and codes."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, PrimaryKeyConstraint, UniqueConstraint

from tracker.tables.base import Words, coded, dated, flag, ref, table, whole, words

country = table(
    "country",
    "Countries and territories, ISO 3166-1 alpha-2",
    Column("code", Words, primary_key=True),
    words("name", required=True),
    words("name_fr"),
    words("name_es"),
    flag("territory", "true for a territory that is not an independent state"),
    seeded=True,
)

currency = table(
    "currency",
    "Currencies, ISO 4217, with the number of decimals each one has",
    Column("code", Words, primary_key=True),
    words("name", required=True),
    whole("exponent", "decimals of the minor unit: JPY 0, USD 2, KWD 3", required=True),
    words("withdrawn", "when the currency ceased; old amounts keep it"),
    CheckConstraint("exponent BETWEEN 0 AND 4", name="exponent_0_to_4"),
    CheckConstraint("length(code) = 3 AND code = upper(code)", name="code_three_capitals"),
    *dated("withdrawn"),
    seeded=True,
)

theme = table(
    "theme",
    "The vocabulary of the conferences; seeded and extensible",
    Column("code", Words, primary_key=True),
    words("name", required=True),
    words("name_fr"),
    words("name_es"),
    words("dac_sector", "OECD DAC purpose code (33120 trade facilitation and neighbours)"),
    coded(),
    seeded=True,
)

tfa_measure = table(
    "tfa_measure",
    "Measures of the WTO Trade Facilitation Agreement (concluded December 2013)",
    Column("measure", Words, primary_key=True),
    words("title", required=True),
    seeded=True,
)

theme_measure = table(
    "theme_measure",
    "Which measures of the TFA a theme answers to",
    words("theme", None, required=True),
    words("measure", None, required=True),
    PrimaryKeyConstraint("theme", "measure"),
    seeded=True,
)

scale = table(
    "scale",
    "A named scale of ratings, in one edition; seeded and extensible. A scale with other points is another edition,"
    " with its own code",
    Column("code", Words, primary_key=True),
    words("name", required=True),
    words("edition", "which version of the scale it is, or as of when", required=True),
    words("source", "where it was published"),
    coded(),
    seeded=True,
)

scale_point = table(
    "scale_point",
    "A point of a scale. The good ones are together at one end",
    ref("scale", "scale.code", required=True),
    words("name", "as published", required=True),
    whole("place", "its place in the order in which the scale was published, from 1", required=True),
    Column("good", Boolean, comment="whether it is good; NULL if it means that nothing was rated"),
    PrimaryKeyConstraint("scale", "name"),
    UniqueConstraint("scale", "place"),
    CheckConstraint("place > 0", name="place_positive"),
    kept="standing",
    goes_with="scale",
    seeded=True,
)

criteria = table(
    "criteria",
    "A named set of criteria by which projects are evaluated, in one edition; seeded and extensible",
    Column("code", Words, primary_key=True),
    words("name", required=True),
    words("edition", "which version of the set it is, or as of when", required=True),
    words("source", "where it was published"),
    coded(),
    seeded=True,
)

criterion = table(
    "criterion",
    "A criterion of a set",
    ref("criteria", "criteria.code", required=True),
    words("name", "as published", required=True),
    whole("place", "its place in the order in which the set was published, from 1", required=True),
    PrimaryKeyConstraint("criteria", "name"),
    UniqueConstraint("criteria", "place"),
    CheckConstraint("place > 0", name="place_positive"),
    kept="standing",
    goes_with="criteria",
    seeded=True,
)

code = table(
    "code",
    "Every code that ever named something: it stays unique without regard to case, resolves for ever, and is not"
    " reused. Kept by triggers when a row is added or renamed",
    words("noun", "series, conference, organisation, project, contribution, risk ...", required=True),
    whole("scope", "the project within which the code is unique; 0 for the whole register", required=True),
    words("key", "the code in small letters", required=True),
    whole("id", "the row that the code names", required=True),
    PrimaryKeyConstraint("noun", "scope", "key"),
    CheckConstraint("key = lower(key)", name="key_lower"),
    rowid=False,
)
Index("ix_code_id", code.c.noun, code.c.id)

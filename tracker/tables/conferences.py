"""Series, conferences, who took part, and the exchange rates pinned to each."""

from sqlalchemy import CheckConstraint, Column, Date, PrimaryKeyConstraint, UniqueConstraint

from tracker.rules.words import CONFERENCE_STATES, RATE_METHODS
from tracker.tables.base import (
    coded,
    dated,
    flag,
    identity,
    one_of,
    ordered,
    ref,
    table,
    unique_where,
    version,
    whole,
    words,
)

series = table(
    "series",
    "A line of conferences, such as AMS for the Americas and the Caribbean",
    identity(),
    words("code", required=True),
    words("name", "as it is called now", required=True),
    words("region"),
    version(),
    coded(),
    kept="standing",
)

series_name = table(
    "series_name",
    "What a series was called, and when",
    ref("series_id", "series.id", required=True),
    words("name", required=True),
    words("valid_from", required=True),
    words("valid_until"),
    PrimaryKeyConstraint("series_id", "valid_from"),
    *dated("valid_from", "valid_until"),
    ordered("valid_from", "valid_until"),
    kept="standing",
    goes_with="series",
)

conference = table(
    "conference",
    "One meeting of a series",
    identity(),
    ref("series_id", "series.id", required=True),
    whole("sequence", "its place in the series, because tentative dates give no order", required=True),
    words("code", required=True),
    words("title", "as published"),
    whole("ordinal", "as published; sources contradict each other"),
    words("start_date"),
    words("end_date"),
    flag("tentative", "the dates are announced, not fixed"),
    words("date_note"),
    words("state", "planned -> open -> closed; reopened until it is closed again; or cancelled", required=True),
    ref("host_id", "organisation.id"),
    words("venue"),
    words("city"),
    ref("country", "country.code"),
    ref("currency", "currency.code", "the reporting currency of its totals", required=True),
    Column("cut_off", Date, comment="transactions up to this day count; by default the last day of the conference"),
    words("source"),
    words("note"),
    version(),
    UniqueConstraint("series_id", "sequence"),
    coded(),
    one_of("state", CONFERENCE_STATES),
    *dated("start_date", "end_date"),
    ordered("start_date", "end_date"),
    CheckConstraint("sequence > 0", name="sequence_positive"),
    CheckConstraint("ordinal > 0", name="ordinal_positive"),
    kept="standing",
)
unique_where(
    "uq_conference_one_open",
    conference.c.series_id,
    where="state = 'open'",
)

participant = table(
    "participant",
    "Who took part in a conference, and as what",
    ref("conference_id", "conference.id", required=True),
    ref("organisation_id", "organisation.id", required=True),
    words("capacity", "host, organiser, donor, observer ... as the source says", required=True),
    words("people", "names of delegates"),
    words("source"),
    PrimaryKeyConstraint("conference_id", "organisation_id"),
    rowid=False,
    goes_with="conference",
)

conference_theme = table(
    "conference_theme",
    "A theme on the agenda of a conference",
    ref("conference_id", "conference.id", required=True),
    ref("theme", "theme.code", required=True),
    PrimaryKeyConstraint("conference_id", "theme"),
    rowid=False,
    goes_with="conference",
)

rate = table(
    "rate",
    "Exchange rates as published, never overwritten by another date, method or source",
    identity(),
    ref("currency", "currency.code", required=True),
    ref("per_currency", "currency.code", "the value is in units of `currency` for one unit of this", required=True),
    words("date", "the year of an annual average, the month of a monthly one, the day of a spot rate", required=True),
    words("method", required=True),
    words("value", "decimal text, exact as published", required=True),
    words("source", required=True),
    version(),
    UniqueConstraint("currency", "per_currency", "date", "method", "source"),
    one_of("method", RATE_METHODS),
    *dated("date"),
    CheckConstraint("currency <> per_currency", name="two_currencies"),
)

pinned_rate = table(
    "pinned_rate",
    "The rate set of a conference: copies, so that a later edit of a rate cannot change what the conference saw",
    ref("conference_id", "conference.id", required=True),
    ref("currency", "currency.code", required=True),
    ref("per_currency", "currency.code", required=True),
    words("date", required=True),
    words("method", required=True),
    words("value", required=True),
    words("source", required=True),
    PrimaryKeyConstraint("conference_id", "currency", "per_currency"),
    one_of("method", RATE_METHODS),
    *dated("date"),
    CheckConstraint("currency <> per_currency", name="two_currencies"),
    rowid=False,
    goes_with="conference",
)

"""Offers: what a donor could give, and what was reported to each conference about it."""

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint
from sqlalchemy.schema import SchemaItem

from tracker.rules.words import AMOUNT_KINDS, INSTRUMENTS, OFFER_STATUSES
from tracker.tables.base import bounded, coded, dated, identity, money, one_of, ordered, ref, table, version, words


def _told() -> list[SchemaItem]:
    """The columns that an offer has and every report on it copies."""
    return [
        ref("donor_id", "organisation.id", required=True, indexed=True),
        words("programme", "its name, as the donor calls it", required=True),
        words("start_date", "when it opened or opens"),
        words("end_date"),
        money("amount"),
        ref("currency", "currency.code"),
        words("amount_is", "what the amount is: of one request, of the whole programme, of an agreement"),
        one_of("amount_is", AMOUNT_KINDS),
        *dated("start_date", "end_date"),
        ordered("start_date", "end_date"),
        *bounded("amount"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("amount IS NULL OR currency IS NOT NULL", name="amount_in_a_currency"),
    ]


offer = table(
    "offer",
    "What a donor could give: a programme, where, for what, how much, and how to apply",
    identity(),
    words("code", required=True),
    *_told(),
    words("amount_words", "what the source says that the amount is"),
    words("theme_words", "what it is for in addition to its themes, in the words of the source"),
    words("place_words", "where in addition to its places, in the words of the source"),
    words("how_to_apply"),
    words("note"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    coded(),
    kept="standing",
    dated="start_date",
)

offer_theme = table(
    "offer_theme",
    "A theme that an offer is for",
    ref("offer_id", "offer.id", required=True),
    ref("theme", "theme.code", required=True),
    PrimaryKeyConstraint("offer_id", "theme"),
    kept="standing",
    goes_with="offer",
)

offer_country = table(
    "offer_country",
    "A country or territory that an offer is for",
    ref("offer_id", "offer.id", required=True),
    ref("country", "country.code", required=True),
    PrimaryKeyConstraint("offer_id", "country"),
    kept="standing",
    goes_with="offer",
)

offer_organisation = table(
    "offer_organisation",
    "An administration, or a regional body for its members, that an offer is for",
    ref("offer_id", "offer.id", required=True),
    ref("organisation_id", "organisation.id", required=True, indexed=True),
    PrimaryKeyConstraint("offer_id", "organisation_id"),
    kept="standing",
    goes_with="offer",
)

offer_instrument = table(
    "offer_instrument",
    "A form in which an offer is given",
    ref("offer_id", "offer.id", required=True),
    words("instrument", required=True),
    PrimaryKeyConstraint("offer_id", "instrument"),
    one_of("instrument", INSTRUMENTS),
    kept="standing",
    goes_with="offer",
)

offer_report = table(
    "offer_report",
    "What was reported to a conference about an offer; without a report it is as last reported",
    ref("conference_id", "conference.id", required=True),
    ref("offer_id", "offer.id", required=True, indexed=True),
    *_told(),
    words("status", required=True),
    money("amount_left", "what is left of the amount, if that was stated"),
    words("note"),
    words("source", "who said it, in which mail, file or note"),
    version(),
    PrimaryKeyConstraint("conference_id", "offer_id"),
    one_of("status", OFFER_STATUSES),
    *bounded("amount_left"),
    CheckConstraint("amount_left >= 0", name="amount_left_not_negative"),
    CheckConstraint("amount_left IS NULL OR currency IS NOT NULL", name="amount_left_in_a_currency"),
    rowid=False,
)

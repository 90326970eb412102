"""Offers: the list as of a conference, and one with what was reported to each conference about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.insight.family import wholes
from tracker.insight.parties.organisations import listed
from tracker.model.kinds import Minor
from tracker.model.nouns import OFFER
from tracker.rules.money import decimal_text
from tracker.rules.words import INSTRUMENTS, OFFER_STATUSES, choose
from tracker.store.reader import Reader, items
from tracker.store.told_last import told_last, up_to


class OfferRow(NamedTuple):
    """An offer in a list; `places` are codes of countries and of organisations, with their names in `place_names`.

    `told_at` is the conference where `status`, what is `left` and the note and the source of the report come from.
    """

    code: str
    donor: str
    donor_name: str
    programme: str
    start: str | None
    end: str | None
    themes: tuple[str, ...]
    theme_words: str | None
    places: tuple[str, ...]
    place_names: tuple[str, ...]
    place_words: str | None
    instruments: tuple[str, ...]
    currency: str | None
    amount: Minor | None
    amount_is: str | None
    amount_words: str | None
    how_to_apply: str | None
    status: str | None
    left: Minor | None
    told_at: str | None
    note: str | None
    source: str | None
    told_note: str | None
    told_source: str | None
    id: int
    version: int


class OfferRecord(NamedTuple):
    """Everything known about an offer, in the fields of `OfferFacts`; lists of texts as tuples, the amount as text."""

    code: str
    donor: str
    programme: str
    start: str | None
    end: str | None
    themes: tuple[str, ...]
    theme_words: str | None
    places: tuple[str, ...]
    place_words: str | None
    instruments: tuple[str, ...]
    amount: str | None
    amount_is: str | None
    amount_words: str | None
    how_to_apply: str | None
    note: str | None
    source: str | None
    version: int


class ToldOfOffer(NamedTuple):
    """What was reported to one conference about an offer."""

    conference: str
    status: str
    currency: str | None
    left: Minor | None
    amount: Minor | None
    note: str | None
    source: str | None


class OfferCard(NamedTuple):
    """Everything known about an offer."""

    facts: OfferRow
    history: list[ToldOfOffer]


class OfferFilters(NamedTuple):
    """Which offers: values of one filter are OR, different filters are AND. `at`: as of which conference."""

    at: str | None = None
    donors: Sequence[str] = ()
    themes: Sequence[str] = ()
    places: Sequence[str] = ()
    instruments: Sequence[str] = ()
    statuses: Sequence[str] = ()


# The columns that reports copy: as of a conference, they are what that conference was told.
COPIED = {name: f"CASE WHEN f.offer_id IS NULL THEN o.{name} ELSE f.{name} END" for name in OFFER.copies}
TOLD = (*OFFER.copies, "status", "amount_left", "note", "source")
HISTORY = """
SELECT c.code, f.status, f.currency, f.amount_left, f.amount, f.note, f.source
FROM offer_report f JOIN conference c ON c.id = f.conference_id WHERE f.offer_id = :id ORDER BY c.series_id, c.sequence
"""


def list_offers(reader: Reader, filters: OfferFilters) -> list[OfferRow]:
    """The matching offers by donor and beginning; as of a conference, or as last reported.

    A country also finds the offers for its administrations, an administration those for its country, and both those
    for the regional bodies that they are recorded as part of.

    Raises NotFound, and Invalid for an unknown status or instrument.
    """
    codes = Codes(reader)
    at = codes.conference(filters.at) if filters.at else None
    where = ["1 = 1"]
    if filters.donors:
        where.append(f"d.id IN ({listed(codes.family(filters.donors, 'donor'))})")
    if filters.themes:
        themes = _quoted(codes.theme(text) for text in filters.themes)
        where.append(f"EXISTS (SELECT 1 FROM offer_theme x WHERE x.offer_id = o.id AND x.theme IN ({themes}))")
    if filters.places:
        where.append(" OR ".join(_at_place(codes, text) for text in filters.places).join("()"))
    if filters.instruments:
        words = _quoted(choose("instrument", text, INSTRUMENTS) for text in filters.instruments)
        where.append(f"EXISTS (SELECT 1 FROM offer_instrument x WHERE x.offer_id = o.id AND x.instrument IN ({words}))")
    if filters.statuses:
        words = _quoted(choose("status", text, OFFER_STATUSES) for text in filters.statuses)
        where.append(f"f.status IN ({words})")
    return offers(reader, where, at)


def offers_of(reader: Reader, donors: Sequence[int], at: Conference | None) -> list[OfferRow]:
    """The offers of some donors by beginning, as of a conference or as last reported."""
    return offers(reader, [f"d.id IN ({listed(donors)})"], at)


def younger_offers(reader: Reader, rows: Sequence[OfferRow], at: str | None) -> int:
    """How many of the offers listed as of a closed conference its record does not have as they are now."""
    conference = Codes(reader).conference(at) if at else None
    if conference is None or not rows:
        return 0
    where = f"o.id IN ({listed([row.id for row in rows])})"
    return younger_than_record(reader, "offer", "o", where, {}, conference)


def offer_card(reader: Reader, identity: int, at: Conference | None = None) -> OfferCard:
    """Everything known about an offer, with what each conference was told."""
    (facts,) = offers(reader, [f"o.id = {identity:d}"], at)
    return OfferCard(facts, reader.all(HISTORY, {"id": identity}, ToldOfOffer))


def record(reader: Reader, identity: int) -> OfferRecord:
    """Everything known about one offer."""
    (row,) = offers(reader, [f"o.id = {identity:d}"], None)
    known = {name: getattr(row, name) for name in OfferRecord._fields if name != "amount"}
    amount = None
    if row.amount is not None and row.currency is not None:
        amount = f"{decimal_text(row.amount, reader.exponents[row.currency])} {row.currency}"
    return OfferRecord(**known, amount=amount)


def offers(reader: Reader, where: Sequence[str], at: Conference | None) -> list[OfferRow]:
    """The offers that meet conditions on `o`, on its donor `d` and on its report `f`, as of a conference.

    An offer is known at a conference if it, or an earlier one of its series, was told of it, or if it had begun.
    """
    params: dict[str, Any] = {}
    columns = {name: f"o.{name}" for name in OFFER.copies}
    within, conditions = None, [*where]
    if at is not None:
        params = {"series": at.series_id, "sequence": at.sequence, "asked": at.id}
        within, columns = up_to(":sequence", ":asked"), COPIED
        conditions.append(f"(f.offer_id IS NOT NULL OR {dated_up_to('offer', 'o', at)})")
    told = told_last("offer_report", "offer_id", TOLD, within=within)
    sql = f"""
SELECT o.code, d.code, d.name, {columns["programme"]}, {columns["start_date"]}, {columns["end_date"]},
  {reader.listed("t.name", "FROM offer_theme x JOIN theme t ON t.code = x.theme WHERE x.offer_id = o.id")},
  o.theme_words,
  {reader.listed("x.country", "FROM offer_country x WHERE x.offer_id = o.id")},
  {reader.listed("y.code", ORGANISATIONS)},
  {reader.listed("y.name", "FROM offer_country x JOIN country y ON y.code = x.country WHERE x.offer_id = o.id")},
  {reader.listed("y.name", ORGANISATIONS)},
  o.place_words, {reader.listed("x.instrument", "FROM offer_instrument x WHERE x.offer_id = o.id")},
  {columns["currency"]}, {columns["amount"]}, {columns["amount_is"]}, o.amount_words, o.how_to_apply,
  f.status, f.amount_left, c.code, o.note, o.source, f.note, f.source, o.id, o.version
FROM offer o LEFT JOIN {told} f ON f.offer_id = o.id
JOIN organisation d ON d.id = {columns["donor_id"]}
LEFT JOIN conference c ON c.id = f.conference_id
WHERE {" AND ".join(conditions)}
ORDER BY lower(d.code), coalesce({columns["start_date"]}, '9999'), o.id"""
    return [_row(row) for row in reader.rows(sql, params)]


ORGANISATIONS = "FROM offer_organisation x JOIN organisation y ON y.id = x.organisation_id WHERE x.offer_id = o.id"


def _row(row: Sequence[Any]) -> OfferRow:
    code, donor, donor_name, programme, start, end, themes, theme_words, countries, bodies, *rest = row
    country_names, body_names, place_words, instruments, *more = rest
    return OfferRow(
        *(code, donor, donor_name, programme, start, end, items(themes), theme_words),
        (*items(countries), *items(bodies)),
        (*items(country_names), *items(body_names)),
        place_words,
        items(instruments),
        *more,
    )


def _at_place(codes: Codes, text: str) -> str:
    """SQL: whether an offer `o` is for a place: itself, by its country, or by a regional body that it is part of."""
    above = wholes(codes.reader)
    country = codes.find_country(text)
    if country is not None:
        inside = codes.reader.rows("SELECT id FROM organisation WHERE country = :country", {"country": country})
        bodies = sorted({whole for (one,) in inside for whole in above.get(one, ())})
        named = f"SELECT 1 FROM offer_country x WHERE x.offer_id = o.id AND x.country = '{country}'"
        within = f"{ORGANISATIONS} AND (y.country = '{country}' OR y.id IN ({listed(bodies) or 'NULL'}))"
        return f"EXISTS ({named}) OR EXISTS (SELECT 1 {within})"
    one = codes.id("organisation", text)
    named = f"SELECT 1 {ORGANISATIONS} AND y.id IN ({listed([one, *above.get(one, ())])})"
    within = f"""SELECT 1 FROM offer_country x JOIN organisation y ON y.country = x.country
WHERE x.offer_id = o.id AND y.id = {one:d}"""
    return f"EXISTS ({named}) OR EXISTS ({within})"


def _quoted(words: Any) -> str:
    return ", ".join(f"'{word}'" for word in words)

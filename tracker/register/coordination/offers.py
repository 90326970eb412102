"""Offers: what donors could give, and the reports on them at each conference.

Where nothing was reported to a conference, the last report on an offer applies, as for action points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.insight.codes import Conference
from tracker.model.fields import MONEY
from tracker.model.nouns import OFFER
from tracker.model.reading import read
from tracker.register.coordination.reported import REPORTS, ReportedFacts, Stored
from tracker.register.core import Row, Words, check_takes_reports, check_version, first
from tracker.register.project_words import read_field, read_fields, theme_codes
from tracker.register.projects.parts import highest_numbers
from tracker.register.roles import give_role
from tracker.rules.codes import check_code, code_key, nearest
from tracker.rules.dates import check_order
from tracker.rules.money import parse_amount
from tracker.rules.structure import TABLES, going_with
from tracker.rules.text import fold
from tracker.rules.words import INSTRUMENTS, OPEN_STATES, PROGRAMME_TOTAL, choose
from tracker.store.sequences import next_ids

LETTER = "O"
MANY = 5
LISTS = ("themes", "places", "instruments")
# The fields that are one text each; amounts are parsed together with their currency.
WORDS = tuple(field for field in OFFER.standing if field.kind != MONEY and field.name not in ("currency", "donor"))


class OfferFacts(NamedTuple):
    """An offer in the user's words; `places` are countries, administrations and regional bodies.

    `amount` has its currency, unless `currency` gives it. Without a code the offer gets the next free one: O1, O2 ...
    """

    donor: str
    programme: str
    code: str | None = None
    start: str | None = None
    end: str | None = None
    themes: Sequence[str] = ()
    theme_words: str | None = None
    places: Sequence[str] = ()
    place_words: str | None = None
    instruments: Sequence[str] = ()
    amount: str | None = None
    currency: str | None = None
    amount_is: str | None = None
    amount_words: str | None = None
    how_to_apply: str | None = None
    note: str | None = None
    source: str | None = None


class Offers(ReportedFacts):
    """The offers of all donors.

    `tell` takes the status, what is left, note and source: what is None stays as reported to this conference, and the
    status as reported last. It raises Invalid for an amount in another currency.
    """

    table, report_table = tables.offer, tables.offer_report

    def add(self, facts: Sequence[OfferFacts]) -> list[int]:
        """Add offers; their donors get the role of donor. Returns their ids, in the order given.

        Raises Invalid for invalid values, NotFound for an unknown code, Conflict for a code that is taken and for a
        programme that the donor offers already.
        """
        if len(facts) > MANY:
            self.codes.load("organisation", "offer")
        ids = next_ids(self.register.connection, tables.offer, len(facts))
        number = highest_numbers(LETTER, ((0, key) for key in self.code_keys("offer"))).get(0, 0)
        rows: list[Row] = []
        parts: dict[Table, list[Row]] = {}
        for fact, identity in zip(facts, ids, strict=True):
            given = {name: value for name, value in fact._asdict().items() if name != "code"}
            number += fact.code is None
            code = f"{LETTER}{number}" if fact.code is None else check_code("offer code", fact.code)
            if self.codes.taken("offer", code):
                raise Conflict(
                    f"The code {code} is taken, or was used before for another offer.",
                    "Codes are never reused. Leave the code out to use the next free one.",
                )
            number = max(number, highest_numbers(LETTER, [(0, code_key(code))])[0])
            rows.append(self.columns(given) | {"id": identity, "code": code})
            self.codes.learn("offer", code, identity)
            for table, values in self.lists(given).items():
                parts.setdefault(table, []).extend(_part_rows(table, identity, values))
        self._check_new(rows)
        self.insert(tables.offer, rows)
        for table, told in parts.items():
            self.insert(table, told)
        give_role(self.register, {row["donor_id"] for row in rows}, "donor")
        return ids

    def edit(
        self, identity: int, given: Mapping[str, Any], expected_version: int | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change an offer, given as in OfferFacts: an empty text clears a field, None leaves it, `code` renames.

        Lists replace all that were there. Also updates the reports to an open conference. Returns all that was known
        before, and that is known after. Raises as `add`, and Conflict where the row has changed since.
        """
        before, was = self.row(identity), self.known(identity)
        check_version("offer", before["code"], before, expected_version)
        values = self.columns(given, before)
        if given.get("code"):
            values["code"] = check_code("offer code", given["code"])
        self.update(tables.offer, [(before, values)])
        self._replace_lists(identity, self.lists(given))
        give_role(self.register, {self.row(identity)["donor_id"]}, "donor")
        opened = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))
        report = tables.offer_report
        told = self.rows(report, report.c.offer_id == identity, report.c.conference_id.in_(opened))
        copied = {name: value for name, value in values.items() if name in OFFER.copies}
        self.update(report, [(row, copied) for row in told])
        return was, self.known(identity)

    def remove(self, identity: int) -> Row:
        """Remove an offer that was entered by mistake. Its codes stay taken.

        Raises Conflict when it was reported to a conference.
        """
        row = self.row(identity)
        held = [f"{what} ({count})" for what, count in self.named_by("offer", identity, CALLED).items()]
        if held:
            raise Conflict(
                f"Offer {row['code']} cannot be removed: {', '.join(held)}.",
                "Reports to conferences cannot be removed. If the offer is over: `tracker offer report "
                f"{row['code']} --status closed`.",
            )
        self.remove_coded(tables.offer, row)
        return row

    def told(
        self, identity: int, conference: Conference, given: Mapping[str, str | None], stored: Stored
    ) -> tuple[Row | None, Row, Row]:
        check_takes_reports(conference)
        offer = stored.facts[identity]
        reports = _reports_until(stored.reports.get(identity, {}), conference, stored.meetings)
        before = reports[-1] if reports and reports[-1]["conference_id"] == conference.id else None
        status = given.get("status")
        last = reports[-1]["status"] if reports else "open"
        kept: Row = before or dict.fromkeys(("amount_left", "note", "source"))
        after: Row = {"conference_id": conference.id, "offer_id": identity}
        after["status"] = read(OFFER.field("status"), status) if status else last
        for name in ("note", "source"):
            text = given.get(name)
            after[name] = kept[name] if text is None else read(OFFER.field(name), text)
        standing: Row = {}
        after["amount_left"] = kept["amount_left"]
        if (left := given.get("left")) is not None:
            after["amount_left"], currency = self._amount("left", left, given.get("currency") or offer["currency"])
            if currency is not None and offer["currency"] is None:
                standing["currency"] = currency
            elif currency not in (None, offer["currency"]):
                why = f"is in {currency}, but the offer is in {offer['currency']}"
                raise Invalid("left", left, why, f"an amount in {offer['currency']}")
        return before, after | {name: (offer | standing)[name] for name in OFFER.copies}, standing

    def check_told(self, fact: Row, report: Row) -> None:
        left, amount = report["amount_left"], fact["amount"]
        if None not in (left, amount) and fact["amount_is"] == PROGRAMME_TOTAL and left > amount:
            self.register.doubts.append(f"More is left of {fact['code']} than the total of the programme.")

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.offer, tables.offer.c.id == identity), "offer", str(identity))

    def known(self, identity: int) -> dict[str, Any]:
        """Return all that is known about an offer, as in OfferFacts; amounts in whole minor units."""
        row = self.row(identity)
        themes, countries, instruments = (
            self.listed(table, identity)
            for table in (tables.offer_theme, tables.offer_country, tables.offer_instrument)
        )
        bodies = self.listed(tables.offer_organisation, identity)
        donor = self.codes.code("organisation", row["donor_id"])
        named = {field.name: row[field.column] for field in OFFER.standing} | {"donor": donor, "code": row["code"]}
        return named | {
            "themes": tuple(sorted(map(self.codes.theme_name, themes))),
            "places": (*countries, *sorted(self.codes.code("organisation", one) for one in bodies)),
            "instruments": tuple(instruments),
        }

    def columns(self, given: Mapping[str, Any], row: Row | None = None) -> dict[str, Any]:
        """Return the columns for `given`, of a new offer or as a change of `row`; None is left out.

        Raises Invalid, NotFound.
        """
        for name in ("donor", "programme"):
            if (row is None or given.get(name) is not None) and not (given.get(name) or "").strip():
                raise Invalid(name, given.get(name) or "", "is missing", f"the {name} of the offer")
        values = read_fields(self.codes, WORDS, given)
        if given.get("donor"):
            values["donor_id"] = read_field(self.codes, OFFER.field("donor"), given["donor"])
        standing = (row or {}).get("currency")
        if given.get("currency"):
            values["currency"] = self.codes.currency(given["currency"])
        if (amount := given.get("amount")) is not None:
            values["amount"], currency = self._amount("amount", amount, values.get("currency", standing))
            values |= {"currency": currency} if currency else {}
        self.check_period(values, row)
        return values

    def check_period(self, values: Mapping[str, object], row: Row | None) -> None:
        """Raises Invalid for a period, in the columns `values` or else in the `row`, that ends before it begins."""
        whole: Row = {"start_date": None, "end_date": None} | (row or {}) | dict(values)
        check_order("start", whole["start_date"], "end", whole["end_date"])

    def lists(self, given: Mapping[str, Any]) -> dict[Table, list[Any]]:
        """Return the lists that are given, as the values of their tables. Raises NotFound, Invalid."""
        found: dict[Table, list[Any]] = {}
        if given.get("themes") is not None:
            found[tables.offer_theme] = theme_codes(self.codes, given["themes"])
        if given.get("places") is not None:
            countries, organisations = self.places(given["places"])
            found |= {tables.offer_country: countries, tables.offer_organisation: organisations}
        if given.get("instruments") is not None:
            words = [text for text in given["instruments"] if text.strip()]
            found[tables.offer_instrument] = [choose("instrument", text, INSTRUMENTS) for text in words]
        return found

    def listed(self, table: Table, identity: int) -> list[Any]:
        """Return the values of one list of an offer."""
        return [row[PARTS[table]] for row in self.rows(table, table.c.offer_id == identity)]

    def places(self, texts: Iterable[str]) -> tuple[list[str], list[int]]:
        """Return places as countries and as organisations. Raises NotFound for what is neither."""
        countries, organisations = list[str](), list[int]()
        for text in filter(str.strip, texts):
            country = self.codes.find_country(text)
            if country is not None:
                countries.append(country)
                continue
            try:
                organisations.append(self.codes.id("organisation", text.strip()))
            except NotFound as error:
                near = nearest(text, self.codes.all("organisation"))
                hint = (
                    "A place is a country, or the code of an administration or a regional body. Put other places into"
                )
                raise NotFound("place", text, near, f"{hint} --place-words.") from error
        return countries, organisations

    def _amount(self, what: str, text: str, currency: str | None) -> tuple[int | None, str | None]:
        """Return the minor units and the currency of an amount; both None for an empty text."""
        if not text.strip():
            return None, None
        exponents = self.register.reader.exponents
        amount = parse_amount(what, text, exponents, currency)
        if amount.relative or amount.reason or amount.minor < 0:
            raise Invalid(what, text, "is not a valid amount of an offer", "an amount of 0 or more: 5.5m CHF")
        return amount.minor, amount.currency

    def _check_new(self, rows: Sequence[Row]) -> None:
        """Raises Conflict for an offer of a programme that its donor offers already."""
        known = self.rows_in(tables.offer, "donor_id", {row["donor_id"] for row in rows})
        codes = {(row["donor_id"], fold(row["programme"])): row["code"] for row in known}
        for row in rows:
            code = codes.setdefault((row["donor_id"], fold(row["programme"])), row["code"])
            if code != row["code"]:
                raise Conflict(
                    f"{self.codes.code('organisation', row['donor_id'])} already offers this programme: {code}.",
                    f"`tracker offer edit {code}` changes it.",
                )

    def _replace_lists(self, identity: int, lists: Mapping[Table, Iterable[object]]) -> None:
        for table, values in lists.items():
            rows = self.rows(table, table.c.offer_id == identity)
            self.replace(table, rows, _part_rows(table, identity, values))


# What rows that refer to an offer are called, where these are not as in `called`.
CALLED: Words = {("offer_report", "offer_id"): REPORTS}
# The tables of the lists of an offer, each with the column of its values.
PARTS = {
    tables.metadata.tables[name]: next(other for other in TABLES[name].key if other != column)
    for name, column in going_with("offer")
}


def _reports_until(reports: Mapping[int, Row], until: Conference, meetings: Iterable[Conference]) -> list[Row]:
    """Return the reports on an offer up to and including one conference, in the order of the conferences."""
    series = [one for one in meetings if one.series_id == until.series_id and one.sequence <= until.sequence]
    return [reports[one.id] for one in series if one.id in reports and (one.counts or one.id == until.id)]


def _part_rows(table: Table, offer: int, values: Iterable[object]) -> list[Row]:
    return [{"offer_id": offer, PARTS[table]: value} for value in dict.fromkeys(values)]

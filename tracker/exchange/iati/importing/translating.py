"""Translate an activity as read into changes of the register; what cannot be translated is noted, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker.errors import Invalid
from tracker.exchange.iati.importing.accounting import CHANGED, LEFT_OUT, AccountingLine, Ledger
from tracker.exchange.iati.importing.identifying import ENGLISH, LONGEST_IDENTIFIER, codes_of
from tracker.exchange.iati.importing.parties import named
from tracker.exchange.iati.importing.translating_money import ActivityMoney
from tracker.exchange.iati.importing.translating_results import documents, outcomes
from tracker.exchange.iati.importing.translating_shares import places_of, sectors_of, themes_of
from tracker.exchange.iati.reading.activity import Activity, ActivityParty
from tracker.exchange.iati.reading.values import language, lines, one_line, partial, short, truth
from tracker.register.published.publications import Identity, Named, Publication, Row
from tracker.rules.dates import in_order
from tracker.rules.words import DESCRIPTION_KINDS, PARTICIPATIONS, RELATIONS, STATUS_CODES

DATES = {"1": "planned_start", "2": "actual_start", "3": "planned_end", "4": "actual_end"}
CODES = {
    "scope": "activity-scope",
    "collaboration_type": "collaboration-type",
    "flow_type": "default-flow-type",
    "finance_type": "default-finance-type",
    "aid_type": "default-aid-type",
    "tied_status": "default-tied-status",
}
_STATUSES, _DESCRIPTIONS, _PARTICIPATIONS, _RELATIONS = (
    {code: word for word, code in words.items()}
    for words in (STATUS_CODES, DESCRIPTION_KINDS, PARTICIPATIONS, RELATIONS)
)


class TranslationContext(NamedTuple):
    """What the translation must know of the register: decimals of currencies, and the theme of each DAC sector."""

    exponents: Mapping[str, int]
    themes: Mapping[str, str]


def translate(
    activity: Activity, identity: Identity, known: TranslationContext, ledger: Ledger, source: str
) -> Publication:
    """Return what an activity says; `identity` is as from `identify`, `source` the name of its file."""
    return _Translation(activity, identity, known, ledger, source).publication()


class _Translation:
    def __init__(
        self, activity: Activity, identity: Identity, known: TranslationContext, ledger: Ledger, source: str
    ) -> None:
        self.activity, self.identity, self.known, self.ledger, self.source = activity, identity, known, ledger, source
        self.language = language(activity.language)
        self.rows: dict[str, list[Row]] = {}

    def publication(self) -> Publication:
        one, identity = self.activity, self.identity
        publisher = identity.publisher
        if named(one.publisher) is None:
            why = (
                "names no organisation: the participating organisation is used instead"
                if publisher
                else "names no organisation, and no other element does"
            )
            self._changed("reporting-org", publisher.name if publisher else "", why)
        project: Row = {"title": identity.title}
        if identity.identifier:
            project["iati_identifier"] = identity.identifier
        else:
            self._changed("iati-identifier", "", "is missing: the project is recognised by publisher and title")
        self._titles()
        self._descriptions(project)
        self._dates(project)
        self._activity()
        self._identifiers()
        self._related()
        self._conditions()
        parties = self._parties()
        money = ActivityMoney(one, publisher, parties, self.known.exponents, self.ledger, self.source)
        budgets, movements = money.budgets(), money.movements()
        sectors = sectors_of(one, self.left_out) if one.sectors else money.sectors()
        places = places_of(one, self.left_out) if one.places else money.places()
        self.rows["project_sector"], self.rows["project_place"] = sectors, places
        return Publication(
            identity,
            codes_of(identity),
            project,
            _only(parties, "accountable"),
            _only(parties, "implementing"),
            parties,
            self.rows,
            themes_of(sectors, self.known.themes),
            {row["code"]: row["share"] for row in places if row["kind"] == "country"},
            budgets,
            movements,
            documents(one, self.ledger),
            outcomes(one, self.ledger),
        )

    def left_out(self, element: str, value: str | None, why: str, line: int = 0) -> None:
        text = (value or "")[:200]
        self.ledger.note(
            AccountingLine(LEFT_OUT, self.activity.name, line or self.activity.line, element, text, why=why)
        )

    def _changed(self, element: str, value: str, why: str) -> None:
        self.ledger.note(AccountingLine(CHANGED, self.activity.name, self.activity.line, element, value, why=why))

    def _titles(self) -> None:
        """Add the titles by language."""
        titles = [(text.language, text.text) for text in self.activity.titles]
        texts = self._by_language("title", titles, one_line)
        if not texts:
            self._changed("title", "", "is missing: the identifier is used as the title")
        self.rows["project_text"] = self._project_texts("title", texts, titles)

    def _project_texts(
        self, field: str, found: Mapping[str, str], texts: Sequence[tuple[str | None, str]]
    ) -> list[Row]:
        """Return the rows of texts by language; without that of the project itself if the file names no language."""
        said = {language(tag) or self.language for tag, _ in texts}
        return [
            {"field": field, "language": code, "text": text}
            for place, (code, text) in enumerate(found.items())
            if place or code in said
        ]

    def _by_language(self, element: str, texts: Sequence[tuple[str | None, str]], read: Any) -> dict[str, str]:
        """Return texts by language, that of the activity first; a second text in the same language is left out."""
        found: dict[str, str] = {}
        for tag, text in texts:
            code = language(tag) or self.language or ENGLISH
            try:
                clean = read(text)
            except Invalid as error:
                self.left_out(element, text, error.why)
                continue
            if clean is None:
                continue
            if code not in found:
                found[code] = clean
            elif found[code] != clean:
                self.left_out(element, text, f"is another one in the same language, {code}")
        first = self.language or ENGLISH
        if first in found:
            found = {first: found[first]} | found
        return found

    def _descriptions(self, project: Row) -> None:
        rows = self.rows["description"] = []
        texts_of = self.rows.setdefault("project_text", [])
        ordinals: Counter[str] = Counter()
        for code, texts in self.activity.descriptions:
            kind = _DESCRIPTIONS.get(code or "1", "other")
            given = [(text.language, text.text) for text in texts]
            found = self._by_language("description", given, lines)
            if not found:
                continue
            if kind == "objectives" and "objective" not in project:
                project["objective"] = next(iter(found.values()))
                texts_of += self._project_texts("objective", found, given)
                continue
            ordinals[kind] += 1
            rows += [
                {"kind": kind, "ordinal": ordinals[kind], "language": one, "text": text} for one, text in found.items()
            ]

    def _dates(self, project: Row) -> None:
        for code, text in self.activity.dates:
            column = DATES.get(code or "")
            if column is None:
                self.left_out("activity-date", text, f"has an unknown type: {code or 'none'}")
            elif (when := partial(text)) is None:
                self.left_out("activity-date", text, "is not a date" if text else "is empty")
            elif column in project and project[column] != when:
                self.left_out("activity-date", text, f"is the second one of type {code}")
            else:
                project[column] = when
        for kind in ("planned", "actual"):
            start, end = project.get(f"{kind}_start"), project.get(f"{kind}_end")
            if not in_order(start, end):
                self.left_out("activity-date", end, f"is before the {kind} start, {start}")
                del project[f"{kind}_end"]

    def _activity(self) -> None:
        one = self.activity
        codes = {column: short(one.codes.get(element)) for column, element in CODES.items()}
        code = one.codes.get("activity-status")
        status = _STATUSES.get(code or "")
        if code and status is None:
            self.left_out("activity-status", code, "is not a code of ActivityStatus")
        currency = (one.currency or "").strip().upper()
        if currency and currency not in self.known.exponents:
            self.left_out("@default-currency", currency, "is not a currency of ISO 4217")
            currency = ""
        hierarchy = (one.hierarchy or "").strip()
        if hierarchy and not (hierarchy.isascii() and hierarchy.isdigit() and len(hierarchy) < 5):
            self.left_out("@hierarchy", hierarchy, "is not a whole number")
            hierarchy = ""
        self.rows["activity"] = [
            {
                "status": status,
                "updated": short(one.updated),
                "currency": currency or None,
                "language": self.language,
                "hierarchy": int(hierarchy) if hierarchy else None,
                **codes,
                "humanitarian": truth(one.humanitarian),
                "conditions_attached": truth(one.conditions_attached),
            }
        ]

    def _identifiers(self) -> None:
        found: dict[tuple[str, str], Row] = {}
        for one in self.activity.identifiers:
            if not one.identifier:
                self.left_out("other-identifier", "", "is empty")
                continue
            identifier, kind = one.identifier[:LONGEST_IDENTIFIER], short(one.type) or ""
            owner = one.owner or ActivityParty()
            if (kind, identifier) in found:
                continue
            found[kind, identifier] = {
                "type": kind,
                "identifier": identifier,
                "owner_ref": short(owner.ref, 200),
                "owner": short(owner.name, 500),
            }
        self.rows["other_identifier"] = list(found.values())

    def _related(self) -> None:
        found: dict[tuple[str, str], Row] = {}
        for one in self.activity.related:
            relation = _RELATIONS.get(one.type or "")
            if relation is None or not one.identifier:
                why = "names no activity" if not one.identifier else f"has an unknown type: {one.type or 'none'}"
                self.left_out("related-activity", one.identifier, why)
            else:
                identifier = one.identifier[:LONGEST_IDENTIFIER]
                found[relation, identifier] = {"relation": relation, "identifier": identifier}
        self.rows["related_activity"] = list(found.values())

    def _conditions(self) -> None:
        rows = self.rows["condition"] = []
        for place, one in enumerate(self.activity.conditions, start=1):
            texts = [(text.language, text.text) for text in one.texts]
            rows += [
                {"ordinal": place, "language": code, "type": short(one.type) or "", "text": text}
                for code, text in self._by_language("conditions/condition", texts, lines).items()
            ]

    def _parties(self) -> list[tuple[str, Named, str | None]]:
        found: dict[tuple[str, Named], str | None] = {}
        for party in self.activity.parties:
            role, who = _PARTICIPATIONS.get(party.role or ""), named(party)
            if role is None or who is None:
                why = f"has an unknown role: {party.role or 'none'}" if who else "names no organisation"
                self.left_out("participating-org", party.name or party.ref, why)
                continue
            other = found.setdefault((role, who), party.activity)
            if party.activity and other != party.activity:
                self.left_out("participating-org/@activity-id", party.activity, "is the second one of the same role")
        return [(role, who, activity) for (role, who), activity in found.items()]


def _only(parties: Sequence[tuple[str, Named, str | None]], wanted: str) -> Named | None:
    found = [who for role, who, _ in parties if role == wanted]
    return found[0] if len(found) == 1 else None

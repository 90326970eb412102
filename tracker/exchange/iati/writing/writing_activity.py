"""Turn the rows of a project into the element of an IATI activity, with its parts in the order of the schema.

Required parts that are unknown are written empty, so that the rules of the standard report them; nothing is invented.
What the element cannot hold is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree

from tracker.exchange.iati import LANGUAGE
from tracker.exchange.iati.writing.writing_money import Defaults, budget_element, transaction_element
from tracker.exchange.iati.writing.writing_parts import (
    day,
    narrative,
    organisation,
    organisation_type,
    put,
    url_of,
)
from tracker.exchange.iati.writing.writing_places import put_places, put_sectors
from tracker.exchange.iati.writing.writing_results import result_elements
from tracker.insight.published.activities import ActivityRow, Batch, PublishedParty
from tracker.rules.codes import code_key
from tracker.rules.words import DESCRIPTION_KINDS, PARTICIPATIONS, RELATIONS, STATUS_CODES

MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")
SCOPES = {"regional": "2", "multi-national": "3", "national": "4"}
DEFAULTS = ("collaboration_type", "flow_type", "finance_type", "aid_type", "tied_status")
DATES = (("planned_start", "1"), ("actual_start", "2"), ("planned_end", "3"), ("actual_end", "4"))


class Publisher(NamedTuple):
    """The reporting organisation: one of the register, or only an identifier that is not in the register."""

    identifier: str
    party: PublishedParty | None


class FileSettings(NamedTuple):
    """The settings of a whole file.

    With `at`, the status is the one reported at that conference. `language` is the language of texts that have none.
    `left_out` counts, by type, what is known and not in the file.
    """

    parties: Mapping[int, PublishedParty]
    exponents: Mapping[str, int]
    publisher: Publisher | None
    language: str | None
    at: bool
    left_out: Counter[str]


def reporter(publication: FileSettings, row: ActivityRow) -> Publisher | None:
    """Return who reports an activity: the publisher of the file, else the previous publisher of the activity."""
    if publication.publisher is not None or row.publisher is None:
        return publication.publisher
    party = publication.parties[row.publisher]
    return Publisher(party.identifier or "", party)


def identifier_of(code: str, identifier: str | None, reporting: str) -> str:
    """Return the identifier of an activity: its own, or one made of the reporter's and the project's code."""
    return identifier or f"{reporting}-{code}"


def activity_element(publication: FileSettings, batch: Batch, row: ActivityRow) -> etree._Element | None:
    """Return the activity of a project; None for one without any date, which the schema does not allow.

    Raises KeyError if it has no reporter: call `reporter` first.
    """
    dates = [(kind, said) for name, kind in DATES if (said := getattr(row, name))]
    if not dates:
        return None
    writer = _ActivityWriter(publication, batch, row)
    writer.heading()
    for kind, said in dates:
        writer.date(kind, said)
    writer.scope_and_places()
    writer.defaults()
    writer.money()
    writer.links()
    writer.root.extend(result_elements(batch, row.id, publication.left_out))
    return writer.root


class _ActivityWriter:
    """Writes one activity from top to bottom."""

    def __init__(self, publication: FileSettings, batch: Batch, row: ActivityRow) -> None:
        self.publication, self.batch, self.row = publication, batch, row
        self.left_out = publication.left_out
        self.reporter = reporter(publication, row) or Publisher("", None)
        self.root = etree.Element("iati-activity", _attributes(row, publication))
        if row.updated and "last-updated-datetime" not in self.root.attrib:
            self.left_out["days of a last update, without the time"] += 1

    def part(self, name: str) -> Any:
        """Return the rows of a table that belong to the project."""
        return getattr(self.batch, name).get(self.row.id, ())

    def heading(self) -> None:
        row, root = self.row, self.root
        identifier = identifier_of(row.code, row.identifier, self.reporter.identifier)
        put(root, "iati-identifier").text = identifier
        element = put(root, "reporting-org", ref=self.reporter.identifier)
        party = self.reporter.party
        element.set("type", "" if party is None else organisation_type(party.kind))
        # Money without a known provider is not the publisher's: say so, so that it is read back the same way.
        others = not code_key(identifier).startswith(code_key(f"{self.reporter.identifier}-"))
        if others or self.part("unattributed"):
            element.set("secondary-reporter", "1")
        narrative(element, "" if party is None else party.name)
        texts = self.part("texts")
        title = put(root, "title")
        _in_languages(title, row.title, texts, "title", self.root.get(LANGUAGE))
        self._descriptions(texts)
        self._participants()
        for kind, other, owner_ref, owner in self.part("identifiers"):
            element = put(root, "other-identifier", ref=other, type=kind)
            if owner_ref or owner:
                organisation(element, "owner-org", owner, owner_ref)
        status = row.told if self.publication.at else row.status
        put(root, "activity-status", code=STATUS_CODES.get(status or row.status or row.told or "", ""))

    def _descriptions(self, texts: Any) -> None:
        row, root = self.row, self.root
        found: dict[tuple[str, int], list[tuple[str, str]]] = {}
        for kind, ordinal, language, text in self.part("descriptions"):
            found.setdefault((kind, ordinal), []).append((language, text))
        objective = None
        if row.objective or any(field == "objective" for field, *_ in texts):
            found["objectives", 0] = []
            objective = found["objectives", 0]
        kinds = list(DESCRIPTION_KINDS)
        for key in sorted(found, key=lambda each: (kinds.index(each[0]), each[1])):
            element = put(root, "description", type=DESCRIPTION_KINDS[key[0]])
            if found[key] is objective:
                _in_languages(element, row.objective, texts, "objective", self.root.get(LANGUAGE))
            for language, text in found[key]:
                narrative(element, text, language, self.root.get(LANGUAGE))
        if not found:
            narrative(put(root, "description"), "")
        for field in ("implementation_plan", "expected_outcomes"):
            self.left_out["plans and expected outcomes in further languages"] += sum(
                name == field for name, *_ in texts
            )

    def _participants(self) -> None:
        row = self.row
        taking = {(role, party): activity for role, party, activity in self.part("parties")}
        roles = {role for role, _ in taking}
        for role, known in (("accountable", row.lead), ("implementing", row.implementer)):
            if known is not None and role not in roles:
                taking[role, known] = None
        if row.publisher is None:
            taking |= {(role, donor): None for role, donor, _ in self.part("donors") if (role, donor) not in taking}
        for role, identity in sorted(taking, key=lambda each: (PARTICIPATIONS[each[0]], each[1])):
            who = self.publication.parties[identity]
            element = organisation(self.root, "participating-org", who.name, who.identifier)
            element.set("type", organisation_type(who.kind))
            element.set("role", PARTICIPATIONS[role])
            if activity := taking[role, identity]:
                element.set("activity-id", activity)
        if not taking:
            put(self.root, "participating-org", role=PARTICIPATIONS["implementing"])

    def date(self, kind: str, said: str) -> None:
        """Write a date; for a year or a month alone, the first or last day, with the original text as its narrative."""
        element = put(self.root, "activity-date", type=kind)
        element.set("iso-date", day(said, last=kind in ("3", "4")))
        if len(said) < 10:
            narrative(element, said)

    def scope_and_places(self) -> None:
        if scope := self.row.activity_scope or SCOPES.get(self.row.scope or ""):
            put(self.root, "activity-scope", code=scope)
        put_places(self.root, self.part("places"), self.part("beneficiaries"), self.left_out)
        put_sectors(self.root, self.part("sectors"), self.part("themes"))

    def defaults(self) -> None:
        for name in DEFAULTS:
            if code := getattr(self.row, name):
                tag = name.replace("_", "-")
                put(self.root, tag if name == "collaboration_type" else f"default-{tag}", code=code)

    def money(self) -> None:
        exponents = self.publication.exponents
        budgets = sorted(self.part("budgets"), key=lambda each: each.kind != "budget")
        self.root.extend(budget_element(each, exponents) for each in budgets)
        parties, row = self.publication.parties, self.row
        names = {(vocabulary, code): name for vocabulary, code, name, *_ in self.part("sectors")}
        defaults = Defaults(row.finance_type, row.aid_type)
        self.root.extend(
            transaction_element(each, None if each.donor is None else parties[each.donor], exponents, defaults, names)
            for each in (*self.part("transactions"), *self.part("unattributed"))
        )

    def links(self) -> None:
        row, root = self.row, self.root
        for title, location, language, published in self.part("documents"):
            url = url_of(location)
            if url is None:
                self.left_out["documents without a web address"] += 1
                continue
            element = put(root, "document-link", url=url[0], format=url[1])
            narrative(put(element, "title"), title)
            put(element, "category", code="")
            if language:
                put(element, "language", code=language)
            if published:
                put(element, "document-date").set("iso-date", day(published))
        related = list(self.part("related"))
        reporting = self.reporter.identifier
        if row.parent is not None:
            related.append(("parent", identifier_of(row.parent, row.parent_identifier, reporting)))
        if row.publisher is None:  # publishers state themselves which activities are parts
            related += [("child", identifier_of(code, own, reporting)) for code, own in self.part("children")]
        for relation, identifier in dict.fromkeys(related):
            put(root, "related-activity", ref=identifier, type=RELATIONS[relation])
        self._conditions()

    def _conditions(self) -> None:
        conditions = self.part("conditions")
        attached = self.row.conditions_attached
        if not conditions and attached is None:
            return
        element = put(self.root, "conditions", attached="0" if attached is not None and not attached else "1")
        found: dict[int, Any] = {}
        for ordinal, language, kind, text in conditions:
            if ordinal not in found:
                found[ordinal] = put(element, "condition", type=kind)
            narrative(found[ordinal], text, language, self.root.get(LANGUAGE))


def _attributes(row: ActivityRow, publication: FileSettings) -> dict[str, str]:
    found = {}
    if row.updated and MOMENT.fullmatch(row.updated):
        found["last-updated-datetime"] = row.updated
    if language := row.language or publication.language:
        found[LANGUAGE] = language
    if row.currency:
        found["default-currency"] = row.currency
    if row.humanitarian is not None:
        found["humanitarian"] = "1" if row.humanitarian else "0"
    if row.hierarchy is not None:
        found["hierarchy"] = str(row.hierarchy)
    return found


def _in_languages(element: etree._Element, own: str | None, texts: Any, field: str, default: str | None) -> None:
    """Write a text of the project, in its language where that is known, and then the same in further languages."""
    found = [(language, text) for name, language, text in texts if name == field]
    known = [language for language, text in found if text == own]
    if own:
        # If nothing says otherwise, a text without a language is in that of the activity.
        narrative(element, own, known[0] if known and default not in known else None, default)
    for language, text in found:
        if text != own:
            narrative(element, text, language)

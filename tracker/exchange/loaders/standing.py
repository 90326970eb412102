"""Load series, organisations and conferences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker import tables
from tracker.errors import Conflict, Invalid, TrackerError
from tracker.exchange.loaders.planning import Coded, Loader, Readers, Values, split
from tracker.exchange.sheets import SheetRow
from tracker.insight.conferences.open_points import accepted
from tracker.model.nouns import CONFERENCE
from tracker.model.reading import read
from tracker.register.conferences.conferences import ConferenceFacts, Conferences
from tracker.register.conferences.series import Series, SeriesFacts, name_rows
from tracker.register.parties.organisations import OrganisationFacts, Organisations
from tracker.register.parties.periods import parse_period
from tracker.register.project_words import theme_codes
from tracker.rules.codes import code_key
from tracker.rules.dates import check_order
from tracker.rules.text import line
from tracker.rules.words import CONFERENCE_STATES, ROLES, choose

LANGUAGES = ("es", "fr")


class SeriesLoader(Coded):
    noun, table = "series", tables.series
    required = ("code", "name")
    lists = frozenset({"names"})

    @property
    def collection(self) -> Series:
        return self.register.series

    def readers(self) -> Readers:
        return super().readers() | {"names": lambda text: name_rows(0, split(text))}

    def recall(self, stored: Mapping[int, Values]) -> None:
        self.names: dict[int, set[tuple[Any, ...]]] = {identity: set() for identity in stored}
        for row in self.collection.rows_in(tables.series_name, "series_id", stored):
            self.names[row["series_id"]].add(_name(row))

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        told = {_name(row) for row in entry.values.get("names", ())}
        return bool(told) and told != self.names[identity]

    def apply(self) -> None:
        self.collection.add([SeriesFacts(**self.given(entry)) for entry in self.sheet.having("created")])
        for entry in self.sheet.having("updated"):
            self.collection.edit(entry.values["id"], self.changes(entry))


class OrganisationLoader(Coded):
    """Organisations; in a table of donors or beneficiaries, with that role."""

    noun, table = "organisation", tables.organisation
    required = ("code", "name", "kind")
    lists = frozenset({"roles", "aliases"})

    @property
    def collection(self) -> Organisations:
        return self.register.organisations

    def readers(self) -> Readers:
        found = super().readers()
        found["roles"] = lambda text: {choose("role", role, ROLES) for role in split(text)}
        found["aliases"] = lambda text: [parse_period("alias", alias) for alias in split(text)]
        found["parent"] = self.own("parent_id", self.cell("parent"))
        for language in LANGUAGES:
            found[f"name_{language}"] = lambda text: line("name", text)
        return found

    def recall(self, stored: Mapping[int, Values]) -> None:
        known = self.collection
        self.roles: dict[int, set[str]] = {identity: set() for identity in stored}
        for row in known.rows_in(tables.organisation_role, "organisation_id", stored):
            self.roles[row["organisation_id"]].add(row["role"])
        self.names = {
            (row["organisation_id"], row["language"]): row["name"]
            for row in known.rows_in(tables.organisation_name, "organisation_id", stored)
        }
        self.aliases = {
            code_key(row["alias"]): (row["organisation_id"], row["alias"], row["valid_from"], row["valid_until"])
            for row in known.rows(tables.organisation_alias)
        }
        self.claimed: dict[str, SheetRow] = {}

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        whole = {"member_from": None, "member_until": None} | dict(before or {}) | dict(values)
        span = ("member from", whole["member_from"], "member until", whole["member_until"])
        self.attempt(entry, "member_until", check_order, *span)
        if before is not None and code_key(entry.words["code"]) in self.aliases:
            why = f"is another name of {before['code']}"
            self.sheet.refuse(entry, "code", Invalid("code", entry.words["code"], why, before["code"]))
        if before is not None and values.get("parent_id") == before["id"]:
            self.sheet.refuse(entry, "parent", Invalid("parent", "", "is the organisation itself", "another one"))
        for period in entry.values.get("aliases", ()):
            if not self._is_free(entry, period.text):
                why = f"{period.text} is already the name of another organisation"
                self.sheet.refuse(entry, "aliases", Invalid("alias", period.text, why, "a name that no other has"))

    def _is_free(self, entry: SheetRow, alias: str) -> bool:
        """Return whether an alias is unused in the register and in this table, or is the organisation's own."""
        key = code_key(alias)
        known = self.codes.find(self.noun, alias)
        if known is None and key in self.pending:
            return False
        return known in (None, entry.values["id"]) and self.claimed.setdefault(key, entry) is entry

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        values = entry.values
        aliases = [(identity, *alias) for alias in values.get("aliases", ())]
        names = {(identity, one): values[f"name_{one}"] for one in LANGUAGES if f"name_{one}" in values}
        return (
            not values.get("roles", set()) | self._role() <= self.roles[identity]
            or any(self.aliases.get(code_key(alias[1])) != alias for alias in aliases)
            or any(self.names.get(key) != name for key, name in names.items())
        )

    def given(self, entry: SheetRow) -> dict[str, Any]:
        given = super().given(entry)
        names = {language: given.pop(f"name_{language}", "") for language in LANGUAGES}
        standing = self.roles.get(entry.values["id"] or 0, set())
        roles = sorted(entry.values.get("roles", set()) | self._role() | standing)
        return given | {"names": {language: name for language, name in names.items() if name}, "roles": roles}

    def apply(self) -> None:
        self.collection.add([OrganisationFacts(**self.given(entry)) for entry in self.sheet.having("created")])
        for entry in self.sheet.having("updated"):
            given = self.changes(entry)
            aliases = given.pop("aliases", ())
            self.collection.edit(entry.values["id"], given)
            self.collection.add_aliases(entry.values["id"], aliases)

    def _role(self) -> set[str]:
        """Return the role that the table's own noun gives."""
        return {"donors": {"donor"}, "beneficiaries": {"beneficiary"}}.get(self.sheet.noun, set())


class ConferenceLoader(Coded):
    """Conferences. Those to be closed are closed last, after the reports of the same command."""

    noun, table = "conference", tables.conference
    lists = frozenset({"themes"})

    @property
    def collection(self) -> Conferences:
        return self.register.conferences

    def readers(self) -> Readers:
        found = super().readers()
        found["state"] = lambda text: choose("state", text, CONFERENCE_STATES)
        found["tentative"] = lambda text: {"tentative": read(CONFERENCE.field("tentative"), text)}
        found["series"] = lambda text: {"series_id": self.codes.id("series", text)}
        found["themes"] = lambda text: set(theme_codes(self.codes, split(text)))
        return found

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        whole = {"start_date": None, "end_date": None} | dict(before or {}) | dict(values)
        if entry.values.get("state") == "reopened" and (before or {}).get("state") not in ("reopened", "closed"):
            self.sheet.refuse(
                entry, "state", Conflict("only a conference that was closed in this register can be reopened")
            )
        self.attempt(entry, "end", check_order, "start", whole["start_date"], "end", whole["end_date"])
        if before is None:
            if "series" not in entry.words and self.collection.series_of(entry.words["code"]) is None:
                why = "is missing, and the code does not begin with a known series"
                self.sheet.refuse(entry, "series", Invalid("series", "", why, "the code of a series"))
            return
        if values.get("series_id", before["series_id"]) != before["series_id"]:
            why = f"{before['code']} already belongs to another series"
            self.sheet.refuse(entry, "series", Invalid("series", "", why, "its series, which stays"))
        wanted = entry.values.get("state", before["state"])
        if before["state"] == "closed":
            if wanted != "closed":  # reopening requires a record and a reason
                hint = f'`tracker conference reopen {before["code"]} --reason "..."` opens it again.'
                self.sheet.refuse(entry, "state", Conflict(f"{before['code']} is closed", hint))
            stood = {"themes": self.agenda[before["id"]], **before}
            for column, value in entry.values.items():
                told = value if isinstance(value, dict) else {column: value}
                if column not in ("code", "id", "state") and any(stood[name] != one for name, one in told.items()):
                    closed = Conflict(f"{before['code']} is closed, so its reports cannot change")
                    self.sheet.refuse(entry, column, closed)
        elif before["state"] == "cancelled" and wanted in ("open", "closed"):
            self.sheet.refuse(entry, "state", Conflict(f"{before['code']} is cancelled; set it to planned first"))

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        other_state = entry.values.get("state", self.states[identity]) != self.states[identity]
        return bool(other_state or entry.values.get("themes", self.agenda[identity]) != self.agenda[identity])

    def recall(self, stored: Mapping[int, Values]) -> None:
        self.states = {identity: row["state"] for identity, row in stored.items()}
        self.agenda = self.collection.agenda(stored)

    def given(self, entry: SheetRow) -> dict[str, Any]:
        given = super().given(entry)
        state = entry.values.get("state")
        if "tentative" in given:
            given["tentative"] = entry.values["tentative"]["tentative"]
        if state in ("open", "closed", "reopened"):
            del given["state"]
        return given

    def apply(self) -> None:
        created = self.sheet.having("created")
        ids = self.collection.add([ConferenceFacts(**self.given(entry)) for entry in created])
        for entry, identity in zip(created, ids, strict=True):
            self._later(entry, identity)
        for entry in self.sheet.having("updated"):
            identity = entry.values["id"]
            self._later(entry, identity)
            given = {word: text for word, text in self.changes(entry).items() if word != "series"}
            if self.states[identity] != "closed":
                self.attempt(entry, "code", self.collection.edit, identity, given)

    def _later(self, entry: SheetRow, identity: int) -> None:
        state = entry.values.get("state")
        if state in ("open", "closed") and state != self.states.get(identity):
            self.desk.states.append((self.sheet, entry, identity, state))


def settle_states(conferences: Conferences, states: list[tuple[Any, SheetRow, int, str]]) -> None:
    """Close and open conferences as their tables say, closing first: at most one per series is open.

    They are closed in the order of their meetings, because that is the order of their sealed records.
    """
    places = {row["id"]: (row["series_id"], row["sequence"]) for row in conferences.rows(tables.conference)}
    for sheet, entry, identity, state in sorted(states, key=lambda one: (one[3], places[one[2]])):
        try:
            if state == "open":
                conferences.open(identity)
            else:
                conferences.close(identity, _accepted(conferences, identity))
        except TrackerError as error:
            sheet.refuse(entry, "state", error)


def _accepted(conferences: Conferences, identity: int) -> str | None:
    """Return what is still open at a conference that is imported as closed, accepted as it was."""
    reader, codes = conferences.register.reader, conferences.codes
    conference = codes.conference(codes.code("conference", identity))
    return accepted(reader, conference, "imported as closed")


def _name(row: Values) -> tuple[Any, ...]:
    return row["name"], row["valid_from"], row["valid_until"]


LOADERS: dict[str, type[Loader]] = {
    "series": SeriesLoader,
    "organisations": OrganisationLoader,
    "donors": OrganisationLoader,
    "beneficiaries": OrganisationLoader,
    "conferences": ConferenceLoader,
}

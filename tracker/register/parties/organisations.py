"""Organisations: names, aliases and roles. Contacts are in `contacts`, merging two is in `merging`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker import tables
from tracker.errors import Conflict, NotFound
from tracker.model.nouns import ORGANISATION
from tracker.register.core import Collection, Row, Words, check_version, not_removed
from tracker.register.parties.merging import merge
from tracker.register.parties.naming import alias_row, language_code, name_rows, role_rows
from tracker.register.parties.periods import parse_period
from tracker.register.project_words import read_fields
from tracker.rules.codes import check_code, code_key
from tracker.rules.dates import check_order
from tracker.store.sequences import next_ids

MANY = 50
COLUMNS = tuple(column.name for column in tables.organisation.c if column.name not in ("id", "code", "version"))
# What rows that refer to an organisation are called, where it is not the plural of their table.
CALLED: Words = {
    ("contribution", "donor_id"): "contributions",
    ("funding", "donor_id"): "amounts reported to conferences",
    ("project", "lead_id"): "projects led",
    ("project", "implementer_id"): "projects implemented",
    ("beneficiary", "organisation_id"): "projects that benefit it",
    ("review", "lead_id"): "reviews as lead",
    ("review", "implementer_id"): "reviews as implementer",
    ("conference", "host_id"): "conferences hosted",
    ("participant", "organisation_id"): "conferences attended",
    ("action", "owner_id"): "actions it owns",
    ("follow_up", "owner_id"): "follow-ups it owned",
    ("follow_up", "verified_by_id"): "follow-ups it verified",
    ("career_administration", "administration_id"): "career paths",
    ("officers", "administration_id"): "reports of its officers",
    ("activity", "publisher_id"): "projects published",
    ("project_organisation", "organisation_id"): "projects in which it takes part",
    ("training_party", "organisation_id"): "roles in trainings",
    ("organisation", "parent_id"): "organisations under it",
    ("organisation", "merged_into_id"): "organisations merged into it",
}
# What an organisation does in each of its roles.
ACTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "donor": (("contribution", "donor_id"), ("funding", "donor_id")),
    "beneficiary": (("beneficiary", "organisation_id"),),
}


class OrganisationFacts(NamedTuple):
    """An organisation in the user's words; None is unknown.

    `aliases` are other names, with dates where known: "CIDA@..2013"; `names` the name by language: {"es": "..."}.
    """

    code: str
    name: str
    kind: str
    roles: Sequence[str] = ()
    country: str | None = None
    parent: str | None = None
    wco_region: str | None = None
    member_from: str | None = None
    member_until: str | None = None
    iati_identifier: str | None = None
    aliases: Sequence[str] = ()
    names: Mapping[str, str] = {}
    note: str | None = None
    fiscal_year_ends: str | None = None


class Organisations(Collection):
    """The organisations of a register."""

    def add(self, facts: Sequence[OrganisationFacts]) -> list[int]:
        """Add organisations; a parent may be anywhere in the same list.

        Raises Invalid, NotFound, or Conflict where a code or an alias is taken.
        """
        if len(facts) > MANY:
            self.codes.load("organisation")
        ids = next_ids(self.register.connection, tables.organisation, len(facts))
        rows: dict[str, Row] = {}
        for fact, identity in zip(facts, ids, strict=True):
            code = check_code("organisation code", fact.code)
            if code_key(code) in rows:
                raise Conflict(f"The organisation {code} appears twice.")
            self._check_free(code)
            rows[code_key(code)] = dict.fromkeys(COLUMNS) | {"id": identity, "code": code}
        parents: dict[int, int] = {}
        for fact, row in zip(facts, rows.values(), strict=True):
            given = fact._asdict()
            parent = rows.get(code_key((fact.parent or "").strip()))
            if parent is not None:
                given["parent"] = None
                parents[row["id"]] = row["parent_id"] = parent["id"]
            row.update(self.columns(given))
            check_order("member from", row["member_from"], "member until", row["member_until"])
            self._check_parent(row["id"], row["parent_id"], parents)
        for generation in _generations(list(rows.values()), parents):
            self.insert(tables.organisation, generation)
        for row in rows.values():
            self.codes.learn("organisation", row["code"], row["id"])
        named = list(zip(ids, facts, strict=True))
        self.insert(tables.organisation_role, [row for one, fact in named for row in role_rows(one, fact.roles)])
        self.insert(tables.organisation_name, [row for one, fact in named for row in name_rows(one, fact.names)])
        aliases = [row for one, fact in named for row in self._fresh_aliases(one, fact.aliases, {})]
        self.insert(tables.organisation_alias, aliases)
        return ids

    def edit(self, identity: int, given: Mapping[str, Any], expected_version: int | None = None) -> tuple[Row, Row]:
        """Change an organisation, given as in `OrganisationFacts`; an empty text clears a field, None leaves it.

        `roles` and `aliases` replace all existing ones; `names` only those of the languages given. After a change of
        code the old code still resolves. Returns the row before and after.
        """
        before = self.row(identity)
        check_version("organisation", before["code"], before, expected_version)
        values = self.columns(given)
        if given.get("code") and code_key(given["code"].strip()) != code_key(before["code"]):
            values["code"] = check_code("organisation code", given["code"])
            self._check_free(values["code"], but=identity)
        elif given.get("code"):
            values["code"] = given["code"].strip()
        after = before | values
        check_order("member from", after["member_from"], "member until", after["member_until"])
        self._check_parent(identity, after["parent_id"], {})
        self.update(tables.organisation, [(before, values)])
        self.codes.learn("organisation", after["code"], identity)
        if given.get("roles") is not None:
            self._set_roles(identity, given["roles"])
        if given.get("names") is not None:
            self._set_names(identity, given["names"])
        if given.get("aliases") is not None:
            self._set_aliases(identity, given["aliases"])
        return before, self.row(identity)

    def remove(self, identity: int) -> Row:
        """Remove an organisation that was entered by mistake, with its names, aliases, roles and contacts.

        Raises Conflict, with counts of what refers to it.
        """
        row = self.row(identity)
        if held := self.holds(identity):
            merge = f"`tracker organisation merge {row['code']} --into OTHER`."
            instead = f"If it is the same as another organisation: {merge}"
            raise not_removed(f"Organisation {row['code']}", held, instead)
        self.remove_with_parts(tables.organisation, row)
        return row

    def holds(self, identity: int) -> dict[str, int]:
        """Return what refers to an organisation and so prevents its removal, with counts."""
        return self.named_by("organisation", identity, CALLED)

    def merge(self, merged: int, into: int) -> dict[str, int]:
        """Merge one organisation into another; see `merging.merge`."""
        counts = merge(self, self.row(merged), self.row(into))
        self.codes.forget_merged()
        return counts

    def take_role(self, identity: int, role: str) -> None:
        """Remove a role. Raises NotFound where the organisation does not have it, Conflict where it acts in it."""
        code = self.row(identity)["code"]
        table = tables.organisation_role
        rows = self.rows(table, table.c.organisation_id == identity, table.c.role == role)
        if not rows:
            raise NotFound(role, code)
        counts = {CALLED[place]: self.counted(*place, identity) for place in ACTS[role]}
        held = ", ".join(f"{what} ({count})" for what, count in counts.items() if count)
        if held:
            raise Conflict(f"{code} cannot cease to be a {role}: {held}.")
        self.delete(table, rows)

    def add_aliases(self, identity: int, texts: Sequence[str]) -> int:
        """Add other names, as `parse_period` reads them; an existing one gets the dates given.

        Returns how many are new or changed. Raises Conflict where an alias belongs to another organisation.
        """
        mine = self._aliases(identity)
        dated = [alias_row(identity, parse_period("alias", text)) for text in texts]
        edits = [(mine[key], row) for row in dated if (key := code_key(row["alias"])) in mine]
        changed = self.update(tables.organisation_alias, edits)
        fresh = self._fresh_aliases(identity, texts, mine)
        self.insert(tables.organisation_alias, fresh)
        return len(fresh) + changed

    def drop_alias(self, identity: int, alias: str) -> Row:
        """Remove an alias. Raises NotFound."""
        mine = self._aliases(identity)
        row = mine.get(code_key(" ".join(alias.split())))
        if row is None:
            raise NotFound("alias", alias, [one["alias"] for one in mine.values()])
        self.delete(tables.organisation_alias, [row])
        return row

    def row(self, identity: int) -> Row:
        found = self.rows(tables.organisation, tables.organisation.c.id == identity)
        if not found:
            raise NotFound("organisation", str(identity))
        return found[0]

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for the words given; an empty text is unknown, a None is left out."""
        return read_fields(self.codes, ORGANISATION.standing, given)

    def _check_free(self, text: str, but: int | None = None) -> None:
        found = self.codes.find("organisation", text)
        if found is not None and found != but:
            code = self.codes.code("organisation", found)
            known = f"{text} is already the name of the organisation {code}."
            raise Conflict(
                known, "A code or alias belongs to one organisation only, even after the organisation was renamed."
            )

    def _check_parent(self, identity: int, parent: int | None, new: Mapping[int, int]) -> None:
        above = parent
        while above is not None:
            if above == identity:
                raise Conflict("An organisation cannot be its own parent.")
            known = select(tables.organisation.c.parent_id).where(tables.organisation.c.id == above)
            above = new.get(above) or self.register.connection.execute(known).scalar()

    def _set_roles(self, identity: int, roles: Sequence[str]) -> None:
        table = tables.organisation_role
        self.replace(table, self.rows(table, table.c.organisation_id == identity), role_rows(identity, roles))

    def _set_names(self, identity: int, names: Mapping[str, str]) -> None:
        table = tables.organisation_name
        old = self.rows(table, table.c.organisation_id == identity)
        given = {language_code(language) for language in names}
        kept = [row for row in old if row["language"] not in given]
        self.replace(table, old, kept + name_rows(identity, names))

    def _set_aliases(self, identity: int, texts: Sequence[str]) -> None:
        wanted = {code_key(parse_period("alias", text).text) for text in texts}
        gone = [row for key, row in self._aliases(identity).items() if key not in wanted]
        self.delete(tables.organisation_alias, gone)
        self.add_aliases(identity, texts)

    def _fresh_aliases(self, identity: int, texts: Sequence[str], mine: Mapping[str, Row]) -> list[Row]:
        """Return rows for new aliases of an organisation. Raises Conflict for an alias of another organisation."""
        fresh: dict[str, Row] = {}
        for text in texts:
            row = alias_row(identity, parse_period("alias", text))
            key = code_key(row["alias"])
            if key not in mine:
                self._check_free(row["alias"], but=identity)
                self.codes.learn("organisation", row["alias"], identity)
                fresh[key] = row
        return list(fresh.values())

    def _aliases(self, identity: int) -> dict[str, Row]:
        table = tables.organisation_alias
        return {code_key(row["alias"]): row for row in self.rows(table, table.c.organisation_id == identity)}


def _generations(rows: Sequence[Row], parents: Mapping[int, int]) -> Iterable[list[Row]]:
    """Yield rows in lists, so that a parent among them comes in an earlier list than its parts."""
    pending = list(rows)
    waiting = {row["id"] for row in pending}
    while pending:
        ready = [row for row in pending if parents.get(row["id"]) not in waiting]
        yield ready
        waiting -= {row["id"] for row in ready}
        pending = [row for row in pending if row["id"] in waiting]

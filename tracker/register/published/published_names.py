"""The organisations that published data names: found by identifier, name or alias, or else added; and free codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker import tables
from tracker.insight.codes import Codes
from tracker.insight.family import survivors
from tracker.register.core import Collection, Session
from tracker.register.published.publications import Named
from tracker.rules.codes import SHORT_CODE, cleaned, code_key, joined_code, slug
from tracker.rules.text import fold
from tracker.store.sequences import next_ids


class PublishedOrganisations(Collection):
    """Finds the organisations that identifiers and names mean."""

    def __init__(self, register: Session) -> None:
        super().__init__(register)
        self.created = self.updated = 0
        reader = register.reader
        self._refs: dict[str, int] = {}
        self._ref_of: dict[int, str] = {}
        self._names: dict[str, int] = {}
        self._known: dict[Named, int] = {}
        self._codes: dict[int, str] = {}
        # Added by this import, before their kind and their name are known.
        self._untyped: set[int] = set()
        self._unnamed: set[int] = set()
        self._countries: dict[str, list[tuple[str, int]]] = {}
        merged = survivors(reader)

        def lasting(identity: int) -> int:
            return merged.get(identity, identity)

        # A name of a merged organisation is ignored where another organisation has it now.
        named = reader.all("SELECT organisation_id, name FROM organisation_name ORDER BY organisation_id")
        for identity, text in sorted(named, key=lambda row: row[0] in merged):
            self._names.setdefault(fold(text), lasting(identity))
        for identity, text in reader.rows("SELECT organisation_id, alias FROM organisation_alias ORDER BY id"):
            self._names.setdefault(fold(text), lasting(identity))
        rows = reader.all("SELECT id, code, name, kind, country, iati_identifier FROM organisation ORDER BY id DESC")
        for identity, code, _, kind, country, ref in rows:
            self._names[fold(code)] = lasting(identity)
            self._codes[identity] = code
            if ref:
                self._refs[code_key(ref)] = lasting(identity)
                self._ref_of.setdefault(lasting(identity), ref)
            if country and identity not in merged:
                self._countries.setdefault(country, []).append((kind, identity))
        for identity, _, name, *_ in sorted(rows, key=lambda row: row[0] not in merged):
            self._names[fold(name)] = lasting(identity)

    def learn(self, named: Iterable[Named]) -> None:
        """Find some organisations, or add them; one without an identifier gets the published one."""
        learned: dict[int, dict[str, str]] = {}
        new = sorted({*named} - self._known.keys(), key=_best_described)
        ids = iter(next_ids(self.register.connection, tables.organisation, len(new)))
        rows = []
        for who in new:
            found = self.find(who)
            if found is None:
                found = next(ids)
                code = free_code(self.codes, "organisation", _codes(who))
                self.codes.learn("organisation", code, found)
                self._codes[found] = code
                kind = who.kind or "other"
                if who.kind is None:
                    self._untyped.add(found)
                if who.name == who.ref:
                    self._unnamed.add(found)
                rows.append({"id": found, "code": code, "name": who.name, "kind": kind, "iati_identifier": who.ref})
                self._names.setdefault(fold(who.name), found)
            else:
                if who.ref and found not in self._ref_of:
                    learned.setdefault(found, {})["iati_identifier"] = who.ref
                if who.kind and found in self._untyped:
                    learned.setdefault(found, {})["kind"] = who.kind
                    self._untyped.discard(found)
                if who.name != who.ref and found in self._unnamed:
                    learned.setdefault(found, {})["name"] = who.name
                    self._names.setdefault(fold(who.name), found)
                    self._unnamed.discard(found)
            if who.ref:
                self._refs.setdefault(code_key(who.ref), found)
                self._ref_of.setdefault(found, who.ref)
            self._known[who] = found
        self.insert(tables.organisation, rows)
        self.created += len(rows)
        existing = self.by_id(tables.organisation, learned)
        edits = [(row, learned[identity]) for identity, row in existing.items()]
        self.updated += self.update(tables.organisation, edits)

    def id(self, who: Named) -> int:
        return self._known[who]

    def code(self, identity: int) -> str:
        return self._codes[identity]

    def of_country(self, country: str) -> int | None:
        """Return the beneficiary for a country: its one customs administration."""
        found = [identity for kind, identity in self._countries.get(country, ()) if kind == "customs administration"]
        return found[0] if len(found) == 1 else None

    def find(self, who: Named) -> int | None:
        """Find by identifier; else by name, but never an organisation with another identifier."""
        found = self._refs.get(code_key(who.ref)) if who.ref else None
        if found is None:
            found = self._names.get(fold(who.name))
            if who.ref and found in self._ref_of:
                return None
        return found


def _best_described(who: Named) -> tuple[bool, str, bool, str, str]:
    """Sort those with an identifier first, then those with a type, so that the most complete ones are added.

    No two are equal: otherwise the order in which a set lists them would decide which is added.
    """
    return who.ref is None, who.ref or "", who.kind is None, who.name, who.kind or ""


def free_code(codes: Codes, noun: str, wanted: Sequence[str]) -> str:
    """Return the first of some codes that is free, else the last of them with a number."""
    for code in wanted:
        if not codes.taken(noun, code):
            return code
    number = 2
    while codes.taken(noun, code := joined_code(wanted[-1], number)):
        number += 1
    return code


def _codes(who: Named) -> list[str]:
    """Return possible codes for an organisation: its identifier, or its name."""
    ref = cleaned(who.ref or "").upper()
    name = slug(who.name).upper()[:SHORT_CODE].strip("-")
    return [code for code in (joined_code(ref), name) if code] or ["ORGANISATION"]

"""Find the organisations that a list names: in the register, or new ones with a code and a kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.exchange.foreign.shares import named_shares
from tracker.exchange.lists.asked import AlikePair, ProposedRecord
from tracker.insight.codes import Codes, administration_code
from tracker.insight.names import all_names
from tracker.register.published.published_names import free_code
from tracker.rules.codes import SHORT_CODE, code_key, letters_between, slug
from tracker.rules.donors import acronym, kind_by_name, known_donor, of_government, says_nothing, without_acronym
from tracker.rules.text import name_key

_APART = re.compile(r"\s*[;|]\s*")  # always separates the names in a cell
_PERHAPS = re.compile(r"\s*(?:[,/+&\n]|\b(?:and|y|et|e)\b)\s*")  # separates names, but may also be part of one


class ListedParty(NamedTuple):
    """An organisation that a list names; without an `id` it is new."""

    code: str
    id: int | None = None


class NewParty(NamedTuple):
    """An organisation to create: the number of the first row that names it, and what is known about it."""

    line: int
    code: str
    name: str
    kind: str
    country: str | None
    roles: set[str]
    how: str  # how the kind is known: by the country, by the list of donors, by the words of the name; else unknown
    guessed: bool = False  # whether the kind is only guessed


class Parties:
    """The organisations of one import.

    `pending` are the codes that other tables of the same command enter, and `kinds` the kinds that the user gave for
    new organisations, by name or code.
    """

    def __init__(self, codes: Codes, pending: Collection[str], kinds: Mapping[str, str] = {}) -> None:
        codes.load("organisation")
        self._codes, self._pending = codes, pending
        self._kinds = {name_key(name): (name, kind) for name, kind in kinds.items()}
        self._values: dict[str, str] = {}
        self._cells: set[str] = set()
        self._known: dict[tuple[str, bool], ListedParty] = {}
        self._settled: dict[str, tuple[str, ...]] = {}
        self.new: dict[str, NewParty] = {}
        # By role: how names that are not codes were read.
        self.read: dict[str | None, dict[str, str]] = {}
        self._new_by_name: dict[str, str] = {}

    @cached_property
    def _code_of(self) -> dict[int, str]:
        return dict(self._codes.reader.rows("SELECT id, code FROM organisation"))

    @cached_property
    def _names_in_use(self) -> dict[int, set[str]]:
        """Return every name of the organisations of the register, in the form used for comparison."""
        found: dict[int, set[str]] = {}
        for one, _, name in all_names(self._codes.reader, "organisation"):
            found.setdefault(one, set()).add(name_key(name))
        return found

    def learn_values(self, values: Mapping[str, str | None]) -> None:
        """Record what names mean according to the user."""
        self._values.update((name_key(text), meaning) for text, meaning in values.items() if meaning is not None)

    def learn_cells(self, cells: Iterable[str]) -> None:
        """Record the names that have a cell of their own, because other cells may contain several of them."""
        self._cells.update(name_key(one) for cell in cells for one in _APART.split(cell) if one)

    def donors(self, cell: str, line: int) -> list[ListedParty]:
        """Return the donors that a cell names, without their shares. Raises Invalid for an ambiguous name."""
        if (shared := named_shares(cell)) != cell:
            cell = ";".join(one.rpartition(":")[0] for one in shared.split(";"))
        return [self._party(name, line, "donor") for name in self._names(cell, beneficiary=False)]

    def is_nothing(self, cell: str) -> bool:
        """Return whether a cell names no organisation, such as "N/A", and no organisation has that name."""
        return says_nothing(cell) and not self._is_known(cell.strip(), beneficiary=False)

    def organisation(self, cell: str, line: int) -> ListedParty:
        """Return the one organisation that a cell names."""
        return self._party(cell, line, None)

    def beneficiaries(self, cell: str, line: int) -> dict[str, str]:
        """Return the codes of the beneficiaries that a cell names, each with its share if given."""
        found: dict[str, str] = {}
        for item in self._names(cell, beneficiary=True):
            name, colon, share = item.rpartition(":")
            if not colon or not re.fullmatch(r"\s*[0-9.,]+\s*%?\s*", share):
                name, share = item, ""
            found[self._party(name.strip(), line, "beneficiary").code] = share.strip()
        return found

    def alike(self) -> list[AlikePair]:
        """Return new names similar to others, in the list or the register, unless the user has decided about them."""
        new = {
            one.name: one.code
            for one in self.new.values()
            if one.how in ("name", "unknown") and name_key(one.name) not in self._values
        }
        if not new:
            return []
        by_length: dict[int, list[str]] = {}
        by_meaning: dict[frozenset[str], list[str]] = {}
        known = {name: code for _, code, name in all_names(self._codes.reader, "organisation")}
        pairs: dict[tuple[str, str], None] = {}
        for name in (*known, *new):
            key = name_key(name)
            if name in new:
                near = [other for size in range(len(key) - 2, len(key) + 3) for other in by_length.get(size, ())]
                same = [other for other in near if self._is_alike(key, name_key(other))]
                pairs |= dict.fromkeys((name, other) for other in (*same, *by_meaning.get(self._meaning(name), ())))
            by_length.setdefault(len(key), []).append(name)
            by_meaning.setdefault(self._meaning(name), []).append(name)
        return [AlikePair(name, new[name], other, known.get(other, other)) for name, other in pairs]

    def proposals(self, role: str | None, entered: Collection[str]) -> list[ProposedRecord]:
        """Return the new organisations that are first named as donors or beneficiaries, or as neither."""
        return [
            ProposedRecord(one.code, one.name, _remark(one), one.guessed)
            for key, one in self.new.items()
            if key not in entered and self.first_role(one) == role
        ]

    def of_no_kind(self) -> list[str]:
        """Return the names with a kind given by the user that no organisation has, known or new."""
        new = {name_key(name) for one in self.new.values() for name in (one.code, one.name)}
        return [
            name
            for key, (name, _) in self._kinds.items()
            if key not in new and not self._is_known(name, beneficiary=True)
        ]

    @staticmethod
    def first_role(one: NewParty) -> str | None:
        return "donor" if "donor" in one.roles else "beneficiary" if "beneficiary" in one.roles else None

    def _names(self, cell: str, *, beneficiary: bool) -> tuple[str, ...]:
        """Return the names in a cell.

        Semicolons and bars always separate names. Marks that also occur within names, such as a comma, separate them if
        every part is a known name.
        """
        cached = self._settled.get(cell)
        if cached is not None:
            return cached
        found: list[str] = []
        for one in [name for name in _APART.split(cell.strip()) if name]:
            parts = [part for part in _PERHAPS.split(one) if part]
            is_one = self._is_known(one, beneficiary=beneficiary)
            if not is_one and len(parts) > 1 and all(self._is_part(part, beneficiary=beneficiary) for part in parts):
                found += parts
            else:
                found.append(one)
        self._settled[cell] = tuple(dict.fromkeys(found))
        return self._settled[cell]

    def _is_known(self, text: str, *, beneficiary: bool) -> bool:
        name = text.partition(":")[0].strip() if beneficiary else text
        if name_key(name) in self._values or code_key(name) in self._pending or known_donor(name) is not None:
            return True
        found = self._codes.find("organisation", name) is not None or bool(self._codes.named(name))
        return found or (beneficiary and self._codes.find_country(name) is not None)

    def _is_part(self, text: str, *, beneficiary: bool) -> bool:
        is_known = self._is_known(text, beneficiary=beneficiary) or name_key(text) in self._cells
        return is_known or acronym(text) == text

    def _party(self, text: str, line: int, role: str | None) -> ListedParty:
        text = self._meant(text)
        key = (text, role == "beneficiary")
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._find(text, role) or self._create(text, line, role)
            if found.id is not None and code_key(found.code) != code_key(text):
                self.read.setdefault(role, {})[text] = found.code
        elif found.id is None and code_key(found.code) in self.new and role:
            self.new[code_key(found.code)].roles.add(role)
        return found

    def _meant(self, text: str) -> str:
        """Return what a name means according to the user, who may also have said that it differs from another name."""
        seen: set[str] = set()
        while (key := name_key(text)) in self._values and key not in seen:
            seen.add(key)
            text = self._values[key]
        return " ".join(text.split())

    def _find(self, text: str, role: str | None) -> ListedParty | None:
        codes = self._codes
        if code_key(text) in self._pending:
            return ListedParty(text)
        identity = codes.find("organisation", text)
        if identity is not None:
            return self._standing(codes.surviving(identity))
        found = codes.named(text) or codes.named(without_acronym(text))
        if not found and (known := known_donor(text)) is not None:
            called = {name_key(name) for name in (known.code, *known.names)}
            found = sorted({one for name in known.names for one in codes.named(name)})
            coded = codes.find("organisation", known.code)
            if not found and coded is not None and called & self._names_in_use.get(codes.surviving(coded), set()):
                found = [codes.surviving(coded)]
        if not found and role == "beneficiary" and (country := codes.find_country(text)) is not None:
            found = codes.administrations(country)
        if len(found) > 1:
            listed = " or ".join(codes.code("organisation", one) for one in found)
            raise Invalid(role or "organisation", text, f"could be {listed}", "the code of one of them")
        return self._standing(found[0]) if found else None

    def _standing(self, identity: int) -> ListedParty:
        return ListedParty(self._code_of[identity], identity)

    def _create(self, text: str, line: int, role: str | None) -> ListedParty:
        country = self._codes.find_country(text)
        known = known_donor(text)
        if role == "beneficiary" and country is not None:
            wanted, kind, how = administration_code(country), "customs administration", "country"
            name = f"Customs administration of {self._codes.country_name(country)}"
        elif known is not None:
            wanted, kind, how, country, name = known.code, known.kind, "list", known.country, text
        else:
            wanted = acronym(text) or _shortened(text)
            likely = "government" if country is not None else kind_by_name(text)
            kind, how, name = likely or "other", "name" if likely else "unknown", text
        same = self._new_by_name.get(known.code if known is not None else name_key(name))
        short = acronym(name)
        if same is None and short and (other := self.new.get(code_key(short))) is not None:
            same = code_key(short) if short in (name, other.name) else None  # the other name is the full form
        if same is not None:
            if role:
                self.new[same].roles.add(role)
            return ListedParty(self.new[same].code)
        code = self._free(slug(wanted).upper() or "ORGANISATION")
        roles = {role} if role else set()
        said = next((self._kinds[key][1] for one in (text, name, code) if (key := name_key(one)) in self._kinds), None)
        guessed = said is None and how in ("name", "unknown")
        self.new[code_key(code)] = NewParty(line, code, name, said or kind, country, roles, how, guessed)
        self._new_by_name[known.code if known is not None else name_key(name)] = code_key(code)
        return ListedParty(code)

    def _free(self, wanted: str) -> str:
        code, number = free_code(self._codes, "organisation", [wanted]), 2
        while code_key(code) in self.new or code_key(code) in self._pending:
            code, number = free_code(self._codes, "organisation", [f"{wanted}-{number}"]), number + 1
        return code

    def _meaning(self, name: str) -> frozenset[str]:
        """Return a key, equal for names that differ only in order, small words, and what qualifies a country."""
        country = self._codes.find_country(of_government(name))
        if country is not None:
            return frozenset((f"government of {country}",))
        return frozenset(word for word in name_key(name).split() if word not in _SMALL)

    def _is_alike(self, one: str, other: str) -> bool:
        """Return whether two names differ by so few letters that they may be the same."""
        allowed = min(2, min(len(one), len(other)) // 10)
        if one == other or not allowed:
            return False
        mine, theirs = one.split(), other.split()
        differing = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b]
        if len(mine) == len(theirs) and any(a.isdigit() or b.isdigit() for a, b in differing):
            return False
        countries = [(self._codes.find_country(a), self._codes.find_country(b)) for a, b in differing]
        if any(a is not None and b is not None and a != b for a, b in countries):
            return False
        return letters_between(one, other, allowed) <= allowed


def _remark(one: NewParty) -> str:
    if not one.guessed:
        return one.kind
    return f"{one.kind} by its name" if one.how == "name" else f"{one.kind}, kind not known"


_SMALL = frozenset(
    (
        *("the", "of", "for", "and", "de", "del", "la", "el", "y", "los", "las", "para"),
        *("du", "des", "le", "les", "et", "pour", "do", "da", "dos", "das", "e", "o", "a"),
    )
)


def _shortened(name: str) -> str:
    """Return the first words of a name, as many as fit in a short code."""
    words = slug(name).split("-")
    while len("-".join(words)) > SHORT_CODE and len(words) > 1:
        words.pop()
    return "-".join(words)[:SHORT_CODE].rstrip("-")

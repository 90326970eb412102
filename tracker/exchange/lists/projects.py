"""Find the project of each row of a list: one of the register, or a new one, with its code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.lists.parties import ListedParty
from tracker.exchange.lists.tables import ListRow
from tracker.exchange.numbering import highest_number
from tracker.insight.names import all_names
from tracker.model.fields import DATE
from tracker.model.nouns import PROJECT
from tracker.register.published.published_names import free_code
from tracker.register.register import Register
from tracker.rules.codes import MAX_CODE, cleaned, code_key, joined_code, slug
from tracker.rules.text import name_key

_DATES = tuple(field.name for field in PROJECT.fields if field.kind == DATE)


class RowProject(NamedTuple):
    """The project of a row; without an `id` it is new, or comes with another table of the same command (`pending`)."""

    code: str
    id: int | None = None
    how: str = "code"
    pending: bool = False

    @property
    def is_new(self) -> bool:
        return self.id is None and not self.pending


class NamesakeKey(NamedTuple):
    """What distinguishes projects with the same title."""

    beneficiaries: frozenset[str]
    dates: tuple[str | None, ...]


class RowParties(NamedTuple):
    """A row with the donors and beneficiaries that it names."""

    row: ListRow
    donors: Sequence[ListedParty]
    beneficiaries: Mapping[str, str]


class ListedProjects:
    """The projects of one import, found or to be created.

    A project is found by its code, by its IATI identifier, by its code at one of the donors of the row, or by its title
    with one of these donors. A new one gets the code given in the list, after `prefix` if there is one; a code of
    digits only is put after the code of its donor. Without a code in the list, the code is made of the donor, the year
    of the conference, and a number.
    """

    def __init__(
        self, register: Register, pending: Collection[str], prefix: str | None, year: str | None, stem: str
    ) -> None:
        self._register, self._codes, self._pending = register, register.codes, pending
        self._prefix, self._year, self._stem = prefix, year, stem
        self._codes.load("project")
        self._numbers: dict[str, int] = {}
        self._made: dict[str, str] = {}  # from the key of each new code to its source

    def find_all(self, asking: Sequence[RowParties]) -> dict[int, RowProject | TrackerError]:
        """Find the project of each row, by row number."""
        found: dict[int, RowProject | TrackerError] = {}
        by_title: dict[tuple[str, frozenset[str]], list[RowParties]] = defaultdict(list)
        for one in asking:
            target = self._by_code(one)
            if target is not None:
                found[one.row.number] = target
            elif "title" not in one.row.words:
                found[one.row.number] = self._nameless(one.row.words.get("project"))
            else:
                by_title[name_key(one.row.words["title"]), frozenset(donor.code for donor in one.donors)].append(one)
        claimed = {target.id for target in found.values() if isinstance(target, RowProject)}
        for (title, _), group in by_title.items():
            self._of_title(title, group, claimed, found)
        return found

    def of_code(self, row: ListRow) -> RowProject | TrackerError | None:
        """Return the project of a row that is already refused; None if it may be new, or the row names none."""
        found = self._by_code(RowParties(row, [], {}))
        if found is not None or "title" in row.words or "project" not in row.words:
            return found
        return self._nameless(row.words["project"])

    def _nameless(self, text: str | None) -> TrackerError:
        """Return what is wrong with a row without a title whose project is not known."""
        if text is None:
            return Invalid("project", "", "is empty, and so is the title", "a code, or a title for a new project")
        try:
            self._codes.id("project", text)
        except TrackerError as error:
            return error
        raise AssertionError(text)

    def _by_code(self, one: RowParties) -> RowProject | None:
        words = one.row.words
        text = words.get("project")
        if text is not None:
            if code_key(text) in self._pending:
                return RowProject(text, pending=True)
            identity = self._codes.find("project", text) or self._identified(text)
            if identity is None and (code := self._own(one, text)) is not None:
                if code_key(code) in self._pending:
                    return RowProject(code, pending=True)
                identity = self._codes.find("project", code)
            if identity is not None:
                return self._standing(identity, "code")
            if (identity := self._at_donor(text, one.donors)) is not None:
                return self._standing(identity, "code at the donor")
            called = self._by_title.get(name_key(text), []) if "title" not in words else []
            if len(called) == 1:
                return self._standing(called[0], "title")
        if "iati_identifier" in words and (identity := self._identified(words["iati_identifier"])) is not None:
            return self._standing(identity, "IATI identifier")
        return None

    def _standing(self, identity: int, how: str) -> RowProject:
        return RowProject(self._code_of[identity], identity, how)

    def _identified(self, text: str) -> int | None:
        found = self._by_identifier.get(text.strip().upper(), ())
        return found[0] if len(found) == 1 else None

    def _at_donor(self, text: str, donors: Sequence[ListedParty]) -> int | None:
        """Return the project with this code at a donor: in its IATI identifier, or among its other identifiers."""
        known = [donor.id for donor in donors if donor.id is not None]
        for donor in known:
            if donor in self._references:
                identity = self._identified(f"{self._references[donor]}-{text}")
                if identity is not None:
                    return identity
        found = {
            project
            for project, owner, reference in self._other_identifiers.get(text.strip().upper(), ())
            if any(
                donor in self._donors_of[project]
                or (reference and reference.upper() == self._references.get(donor, "").upper())
                or (owner and donor in self._codes.named(owner))
                for donor in known
            )
        }
        return found.pop() if len(found) == 1 else None

    def _of_title(
        self,
        title: str,
        group: Sequence[RowParties],
        claimed: set[int | None],
        found: dict[int, RowProject | TrackerError],
    ) -> None:
        """Match the rows with one title and the same donors with the projects of that title."""
        donors = {donor.id for one in group for donor in one.donors if donor.id is not None}
        named = any(one.donors for one in group)
        candidates = [
            identity
            for identity in self._by_title.get(title, ())
            if identity not in claimed and (donors & self._donors_of[identity] or not named)
        ]
        profiles: dict[tuple[str, NamesakeKey | None], list[RowParties]] = defaultdict(list)
        for one in group:
            text = one.row.words.get("project", "")
            profiles[code_key(text), None if text else _profile(one)].append(one)
        matched: dict[tuple[str, NamesakeKey | None], RowProject] = {}
        if len(profiles) == 1 and len(candidates) == 1:
            matched[next(iter(profiles))] = self._standing(candidates[0], "title")
        elif candidates:
            for profile in profiles:
                same = [one for one in candidates if profile[1] is not None and self._fits(profile[1], one)]
                if len(same) == 1:
                    candidates.remove(same[0])
                    matched[profile] = self._standing(same[0], "title")
        for profile, rows in profiles.items():
            target: RowProject | TrackerError | None = matched.get(profile)
            if target is None and candidates and not profile[0]:
                listed = ", ".join(self._code_of[one] for one in candidates)
                why = f"is the title of {listed}"
                target = Invalid("title", rows[0].row.words["title"], why, "a column with the codes of the projects")
            if target is None:
                target = self._new(rows[0])
            found |= dict.fromkeys((one.row.number for one in rows), target)

    def _fits(self, profile: NamesakeKey, identity: int) -> bool:
        standing = self._standing_facts[identity]
        dates = zip(profile.dates, standing.dates, strict=True)
        if any(mine is not None and mine != theirs for mine, theirs in dates):
            return False
        return not profile.beneficiaries or profile.beneficiaries == standing.beneficiaries

    def _new(self, one: RowParties) -> RowProject | Invalid:
        """Return a code for a new project."""
        text = one.row.words.get("project")
        made_of = text or str(one.row.number)
        code = self._own(one, text) if text else None
        if code is None:
            begin = self._beginning(one, numbered=True)
            number = self._numbers.get(begin)
            number = self._numbers[begin] = (highest_number(self._register, begin) if number is None else number) + 1
            code = f"{begin}{number}"
        else:
            code = free_code(self._codes, "project", [code])
        other = self._made.setdefault(code_key(code), made_of)
        if other != made_of:
            return Invalid("project", made_of, f"gives the code {code}, as {other} does", "codes that differ")
        return RowProject(code)

    def _own(self, one: RowParties, text: str) -> str | None:
        """Return the code made from the one in the list; None if no letter or digit of it can be part of a code."""
        plain = cleaned(text)
        if not plain.isascii() or len(plain) != len(text.strip()):
            plain = slug(text).upper()
        if not plain:
            return None
        if self._prefix:
            return joined_code(self._prefix.rstrip("-"), plain)
        return joined_code(self._beginning(one, numbered=False), plain) if plain.isdigit() else plain[:MAX_CODE]

    def _beginning(self, one: RowParties, *, numbered: bool) -> str:
        """Return the beginning of codes that the list does not give in full."""
        who = one.donors[0].code if one.donors else next(iter(one.beneficiaries), None) or self._stem
        if not numbered:
            return who
        room = "9999"
        parts = [self._prefix.rstrip("-")] if self._prefix else [who, *([self._year] if self._year else [])]
        return joined_code(*parts, room).removesuffix(room)

    # Records of the register, each queried once.

    @cached_property
    def _code_of(self) -> dict[int, str]:
        return dict(self._register.reader.rows("SELECT id, code FROM project"))

    @cached_property
    def _by_identifier(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        sql = "SELECT iati_identifier, id FROM project WHERE iati_identifier IS NOT NULL"
        for text, identity in self._register.reader.rows(sql):
            found.setdefault(text.upper(), []).append(identity)
        return found

    @cached_property
    def _references(self) -> dict[int, str]:
        sql = "SELECT id, iati_identifier FROM organisation WHERE iati_identifier IS NOT NULL"
        return dict(self._register.reader.rows(sql))

    @cached_property
    def _other_identifiers(self) -> dict[str, list[tuple[int, str | None, str | None]]]:
        found: dict[str, list[tuple[int, str | None, str | None]]] = {}
        sql = "SELECT identifier, project_id, owner, owner_ref FROM other_identifier"
        for text, *row in self._register.reader.rows(sql):
            found.setdefault(text.upper(), []).append((row[0], row[1], row[2]))
        return found

    @cached_property
    def _by_title(self) -> dict[str, list[int]]:
        found: dict[str, dict[int, None]] = {}
        for identity, _, title in all_names(self._register.reader, "project"):
            found.setdefault(name_key(title), {})[identity] = None
        return {title: sorted(mine) for title, mine in found.items()}

    @cached_property
    def _donors_of(self) -> defaultdict[int, set[int]]:
        found: defaultdict[int, set[int]] = defaultdict(set)
        for project, donor in self._register.reader.rows("SELECT project_id, donor_id FROM contribution"):
            found[project].add(self._codes.surviving(donor))
        return found

    @cached_property
    def _standing_facts(self) -> dict[int, NamesakeKey]:
        reader = self._register.reader
        mine: defaultdict[int, set[str]] = defaultdict(set)
        sql = """SELECT b.project_id, o.code FROM beneficiary b JOIN organisation o ON o.id = b.organisation_id
            WHERE NOT b.former"""
        for project, code in reader.rows(sql):
            mine[project].add(code)
        rows = reader.rows("SELECT id, planned_start, planned_end, actual_start, actual_end FROM project")
        return {identity: NamesakeKey(frozenset(mine[identity]), tuple(dates)) for identity, *dates in rows}


def _profile(one: RowParties) -> NamesakeKey:
    return NamesakeKey(frozenset(one.beneficiaries), tuple(one.row.words.get(name) for name in _DATES))

"""Partnerships: what organisations do together around a conference, with the people who took part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from tracker import tables
from tracker.errors import Conflict, Invalid, NotFound
from tracker.model.nouns import PARTNERSHIP
from tracker.register.core import Collection, Row, check_version
from tracker.register.project_words import read_fields, theme_codes
from tracker.rules.text import line


class PartnershipFacts(NamedTuple):
    """A partnership in the user's words; `people` are "IDB: Santiago Levy; Ana Pérez", each of one of the parties.

    `areas` are themes, `projects` the codes of those that follow from it.
    """

    conference: str
    subject: str
    kind: str
    parties: Sequence[str]
    people: Sequence[str] = ()
    date: str | None = None
    agreed: str | None = None
    areas: Sequence[str] = ()
    projects: Sequence[str] = ()
    source: str | None = None


class Partnerships(Collection):
    """All partnerships; they have no code, so each is identified by a number."""

    def add(self, facts: Sequence[PartnershipFacts]) -> list[int]:
        """Add partnerships; returns their numbers, in the order given.

        Raises Invalid for invalid values, such as fewer than two parties, and NotFound for an unknown code.
        """
        ids = []
        for fact in facts:
            values = self.columns(fact._asdict())
            parties = self.parties(fact.parties, fact.people)
            (number,) = self.insert(tables.partnership, [values])
            self._replace_parts(number, parties, self.themes(fact.areas), self.projects(fact.projects))
            ids.append(number)
        return ids

    def edit(
        self, number: int, given: Mapping[str, Any], expected_version: int | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change a partnership, given as in PartnershipFacts: an empty text clears a field, None leaves it.

        `parties`, `areas` and `projects` replace all existing ones; `people` replaces those of the parties named, and
        an empty text clears them for all. An area in words, from an earlier release, stays as long as it is named.
        Returns all known values before and after. Raises as `add`, and Conflict for a row that has changed since.
        """
        before = self.row(number)
        check_version("partnership", str(number), before, expected_version)
        was = self.known(number)
        asked = was["parties"] if given.get("parties") is None else given["parties"]
        people = given.get("people")
        parties = self.parties(asked, people or ())
        if people is None or any(text.strip() for text in people):
            standing = {row["organisation_id"]: row["people"] for row in self._party_rows(number)}
            parties = {one: names or standing.get(one) for one, names in parties.items()}
        areas = was["areas"] if given.get("areas") is None else given["areas"]
        words = [row["area"] for row in self._area_rows(number) if row["area"] in areas]
        themes = self.themes([area for area in areas if area not in words])
        projects = self.projects(was["projects"] if given.get("projects") is None else given["projects"])
        self.update(tables.partnership, [(before, self.columns(given))])
        self._replace_parts(number, parties, themes, projects, words)
        return was, self.known(number)

    def remove(self, number: int) -> Row:
        """Remove a partnership that was entered by mistake. Raises Conflict while actions follow from it."""
        row = self.row(number)
        actions = self.rows(tables.action, tables.action.c.partnership_id == number)
        if actions:
            raise Conflict(
                f"Partnership {number} cannot be removed: {len(actions)} action(s) follow from it.",
                f"`tracker partnership show {number}` lists them; edit them with --partnership '' first.",
            )
        self.remove_with_parts(tables.partnership, row)
        return row

    def row(self, number: int) -> Row:
        """Return the whole row of a partnership. Raises NotFound."""
        found = self.rows(tables.partnership, tables.partnership.c.id == number)
        if not found:
            raise NotFound("partnership", str(number), hint="`tracker partnership list` shows them with their numbers.")
        return found[0]

    def known(self, number: int) -> dict[str, Any]:
        """Return all that is known about a partnership, as in PartnershipFacts."""
        row, parties = self.row(number), self._party_rows(number)
        codes = {one["organisation_id"]: self.codes.code("organisation", one["organisation_id"]) for one in parties}
        themes = self.rows(tables.partnership_theme, tables.partnership_theme.c.partnership_id == number)
        projects = self.rows(tables.partnership_project, tables.partnership_project.c.partnership_id == number)
        words = (row["area"] for row in self._area_rows(number))
        return {
            "conference": self.codes.code("conference", row["conference_id"]),
            **{field.name: row[field.column] for field in PARTNERSHIP.standing},
            "parties": tuple(sorted(codes.values())),
            "people": tuple(
                sorted(f"{codes[one['organisation_id']]}: {one['people']}" for one in parties if one["people"])
            ),
            "areas": tuple(sorted([*(self.codes.theme_name(row["theme"]) for row in themes), *words])),
            "projects": tuple(sorted(self.codes.code("project", row["project_id"]) for row in projects)),
        }

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for `given`; None is left out. Raises Invalid, NotFound."""
        values: dict[str, Any] = {}
        if given.get("conference"):
            values["conference_id"] = self.codes.conference(given["conference"]).id
        for field in PARTNERSHIP.standing:
            if field.required and given.get(field.name) is not None and not given[field.name].strip():
                raise Invalid(field.name, given[field.name], "is missing", f"the {field.name} of the partnership")
        return values | read_fields(self.codes, PARTNERSHIP.standing, given)

    def parties(self, parties: Sequence[str], people: Sequence[str]) -> dict[int, str | None]:
        """Return the organisations that take part, each with its people. Raises Invalid for fewer than two."""
        found: dict[int, str | None] = dict.fromkeys(self.codes.ids("organisation", parties))
        if len(found) < 2:
            raise Invalid("parties", "; ".join(parties), "names fewer than two organisations", "two or more codes")
        for text in people:
            party: int | None = None
            for part in filter(None, map(str.strip, text.replace("\n", ";").split(";"))):
                code, mark, names = part.partition(":")
                if mark:
                    party = self.codes.id("organisation", code.strip())
                    if party not in found:
                        raise Invalid(
                            "people", text, f"names {code.strip()}, which is not a party", "one of the parties"
                        )
                if party is None or not (names if mark else part).strip():
                    raise Invalid("people", text, "does not name both a party and a person", "IDB: Santiago Levy")
                names = line("people", names if mark else part)
                found[party] = "; ".join(each for each in (found[party], names) if each)
        return found

    def themes(self, areas: Sequence[str]) -> list[str]:
        """Return the codes of the themes given as areas. Raises NotFound for an unknown theme."""
        return theme_codes(self.codes, areas)

    def projects(self, projects: Sequence[str]) -> list[int]:
        """Return the projects that follow, by their codes. Raises NotFound."""
        return list(dict.fromkeys(self.codes.ids("project", [code for code in projects if code.strip()])))

    def party_sets(self, ids: Sequence[int]) -> dict[int, frozenset[int]]:
        """Return the organisations of some partnerships."""
        found: dict[int, set[int]] = {number: set() for number in ids}
        for row in self.rows_in(tables.partnership_party, "partnership_id", ids):
            found[row["partnership_id"]].add(row["organisation_id"])
        return {number: frozenset(parties) for number, parties in found.items()}

    def _party_rows(self, number: int) -> list[Row]:
        return self.rows(tables.partnership_party, tables.partnership_party.c.partnership_id == number)

    def _area_rows(self, number: int) -> list[Row]:
        return self.rows(tables.partnership_area, tables.partnership_area.c.partnership_id == number)

    def _replace_parts(
        self,
        number: int,
        parties: Mapping[int, str | None],
        themes: Sequence[str],
        projects: Sequence[int],
        words: Sequence[str] = (),
    ) -> None:
        def put(table: Table, column: str, values: Iterable[Any], **more: Mapping[Any, Any]) -> None:
            rows = [
                {"partnership_id": number, column: value} | {name: given[value] for name, given in more.items()}
                for value in values
            ]
            self.replace(table, self.rows(table, table.c.partnership_id == number), rows)

        put(tables.partnership_party, "organisation_id", parties, people=parties)
        put(tables.partnership_theme, "theme", themes)
        put(tables.partnership_project, "project_id", projects)
        put(tables.partnership_area, "area", words)

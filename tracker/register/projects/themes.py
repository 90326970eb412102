"""Themes: the vocabulary that classifies projects. A recorded theme stays, because reports and records refer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid
from tracker.insight.projects.themes import ThemeRecord, find_measure, theme_record
from tracker.register.core import Collection
from tracker.rules.codelists import find_term
from tracker.rules.codes import check_code, slug
from tracker.rules.text import fold, line

NAMES = ("name", "name_es", "name_fr")


class ThemeFacts(NamedTuple):
    """A theme in the user's words; `code` is made from the name where None."""

    code: str | None
    name: str
    name_es: str | None = None
    name_fr: str | None = None
    dac_sector: str | None = None
    tfa_measures: Sequence[str] = ()


class Themes(Collection):
    """The themes of a register."""

    def add(self, facts: Sequence[ThemeFacts]) -> list[str]:
        """Add themes; returns their codes.

        Raises Invalid, NotFound for an unknown measure, or Conflict where a code or a name is taken.
        """
        codes = []
        for fact in facts:
            values = self.columns(fact._asdict())
            code = slug(check_code("theme code", fact.code)) if fact.code else slug(values["name"])
            if not code:
                raise Invalid(
                    "theme", fact.name, "contains no Latin letter from which to form a code", "a code given by you"
                )
            self.check_free(code, values)
            self.insert(tables.theme, [{"code": code, **values}])
            self._set_measures(code, fact.tfa_measures)
            self.codes.forget_vocabulary("theme")
            codes.append(code)
        return codes

    def edit(
        self, code: str, given: Mapping[str, Any], expected: ThemeRecord | None = None
    ) -> tuple[ThemeRecord, ThemeRecord]:
        """Change a theme, given as in `ThemeFacts`; an empty text clears a field, None leaves it.

        The code stays. Returns the theme before and after. Raises as `add` does, and Conflict where somebody has
        changed the theme since the record `expected` was read.
        """
        before = theme_record(self.register.reader, code)
        if expected is not None and before != expected:
            raise Conflict(
                f"Theme {before.code} was changed by another user after you began to edit it.",
                "Nothing was written. Check the new version, and repeat your edit.",
            )
        values = self.columns(given)
        self.check_free(before.code, values, before.code)
        (row,) = self.rows(tables.theme, tables.theme.c.code == before.code)
        self.update(tables.theme, [(row, values)])
        if given.get("tfa_measures") is not None:
            self._set_measures(before.code, given["tfa_measures"])
        self.codes.forget_vocabulary("theme")
        return before, theme_record(self.register.reader, before.code)

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for the words given; an empty text is unknown, a None is left out. Raises Invalid."""
        values: dict[str, Any] = {}
        for word in NAMES:
            if (text := given.get(word)) is None:
                continue
            values[word] = line(f"theme {word.replace('_', ' in ')}", text) if text.strip() or word == "name" else None
            if ";" in text:
                raise Invalid(
                    "theme name", text, "contains a semicolon, which separates themes", "a name without a semicolon"
                )
        if (sector := given.get("dac_sector")) is not None:
            values["dac_sector"] = sector.strip() or None
            if sector.strip() and find_term("Sector", sector.strip()) is None:
                right = "a purpose code; `tracker codes sector WORDS` finds it"
                raise Invalid("DAC sector", sector, "is not in the code list Sector", right)
        return values

    def check_free(self, code: str, values: Mapping[str, Any], own: str | None = None) -> None:
        """Raises Conflict where the code of a new theme, or a name of one, already belongs to another theme."""
        rows = [row for row in self.rows(tables.theme) if row["code"] != own]
        taken = {row["code"]: row for row in rows}
        for row in rows:
            taken |= {fold(row[name]): row for name in NAMES if row[name]}
        asked = {} if own else {code: code}
        for name in NAMES:
            if values.get(name):
                asked |= {fold(values[name]): values[name], slug(values[name]): values[name]}
        for key, said in asked.items():
            if key in taken:
                there = taken[key]
                raise Conflict(
                    f"{said!r} already belongs to the theme {there['code']} ({there['name']}).",
                    f"`tracker theme edit {there['code']}` changes it; `tracker theme list` shows them all.",
                )

    def _set_measures(self, theme: str, measures: Sequence[str]) -> None:
        wanted = {
            find_measure(self.register.reader, one) for text in measures for one in text.split(";") if one.strip()
        }
        old = self.rows(tables.theme_measure, tables.theme_measure.c.theme == theme)
        self.replace(tables.theme_measure, old, [{"theme": theme, "measure": measure} for measure in sorted(wanted)])

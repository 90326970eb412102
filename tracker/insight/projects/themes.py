"""Themes: the vocabulary that classifies projects, with the sector and the TFA measures of each."""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes
from tracker.rules.codes import nearest
from tracker.store.reader import Reader


class ThemeRow(NamedTuple):
    """A theme in a list; `projects` counts those that have it now, as their primary theme or as another one."""

    code: str
    name: str
    name_es: str | None
    name_fr: str | None
    dac_sector: str | None
    tfa_measures: tuple[str, ...]
    projects: int


class ThemeRecord(NamedTuple):
    """Everything known about a theme, in the fields of `ThemeFacts`."""

    code: str
    name: str
    name_es: str | None
    name_fr: str | None
    dac_sector: str | None
    tfa_measures: tuple[str, ...]

    @property
    def version(self) -> ThemeRecord:
        """The state that an edit started from: a theme has no version number, so the whole record is compared."""
        return self


class MeasureRow(NamedTuple):
    """A measure of the WTO Trade Facilitation Agreement, and the codes of the themes related to it."""

    measure: str
    title: str
    themes: tuple[str, ...]


def list_themes(reader: Reader) -> list[ThemeRow]:
    """The themes, by name."""
    sql = """SELECT t.code, t.name, t.name_es, t.name_fr, t.dac_sector,
  (SELECT count(*) FROM project_theme p WHERE p.theme = t.code) FROM theme t ORDER BY lower(t.name), t.code"""
    measures = _measures(reader)
    return [
        ThemeRow(code, name, spanish, french, sector, measures.get(code, ()), projects)
        for code, name, spanish, french, sector, projects in reader.rows(sql)
    ]


def theme_record(reader: Reader, code: str) -> ThemeRecord:
    """Everything known about a theme. Raises NotFound with the nearest."""
    code = Codes(reader).theme(code)
    sql = "SELECT code, name, name_es, name_fr, dac_sector FROM theme WHERE code = :code"
    ((code, name, spanish, french, sector),) = reader.rows(sql, {"code": code})
    return ThemeRecord(code, name, spanish, french, sector, _measures(reader).get(code, ()))


def list_measures(reader: Reader) -> list[MeasureRow]:
    """The measures of the agreement, in its order."""
    themes: dict[str, list[str]] = {}
    for theme, measure in reader.rows("SELECT theme, measure FROM theme_measure ORDER BY theme"):
        themes.setdefault(measure, []).append(theme)
    rows = sorted(reader.rows("SELECT measure, title FROM tfa_measure"), key=lambda row: in_order(row[0]))
    return [MeasureRow(measure, title, tuple(themes.get(measure, ()))) for measure, title in rows]


def find_measure(reader: Reader, text: str) -> str:
    """A measure of the agreement by its number, `7.7`. Raises NotFound with the nearest."""
    known = [row[0] for row in reader.rows("SELECT measure FROM tfa_measure")]
    measure = text.strip()
    if measure not in known:
        raise NotFound("TFA measure", text, nearest(measure, known), "`tracker theme measures` shows them.")
    return measure


def in_order(measure: str) -> tuple[int, ...]:
    """The sort key of measures in the order of the agreement: 7.9 comes before 10.1."""
    return tuple(map(int, re.findall(r"\d+", measure)))


def _measures(reader: Reader) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for theme, measure in reader.rows("SELECT theme, measure FROM theme_measure"):
        found.setdefault(theme, []).append(measure)
    return {theme: tuple(sorted(measures, key=in_order)) for theme, measures in found.items()}

"""Load themes: the vocabulary of projects."""

from __future__ import annotations

from typing import Any

from tracker.errors import NotFound
from tracker.exchange.loaders.planning import Loader, split
from tracker.exchange.sheets import SheetRow
from tracker.insight.projects.themes import find_measure, theme_record
from tracker.register.projects.themes import NAMES, ThemeFacts
from tracker.rules.codes import check_code, slug


class ThemeLoader(Loader):
    """Themes, matched by their code. Cells that a file leaves empty keep their value."""

    def plan(self) -> None:
        themes, reader = self.register.themes, self.register.reader
        readers: dict[str, Any] = {
            name: (lambda text, name=name: themes.columns({name: text})) for name in (*NAMES, "dac_sector")
        }
        readers["code"] = lambda text: slug(check_code("theme code", text))
        readers["tfa_measures"] = lambda text: {find_measure(reader, one) for one in split(text)}
        self.sheet.read(readers, ("code", "name"))
        self.sheet.refuse_duplicates(self.sheet.standing(), _code, "code")
        for entry in list(self.sheet.standing()):
            code = entry.values["known"] = self._known(_code(entry))
            told = {name: text for word in (*NAMES, "dac_sector") for name, text in entry.values.get(word, {}).items()}
            self.attempt(entry, "name", themes.check_free, code or _code(entry), told, code)
            if entry.fate != "refused":
                entry.fate = (
                    "created" if code is None else "updated" if self._differs(code, entry, told) else "unchanged"
                )

    def apply(self) -> None:
        themes = self.register.themes
        for entry in self.sheet.having("created", "updated"):
            words = {word: text for word, text in entry.words.items() if word not in ("code", "tfa_measures")}
            measures = split(entry.words["tfa_measures"]) if "tfa_measures" in entry.words else None
            if entry.values["known"] is None:
                facts = ThemeFacts(entry.words["code"], **words, tfa_measures=measures or ())
                # A name in another language may be that of a row above it.
                self.attempt(entry, "name", themes.add, [facts])
            else:
                given = {**words, "tfa_measures": measures}
                self.attempt(entry, "name", themes.edit, entry.values["known"], given)

    def _known(self, text: str) -> str | None:
        try:
            return self.codes.theme(text)
        except NotFound:
            return None

    def _differs(self, code: str, entry: SheetRow, told: dict[str, str | None]) -> bool:
        known = theme_record(self.register.reader, code)
        measures = entry.values.get("tfa_measures", set(known.tfa_measures))
        return measures != set(known.tfa_measures) or any(getattr(known, name) != text for name, text in told.items())


def _code(entry: SheetRow) -> str:
    return str(entry.values["code"])


LOADERS: dict[str, type[Loader]] = {"themes": ThemeLoader}

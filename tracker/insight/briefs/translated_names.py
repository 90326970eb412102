"""Names and texts in the language of a brief, where the register has them; otherwise as recorded.

A text of a project that is known to be in another language is marked with it: `Ventanilla única (es)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tracker.rules.codes import is_code
from tracker.store.reader import Reader

ORGANISATIONS = """
SELECT o.code, coalesce(n.name, o.name) FROM organisation o
LEFT JOIN organisation_name n ON n.organisation_id = o.id AND n.language = :language WHERE o.code IN ({codes})
"""
# A translation belongs to the current text: where another text was reported at a conference, that text is shown. A row
# with the current text itself says in which language that is.
TEXTS = """
SELECT p.code, t.field, t.language, t.text, CASE t.field WHEN 'title' THEN p.title WHEN 'objective' THEN p.objective
  WHEN 'implementation_plan' THEN p.implementation_plan ELSE p.expected_outcomes END
FROM project_text t JOIN project p ON p.id = t.project_id WHERE p.code IN ({codes}) ORDER BY t.language
"""


class TranslatedNames(NamedTuple):
    """Names in one language: of organisations by code, countries by English name, themes by either; and texts.

    A text in another language is marked if the register knows which; if it does not, there is no mark.
    """

    organisations: dict[str, str]
    vocabulary: dict[str, str]
    texts: dict[tuple[str, str, str], str]

    def organisation(self, code: str) -> str:
        return self.organisations.get(code, code)

    def word(self, name: str) -> str:
        """The name of a country or a theme, from its English name or the theme's code."""
        return self.vocabulary.get(name, name)

    def text(self, project: str, field: str, told: str) -> str:
        """A text of a project: translated if it is the text that the translation was made from, else as reported."""
        return self.texts.get((project, field, told), told)


def names(reader: Reader, language: str, organisations: Iterable[str], projects: Iterable[str]) -> TranslatedNames:
    """The names of these organisations and projects, and of all countries and themes.

    What is no code is passed over: a value of a field that changed may be a code or any text.
    """
    params = {"language": language}
    known: dict[str, str] = {}
    for part in _parts(organisations):
        known.update(reader.rows(ORGANISATIONS.format(codes=part), params))
    name = "name" if language == "en" else f"coalesce(name_{language}, name)"
    vocabulary: dict[str, str] = dict(reader.rows(f"SELECT name, {name} FROM country"))
    for code, english, said in reader.rows(f"SELECT code, name, {name} FROM theme"):
        vocabulary[code] = vocabulary[english] = said
    texts: dict[tuple[str, str, str], str] = {}
    for part in _parts(projects):
        for code, field, of, text, original in reader.rows(TEXTS.format(codes=part)):
            if of == language and original is not None:
                texts[code, field, original] = text
            elif text == original:
                texts.setdefault((code, field, original), marked(text, of))
    return TranslatedNames(known, vocabulary, texts)


def marked(text: str, language: str) -> str:
    """Return a text with the code of its language: `Ventanilla única (es)`."""
    return f"{text} ({language})"


def _parts(codes: Iterable[str]) -> list[str]:
    """Codes for SQL lists, a thousand at a time; codes contain only letters, digits and hyphens."""
    wanted = sorted(filter(is_code, set(codes)))
    return [", ".join(f"'{code}'" for code in wanted[start : start + 1000]) for start in range(0, len(wanted), 1000)]

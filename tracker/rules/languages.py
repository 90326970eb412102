"""Words for people, in the languages in which the secretariat writes: English in the code, the others in catalogs.

    _ = translator("brief", "es")
    _("Pledges not kept")

The catalogs are `tracker/data/locale/<language>/LC_MESSAGES/<domain>.po` and the `.mo` made of it by
`python scripts/translate.py`, which also finds the messages: every `_("...")` in a module that names its domain in a
line `TEXTS = "brief"`, every word marked `N_("...")` in it, and the words of its VOCABULARY.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from tracker.rules.words import LANGUAGES

SOURCE = "en"
Translate = Callable[[str], str]


@lru_cache
def translator(domain: str, language: str) -> Translate:
    """From an English message to the one of `language`, one of LANGUAGES. Raises KeyError for any other language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == SOURCE:
        return lambda text: text
    catalog = files("tracker").joinpath("data", "locale", language, "LC_MESSAGES", f"{domain}.mo")
    return gettext.GNUTranslations(BytesIO(catalog.read_bytes())).gettext


def N_(text: str) -> str:
    """Marks a message that is translated elsewhere, where the language is known."""
    return text

"""Texts for users, in the languages in which the secretariat writes: English in the code, the others in catalogs.

    _ = translator("brief", "es")
    _("Pledges not kept")

The catalogs are `tracker/data/locale/<language>/LC_MESSAGES/<domain>.po` and the `.mo` compiled from it. The script
`scripts/translate.py` (run it with Python) compiles them and also finds the messages: every `_("...")` in a module that
names its domain in a line `TEXTS = "brief"`, every word marked `N_("...")` in it, and the words in its VOCABULARY.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from tracker.rules.words import LANGUAGES

SOURCE = "en"
Translate = Callable[[str], str]


@lru_cache
def translator(domain: str, language: str) -> Translate:
    """A function that translates English messages to `language`. Raises KeyError for one not in LANGUAGES."""
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == SOURCE:
        return lambda text: text
    # Loaded late: lists, which must start at once, only mark messages.
    import gettext
    from importlib.resources import files
    from io import BytesIO

    catalog = files("tracker").joinpath("data", "locale", language, "LC_MESSAGES", f"{domain}.mo")
    return gettext.GNUTranslations(BytesIO(catalog.read_bytes())).gettext


def N_(text: str) -> str:
    """Mark a message that is translated elsewhere, where the language is known."""
    return text

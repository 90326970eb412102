"""Countries by the names that people use: codes of three letters, short and other usual names, abbreviations."""

from __future__ import annotations

from functools import lru_cache

from tracker.rules.text import name_key

# Words that do not identify a country, in English, Spanish, French and Portuguese.
_PASSED_OVER = frozenset(
    (
        *("the", "of", "and", "government", "govt"),
        *("el", "la", "los", "las", "de", "del", "y", "gobierno"),
        *("le", "les", "l", "du", "des", "d", "et", "gouvernement"),
        *("o", "a", "os", "as", "do", "da", "dos", "das", "e", "governo"),
    )
)
_SPELLED = {
    **dict.fromkeys(("republic", "republica", "republique", "repub"), "rep"),
    **dict.fromkeys(("saint", "sainte", "santa", "sta"), "st"),
    **dict.fromkeys(("democratic", "democratica", "democratique"), "dem"),
    **dict.fromkeys(("islands", "islas", "iles", "ilhas"), "is"),
    **dict.fromkeys(("federal", "federative", "federativa"), "fed"),
}

# Styles of states; left out only if a name is not found with its style.
_STYLED = frozenset(
    ("rep", "dem", "fed", "kingdom", "reino", "royaume", "commonwealth", "state", "estado", "people", "s")
)


def country_key(text: str) -> str:
    """The key that two names of a country share: "Dominican Rep." is "Dominican Republic"."""
    words = [_SPELLED.get(word, word) for word in name_key(text).split() if word not in _PASSED_OVER]
    return " ".join(sorted(words))


def plain_key(text: str) -> str:
    """The same key without the style of the state: "Republic of Honduras" is "Honduras"."""
    return " ".join(word for word in country_key(text).split() if word not in _STYLED)


@lru_cache(maxsize=1)
def other_names() -> dict[str, str]:
    """The code of each country that has a name other than those of the vocabulary, by `country_key`."""
    # Loaded on first use: every list imports this module, and few commands look up a country.
    import csv
    from importlib.resources import files
    from io import StringIO

    source = files("tracker") / "data" / "vocabulary" / "country_names.csv"
    found: dict[str, str] = {}
    for row in csv.DictReader(StringIO(source.read_text(encoding="utf-8"))):
        for name in (row["alpha3"], *row["also"].split(";")):
            if name:
                found[country_key(name)] = row["code"]
    return found

"""Well-known donors that many lists name: their names in several languages, their usual code, and their kind."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from typing import NamedTuple

from tracker.rules.text import name_key

_ACRONYM = re.compile(r"\s*\(\s*([A-Z][A-Za-z0-9&./-]{1,11})\s*\)\s*$")
_GOVERNMENT = re.compile(
    r"^\s*(?:the\s+)?(?:gov(?:ernmen|')?t\.?|gob(?:ierno|\.)|gouvernement|governo)\s+(?:of\s+(?:the\s+)?|del?\s+|d[aou]s?\s+|des?\s+|du\s+|d')?",
    re.IGNORECASE,
)
_NOTHING = frozenset(
    map(
        name_key,
        (
            *("-", "?", "n/a", "na", "n.a.", "n.d.", "nd", "s/d", "tbd", "tbc", "none", "nil", "unknown", "not known"),
            *("not applicable", "to be determined", "to be confirmed", "no aplica", "ninguno", "desconocido", "s/i"),
            *(
                "por determinar",
                "por definir",
                "sin dato",
                "sin datos",
                "sans objet",
                "à déterminer",
                "aucun",
                "inconnu",
            ),
            *("não se aplica", "a definir", "nenhum", "nėra", "nežinoma"),
        ),
    )
)
# Words in a name that show the kind of an organisation, the first match counts; in English, Spanish, French and
# Portuguese, without accents.
_KINDS = tuple(
    (kind, re.compile(rf"\b({words})\b"))
    for kind, words in (
        ("customs administration", "customs|aduanas?|aduaneir[ao]|douanes?|alfandegas?"),
        ("academic", "universit\\w*|universidad\\w*|universidade|college|school of|escuela|ecole|facult\\w+"),
        (
            "non-governmental organisation",
            "foundation|fundacion|fondation|fundacao|red cross|cruz roja|croix rouge|cruz vermelha|caritas|oxfam|church"
            "|ngo|ong|association|asociacion|associacao|actionaid|save the children|care international|handicap",
        ),
        (
            "development bank",
            "development bank|banco (\\w+ ){0,2}de (desarrollo|desenvolvimento|fomento|integracion)\\b.*"
            "|banque (\\w+ ){0,2}de developpement|world bank|banco mundial|banque mondiale|eximbank|exim bank"
            "|investment bank|bank for (\\w+ ){0,3}(development|integration|reconstruction)",
        ),
        ("trust fund", "(trust |social |development |environment |achievement )fund|fondo|fonds|fundo|fund|facility"),
        (
            "international organisation",
            "united nations|naciones unidas|nations unies|nacoes unidas|un|organi[sz]ation"
            "|organizacion|organisation|organizacao|commission|comision|union|uniao|community|comunidad|secretariat",
        ),
        (
            "bilateral agency",
            "(development|international|technical) cooperation( agency)?|agency for international development"
            "|development agency|cooperation agency|agencia|agence|cooperacion|cooperation|cooperacao",
        ),
        (
            "government",
            "government|gobierno|gouvernement|governo|ministry|ministerio|ministere|department|departamento|embassy"
            "|embajada|ambassade|embaixada|state secretariat|secretaria|institute|instituto|millennium challenge",
        ),
        ("private sector", "bank|banco|banque|inc|ltd|llc|gmbh|plc|s a|s p a|corp|company|group"),
    )
)


class KnownDonor(NamedTuple):
    """A well-known donor: its usual code, kind and country, and its names, the first in English."""

    code: str
    kind: str
    country: str | None
    names: tuple[str, ...]


def known_donor(text: str) -> KnownDonor | None:
    """The well-known donor with a name or code, ignoring case, accents and punctuation."""
    found = _donors().get(name_key(text))
    if found is None and (match := _ACRONYM.search(text)):
        found = _donors().get(name_key(text[: match.start()]))
    return found


def acronym(name: str) -> str | None:
    """The acronym in brackets at the end of a name, such as USAID, or the name itself where it is one."""
    match = _ACRONYM.search(name)
    if match:
        return match[1]
    return name if re.fullmatch(r"[A-Z][A-Z0-9&-]{1,11}", name) else None


def of_government(name: str) -> str:
    """The country in a name of a government: "Government of Japan" gives "Japan"."""
    return _GOVERNMENT.sub("", name)


def says_nothing(name: str) -> bool:
    """Whether a text is a placeholder and not a name: a dash, "N/A", "to be determined"."""
    return name_key(name) in _NOTHING


def without_acronym(name: str) -> str:
    """A name without the acronym in brackets at its end."""
    return _ACRONYM.sub("", name)


def kind_by_name(name: str) -> str | None:
    """The kind of an organisation, as far as the words of its name show it."""
    known = name_key(name)
    if known.startswith(("government of", "gobierno de", "gouvernement d", "governo d", "ministry of", "ministerio d")):
        return "government"
    return next((kind for kind, words in _KINDS if words.search(known)), None)


@lru_cache(maxsize=1)
def _donors() -> dict[str, KnownDonor]:
    source = files("tracker") / "data" / "vocabulary" / "donors.csv"
    found: dict[str, KnownDonor] = {}
    for row in csv.DictReader(StringIO(source.read_text(encoding="utf-8"))):
        names = tuple(row["names"].split(";"))
        donor = KnownDonor(row["code"], row["kind"], row["country"] or None, names)
        for name in (row["code"], *names):
            found[name_key(name)] = donor
    return found

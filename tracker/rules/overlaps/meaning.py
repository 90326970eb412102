"""What texts in English, Spanish, French and Portuguese say, as words that can be compared across these languages.

A glossary maps words and phrases to concepts. Other words lose accents, their plural and the endings that the four
languages spell differently (`-ción`, `-tion`, `-ção`), so that words of one origin become the same.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from io import StringIO

# The first mark begins a concept of the glossary, the second a country, and alone it is a region; no word has them.
CONCEPT, COUNTRY = "#", "@"
LANGUAGES = ("en", "es", "fr", "pt")

_ACCENTS = re.compile("[\u0300-\u036f]")
_WORDS = re.compile(r"[^\W_]+")
# Longer numbers, and words with digits, are codes of donors and say nothing.
_NO_CODE = re.compile(r"[^\W\d]+|\d\d?")
_ELECTRONIC = re.compile(r"\be-(?=\w)")  # e-commerce is one word
_SMALL = """
a all also an and any are as at be been being between both but by can each for from had has have in including into is it
its may more most no non not of on or other our over per re s shall should such than that the their them these they this
those through to under upon via was we were which while who will with within would

al asi como con cual cuales cada de del desde donde durante e el en es esta este estos estas fue ha han hasta la las lo
los mas mediante no o otras otros para pero por que sean sera se ser sin sobre son su sus tambien traves u un una unas
unos y

afin ainsi au aussi autres aux avec ce ces cet cette d dans des dont du elle en entre est et etre il ils l le les leur
leurs lors n ne nous ont ou par pas plus pour qu que qui sa se selon ses son sont sous sur un une vers

ao aos as ate bem com da das do dos em entre foi ja mais mas na nao nas no nos onde os ou outras outros pela pelas pelo
pelos qual quais sao sem seu seus sua suas tem um uma
"""
_SMALL_WORDS = frozenset(_SMALL.split())
# Names of regions say as little about the work as names of countries do.
_REGIONS = """
Caribbean; Caribe; Caraïbes; Central America; América Central; Centroamérica; Amérique centrale; Latin America;
América Latina; Latinoamérica; Amérique latine; Americas; Américas; Amériques; Africa; África; Afrique; Asia; Ásia;
Asie; Europe; Europa; Pacific; Pacífico; Pacifique
"""
# Ends like a plural and is none.
_NO_PLURAL = frozenset(("aids",))
_PLURALS = (("oes", "ao"), ("ais", "al"), ("aux", "al"), ("ies", "y"), ("s", ""))
# What the four languages spell differently, and one spelling for all; then the endings that words lose.
_SPELLINGS = tuple(
    (re.compile(found), one)
    for found, one in (
        ("ph", "f"),
        ("th", "t"),
        ("ch", "c"),
        ("y", "i"),
        ("k|qu", "c"),
        ("z", "s"),
        (r"(.)\1", r"\1"),
        ("(?:coes|cao|ciones|cion|tions|tion)$", "cion"),
        ("c?cion$", "cion"),
        ("(?:soes|sao|siones|sions)$", "sion"),
        ("(?<=...)(?:aux|ais|aus)$", "al"),
        ("(?<=...)(?:eles|els|eis|ele)$", "el"),
        ("(?<=..)s$", ""),
        ("tif$", "tiv"),
    )
)
_ENDINGS = re.compile(
    "(?<=....)(?:icional|cionel|cional|cion|sion|ativ[oae]?|tiv[oae]?|iv[oae]?|(?:a|i|ie|e)?ment[oae]?|amient[oae]?"
    "|imient[oae]?|idade?|ite|iti|enci?[aei]*|anci?[aei]*|ente?|ante?|ical|ico|ica|icue|ice|ic|ario|aria|aire|ari"
    "|ador[ae]?|ateur|ator[ae]?|atori[oae]?|ate|ado|ada|al|el|ing|ed)$"
)
_INFINITIVE = re.compile("(?<=.....)[aei]r$")
_VOWELS = re.compile("(?<=...)[aeiou]+$")
# A shorter stem is shared by words that have nothing to do with each other.
_STEM_OF_CONCEPT = 4


def folded(text: str) -> str:
    """A text in small letters without accents."""
    return text.lower() if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower()))


def keys(text: str) -> list[str]:
    """The words of a text without accents, plural and gender; small words and codes are left out."""
    text = folded(text)
    if "e-" in text:
        text = _ELECTRONIC.sub("e", text)
    return [found for found in map(_key, _WORDS.findall(text)) if found]


@cache
def _key(word: str) -> str:
    if word in _SMALL_WORDS or not _NO_CODE.fullmatch(word):
        return ""
    for found, one in _PLURALS:
        if word.endswith(found) and len(word) > len(found) + 2 and word not in _NO_PLURAL:
            word = word[: -len(found)] + one
            break
    return word[:-1] if word[-1] in "aeo" and len(word) > 4 and not word.endswith("ao") else word


@cache
def stem(word: str) -> str:
    """What a folded word shares with its other forms, and with the same word of the other languages."""
    if len(word) < 4:
        return word
    for found, one in _SPELLINGS:
        word = found.sub(one, word)
    return _VOWELS.sub("", _INFINITIVE.sub("", _ENDINGS.sub("", word)))


class Glossary:
    """Concepts of the field and names of countries, by the words that say them in four languages."""

    def __init__(self) -> None:
        # By their first and second word: the rest of each phrase, and what it says, the longest first.
        self._phrases: dict[str, dict[str, list[tuple[list[str], str]]]] = {}
        self._concepts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        of_stem: dict[str, set[str]] = {}
        for form, concept in _forms():
            self._names.setdefault(concept, form)
            match keys(form):
                case [word]:
                    self._concepts.setdefault(word, concept)
                    if concept[0] == CONCEPT:  # `cambio` has the stem of Cambodia
                        of_stem.setdefault(stem(word), set()).add(concept)
                case [word, second, *rest]:
                    self._phrases.setdefault(word, {}).setdefault(second, []).append((rest, concept))
        for of_first in self._phrases.values():
            for phrases in of_first.values():
                phrases.sort(key=lambda phrase: -len(phrase[0]))
        # What each word says, learned as words come.
        self._said = dict(self._concepts)
        self._by_stem = {
            one: concepts.pop()
            for one, concepts in of_stem.items()
            if len(one) >= _STEM_OF_CONCEPT and len(concepts) == 1
        }

    def read(self, text: str, parts: list[str] | None = None) -> list[str]:
        """What a text says: concepts, countries, and the stems of its other words, in their order.

        `parts` also gets the concepts of the words of each phrase: "trade facilitation" is about trade.
        """
        found, place = keys(text), 0
        said: list[str] = []
        while place < len(found):
            word = found[place]
            place += 1
            meant = self._said.get(word)
            if word in self._phrases and place < len(found):
                second = found[place]
                for rest, concept in self._phrases[word].get(second, ()):
                    if found[place + 1 : place + 1 + len(rest)] == rest:
                        if parts is not None:
                            parts += filter(None, map(self._concepts.get, (word, second, *rest)))
                        meant = concept
                        place += 1 + len(rest)
                        break
            said.append(meant or self._other(word))
        return said

    def written(self, text: str, said: Iterable[str]) -> list[str]:
        """Words of `read` for people: a concept by its first form, which is English, others as they are in the text."""
        words = {word: _key(word) for word in reversed(_WORDS.findall(folded(text)))}
        in_text = {self._said.get(found) or self._other(found): word for word, found in words.items() if found}
        return [self._names.get(one) or in_text.get(one, one) for one in said]

    def _other(self, word: str) -> str:
        root = stem(word)
        return self._said.setdefault(word, self._by_stem.get(root, root))


@cache
def glossary() -> Glossary:
    """The glossary of the package, read once."""
    return Glossary()


def _forms() -> Iterator[tuple[str, str]]:
    for row in _table("glossary"):
        for language in LANGUAGES:
            for form in row[language].split(";"):
                yield form, CONCEPT + row["concept"]
    for name in _REGIONS.split(";"):
        yield name, COUNTRY
    for row in _table("countries"):
        for name in ("name", "name_es", "name_fr"):
            yield row[name], COUNTRY + row["code"]
    for row in _table("country_names"):
        for name in row["also"].split(";"):
            yield name, COUNTRY + row["code"]


def _table(name: str) -> Iterable[dict[str, str]]:
    source = files("tracker") / "data" / "vocabulary" / f"{name}.csv"
    return csv.DictReader(StringIO(source.read_text(encoding="utf-8")))

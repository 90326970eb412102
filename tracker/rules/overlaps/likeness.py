"""How like two projects are: whether they may be one activity reported twice, and whether they are kindred work.

Words are compared by their meaning in four languages (`meaning`), rare words counting for more, and titles also by
their letters. All sums are of whole numbers, and every choice has an order of its own: the result does not depend on
the order in which the projects come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from math import log, sqrt
from typing import NamedTuple

from tracker.rules.overlaps.meaning import COUNTRY, glossary, keys

# What makes up each score.
WORDS, LETTERS = 0.7, 0.3
KINDRED_WORDS, KINDRED_LETTERS = 0.85, 0.15
TEXT, AMOUNT, START = 0.77, 0.18, 0.05
# A difference of amounts (of the larger one) and of starts (in days) from which they add nothing.
AMOUNTS_DIFFER, STARTS_DIFFER = 0.25, 365
# What lowers a score: a place that is unknown or a region; titles of different phases; themes that are strangers.
ANY_PLACE, OTHER_PHASE, STRANGERS = 0.85, 0.7, 0.5
PHASES = ("#first", "#second", "#third", "#fourth")
# What a title says of money that is not yet a project: it overlaps with none.
UNALLOCATED = "#unallocated"
# A search looks up the rarest words of a project until it has met so many others, and scores the best of these: of all
# projects together at most so many, of one project never fewer than so many.
LOOKED_UP, LOOKED_UP_AT_LEAST = 1_200_000, 60
SCORED, SCORED_AT_LEAST = 40_000, 2
# Of the words that two projects share, so many are looked at.
MOST_SHARED = 12

Vector = dict[str, int]


class Described(NamedTuple):
    """A project, as far as its likeness to others is concerned.

    `places` are countries; none if they are unknown, or a region. `start` is the first and the last day on which it may
    have started, counted from any day. Projects of one `family`, related as parts, siblings or successors, never
    overlap.
    """

    code: str
    title: str
    text: str = ""
    places: frozenset[str] = frozenset()
    donors: frozenset[str] = frozenset()
    source: str | None = None
    themes: frozenset[str] = frozenset()
    amount: float | None = None
    currency: str | None = None
    start: tuple[int, int] | None = None
    family: str | None = None


class Likeness(NamedTuple):
    """The two scores of two projects and their parts, from 0 to 1; a part is None where one of them does not say it."""

    one: str
    other: str
    same: float
    kindred: float
    title: float
    letters: float
    words: float
    amount: float | None
    start: float | None
    same_themes: bool | None
    same_place: bool
    phases_differ: bool


class DescribedProjects:
    """Projects to be compared with one another."""

    def __init__(self, projects: Iterable[Described]) -> None:
        self.all = sorted(projects)
        self.place_of = {project.code: place for place, project in enumerate(self.all)}
        read = glossary().read
        parts: list[list[str]] = [[] for _ in self.all]
        titles = [read(project.title, more) for project, more in zip(self.all, parts, strict=True)]
        self.countries = [
            project.places or frozenset(word[1:] for word in title if word[0] == COUNTRY) - {""}
            for project, title in zip(self.all, titles, strict=True)
        ]
        self.phases = [frozenset(word for word in title if word in PHASES) for title in titles]
        self.unallocated = [UNALLOCATED in title for title in titles]
        # Another title may name the same thing by a part of a phrase; a longer text says the parts anyway.
        texts = (
            chain(title, more, read(project.text)) for project, title, more in zip(self.all, titles, parts, strict=True)
        )
        self.texts, self._text_sizes = _weighed(map(_without_countries, texts))
        self.titles, self._title_sizes = _weighed(map(_without_countries, titles))
        self._shares = [round(1_000_000 / size) for size in self._text_sizes]
        number = max(len(self.all), 1)
        self._looked_up = max(LOOKED_UP // number, LOOKED_UP_AT_LEAST)
        self._scored = max(SCORED // number, SCORED_AT_LEAST)
        self.letters = [_grams(project.title) for project in self.all]

    def likenesses(self, among: Collection[str] = ()) -> Iterator[Likeness]:
        """The scores of each pair that a search finds; with codes, of those with one of these projects."""
        wanted = {self.place_of[code] for code in among if code in self.place_of}
        for one, other in self._pairs(range(len(self.all))):
            if not among or one in wanted or other in wanted:
                yield self.compare(one, other)

    def near(self, codes: Collection[str]) -> Iterator[Likeness]:
        """The scores of the pairs that searches for these projects find: fewer than `likenesses`, and quick."""
        for one, other in self._pairs({self.place_of[code] for code in codes}):
            yield self.compare(one, other)

    def _pairs(self, asking: Container[int]) -> Iterator[tuple[int, int]]:
        """The pairs that a search for each of these projects finds in its countries, each once."""
        blocks: dict[str, list[int]] = defaultdict(list)
        for place, countries in enumerate(self.countries):
            for country in countries or ("",):
                blocks[country].append(place)
        everywhere, everyone = blocks.pop("", []), range(len(self.all))
        searches: list[tuple[Sequence[int], Sequence[int]]] = [(block, block) for _, block in sorted(blocks.items())]
        if everywhere:
            searches += [(everywhere, everyone), (everyone, everywhere)]
        met = set()
        for searched, places in searches:
            askers = [place for place in places if place in asking]
            index: dict[str, list[int]] = defaultdict(list)
            for place in searched if askers else ():
                for word in self.texts[place]:
                    index[word].append(place)
            for place in askers:
                for other in self._found(place, index):
                    pair = (place, other) if place < other else (other, place)
                    if pair not in met:
                        met.add(pair)
                        yield pair

    def _found(self, place: int, index: dict[str, list[int]]) -> list[int]:
        """The projects of an index that share the rarest words of one, the best first."""
        vector = self.texts[place]
        score: dict[int, int] = {}
        left = self._looked_up
        for number, word in sorted([(len(index[word]), word) for word in vector.keys() & index.keys()]):
            if number > left and score:
                break
            left -= number
            weight = vector[word] ** 2
            # Of a word that all have, as thousands of equal titles do, not all are looked at.
            for other in index[word][: 10 * self._looked_up]:
                score[other] = score.get(other, 0) + weight
        score.pop(place, None)
        # The score and the place in one number: quicker to sort than pairs, and of equal scores the first place wins.
        number, shares = len(self.all), self._shares
        ranked = sorted([found * shares[other] * number - other for other, found in score.items()], reverse=True)
        likely = (-found % number for found in ranked)
        return list(islice((other for other in likely if self.may_overlap(place, other)), self._scored))

    def may_overlap(self, one: int, other: int) -> bool:
        """Whether two projects are of different donors or sources, of different families, and perhaps in one country.

        A source knows its own projects: it has none twice, and what two of its donors do is not what one of them does.
        Money that awaits its allocation is no project.
        """
        a, b = self.all[one], self.all[other]
        if a.source == b.source:
            if a.source is None and a.donors == b.donors and a.donors:
                return False
            if a.source is not None and not (a.donors and b.donors and a.donors.isdisjoint(b.donors)):
                return False
        if (a.family is not None and a.family == b.family) or self.unallocated[one] or self.unallocated[other]:
            return False
        here, there = self.countries[one], self.countries[other]
        return not here or not there or not here.isdisjoint(there)

    def compare(self, one: int, other: int) -> Likeness:
        """The scores of two projects and their parts."""
        a, b = self.all[one], self.all[other]
        here, there = self.texts[one], self.texts[other]
        words = _product(here, there) / (self._text_sizes[one] * self._text_sizes[other])
        head, heading = self.titles[one], self.titles[other]
        size, sizing = self._title_sizes[one], self._title_sizes[other]
        # What is the title of one is often in the text of the other.
        retold = (_told(head, there) / size**2 + _told(heading, here) / sizing**2) / 2
        title = max(_product(head, heading) / (size * sizing), retold)
        grams, other_grams = self.letters[one], self.letters[other]
        letters = len(grams & other_grams) / sqrt(len(grams) * len(other_grams) or 1)
        amount = start = same_themes = None
        same = TEXT * (WORDS * title + LETTERS * letters + words) / 2
        kindred = KINDRED_WORDS * words + KINDRED_LETTERS * letters
        if a.amount and b.amount and a.currency == b.currency:
            amount = max(0.0, 1 - abs(a.amount - b.amount) / max(a.amount, b.amount) / AMOUNTS_DIFFER)
            same += AMOUNT * amount
        if a.start is not None and b.start is not None:
            either = max(a.start[0], b.start[0]) <= min(a.start[1], b.start[1])
            start = 1.0 if either else max(0.0, 1 - abs(a.start[0] - b.start[0]) / STARTS_DIFFER)
            same += START * start
        if a.themes and b.themes:
            same_themes = not a.themes.isdisjoint(b.themes)
            kindred *= 1 if same_themes else STRANGERS
        same_place = not self.countries[one].isdisjoint(self.countries[other])
        if not same_place:
            same, kindred = same * ANY_PLACE, kindred * ANY_PLACE
        phase, other_phase = self.phases[one], self.phases[other]
        phases_differ = bool(phase and other_phase) and phase.isdisjoint(other_phase)
        if phases_differ:
            same *= OTHER_PHASE
        return Likeness(
            a.code, b.code, same, kindred, title, letters, words, amount, start, same_themes, same_place, phases_differ
        )

    def between(self, one: str, other: str) -> Likeness | None:
        """The scores of two projects by their codes, in this order; None if one is unknown."""
        places = self.place_of.get(one), self.place_of.get(other)
        return None if places[0] is None or places[1] is None else self.compare(places[0], places[1])

    def title(self, code: str) -> str:
        """The title of a project."""
        return self.all[self.place_of[code]].title

    def shared(self, one: str, other: str) -> list[str]:
        """What two projects both say, those first that count for most: words as the first has them, or concepts."""
        a, b = self.place_of[one], self.place_of[other]
        mine, others = self.texts[a], self.texts[b]
        both = sorted(mine.keys() & others.keys(), key=lambda word: (-mine[word] * others[word], word))
        said: list[str] = []
        for name in glossary().written(f"{self.all[a].title} {self.all[a].text}", both[:MOST_SHARED]):
            if not any(name in phrase.split() for phrase in said):
                said.append(name)
        return said


def _without_countries(words: Iterable[str]) -> list[str]:
    return [word for word in words if word[0] != COUNTRY]


def _grams(title: str) -> frozenset[str]:
    # A copy of a set takes less memory than the set.
    return frozenset(set().union(*map(_grams_of_word, keys(title))))


@cache
def _grams_of_word(word: str) -> frozenset[str]:
    word = f" {word} "
    return frozenset([word[place : place + 4] for place in range(max(len(word) - 3, 1))])


def _weighed(texts: Iterable[Sequence[str]]) -> tuple[list[Vector], list[float]]:
    """The weight of each word in each text, more for a rare word and for one that comes often; and their lengths.

    The weights are small whole numbers, which Python has once each.
    """
    having = Counter[str]()
    vectors: list[Vector] = []
    for words in texts:
        counted = Counter(words)
        having.update(counted.keys())
        vectors.append(dict(counted))
    number = len(vectors)
    unit = 120 / log(1 + number) if number else 1
    rare = {word: round(unit * log(1 + number / count)) for word, count in having.items()}
    for vector in vectors:
        for word, count in vector.items():
            vector[word] = rare[word] if count == 1 else min(255, round(rare[word] * (1 + log(count))))
    return vectors, [sqrt(sum([weight * weight for weight in vector.values()])) or 1.0 for vector in vectors]


def _product(one: Vector, other: Vector) -> int:
    return sum([one[word] * other[word] for word in one.keys() & other.keys()])


def _told(title: Vector, text: Vector) -> int:
    """How much of a title a text says; all of it is the square of the title's length."""
    return sum([weight * weight for word, weight in title.items() if word in text])

"""Guess what headings mean from their names alone: all are weighed together, and the best assignment wins.

Money is weighed more strictly than anything else: every word of its heading must be a word for money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from tracker.exchange.foreign import heading_words
from tracker.exchange.foreign.units import split_heading, without_day
from tracker.exchange.foreign.words_by_language import key

_ALONE = 0.8  # less likely phrases must be the whole heading
_LEAST = 0.55
_MOST_WORDS = 12
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_COUNT = re.compile(r"(number|no|n|nº|count|cantidad|nombre|numero) (of|de|d) .*s$")  # number of officers
_SMALL = frozenset(heading_words.SMALL.split())
_PLURAL = re.compile("(ad|or|on|al|en)es")
_LONG = 7  # minimum length of a word that is matched to another with a similar spelling
_ALIKE, _NEARLY = 0.88, 0.8


def assigned(
    headings: Sequence[str],
    columns: Collection[str],
    currencies: Collection[str],
    fits: Callable[[int, str], bool] = lambda place, column: True,
) -> list[str | None]:
    """Assign each heading a column or None; each column is used once. Between equals, the first heading wins.

    `fits` says whether the cells below a heading, given by its position, allow it to mean a column.
    """
    scores = [
        {
            column: score
            for column, score in likely(heading, currencies).items()
            if column in columns and fits(n, column)
        }
        for n, heading in enumerate(headings)
    ]
    wanted = [one for one in columns if any(one in score for score in scores)]
    asked = [place for place, score in enumerate(scores) if any(column in score for column in wanted)]
    late = 1e-6
    weights = [[scores[place].get(column, 0) - late * n for column in wanted] for n, place in enumerate(asked)]
    found: list[str | None] = [None] * len(headings)
    for row, column in _best(weights):
        if wanted[column] in scores[asked[row]]:
            found[asked[row]] = wanted[column]
    return found


Phrase = tuple[str, float, frozenset[str]]


@cache
def _phrases() -> Mapping[str, Sequence[Phrase]]:
    """Return the phrases by their longest word: a heading without that word cannot contain the phrase."""
    found: dict[str, list[Phrase]] = {}
    for column, weight, listed in heading_words.PHRASES:
        for phrase in listed.split(";"):
            words = frozenset(_stems(phrase))
            found.setdefault(max(words, key=lambda word: (len(word), word)), []).append((column, weight, words))
    return found


@cache
def _set(text: str) -> frozenset[str]:
    return frozenset(_stems(text))


@cache
def _vocabulary() -> frozenset[str]:
    known = set(_neutral() | _set(heading_words.OTHER) | _set(heading_words.FILLERS))
    return frozenset(known.union(*(phrase for several in _phrases().values() for _, _, phrase in several)))


@cache
def _neutral() -> frozenset[str]:
    names = ("COMMITTED", "DISBURSED", "PLEDGED", "AMOUNT", "AGREED", "FUNDS", "BUDGET", "NEUTRAL")
    return frozenset().union(*(_set(getattr(heading_words, name)) for name in names))


def is_likely(text: str, currencies: Collection[str]) -> bool:
    """Return whether a text, as spelled, is a heading that may mean a column."""
    name, _ = split_heading(without_day(_CAMEL.sub(" ", text).replace("_", " ")), currencies)
    words = frozenset(_stems(name.lower()))
    return bool(_money(words) or _named(words))


def is_of_loans(heading: str) -> bool:
    """Return whether a heading belongs to a list of loans."""
    return bool(set(_stems(_CAMEL.sub(" ", heading))) & _set(heading_words.OF_LOANS))


def likely(heading: str, currencies: Collection[str]) -> Mapping[str, float]:
    """Return the columns that a heading may mean, each with its likelihood."""
    plain = without_day(_CAMEL.sub(" ", heading).replace("_", " "))
    name, _ = split_heading(plain, currencies)
    if _COUNT.match(key(name)):
        return {}
    words = _words(name)
    found = _money(words) or _named(words)
    if not found and "/" in plain:
        first = _words(plain.partition("/")[0])
        found = {} if _money(first) else _named(first)
    return found or _spelled(name, words)


def _words(name: str) -> frozenset[str]:
    return frozenset(_corrected(word) for word in _stems(name.lower().replace("isodate", "date")))


def _named(words: frozenset[str]) -> Mapping[str, float]:
    """Return the columns that a heading of these words may mean, by the phrases it contains."""
    found: dict[str, float] = {}
    other, fillers, known = _set(heading_words.OTHER), _set(heading_words.FILLERS), _vocabulary()
    money = other.union(
        *(_set(getattr(heading_words, name)) for name in ("COMMITTED", "DISBURSED", "PLEDGED", "AMOUNT"))
    )
    if len(words) > _MOST_WORDS:
        return found
    for column, weight, phrase in (one for word in words for one in _phrases().get(word, ())):
        beside = words - phrase - (_set(heading_words.OF_A_HUNDRED) if column == "progress" else set())
        if not phrase <= words or beside & (other if column == "currency" else money):
            continue
        beside -= fillers
        if weight < _ALONE and beside and not (column == "project" and len(beside) == 1 and not beside & known):
            continue  # but the id of something without a name here, such as a system, is that of a project
        # Of two phrases, prefer the one that covers more words of the heading.
        score = max(weight / (1 + 0.4 * len(beside)), _LEAST * (weight < _ALONE)) - 0.001 * len(words - phrase)
        if score >= _LEAST - 0.01 and score > found.get(column, 0):
            found[column] = score
    return found


def _spelled(name: str, words: frozenset[str]) -> Mapping[str, float]:
    """Return our own column whose name is spelled almost like the heading, word for word; never one of money."""
    plain = key(name)
    called = {column.replace("_", " "): column for column, _, _ in heading_words.PHRASES}
    called = {text: column for text, column in called.items() if text.count(" ") == plain.count(" ")}
    close = [] if words & _set(heading_words.OTHER) else get_close_matches(plain, called, 1, _NEARLY)
    return {called[close[0]]: _LEAST} if close else {}


def _money(words: frozenset[str]) -> Mapping[str, float]:
    """Return the only measure, or else the instrument, that all the words can mean, and its likelihood."""
    if not words or words - _neutral() or ("actual" in words and not words & _set(heading_words.DISBURSED)):
        return {}

    def has(listed: str) -> bool:
        return bool(words & _set(listed))

    cores = [
        column
        for column, listed in (
            ("committed", heading_words.COMMITTED),
            ("disbursed", heading_words.DISBURSED),
            ("pledged", heading_words.PLEDGED),
        )
        if has(listed)
    ]
    if len(cores) > 1:
        return {}
    if cores:
        return {cores[0]: 1.0}
    if len(words & _set(heading_words.LENT_OR_GIVEN)) > 1 and not has(heading_words.AMOUNT):
        return {"instrument": 0.9}  # "Grant/Loan" says which
    amount, agreed, funds = has(heading_words.AMOUNT), has(heading_words.AGREED), has(heading_words.FUNDS)
    budget = has(heading_words.BUDGET)
    if not amount and has(heading_words.CONTRACT):
        return {}
    for holds, score in (
        (agreed and (amount or funds or budget), 0.95),
        (amount and funds, 0.9),
        (amount, 0.85),
        (funds, 0.8),
        (budget, 0.75),
    ):
        if holds:
            return {"committed": score, "amount": 0.9} if amount else {"committed": score}
    return {}


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in key(text).split() if word not in _SMALL]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and _PLURAL.match(word[-4:]):  # in Spanish and Portuguese
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@cache
def _corrected(word: str) -> str:
    """Return the known word that a long unknown word is spelled almost like, if any."""
    if len(word) < _LONG or word in _vocabulary():
        return word
    close = get_close_matches(word, _vocabulary(), 1, _ALIKE)
    return close[0] if close and close[0][0] == word[0] else word  # but "undisbursed" does not mean disbursed


def _best(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs of rows and columns with the greatest sum of weights; each row and column at most once.

    The Hungarian method: rows are assigned one after the other, each along the cheapest path of exchanges. Each row
    also has a dummy column of weight zero, so that it can remain unassigned.
    """
    rows, real = len(weights), len(weights[0]) if weights else 0
    width = real + rows
    cost = [[-weight for weight in row] + [0.0] * rows for row in weights]
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (width + 1)
    holder = [0] * (width + 1)  # the row assigned to each column; all counted from 1
    for row in range(1, rows + 1):
        holder[0] = row
        at, came = 0, [0] * (width + 1)
        least, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while holder[at]:
            used[at] = True
            mine, gap, following = holder[at], float("inf"), 0
            for column in range(1, width + 1):
                if used[column]:
                    continue
                reduced = cost[mine - 1][column - 1] - row_price[mine] - column_price[column]
                if reduced < least[column]:
                    least[column], came[column] = reduced, at
                if least[column] < gap:
                    gap, following = least[column], column
            for column in range(width + 1):
                if used[column]:
                    row_price[holder[column]] += gap
                    column_price[column] -= gap
                else:
                    least[column] -= gap
            at = following
        while at:
            holder[at], at = holder[came[at]], came[at]
    return [(holder[column] - 1, column - 1) for column in range(1, real + 1) if holder[column]]

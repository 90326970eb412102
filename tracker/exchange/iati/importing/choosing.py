"""Select activities of a file: by subject, by recipient, and by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.exchange.iati.importing.asked import Chosen
from tracker.exchange.iati.reading.activity import Activity, ActivityPlace, ActivitySector
from tracker.exchange.iati.reading.values import day
from tracker.rules.dates import first_day
from tracker.rules.text import fold

OF_THE_DAC = ("1", "2")  # sectors of five digits, and their categories
NO_DAC = "has no DAC sector; --text searches its words"


class ActivityChoice(NamedTuple):
    """Whether an activity is selected, and which rules decided it."""

    wanted: bool
    why: str


def choose(activity: Activity, asked: Chosen) -> ActivityChoice:
    """Return whether an activity matches all criteria."""
    matched = []
    if asked.sectors or asked.texts:
        there = _sectors_of(activity)
        about = [*_sectors(there, asked.sectors), *_texts(activity, asked.texts)]
        if not about and not asked.texts and not any(one.vocabulary in OF_THE_DAC for one in there):
            return ActivityChoice(False, NO_DAC)
        if not about:
            return ActivityChoice(False, f"is not about {_listed([*asked.sectors, *asked.texts])}")
        matched += about
    if asked.countries or asked.regions:
        where = _places(activity, asked)
        if not where:
            return ActivityChoice(False, f"is not for {_listed([*asked.countries, *asked.regions])}")
        matched += where
    if asked.since is not None:
        last = _last_day(activity)
        if last is not None and last < first_day(asked.since).isoformat():
            return ActivityChoice(False, f"ended {last}, before {asked.since}")
        matched.append(f"since {asked.since}")
    return ActivityChoice(True, "; ".join(matched))


def _sectors_of(activity: Activity) -> list[ActivitySector]:
    return [*activity.sectors, *(one for moved in activity.transactions for one in moved.sectors)]


def _sectors(there: Sequence[ActivitySector], asked: Sequence[str]) -> Iterable[str]:
    for code in asked:
        if any(_is_sector(one, code) for one in there):
            yield f"sector {code}"


def _is_sector(one: ActivitySector, code: str) -> bool:
    if one.vocabulary in OF_THE_DAC:
        return one.code.startswith(code)
    return one.code.casefold() == code.casefold()


def _texts(activity: Activity, asked: Sequence[str]) -> Iterable[str]:
    if not asked:
        return
    texts = [text.text for text in activity.titles]
    texts += [text.text for _, several in activity.descriptions for text in several]
    texts += [one.name for one in activity.sectors if one.name]
    said = fold("\n".join(texts))
    for words in asked:
        if fold(words) in said:
            yield f"text {words}"


def _places(activity: Activity, asked: Chosen) -> list[str]:
    there: list[ActivityPlace] = [*activity.places, *(one for moved in activity.transactions for one in moved.places)]
    countries = {one.code.upper() for one in there if one.kind == "country"}
    regions = {one.code.upper() for one in there if one.kind == "region"}
    found = [f"country {code}" for code in asked.countries if code.upper() in countries]
    return found + [f"region {code}" for code in asked.regions if code.upper() in regions]


def _last_day(activity: Activity) -> str | None:
    """Return the last day that an activity mentions; None if it has no end yet, or mentions no day at all."""
    ends = [found for kind, text in activity.dates if kind in ("3", "4") and (found := day(text))]
    if not ends:
        return None
    moved = [found for one in activity.transactions if (found := day(one.date))]
    return max([*ends, *moved]).isoformat()


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"

"""How well `tracker overlap list` finds projects that two publishers report, beside titles by their letters.

Everything is scored by what the command calls, `rules.overlaps.likeness.DescribedProjects`, with its search and its
limits: a pair that the search does not meet is not found. Identifiers, the evidence of the labels and every word with
four digits are blanked before, and the projects are shuffled. A pair without a label counts as not the same, and of
equal scores the wrong pair comes first.

    python benchmarks/overlaps.py                      # labelled pairs, titles in four languages, 20,000 and 40,000
    python benchmarks/overlaps.py --pairs other.csv --titles other-titles.csv --no-scale
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from tracker.rules.countries import country_key, other_names, plain_key
from tracker.rules.overlaps.likeness import Described, DescribedProjects, Likeness
from tracker.store.garbage_collection import uncollected

DATA = Path(__file__).parent / "data"
VOCABULARY = Path(__file__).parent.parent / "tracker" / "data" / "vocabulary"
CODE = re.compile(r"\S*\d{4}\S*|\S*\d\S*\d\S*\d\S*\d\S*")
LANGUAGES = ("en", "es", "fr", "pt")
SEED = 2011
FIRST = 5
Pair = frozenset[str]
Scored = list[tuple[float, Pair]]
Peers = Callable[[DescribedProjects], dict[str, Scored]]


class Pool(NamedTuple):
    """Projects, each once, and the kinds of the labelled pairs: of those that are the same, and of the others."""

    projects: list[Described]
    same: dict[Pair, str]
    others: dict[Pair, str]


def read_pool(path: Path, seed: int) -> Pool:
    """The projects of labelled pairs, blanked and shuffled."""
    projects: dict[tuple[str, str], dict[str, str]] = {}
    labelled = []
    for row in _rows(path):
        ends = []
        for side in "ab":
            key = row[f"{side}_source"], row[f"{side}_id"]
            fields = ("title", "description", "country", "start", "amount", "currency", "publisher")
            projects.setdefault(key, {name: row[f"{side}_{name}"] for name in fields})
            ends.append(key)
        labelled.append((ends, row["label"] == "1", row["kind"]))
    keys = sorted(projects)
    random.Random(seed).shuffle(keys)
    codes = {key: f"N{number:05}" for number, key in enumerate(keys)}
    same: dict[Pair, str] = {}
    others: dict[Pair, str] = {}
    for ends, label, kind in labelled:
        (same if label else others)[frozenset(codes[key] for key in ends)] = kind
    return Pool([_project(codes[key], projects[key]) for key in keys], same, others)


def _project(code: str, row: Mapping[str, str]) -> Described:
    day = _day(row["start"])
    try:
        amount = float(row["amount"]) or None
    except ValueError:
        amount = None
    if amount and row["currency"] not in ("USD", ""):
        amount = _in_dollars(amount, row["currency"], day.year if day else None)
    return Described(
        code,
        CODE.sub(" ", row["title"]),
        CODE.sub(" ", row["description"]),
        places=_countries(row["country"]),
        donors=frozenset((row["publisher"],)),
        source=row["publisher"],
        amount=amount,
        currency="USD",
        start=(day.toordinal(), day.toordinal()) if day else None,
    )


def _day(text: str) -> datetime | None:
    for form in ("%Y-%m-%d", "%Y-%m", "%Y", "%m/%d/%Y", "%d-%b-%y"):
        try:
            return datetime.strptime(text.strip(), form)
        except ValueError:
            pass
    return None


@cache
def _rates() -> dict[tuple[str, str], float]:
    return {
        (row["currency"], row["year"]): float(row["currency_units_per_usd"]) for row in _rows(DATA / "annual-rates.csv")
    }


def _in_dollars(amount: float, currency: str, year: int | None) -> float | None:
    rate = _rates().get((currency, str(year)))
    return None if rate is None else amount / rate


@cache
def _country_names() -> dict[str, str]:
    names = dict(other_names())
    for row in _rows(VOCABULARY / "countries.csv"):
        for name in (row["name"], row["name_fr"], row["name_es"]):
            names.setdefault(country_key(name), row["code"])
            names.setdefault(plain_key(name), row["code"])
        names[row["code"].lower()] = row["code"]
    return names


def _countries(text: str) -> frozenset[str]:
    found = {_country(text)} - {None} or {_country(part) for part in text.split(",")} - {None}
    return frozenset(one for one in found if one)


def _country(text: str) -> str | None:
    keys = (country_key(text), plain_key(text))
    return next((_country_names()[key] for key in keys if key and key in _country_names()), None)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ranked(scored: Scored, right: Iterable[Pair]) -> Scored:
    """The pairs from the highest score to the lowest; of equal scores the wrong ones first."""
    known = set(right)
    return sorted(scored, key=lambda one: (-one[0], one[1] in known, sorted(one[1])))


def quality(scored: Scored, right: Sequence[Pair] | dict[Pair, str]) -> tuple[float, dict[float, float]]:
    """Average precision; and the largest recall at precisions of .9, .7 and .5."""
    hits, summed, at = 0, 0.0, {0.9: 0.0, 0.7: 0.0, 0.5: 0.0}
    known = set(right)
    for place, (_, pair) in enumerate(ranked(scored, known), 1):
        if pair in known:
            hits += 1
            summed += hits / place
            for precision in at:
                if hits / place >= precision:
                    at[precision] = hits / len(known)
    return summed / len(known), at


def partners(scored: Scored, right: Iterable[Pair]) -> dict[Pair, int]:
    """At which place the partner of each right pair is for one of its two projects, the better place of the two."""
    known = set(right)
    of: dict[str, list[Pair]] = defaultdict(list)
    for _, pair in ranked(scored, known):
        for one in pair:
            of[one].append(pair)
    places = {pair: [of[one].index(pair) + 1 for one in pair if pair in of[one]] for pair in known}
    return {pair: min(found) for pair, found in places.items() if found}


def by_letters(pool: DescribedProjects) -> dict[str, Scored]:
    """All candidates, by two measures of `rapidfuzz` on their titles."""
    try:
        from rapidfuzz import fuzz
    except ImportError:
        print("  (rapidfuzz is not installed: pip install -e '.[bench]')")
        return {}
    measures: dict[str, Callable[[str, str], float]] = {
        "token_sort_ratio": fuzz.token_sort_ratio,
        "token_set_ratio": fuzz.token_set_ratio,
    }
    candidates = [(one, other) for one, other in combinations(range(len(pool.all)), 2) if pool.may_overlap(one, other)]
    titles = [project.title.lower() for project in pool.all]
    return {
        name: [
            (ratio(titles[one], titles[other]), frozenset((pool.all[one].code, pool.all[other].code)))
            for one, other in candidates
        ]
        for name, ratio in measures.items()
    }


def tell_pairs(path: Path, seed: int, peers: Peers) -> None:
    """Print how well labelled pairs are found."""
    pool = read_pool(path, seed)
    projects = DescribedProjects(pool.projects)
    found = list(projects.likenesses())
    candidates = sum(projects.may_overlap(*pair) for pair in combinations(range(len(projects.all)), 2))
    met = f"{len(found):,} of {candidates:,} candidates met"
    print(f"{path.name}: {len(pool.projects)} projects, {len(pool.same)} pairs that are the same, {met}")
    scores = {name: _scored(found, name) for name in ("same", "kindred")} | peers(projects)
    print(f"  {'':18}  average  recall at precision      partner")
    print(f"  {'':18}  precision   .9    .7    .5    first  among five")
    for name, scored in scores.items():
        average, at = quality(scored, pool.same)
        places = partners(scored, pool.same)
        first, five = (sum(place <= limit for place in places.values()) / len(pool.same) for limit in (1, FIRST))
        recalls = "  ".join(f"{recall:.2f}" for recall in at.values())
        print(f"  {name:18}  {average:.3f}      {recalls}   {first:.3f}  {five:.3f}")
    scored = ranked(scores["same"], pool.same)
    bound = _score_at(scored, pool.same, 0.7)
    above = {pair for score, pair in scored if score >= bound}
    places = partners(scored, pool.same)
    print(f"  by kind, `same` from {bound:.3f} (precision .7) on:")
    for label, kinds in (("same", pool.same), ("other", pool.others)):
        for kind in sorted(set(kinds.values())):
            pairs = [pair for pair, one in kinds.items() if one == kind]
            listed = sum(pair in above for pair in pairs)
            five = sum(places.get(pair, FIRST + 1) <= FIRST for pair in pairs)
            more = f", {five} with the partner among five" if label == "same" else ""
            print(f"    {label:5} n={len(pairs):3}  {listed} listed{more}: {kind}")
    print("  the first 20 mistakes:")
    known = {project.code: project for project in pool.projects}
    labels = dict.fromkeys(pool.others, "labelled")
    for score, pair in [one for one in scored if one[1] not in pool.same][:20]:
        one, other = sorted(pair)
        titles = " | ".join(known[code].title[:60] for code in (one, other))
        print(f"    {score:.3f}  {labels.get(pair, 'no label'):8}  {titles}")


def _scored(found: Iterable[Likeness], name: str) -> Scored:
    return [(getattr(one, name), frozenset((one.one, one.other))) for one in found]


def _score_at(scored: Scored, right: Mapping[Pair, str], precision: float) -> float:
    hits, bound = 0, 1.0
    for place, (score, pair) in enumerate(scored, 1):
        hits += pair in right
        if pair in right and hits / place >= precision:
            bound = score
    return bound


def tell_titles(path: Path, peers: Peers) -> None:
    """Print how well the titles of one project are found in other languages."""
    rows = _rows(path)
    projects = DescribedProjects(
        # Of one place, and each language a donor.
        Described(f"{row['number']}-{language}", row[language], places=frozenset(("HN",)), source=language)
        for row in rows
        for language in LANGUAGES
    )
    found = _scored(projects.likenesses(), "kindred")
    number = {project.code: project.code.rpartition("-")[0] for project in projects.all}
    languages = {project.code: project.code.rpartition("-")[2] for project in projects.all}
    print(f"{path.name}: {len(rows)} titles in {len(LANGUAGES)} languages")
    for name, scored in ({"kindred": found} | peers(projects)).items():
        right = [
            frozenset((f"{row['number']}-{one}", f"{row['number']}-{other}"))
            for row in rows
            for one, other in combinations(LANGUAGES, 2)
        ]
        average, at = quality(scored, right)
        each = []
        for one, other in combinations(LANGUAGES, 2):
            within = [pair for pair in scored if {languages[code] for code in pair[1]} == {one, other}]
            mine = [pair for pair in right if {languages[code] for code in pair} == {one, other}]
            each.append(f"{one}-{other} {quality(within, mine)[0]:.3f}")
        recalls = ", ".join(f"{recall:.2f} at {precision}" for precision, recall in at.items())
        print(f"  {name:18} average precision {average:.3f}; recall {recalls}")
        print(f"  {'':18} {', '.join(each)}")
    mistakes = [one for one in ranked(found, right) if one[1] not in set(right)][:20]
    titles = {project.code: project.title for project in projects.all}
    print("  the first 20 mistakes:")
    for score, pair in mistakes:
        one, other = sorted(pair)
        print(f"    {score:.3f}  {number[one]} and {number[other]}: {titles[one][:60]} | {titles[other][:60]}")


def tell_scale(path: Path, seed: int, number: int) -> None:
    """Print what the search costs among many projects, and how many of the labelled pairs it finds there."""
    pool = read_pool(path, seed)
    began = time.process_time()
    counted: dict[int, int] = {}
    for place in range(3_000_000):
        counted[place % 100_000] = counted.get(place % 100_000, 0) + 1
    loop = time.process_time() - began
    planted = _planted(pool, random.Random(seed), number)
    began = time.process_time()
    # What the search finds is counted, and kept only of the projects of the labelled pairs.
    best: dict[str, list[tuple[float, str]]] = {code: [] for pair in pool.same for code in pair}
    pairs = 0
    with uncollected():  # as `list_overlaps` does
        projects = DescribedProjects(planted)
        for found in projects.likenesses():
            pairs += 1
            for one, other in ((found.one, found.other), (found.other, found.one)):
                if one in best:
                    best[one].append((-found.same, other))
    taken = time.process_time() - began
    hits = sum(
        any(other in [code for _, code in sorted(best[one])[:FIRST]] for one, other in (pair, pair[::-1]))
        for pair in map(sorted, pool.same)
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{number:,} projects: {taken / loop:.1f} times a loop of three million dictionary increments ({taken:.1f} s of"
        f" processor), {memory:.0f} MB; {pairs:,} pairs scored, {hits} of {len(pool.same)} labelled pairs among"
        " the five of either side"
    )


def _planted(pool: Pool, draw: random.Random, number: int) -> list[Described]:
    """The pool among so many projects, whose texts are put together from the others'; one country has a quarter."""
    same = {code for pair in pool.same for code in pair}
    others = [project for project in pool.projects if project.code not in same]
    titles = [project.title.split() for project in others]
    sentences = [one for project in others for one in re.split(r"(?<=[.;]) ", project.text) if one]
    countries = [f"C{place}" for place in range(60)]
    made = []
    for place in range(number - len(pool.projects)):
        one, other = draw.choice(titles), draw.choice(titles)
        donor = f"D{draw.randrange(12)}"
        made.append(
            Described(
                f"X{place:06}",
                " ".join(one[: max(1, len(one) // 2)] + other[len(other) // 2 :]),
                " ".join(draw.choices(sentences, k=draw.choice((1, 1, 2, 2, 3)))),
                places=frozenset(("HN" if draw.random() < 0.25 else draw.choice(countries),)),
                donors=frozenset((donor,)),
                source=donor,
                amount=draw.choice((1e6, 2e6, 5e6, 1e7)) * draw.random(),
                currency="USD",
                start=(draw.randrange(730_000, 735_000),) * 2,
            )
        )
    projects = made + pool.projects
    draw.shuffle(projects)
    return projects


def main() -> None:
    """Run what the flags ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=DATA / "overlap-pairs.csv")
    parser.add_argument("--titles", type=Path, default=DATA / "titles-four-languages.csv")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--no-scale", action="store_true", help="leave out the runs with many projects")
    parser.add_argument("--no-peers", action="store_true", help="leave out rapidfuzz")
    parser.add_argument("--scale", type=int, help="only a run with so many projects")
    given = parser.parse_args()
    if given.scale:
        tell_scale(given.pairs, given.seed, given.scale)
        return
    peers: Peers = (lambda _: {}) if given.no_peers else by_letters
    tell_pairs(given.pairs, given.seed, peers)
    tell_titles(given.titles, peers)
    if not given.no_scale:
        for number in (20_000, 40_000):
            # In a process of its own, for its memory.
            command = [
                sys.executable,
                __file__,
                "--pairs",
                given.pairs,
                "--seed",
                str(given.seed),
                "--scale",
                str(number),
            ]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

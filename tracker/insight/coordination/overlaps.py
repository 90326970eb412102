"""Overlaps: pairs of projects that may be one activity reported twice, or that do kindred work, with the reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.coordination.described import described, titled
from tracker.insight.projects.overlaps import reaching, two_projects
from tracker.insight.projects.projects import ProjectFilters, list_projects
from tracker.insight.totals.double_counting import Doubt, doubts, to_settle
from tracker.rules.overlaps.likeness import AMOUNTS_DIFFER, STARTS_DIFFER, DescribedProjects, Likeness
from tracker.store.garbage_collection import uncollected
from tracker.store.reader import Reader

SAME_WORK, KINDRED = "same", "kindred"
# The scores, in percent, from which a pair is listed. Of labelled pairs above the first nine in ten are the same.
SAME_FROM, KINDRED_FROM = 40, 35
NEW_FROM = 50  # by the title alone
SHARED = 5  # of the words that two projects have in common
DECIDED = """
SELECT p.code, p.title, q.code, q.title, o.decision FROM overlap o
JOIN project p ON p.id = o.project_id JOIN project q ON q.id = o.other_id WHERE {}
"""
# The decisions on pairs of which a conference was told both.
TOLD_BOTH = "2 = (SELECT count(*) FROM review v WHERE v.conference_id = {} AND v.project_id IN (p.id, q.id))"
ADDED = "SELECT key FROM change WHERE journal_id = :command AND table_name = 'project' AND before IS NULL"
Pair = frozenset[str]


class OverlapFilters(NamedTuple):
    """Which pairs: those where one of the two projects fits each filter; `only` of a kind; `everything` without limits.

    `projects` are codes; values of one filter are OR, different filters are AND.
    """

    at: str | None = None
    projects: Sequence[str] = ()
    donor: Sequence[str] = ()
    beneficiary: Sequence[str] = ()
    theme: Sequence[str] = ()
    only: str | None = None
    everything: bool = False


class OverlapRow(NamedTuple):
    """Two projects to look at together: which kind it may be, both scores in percent, why, and what was decided."""

    project: str
    title: str
    other: str
    other_title: str
    kind: str
    same: int | None
    kindred: int | None
    why: str
    decision: str | None


class DecidedPair(NamedTuple):
    """What was decided of two projects, with the title of each by its code."""

    titles: dict[str, str]
    decision: str


class AlikeRow(NamedTuple):
    """A new project, and the one in the register that it looks like most."""

    new: str
    known: str
    known_title: str


class OverlapScore(NamedTuple):
    """A score of two projects in percent, and its parts in words."""

    score: str
    percent: int
    parts: str


class OverlapCard(NamedTuple):
    """Two projects with their scores; `reason` if they may be one for another reason than likeness.

    `candidates` is False where they are of one donor and source, related, or in different countries.
    """

    project: str
    title: str
    other: str
    other_title: str
    scores: list[OverlapScore]
    shared: list[str]
    reason: str | None
    candidates: bool
    decision: str | None


def list_overlaps(reader: Reader, filters: OverlapFilters, most: int | None = None) -> list[OverlapRow]:
    """The pairs of projects to look at: those that may be one before kindred work, and the highest score first.

    Without `everything` these are undecided pairs with a reason or with a score from a limit on; at `most` so many, if
    it is given. Raises NotFound.
    """
    codes = Codes(reader)
    conference = codes.conference(filters.at) if filters.at else None
    at = conference.id if conference else None
    asked = _asked(reader, codes, filters, conference)
    decided = _decided(reader, conference)
    by_reason = {_pair(one): one for one in to_settle(reader, at)}
    if filters.everything:
        by_reason |= {_pair(one): one for one in doubts(reader, at) if one.decision and _pair(one) in decided}
    found = []
    with uncollected():
        projects = DescribedProjects(described(reader, conference))
        settled = decided if filters.everything else ()
        for pair, likeness in _pairs(projects, {*by_reason, *settled}, asked):
            doubt, decision = by_reason.get(pair), decided.get(pair)
            if filters.everything or (decision is None and _is_listed(likeness, doubt, filters.only)):
                found.append((_order(pair, likeness, doubt, filters.only), pair, likeness, doubt, decision))
        # Only the pairs that are asked for get their titles and words: there may be many times more.
        chosen = sorted(found, key=itemgetter(0))[:most]
        return [_row(projects, pair, likeness, doubt, decision) for _, pair, likeness, doubt, decision in chosen]


def _pairs(
    projects: DescribedProjects, more: set[Pair], asked: Sequence[Pair]
) -> Iterator[tuple[Pair, Likeness | None]]:
    """The pairs that the search finds, and further ones, where each set of codes has one of the two."""
    left = set(more)
    for likeness in projects.likenesses(asked[0] if asked else ()):
        pair = frozenset((likeness.one, likeness.other))
        left.discard(pair)
        if all(map(pair.intersection, asked)):
            yield pair, likeness
    for pair in left:
        if all(map(pair.intersection, asked)):
            yield pair, projects.between(*sorted(pair))


def _pair(doubt: Doubt) -> Pair:
    return frozenset((doubt.one, doubt.other))


def _kind(likeness: Likeness | None, doubt: Doubt | None) -> str:
    return SAME_WORK if doubt or (likeness and _percent(likeness.same) >= SAME_FROM) else KINDRED


def _is_listed(likeness: Likeness | None, doubt: Doubt | None, only: str | None) -> bool:
    """Whether an undecided pair is listed: for a reason, or with a score from a limit on."""
    same = _kind(likeness, doubt) == SAME_WORK
    kindred = likeness is not None and _percent(likeness.kindred) >= KINDRED_FROM
    return {None: same or kindred, SAME_WORK: same, KINDRED: kindred}[only]


def overlap_card(reader: Reader, project: str, other: str, at: str | None = None) -> OverlapCard:
    """Two projects with their scores, as reported at a conference or as last reported. Raises NotFound and Usage."""
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    one, two = (codes.code("project", identity) for identity in two_projects(codes, project, other))
    projects = DescribedProjects(described(reader, conference))
    likeness = projects.between(one, two)
    if likeness is None:
        missing = next(code for code in (one, two) if code not in projects.place_of)
        noun = f"report at {conference.code} on" if conference else "report on"
        raise NotFound(noun, missing, hint=f"`tracker project show {missing}` shows where it was presented.")
    found = doubts(reader, conference.id if conference else None)
    pair = frozenset((one, two))
    decided = _decided(reader, conference)
    known = (doubt for doubt in found if doubt.decision is None or pair in decided)
    doubt = next((doubt for doubt in known if _pair(doubt) == pair), None)
    places = [projects.place_of[code] for code in (one, two)]
    return OverlapCard(
        *(one, projects.all[places[0]].title, two, projects.all[places[1]].title),
        [
            OverlapScore(SAME_WORK, _percent(likeness.same), _parts_of_same(projects, likeness)),
            OverlapScore(KINDRED, _percent(likeness.kindred), _parts_of_kindred(projects, likeness)),
        ],
        _shared(projects, likeness),
        doubt.reason if doubt else None,
        projects.may_overlap(*places),
        decided[pair].decision if pair in decided else None,
    )


def alike_to_new(reader: Reader, command: int) -> list[AlikeRow]:
    """The projects that a command (by its number in the journal) added and that look like one that was there.

    Only titles, places and publishers are compared, and donors are not: a project may have been entered twice.
    """
    added = {json.loads(key)[0] for (key,) in reader.rows(ADDED, {"command": command})}
    if not added:
        return []
    codes = dict(reader.rows("SELECT id, code FROM project WHERE pool_of_id IS NULL"))
    new = {codes[one] for one in added if one in codes}
    compared = titled(reader, added)
    if not new or len(new) == len(compared):
        return []
    projects = DescribedProjects(compared)
    best: dict[str, tuple[float, str]] = {}
    for likeness in projects.near(new):
        pair = {likeness.one, likeness.other}
        if len(pair & new) == 1 and _percent(likeness.same) >= NEW_FROM:
            (one,), (other,) = pair & new, pair - new
            best[one] = min(best.get(one, (0.0, "")), (-likeness.same, other))
    return [AlikeRow(one, other, projects.title(other)) for one, (_, other) in sorted(best.items())]


def _asked(reader: Reader, codes: Codes, filters: OverlapFilters, conference: Conference | None) -> list[Pair]:
    """The codes that each filter allows; one of every pair must be among them."""
    asked = []
    if filters.projects:
        asked.append(frozenset(codes.code("project", one) for one in codes.ids("project", filters.projects)))
    if filters.donor or filters.beneficiary or filters.theme:
        at = conference and conference.code
        chosen = ProjectFilters(at, filters.donor, filters.beneficiary, filters.theme)
        asked.append(frozenset(row.code for row in list_projects(reader, chosen)))
    return asked


def _decided(reader: Reader, conference: Conference | None) -> dict[Pair, DecidedPair]:
    """The decision on each pair; with a conference, those `reaching` it on what it was told."""
    where = "1 = 1"
    if conference is not None:
        where = f"{reaching(conference)} AND {TOLD_BOTH.format(conference.id)}"
    found = (
        DecidedPair({one: title, other: its}, said)
        for one, title, other, its, said in reader.rows(DECIDED.format(where))
    )
    return {frozenset(decision.titles): decision for decision in found}


def _row(
    projects: DescribedProjects, pair: Pair, likeness: Likeness | None, doubt: Doubt | None, decided: DecidedPair | None
) -> OverlapRow:
    one, other = (doubt.one, doubt.other) if doubt else sorted(pair)
    if doubt:
        titles = [doubt.one_title, doubt.other_title]
    elif decided and likeness is None:
        titles = [decided.titles[code] for code in (one, other)]
    else:
        titles = [projects.title(code) for code in (one, other)]
    return OverlapRow(
        *(one, titles[0], other, titles[1]),
        _kind(likeness, doubt),
        None if likeness is None else _percent(likeness.same),
        None if likeness is None else _percent(likeness.kindred),
        doubt.reason if doubt else ", ".join(_shared(projects, likeness)) if likeness else "",
        decided.decision if decided else None,
    )


def _order(pair: Pair, likeness: Likeness | None, doubt: Doubt | None, only: str | None) -> tuple[object, ...]:
    same, kindred = (likeness.same, likeness.kindred) if likeness else (0.0, 0.0)
    codes = (doubt.one, doubt.other) if doubt else sorted(pair)
    if only == KINDRED:
        return (-kindred, *codes)
    kind = _kind(likeness, doubt)
    kinds = (SAME_WORK, KINDRED).index(kind) if only is None else 0
    return (kinds, -same if kind == SAME_WORK else -kindred, *codes)


def _shared(projects: DescribedProjects, likeness: Likeness) -> list[str]:
    """What two projects have in common, those words first that count for most."""
    return projects.shared(likeness.one, likeness.other)[:SHARED]


def _parts_of_same(projects: DescribedProjects, likeness: Likeness) -> str:
    one, other = (projects.all[projects.place_of[code]] for code in (likeness.one, likeness.other))
    amounts = _closeness("amounts", likeness.amount, AMOUNTS_DIFFER * 100, "%")
    if one.amount and other.amount and likeness.amount is None:
        amounts = f"amounts in {one.currency} and {other.currency}, without a rate"
    parts = [
        f"title {_percent(likeness.title)}",
        f"its letters {_percent(likeness.letters)}",
        f"with objective {_percent(likeness.words)}",
        amounts,
        _closeness("starts", likeness.start, STARTS_DIFFER, "days"),
        *_lowered(projects, likeness),
        *(["different phases"] if likeness.phases_differ else []),
    ]
    return "; ".join(parts)


def _parts_of_kindred(projects: DescribedProjects, likeness: Likeness) -> str:
    themes = {None: "themes not known", True: "kindred themes", False: "other themes"}
    parts = [
        f"title with objective {_percent(likeness.words)}",
        f"letters of title {_percent(likeness.letters)}",
        themes[likeness.same_themes],
        *_lowered(projects, likeness),
    ]
    return "; ".join(parts)


def _lowered(projects: DescribedProjects, likeness: Likeness) -> Iterator[str]:
    if likeness.same_place:
        return
    anywhere = [code for code in (likeness.one, likeness.other) if not projects.countries[projects.place_of[code]]]
    if anywhere:
        yield f"country of {' and '.join(anywhere)} not known, or a region"
    else:
        yield "different countries"


def _closeness(what: str, part: float | None, limit: float, unit: str) -> str:
    if part is None:
        return f"{what} not known"
    difference = (1 - part) * limit
    return f"{what} {difference:.0f} {unit} apart" if part else f"{what} {limit:.0f} {unit} or more apart"


def _percent(score: float) -> int:
    return int(score * 100 + 0.5)

"""Coverage: which administration is served with what, by theme or by measure of the TFA, and what moved since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.coordination.needs import needs_at
from tracker.insight.family import survivors
from tracker.insight.totals.latest_review import reviewed
from tracker.insight.totals.portfolio import MoneyQuestion, shared_sums
from tracker.insight.totals.rates import books
from tracker.model.kinds import Counted
from tracker.rules.tfa_parts import parse_part, part_key
from tracker.rules.words import OPEN_NEEDS, OVER, choose
from tracker.store.reader import Reader

GROUPINGS = ("theme", "tfa")
SHOWN = ("count", "money", "need")


class CoverageCell(NamedTuple):
    """What one administration has of one theme or measure: `now`, and at the earlier conference, `was`.

    It is a number of projects or needs, named in `which`, or committed money in `currency`, that of the conference, or
    its own if there is no rate; 0 is nothing at all. `was` is None where no earlier conference was asked for.
    """

    administration: str
    administration_name: str
    group: str
    group_name: str
    currency: str | None
    was: Counted | None
    now: Counted
    which: str


class Coverage(NamedTuple):
    """All cells, by administration and group; `groups` and `administrations` are codes with names, in order.

    `at` and `since` are the conferences asked for. `not_divided` is money now that no share divides among
    administrations, by currency.
    """

    at: str | None
    since: str | None
    groups: list[tuple[str, str]]
    administrations: list[tuple[str, str]]
    cells: list[CoverageCell]
    not_divided: list[tuple[str, int]]


# What was found of (administration, group, currency): how much, and the codes of what it is.
Found = dict[tuple[int, str, str | None], tuple[int, tuple[str, ...]]]

PROJECTS = f"""
SELECT s.organisation_id, t.theme, p.code
FROM reviewed v
JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id
JOIN share s ON s.conference_id = v.conference_id AND s.project_id = v.project_id
LEFT JOIN review_theme t ON t.conference_id = v.conference_id AND t.project_id = v.project_id
JOIN project p ON p.id = v.project_id
WHERE r.status NOT IN ({", ".join(map(repr, OVER))}) ORDER BY p.code"""
ADMINISTRATIONS = """
SELECT o.id, o.code, o.name, o.kind FROM organisation o
JOIN organisation_role r ON r.organisation_id = o.id AND r.role = 'beneficiary'
WHERE o.merged_into_id IS NULL ORDER BY lower(o.code)"""
PRIMARY = """(SELECT t.theme FROM review_theme t
  WHERE t.conference_id = f.conference_id AND t.project_id = f.project_id AND t.is_primary)"""
# In the place of an administration, for money that no share divides.
UNDIVIDED = 0
NOT_KNOWN = {"theme": "no theme", "tfa": "no measure"}


def find_coverage(reader: Reader, at: str | None, since: str | None, by: str, show: str) -> Coverage:
    """The coverage as of a conference or as reported last, by theme or by measure of the TFA.

    Projects count that are neither completed nor cancelled, for each of their themes; money is what is committed, by
    the primary theme; needs are those that are open. What has no theme or measure is a group of its own.

    Raises NotFound, Invalid, and Usage for money by measure.
    """
    by, show = choose("--by", by, GROUPINGS), choose("--show", show, SHOWN)
    if (by, show) == ("tfa", "money"):
        raise Usage(
            "Money cannot be divided by measures of the TFA, because a theme belongs to several of them.",
            "`tracker coverage --show money` divides it by theme.",
        )
    codes = Codes(reader)
    conferences = [codes.conference(text) if text else None for text in (at, since)]
    groups = _groups(reader, by)
    sides = [_found(reader, one, by, show) for one in (conferences if since else conferences[:1])]
    now, was = sides[0], sides[1] if since else None
    held = {key[0] for side in sides for key in side}
    # An administration without money has none in the currency of the conference; without conferences there is no money.
    meetings = [conferences[0]] if conferences[0] else codes.conferences()
    without: list[str | None] = [None] if show != "money" else [one.currency for one in meetings[-1:]]
    known = [
        (identity, code, name)
        for identity, code, name, kind in reader.rows(ADMINISTRATIONS)
        if kind == "customs administration" or identity in held
    ]
    if any(key[0] != UNDIVIDED and key[1] == "" for side in sides for key in side):
        groups.append(("", NOT_KNOWN[by]))
    cells = []
    for identity, code, name in known:
        currencies = sorted({key[2] for side in sides for key in side if key[0] == identity and key[2]}) or without
        for currency, (group, group_name) in ((one, two) for one in currencies for two in groups):
            key = identity, group, currency
            amount, which = now.get(key, (0, ()))
            earlier = None if was is None else was.get(key, (0, ()))[0]
            cell = CoverageCell(code, name, group, group_name, currency, earlier, amount, ";".join(which))
            cells.append(cell)
    told_at, told_since = (one.code if one else None for one in conferences)
    administrations = [(code, name) for _, code, name in known]
    left = Counter[str]()
    for (identity, _, held_in), (amount, _) in now.items():
        left.update({held_in: amount} if identity == UNDIVIDED and held_in else {})
    return Coverage(told_at, told_since, groups, administrations, cells, sorted(left.items()))


def _groups(reader: Reader, by: str) -> list[tuple[str, str]]:
    if by == "theme":
        return list(map(tuple, reader.rows("SELECT code, name FROM theme ORDER BY name")))
    measures = list(map(tuple, reader.rows("SELECT measure, title FROM tfa_measure")))
    return sorted(measures, key=lambda one: part_key(one[0]))


def _found(reader: Reader, at: Conference | None, by: str, show: str) -> Found:
    if show == "money":
        return _money(reader, at)
    measures: dict[str, list[str]] = {}
    for theme, measure in reader.rows("SELECT theme, measure FROM theme_measure ORDER BY theme, measure"):
        measures.setdefault(theme, []).append(measure)
    found: dict[tuple[int, str], set[str]] = {}
    told = _needs if show == "need" else _projects
    for organisation, group, code in told(reader, at, by, measures):
        found.setdefault((organisation, group), set()).add(code)
    return {(*key, None): (len(which), tuple(sorted(which))) for key, which in found.items()}


def _projects(
    reader: Reader, at: Conference | None, by: str, measures: Mapping[str, list[str]]
) -> Iterable[tuple[int, str, str]]:
    last = survivors(reader)
    params = {} if at is None else {"at": at.id}
    themes: dict[tuple[int, str], set[str]] = {}
    for organisation, theme, code in reader.rows(f"WITH {reviewed(at.id if at else None)} {PROJECTS}", params):
        themes.setdefault((last.get(organisation, organisation), code), set()).add(theme or "")
    for (whose, code), own in themes.items():
        groups = own if by == "theme" else {one for theme in own for one in measures.get(theme, [])} or {""}
        yield from ((whose, group, code) for group in groups)


def _needs(
    reader: Reader, at: Conference | None, by: str, measures: Mapping[str, list[str]]
) -> Iterable[tuple[int, str, str]]:
    ids = dict(reader.rows("SELECT code, id FROM organisation"))
    named = dict(reader.rows("SELECT name, code FROM theme"))
    tfa = Codes(reader).tfa_measures
    for need in needs_at(reader, at):
        if need.status not in OPEN_NEEDS:
            continue
        parts = {parse_part(text, tfa).measure for text in need.measures}
        themes = {named[text] for text in need.themes if text in named}
        if by == "tfa":
            groups = parts or {measure for theme in themes for measure in measures.get(theme, [])} or {""}
        else:
            groups = themes or {theme for theme, answered in measures.items() if parts.intersection(answered)} or {""}
        yield from ((ids[code], group, need.code) for code in need.beneficiaries for group in groups)


def _money(reader: Reader, at: Conference | None) -> Found:
    question = MoneyQuestion(at.id if at else None)
    known = books(reader, question.at)
    ids: dict[Any, int] = dict(reader.rows("SELECT code, id FROM organisation"))
    last = survivors(reader)
    found: Found = {}
    for one in shared_sums(reader, question, known, within=PRIMARY).values():
        whose, theme = one.key
        book = known[one.conference_id]
        # What has no rate stays in its own currency.
        currency, money = (book.currency, one.converted) if book.has_rate(one.currency) else (one.currency, one.told)
        if one.excluded_as is None and money.committed:
            identity = last.get(ids[whose], ids[whose]) if whose in ids else UNDIVIDED
            key = identity, theme or "", currency
            found[key] = found.get(key, (0, ()))[0] + money.committed, ()
    return found

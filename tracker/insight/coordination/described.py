"""The projects of a register as `rules.likeness` compares them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.family import survivors
from tracker.insight.projects.projects import ProjectFilters, ProjectRow, list_projects
from tracker.insight.totals.latest_review import reviewed
from tracker.rules.dates import first_day, last_day
from tracker.rules.overlaps.likeness import Described
from tracker.store.reader import Reader, codes_of

# Of a longer text only the beginning is compared.
LONGEST = 2_000
FILE = re.compile(r"\.[A-Za-z]{2,5}$")
# A project without a report is described by what is known about it; the pool of a series is no project of a donor.
TOLD = """
SELECT p.id, p.code, r.objective, r.source FROM reviewed v
JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id
JOIN project p ON p.id = r.project_id WHERE p.pool_of_id IS NULL
"""
UNTOLD = """
UNION ALL SELECT p.id, p.code, p.objective, NULL FROM project p
WHERE p.pool_of_id IS NULL AND NOT EXISTS (SELECT 1 FROM reviewed v WHERE v.project_id = p.id)
"""
# Where an organisation is: its country, or itself if that is not known. A region may contain any country.
PLACE = "CASE WHEN o.kind = 'regional body' THEN NULL ELSE coalesce(o.country, '=' || o.code) END"
ORGANISATIONS = f"SELECT o.id, o.code, {PLACE} FROM organisation o"
RELATED = """
SELECT id, parent_id FROM project WHERE parent_id IS NOT NULL
UNION ALL SELECT successor_id, predecessor_id FROM project_succession
"""
THEMES = """
SELECT g.project_id, coalesce(substr(t.dac_sector, 1, 3), t.code) FROM {} g JOIN theme t ON t.code = g.theme
"""
# What publishers say; a sealed record does not depend on it.
PUBLISHERS = "SELECT a.project_id, a.publisher_id FROM activity a"
COUNTRIES = "SELECT project_id, code FROM project_place WHERE kind = 'country'"
SECTORS = "SELECT project_id, substr(code, 1, 3) FROM project_sector WHERE vocabulary IN ('1', '2')"
DESCRIPTIONS = "SELECT project_id, text FROM description WHERE kind = 'general' AND ordinal = 1"
COMMITMENTS = """
SELECT c.project_id, c.currency, sum(t.amount) FROM "transaction" t JOIN contribution c ON c.id = t.contribution_id
WHERE t.kind = 'outgoing commitment' GROUP BY 1, 2
"""


PLACED = f"""
SELECT b.project_id, {PLACE} FROM beneficiary b JOIN organisation o ON o.id = b.organisation_id
WHERE NOT b.former AND o.kind <> 'regional body'
UNION SELECT project_id, code FROM project_place WHERE kind = 'country'
"""


class _Published(NamedTuple):
    publishers: Mapping[int, int | None]
    countries: Mapping[int, set[str]]
    sectors: Mapping[int, set[str]]
    texts: Mapping[int, str]
    commitments: Mapping[int, list[tuple[str, int]]]


def described(reader: Reader, conference: Conference | None = None) -> list[Described]:
    """The projects of a conference as they were reported to it; or all projects as last reported."""
    at = conference.id if conference else None
    rows: dict[str, list[ProjectRow]] = defaultdict(list)
    for row in list_projects(reader, ProjectFilters(at=conference and conference.code)):
        rows[row.code].append(row)
    surviving = survivors(reader)
    organisations = {code: (surviving.get(one, one), place) for one, code, place in reader.rows(ORGANISATIONS)}
    told = "project_theme" if at is None else "(SELECT * FROM review_theme WHERE conference_id = :at)"
    params = {} if at is None else {"at": at}
    themes = _sets(reader.rows(THEMES.format(told), params))
    families = _families(reader.rows(RELATED))
    published = _published(reader)
    sql = f"WITH {reviewed(at)} {TOLD}" + ("" if at is not None else UNTOLD)
    found = []
    for project, code, objective, source in reader.rows(sql, params):
        mine = rows[code]
        donors = [organisations[one][0] for one in codes_of(mine[0].donors)]
        places = {organisations[one][1] for one in codes_of(mine[0].beneficiaries)} - {None}
        publisher = published.publishers.get(project)
        start = mine[0].start
        amount, currency = _amount(mine) or _largest(published.commitments.get(project, []))
        found.append(
            Described(
                code,
                mine[0].title,
                (objective or published.texts.get(project, ""))[:LONGEST],
                frozenset(places or published.countries.get(project, set())),
                frozenset(map(str, donors)),
                _file(source) if publisher is None else str(publisher),
                frozenset(themes.get(project, set()) | published.sectors.get(project, set())),
                amount,
                currency,
                (first_day(start).toordinal(), last_day(start).toordinal()) if start else None,
                families.get(project),
            )
        )
    return found


def titled(reader: Reader, new: Collection[int]) -> list[Described]:
    """New projects, and those that may be in one country with one of them, by their titles alone: this is quick."""
    places = _sets(reader.rows(PLACED))
    publishers = dict(reader.rows(PUBLISHERS))
    families = _families(reader.rows(RELATED))
    countries = set[str]().union(*(places.get(one, set()) for one in new))
    anywhere = any(one not in places for one in new)
    return [
        Described(
            code,
            title,
            places=frozenset(places.get(project, set())),
            source=str(publishers[project]) if project in publishers else None,
            family=families.get(project),
        )
        for project, code, title in reader.rows("SELECT id, code, title FROM project WHERE pool_of_id IS NULL")
        if anywhere or project not in places or not countries.isdisjoint(places[project])
    ]


def _published(reader: Reader) -> _Published:
    if reader.asked:
        return _Published({}, {}, {}, {}, {})
    commitments = defaultdict(list)
    for project, currency, amount in reader.rows(COMMITMENTS):
        commitments[project].append((currency, int(amount)))
    return _Published(
        dict(reader.rows(PUBLISHERS)),
        _sets(reader.rows(COUNTRIES)),
        _sets(reader.rows(SECTORS)),
        dict(reader.rows(DESCRIPTIONS)),
        commitments,
    )


def _sets(rows: Iterable[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for one, value in rows:
        found[one].add(value)
    return found


def _families(related: Iterable[tuple[int, int]]) -> dict[int, str]:
    """The family of each project that is related to others, directly or through others."""
    head: dict[int, int] = {}

    def first(one: int) -> int:
        while head.setdefault(one, one) != one:
            one = head[one]
        return one

    for one, other in related:
        low, high = sorted((first(one), first(other)))
        head[high] = low
    return {one: str(first(one)) for one in list(head)}


def _amount(rows: list[ProjectRow]) -> tuple[float | None, str | None] | None:
    """What was committed, else pledged, else paid: converted if the conference pinned a rate, else in its currency."""
    for measure in ("committed", "pledged", "disbursed"):
        converted = [getattr(row, f"{measure}_reporting") for row in rows]
        if any(converted):
            return float(sum(one or 0 for one in converted)), rows[0].reporting
        if len(rows) == 1 and (amount := getattr(rows[0], measure)):
            return float(amount), rows[0].currency
    return None


def _largest(amounts: Iterable[tuple[str, int]]) -> tuple[float | None, str | None]:
    currency, amount = max(amounts, key=lambda one: (one[1], one[0]), default=(None, None))
    return (float(amount), currency) if amount else (None, None)


def _file(source: str | None) -> str | None:
    """The file that a source names, without sheet and row; None for a mail, a note or a person."""
    name = source.split(", ")[0] if source else ""
    return name if FILE.search(name) else None

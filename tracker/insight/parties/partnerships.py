"""Partnerships: the list, one with its parties and what follows from it, and those of an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.family import family
from tracker.insight.parties.organisations import listed
from tracker.rules.words import PARTNERSHIP_KINDS, choose
from tracker.store.reader import Reader


class PartnershipRow(NamedTuple):
    """A partnership; `people` is "IDB: Santiago Levy" for each party whose people are known, and `party_names` are the
    names of all parties in the same order as the codes.

    `areas` are the names of themes, and free-text areas of earlier releases; `projects` follow from it, and
    `project_titles` are their titles.
    """

    number: int
    conference: str
    kind: str
    date: str | None
    parties: tuple[str, ...]
    party_names: tuple[str, ...]
    people: tuple[str, ...]
    subject: str
    agreed: str | None
    areas: tuple[str, ...]
    projects: tuple[str, ...]
    project_titles: tuple[str, ...]
    source: str | None
    version: int


LIST = """
SELECT p.id, c.code, p.kind, p.date, p.subject, p.agreed, p.source, p.version
FROM partnership p JOIN conference c ON c.id = p.conference_id
WHERE {where} ORDER BY coalesce(p.date, c.start_date), c.code, p.id
"""
# The rows that belong to partnerships: the organisations with their people, the areas, the projects.
JOINED = "JOIN partnership p ON p.id = r.partnership_id JOIN conference c ON c.id = p.conference_id WHERE {where}"
PARTIES = f"""
SELECT r.partnership_id, o.code, o.name, r.people
FROM partnership_party r JOIN organisation o ON o.id = r.organisation_id {JOINED} ORDER BY o.code
"""
AREAS = f"""
SELECT r.partnership_id, t.name FROM partnership_theme r JOIN theme t ON t.code = r.theme {JOINED}
UNION ALL SELECT r.partnership_id, r.area FROM partnership_area r {JOINED}
ORDER BY 2
"""
PROJECTS = f"""
SELECT r.partnership_id, q.code, q.title FROM partnership_project r JOIN project q ON q.id = r.project_id {JOINED}
ORDER BY q.code
"""


def list_partnerships(
    reader: Reader,
    organisations: Sequence[str] = (),
    conferences: Sequence[str] = (),
    kinds: Sequence[str] = (),
    projects: Sequence[str] = (),
) -> list[PartnershipRow]:
    """Partnerships by date, else by the date of their conference. Raises NotFound, and Invalid for an unknown kind."""
    codes = Codes(reader)
    where, params = ["1 = 1"], dict[str, Any]()
    if organisations:
        where.append(_of(codes.family(organisations, "organisation")))
    if conferences:
        where.append(f"p.conference_id IN ({listed([codes.conference(text).id for text in conferences])})")
    if projects:
        named = listed(codes.ids("project", projects))
        where.append(
            f"EXISTS (SELECT 1 FROM partnership_project x WHERE x.partnership_id = p.id AND x.project_id IN ({named}))"
        )
    if kinds:
        params = {f"kind{place}": choose("kind", text, PARTNERSHIP_KINDS) for place, text in enumerate(kinds)}
        where.append(f"p.kind IN ({', '.join(':' + name for name in params)})")
    return _rows(reader, " AND ".join(where), params)


def partnerships_of(reader: Reader, organisation: int) -> list[PartnershipRow]:
    """The partnerships of an organisation over the years, including those of organisations merged into it."""
    return _rows(reader, _of(family(reader, organisation)), {})


def partnerships_at(reader: Reader, conference: int) -> list[PartnershipRow]:
    """The partnerships around one conference."""
    return _rows(reader, "p.conference_id = :at", {"at": conference})


def partnerships_until(reader: Reader, organisations: Sequence[int], conference: Conference) -> list[PartnershipRow]:
    """The partnerships of organisations around a conference and the earlier ones of its series, newest first."""
    where = f"{_of(organisations)} AND c.series_id = :series AND c.sequence <= :sequence"
    params = {"series": conference.series_id, "sequence": conference.sequence}
    return _rows(reader, where, params)[::-1]


def partnership(reader: Reader, number: int) -> PartnershipRow:
    """One partnership by its number. Raises NotFound."""
    found = _rows(reader, "p.id = :number", {"number": number})
    if not found:
        raise NotFound("partnership", str(number), hint="`tracker partnership list` shows them with their numbers.")
    return found[0]


def _of(organisations: Sequence[int]) -> str:
    held = "SELECT 1 FROM partnership_party r WHERE r.partnership_id = p.id"
    return f"EXISTS ({held} AND r.organisation_id IN ({listed(organisations)}))"


def _rows(reader: Reader, where: str, params: dict[str, Any]) -> list[PartnershipRow]:
    parties, areas, projects = (reader.by_first(sql.format(where=where), params) for sql in (PARTIES, AREAS, PROJECTS))
    found = []
    for number, conference, kind, date, subject, agreed, source, version in reader.rows(
        LIST.format(where=where), params
    ):
        whose, following = parties.get(number, []), projects.get(number, [])
        row = PartnershipRow(
            number,
            conference,
            kind,
            date,
            tuple(code for code, *_ in whose),
            tuple(name for _, name, _ in whose),
            tuple(f"{code}: {people}" for code, _, people in whose if people),
            subject,
            agreed,
            tuple(area for (area,) in areas.get(number, ())),
            tuple(code for code, _ in following),
            tuple(title for _, title in following),
            source,
            version,
        )
        found.append(row)
    return found

"""Trainings: the list, also by theme, administration, donor, project or year; one with its attendance and results.

Seats are those of one training. They are never added up over trainings, because one officer may attend several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.errors import Invalid, NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.insight.family import family
from tracker.model.kinds import Minor, Share
from tracker.rules.shares import share_of
from tracker.rules.text import fold
from tracker.rules.words import NOT_SAID, TRAINING_KINDS, choose
from tracker.store.reader import Reader


class TrainingRow(NamedTuple):
    """A training. Themes, organisers, funders, projects and administrations are codes, or the words of the source.

    `persons` are seats: as reported for the whole, else added up over its administrations; `stated` says how the number
    was stated, if not exactly. `women` are those among them.
    """

    code: str
    title: str
    kind: str | None
    mode: str | None
    start: str | None
    end: str | None
    date_note: str | None
    place: str | None
    countries: tuple[str, ...]
    themes: tuple[str, ...]
    organisers: tuple[str, ...]
    organiser_names: tuple[str, ...]
    funders: tuple[str, ...]
    funder_names: tuple[str, ...]
    projects: tuple[str, ...]
    project_titles: tuple[str, ...]
    administrations: tuple[str, ...]
    administration_names: tuple[str, ...]
    persons: int | None
    stated: str | None
    women: int | None
    completed: int | None
    certified: int | None
    cost: Minor | None
    currency: str | None
    source: str | None
    note: str | None
    version: int


class AttendanceRow(NamedTuple):
    """Who attended a training: an administration by its code, or in words; without either, the whole."""

    training: str
    title: str
    start: str | None
    administration: str | None
    administration_name: str | None
    persons: int | None
    stated: str | None
    women: int | None
    completed: int | None
    certified: int | None
    source: str | None
    note: str | None


class AttendedRow(NamedTuple):
    """A training, with the seats of an administration that attended it, or with all seats."""

    code: str
    title: str
    start: str | None
    funders: tuple[str, ...]
    persons: int | None
    stated: str | None
    women: int | None


class OwnTraining(NamedTuple):
    """A training that an administration attended, with the number of its own officers as it was stated."""

    id: int
    training: str
    title: str
    start: str | None
    end: str | None
    place: str | None
    themes: tuple[str, ...]
    organisers: tuple[str, ...]
    funders: tuple[str, ...]
    persons: str | None
    women: int | None
    completed: int | None
    certified: int | None
    note: str | None


class TrainingResultRow(NamedTuple):
    """A result of a training. On the two higher levels it is that of an indicator, by its full code."""

    training: str
    level: str
    measured: str | None
    before: str | None
    after: str | None
    persons: int | None
    date: str | None
    indicator: str | None
    indicator_title: str | None
    source: str | None
    note: str | None


class TrainingGroupRow(NamedTuple):
    """The trainings of one theme, administration, donor, project or year: how many, and what is known of attendance.

    `women` is their share of the seats of those trainings in which both are known exactly; `women_known` counts these.
    """

    group: str
    name: str | None
    trainings: int
    attendance_known: int
    women_known: int
    women: Share | None


class WomenKnown(NamedTuple):
    """Women as a share of the seats of the trainings where both are known exactly, and how many trainings those are."""

    trainings: int
    known: int
    share: Share | None


class TrainingFilters(NamedTuple):
    """Which trainings; several of one kind are alternatives. Names are codes, or words of the source."""

    themes: Sequence[str] = ()
    administrations: Sequence[str] = ()
    donors: Sequence[str] = ()
    organisers: Sequence[str] = ()
    projects: Sequence[str] = ()
    countries: Sequence[str] = ()
    kinds: Sequence[str] = ()
    years: Sequence[str] = ()
    at: str | None = None


class ListedTrainings(NamedTuple):
    """The trainings of a list, and how many of them a closed conference's record does not have as they are now."""

    rows: list[TrainingRow]
    younger: int


LIST = """
SELECT t.id, t.code, t.title, t.kind, t.mode, t.start_date, t.end_date, t.date_note, t.place, t.cost, t.currency,
  t.source, t.note, t.version
FROM training t WHERE {where} ORDER BY coalesce(t.start_date, t.end_date, '9999'), t.code
"""
JOINED = "JOIN training t ON t.id = x.training_id WHERE {where}"
COUNTRIES = f"SELECT x.training_id, x.country FROM training_country x {JOINED} ORDER BY x.training_id, x.country"
THEMES = f"""
SELECT x.training_id, coalesce(n.name, x.words) FROM training_theme x LEFT JOIN theme n ON n.code = x.theme {JOINED}
ORDER BY x.training_id, x.number
"""
PARTIES = f"""
SELECT x.training_id, x.role, coalesce(o.code, x.words), coalesce(o.name, x.words)
FROM training_party x LEFT JOIN organisation o ON o.id = x.organisation_id {JOINED}
ORDER BY x.training_id, x.role, x.number
"""
PROJECTS = f"""
SELECT x.training_id, coalesce(p.code, x.words), coalesce(p.title, x.words)
FROM training_project x LEFT JOIN project p ON p.id = x.project_id {JOINED} ORDER BY x.training_id, x.number
"""
ATTENDANCE = f"""
SELECT t.code, t.title, coalesce(t.start_date, t.end_date), coalesce(o.code, x.words), coalesce(o.name, x.words),
  x.persons, x.stated, x.women, x.completed, x.certified, x.source, x.note
FROM attendance x LEFT JOIN organisation o ON o.id = x.administration_id {JOINED}
ORDER BY coalesce(t.start_date, t.end_date, '9999'), t.code, CASE WHEN coalesce(o.code, x.words) IS NULL THEN 0
  WHEN o.code IS NOT NULL THEN 1 ELSE 2 END, o.code, x.id
"""
RESULTS = f"""
SELECT t.code, x.level, x.measured, x.before, x.after, x.persons, x.date, p.code || '/' || i.code, i.title, x.source,
  x.note
FROM training_result x LEFT JOIN indicator i ON i.id = x.indicator_id LEFT JOIN project p ON p.id = x.project_id
{JOINED} ORDER BY t.code, CASE x.level WHEN 'reaction' THEN 1 WHEN 'learning' THEN 2 WHEN 'behaviour' THEN 3 ELSE 4 END,
  coalesce(x.measured, ''), coalesce(p.code, ''), coalesce(i.code, '')
"""
ATTENDED = f"SELECT x.training_id FROM attendance x {JOINED}"
GROUPS: Mapping[str, Callable[[TrainingRow], Iterable[tuple[str, str | None]]]] = {
    "theme": lambda row: ((one, None) for one in row.themes),
    "administration": lambda row: zip(row.administrations, row.administration_names, strict=True),
    "donor": lambda row: zip(row.funders, row.funder_names, strict=True),
    "project": lambda row: zip(row.projects, row.project_titles, strict=True),
    "year": lambda row: [((row.start or row.end or "")[:4], None)] if row.start or row.end else [],
}
_YEAR = re.compile("[0-9]{4}")


def list_trainings(reader: Reader, filters: TrainingFilters) -> ListedTrainings:
    """Trainings by date; those without one last. With a conference, those dated up to its cut-off, or not at all.

    Raises NotFound for a name that no training has, Invalid for an unknown kind and for what is not a year.
    """
    which = _which(reader, filters)
    return ListedTrainings(_rows(reader, which.where, which.params), which.younger(reader))


def trainings_attended(reader: Reader, organisation: int, at: str | None) -> list[AttendedRow]:
    """The trainings that an administration attended, with its own seats, by date; as of a conference if given."""
    conference = Codes(reader).conference(at) if at else None
    return attended_by(reader, family(reader, organisation), conference)


def attended_by(reader: Reader, organisations: Sequence[int], conference: Conference | None) -> list[AttendedRow]:
    """The trainings that some organisations attended, with their seats, by date; as of a conference if given."""
    where = f"x.administration_id IN ({_ids(organisations)})"
    if conference is not None:
        where += f" AND {dated_up_to('training', 't', conference)}"
    funders = {row.code: row.funders for row in _rows(reader, f"t.id IN ({ATTENDED.format(where=where)})", {})}
    rows = reader.all(ATTENDANCE.format(where=where), {}, AttendanceRow)
    return [
        AttendedRow(row.training, row.title, row.start, funders[row.training], row.persons, row.stated, row.women)
        for row in rows
    ]


def held_for(
    reader: Reader, conference: Conference, *, parties: Sequence[int] = (), projects: Sequence[int] = ()
) -> list[AttendedRow]:
    """The trainings that some organisations hold or fund, or that are part of some projects, as of a conference."""
    return list(map(_attended, _held_for(reader, conference, parties, projects)))


def held_for_each(reader: Reader, conference: Conference, projects: Sequence[int]) -> dict[str, list[AttendedRow]]:
    """The trainings that are part of some projects, by the codes of these, as of a conference."""
    found: dict[str, list[AttendedRow]] = {}
    for row in _held_for(reader, conference, (), projects):
        for project in row.projects:
            found.setdefault(project, []).append(_attended(row))
    return found


def _held_for(
    reader: Reader, conference: Conference, parties: Sequence[int], projects: Sequence[int]
) -> list[TrainingRow]:
    of = ("training_party", "organisation_id", parties) if parties else ("training_project", "project_id", projects)
    table, column, ids = of
    where = f"t.id IN (SELECT x.training_id FROM {table} x WHERE x.{column} IN ({_ids(ids) or 'NULL'}))"
    return _rows(reader, f"{where} AND {dated_up_to('training', 't', conference)}", {})


def _attended(row: TrainingRow) -> AttendedRow:
    return AttendedRow(row.code, row.title, row.start or row.end, row.funders, row.persons, row.stated, row.women)


def own_trainings(reader: Reader, organisation: int, conference: Conference | None) -> list[OwnTraining]:
    """The trainings that an administration attended, by date, as its data request asks about them."""
    where = f"x.administration_id IN ({_ids(family(reader, organisation))})"
    if conference is not None:
        where += f" AND {dated_up_to('training', 't', conference)}"
    mine = {row.training: row for row in reader.all(ATTENDANCE.format(where=where), {}, AttendanceRow)}
    which = f"t.id IN ({ATTENDED.format(where=where)})"
    ids = {code: identity for identity, code, *_ in reader.rows(LIST.format(where=which))}
    found = []
    for row in _rows(reader, which, {}):
        own = mine[row.code]
        persons = None if own.persons is None else f"{own.stated} {own.persons}" if own.stated else str(own.persons)
        facts = (ids[row.code], row.code, row.title, row.start, row.end, row.place)
        numbers = (persons, own.women, own.completed, own.certified, own.note)
        found.append(OwnTraining._make((*facts, row.themes, row.organisers, row.funders, *numbers)))
    return found


def training(reader: Reader, code: str) -> TrainingRow:
    """One training by its code. Raises NotFound with the nearest."""
    (found,) = _rows(reader, "t.id = :id", {"id": _id(reader, code)})
    return found


def attendance_of(reader: Reader, code: str) -> list[AttendanceRow]:
    """Who attended a training: the whole first, then by administration. Raises NotFound."""
    return reader.all(ATTENDANCE.format(where="t.id = :id"), {"id": _id(reader, code)}, AttendanceRow)


def results_of(reader: Reader, code: str) -> list[TrainingResultRow]:
    """The results of a training, by level. Raises NotFound."""
    return reader.all(RESULTS.format(where="t.id = :id"), {"id": _id(reader, code)}, TrainingResultRow)


def list_attendance(reader: Reader, filters: TrainingFilters) -> tuple[list[AttendanceRow], int]:
    """Who attended the trainings of a list, and how many of these trainings a record does not have; raises as that."""
    which = _which(reader, filters)
    return reader.all(ATTENDANCE.format(where=which.where), which.params, AttendanceRow), which.younger(reader)


def list_results(reader: Reader, filters: TrainingFilters) -> tuple[list[TrainingResultRow], int]:
    """The results of the trainings of a list, and how many trainings are younger than a record; raises as that."""
    which = _which(reader, filters)
    return reader.all(RESULTS.format(where=which.where), which.params, TrainingResultRow), which.younger(reader)


def grouped(rows: Sequence[TrainingRow], by: str) -> list[TrainingGroupRow]:
    """The trainings of a list by theme, administration, donor, project or year; one may be in several groups."""
    found: dict[str, tuple[str | None, list[TrainingRow]]] = {}
    for row in rows:
        for group, name in [*GROUPS[by](row)] or [(NOT_SAID, None)]:
            found.setdefault(group, (name, []))[1].append(row)
    ordered = sorted(found.items(), key=lambda one: (one[0] == NOT_SAID, fold(one[0])))
    made = []
    for group, (name, mine) in ordered:
        women = women_known(mine)
        attended = sum(row.persons is not None for row in mine)
        made.append(TrainingGroupRow(group, name, len(mine), attended, women.known, women.share))
    return made


def women_known(rows: Iterable[TrainingRow]) -> WomenKnown:
    """Women as a share of the seats of some trainings."""
    rows = list(rows)
    # Of "over 30" there may be 40 women, so it is no whole of which they could be a share.
    exact = [row for row in rows if row.stated is None]
    known = [(row.women, row.persons) for row in exact if row.women is not None and row.persons]
    women, persons = sum(one for one, _ in known), sum(one for _, one in known)
    return WomenKnown(len(rows), len(known), share_of(women, persons))


class _Which(NamedTuple):
    """The condition on trainings `t` of a list, and the conference as of which they are listed."""

    where: str
    params: Mapping[str, Any]
    conference: Conference | None

    def younger(self, reader: Reader) -> int:
        if self.conference is None:
            return 0
        return younger_than_record(reader, "training", "t", self.where, self.params, self.conference)


def _which(reader: Reader, filters: TrainingFilters) -> _Which:
    codes = Codes(reader)
    # First, because a sealed record changes what everything else reads.
    conference = codes.conference(filters.at) if filters.at else None
    where, params = _where(codes, filters)
    if conference is not None:
        where.append(dated_up_to("training", "t", conference))
    return _Which(" AND ".join(where) or "1 = 1", params, conference)


def _id(reader: Reader, code: str) -> int:
    return Codes(reader).id("training", code)


def _where(codes: Codes, filters: TrainingFilters) -> tuple[list[str], dict[str, object]]:
    where: list[str] = []
    params: dict[str, Any] = {}

    def within(table: str, named: tuple[list[str], list[str]], column: str, more: str = "") -> None:
        found, words = named
        names = [f"words{len(params) + place}" for place in range(len(words))]
        params.update(zip(names, words, strict=True))
        either = [f"x.{column} IN ({', '.join(found)})"] if found else []
        either += [f"x.words IN ({', '.join(':' + name for name in names)})"] if words else []
        where.append(f"t.id IN (SELECT x.training_id FROM {table} x WHERE ({' OR '.join(either)}){more})")

    if filters.themes:
        sql = "SELECT DISTINCT words FROM training_theme"
        named = _named(codes.reader, filters.themes, lambda text: [f"'{codes.theme(text)}'"], sql)
        within("training_theme", named, "theme")
    for role, texts, said_as in (
        ("funder", filters.donors, "donor"),
        ("organiser", filters.organisers, "organisation"),
    ):
        if texts:
            sql = f"SELECT DISTINCT words FROM training_party WHERE role = '{role}'"
            named = _named(codes.reader, texts, _of_organisations(codes, said_as), sql)
            within("training_party", named, "organisation_id", f" AND x.role = '{role}'")
    if filters.administrations:
        sql = "SELECT DISTINCT words FROM attendance"
        named = _named(codes.reader, filters.administrations, _of_organisations(codes, "beneficiary"), sql)
        within("attendance", named, "administration_id")
    if filters.projects:
        sql = "SELECT DISTINCT words FROM training_project"
        named = _named(codes.reader, filters.projects, lambda text: [str(codes.id("project", text))], sql)
        within("training_project", named, "project_id")
    if filters.countries:
        found = ", ".join(f"'{codes.country(text)}'" for text in filters.countries)
        where.append(f"t.id IN (SELECT x.training_id FROM training_country x WHERE x.country IN ({found}))")
    if filters.kinds:
        found = ", ".join(f"'{choose('kind', text, TRAINING_KINDS)}'" for text in filters.kinds)
        where.append(f"t.kind IN ({found})")
    for place, year in enumerate(filters.years):
        if not _YEAR.fullmatch(year.strip()):
            raise Invalid("year", year, "is not a year", "four digits, such as 2013")
        params[f"year{place}"] = year.strip()
    if filters.years:
        spans = " OR ".join(
            f":year{place} BETWEEN substr(coalesce(t.start_date, t.end_date), 1, 4)"
            " AND substr(coalesce(t.end_date, t.start_date), 1, 4)"
            for place in range(len(filters.years))
        )
        where.append(f"({spans})")
    return where, params


def _named(
    reader: Reader, texts: Sequence[str], find: Callable[[str], list[str]], words: str
) -> tuple[list[str], list[str]]:
    """What a filter names: rows of the register, as SQL, and words that trainings have. Raises NotFound."""
    said = {fold(one): one for (one,) in reader.rows(words) if one}
    found: list[str] = []
    in_words: list[str] = []
    for text in texts:
        asked = said.get(fold(text.strip().strip('"')))
        if asked is not None:
            in_words.append(asked)
        try:
            found += find(text)
        except NotFound:
            if asked is None:
                raise
    return found, in_words


def _of_organisations(codes: Codes, said_as: str) -> Callable[[str], list[str]]:
    return lambda text: list(map(str, codes.family([text], said_as)))


def _rows(reader: Reader, where: str, params: Mapping[str, Any]) -> list[TrainingRow]:
    countries, themes, parties, projects = (
        reader.by_first(sql.format(where=where), params) for sql in (COUNTRIES, THEMES, PARTIES, PROJECTS)
    )
    attended: dict[str, list[AttendanceRow]] = {}
    for row in reader.all(ATTENDANCE.format(where=where), params, AttendanceRow):
        attended.setdefault(row.training, []).append(row)
    found = []
    for identity, *known in reader.rows(LIST.format(where=where), params):
        code, title, kind, mode, start, end, date_note, place, cost, currency, source, note, version = known
        mine = attended.get(code, [])
        organisers, funders = (
            [one[1:] for one in parties.get(identity, ()) if one[0] == role] for role in ("organiser", "funder")
        )
        values = (
            *(code, title, kind, mode, start, end, date_note, place),
            tuple(country for (country,) in countries.get(identity, ())),
            tuple(theme for (theme,) in themes.get(identity, ())),
            *_columns(organisers),
            *_columns(funders),
            *_columns(projects.get(identity, ())),
            *_columns([(row.administration, row.administration_name) for row in mine if row.administration]),
            *_seats(mine),
            *(cost, currency, source, note, version),
        )
        found.append(TrainingRow._make(values))
    return found


def _columns(pairs: Iterable[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = list(pairs)
    return tuple(one for one, _ in pairs), tuple(other for _, other in pairs)


def _seats(rows: Sequence[AttendanceRow]) -> tuple[int | None, str | None, int | None, int | None, int | None]:
    """The seats of one training, how their number was stated, and how many women, completed and certified.

    What was told of the whole counts. Without it the administrations' numbers are added up; the seats are a least
    number if those of one are unknown, and of the other numbers there is no sum then.
    """
    whole = next((row for row in rows if row.administration is None), None)
    parts = [row for row in rows if row.administration is not None]
    told = [row for row in parts if row.persons is not None]
    if whole is not None and whole.persons is not None:
        return whole.persons, whole.stated, whole.women, whole.completed, whole.certified
    ways = {row.stated for row in told if row.stated} | ({"at least"} if len(told) < len(parts) else set())
    stated = None if not told or not ways else ways.pop() if len(ways) == 1 else "about"

    def of(name: str) -> int | None:
        known = [getattr(row, name) for row in parts]
        own = None if whole is None else getattr(whole, name)
        return own if own is not None else None if None in known or not known else sum(known)

    persons = sum(row.persons or 0 for row in told) if told else None
    return persons, stated, of("women"), of("completed"), of("certified")


def _ids(identities: Iterable[int]) -> str:
    return ", ".join(map(str, identities))

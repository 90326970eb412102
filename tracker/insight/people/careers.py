"""Career paths, their stages, and where the officers of each administration are; and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.errors import Invalid, NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.parties.organisations import listed
from tracker.rules.stage_codes import parse_stage_code, stage_code_sql
from tracker.rules.words import choose
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN, counts

NO_OFFICERS, NOT_REPORTED, NO_TRAINING, NO_PATH = "no officers", "not reported", "no training", "no path"
GAPS = (NO_OFFICERS, NOT_REPORTED, NO_TRAINING, NO_PATH)


class CareerRow(NamedTuple):
    """A career path; `administrations` are the codes of those that follow it, `stages` counts its stages."""

    code: str
    title: str
    edition: str | None
    applies_to: str | None
    administrations: tuple[str, ...]
    stages: int
    source: str | None
    note: str | None
    version: int


class StageRow(NamedTuple):
    """A stage of a career path: what it asks for, and what leads there. `competencies` are those of no named kind.

    `trainings` are in the words of the source; `training_codes` are trainings of the register.
    """

    code: str
    career: str
    place: int
    title: str
    core: str | None
    operational: str | None
    management: str | None
    competencies: str | None
    years: int | None
    degrees: str | None
    examinations: str | None
    requirement: str | None
    trainings: str | None
    training_codes: tuple[str, ...]
    source: str | None
    note: str | None
    version: int


class OfficersRow(NamedTuple):
    """How many officers of an administration were at a stage, as reported to one conference.

    `moved` is the difference from `since`, the conference of the series that was told of them before. Where that one
    had another edition, or was counted otherwise, there is none, and `method` says so.
    """

    stage: str
    career: str
    place: int
    title: str
    administration: str
    administration_name: str
    conference: str
    officers: int
    women: int | None
    estimated: bool
    edition: str | None
    moved: int | None
    since: str | None
    method: str | None
    note: str | None
    source: str | None


class CareerGap(NamedTuple):
    """What is missing, one of GAPS, of a stage or of an administration."""

    gap: str
    code: str
    title: str


class CareerCard(NamedTuple):
    """Everything known about a career path."""

    facts: CareerRow
    stages: list[StageRow]
    officers: list[OfficersRow]


class OfficersFilter(NamedTuple):
    """Which officers: as told `at` a conference, else as told last; of these paths, stages and administrations."""

    at: str | None = None
    careers: Sequence[str] = ()
    stages: Sequence[str] = ()
    administrations: Sequence[str] = ()


LIST = """
SELECT k.code, k.title, k.edition, k.applies_to, k.id,
  (SELECT count(*) FROM stage s WHERE s.career_id = k.id), k.source, k.note, k.version
FROM career k WHERE {where} ORDER BY k.code
"""
ADMINISTRATIONS = """
SELECT a.career_id, o.code FROM career_administration a JOIN organisation o ON o.id = a.administration_id
ORDER BY o.code
"""
STAGES = f"""
SELECT {stage_code_sql("k", "s")}, k.code, s.place, s.title, s.core, s.operational, s.management, s.competencies,
  s.years, s.degrees, s.examinations, s.requirement, s.trainings, s.id, s.source, s.note, s.version
FROM stage s JOIN career k ON k.id = s.career_id WHERE {{where}} ORDER BY k.code, s.place
"""
LEADING = "SELECT l.stage_id, t.code FROM stage_training l JOIN training t ON t.id = l.training_id ORDER BY t.code"
# What each conference was told, beside what the one before it in its series had been told.
TOLD = """
SELECT o.*, c.code AS conference, c.turn,
  lag(o.officers) OVER earlier AS officers_before, lag(o.edition) OVER earlier AS edition_before,
  lag(o.estimated) OVER earlier AS estimated_before, lag(c.code) OVER earlier AS since,
  row_number() OVER (PARTITION BY o.stage_id, o.administration_id ORDER BY c.turn DESC) AS newest
FROM officers o JOIN {meetings} c ON c.id = o.conference_id
WHERE {counted}
WINDOW earlier AS (PARTITION BY o.stage_id, o.administration_id, c.series_id ORDER BY c.sequence)
"""
OFFICERS = f"""
WITH told AS ({TOLD.format(meetings=IN_TURN, counted=counts("c", ":asked"))})
SELECT {stage_code_sql("k", "s")}, k.code, t.place, t.title, a.code, a.name, t.conference, t.officers, t.women,
  t.estimated, t.edition, t.officers_before, t.edition_before, t.estimated_before, t.since, t.note, t.source
FROM told t JOIN stage s ON s.id = t.stage_id JOIN career k ON k.id = s.career_id
JOIN organisation a ON a.id = t.administration_id
WHERE {{where}} ORDER BY k.code, a.code, s.place, t.turn
"""
GAP_QUERY = f"""
WITH told AS ({TOLD.format(meetings=IN_TURN, counted=counts("c", ":asked"))}),
known AS (
  SELECT t.stage_id, sum(t.officers) AS officers FROM told t WHERE {{when}} GROUP BY t.stage_id
)
SELECT gap, code, title FROM (
  SELECT CASE WHEN n.stage_id IS NULL THEN '{NOT_REPORTED}' ELSE '{NO_OFFICERS}' END AS gap,
    {stage_code_sql("k", "s")} AS code, s.title AS title, k.code AS path, s.place AS place
  FROM stage s JOIN career k ON k.id = s.career_id LEFT JOIN known n ON n.stage_id = s.id
  WHERE n.stage_id IS NULL OR n.officers = 0
  UNION ALL
  SELECT '{NO_TRAINING}', {stage_code_sql("k", "s")}, s.title, k.code, s.place
  FROM stage s JOIN career k ON k.id = s.career_id WHERE s.trainings IS NULL
    AND NOT EXISTS (SELECT 1 FROM stage_training l WHERE l.stage_id = s.id)
  UNION ALL
  SELECT '{NO_PATH}', o.code, o.name, o.code, 0 FROM organisation o
  WHERE o.kind = 'customs administration' AND o.merged_into_id IS NULL
    AND EXISTS (SELECT 1 FROM organisation_role r WHERE r.organisation_id = o.id AND r.role = 'beneficiary')
    AND NOT EXISTS (SELECT 1 FROM career_administration a WHERE a.administration_id = o.id)
    AND NOT EXISTS (SELECT 1 FROM told t WHERE t.administration_id = o.id)
) found ORDER BY CASE gap {" ".join(f"WHEN '{gap}' THEN {place}" for place, gap in enumerate(GAPS))} END, path, place
"""


def list_careers(reader: Reader, administrations: Sequence[str] = ()) -> list[CareerRow]:
    """The career paths by code, or those that these administrations follow. Raises NotFound."""
    where = "1 = 1"
    if administrations:
        ids = listed(Codes(reader).family(administrations, "beneficiary"))
        where = f"k.id IN (SELECT career_id FROM career_administration WHERE administration_id IN ({ids}))"
    return _careers(reader, where, {})


def list_stages(reader: Reader, careers: Sequence[str] = ()) -> list[StageRow]:
    """The stages of career paths, in order. Raises NotFound."""
    ids = Codes(reader).ids("career", careers)
    return _stages(reader, f"k.id IN ({listed(ids)})" if ids else "1 = 1", {})


def list_officers(reader: Reader, which: OfficersFilter) -> list[OfficersRow]:
    """Officers of administrations at stages, as reported to a conference, else as last reported. Raises NotFound."""
    codes = Codes(reader)
    at = codes.conference(which.at) if which.at else None
    where = [_when(at)]
    if which.careers:
        where.append(f"k.id IN ({listed(codes.ids('career', which.careers))})")
    if which.stages:
        where.append(f"s.id IN ({listed([find_stage(reader, text) for text in which.stages])})")
    if which.administrations:
        where.append(f"a.id IN ({listed(codes.family(which.administrations, 'beneficiary'))})")
    return _officers(reader, where, at)


def career_card(reader: Reader, code: str, at: str | None = None) -> CareerCard:
    """Everything about a career path, with what conferences were told, up to one of them. Raises NotFound."""
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    identity = codes.id("career", code)
    (facts,) = _careers(reader, "k.id = :id", {"id": identity})
    stages = _stages(reader, "k.id = :id", {"id": identity})
    return CareerCard(facts, stages, _officers(reader, [f"k.id = {identity:d}", *_until(conference)], conference))


def stage_card(reader: Reader, code: str, at: str | None = None) -> tuple[StageRow, list[OfficersRow]]:
    """A stage, with what conferences were told, up to one of them. Raises NotFound."""
    conference = Codes(reader).conference(at) if at else None
    identity = find_stage(reader, code)
    (stage,) = _stages(reader, "s.id = :id", {"id": identity})
    return stage, _officers(reader, [f"s.id = {identity:d}", *_until(conference)], conference)


def list_gaps(reader: Reader, at: str | None = None, only: Sequence[str] = ()) -> list[CareerGap]:
    """The gaps: stages with no officers, or where none were reported; stages that no training leads to;
    administrations of beneficiaries with no path, neither named by one nor reported at one.

    Raises NotFound, and Invalid for a word that is no gap.
    """
    conference = Codes(reader).conference(at) if at else None
    wanted = {choose("gap", text, GAPS) for text in only}
    params = {"asked": 0 if conference is None else conference.id}
    rows = reader.all(GAP_QUERY.format(when=_when(conference)), params, CareerGap)
    return [row for row in rows if not wanted or row.gap in wanted]


def find_stage(reader: Reader, text: str) -> int:
    """The stage with a code, `CCLEC/3`. Raises NotFound for an unknown path or place, Invalid for another text."""
    asked = parse_stage_code(text)
    if asked is None:
        raise Invalid("stage", text, "is not the code of a stage", "PATH/PLACE, for example CCLEC/3")
    codes = Codes(reader)
    career = codes.id("career", asked[0])
    places = dict(reader.rows("SELECT place, id FROM stage WHERE career_id = :id ORDER BY place", {"id": career}))
    if asked[1] not in places:
        code = codes.code("career", career)
        has = f"has {', '.join(f'{code}/{place}' for place in places)}" if places else "has no stages yet"
        raise NotFound("stage", text, hint=f"{code} {has}. `tracker career stage` adds one.")
    return int(places[asked[1]])


def stages_led_to(reader: Reader, training: str) -> list[StageRow]:
    """The stages of career paths to which a training leads. Raises NotFound."""
    led = "SELECT l.stage_id FROM stage_training l WHERE l.training_id = :training"
    return _stages(reader, f"s.id IN ({led})", {"training": Codes(reader).id("training", training)})


def stage_codes(reader: Reader) -> list[str]:
    """The codes of all stages."""
    return [row.code for row in list_stages(reader)]


def _careers(reader: Reader, where: str, params: dict[str, Any]) -> list[CareerRow]:
    followed: dict[int, list[str]] = {}
    for career, code in reader.rows(ADMINISTRATIONS):
        followed.setdefault(career, []).append(code)
    return [
        CareerRow(code, title, edition, applies_to, tuple(followed.get(identity, ())), *rest)
        for code, title, edition, applies_to, identity, *rest in reader.rows(LIST.format(where=where), params)
    ]


def _stages(reader: Reader, where: str, params: dict[str, Any]) -> list[StageRow]:
    leading: dict[int, list[str]] = {}
    for stage, code in reader.rows(LEADING):
        leading.setdefault(stage, []).append(code)
    rows = reader.rows(STAGES.format(where=where), params)
    return [
        StageRow._make((*known, tuple(leading.get(identity, ())), source, note, version))
        for *known, identity, source, note, version in rows
    ]


def _officers(reader: Reader, where: Sequence[str], at: Conference | None) -> list[OfficersRow]:
    params = {"asked": 0 if at is None else at.id}
    return reader.all(OFFICERS.format(where=" AND ".join(where)), params, _officers_row)


def _officers_row(*columns: Any) -> OfficersRow:
    (*told, count, women, estimated, edition, before, edition_before, estimated_before, since, note, source) = columns
    method = None
    if since is not None and edition != edition_before:
        method = f"edition {edition or 'unknown'}, before {edition_before or 'unknown'}"
    elif since is not None and bool(estimated) != bool(estimated_before):
        method = "estimated, counted before" if estimated else "counted, estimated before"
    moved = count - before if since is not None and method is None else None
    seen = (count, women, bool(estimated), edition, moved, since, method, note, source)
    return OfficersRow._make((*told, *seen))


def _when(at: Conference | None) -> str:
    """SQL: whether a report is the one that is asked for."""
    return "t.newest = 1" if at is None else f"t.conference_id = {at.id:d}"


def _until(at: Conference | None) -> list[str]:
    """SQL: whether a report was made up to a conference of its series."""
    if at is None:
        return []
    earlier = f"SELECT id FROM conference WHERE series_id = {at.series_id:d} AND sequence <= {at.sequence:d}"
    return [f"t.conference_id IN ({earlier})"]

"""Requests for data: whom to ask, who answered, whom to call, and the contents of a form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.errors import NotFound, Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.coordination.asking import needs_of_donors
from tracker.insight.family import family, survivors
from tracker.insight.parties.organisations import listed
from tracker.insight.projects.risks import delayed
from tracker.model.kinds import Minor
from tracker.rules.words import LANGUAGE_OF, LANGUAGES, OVER, ROLES, choose
from tracker.store.partial_dates import later
from tracker.store.reader import Reader
from tracker.store.told_last import counts, told_last, up_to


class Candidate(NamedTuple):
    """An organisation that can be asked in one of its roles, with the ids of its projects that are not over.

    A donor is also asked about the open `needs` of its countries and themes.
    """

    id: int
    code: str
    role: str
    projects: tuple[int, ...]
    needs: tuple[int, ...] = ()


class RequestContact(NamedTuple):
    """The contact to write to at an organisation, if any; `language` is the contact's, perhaps not one of ours."""

    name: str | None = None
    email: str | None = None
    language: str | None = None


class RequestRow(NamedTuple):
    """A request, with how many of its projects got which answer; `state` is silent, partly, answered or declined.

    Of its `needs`, the donor has replied to `replied` since it was asked. `days_to_go` or `days_overdue` is set as long
    as any answer is missing.
    """

    organisation: str
    name: str
    role: str
    sent: str
    due: str
    projects: int
    updated: int
    unchanged: int
    declined: int
    silent: int
    needs: int
    replied: int
    state: str
    days_to_go: int | None
    days_overdue: int | None
    answered: str | None
    source: str | None
    language: str
    workbook: str

    @property
    def waiting(self) -> bool:
        """Whether any answer is missing."""
        return self.days_to_go is not None or self.days_overdue is not None


class SilentRow(NamedTuple):
    """Whom to call about a request that was not answered, or not completely."""

    organisation: str
    name: str
    role: str
    contact: str | None
    email: str | None
    language: str
    due: str
    days_overdue: int | None
    projects: int
    silent: int
    needs: int
    unreplied: int


class AskedProject(NamedTuple):
    """A project of a request, and its answer."""

    project: str
    title: str
    answer: str


class AskedNeed(NamedTuple):
    """A need of a request, and what the donor replied since it was asked: `silent` if nothing."""

    need: str
    text: str | None
    reply: str


LAST = told_last("review", "project_id", ("status",), within=up_to(":sequence", ":at"))
CANDIDATES = f"""
WITH told AS (
  SELECT project_id FROM {LAST} last
  WHERE status NOT IN ({", ".join(repr(status) for status in OVER)})
    AND NOT EXISTS (SELECT 1 FROM project_succession s WHERE s.predecessor_id = last.project_id)
)
SELECT n.donor_id, 'donor', n.project_id FROM contribution n JOIN told ON told.project_id = n.project_id
WHERE n.ended_at_id IS NULL
UNION
SELECT b.organisation_id, 'beneficiary', b.project_id FROM beneficiary b JOIN told ON told.project_id = b.project_id
WHERE NOT b.former
"""

# A reply of which the date is not known cannot be placed before the request.
SINCE = f"(r.date IS NULL OR NOT {later('CAST(q.sent AS text)', 'r.date')})"
REQUESTS = f"""
SELECT q.id, o.code, o.name, q.role, q.sent, q.due, q.state, q.answered, q.source, q.language, q.name,
  q.organisation_id,
  (SELECT count(*) FROM request_project a WHERE a.request_id = q.id),
  (SELECT count(*) FROM request_project a WHERE a.request_id = q.id AND a.answer = 'updated'),
  (SELECT count(*) FROM request_project a WHERE a.request_id = q.id AND a.answer = 'confirmed unchanged'),
  (SELECT count(*) FROM request_project a WHERE a.request_id = q.id AND a.answer = 'declined'),
  (SELECT count(*) FROM request_need a WHERE a.request_id = q.id),
  (SELECT count(*) FROM request_need a WHERE a.request_id = q.id AND EXISTS (
    SELECT 1 FROM need_reply r WHERE r.need_id = a.need_id AND r.donor_id = q.organisation_id AND {SINCE}))
FROM request q JOIN organisation o ON o.id = q.organisation_id
WHERE q.conference_id = :at
ORDER BY lower(o.code), q.role
"""

PROJECTS = """
SELECT p.code, coalesce(r.title, p.title), a.answer
FROM request_project a JOIN request q ON q.id = a.request_id JOIN project p ON p.id = a.project_id
LEFT JOIN review r ON r.conference_id = q.conference_id AND r.project_id = a.project_id
WHERE a.request_id = :request
ORDER BY lower(p.code)
"""


NEEDS = """
SELECT n.code, n.text, {replies}
FROM request_need a JOIN request q ON q.id = a.request_id JOIN need n ON n.id = a.need_id
WHERE a.request_id = :request
ORDER BY n.id
"""


def candidates(reader: Reader, conference: Conference) -> list[Candidate]:
    """The organisations that contribute to, or benefit from, a project that is not over by its last report."""
    merged = survivors(reader)
    projects: dict[tuple[int, str], set[int]] = {}
    params = {"series": conference.series_id, "sequence": conference.sequence, "at": conference.id}
    for who, role, project in reader.rows(CANDIDATES, params):
        projects.setdefault((merged.get(who, who), role), set()).add(project)
    codes = dict(reader.rows("SELECT id, code FROM organisation"))
    needs = needs_of_donors(reader, conference)
    found = [
        Candidate(who, codes[who], role, tuple(sorted(mine)), tuple(needs.get(who, ())) if role == "donor" else ())
        for (who, role), mine in projects.items()
    ]
    return sorted(found, key=lambda one: (one.code.lower(), one.role))


def contact(reader: Reader, organisation: int) -> RequestContact:
    """The preferred contact of an organisation: one with an address before one without."""
    sql = "SELECT name, email, language FROM contact WHERE organisation_id = :id ORDER BY email IS NULL, id"
    return reader.one(sql, {"id": organisation}, RequestContact) or RequestContact()


def written_to_in(reader: Reader, organisation: int, person: RequestContact) -> str:
    """The language to write in, of those we support: the contact's, else the country's, else English.

    English is also used for a contact who reads none of our languages.
    """
    sql = "SELECT country FROM organisation WHERE id = :id"
    language = person.language or LANGUAGE_OF.get(reader.value(sql, {"id": organisation}), LANGUAGES[0])
    return language if language in LANGUAGES else LANGUAGES[0]


def name_in(reader: Reader, organisation: int, language: str) -> str:
    """The name of an organisation in a language, or else in any."""
    sql = """
SELECT coalesce(n.name, o.name) FROM organisation o
LEFT JOIN organisation_name n ON n.organisation_id = o.id AND n.language = :language WHERE o.id = :id
"""
    return str(reader.value(sql, {"id": organisation, "language": language}))


def list_requests(reader: Reader, conference: Conference, today: date) -> list[RequestRow]:
    """The requests of a conference and their state, by organisation and role."""
    return [row for _, _, row in _requests(reader, conference, today)]


def list_silent(reader: Reader, conference: Conference, today: date) -> Iterator[SilentRow]:
    """Whom to call, the most overdue first."""
    rows = [found for found in _requests(reader, conference, today) if found[2].waiting]
    for _, organisation, row in sorted(rows, key=lambda found: found[2].due):
        who = contact(reader, organisation)
        yield SilentRow(
            *(row.organisation, row.name, row.role, who.name, who.email, who.language or row.language, row.due),
            *(row.days_overdue, row.projects, row.silent, row.needs, row.needs - row.replied),
        )


def one_request(
    reader: Reader, conference: Conference, organisation: str, role: str | None, today: date
) -> tuple[int, RequestRow]:
    """The request to an organisation, with its number. Raises NotFound, Usage where its role must be given."""
    wanted = Codes(reader).id("organisation", organisation)
    role = choose("--role", role, ROLES) if role else None
    mine = [
        (identity, row)
        for identity, who, row in _requests(reader, conference, today)
        if who == wanted and role in (None, row.role)
    ]
    if not mine:
        hint = f"`tracker request status {conference.code}` shows who was asked."
        raise NotFound(f"request at {conference.code} to", organisation, hint=hint)
    if len(mine) > 1:
        raise Usage(f"{organisation} was asked both as a donor and as a beneficiary.", "Name one with --role.")
    return mine[0]


def asked_projects(reader: Reader, request: int) -> list[AskedProject]:
    return reader.all(PROJECTS, {"request": request}, AskedProject)


def asked_needs(reader: Reader, request: int) -> list[AskedNeed]:
    source = f"FROM need_reply r WHERE r.need_id = a.need_id AND r.donor_id = q.organisation_id AND {SINCE}"
    sql = NEEDS.format(replies=reader.gathered("r.answer", source))
    return [AskedNeed(code, text, reply or "silent") for code, text, reply in reader.rows(sql, {"request": request})]


def _requests(reader: Reader, conference: Conference, today: date) -> Iterator[tuple[int, int, RequestRow]]:
    for row in reader.rows(REQUESTS, {"at": conference.id}):
        identity, code, name, role, sent, due, state, answered, source, language, workbook, who, *counts = row
        asked, updated, unchanged, declined, needs, replied = counts
        silent = 0 if state == "declined" else asked - updated - unchanged - declined
        missing = silent or (state != "declined" and replied < needs)
        days = (date.fromisoformat(due) - today).days if missing else None
        yield (
            *(identity, who),
            RequestRow(
                *(code, name, role, sent, due, asked, updated, unchanged, declined, silent, needs, replied),
                _state(state, asked, declined, missing=bool(missing), replied=replied),
                days if days is not None and days >= 0 else None,
                -days if days is not None and days < 0 else None,
                *(answered, source, language, workbook),
            ),
        )


def _state(state: str, asked: int, declined: int, *, missing: bool, replied: int) -> str:
    if state == "declined" or (declined == asked and not replied):
        return "declined"
    if not missing:
        return "answered"
    # New projects may have come back without any answer on the projects asked about.
    return "silent" if state == "asked" and not replied else "partly"


class ReviewLine(NamedTuple):
    """A project as reported at a conference, as shown in a form."""

    project_id: int
    project: str
    title: str
    status: str
    progress: int | None
    start: str | None
    end: str | None
    objective: str | None
    themes: str | None
    note: str | None
    beneficiaries: str | None
    donors: str | None


class FormFundingLine(NamedTuple):
    """The money of one contribution to that project."""

    project_id: int
    contribution_id: int
    contribution: str
    instrument: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None


class FormRiskLine(NamedTuple):
    project_id: int
    part_id: int
    project: str
    risk: str
    event: str
    category: str
    likelihood: int | None
    impact: int | None
    status: str | None
    occurred: str | None
    delayed: str | None
    note: str | None


class IndicatorLine(NamedTuple):
    project_id: int
    part_id: int
    project: str
    indicator: str
    outcome: str
    direction: str | None
    title: str
    measure: str
    unit: str | None
    baseline: str | None
    baseline_date: str | None
    target: str | None
    target_date: str | None
    last: str | None
    note: str | None


class MilestoneLine(NamedTuple):
    project_id: int
    part_id: int
    project: str
    milestone: str
    title: str
    planned: str | None
    reached: str | None
    note: str | None


REVIEWS = """
SELECT r.project_id, p.code, r.title, r.status, r.progress, r.planned_start, r.planned_end, r.objective,
  {themes}, r.note, {beneficiaries}, {donors}
FROM review r JOIN project p ON p.id = r.project_id
WHERE r.conference_id = :at AND r.project_id IN ({projects}) ORDER BY lower(p.code)
"""
FUNDING = """
SELECT f.project_id, n.id, n.code, coalesce(f.instrument, n.instrument), coalesce(f.currency, n.currency),
  f.interest, f.pledged, f.committed, f.disbursed
FROM funding f JOIN contribution n ON n.id = f.contribution_id
WHERE f.conference_id = :at AND f.project_id IN ({projects}) AND f.donor_id IN ({donors}) ORDER BY lower(n.code)
"""
RISKS = """
SELECT k.project_id, k.id, p.code, k.code, coalesce(t.event, k.event), k.category,
  t.likelihood, t.impact, t.status, t.occurred, {delayed}, t.note
FROM risk k JOIN project p ON p.id = k.project_id
LEFT JOIN assessment t ON t.conference_id = :at AND t.risk_id = k.id
WHERE k.project_id IN ({projects}) AND (t.status IS NOT NULL
  OR NOT EXISTS (SELECT 1 FROM assessment a JOIN conference c ON c.id = a.conference_id
    WHERE a.risk_id = k.id AND a.status = 'closed' AND {counting}))
ORDER BY lower(p.code), lower(k.code)
"""
INDICATORS = """
SELECT k.project_id, k.id, p.code, k.code, o.title, k.direction, {told}, t.actual, t.note
FROM indicator k JOIN project p ON p.id = k.project_id JOIN outcome o ON o.id = k.outcome_id
LEFT JOIN measurement t ON t.conference_id = :at AND t.indicator_id = k.id
WHERE k.project_id IN ({projects}) ORDER BY lower(p.code), lower(k.code)
"""
MILESTONES = """
SELECT k.project_id, k.id, p.code, k.code, coalesce(t.title, k.title), coalesce(t.planned_date, k.planned_date),
  t.reached, t.note
FROM milestone k JOIN project p ON p.id = k.project_id
LEFT JOIN milestone_report t ON t.conference_id = :at AND t.milestone_id = k.id
WHERE k.project_id IN ({projects}) ORDER BY lower(p.code), coalesce(t.planned_date, k.planned_date, '9'), lower(k.code)
"""
MEASURED = ("title", "measure", "unit", "baseline", "baseline_date", "target", "target_date")


def review_lines(reader: Reader, at: int, projects: Sequence[int]) -> list[ReviewLine]:
    beneficiaries = reader.gathered(
        "o.code",
        "FROM share s JOIN organisation o ON o.id = s.organisation_id"
        " WHERE s.conference_id = r.conference_id AND s.project_id = r.project_id",
    )
    # The digit sorts the main theme before the others, and is removed below.
    themes = reader.gathered(
        "CASE WHEN g.is_primary THEN '0' ELSE '1' END || g.theme",
        "FROM review_theme g WHERE g.conference_id = r.conference_id AND g.project_id = r.project_id",
    )
    donors = reader.gathered(
        "o.code",
        "FROM funding f JOIN organisation o ON o.id = f.donor_id"
        " WHERE f.conference_id = r.conference_id AND f.project_id = r.project_id",
    )
    sql = REVIEWS.format(beneficiaries=beneficiaries, donors=donors, themes=themes, projects=_ids(projects))
    lines = reader.all(sql, {"at": at}, ReviewLine)
    return [
        one._replace(themes="; ".join(theme[1:] for theme in one.themes.split(";"))) if one.themes else one
        for one in lines
    ]


def funding_lines(reader: Reader, at: int, projects: Sequence[int], organisation: int) -> list[FormFundingLine]:
    sql = FUNDING.format(projects=_ids(projects), donors=listed(family(reader, organisation)))
    return reader.all(sql, {"at": at}, FormFundingLine)


def risk_lines(reader: Reader, at: int, projects: Sequence[int]) -> list[FormRiskLine]:
    """The risks that are not closed, or were closed at this very conference."""
    sql = RISKS.format(projects=_ids(projects), counting=counts(), delayed=delayed(reader, "t"))
    return reader.all(sql, {"at": at}, FormRiskLine)


def indicator_lines(reader: Reader, at: int, projects: Sequence[int]) -> list[IndicatorLine]:
    told = ", ".join(f"CASE WHEN t.indicator_id IS NULL THEN k.{name} ELSE t.{name} END" for name in MEASURED)
    return reader.all(INDICATORS.format(told=told, projects=_ids(projects)), {"at": at}, IndicatorLine)


def milestone_lines(reader: Reader, at: int, projects: Sequence[int]) -> list[MilestoneLine]:
    return reader.all(MILESTONES.format(projects=_ids(projects)), {"at": at}, MilestoneLine)


def _ids(projects: Sequence[int]) -> str:
    # An empty list is not valid SQL on PostgreSQL.
    return listed(projects) or "NULL"

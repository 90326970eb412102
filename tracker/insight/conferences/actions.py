"""Action points and recommendations as of a conference: the last report, how often carried over, what is overdue.

An open action is carried to every conference that is held; that is counted, never copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.errors import NotFound, Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.parties.organisations import listed
from tracker.rules.action_codes import action_code, action_code_sql, parse_action_code
from tracker.rules.codes import code_key
from tracker.rules.sealed import parse_record
from tracker.rules.words import CALLED_OFF, FOLLOW_UP_STATUSES, HELD_STATES, OPEN_STATUSES, choose, with_article
from tracker.store.partial_dates import later
from tracker.store.reader import Reader
from tracker.store.told_last import carried, counts, up_to, value_told_last

ALWAYS = 2_000_000_000
OPEN = ", ".join(f"'{status}'" for status in OPEN_STATUSES)


class ActionRow(NamedTuple):
    """An action in a list. `due` is a date, the conference at which it is due, or "next" while that one is unknown.

    `told_at` is the conference where `status` and the other reported fields come from, with the source `told_source`;
    `carried` counts the conferences it was carried to; `overdue`: open, and its date has passed, or the conference at
    which it was due is over.
    """

    code: str
    kind: str
    conference: str
    number: int
    text: str
    owner: str | None
    owner_name: str | None
    due: str | None
    status: str
    told_at: str | None
    carried: int
    overdue: bool
    note: str | None
    reason: str | None
    verified_by: str | None
    verified_by_name: str | None
    superseded_by: str | None
    merged: bool
    partnership: int | None
    source: str | None
    told_source: str | None
    id: int
    version: int


class HistoryRow(NamedTuple):
    """An action at one conference; where nothing was reported, `told` is false and the status is the earlier one."""

    conference: str
    status: str
    told: bool
    due: str | None
    note: str | None
    reason: str | None
    verified_by: str | None
    source: str | None


class EvidenceRow(NamedTuple):
    """Evidence for an action: a project `P1`, an outcome `P1/O1`, or a document by its number."""

    what: str
    code: str
    title: str


class ActionCard(NamedTuple):
    """Everything known about an action; `supersedes` are the actions that it replaced."""

    facts: ActionRow
    supersedes: tuple[str, ...]
    history: list[HistoryRow]
    evidence: list[EvidenceRow]


class ActionFilters(NamedTuple):
    """Which actions: values of one filter are OR, different filters are AND. `at`: as of which conference."""

    at: str | None = None
    raised: Sequence[str] = ()
    statuses: Sequence[str] = ()
    owners: Sequence[str] = ()
    projects: Sequence[str] = ()
    partnership: int | None = None
    open: bool = False
    overdue: bool = False


CARRIED = carried("follow_up", "action_id", thing="a.id", begun="c", named=":asked", open_=OPEN_STATUSES)
OVERDUE = f"""
CASE WHEN coalesce(f.status, 'open') NOT IN ({OPEN}) THEN 0
  WHEN {{due}} IS NOT NULL THEN CASE WHEN {later(":day", "{due}")} THEN 1 ELSE 0 END
  WHEN {{due_next}} AND (d.sequence < :at OR d.sequence <= :until AND d.state IN ('closed', 'reopened')) THEN 1
  ELSE 0 END"""
LAST_FOLLOWED_UP = value_told_last(
    "e.id",
    "follow_up",
    "action_id",
    thing="a.id",
    within=up_to(":until", ":asked", series="c.series_id", conference="e"),
    conference="e",
)
LIST = f"""
SELECT {action_code_sql("c.code", "a")}, a.kind, c.code, a.number, {{text}}, o.code, {{owner_name}},
  coalesce({{due}}, CASE WHEN {{due_next}} THEN coalesce(d.code, 'next') END), coalesce(f.status, 'open'), fc.code,
  {CARRIED}, {OVERDUE}, f.note, f.reason, v.code, f.verified_by_name,
  CASE WHEN s.id IS NOT NULL THEN {action_code_sql("sc.code", "s")} END, a.merged, a.partnership_id,
  a.source, f.source, a.id, a.version
FROM action a JOIN conference c ON c.id = a.conference_id
LEFT JOIN conference fc ON fc.id = {LAST_FOLLOWED_UP}
LEFT JOIN follow_up f ON f.action_id = a.id AND f.conference_id = fc.id
LEFT JOIN conference d ON d.series_id = c.series_id AND d.sequence = (
  SELECT min(e.sequence) FROM conference e
  WHERE e.series_id = c.series_id AND e.sequence > c.sequence AND {counts("e")})
LEFT JOIN organisation o ON o.id = {{owner_id}}
LEFT JOIN organisation v ON v.id = f.verified_by_id
LEFT JOIN action s ON s.id = a.superseded_by_id
LEFT JOIN conference sc ON sc.id = s.conference_id
WHERE {{where}}
ORDER BY c.start_date, c.code, a.kind, a.number"""
HISTORY = """
SELECT e.code, f.status, f.due, f.due_next, f.note, f.reason, coalesce(v.code, f.verified_by_name), f.source,
  e.state
FROM action a JOIN conference c ON c.id = a.conference_id
JOIN conference e ON e.series_id = c.series_id AND e.sequence >= c.sequence
LEFT JOIN follow_up f ON f.action_id = a.id AND f.conference_id = e.id
LEFT JOIN organisation v ON v.id = f.verified_by_id
WHERE a.id = :id ORDER BY e.sequence"""
EVIDENCE = """
SELECT CASE WHEN e.outcome_id IS NOT NULL THEN 'outcome' WHEN e.project_id IS NOT NULL THEN 'project' ELSE 'document'
  END, coalesce(p.code || coalesce('/' || u.code, ''), CAST(d.id AS text)), coalesce(u.title, p.title, d.title)
FROM evidence e LEFT JOIN project p ON p.id = e.project_id LEFT JOIN outcome u ON u.id = e.outcome_id
LEFT JOIN document d ON d.id = e.document_id
WHERE e.action_id = :id ORDER BY 1 DESC, p.code, u.code, d.id"""
NUMBERED = """
SELECT a.id, c.code, a.kind, a.number FROM action a JOIN conference c ON c.id = a.conference_id
ORDER BY c.start_date, c.code, a.kind, a.number"""


def list_actions(reader: Reader, kind: str, filters: ActionFilters, today: str) -> list[ActionRow]:
    """The matching actions of a kind, by where they were raised; as of a conference, or as last reported by `today`.

    Raises NotFound, and Invalid for an unknown status.
    """
    codes = Codes(reader)
    where = ["a.kind = :kind"]
    at = codes.conference(filters.at) if filters.at else None
    if filters.raised:
        where.append(f"c.id IN ({listed([codes.conference(text).id for text in filters.raised])})")
    if filters.owners:
        where.append(f"o.id IN ({listed(codes.family(filters.owners, 'organisation'))})")
    if filters.projects:
        ids = listed(codes.ids("project", filters.projects))
        where.append(f"EXISTS (SELECT 1 FROM evidence e WHERE e.action_id = a.id AND e.project_id IN ({ids}))")
    if filters.partnership is not None:
        where.append(f"a.partnership_id = {filters.partnership:d}")
    wanted = {choose("status", text, FOLLOW_UP_STATUSES) for text in filters.statuses}
    return [
        row
        for row in _rows(reader, where, {"kind": kind}, at, today)
        if (not wanted or row.status in wanted)
        and (not filters.open or row.status in OPEN_STATUSES)
        and (not filters.overdue or row.overdue)
    ]


def actions_followed(reader: Reader, raised: Conference, at: Conference) -> list[ActionRow]:
    """What became, as of conference `at`, of every action point and recommendation that was raised at `raised`."""
    return _rows(reader, ["a.conference_id = :raised"], {"raised": raised.id}, at, "")


def actions_at(reader: Reader, at: Conference) -> list[ActionRow]:
    """The action points and recommendations raised or reported at a conference, as of that conference."""
    told = "EXISTS (SELECT 1 FROM follow_up x WHERE x.action_id = a.id AND x.conference_id = :here)"
    return _rows(reader, [f"(a.conference_id = :here OR {told})"], {"here": at.id}, at, "")


def actions_as_of(reader: Reader, at: Conference) -> list[ActionRow]:
    """The action points and recommendations raised up to a conference, as of that conference."""
    return _rows(reader, ["1 = 1"], {}, at, "")


def actions_open(reader: Reader, at: Conference) -> list[ActionRow]:
    """The action points and recommendations of earlier conferences that are open as of one, overdue ones first."""
    rows = _rows(reader, ["c.sequence < :until"], {}, at, "")
    return sorted((row for row in rows if row.status in OPEN_STATUSES), key=lambda row: (row.kind, not row.overdue))


def actions_about(
    reader: Reader, organisations: Sequence[int], projects: Sequence[int], at: Conference
) -> list[ActionRow]:
    """The action points and recommendations of some organisations as of a conference, overdue ones first.

    An organisation is concerned if it owns the action, takes part in the partnership that the action follows from, or
    has a project that answers it. The list contains open actions and those reported at this conference.
    """
    ours, answering = listed(organisations), listed(projects) or "NULL"
    where = [
        f"o.id IN ({ours})",
        f"a.partnership_id IN (SELECT partnership_id FROM partnership_party WHERE organisation_id IN ({ours}))",
        f"EXISTS (SELECT 1 FROM evidence x WHERE x.action_id = a.id AND x.project_id IN ({answering}))",
    ]
    here, _ = parse_record(at.code)
    rows = _rows(reader, [f"({' OR '.join(where)})"], {}, at, "")
    current = [row for row in rows if row.status in OPEN_STATUSES or row.told_at == here]
    return sorted(current, key=lambda row: (not row.overdue, row.status not in OPEN_STATUSES))


def actions_of(reader: Reader, column: str, identity: int, today: str) -> list[ActionRow]:
    """The actions of one partnership (`partnership_id`), as last reported."""
    return _rows(reader, [f"a.{column} = :of"], {"of": identity}, None, today)


def action_card(reader: Reader, identity: int, today: str, at: Conference | None = None) -> ActionCard:
    """Everything known about an action, with the reports of each conference since."""
    (facts,) = _rows(reader, ["a.id = :id"], {"id": identity}, at, today)
    earlier = f"""SELECT {action_code_sql("c.code", "a")} FROM action a
JOIN conference c ON c.id = a.conference_id WHERE a.superseded_by_id = :id ORDER BY a.id"""
    return ActionCard(
        facts,
        tuple(row[0] for row in reader.rows(earlier, {"id": identity})),
        _history(reader, facts, identity),
        reader.all(EVIDENCE, {"id": identity}, EvidenceRow),
    )


def find_action(reader: Reader, kind: str | None, text: str) -> int:
    """The action called `AMS-2012/A3`, `2012/A3`, or `A3` where only one conference has that number.

    Without the letters, `2012/3`, it is the one of `kind`. Raises NotFound, and Usage where another kind is named or
    where several match (the message names them).
    """
    asked = parse_action_code(text)
    called = kind or "action"
    if asked is None:
        raise _unknown_action(called, text)
    place, said, number = asked
    if kind is not None and said not in (None, kind):
        raise Usage(
            f"{text.strip()!r} is the code of {with_article(said)}, not of {with_article(kind)}.",
            f"Use `tracker {GROUPS[said]}` for it.",
        )
    wanted = said or kind
    known = [row for row in reader.rows(NUMBERED) if row[3] == number and wanted in (None, row[2])]
    if place is not None:
        conference = Codes(reader).conference(place)
        known = [row for row in known if row[1] == conference.code]
    if len(known) > 1:
        codes = " or ".join(action_code(*row[1:]) for row in known)
        raise Usage(f"{called.capitalize()} {text.strip()!r} could be {codes}.", "Give the whole code.")
    if not known:
        raise _unknown_action(wanted or called, text)
    return int(known[0][0])


def _unknown_action(kind: str, text: str) -> NotFound:
    group = GROUPS.get(kind, "action")
    return NotFound(kind, text, hint=f"`tracker {group} list` shows all; `tracker {group} add` records one.")


def names(reader: Reader, kind: str) -> list[str]:
    """The codes of all actions of a kind."""
    return [action_code(*row[1:]) for row in reader.rows(NUMBERED) if row[2] == kind]


GROUPS = {"action point": "action", "recommendation": "recommendation"}


def _rows(
    reader: Reader, where: list[str], params: dict[str, Any], at: Conference | None, today: str
) -> list[ActionRow]:
    """The rows as of a conference, with its reports; without a conference, as they are now."""
    until = ALWAYS if at is None else at.sequence
    columns = {name: f"a.{name}" for name in ("text", "owner_id", "owner_name", "due", "due_next")}
    if at is not None:
        told = "CASE WHEN f.action_id IS NULL THEN a.{0} ELSE f.{0} END"
        columns = {name: f"({told.format(name)})" for name in columns}
        where = [*where, "c.series_id = :series", "c.sequence <= :until"]
        params = params | {"series": at.series_id}
    params = params | {
        "until": until,
        "at": -1 if at is None else at.sequence,
        "asked": 0 if at is None else at.id,
        "day": today if at is None else at.start_date or "",
    }
    found = reader.all(LIST.format(where=" AND ".join(where), **columns), params, ActionRow)
    return [row._replace(overdue=bool(row.overdue), merged=bool(row.merged)) for row in found]


def _history(reader: Reader, facts: ActionRow, identity: int) -> list[HistoryRow]:
    status, found = "open", list[HistoryRow]()
    rows = reader.all(HISTORY, {"id": identity})
    due_at = next((code for code, *_, state in rows[1:] if state != CALLED_OFF), "next")
    for code, told, due, due_next, note, reason, verified, source, state in rows:
        if state == CALLED_OFF:
            if told is not None:
                found.append(HistoryRow(code, told, True, due, note, reason, verified, source))
            continue
        was, status = status, told or status
        carried = state in HELD_STATES and was in OPEN_STATUSES
        if told is not None or carried or code_key(code) == code_key(facts.conference):
            by = due or (due_at if due_next else None)
            found.append(HistoryRow(code, status, told is not None, by, note, reason, verified, source))
    return found

"""Needs as of a conference: as reported last, how old they are in conferences, and what donors replied.

An open need goes on to every conference that is held; that is counted, never copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.coordination.replies import (
    NeedReplyRow,
    agreement,
    asked_about,
    in_force,
    matched_since,
    replies_to,
    younger_replies,
)
from tracker.insight.parties.organisations import listed
from tracker.rules.tfa_parts import parse_part, part_key
from tracker.rules.words import (
    CALLED_OFF,
    HELD_STATES,
    NEED_CATEGORIES,
    NEED_STATUSES,
    NO_ASSISTANCE,
    OPEN_NEEDS,
    choose,
    first_status,
)
from tracker.store.partial_dates import up_to_cut_off
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN, carried, counts, told_last, up_to

ALWAYS = 2_000_000_000
COPIED = ("text", "whose", "category", "indicative", "definitive", "extended_to", "done")
UNTOLD = f"""CASE WHEN n.category = '{NO_ASSISTANCE}' THEN '{first_status(NO_ASSISTANCE)}'
  ELSE '{first_status(None)}' END"""


class NeedRow(NamedTuple):
    """A need in a list. `whose` names its beneficiaries in words where the source says no more.

    `due` is the date in force and `due_is` says which of the three it is. `told_at` is the conference where `status`
    and the other reported fields come from. `carried` counts the conferences that it was carried to, None where it was
    never at a conference. `replies` are those in force; `silent` are the donors that were asked and did not reply.
    `agreed`: whether donors would do, or do, none, part, or the whole of it; `matched`: since when, by the first dated
    agreement.
    """

    code: str
    beneficiaries: tuple[str, ...]
    beneficiary_names: tuple[str, ...]
    whose: str | None
    text: str | None
    themes: tuple[str, ...]
    measures: tuple[str, ...]
    category: str | None
    indicative: str | None
    definitive: str | None
    extended_to: str | None
    due: str | None
    due_is: str | None
    done: str | None
    status: str
    told_at: str | None
    carried: int | None
    conference: str | None
    replies: tuple[str, ...]
    silent: tuple[str, ...]
    agreed: str
    matched: str | None
    document: str | None
    document_date: str | None
    note: str | None
    source: str | None
    told_source: str | None
    id: int
    version: int


class NeedReportRow(NamedTuple):
    """A need at one conference; where nothing was reported, `told` is false and the status is the earlier one."""

    conference: str
    status: str
    told: bool
    category: str | None
    indicative: str | None
    definitive: str | None
    extended_to: str | None
    done: str | None
    note: str | None
    source: str | None


class NeedExtensionRow(NamedTuple):
    """A request for more time; `answer` is None as long as it is not known."""

    need: str
    requested: str | None
    until: str | None
    reason: str | None
    answer: str | None
    source: str | None


class KnownNeed(NamedTuple):
    """A need as it is known now, in the fields of `NeedFacts`; lists of texts as tuples."""

    id: int
    version: int
    code: str
    text: str | None
    beneficiaries: tuple[str, ...]
    whose: str | None
    themes: tuple[str, ...]
    measures: tuple[str, ...]
    category: str | None
    indicative: str | None
    definitive: str | None
    extended_to: str | None
    done: str | None
    conference: str | None
    document: str | None
    document_date: str | None
    source: str | None


class NeedCard(NamedTuple):
    """Everything known about a need: what conferences were told, requests for more time, and all replies."""

    facts: NeedRow
    history: list[NeedReportRow]
    extensions: list[NeedExtensionRow]
    replies: list[NeedReplyRow]


class NeedFilters(NamedTuple):
    """Which needs: values of one filter are OR, different filters are AND. `at`: as of which conference.

    `unanswered`: no donor replied.
    """

    at: str | None = None
    beneficiaries: Sequence[str] = ()
    themes: Sequence[str] = ()
    measures: Sequence[str] = ()
    donors: Sequence[str] = ()
    statuses: Sequence[str] = ()
    categories: Sequence[str] = ()
    open: bool = False
    unanswered: bool = False


# The conference with which the age of a need begins: where it was raised or first reported.
_FIRST = """
SELECT e.id FROM {source} e WHERE {which} AND (e.id = n.conference_id
  OR EXISTS (SELECT 1 FROM need_report g WHERE g.need_id = n.id AND g.conference_id = e.id))
ORDER BY e.{order} LIMIT 1"""
CARRIED = carried("need_report", "need_id", thing="n.id", begun="b", named=":at", open_=OPEN_NEEDS, untold=UNTOLD)
LIST = f"""
SELECT n.id, n.code, {{copied}}, coalesce(f.status, {UNTOLD}), fc.code, CASE WHEN b.id IS NOT NULL THEN {CARRIED} END,
  rc.code, n.document, n.document_date, f.note, n.source, f.source, n.version
FROM need n
LEFT JOIN {{last}} last ON last.need_id = n.id
LEFT JOIN need_report f ON f.need_id = n.id AND f.conference_id = last.conference_id
LEFT JOIN conference fc ON fc.id = f.conference_id
LEFT JOIN conference rc ON rc.id = n.conference_id
LEFT JOIN conference b ON b.id = ({{first}})
WHERE {{where}}
ORDER BY n.id"""
PAST = f"""
SELECT n.id, n.code, coalesce(f.status, {UNTOLD}), c.code, c.start_date
FROM need n LEFT JOIN {told_last("need_report", "need_id", ("status",))} f ON f.need_id = n.id
LEFT JOIN conference c ON c.id = f.conference_id
WHERE coalesce(f.status, {UNTOLD}) NOT IN ({", ".join(f"'{one}'" for one in OPEN_NEEDS)})"""
WHOSE = """
SELECT b.need_id, o.code, o.name FROM need_beneficiary b JOIN organisation o ON o.id = b.organisation_id
ORDER BY b.need_id, o.code"""
THEMES = "SELECT g.need_id, t.name FROM need_theme g JOIN theme t ON t.code = g.theme ORDER BY g.need_id, t.name"
MEASURES = "SELECT need_id, part FROM need_measure ORDER BY need_id, part"
HISTORY = f"""
SELECT e.code, f.status, f.category, f.indicative, f.definitive, f.extended_to, f.done, f.note, f.source, e.state,
  CASE WHEN e.id = n.conference_id THEN 1 ELSE 0 END
FROM need n JOIN {IN_TURN} e ON e.series_id IN (
    SELECT c.series_id FROM conference c WHERE c.id = n.conference_id
      OR EXISTS (SELECT 1 FROM need_report g WHERE g.need_id = n.id AND g.conference_id = c.id))
LEFT JOIN need_report f ON f.need_id = n.id AND f.conference_id = e.id
WHERE n.id = :id ORDER BY e.turn"""
EXTENSIONS = """
SELECT n.code, x.requested, x.until, x.reason, x.answer, x.source
FROM need_extension x JOIN need n ON n.id = x.need_id WHERE x.need_id = :id
ORDER BY x.requested IS NULL, x.requested, x.id"""


def list_needs(reader: Reader, filters: NeedFilters) -> list[NeedRow]:
    """The matching needs, in the order in which they were entered; as of a conference, or as last reported.

    As of a conference: those that it or an earlier one of its series was told of, and those whose document is dated up
    to its cut-off. Raises NotFound, and Invalid for an unknown word.
    """
    codes = Codes(reader)
    at = codes.conference(filters.at) if filters.at else None
    where = ["1 = 1"]
    if filters.beneficiaries:
        where.append(_of(codes.family(filters.beneficiaries, "beneficiary")))
    if filters.themes:
        themes = ", ".join(f"'{codes.theme(text)}'" for text in filters.themes)
        where.append(f"EXISTS (SELECT 1 FROM need_theme g WHERE g.need_id = n.id AND g.theme IN ({themes}))")
    if filters.donors:
        donors = listed(codes.family(filters.donors, "donor"))
        where.append(f"EXISTS (SELECT 1 FROM need_reply r WHERE r.need_id = n.id AND r.donor_id IN ({donors}))")
    statuses = {choose("status", text, NEED_STATUSES) for text in filters.statuses}
    categories = {choose("category", text, NEED_CATEGORIES) for text in filters.categories}
    tfa = codes.tfa_measures
    parts = [parse_part(text, tfa) for text in filters.measures]
    return [
        row
        for row in _rows(reader, where, {}, at)
        if (not statuses or row.status in statuses)
        and (not categories or row.category in categories)
        and (not filters.open or row.status in OPEN_NEEDS)
        and (not filters.unanswered or not row.replies)
        and (
            not parts
            or any(
                part.has(own) or own.has(part)
                for text in row.measures
                for own in [parse_part(text, tfa)]
                for part in parts
            )
        )
    ]


def needs_of(reader: Reader, organisations: Sequence[int], at: Conference | None = None) -> list[NeedRow]:
    """The needs of some organisations, as of a conference or as last reported: open ones first."""
    rows = _rows(reader, [_of(organisations)], {}, at)
    return sorted(rows, key=lambda row: row.status not in OPEN_NEEDS)


def needs_asked_of(reader: Reader, donors: Sequence[int], at: Conference | None = None) -> list[NeedRow]:
    """The needs that some donors replied to or were asked about, as of a conference or as last reported."""
    sql = f"SELECT code FROM organisation WHERE id IN ({listed(donors)})"
    codes = {code for (code,) in reader.rows(sql)}
    return [
        row
        for row in _rows(reader, ["1 = 1"], {}, at)
        if codes.intersection((*row.silent, *(reply.partition(" ")[0] for reply in row.replies)))
    ]


def needs_at(reader: Reader, at: Conference | None) -> list[NeedRow]:
    """All needs as of a conference, or as last reported."""
    return _rows(reader, ["1 = 1"], {}, at)


def needs_known_to(reader: Reader, at: Conference) -> list[NeedRow]:
    """All needs in the register, as last reported to a conference; also those that were not reported to it yet."""
    return _rows(reader, ["1 = 1"], {}, at, whenever=True)


def need_card(reader: Reader, code: str, at: str | None = None) -> NeedCard:
    """Everything known about a need, as of a conference or up to now. Raises NotFound."""
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    identity = codes.id("need", code)
    found = _rows(reader, ["n.id = :id"], {"id": identity}, conference, whenever=True)
    return NeedCard(
        found[0],
        _history(reader, identity),
        reader.all(EXTENSIONS, {"id": identity}, NeedExtensionRow),
        replies_to(reader, conference).get(identity, []),
    )


def known_need(reader: Reader, identity: int) -> KnownNeed:
    """One need as it is known now, whatever conferences were told of it."""
    row = _rows(reader, ["n.id = :id"], {"id": identity}, None)[0]
    return KnownNeed._make(getattr(row, name) for name in KnownNeed._fields)


def past_needs(reader: Reader) -> dict[int, tuple[str, str, str | None, str | None]]:
    """The needs that are asked for no more, by their ids: the code, the status, and the conference that was told of
    it last with its start."""
    return {identity: (code, status, told_at, start) for identity, code, status, told_at, start in reader.rows(PAST)}


def beside_list(reader: Reader, at: str, rows: Sequence[NeedRow]) -> tuple[int, int]:
    """What to say beside a list as of a conference: how many needs have neither a conference nor a dated document, so
    that they cannot be placed before or after it; and how many replies were recorded since it was sealed."""
    sql = """SELECT count(*) FROM need n WHERE n.conference_id IS NULL AND n.document_date IS NULL
  AND NOT EXISTS (SELECT 1 FROM need_report g WHERE g.need_id = n.id)"""
    return int(reader.value(sql)), younger_replies(reader, Codes(reader).conference(at), [row.id for row in rows])


def _of(organisations: Sequence[int]) -> str:
    held_by = "SELECT 1 FROM need_beneficiary b WHERE b.need_id = n.id"
    return f"EXISTS ({held_by} AND b.organisation_id IN ({listed(organisations)}))"


def _rows(
    reader: Reader,
    where: list[str],
    params: Mapping[str, Any],
    at: Conference | None,
    *,
    whenever: bool = False,
) -> list[NeedRow]:
    """The rows as of a conference, with its reports; without one, as they are now. `whenever`: known by then or not."""
    given = dict(params) | {"until": ALWAYS, "at": -1}
    columns = {name: f"n.{name}" for name in COPIED}
    last = told_last("need_report", "need_id")
    first = _FIRST.format(source=IN_TURN, which=counts("e"), order="turn")
    if at is not None:
        # An edit of the need is no part of what conferences were told before.
        columns = {name: f"CASE WHEN f.need_id IS NULL THEN n.{name} ELSE f.{name} END" for name in COPIED}
        given |= {"until": at.sequence, "at": at.id, "series": at.series_id}
        last = told_last("need_report", "need_id", within=up_to(":until", ":at"))
        which = up_to(":until", ":at", conference="e")
        first = _FIRST.format(source="conference", which=which, order="sequence")
        dated = up_to_cut_off(["n.document_date"], str(at.id))
        known = f"(b.id IS NOT NULL OR n.document_date IS NOT NULL AND {dated})"
        where = [*where, "1 = 1" if whenever else known]
    sql = LIST.format(copied=", ".join(columns.values()), last=last, first=first, where=" AND ".join(where))
    listed_rows = reader.all(sql, given)
    if not listed_rows:
        return []
    whose, themes, measures = (reader.by_first(query) for query in (WHOSE, THEMES, MEASURES))
    told, asked = replies_to(reader, at), asked_about(reader, at)
    found = []
    for identity, code, text, words, category, indicative, definitive, extended, done, *more in listed_rows:
        status, told_at, carried, raised, document, document_date, note, source, told_source, version = more
        mine = in_force(told.get(identity, []))
        parts = tuple(part for (part,) in measures.get(identity, ()))
        due, due_is = next(
            (
                (day, name)
                for day, name in ((extended, "extended"), (definitive, "definitive"), (indicative, "indicative"))
                if day
            ),
            (None, None),
        )
        row = NeedRow(
            code,
            tuple(one for one, _ in whose.get(identity, ())),
            tuple(name for _, name in whose.get(identity, ())),
            words,
            text,
            tuple(theme for (theme,) in themes.get(identity, ())),
            tuple(sorted(parts, key=part_key)),
            category,
            indicative,
            definitive,
            extended,
            due,
            due_is,
            done,
            status,
            told_at,
            carried,
            raised,
            tuple(reply.short for reply in mine),
            tuple(donor for donor in asked.get(identity, ()) if donor not in {reply.donor for reply in mine}),
            agreement(mine, parts),
            matched_since(mine),
            document,
            document_date,
            note,
            source,
            told_source,
            identity,
            version,
        )
        found.append(row)
    return found


def _history(reader: Reader, identity: int) -> list[NeedReportRow]:
    found = list[NeedReportRow]()
    begun = False
    category = reader.value("SELECT category FROM need WHERE id = :id", {"id": identity})
    status = first_status(category)
    for code, told, *fields, state, raised in reader.rows(HISTORY, {"id": identity}):
        here = told is not None or bool(raised)
        carried = begun and state in HELD_STATES and status in OPEN_NEEDS
        begun = begun or here
        if state != CALLED_OFF:
            status = told or status
        if here or carried:
            found.append(NeedReportRow(code, told or status, told is not None, *fields))
    return found

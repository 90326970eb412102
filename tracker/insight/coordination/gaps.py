"""Gaps: what has no answer, no money or no use, as of a conference or as reported last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.coordination.needs import NeedRow, needs_at
from tracker.insight.coordination.offers import OfferRow, offers
from tracker.insight.coordination.replies import in_force, replies_to, unanswered
from tracker.insight.family import wholes
from tracker.insight.totals.latest_review import reviewed
from tracker.rules.text import fold
from tracker.rules.words import AGREEING, HELD_STATES, OPEN_NEEDS, OVER, choose
from tracker.store.reader import Reader, items
from tracker.store.told_last import held

GAPS = (
    "need without a reply",
    "need without an agreement",
    "need agreed in part",
    "would, and nothing since",
    "proposal that seeks funding",
    "administration without a project",
    "theme without funding",
    "offer without a project",
)


class GapRow(NamedTuple):
    """One gap: what it is about, whose it is, for how many conferences it has been there, and what more is known.

    `age` is None where that is not known. `who` are codes: of beneficiaries, or of the donor.
    """

    gap: str
    code: str
    subject: str
    who: tuple[str, ...]
    age: int | None
    detail: str | None


class WorkRow(NamedTuple):
    """A project as of a conference: its themes and beneficiaries, and the donors that commit or pay or pledge to it."""

    code: str
    title: str
    status: str
    themes: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    donors: tuple[str, ...]
    seeking: bool
    age: int

    @property
    def alive(self) -> bool:
        """Whether it is neither completed nor cancelled."""
        return self.status not in OVER


class Place(NamedTuple):
    """An organisation: where it is, its kind, whether it benefits, and the codes of those that it is part of."""

    code: str
    name: str
    country: str | None
    kind: str
    benefits: bool
    within: tuple[str, ...]


THEMES = """FROM review_theme t JOIN theme n ON n.code = t.theme
    WHERE t.conference_id = v.conference_id AND t.project_id = p.id"""
PLACES = """
SELECT o.id, o.code, o.name, o.country, o.kind, CASE WHEN r.role IS NULL THEN 0 ELSE 1 END FROM organisation o
LEFT JOIN organisation_role r ON r.organisation_id = o.id AND r.role = 'beneficiary'
WHERE o.merged_into_id IS NULL ORDER BY lower(o.code)"""


def list_gaps(reader: Reader, at: str | None, kinds: Sequence[str], today: str) -> list[GapRow]:
    """The gaps in the order of GAPS, oldest first; a kind may be the beginning of several.

    Raises NotFound, and Invalid for a kind that is none of these.
    """
    conference = Codes(reader).conference(at) if at else None
    wanted = {gap for kind in kinds for gap in _meant(kind)} or {*GAPS}
    day = _last_day(conference) or today
    needs = [need for need in needs_at(reader, conference) if need.status in OPEN_NEEDS]
    work = projects_at(reader, conference)
    places = places_of(reader)
    asked: dict[str, Callable[[], Iterable[GapRow]]] = {
        "need": lambda: _of_needs(reader, conference, needs),
        "proposal": lambda: _proposals(work),
        "administration": lambda: _unserved(places, work, needs),
        "theme": lambda: _unfunded(reader, work),
        "offer": lambda: _unused(offers(reader, ["1 = 1"], conference), work, places, day),
    }
    found = [row for ask in asked.values() for row in ask() if row.gap in wanted]
    return sorted(found, key=lambda row: (GAPS.index(row.gap), -(row.age or 0)))


def _meant(kind: str) -> list[str]:
    begun = fold(kind).strip()
    return [gap for gap in GAPS if begun and gap.startswith(begun)] or [choose("gap", kind, GAPS)]


def projects_at(reader: Reader, at: Conference | None) -> list[WorkRow]:
    """The projects that a conference was told of, or as reported last; the age counts the conferences held since."""
    mine = "r.conference_id = v.conference_id AND r.project_id = v.project_id"
    paid = """SELECT 1 FROM funding f WHERE f.conference_id = v.conference_id AND f.project_id = v.project_id
    AND f.excluded_as IS NULL AND (coalesce(f.committed, 0) > 0 OR coalesce(f.disbursed, 0) > 0)"""
    funding = "FROM funding f JOIN organisation o ON o.id = f.donor_id WHERE f.conference_id = v.conference_id"
    until = "" if at is None else f"AND h.sequence <= {at.sequence:d}"
    sql = f"""
WITH {reviewed(at.id if at else None)}
SELECT p.code, r.title, r.status,
  {reader.listed("n.name", THEMES)},
  {
        reader.listed(
            "o.code",
            '''FROM share s JOIN organisation o ON o.id = s.organisation_id
    WHERE s.conference_id = v.conference_id AND s.project_id = p.id''',
        )
    },
  {reader.listed("o.code", f"{funding} AND f.project_id = p.id AND f.excluded_as IS NULL")},
  CASE WHEN r.status = 'proposed' AND NOT EXISTS ({paid}) THEN 1 ELSE 0 END,
  (SELECT count(*) FROM conference h WHERE h.series_id = c.series_id AND {held("h")} {until} AND h.sequence > (
    SELECT min(e.sequence) FROM review x JOIN conference e ON e.id = x.conference_id
    WHERE x.project_id = p.id AND e.series_id = c.series_id))
FROM reviewed v JOIN review r ON {
        mine
    } JOIN project p ON p.id = v.project_id JOIN conference c ON c.id = v.conference_id
ORDER BY p.code"""
    return [
        WorkRow(code, title, status, items(themes), items(benefit), items(donors), bool(seeking), age)
        for code, title, status, themes, benefit, donors, seeking, age in reader.rows(
            sql, {} if at is None else {"at": at.id}
        )
    ]


def places_of(reader: Reader) -> dict[str, Place]:
    """All organisations, by code."""
    rows = reader.all(PLACES)
    codes, above = {row[0]: row[1] for row in rows}, wholes(reader)
    return {
        code: Place(code, name, country, kind, bool(benefits), tuple(codes[whole] for whole in above.get(identity, ())))
        for identity, code, name, country, kind, benefits in rows
    }


def includes(where: Collection[str], code: str, places: Mapping[str, Place]) -> bool:
    """Whether some places, as codes of countries and organisations, include an organisation as far as is recorded."""
    place = places.get(code)
    return code in where or (place is not None and (place.country in where or not set(place.within).isdisjoint(where)))


def regions(codes: Iterable[str], places: Mapping[str, Place]) -> list[str]:
    """Those of some organisations that are regional bodies, whose members may not be recorded."""
    return [code for code in codes if code in places and places[code].kind == "regional body"]


def ended(offer: OfferRow, day: str) -> bool:
    """Whether an offer can no longer be used on a day: it is exhausted or closed, or its end has passed."""
    return offer.status in ("exhausted", "closed") or bool(offer.end and offer.end < day[: len(offer.end)])


def _of_needs(reader: Reader, at: Conference | None, needs: Sequence[NeedRow]) -> Iterator[GapRow]:
    told = replies_to(reader, at)
    meetings = [
        one for one in Codes(reader).conferences() if one.state in HELD_STATES and (at is None or _until(one, at))
    ]
    for need in needs:
        mine = in_force(told.get(need.id, []))
        subject = need.text or "; ".join((*need.measures, *need.themes))
        who = need.beneficiaries or ((need.whose,) if need.whose else ())
        silent = f"silent: {', '.join(need.silent)}" if need.silent else None
        row = GapRow(GAPS[0], need.code, subject, who, need.carried, silent)
        if not mine:
            yield row._replace(detail=silent or "no donor was asked")
        elif need.agreed == "none":
            yield row._replace(gap=GAPS[1], detail="; ".join((*need.replies, *([silent] if silent else []))))
        elif need.agreed == "part":
            missing = unanswered([one.part for one in mine if one.answer in AGREEING], need.measures)
            open_parts = f"open: {', '.join(missing)}" if missing else None
            yield row._replace(gap=GAPS[2], detail="; ".join(filter(None, (*need.replies, open_parts, silent))))
        for reply in mine:
            if reply.answer == "would" and reply.project is None:
                date = reply.date
                since = [one for one in meetings if date and one.start_date and one.start_date > date]
                said = f"said so on {date}" if date else "said so on an unknown date"
                yield GapRow(GAPS[3], need.code, subject, (reply.donor,), len(since) if date else None, said)


def _until(one: Conference, at: Conference) -> bool:
    return one.series_id == at.series_id and one.sequence <= at.sequence


def _proposals(work: Iterable[WorkRow]) -> Iterator[GapRow]:
    for one in work:
        if one.seeking:
            interested = f"interest or pledge: {', '.join(one.donors)}" if one.donors else "no donor"
            yield GapRow(GAPS[4], one.code, one.title, one.beneficiaries, one.age, interested)


def _unserved(places: dict[str, Place], work: Iterable[WorkRow], needs: Sequence[NeedRow]) -> Iterator[GapRow]:
    served = {code for one in work if one.alive for code in one.beneficiaries}
    for place in places.values():
        if place.kind == "customs administration" and place.benefits and served.isdisjoint((place.code, *place.within)):
            count = sum(1 for need in needs if place.code in need.beneficiaries)
            open_needs = f"{count} open need{'s' * (count > 1)}" if count else None
            yield GapRow(GAPS[5], place.code, place.name, (), None, open_needs)


def _unfunded(reader: Reader, work: Sequence[WorkRow]) -> Iterator[GapRow]:
    funded = {theme for one in work if one.alive and one.donors and not one.seeking for theme in one.themes}
    for code, name in reader.rows("SELECT code, name FROM theme ORDER BY name"):
        if name not in funded:
            proposed = [one.code for one in work if one.seeking and name in one.themes]
            yield GapRow(GAPS[6], code, name, (), None, f"proposed: {', '.join(proposed)}" if proposed else None)


def _unused(known: Iterable[OfferRow], work: Sequence[WorkRow], places: dict[str, Place], day: str) -> Iterator[GapRow]:
    for offer in known:
        mine = [one for one in work if offer.donor in one.donors and one.status != "cancelled"]
        alike = [one for one in mine if not offer.themes or {*one.themes} & {*offer.themes}]
        used = any(
            not offer.themes
            or not offer.places
            or any(includes(offer.places, code, places) for code in one.beneficiaries)
            for one in alike
        )
        if not ended(offer, day) and not used:
            detail = [f"{offer.start or '?'} to {offer.end or '?'}"] if offer.start or offer.end else []
            if alike and (bodies := regions(offer.places, places)):
                projects, members = ", ".join(one.code for one in alike), ", ".join(bodies)
                detail.append(f"perhaps used by {projects}: its beneficiaries are not recorded as part of {members}")
            yield GapRow(GAPS[7], offer.code, offer.programme, (offer.donor,), None, "; ".join(detail) or None)


def _last_day(conference: Conference | None) -> str | None:
    return None if conference is None else conference.cut_off or conference.end_date or conference.start_date

"""What donors replied to needs: which replies are in force, which donors are silent, and what is agreed.

A reply has a date and no conference: as of a conference, those dated up to its cut-off count, and those without a date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.insight.codes import Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.rules.tfa_parts import TfaPart, parse_part
from tracker.rules.words import AGREEING
from tracker.store.reader import Reader


class NeedReplyRow(NamedTuple):
    """A reply of a donor to a need, or to a part of it."""

    need: str
    donor: str
    answer: str
    part: str | None
    project: str | None
    date: str | None
    note: str | None
    source: str | None

    @property
    def short(self) -> str:
        """ "EU would (8.2(b))"."""
        said = f"{self.donor} {self.answer}"
        return f"{said} ({self.part})" if self.part else said


ARTICLES = tuple(map(str, range(1, 100)))
REPLIES = """
SELECT r.need_id, n.code, o.code, r.answer, r.part, p.code, r.date, r.note, r.source
FROM need_reply r JOIN need n ON n.id = r.need_id JOIN organisation o ON o.id = r.donor_id
LEFT JOIN project p ON p.id = r.project_id
WHERE {} ORDER BY r.need_id, coalesce(r.date, ''), r.id"""
ASKED = """
SELECT DISTINCT a.need_id, o.code
FROM request_need a JOIN request q ON q.id = a.request_id JOIN organisation o ON o.id = q.organisation_id
JOIN conference c ON c.id = q.conference_id WHERE {} ORDER BY a.need_id, o.code"""


def replies_to(reader: Reader, at: Conference | None = None) -> dict[int, list[NeedReplyRow]]:
    """The replies to each need, by its id, in the order of their dates; as of a conference those up to its cut-off."""
    where = "1 = 1" if at is None else dated_up_to("need_reply", "r", at)
    found: dict[int, list[NeedReplyRow]] = {}
    for identity, *known in reader.rows(REPLIES.format(where)):
        found.setdefault(identity, []).append(NeedReplyRow._make(known))
    return found


def younger_replies(reader: Reader, at: Conference, needs: Sequence[int]) -> int:
    """How many replies to some needs, up to the cut-off of a closed conference, its sealed record does not have as they
    are now."""
    of_needs = f"r.need_id IN ({', '.join(map(str, needs)) or 'NULL'})"
    where = f"{of_needs} AND {dated_up_to('need_reply', 'r', at)}"
    return younger_than_record(reader, "need_reply", "r", where, {}, at)


def asked_about(reader: Reader, at: Conference | None = None) -> dict[int, list[str]]:
    """The donors that were asked about each need, by its id: in requests of the conference or an earlier one."""
    where, params = "1 = 1", dict[str, int]()
    if at is not None:
        where = "c.series_id = :series AND c.sequence <= :until"
        params = {"series": at.series_id, "until": at.sequence}
    found: dict[int, list[str]] = {}
    for identity, donor in reader.rows(ASKED.format(where), params):
        found.setdefault(identity, []).append(donor)
    return found


def in_force(replies: Sequence[NeedReplyRow]) -> list[NeedReplyRow]:
    """Of the replies to one need, in the order of their dates, those that no later one of the same donor replaces.

    A reply about the whole need replaces all earlier ones of its donor, one about a part those within that part. Two
    replies about the same on the same day are of donors that were merged, and neither replaces the other.
    """
    found: list[NeedReplyRow] = []
    for reply in replies:
        found = [one for one in found if one.donor != reply.donor or not _replaced(one, by=reply)]
        found.append(reply)
    return sorted(found, key=lambda one: (one.donor, one.part or ""))


def agreement(replies: Iterable[NeedReplyRow], parts: Sequence[str]) -> str:
    """Whether donors would do, or do, the `whole` of a need, a `part` of it, or `none`, by the replies in force."""
    agreeing = [one.part for one in replies if one.answer in AGREEING]
    if not agreeing:
        return "none"
    return "whole" if None in agreeing or (parts and not unanswered(agreeing, parts)) else "part"


def unanswered(answered: Sequence[str | None], parts: Sequence[str]) -> list[str]:
    """The paragraphs of a need's parts that none of the parts `answered` contains; None is the whole need."""
    if None in answered:
        return []
    wanted = [paragraph for part in parts if (whole := _part(part)) for paragraph in whole.paragraphs]
    return [one for one in wanted if not any(_within(one, part) for part in answered)]


def matched_since(replies: Iterable[NeedReplyRow]) -> str | None:
    """The first date on which a donor agreed; an agreement without a date is no match."""
    return min((one.date for one in replies if one.answer in AGREEING and one.date), default=None)


def _replaced(one: NeedReplyRow, by: NeedReplyRow) -> bool:
    return _within(one.part, by.part) and (one.part, one.date) != (by.part, by.date)


def _within(part: str | None, whole: str | None) -> bool:
    if whole is None or part == whole:
        return True
    one, other = _part(part), _part(whole)
    return one is not None and other is not None and other.has(one)


def _part(text: str | None) -> TfaPart | None:
    """Return the part of the TFA that a text names; None for one in words, which is compared as it is."""
    try:
        # The measure is of no interest here, since every part was checked when it was entered: the article will do.
        return parse_part(text, ARTICLES) if text else None
    except TrackerError:
        return None

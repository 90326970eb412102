"""What each conference asked, was answered and agreed, in numbers: what a clearing house reports every year."""

from __future__ import annotations

from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.rules.words import AGREEING
from tracker.store.partial_dates import up_to_cut_off
from tracker.store.reader import Reader
from tracker.store.told_last import conference_before, held


class RoundRow(NamedTuple):
    """One conference: the requests sent for it and what became of them, the needs raised, and what donors agreed to.

    `replies` and `agreements` are those to needs of its series, with a date after the conference before and up to its
    own cut-off; `partnerships` are the agreements between organisations around it.
    """

    conference: str
    requests: int
    answered: int
    declined: int
    silent: int
    needs: int
    replies: int
    agreements: int
    partnerships: int


# The needs that conferences of a series were told of, or asked donors about.
OF_SERIES = """SELECT n.id FROM need n JOIN conference e ON e.id = n.conference_id WHERE e.series_id = :series
  UNION SELECT g.need_id FROM need_report g JOIN conference e ON e.id = g.conference_id WHERE e.series_id = :series
  UNION SELECT a.need_id FROM request_need a JOIN request q ON q.id = a.request_id
    JOIN conference e ON e.id = q.conference_id WHERE e.series_id = :series"""
# A reply is dated up to the cut-off of the conference, and not up to that of the one before.
SINCE = f"""FROM need_reply r WHERE r.need_id IN ({OF_SERIES})
  AND r.date IS NOT NULL AND {up_to_cut_off(["r.date"], "c.id")}
  AND (c.previous IS NULL OR NOT {up_to_cut_off(["r.date"], "c.previous")})"""
ASKED = "(SELECT count(*) FROM request q WHERE q.conference_id = c.id{})"
ROUNDS = f"""
SELECT c.code, {ASKED.format("")}, {ASKED.format(" AND q.state = 'answered'")},
  {ASKED.format(" AND q.state = 'declined'")}, {ASKED.format(" AND q.state = 'asked'")},
  (SELECT count(*) FROM need n WHERE n.conference_id = c.id),
  (SELECT count(*) {SINCE}), (SELECT count(*) {SINCE} AND r.answer IN ({", ".join(map(repr, AGREEING))})),
  (SELECT count(*) FROM partnership p WHERE p.conference_id = c.id AND p.kind = 'agreement')
FROM (SELECT c.*, {conference_before("c", held("e"))} AS previous FROM conference c) c
WHERE c.series_id = :series AND c.sequence >= :first AND c.sequence <= :last AND ({held("c")} OR c.id = :at)
ORDER BY c.sequence"""


def rounds(reader: Reader, first: Conference, last: Conference) -> list[RoundRow]:
    """The conferences of a series from one to another, each in a row; those with nothing at all are left out."""
    params = {"series": last.series_id, "first": first.sequence, "last": last.sequence, "at": last.id}
    return [row for row in reader.all(ROUNDS, params, RoundRow) if any(row[1:])]

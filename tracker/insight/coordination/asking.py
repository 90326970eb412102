"""Whom to ask about which needs, and what a form says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.coordination.needs import needs_known_to
from tracker.insight.coordination.replies import in_force, replies_to
from tracker.insight.family import survivors
from tracker.rules.words import OPEN_NEEDS, OVER
from tracker.store.reader import Reader
from tracker.store.told_last import told_last, up_to


class NeedLine(NamedTuple):
    """A need in a form, or a part of it; `last` is what the donor replied last."""

    need_id: int
    need: str
    part: str | None
    beneficiaries: str | None
    text: str | None
    measures: str | None
    due: str | None
    last: str | None


# A donor works in the countries and on the themes of its projects that are not over, as they were reported last. A
# project for a region is for its members, and the needs of a region are those of its members, where that is recorded.
LAST = told_last("review", "project_id", ("status",), within=up_to(":sequence", ":at"))
CONCERNED = f"""
WITH mine AS (
  SELECT DISTINCT m.donor_id, m.project_id FROM contribution m JOIN {LAST} last ON last.project_id = m.project_id
  WHERE m.ended_at_id IS NULL AND last.status NOT IN ({", ".join(repr(status) for status in OVER)})
    AND NOT EXISTS (SELECT 1 FROM project_succession s WHERE s.predecessor_id = m.project_id)
)
SELECT m.donor_id, w.need_id FROM mine m
JOIN beneficiary b ON b.project_id = m.project_id AND NOT b.former JOIN organisation o ON o.id = b.organisation_id
JOIN organisation a ON a.id = o.id OR a.country = o.country OR a.parent_id = o.id OR a.id = o.parent_id
JOIN need_beneficiary w ON w.organisation_id = a.id
UNION
SELECT m.donor_id, g.need_id FROM mine m
JOIN project_theme t ON t.project_id = m.project_id JOIN need_theme g ON g.theme = t.theme
UNION
SELECT m.donor_id, x.need_id FROM mine m
JOIN project_theme t ON t.project_id = m.project_id JOIN theme_measure y ON y.theme = t.theme
JOIN need_measure x ON x.measure = y.measure"""


def needs_of_donors(reader: Reader, conference: Conference) -> dict[int, list[int]]:
    """The open needs of the countries and themes of each donor, by its id, to ask it about before a conference.

    A donor is not asked about its own needs.
    """
    merged = survivors(reader)
    own = {*reader.rows("SELECT organisation_id, need_id FROM need_beneficiary")}
    wanted = {row.id for row in needs_known_to(reader, conference) if row.status in OPEN_NEEDS}
    found: dict[int, set[int]] = {}
    params = {"series": conference.series_id, "sequence": conference.sequence, "at": conference.id}
    for who, need in reader.rows(CONCERNED, params) if wanted else ():
        donor = merged.get(who, who)
        if need in wanted and (donor, need) not in own:
            found.setdefault(donor, set()).add(need)
    return {donor: sorted(needs) for donor, needs in found.items()}


def need_lines(reader: Reader, conference: Conference, donor: int, needs: Sequence[int]) -> list[NeedLine]:
    """What a form says of some needs: a line for each, and one for each of its parts where it has several."""
    code = reader.value("SELECT code FROM organisation WHERE id = :id", {"id": donor})
    replies = replies_to(reader, None)
    found = []
    for row in needs_known_to(reader, conference):
        if row.id not in needs:
            continue
        last = {one.part: one.answer for one in in_force(replies.get(row.id, [])) if one.donor == code}
        whose = "; ".join(filter(None, (*row.beneficiaries, row.whose)))
        about = (whose or None, row.text, "; ".join(row.measures) or None, row.due)
        parts = row.measures if len(row.measures) > 1 else ()
        found += [NeedLine(row.id, row.code, part, *about, last.get(part)) for part in (None, *parts)]
    return found

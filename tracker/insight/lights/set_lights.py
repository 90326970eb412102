"""The lights that people set for projects, each beside the one that the rules compute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.pair import label_of
from tracker.insight.lights.behind import project_lights
from tracker.rules.words import LIT
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN


class SetLight(NamedTuple):
    """A light that a person set at a conference, with the reason given; `computed` and its reason are by the rules."""

    project: str
    title: str
    conference: str
    of: str
    light: str
    reason: str
    computed: str
    computed_reason: str
    source: str | None
    version: int


class SetLightFilters(NamedTuple):
    """Which lights: at this conference, of these projects, of these of LIT; none is all."""

    at: str | None = None
    projects: Sequence[str] = ()
    of: Sequence[str] = ()


WHERE_SET = f"""
SELECT c.code FROM {IN_TURN} c WHERE EXISTS (SELECT 1 FROM set_light s WHERE s.conference_id = c.id)
ORDER BY c.turn
"""
LIST = """
SELECT s.project_id, r.title, s.of, s.light, s.reason, s.source, s.version
FROM set_light s JOIN review r ON r.conference_id = s.conference_id AND r.project_id = s.project_id
WHERE s.conference_id = :at ORDER BY s.project_id, s.of
"""
COUNTED = "SELECT of, count(*) FROM set_light WHERE conference_id = :at GROUP BY of"


def list_set_lights(reader: Reader, filters: SetLightFilters) -> list[SetLight]:
    """The lights that people set, by conference, project and what they are about. Raises NotFound."""
    codes = Codes(reader)
    wanted = set(codes.ids("project", filters.projects))
    if filters.at:
        conferences = [codes.conference(filters.at)]
    else:
        conferences = [codes.conference(code) for (code,) in reader.rows(WHERE_SET)]
    rows = []
    for conference in conferences:
        found = [
            row
            for row in reader.rows(LIST, {"at": conference.id})
            if (not wanted or row[0] in wanted) and (not filters.of or row[2] in filters.of)
        ]
        named = label_of("project", {row[0] for row in found}, reader)
        lit = {one.project: one.lights for one in project_lights(reader, conference, sorted(named))}
        for project, title, of, light, reason, source, version in found:
            code = named[project]
            computed = lit[code][LIT.index(of)].computed
            assert computed is not None
            known = conference.code, of, light, reason, computed.light, computed.reason, source, version
            rows.append(SetLight(code, title, *known))
    order = {conference.code: place for place, conference in enumerate(conferences)}
    return sorted(rows, key=lambda row: (order[row.conference], row.project, LIT.index(row.of)))


def count_set_lights(reader: Reader, conference: Conference) -> dict[str, int]:
    """How many lights people set at a conference, by what they are about."""
    return dict(reader.rows(COUNTED, {"at": conference.id}))

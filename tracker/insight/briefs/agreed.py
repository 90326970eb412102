"""What an organisation has agreed, for a brief about it: action points, recommendations and partnerships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.conferences.actions import ActionRow, actions_about
from tracker.insight.parties.partnerships import PartnershipRow, partnerships_until
from tracker.store.reader import Reader


class Agreed(NamedTuple):
    """What was agreed with an organisation, as of a conference; overdue items come first.

    `overdue` are the codes of the overdue actions that follow from each partnership, by the partnership's number.
    """

    actions: list[ActionRow]
    recommendations: list[ActionRow]
    partnerships: list[PartnershipRow]
    overdue: dict[int, list[str]]

    @property
    def parties(self) -> set[str]:
        """The codes of the parties to the partnerships."""
        return {code for row in self.partnerships for code in row.parties}

    @property
    def projects(self) -> set[str]:
        """The codes of the projects that followed from the partnerships."""
        return {code for row in self.partnerships for code in row.projects}


def agreed(reader: Reader, organisations: Sequence[int], projects: Sequence[int], at: Conference) -> Agreed:
    """What these organisations, and the projects they have, agreed at a conference and at earlier ones of its series.

    Open action points and recommendations are always listed; closed ones only at the conference where their end was
    reported.
    """
    rows = actions_about(reader, organisations, projects, at)
    late: dict[int, list[str]] = {}
    for row in rows:
        if row.overdue and row.partnership is not None:
            late.setdefault(row.partnership, []).append(row.code)
    return Agreed(
        [row for row in rows if row.kind == "action point"],
        [row for row in rows if row.kind == "recommendation"],
        sorted(partnerships_until(reader, organisations, at), key=lambda row: row.number not in late),
        late,
    )

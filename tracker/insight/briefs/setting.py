"""The conferences of a brief: the one asked for, the one whose reports are shown, and the one before."""

from __future__ import annotations

from typing import NamedTuple

from tracker.errors import Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.parties.organisations import listed
from tracker.insight.records import together_with
from tracker.insight.totals.rates import pinned
from tracker.rules.dates import last_day
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN

# The conferences where a party's projects were reported, by its role; for a project, where it was itself reported.
REPORTED_TO = {
    "donor": "SELECT DISTINCT conference_id FROM funding WHERE donor_id IN ({ours})",
    "beneficiary": "SELECT conference_id FROM share WHERE organisation_id IN ({ours})"
    " UNION SELECT conference_id FROM earmark WHERE organisation_id IN ({ours})",
    "project": "SELECT conference_id FROM review WHERE project_id IN ({ours})",
}


class Setting(NamedTuple):
    """A brief is for the conference `asked`, and shows the reports of `told`, compared with `before`.

    `told` is the one asked for or, if that has not met and has no reports yet, the last one that has.
    """

    asked: Conference
    told: Conference
    before: Conference | None

    @property
    def day(self) -> str | None:
        """The last day of the conference shown."""
        return self.told.day

    def is_past(self, partial: str) -> bool:
        """Whether a partial date is entirely before that day."""
        return self.day is not None and last_day(partial) < last_day(self.day)


def setting(reader: Reader, role: str, ours: list[int], code: str, at: str | None) -> Setting:
    """The conferences of a brief about `ours`: the one `at`, else the open one, else the last one with reports.

    An open conference of a series that none of `ours` was ever reported to says nothing of them, and is passed over.

    Raises Usage where several are open and not exactly one of them has reports, and where there is no conference.
    """
    codes = Codes(reader)
    reported_to = {row[0] for row in reader.rows(REPORTED_TO[role].format(ours=listed(ours)))}
    known = [one for one in codes.conferences() if one.counts]
    asked = codes.conference(at) if at else _unasked(codes, known, reported_to, code)
    earlier = [one for one in known if one.series_id == asked.series_id and one.sequence < asked.sequence]
    told = asked
    if asked.id not in reported_to and asked.state in ("planned", "open"):
        told = next((one for one in reversed(earlier) if one.id in reported_to), asked)
    return Setting(asked, told, _before(reader, earlier, told))


def conference_setting(reader: Reader, at: str) -> Setting:
    """A conference as a whole, compared with the one before. Raises NotFound for an unknown conference."""
    codes = Codes(reader)
    asked = codes.conference(at)
    earlier = [one for one in codes.conferences() if one.counts and one.series_id == asked.series_id]
    return Setting(asked, asked, _before(reader, earlier, asked))


def _before(reader: Reader, earlier: list[Conference], told: Conference) -> Conference | None:
    """The last conference of the series before this one that any project was reported to."""
    spoken = {row[0] for row in reader.rows("SELECT DISTINCT conference_id FROM review")}
    before = next((one for one in reversed(earlier) if one.sequence < told.sequence and one.id in spoken), None)
    if before is not None:
        together_with(reader, before)
    return before


def compared(
    reader: Reader,
    setting: Setting,
    *,
    donors: tuple[int, ...] | None = None,
    projects: tuple[int, ...] | None = None,
) -> ConferencePair | None:
    """The two conferences as a pair to compare, in the later one's currency; None without an earlier one."""
    first, second = setting.before, setting.told
    if first is None:
        return None
    return ConferencePair(
        first, second, second.currency, pinned(reader, first.id), pinned(reader, second.id), donors, projects
    )


def _unasked(codes: Codes, known: list[Conference], reported_to: set[int], code: str) -> Conference:
    series = {one.series_id for one in known if one.id in reported_to}
    opened = [one for one in known if one.state == "open" and (not series or one.series_id in series)]
    ours = [one for one in opened if one.id in reported_to] or opened
    if len(ours) == 1:
        return ours[0]
    if opened:
        return codes.open_conference()
    told = [one for one in known if one.id in reported_to]
    if not told:
        raise Usage(f"No conference is open, and {code} was not reported to any.", "Name one with --at.")
    turns = dict(codes.reader.rows(f"SELECT c.id, c.turn FROM {IN_TURN} c"))
    return max(told, key=lambda one: turns[one.id])

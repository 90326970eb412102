"""Conferences: their place in a series, and their state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from tracker import tables
from tracker.errors import Conflict, NotFound, Usage
from tracker.model.nouns import CONFERENCE
from tracker.register.conferences.sealing import Sealing
from tracker.register.core import Collection, Row, Words, check_version, not_removed
from tracker.register.drafting.open_reports import OpenReports
from tracker.register.project_words import read_fields, theme_codes
from tracker.rules.codes import check_code, code_key, nearest
from tracker.rules.dates import check_order
from tracker.rules.text import line
from tracker.rules.words import CONFERENCE_STATES, OPEN_STATES, choose
from tracker.store.soundness.answers import broken_rules

COLUMNS = tuple(column.name for column in tables.conference.c if column.name not in ("id", "version"))
# Fields that are given as text; series, state and whether the dates are fixed are given in other ways.
FIELDS = tuple(field for field in CONFERENCE.standing if field.name not in ("series", "state", "tentative"))
# The other states result from actions.
STATES_TO_BEGIN_WITH = tuple(state for state in CONFERENCE_STATES if state not in ("closed", "reopened"))
# How many broken rules are listed.
NAMED = 10
# What rows that refer to a conference are called, where it is not the plural of their table.
CALLED: Words = {
    ("review", "conference_id"): "reviews",
    ("review", "carried_from_id"): "reviews carried over from it",
    ("contribution", "ended_at_id"): "contributions ended at it",
    ("action", "conference_id"): "actions raised",
    ("follow_up", "conference_id"): "follow-ups",
    ("officers", "conference_id"): "reports of officers",
    ("record", "conference_id"): "sealed records",
}


class ConferenceFacts(NamedTuple):
    """A conference in the user's words; None is unknown.

    Without a series it belongs to the one whose code it begins with. `tentative`: the dates are announced, not fixed.
    `cut_off`: transactions up to this day count; by default up to the last day of the conference. `themes` are those of
    its agenda.
    """

    code: str
    series: str | None = None
    title: str | None = None
    ordinal: str | int | None = None
    start: str | None = None
    end: str | None = None
    tentative: bool | str = False
    date_note: str | None = None
    state: str = "planned"
    host: str | None = None
    venue: str | None = None
    city: str | None = None
    country: str | None = None
    currency: str = "USD"
    cut_off: str | date | None = None
    source: str | None = None
    note: str | None = None
    themes: Sequence[str] = ()


class Conferences(Collection):
    """The conferences of a register."""

    def add(self, facts: Sequence[ConferenceFacts], after: str | None = None) -> list[int]:
        """Add conferences, each at the end of its series, or in this order after the conference `after`.

        Raises Invalid, NotFound for an unknown series, Conflict where a code is taken or another conference of the
        series is open.
        """
        ids = []
        previous = self.row(self.codes.conference(after).id) if after else None
        for fact in facts:
            code = check_code("conference code", fact.code)
            if self.codes.find("conference", code) is not None:
                raise Conflict(f"The conference {code} already exists.", "`tracker conference list` shows all.")
            series = self._series(code, fact.series)
            row = dict.fromkeys(COLUMNS) | {"code": code, "series_id": series} | self.columns(fact._asdict())
            row["state"] = choose("state", fact.state, STATES_TO_BEGIN_WITH)
            check_order("start", row["start_date"], "end", row["end_date"])
            if row["state"] == "open":
                self._check_none_open(series)
            row["sequence"] = self._last(series) + 1 if previous is None else self._make_room(previous, series)
            (identity,) = self.insert(tables.conference, [row])
            self.codes.learn("conference", code, identity)
            self._set_agenda(identity, fact.themes)
            ids.append(identity)
            previous = self.row(identity) if previous is not None else None
        return ids

    def series_of(self, code: str) -> int | None:
        """Return the series that a conference of this code belongs to: the longest code that it begins with."""
        known = self.rows(tables.series)
        fits = [row for row in known if code_key(code).startswith(code_key(row["code"]) + "-")]
        return max(fits, key=lambda row: len(row["code"]))["id"] if fits else None

    def edit(self, identity: int, given: Mapping[str, Any], expected_version: int | None = None) -> tuple[Row, Row]:
        """Change a conference, given as in `ConferenceFacts`; an empty text clears a field, None leaves it.

        `themes` replace all themes of its agenda. Its series stays. The state can be `planned` or `cancelled`; for
        other states use `open`, `close` and `reopen`. Returns the row before and after. Raises Conflict for a closed
        conference.
        """
        before = self.row(identity)
        check_version("conference", before["code"], before, expected_version)
        check_not_closed(before)
        values = self.columns(given)
        if given.get("code"):
            values["code"] = check_code("conference code", given["code"])
        if given.get("state") is not None:
            state = choose("state", given["state"], CONFERENCE_STATES)
            if state != before["state"] and before["state"] == "reopened":
                raise Conflict(
                    f"{before['code']} was closed and reopened: it can only be closed again.",
                    f"`tracker conference close {before['code']}` closes it.",
                )
            if state != before["state"] and state not in ("planned", "cancelled"):
                verb = {"open": "open", "closed": "close", "reopened": "reopen"}[state]
                raise Usage(f"To make a conference {state}, use `tracker conference {verb} {before['code']}`.")
            values["state"] = state
        after = before | values
        check_order("start", after["start_date"], "end", after["end_date"])
        self.update(tables.conference, [(before, values)])
        if given.get("themes") is not None:
            self._set_agenda(identity, given["themes"])
        return before, self.row(identity)

    def agenda(self, identities: Iterable[int]) -> dict[int, set[str]]:
        """Return the codes of the themes on the agenda of some conferences."""
        found: dict[int, set[str]] = {identity: set() for identity in identities}
        for row in self.rows_in(tables.conference_theme, "conference_id", found):
            found[row["conference_id"]].add(row["theme"])
        return found

    def open(self, identity: int) -> tuple[Row, Row]:
        """Open a planned conference for reports. Returns the row before and after.

        Raises Conflict where another conference of the series is open, and for one that is closed, reopened or
        cancelled.
        """
        before = self.row(identity)
        code = before["code"]
        if before["state"] == "reopened":
            raise Conflict(
                f"{code} was closed and reopened: corrections are reported to it with --at {code}.",
                f"`tracker conference close {code}` closes it again.",
            )
        if before["state"] == "closed":
            raise Conflict(f"{code} is closed.", f'`tracker conference reopen {code} --reason "..."` opens it again.')
        if before["state"] == "cancelled":
            raise Conflict(f"{code} is cancelled.", f"`tracker conference edit {code} --state planned` plans it again.")
        if before["state"] != "open":
            self._check_none_open(before["series_id"])
        return self._become(before, "open")

    def close(self, identity: int, accepted: str | None = None) -> tuple[Row, Row]:
        """Close an open, reopened or planned conference with its sealed record: it accepts no more reports.

        `accepted` says what was still open and why that was accepted. Returns the row before and after. Raises Conflict
        for a cancelled one, and where its reports, or current data, break a rule that `db check` checks: other
        registers would refuse its export.
        """
        before = self.row(identity)
        if before["state"] == "cancelled":
            raise Conflict(f"{before['code']} cannot be closed because it is cancelled.")
        if before["state"] == "closed":
            return before, before
        self._check_sound(before)
        Sealing(self.register).seal(identity, accepted)
        return self._become(before, "closed")

    def reopen(self, identity: int, reason: str) -> tuple[Row, Row]:
        """Reopen a closed conference, for a reason that is kept permanently; its record stays, as superseded.

        It is `reopened` until it is closed again, even if another conference of the series is open meanwhile. Amounts
        that are sums of transactions now include those added since. Returns the row before and after. Raises Conflict
        for one that is not closed.
        """
        before = self.row(identity)
        if before["state"] != "closed":
            raise Conflict(f"{before['code']} cannot be reopened because it is {before['state']}, not closed.")
        self.register.journal.reason = line("reason", reason)
        Sealing(self.register).supersede(identity, self.register.journal.reason)
        return self._become(before, "reopened")

    def remove(self, identity: int) -> Row:
        """Remove a conference that was entered by mistake, with its agenda, participants and pinned rates.

        Raises Conflict, with counts of its reports and of what refers to it, and for a closed one.
        """
        row = self.row(identity)
        check_not_closed(row)
        if held := self.holds(identity):
            cancel = f"If the meeting did not take place: `tracker conference edit {row['code']} --state cancelled`."
            raise not_removed(f"Conference {row['code']}", held, cancel)
        self.remove_with_parts(tables.conference, row)
        return row

    def holds(self, identity: int) -> dict[str, int]:
        """Return counts of what was reported to a conference or refers to it."""
        return self.named_by("conference", identity, CALLED)

    def row(self, identity: int) -> Row:
        found = self.rows(tables.conference, tables.conference.c.id == identity)
        if not found:
            raise NotFound("conference", str(identity))
        return found[0]

    def _set_agenda(self, identity: int, themes: Sequence[str]) -> None:
        table = tables.conference_theme
        new = [{"conference_id": identity, "theme": code} for code in theme_codes(self.codes, themes)]
        self.replace(table, self.rows(table, table.c.conference_id == identity), new)

    def _become(self, before: Row, state: str) -> tuple[Row, Row]:
        self.update(tables.conference, [(before, {"state": state})])
        if state in OPEN_STATES:
            OpenReports(self.register).follow_opening(before["id"])
        return before, self.row(before["id"])

    def _check_sound(self, meeting: Row) -> None:
        found = broken_rules(self.register.reader, meeting["id"])
        if found:
            more = [f"  and {len(found) - NAMED:,} more"] if len(found) > NAMED else []
            raise Conflict(
                f"{meeting['code']} cannot be closed because a rule is broken:",
                "Nothing was written. `tracker db check` shows each with the rule; correct it first.",
                [*(f"  {one.where}: {one.what}" for one in found[:NAMED]), *more],
            )

    def _check_none_open(self, series: int) -> None:
        table = tables.conference
        for other in self.rows(table, table.c.series_id == series, table.c.state == "open"):
            raise Conflict(
                f"{other['code']} is open, and a series can have only one open conference.",
                f"`tracker conference close {other['code']}` closes it.",
            )

    def _series(self, code: str, series: str | None) -> int:
        if series:
            found = self.codes.find("series", series)
        else:
            found = self.series_of(code)
            series, hyphen, _ = code.partition("-")
            if found is None and (not hyphen or not series.isalpha()):
                raise Usage(
                    f"{code} does not begin with the code of a series.",
                    "Name the series with --series, or use a code such as AMS-2013.",
                )
        if found is None:
            known = nearest(series, self.codes.all("series"))
            raise NotFound("series", series, known, f'`tracker series add {series} --name "..."` adds it.')
        return found

    def _last(self, series: int) -> int:
        highest = select(func.max(tables.conference.c.sequence)).where(tables.conference.c.series_id == series)
        return self.register.connection.execute(highest).scalar() or 0

    def _make_room(self, previous: Row, series: int) -> int:
        """Return the place after a conference of the series, moving the following ones up by one, the last one first.

        Raises Conflict where some of them are closed, since their places are sealed.
        """
        if previous["series_id"] != series:
            raise Usage(
                f"{previous['code']} belongs to another series.", "Name a conference of the same series with --after."
            )
        place: int = previous["sequence"] + 1
        table = tables.conference
        known = {row["sequence"]: row for row in self.rows(table, table.c.series_id == series)}
        in_the_way: list[Row] = []
        while place + len(in_the_way) in known:
            in_the_way.append(known[place + len(in_the_way)])
        sealed = [row["code"] for row in in_the_way if row["state"] == "closed"]
        if sealed:
            one = len(sealed) == 1
            closed = "is closed: its place" if one else "are closed: their places"
            said = f"{' and '.join(sealed)} {closed} in the series {'is' if one else 'are'} sealed."
            raise Conflict(
                f"{said} For one after {previous['code']} {'it' if one else 'they'} would have to move up.",
                f"Reopen {'it' if one else 'each of them'} first, and close again after that:"
                f' `tracker conference reopen {sealed[0]} --reason "..."`; or add it without --after, as the last of'
                " its series.",
            )
        for row in reversed(in_the_way):
            self.update(table, [(row, {"sequence": row["sequence"] + 1})])
        return place

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for the words given; an empty text is unknown, a None is left out."""
        words = {name: str(text) for name, text in given.items() if text is not None}
        values = read_fields(self.codes, FIELDS, words)
        if given.get("tentative") is not None:
            values["tentative"] = _yes_or_no("tentative", given["tentative"])
        return values


def check_not_closed(row: Row) -> None:
    """Raises Conflict for a closed conference, given as its row."""
    if row["state"] == "closed":
        raise Conflict(
            f"{row['code']} is closed, so its reports cannot change.",
            f'`tracker conference reopen {row["code"]} --reason "..."` opens it again.',
        )


def _yes_or_no(what: str, given: bool | str) -> bool:
    if isinstance(given, str):
        return choose(what, given or "no", ("yes", "no", "true", "false")) in ("yes", "true")
    return given

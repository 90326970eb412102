"""Needs: what administrations ask for, what conferences were told of it, and what donors replied.

Where nothing was reported to a conference, the last report of a need applies: it goes on by being open, not by being
copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from tracker import tables
from tracker.errors import Conflict, TrackerError, Usage
from tracker.insight.codes import Conference
from tracker.model.nouns import NEED
from tracker.model.reading import read
from tracker.register.coordination.reported import REPORTS, ReportedFacts, Stored
from tracker.register.core import Row, Words, check_takes_reports, check_version, first, not_removed
from tracker.register.project_words import read_fields, theme_codes
from tracker.register.projects.parts import highest_numbers
from tracker.register.roles import give_role
from tracker.rules.codes import check_code, code_key
from tracker.rules.dates import check_order, in_order
from tracker.rules.tfa_parts import TfaPart, parse_part
from tracker.rules.words import NO_ASSISTANCE, OPEN_STATES, PAST_STATES, first_status
from tracker.store.sequences import next_ids

# The codes that are assigned automatically begin with it.
LETTER = "N"


class NeedFacts(NamedTuple):
    """A need in the user's words. `whose` names the beneficiaries in words, where no organisation can be named.

    `measures` are parts of the TFA, `7.7.1-7.7.6`. Without a code it gets the next free one: N1, N2 ...
    """

    code: str | None = None
    text: str | None = None
    beneficiaries: Sequence[str] = ()
    whose: str | None = None
    themes: Sequence[str] = ()
    measures: Sequence[str] = ()
    category: str | None = None
    indicative: str | None = None
    definitive: str | None = None
    extended_to: str | None = None
    done: str | None = None
    conference: str | None = None
    document: str | None = None
    document_date: str | None = None
    source: str | None = None


class Needs(ReportedFacts):
    """The needs of a register.

    `tell` takes status, category, the three dates, done, note and source: what is None stays as reported to this
    conference, or as reported last. It raises Conflict also for a conference before the need was raised, and Invalid
    for a contradiction.
    """

    table, report_table = tables.need, tables.need_report

    def add(self, facts: Sequence[NeedFacts]) -> list[int]:
        """Add needs; returns their ids, in the order given.

        Raises Invalid for invalid values, Usage for a need without a beneficiary or a subject, NotFound for an unknown
        code, Conflict for a code that is or was taken.
        """
        if not facts:
            return []
        self.codes.load("need", "organisation")
        ids = next_ids(self.register.connection, tables.need, len(facts))
        meetings = {one.id: one for one in self.codes.conferences()}
        number = highest_numbers(LETTER, ((0, key) for key in self.code_keys("need"))).get(0, 0)
        rows, told, parts = list[Row](), list[Row](), dict[int, Mapping[str, Sequence[Any]]]()
        for fact, identity in zip(facts, ids, strict=True):
            number += fact.code is None
            code = check_code("need code", fact.code if fact.code is not None else f"{LETTER}{number}")
            if self.codes.taken("need", code):
                raise Conflict(
                    f"The code {code} is taken, or was used before for another need.", "Choose another code."
                )
            given = fact._asdict()
            blank: Row = dict.fromkeys(field.column for field in NEED.standing)
            row = blank | {"id": identity, "code": code} | self.columns(given)
            parts[identity] = self.lists(given)
            check_need(row, parts[identity])
            self._doubt_dates(code, row)
            rows.append(row)
            number = max(number, highest_numbers(LETTER, [(0, code_key(code))])[0])
            self.codes.learn("need", code, identity)
            raised = meetings.get(row["conference_id"] or 0)
            # A closed conference takes no reports: of what it was told of the need, only the need itself is known.
            if raised is not None and raised.state not in PAST_STATES:
                copied = {name: row[name] for name in (*NEED.copies, "source")}
                told.append(
                    copied | {"conference_id": raised.id, "need_id": identity, "status": first_status(row["category"])}
                )
        self.insert(tables.need, rows)
        self._replace_lists(parts)
        self.insert(tables.need_report, told)
        return ids

    def edit(
        self, identity: int, given: Mapping[str, Any], expected_version: int | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change a need, given as in NeedFacts: an empty text clears a field, None leaves it; lists replace all.

        Also updates the reports to an open conference. Returns all known values before and after. Raises as `add`, and
        Conflict where the row has changed since.
        """
        before = self.row(identity)
        check_version("need", before["code"], before, expected_version)
        was = self.known(identity)
        values = self.columns(given)
        if given.get("code"):
            values["code"] = check_code("need code", given["code"])
        lists = self.lists({name: was[name] if given.get(name) is None else given[name] for name in LISTS})
        check_need(before | values, lists)
        if any(values.get(name, before[name]) != before[name] for name in DOUBTED):
            self._doubt_dates(before["code"], before | values)
        self._doubt_replies(before["code"], identity, lists["measures"])
        self.update(tables.need, [(before, values)])
        self._replace_lists({identity: lists})
        self._follow(identity, {name: value for name, value in values.items() if name in NEED.copies})
        return was, self.known(identity)

    def remove(self, identity: int) -> Row:
        """Remove a need that was entered by mistake. Its codes stay taken.

        Raises Conflict where a conference was told of it, a donor replied or was asked about it.
        """
        row = self.row(identity)
        raised = self._raised_at(row)
        held = self.named_by("need", identity, CALLED)
        if held.get(REPORTS) == len(raised):
            del held[REPORTS]
        if held:
            withdrawn = f"If it is no longer asked for: `tracker need report {row['code']} --status withdrawn`."
            raise not_removed(f"Need {row['code']}", held, withdrawn)
        self.delete(tables.need_report, raised)
        self.remove_coded(tables.need, row)
        return row

    def check_told(self, fact: Row, report: Row) -> None:
        self._doubt_dates(fact["code"], report)

    def told(
        self, identity: int, conference: Conference, given: Mapping[str, str | None], stored: Stored
    ) -> tuple[Row | None, Row, Row]:
        need = stored.facts[identity]
        _check_meets(need, conference, stored.meetings)
        reports = _in_order(stored.reports.get(identity, {}), conference, stored.meetings)
        earlier = [row for row, place in reports if place <= conference.sequence]
        before = earlier[-1] if earlier and earlier[-1]["conference_id"] == conference.id else None
        last = earlier[-1] if earlier else need | {"status": first_status(need["category"])}
        revised = read_fields(self.codes, NEED.revised, given)
        told = given.get("status")
        status = read(NEED.field("status"), told) if told else None
        if status is None and revised.get("category") == NO_ASSISTANCE != last["category"]:
            status = first_status(NO_ASSISTANCE)
        after: Row = {"conference_id": conference.id, "need_id": identity, "status": status or last["status"]}
        kept = before or dict.fromkeys(("note", "source"))
        for name in ("note", "source"):
            text = given.get(name)
            after[name] = kept[name] if text is None else read(NEED.field(name), text)
        # What is known of the need now was reported to no earlier conference than the latest.
        latest = not any(place > conference.sequence for _, place in reports)
        stood = {field.column: (need if latest else last)[field.column] for field in NEED.revised}
        after |= {name: need[name] for name in NEED.copies} | stood | revised
        _check_dates(after)
        return before, after, revised if latest else {}

    def extended(self, identity: int, until: str) -> None:
        """Record the date that was granted in place of the definitive one, here and at the open conference.

        Raises Invalid for a date before the definitive one.
        """
        self.edit(identity, {"extended_to": until})
        meetings = self.codes.conferences()
        told = {row["conference_id"] for row in self.rows_in(tables.need_report, "need_id", [identity])}
        begun = {self.row(identity)["conference_id"], *told}
        series = {one.series_id: one.sequence for one in reversed(meetings) if one.id in begun}
        for one in meetings:
            # One that has a report already was told by the edit; one before the need was raised is told nothing.
            if (
                one.state in OPEN_STATES
                and one.id not in told
                and one.sequence > series.get(one.series_id, one.sequence)
            ):
                self.tell(identity, one, {"extended_to": until})

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.need, tables.need.c.id == identity), "need", str(identity))

    def known(self, identity: int) -> dict[str, Any]:
        """Return all that is known about a need, as in NeedFacts; lists are tuples."""
        row = self.row(identity)
        whose = self._part_rows(tables.need_beneficiary, identity)
        themes = self._part_rows(tables.need_theme, identity)
        measures = self._part_rows(tables.need_measure, identity)
        return {
            "code": row["code"],
            **{field.name: row[field.column] for field in NEED.standing},
            "conference": self.codes.code("conference", row["conference_id"]) if row["conference_id"] else None,
            "beneficiaries": tuple(sorted(self.codes.code("organisation", one["organisation_id"]) for one in whose)),
            "themes": tuple(sorted(self.codes.theme_name(one["theme"]) for one in themes)),
            "measures": tuple(one["part"] for one in measures),
        }

    def columns(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns for `given`; an empty text clears one, None is left out. Raises Invalid, NotFound."""
        fields = [field for field in NEED.standing if field.name != "conference"]
        values = read_fields(self.codes, fields, given)
        if (place := given.get("conference")) is not None:
            values["conference_id"] = self.codes.conference(place).id if place.strip() else None
        return values

    def lists(self, given: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return whose a need is (ids), its themes (codes) and its measures. Raises NotFound, Invalid."""
        whose = [text for text in given.get("beneficiaries") or () if text.strip()]
        return {
            "beneficiaries": list(dict.fromkeys(self.codes.ids("organisation", whose, "beneficiary"))),
            "themes": theme_codes(self.codes, given.get("themes") or ()),
            "measures": list(dict.fromkeys(map(self.part, filter(str.strip, given.get("measures") or ())))),
        }

    def part(self, text: str) -> TfaPart:
        """Return the part of the TFA that a text names. Raises Invalid, NotFound."""
        return parse_part(text, self.codes.tfa_measures)

    def list_sets(self, ids: Iterable[int]) -> dict[int, dict[str, set[object]]]:
        """Return the organisations, themes and parts of some needs, as `lists` gives them, but parts as texts."""
        found: dict[int, dict[str, set[Any]]] = {one: {name: set() for name in LISTS} for one in ids}
        for name, (table, column) in LISTS.items():
            for row in self.rows_in(table, "need_id", found):
                found[row["need_id"]][name].add(row[column])
        return found

    def _raised_at(self, need: Row) -> list[Row]:
        """Return the report of a need to the conference where it was raised, as long as that takes reports."""
        table, meeting = tables.need_report, tables.conference
        opened = select(meeting.c.id).where(meeting.c.id == need["conference_id"], meeting.c.state.not_in(PAST_STATES))
        return self.rows(table, table.c.need_id == need["id"], table.c.conference_id.in_(opened))

    def _follow(self, identity: int, copied: Row) -> None:
        opened = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))
        table = tables.need_report
        rows = self.rows(table, table.c.need_id == identity, table.c.conference_id.in_(opened))
        self.update(table, [(row, copied) for row in rows])

    def _part_rows(self, table: Table, identity: int) -> list[Row]:
        return self.rows(table, table.c.need_id == identity)

    def _replace_lists(self, parts: Mapping[int, Mapping[str, Sequence[Any]]]) -> None:
        """Replace whose some needs are, their themes and their measures, given by their ids."""
        for name, (table, column) in LISTS.items():
            rows = [
                {"need_id": need, "part": str(one), "measure": one.measure}
                if isinstance(one, TfaPart)
                else {"need_id": need, column: one}
                for need, lists in parts.items()
                for one in lists[name]
            ]
            self.replace(table, self.rows_in(table, "need_id", parts), rows)
        whose = {one for lists in parts.values() for one in lists["beneficiaries"]}
        give_role(self.register, whose, "beneficiary")

    def _doubt_replies(self, code: str, identity: int, measures: Sequence[TfaPart]) -> None:
        """Say which replies are about parts that a need no longer has."""
        if not measures:
            return
        parts = {row["part"] for row in self._part_rows(tables.need_reply, identity) if row["part"]}
        left = sorted(one for one in parts if not self._within(one, measures))
        if left:
            self.register.doubts.append(f"Donors replied about parts that {code} no longer has: {', '.join(left)}.")

    def _within(self, text: str, measures: Sequence[TfaPart]) -> bool:
        try:
            part = self.part(text)
        except TrackerError:  # in words, from when the need named no measure
            return False
        return any(one.has(part) for one in measures)

    def _doubt_dates(self, code: str, row: Row) -> None:
        if not in_order(row.get("indicative"), row.get("definitive")):
            later = f"before its indicative date, {row['indicative']}"
            self.register.doubts.append(f"The definitive date of {code}, {row['definitive']}, is {later}.")
        self.doubt_future(f"The document of {code}", row.get("document_date"))


LISTS: Mapping[str, tuple[Table, str]] = {
    "beneficiaries": (tables.need_beneficiary, "organisation_id"),
    "themes": (tables.need_theme, "theme"),
    "measures": (tables.need_measure, "part"),
}
# The dates that are questioned where they change.
DOUBTED = ("indicative", "definitive", "document_date")
# What rows that refer to a need are called, where these are not as in `called`.
CALLED: Words = {
    ("need_report", "need_id"): REPORTS,
    ("need_reply", "need_id"): "replies of donors",
    ("request_need", "need_id"): "requests to donors",
}


def check_need(row: Row, lists: Mapping[str, Sequence[object]]) -> None:
    """Raises Usage for a need without a beneficiary or a subject, Invalid for dates in the wrong order."""
    if not lists["beneficiaries"] and not row.get("whose"):
        raise Usage(
            "Missing option --beneficiary: the administration whose need it is.",
            "Name an organisation or a country. If the source names neither, give its words with --whose.",
        )
    if not row.get("text") and not lists["measures"] and not lists["themes"]:
        raise Usage("Missing argument TEXT: what is asked for.", "If it is unknown, give --measure or --theme.")
    _check_dates(row)


def _check_meets(need: Row, conference: Conference, meetings: Iterable[Conference]) -> None:
    """Raises Conflict unless a need can be reported to a conference: not closed, and not before it was raised."""
    check_takes_reports(conference)
    raised = next((one for one in meetings if one.id == need["conference_id"]), None)
    if raised and raised.series_id == conference.series_id and conference.sequence < raised.sequence:
        raise Conflict(
            f"Need {need['code']} was raised at {raised.code}, after {conference.code}.",
            "Name a later conference with --at.",
        )


def _in_order(
    reports: Mapping[int, Row], conference: Conference, meetings: Iterable[Conference]
) -> list[tuple[Row, int]]:
    """Return the reports of a need in the series of a conference with the places of their conferences, in order."""
    series = [one for one in meetings if one.series_id == conference.series_id and one.id in reports]
    return [(reports[one.id], one.sequence) for one in series if one.counts or one.id == conference.id]


def _check_dates(row: Row) -> None:
    check_order("definitive date", row.get("definitive"), "extended to", row.get("extended_to"))

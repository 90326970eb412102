"""Needs: what administrations ask for, what conferences were told of it, and what donors replied.

Where nothing was reported to a conference, the last report of a need applies: it goes on by being open, not by being
copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.insight.codes import Conference
from tracker.insight.coordination.needs import measures_of_the_tfa
from tracker.model.nouns import NEED, NEED_EXTENSION, NEED_REPLY
from tracker.model.reading import read
from tracker.register.conferences.conferences import check_not_closed
from tracker.register.core import Collection, Row, check_version, first
from tracker.register.project_words import read_fields, theme_codes
from tracker.register.roles import give_role
from tracker.rules.codes import TAKEN_BACK, check_code
from tracker.rules.dates import check_order, in_order
from tracker.rules.text import line
from tracker.rules.tfa_parts import TfaPart, parse_part
from tracker.rules.words import AGREEING, OPEN_STATES, PAST_STATES

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


class ReplyFacts(NamedTuple):
    """A reply to a need in the user's words; `part` is a part of the need, None for the whole."""

    need: str
    donor: str
    answer: str
    part: str | None = None
    project: str | None = None
    date: str | None = None
    note: str | None = None
    source: str | None = None


class ExtensionFacts(NamedTuple):
    """A request for more time in the user's words; `answer` is granted, refused, or None as long as it is not known."""

    need: str
    requested: str | None = None
    until: str | None = None
    reason: str | None = None
    answer: str | None = None
    source: str | None = None


class Needs(Collection):
    """The needs of a register."""

    def add(self, facts: Sequence[NeedFacts]) -> list[int]:
        """Add needs; returns their ids, in the order given.

        Raises Invalid for invalid values, Usage for a need of nobody or about nothing, NotFound for an unknown code,
        Conflict for a code that is or was taken.
        """
        ids = []
        number = self._highest()
        for fact in facts:
            number += fact.code is None
            code = check_code("need code", fact.code if fact.code is not None else f"{LETTER}{number}")
            if self.codes.taken("need", code):
                raise Conflict(f"{code} is taken, or was once the code of another need.", "Choose another code.")
            given = fact._asdict()
            values = {"code": code} | self.columns(given)
            lists = self.lists(given)
            check_need(values, lists)
            self._doubt_dates(code, values)
            (identity,) = self.insert(tables.need, [values])
            self._replace_lists(identity, lists)
            self.codes.learn("need", code, identity)
            self._raised(identity)
            ids.append(identity)
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
        self._doubt_dates(before["code"], before | values)
        self.update(tables.need, [(before, values)])
        self._replace_lists(identity, lists)
        self._follow(identity, {name: value for name, value in values.items() if name in NEED.copies})
        return was, self.known(identity)

    def remove(self, identity: int) -> Row:
        """Remove a need that was entered by mistake. Its codes stay taken.

        Raises Conflict where a conference was told of it, a donor replied or was asked about it.
        """
        row = self.row(identity)
        raised = self._raised_at(row)
        held = self.named_by("need", identity, CALLED)
        told = "report(s) to conferences"
        if held.get(told) == len(raised):
            del held[told]
        if held:
            listed = ", ".join(f"{count} {what}" for what, count in held.items())
            raise Conflict(
                f"Need {row['code']} cannot be removed: {listed}.",
                f"To say that it is no longer asked for: `tracker need report {row['code']} --status withdrawn`.",
            )
        codes = self.rows(tables.code, tables.code.c.noun == "need", tables.code.c.id == identity)
        self.delete(tables.need_report, raised)
        self.remove_with_parts(tables.need, row)
        self.insert(tables.code, [code | {"id": TAKEN_BACK} for code in codes])
        return row

    def tell(self, identity: int, conference: Conference, given: Mapping[str, str | None]) -> tuple[Row | None, Row]:
        """Report to a conference what became of a need; returns the previous and the new report.

        `given` has status, category, the three dates, done, note and source; what is None stays as reported to this
        conference, or as reported last. Raises Conflict for a closed conference, or one before the need was raised;
        Invalid for a contradiction.
        """
        before, after, standing = self.told(identity, conference, given)
        row = self.row(identity)
        self.update(tables.need, [(row, standing)])
        self._doubt_dates(row["code"], after)
        if before is None:
            self.insert(tables.need_report, [after])
        else:
            self.update(tables.need_report, [(before, after)])
        return before, after

    def told(
        self, identity: int, conference: Conference, given: Mapping[str, str | None]
    ) -> tuple[Row | None, Row, Row]:
        """Return what `tell` would write: the report before and after, and the columns of the need itself."""
        self.check_meets(identity, conference)
        need = self.row(identity)
        reports = self._reports(identity, conference)
        earlier = [row for row, place in reports if place <= conference.sequence]
        before = earlier[-1] if earlier and earlier[-1]["conference_id"] == conference.id else None
        last = earlier[-1] if earlier else need | {"status": _status(need)}
        revised = read_fields(self.codes, NEED.revised, given)
        told = given.get("status")
        status = read(NEED.field("status"), told) if told else None
        if status is None and revised.get("category") == "B" and last["category"] != "B":
            status = "withdrawn"  # a commitment of category B asks for time and no assistance
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

    def check_meets(self, identity: int, conference: Conference) -> None:
        """Raises Conflict unless a need can be reported to a conference: not closed, and not before it was raised."""
        check_not_closed(conference._asdict())
        need = self.row(identity)
        raised = next((one for one in self.codes.conferences() if one.id == need["conference_id"]), None)
        if raised and raised.series_id == conference.series_id and conference.sequence < raised.sequence:
            raise Conflict(
                f"Need {need['code']} was raised at {raised.code}, after {conference.code}.",
                "Name a later conference with --at.",
            )

    def reply(self, facts: Sequence[ReplyFacts]) -> list[tuple[Row | None, Row]]:
        """Record replies of donors; returns each before and after. One of the same donor, part and date is replaced.

        Raises Invalid for invalid values and a part that the need does not have, NotFound for an unknown code, Conflict
        for an organisation that is no donor, Usage for a project of a donor that does not agree.
        """
        found = []
        for fact in facts:
            row = self.reply_row(fact)
            before = self.standing_reply(row)
            if before is None:
                self.insert(tables.need_reply, [row])
            else:
                self.update(tables.need_reply, [(before, row)])
            found.append((before, row))
        return found

    def take_back_reply(self, fact: ReplyFacts) -> Row:
        """Remove a reply that was entered by mistake, known by its donor, part and date. Raises NotFound, Conflict."""
        row = self.reply_row(fact)
        before = self.standing_reply(row)
        if before is None:
            code, donor = self.codes.code("need", row["need_id"]), self.codes.code("organisation", row["donor_id"])
            raise Conflict(
                f"{donor} has no reply to {code} of that date.", f"`tracker need show {code}` lists the replies."
            )
        self.delete(tables.need_reply, [before])
        return before

    def reply_row(self, fact: ReplyFacts) -> Row:
        """Return the columns of a reply. Raises as `reply`."""
        fields = [field for field in NEED_REPLY.standing if field.name not in ("need", "part")]
        blank: Row = dict.fromkeys(field.column for field in NEED_REPLY.standing)
        row = blank | read_fields(self.codes, fields, fact._asdict())
        row["need_id"] = self.codes.id("need", fact.need)
        row["donor_id"] = self.donor(row["donor_id"])
        row["part"] = self._part(row["need_id"], fact.part) if fact.part and fact.part.strip() else None
        if row["project_id"] is not None and row["answer"] not in AGREEING:
            raise Usage(
                f"--project is for a donor that would do it or does it, not for the answer {row['answer']}.",
                "Leave --project out, or name the project in --note.",
            )
        return row

    def standing_reply(self, row: Row) -> Row | None:
        """Return the reply that a reply replaces: of the same need, donor, part and date."""
        table = tables.need_reply
        same = [table.c[name].is_not_distinct_from(row[name]) for name in ("need_id", "donor_id", "part", "date")]
        found = self.rows(table, *same)
        return found[0] if found else None

    def extend(self, facts: Sequence[ExtensionFacts]) -> list[tuple[Row | None, Row]]:
        """Record requests for more time; returns each before and after. A request of the same date is updated.

        Raises Invalid for invalid values and dates in the wrong order, NotFound for an unknown need.
        """
        found = []
        for fact in facts:
            before, row = self.extension(fact)
            if before is None:
                self.insert(tables.need_extension, [row])
            else:
                self.update(tables.need_extension, [(before, row)])
            found.append((before, row))
        return found

    def extension(self, fact: ExtensionFacts) -> tuple[Row | None, Row]:
        """Return the request of that date and what `extend` would make of it. Raises as `extend`."""
        fields = [field for field in NEED_EXTENSION.standing if field.name != "need"]
        given = read_fields(self.codes, fields, fact._asdict())
        need = self.codes.id("need", fact.need)
        table = tables.need_extension
        same = (table.c.need_id == need, table.c.requested.is_not_distinct_from(given.get("requested")))
        found = self.rows(table, *same)
        before = found[0] if found else None
        blank: Row = dict.fromkeys(field.column for field in NEED_EXTENSION.standing)
        row = (before or blank) | given | {"need_id": need}
        check_order("requested", row["requested"], "until", row["until"])
        return before, row

    def extended(self, identity: int, until: str) -> None:
        """Record the date that was granted in place of the definitive one, here and at the open conference.

        Raises Invalid for a date before the definitive one.
        """
        self.edit(identity, {"extended_to": until})

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
        return parse_part(text, measures_of_the_tfa(self.register.reader))

    def list_sets(self, ids: Iterable[int]) -> dict[int, dict[str, set[Any]]]:
        """Return the organisations, themes and parts of some needs, as `lists` gives them, but parts as texts."""
        found: dict[int, dict[str, set[Any]]] = {one: {name: set() for name in LISTS} for one in ids}
        for name, (table, column) in LISTS.items():
            for row in self.rows_in(table, "need_id", found):
                found[row["need_id"]][name].add(row[column])
        return found

    def _part(self, need: int, text: str) -> str:
        """Return the part of a need that a reply names: within its measures, or in words where it has none."""
        own = [self.part(row["part"]) for row in self._part_rows(tables.need_measure, need)]
        if not own:
            return line("part", text)
        wanted = self.part(text)
        if not any(one.has(wanted) for one in own):
            code = self.codes.code("need", need)
            raise Invalid("part", text, f"is outside what {code} asks for", " or ".join(map(str, own)))
        return str(wanted)

    def donor(self, identity: int) -> int:
        """Return an organisation that is a donor. Raises Conflict for one that is none."""
        held = tables.organisation_role
        if not self.rows(held, held.c.organisation_id == identity, held.c.role == "donor"):
            code = self.codes.code("organisation", identity)
            raise Conflict(
                f"{code} is no donor: it has no contribution to any project and does not have the role.",
                f"Only donors reply to needs. If {code} is one: `tracker donor add {code}`.",
            )
        return identity

    def _highest(self) -> int:
        keys = (row["key"] for row in self.rows(tables.code, tables.code.c.noun == "need"))
        numbers = (re.fullmatch(f"{LETTER.lower()}([0-9]{{1,9}})", key) for key in keys)
        return max((int(found[1]) for found in numbers if found), default=0)

    def _reports(self, identity: int, conference: Conference) -> list[tuple[Row, int]]:
        """Return the reports of a need in a series with the places of their conferences, in order."""
        order = {
            one.id: one.sequence
            for one in self.codes.conferences()
            if one.series_id == conference.series_id and (one.counts or one.id == conference.id)
        }
        rows = self.rows(tables.need_report, tables.need_report.c.need_id == identity)
        told = [(row, order[row["conference_id"]]) for row in rows if row["conference_id"] in order]
        return sorted(told, key=lambda one: one[1])

    def _raised(self, identity: int) -> None:
        """Report a new need to the conference where it was raised, unless that is closed."""
        need = self.row(identity)
        raised = next((one for one in self.codes.conferences() if one.id == need["conference_id"]), None)
        if raised is not None and raised.state not in PAST_STATES:
            _, after, _ = self.told(identity, raised, {"source": need["source"]})
            self.insert(tables.need_report, [after])

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

    def _replace_lists(self, identity: int, lists: Mapping[str, Sequence[Any]]) -> None:
        for name, (table, column) in LISTS.items():
            rows = [
                {"need_id": identity, "part": str(one), "measure": one.measure}
                if isinstance(one, TfaPart)
                else {"need_id": identity, column: one}
                for one in lists[name]
            ]
            self.replace(table, self._part_rows(table, identity), rows)
        give_role(self.register, lists["beneficiaries"], "beneficiary")

    def _doubt_dates(self, code: str, row: Row) -> None:
        if not in_order(row.get("indicative"), row.get("definitive")):
            later = f"before its indicative date, {row['indicative']}"
            self.register.doubts.append(f"The definitive date of {code}, {row['definitive']}, is {later}.")


LISTS: Mapping[str, tuple[Table, str]] = {
    "beneficiaries": (tables.need_beneficiary, "organisation_id"),
    "themes": (tables.need_theme, "theme"),
    "measures": (tables.need_measure, "part"),
}
# What rows that refer to a need are called, where it is not the plural of their table.
CALLED = {
    ("need_report", "need_id"): "report(s) to conferences",
    ("need_reply", "need_id"): "reply or replies of donors",
    ("request_need", "need_id"): "request(s) to donors",
}


def check_need(row: Row, lists: Mapping[str, Sequence[Any]]) -> None:
    """Raises Usage for a need of nobody or about nothing, Invalid for dates in the wrong order."""
    if not lists["beneficiaries"] and not row.get("whose"):
        raise Usage(
            "Missing --beneficiary: whose need it is.",
            "Name an organisation or a country; where the source says no more, give its words with --whose.",
        )
    if not row.get("text") and not lists["measures"] and not lists["themes"]:
        raise Usage("Missing text: what is asked for.", "Where it is unknown, give the --measure or the --theme.")
    _check_dates(row)


def _check_dates(row: Row) -> None:
    check_order("definitive date", row.get("definitive"), "extended to", row.get("extended_to"))


def _status(need: Row) -> str:
    """Return the status of a need on which nothing was reported: category B asks for no assistance."""
    return "withdrawn" if need["category"] == "B" else "open"

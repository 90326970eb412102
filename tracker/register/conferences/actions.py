"""Action points and recommendations: what conferences asked for, and the follow-up reported to each conference.

Both kinds share one table. Where nothing was reported to a conference, the last report of an action applies: it is
carried over by being open, not by being copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from tracker import tables
from tracker.errors import Conflict, Usage
from tracker.insight.codes import Conference
from tracker.model.nouns import ACTION
from tracker.model.reading import read
from tracker.register.conferences.conferences import check_not_closed
from tracker.register.core import Collection, Row, check_version, first
from tracker.register.parties.partnerships import Partnerships
from tracker.register.project_words import read_field
from tracker.register.projects.documents import Documents
from tracker.rules.action_codes import action_code, action_number
from tracker.rules.text import fold
from tracker.rules.words import OPEN_STATES

NEXT = "next"
VERIFIED = ("verified_by_id", "verified_by_name")


class ActionFacts(NamedTuple):
    """An action in the user's words; `owner` is an organisation, `due` a date or "next" for the next conference.

    Without a number it gets the next free one of its conference and kind.
    """

    conference: str
    kind: str
    text: str
    number: str | None = None
    owner: str | None = None
    owner_name: str | None = None
    due: str | None = None
    partnership: str | None = None
    source: str | None = None


class Evidence(NamedTuple):
    """What answers an action; outcomes by their full name, `P1/O1`, documents by their number."""

    projects: Sequence[str] = ()
    outcomes: Sequence[str] = ()
    documents: Sequence[int] = ()


class Actions(Collection):
    """The action points and recommendations of all conferences."""

    def add(self, facts: Sequence[ActionFacts]) -> list[int]:
        """Add actions; returns their ids, in the order given.

        Raises Invalid for invalid values, NotFound for an unknown code, Conflict for a number that is taken.
        """
        ids = []
        for fact in facts:
            conference = self.codes.conference(fact.conference)
            given = {name: value for name, value in fact._asdict().items() if name not in ("conference", "kind")}
            values = self.columns({**given, "text": fact.text or ""}, fact.kind)
            values.setdefault("number", self._next_number(conference.id, fact.kind))
            self._check_free(conference.id, conference.code, fact.kind, values["number"])
            ids += self.insert(tables.action, [values | {"conference_id": conference.id, "kind": fact.kind}])
        return ids

    def edit(
        self, identity: int, given: Mapping[str, str | None], expected_version: int | None = None
    ) -> tuple[Row, Row]:
        """Change an action: an empty text clears a field, None leaves it. Also updates the reports to an open
        conference.

        Returns the row before and after. Raises as `add`, and Conflict where the row has changed since.
        """
        before = self.row(identity)
        check_version(before["kind"], self.name(before), before, expected_version)
        values = self.columns(given, before["kind"])
        if values.get("number", before["number"]) != before["number"]:
            code = self.codes.code("conference", before["conference_id"])
            self._check_free(before["conference_id"], code, before["kind"], values["number"])
        self.update(tables.action, [(before, values)])
        opened = select(tables.conference.c.id).where(tables.conference.c.state.in_(OPEN_STATES))
        told = self.rows(
            tables.follow_up, tables.follow_up.c.action_id == identity, tables.follow_up.c.conference_id.in_(opened)
        )
        copied = {name: value for name, value in values.items() if name in ACTION.copies}
        for row in told:
            _check_verifier(row | copied)
        self.update(tables.follow_up, [(row, copied) for row in told])
        return before, self.row(identity)

    def remove(self, identity: int) -> Row:
        """Remove an action that was entered by mistake, with its evidence.

        Raises Conflict when it was reported to a conference, or it replaced another action.
        """
        row = self.row(identity)
        told = self.rows(tables.follow_up, tables.follow_up.c.action_id == identity)
        earlier = self.rows(tables.action, tables.action.c.superseded_by_id == identity)
        if told or earlier:
            held = f"{len(told)} follow-up(s)" if told else f"it replaced {self.name(earlier[0])}"
            raise Conflict(
                f"{self.title(row)} cannot be removed: {held}.",
                "What was reported to a conference cannot be removed. To close it without a result: `drop --reason "
                '"..."` tells that nothing will come of it.',
            )
        self.remove_with_parts(tables.action, row)
        return row

    def tell(self, identity: int, conference: Conference, given: Mapping[str, str | None]) -> tuple[Row | None, Row]:
        """Report to a conference what became of an action; returns the previous and the new follow-up.

        `given` has status, note, reason, due, verified_by, verified_by_name, superseded_by (the id of another action,
        as text), merged and source; what is None stays as reported to this conference, or as reported last.

        Raises Conflict for a closed conference, or one that the action cannot be followed up at; Usage and Invalid for
        a contradiction: dropped needs a reason, done needs somebody other than the owner who verified it.
        """
        self.check_meets(identity, conference)
        before, after, action = self.told(identity, conference, given)
        self.update(tables.action, [(self.row(identity), action)])
        if before is None:
            self.insert(tables.follow_up, [after])
        else:
            self.update(tables.follow_up, [(before, after)])
        return before, after

    def told(
        self, identity: int, conference: Conference, given: Mapping[str, str | None]
    ) -> tuple[Row | None, Row, Row]:
        """Return what `tell` would write: the follow-up before and after, and the columns of the action itself.

        A closed conference is no error here: a table may say again what it was told.
        """
        self._check_order(identity, conference)
        action = self.row(identity)
        earlier = self._follow_ups(identity, conference)
        before = earlier[-1] if earlier and earlier[-1]["conference_id"] == conference.id else None
        last: Row = earlier[-1] if earlier else {"status": "open", "reason": None, **dict.fromkeys(VERIFIED)}
        said = given.get("status")
        status: str = read(ACTION.field("status"), said) if said else last["status"]
        standing = self._superseding(action, earlier, before, status, given)
        if given.get("due") is not None:
            standing |= self.columns({"due": given["due"]})
        after: Row = {"conference_id": conference.id, "action_id": identity, "status": status}
        kept = before or dict.fromkeys(("note", "source"))
        after |= {name: self._text(name, given, kept[name]) for name in ("note", "source")}
        same = last if status == last["status"] else dict.fromkeys(("reason", *VERIFIED))
        after["reason"] = self._text("reason", given, same["reason"])
        after |= {name: same[name] for name in VERIFIED}
        if given.get("verified_by") is not None or given.get("verified_by_name") is not None:
            who = given.get("verified_by") or ""
            after["verified_by_id"] = read_field(self.codes, ACTION.field("verified_by"), who)
            after["verified_by_name"] = self._text("verified_by_name", given, None)
        after |= {name: (action | standing)[name] for name in ACTION.copies}
        _check_told(after)
        return before, after, standing

    def link(self, identity: int, evidence: Evidence) -> int:
        """Record what answers an action. Returns how many links are new. Raises NotFound, Invalid."""
        there = {_subject(row) for row in self.evidence(identity)}
        fresh = [row for row in self._evidence_rows(identity, evidence) if _subject(row) not in there]
        self.insert(tables.evidence, fresh)
        return len(fresh)

    def unlink(self, identity: int, evidence: Evidence) -> int:
        """Remove evidence. Returns how many links existed."""
        gone = {_subject(row) for row in self._evidence_rows(identity, evidence)}
        return self.delete(tables.evidence, [row for row in self.evidence(identity) if _subject(row) in gone])

    def take_over(self, merged: int, into: int) -> None:
        """Copy the evidence of a merged action to the action that it was merged into."""
        there = {_subject(row) for row in self.evidence(into)}
        rows = [row for row in self.evidence(merged) if _subject(row) not in there]
        self.insert(tables.evidence, [row | {"id": None, "action_id": into} for row in rows])

    def evidence(self, identity: int) -> list[Row]:
        return self.rows(tables.evidence, tables.evidence.c.action_id == identity)

    def row(self, identity: int) -> Row:
        return first(self.rows(tables.action, tables.action.c.id == identity), "action", str(identity))

    def name(self, row: Row) -> str:
        """Return the code of an action, `AMS-2012/A3`."""
        return action_code(self.codes.code("conference", row["conference_id"]), row["kind"], row["number"])

    def title(self, row: Row) -> str:
        """ "Action point AMS-2012/A3"."""
        return f"{row['kind'].capitalize()} {self.name(row)}"

    def columns(self, given: Mapping[str, str | None], kind: str | None = None) -> dict[str, Any]:
        """Return the columns for `given`, for an action of a kind; an empty text clears one, None is left out.

        Raises Invalid.
        """
        values: dict[str, Any] = {}
        for name, text in given.items():
            if text is None:
                continue
            plain, field = text.strip(), ACTION.field(name)
            if name == "number":
                values["number"] = action_number(text, kind)
            elif name == "due" and plain.lower() == NEXT:
                values |= {"due_next": True, "due": None}
            elif name == "partnership":
                values["partnership_id"] = Partnerships(self.register).row(action_number(text))["id"] if plain else None
            else:
                values[field.column] = read_field(self.codes, field, text)
                values |= {"due_next": False} if name == "due" else {}
        return values

    def _superseding(
        self, action: Row, earlier: Sequence[Row], before: Row | None, status: str, given: Mapping[str, str | None]
    ) -> dict[str, object]:
        """Return the change that a status makes to the action's own row: only a superseded action has a replacement."""
        said = given.get("superseded_by")
        other = int(said) if said else None
        standing = action["superseded_by_id"]
        if status != "superseded":
            superseded = any(row["status"] == "superseded" for row in earlier)
            if standing is None or not superseded:
                return {}
            if before is None or before["status"] != "superseded":
                raise Conflict(
                    f"{self.title(action)} was superseded by {self.name(self.row(standing))}.",
                    "Report on that one instead. If it was superseded by mistake, report another status at the "
                    "conference where that was recorded.",
                )
            return {"superseded_by_id": None, "merged": False}
        if other is None and standing is None:
            raise Usage(
                "The status superseded needs the action that replaces this one.",
                f"Use `supersede {self.name(action)} --by ...` to name its replacement, or `merge "
                f"{self.name(action)} --into ...` to continue it within the other.",
            )
        if other is None:
            return {}
        reached: int | None = other
        while reached is not None:
            if reached == action["id"]:
                raise Conflict(f"{self.title(action)} cannot supersede itself.")
            reached = self.row(reached)["superseded_by_id"]
        return {"superseded_by_id": other, "merged": bool(given.get("merged"))}

    def check_meets(self, identity: int, conference: Conference) -> None:
        """Raises Conflict unless an action can be followed up at a conference: same series, not closed, not earlier."""
        check_not_closed(conference._asdict())
        self._check_order(identity, conference)

    def _check_order(self, identity: int, conference: Conference) -> None:
        action = self.row(identity)
        raised = next(one for one in self.codes.conferences() if one.id == action["conference_id"])
        if conference.series_id != raised.series_id:
            raise Conflict(
                f"{self.title(action)} was raised in the series {raised.series}, but {conference.code} belongs to "
                f"the series {conference.series}.",
                "Add an action there; an action can only be superseded by, or merged into, one of its own series.",
            )
        if conference.sequence < raised.sequence:
            raise Conflict(f"{self.title(action)} was raised after {conference.code}.", "Name a later one with --at.")

    def _follow_ups(self, identity: int, until: Conference) -> list[Row]:
        """Return the follow-ups of an action up to and including one conference, in the order of the conferences."""
        order = {one.id: one.sequence for one in self.codes.conferences() if one.counts or one.id == until.id}
        rows = self.rows(tables.follow_up, tables.follow_up.c.action_id == identity)
        told = [row for row in rows if order.get(row["conference_id"], until.sequence + 1) <= until.sequence]
        return sorted(told, key=lambda row: order[row["conference_id"]])

    def _evidence_rows(self, identity: int, evidence: Evidence) -> list[Row]:
        blank: Row = {"action_id": identity, "project_id": None, "outcome_id": None, "document_id": None}
        rows = [blank | {"project_id": one} for one in self.codes.ids("project", evidence.projects)]
        for text in evidence.outcomes:
            project, outcome = self.codes.within("outcome", text)
            rows.append(blank | {"project_id": project, "outcome_id": outcome})
        documents = [Documents(self.register).row(number)["id"] for number in evidence.documents]
        return rows + [blank | {"document_id": number} for number in documents]

    def _text(self, name: str, given: Mapping[str, str | None], standing: str | None) -> str | None:
        text = given.get(name)
        return standing if text is None else read(ACTION.field(name), text)

    def _next_number(self, conference: int, kind: str) -> int:
        table = tables.action
        highest = select(func.max(table.c.number)).where(table.c.conference_id == conference, table.c.kind == kind)
        return int(self.register.connection.execute(highest).scalar_one() or 0) + 1

    def _check_free(self, conference: int, code: str, kind: str, number: int) -> None:
        table = tables.action
        same = (table.c.conference_id == conference, table.c.kind == kind, table.c.number == number)
        if self.rows(table, *same):
            raise Conflict(f"{code} already has {kind} {number}.", "Leave the number out to use the next free one.")


def _check_told(row: Row) -> None:
    if row["status"] == "dropped" and row["reason"] is None:
        raise Usage("Missing option --reason: why the action is dropped.")
    verified = any(row[name] is not None for name in VERIFIED)
    if verified and row["status"] != "done":
        raise Usage(f"An action with the status {row['status']} cannot be verified.", "Add --status done.")
    if row["status"] == "done" and not verified:
        raise Usage(
            "Missing option --verified-by: who, other than the owner, has verified that it is done.",
            "Until it is verified, report it as `in progress`, with a note of what the owner says.",
        )
    _check_verifier(row)


def _check_verifier(row: Row) -> None:
    names = [fold(row[name]) for name in ("owner_name", "verified_by_name") if row[name]]
    if (row["owner_id"] is not None and row["owner_id"] == row["verified_by_id"]) or len(names) > len(set(names)):
        raise Conflict(
            "The owner cannot verify its own action as done.",
            "Name another organisation or person that has verified it.",
        )


def _subject(row: Row) -> tuple[int | None, int | None, int | None]:
    return row["project_id"], row["outcome_id"], row["document_id"]

"""What donors replied to needs, and requests for more time: facts with a date and no conference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.insight.coordination.needs import past_needs
from tracker.model.nouns import NEED_EXTENSION, NEED_REPLY
from tracker.register.core import Collection, Row
from tracker.register.project_words import read_fields
from tracker.rules.dates import check_order
from tracker.rules.text import line
from tracker.rules.tfa_parts import TfaPart, parse_part
from tracker.rules.words import AGREEING

# Up to this number of needs, their codes are looked up one by one.
MANY = 5
# What identifies a reply and a request for more time: one with the same replaces it.
Key = tuple[Any, ...]
REPLY = ("need_id", "donor_id", "part", "date")
EXTENSION = ("need_id", "requested")


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


class KnownReplies(NamedTuple):
    """What the register has of some needs: their parts, the replies and the requests for more time, each by its key,
    and which organisations are donors."""

    donors: set[int]
    parts: dict[int, list[TfaPart]]
    replies: dict[Key, Row]
    extensions: dict[Key, Row]


class NeedReplies(Collection):
    """The replies and the requests for more time of all needs."""

    def reply(self, facts: Sequence[ReplyFacts]) -> list[tuple[Row | None, Row]]:
        """Record replies of donors; returns each before and after. One of the same donor, part and date is replaced.

        Raises Invalid for invalid values and a part that the need does not have, NotFound for an unknown code, Conflict
        for an organisation that is no donor, Usage for a project of a donor that does not agree.
        """
        known = self.known_for(facts)
        rows = [self.reply_row(fact, known) for fact in facts]
        self._doubt_replies(rows)
        return self._replace(tables.need_reply, known.replies, [(_key(row, REPLY), row) for row in rows])

    def take_back_reply(self, fact: ReplyFacts) -> Row:
        """Remove a reply that was entered by mistake, known by its donor, part and date. Raises NotFound, Conflict."""
        known = self.known_for([fact])
        row = self.reply_row(fact, known)
        before = self.replaced_reply(row, known)
        if before is None:
            code, donor = self.codes.code("need", row["need_id"]), self.codes.code("organisation", row["donor_id"])
            raise Conflict(
                f"No reply of {donor} to {code} has that date.", f"`tracker need show {code}` lists the replies."
            )
        self.delete(tables.need_reply, [before])
        return before

    def known_for(self, facts: Iterable[ReplyFacts | ExtensionFacts]) -> KnownReplies:
        """Return what the register has of the needs of some facts. Raises NotFound."""
        return self.known([self.codes.id("need", fact.need) for fact in facts])

    def known(self, needs: Sequence[int]) -> KnownReplies:
        """Return what the register has of some needs: one query for each kind of row."""
        if len(needs) > MANY:
            self.codes.load("need", "organisation", "project")
        held, measures = tables.organisation_role, self.codes.tfa_measures
        parts: dict[int, list[TfaPart]] = {}
        for row in self.rows_in(tables.need_measure, "need_id", needs):
            parts.setdefault(row["need_id"], []).append(parse_part(row["part"], measures))
        return KnownReplies(
            {row["organisation_id"] for row in self.rows(held, held.c.role == "donor")},
            parts,
            _first(REPLY, self.rows_in(tables.need_reply, "need_id", needs)),
            _first(EXTENSION, self.rows_in(tables.need_extension, "need_id", needs)),
        )

    def reply_row(self, fact: ReplyFacts, known: KnownReplies) -> Row:
        """Return the columns of a reply. Raises as `reply`."""
        fields = [field for field in NEED_REPLY.standing if field.name not in ("need", "part")]
        blank: Row = dict.fromkeys(field.column for field in NEED_REPLY.standing)
        row = blank | read_fields(self.codes, fields, fact._asdict())
        row["need_id"] = self.codes.id("need", fact.need)
        self.check_donor(row["donor_id"], known)
        row["part"] = self._part(row["need_id"], fact.part, known) if fact.part and fact.part.strip() else None
        if row["project_id"] is not None and row["answer"] not in AGREEING:
            raise Usage(
                f"--project goes with the answers `would` and `does`, not with {row['answer']}.",
                "Leave --project out, or name the project in --note.",
            )
        return row

    def replaced_reply(self, row: Row, known: KnownReplies) -> Row | None:
        """Return the reply that a reply replaces: of the same need, donor, part and date."""
        return known.replies.get(_key(row, REPLY))

    def extend(self, facts: Sequence[ExtensionFacts]) -> list[tuple[Row | None, Row]]:
        """Record requests for more time; returns each before and after. A request of the same date is updated.

        Raises Invalid for invalid values and dates in the wrong order, NotFound for an unknown need.
        """
        known = self.known_for(facts)
        rows = [self.extension(fact, known)[1] for fact in facts]
        for row in rows:
            need = self.codes.code("need", row["need_id"])
            self.doubt_future(f"The request for more time for {need}", row["requested"])
        return self._replace(tables.need_extension, known.extensions, [(_key(row, EXTENSION), row) for row in rows])

    def extension(self, fact: ExtensionFacts, known: KnownReplies) -> tuple[Row | None, Row]:
        """Return the request of that date and what `extend` would make of it. Raises as `extend`."""
        fields = [field for field in NEED_EXTENSION.standing if field.name != "need"]
        given = read_fields(self.codes, fields, fact._asdict())
        need = self.codes.id("need", fact.need)
        before = known.extensions.get((need, given.get("requested")))
        blank: Row = dict.fromkeys(field.column for field in NEED_EXTENSION.standing)
        row = (before or blank) | given | {"need_id": need}
        check_order("date of the request", row["requested"], "until", row["until"])
        return before, row

    def not_requested(self, row: Row) -> Usage:
        """Return the error that an answer is to a request that is not recorded."""
        known = self.known([row["need_id"]]).extensions.values()
        dates = sorted(one["requested"] for one in known if one["requested"] and one["requested"] != row["requested"])
        code = self.codes.code("need", row["need_id"])
        return Usage(
            f"No request for more time for {code} of {row['requested'] or 'an unknown date'} is recorded.",
            f"Name the request with --requested: {', '.join(dates)}."
            if dates
            else "Say with --until which date was asked for.",
        )

    def _replace(
        self, table: Table, stored: Mapping[Key, Row], rows: Iterable[tuple[Key, Row]]
    ) -> list[tuple[Row | None, Row]]:
        """Write rows, each instead of the one with its key; returns each before and after. Of equal keys the last one
        is written."""
        told = [(key, stored.get(key), row) for key, row in rows]
        last = {key: row for key, _, row in told}
        self.insert(table, [row for key, row in last.items() if key not in stored])
        self.update(table, [(stored[key], row) for key, row in last.items() if key in stored])
        return [(before, row) for _, before, row in told]

    def _doubt_replies(self, rows: Iterable[Row]) -> None:
        """Say which replies are in the future, and which are to needs that were met or withdrawn by then."""
        past = past_needs(self.register.reader)
        for row in rows:
            donor, need = self.codes.code("organisation", row["donor_id"]), self.codes.code("need", row["need_id"])
            self.doubt_future(f"The reply of {donor} to {need}", row["date"])
            code, status, told_at, met = past.get(row["need_id"], ("", "", None, None))
            if not code or (met and (row["date"] or "") <= met):
                continue
            why = f", as reported to {told_at}" if told_at else ": its category asks for no assistance"
            self.register.doubts.append(f"{donor} replies to {code}, which is {status}{why}.")

    def _part(self, need: int, text: str, known: KnownReplies) -> str:
        """Return the part of a need that a reply names: within its measures, or in words where it has none."""
        own = known.parts.get(need)
        if not own:
            return line("part", text)
        wanted = parse_part(text, self.codes.tfa_measures)
        if not any(one.has(wanted) for one in own):
            code = self.codes.code("need", need)
            raise Invalid("part", text, f"is outside what {code} asks for", " or ".join(map(str, own)))
        return str(wanted)

    def check_donor(self, identity: int, known: KnownReplies) -> None:
        """Raises Conflict for an organisation that is no donor."""
        if identity not in known.donors:
            code = self.codes.code("organisation", identity)
            raise Conflict(
                f"{code} is not a donor: it has no contribution to any project and does not have the role.",
                f"Only donors reply to needs. If {code} is a donor, record it: `tracker donor add {code}`.",
            )


def _first(names: Iterable[str], rows: Iterable[Row]) -> dict[Key, Row]:
    """Return rows by their key; donors that were merged may have several with one key, and then the first counts."""
    found: dict[Key, Row] = {}
    for row in rows:
        found.setdefault(_key(row, names), row)
    return found


def _key(row: Row, names: Iterable[str]) -> Key:
    return tuple(row[name] for name in names)

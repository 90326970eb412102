"""What donors replied to needs, and requests for more time: facts with a date and no conference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker import tables
from tracker.errors import Conflict, Invalid, Usage
from tracker.model.nouns import NEED_EXTENSION, NEED_REPLY
from tracker.register.core import Collection, Row
from tracker.register.project_words import read_fields
from tracker.rules.dates import check_order
from tracker.rules.text import line
from tracker.rules.tfa_parts import parse_part
from tracker.rules.words import AGREEING


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


class NeedReplies(Collection):
    """The replies and the requests for more time of all needs."""

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

    def _part(self, need: int, text: str) -> str:
        """Return the part of a need that a reply names: within its measures, or in words where it has none."""
        own = [parse_part(row["part"], self.codes.tfa_measures) for row in self._measures(need)]
        if not own:
            return line("part", text)
        wanted = parse_part(text, self.codes.tfa_measures)
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

    def _measures(self, need: int) -> list[Row]:
        return self.rows(tables.need_measure, tables.need_measure.c.need_id == need)

"""Read the rows about needs in a returned form: what a donor replies to each, as a table to import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import GridLine
from tracker.exchange.requests.compared import Words
from tracker.exchange.requests.returned import Back, SentSheet, Texts, clean, key_of
from tracker.register.core import Row
from tracker.register.register import Register
from tracker.rules.cells import restore_cell
from tracker.rules.structure import several
from tracker.rules.words import REPLIES

# The columns that a donor fills in, by the fields of a reply.
ENTERED = {"reply": "answer", "own_project": "project", "date": "date", "note": "note"}
TAKEN_IN_AS = several("need_reply")


class RepliedRow(NamedTuple):
    """A row with a reply: its fields, its faults, and whether the register has it already."""

    line: GridLine
    told: Texts
    faults: list[tuple[str, TrackerError]]
    is_known: bool


class NeedRows:
    """Reads the rows about needs of one form."""

    def __init__(self, register: Register, words: Words, request: Row) -> None:
        self.register, self.codes, self.words = register, register.codes, words
        self.request = request
        self.today = register.journal.at[:10]

    def read(self, sheet: SentSheet, back: Back) -> list[RepliedRow]:
        """Return the rows in which something was filled in."""
        sent_rows = {key_of(sheet.form, row): row for row in sheet.rows}
        seen: set[tuple[str, ...]] = set()
        found = []
        for line in back.lines:
            cells = back.cells(line)
            told = {name: cells[name] for name in ENTERED if cells.get(name)}
            if not told:
                continue
            key = key_of(sheet.form, cells)
            sent = sent_rows.get(key)
            faults = [*self._faults(sheet, cells, sent, again=key in seen)]
            seen.add(key)
            # A fault shows the cell that it is about.
            fields = {name: cells[name] for name, _ in faults if name in cells}
            fields |= self._fields(sheet, cells, sent or cells)
            known_since = None if faults else self._known_since(fields)
            fields["date"] = known_since or fields["date"]
            found.append(RepliedRow(line, fields, faults, known_since is not None))
        return found

    def _fields(self, sheet: SentSheet, cells: Texts, sent: Texts) -> Texts:
        told = {"need": sent["need"], "part": sent.get("part", ""), "donor": self._donor(), "date": self.today}
        for name in ENTERED:
            if text := cells.get(name, ""):
                field = sheet.form.by_name[name]
                told[name] = restore_cell(text) if field.kind == "prose" else self.words.plain(field, text)
        return told

    def _faults(
        self, sheet: SentSheet, cells: Texts, sent: Texts | None, *, again: bool
    ) -> Iterator[tuple[str, TrackerError]]:
        if sent is None:
            known = ", ".join(dict.fromkeys(row["need"] for row in sheet.rows))
            why = "does not belong to this form" if cells["need"] else "is missing"
            yield "need", Invalid("need", cells["need"], why, f"what was sent: {known}")
            return
        if again:
            yield "need", Invalid("need", cells["need"], "is already in another row", "each row once")
        for name, text in cells.items():
            if fault := broken(text):
                yield name, Invalid(name, text, *fault)
            elif name not in (*ENTERED, *sheet.form.keys) and clean(text) != clean(sent[name]):
                right = f"the value that was sent: {sent[name] or 'empty'}"
                yield name, Invalid(name, text, "cannot be changed in this form", right)
        if not cells.get("reply"):
            yield (
                "reply",
                Invalid("reply", "", "is empty, but the row has other entries", f"one of {', '.join(REPLIES)}"),
            )

    def _donor(self) -> str:
        return self.codes.code("organisation", self.codes.surviving(self.request["organisation_id"]))

    def _known_since(self, fields: Texts) -> str | None:
        """Return the date on which the donor gave this very reply since it was asked: a form may be imported twice."""
        sql = """SELECT r.date, r.answer, coalesce(p.code, ''), coalesce(r.note, '')
FROM need_reply r LEFT JOIN project p ON p.id = r.project_id
WHERE r.need_id = :need AND r.donor_id = :donor AND coalesce(r.part, '') = :part
  AND (r.date >= :sent OR r.date = :date)"""
        given = {
            "need": self.codes.find("need", fields["need"]),
            "donor": self.codes.surviving(self.request["organisation_id"]),
            "part": fields["part"],
            "sent": str(self.request["sent"]),
            "date": fields["date"],
        }
        same = (fields.get("reply", ""), fields.get("own_project", ""), fields.get("note", ""))
        known = self.register.reader.rows(sql, given)
        return next((str(day) for day, *reply in known if tuple(reply) == same), None)


def said_of(one: RepliedRow) -> str:
    """Return what a row means, as the plan of an import shows it."""
    about = f"need {one.told['need']}" + (f", part {one.told['part']}" if one.told["part"] else "")
    more = "".join(f", {name}" for name in (one.told.get("own_project"), one.told.get("note")) if name)
    return f"{about}: {one.told['donor']} {one.told.get('reply', '')}{more}"

"""The rows about trainings in a form: what is sent to an administration, and what it says of its officers there.

Of a training that the register has, an administration says how many of its officers attended. In an empty row it adds
one that the register does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import GridLine
from tracker.exchange.requests.compared import Words, compared, short, to_tell, told_since
from tracker.exchange.requests.returned import Back, SentSheet, Texts, clean, is_new, key_of
from tracker.exchange.requests.sheets import TRAININGS, FormRow
from tracker.insight.codes import Conference
from tracker.insight.people.trainings import OwnTraining, own_trainings
from tracker.register.core import Row
from tracker.register.register import Register
from tracker.rules.codes import code_key, joined_code
from tracker.rules.text import fold
from tracker.store.reader import Reader

NUMBERS = ("persons", "women", "completed", "certified")
ROOM = "T9999"


class TaughtRow(NamedTuple):
    """A row that says something: the code of its training, the facts of a new one, who attended, and its faults.

    A row with faults has its cells as they are, in `attended`, so that a refusal shows what it refuses.
    """

    line: GridLine
    code: str
    facts: Texts
    attended: Texts
    faults: list[tuple[str, TrackerError]]


def training_rows(reader: Reader, conference: Conference, organisation: int) -> list[FormRow]:
    """Return what an administration is asked about trainings, as rows."""
    return [_row(one) for one in own_trainings(reader, organisation, conference)]


class TrainingRows:
    """Reads the rows about trainings of one form."""

    def __init__(self, register: Register, words: Words, request: Row, conference: Conference) -> None:
        self.register, self.codes, self.words = register, register.codes, words
        self.organisation = self.codes.surviving(request["organisation_id"])
        year = conference.code.removeprefix(f"{conference.series}-")
        code = self.codes.code("organisation", self.organisation)
        self.prefix = joined_code(code, year, ROOM).removesuffix(ROOM[1:])
        rows = own_trainings(register.reader, self.organisation, None)
        self.now = {code_key(one.training): _row(one) for one in rows}
        self.added = {
            fold(row.texts["title"]): row for row in self.now.values() if self._is_ours(row.texts["training"])
        }

    def read(self, sheet: SentSheet, back: Back) -> list[TaughtRow]:
        """Return the rows in which something was filled in or changed."""
        sent_rows = {key_of(sheet.form, row): row for row in sheet.rows}
        number = self._highest()
        seen: set[str] = set()
        found = []
        for line in back.lines:
            cells = back.cells(line)
            if is_new(cells["training"]):
                if not any(text for name, text in cells.items() if name != "training"):
                    continue
                known = self.added.get(fold(clean(cells.get("title", ""))))
                number += known is None
                code = known.texts["training"] if known else f"{self.prefix}{number}"
                one = self._new(sheet, line, cells, code, known, seen)
            else:
                one = self._known(sheet, line, cells, sent_rows.get(key_of(sheet.form, cells)), seen)
            if one.faults:
                entered = {name: text for name, text in cells.items() if text and name != "training"}
                one = one._replace(facts={}, attended=entered)
            if one.facts or one.attended or one.faults:
                found.append(one)
        return found

    def _known(self, sheet: SentSheet, line: GridLine, cells: Texts, sent: Texts | None, seen: set[str]) -> TaughtRow:
        code = cells["training"]
        if sent is None or code_key(code) in seen:
            why = "does not belong to this form" if sent is None else "is already in another row"
            right = ", ".join(row["training"] for row in sheet.rows) or "an empty row, for a training that is new"
            return TaughtRow(line, code, {}, {}, [("training", Invalid("training", code, why, right))])
        seen.add(code_key(code))
        result = compared(self.words, sheet.form, sent, self.now.get(code_key(code)), cells)
        return TaughtRow(line, sent["training"], {}, result.told, [*result.faults])

    def _new(
        self, sheet: SentSheet, line: GridLine, cells: Texts, code: str, known: FormRow | None, seen: set[str]
    ) -> TaughtRow:
        title = clean(cells.get("title", ""))
        faults = list(self._faults(sheet, cells, title, seen))
        seen.add(fold(title))
        told: Texts = {}
        for field in sheet.form.fields:
            text = cells.get(field.name, "")
            if not text or field.name == "training":
                continue
            plain = self.words.plain(field, text)
            current = self.words.plain(field, known.texts[field.name]) if known else ""
            if not current:
                told[field.name] = to_tell(field, text, plain)
            elif field.name in NUMBERS and plain != current:
                faults.append((field.name, told_since(sheet.form, field.name, plain, "", current)))
        attended = {name: text for name, text in told.items() if name in (*NUMBERS, "note")}
        facts = {name: text for name, text in told.items() if name not in attended}
        if known is None:
            # It attended, though it may not know how many of its officers did.
            attended.setdefault("persons", "")
        elif facts:
            facts["title"] = known.texts["title"]
        return TaughtRow(line, code, facts, attended, faults)

    def _faults(self, sheet: SentSheet, cells: Texts, title: str, seen: set[str]) -> Iterator[tuple[str, TrackerError]]:
        if not title:
            yield "title", Invalid("title", "", "is empty", "what the training was called")
        elif fold(title) in seen:
            yield "title", Invalid("title", title, "is already in another row", "one row for each training")
        elif known := next((row["training"] for row in sheet.rows if fold(clean(row["title"])) == fold(title)), None):
            yield "title", Invalid("title", title, f"is the title of {known}", f"the row of {known}")
        for name, text in cells.items():
            if fault := broken(text):
                yield name, Invalid(name, text, *fault)

    def _is_ours(self, code: str) -> bool:
        return re.fullmatch(re.escape(code_key(self.prefix)) + "[0-9]+", code_key(code)) is not None

    def _highest(self) -> int:
        rows = self.register.reader.rows("SELECT key FROM code WHERE noun = 'training'")
        start = code_key(self.prefix)
        return max((int(key.removeprefix(start)) for (key,) in rows if self._is_ours(key)), default=0)


def said_of_training(one: TaughtRow) -> str:
    """Return what a row means, as the plan of an import shows it."""
    told = ", ".join(f"{name} {short(text)}" for name, text in (one.facts | one.attended).items() if text)
    return f"{'new training' if one.facts else 'training'} {one.code}: {told}"


def _row(one: OwnTraining) -> FormRow:
    texts = {field.name: _text(getattr(one, field.name)) for field in TRAININGS.fields}
    return FormRow(one.id, None, texts)


def _text(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(value)
    return "" if value is None else str(value)

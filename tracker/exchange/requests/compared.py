"""Compare a row of a returned data request with the row as sent and with the current state of the register."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tracker.errors import Invalid, NotFound, TrackerError
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import NumberText
from tracker.exchange.requests.returned import Texts, clean
from tracker.exchange.requests.sheets import LAST, NOT_REPORTED, TICKS, Form, FormColumn, FormRow, codes_text
from tracker.exchange.requests.words import words_in
from tracker.insight.codes import Codes
from tracker.rules.cells import restore_cell
from tracker.rules.money import decimal_text, from_decimal
from tracker.rules.text import fold
from tracker.rules.words import MEASURES

TRUTHS = ("yes", "no")


class Compared(NamedTuple):
    """The result for a row: its cells to report, those that are new to the register, and its faults.

    `says` is the answer that the row gives for its project; None if it was left as sent.
    """

    sent: Texts
    told: Texts
    fresh: frozenset[str]
    faults: Sequence[tuple[str, TrackerError]]
    says: str | None


class Words:
    """Reads cells: words of the drop-downs from the form's language, numbers in the register's notation."""

    def __init__(self, language: str, exponents: Mapping[str, int], codes: Codes) -> None:
        self.exponents, self.codes = exponents, codes
        self._said = words_in(language)

    def plain(self, field: FormColumn, text: str, exponent: int | None = None, measure: str | None = None) -> str:
        """Return a cell in a form that is equal for equal meanings; a cell that cannot be read stays unchanged."""
        text = clean(text)
        if not text:
            return ""
        if field.kind == "word":
            return self.word(field.words, text)
        if field.kind == "currency":
            return text.upper()
        if field.kind == "codes":
            return codes_text(text.upper())
        if field.kind == "themes":
            return self._themes(text)
        if field.kind == "money":
            return text if exponent is None else _amount(text, exponent)
        if field.kind in ("percent", "scale"):
            return text.removesuffix("%").strip()
        if field.kind == "value":
            return self.word(TRUTHS, text) if measure == "yes/no" else _number(text)
        return text

    def _themes(self, text: str) -> str:
        """Return the codes of themes, the main one first, the others sorted because their order has no meaning."""
        found = []
        for one in (part.strip() for part in text.split(";")):
            try:
                found += [self.codes.theme(one)] if one else []
            except NotFound:
                return text
        return "; ".join([*found[:1], *sorted(set(found[1:]) - set(found[:1]))])

    def word(self, words: Sequence[str], text: str) -> str:
        """Return the vocabulary's word for a word in the form's language or in English."""
        asked = fold(text)
        for spoken in (self._said, str):
            for word in words:
                if fold(spoken(word)) == asked:
                    return word
        return text


def compared(
    words: Words, form: Form, sent: Texts, now: FormRow | None, cells: Texts, explained: Container[tuple[str, str]] = ()
) -> Compared:
    """Compare a row of the form; see Compared. `explained` has the explained steps, as (measure, reason)."""
    exponent, measure = (now.exponent, now.measure) if now else (None, None)
    if exponent is None and "currency" in cells:
        exponent = words.exponents.get(clean(cells["currency"]).upper())
    fresh: Texts = {}
    agreed: Texts = {}
    faults: list[tuple[str, TrackerError]] = []
    for field in form.fields:
        name, of = field.name, LAST.get(field.name, field.name)
        if name not in cells or name in (*form.keys, "answer", "reason"):
            continue
        text = words.plain(field, cells[name], exponent, measure)
        base = words.plain(field, sent[of], exponent, measure)
        if not text and name in LAST:
            continue
        if text == base and name not in LAST:
            continue
        if fault := broken(cells[name]):
            faults.append((name, Invalid(name, text, *fault)))
        elif not (field.entered or (field.once and not base)):
            faults.append(
                (
                    name,
                    Invalid(
                        name, text, "cannot be changed in this form", f"the value that was sent: {base or 'empty'}"
                    ),
                )
            )
        elif not text:
            why = f"was emptied; it was {short(base)}, and an empty cell does not remove what was reported"
            faults.append(
                (name, Invalid(name, text, why, "the old value, a new value, or a note that gives the reason"))
            )
        elif now is None:
            faults.append((name, Invalid(name, text, "is reported for something that is no longer in the register")))
        else:
            current = words.plain(field, now.texts[of], exponent, measure)
            if text == current:
                agreed[name] = to_tell(field, cells[name], text)
            elif current == base:
                fresh[name] = to_tell(field, cells[name], text)
            elif name == "note" and form.kind == "projects":
                _add_note(now.texts[of], cells[name], fresh, agreed)
            else:
                faults.append((name, told_since(form, name, text, base, current)))
    return _weighed(words, form, sent, cells, fresh, agreed, faults, explained)


def told_since(form: Form, name: str, text: str, base: str, current: str) -> Invalid:
    """Return why a cell is refused if the register's value has changed since the form was sent."""
    was, now = short(base) or "unknown", short(current) or "unknown"
    why = f"was {was} in the form that was sent, but is {now} now, because it was reported since"
    right = f"{now}; if {short(text)} is correct, report it with `tracker {form.reported_with}`"
    return Invalid(name, text, why, right)


def _weighed(
    words: Words,
    form: Form,
    sent: Texts,
    cells: Texts,
    fresh: Texts,
    agreed: Texts,
    faults: list[tuple[str, TrackerError]],
    explained: Container[tuple[str, str]],
) -> Compared:
    """Check the whole row after its cells were compared: the reason of its amounts, and the box that was ticked."""
    told = dict(fresh)
    if reason := words.plain(form.by_name["reason"], cells.get("reason", "")) if "reason" in form.by_name else "":
        # An amount that is known already may still lack its reason.
        unexplained = {
            name: text for name, text in agreed.items() if name in MEASURES and (name, reason) not in explained
        }
        if unexplained or set(MEASURES) & set(fresh) or not set(MEASURES) & set(agreed):
            told |= unexplained | {"reason": reason}
    tick = words.word(TICKS, clean(cells.get("answer", "")))
    if tick and tick not in TICKS:
        faults.append(("answer", Invalid("answer", tick, "is not an answer", f"{' or '.join(TICKS)}, or nothing")))
    changed = [*fresh, *agreed, *(["reason"] if reason else [])]
    if tick == NOT_REPORTED and changed:
        why = f"contradicts the row, which changes {', '.join(changed)}"
        faults.append(("answer", Invalid("answer", tick, why, "one of the two")))
    if faults:
        told = {name: text for name, text in cells.items() if text and name not in form.keys}
    ticked = {"": None, NOT_REPORTED: "declined"}.get(tick, "confirmed unchanged")
    return Compared(sent, told, frozenset(fresh), faults, "updated" if changed else ticked)


def _add_note(standing: str, raw: str, fresh: Texts, agreed: Texts) -> None:
    """Append a note to one that somebody else has given since; both are kept."""
    if clean(raw) in [clean(line) for line in standing.split("\n")]:
        agreed["note"] = raw
    else:
        fresh["note"] = f"{standing}\n{raw}"


def to_tell(field: FormColumn, raw: str, plain: str) -> str:
    """Return a text as written, with its line ends; other values as stored, and numbers as numbers."""
    if field.kind in ("text", "prose"):
        return restore_cell(raw)
    return NumberText(plain) if isinstance(raw, NumberText) else plain


def _amount(text: str, exponent: int) -> str:
    try:
        return decimal_text(from_decimal("amount", text, exponent), exponent)
    except Invalid:
        return text


def _number(text: str) -> str:
    try:
        number = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        return text
    return format(number.normalize(), "f") if number.is_finite() else text


def short(text: str) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= 40 else text[:37] + "..."

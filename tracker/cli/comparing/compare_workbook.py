"""A comparison as a workbook: a summary computed from every line of money, and a sheet for each other part.

Amounts as reported and as converted are values: a conversion is rounded once and exactly, which spreadsheet
arithmetic cannot guarantee. Everything computed from them is a formula: the difference of a line, what remains
unaccounted for, the sums of the summary, and the check that each bridge closes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.cli.comparing.bridges import TERM_WORDS, money_facts
from tracker.cli.comparing.flat_rows import PARTS, classes_in_words
from tracker.insight.comparing.bridge import TERMS, UNEXPLAINED, Bridge
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.ledger import LedgerEntry, LedgerSide, entries
from tracker.insight.records import corrections
from tracker.output import CardFact, Column, Style, say_written
from tracker.output.office.sheet import EXACT, LINE, Look, SheetWriter, lines_of, quoted
from tracker.output.office.sheet_cards import add_card
from tracker.output.office.sheet_lists import HEAD, NOTE, add_list
from tracker.output.office.workbook import WorkbookWriter, workbook
from tracker.rules.cells import letters
from tracker.rules.words import MEASURES

WIDTHS = [30, 20, 20, 20, 20]
NAME = 36
RIGHT, BOLD, WRAPPED = Look(right=True), Look(bold=True), Look(wrap=True)
SUM, CHECK = Look(right=True, bold=True), Look(right=True, bold=True, total=True)
WHOSE = ("Project", "Title", "Contribution", "Donor", "Donor name", "Measure")
AT = ("amount", "currency", "rate")
MEASURE, COUNTED = 5, (9, 13)
LINES_NOTE = 'Every amount is a sum over the sheet "By contribution"; what is left over must be zero.'
DIFFERENCE, FALLS_TO, LEFT_OUT, FIRST_TERM = 14, 15, 16, 17

DONORS = [
    Column("what", "What"),
    Column("code", "Donor", "code"),
    Column("name", "Name"),
    Column("measure", "Measure"),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
]
BENEFICIARIES = [
    Column("what", "What"),
    Column("code", "Beneficiary", "code"),
    Column("name", "Name"),
    Column("old", "Projects then", "number"),
    Column("new", "Projects now", "number"),
]
NO_RATE = [
    Column("conference", "Conference", "code"),
    Column("project", "Project", "code"),
    Column("contribution", "Contribution", "code"),
    Column("donor", "Donor", "code"),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
]


class DonorRow(NamedTuple):
    """A donor that joined or left, or whose portfolio grew or shrank in a measure."""

    what: str
    code: str
    name: str
    measure: str | None = None
    amount: int | None = None
    currency: str | None = None


class BeneficiaryRow(NamedTuple):
    """A beneficiary that joined or left, or that has more or fewer projects than before."""

    what: str
    code: str
    name: str
    old: int | None = None
    new: int | None = None


def write_workbook(comparison: Comparison, parts: Sequence[str], style: Style) -> None:
    """Write the parts of a comparison, each in full."""
    pair = comparison.pair
    title = f"{pair.first.code} to {pair.second.code}, in {pair.currency}"
    with workbook(style, title) as book:
        facts = [CardFact("from", "From", pair.first.code), CardFact("to", "To", pair.second.code)]
        if pair.correction:
            why = "; ".join(corrections(comparison.reader, pair.first, pair.second))
            facts.append(CardFact("because", "Corrected because", why))
        facts += [CardFact("currency", "Currency", pair.currency)]
        if "money" in parts:
            facts += money_facts(comparison)
        summary = add_card(book, "Summary", title, facts, [], WIDTHS)
        if "money" in parts:
            BridgeSheets(comparison, book, style).write(summary)
        for part in parts:
            if part == "projects":
                _projects(comparison, book)
            elif part in ("needs", "ratings"):
                if rows := list(comparison.rows(part)):  # most conferences were told of none
                    add_list(book, PARTS[part].sheet, rows, PARTS[part].columns)
            elif part != "money":
                listed = PARTS[part]
                add_list(book, listed.sheet, listed.in_words(comparison.rows(part)), listed.columns)
    say_written(style, title)


class BridgeSheets:
    """Writes the summary, the lines it is computed from, and the groups.

    `told` are the measures of the summary, from its second column, and `first` and `last_term` its rows, from 0: from
    the total of the first conference to that of the second.
    """

    def __init__(
        self, comparison: Comparison, book: WorkbookWriter, style: Style, say: Callable[[str], str] = str
    ) -> None:
        """`say` translates what is written; by default it is English."""
        self.say = say
        self.comparison = comparison
        self.book = book
        self.pair = comparison.pair
        self.decimals = style.exponents[self.pair.currency]
        self.exponents = style.exponents
        total = comparison.money.total
        self.told = [measure for measure in MEASURES if total[measure].told]
        reasons = sorted({reason for bridge in total.values() for reason in bridge.changed} - {UNEXPLAINED})
        self.terms = [*TERMS, *(f"changed:{reason}" for reason in [*reasons, UNEXPLAINED]), "exchange"]
        self.used: set[str] = set()
        self.inexact: set[str] = set()
        self.last = 0
        self.first = self.last_term = 0

    def write(self, summary: SheetWriter) -> None:
        self._lines()
        self._summary(summary)
        if self.comparison.by:
            self._groups(self.comparison.by)
        missing = [row for rows in self.comparison.money.no_rate.values() for row in rows]
        if missing:
            add_list(self.book, "Without rate", missing, NO_RATE)

    def _summary(self, sheet: SheetWriter) -> None:
        """Write the bridge of each measure, summed over the lines, and the check that it closes."""
        pair, total = self.pair, self.comparison.money.total
        sheet.next_row()
        sheet.next_row()
        sheet.put(0, self.say("Money, in {currency}").format(currency=pair.currency), look=HEAD)
        for place, measure in enumerate(self.told, 1):
            sheet.put(place, self.say(measure.capitalize()), look=HEAD._replace(right=True))
        if not self.told:
            sheet.next_row()
            sheet.put(0, self.say("No amounts were reported."), look=NOTE)
            return
        top = sheet.row + 1
        rows = [("from_total", pair.first.code, SUM, COUNTED[0])]
        rows += [(term, _word(term), RIGHT, FIRST_TERM + self.terms.index(term)) for term in self._shown()]
        rows += [("to_total", pair.second.code, CHECK, COUNTED[1])]
        for term, words, look, column in rows:
            sheet.next_row()
            sheet.put(0, self.say(words), look=look._replace(right=False))
            for place, measure in enumerate(self.told, 1):
                self._amount(sheet, place, self._sum(column, measure), amount_of(total[measure], term), look, measure)
        bottom = sheet.row
        self.first, self.last_term = top, bottom
        sheet.next_row()
        sheet.put(0, self.say("Left over"), look=BOLD)
        for place, measure in enumerate(self.told, 1):
            name = letters(place)
            # The first row is 1 in a formula and 0 here.
            moved = f"{name}{top + 1}+SUM({name}{top + 2}:{name}{bottom})-{name}{bottom + 1}"
            if bottom - top == 1:
                moved = f"{name}{top + 1}-{name}{bottom + 1}"
            self._amount(sheet, place, moved, _left(total[measure]), SUM, measure)
        sheet.next_row()
        sheet.put(0, self.say(LINES_NOTE), look=NOTE)

    def _lines(self) -> None:
        """Write every line: what was reported, what it counts for, and the terms it belongs to."""
        first, second, currency = self.pair.first.code, self.pair.second.code, self.pair.currency
        sheet = self.book.add("By contribution", freeze=(1, 3), repeat=0)
        headings = [*WHOSE, *(f"{first} {what}" for what in AT), f"{first} in {currency}"]
        headings += [*(f"{second} {what}" for what in AT), f"{second} in {currency}"]
        headings += ["Difference", "Falls to", "Left out", *(_word(term).capitalize() for term in self.terms)]
        headings += ["Left over"]
        numbers = {6, 9, 10, 13, DIFFERENCE, *range(FIRST_TERM, len(headings))}
        for place, text in enumerate(headings):
            sheet.put(place, text, look=HEAD._replace(right=place in numbers))
        sheet.worksheet.set_row(0, 3 * LINE)
        check = len(headings) - 1
        places = {term: FIRST_TERM + number for number, term in enumerate(self.terms)}
        codes = [14, 16, 14]
        for entry in entries(self.comparison.reader, self.pair):
            held = (entry.project, entry.contribution, entry.donor)
            codes = [max(width, len(code) + 2) for width, code in zip(codes, held, strict=True)]
            sheet.next_row(max(lines_of(entry.title, NAME + 6), lines_of(entry.donor_name, NAME + 6)))
            self._entry(sheet, entry, places, check)
        self.last = max(sheet.row, 1)
        sheet.worksheet.autofilter(0, 0, self.last, check)
        project, contribution, donor = codes
        sides = [18, 12, 24, 18] * 2
        sheet.widths([project, NAME, contribution, donor, NAME, 12, *sides, 18, 30, 20, *[18] * (check - LEFT_OUT)])
        for term, place in places.items():
            if term not in self.used:
                sheet.hide(place)

    def _entry(self, sheet: SheetWriter, entry: LedgerEntry, places: Mapping[str, int], check: int) -> None:
        for place, text in enumerate(entry[: MEASURE + 1]):
            sheet.put(place, text, look=WRAPPED)
        exact = True
        for start, side in ((6, entry.old), (10, entry.new)):
            exact = self._side(sheet, start, side) and exact
        moved = {term: amount for term, amount in entry.terms.items() if amount}
        difference = (entry.new.counted or 0) - (entry.old.counted or 0)
        row = sheet.row + 1
        exact = exact and all(abs(amount) < EXACT for amount in [*moved.values(), difference])
        if not exact:
            self.inexact.add(entry.measure)
        then, now = (letters(column) for column in COUNTED)
        self._amount(sheet, DIFFERENCE, f"{now}{row}-{then}{row}", difference, RIGHT, entry.measure)
        sheet.put(FALLS_TO, "; ".join(map(_word, moved)) or None)
        sheet.put(LEFT_OUT, _left_out(entry) or None)
        for term, amount in moved.items():
            self.used.add(term)
            sheet.put(places[term], amount, "money", self.decimals, RIGHT)
        terms = f"SUM({letters(FIRST_TERM)}{row}:{letters(check - 1)}{row})"
        left = difference - sum(moved.values())
        self._amount(sheet, check, f"{letters(DIFFERENCE)}{row}-{terms}", left, RIGHT, entry.measure)

    def _side(self, sheet: SheetWriter, start: int, side: LedgerSide) -> bool:
        """Write one conference's side of a line; return whether its counted amount is a number on the sheet."""
        decimals = None if side.currency is None else self.exponents[side.currency]
        sheet.put(start, side.amount, "money", decimals, RIGHT)
        sheet.put(start + 1, side.currency, "code")
        sheet.put(start + 2, side.rate)
        return sheet.put(start + 3, side.counted, "money", self.decimals, RIGHT)

    def _groups(self, by: str) -> None:
        """Write the bridge of each group and measure on one row, with the check that it closes."""
        pair = self.pair
        sheet = self.book.add(f"By {by}", freeze=(1, 2), repeat=0)
        shown = self._shown()
        headings = [by.capitalize(), "Measure", pair.first.code, *(_word(term) for term in shown), pair.second.code]
        headings += ["Left over", "Currency"]
        for place, text in enumerate(headings):
            sheet.put(place, text, look=HEAD._replace(right=1 < place < len(headings) - 1))
        sheet.worksheet.set_row(0, 2 * LINE)
        sheet.widths([24, 12, *[18] * (len(headings) - 3), 10])
        end = 3 + len(shown)
        for group, bridges in self.comparison.money.groups.items():
            for measure, bridge in bridges.items():
                if not bridge.told:
                    continue
                sheet.next_row()
                sheet.put(0, group)
                sheet.put(1, measure)
                exact = True
                for place, term in enumerate(["from_total", *shown, "to_total"], 2):
                    amount = amount_of(bridge, term)
                    blank = not amount and 2 < place < end
                    exact = sheet.put(place, None if blank else amount, "money", self.decimals, RIGHT) and exact
                row = sheet.row + 1
                moved = f"SUM(C{row}:{letters(end - 1)}{row})-{letters(end)}{row}"
                if exact:
                    self._amount(sheet, end + 1, moved, _left(bridge), RIGHT, None)
                sheet.put(end + 2, pair.currency, "code")
        sheet.worksheet.autofilter(0, 0, max(sheet.row, 1), end + 2)

    def steps(self, measure: str) -> list[tuple[str, int]]:
        """Return the rows of the summary with the amounts of a measure, by their names."""
        bridge = self.comparison.money.total[measure]
        rows = [(self.pair.first.code, bridge.from_total)]
        rows += [(self.say(_word(term)), amount_of(bridge, term)) for term in self._shown()]
        return [*rows, (self.pair.second.code, bridge.to_total)]

    def _shown(self) -> list[str]:
        """Return the terms that have any amount, in the order of the bridge."""
        return [term for term in self.terms if term in self.used]

    def _sum(self, column: int, measure: str) -> str:
        def cells(place: int) -> str:
            return f"'By contribution'!${letters(place)}$2:${letters(place)}${self.last + 1}"

        return f"SUMIFS({cells(column)},{cells(MEASURE)},{quoted(measure)})"

    def _amount(
        self, sheet: SheetWriter, place: int, formula: str, amount: int, look: Look, measure: str | None
    ) -> None:
        """Write a formula for an amount, or its value if a number of the measure has too many digits for Excel."""
        if measure in self.inexact or abs(amount) >= EXACT:
            sheet.put(place, amount, "money", self.decimals, look)
        else:
            sheet.formula(place, f"=ROUND({formula},{self.decimals})", amount, self.decimals, look)


def amount_of(bridge: Bridge, term: str) -> int:
    """Return the amount of a term of a bridge, `from_total`, `to_total`, `exchange`, or `changed:REASON`."""
    if term in bridge.terms:
        return bridge.terms[term]
    if term.startswith("changed:"):
        return bridge.changed.get(term.removeprefix("changed:"), 0)
    amount: int = getattr(bridge, term)
    return amount


def _left(bridge: Bridge) -> int:
    """Return the remainder of a bridge: anything but 0 is an error."""
    moved = sum(bridge.terms.values()) + sum(bridge.changed.values()) + bridge.exchange
    return bridge.from_total + moved - bridge.to_total


def _word(term: str) -> str:
    reason = term.removeprefix("changed:")
    return TERM_WORDS.get(term) or (reason if reason == UNEXPLAINED else f"changed: {reason}")


def _left_out(entry: LedgerEntry) -> str:
    """Return why a side of a line is not in any total."""
    said = []
    for when, side in (("then", entry.old), ("now", entry.new)):
        if side.excluded_as:
            said.append(f"{when}: {side.excluded_as}")
        elif side.amount is not None and side.counted is None:
            said.append(f"{when}: {'of another donor' if side.rate else 'no rate'}")
    return "; ".join(said)


def _projects(comparison: Comparison, book: WorkbookWriter) -> None:
    add_list(book, "Projects", classes_in_words(comparison.projects()), PARTS["projects"].columns)
    names: dict[str, str] = dict(comparison.reader.rows("SELECT code, name FROM organisation"))
    add_list(book, "Donors", _donors(comparison, names), DONORS)
    add_list(book, "Beneficiaries", _beneficiaries(comparison, names), BENEFICIARIES)


def _donors(comparison: Comparison, names: Mapping[str, str]) -> Iterator[DonorRow]:
    found = comparison.donors()
    for what, codes in (("came", found.came), ("left", found.left)):
        for code in codes:
            yield DonorRow(what, code, names.get(code, ""))
    for what, rows in (("grew", found.grew), ("shrank", found.shrank)):
        for row in rows:
            name = names.get(row.donor, "")
            yield DonorRow(what, row.donor, name, row.measure, row.amount, comparison.pair.currency)


def _beneficiaries(comparison: Comparison, names: Mapping[str, str]) -> Iterator[BeneficiaryRow]:
    found = comparison.beneficiaries()
    for what, codes in (("came", found.came), ("left", found.left)):
        for code in codes:
            yield BeneficiaryRow(what, code, names.get(code, ""))
    for what, rows in (("grew", found.grew), ("shrank", found.shrank)):
        for row in rows:
            yield BeneficiaryRow(what, row.beneficiary, names.get(row.beneficiary, ""), row.old, row.new)

"""The workbook of a conference: a sheet for each table, and on the first one totals, checks and charts that are live.

Amounts as reported and as converted are values, since a conversion is rounded once and exactly. Everything that is
computed from them is a formula, so that whoever changes a cell sees what follows from it: the totals, the sums by
donor, the bridge from the conference before, and the checks, which must come to zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.cli.book.book import state
from tracker.cli.book.pictures import main_measure
from tracker.cli.comparing.bridges import TERM_WORDS
from tracker.cli.comparing.compare_workbook import BOLD, CHECK, LINES_NOTE, RIGHT, SUM, BridgeSheets
from tracker.cli.files.flat_tables import ACTIONS, FACTS, MONEY, NEEDS, PROJECTS, RESULTS, RISKS, WHEN
from tracker.insight.comparing.compare import Comparison
from tracker.insight.flat.portfolio import MoneyFact
from tracker.insight.flat.scope import Scope
from tracker.output import CardFact, Column, Style
from tracker.output.columns import RIGHT_ALIGNED
from tracker.output.office.sheet import EXACT, Look, SheetWriter, number_format, quoted
from tracker.output.office.sheet_cards import add_card
from tracker.output.office.sheet_lists import HEAD, NOTE, add_list
from tracker.output.office.workbook import WorkbookWriter, workbook
from tracker.output.pages.charts import BLUE, GREY, ORANGE, PALE_BLUE
from tracker.rules.cells import letters
from tracker.rules.languages import N_, SOURCE, translator
from tracker.rules.measured import plus
from tracker.rules.words import LIGHTS, MEASURES, RISK_LEVELS, STATUSES

if TYPE_CHECKING:
    from tracker.cli.book.material import Material
    from tracker.output.flat import FlatTable

TEXTS = "workbook"
VOCABULARY = (
    *TERM_WORDS.values(),
    "unexplained",
    "Money, in {currency}",
    "No amounts were reported.",
    "Left over",
    LINES_NOTE,
)
# The words of vocabularies in the tables, which are translated; formulas count the translated words.
WORDS = {
    "projects": ("status", "answer", "scope"),
    "money": ("status", "answer", "instrument", "role", "basis", "donor_kind"),
    "risks": ("status", "category", "level", "response"),
    "results": ("level", "direction", "light"),
    "actions": ("status", "kind"),
    "needs": ("status",),
}
WIDTHS = [40, 20, 20, 20, 20]
SHEETS = (PROJECTS, MONEY, RISKS, RESULTS, ACTIONS, NEEDS)
NAMES = {
    "projects": N_("Projects"),
    "money": N_("Money"),
    "risks": N_("Risks"),
    "results": N_("Results"),
    "actions": N_("Actions"),
    "needs": N_("Needs"),
}
LEFT_OUT = {column.name for column in WHEN} | {"counted"}
# The first column to the right of the summary, and the rows from one chart to the next.
CHART_COLUMN, CHART_ROWS = 7, 17
MOST_DONORS = 15
GRID = {"color": "#D9D9D9"}


class Drawn(NamedTuple):
    """A chart to draw: its title, the labels and the values on the first sheet, as rows from 0, and its colours."""

    title: str
    kind: str
    first: int
    last: int
    series: Sequence[tuple[str, int, str | None]]
    number: str = "#,##0"
    below_zero: bool = False


def workbook_xlsx(material: Material) -> bytes:
    """Return the workbook of a conference; the same record gives the same bytes."""
    known = material.provenance
    moment = known.moment
    conference = material.conference
    style = Style(
        form="xlsx",
        exponents=material.reader.exponents,
        # On every page, where a line of the header has little room.
        register=f"{known.record}, SHA-256 {known.sha256}" if known.record else state(material),
        made=(lambda: moment) if moment is not None else None,
    )
    held = BytesIO()
    out = TextIOWrapper(held, encoding="utf-8")  # It closes the bytes when it goes.
    title = ": ".join(filter(None, (conference.code, conference.title)))
    with workbook(style, title, out) as book:
        _Writer(material, book, style).write()
    return held.getvalue()


class _Writer:
    """Writes the tables and, on the first sheet, what is computed from them."""

    def __init__(self, material: Material, book: WorkbookWriter, style: Style) -> None:
        self.material = material
        self._ = translator(TEXTS, material.language)
        self.book = book
        self.style = style
        self.currency = material.conference.currency
        self.decimals = style.exponents[self.currency]
        self.rows: dict[str, list[Any]] = {}
        self.drawn: list[Drawn] = []
        self.totals: dict[str, str] = {}  # the cell with the total of each measure
        self.sheet: SheetWriter

    def write(self) -> None:
        self.sheet = add_card(self.book, self._("Summary"), self.book.title, list(self._facts()), [], WIDTHS)
        scope = Scope(self.material.reader, self.material.conference)
        for table in SHEETS:
            self.rows[table.name] = rows = [self._worded(table, row) for row in FACTS[table.name](scope)]
            footer = _totals(rows, self._("Total"), self._("Converted to")) if table is MONEY else ()
            columns = [one._replace(heading=self._(one.heading)) for one in _columns(table)]
            add_list(self.book, self._(NAMES[table.name]), rows, columns, footer)
        self._money()
        if self.material.pair is not None:
            self._bridge()
        self._counts(self._("Projects by status"), PROJECTS, "status", STATUSES)
        self._counts(self._("Risks by level"), RISKS, "level", RISK_LEVELS, self.material.tongue.word("not assessed"))
        self._counts(self._("Indicators by light"), RESULTS, "light", LIGHTS)
        self._draw()

    def _facts(self) -> Iterator[CardFact]:
        known, conference, tongue = self.material.provenance, self.material.conference, self.material.tongue
        yield CardFact("record", self._("Record"), state(self.material))
        if known.moment is not None:
            yield CardFact("moment", self._("Date of the data"), known.moment.date().isoformat(), "date")
        if self.material.pair is not None:
            yield CardFact("before", self._("Compared with"), self.material.pair.first.code)
        yield CardFact("currency", self._("Reporting currency"), conference.currency)
        for rate in self.material.rates:
            said = f"1 {rate.per} = {tongue.number(rate.value)} {rate.currency} ({tongue.date(rate.date)},"
            said += f" {tongue.word(rate.method)}, {rate.source})"
            yield CardFact("rate", self._("Rate"), said)

    def _money(self) -> None:
        """Write the total of each measure, what of it is unconfirmed, the total of each donor, and the check."""
        money: list[MoneyFact] = self.rows["money"]
        told = [m for m in MEASURES if any(getattr(row, m) is not None for row in money)]
        totals = self._("Totals, in {currency}").format(currency=self.currency)
        measures = [self._(measure.capitalize()) for measure in told]
        self._heading(totals, measures)
        if not told:
            self.sheet.next_row()
            self.sheet.put(0, self._("No amounts were reported."), look=NOTE)
            return
        donors = sorted({(row.donor_name, row.donor) for row in money})
        sums = {
            (donor, measure): _sum(getattr(row, f"{measure}_reporting") for row in money if row.donor == donor)
            for _, donor in donors
            for measure in told
        }
        main = main_measure(told)
        donors.sort(key=lambda one: -(sums[one[1], main] or 0))
        exact = {
            measure: sum(abs(getattr(row, f"{measure}_reporting") or 0) for row in money) < EXACT for measure in told
        }

        def line(words: str, look: Look, formula: str, amounts: Mapping[str, int | None]) -> None:
            """Write a row of a formula with places for the cells of a measure and the column of the summary."""
            self.sheet.next_row()
            self.sheet.put(0, words, look=look._replace(right=False, wrap=True))
            for place, measure in enumerate(told, 1):
                cells = self._cells(MONEY, f"{measure}_reporting")
                amount = amounts[measure] or 0
                if exact[measure]:
                    text = f"=ROUND({formula.format(cells=cells, column=letters(place))},{self.decimals})"
                    self.sheet.formula(place, text, amount, self.decimals, look)
                else:
                    self.sheet.put(place, amount, "money", self.decimals, look)

        total = {measure: _sum(sums[donor, measure] for _, donor in donors) for measure in told}
        unconfirmed = {
            measure: _sum(getattr(row, f"{measure}_reporting") for row in money if row.unconfirmed) for measure in told
        }
        line(self._("Total"), SUM, "SUM({cells})", total)
        top = self.sheet.row
        line(
            self._("of it unconfirmed"),
            RIGHT,
            f"SUMIFS({{cells}},{self._cells(MONEY, 'unconfirmed')},TRUE)",
            unconfirmed,
        )
        self.sheet.next_row()
        self._heading(self._("By donor, in {currency}").format(currency=self.currency), measures)
        first = self.sheet.row + 1
        for name, donor in donors:
            formula = f"SUMIFS({{cells}},{self._cells(MONEY, 'donor')},{quoted(donor)})"
            line(f"{donor}: {name}", RIGHT, formula, {measure: sums[donor, measure] for measure in told})
        last = self.sheet.row
        line(self._("Sum of the donors"), CHECK, f"SUM({{column}}{first + 1}:{{column}}{last + 1})", total)
        check = f"{{column}}{top + 1}-{{column}}{last + 2}"
        line(self._("Left over"), BOLD._replace(right=True), check, dict.fromkeys(told, 0))
        self.sheet.next_row()
        note = self._("Every amount is a sum over the sheet Money; what is left over must be zero.")
        self.sheet.put(0, note, look=NOTE)
        number = number_format(0)
        refunds = any((amount or 0) < 0 for amount in total.values())
        self.drawn.append(Drawn(totals, "totals", top - 1, top, [("", len(told), BLUE)], number, refunds))
        shown = min(last, first + MOST_DONORS - 1)
        title = self._("{measure} by donor, in {currency}")
        title = title.format(measure=self._(main.capitalize()), currency=self.currency)
        if shown < last:
            title += self._(": the {count} largest of {all}").format(count=MOST_DONORS, all=len(donors))
        refunds = any((sums[donor, main] or 0) < 0 for _, donor in donors)
        series = [("", 1 + told.index(main), BLUE)]
        self.drawn.append(Drawn(title, "bar", first, shown, series, number, refunds))
        self.totals = {measure: f"{letters(place)}{top + 1}" for place, measure in enumerate(told, 1) if exact[measure]}

    def _bridge(self) -> None:
        """Write the bridge of money from the conference before, with its lines, and what its chart is drawn from."""
        assert self.material.pair is not None
        pair = self.material.pair
        sheets = BridgeSheets(Comparison(self.material.reader, pair), self.book, self.style, self._term)
        sheets.write(self.sheet)
        if not sheets.told:
            return
        decimals = self.style.exponents[pair.currency]
        self.sheet.next_row()
        self.sheet.put(0, self._("Less the total above"), look=BOLD)
        for place, measure in enumerate(sheets.told, 1):
            if measure in self.totals and measure not in sheets.inexact:
                check = f"=ROUND({letters(place)}{sheets.last_term + 1}-{self.totals[measure]},{decimals})"
                self.sheet.formula(place, check, 0, decimals, BOLD._replace(right=True))
        main = main_measure(sheets.told)
        steps = sheets.steps(main)
        if main in sheets.inexact or any(sum(amount for _, amount in steps[:end]) < 0 for end in range(1, len(steps))):
            return
        self.sheet.next_row()
        heading = self._("The bridge as drawn, {measure}, in {currency}")
        series = [self._(text) for text in (N_("Below"), N_("Total"), N_("Rise"), N_("Fall"))]
        measure = self._(main.capitalize())
        self._heading(heading.format(measure=measure, currency=pair.currency), series)
        source, first = letters(1 + sheets.told.index(main)), self.sheet.row + 1
        reached = 0
        for place, (words, amount) in enumerate(steps):
            self.sheet.next_row()
            self.sheet.put(0, words)
            row, top = sheets.first + place + 1, sheets.first + 1
            before, after = f"SUM({source}{top}:{source}{row - 1})", f"SUM({source}{top}:{source}{row})"
            ends = place in (0, len(steps) - 1)
            formulas = (
                ("=0", f"={source}{row}", "=0", "=0")
                if ends
                else (f"=MIN({before},{after})", "=0", f"=MAX({source}{row},0)", f"=MAX(-{source}{row},0)")
            )
            values = (0, amount, 0, 0) if ends else (min(reached, reached + amount), 0, max(amount, 0), max(-amount, 0))
            reached += 0 if place == len(steps) - 1 else amount
            for column, (formula, value) in enumerate(zip(formulas, values, strict=True), 1):
                text = f"=ROUND({formula[1:]},{decimals})"
                self.sheet.formula(column, text, value, decimals, RIGHT)
        title = self._("{measure} from {first} to {second}, in {currency}")
        title = title.format(measure=measure, first=pair.first.code, second=pair.second.code, currency=pair.currency)
        colours = (None, GREY, BLUE, ORANGE)
        drawn = [(name, place, colour) for place, (name, colour) in enumerate(zip(series, colours, strict=True), 1)]
        self.drawn.append(Drawn(title, "bridge", first, self.sheet.row, drawn))

    def _worded(self, table: FlatTable, row: Any) -> Any:
        """Return a row with its words, and the title of its project, in the language of the workbook."""
        tongue = self.material.tongue
        new = {name: tongue.word(getattr(row, name)) for name in WORDS[table.name] if getattr(row, name)}
        if self.material.language != SOURCE and getattr(row, "project_title", None):
            new["project_title"] = self.material.title(row.project, row.project_title)
        return row._replace(**new)

    def _term(self, words: str) -> str:
        """Return the words of a step of the bridge in the language of the workbook."""
        changed, _, reason = words.partition(": ")
        if changed == "changed" and reason:
            return self._("changed: {reason}").format(reason=self.material.tongue.word(reason))
        return self._(words)

    def _counts(self, title: str, table: FlatTable, column: str, words: Sequence[str], unknown: str = "") -> None:
        """Write how many rows of a table have each word, and the check that no row is missing."""
        rows = self.rows[table.name]
        if not rows:
            return
        found = Counter(getattr(row, column) for row in rows)
        self.sheet.next_row()
        self._heading(title, [self._("Number")])
        first, cells = self.sheet.row + 1, self._cells(table, column)
        said = [self.material.tongue.word(word) for word in words]
        counted = [(word, f"COUNTIFS({cells},{quoted(word)})", found[word]) for word in said if found[word]]
        if found[None]:
            counted.append((unknown or self._("unknown"), f"COUNTBLANK({cells})", found[None]))
        for word, formula, count in counted:
            self._count(word, formula, count, RIGHT)
        last = self.sheet.row
        self._count(self._("Total"), f"SUM(B{first + 1}:B{last + 1})", len(rows), CHECK)
        rest = f"COUNTA({self._cells(table, table.key[-1])})-B{last + 2}"
        self._count(self._("Left over"), rest, 0, BOLD._replace(right=True))
        self.drawn.append(Drawn(title, "column", first, last, [("", 1, PALE_BLUE)]))

    def _count(self, words: str, formula: str, count: int, look: Look) -> None:
        self.sheet.next_row()
        self.sheet.put(0, words, look=look._replace(right=False))
        self.sheet.formula(1, f"={formula}", count, 0, look)

    def _heading(self, title: str, headings: Sequence[str]) -> None:
        self.sheet.next_row()
        self.sheet.next_row()
        self.sheet.put(0, title, look=HEAD)
        for place, text in enumerate(headings, 1):
            self.sheet.put(place, text, look=HEAD._replace(right=True))

    def _cells(self, table: FlatTable, column: str) -> str:
        """Return the cells of a column of a table, for a formula."""
        place = letters([one.field for one in _columns(table)].index(column))
        sheet = self._(NAMES[table.name])
        return f"'{sheet}'!${place}$2:${place}${max(2, len(self.rows[table.name]) + 1)}"

    def _draw(self) -> None:
        """Put the charts to the right of the summary."""
        for number, drawn in enumerate(self.drawn):
            kind = {"bar": {"type": "bar"}, "bridge": {"type": "column", "subtype": "stacked"}}
            chart = self.book.chart(kind.get(drawn.kind, {"type": "column"}))
            across = drawn.kind == "totals"
            for name, column, colour in drawn.series:
                labels, values = self._ranges(drawn, column, across=across)
                fill: dict[str, Any] = {"none": True} if colour is None else {"color": colour}
                series: dict[str, Any] = {"categories": labels, "values": values, "fill": fill, "gap": 60}
                if drawn.kind != "bridge":
                    series["data_labels"] = {"value": True, "num_format": drawn.number}
                chart.add_series(series | {"name": name or drawn.title})
            chart.set_title({"name": drawn.title, "name_font": {"size": 12}, "overlay": False})
            chart.set_legend({"none": True})
            axis: dict[str, Any] = {"num_format": drawn.number, "major_gridlines": {"visible": True, "line": GRID}}
            if not drawn.below_zero:
                axis["min"] = 0  # Bars that begin elsewhere would not show how amounts compare.
            if drawn.kind == "bar":
                chart.set_y_axis({"reverse": True})
                chart.set_x_axis(axis | {"visible": False})  # Reversed, it would be above; the bars have labels.
            else:
                chart.set_y_axis(axis)
            chart.set_size({"width": 640, "height": 320})
            said = self._("{title}; the numbers are in the first columns of this sheet.").format(title=drawn.title)
            options = {"description": said}
            self.sheet.worksheet.insert_chart(1 + number * CHART_ROWS, CHART_COLUMN, chart, options)

    def _ranges(self, drawn: Drawn, column: int, *, across: bool) -> tuple[list[Any], list[Any]]:
        """Return the cells of the labels and of the values of a series."""
        name = self.sheet.worksheet.get_name()
        if across:
            return [name, drawn.first, 1, drawn.first, column], [name, drawn.last, 1, drawn.last, column]
        return [name, drawn.first, 0, drawn.last, 0], [name, drawn.first, column, drawn.last, column]


def _columns(table: FlatTable) -> list[Column]:
    """Return the columns of a table on its sheet: amounts once, and not the conference, which the workbook is about."""
    return [
        one.column._replace(heading=one.label, flex=one.column.kind not in RIGHT_ALIGNED)
        for one in table.columns
        if one.kind != "minor" and one.name not in LEFT_OUT
    ]


def _totals(money: Sequence[MoneyFact], total: str, all_in: str) -> list[MoneyFact]:
    """Return the rows below the money: the total in each currency, and of all in the reporting currency."""
    blank: dict[str, Any] = dict.fromkeys(MoneyFact._fields)
    counted = [row for row in money if row.counted]
    found = []
    for currency in sorted({row.currency for row in counted if row.currency}):
        sums = {m: _sum(getattr(row, m) for row in counted if row.currency == currency) for m in MEASURES}
        found.append(MoneyFact(**(blank | {"project": total, "currency": currency} | sums)))
    if counted:
        sums = {f"{m}_reporting": _sum(getattr(row, f"{m}_reporting") for row in counted) for m in MEASURES}
        currency = counted[0].reporting_currency
        found.append(MoneyFact(**(blank | {"project": all_in, "reporting_currency": currency} | sums)))
    return found


def _sum(amounts: Any) -> int | None:
    found: int | None = None
    for amount in amounts:
        found = plus(found, amount)
    return found

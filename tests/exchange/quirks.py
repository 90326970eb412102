"""Workbooks as people really send them, each made here with its quirk, and how it is taken in.

    PYTHONPATH=tests/exchange python -m quirks FOLDER

writes them all into a folder, to be looked at.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


class Quirk(NamedTuple):
    """A file, by what is peculiar about it; `options` are those of `tracker import` that it needs."""

    name: str
    peculiar: str
    data: bytes
    options: str


QUIRKS: list[Quirk] = []


def quirk(options: str = "", form: str = "xlsx") -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter the file that a function makes, under the function's name; its docstring says what is peculiar."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        QUIRKS.append(Quirk(f"{make.__name__}.{form}", (make.__doc__ or "").strip(), make(), options))
        return make

    return enter


def workbook(*sheets: Rows | Callable[[Workbook, Worksheet], None], names: Sequence[str] = ()) -> bytes:
    """A workbook of sheets, given by their rows or by what writes them; dates are cells of dates."""
    held = io.BytesIO()
    with Workbook(held, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for number, sheet in enumerate(sheets):
            page = book.add_worksheet(names[number] if names else None)
            if callable(sheet):
                sheet(book, page)
            else:
                fill(page, sheet)
    return held.getvalue()


def fill(page: Worksheet, rows: Rows) -> None:
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, place, value)
            elif value is not None and value != "":
                page.write(number, place, value)


@quirk("--at 2013")
def title_rows() -> bytes:
    """A title, a date and a blank row stand above the header."""
    return workbook(
        [
            ["Projects in customs, Americas and the Caribbean"],
            ["As of 31 December 2012"],
            [],
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", 1250000],
            ["P2", "active", "NORAD", 300000],
        ]
    )


@quirk("--at 2013")
def two_header_rows() -> bytes:
    """The measures stand over their currencies, in two rows of headings."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed", "Disbursed"],
            ["", "", "", "USD", "USD"],
            ["P1", "active", "IDB", 1250000, 20000.5],
        ]
    )


@quirk('--at 2013 --map "2012 / Committed=" --map "2013 / Committed=committed"')
def merged_headings() -> bytes:
    """A year is merged over two columns each, and the other headings over two rows."""

    def write(book: Workbook, page: Worksheet) -> None:
        for place, text in enumerate(("Project", "Status", "Donor")):
            page.merge_range(0, place, 1, place, text)
        page.merge_range(0, 3, 0, 4, "2012")
        page.merge_range(0, 5, 0, 6, "2013")
        page.write_row(1, 3, ["Committed", "Pledged", "Committed", "Pledged"])
        page.write_row(2, 0, ["P1", "active", "IDB", 1000000, 1, 1250000, 1])

    return workbook(write)


@quirk(
    '--at 2013 --map "2012 / Committed=" --map "2013 / Committed=committed" --map "2012 / Pledged="'
    ' --map "2013 / Pledged=pledged"'
)
def merged_headings_said() -> bytes:
    """The same, and each of the headings is said."""
    return merged_headings()


@quirk("--at 2013")
def merged_project_cells() -> bytes:
    """The project is merged over the rows of its donors."""

    def write(book: Workbook, page: Worksheet) -> None:
        page.write_row(0, 0, ["Project", "Status", "Contribution", "Committed"])
        page.merge_range(1, 0, 2, 0, "P1")
        page.merge_range(1, 1, 2, 1, "active")
        page.write_row(1, 2, ["P1-IDB", 1250000])
        page.write_row(2, 2, ["P1-NORAD", 50])

    return workbook(write)


@quirk("--at 2013")
def totals_row() -> bytes:
    """A row of totals, as formulas."""

    def write(book: Workbook, page: Worksheet) -> None:
        fill(page, [["Project", "Status", "Donor", "Committed"], ["P1", "active", "IDB", 1250000]])
        page.write_row(2, 0, ["P2", "active", "NORAD", 300000])
        page.write(3, 0, "Total")
        page.write_formula(3, 3, "=SUM(D2:D3)", None, 1550000)

    return workbook(write)


@quirk("--at 2013")
def subtotals_without_a_name() -> bytes:
    """Sums without any label after each donor, and at the end, which does not add up."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", 1250000],
            ["", "", "", 1250000],
            ["P2", "active", "NORAD", 300000],
            ["Total general", "", "", 1500000],
        ]
    )


@quirk("--at 2013")
def blank_rows_and_columns() -> bytes:
    """The table begins in C4, with blank rows between its rows and a blank column within."""
    return workbook(
        [
            [],
            [],
            [],
            ["", "", "Project", "Status", "", "Donor", "Committed"],
            [],
            ["", "", "P1", "active", "", "IDB", 1250000],
            [],
            ["", "", "P2", "active", "", "NORAD", 300000],
        ]
    )


@quirk("--at 2013")
def serial_dates() -> bytes:
    """Dates lost their format, and are numbers of days; the others are real dates."""
    return workbook(
        [
            ["Project", "Status", "Start date", "End date"],
            ["P1", "active", 40969, date(2014, 6, 30)],
            ["P2", "active", 41000, date(2015, 1, 31)],
        ]
    )


@quirk("--at 2013")
def day_first() -> bytes:
    """Dates as text, with the day first; one of them says so."""
    return workbook(
        [
            ["Project", "Status", "Start", "End"],
            ["P1", "active", "01/03/2012", "30.06.2014"],
            ["P2", "active", "15/04/2012", "marzo de 2015"],
        ]
    )


@quirk("--at 2013")
def day_or_month_first() -> bytes:
    """Dates as text that can be read in two ways, and a quarter."""
    return workbook(
        [["Project", "Status", "Start", "End"], ["P1", "active", "01/03/2012", "2014"], ["P2", "active", "", "Q2 2015"]]
    )


@quirk("--at 2013 --dates mdy --skip-refused")
def month_first() -> bytes:
    """The same, with the order said; the quarter is left out."""
    return day_or_month_first()


@quirk("--at 2013")
def decimal_commas() -> bytes:
    """Amounts as text with points between thousands and decimal commas."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed", "Disbursed"],
            ["P1", "active", "IDB", "1.250.000,00", "1.000"],
            ["P2", "active", "NORAD", "300.000,50", "12,5"],
        ]
    )


@quirk("--at 2013")
def comma_or_point() -> bytes:
    """Amounts as text of which nobody can tell whether they are thousands."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", "1.250"],
            ["P2", "active", "NORAD", "300"],
        ]
    )


@quirk("--at 2013 --decimal comma")
def comma_said() -> bytes:
    """The same, and it is said."""
    return comma_or_point()


@quirk("--at 2013")
def both_ways() -> bytes:
    """One amount has a decimal comma, another a decimal point."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", "1.250.000,00"],
            ["P2", "active", "NORAD", "300,000.00"],
        ]
    )


@quirk("--at 2013")
def spaces_between_thousands() -> bytes:
    """No-break and thin spaces between thousands, apostrophes, brackets for what is below zero."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed", "Disbursed"],
            ["P1", "active", "IDB", "1\xa0250\xa0000,00", "(1'000.50)"],
            ["P2", "active", "NORAD", "300\u202f000,50", "2'000"],
        ]
    )


@quirk("--at 2013")
def thousands_of_dollars() -> bytes:
    """The heading says kUSD."""
    return workbook([["Project", "Status", "Donor", "Committed (kUSD)"], ["P1", "active", "IDB", 1250.5]])


@quirk("--at 2013")
def millions_of_euros() -> bytes:
    """The heading says EUR million, and the contribution is in dollars."""
    return workbook([["Project", "Status", "Donor", "Committed, EUR million"], ["P1", "active", "IDB", 1.234]])


@quirk("--at 2013")
def unit_above_the_table() -> bytes:
    """Only the title says that all is in thousands."""
    return workbook(
        [
            ["Norwegian support, all amounts in thousands of NOK"],
            ["Project", "Status", "Donor", "Committed", "Disbursed"],
            ["P2", "active", "NORAD", 300, 1.5],
        ]
    )


@quirk("--at 2013")
def currency_in_the_cells() -> bytes:
    """Each amount has its currency beside it, before or behind, or as a sign."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", "US$ 1,250,000"],
            ["P2", "active", "NORAD", "300,000 NOK"],
        ]
    )


@quirk("--at 2013")
def crowns() -> bytes:
    """A sign that several currencies have."""
    return workbook([["Project", "Status", "Donor", "Committed"], ["P2", "active", "NORAD", "300 000 kr"]])


@quirk("--at 2013 --currency NOK")
def crowns_of_norway() -> bytes:
    """The same, and it is said which."""
    return crowns()


@quirk("--at 2013")
def leading_zeros() -> bytes:
    """A project's code has zeros in front, as text."""
    return workbook([["Project", "Status", "Start"], ["007", "active", "2012"]])


@quirk("--at 2013")
def footnotes() -> bytes:
    """Notes below the table."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", 1250000],
            [],
            ["* Preliminary figure, to be confirmed by the board."],
            ["Source: IDB, December 2012"],
        ]
    )


@quirk("--at 2013")
def hidden_rows() -> bytes:
    """A row and a sheet are hidden: they are taken in as the others, and it is said of the sheet."""

    def write(book: Workbook, page: Worksheet) -> None:
        fill(page, [["Project", "Status"], ["P1", "active"], ["P2", "proposed"]])
        page.set_row(2, None, None, {"hidden": True})

    def hidden(book: Workbook, page: Worksheet) -> None:
        fill(page, [["Remarks of the office"], ["Nothing to add"]])
        page.hide()

    return workbook(write, hidden, names=("Projects", "Internal"))


@quirk("--at 2013")
def spanish_headings() -> bytes:
    """Headings and statuses in Spanish."""
    return workbook(
        [
            [
                "Código del proyecto",
                "Título del proyecto",
                "Estado",
                "Donante",
                "Comprometido (miles de USD)",
                "Avance",
            ],
            ["P1", "Gestión regional de riesgos", "En ejecución", "IDB", "1.250,5", "40 %"],
        ]
    )


@quirk("--at 2013")
def french_headings() -> bytes:
    """Headings and statuses in French."""
    return workbook(
        [
            ["Projet", "Statut", "Bailleur de fonds", "Montant engagé", "Devise", "Date de début"],
            ["P2", "En cours d’exécution", "NORAD", "300 000,00", "NOK", "1er mars 2012"],
        ]
    )


@quirk("--at 2013")
def names_instead_of_codes() -> bytes:
    """Projects, donors and beneficiaries by their names."""
    return workbook(
        [
            ["Project title", "Status", "Donor", "Committed", "Beneficiaries"],
            [
                "REGIONAL RISK MANAGEMENT",
                "active",
                "Inter-American Development Bank",
                1250000,
                "Customs administration of Jamaica, Customs administration of Barbados",
            ],
            ["Single windows", "active", "Norvegian Agency for Development Cooperation", 1, ""],
        ]
    )


@quirk("--at 2013")
def repeated_header() -> bytes:
    """The header comes again on each page."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", 1250000],
            ["Project", "Status", "Donor", "Committed"],
            ["P2", "active", "NORAD", 300000],
        ]
    )


@quirk("--at 2013")
def formulas() -> bytes:
    """Amounts are formulas: their values count; one is an error."""

    def write(book: Workbook, page: Worksheet) -> None:
        fill(page, [["Project", "Status", "Donor", "Committed"], ["P1", "active", "IDB"], ["P2", "active", "NORAD"]])
        page.write_formula(1, 3, "=1000000*1.25", None, 1250000)
        page.write_formula(2, 3, "=1/0", None, "#DIV/0!")

    return workbook(write)


@quirk("--at 2013")
def several_sheets() -> bytes:
    """A cover, the projects, and a list of other things."""
    return workbook(
        [["Norwegian portfolio"], ["Contact: Kari"]],
        [["Project", "Status", "Donor", "Committed"], ["P2", "active", "NORAD", 300000]],
        [["Country", "Population"], ["Jamaica", 2700000]],
        names=("Cover", "Projects", "Figures"),
    )


@quirk("--at 2013 --sheet 2")
def one_of_several_sheets() -> bytes:
    """The same, with the sheet chosen."""
    return several_sheets()


@quirk('--at 2013 --sheet 1 --map "Budget=committed" --map "Prosjekt=title" --currency NOK --set donor=NORAD')
def norwegian_headings() -> bytes:
    """Headings that nobody knows here, and no column for the donor."""
    return workbook(
        [["Prosjekt", "Status", "Budget (kNOK)"], ["Single window", "Active", 300], ["Sum", "", 300]],
        names=("Oversikt",),
    )


@quirk("--at 2013")
def unknown_headings() -> bytes:
    """Headings that nobody knows here, and nothing is said of them."""
    return workbook([["Prosjekt", "Status", "Giver", "Beløp"], ["P2", "Active", "NORAD", 300]])


@quirk('--at 2013 --map "Priority="')
def column_left_out() -> bytes:
    """A column that is nobody's business is left out, and one without a heading."""
    return workbook([["Project", "Status", "Priority", "Notes"], ["P1", "active", "high", "met in Lima"]])


@quirk("--at 2013")
def column_without_heading() -> bytes:
    """Remarks stand beside the table, under no heading."""
    return workbook([["Project", "Status"], ["P1", "active", "to be discussed"]])


@quirk("--at 2013")
def percent_of_progress() -> bytes:
    """Progress as cells of percentages, as fractions of one."""

    def write(book: Workbook, page: Worksheet) -> None:
        percent = book.add_format({"num_format": "0%"})
        fill(page, [["Project", "Status", "% complete"], ["P1", "active"], ["P2", "active"]])
        page.write_number(1, 2, 0.4, percent)
        page.write_number(2, 2, 1, percent)

    return workbook(write)


@quirk("--at 2013")
def fractions_of_progress() -> bytes:
    """Progress as fractions of one, whose format was lost."""
    return workbook([["Project", "Status", "Progress"], ["P1", "active", 0.4], ["P2", "active", 1]])


@quirk("--at 2013")
def duplicates() -> bytes:
    """The same project and donor stand twice, with different amounts."""
    return workbook(
        [
            ["Project", "Status", "Donor", "Committed"],
            ["P1", "active", "IDB", 1250000],
            ["P1", "active", "IDB", 1300000],
        ]
    )


@quirk("--at 2013 --skip-refused")
def mistakes_among_sound_rows() -> bytes:
    """A project that nobody knows, and no amount where one should be, among sound rows."""
    return workbook(
        [
            ["Proyecto", "Estado", "Donante", "Comprometido"],
            ["P1", "activo", "IDB", 1250000],
            ["P9", "activo", "IDB", 5],
            ["P2", "activo", "NORAD", "por confirmar"],
        ]
    )


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in QUIRKS:
        (folder / one.name).write_bytes(one.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

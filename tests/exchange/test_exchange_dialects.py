"""However a table is written, it says the same, or it is refused: never anything else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from exchange_tables import BASE, taken
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import TrackerError
from tracker.exchange.foreign.columns import REFUSED
from tracker.exchange.foreign.days import Days
from tracker.exchange.foreign.numbers import AmountFormat, ParsedAmount, Refusal
from tracker.exchange.foreign.sheet_reading import understand
from tracker.exchange.foreign.units import split_heading, unit_beside
from tracker.exchange.foreign.wishes import Manner, Wishes
from tracker.exchange.foreign.words_by_language import HEADINGS, WORDS
from tracker.exchange.grids import Grid, GridLine, NumberText
from tracker.insight.codes import Codes
from tracker.register.register import open_register
from tracker.rules.units import NO_UNIT, Unit
from tracker.rules.words import STATUSES, choose
from tracker.store.location import Location
from tracker.store.reader import Reader, open_reader

CURRENCIES = ("USD", "NOK", "EUR", "KWD", "ALL")
NAMES = {
    "P1": ["P1", "Regional risk management", "REGIONAL RISK MANAGEMENT"],
    "P2": ["P2", "p2", "Single window", "single  window"],
}
DONORS = {"IDB": ["IDB", "Inter-American Development Bank"], "NORAD": ["norad", "NORAD"]}
COLUMNS = ("project", "status", "donor", "start", "committed", "disbursed")
amounts = st.decimals(Decimal("-2000000"), Decimal("2000000"), places=2) | st.integers(-(10**7), 10**7).map(Decimal)
days = st.dates(date(1990, 1, 1), date(2049, 12, 31))


def heading_of(draw: st.DrawFn, column: str, unit: str) -> str:
    words = [word for word, meant in HEADINGS.items() if meant == column]
    word = draw(st.sampled_from([column, column.upper(), *words]))
    return draw(st.sampled_from([f"{word} ({unit})", f"{word} {unit}", f"{word}, {unit}"])) if unit else word


def grouped(text: str, separator: str) -> str:
    whole, _, rest = text.partition(".")
    parts: list[str] = []
    while len(whole) > 3:
        whole, part = whole[:-3], whole[-3:]
        parts.insert(0, part)
    return separator.join([whole, *parts]) + (f".{rest}" if rest else "")


def written(draw: st.DrawFn, value: Decimal, decimal: str, separator: str, currency: str) -> str:
    text = grouped(f"{abs(value):f}", separator)
    if decimal == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    if value < 0:
        text = draw(st.sampled_from([f"-{text}", f"({text})", f"−{text}"]))
    return draw(st.sampled_from([text, f"{currency} {text}", f"{text} {currency}"])) if currency else text


def dated(draw: st.DrawFn, day: date, style: str) -> str:
    if style == "serial":
        return str((day - date(1899, 12, 30)).days)
    if style == "words":
        return draw(st.sampled_from([f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"]))
    return day.strftime(style)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Grid, list[dict[str, object]]]:
    """A table of reports, written somehow; and what it says."""
    told: list[dict[str, object]] = []
    rows = []
    power = draw(st.sampled_from([0, 0, 3, 6]))
    style = draw(st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "serial", "words"]))
    decimal, separator = draw(
        st.sampled_from([(".", ","), (".", ""), (",", ","), (",", ""), (".", " "), (",", "\xa0")])
    )
    beside = draw(st.sampled_from(["", "", "USD"]))
    for _ in range(draw(st.integers(1, 5))):
        project, donor = draw(st.sampled_from(sorted(NAMES))), draw(st.sampled_from(sorted(DONORS)))
        status = draw(st.sampled_from(sorted(set(WORDS["status"].values()))))
        start = draw(days)
        money = [draw(st.none() | amounts) for _ in range(2)]
        told.append({"project": project, "status": status, "donor": donor, "start": start.isoformat(), "money": money})
        words = [word for word, meant in WORDS["status"].items() if meant == status]
        rows.append(
            [
                draw(st.sampled_from(NAMES[project])),
                draw(st.sampled_from([status, *words])),
                draw(st.sampled_from(DONORS[donor])),
                dated(draw, start, style),
                *(
                    "" if one is None else written(draw, one.scaleb(-power), decimal, separator, beside)
                    for one in money
                ),
            ]
        )
    unit = {0: "", 3: "kUSD", 6: "USD million"}[power]
    header = [heading_of(draw, column, unit if column in COLUMNS[4:] else "") for column in COLUMNS]
    above = draw(st.sampled_from([[], [["Projects of 2013"]], [["Projects"], ["As of June"]]]))
    lines = [GridLine(number, cells) for number, cells in enumerate([*above, header, *rows], start=1)]
    return Grid("t.xlsx", "Sheet", draw(st.sampled_from(["row", "line"])), lines), told


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Reader]:
    path = tmp_path_factory.mktemp("dialects") / "register.db"
    shutil.copy(sqlite_template, path)
    with open_register(Location(path, None)) as register:
        assert not taken(register, *BASE).faults
    with open_reader(Location(path, None)) as found:
        yield found


@settings(max_examples=300)
@given(sheet=sheets())
def test_the_same_however_it_is_written_or_refused(reader: Reader, sheet: tuple[Grid, list[dict[str, object]]]) -> None:
    grid, told = sheet
    try:
        (table,) = understand(Codes(reader), [grid], Wishes()).tables
    except TrackerError:
        return
    assert table.meant is not None and table.meant[0] in ("list", "reports")
    refused = {number for number, _, _ in table.faults}
    assert len(table.rows) == len(told)
    for row, said in zip(table.rows, told, strict=True):
        if row.number in refused:
            continue
        cells = dict(zip(table.meant[1], row.cells, strict=True))
        # A list may name what is new, so names are looked up when it is planned.
        assert cells["project"] in (said["project"], *NAMES[str(said["project"])])
        assert cells["donor"] in (said["donor"], *DONORS[str(said["donor"])])
        assert choose("status", cells["status"], STATUSES) == said["status"]
        assert cells["start"] == said["start"]
        money = [
            Decimal(cells[name].replace(",", "").replace(" ", "").replace("\xa0", "")) if cells[name] else None
            for name in COLUMNS[4:]
        ]
        assert money == said["money"]


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("Budget (USD)", "Budget", Unit(frozenset({"USD"}))),
        ("kUSD", "", Unit(frozenset({"USD"}), 3)),
        ("EUR million", "", Unit(frozenset({"EUR"}), 6)),
        ("Budget in thousands of USD", "Budget", Unit(frozenset({"USD"}), 3)),
        ("Montant en milliers d'euros", "Montant", Unit(frozenset({"EUR"}), 3)),
        ("Importe (miles de USD)", "Importe", Unit(frozenset({"USD"}), 3)),
        ("Mio. EUR", "", Unit(frozenset({"EUR"}), 6)),
        ("Budget USD '000", "Budget", Unit(frozenset({"USD"}), 3)),
        ("1000 NOK", "", Unit(frozenset({"NOK"}), 3)),
        ("All", "All", NO_UNIT),
        ("Budget m", "Budget m", NO_UNIT),
        ("Committed (US$ MM)", "Committed", Unit(frozenset({"USD"}), 6)),
        ("Amount (US$M)", "Amount", Unit(frozenset({"USD"}), 6)),
        ("Budget EUR000", "Budget", Unit(frozenset({"EUR"}), 3)),
        ("Valor (milhares de USD)", "Valor", Unit(frozenset({"USD"}), 3)),
        ("Commitments (US$) / Total", "Commitments / Total", Unit(frozenset({"USD"}))),
        ("Team", "Team", NO_UNIT),
        ("USD EUR", "USD EUR", NO_UNIT),
        ("thousand k USD", "thousand k USD", NO_UNIT),
    ],
)
def test_units_of_headings(heading: str, name: str, unit: Unit) -> None:
    assert split_heading(heading, CURRENCIES) == (name, unit)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("All amounts in thousands of USD", Unit(frozenset({"USD"}), 3)),
        ("Norad portfolio 2013, in thousands of NOK", Unit(frozenset({"NOK"}), 3)),
        ("Currency: NOK", Unit(frozenset({"NOK"}))),
        ("A programme of 5 million USD", None),
        ("As of June 2013", None),
        ("Report in EUR", None),
    ],
)
def test_units_beside_a_table(title: str, unit: Unit | None) -> None:
    assert unit_beside(title, CURRENCIES) == unit


@pytest.mark.parametrize(
    ("cells", "unit", "read"),
    [
        (["1.234,50", "12,5", "500"], NO_UNIT, ["1234.50", "12.5", "500"]),
        (["1,234"], NO_UNIT, ["1234"]),
        (["1.234"], NO_UNIT, ["can be read in two ways, and so can its whole column: 1.234 or 1234"]),
        (["1,234"], Unit(power=6), ["can be read in two ways, and so can its whole column: 1234 or 1.234"]),
        ([NumberText("1.234")], Unit(power=6), ["1234000"]),
        ([NumberText("1.234"), "1,5", "1.234"], Unit(power=6), ["1234000", "1500000", "1234000000"]),
        (["1.234", "0.5"], Unit(power=6), ["1234000", "500000"]),
        (["1.5m", "2 million", "3"], NO_UNIT, ["1500000", "2000000", "3"]),
        (["1.5m"], Unit(power=3), ["has the unit millions, but the heading has the unit thousands"]),
        (["5 EUR"], Unit(frozenset({"USD"})), ["is in EUR, but its heading says USD"]),
        (["(1 000,00)", "1'000,00"], NO_UNIT, ["-1000.00", "1000.00"]),
        (["1.000,-"], NO_UNIT, ["1000.00"]),
        (["-"], NO_UNIT, ["could mean nothing, or zero"]),
        (["12,34,567"], NO_UNIT, ["is not separated into thousands"]),
        (["100 (est.)"], NO_UNIT, ["is not an amount of money: '(est.)' is not understood"]),
        (["--5"], NO_UNIT, ["contains signs that are not understood"]),
        (["0,125"], NO_UNIT, ["0.125"]),
    ],
)
def test_amounts_of_a_column(cells: list[str], unit: Unit, read: list[str]) -> None:
    column = AmountFormat(cells, CURRENCIES, unit)
    found = [column.read(cell) for cell in cells]
    assert [one.text if isinstance(one, ParsedAmount) else one.why for one in found] == read


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["31/12/2012", "01/02/2013"], ["2012-12-31", "2013-02-01"]),
        (["12/31/2012", "01/02/2013"], ["2012-12-31", "2013-01-02"]),
        (["05/05/2012"], ["2012-05-05"]),
        (["41000", "41001"], ["2012-04-01", "2012-04-02"]),
        (["41000", "2012"], ["is a number among dates", "2012"]),
        (["marzo de 2012", "1er mars 2012", "Feb 3, 2013"], ["2012-03", "2012-03-01", "2013-02-03"]),
        (["Mar 12"], ["has no year of four digits"]),
        (["3/12/12"], ["has a year of two digits"]),
        (["T1 2013", "FY2012"], ["is a part of a year, not a date"] * 2),
        (["2012-03-01 00:00:00", "2012.03", "03/2012"], ["2012-03-01", "2012-03", "2012-03"]),
        (["soon", "31/02/2012", "2012-13"], ["soon", "31/02/2012", "2012-13"]),
    ],
)
def test_dates_of_a_column(cells: list[str], read: list[str]) -> None:
    column = Days(cells)
    found = [column.read(cell) for cell in cells]
    assert [one.why if isinstance(one, Refusal) else one for one in found] == read


@settings(max_examples=300)
@given(st.lists(st.text("0123456789.,' -()kmUSD€$%/TQx", max_size=12), max_size=5), st.sampled_from([0, 3]))
def test_any_cells_are_read_or_refused(cells: list[str], power: int) -> None:
    cells = [cell.strip() for cell in cells if cell.strip()]
    amounts, dates = AmountFormat(cells, CURRENCIES, Unit(power=power)), Days(cells)
    for cell in cells:
        found = amounts.read(cell)
        assert isinstance(found, Refusal) or Decimal(found.text) is not None
        assert dates.read(cell)
    assert amounts.said is None or " read as " in amounts.said


def test_a_table_of_our_own_is_left_as_it_stands(reader: Reader) -> None:
    cells = [
        ["project", "status", "committed", "start"],
        ["P1", "Active", "1,000.50", "2012-03"],
        ["P2", "act", "-5", "x"],
    ]
    grid = Grid("t.csv", None, "line", [GridLine(number, row) for number, row in enumerate(cells, start=1)])
    found = understand(Codes(reader), [grid], Wishes(manner=Manner()))
    assert found.said == [] and found.read_as == []
    (table,) = found.tables
    assert table.rows == grid.lines[1:] and table.origin is None
    refused = grid._replace(lines=[GridLine(line.number, [*line.cells, REFUSED]) for line in grid.lines])
    assert understand(Codes(reader), [refused], Wishes()).tables[0].rows == grid.lines[1:]

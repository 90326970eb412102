"""What the tests of data requests share: a register to ask about, and somebody who fills in what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from conftest import Run
from python_calamine import load_workbook

TABLES = {
    "projects.csv": (
        "code,title,start,end,beneficiaries\n"
        "P1,Risk management,2012-03,2014-12,JM-CUSTOMS:60;BB-CUSTOMS:40\n"
        "P2,Single window,2012,,JM-CUSTOMS\nP3,Old,2010,2011,JM-CUSTOMS\nP4,Never told,,,JM-CUSTOMS\n"
    ),
    "contributions.csv": (
        "code,project,donor,instrument,currency\nP1-IDB,P1,IDB,grant,USD\nP1-IDB-2,P1,IDB,loan,JPY\n"
        "P2-NORAD,P2,NORAD,grant,NOK\nP2-IDB,P2,IDB,,\nP3-IDB,P3,IDB,grant,USD\nP4-IDB,P4,IDB,grant,USD\n"
    ),
    "risks.csv": "project,code,event,category\nP1,R1,A change of government,political\n",
    "outcomes.csv": "project,code,title,level\nP1,O1,Faster clearance,outcome\n",
    "indicators.csv": (
        "project,outcome,code,title,measure,unit,direction,baseline,target\n"
        "P1,O1,I1,Clearance time,number,hours,down,48.50,24\nP1,O1,I2,Law in force,yes/no,,,no,yes\n"
    ),
    "milestones.csv": "project,code,title,planned_date\nP1,M1,Contract signed,2012-09\n",
    "reports.csv": (
        "project,status,progress,contribution,pledged,committed,disbursed\n"
        "P1,active,40,P1-IDB,,1000000.00,250000.50\nP1,,,P1-IDB-2,5000000,,\n"
        "P2,proposed,,P2-NORAD,,,\nP2,,,P2-IDB,,,\nP3,completed,100,P3-IDB,,5.00,5.00\n"
    ),
    "assessments.csv": "project,risk,likelihood,impact,status,note\nP1,R1,3,4,open,Elections in May\n",
    "measurements.csv": "project,indicator,actual\nP1,I1,40\nP1,I2,no\n",
    "contacts.csv": "organisation,name,email,language\nIDB,Ana Peñón,ana@iadb.org,es\nJM-CUSTOMS,Jo Lee,,fr\n",
}
NEW = {"new", "nuevo", "nouveau"}
Edit = tuple[str, dict[str, Any]]
Values = list[list[Any]]


def told(run: Run, folder: Path) -> None:
    """P1 and P2 are going on, P3 is over, and nobody was told of P4, as AMS-2012 heard."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    run(f"import {' '.join(str(folder / name) for name in TABLES)} --at 2012")


def filled(
    sent: Path,
    target: Path,
    *edits: Edit,
    change: Callable[[dict[str, Values]], object] = lambda sheets: None,
) -> Path:
    """A copy with some cells filled in, as Excel saves it: `("P1 P1-IDB", {"Disbursed": 5})` by the codes of a row.

    `new` is the next row for a new project, or for a new part of one where the cells name its project; and the row `-`
    the one in which to decline everything. `change` may do anything to the rows of the sheets.
    """
    sheets = {name: values for name, _, values in read(sent)}
    hidden = {name for name, is_hidden, _ in read(sent) if is_hidden}
    for codes, cells in edits:
        _enter(sheets, codes.split(), cells)
    change(sheets)
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            if name in hidden:
                sheet.very_hidden()
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(number, column, value)
    return target


def read(path: Path) -> Iterator[tuple[str, bool, Values]]:
    """The sheets of a workbook: name, whether no menu shows it, and the values from its first cell on."""
    book = load_workbook(str(path))
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        yield about.name, "VeryHidden" in str(about.visible), sheet.to_python(skip_empty_area=False)


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    """The rows of one sheet."""
    return next([tuple(row) for row in values] for name, _, values in read(path) if name == sheet)


def _enter(sheets: dict[str, Values], codes: Sequence[str], cells: dict[str, Any]) -> None:
    if codes == ["-"]:
        ((label, answer),) = cells.items()
        for values in sheets.values():
            for row in values:
                if row[:1] == [label]:
                    row[1:] = [answer]
        return
    for name, (heading, *lines) in sheets.items():
        if name.startswith("_") or not set(cells) <= set(heading):
            continue
        for row in lines:
            free = codes == ["new"] and NEW & {*row[:2]} and (not row[0] or row[0] in NEW)
            if free or (codes != ["new"] and all(code in row for code in codes)):
                row.extend([""] * (len(heading) - len(row)))
                for column, value in cells.items():
                    row[heading.index(column)] = value
                if row[0] in NEW:
                    row[0] = ""
                return
    raise KeyError(codes)

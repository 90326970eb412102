"""`tracker pack --only workbook`: figures as in the lists, checks that come to zero, harmless text, the same bytes."""

from __future__ import annotations

import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import HOSTILE, MANY, fill
from conftest import Once, Run, Write
from python_calamine import CalamineWorkbook

from tracker.cli.files.flat_tables import MONEY


@pytest.fixture
def told(write: Write, run: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)

    return run


def pack(run: Run, folder: Path, conference: str = "2013") -> Path:
    path = folder / "book.xlsx"
    run(f"pack {conference} --only workbook -o {path}")
    return path


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def section(summary: list[list[Any]], heading: str) -> dict[str, list[Any]]:
    """The rows of a part of the first sheet by their labels, and its headings under the heading."""
    start = next(place for place, row in enumerate(summary) if row[0] == heading)
    end = next((place for place, row in enumerate(summary) if place > start and row[0] == ""), len(summary))
    return {row[0]: row[1:] for row in summary[start:end]}


def money(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_the_figures_are_those_of_the_lists(told: Run, tmp_path: Path) -> None:
    summary = sheets(pack(told, tmp_path))["Summary"]
    why = json.loads(told("why committed --at 2013 --json").out)
    totals = section(summary, "Totals, in USD")
    place = totals["Totals, in USD"].index("Committed")
    assert money(totals["Total"][place]) == Decimal(why["total"])
    listed = {
        row["code"]: Decimal(row["committed"] or 0)
        for row in json.loads(told("donor list --at 2013 --json").out)
        if row["currency"]
    }
    donors = section(summary, "By donor, in USD")
    shown = {label.partition(":")[0]: money(row[place]) for label, row in donors.items() if ":" in label}
    assert {code: amount for code, amount in shown.items() if amount} == {k: v for k, v in listed.items() if v}
    bridge = json.loads(told("compare 2012 2013 --json").out)["money"]["committed"]
    drawn = section(summary, "The bridge as drawn, Committed, in USD")
    assert money(drawn["AMS-2012"][1]) == Decimal(bridge["from_total"])
    assert money(drawn["AMS-2013"][1]) == Decimal(bridge["to_total"])


def test_every_check_comes_to_zero(told: Run, tmp_path: Path) -> None:
    summary = sheets(pack(told, tmp_path))["Summary"]
    checks = [row for row in summary if row[0] in ("Left over", "Less the total above")]
    assert len(checks) == 6
    assert all(value in ("", 0.0) for row in checks for value in row[1:])


def test_a_sheet_for_each_table_with_real_numbers_and_live_totals(told: Run, tmp_path: Path) -> None:
    path = pack(told, tmp_path)
    found = sheets(path)
    assert list(found) == [
        "Summary",
        "Projects",
        "Money",
        "Risks",
        "Results",
        "Actions",
        "Needs",
        "By contribution",
        "Without rate",
    ]
    headings = found["Money"][0]
    assert headings[:2] == ["Project", "Title of project"]
    assert not [heading for heading in headings if "minor" in heading]
    assert len(headings) == len([one for one in MONEY.columns if one.kind != "minor"]) - 4
    amounts = {row[headings.index("Contribution")]: row[headings.index("Committed")] for row in found["Money"][1:]}
    assert (amounts["P1-IDB"], amounts["P1-EU"]) == (1_100_000.0, 70_000.0)
    assert len(found["Projects"]) == 1 + MANY - 1
    with zipfile.ZipFile(path) as book:
        assert len([name for name in book.namelist() if "charts/chart" in name]) == 6
        assert [row[0] for row in found["Summary"][8:10]] == ["Totals, in USD", "Total"]
        first = book.read("xl/charts/chart1.xml").decode()
        assert re.findall("<c:f>(.*?)</c:f>", first) == ["Summary!$B$9:$D$9", "Summary!$B$10:$D$10"]
        assert b"<autoFilter" in book.read("xl/worksheets/sheet3.xml")
        assert b"SUBTOTAL(109" in book.read("xl/worksheets/sheet3.xml")


def test_hostile_text_is_text(told: Run, tmp_path: Path) -> None:
    path = pack(told, tmp_path)
    assert sheets(path)["Projects"][1][1].startswith(HOSTILE[:20])
    with zipfile.ZipFile(path) as book:
        formulas = re.findall(rb"<f>(.*?)</f>", b"".join(book.read(n) for n in book.namelist() if "worksheets" in n))
        links = [name for name in book.namelist() if "externalLink" in name]
    assert formulas and not links
    assert all(re.match(rb"(ROUND|COUNT|SUM|COUNTIFS|COUNTBLANK|COUNTA)\(", one) for one in formulas)


def test_the_same_record_is_the_same_bytes_on_another_day(
    told: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told('conference close 2013 --accept "enough" --yes')
    first = pack(told, tmp_path, "2013@1").read_bytes()
    monkeypatch.setenv("TRACKER_NOW", "2031-05-06T07:08:09+05:00")
    assert pack(told, tmp_path, "2013@1").read_bytes() == first
    summary = sheets(tmp_path / "book.xlsx")["Summary"]
    assert summary[2][1].startswith("Sealed record AMS-2013@1, SHA-256 ")


def test_an_empty_conference(caribbean: Run, tmp_path: Path) -> None:
    found = sheets(pack(caribbean, tmp_path, "2013"))
    assert [row[0] for row in found["Summary"] if row[0]][-2:] == ["Totals, in USD", "No amounts were reported."]
    caribbean('project add P1 --title One --donor EU --committed "5 EUR" --status active --at 2013')
    found = sheets(pack(caribbean, tmp_path, "2013"))
    assert section(found["Summary"], "Totals, in USD")["Total"][0] == 0.0


def test_an_amount_that_excel_would_round_is_text_and_no_formula(caribbean: Run, tmp_path: Path) -> None:
    caribbean(
        'project add P1 --title One --donor IDB --committed "99,999,999,999,999.99 USD" --status active --at 2013'
    )
    found = sheets(pack(caribbean, tmp_path, "2013"))
    assert section(found["Summary"], "Totals, in USD")["Total"][0] == "99,999,999,999,999.99"


def test_it_speaks_spanish_and_counts_the_spanish_words(told: Run, tmp_path: Path) -> None:
    path = tmp_path / "libro.xlsx"
    told(f"pack 2013 --only workbook --language es -o {path}")
    found = sheets(path)
    assert list(found)[:3] == ["Resumen", "Proyectos", "Fondos"]
    assert found["Proyectos"][0][:3] == ["Proyecto", "Título del proyecto", "Fondo común"]
    words = {heading: {row[at] for row in found["Fondos"][1:]} for at, heading in enumerate(found["Fondos"][0])}
    assert words["Base"] - {""} == {"comunicado"}
    words = {heading: {row[at] for row in found["Resultados"][1:]} for at, heading in enumerate(found["Resultados"][0])}
    assert (words["Nivel"] - {""}, words["Sentido"] - {""}) == ({"efecto"}, {"baja"})
    status = section(found["Resumen"], "Proyectos por estado")
    assert status["en ejecución"][0] == status["Total"][0] == len(found["Proyectos"]) - 1
    checks = [row for row in found["Resumen"] if row[0] in ("Diferencia", "Menos el total de arriba")]
    assert len(checks) == 6
    assert all(value in ("", 0.0) for row in checks for value in row[1:])

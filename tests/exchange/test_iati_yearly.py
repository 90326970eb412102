"""A publisher whose files have a year each: what the next one no longer has, and what adds up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Read, Run

LOST = """No longer published, and taken away: 1 transaction.
  disbursement of 100,000.00 USD
If each file of this publisher covers one year, --keep-missing keeps the money of the others.
"""


def disbursed(day: str, value: int, reference: str = "") -> str:
    return (
        f'<transaction{reference}><transaction-type code="3"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}">{value}</value></transaction>'
    )


FIRST, SECOND = disbursed("2020-06-30", 100_000), disbursed("2021-06-30", 40_000)


def activity(*transactions: str) -> str:
    return (
        '<iati-activities version="2.03"><iati-activity default-currency="USD">'
        "<iati-identifier>XM-DAC-99999-P100</iati-identifier>"
        '<reporting-org ref="XM-DAC-99999" type="40"><narrative>Agency</narrative></reporting-org>'
        '<title><narrative>Customs laboratory</narrative></title><activity-status code="2"/>'
        '<activity-date type="2" iso-date="2020-01-01"/>'
        f"{''.join(transactions)}</iati-activity></iati-activities>"
    )


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    files = tmp_path / "y2020.xml", tmp_path / "y2021.xml"
    for file, money in zip(files, (FIRST, SECOND), strict=True):
        file.write_text(activity(money))
    return files


def amounts(read: Read) -> list[int]:
    with read() as reader:
        return [row[0] // 100 for row in reader.all('SELECT amount FROM "transaction" ORDER BY amount')]


def test_the_money_that_goes_is_said(run: Run, read: Read, years: tuple[Path, Path]) -> None:
    run(f"import {years[0]} --yes")
    assert LOST in run(f"import {years[1]} --yes").err
    assert amounts(read) == [40_000]
    run("undo")
    assert amounts(read) == [100_000]


def test_files_of_a_year_each_add_up(run: Run, read: Read, years: tuple[Path, Path]) -> None:
    run(f"import {years[0]} --yes")
    assert "No longer published" not in run(f"import {years[1]} --keep-missing --yes").err
    assert amounts(read) == [40_000, 100_000]
    # What was said of a publisher is remembered.
    assert "Nothing to change" in run(f"import {years[0]} --yes").err
    assert "Nothing to change" in run(f"import {years[0]} {years[1]} --yes").err
    assert LOST.replace("100,000", "40,000") in run(f"import {years[0]} --drop-missing --yes").err
    assert amounts(read) == [100_000]
    assert LOST in run(f"import {years[1]} --yes").err


def test_two_years_in_one_command(run: Run, read: Read, years: tuple[Path, Path]) -> None:
    refused = run(f"import {years[0]} {years[1]} --yes", status=1).err
    assert "its iati-identifier is already in y2020.xml, line 1; --keep-missing adds" in refused
    assert amounts(read) == [100_000]
    run("undo")
    assert "2 activities: 2 taken in." in run(f"import {years[0]} {years[1]} --keep-missing --yes").err
    assert amounts(read) == [40_000, 100_000]


def test_what_two_years_both_have_counts_once(run: Run, read: Read, years: tuple[Path, Path]) -> None:
    years[1].write_text(activity(FIRST, SECOND))
    run(f"import {years[0]} {years[1]} --keep-missing --yes")
    assert amounts(read) == [40_000, 100_000]
    same = disbursed("2020-06-30", 100_000)
    years[0].write_text(activity(same, same))
    run(f"import {years[0]} --yes")
    assert amounts(read) == [40_000, 100_000, 100_000]


def test_what_a_person_corrected_stays_where_years_add_up(run: Run, read: Read, years: tuple[Path, Path]) -> None:
    run(f"import {years[0]} --keep-missing --yes")
    years[0].write_text(activity(disbursed("2020-06-30", 90_000)))
    run(f"import {years[0]} --yes")
    assert amounts(read) == [90_000]
    assert run("contribution list --format csv").out.count("\n") == 2


def test_the_flag_is_for_iati(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code,title\nP1,Risk\n")
    assert (
        "--keep-missing and --report are for IATI" in run(f"import {tmp_path / 't.csv'} --keep-missing", status=2).err
    )


def test_two_payments_of_one_day_are_two(run: Run, read: Read, years: tuple[Path, Path]) -> None:
    for file, reference in zip(years, ("A", "B"), strict=True):
        file.write_text(activity(disbursed("2020-06-30", 100_000, f' ref="{reference}"'), SECOND))
    run(f"import {years[0]} {years[1]} --keep-missing --yes")
    assert amounts(read) == [40_000, 100_000, 100_000]

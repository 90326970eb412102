"""Whose money it is, where somebody publishes what others pay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Read, Run

IDB = '<participating-org ref="XI-IATI-IADB" type="40" role="1"><narrative>Bank</narrative></participating-org>'
EU = '<participating-org ref="XI-IATI-EC" type="10" role="1"><narrative>Union</narrative></participating-org>'
OWN = '<participating-org ref="US-EIN-1" role="4"><narrative>Institute</narrative></participating-org>'
COMMITTED = (
    '<transaction><transaction-type code="2"/><transaction-date iso-date="2012-06-30"/>'
    '<value value-date="2012-06-30">100000</value></transaction>'
)


def activity(parties: str, secondary: str = "", money: str = COMMITTED) -> str:
    return (
        '<iati-activities version="2.03"><iati-activity default-currency="USD">'
        "<iati-identifier>US-EIN-1-HN1</iati-identifier>"
        f'<reporting-org ref="US-EIN-1" type="80"{secondary}><narrative>Institute</narrative></reporting-org>'
        f"<title><narrative>Customs laboratory</narrative></title>{parties}"
        '<activity-status code="2"/><activity-date type="2" iso-date="2012-01-01"/>'
        f"{money}</iati-activity></iati-activities>"
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "passed.xml"


def donors(read: Read) -> list[str]:
    """Whose contributions there are."""
    with read() as reader:
        sql = "SELECT o.code FROM contribution k JOIN organisation o ON o.id = k.donor_id ORDER BY 1"
        return [row[0] for row in reader.all(sql)]


SECONDARY = ' secondary-reporter="1"'


@pytest.mark.parametrize(
    ("parties", "secondary", "whose"),
    [
        (OWN + IDB, "", ["US-EIN-1"]),
        (OWN + IDB, SECONDARY, ["US-EIN-1"]),
        ("", "", ["US-EIN-1"]),
        ("", SECONDARY, []),
        (IDB, "", ["XI-IATI-IADB"]),
        (IDB, SECONDARY, ["XI-IATI-IADB"]),
        (IDB + EU, "", []),
        (IDB + EU, SECONDARY, []),
    ],
)
def test_money_without_a_provider(
    run: Run, read: Read, file: Path, parties: str, secondary: str, whose: list[str]
) -> None:
    file.write_text(activity(parties, secondary))
    said = run(f"import {file} --yes").err
    assert donors(read) == whose
    assert ("names no provider, and the activity does not have exactly one funder" in said) == (not whose)
    again = file.with_name("again.xml")
    run(f"export --iati -o {again} --project HN1")
    assert "Nothing to change" in run(f"import {again} --yes").err
    assert donors(read) == whose


def test_what_belongs_to_nobody_is_shown_and_in_no_total(run: Run, file: Path) -> None:
    run("series add AMS --name Americas")
    run("conference add AMS-2013 --start 2013-01-28")
    run("conference open AMS-2013")
    file.write_text(activity(IDB + EU))
    run(f"import {file} --yes --at 2013")
    assert run("project list --at 2013 --format csv").out.splitlines()[1].endswith(",,,,,")
    shown = run("project show HN1 --published --json").out
    assert (
        '"contribution": null, "donor": null, "kind": "outgoing commitment", "currency": "USD", "amount": "100000.00"'
        in shown
    )


@pytest.mark.parametrize(("parties", "unconfirmed"), [("", ""), (IDB, "100000.00")])
def test_a_file_answers_for_the_money_of_its_own_publisher(
    run: Run, file: Path, parties: str, unconfirmed: str
) -> None:
    run("series add AMS --name Americas")
    run("conference add AMS-2013 --start 2013-01-28")
    run("conference open AMS-2013")
    file.write_text(activity(parties))
    run(f"import {file} --yes --at 2013")
    rows = run("project list --at 2013 --unconfirmed --json").out
    assert (f'"committed": "{unconfirmed}"' in rows) == bool(unconfirmed)
    run("conference add AMS-2014 --start 2014-01-28")
    run("conference close 2013 --yes --accept 'for the test'")
    run("conference open 2014")
    assert "HN1" in run("project list --at 2014 --unconfirmed -q").out
    run(f"import {file} --yes --at 2014")
    assert (run("project list --at 2014 --unconfirmed -q").out == "HN1\n") == bool(unconfirmed)


def wrongly_booked(run: Run, file: Path) -> None:
    """A register of before: the publisher has the contribution, at a closed conference and at an open one."""
    run("series add AMS --name Americas")
    for year in ("2012", "2013"):
        run(f"conference add AMS-{year} --start {year}-12")
    run("conference open AMS-2012")
    file.write_text(activity(""))
    run(f"import {file} --yes --at 2012")
    run("conference close AMS-2012 --accept tested --yes")
    run("conference open AMS-2013 --from AMS-2012")
    run(f"import {file} --yes --at 2013")


def committed(run: Run, year: str) -> list[str]:
    """Donors with what they committed, as reported to a conference."""
    rows = run(f"contribution list --at {year} --json").out
    import json

    return [f"{row['donor']} {row['committed']}" for row in json.loads(rows)]


def test_the_same_file_moves_what_was_booked_wrongly(run: Run, file: Path) -> None:
    wrongly_booked(run, file)
    file.write_text(activity(IDB))
    said = run(f"import {file} --yes --at 2013").err
    assert (
        "contribution: was recorded for US-EIN-1, which only passes on money of others: it is XI-IATI-IADB's now;"
        " at AMS-2012, which is closed, it stays as it was"
    ) in said
    assert committed(run, "2012") == ["US-EIN-1 100000.00"]
    assert committed(run, "2013") == ["XI-IATI-IADB 100000.00"]
    run("conference verify")
    run("db check")
    assert "Nothing to change" in run(f"import {file} --yes --at 2013").err
    run("undo")
    assert committed(run, "2013") == ["US-EIN-1 100000.00"]


def test_what_nothing_attributes_leaves_open_conferences(run: Run, file: Path) -> None:
    wrongly_booked(run, file)
    file.write_text(activity(IDB + EU))
    said = run(f"import {file} --yes --at 2013").err
    assert (
        "contribution: was recorded for US-EIN-1, which only passes on money of others: no total counts it;"
        " at AMS-2012, which is closed, it stays as it was"
    ) in said
    assert committed(run, "2012") == ["US-EIN-1 100000.00"]
    assert committed(run, "2013") == []
    run("conference verify")
    run("db check")
    assert "Nothing to change" in run(f"import {file} --yes --at 2013").err
    run("undo")
    assert committed(run, "2013") == ["US-EIN-1 100000.00"]


def test_an_organisation_of_several_types_is_the_same_in_every_import(run: Run, read: Read, file: Path) -> None:
    named = '<participating-org ref="XI-IATI-IADB" type="{}" role="4"><narrative>Bank</narrative></participating-org>'
    file.write_text(activity("".join(map(named.format, ("10", "70", "40", "80", "21")))))
    run(f"import {file} --yes")
    with read() as reader:
        assert reader.all("SELECT kind FROM organisation WHERE code = 'XI-IATI-IADB'") == [("academic",)]

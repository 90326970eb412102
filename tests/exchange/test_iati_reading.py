"""Activities as they are published, of old versions and new, and real ones: what is understood, and what is counted."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tracker.exchange.iati.reading.activities import read_activities
from tracker.exchange.iati.reading.activity import Activity, Narrative
from tracker.exchange.iati.reading.heads import is_iati

if TYPE_CHECKING:
    from conftest import Read, Run

FILES = Path(__file__).parent / "files" / "iati"


def read_file(name: str) -> Activity:
    with (FILES / name).open("rb") as stream:
        (activity,) = read_activities(name, stream, Counter())
    return activity


def rows(read: Read, sql: str) -> list[tuple[Any, ...]]:
    with read() as reader:
        return [tuple(row) for row in reader.all(sql)]


def test_an_activity_of_1_05_is_read_as_one_of_2_03() -> None:
    old = read_file("old.xml")
    assert old.titles == [
        Narrative(None, "Caribbean customs reform"),
        Narrative("fr", "Réforme des douanes des Caraïbes"),
    ]
    assert [(party.role, party.ref, party.name, party.type) for party in old.parties] == [
        ("1", "GB", "United Kingdom", "10"),
        ("4", None, "Crown Agents", "22"),
    ]
    assert old.dates == [("1", "2011-04-01"), ("3", "2014-03-31")]
    assert [(sector.vocabulary, sector.code, sector.percentage) for sector in old.sectors] == [("1", "33120", "100")]
    assert [one.type for one in old.transactions] == ["2", "3", "1"]
    (other,) = old.identifiers
    assert (other.identifier, other.owner and other.owner.name) == ("203400-101", "DFID")
    assert not old.unkept


def test_an_activity_of_1_05_is_taken_in(caribbean: Run, read: Read) -> None:
    said = caribbean(f"import {FILES / 'old.xml'}")
    assert "1 activity: 1 taken in.\n" in said.err
    assert "  1 transaction, incoming funds: has no date: its value date is used instead\n" in said.err
    # Who publishes it takes no part in it, so what names no provider is of the one organisation that funds it.
    assert rows(
        read,
        """SELECT o.code, t.kind, CAST(t.date AS text), t.amount FROM "transaction" t
        JOIN contribution k ON k.id = t.contribution_id JOIN organisation o ON o.id = k.donor_id ORDER BY t.id""",
    ) == [
        ("GB", "outgoing commitment", "2011-04-01", 125_000_000),
        ("GB-1", "disbursement", "2011-09-30", -1_250_050),
        ("GB", "incoming funds", "2011-10-01", 700_000),
    ]
    assert rows(read, "SELECT code, objective FROM project") == [("203400", "Faster clearance")]


@pytest.mark.parametrize("name", ["usaid-barbados.xml", "finland.xml", "worldbank.xml"])
def test_a_real_activity_is_kept_to_the_last_amount(caribbean: Run, read: Read, name: str) -> None:
    """The sums of the file, as somebody would add them up who knows nothing of this program."""
    activity = read_file(name)
    asked: Counter[str] = Counter()
    kinds = {"1": "incoming funds", "2": "outgoing commitment", "3": "disbursement"}
    for one in activity.transactions:
        assert one.value is not None
        asked[kinds[one.type or ""]] += 1
        asked["money"] += int(Decimal(one.value.amount).quantize(Decimal("0.01")) * 100)
    for budget in activity.budgets:
        assert budget.value is not None
        asked["budgets"] += int(Decimal(budget.value.amount) * 100)
    caribbean(f"import {FILES / name}")
    kept = Counter(dict(rows(read, 'SELECT kind, count(*) FROM "transaction" GROUP BY kind')))
    kept["money"] = rows(read, 'SELECT sum(amount) FROM "transaction"')[0][0]
    kept["budgets"] = rows(read, "SELECT coalesce(sum(amount), 0) FROM budget")[0][0]
    assert +asked == +kept
    assert "Nothing is wrong" in caribbean("db check").err


def test_sectors_and_countries_may_stand_on_the_transactions(caribbean: Run, read: Read) -> None:
    caribbean(f"import {FILES / 'usaid-barbados.xml'}")
    assert rows(read, "SELECT vocabulary, code, name, share, from_transactions FROM project_sector") == [
        ("1", "74020", "Multi-hazard response preparedness", 1_000_000, True)
    ]
    assert rows(read, "SELECT kind, code, share, from_transactions FROM project_place") == [
        ("country", "BB", 1_000_000, True)
    ]
    assert rows(read, 'SELECT sector, country, receiver FROM "transaction" LIMIT 1') == [
        ("74020", "BB", "Priority Worldwide Services")
    ]


def test_what_has_no_column_is_counted_by_its_path() -> None:
    unkept = read_file("usaid-barbados.xml").unkept
    assert unkept["contact-info/mailing-address/narrative"] == 1
    assert unkept["transaction/{explorer.usaid.gov}treasury-account"] == 2
    assert unkept["transaction/@humanitarian"] == 2
    assert unkept["transaction/receiver-org/@type"] == 2


@pytest.mark.parametrize(
    ("head", "iati"),
    [
        (b"<?xml version='1.0'?><iati-activities>", True),
        (b"\xef\xbb\xbf<!-- made by hand -->\n<iati-activities version='2.03'>", True),
        ("\ufeff<?xml version='1.0' encoding='UTF-16'?><iati-activities/>".encode("utf-16-le"), True),
        (b"<iati-organisations>", True),
        (b"<?xml version='1.0'?><workbook>", False),
        (b"project,status\n<iati-activities>,1\n", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_content(head: bytes, iati: bool) -> None:
    assert is_iati(head) is iati


def test_an_organisation_is_entered_as_what_says_the_most_of_it(caribbean: Run, read: Read, tmp_path: Path) -> None:
    file = tmp_path / "file.xml"
    file.write_text(
        "<iati-activities version='2.03'><iati-activity default-currency='USD'><iati-identifier>XX-1</iati-identifier>"
        "<reporting-org ref='XX'/><transaction><transaction-type code='3'/><transaction-date iso-date='2012-01-01'/>"
        "<value>1</value><provider-org ref='XM-7'/></transaction>"
        "<participating-org ref='XM-7' role='1' type='80'><narrative>Universidad</narrative></participating-org>"
        "</iati-activity></iati-activities>"
    )
    caribbean(f"import {file}")
    assert rows(read, "SELECT code, name, kind FROM organisation WHERE code LIKE 'X%' ORDER BY code") == [
        ("XM-7", "Universidad", "academic"),
        ("XX", "XX", "other"),
    ]


def test_an_activity_and_its_former_self_in_one_file_are_one_project(
    caribbean: Run, read: Read, tmp_path: Path
) -> None:
    file = tmp_path / "file.xml"
    one = "<iati-activity><iati-identifier>{}</iati-identifier><reporting-org ref='XX'/>{}</iati-activity>"
    former = "<other-identifier type='B1' ref='XX-1'/>"
    activities = one.format("XX-1", "") + one.format("XX-2", former) + one.format("XX-3", former.replace("1'/", "0'/"))
    file.write_text(f"<iati-activities version='2.03'>{activities}</iati-activities>")
    caribbean(f"import {file}")
    assert rows(read, "SELECT code, iati_identifier FROM project ORDER BY code") == [("1", "XX-2"), ("3", "XX-3")]

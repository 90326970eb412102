"""Money by donor and by beneficiary, as reported to one conference or as told last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from factories import ABSENT, Walk
from hypothesis import given
from hypothesis import strategies as st

from tracker import tables
from tracker.errors import Invalid, NotFound
from tracker.insight.codes import Codes
from tracker.insight.comparing.total_rows import Limits, behind
from tracker.insight.parties.beneficiaries import benefits, list_beneficiaries
from tracker.insight.parties.donors import list_donors, portfolio
from tracker.insight.parties.parties import PartyFilters
from tracker.insight.totals.portfolio import MoneyQuestion, Total, totals
from tracker.register.register import Register

if TYPE_CHECKING:
    from conftest import Read, Write

RATES = {"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.35"}}


def worked_example(register: Register) -> Walk:
    """The four lines of the worked example, an amount in a currency without a rate, and a settled duplicate."""
    walk = Walk(register, "AMS-2012", "AMS-2013", rates=RATES)
    walk.money("P1", "IDB", "USD", 1_000_000_00, 1_250_000_00)
    walk.money("P2", "NORAD", "EUR", 400_000_00, 500_000_00)
    walk.money("P3", "CIDA", "USD", 300_000_00, ABSENT)
    walk.money("P4", "IMF", "USD", ABSENT, 200_000_00)
    walk.money("P2", "JICA", "JPY", 9_000, 9_500)
    walk.money("P1", "EU", "EUR", 70_00, 80_00, told=[{}, {"excluded_as": "a duplicate of P1-IDB"}])
    return walk


def test_donors_as_a_conference_was_told(write: Write, read: Read) -> None:
    with write() as register:
        worked_example(register)
    with read() as reader:
        rows = list_donors(reader, PartyFilters(at="2012"))
        assert [(row.code, row.projects, row.currency, row.committed, row.unconverted) for row in rows] == [
            ("CIDA", 1, "USD", 300_000_00, ""),
            ("EU", 1, "USD", 91_00, ""),
            ("IDB", 1, "USD", 1_000_000_00, ""),
            ("JICA", 1, "USD", None, "1 line in JPY"),
            ("NORAD", 1, "USD", 520_000_00, ""),
        ]
        assert {row.disbursed for row in rows} == {None}


def test_donors_as_told_last_each_project_by_the_rates_of_its_conference(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        walk.money("P5", "NORAD", "EUR", 100_00)
    with read() as reader:
        rows = {row.code: row for row in list_donors(reader, PartyFilters(sort="-committed"))}
        assert list(rows) == ["IDB", "NORAD", "CIDA", "IMF", "EU", "JICA"]
        assert rows["NORAD"].committed == 675_000_00 + 130_00
        assert rows["NORAD"].projects == 2
        assert rows["CIDA"].committed == 300_000_00
        assert (rows["EU"].committed, rows["EU"].excluded) == (None, "1 line a duplicate of P1-IDB")


def test_each_reporting_currency_has_a_line_of_its_own(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        walk.conference("AMS-2015", rates={"USD": "0.90"}, currency="EUR")
        walk.money("P6", "IDB", "USD", ABSENT, ABSENT, 100_00)
    with read() as reader:
        rows = [row for row in list_donors(reader, PartyFilters()) if row.code == "IDB"]
        assert [(row.currency, row.committed) for row in rows] == [("EUR", 90_00), ("USD", 1_250_000_00)]


def test_donors_of_whom_nothing_was_told(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        bank = walk.organisation("CDB")
        register.organisations.insert(tables.organisation_role, [{"organisation_id": bank, "role": "donor"}])
    with read() as reader:
        (row,) = [row for row in list_donors(reader, PartyFilters()) if row.code == "CDB"]
        assert (row.projects, row.currency, row.committed) == (0, None, None)
        assert "CDB" not in [row.code for row in list_donors(reader, PartyFilters(at="2013"))]


def test_filters_on_the_projects_and_on_the_donors(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        walk.theme("P2", "AMS-2012", "single-window")
        walk.shares("P1", "AMS-2012", JM=50)
        norad = register.organisations.row(walk.organisation("NORAD"))
        register.organisations.edit(norad["id"], {"country": "NO", "kind": "bilateral agency"})

    def codes(**filters: object) -> list[str | None]:
        return [row.code for row in list_donors(reader, PartyFilters(at="2012", **filters))]  # type: ignore[arg-type]

    with read() as reader:
        assert codes(theme=["Single window"]) == ["JICA", "NORAD"]
        assert codes(beneficiary=["JM"]) == ["EU", "IDB"]
        assert codes(country=["Norway"]) == codes(kind=["bilateral"]) == ["NORAD"]
        with pytest.raises(NotFound):
            codes(beneficiary=["JN"])
        with pytest.raises(Invalid):
            codes(sort="size")


def test_totals_say_what_they_leave_out(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        at = walk.id("conference", "AMS-2013")
    with read() as reader:
        assert totals(reader, MoneyQuestion(at)) == [
            Total("told", "EUR", 1, None, None, 500_000_00, None, None),
            Total("told", "JPY", 1, None, None, 9_500, None, None),
            Total("told", "USD", 2, None, None, 1_450_000_00, None, None),
            Total("converted", "USD", 3, None, None, 2_125_000_00, None, None),
            Total("no rate", "JPY", 1, None, None, 9_500, None, "into USD at AMS-2013"),
            Total("excluded", "EUR", 1, None, None, 80_00, None, "a duplicate of P1-IDB"),
        ]


def test_the_card_of_a_donor_and_its_history(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        norad = walk.organisation("NORAD")
        register.organisations.insert(
            tables.contribution,
            [{"code": "P1-NORAD", "project_id": walk.project("P1"), "donor_id": norad, "role": "funding"}],
        )
    with read() as reader:
        card = portfolio(reader, norad)
        assert [(one.conference, one.project, one.committed) for one in card.donations] == [
            ("AMS-2013", "P2", 500_000_00)
        ]
        steps = [(step.conference, step.projects, step.currency, step.committed) for step in card.history]
        assert steps == [("AMS-2012", 1, "USD", 520_000_00), ("AMS-2013", 1, "USD", 675_000_00)]
        assert [one.contribution for one in card.untold] == ["P1-NORAD"]
        assert [one.committed for one in portfolio(reader, norad, "2012").donations] == [400_000_00]


def test_a_merged_donor_keeps_its_name_at_the_conference_that_was_told_it(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        register.organisations.merge(walk.organisation("CIDA"), walk.organisation("IDB"))
    with read() as reader:
        assert "CIDA" in [row.code for row in list_donors(reader, PartyFilters(at="2012"))]
        last = {row.code: row.committed for row in list_donors(reader, PartyFilters())}
        assert "CIDA" not in last
        assert last["IDB"] == 1_550_000_00
        card = portfolio(reader, walk.organisation("IDB"), "2012")
        assert [one.project for one in card.donations] == ["P1", "P3"]


def test_beneficiaries_get_earmarks_first_and_the_rest_by_shares(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        walk.shares("P1", "AMS-2012", JM=60, BB=30, TT=None)
        walk.shares("P2", "AMS-2012", JM=100)
        walk.shares("P3", "AMS-2012", BB=50)
        walk.earmark("P3", "P3-CIDA", "AMS-2012", "BB", 20)
    with read() as reader:
        rows = list_beneficiaries(reader, PartyFilters(at="2012"))
        assert [(row.code, row.name, row.projects, row.committed, row.unconverted) for row in rows] == [
            ("BB", "The BB", 2, 300_000_00 + 27_30 + 60_000_00 + 120_000_00, ""),
            ("JM", "The JM", 2, 600_000_00 + 54_60 + 520_000_00, "1 line in JPY"),
            ("TT", "The TT", 1, None, ""),
            (None, "not allocated", None, 100_000_00 + 9_10 + 120_000_00, ""),
        ]
        assert [row.committed for row in list_beneficiaries(reader, PartyFilters(at="2012", donor=["NORAD"]))] == [
            520_000_00
        ]
        assert [row.code for row in list_beneficiaries(reader, PartyFilters(at="2012", theme=["integrity"]))] == []


def test_the_card_of_a_beneficiary(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        walk.shares("P1", "AMS-2012", JM=60)
        walk.shares("P1", "AMS-2013", JM=50)
        walk.shares("P3", "AMS-2012", JM=None)
        jamaica = walk.organisation("JM")
    with read() as reader:
        card = benefits(reader, jamaica)
        assert [(one.conference, one.project, one.share, one.donors) for one in card.projects] == [
            ("AMS-2013", "P1", 500_000, "EU;IDB"),
            ("AMS-2012", "P3", 1_000_000, "CIDA"),
        ]
        assert [(one.what, one.currency, one.committed) for one in card.totals] == [
            ("told", "USD", 925_000_00),
            ("converted", "USD", 925_000_00),
            ("excluded", "EUR", 40_00),
        ]
        steps = [(step.conference, step.projects, step.committed) for step in card.history]
        assert steps == [("AMS-2012", 2, 900_054_60), ("AMS-2013", 1, 625_000_00)]
        assert [one.share for one in benefits(reader, jamaica, "2012").projects] == [600_000, 1_000_000]


def test_a_sole_beneficiary_without_a_share_has_all_of_it(write: Write, read: Read) -> None:
    with write() as register:
        walk = worked_example(register)
        walk.shares("P1", "AMS-2012", JM=None)
        walk.shares("P1", "AMS-2013", JM=60)
        walk.shares("P2", "AMS-2012", JM=None, BB=None)
        walk.shares("P2", "AMS-2013", JM=None, BB=0)
        walk.shares("P3", "AMS-2012", BB=None)
        walk.earmark("P3", "P3-CIDA", "AMS-2012", "BB", 20)
    with read() as reader:
        told = {
            at: {row.code: row.committed for row in list_beneficiaries(reader, PartyFilters(at=at))}
            for at in ("2012", "2013")
        }
        assert told["2012"] == {"BB": 300_000_00, "JM": 1_000_000_00 + 91_00, None: 520_000_00}
        assert told["2013"] == {"BB": None, "JM": 750_000_00, None: 500_000_00 + 675_000_00 + 200_000_00}
        conference = Codes(reader).conference("2012")
        rows = behind(reader, conference, "committed", Limits(beneficiaries=["JM"])).counted
        assert [(row.contribution, row.share, row.counted) for row in rows] == [
            ("P1-EU", 1_000_000, 91_00),
            ("P1-IDB", 1_000_000, 1_000_000_00),
        ]
        assert reader.value("SELECT count(*) FROM share WHERE share = 1000000") == 0


@given(
    amounts=st.lists(st.tuples(st.sampled_from(["USD", "EUR", "JPY"]), st.integers(-(10**9), 10**9)), max_size=6),
    shares=st.lists(st.integers(0, 33), min_size=3, max_size=3),
)
def test_by_donor_and_by_beneficiary_the_money_is_the_same(
    write: Write, read: Read, amounts: list[tuple[str, int]], shares: list[int]
) -> None:
    with write() as register:
        tag = f"X{register.reader.value('SELECT count(*) FROM series')}"
        walk = Walk(register, f"{tag}-2012", rates={f"{tag}-2012": {"EUR": "1.33333"}})
        walk.review(f"{tag}-P", f"{tag}-2012")
        for number, (currency, amount) in enumerate(amounts):
            walk.money(f"{tag}-P", f"{tag}-D{number}", currency, amount)
        walk.shares(f"{tag}-P", f"{tag}-2012", JM=shares[0], BB=shares[1], TT=shares[2])
        walk.ids.clear()
    with read() as reader:
        at = PartyFilters(at=f"{tag}-2012")
        donors = sum(row.committed or 0 for row in list_donors(reader, at))
        assert donors == sum(row.committed or 0 for row in list_beneficiaries(reader, at))

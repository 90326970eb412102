"""The bridge between two totals: the worked example, every term by itself, and each cause of a change."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Read, Write
from factories import ABSENT, Walk

from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.insight.comparing.money import MoneyBridges, compare_money
from tracker.insight.comparing.pair import make_pair
from tracker.register.register import Register

RATES = {
    "AMS-2012": {"EUR": "1.30"},
    "AMS-2013": {"EUR": "1.35"},
    "AMS-2015": {"EUR": "1.10"},
}


def walk(register: Register) -> Walk:
    return Walk(register, "AMS-2012", "AMS-2013", rates=RATES)


def three(register: Register) -> Walk:
    return Walk(register, "AMS-2012", "AMS-2013", "AMS-2015", rates=RATES)


def compared(read: Read, first: str = "2012", second: str = "2013", by: str = "donor", **limits: Any) -> MoneyBridges:
    with read() as reader:
        codes = Codes(reader)
        pair = make_pair(reader, codes.conference(first), codes.conference(second), **limits)
        return compare_money(reader, pair, by)


def told(money: MoneyBridges, measure: str = "committed") -> dict[str, object]:
    """What is not zero of a bridge, after proving that it adds up."""
    bridge = money.total[measure]
    moved = sum(bridge.terms.values()) + sum(bridge.changed.values()) + bridge.exchange
    assert bridge.from_total + moved == bridge.to_total
    values: dict[str, object] = {"from": bridge.from_total, **bridge.terms, "exchange": bridge.exchange}
    values["changed"] = {reason: amount for reason, amount in bridge.changed.items() if amount}
    values["to"] = bridge.to_total
    return {name: value for name, value in values.items() if value}


def worked_example(register: Register) -> None:
    w = walk(register)
    w.money("P1", "IDB", "USD", 1_000_000_00, 1_250_000_00, reason="new money")
    w.money("P2", "NORAD", "EUR", 400_000_00, 500_000_00)
    w.money("P3", "CIDA", "USD", 300_000_00)
    w.money("P4", "IMF", "USD", ABSENT, 200_000_00)


def test_the_worked_example(write: Write, read: Read) -> None:
    with write() as register:
        worked_example(register)
    assert told(compared(read)) == {
        "from": 1_820_000_00,
        "new_projects": 200_000_00,
        "not_presented": -300_000_00,
        "changed": {"new money": 250_000_00, "unexplained": 130_000_00},
        "exchange": 25_000_00,
        "to": 2_125_000_00,
    }


def test_of_one_donor(write: Write, read: Read) -> None:
    with write() as register:
        worked_example(register)
    assert told(compared(read, donors=["norad"])) == {
        "from": 520_000_00,
        "changed": {"unexplained": 130_000_00},
        "exchange": 25_000_00,
        "to": 675_000_00,
    }


def test_in_another_currency(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 1_300_00, 1_300_00)
    assert told(compared(read, currency="EUR")) == {"from": 1_000_00, "exchange": -37_04, "to": 962_96}


def test_a_contribution_that_comes_and_one_that_goes(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100)
        w.money("P1", "WB", "USD", ABSENT, 30)
    assert told(compared(read)) == {"from": 100, "new_contributions": 30, "ended_contributions": -100, "to": 30}


def test_an_amount_that_becomes_known_and_one_that_no_longer_is(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", None, 40)
        w.money("P2", "IDB", "EUR", 100, None)
    assert told(compared(read)) == {"from": 130, "first_told": 40, "no_longer_known": -130, "to": 40}


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_a_project_that_was_over_is_not_merely_absent(write: Write, read: Read, status: str) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, status=status)
        w.review("P2", "AMS-2013")
    assert told(compared(read)) == {"from": 100, status: -100}


def test_the_latest_review_up_to_b_counts(write: Write, read: Read) -> None:
    with write() as register:
        w = three(register)
        w.money("P1", "IDB", "USD", 100)
        w.review("P1", "AMS-2013", status="completed")
        w.review("P2", "AMS-2015")
    assert told(compared(read, "2012", "2015")) == {"from": 100, "completed": -100}


def test_a_settled_duplicate(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, 150, told=[{}, {"excluded_as": "duplicate of P2"}])
        w.money("P2", "IDB", "USD", 70, 80, told=[{"excluded_as": "duplicate"}, {}])
        w.money("P3", "IDB", "USD", 5, 6, told=[{"excluded_as": "duplicate"}, {"excluded_as": "duplicate"}])
    assert told(compared(read)) == {"from": 100, "exclusions": -20, "to": 80}


def test_what_has_no_rate_is_listed_and_leaves_the_totals(write: Write, read: Read) -> None:
    with write() as register:
        w = Walk(register, "AMS-2012", "AMS-2013", rates={"AMS-2012": {"CAD": "0.5"}, "AMS-2013": {"JPY": "0.01"}})
        w.money("P1", "CIDA", "CAD", 100, 120)  # no rate at B
        w.money("P2", "JICA", "JPY", 100, 120)  # no rate at A
        w.money("P3", "SECO", "CHF", 100, 120)  # on neither side
        w.money("P4", "SECO", "CHF", 7)
    money = compared(read)
    assert told(money) == {"from": 50, "no_rate": 70, "to": 120}
    assert [(row.conference, row.project, row.amount, row.currency) for row in money.no_rate["committed"]] == [
        ("AMS-2012", "P2", 100, "JPY"),
        ("AMS-2012", "P3", 100, "CHF"),
        ("AMS-2012", "P4", 7, "CHF"),
        ("AMS-2013", "P1", 120, "CAD"),
        ("AMS-2013", "P3", 120, "CHF"),
    ]


def test_a_merger_is_one_term_not_an_end_and_a_beginning(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100)
        w.money("P2", "WB", "USD", 200)
        w.money("P3", "IDB", "EUR", ABSENT, 240)
        w.succeed("P3", "P1", "P2", kind="merges")
    assert told(compared(read)) == {"from": 300, "succeeded": 24, "to": 324}


def test_a_project_that_takes_over_another_one(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, 180)
        w.money("P2", "WB", "USD", 70)
        w.succeed("P1", "P2")
    assert told(compared(read)) == {"from": 170, "succeeded": 10, "to": 180}


def test_succession_through_a_project_that_neither_conference_saw(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100)
        w.money("P3", "IDB", "USD", ABSENT, 110)
        w.succeed("P2", "P1")
        w.succeed("P3", "P2")
    assert told(compared(read)) == {"from": 100, "succeeded": 10, "to": 110}


def test_projects_that_both_go_on_do_not_succeed_each_other(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, 90)
        w.money("P2", "IDB", "USD", 10, 30, reason="allocated")
        w.succeed("P2", "P1", kind="splits")
    assert told(compared(read)) == {"from": 110, "changed": {"unexplained": -10, "allocated": 20}, "to": 120}


def test_a_redenomination(write: Write, read: Read) -> None:
    with write() as register:
        w = three(register)
        old = w.money("P1", "NORAD", "USD", 130)
        mid = w.money("P1", "NORAD", "CAD", code="MID", replaces_id=old)
        w.money("P1", "NORAD", "EUR", ABSENT, 110, code="NEW", replaces_id=mid)
    assert told(compared(read)) == {"from": 130, "redenominated": 19, "to": 149}


def test_a_reason_for_a_part_of_a_step(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "EUR", 1_01, 2_22, reason=[("new money", 33), ("correction", -5)])
    # 1.01 EUR are 1.313, 1.34 are 1.742, 1.29 are 1.677, 2.22 are 2.886 and, at B's rate, 2.997.
    assert told(compared(read)) == {
        "from": 131,
        "changed": {"new money": 43, "correction": -6, "unexplained": 121},
        "exchange": 11,
        "to": 300,
    }


def test_a_reason_without_an_amount_explains_what_the_others_leave(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, 170, reason=[("revision", None), ("new money", 50)])
    assert told(compared(read)) == {"from": 100, "changed": {"new money": 50, "revision": 20}, "to": 170}


def test_reasons_of_the_steps_in_between_add_up(write: Write, read: Read) -> None:
    with write() as register:
        w = three(register)
        w.money("P1", "IDB", "USD", 100, 150, 130, reason="dropped")
        w.explain("AMS-2013", "P1-IDB", "committed", ("new money", 30))
        w.money("P2", "IDB", "USD", 100, None, 130, reason="new money")
    assert told(compared(read, "2012", "2015")) == {
        "from": 200,
        "changed": {"new money": 60, "dropped": -20, "unexplained": 20},
        "to": 260,
    }


def test_a_change_of_basis_is_a_change_of_method(write: Write, read: Read) -> None:
    summed = {"basis": "transactions"}
    with write() as register:
        w = three(register)
        w.money("P1", "IDB", "USD", 100, 90, 95, told=[{}, summed, summed])
        w.money("P2", "IDB", "USD", 100, 90, 95, told=[{}, summed, {}])
        w.money("P3", "IDB", "USD", 100, 160, 160, told=[{}, summed, summed])
        w.explain("AMS-2013", "P3-IDB", "committed", ("new money", 50))
    assert told(compared(read)) == {"from": 300, "changed": {"method": -10, "new money": 50}, "to": 340}
    assert told(compared(read, "2012", "2015")) == {
        "from": 300,
        "changed": {"method": -10 - 10 + 5 + 10, "unexplained": 5, "new money": 50},
        "to": 350,
    }


def test_measures_are_never_mixed(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, 100, told=[{"pledged": 1000}, {"pledged": 1500, "disbursed": 20}])
        w.explain("AMS-2013", "P1-IDB", "pledged", ("new money", None))
    money = compared(read)
    assert told(money) == {"from": 100, "to": 100}
    assert told(money, "pledged") == {"from": 1000, "changed": {"new money": 500}, "to": 1500}
    assert told(money, "disbursed") == {"first_told": 20, "to": 20}
    assert told(money, "interest") == {}


def test_what_nobody_confirmed_is_said_beside_the_totals(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.review("P1", "AMS-2013", answer="not asked", carried_from_id=w.id("conference", "AMS-2012"))
        w.money("P1", "IDB", "EUR", 100, 100)
        w.money("P2", "IDB", "USD", 10, 10)
    money = compared(read)
    assert told(money) == {"from": 140, "exchange": 5, "to": 145}
    assert money.unconfirmed["committed"] == (0, 135)


def groups(money: MoneyBridges) -> dict[str, dict[str, int]]:
    return {
        group: {"from": bridges["committed"].from_total, "to": bridges["committed"].to_total}
        | {term: amount for term, amount in bridges["committed"].terms.items() if amount}
        for group, bridges in money.groups.items()
    }


def test_by_beneficiary_earmarks_come_before_shares(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 1000, 1000)
        w.shares("P1", "AMS-2012", JM_CUSTOMS=60, BB_CUSTOMS=20)
        w.shares("P1", "AMS-2013", JM_CUSTOMS=50, BB_CUSTOMS=50)
        w.earmark("P1", "P1-IDB", "AMS-2013", "BB-CUSTOMS", 50)
    money = compared(read, by="beneficiary")
    assert told(money) == {"from": 1000, "to": 1000}
    assert groups(money) == {
        "BB-CUSTOMS": {"from": 200, "to": 750, "reclassified": 550},
        "JM-CUSTOMS": {"from": 600, "to": 250, "reclassified": -350},
        "not allocated": {"from": 200, "to": 0, "reclassified": -200},
    }


def test_by_theme_a_changed_theme_moves_the_money(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "USD", 100, 150)
        w.money("P2", "IDB", "USD", ABSENT, 7)
        w.theme("P1", "AMS-2012", "integrity")
        w.theme("P1", "AMS-2013", "single-window")
    assert groups(compared(read, by="theme")) == {
        "integrity": {"from": 100, "to": 0, "reclassified": -100},
        "no theme": {"from": 0, "to": 7, "new_projects": 7},
        "single-window": {"from": 0, "to": 150, "reclassified": 100},
    }


def test_a_merged_donor_moves_its_money_and_answers_for_both(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        gac = w.organisation("GAC")
        w.organisation("CIDA", merged_into_id=gac)
        w.money("P1", "CIDA", "USD", 100, 120, told=[{}, {"donor_id": gac}])
    assert groups(compared(read)) == {
        "CIDA": {"from": 100, "to": 0, "reclassified": -100},
        "GAC": {"from": 0, "to": 120, "reclassified": 100},
    }
    assert told(compared(read, donors=["CIDA"])) == {"from": 100, "changed": {"unexplained": 20}, "to": 120}


def test_what_leaves_one_donor_for_another_is_reclassified_for_either(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "EUR", 100, 120, told=[{}, {"donor_id": w.organisation("WB")}])
    assert told(compared(read, donors=["IDB"])) == {"from": 130, "reclassified": -130}
    assert told(compared(read, donors=["WB"])) == {
        "reclassified": 130,
        "changed": {"unexplained": 26},
        "exchange": 6,
        "to": 162,
    }


def test_only_an_earlier_and_a_later_conference_of_one_series(write: Write, read: Read) -> None:
    with write() as register:
        walk(register)
        Walk(register, "CAR-2012", "CAR-2013")
    for first, second, why in [
        ("AMS-2013", "AMS-2012", "comes after"),
        ("AMS-2012", "AMS-2012", "with itself"),
        ("AMS-2012", "CAR-2013", "different series"),
    ]:
        with pytest.raises(Usage, match=why):
            compared(read, first, second)


def test_what_more_was_disbursed_is_payments(write: Write, read: Read) -> None:
    with write() as register:
        w = walk(register)
        w.money("P1", "IDB", "EUR", 120_000_00, 410_500_00, measure="disbursed")
        w.money("P2", "IDB", "USD", 50, 30, measure="disbursed")  # a fall must be said
        w.money("P3", "IDB", "USD", 50, 30, measure="disbursed", reason="refund")
        w.money("P4", "IDB", "USD", 100, 300, measure="disbursed", reason=[("correction", 20)])
        w.money("P5", "IDB", "USD", 100, 300, measure="disbursed", told=[{}, {"basis": "transactions"}])
        w.money("P6", "IDB", "USD", 100, 300)  # committed
    for by in ("donor", "beneficiary", "theme", "project"):
        money = compared(read, by=by)
        assert told(money, "disbursed") == {
            "from": 156_000_00 + 300,
            "changed": {
                "payments": 377_650_00 + 180,
                "correction": 20,
                "method": 200,
                "refund": -20,
                "unexplained": -20,
            },
            "exchange": 20_525_00,
            "to": 554_175_00 + 660,
        }
        assert told(money)["changed"] == {"unexplained": 200}


def test_payments_and_a_repayment_between_distant_conferences(write: Write, read: Read) -> None:
    with write() as register:
        w = three(register)
        w.money("P1", "IDB", "USD", 100, 300, 250, measure="disbursed")
        w.money("P2", "IDB", "USD", 100, None, 250, measure="disbursed")
        w.money("P3", "IDB", "USD", 100, 50, 250, measure="disbursed")
        w.explain("AMS-2013", "P3-IDB", "disbursed", ("refund", None))
    assert told(compared(read, "2012", "2015"), "disbursed") == {
        "from": 300,
        "changed": {"payments": 200 + 150 + 200, "refund": -50, "unexplained": -50},
        "to": 750,
    }


def test_a_first_amount_is_apart_from_one_that_was_known_before(write: Write, read: Read) -> None:
    with write() as register:
        w = three(register)
        w.money("P1", "IDB", "EUR", None, None, 100)
        w.money("P2", "IDB", "USD", 5, None, 20)  # an earlier conference had been told
        for code, reason in (("P3", "correction"), ("P4", "method"), ("P5", "published data"), ("P6", "new money")):
            w.money(code, "WB", "USD", None, None, 1, reason=reason)
        w.money("P7", "WB", "USD", None, None, 7, told=[{}, {}, {"basis": "transactions"}])
    for by in ("donor", "beneficiary", "theme", "project"):
        money = compared(read, "2013", "2015", by=by)
        assert told(money) == {"first_told": 110 + 1, "now_known": 20 + 3 + 7, "to": 141}
    groups = compared(read, "2013", "2015").groups
    assert [groups[donor]["committed"].terms["first_told"] for donor in ("IDB", "WB")] == [110, 1]
    # Between distant conferences what lies between is not known before.
    assert told(compared(read, "2012", "2015"))["first_told"] == 111

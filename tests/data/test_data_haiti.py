"""The Haiti series: all 383 flows of the source are there."""

from collections import Counter

from test_data_files import counts, rows


def test_every_flow_is_kept() -> None:
    references = {row["reference"]: row["description"] for row in rows("haiti/transactions.csv")}
    stated = counts("haiti")
    assert len(references) == stated["flows in the source"] == stated["flows kept"] == 383
    statuses = Counter(references.values())
    assert {f"flows: {status}": count for status, count in statuses.items()}.items() <= stated.items()


def test_paid_money_was_committed_too() -> None:
    movements: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows("haiti/transactions.csv"):
        movements.setdefault(row["reference"], []).append((row["kind"], row["date"], row["amount"]))
        assert row["description"] in {"Pledge", "Commitment", "Paid contribution"}
    paid = [found for found in movements.values() if len(found) == 2]
    assert len(paid) == counts("haiti")["flows: Paid contribution"]
    for first, second in paid:
        assert (first[0], second[0]) == ("outgoing commitment", "disbursement")
        assert first[1:] == second[1:]


def test_the_reference_given_twice_is_kept_twice() -> None:
    twice = {row["reference"] for row in rows("haiti/transactions.csv") if row["reference"].startswith("150630")}
    assert twice == {"150630", "150630-2"}


def test_each_date_has_the_contributions_known_by_then() -> None:
    days = {row["code"]: row["cut_off"] for row in rows("haiti/conferences.csv")}
    transactions = rows("haiti/transactions.csv")
    for conference, day in days.items():
        known = {row["contribution"] for row in transactions if row["date"] <= day}
        reported = {row["contribution"] for row in rows("haiti/reports.csv") if row["conference"] == conference}
        assert reported == known
        flows = {row["reference"] for row in transactions if row["date"] <= day}
        assert len(flows) == counts("haiti")[f"flows by {conference}"]


def test_142_donor_labels_and_eleven_currencies() -> None:
    contributions = rows("haiti/contributions.csv")
    assert len({row["donor"] for row in contributions}) == counts("haiti")["donor labels"] == 142
    assert len({row["currency"] for row in contributions}) == 11
    donors = {row["code"] for row in rows("haiti/organisations.csv") if row["roles"] == "donor"}
    assert {row["donor"] for row in contributions} == donors


def test_money_awaiting_allocation_is_marked() -> None:
    waiting = [row for row in rows("haiti/projects.csv") if row["title"].startswith("Awaiting all")]
    assert len(waiting) == counts("haiti")["projects awaiting allocation"]
    assert {row["note"] for row in waiting} == {"not yet allocated to a project"}

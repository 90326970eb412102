"""The register from Python: what a script can ask and record, on both databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type, get_args

import pytest

from tracker import open_register
from tracker.api import (
    ComparedProject,
    Conflict,
    Invalid,
    LightCount,
    NotFound,
    Overlap,
    Project,
    Refused,
    SettledOverlap,
    StoreError,
    Term,
    Usage,
    WritableRegister,
)
from tracker.api.reading import Part
from tracker.rules.words import COMPARED

if TYPE_CHECKING:
    from conftest import Run

    from tracker.store.location import Location

NOW = datetime(2013, 1, 28, 9, 30, tzinfo=UTC)
Opened = Callable[[], AbstractContextManager[WritableRegister]]


def where(location: Location) -> str:
    return location.url or str(location.path)


@pytest.fixture
def opened(caribbean: Run, location: Location) -> Opened:
    """`with opened() as register:` writes to a register with AMS-2012 (planned), AMS-2013 (open)."""
    return lambda: open_register(where(location), write=True, who="ana", command="script.py", now=lambda: NOW)


def present(register: WritableRegister) -> None:
    register.add_project(
        "P1",
        title="Risk management",
        theme=["risk management", "integrity"],
        beneficiary="JM-CUSTOMS:60",
        donor="IDB",
        committed=Decimal("1000000"),
        currency="USD",
        status="active",
        progress=10,
        at="2012",
    )
    register.report("P1", donor="IDB", committed="+250,000.50 USD", reason="new money", at="2013")


def test_a_year_in_one_block(opened: Opened, location: Location) -> None:
    with opened() as register:
        present(register)
        assert [row.committed for row in register.projects(at="2013")] == [Decimal("1250000.50")]
    with open_register(where(location), now=lambda: NOW) as register:
        (row,) = register.projects(donor=["IDB", "EU"], at="2012", min="1m USD")
        assert row == Project(
            code="P1",
            title="Risk management",
            status="active",
            conference="AMS-2012",
            theme="risk management",
            donors="IDB",
            beneficiaries="JM-CUSTOMS",
            start=None,
            end=None,
            currency="USD",
            interest=None,
            pledged=None,
            committed=Decimal("1000000.00"),
            disbursed=None,
            reporting="USD",
            interest_reporting=None,
            pledged_reporting=None,
            committed_reporting=Decimal("1000000.00"),
            disbursed_reporting=None,
        )
        assert str(row.committed) == "1000000.00"
        (command, *_) = register.log()
        assert (command.who, command.command) == ("ana", "script.py")


def test_the_parts_of_a_comparison_are_those_of_the_command() -> None:
    assert get_args(Part) == COMPARED


def test_a_comparison_adds_up(opened: Opened, location: Location) -> None:
    with opened() as register:
        present(register)
    with open_register(where(location)) as register:
        terms = [term for term in register.compare("2012", "2013") if term.measure == "committed"]
        assert Term("committed", None, "changed", "new money", Decimal("250000.50"), "USD") in terms
        assert_type(register.compare("2012", "2013", only="projects"), list[ComparedProject])
        amounts = {(term.term, term.reason): term.amount for term in terms}
        last = amounts.pop(("to_total", None))
        assert sum(amounts.values()) == last == Decimal("1250000.50")
        by_donor = register.compare("2012", "2013", by="donor", donor="IDB")
        assert {term.group for term in by_donor} == {None, "IDB"}
        assert [row.kind for row in register.compare("2012", "2013", only="projects")] == ["continuing"]
        assert register.compare("2012", "2013", only="risks") == []
        counts = register.scorecard(at="2013", compare="2012", by="donor")
        assert_type(counts, list[LightCount])
        assert sum(row.projects for row in counts if row.of == "time") == 1
        assert sum(row.amount or 0 for row in counts if row.of == "risk") == Decimal("1250000.50")
        (lit,) = register.lights("money", at="2013", light="cannot tell")
        assert (lit.project, lit.reason) == ("P1", "payments are not reported for every commitment")
        assert [row.committed for row in register.trend(["2012", "2013"])] == [
            Decimal("1000000.00"),
            Decimal("1250000.50"),
        ]


def test_money_of_currencies_with_other_decimals(opened: Opened) -> None:
    with opened() as register:
        register.add_project("P1", title="Yen", donor="IDB", pledged="500000 JPY", status="active", at="2013")
        register.add_project("P2", title="Dinar", donor="EU", pledged="1.234 KWD", status="active", at="2013")
        assert [str(row.pledged) for row in register.projects(at="2013")] == ["500000", "1.234"]
    with pytest.raises(Invalid, match="more decimals than JPY has"), opened() as register:
        register.report("P1", donor="IDB", pledged=Decimal("1.5"), currency="JPY", at="2013")


@pytest.mark.parametrize("amount", [1.5, True, b"1"])
def test_money_is_never_a_float(opened: Opened, amount: Any) -> None:
    with pytest.raises(TypeError, match="money is never a float"), opened() as register:
        register.add_project("P1", title="X", donor="IDB", pledged=amount, status="active", at="2013")


def test_a_negative_decimal_is_what_it_is_now(opened: Opened) -> None:
    with opened() as register:
        present(register)
        register.report("P1", donor="IDB", disbursed=Decimal("-50.25"), currency="USD")
        assert register.project("P1").money[0].disbursed == Decimal("-50.25")


def test_an_error_keeps_nothing_even_when_it_is_caught(opened: Opened, location: Location) -> None:
    with pytest.raises(Conflict, match="Nothing was written"), opened() as register:
        present(register)
        with pytest.raises(NotFound):
            register.report("P9", status="active")
    with pytest.raises(ZeroDivisionError), opened() as register:
        present(register)
        _ = 1 / 0
    with open_register(where(location)) as reader:
        assert reader.projects() == []


def test_a_dry_run_keeps_nothing(opened: Opened, location: Location) -> None:
    with open_register(where(location), write=True, dry_run=True) as register:
        present(register)
        assert len(register.projects()) == 1
    with open_register(where(location)) as reader:
        assert reader.projects() == []


def test_the_life_of_a_conference(opened: Opened, location: Location) -> None:
    with pytest.raises(Conflict, match="stays open"), opened() as register:
        present(register)
        register.close_conference("2013")
    with opened() as register:
        present(register)
        assert register.close_conference("2013", accept="a test") == "AMS-2013@1"
    with opened() as register:
        register.reopen_conference("2013", "an amount was misheard")
        register.report("P1", donor="IDB", committed="2,000,000 USD", reason="correction", at="2013")
        register.close_conference("2013", accept="a test")
        register.add_conference("AMS-2014", start="2014-02", tentative=True, city="Panama", theme="integrity")
        assert register.open_conference("AMS-2014") == 1
    with open_register(where(location)) as reader:
        assert [(row.code, row.state, row.record) for row in reader.conferences()] == [
            ("AMS-2012", "planned", None),
            ("AMS-2013", "closed", "AMS-2013@2"),
            ("AMS-2014", "open", None),
        ]
        then, now, again = (reader.projects(at=at)[0].committed for at in ("2013@1", "2013", "2013@1"))
        assert (then, now, again) == (Decimal("1250000.50"), Decimal("2000000.00"), Decimal("1250000.50"))
        assert reader.projects()[0].conference == "AMS-2014"
        card = reader.conference("AMS-2013")
        assert (card.facts.state, [record.record for record in card.records]) == (
            "closed",
            ["AMS-2013@1", "AMS-2013@2"],
        )
        assert [(row.code, row.donor, row.committed) for row in card.projects] == [("P1", "IDB", Decimal("2000000.00"))]
        assert card.next is not None
        assert (card.next.code, card.next.themes) == ("AMS-2014", ("integrity",))
        assert (card.partnerships, card.actions) == ([], [])


def test_cards(opened: Opened) -> None:
    with opened() as register:
        present(register)
        card = register.project("P1")
        assert [(share.code, share.share) for share in card.beneficiaries] == [("JM-CUSTOMS", Decimal("60"))]
        assert [(line.conference, line.committed) for line in card.history] == [
            ("AMS-2012", Decimal("1000000.00")),
            ("AMS-2013", Decimal("1250000.50")),
        ]
        donor = register.donor("IDB", at="2012")
        assert donor.organisation.name == "Inter-American Development Bank"
        assert donor.organisation.merged == ()
        assert [line.committed for line in donor.donations] == [Decimal("1000000.00")]
        benefit = register.beneficiary("JM-CUSTOMS", at="2012")
        assert [(one.project, one.share) for one in benefit.projects] == [("P1", Decimal("60"))]
        assert [total.committed for total in benefit.totals if total.what == "told"] == [Decimal("600000.00")]
        assert [row.code for row in register.donors(at="2013")] == ["IDB"]
        assert [row.committed for row in register.beneficiaries(at="2012")] == [
            Decimal("600000.00"),
            Decimal("400000.00"),
        ]


def test_notes_and_actions(opened: Opened) -> None:
    with opened() as register:
        number = register.add_note("IDB: another 300,000")
        assert [(note.speaker, note.open) for note in register.notes(open=True)] == [("IDB", True)]
        register.note_done(number, words="courtesy")
        assert [(note.open, note.words) for note in register.notes()] == [(False, "courtesy")]
        name = register.add_action("Publish the timetable", at="2012", owner="IDB", due="2012-06")
        register.report_action(name, status="done", verified_by="EU", at="2013")
        assert [(row.code, row.status, row.verified_by) for row in register.agreed("2012", at="2013")] == [
            ("AMS-2012/A1", "done", "EU")
        ]
        register.add_donor("CABEI", "Central American Bank", kind="development bank", country="HN")
        register.add_beneficiary("GT-CUSTOMS", "Guatemala customs", country="Guatemala")
        assert {row.code for row in register.donors()} >= {"CABEI"}
        assert {row.country for row in register.beneficiaries()} >= {"GT"}


def test_files(opened: Opened, location: Location, tmp_path: Path) -> None:
    file = tmp_path / "projects.csv"
    file.write_text("code,title\nP1,Risk\nP2,Window\n", encoding="utf-8")
    with opened() as register:
        (count,) = register.import_files(file)
        assert (count.noun, count.created) == ("projects", 2)
    file.write_text("code,title\nP 9,Risk\n", encoding="utf-8")
    with (
        pytest.raises(Refused, match=r"1 of 1 rows cannot be imported; the first: projects\.csv, line 2"),
        opened() as register,
    ):
        register.import_files(file)
    with open_register(where(location)) as reader:
        assert [row.code for row in reader.projects()] == ["P1", "P2"]
        assert reader.export(tmp_path / "register.json") == reader.export(f"{tmp_path}/folder/")


IATI = """\
<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en">
<iati-identifier>XM-1-A</iati-identifier>
<reporting-org ref="XM-1" type="40"><narrative>A bank</narrative></reporting-org>
<title><narrative>Customs</narrative></title><description><narrative>Faster</narrative></description>
<participating-org ref="XM-1" role="1"><narrative>A bank</narrative></participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="2011-01-01"/>
<recipient-country code="JM"/><sector vocabulary="1" code="33120"/>
<transaction><transaction-type code="2"/><transaction-date iso-date="2012-01-01"/>
<value value-date="2012-01-01">1000.50</value></transaction></iati-activity>
<iati-activity/></iati-activities>
"""


def test_iati_in_and_out(opened: Opened, location: Location, tmp_path: Path) -> None:
    file, report, target = (tmp_path / name for name in ("in.xml", "report.csv", "out.xml"))
    file.write_text(IATI, encoding="utf-8")
    with opened() as register:
        taken = register.import_iati(file, at="2013", texts="customs", report=report)
        assert (taken.activities, taken.kept, taken.refused, taken.passed_over) == (2, 1, 0, 1)
        assert [row.committed for row in register.projects(at="2013")] == [Decimal("1000.50")]
    assert "kept" in report.read_text(encoding="utf-8")
    with open_register(where(location), now=lambda: NOW) as reader:
        assert reader.export_iati(target).activities == 1
        card = reader.published("A")
        assert (card.facts.publisher, card.facts.status, card.facts.humanitarian) == ("XM-1", "active", None)
        assert [(row.kind, row.amount, row.number) for row in card.moved] == [
            ("outgoing commitment", Decimal("1000.50"), 1)
        ]
        assert [(row.code, row.share, row.from_transactions) for row in card.sectors] == [("33120", None, False)]
        assert [(row.role, row.organisation) for row in card.participants] == [("funding", "XM-1")]
    assert "XM-1-A" in target.read_text(encoding="utf-8")
    report.unlink()
    file.write_text(IATI.replace("XM-1-A", "").replace("Customs", ""), encoding="utf-8")
    with pytest.raises(Usage, match="None of the 2 activities can be imported"), opened() as register:
        register.import_iati(file, report=report)
    assert not report.exists()


def test_funding_from_transactions(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "transactions.csv"
    file.write_text("contribution,kind,date,amount\nP1-IDB,disbursement,2012-06-01,10.50\n", encoding="utf-8")
    with opened() as register:
        register.add_project("P1", title="X", donor="IDB", currency="USD", status="active")
        register.import_files(file)
        found = register.refresh()
        assert (found.moved, found.changed, found.left) == (1, 1, [])
        assert register.project("P1").money[0].disbursed == Decimal("10.50")


def test_an_undo_stands_alone(opened: Opened, location: Location) -> None:
    with opened() as register:
        present(register)
    with pytest.raises(Usage, match="This block has already written"), opened() as register:
        register.add_note("first")
        register.undo()
    with pytest.raises(Usage, match="needs a separate block"), opened() as register:
        register.undo()
        register.add_note("then")
    with opened() as register:
        register.undo()
    with open_register(where(location)) as reader:
        assert reader.projects() == []


def test_parts_are_reported_as_the_command_line_does(opened: Opened, run: Run) -> None:
    run('project add P1 --title "Risk management" --status active')
    run("risk add P1/R1 --event Delay --category political")
    run("outcome add P1/O1 --title Faster --level outcome")
    run("outcome indicator P1/I1 --outcome O1 --title Hours --measure number --direction down")
    run("milestone add P1/M1 --title Signed")
    with opened() as register:
        told = [
            register.report_risk("P1/R1", likelihood=3, impact=4, status="open", note="Seen", source="mail", by="EU"),
            register.report_indicator("p1/i1", actual=Decimal("36.50"), note="Counted", at="2013"),
            register.report_milestone("P1/M1", reached="2013-01", planned="2013-02", note="Late"),
        ]
    assert [(one.project, one.conference, one.first) for one in told] == [("P1", "AMS-2013", False)] * 3
    assert [[tuple(change) for change in one.changes] for one in told] == [
        [
            ("risk R1 likelihood", None, "3"),
            ("risk R1 impact", None, "4"),
            ("risk R1 note", None, "Seen"),
            ("risk R1 source", None, "EU, mail"),
        ],
        [("indicator I1 actual", None, "36.5"), ("indicator I1 note", None, "Counted")],
        [
            ("milestone M1 planned date", None, "2013-02"),
            ("milestone M1 reached", None, "2013-01"),
            ("milestone M1 note", None, "Late"),
        ],
    ]


def test_parts_of_which_nothing_or_something_else_is_said(opened: Opened) -> None:
    with pytest.raises(Usage, match="Nothing was reported about risk P1/R1"), opened() as register:
        register.report_risk("P1/R1", source="mail")
    with pytest.raises(TypeError, match="unexpected keyword argument 'reached'"), opened() as register:
        register.report_indicator("P1/I1", reached="2013")  # type: ignore[call-arg]
    with pytest.raises(NotFound, match="no project 'P9'"), opened() as register:
        register.report_milestone("P9/M1", reached="2013")


def test_words_that_no_verb_knows(opened: Opened) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"), opened() as register:
        register.report("P1", colour="blue")  # type: ignore[call-arg]
    with pytest.raises(Usage, match="Nothing to report"), opened() as register:
        present(register)
        register.report("P1")


def test_a_register_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError), open_register(tmp_path / "none.db"):
        pass
    with open_register(tmp_path / "new.db", write=True, create=True) as register:
        register.add_conference("AMS-2013", start="2013-01-28")
    with open_register(tmp_path / "new.db", write=True, create=True) as register:
        assert [row.code for row in register.conferences()] == ["AMS-2013"]


def test_importing_the_package_costs_nothing() -> None:
    heavy = ("sqlalchemy", "click", "lxml", "xlsxwriter", "rich", "tracker.api")
    code = f"import sys, tracker; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_themes(opened: Opened) -> None:
    with opened() as register:
        code = register.add_theme("cash smuggling", name_es="contrabando de dinero", tfa_measures="12")
        assert code == "cash-smuggling"
        register.add_project("P1", title="Cash", theme="contrabando de dinero", status="active", at="2013")
        register.edit_theme("cash smuggling", name="bulk cash", dac_sector="33120")
        (row,) = [row for row in register.themes() if row.code == "cash-smuggling"]
        assert row == ("cash-smuggling", "bulk cash", "contrabando de dinero", None, "33120", ("12",), 1)


def test_what_looks_like_a_mistake_is_said(opened: Opened) -> None:
    with opened() as register:
        present(register)
        assert register.doubts() == []
        register.report("P1", donor="IDB", committed="5,000 USD", at="2013")
        assert register.doubts() == [
            "P1-IDB committed: 1,250,000.50 USD -> 5,000.00 USD changes by a factor of more than 100."
        ]


def test_coverage_gaps_and_candidates(opened: Opened) -> None:
    with opened() as register:
        present(register)
        need = register.add_need("Train officers", beneficiary="JM-CUSTOMS", theme="risk management", at="2013")
        offer = register.add_offer("Fund", donor="IDB", theme="risk management", amount="9 USD")
        register.add_offer("Windows", donor="EU", theme="single window")
        (gap,) = register.gaps(at="2013", only="need")
        assert (gap.code, gap.who, gap.age, gap.detail) == (need, ("JM-CUSTOMS",), 0, "no donor was asked")
        assert {row.gap for row in register.gaps(only=["offer", "theme"])} == {
            "offer without a project",
            "theme without funding",
        }
        first, out = register.need_candidates(need)
        assert (first.rank, first.code, first.who, out.rank, out.fell_out) == (
            1,
            offer,
            ("IDB",),
            None,
            "another theme: single window",
        )
        assert [row.code for row in register.offer_candidates(offer)] == [need]
        with pytest.raises(Usage, match="does not seek funding"):
            register.project_candidates("P1")
        cells = {row.group: row for row in register.coverage(at="2013", compare="2012", show="money")}
        money = cells["risk-management"]
        assert (money.was, money.now, money.currency) == (Decimal("600000.00"), Decimal("750000.30"), "USD")
        (asked,) = [row for row in register.coverage(by="theme", show="need") if row.now]
        assert (asked.group, asked.now, asked.which, asked.currency) == ("risk-management", 1, need, None)
        assert [row.code for row in register.donor("IDB").offers] == [offer]


def test_overlaps_and_what_was_decided(opened: Opened) -> None:
    with opened() as register:
        present(register)
        told: dict[str, Any] = {"beneficiary": "JM-CUSTOMS", "status": "active", "at": "2013"}
        register.add_project("W1", title="Single window for foreign trade", donor="IDB", **told)
        register.add_project("W2", title="Ventanilla única de comercio exterior", donor="EU", **told)
        (pair,) = register.overlaps(at="2013", only="same", donor="EU")
        assert_type(pair, Overlap)
        assert (pair.project, pair.other, pair.kind, pair.same, pair.decision) == ("W1", "W2", "same", 65, None)
        assert [score.percent for score in register.overlap("W2", "W1").scores] == [65, 85]
        register.settle_overlap("W2", "W1", "same", counting="W1", note="IDB said so")
        assert register.overlaps(project="W1") == []
        assert [row.decision for row in register.overlaps(all=True, project="W1")] == ["same"]
        (settled,) = register.settled_overlaps()
        assert_type(settled, SettledOverlap)
        assert (settled.project, settled.other, settled.counting, settled.decided_by) == ("W1", "W2", "W1", "ana")
        register.remove_decision("W1", "W2")
        assert register.settled_overlaps(project="W1") == []


def test_lights_that_a_person_sets(opened: Opened) -> None:
    with opened() as register:
        present(register)
        register.set_light("P1", "time", light="behind", reason="the contractor left", at="2013")
        register.set_light("P1", "time", light="off", at="2013")
        (row,) = register.set_lights(at="2013", of="time")
        assert (row.project, row.light, row.computed) == ("P1", "off", "cannot tell")
        assert row.reason == "the contractor left"
        (lit,) = register.lights("time", at="2013")
        assert (lit.light, lit.computed) == ("off", "cannot tell")
        assert register.set_lights(project="P1", of="risk") == []
        with pytest.raises(Invalid, match="is not valid"):
            register.set_lights(of="weather")

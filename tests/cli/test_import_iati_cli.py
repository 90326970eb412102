"""`tracker import` of IATI: what a person sees, what is in the register afterwards, and next year's file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tracker.cli.base import App

if TYPE_CHECKING:
    from conftest import Read, Run

FILES = Path(__file__).parent.parent / "exchange" / "files" / "iati"
FIRST, NEXT = FILES / "customs-2012.xml", FILES / "customs-2013.xml"
PROJECT = "RG-T1234"


def card(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(f"project show {PROJECT} --json").out)
    return found


def rows(read: Read, sql: str) -> list[tuple[Any, ...]]:
    with read() as reader:
        return [tuple(row) for row in reader.all(sql)]


def test_a_file_is_taken_in_and_accounted_for(caribbean: Run) -> None:
    said = caribbean(f"import {FIRST}", status=1)
    assert (
        said.out
        == """\
Table          New  Changed  As it was  Refused
───────────────────────────────────────────────
projects         1        0          0        1
organisations    1        1          0        0
contributions    1        0          0        0
transactions     2        0          0        0
budgets          1        0          0        0
outcomes         1        0          0        0
indicators       1        0          0        0
documents        1        0          0        0
"""
    )
    assert (
        said.err
        == """\
2 activities: 1 taken in, 1 refused.
Refused:
  line 26, Nobody: has neither an iati-identifier nor a publisher, so it could not be recognised later
Left out, because it could not be kept as it is:
  line 20, XI-IATI-IADB-RG-T1234: transaction, disbursement '99' XXQ: XXQ is not a currency of ISO 4217
Kept otherwise than published:
  2 recipient-country: is kept without a beneficiary: the register has no customs administration for it, or several
  1 transaction, disbursement: has more decimals than its currency: rounded
The register has no column for 2 elements and attributes: in policy-marker (1), document-link (1).
--report FILE lists every one of these.
`tracker undo` takes all of it back.
Error: 1 of 2 activities was refused.
The others are in the register.
"""
    )


def test_a_project_is_made_of_an_activity(caribbean: Run, read: Read) -> None:
    for code in ("JM", "BB"):
        caribbean(f"beneficiary edit {code}-CUSTOMS --country {code}")
    caribbean(f"import {FIRST}", status=1)
    project = card(caribbean)
    assert {name: project[name] for name in ("title", "objective", "themes")} == {
        "title": "Modernización de las aduanas",
        "objective": "Despachar en un día",
        "themes": ["trade facilitation"],
    }
    assert rows(read, "SELECT planned_start, planned_end, actual_start FROM project") == [
        ("2012-01-01", "2014-12-31", None)
    ]
    assert rows(read, "SELECT field, language, text FROM project_text ORDER BY field, language") == [
        ("objective", "es", "Despachar en un día"),
        ("title", "en", "Customs modernisation"),
        ("title", "es", "Modernización de las aduanas"),
    ]
    assert rows(read, "SELECT kind, ordinal, language, text FROM description") == [
        ("general", 1, "es", "Aduanas del Caribe")
    ]
    assert rows(
        read, "SELECT o.code, b.share FROM beneficiary b JOIN organisation o ON o.id = b.organisation_id ORDER BY 1"
    ) == [
        ("BB-CUSTOMS", 400_000),
        ("JM-CUSTOMS", 600_000),
    ]
    assert rows(read, "SELECT kind, code, share FROM project_place ORDER BY code") == [
        ("country", "BB", 400_000),
        ("country", "JM", 600_000),
    ]
    assert rows(read, "SELECT vocabulary, code, share FROM project_sector") == [("1", "33120", 1_000_000)]
    assert rows(
        read,
        """SELECT o.code, k.instrument, k.currency, t.kind, CAST(t.date AS text), t.amount, t.reference, t.publisher
        FROM "transaction" t JOIN contribution k ON k.id = t.contribution_id JOIN organisation o ON o.id = k.donor_id
        ORDER BY t.id""",
    ) == [
        ("IDB", "grant", "USD", "outgoing commitment", "2012-01-15", 100_000_000, "A1", "XI-IATI-IADB"),
        ("IDB", "grant", "USD", "disbursement", "2012-06-15", 25_000_051, "A2", "XI-IATI-IADB"),
    ]
    assert rows(read, "SELECT kind, type, status, amount, currency FROM budget") == [
        ("budget", "original", "indicative", 50_000_000, "USD")
    ]
    assert rows(read, "SELECT relation, identifier FROM related_activity") == [("parent", "XI-IATI-IADB-RG-T1")]
    assert rows(read, "SELECT type, language, text FROM condition") == [("1", "es", "Ley de aduanas")]
    assert rows(read, "SELECT direction, baseline, baseline_date, target, target_date FROM indicator") == [
        ("down", "72", "2012", "48", "2012-12-31")
    ]
    assert rows(read, "SELECT period_start, period_end, target, actual FROM indicator_period") == [
        ("2012-01-01", "2012-12-31", "48", "50")
    ]
    assert rows(read, "SELECT title, location, language FROM document") == [
        ("Perfil", "https://www.iadb.org/rg-t1234", "es")
    ]
    assert rows(read, "SELECT iati_identifier FROM organisation WHERE code = 'IDB'") == [("XI-IATI-IADB",)]


def test_the_same_file_again_changes_nothing(caribbean: Run) -> None:
    caribbean(f"import {NEXT}")
    said = caribbean(f"import {NEXT}")
    assert "Nothing to change: the register has all of it already.\n" in said.err
    assert "projects         0        0          1\n" in said.out
    assert len(caribbean("import --list").out.splitlines()) == 3


def test_a_new_stamp_alone_is_no_change(caribbean: Run, read: Read, tmp_path: Path) -> None:
    def stamped(name: str, year: int, budget: int) -> Path:
        file = tmp_path / name
        text = NEXT.read_text(encoding="utf-8").replace(">550000<", f">{budget}<")
        stamp = f'<iati-activity last-updated-datetime="{year}-01-01T00:00:00Z" '
        file.write_text(text.replace("<iati-activity ", stamp), encoding="utf-8")
        return file

    caribbean(f"import {stamped('one.xml', 2013, 550_000)}")
    assert "Nothing to change" in caribbean(f"import {stamped('two.xml', 2014, 550_000)}").err
    caribbean(f"import {stamped('three.xml', 2015, 560_000)}")
    assert rows(read, "SELECT updated FROM activity") == [("2015-01-01T00:00:00Z",)]


def test_it_is_taken_back_whole(caribbean: Run, read: Read) -> None:
    caribbean(f"import {NEXT} --at AMS-2013")
    caribbean("undo")
    counted = "SELECT (SELECT count(*) FROM project) + (SELECT count(*) FROM activity) + (SELECT count(*) FROM budget)"
    assert rows(read, counted) == [(0,)]
    assert "Nothing is wrong" in caribbean("db check").err


def test_next_year_updates_what_changed_and_nothing_that_somebody_told_since(caribbean: Run) -> None:
    caribbean(f"import {FIRST} --at AMS-2013", status=1)
    caribbean(f'project edit {PROJECT} --title "Nuestro proyecto"')
    caribbean(f"report {PROJECT} --status suspended")
    said = caribbean(f"import {NEXT} --at AMS-2013")
    conflicts = [
        ("title", "Nuestro proyecto", "Reforma de las aduanas"),
        ("status", "suspended", "finalising"),
    ]
    listed = "".join(
        f"  XI-IATI-IADB-RG-T1234: {field}: is {stands} here, as reported since; published is {now}\n"
        for field, stands, now in conflicts
    )
    head = "Conflicts, of which nothing was written over:\n"
    assert f"{head}{listed}--overwrite takes what is published.\n" in said.err
    project = card(caribbean)
    assert (project["title"], project["objective"]) == ("Nuestro proyecto", "Despachar en horas")
    (money,) = project["money"]
    assert (money["committed"], money["disbursed"], money["basis"]) == ("1100000.00", "250000.51", "transactions")
    assert "published data" in caribbean("log").out


def test_the_publisher_has_the_last_word_where_it_is_asked_for(caribbean: Run) -> None:
    caribbean(f"import {FIRST} --at AMS-2013", status=1)
    caribbean(f'project edit {PROJECT} --title "Nuestro proyecto"')
    caribbean(f"report {PROJECT} --status suspended")
    said = caribbean(f"import {NEXT} --at AMS-2013 --overwrite")
    project = card(caribbean)
    assert (project["title"], project["status"]) == ("Reforma de las aduanas", "finalising")
    assert "Conflicts" not in said.err
    # What an import wrote last is the publisher's again.
    assert "Conflicts" not in caribbean(f"import {FIRST} --at AMS-2013", status=1).err


def test_a_transaction_that_is_no_longer_published_goes_and_one_that_was_entered_stays(
    caribbean: Run, read: Read, tmp_path: Path
) -> None:
    caribbean(f"import {NEXT}")
    entered = tmp_path / "entered.csv"
    entered.write_text(f"contribution,kind,date,amount\n{PROJECT}-IDB,disbursement,2013-01-05,777\n")
    caribbean(f"import {entered} --yes")
    without = tmp_path / "without.xml"
    text = NEXT.read_text(encoding="utf-8")
    start = text.index('<transaction ref="A2">')
    without.write_text(
        text[:start] + text[text.index("</transaction>", start) + len("</transaction>") :], encoding="utf-8"
    )
    said = caribbean(f"import {without}")
    assert "No longer published, and taken away: 1 transaction.\n" in said.err
    assert rows(read, 'SELECT kind, amount FROM "transaction" ORDER BY id') == [
        ("outgoing commitment", 110_000_000),
        ("disbursement", 77_700),
    ]


def test_a_former_identifier_is_the_same_project(caribbean: Run, read: Read, tmp_path: Path) -> None:
    caribbean(f"import {NEXT}")
    renamed = tmp_path / "renamed.xml"
    renamed.write_text(
        NEXT.read_text(encoding="utf-8").replace(
            "<iati-identifier>XI-IATI-IADB-RG-T1234</iati-identifier>",
            "<iati-identifier>XI-IATI-IADB-RG-L99</iati-identifier>"
            '<other-identifier type="B1" ref="XI-IATI-IADB-RG-T1234"/>',
        ),
        encoding="utf-8",
    )
    caribbean(f"import {renamed}")
    assert rows(read, "SELECT code, iati_identifier FROM project") == [(PROJECT, "XI-IATI-IADB-RG-L99")]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("--sector 331", "Chosen by:\n  1 sector 331\n"),
        ("--sector 21010 --text ADUANAS,zoll", "Chosen by:\n  1 text ADUANAS\n"),
        ("--country BB,TT --region 1031", "Chosen by:\n  1 country BB\n"),
        ("--since 2014", "Chosen by:\n  1 since 2014\n"),
        ("--sector 21010", "Passed over:\n  1 is not about 21010\n"),
        ("--text zoll --country JM", "Passed over:\n  1 is not about zoll\n"),
        ("--sector 33120 --country TT,HT", "Passed over:\n  1 is not for TT or HT\n"),
        ("--since 2015", "Passed over:\n  1 ended 2014-12-31, before 2015\n"),
        ("--update-only", "Passed over:\n  1 is not in the register\n"),
    ],
)
def test_a_filter_says_what_it_chose_and_left_out(caribbean: Run, asked: str, said: str) -> None:
    told = caribbean(f"import {NEXT} {asked}")
    assert said in told.err
    taken = "1 taken in" if "Chosen" in said else "0 taken in, 1 passed over"
    assert f"1 activity: {taken}.\n" in told.err


def test_a_publisher_whose_sectors_are_its_own_is_to_be_looked_for_by_words(caribbean: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.xml"
    own.write_text(
        NEXT.read_text(encoding="utf-8").replace(
            '<sector vocabulary="1" code="33120"', '<sector vocabulary="99" code="7"'
        )
    )
    said = caribbean(f"import {own} --sector 33120")
    assert "Passed over:\n  1 has no DAC sector; --text searches its words\n" in said.err
    assert "Chosen by:\n  1 text aduana\n" in caribbean(f"import {own} --sector 33120 --text aduana").err
    assert "1 is not about 33120 or zoll\n" in caribbean(f"import {own} --sector 33120 --text zoll").err


def test_only_what_is_new(caribbean: Run) -> None:
    caribbean(f"import {NEXT}")
    said = caribbean(f"import {FIRST} --new-only", status=1)
    assert "2 activities: 0 taken in, 1 passed over, 1 refused.\n" in said.err
    assert "Passed over:\n  1 is already in the register\n" in said.err


def test_the_report_has_every_element_and_amount(caribbean: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    caribbean(f"import {FIRST} --report {report}", status=1)
    with report.open(encoding="utf-8", newline="") as stream:
        assert [",".join(row) for row in csv.reader(stream)] == [
            "what,activity,line,element,value,currency,date,count,why",
            "changed,XI-IATI-IADB-RG-T1234,19,transaction, disbursement,250000.505,USD,2012-06-15,1,"
            "has more decimals than its currency: rounded",
            "left out,XI-IATI-IADB-RG-T1234,20,transaction, disbursement,99,XXQ,2013-06-15,1,"
            "XXQ is not a currency of ISO 4217",
            "refused,Nobody,26,iati-activity,,,,1,"
            "has neither an iati-identifier nor a publisher, so it could not be recognised later",
            *(
                f"changed,XI-IATI-IADB-RG-T1234,,recipient-country,{code},,,1,"
                "is kept without a beneficiary: the register has no customs administration for it, or several"
                for code in ("JM", "BB")
            ),
            "kept,,,budget,500000.00,USD,,1,",
            "kept,,,transaction, disbursement,250000.51,USD,,1,",
            "kept,,,transaction, outgoing commitment,1000000.00,USD,,1,",
            "no column,,,document-link/@format,,,,1,",
            "no column,,,policy-marker,,,,1,",
        ]


def test_nothing_is_written_where_nothing_can_be_kept(caribbean: Run, tmp_path: Path) -> None:
    file = tmp_path / "nobody.xml"
    file.write_text(
        "<iati-activities version='2.03'><iati-activity><budget><period-start iso-date='2012-01-01'/>"
        "<value currency='USD'>5</value></budget></iati-activity></iati-activities>"
    )
    refused = (
        "Refused:\n"
        "  line 1, (no identifier): has neither an iati-identifier nor a title, so it could not be recognised later\n"
        "Error: None of the 1 activity can be taken in; nothing was written.\n"
    )
    assert caribbean(f"import {file}", status=1).err == f"{refused}--report FILE lists their amounts.\n"
    report = tmp_path / "nobody.csv"
    said = caribbean(f"import {file} --report {report}", status=1)
    why = '"has neither an iati-identifier nor a title, so it could not be recognised later"'
    assert said.err == f"{refused}The report was written to {report}.\n"
    assert report.read_text(encoding="utf-8").splitlines() == [
        "what,activity,line,element,value,currency,date,count,why",
        f"refused,,1,iati-activity,,,,1,{why}",
        f"left out,,1,budget,5,USD,2012-01-01,1,{why}",
    ]
    assert caribbean("log --limit 1 --format csv").out.count("import") == 0


def test_a_plan_that_somebody_changed_during_the_question_is_not_carried_out(
    caribbean: Run, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(App, "interactive", True)
    monkeypatch.setattr(App, "confirm", lambda _app, _question: caribbean(f"import {FIRST} --yes", status=1))
    said = caribbean(f"import {NEXT}", status=4).err
    assert said.endswith("Nothing was written. Run the command again to see what it would do now.\n")
    assert rows(read, "SELECT command FROM journal ORDER BY id DESC")[0][0].endswith("customs-2012.xml --yes")


def test_a_dry_run_writes_nothing(caribbean: Run, read: Read) -> None:
    assert "1 would be taken in" in caribbean(f"import {NEXT} --dry-run").err
    assert rows(read, "SELECT count(*) FROM project") == [(0,)]


def test_the_standard_input_can_be_iati(caribbean: Run, read: Read) -> None:
    caribbean("import -", input=NEXT.read_text(encoding="utf-8"))
    assert rows(read, "SELECT name, form FROM imported_file") == [("standard input", "iati")]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (f"import {NEXT} --map a=b", "Error: --map is for tables, and these files are IATI.\n"),
        (f"import {NEXT} {FILES / 'README.md'}", "Error: Some of these files are IATI, and some are not.\n"),
        (f"import {FILES / 'README.md'} --sector 33120", "Error: --sector, --text, --country,"),
        (f"import {NEXT} --new-only --update-only", "Error: --new-only and --update-only leave nothing.\n"),
    ],
)
def test_options_that_make_no_sense_together(caribbean: Run, line: str, error: str) -> None:
    assert caribbean(line, status=2).err.startswith(error)


def test_a_project_that_may_be_the_same_is_pointed_out_and_left_alone(caribbean: Run, read: Read) -> None:
    caribbean(f'project add {PROJECT} --title "Typed by hand" --status active')
    said = caribbean(f"import {NEXT}")
    assert f"  1 iati-identifier: {PROJECT} has no identifier and may be the same project: " in said.err
    caribbean("undo")
    caribbean(f"project edit {PROJECT} --iati-identifier XI-IATI-IADB-RG-T1234")
    said = caribbean(f"import {NEXT}")
    assert "title: is Typed by hand here, as reported since" in said.err
    assert rows(read, "SELECT code, title, objective FROM project") == [
        (PROJECT, "Typed by hand", "Despachar en horas")
    ]


@pytest.mark.parametrize("at", ["AMS-2012", "AMS-2013"])
def test_only_an_open_conference_is_told(caribbean: Run, read: Read, at: str) -> None:
    caribbean("conference close AMS-2013 --yes --accept x")
    said = caribbean(f"import {NEXT} --at {at}", status=4)
    assert said.err.startswith(f"Error: {at} is {'closed' if at == 'AMS-2013' else 'planned'}, ")
    assert rows(read, "SELECT count(*) FROM project") == [(0,)]


def test_what_is_published_moves_with_the_organisation(caribbean: Run, read: Read) -> None:
    caribbean(f"import {FILES / 'old.xml'}")
    caribbean("organisation merge GB-1 --into CIDA --yes")
    assert rows(read, "SELECT o.code FROM activity a JOIN organisation o ON o.id = a.publisher_id") == [("CIDA",)]
    said = caribbean(f"import {FILES / 'old.xml'}")
    assert "Nothing to change" in said.err

"""`tracker export --iati`: projects as a file of IATI 2.03, valid or not there at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import Once, Run, Write
from lxml import etree

from tracker.exchange.iati.checking import validating
from tracker.insight.published.unpublishable import OF_ALL, OF_PROJECTS
from tracker.register.projects.documents import DocumentFacts
from tracker.rules.structure import TABLES

MOVED = """contribution,kind,date,amount,reference,description
P1-IDB,outgoing commitment,2012-03-01,1000000,C1,Agreement
P1-IDB,disbursement,2012-06-30,250000.5,,
P1-IDB,disbursement,2012-07-31,-50000.5,,Refund
"""
OUTCOMES = "project,code,level,title\nP1,O1,outcome,Goods clear faster\nP1,O2,output,No way to measure it\n"
INDICATORS = """project,code,outcome,title,measure,unit,direction,baseline,baseline_date,target,target_date
P1,I1,O1,Clearance time,number,hours,down,72,2011,24,2014-12
P1,I2,O1,Satisfaction,text,,up,low,,high,2014
"""


@pytest.fixture
def portfolio(caribbean: Run, write: Write, tmp_path: Path, once: Once) -> Run:
    """P1 with all that IATI can carry of our own tables, P2 with the least, P3 without a date."""
    run = caribbean

    @once
    def fill_it() -> None:
        run("organisation edit IDB --iati-identifier XI-IATI-IADB")
        for country in ("JM", "BB"):
            run(f"organisation edit {country}-CUSTOMS --country {country}")
        run(
            'project add P1 --title "Riesgos & <gestión>" --objective "Facilitar el comercio"'
            ' --start 2012-03 --end 2014 --theme "single window" --beneficiary JM-CUSTOMS:60'
            " --beneficiary BB-CUSTOMS:40 --lead IDB"
            ' --donor IDB --instrument loan --committed "1m USD" --status active --at AMS-2013'
        )
        run('project add P2 --title "Second" --start 2013-01-15 --status proposed')
        run('project add P3 --title "Third" --status proposed')
        for name, text in (("transactions", MOVED), ("outcomes", OUTCOMES), ("indicators", INDICATORS)):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
            run(f"import {tmp_path / name}.csv --yes")
        with write() as register:
            register.documents.add(
                [
                    DocumentFacts("Evaluation", location="https://example.org/e.pdf", project="P1", language="es"),
                    DocumentFacts("In the cupboard", location="/srv/papers/e.pdf", project="P1"),
                ]
            )
        run('risk add P1/R1 --event "The law is delayed" --category political')

    return run


P1 = """<?xml version='1.0' encoding='utf-8'?>
<iati-activities version="2.03" generated-datetime="2013-01-28T09:30:00Z">
  <iati-activity xml:lang="es">
    <iati-identifier>XI-IATI-IADB-P1</iati-identifier>
    <reporting-org ref="XI-IATI-IADB" type="40">
      <narrative>Inter-American Development Bank</narrative>
    </reporting-org>
    <title>
      <narrative>Riesgos &amp; &lt;gestión&gt;</narrative>
    </title>
    <description type="2">
      <narrative>Facilitar el comercio</narrative>
    </description>
    <participating-org ref="XI-IATI-IADB" type="40" role="1">
      <narrative>Inter-American Development Bank</narrative>
    </participating-org>
    <participating-org ref="XI-IATI-IADB" type="40" role="2">
      <narrative>Inter-American Development Bank</narrative>
    </participating-org>
    <activity-status code="2"/>
    <activity-date type="1" iso-date="2012-03-01">
      <narrative>2012-03</narrative>
    </activity-date>
    <activity-date type="3" iso-date="2014-12-31">
      <narrative>2014</narrative>
    </activity-date>
    <recipient-country code="BB" percentage="40"/>
    <recipient-country code="JM" percentage="60"/>
    <sector vocabulary="1" code="33120"/>
    <transaction ref="C1">
      <transaction-type code="2"/>
      <transaction-date iso-date="2012-03-01"/>
      <value currency="USD" value-date="2012-03-01">1000000.00</value>
      <description>
        <narrative>Agreement</narrative>
      </description>
      <provider-org ref="XI-IATI-IADB" type="40">
        <narrative>Inter-American Development Bank</narrative>
      </provider-org>
      <finance-type code="421"/>
    </transaction>
    <transaction>
      <transaction-type code="3"/>
      <transaction-date iso-date="2012-06-30"/>
      <value currency="USD" value-date="2012-06-30">250000.50</value>
      <provider-org ref="XI-IATI-IADB" type="40">
        <narrative>Inter-American Development Bank</narrative>
      </provider-org>
      <finance-type code="421"/>
    </transaction>
    <transaction>
      <transaction-type code="3"/>
      <transaction-date iso-date="2012-07-31"/>
      <value currency="USD" value-date="2012-07-31">-50000.50</value>
      <description>
        <narrative>Refund</narrative>
      </description>
      <provider-org ref="XI-IATI-IADB" type="40">
        <narrative>Inter-American Development Bank</narrative>
      </provider-org>
      <finance-type code="421"/>
    </transaction>
    <document-link url="https://example.org/e.pdf" format="application/pdf">
      <title>
        <narrative>Evaluation</narrative>
      </title>
      <category code=""/>
      <language code="es"/>
    </document-link>
    <result type="2">
      <title>
        <narrative>Goods clear faster</narrative>
      </title>
      <indicator measure="1" ascending="0">
        <title>
          <narrative>Clearance time</narrative>
        </title>
        <baseline year="2011" value="72"/>
        <period>
          <period-start iso-date="2011-01-01"/>
          <period-end iso-date="2014-12-31"/>
          <target value="24"/>
        </period>
      </indicator>
      <indicator measure="5" ascending="1">
        <title>
          <narrative>Satisfaction</narrative>
        </title>
        <period>
          <period-start iso-date="2012-03-01"/>
          <period-end iso-date="2014-12-31"/>
          <target value="high"/>
        </period>
      </indicator>
    </result>
  </iati-activity>
</iati-activities>
"""


def test_a_project_is_written_with_all_that_iati_can_carry(portfolio: Run) -> None:
    out, err = portfolio("export --iati --reporting-org XI-IATI-IADB --project P1 --language es")
    assert out == P1
    assert err == (
        "Not in the file, for IATI cannot carry it: baselines without a year (1), documents without a web address"
        " (1), outcomes without an indicator (1), units of indicators (1), reports to conferences (1), amounts reported"
        " to conferences (1), risks (1).\n"
        "Rules of the standard that are not kept, and by how many activities:\n"
        "  8.9.3        1  A target of a qualitative indicator has no value\n"
        "  9.28.1       1  document-link/category/@code is a code of the list DocumentCategory, not withdrawn before\n"
        "--report FILE lists every one of these, with its activity.\n"
    )


def test_the_file_is_put_in_place_and_what_is_not_in_it_is_said(portfolio: Run, tmp_path: Path) -> None:
    path, report = tmp_path / "activities.xml", tmp_path / "findings.csv"
    out, err = portfolio(f"export --iati --reporting-org idb -o {path} --report {report}")
    assert out == f"Exported 2 activities as {path}, valid IATI 2.03.\n"
    assert err.startswith("Not in the file, for IATI demands a date and they have none: P3.\n")
    assert "  4.1.1        2  An activity has a default language, or each of its texts has one\n" in err
    assert err.endswith(f"rows written to {report}\n")
    identifiers = [each.text for each in etree.parse(str(path)).iterfind("iati-activity/iati-identifier")]
    assert identifiers == ["XI-IATI-IADB-P1", "XI-IATI-IADB-P2"]
    with report.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[:2] == [
        ["activity", "rule", "asks", "where", "value"],
        ["P3", "left out", "An activity has a date", "", ""],
    ]
    assert [
        "XI-IATI-IADB-P2",
        "6.10.1",
        "A participating organisation has an identifier or a name",
        "participating-org",
        "",
    ] in rows
    assert ["", "left out", "risks", "", "1"] in rows


def test_every_noun_without_a_place_in_iati_is_counted() -> None:
    counted = " ".join((*OF_PROJECTS.values(), *OF_ALL.values())).split()
    # Activities name organisations, a reply goes with its need, and the code of a conference says its series.
    without = {"organisation", "need_reply", "series"}
    kept = {name for name, facts in TABLES.items() if facts.kept and facts.numbered and not facts.goes_with}
    assert {name for name in kept if not TABLES[name].published} - without <= {*counted}


def test_a_check_writes_nothing(portfolio: Run, tmp_path: Path) -> None:
    path = tmp_path / "activities.xml"
    out, err = portfolio(f"export --iati --reporting-org IDB --donor IDB --check -o {path}")
    assert out == "1 activity would be valid IATI 2.03; nothing was written.\n"
    assert "Rules of the standard that are not kept, and by how many activities:\n" in err
    assert not path.exists()


def test_an_invalid_file_is_not_put_in_place(portfolio: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "activities.xml"
    path.write_text("<iati-activities>as it was</iati-activities>", encoding="utf-8")
    space = "http://www.w3.org/2001/XMLSchema"
    strict = f'<x:schema xmlns:x="{space}"><x:element name="iati-activities" type="x:int"/></x:schema>'
    monkeypatch.setattr(validating, "schema", lambda: etree.XMLSchema(etree.fromstring(strict)))
    out, err = portfolio(f"export --iati --reporting-org IDB --project P2 -o {path}", status=1)
    assert out == ""
    assert err.startswith("Error: The file would not be valid IATI 2.03: XI-IATI-IADB-P2: Element 'iati-activities'")
    assert err.endswith("Nothing was written.\n")
    assert path.read_text(encoding="utf-8") == "<iati-activities>as it was</iati-activities>"
    assert list(tmp_path.glob(".tracker-*")) == []


def test_what_is_no_xml_is_not_overwritten(portfolio: Run, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all", encoding="utf-8")
    assert portfolio(f"export --iati --reporting-org IDB -o {path}", status=4).err == (
        f"Error: {path} contains plain text, not IATI activities.\nChoose another name, or overwrite it with --force.\n"
    )


def test_a_status_is_as_the_conference_was_told(portfolio: Run) -> None:
    portfolio("report P1 --status proposed --at AMS-2012")
    for at, code in ((" --at 2012", "1"), (" --at 2013", "2"), ("", "2")):
        out = portfolio(f"export --iati --reporting-org IDB --project P1{at}").out
        status = etree.fromstring(out.encode()).find("iati-activity/activity-status")
        assert status is not None and status.get("code") == code


def test_somebody_elses_activities_are_reported_as_such(portfolio: Run) -> None:
    portfolio("project edit P2 --iati-identifier XM-DAC-1-2")
    out, err = portfolio("export --iati --reporting-org XI-IATI-WCO --project P2")
    reporting = etree.fromstring(out.encode()).find("iati-activity/reporting-org")
    assert reporting is not None
    told = [reporting.get(name) for name in ("ref", "type", "secondary-reporter")]
    assert told == ["XI-IATI-WCO", "", "1"]
    assert err.startswith(
        "No organisation of the register has the IATI identifier XI-IATI-WCO: it has neither name nor type there.\n"
    )


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (
            "--iati",
            2,
            "Error: Missing option --reporting-org: who publishes this: the identifier or code of an organisation.\n"
            "Without a terminal, pass every value as a flag.\n",
        ),
        ("--iati --reporting-org IDP", 3, "Error: There is no organisation 'IDP' in this register.\nDid you mean IDB?"),
        ("--iati --reporting-org NORAD", 2, "Error: NORAD has no IATI identifier.\n"),
        ("--iati --all", 2, "Error: --iati and --all contradict each other.\n"),
        ("--iati --format csv", 2, "Error: --iati and --format contradict each other.\n"),
        ("--donor IDB", 2, "Error: --donor is said of an IATI file.\nGive --iati too.\n"),
        ("--iati --reporting-org IDB --project P9", 3, "Error: There is no project 'P9' in this register.\n"),
        (
            "--iati --reporting-org IDB --project P3",
            1,
            "Error: None of the projects has a date, but IATI requires one.\n",
        ),
        ("--iati --reporting-org IDB --donor NORAD", 1, "Error: No matching projects to export.\n"),
        (
            "--iati --reporting-org IDB --language spanish",
            2,
            "Error: --language 'spanish' is not a code of the list Language.\nUse es (Spanish; Castilian).\n",
        ),
        (
            "--iati --reporting-org IDB --report x.doc",
            2,
            "Error: The format of --report x.doc is not known from its ending.\n",
        ),
    ],
)
def test_what_cannot_be_is_said(portfolio: Run, line: str, status: int, said: str) -> None:
    out, err = portfolio(f"export {line}", status=status)
    assert out == ""
    assert err.startswith(said)

"""`tracker brief`: on the terminal in three languages, as data, and as a Word document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Once, Run, Write
from docx import Document
from factories import ABSENT, Walk
from pypdf import PdfReader

from tracker import tables
from tracker.cli.briefs import brief_language
from tracker.rules import words
from tracker.rules.languages import translator

RATES = {"AMS-2012": {"EUR": "1.30"}, "AMS-2013": {"EUR": "1.35"}}


@pytest.fixture
def told(write: Write, once: Once) -> None:
    """Norad: a pledge kept in half, a risk that rose, a project that is gone, an amount without a rate."""

    @once
    def fill_it() -> None:
        with write() as register:
            w = Walk(register, "AMS-2012", rates=RATES)
            w.conference("AMS-2013", rates=RATES["AMS-2013"], start_date="2013-01-28", end_date="2013-02-01")
            norad = w.organisation("NORAD", name="Norad", kind="bilateral agency", country="NO")
            french = {"organisation_id": norad, "language": "fr", "name": "Agence norvégienne"}
            register.journal.insert(tables.organisation_name, [french])
            register.journal.insert(
                tables.contact, [{"organisation_id": norad, "name": "Kari", "email": "kari@norad.example"}]
            )
            pledged = [{"pledged": 900_000_00}] * 2
            w.money("P1", "NORAD", "EUR", 400_000_00, 500_000_00, reason="new money", told=pledged)
            w.money("P2", "NORAD", "USD", 50_000_00, ABSENT)
            w.money("P3", "NORAD", "JPY", ABSENT, 2_000_000)
            for project in ("P1", "P3"):
                w.shares(project, "AMS-2013", JM_CUSTOMS=100)
            scores = {"AMS-2012": {"likelihood": 2, "impact": 3}, "AMS-2013": {"likelihood": 4, "impact": 4}}
            w.part("risk", "P1/R1", scores, owner="Ministry")


DONOR = """\
Norad (NORAD)
Donor brief for AMS-2013, 28 January – 1 February 2013

Kind           bilateral agency
Country        Norway
Contacts       Kari, kari@norad.example
As reported at     AMS-2013, 28 January – 1 February 2013
Compared with  AMS-2012, 2012

Portfolio as reported at AMS-2013

Project         Status            Pledged     Committed
───────────────────────────────────────────────────────
P1  Project P1  active  EUR    900,000.00    500,000.00
P3  Project P3  active  JPY             –     2,000,000
───────────────────────────────────────────────────────
Total                   EUR    900,000.00    500,000.00
Total                   JPY                   2,000,000
Converted          USD  1,215,000.00    675,000.00
No amount was reported for: interest, disbursed. Rates: 1\xa0EUR = 1.35\xa0USD (2013, annual average, test). \
Without a rate, so not included in the converted total: committed 2,000,000\xa0JPY.

Changes since AMS-2012

- New: P3 Project P3
- Not presented again: P2 Project P2

Money, by cause

Measure    Why                              USD  Where
──────────────────────────────────────────────────────
Pledged    AMS-2012                1,170,000.00
           Exchange rates            +45,000.00  P1
           AMS-2013                1,215,000.00
Committed  AMS-2012                  570,000.00
           Changed: new money       +130,000.00  P1
           Projects not presented    -50,000.00  P2
           Exchange rates            +25,000.00  P1
           AMS-2013                  675,000.00

Changes in what was reported

Item  What           Was  Is
────────────────────────────────────────
P1    beneficiaries  –    JM-CUSTOMS 100%

Pledges not kept

Contribution                Pledged   Committed  Outstanding  Since (age)
─────────────────────────────────────────────────────────────────────────
P1-NORAD  Project P1  EUR  900,000.00  500,000.00   400,000.00  AMS-2012 (1)
Outstanding in total: 400,000.00\xa0EUR. Outstanding is the part of a pledge for which no commitment and no payment \
was reported. Age counts the conferences since the pledge was first reported, even if it was repeated.

What was agreed

No action point, recommendation or partnership is recorded.

On track or behind

Project  Time         Money        Results      Risk         Evaluation
───────────────────────────────────────────────────────────────────────
P1       cannot tell  cannot tell  cannot tell  off          cannot tell
P3       cannot tell  cannot tell  cannot tell  cannot tell  cannot tell

Behind or off

Project  Aspect  State  Why
──────────────────────────────────────────────
P1       risk    off    worst open risk: critical

Risks that rose, or are high or critical

Risk   Event               Was  Score  Level     Since last time  Owner
──────────────────────────────────────────────────────────────────────────
P1/R1  Government changes    6     16  critical  rose             Ministry

Outcomes behind or off

No indicator was reported.

Milestones overdue

No milestone was reported.

Open questions

- Presented last time but not this time: P2. What became of them?
- AMS-2013 has no rate from JPY to USD, so P3-NORAD is not included in totals in USD.
"""


def plain(text: str) -> str:
    """What is said, whatever the widths of columns are."""
    return "\n".join(" ".join(line.split()) for line in text.replace("─", "").splitlines())


def test_a_donor_on_one_sheet(told: None, run: Run) -> None:
    assert plain(run("brief donor norad --at 2013").out) == plain(DONOR)


def test_in_french_with_the_names_and_figures_of_the_language(told: None, run: Run) -> None:
    said = plain(run("brief donor NORAD --at 2013 --language fr").out)
    assert said.startswith(
        "Agence norvégienne (NORAD)\nNote sur le donateur pour AMS-2013, 28 janvier – 1er février 2013\n\n"
        "Type agence bilatérale\nPays Norvège\n"
    )
    assert "P1 Project P1 en cours EUR 900 000,00 500 000,00\n" in said
    assert "Variation : nouveaux fonds +130 000,00 P1\n" in said
    assert "P1/R1 Government changes 6 16 critique en hausse Ministry\n" in said
    assert "P1 risque en échec pire risque ouvert : critique\n" in said
    fiche = plain(run("brief project P1 --at 2013 --language es").out)
    assert "Fondos sin datos no se comunicaron los desembolsos de todos los compromisos\n" in fiche
    lights = json.loads(run("brief project P1 --at 2013 --json").out)["lights"]
    risk = {"project": "P1", "of": "risk", "light": "off", "reason": "worst open risk: critical", "computed": None}
    assert lights[3] == risk


def test_in_spanish(told: None, run: Run) -> None:
    said = plain(run("brief beneficiary JM-CUSTOMS --at 2013 --language es").out)
    assert "Cartera, según lo comunicado en AMS-2013\n" in said
    assert "P1 Project P1 en ejecución NORAD 100 % EUR 900.000,00 500.000,00\n" in said
    assert "Promesas no cumplidas\n\nContribución Prometido Comprometido Pendiente Desde (antigüedad)\n" in said


@pytest.fixture
def agreed(told: None, run: Run, once: Once) -> Run:
    """What was agreed with Norad and with others, told to AMS-2012 and AMS-2013."""

    @once
    def fill_it() -> None:
        for line in (
            'partnership add "joint evaluation" --kind "bilateral meeting" --with NORAD --with JM-CUSTOMS --at 2012'
            ' --agreed "Evaluate together."',
            'partnership add "counterfeit goods" --kind "standing mechanism" --with NORAD --with JM-CUSTOMS --at 2012'
            ' --date 2012-02 --area "intellectual property" --project P1',
            'action add "Pay the first half" --owner NORAD --due 2014-06 --at 2012',
            'action add "Send the terms" --owner JM-CUSTOMS --due 2012-12 --partnership 2 --at 2012',
            'action add "Done long ago" --owner NORAD --at 2012',
            'action add "Of somebody else" --owner JM-CUSTOMS --at 2012',
            'recommendation add "Closer cooperation" --at 2012',
            'recommendation add "Better evaluation" --owner NORAD --due next --at 2012',
            "recommendation link 2012/REC1 --project P1",
            "action report 2012/A3 --status done --verified-by JM-CUSTOMS --at 2012",
            'action report 2012/A1 --status "in progress" --note "A quarter is paid" --at 2013',
        ):
            run(line)

    return run


AGREED = """\
What was agreed

Action points

Code Text Owner Due Status

AMS-2012/A2 Send the terms JM-CUSTOMS December 2012 open, overdue
AMS-2012/A1 Pay the first half (A quarter is paid) NORAD June 2014 in progress

Recommendations

Code Text Owner Due Status

AMS-2012/REC1 Closer cooperation – open
AMS-2012/REC2 Better evaluation NORAD AMS-2013 open

Partnerships

- Standing mechanism with The JM-CUSTOMS (JM-CUSTOMS), AMS-2012, February 2012: counterfeit goods. \
Areas: intellectual property. Projects that follow: P1 Project P1. Overdue action points: AMS-2012/A2.
- Bilateral meeting with The JM-CUSTOMS (JM-CUSTOMS), AMS-2012: joint evaluation. Agreed: Evaluate together.

On track"""


def test_what_was_agreed_with_an_organisation_is_there_and_overdue_first(agreed: Run) -> None:
    assert AGREED in plain(agreed("brief donor NORAD --at 2013").out)
    mine = json.loads(agreed("brief beneficiary JM-CUSTOMS --at 2013 --json").out)
    assert [row["code"] for row in mine["action_points"]] == ["AMS-2012/A2", "AMS-2012/A4"]
    assert [row["number"] for row in mine["partnerships"]] == [2, 1]
    assert [row["projects"] for row in mine["partnerships"]] == [["P1"], []]
    then = json.loads(agreed("brief donor NORAD --at 2012 --json").out)
    assert [(row["code"], row["status"]) for row in then["action_points"]] == [
        *(("AMS-2012/A1", "open"), ("AMS-2012/A2", "open"), ("AMS-2012/A3", "done")),
    ]
    said = plain(agreed("brief donor NORAD --at 2013 --language es").out)
    assert "AMS-2012/A2 Send the terms JM-CUSTOMS diciembre de 2012 abierto, vencido\n" in said
    assert (
        "- Mecanismo permanente con The JM-CUSTOMS (JM-CUSTOMS), AMS-2012, febrero de 2012: counterfeit goods." in said
    )
    assert "Ámbitos: propiedad intelectual." in said


def test_out_of_a_record_a_brief_knows_what_was_not_presented_again(agreed: Run) -> None:
    for conference in ("2012", "2013"):
        agreed(f"conference close {conference} --accept 'as it was' --yes")
    now, then = (agreed(f"brief donor NORAD --at {at}").out for at in ("2013", "2013@1"))
    assert "- Not presented again: P2 Project P2\n" in now
    # No record keeps how to reach people.
    now = now.replace("Kari, kari@norad.example", "none recorded")
    assert plain(then).replace("AMS-2013@1", "AMS-2013") == plain(now)


def test_the_fiche_of_a_project(told: None, run: Run) -> None:
    said = plain(run("brief project P1 --at 2013").out)
    headings = ["Objective", "Implementation plan", "Expected outcomes", "Indicators", "Risk assessment"]
    headings += ["Budget and financing gap", "Beneficiaries", "Changes since AMS-2012", "Pledges not kept", "History"]
    headings += ["Decisions", "Open questions"]
    lines = said.splitlines()
    assert [line for line in lines if line in headings] == headings
    assert "Pledged and not committed yet: 400,000.00 EUR." in lines
    assert "The total cost of the project is not recorded, so the financing gap is unknown." in lines
    assert "R1 Government changes Ministry 4 × 4 = 16, critical rose from 6" in lines


def test_trainings_and_evaluations_are_in_briefs_of_all_three_kinds(told: None, run: Run) -> None:
    """A beneficiary reads its own seats, a donor those of the whole; what is dated after the conference is in none."""
    run('training add T1 --title "Targeting" --start 2012-06 --funder NORAD --project P1')
    run('training add T2 --title "Later" --start 2014 --funder NORAD --project P1')
    run("training attend T1 --persons 'over 30'")
    run("training attend T1 --administration JM-CUSTOMS --persons 12 --women 5")
    run("training attend T2 --administration JM-CUSTOMS --persons 9")
    run("evaluation add P1 --by NORAD --kind self --date 2012-12-31 --criterion effectiveness --rating good")
    told_of = "Evaluations\n\nProject Criterion Self\n\nP1 effectiveness good, 31 December 2012\n\nTrainings\n\n"
    donor = plain(run("brief donor NORAD --at 2013").out)
    assert told_of + "Training Title Date Funded by Participants\n\nT1 Targeting June 2012 Norad over 30\n" in donor
    beneficiary = plain(run("brief beneficiary JM-CUSTOMS --at 2013 --language fr").out)
    assert "Critère Auto-évaluation\n\nP1 effectiveness good, 31 décembre 2012\n" in beneficiary
    assert "Financée par Ses agents Femmes\n\nT1 Targeting juin 2012 Agence norvégienne 12 5\n" in beneficiary
    assert "T2" not in beneficiary
    fiche = plain(run("brief project P1 --at 2013 --language es").out)
    assert "Capacitaciones\n\nCapacitación Título Fecha Financiada por Participantes\n\nT1 Targeting " in fiche
    assert "Norad más de 30\n" in fiche
    read = json.loads(run("brief project P1 --at 2013 --json").out)["trainings"]
    assert [(one["code"], one["stated"], one["persons"]) for one in read] == [("T1", "over", 30)]


def test_a_text_that_changed_may_have_an_apostrophe(told: None, run: Run) -> None:
    run('report P1 --title "Jamaica\'s customs" --at 2013')
    assert "Jamaica's customs" in run("brief project P1 --at 2013").out


def test_json_is_in_no_language(told: None, run: Run) -> None:
    english, french = (
        run(f"brief donor NORAD --at 2013 --json --language {language}").out for language in ("en", "fr")
    )
    assert english == french
    data = json.loads(english)
    assert (data["code"], data["told_at"], data["compared_with"]) == ("NORAD", "AMS-2013", "AMS-2012")
    assert data["pledges_not_kept"] == [
        {
            "project": "P1",
            "title": "Project P1",
            "contribution": "P1-NORAD",
            "donor": "NORAD",
            "currency": "EUR",
            "pledged": "900000.00",
            "committed": "500000.00",
            "disbursed": None,
            "outstanding": "400000.00",
            "since": "AMS-2012",
            "age": 1,
            "state": "told",
            "ended_reason": None,
        }
    ]
    assert [question["kind"] for question in data["questions"]] == ["not presented", "no rate"]
    fiche = json.loads(run("brief project P1 --at 2013 --json").out)
    assert fiche["seeking_funding"] is False
    assert fiche["gaps"] == [
        {
            "currency": "EUR",
            "pledged": "900000.00",
            "committed": "500000.00",
            "disbursed": None,
            "to_commit": "400000.00",
            "to_pay": None,
        }
    ]


def test_a_word_document_says_what_the_terminal_says(told: None, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "norad.docx"
    answer = run(f"brief donor NORAD --at 2013 -o {path}")
    assert (answer.out, answer.err) == ("", f"Norad (NORAD) written to {path}\n")
    document = Document(str(path))
    shown = plain(run("brief donor NORAD --at 2013").out)
    said = [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    for text in said:
        assert " ".join(text.split()) in shown.replace("\n", " ")
    again = tmp_path / "again.docx"
    run(f"brief donor NORAD --at 2013 -o {again}")
    assert again.read_bytes() == path.read_bytes()


def test_a_pdf_says_what_the_terminal_says(told: None, run: Run, tmp_path: Path) -> None:
    for conference in ("2012", "2013"):
        run(f"conference close {conference} --accept 'as it was' --yes")
    known = json.loads(run("conference list --json").out)
    for language, record in (
        ("en", "Sealed record {}, SHA-256 {}"),
        ("es", "Acta sellada {}, SHA-256 {}"),
        ("fr", "Procès-verbal scellé {}, SHA-256 {}"),
    ):
        path = tmp_path / f"{language}.pdf"
        answer = run(f"brief donor NORAD --at 2013 --language {language} -o {path}")
        assert (answer.out, answer.err.partition(" written to ")[2]) == ("", f"{path}\n")
        pages = [page.extract_text() for page in PdfReader(path).pages]
        for page in pages:
            assert record.format(known[1]["record"], known[1]["sha256"]) in page
        printed = "".join("".join(pages).split())
        for line in run(f"brief donor NORAD --at 2013 --language {language}").out.splitlines():
            for cell in re.split(r" {2,}", line.removeprefix("- ").replace("─", "")):
                assert "".join(cell.split()) in printed


def test_a_pdf_of_a_record_is_the_same_bytes_on_another_day(
    told: None, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("conference close 2012 --accept 'as it was' --yes")
    made = []
    for at in ("2012", "2013"):  # one is sealed, the other a draft
        for day in ("2020-01-01", "2021-02-02"):
            monkeypatch.setenv("TRACKER_NOW", day)
            run(f"brief project P1 --at {at} -o {tmp_path / 'p1.pdf'}")
            made.append((tmp_path / "p1.pdf").read_bytes())
    assert made[0] == made[1] and made[2] == made[3]
    assert "Draft of a planned conference" in PdfReader(tmp_path / "p1.pdf").pages[0].extract_text()


def test_a_pdf_replaces_a_pdf_and_no_other_file(told: None, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p1.pdf"
    path.write_bytes(b"GIF89a")
    said = run(f"brief project P1 --at 2013 -o {path}", status=4).err
    assert f"{path} contains an image, not a PDF document." in said
    run(f"brief project P1 --at 2013 --paper letter --force -o {path}")
    run(f"brief project P1 --at 2013 --paper letter -o {path}")
    assert PdfReader(path).pages[0].mediabox.width == 612


def test_markdown_and_json_go_into_files_as_they_are_called(told: None, run: Run, tmp_path: Path) -> None:
    run(f"brief donor NORAD --at 2013 -o {tmp_path / 'norad.md'}")
    assert (tmp_path / "norad.md").read_text(encoding="utf-8").startswith("# Norad (NORAD)\n\nDonor brief for AMS-2013")
    run(f"brief donor NORAD --at 2013 -o {tmp_path / 'norad.json'}")
    assert json.loads((tmp_path / "norad.json").read_text(encoding="utf-8"))["code"] == "NORAD"


def test_a_template_of_ones_own(told: None, run: Run, tmp_path: Path) -> None:
    template, path = tmp_path / "letter.docx", tmp_path / "norad.docx"
    assert run(f"brief template -o {template}").err.startswith(f"Template written to {template}\nNext: `tracker brief")
    document = Document(str(template))
    document.paragraphs[0].insert_paragraph_before("Ministry of Finance")
    document.save(str(template))
    run(f"brief project P1 --at 2013 --template {template} -o {path}")
    assert [p.text for p in Document(str(path)).paragraphs][:2] == ["Ministry of Finance", "P1  Project P1"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (
            "-o brief.odt",
            "The ending of -o brief.odt is not a known format.\nUse the ending .docx, .pdf, .md or .json.",
        ),
        ("-o brief", "The ending of -o brief is not a known format."),
        ("--json -o brief.docx", "--format json and -o brief.docx contradict each other."),
        ("--json -o brief.pdf", "--format json and -o brief.pdf contradict each other."),
        ("--template own.docx", "--template needs a Word document as output."),
        ("--template own.docx -o brief.pdf", "--template needs a Word document as output."),
        ("--paper letter -o brief.docx", "--paper needs a PDF as output."),
        ("-o nowhere/brief.docx", "there is no folder nowhere"),
        ("--template nowhere.docx -o brief.docx", "--template 'nowhere.docx' cannot be read"),
        ("--language de", "--language 'de' is not valid.\nUse one of en, es, fr."),
    ],
)
def test_what_does_not_go_together(
    flags: str, said: str, told: None, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in run(f"brief donor NORAD --at 2013 {flags}", status=2).err
    assert list(tmp_path.glob("brief*")) == []


def test_a_file_stays_as_it_was_where_the_template_lacks_a_style(told: None, run: Run, tmp_path: Path) -> None:
    template, path = tmp_path / "letter.docx", tmp_path / "norad.docx"
    Document().save(str(template))
    Document().save(str(path))
    before = path.read_bytes()
    answer = run(f"brief donor NORAD --at 2013 --template {template} -o {path}", status=2)
    assert 'has no styles "Brief Text", "Brief Head", "Brief Table"' in answer.err
    assert path.read_bytes() == before


def test_before_a_conference_is_told_anything_the_last_one_speaks(told: None, run: Run, write: Write) -> None:
    with write() as register:
        row = {"code": "AMS-2014", "series_id": 1, "sequence": 3, "state": "open", "currency": "USD"}
        register.journal.insert(tables.conference, [row])
    said = plain(run("brief donor NORAD").out)
    assert "Donor brief for AMS-2014, date unknown\n" in said
    assert "Nothing has been reported to AMS-2014 yet. This is what was reported to AMS-2013.\n" in said


@pytest.fixture
def shared(run: Run) -> Run:
    """P1 is for Haiti alone, P2 for Haiti and Jamaica; nobody gave a share."""
    run("series add AMS --name Americas")
    for year in ("2012", "2013"):
        run(f"conference add AMS-{year} --start {year} --currency USD")
    for code in ("IDB", "HT", "JM"):
        run(f"organisation add {code} --name {code} --kind government")
    run("conference open 2012")
    for project, who in (("P1", "HT"), ("P2", "HT --beneficiary JM")):
        money = "--donor IDB --committed '500,000 USD'"
        run(f"project add {project} --title {project} --status active {money} --beneficiary {who} --at 2012")
    run("conference close 2012 --accept all --yes")
    run("conference open 2013")
    return run


def changes_of(brief: str) -> str:
    return brief.partition("Changes since")[2].partition("Pledges not kept")[0]


def test_nothing_has_changed_only_where_that_is_so(shared: Run) -> None:
    assert "Nothing that was reported has changed." in changes_of(shared("brief beneficiary HT").out)
    shared("report P1 --donor IDB --committed '+100,000 USD' --reason 'new money'")
    assert changes_of(shared("brief beneficiary HT").out) == SOLE
    assert "Nothing that was reported has changed." in changes_of(shared("brief beneficiary JM").out)
    shared("report P2 --donor IDB --committed '+1 USD' --reason correction")
    # A record knows no shares either, and reckons the same.
    row = json.loads(shared("beneficiary list --at 2012@1 --json").out)[0]
    assert (row["code"], row["committed"]) == ("HT", "500000.00")
    assert changes_of(shared("brief beneficiary JM").out) == SEVERAL
    data = json.loads(shared("brief beneficiary JM --json").out)
    assert [row["amount"] for row in data["changes_money"]] == []
    assert data["changes_whole_money"] == [
        {
            "measure": "committed",
            "term": "changed",
            "reason": "correction",
            "amount": "1.00",
            "currency": "USD",
            "projects": ["P2"],
        }
    ]
    assert [(row["term"], row["amount"]) for row in data["changes_whole_totals"]] == [
        ("from_total", "500000.00"),
        ("to_total", "500001.00"),
    ]


SOLE = """ AMS-2012

Money, by cause

Measure    Why                         USD
──────────────────────────────────────────
Committed  AMS-2012             500,000.00
           Changed: new money  +100,000.00
           AMS-2013             600,000.00

"""
SEVERAL = """ AMS-2012

Money of whole contributions, by cause

Measure    Why                         USD  Where
─────────────────────────────────────────────────
Committed  AMS-2012             500,000.00
           Changed: correction       +1.00  P2
           AMS-2013             500,001.00
Its share in these projects is unknown.

"""


def test_every_word_that_a_brief_may_say_is_translated() -> None:
    said = {*brief_language.VOCABULARY}
    for vocabulary in (
        words.MEASURES,
        words.STATUSES,
        words.SCOPES,
        words.ORGANISATION_KINDS,
        words.INSTRUMENTS,
        words.CONTRIBUTION_ROLES,
        words.REASONS,
        words.RESPONSES,
        words.RISK_STATUSES,
        words.RISK_LEVELS,
        words.FOLLOW_UP_STATUSES,
        words.PARTNERSHIP_KINDS,
        words.RATE_METHODS,
    ):
        assert set(vocabulary) <= said
    spanish = translator("brief", "es")
    assert (spanish("disbursed"), spanish("in-kind experts")) == ("desembolsado", "expertos en especie")


def test_nothing_of_word_is_imported_for_a_terminal() -> None:
    code = (
        "import sys; from tracker.cli import main; import tracker.cli.briefs.brief, tracker.cli.briefs.party_paper,"
        " tracker.cli.briefs.fiche_paper, tracker.cli.briefs.brief_json, tracker.output.paper;"
        " print([name for name in ('docx', 'lxml', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""`tracker agenda`: on the terminal in three languages, as data, and on paper with room to write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from pypdf import PdfReader

from tracker.cli.book.agenda_paper import in_words
from tracker.cli.briefs.brief_language import Tongue
from tracker.insight.briefs.agenda import OpenDecision
from tracker.insight.briefs.translated_names import TranslatedNames

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run


@pytest.fixture
def meeting(caribbean: Run, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two donors in one project, a proposal, one project left out this time, and something open of everything."""

    @once
    def fill_it() -> None:
        for line in (
            "organisation edit JM-CUSTOMS --country JM",
            "conference edit 2013 --city Bridgetown --country BB --theme 'risk management'",
            "project add P1 --title 'Risk management' --status active --donor IDB --committed '400,000 USD'"
            " --beneficiary JM-CUSTOMS --at 2012",
            "report P1 --donor NORAD --pledged '500,000 USD' --at 2012",
            "project add P2 --title 'Single window' --status active --donor IDB --committed '1m USD' --at 2012"
            " --beneficiary BB-CUSTOMS",
            "report P1 --donor NORAD --committed '100,000 USD' --at 2013",
            "report P1 --donor IDB --committed '450,000 USD' --at 2013",
            "project add P3 --title 'A laboratory' --status proposed --beneficiary BB-CUSTOMS --at 2013",
            "project add P4 --title 'Post' --status active --donor EU --committed '5 USD' --at 2013",
            "need add 'An operator scheme' --beneficiary JM-CUSTOMS --at 2012",
            "need add 'Train officers' --beneficiary BB-CUSTOMS --at 2012",
            "need add 'A new building' --beneficiary BB-CUSTOMS --at 2012",
            "need reply N1 --donor EU --as does",
            "action add 'Send the terms' --owner JM-CUSTOMS --due 2012-12 --at 2012",
            "recommendation add 'Closer cooperation' --at 2012",
            "action add 'New this time' --at 2013",
            f"request send 2013 --to EU --due 2013-01-30 -d {tmp_path_factory.mktemp('out')}",
        ):
            caribbean(line)

    return caribbean


AGENDA = """\
Agenda
AMS-2013 · 28 January – 1 February 2013

Place Bridgetown, Barbados
Themes risk management
To go through projects: 3, donors that present them: 2, decisions: 6

Projects in order of presentation

Donors are listed in the order of their codes. Each presents the projects to which it has committed most. Projects \
without a donor come last.

European Union (EU)

No. Project Status What is asked

1 P4 Post active No beneficiary is named: P4. Who is it for?

Inter-American Development Bank (IDB)

No. Project For With Status What is asked

2 P1 Risk management JM-CUSTOMS NORAD active P1-IDB: Committed is up by 50,000.00 USD, and no reason is given. Why?

Without a donor

No. Project For Status What is asked

3 P3 A laboratory BB-CUSTOMS proposed No donor yet: P3. Who could pay?

Who has not answered

Organisation As Due Projects without an answer

European Union (EU) Donor 30 January 2013 1 of 1

Decisions to take

Projects not presented again

About To decide

P2 Single window: presented at AMS-2012. Does it continue, or has it ended?

Proposals seeking funding

About To decide

P3 A laboratory, for Barbados customs. Who could pay for it?

Pledges not kept

About To decide

P1-NORAD Norad: 400,000.00\xa0USD outstanding, the oldest since AMS-2012. When will it be committed?

Needs not agreed, or agreed only in part

About To decide

N2, N3 Barbados customs: 2 needs. Who could help?

Open action points

About To decide

AMS-2012/A1 Send the terms (Jamaica customs, due December 2012, overdue). Is it done, does it go on, or is it dropped?

Open recommendations

About To decide

AMS-2012/REC1 Closer cooperation (without an owner). Is it done, does it go on, or is it dropped?
"""


def plain(text: str) -> str:
    """What is said, whatever the widths of columns are."""
    return "\n".join(" ".join(line.split()) for line in text.replace("─", "").splitlines())


def data(run: Run, line: str) -> Any:
    return json.loads(run(f"{line} --json").out)


def test_the_order_what_is_asked_who_is_silent_and_what_is_to_be_decided(meeting: Run) -> None:
    assert plain(meeting("agenda 2013").out) == plain(AGENDA)


def test_in_spanish_and_french(meeting: Run) -> None:
    spanish, french = (plain(meeting(f"agenda 2013 --language {language}").out) for language in ("es", "fr"))
    assert spanish.startswith("Orden del día\nAMS-2013 · 28 de enero – 1 de febrero de 2013\n")
    assert "P3 A laboratory, para Barbados customs. ¿Quién podría financiarlo?\n" in spanish
    assert french.startswith("Ordre du jour\n")
    assert "Thèmes gestion des risques\n" in french
    assert "N2, N3 Barbados customs : 2 besoins. Qui pourrait aider ?\n" in french


@pytest.mark.parametrize(
    "language, asked",
    [
        ("en", "A scanner, for an unnamed beneficiary. Who could pay for it?"),
        ("es", "A scanner, para un beneficiario no indicado. ¿Quién podría financiarlo?"),
        ("fr", "A scanner, pour un bénéficiaire non indiqué. Qui pourrait le financer ?"),
    ],
)
def test_a_proposal_without_a_beneficiary(language: str, asked: str) -> None:
    tongue = Tongue(language, TranslatedNames({}, {}, {}), {})
    assert plain(in_words(OpenDecision("proposal", "P9", "A scanner"), tongue)) == asked


def test_as_data_it_is_in_no_language(meeting: Run) -> None:
    found = data(meeting, "agenda 2013")
    assert found == data(meeting, "agenda 2013 --language fr")
    assert (found["conference"], found["compared_with"]) == ("AMS-2013", "AMS-2012")
    assert [(row["position"], row["presenter"], row["project"]) for row in found["projects"]] == [
        (1, "EU", "P4"),
        (2, "IDB", "P1"),
        (3, None, "P3"),
    ]
    assert [(row["organisation"], row["silent"]) for row in found["silent"]] == [("EU", 1)]
    assert [(row["kind"], row["about"], row["outstanding"], row["overdue"]) for row in found["decisions"]] == [
        ("not presented", ["P2"], None, False),
        ("proposal", ["P3"], None, False),
        ("pledges", ["P1-NORAD"], "400000.00", False),
        ("needs", ["N2", "N3"], None, False),
        ("action point", ["AMS-2012/A1"], None, True),
        ("recommendation", ["AMS-2012/REC1"], None, False),
    ]


def test_paper_has_room_to_write(meeting: Run, tmp_path: Path) -> None:
    shown = meeting("agenda 2013").out
    said = meeting(f"agenda 2013 -o {tmp_path / 'agenda.pdf'}")
    assert (said.out, said.err) == ("", f"Agenda written to {tmp_path / 'agenda.pdf'}\n")
    printed = "".join("".join(page.extract_text() for page in PdfReader(tmp_path / "agenda.pdf").pages).split())
    for line in shown.splitlines():
        for cell in line.replace("─", "").split("  "):
            assert "".join(cell.split()) in printed
    assert printed.count("AboutTodecideDecided") == 6
    meeting(f"agenda 2013 -o {tmp_path / 'agenda.docx'}")
    tables = Document(str(tmp_path / "agenda.docx")).tables
    heads = [[cell.text for cell in table.rows[0].cells] for table in tables]
    assert heads.count(["About", "To decide", "Decided"]) == 6
    assert all(row.height for row in tables[-1].rows[1:])


def test_a_conference_that_was_told_nothing(meeting: Run) -> None:
    for line in ("series add HTI --name Haiti", "conference add HTI-2010 --start 2010 --currency USD"):
        meeting(line)
    said = plain(meeting("agenda HTI-2010").out)
    assert "To go through projects: 0, donors that present them: 0, decisions: 0\n" in said
    assert said.endswith("No request for data was sent.\n\nDecisions to take\n\nNone.")
    assert meeting("agenda AMS-1999", status=3).err.startswith("Error: ")

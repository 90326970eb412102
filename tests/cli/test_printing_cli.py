"""What of a pack is printed or shown: the book and the agenda as pdf, and the pages for the plenary."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run

HOSTILE = "#eval(1) $x$ *b* <script>alert(1)</script> @r // \\\\ ]]>"


@pytest.fixture
def held(caribbean: Run, once: Once) -> Run:
    """Two conferences: a pledge, a risk, needs, and one project whose texts are hostile; 2012 is closed."""

    @once
    def fill_it() -> None:
        for line in (
            "organisation edit JM-CUSTOMS --country JM",
            "conference edit 2013 --title 'Fourth Meeting'",
            f"organisation edit BB-CUSTOMS --name '{'n' * 500}'",
            "project add P1 --title 'Risk management' --status active --donor IDB --committed '400,000 USD'"
            " --pledged '500,000 USD' --beneficiary JM-CUSTOMS --theme 'risk management' --at 2012",
            "risk add P1/R1 --event 'A new government' --category political",
            "risk report P1/R1 --likelihood 4 --impact 4 --at 2012",
            "need add 'Train officers' --beneficiary BB-CUSTOMS --at 2012",
            "report P1 --donor IDB --committed '450,000 USD' --reason 'new money' --at 2013",
            f"project add P2 --title '{HOSTILE}' --status proposed --beneficiary BB-CUSTOMS"
            f" --objective '{HOSTILE}' --at 2013",
            "conference close 2012 --accept 'as it was' --yes",
        ):
            caribbean(line)

    return caribbean


def bookmarks(found: list[Any]) -> list[Any]:
    return [bookmarks(one) if isinstance(one, list) else one.title for one in found]


def _sizes(pages: Any) -> set[tuple[int, int]]:
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages}


def test_the_pack_has_the_book_the_plenary_and_the_agenda_to_print(held: Run, tmp_path: Path) -> None:
    held(f"pack 2013 --paper letter -o {tmp_path / 'pack'}/")
    assert {path.name for path in (tmp_path / "pack").iterdir()} >= {"book.pdf", "plenary.pdf", "agenda.pdf"}
    for name in ("book", "plenary", "agenda"):
        made = PdfReader(tmp_path / "pack" / f"{name}.pdf").pages
        assert _sizes(made) <= ({(960, 540)} if name == "plenary" else {(612, 792), (792, 612)})
        for number in (1, len(made)):
            page = " ".join(made[number - 1].extract_text().split())
            assert "AMS-2013: Fourth Meeting" in page
            assert "Draft of an open conference" in page
            assert f"Page {number} of {len(made)}" in page
    marks = bookmarks(PdfReader(tmp_path / "pack" / "book.pdf").outline)
    assert marks.index("What changed") < marks.index("Risks") < marks.index("Fiches")
    fiches = marks[marks.index("Fiches") + 1]
    assert [fiche for fiche in fiches if isinstance(fiche, str)] == ["P1  Risk management", f"P2  {HOSTILE}"]


def test_pages_for_the_screen_have_no_paper(held: Run, tmp_path: Path) -> None:
    said = held(f"pack 2013 --only plenary --paper letter -o {tmp_path / 'plenary.pdf'}", status=2).err
    assert "--paper is for what is printed.\nName one of print, agenda, or leave it out." in said


def test_the_plenary_as_a_page_has_the_same_pages_and_no_script(held: Run, tmp_path: Path) -> None:
    held(f"pack 2013 --only plenary --only slides -o {tmp_path}")
    page = (tmp_path / "plenary.html").read_text(encoding="utf-8")
    titles = re.findall(r'<h[12] id="s[0-9]+">(.*?)</h[12]>', page)
    assert [unescape(title) for title in titles] == bookmarks(PdfReader(tmp_path / "plenary.pdf").outline)
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert page.count("Draft of an open conference") == 10


def test_the_plenary_has_ten_pages_with_a_finding_each(held: Run, tmp_path: Path) -> None:
    path = tmp_path / "plenary.pdf"
    held(f"pack 2013 --only plenary -o {path}")
    made = PdfReader(path)
    assert _sizes(made.pages) == {(960, 540)}
    titles = bookmarks(made.outline)
    assert len(titles) == len(made.pages) == 10
    assert titles[0] == "AMS-2013: 2 projects, 450k\xa0USD committed"
    assert titles[1] == "Committed: 50,000.00\xa0USD more at AMS-2013 than at AMS-2012"
    assert titles[8:] == ["Open needs: 1; not agreed, or agreed only in part: 1", "Decisions to take: 3"]
    comparison = json.loads(held("compare 2012 2013 --json").out)["money"]["committed"]
    bridge = made.pages[1].extract_text().replace(",", "")
    assert comparison["from_total"] in bridge and comparison["to_total"] in bridge
    held(f"pack 2013 --only plenary --language fr -o {tmp_path / 'fr.pdf'}")
    assert bookmarks(PdfReader(tmp_path / "fr.pdf").outline)[9] == "Décisions à prendre : 3"


def test_what_is_printed_of_a_record_is_the_same_bytes_on_another_day(
    held: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for day in ("2020-01-01", "2021-02-02"):
        monkeypatch.setenv("TRACKER_NOW", day)
        held(f"pack 2012@1 --only plenary --only slides --only agenda -o {tmp_path / day}/")
        made.append([path.read_bytes() for path in sorted((tmp_path / day).iterdir())])
    assert len(made[0]) == 3 and made[0] == made[1]
    made_on = tmp_path / "2020-01-01"
    digest = json.loads(held("conference list --json").out)[0]["sha256"]
    assert all(f"SHA-256 {digest}" in page.extract_text() for page in PdfReader(made_on / "plenary.pdf").pages)


def test_a_conference_without_anything_has_all_its_pages(held: Run, tmp_path: Path) -> None:
    for line in ("series add HTI --name Haiti", "conference add HTI-2010 --start 2010 --currency USD"):
        held(line)
    held(f"pack HTI-2010 -o {tmp_path / 'pack'}/")
    assert _sizes(PdfReader(tmp_path / "pack" / "book.pdf").pages) == {(595, 842)}
    assert bookmarks(PdfReader(tmp_path / "pack" / "plenary.pdf").outline)[1:] == [
        "No money can be compared with an earlier conference",
        "No amount of money was reported",
        "Countries and bodies with a project at HTI-2010: 0 of 2",
        "No project has a beneficiary",
        "No open risk was reported",
        "No project was reported",
        "No pledge of an earlier conference is known",
        "No open needs",
        "No open decisions",
    ]

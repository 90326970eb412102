"""`tracker pack`: the figures of the book are those of the lists, its text is harmless, its bytes never change."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from books import HOSTILE, MANY, MARKUP, Page, fill
from conftest import Once, Read, Run, Write
from factories import Walk

from tracker.insight.briefs.brief import watched
from tracker.insight.briefs.fiche import project_fiche, project_fiches
from tracker.insight.briefs.setting import compared, conference_setting
from tracker.output.pages import html as html_output

MEASURES = ("Interest", "Pledged", "Committed", "Disbursed")


@pytest.fixture
def told(write: Write, run: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)

    return run


def _book(run: Run, folder: Path, conference: str = "2013", *options: str) -> Page:
    path = folder / "book.html"
    run(" ".join(["pack", conference, "--only book -o", str(path), *options]))
    return Page(path)


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if text not in ("", "–") else Decimal(0)


def _amounts(rows: list[list[str]], *, since: int) -> list[list[Decimal]]:
    return [[_amount(text) for text in row[since:]] for row in rows]


def test_the_figures_are_those_of_the_lists(told: Run, tmp_path: Path) -> None:
    page = _book(told, tmp_path)
    measures = ("interest", "pledged", "committed", "disbursed")
    for heading, noun in (("By donor", "donor"), ("By administration", "beneficiary")):
        listed = {
            row["code"] or "": [Decimal(row[measure] or 0) for measure in measures[1:]]
            for row in json.loads(told(f"{noun} list --at 2013 --json").out)
            if row["currency"] and any(row[measure] for measure in measures)
        }
        shown = {row[1]: [_amount(text) for text in row[4:]] for row in page.rows(heading)}
        assert {code: amounts for code, amounts in shown.items() if any(amounts)} == listed, heading
    projects = json.loads(told("project list --at 2013 --json").out)
    assert [row[0] for row in page.rows("All projects")] == sorted({row["code"] for row in projects})
    why = json.loads(told("why committed --at 2013 --json").out)
    assert _amount(page.rows("In all")[-1][3]) == Decimal(why["total"])


def test_the_rows_behind_a_total_add_up_to_it(told: Run, tmp_path: Path) -> None:
    page = _book(told, tmp_path)
    for heading, counted in (("By donor", "{}, in USD"), ("By administration", "Its part: {}")):
        for row, rows in zip(page.rows(heading), page.behind(heading), strict=True):
            said = counted.format("Committed" if heading == "By donor" else "committed")
            own = "Committed" if heading == "By donor" else said
            known = [_amount(one[said] or (one[own] if one["Currency"] == "USD" else "")) for one in rows]
            assert sum(known) == _amount(row[5]), (heading, row[1])
        (whole,) = page.behind(heading, "tfoot")
        assert len(whole) == sum(map(len, page.behind(heading)))
    (norad,) = (
        rows for row, rows in zip(page.rows("By donor"), page.behind("By donor"), strict=True) if row[1] == "NORAD"
    )
    assert "norad.xlsx, sheet 2013, row 7" in [one["Source"] for one in norad]
    (jica,) = (
        rows for row, rows in zip(page.rows("By donor"), page.behind("By donor"), strict=True) if row[1] == "JICA"
    )
    assert [one["Left out because"] for one in jica] == ["no rate for JPY"]
    assert {one["Project"] for one in page.behind("Open risks by likelihood and impact")[2]} == {"P1"}


def test_every_total_leads_to_the_rows_of_the_files_that_it_comes_from(caribbean: Run, tmp_path: Path) -> None:
    """Two workbooks of donors, taken in: money, pledges and what became of them, and who is served."""
    heads = ("Project", "Title", "Status", "Donor", "Currency")
    one, two = ("P1", "Single window", "active", "IDB"), ("P2", "Risk", "active", "NORAD")
    for year, told in (
        ("2012", {"Pledged": 900}),
        ("2013", dict(zip(MEASURES, (1_100, 1_000, 800, 200), strict=True))),
    ):
        book = xlsxwriter.Workbook(tmp_path / f"donors {year}.xlsx")
        sheet = book.add_worksheet(f"Money {year}")
        sheet.write_row(0, 0, [*heads, *told, "Beneficiaries"])
        sheet.write_row(1, 0, [*one, "USD", *told.values(), "JM-CUSTOMS"])
        sheet.write_row(2, 0, [*two, "EUR", *told.values()])
        book.close()
        caribbean(f"import '{tmp_path / f'donors {year}.xlsx'}' --at {year} --create all")
    page = _book(caribbean, tmp_path)
    now = {"P1": "donors 2013.xlsx, sheet Money 2013, row 2", "P2": "donors 2013.xlsx, sheet Money 2013, row 3"}
    then = {"P1": "donors 2012.xlsx, sheet Money 2012, row 2", "P2": "donors 2012.xlsx, sheet Money 2012, row 3"}
    for heading in ("In all", "By donor", "By administration", "By primary theme"):
        found = [row for rows in page.behind(heading) for row in rows]
        assert found and all(row["Source"] == now[row["Project"]] for row in found), heading
    # What has no rate is behind its own line, and in no converted total.
    assert [[row["Project"] for row in rows] for rows in page.behind("In all")] == [["P2"], ["P1"], ["P1"]]
    for row, rows in zip(page.rows("In all"), page.behind("In all"), strict=True):
        listed = [[_amount(one[measure]) for measure in MEASURES] for one in rows]
        assert _amounts([row], since=2) == listed
    pledges = [row for rows in page.behind("What the pledges of AMS-2012 came to") for row in rows]
    assert [row["Source of the pledge"] for row in pledges] == [then[row["Project"]] for row in pledges]
    assert [row["Source now"] for row in pledges] == [now[row["Project"]] for row in pledges]
    (whole,) = page.behind("What the pledges of AMS-2012 came to", "tfoot")
    assert [row["Project"] for row in whole] == ["P1"]
    (served,) = page.behind("Projects by administration and theme")
    assert served == [{"Project": "P1", "Theme": "no theme", "Source": now["P1"]}]


def test_hostile_text_is_text(told: Run, tmp_path: Path) -> None:
    page = _book(told, tmp_path)
    scripts = [one for one in page.root.xpath("//script") if one.get("type") is None]
    assert len(scripts) == 1
    policy = page.root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(scripts[0].text_content().encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert not page.root.xpath("//img | //iframe | //object | //embed | //link | //base | //form")
    assert not page.root.xpath("//@*[starts-with(name(), 'on')]")
    assert not page.root.xpath("//@src | //@action")
    assert all(one.startswith("#") for one in page.root.xpath("//a/@href | //use/@href"))
    article = page.root.get_element_by_id("p-P1").text_content()
    assert MARKUP in article
    assert "{{ 7 * 7 }}" in article
    assert "\x1b" not in page.bytes.decode()
    assert "w" * 5_000 in page.root.get_element_by_id("p-P2").text_content()


def test_every_link_has_a_place(told: Run, tmp_path: Path) -> None:
    page = _book(told, tmp_path)
    ids = page.root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in page.root.xpath("//a/@href")} <= set(ids)


def test_many_articles_are_kept_beside_the_page(told: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _book(told, tmp_path)
    monkeypatch.setattr(html_output, "INLINE", 3)
    monkeypatch.setattr(html_output, "TOGETHER", 5)
    page = _book(told, tmp_path)
    assert not page.root.xpath("//details[@class='fiche']")
    kept = [one for number in range(3) for one in page.island(f"articles-{number}")]
    inline = whole.root.xpath("//details[@class='fiche']")
    assert [code for code, _ in page.island("index")] == [one.get("id")[2:] for one in inline]
    assert len(kept) == len(inline) == MANY - 1
    assert MARKUP not in "".join(kept)


def test_the_same_bytes_on_another_day_in_another_place(
    told: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for conference in ("2012", "2013"):
        told(f"conference close {conference} --yes --accept 'as it is'")
    page = _book(told, tmp_path, "2013@1")
    first, (trend, *_) = page.bytes, page.root.xpath("//section[@id='portfolio']//figcaption")
    assert re.match(r"Committed: .* at AMS-2012, .* at AMS-2013@1$", trend.text_content())
    register = os.environ["TRACKER_DB"]
    path = tmp_path / "again.html"
    surroundings = {"TRACKER_NOW": "2031-07-01T23:30:00+00:00", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    line = [sys.executable, "-m", "tracker", "pack", "2013@1", "--only", "book", "-o", str(path), "--db", register]
    subprocess.run(line, env=os.environ | surroundings, check=True, capture_output=True)
    assert path.read_bytes() == first
    assert b"Sealed record AMS-2013@1, SHA-256 " in first
    # A name that changes later is not in what the record says, and neither is it in the book of the closed conference.
    told('donor edit IDB --name "Another name"')
    assert _book(told, tmp_path, "2013").bytes == first
    # Neither is what the conference before is told after that, nor a later record of it.
    told("conference reopen 2012 --reason 'a correction'")
    told("report P1 --at 2012 --donor IDB --committed '900,000 USD' --reason correction")
    assert _book(told, tmp_path, "2013").bytes == first
    told("conference close 2012 --yes --accept 'as it is'")
    assert _book(told, tmp_path, "2013").bytes == first


def test_an_open_conference_is_a_draft(told: Run, tmp_path: Path) -> None:
    told("conference open 2013")
    page = _book(told, tmp_path)
    assert "Draft of an open conference" in page.root.get_element_by_id("cover").text_content()
    assert "28 January 2013" in page.root.get_element_by_id("cover").text_content()


@pytest.mark.parametrize("language, heading", [("es", "Por donante"), ("fr", "Par donateur")])
def test_it_speaks_the_language_of_its_reader(told: Run, tmp_path: Path, language: str, heading: str) -> None:
    page = _book(told, tmp_path, "2013", "--language", language)
    assert page.root.get("lang") == language
    total = page.rows(heading, "tfoot")[0][5]
    assert total.endswith(",00")
    english = {"Projects", "Risks", "Contents", "Why", "What changed", "Date of the data", "Donor", "Rates"}
    said = {one.text_content() for one in page.root.xpath("//h2 | //h3 | //th | //dt")}
    assert not english & said


def test_a_text_that_is_known_to_be_in_another_language_is_marked(told: Run, tmp_path: Path) -> None:
    told("conference close 2013 --yes --accept 'as it is'")
    for language, title in (("en", "Project P5 (es)"), ("es", "Project P5"), ("fr", "Projet cinq")):
        page = _book(told, tmp_path, "2013@1", "--language", language)
        assert page.root.get_element_by_id("p-P5").xpath("summary/span")[0].text_content() == title
        assert f"P5  {title}\n" in told(f"brief project P5 --at 2013@1 --language {language}").out
        # Of the others no one has recorded the language.
        assert page.root.get_element_by_id("p-P4").xpath("summary/span")[0].text_content() == "Project P4"


def test_conferences_without_anything(caribbean: Run, tmp_path: Path) -> None:
    page = _book(caribbean, tmp_path)
    assert "No project was reported." in page.root.get_element_by_id("projects").text_content()
    caribbean("project add P1 --title One --status active")
    page = _book(caribbean, tmp_path)
    assert [row[0] for row in page.rows("All projects")] == ["P1"]
    assert "No money was reported." in page.root.get_element_by_id("portfolio").text_content()


def test_the_fiches_of_many_are_those_of_each(told: Run, read: Read) -> None:
    with read() as reader:
        where = conference_setting(reader, "2013")
        rows = reader.rows("SELECT project_id FROM review WHERE conference_id = :id", {"id": where.told.id})
        ids = sorted(one for (one,) in rows)
        fiches = project_fiches(reader, where, compared(reader, where), ids)
        assert len(fiches) == MANY - 1
        for fiche in fiches:
            assert fiche == project_fiche(reader, fiche.card.facts.code, "2013")
        assert watched(reader, where, []).risks == []


def test_a_pack_is_a_folder(told: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    assert f"Book of 2013 written to {folder / 'book.html'}" in told(f"pack 2013 -o {folder}/").out
    assert Page(folder / "book.html").root.get("lang") == "en"
    told(f"pack 2013 -o {folder}/")
    refused = told(f"pack 2013 -o {tmp_path / 'pack.html'}", status=2).err
    assert "is a file, but a pack is a folder" in refused
    two = told(f"pack 2013 --only print --only agenda -o {tmp_path / 'two.pdf'}", status=2).err
    assert "is a file, but a pack is a folder.\nName a folder, or one part: --only print\n" in two
    assert not (tmp_path / "two.pdf").exists()
    (tmp_path / "notes").write_text("a list of mine\n")
    for output in ("notes", "notes/"):
        assert "is a file, but a pack is a folder" in told(f"pack 2013 -o {tmp_path}/{output}", status=2).err
    assert "does not end with .html" in told(f"pack 2013 --only book -o {tmp_path / 'book.txt'}", status=2).err
    (folder / "book.html").write_text("a list of mine\n")
    assert "contains" in told(f"pack 2013 -o {folder}/", status=4).err
    assert "There is no conference" in told(f"pack 1999 -o {folder}/ --force", status=3).err


def test_without_its_libraries_it_says_what_to_install(
    told: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in ("html", "page_templates"):
        monkeypatch.delitem(sys.modules, f"tracker.output.pages.{name}")
    said = told(f"pack 2013 -o {tmp_path}/", status=2).err
    assert 'pip install "donor-tracker[pack]"' in said
    assert not list(tmp_path.glob("*.html"))


def test_a_module_of_its_own_that_is_missing_is_a_defect(
    told: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tracker.output.pages.html", None)
    with pytest.raises(ModuleNotFoundError, match=r"tracker\.output\.pages\.html"):
        told(f"pack 2013 --only book -o {tmp_path}/")


def test_nothing_of_it_is_imported_for_help(told: Run) -> None:
    line = "import sys, tracker.cli; tracker.cli.main(['pack', '--help'], standalone_mode=False)"
    check = (
        f"{line}; sys.exit(any(name in sys.modules for name in ('jinja2', 'vl_convert', 'tracker.output.pages.html')))"
    )
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).returncode == 0


def test_the_amount_of_a_project_without_rates(run: Run, write: Write, tmp_path: Path) -> None:
    with write() as register:
        walk = Walk(register, "AMS-2012", rates={})
        walk.conference("AMS-2013", start_date="2013-01-28")
        walk.money("P1", "EU", "EUR", 100_00, 70_00)
    page = _book(run, tmp_path)
    text = re.sub(r"\s+", " ", page.root.get_element_by_id("portfolio").text_content())
    assert "Without a rate, so not included in the converted total: committed 70.00 EUR." in text.replace("\xa0", " ")
    assert "By administration No amount could be converted, so none is divided." in text
    assert HOSTILE not in text

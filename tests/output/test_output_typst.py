"""A paper as pdf: what every page says, tables that stay on the page, and texts that are never markup."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import Any, NamedTuple

import pytest
from papers import COLUMNS, NOW, Row, sheet
from pypdf import PdfReader
from pypdf.generic import Destination

from tracker.errors import Usage
from tracker.output import Column
from tracker.output.pages.typst import pdf_document
from tracker.output.paper import PaperDocument, PaperSection, Picture

ROWS = [Row(f"P{number}", f"Project {number}", f"{number},000.00") for number in range(1, 101)]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><text x="5" y="20">{}</text></svg>'


WHOLE = sheet(
    PaperSection("Objective", text=["Goods cleared by risk.\nNot by chance."], points=["Why?", "When?"]),
    PaperSection("Money", 2, rows=ROWS, columns=COLUMNS, footer=[Row("Total", "", "5,050,000.00")], remark="In USD."),
    PaperSection("Pledges", picture=Picture("3 of 7 kept", SVG.format("41 %"), "Source: AMS-2013")),
    made="Data of 28 January 2013",
    author="WCO",
    record="Sealed record AMS-2013@1, SHA-256 e89e8e21",
)


def opened(paper: PaperDocument, size: str = "a4") -> PdfReader:
    return PdfReader(io.BytesIO(pdf_document(paper, NOW, size)))


def said(reader: PdfReader) -> list[str]:
    """The text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def bookmarks(found: list[Any]) -> list[Any]:
    """The titles of the bookmarks; a list holds those below the one before it."""
    return [one.title if isinstance(one, Destination) else bookmarks(one) for one in found]


def test_every_page_says_where_it_comes_from_and_the_heads_of_a_table_come_again() -> None:
    made = opened(WHOLE)
    pages = said(made)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert page.startswith("AMS-2013: Fourth Meeting 28 January 2013")
        assert "Sealed record AMS-2013@1, SHA-256 e89e8e21 Data of 28 January 2013" in page
        assert f"Page {number} of {len(pages)}" in page
    with_rows = [page for page in pages if "Project Title Paid" in page]
    assert [page.count("Project Title Paid") for page in with_rows] == [1] * len(with_rows)
    text = " ".join(pages)
    assert "Goods cleared by risk. Not by chance. • Why? • When?" in text
    assert all(f"{row.code} {row.title} {row.amount}" in text for row in ROWS)
    assert "Total 5,050,000.00" in text
    assert "3 of 7 kept" in text and "41 %" in text and "Source: AMS-2013" in text
    assert bookmarks(made.outline) == ["Objective", ["Money"], "Pledges"]
    about = made.metadata
    assert about is not None
    assert (about.title, about.author, about.creation_date) == ("Norad (NORAD)", "WCO", NOW)
    assert str(made.root_object["/Lang"]) == "en"


def test_a_page_is_a4_or_letter_and_turned_only_for_a_table_that_needs_it() -> None:
    wide = [Column(f"c{number}", f"Heading {number}", "number") for number in range(12)]
    Wide = NamedTuple("Wide", [(column.field, str) for column in wide])  # type: ignore[misc]
    rows = [Wide(*["1,000,000,000.00"] * 12)]
    paper = sheet(PaperSection("Before", text=["x"]), PaperSection("Wide", rows=rows, columns=wide))
    for size, short, long in (("a4", 595, 842), ("us-letter", 612, 792)):
        boxes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in opened(paper, size).pages]
        assert boxes == [(short, long), (long, short)]


@pytest.mark.parametrize("rows, turned", [(3, False), (12, True)])
def test_a_long_list_is_turned_rather_than_a_column_of_single_words(rows: int, turned: bool) -> None:
    columns = [Column("title", "Title", flex=True)]
    columns += [Column(f"c{number}", f"Amount {number}", "number") for number in range(6)]
    Line = NamedTuple("Line", [(column.field, str) for column in columns])  # type: ignore[misc]
    title = "A project with a long title of many words that wraps, and that has a few more of them"
    line = Line._make([title, *["1,000,000,000.00"] * 6])
    made = opened(sheet(PaperSection("List", rows=[line] * rows, columns=columns)))
    assert (made.pages[-1].mediabox.width > made.pages[-1].mediabox.height) is turned


HOSTILE = '#import "@preview/x:1.0.0" $x$ *b* _i_ `r` <b>h</b> @r = h // c /* #eval("1") \\ ]]> \u202e \x1b[31m \ud800'


def test_no_text_is_markup_and_none_breaks_the_paper() -> None:
    """Everything that a user can type, and words longer than a page."""
    long = "x" * 5000
    rows = [Row(HOSTILE, long, HOSTILE), Row(long, HOSTILE, "1")]
    part = PaperSection(
        HOSTILE,
        text=[HOSTILE, long],
        points=[HOSTILE],
        rows=rows,
        columns=COLUMNS,
        footer=rows[:1],
        remark=HOSTILE,
        picture=Picture(HOSTILE, SVG.format("1"), HOSTILE),
    )
    made = opened(sheet(part, title=long, conference=f"AMS: {long}", facts=[("Note", HOSTILE)], record=HOSTILE))
    texts: list[str] = []
    for page in made.pages:
        width, places = float(page.mediabox.width), list[float]()

        def seen(text: str, cm: list[float], tm: list[float], *_: Any, places: list[float] = places) -> None:
            texts.append(text)
            if text.strip():
                places.append(tm[4] * cm[0] + cm[4])

        page.extract_text(visitor_text=seen)
        assert all(0 <= place < width for place in places)
    text = "".join("".join(texts).split()).replace("\u200b", "")
    assert text.count('#import"@preview/x:1.0.0"$x$*b*_i_`r`<b>h</b>@r=h//c/*#eval("1")') >= 5
    assert "\\u202e" in text and "\\x1b[31m" in text


def test_a_paper_without_anything_is_one_page() -> None:
    assert len(opened(sheet(facts=[], record="", made="", author="")).pages) == 1


def test_the_same_paper_is_the_same_bytes_elsewhere() -> None:
    code = (
        "import sys; from test_output_typst import NOW, WHOLE; from tracker.output.pages.typst import pdf_document;"
        " sys.stdout.buffer.write(pdf_document(WHOLE, NOW))"
    )
    elsewhere = {**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "0"}
    elsewhere["PYTHONPATH"] = os.pathsep.join(sys.path)
    made = subprocess.run([sys.executable, "-c", code], env=elsewhere, check=True, capture_output=True).stdout
    assert made == pdf_document(WHOLE, NOW)


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Usage, match="A PDF needs the package typst") as failed:
        pdf_document(WHOLE, NOW)
    assert failed.value.hint == 'Install it: pip install "donor-tracker[pack]"'

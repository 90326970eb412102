"""Papers to hand out: on a terminal, as markdown, and as Word documents made of a template's styles."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import COLUMNS, NOW, Row, sheet

from tracker.errors import Invalid
from tracker.output import Column, Style
from tracker.output.office.word import PARAGRAPHS, builtin_template, word_document
from tracker.output.paper import PaperDocument, PaperSection, show_sheet
from tracker.output.paper_widths import shared_out

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import make_template

ROWS = [Row("P1", "Regional risk management", "1,250,000.00"), Row("P2", "Single window", "–")]


WHOLE = sheet(
    PaperSection("Objective", text=["Goods cleared by risk.\nNot by chance."]),
    PaperSection("Money", 2, rows=ROWS, columns=COLUMNS, footer=[Row("Total", "", "1,250,000.00")], remark="In USD."),
    PaperSection("Questions", points=["Why?", "When?"]),
)


def written(paper: PaperDocument, template: Path | None = None) -> Any:
    return Document(io.BytesIO(word_document(paper, NOW, template)))


def own(tmp_path: Path, change: Any) -> Path:
    """A template of one's own: the built-in one, changed."""
    document = Document(io.BytesIO(builtin_template()))
    change(document)
    path = tmp_path / "own.docx"
    document.save(str(path))
    return path


def test_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_sheet(WHOLE, Style())
    assert (
        capsys.readouterr().out
        == """\
Norad (NORAD)
Donor brief

Kind      bilateral agency
Contacts  Kari
          Ola

Objective

Goods cleared by risk.
Not by chance.

Money

Project  Title                             Paid
───────────────────────────────────────────────
P1       Regional risk management  1,250,000.00
P2       Single window                        –
───────────────────────────────────────────────
Total                              1,250,000.00
In USD.

Questions

- Why?
- When?
"""
    )


def test_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    show_sheet(sheet(WHOLE.parts[1], WHOLE.parts[2]), Style(form="md"))
    assert (
        capsys.readouterr().out
        == """\
# Norad (NORAD)

Donor brief

| | |
| --- | --- |
| Kind | bilateral agency |
| Contacts | Kari Ola |

### Money

| Project | Title | Paid |
| --- | --- | ---: |
| P1 | Regional risk management | 1,250,000.00 |
| P2 | Single window | – |
| **Total** |  | **1,250,000.00** |

In USD.

## Questions

- Why?
- When?
"""
    )


def test_points_are_wrapped_where_no_amount_is_torn(capsys: pytest.CaptureFixture[str]) -> None:
    show_sheet(
        sheet(PaperSection(points=["Norad has paid 1\xa0250\xa0000,00\xa0NOK more than it said."])), Style(width=30)
    )
    assert capsys.readouterr().out.endswith("""
- Norad has paid
  1\xa0250\xa0000,00\xa0NOK more than
  it said.
""")


def test_what_a_narrow_window_leaves_out_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    wide = [COLUMNS[0], Column("title", "Title", priority=1), COLUMNS[2]]
    part = PaperSection("Money", rows=ROWS, columns=wide)
    show_sheet(sheet(part, part), Style(width=30))
    said = capsys.readouterr()
    assert said.err == "Not shown at this width: Title (use -o FILE.docx, or a wider window)\n"
    assert said.out.count("P1       1,250,000.00") == 2


def test_a_document_is_made_of_the_styles_of_the_template() -> None:
    document = written(WHOLE)
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Title", "Norad (NORAD)"),
        ("Subtitle", "Donor brief"),
        ("Heading 1", "Objective"),
        ("Normal", "Goods cleared by risk."),
        ("Normal", "Not by chance."),
        ("Heading 2", "Money"),
        ("Caption", "In USD."),
        ("Heading 1", "Questions"),
        ("List Bullet", "Why?"),
        ("List Bullet", "When?"),
    ]
    facts, money = document.tables
    assert [[cell.text for cell in row.cells] for row in facts.rows] == [
        ["Kind", "bilateral agency"],
        ["Contacts", "Kari\nOla"],
    ]
    assert money.style.name == "Brief Table"
    assert [[cell.text for cell in row.cells] for row in money.rows] == [
        ["Project", "Title", "Paid"],
        ["P1", "Regional risk management", "1,250,000.00"],
        ["P2", "Single window", "–"],
        ["Total", "", "1,250,000.00"],
    ]


def test_tables_repeat_their_headings_and_divide_no_row() -> None:
    rows = [Row(f"P{number}", "A project", "1.00") for number in range(200)]
    (table,) = written(sheet(PaperSection("Long", rows=rows, columns=COLUMNS), facts=[])).tables
    headings = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert headings == [True] + [False] * 200
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    amounts = {row.cells[2].paragraphs[0].alignment for row in table.rows}
    assert {str(alignment) for alignment in amounts} == {"RIGHT (2)"}


def test_header_and_footer_say_conference_date_and_page() -> None:
    document = written(sheet())
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "AMS-2013: Fourth Meeting\t28 January 2013"
    foot = section.footer.paragraphs[0]
    assert foot.text == "Norad (NORAD), prepared today\tPage 1 of 1"
    assert [code.text for code in foot._p.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


@pytest.mark.parametrize(("language", "locale"), [("en", "en-GB"), ("es", "es-ES"), ("fr", "fr-FR")])
def test_properties_and_language(language: str, locale: str) -> None:
    document = written(sheet(language=language, author="World Customs Organization"))
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "Norad (NORAD)",
        "World Customs Organization",
        locale,
    )
    assert properties.created == properties.modified == NOW
    assert document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")) == locale


def test_the_same_paper_has_the_same_bytes() -> None:
    made = word_document(WHOLE, NOW)
    assert made == word_document(WHOLE, NOW)
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@settings(max_examples=20)
@given(st.text(st.characters(categories=None), max_size=40), st.text(st.characters(categories=None), max_size=40))
def test_no_text_breaks_the_document(text: str, title: str) -> None:
    parts = PaperSection(
        text[:20], text=[text], points=[text], rows=[Row(text, text, text)], columns=COLUMNS, remark=text
    )
    document = written(sheet(parts, title=title, facts=[(text, title)], conference=text, made=title))
    assert len(document.tables) == 2


def test_a_character_that_no_document_may_hold_is_shown() -> None:
    document = written(sheet(PaperSection(text=["bell\x07 \ufffe\ud800 end"])))
    assert document.paragraphs[-1].text == "bell\\x07 \\ufffe\\ud800 end"


def test_the_paper_takes_its_place_in_a_template_of_ones_own(tmp_path: Path) -> None:
    def letterhead(document: Any) -> None:
        place = document.paragraphs[0]
        place.insert_paragraph_before("Ministry of Finance, on {{title}}")
        document.add_paragraph("With compliments, {{date}}")
        head = document.sections[0].header.paragraphs[0]
        head.text = ""
        for piece in ("To ", "{{conf", "erence}}", "!"):  # as Word cuts it up
            head.add_run(piece)

    document = written(sheet(PaperSection("Money")), own(tmp_path, letterhead))
    assert [p.text for p in document.paragraphs] == [
        "Ministry of Finance, on Norad (NORAD)",
        "Norad (NORAD)",
        "Donor brief",
        "Money",
        "With compliments, 28 January 2013",
    ]
    assert document.sections[0].header.paragraphs[0].text == "To AMS-2013: Fourth Meeting!"


def test_without_a_place_the_paper_comes_last(tmp_path: Path) -> None:
    template = own(tmp_path, lambda document: setattr(document.paragraphs[0], "text", "Ministry of Finance"))
    assert [p.text for p in written(sheet(), template).paragraphs] == [
        "Ministry of Finance",
        "Norad (NORAD)",
        "Donor brief",
    ]


def test_a_text_of_the_register_is_no_field(tmp_path: Path) -> None:
    document = written(sheet(PaperSection("{{brief}} {{title}}"), title="{{date}}"))
    assert [p.text for p in document.paragraphs] == ["{{date}}", "Donor brief", "{{brief}} {{title}}"]
    assert document.sections[0].footer.paragraphs[0].text.startswith("{{date}}, prepared today")


@pytest.mark.parametrize("name", [*PARAGRAPHS, "Brief Table"])
def test_a_template_without_a_style_is_refused_by_its_name(name: str, tmp_path: Path) -> None:
    def lose(document: Any) -> None:
        document.styles[name].element.name_val = "Something else"

    with pytest.raises(Invalid, match=re.escape(f'has no style "{name}"')):
        written(sheet(), own(tmp_path, lose))


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 broken"])
def test_what_is_no_document_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="is not a Word document"):
        written(sheet(), path)


def test_another_office_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
    with pytest.raises(Invalid, match="is not a Word document"):
        written(sheet(), path)


@given(
    st.lists(
        st.tuples(st.lists(st.text(st.sampled_from("abcM 1,"), max_size=60), min_size=1, max_size=4), st.booleans()),
        min_size=1,
        max_size=9,
    )
)
def test_a_table_never_leaves_the_page(columns: list[tuple[list[str], bool]]) -> None:
    widths = shared_out([texts for texts, _ in columns], [flex for _, flex in columns], 9638)
    assert sum(widths) <= 9638
    assert min(widths) > 0


def test_the_template_is_what_its_script_makes() -> None:
    made, kept = (zipfile.ZipFile(io.BytesIO(data)) for data in (make_template.template(), builtin_template()))
    assert made.namelist() == kept.namelist()
    assert all(made.read(name) == kept.read(name) for name in made.namelist())

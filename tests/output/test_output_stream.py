"""Characters on their way out: their width, the encodings that lack them, and what they could do to a terminal."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tracker.output import Column, Style, say, show, terminal_safe
from tracker.output.layout import cell_width


class Named(NamedTuple):
    name: str


NAME = [Column("name", "Name")]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("plain", 5),
        ("Peñón", 5),
        ("Pen\u0303o\u0301n", 5),
        ("税関", 4),
        ("관세청", 6),
        ("\u1100\u1161\u11a8", 2),
        ("ｆｕｌｌ", 8),
        ("הרשות", 5),
        ("עִבְרִית", 5),
        ("مُحَمَّد", 4),
        ("क्षि", 2),
        ("👍", 2),
        ("👍🏽", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("❤\ufe0f", 2),
        ("🏳\ufe0f\u200d🌈", 2),
        ("🇫🇷", 2),
        ("a\u200bb", 2),
        ("–…─", 3),
    ],
)
def test_width(text: str, width: int) -> None:
    assert cell_width(text) == width
    assert cell_len(text) == width, "painted and plain tables line up alike"


@given(st.text())
def test_safe_text_has_nothing_that_drives_a_terminal(text: str) -> None:
    safe = terminal_safe(text)
    assert not set(safe) & {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0))} - {"\n", "\t"}
    assert terminal_safe(safe) == safe
    safe.encode()


def test_safe_text_keeps_what_names_need() -> None:
    assert terminal_safe("می\u200cخواهم\u200e\n\tO'Neill – 税関") == "می\u200cخواهم\u200e\n\tO'Neill – 税関"
    assert terminal_safe("\x1b[2J\u202e\u2066\udc80\r") == r"\x1b[2J\u202e\u2066\udc80\x0d"


def test_say_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    say("Recorded P1 \x1b[2J")
    assert capsys.readouterr() == ("", "Recorded P1 \\x1b[2J\n")


def written(form: str, encoding: str, name: str) -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="")
    show([Named(name)], NAME, Style(form=form), out=out)
    return raw.getvalue().decode(encoding)


def test_json_loses_nothing_in_a_poor_encoding() -> None:
    text = written("json", "cp1252", "税関 👍 Peñón")
    assert json.loads(text) == [{"name": "税関 👍 Peñón"}]


def test_a_table_replaces_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert written("table", "ascii", "a – b") == "Name\n-----\na - b\n"
    assert capsys.readouterr().err == ""
    assert written("csv", "cp1252", "税関 – Peñón") == "name\n?? - Peñón\n"
    assert (
        capsys.readouterr().err
        == "Some characters do not exist in cp1252 and were replaced by '?'. To keep them, set PYTHONUTF8=1.\n"
    )


def test_json_escapes_what_drives_a_terminal_and_lone_surrogates() -> None:
    name = "a\x1b\x9b\x7f\u202e\udc80\r\n"
    text = written("json", "utf-8", name)
    assert json.loads(text) == [{"name": name}]
    assert "\\u009b" in text
    assert "\\u202e" in text


@pytest.mark.parametrize("form", ["csv", "tsv", "md", "quiet"])
def test_data_on_a_terminal_is_made_safe(form: str, terminal: Any) -> None:
    style = Style(quiet=True) if form == "quiet" else Style(form=form)
    show([Named("a\x1b[2Jb")], NAME, style, out=terminal)
    assert "\x1b" not in terminal.getvalue()
    assert "\\x1b" in terminal.getvalue()


def test_data_in_a_file_is_as_it_was() -> None:
    assert written("csv", "utf-8", "a\x1b[2Jb") == "name\na\x1b[2Jb\n"


def test_nothing_heavy_is_imported_for_data() -> None:
    program = """
import sys
from typing import NamedTuple
from tracker.output import Column, Style, show
class Row(NamedTuple):
    a: str
for form in ("json", "csv", "tsv", "md", "table"):
    show([Row("x")], [Column("a", "A")], Style(form=form))
heavy = {"rich", "dataclasses", "inspect", "logging", "subprocess", "shutil", "sqlalchemy"} & set(sys.modules)
sys.exit(", ".join(sorted(heavy)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

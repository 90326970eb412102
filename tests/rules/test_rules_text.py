import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules.text import fold, line, prose

FORBIDDEN = [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
FORBIDDEN += [0xD800, 0xDBFF, 0xDC00, 0xDFFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFDD0, 0xFFFE, 0xFFFF]


@pytest.mark.parametrize("point", FORBIDDEN)
@pytest.mark.parametrize("read", [line, prose])
def test_characters_that_mislead_or_do_harm_are_refused(read: Callable[[str, str], str], point: int) -> None:
    with pytest.raises(Invalid, match=rf"U\+{point:04X}"):
        read("title", f"Risk{chr(point)} management")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" Single\xa0window\u202f \t II\r\n", "Single window II"),
        ("two\nlines", "two lines"),
        ("Gestio\u0301n", "Gestión"),
        ("\ufeffzero\u200bwidth", "zerowidth"),
        ("جمارك  المغرب", "جمارك المغرب"),
        ("שלום\u200f", "שלום\u200f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("税関 🛃 👩🏽‍💼", "税関 🛃 👩🏽‍💼"),
        ("=1+1", "=1+1"),
        ("x'; DROP TABLE project; --", "x'; DROP TABLE project; --"),
    ],
)
def test_lines(text: str, stored: str) -> None:
    assert line("title", text) == stored


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("one\r\ntwo\rthree\u2028four\n", "one\ntwo\nthree\nfour"),
        ("a \u00a0 b  \n\n\n\tc ", "a b\n\n\n\tc"),
        ("  e\u0301tude\t\n", "étude"),
    ],
)
def test_prose_keeps_lines_and_tabs(text: str, stored: str) -> None:
    assert prose("objective", text) == stored


@pytest.mark.parametrize("text", ["", " ", "\xa0\u3000", "\n\t", "\ufeff", "\u200b \u2060"])
@pytest.mark.parametrize("read", [line, prose])
def test_nothing_is_no_text(read: Callable[[str, str], str], text: str) -> None:
    with pytest.raises(Invalid, match="is empty"):
        read("title", text)


def test_length_counts_what_will_be_stored() -> None:
    assert len(line("title", "e\u0301" * 500 + " " * 5000)) == 500
    assert len(line("title", "\u03b1\u0313\u0342\u0345" * 500)) == 500
    for text in ("x" * 501, "x" * 10_000_000, "a" + "\u0301\u0323" * 5_000_000):
        with pytest.raises(Invalid, match="characters long"):
            line("title", text)
    with pytest.raises(Invalid, match="is 20,001 characters long"):
        prose("objective", "x" * 20_001)
    assert len(prose("objective", "x" * 30_000, limit=30_000)) == 30_000


@given(st.text(max_size=60))
def test_reading_twice_is_reading_once(text: str) -> None:
    for read in (line, prose):
        try:
            once = read("title", text)
        except Invalid:
            continue
        assert read("title", once) == once == unicodedata.normalize("NFC", once).strip()
        once.encode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Peñón", "penon"),
        ("ÅSGARD", "asgard"),
        ("Øst, Łódź, Đà Nẵng", "ost, lodz, da nang"),
        ("Straße", "strasse"),
        ("Œuvre", "oeuvre"),
        ("ＩＤＢ", "idb"),
        ("İstanbul", "istanbul"),
        ("ΑΣ", "ας".replace("ς", "σ")),
        ("جمارك", "جمارك"),
        ("", ""),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_is_final_and_without_case(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.lower()) == fold(text.lower().upper().lower())
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))

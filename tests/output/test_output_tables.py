"""Tables for a person: whole outputs off and on terminals, wide and narrow, and as markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from tracker.output import Style, show
from tracker.output.layout import cell_width

WIDE = """\
Projects

Code  Title                     Currency     Committed  Start          Share  Figure  Sealed
────────────────────────────────────────────────────────────────────────────────────────────
P1    Regional risk management  USD       1,000,000.00  2012-03          60%  12,345  yes
P2    Said "no", then =yes      JPY             -1,234  2012        33.3333%    2012  no
P3    税関 | Zoll               KWD              0.001  –                  –       –  –
P4    –                         –                    –  2012-03-01      100%    3.50  yes
────────────────────────────────────────────────────────────────────────────────────────────
      Total                     USD       1,000,000.00
"""

NARROW = """\
Projects

Code  Title         Currency     Committed
──────────────────────────────────────────
P1    Regional      USD       1,000,000.00
      risk
      management
P2    Said "no",    JPY             -1,234
      then =yes
P3    税関 | Zoll   KWD              0.001
P4    –             –                    –
──────────────────────────────────────────
      Total         USD       1,000,000.00
"""

CARDS = """\
Projects

Code       P1
Title      Regional risk management
Currency   USD
Committed  1,000,000.00
Start      2012-03
Share      60%
Figure     12,345
Sealed     yes

Title      Total
Currency   USD
Committed  1,000,000.00
"""

MARKDOWN = """\
## Projects

| Code | Title | Currency | Committed | Start | Share | Figure | Sealed |
| --- | --- | --- | ---: | --- | ---: | ---: | --- |
| P1 | Regional risk management | USD | 1,000,000.00 | 2012-03 | 60% | 12,345 | yes |
| P2 | Said "no", then =yes | JPY | -1,234 | 2012 | 33.3333% | 2012 | no |
| P3 | 税関 \\| Zoll | KWD | 0.001 | – | – | – | – |
| P4 | – | – | – | 2012-03-01 | 100% | 3.50 | yes |
|  | **Total** | **USD** | **1,000,000.00** |  |  |  |  |
"""


def stripped(text: str) -> str:
    """Without escape codes and the blanks before line ends."""
    return "".join(line.rstrip() + "\n" for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines())


def test_off_a_terminal(lines: Any, columns: Any, style: Style, totals: Any) -> None:
    out = io.StringIO()
    assert show(lines, columns, style, title="Projects", footer=totals, out=out) == 4
    assert out.getvalue() == WIDE


Draw = Callable[..., str]


@pytest.fixture
def draw(lines: Any, columns: Any, style: Style, totals: Any, terminal: Any) -> Draw:
    """What a terminal shows of the whole table."""

    def drawn(width: int, count: int = 4, *, color: bool | None = False) -> str:
        changed = style._replace(width=width, color=color)
        show(lines[:count], columns, changed, title="Projects", footer=totals, out=terminal)
        text: str = terminal.getvalue()
        return text

    return drawn


def test_on_a_wide_terminal_it_looks_the_same(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    text = draw(92, color=None)
    assert stripped(text) == WIDE
    assert text.startswith("\x1b[1mProjects\x1b[0m\n\n")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("width", "gone"), [(91, "Sealed"), (80, "Figure, Sealed"), (66, "Share, Figure, Sealed")])
def test_columns_go_by_their_priority(width: int, gone: str, draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    text = draw(width)
    assert capsys.readouterr().err == f"Not shown at this width: {gone} (use --format csv, or a wider window)\n"
    assert all(heading not in text for heading in gone.split(", "))
    assert "Regional risk management  USD" in text


def test_on_a_narrow_terminal_texts_wrap(draw: Draw) -> None:
    assert draw(42) == NARROW


def test_too_narrow_for_a_table(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert draw(25, 1) == CARDS
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("width", [40, 41, 42, 50, 60, 80, 100, 200])
def test_nothing_is_cut_at_any_width(width: int, draw: Draw) -> None:
    text = draw(width)
    for whole in ("1,000,000.00", "-1,234", "0.001", "USD", "JPY", "KWD", "P1", "P4", "Regional", "management"):
        assert whole in text
    assert max(map(cell_width, text.splitlines())) <= width


def test_more_than_an_eyeful_is_plain_and_never_cut(
    lines: Any, columns: Any, style: Style, totals: Any, terminal: Any
) -> None:
    long = lines[0]._replace(code="LONGER-THAN-BEFORE", title="A title that nobody expected to come so late")
    rows = [*(lines[0] for _ in range(1500)), long]
    assert show(iter(rows), columns[:4], style._replace(width=30), footer=totals, out=terminal) == 1501
    text = terminal.getvalue().splitlines()
    assert len(text) == 2 + 1501 + 2
    assert text[2] == text[1500] == "P1    Regional risk management  USD       1,000,000.00"
    assert text[-3] == "LONGER-THAN-BEFORE  A title that nobody expected to come so late  USD       1,000,000.00"


def test_an_empty_table(columns: Any, style: Style, terminal: Any) -> None:
    out = io.StringIO()
    assert show([], columns[:4], style, out=out) == 0
    assert out.getvalue() == f"Code  Title  Currency  Committed\n{'─' * 32}\n"
    show([], columns[:4], style._replace(width=80, color=False), out=terminal)
    assert terminal.getvalue() == out.getvalue()


def test_markdown(lines: Any, columns: Any, style: Style, totals: Any) -> None:
    out = io.StringIO()
    assert show(lines, columns, style._replace(form="md"), title="Projects", footer=totals, out=out) == 4
    assert out.getvalue() == MARKDOWN


def test_markdown_keeps_text_as_text(lines: Any, columns: Any, style: Style) -> None:
    out = io.StringIO()
    row = lines[0]._replace(title="a\\|b *c* [d](e)\n<script>`f`")
    show([row], columns[1:2], style._replace(form="md"), out=out)
    assert out.getvalue().splitlines()[2] == "| a\\\\\\|b \\*c\\* \\[d\\](e) \\<script\\>\\`f\\` |"


@pytest.mark.parametrize("width", [None, 80])
def test_stored_text_drives_no_terminal(width: int | None, lines: Any, columns: Any, style: Style) -> None:
    out = io.StringIO()
    row = lines[0]._replace(title="a\x1b]0;owned\x07\r\n\u202eb", code="\x9b2J")
    show([row], columns[:2], style._replace(width=width), title="t\x1b[2J", out=out)
    text = out.getvalue()
    assert r"\x9b2J" in text
    assert r"a\x1b]0;owned\x07\x0d \u202eb" in text
    assert r"t\x1b[2J" in text
    assert all(character.isprintable() for line in text.split("\n") for character in line)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(name: str, value: str, draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert "\x1b" not in draw(100, color=None)


def test_colour_can_be_asked_for(lines: Any, columns: Any, style: Style) -> None:
    out = io.StringIO()
    show(lines, columns, style._replace(width=100, color=True), out=out)
    assert "\x1b[1m" in out.getvalue()
    assert not re.search(r"\x1b\[[0-9;]*[3-9][0-9]", out.getvalue())  # bold and dim only: readable on any background

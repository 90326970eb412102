"""Tables for a person: whole outputs off and on terminals, wide and narrow, and as markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tracker.output import Column, Style, show
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
P1    Regional ri…  USD       1,000,000.00
P2    Said "no", …  JPY             -1,234
P3    税関 | Zoll   KWD              0.001
P4    –             –                    –
──────────────────────────────────────────
      Total         USD       1,000,000.00
Not shown at this width: Start, Share,
Figure, Sealed (use --format csv, or a
wider window)
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
def test_columns_go_by_their_priority(width: int, gone: str, draw: Draw) -> None:
    text, said = draw(width).split("Not shown at this width: ")
    assert " ".join(said.split()) == f"{gone} (use --format csv, or a wider window)"
    assert all(heading not in text for heading in gone.split(", "))
    assert "Regional risk management  USD" in text


def test_on_a_narrow_terminal_titles_become_one_line(draw: Draw) -> None:
    assert draw(42) == NARROW


def test_too_narrow_for_a_table(draw: Draw, capsys: pytest.CaptureFixture[str]) -> None:
    assert draw(25, 1) == CARDS
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("width", [42, 43, 50, 60, 80, 100, 200])
def test_no_code_or_amount_is_cut_at_any_width(width: int, draw: Draw) -> None:
    text = draw(width)
    for whole in ("1,000,000.00", "-1,234", "0.001", "USD", "JPY", "KWD", "P1", "P4", "Regional"):
        assert whole in text
    assert max(map(cell_width, text.splitlines())) <= width


class Paid(NamedTuple):
    code: str
    title: str
    told: str
    status: str
    donors: tuple[str, ...]
    currency: str
    interest: int | None
    pledged: int | None
    committed: int | None


PAID = [
    Paid("P1", "Regional risk management for the islands", "AMS-2013", "active", ("IDB", "WB", "EU", "NORAD"),
         "USD", None, 50_00, 1_234_567_890_12),
    Paid("P2", "Single window", "AMS-2013", "proposed", ("IDB",), "USD", None, None, -1_500_00),
]  # fmt: skip
PAID_COLUMNS = [
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True, priority=1),
    Column("told", "Told at", "code", priority=2),
    Column("status", "Status", priority=8),
    Column("donors", "Donors", "codes", priority=7),
    Column("currency", "", "code"),
    Column("interest", "Interest", "money", priority=5),
    Column("pledged", "Pledged", "money", priority=6),
    Column("committed", "Committed", "money"),
]


def test_who_pays_what_stays_and_what_says_nothing_goes(style: Style, terminal: Any) -> None:
    show(PAID, PAID_COLUMNS, style._replace(width=76, color=False), out=terminal)
    assert (
        terminal.getvalue()
        == """\
Code  Title             Status    Donors           Pledged         Committed
────────────────────────────────────────────────────────────────────────────
P1    Regional risk m…  active    IDB, WB +2  USD    50.00  1,234,567,890.12
P2    Single window     proposed  IDB         USD        –         -1,500.00
Not shown at this width: Told at (use --format csv, or a wider window)
"""
    )


def test_amounts_that_do_not_fit_are_shown_in_a_larger_unit(style: Style, terminal: Any) -> None:
    show(PAID, PAID_COLUMNS, style._replace(width=70, color=False), out=terminal)
    assert (
        terminal.getvalue()
        == """\
Code  Title         Status    Donors      thousand  Pledged  Committed
──────────────────────────────────────────────────────────────────────
P1    Regional ri…  active    IDB, WB +2  USD            <1  1,234,568
P2    Single wind…  proposed  IDB         USD             –         -2
Not shown at this width: Told at (use --format csv, or a wider window)
"""
    )


def test_amounts_may_be_asked_for_exactly(style: Style, terminal: Any) -> None:
    show(PAID, PAID_COLUMNS, style._replace(width=76, color=False, exact=True), out=terminal)
    assert "1,234,567,890.12" in terminal.getvalue()


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

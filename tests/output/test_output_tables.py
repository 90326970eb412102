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
P2    Said "no",…   JPY             -1,234
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
Committed  1,000,000
Start      2012-03
Share      60%
Figure     12,345
Sealed     yes

Title      Total
Currency   USD
Committed  1,000,000
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
    assert draw(20, 1) == CARDS
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
    show(PAID, PAID_COLUMNS, style._replace(width=80, color=False), out=terminal)
    assert (
        terminal.getvalue()
        == """\
Code  Title                 Status    Donors           Pledged         Committed
────────────────────────────────────────────────────────────────────────────────
P1    Regional risk manag…  active    IDB, WB +2  USD    50.00  1,234,567,890.12
P2    Single window         proposed  IDB         USD        –         -1,500.00
Not shown at this width: Told at (use --format csv, or a wider window)
"""
    )


def test_amounts_that_do_not_fit_are_shown_in_a_larger_unit(style: Style, terminal: Any) -> None:
    show(PAID, PAID_COLUMNS, style._replace(width=70, color=False), out=terminal)
    assert (
        terminal.getvalue()
        == """\
Amounts in USD thousand; --exact shows them whole
Code  Title                   Status    Donors      Pledged  Committed
──────────────────────────────────────────────────────────────────────
P1    Regional risk managem…  active    IDB, WB +2       <1  1,234,568
P2    Single window           proposed  IDB               –         -2
Not shown at this width: Told at (use --format csv, or a wider window)
"""
    )


def test_of_several_currencies_the_unit_is_said_and_each_stays_in_its_row(style: Style, terminal: Any) -> None:
    rows = [PAID[0], PAID[1]._replace(currency="EUR")]
    show(rows, PAID_COLUMNS, style._replace(width=70, color=False), title="Projects", out=terminal)
    assert (
        terminal.getvalue()
        == """\
Projects, in thousands

Code  Title              Status    Donors           Pledged  Committed
──────────────────────────────────────────────────────────────────────
P1    Regional risk ma…  active    IDB, WB +2  USD       <1  1,234,568
P2    Single window      proposed  IDB         EUR        –         -2
Not shown at this width: Told at (use --format csv, or a wider window)
"""
    )


FOOTER = [PAID[0]._replace(code="Unconfirmed", title="", told="", status="", donors=(), committed=70_00)]


def test_the_label_of_a_total_and_the_words_of_a_heading_make_room(style: Style, terminal: Any) -> None:
    columns = [*PAID_COLUMNS[:-1], PAID_COLUMNS[-1]._replace(heading="Committed now")]
    show(PAID, columns, style._replace(width=53, color=False), footer=FOOTER, out=terminal)
    assert (
        terminal.getvalue()
        == """\
Amounts in USD thousand; --exact shows them whole
                                            Committed
Code  Title      Status    Donors  Pledged        now
─────────────────────────────────────────────────────
P1    Regional…  active    IDB +3       <1  1,234,568
P2    Single w…  proposed  IDB           –         -2
─────────────────────────────────────────────────────
Unconfirmed                             <1         <1
Not shown at this width: Told at (use --format csv,
or a wider window)
"""
    )


def test_cents_go_where_every_amount_of_the_list_is_whole(style: Style, terminal: Any) -> None:
    rows = [PAID[0]._replace(committed=1_234_567_800_00), PAID[1]]
    show(rows, PAID_COLUMNS, style._replace(width=140, color=False), out=terminal)
    assert "    50  1,234,567,800\n" in terminal.getvalue()
    show(rows, PAID_COLUMNS, style._replace(width=140, color=False, exact=True), out=terminal)
    assert " 50.00  1,234,567,800.00\n" in terminal.getvalue()
    off = io.StringIO()
    show(rows, PAID_COLUMNS, style, out=off)
    assert " 50.00  1,234,567,800.00\n" in off.getvalue()


def test_cents_stay_in_a_list_so_long_that_it_streams(style: Style, terminal: Any) -> None:
    whole = PAID[1]._replace(committed=5_000)
    rows = [*[whole] * 301, whole._replace(committed=1_50)]
    show(rows, PAID_COLUMNS, style._replace(width=140, color=False), out=terminal)
    lines = terminal.getvalue().splitlines()[2:]
    assert [line.split()[-1] for line in lines] == ["50.00"] * 301 + ["1.50"]
    assert len({len(line) for line in lines}) == 1


def test_a_grid_that_is_too_wide_goes_on_below(style: Style, terminal: Any) -> None:
    class Line(NamedTuple):
        code: str
        a: int | None
        b: int | None
        c: str | None
        d: int | None

    columns = [
        Column("code", "Code", "code"),
        *(Column(field, f"Theme {field}", "number", shaded=3) for field in "abc"),
        Column("d", "Theme d", "number", priority=3, shaded=3),
    ]
    rows = [Line("JM", 1, None, "3+1", None), Line("LC", None, 2, None, None)]
    show(rows, columns, style._replace(width=24, color=False), title="Projects", footer=[rows[1]], out=terminal)
    assert (
        terminal.getvalue()
        == """\
Projects

Code  Theme a  Theme b
──────────────────────
JM          1        –
LC          –        2
──────────────────────
LC                   2

Code  Theme c
─────────────
JM        3+1
LC          –
─────────────
LC
"""
    )


def test_many_codes_and_long_texts_off_a_terminal(style: Style) -> None:
    """No line is wider than 200 cells; of the text nothing is lost, of the codes it is said how many more there are."""
    donors = tuple(f"DONOR-{number}" for number in range(1, 37))
    title = "A title of two hundred letters, as some are, in a list that goes through a pipe, " * 2
    rows = [PAID[0]._replace(donors=donors, title=title.strip()), PAID[1]]
    out = io.StringIO()
    show(rows, PAID_COLUMNS, style, out=out)
    text = out.getvalue()
    assert max(map(cell_width, text.splitlines())) <= 200
    assert "DONOR-1, DONOR-2 +34  USD" in text and "50.00  1,234,567,890.12\n" in text
    column = text.splitlines()[0].index("Title")
    lines = [line[column : text.splitlines()[0].index("Told at")].strip() for line in text.splitlines()]
    assert " ".join(lines[2:-1]) == title.strip()


def test_bars_beside_the_amounts_that_most_rows_have(style: Style) -> None:
    rows = [PAID[0], PAID[1], PAID[0]._replace(code="P3", currency="EUR", committed=300)]
    out = io.StringIO()
    columns = [PAID_COLUMNS[0], *PAID_COLUMNS[5:]]
    show(rows, columns, style._replace(bars=True), footer=[PAID[0]], out=out)
    assert (
        out.getvalue()
        == """\
Code       Interest  Pledged         Committed  Bar
──────────────────────────────────────────────────────────
P1    USD         –    50.00  1,234,567,890.12  ██████████
P2    USD         –        –         -1,500.00  -▏
P3    EUR         –    50.00              3.00  ██████████
──────────────────────────────────────────────────────────
P1    USD         –    50.00  1,234,567,890.12
"""
    )


def test_amounts_may_be_asked_for_exactly(style: Style, terminal: Any) -> None:
    show(PAID, PAID_COLUMNS, style._replace(width=76, color=False, exact=True), out=terminal)
    assert "1,234,567,890.12" in terminal.getvalue()


def test_the_first_rows_set_the_layout_of_many(
    lines: Any, columns: Any, style: Style, totals: Any, terminal: Any
) -> None:
    long = lines[0]._replace(code="LONGER-THAN-BEFORE", title="A title that nobody expected to come so late")
    rows = [*(lines[0] for _ in range(1500)), long]
    narrow = style._replace(width=50, color=False, exact=True)
    assert show(iter(rows), columns[:4], narrow, footer=totals, out=terminal) == 1501
    text = terminal.getvalue().splitlines()
    assert len(text) == 2 + 1501 + 2
    assert text[2] == text[1500] == "P1    Regional risk manag…  USD       1,000,000.00"
    assert text[-3] == "LONGER-THAN-BEFORE  A title that nobody…  USD       1,000,000.00"


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
    assert out.getvalue().startswith("\x1b[1mCode\x1b[0m  \x1b[1mTitle\x1b[0m")
    assert stripped(out.getvalue()) == "".join(WIDE.splitlines(keepends=True)[2:-2])


def test_bars_that_do_not_fit_are_named(style: Style, terminal: Any) -> None:
    show(PAID, PAID_COLUMNS, style._replace(bars=True, width=56, color=False), out=terminal)
    text = terminal.getvalue().replace("\n", " ")
    assert "Not shown at this width: Told at, Bar (use --format csv, or a wider window)" in text
    assert "█" not in text and "1,234,568" in text


class Risk(NamedTuple):
    code: str
    level: str
    overdue: bool
    currency: str
    committed: int
    event: str


def test_hues_are_for_whole_words_and_negative_amounts(style: Style) -> None:
    """A text that merely begins with such a word, or is a title, has none; what has one says it in words too."""
    columns = [
        Column("code", "Code", "code"),
        Column("level", "Level"),
        Column("overdue", "Overdue", "flag"),
        Column("committed", "Committed", "money"),
        Column("event", "Event", flex=True),
    ]
    rows = [
        Risk("R1", "critical", True, "USD", -100, "off"),
        Risk("R2", "behind", False, "USD", 100, "off"),
        Risk("R3", "on track", False, "USD", 0, "off"),
        Risk("R4", "offline", False, "USD", 0, "off"),
        Risk("R5", "done, off", False, "USD", 0, "off"),
    ]
    out = io.StringIO()
    show(rows, columns, style._replace(width=100, color=True), out=out)
    lines = out.getvalue().splitlines()[2:]
    rust, violet, teal, no = "\x1b[38;5;130m", "\x1b[38;5;98m", "\x1b[38;5;30m", "\x1b[0m"
    assert lines == [
        f"R1    {rust}critical{no}   {rust}yes{no}             {rust}-1{no}  off",
        f"R2    {violet}behind{no}     no               1  off",
        f"R3    {teal}on track{no}   no               0  off",
        "R4    offline    no               0  off",
        f"R5    {rust}done, off{no}  no               0  off",
    ]

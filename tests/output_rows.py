"""Rows, columns and terminals that the tests of the output share."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from tracker.output import Column, Style


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Line(NamedTuple):
    """A row with one field of every kind."""

    code: str
    title: str | None
    currency: str | None
    committed: int | None
    start: str | None
    share: int | None
    figure: int | str | None
    sealed: bool | None
    themes: tuple[str, ...]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "CI", "PAGER", "LESS", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def style() -> Style:
    return Style(exponents={"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3})


@pytest.fixture
def columns() -> list[Column]:
    return [
        Column("code", "Code", "code"),
        Column("title", "Title", flex=True),
        Column("currency", "Currency", "code"),
        Column("committed", "Committed", "money"),
        Column("start", "Start", "date", priority=1),
        Column("share", "Share", "percent", priority=2),
        Column("figure", "Figure", "number", priority=3),
        Column("sealed", "Sealed", "flag", priority=4),
        Column("themes", "Themes", hidden=True),
    ]


@pytest.fixture
def lines() -> Sequence[Line]:
    return [
        Line("P1", "Regional risk management", "USD", 100000000, "2012-03", 600000, 12345, True, ("risk", "TFA")),
        Line("P2", 'Said "no", then =yes', "JPY", -1234, "2012", 333333, 2012, False, ()),
        Line("P3", "税関 | Zoll", "KWD", 1, None, None, None, None, ("a",)),
        Line("P4", None, None, None, "2012-03-01", 1000000, "3.50", True, ()),
    ]


@pytest.fixture
def totals() -> Sequence[Line]:
    return [Line("", "Total", "USD", 100000000, None, None, None, None, ())]

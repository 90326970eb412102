"""The golden screens: what a terminal of 80 and of 140 columns shows of every list and card, on the demo."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import write_screens as screens

from tracker.cli import main
from tracker.output.layout import cell_width

# Lines that are wider than the screen: a command to be copied stays whole.
WHOLE = re.compile(r"`[^`]{40,}`|: tracker ")
# What shows rows and has no golden screen, and why.
LEFT_OUT = {
    "db check": "nothing is wrong with the demo",
    "db path": "a path of this computer",
    "export": "for other programs",
    "import": "writes",
    "log": "the times and numbers of commands",
    "document show": "the demo has no document",
    "note show": "the demo has no note",
    "request show": "the demo has no request",
}


@pytest.mark.parametrize("name", screens.FILES)
def test_each_is_as_it_was_looked_at(name: str, demo: Path) -> None:
    """If the change is meant: `python scripts/write_screens.py`, and look at `git diff tests/screens`."""
    lines, width = screens.FILES[name]
    golden = (screens.SCREENS / name).read_text(encoding="utf-8")
    with screens.surroundings(demo, width):
        shown = screens.page(lines, {line: screens.shown(line) for line in screens.commands(lines)})
    assert shown == golden, "python scripts/write_screens.py"


@pytest.mark.parametrize("name", screens.FILES)
def test_none_is_wider_than_its_screen(name: str) -> None:
    _, width = screens.FILES[name]
    text = (screens.SCREENS / name).read_text(encoding="utf-8")
    wide = [line for line in text.splitlines() if cell_width(line) > width and not line.startswith("$ ")]
    assert [line for line in wide if not WHOLE.search(line)] == []


def test_colour_changes_no_character(demo: Path) -> None:
    for line in screens.commands(screens.QUESTIONS)[:12]:
        with screens.surroundings(demo, 80):
            plain = screens.shown(line)
        with screens.surroundings(demo, 80, NO_COLOR=""):
            painted = screens.shown(line)
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
        assert "\x1b[1m" in painted or plain.startswith("Committed")


def test_every_list_and_card_has_one() -> None:
    told = [line.split(" ") for lines in screens.PARTS.values() for line in screens.commands(lines)]
    missing = [path for path in showing(main, []) if not any(words[: len(path)] == path for words in told)]
    assert {" ".join(path) for path in missing} == set(LEFT_OUT)


def showing(command: click.Command, path: list[str]) -> Iterator[list[str]]:
    """The commands that show rows."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from showing(found, [*path, name])
    elif any("--format" in one.opts for one in command.params):
        yield path

"""The page on Python shows what Python really says: its examples run as doctests, from top to bottom."""

from __future__ import annotations

import contextlib
import doctest
import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import tracker
import tracker.api
import tracker.api.cards
import tracker.api.rows

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import docs_console

PAGE = docs_console.DOCS / "reference" / "python.md"
BLOCK = re.compile(r"(?:^<!-- needs: (\w+) -->\n)?^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def blocks() -> list[tuple[str, str]]:
    """The examples, each with the package that it cannot do without."""
    return BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def run(needed: set[str], tmp_path: Path) -> None:
    """Play the examples that need nothing, and those that need some package, on the register of the tutorial."""
    docs_console.played(docs_console.DOCS / "tutorial.md", tmp_path)
    parser, runner, shared = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=OPTIONS), dict[str, Any]()
    said: list[str] = []
    with contextlib.chdir(tmp_path):
        for package, text in blocks():
            if package and package not in needed:
                continue
            test = parser.get_doctest(text, shared, PAGE.name, str(PAGE), 0)
            runner.run(test, out=said.append, clear_globs=False)
            shared = test.globs
    assert runner.failures == 0, "".join(said)
    assert runner.tries > 10


def test_the_examples_run(tmp_path: Path) -> None:
    run(set(), tmp_path)


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_the_rows_are_taken_as_they_are(package: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    run({package}, tmp_path)


def test_every_method_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    methods = [
        name
        for name in {**vars(tracker.api.Register), **vars(tracker.api.WritableRegister)}
        if not name.startswith("_") and name != "check_sound"
    ]
    assert len(methods) > 30
    assert [name for name in methods if f"`{name}(" not in text] == []


def fields_of_rows() -> str:
    """A line for each kind of row: its name and its fields."""
    kinds = {
        name: kind
        for module in (tracker.api.rows, tracker.api.cards, tracker.api)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, tuple)
    }
    lines = [f"| `{name}` | {', '.join(kind._fields)} |" for name, kind in sorted(kinds.items())]  # type: ignore[attr-defined]
    return "| row | fields |\n| --- | --- |\n" + "\n".join(lines) + "\n"


def test_the_fields_of_every_row_stand_on_the_page() -> None:
    assert fields_of_rows() in PAGE.read_text(encoding="utf-8")


def test_every_name_that_is_exported_is_there() -> None:
    for module in (tracker, tracker.api):
        assert sorted(module.__all__) == list(module.__all__)
        for name in module.__all__:
            assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = tracker.no_such_name

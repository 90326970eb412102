"""What the README shows can be typed as it stands, in that order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

README = Path(__file__).parent.parent.parent / "README.md"


def commands() -> list[str]:
    text = README.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.removeprefix("$ tracker ") for line in text.splitlines() if line.startswith("$ tracker ")]


def test_every_command_of_the_readme_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(commands()) > 8
    for command in commands():
        run(command)


def test_every_page_that_the_readme_names_is_there() -> None:
    named = [part.partition(")")[0] for part in README.read_text(encoding="utf-8").split("](")[1:]]
    pages = [name for name in named if "://" not in name]
    assert pages and all((README.parent / page).exists() for page in pages)

"""Every page of the manual shows what the program really says; after a change, `python scripts/write_docs.py`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import docs_console
import docs_decisions
import write_docs

DOCS = docs_console.DOCS
PAGES = [page.relative_to(DOCS).as_posix() for page in docs_console.pages()]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_answers_as_the_page_shows(page: str, tmp_path: Path) -> None:
    shown = (DOCS / page).read_text(encoding="utf-8")
    assert docs_console.played(DOCS / page, tmp_path) == shown


@pytest.mark.parametrize("name", write_docs.MADE)
def test_the_reference_is_current(name: str) -> None:
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == write_docs.MADE[name]()


def test_the_index_of_decisions_is_current() -> None:
    shown = docs_decisions.PAGE.read_text(encoding="utf-8")
    assert shown.count("](decisions/") > 50
    assert docs_decisions.page() == shown


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target

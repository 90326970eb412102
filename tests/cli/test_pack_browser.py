"""The book and the slides in a real browser: they open without an error or a request, and everybody can use them."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from books import MANY, fill
from click.testing import CliRunner
from conftest import NOW

from tracker.cli import main
from tracker.output.pages import html as html_output
from tracker.register.register import open_register
from tracker.store.location import Location

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no chromium on PATH")
LOOKS = [(1280, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The folder of a book whose articles are kept beside the page, as in a large one, and of the slides."""
    folder = tmp_path_factory.mktemp("book")
    register = folder / "register.db"
    shutil.copy(sqlite_template, register)
    with open_register(Location(register, None), who="tester", command="test", now=lambda: NOW) as opened:
        fill(opened)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(html_output, "INLINE", 3)
        patched.setattr(html_output, "TOGETHER", 5)
        line = ["pack", "2013", "--only", "book", "--only", "slides", "-o", str(folder), "--db", str(register)]
        assert CliRunner().invoke(main, line, catch_exceptions=False).exit_code == 0
    sqlite3.connect(register).close()
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def _opened(browser: Any, path: Path) -> Iterator[Any]:
    """A page, opened; at the end nothing may have gone wrong, and nothing may have been asked for."""
    shown = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    own = {path.as_uri(), *re.findall(r'src="(data:[^"]*)"', path.read_text(encoding="utf-8"))}
    shown.on("console", lambda said: faults.append(said.text))
    shown.on("pageerror", lambda error: faults.append(str(error)))
    shown.on("request", lambda asked: None if asked.url in own else faults.append(asked.url))
    shown.on("dialog", lambda dialog: faults.append(dialog.message))
    shown.goto(path.as_uri())
    yield shown
    shown.close()
    assert faults == []


@pytest.fixture
def page(browser: Any, pack: Path) -> Iterator[Any]:
    with _opened(browser, pack / "book.html") as shown:
        yield shown


@pytest.fixture
def slides(browser: Any, pack: Path) -> Iterator[Any]:
    with _opened(browser, pack / "plenary.html") as shown:
        yield shown


def _faults(page: Any) -> list[tuple[str, list[str]]]:
    """The serious faults that axe finds in a page, each with where it is."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in serious]


def test_a_list_is_filtered_and_sorted(page: Any) -> None:
    chapter = page.locator("#projects")
    rows = chapter.locator("tbody tr:visible")
    assert rows.count() == MANY - 1
    chapter.get_by_role("searchbox").fill("idb")
    assert rows.locator("th").all_text_contents() == ["P1"]
    assert "1 of 11 rows" in chapter.inner_text()
    chapter.get_by_role("searchbox").fill("")
    chapter.get_by_role("button", name="Committed").click()
    assert rows.locator("th").all_text_contents()[:3] == ["P5", "P6", "P7"]
    chapter.get_by_role("button", name="Committed").click()
    assert rows.locator("th").all_text_contents()[:2] == ["P1", "P2"]


def test_a_total_opens_the_rows_behind_it(page: Any) -> None:
    donors = page.locator("#portfolio table", has=page.locator("caption", has_text="By donor"))
    donors.get_by_role("button", name="Rows behind this total: NNN").click()
    behind = donors.locator("tr.behind tbody tr")
    behind.first.wait_for()
    assert behind.count() == MANY - 3
    assert any("norad.xlsx, sheet 2013, row 7" in text for text in behind.all_inner_texts())
    donors.get_by_role("button", name="Rows behind this total: NNN").click()
    assert donors.locator("tr.behind").count() == 0


def test_the_search_opens_a_fiche(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("p12")
    page.keyboard.press("Enter")
    fiche = page.locator("#p-P12[open]")
    fiche.wait_for()
    assert "Budget and financing gap" in fiche.inner_text()
    page.locator("#projects").get_by_role("link", name="P1", exact=True).click()
    page.locator("#p-P1[open]").wait_for()
    assert page.locator("#opened img, #opened script").count() == 0
    assert "<script>alert(1)</script>" in page.locator("#p-P1").inner_text()


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_everyone_can_use_it(page: Any, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.locator("#portfolio .opens").first.click()
    page.evaluate("location.hash = '#p-P1'")
    page.locator("#p-P1[open]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _faults(page) == []


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_everyone_can_use_the_slides(slides: Any, width: int, scheme: str) -> None:
    slides.set_viewport_size({"width": width, "height": 900})
    slides.emulate_media(color_scheme=scheme)
    assert slides.get_by_role("heading").count() == slides.locator("section").count() == 10
    assert slides.evaluate("document.documentElement.scrollWidth") <= width
    assert _faults(slides) == []


def test_a_page_on_paper_says_which_fiches_it_has(page: Any) -> None:
    page.emulate_media(media="print")
    assert page.get_by_text("Only the fiches that are open are printed from this page.").is_visible()
    assert not page.get_by_text("Choose a project in the list").is_visible()
    page.evaluate("location.hash = '#p-P1'")
    page.locator("#p-P1[open]").get_by_role("heading", name="Budget and financing gap").wait_for()


def test_light_and_dark_can_be_chosen(page: Any) -> None:
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.get_by_role("button", name="Light").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before

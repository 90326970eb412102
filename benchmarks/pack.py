"""The book of 1,000 and of 10,000 projects: its time, its size, and a filter over its list in a browser.

Time is processor time of whole commands. The floor is what the chart library takes for the same pictures alone, plus
`export --all` of the same register. A filter is timed against hiding the same rows in a page with nothing but them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import vl_convert
from click.testing import CliRunner
from register import add_beneficiaries, add_courses, build
from timing import TRACKER, compared, processor_time, seconds

from tracker.cli import main as tracker

# Draws the pictures of a file, one after another, with nothing but the library.
ALONE = """
import json, sys, vl_convert
for call in json.load(open(sys.argv[1])):
    vl_convert.vegalite_to_svg(*call[0], **call[1])
"""
BARE = """<!doctype html><meta charset="utf-8"><style>table {{ border-collapse: collapse; width: 100% }}</style>
<table><tbody>{rows}</tbody></table>"""
HIDE = """asked => {
  const rows = Array.from(document.querySelectorAll(asked.rows));
  const keep = rows.map(row => row.textContent.toLowerCase().includes(asked.text));
  const began = performance.now();
  rows.forEach((row, place) => { row.hidden = !keep[place]; });
  document.body.offsetHeight;
  return performance.now() - began;
}"""
FILTER = """asked => {
  const input = document.querySelector("#projects input[type=search]");
  const began = performance.now();
  input.value = asked.text;
  input.dispatchEvent(new Event("input"));
  document.body.offsetHeight;
  return performance.now() - began;
}"""


def pictures(database: Path, page: Path) -> list[Any]:
    """Make a book in this process, and return the calls of the chart library."""
    calls: list[Any] = []
    drawn = vl_convert.vegalite_to_svg

    def recorded(*given: Any, **options: Any) -> str:
        calls.append((given, options))
        return str(drawn(*given, **options))

    vl_convert.vegalite_to_svg = recorded
    try:
        line = ["pack", "2013", "--only", "book", "-o", str(page), "--db", str(database)]
        assert CliRunner().invoke(tracker, line, catch_exceptions=False).exit_code == 0
    finally:
        vl_convert.vegalite_to_svg = drawn
    return calls


def filtered(page: Path, runs: int) -> str:
    """The time of a filter over the list of all projects, beside hiding the same rows in a bare page."""
    from lxml import html
    from playwright.sync_api import sync_playwright

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        return "a filter over the list: no chromium on PATH"
    root = html.fromstring(page.read_text(encoding="utf-8"))
    rows = root.get_element_by_id("projects").xpath(".//tbody/tr")
    bare = page.with_name("bare.html")
    text = "".join(html.tostring(row, encoding="unicode", with_tail=False) for row in rows)
    bare.write_text(BARE.format(rows=text), encoding="utf-8")
    # A word that leaves every tenth row, and none: both show and hide.
    words = ["7 ", "", "99", ""]
    taken: dict[str, list[float]] = {"book": [], "bare": []}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name, path, script, rows_of in (
            ("book", page, FILTER, "#projects tbody tr"),
            ("bare", bare, HIDE, "tbody tr"),
        ):
            shown = opened.new_page(viewport={"width": 1280, "height": 900})
            shown.set_default_timeout(300_000)
            shown.goto(path.as_uri() + "#projects")
            shown.wait_for_timeout(5_000)
            for turn in range(runs + 1):
                spent = [shown.evaluate(script, {"text": word, "rows": rows_of}) for word in words]
                if turn:
                    taken[name].append(sum(spent))
            shown.close()
        opened.close()
    ours, floor = (statistics.median(taken[name]) for name in ("book", "bare"))
    said = f"[{_span(taken['book'])}] / [{_span(taken['bare'])}]"
    what = f"a filter over {len(rows):,} rows / hiding them in a bare page"
    return f"{what} = {ours / floor:.2f}   (aim: at most 1.5)   {said}"


def _span(runs: Sequence[float]) -> str:
    return f"{min(runs):.0f}-{max(runs):.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sizes = given.projects, given.projects * 10
        medians = []
        for size, limit in zip(sizes, (3, 15), strict=True):
            database, page, kept = home / f"{size}.db", home / f"{size}.html", home / f"{size}.json"
            build(database, size)
            add_beneficiaries(database)
            add_courses(database)
            kept.write_text(json.dumps(pictures(database, page)), encoding="utf-8")
            name = f"book of {size:,} projects"
            commands = {
                name: [*TRACKER, "pack", "2013", "--only", "book", "-o", str(page)],
                "its pictures": [sys.executable, "-c", ALONE, str(kept)],
                "export --all": [*TRACKER, "export", "--all", "-o", str(home / "export.json")],
            }
            taken = seconds(commands, database, given.runs, clock=processor_time)
            floor = "its pictures, and export --all"
            taken[floor] = [sum(both) for both in zip(taken["its pictures"], taken["export --all"], strict=True)]
            medians.append((statistics.median(taken[name]), statistics.median(taken[floor])))
            print(compared(taken, name, floor, "at most 2" if size == sizes[0] else "none"))
            print(f"size of the page: {page.stat().st_size / 1e6:.1f} MB   (aim: at most {limit})")
        (_, floor_of_one), (ten, _) = medians
        print(f"book of {sizes[1]:,} / floor of {sizes[0]:,} = {ten / floor_of_one:.1f}   (aim: at most 24)")
        print(f"book of {sizes[1]:,} / book of {sizes[0]:,} = {ten / medians[0][0]:.1f}   (aim: at most 12)")
        print(filtered(home / f"{sizes[1]}.html", given.runs))


if __name__ == "__main__":
    main()

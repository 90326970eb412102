"""The manual builds into a site without a warning, and its pages load nothing from other hosts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# What a browser fetches by itself: scripts, pictures, frames, style sheets, and what these name. Not links to click on.
LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?((?:https?:)?//[^\"' >]+)"
    r"|<link\b[^>]*\bhref=[\"']?((?:https?:)?//[^\"' >]+)"
    r"|(?:url\(|@import )[\"']?((?:https?:)?//[^\"') ]+)"
)


def loaded(text: str) -> list[str]:
    return ["".join(found) for found in LOADED.findall(text)]


def test_the_site_builds_without_a_warning_and_asks_no_other_host(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "properdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    built = subprocess.run(line, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (built.returncode, built.stderr) == (0, "")
    pages = {page.relative_to(tmp_path).with_suffix(".md").as_posix() for page in tmp_path.rglob("*.html")}
    assert pages >= {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    files = [file for suffix in ("html", "css", "svg") for file in tmp_path.rglob(f"*.{suffix}")]
    assert {str(file): found for file in files if (found := loaded(file.read_text(encoding="utf-8")))} == {}


def test_a_page_that_loads_something_is_noticed() -> None:
    assert loaded('<script defer src="https://a.example/x.js">') == ["https://a.example/x.js"]
    assert loaded('<link rel="stylesheet" href="//a.example/x.css">') == ["//a.example/x.css"]
    assert loaded("@font-face { src: url('https://a.example/x.woff') }") == ["https://a.example/x.woff"]
    assert loaded('<a href="https://a.example/">read</a>') == []

"""The book of the demo's conference as a page of the manual: real output, which anyone can open."""

from __future__ import annotations

import base64
import os
import re
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from click.testing import CliRunner

from tracker.cli import main

PAGE = Path(__file__).resolve().parent.parent / "docs" / "demo-book.html"
CONFERENCE = "EX-2014"
# When the demo of the page is made, and by whom: both are in the sealed record, and its hash is on the page.
SURROUNDINGS = {"TRACKER_NOW": "2026-11-29T12:00:00+00:00", "TRACKER_USER": "ana"}
_PACKED = re.compile(r'(<script type="text/plain" id="island-[^"]+">)([^<]*)')
_SEALED = re.compile(r"SHA-256 [0-9a-f]{64}|<dt>Date of the data</dt><dd>[^<]*")


def made(register: Path) -> bytes:
    """Return the book, from a register with the demo."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.html"
        line = ["--db", str(register), "pack", CONFERENCE, "--only", "book", "-o", str(path)]
        result = CliRunner().invoke(main, line, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return path.read_bytes()


def content(page: bytes) -> str:
    """Return what a page says, but for when its record was sealed: libraries compress the same text differently."""
    text = _PACKED.sub(lambda found: found[1] + zlib.decompress(base64.b64decode(found[2])).decode(), page.decode())
    return _SEALED.sub("", text)


def write() -> list[Path]:
    """Make the page anew and return it if it says something else."""
    with TemporaryDirectory() as folder, patch.dict(os.environ, SURROUNDINGS):
        register = Path(folder) / "demo.db"
        result = CliRunner().invoke(main, ["demo", "--db", str(register)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        page = made(register)
    if PAGE.exists() and content(PAGE.read_bytes()) == content(page):
        return []
    PAGE.write_bytes(page)
    return [PAGE]


if __name__ == "__main__":
    for path in write():
        print(f"wrote {path}")

"""LibreOffice without a window: what it makes of a workbook that we write, with every formula reckoned anew."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")

# LibreOffice trusts the values in a file of Excel unless it is told to reckon always.
ALWAYS_RECKON = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(path: Path, form: str = "xlsx") -> Path:
    """The file as LibreOffice saves it in another form (xlsx, csv, pdf, ods), in a folder of its own beside it."""
    return all_converted([path], form)[0]


def all_converted(paths: Sequence[Path], form: str = "xlsx") -> list[Path]:
    """Several files by one start of LibreOffice, which takes far longer than a file does."""
    assert SOFFICE is not None
    target = paths[0].parent / f"{paths[0].stem}-{form}"
    with tempfile.TemporaryDirectory() as profile:
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(ALWAYS_RECKON, encoding="utf-8")
        subprocess.run(
            [
                SOFFICE,
                "--headless",
                "--norestore",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--convert-to",
                form,
                "--outdir",
                str(target),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    made = [target / f"{path.stem}.{form}" for path in paths]
    missing = [path.name for path in made if not path.exists()]
    assert not missing, f"LibreOffice could not open {', '.join(missing)}"
    return made


def recalculated(path: Path) -> Path:
    """The workbook as LibreOffice saves it after it has reckoned every formula."""
    return converted(path, "xlsx")

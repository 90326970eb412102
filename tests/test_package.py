"""The wheel, installed away from the checkout, is the whole program: migrations, vocabularies and demo data too."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

Installed = Callable[..., subprocess.CompletedProcess[str]]


def call(*line: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    # As on a machine that has never seen this program: no settings of the person who runs the tests.
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER", "PYTHON"))}
    return subprocess.run(
        [str(word) for word in line],
        cwd=folder,
        env=outside | {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    made = call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """`installed("series", "list")` runs the installed program, in a folder of its own."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", with_pip=True)
    programs = home / "venv" / SCRIPTS
    wheel = next(built.glob("*.whl"))
    done = call(programs / "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, folder=home)
    assert done.returncode == 0, done.stderr
    where = call(programs / "python", "-c", "import tracker; print(tracker.__file__)", folder=home).stdout.strip()
    packages = Path(where).parent.parent
    assert packages.is_relative_to(home)
    # What the program needs comes from here; what it is comes from the wheel, which stands before it on the path.
    (packages / "needs.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return call(programs / "tracker", *arguments, folder=home)

    return run


def test_the_installed_program_makes_writes_and_reads_a_register(installed: Installed) -> None:
    assert installed("--version").stdout.startswith("tracker ")
    for line in (
        ("db", "init"),
        ("series", "add", "AMS", "--name", "Regional Donor Meeting"),
        ("db", "check"),
    ):
        done = installed(*line)
        assert done.returncode == 0, done.stderr
    assert installed("series", "list", "-q").stdout == "AMS\n"


def test_the_installed_program_answers_without_a_home_of_its_own(installed: Installed) -> None:
    assert "Usage: tracker" in installed("-h").stdout
    assert installed("--db", "nowhere.db", "series", "list").returncode == 5


def test_the_wheel_carries_what_the_program_reads_and_nothing_else(built: Path) -> None:
    wheel = next(built.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    carried = {Path(name).parts[0] for name in names}
    version = wheel.name.split("-")[1]
    assert carried == {"tracker", f"donor_tracker-{version}.dist-info"}
    package = ROOT / "tracker"
    for path in package.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in names
    for path in (ROOT / "migrations").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert f"tracker/{path.relative_to(ROOT).as_posix()}" in names
    assert {"tracker/py.typed", f"donor_tracker-{version}.dist-info/licenses/LICENSE"} <= set(names)


def test_the_sdist_carries_what_a_developer_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        ".ci/run",
        ".pre-commit-config.yaml",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "properdocs.yml",
        "pyproject.toml",
        "constraints.txt",
        "alembic.ini",
        "migrations/env.py",
        "migrations/script.py.mako",
        "tracker/data/vocabulary/countries.csv",
        "tests/conftest.py",
        "tests/test_package.py",
    } <= names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".db")]


def test_the_pinned_versions_name_no_place_and_have_hashes() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pins and all("==" in pin and pin.endswith("\\") for pin in pins)

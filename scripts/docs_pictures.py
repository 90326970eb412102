"""The pictures of the manual and of README: real output of the register that `tracker demo` makes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from tracker.cli import main

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"

# What follows `tracker chart` for each of them.
PICTURES = {
    "bridge": "bridge --at EX-2014 --compare EX-2013",
    "coverage": "coverage --at AMS-2019",
    "outcomes": "outcomes --at EX-2014",
    "pledges": "pledges --at EX-2014 --compare EX-2013",
    "portfolio": "portfolio --at EX-2014",
    "risk": "risk --at EX-2013 --compare EX-2012",
    "scorecard": "scorecard --at EX-2014",
    "tiles": "tiles --at AMS-2019",
    "trend": "trend --at AMS-2019 --by donor",
}


def drawn(register: Path) -> dict[str, bytes]:
    """The pictures by name, from a register with the demo."""
    found = {}
    with TemporaryDirectory() as folder:
        for name, words in PICTURES.items():
            path = Path(folder) / f"{name}.svg"
            line = ["--db", str(register), "chart", *words.split(), "-o", str(path)]
            result = CliRunner().invoke(main, line, catch_exceptions=False)
            assert result.exit_code == 0, result.output
            found[name] = path.read_bytes()
    return found


def write() -> list[Path]:
    """Draw the pictures anew and return those that changed."""
    with TemporaryDirectory() as folder:
        register = Path(folder) / "demo.db"
        result = CliRunner().invoke(main, ["demo", "--db", str(register)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        changed = []
        for name, content in drawn(register).items():
            path = FOLDER / f"{name}.svg"
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
                changed.append(path)
    return changed


if __name__ == "__main__":
    for path in write():
        print(f"wrote {path}")

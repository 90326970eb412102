"""Draws docs/picture.svg, the README's picture, from what the program really shows on a terminal.

    python scripts/draw_picture.py

Builds the demo in a temporary folder, runs two commands on a terminal of 92 columns, and turns what they wrote, colours
and all, into an SVG.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

WIDTH = 92
TRADE = "--theme trade-facilitation --theme single-window --theme revenue-and-valuation"
COMMANDS = (
    f"tracker project list --donor IDB --at 2019 {TRADE}",
    f"tracker compare 2018 2019 {TRADE} --only money",
)
TARGET = Path(__file__).parent.parent / "docs" / "picture.svg"


def on_a_terminal(line: str, folder: str) -> str:
    """What a command writes to a terminal of `WIDTH` columns."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 400, WIDTH, 0, 0))
    environment = os.environ | {"TRACKER_DB": f"{folder}/demo.db", "TERM": "xterm-256color", "COLUMNS": str(WIDTH)}
    arguments = [sys.executable, "-m", "tracker", *line.split()[1:]]
    with subprocess.Popen(arguments, stdin=side, stdout=side, stderr=subprocess.DEVNULL, env=environment):
        os.close(side)
        written = b""
        try:
            while block := os.read(main, 65536):
                written += block
        except OSError:  # Linux says so when the other side has gone.
            pass
    return written.decode().replace("\r\n", "\n")


def main() -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = [sys.executable, "-m", "tracker", "demo", "--db", f"{folder}/demo.db"]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
        for line in COMMANDS:
            console.print(Text(f"$ {line}", style="bold"))
            console.print(Text.from_ansi(on_a_terminal(line, folder)))
    svg = console.export_svg(title="Donor tracker", theme=DIMMED_MONOKAI, unique_id="picture")
    # No font from elsewhere: a picture that asks the network for something is none.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
    TARGET.write_text(svg + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

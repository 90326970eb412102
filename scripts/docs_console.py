"""Pages of the manual whose commands are run: what a page shows below a command is what the program says.

A page is Markdown. Its blocks of `console` are played from top to bottom in a folder that is empty at first:

* `$ tracker ...` is run in this process, off a terminal, so tables are as wide as they need; what it says is shown as
  a terminal would show it, data (stdout) and talk (stderr) in the order in which they were written. A line that ends
  with a backslash goes on in the next one, `> FILE` at the end puts the data into a file, and `< FILE` reads one.
* `$ export NAME=VALUE` sets a variable, `$ cat FILE` and `$ ls FOLDER` show a file and a folder, and `$ echo $?` the
  last exit status.

Comments, which no reader sees, set a page up. `<!-- goes on from: tutorial.md -->` plays another page first, `<!--
file: pledges.csv -->` puts the block that follows it into a file (a workbook or a Word table by its ending, see
docs_files.py), `<!-- comes with: files/activities.xml -->` copies one that lies beside the page, `<!-- filled in:
form.xlsx as answer.xlsx -->` fills in a form as the block says, and `<!-- clock: 2014-01-13 -->` sets the clock. It
stands at NOW when a page begins and is a minute later after each command. The number of bytes of a backup depends on
the release of SQLite; BYTES stands for it.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docs_files
from click.testing import CliRunner

from tracker.cli import main

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOW = datetime(2013, 1, 28, 9, 30, tzinfo=UTC)
BYTES = "(434,176 bytes)"

_BLOCK = re.compile(
    r"(?:^<!-- clock: (?P<clock>\S+) -->\n)?(?:^<!-- file: (?P<file>\S+) -->\n)?"
    r"(?:^<!-- filled in: (?P<form>\S+) as (?P<answer>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_GOES_ON = re.compile(r"^<!-- goes on from: (\S+) -->$", re.MULTILINE)
_COMES_WITH = re.compile(r"^<!-- comes with: (\S+) -->$", re.MULTILINE)
_REDIRECTED = re.compile(r"(.*\S) > (\S+)", re.DOTALL)
_READ = re.compile(r"(.*\S) < (\S+)", re.DOTALL)
_SIZE = re.compile(r"\([0-9,]+ bytes\)")


def pages() -> list[Path]:
    """The pages that have commands to play."""
    return [page for page in sorted(DOCS.rglob("*.md")) if "```console" in page.read_text(encoding="utf-8")]


def played(page: Path, folder: Path) -> str:
    """The page with all its output made anew, in an empty folder. Raises ValueError for a command it does not know."""
    shell = Shell(folder)
    with contextlib.chdir(folder):
        return _play(page, shell)


class Shell:
    """What a page needs of a shell: the program, a few variables, and the last exit status."""

    def __init__(self, folder: Path) -> None:
        self.status = 0
        self.now = NOW
        home = str(folder)  # so that no register or setting of whoever plays the page is seen
        self.variables = {"TRACKER_USER": "ana", "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "NO_COLOR": "1"}

    def run(self, line: str) -> str:
        """What one command says."""
        known: dict[str, Callable[[str], str]] = {
            "tracker": self._tracker,
            "export": self._export,
            "cat": lambda words: Path(words).read_text(encoding="utf-8"),
            "ls": lambda words: "".join(f"{each.name}\n" for each in sorted(Path(words).iterdir())),
            "echo": self._echo,
        }
        name, _, words = line.partition(" ")
        if name not in known:
            raise ValueError(f"A page cannot play {line!r}.")
        return known[name](words)

    def _tracker(self, words: str) -> str:
        redirected = _REDIRECTED.fullmatch(words)
        variables = self.variables | {"TRACKER_NOW": self.now.isoformat()}
        words = redirected[1] if redirected else words
        read = _READ.fullmatch(words)
        result = CliRunner().invoke(
            main,
            shlex.split(read[1] if read else words),
            input=Path(read[2]).read_text(encoding="utf-8") if read else None,
            env=variables,
            catch_exceptions=False,
        )
        self.status = result.exit_code
        self.now += timedelta(minutes=1)
        if redirected:
            Path(redirected[2]).write_text(result.stdout, encoding="utf-8")
        return _SIZE.sub(BYTES, result.stderr if redirected else result.output)

    def _export(self, words: str) -> str:
        name, _, value = words.partition("=")
        self.variables[name] = value
        return ""

    def _echo(self, words: str) -> str:
        if words != "$?":
            raise ValueError(f"A page cannot echo {words!r}.")
        return f"{self.status}\n"


def _play(page: Path, shell: Shell) -> str:
    text = page.read_text(encoding="utf-8")
    if before := _GOES_ON.search(text):
        _play(page.parent / before[1], shell)
    for name in _COMES_WITH.findall(text):
        shutil.copy(page.parent / name, Path.cwd())

    def renewed(block: re.Match[str]) -> str:
        if block["clock"]:
            shell.now = datetime.fromisoformat(block["clock"]).replace(hour=9, tzinfo=UTC)
        if block["file"]:
            docs_files.make(Path(block["file"]), block["body"])
        if block["form"]:
            docs_files.fill_in(Path(block["form"]), Path(block["answer"]), block["body"])
        if block["kind"] != "console":
            return block[0]
        return (
            block[0].partition("```")[0]
            + "```console\n"
            + "".join(_answered(shell, command) for command in _commands(block["body"]))
            + "```"
        )

    return _BLOCK.sub(renewed, text)


def _commands(body: str) -> list[str]:
    """The commands of a block as typed, each with the lines that it goes on in; what they said is left out."""
    commands: list[str] = []
    goes_on = False
    for line in body.splitlines():
        if goes_on:
            commands[-1] += "\n" + line
        elif line.startswith("$ "):
            commands.append(line[2:])
        goes_on = (goes_on or line.startswith("$ ")) and line.endswith("\\")
    return commands


def _answered(shell: Shell, command: str) -> str:
    said = shell.run(re.sub(r"\\\n\s*", "", command))
    return f"$ {command}\n" + "".join(f"{line.rstrip()}\n" for line in said.splitlines())

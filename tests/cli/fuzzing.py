"""Commands that nobody thought of, drawn from the command tree itself and run on one living register, one by one.

What a command takes is asked of click, so a command or an option that is added is drawn from then on. Values come from
what the shell completes, from what each kind of value may look like, and, for some of them, from what nobody should
type. What a command says it misses is given to it the next time. The same seed draws the same commands.

    pytest -n 0 -s tests/cli/test_fuzz_cli.py --both --commands 10000 --seed 7

runs as many as one likes, and says how many ended in which way.
"""

from __future__ import annotations

import faulthandler
import os
import random
import re
import shlex
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import click
from click.testing import CliRunner, Result
from fuzz_values import (
    ENVIRONMENT,
    FILES,
    HOSTILE,
    KNOWN,
    LOOKS,
    MADE,
    NUMBERS,
    OTHER_REGISTERS,
    PARTS,
    START,
    STDIN,
    TEXTS,
    WRITTEN,
)

from tracker.cli import main
from tracker.cli.base import App
from tracker.errors import TrackerError
from tracker.store.location import Location
from tracker.store.reader import open_reader

# Seconds: a command that takes longer hangs; the slowest takes a second or two, and more on a busy machine.
PATIENCE = 300
# How often a command is drawn, where it is not as often as the others, by its words or its last word.
WEIGHTS = {"demo": 0.005, "report": 8, "project add": 3, "note add": 2, "shell": 0.3, "close": 0.3, "reopen": 0.3}
WEIGHTS |= {"remove": 0.4, "merge": 0.2, "db restore": 0.2, "db init": 0.2, "import": 3, "undo": 1.5, "db upgrade": 0.2}
WRITES = ("output", "directory", "report", "refused_file", "document")
MISSING = re.compile(r"Missing (?:option '?|argument '?)?(--[a-z-]+|[A-Z]+)")


class Leaf(NamedTuple):
    """A command that can be run: its words, and what click knows of it."""

    words: tuple[str, ...]
    command: click.Command
    context: click.Context

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def weight(self) -> float:
        return WEIGHTS.get(self.name, WEIGHTS.get(self.words[-1] if self.words else "", 1))


class Found(NamedTuple):
    """A command that did what no command may: its number, its words, its input, and what happened."""

    number: int
    arguments: Sequence[str]
    given: str | None
    what: str

    def __str__(self) -> str:
        line = " ".join(shlex.quote(word) if word.isprintable() else repr(word) for word in self.arguments)
        line = line if len(line) < 600 else f"{line[:600]}..."
        fed = "" if self.given is None else f" < {self.given[:60]!r}"
        return f"command {self.number}: tracker {line}{fed}\n{self.what}".encode("ascii", "backslashreplace").decode()


class Hung(BaseException):
    """A command took longer than any may; the program catches no such error."""


def leaves(app: App) -> list[Leaf]:
    """Every command of the program."""

    def walk(command: click.Command, path: tuple[str, ...], context: click.Context) -> Iterator[Leaf]:
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from walk(found, (*path, name), click.Context(found, context, name))
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield Leaf(path, command, context)

    return list(walk(main, (), click.Context(main, obj=app)))


class Fuzzer:
    """Draws commands by a seed and runs them on one register.

    `ended` counts how they ended; what went wrong is counted in `kinds`, and the first of each kind is in `found`.
    """

    def __init__(self, location: Location, folder: Path, seed: int, statuses: Collection[int]) -> None:
        self.location, self.folder, self.seed, self.statuses = location, folder, seed, statuses
        self.random = random.Random(seed)
        self.app = App()
        self.app.db = location.url or str(location.path)
        self.leaves = leaves(self.app)
        self.weights = [leaf.weight for leaf in self.leaves]
        self.needed: dict[str, list[str]] = {}
        self.known: dict[str, list[str]] = {}
        self.completed: dict[tuple[str, str], list[str]] = {}
        self.number = 0
        self.ended: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        self.found: list[Found] = []

    def run(self, count: int, check_every: int) -> None:
        """Run so many commands, and ask the register now and then whether it is sound."""
        for line in START.replace("\\\n", "").strip().splitlines():
            self.call(shlex.split(line), sound=not line.startswith("db backup"))
        looked = checked = 0
        while self.number < count:
            # To look costs as much as a command.
            if looked == 0 or self.number - looked >= 8:
                self.look()
                looked = self.number
            if not self.known["open"] and self.random.random() < 0.5:
                self.open_another()
            else:
                self.draw()
            if self.number >= checked + check_every or self.number >= count:
                self.check()
                checked = self.number

    def look(self) -> None:
        """What codes there are by now."""
        self.completed.clear()
        with open_reader(self.location) as reader:
            for noun, sql in KNOWN.items():
                self.known[noun] = sorted(row[0] for row in reader.rows(sql))

    def open_another(self) -> None:
        """Without an open conference hardly anything is accepted."""
        code = f"T-{2100 + self.number}"
        if not self.known["series"]:
            self.call(["series", "add", "T" if self.number < 50 else f"T{self.number}", "--name", "Another"])
        self.call(["conference", "add", code, "--series", self.one(self.known["series"], "T"), "--currency", "USD"])
        self.call(["conference", "open", code])
        self.call(["conference", "rates", code, "--set", "EUR=1.3 USD", "--set", "JPY=0.01 USD", "--source", "me"])

    def check(self) -> None:
        """The register is sound, and what is exported can be taken in."""
        name = f"whole-{self.number}"
        for arguments in (
            ["db", "check"],
            ["export", "--all", "-o", f"{name}.json"],
            ["import", f"{name}.json", "--db", f"{name}.db", "--yes"],
        ):
            self.call(arguments, sound=True)
        for made in self.folder.glob(f"{name}*"):
            made.unlink()

    def draw(self) -> None:
        """One command, and again with what it says it misses."""
        (leaf,) = self.random.choices(self.leaves, self.weights)
        is_hostile = self.random.random() < 0.35
        given = self.random.choice(STDIN) if self.random.random() < 0.1 else None
        if leaf.name == "shell":
            given = "\n".join(shlex.join(self.arguments(self.random.choice(self.leaves), False)) for _ in range(4))
            given = self.random.choice(STDIN) if is_hostile else given
        for _ in range(5):
            arguments = self.arguments(leaf, is_hostile)
            said = self.call(arguments, given, self.environment() if is_hostile else {})
            missing = MISSING.search(said)
            if missing is None or is_hostile or missing[1] in self.needed.setdefault(leaf.name, []):
                return
            self.needed[leaf.name].append(missing[1])

    def arguments(self, leaf: Leaf, is_hostile: bool) -> list[str]:
        """The words of a command: its arguments, and some of its options."""
        chance = self.random.random
        words: list[tuple[str | None, str | None]] = []  # each an option and its value, either of them perhaps none
        for parameter in leaf.command.get_params(leaf.context):
            if isinstance(parameter, click.Argument):
                words += [(None, self.value(leaf, parameter)) for _ in range(self.how_many(parameter))]
            elif isinstance(parameter, click.Option):
                flag = self.random.choice(parameter.opts)
                for _ in range(1 + (parameter.multiple and chance() < 0.2)):
                    if chance() < self.likelihood(leaf, parameter):
                        words.append((flag, None if parameter.is_flag else self.value(leaf, parameter)))
        if is_hostile:
            for _ in range(1 + (chance() < 0.3)):
                words = self.spoiled(leaf, words)
        if chance() < 0.1:
            self.random.shuffle(words)
        parts = [[part for part in pair if part is not None] for pair in words]
        return [*leaf.words, *(part for pair in parts for part in pair)]

    def how_many(self, argument: click.Argument) -> int:
        if argument.nargs > 1:
            return argument.nargs
        if argument.nargs == -1:
            return self.random.choice((1, 2, 2)) if "CONFERENCE CONF" in (argument.metavar or "") else 1
        return int(argument.required or self.random.random() < 0.95)

    def likelihood(self, leaf: Leaf, option: click.Option) -> float:
        if not set(option.opts).isdisjoint(self.needed.get(leaf.name, ())) or option.required:
            return 0.97
        known = {"--yes": 0.9, "--dry-run": 0.05, "--db": 0, "--debug": 0, "--help": 0.005, "--from-note": 0.03}
        options = len(leaf.command.params)
        return known.get(option.opts[-1], min(0.25, 2.5 / options))

    def value(self, leaf: Leaf, parameter: click.Parameter) -> str:
        """A value that may well be accepted."""
        chance, name, kind = self.random.random, str(parameter.name), parameter.type
        label = (parameter.metavar or name) if isinstance(parameter, click.Argument) else parameter.metavar or ""
        if isinstance(kind, click.Choice):
            return str(self.random.choice(tuple(kind.choices)))
        if "--at" in parameter.opts and self.known["open"] and chance() < 0.8:
            return self.known["open"][0]
        if label.startswith("FILE") or label.endswith("FILE") or isinstance(kind, click.Path) or name == "path":
            return self.file(leaf, name)
        if name in ("code", "new_code") and (leaf.words[-1] == "add" or isinstance(parameter, click.Option)):
            return self.fresh(leaf, parameter)
        if name == "code" and leaf.words[0] in PARTS:
            return self.one(self.known[leaf.words[0]], "P1/R1")
        if name in ("risk", "outcome", "indicator", "milestone"):
            return self.one(self.known[name], "P1/R1").partition("/")[2]
        if (leaf.name, name) not in self.completed:
            offered = parameter.shell_complete(leaf.context, "")
            self.completed[leaf.name, name] = [str(item.value) for item in offered]
        if self.completed[leaf.name, name]:
            return self.random.choice(self.completed[leaf.name, name])
        for key in (label, name):
            if key in MADE:
                form, noun = MADE[key]
                return form.format(**{noun: self.one(self.known[noun], "P1")})
            if key in LOOKS:
                return self.random.choice(LOOKS[key])
        if isinstance(kind, click.IntRange) or kind is click.INT:
            return self.random.choice(NUMBERS)
        return self.random.choice(TEXTS)

    def fresh(self, leaf: Leaf, parameter: click.Parameter) -> str:
        if leaf.words[0] in PARTS or leaf.words[-1] == "indicator":
            whole = isinstance(parameter, click.Argument)
            return f"{self.one(self.known['project'], 'P1')}/N{self.number}" if whole else f"N{self.number}"
        return f"T-{3000 + self.number}" if leaf.words[0] == "conference" else f"N{self.number}"

    def file(self, leaf: Leaf, name: str) -> str:
        if name in WRITES or leaf.name == "db backup":
            return self.random.choice((*WRITTEN[:8], f"out-{self.number}.csv", f"out-{self.number}.xlsx"))
        return self.random.choice(FILES[:12])

    def one(self, values: Sequence[str], otherwise: str) -> str:
        return self.random.choice(values) if values else otherwise

    def spoiled(self, leaf: Leaf, words: list[tuple[str | None, str | None]]) -> list[tuple[str | None, str | None]]:
        """A command with something in it that nobody should type."""
        pick, hostile = self.random.choice, self.hostile()
        options = [each for each in leaf.command.get_params(leaf.context) if isinstance(each, click.Option)]
        place = self.random.randrange(len(words)) if words else 0
        way = self.random.randrange(8)
        if way < 4 and words and words[place][1] is not None:
            value = str(words[place][1])
            if "FILE" in value or words[place][0] in ("-o", "--output"):
                hostile = pick((*WRITTEN, *FILES))
            spoiled = pick(
                (hostile, hostile, hostile, value + hostile, hostile + value, f"{value}:{hostile}", value * 3)
            )
            return [*words[:place], (words[place][0], spoiled), *words[place + 1 :]]
        if way == 4:
            return (
                [*words, ("--db", pick(OTHER_REGISTERS))] if self.random.random() < 0.3 else [*words, (None, hostile)]
            )
        if way == 5 and words:
            return [*words[:place], *words[place + 1 :]]
        option = pick(options)
        if option.opts[-1] == "--db":
            return words
        given = None if option.is_flag else pick((hostile, self.value(leaf, option)))
        return [*words, (option.opts[0], given)]

    def hostile(self) -> str:
        return self.random.choice((self.random.choice(HOSTILE), self.random.choice(HOSTILE), self.random.choice(FILES)))

    def environment(self) -> dict[str, str]:
        name, values = self.random.choice(tuple(ENVIRONMENT.items()))
        return {name: self.random.choice(values)} if self.random.random() < 0.2 else {}

    def call(
        self,
        arguments: list[str],
        given: str | None = None,
        env: Mapping[str, str] | None = None,
        *,
        sound: bool = False,
    ) -> str:
        """Run a command; what it said on stderr. With `sound` it must be accepted."""
        self.number += 1
        try:
            with _in_time():
                result = CliRunner(env=dict(env or {})).invoke(main, arguments, input=given)
        except Hung as hung:
            self.note(arguments, given, f"hangs: {''.join(traceback.format_tb(hung.__traceback__)[-3:])}")
            return ""
        what = self.judged(result, sound=sound, debugged=any("--debug" in each for each in (*arguments, given or "")))
        if what is None:
            self.ended[result.exit_code] += 1
        else:
            self.note(arguments, given, f"with {dict(env)!r}: {what}" if env else what)
        return result.stderr

    def judged(self, result: Result, *, sound: bool, debugged: bool) -> str | None:
        """What is wrong with how a command ended, if anything is."""
        error = result.exception
        if error is not None and not isinstance(error, SystemExit):
            told = debugged and isinstance(error, (TrackerError, OSError))
            return None if told else "".join(traceback.format_exception(error)[-4:])
        if "Traceback (most recent call last)" in result.stderr and not debugged:
            return result.stderr[-1500:]
        if result.exit_code not in self.statuses or (sound and result.exit_code):
            return f"exit status {result.exit_code}: {result.stdout[-1500:]}{result.stderr[-500:]}"
        return None

    def note(self, arguments: Sequence[str], given: str | None, what: str) -> None:
        """Keep what was found, the first of its kind."""
        kind = re.sub("[0-9]+", "", what.strip().rpartition("\n")[2])
        self.kinds[kind] += 1
        if self.kinds[kind] == 1:
            self.found.append(Found(self.number, arguments, given, what))
            sys.stdout.write(f"{self.found[-1]}\n\n")
            sys.stdout.flush()

    def __str__(self) -> str:
        """How many commands ended in which way, and how many were accepted."""
        kind = "PostgreSQL" if self.location.is_postgresql else "SQLite"
        statuses = ", ".join(f"{count:,} with status {status}" for status, count in sorted(self.ended.items()))
        share = 100 * self.ended[0] / max(1, self.number)
        run = f"{kind}, seed {self.seed}: {self.number:,} commands, {share:.0f} percent accepted"
        return f"{run}: {statuses}; {self.kinds.total()} wrong, of {len(self.found)} kinds"


@contextmanager
def _in_time() -> Iterator[None]:
    """Raises Hung where the block takes longer than any command may."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(PATIENCE)
    # Where no Python runs, nothing can be raised: then all threads say where they are, and the process ends.
    faulthandler.dump_traceback_later(2 * PATIENCE, exit=True)
    try:
        yield
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()
        signal.signal(signal.SIGALRM, before)


_allowed: list[str] = []
_OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGING = (
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.rename",
    "os.link",
    "os.symlink",
    "os.truncate",
    "sqlite3.connect",
)


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if not _allowed:
        return
    if event == "open":
        paths = args[:1] if isinstance(args[2], int) and args[2] & _OPENED_TO_WRITE else ()
    elif event in _CHANGING:
        paths = args[:2] if event in ("os.rename", "os.link") else args[:1]
    else:
        return
    for path in paths:
        if isinstance(path, (str, bytes)):
            whole = os.path.realpath(os.fsdecode(path).removeprefix("file:").partition("?")[0])
            if not whole.startswith(tuple(_allowed)) and "__pycache__" not in whole:
                raise PermissionError(13, "the fuzzer writes nowhere else", str(path))


sys.addaudithook(_watch)


@contextmanager
def kept_within(folder: Path) -> Iterator[None]:
    """Whatever is drawn, no file is written outside a folder."""
    _allowed[:] = [os.path.realpath(folder), "/dev/null", ":memory:", os.path.realpath(":memory:")]
    try:
        yield
    finally:
        _allowed.clear()

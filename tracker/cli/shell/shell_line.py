"""The input line of the shell on a terminal: history, and the same completion as on the command line.

It uses Python's readline, which loads immediately; prompt_toolkit, which would also work on Windows, takes a third of
a second to load before the first prompt.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.shell_completion import ShellComplete, split_arg_string

from tracker.cli.completion import complete_use

if TYPE_CHECKING:
    from tracker.cli.shell.shell import Shell

OWN = ("use", "help", "exit")
KEPT = 1000
# A database address may contain a password, and so may a line that mentions one.
SECRET = re.compile(r"postgres(ql)?(\+\w+)?:|passw(or)?d|pwd|--db.*:", re.IGNORECASE)


def candidates(shell: Shell, line: str) -> list[str]:
    """Return the completions of the last word of a line: whole words, as the user would type them."""
    words = split_arg_string(line)
    incomplete = words.pop() if words and not _ended(line) else ""
    if words and words[0] in ("tracker", "help"):
        del words[0]
    from tracker.cli import MODULES, main

    if not words:
        return [name for name in (*OWN, *MODULES) if name.startswith(incomplete)]
    if words[0] == "use":
        return complete_use(shell.begun(), incomplete)
    if words[0] not in MODULES:
        return []
    flag, mark, _ = incomplete.partition("=")
    completer = ShellComplete(main, {"obj": shell.begun()}, "tracker", "")
    found = [str(item.value) for item in completer.get_completions(words, incomplete)]
    return [f"{flag}={each}" for each in found] if mark and flag.startswith("--") else found


def _ended(line: str) -> bool:
    """Whether a line ends between words."""
    try:
        shlex.split(line)
    except ValueError:
        return False
    return line[-1:].isspace() or not line


@contextmanager
def asking(shell: Shell) -> Iterator[Callable[[str], str]]:
    """Yield a function that reads a line, with history and completion if Python has them: not on Windows."""
    try:
        import readline
    except ImportError:
        yield input
        return
    history = _History(readline)
    readline.set_auto_history(False)
    # readline may be GNU readline or libedit, and each has its own syntax.
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")

    def ask(prompt: str) -> str:
        # A question asked by a command may have replaced them.
        readline.set_completer(_completer(shell, readline))
        readline.set_completer_delims(" \t\n")
        line = input(prompt)
        history.keep(line)
        return line

    try:
        yield ask
    finally:
        readline.set_completer(None)
        readline.set_auto_history(True)


def _completer(shell: Shell, readline: Any) -> Callable[[str, int], str | None]:
    found: list[str] = []

    def complete(text: str, state: int) -> str | None:
        if state == 0:
            # Completion is silent: an error in it must not disturb the line being typed.
            try:
                line = readline.get_line_buffer()[: readline.get_endidx()]
                found[:] = [_typed(each, line, text) for each in candidates(shell, line)]
            except Exception:
                found.clear()
            if len(found) == 1 and not found[0].endswith("="):
                found[0] += " "
        return found[state] if state < len(found) else None

    return complete


def _typed(word: str, line: str, text: str) -> str:
    """Return a candidate to replace `text`, which follows the last space: quoted if it contains spaces itself."""
    whole = split_arg_string(line)[-1] if line and not _ended(line) else ""
    before = whole[: len(whole) - len(text)] if len(whole) > len(text) else ""
    if before:  # within quotes that were opened before an earlier space
        return word[len(before) :] + _open_quote(line)
    if text[:1] in ("'", '"'):
        return text[0] + word + text[0]
    return word if shlex.quote(word) == word or "=" in word else shlex.quote(word).replace("'", '"')


def _open_quote(line: str) -> str:
    return '"' if line.count('"') % 2 else "'" if line.count("'") % 2 else ""


class _History:
    """The history of typed lines, in a private file of the user; a line that may contain a password is not kept."""

    def __init__(self, readline: Any) -> None:
        from tracker.config import data_folder

        self._readline = readline
        self._path: Path = data_folder() / "shell-history"
        self._last = ""
        with suppress(OSError, UnicodeDecodeError):
            lines = self._path.read_text(encoding="utf-8").splitlines()
            if len(lines) > 2 * KEPT:
                self._path.write_text("".join(f"{line}\n" for line in lines[-KEPT:]), encoding="utf-8")
            for line in lines[-KEPT:]:
                readline.add_history(line)

    def keep(self, line: str) -> None:
        from tracker.store.location import without_passwords

        if not line.strip() or line == self._last or SECRET.search(line) or without_passwords(line) != line:
            return
        self._last = line
        self._readline.add_history(line)
        # If the history cannot be saved, the shell works without it.
        with suppress(OSError, UnicodeEncodeError):
            from tracker.store.files.destinations import make_folder, make_private

            make_folder(self._path.parent)
            with make_private(self._path).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")

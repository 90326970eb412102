"""The input line of the shell on a terminal: a history, and the same completion as on the command line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import ShellComplete, split_arg_string

from tracker.cli.completion import complete_use

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

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


def line_reader(shell: Shell) -> Callable[[str], str]:
    """Return a function that reads a line after a prompt; raises EOFError at Ctrl-D and KeyboardInterrupt at Ctrl-C."""
    from tracker.cli.line_editor import line_session

    def complete(document: Document, _event: CompleteEvent) -> Iterable[tuple[str, int]]:
        line = document.text_before_cursor
        text = line.rpartition(" ")[2]
        # Completion is silent: an error in it must not disturb the line being typed.
        with suppress(Exception):
            found = [_typed(each, line, text) for each in candidates(shell, line)]
            ended = " " if len(found) == 1 and not found[0].endswith("=") else ""
            for each in found:
                yield each + ended, -len(text)

    return line_session(complete, ShellHistory())


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


class ShellHistory:
    """The lines typed in the shell, in a private file of the user; a line that may contain a password is not kept."""

    def __init__(self) -> None:
        from tracker.config import data_folder

        self._path: Path = data_folder() / "shell-history"
        self._last = ""

    def lines(self) -> list[str]:
        """Return the kept lines, the oldest first; a file that has grown long is shortened."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
            if len(lines) > 2 * KEPT:
                self._path.write_text("".join(f"{line}\n" for line in lines[-KEPT:]), encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return []
        return lines[-KEPT:]

    def keep(self, line: str) -> None:
        from tracker.store.location import without_passwords

        if not line.strip() or line == self._last or SECRET.search(line) or without_passwords(line) != line:
            return
        self._last = line
        # If the history cannot be saved, the shell works without it.
        with suppress(OSError, UnicodeEncodeError):
            from tracker.store.files.destinations import make_folder, make_private

            make_folder(self._path.parent)
            with make_private(self._path).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")

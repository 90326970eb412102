"""Questions on the terminal, with completion of the answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click


def answered(question: str, empty: str | None, shown: str | None) -> str:
    """Read one line from the user; an empty line returns `empty`, or repeats the question if that is None."""
    if not sys.stdout.isatty():
        return str(click.prompt(question, default=empty, show_default=shown is not None, err=True)).strip()
    prompt = f"{question} [{shown}]: " if shown is not None else f"{question}: "
    while True:
        try:
            # Python's own input(): with a prompt on stderr, as click does it, there is no completion.
            answer = input(prompt).strip()
        except EOFError:
            raise click.Abort from None
        if answer or empty is not None:
            return answer or empty or ""


@contextmanager
def completing(words: Sequence[str]) -> Iterator[None]:
    """Complete what is typed with these words when the user presses Tab."""
    try:
        import readline
    except ImportError:  # Windows has none
        yield
        return
    before = readline.get_completer()
    folded = [(word.lower(), word) for word in words]

    def complete(text: str, state: int) -> str | None:
        lead = text[: len(text) - len(text.lstrip())]
        found = [lead + word for key, word in folded if key.startswith(text.strip().lower())]
        return found[state] if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(";")
    # readline may be GNU readline or libedit, and each has its own syntax.
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)

"""The line that a user types on a terminal: edited, completed with Tab, and for the shell with a history.

The only module that knows prompt_toolkit, which takes a tenth of a second to load: at the first question.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, get_common_complete_suffix
from prompt_toolkit.document import Document
from prompt_toolkit.filters import has_completions
from prompt_toolkit.history import History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import create_output
from prompt_toolkit.utils import is_dumb_terminal

Completing = Callable[[Document, CompleteEvent], Iterable[tuple[str, int]]]


class KeptLines(Protocol):
    """Where typed lines are kept between two sessions."""

    def lines(self) -> list[str]: ...

    def keep(self, line: str) -> None: ...


class _Completer(Completer):
    def __init__(self, complete: Completing) -> None:
        self._complete = complete

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        for text, start in self._complete(document, complete_event):
            yield Completion(text, start_position=start, display=text.strip())


class _History(History):
    def __init__(self, kept: KeptLines) -> None:
        super().__init__()
        self._kept = kept

    def load_history_strings(self) -> Iterable[str]:
        return reversed(self._kept.lines())

    def store_string(self, string: str) -> None:
        self._kept.keep(string)


def edit_line(question: str, choices: Sequence[str] = (), draft: str = "") -> str:
    """Ask a question and return the line; `draft` is there to be edited. Raises EOFError at Ctrl-D."""

    def complete(document: Document, _event: CompleteEvent) -> Iterable[tuple[str, int]]:
        typed = document.text_before_cursor.rpartition(";")[2].lstrip()
        return [(word, -len(typed)) for word in choices if word.lower().startswith(typed.lower())]

    return _session(complete, InMemoryHistory()).prompt(question, default=draft)


def line_session(complete: Completing, kept: KeptLines) -> Callable[[str], str]:
    """Return a function that reads a line after a prompt, with the lines that were typed before."""
    return _session(complete, _History(kept)).prompt


def _session(complete: Completing, history: History) -> PromptSession[str]:
    return PromptSession(
        history=history,
        completer=_Completer(complete),
        complete_while_typing=False,
        key_bindings=_tab_at_once(),
        # On stderr: stdout is for data, and may be a pipe. A terminal without a cursor is left to the library.
        output=None if is_dumb_terminal() else create_output(sys.stderr),
    )


def _tab_at_once() -> KeyBindings:
    """Let Tab complete before the next key is read: in the background, what is typed meanwhile would cancel it."""
    bindings = KeyBindings()

    @bindings.add("tab", filter=~has_completions)
    def complete(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        asked = CompleteEvent(completion_requested=True)
        found = list(buffer.completer.get_completions(buffer.document, asked))
        common = get_common_complete_suffix(buffer.document, found)
        if len(found) == 1:
            buffer.apply_completion(found[0])
        elif common:
            buffer.insert_text(common)
        elif found:
            buffer.start_completion()

    return bindings

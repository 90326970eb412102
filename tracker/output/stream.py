"""The last step of all output: make it safe for a terminal, and write it even if the stream cannot encode it."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TextIO

# Control characters except tab and line feed, line separators, bidirectional overrides and lone surrogates: these can
# move a cursor, retitle a window or reverse a line. Joiners and left-to-right marks stay, because names need them.
_DRIVING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_PLAINER = str.maketrans({"–": "-", "─": "-"})


def terminal_safe(text: str) -> str:
    r"""Return `text` with everything that could control a terminal escaped (`\x1b`, `\u202e`); tabs, line ends stay."""
    return text if text.isprintable() else _DRIVING.sub(_spelled, text)


def spelled_out(text: str) -> str:
    r"""Return `text` on one line, safe and `readable`; tabs and line ends, possible in names, are escaped too."""
    if text.isprintable():
        return text
    from tracker.rules.text import readable

    return terminal_safe(readable(text)).replace("\n", "\\n").replace("\t", "\\t")


def is_terminal(stream: TextIO) -> bool:
    """Whether the stream is a terminal."""
    return stream.isatty()


def wants_color(color: bool | None, stream: TextIO) -> bool:
    """Whether escape codes may go to `stream`: as `color` says, else only to a terminal that has not refused them."""
    if color is not None:
        return color
    env = os.environ
    if env.get("NO_COLOR") or env.get("TERM") == "dumb" or not is_terminal(stream):
        return False
    # The console of older Windows prints escape codes literally; terminals that interpret them identify themselves.
    return sys.platform != "win32" or bool(env.get("WT_SESSION") or env.get("TERM"))


class Sink:
    """A text stream that never fails on a character.

    A character missing from the stream's encoding becomes `?` (a dash or a rule becomes `-`), with one message on
    stderr. With `guard`, text is made `terminal_safe` if the stream is a terminal.
    """

    def __init__(self, out: TextIO, *, guard: bool = False) -> None:
        self._out = out
        self._guard = guard and is_terminal(out)
        self._said = False

    def write(self, text: str) -> None:
        """Write `text`; a closed pipe raises BrokenPipeError."""
        text = self._prepared(text)
        try:
            self._out.write(text)
        except UnicodeEncodeError:
            self._out.write(self._encodable(text))

    def flush(self) -> None:
        """Flush everything, so that a closed pipe is noticed here and not when Python exits."""
        self._out.flush()

    def _prepared(self, text: str) -> str:
        return terminal_safe(text) if self._guard else text

    def _encodable(self, text: str) -> str:
        encoding = self._out.encoding or "ascii"
        plainer = text.translate(_PLAINER)
        encoded = plainer.encode(encoding, "replace").decode(encoding)
        if encoded != plainer and not self._said and self._out is not sys.stderr:
            self._said = True
            sys.stderr.write(
                f"Some characters do not exist in {encoding} and were replaced by '?'. To keep them, set "
                "PYTHONUTF8=1.\n"
            )
        return encoded


class JsonSink(Sink):
    r"""A sink for JSON, which can write any character as `\uXXXX`: none is lost, and none controls a terminal."""

    def _prepared(self, text: str) -> str:
        return text if text.isascii() else _DRIVING.sub(_json_escaped, text)

    def _encodable(self, text: str) -> str:
        return _BEYOND_ASCII.sub(_json_escaped, text)


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escaped(match: re.Match[str]) -> str:
    # Line ends between rows are the only raw control characters in JSON text, and _DRIVING does not match them.
    return match[0] if match[0].isascii() else json.dumps(match[0])[1:-1]

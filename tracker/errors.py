"""All the ways in which a command can fail, and the exit status of each.

An error says what happened, why, and what to do (`hint`). The command line prints both and exits with `exit_status`; no
other code deals with exit statuses.
"""

import re
from collections.abc import Sequence


class TrackerError(Exception):
    """Something failed or was declined.

    Everything the command had begun to write is rolled back; if a part was kept on purpose, the message says so.
    `details` are separate lines below the message, such as the first of many findings.
    """

    exit_status = 1

    def __init__(self, message: str, hint: str | None = None, details: Sequence[str] = ()) -> None:
        super().__init__("\n".join([message, *details]))
        self.message = message
        self.hint = hint
        self.details = tuple(details)


class Usage(TrackerError):
    """The arguments of the command contradict each other, or one is missing."""

    exit_status = 2


class Invalid(Usage):
    """A value that cannot be stored. The message says which value and why, the hint says what would be valid.

    `why` continues the sentence that the value begins (`is not a date`); `expected` is what to use, or to give if
    there is no value, and continues "Use" or "Give"; one that ends with a full stop is a sentence of its own.
    """

    def __init__(self, what: str, value: object, why: str, expected: str | None = None) -> None:
        self.what, self.value, self.why, self.expected = what, value, why, expected
        hint = expected
        if expected and not expected.endswith("."):
            hint = f"{'Give' if value == '' else 'Use'} {expected}."
        message = fault_text(what, value, why)
        super().__init__(message if message.endswith("?") else f"{message}.", hint)


def fault_text(what: str, value: object, why: str) -> str:
    """Return what is wrong with a value, without a full stop: `status 'gone' is not valid`, `title is missing`.

    A `why` that begins with a capital is a sentence of its own, and follows a colon.
    """
    shown = str(value)
    # Python decodes each byte that is not UTF-8 as one of these surrogates.
    quoted = re.sub(r"\\udc([89a-f][0-9a-f])", r"\\x\1", repr(shown if len(shown) <= 80 else shown[:77] + "..."))
    named = f"{what} {quoted}" if shown else what
    return f"{named}{':' if why[:1].isupper() else ''} {why.rstrip('.')}"


# What some nouns are called in a sentence.
CALLED = {"criteria": "set of criteria", "career": "career path"}


class NotFound(TrackerError):
    """Not found in the register; `nearest` are the codes that look like the one asked for."""

    exit_status = 3

    def __init__(self, noun: str, code: str, nearest: Sequence[str] = (), hint: str | None = None) -> None:
        self.noun, self.code, self.nearest = noun, code, tuple(nearest)
        if nearest:
            meant = "Did you mean " + " or ".join(nearest) + "?"
            hint = f"{meant} {hint}" if hint else meant
        super().__init__(f"There is no {CALLED.get(noun, noun)} {code!r} in this register.", hint)


class Conflict(TrackerError):
    """The object already exists, is still referenced, is closed, or was changed by another user."""

    exit_status = 4


class StoreError(TrackerError):
    """The database is missing, unreachable, out of date or damaged."""

    exit_status = 5

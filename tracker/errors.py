"""All the ways in which a command can fail, and the exit status of each.

An error says what happened, why, and what to do (`hint`). The command line prints both and exits with `exit_status`; no
other code deals with exit statuses.
"""

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
    """A value that cannot be stored. The message says which value, why, and what would be valid."""

    def __init__(self, what: str, value: object, why: str, expected: str | None = None) -> None:
        self.what, self.value, self.why, self.expected = what, value, why, expected
        shown = str(value)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        super().__init__(f"{what} {shown!r}: {why}", f"Right would be: {expected}" if expected else None)


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

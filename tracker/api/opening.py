"""Opening a register from Python, for reading or for writing in one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    from tracker.api.reading import Register
    from tracker.api.writing import WritableRegister
    from tracker.store.location import Location

Clock = Callable[[], datetime]


@overload
def open_register(
    where: str | Path | None = ..., *, write: Literal[False] = ..., now: Clock | None = ...
) -> AbstractContextManager[Register]: ...
@overload
def open_register(
    where: str | Path | None = ...,
    *,
    write: Literal[True],
    create: bool = ...,
    dry_run: bool = ...,
    who: str | None = ...,
    command: str = ...,
    now: Clock | None = ...,
) -> AbstractContextManager[WritableRegister]: ...


def open_register(
    where: str | Path | None = None,
    *,
    write: bool = False,
    create: bool = False,
    dry_run: bool = False,
    who: str | None = None,
    command: str = "python",
    now: Clock | None = None,
) -> AbstractContextManager[Register] | AbstractContextManager[WritableRegister]:
    """Open a register: a file, `postgresql://host/name`, or without `where` the one that the command line uses.

    For reading, it is one snapshot. With `write`, the block is one transaction and one entry in the log, by `who` and
    under the name `command`: a normal exit commits it, an exception rolls it back, and `dry_run` always rolls back.
    `create` makes a missing register. A register of an earlier release is not upgraded.

    Raises StoreError if there is no register or it is not current, Conflict if the database refuses a change.
    """
    location = _location(where)
    clock = now or _utc_now
    if write:
        return _written(location, create, dry_run, who, command, clock)
    return _read(location, clock)


@contextmanager
def _read(location: Location, clock: Clock) -> Iterator[Register]:
    from tracker.api.reading import Register
    from tracker.store.reader import open_reader

    with open_reader(location) as reader:
        yield Register(reader, clock, location.path)


@contextmanager
def _written(
    location: Location, create: bool, dry_run: bool, who: str | None, command: str, clock: Clock
) -> Iterator[WritableRegister]:
    from tracker.api.writing import WritableRegister
    from tracker.register import register

    if create:
        _create(location)
    named = who or os.environ.get("TRACKER_USER")
    with register.open_register(location, who=named, command=command, now=clock, dry_run=dry_run) as core:
        opened = WritableRegister(core, clock, location.path)
        yield opened
        opened.check_sound()


def _create(location: Location) -> None:
    """Create a register if there is none."""
    from tracker.errors import Conflict
    from tracker.store.schema import create

    if location.path is not None and location.path.exists() and location.path.stat().st_size:
        return
    try:
        create(location)
    except Conflict:
        return  # it exists, or another process has just created it


def _location(where: str | Path | None) -> Location:
    from tracker.config import choose_location
    from tracker.store.location import parse_location

    return choose_location(None) if where is None else parse_location(str(where), "open_register")


def _utc_now() -> datetime:
    from datetime import UTC

    return datetime.now(UTC)

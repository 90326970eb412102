"""Python's garbage collection: off while a command is loaded, and while very many rows are read or written."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

_state = SimpleNamespace(loading=False)


def load() -> None:
    """Switch garbage collection off, until `loaded`: what a command loads stays anyway."""
    gc.disable()
    _state.loading = True


def loaded() -> None:
    """Switch garbage collection on where `load` has switched it off: from here on objects come and go.

    What was loaded until now is exempt from collection, also at exit. For a command that writes one row this saves a
    fifth of its time: SQLAlchemy and the tables are 60,000 objects.
    """
    if _state.loading:
        gc.freeze()  # before it is enabled: else it would look through all of them at once
        gc.enable()
        _state.loading = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch garbage collection off in this block: with millions of live rows it takes a third of an import's time."""
    loaded()
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

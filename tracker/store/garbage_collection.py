"""Python's search for garbage, put off while very many rows are read or written, and spared what stays anyway."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is searched for cycles meanwhile: millions of rows that all stay cost a third of an import that way."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def loading(module: str) -> Iterator[None]:
    """What is made while this module is imported stays for good, and is never searched for garbage, nor at exit.

    For a command that writes one row this is a fifth of its time: SQLAlchemy and the tables are 60,000 objects.
    """
    if module in sys.modules:
        yield
        return
    with uncollected():
        yield
    gc.freeze()

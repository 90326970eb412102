"""A command is loaded without garbage collection, and has it while it works."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tracker.store.garbage_collection import load, uncollected
from tracker.store.location import Location
from tracker.store.reader import open_reader


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_it_begins_when_a_register_is_opened_and_leaves_out_what_was_loaded(location: Location) -> None:
    load()
    assert not gc.isenabled()
    with open_reader(location):
        assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_work_on_many_rows_goes_without_it_and_it_begins_afterwards() -> None:
    load()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_program_that_switched_it_off_keeps_it_off(location: Location) -> None:
    gc.disable()
    with open_reader(location), uncollected():
        pass
    assert not gc.isenabled()

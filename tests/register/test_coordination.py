"""Needs and offers by the Python interface: what the commands never ask of it, since they add one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.register.coordination.needs import NeedFacts

if TYPE_CHECKING:
    from conftest import Write


def test_needs_with_and_without_codes_are_added_together(write: Write) -> None:
    facts = [NeedFacts(text=code or "any", whose="members of CCLEC", code=code) for code in ("N1", None, "N7", None)]
    with write() as register:
        added = [register.needs.known(one)["code"] for one in register.needs.add(facts)]
    assert added == ["N1", "N2", "N7", "N8"]

"""Possible mistakes in values that a person typed, to be confirmed before they are written."""

from __future__ import annotations

from tracker.register.core import Session
from tracker.rules.decimals import perhaps_thousands


def doubt_thousands(register: Session, what: str, measure: str, text: str | None) -> None:
    """Question a number with three digits after its point, which some people use as a thousands separator."""
    other = perhaps_thousands(text or "") if measure in ("number", "percent") else None
    if other is not None:
        register.doubts.append(f"{what} {text} was read with a decimal point. If thousands are meant, write {other}.")

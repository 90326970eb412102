"""What may be a mistake in a value that a person typed, to be asked about before it is written."""

from __future__ import annotations

from tracker.register.core import Session
from tracker.rules.decimals import perhaps_thousands


def doubt_thousands(register: Session, what: str, measure: str, text: str | None) -> None:
    """Doubt a number with three digits behind its point, which some write between thousands."""
    other = perhaps_thousands(text or "") if measure in ("number", "percent") else None
    if other is not None:
        register.doubts.append(f"{what} {text} is read with a decimal point. If thousands are meant, write {other}.")

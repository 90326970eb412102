"""Find which numbers of numbered codes are already used."""

from __future__ import annotations

import re

from tracker.register.register import Register
from tracker.rules.codes import code_key


def highest_number(register: Register, beginning: str) -> int:
    """Return the highest number that a project code with this prefix ever had; 0 if there is none."""
    start = code_key(beginning)
    rows = register.reader.rows(
        "SELECT key FROM code WHERE noun = 'project' AND key LIKE :start", {"start": f"{start}%"}
    )
    numbers = [key.removeprefix(start) for (key,) in rows]
    return max((int(number) for number in numbers if re.fullmatch("[0-9]{1,9}", number)), default=0)

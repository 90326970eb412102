"""Convert codes of IATI 1.0x to those of 2.0x.

No code of 1.0x is also one of 2.0x, so each is recognised whatever version the file claims.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLES = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}
DATES = {"start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4"}
TRANSACTIONS = {
    "if": "1",
    "c": "2",
    "d": "3",
    "e": "4",
    "ir": "5",
    "lr": "6",
    "r": "7",
    "qp": "8",
    "qs": "9",
    "cg": "10",
}
SECTORS = {
    "dac": "1",
    "dac-3": "2",
    "cofog": "3",
    "nace": "4",
    "ntee": "5",
    "wb": "98",
    "adt": "6",
    "ro": "99",
    "ro2": "98",
}
BUDGETS = {"original": "1", "revised": "2"}
RESULTS = {"output": "1", "outcome": "2", "impact": "3", "other": "9"}
MEASURES = {"unit": "1", "percentage": "2"}
RELATIONS = {"parent": "1", "child": "2", "sibling": "3", "multifunded": "4", "co-funded": "4", "third party": "5"}
ORGANISATIONS = {
    "government": "10",
    "other public sector": "15",
    "international ngo": "21",
    "national ngo": "22",
    "regional ngo": "23",
    "public private partnership": "30",
    "multilateral": "40",
    "foundation": "60",
    "private sector": "70",
    "academic, training and research": "80",
}
TYPES = {"general": "1", "objectives": "2", "target groups": "3", "other": "4"}


def modern(code: str | None, known: Mapping[str, str]) -> str | None:
    """Return the code of 2.0x; a code that did not change is returned unchanged, and an empty one is None."""
    if code is None or code.isdigit():
        return code
    code = code.strip()
    return known.get(code.lower(), code) or None

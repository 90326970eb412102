"""The kinds that the fields of rows declare by their annotations; columns, JSON and the Python interface follow them.

Each is an alias of the type that the value has in the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

# Whole minor units, of the currency in the field `currency`, or in `reporting`.
Minor: TypeAlias = int
Reporting: TypeAlias = int
# A number of something; minor units in a row that has a currency.
Counted: TypeAlias = int
# Parts per million.
Share: TypeAlias = int
# A rate, as decimal text.
Factor: TypeAlias = str
# Several codes, joined by semicolons.
Codes: TypeAlias = str
# The value of any field, in a list of what differs.
Shown: TypeAlias = str | int


@cache
def kinds_of(row: object) -> Mapping[str, str]:
    """The first word of the annotation of each field of a row class."""
    texts = {name: getattr(said, "__forward_arg__", str(said)) for name, said in row.__annotations__.items()}
    return {name: text.partition(" ")[0] for name, text in texts.items()}

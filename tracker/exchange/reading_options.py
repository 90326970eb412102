"""Parse --map, --set and similar options for the files to import."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.errors import Usage
from tracker.exchange.foreign.columns import OWN, Meant, heading_key
from tracker.exchange.foreign.units import split_heading
from tracker.exchange.foreign.wishes import Manner, Wishes, check_noun
from tracker.exchange.intake import Wanted
from tracker.rules.codes import check_code, nearest


def wanted_of(
    maps: Sequence[str],
    sets: Sequence[str],
    sheets: Sequence[str],
    noun: str | None,
    currency: str | None,
    decimal: str | None,
    dates: str | None,
    values: Sequence[str] = (),
    na: Sequence[str] = (),
    code_prefix: str | None = None,
    *,
    header: int | None = None,
    only: bool = False,
    creates: bool = False,
) -> Wanted:
    """Return the settings from the flags. Raises Usage for invalid or contradictory ones."""
    columns = {}
    for text in maps:
        heading, mark, meant = text.rpartition("=")
        if not mark or not heading.strip():
            raise Usage(f"--map {text!r} is not understood.", 'Expected: --map "HEADING=COLUMN", or --map "HEADING=".')
        columns[heading_key(heading)] = meant_by(meant) if meant.strip() else Meant(None)
    constants = {}
    for text in sets:
        name, mark, value = text.partition("=")
        if not mark or not value.strip():
            raise Usage(
                f"--set {text!r} is not understood.", "Expected: --set COLUMN=VALUE, such as --set donor=NORAD."
            )
        constants[_column("--set", name)] = value.strip()
    meanings: dict[str, str | None] = {heading_key(text): None for listed in na for text in listed.split(",")}
    for given in values:
        text, mark, meaning = given.rpartition("=")
        if not mark or not text.strip() or not meaning.strip():
            raise Usage(
                f"--value {given!r} is not understood.",
                'Expected: --value "TEXT=MEANING". For texts that mean an empty cell, use --na "TEXT".',
            )
        meanings[heading_key(text)] = meaning.strip()
    manner = Manner(currency.strip().upper() if currency else None, decimal, dates)
    prefix = check_code("--code-prefix", code_prefix) if code_prefix else None
    wanted = check_noun(noun) if noun else None
    spoken = frozenset(columns)
    wishes = Wishes(columns, spoken, constants, tuple(sheets), wanted, manner, header, only, meanings, prefix, creates)
    return Wanted(wishes)


def meant_by(text: str) -> Meant:
    """Return a column, and the unit of its amounts if given: `committed (kNOK)`. Raises Usage for any other text."""
    codes = {word[-3:] for word in re.findall(r"[A-Za-z]{3,4}", text) if word[-3:].isupper()}
    name, unit = split_heading(text.strip(), codes)
    return Meant(_column("--map", name), unit)


def _column(flag: str, text: str) -> str:
    plain = text.strip().lower().replace(" ", "_").replace("-", "_")
    if plain not in OWN:
        close = nearest(plain, sorted(OWN))
        raise Usage(
            f"{flag}: unknown column {text.strip()!r}.",
            f"Did you mean {' or '.join(close)}?"
            if close
            else "Known columns are project, donor, status, committed ...",
        )
    return plain

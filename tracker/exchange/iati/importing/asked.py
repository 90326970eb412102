"""What the user said about the activities to import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Chosen(NamedTuple):
    """The selection. One of the sectors and texts must match, and one of the countries and regions, and the date.

    A sector is a code, or the beginning of one of the DAC: 331 is 33110, 33120 and the others. `new_only` leaves out
    what is in the register, `update_only` what is not.
    """

    sectors: Sequence[str] = ()
    texts: Sequence[str] = ()
    countries: Sequence[str] = ()
    regions: Sequence[str] = ()
    since: str | None = None
    new_only: bool = False
    update_only: bool = False

    @property
    def filters(self) -> bool:
        return bool(self.sectors or self.texts or self.countries or self.regions or self.since)


class Asked(NamedTuple):
    """The options of an import; `at` is the conference to which the data is reported.

    `keep_missing` says whether money that a file no longer has stays; None repeats the choice made for the publisher's
    last file.
    """

    chosen: Chosen = Chosen()
    at: str | None = None
    overwrite: bool = False
    encoding: str | None = None
    keep_missing: bool | None = None

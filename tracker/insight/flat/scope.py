"""Which conferences the facts are about, and what every fact says of its conference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.records import provenance
from tracker.rules.dates import first_day, last_day
from tracker.rules.sealed import parse_record
from tracker.rules.words import HELD_STATES
from tracker.store.reader import Reader, codes_of


class ConferenceFact(NamedTuple):
    """A conference; `record` is the sealed record that it rests on, None for one that is not closed.

    `conference_day` is the first day of the conference, or of its month or year where only that is known.
    """

    conference: str
    conference_title: str | None
    conference_day: str | None
    last_day: str | None
    series: str
    sequence: int
    state: str
    reporting_currency: str
    cut_off: str | None
    record: str | None
    sha256: str | None


class When(NamedTuple):
    """What every fact says of its conference."""

    conference: str
    conference_title: str | None
    conference_day: str | None


class Scope:
    """The conferences that facts are read of: one, perhaps as in a sealed record, or all that were not cancelled."""

    def __init__(self, reader: Reader, at: Conference | None = None) -> None:
        self.reader = reader
        self.at = at
        self.conferences: Sequence[Conference] = (
            [one for one in Codes(reader).conferences() if one.counts] if at is None else [at]
        )

    @cached_property
    def when(self) -> Mapping[str, When]:
        """What facts say of each conference, by its code."""
        return {
            code: When(code, one.title, first_of(one.start_date))
            for one in self.conferences
            for code in [parse_record(one.code)[0]]
        }

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each organisation by its code; a semicolon becomes a comma, since lists are joined by it."""
        return dict(self.reader.rows("SELECT code, replace(name, ';', ',') FROM organisation"))

    @property
    def followed(self) -> list[Conference]:
        """The conferences as of which actions and needs are shown: those held, and those that a project was told to."""
        if self.at is not None:
            return [self.at]
        told = {one for (one,) in self.reader.rows("SELECT DISTINCT conference_id FROM review")}
        return [one for one in self.conferences if one.state in HELD_STATES or one.id in told]

    def named(self, codes: Sequence[str]) -> str | None:
        """Return the names of some organisations, joined by semicolons."""
        return ";".join(self.names[code] for code in codes) or None

    def named_in(self, joined: str | None) -> str | None:
        """Return the names of organisations whose codes are joined by semicolons."""
        return None if joined is None else self.named(codes_of(joined))


def conference_facts(scope: Scope) -> list[ConferenceFact]:
    """Return the conferences, by series and place in it."""
    found = []
    for one in scope.conferences:
        known = provenance(scope.reader, one)
        code, _ = parse_record(one.code)
        found.append(
            ConferenceFact(
                code,
                one.title,
                first_of(one.start_date),
                last_of(one.end_date or one.start_date),
                one.series,
                one.sequence,
                one.state,
                one.currency,
                one.cut_off,
                known.record,
                known.sha256,
            )
        )
    return found


def first_of(partial: str | None) -> str | None:
    """Return the first day of a partial date."""
    return first_day(partial).isoformat() if partial else None


def last_of(partial: str | None) -> str | None:
    """Return the last day of a partial date."""
    return last_day(partial).isoformat() if partial else None

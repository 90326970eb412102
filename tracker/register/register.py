"""The register: what a command that writes receives. One connection, one transaction, the only commit."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from tracker.register.core import Session
from tracker.rules.text import line
from tracker.store.engine import open_engine, reader_of, writing
from tracker.store.garbage import uncollected
from tracker.store.journal import Journal
from tracker.store.location import Location
from tracker.store.reader import check_revision

LONGEST_NAME = 200

if TYPE_CHECKING:
    from tracker.register.actions import Actions
    from tracker.register.carrying import Carrying
    from tracker.register.conferences import Conferences
    from tracker.register.contacts import Contacts
    from tracker.register.contributions import Contributions
    from tracker.register.documents import Documents
    from tracker.register.imports import Imports
    from tracker.register.mappings import Mappings
    from tracker.register.milestones import Milestones
    from tracker.register.notes import Notes
    from tracker.register.organisations import Organisations
    from tracker.register.outcomes import Indicators, Outcomes
    from tracker.register.overlaps import Overlaps
    from tracker.register.participants import Participants
    from tracker.register.partnerships import Partnerships
    from tracker.register.pool import Pool
    from tracker.register.projects import Projects
    from tracker.register.rates import RateTable
    from tracker.register.reasons import Reasons
    from tracker.register.refreshing import Refreshing
    from tracker.register.reports import Reports
    from tracker.register.requests import Requests
    from tracker.register.risks import Risks
    from tracker.register.series import Series
    from tracker.register.themes import Themes
    from tracker.register.unattributed import Unattributed


def utc_now() -> datetime:
    return datetime.now(UTC)


class Register(Session):
    """The conferences, organisations, projects and all that was told of them, open for writing.

    Each collection speaks the language of the domain; every write of it is in the journal.
    """

    @cached_property
    def themes(self) -> Themes:
        from tracker.register.themes import Themes

        return Themes(self)

    @cached_property
    def risks(self) -> Risks:
        from tracker.register.risks import Risks

        return Risks(self)

    @cached_property
    def outcomes(self) -> Outcomes:
        from tracker.register.outcomes import Outcomes

        return Outcomes(self)

    @cached_property
    def indicators(self) -> Indicators:
        from tracker.register.outcomes import Indicators

        return Indicators(self)

    @cached_property
    def milestones(self) -> Milestones:
        from tracker.register.milestones import Milestones

        return Milestones(self)

    @cached_property
    def documents(self) -> Documents:
        from tracker.register.documents import Documents

        return Documents(self)

    @cached_property
    def notes(self) -> Notes:
        from tracker.register.notes import Notes

        return Notes(self)

    @cached_property
    def actions(self) -> Actions:
        from tracker.register.actions import Actions

        return Actions(self)

    @cached_property
    def partnerships(self) -> Partnerships:
        from tracker.register.partnerships import Partnerships

        return Partnerships(self)

    @cached_property
    def carrying(self) -> Carrying:
        from tracker.register.carrying import Carrying

        return Carrying(self)

    @cached_property
    def pool(self) -> Pool:
        from tracker.register.pool import Pool

        return Pool(self)

    @cached_property
    def projects(self) -> Projects:
        from tracker.register.projects import Projects

        return Projects(self)

    @cached_property
    def contributions(self) -> Contributions:
        from tracker.register.contributions import Contributions

        return Contributions(self)

    @cached_property
    def series(self) -> Series:
        from tracker.register.series import Series

        return Series(self)

    @cached_property
    def conferences(self) -> Conferences:
        from tracker.register.conferences import Conferences

        return Conferences(self)

    @cached_property
    def organisations(self) -> Organisations:
        from tracker.register.organisations import Organisations

        return Organisations(self)

    @cached_property
    def overlaps(self) -> Overlaps:
        from tracker.register.overlaps import Overlaps

        return Overlaps(self)

    @cached_property
    def participants(self) -> Participants:
        from tracker.register.participants import Participants

        return Participants(self)

    @cached_property
    def contacts(self) -> Contacts:
        from tracker.register.contacts import Contacts

        return Contacts(self)

    @cached_property
    def rates(self) -> RateTable:
        from tracker.register.rates import RateTable

        return RateTable(self)

    @cached_property
    def unattributed(self) -> Unattributed:
        from tracker.register.unattributed import Unattributed

        return Unattributed(self)

    @cached_property
    def mappings(self) -> Mappings:
        from tracker.register.mappings import Mappings

        return Mappings(self)

    @cached_property
    def imports(self) -> Imports:
        from tracker.register.imports import Imports

        return Imports(self)

    @cached_property
    def reasons(self) -> Reasons:
        from tracker.register.reasons import Reasons

        return Reasons(self)

    @cached_property
    def reports(self) -> Reports:
        from tracker.register.reports import Reports

        return Reports(self)

    @cached_property
    def refreshing(self) -> Refreshing:
        from tracker.register.refreshing import Refreshing

        return Refreshing(self)

    @cached_property
    def requests(self) -> Requests:
        from tracker.register.requests import Requests

        return Requests(self)


class _DryRun(Exception):
    pass


@contextmanager
def open_register(
    location: Location,
    *,
    who: str | None = None,
    command: str = "",
    now: Callable[[], datetime] = utc_now,
    dry_run: bool = False,
) -> Iterator[Register]:
    """A register to write to: leaving well commits, raising rolls back; with `dry_run` nothing is kept either way.

    Raises StoreError where there is no register or it is not current, Conflict where a rule of the database refused.
    """
    engine = open_engine(location)
    try:
        with uncollected(), writing(location, engine) as connection:
            check_revision(location, reader_of(connection))
            journal = Journal(connection, _name(who), command, now())
            register = Register(connection, journal)
            yield register
            journal.flush()
            if dry_run:
                raise _DryRun
            register.saving = True
    except _DryRun:
        pass


def _name(who: str | None) -> str:
    """Who writes: as said, else the name of the account. Raises Invalid for what is no text in UTF-8."""
    if who is not None and who.strip():
        return line("name of the user", who, LONGEST_NAME)
    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as in a container
        return "unknown"
    return line("name of the user", account, LONGEST_NAME) if account.strip() else "unknown"

"""The register: the object that a writing command receives. One connection, one transaction, the only commit."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from tracker.register.core import Session
from tracker.rules.text import line
from tracker.store.engine import open_engine, reader_of, writing
from tracker.store.garbage_collection import uncollected
from tracker.store.journal.journal import Journal
from tracker.store.location import Location
from tracker.store.reader import check_revision

LONGEST_NAME = 200

if TYPE_CHECKING:
    from tracker.register.conferences.actions import Actions
    from tracker.register.conferences.conferences import Conferences
    from tracker.register.conferences.notes import Notes
    from tracker.register.conferences.participants import Participants
    from tracker.register.conferences.rates import RateTable
    from tracker.register.conferences.series import Series
    from tracker.register.coordination.need_replies import NeedReplies
    from tracker.register.coordination.needs import Needs
    from tracker.register.coordination.offers import Offers
    from tracker.register.drafting.overlaps import Overlaps
    from tracker.register.importing.imports import Imports
    from tracker.register.importing.mappings import Mappings
    from tracker.register.parties.contacts import Contacts
    from tracker.register.parties.organisations import Organisations
    from tracker.register.parties.partnerships import Partnerships
    from tracker.register.people.attendances import Attendances
    from tracker.register.people.careers import Careers, Stages
    from tracker.register.people.officers import Officers
    from tracker.register.people.results import TrainingResults
    from tracker.register.people.trainings import Trainings
    from tracker.register.projects.contributions import Contributions
    from tracker.register.projects.criteria import CriteriaSets
    from tracker.register.projects.documents import Documents
    from tracker.register.projects.evaluations import Evaluations
    from tracker.register.projects.milestones import Milestones
    from tracker.register.projects.outcomes import Indicators, Outcomes
    from tracker.register.projects.projects import Projects
    from tracker.register.projects.ratings import Ratings
    from tracker.register.projects.risks import Risks
    from tracker.register.projects.scales import Scales
    from tracker.register.projects.themes import Themes
    from tracker.register.projects.unattributed import Unattributed
    from tracker.register.reporting.carrying import Carrying
    from tracker.register.reporting.pool import Pool
    from tracker.register.reporting.reasons import Reasons
    from tracker.register.reporting.refreshing import Refreshing
    from tracker.register.reporting.reports import Reports
    from tracker.register.reporting.requests import Requests
    from tracker.register.reporting.set_lights import SetLights


# Where the classes of the collections are.
COLLECTIONS = {
    "actions": "tracker.register.conferences.actions",
    "careers": "tracker.register.people.careers",
    "attendances": "tracker.register.people.attendances",
    "carrying": "tracker.register.reporting.carrying",
    "conferences": "tracker.register.conferences.conferences",
    "contacts": "tracker.register.parties.contacts",
    "contributions": "tracker.register.projects.contributions",
    "criteria_sets": "tracker.register.projects.criteria",
    "documents": "tracker.register.projects.documents",
    "evaluations": "tracker.register.projects.evaluations",
    "imports": "tracker.register.importing.imports",
    "indicators": "tracker.register.projects.outcomes",
    "mappings": "tracker.register.importing.mappings",
    "milestones": "tracker.register.projects.milestones",
    "need_replies": "tracker.register.coordination.need_replies",
    "needs": "tracker.register.coordination.needs",
    "notes": "tracker.register.conferences.notes",
    "officers": "tracker.register.people.officers",
    "offers": "tracker.register.coordination.offers",
    "organisations": "tracker.register.parties.organisations",
    "outcomes": "tracker.register.projects.outcomes",
    "overlaps": "tracker.register.drafting.overlaps",
    "participants": "tracker.register.conferences.participants",
    "partnerships": "tracker.register.parties.partnerships",
    "pool": "tracker.register.reporting.pool",
    "projects": "tracker.register.projects.projects",
    "rates": "tracker.register.conferences.rates",
    "ratings": "tracker.register.projects.ratings",
    "reasons": "tracker.register.reporting.reasons",
    "refreshing": "tracker.register.reporting.refreshing",
    "reports": "tracker.register.reporting.reports",
    "requests": "tracker.register.reporting.requests",
    "risks": "tracker.register.projects.risks",
    "scales": "tracker.register.projects.scales",
    "series": "tracker.register.conferences.series",
    "set_lights": "tracker.register.reporting.set_lights",
    "stages": "tracker.register.people.careers",
    "themes": "tracker.register.projects.themes",
    "training_results": "tracker.register.people.results",
    "trainings": "tracker.register.people.trainings",
    "unattributed": "tracker.register.projects.unattributed",
}


def utc_now() -> datetime:
    return datetime.now(UTC)


class Register(Session):
    """The conferences, organisations, projects and all reports on them, open for writing.

    Each collection uses the words of the domain, and all its writes are in the journal. A collection is created on
    first use: a command needs few, and imports only those.
    """

    actions: Actions
    careers: Careers
    attendances: Attendances
    carrying: Carrying
    conferences: Conferences
    contacts: Contacts
    contributions: Contributions
    criteria_sets: CriteriaSets
    documents: Documents
    evaluations: Evaluations
    imports: Imports
    indicators: Indicators
    mappings: Mappings
    milestones: Milestones
    need_replies: NeedReplies
    needs: Needs
    notes: Notes
    officers: Officers
    offers: Offers
    organisations: Organisations
    outcomes: Outcomes
    overlaps: Overlaps
    participants: Participants
    partnerships: Partnerships
    pool: Pool
    projects: Projects
    rates: RateTable
    ratings: Ratings
    reasons: Reasons
    refreshing: Refreshing
    reports: Reports
    requests: Requests
    risks: Risks
    scales: Scales
    series: Series
    set_lights: SetLights
    stages: Stages
    themes: Themes
    training_results: TrainingResults
    trainings: Trainings
    unattributed: Unattributed

    # Hidden from the type checker, which would otherwise accept any name.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name not in COLLECTIONS:
                raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}", name=name, obj=self)
            collection = getattr(import_module(COLLECTIONS[name]), Register.__annotations__[name])(self)
            setattr(self, name, collection)
            return collection


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
    """Open a register for writing: commits at the end, rolls back on an error; with `dry_run` it always rolls back.

    Raises StoreError where there is no register or it is out of date, Conflict where a rule of the database refused.
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
    """Return the author: as given, else the name of the account. Raises Invalid for a name that is not valid UTF-8."""
    if who is not None and who.strip():
        return line("name of the user", who, LONGEST_NAME)
    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as in a container
        return "unknown"
    return line("name of the user", account, LONGEST_NAME) if account.strip() else "unknown"

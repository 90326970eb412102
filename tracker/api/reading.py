"""A register open for reading: the lists, cards and comparisons of the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from tracker.api import cards, rows
from tracker.api.making import all_made, made
from tracker.errors import Usage
from tracker.insight.codes import Codes
from tracker.insight.comparing.exposure import RiskChange
from tracker.insight.comparing.need_changes import NeedChange
from tracker.insight.comparing.rated_changes import RatedChange
from tracker.insight.comparing.results import MilestoneChange
from tracker.insight.parties.organisations import Contact
from tracker.insight.projects.documents import PaperRow
from tracker.rules.words import LIGHTS, LIT, choose
from tracker.store.reader import Reader

if TYPE_CHECKING:
    from tracker.exchange.iati.writing.publishing import Published
    from tracker.insight.coordination.candidates import Candidates
    from tracker.insight.coordination.overlaps import OverlapCard

Several = str | Sequence[str]
"""One word or several: different filters are AND, several words of one are OR."""
Part = Literal["money", "projects", "fields", "risks", "outcomes", "milestones", "ratings", "needs"]
Grouping = Literal["donor", "beneficiary", "theme", "project"]
Kind = Literal["action point", "recommendation"]
Measure = Literal["interest", "pledged", "committed", "disbursed"]
Changed = (
    rows.Term
    | rows.ComparedProject
    | rows.FieldChange
    | RiskChange
    | rows.OutcomeChange
    | MilestoneChange
    | RatedChange
    | NeedChange
)
# The parts of a comparison whose rows are converted for Python, with money and numbers as Decimal.
MADE: dict[Part, Any] = {
    "money": rows.Term,
    "projects": rows.ComparedProject,
    "fields": rows.FieldChange,
    "outcomes": rows.OutcomeChange,
}


class Register:
    """One snapshot of a register. Every method that takes a conference accepts `2012` as well as `AMS-2012`.

    `2012@1` is the conference as in its sealed record. Methods raise NotFound, Invalid or Usage for arguments that
    are unknown or invalid.
    """

    def __init__(self, reader: Reader, now: Callable[[], datetime], file: Path | None = None) -> None:
        self._reader = reader
        self._now = now
        self._file = file  # the register's file (None on PostgreSQL), which must not be overwritten

    def projects(
        self,
        *,
        at: str | None = None,
        donor: Several = (),
        beneficiary: Several = (),
        theme: Several = (),
        status: Several = (),
        not_donor: Several = (),
        not_beneficiary: Several = (),
        not_theme: Several = (),
        not_status: Several = (),
        since: str | None = None,
        until: str | None = None,
        min: str | None = None,
        max: str | None = None,
        sort: str = "code",
        unconfirmed: bool = False,
    ) -> list[rows.Project]:
        """Return projects as reported at a conference, else as last reported: one row per currency of their money."""
        from tracker.insight.projects.projects import filters_of, list_projects

        reader = self._asked()
        given = {
            "at": at,
            "donor": several(donor),
            "beneficiary": several(beneficiary),
            "theme": several(theme),
            "status": several(status),
            "not_donor": several(not_donor),
            "not_beneficiary": several(not_beneficiary),
            "not_theme": several(not_theme),
            "not_status": several(not_status),
            "since": since,
            "until": until,
            "min": min,
            "max": max,
            "sort": sort,
            "unconfirmed": unconfirmed,
        }
        found = list_projects(reader, filters_of(reader, given))
        return all_made(rows.Project, found, reader.exponents)

    def donors(
        self,
        *,
        at: str | None = None,
        theme: Several = (),
        beneficiary: Several = (),
        kind: Several = (),
        country: Several = (),
        sort: str = "code",
        unconfirmed: bool = False,
    ) -> list[rows.Party]:
        """Return donors and what they pledged, committed and disbursed, in the conferences' reporting currency."""
        from tracker.insight.parties.donors import list_donors
        from tracker.insight.parties.parties import PartyFilters

        filters = PartyFilters(
            at,
            several(theme),
            beneficiary=several(beneficiary),
            kind=several(kind),
            country=several(country),
            sort=sort,
            unconfirmed=unconfirmed,
        )
        reader = self._asked()
        return all_made(rows.Party, list_donors(reader, filters), reader.exponents)

    def beneficiaries(
        self,
        *,
        at: str | None = None,
        theme: Several = (),
        donor: Several = (),
        kind: Several = (),
        country: Several = (),
        sort: str = "code",
        unconfirmed: bool = False,
    ) -> list[rows.Party]:
        """Return beneficiaries and their parts of the money, as divided by earmarks and shares."""
        from tracker.insight.parties.beneficiaries import list_beneficiaries
        from tracker.insight.parties.parties import PartyFilters

        filters = PartyFilters(
            at,
            several(theme),
            donor=several(donor),
            kind=several(kind),
            country=several(country),
            sort=sort,
            unconfirmed=unconfirmed,
        )
        reader = self._asked()
        return all_made(rows.Party, list_beneficiaries(reader, filters), reader.exponents)

    def conferences(self, *, series: str | None = None, state: str | None = None) -> list[rows.Conference]:
        """Return the conferences in order."""
        from tracker.insight.conferences.conferences import list_conferences

        reader = self._asked()
        return all_made(rows.Conference, list_conferences(reader, series, state), reader.exponents)

    def themes(self) -> list[rows.Theme]:
        """Return the themes, sorted by name."""
        from tracker.insight.projects.themes import list_themes

        reader = self._asked()
        return all_made(rows.Theme, list_themes(reader), reader.exponents)

    def ratings(
        self,
        *,
        at: str | None = None,
        project: Several = (),
        level: Several = (),
        scale: Several = (),
        rated_by: Several = (),
        current: bool = False,
    ) -> list[rows.Rating]:
        """Return ratings of the risk of whole projects: those that belong to a conference, or all."""
        from tracker.insight.projects.ratings import RatingFilters, list_ratings

        filters = RatingFilters(several(project), several(level), several(scale), several(rated_by), current)
        reader = self._asked()
        return all_made(rows.Rating, list_ratings(reader, at, filters)[0], reader.exponents)

    def scales(self) -> list[rows.Scale]:
        """Return the scales of ratings, sorted by code."""
        from tracker.insight.projects.scales import list_scales

        reader = self._asked()
        return all_made(rows.Scale, list_scales(reader), reader.exponents)

    def evaluations(
        self,
        *,
        at: str | None = None,
        project: Several = (),
        by: Several = (),
        kind: Several = (),
        criteria: Several = (),
        criterion: Several = (),
        year: int | None = None,
        country: Several = (),
    ) -> list[rows.Evaluation]:
        """Return evaluations by project and date; as of a conference, those dated up to its cut-off."""
        from tracker.insight.projects.evaluations import EvaluationFilters, list_evaluations

        filters = EvaluationFilters(
            at,
            several(project),
            several(by),
            several(kind),
            several(criteria),
            several(criterion),
            () if year is None else (year,),
            several(country),
        )
        reader = self._asked()
        return all_made(rows.Evaluation, list_evaluations(reader, filters), reader.exponents)

    def notes(self, *, at: Several = (), speaker: Several = (), open: bool = False) -> list[rows.Note]:
        """Return the notes, in the order in which they were taken; `open` returns only those that are not done."""
        from tracker.insight.conferences.notes import list_notes

        reader = self._asked()
        found = list_notes(reader, several(at), several(speaker), undealt=open)
        return all_made(rows.Note, found, reader.exponents)

    def actions(
        self,
        *,
        kind: Kind = "action point",
        at: str | None = None,
        raised: Several = (),
        status: Several = (),
        owner: Several = (),
        project: Several = (),
        open: bool = False,
        overdue: bool = False,
    ) -> list[rows.Action]:
        """Return action points or recommendations, as of a conference or as last reported."""
        from tracker.insight.conferences.actions import ActionFilters, list_actions

        filters = ActionFilters(
            at, several(raised), several(status), several(owner), several(project), open=open, overdue=overdue
        )
        reader = self._asked()
        return all_made(rows.Action, list_actions(reader, kind, filters, self._today()), reader.exponents)

    def trainings(
        self,
        *,
        at: str | None = None,
        theme: Several = (),
        administration: Several = (),
        donor: Several = (),
        organiser: Several = (),
        project: Several = (),
        country: Several = (),
        kind: Several = (),
        year: Several = (),
    ) -> list[rows.Training]:
        """Return trainings by date; with a conference, those dated up to its cut-off or not at all."""
        from tracker.insight.people.trainings import TrainingFilters, list_trainings

        which = TrainingFilters(
            *(several(theme), several(administration), several(donor), several(organiser)),
            *(several(project), several(country), several(kind), several(year)),
            at=at,
        )
        reader = self._asked()
        found = list_trainings(reader, which)
        return all_made(rows.Training, found.rows, reader.exponents)

    def attendance(
        self, *, at: str | None = None, administration: Several = (), year: Several = ()
    ) -> list[rows.Attendance]:
        """Return who attended the trainings, or those that some administrations attended: each on a row."""
        from tracker.insight.people.trainings import TrainingFilters, list_attendance

        which = TrainingFilters(administrations=several(administration), years=several(year), at=at)
        reader = self._asked()
        return all_made(rows.Attendance, list_attendance(reader, which)[0], reader.exponents)

    def training_results(self, *, at: str | None = None, year: Several = ()) -> list[rows.TrainingResult]:
        """Return the results of trainings."""
        from tracker.insight.people.trainings import TrainingFilters, list_results

        reader = self._asked()
        found = list_results(reader, TrainingFilters(years=several(year), at=at))[0]
        return all_made(rows.TrainingResult, found, reader.exponents)

    def careers(self, *, administration: Several = ()) -> list[rows.Career]:
        """Return career paths of customs officers, or those that some administrations follow."""
        from tracker.insight.people.careers import list_careers

        reader = self._asked()
        return all_made(rows.Career, list_careers(reader, several(administration)), reader.exponents)

    def stages(self, *, career: Several = ()) -> list[rows.Stage]:
        """Return the stages of career paths, in order."""
        from tracker.insight.people.careers import list_stages

        reader = self._asked()
        return all_made(rows.Stage, list_stages(reader, several(career)), reader.exponents)

    def officers(
        self,
        *,
        at: str | None = None,
        career: Several = (),
        stage: Several = (),
        administration: Several = (),
    ) -> list[rows.Officers]:
        """Return how many officers are at stages, as reported to a conference, else as last reported."""
        from tracker.insight.people.careers import OfficersFilter, list_officers

        which = OfficersFilter(at, several(career), several(stage), several(administration))
        reader = self._asked()
        return all_made(rows.Officers, list_officers(reader, which), reader.exponents)

    def offers(
        self,
        *,
        at: str | None = None,
        donor: Several = (),
        theme: Several = (),
        place: Several = (),
        instrument: Several = (),
        status: Several = (),
    ) -> list[rows.Offer]:
        """Return the offers of donors, as of a conference or as last reported."""
        from tracker.insight.coordination.offers import OfferFilters, list_offers

        filters = OfferFilters(at, several(donor), several(theme), several(place), several(instrument), several(status))
        reader = self._asked()
        return all_made(rows.Offer, list_offers(reader, filters), reader.exponents)

    def search(
        self, words: str, *, within: Several = (), at: str | None = None, limit: int | None = None
    ) -> list[rows.Hit]:
        """Return the texts that have all of these words, those with the words in their title first.

        `within` limits it to nouns such as "projects", `at` to what was reported or recorded at a conference.
        """
        from tracker.insight.search import find_texts

        reader = self._asked()
        return all_made(rows.Hit, find_texts(reader, words, several(within), at, limit).hits, reader.exponents)

    def log(
        self,
        *,
        project: str | None = None,
        who: str | None = None,
        since: str | None = None,
        until: str | None = None,
        noun: str | None = None,
        grep: str | None = None,
        limit: int = 50,
    ) -> list[rows.Command]:
        """Return the logged commands, newest first."""
        from tracker.insight.journal.log import LogFilters, list_commands

        reader = self._asked()
        found = list_commands(reader, LogFilters(project, who, since, until, noun, grep), limit)
        return all_made(rows.Command, found, reader.exponents)

    def project(self, code: str, *, at: str | None = None) -> cards.ProjectCard:
        """Return everything about a project, as reported at a conference, else as last reported."""
        from tracker.insight.projects.project_card import project_card

        reader = self._asked()
        card, exponents = project_card(reader, code, at), reader.exponents
        return cards.ProjectCard(
            made(rows.Facts, card.facts, exponents),
            card.themes,
            card.succeeds,
            card.succeeded_by,
            card.parts,
            all_made(rows.Contribution, card.money, exponents),
            all_made(rows.Share, card.beneficiaries, exponents),
            card.risks,
            card.results,
            card.milestones,
            card.documents,
            all_made(rows.ProjectTold, card.history, exponents),
            all_made(rows.UnattributedAmount, card.unattributed, exponents),
            all_made(rows.Rating, card.ratings, exponents),
            card.evaluations,
        )

    def published(self, code: str) -> cards.PublishedCard:
        """Return everything that was imported about a project from its publisher's IATI file.

        Raises TrackerError if no imported file contained it.
        """
        from tracker.insight.published.published_card import published_card

        reader = self._asked()
        card, exponents = published_card(reader, code), reader.exponents
        return cards.PublishedCard(
            made(rows.PublishedFacts, card.facts, exponents),
            all_made(rows.Moved, card.moved, exponents),
            all_made(rows.Sector, card.sectors, exponents),
            all_made(rows.Recipient, card.recipients, exponents),
            card.participants,
            all_made(rows.Budget, card.budgets, exponents),
            card.periods,
            card.descriptions,
            card.conditions,
            card.related,
            card.identifiers,
        )

    def donor(self, code: str, *, at: str | None = None) -> cards.DonorCard:
        """Return everything about a donor: its projects with their money, its totals, and their trend."""
        from tracker.insight.coordination.offers import offers_of
        from tracker.insight.family import family
        from tracker.insight.parties.donors import portfolio

        reader, identity = self._party(code, at, "donor")
        conference = Codes(reader).conference(at) if at else None
        found, exponents = portfolio(reader, identity, at), reader.exponents
        return cards.DonorCard(
            *self._who(reader, identity),
            all_made(rows.Donation, found.donations, exponents),
            all_made(rows.Total, found.totals, exponents),
            all_made(rows.PartyTold, found.history, exponents),
            [one.contribution for one in found.untold],
            self._papers(reader, identity),
            all_made(rows.Offer, offers_of(reader, family(reader, identity), conference), exponents),
        )

    def beneficiary(self, code: str, *, at: str | None = None) -> cards.BeneficiaryCard:
        """Return everything about a beneficiary: what benefits it, its parts of the money, and their trend."""
        from tracker.insight.parties.beneficiaries import benefits

        reader, identity = self._party(code, at, "beneficiary")
        found, exponents = benefits(reader, identity, at), reader.exponents
        return cards.BeneficiaryCard(
            *self._who(reader, identity),
            all_made(rows.Benefit, found.projects, exponents),
            all_made(rows.Total, found.totals, exponents),
            all_made(rows.PartyTold, found.history, exponents),
            self._papers(reader, identity),
        )

    def conference(self, code: str) -> cards.ConferenceCard:
        """Return everything about a conference: dates, participants, projects, totals with rates, what was agreed."""
        from tracker.insight.conferences.conferences import conference_card

        reader = self._asked()
        card, exponents = conference_card(reader, Codes(reader).conference(code)), reader.exponents
        return cards.ConferenceCard(
            made(rows.Meeting, card.record, exponents),
            card.participants,
            card.statuses,
            all_made(rows.Total, card.totals, exponents),
            all_made(rows.Total, card.unconfirmed, exponents),
            all_made(rows.Total, card.declined, exponents),
            all_made(rows.Rate, card.rates, exponents),
            card.documents,
            card.records,
            all_made(rows.Presented, card.projects, exponents),
            all_made(rows.Partnership, card.partnerships, exponents),
            all_made(rows.Action, card.actions, exponents),
            None if card.next is None else made(rows.Meeting, card.next, exponents),
        )

    def scorecard(
        self,
        *,
        at: str | None = None,
        compare: str | None = None,
        by: Literal["donor", "theme", "beneficiary", "country"] | None = None,
        measure: Measure = "committed",
    ) -> list[rows.LightCount]:
        """Return how many projects of a conference, by default the open one, have which light, and their money.

        With `compare`, an earlier conference, also what moved since. The rows of all groups add up to all projects.
        """
        from tracker.insight.comparing.pair import make_pair
        from tracker.insight.lights.scorecard import make_scorecard

        reader = self._asked()
        codes = Codes(reader)
        conference = codes.conference_or_open(at)
        pair = None if compare is None else make_pair(reader, codes.conference(compare), conference)
        card = make_scorecard(reader, pair.second if pair else conference, measure, by, pair)
        return all_made(rows.LightCount, card.groups if by else card.whole, reader.exponents)

    def lights(
        self,
        of: Literal["time", "money", "results", "risk", "evaluation"],
        *,
        at: str | None = None,
        light: Several = (),
        project: Several = (),
        measure: Measure = "committed",
    ) -> list[rows.ProjectLight]:
        """Return the projects of a conference with their lights in one of five things, each with its reason."""
        from tracker.insight.lights.behind import LightsWanted, lights_behind

        reader = self._asked()
        codes = Codes(reader)
        lights = [choose("light", word, LIGHTS) for word in several(light)]
        wanted = LightsWanted(of, measure, lights, projects=codes.ids("project", several(project)))
        found = lights_behind(reader, codes.conference_or_open(at), wanted)
        return all_made(rows.ProjectLight, found, reader.exponents)

    def set_lights(self, *, at: str | None = None, project: Several = (), of: Several = ()) -> list[rows.SetLight]:
        """Return the lights that people set at a conference, or at all, each beside the one by the rules."""
        from tracker.insight.lights.set_lights import SetLightFilters, list_set_lights

        reader = self._asked()
        which = SetLightFilters(at, several(project), [choose("of", word, LIT) for word in several(of)])
        return all_made(rows.SetLight, list_set_lights(reader, which), reader.exponents)

    @overload
    def compare(
        self, first: str, second: str, *, by: Grouping | None = ..., donor: Several = ..., currency: str | None = ...
    ) -> list[rows.Term]: ...
    @overload
    def compare(
        self,
        first: str,
        second: str,
        *,
        only: Literal["money"],
        by: Grouping | None = ...,
        donor: Several = ...,
        currency: str | None = ...,
    ) -> list[rows.Term]: ...
    @overload
    def compare(
        self, first: str, second: str, *, only: Literal["projects"], donor: Several = ...
    ) -> list[rows.ComparedProject]: ...
    @overload
    def compare(
        self, first: str, second: str, *, only: Literal["fields"], donor: Several = ...
    ) -> list[rows.FieldChange]: ...
    @overload
    def compare(self, first: str, second: str, *, only: Literal["risks"], donor: Several = ...) -> list[RiskChange]: ...
    @overload
    def compare(
        self, first: str, second: str, *, only: Literal["outcomes"], donor: Several = ...
    ) -> list[rows.OutcomeChange]: ...
    @overload
    def compare(
        self, first: str, second: str, *, only: Literal["milestones"], donor: Several = ...
    ) -> list[MilestoneChange]: ...
    @overload
    def compare(
        self, first: str, second: str, *, only: Literal["ratings"], donor: Several = ...
    ) -> list[RatedChange]: ...
    @overload
    def compare(self, first: str, second: str, *, only: Literal["needs"], donor: Several = ...) -> list[NeedChange]: ...

    def compare(
        self,
        first: str,
        second: str,
        *,
        only: Part = "money",
        by: Grouping | None = None,
        donor: Several = (),
        currency: str | None = None,
    ) -> Sequence[Changed]:
        """Return what changed from one conference to a later one: the money, term by term to the cent, or another part.

        For each measure, the terms from `from_total` on add up to `to_total`.
        """
        from tracker.insight.comparing.compare import Comparison
        from tracker.insight.comparing.pair import make_pair

        reader = self._asked()
        codes = Codes(reader)
        pair = make_pair(
            reader, codes.conference(first), codes.conference(second), currency=currency, donors=several(donor)
        )
        found = Comparison(reader, pair, by).rows(only)
        return all_made(MADE[only], found, reader.exponents) if only in MADE else list(found)

    def trend(
        self,
        conferences: Sequence[str],
        *,
        by: Grouping | None = None,
        donor: Several = (),
        currency: str | None = None,
    ) -> list[rows.Trend]:
        """Return the totals of several conferences of one series, each converted at its own rates."""
        from tracker.insight.comparing.trend import trend

        reader = self._asked()
        codes = Codes(reader)
        chosen = [codes.conference(text) for text in conferences]
        found = trend(reader, chosen, currency=currency, donors=several(donor), by=by)
        return all_made(rows.Trend, found, reader.exponents)

    def pledges(self, conference: str, *, at: str | None = None) -> list[rows.Pledge]:
        """Return what became of a conference's pledges by a later one: `at`, else the last one that met or is open."""
        from tracker.insight.comparing.pair import followed
        from tracker.insight.conferences.followup import pledges_followed

        reader = self._asked()
        found = pledges_followed(reader, *followed(reader, conference, at))
        return all_made(rows.Pledge, found, reader.exponents)

    def proposals(self, conference: str, *, at: str | None = None) -> list[rows.Proposal]:
        """Return what became of the projects that sought funding at a conference."""
        from tracker.insight.comparing.pair import followed
        from tracker.insight.conferences.followup import proposals_followed

        reader = self._asked()
        found = proposals_followed(reader, *followed(reader, conference, at))
        return all_made(rows.Proposal, found, reader.exponents)

    def agreed(self, conference: str, *, at: str | None = None) -> list[rows.Action]:
        """Return what became of the action points and recommendations of a conference."""
        from tracker.insight.comparing.pair import followed
        from tracker.insight.conferences.actions import actions_followed

        reader = self._asked()
        found = actions_followed(reader, *followed(reader, conference, at))
        return all_made(rows.Action, found, reader.exponents)

    def needs(
        self,
        *,
        at: str | None = None,
        beneficiary: Several = (),
        theme: Several = (),
        measure: Several = (),
        donor: Several = (),
        status: Several = (),
        category: Several = (),
        open: bool = False,
        unanswered: bool = False,
    ) -> list[rows.Need]:
        """Return needs, as of a conference or as last reported: `donor` has replied to them; `unanswered`: none has."""
        from tracker.insight.coordination.needs import NeedFilters, list_needs

        reader = self._asked()
        filters = NeedFilters(
            at,
            several(beneficiary),
            several(theme),
            several(measure),
            several(donor),
            several(status),
            several(category),
            open=open,
            unanswered=unanswered,
        )
        return all_made(rows.Need, list_needs(reader, filters), reader.exponents)

    def gaps(self, *, at: str | None = None, only: Several = ()) -> list[rows.Gap]:
        """Return what has no answer, no money or no use; `only` names gaps, or what several begin with: "need"."""
        from tracker.insight.coordination.gaps import list_gaps

        reader = self._asked()
        return all_made(rows.Gap, list_gaps(reader, at, several(only), self._today()), reader.exponents)

    def coverage(
        self,
        *,
        at: str | None = None,
        compare: str | None = None,
        by: Literal["theme", "tfa"] = "theme",
        show: Literal["count", "money", "need"] = "count",
    ) -> list[rows.CoverageCell]:
        """Return what each administration has of each theme or measure of the TFA, also where that is nothing.

        With `compare`, an earlier conference, also what it had then.
        """
        from tracker.insight.coordination.coverage import find_coverage

        reader = self._asked()
        return all_made(rows.CoverageCell, find_coverage(reader, at, compare, by, show).cells, reader.exponents)

    def overlaps(
        self,
        *,
        at: str | None = None,
        project: Several = (),
        donor: Several = (),
        beneficiary: Several = (),
        theme: Several = (),
        only: Literal["same", "kindred"] | None = None,
        all: bool = False,
    ) -> list[rows.Overlap]:
        """Return the pairs of projects to look at together, the most likely first; one of each is of each filter.

        With `all` also low scores, and settled pairs with their decision.
        """
        from tracker.insight.coordination.overlaps import OverlapFilters, list_overlaps

        reader = self._asked()
        filters = OverlapFilters(
            at, several(project), several(donor), several(beneficiary), several(theme), only, everything=all
        )
        return all_made(rows.Overlap, list_overlaps(reader, filters), reader.exponents)

    def overlap(self, project: str, other: str, *, at: str | None = None) -> OverlapCard:
        """Return why two projects are alike or not: both scores with their parts, and what was decided."""
        from tracker.insight.coordination.overlaps import overlap_card

        return overlap_card(self._asked(), project, other, at)

    def settled_overlaps(self, *, at: str | None = None, project: Several = ()) -> list[rows.SettledOverlap]:
        """Return what was decided of pairs of projects."""
        from tracker.insight.projects.overlaps import settled_overlaps

        reader = self._asked()
        return all_made(rows.SettledOverlap, settled_overlaps(reader, several(project), at)[0], reader.exponents)

    def need_candidates(self, code: str, *, at: str | None = None) -> list[rows.Candidate]:
        """Return the offers that could answer an open need, the best first, then those that fell out."""
        from tracker.insight.coordination.candidates import need_candidates

        return self._candidates(need_candidates, code, at)

    def offer_candidates(self, code: str, *, at: str | None = None) -> list[rows.Candidate]:
        """Return the needs and proposals that an offer could answer, the best first, then those that fell out."""
        from tracker.insight.coordination.candidates import offer_candidates

        return self._candidates(offer_candidates, code, at)

    def project_candidates(self, code: str, *, at: str | None = None) -> list[rows.Candidate]:
        """Return the offers for a project that seeks funding, the best first, then those that fell out."""
        from tracker.insight.coordination.candidates import project_candidates

        return self._candidates(project_candidates, code, at)

    def export(self, target: str | Path) -> int:
        """Write the whole register as one JSON document, or as a folder of csv where `target` is a folder or ends in /.

        Returns the number of rows. Raises Conflict if `target` exists and is not an export.
        """
        from tracker.exchange.whole.folder import write_folder
        from tracker.exchange.whole.json import write_document
        from tracker.exchange.whole.rows import head_of
        from tracker.exchange.whole.target import form_of_target
        from tracker.store.files.destinations import Target, replaced

        reader = self._asked()
        head = head_of(reader)
        there = Target(Path(target), "export", self._file, private=True, option="target")
        if form_of_target(str(target), None) == "csv":
            write_folder(reader, head, there, _silently)
        else:
            with replaced(there) as out:
                write_document(reader, head, out, _silently)
        return sum(head.rows.values())

    def export_iati(
        self,
        target: str | Path,
        *,
        project: Several = (),
        donor: Several = (),
        at: str | None = None,
        reporting_org: str | None = None,
        language: str | None = None,
    ) -> Published:
        """Write projects as schema-valid IATI 2.03, or write nothing. Returns what the file contains and what not.

        `reporting_org` is the code or IATI identifier of the organisation that publishes projects without a publisher.
        """
        from tracker.exchange.iati.writing.publishing import Selection, check_language, choose, find_publisher, publish
        from tracker.insight.published.activities import unpublished
        from tracker.store.files.destinations import Target, replaced

        reader = self._asked()
        selection = Selection(several(project), several(donor), at)
        projects = choose(reader, selection)
        if reporting_org is None and unpublished(reader, projects):
            raise Usage("Missing reporting_org: who publishes this.", "Give the code of an organisation.")
        publisher = find_publisher(reader, reporting_org) if reporting_org else None
        spoken = check_language(language) if language else None
        with replaced(Target(Path(target), "iati", self._file, option="target")) as out:
            return publish(reader, projects, selection, publisher, spoken, out, self._now(), _silently, _silently)

    def _asked(self) -> Reader:
        """Return the reader for a new query, reset from any sealed record that the previous query used."""
        self._reader.uncover()
        return self._reader

    def _today(self) -> str:
        return self._now().date().isoformat()

    def _candidates(
        self, ask: Callable[[Reader, str, str | None, str], Candidates], code: str, at: str | None
    ) -> list[rows.Candidate]:
        reader = self._asked()
        found = ask(reader, code, at, self._today())
        return all_made(rows.Candidate, (*found.found, *found.fell_out), reader.exponents)

    def _party(self, code: str, at: str | None, role: str) -> tuple[Reader, int]:
        reader = self._asked()
        codes = Codes(reader)
        if at:
            codes.conference(at)  # must come first, because a sealed record then answers the whole query
        return reader, codes.id("organisation", code, said_as=role)

    def _who(self, reader: Reader, identity: int) -> tuple[rows.Organisation, list[Contact]]:
        from tracker.insight.parties.organisations import contacts, record

        return made(rows.Organisation, record(reader, identity), {}), contacts(reader, identity)

    def _papers(self, reader: Reader, identity: int) -> list[PaperRow]:
        from tracker.insight.projects.documents import papers_about

        return papers_about(reader, "organisation", identity)


def several(words: Several) -> Sequence[str]:
    """Return a single word as a list of one."""
    return (words,) if isinstance(words, str) else tuple(words)


def _silently(_: object) -> None:
    """Ignore progress and notes: there is no user to show them to."""

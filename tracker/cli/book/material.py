"""What the parts of a pack are made from: one conference, read once, in one language."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tracker.cli.book.picture_request import doubts
from tracker.cli.book.pictures import main_measure
from tracker.cli.briefs.brief_language import Tongue
from tracker.insight.briefs.brief import Watched, watched
from tracker.insight.briefs.fiche import Fiche, project_fiches
from tracker.insight.briefs.setting import Setting, compared, conference_setting
from tracker.insight.briefs.translated_names import names
from tracker.insight.codes import Codes
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.comparing.presence import ClassedProject, classified
from tracker.insight.comparing.risk_matrix import MatrixComparison, MatrixFilters, compare_matrices
from tracker.insight.comparing.total_causes import Move, moves_with_projects
from tracker.insight.comparing.total_rows import CountedMoney, Part, money_parts, money_rows
from tracker.insight.conferences.conferences import ConferenceRecord, PinnedRate, conference_record, pinned_rates
from tracker.insight.conferences.followup import PledgeRow, pledges_followed
from tracker.insight.coordination.coverage import Coverage, find_coverage
from tracker.insight.records import Provenance, provenance
from tracker.rules.languages import translator
from tracker.rules.measured import Measured
from tracker.rules.words import MEASURES, OFFER_STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.insight.codes import Conference
    from tracker.insight.lights.behind import ProjectLights
    from tracker.insight.projects.risks import RiskRow
    from tracker.store.reader import Reader

TEXTS = "book"

T = TypeVar("T")

# The words of vocabularies that only a book says.
VOCABULARY = OFFER_STATUSES


class GroupedMoney(NamedTuple):
    """The money of a donor, an administration or a theme: how many projects, the amounts, and the rows behind them."""

    code: str
    name: str
    projects: int
    amounts: Measured
    currency: str
    behind: list[int]

    @property
    def interest(self) -> int | None:
        return self.amounts.interest

    @property
    def pledged(self) -> int | None:
        return self.amounts.pledged

    @property
    def committed(self) -> int | None:
        return self.amounts.committed

    @property
    def disbursed(self) -> int | None:
        return self.amounts.disbursed


class Material:
    """One conference for a reader of one language; what several chapters show is read when it is first asked for.

    `_` translates the messages of the book, those of `tongue` the messages of briefs; `paper` is the size of a page
    that is printed, one of those of papers. Raises NotFound for an unknown conference.
    """

    def __init__(self, reader: Reader, conference: str, language: str, paper: str = "a4") -> None:
        self.reader = reader
        self.language = language
        self.paper = paper
        self.code = conference  # as it was asked for: a record keeps its number
        self.where: Setting = conference_setting(reader, conference)
        self.conference = self.where.told
        self.pair: ConferencePair | None = compared(reader, self.where)
        everyone = (code for (code,) in reader.rows("SELECT code FROM organisation"))
        projects = (code for (code,) in reader.rows("SELECT code FROM project"))
        self.tongue = Tongue(language, names(reader, language, everyone, projects), reader.exponents)
        self._ = translator(TEXTS, language)
        self._made: dict[Callable[[Material], Any], Any] = {}

    def once(self, make: Callable[[Material], T]) -> T:
        """Return what a function makes of this: once, for all parts of a pack that have it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @property
    def day(self) -> str:
        """The day of the data: lists that ask which day it is get this one."""
        moment = self.provenance.moment
        return moment.date().isoformat() if moment else self.conference.day or ""

    @cached_property
    def record(self) -> ConferenceRecord:
        return conference_record(self.reader, self.conference.id)

    @cached_property
    def provenance(self) -> Provenance:
        return provenance(self.reader, self.conference)

    @cached_property
    def rates(self) -> list[PinnedRate]:
        return pinned_rates(self.reader, self.conference.id)

    @cached_property
    def money(self) -> list[CountedMoney]:
        """The money of the conference, a row for each contribution."""
        return money_rows(self.reader, self.conference)

    @cached_property
    def parts(self) -> list[Part]:
        """The same, divided among the beneficiaries."""
        return money_parts(self.reader, self.conference, self.money)

    @cached_property
    def told(self) -> list[str]:
        """The measures for which an amount was reported."""
        return [measure for measure in MEASURES if any(getattr(row.told, measure) is not None for row in self.money)]

    @cached_property
    def main(self) -> str:
        """The measure that is shown where there is room for one: what is committed, else the most advanced."""
        return main_measure(self.told) if self.told else "committed"

    @cached_property
    def doubts(self) -> tuple[Mapping[str, tuple[int, int]], Measured]:
        """What of the money is not confirmed, by measure, and what may be counted twice."""
        return doubts(self.reader, self.conference)

    @property
    def moves(self) -> list[Move]:
        """How the totals moved since the conference before."""
        return self._moved[0]

    @cached_property
    def _moved(self) -> tuple[list[Move], dict[int, list[Move]]]:
        return moves_with_projects(self.reader, self.pair, MEASURES) if self.pair else ([], {})

    @cached_property
    def classes(self) -> list[ClassedProject]:
        return list(classified(self.reader, self.pair)) if self.pair else []

    @cached_property
    def fiches(self) -> list[Fiche]:
        """The fiches of all projects that were reported to the conference, by code."""
        sql = """SELECT r.project_id FROM review r JOIN project p ON p.id = r.project_id
WHERE r.conference_id = :id ORDER BY lower(p.code)"""
        ids = [one for (one,) in self.reader.rows(sql, {"id": self.conference.id})]
        return project_fiches(self.reader, self.where, self.pair, ids, self._moved[1])

    @cached_property
    def watched(self) -> Watched:
        """The risks, indicators and milestones of all projects."""
        return watched(self.reader, self.where, [fiche.card.facts.id for fiche in self.fiches])

    @property
    def risks(self) -> list[RiskRow]:
        return self.watched.risks

    @cached_property
    def lit(self) -> list[ProjectLights]:
        """The lights of all projects."""
        return [one for fiche in self.fiches for one in fiche.lights]

    @cached_property
    def pledges(self) -> list[PledgeRow]:
        """What became of the pledges of the conference before."""
        before = self.where.before
        return pledges_followed(self.reader, before, self.conference) if before is not None else []

    @cached_property
    def matrices(self) -> MatrixComparison | None:
        """The matrix of risks compared with that of the conference before."""
        return compare_matrices(self.reader, self.pair, MatrixFilters()) if self.pair else None

    @cached_property
    def coverage(self) -> Coverage:
        """Which administration is served on which theme, compared with the conference before."""
        before = self.where.before
        return find_coverage(self.reader, self.code, before.code if before else None, "theme", "count")

    @property
    def conferences(self) -> list[Conference]:
        """The conference before, if there is one, and this one."""
        return [*([self.where.before] if self.where.before else []), self.conference]

    @cached_property
    def series(self) -> list[Conference]:
        """The conferences of its series, in order."""
        return [one for one in Codes(self.reader).conferences() if one.series_id == self.conference.series_id]

    def title(self, project: str, told: str) -> str:
        """Return the title of a project in the language of the book."""
        return self.tongue.names.text(project, "title", told)

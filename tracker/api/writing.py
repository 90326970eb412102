"""A register open for writing: the recording commands of the command line, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypedDict

from tracker.api.reading import Kind, Register, Several, several
from tracker.errors import Conflict, TrackerError, Usage, fault_text
from tracker.model.kinds import kinds_of

if TYPE_CHECKING:
    from typing import Unpack

    from tracker.exchange import intake
    from tracker.exchange.iati.importing.batches import ImportedActivities
    from tracker.exchange.nouns import RowCounts
    from tracker.exchange.sheets import Fault
    from tracker.register import register
    from tracker.register.reporting.refreshing import Refreshed
    from tracker.register.reporting.reports import ReportEcho

Money = str | Decimal
"""An amount: "1,250,000 USD", "+250,000 USD: new money", or a decimal in `currency`. A float is refused."""


class Facts(TypedDict, total=False):
    """The facts of a project, named as in `tracker project add`; omitted fields stay unchanged."""

    title: str
    objective: str
    plan: str
    expected_outcomes: str
    scope: str
    parent: str
    lead: str
    implementer: str
    start: str
    end: str
    actual_start: str
    actual_end: str
    theme: Several
    beneficiary: Several


class Funding(TypedDict, total=False):
    """The money of one donor or one contribution; each measure is cumulative up to the conference."""

    donor: Several
    contribution: str
    instrument: str
    currency: str
    interest: Money
    pledged: Money
    committed: Money
    disbursed: Money
    earmark: Several
    reason: str


class NewProject(Facts, Funding, total=False):
    """All fields with which a project can be recorded."""

    succeeds: Several
    iati_identifier: str
    status: str
    progress: int | str
    source: str


class Report(Facts, Funding, total=False):
    """All fields of a project that can be reported at a conference."""

    status: str
    progress: int | str
    answer: str
    decision: str
    note: str
    source: str
    basis: str
    exclude: str
    pull_out: bool
    unchanged: bool
    by: str
    risk: str
    likelihood: int | str
    impact: int | str
    risk_status: str
    occurred: str
    risk_note: str
    indicator: str
    actual: str | Decimal
    measurement_note: str
    milestone: str
    reached: str
    planned: str
    milestone_note: str


class RiskReport(TypedDict, total=False):
    """The fields of a risk that can be reported at a conference."""

    likelihood: int | str
    impact: int | str
    status: str
    occurred: str
    delayed: Several
    note: str
    source: str
    by: str


class Rating(TypedDict, total=False):
    """The fields of a rating of a whole project."""

    level: str
    scale: str
    aspect: str
    previous_level: str
    rated_by: str
    note: str
    mitigation: str
    source: str


class IndicatorReport(TypedDict, total=False):
    """The fields of an indicator that can be reported at a conference."""

    actual: str | Decimal
    note: str
    source: str
    by: str


class MilestoneReport(TypedDict, total=False):
    """The fields of a milestone that can be reported at a conference."""

    reached: str
    planned: str
    note: str
    source: str
    by: str


class Organisation(TypedDict, total=False):
    """The facts of an organisation."""

    kind: str
    country: str
    parent: str
    wco_region: str
    member_from: str
    member_until: str
    iati_identifier: str
    fiscal_year_ends: str
    aliases: Sequence[str]
    names: Mapping[str, str]
    note: str


class Theme(TypedDict, total=False):
    """The facts of a theme."""

    name_es: str
    name_fr: str
    dac_sector: str
    tfa_measures: Several


class Evaluation(TypedDict, total=False):
    """A rating, named as in `tracker evaluation add`."""

    strategy: str
    country: str
    by: str
    kind: str
    published_as: str
    date: str
    fiscal_year_of: str
    criteria: str
    criterion: str
    scale: str
    rating: str
    note: str
    source: str


class Meeting(TypedDict, total=False):
    """The facts of a conference."""

    series: str
    title: str
    ordinal: int
    start: str
    end: str
    tentative: bool
    date_note: str
    host: str
    venue: str
    city: str
    country: str
    currency: str
    cut_off: str
    source: str
    note: str
    theme: Several


class FollowUp(TypedDict, total=False):
    """What became of an action point or recommendation."""

    status: str
    note: str
    reason: str
    due: str
    verified_by: str
    verified_by_name: str
    source: str


class Offer(TypedDict, total=False):
    """The facts of an offer, named as in `tracker offer add`; an amount is a text with its currency."""

    code: str
    start: str
    end: str
    theme: Several
    theme_words: str
    place: Several
    place_words: str
    instrument: Several
    amount: str
    amount_is: str
    amount_words: str
    how_to_apply: str
    note: str
    source: str


class OfferReport(TypedDict, total=False):
    """What can be reported of an offer at a conference."""

    status: str
    left: str
    note: str
    source: str


class NewNeed(TypedDict, total=False):
    """All fields with which a need can be recorded, named as in `tracker need add`."""

    code: str
    beneficiary: Several
    whose: str
    theme: Several
    measure: Several
    category: str
    indicative: str
    definitive: str
    extended_to: str
    done: str
    document: str
    document_date: str
    source: str


class NeedTold(TypedDict, total=False):
    """What is reported to a conference about a need."""

    status: str
    category: str
    indicative: str
    definitive: str
    extended_to: str
    done: str
    note: str
    source: str


class Reply(TypedDict, total=False):
    """What a donor replies to a need, beside its answer; without a date it is unknown when."""

    part: str
    project: str
    date: str
    note: str
    source: str


class Refused(TrackerError):
    """Rows of files were refused; `faults` lists which and why."""

    def __init__(self, taken: intake.ImportResult) -> None:
        self.faults: list[Fault] = taken.faults
        first = taken.faults[0]
        super().__init__(
            f"{sum(count.refused for count in taken.counts):,} of {taken.rows:,} rows cannot be imported;"
            f" the first: {first.where}, {fault_text(first.column, first.value, first.why)}.",
            "`faults` of this error has all of them.",
        )


class WritableRegister(Register):
    """A register within one transaction: its queries see what was written, and the end of the block commits it.

    After an error, nothing in the block is kept, even if the error was caught. Without `at`, reports go to the
    one open conference.
    """

    def __init__(self, core: register.Register, now: Callable[[], datetime], file: Path | None = None) -> None:
        super().__init__(core.reader, now, file)
        self._core = core
        self._error: BaseException | None = None
        self._undone = False

    def doubts(self) -> list[str]:
        """Return what looks like a mistake in the changes so far: an amount changed more than a hundredfold, say."""
        return list(self._core.doubts)

    def add_project(self, code: str, *, at: str | None = None, **given: Unpack[NewProject]) -> str:
        """Record a project and present it at a conference, by default the open one, if any. Returns its code."""
        from tracker.register.projects.projects import ProjectFacts
        from tracker.register.reporting.new_projects import add_project

        words = _words(given, NewProject)
        facts = {name: words[name] for name in ProjectFacts._fields if name in words}
        with self._writing() as core:
            if not words["title"]:
                raise Usage("Missing title.")
            project = ProjectFacts(
                code,
                **facts | {"themes": words["theme"], "beneficiaries": words["beneficiary"]},
            )
            return add_project(core, project, words, at, _no_status)[0]

    def report(self, project: str, *, at: str | None = None, **given: Unpack[Report]) -> ReportEcho:
        """Report a project at a conference. Returns the old and the new values."""
        from tracker.register.reporting.report_words import check_told, project_report

        words = _words(given, Report)
        with self._writing() as core:
            check_told([project], words)
            conference = core.codes.conference_or_open(at)
            told = project_report(core, core.codes.id("project", project), words)
            return core.reports.tell(conference, [told])[0]

    def report_risk(self, risk: str, *, at: str | None = None, **given: Unpack[RiskReport]) -> ReportEcho:
        """Report a risk, for example `P1/R1`, at a conference. Returns the old and the new values."""
        return self._report_part("risk", risk, at, _words(given, RiskReport))

    def report_indicator(
        self, indicator: str, *, at: str | None = None, **given: Unpack[IndicatorReport]
    ) -> ReportEcho:
        """Report an indicator, for example `P1/I1`, at a conference. Returns the old and the new values."""
        return self._report_part("indicator", indicator, at, _words(given, IndicatorReport))

    def report_milestone(
        self, milestone: str, *, at: str | None = None, **given: Unpack[MilestoneReport]
    ) -> ReportEcho:
        """Report a milestone, for example `P1/M1`, at a conference. Returns the old and the new values."""
        return self._report_part("milestone", milestone, at, _words(given, MilestoneReport))

    def refresh(
        self, *projects: str, at: str | None = None, overwrite: bool = False, source: str | None = None
    ) -> Refreshed:
        """Update funding from the transactions up to the cut-off date of an open conference, for all projects or these.

        Amounts that were reported to it, and amounts without a transaction, stay unchanged unless `overwrite`.
        """
        with self._writing() as core:
            ids = core.codes.ids("project", projects) if projects else None
            conference = core.codes.conference_or_open(at)
            return core.refreshing.refresh(conference, ids, overwrite=overwrite, source=source)

    def add_note(self, text: str, *, at: str | None = None, speaker: str | None = None) -> int:
        """Record what is said, word for word. Returns the number of the note."""
        with self._writing() as core:
            return int(core.notes.take(core.codes.conference_or_open(at), text, speaker)["id"])

    def note_done(self, number: int, *, words: str | None = None) -> None:
        """Mark a note as done: it needs no further work."""
        with self._writing() as core:
            core.notes.done(number, words)

    def add_action(
        self,
        text: str,
        *,
        at: str | None = None,
        kind: Kind = "action point",
        number: int | None = None,
        owner: str | None = None,
        owner_name: str | None = None,
        due: str | None = None,
        source: str | None = None,
    ) -> str:
        """Record an action point or recommendation raised at a conference. Returns its code, such as AMS-2013/A1."""
        from tracker.register.conferences.actions import ActionFacts

        with self._writing() as core:
            conference = core.codes.conference_or_open(at).code
            numbered = None if number is None else str(number)
            facts = ActionFacts(conference, kind, text, numbered, owner, owner_name, due, source=source)
            (identity,) = core.actions.add([facts])
            return core.actions.name(core.actions.row(identity))

    def report_action(
        self, action: str, *, at: str | None = None, kind: Kind | None = None, **given: Unpack[FollowUp]
    ) -> None:
        """Report at a conference what became of an action point or recommendation, such as `2012/A9` or `2012/REC9`.

        `2012/9` is an action point, unless `kind` says otherwise.
        """
        from tracker.insight.conferences.actions import find_action
        from tracker.rules.action_codes import parse_action_code

        words = _words(given, FollowUp)
        with self._writing() as core:
            said = parse_action_code(action)
            unsaid = "action point" if said is None or said[1] is None else None
            identity = find_action(core.reader, kind or unsaid, action)
            conference = core.codes.conference_or_open(at)
            core.actions.check_meets(identity, conference)
            core.actions.tell(identity, conference, words)

    def add_offer(self, programme: str, *, donor: str, **given: Unpack[Offer]) -> str:
        """Record what a donor could give. Returns its code, the next free one unless `code` is given."""
        from tracker.register.coordination.offers import LISTS, OfferFacts

        words = _words(given, Offer)
        lists = {name: words.pop(name.removesuffix("s")) for name in LISTS}
        with self._writing() as core:
            (identity,) = core.offers.add([OfferFacts(donor, programme, **words, **lists)])
            return str(core.offers.row(identity)["code"])

    def report_offer(self, offer: str, *, at: str | None = None, **given: Unpack[OfferReport]) -> None:
        """Report at a conference whether an offer is open, exhausted or closed, and what is left of it."""
        words = _words(given, OfferReport)
        with self._writing() as core:
            conference = core.codes.conference_or_open(at)
            core.offers.tell(core.codes.id("offer", offer), conference, words)

    def add_need(self, text: str | None = None, *, at: str | None = None, **given: Unpack[NewNeed]) -> str:
        """Record what beneficiaries ask for, raised at a conference if `at` names one. Returns its code, such as N1."""
        from tracker.register.coordination.needs import NeedFacts

        words = _words(given, NewNeed)
        whose, themes, measures = (words.pop(name) for name in ("beneficiary", "theme", "measure"))
        lists = {"beneficiaries": whose, "themes": themes, "measures": measures}
        with self._writing() as core:
            (identity,) = core.needs.add([NeedFacts(text=text, conference=at, **words, **lists)])
            return core.codes.code("need", identity)

    def report_need(self, need: str, *, at: str | None = None, **given: Unpack[NeedTold]) -> None:
        """Report at a conference what became of a need."""
        with self._writing() as core:
            identity, conference = core.codes.id("need", need), core.codes.conference_or_open(at)
            core.needs.tell(identity, conference, _words(given, NeedTold))

    def reply_to_need(self, need: str, donor: str, answer: str, **given: Unpack[Reply]) -> None:
        """Record what a donor replies to a need or a part of it: would, does, no or unclear."""
        from tracker.register.coordination.need_replies import ReplyFacts

        with self._writing() as core:
            core.need_replies.reply([ReplyFacts(need, donor, answer, **_words(given, Reply))])

    def settle_overlap(
        self,
        project: str,
        other: str,
        decision: str,
        *,
        counting: str | None = None,
        by: str | None = None,
        date: str | None = None,
        note: str | None = None,
    ) -> None:
        """Record what was decided of two projects: same, duplicate, complementary, joint or unrelated.

        Of two that are the same, `counting` is the one that totals count. By default you decided it, today.
        """
        from tracker.insight.projects.overlaps import two_projects
        from tracker.register.drafting.overlaps import Decision

        with self._writing() as core:
            who = by or core.journal.who
            said = Decision(decision, who, date or self._today(), counting, note)
            core.overlaps.settle(*two_projects(core.codes, project, other), said)

    def remove_decision(self, project: str, other: str) -> None:
        """Take back a decision that was recorded by mistake: totals count both projects again."""
        from tracker.insight.projects.overlaps import two_projects

        with self._writing() as core:
            core.overlaps.remove(*two_projects(core.codes, project, other))

    def add_donor(self, code: str, name: str, **given: Unpack[Organisation]) -> None:
        """Record an organisation as a donor."""
        self._add_party(code, name, "donor", "other", given)

    def add_beneficiary(self, code: str, name: str, **given: Unpack[Organisation]) -> None:
        """Record a customs administration, or another kind of organisation, as a beneficiary."""
        self._add_party(code, name, "beneficiary", "customs administration", given)

    def add_theme(self, name: str, *, code: str | None = None, **given: Unpack[Theme]) -> str:
        """Record a theme. Returns its code, which is made from the name unless given."""
        from tracker.register.projects.themes import ThemeFacts

        facts = {word: value for word, value in _theme(given).items() if value is not None}
        with self._writing() as core:
            (made,) = core.themes.add([ThemeFacts(code, name, **facts)])
            return made

    def edit_theme(self, theme: str, *, name: str | None = None, **given: Unpack[Theme]) -> None:
        """Change a theme, but not its code; an empty text makes a field unknown, and omitted fields stay unchanged."""
        with self._writing() as core:
            core.themes.edit(theme, {"name": name, **_theme(given)})

    def add_rating(self, project: str, *, date: str, **given: Unpack[Rating]) -> int:
        """Record a rating of the risk of a whole project, as its donor publishes it. Returns its number.

        Without a `level` the report prints no value.
        """
        from tracker.register.projects.ratings import RatingFacts

        facts = {name: text for name, text in _words(given, Rating).items() if text is not None}
        with self._writing() as core:
            (number,) = core.ratings.add([RatingFacts(project, date, **facts)])
            return number

    def set_light(
        self,
        project: str,
        of: str,
        *,
        light: str | None = None,
        reason: str | None = None,
        source: str | None = None,
        at: str | None = None,
    ) -> None:
        """Set a light of a project at a conference, or change one that was set: what is left out stays."""
        from tracker.register.reporting.set_lights import SetLightFacts

        with self._writing() as core:
            conference = core.codes.conference_or_open(at)
            core.set_lights.enter([(conference, SetLightFacts(project, of, light, reason, source))])

    def add_evaluation(self, project: str | None = None, **given: Unpack[Evaluation]) -> int:
        """Record a rating of a project, or of a `strategy`, by one criterion. Returns its number."""
        from tracker.register.projects.evaluations import EvaluationFacts

        words = _words(given, Evaluation)
        with self._writing() as core:
            (number,) = core.evaluations.add([EvaluationFacts(project, evaluator=words.pop("by"), **words)])
            return number

    def add_scale(
        self,
        code: str,
        name: str,
        *,
        edition: str,
        points: Several,
        good: Several,
        not_rated: Several = (),
        source: str | None = None,
    ) -> str:
        """Record a scale of ratings, with its points in the order in which they were published. Returns its code."""
        from tracker.register.projects.scales import ScaleFacts

        lists = several(points), several(good), several(not_rated)
        with self._writing() as core:
            (made,) = core.scales.add([ScaleFacts(code, name, edition, *lists, source)])
            return made

    def add_conference(self, code: str, *, after: str | None = None, **given: Unpack[Meeting]) -> None:
        """Record a conference as the last of its series, or `after` another one. It is planned until it is opened."""
        from tracker.register.conferences.conferences import ConferenceFacts

        facts: dict[str, Any] = {name: value for name, value in _words(given, Meeting).items() if value is not None}
        facts["themes"] = facts.pop("theme")
        with self._writing() as core:
            facts["series"] = facts.get("series") or core.series.first_for(code)
            core.conferences.add([ConferenceFacts(code, **facts)], after)

    def open_conference(self, code: str, *, source: str | None = None, nothing: bool = False) -> int:
        """Open a conference, starting with what was last reported, up to `source`, or with `nothing`.

        Returns the number of projects carried over.
        """
        with self._writing() as core:
            found = core.codes.conference(code)
            whence = core.codes.conference(source) if source else None
            carried = core.carrying.open(found, whence, nothing=nothing)[2]
            return carried.projects if carried else 0

    def close_conference(self, code: str, *, accept: str | None = None) -> str:
        """Close a conference; if issues are open, `accept` must give the reason. Returns its sealed record."""
        from tracker.insight.conferences.open_points import accepted
        from tracker.insight.records import records_of

        with self._writing() as core:
            found = core.codes.conference(code)
            said = accepted(core.reader, found, accept)
            core.journal.reason = said or core.journal.reason
            core.conferences.close(found.id, said)
            return records_of(core.reader, found.id)[-1].record

    def reopen_conference(self, code: str, reason: str) -> None:
        """Reopen a closed conference for a reason, which is recorded; its sealed record is kept but superseded."""
        with self._writing() as core:
            core.conferences.reopen(core.codes.conference(code).id, reason)

    def import_files(
        self,
        *files: str | Path,
        at: str | None = None,
        columns: Mapping[str, str] | None = None,
        constants: Mapping[str, str] | None = None,
        values: Mapping[str, str] | None = None,
        na: Several = (),
        only: bool = False,
        create: Several = (),
        kinds: Mapping[str, str] | None = None,
        code_prefix: str | None = None,
        rename: bool = False,
        header: int | None = None,
        sheets: Several = (),
        noun: str | None = None,
        currency: str | None = None,
        decimal: str | None = None,
        dates: str | None = None,
        use: str | None = None,
        remember: str | None = None,
        form: str | None = None,
        encoding: str | None = None,
    ) -> list[RowCounts]:
        """Import tables: csv, tsv, xlsx, xls, ods, docx or json. Returns by noun what became of the rows.

        `columns` gives the meaning of headings ("" leaves one out), `constants` the values that all rows have, `values`
        and `na` the meaning of cells; `only` leaves out all other headings, and `header` is the number of the heading
        row. `create` names which new things in a list of projects to add; `kinds` gives the kinds of new organisations,
        by name or code. All or nothing: raises Refused if any row is wrong, and raises an error, instead of asking, for
        a heading of unknown meaning.
        """
        from tracker.exchange.intake import files_of, take_files
        from tracker.exchange.lists.asked import NewcomerRules, creatable, kinds_of
        from tracker.exchange.reading_options import wanted_of

        maps = [f"{heading}={column}" for heading, column in (columns or {}).items()]
        sets = [f"{column}={value}" for column, value in (constants or {}).items()]
        with self._writing() as core:
            meanings = [f"{text}={meaning}" for text, meaning in (values or {}).items()]
            manner = (several(sheets), noun, currency, decimal, dates, meanings, several(na), code_prefix)
            added = creatable(several(create))
            said = kinds_of([f"{name}={kind}" for name, kind in (kinds or {}).items()])
            wanted = wanted_of(maps, sets, *manner, header=header, only=only, creates=bool(added))
            wanted = wanted._replace(at=at, use=use, remember=remember, rules=NewcomerRules(added, rename, kinds=said))
            read = [
                file for path in map(Path, files) for file in files_of(path.name, path.read_bytes(), form, encoding)
            ]
            taken = take_files(core, read, wanted, {})
            if taken.faults:
                raise Refused(taken)
            return taken.counts

    def import_iati(
        self,
        *files: str | Path,
        at: str | None = None,
        sectors: Several = (),
        texts: Several = (),
        countries: Several = (),
        regions: Several = (),
        since: str | None = None,
        new_only: bool = False,
        update_only: bool = False,
        overwrite: bool = False,
        encoding: str | None = None,
        report: str | Path | None = None,
    ) -> ImportedActivities:
        """Import what donors publish as IATI XML; with `at`, also report it at that conference.

        An activity is imported in full or refused, independently of the others: `kept`, `refused` and `passed_over`
        add up to the `activities` of the files. `report` is a csv file that accounts for every amount.
        """
        from tracker.exchange.iati.importing.accounting import Ledger
        from tracker.exchange.iati.importing.asked import Asked, Chosen
        from tracker.exchange.iati.importing.batches import take_activities
        from tracker.exchange.iati.importing.files import source_of
        from tracker.rules.dates import parse_date
        from tracker.store.files.destinations import Target, replaced

        day = parse_date("since", since) if since else None
        about, where = (several(sectors), several(texts)), (several(countries), several(regions))
        asked = Asked(Chosen(*about, *where, day, new_only, update_only), at, overwrite, encoding)
        with self._writing() as core, ExitStack() as held:
            paths = [Path(file) for file in files]
            sources = [source_of(path.name, held.enter_context(path.open("rb")), path) for path in paths]
            out = None
            if report is not None:
                target = held.enter_context(
                    replaced(Target(Path(report), "csv", self._file, tuple(paths), option="report"))
                )
                out = TextIOWrapper(target, encoding="utf-8", newline="")
                held.callback(out.detach)
            ledger = Ledger(out)
            taken = take_activities(core, sources, asked, ledger)
            ledger.close(core.reader.exponents)
            if taken.activities and taken.refused == taken.activities:
                first = ledger.first["refused"][0]
                raise Usage(f"None of the {taken.activities:,} activities can be imported; the first {first.why}.")
            return taken

    def undo(self, number: int | None = None) -> int:
        """Undo the last command as a whole, or the one with this number in the log; the block may contain nothing else.

        Returns the number of the command that was undone.
        """
        with self._writing() as core:
            if core.journal.id is not None:
                raise Usage("This block has already written something.", "Undo in a separate block.")
            entry = core.journal.undo(number)
            self._undone = True
            return entry.id

    def check_sound(self) -> None:
        """Raise Conflict after an error that was caught: nothing in the block can be kept then."""
        if self._error is not None:
            raise Conflict(f"Nothing was written because of an earlier error: {self._error}") from self._error

    def _report_part(self, noun: str, code: str, at: str | None, words: Mapping[str, object]) -> ReportEcho:
        from tracker.register.reporting.report_words import check_part_told, part_report

        with self._writing() as core:
            check_part_told(noun, code, words)
            conference = core.codes.conference_or_open(at)
            return core.reports.tell(conference, [part_report(core, noun, code, words)])[0]

    def _add_party(self, code: str, name: str, role: str, kind: str, given: Organisation) -> None:
        from tracker.register.parties.organisations import OrganisationFacts

        facts: dict[str, Any] = {key: value for key, value in _words(given, Organisation).items() if value is not None}
        with self._writing() as core:
            core.organisations.add([OrganisationFacts(code, name, roles=(role,), **{"kind": kind} | facts)])

    @contextmanager
    def _writing(self) -> Iterator[register.Register]:
        self.check_sound()
        if self._undone:
            raise Usage("An undo needs a separate block.", "Write in another block.")
        try:
            yield self._core
        except BaseException as error:
            self._error = error
            raise


def _words(given: Mapping[str, Any], known: Any) -> dict[str, Any]:
    """Return all arguments of a command in the form that the command line uses. Raises TypeError for unknown ones."""
    kinds = kinds_of(known)
    unknown = [name for name in given if name not in kinds]
    if unknown:
        raise TypeError(f"unexpected keyword argument {unknown[0]!r}")
    return {name: _word(name, kind, given.get(name)) for name, kind in kinds.items()}


def _theme(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a theme, with its measures, one or several, as a list."""
    words = _words(given, Theme)
    return words if given.get("tfa_measures") is not None else words | {"tfa_measures": None}


def _word(name: str, kind: str, value: Any) -> Any:
    """Return an argument in the form that the command line uses; `kind` comes from its annotation."""
    if kind == "Several":
        return several(value or ())
    if kind == "bool":
        return bool(value)
    if kind == "Money":
        return () if value is None else (_amount(name, value),)
    if isinstance(value, float):
        raise TypeError(f"{name} is a float; give text, a whole number or a Decimal")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _amount(name: str, value: Any) -> str:
    """Return an amount as a user would type it; a number becomes `=N`, the new amount, even if it is negative."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return f"={value:f}" if isinstance(value, Decimal) else f"={value}"
    raise TypeError(f"{name} must be a text or a Decimal, not {type(value).__name__}: money is never a float")


def _no_status() -> NoReturn:
    raise Usage(
        "Missing status: a project that is reported to a conference needs one.", "For example: status='proposed'."
    )

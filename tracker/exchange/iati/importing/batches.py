"""Import the activities of files into a register: read, selected, translated, imported in batches, accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from tracker.exchange.iati.importing.accounting import (
    CHANGED,
    CHOSEN,
    CONFLICT,
    LEFT_OUT,
    PASSED_OVER,
    REFUSED,
    AccountingLine,
    Ledger,
    amount_entry,
)
from tracker.exchange.iati.importing.asked import Asked
from tracker.exchange.iati.importing.choosing import choose
from tracker.exchange.iati.importing.conference_reports import ConferenceReports
from tracker.exchange.iati.importing.files import SourceFile
from tracker.exchange.iati.importing.identifying import RefusedActivity, identify
from tracker.exchange.iati.importing.translating import TranslationContext, translate
from tracker.exchange.iati.importing.translating_shares import themes_by_sector
from tracker.exchange.iati.reading.activities import read_activities
from tracker.exchange.iati.reading.activity import Activity
from tracker.exchange.nouns import RowCounts
from tracker.register.importing.imports import FileTaken
from tracker.register.published.publications import Identity, Publication
from tracker.register.published.publishing import Publishing
from tracker.register.register import Register
from tracker.rules.codelists import terms
from tracker.rules.money import human
from tracker.rules.text import fold

BATCH = 200
HOW_THE_SAME = "give it its identifier with `tracker project edit`, undo this, and import again"
NO_CUSTOMS = "is kept without a beneficiary: the register has no customs administration for it, or several"
FORM = "iati"
CLOSED = """SELECT f.contribution_id, c.code FROM funding f JOIN conference c ON c.id = f.conference_id
WHERE f.contribution_id IN ({}) AND c.state = 'closed' ORDER BY f.contribution_id, c.sequence"""
FATES = ("created", "updated", "unchanged")
NOUNS = (
    *("projects", "organisations", "contributions", "transactions", "budgets"),
    *("outcomes", "indicators", "documents", "reports"),
)


class ImportedActivities(NamedTuple):
    """The result of the import. `activities` counts all that were read: kept, refused, and skipped as not selected.

    `lost` describes the money that is no longer published, by kind of transaction and currency.
    """

    counts: list[RowCounts]
    removed: Mapping[str, int]
    lost: Sequence[str]
    activities: int
    kept: int
    refused: int
    passed_over: int
    written: int
    conflicts: int


def take_activities(
    register: Register,
    sources: Sequence[SourceFile],
    asked: Asked,
    ledger: Ledger,
    advance: Callable[[int], None] = lambda size: None,
) -> ImportedActivities:
    """Import the activities of some files. Raises Unreadable for a file that is not IATI, or is truncated."""
    run = _Run(register, asked, ledger)
    read = [(source, run.file(source, advance)) for source in sources]
    run.settle()
    fates = run.publishing.fates
    files = []
    for source, (projects, refused) in read:
        created, updated, unchanged = map(Counter(fates[one] for one in projects).__getitem__, FATES)
        files.append(FileTaken(source.name, source.sha256, FORM, created, updated, unchanged, refused))
    if register.journal.id is not None and register.journal.reason is None:
        register.journal.reason = "published data"
    register.imports.record(files)
    return run.taken()


class _Run:
    """One command's files."""

    def __init__(self, register: Register, asked: Asked, ledger: Ledger) -> None:
        self.register, self.asked, self.ledger = register, asked, ledger
        self.publishing = Publishing(register, overwrite=asked.overwrite, keep_missing=asked.keep_missing)
        self.telling = ConferenceReports(register, asked.at, overwrite=asked.overwrite) if asked.at else None
        rows = register.reader.all("SELECT code, name, dac_sector FROM theme ORDER BY code")
        names = {term.code: term.name for term in terms("Sector") if term.name}
        self.known = TranslationContext(register.reader.exponents, themes_by_sector(rows, names))
        self.seen: dict[Hashable, tuple[SourceFile, str]] = {}
        self.activities = self.passed_over = 0

    def file(self, source: SourceFile, advance: Callable[[int], None]) -> tuple[list[int], int]:
        """Import the activities of a file. Returns their projects, and how many were refused."""
        projects: list[int] = []
        refused = self.ledger.counts[REFUSED]
        beside: Counter[str] = Counter()
        batch: list[Publication] = []
        named: set[str] = set()
        with source.open() as stream:
            for activity in read_activities(source.name, stream, beside, self.asked.encoding, advance):
                self.activities += 1
                publication = self._publication(activity, source)
                if publication is None:
                    continue
                # An activity with the identifier of another in its batch is the same one, which must be written first.
                identity = publication.identity
                if len(batch) >= BATCH or any(one.upper() in named for one in identity.former):
                    projects += self._take(batch, source)
                    batch, named = [], set()
                batch.append(publication)
                named.update(one.upper() for one in (identity.identifier, *identity.former) if one)
        projects += self._take(batch, source)
        self.ledger.has_no_column(beside)
        return projects, self.ledger.counts[REFUSED] - refused

    def _publication(self, activity: Activity, source: SourceFile) -> Publication | None:
        """Return what to import; None for an activity that is not selected or cannot be imported."""
        ledger, asked = self.ledger, self.asked.chosen
        entry = AccountingLine(PASSED_OVER, activity.name, activity.line, "iati-activity")
        if asked.filters:
            choice = choose(activity, asked)
            if not choice.wanted:
                self._pass_over(entry._replace(why=choice.why))
                return None
            ledger.note(entry._replace(what=CHOSEN, why=choice.why))
        try:
            identity = identify(activity)
            if asked.new_only or asked.update_only:
                is_known = self.publishing.find(identity) is not None
                if is_known and asked.new_only:
                    self._pass_over(entry._replace(why="is already in the register"))
                    return None
                if asked.update_only and not is_known:
                    self._pass_over(entry._replace(why="is not in the register"))
                    return None
            key = _key(identity)
            first, where = self.seen.get(key, (source, ""))
            if where and (first is source or not self.publishing.adds_up(identity.publisher)):
                what = "iati-identifier is" if identity.identifier else "title, without an iati-identifier, is"
                yearly = "" if first is source else "; --keep-missing adds up the files of several years"
                raise RefusedActivity(f"its {what} already in {where}{yearly}")
        except RefusedActivity as refused:
            ledger.note(entry._replace(what=REFUSED, why=refused.why))
            self._list_amounts(activity, refused.why)
            return None
        publication = translate(activity, identity, self.known, ledger, source.name)
        self.seen[key] = source, f"{source.name}, line {activity.line:,}"
        for one in activity.amounts:
            ledger.note(
                amount_entry(LEFT_OUT, activity, one.line, one.path, one.value, one.value.date, "has no column")
            )
        for line, path, text, why in activity.noted:
            ledger.note(AccountingLine(CHANGED, activity.name, line, path, text[:200], why=why))
        ledger.has_no_column(activity.unkept)
        return publication

    def _pass_over(self, entry: AccountingLine) -> None:
        self.passed_over += 1
        self.ledger.note(entry)

    def _list_amounts(self, activity: Activity, why: str) -> None:
        """List the amounts of an activity that is refused, each as written."""
        listed = [(one.kind.replace(" ", "-"), one.line, one.value, one.start) for one in activity.budgets]
        listed += [("transaction", one.line, one.value, one.date) for one in activity.transactions]
        listed += [(one.path, one.line, one.value, one.value.date) for one in activity.amounts]
        for element, line, value, when in listed:
            if value is not None:
                self.ledger.list_amount(amount_entry(LEFT_OUT, activity, line, element, value, when, why))

    def _take(self, batch: Sequence[Publication], source: SourceFile) -> list[int]:
        if not batch:
            return []
        conflicts = len(self.publishing.conflicts)
        self.publishing.unmatched.clear()
        self.publishing.namesakes.clear()
        known = self.publishing.take(batch)
        for one in self.publishing.conflicts[conflicts:]:
            why = f"is {one.current[:200]} here, as reported since; published is {one.published[:200]}"
            self.ledger.note(AccountingLine(CONFLICT, one.project, 0, one.what, one.published[:200], why=why))
        for identifier, code in self.publishing.namesakes:
            why = f"{code} has no identifier and may be the same project: {HOW_THE_SAME}"
            self.ledger.note(AccountingLine(CHANGED, identifier, 0, "iati-identifier", identifier, why=why))
        for identifier, country in self.publishing.unmatched:
            self.ledger.note(AccountingLine(CHANGED, identifier, 0, "recipient-country", country, why=NO_CUSTOMS))
        if self.telling is not None:
            self.telling.add(batch, known, source.name, self.publishing.organisations)
        return [one.id for one in known]

    def settle(self) -> None:
        """Finish the import after everything has been read."""
        self._say_rebooked()
        if self.telling is not None:
            for entry in self.telling.settle():
                self.ledger.note(entry)

    def _say_rebooked(self) -> None:
        """Report whose money it is now, and the closed conferences that keep it as it was reported."""
        rebooked, called = self.publishing.rebooked, self.publishing.organisations.code
        listed = ", ".join(str(one.contribution) for one in rebooked) or "NULL"
        closed: dict[int, list[str]] = {}
        for contribution, conference in self.register.reader.all(CLOSED.format(listed)):
            closed.setdefault(contribution, []).append(conference)
        for one in rebooked:
            was = called(one.publisher)
            now = "no total counts it" if one.donor is None else f"it is {called(one.donor)}'s now"
            stays = closed.get(one.contribution)
            but = f"; at {', '.join(stays)}, which is closed, it stays as it was" if stays else ""
            why = f"was recorded for {was}, which only passes on money of others: {now}{but}"
            self.ledger.note(AccountingLine(CHANGED, one.project, 0, "contribution", one.code, why=why))

    def taken(self) -> ImportedActivities:
        counts = self.publishing.counts | {"projects": Counter(self.publishing.fates.values())}
        if self.telling is not None:
            counts["reports"] = self.telling.counts
        refused = self.ledger.counts[REFUSED]
        listed = []
        for noun in NOUNS:
            created, updated, unchanged = (counts.get(noun, Counter())[fate] for fate in FATES)
            listed.append(RowCounts(noun, created, updated, unchanged, refused if noun == "projects" else 0))
        exponents = self.register.reader.exponents
        removed = {noun: found["removed"] for noun, found in counts.items() if found["removed"]}
        return ImportedActivities(
            [one for one in listed if one.rows],
            removed,
            [
                f"{kind} of {human(amount, exponents[currency])} {currency}"
                for (kind, currency), amount in sorted(self.publishing.lost.items())
            ],
            self.activities,
            self.activities - refused - self.passed_over,
            refused,
            self.passed_over,
            sum(one.created + one.updated for one in listed) + sum(removed.values()),
            len(self.publishing.conflicts),
        )


def _key(identity: Identity) -> Hashable:
    """Return the key that is equal for two records of the same activity."""
    return identity.identifier.upper() if identity.identifier else (identity.publisher, fold(identity.title))

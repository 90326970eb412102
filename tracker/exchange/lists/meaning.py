"""Turn the rows of a list into facts, contributions and reports of known projects, or of projects to be created."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker import tables
from tracker.errors import Invalid, TrackerError, Usage
from tracker.exchange.foreign.layout import listed
from tracker.exchange.lists.parties import ListedParty
from tracker.exchange.lists.projects import RowParties, RowProject
from tracker.exchange.lists.tables import ListTables, Words
from tracker.exchange.nouns import PROJECT_FACTS
from tracker.insight.codes import Conference
from tracker.register.drafting.drafts import Drafts
from tracker.register.register import Register
from tracker.register.reporting.reports import cut_off
from tracker.rules.codes import code_key
from tracker.rules.money import from_converted, human
from tracker.rules.text import counted, name_key
from tracker.rules.words import MEASURE_OF_KIND, MEASURES

FACTS = (*PROJECT_FACTS, "iati_identifier")
REPORTED = ("conference", "status", "progress", "answer", "decision", "note", "source")
MONEY = ("contribution", "instrument", "currency", *MEASURES, "basis", "reason", "donor_answer")
# The kind of the movement of money that a measure sums up.
KINDS = {measure: kind for kind, measure in reversed(MEASURE_OF_KIND.items())}
_SHOWN = 50


class Shared(NamedTuple):
    """An amount without a single donor: where it is, the possible donors, and how much."""

    line: int
    project: str
    donors: tuple[str, ...]
    measure: str
    currency: str
    minor: int


class ListMeaning:
    """Turns the rows of one list into rows of tables."""

    def __init__(
        self,
        register: Register,
        sheet: ListTables,
        conference: Conference | None,
        targets: Mapping[int, RowProject],
        *,
        rename: bool,
    ) -> None:
        self._register, self._sheet, self._conference, self._rename = register, sheet, conference, rename
        self._targets = targets
        self._repeated: list[int] = []
        self._untold: list[RowProject] = []
        self._retitled: list[str] = []
        self._shared: list[Shared] = []
        self._of_several = 0  # rows with several donors

    def tell(self, rows: Sequence[RowParties]) -> None:
        """Plan what the rows say."""
        ids = {identity for one in rows if (identity := self._targets[one.row.number].id) is not None}
        self._load(ids)
        groups: dict[str, list[RowParties]] = defaultdict(list)
        for one in rows:
            groups[code_key(self._targets[one.row.number].code)].append(one)
        for group in groups.values():
            self._project(self._targets[group[0].row.number], group)

    def said(self) -> Iterator[str]:
        """Yield what to tell the user about how the rows were interpreted."""
        unit = self._sheet.table.unit
        found: dict[str, dict[str, list[int]]] = {}
        for number, target in self._targets.items():
            if target.id is not None and target.how != "code":
                found.setdefault(target.how, {}).setdefault(target.code, []).append(number)
        for how, projects in found.items():
            where = [f"{code} ({listed(unit, sorted(numbers))})" for code, numbers in projects.items()]
            yield f"{counted(len(where), 'project')} found by {how}: {_some(where)}"
        if self._retitled:
            verb = "keeps its title" if len(self._retitled) == 1 else "keep their titles"
            yield f"{_some(self._retitled)} {verb}; --rename uses the titles of the list"
        if self._repeated:
            yield f"{listed(unit, sorted(self._repeated))} combined with an earlier row of the same project and donor"
        if self._untold:
            at = f" at {self._conference.code}" if self._conference else ""
            added = "added, and " if any(one.id is None for one in self._untold) else ""
            yield (
                f"{counted(len(self._untold), 'project')} without a status: {added}not reported{at};"
                " --set status=active reports them"
            )
        yield from self._unattributed(several=True)
        yield from self._unattributed(several=False)

    # Existing records of the register.

    def _load(self, ids: set[int]) -> None:
        register, conference = self._register, self._conference
        drafts = Drafts(register)
        self._presented = set()
        if conference is not None and ids:
            self._presented = set(drafts.last_told(ids, conference))
            at = tables.review.c.conference_id == conference.id
            self._presented |= {row["project_id"] for row in drafts.rows_in(tables.review, "project_id", ids, at)}
        self._standing = register.projects.by_id(tables.project, ids)
        self._contributions: dict[tuple[str, str], list[str | None]] = defaultdict(list)
        self._known_contributions: set[str] = set()
        codes = dict(register.reader.rows("SELECT id, code FROM organisation"))
        self._having: set[str] = set()
        for row in register.contributions.rows_in(tables.contribution, "project_id", ids):
            project = code_key(self._standing[row["project_id"]]["code"])
            donor = code_key(codes[register.codes.surviving(row["donor_id"])])
            self._contributions[project, donor].append(row["instrument"])
            self._known_contributions.add(code_key(row["code"]))
            self._having.add(project)

    # The rows planned for a project.

    def _project(self, target: RowProject, group: Sequence[RowParties]) -> None:
        sheet = self._sheet
        facts = self._facts(target, group)
        known = self._standing.get(target.id) if target.id is not None else None
        has_status = any("status" in one.row.words or "conference" in one.row.words for one in group)
        is_reported = has_status or (target.id in self._presented)
        named: Words = {"project": target.code}
        first = group[0].row.number
        if target.id is None and not target.pending:
            sheet.add("projects", first, named | facts)
            facts = {}
        elif not is_reported and facts and known is not None:
            sheet.add("projects", first, named | {"title": known["title"]} | facts)
            facts = {}
        if not is_reported:
            self._untold.append(target)
        elif self._conference is None and any("conference" not in one.row.words for one in group):
            self._register.codes.open_conference()
        seen: dict[tuple[str, ...], tuple[int, Words]] = {}
        for one in group:
            self._row(one, target, facts, seen, is_reported=is_reported)

    def _facts(self, target: RowProject, group: Sequence[RowParties]) -> Words:
        """Return the combined facts from the rows of a project; a row that contradicts an earlier one is refused."""
        found: Words = {}
        said_in: dict[str, int] = {}
        for one in group:
            for name in FACTS:
                text = one.row.words.get(name)
                if text is None or name == "beneficiaries":
                    continue
                # Compare ignored titles too: rows with one code and two titles are probably about two projects.
                if name_key(found.setdefault(name, text)) != name_key(text) and not target.pending:
                    unit, number = self._sheet.table.unit, said_in[name]
                    error = Invalid(name, text, f"contradicts {unit} {number}, of the same project", "the same in both")
                    self._sheet.refuse(one.row.number, name, error)
                said_in.setdefault(name, one.row.number)
        if shares := _joined(one.beneficiaries for one in group):
            found["beneficiaries"] = shares
        if "title" in found and not self._is_told(target):
            theirs = found.pop("title")
            if target.id is not None and name_key(self._standing[target.id]["title"]) != name_key(theirs):
                self._retitled.append(target.code)
        return found

    def _is_told(self, target: RowProject) -> bool:
        """Return whether a project takes the title of the list."""
        if target.pending or target.how == "title":
            return False
        return target.id is None or self._rename

    def _row(
        self,
        one: RowParties,
        target: RowProject,
        facts: Words,
        seen: dict[tuple[str, ...], tuple[int, Words]],
        *,
        is_reported: bool,
    ) -> None:
        words, number = one.row.words, one.row.number
        self._of_several += len(one.donors) > 1
        amounts = {measure: words[measure] for measure in MEASURES if measure in words}
        project = code_key(target.code)
        is_shared = (
            bool(amounts)
            and "contribution" not in words
            and (len(one.donors) > 1 or (not one.donors and project not in self._having))
        )
        money = {} if is_shared or len(one.donors) > 1 else {name: words[name] for name in MONEY if name in words}
        if not one.donors and not amounts and "contribution" not in words:
            money = {}
        if "donor_answer" in words:  # of every donor of the row; without one, the report refuses it
            money["donor_answer"] = words["donor_answer"]
        if amounts and not is_shared and not is_reported:
            why = "is missing, but amounts are reported together with a status"
            self._sheet.refuse(number, "status", Invalid("status", "", why, "a status, such as --set status=active"))
            return
        if len(one.donors) > 1 and "contribution" in words:
            why = "belongs to one donor, but the row names several"
            self._sheet.refuse(
                number, "contribution", Invalid("contribution", "", why, "the donor of the contribution")
            )
            return
        if is_shared and not self._share(one, target, amounts, seen):
            return
        for donor in one.donors:
            self._contribute(number, target, donor, words, money)
        if not is_reported:
            return
        told = {name: words[name] for name in REPORTED if name in words} | facts
        donors: Sequence[ListedParty | None] = one.donors or [None]
        for place, giver in enumerate(donors):
            row: Words = {"project": target.code} | (told if place == 0 else _at(words)) | money
            if giver is not None:
                row["donor"] = giver.code
                if "instrument" in words:
                    row["instrument"] = words["instrument"]
            key = ("report", words.get("conference", ""), row.get("donor", ""), *(_which(words)))
            first, before = seen.setdefault(key, (number, row))
            if before is row:
                self._sheet.add("reports", number, row)
                continue
            differing = [name for name in row if before.get(name, row[name]) != row[name]]
            if differing:
                why = f"differs from {self._sheet.table.unit} {first}, of the same project and donor"
                error = Invalid(differing[0], "", why, "one row for each contribution")
                self._sheet.refuse(number, differing[0], error)
                continue
            before |= row
            if number not in self._repeated:
                self._repeated.append(number)

    def _contribute(self, number: int, target: RowProject, donor: ListedParty, words: Words, money: Words) -> None:
        """Add the contribution of a donor if it has no matching one on the project."""
        key = code_key(target.code), code_key(donor.code)
        if "contribution" in words and code_key(words["contribution"]) in self._known_contributions:
            return
        instrument = words.get("instrument")
        if "contribution" not in words and any(
            instrument is None or known in (instrument, None) for known in self._contributions[key]
        ):
            return
        self._contributions[key].append(instrument)
        row: Words = {"project": target.code, "donor": donor.code}
        row |= {name: words[name] for name in ("contribution", "instrument") if name in words}
        if "currency" in money:
            row["currency"] = money["currency"]
        if "contribution" in words:
            self._known_contributions.add(code_key(words["contribution"]))
        self._sheet.add("contributions", number, row)

    def _share(
        self, one: RowParties, target: RowProject, amounts: Words, seen: dict[tuple[str, ...], tuple[int, Words]]
    ) -> bool:
        """Keep amounts without a single donor out of all contributions. Returns whether the row is sound."""
        words, number = one.row.words, one.row.number
        currency, codes = words.get("currency", "").upper(), self._register.codes
        try:
            for measure, text in amounts.items():
                if measure not in KINDS:
                    raise Invalid(measure, text, "does not belong to one donor", "the donor that answered")
                if not currency:
                    raise Invalid("currency", "", "is missing", "a column currency, or --currency USD")
                minor = _minor(text, self._register.reader.exponents[codes.currency(currency)], currency)
                row: Words = {"project": target.code, "kind": KINDS[measure], "amount": text, "currency": currency}
                key = ("shared", measure, currency)
                first, before = seen.setdefault(key, (number, row))
                if before is not row:
                    if before["amount"] != text:
                        why = f"differs from {self._sheet.table.unit} {first}, which has {before['amount']}"
                        raise Invalid(measure, text, why, "one amount without a donor for each project")
                    continue
                donors = tuple(donor.code for donor in one.donors)
                row |= {"date": self._day(), "source": self._sheet.table.where(number)}
                row |= {"description": "; ".join(donors)} if donors else {}
                if minor:
                    self._shared.append(Shared(number, target.code, donors, measure, currency, minor))
                self._sheet.add("unattributed", number, row)
        except TrackerError as error:
            column = error.what if isinstance(error, Invalid) else "currency"
            self._sheet.refuse(number, column, error)
            return False
        return True

    def _day(self) -> str:
        """Return the day on which an amount of a conference is known."""
        try:
            if self._conference is not None:
                return cut_off(self._conference).isoformat()
        except Usage:
            pass
        return self._register.journal.at[:10]

    def _unattributed(self, *, several: bool) -> Iterator[str]:
        """Yield the amounts of several donors together, or of none, with their sums."""
        mine = [one for one in self._shared if bool(one.donors) == several]
        if not mine:
            return
        rows = self._of_several if several else len({one.line for one in mine})
        exponents = self._register.reader.exponents
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for one in mine:
            sums[one.measure, one.currency] += one.minor
        total = " and ".join(
            f"{human(minor, exponents[currency])} {currency} {measure}" for (measure, currency), minor in sums.items()
        )
        named = "several donors" if several else "no donor"
        verb = f"row names {named} for its amounts" if rows == 1 else f"rows name {named} for their amounts"
        yield f"{rows:,} {verb}: {total} not attributed to a donor and not included in totals"
        unit = self._sheet.table.unit
        for one in mine[:_SHOWN]:
            donors = f" ({', '.join(one.donors)})" if one.donors else ""
            amount = f"{human(one.minor, exponents[one.currency])} {one.currency}"
            yield f"{unit} {one.line}, {one.project}: {one.measure} {amount}{donors}"
        if len(mine) > _SHOWN:
            yield f"and {len(mine) - _SHOWN:,} more such amounts"


def _minor(text: str, exponent: int, currency: str) -> int:
    """Return the minor units of an amount, for a sum in a message; invalid numbers are refused during the import."""
    try:
        return from_converted("amount", text, exponent, currency, certain=True).minor
    except Invalid:
        return 0


def _at(words: Words) -> Words:
    return {"conference": words["conference"]} if "conference" in words else {}


def _which(words: Words) -> tuple[str, str]:
    """Return what distinguishes two contributions of one donor."""
    return words.get("contribution", ""), words.get("instrument", "")


def _joined(named: Iterable[Mapping[str, str]]) -> str:
    """Return the beneficiaries of all rows of a project, with the shares given last."""
    found: dict[str, str] = {}
    for one in named:
        found |= one
    return ";".join(f"{code}:{share}" if share else code for code, share in found.items())


def _some(codes: Sequence[str]) -> str:
    more = len(codes) - 10
    return ", ".join(codes[:10]) + (f" and {more:,} more" if more > 0 else "")

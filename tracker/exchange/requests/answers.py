"""Reads a completed workbook of a data request: returns its changes as tables to import.

    if is_answer(grids):
        answer = read_answer(register, "idb.xlsx", grids)
        outcome = take_in(register, answer.tables)
        settled = answer.settle(register)

all in one transaction. A form always gives the same tables, whatever rows are left out, so some of them may have no
row. `answer.notices` tells the user what was ignored. `settle` must also be called if nothing was written, and only if
there are no faults: it returns how many projects of the request it marked.

Each cell is compared with what was sent and with what the register has now. A cell that was left as sent reports
nothing. A changed cell is reported, unless the register has a third value: somebody has reported that one since, and
neither may be lost silently.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tracker.errors import Conflict, Invalid, TrackerError
from tracker.exchange.grids import Grid, GridLine, Origin, Table, Unreadable
from tracker.exchange.requests.compared import Compared, Words, compared, short
from tracker.exchange.requests.need_rows import ENTERED, TAKEN_IN_AS, NeedRows, RepliedRow, said_of
from tracker.exchange.requests.new_parts import NEW_OUTCOME, NewPart, PartReader, new_outcomes
from tracker.exchange.requests.newcomers import NewProjectRow, newcomers
from tracker.exchange.requests.returned import (
    Back,
    Sent,
    SentSheet,
    Texts,
    added,
    clean,
    declined,
    is_new,
    key_of,
    sent_of,
    sheets_back,
)
from tracker.exchange.requests.sheets import NEEDS, TRAININGS, FormRow, forms, rows_of
from tracker.exchange.requests.training_rows import TaughtRow, TrainingRows, said_of_training
from tracker.insight.codes import Conference
from tracker.register.core import Row, check_takes_reports
from tracker.register.project_words import stronger
from tracker.register.register import Register
from tracker.rules.structure import several
from tracker.rules.text import fold
from tracker.rules.words import MEASURES, ROLES

ORDER = tuple(dict.fromkeys(form.kind for role in ROLES for form in forms(role)))
# Columns that a table has in addition to those of its sheet.
EXTRA = ("conference", "donor", "donor_answer", "source")
# Cells about a contribution, not about its project.
OF_MONEY = {*MEASURES, "reason", "instrument", "currency"}


class ReturnedForm(NamedTuple):
    """A form that came back: tables to import, notices for the user, and what to mark in the request afterwards.

    `planned` says for each row with news, by its location, what it means and for whom.
    """

    tables: list[Table]
    notices: list[str]
    planned: list[tuple[str, str]]
    request: int
    conference: Conference
    source: str
    organisation: str
    answers: Mapping[str, str]  # by project
    instruments: Sequence[int]
    replied: bool

    def settle(self, register: Register) -> int:
        """Mark the projects of the request as answered. Returns how many it marked; none if all were marked already."""
        answers = {register.codes.id("project", code): answer for code, answer in self.answers.items()}
        register.requests.follow_instruments(self.conference, self.instruments)
        day = date.fromisoformat(register.journal.at[:10])
        return register.requests.settle(self.request, answers, self.source, day, replied=self.replied)


def is_answer(grids: Sequence[Grid]) -> bool:
    """Return whether a file is a workbook sent by this program, filled in or not. Raises Unreadable if damaged."""
    return sent_of(grids) is not None


def read_answer(register: Register, source: str, grids: Sequence[Grid], left_out: Collection[str] = ()) -> ReturnedForm:
    """Return the answers in a form. Rows in `left_out`, by `Table.where`, stay in the tables and answer nothing.

    Raises Unreadable for a form that this register never sent, or that contradicts itself; Conflict for one of a
    conference that is closed.
    """
    sent = sent_of(grids)
    assert sent is not None
    request, conference = _request(register, source, sent)
    # `settle` marks it once it is known which rows were sound.
    register.returned_requests.add(request["id"])
    return _Reading(register, source, sent, request, conference, left_out).answer(grids)


def _request(register: Register, source: str, sent: Sent) -> tuple[Row, Conference]:
    """Return the request that a form answers, and its conference."""
    codes = register.codes
    meeting, who = codes.find("conference", sent.conference), codes.find("organisation", sent.organisation)
    found = register.requests.find(sent.request, meeting or 0, who or 0, sent.role)
    if found is None:
        why = f"answers a request to {sent.organisation} before {sent.conference} that this register did not send."
        raise Unreadable(source, why, "Was it sent from another register, or was the request taken back?")
    conference = next(one for one in codes.conferences() if one.id == meeting)
    try:
        check_takes_reports(conference)
    except Conflict as error:
        raise Conflict(f"{source} answers a request before {conference.code}. {error.message}", error.hint) from error
    return found, conference


class _Said(NamedTuple):
    """The content of one row: its project, its location, and what its cells report."""

    project: str
    sheet: SentSheet
    back: Back
    line: GridLine
    found: Compared

    @property
    def where(self) -> str:
        return self.back.where(self.line)


class _Reading:
    """One workbook while it is turned into tables."""

    def __init__(
        self,
        register: Register,
        source: str,
        sent: Sent,
        request: Row,
        conference: Conference,
        left_out: Collection[str],
    ) -> None:
        self.register, self.codes = register, register.codes
        self.left_out = left_out
        self.sent, self.request, self.conference = sent, request, conference
        self.file = source
        self.words = Words(sent.language, register.reader.exponents, register.codes)
        self.asked = [row["project_id"] for row in register.requests.answers(request["id"])]
        self.now: dict[tuple[str, int, int | None], FormRow] = {}
        self._learn(self.asked)
        self.reasons: dict[int, set[tuple[str, str]]] = {}
        reasons = "SELECT contribution_id, measure, reason FROM reason WHERE conference_id = :at"
        for contribution, measure, reason in register.reader.rows(reasons, {"at": conference.id}):
            self.reasons.setdefault(contribution, set()).add((measure, reason))
        funding = "SELECT contribution_id, answer FROM funding WHERE conference_id = :at"
        self.answered: dict[int, str | None] = dict(register.reader.rows(funding, {"at": conference.id}))
        self.said: list[_Said] = []
        self.new: list[tuple[SentSheet, Back, list[NewProjectRow]]] = []
        self.new_parts: list[tuple[SentSheet, Back, list[NewPart]]] = []
        self.replies: list[tuple[SentSheet, Back, list[RepliedRow]]] = []
        self.taught: list[tuple[SentSheet, Back, list[TaughtRow]]] = []
        self.instruments: list[int] = []
        # By the position of a sheet and the number of a row: its location, and its meaning.
        self.planned: list[tuple[int, int, str, str]] = []
        self.presented: set[int] = set()  # reports on new parts of projects, which the plan shows with the part

    def answer(self, grids: Sequence[Grid]) -> ReturnedForm:
        """Return the combined content of all sheets."""
        notices = list(added(self.sent, grids))
        back = {sheet.form.kind: (sheet, one) for sheet, one in sheets_back(self.sent, grids)}
        for kind in ORDER:
            if kind in back and kind == NEEDS.kind:
                sheet, one = back[kind]
                self.replies.append((sheet, one, NeedRows(self.register, self.words, self.request).read(sheet, one)))
            elif kind in back and kind == TRAININGS.kind:
                sheet, one = back[kind]
                reader = TrainingRows(self.register, self.words, self.request, self.conference)
                self.taught.append((sheet, one, reader.read(sheet, one)))
            elif kind in back:
                self._read(*back[kind])
            elif (
                kind in self.sent.sheets
                and self.sent.sheets[kind].rows
                and not any(one.refused for _, one in back.values())
            ):
                sent = self.sent.sheets[kind]
                keys = " and ".join(repr(sent.headings[name]) for name in sent.form.keys)
                notices.append(f"{self.file}: no sheet has the headings {keys} any more, so it contains no answers")
        self._join_notes()
        whole = declined(self.sent, grids)
        told = [(one.back, one.line) for one in self.said if one.found.says or one.found.faults]
        told += [(back, one.line) for _, back, made in self.replies for one in made]
        told += [(back, one.line) for _, back, made in self.taught for one in made]
        if whole is not None and told:
            rows = ", ".join(f"{back.grid.sheet} {line.number}" for back, line in told[:5])
            why = f"declines to report, but also answers in these rows: {rows}."
            raise Unreadable(self.file, why, "Remove one of the two.")
        answers = self._answers(declining=whole is not None)
        tables = [table for one in self.new for table in self._new_tables(*one)]
        tables += [table for one in self.new_parts for table in self._part_tables(*one)]
        tables += self._tables(answers)
        tables += [self._reply_table(*one) for one in self.replies]
        tables += [table for one in self.taught for table in self._training_tables(*one)]
        if whole is not None:
            tables.append(self._declined(*whole, answers))
        if not any(table.rows for table in tables):
            notices.append(f"{self.file}: nothing was filled in; {self.sent.organisation} has still not answered")
        for sheet, sheet_back, fresh in self.new:
            for each in fresh:
                where = sheet_back.where(each.line)
                if where in self.left_out:
                    continue
                answers[each.code] = "updated"
                if each.is_new and not each.faults:
                    self._say(
                        sheet, sheet_back, each.line, f"{each.title!r} is a new project and has the code {each.code}"
                    )
        return ReturnedForm(
            *(
                tables,
                notices,
                [(where, text) for _, _, where, text in sorted(self.planned)],
                self.request["id"],
                self.conference,
            ),
            *(f"{self.file}, answer of {self.sent.organisation}", self.sent.organisation, answers, self.instruments),
            any(
                not one.faults and b.where(one.line) not in self.left_out for _, b, made in self.replies for one in made
            ),
        )

    def _read(self, sheet: SentSheet, back: Back) -> None:
        """Compare each row of a sheet with what was sent."""
        sent_rows = {key_of(sheet.form, row): row for row in sheet.rows}
        first: dict[tuple[str, ...], int] = {}
        fresh: list[tuple[GridLine, Texts]] = []
        for line in back.lines:
            cells = back.cells(line)
            new_in = sheet.form.new_in
            fresh_row = is_new(cells[new_in])
            if fresh_row and not any(text for name, text in cells.items() if name != new_in):
                continue
            if fresh_row:
                fresh.append((line, cells))
                continue
            key = key_of(sheet.form, cells)
            sent = sent_rows.get(key)
            if sent is None:
                self._strange(sheet, back, line, cells)
            elif key in first:
                again = Invalid("project", cells["project"], f"is already in row {first[key]}", "each row once")
                self._refuse(sheet, back, line, cells, "project", again)
            else:
                first[key] = line.number
                now = self._now(sheet, sent)
                explained = self.reasons.get(now.part or 0, ()) if now else ()
                found = compared(self.words, sheet.form, sent, now, cells, explained)
                told_here = back.where(line) not in self.left_out
                if "instrument" in found.told and now is not None and now.part is not None and told_here:
                    self.instruments.append(now.part)
                self.said.append(_Said(sent["project"], sheet, back, line, found))
        if fresh and sheet.form.part:
            reader = PartReader(self.register, self.words, sheet, self._projects(), self.now)
            parts = reader.read(fresh)
            self.new_parts.append((sheet, back, parts))
            self.said += [_Said(one.project, sheet, back, one.line, one.found) for one in parts]
        elif fresh:
            who = self.sent.organisation
            made = newcomers(self.register, self.words, sheet, fresh, who, self.request, self.conference)
            self.new.append((sheet, back, made))
            self._learn([self.codes.id("project", one.code) for one in made if not one.is_new])

    def _learn(self, projects: Sequence[int]) -> None:
        """Look up what the register has now for some projects."""
        reader, at, who = self.register.reader, self.conference.id, self.request["organisation_id"]
        for kind, rows in rows_of(reader, at, who, self.sent.role, projects).items():
            self.now |= {(kind, row.project, row.part): row for row in rows}

    def _projects(self) -> dict[str, str]:
        """Return the codes of the form's projects by code and title, including projects that are new in it."""
        known: dict[str, str] = {}
        for row in self.sent.sheets["projects"].rows:
            known |= {fold(row["project"]): row["project"], fold(clean(row["title"])): row["project"]}
        new = [one for _, _, made in self.new for one in made if not one.faults]
        return {fold(clean(one.title)): one.code for one in new} | known

    def _now(self, sheet: SentSheet, sent: Texts) -> FormRow | None:
        """Return what the register has now for a row that was sent; None if the record no longer exists."""
        project = self.codes.find("project", sent["project"])
        part: int | None = None
        if noun := sheet.form.part:
            part = self.codes.find(noun, sent[noun], project or 0)
        elif "contribution" in sent:
            part = self.codes.find("contribution", sent["contribution"])
        return self.now.get((sheet.form.kind, project or 0, part))

    def _strange(self, sheet: SentSheet, back: Back, line: GridLine, cells: Texts) -> None:
        """Refuse a row with codes that were not sent."""
        mine = [row for row in sheet.rows if row["project"].casefold() == cells["project"].casefold()]
        column = sheet.form.keys[-1] if mine else "project"
        known = dict.fromkeys(row[column] for row in mine or sheet.rows)
        why = "does not belong to this form" if cells.get(column) else "is missing, so the row cannot be identified"
        right = f"what was sent: {', '.join(known)}" if 0 < len(known) <= 10 else "what was sent"
        self._refuse(sheet, back, line, cells, column, Invalid(column, cells.get(column, ""), why, right))

    def _refuse(
        self, sheet: SentSheet, back: Back, line: GridLine, cells: Texts, column: str, error: TrackerError
    ) -> None:
        found = Compared(cells, {column: cells.get(column, "")}, frozenset(), [(column, error)], None)
        self.said.append(_Said(cells["project"], sheet, back, line, found))

    def _join_notes(self) -> None:
        """Join the notes in several rows of one project, because a project has only one note."""
        first: dict[str, Texts] = {}
        for one in self.said:
            note = one.found.told.get("note")
            if one.sheet.form.kind != "projects" or note is None or self._tells_nothing(one):
                continue
            told = first.setdefault(one.project, one.found.told)
            if told is not one.found.told:
                known = told["note"].split("\n")
                told["note"] = "\n".join([*known, *(text for text in note.split("\n") if text not in known)])
                del one.found.told["note"]

    def _tells_nothing(self, one: _Said) -> bool:
        """Return whether a row is wrong, or left out because it was refused."""
        return bool(one.found.faults) or one.where in self.left_out

    def _answers(self, *, declining: bool) -> dict[str, str]:
        """Return the answer for each project: the strongest of what its rows say."""
        answers: dict[str, str] = {}
        if declining:
            answers = {row["project"]: "declined" for row in self.sent.sheets["projects"].rows}
        for one in self.said:
            if one.found.says is not None and not self._tells_nothing(one):
                answers[one.project] = stronger(answers.get(one.project), one.found.says)
        return answers

    def _tables(self, answers: Mapping[str, str]) -> list[Table]:
        """Return the reports of the rows, by noun; each answered project has at least one row with its answer."""
        reviews = self.register.requests.reviews(self.conference, self.asked)
        donor = self.sent.role == "donor"
        # A row that is left out stays in its tables, as it was when it was refused there; it only answers nothing.
        of_project = self._of_project([one for one in self.said if one.where not in self.left_out])
        of_project_before = self._of_project(self.said)
        tables: list[Table] = []
        # The row of a project that is new in this form also gives its answer.
        said = {one.code for _, _, made in self.new for one in made}
        said_before = set(said)
        # The row of a new part was checked as a whole: no table needs to report that its code is missing.
        fresh = {id(one.found) for _, _, made in self.new_parts for one in made}
        for sheet, back in {id(one.back): (one.sheet, one.back) for one in self.said}.values():
            kind, noun = sheet.form.kind, sheet.form.part
            reports = _Rows(sheet, back, "reports")
            parts = _Rows(sheet, back, sheet.form.taken_in_as)
            strange = _Rows(sheet, back, sheet.form.taken_in_as)
            contributions = _Rows(sheet, back, "contributions", {"contribution": "code"})
            for one in self.said:
                found = one.found
                if one.back is not back or not (found.says or found.faults):
                    continue
                row = {"project": one.project, "conference": self.conference.code}
                if found.faults:
                    (strange if id(found) in fresh else parts).add(one.line, row | found.told, found.faults)
                    continue
                gone = one.where in self.left_out
                is_first = one.project not in (said_before if gone else said)
                of_it = one.project in (of_project_before if gone else of_project)
                identity = self.codes.find("project", one.project)
                answer_before = reviews[identity]["answer"] if identity in reviews else None
                final = stronger(answer_before, answers.get(one.project, found.says or ""))
                raised = final != answer_before and is_first
                changed = raised
                source = {"source": self._source(one.where)}
                answer = {"answer": final} if of_it else {}
                told = dict(found.told)
                once = {name: told.pop(name) for name in ("instrument", "currency") if name in told}
                if once:
                    named = {"contribution": found.sent["contribution"], "donor": self.sent.organisation}
                    contributions.add(one.line, {"project": one.project} | named | once)
                if noun:
                    if found.fresh:
                        parts.add(one.line, row | {noun: found.sent[noun]} | _whole(kind, found, told) | source)
                    if is_first and of_it:
                        reports.add(one.line, row | answer | (source if raised else {}))
                elif donor and found.sent["contribution"]:
                    # Money is shown next to its contribution, and so is its donor's answer for it.
                    mine, was = self._answered(found.sent["contribution"], found.says or "")
                    changed = was
                    reports.add(one.line, row | mine | told | answer | (source if told or raised or was else {}))
                elif told or is_first:
                    reports.add(one.line, row | told | answer | (source if raised or told else {}))
                said_before.add(one.project)
                if gone:
                    continue
                said.add(one.project)
                if found.told or changed:
                    self._plan(one)
            tables += [rows.table() for rows in (contributions, reports, parts)] + [strange.table(settled=True)]
        return tables

    def _of_project(self, rows: Sequence[_Said]) -> set[str]:
        """Return the projects with reports beyond a donor's own money: not every donor may report on the project."""
        donor = self.sent.role == "donor"
        found = {one.project for one in rows if not donor or (one.sheet.form.part and one.found.says)}
        return found | {one.project for one in rows if one.found.told.keys() - OF_MONEY and not one.found.faults}

    def _plan(self, one: _Said) -> None:
        """Record what a row means, and for whom."""
        noun, found, who = one.sheet.form.part, one.found, self.sent.organisation
        told = dict(found.told)
        parts = []
        if noun:
            subject = f"{noun} {found.sent[noun]} of {one.project}"
            if id(found) in self.presented:
                return
        elif contribution := found.sent.get("contribution"):
            money = {name: told.pop(name) for name in tuple(told) if name in OF_MONEY}
            subject = f"project {one.project}"
            if money or not told:
                cells = _cells(money, found.sent["currency"]) or _answer(found.says)
                parts.append(f"contribution {contribution} of {who}: {cells}")
        else:
            subject = f"project {one.project} for {who}"
        if told or not parts:
            parts.insert(0, f"{subject}: {_cells(told) or _answer(found.says)}")
        self._say(one.sheet, one.back, one.line, "; ".join(parts))

    def _say(self, sheet: SentSheet, back: Back, line: GridLine, text: str) -> None:
        self.planned.append((ORDER.index(sheet.form.kind), line.number, back.where(line), text))

    def _plan_new(self, sheet: SentSheet, back: Back, one: NewProjectRow) -> None:
        """Record what the row of a new project means, and for whom."""
        report = dict(one.report)
        money = one.contribution | {name: report.pop(name) for name in (*MEASURES, "reason") if name in report}
        code = money.pop("contribution", report.pop("contribution", ""))
        parts = []
        if facts := _cells({name: text for name, text in (one.facts | report).items() if name != "contribution"}):
            parts.append(f"{'new ' if one.is_new else ''}project {one.code}: {facts}")
        if code and (money or one.is_new):
            told = _cells(money, one.told.get("currency", "")) or "no amount is known"
            parts.append(f"contribution {code} of {self.sent.organisation}: {told}")
        if parts:
            self._say(sheet, back, one.line, "; ".join(parts))

    def _source(self, where: str) -> str:
        """Return the source of a row: its place in the file, and the organisation that answers."""
        return f"{where}, answer of {self.sent.organisation}"

    def _answered(self, contribution: str, says: str) -> tuple[Texts, bool]:
        """Return the cells with a donor's answer for a contribution, and whether the register has another answer."""
        answer_before = self.answered.get(self.codes.find("contribution", contribution) or 0)
        final = stronger(answer_before, says)
        return {"contribution": contribution, "donor_answer": final}, final != answer_before

    def _new_tables(self, sheet: SentSheet, back: Back, made: Sequence[NewProjectRow]) -> list[Table]:
        """Return the tables for rows of new projects: the project, its contribution, and the report on both."""
        projects = _Rows(sheet, back, "projects", {"project": "code"})
        contributions = _Rows(sheet, back, "contributions", {"contribution": "code"})
        reports = _Rows(sheet, back, "reports")
        strange = _Rows(sheet, back, "reports")
        for one in made:
            row = {"project": one.code}
            if one.faults:
                strange.add(one.line, row | one.told, one.faults)
                continue
            if one.facts:
                projects.add(one.line, row | one.facts)
            if one.contribution:
                contributions.add(one.line, row | one.contribution | {"donor": self.sent.organisation})
            self._plan_new(sheet, back, one)
            source = {"source": self._source(back.where(one.line))} if one.report or one.is_new else {}
            at = {"conference": self.conference.code, "answer": "updated"}
            if "contribution" in one.report:
                at["donor_answer"] = "updated"
            reports.add(one.line, row | one.report | at | source)
        # The project of a faulty row was not created, and no table needs to report that again.
        return [rows.table() for rows in (projects, contributions, reports)] + [strange.table(settled=True)]

    def _part_tables(self, sheet: SentSheet, back: Back, made: Sequence[NewPart]) -> list[Table]:
        """Return the facts of new risks, indicators and milestones; their status is reported as for existing ones."""
        noun = sheet.form.new_in
        outcomes = _Rows(sheet, back, "outcomes", {"outcome": "title", "title": ""}, ("code", "level"))
        parts = _Rows(sheet, back, several(noun), {noun: "code", "planned": "planned_date"})
        for one, code, title in new_outcomes(made):
            words = {"project": one.project, "code": code, "outcome": title, "level": NEW_OUTCOME}
            outcomes.add(one.line, words)
            self._say(sheet, back, one.line, f"new outcome {code} of {one.project}: {title}")
        for one in made:
            if one.facts and not one.found.faults:
                parts.add(one.line, {"project": one.project} | one.facts)
                told = {name: text for name, text in one.facts.items() if name != noun} | one.found.told
                subject = f"{'new ' if one.is_new else ''}{noun} {one.code} of {one.project}"
                self._say(sheet, back, one.line, f"{subject}: {_cells(told)}")
                self.presented.add(id(one.found))
        return [rows.table() for rows in (outcomes, parts)]

    def _reply_table(self, sheet: SentSheet, back: Back, made: Sequence[RepliedRow]) -> Table:
        """Return the replies to needs."""
        rows = _Rows(sheet, back, TAKEN_IN_AS, ENTERED)
        for one in made:
            where = back.where(one.line)
            rows.add(one.line, one.told | {"source": self._source(where)}, one.faults)
            if not one.faults and not one.is_known and where not in self.left_out:
                self._say(sheet, back, one.line, said_of(one))
        return rows.table()

    def _training_tables(self, sheet: SentSheet, back: Back, made: Sequence[TaughtRow]) -> list[Table]:
        """Return new trainings, and how many of the administration's officers attended."""
        trainings = _Rows(sheet, back, "trainings", {"training": "code"})
        attended = _Rows(sheet, back, "attendances", {}, ("administration",))
        for one in made:
            where = back.where(one.line)
            source = {"source": self._source(where)}
            if one.facts and not one.faults:
                trainings.add(one.line, {"training": one.code} | one.facts | source)
            if one.attended or one.faults:
                told = {"training": one.code, "administration": self.sent.organisation}
                attended.add(one.line, told | one.attended | source, one.faults)
            if not one.faults and where not in self.left_out:
                self._say(sheet, back, one.line, said_of_training(one))
        return [trainings.table(), attended.table(settled=any(one.faults for one in made))]

    def _declined(self, grid: Grid, line: GridLine, answers: Mapping[str, str]) -> Table:
        """Return the one row of the first sheet that declines for all projects."""
        reviews = self.register.requests.reviews(self.conference, self.asked)
        unit = f", sheet {grid.sheet}" if grid.sheet else ""
        where = self._source(f"{grid.source}{unit}, {grid.unit} {line.number}")
        if self.sent.role == "donor":
            columns = ["project", "contribution", "conference", "donor_answer", "source"]
            rows = []
            for sent in self.sent.sheets["projects"].rows:
                told, raised = self._answered(sent["contribution"], "declined")
                cells = [sent["project"], sent["contribution"], self.conference.code, told["donor_answer"]]
                rows.append(GridLine(line.number, [*cells, where if raised else ""]))
        else:
            columns = ["project", "conference", "answer", "source"]
            rows = []
            for project in answers:
                identity = self.codes.find("project", project)
                answer_before = reviews[identity]["answer"] if identity in reviews else None
                final = stronger(answer_before, "declined")
                source = where if final != answer_before else ""
                rows.append(GridLine(line.number, [project, self.conference.code, final, source]))
        header = GridLine(line.number, columns)
        return Table(grid.source, header, rows, grid.sheet, grid.unit, ("reports", columns))


class _Rows:
    """A table being built: the columns of a sheet with their headings, and the additional ones that a report needs."""

    def __init__(
        self, sheet: SentSheet, back: Back, noun: str, called: Mapping[str, str] = {}, more: Sequence[str] = ()
    ) -> None:
        self.back, self.noun, self.called = back, noun, called
        names = list(sheet.headings)
        beside = [name for name in (*EXTRA, *more) if name not in names]
        self.names = [*names, *beside]
        self.columns = [called.get(name, name) for name in names] + beside
        self.headings = [sheet.headings.get(name, name) for name in names] + beside
        self.lines: list[GridLine] = []
        self.faults: list[tuple[int, str, TrackerError]] = []

    def add(self, line: GridLine, words: Texts, faults: Sequence[tuple[str, TrackerError]] = ()) -> None:
        named = {self.called.get(name, name): text for name, text in words.items()}
        self.lines.append(GridLine(line.number, [named.get(column, "") for column in self.columns]))
        self.faults += [(line.number, self.called.get(column, column), error) for column, error in faults]

    def table(self, *, settled: bool = False) -> Table:
        grid, header = self.back.grid, GridLine(self.back.header.number, self.headings)
        places = [self.back.columns.get(name) for name in self.names]
        origin = Origin(self.back.header.cells, self.back.lines, places)
        meant = (self.noun, self.columns)
        return Table(
            *(grid.source, header, self.lines, grid.sheet, grid.unit, meant, self.faults, origin, settled),
        )


def _cells(told: Texts, currency: str = "") -> str:
    """Return cells as the plan shows them: by column, amounts with their currency."""
    of = f" {currency}" if currency and "currency" not in told else ""
    return ", ".join(
        f"{name.replace('_', ' ')} {short(' '.join(text.split()))}{of if name in MEASURES else ''}"
        for name, text in told.items()
    )


def _answer(says: str | None) -> str:
    """Return the answer of a row without any news."""
    return "as the register has it" if says == "updated" else says or ""


def _whole(kind: str, found: Compared, told: Texts) -> Texts:
    """Repeat the value of a measurement if only its note is new."""
    return {"actual": found.sent["last"]} | told if kind == "results" else told

"""Import files into a register in one transaction: read, interpret, write and log; refused rows can be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import TrackerError, Usage, fault_text
from tracker.exchange.applying import Outcome, take_in
from tracker.exchange.foreign.remembered_mappings import recalled
from tracker.exchange.foreign.sheet_reading import understand
from tracker.exchange.foreign.wishes import Wishes
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.formats.reading import form_of, read_grids
from tracker.exchange.grids import Archived, Grid, NoTable, Table
from tracker.exchange.headings import table_of
from tracker.exchange.lists.asked import NewcomerRules
from tracker.exchange.lists.planning import ListPlanner, NewOrganisation, is_list
from tracker.exchange.nouns import ORDER, RowCounts, recognise
from tracker.exchange.own_lists import OwnList, Returned, fitting, list_table, returned
from tracker.exchange.refused import RefusedRows
from tracker.exchange.requests.answers import ReturnedForm, is_answer, read_answer
from tracker.exchange.sheets import Fault
from tracker.insight.journal.mappings import all_mappings, mapping
from tracker.register.importing.imports import FileTaken
from tracker.register.register import Register
from tracker.store.files.contents import is_mail

if TYPE_CHECKING:
    from tracker.exchange.mails import SavedMail

WITH_THE_OTHERS = "was refused together with the other rows of its report"
_CUT_OFF = 30  # the name of a sheet that is as long may be the beginning of a longer one


class File(NamedTuple):
    """A file that was read: its name without a folder, its SHA-256, its format, and its sheets.

    A mail has no sheets, and its attachments are files of their own: `attached` is the name of an attachment, and
    `came_with` is the mail.
    """

    name: str
    sha256: str
    form: str
    grids: list[Grid]
    mail: SavedMail | None = None
    attached: str | None = None
    came_with: SavedMail | None = None


class Wanted(NamedTuple):
    """The options of an import: `use` and `remember` are names of mappings, `by` is the owner of the tables.

    `own` names the lists that this program writes, each recognised by its header.
    """

    wishes: Wishes = Wishes()
    at: str | None = None
    use: str | None = None
    remember: str | None = None
    rules: NewcomerRules = NewcomerRules()
    by: str | None = None
    own: Callable[[], Sequence[OwnList]] = tuple


# The rows that are left out, and why: by the position of their table among all, and by row number.
LeftOut = Mapping[int, Mapping[int, str]]


class ImportResult(NamedTuple):
    """The result of an import: `counts` by noun, including the rows left out as refused.

    `rows` counts the rows of the files. A row of a list or of a form counts once there, and in `counts` under each noun
    that it reported. `refused` are the rows that were left out, by file. `found` are the rows refused in addition, and
    `wrong` is how many rows of the files these are: the caller must not commit while there are any, and may try again
    without them. `planned` says what lists mean. `answered` counts the projects of data requests that were marked.
    `passed_over` names the columns of our own lists that are for display only. `newcomers` are the organisations that
    lists add.
    """

    rows: int
    counts: list[RowCounts]
    faults: list[Fault]
    found: dict[int, dict[int, str]]
    wrong: int
    refused: list[list[RefusedRows]]
    said: list[str]
    planned: list[str]
    remembered: str | None
    answered: int
    passed_over: Sequence[str] = ()
    newcomers: Sequence[NewOrganisation] = ()

    @property
    def written(self) -> int:
        return sum(count.created + count.updated for count in self.counts)

    @property
    def left_out(self) -> int:
        return sum(len(one.reasons) for refused in self.refused for one in refused)


def file_of(name: str, data: bytes, form: str | None = None, encoding: str | None = None) -> File:
    """Return a file, read by its content. Raises Unreadable."""
    grids = read_grids(name, data, form, encoding)
    return File(name, sha256(data).hexdigest(), form or form_of(data, encoding), grids)


def files_of(name: str, data: bytes, form: str | None = None, encoding: str | None = None) -> list[File]:
    """Return a file; for a mail, also its attachments, except IATI files. Raises Unreadable."""
    if form is not None or not is_mail(data):
        return [file_of(name, data, form, encoding)]
    # Few files are mails, and the modules that read them are slow to load.
    from tracker.exchange.iati.reading.heads import HEAD, is_iati
    from tracker.exchange.mails import read_mail

    mail = read_mail(name, data)
    found = []
    for attachment in mail.attachments:
        if is_iati(attachment.data[:HEAD]):
            mail.passed_over.append(f"{attachment.name} (IATI: save it, and import it in a command of its own)")
            continue
        try:
            read = file_of(f"{attachment.name} ({mail.source})", attachment.data, None, encoding)
        except NoTable:
            mail.passed_over.append(f"{attachment.name} (not a table; `tracker document add` records documents)")
            continue
        except Archived:
            mail.passed_over.append(f"{attachment.name} (an archive: save it, unpack it, and import its files)")
            continue
        found.append(read._replace(attached=attachment.name, came_with=mail))
    return [File(name, sha256(data).hexdigest(), "eml", [], mail), *found]


def take_files(
    register: Register,
    files: Sequence[File],
    wanted: Wanted,
    left_out: LeftOut,
    advance: Callable[[int], None] = lambda rows: None,
) -> ImportResult:
    """Import some files, without the rows to be left out. Raises as `understand` and `take_in`."""
    said: list[str] = []
    tables: list[Table] = []
    owners: list[int] = []
    answers: list[ReturnedForm] = []
    forms: list[tuple[File, ReturnedForm]] = []
    asked: dict[int, Wishes] = {}  # by the position of a table, the user's options for its sheet
    others: dict[int, int] = {}  # from each sheet that is not an answer to its file
    below: list[str] = []
    own: dict[int, list[OwnList]] = {}  # by the position of a table, which of our lists it may be
    for place, file in enumerate(files):
        if not is_answer(file.grids):
            ours = [(grid, fits) for grid, fits in (_own_lists(grid, wanted) for grid in file.grids) if fits]
            for grid, fits in ours:
                own[len(tables)] = fits
                tables.append(list_table(grid, below))
                owners.append(place)
            taken = {grid.sheet for grid, _ in ours}
            if ours and (left := [grid.sheet or "" for grid in file.grids if grid.sheet not in taken]):
                below.append(f"{file.name}: skipped because it is not part of the list: sheet {', '.join(left)}")
            if not ours:
                others |= {id(grid): place for grid in file.grids}
            continue
        answer = read_answer(register, file.name, file.grids)
        mine = enumerate(answer.tables, start=len(tables))
        if gone_of_it := {table.where(row) for n, table in mine for row in left_out.get(n, ())}:
            answer = read_answer(register, file.name, file.grids, gone_of_it)
        answers.append(answer)
        forms.append((file, answer))
        tables += answer.tables
        owners += [place] * len(answer.tables)
        said += answer.notices
    remembered = None
    if others:
        wishes = wanted.wishes
        if wanted.use:
            wishes = recalled(mapping(register.reader, wanted.use), wishes)
        grids = [grid for file in files for grid in file.grids if id(grid) in others]
        try:
            understood = understand(register.codes, grids, wishes, all_mappings(register.reader))
        except TrackerError as error:
            raise _page(grids, wishes) or error from None
        tables += understood.tables
        owners += [others[id(grid)] for grid in understood.grids]
        asked |= dict(zip(range(len(tables) - len(understood.tables), len(tables)), understood.wishes, strict=True))
        said += understood.said
        if wanted.remember:
            if len({facts.headings for facts in understood.read_as}) != 1:
                why = "No sheet had headings to remember" if not understood.read_as else "Several sheets were read"
                raise Usage(f"{why}, so there is nothing to remember.", "Choose one sheet with --sheet.")
            remembered = register.mappings.remember(wanted.remember, understood.read_as[0])
    advance(0)
    # A row of a form is in several tables: a row that is refused in one of them is imported into none.
    gone = {(owners[n], tables[n].sheet, row) for n, rows in left_out.items() for row in rows}
    kept = [_without(table, file, gone) for file, table in zip(owners, tables, strict=True)]
    back = {place: returned(register.reader, kept[place], fits, wanted.at) for place, fits in own.items()}
    passed_over = {tables[n].where(row) for n, rows in left_out.items() for row in rows}
    planned = [f"{where}: {text}" for one in answers for where, text in one.planned if where not in passed_over]
    newcomers: list[NewOrganisation] = []
    empty = {n for n, table in enumerate(tables) if table.meant is not None and not table.rows}  # of a form
    meant, places = _meant(register, kept, empty, wanted, asked, back, planned, newcomers)
    outcome = take_in(register, meant, wanted.at, advance, wanted.by)
    letters = [file.mail for file in files if file.mail is not None]
    said += [_what_came(register, mail) for mail in letters]
    register.doubts += [text for one in forms if (text := _sent_by_another(register, *one)) is not None]
    notes = _take_notes(register, letters, wanted.at, answers) if not outcome.faults else []
    answered = 0
    if not outcome.faults:
        answered = sum(answer.settle(register) for answer in answers)
        register.imports.record(
            [_noted(file, place, outcome, places, owners, left_out) for place, file in enumerate(files)]
        )
    found: dict[int, dict[int, list[Fault]]] = {}
    for place, one in zip(places, outcome.tables, strict=True):
        for line, faults in one.refused.items():
            found.setdefault(place, {}).setdefault(line, []).extend(faults)
    return ImportResult(
        len(_rows(owners, tables, {n: [row.number for row in table.rows] for n, table in enumerate(tables)}))
        + sum(count.rows for count in notes),
        _counts(outcome, places, left_out, back) + notes,
        outcome.faults,
        {place: _reasons(refused) for place, refused in found.items()},
        len(_rows(owners, tables, found)),
        [
            _by_sheet(
                [RefusedRows(tables[n], reasons) for n, reasons in sorted(left_out.items()) if owners[n] == place]
            )
            for place in range(len(files))
        ],
        [*said, *outcome.said],
        planned,
        remembered,
        answered,
        [*below, *(text for one in back.values() for text in one.said)],
        newcomers,
    )


def _own_lists(grid: Grid, wanted: Wanted) -> tuple[Grid, list[OwnList]]:
    """Return the lists of ours that a sheet may be, and the sheet from its header on; none if it is a table."""
    wishes = wanted.wishes
    if not grid.lines or wishes.any_of_headings or wishes.creates or wishes.only or wanted.use:
        return grid, []  # it is read as a list from elsewhere
    with suppress(TrackerError):
        recognise(table_of(grid))
        return grid, []
    return fitting(grid, wanted.own())


def _page(grids: Sequence[Grid], wishes: Wishes) -> Usage | None:
    """Return the error for a workbook that we wrote for readers; None if the user says what headings mean, or if no
    sheet is of one."""
    page = None if wishes.any_of_headings else next((grid for grid in grids if _has_title_of_all(grid)), None)
    return page and Usage(
        f"{page.source} is a page that tracker wrote for reading ({' '.join(page.title.split())}), and cannot be "
        "imported.",
        "`tracker NOUN list` writes lists that can be edited and imported, with unchanged headings. For a table from "
        "another source, name its columns with --map.",
    )


def _has_title_of_all(grid: Grid) -> bool:
    """Return whether the title of a workbook is the name of a sheet, where some characters are missing."""
    name, title = key(grid.sheet or ""), key(grid.title)
    return bool(name) and (name == title or (len(grid.sheet or "") >= _CUT_OFF and title.startswith(name)))


def _what_came(register: Register, mail: SavedMail) -> str:
    """Return who sent a mail, and what part of it is left out."""
    from tracker.exchange.mails import organisation_of

    who = organisation_of(register, mail)
    sender = (
        f"from {who}" if who else f"{mail.address or 'its sender'} is not the address of a contact in this register"
    )
    left = f"; skipped: {', '.join(mail.passed_over)}" if mail.passed_over else ""
    return f"{mail.name}: {mail.source}, {sender}; {len(mail.attachments)} attached{left}."


def _sent_by_another(register: Register, file: File, answer: ReturnedForm) -> str | None:
    """Return a notice if a form came from a contact of another organisation than the one that was asked."""
    if file.came_with is None:
        return None
    from tracker.exchange.mails import organisation_of

    codes = register.codes
    who = organisation_of(register, file.came_with)
    asked = codes.code("organisation", codes.surviving(codes.id("organisation", answer.organisation)))
    if who in (None, asked):
        return None
    return f"{file.name} is the form of {asked}, but came from a contact of {who}."


def _take_notes(
    register: Register, mails: Sequence[SavedMail], at: str | None, answers: Sequence[ReturnedForm]
) -> list[RowCounts]:
    """Record the texts of mails as notes, at the conference that their forms answer or that the user named."""
    with_text = [mail for mail in mails if mail.text]
    if not with_text:
        return []
    from tracker.exchange.mails import take_note

    meant = {answer.conference for answer in answers}
    conference = meant.pop() if len(meant) == 1 and at is None else register.codes.conference_or_open(at)
    new = sum(take_note(register, mail, conference) for mail in with_text)
    return [RowCounts("notes", new, 0, len(with_text) - new, 0)]


def together(left_out: LeftOut, found: LeftOut) -> dict[int, dict[int, str]]:
    """Return all rows to leave out."""
    return {place: {**left_out.get(place, {}), **found.get(place, {})} for place in {*left_out, *found}}


def _meant(
    register: Register,
    kept: Sequence[Table],
    empty: Collection[int],
    wanted: Wanted,
    asked: Mapping[int, Wishes],
    back: Mapping[int, Returned],
    said: list[str],
    newcomers: list[NewOrganisation],
) -> tuple[list[Table], list[int]]:
    """Return the tables, with lists replaced by what they mean, each with the position of its source table."""
    if not back and not any(map(is_list, kept)):
        places = [place for place in range(len(kept)) if place not in empty]
        return [kept[place] for place in places], places
    others = [table for place, table in enumerate(kept) if place not in back and not is_list(table)]
    lists = ListPlanner(register, wanted.at, wanted.rules, others)
    meant: list[Table] = []
    places = []
    for place, table in enumerate(kept):
        if place in empty:
            continue
        if place in back:
            mine = back[place].tables
        elif is_list(table):
            planned = lists.plan(table, asked[place].values, asked[place].code_prefix)
            said += planned.said
            mine = planned.tables
        else:
            mine = [table]
        meant += mine
        places += [place] * len(mine)
    newcomers += lists.newcomers()
    said += [text] if (text := lists.of_no_kind()) else []
    return meant, places


def _rows(
    owners: Sequence[int], tables: Sequence[Table], numbers: Mapping[int, Iterable[int]]
) -> set[tuple[int, int | str | None, int]]:
    """Return the rows of files that rows of tables come from: one sheet of a form gives several tables."""
    return {
        (owners[n], tables[n].sheet if tables[n].meant is not None else n, row)
        for n, found in numbers.items()
        for row in found
    }


def _by_sheet(refused: Sequence[RefusedRows]) -> list[RefusedRows]:
    """Return the refused rows of a file, each sheet and each row once."""
    found: dict[tuple[str | None, int], RefusedRows] = {}
    for one in refused:
        key = (one.table.sheet, id(one.table.origin.headings if one.table.origin else one.table))
        if (known := found.get(key)) is None:
            found[key] = one
            continue
        texts = {row: known.reasons.get(row, "").split("; ") + one.reasons[row].split("; ") for row in one.reasons}
        joined = {row: "; ".join(dict.fromkeys(filter(None, said))) for row, said in texts.items()}
        found[key] = RefusedRows(known.table, {**known.reasons, **joined})
    return list(found.values())


def _without(table: Table, file: int, gone: Collection[tuple[int, str | None, int]]) -> Table:
    if not gone:
        return table
    return table._replace(
        rows=[row for row in table.rows if (file, table.sheet, row.number) not in gone],
        faults=[fault for fault in table.faults if (file, table.sheet, fault[0]) not in gone],
    )


def _reasons(refused: Mapping[int, Sequence[Fault]]) -> dict[int, str]:
    return {line: "; ".join(dict.fromkeys(map(_reason, faults))) or WITH_THE_OTHERS for line, faults in refused.items()}


def _reason(fault: Fault) -> str:
    said = fault_text(fault.column, "", fault.why)
    return f"{said} ({fault.right.rstrip('.')})" if fault.right else said


def _counts(
    outcome: Outcome, places: Sequence[int], left_out: LeftOut, back: Mapping[int, Returned]
) -> list[RowCounts]:
    """Return the counts by noun, including the rows that were left out, and the unchanged rows of our own lists."""
    missing: Counter[str] = Counter()
    same: Counter[str] = Counter()
    nouns: dict[int, set[str]] = {}
    for place, one in zip(places, outcome.tables, strict=True):
        nouns.setdefault(place, set()).add(one.counted.noun)
    for place, own in back.items():
        nouns[place] = {own.unchanged.noun}
        if own.unchanged.rows or not own.tables:
            same[own.unchanged.noun] += own.unchanged.unchanged
    for place, reasons in left_out.items():
        mine = nouns.get(place, set())
        missing[mine.pop() if len(mine) == 1 else "projects"] += len(reasons)  # several tables come from one list
    known = {noun: RowCounts(noun, 0, 0, 0, 0) for noun in (*missing, *same)}
    known |= {count.noun: count for count in outcome.counts}
    return [
        count._replace(unchanged=count.unchanged + same[noun], refused=count.refused + missing[noun])
        for noun, count in sorted(known.items(), key=lambda one: ORDER.get(one[0], len(ORDER)))
        if count.rows or same[noun] or missing[noun] or not left_out
    ]


def _noted(
    file: File, place: int, outcome: Outcome, places: Sequence[int], owners: Sequence[int], left_out: LeftOut
) -> FileTaken:
    mine = [one.counted for n, one in zip(places, outcome.tables, strict=True) if owners[n] == place]
    created, updated, unchanged = (
        sum(getattr(counted, fate) for counted in mine) for fate in ("created", "updated", "unchanged")
    )
    refused = sum(len(reasons) for n, reasons in left_out.items() if owners[n] == place)
    if file.mail is not None:
        created = int(bool(file.mail.text))
    return FileTaken(file.name, file.sha256, file.form, created, updated, unchanged, refused)

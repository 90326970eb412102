"""Send data requests: choose the recipients and write the files, which get their names only after all succeeded."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from tracker.errors import Conflict, Invalid
from tracker.exchange.requests.mail import as_message, as_text, mail_of
from tracker.exchange.requests.sheets import forms, need_rows, rows_of
from tracker.exchange.requests.training_rows import training_rows
from tracker.exchange.requests.workbook import ChoiceLists, FormOrder, write_workbook
from tracker.insight.codes import Conference
from tracker.insight.conferences.requests import (
    Candidate,
    RequestContact,
    RequestRow,
    candidates,
    contact,
    list_requests,
    name_in,
    written_to_in,
)
from tracker.register.register import Register
from tracker.register.reporting.requests import DataRequest
from tracker.rules.words import LANGUAGES, choose
from tracker.store.files.destinations import Target, check, check_apart, make_folder, make_private, take_place
from tracker.store.files.parts import part_beside
from tracker.store.reader import Reader

FORMS = {".xlsx": "xlsx", ".txt": "text", ".eml": "mail"}


class Planned(NamedTuple):
    """One workbook to send: recipient, language, file name; `asked` is the date of the previous request."""

    candidate: Candidate
    contact: RequestContact
    language: str
    name: str
    asked: date | None


class Plan(NamedTuple):
    """Whom to ask, and whom not: those who were asked already, and those of them who answered."""

    planned: list[Planned]
    waiting: list[RequestRow]
    answered: list[RequestRow]


def plan_requests(
    reader: Reader,
    conference: Conference,
    today: date,
    *,
    to: Sequence[int] = (),
    language: str | None = None,
    again: bool = False,
) -> Plan:
    """Return who is to be asked now; `to` limits it to some ids, and `again` asks those whose answers are incomplete.

    Raises Conflict for an organisation that cannot be asked, Invalid for a language that is not supported.
    """
    if language is not None:
        language = choose("--language", language, LANGUAGES)
    able = candidates(reader, conference)
    _check_able(reader, able, to, conference)
    both = {one.id for one in able if one.role == "donor"} & {one.id for one in able if one.role == "beneficiary"}
    before = {(row.organisation, row.role): row for row in list_requests(reader, conference, today)}
    plan = Plan([], [], [])
    for one in able:
        if to and one.id not in to:
            continue
        known = before.get((one.code, one.role))
        if known is not None and not known.waiting:
            plan.answered.append(known)
        elif known is not None and not again:
            plan.waiting.append(known)
        else:
            who = contact(reader, one.id)
            stem = f"{one.code}-{one.role}" if one.id in both else one.code
            asked = date.fromisoformat(known.sent) if known else None
            written_in = language or written_to_in(reader, one.id, who)
            plan.planned.append(Planned(one, who, written_in, f"{stem}.xlsx", asked))
    return plan


def _check_able(reader: Reader, able: Sequence[Candidate], to: Sequence[int], conference: Conference) -> None:
    known = {one.id for one in able}
    for identity in to:
        if identity not in known:
            code = reader.value("SELECT code FROM organisation WHERE id = :id", {"id": identity})
            hint = (
                "A request asks about contributions to, and benefits from, projects that were last reported to "
                f"{conference.series}"
            )
            raise Conflict(f"{code} has no project to ask about.", f"{hint} and are not over.")


def send_requests(
    register: Register,
    conference: Conference,
    plan: Plan,
    parcel: Parcel | None,
    now: datetime,
    due: date | None,
    return_to: str | None = None,
    *,
    messages: bool = False,
) -> date:
    """Record the requests, put a workbook and a mail for each into the parcel, and return the latest due date.

    With `messages` each organisation gets one message with its workbooks attached. Raises Conflict, Invalid.
    """
    asked = [
        DataRequest(
            one.candidate.id, one.candidate.role, one.candidate.projects, one.language, one.name, one.candidate.needs
        )
        for one in plan.planned
    ]
    rows = register.requests.ask(conference, asked, now.date(), due)
    if parcel is not None:
        place = register.reader.value("SELECT city FROM conference WHERE id = :id", {"id": conference.id})
        lists = _lists(register.reader)
        letters: dict[int, list[tuple[Planned, FormOrder, bytes]]] = {}
        for one, row in zip(plan.planned, rows, strict=True):
            order = FormOrder(
                row["id"],
                conference,
                place,
                one.candidate.code,
                name_in(register.reader, one.candidate.id, one.language),
                one.candidate.role,
                one.language,
                row["sent"],
                row["due"],
                return_to,
                bool(one.candidate.needs),
            )
            projects = [answer["project_id"] for answer in register.requests.answers(row["id"])]
            found = rows_of(register.reader, conference.id, one.candidate.id, one.candidate.role, projects)
            asked_of = register.requests.needs(row["id"])
            found["needs"] = need_rows(register.reader, conference, one.candidate.id, asked_of) if asked_of else []
            if one.candidate.role == "beneficiary":
                found["trainings"] = training_rows(register.reader, conference, one.candidate.id)
            sheets = [(form, found[form.kind]) for form in forms(one.candidate.role)]
            workbook = BytesIO()
            write_workbook(workbook, order, sheets, lists, now.replace(tzinfo=None))
            parcel.write(one.name, workbook.getvalue())
            letters.setdefault(one.candidate.id, []).append((one, order, workbook.getvalue()))
        for theirs in letters.values():
            _write_mails(parcel, theirs, messages=messages)
    until: date = max(row["due"] for row in rows)
    return until


def _write_mails(parcel: Parcel, letters: Sequence[tuple[Planned, FormOrder, bytes]], *, messages: bool) -> None:
    """Write the mails to one organisation: one with each workbook, or one message with all of them."""
    if not messages:
        for one, order, _ in letters:
            mail = mail_of([(order, one.name)], one.contact, one.asked)
            parcel.write(f"{Path(one.name).stem}.txt", as_text(mail))
        return
    first = letters[0][0]
    before = [one.asked for one, _, _ in letters if one.asked is not None]
    mail = mail_of(
        [(order, one.name) for one, order, _ in letters],
        first.contact,
        max(before) if len(before) == len(letters) else None,
    )
    workbooks = {one.name: content for one, _, content in letters}
    parcel.write(f"{first.candidate.code}.eml", as_message(mail, workbooks))


def _lists(reader: Reader) -> ChoiceLists:
    beneficiaries = reader.all(
        "SELECT o.code, o.name FROM organisation o JOIN organisation_role r ON r.organisation_id = o.id"
        " WHERE r.role = 'beneficiary' AND o.merged_into_id IS NULL ORDER BY lower(o.code)"
    )
    themes = reader.all("SELECT code, name FROM theme ORDER BY code")
    return ChoiceLists(
        sorted(reader.exponents),
        [(code, name) for code, name in beneficiaries],
        [(code, name) for code, name in themes],
    )


class Parcel:
    """Files on their way into a folder: under temporary names until `deliver`, and deleted if it is never called.

    An existing file is not overwritten, unless `again`.
    """

    def __init__(self, folder: Path, register: Path | None = None, *, again: bool = False) -> None:
        self.folder, self.register = folder, register
        self.again = again
        self.waiting: list[tuple[Path, Path]] = []
        self._parts = ExitStack()

    def empty(self) -> None:
        """Leave out what was written so far."""
        self.waiting = []

    def write(self, name: str, content: bytes) -> None:
        """Write a file under a temporary name.

        Raises Conflict for a file that exists already, and even with `again` for one that is not a form of ours. Raises
        Invalid for a folder that is a file.
        """
        final = self.folder / name
        if self.folder.exists() and not self.folder.is_dir():
            raise Invalid("-d", str(self.folder), "is a file", "a folder")
        if final.exists() and not self.again:
            raise Conflict(f"{final} already exists.", "Name another folder with -d, or move that file away.")
        check_apart(self.folder, self.register)
        make_folder(self.folder)
        check(Target(final, FORMS[final.suffix], self.register))
        part = self._parts.enter_context(part_beside(final))
        self.waiting.append((part, final))
        make_private(part).write_bytes(content)

    def deliver(self) -> list[Path]:
        """Give the files their final names, and return them."""
        for part, final in self.waiting:
            take_place(part, final)
        names = [final for _, final in self.waiting]
        self.waiting = []
        return names

    def __enter__(self) -> Parcel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parts.close()

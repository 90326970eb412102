"""Write the mail that accompanies the workbooks of a data request: as a text to copy, or as a message ready to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from textwrap import TextWrapper
from typing import NamedTuple

from tracker.exchange.requests.words import day_text, meeting_text, words_in
from tracker.exchange.requests.workbook import FormOrder
from tracker.insight.conferences.requests import RequestContact
from tracker.rules.languages import N_

TEXTS = "request"
WIDTH = 76
WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
OPENING = N_(
    "We are preparing the conference “{meeting}” and would like to ask you for the current state of your projects."
)
REMINDER = N_(
    "On {asked} we asked you for the current state of your projects for the conference “{meeting}”. We have not yet "
    "received all your answers, and would be grateful for your reply."
)
SHOWN = {
    "donor": N_(
        "The attached workbook, {file}, shows what was last reported about the projects supported by your "
        "organisation, {name}. Please:"
    ),
    "beneficiary": N_(
        "The attached workbook, {file}, shows what was last reported about the projects that benefit your "
        "administration, {name}. Please:"
    ),
}
STEPS = (
    N_("correct what has changed, directly in the yellow cells;"),
    N_("choose “{unchanged}” in the column “{answer}” if nothing has changed;"),
    N_("enter new projects in the empty rows below;"),
)
ABOUT_NEEDS = N_("say in the sheet “{needs}” which needs you would meet or are meeting;")
RETURN = N_("return the workbook by {due}, in reply to this mail.")
RETURN_TO = N_("return the workbook by {due} to {return_to}.")
HELP = N_(
    "The first sheet of the workbook explains every column. If you cannot report this time, please say so there, or in"
    " reply to this mail."
)


class RequestMail(NamedTuple):
    """A mail to one organisation; it has no recipient if no address is known."""

    subject: str
    name: str | None
    email: str | None
    body: str


def mail_of(orders: Sequence[tuple[FormOrder, str]], contact: RequestContact, asked: date | None) -> RequestMail:
    """Return the mail to an organisation, with its workbooks and their files; `asked` makes it a reminder."""
    order = orders[0][0]
    _ = words_in(order.language)
    meeting = meeting_text(order.conference, order.place, order.language)
    fields = {
        "meeting": meeting,
        "title": order.conference.title or order.conference.code,
        "due": day_text(order.due, order.language),
        "asked": day_text(asked, order.language) if asked else "",
        "unchanged": _("unchanged"),
        "answer": _("Answer"),
        "needs": _("Needs"),
        "return_to": order.return_to or "",
    }
    subject = _("{title}: your projects, by {due}")
    if asked:
        subject = _("Reminder: {title}: your projects, by {due}")
    paragraphs = [
        _("Dear {contact},").format(contact=contact.name) if contact.name else _("Dear colleagues,"),
        _(REMINDER if asked else OPENING).format(**fields),
        *(_(SHOWN[one.role]).format(name=one.name, file=file) for one, file in orders),
    ]
    about = [ABOUT_NEEDS] if any(one.needs for one, _file in orders) else []
    steps = [_(step).format(**fields) for step in (*STEPS, *about, RETURN_TO if order.return_to else RETURN)]
    closing = [_(HELP), _("Thank you for your help."), _("With kind regards,")]
    body = "\n".join(
        [
            *(_filled(text) + "\n" for text in paragraphs),
            *(_filled(step, f"{number}. ") for number, step in enumerate(steps, start=1)),
            "",
            *(_filled(text) + "\n" for text in closing),
            _("The secretariat of the conference") + "\n",
        ]
    )
    return RequestMail(subject.format(**fields), contact.name, contact.email, body)


def as_text(mail: RequestMail) -> bytes:
    """Return a mail as a text to copy from."""
    to = [f"To: {mail.name} <{mail.email}>"] if mail.name and mail.email else []
    return "\n".join([f"Subject: {mail.subject}", *to, "", mail.body]).encode()


def as_message(mail: RequestMail, workbooks: Mapping[str, bytes]) -> bytes:
    """Return a mail with its workbooks as a message that opens ready to send; the same mail gives the same bytes."""
    message = EmailMessage(SMTP)
    message["Subject"] = mail.subject
    if mail.email:
        message["To"] = Address(mail.name or "", addr_spec=mail.email)
    message["X-Unsent"] = "1"  # without it, Outlook shows a received message
    message.set_content(mail.body)
    for name, content in workbooks.items():
        message.add_attachment(content, *WORKBOOK, filename=name)
    message.set_boundary(sha256(b"".join((mail.body.encode(), *workbooks.values()))).hexdigest())
    return message.as_bytes()


def _filled(text: str, lead: str = "") -> str:
    wrapper = TextWrapper(WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    wrapper.break_on_hyphens = wrapper.break_long_words = False
    return wrapper.fill(text)

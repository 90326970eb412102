"""The mail that goes out with the workbook of a data request."""

from __future__ import annotations

from datetime import date
from textwrap import TextWrapper

from tracker.exchange.requests.words import day_text, meeting_text, words_in
from tracker.exchange.requests.workbook import Order
from tracker.insight.requests import Contact
from tracker.rules.languages import N_

TEXTS = "request"
WIDTH = 76
OPENING = N_("We are preparing the conference “{meeting}” and kindly ask you how your projects stand.")
REMINDER = N_(
    "On {asked} we asked you how your projects stand, for the conference “{meeting}”, and have not received all answers"
    " yet. May we kindly remind you?"
)
SHOWN = {
    "donor": N_(
        "The workbook {file}, attached, shows what was told last of the projects that your organisation,"
        " {name}, supports. Please:"
    ),
    "beneficiary": N_(
        "The workbook {file}, attached, shows what was told last of the projects that benefit your administration,"
        " {name}. Please:"
    ),
}
STEPS = (
    N_("correct what has changed, straight in the yellow cells;"),
    N_("choose “{unchanged}” in the column “{answer}” where nothing has changed;"),
    N_("enter new projects in the empty rows below;"),
)
RETURN = N_("return the workbook by {due}, in reply to this mail.")
RETURN_TO = N_("return the workbook by {due} to {return_to}.")
HELP = N_(
    "The first sheet of the workbook explains every column. If you cannot report this time, please say so there, or in"
    " reply to this mail."
)


def mail_text(order: Order, file: str, contact: Contact, asked: date | None) -> str:
    """The text of a mail: its subject, whom it is to, and what it says; `asked` makes a reminder of it."""
    _ = words_in(order.language)
    meeting = meeting_text(order.conference, order.place, order.language)
    fields = {
        "meeting": meeting,
        "title": order.conference.title or order.conference.code,
        "due": day_text(order.due, order.language),
        "asked": day_text(asked, order.language) if asked else "",
        "name": order.name,
        "file": file,
        "unchanged": _("unchanged"),
        "answer": _("Answer"),
        "return_to": order.return_to or "",
    }
    subject = _("{title}: your projects, by {due}")
    if asked:
        subject = _("Reminder: {title}: your projects, by {due}")
    paragraphs = [
        _("Dear {contact},").format(contact=contact.name) if contact.name else _("Dear colleagues,"),
        _(REMINDER if asked else OPENING).format(**fields),
        _(SHOWN[order.role]).format(**fields),
    ]
    steps = [_(step).format(**fields) for step in (*STEPS, RETURN_TO if order.return_to else RETURN)]
    closing = [_(HELP), _("Thank you for your help."), _("With kind regards,")]
    to = [f"To: {contact.name} <{contact.email}>"] if contact.name and contact.email else []
    return "\n".join(
        [
            f"Subject: {subject.format(**fields)}",
            *to,
            "",
            *(_filled(text) + "\n" for text in paragraphs),
            *(_filled(step, f"{number}. ") for number, step in enumerate(steps, start=1)),
            "",
            *(_filled(text) + "\n" for text in closing),
            _("The secretariat of the conference") + "\n",
        ]
    )


def _filled(text: str, lead: str = "") -> str:
    wrapper = TextWrapper(WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    wrapper.break_on_hyphens = wrapper.break_long_words = False
    return wrapper.fill(text)

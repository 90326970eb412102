"""What becomes of a need: reports to conferences, requests for more time, and replies of donors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.coordination.need_group import need
from tracker.cli.editing import said
from tracker.cli.options import at_option, word_options, write_options
from tracker.errors import Usage
from tracker.rules.words import EXTENSION_ANSWERS, NEED_STATUSES, REPLIES, choose

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.register.core import Row
    from tracker.register.register import Register

SOURCE = ("--source", "TEXT", "Who said it, in which mail, file or note.")
TOLD = ("status", "category", "indicative", "definitive", "extended_to", "done", "note", "source")
EXAMPLE = (
    'tracker need add "Training in risk management" --beneficiary JM --definitive 2012-12-31 --code N9 --at 2012\n'
)


@need.command(
    "report",
    example=EXAMPLE + 'tracker need report N9 --status "partly met" --note "The unit is there" --at 2014',
)
@click.argument("code")
@word_options(
    ("--status", "WORD", ", ".join(NEED_STATUSES) + "."),
    ("--category", "WORD", "Of the TFA, as it is now; a shift to B withdraws the need."),
    ("--indicative", "DATE", "The indicative date as it is now."),
    ("--definitive", "DATE", "The definitive date as it is now."),
    ("--extended-to", "DATE", "The date that was granted in place of the definitive one."),
    ("--done", "TEXT", "What is already done about it."),
    ("--note", "TEXT", "What was said of it."),
    SOURCE,
)
@at_option
@write_options
@pass_app
def report(app: App, /, code: str, at: str | None, **given: str | None) -> None:
    """Report on a need to a conference: the open one, unless --at names another.

    What you leave out stays as it was reported last. A need that is not reported at all is carried to the next
    conference unchanged, and is one conference older there.
    """
    if not any(value is not None for name, value in given.items() if name != "source"):
        raise Usage("Nothing was reported.", "Give --status, or --note if the status has not changed.")

    def write(register: Register) -> tuple[str, Conference, Row | None, Row]:
        identity = register.codes.id("need", code)
        conference = register.codes.conference_or_open(at)
        before, after = register.needs.tell(identity, conference, given)
        return register.codes.code("need", identity), conference, before, after

    need_code, conference, before, after = app.written(write)
    told(f"Need {need_code} at {conference.code}: {after['status']}")
    was = before or {}
    for name in TOLD[1:] if before is None else TOLD:
        if given.get(name) is not None and was.get(name) != after[name]:
            told(f"  {name.replace('_', ' ')}: {said(was.get(name))} -> {said(after[name])}")


@need.command(
    "reply",
    example=EXAMPLE + "tracker need reply N9 --donor IDB --as would\n"
    "tracker need reply N9 --donor IDB --as does --project AMS-RM --date 2013-06",
)
@click.argument("code")
@click.option("--donor", metavar="CODE", help="Who replies.")
@click.option("--as", "answer", metavar="ANSWER", help=", ".join(REPLIES) + ".")
@click.option(
    "--part", metavar="PART", help="The part of the need that the reply is about: 8.2(b). By default all of it."
)
@click.option("--project", metavar="CODE", help="The project by which the donor does it, or would.")
@click.option("--date", metavar="DATE", help="When; by default today. Empty where it is unknown.")
@word_options(("--note", "TEXT", "What the donor said."), SOURCE)
@click.option("--drop", is_flag=True, help="Take back the reply of this donor, part and date, entered by mistake.")
@write_options
@pass_app
def reply(
    app: App, /, code: str, donor: str | None, answer: str | None, date: str | None, drop: bool, **given: str | None
) -> None:
    """Record what a donor replies to a need, or to a part of it.

    `would`: the donor is ready to do it. `does`: it does, by a project. `no`: it will not. `unclear`: it said something
    else. A donor that was asked by `tracker request` and says nothing is silent, which is not the same as `no`.

    A reply has a date and no conference: with --at, the replies up to the conference's cut-off count. A later reply of
    a donor takes the place of its earlier one, which stays in the history. A `would` or `does` with a date is an
    agreement.
    """
    from tracker.register.coordination.need_replies import ReplyFacts

    donor = donor or app.ask("--donor", "Code of the donor")
    if drop:
        answer = REPLIES[-1]
    answer = choose("--as", answer or app.ask("--as", "Reply of the donor", REPLIES), REPLIES)
    fact = ReplyFacts(code, donor, answer, date=app.today() if date is None else date, **given)

    def write(register: Register) -> tuple[Row | None, Row, str, str, str | None]:
        if drop:
            before, row = None, register.need_replies.take_back_reply(fact._replace(project=None))
        else:
            ((before, row),) = register.need_replies.reply([fact])
        project = register.codes.code("project", row["project_id"]) if row["project_id"] else None
        need_code, who = (
            register.codes.code("need", row["need_id"]),
            register.codes.code("organisation", row["donor_id"]),
        )
        return before, row, need_code, who, project

    before, row, need_code, who, project = app.written(write)
    about = f"{need_code}, part {row['part']}" if row["part"] else need_code
    when = row["date"] or "date unknown"
    if drop:
        told(f"Reply of {who} to {about} taken back: {row['answer']} ({when})")
        return
    told(f"{who} to {about}: {row['answer']}{f', by {project}' if project else ''} ({when})")
    if before is not None:
        told(f"  in place of: {before['answer']}")


@need.command(
    "extension",
    example=EXAMPLE
    + 'tracker need extension N9 --requested 2012-08-29 --until 2014-06-30 --reason "No donor was found"\n'
    "tracker need extension N9 --requested 2012-08-29 --answer granted",
)
@click.argument("code")
@word_options(
    ("--requested", "DATE", "When more time was asked for; by default today."),
    ("--until", "DATE", "Until when."),
    ("--reason", "TEXT", "Why."),
    SOURCE,
)
@click.option(
    "--answer",
    "extension_answer",
    metavar="WORD",
    help=", ".join(EXTENSION_ANSWERS) + "; unknown until it is given.",
)
@click.option("--extended-to", metavar="DATE", help="The date that was granted, where it is not the one asked for.")
@write_options
@pass_app
def extension(
    app: App,
    /,
    code: str,
    extended_to: str | None,
    requested: str | None,
    extension_answer: str | None,
    **given: str | None,
) -> None:
    """Record a request for more time, and later its answer: --requested says which request is meant.

    When it is granted, the need is extended to the date that was asked for, or to --extended-to. Its indicative and
    definitive dates stay.
    """
    from tracker.register.coordination.need_replies import ExtensionFacts

    fact = ExtensionFacts(code, app.today() if requested is None else requested, answer=extension_answer, **given)

    def write(register: Register) -> tuple[Row | None, Row, str, str | None, str | None]:
        ((before, after),) = register.need_replies.extend([fact])
        need_code = register.codes.code("need", after["need_id"])
        if extended_to is not None and after["answer"] != "granted":
            raise Usage("--extended-to is for a request that was granted.", "Give --answer granted with it.")
        until = extended_to or (after["until"] if after["answer"] == "granted" else None)
        if before is None and after["answer"] is not None and not (after["until"] or until):
            raise register.need_replies.not_requested(after)
        was = register.needs.row(after["need_id"])["extended_to"]
        if until is not None and until != was:
            register.needs.extended(after["need_id"], until)
        return before, after, need_code, until, was

    before, after, need_code, until, was = app.written(write)
    asked = after["requested"] or "an unknown date"
    told(f"Need {need_code}: more time requested on {asked}, until {after['until'] or 'an unknown date'}")
    told(
        f"  answer: {said(before and before['answer'])} -> {said(after['answer'])}"
        if before
        else f"  answer: {said(after['answer'])}"
    )
    if until is not None and until != was:
        told(f"  extended to: {said(was)} -> {until}")
    elif before and before["answer"] == "granted" != after["answer"] and was is not None:
        say(f'{need_code} stays extended to {was}; `tracker need edit {need_code} --extended-to ""` takes that back')
    elif after["answer"] is None:
        say(f"Next: `tracker need extension {need_code} --requested {asked} --answer granted` when it is answered")

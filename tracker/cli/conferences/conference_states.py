"""`tracker conference open`, `close` and `reopen`: the states of a conference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.options import Command, write_options, yes_option
from tracker.errors import Conflict, Usage
from tracker.insight.codes import Codes
from tracker.insight.conferences.open_points import accepted
from tracker.insight.records import records_of
from tracker.rules.sealed import nothing_told
from tracker.rules.text import counted

if TYPE_CHECKING:
    from tracker.register.reporting.carrying import Carried


@click.command(
    "open",
    cls=Command,
    example='tracker conference close AMS-2019 --accept "everything was reported" --yes\n'
    "tracker conference add AMS-2020 --start 2020-03-12\ntracker conference open AMS-2020",
)
@click.argument("code")
@click.option(
    "--from", "source", metavar="CONFERENCE", help="Carry forward what was last reported up to this conference."
)
@click.option("--nothing", is_flag=True, help="Carry nothing forward.")
@write_options
@pass_app
def open_(app: App, code: str, source: str | None, nothing: bool) -> None:
    """Open a planned conference: from now on reports go to it unless --at says otherwise.

    It begins with the last report of every project of the series that is not over, marked as `not asked`. Totals
    include these amounts, and show on a separate line how much is unconfirmed. What was reported to the conference
    before stays. If the conference is open already, --from adds the projects that it lacks.
    """
    if nothing and source:
        raise Usage("--nothing and --from contradict each other.")
    with app.register() as register:
        found = register.codes.conference(code)
        whence = register.codes.conference(source) if source else None
        before, after, carried = register.carrying.open(found, whence, nothing=nothing)
    if before == after:
        told(f"{after['code']} was open already.")
    else:
        told(f"{after['code']} is open; it was {before['state']}.")
    if carried is not None:
        _show_carried(carried)
    if carried is not None and carried.projects:
        say(
            f"Next: `tracker project list --at {after['code']} --unconfirmed`;"
            " `tracker report PROJECT --donor CODE --unchanged`"
        )
    elif before != after:
        say("Next: `tracker report PROJECT --status active --progress 40`")


@click.command("close", cls=Command, example='tracker conference close AMS-2014 --accept "it did not meet" --yes')
@click.argument("code", required=False)
@click.option("--accept", metavar="WHY", help="Close it although something is still open, for this reason.")
@yes_option
@write_options
@pass_app
def close(app: App, code: str | None, accept: str | None) -> None:
    """Close a conference, and seal what was reported to it: it cannot change unless the conference is reopened.

    Without CODE it is the one that is open.
    While anything is still open (`tracker conference check` lists it), it closes only with --accept, which is kept.
    """
    with app.reader() as reader:
        codes = Codes(reader)
        try:
            found = codes.conference_or_open(code)
        except Usage as error:
            raise Usage(error.message, "Name one: `tracker conference close CODE`.") from error
        if found.record is not None:
            raise nothing_told(found.code)
        if found.state == "closed":
            told(f"{found.code} was closed already.")
            return
        if not app.yes:  # check before asking, so as not to ask in vain; the check that counts is the one below
            accepted(reader, found, accept)
    app.confirm(f"Close {found.code}? What was reported to it cannot change after that.")
    with app.register() as register:
        if register.conferences.row(found.id)["state"] == "closed":
            *_, theirs = records_of(register.reader, found.id)
            raise Conflict(
                f"{theirs.by} closed {found.code} a moment ago: it is sealed as {theirs.record}.",
                f"`tracker conference show {found.code}` shows with what.",
            )
        said = register.journal.reason = accepted(register.reader, found, accept)
        before, after = register.conferences.close(found.id, said)
        *_, sealed = records_of(register.reader, found.id)
    told(f"{after['code']} is closed; it was {before['state']}.")
    told(f"  sealed as {sealed.record}", f"  SHA-256 {sealed.sha256}")
    if said:
        told(f"  accepted: {said}")
    say(f"Next: `tracker conference show {after['code']}`")


@click.command("reopen", cls=Command, example='tracker conference reopen AMS-2012 --reason "an amount was misheard"')
@click.argument("code")
@click.option("--reason", metavar="TEXT", help="Why; it is kept with the record.")
@write_options
@pass_app
def reopen(app: App, code: str, reason: str | None) -> None:
    """Open a closed conference again, for a reason that is kept; its sealed record stays, and is superseded.

    It is `reopened` until it is closed again, also while a later one is open: that stays the one that commands mean by
    default, and corrections are reported with --at. `2012@1` is what was reported when it was closed; what is
    corrected is sealed as `2012@2`. While it is reopened, an edit of a project, a contribution or one of their parts
    also changes what was reported to it, as in an open conference; amounts that are sums of transactions then include
    those that were added since.
    """
    reason = reason or app.ask("--reason", "Why the conference is reopened")
    with app.register() as register:
        _, after = register.conferences.reopen(register.codes.conference(code).id, reason)
    told(f"{after['code']} is reopened: {reason}")
    say(f"Next: mend it with --at {after['code']}, then `tracker conference close {after['code']}`")


def _show_carried(carried: Carried) -> None:
    """Print how many projects were carried over and from where, which were left and why, and what is unconfirmed."""
    if carried.projects:
        whence = ", ".join(f"{count} from {code}" for code, count in carried.carried.items())
        told(f"  carried forward: {counted(carried.projects, 'project')} ({whence}); they are unconfirmed")
    if carried.told:
        told(f"  reported already: {counted(carried.told, 'project')}")
    if carried.left:
        why = ", ".join(f"{count} {reason}" for reason, count in sorted(carried.left.items()))
        told(f"  left out because they are over: {counted(sum(carried.left.values()), 'project')} ({why})")

"""`tracker compare --fill-reasons`: asks for each unexplained change why the amount changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tracker.cli.base import App, say, told
from tracker.errors import TrackerError, Usage
from tracker.rules.words import REASONS, choose

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.insight.conferences.open_points import UnexplainedStep

SKIP, STOP = "skip", "stop"
ANSWERS = (*REASONS, SKIP, STOP)


def fill(app: App, conferences: Sequence[str], donors: Sequence[str]) -> None:
    """Ask about each unexplained change between two conferences; write each answer immediately.

    Raises Usage without a terminal, naming the command that explains one change.
    """
    steps = _steps(app, conferences, donors)
    if not app.interactive:
        raise Usage(
            "--fill-reasons asks questions, and there is no terminal to ask on.",
            "`tracker contribution explain CODE REASON --at CONFERENCE` gives one reason;"
            " `tracker conference check CONFERENCE --only reason` lists the changes without.",
        )
    if not steps:
        say("Every change has a reason.")
        return
    say(f"{len(steps)} without a reason. Each answer is written at once; {SKIP} leaves one, {STOP} ends.")
    say(f"Reasons: {', '.join(REASONS)}.")
    written = 0
    for number, (conference, step, words) in enumerate(steps, 1):
        say("", f"{number} of {len(steps)}  {step.project}  {step.title}")
        say(f"    {step.donor} at {conference.code}: {words}")
        answer = app.ask("REASON", "Reason", ANSWERS, SKIP, check=partial(choose, "reason", words=ANSWERS))
        reason = choose("reason", answer, ANSWERS)
        if reason == STOP:
            break
        if reason != SKIP:
            note = app.ask("--note", "Note (empty for none)", optional=True)
            written += _explain(app, conference, step, reason, note)
    told(f"{written} of {len(steps)} explained.")


def _steps(
    app: App, conferences: Sequence[str], donors: Sequence[str]
) -> list[tuple[Conference, UnexplainedStep, str]]:
    """Return the unexplained steps at every conference after the first, up to and including the second."""
    from tracker.cli.comparing.compare import choose_conferences
    from tracker.insight.codes import Codes
    from tracker.insight.comparing.pair import in_order, label_of
    from tracker.insight.conferences.open_points import said, unexplained

    with app.reader() as reader:
        codes = Codes(reader)
        first, *_, last = choose_conferences(reader, conferences)
        sealed = [one.code for one in (first, last) if one.record is not None]
        if sealed:
            raise Usage(
                f"{sealed[0]} is a sealed record, to which no reason is given.",
                f"Name the conference: {sealed[0].partition('@')[0]}.",
            )
        in_order(first, last)
        ours = codes.family(donors, "donor") if donors else ()
        wanted = set(label_of("organisation", ours, reader).values())
        return [
            (conference, step, said(step, reader.exponents[step.currency]))
            for conference in codes.conferences()
            if conference.series_id == last.series_id and first.sequence < conference.sequence <= last.sequence
            if conference.counts
            for step in unexplained(reader, conference)
            if not wanted or step.donor in wanted
        ]


def _explain(app: App, conference: Conference, step: UnexplainedStep, reason: str, note: str) -> bool:
    """Write one reason in its own transaction; return whether that was possible."""
    try:
        with app.register() as register:
            contribution = register.codes.id("contribution", step.contribution)
            register.reasons.explain(conference, contribution, reason, measure=step.measure, note=note or None)
    except TrackerError as error:
        say(error.message)  # another user may have changed the amount in the meantime
        return False
    return True

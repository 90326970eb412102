"""The questions about headings of a file whose meaning is unknown, and about new organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.cli.base import App, Declined
from tracker.cli.files.import_view import talk
from tracker.errors import Usage
from tracker.output import terminal_safe
from tracker.rules.codes import nearest

if TYPE_CHECKING:
    from tracker.exchange.foreign.columns import NotUnderstood
    from tracker.exchange.intake import Wanted
    from tracker.exchange.lists.asked import AlikeNames, AlikePair, NewcomerRules
    from tracker.exchange.lists.planning import NewOrganisation

LEAVE_OUT = "-"
YES, NO = "yes", "no"
YES_WORDS, NO_WORDS = (YES, "y"), (NO, "n")


def ask_for_headings(app: App, unknown: NotUnderstood, wanted: Wanted) -> Wanted:
    """Ask the user what each heading means, proposing the most likely meaning."""
    from tracker.exchange.foreign.columns import Meant, heading_key
    from tracker.exchange.reading_options import meant_by

    talk(f"{unknown.where}: what do these headings mean? Enter accepts, {LEAVE_OUT} leaves one out.")
    columns = dict(wanted.wishes.columns)
    for one in unknown.unknown:
        shown = terminal_safe(f"  {one.heading}" + (f", as in {'; '.join(one.examples)}" if one.examples else ""))
        offer = unknown.offers.get(one.heading, LEAVE_OUT)

        def meant(answer: str, heading: str = one.heading) -> tuple[str, str]:
            return "--map", f"{' '.join(heading.split())}={'' if answer == LEAVE_OUT else answer}"

        answer = app.ask("--map", shown, default=offer, check=_check, words=meant)
        columns[heading_key(one.heading)] = Meant(None) if answer == LEAVE_OUT else meant_by(answer)
    return wanted._replace(wishes=wanted.wishes._replace(columns=columns))


def ask_for_names(app: App, alike: AlikeNames, wanted: Wanted) -> Wanted:
    """Ask the user whether two very similar names are the same organisation."""
    from tracker.exchange.foreign.columns import heading_key

    talk(f"{alike.where}: are these one organisation in two spellings?")
    values = dict(wanted.wishes.values)
    for pair in alike.pairs:
        if values.get(heading_key(pair.name)) not in (None, pair.name):
            continue  # one with another name already
        shown = terminal_safe(f"  {pair.name} = {pair.other}")

        def same(answer: str, pair: AlikePair = pair) -> tuple[str, str]:
            return "--value", f"{pair.name}={pair.meant if answer == YES else pair.name}"

        answer = app.ask("--value", shown, (YES, NO), words=same)
        values[heading_key(pair.name)] = pair.meant if answer == YES else pair.name
    return wanted._replace(wishes=wanted.wishes._replace(values=values))


def corrected(
    app: App, question: str, newcomers: Sequence[NewOrganisation], rules: NewcomerRules
) -> NewcomerRules | None:
    """Ask the user to accept a plan (returns None) or to correct the kinds of new organisations (returns the rules).

    Raises Declined for no.
    """
    from tracker.exchange.lists.asked import kinds_of

    codes = {one.code.upper() for one in newcomers}

    def parts_of(answer: str) -> list[str]:
        return [part.strip() for part in answer.split(",") if part.strip()]

    def said(answer: str) -> dict[str, str]:
        kinds = kinds_of(parts_of(answer))
        for code in kinds:
            if code.upper() not in codes:
                close = nearest(code, sorted(codes))
                raise Usage(
                    f"No organisation that is new has the code {code!r}.",
                    f"Did you mean {' or '.join(close)}?" if close else "The plan above shows the codes.",
                )
        return kinds

    def check(answer: str) -> None:
        if answer.lower() not in (*YES_WORDS, *NO_WORDS):
            said(answer)

    def words(answer: str) -> list[str]:
        if answer.lower() in (*YES_WORDS, *NO_WORDS):
            return []
        return [word for part in parts_of(answer) for word in ("--kind", part)]

    asked = f"{question} (y, n, or CODE=KIND to correct the kind of an organisation)"
    answer = app.ask("--yes", asked, default="n", check=check, words=words)
    if answer.lower() in YES_WORDS:
        return None
    if answer.lower() in NO_WORDS:
        raise Declined
    return rules._replace(kinds={**rules.kinds, **said(answer)})


def _check(answer: str) -> None:
    from tracker.exchange.reading_options import meant_by

    if answer != LEAVE_OUT:
        meant_by(answer)

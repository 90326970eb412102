"""The dialogue of `report`: asks what is new of a project and offers what was reported last; Enter keeps it."""

from __future__ import annotations

from tracker.cli.asking import YES_OR_NO, is_yes
from tracker.cli.base import App, say
from tracker.rules.words import MEASURES, STATUSES


def ask_for_news(app: App, project: str, given: dict[str, object], at: str | None) -> str | None:
    """Fill in what no flag gives of a report; return the code of its conference, None for the open one."""
    from tracker.cli.projects.project_dialogue import ask_amount, ask_for_conference
    from tracker.insight.codes import Codes
    from tracker.insight.projects.project_card import project_card
    from tracker.rules.money import human

    with app.reader() as reader:
        at, _ = ask_for_conference(app, reader, at, optional=False)
        card, exponents = project_card(reader, project), reader.exponents
        conference = Codes(reader).conference_or_open(at)
    known = card.facts
    say(f"Report on {known.title} to {conference.code}. Press Enter to keep the value in brackets.")
    progress = None if known.progress is None else str(known.progress)
    given["status"] = app.ask("--status", "Status of the project", STATUSES, last=known.status, optional=True) or None
    given["progress"] = app.ask("--progress", "Percent of the work done", last=progress, optional=True) or None
    donors = [money.donor for money in card.money]
    there = f" ({', '.join(donors)})" if donors else ""
    donor = app.ask("--donor", f"Donor whose amounts changed{there}", optional=True)
    if donor:
        given["donor"] = (donor,)
        told = next((money for money in card.money if money.donor.lower() == donor.lower()), None)
        for measure in MEASURES:
            amount = getattr(told, measure, None)
            last = None
            if told is not None and amount is not None and told.currency:
                last = f"{human(amount, exponents[told.currency])} {told.currency}"
            given[measure] = ask_amount(app, measure, exponents, last)
    news = any(given[name] for name in ("status", "progress", *MEASURES))
    if not news:
        question = (
            f"No changes. Does {donor} confirm its amounts as last reported"
            if donor
            else "No changes. Is everything confirmed as last reported"
        )
        given["unchanged"] = is_yes(app.ask("--unchanged", question, YES_OR_NO, "yes", check=is_yes))
    app.ask_more(given, "--source")
    return at

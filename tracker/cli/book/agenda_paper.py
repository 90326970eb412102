"""The agenda of a conference, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from tracker.cli.briefs.brief_language import Tongue
from tracker.cli.briefs.brief_tables import Said, table
from tracker.cli.briefs.papers import paper
from tracker.cli.briefs.sections import asked
from tracker.output import UNKNOWN, Column
from tracker.output.paper import PaperSection
from tracker.rules.languages import N_, translator

if TYPE_CHECKING:
    from tracker.cli.briefs.papers import Frame
    from tracker.insight.briefs.agenda import Agenda, AgendaItem, OpenDecision
    from tracker.insight.briefs.questions import PartnerQuestion
    from tracker.output.paper import PaperDocument

TEXTS = "agenda"
CONFIRMING = "not confirmed"

HEADINGS = {
    "not presented": N_("Projects not presented again"),
    "proposal": N_("Proposals seeking funding"),
    "pledges": N_("Pledges not kept"),
    "needs": N_("Needs not agreed, or agreed only in part"),
    "twice": N_("Projects that may be counted twice"),
    "action point": N_("Open action points"),
    "recommendation": N_("Open recommendations"),
}
# What is to be decided.
ASKED = {
    "not presented": N_("{subject}: presented at {since}. Does it continue, or has it ended?"),
    "proposal": N_("{subject}, for {who}. Who could pay for it?"),
    "pledges": N_("{who}: {amounts} outstanding, the oldest since {since}. When will it be committed?"),
    "needs": N_("{who}: {subject}. Who could help?"),
    "twice": N_("{detail}. Is it one activity, and which of the two counts?"),
    "action point": N_("{subject} ({details}). Is it done, does it go on, or is it dropped?"),
    "recommendation": N_("{subject} ({details}). Is it done, does it go on, or is it dropped?"),
}
ROLES = {"donor": N_("Donor"), "beneficiary": N_("Beneficiary")}
# Why two projects may be one.
DOUBTS = {
    "part": N_("{other} is a part of {one}"),
    "identifier": N_("{other} names {one} as its other identifier"),
    "payment": N_("{one} and {other}: same country, day and amount; similar titles"),
    "settled": N_("{one} and {other}: settled as the same"),
}


def sheet(found: Agenda, framed: Frame, tongue: Tongue) -> PaperDocument:
    """Return the agenda as a paper."""
    return paper(framed, title(found, tongue), facts(found, tongue), parts(found, tongue), tongue)


def title(found: Agenda, tongue: Tongue) -> tuple[str, str]:
    """Return the title and the subtitle of the paper."""
    _ = translator(TEXTS, tongue.language)
    meeting = found.setting.asked
    return _("Agenda"), f"{meeting.title or meeting.code} · {tongue.period(meeting)}"


def facts(found: Agenda, tongue: Tongue) -> list[tuple[str, str]]:
    """Return when and where the conference is, and how much there is to go through."""
    _ = translator(TEXTS, tongue.language)
    facts = found.conference
    place = ", ".join(
        filter(None, (facts.venue, facts.city, tongue.names.word(found.country) if found.country else ""))
    )
    presenters = len({item.presenter for item in found.items if item.presenter})
    known = [
        (_("Place"), place),
        (_("Host"), tongue.organisation(facts.host) if facts.host else ""),
        (_("Themes"), ", ".join(map(tongue.names.word, facts.themes))),
        (
            _("To go through"),
            _("projects: {projects}, donors that present them: {donors}, decisions: {decisions}").format(
                projects=tongue.number(len(found.items)),
                donors=tongue.number(presenters),
                decisions=tongue.number(len(found.decisions)),
            ),
        ),
    ]
    return [(label, value) for label, value in known if value]


def parts(found: Agenda, tongue: Tongue) -> Iterator[PaperSection]:
    """Yield the projects in order of presentation, who has not answered, and the decisions to take."""
    yield from _projects(found, tongue)
    yield _silent(found, tongue)
    yield from _decisions(found, tongue)


def _projects(found: Agenda, tongue: Tongue) -> Iterator[PaperSection]:
    _ = translator(TEXTS, tongue.language)
    heading = _("Projects in order of presentation")
    if not found.items:
        none = _("No project was reported to {conference}.").format(conference=found.setting.told.code)
        yield PaperSection(heading, text=[none])
        return
    yield PaperSection(
        heading,
        text=[
            _(
                "Donors are listed in the order of their codes. Each presents the projects to which it has committed "
                "most. Projects without a donor come last."
            )
        ],
    )
    questions: dict[str, list[PartnerQuestion]] = {}
    for one in found.questions:
        questions.setdefault(one.project, []).append(one)

    def of(items: Iterable[AgendaItem], *, confirming: bool) -> list[str]:
        asks = (one for item in items for one in questions.get(item.project, ()))
        return list(asked(tongue, found.setting, [one for one in asks if (one.kind == CONFIRMING) is confirming]))

    codes = _("{codes} and {count} more")

    def short(listed: str | None) -> str:
        known = (listed or "").split(";")
        if len(known) <= 4:
            return ", ".join(known)
        return codes.format(codes=", ".join(known[:3]), count=tongue.number(len(known) - 3))

    said = [
        Said(Column("position", _("No."), "number"), lambda item: tongue.number(item.position)),
        Said(
            Column("project", _("Project"), flex=True),
            lambda item: f"{item.project}  {tongue.names.text(item.project, 'title', item.title)}",
        ),
        Said(Column("beneficiaries", _("For"), flex=True, priority=2), lambda item: short(item.beneficiaries)),
        Said(Column("others", _("With"), flex=True, priority=3), lambda item: short(_others(item))),
        Said(
            Column("status", _("Status"), priority=1),
            lambda item: tongue.status(item.status, item.progress),
        ),
        Said(
            Column("asked", _("What is asked"), flex=True),
            lambda item: " ".join(of([item], confirming=False)) or UNKNOWN,
        ),
    ]
    for presenter, group in groupby(found.items, key=lambda item: item.presenter):
        items = list(group)
        # One question asks for the unconfirmed projects of a donor together.
        yield table(
            tongue.organisation(presenter) if presenter else _("Without a donor"),
            items,
            said,
            level=2,
            spare=("beneficiaries", "others", "asked"),
        )._replace(text=of(items, confirming=True))


def _others(item: AgendaItem) -> str | None:
    return ";".join((item.donors or "").split(";")[1:]) or None


def _silent(found: Agenda, tongue: Tongue) -> PaperSection:
    _ = translator(TEXTS, tongue.language)
    heading = _("Who has not answered")
    waiting = [row for row in found.requests if row.waiting]
    if not waiting:
        none = _("Everyone who was asked has answered.") if found.requests else _("No request for data was sent.")
        return PaperSection(heading, text=[none])
    said = [
        Said(Column("organisation", _("Organisation"), flex=True), lambda row: tongue.organisation(row.organisation)),
        Said(Column("role", _("As"), priority=1), lambda row: _(ROLES[row.role])),
        Said(Column("due", _("Due")), lambda row: tongue.date(row.due)),
        Said(
            Column("silent", _("Projects without an answer"), "number"),
            lambda row: _("{count} of {total}").format(
                count=tongue.number(row.silent), total=tongue.number(row.projects)
            ),
        ),
        Said(
            Column("needs", _("Needs without a reply"), "number"),
            lambda row: _("{count} of {total}").format(
                count=tongue.number(row.needs - row.replied), total=tongue.number(row.needs)
            ),
            any(row.needs for row in waiting),
        ),
    ]
    return table(heading, waiting, said)


def _decisions(found: Agenda, tongue: Tongue) -> Iterator[PaperSection]:
    _ = translator(TEXTS, tongue.language)
    heading = _("Decisions to take")
    if not found.decisions:
        yield PaperSection(heading, text=[_("None.")])
        return
    yield PaperSection(heading)
    for kind, group in groupby(found.decisions, key=lambda one: one.kind):
        said = [
            Said(Column("about", _("About"), flex=True), lambda one: tongue.listed(one.about.split(";"))),
            Said(Column("decide", _("To decide"), flex=True), lambda one: in_words(one, tongue)),
        ]
        yield table(_(HEADINGS[kind]), list(group), said, level=2)._replace(room=_("Decided"))


def in_words(one: OpenDecision, tongue: Tongue) -> str:
    """Return what is to be decided as a question."""
    _ = translator(TEXTS, tongue.language)
    codes = one.about.split(";")
    subject = one.subject or ""
    if one.kind in ("not presented", "proposal"):
        subject = tongue.names.text(one.about, "title", subject)
    detail = ""
    if one.detail in DOUBTS:
        detail = _(DOUBTS[one.detail]).format(one=codes[0], other=codes[-1])
    if one.kind == "needs" and not subject:
        subject = _("{count} needs").format(count=tongue.number(len(codes)))
    who = ", ".join(map(tongue.names.organisation, one.who.split(";"))) if one.who else _("an unnamed beneficiary")
    return _(ASKED[one.kind]).format(
        subject=subject.rstrip(".?! "),
        who=who,
        since=one.since or UNKNOWN,
        amounts=", ".join(tongue.money(amount, currency) for amount, currency in one.outstanding),
        detail=detail,
        details=_of_action(one, tongue),
    )


def _of_action(one: OpenDecision, tongue: Tongue) -> str:
    _ = translator(TEXTS, tongue.language)
    due = one.detail
    dated = due is not None and due[0].isdigit()
    when = _("next conference") if due == "next" else tongue.date(due) if dated else due
    said = [
        tongue.names.organisation(one.who) if one.who else _("without an owner"),
        _("due {date}").format(date=when) if due else "",
        _("overdue") if one.overdue else "",
    ]
    return ", ".join(filter(None, said))

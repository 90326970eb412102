"""The section of a brief on what was agreed with a donor or a beneficiary."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.cli.briefs.brief_language import Tongue, capital
from tracker.cli.briefs.brief_tables import Said, table
from tracker.output import Column
from tracker.output.paper import PaperSection

if TYPE_CHECKING:
    from tracker.insight.briefs.agreed import Agreed
    from tracker.insight.conferences.actions import ActionRow
    from tracker.insight.parties.partnerships import PartnershipRow

TEXTS = "brief"


def agreements(tongue: Tongue, found: Agreed, own: Collection[str]) -> Iterator[PaperSection]:
    """Yield action points, recommendations and partnerships; one sentence if there are none.

    `own` contains the codes of the organisation that the brief is about.
    """
    _ = tongue._
    if not (found.actions or found.recommendations or found.partnerships):
        yield PaperSection(
            _("What was agreed"), text=[_("No action point, recommendation or partnership is recorded.")]
        )
        return
    yield PaperSection(_("What was agreed"))
    for heading, rows in ((_("Action points"), found.actions), (_("Recommendations"), found.recommendations)):
        if rows:
            yield actions(tongue, heading, rows)
    if found.partnerships:
        points = [_partnership(tongue, row, own, found.overdue.get(row.number, ())) for row in found.partnerships]
        yield PaperSection(_("Partnerships"), 2, points=points)


def actions(tongue: Tongue, heading: str, rows: Sequence[ActionRow]) -> PaperSection:
    """Return a table of action points or recommendations: whose, due when, in which status."""
    _ = tongue._
    said = [
        Said(Column("code", _("Code"), "code"), lambda row: row.code),
        Said(Column("text", _("Text"), flex=True), lambda row: row.text + (f" ({row.note})" if row.note else "")),
        Said(
            Column("owner", _("Owner"), flex=True, priority=2),
            lambda row: ", ".join(filter(None, (row.owner, row.owner_name))),
        ),
        Said(Column("due", _("Due")), lambda row: _due(tongue, row.due)),
        Said(
            Column("status", _("Status")),
            lambda row: f"{tongue.word(row.status)}, {_('overdue')}" if row.overdue else tongue.word(row.status),
        ),
    ]
    return table(heading, rows, said, level=2, spare=("owner", "due"))


def _due(tongue: Tongue, due: str | None) -> str:
    """Return a date in the language of the brief, or the code of a conference."""
    if due == "next":
        return tongue._("next conference")
    return tongue.date(due) if due is None or due[0].isdigit() else due


def _partnership(tongue: Tongue, row: PartnershipRow, own: Collection[str], overdue: Sequence[str]) -> str:
    _ = tongue._
    others = [code for code in row.parties if code not in own] or row.parties
    when = f"{row.conference}, {tongue.date(row.date)}" if row.date else row.conference
    known = zip(row.projects, row.project_titles, strict=True)
    projects = (f"{code} {tongue.names.text(code, 'title', title)}" for code, title in known)
    said = [
        _("{kind} with {parties}, {when}: {subject}").format(
            kind=capital(tongue.word(row.kind)),
            parties=tongue.listed(map(tongue.organisation, others)),
            when=when,
            subject=row.subject,
        ),
        _("Agreed: {text}").format(text=row.agreed) if row.agreed else "",
        _("Areas: {areas}").format(areas=", ".join(map(tongue.names.word, row.areas))) if row.areas else "",
        _("Projects that follow: {projects}").format(projects=", ".join(projects)) if row.projects else "",
        _("Overdue action points: {codes}").format(codes=", ".join(overdue)) if overdue else "",
    ]
    return " ".join(f"{text.rstrip('.')}." for text in said if text)

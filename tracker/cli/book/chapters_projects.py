"""The projects of a conference: the list of all, and an article for each, which is its fiche."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.cli.book.material import Material
from tracker.cli.briefs import fiche_paper
from tracker.cli.briefs.brief_tables import Said, table
from tracker.output import Column
from tracker.output.pages.book import Article
from tracker.output.paper import PaperSection
from tracker.rules.figures import period_text

if TYPE_CHECKING:
    from tracker.insight.briefs.fiche import Fiche

TEXTS = "book"


def projects(material: Material) -> Iterator[PaperSection]:
    """Yield the list of all projects, with their money in the reporting currency."""
    tongue, _ = material.tongue, material._
    if not material.fiches:
        yield PaperSection(text=[_("No project was reported.")])
        return
    currency = material.conference.currency

    def amount(fiche: Fiche, measure: str) -> str:
        known = (getattr(total, measure) for total in fiche.totals if total.what == "converted")
        return tongue.figure(next(known, None), currency)

    said = [
        Said(Column("code", _("Code"), "code"), lambda one: one.card.facts.code),
        Said(
            Column("title", _("Title"), flex=True),
            lambda one: material.title(one.card.facts.code, one.card.facts.title),
        ),
        Said(Column("status", _("Status")), lambda one: tongue.status(one.card.facts.status, one.card.facts.progress)),
        Said(
            Column("dates", _("Dates")),
            lambda one: (
                period_text(
                    (one.card.facts.actual_start or one.card.facts.start or "")[:4] or None,
                    (one.card.facts.actual_end or one.card.facts.end or "")[:4] or None,
                    tongue.language,
                )
                or ""
            ),
        ),
        Said(
            Column("donors", _("Donors"), "codes"),
            lambda one: ", ".join(sorted({row.donor for row in one.card.money if row.basis})),
        ),
        Said(
            Column("administrations", _("Administrations"), "codes"),
            lambda one: tongue.listed(row.code for row in one.card.beneficiaries),
        ),
        *(
            Said(Column(measure, tongue.measure(measure), "number"), lambda one, measure=measure: amount(one, measure))  # type: ignore[misc]
            for measure in material.told
        ),
    ]
    remark = _("Amounts are in {currency}. The code opens the fiche of a project.").format(currency=currency)
    yield table(_("All projects"), material.fiches, said, remark=remark, spare=["dates", "donors", "administrations"])


def articles(material: Material) -> list[Article]:
    """Return the fiches of all projects."""
    tongue = material.tongue
    return [
        Article(
            fiche.card.facts.code,
            material.title(fiche.card.facts.code, fiche.card.facts.title),
            fiche_paper.facts(fiche, tongue),
            list(fiche_paper.parts(fiche, tongue)),
        )
        for fiche in material.fiches
    ]

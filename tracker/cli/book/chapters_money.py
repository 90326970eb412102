"""The chapters on money: what changed since the last conference, and whose money it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.book import book_pictures
from tracker.cli.book.material import GroupedMoney, Material
from tracker.cli.briefs import changes
from tracker.cli.briefs.brief_tables import Said, table
from tracker.cli.briefs.party_paper import money_columns, money_remarks, total_columns, total_lines
from tracker.insight.totals.allocation import NOT_ALLOCATED
from tracker.insight.totals.portfolio import MoneyQuestion, totals
from tracker.output import Column
from tracker.output.pages.book import BookLedger
from tracker.output.paper import PaperSection, RowsBehind
from tracker.rules.measured import NOTHING, Measured
from tracker.rules.words import ANSWERS

if TYPE_CHECKING:
    from tracker.insight.comparing.total_rows import CountedMoney
    from tracker.insight.totals.portfolio import Total

TEXTS = "book"
VOCABULARY = ANSWERS

MONEY, PARTS = "money", "parts"


def changed(material: Material) -> Iterator[PaperSection]:
    """Yield what changed since the conference before: the bridge of money by cause, projects new and ended."""
    where, tongue, _ = material.where, material.tongue, material._
    if where.before is None:
        yield PaperSection(text=[tongue._("Nothing was reported to an earlier conference of the series.")])
        return
    for picture in book_pictures.bridges(material):
        yield PaperSection(picture=picture)
    rows = [row for move in material.moves for row in changes.moved(tongue, move, where)]
    if rows:
        yield changes.money_by_cause(tongue, where, rows)._replace(level=1)
    else:
        yield PaperSection(text=[_("No amount that was reported has changed.")])
    points = list(changes.class_points(tongue, material.classes))
    yield PaperSection(_("Projects"), text=[] if points else [_("The same projects as before.")], points=points)


def portfolio(material: Material) -> Iterator[PaperSection]:
    """Yield the totals of the conference, and its money by donor, administration and theme."""
    tongue, _ = material.tongue, material._
    if not material.money:
        yield PaperSection(text=[_("No money was reported.")])
        return
    sums = totals(material.reader, MoneyQuestion(material.conference.id))
    remarks = money_remarks(tongue, material.told, [], sums)
    lines = total_lines(tongue, sums)
    made = table(_("In all"), lines, total_columns(tongue, material.told, "what"), remark=" ".join(remarks))
    behind = RowsBehind(MONEY, [_behind(material.money, line.total) for line in lines])
    yield made._replace(picture=book_pictures.trends(material), behind=behind)
    yield _grouped(material, _("By donor"), _("Donor"), "donor", by_donor(material), MONEY)
    yield _grouped(
        material, _("By administration"), _("Administration"), "beneficiary", by_administration(material), PARTS
    )
    yield _grouped(material, _("By primary theme"), _("Theme"), "theme", by_theme(material), MONEY)


def _behind(rows: Sequence[CountedMoney], total: Total) -> list[int]:
    """Return the places of the rows that a total is made of."""
    return [
        place
        for place, row in enumerate(rows)
        if row.excluded_as is None and (row.rated if total.what == "converted" else row.currency == total.currency)
    ]


def by_donor(material: Material) -> list[GroupedMoney]:
    """Return the money by donor, the largest first."""
    return _groups(material, ((row.donor, place) for place, row in enumerate(material.money)), _organisation(material))


def by_theme(material: Material) -> list[GroupedMoney]:
    """Return the money by the primary theme of its project, the largest first."""
    words = material.tongue.names
    return _groups(
        material,
        ((row.theme or "", place) for place, row in enumerate(material.money)),
        lambda code: words.word(code) if code else material._("no theme"),
    )


def by_administration(material: Material) -> list[GroupedMoney]:
    """Return the money by beneficiary, as shares and earmarks divide it, the largest first."""
    found: dict[str, list[int]] = defaultdict(list)
    amounts: dict[str, Measured] = defaultdict(Measured)
    for place, part in enumerate(material.parts):
        found[part.beneficiary].append(place)
        amounts[part.beneficiary] = amounts[part.beneficiary].plus(part.counted)
    named = _organisation(material)
    groups = [
        GroupedMoney(
            "" if code == NOT_ALLOCATED else code,
            material._("not allocated to a beneficiary") if code == NOT_ALLOCATED else named(code),
            len({material.money[material.parts[place].row].project for place in places}),
            amounts[code],
            material.conference.currency,
            places,
        )
        for code, places in found.items()
    ]
    return _largest_first(material, groups)


def _organisation(material: Material) -> Callable[[str], str]:
    return material.tongue.names.organisation


def _groups(material: Material, members: Iterable[tuple[str, int]], named: Callable[[str], str]) -> list[GroupedMoney]:
    found: dict[str, list[int]] = defaultdict(list)
    for code, place in members:
        found[code].append(place)
    groups = []
    for code, places in found.items():
        rows = [material.money[place] for place in places]
        amounts = NOTHING
        for row in rows:
            amounts = amounts.plus(row.counted)
        projects = len({row.project for row in rows})
        groups.append(GroupedMoney(code, named(code), projects, amounts, material.conference.currency, places))
    return _largest_first(material, groups)


def _largest_first(material: Material, groups: Iterable[GroupedMoney]) -> list[GroupedMoney]:
    main = material.main
    return sorted(groups, key=lambda one: (-(getattr(one, main) or 0), -(one.pledged or 0), one.code or "~"))


def _grouped(
    material: Material, heading: str, what: str, by: str, groups: Sequence[GroupedMoney], ledger: str
) -> PaperSection:
    tongue, _ = material.tongue, material._
    if not groups:
        return PaperSection(heading, text=[_("No amount could be converted, so none is divided.")])
    total = NOTHING
    for group in groups:
        total = total.plus(group.amounts)
    every = GroupedMoney(
        "", _("Total"), len({row.project for row in material.money}), total, material.conference.currency, []
    )
    said = [
        Said(Column("name", what, flex=True), lambda one: one.name),
        Said(Column("code", _("Code"), "code"), lambda one: one.code, by != "theme"),
        Said(Column("projects", _("Projects"), "number"), lambda one: tongue.number(one.projects)),
        *money_columns(tongue, material.told, lambda one: one),
    ]
    below = [said[0], *said[2:]]
    made = table(heading, groups, said, totals=[every], total_said=below)
    picture = book_pictures.portfolio(material, by, groups)
    whole = sorted(place for one in groups for place in one.behind)
    return made._replace(picture=picture, behind=RowsBehind(ledger, [one.behind for one in groups], [whole]))


def ledgers(material: Material) -> Mapping[str, BookLedger]:
    """Return the rows behind the totals: contributions, and the parts of beneficiaries in them."""
    tongue, _ = material.tongue, material._
    currency = material.conference.currency
    measures = material.told
    heads = [
        Column("project", _("Project"), "code"),
        Column("contribution", _("Contribution"), "code"),
        Column("donor", _("Donor")),
        Column("currency", _("Currency"), "code"),
        *(Column(f"told_{measure}", tongue.measure(measure), "number") for measure in measures),
        *(
            Column(
                measure,
                _("{measure}, in {currency}").format(measure=tongue.measure(measure), currency=currency),
                "number",
            )
            for measure in measures
        ),
        Column("rate", _("Rate")),
        Column("left_out", _("Left out because")),
        Column("answer", _("Answer of the donor")),
        Column("source", _("Source")),
        Column("carried", _("Carried over from"), "code"),
    ]
    rates = {row.rate: tongue.rate(row.rate) for row in material.money}

    def line(row: CountedMoney) -> tuple[str, ...]:
        same = row.currency == currency
        return (
            row.project,
            row.contribution,
            tongue.names.organisation(row.donor),
            row.currency or "",
            *(tongue.figure(getattr(row.told, measure), row.currency) for measure in measures),
            *("" if same else tongue.figure(getattr(row.counted, measure), currency) for measure in measures),
            rates[row.rate],
            _left_out(material, row),
            _(row.answer) if row.answer else "",
            row.source or "",
            row.carried_from or "",
        )

    lines = [line(row) for row in material.money]
    parts = [
        (
            *lines[part.row][:3],
            *(tongue.figure(getattr(part.counted, measure), currency) for measure in measures),
            currency,
            lines[part.row][-2],
        )
        for part in material.parts
    ]
    part_heads = [*heads[:3]]
    part_heads += [
        Column(measure, _("Its part: {measure}").format(measure=tongue._(measure)), "number") for measure in measures
    ]
    part_heads += [Column("currency", _("Currency"), "code"), Column("source", _("Source"))]
    return {MONEY: BookLedger(heads, lines), PARTS: BookLedger(part_heads, parts)}


def _left_out(material: Material, row: CountedMoney) -> str:
    _ = material._
    if row.excluded_as is not None:
        return _("left out as {reason}").format(reason=row.excluded_as)
    if not row.rated and row.told != NOTHING:
        return _("no rate for {currency}").format(currency=row.currency)
    return ""

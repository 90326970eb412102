"""The scorecard as tables for people, and as rows for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.insight.lights.scorecard import MONEY_TERMS, PROJECT_TERMS, GoodShare, LightCount, Scorecard
from tracker.output import PAGES, UNKNOWN, CardFact, Column, Section, Style, line_width, show_card
from tracker.rules.decimals import rounded
from tracker.rules.money import human
from tracker.rules.words import LIGHTS, LIT

UNITS = ((0, ""), (3, "thousands of "), (6, "millions of "))
TERMS = {
    "new": "New",
    "gone": "Gone",
    "moved_in": "Moved in",
    "moved_out": "Moved out",
    "regrouped": "Regrouped",
    "changed": "Changed",
    "no_rate": "No rate",
    "exchange": "Exchange",
}
MOVES = frozenset(TERMS.values())
SHARES = [
    Column("group", "Group", "code"),
    Column("of", "Of"),
    Column("good", "Good", "number"),
    Column("rated", "Rated", "number"),
    Column("percent", "Good, % of projects", "number"),
    Column("percent_money", "Good, % of money", "number"),
    Column("cannot_tell", "Cannot tell", "number"),
]
BEFORE = [
    Column("percent_before", "Before, % of projects", "number"),
    Column("percent_money_before", "Before, % of money", "number"),
]
NO_RATE = [
    Column("conference", "Conference", "code"),
    Column("contributions", "Contributions", "number"),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
]


class Line(NamedTuple):
    """A line of a table: its label, a cell for each light, and how much is good."""

    label: str
    achieved: str
    on_track: str
    behind: str
    off: str
    cannot_tell: str
    good: str
    before: str = ""


class GroupLine(NamedTuple):
    """A group on one line: its projects and money, and how many of those that can be judged are good in each of LIT."""

    group: str
    projects: int
    amount: int | None
    currency: str
    time: str
    money: str
    results: str
    risk: str
    evaluation: str


class MoveLine(NamedTuple):
    """What moved on one light of one of LIT; for people only."""

    of: str
    light: str
    before: str
    new: str
    gone: str
    moved_in: str
    moved_out: str
    regrouped: str
    changed: str
    no_rate: str
    exchange: str
    now: str


class Fitting(NamedTuple):
    """How amounts fit: with the decimals of their currency, on a line of this width."""

    exponent: int
    width: int

    def unit(self, columns: Mapping[str, Sequence[int]], taken: int) -> tuple[str, Callable[[int], str]]:
        """Return the unit in which columns of amounts fit beside what is taken of a line, and the text of an amount.

        Exact where that fits; else in whole units, thousands or millions, each amount rounded for itself.
        """

        def width(text: Callable[[int], str]) -> int:
            # A heading of two words may take two lines.
            found = 0
            for name, amounts in columns.items():
                said = [_signed(one, text) if name in MOVES else text(one) for one in amounts if one]
                found += 2 + max(map(len, (*name.split(), *said)))
            return found

        def rough(digits: int) -> Callable[[int], str]:
            def text(amount: int) -> str:
                near = rounded(amount, 10 ** (self.exponent + digits))
                return f"{near:,}" if near or not amount else "<1" if amount > 0 else "-<1"

            return text

        texts: list[tuple[str, Callable[[int], str]]] = [("", lambda amount: human(amount, self.exponent))]
        texts += [(unit, rough(digits)) for digits, unit in UNITS]
        return next((one for one in texts if taken + width(one[1]) <= self.width), texts[-1])


def columns(before: str | None, *, grouped: bool) -> list[Column]:
    """Return the columns of counts as rows; `before` is the code of the conference that they are compared with."""
    found = [Column("group", "Group", "code")] if grouped else []
    found += [
        Column("of", "Of"),
        Column("light", "Light"),
        Column("projects", "Projects", "number"),
        Column("amount", "Amount", "money"),
        Column("currency", "", "code"),
    ]
    if before is not None:
        words = {"before": before} | TERMS
        found += [
            Column(f"projects_{term}", f"Projects: {words[term]}", "number") for term in ("before", *PROJECT_TERMS)
        ]
        found += [Column(f"amount_{term}", f"Amount: {words[term]}", "money") for term in ("before", *MONEY_TERMS)]
    return found


def show_scorecard(card: Scorecard, by: str | None, parts: Sequence[str], style: Style) -> None:
    """Show a scorecard in any format but csv and tsv: `parts` are those of LIT that are asked for."""
    conference, exponent = card.conference, style.exponents[card.currency]
    facts = [CardFact("conference", "Conference", conference.code, "code")]
    if card.before is not None:
        facts.append(CardFact("before", "Compared with", card.before.code, "code"))
    facts += [
        CardFact("measure", "Money", card.measure),
        CardFact("projects", "Projects", card.projects, "number"),
        CardFact("total", "Total", card.total, "money", card.currency),
    ]
    if card.silent or style.form not in PAGES:
        facts.append(CardFact("silent", "Without an amount", card.silent, "number"))
    by_people = sum(count for of, count in card.set_by_people.items() if of in parts)
    if by_people or style.form not in PAGES:
        facts.append(CardFact("set_by_people", "Lights set by a person", by_people, "number"))
    title = f"Scorecard of {conference.code}"
    if style.form not in PAGES:
        show_card(title, facts, list(_rows(card, by, parts)), style)
        return
    if card.without_rate:
        left_out = "; ".join(
            f"{human(row.amount, style.exponents[row.currency])} {row.currency} at {row.conference}"
            for row in card.without_rate
        )
        facts.append(CardFact("no_rate", "Left out: no rate", left_out))
    fitting = Fitting(exponent, line_width(style))
    if not card.projects and card.before is None:
        sections: list[Section] = []
    elif by is None:
        sections = list(_matrices(card, card.whole, card.good, parts, fitting))
    elif len(parts) == 1:
        sections = list(_matrices(card, card.groups, card.good_by_group, parts, fitting, by))
    else:
        sections = [_groups(card, by)]
    if card.before is not None:
        divided = by if len(parts) == 1 else None
        sections += _moves(card, card.groups if divided else card.whole, parts, fitting, divided)
    show_card(title, facts, sections, style)


def _rows(card: Scorecard, by: str | None, parts: Sequence[str]) -> Iterator[Section]:
    """Yield everything as lists."""

    def asked(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.of in parts]

    before = card.before.code if card.before is not None else None
    shares = SHARES + (BEFORE if card.before is not None else [])
    yield Section("Lights", asked(card.whole), columns(before, grouped=False))
    yield Section("Good", asked(card.good), shares[1:])
    if by is not None:
        yield Section(f"Lights by {by}", asked(card.groups), columns(before, grouped=True), key="groups")
        yield Section(f"Good by {by}", asked(card.good_by_group), shares, key="good_by_group")
    yield Section("Without a rate", card.without_rate, NO_RATE, None, "without_rate")


def _matrices(
    card: Scorecard,
    counts: Sequence[LightCount],
    shares: Sequence[GoodShare],
    parts: Sequence[str],
    fitting: Fitting,
    by: str | None = None,
) -> Iterator[Section]:
    """Yield a table of projects and one of money: a line for each of LIT or each group, a column for each light."""
    named = f" by {by}, {parts[0]}" if by else ""
    lines: dict[str, dict[str, LightCount]] = {}
    for row in counts:
        if row.of in parts:
            lines.setdefault(_label(row, by), {})[row.light] = row
    good = {_label(share, by): share for share in shares if share.of in parts}
    labels = max([len(label) for label in lines], default=0)
    amounts = {light: [cells[light].amount or 0 for cells in lines.values()] for light in LIGHTS}
    unit, text = fitting.unit(amounts, labels + len("  100 %") + (len("  Before") if card.before else 0))

    def number(row: LightCount) -> str:
        return f"{row.projects:,}" if row.projects else ""

    def amount(row: LightCount) -> str:
        if row.amount is None:
            return UNKNOWN if row.projects else ""
        return text(row.amount)

    shown = [Column("label", by.capitalize() if by else "Of")]
    shown += [Column(light.replace(" ", "_"), light.capitalize(), "number") for light in LIGHTS]
    shown += [Column("good", "Good", "number")]
    shown += [Column("before", "Before", "number", priority=1)] if card.before is not None else []
    money = f"{card.measure.capitalize()}{named}, in {unit}{card.currency}"
    for what, cell, percent in ((f"Projects{named}", number, "percent"), (money, amount, "percent_money")):
        found = []
        for label, cells in lines.items():
            share = good.get(label)
            said = was = ""
            if share is not None:
                said, was = (_percent(getattr(share, field)) for field in (percent, f"{percent}_before"))
                if cell is number and share.rated:
                    said += f" of {share.rated:,}"
            achieved, on_track, behind, off, cannot_tell = (cell(cells[light]) for light in LIGHTS)
            found.append(Line(label, achieved, on_track, behind, off, cannot_tell, said, was))
        yield Section(what, found, shown)


def _label(row: LightCount | GoodShare, by: str | None) -> str:
    return (row.group or "") if by else row.of


def _percent(share: int | None) -> str:
    return UNKNOWN if share is None else f"{share} %"


def _groups(card: Scorecard, by: str) -> Section:
    """Return a table with a line for each group."""
    lines = []
    shares = {(share.group, share.of): share for share in card.good_by_group}
    groups = list(dict.fromkeys(row.group for row in card.groups))

    def said(share: GoodShare | None) -> str:
        return "" if share is None else f"{share.good:,} of {share.rated:,}" if share.rated else UNKNOWN

    for group in groups:
        mine = [row for row in card.groups if row.group == group and row.of == LIT[0]]
        rated = [said(shares.get((group, of))) for of in LIT]
        known = [row.amount for row in mine if row.amount is not None]
        projects = sum(row.projects for row in mine)
        lines.append(GroupLine(group or "", projects, sum(known) if known else None, card.currency, *rated))
    below = GroupLine("all", card.projects, card.total, card.currency, *map(said, card.good))
    shown = [
        Column("group", by.capitalize(), "code"),
        Column("projects", "Projects", "number"),
        Column("amount", card.measure.capitalize(), "money"),
        *(Column(of, of.capitalize(), "number") for of in LIT),
    ]
    heading = f"Good of those rated, by {by}; {card.measure} in {card.currency}"
    return Section(heading, lines, shown, footer=[below])


def _moves(
    card: Scorecard, counts: Sequence[LightCount], parts: Sequence[str], fitting: Fitting, by: str | None
) -> Iterator[Section]:
    """Yield what moved on each light: projects, and money. Lights on which nothing moved are left out."""
    rows = [row for row in counts if row.of in parts]
    labels = max([len(_label(row, by)) for row in rows], default=0) + 2 + max(map(len, LIGHTS))
    for kind, terms in (("projects", PROJECT_TERMS), ("amount", MONEY_TERMS)):
        moved = [row for row in rows if any(getattr(row, f"{kind}_{term}") for term in terms)]
        used = [term for term in terms if any(getattr(row, f"{kind}_{term}") for row in moved)]
        now = "amount" if kind == "amount" else kind
        values = {"Before": [getattr(row, f"{kind}_before") or 0 for row in moved]}
        values |= {TERMS[term]: [getattr(row, f"{kind}_{term}") or 0 for row in moved] for term in used}
        values |= {"Now": [getattr(row, now) or 0 for row in moved]}
        unit, text = fitting.unit(values, labels) if kind == "amount" else ("", "{:,}".format)
        lines = []
        for place, row in enumerate(moved):
            cells = {term: _signed(values[TERMS[term]][place], text) if term in used else "" for term in TERMS}
            was = _end(getattr(row, f"{kind}_before"), row.projects_before, text)
            lines.append(
                MoveLine(
                    of=_label(row, by),
                    light=row.light,
                    before=was,
                    now=_end(getattr(row, now), row.projects, text),
                    **cells,
                )
            )
        shown = [
            Column("of", by.capitalize() if by else "Of"),
            Column("light", "Light"),
            Column("before", "Before", "number"),
            *(Column(term, TERMS[term], "number") for term in used),
            Column("now", "Now", "number"),
        ]
        what = "Projects" if kind == "projects" else f"{card.measure.capitalize()}, in {unit}{card.currency}"
        yield Section(f"What moved: {what}", lines, shown, "Nothing moved.")


def _end(value: int | None, projects: int | None, text: Callable[[int], str]) -> str:
    """Return what there is at one end: unknown where there are projects and no amount of theirs is known."""
    return UNKNOWN if value is None and projects else text(value or 0)


def _signed(amount: int, text: Callable[[int], str]) -> str:
    return "" if not amount else ("+" if amount > 0 else "") + text(amount)

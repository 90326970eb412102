"""What the pictures of a conference have in common: words, amounts, groups, and where their figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.briefs.brief_language import Tongue
from tracker.rules import figures
from tracker.rules.languages import N_, translator
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.codes import Conference
    from tracker.output.pages.charts import ColourKey
    from tracker.store.reader import Reader

TEXTS = "pictures"

# How many groups a picture shows before it sums up the rest, and how long a label is.
TOP, LONGEST, LEGIBLE = 14, 34, 14
# Groups that are none.
WITHOUT = {
    "not allocated": N_("not allocated"),
    "no theme": N_("no theme"),
    "": N_("none"),
    "in several": N_("in several"),
}


class Speech:
    """A language for pictures: `_` translates their messages; what is common to all papers is in `tongue`."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self._ = translator(TEXTS, tongue.language)

    def short(self, minor: int | None, currency: str) -> str:
        """Return an amount for a label beside a bar: `33.2m`."""
        if minor is None:
            return "–"
        return figures.short_amount_text(minor, self.tongue.exponents[currency], self.tongue.language)

    def length(self, minor: int, currency: str) -> float:
        """Return an amount as the length of a bar."""
        size: float = minor / 10 ** self.tongue.exponents[currency]
        return size

    def size(self, minor: int | None, currency: str) -> float | None:
        """The same; None is unknown."""
        return None if minor is None else self.length(minor, currency)

    def group(self, by: str, group: str | None) -> str:
        """Return the label of a group: the code and the name of a party, the name of a theme, the code of a project."""
        from tracker.output.pages.charts import shortened

        code = group or ""
        if code in WITHOUT:
            return self._(WITHOUT[code])
        if by == "theme":
            return shortened(self.tongue.names.word(code), LONGEST)
        name = code if by == "project" else self.tongue.names.organisation(code)
        said = shortened(code if name == code else f"{code} · {name}", LONGEST)
        # The beginning of a name says little, and less still where every name begins alike.
        legible = name in said or (by == "donor" and len(said) - len(code) > LEGIBLE)
        return said if legible else shortened(code, LONGEST)

    def not_confirmed(self, amounts: Iterable[tuple[str, int]], currency: str) -> str:
        """Return what of the money its own donors have not confirmed; empty where nothing is."""
        said = [f"{self.tongue.money(minor, currency)} ({what})" for what, minor in amounts if minor]
        return self._("Not confirmed by its donors: {amounts}.").format(amounts="; ".join(said)) if said else ""

    def counted_twice(self, amounts: Iterable[tuple[str, int]], currency: str) -> str:
        """Return what of the money may be counted twice; empty where nothing is."""
        said = [f"{self.tongue.money(minor, currency)} ({what})" for what, minor in amounts if minor]
        return self._("Possibly counted twice: {amounts}.").format(amounts="; ".join(said)) if said else ""

    def others(self, count: int) -> str:
        return self._("others: {count}").format(count=self.tongue.number(count))


def origin(reader: Reader, tongue: Tongue, *conferences: Conference) -> str:
    """Return where the figures of a picture come from: each conference with its record, or as a draft.

    Projects whose reports were carried over without a confirmation are counted.
    """
    from tracker.insight.records import record_in_force
    from tracker.insight.totals.unconfirmed import carried_reports

    _ = translator(TEXTS, tongue.language)
    said, silent = [], []
    for one in conferences:
        code = one.code.partition("@")[0]
        record = one.code if "@" in one.code else record_in_force(reader, one)
        told = _("record {record}").format(record=record) if record else _("draft of a conference that is not closed")
        said.append(f"{code} ({tongue.period(one)}; {told})")
        carried = carried_reports(reader, one.id)
        silent += [f"{tongue.number(carried)} ({code})"] if carried else []
    carried_over = _("Reports of projects carried over without a confirmation: {counts}.")
    return sentences(
        _("Source: {conferences}.").format(conferences=", ".join(said)),
        carried_over.format(counts=", ".join(silent)) if silent else "",
    )


def sentences(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def figures_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the figures of a picture as one text, for those who do not see it."""
    return "; ".join(f"{label}: {text}" for label, text in pairs)


def main_measure(told: Sequence[str]) -> str:
    """Return the measure that matters most: what is committed, else the most advanced one; `told` is not empty."""
    return "committed" if "committed" in told else [measure for measure in MEASURES if measure in told][-1]


def measure_colours() -> Mapping[str, str]:
    from tracker.output.pages.charts import BLUE, GREY, ORANGE, PALE_BLUE

    return dict(zip(MEASURES, (GREY, PALE_BLUE, BLUE, ORANGE), strict=True))


def light_keys(tongue: Tongue) -> list[ColourKey]:
    """Return the colours of the lights, from achieved to what cannot be judged."""
    from tracker.output.pages.charts import BLUE, GREY, ORANGE, PALE_BLUE, PALE_ORANGE, ColourKey
    from tracker.rules.words import LIGHTS

    looks = (
        (BLUE, "#ffffff"),
        (PALE_BLUE, "#14171a"),
        (PALE_ORANGE, "#14171a"),
        (ORANGE, "#14171a"),
        (GREY, "#14171a"),
    )
    return [ColourKey(tongue.word(light), *look) for light, look in zip(LIGHTS, looks, strict=True)]

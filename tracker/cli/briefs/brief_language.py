"""The language of a brief: words, names, amounts and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tracker.model.fields import DATE, PERCENT, PROSE, WORD, Field
from tracker.model.nouns import CONTRIBUTION, PROJECT
from tracker.output import UNKNOWN
from tracker.rules import figures
from tracker.rules.languages import N_, translator
from tracker.rules.results.lights import BESIDE
from tracker.rules.words import (
    ACTION_KINDS,
    AMOUNT_KINDS,
    APPROXIMATIONS,
    BASES,
    CONTRIBUTION_ROLES,
    DIRECTIONS,
    FOLLOW_UP_STATUSES,
    INSTRUMENTS,
    LIGHTS,
    LIT,
    MEASURES,
    NEED_STATUSES,
    OFFER_STATUSES,
    ORGANISATION_KINDS,
    OUTCOME_LEVELS,
    PARTNERSHIP_KINDS,
    PAYMENTS,
    RATE_METHODS,
    REASONS,
    REPLIES,
    RESPONSES,
    RISK_CATEGORIES,
    RISK_LEVELS,
    RISK_SHOWN_AS,
    SCOPES,
    STATUSES,
    plain_word,
    with_code,
)

if TYPE_CHECKING:
    from tracker.insight.briefs.setting import Setting
    from tracker.insight.briefs.translated_names import TranslatedNames
    from tracker.insight.codes import Conference
    from tracker.rules.rates import Rate
    from tracker.rules.results.lights import Light

TEXTS = "brief"
SOME = 12

# The fields of which a brief lists changes, with their names: those of their columns, unless they are here.
COMPARED = {field.listed: field for noun in (CONTRIBUTION, PROJECT) for field in noun.fields if field.compared}
OTHERWISE_NAMED = {
    "parent": N_("part of"),
    "lead": N_("lead organisation"),
    "implementer": N_("implementing organisation"),
    "excluded_as": N_("left out of the totals as"),
}
FIELDS = {
    name: OTHERWISE_NAMED.get(name, name.replace("_", " "))
    for name in (*COMPARED, "primary_theme", "themes", "beneficiaries", "earmarks")
    if name not in ("basis", "note")
}
# Of these a brief says only that they were rewritten.
LONG = tuple(field.listed for field in PROJECT.revised if field.kind == PROSE)
# Every word of the vocabularies that may appear in a brief: the catalogs contain them.
VOCABULARY = (
    *(*MEASURES, *STATUSES, *SCOPES, *ORGANISATION_KINDS, *INSTRUMENTS, *CONTRIBUTION_ROLES, *REASONS, PAYMENTS),
    *(*RISK_CATEGORIES, *RESPONSES, *RISK_SHOWN_AS, *RISK_LEVELS, *FOLLOW_UP_STATUSES, *PARTNERSHIP_KINDS),
    *(*RATE_METHODS, *LIGHTS, *LIT, *NEED_STATUSES, *REPLIES, *OFFER_STATUSES, *AMOUNT_KINDS, *APPROXIMATIONS),
    *(*map(plain_word, BASES), *OUTCOME_LEVELS, *DIRECTIONS, *ACTION_KINDS),
    *("yes", "no", *FIELDS.values()),
)
# How a risk moved.
MOVES = {
    "up": N_("rose"),
    "down": N_("fell"),
    "new": N_("is new"),
    "closed": N_("was closed"),
    "occurred": N_("occurred"),
    "now_known": N_("now assessed"),
    "no_longer_known": N_("no longer assessed"),
    "not_reported": N_("not reported"),
    "projects_in": N_("is new"),
    "projects_out": N_("not reported"),
    "unchanged": N_("unchanged"),
}
# Why a total moved.
CAUSES = {
    "no_rate": N_("rate missing at one of the conferences"),
    "exclusions": N_("left out of the totals at one of the conferences"),
    "succeeded": N_("projects merged, split or continued"),
    "new_projects": N_("new projects"),
    "completed": N_("projects completed"),
    "cancelled": N_("projects cancelled"),
    "not_presented": N_("projects not presented"),
    "redenominated": N_("contributions in another currency"),
    "new_contributions": N_("new contributions"),
    "ended_contributions": N_("contributions ended"),
    "now_known": N_("amounts now known"),
    "no_longer_known": N_("amounts no longer known"),
    "reclassified": N_("other shares of beneficiaries"),
    "exchange": N_("exchange rates"),
}
# Why the total of a measure moved: the first amount of contributions that were reported before.
FIRST_TOLD = {
    "interest": N_("first interest"),
    "pledged": N_("first pledged"),
    "committed": N_("first committed"),
    "disbursed": N_("first paid"),
}


class Tongue:
    """One language: `_` translates a message, the methods format data."""

    def __init__(self, language: str, names: TranslatedNames, exponents: Mapping[str, int]) -> None:
        self.language = language
        self.names = names
        self.exponents = exponents
        self._ = translator(TEXTS, language)

    def word(self, word: str | None) -> str:
        """Return the translation of a word of a vocabulary; return any other word unchanged."""
        return self._(plain_word(word)) if word else UNKNOWN

    def status(self, status: str | None, progress: int | None) -> str:
        """`active, 45%`."""
        return self.word(status) + (f", {self.percent(progress)}" if progress is not None else "")

    def quantity(self, value: str | None, unit: str | None) -> str:
        """Return a value of an indicator with its unit: `14 days`."""
        return self.number(value) + (f" {unit}" if unit and value else "")

    def measure(self, measure: str) -> str:
        return capital(self._(measure))

    def figure(self, minor: int | None, currency: str | None) -> str:
        if minor is None or currency is None:
            return UNKNOWN
        return figures.amount_text(minor, self.exponents[currency], self.language)

    def signed(self, minor: int, currency: str) -> str:
        return ("+" if minor > 0 else "") + self.figure(minor, currency)

    def money(self, minor: int, currency: str) -> str:
        return f"{self.figure(minor, currency)}\xa0{currency}"

    def date(self, partial: str | None) -> str:
        return figures.date_text(partial, self.language) if partial else UNKNOWN

    def number(self, value: Any) -> str:
        """Return a formatted number, or the text of an indicator whose value is not a number."""
        if value is None:
            return UNKNOWN
        return self._(value) if value in ("yes", "no") else figures.number_text(value, self.language)

    def reason(self, light: Light) -> str:
        """Return why a light is what it is."""
        kinds: dict[str, Callable[[Any], str]]
        kinds = {"percent": self.percent, "date": self.date, "word": self.word, "number": self.number, "text": str}
        said = self._(light.because).format(*(kinds[kind](value) for kind, value in light.figures))
        if light.computed is None:
            return said
        computed = self.word(light.computed.light), self.reason(light.computed)
        return self._(BESIDE).format(reason=said, light=computed[0], computed=computed[1])

    def percent(self, value: Any) -> str:
        return UNKNOWN if value is None else figures.percent_text(value, self.language)

    def share(self, ppm: int | None) -> str:
        return UNKNOWN if ppm is None else figures.share_text(ppm, self.language)

    def period(self, conference: Conference) -> str:
        known = figures.period_text(conference.start_date, conference.end_date, self.language)
        return known or self._("date unknown")

    def conference(self, conference: Conference) -> str:
        """`AMS-2013, 28 January 2013 – 1 February 2013`."""
        return f"{conference.code}, {self.period(conference)}"

    def organisation(self, code: str | None) -> str:
        """`Inter-American Development Bank (IDB)`."""
        if code is None:
            return UNKNOWN
        return with_code(self.names.organisation(code), code)

    def rate(self, path: Iterable[Rate]) -> str:
        """`1 EUR = 1.30 USD (2012, annual average, IMF)`."""
        return " × ".join(
            f"1\xa0{rate.per_currency} = {self.number(rate.value)}\xa0{rate.currency}"
            f" ({self.date(rate.date)}, {self.word(rate.method)}, {rate.source})"
            for rate in path
        )

    def listed(self, items: Iterable[str], mark: str = ", ") -> str:
        """Join items with commas; shorten a very long list and add how many more there are (--json has them all)."""
        known = list(items)
        shown = mark.join(known[:SOME])
        more = len(known) - SOME
        return shown + (" " + self._("and {count} more").format(count=self.number(more)) if more > 0 else "")

    def field(self, field: str, value: Any) -> str:
        """Return the formatted value of a field of a report."""
        if value is None:
            return UNKNOWN
        known = COMPARED.get(field)
        if known is not None:
            return self._known(known, value)
        if field in ("themes", "primary_theme"):
            return ", ".join(self.names.word(code) for code in str(value).split(";"))
        if field in ("beneficiaries", "earmarks"):
            named = (each.partition(":") for each in str(value).split(";"))
            return ", ".join(f"{code} {self.percent(share)}" if share else code for code, _, share in named)
        return str(value)

    def _known(self, field: Field, value: object) -> str:
        if field.kind == DATE:
            return self.date(str(value))
        if field.kind == PERCENT:
            return self.percent(value)
        if field.of == "organisation":
            return self.names.organisation(str(value))
        return self.word(str(value)) if field.kind == WORD else str(value)

    def not_told_yet(self, where: Setting) -> list[str]:
        """Return a remark if the requested conference has no reports yet and those of another one are shown."""
        if where.asked.id == where.told.id:
            return []
        said = self._("Nothing has been reported to {asked} yet. This is what was reported to {told}.")
        return [said.format(asked=where.asked.code, told=where.told.code)]


def capital(text: str) -> str:
    """Return a text with a capital letter, for the beginning of a line."""
    return text[:1].upper() + text[1:]
